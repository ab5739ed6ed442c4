"""What resolution decided, as the quads of one document need it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from kg import ids
from kg.errors import ResolutionError
from kg.model import Annotation, Judgement, Resolution, Verdict

_STATUS = {Verdict.ACCEPT: "accepted", Verdict.REJECT: "rejected", Verdict.CORRECT: "corrected"}


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
