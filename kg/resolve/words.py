"""The word lists of `words.toml`, read once."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from kg.names import fold
from kg.resolve.scripts import canonical


@cache
def _file() -> Mapping[str, Any]:
    return tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))


@cache
def titles() -> frozenset[str]:
    """Return words that stand before a name and are no part of it."""
    return frozenset(fold(_file()["titles"]).split())


@cache
def honorifics() -> frozenset[str]:
    """Return words that are a title before a full name, but may also be a name: "U", "Pastor"."""
    return frozenset(fold(_file()["honorifics"]).split())


@cache
def sexes() -> Mapping[str, str]:
    """Return the sex that a title tells: "mrs" is female."""
    return {word: sex for sex in ("female", "male") for word in fold(_file()["sexes"][sex]).split()}


@cache
def variants() -> Mapping[str, str]:
    """Return the first form of a given name that languages write differently, by the folded and the canonical form of each."""
    found: dict[str, str] = {}
    for line in _file()["variants"].strip().splitlines():
        words = fold(line).split()
        for word in words:
            found.setdefault(word, words[0])
    for word, first in list(found.items()):
        found.setdefault(canonical(word), first)
    return found


@cache
def two_surnames() -> frozenset[str]:
    """Return given names of languages in which people have two surnames, of which the second is often left out."""
    return frozenset(fold(_file()["two_surnames"]).split())


@cache
def given_after_family() -> frozenset[str]:
    """Return given names of countries where the family name often stands first, in their first form."""
    words = fold(_file()["given_after_family"]).split()
    return frozenset(variants().get(word, word) for word in words)


@cache
def numerals() -> Mapping[str, str]:
    """Return the digits of an ordinal word: "first" is 1."""
    return {word: digits for digits, words in _file()["numerals"].items() for word in fold(words).split()}


@cache
def directions() -> Mapping[str, str]:
    """Return the English direction for a folded word of any language that says it: "nord" is north."""
    return {word: noun for noun, words in _file()["directions"].items() for word in fold(words).split()}


@cache
def institutions() -> Mapping[str, str]:
    """Return the English noun for a word of bodies that every country has, so that only the country tells them apart."""
    return {word: noun for noun, words in _file()["institutions"].items() for word in fold(words).split()}


@cache
def governments() -> frozenset[str]:
    """Return nouns that stand for a government."""
    return frozenset(fold(_file()["governments"]).split())


@cache
def common_names() -> tuple[str, ...]:
    """Return names that very many people bear."""
    return tuple(sorted(set(fold(_file()["common_names"]).split())))


@cache
def occupations() -> Mapping[str, tuple[str, str]]:
    """Return the occupation and the field of work that a folded word stands for."""
    found = {}
    for occupation, line in _file()["occupations"].items():
        field, _, words = line.partition(":")
        found.update(dict.fromkeys(fold(words).split(), (occupation, field)))
    return found


@cache
def generic() -> Mapping[str, str]:
    """Return the English word for a folded noun that says what a place is."""
    return {word: noun for noun, words in _file()["generic"].items() for word in fold(words).split()}


@cache
def anew() -> frozenset[str]:
    """Return words that say that something else is told of than before: "another"."""
    return frozenset(fold(_file()["anew"]).split())


@cache
def anyone() -> frozenset[str]:
    """Return nouns for those harmed that say nothing of who they are: "people", "mennesker"."""
    return frozenset(fold(_file()["anyone"]).split())


@cache
def deeds(form: str) -> tuple[str, ...]:
    """Return the ends of nouns for what is done to somebody, in a *form*: indefinite, definite, of one death, or of several."""
    return tuple(sorted(fold(_file()["deeds"][form]).split()))
