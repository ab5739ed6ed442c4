"""The graph itself in the serialisations of RDF."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import pyoxigraph as ox

from kg import vocab
from kg.exports.statements import NP
from kg.store import Store

PREFIXES = {**vocab.PREFIXES, "np": NP}


def graphs_of(store: Store) -> Iterator[ox.Quad]:
    """Yield all facts, graph by graph in the order of their names, sorted in each."""
    for graph in store.graphs():
        yield from sorted(store.quads(graph), key=str)


def nquads(quads: Iterable[ox.Quad]) -> Iterator[bytes]:
    """Yield lines of N-Quads in the order of *quads*."""
    return (f"{quad} .\n".encode() for quad in quads)


def trig(quads: Iterable[ox.Quad]) -> bytes:
    """Return TriG: every fact in its graph."""
    return _with_prefixes(quads, ox.RdfFormat.TRIG)


def jsonld(quads: Iterable[ox.Quad]) -> bytes:
    """Return JSON-LD: every fact in its graph, all IRIs written out."""
    return _serialised(quads, ox.RdfFormat.JSON_LD)


def turtle(quads: Iterable[ox.Quad]) -> bytes:
    """Return Turtle: every fact once, whatever graphs state it."""
    return _with_prefixes(sorted({quad.triple for quad in quads}, key=str), ox.RdfFormat.TURTLE)


def _serialised(
    facts: Iterable[ox.Quad] | Iterable[ox.Triple], form: ox.RdfFormat, prefixes: dict[str, str] | None = None
) -> bytes:
    written = ox.serialize(facts, format=form, prefixes=prefixes)
    assert written is not None
    return written


def _with_prefixes(facts: Iterable[ox.Quad] | Iterable[ox.Triple], form: ox.RdfFormat) -> bytes:
    """The engine writes prefixes in another order each time; the same graph must give the same bytes."""
    lines = _serialised(facts, form, PREFIXES).split(b"\n", len(PREFIXES))
    return b"\n".join((*sorted(lines[:-1]), lines[-1]))
