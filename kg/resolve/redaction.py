"""Takes lines out of the log of decisions because what they say must be erased, and lets the log still show all tampering.

A line that goes leaves a stub: its own hash and that of the line before it, and nothing of what it said. So the lines after it
are chained as they were. A line at the end of the log says who erased which lines, when and why; a stub that no such line
speaks of is reported as tampering. `docs/decisions/0005-erasing-and-the-chained-log.md` has the reasons.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from kg.errors import ResolutionError
from kg.resolve import decisions
from kg.resolve.decisions import FORMAT

Touches = Callable[[str, Mapping[str, Any]], bool]


def redact(path: Path, touches: Touches, *, author: str, reason: str, time: str) -> int:
    """Take out of the log at *path* every line that *touches* tells of, and those that undo them; return how many went.

    *touches* gets the text of a line and its fields, none if it is damaged. The log is written anew beside itself, synced and
    renamed, so that a kill leaves the old log or the new one. Nothing is written if no line goes.

    Raises:
        ResolutionError: the log cannot be read or written, or *author* or *reason* says nothing.
    """
    if not author or not reason:
        raise ResolutionError(f"{path.name}: an erasure needs an author and a reason")
    if not path.exists():
        return 0
    with decisions.locked(path) as file:
        os.lseek(file, 0, os.SEEK_SET)
        lines = [line for line in decisions.read_all(file).split(b"\n") if line.strip()]
        going = _going(lines, touches)
        if not going:
            return 0
        kept: list[bytes] = []
        hashes: list[str] = []
        for number, line in enumerate(lines):
            stub, own = _stub(line) if number in going else (line, "")
            kept.append(stub)
            hashes += [own] if own else []
        last = decisions.parse(b"\n".join(kept), path.name).last
        entry = {"format": FORMAT, "number": len(lines) + 1, "redacts": hashes, "lines": len(going)}
        entry |= {"author": author, "reason": reason, "time": time, "previous": last}
        kept.append(json.dumps({**entry, "hash": decisions.hash_of(entry)}, ensure_ascii=False, sort_keys=True).encode("utf-8"))
        _replace(path, b"\n".join(kept) + b"\n")
    return len(going)


def _going(lines: list[bytes], touches: Touches) -> set[int]:
    records = list(map(_record, lines))
    going = {
        number for number, (line, record) in enumerate(zip(lines, records, strict=True))
        if not record.get("redacted") and touches(line.decode("utf-8", "replace"), record)
    }  # fmt: skip
    ids = {records[number].get("id") for number in going} - {None}
    while more := {
        number for number, record in enumerate(records) if number not in going and record.get("undoes") in ids and ids
    }:  # fmt: skip
        going |= more
        ids |= {records[number].get("id") for number in more} - {None}
    return going


def _record(line: bytes) -> Mapping[str, Any]:
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return record if isinstance(record, dict) else {}


def _stub(line: bytes) -> tuple[bytes, str]:
    """Return what stays of a line, and its hash; a damaged line has none to keep."""
    record = _record(line)
    own, previous = record.get("hash"), record.get("previous")
    if not _is_hash(own) or not _is_hash(previous):
        return json.dumps({"format": FORMAT, "redacted": True}).encode(), ""
    stub = {"format": FORMAT, "redacted": True, "previous": previous, "hash": own}
    return json.dumps(stub, sort_keys=True).encode(), str(own)


def _is_hash(value: object) -> bool:
    return isinstance(value, str) and len(value) == 64 and all(char in "0123456789abcdef" for char in value)


def _replace(path: Path, data: bytes) -> None:
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with temporary.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
        decisions.sync_folder(path.parent)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise ResolutionError(f"{path}: cannot be written anew: {error.strerror}; it stands as it was") from error


def texts_in(record: object) -> Iterator[str]:
    """Yield every text in the fields of a line, however deep."""
    if isinstance(record, str):
        yield record
    elif isinstance(record, Mapping):
        for value in record.values():
            yield from texts_in(value)
    elif isinstance(record, list | tuple):
        for value in record:
            yield from texts_in(value)
