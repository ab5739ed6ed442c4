"""Learn which words tell of an event and who takes part in it: makes packs/events-<language>.

    python training/events.py --lang en              train (some five minutes of one core), write, measure
    python training/events.py --lang en --measure    measure the shipped model only: rules alone, and checked

It is measured on `events_held_out.en.txt`, records of the same kind by another hand that nobody trained on or wrote rules for.

The marked sentences are read with the language's encoder and the rules; both are what the model sees. Train anew when either has
changed much. The same sentences, encoder and rules give the same model.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy
import torch
from marked import Event, Record, coded, whole
from numpy.typing import NDArray
from torch import nn

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # the checkout, whether it is installed or not

from benchmarks.intervals import Counts, scores  # noqa: E402
from benchmarks.unseen import MEASURES, document, score_events  # noqa: E402
from kg.annotate import event_check, learned_events, reader  # noqa: E402
from kg.annotate.drafts import Draft  # noqa: E402
from kg.annotate.learned_events import EVENTS_FORMAT, KINDS, NAMES, NOT_LEARNED, ROLES, TOLD, load_events  # noqa: E402
from kg.annotate.pack import load  # noqa: E402
from kg.annotate.roles import Roles  # noqa: E402
from kg.annotate.words import Word  # noqa: E402

Floats = NDArray[numpy.float32]
SEED = 20
WIDTHS = {"pos": 12, "dep": 16, "kind": 12, "ent": 4, "case": 12, "above": 8}
WIDE, HIDDEN, RULE = 192, 96, 24
DROPPED, EPOCHS, BATCH, RATE = 0.4, 10, 12, 2e-3
SELDOM = {"case": 4, "path": 6}
"""A value seen less often than this counts as unknown; 2 for what is not listed."""
UNSEEN = 0.5
"""Share of texts in which some of the events of the rules are hidden, so that the model also learns to do without."""
UNTOLD = 0.5
"""Share of events whose participants by the rules are hidden; else the model learns little but to trust them."""
TRUST = 1.0
"""What is believed of a participant of the rules at first, as a logarithm of odds."""
PARTS = {"by": "agents", "to": "patients", "with": "instruments", "at": "places"}
LICENCE = "CC BY-SA 4.0, as the encoder whose vectors it reads; the sentences are ours, CC0 1.0; see NOTICE"
README = """# Learned events: {lang}

`events.npz`: which words tell of an event, and who takes part in it, learned from {records:,} records of our own wording with
{events:,} events (`training/events.{lang}.txt`) and read by `kg/annotate/learned_events.py`, on the vectors of
`packs/encoder-{lang}` and on what the rules found. {size:.1f} MB, 16-bit floats.

Made by `python training/events.py --lang {lang}`, seed fixed; what it can do is printed by the same command with `--measure` and
told in `docs/decisions/0009-learned-events-check-the-rules.md`.

Licence: {licence}
"""


@dataclass
class Pair:
    """One event and the words that may take part in it."""

    event: int
    words: list[int]
    ways: list[str]
    given: Floats
    kind: int
    form: int
    far: list[int]
    there: Floats
    """Which word is which participant, [words, roles]."""


@dataclass
class Example:
    """One paragraph of a record, as the model sees it."""

    vectors: Floats
    told: list[tuple[str, ...]]
    ruled: list[int]
    kinds: list[int]
    """The marked kind of each word, 0 for none."""
    pairs: list[Pair]


class _Whole:
    """Keeps the vectors of words as they are, in place of what a model keeps of them."""

    @staticmethod
    def project(vectors: Floats) -> Floats:
        return vectors


def examples(language: str, records: Iterable[Record]) -> list[Example]:
    """Read records with encoder and rules."""
    pack = replace(load(language), events=_Whole())  # type: ignore[arg-type]  # it is asked for nothing else
    out = []
    for number, record in enumerate(records):
        reading = reader.parse(document(record.text, language, f"record-{number}"), pack)
        reader.attribute(reading)
        reader.detect(reading)
        roles = Roles(reading.lex, reading.known)
        for paragraph in reading.paragraphs:
            if paragraph.sentences and paragraph.seen is not None:
                out.append(_example(paragraph.words, paragraph.seen, paragraph.drafts, record.events, roles))
    return out


def _example(words: list[Word], vectors: Floats, drafts: list[Draft], events: list[Event], roles: Roles) -> Example:
    first = words[0].index
    by_word = {draft.word.index: draft for draft in reversed(drafts)}
    kinds = [0] * len(words)
    pairs: dict[int, Pair] = {}
    for event in events:
        word = _trigger(words, event, by_word)
        if word is None or kinds[word.index - first]:
            continue
        kinds[word.index - first] = NAMES.index(event.kind) + 1
        draft = by_word.get(word.index) or event_check.drafted(word, event.kind, roles)
        others = learned_events.candidates(word)
        if others and draft.type != "none" and learned_events.kind_number(draft) != NOT_LEARNED:
            there = numpy.zeros((len(others), len(ROLES)), numpy.float32)
            for part, role in PARTS.items():
                heads = [_head(words, filler[0]) for filler in event.parts[part]]
                there[:, ROLES.index(role)] = [other in heads for other in others]
            pairs[word.index] = Pair(
                word.index - first,
                [other.index - first for other in others],
                [learned_events.path(word, other) for other in others],
                learned_events.given(draft, others),
                learned_events.kind_number(draft),
                learned_events.form(draft),
                [learned_events.distance(word, other) for other in others],
                there,
            )
    return Example(
        vectors,
        [learned_events.told(word, roles) for word in words],
        learned_events.kinds_of_rules(words, drafts),
        kinds,
        list(pairs.values()),
    )


def _trigger(words: list[Word], event: Event, by_word: dict[int, Draft]) -> Word | None:
    """Return the word that an event is marked at: among several, what the rules take, or their head."""
    start, end = event.trigger
    inside = [word for word in words if word.start < end and word.end > start]
    return next((word for word in inside if word.index in by_word), _head(words, event.trigger))


def _head(words: list[Word], span: tuple[int, int]) -> Word | None:
    inside = [word for word in words if word.start < span[1] and word.end > span[0]]
    within = {word.index for word in inside}
    return next((word for word in inside if word.head is word or word.head.index not in within), None)


# --- the network ---------------------------------------------------------------------------------------------------------------


class Net(nn.Module):
    """What `kg.annotate.learned_events` reads, to be trained; parts have the names of its weights."""

    def __init__(self, known: dict[str, list[str]], wide: int) -> None:
        super().__init__()
        kinds = len(KINDS) + 1
        self.told = nn.ModuleDict({name: nn.Embedding(len(known[name]) + 1, WIDTHS[name]) for name in TOLD})
        self.norm, self.seen = nn.LayerNorm(wide), nn.Linear(wide, WIDE)
        self.rule, self.base = nn.Embedding(kinds + 1, RULE), nn.Embedding(kinds + 1, kinds)
        self.join = nn.Linear(WIDE + sum(WIDTHS.values()) + RULE, WIDE)
        self.lstm = nn.LSTM(WIDE, WIDE // 2, bidirectional=True, batch_first=True)
        self.event, self.kind = nn.Linear(2 * WIDE, 128), nn.Linear(128, kinds)
        self.above, self.below = nn.Linear(2 * WIDE, HIDDEN), nn.Linear(2 * WIDE, HIDDEN)
        self.path, self.far = nn.Embedding(len(known["path"]) + 1, HIDDEN), nn.Embedding(13, HIDDEN)
        self.what, self.form = nn.Embedding(kinds, HIDDEN), nn.Embedding(6, HIDDEN)
        self.given, self.deep, self.part = (
            nn.Linear(len(ROLES), HIDDEN),
            nn.Linear(HIDDEN, HIDDEN),
            nn.Linear(HIDDEN, len(ROLES)),
        )
        self.trust = nn.Parameter(torch.full((len(ROLES),), TRUST))
        self.drop = nn.Dropout(DROPPED)
        # At first the rules are believed: a kind they found is likely, a participant they found, too.
        start = torch.zeros(kinds + 1, kinds)
        start[0, 0] = 3
        start[range(1, kinds), range(1, kinds)] = 4
        self.base.weight.data = start
        self.part.bias.data.fill_(-2)

    def read(self, batch: dict[str, torch.Tensor]) -> torch.Tensor:
        """Return vectors of words, [texts, words, 2 * WIDE]."""
        told = torch.cat([self.told[name](batch["told"][:, :, place]) for place, name in enumerate(TOLD)], -1)
        seen = torch.relu(self.seen(self.drop(self.norm(batch["vectors"]))))
        drawn = torch.relu(self.join(torch.cat([seen, self.drop(told), self.rule(batch["ruled"])], -1)))
        packed = nn.utils.rnn.pack_padded_sequence(self.drop(drawn), batch["sizes"], batch_first=True, enforce_sorted=False)
        context, _ = nn.utils.rnn.pad_packed_sequence(self.lstm(packed)[0], batch_first=True)
        found: torch.Tensor = self.drop(torch.cat([drawn, context], -1))
        return found

    def kinds(self, vectors: torch.Tensor, ruled: torch.Tensor) -> torch.Tensor:
        """Return scores of the kinds of event for each word."""
        found: torch.Tensor = self.kind(self.drop(torch.relu(self.event(vectors)))) + self.base(ruled)
        return found

    def parts(self, vectors: torch.Tensor, pairs: dict[str, torch.Tensor]) -> torch.Tensor:
        """Return scores of the roles for each pair."""
        hidden = self.above(vectors)[pairs["text"], pairs["event"]] + self.below(vectors)[pairs["text"], pairs["word"]]
        hidden = (
            hidden + self.path(pairs["way"]) + self.given(pairs["given"]) + self.what(pairs["kind"]) + self.form(pairs["form"])
        )
        hidden = torch.relu(hidden + self.far(pairs["far"]))
        hidden = hidden + torch.relu(self.deep(self.drop(hidden)))
        found: torch.Tensor = self.part(self.drop(hidden)) + pairs["given"] * self.trust
        return found

    def weights(self) -> dict[str, Floats]:
        """Return the weights by the names that `EventModel` has for them."""
        out = {}
        for name, value in self.state_dict().items():
            if name.startswith("lstm."):
                way = "back" if name.endswith("_reverse") else "on"
                name = f"lstm.{way}.{name.removeprefix('lstm.').removesuffix('_reverse')}"
            out[name] = value.numpy().astype(numpy.float32)
        return out


def values(found: Sequence[Example]) -> dict[str, list[str]]:
    """Return the values that are seen often enough to be learned, the commonest first."""
    counts = {name: Counter(row[place] for one in found for row in one.told) for place, name in enumerate(TOLD)}
    counts["path"] = Counter(way for one in found for pair in one.pairs for way in pair.ways)
    return {name: [value for value, n in count.most_common() if n >= SELDOM.get(name, 2)] for name, count in counts.items()}


def together(some: Sequence[Example], numbers: dict[str, dict[str, int]]) -> dict[str, torch.Tensor]:
    """Return several texts as tensors, filled up to the longest."""
    most = max(len(one.kinds) for one in some)

    def filled(rows: list[Any], shape: tuple[int, ...], fill: int = 0, kind: Any = numpy.int64) -> torch.Tensor:
        out = numpy.full((len(rows), most, *shape), fill, kind)
        for place, row in enumerate(rows):
            out[place, : len(row)] = row
        return torch.from_numpy(out)

    told = [[[numbers[name].get(value, 0) for name, value in zip(TOLD, row, strict=True)] for row in one.told] for one in some]
    return {
        "vectors": filled([one.vectors for one in some], (some[0].vectors.shape[1],), kind=numpy.float32),
        "told": filled(told, (len(TOLD),)),
        "ruled": filled([one.ruled for one in some], ()),
        "kinds": filled([one.kinds for one in some], (), -100),
        "sizes": torch.tensor([len(one.kinds) for one in some]),
    }


def joined(some: Sequence[Example], numbers: dict[str, dict[str, int]]) -> dict[str, torch.Tensor] | None:
    """Return all pairs of several texts as tensors, a row a pair."""
    rows = [
        (text, pair.event, word, numbers["path"].get(way, 0), pair.kind, pair.form, far)
        for text, one in enumerate(some)
        for pair in one.pairs
        for word, way, far in zip(pair.words, pair.ways, pair.far, strict=True)
    ]
    if not rows:
        return None
    columns = torch.tensor(rows).T
    pairs = [pair for one in some for pair in one.pairs]
    return {
        **dict(zip(("text", "event", "word", "way", "kind", "form", "far"), columns, strict=True)),
        "given": torch.from_numpy(numpy.vstack([pair.given for pair in pairs])),
        "there": torch.from_numpy(numpy.vstack([pair.there for pair in pairs])),
    }


def train(found: Sequence[Example], known: dict[str, list[str]], seed: int = SEED) -> Net:
    """Train on all examples."""
    torch.manual_seed(seed)
    chance = random.Random(seed)
    numbers = {name: {value: place + 1 for place, value in enumerate(listed)} for name, listed in known.items()}
    net = Net(known, found[0].vectors.shape[1])
    best = torch.optim.AdamW(net.parameters(), lr=RATE, weight_decay=0.01)
    rounds = EPOCHS * (len(found) // BATCH + 1)
    rate = torch.optim.lr_scheduler.OneCycleLR(best, RATE, total_steps=rounds, pct_start=0.15)
    for epoch in range(EPOCHS):
        order = sorted(range(len(found)), key=lambda place: len(found[place].kinds) + chance.random() * 8)
        batches = [order[start : start + BATCH] for start in range(0, len(order), BATCH)]
        chance.shuffle(batches)
        net.train()
        lost = 0.0
        for batch in batches:
            some = [found[place] for place in batch]
            given, pairs = together(some, numbers), joined(some, numbers)
            hidden = (torch.rand(len(some), 1) < UNSEEN) & (torch.rand(given["ruled"].shape) < 2 * UNSEEN)
            given["ruled"] = torch.where(hidden, 0, given["ruled"])
            vectors = net.read(given)
            scores = net.kinds(vectors, given["ruled"])
            loss = (
                nn.functional.cross_entropy(
                    scores.flatten(0, 1), given["kinds"].flatten(), reduction="sum", label_smoothing=0.05
                )
                / 6
            )
            if pairs is not None:
                events = pairs["text"] * 10_000 + pairs["event"]
                told = torch.rand(int(events.max()) + 1)[events] >= UNTOLD
                pairs["given"] = pairs["given"] * told[:, None]
                loss = (
                    loss
                    + nn.functional.binary_cross_entropy_with_logits(net.parts(vectors, pairs), pairs["there"], reduction="sum")
                    / 3
                )
            best.zero_grad()
            (loss / len(some)).backward()
            nn.utils.clip_grad_norm_(net.parameters(), 5.0)
            best.step()
            rate.step()
            lost += loss.item()
        print(f"epoch {epoch}: {lost / len(found):.3f}", flush=True)
    return net.eval()


def write(net: Net, known: dict[str, list[str]], out: Path, language: str, records: Sequence[Record]) -> None:
    """Write a model as `load_events` reads it, numbers as 16-bit floats."""
    out.mkdir(parents=True, exist_ok=True)
    lists = numpy.frombuffer(json.dumps(known, ensure_ascii=False).encode(), dtype=numpy.uint8)
    weights: dict[str, Any] = {name: value.astype(numpy.float16) for name, value in net.weights().items()}
    numpy.savez_compressed(out / "events.npz", told=lists, **weights)
    (out / "events.toml").write_text(
        f'format = {EVENTS_FORMAT}\nlanguage = "{language}"\nversion = "v1"\nlicence = "{LICENCE}"\n', "utf-8"
    )
    size = (out / "events.npz").stat().st_size / 1e6
    events = sum(len(record.events) for record in records)
    told = README.format(lang=language, licence=LICENCE, records=len(records), events=events, size=size)
    (out / "README.md").write_text(told, "utf-8")


# --- measuring -----------------------------------------------------------------------------------------------------------------

def measure(language: str, folder: Path, records: Sequence[Record]) -> None:
    """Print how records are read by the rules alone, and checked by the model in a folder, from text to claims."""
    pack = load(language)
    for title, events in (("rules alone", None), ("checked", load_events(folder))):
        counts: dict[str, list[Counts]] = {name: [] for name in MEASURES}
        for number, record in enumerate(records):
            read_so = reader.read(document(record.text, language, f"record-{number}"), pack=replace(pack, events=events))
            unit, _ = score_events(coded(record), read_so)
            for name in MEASURES:
                counts[name].append(unit[name])
        for name, found in counts.items():
            all_three = scores(found)
            print(f"{title:12} {name:10} precision {all_three.precision}  recall {all_three.recall}  F1 {all_three.f1}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lang", choices=("en", "nb"), required=True)
    parser.add_argument("--measure", action="store_true", help="measure what is there, train nothing")
    parser.add_argument("--out", type=Path, help="default: packs/events-<language>")
    options = parser.parse_args()
    out = options.out or ROOT / "packs" / f"events-{options.lang}"
    try:
        records, held_out = (whole(ROOT / "training" / f"{name}.{options.lang}.txt") for name in ("events", "events_held_out"))
    except ValueError as error:
        sys.exit(str(error))
    if not options.measure:
        found = examples(options.lang, records)
        known = values(found)
        write(train(found, known), known, out, options.lang, records)
    measure(options.lang, out, held_out)


if __name__ == "__main__":
    main()
