"""Events on a map, as GeoJSON (RFC 7946)."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from kg.exports.rows import AGENTS, PATIENTS, EventRow

_POINT = re.compile(r"POINT\s*\(\s*(-?\d+(?:\.\d+)?)\s+(-?\d+(?:\.\d+)?)\s*\)\s*\Z", re.IGNORECASE)
AT_THE_PLACE, AROUND_IT = 1, 2
"""How exactly a point stands for an event's place."""


def point(wkt: str) -> tuple[float, float] | None:
    """Return longitude and latitude of a WKT point, None if it is none on Earth.

    >>> point("POINT(37.16 36.20)")
    (37.16, 36.2)
    """
    found = _POINT.match(wkt)
    if not found:
        return None
    lon, lat = float(found[1]), float(found[2])
    return (lon, lat) if abs(lon) <= 180 and abs(lat) <= 90 else None


def point_of(row: EventRow) -> tuple[float, float, int] | None:
    """Return longitude, latitude and how exact they are; None if no place of the event has coordinates."""
    for precision, wkts in ((AT_THE_PLACE, row.at), (AROUND_IT, row.around)):
        for wkt in wkts:
            if found := point(wkt):
                return (*found, precision)
    return None


def geojson(rows: Sequence[EventRow]) -> str:
    """Return a FeatureCollection with a feature for each event; one whose place has no coordinates has no geometry."""
    return json.dumps({"type": "FeatureCollection", "features": list(map(_feature, rows))}, ensure_ascii=False, indent=1) + "\n"


def _feature(row: EventRow) -> dict[str, Any]:
    found = point_of(row)
    told: dict[str, Any] = {
        "label": row.label,
        "types": list(row.types),
        "earliest": row.earliest,
        "latest": row.latest,
        "country": row.country.name if row.country else "",
        "places": [thing.name for thing in row.places],
        "agents": [thing.name for thing in row.filling(AGENTS)],
        "patients": [thing.name for thing in row.filling(PATIENTS)],
        "struck": list(row.struck),
        **row.counts,
        "certainty": row.certainty,
        "sources": row.source_count,
        "documents": row.text_count,
        "geo_precision": found[2] if found else None,
    }
    geometry = {"type": "Point", "coordinates": list(found[:2])} if found else None
    properties = {name: value for name, value in told.items() if value not in ("", [], None)}
    return {"type": "Feature", "id": row.iri, "geometry": geometry, "properties": properties}
