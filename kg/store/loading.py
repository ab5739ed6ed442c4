"""Builds a store: lines of N-Quads become named graphs and the merged default graph, and a policy adds the derived view."""

from __future__ import annotations

import io
import re
import tempfile
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import IO

import pyoxigraph as ox

from kg import vocab
from kg.errors import QueryError, StoreError
from kg.store.embedded import EmbeddedStore, new_folder, silent

PART = 150_000
"""Lines that are loaded at a time; the engine would take a million, which is hardly less work and held 1,850 MiB, not 550."""
AT_ONCE = 2
"""Parts that are loaded at the same time: so many processors does the engine use over a great file, too."""
_LOT = 1 << 16
"""Bytes that are read at a time."""
_SMALL = 1 << 22
"""Bytes up to which constructed facts are added in one transaction: what asks next then finds no further file to look into."""
_NAMED = re.compile(
    r"^(?:<[^>\s]*>|[^#<\n]|<(?![^>\s]*>))*?\b(?:graph|from(?:\s+named)?)(?:\s*[<?$]|\s+[\w.-]*:)", re.IGNORECASE | re.MULTILINE
)
"""Where a query asks named graphs."""

Policy = tuple[str, ...]
"""CONSTRUCT queries that make the derived view of claims, in the order in which they run."""
Lots = Iterator[list[bytes]]
"""Lines, some at a time."""


def build_store(
    path: Path,
    files: Iterable[Path],
    *,
    policy: Policy,
    progress: Callable[[str, int, int], None] = lambda stage, done, total: None,
    follow: Callable[[EmbeddedStore], object] | None = None,
) -> None:
    """Load files of N-Quads into a new store, derive the current view and let it take the place of *path*.

    The merged default graph comes first: *policy* may ask nothing else, and what it constructs is loaded with the named graphs,
    so most of the store is written once. *follow* may add to the store before its files are put in order. Readers that have the
    old one open keep it. Nothing is left behind if anything fails. *progress* is called with ``store`` and how many bytes of how
    many have been loaded, and with ``derive`` and how many queries of how many have run.

    Raises:
        QueryError: a query of *policy* is not a CONSTRUCT, or asks named graphs.
        StoreError: a file is not N-Quads, or the folder cannot be written.
        WorkspaceError: another process is writing there.
    """
    files = tuple(files)
    for text in policy:
        if _NAMED.search(text):
            message = f"a policy asks the merged default graph alone; take GRAPH and FROM out of: {' '.join(text.split())[:80]}"
            raise QueryError(message)
    with new_folder(path) as store, tempfile.TemporaryFile(dir=path.parent) as made:
        with _naming(files):
            size = sum(file.stat().st_size for file in files)
            _load(store, _merged(_lots(files)), lambda done: progress("store", min(done, size), 2 * size))
        store.engine.optimize()  # the queries of the policy take a third of the time after it
        _construct(store, policy, made, lambda done, total: progress("derive", done, total))
        with _naming(files):
            named = chain(_lots(files), _derived(made))
            _load(store, named, lambda done: progress("store", min(size + done, 2 * size), 2 * size))
        if follow:
            follow(store)


def derive(store: EmbeddedStore, policy: Policy, *, progress: Callable[[int, int], None] = silent) -> None:
    """Make the derived view anew: the graph `vocab.GRAPH_DERIVED` holds what *policy* constructs, and nothing else.

    Each query sees what those before it made. *progress* is called with how many have run and how many there are.

    Raises:
        QueryError: a query of *policy* is not a CONSTRUCT.
    """
    store.remove(vocab.GRAPH_DERIVED)
    with tempfile.TemporaryFile() as made:
        _construct(store, policy, made, progress)
        _load(store, _derived(made))


def _construct(store: EmbeddedStore, policy: Policy, made: IO[bytes], progress: Callable[[int, int], None]) -> None:
    """Write what *policy* constructs to *made* as lines of N-Triples, and add it to the default graph."""
    for done, text in enumerate(policy):
        progress(done, len(policy))
        begin = made.seek(0, io.SEEK_END)
        store.construct(text, made)
        small = made.tell() - begin < _SMALL
        made.seek(begin)
        if small:
            store.engine.load(made, format=ox.RdfFormat.N_TRIPLES)
        else:
            _load(store, _read(made))
    progress(len(policy), len(policy))


def _load(store: EmbeddedStore, lots: Lots, progress: Callable[[int], None] = lambda done: None) -> None:
    """Bulk-load lines of N-Quads, or of N-Triples into the default graph, in parts; tell how many bytes have been loaded."""

    def load(part: bytes, line: int) -> int:
        try:
            store.engine.bulk_load(part, format=ox.RdfFormat.N_QUADS)
        except SyntaxError as error:
            raise StoreError(f"{error}, counted from line {line:,}" if line > 1 else str(error)) from error
        return len(part)

    line, done = 1, 0
    with ThreadPoolExecutor(AT_ONCE) as threads:
        loading: deque[Future[int]] = deque()
        while part := list(_part(lots)):
            loading.append(threads.submit(load, b"".join(part), line))
            line += len(part)
            if len(loading) == AT_ONCE:
                done += loading.popleft().result()
                progress(done)
        for each in loading:
            done += each.result()
            progress(done)


def _part(lots: Lots) -> Iterator[bytes]:
    """Yield the next lines, `PART` or a few more."""
    left = PART
    while left > 0 and (lot := next(lots, None)):
        left -= len(lot)
        yield from lot


def _lots(files: Iterable[Path]) -> Lots:
    for path in files:
        with path.open("rb") as file:
            yield from _read(file)


def _read(file: IO[bytes]) -> Lots:
    while lot := file.readlines(_LOT):
        if not lot[-1].endswith(b"\n"):
            lot[-1] += b"\n"
        yield lot


def _merged(lots: Lots) -> Lots:
    """Lines of N-Quads as N-Triples: the graph, always an IRI and always last, is cut off.

    Cutting text is nine times as quick as parsing quads in Python and writing them again.
    """
    for lot in lots:
        yield [line[: line.rindex(b" <")] + b" .\n" if line.strip() else b"" for line in lot]


def _derived(made: IO[bytes]) -> Lots:
    """What a policy has constructed, as lines of N-Quads."""
    made.seek(0)
    graph = f"<{vocab.GRAPH_DERIVED}> .\n".encode()
    for lot in _read(made):
        yield [line[: line.rindex(b".")] + graph for line in lot]


@contextmanager
def _naming(files: tuple[Path, ...]) -> Iterator[None]:
    """Name *files* where what is read from them is wrong."""
    try:
        yield
    except (StoreError, ValueError, OSError, RuntimeError) as error:
        raise StoreError(f"{', '.join(map(str, files))} cannot be loaded: {error}") from error
