"""What resolution needs to know of one document, cut down so that very many of them fit in memory."""

from __future__ import annotations

import re
import zlib
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

from kg.ids import claim_iris, digest, iri, mention_iri_of
from kg.model import AGENT_ROLES, PATIENT_ROLES, Annotation, Claim, Document, EntityKind, Mention, Role, Stance
from kg.names import fold
from kg.resolve.spelling import parts, same_initials
from kg.resolve.wording import Manner, known_ones, manners, order, repeats, run_of_words
from kg.resolve.words import generic, sexes, titles

_SPEECH = frozenset({"Statement", "Accusation", "Condemnation", "Threat", "Denial", "Praise", "Demand", "Meeting", "Support"})
FAMILY = {
    EntityKind.PERSON: "person",
    EntityKind.GROUP: "body", EntityKind.ORGANISATION: "body", EntityKind.ARMED_ACTOR: "body", EntityKind.GOVERNMENT: "body",
    EntityKind.PLACE: "place",
    EntityKind.FACILITY: "facility", EntityKind.HEALTH_FACILITY: "facility",
    EntityKind.WEAPON: "weapon", EntityKind.THING: "thing",
}
"""Kinds that a writer may mix up for one entity share a family; a person is never a place."""
_BODY = 20
"""Two texts of fewer words in all say little: they are no copies, though they be the same words."""


@dataclass(slots=True)
class Chain:
    """The mentions of one thing in one document."""

    key: str
    """Where the first of its mentions stands, and its IRI: see `place_of`."""
    document: str
    start: int
    end: int
    kind: EntityKind
    mentions: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    """Proper names as found, in the order of the text."""
    texts: list[str] = field(default_factory=list)
    """The words of mentions without a name."""
    occupations: frozenset[str] = frozenset()
    born: tuple[int, int] | None = None
    """Years between which a person of this age, in a text of this date, was born."""
    sex: str = ""
    words: str = ""
    """The words of the first mention."""
    acts: bool = False
    """It does or says something, or is spoken to, and nothing happens in it: "Russia denied it" means who governs there."""

    @property
    def family(self) -> str:
        """Return what it may be compared with."""
        return FAMILY[self.kind]

    @property
    def made_iri(self) -> str:
        """Return the IRI of an entity whose first mention is this chain's."""
        return iri("entity", self.document, str(self.start), str(self.end), self.kind.value)


@dataclass(frozen=True, slots=True)
class Said:
    """One claim, with chains for its participants."""

    key: str
    """Where it stands, and its IRI: see `place_of`."""
    iri: str
    document: str
    types: tuple[str, ...]
    stance: Stance
    is_total: bool
    roles: tuple[tuple[Role, str, str], ...]
    """(role, chain key, words)."""
    figures: tuple[tuple[str, int, int | None, str], ...]
    """(measure, floor, ceiling, unit)."""
    earliest: date | None
    latest: date | None
    published: date | None
    trigger: str
    words: tuple[str, ...]
    """Hashes of the evidence, or of a short one with the words before it and with those after it: a copy has one of them."""
    part_of: str
    same_event_as: str
    """Keys of claims of the same document, or empty."""
    order: tuple[int, int]
    speaker: str = ""
    """Chain of the nearest speaker; empty for the publisher."""
    manner: frozenset[Manner] = frozenset()
    known: tuple[str, ...] = ()
    """Nouns of those harmed who are spoken of as known already: "the girl", but not "the girl from the bakery"."""


@dataclass(slots=True)
class View:
    """One document, cut down."""

    document: str
    place: str
    """Where it stands among all: see `place_of`."""
    language: str
    publisher: str
    chains: dict[str, Chain]
    chain_of: dict[str, str]
    """Mention id to chain key."""
    spots: array[int]
    """For each of `chain_of` where the mention starts (32 bits) and a hash of its words: what a copy has as far apart."""
    bodies: tuple[tuple[str, int], ...]
    """Hashes of all words, and of those from the first mention to the last, if they are not few; and where they start."""
    mention_iris: dict[str, str]
    """Mention IRI to chain key."""
    claims: tuple[Said, ...]
    relations: tuple[tuple[str, str, str], ...]
    """(type, chain of subject, chain of object)."""
    written_out: tuple[tuple[str, str], ...]
    """(acronym, chain that it stands for in this document)."""
    beside: tuple[tuple[str, str], ...] = ()
    """Chains of people who stand in one sentence by full names that share a part: two people."""
    inside: tuple[tuple[str, str], ...] = ()
    """(place, facility): the place's name stands nowhere but in the facility's."""


def view(annotation: Annotation, split: frozenset[tuple[str, str]] = frozenset(), *, decided: bool = True) -> View:
    """Return what resolution needs of *annotation*; the IRIs of mentions are kept only if there are decisions to apply.

    *split* holds pairs of mention IRIs that a person keeps apart: where the reader had them in one chain, the later one
    starts a chain of its own, with the mentions of the same words.
    """
    document = annotation.document
    roots = _roots(annotation.mentions)
    iris = {mention.id: mention_iri_of(annotation, mention) for mention in annotation.mentions}
    if split:
        _split(annotation.mentions, roots, iris, split)
    year = document.published.year if document.published else None
    place = place_of(document)
    by_root: dict[str, list[Mention]] = {}
    for mention in sorted(annotation.mentions, key=lambda mention: (mention.start, mention.end, mention.id)):
        by_root.setdefault(roots[mention.id], []).append(mention)
    chains: dict[str, Chain] = {}
    chain_of: dict[str, str] = {}
    for mentions in by_root.values():
        first = mentions[0]
        key = f"{place}{first.start:07}{first.end:07}{first.kind.value} {iris[first.id]}"
        chain = _chain(key, document.id, mentions, year)
        chain = chains.setdefault(chain.key, chain)
        chain.mentions = sorted({*chain.mentions, *(mention.id for mention in mentions)})
        chain_of.update((mention.id, chain.key) for mention in mentions)
    claims = tuple(_claims(annotation, place, chain_of))
    _mark_acting(annotation.claims, chain_of, chains)
    return View(
        document.id, place, document.language, document.publisher, chains, chain_of,
        _spots(annotation.mentions, chain_of), tuple(_bodies(document.text, annotation.mentions)),
        {iris[mention]: chain_of[mention] for mention in iris} if decided else {},
        claims,
        tuple((relation.type, chain_of[relation.subject], chain_of[relation.object]) for relation in annotation.relations
              if relation.subject in chain_of and relation.object in chain_of),
        tuple(_written_out(document.text, annotation.mentions, chain_of)),
        tuple(_beside(document.text, annotation.mentions, chain_of)),
        tuple(_inside(annotation.mentions, chain_of)),
    )


def place_of(document: Document) -> str:
    """Return where a text stands among all: the first published first, then the shortest, then by its words.

    Chains and claims are gone through in this order, so that a text and its copies, or its copies alone, stand in one place.
    """
    published = document.published.isoformat() if document.published else "9999-12-31"
    return f"{published}{len(document.text):08}{digest(document.text)[:12]}"


def _spots(mentions: Iterable[Mention], chain_of: Iterable[str]) -> array[int]:
    spots = {one.id: one.start << 32 | zlib.crc32(one.text.encode("utf-8", "surrogatepass")) for one in mentions}
    return array("Q", (spots[mention] for mention in chain_of))


def _bodies(text: str, mentions: Sequence[Mention]) -> Iterable[tuple[str, int]]:
    start = min((mention.start for mention in mentions), default=0)
    end = max((mention.end for mention in mentions), default=0)
    for first, last in ((0, len(text)), (start, end)):
        words = text[first:last].casefold().split()
        if len(words) >= _BODY:
            yield digest(*words), first


def _roots(mentions: Iterable[Mention]) -> dict[str, str]:
    """Return for each mention the one that stands for its chain; a reference that goes in a circle ends at its smallest."""
    refers = {mention.id: mention.refers_to or mention.id for mention in mentions}
    roots: dict[str, str] = {}
    for start in refers:
        path = [start]
        while (step := refers.get(path[-1], path[-1])) not in path and step in refers:
            path.append(step)
        last = path[-1]
        loop = path[path.index(refers[last]):] if refers[last] in path else [last]
        roots[start] = min(loop)
    return roots


def _split(
    mentions: tuple[Mention, ...], roots: dict[str, str], iris: dict[str, str], split: frozenset[tuple[str, str]]
) -> None:
    by_iri = {iris[mention.id]: mention for mention in mentions}
    for one, other in sorted(split):
        if one in by_iri and other in by_iri and roots[by_iri[one].id] == roots[by_iri[other].id]:
            stays, goes = sorted((by_iri[one], by_iri[other]), key=lambda mention: (mention.start, mention.end, mention.id))
            root, words, kept = roots[goes.id], fold(goes.name or goes.text), fold(stays.name or stays.text)
            for mention in mentions:
                same_words = words != kept and fold(mention.name or mention.text) == words
                if roots[mention.id] == root and (mention is goes or same_words):
                    roots[mention.id] = goes.id


def _chain(key: str, document: str, mentions: list[Mention], year: int | None) -> Chain:
    named = [mention for mention in mentions if _is_name(name_of(mention))]
    first = mentions[0]
    kinds = [mention.kind for mention in (named or mentions)]
    kind = max(sorted(set(kinds), key=lambda kind: kind.value), key=kinds.count)
    chain = Chain(key, document, first.start, first.end, kind, words=" ".join(first.text.split()))
    for mention in mentions:
        name = name_of(mention)
        if _is_name(name) and name not in chain.names:
            chain.names.append(name)
        if not _is_name(name) and mention.text not in chain.texts:
            chain.texts.append(mention.text)
        if mention.occupation:
            chain.occupations |= {fold(mention.occupation)}
        chain.sex = chain.sex or mention.sex or (_sex_of_title(mention.text) if mention.kind is EntityKind.PERSON else "")
        if mention.age and year and not chain.born:
            chain.born = (year - mention.age[1] - 1, year - mention.age[0])
    return chain


_NOT_BEFORE_A_NAME = frozenset({
    "of", "from", "in", "at", "for", "to", "by", "with", "near", "on", "and", "or", "the", "a", "an",
    "av", "fra", "i", "ved", "til", "med", "mot", "på", "og", "eller", "hos", "nær",
})


@lru_cache(maxsize=65536)
def _hidden_name(text: str, kind: EntityKind) -> str:
    words = text.split()
    if kind is EntityKind.PERSON:
        last = len(words)
        while last > 0 and (words[last - 1][:1].isupper() or words[last - 1].startswith(("al-", "el-"))):
            last -= 1
        while last < len(words) and fold(words[last]).split()[-1:] and fold(words[last]).split()[-1] in titles():
            last += 1
        before = words[last - 1].casefold() if last else ""
        return " ".join(words[last:]) if len(words) - last > 1 and before not in _NOT_BEFORE_A_NAME else ""
    if kind in (EntityKind.HEALTH_FACILITY, EntityKind.FACILITY) and len(words) > 1:
        if fold(words[-1]) not in generic() or words[0].casefold() in ("a", "an", "en", "et", "ei"):
            return ""
        while words[0].endswith(("'s", "’s")) or words[0].casefold() in ("the", "det", "den"):
            words.pop(0)
        named = all(word[:1].isupper() or word.startswith(("al-", "el-")) for word in words[:-1])
        return " ".join(words) if len(words) > 1 and named else ""
    return ""


def name_of(mention: Mention) -> str:
    """Return the name of *mention*, also one that its words end in, or a facility's, where the reader gives none.

    >>> name_of(Mention("m1", 0, 27, EntityKind.PERSON, "nabolagets lege Amal Rishani"))
    'Amal Rishani'
    """
    return mention.name or _hidden_name(mention.text, mention.kind)


def _sex_of_title(text: str) -> str:
    first, _, rest = fold(text).partition(" ")
    return sexes().get(first, "") if rest else ""


_SENTENCE_ENDS = re.compile(r"[!?\n]|(?<!\bDr)(?<!\bMr)(?<!\bMrs)(?<!\bMs)(?<!\bSt)(?<!\bLt)(?<!\bGen)\.(?=\s+[^\W\d_a-z]|\s*$)")
_BESIDE = 200
"""Within so many characters two names are looked at as standing side by side."""


def _beside(text: str, mentions: Iterable[Mention], chain_of: dict[str, str]) -> Iterable[tuple[str, str]]:
    """Yield people whose full names share a part and stand in one sentence."""
    people = [mention for mention in mentions if mention.kind is EntityKind.PERSON and len(parts(name_of(mention))) > 1]
    people.sort(key=lambda mention: (mention.start, mention.end))
    for place, one in enumerate(people):
        for other in people[place + 1 :]:
            if other.start - one.end > _BESIDE:
                break
            mine, theirs = parts(name_of(one)), parts(name_of(other))
            apart = mine != theirs and set(mine) & set(theirs) and chain_of[one.id] != chain_of[other.id]
            apart = apart and not same_initials(mine, theirs) and not same_initials(theirs, mine)
            if apart and one.end <= other.start and not _SENTENCE_ENDS.search(text, one.end, other.start):
                yield chain_of[one.id], chain_of[other.id]


def _inside(mentions: Iterable[Mention], chain_of: dict[str, str]) -> Iterable[tuple[str, str]]:
    """Yield places of which every mention lies in the name of one facility."""
    facilities = [one for one in mentions if FAMILY[one.kind] == "facility" and name_of(one)]
    around: dict[str, set[str]] = {}
    for mention in mentions if facilities else ():
        if mention.kind is EntityKind.PLACE and mention.name:
            found = {chain_of[one.id] for one in facilities if one.start <= mention.start and mention.end < one.end}
            key = chain_of[mention.id]
            around[key] = around.get(key, set()) | (found or {""})
    names = {chain_of[one.id]: fold(name_of(one)).split()[:-1] for one in facilities}
    for place, held in sorted(around.items()):
        same_name = {tuple(names.get(one, ())) for one in held}
        if "" not in held and len(same_name) == 1:
            yield place, min(held)


def _is_name(name: str) -> bool:
    """Tell whether *name* is more than a title: "President" names nobody."""
    return any(word not in titles() for word in fold(name).split())


def _mark_acting(claims: Iterable[Claim], chain_of: dict[str, str], chains: dict[str, Chain]) -> None:
    acting, holding = set(), set()
    for claim in claims:
        spoken_to = any(name in _SPEECH for name in claim.types)
        for filler in (*claim.roles, *claim.according_to):
            key = chain_of.get(filler.mention, "")
            if filler.role is Role.PLACE:
                holding.add(key)
            elif filler.role in AGENT_ROLES or filler.role is Role.ADDRESSEE or (spoken_to and filler.role in PATIENT_ROLES):
                acting.add(key)
    for key in acting - holding - {""}:
        chains[key].acts = True


def _claims(annotation: Annotation, place: str, chain_of: dict[str, str]) -> Iterable[Said]:
    iris = claim_iris(annotation)
    in_order = sorted(annotation.claims, key=lambda claim: (*order(claim), len(claim.id), claim.id))
    keys = {claim.id: f"{place}{number:05} {iris[claim.id]}" for number, claim in enumerate(in_order)}
    text = annotation.document.text
    again = repeats(annotation.claims, text)
    manner_of = manners(annotation.document)
    ends = {mention.id: mention.end for mention in annotation.mentions}
    for claim in annotation.claims:
        when = claim.time
        speakers = [chain_of[filler.mention] for filler in claim.according_to if filler.mention in chain_of]
        yield Said(
            keys[claim.id], iris[claim.id], annotation.document.id, claim.types, claim.stance, claim.is_total,
            tuple((filler.role, chain_of[filler.mention], filler.text) for filler in claim.roles if filler.mention in chain_of),
            tuple((said.measure.value, said.floor, said.ceiling, fold(said.unit)) for said in claim.figures if not said.per),
            when.earliest if when else None, when.latest if when else None, annotation.document.published,
            fold(text[claim.trigger_start:claim.trigger_end]), run_of_words(claim, text),
            keys.get(claim.part_of, ""), keys.get(claim.same_event_as or again.get(claim.id, ""), ""), order(claim),
            speakers[0] if speakers else "", manner_of(claim), tuple(known_ones(claim, ends, text)),
        )


_BRACKET_AFTER = re.compile(r"[\"”»’']?\s*\(\s*[\"“«]?([^\W\d_][\w.\-]{1,9})[\"”»]?\s*\)")
_BRACKET_INSIDE = re.compile(r"\(\s*([^\W\d_][\w.\-]{1,9})\s*\)\s*$")


def is_acronym(name: str) -> bool:
    """Tell whether *name* is written as an acronym.

    >>> is_acronym("SDF"), is_acronym("U.N."), is_acronym("MSFs"), is_acronym("Homs"), is_acronym("ISTANBUL")
    (True, True, True, False, False)
    """
    letters = [char for char in name if char.isalpha()]
    capitals = sum(char.isupper() for char in letters)
    return " " not in name and 2 <= capitals <= 6 and capitals >= len(letters) - 1 and len(letters) <= 6


def _written_out(text: str, mentions: tuple[Mention, ...], chain_of: dict[str, str]) -> Iterable[tuple[str, str]]:
    """Yield the acronyms that stand in brackets after a name, or before it with the name in brackets."""
    starting = {mention.start: mention for mention in mentions}
    for mention in mentions:
        if FAMILY[mention.kind] not in ("body", "facility"):
            continue
        inside = _BRACKET_INSIDE.search(mention.text)
        after = _BRACKET_AFTER.match(text, mention.end) or inside
        if after and is_acronym(after[1]) and (inside or not is_acronym(mention.text)):
            yield after[1], chain_of[mention.id]
        elif is_acronym(mention.text):
            opened = re.compile(r"\s*\(\s*").match(text, mention.end)
            long = starting.get(opened.end()) if opened else None
            if long and long.name and not is_acronym(long.name) and FAMILY[long.kind] == FAMILY[mention.kind]:
                yield mention.text, chain_of[long.id]
