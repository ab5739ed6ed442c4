"""Rows of `who_did_what_to_whom` become the scorer's rows without a fact being lost or added."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))  # benchmarks/ is not part of the package

from benchmarks.score_seeds import asked, prediction, predictions, scorer, shared, texts_and_gold  # noqa: E402
from kg import build  # noqa: E402
from kg.errors import UsageError  # noqa: E402

ROW: dict[str, Any] = {
    "event": "https://w3id.org/witness-graph/id/event/0", "type": "Shelling", "agent": "the army",
    "patient": "a bakery | two houses", "instrument": None, "place": "Omdurman", "earliest": date(2024, 3, 13),
    "latest": date(2024, 3, 13), "killed_min": 17,
    "killed_max": None, "injured_min": None, "injured_max": None, "stance": "asserts", "certainty": "certain",
    "according_to": "a nurse | Relief Bulletin", "document": "omdurman.txt", "start": 23, "end": 108, "quote": "...",
}  # fmt: skip


def test_prediction_splits_names_and_keeps_figures_and_place_in_the_text() -> None:
    assert prediction(ROW) == {
        "doc": "omdurman.txt", "type": "Shelling", "agent": ["the army"], "patient": ["a bakery", "two houses"], "instrument": [],
        "place": ["Omdurman"], "date": "2024-03-13", "according_to": ["a nurse", "Relief Bulletin"], "killed_min": 17,
        "killed_max": None, "injured_min": None, "injured_max": None, "modality": "asserted", "start": 23, "end": 108,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("stance", "certainty", "modality"),
    [
        ("asserts", "certain", "asserted"),
        ("asserts", "probable", "alleged"),
        ("asserts", "alleged", "alleged"),
        ("accuses", "certain", "alleged"),
        ("denies", "certain", "denied"),
        ("supposes", "probable", "hypothetical"),
        ("threatens", "certain", "threatened"),
        ("describes", "certain", "generic"),
    ],
)
def test_modality_is_made_of_stance_and_certainty(stance: str, certainty: str, modality: str) -> None:
    assert prediction({**ROW, "stance": stance, "certainty": certainty})["modality"] == modality


@pytest.mark.parametrize(
    ("earliest", "latest", "written"),
    [
        (date(2016, 5, 1), date(2016, 5, 31), "2016-05"),
        (None, date(2016, 5, 31), "/2016-05-31"),
        (date(2016, 5, 1), None, "2016-05-01/"),
        (None, None, None),
    ],
)
def test_date_of_a_prediction_keeps_its_open_end(earliest: date | None, latest: date | None, written: str | None) -> None:
    assert prediction({**ROW, "earliest": earliest, "latest": latest})["date"] == written


def test_unknown_publisher_is_left_to_the_scorer() -> None:
    assert prediction({**ROW, "according_to": "publisher"})["according_to"] == []


def test_predictions_are_in_the_order_of_the_text() -> None:
    later = {**ROW, "start": 200, "end": 220}
    assert [row["start"] for row in predictions([later, ROW])] == [23, 200]


def test_asked_gives_one_row_for_every_claim_of_a_graph(tmp_path: Path) -> None:
    report = build([ROOT / "tests" / "reports" / "omdurman-market.en.txt"], tmp_path / "graph", workers=1)
    rows = asked(tmp_path / "graph")
    assert len(rows) == report.claims > 0
    assert {row["doc"] for row in rows} == {"omdurman-market.en.txt"}


def test_absent_scorer_is_named_with_the_way_to_give_it(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("WITNESS_GRAPH_SHARED", str(tmp_path))
    with pytest.raises(UsageError, match="WITNESS_GRAPH_SHARED"):
        scorer()


def test_texts_of_both_golds_are_found(shared_folder: Path) -> None:
    assert [len(texts_and_gold(which)[0]) for which in ("reports", "dense", "dense-unseen", "real")] == [10, 7, 8, 3]


@pytest.fixture
def shared_folder() -> Path:
    try:
        return shared()
    except UsageError as error:
        pytest.skip(str(error))
