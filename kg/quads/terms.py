"""RDF terms as this project writes them, and the quads of one graph while they are gathered."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

import pyoxigraph as ox

from kg import ids, vocab
from kg.errors import AnnotationError
from kg.model import Document, Mention

_LOCAL_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]*\Z")
TYPE = ox.NamedNode(vocab.RDF + "type")
LABEL = ox.NamedNode(vocab.RDFS + "label")
SHOWN = ox.NamedNode(vocab.SKOS + "prefLabel")
"""The one name of an entity that tables and views show; `rdfs:label` may be several, in several languages."""


def kg(local: str) -> ox.NamedNode:
    """Return the IRI of a class, property or value of the ontology.

    Raises:
        AnnotationError: *local* is not a local name, so it would not make one IRI.
    """
    if not _LOCAL_NAME.match(local):
        raise AnnotationError(f"{local!r} cannot be a name of the ontology; use letters, digits, - and _")
    return ox.NamedNode(vocab.KG + local)


def camel(name: str) -> str:
    """Return the local name that a measure has in `claimed:` properties: killedOrInjured."""
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)


def text(value: str) -> ox.Literal:
    """Return a plain string."""
    return ox.Literal(value)


def whole(value: int) -> ox.Literal:
    """Return an xsd:integer."""
    return ox.Literal(str(value), datatype=ox.NamedNode(vocab.XSD + "integer"))


def day(value: date) -> ox.Literal:
    """Return an xsd:date."""
    return ox.Literal(value.isoformat(), datatype=ox.NamedNode(vocab.XSD + "date"))


def truth(value: bool) -> ox.Literal:
    """Return an xsd:boolean."""
    return ox.Literal("true" if value else "false", datatype=ox.NamedNode(vocab.XSD + "boolean"))


def decimal(value: float) -> ox.Literal:
    """Return an xsd:decimal in canonical form, so that a store that keeps numbers as numbers gives the same characters back."""
    return ox.Literal(f"{value:.2f}".rstrip("0").rstrip("."), datatype=ox.NamedNode(vocab.XSD + "decimal"))


def schema(local: str) -> ox.NamedNode:
    """Return an IRI of schema.org."""
    return ox.NamedNode(vocab.SCHEMA + local)


@dataclass(slots=True)
class Writer:
    """Collects the quads of one graph."""

    graph: ox.NamedNode
    quads: set[ox.Quad] = field(default_factory=set)

    def add(self, subject: str, predicate: ox.NamedNode | str, value: ox.NamedNode | ox.Literal | str) -> None:
        """Add one fact; a plain string as *predicate* is an ontology name, as *value* an IRI."""
        named = kg(predicate) if isinstance(predicate, str) else predicate
        term = ox.NamedNode(value) if isinstance(value, str) else value
        self.quads.add(ox.Quad(ox.NamedNode(subject), named, term, self.graph))

    def type(self, subject: str, *classes: str) -> None:
        """Say that *subject* is of these classes of the ontology."""
        for name in classes:
            self.add(subject, TYPE, kg(name))

    def span(self, subject: str, predicate: str, document: Document, start: int, end: int) -> None:
        """Point *subject* at a span and describe the span with its exact words."""
        if not 0 <= start < end <= len(document.text):
            raise AnnotationError(f"{document.name}: span {start},{end} lies outside the text of {len(document.text)} characters")
        span = ids.span_iri(document.id, start, end)
        self.add(subject, predicate, span)
        self.type(span, "Span")
        self.add(span, "document", document.id)
        self.add(span, "start", whole(start))
        self.add(span, "end", whole(end))
        self.add(span, "exact", text(document.text[start:end]))


def attributes(writer: Writer, subject: str, mentions: Iterable[Mention]) -> None:
    """Add age, sex, number, occupation and sensitivity as said; several mentions give the widest range."""
    ages = [mention.age for mention in mentions if mention.age]
    if ages:
        writer.add(subject, "ageMin", whole(min(low for low, _ in ages)))
        writer.add(subject, "ageMax", whole(max(high for _, high in ages)))
    numbers = [mention.number for mention in mentions if mention.number]
    if numbers:
        writer.add(subject, "numberMin", whole(min(low for low, _ in numbers)))
        highest = [high for _, high in numbers if high is not None]
        if len(highest) == len(numbers):
            writer.add(subject, "numberMax", whole(max(highest)))
    for mention in mentions:
        if mention.sex:
            writer.add(subject, "sex", kg(mention.sex))
        if mention.occupation:
            writer.add(subject, "occupation", text(mention.occupation))
        for reason in mention.sensitive:
            writer.add(subject, "sensitivity", kg(reason))
