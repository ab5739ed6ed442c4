"""Makes `ontology/names/places_sy.ttl` from the gazetteer of Syria.

    python training/places.py ../shared/data/gazetteer/places_sy.tsv ontology/names/places_sy.ttl

The gazetteer has 10,422 places under scholarly spellings; `training/places_sy.toml` lists those that reports name, as
they name them, with the Arabic that finds them in the gazetteer. Coordinates, Wikidata ids, inhabitants and further
spellings come from the gazetteer; a neighbourhood that it lacks is written without coordinates.
"""

from __future__ import annotations

import csv
import json
import re
import sys
import tomllib
import unicodedata
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "ontology" / "tools"))
from format import PREFIXES, canonical  # noqa: E402

Row = dict[str, str]
HEAD = """# Main places of Syria with the spellings that reports use: made by training/places.py, not by hand.
# Coordinates and spellings: Who's On First and GeoNames (CC BY 4.0), through the gazetteer that NOTICE names.
"""
PLAIN = re.compile(r"[A-Za-zÀ-ÿ' -]+")


def slug(name: str) -> str:
    """Return the local name of a place."""
    ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", ascii_name.replace("'", "")).strip("-")


def bare(arabic: str) -> str:
    """Return an Arabic name without article, vowel signs and the letter variants that spellings differ in.

    >>> bare("الرّقّة") == bare("رقه")
    True
    """
    text = "".join(ch for ch in unicodedata.normalize("NFKD", arabic) if not unicodedata.combining(ch))
    text = text.translate(str.maketrans("أإآىة", "ااايه")).replace("\u200e", "")
    words = [word.removeprefix("ال") for word in text.split() if word not in ("مدينة", "مدينه", "محافظه")]
    return "".join(words)


def by_arabic(rows: list[Row]) -> dict[tuple[str, str], list[Row]]:
    """Return the rows of towns by governorate and bare Arabic name."""
    index: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows:
        if row["placetype"] in ("locality", "neighbourhood"):
            for name in {bare(name) for name in [*row["arabic_names"].split("|"), row["name"]] if name}:
                index[row["region_id"], name].append(row)
                index["", name].append(row)
    return index


def find(index: dict[tuple[str, str], list[Row]], region: str, arabic: str) -> Row | None:
    """Return the gazetteer's row of a place: the most populous of that name in its governorate."""
    rows = index.get((region, bare(arabic))) or []
    rows = rows or [row for row in index.get(("", bare(arabic)), []) if not row["region_id"]]

    def rank(row: Row) -> tuple[int, bool, int, str]:
        return (int(row["population"] or 0), bool(row["wikidata_id"]), len(row["latin_names"]), row["wof_id"])

    return max(rows, key=rank, default=None)


def spellings(row: Row | None, known: set[str]) -> list[str]:
    """Return the plain Latin spellings of a row that are not *known*, six at most, those without marks first."""
    if row is None:
        return []
    names = {name for name in row["latin_names"].split("|") if PLAIN.fullmatch(name) and len(name) > 3}
    names = {name for name in names if " i " not in name and name.casefold() not in {one.casefold() for one in known}}
    return sorted(names, key=lambda name: (not name.isascii(), name))[:6]


def literal(text: str, language: str = "") -> str:
    """Return a Turtle literal."""
    return json.dumps(text, ensure_ascii=False) + (f"@{language}" if language else "")


def describe(place: dict[str, object], kind: str, within: str, row: Row | None) -> str:
    """Return the Turtle of one place."""
    english = str(place["en"]).partition(" (")[0]
    norwegian = str(place.get("nb", english))
    known = {english, norwegian}
    others = [str(name) for name in place.get("alt", [])]  # type: ignore[attr-defined]
    if kind == "Region":  # the gazetteer also gives governorates the bare name, which means the city
        base = english.removesuffix(" Governorate")
        values = sorted({*others, f"{base} province", f"province of {base}", f"{base} provins", f"{base}-provinsen"} - known)
    else:
        values = sorted({*others, *spellings(row, known | set(others))} - known)
    parts = [
        f"entity:place-sy-{place.get('id') or slug(str(place['en']))} a kg:Entity, kg:Place, kg:{kind}",
        f"rdfs:label {literal(english, 'en')}, {literal(norwegian, 'nb')}, {literal(str(place['ar']), 'ar')}",
        f"kg:within entity:{within}",
    ]
    if values:
        parts.append("skos:altLabel " + ", ".join(literal(value) for value in values))
    if place.get("ambiguous"):
        parts.append("kg:ambiguousName " + ", ".join(literal(str(n)) for n in place["ambiguous"]))  # type: ignore[attr-defined]
    if row is not None:
        parts.append(f'geo:asWKT "POINT({float(row["lon"]):.4f} {float(row["lat"]):.4f})"^^geo:wktLiteral')
        if row["wikidata_id"]:
            parts.append(f"skos:exactMatch wd:{row['wikidata_id']}")
        if kind != "Region" and int(row["population"] or 0) >= 1000:
            parts.append(f"kg:population {int(row['population'])}")
    return " ;\n".join(parts) + " ."


def turtle(rows: list[Row], wanted: dict[str, dict[str, object]]) -> tuple[str, list[str]]:
    """Return the Turtle of all wanted places, and the names that the gazetteer does not have."""
    index = by_arabic(rows)
    regions = {row["wof_id"]: row for row in rows if row["placetype"] == "region"}
    blocks, missing, seen = [], [], set()
    for key, governorate in wanted.items():
        region = regions[str(governorate["wof"])]
        blocks.append(describe({**governorate, "id": key}, "Region", "place-syria", region))
        for kind, group in (("PopulatedPlace", "towns"), ("Neighbourhood", "quarters")):
            for entry in governorate.get(group, []):  # type: ignore[attr-defined]
                place = {"en": entry[0], "ar": entry[1], "alt": entry[2:]} if isinstance(entry, list) else dict(entry)
                name = str(place.get("id") or slug(str(place["en"])))
                if name in seen:
                    raise ValueError(f"{name} is listed twice; give one of them an id in places_sy.toml")
                seen.add(name)
                within = f"place-sy-{place['in']}" if "in" in place else f"place-sy-{key}"
                row = None if place.get("gazetteer") is False else find(index, region["wof_id"], str(place["ar"]))
                if kind == "Neighbourhood":
                    row = row if row is not None and row["placetype"] == "neighbourhood" else None
                    within = f"place-sy-{place.get('in', governorate['capital'])}"
                if row is None and kind == "PopulatedPlace":
                    missing.append(str(place["en"]))
                blocks.append(describe(place, kind, within, row))
    prefixes = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
    return canonical(HEAD + prefixes + "\n".join(blocks)), missing


def main(source: str, target: str) -> None:
    """Read the gazetteer and the list of wanted places, write the Turtle."""
    with open(source, encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    wanted = tomllib.loads((Path(__file__).parent / "places_sy.toml").read_text("utf-8"))
    text, missing = turtle(rows, wanted)
    Path(target).write_text(text, "utf-8")
    print(f"{target}: {text.count('kg:Place')} places, {len(text.encode()) // 1024} KiB")
    if missing:
        print(f"not in the gazetteer, written without coordinates: {', '.join(missing)}")


if __name__ == "__main__":
    main(*sys.argv[1:3])
