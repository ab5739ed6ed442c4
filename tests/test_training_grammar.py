"""Sentences made for training: the same seed gives the same ones, and each is one tree."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import pytest

TRAINING = Path(__file__).resolve().parents[1] / "training"
LANGUAGES = ("en", "nb")
COUNT = 300


@pytest.fixture
def grammar(monkeypatch: pytest.MonkeyPatch) -> Any:
    if not TRAINING.is_dir():
        pytest.skip("training/ is not here: it is in no wheel")
    monkeypatch.syspath_prepend(str(TRAINING))
    try:
        return importlib.import_module("grammar")
    except ModuleNotFoundError as error:
        if error.name == "grammar" or (TRAINING / f"{error.name}.py").exists():
            raise
        pytest.skip(f"training/ cannot be imported: {error.name} is not installed")


def made(grammar: Any, lang: str, seed: int = 7) -> list[Any]:
    sentences: list[Any] = grammar.sentences(lang, COUNT, seed)
    assert len(sentences) == COUNT
    return sentences


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_same_seed_gives_the_same_sentences(grammar: Any, lang: str) -> None:
    first = made(grammar, lang)
    assert first == made(grammar, lang)
    assert [sentence.words for sentence in first] != [sentence.words for sentence in made(grammar, lang, seed=8)]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_sentence_is_one_tree(grammar: Any, lang: str) -> None:
    for sentence in made(grammar, lang):
        wrong = faults(sentence.heads, sentence.deprels)
        assert not wrong, f"{' '.join(sentence.words)}: {wrong}"
        columns = (
            sentence.words,
            sentence.heads,
            sentence.deprels,
            sentence.upos,
            sentence.feats,
            sentence.lemmas,
            sentence.spaces,
        )
        assert len({len(column) for column in columns}) == 1, sentence.words
        assert all(sentence.words), sentence.words


@pytest.mark.parametrize(
    ("heads", "deprels", "fault"),
    [
        ([0, 0], ["root", "root"], "2 roots"),
        ([2, 1, 0], ["obj", "obj", "root"], "word 1 hangs in a cycle"),
        ([0, 3], ["root", "obj"], "the head of word 2 is out of range"),
        ([0, 1], ["obj", "obj"], "roots by relation: []"),
    ],
)
def test_what_is_no_tree_is_found(heads: list[int], deprels: list[str], fault: str) -> None:
    assert fault in faults(heads, deprels)


def faults(heads: list[int], deprels: list[str]) -> list[str]:
    """Return what keeps heads, counted from 1 and 0 for the root, from being one tree."""
    outside = [place for place, head in enumerate(heads, start=1) if not 0 <= head <= len(heads)]
    if outside:
        return [f"the head of word {place} is out of range" for place in outside]
    roots = [place for place, head in enumerate(heads, start=1) if head == 0]
    named = [place for place, rel in enumerate(deprels, start=1) if rel == "root"]
    out = [f"{len(roots)} roots"] if len(roots) != 1 else []
    out += [f"roots by relation: {named}"] if named != roots else []
    for start in range(1, len(heads) + 1):
        place, steps = start, 0
        while place and steps <= len(heads):
            place, steps = heads[place - 1], steps + 1
        if place:
            out.append(f"word {start} hangs in a cycle")
    return out
