"""The log of what people decide: JSON Lines, only ever appended to, each line chained to the one before by its hash.

A line is one `Decision`. It speaks of things by IRIs made from content, and beside them keeps the words it was made
about, so that it can be found again when a text was read anew. Undoing is another line; nothing is rewritten.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from kg.errors import ResolutionError
from kg.ids import iri
from kg.model import Judgement, Verdict

FORMAT = 1
_START = "0" * 64
_TWO_SIDED = frozenset({Verdict.SAME, Verdict.DIFFERENT, Verdict.UNSURE})


@dataclass(frozen=True, slots=True)
class Anchor:
    """The words that a decision was made about, and where they stood."""

    document: str
    """IRI of the document."""
    name: str
    """Its file name or address, by which a later edition of it is found."""
    start: int
    end: int
    exact: str
    kind: str = ""
    """Kind of the mention, or main type of the claim."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What one person decided once."""

    verdict: Verdict
    left: str
    right: str
    reason: str
    author: str
    time: str
    """ISO 8601 with a zone."""
    score: float = 1.0
    left_anchor: Anchor | None = None
    right_anchor: Anchor | None = None
    change: Mapping[str, Any] = field(default_factory=dict)
    """For `correct`: the fields of the claim and their new values, in the words of the annotation format."""
    before: Mapping[str, Any] = field(default_factory=dict)
    """What held before: the fields that `change` replaces, or the verdict that stood."""
    undoes: str = ""
    """Id of a decision that holds no longer."""

    @property
    def id(self) -> str:
        """Return the IRI made from the content."""
        content = json.dumps(self.as_record(), sort_keys=True, ensure_ascii=False)
        return iri("judgement", content)

    def as_record(self) -> dict[str, Any]:
        """Return the fields that are not empty, as they stand in the log."""
        record = asdict(self)
        return {name: value for name, value in record.items() if value not in ("", None, {})}

    def judgement(self) -> Judgement:
        """Return the decision as resolution and the graph know it."""
        return Judgement(self.id, self.verdict, self.left, self.right, self.reason, self.author, self.time, self.score)


@dataclass(frozen=True, slots=True)
class Redaction:
    """That lines of the log were erased, and by whom; what they said is gone (`kg.resolve.redaction`)."""

    lines: int
    author: str
    reason: str
    time: str
    hashes: tuple[str, ...]
    """Hashes of the lines that left a stub."""


@dataclass(frozen=True, slots=True)
class Log:
    """A log as read: the decisions of its good lines in order, and one line of words for each bad one."""

    decisions: tuple[Decision, ...]
    problems: tuple[str, ...]
    last: str
    """Hash of the last good line; the next one is chained to it."""
    made_by: Mapping[str, int] = field(default_factory=dict)
    """How many of the decisions had been made when the line of each hash was the last."""
    redactions: tuple[Redaction, ...] = ()
    """What was erased from the log."""

    def in_force(self) -> tuple[Decision, ...]:
        """Return the decisions that were not undone, oldest first; an undone undoing brings back what it undid."""
        undone: set[str] = set()
        for decision in reversed(self.decisions):
            if decision.undoes and decision.id not in undone:
                undone.add(decision.undoes)
        return tuple(decision for decision in self.decisions if not decision.undoes and decision.id not in undone)


def load_decisions(path: Path, *, report: Callable[[str], None] | None = None) -> tuple[Judgement, ...]:
    """Return what holds of the log at *path*, oldest first; a log that does not exist is empty.

    *report* is called with one line for each line of the log that is damaged; the rest holds.
    """
    log = read(path)
    for problem in log.problems:
        (report or (lambda _: None))(problem)
    return tuple(decision.judgement() for decision in log.in_force())


def read(path: Path) -> Log:
    """Read the log at *path*; bad lines are told of by number and left out."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return Log((), (), _START)
    except OSError as error:
        raise ResolutionError(f"{path}: cannot read the decisions: {error.strerror}") from error
    return parse(data, path.name)


def verify(path: Path) -> tuple[str, ...]:
    """Return what is wrong with the log at *path*, a line each; nothing if every line is as it was written."""
    return read(path).problems


def append(path: Path, decisions: Iterable[Decision], *, seen: str | None = None) -> Log:
    """Append *decisions* to the log at *path* and return the log as it is then.

    The log is locked meanwhile and synced to disk before this returns.

    Args:
        path: the log; it is made if it does not exist.
        decisions: what was decided, oldest first.
        seen: `Log.last` when the person looked. If somebody else has since decided on one of the same things otherwise,
            nothing is written.

    Raises:
        ResolutionError: a decision is malformed, undoes an unknown one, or somebody else was quicker.
    """
    with locked(path) as file:
        os.lseek(file, 0, os.SEEK_SET)
        data = read_all(file)
        log = parse(data, path.name)
        added = list(decisions)
        _check(added, log, path.name)
        if seen is not None and seen != log.last:
            _check_unchanged(added, log, seen, path.name)
        lines = [] if not data or data.endswith(b"\n") else [b"\n"]
        last, number = log.last, len(log.decisions)
        for decision in added:
            number += 1
            line, last = _line(decision, number, last)
            lines.append(line)
        _write_all(file, b"".join(lines))
        os.fsync(file)
    return Log((*log.decisions, *added), log.problems, last, {**log.made_by, last: number}, log.redactions)


def undo(path: Path, decision: str, *, author: str, reason: str, time: str) -> Log:
    """Append to the log that the decision with id *decision* holds no longer."""
    found = next((one for one in read(path).decisions if one.id == decision), None)
    if found is None:
        raise ResolutionError(f"{path.name}: no decision {decision} to undo")
    undoing = Decision(found.verdict, found.left, found.right, reason, author, time, undoes=decision,
                       before={"verdict": found.verdict.value, "reason": found.reason, "author": found.author})
    return append(path, [undoing])


def _line(decision: Decision, number: int, previous: str) -> tuple[bytes, str]:
    record = {"format": FORMAT, "number": number, "id": decision.id, **decision.as_record(), "previous": previous}
    found = hash_of(record)
    text = json.dumps({**record, "hash": found}, ensure_ascii=False, sort_keys=True)
    return text.encode("utf-8") + b"\n", found


def hash_of(record: Mapping[str, Any]) -> str:
    """Return the hash of a line, over all its fields but the hash itself."""
    return hashlib.sha256(json.dumps(record, ensure_ascii=False, sort_keys=True).encode("utf-8")).hexdigest()


def parse(data: bytes, name: str) -> Log:
    """Read the lines of a log; the bad ones are told of by number and left out."""
    reading = _Reading(name)
    for turn, line in enumerate(data.split(b"\n"), start=1):
        if line.strip():
            reading.take(turn, line)
    return reading.log()


class _Reading:
    """A log as far as it was read."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.decisions: list[Decision] = []
        self.problems: list[str] = []
        self.redactions: list[Redaction] = []
        self.known: set[str] = set()
        self.last = _START
        self.made_by: dict[str, int] = {}
        self.stubs: dict[str, int] = {}
        self.nameless: list[int] = []
        """Stubs of lines that had been damaged before they were erased."""

    def tell(self, turn: int, words: str) -> None:
        self.problems.append(f"{self.name} line {turn}: {words}")

    def take(self, turn: int, line: bytes) -> None:
        try:
            record = json.loads(line)
            if isinstance(record, dict) and record.get("redacted") is True:
                self.take_stub(turn, record)
            elif isinstance(record, dict) and "redacts" in record:
                self.take_redaction(turn, record)
            else:
                self.take_decision(turn, record)
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            self.tell(turn, f"damaged and left out ({_words(error)})")

    def follows(self, turn: int, previous: str, own: str) -> None:
        if previous != self.last:
            self.tell(turn, "does not follow the line before it; lines were taken out, moved or damaged")
        self.last = own
        self.made_by[own] = len(self.decisions)

    def take_stub(self, turn: int, record: Mapping[str, Any]) -> None:
        if "hash" not in record:
            self.nameless.append(turn)
            return
        self.stubs[str(record["hash"])] = turn
        self.follows(turn, str(record["previous"]), str(record["hash"]))

    def take_redaction(self, turn: int, record: dict[str, Any]) -> None:
        own = record.pop("hash", None)
        if own != hash_of(record):
            self.tell(turn, "changed after it was written (its hash does not fit) and left out")
            return
        hashes = tuple(str(one) for one in record["redacts"])
        author, reason, time = (str(record[name]) for name in ("author", "reason", "time"))
        self.redactions.append(Redaction(int(record["lines"]), author, reason, time, hashes))
        self.follows(turn, str(record["previous"]), own)

    def take_decision(self, turn: int, record: object) -> None:
        decision, previous, found = _decision(record)
        if found is None:
            self.tell(turn, "changed after it was written (its hash does not fit) and left out")
            return
        if decision.id in self.known:
            self.tell(turn, "repeats an earlier line and is left out")
            return
        if decision.undoes and decision.undoes not in self.known:
            self.tell(turn, f"undoes {decision.undoes}, which no earlier line holds")
        self.decisions.append(decision)
        self.known.add(decision.id)
        self.follows(turn, previous, found)

    def log(self) -> Log:
        erased = {own for one in self.redactions for own in one.hashes}
        unnamed = sum(one.lines - len(one.hashes) for one in self.redactions)
        emptied = [turn for own, turn in self.stubs.items() if own not in erased] + self.nameless[unnamed:]
        for turn in sorted(emptied):
            self.tell(turn, "emptied, and no later line says who erased it")
        told = tuple(self.problems)
        return Log(tuple(self.decisions), told, self.last, self.made_by, tuple(self.redactions))


def _words(error: Exception) -> str:
    return " ".join(str(error).split())[:120] or type(error).__name__


def _decision(record: object) -> tuple[Decision, str, str | None]:
    """Return the decision of one line, the hash it follows and its own, None if that does not fit."""
    if not isinstance(record, dict):
        raise TypeError("not an object")
    if record.get("format") != FORMAT:
        raise ValueError(f"format {record.get('format')!r}, this version reads {FORMAT}")
    said = record.pop("hash", None)
    found = said if said == hash_of(record) else None
    previous = str(record.pop("previous"))
    for name in ("format", "number", "id"):
        del record[name]
    for side in ("left_anchor", "right_anchor"):
        if side in record:
            record[side] = Anchor(**record[side])
    return Decision(**{"right": "", "reason": "", **record, "verdict": Verdict(record["verdict"])}), previous, found


def _check(added: Sequence[Decision], log: Log, name: str) -> None:
    known = {decision.id for decision in log.decisions}
    for decision in added:
        about = f"{name}: decision by {decision.author or 'nobody'} on {decision.left or 'nothing'}"
        if not decision.author or not decision.left or decision.author.startswith("rule:"):
            raise ResolutionError(f"{about}: give an author who is a person, and what is decided on")
        if (decision.verdict in _TWO_SIDED) != bool(decision.right):
            need = "the other thing" if decision.verdict in _TWO_SIDED else "one thing only"
            raise ResolutionError(f'{about}: "{decision.verdict.value}" needs {need}')
        if decision.left == decision.right:
            raise ResolutionError(f"{about}: the two are one and the same IRI")
        if decision.undoes and decision.undoes not in known:
            raise ResolutionError(f"{about}: undoes {decision.undoes}, which the log does not hold")
        if decision.id in known:
            raise ResolutionError(f"{about}: the log holds this very decision already")
        _check_time(decision.time, about)
        known.add(decision.id)


def _check_time(time: str, about: str) -> None:
    try:
        aware = datetime.fromisoformat(time).tzinfo is not None
    except ValueError:
        aware = False
    if not aware:
        raise ResolutionError(f"{about}: {time!r} is no time with a zone; write 2024-05-01T12:00:00+00:00")


def _check_unchanged(added: Sequence[Decision], log: Log, seen: str, name: str) -> None:
    """Refuse what somebody else has decided otherwise since *seen* was the last line."""
    newer = log.decisions[log.made_by.get(seen, 0):]
    for decision in added:
        for other in newer:
            same_things = {decision.left, decision.right} == {other.left, other.right}
            if same_things and other.author != decision.author and other.verdict is not decision.verdict:
                raise ResolutionError(
                    f'{name}: {other.author} decided "{other.verdict.value}" on this at {other.time}, after you looked; '
                    f"look again before you decide otherwise"
                )


class locked:
    """Opens the log for appending and holds it alone; whoever comes second waits."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = -1

    def __enter__(self) -> int:
        try:
            existed = self._path.exists()
            while True:
                self._file = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o644)
                fcntl.flock(self._file, fcntl.LOCK_EX)
                if self._path.exists() and os.fstat(self._file).st_ino == self._path.stat().st_ino:
                    break
                os.close(self._file)  # meanwhile an erasure wrote the log anew
            if not existed:
                sync_folder(self._path.parent)
        except OSError as error:
            raise ResolutionError(f"{self._path}: cannot write the decisions: {error.strerror}") from error
        return self._file

    def __exit__(self, *_: object) -> None:
        os.close(self._file)


def sync_folder(folder: Path) -> None:
    """Let the names in *folder* reach the disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def read_all(file: int) -> bytes:
    """Return all that is left to read in an open file."""
    return b"".join(iter(lambda: os.read(file, 1 << 20), b""))


def _write_all(file: int, data: bytes) -> None:
    try:
        while data:
            data = data[os.write(file, data):]
    except OSError as error:
        raise ResolutionError(f"cannot write the decisions: {error.strerror}; what was written before holds") from error
