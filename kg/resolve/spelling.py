"""Decides whether two Latin spellings can be the same name, above all of names written in Arabic script.

Arabic writes consonants and long vowels; short vowels, doubling and the choice of Latin letters are the writer's. So a
word is read as a skeleton of consonant sounds with a set of possible vowels in each gap, and two spellings agree when
the skeletons are equal and no gap contradicts the other: Mohammed = Muhammad = Mohamad, but not Mahmoud; Hassan is
not Hussein. `docs/identity.md` has the measured precision and recall.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from kg.names import fold
from kg.resolve.scripts import canonical, latin
from kg.resolve.words import common_names, given_after_family, honorifics, titles, two_surnames, variants

ARTICLES = frozenset({"al", "el", "ul", "as", "ash", "ad", "an", "ar", "at", "az"})
"""The Arabic article, with its last letter assimilated: ash-Shaer is al-Shaer."""
_SON_OF = frozenset({"bin", "ibn", "bint", "ben"})
_FATHER_OF = {"abu": "abu", "abou": "abu", "abo": "abu", "abi": "abu", "umm": "umm", "oum": "umm"}
_SERVANT_OF = re.compile(r"^abd(?:[aeiou]{1,2}[lrnstdz])?$")
_SERVANT_JOINED = re.compile(r"^abd(?:[aeou]{1,2}l|[aeou]l?(?=([rnstdz])\1)[rnstdz]|[aeou]?r(?=r)|al|el)(?=[^aeiou]?[a-z]{3})")
_GOD = re.compile(r"^abd[aeou]l{1,2}ah?$")

_SOUNDS = tuple((re.compile(pattern), sound) for pattern, sound in (
    (r"tsch|tch|sch|sh|sj|ch|cz", "S"), (r"kh", "X"), (r"gh", "G"), (r"dh", "d"), (r"th", "t"), (r"ph", "f"),
    (r"dj|dsch|zh|jh", "j"), (r"ck|cq", "k"), (r"qu|q", "Q"), (r"c(?=[eiy])", "s"), (r"c", "k"), (r"x", "ks"), (r"tz|ts", "z"),
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
_LOOSE = str.maketrans("jGQk", "gggg", "Y")
_ALIKE = frozenset({"gj", "jg", "gG", "Gg", "kQ", "Qk", "gQ", "Qg"})
"""Jamal is Gamal in Cairo, Qadir is Gadir in Khartoum, and a careless writer leaves the h out of gh; but j is no gh."""
_FEMININE = re.compile(r"(?<=[^aeiou])(?:i|iy|iyy|ey)(?:eh|ah|e|a)$")
"""Zughbiya, Zughbieh, Zughbiyyah."""
_FAITH = re.compile(r"(?<=..)(?:[aeu]l|[aeiou]d)d(?:i|ee|ei)ne?$")
_FAITH_APART = frozenset({"din", "deen", "dine", "eddin", "eddine", "uddin", "addin", "aldin", "eldin"})
"""Nour al-Din, Noureddine, Nooruddin."""
_JOINED_ARTICLE = re.compile(r"^[ae]l(?=[^aeioul][a-z]{4})")
"""Elsadig, Alhalabi; Albert and Elmer have too few letters after it."""
_INNER_ARTICLE = re.compile(r"(?<=[a-z]{2})[aeu]l(?=[^aeioul][a-z]{2})")
_FATHER_JOINED = re.compile(r"^ab[ou]l(?=[^aeioul][a-z]{2})")
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


@lru_cache(maxsize=4096)
def _possible(vowels: str) -> frozenset[str]:
    if not vowels:
        return _NONE
    return frozenset(_CLUSTERS.get(vowels) or "".join(_POSSIBLE[vowel] for vowel in vowels))


def skeleton(word: str) -> str:
    """Return the key under which spellings of one word can be found."""
    return sounds(word)[0].translate(_LOOSE) or word


@lru_cache(maxsize=262144)
def same_word(one: str, other: str) -> bool:
    """Tell whether two folded words can be spellings of one name.

    >>> same_word("mohammed", "muhamad"), same_word("mohammed", "mahmoud"), same_word("hassan", "hussein")
    (True, False, False)
    """
    if one == other or _sound_alike(one, other):
        return True
    both = _FEMININE.sub("iya", one), _FEMININE.sub("iya", other)
    return both != (one, other) and _sound_alike(*both)


def _sound_alike(one: str, other: str) -> bool:
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
    words = latin(fold(name)).split()
    while len(words) > 1 and (words[0] in titles() or (len(words) > 2 and words[0] in honorifics())):
        words.pop(0)
    kept: list[str] = []
    for place, word in enumerate(words):
        if (word in ARTICLES or (word in _SON_OF and place > 0)) and len(words) > 1:
            continue
        word = _FATHER_OF.get(word, word)
        if kept and (kept[-1] in ("abu", "umm", "abd")):
            together = kept[-1] == "abd" or (kept[-1] == "abu" and word == "bakr")
            kept[-1] += word if together else f" {word}"
        elif kept and (word in _FAITH_APART or word == "allah"):
            kept[-1] += "din" if word in _FAITH_APART else word
        else:
            kept.append(_FAITH.sub("din", _FATHER_JOINED.sub("abu ", _servant(word))))
    return tuple(kept)


def _servant(word: str) -> str:
    """Return "abd" of a name "servant of ..." without the article that is joined to it."""
    if _GOD.match(word):
        return "abdallah"
    if _SERVANT_OF.match(word):
        return "abd"
    return _SERVANT_JOINED.sub("abd", word)


@lru_cache(maxsize=262144)
def same_person_name(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Tell whether two names, as `parts`, can be spellings of one name; the shorter may leave out middle names.

    Words may be written together or apart, the family name may stand first, and where people have two surnames the second
    may be missing.

    >>> same_person_name(parts("Mohammed Wasim Moaz"), parts("Muhammad Waseem Maaz"))
    True
    >>> same_person_name(parts("Nour al-Din Bou Zreik"), parts("Noureddine Bouzraiq"))
    True
    """
    if len(one) > len(other):
        one, other = other, one
    if _same_in_order(one, other):
        return True
    if len(one) != len(other) and _same_letters(glued(one), glued(other)):
        return True
    if len(one) > 2 and (same_initials(one, other) or same_initials(other, one)):
        return True
    return _turned(one, other) or _second_surname_missing(one, other)


def _same_in_order(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
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


def _turned(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Tell whether one has the family name first, as lists in some countries do: Vdovychenko Ihor.

    Where a father's name follows one's own it is another person: Idris Bashir is not Bashir Idris.
    """
    if len(one) != len(other) or len(one) < 2 or not any(usual(part) in given_after_family() for part in one):
        return False
    return any(one[place:] + one[:place] == other for place in range(1, len(one)))


def _second_surname_missing(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    shorter = len(one) > 1 and len(other) > 2 and len(one) < len(other)
    return shorter and one[0] in two_surnames() and same_part(one[0], other[0]) and _same_in_order(one, other[:-1])


def glued(name: tuple[str, ...]) -> str:
    """Return a name without its gaps and articles, for names that are written together or apart.

    >>> glued(parts("Niall Mac Eoghain")) == glued(parts("Niall MacEoghain"))
    True
    """
    return _INNER_ARTICLE.sub("", _JOINED_ARTICLE.sub("", "".join(name).replace(" ", "")))


def _same_letters(one: str, other: str) -> bool:
    return one == other or same_word(one, other) or canonical(one) == canonical(other)


def same_part(one: str, other: str) -> bool:
    """Tell whether two parts agree: "abu khaled" only with "abu", "abdrahman" only with "abd"."""
    if one == other:
        return True
    mine, theirs = one.split(), other.split()
    return len(mine) == len(theirs) and all(_same_name_word(*pair) for pair in zip(mine, theirs, strict=True))


@lru_cache(maxsize=262144)
def _same_name_word(one: str, other: str) -> bool:
    if same_word(one, other) or usual(one) == usual(other):
        return True
    if min(len(one), len(other)) > 3 and canonical(one) == canonical(other):
        return True
    return (bare(one), bare(other)) != (one, other) and same_word(bare(one), bare(other))


def is_initial(part: str) -> bool:
    """Tell whether a part of a name is a letter that stands for it."""
    return len(part) == 1


def same_initials(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    """Tell whether *short* is *long* with its given names as initials.

    >>> same_initials(("p", "j", "okwiri"), ("patrick", "joseph", "okwiri"))
    True
    """
    if len(short) < 2 or not all(map(is_initial, short[:-1])) or any(map(is_initial, long)) or not same_part(short[-1], long[-1]):
        return False
    given = long[:-1]
    return len(short) - 1 <= len(given) and all(part.startswith(letter) for letter, part in zip(short[:-1], given, strict=False))


def bare(word: str) -> str:
    """Return *word* without an article that is joined to it: "alhalabi", "elsadig"."""
    return _JOINED_ARTICLE.sub("", word)


def usual(word: str) -> str:
    """Return the first of the names that are forms of one name: Vladimir of Volodymyr, Yousef of Yusuf."""
    found = variants()
    return found.get(word) or found.get(canonical(word)) or word


@lru_cache(maxsize=65536)
def is_common(part: str) -> bool:
    """Tell whether very many people bear a part of a name."""
    word = part.split()[-1]
    alike = _common_by_skeleton().get(skeleton(usual(word)), ())
    return any(word == common or (len(common) > 3 and same_part(word, common)) for common in alike)


@lru_cache(maxsize=1)
def _common_by_skeleton() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for name in common_names():
        key = skeleton(usual(name))
        found[key] = (*found.get(key, ()), name)
    return found


def is_rare(name: tuple[str, ...]) -> bool:
    """Tell whether hardly two people bear *name*: two parts or more, one of which is not a common name.

    >>> is_rare(("mohammed", "wasim", "moaz")), is_rare(("mohammed", "ahmed")), is_rare(("moaz",))
    (True, False, False)
    """
    return len(name) > 1 and any(not is_common(part) for part in name)
