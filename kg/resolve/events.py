"""Gathers claims into events: what is said of one thing that happened, by several sources, in several languages.

Two claims are held to be of one event when their type family, time, place and participants agree well enough and none
contradicts. Figures and perpetrators may differ: that is a disagreement between sources, not two events.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from kg.ids import iri
from kg.model import AGENT_ROLES, PATIENT_ROLES, Entity, EntityKind, Event, Role, Stance
from kg.names import KnownNames, fold
from kg.resolve.evidence import Said
from kg.resolve.groups import Groups
from kg.resolve.keys import DETERMINERS

_HAPPENED = frozenset({Stance.ASSERTS, Stance.DENIES, Stance.ACCUSES})
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
_FAMILY_OF = {name: family for family, names in _FAMILIES.items() for name in names.split()}
_CROSS_CUTTING = frozenset({"Attack", "AttackOnHealthcare", "AttackOnAid", "DoubleTap", "Bombing"})
"""Types that go with any other attack: they say what is struck or how often, or leave the means open."""
_ENOUGH = 4.0
_ENOUGH_IN_TEXT = 4.5
_WINDOW = 40
"""In a block of many events each is compared with so many that follow it in time."""
_OPEN = (date.min, date.max)


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
    families = frozenset(_FAMILY_OF[name] for name in claim.types if name in _FAMILY_OF)
    mode = ("total:" if claim.is_total else "") + ("happened" if claim.stance in _HAPPENED else claim.stance.value)
    found = Told(claim.iri, families, mode, frozenset(claim.types))
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
    points.append(_type_score(one, other))
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
    points.append(_figure_score(one, other))
    if one.triggers & other.triggers:
        points.append((0.25, "the word for it"))
    agreeing = [words for value, words in points if value > 0]
    return sum(value for value, _ in points), ", ".join(agreeing)


def _published_after(one: Told, other: Told) -> bool:
    """Tell whether a text that gives no date was published in the week after the day that the other gives, or beside it."""
    days = other.published if other.days is None else {other.latest}
    return any(0 <= (mine - theirs).days <= 7 for mine in one.published for theirs in days)


def _type_score(one: Told, other: Told) -> tuple[float, str]:
    if one.types & other.types - _CROSS_CUTTING:
        return 1.0, "type"
    means = one.types - _CROSS_CUTTING, other.types - _CROSS_CUTTING
    attack = "attack" in one.families & other.families
    return (-0.25, "") if attack and means[0] and means[1] else (0.5, "kind of event")


def _figure_score(one: Told, other: Told) -> tuple[float, str]:
    shared = one.figures & other.figures
    if shared:
        return (1.5 if max(floor for _, floor in shared) > 4 else 1.0), "figures"
    close = any(mine[0] == theirs[0] and abs(mine[1] - theirs[1]) <= 0.25 * max(mine[1], theirs[1])
                for mine in one.figures for theirs in other.figures)
    return (0.5, "figures, nearly") if close else (0.0, "")


class Gatherer:
    """Joins claims into events, holding what is told of each event so that chains of small steps join nothing apart."""

    def __init__(self, claims: Sequence[Said], groups: Groups, context: Context) -> None:
        """Prepare *claims*; decisions of people are already in *groups*."""
        self.groups = groups
        self.context = context
        self.claims = {claim.iri: claim for claim in claims}
        self.told: dict[str, Told] = {}
        self._wholes = {claim.iri: claim.part_of for claim in claims if claim.part_of in self.claims}
        for claim in claims:
            told_of = told(claim, context)
            root = groups.find(claim.iri)
            if root in self.told:
                self.told[root].take(told_of)
            else:
                self.told[root] = told_of
        for part, whole in sorted(self._wholes.items()):
            groups.keep_apart(part, whole)

    def join(self, one: str, other: str, reason: str, author: str, score: float) -> bool:
        """Join two events and what is told of them."""
        roots = sorted({self.groups.find(one), self.groups.find(other)})
        if len(roots) == 1:
            return True
        if not self.groups.join(one, other, reason, author, score):
            return False
        kept, gone = (self.told.pop(root) for root in roots)
        kept.take(gone)
        kept.families |= gone.families
        self.told[self.groups.find(one)] = kept
        return True

    def join_hints(self) -> None:
        """Join what the reader holds to be one event, unless the two differ in whether it happened."""
        for claim in self.claims.values():
            hinted = self.claims.get(claim.same_event_as)
            if hinted:
                one, other = self.told[self.groups.find(claim.iri)], self.told[self.groups.find(hinted.iri)]
                if one.mode == other.mode:
                    self.join(hinted.iri, claim.iri, "the text speaks of the same event again", "rule:same-event-in-text", 0.9)

    def join_copied(self) -> None:
        """Join claims that rest on the same words: a report that several print."""
        first: dict[tuple[str, ...], str] = {}
        for claim in self.claims.values():
            if claim.words:
                key = (claim.words, claim.trigger, claim.stance.value, *claim.types)
                other = first.setdefault(key, claim.iri)
                if other != claim.iri and self.claims[other].document != claim.document:
                    self.join(other, claim.iri, "the same words in both texts", "rule:same-words", 0.95)

    def _content(self, claim: str) -> tuple[str, ...]:
        """Return what a claim and its copies have in common: where pairs agree equally well a copy goes before no other."""
        said = self.claims[claim]
        figures = (f"{measure} {floor}" for measure, floor, _, _ in said.figures)
        return (str(said.earliest), str(said.latest), *said.types, said.trigger, said.words, *figures)

    def join_alike(self, pairs: Iterable[tuple[str, str]], author: str, enough: float) -> None:
        """Join pairs that agree well enough, the best first."""
        judged = []
        content = lru_cache(maxsize=None)(self._content)
        for one, other in pairs:
            mine, theirs = self.told[self.groups.find(one)], self.told[self.groups.find(other)]
            if mine is not theirs and not contradicts(mine, theirs, self.context):
                value, _ = score(mine, theirs, self.context)
                if value >= enough - 1:
                    judged.append(((-value, *sorted((content(one), content(other)))), one, other))
        for _, one, other in sorted(judged):
            mine, theirs = self.told[self.groups.find(one)], self.told[self.groups.find(other)]
            if mine is theirs or contradicts(mine, theirs, self.context):
                continue
            value, words = score(mine, theirs, self.context)
            # A text that tells both apart, or a copy of it, is asked for as much as one text alone: else a copy could join them.
            needed = max(enough, _ENOUGH_IN_TEXT) if mine.documents & theirs.documents else enough
            trust = round(min(0.99, 0.5 + value / 14), 2)
            if value >= needed:
                self.join(one, other, f"agree in {words}", author, trust)
            else:
                self.groups.unsure(one, other, f"agree in {words}, which is not enough", author, trust)


def candidate_pairs(events: Iterable[Told], context: Context, same_document: bool) -> Iterable[tuple[str, str]]:
    """Yield the pairs worth comparing: those that share a name struck, a figure in a month, or a place and a time."""
    blocks: dict[tuple[str, ...], list[Told]] = defaultdict(list)
    for told_of in events:
        here = sorted(told_of.documents) if same_document else []
        for family in sorted(told_of.families):
            for trait in _blocks(told_of, context):
                blocks[(told_of.mode, family, *trait, *here)].append(told_of)
    seen: set[tuple[str, str]] = set()
    for _, block in sorted(blocks.items(), key=lambda item: item[0]):
        block.sort(key=lambda one: (one.earliest, one.latest, one.key))
        for place, one in enumerate(block):
            for other in block[place + 1:place + 1 + _WINDOW]:
                pair = (one.key, other.key) if one.key < other.key else (other.key, one.key)
                if pair not in seen and (same_document or one.documents != other.documents):
                    seen.add(pair)
                    yield pair


def _blocks(one: Told, context: Context) -> Iterable[tuple[str, ...]]:
    for entity in sorted(one.facilities | one.struck | one.unnamed):
        yield "struck", entity
    dated = one.days is not None and one.days < 62
    whens = (one.earliest, one.latest) if dated else [day - timedelta(days=back) for day in one.published for back in (0, 7)]
    months = {(when.year, when.month) for when in whens if when not in _OPEN}
    for year, month in sorted(months):
        when = f"{year}-{month:02}"
        yield from (("figure", measure, str(floor), when) for measure, floor in sorted(one.figures))
        for place in sorted(one.places):
            yield from (("place", around, when) for around in sorted(context.around(place)) if not context.is_country(around))


def gather(claims: Sequence[Said], groups: Groups, context: Context) -> tuple[Event, ...]:
    """Return the events that *claims* are about, sorted by IRI; the judgements are added to *groups*."""
    gatherer = Gatherer(claims, groups, context)
    gatherer.join_hints()
    gatherer.join_copied()
    for same_document, author, enough in ((True, "rule:event-in-text", _ENOUGH_IN_TEXT), (False, "rule:event", _ENOUGH)):
        happened = [told_of for _, told_of in sorted(gatherer.told.items()) if told_of.mode == "happened" and told_of.families]
        gatherer.join_alike(candidate_pairs(happened, context, same_document), author, enough)
    _join_totals(gatherer)
    return _events(gatherer)


def _join_totals(gatherer: Gatherer) -> None:
    """Join totals that are the same figure of the same kind: one statistic that several texts repeat."""
    alike: dict[tuple[object, ...], list[str]] = defaultdict(list)
    for claim in gatherer.claims.values():
        if claim.is_total:
            mode = gatherer.told[gatherer.groups.find(claim.iri)].mode
            families = tuple(sorted({_FAMILY_OF.get(name, name) for name in claim.types}))
            for measure, floor, ceiling, _ in claim.figures:
                if floor > 4:
                    alike[mode, families, measure, floor, ceiling or 0].append(claim.iri)
    for _, iris in sorted(alike.items(), key=lambda item: str(item[0])):
        for other in iris[1:]:
            gatherer.join(iris[0], other, "the same total of the same kind", "rule:total", 0.85)


def _events(gatherer: Gatherer) -> tuple[Event, ...]:
    together: dict[str, list[Said]] = defaultdict(list)
    for claim in gatherer.claims.values():
        together[gatherer.groups.find(claim.iri)].append(claim)
    iri_of = {root: event_iri(min(claim.iri for claim in claims)) for root, claims in together.items()}
    whole_of = {root: _whole(root, claims, gatherer) for root, claims in together.items()}
    events = []
    for root, claims in together.items():
        whole = whole_of[root]
        looped = whole and _loops(root, whole_of)
        events.append(Event(
            iri_of[root], tuple(_types(claims)), tuple(sorted(claim.iri for claim in claims)), label(claims, gatherer.context),
            claims[0].is_total, iri_of[whole] if whole and not looped else "",
        ))
    return tuple(sorted(events, key=lambda event: event.id))


def event_iri(claim: str) -> str:
    """Return the IRI of the event whose smallest claim is *claim*."""
    return iri("event", claim)


def _whole(root: str, claims: Sequence[Said], gatherer: Gatherer) -> str:
    """The event that most claims say this one is a part of; of equals the smallest."""
    wholes = Counter(gatherer.groups.find(claim.part_of) for claim in claims if claim.part_of in gatherer.claims)
    wholes.pop(root, None)
    return min(wholes, key=lambda whole: (-wholes[whole], whole)) if wholes else ""


def _loops(root: str, whole_of: Mapping[str, str]) -> bool:
    """Tell whether *root* is a part of itself and the smallest of its circle: there the circle is cut."""
    circle = [root]
    while (step := whole_of.get(circle[-1], "")) and step not in circle:
        circle.append(step)
    return step == root and root == min(circle)


def _types(claims: Sequence[Said]) -> list[str]:
    """The types, the most telling first: the main type of most claims, the narrower before the cross-cutting."""
    main = Counter(claim.types[0] for claim in claims if claim.types)
    named = {name for claim in claims for name in claim.types}
    return sorted(named, key=lambda name: (-main[name], name in _CROSS_CUTTING, name))


_LINKS = {
    **dict.fromkeys(("Attack", "Airstrike", "DroneStrike", "ChemicalAttack", "GroundAssault", "Assault", "Reporting"), "on"),
    **dict.fromkeys(("AttackOnHealthcare", "AttackOnAid", "DoubleTap", "Combat", "Looting", "Robbery", "SexualViolence"), ":"),
    **dict.fromkeys(("Support", "AidDelivery"), "for"), **dict.fromkeys(("Threat", "Statement", "Demand"), "to"),
    **dict.fromkeys(("Meeting", "Ceasefire"), "with"),
}
"""The word between a type and whom it befell; "of" for the others: "Killing of a nurse"."""


def label(claims: Sequence[Said], context: Context) -> str:
    """Return a short title of the event: "Airstrike on al-Quds hospital, Aleppo"."""
    kind = (_types(claims) or ["Event"])[0]
    words = "".join(f" {char.lower()}" if char.isupper() else char for char in kind).strip().capitalize()
    whom = _shown(claims, context, lambda role: role in PATIENT_ROLES)
    where = _shown(claims, context, lambda role: role is Role.PLACE)
    who = _shown(claims, context, lambda role: role in AGENT_ROLES)
    title = words
    if whom:
        link = _LINKS.get(kind, "of")
        title += f"{link} {whom}" if link == ":" else f" {link} {whom}"
    elif who:
        title += f" by {who}"
    if where and fold(where) not in fold(title):
        title += f", {where}"
    return title


def _shown(claims: Sequence[Said], context: Context, wanted: Callable[[Role], bool]) -> str:
    """The entity most told of in a role: named ones first, facilities before people before others; ties by IRI."""
    found = Counter(context.entity_of[chain] for claim in claims for role, chain, _ in claim.roles if wanted(role))
    if not found:
        return ""
    facility = {entity: context.entities[entity].kind.value.endswith("Facility") for entity in found}
    best = min(found, key=lambda entity: (not context.named(entity), not facility[entity], -found[entity], entity))
    words = context.entities[best].label
    return words if len(words) <= 60 else words[:57].rsplit(" ", 1)[0] + " …"
