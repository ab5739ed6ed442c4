"""Reads the claims of a picture from a graph, by SPARQL over docs/graph-model.md."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace

from kg.errors import UsageError
from kg.model import EntityKind, Measure, Role
from kg.views.claims import MANNERS, NOT_HAPPENED, ClaimRow, Number, Paper, Part, at_sentence, by_text
from kg.views.titles import event_title
from kg.views.words import word
from kg.vocab import CLAIMED, KG, PREFIXES, RDF, RDFS, SCHEMA, SEM, WORDED

Query = Callable[[str], Iterable[Sequence[str | None]]]
"""Answers a SELECT: one sequence of lexical values a row, in the order of the SELECT; None where unbound."""
Texts = Callable[[str], str | None]
"""Gives the stored text of a document by its IRI, or None."""

# A role says more than its super-property, which is written beside it for queries.
_ROLES = tuple(role.value for role in Role)
_CHUNK = 500
"""Things that one query asks about."""
_GENERAL = {"agent", "patient"}
_HEAD = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in sorted(PREFIXES.items()))
_KINDS = ("Government", "ArmedActor", "HealthFacility", "Facility", "Organisation", "Person", "Group", "Place", "Weapon", "Thing")
assert set(_KINDS) == {kind.value for kind in EntityKind}


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """Which claims to show; fields that are empty do not narrow."""

    event: str = ""
    entity: str = ""
    """IRI of somebody or something in any role, or of a source."""
    document: str = ""
    place: str = ""
    source: str = ""
    type: str = ""
    """Local name of an event class, ``Airstrike``."""
    since: str = ""
    until: str = ""
    """ISO dates; a claim without a date is left out when either is given."""
    manner: str = ""
    """How claims are drawn, one of `kg.views.claims.MANNERS`."""
    claims: tuple[str, ...] = ()
    """IRIs of claims."""

    def pattern(self) -> str:
        """Return the triple patterns that bind ``?claim``; values are serialised terms, never pasted text."""
        parts = []
        if self.claims:
            parts.append(f"VALUES ?claim {{ {' '.join(_iri(claim) for claim in self.claims)} }}")
        if self.entity:
            # From the entity to its claims: a FILTER EXISTS would visit every claim of the graph.
            roles = " ".join(f"claimed:{role}" for role in _ROLES)
            links = f"VALUES ?anyRole {{ {roles} sem:accordingTo kg:via }} ?claim ?anyRole {_iri(self.entity)}"
            parts.append(f"{{ SELECT DISTINCT ?claim WHERE {{ {links} }} }}")
        if self.event:
            event = _iri(self.event)
            parts.append(f"{{ ?claim kg:about {event} }} UNION {{ ?part kg:subEventOf {event} . ?claim kg:about ?part }}")
        if self.document:
            parts.append(f"?claim kg:document {_iri(self.document)} .")
        if self.place:
            parts.append(f"?claim claimed:place {_iri(self.place)} .")
        if self.source:
            parts.append(f"?claim sem:accordingTo|kg:via {_iri(self.source)} .")
        if self.type:
            parts.append(f"?claim kg:claimedType {_iri(KG + self.type)} .")
        if self.manner:
            parts.append(_in_manner(self.manner))
        if self.since:
            parts.append(f"?claim claimed:latest ?selLatest . FILTER(?selLatest >= {_date(self.since)})")
        if self.until:
            parts.append(f"?claim claimed:earliest ?selEarliest . FILTER(?selEarliest <= {_date(self.until)})")
        # Relations between entities are claims too, but of no event. Tested claim by claim: joined, it would visit them all.
        return "\n  ".join([*parts, "FILTER EXISTS { ?claim a kg:Claim }" if parts else "?claim a kg:Claim ."])

    def narrowed(self) -> bool:
        """Return whether anything narrows the selection."""
        return any(getattr(self, field.name) for field in fields(self))


def _in_manner(manner: str) -> str:
    """Return the pattern of claims that are drawn in one manner."""
    stance = next((name for name, drawn in NOT_HAPPENED.items() if drawn == manner), "")
    if stance:
        return f"?claim kg:stance kg:{stance} ."
    if manner not in MANNERS:
        raise UsageError(f"{manner!r} is no manner of a statement; there are {', '.join(MANNERS)}")
    named = "EXISTS { ?claim sem:accordingTo|kg:via ?selSource } && NOT EXISTS { ?claim kg:attribution kg:publisher }"
    facts = "?claim kg:stance ?selStance . FILTER(?selStance IN (kg:asserts, kg:accuses))"
    return f"{facts} FILTER({named if manner == 'attributed' else f'!({named})'})"


def _iri(value: str) -> str:
    from pyoxigraph import NamedNode

    try:
        return str(NamedNode(value))
    except ValueError as error:
        raise UsageError(f"{value!r} is not an IRI; copy it from a page or a query result") from error


def _date(value: str) -> str:
    from datetime import date

    try:
        return f'"{date.fromisoformat(value).isoformat()}"^^xsd:date'
    except ValueError as error:
        raise UsageError(f"{value!r} is not a date; write it as 2016-04-27") from error


def count_claims(query: Query, selection: Selection = Selection()) -> int:
    """Return how many claims *selection* finds."""
    [row] = query(f"{_HEAD}SELECT (COUNT(DISTINCT ?claim) AS ?n) WHERE {{\n  {selection.pattern()}\n}}")
    return int(row[0] or 0)


def some_claims(query: Query, selection: Selection, *, first: int, most: int) -> tuple[str, ...]:
    """Return the IRIs of *most* claims of *selection* from the one at *first* on, in the order of their IRIs."""
    text = f"{_HEAD}SELECT DISTINCT ?claim WHERE {{\n  {selection.pattern()}\n}} ORDER BY ?claim LIMIT {most} OFFSET {first}"
    return tuple(row[0] or "" for row in query(text))


def read_claims(
    query: Query,
    selection: Selection = Selection(),
    *,
    language: str = "en",
    texts: Texts | None = None,
) -> tuple[ClaimRow, ...]:
    """Return the claims of *selection* in the order of document and text, names in *language* where the graph has them.

    Each kind of thing is fetched by its IRIs in one query: with several VALUES in one query the engine multiplies them out,
    7 s for a document of 14 claims among a million facts, where this takes 20 ms.
    """
    found = query(f"{_HEAD}SELECT DISTINCT ?claim WHERE {{\n  {selection.pattern()}\n}}")
    claims = _about(query, (row[0] for row in found))
    facts = _Facts(
        language,
        spans=_about(query, _objects(claims, KG + "evidence")),
        figures=_about(query, _objects(claims, KG + "figure")),
        events=_about(query, _objects(claims, KG + "about")),
        papers=_about(query, _objects(claims, KG + "document")),
        entities=_about(query, _objects(claims, *(CLAIMED + role for role in _ROLES), SEM + "accordingTo", KG + "via")),
    )
    publishers = _about(query, _objects(facts.papers, SCHEMA + "publisher"))
    papers = {iri: _paper(iri, thing, publishers, language) for iri, thing in facts.papers.items()}
    rows = [row for iri, thing in sorted(claims.items()) if (row := _claim(iri, thing, facts, papers)) is not None]
    known: dict[str, str | None] = {}
    if texts is not None:
        known = {iri: texts(iri) for iri in sorted({row.paper.iri for row in rows})}
    return by_text([at_sentence(row, known.get(row.paper.iri) or "") for row in rows])


Thing = Mapping[str, Sequence[tuple[str, str]]]
"""What is said of one subject: property to (value, language) pairs, sorted."""


@dataclass(frozen=True, slots=True)
class _Facts:
    """What the graph says of the things that claims point to."""

    language: str
    spans: Mapping[str, Thing]
    figures: Mapping[str, Thing]
    events: Mapping[str, Thing]
    papers: Mapping[str, Thing]
    entities: Mapping[str, Thing]


def _about(query: Query, subjects: Iterable[str | None]) -> dict[str, Thing]:
    """Return everything said of *subjects*."""
    wanted = sorted({subject for subject in subjects if subject})
    found: dict[str, dict[str, list[tuple[str, str]]]] = {}
    for first in range(0, len(wanted), _CHUNK):
        values = " ".join(_iri(subject) for subject in wanted[first : first + _CHUNK])
        for s, p, o, tag in query(f"SELECT ?s ?p ?o (LANG(?o) AS ?tag) WHERE {{ VALUES ?s {{ {values} }} ?s ?p ?o }}"):
            found.setdefault(s or "", {}).setdefault(p or "", []).append((o or "", tag or ""))
    for thing in found.values():
        for pairs in thing.values():
            pairs.sort()
    return dict(found)


def _objects(things: Mapping[str, Thing], *properties: str) -> set[str]:
    return {value for thing in things.values() for name in properties for value, _ in thing.get(name, ())}


def _one(thing: Thing, name: str) -> str:
    pairs = thing.get(name, ())
    return pairs[0][0] if pairs else ""


def _labels(thing: Thing, language: str, name: str = RDFS + "label") -> str:
    return best_label(((tag, value) for value, tag in thing.get(name, ())), language)


def _claim(iri: str, thing: Thing, facts: _Facts, papers: Mapping[str, Paper]) -> ClaimRow | None:
    """Return one claim; None if it lacks what every claim has (the integrity queries report it)."""
    span = facts.spans.get(_one(thing, KG + "evidence"), {})
    event, start, end = _one(thing, KG + "about"), _one(span, KG + "start"), _one(span, KG + "end")
    if not event or not start or not end:
        return None
    about = facts.events.get(event, {})
    main, doc = _local(_one(thing, KG + "mainType")) or "Event", _one(thing, KG + "document")
    types = (main, *sorted({_local(kind) for kind, _ in thing.get(KG + "claimedType", ())} - {main}))
    figures = [_figure(facts.figures[value]) for value, _ in thing.get(KG + "figure", ()) if value in facts.figures]
    return ClaimRow(
        iri,
        event,
        event_title(_labels(about, facts.language), facts.language) or word(f"type.{main}.name", facts.language),
        types,
        papers.get(doc, Paper(doc, doc)),
        int(start),
        int(end),
        _one(span, KG + "exact"),
        roles=_parts(thing, facts),
        figures=tuple(figures),
        stance=_local(_one(thing, KG + "stance")) or "asserts",
        certainty=_local(_one(thing, KG + "certainty")) or "certain",
        according_to=_chain(thing, facts),
        earliest=_one(thing, CLAIMED + "earliest"),
        latest=_one(thing, CLAIMED + "latest"),
        precision=_local(_one(thing, CLAIMED + "precision")),
        is_total=any(kind == KG + "EventSet" for kind, _ in about.get(RDF + "type", ())),
        part_of=_one(about, KG + "subEventOf"),
        review=_local(_one(thing, KG + "reviewStatus")) or "unreviewed",
    )


def _local(iri: str) -> str:
    return iri.rsplit("#", 1)[-1].rsplit("/", 1)[-1]


def best_label(found: Iterable[tuple[str, str]], language: str) -> str:
    """Return the label to show of (language, label) pairs: the reader's language, none, English, then any.

    >>> best_label([("en", "Norwegian Red Cross"), ("nb", "Norges Røde Kors")], "nb")
    'Norges Røde Kors'
    """
    order = {language: 0, "": 1, "en": 2}
    return min(found, key=lambda pair: (order.get(pair[0], 3), *pair), default=("", ""))[1]


def _part(role: str, entity: str, worded: str, facts: _Facts) -> Part:
    thing = facts.entities.get(entity, {})
    kinds = {_local(kind) for kind, _ in thing.get(RDF + "type", ())}
    label = _labels(thing, facts.language) or worded or _local(entity)
    kind = next((name for name in _KINDS if name in kinds), "Thing")
    return Part(role, entity, label, kind, worded, _one(thing, KG + "named") != "false")


def _parts(thing: Thing, facts: _Facts) -> tuple[Part, ...]:
    roles = [(role, value) for role in _ROLES for value, _ in thing.get(CLAIMED + role, ())]
    special = {entity for role, entity in roles if role not in _GENERAL}
    parts = []
    for role, entity in roles:
        if role in _GENERAL and entity in special:
            continue
        # The words are not tied to the entity: where a role has several, only the same name tells them apart.
        words = [text for text, _ in thing.get(WORDED + role, ())]
        part = _part(role, entity, words[0] if len(words) == 1 else "", facts)
        if len(words) > 1 and part.name in words:
            part = replace(part, worded=part.name)
        parts.append(part)
    return tuple(sorted(parts, key=lambda part: (_ROLES.index(part.role), part.name, part.entity)))


def _chain(thing: Thing, facts: _Facts) -> tuple[Part, ...]:
    """Return the attribution chain, nearest first; empty if the document itself says it."""
    if _local(_one(thing, KG + "attribution")) == "publisher":
        return ()
    worded = [text.strip() for text in _one(thing, KG + "attributedAs").split(" | ") if text.strip()]
    near = [_part("speaker", value, worded[0] if worded else "", facts) for value, _ in thing.get(SEM + "accordingTo", ())]
    # The graph holds the farther links as a set; the chain as worded tells their order, and the publisher comes last.
    order = {text.casefold(): place for place, text in enumerate(worded)}
    far = [_part("speaker", value, "", facts) for value, _ in thing.get(KG + "via", ())]
    return (*near, *sorted(far, key=lambda part: (order.get(part.name.casefold(), 99), part.entity)))


def _figure(thing: Thing) -> Number:
    measure, ceiling = _local(_one(thing, KG + "measure")), _one(thing, KG + "ceiling")
    known = {name.value for name in Measure}
    return Number(
        measure if measure in known else "other",
        int(_one(thing, KG + "floor") or 0),
        int(ceiling) if ceiling else None,
        _one(thing, KG + "wording"),
        _one(thing, KG + "unit"),
    )


def _paper(iri: str, thing: Thing, publishers: Mapping[str, Thing], language: str) -> Paper:
    return Paper(
        iri,
        _one(thing, KG + "name") or iri,
        _labels(thing, language, SCHEMA + "name"),
        _one(thing, SCHEMA + "url"),
        _labels(publishers.get(_one(thing, SCHEMA + "publisher"), {}), language),
        _one(thing, SCHEMA + "datePublished"),
        _one(thing, SCHEMA + "inLanguage"),
    )
