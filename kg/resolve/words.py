"""The word lists of `words.toml`, read once."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from kg.names import fold


@cache
def _file() -> Mapping[str, Any]:
    return tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))


@cache
def titles() -> frozenset[str]:
    """Return words that stand before a name and are no part of it."""
    return frozenset(fold(_file()["titles"]).split())


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
