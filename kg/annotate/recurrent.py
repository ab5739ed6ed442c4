"""The body of an encoder that reads words in both directions (LSTMs over words, letters and dictionary readings); numpy alone.

Trained by `training/recurrent.py`, whose layout of weights it follows.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy
from numpy.typing import NDArray

from kg.annotate.forms import LETTERS, Form, Forms

Floats = NDArray[numpy.float32]
TOGETHER = 1_500
"""Words, filling included, that are read at once."""
_HALF = numpy.float32(0.5)


class Recurrent:
    """Turns words into vectors.

    Args:
        told: the lists of words, letters and readings.
        weights: the matrices of `training/recurrent.py` by their names, each [rows, columns].
        dictionary: tells the readings of a word in small letters.
    """

    def __init__(
        self, told: dict[str, list[str]], weights: dict[str, Floats], dictionary: Callable[[str], Sequence[str]]
    ) -> None:
        self.forms = Forms(told["words"], told["letters"], told["readings"], dictionary)
        self.words, self.letters, self.readings, self.cases = (
            weights[f"enc.{name}.weight"] for name in ("word", "letter", "reading", "case")
        )
        # One row a letter in the window of a pattern: [patterns, letters * window].
        self.patterns = []
        for size in sorted(int(name.split(".")[2]) for name in weights if name.startswith("enc.conv.") and name.endswith("bias")):
            found, bias = weights[f"enc.conv.{size}.weight"], weights[f"enc.conv.{size}.bias"]
            self.patterns.append((size, found.transpose(0, 2, 1).reshape(len(found), -1).T, bias))
        layers = sum(name.startswith("enc.on.") and name.endswith("weight_hh_l0") for name in weights)
        self.layers = [Layer([halved(weights, f"enc.{way}.{layer}.") for way in ("on", "back")]) for layer in range(layers)]
        self._spelt: dict[Form, Floats] = {}

    def sizes(self, words: list[str]) -> list[int]:
        """Return how much each word counts towards the longest text that can be read at once."""
        return [1] * len(words)

    def vectors(self, texts: list[list[str]]) -> list[Floats]:
        """Return a matrix a text, [words, width + more]: the last layer, then the first one and the words it was given.

        Texts of like length are read together.
        """
        out: list[Floats] = [numpy.zeros((0, 0), numpy.float32)] * len(texts)
        order = sorted(range(len(texts)), key=lambda place: len(texts[place]))
        while order:
            most = len(texts[order[-1]])
            together = order[-max(1, TOGETHER // most) :]
            del order[-len(together) :]
            rows = [self._words([self.forms.of(word) for word in texts[place]]) for place in together]
            x = numpy.zeros((len(rows), most, rows[0].shape[1]), numpy.float32)
            turned = numpy.tile(numpy.arange(most), (len(rows), 1))
            for at, row in enumerate(rows):
                x[at, : len(row)] = row
                turned[at, : len(row)] = numpy.arange(len(row))[::-1]
            between = [x]
            for layer in self.layers:
                between.append(layer.read(between[-1], turned[:, :, None]))
            for at, place in enumerate(together):
                out[place] = numpy.hstack([kept[at, : len(rows[at])] for kept in (between[-1], between[1], x)])
        return out

    def _words(self, forms: list[Form]) -> Floats:
        missing = [form for form in dict.fromkeys(forms) if form not in self._spelt]
        if missing:
            if len(self._spelt) > 50_000:
                self._spelt.clear()
                missing = list(dict.fromkeys(forms))
            self._spelt.update(zip(missing, self._spell(missing), strict=True))
        words, tails = (self.words[[getattr(form, part) for form in forms]] for part in ("word", "tail"))
        return numpy.hstack([words, tails, numpy.array([self._spelt[form] for form in forms])])

    def _spell(self, forms: list[Form]) -> Floats:
        """Return a row a form: what its letters, its readings and its case say."""
        drawn = self.letters[numpy.array([form.letters + (0,) * (LETTERS - len(form.letters)) for form in forms])]
        found = []
        for size, weights, bias in self.patterns:
            around = numpy.pad(drawn, ((0, 0), (size // 2, size // 2), (0, 0)))
            seen = numpy.lib.stride_tricks.sliding_window_view(around, size, axis=1).transpose(0, 1, 3, 2)
            found.append(numpy.maximum(seen.reshape(len(forms), seen.shape[1], -1) @ weights + bias, 0).max(1))
        read = numpy.array([self.readings[list(form.readings)].mean(0) for form in forms])
        return numpy.hstack([*found, read, self.cases[[form.case for form in forms]]])


class Layer:
    """LSTMs of both directions: the same words, last word first for the second."""

    def __init__(self, ways: list[tuple[Floats, Floats, Floats]]) -> None:
        self.seen, self.kept, self.bias = (numpy.ascontiguousarray(numpy.stack(part)) for part in zip(*ways, strict=True))

    def read(self, x: Floats, turned: NDArray[numpy.int_]) -> Floats:
        """Return [text, word, 2 * hidden] for [text, word, width]; *turned* tells the places of the second direction."""
        texts, most, _ = x.shape
        hidden = self.kept.shape[1]
        both = numpy.stack([x, numpy.take_along_axis(x, turned, 1)]).transpose(0, 2, 1, 3).reshape(2, most * texts, -1)
        given = (both @ self.seen + self.bias[:, None]).reshape(2, most, texts, -1)
        out = numpy.empty((2, most, texts, hidden), numpy.float32)
        state = cell = numpy.zeros((2, texts, hidden), numpy.float32)
        for place in range(most):
            gates = numpy.tanh(given[:, place] + state @ self.kept)
            let, forget, new, show = (gates[..., part * hidden : (part + 1) * hidden] for part in range(4))
            cell = (forget * _HALF + _HALF) * cell + (let * _HALF + _HALF) * new
            state = out[:, place] = (show * _HALF + _HALF) * numpy.tanh(cell)
        on, back = out.transpose(0, 2, 1, 3)
        return numpy.concatenate([on, numpy.take_along_axis(back, turned, 1)], -1)


def halved(weights: dict[str, Floats], name: str) -> tuple[Floats, Floats, Floats]:
    """Return the weights of one direction, ready for tanh alone: a sigmoid is half a tanh of half its sum, and a half."""
    seen, kept = weights[name + "weight_ih_l0"], weights[name + "weight_hh_l0"]
    bias = weights[name + "bias_ih_l0"] + weights[name + "bias_hh_l0"]
    scale = numpy.full(len(bias), _HALF)
    scale[len(bias) // 2 : len(bias) // 4 * 3] = 1
    return (seen * scale[:, None]).T, (kept * scale[:, None]).T, bias * scale
