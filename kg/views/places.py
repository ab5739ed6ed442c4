"""Where things are said to have happened: circles on outlines that are drawn here, without tiles from anywhere."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
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
class Country:
    """The outline of a country, and where its name stands if it has room."""

    path: str
    name: Mapping[str, str]
    """By language."""
    x: float
    y: float
    shown: bool


@dataclass(frozen=True, slots=True)
class Map:
    """A drawn map."""

    spots: tuple[Spot, ...]
    outlines: tuple[Country, ...]
    labels: Mapping[int, tuple[float, float, str]]
    """Place and anchor of the name of each spot that has room; the others are named by the list beside the map."""
    scale: tuple[float, int]
    """Length of the scale bar, and how many kilometres it stands for."""
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


Ring = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class _Land:
    name: Mapping[str, str]
    rings: tuple[tuple[tuple[float, float, float, float], Ring], ...]
    """Each with its west, east, south and north."""


@cache
def _lands() -> tuple[_Land, ...]:
    data = json.loads((ASSETS / "outlines.json").read_text("utf-8"))
    lands = []
    for country in data["countries"]:
        rings = []
        for flat in country["rings"]:
            lons, lats = flat[::2], flat[1::2]
            rings.append(((min(lons), max(lons), min(lats), max(lats)), tuple(zip(lons, lats, strict=True))))
        lands.append(_Land(country["name"], tuple(rings)))
    return tuple(lands)


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
        return Map((), (), {}, (0.0, 0), len(counts))
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
        radius = round(min(26.0, 4 + 2.4 * sqrt(len(named))), 1)
        facts = sum(row.manner in FACTS for row in named)
        spots.append(Spot(x, y, radius, names[place], place, len(named), facts, place in wide, place in protected))
    labels = _labelled(spots, height)
    # A little beyond the frame, so that no line runs along its edge.
    margin = 0.1 * (east - west)
    outlines = []
    for land in _lands():
        near = [
            ring
            for (left, right, low, high), ring in land.rings
            if left < east + margin and right > west - margin and low < north + margin and high > south - margin
        ]
        if near:
            drawn = [[at(lon, lat) for lon, lat in ring] for ring in near]
            path = "".join("M" + "L".join(f"{x} {y}" for x, y in ring) + "Z" for ring in drawn)
            told = any(spot.label in land.name.values() for spot in spots)
            stands = None if told or not land.name else _name_place(drawn, land.name, spots, height)
            outlines.append(Country(path, land.name, *(stands or (0.0, 0.0)), stands is not None))
    return Map(tuple(spots), tuple(outlines), labels, _scale(scale), len(counts) - len(known), WIDTH, height)


def _name_place(
    rings: Sequence[Sequence[tuple[float, float]]], name: Mapping[str, str], spots: Sequence[Spot], height: float
) -> tuple[float, float] | None:
    """Return where the name of a country has room inside its outlines and the frame, near their middle and clear of spots."""
    half = max(text_width(text.upper(), 12) for text in name.values()) * 0.62
    found = []
    for row in range(1, 14):
        y = row * height / 14
        for column in range(1, 24):
            x = column * WIDTH / 24
            if not half + 8 < x < WIDTH - half - 8 or (y > height - 50 and x < 240 + half):
                continue
            if all(any(_inside(x + side, y - 4, ring) for ring in rings) for side in (-half, 0.0, half)):
                found.append((x, y))
    free = [
        (x, y) for x, y in found
        if all(abs(spot.x - x) > half + spot.radius + 90 or abs(spot.y - y) > 2 * spot.radius + 14 for spot in spots)
    ]  # fmt: skip
    if not free:
        return None
    middle = sum(x for x, _ in found) / len(found), sum(y for _, y in found) / len(found)
    x, y = min(free, key=lambda at: ((at[0] - middle[0]) ** 2 + (at[1] - middle[1]) ** 2, at))
    return round(x, 1), round(y, 1)


def _inside(x: float, y: float, ring: Sequence[tuple[float, float]]) -> bool:
    """Return whether a point lies inside a ring: whether a ray to the right leaves it an odd number of times."""
    odd = False
    for (x0, y0), (x1, y1) in pairwise((*ring, ring[0])):
        if (y0 > y) != (y1 > y) and x < (x1 - x0) * (y - y0) / (y1 - y0) + x0:
            odd = not odd
    return odd


def _scale(scale: float) -> tuple[float, int]:
    """Return the length of a scale bar of a round number of kilometres, *scale* being pixels to a degree of latitude."""
    kilometre = scale / 111.2
    told = max((step for step in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000) if step * kilometre <= 180), default=1)
    return round(told * kilometre, 1), told


def _labelled(spots: Sequence[Spot], height: float) -> dict[int, tuple[float, float, str]]:
    """Return where names stand that run into no other name, no other spot and no edge: right, left, above or below."""
    taken: list[tuple[float, float, float, float]] = []
    found: dict[int, tuple[float, float, str]] = {}
    for at, spot in enumerate(spots):
        wide = text_width(f"{spot.label} ({spot.claims})", 13)
        reach = spot.radius * (2 if spot.wide or spot.coarse else 1) + 5
        for x, y, anchor, left in (
            (spot.x + reach, spot.y + 4.5, "start", spot.x + reach),
            (spot.x - reach, spot.y + 4.5, "end", spot.x - reach - wide),
            (spot.x, spot.y - reach - 2, "middle", spot.x - wide / 2),
            (spot.x, spot.y + reach + 11, "middle", spot.x - wide / 2),
        ):
            area = (left - 3, left + wide + 3, y - 12, y + 4)
            free = all(area[1] < other[0] or area[0] > other[1] or area[3] < other[2] or area[2] > other[3] for other in taken)
            clear = all(
                other is spot
                or abs(y - 4 - other.y) > other.radius + 7
                or not area[0] - other.radius < other.x < area[1] + other.radius
                for other in spots
            )
            if free and clear and area[0] > 0 and area[1] < WIDTH and area[2] > 0 and area[3] < height:
                taken.append(area)
                found[at] = (round(x, 1), round(y, 1), anchor)
                break
    return found


def _frame(points: Sequence[tuple[float, float]]) -> tuple[float, float, float, float]:
    """Return west, east, south, north around all points, at least some 300 km wide."""
    lons, lats = [lon for lon, _ in points], [lat for _, lat in points]
    middle = ((min(lons) + max(lons)) / 2, (min(lats) + max(lats)) / 2)
    half = max(3.0, (max(lons) - min(lons)) * 0.65, (max(lats) - min(lats)) * 0.9)
    return middle[0] - half * 1.3, middle[0] + half * 1.3, max(-85.0, middle[1] - half * 0.75), min(85.0, middle[1] + half * 0.75)
