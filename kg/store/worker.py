"""A process that answers queries for `LimitedRunner`, and nothing else: ``python -m kg.store.worker PATH FD MEMORY``.

Neither engine can be interrupted, told to use less memory or forbidden to open a socket (SERVICE), so the process is what is
limited: it has no file descriptor to spare, may write nothing, and its parent kills it.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import struct
import sys
from multiprocessing.connection import Connection
from pathlib import Path
from typing import IO, cast

import pyoxigraph as ox

from kg import vocab
from kg.store.embedded import EmbeddedStore
from kg.store.results import Scope

REQUEST = struct.Struct("<dIII")
"""Seconds, rows, bytes, and the length of the graphs that are asked, in JSON, which follow before the query."""
REPLY = struct.Struct("<c?")
"""Kind and whether it was cut off; the body follows."""
SOLUTIONS, TRIPLES, BOOLEAN, WRONG, FAILED, WIDE = b"S", b"T", b"B", b"W", b"F", b"X"
WIDEST = 1 << 20
"""Bytes of one row. Whoever reads the answer takes time that grows with the square of a row: 4.7 s for one of 16 MB."""


class Full(Exception):
    """As much was written as was asked for."""


class Wide(Exception):
    """A row is longer than `WIDEST`."""


class Lines:
    """Takes what the engine writes, a line a row, until there are enough rows or bytes."""

    def __init__(self, lines: int, size: int) -> None:
        self._left = lines
        self._size = size
        self._begun = 0
        self._parts: list[bytes] = []
        self.full = False

    def write(self, data: bytes) -> int:
        """Keep *data*; raise `Full` at the limit, with whole lines kept, and `Wide` at a line that is too long."""
        if self.full:  # the engine flushes its buffer once more while it gives up
            raise Full
        lines = data.count(b"\n")
        if self._begun + len(data) > WIDEST and self._begun + max(map(len, data.split(b"\n"))) > WIDEST:
            raise Wide
        self._begun = len(data) - data.rindex(b"\n") - 1 if lines else self._begun + len(data)
        if lines > self._left or len(data) > self._size:
            self._parts += data[: self._size].splitlines(keepends=True)[: self._left]
            self.full = True
            raise Full
        self._left -= lines
        self._size -= len(data)
        self._parts.append(data)
        return len(data)

    def flush(self) -> None:
        """Do nothing, the rows are in memory."""

    def whole(self) -> bytes:
        """Return the whole lines that were kept."""
        data = b"".join(self._parts)
        return data[: data.rindex(b"\n") + 1] if self.full and b"\n" in data else data


def answer(engine: ox.Store, text: str, rows: int, size: int, scope: Scope | None = None) -> tuple[bytes, bool, bytes]:
    """Return the kind of the answer, whether it was cut off, and its body in TSV or N-Triples."""
    prefixes = dict(vocab.PREFIXES)
    if scope is None:
        found = engine.query(text, prefixes=prefixes)
    else:
        default: list[ox.NamedNode | ox.BlankNode | ox.DefaultGraph] = [*map(ox.NamedNode, scope.default)]
        named: list[ox.NamedNode | ox.BlankNode] = [*map(ox.NamedNode, scope.named)]
        found = engine.query(text, prefixes=prefixes, default_graph=default, named_graphs=named)
    if isinstance(found, ox.QueryBoolean):
        return BOOLEAN, False, b"true" if found else b"false"
    if isinstance(found, ox.QueryTriples):
        kind, lines = TRIPLES, Lines(rows, size)
    else:
        kind, lines = SOLUTIONS, Lines(rows + 1, size)  # the first line names the columns
    try:
        if isinstance(found, ox.QueryTriples):
            found.serialize(cast(IO[bytes], lines), ox.RdfFormat.N_TRIPLES)
        else:
            found.serialize(cast(IO[bytes], lines), ox.QueryResultsFormat.TSV)
    except Full:
        pass
    return kind, lines.full, lines.whole()


def confine(memory: int) -> None:
    """Give up what a query has no need of: files, sockets, new memory beyond *memory* bytes, core dumps."""
    used = next(int(line.split()[1]) << 10 for line in Path("/proc/self/status").read_text().splitlines() if "VmSize" in line)
    resource.setrlimit(resource.RLIMIT_AS, (used + memory, used + memory))
    for limit in (resource.RLIMIT_CORE, resource.RLIMIT_FSIZE):
        resource.setrlimit(limit, (0, 0))
    highest = max(int(name) for name in os.listdir("/proc/self/fd"))
    resource.setrlimit(resource.RLIMIT_NOFILE, (highest + 1, highest + 1))
    with contextlib.suppress(OSError):
        while True:  # a number that is free below the limit would be a descriptor to spare
            os.dup(2)


def main(path: str, descriptor: str, memory: str) -> None:
    """Answer queries until the parent hangs up."""
    connection = Connection(int(descriptor))
    engine = EmbeddedStore.open(Path(path)).engine
    confine(int(memory))
    connection.send_bytes(b"ready")
    while True:
        try:
            request = connection.recv_bytes()
        except EOFError:
            return
        seconds, rows, size, length = REQUEST.unpack_from(request)
        graphs, text = request[REQUEST.size : REQUEST.size + length], request[REQUEST.size + length :].decode()
        # A worker whose parent is gone stops by itself.
        used = sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
        resource.setrlimit(resource.RLIMIT_CPU, (int(used + seconds) + 2, resource.RLIM_INFINITY))
        try:
            scope = Scope(*json.loads(graphs)) if graphs else None
            kind, cut, body = answer(engine, text, rows, size, scope)
        except Wide:
            kind, cut, body = WIDE, False, b""
        except SyntaxError as error:
            kind, cut, body = WRONG, False, str(error).encode("utf-8", "replace")
        except (RuntimeError, OSError, ValueError) as error:
            kind, cut, body = FAILED, False, str(error).encode("utf-8", "replace")
        connection.send_bytes(REPLY.pack(kind, cut) + body)


if __name__ == "__main__":
    main(*sys.argv[1:])
