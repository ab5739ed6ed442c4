"""Finds again what decisions were made about when a text was read anew, and applies corrections to claims."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from kg.ids import claim_iris, iri, mention_iri_of
from kg.model import (
    Annotation,
    Certainty,
    Claim,
    Figure,
    Filler,
    Judgement,
    Measure,
    Mention,
    Precision,
    Role,
    Stance,
    TimeRange,
    Verdict,
)
from kg.names import KnownNames
from kg.resolve.decisions import Anchor, Decision, Log
from kg.resolve.events import event_iri

Report = Callable[[str], None]


def anchor_of(annotation: Annotation, thing: Mention | Claim) -> Anchor:
    """Return the words by which a decision on *thing* can be found again."""
    kind = thing.kind.value if isinstance(thing, Mention) else thing.types[0]
    exact = annotation.document.text[thing.start:thing.end]
    return Anchor(annotation.document.id, annotation.document.name, thing.start, thing.end, exact, kind)


def judgements_now(
    log: Log, annotations: Iterable[Annotation], names: KnownNames, *, report: Report | None = None
) -> tuple[Judgement, ...]:
    """Return what holds of *log* as judgements on the mentions and claims that *annotations* have now, oldest first.

    A decision on words that were read anew is moved to where those words stand now, by its anchor; *report* is told of
    each that was moved and each that can not be.
    """
    tell = report or (lambda _: None)
    for problem in log.problems:
        tell(problem)
    in_force = log.in_force()
    if not in_force:
        return ()
    place = _Places(in_force, annotations, names)
    found = []
    for decision in in_force:
        left = place.now(decision.left, decision.left_anchor)
        right = place.now(decision.right, decision.right_anchor) if decision.right else ""
        if left is None or right is None:
            lost = decision.left_anchor if left is None else decision.right_anchor
            words = f'"{_short(lost.exact)}" in {lost.name}' if lost else decision.left if left is None else decision.right
            about = f'decision {decision.id} ("{decision.verdict.value}" by {decision.author})'
            tell(f"{about} is on {words}, which no text holds now")
            continue
        if (left, right) != (decision.left, decision.right):
            tell(f"decision {decision.id} by {decision.author} was moved to the same words in the text as it is read now")
        found.append(replace(decision.judgement(), left=left, right=right))
    return tuple(found)


def _short(words: str) -> str:
    words = " ".join(words.split())
    return words if len(words) <= 60 else words[:57] + "..."


class _Places:
    """The IRIs that decisions may speak of, and where the words of anchors stand."""

    def __init__(self, decisions: Sequence[Decision], annotations: Iterable[Annotation], names: KnownNames) -> None:
        anchors = [one for decision in decisions for one in (decision.left_anchor, decision.right_anchor) if one]
        wanted = {one.name for one in anchors} | {one.document for one in anchors}
        self._known: set[str] = set(names.entities)
        self._candidates: dict[str, list[tuple[int, int, str, str, str]]] = defaultdict(list)
        for annotation in annotations:
            document = annotation.document
            iris = claim_iris(annotation)
            self._known.update(iris.values())
            self._known.update(map(event_iri, iris.values()))
            things: list[tuple[Mention | Claim, str]] = []
            for mention in annotation.mentions:
                things.append((mention, mention_iri_of(annotation, mention)))
                self._known.add(things[-1][1])
                self._known.add(iri("entity", document.id, str(mention.start), str(mention.end), mention.kind.value))
            if document.name in wanted or document.id in wanted:
                things += [(claim, iris[claim.id]) for claim in annotation.claims]
                for thing, name in things:
                    anchor = anchor_of(annotation, thing)
                    for key in {document.name, document.id}:
                        self._candidates[key].append((thing.start, thing.end, anchor.exact, anchor.kind, name))

    def now(self, thing: str, anchor: Anchor | None) -> str | None:
        """Return the IRI of *thing* now, or None if no text holds it any more."""
        if thing in self._known:
            return thing
        if anchor is None:
            return None
        there = self._candidates.get(anchor.document) or self._candidates.get(anchor.name, [])
        same = [one for one in there if one[2] == anchor.exact and (not anchor.kind or one[3] == anchor.kind)]
        same = same or [one for one in there if one[2] == anchor.exact]
        return min(same, key=lambda one: (abs(one[0] - anchor.start), one[0], one[4]))[4] if same else None


def corrected(annotation: Annotation, log: Log, *, report: Report | None = None) -> tuple[Annotation, Mapping[str, str]]:
    """Return *annotation* with the corrections of *log* applied, and the new IRI of each claim whose IRI changes by it.

    A correction that does not fit the text (a span outside it, a mention that is not there) is told to *report* and
    left out; of two corrections of one claim the later one holds for the fields that it names.
    """
    changes = [decision for decision in log.in_force() if decision.verdict is Verdict.CORRECT and decision.change]
    if not changes:
        return annotation, {}
    iris = claim_iris(annotation)
    claim_of = {name: claim for claim in annotation.claims for name in (iris[claim.id],)}
    places = _Places(changes, [annotation], KnownNames(()))
    for decision in changes:
        name = places.now(decision.left, decision.left_anchor)
        if name in claim_of:
            try:
                claim_of[name] = _with(claim_of[name], decision.change, annotation)
            except (ValueError, KeyError, TypeError, IndexError) as error:
                about = f"{annotation.document.name}: correction {decision.id} by {decision.author} is left out"
                (report or (lambda _: None))(f"{about}: {' '.join(str(error).split())}")
    after = replace(annotation, claims=tuple(claim_of[iris[claim.id]] for claim in annotation.claims))
    new = claim_iris(after)
    return after, {old: new[claim_id] for claim_id, old in iris.items() if new[claim_id] != old}


def moved(judgements: Iterable[Judgement], to: Mapping[str, str]) -> tuple[Judgement, ...]:
    """Return *judgements* with claims, and events made from them, under the IRIs that corrections gave them."""
    both = dict(to) | {event_iri(old): event_iri(new) for old, new in to.items()}
    return tuple(replace(one, left=both.get(one.left, one.left), right=both.get(one.right, one.right)) for one in judgements)


def _with(claim: Claim, change: Mapping[str, Any], annotation: Annotation) -> Claim:
    """Return *claim* with the fields of *change*, which are worded as in the annotation format."""
    text = annotation.document.text
    new: dict[str, Any] = {}
    for name, value in change.items():
        if name == "types":
            new["types"] = tuple(str(one) for one in value)
            if not value or not all(one.isidentifier() for one in new["types"]):
                raise ValueError("types must name event classes")
        elif name in _SIMPLE:
            new[name] = _SIMPLE[name](value)
        elif name in ("roles", "according_to"):
            new[name] = tuple(_filler(one, annotation) for one in value)
        elif name == "figures":
            new["figures"] = tuple(_figure(one, text) for one in value)
        elif name == "time":
            new["time"] = _time(value, text) if value else None
        elif name in ("start", "end"):
            new[name] = int(value)
        else:
            raise ValueError(f"{name!r} is no field that can be corrected")
    if "start" in new or "end" in new:
        start, end = new.get("start", claim.start), new.get("end", claim.end)
        new["text"] = _slice(text, start, end)
    return replace(claim, **new)


def _truth(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError(f"{value!r} is neither true nor false")
    return value


_SIMPLE: Mapping[str, Callable[[Any], object]] = {"stance": Stance, "certainty": Certainty, "is_total": _truth}


def _slice(text: str, start: int, end: int) -> str:
    if not 0 <= start < end <= len(text):
        raise ValueError(f"span {start}-{end} lies outside the text of {len(text)} characters")
    return text[start:end]


def _filler(value: Mapping[str, Any], annotation: Annotation) -> Filler:
    mention = next((one for one in annotation.mentions if one.id == value["mention"]), None)
    if mention is None:
        raise ValueError(f"the text has no mention {value['mention']!r}")
    return Filler(Role(value.get("role", "speaker")), mention.id, str(value.get("text") or mention.name or mention.text))


def _figure(value: Mapping[str, Any], text: str) -> Figure:
    floor, ceiling = int(value["floor"]), value.get("ceiling")
    if floor < 0 or (ceiling is not None and int(ceiling) < floor):
        raise ValueError(f"figure from {floor} to {ceiling}")
    start, end = int(value["start"]), int(value["end"])
    return Figure(
        Measure(value["measure"]), floor, None if ceiling is None else int(ceiling), start, end, _slice(text, start, end),
        str(value.get("modifier", "")), str(value.get("unit", "")), str(value.get("per", "")), bool(value.get("computed", False)),
    )


def _time(value: Mapping[str, Any], text: str) -> TimeRange:
    days = [date.fromisoformat(value[name]) if value.get(name) else None for name in ("earliest", "latest")]
    if days[0] and days[1] and days[0] > days[1]:
        raise ValueError(f"{days[0]} is after {days[1]}")
    start, end = int(value["start"]), int(value["end"])
    return TimeRange(days[0], days[1], Precision(value.get("precision", "day")), start, end, _slice(text, start, end))
