"""The review queue as a table for spreadsheets, and decisions made in one or in a file of JSON Lines."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping
from typing import Any

from kg.model import Verdict
from kg.resolve.decisions import Anchor, Decision
from kg.resolve.review import Question

COLUMNS = (
    "decision",
    "reason",
    "question",
    "why_asked",
    "excerpt_1",
    "excerpt_2",
    "weight",
    "change",
    "left",
    "right",
    "anchors",
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def to_csv(questions: Iterable[Question]) -> str:
    """Return *questions* as a table in which a person fills the columns `decision`, `reason` and, to correct, `change`.

    A cell that a spreadsheet would take for a formula is written with an apostrophe before it.
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for question in questions:
        shown = [str(one) for one in question.excerpts] + ["", ""]
        anchors = [_anchor_record(one) for one in (question.left_anchor, question.right_anchor)]
        writer.writerow(
            [
                _cell(value)
                for value in (
                    "",
                    "",
                    question.asks,
                    question.reason,
                    shown[0],
                    shown[1],
                    f"{question.weight:.4f}",
                    "",
                    question.left,
                    question.right,
                    json.dumps(anchors, ensure_ascii=False) if any(anchors) else "",
                )
            ]
        )
    return out.getvalue()


def _cell(value: str) -> str:
    return f"'{value}" if value.startswith((*_FORMULA, "'")) else value


def _anchor_record(anchor: Anchor | None) -> dict[str, Any] | None:
    return (
        None
        if anchor is None
        else {
            "document": anchor.document,
            "name": anchor.name,
            "start": anchor.start,
            "end": anchor.end,
            "exact": anchor.exact,
            "kind": anchor.kind,
        }
    )


def from_csv(table: str, *, author: str, time: str) -> tuple[tuple[Decision, ...], tuple[str, ...]]:
    """Return the decisions of a table that a person filled, and a line about each row that can not be read.

    Rows without a decision are passed over. The columns `decision` (or `verdict`) and `left` must
    be there; the others may be missing.
    """
    rows = csv.DictReader(io.StringIO(table.removeprefix("\ufeff"), newline=""))
    columns = set(rows.fieldnames or ())
    if not {"left"} <= columns or not columns & {"decision", "verdict"}:
        return (), ('row 1: the table needs the columns "decision" and "left"',)
    decisions: list[Decision] = []
    problems: list[str] = []
    try:
        for number, row in enumerate(rows, start=2):
            filled = {name: _plain(value) for name, value in row.items() if isinstance(name, str) and isinstance(value, str)}
            word = (filled.get("decision") or filled.get("verdict") or "").strip().lower()
            if word:
                try:
                    decisions.append(_row(filled, word, author, time))
                except (ValueError, KeyError, TypeError) as error:
                    problems.append(f"row {number}: {' '.join(str(error).split())}")
    except csv.Error as error:
        problems.append(f"row {rows.line_num}: not a table: {error}")
    return tuple(decisions), tuple(problems)


def _plain(value: str) -> str:
    return value[1:] if value.startswith("'") else value


_WORDS = {"merge": Verdict.SAME, "split": Verdict.DIFFERENT}


def _row(filled: Mapping[str, str], word: str, author: str, time: str) -> Decision:
    known = {**{verdict.value: verdict for verdict in Verdict}, **_WORDS}
    if word not in known:
        raise ValueError(f'"{word}" is no decision; write one of {", ".join(sorted(known))}')
    change = json.loads(filled["change"]) if filled.get("change") else {}
    if (known[word] is Verdict.CORRECT) != bool(change):
        raise ValueError('"correct" needs the column "change", and only it has one: {"stance": "denies"}')
    anchors = json.loads(filled["anchors"]) if filled.get("anchors") else [None, None]
    left, right = (Anchor(**one) if one else None for one in anchors)
    return Decision(
        known[word],
        filled["left"].strip(),
        filled.get("right", "").strip(),
        filled.get("reason", "").strip() or "decided in a table",
        filled.get("author", "").strip() or author,
        filled.get("time", "").strip() or time,
        left_anchor=left,
        right_anchor=right,
        change=change,
    )


def from_jsonl(lines: str, *, author: str, time: str) -> tuple[tuple[Decision, ...], tuple[str, ...]]:
    """Return the decisions of JSON Lines with the fields verdict, left, right, reason, change, and a line about each bad one."""
    decisions: list[Decision] = []
    problems: list[str] = []
    for number, line in enumerate(lines.split("\n"), start=1):
        if line.strip():
            try:
                row = json.loads(line)
                cells = {name: value if isinstance(value, str) else json.dumps(value) for name, value in row.items() if value}
                decisions.append(_row(cells, str(row.get("verdict") or row["decision"]).lower(), author, time))
            except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
                problems.append(f"line {number}: {' '.join(str(error).split())}")
    return tuple(decisions), tuple(problems)
