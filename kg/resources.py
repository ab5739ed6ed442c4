"""Finds the files that are shipped with the package, in a wheel or in a checkout."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from kg.errors import PackError

_PACKAGE = Path(__file__).parent
_ROOTS = (_PACKAGE / "_data", _PACKAGE.parent)
DATA_VARIABLE = "WITNESS_GRAPH_DATA"
"""Environment variable that names a folder which is looked in first; `kg.extend` sets it, and worker processes inherit it."""

FAST_VARIABLE = "KG_FAST"
"""Set to 1, it lets texts be read without encoders: more than twice as fast, and less precisely."""


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


@contextmanager
def environment(name: str, value: str) -> Iterator[None]:
    """Set a variable of the environment inside the block; worker processes that start there inherit it."""
    before = os.environ.get(name)
    os.environ[name] = value
    try:
        yield
    finally:
        if before is None:
            del os.environ[name]
        else:
            os.environ[name] = before


def reading_fast() -> AbstractContextManager[None]:
    """Let everything inside the block, worker processes too, read without encoders."""
    return environment(FAST_VARIABLE, "1")


def use_one_thread() -> None:
    """Let numeric libraries that are not imported yet use one thread: there is a worker for each processor."""
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")


def encoder(language: str) -> Path | None:
    """Return the folder of a language's encoder; None where none is installed, or the user wants to read fast."""
    if os.environ.get(FAST_VARIABLE, "") not in ("", "0"):
        return None
    return _part(f"encoder-{language}", "encoder.npz")


def events(language: str) -> Path | None:
    """Return the folder of what was learned of a language's events; None where none is installed."""
    return _part(f"events-{language}", "events.npz")


def _part(name: str, file: str) -> Path | None:
    try:
        folder = shipped("packs") / name
    except FileNotFoundError:
        return None
    return folder if (folder / file).is_file() else None
