"""Decides whether two Latin spellings can be the same name, above all of names written in Arabic script.

Arabic writes consonants and long vowels; short vowels, doubling and the choice of Latin letters are the writer's. So a
word is read as a skeleton of consonant sounds with a set of possible vowels in each gap, and two spellings agree when
the skeletons are equal and no gap contradicts the other: Mohammed = Muhammad = Mohamad, but not Mahmoud; Hassan is
not Hussein. `docs/identity.md` has the measured precision and recall.
"""

from __future__ import annotations

import re
from functools import lru_cache

from kg.names import fold
from kg.resolve.words import titles

ARTICLES = frozenset({"al", "el", "ul", "as", "ash", "ad", "an", "ar", "at", "az"})
"""The Arabic article, with its last letter assimilated: ash-Shaer is al-Shaer."""
_SON_OF = frozenset({"bin", "ibn", "bint", "ben"})
_FATHER_OF = {"abu": "abu", "abou": "abu", "abo": "abu", "abi": "abu", "umm": "umm", "oum": "umm"}
_SERVANT_OF = re.compile(r"^abd(?:[aeiou]{1,2}[lrnstdz])?$")
_SERVANT_JOINED = re.compile(r"^abd(?:[aeou]{1,2}l|[aeou]l?(?=([rnstdz])\1)[rnstdz]|[aeou]?r(?=r)|al|el)(?=[^aeiou]?[a-z]{3})")
_GOD = re.compile(r"^abd[aeou]l{1,2}ah?$")

_SOUNDS = tuple((re.compile(pattern), sound) for pattern, sound in (
    (r"tsch|tch|sch|sh|sj|ch|cz", "S"), (r"kh", "X"), (r"gh", "G"), (r"dh", "d"), (r"th", "t"), (r"ph", "f"),
    (r"dj|dsch|zh|jh", "j"), (r"ck|cq|qu|q", "k"), (r"c(?=[eiy])", "s"), (r"c", "k"), (r"x", "ks"), (r"tz|ts", "z"),
    (r"^ou(?=[aeiy])", "w"), (r"(?<=..[^aeiou])e$", ""), (r"h(?![aeiouy])", ""), (r"(?<=[aeou])y$", "i"),
    (r"(?<![aeiouw])w(?![aeiou])", "u"), (r"(?<=[aeou])w(?![aeiou])", "u"), (r"(?<=[aou])[iy](?=[aeou])", "Y"),
    (r"(?<=[^aeiou])i(?=[aou])|y(?=[aeou])", "Y"), (r"y", "i"),
    (r"(.)\1+", lambda found: found[0][:2] if found[1] in "aeiou" else found[1]),
    (r"(?<=[eiou])t$", "d"),
))
"""Letters to sounds, in this order. Digraphs first; "h" with no vowel after it is silent (Fatimah); a final t is d
(Ahmet); a final e of French spelling is silent (Yassine)."""
_VOWELS = re.compile(r"([aeiou]*)([^aeiou]?)")
_POSSIBLE = {"a": "A", "e": "AI", "i": "I", "o": "U", "u": "U"}
_EGYPTIAN = str.maketrans("jG", "gg")
_ALIKE = frozenset({"gj", "jg", "gG", "Gg"})
"""Jamal is Gamal in Cairo, and a careless writer leaves the h out of gh; but j is never gh."""
_NONE = frozenset({"-"})
_CLUSTERS = {
    "ee": "I", "ie": "I", "oo": "U", "ou": "U", "ei": "IY", "ai": "IY", "ay": "IY", "au": "UW", "aou": "UW", "ao": "AUW",
}
"""Vowels written together that are one; others stand for any of their letters."""


@lru_cache(maxsize=262144)
def sounds(word: str) -> tuple[str, tuple[frozenset[str], ...]]:
    """Return the consonant skeleton of one folded word and the vowels possible in each gap, first and last included.

    >>> sounds("waseem")[0] == sounds("wasim")[0] == "wsm"
    True
    """
    spoken = word
    for pattern, sound in _SOUNDS:
        spoken = pattern.sub(sound, spoken)
    skeleton, gaps = [], []
    for vowels, consonant in _VOWELS.findall(spoken):
        gaps.append(_possible(vowels))
        skeleton.append(consonant)
    return "".join(skeleton), tuple(gaps)


def _possible(vowels: str) -> frozenset[str]:
    if not vowels:
        return _NONE
    return frozenset(_CLUSTERS.get(vowels) or "".join(_POSSIBLE[vowel] for vowel in vowels))


def skeleton(word: str) -> str:
    """Return the key under which spellings of one word can be found."""
    return sounds(word)[0].translate(_EGYPTIAN) or word


@lru_cache(maxsize=262144)
def same_word(one: str, other: str) -> bool:
    """Tell whether two folded words can be spellings of one name.

    >>> same_word("mohammed", "muhamad"), same_word("mohammed", "mahmoud"), same_word("hassan", "hussein")
    (True, False, False)
    """
    if one == other:
        return True
    (bones, gaps), (other_bones, other_gaps) = sounds(one), sounds(other)
    if len(bones) != len(other_bones) or not bones:
        return False
    if not all(mine == theirs or mine + theirs in _ALIKE for mine, theirs in zip(bones, other_bones, strict=True)):
        return False
    last = len(bones)
    unwritten = 0
    for place, (mine, theirs) in enumerate(zip(gaps, other_gaps, strict=False)):
        if not mine & theirs:
            if place in (0, last) or not (mine is _NONE or theirs is _NONE):
                return False
            unwritten += 1
    return unwritten <= max(0, len(bones) - 2)


@lru_cache(maxsize=262144)
def parts(name: str) -> tuple[str, ...]:
    """Return the words of a person's name that tell people apart: no titles, articles or "son of".

    >>> parts("Dr Abd al-Rahman bin Yousef"), parts("Abdulrahman Yousef"), parts("President Bashar al-Assad")
    (('abdrahman', 'yousef'), ('abdrahman', 'yousef'), ('bashar', 'assad'))
    """
    words = fold(name).split()
    while len(words) > 1 and words[0] in titles():
        words.pop(0)
    kept: list[str] = []
    for place, word in enumerate(words):
        if (word in ARTICLES or (word in _SON_OF and place > 0)) and len(words) > 1:
            continue
        word = _FATHER_OF.get(word, word)
        if kept and (kept[-1] in ("abu", "umm", "abd")):
            kept[-1] += f" {word}" if kept[-1] != "abd" else word
        else:
            kept.append(_servant(word))
    return tuple(kept)


def _servant(word: str) -> str:
    """Return "abd" of a name "servant of ..." without the article that is joined to it."""
    if _GOD.match(word):
        return "abdallah"
    if _SERVANT_OF.match(word):
        return "abd"
    return _SERVANT_JOINED.sub("abd", word)


def same_person_name(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Tell whether two names, as `parts`, can be spellings of one name; the shorter may leave out middle names.

    >>> same_person_name(parts("Mohammed Wasim Moaz"), parts("Muhammad Waseem Maaz"))
    True
    """
    if len(one) > len(other):
        one, other = other, one
    if len(one) == len(other):
        return all(same_part(mine, theirs) for mine, theirs in zip(one, other, strict=True))
    if len(one) < 2 or not same_part(one[-1], other[-1]):
        return False
    rest = list(other[:-1])
    if not same_part(one[0], rest[0]) and not same_word(rest[0], "mohammed"):
        return False
    for part in one[:-1]:
        while rest and not same_part(part, rest[0]):
            rest.pop(0)
        if not rest:
            return False
        rest.pop(0)
    return True


def same_part(one: str, other: str) -> bool:
    """Tell whether two parts agree: "abu khaled" only with "abu", "abdrahman" only with "abd"."""
    if one == other:
        return True
    mine, theirs = one.split(), other.split()
    return len(mine) == len(theirs) and all(same_word(*pair) for pair in zip(mine, theirs, strict=True))
