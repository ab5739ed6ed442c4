"""Who an export is for. What the public gets is built up from a list of what may be told; nothing is taken out of a whole.

`internal` holds all. `partner` is for people you trust with sources: everything but the names, words and places of those who
are marked as sensitive. `public` holds what surveillance of attacks publishes: country, date, kind of resource, type of
attack, killed and injured, certainty, and how many sources and documents tell of it, under numbers that lead back to no text.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from functools import cache
from urllib.parse import unquote

import pyoxigraph as ox

from kg import quads, vocab
from kg.exports.rows import CERTAINTIES, COUNTS, PATIENTS, EventRow, Thing, asked, local, read_events
from kg.ids import BASE
from kg.names import KnownEntity, KnownNames, fold
from kg.quads.terms import LABEL, SHOWN, TYPE, Writer
from kg.resources import shipped
from kg.store import Asked, Store

GRAPH_PUBLIC = f"{BASE}id/graph/public"
"""Named graph of what a public export tells."""
_HARM = ("Attack", "Killing", "Injury", "Death", "Destruction", "Detention", "Abduction", "Torture", "Displacement")
_RESOURCES = ("Facility", "Group", "MedicalSupplies", "MedicalVehicle", "AidConvoy")


class Profile(StrEnum):
    """Who an export is for."""

    INTERNAL = "internal"
    PARTNER = "partner"
    PUBLIC = "public"


# --- public ----------------------------------------------------------------------------------------------------------------


def public_events(store: Asked) -> tuple[EventRow, ...]:
    """Return what may be told in public, one row an event; every text in a row is from the ontology or the gazetteer.

    Only events that harm are told. They are numbered in the order of what is told of them: an identifier made from
    texts would let anybody who has a text find the event it tells of.
    """
    countries = {iri: known for iri, known in KnownNames.load().entities.items() if "Country" in known.classes}
    harm, resources = _below(_HARM), _below(_RESOURCES) - {"Facility", "Group"}
    told = []
    for row in read_events(store):
        types = tuple(kind for kind in row.types if kind in harm)
        if types:
            told.append((row.iri, row.part_of, _told(row, types, resources, countries)))
    told.sort(key=lambda one: (_order(one[2]), one[0]))
    number = {iri: f"{BASE}id/public/event/{at}" for at, (iri, _, _) in enumerate(told, start=1)}
    return tuple(replace(row, iri=number[iri], part_of=number.get(whole, "")) for iri, whole, row in told)


def _told(row: EventRow, types: tuple[str, ...], resources: frozenset[str], countries: Mapping[str, KnownEntity]) -> EventRow:
    around = [iri for place in row.places for iri in (place.iri, *place.within)]
    land = next((countries[iri] for iri in around if iri in countries), None)
    country = Thing(land.iri, land.label, ("Country", "Place")) if land else None
    struck = {kind for thing in row.filling(PATIENTS) for kind in thing.kinds if kind in resources}
    return EventRow(
        "",
        ", ".join(filter(None, (types[0], country.name if country else "", row.earliest))),
        types,
        earliest=row.earliest,
        latest=row.latest,
        places=(country,) if country else (),
        counts={name: row.counts[name] for name in COUNTS if name in row.counts},
        certainty=row.certainty if row.certainty in CERTAINTIES else "",
        source_count=row.source_count,
        text_count=row.text_count,
        country=country,
        struck=tuple(sorted(struck)),
    )


def _order(row: EventRow) -> tuple[str, ...]:
    country = row.country.name if row.country else ""
    return (row.earliest or "9999", row.latest, country, *row.types, *row.struck, str(sorted(row.counts.items())))


@cache
def _parents() -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    above = ox.NamedNode(vocab.RDFS + "subClassOf")
    for quad in quads.turtle_quads([shipped("ontology", "kg.ttl")]):
        if quad.predicate == above and isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode):
            found[local(quad.object.value)].add(local(quad.subject.value))
    return {name: frozenset(below) for name, below in found.items()}


def _below(names: Iterable[str]) -> frozenset[str]:
    """Return *names* and all classes of the ontology below them."""
    found: set[str] = set()
    queue = list(names)
    while queue:
        name = queue.pop()
        if name not in found:
            found.add(name)
            queue += _parents().get(name, ())
    return frozenset(found)


def public_quads(rows: Iterable[EventRow]) -> Iterator[ox.Quad]:
    """Yield rows of `public_events` as one graph, sorted."""
    writer = Writer(ox.NamedNode(GRAPH_PUBLIC))
    for row in rows:
        writer.type(row.iri, "Event", "ReportedEvent", *row.types)
        writer.add(row.iri, LABEL, ox.Literal(row.label))
        for name, day in (("earliest", row.earliest), ("latest", row.latest)):
            if day:
                writer.add(row.iri, name, ox.Literal(day, datatype=ox.NamedNode(vocab.XSD + "date")))
        for name, count in (*row.counts.items(), ("sourceCount", row.source_count), ("documentCount", row.text_count)):
            writer.add(row.iri, name, ox.Literal(str(count), datatype=ox.NamedNode(vocab.XSD + "integer")))
        if row.certainty:
            writer.add(row.iri, "certainty", vocab.KG + row.certainty)
        if row.part_of:
            writer.add(row.iri, "subEventOf", row.part_of)
        for kind in row.struck:
            writer.add(row.iri, "targetKind", vocab.KG + kind)
        if row.country:
            writer.add(row.iri, "place", row.country.iri)
            writer.type(row.country.iri, "Entity", "Place", "Country")
            writer.add(row.country.iri, SHOWN, ox.Literal(row.country.name))
    yield from sorted(writer.quads, key=str)


# --- partner ---------------------------------------------------------------------------------------------------------------

_WORDS = frozenset({vocab.XSD + "string", vocab.RDF + "langString"})


def partner_quads(store: Store) -> Iterator[ox.Quad]:
    """Yield the graph without the names, words and places of those who are marked as sensitive, graph by graph, sorted.

    They become numbered nodes of which only the class is known. The words of claims that they take part in are left out, and so
    is every text, of whatever property, in which one of their names occurs.
    """
    hidden = _Hidden.of(store)
    shown = {ox.Literal(f"protected {number}"): name for name, number in hidden.numbers.items()}
    entities = ox.NamedNode(vocab.GRAPH_ENTITIES)
    for graph in store.graphs():
        kept = {found for quad in store.quads(graph) if (found := hidden.without(quad))}
        if graph == vocab.GRAPH_ENTITIES:
            kept |= {ox.Quad(hidden.node(name), SHOWN, label, entities) for label, name in shown.items()}
            kept |= {ox.Quad(hidden.node(name), LABEL, label, entities) for label, name in shown.items()}
        yield from sorted(kept, key=str)


class _Hidden:
    """Those who are marked as sensitive, and what would tell who they are."""

    def __init__(self, protected: set[str], silent: set[str], wordless: set[str], names: set[str]) -> None:
        self.numbers = {iri: number for number, iri in enumerate(sorted(protected), start=1)}
        self._silent = silent
        """Mentions and spans of which nothing is told."""
        self._wordless = wordless
        """Claims, spans and figures whose words are left out."""
        self._names = _any_of(names, r"(?<!\w)(?:{})(?!\w)")
        # An address writes a name in one: "drosama.html". A short one would be found in too many words.
        self._joined = _any_of({joined for name in names if len(joined := name.replace(" ", "")) > 7}, "{}")

    @classmethod
    def of(cls, store: Store) -> _Hidden:
        mentions = _pairs(store, "?s a kg:Mention ; kg:refersTo ?o")
        marked = {s for s, _ in _pairs(store, "?s kg:sensitivity ?o")}
        protected = {entity for mention, entity in mentions if mention in marked} | (marked - {m for m, _ in mentions})
        silent = {mention for mention, entity in mentions if entity in protected}
        spans = {span for mention, span in _pairs(store, "?s a kg:Mention ; kg:evidence ?o") if mention in silent}
        claims = {claim for claim, part in _pairs(store, "?s kg:document ?d ; ?p ?o . ?o a kg:Entity") if part in protected}
        parts = "{ ?s kg:evidence|kg:trigger|kg:figure ?o } UNION { ?s kg:figure/kg:evidence ?o }"
        wordless = claims | {part for claim, part in _pairs(store, parts) if claim in claims}
        people = {iri for iri, _ in _pairs(store, "?s a kg:Person ; a ?o")} & protected
        called = [(s, o) for s, o in _pairs(store, "?s rdfs:label|skos:prefLabel|skos:altLabel ?o") if s in protected]
        worded = _pairs(store, "?mention kg:refersTo ?s . ?mention kg:wording|kg:evidence/kg:exact ?o")
        called += [(s, o) for s, o in worded if s in protected]
        jobs = {word for _, job in _pairs(store, "?s kg:occupation ?o") for word in job.split() if word.islower()}
        return cls(protected, silent | spans, wordless, _telling(called, people, jobs))

    def node(self, iri: str) -> ox.NamedNode:
        """Return the numbered node of somebody who is protected."""
        return ox.NamedNode(f"{BASE}id/protected/{self.numbers[iri]}") if iri in self.numbers else ox.NamedNode(iri)

    def without(self, quad: ox.Quad) -> ox.Quad | None:
        """Return what may be told of one fact, None if nothing."""
        subject, value = str(getattr(quad.subject, "value", "")), quad.object
        if subject in self._silent or (subject in self.numbers and quad.predicate != TYPE):
            return None
        if isinstance(value, ox.Literal):
            if value.datatype.value in _WORDS and (subject in self._wordless or self._tells(value.value)):
                return None
        elif isinstance(value, ox.NamedNode):
            if value.value in self._silent:
                return None
            value = self.node(value.value)
        return ox.Quad(self.node(subject), quad.predicate, value, quad.graph_name)

    def _tells(self, text: str) -> bool:
        read = unquote(text)
        ways = (fold(read), fold(read.replace(".", " ")))
        if self._names and any(self._names.search(way) for way in ways):
            return True
        return self._joined is not None and self._joined.search(ways[0].replace(" ", "")) is not None


def _any_of(names: Iterable[str], around: str) -> re.Pattern[str] | None:
    joined = "|".join(re.escape(name) for name in sorted(names, key=lambda name: (-len(name), name)))
    return re.compile(around.format(joined)) if joined else None


def _pairs(store: Asked, pattern: str) -> list[tuple[str, str]]:
    return [(row[0], row[1]) for row in asked(store, f"SELECT DISTINCT ?s ?o {{ {pattern} }}")]


def _telling(called: Sequence[tuple[str, str]], people: set[str], jobs: set[str]) -> set[str]:
    """Return the folded names that tell who somebody is: a word alone counts if it is a person's name and no occupation."""
    names: set[str] = set()
    for iri, name in called:
        folded = fold(name)
        if " " in folded or (name[:1].isupper() and folded not in jobs):
            names.add(folded)
        if iri in people:
            words = [word for word in re.findall(r"\w[\w’'-]*", name) if word[:1].isupper()]
            names.update(fold(word) for word in words if len(word) > 3 and fold(word) not in jobs)
    return names - {""}
