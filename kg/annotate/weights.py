"""Reads the weights of a pack: whole numbers of few bits with a scale a row, as `training/bits.py` writes them."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy
from numpy.typing import NDArray

from kg.errors import PackError

Floats = NDArray[numpy.float32]
_SCALE = ":scale"


def load_weights(path: Path, what: str) -> tuple[Any, dict[str, Floats]]:
    """Load a compressed file of matrices, each [rows, columns], and of what is told of them.

    Args:
        path: the file; ``told`` in it is JSON, all else are matrices.
        what: names it in an error: "the encoder is".

    Raises:
        PackError: it is damaged or of another format.
    """
    try:
        with path.open("rb") as file, numpy.load(file, allow_pickle=False) as stored:
            told = json.loads(bytes(stored["told"]).decode("utf-8"))
            names = [name for name in stored.files if name != "told" and not name.endswith(_SCALE)]
            return told, {name: _widened(stored, name) for name in names}
    except (OSError, ValueError, KeyError, EOFError, BadZipFile, zlib.error) as error:
        raise PackError(f"{path}: {what} damaged ({error}); reinstall witness-graph") from error


def _widened(stored: Mapping[str, NDArray[Any]], name: str) -> Floats:
    wide: Floats = stored[name].astype(numpy.float32)
    scale = stored.get(name + _SCALE)
    return wide if scale is None else wide * scale.astype(numpy.float32)[..., None]
