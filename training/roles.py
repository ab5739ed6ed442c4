"""Learn who takes part in what from PropBank frames: makes packs/roles/roles.npz and measures it.

    python training/roles.py --data DATA             train (some ten minutes of one core), measure, write
    python training/roles.py --data DATA --measure   measure the shipped model only

DATA holds `roles/ewt_srl.{train,dev,test}.jsonl`. Nothing is read from the trees in these files: sentences are parsed with the
pack, so that the model learns what the parser gets wrong. The pack was trained on the same sentences and parses them better than
text it has not seen, so they are read twice more with noise on its weights, which brings it down to what it does on the test part.
The same data and pack give the same model.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy
from numpy.typing import NDArray
from spacy.tokens import Doc

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # the checkout, whether it is installed or not

from kg.annotate.clauses import agents_by, is_passive, is_verb, objects, obliques, owners, subjects  # noqa: E402
from kg.annotate.learned_roles import FEATURES, LABELS, OWN, Model, Reader, read_model, write_model  # noqa: E402
from kg.annotate.lexicon import lexicon  # noqa: E402
from kg.annotate.merging import Piece  # noqa: E402
from kg.annotate.nouns import by_index, matcher  # noqa: E402
from kg.annotate.pack import Pack, load  # noqa: E402
from kg.annotate.words import Word, sentences_of  # noqa: E402

OUT = ROOT / "packs" / "roles"
SEED = 20
NOISE = (0.0, 0.4, 0.4)
"""Spread of the noise on the parser's weights in each reading of the training part."""
HIDDEN, BATCH, PASSES, RATE = 64, 64, 5, 0.004
SELDOM = {"lemma": 3, "above": 5, "path": 8, "case": 5, "around": 10, "dep": 10, "word_dep": 10}
"""A value of a feature seen less often in one reading counts as unknown; 3 for a feature not listed."""
WORDLESS = 0.5
"""Share of frames that are learned without the base forms, as another language has them."""
MEASURED = ("ARG0", "ARG1", "ARG2", "ARGM-LOC", "ARGM-TMP")
NOMINAL = {"NOUN", "PROPN", "PRON", "NUM", "ADJ"}
_BASE = {"ARG3", "ARG4", "ARG5"}

Floats = NDArray[numpy.float32]


class Frame(NamedTuple):
    """One frame as the reader sees it."""

    event: Word
    words: list[Word]
    own: tuple[str, ...]
    rows: list[tuple[str, ...]]
    gold: dict[int, str]
    """Label of each argument, by the place of its head in the sentence."""
    asked: frozenset[int]
    """Places of nominal words by the treebank: what is measured."""


def simple(label: str) -> str | None:
    """Return the label that a PropBank label is learned as; None for one that is left out."""
    if label.startswith(("R-", "C-")) or label in ("ARGM-LVB", "ARGM-PRR"):
        return None
    if label in LABELS:
        return label
    if label in _BASE:
        return "ARG3"
    return "ARGM"


def parsed(sentences: list[dict[str, Any]], pack: Pack, noise: float = 0.0) -> list[Doc]:
    """Parse sentences, their words as given, with noise on the weights of the parser."""
    random_numbers = numpy.random.default_rng(SEED + int(noise * 100))
    kept = []
    if noise:
        for _, component in pack.nlp.pipeline:
            network = getattr(component, "model", None)
            for node in network.walk() if network not in (None, True) else ():
                for name in node.param_names:
                    if node.has_param(name):
                        value = node.get_param(name)
                        kept.append((node, name, value))
                        spread = 1 + noise * random_numbers.standard_normal(value.shape)
                        node.set_param(name, (value * spread).astype("float32"))
    docs = pack.parse_all(Doc(pack.nlp.vocab, words=sentence["words"]) for sentence in sentences)
    for node, name, value in kept:
        node.set_param(name, value)
    return docs


def frames(sentences: list[dict[str, Any]], docs: Iterable[Doc]) -> Iterator[Frame]:
    """Yield the frames of verbs, nouns and participles, with the features that the reader would have."""
    lex, names = lexicon("en"), matcher("en")
    for sentence, doc in zip(sentences, docs, strict=True):
        pieces = [Piece(token.idx, token.idx + len(token.text), token.text, (), False) for token in doc]
        words = [word for found in sentences_of(doc, pieces, 0, 0, "body", 0, 0) for word in found.words]
        reader = Reader(lex, by_index(names.find(words)))
        for frame in sentence["frames"]:
            event = words[frame["predicate"]]
            if sentence["upos"][frame["predicate"]] == "AUX":
                continue
            gold = {head: label for name, _, _, head in frame["args"] if (label := simple(name)) is not None}
            found, own, rows = reader.rows(event)
            yield Frame(event, found, own, rows, gold, frozenset(i for i, pos in enumerate(sentence["upos"]) if pos in NOMINAL))


def values_of(rows: Iterable[Frame]) -> dict[str, list[str]]:
    """Return the values of each feature that are not seldom; the first is the unknown one."""
    seen = [Counter[str]() for _ in FEATURES]
    for frame in rows:
        for counter, value in zip(seen[:OWN], frame.own, strict=True):
            counter[value] += 1
        for row in frame.rows:
            for counter, value in zip(seen[OWN:], row, strict=True):
                counter[value] += 1
    return {
        name: ["?", *sorted(v for v, count in counter.items() if count >= SELDOM.get(name, 3) and v != "?")]
        for name, counter in zip(FEATURES, seen, strict=True)
    }


def empty(values: dict[str, list[str]]) -> Model:
    """Return a model that has learned nothing."""
    random_numbers = numpy.random.default_rng(SEED)
    rows, at, place = sum(map(len, values.values())), 0, {}
    for name, listed in values.items():
        place[name] = {value: at + position for position, value in enumerate(listed)}
        at += len(listed)
    return Model(
        place,
        (random_numbers.standard_normal((rows, HIDDEN)) * 0.1).astype("float32"),
        numpy.zeros(HIDDEN, "float32"),
        (random_numbers.standard_normal((HIDDEN, len(LABELS))) * 0.1).astype("float32"),
        numpy.zeros(len(LABELS), "float32"),
    )


def trained(readings: list[list[Frame]], after: Callable[[int, Model], None]) -> Model:
    """Return a model trained with Adam on the frames of all readings, each pass in a new order."""
    model = empty(values_of(readings[0]))
    numbers = [model.table, model.bias, model.weights, model.offsets]
    first = [numpy.zeros_like(array) for array in numbers]
    second = [numpy.zeros_like(array) for array in numbers]
    cases = []
    for frame in (frame for reading in readings for frame in reading if frame.rows):
        own = model.indexes(frame.own, FEATURES[:OWN])
        rows = numpy.array([own + model.indexes(row, FEATURES[OWN:]) for row in frame.rows])
        labels = numpy.array([LABELS.index(frame.gold.get(word.index, "none")) for word in frame.words])
        cases.append((rows, labels))
    unknown = [model.values[name]["?"] for name in ("lemma", "above")]
    chance = random.Random(SEED)
    steps = PASSES * -(-len(cases) // BATCH)
    step = 0
    for turn in range(PASSES):
        chance.shuffle(cases)
        for start in range(0, len(cases), BATCH):
            step += 1
            batch = []
            for rows, _ in cases[start : start + BATCH]:
                if chance.random() < WORDLESS:
                    rows = rows.copy()
                    rows[:, :2] = unknown
                batch.append(rows)
            rows = numpy.concatenate(batch)
            labels = numpy.concatenate([labels for _, labels in cases[start : start + BATCH]])
            gradients = _gradients(model, rows, labels)
            rate = RATE * (1 - step / (steps + 1))
            for array, gradient, mean, square in zip(numbers, gradients, first, second, strict=True):
                mean += 0.1 * (gradient - mean)
                square += 0.01 * (gradient * gradient - square)
                array -= rate * mean / (numpy.sqrt(square) + 1e-6)
        after(turn, model)
    return model


def _gradients(model: Model, rows: NDArray[numpy.int64], labels: NDArray[numpy.int64]) -> list[Floats]:
    """Return the gradients of the cross entropy for the table and the layer above it."""
    hidden = numpy.maximum(model.bias + model.table[rows].sum(1), 0)
    logits = hidden @ model.weights + model.offsets
    logits -= logits.max(1, keepdims=True)
    errors = numpy.exp(logits)
    errors /= errors.sum(1, keepdims=True)
    errors[numpy.arange(len(labels)), labels] -= 1
    errors /= len(labels)
    below = (errors @ model.weights.T) * (hidden > 0)
    table = numpy.zeros_like(model.table)
    numpy.add.at(table, rows.ravel(), numpy.repeat(below, rows.shape[1], 0))
    return [table, below.sum(0), hidden.T @ errors, errors.sum(0)]


# --- measuring -------------------------------------------------------------------------------------------------------------


def learned(model: Model, *, words: bool = True) -> Callable[[Frame], dict[int, str]]:
    """Return a labeller of frames; without *words* it sees no base forms, as for another language."""

    def label(frame: Frame) -> dict[int, str]:
        if not frame.rows:
            return {}
        own = frame.own if words else ("?", "?", *frame.own[2:])
        chances = model.chances(own, frame.rows)
        return {word.index: LABELS[best] for word, best in zip(frame.words, chances.argmax(1), strict=True) if best}

    return label


def grammar(frame: Frame) -> dict[int, str]:
    """Label a frame by grammar alone: subjects, objects, by-phrases and possessors, as `kg.annotate.clauses` finds them."""
    event, lex = frame.event, lexicon("en")
    out: dict[int, str] = {}
    if is_verb(event) or event.pos == "VERB":
        passive = is_passive(event)
        found = [(objects(event), "ARG1"), (agents_by(event, lex), "ARG0"), (subjects(event), "ARG1" if passive else "ARG0")]
    else:
        of = [word for word in obliques(event) if word.case() == "of"]
        found = [(of, "ARG1"), (agents_by(event, lex), "ARG0"), (owners(event), "ARG0")]
    for words, name in found:
        out.update({word.index: name for word in words})
    return out


def measured(name: str, rows: list[Frame], label: Callable[[Frame], dict[int, str]]) -> None:
    """Print precision, recall and F1 for arguments with a nominal head; the head must be the treebank's own."""
    right, told, wanted = Counter[str](), Counter[str](), Counter[str]()
    for frame in rows:
        gold = {head: is_ for head, is_ in frame.gold.items() if head in frame.asked}
        for head, given in label(frame).items():
            if head in frame.asked:
                told[given] += 1
                right[given] += gold.get(head) == given
        wanted.update(gold.values())
    cells = []
    for group in (*[(one,) for one in MEASURED], ("ARG0", "ARG1"), MEASURED):
        good, said, sought = (sum(counter[one] for one in group) for counter in (right, told, wanted))
        p, r = good / max(said, 1), good / max(sought, 1)
        cells.append(f"{100 * p:.1f} {100 * r:.1f} {200 * good / max(said + sought, 1):.1f}")
    print(f"| {name} | " + " | ".join(cells) + " |", flush=True)


def table(rows: list[Frame], model: Model, title: str) -> None:
    """Print how grammar alone and the model do, apart for verbs and nouns."""
    print(f"\n| {title} | {' | '.join(MEASURED)} | ARG0+ARG1 | all |\n|---|{'---|' * 7}")
    labellers = {"grammar alone": grammar, "learned": learned(model), "learned, no words": learned(model, words=False)}
    for kind, some in (("verbs", [f for f in rows if f.event.pos == "VERB"]), ("others", [f for f in rows if f.event.pos != "VERB"]), ("all", rows)):
        for name, label in labellers.items():
            measured(f"{kind} ({len(some)}): {name}", some, label)
    reach = [(head in {word.index for word in f.words}, label) for f in rows for head, label in f.gold.items() if head in f.asked and label in MEASURED]
    print(f"\nWithin reach of the model: {100 * sum(within for within, _ in reach) / max(len(reach), 1):.1f} % of these arguments.")


def main() -> int:
    """Train, measure and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with roles/")
    parser.add_argument("--measure", action="store_true", help="measure the shipped model only")
    parser.add_argument("--out", type=Path, default=OUT, help="folder to write to")
    given = parser.parse_args()
    pack = load("en")

    def reading(part: str, noise: float = 0.0) -> list[Frame]:
        text = (given.data / "roles" / f"ewt_srl.{part}.jsonl").read_text("utf-8")
        sentences = [json.loads(line) for line in text.splitlines()]
        docs = parsed(sentences, pack, noise)
        pairs = [(tok.head.i + 1 if tok.head.i != tok.i else 0, head) for s, d in zip(sentences, docs, strict=True) for tok, head in zip(d, s["heads"], strict=True)]
        print(f"{part}, noise {noise}: UAS {100 * sum(a == b for a, b in pairs) / len(pairs):.1f}", flush=True)
        return list(frames(sentences, docs))

    path = given.out / "roles.npz"
    if not given.measure:
        dev = reading("dev")
        model = trained([reading("train", noise) for noise in NOISE], lambda turn, model: measured(f"dev after {turn}", dev, learned(model)))
        given.out.mkdir(parents=True, exist_ok=True)
        write_model(path, values_again(model), model.table, model.bias, model.weights, model.offsets)
    model = read_model(path)
    for part in ("dev", "test"):
        table(reading(part), model, part)
    return 0


def values_again(model: Model) -> dict[str, list[str]]:
    """Return the values of each feature in the order of their rows."""
    return {name: list(of) for name, of in model.values.items()}


if __name__ == "__main__":
    sys.exit(main())
