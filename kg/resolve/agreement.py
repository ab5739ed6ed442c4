"""Holds what two claims say of their events against each other: what contradicts, and how much agrees.

Figures and perpetrators may differ: that is a disagreement between sources, not two events.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from kg.model import AGENT_ROLES, PATIENT_ROLES, Entity, EntityKind, Role, Stance
from kg.names import KnownNames, fold
from kg.resolve.evidence import Said
from kg.resolve.keys import DETERMINERS

HAPPENED = frozenset({Stance.ASSERTS, Stance.DENIES, Stance.ACCUSES})
_FAMILIES = {
    "attack": "Attack Airstrike BarrelBombing DroneStrike Shelling Bombing SuicideBombing Shooting GroundAssault ChemicalAttack "
              "AttackOnHealthcare AttackOnAid DoubleTap Arson Assault",
    "robbery": "Robbery Looting",
    "sexual-violence": "SexualViolence",
    "siege": "Siege",
    "harm": "Killing Death",
    "injury": "Injury",
    "destruction": "Destruction",
    "detention": "Detention Abduction",
    "release": "Release",
    "torture": "Torture",
    "displacement": "Displacement",
    "evacuation": "Evacuation",
    "rescue": "Rescue",
    "treatment": "MedicalTreatment",
    "aid": "AidDelivery",
    "support": "Support",
    "ceasefire": "Ceasefire",
    "meeting": "Meeting",
    "protest": "Protest",
    "combat": "Combat",
}
"""Types that two reporters may give one event. Statements and reporting are of one speaker at one time: never gathered."""
FAMILY_OF = {name: family for family, names in _FAMILIES.items() for name in names.split()}
CROSS_CUTTING = frozenset({"Attack", "AttackOnHealthcare", "AttackOnAid", "DoubleTap", "Bombing"})
"""Types that go with any other attack: they say what is struck or how often, or leave the means open."""


_SETS = (
    "types", "published", "places", "struck", "facilities", "described", "unnamed", "agents", "instruments", "figures",
    "triggers", "documents",
)


@dataclass(slots=True)
class Told:
    """What is said of one event by the claims gathered so far; most sets are empty, and all empty ones are one object."""

    key: str
    families: frozenset[str]
    mode: str
    types: frozenset[str] = frozenset()
    earliest: date = date.min
    latest: date = date.max
    published: frozenset[date] = frozenset()
    """When texts that give no date were published."""
    places: frozenset[str] = frozenset()
    struck: frozenset[str] = frozenset()
    """Entities in patient roles that have a name."""
    facilities: frozenset[str] = frozenset()
    described: frozenset[str] = frozenset()
    """Words of patients without a name."""
    unnamed: frozenset[str] = frozenset()
    """People, facilities and things without a name that the reader followed through the text."""
    agents: frozenset[str] = frozenset()
    instruments: frozenset[str] = frozenset()
    figures: frozenset[tuple[str, int]] = frozenset()
    triggers: frozenset[str] = frozenset()
    documents: frozenset[str] = frozenset()

    @property
    def days(self) -> int | None:
        """Return how many days the time spans, or None if it is open."""
        return None if self.earliest == date.min or self.latest == date.max else (self.latest - self.earliest).days

    def take(self, other: Told) -> None:
        """Add what is said of *other*; of two times what they share is kept."""
        if self.earliest <= other.latest and other.earliest <= self.latest:
            self.earliest, self.latest = max(self.earliest, other.earliest), min(self.latest, other.latest)
        for name in _SETS:
            mine, theirs = getattr(self, name), getattr(other, name)
            if not theirs <= mine:
                setattr(self, name, mine | theirs)


class Context:
    """What the events need to know of entities."""

    def __init__(self, entities: Iterable[Entity], entity_of: Mapping[str, str], known: KnownNames) -> None:
        """Index *entities*; *entity_of* gives the entity of a chain."""
        self.entities = {entity.id: entity for entity in entities}
        self.entity_of = entity_of
        self.known = known
        self._countries = {entity.label for entity in known.entities.values() if "Country" in entity.classes}

    def named(self, entity: str) -> bool:
        """Tell whether the entity has a proper name."""
        return bool(self.entities[entity].names)

    def around(self, place: str) -> frozenset[str]:
        """Return the place and all that contain it."""
        return frozenset((place, *self.known.within(place)))

    def is_country(self, place: str) -> bool:
        """Tell whether the place is too large to tell events apart."""
        entity = self.known.entities.get(place)
        return entity is not None and entity.label in self._countries


def told(claim: Said, context: Context) -> Told:
    """Return what *claim* says of its event."""
    families = frozenset(FAMILY_OF[name] for name in claim.types if name in FAMILY_OF)
    mode = ("total:" if claim.is_total else "") + ("happened" if claim.stance in HAPPENED else claim.stance.value)
    found = Told(claim.key, families, mode, frozenset(claim.types))
    found.documents, found.triggers = frozenset((claim.document,)), frozenset((claim.trigger,))
    found.earliest, found.latest = claim.earliest or date.min, claim.latest or (claim.published or date.max)
    if not (claim.earliest or claim.latest) and claim.published:
        found.published = frozenset((claim.published,))
    if found.earliest > found.latest:
        found.earliest, found.latest = found.latest, found.earliest
    for role, chain, words in claim.roles:
        entity = context.entity_of[chain]
        kind = context.entities[entity].kind.value
        if (role is Role.PLACE or kind == "Place") and (context.named(entity) or entity in context.known.entities):
            found.places |= {entity}  # "a building" lies anywhere: it tells no two events apart
        if role is Role.INSTRUMENT:
            found.instruments |= {entity}
        elif role in AGENT_ROLES:
            found.agents |= {entity}
        elif role in PATIENT_ROLES and kind != "Place":
            if not context.named(entity):
                found.described |= {_bare(words)}
                if kind != "Group":
                    found.unnamed |= {entity}
            elif kind in ("HealthFacility", "Facility"):
                found.facilities |= {entity}
            else:
                found.struck |= {entity}
    if claim.figures:
        found.figures = frozenset((measure, floor) for measure, floor, _, _ in claim.figures if floor > 1)
    return found


def _bare(words: str) -> str:
    """Return a description without what the second telling of it changes: "a post office", "the post office"."""
    kept = fold(words).split()
    while len(kept) > 1 and (kept[0] in DETERMINERS or kept[0].isdigit()):
        kept.pop(0)
    return " ".join(kept)


def contradicts(one: Told, other: Told, context: Context) -> str:
    """Return in what two can not be one event, or an empty string."""
    if one.mode != other.mode:
        return "one happened and the other did not" if "total" not in one.mode + other.mode else "one is a total"
    if not one.families & other.families:
        return "type"
    day = timedelta(days=1)
    if _plus(one.latest, day) < other.earliest or _plus(other.latest, day) < one.earliest:
        return "time"
    if one.facilities and other.facilities and not one.facilities & other.facilities:
        return "what was struck"
    if one.families & other.families & {"harm", "injury"} and one.struck and other.struck and not one.struck & other.struck:
        return "who was harmed"
    if one.places and other.places and _place_score(one, other, context) < 0:
        return "place"
    return ""


def _plus(day: date, more: timedelta) -> date:
    return day if day == date.max else day + more


def _place_score(one: Told, other: Told, context: Context) -> float:
    """Two for one place below a country, one for a place within the other, nothing for a country, minus if apart."""
    shared = one.places & other.places
    if any(not context.is_country(place) for place in shared):
        return 2.0
    if any(mine in context.around(theirs) or theirs in context.around(mine) for mine in one.places for theirs in other.places):
        small = all(not context.is_country(place) for place in one.places | other.places)
        return 1.0 if small else 0.0
    return -1.0


def score(one: Told, other: Told, context: Context) -> tuple[float, str]:
    """Return how well two agree, with what agrees in words; `_ENOUGH` makes them one event."""
    points: list[tuple[float, str]] = []
    points.append(type_score(one, other))
    days = [told.days for told in (one, other)]
    both_known = days[0] is not None and days[1] is not None
    if both_known:
        longest = max(days[0] or 0, days[1] or 0)
        overlap = one.earliest <= other.latest and other.earliest <= one.latest
        near = 2.0 if longest <= 2 else 1.5 if longest <= 7 else 1.0 if longest <= 31 else 0.25
        points.append((near if overlap else 0.5, "time"))
    elif not one.documents & other.documents and (_published_after(one, other) or _published_after(other, one)):
        points.append((0.5, "time of publication"))
    if one.places and other.places:
        points.append((_place_score(one, other, context), "place"))
    if one.facilities & other.facilities:
        points.append((3.0, "what was struck"))
    if harmed := one.struck & other.struck:
        people = any(context.entities[entity].kind is EntityKind.PERSON for entity in harmed)
        points.append((3.5 if people else 1.0, "who was harmed"))
    if one.unnamed & other.unnamed:
        points.append((2.5, "who or what was harmed"))
    elif one.described & other.described:
        points.append((0.75, "the victims as described"))
    if one.agents & other.agents:
        points.append((0.5, "agent"))
    if one.instruments & other.instruments:
        points.append((0.25, "means"))
    points.append(figure_score(one, other))
    if one.triggers & other.triggers:
        points.append((0.25, "the word for it"))
    agreeing = [words for value, words in points if value > 0]
    return sum(value for value, _ in points), ", ".join(agreeing)


def _published_after(one: Told, other: Told) -> bool:
    """Tell whether a text that gives no date was published in the week after the day that the other gives, or beside it."""
    days = other.published if other.days is None else {other.latest}
    return any(0 <= (mine - theirs).days <= 7 for mine in one.published for theirs in days)


def type_score(one: Told, other: Told) -> tuple[float, str]:
    """Return how well two types agree: less than nothing for two different means of attack."""
    if one.types & other.types - CROSS_CUTTING:
        return 1.0, "type"
    means = one.types - CROSS_CUTTING, other.types - CROSS_CUTTING
    attack = "attack" in one.families & other.families
    return (-0.25, "") if attack and means[0] and means[1] else (0.5, "kind of event")


def figure_score(one: Told, other: Told) -> tuple[float, str]:
    """Return how well the figures of two agree, with what agrees in words."""
    shared = one.figures & other.figures
    if shared:
        return (1.5 if max(floor for _, floor in shared) > 4 else 1.0), "figures"
    close = any(mine[0] == theirs[0] and abs(mine[1] - theirs[1]) <= 0.25 * max(mine[1], theirs[1])
                for mine in one.figures for theirs in other.figures)
    return (0.5, "figures, nearly") if close else (0.0, "")
