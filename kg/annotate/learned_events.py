"""Says which words tell of an event and who takes part in it, learned from marked sentences (`training/events.py`).

The written rules go first: what they found is among what the model sees, beside the vectors of the language's encoder and the
tree, and of what a word may tell (`telling`). It so learns where the rules are right, and what they overlook. `event_check` says
what is made of its answers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy
from numpy.typing import NDArray

from kg.annotate.drafts import Draft
from kg.annotate.recurrent import Layer, halved
from kg.annotate.roles import Roles
from kg.annotate.telling import Telling, telling
from kg.annotate.transformer import linear
from kg.annotate.weights import load_weights, named_if_damaged
from kg.annotate.words import Word

Floats = NDArray[numpy.float32]
EVENTS_FORMAT = 2
KINDS = {
    "attack": "Attack", "combat": "Combat", "kill": "Killing", "death": "Death", "injure": "Injury", "destroy": "Destruction",
    "arson": "Arson", "loot": "Looting", "rob": "Robbery", "assault": "Assault", "torture": "Torture", "rape": "SexualViolence",
    "besiege": "Siege", "detain": "Detention", "abduct": "Abduction", "release": "Release", "displace": "Displacement",
    "evacuate": "Evacuation", "rescue": "Rescue", "treat": "MedicalTreatment", "aid": "AidDelivery", "support": "Support",
    "capture": "GroundAssault", "threaten": "Threat", "accuse": "Accusation", "deny": "Denial", "condemn": "Condemnation",
    "praise": "Praise", "protest": "Protest", "ceasefire": "Ceasefire", "meet": "Meeting",
}  # fmt: skip
"""What is marked in the sentences that are learned from, and the type of the ontology for each."""
NAMES = tuple(KINDS)
_KIND_OF = {kind: name for name, kind in KINDS.items()} | dict.fromkeys(
    ("Airstrike", "Bombing", "BarrelBombing", "Shelling", "Shooting", "ChemicalAttack", "AttackOnHealthcare", "AttackOnAid"),
    "attack",
)
ROLES = ("agents", "patients", "instruments", "places")
"""The participants that are learned, by their names in a draft."""
TOLD = ("pos", "dep", "kind", "ent", "case", "above")
"""What is told of a word beside its vector."""
_FARTHEST, _HIGHEST, _LONGEST = 6, 5, 6
NOT_LEARNED = len(KINDS) + 1
"""Stands for an event of a type that is not learned, as plain saying."""


def told(word: Word, roles: Roles) -> tuple[str, ...]:
    """Return what is told of a word: one value for each of `TOLD`."""
    nominal = word.is_nominal
    kind = roles.kind(word).value if nominal else ""
    return word.pos, word.dep, kind, word.ent, word.case() if nominal else "", word.head.pos


def kind_number(draft: Draft) -> int:
    """Return the number of a draft's kind: its place among `KINDS`, counted from one."""
    name = next((_KIND_OF[each] for each in draft.types if each in _KIND_OF), None)
    return NAMES.index(name) + 1 if name else NOT_LEARNED


def kinds_of_rules(words: Sequence[Word], drafts: Sequence[Draft]) -> list[int]:
    """Return the number of the kind that the rules give each word, 0 for none; of several drafts of a word the first one's."""
    kinds = {draft.word.index: kind_number(draft) for draft in reversed(drafts)}
    return [kinds.get(word.index, 0) for word in words]


def path(event: Word, word: Word) -> str:
    """Return the way through the tree from an event word to another: ``>conj<nsubj``; ``far`` where it is long."""
    above = [event, *event.up()]
    place = {each.index: number for number, each in enumerate(above)}
    down: list[str] = []
    while word.index not in place:
        mark = "p" if word.dep.endswith(":pass") else "a" if word.dep == "obl:agent" else ""
        down.append(f"<{word.rel}{mark}")
        if word.head is word or len(down) > _LONGEST:
            return "far"
        word = word.head
    steps = place[word.index]
    return "".join(f">{each.rel}" for each in above[:steps]) + "".join(reversed(down)) if steps <= _HIGHEST else "far"


def candidates(event: Word) -> list[Word]:
    """Return the words of a sentence that may take part in an event."""
    return [word for word in event.sentence.words if word.is_nominal and word is not event]


def given(draft: Draft, words: Sequence[Word]) -> Floats:
    """Return which of the words the rules take for which participant, [words, roles]."""
    found = [{word.index for word in getattr(draft, role)} for role in ROLES]
    return numpy.array([[word.index in each for each in found] for word in words], numpy.float32).reshape(-1, len(ROLES))


def form(draft: Draft) -> int:
    """Return a number for how the event is told: verb, noun or otherwise, active or passive."""
    return {"verb": 0, "noun": 2}.get(draft.form, 4) + draft.passive


def distance(event: Word, word: Word) -> int:
    """Return how far a word stands from an event word, in steps of two words, as a number from nought."""
    steps = abs(word.index - event.index) // 2
    return _FARTHEST + (min(steps, _FARTHEST) if word.index > event.index else -min(steps, _FARTHEST))


def hints(words: Sequence[Word], told: Telling) -> Floats:
    """Return which events each word may tell of, [words, twice the kinds]: those it may, then those it nearly always does."""
    found = numpy.zeros((len(words), 2 * len(KINDS)), numpy.float32)
    for row, word in zip(found, words, strict=True):
        row[list(told.of(word))] = 1
    return found


class Net:
    """One of the networks whose answers are averaged.

    Args:
        weights: the matrices of `training/event_net.py` by their names, each [rows, columns].
    """

    def __init__(self, weights: dict[str, Floats]) -> None:
        self.weights = weights
        self.layer = Layer([halved(weights, f"lstm.{way}.") for way in ("on", "back")])
        self.width = len(weights["seen.bias"])

    def project(self, normed: Floats) -> Floats:
        """Return what the net keeps of the vectors of an encoder, [words, width]."""
        return numpy.maximum(self.linear(normed * self.weights["norm.weight"] + self.weights["norm.bias"], "seen"), 0)

    def read(self, seen: Floats, rows: Sequence[Sequence[int]], ruled: Sequence[int], hinted: Floats) -> tuple[Floats, Floats]:
        """Return vectors of the words of a paragraph, and how likely each tells of no event, or of which kind.

        Args:
            seen: what `project` kept, [words, width].
            rows: the numbers of what is told of each word, [words, `TOLD`].
            ruled: the kinds that the rules give the words.
            hinted: the kinds that they may tell of, [words, twice the kinds].
        """
        weights = self.weights
        parts = [seen, *(weights[f"told.{name}.weight"][[row[place] for row in rows]] for place, name in enumerate(TOLD))]
        parts += [weights["rule.weight"][ruled], numpy.maximum(self.linear(hinted, "hint"), 0)]
        drawn = numpy.maximum(self.linear(numpy.hstack(parts), "join"), 0)
        order = numpy.arange(len(rows))[None, ::-1, None]
        vectors = numpy.hstack([drawn, self.layer.read(drawn[None], order)[0]])
        scores = self.linear(numpy.maximum(self.linear(vectors, "event"), 0), "kind") + weights["base.weight"][ruled]
        powers = scores + hinted @ weights["lean.weight"].T
        powers = numpy.exp(powers - powers.max(1, keepdims=True))
        return vectors, powers / powers.sum(1, keepdims=True)

    def parts(
        self, vectors: Floats, event: int, others: Sequence[int], pair: Mapping[str, Sequence[int]], ruled: Floats
    ) -> Floats:
        """Return how likely each word is each participant of an event, [words, roles].

        Args:
            vectors: what `read` returned.
            event: row of the event word.
            others: rows of the words that may take part.
            pair: numbers for the ``path`` to each and its distance (``far``), and for the event's ``what`` and ``form``.
            ruled: which the rules take for which participant, [words, roles].
        """
        weights = self.weights
        hidden = self.linear(vectors[event], "above") + self.linear(vectors[others], "below") + self.linear(ruled, "given")
        for name, numbers in pair.items():
            hidden = hidden + weights[f"{name}.weight"][numbers]
        hidden = numpy.maximum(hidden, 0)
        hidden = hidden + numpy.maximum(self.linear(hidden, "deep"), 0)
        scores = self.linear(hidden, "part") + ruled * weights["trust"]
        found: Floats = (1 / (1 + numpy.exp(-scores))).astype(numpy.float32)
        return found

    def linear(self, x: Floats, name: str) -> Floats:
        """Return what one of its linear layers makes of rows."""
        return linear(x, self.weights, name)


class EventModel:
    """What was learned for one language.

    Args:
        known: the values of `TOLD` and the ways through the tree (``path``) that were learned.
        nets: they are asked together.
        told: which events words may tell of.
    """

    def __init__(self, known: Mapping[str, Sequence[str]], nets: Sequence[Net], told: Telling) -> None:
        self.numbers = {name: {value: number + 1 for number, value in enumerate(values)} for name, values in known.items()}
        self.nets = nets
        self.telling = told

    def project(self, vectors: Floats) -> Floats:
        """Return what the nets keep of the vectors of an encoder, [words, width]: they are met once, when a text is parsed."""
        centred = vectors - vectors.mean(1, keepdims=True)
        normed = centred / numpy.sqrt((centred * centred).mean(1, keepdims=True) + numpy.float32(1e-5))
        return numpy.hstack([net.project(normed) for net in self.nets])

    def read(self, seen: Floats, words: Sequence[Word], drafts: Sequence[Draft], roles: Roles) -> tuple[Floats, Floats]:
        """Return vectors of the words of a paragraph, a layer a net, and how likely each tells of no event, or of which kind.

        Args:
            seen: what `project` kept, [words, width].
            words: all words of the paragraph.
            drafts: what the rules found in it.
            roles: the rules, for what kind of thing a noun names.
        """
        rows = [
            [self.numbers[name].get(value, 0) for name, value in zip(TOLD, told(word, roles), strict=True)] for word in words
        ]
        ruled, hinted = kinds_of_rules(words, drafts), hints(words, self.telling)
        ends = numpy.cumsum([net.width for net in self.nets])[:-1]
        found = [
            net.read(part, rows, ruled, hinted)
            for net, part in zip(self.nets, numpy.split(seen, ends, axis=1), strict=True)
        ]
        chances: Floats = numpy.mean([chance for _, chance in found], axis=0)
        return numpy.stack([vectors for vectors, _ in found]), chances

    def parts(self, vectors: Floats, first: int, draft: Draft, words: Sequence[Word]) -> Floats:
        """Return how likely each word is each participant of an event, [words, roles].

        Args:
            vectors: what `read` returned.
            first: index of the paragraph's first word.
            draft: the event, with what the rules found.
            words: words of its sentence.
        """
        event = draft.word
        pair = {
            "path": [self.numbers["path"].get(path(event, word), 0) for word in words],
            "far": [distance(event, word) for word in words],
            "what": [min(kind_number(draft), len(KINDS))],
            "form": [form(draft)],
        }
        others, ruled = [word.index - first for word in words], given(draft, words)
        each = [
            net.parts(layer, event.index - first, others, pair, ruled) for net, layer in zip(self.nets, vectors, strict=True)
        ]
        found: Floats = numpy.mean(each, axis=0)
        return found


def load_events(folder: Path, language: str) -> EventModel:
    """Load what `training/events.py` wrote.

    Args:
        folder: has ``events.npz``.
        language: whose words tell of events.

    Raises:
        PackError: it is damaged, or there is no list of words.
    """
    path = folder / "events.npz"
    words = telling(language, NAMES)
    with named_if_damaged(path, "the learned events are"):
        known, weights = load_weights(path)
        count = 1 + max(int(name.partition(".")[0]) for name in weights)
        mine = [
            {name.partition(".")[2]: value for name, value in weights.items() if name.startswith(f"{number}.")}
            for number in range(count)
        ]
        return EventModel(known, [Net(net) for net in mine], words)
