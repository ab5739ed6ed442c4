"""Lets another store hold the same graphs, changing only what differs."""

from __future__ import annotations

from collections.abc import Callable

from kg.store.embedded import silent
from kg.store.protocol import Store


def mirror(source: Store, target: Store, *, progress: Callable[[int, int], None] = silent) -> tuple[int, int]:
    """Let *target* hold the named graphs of *source* and no other; return how many graphs it was given and how many it lost.

    Each graph is replaced by what differs, so stopping half-way leaves nothing wrong that a second call does not mend.

    Raises:
        StoreError: a store failed.
    """
    wanted = source.graphs()
    gone = sorted(set(target.graphs()) - set(wanted))
    for graph in gone:
        target.remove(graph)
    for done, graph in enumerate(wanted):
        progress(done, len(wanted))
        target.replace(graph, source.quads(graph))
    progress(len(wanted), len(wanted))
    return len(wanted), len(gone)
