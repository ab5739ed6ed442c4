"""The gold of the ten reports rests on their exact words and names nobody who is not in them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

REPORTS = Path(__file__).parent / "reports"
GOLD = REPORTS / "reports.gold.jsonl"
SHARED = Path(os.environ.get("WITNESS_GRAPH_SHARED", Path(__file__).parents[2] / "shared"))
ROWS: list[dict[str, Any]] = [json.loads(line) for line in GOLD.read_text(encoding="utf-8").splitlines()]
TEXTS = {path.name: path.read_text(encoding="utf-8") for path in sorted(REPORTS.glob("*.txt"))}


def _of(kind: str, doc: str = "") -> list[dict[str, Any]]:
    return [row for row in ROWS if row["kind"] == kind and doc in ("", row["doc"])]


def test_reports_are_six_english_and_four_norwegian_with_gold_for_each() -> None:
    assert sorted(TEXTS) == sorted(row["doc"] for row in _of("document"))
    assert [sum(name.endswith(f".{language}.txt") for name in TEXTS) for language in ("en", "nb")] == [6, 4]
    assert sum(text == text.upper() for text in TEXTS.values()) == 2
    assert len(_of("event")) >= 200
    assert len(_of("entity")) >= 200


@pytest.mark.parametrize("name", sorted(TEXTS))
def test_report_is_short_and_its_sidecar_agrees_with_the_gold(name: str) -> None:
    sidecar = tomllib.loads((REPORTS / name).with_suffix(".toml").read_text(encoding="utf-8"))
    (document,) = _of("document", name)
    assert 150 <= len(TEXTS[name].split()) <= 350
    assert document["chars"] == len(TEXTS[name])
    assert sidecar["published"] == date.fromisoformat(document["date"])
    assert sidecar["publisher"] == document["publisher"]
    assert sidecar["language"] == name.split(".")[-2]


@pytest.mark.parametrize("name", sorted(TEXTS))
def test_gold_row_reslices_to_its_words(name: str) -> None:
    rows = [*_of("event", name), *_of("entity", name)]
    wrong = [row["id"] for row in rows if not row["quote"] or TEXTS[name][row["start"] : row["end"]] != row["quote"]]
    assert wrong == []


@pytest.mark.parametrize("name", sorted(TEXTS))
def test_gold_names_are_in_the_text(name: str) -> None:
    (document,) = _of("document", name)
    forms = {form for row in _of("entity", name) for form in row["surface_forms"]}
    roles = ("agent", "patient", "instrument", "place", "according_to", "according_to_alt")
    fillers = {filler for row in _of("event", name) for role in roles for filler in row.get(role, [])}
    assert sorted(form for form in forms if form not in TEXTS[name]) == []
    assert sorted(filler for filler in fillers - {document["publisher"]} if filler not in TEXTS[name]) == []


def test_gold_ids_are_unique_and_modalities_known() -> None:
    assert len({row["id"] for row in ROWS}) == len(ROWS)
    assert {row["modality"] for row in _of("event")} == {"asserted", "alleged", "denied", "hypothetical", "threatened", "generic"}
    assert {row["importance"] for row in _of("event")} == {"core", "detail"}


def test_gold_against_itself_is_perfect_for_the_scorer() -> None:
    scorer = SHARED / "gold" / "score_events.py"
    if not scorer.is_file():
        pytest.skip("score_events.py is not on this machine; set WITNESS_GRAPH_SHARED to the folder that holds gold/")
    command = [sys.executable, str(scorer), "--gold", str(GOLD), "--selftest"]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert run.stdout.strip().endswith("PASS"), run.stdout
