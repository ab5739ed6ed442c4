"""Single claims for others to point to: Web Annotations on the passages they rest on, and nanopublications."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import pyoxigraph as ox

from kg import vocab
from kg.exports.profiles import GRAPH_PUBLIC
from kg.exports.rows import asked
from kg.ids import BASE, iri
from kg.store import Asked, Store

NP = "http://www.nanopub.org/nschema#"
_TYPE = ox.NamedNode(vocab.RDF + "type")
_CLAIMS = frozenset({vocab.KG + "Claim", vocab.KG + "RelationClaim"})
_PROVENANCE = frozenset({
    vocab.KG + "document", vocab.KG + "evidence", vocab.KG + "trigger", vocab.KG + "attributedAs", vocab.KG + "attribution",
    vocab.KG + "via", vocab.KG + "confidence", vocab.KG + "reviewStatus", vocab.KG + "origin", vocab.SEM + "accordingTo",
    vocab.PROV + "wasDerivedFrom", vocab.PROV + "wasGeneratedBy",
})  # fmt: skip
_SPANS = (vocab.KG + "evidence", vocab.KG + "trigger")
_RUN = vocab.PROV + "wasGeneratedBy"
_COUNTED = frozenset(vocab.KG + name for name in ("certainty", "sourceCount", "documentCount"))


def web_annotations(store: Asked) -> str:
    """Return an AnnotationCollection (Web Annotation Data Model) with an annotation for each claim, in the order of the texts.

    Its target is the document with a TextPositionSelector (code points of the stored text) and a TextQuoteSelector; its body
    says what is claimed. A claim whose words are left out has none.
    """
    roles: dict[str, list[tuple[str, str]]] = defaultdict(list)
    said = asked(store, "SELECT ?claim ?role ?words { ?claim a kg:Claim ; ?role ?words FILTER(ISLITERAL(?words)) }")
    for claim, role, words in said:
        if role.startswith(vocab.WORDED):
            roles[claim].append((role.removeprefix(vocab.WORDED), words))
    found = asked(store, """SELECT ?doc ?start ?end ?claim ?exact ?type ?stance ?certainty ?by ?url {
        ?claim a kg:Claim ; kg:document ?doc ; kg:mainType ?type ; kg:stance ?stance ; kg:certainty ?certainty ;
          kg:attributedAs ?by ; kg:evidence ?span . ?span kg:start ?start ; kg:end ?end ; kg:exact ?exact
        OPTIONAL { ?doc schema:url ?url } }""")
    found.sort(key=lambda row: (row[0], int(row[1]), int(row[2]), row[3]))
    items = [_annotation(dict(zip(_FIELDS, row, strict=True)), roles[row[3]]) for row in found]
    page = {"type": "AnnotationPage", "startIndex": 0, "items": items}
    whole = {"@context": "http://www.w3.org/ns/anno.jsonld", "id": f"{BASE}id/annotations", "type": "AnnotationCollection"}
    return json.dumps({**whole, "label": "Claims", "total": len(items), "first": page}, ensure_ascii=False, indent=1) + "\n"


_FIELDS = ("doc", "start", "end", "claim", "exact", "type", "stance", "certainty", "by", "url")


def _annotation(said: Mapping[str, str], roles: list[tuple[str, str]]) -> dict[str, Any]:
    kind, stance, certainty = (said[name].removeprefix(vocab.KG) for name in ("type", "stance", "certainty"))
    worded = "; ".join(f"{role}: {words}" for role, words in sorted(set(roles)) if role not in ("agent", "patient"))
    told = f"{said['by']} {stance} ({certainty}): {kind}{f' ({worded})' if worded else ''}"
    source = {"id": said["doc"], **({"via": said["url"]} if said["url"] else {})}
    return {
        "id": f"{said['claim']}#annotation",
        "type": "Annotation",
        "motivation": ["describing", "classifying"],
        "body": [
            {"type": "TextualBody", "purpose": "describing", "format": "text/plain", "value": told},
            {"type": "SpecificResource", "purpose": "classifying", "source": said["type"]},
            {"type": "SpecificResource", "purpose": "linking", "source": said["claim"]},
        ],
        "target": {
            "source": source,
            "selector": [
                {"type": "TextPositionSelector", "start": int(said["start"]), "end": int(said["end"])},
                {"type": "TextQuoteSelector", "exact": said["exact"]},
            ],
        },
    }


def nanopublications(store: Store) -> Iterator[ox.Quad]:
    """Yield a nanopublication for each claim: what is claimed, who says so and where, and which run made it.

    There is no time in it: the same graph gives the same bytes.
    """
    for graph in store.graphs():
        facts: dict[str, list[ox.Quad]] = defaultdict(list)
        for quad in store.quads(graph):
            facts[str(getattr(quad.subject, "value", ""))].append(quad)
        if graph == GRAPH_PUBLIC:
            yield from _public(facts)
            continue
        claims = [me for me, said in facts.items() if any(_kind(quad) in _CLAIMS for quad in said)]
        for me in sorted(claims):
            assertion: list[ox.Quad] = []
            provenance: list[ox.Quad] = []
            for quad in facts[me]:
                (provenance if quad.predicate.value in _PROVENANCE else assertion).append(quad)
                if quad.predicate.value == vocab.KG + "figure":
                    assertion += facts.get(_value(quad), ())
            for span in [_value(quad) for quad in provenance if quad.predicate.value in _SPANS]:
                provenance += facts.get(span, ())
            runs = [_value(quad) for quad in provenance if quad.predicate.value == _RUN]
            whence = [quad for quad in provenance if quad.predicate.value != _RUN]
            yield from _nanopublication(me, assertion, whence, runs)


def _public(facts: Mapping[str, list[ox.Quad]]) -> Iterator[ox.Quad]:
    for me in sorted(facts):
        if any(_kind(quad) == vocab.KG + "Event" for quad in facts[me]):
            counted = [quad for quad in facts[me] if quad.predicate.value in _COUNTED]
            yield from _nanopublication(me, [quad for quad in facts[me] if quad not in counted], counted, [])


def _kind(quad: ox.Quad) -> str:
    return _value(quad) if quad.predicate == _TYPE else ""


def _value(quad: ox.Quad) -> str:
    return str(getattr(quad.object, "value", ""))


def _nanopublication(
    me: str, assertion: Iterable[ox.Quad], provenance: Iterable[ox.Quad], runs: list[str]
) -> Iterator[ox.Quad]:
    name = iri("nanopublication", me)
    head, said, whence, about = (ox.NamedNode(f"{name}#{part}") for part in ("Head", "assertion", "provenance", "pubinfo"))
    publication = ox.NamedNode(name)
    parts = (("hasAssertion", said), ("hasProvenance", whence), ("hasPublicationInfo", about))
    made = {ox.Quad(publication, _TYPE, ox.NamedNode(NP + "Nanopublication"), head)}
    made |= {ox.Quad(publication, ox.NamedNode(NP + part), node, head) for part, node in parts}
    made |= {ox.Quad(quad.subject, quad.predicate, quad.object, said) for quad in assertion}
    made |= {ox.Quad(quad.subject, quad.predicate, quad.object, whence) for quad in provenance}
    made.add(ox.Quad(said, ox.NamedNode(vocab.DCT + "subject"), ox.NamedNode(me), whence))
    made.add(ox.Quad(publication, ox.NamedNode(vocab.DCT + "conformsTo"), ox.NamedNode(f"{BASE}ns"), about))
    made |= {ox.Quad(publication, ox.NamedNode(vocab.PROV + "wasGeneratedBy"), ox.NamedNode(run), about) for run in runs}
    order: dict[object, int] = {node: place for place, node in enumerate((head, said, whence, about))}
    yield from sorted(made, key=lambda quad: (order[quad.graph_name], str(quad)))
