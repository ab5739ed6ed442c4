"""Reads the events of a graph as plain rows, which every format that is not RDF is written from."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from kg import vocab
from kg.errors import StoreError
from kg.store import Asked, Solutions

AGENTS = ("perpetrator", "rescuer", "speaker", "agent")
PATIENTS = ("victim", "target", "beneficiary", "addressee", "patient")
COUNTS = ("killedMin", "killedMax", "injuredMin", "injuredMax")
CERTAINTIES = ("certain", "probable", "alleged")
"""From the surest on."""
_SAID = "VALUES ?held { kg:asserts kg:accuses } ?claim kg:stance ?held . FILTER NOT EXISTS { ?claim kg:reviewStatus kg:rejected }"


@dataclass(frozen=True, slots=True)
class Thing:
    """Somebody or something in a role, a place or a source."""

    iri: str
    name: str
    kinds: tuple[str, ...] = ()
    """Local names of its classes, sorted."""
    wkt: str = ""
    within: tuple[str, ...] = ()
    """IRIs of the places that contain it, nearest first."""


@dataclass(frozen=True, slots=True)
class Text:
    """A document that tells of an event."""

    iri: str
    name: str
    url: str = ""
    publisher: str = ""


@dataclass(frozen=True, slots=True)
class EventRow:
    """One event that is said to have happened, over all its claims; a total over many events is none."""

    iri: str
    label: str
    types: tuple[str, ...]
    """Local names of event classes, the one that most claims tell it as first."""
    part_of: str = ""
    earliest: str = ""
    latest: str = ""
    roles: tuple[tuple[str, Thing], ...] = ()
    """(role, who) pairs, each under its most telling role only, sorted."""
    places: tuple[Thing, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)
    """`COUNTS` that are said."""
    certainty: str = ""
    """That of its surest claim."""
    sources: tuple[Thing, ...] = ()
    source_count: int = 0
    """Independent origins, where the graph knows them; else different sources."""
    texts: tuple[Text, ...] = ()
    text_count: int = 0
    at: tuple[str, ...] = ()
    """WKT of its places, where the gazetteer has it."""
    around: tuple[str, ...] = ()
    """WKT of the places around them, nearest first."""
    country: Thing | None = None
    region: Thing | None = None
    struck: tuple[str, ...] = ()
    """Local names of the classes of what was struck or who was harmed; only in rows for the public."""

    def filling(self, roles: Iterable[str]) -> tuple[Thing, ...]:
        """Return those in one of *roles*, each once, in the order of their names."""
        wanted = set(roles)
        found = {thing.iri: thing for role, thing in self.roles if role in wanted}
        return tuple(sorted(found.values(), key=lambda thing: (thing.name, thing.iri)))


def local(iri: str) -> str:
    """Return the last part of an IRI."""
    return iri.rsplit("#", 1)[-1].rsplit("/", 1)[-1]


def asked(store: Asked, sparql: str) -> list[tuple[str, ...]]:
    """Return the rows of a SELECT as strings, sorted; an open cell is empty."""
    found = store.query(sparql)
    if not isinstance(found, Solutions):
        raise StoreError("the store answered a SELECT with something else; is the address that of a SPARQL server?")
    return sorted(tuple("" if term is None else str(getattr(term, "value", term)) for term in row) for row in found)


def read_events(store: Asked) -> tuple[EventRow, ...]:
    """Return the events that somebody says happened, by date and IRI; what was only denied, threatened or supposed is none."""
    what: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    asked_for = (*AGENTS, *PATIENTS, *COUNTS, "place", "instrument", "earliest", "latest", "subEventOf")
    wanted = " ".join(f"kg:{name}" for name in asked_for)
    for event, name, value in asked(store, f"""SELECT DISTINCT ?event ?p ?o {{
        VALUES ?p {{ rdf:type rdfs:label {wanted} }} ?event a kg:Event, kg:ReportedEvent ; ?p ?o }}"""):
        what[event][local(name)].append(value)
    claims = _claims(store)
    things = _Things(store)
    texts = _texts(store)
    rows = [_row(event, said, claims.get(event, []), things, texts) for event, said in what.items()]
    return tuple(sorted(rows, key=lambda row: (row.earliest or "9999", row.latest, row.iri)))


@dataclass(frozen=True, slots=True)
class _Said:
    claim: str
    kind: str
    source: str
    document: str
    certainty: str
    origin: str


def _claims(store: Asked) -> Mapping[str, list[_Said]]:
    found: dict[str, list[_Said]] = defaultdict(list)
    for event, *said in asked(store, f"""SELECT ?event ?claim ?type ?source ?document ?certainty ?origin {{
        {_SAID} ?claim kg:about ?event ; kg:mainType ?type ; sem:accordingTo ?source ; kg:document ?document ;
        kg:certainty ?certainty . OPTIONAL {{ ?claim kg:origin ?origin }} }}"""):
        found[event].append(_Said(*said))
    return found


class _Things:
    """What the graph says of entities, looked up by IRI."""

    def __init__(self, store: Asked) -> None:
        self._said: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for entity, name, value in asked(store, """SELECT DISTINCT ?entity ?p ?o {
            VALUES ?p { rdf:type skos:prefLabel rdfs:label kg:within geo:asWKT } ?entity a kg:Entity ; ?p ?o }"""):
            self._said[entity][local(name)].append(value)

    def __call__(self, iri: str) -> Thing:
        said = self._said.get(iri, {})
        names = said.get("prefLabel") or said.get("label") or [local(iri)]
        kinds = tuple(sorted({local(kind) for kind in said.get("type", ())} - {"Entity"}))
        return Thing(iri, names[0], kinds, next(iter(said.get("asWKT", ())), ""), self._within(iri))

    def _within(self, iri: str) -> tuple[str, ...]:
        seen: list[str] = []
        queue = [iri]
        while queue:
            for place in self._said.get(queue.pop(0), {}).get("within", ()):
                if place not in seen and place != iri:
                    seen.append(place)
                    queue.append(place)
        return tuple(seen)


def _texts(store: Asked) -> Mapping[str, Text]:
    return {row[0]: Text(*row) for row in reversed(asked(store, """SELECT ?doc ?name ?url ?publisher {
        ?doc a kg:Document . OPTIONAL { ?doc kg:name ?name } OPTIONAL { ?doc schema:url ?url }
        OPTIONAL { ?doc schema:publisher/skos:prefLabel ?publisher } }"""))}


def _row(
    event: str, said: Mapping[str, Sequence[str]], claims: Sequence[_Said], things: _Things, texts: Mapping[str, Text]
) -> EventRow:
    told = Counter(claim.kind for claim in claims)
    plain = {vocab.KG + name for name in ("Event", "ReportedEvent", "Occurrence")}
    types = sorted(set(said.get("type", ())) - plain, key=lambda kind: (-told[kind], kind))
    types = [kind for kind in types if kind.startswith(vocab.KG)]
    places = tuple(things(place) for place in said.get("place", ()))
    around = [things(place) for at in places for place in (at.iri, *at.within)]
    documents = sorted({claim.document for claim in claims})
    sources = sorted({claim.source for claim in claims})

    def first(name: str) -> str:
        return next(iter(said.get(name, ())), "")

    return EventRow(
        event,
        first("label"),
        tuple(local(kind) for kind in types),
        first("subEventOf"),
        first("earliest"),
        first("latest"),
        _roles(said, things),
        places,
        {name: int(first(name)) for name in COUNTS if first(name)},
        next((level for level in CERTAINTIES if level in {local(claim.certainty) for claim in claims}), ""),
        tuple(sorted(map(things, sources), key=lambda thing: (thing.name, thing.iri))),
        len({claim.origin or claim.source for claim in claims}),
        tuple(texts.get(document, Text(document, "")) for document in documents),
        len(documents),
        tuple(place.wkt for place in places if place.wkt),
        tuple(place.wkt for place in around if place.wkt and place not in places),
        next((place for place in around if "Country" in place.kinds), None),
        next((place for place in around if "Region" in place.kinds), None),
    )


def _roles(said: Mapping[str, Sequence[str]], things: _Things) -> tuple[tuple[str, Thing], ...]:
    found: list[tuple[str, Thing]] = []
    for family in (AGENTS, PATIENTS, ("instrument",)):
        taken: set[str] = set()
        for role in family:  # the general role comes last and is written beside each special one
            fresh = [iri for iri in said.get(role, ()) if not (role in ("agent", "patient") and iri in taken)]
            taken.update(fresh)
            found += [(role, things(iri)) for iri in fresh]
    return tuple(sorted(found, key=lambda pair: (pair[0], pair[1].name, pair[1].iri)))
