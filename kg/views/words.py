"""The words and interface texts of views, read from the files in `assets/`."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from kg.errors import UsageError

ASSETS = Path(__file__).parent / "assets"
LANGUAGES = ("en", "nb")
"""Languages of the interface."""


@cache
def words() -> Mapping[str, Any]:
    """Return `assets/words.toml`: names of types, verbs, measures, kinds, stances."""
    return tomllib.loads((ASSETS / "words.toml").read_text("utf-8"))


@cache
def interface() -> Mapping[str, Mapping[str, str]]:
    """Return `assets/interface.toml`: the texts of buttons and headings by language."""
    return tomllib.loads((ASSETS / "interface.toml").read_text("utf-8"))


def check_language(language: str) -> str:
    """Return *language* if the interface speaks it.

    Raises:
        UsageError: it does not.
    """
    if language not in LANGUAGES:
        raise UsageError(f"the interface has no language {language!r}; it speaks {', '.join(LANGUAGES)}")
    return language


def tone(event_type: str) -> str:
    """Return ``harm``, ``help``, ``speech`` or ``other``.

    >>> tone("Airstrike"), tone("Rescue"), tone("NeverHeardOf")
    ('harm', 'help', 'other')
    """
    return str(words()["type"].get(event_type, {}).get("tone", "other"))


def word(key: str, language: str) -> str:
    """Return the text of a key such as ``type.Airstrike.name``, ``measure.killed`` or ``stance.denies``.

    An unknown type is named by its class, with a space before each capital.

    >>> word("type.Airstrike.did", "nb"), word("type.WaterCut.name", "en")
    ('bombet', 'Water cut')
    """
    at: Any = words()
    for part in key.split("."):
        at = at.get(part) if isinstance(at, Mapping) else None
    if isinstance(at, Mapping) and language in at:
        return str(at[language])
    parts = key.split(".")
    if parts[0] == "type" and parts[-1] in ("did", "to"):
        return word(f"type.Event.{parts[-1]}", language)
    return _spaced(parts[1] if len(parts) > 1 else key)


def _spaced(name: str) -> str:
    text = "".join(f" {letter.lower()}" if letter.isupper() and at else letter for at, letter in enumerate(name))
    return text.replace("_", " ")
