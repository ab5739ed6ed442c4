"""A built graph in the hands of a Python user: open it, ask it.

Lies in a row of its own above `pipeline` and `views`, so that a `Graph` can offer what they make.
"""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox

from kg import catalogue
from kg.errors import UsageError, WorkspaceError
from kg.store import EmbeddedStore, Solutions, Store, Triples
from kg.table import Table


class Graph:
    """An open graph; close it, or use it in a ``with`` block.

    >>> with Graph(EmbeddedStore.in_memory()) as graph:
    ...     graph.query("SELECT (COUNT(*) AS ?claims) { ?claim a kg:Claim }").rows
    ((0,),)
    """

    def __init__(self, store: Store) -> None:
        self.store = store

    def ask(self, name: str, /, **params: object) -> Table:
        """Ask a query of the catalogue, `kg queries` lists them.

        Raises:
            QueryError: the name or a parameter is wrong.
        """
        return catalogue.ask(self.store, name, params)

    def query(self, sparql: str) -> Table:
        """Ask in SPARQL; the project's prefixes need no declaration.

        ASK gives one cell, CONSTRUCT and DESCRIBE a table of subject, predicate and object.

        Raises:
            QueryError: *sparql* is not a query.
        """
        found = self.store.query(sparql)
        if isinstance(found, Solutions):
            return Table.of(found.variables, found)
        if isinstance(found, Triples):
            return Table.of(("subject", "predicate", "object"), ((t.subject, t.predicate, t.object) for t in found))
        return Table(("answer",), ((found,),))

    def quads(self) -> list[ox.Quad]:
        """Return every fact in its named graph."""
        return list(self.store.quads())

    def close(self) -> None:
        """Let go of the store."""
        self.store.close()

    def __enter__(self) -> Graph:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def open(path: str | Path) -> Graph:
    """Open the graph that `kg build` made in the folder *path*.

    Raises:
        UsageError: there is no such folder.
        WorkspaceError: the folder holds no graph.
    """
    folder = Path(path)
    if not folder.is_dir():
        raise UsageError(f"there is no folder {folder}; build a graph there with `kg build TEXTS --to {folder}`")
    store = folder / "store"
    if not store.is_dir():
        raise WorkspaceError(f"{folder} is not a graph folder, it has no store; make one with `kg build TEXTS --to {folder}`")
    return Graph(EmbeddedStore.open(store))
