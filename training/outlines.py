"""Makes `kg/views/assets/outlines.json`, the countries of the map, from Natural Earth 1:50m as npm's world-atlas carries it.

    npm pack world-atlas@2.0.2 && tar xzf world-atlas-2.0.2.tgz
    python training/outlines.py package/countries-50m.json

Borders are those of Natural Earth; they say nothing about whose a land is. Names are those of `ontology/names/countries.ttl`.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pyoxigraph as ox

ROOT = Path(__file__).parents[1]
TARGET = ROOT / "kg" / "views" / "assets" / "outlines.json"
TOLERANCE = 0.04
"""Degrees that a line may be off: two pixels where the map is 1,160 pixels and some 25 degrees wide."""
SMALLEST = 0.03
"""Square degrees below which an island is left out, unless it is the largest of its country."""
OTHER_NAMES = {
    "W. Sahara": "Western Sahara", "Dem. Rep. Congo": "Democratic Republic of the Congo", "Dominican Rep.": "Dominican Republic",
    "Central African Rep.": "Central African Republic", "Eq. Guinea": "Equatorial Guinea", "S. Sudan": "South Sudan",
    "Bosnia and Herz.": "Bosnia and Herzegovina", "Macedonia": "North Macedonia", "eSwatini": "Eswatini",
    "Czechia": "Czech Republic", "United States of America": "United States", "Solomon Is.": "Solomon Islands",
}  # fmt: skip
Point = tuple[float, float]


def decoded(topology: dict[str, Any]) -> list[list[Point]]:
    """Return the arcs of a TopoJSON file as degrees."""
    (sx, sy), (tx, ty) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for arc in topology["arcs"]:
        x = y = 0
        line = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            line.append((x * sx + tx, y * sy + ty))
        arcs.append(line)
    return arcs


def simpler(line: list[Point]) -> list[Point]:
    """Return *line* with no point that lies within `TOLERANCE` of the line without it (Douglas and Peucker)."""
    if len(line) < 3:
        return line
    (x0, y0), (x1, y1) = line[0], line[-1]
    length = ((x1 - x0) ** 2 + (y1 - y0) ** 2) ** 0.5

    def off(point: Point) -> float:
        if not length:
            return float(((point[0] - x0) ** 2 + (point[1] - y0) ** 2) ** 0.5)
        return abs((x1 - x0) * (y0 - point[1]) - (x0 - point[0]) * (y1 - y0)) / length

    far = max(range(1, len(line) - 1), key=lambda at: off(line[at]))
    if off(line[far]) <= TOLERANCE:
        return [line[0], line[-1]]
    return simpler(line[: far + 1])[:-1] + simpler(line[far:])


def area(ring: list[Point]) -> float:
    """Return the square degrees inside a ring."""
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, ring[1:] + ring[:1], strict=True))) / 2


def names() -> dict[str, dict[str, str]]:
    """Return the English and Norwegian names of countries, by every name they have."""
    label = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
    called = (label, ox.NamedNode("http://www.w3.org/2004/02/skos/core#altLabel"))
    shown: dict[str, dict[str, str]] = {}
    every: dict[str, set[str]] = {}
    for quad in ox.parse(path=str(ROOT / "ontology" / "names" / "countries.ttl"), format=ox.RdfFormat.TURTLE):
        if quad.predicate in called and isinstance(quad.object, ox.Literal):
            every.setdefault(str(quad.subject), set()).add(quad.object.value)
            if quad.predicate == label and quad.object.language in ("en", "nb"):
                shown.setdefault(str(quad.subject), {})[quad.object.language] = quad.object.value
    return {name: shown[iri] for iri, found in sorted(every.items()) if len(shown.get(iri, ())) == 2 for name in found}


def main(path: str) -> int:
    """Read the file at *path* and write the outlines."""
    topology = json.loads(Path(path).read_text("utf-8"))
    arcs = [[(round(x, 2), round(y, 2)) for x, y in simpler(arc)] for arc in decoded(topology)]
    known = names()
    countries: list[dict[str, Any]] = []
    unnamed: list[str] = []
    for country in topology["objects"]["countries"]["geometries"]:
        shapes = {"Polygon": lambda a: [a], "MultiPolygon": lambda a: a}[country["type"]](country["arcs"])
        rings = []
        for shape in shapes:
            for lines in shape:
                ring: list[Point] = []
                for at in lines:
                    ring += (arcs[at] if at >= 0 else arcs[~at][::-1])[1 if ring else 0 :]
                rings.append(ring)
        rings.sort(key=area, reverse=True)
        rings = [ring for at, ring in enumerate(rings) if (not at or area(ring) > SMALLEST) and len(ring) > 3]
        if not rings:
            continue
        name = country["properties"]["name"]
        # A land that our list of countries does not have gets no name on the map: whose it is, is not for a map to say.
        told = known.get(OTHER_NAMES.get(name, name), {})
        countries.append({"name": told, "rings": [[value for point in ring for value in point] for ring in rings]})
        if not told:
            unnamed.append(name)
    countries.sort(key=lambda country: (country["name"].get("en", ""), country["rings"]))
    body = {"source": "Natural Earth 1:50m admin 0 countries, public domain; training/outlines.py", "countries": countries}
    TARGET.write_text(json.dumps(body, ensure_ascii=False, separators=(",", ":")) + "\n", "utf-8")
    print(f"{len(countries)} countries, {TARGET.stat().st_size:,} bytes; without a name: {', '.join(unnamed)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
