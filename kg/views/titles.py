"""Titles of events in the reader's language; the graph has them in English: "Destruction of the al-Quds hospital, Aleppo"."""

from __future__ import annotations

from functools import cache

from kg.views.words import word, words

_LINKS = ("of", "on", "for", "to", "with", "by")


def event_title(label: str, language: str) -> str:
    """Return the *label* of an event in *language*; one that is not made of a type and what follows stays as it is.

    >>> event_title("Killing of At least 20 people, Aleppo", "en")
    'Killing of at least 20 people, Aleppo'
    >>> event_title("Destruction of the al-Quds hospital, Aleppo", "nb"), event_title("A night in June", "nb")
    ('Ødeleggelse av the al-Quds hospital, Aleppo', 'A night in June')
    """
    for told, kind in _types():
        rest = label[len(told) :]
        if not label.startswith(told) or (rest and rest[0] not in " :,"):
            continue
        name = word(f"type.{kind}.name", language)
        if rest.startswith(": "):
            return f"{name}: {_inside(rest[2:])}"
        link, space, whom = rest[1:].partition(" ")
        if rest.startswith(" ") and space and link in _LINKS:
            return f"{name} {_link(kind, link, language)} {_inside(whom)}"
        if not rest or rest.startswith(", "):
            return name + rest
    return label


@cache
def _types() -> tuple[tuple[str, str], ...]:
    """Return what types are called in labels, and their classes; the longest first."""
    kinds = words()["type"]
    told = {"".join(f" {char.lower()}" if char.isupper() else char for char in kind).strip().capitalize(): kind for kind in kinds}
    return tuple(sorted(told.items(), key=lambda item: (-len(item[0]), item[0])))


def _link(kind: str, link: str, language: str) -> str:
    own = words()["type"][kind].get("link")
    return str(own[language]) if own and link != "by" else word(f"title.{link}", language)


@cache
def _small() -> frozenset[str]:
    return frozenset(" ".join(words()["title"]["inside"].values()).split())


def _inside(text: str) -> str:
    """Return *text* as it is written in the middle of a line: "The districts" begins a sentence no longer."""
    first = text.split(" ", 1)[0]
    if (first.isupper() and len(first) > 1) or first.lower() not in _small():
        return text
    return text[:1].lower() + text[1:]
