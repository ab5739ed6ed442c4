"""Reads the claims of a picture from a graph, by SPARQL over docs/graph-model.md."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields

from kg.errors import UsageError
from kg.model import EntityKind, Measure, Role
from kg.views.claims import ClaimRow, Number, Paper, Part, at_sentence, by_text
from kg.vocab import CLAIMED, KG, PREFIXES, WORDED

Query = Callable[[str], Iterable[Sequence[str | None]]]
"""Answers a SELECT: one sequence of lexical values a row, in the order of the SELECT; None where unbound."""
Texts = Callable[[str], str | None]
"""Gives the stored text of a document by its IRI, or None."""

# A role says more than its super-property, which is written beside it for queries.
_ROLES = tuple(role.value for role in Role)
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

    def pattern(self) -> str:
        """Return the triple patterns that bind ``?claim``; values are serialised terms, never pasted text."""
        parts = ["?claim a kg:Claim ."]
        if self.event:
            parts.append(f"?claim kg:about/kg:subEventOf? {_iri(self.event)} .")
        if self.document:
            parts.append(f"?claim kg:document {_iri(self.document)} .")
        if self.place:
            parts.append(f"?claim claimed:place {_iri(self.place)} .")
        if self.source:
            parts.append(f"?claim sem:accordingTo|kg:via {_iri(self.source)} .")
        if self.type:
            parts.append(f"?claim kg:claimedType {_iri(KG + self.type)} .")
        if self.entity:
            roles = " ".join(f"claimed:{role}" for role in _ROLES)
            parts.append(
                f"FILTER EXISTS {{ VALUES ?anyRole {{ {roles} sem:accordingTo kg:via }} ?claim ?anyRole {_iri(self.entity)} }}"
            )
        if self.since:
            parts.append(f"?claim claimed:latest ?selLatest . FILTER(?selLatest >= {_date(self.since)})")
        if self.until:
            parts.append(f"?claim claimed:earliest ?selEarliest . FILTER(?selEarliest <= {_date(self.until)})")
        return "\n  ".join(parts)

    def narrowed(self) -> bool:
        """Return whether anything narrows the selection."""
        return any(getattr(self, field.name) for field in fields(self))


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


def read_claims(
    query: Query,
    selection: Selection = Selection(),
    *,
    language: str = "en",
    texts: Texts | None = None,
) -> tuple[ClaimRow, ...]:
    """Return the claims of *selection* in the order of document and text, names in *language* where the graph has them."""
    where = selection.pattern()
    papers = _papers(query, where, language)
    names = _names(query, where, language)
    events = _events(query, where, language)
    types, roles, worded = _types(query, where), _pairs(query, where, _ROLES, CLAIMED), _pairs(query, where, _ROLES, WORDED)
    sources, figures = _sources(query, where), _figures(query, where)
    claims = []
    for row in query(_CLAIMS.replace("{where}", where)):
        claim, event, main, stance, certainty, named, said, doc, earliest, latest, precision, status, start, end, quote = (
            value or "" for value in row
        )
        label, total, parent = events.get(event, ("", False, ""))
        own_types = (_local(main), *sorted(types.get(claim, set()) - {_local(main)}))
        claims.append(
            ClaimRow(
                claim,
                event,
                label or own_types[0],
                own_types,
                papers.get(doc, Paper(doc, doc)),
                int(start),
                int(end),
                quote,
                roles=_parts(roles.get(claim, ()), worded.get(claim, ()), names),
                figures=tuple(figures.get(claim, ())),
                stance=_local(stance),
                certainty=_local(certainty),
                according_to=_chain(named, said, sources.get(claim, ()), names),
                earliest=earliest,
                latest=latest,
                precision=_local(precision),
                is_total=total,
                part_of=parent,
                review=_local(status) or "unreviewed",
            )
        )
    known: dict[str, str | None] = {}
    if texts is not None:
        known = {iri: texts(iri) for iri in sorted({claim.paper.iri for claim in claims})}
    return by_text([at_sentence(claim, known.get(claim.paper.iri) or "") for claim in claims])


_CLAIMS = f"""{_HEAD}SELECT DISTINCT ?claim ?event ?main ?stance ?certainty ?attribution ?said ?doc
  ?earliest ?latest ?precision ?status ?start ?end ?quote
WHERE {{
  {{where}}
  ?claim kg:about ?event ; kg:document ?doc ; kg:mainType ?main ; kg:stance ?stance ;
    kg:certainty ?certainty ; kg:evidence ?span .
  ?span kg:start ?start ; kg:end ?end ; kg:exact ?quote .
  OPTIONAL {{ ?claim kg:attribution ?attribution }}
  OPTIONAL {{ ?claim kg:attributedAs ?said }}
  OPTIONAL {{ ?claim claimed:earliest ?earliest }}
  OPTIONAL {{ ?claim claimed:latest ?latest }}
  OPTIONAL {{ ?claim claimed:precision ?precision }}
  OPTIONAL {{ ?claim kg:reviewStatus ?status }}
}}"""


def _local(iri: str) -> str:
    return iri.rsplit("#", 1)[-1].rsplit("/", 1)[-1]


def best_label(found: Iterable[tuple[str, str]], language: str) -> str:
    """Return the label to show of (language, label) pairs: the reader's language, none, English, then any."""

    def rank(pair: tuple[str, str]) -> tuple[int, str, str]:
        order = {language: 0, "": 1, "en": 2}
        return order.get(pair[0], 3), pair[0], pair[1]

    return min(found, key=rank, default=("", ""))[1]


def _select(query: Query, where: str, variables: str, body: str) -> Iterable[tuple[str, ...]]:
    text = f"{_HEAD}SELECT DISTINCT {variables} WHERE {{\n  {where}\n  {body}\n}}"
    return sorted(tuple(value or "" for value in row) for row in query(text))


def _pairs(query: Query, where: str, roles: Sequence[str], namespace: str) -> dict[str, list[tuple[str, str]]]:
    values = " ".join(f"<{namespace}{role}>" for role in roles)
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for claim, role, value in _select(query, where, "?claim ?role ?value", f"VALUES ?role {{ {values} }} ?claim ?role ?value ."):
        found[claim].append((_local(role), value))
    return found


def _types(query: Query, where: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for claim, kind in _select(query, where, "?claim ?type", "?claim kg:claimedType ?type ."):
        found[claim].add(_local(kind))
    return found


def _events(query: Query, where: str, language: str) -> dict[str, tuple[str, bool, str]]:
    labels: dict[str, set[tuple[str, str]]] = defaultdict(set)
    body = "?claim kg:about ?event . ?event rdfs:label ?label ."
    for event, tag, label in _select(query, where, "?event (LANG(?label) AS ?tag) ?label", body):
        labels[event].add((tag, label))
    totals = {row[0] for row in _select(query, where, "?event", "?claim kg:about ?event . ?event a kg:EventSet .")}
    body = "?claim kg:about ?event . ?event kg:subEventOf ?parent ."
    parents = {event: parent for event, parent in _select(query, where, "?event ?parent", body)}  # noqa: C416  (for the types)
    return {
        event: (best_label(labels[event], language), event in totals, parents.get(event, ""))
        for event in {*labels, *totals, *parents}
    }


@dataclass(frozen=True, slots=True)
class _Name:
    label: str
    kind: str
    named: bool


def _names(query: Query, where: str, language: str) -> Mapping[str, _Name]:
    slots = " ".join(f"claimed:{role}" for role in _ROLES)
    body = f"VALUES ?role {{ {slots} sem:accordingTo kg:via }} ?claim ?role ?entity ."
    labels: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for entity, tag, label in _select(
        query, where, "?entity (LANG(?label) AS ?tag) ?label", body + " ?entity rdfs:label ?label ."
    ):
        labels[entity].add((tag, label))
    kinds: dict[str, set[str]] = defaultdict(set)
    for entity, kind in _select(query, where, "?entity ?kind", body + " ?entity a ?kind ."):
        kinds[entity].add(_local(kind))
    nameless = {
        row[0] for row in _select(query, where, "?entity", body + " ?entity kg:named ?named . FILTER(STR(?named) = 'false')")
    }
    return {
        entity: _Name(
            best_label(labels[entity], language),
            next((kind for kind in _KINDS if kind in kinds[entity]), "Thing"),
            entity not in nameless,
        )
        for entity in {*labels, *kinds}
    }


def _parts(roles: Sequence[tuple[str, str]], worded: Sequence[tuple[str, str]], names: Mapping[str, _Name]) -> tuple[Part, ...]:
    special = {entity for role, entity in roles if role not in _GENERAL}
    words: dict[str, list[str]] = defaultdict(list)
    for role, text in worded:
        words[role].append(text)
    parts = []
    for role, entity in roles:
        if role in _GENERAL and entity in special:
            continue
        name = names.get(entity, _Name(_local(entity), "Thing", True))
        said = words[role][0] if len(words[role]) == 1 else next((text for text in words[role] if text == name.label), "")
        parts.append(Part(role, entity, name.label or said or _local(entity), name.kind, said, name.named))
    return tuple(sorted(parts, key=lambda part: (_ROLES.index(part.role), part.name, part.entity)))


def _sources(query: Query, where: str) -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = defaultdict(list)
    body = "VALUES ?link { sem:accordingTo kg:via } ?claim ?link ?source ."
    for claim, link, source in _select(query, where, "?claim ?link ?source", body):
        found[claim].append((_local(link), source))
    return found


def _chain(attribution: str, said: str, links: Sequence[tuple[str, str]], names: Mapping[str, _Name]) -> tuple[Part, ...]:
    """Return the chain, nearest first; empty if the document itself says it."""
    if _local(attribution) == "publisher":
        return ()
    worded = [text.strip() for text in said.split(" | ") if text.strip()]
    near = [source for link, source in links if link == "accordingTo"]
    # The graph holds the farther links as a set; the chain as worded tells their order, and the publisher comes last.
    order = {text.casefold(): place for place, text in enumerate(worded)}
    far = [source for link, source in links if link == "via"]
    far.sort(key=lambda source: (order.get(names[source].label.casefold(), 99) if source in names else 99, source))
    chain = []
    for place, entity in enumerate([*near, *far]):
        name = names.get(entity, _Name("", "Organisation", True))
        words = worded[0] if place == 0 and worded else ""
        chain.append(Part("speaker", entity, name.label or words or _local(entity), name.kind, words, name.named))
    return tuple(chain)


def _figures(query: Query, where: str) -> dict[str, list[Number]]:
    found: dict[str, list[Number]] = defaultdict(list)
    body = """?claim kg:figure ?figure . ?figure kg:measure ?measure ; kg:floor ?floor .
  OPTIONAL { ?figure kg:ceiling ?ceiling } OPTIONAL { ?figure kg:wording ?wording } OPTIONAL { ?figure kg:unit ?unit }"""
    known = {measure.value for measure in Measure}
    for claim, _, measure, floor, ceiling, wording, unit in _select(
        query, where, "?claim ?figure ?measure ?floor ?ceiling ?wording ?unit", body
    ):
        name = _local(measure)
        found[claim].append(
            Number(name if name in known else "other", int(floor), int(ceiling) if ceiling else None, wording, unit)
        )
    return found


def _papers(query: Query, where: str, language: str) -> dict[str, Paper]:
    values: dict[str, dict[str, set[tuple[str, str]]]] = defaultdict(lambda: defaultdict(set))
    slots = {"kg:name": KG + "name", "title": "name", "url": "url", "language": "inLanguage", "published": "datePublished"}
    body = f"""?claim kg:document ?doc .
  VALUES ?slot {{ <{slots["kg:name"]}> schema:name schema:url schema:inLanguage schema:datePublished }} ?doc ?slot ?value ."""
    for doc, slot, tag, value in _select(query, where, "?doc ?slot (LANG(?value) AS ?tag) ?value", body):
        values[doc]["file" if slot == KG + "name" else _local(slot)].add((tag, value))
    body = "?claim kg:document ?doc . ?doc schema:publisher ?publisher . ?publisher rdfs:label ?value ."
    for doc, tag, value in _select(query, where, "?doc (LANG(?value) AS ?tag) ?value", body):
        values[doc]["publisher"].add((tag, value))
    return {
        doc: Paper(
            doc,
            best_label(got["file"], language) or doc,
            best_label(got["name"], language),
            best_label(got["url"], language),
            best_label(got["publisher"], language),
            best_label(got["datePublished"], language),
            best_label(got["inLanguage"], language),
        )
        for doc, got in values.items()
    }
