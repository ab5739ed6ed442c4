"""Says which words tell of an event and who takes part in it, learned from marked sentences (`training/events.py`).

The written rules go first: what they found is among what the model sees, beside the vectors of the language's encoder and the
tree. It so learns where the rules are right, and what they overlook. `event_check` says what is made of its answers.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from zipfile import BadZipFile

import numpy
from numpy.typing import NDArray

from kg.annotate.drafts import Draft
from kg.annotate.recurrent import Layer, halved
from kg.annotate.roles import Roles
from kg.annotate.transformer import linear
from kg.annotate.words import Word
from kg.errors import PackError

Floats = NDArray[numpy.float32]
EVENTS_FORMAT = 1
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


class EventModel:
    """The weights of one language.

    Args:
        known: the values of `TOLD` and the ways through the tree (``path``) that were learned.
        weights: the matrices of `training/events.py` by their names, each [rows, columns].
    """

    def __init__(self, known: Mapping[str, Sequence[str]], weights: dict[str, Floats]) -> None:
        self.numbers = {name: {value: number + 1 for number, value in enumerate(values)} for name, values in known.items()}
        self.weights = weights
        self.layer = Layer([halved(weights, f"lstm.{way}.") for way in ("on", "back")])

    def project(self, vectors: Floats) -> Floats:
        """Return what the model keeps of the vectors of an encoder, [words, width]: they are met once, when a text is parsed."""
        centred = vectors - vectors.mean(1, keepdims=True)
        normed = centred / numpy.sqrt((centred * centred).mean(1, keepdims=True) + numpy.float32(1e-5))
        return numpy.maximum(self._linear(normed * self.weights["norm.weight"] + self.weights["norm.bias"], "seen"), 0)

    def read(self, seen: Floats, words: Sequence[Word], drafts: Sequence[Draft], roles: Roles) -> tuple[Floats, Floats]:
        """Return vectors of the words of a paragraph, and how likely each tells of no event, or of which kind.

        Args:
            seen: what `project` kept, [words, width].
            words: all words of the paragraph.
            drafts: what the rules found in it.
            roles: the rules, for what kind of thing a noun names.
        """
        rows = [told(word, roles) for word in words]
        parts = [seen]
        for place, name in enumerate(TOLD):
            numbers = self.numbers[name]
            parts.append(self.weights[f"told.{name}.weight"][[numbers.get(row[place], 0) for row in rows]])
        ruled = kinds_of_rules(words, drafts)
        parts.append(self.weights["rule.weight"][ruled])
        drawn = numpy.maximum(self._linear(numpy.hstack(parts), "join"), 0)
        order = numpy.arange(len(words))[None, ::-1, None]
        vectors = numpy.hstack([drawn, self.layer.read(drawn[None], order)[0]])
        scores = self._linear(numpy.maximum(self._linear(vectors, "event"), 0), "kind") + self.weights["base.weight"][ruled]
        powers = numpy.exp(scores - scores.max(1, keepdims=True))
        return vectors, powers / powers.sum(1, keepdims=True)

    def parts(self, vectors: Floats, first: int, draft: Draft, words: Sequence[Word]) -> Floats:
        """Return how likely each word is each participant of an event, [words, roles].

        Args:
            vectors: what `read` returned.
            first: index of the paragraph's first word.
            draft: the event, with what the rules found.
            words: words of its sentence.
        """
        weights, event = self.weights, draft.word
        ruled = given(draft, words)
        ways = [self.numbers["path"].get(path(event, word), 0) for word in words]
        hidden = self._linear(vectors[event.index - first], "above") + self._linear(
            vectors[[w.index - first for w in words]], "below"
        )
        hidden = hidden + weights["path.weight"][ways] + self._linear(ruled, "given")
        hidden = hidden + weights["what.weight"][min(kind_number(draft), len(KINDS))] + weights["form.weight"][form(draft)]
        hidden = numpy.maximum(hidden + weights["far.weight"][[distance(event, word) for word in words]], 0)
        hidden = hidden + numpy.maximum(self._linear(hidden, "deep"), 0)
        scores = self._linear(hidden, "part") + ruled * weights["trust"]
        found: Floats = (1 / (1 + numpy.exp(-scores))).astype(numpy.float32)
        return found

    def _linear(self, x: Floats, name: str) -> Floats:
        return linear(x, self.weights, name)


def load_events(folder: Path) -> EventModel:
    """Load what `training/events.py` wrote.

    Args:
        folder: has ``events.npz``.

    Raises:
        PackError: it is damaged.
    """
    file = folder / "events.npz"
    try:
        with file.open("rb") as opened, numpy.load(opened, allow_pickle=False) as stored:
            known = json.loads(bytes(stored["told"]).decode("utf-8"))
            return EventModel(known, {name: stored[name].astype(numpy.float32) for name in stored.files if name != "told"})
    except (OSError, ValueError, KeyError, EOFError, BadZipFile, zlib.error) as error:
        raise PackError(f"{file}: the learned events are damaged ({error}); reinstall witness-graph") from error
