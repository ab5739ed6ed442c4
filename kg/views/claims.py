"""What a picture is drawn from: claims with their names, figures, sources and words, as frozen values."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

NOT_HAPPENED = {"denies": "denied", "threatens": "threatened", "supposes": "supposed", "describes": "described"}
"""How a claim is drawn whose stance does not say that something happened; never like a fact."""
MANNERS = ("own", "attributed", "denied", "threatened", "supposed", "described")
"""Every way a claim can be drawn: by the document itself, by a named source, or as one that tells of no fact."""
SPEECH = frozenset({"Statement", "Accusation", "Condemnation", "Threat", "Denial", "Praise", "Demand"})
"""Event types whose agent speaks: drawn under SAYS, not under WHO."""


@dataclass(frozen=True, slots=True)
class Part:
    """Somebody or something in a role of a claim, or a link of its attribution chain."""

    role: str
    """Name of a role, ``perpetrator``; ``speaker`` for a source."""
    entity: str
    """IRI."""
    name: str
    """The entity's label in the reader's language."""
    kind: str = "Thing"
    """Value of `kg.model.EntityKind`."""
    worded: str = ""
    """The name as the document words it; empty if that is not known."""
    named: bool = True
    """False for a description ("seven children and their parents")."""

    @property
    def has_name(self) -> bool:
        """Whether it is named, or described with a name inside ("the al-Quds hospital").

        >>> Part("target", "x", "the al-Quds hospital", named=False).has_name, Part("victim", "x", "A man", named=False).has_name
        (True, False)
        """
        return self.named or any(any(letter.isupper() for letter in text) for text in self.name.split()[1:])


@dataclass(frozen=True, slots=True)
class Number:
    """A figure as said."""

    measure: str
    floor: int
    ceiling: int | None = None
    """None = open ("at least 664")."""
    wording: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Paper:
    """The document a claim is found in."""

    iri: str
    name: str
    title: str = ""
    url: str = ""
    publisher: str = ""
    published: str = ""
    language: str = ""


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """One claim with all that a reader needs to judge it."""

    claim: str
    event: str
    label: str
    """The event's label."""
    types: tuple[str, ...]
    """Local names of event classes, the most telling first."""
    paper: Paper
    start: int
    end: int
    quote: str
    """The exact words from `start` to `end` of the document."""
    before: str = ""
    """The rest of the sentence or paragraph in front of the quote, where the stored text is at hand."""
    after: str = ""
    roles: tuple[Part, ...] = ()
    figures: tuple[Number, ...] = ()
    stance: str = "asserts"
    certainty: str = "certain"
    according_to: tuple[Part, ...] = ()
    """Attribution chain, nearest speaker first; empty = the document itself."""
    earliest: str = ""
    latest: str = ""
    precision: str = ""
    is_total: bool = False
    part_of: str = ""
    """IRI of the event that this one is a part of (the killing in the airstrike)."""
    review: str = "unreviewed"

    @property
    def manner(self) -> str:
        """How the claim is drawn, one of `MANNERS`."""
        return NOT_HAPPENED.get(self.stance) or ("attributed" if self.according_to else "own")

    @property
    def is_speech(self) -> bool:
        """Whether the event is itself something said."""
        return bool(self.types) and self.types[0] in SPEECH


def by_text(claims: Sequence[ClaimRow]) -> tuple[ClaimRow, ...]:
    """Return *claims* in the order of document and text, each once."""
    once = {claim.claim: claim for claim in claims}
    return tuple(
        sorted(once.values(), key=lambda claim: (claim.paper.name, claim.paper.iri, claim.start, claim.end, claim.claim))
    )


_STOPS = (". ", "! ", "? ", ".” ", "?” ", '." ')


def around(text: str, start: int, end: int, width: int = 400) -> tuple[str, str]:
    """Return what stands before and after a span in its paragraph: the rest of its sentence, and one sentence on each side.

    Who did it is often told one sentence on. At most about *width* characters on each side.

    >>> around("It rained. A bomb struck the bakery, he said. Nobody slept. They waited.", 11, 35)
    ('It rained. ', ', he said. Nobody slept.')
    """
    if not 0 <= start < end <= len(text):
        return "", ""
    first = max(text.rfind("\n", 0, start) + 1, start - width)
    last = text.find("\n", end)
    last = min(len(text) if last < 0 else last, end + width)
    before, after = text[first:start], text[end:last]
    begins = sorted({at + len(mark) for mark in _STOPS for at in range(len(before)) if before.startswith(mark, at)})
    ends = sorted({at + len(mark) - 1 for mark in _STOPS for at in range(len(after)) if after.startswith(mark, at)})
    whole = 1 if text[end - 1] in '.!?”"' else 2
    return before[begins[-2] :] if len(begins) > 1 else before, after[: ends[whole - 1]] if len(ends) >= whole else after


def at_sentence(claim: ClaimRow, text: str) -> ClaimRow:
    """Return *claim* with the words around its quote, read from the stored *text* of its document."""
    if text[claim.start : claim.end] != claim.quote:
        return claim
    before, after = around(text, claim.start, claim.end)
    return replace(claim, before=before, after=after)
