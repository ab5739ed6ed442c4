"""Who is who in short cases of names that are easy to confuse: tests/naming/README.md."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))  # benchmarks/ is not part of the package

from benchmarks.bench_naming import Case, cases, tallied, wrong  # noqa: E402
from kg.errors import UsageError  # noqa: E402
from kg.names import KnownNames  # noqa: E402

NAMES = KnownNames.load()
CASES = cases()


def test_most_cases_of_every_conflict_come_out_right_and_hardly_any_falsely_joined() -> None:
    failures: list[str] = []
    tallies = tallied(CASES, NAMES, failures)
    right, merged = sum(one.right for one in tallies.values()), sum(one.merged for one in tallies.values())
    assert len(CASES) >= 310
    assert right / len(CASES) >= 0.95, "\n".join(failures)
    assert merged / len(CASES) <= 0.01, "\n".join(failures)


def test_cases_are_spread_over_conflicts_and_both_languages() -> None:
    conflicts = {case.conflict for case in CASES}
    languages = [annotation.document.language for case in CASES for annotation in case.annotations]
    assert len(conflicts) >= 7
    assert languages.count("nb") > 90
    assert languages.count("en") > 300


def test_order_of_the_texts_changes_nothing() -> None:
    for case in CASES[::5]:
        turned = Case(case.conflict, case.about, case.annotations[::-1], case.truth, case.open)
        assert wrong(case, NAMES) == wrong(turned, NAMES), case.texts


def test_case_of_an_unknown_kind_is_refused_by_file_and_number(tmp_path: Path) -> None:
    case = 'conflict = "X"\n[[case]]\nabout = "y"\ntexts = ["en | [a nobody|Amal]"]\n'
    (tmp_path / "x.toml").write_text(case, encoding="utf-8")
    with pytest.raises(UsageError, match=r"x\.toml, case 1: 'nobody'"):
        cases(tmp_path)
