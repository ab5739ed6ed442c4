"""The body of an encoder made of all-MiniLM-L6-v2: a transformer of six layers over pieces of words; numpy alone.

Trained by `training/transformer.py`, whose layout of weights it follows.
"""

from __future__ import annotations

import numpy
from numpy.typing import NDArray

from kg.annotate.pieces import Pieces

Floats = NDArray[numpy.float32]
HEADS = 12
BELOW = (1, 3)
"""Layers whose vectors are handed on beside those of the last: they know more of words and less of trees."""


class Transformer:
    """Turns words into vectors.

    Args:
        told: the list of pieces.
        weights: the matrices of `training/transformer.py` by their names, each [rows, columns].
    """

    def __init__(self, told: dict[str, list[str]], weights: dict[str, Floats]) -> None:
        self.pieces = Pieces(told["pieces"])
        self.weights = weights
        self.layers = sum(name.endswith(".qkv.weight") for name in weights)

    def sizes(self, words: list[str]) -> list[int]:
        """Return how many pieces each word has."""
        return [len(self.pieces.of(word)) for word in words]

    def vectors(self, texts: list[list[str]]) -> list[Floats]:
        """Return a matrix a text, [words, 384 + more]: those of the words' first pieces; the last layer, then some below."""
        return [self._vectors(words) for words in texts]

    def _vectors(self, words: list[str]) -> Floats:
        pieces, cases, begins = self.pieces.encode(words)
        weights = self.weights
        x = weights["enc.word.weight"][pieces] + weights["enc.pos.weight"][: len(pieces)]
        x = self._normed(x + weights["enc.typ"] + weights["enc.case.weight"][cases], "enc.norm")
        below = []
        for layer in range(self.layers):
            here = f"enc.layers.{layer}."
            x = self._normed(x + self._attention(x, here), here + "n1")
            inner = gelu(self._linear(x, here + "f1"))
            x = self._normed(x + self._linear(inner, here + "f2"), here + "n2")
            if layer in BELOW:
                below.append(x[begins])
        return numpy.hstack([x[begins], *reversed(below)])

    def _attention(self, x: Floats, here: str) -> Floats:
        length, width = x.shape
        query, key, value = self._linear(x, here + "qkv").reshape(length, 3, HEADS, -1).transpose(1, 2, 0, 3)
        scores = query @ key.transpose(0, 2, 1) * numpy.float32((HEADS / width) ** 0.5)
        scores = numpy.exp(scores - scores.max(-1, keepdims=True))
        seen = (scores / scores.sum(-1, keepdims=True)) @ value
        return self._linear(seen.transpose(1, 0, 2).reshape(length, width), here + "o")

    def _linear(self, x: Floats, name: str) -> Floats:
        return linear(x, self.weights, name)

    def _normed(self, x: Floats, name: str) -> Floats:
        x = x - x.mean(-1, keepdims=True)
        x = x / numpy.sqrt((x * x).mean(-1, keepdims=True) + numpy.float32(1e-12))
        found: Floats = x * self.weights[name + ".weight"] + self.weights[name + ".bias"]
        return found


def linear(x: Floats, weights: dict[str, Floats], name: str) -> Floats:
    """Return what a linear layer makes of rows."""
    found: Floats = x @ weights[name + ".weight"].T + weights[name + ".bias"]
    return found


def gelu(x: Floats) -> Floats:
    """Return the Gaussian error linear unit, as tanh draws it."""
    half, slope, bend = numpy.float32(0.5), numpy.float32(0.7978845608), numpy.float32(0.044715)
    found: Floats = x * (half + half * numpy.tanh(slope * (x + bend * x * x * x)))
    return found
