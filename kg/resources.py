"""Finds the files that are shipped with the package, in a wheel or in a checkout."""

from __future__ import annotations

import os
from pathlib import Path

from kg.errors import PackError

_PACKAGE = Path(__file__).parent
_ROOTS = (_PACKAGE / "_data", _PACKAGE.parent)
DATA_VARIABLE = "WITNESS_GRAPH_DATA"
"""Environment variable that names a folder which is looked in first; `kg.extend` sets it, and worker processes inherit it."""


def shipped(*parts: str) -> Path:
    """Return the path of a shipped file or folder, for example ``shipped("ontology", "kg.ttl")``.

    A wheel carries them under ``kg/_data``; a checkout has them beside ``kg/``.

    Raises:
        FileNotFoundError: neither place has it.
    """
    first = os.environ.get(DATA_VARIABLE)
    if first and (found := Path(first).joinpath(*parts)).exists():
        return found
    return packaged(*parts)


def packaged(*parts: str) -> Path:
    """Return the path of a shipped file or folder as it was packaged, without anybody's additions.

    Raises:
        FileNotFoundError: this installation does not have it.
    """
    for root in _ROOTS:
        path = root.joinpath(*parts)
        if path.exists():
            return path
    raise FileNotFoundError(f"{'/'.join(parts)} is not part of this installation; reinstall witness-graph")


def packs() -> dict[str, Path]:
    """Return the language packs that are installed, by language code."""
    try:
        folder = shipped("packs")
    except FileNotFoundError:
        return {}
    return {path.name: path for path in sorted(folder.iterdir()) if (path / "pack.toml").is_file()}


def pack(language: str) -> Path:
    """Return the folder of one language pack.

    Raises:
        PackError: no pack of that language is installed.
    """
    known = packs()
    if language not in known:
        raise PackError(f"no language pack for {language!r}; installed: {', '.join(known) or 'none'}")
    return known[language]
