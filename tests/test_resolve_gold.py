"""Resolution held against the careful reading of the three reports, where it is at hand."""

from __future__ import annotations

import json
import os
from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from kg.model import Annotation, Document, EntityKind, Mention, Resolution
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
    return bool(words) and all(word[0].isupper() or word.startswith("al-") for word in words)


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
