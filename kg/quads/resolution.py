"""The graph of entities, events and judgements, and the description of a run."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

import pyoxigraph as ox

from kg import ids, vocab
from kg.model import Annotation, Entity, EntityKind, Event, Judgement, Mention, Resolution
from kg.quads.lookup import Lookup
from kg.quads.terms import LABEL, SHOWN, TYPE, Writer, attributes, decimal, kg, text, truth


def resolution_quads(resolution: Resolution, annotations: Iterable[Annotation] = ()) -> Iterator[ox.Quad]:
    """Yield the quads of the graph of entities, events and judgements, one of these after the other, those of each sorted.

    *annotations* give the age, sex, number, occupation and sensitivity that their mentions say of an entity. A fact may
    come more than once: holding them all to sort them took a third of the memory of a large build.
    """
    said = _said_of(resolution, annotations)
    for entity in resolution.entities:
        writer = _writer()
        _entity(writer, entity)
        attributes(writer, entity.id, said.get(entity.id, ()))
        yield from sorted(writer.quads, key=str)
    for event in resolution.events:
        writer = _writer()
        _event(writer, event)
        yield from sorted(writer.quads, key=str)
    for judgement in resolution.judgements:
        writer = _writer()
        _judgement(writer, judgement)
        yield from sorted(writer.quads, key=str)


def _writer() -> Writer:
    return Writer(ox.NamedNode(vocab.GRAPH_ENTITIES))


def _said_of(resolution: Resolution, annotations: Iterable[Annotation]) -> dict[str, list[Mention]]:
    owners = Lookup.of(resolution).entities
    said: dict[str, list[Mention]] = defaultdict(list)
    for annotation in annotations:
        for mention in annotation.mentions:
            if not (mention.age or mention.number or mention.sex or mention.occupation or mention.sensitive):
                continue
            key = (annotation.document.id, mention.id)
            owner = owners.get(key) or owners.get((annotation.document.id, mention.refers_to))
            if owner:
                said[owner].append(mention)
    return said


def _entity(writer: Writer, entity: Entity) -> None:
    writer.type(entity.id, "Entity", entity.kind.value)
    if entity.kind is EntityKind.HEALTH_FACILITY:
        writer.type(entity.id, EntityKind.FACILITY.value)
    writer.add(entity.id, SHOWN, text(entity.label))
    label_languages = sorted({language for language, name in entity.names if name == entity.label}) or [""]
    for language in label_languages:
        writer.add(entity.id, LABEL, _tagged(entity.label, language))
    for language, name in entity.names:
        if name != entity.label:
            writer.add(entity.id, ox.NamedNode(vocab.SKOS + "altLabel"), _tagged(name, language))
    writer.add(entity.id, "named", truth(bool(entity.names)))


def _tagged(text: str, language: str) -> ox.Literal:
    return ox.Literal(text, language=language) if language else ox.Literal(text)


def _event(writer: Writer, event: Event) -> None:
    writer.type(event.id, "EventSet" if event.is_total else "Event", *event.types)
    writer.add(event.id, LABEL, text(event.label))
    if event.part_of:
        writer.add(event.id, "subEventOf", event.part_of)


def _judgement(writer: Writer, judgement: Judgement) -> None:
    me = judgement.id
    writer.type(me, "Judgement")
    writer.add(me, "verdict", kg(judgement.verdict.value))
    writer.add(me, "left", judgement.left)
    if judgement.right:
        writer.add(me, "right", judgement.right)
    writer.add(me, "reason", text(judgement.reason))
    writer.add(me, ox.NamedNode(vocab.PROV + "wasAttributedTo"), text(judgement.author))
    if judgement.time:
        stamp = ox.Literal(judgement.time, datatype=ox.NamedNode(vocab.XSD + "dateTime"))
        writer.add(me, ox.NamedNode(vocab.PROV + "generatedAtTime"), stamp)
    writer.add(me, "score", decimal(judgement.score))


def origin_quads(origins: Mapping[str, str]) -> Iterator[ox.Quad]:
    """Yield what each claim goes back to (see `kg.resolve.copies.origin_of`), in the order of *origins*.

    It lies in the graph of entities: whether a text is a copy rests on all the others.
    """
    for claim, origin in origins.items():
        writer = _writer()
        writer.add(claim, "origin", origin)
        yield from writer.quads


def run_iri(version: str, settings: str = "") -> str:
    """Return the IRI of a run with this software version and these settings."""
    return ids.iri("run", version, settings)


def run_quads(version: str, settings: str = "") -> Iterator[ox.Quad]:
    """Yield the description of a run; it holds no time, so that the same input gives the same bytes."""
    writer = Writer(ox.NamedNode(vocab.GRAPH_ENTITIES))
    me = run_iri(version, settings)
    writer.type(me, "Run")
    writer.add(me, TYPE, vocab.PROV + "Activity")
    writer.add(me, "softwareVersion", text(version))
    if settings:
        writer.add(me, "settings", text(settings))
    yield from sorted(writer.quads, key=str)
