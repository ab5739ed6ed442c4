"""The gold of the dense reports rests on their words, and there is some for each text."""

from __future__ import annotations

import json
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

import pytest

DENSE = Path(__file__).parent / "dense"
TEXTS = sorted(DENSE.glob("*/*.txt"))
MODALITIES = {"asserted", "alleged", "denied", "hypothetical", "threatened", "generic"}


def rows(path: Path, kind: str) -> list[dict[str, Any]]:
    lines = (path.parent / "dense.gold.jsonl").read_text(encoding="utf-8").splitlines()
    return [row for row in map(json.loads, lines) if row["doc"] == path.name and row["kind"] == kind]


def test_there_are_fifteen_reports_of_which_eight_are_kept_unseen() -> None:
    assert [len(list((DENSE / part).glob("*.txt"))) for part in ("seen", "unseen")] == [7, 8]
    assert sum(path.name.endswith(".nb.txt") for path in TEXTS) == 4


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_events_lie_in_their_report_and_its_sidecar_agrees(path: Path) -> None:
    text, events = path.read_text(encoding="utf-8"), rows(path, "event")
    (document,) = rows(path, "document")
    sidecar = tomllib.loads(path.with_suffix(".toml").read_text(encoding="utf-8"))
    assert (sidecar["published"], sidecar["publisher"]) == (date.fromisoformat(document["date"]), document["publisher"])
    assert len(events) >= 50
    assert all(0 <= row["start"] < row["end"] <= len(text) and text[row["start"] : row["end"]].strip() for row in events)
    assert {row["modality"] for row in events} <= MODALITIES
