"""A graph in the formats of others, for those who may see all of it, for partners, and for the public.

Every writer is handed only what its profile tells: the public's writers never see a graph, a text or a name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from kg.errors import UsageError
from kg.exports import entities, networks, partitions, places, rdf, statements, tables
from kg.exports.profiles import GRAPH_PUBLIC, Profile, partner_quads, public_events, public_quads
from kg.exports.rows import EventRow, read_events
from kg.quads import write_lines
from kg.store import EmbeddedStore, Store

__all__ = ["FORMATS", "GRAPH_PUBLIC", "EventRow", "Format", "Profile", "export", "export_partitions", "read_events"]

_FromStore = Callable[[Store], Iterable[bytes]]
_FromRows = Callable[[tuple[EventRow, ...]], str]


@dataclass(frozen=True, slots=True)
class Format:
    """One way to write a graph."""

    text: str
    """What it is, for people."""
    store: _FromStore | None = None
    """Writes it from a graph; else `rows` writes it from events."""
    rows: _FromRows | None = None
    public: bool = True
    """False if all that the format can hold is what the public may not see."""


FORMATS: Mapping[str, Format] = {
    "nquads": Format("the whole graph, a line a fact", lambda store: rdf.nquads(rdf.graphs_of(store))),
    "trig": Format("the whole graph, to be read", lambda store: [rdf.trig(rdf.graphs_of(store))]),
    "turtle": Format("all facts, each once, without their graphs", lambda store: [rdf.turtle(rdf.graphs_of(store))]),
    "jsonld": Format("the whole graph as JSON", lambda store: [rdf.jsonld(rdf.graphs_of(store))]),
    "csv": Format("a table of events like ACLED's, and its codebook", rows=lambda rows: tables.event_table(rows).text("csv")),
    "graphml": Format("a network for Gephi, Cytoscape, networkx", rows=networks.graphml),
    "gexf": Format("a network for Gephi", rows=networks.gexf),
    "geojson": Format("events on a map", rows=places.geojson),
    "followthemoney": Format("entities for OpenAleph, as JSON Lines", rows=entities.followthemoney),
    "webannotation": Format(
        "claims as annotations on their passages", lambda store: [statements.web_annotations(store).encode()], public=False
    ),
    "nanopub": Format("a nanopublication for each claim, in TriG", lambda store: [rdf.trig(statements.nanopublications(store))]),
}
"""What `export` writes, by name."""


def export(store: Store, form: str, path: Path, *, profile: Profile = Profile.INTERNAL) -> tuple[Path, ...]:
    """Write a graph to *path* and return the files written: for ``csv`` also the codebook, ``events.codebook.csv``.

    Raises:
        UsageError: there is no such format, or the profile allows nothing that it can hold.
        StoreError: the store failed.
        WitnessGraphError: the file cannot be written.
    """
    if form not in FORMATS:
        raise UsageError(f"there is no format {form!r}; there are {', '.join(FORMATS)}")
    chosen = FORMATS[form]
    if profile is Profile.PUBLIC and not chosen.public:
        raise UsageError(f"{form} holds passages of texts, which no public export may hold; take another format or profile")
    write_lines(_written(store, chosen, profile), path)
    if form != "csv":
        return (path,)
    beside = path.with_name(f"{path.stem}.codebook.csv")
    write_lines([tables.codebook().text("csv").encode()], beside)
    return path, beside


def export_partitions(store: Store, folder: Path, number: int, *, profile: Profile = Profile.INTERNAL) -> tuple[int, int]:
    """Write a graph to *folder* as *number* files of N-Quads for a server's bulk loader, see `kg.exports.partitions`.

    Return how many quads and how many different facts there are.

    Raises:
        UsageError: the number or the folder is not usable.
        StoreError: the store failed.
        WitnessGraphError: the folder cannot be written.
    """
    if profile is Profile.INTERNAL:
        manifest = partitions.write_partitions(rdf.graphs_of(store), folder, number)
    else:
        quads = partner_quads(store) if profile is Profile.PARTNER else public_quads(public_events(store))
        with closing(EmbeddedStore.in_memory(quads)) as told:
            manifest = partitions.write_partitions(rdf.graphs_of(told), folder, number)
    return manifest["quads"], manifest["facts"]


def _written(store: Store, chosen: Format, profile: Profile) -> Iterable[bytes]:
    if profile is Profile.INTERNAL:
        yield from _from(store, chosen)
    elif profile is Profile.PARTNER:
        with closing(EmbeddedStore.in_memory(partner_quads(store))) as told:
            yield from _from(told, chosen)
    elif chosen.rows:
        yield chosen.rows(public_events(store)).encode()
    else:
        with closing(EmbeddedStore.in_memory(public_quads(public_events(store)))) as told:
            yield from _from(told, chosen)


def _from(store: Store, chosen: Format) -> Iterable[bytes]:
    if chosen.rows:
        yield chosen.rows(read_events(store)).encode()
    elif chosen.store:
        yield from chosen.store(store)
