"""Reads the weights of a pack: whole numbers of few bits with a scale a row, as `training/bits.py` writes them."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy
from numpy.typing import NDArray

from kg.errors import PackError

Floats = NDArray[numpy.float32]
_SCALE = ":scale"


@contextmanager
def named_if_damaged(path: Path, what: str) -> Iterator[None]:
    """Turn what goes wrong while a file is read into an error that names it.

    Args:
        path: the file.
        what: says in the error what is damaged: "the encoder is".

    Raises:
        PackError: the file is damaged or of another format.
    """
    try:
        yield
    except (OSError, ValueError, KeyError, EOFError, BadZipFile, zlib.error) as error:
        raise PackError(f"{path}: {what} damaged ({error}); reinstall witness-graph") from error


def load_weights(path: Path) -> tuple[Any, dict[str, Floats]]:
    """Load a compressed file of matrices, each [rows, columns], and of what is told of them, which is JSON.

    Whatever is wrong with it is raised as it comes; `named_if_damaged` around the call says which file it was.
    """
    with path.open("rb") as file, numpy.load(file, allow_pickle=False) as stored:
        told = json.loads(bytes(stored["told"]).decode("utf-8"))
        names = [name for name in stored.files if name != "told" and not name.endswith(_SCALE)]
        return told, {name: _widened(stored, name) for name in names}


def _widened(stored: Mapping[str, NDArray[Any]], name: str) -> Floats:
    wide: Floats = stored[name].astype(numpy.float32)
    scale = stored.get(name + _SCALE)
    return wide if scale is None else wide * scale.astype(numpy.float32)[..., None]
