"""The network that learns events, one body for all languages: what `kg.annotate.learned_events` reads, to be trained.

What an event is and how a tree tells who takes part in it is much the same in every language with Universal Dependencies; only
the vectors of the encoders differ. So each language has its own way into the network, and all learn the rest together.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy
import torch
from numpy.typing import NDArray
from torch import nn

from kg.annotate.learned_events import KINDS, ROLES, TOLD

Floats = NDArray[numpy.float32]
WIDTHS = {"pos": 12, "dep": 16, "kind": 12, "ent": 4, "case": 12, "above": 8}
WIDE, HIDDEN, RULE, HINT = 192, 96, 24, 32
DROPPED, EPOCHS, BATCH, RATE = 0.4, 10, 12, 2e-3
SELDOM = {"case": 4, "path": 6}
"""A value seen less often than this counts as unknown; 2 for what is not listed."""
UNSEEN = 0.5
"""Share of texts in which some of the events of the rules are hidden, so that the model also learns to do without."""
UNTOLD = 0.5
"""Share of events whose participants by the rules are hidden; else the model learns little but to trust them."""
TRUST = 1.0
"""What is believed of a participant of the rules at first, as a logarithm of odds."""
_FILL = -100
"""Kind of what only fills up a shorter text."""
Numbers = Mapping[str, Mapping[str, int]]
"""The numbers of the values that are known, by what is told; a value that is not counts 0."""


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
    hinted: Floats
    """The kinds that each word may tell of, [words, twice the kinds]."""
    kinds: list[int]
    """The marked kind of each word, 0 for none."""
    pairs: list[Pair]


class Net(nn.Module):
    """What `kg.annotate.learned_events` reads, to be trained; parts have the names of its weights."""

    def __init__(self, known: Mapping[str, Sequence[str]], wide: Mapping[str, int]) -> None:
        super().__init__()
        kinds = len(KINDS) + 1
        self.told = nn.ModuleDict({name: nn.Embedding(len(known[name]) + 1, WIDTHS[name]) for name in TOLD})
        self.norm = nn.ModuleDict({language: nn.LayerNorm(width) for language, width in wide.items()})
        self.seen = nn.ModuleDict({language: nn.Linear(width, WIDE) for language, width in wide.items()})
        self.rule, self.base = nn.Embedding(kinds + 1, RULE), nn.Embedding(kinds + 1, kinds)
        self.hint, self.lean = nn.Linear(2 * len(KINDS), HINT), nn.Linear(2 * len(KINDS), kinds, bias=False)
        self.join = nn.Linear(WIDE + sum(WIDTHS.values()) + RULE + HINT, WIDE)
        self.lstm = nn.LSTM(WIDE, WIDE // 2, bidirectional=True, batch_first=True)
        self.event, self.kind = nn.Linear(2 * WIDE, 128), nn.Linear(128, kinds)
        self.above, self.below = nn.Linear(2 * WIDE, HIDDEN), nn.Linear(2 * WIDE, HIDDEN)
        self.path, self.far = nn.Embedding(len(known["path"]) + 1, HIDDEN), nn.Embedding(13, HIDDEN)
        self.what, self.form = nn.Embedding(kinds, HIDDEN), nn.Embedding(6, HIDDEN)
        self.given, self.deep = nn.Linear(len(ROLES), HIDDEN), nn.Linear(HIDDEN, HIDDEN)
        self.part = nn.Linear(HIDDEN, len(ROLES))
        self.trust = nn.Parameter(torch.full((len(ROLES),), TRUST))
        self.drop = nn.Dropout(DROPPED)
        # At first the rules are believed: a kind they found is likely, a participant they found, too.
        start = torch.zeros(kinds + 1, kinds)
        start[0, 0] = 3
        start[range(1, kinds), range(1, kinds)] = 4
        self.base.weight.data = start
        self.part.bias.data.fill_(-2)
        nn.init.zeros_(self.lean.weight)

    def read(self, language: str, batch: Mapping[str, torch.Tensor]) -> torch.Tensor:
        """Return vectors of words, [texts, words, 2 * WIDE]."""
        told = torch.cat([self.told[name](batch["told"][:, :, place]) for place, name in enumerate(TOLD)], -1)
        seen = torch.relu(self.seen[language](self.drop(self.norm[language](batch["vectors"]))))
        hint = torch.relu(self.hint(batch["hinted"]))
        drawn = torch.relu(self.join(torch.cat([seen, self.drop(told), self.rule(batch["ruled"]), hint], -1)))
        packed = nn.utils.rnn.pack_padded_sequence(self.drop(drawn), batch["sizes"], batch_first=True, enforce_sorted=False)
        context, _ = nn.utils.rnn.pad_packed_sequence(self.lstm(packed)[0], batch_first=True)
        found: torch.Tensor = self.drop(torch.cat([drawn, context], -1))
        return found

    def kinds(self, vectors: torch.Tensor, batch: Mapping[str, torch.Tensor]) -> torch.Tensor:
        """Return scores of the kinds of event for each word."""
        scores = self.kind(self.drop(torch.relu(self.event(vectors)))) + self.base(batch["ruled"])
        found: torch.Tensor = scores + self.lean(batch["hinted"])
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

    def weights(self, language: str) -> dict[str, Floats]:
        """Return the weights of a language by the names that `kg.annotate.learned_events.Net` has for them."""
        out = {}
        for name, value in self.state_dict().items():
            first, _, rest = name.partition(".")
            if first in ("norm", "seen"):
                own, _, rest = rest.partition(".")
                if own != language:
                    continue
                name = f"{first}.{rest}"
            elif first == "lstm":
                way = "back" if name.endswith("_reverse") else "on"
                name = f"lstm.{way}.{rest.removesuffix('_reverse')}"
            out[name] = value.numpy().astype(numpy.float32)
        return out


def values(found: Sequence[Example]) -> dict[str, list[str]]:
    """Return the values that are seen often enough to be learned, the commonest first."""
    counts = {name: Counter(row[place] for one in found for row in one.told) for place, name in enumerate(TOLD)}
    counts["path"] = Counter(way for one in found for pair in one.pairs for way in pair.ways)
    return {name: [value for value, n in count.most_common() if n >= SELDOM.get(name, 2)] for name, count in counts.items()}


def together(some: Sequence[Example], numbers: Numbers) -> dict[str, torch.Tensor]:
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
        "hinted": filled([one.hinted for one in some], (2 * len(KINDS),), kind=numpy.float32),
        "kinds": filled([one.kinds for one in some], (), _FILL),
        "sizes": torch.tensor([len(one.kinds) for one in some]),
    }


def joined(some: Sequence[Example], numbers: Numbers) -> dict[str, torch.Tensor] | None:
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


def train(found: Mapping[str, Sequence[Example]], known: Mapping[str, Sequence[str]], seed: int) -> Net:
    """Train on all examples of all languages.

    Args:
        found: the examples, by language.
        known: what `values` returned for all of them.
        seed: the same seed and examples give the same network.
    """
    torch.manual_seed(seed)
    chance = random.Random(seed)
    numbers = {name: {value: place + 1 for place, value in enumerate(listed)} for name, listed in known.items()}
    net = Net(known, {language: some[0].vectors.shape[1] for language, some in found.items()})
    best = torch.optim.AdamW(net.parameters(), lr=RATE, weight_decay=0.01)
    rounds = EPOCHS * sum(len(some) // BATCH + 1 for some in found.values())
    rate = torch.optim.lr_scheduler.OneCycleLR(best, RATE, total_steps=rounds, pct_start=0.15)
    for epoch in range(EPOCHS):
        net.train()
        lost = 0.0
        for language, batch in _batches(found, chance):
            loss = _loss(net, language, batch, numbers)
            best.zero_grad()
            (loss / len(batch)).backward()
            nn.utils.clip_grad_norm_(net.parameters(), 5.0)
            best.step()
            rate.step()
            lost += loss.item()
        print(f"seed {seed}, epoch {epoch}: {lost / sum(map(len, found.values())):.3f}", flush=True)
    return net.eval()


def _batches(found: Mapping[str, Sequence[Example]], chance: random.Random) -> list[tuple[str, list[Example]]]:
    """Return the examples in small lots, each of one language and of like length, in a new order."""
    out = []
    for language, some in found.items():
        order = sorted(range(len(some)), key=lambda place: len(some[place].kinds) + chance.random() * 8)
        out += [(language, [some[i] for i in order[start : start + BATCH]]) for start in range(0, len(order), BATCH)]
    chance.shuffle(out)
    return out


def _loss(net: Net, language: str, some: Sequence[Example], numbers: Numbers) -> torch.Tensor:
    """Return how wrong the network is about some texts, of whose rules a part is hidden."""
    batch, pairs = together(some, numbers), joined(some, numbers)
    hidden = (torch.rand(len(some), 1) < UNSEEN) & (torch.rand(batch["ruled"].shape) < 2 * UNSEEN)
    batch["ruled"] = torch.where(hidden, 0, batch["ruled"])
    vectors = net.read(language, batch)
    scores = net.kinds(vectors, batch).flatten(0, 1)
    loss = nn.functional.cross_entropy(scores, batch["kinds"].flatten(), reduction="sum", label_smoothing=0.05) / 6
    if pairs is not None:
        events = pairs["text"] * 10_000 + pairs["event"]
        told = torch.rand(int(events.max()) + 1)[events] >= UNTOLD
        pairs["given"] = pairs["given"] * told[:, None]
        parts = net.parts(vectors, pairs)
        loss = loss + nn.functional.binary_cross_entropy_with_logits(parts, pairs["there"], reduction="sum") / 3
    return loss
