"""The one interface between those who ask and whatever keeps the graph."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import pyoxigraph as ox

from kg.store.results import Result

if TYPE_CHECKING:
    from rdflib import Dataset


class Asked(Protocol):
    """Whatever answers a query: a store, or a `LimitedRunner` over one."""

    def query(self, text: str) -> Result:
        """Answer a SPARQL query over the default graph; the project's prefixes need no declaration.

        Raises:
            QueryError: *text* is not a SPARQL query.
            StoreError: the engine failed.
        """
        ...


class Store(Asked, Protocol):
    """Keeps named graphs, and beside them a default graph that holds the same facts merged, each once.

    `replace` and `remove` keep the default graph exact: a fact leaves it with the last named graph that states it.
    """

    def load(self, quads: Iterable[ox.Quad]) -> None:
        """Add *quads* to their named graphs and to the default graph."""
        ...

    def replace(self, graph: str, triples: Iterable[ox.Triple | ox.Quad]) -> None:
        """Let the named graph *graph* hold exactly *triples*."""
        ...

    def remove(self, graph: str) -> None:
        """Take the named graph away, and from the default graph what no other graph states."""
        ...

    def quads(self, graph: str | None = None) -> Iterator[ox.Quad]:
        """Yield the quads of one named graph, or of all of them; not those of the default graph."""
        ...

    def graphs(self) -> tuple[str, ...]:
        """Return the IRIs of the named graphs, sorted."""
        ...

    def snapshot(self, path: Path) -> Store:
        """Return a read-only copy that later changes do not reach, kept at *path* where the store needs a place."""
        ...

    def to_rdflib(self) -> Dataset:
        """Return an rdflib Dataset over this very store."""
        ...

    def close(self) -> None:
        """Let go of files and connections; the store answers nothing after that."""
        ...
