"""Learn who takes part in what from PropBank frames: makes packs/roles/roles.npz and measures it.

    python training/roles.py --data DATA             train (some ten minutes of one core), measure, write
    python training/roles.py --data DATA --measure   measure the shipped model only

DATA holds `roles/ewt_srl.{train,dev,test}.jsonl`. The trees in these files only serve to measure the parser: sentences are parsed
with the pack, so that the model learns what the parser gets wrong. The pack was trained on the same sentences and parses them
better than text it has not seen, so they are read twice more with noise on its weights, which brings it down to what it does on
the test part. The same data and pack give the same model.
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

from kg.annotate import role_check  # noqa: E402
from kg.annotate import roles as reader_roles  # noqa: E402
from kg.annotate.clauses import agents_by, is_passive, is_verb, objects, obliques, owners, subjects  # noqa: E402
from kg.annotate.learned_roles import FEATURES, LABELS, OWN, Model, Reader, read_model, write_model  # noqa: E402
from kg.annotate.lexicon import lexicon  # noqa: E402
from kg.annotate.merging import Piece  # noqa: E402
from kg.annotate.nouns import KnownSpan, by_index, matcher  # noqa: E402
from kg.annotate.pack import Pack, load  # noqa: E402
from kg.annotate.role_check import first  # noqa: E402
from kg.annotate.triggers import find  # noqa: E402
from kg.annotate.words import Sentence, Word, sentences_of  # noqa: E402

OUT = ROOT / "packs" / "roles"
SEED = 20
NOISE = (0.0, 0.38, 0.42)
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
    for sentence, parts, known in sentences_with_names(sentences, docs):
        words = [word for part in parts for word in part.words]
        reader = Reader(lexicon("en"), known)
        for frame in sentence["frames"]:
            event = words[frame["predicate"]]
            if sentence["upos"][frame["predicate"]] == "AUX":
                continue
            gold = {head: label for name, _, _, head in frame["args"] if (label := simple(name)) is not None}
            found, own, rows = reader.rows(event)
            yield Frame(event, found, own, rows, gold, frozenset(i for i, pos in enumerate(sentence["upos"]) if pos in NOMINAL))


def sentences_with_names(
    sentences: list[dict[str, Any]], docs: Iterable[Doc]
) -> Iterator[tuple[dict[str, Any], list[Sentence], dict[int, KnownSpan]]]:
    """Yield each sentence of the data with what the parser makes of it and the names that are known."""
    for sentence, doc in zip(sentences, docs, strict=True):
        pieces = [Piece(token.idx, token.idx + len(token.text), token.text, (), False) for token in doc]
        found = sentences_of(doc, pieces, 0, 0, "body", 0, 0)
        yield sentence, found, by_index(matcher("en").find([word for part in found for word in part.words]))


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
        own = model.own(frame.own)
        rows = numpy.array([own + model.phrase(row) for row in frame.rows])
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
    print(f"\n| {title} | {' | '.join(MEASURED)} | ARG0 and ARG1 | all |")
    print(f"|---|{'---|' * 7}")
    verbs = [frame for frame in rows if frame.event.pos == "VERB"]
    others = [frame for frame in rows if frame.event.pos != "VERB"]
    for kind, some in (("verbs", verbs), ("nouns and adjectives", others), ("all", rows)):
        measured(f"{kind} ({len(some)}): grammar alone", some, grammar)
        measured(f"{kind}: learned", some, learned(model))
        measured(f"{kind}: learned, no base forms", some, learned(model, words=False))
    sought = within = 0
    for frame in rows:
        reached = {word.index for word in frame.words}
        wanted = [head for head, label in frame.gold.items() if head in frame.asked and label in MEASURED]
        sought, within = sought + len(wanted), within + len(reached.intersection(wanted))
    print(f"\nWithin reach of the model: {100 * within / max(sought, 1):.1f} % of these arguments.")


def reading_rules(sentences: list[dict[str, Any]], docs: list[Doc]) -> None:
    """Print how the reader's rules, alone and checked by the model, find agent and patient of the events of our own lexicon.

    Counted are verbs and nouns that evoke an event and have a frame; of words that are coordinated, the first.
    """
    ways = {"rules alone": lambda draft, rules: None, "rules + learned": role_check.check}
    right, told, wanted = Counter[tuple[str, str]](), Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for sentence, found, known in sentences_with_names(sentences, docs):
        gold = {frame["predicate"]: frame["args"] for frame in sentence["frames"]}
        nominal = {place for place, pos in enumerate(sentence["upos"]) if pos in NOMINAL}
        for way, check in ways.items():
            reader_roles.check = check
            rules = reader_roles.Roles(lexicon("en"), known)
            for draft in (draft for one in found for draft in find(one, lexicon("en"), known)):
                if draft.word.index not in gold or draft.form not in ("verb", "noun"):
                    continue
                rules.assign(draft)
                if draft.type in ("none", "Death", "AidDelivery", "Meeting") or rules.frame(draft).family == "displacement":
                    continue
                for role, label, words in (("agent", "ARG0", draft.agents), ("patient", "ARG1", draft.patients)):
                    ours = {first(word).index for word in words} & nominal
                    theirs = {head for name, _, _, head in gold[draft.word.index] if name == label} & nominal
                    right[way, role] += len(ours & theirs)
                    told[way, role] += len(ours)
                    wanted[way, role] += len(theirs)
    print("\n| events of our lexicon | role | P / R / F1 |\n|---|---|---|")
    for way, role in told:
        good, said, sought = right[way, role], told[way, role], wanted[way, role]
        print(f"| {way} | {role} | {100 * good / said:.1f} / {100 * good / sought:.1f} / {200 * good / (said + sought):.1f} |")


def attached(sentences: list[dict[str, Any]], docs: list[Doc]) -> float:
    """Return the share of words that the parser attaches as the treebank does."""
    right = total = 0
    for sentence, doc in zip(sentences, docs, strict=True):
        heads = [0 if token.head.i == token.i else token.head.i + 1 for token in doc]
        right += sum(ours == theirs for ours, theirs in zip(heads, sentence["heads"], strict=True))
        total += len(heads)
    return right / max(total, 1)


def main() -> int:
    """Train, measure and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder with roles/")
    parser.add_argument("--measure", action="store_true", help="measure the model that is there only")
    parser.add_argument("--out", type=Path, default=OUT, help="folder to write to")
    given = parser.parse_args()
    pack = load("en")

    def read(part: str, noise: float = 0.0) -> tuple[list[dict[str, Any]], list[Doc]]:
        text = (given.data / "roles" / f"ewt_srl.{part}.jsonl").read_text("utf-8")
        sentences = [json.loads(line) for line in text.splitlines()]
        docs = parsed(sentences, pack, noise)
        print(f"{part}, noise {noise}: {100 * attached(sentences, docs):.1f} % of words attached rightly", flush=True)
        return sentences, docs

    path = given.out / "roles.npz"
    if not given.measure:
        dev = list(frames(*read("dev")))
        readings = [list(frames(*read("train", noise))) for noise in NOISE]
        print(f"{len(readings[0])} frames to learn from", flush=True)
        model = trained(readings, lambda turn, model: measured(f"dev after pass {turn + 1}", dev, learned(model)))
        given.out.mkdir(parents=True, exist_ok=True)
        write_model(path, model)
    model = read_model(path)
    for part in ("dev", "test"):
        sentences, docs = read(part)
        table(list(frames(sentences, docs)), model, part)
        reading_rules(sentences, docs)
    return 0


if __name__ == "__main__":
    sys.exit(main())
