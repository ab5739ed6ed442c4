"""The choices that narrow a list of statements, each with how many it would leave."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from kg.server.lookup import counted_by, labels_of, local, safe, titles_of
from kg.server.site import Site
from kg.views.claims import NOT_HAPPENED, ClaimRow
from kg.views.columns import places
from kg.views.rows import Selection

CHOICES = ("type", "place", "source", "document", "entity", "manner")
Facets = list[tuple[str, list[tuple[str, str, int]]]]


def suggested(facets: Facets, chosen: Mapping[str, str], number: int) -> list[tuple[str, str, str, int]]:
    """Return the choices that cut most evenly: the largest of each facet that is not nearly everything."""
    found = []
    for key, values in facets:
        if key == "document":  # titles are long, and rarely what is looked for
            continue
        useful = [(key, value, label, n) for value, label, n in values if 1 < n <= 0.8 * number and not chosen.get(key)]
        found += useful[:2]
    return found if number > 5 else []


def counted_facets(site: Site, chosen: Mapping[str, str], language: str) -> Facets:
    """Return the choices that would narrow a selection too large to read, counted by the store."""
    pattern = selection_of(chosen).pattern()

    def counted(links: str) -> list[tuple[str, int]]:
        return site.once(f"facet {links} {pattern}", lambda: counted_by(site, f"{pattern} ?claim {links} ?x", 20))

    found: Facets = []
    paths = {"type": "kg:mainType", "place": "claimed:place", "source": "sem:accordingTo", "document": "kg:document"}
    for name, links in paths.items():
        values = counted(links)
        labels = labels_of(site, {iri for iri, _ in values}, language)
        if name == "document":
            labels |= titles_of(site, {iri for iri, _ in values}, language)
        listed = [(local(iri) if name == "type" else iri, labels.get(iri, local(iri)), n) for iri, n in values]
        if len(listed) > 1:
            found.append((name, listed))
    stances = {local(iri): n for iri, n in counted("kg:stance")}
    manners = [(manner, manner, stances[stance]) for stance, manner in NOT_HAPPENED.items() if stances.get(stance)]
    if manners:
        found.append(("manner", sorted(manners, key=lambda item: -item[2])))
    return found


def facets_of(rows: Sequence[ClaimRow]) -> list[tuple[str, list[tuple[str, str, int]]]]:
    """Return the choices that would narrow *rows*, most telling first; one that all rows share narrows nothing."""
    counts: dict[str, Counter[tuple[str, str]]] = {name: Counter() for name in ("type", "place", "source", "document", "manner")}
    for row in rows:
        counts["type"][row.types[0], row.types[0]] += 1
        counts["manner"][row.manner, row.manner] += 1
        counts["document"][row.paper.iri, row.paper.title or row.paper.name] += 1
        for part in places(row):
            counts["place"][part.entity, part.name] += 1
        for part in row.according_to[:1]:
            counts["source"][part.entity, part.name] += 1
    found = []
    for name, counter in counts.items():
        values = sorted(((key, label, n) for (key, label), n in counter.items()), key=lambda item: (-item[2], item[1], item[0]))
        if len(values) > 1:
            found.append((name, values[:20]))
    return found


def selection_of(chosen: Mapping[str, str]) -> Selection:
    """Return the selection that the parameters of a page stand for."""
    given: dict[str, Any] = dict(chosen)
    return Selection(**given)


def labels_of_choices(site: Site, chosen: Mapping[str, str], language: str) -> dict[str, str]:
    """Return what the things among the choices of a page are called."""
    things = {value for name, value in chosen.items() if name in ("place", "source", "entity") and value}
    labels = labels_of(site, things, language)
    if chosen["document"]:
        rows = site.query(f"SELECT ?n WHERE {{ <{safe(chosen['document'])}> schema:name|kg:name ?n }} ORDER BY DESC(?n)")
        labels[chosen["document"]] = next((row[0] or "" for row in rows), "")
    return labels
