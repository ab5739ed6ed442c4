"""A log of decisions with everything wrong that can be: each is told of by name, the rest holds, the log stays as it is."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from fakes import STAGES

from kg import api, ids
from kg.model import Annotation, Verdict
from kg.pipeline import build, renew
from kg.pipeline.stages import resolve_with_decisions
from kg.resolve import decisions
from kg.resolve.anchoring import anchor_of
from kg.resolve.decisions import Decision
from kg.workspace import digests, load_annotation, open_workspace

REAL = STAGES._replace(resolve=resolve_with_decisions)
TEXTS = ("Amal Rishani", "Nour Bazzaz", "Sami Qurtan")


@pytest.fixture
def graph(tmp_path: Path) -> Path:
    (tmp_path / "texts").mkdir()
    for number, person in enumerate(TEXTS):
        text = f"Report number {number}\n\nThe rescuers of the town said that {person} was killed.\n"
        (tmp_path / "texts" / f"{number}.txt").write_text(text, "utf-8")
    build([tmp_path / "texts"], tmp_path / "graph", stages=REAL, workers=1)
    return tmp_path / "graph"


def read(graph: Path) -> dict[str, Annotation]:
    space = open_workspace(graph)
    found = [load_annotation(space, name) for name in digests(space)]
    return {one.document.name: one for one in found}


def person(graph: Path, number: int) -> str:
    annotation = read(graph)[f"{number}.txt"]
    return ids.mention_iri_of(annotation, annotation.mentions[0])


def on(graph: Path, verdict: Verdict, left: str, right: str = "", *, second: int, by: str = "kari", **more: object) -> None:
    time = f"2026-01-01T00:00:{second:02d}+00:00"
    decisions.append(graph / "decisions.jsonl", [Decision(verdict, left, right, "why", by, time, **more)])  # type: ignore[arg-type]


def people(graph: Path) -> int:
    with api.open(graph) as opened:
        return len(opened.query("SELECT DISTINCT ?e { ?m kg:refersTo ?e }"))


def notes(graph: Path) -> str:
    before = (graph / "decisions.jsonl").read_bytes()
    found = "\n".join(renew(graph, stages=REAL).notes)
    assert (graph / "decisions.jsonl").read_bytes() == before
    return found


def rewrite(graph: Path, change: Callable[[list[str]], list[str]]) -> None:
    path = graph / "decisions.jsonl"
    lines = path.read_text("utf-8").splitlines()
    path.write_text("\n".join(change(lines)) + "\n", "utf-8")


def test_good_lines_around_a_damaged_one_hold(graph: Path) -> None:
    on(graph, Verdict.SAME, person(graph, 0), person(graph, 1), second=1)
    on(graph, Verdict.SAME, person(graph, 1), person(graph, 2), second=2)
    rewrite(graph, lambda lines: [lines[0], "{half a line", lines[1]])
    assert "line 2: damaged" in notes(graph)
    assert people(graph) == 1


def test_lines_out_of_order_are_told_and_hold(graph: Path) -> None:
    on(graph, Verdict.SAME, person(graph, 0), person(graph, 1), second=1)
    on(graph, Verdict.SAME, person(graph, 1), person(graph, 2), second=2)
    rewrite(graph, lambda lines: lines[::-1])
    assert "line 1: does not follow the line before it" in notes(graph)
    assert people(graph) == 1


def test_line_that_was_changed_is_left_out_by_number(graph: Path) -> None:
    on(graph, Verdict.SAME, person(graph, 0), person(graph, 1), second=1)
    rewrite(graph, lambda lines: [json.dumps({**json.loads(lines[0]), "author": "ola"})])
    assert "line 1: changed after it was written" in notes(graph)
    assert people(graph) == 3


def test_unknown_thing_is_named_and_the_rest_holds(graph: Path) -> None:
    on(graph, Verdict.SAME, person(graph, 0), "https://example.org/nobody", second=1)
    on(graph, Verdict.SAME, person(graph, 0), person(graph, 1), second=2)
    assert "https://example.org/nobody" in notes(graph)
    assert people(graph) == 2


def test_contradiction_by_way_of_others_is_told_and_the_later_holds(graph: Path) -> None:
    on(graph, Verdict.DIFFERENT, person(graph, 0), person(graph, 2), second=1, by="ola")
    on(graph, Verdict.SAME, person(graph, 0), person(graph, 1), second=2)
    on(graph, Verdict.SAME, person(graph, 1), person(graph, 2), second=3)
    assert '"different" by ola (why) contradicts later decisions and is set aside' in notes(graph)
    assert people(graph) == 1


def test_corrected_span_outside_the_text_is_named_and_the_claim_stays(graph: Path) -> None:
    annotation = read(graph)["0.txt"]
    claim = annotation.claims[0]
    iri = ids.claim_iri_of(annotation, claim)
    anchor = anchor_of(annotation, claim)
    on(graph, Verdict.CORRECT, iri, second=1, left_anchor=anchor, change={"start": 0, "end": 10**6})
    on(graph, Verdict.SAME, person(graph, 0), person(graph, 1), second=2)
    assert "span 0-1000000 lies outside the text" in notes(graph)
    assert people(graph) == 2
    with api.open(graph) as opened:
        assert len(opened.query("SELECT ?k { ?k a kg:Claim }")) == 3


def test_decision_of_one_kind_with_another_is_named(graph: Path) -> None:
    annotation = read(graph)["0.txt"]
    on(graph, Verdict.SAME, person(graph, 1), ids.claim_iri_of(annotation, annotation.claims[0]), second=1)
    assert "of one kind" in notes(graph)
    assert people(graph) == 3
