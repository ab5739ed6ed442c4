"""The terms of `ontology/kg.ttl` that an annotation may use: event types and relation types, with their definitions."""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from kg.resources import shipped

_BLOCK = re.compile(r"^kg:(\w+)\s+a ([^;.]+)((?:.|\n)*?)\s\.$", re.MULTILINE)
_ACTING = frozenset({"Actor", "Entity", "Person", "Group", "Place", "Organisation", "Government", "Facility"})
"""Classes that a relation may hold between."""
_ABSTRACT = frozenset({"Occurrence", "Event", "EventSet", "ReportedEvent"})


@dataclass(frozen=True, slots=True)
class Term:
    """A class or property of the ontology."""

    name: str
    kind: str
    """``owl:Class``, ``owl:ObjectProperty`` ..."""
    parents: tuple[str, ...]
    domain: str
    range: str
    definition: str


@functools.cache
def terms() -> Mapping[str, Term]:
    """Return the terms of the ontology by local name; none where it is not installed.

    Read with patterns and not by a Turtle parser: the file is kept in one canonical layout, a term a block.
    """
    try:
        turtle = shipped("ontology", "kg.ttl").read_text(encoding="utf-8")
    except FileNotFoundError:
        return MappingProxyType({})
    found = {}
    for name, kind, body in _BLOCK.findall(turtle):
        parents = tuple(re.findall(r"kg:(\w+)", " ".join(re.findall(r"sub(?:Class|Property)Of ([^;.]+)", body))))
        definition = re.search(r'skos:definition "((?:[^"\\]|\\.)*)"@en', body)
        bounds = [re.search(rf"rdfs:{end} kg:(\w+)", body) for end in ("domain", "range")]
        domain, target = (match[1] if match else "" for match in bounds)
        found[name] = Term(name, kind.strip(), parents, domain, target, definition[1] if definition else "")
    return MappingProxyType(found)


def _ancestors(name: str) -> frozenset[str]:
    known, found, waiting = terms(), set[str](), [name]
    while waiting:
        for parent in known[waiting.pop()].parents:
            if parent in known and parent not in found:
                found.add(parent)
                waiting.append(parent)
    return frozenset(found)


@functools.cache
def event_types() -> frozenset[str]:
    """Return the local names of the kinds of event; empty where the ontology is not installed."""
    classes = (term.name for term in terms().values() if "owl:Class" in term.kind)
    return frozenset(name for name in classes if "Occurrence" in _ancestors(name) and name not in _ABSTRACT)


@functools.cache
def relation_types() -> frozenset[str]:
    """Return the local names of lasting ties between those who are mentioned; empty where the ontology is not installed."""
    known, found = terms(), set()
    for term in known.values():
        line = [term, *(known[name] for name in sorted(_ancestors(term.name)))]
        domain = next((one.domain for one in line if one.domain), "")
        target = next((one.range for one in line if one.range), "")
        if "owl:ObjectProperty" in term.kind and target in _ACTING and (domain in _ACTING or (not domain and target == "Place")):
            found.add(term.name)
    return frozenset(found)
