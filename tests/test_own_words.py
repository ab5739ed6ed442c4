"""Our texts and cases are our own: they share no run of six words with the reports they were made beside."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SHARED = Path(os.environ.get("WITNESS_GRAPH_SHARED", ROOT.parent / "shared"))
RUN = 6
"""Six words in a row is the length from which two writers seldom meet by chance."""


def _runs(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+(?:['’-]\w+)*", text)
    lowered = [word.casefold().replace("’", "'") for word in words]
    capital = [word[0].isupper() or word[0].isdigit() for word in words]
    # A run that is mostly names and bare figures ("Syrian American Medical Society said 664") belongs to nobody.
    return {tuple(lowered[i : i + RUN]) for i in range(len(words) - RUN + 1) if sum(capital[i : i + RUN]) < RUN - 2}


def _ours() -> list[Path]:
    folders = ("corpus", "tests/phenomena", "tests/reports", "tests/dense", "tests/unseen", "training")
    found = [path for folder in folders for path in (ROOT / folder).rglob("*.txt")]
    found += [path for folder in ("kg", "tests", "benchmarks") for path in (ROOT / folder).rglob("*.py")]
    found.remove(ROOT / "tests" / "golden" / "make_graph.py")  # tells a figure in the plainest words
    found += [*(ROOT / "docs").rglob("*.md"), *ROOT.glob("*.md"), *(ROOT / "notebooks").glob("*.ipynb")]
    return sorted([*found, *(ROOT / "tests" / "unseen").glob("*.jsonl")])


def test_own_texts_share_no_run_of_six_words_with_the_reports() -> None:
    seeds = sorted((SHARED / "seeds").glob("*.txt"))
    if not seeds:
        pytest.skip("the reports are not on this machine; set WITNESS_GRAPH_SHARED to the folder that holds seeds/")
    theirs = {run for seed in seeds for run in _runs(seed.read_text(encoding="utf-8"))}
    shared = {
        f"{path.relative_to(ROOT)}: {' '.join(run)}"
        for path in _ours()
        for run in _runs(path.read_text(encoding="utf-8")) & theirs
    }
    assert sorted(shared) == []


def test_own_texts_are_found() -> None:
    assert len(_ours()) >= 400
