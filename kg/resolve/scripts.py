"""Names of other scripts in Latin letters, and the many Latin spellings of one Cyrillic name in one form.

Cyrillic letters have one Latin equivalent each, but every language has its own: Zhuravlyov, Zjuravljov, Zhuravlev. So such a
word is brought to one canonical form, in which whatever the writers differ in is gone; it is for comparing and never shown.
Arabic script is written out letter by letter, and its short vowels stay unwritten: `kg.resolve.spelling` allows for that.
"""

from __future__ import annotations

import re
from functools import lru_cache

_CYRILLIC = """
а a б b в v г h ґ g д d е e є ye ж zh з z и i і i ї i й y к k л l м m н n о o п p р r с s т t у u ф f х kh ц ts ч ch ш sh щ shch
ъ - ы y ь - э e ю yu я ya ё e ў u ђ dj ј j љ lj њ nj ћ ch џ dj ѓ g ќ k ѕ dz
"""
_ARABIC = """
ا a ب b ت t ث th ج j ح h خ kh د d ذ dh ر r ز z س s ش sh ص s ض d ط t ظ z ع a غ gh ف f ق q ك k ل l م m ن n ه h و w ي y ى a ة a ء -
آ a أ a إ i ؤ w ئ y پ p چ ch ژ zh گ g ک k ی y
"""
"""Each letter and what it is in Latin, - for nothing."""
_PAIRS = (_CYRILLIC + _ARABIC).split()
_LETTERS = str.maketrans({letter: sound.strip("-") for letter, sound in zip(_PAIRS[::2], _PAIRS[1::2], strict=True)})

_CANONICAL = tuple((re.compile(pattern), letter) for pattern, letter in (
    (r"shch|sjtsj|schtsch|shtsh|szcz|stsj", "Q"), (r"zh|zj", "Z"), (r"tsch|tch|tsj|tsh|ch|cz", "C"), (r"sch|sh|sj|sz", "S"),
    (r"tz|ts|c(?=[eiy])", "c"), (r"kh|gh|g|x(?=$)", "h"), (r"x", "ks"), (r"ck|c(?=[^eiy]|$)", "k"), (r"w", "v"),
    (r"ph", "f"), (r"th", "t"), (r"dj|dzh", "J"), (r"(?:[iy]{1,2}|[iy]?j|[ea][iyj])$", "i"),
    (r"(?<![^aeiou])[yj](?=[aeou])", ""), (r"[yj]", "i"), (r"ie", "e"), (r"(.)\1+", r"\1"),
))
"""Letters to one form, in this order; the last rules make Serhiy, Serhii and Serhij one, and Pavlyuk and Pavliuk."""


def latin(word: str) -> str:
    """Return a folded *word* in Latin letters.

    >>> latin("ирина"), latin("خالد")
    ('irina', 'khald')
    """
    return word if word.isascii() else word.translate(_LETTERS)


@lru_cache(maxsize=262144)
def canonical(word: str) -> str:
    """Return the one form of all Latin spellings of a Cyrillic name; *word* is folded.

    >>> canonical("zhuravlyova") == canonical("zjuravljova"), canonical("serhiy") == canonical("serhii") == canonical("serhij")
    (True, True)
    >>> canonical("hrabovskyi") == canonical("hrabovska")
    False
    """
    for pattern, letter in _CANONICAL:
        word = pattern.sub(letter, word)
    return word
