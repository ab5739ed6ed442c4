"""The recurrent body of an encoder against the plain formulas, and alone against among others."""

from __future__ import annotations

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from kg.annotate.forms import LETTERS, Forms
from kg.annotate.recurrent import Recurrent

Floats = NDArray[numpy.float32]
WORD, LETTER, READING, CASE, HIDDEN = 5, 3, 2, 2, 4
PATTERNS = {3: 4, 5: 3}
WIDE = 2 * WORD + sum(PATTERNS.values()) + READING + CASE
TOLD = {"words": ["hus", "husi", "i"], "letters": list("husjøi"), "readings": ["noun", "-noun"]}
texts = st.lists(st.lists(st.text("husjøiX", min_size=1, max_size=40), min_size=1, max_size=7), min_size=1, max_size=6)


def dictionary(word: str) -> list[str]:
    return ["noun"] if word == "hus" else ["-noun"] if word.endswith("hus") else []


@pytest.fixture(scope="module")
def weights() -> dict[str, Floats]:
    random = numpy.random.default_rng(7)
    shapes: dict[str, tuple[int, ...]] = {
        "word.weight": (5, WORD), "letter.weight": (8, LETTER), "reading.weight": (4, READING), "case.weight": (6, CASE)
    }  # fmt: skip
    for size, found in PATTERNS.items():
        shapes |= {f"conv.{size}.weight": (found, LETTER, size), f"conv.{size}.bias": (found,)}
    for way in ("on", "back"):
        for layer in range(2):
            shapes |= {
                f"{way}.{layer}.weight_ih_l0": (4 * HIDDEN, 2 * HIDDEN if layer else WIDE),
                f"{way}.{layer}.weight_hh_l0": (4 * HIDDEN, HIDDEN),
                f"{way}.{layer}.bias_ih_l0": (4 * HIDDEN,),
                f"{way}.{layer}.bias_hh_l0": (4 * HIDDEN,),
            }
    made = {f"enc.{name}": numpy.asarray(random.normal(size=shape), numpy.float32) for name, shape in shapes.items()}
    made["enc.letter.weight"][0] = numpy.float32(0)
    return made


def sigmoid(x: Floats) -> Floats:
    found: Floats = numpy.asarray(1 / (1 + numpy.exp(-x)), numpy.float32)
    return found


def plain(words: list[str], weights: dict[str, Floats]) -> Floats:
    """The same, word by word and letter by letter."""
    forms = Forms(TOLD["words"], TOLD["letters"], TOLD["readings"], dictionary)
    rows = []
    for form in map(forms.of, words):
        letters = weights["enc.letter.weight"][list(form.letters) + [0] * (LETTERS - len(form.letters))]
        seen = []
        for size in PATTERNS:
            around = numpy.vstack([numpy.zeros((size // 2, LETTER)), letters, numpy.zeros((size // 2, LETTER))])
            pattern, bias = weights[f"enc.conv.{size}.weight"], weights[f"enc.conv.{size}.bias"]
            sums = [(pattern * around[at : at + size].T).sum((1, 2)) + bias for at in range(LETTERS)]
            seen.append(numpy.maximum(sums, 0).max(0))
        reading = weights["enc.reading.weight"][list(form.readings)].mean(0)
        case = weights["enc.case.weight"][form.case]
        word, tail = (weights["enc.word.weight"][number] for number in (form.word, form.tail))
        rows.append(numpy.concatenate([word, tail, *seen, reading, case]))
    x = given = numpy.array(rows)
    layers = []
    for layer in range(2):
        on = one_way(x, weights, f"enc.on.{layer}.")
        back = one_way(x[::-1], weights, f"enc.back.{layer}.")[::-1]
        x = numpy.hstack([on, back])
        layers.append(x)
    return numpy.hstack([layers[-1], layers[0], given])


def one_way(x: Floats, weights: dict[str, Floats], name: str) -> Floats:
    state = cell = numpy.zeros(HIDDEN)
    out = []
    for row in x:
        sums = weights[name + "weight_ih_l0"] @ row + weights[name + "bias_ih_l0"]
        let, forget, new, show = numpy.split(sums + weights[name + "weight_hh_l0"] @ state + weights[name + "bias_hh_l0"], 4)
        cell = sigmoid(forget) * cell + sigmoid(let) * numpy.tanh(new)
        state = sigmoid(show) * numpy.tanh(cell)
        out.append(state)
    return numpy.array(out)


@settings(max_examples=40, deadline=None)
@given(texts)
def test_it_computes_what_the_formulas_say(weights: dict[str, Floats], texts: list[list[str]]) -> None:
    for words, found in zip(texts, Recurrent(TOLD, weights, dictionary).vectors(texts), strict=True):
        assert found.shape == (len(words), 4 * HIDDEN + WIDE)
        numpy.testing.assert_allclose(found, plain(words, weights), atol=1e-5)


def test_texts_that_do_not_fit_together_are_read_one_after_the_other(weights: dict[str, Floats]) -> None:
    body = Recurrent(TOLD, weights, dictionary)
    long, short = ["hus", "i", "sjøhus"] * 400, ["sjø"]
    found = body.vectors([short, long, short, long])
    numpy.testing.assert_allclose(found[1], plain(long, weights), atol=1e-4)
    numpy.testing.assert_allclose(found[0], found[2], atol=1e-6)


def test_a_long_word_is_known_by_both_its_ends() -> None:
    forms = Forms([], "abc", [], dictionary)
    word = "a" * 30 + "b" * 3 + "c" * 30
    assert forms.of(word).letters == (2,) * 12 + (4,) * 12
    assert len(forms.of(word[:24]).letters) == LETTERS
