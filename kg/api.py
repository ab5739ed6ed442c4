"""A built graph in the hands of a Python user: open it, ask it.

Lies in a row of its own above `pipeline` and `views`, so that a `Graph` can offer what they make.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox

from kg import catalogue
from kg.errors import UsageError, WorkspaceError
from kg.store import Asked, EmbeddedStore, LimitedRunner, Limits, RemoteStore, Solutions, Store, Triples
from kg.table import Table
from kg.workspace import open_workspace


class Graph:
    """An open graph; close it, or use it in a ``with`` block.

    >>> with Graph(EmbeddedStore.in_memory()) as graph:
    ...     graph.query("SELECT (COUNT(*) AS ?claims) { ?claim a kg:Claim }").rows
    ((0,),)
    """

    def __init__(self, store: Store, runner: LimitedRunner | None = None) -> None:
        self.store = store
        self._runner = runner

    def ask(self, name: str, /, *, limits: bool = True, **params: object) -> Table:
        """Ask a query of the catalogue, `kg queries` lists them.

        *limits* are those of `query`.

        Raises:
            QueryError: the name or a parameter is wrong.
            QueryLimitError: it reached a limit.
        """
        return catalogue.ask(self._asked(limits), name, params)

    def query(self, sparql: str, *, limits: bool = True) -> Table:
        """Ask in SPARQL; the project's prefixes need no declaration.

        ASK gives one cell, CONSTRUCT and DESCRIBE a table of subject, predicate and object. A graph on disk answers within
        `Limits` (5 s, 1 GiB, 10,000 rows), and `Table.truncated` says if rows were cut off; ``limits=False`` lifts them.

        Raises:
            QueryError: *sparql* is not a query.
            QueryLimitError: it reached a limit.
        """
        found = self._asked(limits).query(sparql)
        if isinstance(found, Solutions):
            return Table.of(found.variables, found, truncated=found.truncated)
        if isinstance(found, Triples):
            rows = ((triple.subject, triple.predicate, triple.object) for triple in found)
            return Table.of(("subject", "predicate", "object"), rows, truncated=found.truncated)
        return Table(("answer",), ((found,),))

    def _asked(self, limits: bool) -> Asked:
        return self._runner if limits and self._runner else self.store

    def quads(self, graph: str | None = None) -> Iterator[ox.Quad]:
        """Yield every fact in its named graph, or those of one graph."""
        return self.store.quads(graph)

    def close(self) -> None:
        """Let go of the store and end its workers."""
        self.store.close()
        if self._runner:
            self._runner.close()

    def __enter__(self) -> Graph:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def open(path: str | Path, *, limits: Limits | None = None) -> Graph:
    """Open the graph that `kg build` made in the folder *path*, or that a SPARQL server holds at the address *path*.

    A build that is complete but was stopped before it was moved into place is moved there first. *limits* are those of
    `Graph.ask` and `Graph.query` on a folder; a server has its own.

    Raises:
        UsageError: there is no such folder.
        WorkspaceError: the folder holds no graph.
        StoreError: the server does not answer.
    """
    if str(path).startswith(("http://", "https://")):
        return Graph(RemoteStore.open(str(path)))
    folder = Path(path)
    if not folder.is_dir():
        raise UsageError(f"there is no folder {folder}; build a graph there with `kg build TEXTS --to {folder}`")
    store = open_workspace(folder).store if (folder / ".ready").is_dir() else folder / "store"
    if not store.is_dir():
        raise WorkspaceError(f"{folder} is not a graph folder, it has no store; make one with `kg build TEXTS --to {folder}`")
    return Graph(EmbeddedStore.open(store), LimitedRunner(store, limits))
