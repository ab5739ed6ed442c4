"""The encoder of a language: pieces, windows, trees, what it reads, and what happens when it is damaged or not wanted."""

from __future__ import annotations

import itertools
import shutil
from pathlib import Path

import numpy
import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.annotate.encoder import best_tree, load_encoder, windows
from kg.annotate.pack import load, pack_version
from kg.annotate.pieces import LONGEST, Pieces
from kg.cli.main import cli
from kg.errors import PackError
from kg.resources import FAST_VARIABLE, encoder, packs, reading_fast

LANGUAGES = tuple(language for language in sorted(packs()) if encoder(language) is not None)
LARGEST = 15_000_000


def brute(scores: numpy.ndarray[tuple[int, int], numpy.dtype[numpy.float64]]) -> float:
    """The sum of the best tree with one root, found by trying every choice of heads."""
    size = len(scores) - 1
    best = -numpy.inf
    for heads in itertools.product(range(size + 1), repeat=size):
        if heads.count(0) != 1 or any(head == word for word, head in enumerate(heads, 1)):
            continue
        reached = all(_reaches(word, heads) for word in range(1, size + 1))
        if reached:
            best = max(best, sum(scores[word, head] for word, head in enumerate(heads, 1)))
    return best


def _reaches(word: int, heads: tuple[int, ...]) -> bool:
    for _ in heads:
        word = heads[word - 1]
        if word == 0:
            return True
    return False


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 4).flatmap(lambda size: st.lists(st.floats(-9, 9), min_size=(size + 1) ** 2, max_size=(size + 1) ** 2)))
def test_the_tree_is_the_best_of_all_with_one_root(numbers: list[float]) -> None:
    size = int(len(numbers) ** 0.5)
    scores = numpy.array(numbers).reshape(size, size)
    heads = best_tree(scores)
    assert heads[1:].count(0) == 1
    assert all(_reaches(word, tuple(heads[1:])) for word in range(1, size))
    found = sum(scores[word, heads[word]] for word in range(1, size))
    assert found == pytest.approx(brute(scores)) or size > 4  # of more than three words only the three likeliest roots are tried


@settings(max_examples=50, deadline=None)
@given(st.lists(st.tuples(st.sampled_from([".", "a", "b"]), st.integers(1, 8)), max_size=40), st.integers(2, 9))
def test_windows_cover_every_word_once_and_hold_few_pieces(words: list[tuple[str, int]], longest: int) -> None:
    found = windows([word for word, _ in words], [size for _, size in words], longest, most=12)
    assert [place for start, end in found for place in range(start, end)] == list(range(len(words)))
    assert all(end - start <= longest for start, end in found)
    assert all(sum(size for _, size in words[start:end]) <= 12 for start, end in found)


@given(st.text(max_size=60))
def test_any_word_has_pieces_and_not_too_many(word: str) -> None:
    table = Pieces(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "a", "##a", "ab", "."])
    assert 1 <= len(table.of(word)) <= LONGEST


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_encoder_is_small_and_says_whose_data_it_learned_from(language: str) -> None:
    folder = encoder(language)
    assert folder is not None
    assert sum(path.stat().st_size for path in folder.iterdir()) < LARGEST
    assert "CC BY-SA 4.0" in (folder / "encoder.toml").read_text("utf-8")
    readme = (folder / "README.md").read_text("utf-8")
    assert all(f"| {measure} |" in readme for measure in ("UAS", "LAS", "sentence F1", "names F1", "words per CPU second"))


def test_it_reads_what_the_small_parser_does_not() -> None:
    text = "Ministers met in Luxembourg on Monday."
    with reading_fast():
        assert next(word for word in load("en").parse(text) if word.text == "met").dep_ == "acl"
    doc = load("en").parse(f"{text} Nobody was hurt.")
    assert [(word.dep_, word.head.text) for word in doc if word.text in ("Ministers", "Nobody")] == [
        ("nsubj", "met"),
        ("nsubj:pass", "hurt"),
    ]
    assert [sentence.text for sentence in doc.sents] == [text, "Nobody was hurt."]
    assert [(name.text, name.label_) for name in doc.ents] == [("Luxembourg", "LOC")]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("text", ["  ", " \t Shells hit  the\u00a0market .  ", "!", "a " * 900, "🚑" * 300, "السلام عليكم"])
def test_blanks_and_hostile_text_keep_their_places(text: str, language: str) -> None:
    doc = load(language).parse(text)
    assert len(doc.text) == len(text)
    assert all(word.head.sent == word.sent for word in doc)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_paragraph_is_read_alike_whatever_stands_beside_it(language: str) -> None:
    pack = load(language)
    text = "The army shelled the market in Idlib, and nine people were killed."
    alone = pack.parse(text).to_json()
    assert pack.parse_all(["Rebels fled.", text, "It rained. " * 20])[1].to_json() == alone


@pytest.mark.parametrize("language", LANGUAGES)
def test_reading_fast_does_without_and_says_so_in_the_version(language: str) -> None:
    whole, slow = pack_version(language), load(language)
    with reading_fast():
        assert pack_version(language) != whole
        assert load(language).encoder is None
        assert load(language).version == pack_version(language)
    assert load(language) is slow
    assert slow.version == whole


def test_the_option_reads_fast_and_leaves_no_trace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(FAST_VARIABLE, raising=False)
    (tmp_path / "a.txt").write_text("The army shelled the market in Idlib on 3 May 2016.", "utf-8")
    graph = tmp_path / "graph"
    done = CliRunner().invoke(cli, ["build", str(tmp_path / "a.txt"), "--to", str(graph), "--fast"])
    assert done.exit_code == 0, done.output
    with reading_fast():
        fast = pack_version("en")
    written = "".join(path.read_text("utf-8") for path in sorted((graph / "annotations").glob("*.jsonl")))
    assert f"en/{fast}" in written
    assert encoder("en") is not None


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("damage", ["cut", "other", "missing"])
def test_a_damaged_encoder_is_named(tmp_path: Path, damage: str, language: str) -> None:
    folder = encoder(language)
    assert folder is not None
    copy = tmp_path / folder.name
    shutil.copytree(folder, copy)
    file = copy / "encoder.npz"
    if damage == "cut":
        file.write_bytes(file.read_bytes()[:100_000])
    elif damage == "other":
        numpy.savez(file, told=numpy.zeros(3))
    else:
        file.unlink()
    with pytest.raises(PackError, match=r"encoder\.npz: the encoder is damaged .*reinstall"):
        load_encoder(copy)
