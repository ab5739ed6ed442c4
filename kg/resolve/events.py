"""Gathers claims into events: what is said of one thing that happened, by several sources, in several languages.

Two claims are held to be of one event when their type family, time, place and participants agree well enough and none
contradicts (`kg/resolve/agreement.py`).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache

from kg.ids import iri
from kg.model import AGENT_ROLES, PATIENT_ROLES, Event, Role
from kg.names import fold
from kg.resolve.agreement import CROSS_CUTTING, FAMILY_OF, Context, Told, contradicts, score, told
from kg.resolve.evidence import Said
from kg.resolve.groups import Groups
from kg.resolve.reprints import REPRINT, Reprints
from kg.resolve.retold import retold

_ENOUGH = 4.0
_ENOUGH_IN_TEXT = 4.5
_WINDOW = 40
"""In a block of many events each is compared with so many that follow it in time."""
_OPEN = (date.min, date.max)


class Gatherer:
    """Joins claims into events, holding what is told of each event so that chains of small steps join nothing apart."""

    def __init__(
        self, claims: Sequence[Said], groups: Groups, context: Context, reprints: Reprints, heard: frozenset[str]
    ) -> None:
        """Prepare *claims*; decisions of people are already in *groups*, and the texts *heard* have something of their own."""
        self.groups = groups
        self.context = context
        self.claims = {claim.key: claim for claim in claims}
        self._reprints = reprints
        self._heard = heard
        self.told: dict[str, Told] = {}
        self.copied: set[str] = set()
        """Claims that say in the same words what a claim of another text says."""
        self._wholes = {claim.key: claim.part_of for claim in claims if claim.part_of in self.claims}
        for claim in claims:
            told_of = told(claim, context)
            root = groups.find(claim.key)
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
        kept, gone = sorted((self.told.pop(root) for root in roots), key=lambda told_of: told_of.key)
        kept.take(gone)
        kept.families |= gone.families
        self.told[self.groups.find(one)] = kept
        return True

    def join_hints(self) -> None:
        """Join what the reader holds to be one event, unless the two differ in whether it happened."""
        for claim in self.claims.values():
            hinted = self.claims.get(claim.same_event_as)
            if hinted and claim.key not in self.copied:
                one, other = self.told[self.groups.find(claim.key)], self.told[self.groups.find(hinted.key)]
                if one.mode == other.mode:
                    self.join(hinted.key, claim.key, "the text speaks of the same event again", "rule:same-event-in-text", 0.9)

    def join_copied(self) -> None:
        """Join claims that rest on the same words: a report that several print.

        What a copy says is said already: it adds its claims to an event, and nothing by which events are told apart.
        """
        size = Counter(self.groups.find(claim) for claim in self.claims)
        for copy, original in sorted(self._reprints.claims.items()):
            if self._attach(copy, original, alone=size[copy] == 1):
                self.copied.add(copy)

    def _attach(self, copy: str, original: str, *, alone: bool) -> bool:
        """Join a claim to the one it copies, and what is told of it only if a person joined it with others."""
        in_copies = copy in self._reprints.in_copies
        reason = "the same words in a copy of the text" if in_copies else "the same words in both texts"
        author = REPRINT if in_copies else "rule:same-words"
        roots = [self.groups.find(original), self.groups.find(copy)]
        if not alone or roots[0] == roots[1]:
            return self.join(original, copy, reason, author, 0.95)
        if contradicts(self.told[roots[0]], self.told[roots[1]], self.context) == "time":  # a phrase that comes back every week
            return False
        if not self.groups.join(original, copy, reason, author, 0.95):
            return False
        kept, gone = (self.told.pop(root) for root in roots)
        kept.documents |= gone.documents & self._heard
        self.told[self.groups.find(original)] = kept
        return True

    def join_retold(self) -> None:
        """Join what one text tells of again, where only one event can be meant."""
        claims = [claim for claim in self.claims.values() if claim.document in self._heard]
        for found in retold(claims, lambda claim: self.told[self.groups.find(claim)], self.context):
            if found.claim in self.copied:
                continue
            if len(found.may_repeat) == 1:
                self.join(found.may_repeat[0], found.claim, found.reason, found.author, 0.8)
            else:
                for other in found.may_repeat:
                    self.groups.unsure(other, found.claim, f"{found.reason}; there are several", found.author, 0.4)

    def _content(self, claim: str) -> tuple[str, ...]:
        """Return what a claim says, the day first: of pairs that agree equally well those of one day come first."""
        said = self.claims[claim]
        figures = (f"{measure} {floor}" for measure, floor, _, _ in said.figures)
        return (str(said.earliest), str(said.latest), *said.types, said.trigger, *said.words, *figures)

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
        for here in sorted(told_of.documents) if same_document else ("",):
            for family in sorted(told_of.families):
                for trait in _blocks(told_of, context):
                    blocks[(told_of.mode, family, *trait, here)].append(told_of)
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


def gather(
    claims: Sequence[Said], groups: Groups, context: Context, reprints: Reprints, heard: frozenset[str]
) -> tuple[Event, ...]:
    """Return the events that *claims* are about, sorted by IRI; the judgements are added to *groups*.

    Of the texts that are not *heard* everything stands in another too: their claims are attached by *reprints*.
    """
    gatherer = Gatherer(claims, groups, context, reprints, heard)
    gatherer.join_copied()
    gatherer.join_hints()
    gatherer.join_retold()
    for same_document, author, enough in ((True, "rule:event-in-text", _ENOUGH_IN_TEXT), (False, "rule:event", _ENOUGH)):
        happened = [told_of for _, told_of in sorted(gatherer.told.items()) if told_of.mode == "happened" and told_of.families]
        gatherer.join_alike(candidate_pairs(happened, context, same_document), author, enough)
    _join_totals(gatherer)
    return _events(gatherer)


def _join_totals(gatherer: Gatherer) -> None:
    """Join totals that are the same figure of the same kind: one statistic that several texts repeat."""
    alike: dict[tuple[object, ...], list[str]] = defaultdict(list)
    for claim in gatherer.claims.values():
        if claim.is_total and claim.key not in gatherer.copied:
            mode = gatherer.told[gatherer.groups.find(claim.key)].mode
            families = tuple(sorted({FAMILY_OF.get(name, name) for name in claim.types}))
            for measure, floor, ceiling, _ in claim.figures:
                if floor > 4:
                    alike[mode, families, measure, floor, ceiling or 0].append(claim.key)
    for _, keys in sorted(alike.items(), key=lambda item: str(item[0])):
        for other in keys[1:]:
            gatherer.join(keys[0], other, "the same total of the same kind", "rule:total", 0.85)


def _events(gatherer: Gatherer) -> tuple[Event, ...]:
    together: dict[str, list[Said]] = defaultdict(list)
    for claim in gatherer.claims.values():
        together[gatherer.groups.find(claim.key)].append(claim)
    iri_of = {root: event_iri(min(claim.iri for claim in claims)) for root, claims in together.items()}
    whole_of = {root: _whole(root, claims, gatherer) for root, claims in together.items()}
    events = []
    for root, claims in together.items():
        whole = whole_of[root]
        looped = whole and _loops(root, whole_of)
        said = [claim for claim in claims if claim.key not in gatherer.copied]
        events.append(Event(
            iri_of[root], tuple(_types(said)), tuple(sorted(claim.iri for claim in claims)), label(said, gatherer.context),
            claims[0].is_total, iri_of[whole] if whole and not looped else "",
        ))
    return tuple(sorted(events, key=lambda event: event.id))


def event_iri(claim: str) -> str:
    """Return the IRI of the event whose smallest claim is *claim*."""
    return iri("event", claim)


def _whole(root: str, claims: Sequence[Said], gatherer: Gatherer) -> str:
    """The event that most claims say this one is a part of; of equals the smallest."""
    parts = [claim for claim in claims if claim.part_of in gatherer.claims and claim.key not in gatherer.copied]
    wholes = Counter(gatherer.groups.find(claim.part_of) for claim in parts)
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
    return sorted(named, key=lambda name: (-main[name], name in CROSS_CUTTING, name))


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
