"""Resolution held against the careful reading of the three reports, where it is at hand."""

from __future__ import annotations

import calendar
import json
import os
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kg.ids import claim_iris
from kg.model import (
    Annotation,
    Claim,
    Document,
    EntityKind,
    Figure,
    Filler,
    Measure,
    Mention,
    Precision,
    Resolution,
    Role,
    Stance,
    TimeRange,
)
from kg.names import KnownNames
from kg.resolve import resolve

SHARED = Path(os.environ.get("WITNESS_GRAPH_SHARED") or Path(__file__).resolve().parents[2] / "shared")
GOLD = SHARED / "gold"
AT_HAND = (GOLD / "seeds.gold.jsonl").is_file()
pytestmark = pytest.mark.skipif(not AT_HAND, reason="the three reports and their gold are not at hand")

KINDS = {kind.value: kind for kind in EntityKind} | {
    "ArmedForce": EntityKind.ARMED_ACTOR,
    "WeaponPlatform": EntityKind.WEAPON,
    "AidAsset": EntityKind.THING,
    "Work": EntityKind.THING,
}


def _rows() -> Mapping[str, list[dict[str, Any]]]:
    rows = defaultdict(list)
    for line in (GOLD / "seeds.gold.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        rows[row["doc"]].append(row)
    return rows


def _is_name(form: str) -> bool:
    words = [word for word in form.strip("'").split() if word.lower() not in ("the", "a", "an", "de", "den", "det")]
    nouns = ("hospital", "neighborhood", "nabolaget")
    return any(word[:3] != word[:3].lower() or "-" in word for word in words) and all(
        word[0].isupper() or word.startswith("al-") or word in nouns for word in words
    )


def _mentions(row: dict[str, Any], text: str, turn: int) -> list[Mention]:
    """The first place of each surface form, the one that stands for the chain first."""
    found = []
    for number, form in enumerate(row["surface_forms"]):
        start = text.find(form)
        if start < 0:
            continue
        kind = KINDS[row["type"]]
        name = form.strip("'") if _is_name(form) else ""
        found.append(Mention(f"m{turn}_{number}", start, start + len(form), kind, form, name, refers_to=f"m{turn}_0"))
    return found


def _annotations() -> tuple[list[Annotation], dict[tuple[str, str], str]]:
    """One annotation for each report with the gold's mentions, and the gold's entity of each mention."""
    annotations, truth = [], {}
    for name, rows in sorted(_rows().items()):
        text = (SHARED / "seeds" / name).read_text(encoding="utf-8")
        language = "nb" if name.startswith("002") else "en"
        dates = [row["date"] for row in rows if row["kind"] == "document" and len(row.get("date") or "") == 10]
        published = date.fromisoformat(dates[0]) if dates else None
        document = Document(f"urn:{name}", name, text, language, "00", published=published)
        mentions = []
        for turn, row in enumerate(row for row in rows if row["kind"] == "entity"):
            own = _mentions(row, text, turn)
            mentions += own
            truth.update({(document.id, mention.id): row["xid"] for mention in own if any(one.name for one in own)})
        annotations.append(Annotation(document, "gold", tuple(mentions)))
    return annotations, truth


def b_cubed(found: Mapping[Any, str], truth: Mapping[Any, str]) -> tuple[float, float, float]:
    """Precision, recall and F1 over the items of *truth*."""

    def side(one: Mapping[Any, str], other: Mapping[Any, str]) -> float:
        total = 0.0
        for item in truth:
            mine = [peer for peer in truth if one[peer] == one[item]]
            total += sum(other[peer] == other[item] for peer in mine) / len(mine)
        return total / len(truth)

    precision, recall = side(found, truth), side(truth, found)
    return precision, recall, 2 * precision * recall / (precision + recall)


def _entity_of(resolution: Resolution) -> dict[tuple[str, str], str]:
    return {mention: entity.id for entity in resolution.entities for mention in entity.mentions}


def test_named_entities_of_the_three_reports_are_gathered() -> None:
    annotations, truth = _annotations()
    found = _entity_of(resolve(annotations, KnownNames.load()))
    precision, recall, f1 = b_cubed(found, truth)
    assert len(truth) > 80
    assert precision >= 0.95, precision
    assert recall >= 0.90, recall
    assert f1 >= 0.90


def test_no_two_people_of_the_three_reports_are_one() -> None:
    annotations, truth = _annotations()
    found = _entity_of(resolve(annotations, KnownNames.load()))
    people = {
        (annotation.document.id, mention.id)
        for annotation in annotations
        for mention in annotation.mentions
        if mention.kind is EntityKind.PERSON and (annotation.document.id, mention.id) in truth
    }
    owners = defaultdict(set)
    for mention in people:
        owners[found[mention]].add(truth[mention])
    assert len(people) > 20
    assert [sorted(who) for who in owners.values() if len(who) > 1] == []


def _all_texts() -> tuple[list[Annotation], dict[tuple[str, str], str]]:
    """The surface forms of every text that the gold speaks of, in a line each: the words around them are not at hand."""
    entities = json.loads((GOLD / "entities_crossdoc.json").read_text(encoding="utf-8"))
    forms: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for xid, entity in sorted(entities.items()):
        for name, surface_forms in entity["docs"].items():
            forms[name].append({"xid": xid, "type": entity["type"], "surface_forms": surface_forms})
    annotations, truth = [], {}
    for name, rows in sorted(forms.items()):
        text = "\n".join(form for row in rows for form in row["surface_forms"])
        document = Document(f"urn:{name}", name, text, "nb" if name.startswith("002") or "_no" in name else "en", "00")
        mentions = []
        for turn, row in enumerate(rows):
            own = _mentions(row, text, turn)
            mentions += own
            truth.update({(document.id, mention.id): row["xid"] for mention in own if any(one.name for one in own)})
        annotations.append(Annotation(document, "gold", tuple(mentions)))
    return annotations, truth


def test_named_entities_of_all_gold_texts_are_gathered() -> None:
    annotations, truth = _all_texts()
    precision, recall, f1 = b_cubed(_entity_of(resolve(annotations, KnownNames.load())), truth)
    assert len(annotations) >= 10
    assert precision >= 0.95, precision
    assert f1 >= 0.90, (precision, recall)


STANCES = {
    "denied": Stance.DENIES,
    "hypothetical": Stance.SUPPOSES,
    "threatened": Stance.THREATENS,
    "generic": Stance.DESCRIBES,
}
ROLES = {"agent": Role.AGENT, "patient": Role.PATIENT, "instrument": Role.INSTRUMENT, "place": Role.PLACE}


def _dates(said: str | None) -> TimeRange | None:
    """The days of an ISO date, month, year or of a range of them."""
    if not said:
        return None
    first, _, last = said.partition("/")
    parts = [int(part) for part in first.split("-")]
    until = [int(part) for part in (last or first).split("-")]
    earliest = date(parts[0], parts[1] if len(parts) > 1 else 1, parts[2] if len(parts) > 2 else 1)
    month = until[1] if len(until) > 1 else 12
    latest = date(until[0], month, until[2] if len(until) > 2 else calendar.monthrange(until[0], month)[1])
    return TimeRange(earliest, latest, Precision.RANGE, 0, 1, "")


def _with_claims(annotations: list[Annotation]) -> tuple[list[Annotation], dict[str, str]]:
    """The same annotations with the gold's events as claims, and the event that each claim is about in truth."""
    told, truth = [], {}
    for annotation in annotations:
        rows = [row for row in _rows()[annotation.document.name] if row["kind"] == "event"]
        mentions = list(annotation.mentions)
        by_words = {mention.text: mention.id for mention in reversed(mentions)}
        claims = []
        for turn, row in enumerate(rows):
            fillers = []
            for slot, role in ROLES.items():
                for words in row[slot]:
                    if words not in by_words:
                        start = max(annotation.document.text.find(words), 0)
                        by_words[words] = f"x{len(mentions)}"
                        kind = EntityKind.THING if slot == "instrument" else EntityKind.GROUP
                        mentions.append(Mention(by_words[words], start, start + len(words), kind, words))
                    fillers.append(Filler(role, by_words[words], words))
            types = (row["type"], *row.get("type_alt", []))
            stance = STANCES.get(row["modality"], Stance.ASSERTS)
            count = row.get("count") or {}
            figures = [
                Figure(Measure(name), floor[0], floor[1], 0, 1, "")
                for name, floor in count.items()
                if name in set(Measure) and isinstance(floor, list)
            ]
            claims.append(
                Claim(
                    f"k{turn}",
                    types,
                    row["start"],
                    row["end"],
                    "",
                    row["start"],
                    row["end"],
                    tuple(fillers),
                    tuple(figures),
                    _dates(row["date"]),
                    stance,
                )
            )
        one = replace(annotation, mentions=tuple(mentions), claims=tuple(claims))
        told.append(one)
        iris = claim_iris(one)
        truth.update({iris[f"k{turn}"]: row.get("coref", row["id"]) for turn, row in enumerate(rows)})
    return told, truth


def test_events_of_the_three_reports_are_gathered() -> None:
    annotations, truth = _with_claims(_annotations()[0])
    events = resolve(annotations, KnownNames.load()).events
    precision, recall, f1 = b_cubed({claim: event.id for event in events for claim in event.claims}, truth)
    assert len(truth) > 80
    assert precision >= 0.95
    assert f1 >= 0.75, (precision, recall)
