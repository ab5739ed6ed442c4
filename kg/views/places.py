"""Where things are said to have happened: circles on outlines that are drawn here, without tiles from anywhere."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import cos, radians, sqrt

from kg.views.claims import ClaimRow
from kg.views.columns import places as places_of
from kg.views.layout import text_width
from kg.views.style import FACTS
from kg.views.words import ASSETS

WIDTH, HEIGHT = 1160, 720
_POINT = re.compile(r"POINT\s*\(\s*(-?\d+(?:\.\d+)?)\s+(-?\d+(?:\.\d+)?)\s*\)", re.IGNORECASE)
COARSE = 0.5
"""Degrees to which a protected place is rounded: its circle says "around here" and no more."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A place with the number of claims that name it."""

    x: float
    y: float
    radius: float
    label: str
    place: str
    claims: int
    facts: int
    """Claims that say something happened there."""
    wide: bool
    """A country or region: the circle stands for an area, not a point."""
    coarse: bool
    """A protected place, shown only roughly."""


@dataclass(frozen=True, slots=True)
class Map:
    """A drawn map."""

    spots: tuple[Spot, ...]
    outlines: tuple[str, ...]
    """Path data."""
    labelled: frozenset[int]
    """Spots whose name has room; the others are named by the list beside the map."""
    unplaced: int
    """Places without coordinates."""
    width: float = WIDTH
    height: float = HEIGHT


def point(wkt: str) -> tuple[float, float] | None:
    """Return longitude and latitude of a WKT point.

    >>> point("POINT(37.16 36.20)")
    (37.16, 36.2)
    """
    found = _POINT.search(wkt)
    if not found:
        return None
    lon, lat = float(found[1]), float(found[2])
    return (lon, lat) if -180 <= lon <= 180 and -90 <= lat <= 90 else None


@cache
def _rings() -> tuple[tuple[tuple[float, float], ...], ...]:
    data = json.loads((ASSETS / "outlines.json").read_text("utf-8"))
    return tuple(tuple(zip(ring[::2], ring[1::2], strict=True)) for ring in data["rings"])


def place_map(
    rows: Sequence[ClaimRow],
    coordinates: Mapping[str, str],
    *,
    wide: frozenset[str] = frozenset(),
    protected: frozenset[str] = frozenset(),
) -> Map:
    """Return the places that *rows* name; *coordinates* gives a WKT point by the IRI of a place.

    *wide* are countries and regions, *protected* places that are shown only roughly.
    """
    counts: dict[str, list[ClaimRow]] = {}
    names: dict[str, str] = {}
    for row in rows:
        for part in places_of(row):
            counts.setdefault(part.entity, []).append(row)
            names[part.entity] = part.name
    known = {place: found for place in counts if (found := point(coordinates.get(place, "")))}
    for place in protected & known.keys():
        lon, lat = known[place]
        known[place] = (round(lon / COARSE) * COARSE, round(lat / COARSE) * COARSE)
    if not known:
        return Map((), (), frozenset(), len(counts))
    west, east, south, north = _frame([known[place] for place in known])
    squeeze = cos(radians((south + north) / 2))
    scale = min(WIDTH / ((east - west) * squeeze), HEIGHT / (north - south))
    height = round((north - south) * scale)
    shift = (WIDTH - (east - west) * squeeze * scale) / 2

    def at(lon: float, lat: float) -> tuple[float, float]:
        return round(shift + (lon - west) * squeeze * scale, 1), round((north - lat) * scale, 1)

    spots = []
    for place, (lon, lat) in sorted(known.items(), key=lambda item: (-len(counts[item[0]]), item[0])):
        x, y = at(lon, lat)
        named = counts[place]
        spots.append(Spot(
            x, y, round(5 + 4 * sqrt(len(named)), 1), names[place], place, len(named), sum(row.manner in FACTS for row in named),
            place in wide, place in protected,
        ))  # fmt: skip
    margin = 3 * (east - west)
    outlines = []
    for ring in _rings():
        if any(west - margin < lon < east + margin and south - margin < lat < north + margin for lon, lat in ring):
            outlines.append("M" + "L".join(f"{x} {y}" for x, y in (at(lon, lat) for lon, lat in ring)) + "Z")
    return Map(tuple(spots), tuple(outlines), _labelled(spots), len(counts) - len(known), WIDTH, height)


def _labelled(spots: Sequence[Spot]) -> frozenset[int]:
    """Return the spots whose names do not run into a name placed before or into the edge."""
    taken: list[tuple[float, float, float]] = []
    found = set()
    for at, spot in enumerate(spots):
        left = spot.x + spot.radius
        right = left + text_width(f"{spot.label} ({spot.claims})", 13) + 8
        if right < WIDTH and all(abs(spot.y - y) > 15 or right < start or left > end for start, end, y in taken):
            taken.append((left, right, spot.y))
            found.add(at)
    return frozenset(found)


def _frame(points: Sequence[tuple[float, float]]) -> tuple[float, float, float, float]:
    """Return west, east, south, north around all points, at least some 300 km wide."""
    lons, lats = [lon for lon, _ in points], [lat for _, lat in points]
    middle = ((min(lons) + max(lons)) / 2, (min(lats) + max(lats)) / 2)
    half = max(4.0, (max(lons) - min(lons)) * 0.65, (max(lats) - min(lats)) * 0.9)
    return middle[0] - half * 1.3, middle[0] + half * 1.3, max(-85.0, middle[1] - half * 0.75), min(85.0, middle[1] + half * 0.75)
