"""The words of the project as frozen values: one noun, one meaning, everywhere.

A reader turns one `Document` into one `Annotation`: the `Mention`s in it, the `Claim`s made about events and the
`Relation`s between those mentioned. Offsets are Unicode code points of `Document.text`, end exclusive.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

ANNOTATION_FORMAT = 1
"""Version of the annotation format; a reader refuses a higher one."""


class Stance(StrEnum):
    """What the source does with the statement."""

    ASSERTS = "asserts"
    DENIES = "denies"
    ACCUSES = "accuses"
    THREATENS = "threatens"
    SUPPOSES = "supposes"
    """If, would, might, on the verge of: nothing is said to have happened."""
    DESCRIBES = "describes"
    """A habit: "they bomb a place and then they wait"."""


class Certainty(StrEnum):
    """How sure the words are."""

    CERTAIN = "certain"
    PROBABLE = "probable"
    ALLEGED = "alleged"


class Role(StrEnum):
    """The part that somebody or something plays in an event."""

    AGENT = "agent"
    PERPETRATOR = "perpetrator"
    RESCUER = "rescuer"
    SPEAKER = "speaker"
    PATIENT = "patient"
    VICTIM = "victim"
    TARGET = "target"
    BENEFICIARY = "beneficiary"
    ADDRESSEE = "addressee"
    INSTRUMENT = "instrument"
    PLACE = "place"


AGENT_ROLES = frozenset({Role.AGENT, Role.PERPETRATOR, Role.RESCUER, Role.SPEAKER})
"""Roles that a query for ``agent`` finds."""
PATIENT_ROLES = frozenset({Role.PATIENT, Role.VICTIM, Role.TARGET, Role.BENEFICIARY, Role.ADDRESSEE})
"""Roles that a query for ``patient`` finds."""


class EntityKind(StrEnum):
    """What kind of thing is mentioned; each value is the local name of a class of the ontology."""

    PERSON = "Person"
    GROUP = "Group"
    ORGANISATION = "Organisation"
    ARMED_ACTOR = "ArmedActor"
    GOVERNMENT = "Government"
    PLACE = "Place"
    FACILITY = "Facility"
    HEALTH_FACILITY = "HealthFacility"
    WEAPON = "Weapon"
    THING = "Thing"


class Precision(StrEnum):
    """How exactly a date range is said."""

    DAY = "day"
    DAYS = "days"
    WEEK = "week"
    MONTH = "month"
    SEASON = "season"
    YEAR = "year"
    RANGE = "range"


class Measure(StrEnum):
    """What a figure counts."""

    KILLED = "killed"
    INJURED = "injured"
    KILLED_OR_INJURED = "killed_or_injured"
    DETAINED = "detained"
    DISPLACED = "displaced"
    RESCUED = "rescued"
    TREATED = "treated"
    DESTROYED = "destroyed"
    EVENTS = "events"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Document:
    """One text with its source, date and language; the text is stored normalised once (NFC, LF)."""

    id: str
    """IRI made from the text and its address, see `kg.ids.document_iri`."""
    name: str
    """The file name or address it was read from, as people will look for it."""
    text: str
    language: str
    """BCP 47 code of an installed pack, ``en`` or ``nb``."""
    sha256: str
    """Hex digest of ``text`` in UTF-8."""
    title: str = ""
    publisher: str = ""
    author: str = ""
    published: date | None = None
    url: str = ""
    based_on: str = ""
    """Address of the report that this text restates, if it says so."""
    found: Mapping[str, str] = field(default_factory=dict)
    """How each piece of metadata was found: ``sidecar``, ``record``, ``address``, ``dateline``, ``detected``, ``given``."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A span that names or describes an actor, place, thing or weapon."""

    id: str
    """``m1``, ``m2`` ... in the order of the text, unique in the document."""
    start: int
    end: int
    kind: EntityKind
    text: str
    """The words of the span, whitespace as in the text."""
    name: str = ""
    """The proper name inside it, base form ("Norges Røde Kors" for "Norges Røde Kors'"); empty for a description."""
    head: str = ""
    """Lemma of the head noun, for descriptions ("surgeon", "jente")."""
    refers_to: str = ""
    """Id of the mention that stands for the same thing in this document; its own id if it is that one."""
    age: tuple[int, int] | None = None
    """Youngest and oldest age said, in years."""
    sex: str = ""
    """``female``, ``male`` or empty."""
    number: tuple[int, int | None] | None = None
    """How many, floor and ceiling (None = open), for groups."""
    occupation: str = ""
    """Role or title as worded ("neurosurgeon", "president")."""
    sensitive: tuple[str, ...] = ()
    """Why a person is to be protected: ``pseudonymous``, ``minor``, ``relative``, ``medical``, ``at-risk-place``."""


@dataclass(frozen=True, slots=True)
class Filler:
    """Somebody or something in a role."""

    role: Role
    mention: str
    """Id of a `Mention`."""
    text: str
    """The name as a reader would write it: the mention's words, or what a pronoun stands for."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A number as said, with its floor and ceiling."""

    measure: Measure
    floor: int
    ceiling: int | None
    """None = open ("at least 664")."""
    start: int
    end: int
    text: str
    """The words: "more than 50 people"."""
    modifier: str = ""
    """"more than", "rundt"; empty if none."""
    unit: str = ""
    """What is counted, as worded: "medical workers"."""
    per: str = ""
    """A rate: "day"; empty if none."""
    computed: bool = False
    """True if the number was counted by the reader and not said (a list of names)."""


@dataclass(frozen=True, slots=True)
class TimeRange:
    """When, as a pair of dates, both included."""

    earliest: date | None
    latest: date | None
    precision: Precision
    start: int
    end: int
    text: str
    """The words the dates were read from."""


@dataclass(frozen=True, slots=True)
class Claim:
    """What one source says about one event in one document."""

    id: str
    """``k1``, ``k2`` ... in the order of the text."""
    types: tuple[str, ...]
    """Local names of event classes, the most telling first."""
    start: int
    end: int
    """The evidence: the sentence or clause that the claim rests on."""
    text: str
    """The words of the evidence."""
    trigger_start: int
    trigger_end: int
    """The word or words that evoke the event."""
    roles: tuple[Filler, ...] = ()
    figures: tuple[Figure, ...] = ()
    time: TimeRange | None = None
    stance: Stance = Stance.ASSERTS
    certainty: Certainty = Certainty.CERTAIN
    according_to: tuple[Filler, ...] = ()
    """The attribution chain, nearest speaker first (role ``speaker``); empty = the publisher."""
    is_total: bool = False
    """True for a total over many events: it becomes an EventSet, never an Event."""
    part_of: str = ""
    """Id of the claim whose event this one is a part of (the killing in the airstrike)."""
    same_event_as: str = ""
    """Id of an earlier claim in this document that the reader holds to be about the same event."""
    confidence: float = 1.0
    """The reader's own trust in this claim, 0 to 1, two decimals; orders the review queue."""


@dataclass(frozen=True, slots=True)
class Relation:
    """A lasting tie between two that are mentioned, with the words it rests on."""

    id: str
    """``r1``, ``r2`` ... in the order of the text."""
    type: str
    """Local name of a property of the ontology: memberOf, headOf, spokespersonFor, locatedIn, supports, kinOf, worksAt ..."""
    subject: str
    object: str
    """Ids of mentions."""
    start: int
    end: int
    text: str
    according_to: tuple[Filler, ...] = ()


@dataclass(frozen=True, slots=True)
class Annotation:
    """All that one reader found in one document."""

    document: Document
    reader: str
    """Name and version of the reader, ``rules/0.1.0+en/1``."""
    mentions: tuple[Mention, ...] = ()
    claims: tuple[Claim, ...] = ()
    relations: tuple[Relation, ...] = ()


class Verdict(StrEnum):
    """What a judgement says."""

    SAME = "same"
    DIFFERENT = "different"
    UNSURE = "unsure"
    ACCEPT = "accept"
    REJECT = "reject"
    CORRECT = "correct"


@dataclass(frozen=True, slots=True)
class Judgement:
    """A recorded decision about two things being one, or about a claim; never edited, only superseded."""

    id: str
    """IRI made from its content."""
    verdict: Verdict
    left: str
    """IRI of an entity part (a mention chain), claim or event."""
    right: str
    """IRI of the other one; empty for accept, reject, correct."""
    reason: str
    """Why, in words that a curator understands."""
    author: str
    """``rule:<name>`` or a person's handle."""
    time: str = ""
    """ISO 8601, for people's decisions; rules leave it empty so that output depends on input alone."""
    score: float = 1.0


@dataclass(frozen=True, slots=True)
class Entity:
    """A person, group, organisation, armed actor, government, place, facility or weapon, with all its names."""

    id: str
    """IRI; of `ontology/names` where it is well known, else made from its mentions."""
    kind: EntityKind
    label: str
    """The name to show."""
    names: tuple[tuple[str, str], ...]
    """(language, name) pairs as found, sorted."""
    mentions: tuple[tuple[str, str], ...]
    """(document IRI, mention id) pairs, sorted."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that is said to have happened, gathered from claims judged to speak of the same thing."""

    id: str
    """IRI made from its claims."""
    types: tuple[str, ...]
    claims: tuple[str, ...]
    """IRIs of claims, sorted."""
    label: str
    is_total: bool = False
    part_of: str = ""
    """IRI of the event that this one is a part of."""


@dataclass(frozen=True, slots=True)
class Resolution:
    """Entities and events over all documents, and the judgements they rest on."""

    entities: tuple[Entity, ...]
    events: tuple[Event, ...]
    judgements: tuple[Judgement, ...]
