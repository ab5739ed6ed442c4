"""Finds texts that are copies of one text, and counts for each event how many independent origins tell of it.

Five papers that print one wire report, or quote one spokesman, are one source. Texts are compared by their runs of five
words (shingles; Broder 1997): a short text inside a longer one by containment, two of a length by resemblance.
"""

from __future__ import annotations

import re
import zlib
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from kg.ids import claim_iris, iri
from kg.model import Annotation, Document, Resolution, Stance
from kg.names import fold
from kg.resolve.groups import Groups
from kg.resolve.reprints import REPRINT

_RUN = 5
_SAMPLED = 8
"""One shingle in so many is looked up; all are compared once two texts share enough of those."""
_CONTAINED = 0.5
_ALIKE = 0.4
_SHORTEST = 12
"""A text of fewer shingles is a copy only of an equal one: a headline says little."""
_WORDS = re.compile(r"\w+")
_TELLS = frozenset({Stance.ASSERTS, Stance.ACCUSES})
_SPEAKS_FOR = frozenset({"spokespersonFor", "headOf"})


@dataclass(frozen=True, slots=True)
class CopyGroup:
    """Texts that are copies of one text or of parts of it."""

    documents: tuple[str, ...]
    """IRIs, sorted."""
    reason: str


@dataclass(frozen=True, slots=True)
class Corroboration:
    """Who tells of one event independently of one another."""

    event: str
    origins: tuple[tuple[str, ...], ...]
    """Claims by origin: those of one tuple go back to one source. The origins, and the claims of each, are sorted."""


def shingles(text: str) -> frozenset[int]:
    """Return the hashed runs of five words of *text*; of a shorter text the whole is one."""
    words = _WORDS.findall(text.casefold())
    runs = (" ".join(words[start:start + _RUN]) for start in range(max(1, len(words) - _RUN + 1)))
    return frozenset(zlib.crc32(run.encode("utf-8", "surrogatepass")) for run in runs) if words else frozenset()


def copies(documents: Iterable[Document]) -> tuple[CopyGroup, ...]:
    """Return the groups of texts that copy each other, sorted; the cost grows with the texts, not with their pairs.

    >>> wire = "Three rescuers were killed on Monday when a second strike hit the street where they were digging, he said."
    >>> texts = {"urn:a": wire, "urn:b": f"ALEPPO: {wire} Our paper could not check it.", "urn:c": "A school opened again."}
    >>> [group.documents for group in copies(Document(name, name, text, "en", "") for name, text in texts.items())]
    [('urn:a', 'urn:b')]
    """
    read = sorted((document.id, array("I", sorted(shingles(document.text)))) for document in documents)
    groups = Groups(name for name, _ in read)
    for first, second in _candidates([found for _, found in read]):
        (one, mine), (other, theirs) = read[first], read[second]
        if groups.find(one) != groups.find(other) and (reason := _alike(mine, theirs)):
            groups.join(one, other, reason, "rule:copy")
    together: dict[str, list[str]] = defaultdict(list)
    for name, _ in read:
        together[groups.find(name)].append(name)
    reasons: dict[str, str] = {}
    for judged in groups.judgements:
        reasons.setdefault(groups.find(judged.left), judged.reason)
    return tuple(CopyGroup(tuple(names), reasons[root]) for root, names in sorted(together.items()) if len(names) > 1)


def _candidates(texts: Sequence[array[int]]) -> list[tuple[int, int]]:
    """Return pairs that share enough sampled shingles; of those that hold one shingle each is paired with the next."""
    held = sorted(shingle << 32 | number for number, found in enumerate(texts) for shingle in found
                  if shingle % _SAMPLED == 0 or len(found) < _SHORTEST * _SAMPLED)
    shared: Counter[tuple[int, int]] = Counter()
    for one, other in pairwise(held):
        if one >> 32 == other >> 32:
            shared[one & 0xFFFFFFFF, other & 0xFFFFFFFF] += 1
    return sorted(pair for pair, count in shared.items() if count >= 2 or min(len(texts[pair[0]]), len(texts[pair[1]])) <= _RUN)


def _alike(one: array[int], other: array[int]) -> str:
    shared, smaller = len(set(one).intersection(other)), min(len(one), len(other))
    if smaller < _SHORTEST:
        return "the same few words" if shared == len(one) == len(other) else ""
    contained, alike = shared / smaller, shared / (len(one) + len(other) - shared)
    if alike >= _ALIKE:
        return f"{alike:.0%} of their runs of words are shared"
    return f"{contained:.0%} of the shorter text stands in the longer" if contained >= _CONTAINED else ""


def corroboration(annotations: Iterable[Annotation], resolution: Resolution) -> tuple[Corroboration, ...]:
    """Return for each event the independent origins of the claims that say it happened, sorted by event.

    Two claims go back to one origin if the same named source is quoted (a spokesman stands for whom he speaks), if one
    publisher says both, or if their texts are copies and neither quotes a source that the other does not. *annotations* are
    gone through three times, one at a time where they are read from disk.
    """
    annotations = list(annotations) if isinstance(annotations, Iterator) else annotations
    traces = _traces(annotations, resolution, _copied(annotations, resolution))
    found = []
    for event in resolution.events:
        told = [claim for claim in event.claims if claim in traces]
        by_trace: dict[str, str] = {}
        groups = Groups(told)
        for claim in told:
            for trace in traces[claim]:
                groups.join(by_trace.setdefault(trace, claim), claim, trace, "rule:origin")
        origins: dict[str, list[str]] = defaultdict(list)
        for claim in told:
            origins[groups.find(claim)].append(claim)
        found.append(Corroboration(event.id, tuple(sorted(tuple(sorted(claims)) for claims in origins.values()))))
    return tuple(found)


def _copied(annotations: Iterable[Annotation], resolution: Resolution) -> Mapping[str, str]:
    """Return for each text the first of those that are copies of it, by their words or by how the resolution joined claims."""
    document_of = {claim: one.document.id for one in annotations for claim in claim_iris(one).values()}
    groups = Groups()
    ties = [(name, group.documents[0]) for group in copies(one.document for one in annotations) for name in group.documents]
    ties += [(document_of[judged.left], document_of[judged.right]) for judged in resolution.judgements
             if judged.author == REPRINT and judged.left in document_of and judged.right in document_of]
    for one, other in ties:
        groups.add(one)
        groups.add(other)
        groups.join(one, other, "copies", "rule:copy")
    return {name: groups.find(name) for pair in ties for name in pair}


def origin_of(corroborations: Iterable[Corroboration]) -> Mapping[str, str]:
    """Return an IRI of the origin of each claim that says its event happened; claims of one origin share it."""
    return {claim: iri("origin", one.event, claims[0]) for one in corroborations for claims in one.origins for claim in claims}


def _traces(
    annotations: Iterable[Annotation], resolution: Resolution, group_of: Mapping[str, str]
) -> Mapping[str, tuple[str, ...]]:
    """Return for each claim what it shares with other claims of its origin."""
    entity_of = {mention: entity.id for entity in resolution.entities for mention in entity.mentions}
    named = {entity.id: entity.label for entity in resolution.entities if entity.names}
    speaks_for: dict[str, set[str]] = defaultdict(set)
    for annotation in annotations:
        for relation in annotation.relations:
            if relation.type in _SPEAKS_FOR:
                ends = [entity_of.get((annotation.document.id, end), "") for end in (relation.subject, relation.object)]
                speaks_for[ends[0]].add(ends[1])
    by_name = {fold(name): entity.id for entity in resolution.entities for _, name in entity.names}
    traces: dict[str, tuple[str, ...]] = {}
    for annotation in annotations:
        document = annotation.document
        iris = claim_iris(annotation)
        text = f"text {group_of.get(document.id, document.id)}"
        publisher = by_name.get(fold(document.publisher), f"publisher {fold(document.publisher)}") if document.publisher else text
        for claim in annotation.claims:
            if claim.stance in _TELLS:
                speaker = entity_of.get((document.id, claim.according_to[0].mention), "") if claim.according_to else ""
                if not claim.according_to:
                    traces[iris[claim.id]] = (text, publisher)
                elif speaker in named:
                    traces[iris[claim.id]] = (speaker, *sorted(speaks_for.get(speaker, ())))
                else:
                    traces[iris[claim.id]] = (f"{text} {fold(claim.according_to[0].text)}",)
    return traces
