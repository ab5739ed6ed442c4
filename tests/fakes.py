"""A reader and a resolution small enough to follow by eye: everyone killed is said so by a sentence with "killed"."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

from kg import ids
from kg.model import Annotation, Claim, Document, Entity, EntityKind, Event, Filler, Mention, Resolution, Role
from kg.pipeline import Report, Resolved, Stages

SENTENCE = re.compile(r"[^.\n]+\.")
NAME = re.compile(r"[A-Z][a-z]+ [A-Z][a-z]+")


def read(document: Document) -> Annotation:
    if "unreadable" in document.text:
        raise ValueError("a sentence without an end")
    mentions: list[Mention] = []
    claims: list[Claim] = []
    for sentence in SENTENCE.finditer(document.text):
        killed, name = sentence[0].find("killed"), NAME.search(sentence[0])
        if killed < 0 or not name:
            continue
        start = sentence.start() + name.start()
        mention = Mention(f"m{len(mentions) + 1}", start, start + len(name[0]), EntityKind.PERSON, name[0], name=name[0])
        mentions.append(mention)
        trigger = sentence.start() + killed
        claims.append(
            Claim(
                f"k{len(claims) + 1}", ("Killing",), sentence.start(), sentence.end(), sentence[0], trigger, trigger + 6,
                roles=(Filler(Role.VICTIM, mention.id, name[0]),),
            )
        )  # fmt: skip
    return Annotation(document, reader(document.language), tuple(mentions), tuple(claims))


def reader(language: str) -> str:
    return f"fake/1+{language}"


def resolve(annotations: Iterable[Annotation], decisions: Path, report: Report) -> Resolved:
    people: dict[str, list[tuple[str, str]]] = defaultdict(list)
    deaths: dict[str, list[str]] = defaultdict(list)
    for annotation in annotations:
        iris = ids.claim_iris(annotation)
        for mention, claim in zip(annotation.mentions, annotation.claims, strict=True):
            people[mention.name].append((annotation.document.id, mention.id))
            deaths[mention.name].append(iris[claim.id])
    entities = [
        Entity(ids.iri("entity", name), EntityKind.PERSON, name, (("", name),), tuple(sorted(people[name])))
        for name in sorted(people)
    ]
    events = [
        Event(ids.iri("event", name), ("Killing",), tuple(sorted(deaths[name])), f"Killing of {name}") for name in sorted(deaths)
    ]
    return annotations, Resolution(tuple(entities), tuple(events), ())


STAGES = Stages(read, reader, resolve, ("en",))
