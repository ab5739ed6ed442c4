"""The three real reports, read by the whole pipeline and asked as users ask, stay above the floors of a first version."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))  # benchmarks/ is not part of the package

from benchmarks import score_seeds  # noqa: E402

FLOORS = [
    ("event", "f1", 0.70),
    ("event", "precision", 0.78),
    ("patient", "f1", 0.50),
    ("agent", "f1", 0.42),
    ("attribution", "f1", 0.55),
    ("counts", "f1", 0.45),
]


@pytest.fixture(scope="module")
def figures(shared: Path) -> Any:
    texts, gold = score_seeds.texts_and_gold(reports=False)
    rows = score_seeds.built(texts)
    assert {row["doc"] for row in rows} == {path.name for path in texts}
    score = score_seeds.scorer()
    found, ignored = score.evaluate(score_seeds.gold(gold), rows)
    assert ignored == []
    return score.asdict(found)["TOTAL"]


@pytest.mark.slow
@pytest.mark.parametrize(("what", "figure", "floor"), FLOORS)
def test_real_reports_are_read_above_the_floor(figures: Any, what: str, figure: str, floor: float) -> None:
    assert figures[what][figure] >= floor
