"""Events as a table in the manner of ACLED's, and the codebook that explains its columns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache

import pyoxigraph as ox

from kg import vocab
from kg.exports.places import point_of
from kg.exports.rows import AGENTS, PATIENTS, EventRow, Thing, local
from kg.resources import shipped
from kg.table import JOINT, Table, Value

CODEBOOK: Mapping[str, str] = {
    "event_id": "IRI of the event in the graph; under the profile public a number that leads back to no text",
    "event_date": "first day on which it can have happened; empty if no source says",
    "event_date_end": "last day on which it can have happened",
    "year": "year of event_date",
    "time_precision": "1 the day is known, 2 within a week, 3 wider or open",
    "event_type": "ACLED's event type that the type corresponds to; empty where ACLED has none",
    "sub_event_type": "ACLED's sub-event type, see ontology/alignments.ttl for how close it is",
    "types": "all types of this project's ontology, that of most claims first",
    "actor1": "who did it, as most plainly named; rival perpetrators stand side by side",
    "inter1": "kinds of actor1",
    "actor2": "to whom or what it was done",
    "inter2": "kinds of actor2; under the profile public the kinds of resource",
    "country": "country of the place, by the gazetteer",
    "admin1": "region of the place, by the gazetteer",
    "location": "places as named",
    "latitude": "of the first place that has coordinates, or of the nearest place around it",
    "longitude": "likewise",
    "geo_precision": "1 the place itself, 2 a place around it; empty without coordinates",
    "fatalities": "killed, the lowest floor of all claims; empty if no claim counts, which is not 0",
    "fatalities_max": "killed, the highest ceiling; empty if a claim leaves it open",
    "injured": "injured, the lowest floor",
    "injured_max": "injured, the highest ceiling",
    "certainty": "of the surest claim: certain, probable or alleged, by its words",
    "source": "who says so, nearest speakers",
    "sources": "how many independent origins say so; copies of one text and one speaker quoted twice are one",
    "documents": "how many documents say so",
    "notes": "names of the documents",
    "part_of": "event that this one is a part of (the killing in the airstrike): do not add up the two",
}
"""Column to what it holds. Only events that somebody says happened have a row, and totals over many events have none."""
_ABOVE = {
    "Air/drone strike": "Explosions/Remote violence",
    "Chemical weapon": "Explosions/Remote violence",
    "Remote explosive/landmine/IED": "Explosions/Remote violence",
    "Shelling/artillery/missile attack": "Explosions/Remote violence",
    "Suicide bomb": "Explosions/Remote violence",
    "Armed clash": "Battles",
    "Abduction/forced disappearance": "Violence against civilians",
    "Attack": "Violence against civilians",
    "Sexual violence": "Violence against civilians",
    "Agreement": "Strategic developments",
    "Arrests": "Strategic developments",
    "Looting/property destruction": "Strategic developments",
    "Non-violent transfer of territory": "Strategic developments",
    "Other": "Strategic developments",
    "Protests": "Protests",
    "Explosions/Remote violence": "Explosions/Remote violence",
    "Violence against civilians": "Violence against civilians",
}
"""ACLED's sub-event type to its event type."""


@cache
def _acled() -> Mapping[str, str]:
    """Local name of an event type to ACLED's name for it, where there is just one."""
    found: dict[str, set[str]] = defaultdict(set)
    for triple in ox.parse(path=shipped("ontology", "alignments.ttl"), format=ox.RdfFormat.TURTLE):
        if triple.predicate.value == vocab.KG + "acled" and isinstance(triple.object, ox.Literal):
            found[local(str(getattr(triple.subject, "value", "")))].add(triple.object.value)
    return {name: next(iter(names)) for name, names in found.items() if len(names) == 1}


def event_table(rows: Sequence[EventRow]) -> Table:
    """Return the events as a table whose columns are those of `CODEBOOK`."""
    return Table(tuple(CODEBOOK), tuple(tuple(_cells(row)[name] for name in CODEBOOK) for row in rows), title="Events")


def codebook() -> Table:
    """Return what each column of `event_table` holds."""
    return Table(("column", "meaning"), tuple(CODEBOOK.items()), title="Codebook")


def _cells(row: EventRow) -> dict[str, Value]:
    sub = next((_acled()[kind] for kind in row.types if kind in _acled()), None)
    agents, patients = row.filling(AGENTS), row.filling(PATIENTS)
    lon, lat, precision = point_of(row) or (None, None, None)
    return {
        "event_id": row.iri,
        "event_date": row.earliest or None,
        "event_date_end": row.latest or None,
        "year": int(row.earliest[:4]) if row.earliest else None,
        "time_precision": _precision(row),
        "event_type": _ABOVE.get(sub or ""),
        "sub_event_type": sub,
        "types": JOINT.join(row.types) or None,
        "actor1": _names(agents),
        "inter1": _kinds(agents),
        "actor2": _names(patients),
        "inter2": JOINT.join(row.struck) or _kinds(patients),
        "country": row.country.name if row.country else None,
        "admin1": row.region.name if row.region else None,
        "location": _names(row.places),
        "latitude": lat,
        "longitude": lon,
        "geo_precision": precision,
        "fatalities": row.counts.get("killedMin"),
        "fatalities_max": row.counts.get("killedMax"),
        "injured": row.counts.get("injuredMin"),
        "injured_max": row.counts.get("injuredMax"),
        "certainty": row.certainty or None,
        "source": _names(row.sources),
        "sources": row.source_count,
        "documents": row.text_count,
        "notes": JOINT.join(text.name for text in row.texts) or None,
        "part_of": row.part_of or None,
    }


def _names(things: Sequence[Thing]) -> str | None:
    return JOINT.join(thing.name for thing in things) or None


def _kinds(things: Sequence[Thing]) -> str | None:
    return JOINT.join(sorted({kind for thing in things for kind in thing.kinds})) or None


def _precision(row: EventRow) -> int:
    try:
        days = (date.fromisoformat(row.latest) - date.fromisoformat(row.earliest)).days
    except ValueError:
        return 3
    return 1 if days == 0 else 2 if days < 7 else 3
