"""Scores what the whole pipeline reads in texts whose events a person has marked.

python benchmarks/score_seeds.py                      build the three real reports, ask, score
python benchmarks/score_seeds.py --graph DIR          score a graph that is built already
python benchmarks/score_seeds.py --set real-dated     the same, the reader told the day of each as a corpus description tells it
python benchmarks/score_seeds.py --set reports        the ten reports of tests/reports instead; also: dense, dense-unseen

The real reports, their gold and the scorer are not part of this project: they lie in the folder that WITNESS_GRAPH_SHARED names,
by default `shared` beside the checkout. Rows come from the public query `who_did_what_to_whom`, as any user gets them.
"""

from __future__ import annotations

import argparse
import importlib.util
import io
import json
import os
import sys
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # the checkout, whether it is installed or not

import kg  # noqa: E402
from kg.errors import UsageError, WitnessGraphError  # noqa: E402
from kg.table import Table, split_names  # noqa: E402

REPORTS, DENSE = ROOT / "tests" / "reports", ROOT / "tests" / "dense"
REAL = "real"
DATED = "real-dated"
"""The real reports with the day that the gold gives each: two of them do not say when they were written."""
MODALITY = {
    "asserts": "asserted",
    "accuses": "alleged",
    "denies": "denied",
    "supposes": "hypothetical",
    "threatens": "threatened",
    "describes": "generic",
}
"""The gold's word for each stance; what is asserted with less than certainty is alleged, too."""
Row = dict[str, Any]


def shared() -> Path:
    """Return the folder of the real reports, their gold and the scorer.

    Raises:
        UsageError: it is not on this machine.
    """
    folder = Path(os.environ.get("WITNESS_GRAPH_SHARED", ROOT.parent / "shared"))
    if not (folder / "gold" / "score_events.py").is_file():
        raise UsageError(f"{folder} has no gold/score_events.py; name the folder of reports and gold in WITNESS_GRAPH_SHARED")
    return folder


def scorer() -> ModuleType:
    """Return the scorer as a module.

    Raises:
        UsageError: it is not on this machine.
    """
    spec = importlib.util.spec_from_file_location("score_events", shared() / "gold" / "score_events.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    # What belongs to others stays as it is: no cache beside it.
    before, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    try:
        spec.loader.exec_module(module)
    finally:
        sys.dont_write_bytecode = before
    return module


# --- from our rows to the scorer's -----------------------------------------------------------------------------------------


def prediction(row: Mapping[str, object]) -> Row:
    """Return one row of `who_did_what_to_whom` as the scorer reads it.

    >>> prediction({"document": "a.txt", "type": "Killing", "patient": "nurses | doctors", "stance": "denies"})["modality"]
    'denied'
    """
    roles = {name: list(split_names(row.get(name) or None)) for name in ("agent", "patient", "instrument", "place")}  # type: ignore[arg-type]
    counts = {name: row.get(name) for name in ("killed_min", "killed_max", "injured_min", "injured_max")}
    said_by = [name for name in split_names(row.get("according_to") or None) if name != "publisher"]  # type: ignore[arg-type]
    return {
        "doc": row["document"], "type": row["type"], **roles, "date": _date(row.get("earliest"), row.get("latest")),
        "according_to": said_by, **counts, "modality": modality(row), "start": row.get("start"), "end": row.get("end"),
    }  # fmt: skip


def modality(row: Mapping[str, object]) -> str:
    """Return the gold's word for a row's stance and certainty."""
    stance = str(row.get("stance") or "asserts")
    if stance == "asserts" and row.get("certainty") not in ("certain", None):
        return "alleged"
    return MODALITY[stance]


def _date(earliest: object, latest: object) -> str | None:
    """Return an ISO date, a whole month or year as such, or ``from/to`` with an open end left empty; None if both are open.

    >>> _date("2024-02-01", "2024-02-29"), _date("2013-01-01", "2013-12-31"), _date("2016-09-19", "")
    ('2024-02', '2013', '2016-09-19/')
    """
    first, last = (day.isoformat() if isinstance(day, date) else str(day or "") for day in (earliest, latest))
    if first[:4] == last[:4] and first[4:] == "-01-01" and last[4:] == "-12-31":
        return first[:4]
    if first.endswith("-01") and last and (date.fromisoformat(last) + timedelta(days=1)).day == 1:
        months = first[:7], last[:7]
        return months[0] if months[0] == months[1] else "/".join(months)
    return (first if first == last else f"{first}/{last}") or None


def predictions(table: Table | Iterable[Mapping[str, object]]) -> list[Row]:
    """Return every row of `who_did_what_to_whom` as the scorer reads it, in the order of document and text."""
    rows = [prediction(row) for row in table]
    return sorted(rows, key=lambda row: (row["doc"], row["start"], row["end"], json.dumps(row, sort_keys=True)))


def asked(graph: str | Path) -> list[Row]:
    """Return the predictions of a graph folder."""
    with kg.open(graph) as opened:
        return predictions(opened.ask("who_did_what_to_whom"))


def days(wanted: Iterable[Row]) -> dict[str, date]:
    """Return the day of each text that the gold tells one of; of a month its first.

    >>> days([{"kind": "document", "doc": "a.txt", "date": "2016-05"}, {"kind": "event", "doc": "a.txt", "date": "2011"}])
    {'a.txt': datetime.date(2016, 5, 1)}
    """
    told = {row["doc"]: row["date"] for row in wanted if row.get("kind") == "document" and row.get("date")}
    return {name: date.fromisoformat(day + "-01-01"[len(day) - len("2016") :]) for name, day in told.items()}


def described(paths: Sequence[Path], told: Mapping[str, date], folder: Path) -> list[Path]:
    """Return copies of texts in a folder, each described beside it with its day, as a corpus is described."""
    copies = []
    for path in paths:
        copies.append(folder / path.name)
        copies[-1].write_bytes(path.read_bytes())
        if path.name in told:
            copies[-1].with_suffix(".toml").write_text(f"published = {told[path.name]}\n", encoding="utf-8")
    return copies


def built(paths: Sequence[str | Path]) -> list[Row]:
    """Return the predictions of texts: build their graph in a folder that is gone afterwards, and ask it.

    Raises:
        UsageError: a text was passed over, so that a score would be of less than all.
    """
    with tempfile.TemporaryDirectory() as folder:
        report = kg.build(paths, Path(folder, "graph"), workers=1)
        unread = [skipped.detail for skipped in report.skipped if skipped.name.endswith(".txt")]
        if unread:
            raise UsageError(f"a text was passed over, nothing is scored: {unread[0]}")
        return asked(Path(folder, "graph"))


def gold(path: Path) -> list[Row]:
    """Return the rows of a gold file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


SETS = {
    "reports": (REPORTS, "reports.gold.jsonl"),
    "dense": (DENSE / "seen", "dense.gold.jsonl"),
    "dense-unseen": (DENSE / "unseen", "dense.gold.jsonl"),
}
"""Folders of texts of our own with gold, and the file that holds it; `REAL` and `DATED` are the three real reports."""


def texts_and_gold(which: str) -> tuple[list[Path], Path]:
    """Return the texts of a set to read and the file of their gold; *which* is a name of `SETS`, `REAL` or `DATED`."""
    if which not in (REAL, DATED):
        folder, name = SETS[which]
        return sorted(folder.glob("*.txt")), folder / name
    return sorted((shared() / "seeds").glob("*.txt")), shared() / "gold" / "seeds.gold.jsonl"


def read(which: str) -> tuple[list[Path], list[Row], list[Row]]:
    """Return the texts of a set, the predictions of them and the rows of their gold."""
    texts, path = texts_and_gold(which)
    wanted = gold(path)
    if which != DATED:
        return texts, built(texts), wanted
    with tempfile.TemporaryDirectory() as folder:
        return texts, built(described(texts, days(wanted), Path(folder))), wanted


def table(rows: list[Row], wanted: list[Row], *, core: bool = False, strict: bool = False) -> str:
    """Return the scorer's table."""
    score = scorer()
    out = io.StringIO()
    score.show(*score.evaluate(wanted, rows, core, strict), out)
    return out.getvalue()


def main() -> int:
    """Print the scorer's table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--graph", type=Path, help="a graph of the texts; without it one is built and thrown away")
    parser.add_argument("--set", default=REAL, choices=(REAL, DATED, *SETS), help="which texts (default: the three real reports)")
    parser.add_argument("--core", action="store_true", help="score against the core events only")
    parser.add_argument("--strict-args", action="store_true", help="names must be whole names")
    parser.add_argument("--rows", type=Path, help="also write the rows there, as JSON Lines for the scorer")
    given = parser.parse_args()
    try:
        if given.graph:
            rows, wanted = asked(given.graph), gold(texts_and_gold(given.set)[1])
        else:
            _, rows, wanted = read(given.set)
        if given.rows:
            given.rows.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
        print(table(rows, wanted, core=given.core, strict=given.strict_args))
    except WitnessGraphError as error:
        print(f"score_seeds: {error}", file=sys.stderr)
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
