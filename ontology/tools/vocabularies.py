"""Makes `ontology/vocab/event-types.ttl` from the classes of `ontology/kg.ttl`, for tools that read SKOS and no OWL.

    python ontology/tools/vocabularies.py          rewrites it
    python ontology/tools/vocabularies.py --check  exit code 1 if it is stale
"""

from __future__ import annotations

import sys
from pathlib import Path

import pyoxigraph as ox

sys.path.insert(0, str(Path(__file__).parent))
from format import PREFIXES, canonical

ONTOLOGY = Path(__file__).resolve().parents[1]
TARGET = ONTOLOGY / "vocab" / "event-types.ttl"
NOT_KINDS = {"Occurrence", "Event", "EventSet", "ReportedEvent"}
HEAD = """# The kinds of events as a SKOS vocabulary: made from kg.ttl by ontology/tools/vocabularies.py, not by hand.
"""


def event_types() -> str:
    """Return the vocabulary of event types as Turtle."""
    store = ox.Store()
    store.load(path=str(ONTOLOGY / "kg.ttl"), format=ox.RdfFormat.TURTLE)
    kg = PREFIXES["kg"]
    rows = store.query(f"""PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#> PREFIX kg: <{kg}>
        SELECT ?class ?parent ?label {{ ?class rdfs:subClassOf+ kg:Occurrence ; rdfs:subClassOf ?parent ; rdfs:label ?label }}""")
    lines = [f"@prefix {name}: <{iri}> ." for name, iri in PREFIXES.items()]
    lines.append('vocab:event-types a skos:ConceptScheme ; rdfs:label "Event types"@en, "Hendelsestyper"@nb .')
    for kind, parent, label in rows:
        name = kind.value.removeprefix(kg)
        if name in NOT_KINDS:
            continue
        lines.append(f"kg:{name} a skos:Concept ; skos:inScheme vocab:event-types ; skos:prefLabel {label} .")
        lines.append(f"kg:{name} skos:notation \"{name}\" .")
        if parent.value == f"{kg}Occurrence":
            lines.append(f"kg:{name} skos:topConceptOf vocab:event-types .")
        else:
            lines.append(f"kg:{name} skos:broader {parent} .")
    return canonical(HEAD + "\n".join(lines))


def main(arguments: list[str]) -> int:
    """Write or check the vocabulary."""
    stale = not TARGET.exists() or TARGET.read_text("utf-8") != event_types()
    if "--check" in arguments:
        if stale:
            print("ontology/vocab/event-types.ttl is stale; run make fix")
        return int(stale)
    TARGET.write_text(event_types(), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
