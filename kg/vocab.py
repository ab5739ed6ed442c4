"""The IRIs of `ontology/` as constants, and the prefixes that queries and Turtle use."""

from __future__ import annotations

from kg.ids import BASE

KG = f"{BASE}ns#"
"""Classes and properties of the project."""
CLAIMED = f"{BASE}claimed#"
"""Twin of a role or figure property, used on a claim: what that source says."""
WORDED = f"{BASE}worded#"
"""Twin of a role property whose value is the name as the document words it."""
ENTITY = f"{BASE}entity/"
"""Well-known actors and places of `ontology/names`."""

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
OWL = "http://www.w3.org/2002/07/owl#"
XSD = "http://www.w3.org/2001/XMLSchema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
SEM = "http://semanticweb.cs.vu.nl/2009/11/sem/"
PROV = "http://www.w3.org/ns/prov#"
FOAF = "http://xmlns.com/foaf/0.1/"
ORG = "http://www.w3.org/ns/org#"
SCHEMA = "https://schema.org/"
GEO = "http://www.opengis.net/ont/geosparql#"
DCT = "http://purl.org/dc/terms/"
SH = "http://www.w3.org/ns/shacl#"

PREFIXES = {
    "claimed": CLAIMED, "dct": DCT, "entity": ENTITY, "foaf": FOAF, "geo": GEO, "id": f"{BASE}id/", "kg": KG, "org": ORG,
    "owl": OWL, "prov": PROV, "rdf": RDF, "rdfs": RDFS, "schema": SCHEMA, "sem": SEM, "sh": SH, "skos": SKOS,
    "worded": WORDED, "xsd": XSD,
}

GRAPH_ENTITIES = f"{BASE}id/graph/entities"
"""Named graph of entities, events and judgements."""
GRAPH_DERIVED = f"{BASE}id/graph/derived"
"""Named graph of the current view that the policy derives from claims."""
GRAPH_INFERRED = f"{BASE}id/graph/inferred"
"""Named graph of what rules infer."""
GRAPH_MERGED = f"{BASE}id/graph/merged"
"""Named graph that stands for the default graph on a server that has none."""
GRAPH_ONTOLOGY = f"{BASE}id/graph/ontology"
"""Named graph of the ontology, its vocabularies and names."""
