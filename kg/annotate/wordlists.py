"""Reads the small word lists of `ontology/lexicon/`: `numbers`, `time` and `sections`, one file a language."""

from __future__ import annotations

import functools
import re
import tomllib
from collections.abc import Iterable
from typing import Any

from kg.errors import PackError
from kg.resources import shipped


@functools.cache
def wordlist(name: str, language: str) -> dict[str, Any]:
    """Return ``ontology/lexicon/<name>.<language>.toml``.

    Raises:
        PackError: there is no such list, or it is not TOML.
    """
    try:
        path = shipped("ontology", "lexicon", f"{name}.{language}.toml")
    except FileNotFoundError as error:
        raise PackError(f"no word list {name}.{language}.toml in ontology/lexicon; add one for this language") from error
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PackError(f"{path}: not TOML: {error}") from error


def one_of(words: Iterable[str]) -> str:
    r"""Return a pattern for any of *words*, longest first; a space stands for any run of blanks, a line break included.

    >>> one_of(["up to", "over"])
    'up\\s+to|over'
    """
    ordered = sorted(set(words), key=lambda word: (-len(word), word))
    return "|".join(r"\s+".join(re.escape(part) for part in word.split()) for word in ordered)
