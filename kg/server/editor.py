"""What the SPARQL page knows beside the query: the words that complete it, and what an error of the parser means and where."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import pyoxigraph as ox

from kg.catalogue import catalogue
from kg.resources import shipped
from kg.vocab import CLAIMED, KG, PREFIXES, RDF, RDFS, SKOS, WORDED

_KEYWORDS = (
    "SELECT", "CONSTRUCT", "ASK", "DESCRIBE", "DISTINCT", "WHERE", "OPTIONAL", "UNION", "MINUS", "FILTER", "FILTER NOT EXISTS",
    "FILTER EXISTS", "BIND", "VALUES", "GRAPH", "GROUP BY", "HAVING", "ORDER BY", "DESC", "ASC", "LIMIT", "OFFSET", "COUNT",
    "SUM", "MIN", "MAX", "AVG", "SAMPLE", "GROUP_CONCAT", "AS", "IN", "NOT IN", "LANG", "STR", "CONTAINS", "LCASE", "REGEX",
    "STRSTARTS", "BOUND", "COALESCE", "IF", "YEAR", "MONTH", "PREFIX",
)  # fmt: skip
_KINDS = {"Class": "class", "ObjectProperty": "property", "DatatypeProperty": "property", "AnnotationProperty": "property"}
_USUAL = {
    "rdf:type": "what something is", "rdfs:label": "the name to show", "skos:altLabel": "another name",
    "sem:accordingTo": "who says so", "schema:name": "the title of a document", "schema:url": "its address",
    "schema:datePublished": "when it was published", "geo:asWKT": "coordinates",
}  # fmt: skip
_AT = re.compile(r"line (\d+), column (\d+), (.*)", re.DOTALL)
_UNDECLARED = re.compile(r"no PREFIX declares ([\w.-]*:)")
_FOLLOWS = re.compile(r"; (.+) should follow")


@cache
def completions(public: bool = False) -> tuple[Mapping[str, Any], ...]:
    """Return the words that a query may hold: ``text``, ``kind``, ``note`` and ``names`` in the languages of the ontology.

    A question of the catalogue also has ``insert``: the query to put in its place.

    The *public* profile holds no claims, so that neither roles of claims nor questions of the catalogue are told there.
    """
    spaces = {"kg": KG} if public else {"kg": KG, "claimed": CLAIMED, "worded": WORDED}
    found = _ontology(spaces)
    if not public:
        found += [
            {"text": query.name, "kind": "question", "note": query.question, "names": [query.title], "insert": query.text}
            for query in catalogue().values()
        ]
    found += [{"text": f"{prefix}:", "kind": "prefix", "note": iri, "names": []} for prefix, iri in PREFIXES.items()]
    found += [{"text": name, "kind": "property", "note": note, "names": []} for name, note in _USUAL.items()]
    found += [{"text": word, "kind": "keyword", "note": "", "names": []} for word in _KEYWORDS]
    return tuple(found)


def _ontology(spaces: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return the classes, properties and named values of the ontology in the namespaces *spaces*, by prefix."""
    about: dict[str, dict[str, list[str]]] = {}
    for quad in ox.parse(path=str(shipped("ontology", "kg.ttl")), format=ox.RdfFormat.TURTLE):
        about.setdefault(getattr(quad.subject, "value", ""), {}).setdefault(quad.predicate.value, []).append(
            getattr(quad.object, "value", "")
        )
    found = []
    for prefix, space in spaces.items():
        for iri, facts in sorted((iri, facts) for iri, facts in about.items() if iri.startswith(space)):
            kinds = sorted(kind.rsplit("#", 1)[-1] for kind in facts.get(RDF + "type", ()))
            kind = next((_KINDS[kind] for kind in kinds if kind in _KINDS), "value")
            found.append(
                {
                    "text": f"{prefix}:{iri[len(space) :]}",
                    "kind": "role" if prefix != "kg" else kind,
                    "note": next(iter(sorted(facts.get(SKOS + "definition", ()))), ""),
                    "names": sorted(facts.get(RDFS + "label", ())),
                }
            )
    return found


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong with a query, and where."""

    message: str
    line: int = 0
    """From 1; 0 where the place is not known."""
    column: int = 0
    excerpt: str = ""
    """The line that cannot be read."""

    @property
    def pointer(self) -> str:
        """Spaces and a mark under the place in the excerpt."""
        return " " * (self.column - 1) + "^"


def explained(message: str, text: str) -> Problem:
    """Return what the error *message* about the query *text* says, in words and with its place.

    >>> explained("not a SPARQL query: line 1, column 13, at 'b ?c }'; no PREFIX declares no:", "ASK { ?a no:b ?c }")
    Problem(message='the prefix no: is not known here', line=1, column=10, excerpt='ASK { ?a no:b ?c }')
    """
    found = _AT.search(message)
    if not found:
        return Problem(message)
    line, column, rest = int(found[1]), int(found[2]), found[3]
    lines = text.split("\n")
    if not 1 <= line <= len(lines):
        return Problem(message)
    excerpt = lines[line - 1].rstrip("\r")
    undeclared = _UNDECLARED.search(rest)
    if undeclared and (place := excerpt.find(undeclared[1])) >= 0:
        return Problem(f"the prefix {undeclared[1]} is not known here", line, place + 1, excerpt)
    follows = _FOLLOWS.search(rest)
    told = f"; here may stand {follows[1]}" if follows else ""
    end = column > len(excerpt)
    return Problem(
        f"the query {'ends too early' if end and line == len(lines) else 'cannot be read near here'}{told}", line, column, excerpt
    )
