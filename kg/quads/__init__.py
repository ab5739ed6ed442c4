"""Annotations, entities and events as RDF, in the shape of `docs/graph-model.md`, and N-Quads in one fixed order.

A document's quads lie in the graph named by its IRI; entities, events and judgements in `vocab.GRAPH_ENTITIES`. There are
no blank nodes, so the same facts are always the same lines.
"""

from kg.quads.document import PublisherName, document_quads, roles_written
from kg.quads.files import turtle_quads, write_lines, write_sorted
from kg.quads.lookup import Lookup, publisher_iri, unknown_publisher_iri
from kg.quads.resolution import origin_quads, resolution_quads, run_iri, run_quads
from kg.quads.terms import SHOWN

__all__ = [
    "SHOWN", "Lookup", "PublisherName", "document_quads", "origin_quads", "publisher_iri", "resolution_quads", "roles_written",
    "run_iri", "run_quads", "turtle_quads", "unknown_publisher_iri", "write_lines", "write_sorted",
]
