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
from pathlib import Path
from typing import Any, cast

import pyoxigraph as ox

from kg import vocab
from kg.store import line
from kg.store.embedded import EmbeddedStore
from kg.store.results import PLAIN, Forms, Scope
from kg.store.writing import Wide, written

REQUEST = struct.Struct("<dIII3B")
"""Seconds, rows, bytes, the length of the graphs that are asked, in JSON, which follow before the query, and its `FORMATS`."""
REPLY = struct.Struct("<c?")
"""Kind and whether it was cut off; the body follows."""
WRONG, FAILED, WIDE = b"W", b"F", b"X"
"""What went wrong with a query, where it is not answered as one of the kinds in `kg.store.writing`."""
FORMATS = (
    None, ox.QueryResultsFormat.TSV, ox.QueryResultsFormat.CSV, ox.QueryResultsFormat.JSON, ox.QueryResultsFormat.XML,
    ox.RdfFormat.N_TRIPLES, ox.RdfFormat.N_QUADS, ox.RdfFormat.TURTLE, ox.RdfFormat.TRIG, ox.RdfFormat.JSON_LD,
    ox.RdfFormat.RDF_XML,
)  # fmt: skip
"""What a request may ask for, by number."""
_PREFIXES = dict(vocab.PREFIXES)


def answer(
    engine: ox.Store, text: str, rows: int, size: int, scope: Scope | None = None, forms: Forms = PLAIN
) -> tuple[bytes, bool, bytes]:
    """Return the kind of the answer, whether it was cut off, and its body; see `kg.store.writing.written`."""
    if scope is None:
        found = engine.query(text, prefixes=_PREFIXES)
    else:
        default: list[ox.NamedNode | ox.BlankNode | ox.DefaultGraph] = [*map(ox.NamedNode, scope.default)]
        named: list[ox.NamedNode | ox.BlankNode] = [*map(ox.NamedNode, scope.named)]
        found = engine.query(text, prefixes=_PREFIXES, default_graph=default, named_graphs=named)
    return written(found, forms, rows, size)


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
    parent = int(descriptor)
    engine = EmbeddedStore.open(Path(path)).engine
    confine(int(memory))
    line.send(parent, b"ready")
    while True:
        try:
            request = line.receive(parent)
        except EOFError:
            return
        seconds, rows, size, length, *numbers = REQUEST.unpack_from(request)
        graphs, text = request[REQUEST.size : REQUEST.size + length], request[REQUEST.size + length :].decode()
        # A worker whose parent is gone stops by itself.
        used = sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
        resource.setrlimit(resource.RLIMIT_CPU, (int(used + seconds) + 2, resource.RLIM_INFINITY))
        try:
            scope = Scope(*json.loads(graphs)) if graphs else None
            forms = Forms(*(cast(Any, FORMATS[number]) for number in numbers))
            kind, cut, body = answer(engine, text, rows, size, scope, forms)
        except Wide:
            kind, cut, body = WIDE, False, b""
        except SyntaxError as error:
            kind, cut, body = WRONG, False, str(error).encode("utf-8", "replace")
        except (RuntimeError, OSError, ValueError) as error:
            kind, cut, body = FAILED, False, str(error).encode("utf-8", "replace")
        line.send(parent, REPLY.pack(kind, cut), body)


if __name__ == "__main__":
    main(*sys.argv[1:])
