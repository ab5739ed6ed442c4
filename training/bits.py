"""Writes the weights of a pack for `kg/annotate/weights.py`: whole numbers of few bits with a scale a row, compressed."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy
from numpy.typing import NDArray

Stored = dict[str, NDArray[Any]]


def stored(name: str, value: NDArray[numpy.float32], bits: int) -> Stored:
    """Return a matrix as whole numbers and their scales; what is small is stored as 16-bit floats.

    Args:
        name: the name of the matrix.
        value: [rows, columns], or one row.
        bits: bits a number; 16 for floats.
    """
    if value.ndim < 2 or bits == 16:
        return {name: value.astype(numpy.float16)}
    most = 2 ** (bits - 1) - 1
    scale = numpy.maximum(numpy.abs(value).max(-1), 1e-8) / most
    return {name: numpy.rint(value / scale[..., None]).astype(numpy.int8), f"{name}:scale": scale.astype(numpy.float16)}


def write(file: Path, told: Any, matrices: Iterable[Stored]) -> None:
    """Write matrices, and as JSON what is told of them, into one file."""
    arrays: Stored = {"told": numpy.frombuffer(json.dumps(told, ensure_ascii=False).encode(), dtype=numpy.uint8)}
    for matrix in matrices:
        arrays |= matrix
    file.parent.mkdir(parents=True, exist_ok=True)
    numpy.savez_compressed(file, **arrays)
