"""A person decides on the command line, and the graph heeds it."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import select
import signal
import sys
import time
from pathlib import Path

import pytest

from kg.cli import main
from kg.model import Verdict
from kg.resolve import decisions
from kg.resolve.decisions import Decision
from kg.resources import packs

TEXT = "Government forces shelled the town of Idlib on 3 May 2016 and killed two people, the Example Observatory said.\n"

pytestmark = pytest.mark.skipif("en" not in packs(), reason="the English language pack is not in this checkout")


@pytest.fixture
def graph(tmp_path: Path) -> Path:
    """A graph of one sentence, read by the rules."""
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    assert main(["build", str(tmp_path / "a.txt"), "--to", str(tmp_path / "graph")]) == 0
    return tmp_path / "graph"


def statuses(graph: Path, capsys: pytest.CaptureFixture[str]) -> dict[str, str]:
    capsys.readouterr()
    main(["query", "SELECT ?k ?s { ?k a kg:Claim ; kg:reviewStatus ?s } ORDER BY ?k", "-g", str(graph), "-f", "jsonl"])
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    return {row["k"]: row["s"].rpartition("#")[2] for row in rows}


def test_filled_in_table_of_questions_is_heeded(graph: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = statuses(graph, capsys)
    assert set(before.values()) == {"unreviewed"}
    assert main(["queue", "--graph", str(graph)]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    claims = [row for row in rows if row["left"] in before]
    assert len(claims) == len(before)
    claims[0] |= {"decision": "reject", "reason": "another town"}
    claims[1] |= {"decision": "perhaps"}
    with (tmp_path / "q.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    assert main(["decide", "--file", str(tmp_path / "q.csv"), "--graph", str(graph), "--as", "kari"]) == 1
    err = capsys.readouterr().err
    assert 'passed over: ' in err
    assert '"perhaps" is no decision' in err
    assert "\n1 decisions taken\n" in err
    after = statuses(graph, capsys)
    assert after == before | {claims[0]["left"]: "rejected"}


def test_review_saves_each_answer_before_the_next_question(
    graph: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    log = graph / "decisions.jsonl"
    sizes: list[int] = []

    def typed(prompt: str) -> str:
        sizes.append(log.stat().st_size)
        if len(sizes) > 2:
            raise EOFError
        return "a" if "accept" in prompt else "u"

    monkeypatch.setattr("builtins.input", typed)
    assert main(["review", "--graph", str(graph), "--as", "kari"]) == 0
    assert sizes[0] == 0 < sizes[1] < sizes[2]
    assert "kari" in log.read_text("utf-8")
    assert "answers" in capsys.readouterr().err


def test_decision_without_a_reason_is_refused(graph: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["decide", "--graph", str(graph), "--verdict", "accept", "--left", "id:claim/1"]) == 2
    assert capsys.readouterr().err.endswith("kg: nothing to decide; give --file, or --verdict, --left and --reason\n")
    assert main(["decide", "--graph", str(graph), "--file", "no-such.csv"]) == 2


def test_one_key_answers_without_a_line(graph: Path) -> None:
    child, terminal = pty.fork()
    if child == 0:
        os.execv(sys.executable, [sys.executable, "-m", "kg", "review", "--graph", str(graph), "--as", "kari"])
    seen, end = "", time.monotonic() + 60
    while "saved: " not in seen and time.monotonic() < end:
        if select.select([terminal], [], [], 0.5)[0]:
            seen += os.read(terminal, 1 << 16).decode("utf-8", "replace")
        elif "? help >" in seen:  # the terminal has no line to wait for: no Enter is ever sent
            os.write(terminal, b"a" if "a accept" in seen.rpartition(" of ")[2] else b"u")
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    os.close(terminal)
    assert "saved: " in seen
    assert decisions.read(graph / "decisions.jsonl").decisions


def test_answers_of_a_review_that_was_killed_are_heeded_by_the_next(
    graph: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (claim, *_) = statuses(graph, capsys)
    rejected = Decision(Verdict.REJECT, claim, "", "misread", "kari", "2026-01-01T00:00:00+00:00")
    decisions.append(graph / "decisions.jsonl", [rejected])
    monkeypatch.setattr("builtins.input", lambda prompt: "q")
    assert main(["review", "--graph", str(graph), "--as", "kari"]) == 0
    assert statuses(graph, capsys)[claim] == "rejected"


def test_reviewer_is_told_that_another_decided_otherwise_and_asked_again(
    graph: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    log = graph / "decisions.jsonl"
    keys = iter(["k"] * 50)
    asked: list[str] = []

    def typed(prompt: str) -> str:
        shown = capsys.readouterr().out
        asked.append(shown)
        if "accept" not in prompt:
            return next(keys)
        if len([one for one in asked if "not saved" in one]) == 0:
            for left in statuses(graph, capsys):
                other = Decision(Verdict.REJECT, left, "", "misread", "ola", f"2026-01-01T00:00:{len(asked):02d}+00:00")
                decisions.append(log, [other])
            return "a"
        return "q"

    monkeypatch.setattr("builtins.input", typed)
    assert main(["review", "--graph", str(graph), "--as", "kari"]) == 0
    assert any('not saved: decisions.jsonl: ola decided "reject"' in one for one in asked)
    assert {one.author for one in decisions.read(log).decisions} == {"ola"}
