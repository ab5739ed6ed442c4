"""A made-up graph of the shape that a build writes, seeded, of any size: nothing in it is true.

Reports of eight claims about attacks, rescues and statements, of which one in four speaks of the same event as another report.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pyoxigraph as ox

from kg import ids
from kg.model import (
    Annotation,
    Certainty,
    Claim,
    Document,
    Entity,
    EntityKind,
    Event,
    Figure,
    Filler,
    Measure,
    Mention,
    Precision,
    Resolution,
    Role,
    Stance,
    TimeRange,
)
from kg.quads import Lookup, document_quads, resolution_quads, run_iri, run_quads, turtle_quads, write_sorted
from kg.resources import shipped
from kg.store import build_store
from kg.views import ClaimRow, Paper, Part

QUADS_PER_REPORT = 600
TYPES = ("Airstrike", "Shelling", "BarrelBombing", "Killing", "Rescue", "Detention", "Accusation", "AidDelivery")
STANCES = (Stance.ASSERTS,) * 7 + (Stance.ACCUSES, Stance.DENIES, Stance.SUPPOSES)


def reports(count: int) -> Iterator[tuple[Annotation, dict[str, str], dict[str, str]]]:
    """Yield made-up readings, each with the entity of every mention and the event of every claim."""
    rng = random.Random(7)
    for number in range(count):
        text = "".join(f"Report {number}, sentence {i}: actor struck place and harmed some people there.\n" for i in range(8))
        sha256 = hashlib.sha256(text.encode()).hexdigest()
        published = date(2016, 1, 1) + timedelta(days=number % 400)
        document = Document(
            ids.document_iri(sha256, ""),
            f"report-{number}.txt",
            text,
            rng.choice(["en", "nb"]),
            sha256,
            publisher=f"Paper {number % 40}",
            published=published,
        )
        mentions, claims, owners, events = [], [], {}, {}
        starts = [i for i in range(len(text)) if i == 0 or text[i - 1] == "\n"]
        for i, start in enumerate(starts):
            people = [
                (EntityKind.GOVERNMENT, f"actor{rng.randrange(60)}"),
                (EntityKind.HEALTH_FACILITY, f"clinic{rng.randrange(800)}"),
                (EntityKind.PERSON, f"person{rng.randrange(5 * count)}"),
                (EntityKind.PLACE, f"place{rng.randrange(200)}"),
            ]
            for j, (sort, key) in enumerate(people):
                name = f"m{4 * i + j + 1}"
                owners[name] = key
                mentions.append(Mention(name, start + 8 * j, start + 8 * j + 6, sort, key, name=key, refers_to=name))
            actor, clinic, person, place = (f"m{4 * i + j + 1}" for j in range(4))
            kind = rng.choice(TYPES)
            types = (kind, "AttackOnHealthcare") if kind in TYPES[:3] else (kind,)
            role = Role.RESCUER if kind == "Rescue" else Role.SPEAKER if kind == "Accusation" else Role.PERPETRATOR
            end = start + len(f"Report {number}, sentence {i}: actor struck place and harmed some people there.")
            figures = (
                (Figure(Measure.KILLED, rng.randrange(1, 60), None, start, start + 6, "some", "at least"),)
                if kind == "Killing"
                else ()
            )
            time_range = TimeRange(
                published, published + timedelta(days=rng.randrange(9)), Precision.DAYS, start, start + 6, "then"
            )
            claims.append(
                Claim(
                    f"k{i + 1}",
                    types,
                    start,
                    end,
                    text[start:end],
                    start,
                    start + 6,
                    roles=(
                        Filler(role, actor, owners[actor]),
                        Filler(
                            Role.TARGET if kind in TYPES[:3] else Role.VICTIM, clinic if kind in TYPES[:3] else person, "them"
                        ),
                        Filler(Role.PLACE, place, owners[place]),
                    ),
                    figures=figures,
                    time=time_range if rng.random() < 0.8 else None,
                    stance=rng.choice(STANCES),
                    certainty=rng.choice(list(Certainty)),
                    confidence=rng.randrange(50, 100) / 100,
                    according_to=(Filler(Role.SPEAKER, person, owners[person]),) if rng.random() < 0.4 else (),
                )
            )
            shared = rng.random() < 0.25
            events[f"k{i + 1}"] = f"{kind}-{rng.randrange(count)}" if shared else f"{kind}-{number}-{i}"
        yield Annotation(document, "made/1", tuple(mentions), tuple(claims)), owners, events


def made_graph(count: int) -> Iterator[ox.Quad]:
    """Yield the quads of *count* reports with entities, events and the shipped ontology."""
    members: dict[str, list[tuple[str, str]]] = {}
    kinds: dict[str, EntityKind] = {}
    claims: dict[str, list[str]] = {}
    types: dict[str, set[str]] = {}
    read = list(reports(count))
    for annotation, owners, events in read:
        for mention in annotation.mentions:
            members.setdefault(owners[mention.id], []).append((annotation.document.id, mention.id))
            kinds[owners[mention.id]] = mention.kind
        for name, iri in ids.claim_iris(annotation).items():
            claims.setdefault(events[name], []).append(iri)
        for claim in annotation.claims:
            types.setdefault(events[claim.id], set()).update(claim.types)
    entities = [
        Entity(ids.iri("entity", key), kinds[key], key, (("en", key),), tuple(sorted(found))) for key, found in members.items()
    ]
    gathered = [
        Event(ids.iri("event", key), tuple(sorted(types[key])), tuple(sorted(found)), key) for key, found in claims.items()
    ]
    resolution = Resolution(tuple(entities), tuple(gathered), ())
    lookup, run = Lookup.of(resolution), run_iri("0.1.0")
    for annotation, _, _ in read:
        yield from document_quads(annotation, lookup, run=run)
    yield from resolution_quads(resolution)
    yield from run_quads("0.1.0")
    yield from turtle_quads([shipped("ontology", "kg.ttl")])


def policy() -> tuple[str, ...]:
    """Return the shipped policy."""
    return tuple(file.read_text("utf-8") for file in sorted(shipped("ontology").glob("policy/*.rq")))


def write_graph(path: Path, quads: int) -> int:
    """Write about *quads* quads as N-Quads; return how many."""
    return write_sorted(made_graph(max(1, quads // QUADS_PER_REPORT)), path)


def write_store(nquads: Path, store: Path) -> None:
    """Build the store of a file of N-Quads, as `kg build` does."""
    build_store(store, [nquads], policy=policy())


def thousand_boxes() -> list[ClaimRow]:
    """Return claims that make a picture of about a thousand boxes."""
    paper = Paper("urn:d", "many.txt")
    return [
        ClaimRow(f"k{at}", f"e{at}", f"Airstrike number {at}", ("Airstrike",), paper, at, at + 5, "words", roles=(
            Part("perpetrator", f"a{at % 40}", f"Actor {at % 40}", "Government"),
            Part("victim", f"v{at}", f"Victim {at}"),
            Part("place", f"p{at % 30}", f"Place {at % 30}", "Place"),
        )) for at in range(460)
    ]  # fmt: skip
