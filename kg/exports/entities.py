"""Events, those who take part and the documents as FollowTheMoney entities, for OpenAleph and the tools around it."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence

from kg.exports.rows import AGENTS, PATIENTS, EventRow, Text
from kg.ids import digest

_SCHEMATA = {
    "Person": "Person",
    "Government": "PublicBody",
    "ArmedActor": "Organization",
    "Organisation": "Organization",
    "Group": "LegalEntity",
}
"""Kind of entity to schema; what is no actor is told by its name in the event."""


def followthemoney(rows: Sequence[EventRow]) -> str:
    """Return entities as JSON Lines, each once, by id: `ftm` and OpenAleph load them."""
    found: dict[str, tuple[str, dict[str, list[str]]]] = {}
    for row in rows:
        for key, schema, properties in _entities(row):
            kept = found.setdefault(key, (schema, {}))[1]
            for name, values in properties.items():
                kept[name] = sorted({*kept.get(name, ()), *values})
    return "".join(
        json.dumps({"id": key, "schema": schema, "properties": dict(sorted(properties.items()))}, ensure_ascii=False) + "\n"
        for key, (schema, properties) in sorted(found.items())
    )


def _id(iri: str) -> str:
    return f"kg-{digest(iri)}"


def _entities(row: EventRow) -> Iterator[tuple[str, str, dict[str, list[str]]]]:
    event: dict[str, list[str]] = defaultdict(list)
    event["name"] = [row.label or row.types[0]]
    event["keywords"] = [*row.types, *row.struck]
    event["recordId"] = [row.iri]
    event["startDate"], event["endDate"] = [row.earliest], [row.latest]
    # FollowTheMoney's own property for countries takes codes, which the gazetteer does not hold.
    event["location"] = sorted({place.name for place in (*row.places, *([row.country] if row.country else []))})
    event["summary"] = [_summary(row)]
    for role, thing in row.roles:
        schema = next((schema for kind, schema in _SCHEMATA.items() if kind in thing.kinds), "")
        if schema:
            yield _id(thing.iri), schema, {"name": [thing.name]}
            event["involved"].append(_id(thing.iri))
            link = {"subject": [_id(thing.iri)], "object": [_id(row.iri)], "role": [role]}
            yield _id(f"{row.iri} {role} {thing.iri}"), "UnknownLink", link
        elif role in (*AGENTS, *PATIENTS, "instrument"):
            event["notes"].append(f"{role}: {thing.name}")
    for text in row.texts:
        yield _id(text.iri), "Article", _article(text)
        event["proof"].append(_id(text.iri))
    yield _id(row.iri), "Event", {name: kept for name, values in event.items() if (kept := [value for value in values if value])}


def _article(text: Text) -> dict[str, list[str]]:
    told = {"title": text.name, "fileName": text.name, "sourceUrl": text.url, "publisher": text.publisher, "recordId": text.iri}
    return {name: [value] for name, value in told.items() if value}


def _summary(row: EventRow) -> str:
    counts = [f"{name} {row.counts[name]}" for name in sorted(row.counts)]
    said = [f"{row.source_count} independent sources", f"{row.text_count} documents"]
    return "; ".join([*counts, *said, *([f"at best {row.certainty}"] if row.certainty else [])])

