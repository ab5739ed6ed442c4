"""The words of a name that identify its bearer, by the family of what it names."""

from __future__ import annotations

from kg.names import fold
from kg.resolve.spelling import ARTICLES, parts
from kg.resolve.words import directions, generic, numerals

DETERMINERS = frozenset({"the", "a", "an", "de", "den", "det", "en", "ei", "et", "this", "these"})
MINOR_WORDS = frozenset({"of", "for", "and", "the", "og", "i", "av", "de", "des", "du", "et", "in", "on", "to", "without"})
_DROPPED_NOUNS = frozenset({"city", "village", "neighbourhood"})
_LINKS = frozenset({"of", "i", "in", "the", "no", "nr", "number", "nummer"})
_ORDINALS = ("st", "nd", "rd", "th")


def name_key(name: str, family: str) -> tuple[str, ...]:
    """Return the words of *name* that identify it, in its family.

    >>> name_key("the al-Quds Hospital", "facility"), name_key("al-Quds sykehus", "facility")
    (('quds', 'hospital'), ('quds', 'hospital'))
    """
    if family == "person":
        return parts(name)
    words = [word for word in fold(name).split() if word not in ARTICLES]
    while len(words) > 1 and words[0] in DETERMINERS:
        words.pop(0)
    if family in ("place", "facility"):
        nouns = [directions().get(word, generic().get(word, word)) for word in words]
        kept = [number(word) for word in nouns if word not in _DROPPED_NOUNS and word not in _LINKS]
        words = kept or nouns
    elif family == "body":
        words = [number(word) for word in words]
    return tuple(words) or (fold(name),)


def number(word: str) -> str:
    """Return a folded ordinal as digits, any other word as it is.

    >>> number("33rd"), number("first"), number("front")
    ('33', '1', 'front')
    """
    if word.endswith(_ORDINALS) and word[:-2].isdigit():
        return word[:-2]
    return numerals().get(word, word)


def initials(name: str) -> tuple[str, ...]:
    """Return the initials of a name of several words, with those of its small words and without."""
    words = fold(name).split()
    if len(words) < 2:
        return ()
    return "".join(word[0] for word in words), "".join(word[0] for word in words if word not in MINOR_WORDS)


def is_noun(name: str) -> bool:
    """Tell whether *name* is only a noun for a kind of place, which no two texts share: "the Hospital"."""
    words = [word for word in fold(name).split() if word not in DETERMINERS]
    return all(word in generic() for word in words)
