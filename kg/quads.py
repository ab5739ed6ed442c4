"""Annotations, entities and events as RDF, in the shape of `docs/graph-model.md`, and N-Quads in one fixed order.

A document's quads lie in the graph named by its IRI; entities, events and judgements in `vocab.GRAPH_ENTITIES`. There are
no blank nodes, so the same facts are always the same lines.
"""

from __future__ import annotations

import os
import re
import tempfile
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pyoxigraph as ox

from kg import ids, vocab
from kg.errors import AnnotationError, ResolutionError, StoreError, WitnessGraphError
from kg.model import (
    AGENT_ROLES,
    PATIENT_ROLES,
    Annotation,
    Claim,
    Document,
    Entity,
    EntityKind,
    Event,
    Figure,
    Filler,
    Judgement,
    Mention,
    Relation,
    Resolution,
    Role,
    Verdict,
)

PublisherName = Callable[[str], str | None]
"""Gives the IRI of a publisher or author by name, None if no entity is known by it."""

_LOCAL_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]*\Z")
_TYPE = ox.NamedNode(vocab.RDF + "type")
_LABEL = ox.NamedNode(vocab.RDFS + "label")
_STATUS = {Verdict.ACCEPT: "accepted", Verdict.REJECT: "rejected", Verdict.CORRECT: "corrected"}


def kg(local: str) -> ox.NamedNode:
    """Return the IRI of a class, property or value of the ontology.

    Raises:
        AnnotationError: *local* is not a local name, so it would not make one IRI.
    """
    if not _LOCAL_NAME.match(local):
        raise AnnotationError(f"{local!r} cannot be a name of the ontology; use letters, digits, - and _")
    return ox.NamedNode(vocab.KG + local)


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(part.capitalize() for part in rest)


def _text(value: str) -> ox.Literal:
    return ox.Literal(value)


def _whole(value: int) -> ox.Literal:
    return ox.Literal(str(value), datatype=ox.NamedNode(vocab.XSD + "integer"))


def _day(value: date) -> ox.Literal:
    return ox.Literal(value.isoformat(), datatype=ox.NamedNode(vocab.XSD + "date"))


def _truth(value: bool) -> ox.Literal:
    return ox.Literal("true" if value else "false", datatype=ox.NamedNode(vocab.XSD + "boolean"))


def _decimal(value: float) -> ox.Literal:
    """The canonical form, so that a store that keeps numbers as numbers gives the same characters back."""
    return ox.Literal(f"{value:.2f}".rstrip("0").rstrip("."), datatype=ox.NamedNode(vocab.XSD + "decimal"))


@dataclass(frozen=True, slots=True)
class Lookup:
    """What resolution decided, as a document's quads need it."""

    entities: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """(document IRI, mention id) to entity IRI."""
    events: Mapping[str, str] = field(default_factory=dict)
    """Claim IRI to event IRI."""
    totals: frozenset[str] = frozenset()
    """IRIs of events that are totals over many."""
    statuses: Mapping[str, str] = field(default_factory=dict)
    """Claim IRI to review status, where somebody has judged the claim."""

    @classmethod
    def of(cls, resolution: Resolution) -> Lookup:
        """Index *resolution* by mention and by claim.

        Raises:
            ResolutionError: a mention belongs to two entities, or a claim to two events.
        """
        entities: dict[tuple[str, str], str] = {}
        for entity in resolution.entities:
            for key in entity.mentions:
                if entities.setdefault(key, entity.id) != entity.id:
                    raise ResolutionError(f"mention {key[1]} of {key[0]} belongs to both {entities[key]} and {entity.id}")
        events: dict[str, str] = {}
        for event in resolution.events:
            for claim in event.claims:
                if events.setdefault(claim, event.id) != event.id:
                    raise ResolutionError(f"claim {claim} is about both {events[claim]} and {event.id}")
        totals = frozenset(event.id for event in resolution.events if event.is_total)
        return cls(entities, events, totals, _statuses(resolution.judgements))

    def entity_of(self, annotation: Annotation, mention: str) -> str:
        """Return the entity that a mention, or the mention it refers to, stands for.

        Raises:
            ResolutionError: resolution gave neither of them an entity.
        """
        document = annotation.document.id
        found = self.entities.get((document, mention))
        if found is None:
            first = next((other.refers_to for other in annotation.mentions if other.id == mention), "")
            found = self.entities.get((document, first))
        if found is None:
            raise ResolutionError(f"{annotation.document.name}: mention {mention} has no entity; resolve the document first")
        return found

    def event_of(self, claim: str) -> str:
        """Return the event that the claim with this IRI is about.

        Raises:
            ResolutionError: resolution gave the claim no event.
        """
        if claim not in self.events:
            raise ResolutionError(f"claim {claim} has no event; resolve its document first")
        return self.events[claim]


def _statuses(judgements: Iterable[Judgement]) -> dict[str, str]:
    """The last judgement on a claim is the one that holds."""
    ordered = sorted(judgements, key=lambda judgement: (judgement.time, judgement.id))
    return {judgement.left: _STATUS[judgement.verdict] for judgement in ordered if judgement.verdict in _STATUS}


def publisher_iri(name: str) -> str:
    """Return the IRI of a publisher or author that no entity is known for, made from its name alone."""
    return ids.iri("entity", "publisher", " ".join(name.casefold().split()))


def unknown_publisher_iri(document: str) -> str:
    """Return the IRI that stands for whoever published *document*; two documents never share it."""
    return ids.iri("entity", "unknown publisher", document)


@dataclass(slots=True)
class _Writer:
    """Collects the quads of one graph."""

    graph: ox.NamedNode
    quads: set[ox.Quad] = field(default_factory=set)

    def add(self, subject: str, predicate: ox.NamedNode | str, value: ox.NamedNode | ox.Literal | str) -> None:
        """Add one fact; a plain string as *predicate* is an ontology name, as *value* an IRI."""
        named = kg(predicate) if isinstance(predicate, str) else predicate
        term = ox.NamedNode(value) if isinstance(value, str) else value
        self.quads.add(ox.Quad(ox.NamedNode(subject), named, term, self.graph))

    def type(self, subject: str, *classes: str) -> None:
        for name in classes:
            self.add(subject, _TYPE, kg(name))

    def span(self, subject: str, predicate: str, document: Document, start: int, end: int) -> None:
        """Point *subject* at a span and describe the span with its exact words."""
        if not 0 <= start < end <= len(document.text):
            raise AnnotationError(f"{document.name}: span {start},{end} lies outside the text of {len(document.text)} characters")
        span = ids.span_iri(document.id, start, end)
        self.add(subject, predicate, span)
        self.type(span, "Span")
        self.add(span, "document", document.id)
        self.add(span, "start", _whole(start))
        self.add(span, "end", _whole(end))
        self.add(span, "exact", _text(document.text[start:end]))


def document_quads(
    annotation: Annotation, lookup: Lookup, *, run: str | None = None, publisher_of: PublisherName = lambda name: None
) -> Iterator[ox.Quad]:
    """Yield the quads of one document's graph, sorted: the document, its spans, mentions, claims and relations.

    Args:
        annotation: what the reader found in the document.
        lookup: the entities and events that resolution made of it.
        run: IRI of the run that claims are generated by, see `run_iri`.
        publisher_of: gives the entity of a publisher or author by name.

    Raises:
        ResolutionError: a mention has no entity or a claim has no event.
        AnnotationError: a span lies outside the text, or a type is not a name.
    """
    writer = _Writer(ox.NamedNode(annotation.document.id))
    publisher = _document(writer, annotation.document, publisher_of)
    for mention in annotation.mentions:
        _mention(writer, annotation, mention, lookup)
    iris = ids.claim_iris(annotation)
    context = _Context(annotation, lookup, iris, publisher, run)
    for claim in annotation.claims:
        _claim(writer, context, claim)
    for relation in annotation.relations:
        _relation(writer, context, relation)
    yield from sorted(writer.quads, key=str)


@dataclass(frozen=True, slots=True)
class _Context:
    """What every claim of one document needs to know."""

    annotation: Annotation
    lookup: Lookup
    iris: Mapping[str, str]
    publisher: str
    run: str | None


def _document(writer: _Writer, document: Document, publisher_of: PublisherName) -> str:
    """Describe the document and return the IRI of its publisher."""
    me = document.id
    writer.type(me, "Document")
    writer.add(me, _TYPE, vocab.SCHEMA + "Article")
    writer.add(me, "name", _text(document.name))
    writer.add(me, "sha256", _text(document.sha256))
    writer.add(me, "length", _whole(len(document.text)))
    writer.add(me, _schema("inLanguage"), _text(document.language))
    for predicate, value in (("name", document.title), ("url", document.url)):
        if value:
            writer.add(me, _schema(predicate), _text(value))
    if document.published:
        writer.add(me, _schema("datePublished"), _day(document.published))
    if document.based_on:
        writer.add(me, "basedOn", _text(document.based_on))
    if document.author:
        writer.add(me, _schema("author"), _named(writer, document.author, "Person", publisher_of))
    if document.publisher:
        publisher = _named(writer, document.publisher, "Organisation", publisher_of)
    else:
        publisher = unknown_publisher_iri(me)
        writer.type(publisher, "Entity", "Organisation")
        writer.add(publisher, _LABEL, _text(f"publisher of {document.name}"))
        writer.add(publisher, "named", _truth(False))
    writer.add(me, _schema("publisher"), publisher)
    return publisher


def _schema(local: str) -> ox.NamedNode:
    return ox.NamedNode(vocab.SCHEMA + local)


def _named(writer: _Writer, name: str, kind: str, publisher_of: PublisherName) -> str:
    known = publisher_of(name)
    if known:
        return known
    found = publisher_iri(name)
    writer.type(found, "Entity", kind)
    writer.add(found, _LABEL, _text(name))
    writer.add(found, "named", _truth(True))
    return found


def _mention(writer: _Writer, annotation: Annotation, mention: Mention, lookup: Lookup) -> None:
    me = ids.mention_iri_of(annotation, mention)
    writer.type(me, "Mention")
    writer.add(me, "document", annotation.document.id)
    writer.span(me, "evidence", annotation.document, mention.start, mention.end)
    writer.add(me, "refersTo", lookup.entity_of(annotation, mention.id))
    writer.add(me, "wording", _text(mention.name or " ".join(mention.text.split())))
    _attributes(writer, me, [mention])


def _attributes(writer: _Writer, subject: str, mentions: Iterable[Mention]) -> None:
    """Age, sex, number, occupation and sensitivity as said; several mentions give the widest range."""
    ages = [mention.age for mention in mentions if mention.age]
    if ages:
        writer.add(subject, "ageMin", _whole(min(low for low, _ in ages)))
        writer.add(subject, "ageMax", _whole(max(high for _, high in ages)))
    numbers = [mention.number for mention in mentions if mention.number]
    if numbers:
        writer.add(subject, "numberMin", _whole(min(low for low, _ in numbers)))
        highest = [high for _, high in numbers if high is not None]
        if len(highest) == len(numbers):
            writer.add(subject, "numberMax", _whole(max(highest)))
    for mention in mentions:
        if mention.sex:
            writer.add(subject, "sex", kg(mention.sex))
        if mention.occupation:
            writer.add(subject, "occupation", _text(mention.occupation))
        for reason in mention.sensitive:
            writer.add(subject, "sensitivity", kg(reason))


def _claim(writer: _Writer, context: _Context, claim: Claim) -> None:
    document = context.annotation.document
    me = context.iris[claim.id]
    if not claim.types:
        raise AnnotationError(f"{document.name}: claim {claim.id} has no type; give it at least one class of the ontology")
    writer.type(me, "Claim")
    writer.add(me, "about", context.lookup.event_of(me))
    writer.add(me, "mainType", kg(claim.types[0]))
    for name in claim.types:
        writer.add(me, "claimedType", kg(name))
    for filler in claim.roles:
        _role(writer, context, me, filler)
    _figures(writer, document, me, claim.figures)
    _time(writer, document, me, claim)
    writer.add(me, "stance", kg(claim.stance.value))
    writer.add(me, "certainty", kg(claim.certainty.value))
    writer.span(me, "trigger", document, claim.trigger_start, claim.trigger_end)
    writer.add(me, "confidence", _decimal(claim.confidence))
    if claim.part_of:
        writer.add(me, "partOfClaim", context.iris[claim.part_of])
    _origin(writer, context, me, claim.start, claim.end, claim.according_to)


def _origin(writer: _Writer, context: _Context, me: str, start: int, end: int, chain: tuple[Filler, ...]) -> None:
    """Who says it, in which words, where: the same for claims about events and about relations."""
    document = context.annotation.document
    writer.add(me, "document", document.id)
    writer.span(me, "evidence", document, start, end)
    sources = [context.lookup.entity_of(context.annotation, filler.mention) for filler in chain]
    nearest, *farther = [*sources, context.publisher]
    writer.add(me, ox.NamedNode(vocab.SEM + "accordingTo"), nearest)
    for source in farther:
        writer.add(me, "via", source)
    worded = " | ".join(filler.text for filler in chain) or document.publisher or "publisher"
    writer.add(me, "attributedAs", _text(worded))
    writer.add(me, "attribution", kg("named" if chain else "publisher"))
    writer.add(me, "reviewStatus", kg(context.lookup.statuses.get(me, "unreviewed")))
    writer.add(me, ox.NamedNode(vocab.PROV + "wasDerivedFrom"), document.id)
    if context.run:
        writer.add(me, ox.NamedNode(vocab.PROV + "wasGeneratedBy"), context.run)


def roles_written(role: Role) -> tuple[str, ...]:
    """Return the role and, for engines that do not reason, its super-role.

    >>> roles_written(Role.VICTIM)
    ('patient', 'victim')
    """
    above = {"agent"} if role in AGENT_ROLES else {"patient"} if role in PATIENT_ROLES else set()
    return tuple(sorted({role.value} | above))


def _role(writer: _Writer, context: _Context, me: str, filler: Filler) -> None:
    entity = context.lookup.entity_of(context.annotation, filler.mention)
    for role in roles_written(filler.role):
        writer.add(me, ox.NamedNode(vocab.CLAIMED + role), entity)
        writer.add(me, ox.NamedNode(vocab.WORDED + role), _text(filler.text))


def _figures(writer: _Writer, document: Document, me: str, figures: tuple[Figure, ...]) -> None:
    by_measure: dict[str, list[Figure]] = defaultdict(list)
    for figure in figures:
        measure = _camel(figure.measure.value)
        ceiling = "" if figure.ceiling is None else str(figure.ceiling)
        node = ids.iri("figure", me, measure, str(figure.start), str(figure.end), str(figure.floor), ceiling)
        writer.add(me, "figure", node)
        writer.type(node, "Figure")
        writer.add(node, "measure", kg(measure))
        writer.add(node, "floor", _whole(figure.floor))
        if figure.ceiling is not None:
            writer.add(node, "ceiling", _whole(figure.ceiling))
        for predicate, value in (("modifier", figure.modifier), ("unit", figure.unit), ("per", figure.per)):
            if value:
                writer.add(node, predicate, _text(value))
        writer.add(node, "computed", _truth(figure.computed))
        writer.span(node, "evidence", document, figure.start, figure.end)
        writer.add(node, "wording", _text(figure.text))
        if not figure.per:
            by_measure[measure].append(figure)
    for measure, counted in by_measure.items():
        whole = _whole_of(counted)
        writer.add(me, ox.NamedNode(f"{vocab.CLAIMED}{measure}Min"), _whole(whole.floor))
        if whole.ceiling is not None:
            writer.add(me, ox.NamedNode(f"{vocab.CLAIMED}{measure}Max"), _whole(whole.ceiling))


def _whole_of(figures: list[Figure]) -> Figure:
    """The figure that the others are parts of ("20 people, five of them children"): one that is said, the greatest."""
    return max(figures, key=lambda figure: (not figure.computed, figure.floor, figure.ceiling is None, -figure.start))


def _time(writer: _Writer, document: Document, me: str, claim: Claim) -> None:
    if claim.time is None:
        return
    for name, value in (("earliest", claim.time.earliest), ("latest", claim.time.latest)):
        if value:
            writer.add(me, ox.NamedNode(vocab.CLAIMED + name), _day(value))
    writer.add(me, ox.NamedNode(vocab.CLAIMED + "precision"), kg(claim.time.precision.value))
    writer.span(me, "timeEvidence", document, claim.time.start, claim.time.end)


def _relation(writer: _Writer, context: _Context, relation: Relation) -> None:
    me = ids.relation_iri_of(context.annotation, relation)
    writer.type(me, "RelationClaim")
    writer.add(me, "relation", kg(relation.type))
    writer.add(me, "subject", context.lookup.entity_of(context.annotation, relation.subject))
    writer.add(me, "object", context.lookup.entity_of(context.annotation, relation.object))
    _origin(writer, context, me, relation.start, relation.end, relation.according_to)


def resolution_quads(resolution: Resolution, annotations: Iterable[Annotation] = ()) -> Iterator[ox.Quad]:
    """Yield the quads of the graph of entities, events and judgements, sorted.

    *annotations* give the age, sex, number, occupation and sensitivity that their mentions say of an entity.
    """
    writer = _Writer(ox.NamedNode(vocab.GRAPH_ENTITIES))
    said = _said_of(resolution, annotations)
    for entity in resolution.entities:
        _entity(writer, entity)
        _attributes(writer, entity.id, said.get(entity.id, ()))
    for event in resolution.events:
        _event(writer, event)
    for judgement in resolution.judgements:
        _judgement(writer, judgement)
    yield from sorted(writer.quads, key=str)


def _said_of(resolution: Resolution, annotations: Iterable[Annotation]) -> dict[str, list[Mention]]:
    owners = Lookup.of(resolution).entities
    said: dict[str, list[Mention]] = defaultdict(list)
    for annotation in annotations:
        for mention in annotation.mentions:
            key = (annotation.document.id, mention.id)
            owner = owners.get(key) or owners.get((annotation.document.id, mention.refers_to))
            if owner:
                said[owner].append(mention)
    return said


def _entity(writer: _Writer, entity: Entity) -> None:
    writer.type(entity.id, "Entity", entity.kind.value)
    if entity.kind is EntityKind.HEALTH_FACILITY:
        writer.type(entity.id, EntityKind.FACILITY.value)
    label_languages = sorted({language for language, name in entity.names if name == entity.label}) or [""]
    for language in label_languages:
        writer.add(entity.id, _LABEL, _tagged(entity.label, language))
    for language, name in entity.names:
        if name != entity.label:
            writer.add(entity.id, ox.NamedNode(vocab.SKOS + "altLabel"), _tagged(name, language))
    writer.add(entity.id, "named", _truth(bool(entity.names)))


def _tagged(text: str, language: str) -> ox.Literal:
    return ox.Literal(text, language=language) if language else ox.Literal(text)


def _event(writer: _Writer, event: Event) -> None:
    writer.type(event.id, "EventSet" if event.is_total else "Event", *event.types)
    writer.add(event.id, _LABEL, _text(event.label))
    if event.part_of:
        writer.add(event.id, "subEventOf", event.part_of)


def _judgement(writer: _Writer, judgement: Judgement) -> None:
    me = judgement.id
    writer.type(me, "Judgement")
    writer.add(me, "verdict", kg(judgement.verdict.value))
    writer.add(me, "left", judgement.left)
    if judgement.right:
        writer.add(me, "right", judgement.right)
    writer.add(me, "reason", _text(judgement.reason))
    writer.add(me, ox.NamedNode(vocab.PROV + "wasAttributedTo"), _text(judgement.author))
    if judgement.time:
        stamp = ox.Literal(judgement.time, datatype=ox.NamedNode(vocab.XSD + "dateTime"))
        writer.add(me, ox.NamedNode(vocab.PROV + "generatedAtTime"), stamp)
    writer.add(me, "score", _decimal(judgement.score))


def run_iri(version: str, settings: str = "") -> str:
    """Return the IRI of a run with this software version and these settings."""
    return ids.iri("run", version, settings)


def run_quads(version: str, settings: str = "") -> Iterator[ox.Quad]:
    """Yield the description of a run; it holds no time, so that the same input gives the same bytes."""
    writer = _Writer(ox.NamedNode(vocab.GRAPH_ENTITIES))
    me = run_iri(version, settings)
    writer.type(me, "Run")
    writer.add(me, _TYPE, vocab.PROV + "Activity")
    writer.add(me, "softwareVersion", _text(version))
    if settings:
        writer.add(me, "settings", _text(settings))
    yield from sorted(writer.quads, key=str)


def turtle_quads(paths: Iterable[Path], graph: str = vocab.GRAPH_ONTOLOGY) -> Iterator[ox.Quad]:
    """Yield the facts of Turtle files in *graph*, sorted, each once.

    Axioms written with blank nodes (unions, restrictions, lists) are left out: a graph holds none, and only the
    reasoner, which reads the files themselves, can use them.

    Raises:
        StoreError: a file is not Turtle.
    """
    facts: set[ox.Quad] = set()
    name = ox.NamedNode(graph)
    for path in paths:
        try:
            for quad in ox.parse(path=path, format=ox.RdfFormat.TURTLE):
                if not isinstance(quad.subject, ox.BlankNode) and not isinstance(quad.object, ox.BlankNode):
                    facts.add(ox.Quad(quad.subject, quad.predicate, quad.object, name))
        except (SyntaxError, OSError) as error:
            raise StoreError(f"{path.name} is not Turtle: {error}") from error
    yield from sorted(facts, key=str)


def write_sorted(quads: Iterable[ox.Quad], path: Path) -> int:
    """Write *quads* to *path* as sorted N-Quads, each once, and return how many; the file is whole or absent.

    The order of *quads* does not matter. Lines are sorted as UTF-8 bytes, as ``LC_ALL=C sort -u`` does.

    Raises:
        WitnessGraphError: the disk is full or the folder cannot be written.
    """
    lines = sorted({f"{quad} .\n".encode() for quad in quads})
    return write_lines(lines, path)


def write_lines(lines: Iterable[bytes], path: Path) -> int:
    """Write *lines* to *path* through a temporary file that is synced and renamed; return how many."""
    temporary: Path | None = None
    count = 0
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
            temporary = Path(file.name)
            for line in lines:
                file.write(line)
                count += 1
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as error:
        raise WitnessGraphError(f"cannot write {path}: {error.strerror or error}; free space or choose another folder") from error
    finally:
        if temporary:
            temporary.unlink(missing_ok=True)
    return count
