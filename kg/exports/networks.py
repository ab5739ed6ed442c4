"""Events and those who take part in them as a network: GraphML and GEXF, which Gephi, Cytoscape and networkx open."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING
from xml.etree import ElementTree

from kg.exports.places import point
from kg.exports.rows import EventRow, Thing

if TYPE_CHECKING:
    import networkx as nx

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_GEXF = "http://www.gexf.net/1.2draft"


def network(rows: Sequence[EventRow]) -> nx.MultiDiGraph[str]:
    """Return a directed graph: who does it points to the event, the event to whom it is done, where, and what it is part of."""
    import networkx as nx

    graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
    edges: list[tuple[str, str, str]] = []
    for row in rows:
        graph.add_node(row.iri, **_plain({
            "label": row.label, "kind": row.types[0] if row.types else "Event", "group": "event", "types": " | ".join(row.types),
            "earliest": row.earliest, "latest": row.latest, "certainty": row.certainty, "struck": " | ".join(row.struck),
            "sources": row.source_count, "documents": row.text_count, **row.counts,
        }))  # fmt: skip
        for role, thing in row.roles:
            _entity(graph, thing)
            forth = role in ("agent", "perpetrator", "rescuer", "speaker", "instrument")
            edges.append((thing.iri, row.iri, role) if forth else (row.iri, thing.iri, role))
        for place in row.places:
            _entity(graph, place)
            edges.append((row.iri, place.iri, "place"))
        for source in row.sources:
            _entity(graph, source)
            edges.append((source.iri, row.iri, "says"))
        if row.part_of:
            edges.append((row.iri, row.part_of, "partOf"))
    for number, (start, end, role) in enumerate(sorted(set(edges)), start=1):
        if start in graph and end in graph:
            graph.add_edge(start, end, key=f"e{number}", id=f"e{number}", label=role)
    return graph


def _entity(graph: nx.MultiDiGraph[str], thing: Thing) -> None:
    telling = [kind for kind in thing.kinds if kind not in ("Actor", "Place", "Facility")]
    kind = (*telling, *thing.kinds, "Thing")[0]
    at = point(thing.wkt)
    where = {"lng": at[0], "lat": at[1]} if at else {}
    graph.add_node(thing.iri, **_plain({"label": thing.name, "kind": kind, "group": "entity", **where}))


def _plain(attributes: dict[str, str | int | float]) -> dict[str, str | int | float]:
    """Leave out what is empty, and characters that no XML may hold."""
    clean = {name: _NOT_XML.sub("", value) if isinstance(value, str) else value for name, value in attributes.items()}
    return {name: value for name, value in clean.items() if value != ""}


def graphml(rows: Sequence[EventRow]) -> str:
    """Return the network as GraphML."""
    import networkx as nx

    graph = network(rows)
    for _, _, data in graph.edges(data=True):
        data.pop("id")  # the key of an edge is its id already
    return _xml("\n".join(nx.generate_graphml(graph, named_key_ids=True)))


def gexf(rows: Sequence[EventRow]) -> str:
    """Return the network as GEXF 1.2, without the day on which it was written."""
    import networkx as nx

    root = ElementTree.fromstring("\n".join(nx.generate_gexf(network(rows))))  # noqa: S314  - our own writing
    for meta in root.findall(f"{{{_GEXF}}}meta"):
        meta.attrib.pop("lastmodifieddate", None)
    ElementTree.register_namespace("", _GEXF)
    return _xml(ElementTree.tostring(root, encoding="unicode"))


def _xml(text: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'
