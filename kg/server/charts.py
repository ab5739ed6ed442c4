"""The pages that draw many statements at once: timeline, map, who appears with whom, who relies on whom."""

from __future__ import annotations

from collections import Counter, defaultdict

from kg.server.facets import selection_of
from kg.server.lookup import PAGE, labels_of, local, safe
from kg.server.site import MOST, Answer, Asked, Site, claims_table
from kg.table import Iri, Table
from kg.views.claims import ClaimRow
from kg.views.columns import places
from kg.views.dependence import dependence
from kg.views.overview import overview
from kg.views.places import place_map
from kg.views.rows import Selection
from kg.views.timeline import timeline
from kg.views.together import circle, together_graph

MOST_CHART = 5_000
"""Claims that a timeline, a map or a network is drawn from."""


def sources(site: Site, asked: Asked) -> Answer:
    """Who says how much, in which way, and through whom it reached the reader."""
    counted, through = site.once("sources", lambda: _voices_of_all(site))
    labels = labels_of(site, {*counted, *(via for found in through.values() for via in found)}, asked.language)
    stances = [
        name
        for name in ("asserts", "accuses", "denies", "threatens", "supposes", "describes")
        if any(c[name] for c in counted.values())
    ]
    lines = sorted(counted.items(), key=lambda item: (-item[1].total(), labels.get(item[0], ""), item[0]))
    rows, number, _ = _narrowed(site, asked)
    return Answer(
        "sources",
        "sources.html.jinja",
        {
            "lines": [
                (iri, labels.get(iri, local(iri)), count, sorted((labels.get(via, local(via)), via) for via in through[iri]))
                for iri, count in lines[: 10 * PAGE]
            ],
            "stances": stances,
            "drawn_sources": dependence(rows) if rows else None,
            "too_many": number if number > MOST_CHART else 0,
        },
        Table(
            ("source", "label", "claims", *stances),
            tuple(
                (Iri(iri), labels.get(iri, local(iri)), count.total(), *(count[name] for name in stances)) for iri, count in lines
            ),
        ),
        tuple(iri for iri, _ in lines),
    )


def _voices_of_all(site: Site) -> tuple[dict[str, Counter[str]], dict[str, set[str]]]:
    """Return how many statements of each stance each source makes, and through whom they came."""
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    for source, stance, n in site.query(
        "SELECT ?s ?stance (COUNT(DISTINCT ?claim) AS ?n) WHERE { ?claim a kg:Claim ; sem:accordingTo ?s ; kg:stance ?stance } "
        "GROUP BY ?s ?stance"
    ):
        counted[source or ""][local(stance or "")] += int(n or 0)
    through: dict[str, set[str]] = defaultdict(set)
    for source, via in site.query("SELECT DISTINCT ?s ?via WHERE { ?claim sem:accordingTo ?s ; kg:via ?via }"):
        through[source or ""].add(via or "")
    return counted, through


def timeline_page(site: Site, asked: Asked) -> Answer:
    """When things are said to have happened, with dates as wide as they are uncertain."""
    rows, number, chosen = _narrowed(site, asked)
    everything = selection_of({**chosen, "since": "", "until": ""})
    strip = site.once(f"dates {everything}", lambda: overview(_dates(site, everything)))
    dated = sorted((row for row in rows if row.earliest or row.latest), key=lambda row: (row.earliest or row.latest, row.claim))
    return Answer(
        "timeline",
        "timeline.html.jinja",
        {
            "strip": strip,
            "line": timeline(rows, chosen["since"], chosen["until"]),
            "rows": rows,
            "number": number,
            "listed": dated[:MOST],
            "more": max(0, len(dated) - MOST),
            "too_many": number if number > MOST_CHART else 0,
            "chosen": chosen,
        },
        claims_table(rows),
        tuple(row.claim for row in rows),
    )


def _dates(site: Site, selection: Selection) -> list[tuple[str, str, int]]:
    """Return what dates the statements of a selection have, and how many have them."""
    found = site.query(
        f"SELECT ?earliest ?latest (COUNT(DISTINCT ?claim) AS ?n) WHERE {{ {selection.pattern()} "
        "OPTIONAL { ?claim claimed:earliest ?earliest } OPTIONAL { ?claim claimed:latest ?latest } "
        "FILTER(BOUND(?earliest) || BOUND(?latest)) } GROUP BY ?earliest ?latest"
    )
    return sorted((row[0] or "", row[1] or "", int(row[2] or 0)) for row in found)


def map_page(site: Site, asked: Asked) -> Answer:
    """Where things are said to have happened."""
    rows, number, chosen = _narrowed(site, asked)
    iris = {part.entity for row in rows for part in places(row)}
    values = " ".join(f"<{safe(iri)}>" for iri in sorted(iris))
    own, inside = (
        {
            row[0] or "": row[1] or ""
            for row in site.query(f"SELECT ?x ?w WHERE {{ VALUES ?x {{ {values} }} ?x {path} ?w }} ORDER BY ?x ?w")
        }
        for path in ("geo:asWKT", "kg:within/geo:asWKT")
    )
    large = site.query(f"SELECT ?x WHERE {{ VALUES ?x {{ {values} }} VALUES ?k {{ kg:Country kg:Region }} ?x a ?k }}")
    careful = site.query(f"SELECT ?x WHERE {{ VALUES ?x {{ {values} }} ?x kg:sensitivity ?why }}")
    drawn = place_map(
        rows,
        {**inside, **own},
        wide=frozenset({row[0] or "" for row in large} | (inside.keys() - own.keys())),
        protected=frozenset(row[0] or "" for row in careful),
    )
    table = Table(("place", "label", "statements"), tuple((Iri(spot.place), spot.label, spot.claims) for spot in drawn.spots))
    values_ = {"chart": "map", "map": drawn, "rows": rows, "too_many": number if number > MOST_CHART else 0, "chosen": chosen}
    return Answer("map", "chart.html.jinja", values_, table, tuple(spot.place for spot in drawn.spots))


def network_page(site: Site, asked: Asked) -> Answer:
    """Who stands in the same statements."""
    rows, number, chosen = _narrowed(site, asked)
    graph = together_graph(rows)
    links = sorted((min(a, b), max(a, b), data["weight"]) for a, b, data in graph.edges(data=True))
    table = Table(
        ("one", "one_label", "other", "other_label", "events"),
        tuple((Iri(a), graph.nodes[a]["label"], Iri(b), graph.nodes[b]["label"], weight) for a, b, weight in links),
    )
    values = {
        "chart": "network",
        "circle": circle(graph),
        "links": sorted(table.rows, key=lambda row: (-int(str(row[4])), str(row[1]), str(row[3])))[:PAGE],
        "more_links": max(0, len(links) - PAGE),
        "rows": rows,
        "too_many": number if number > MOST_CHART else 0,
        "chosen": chosen,
    }
    return Answer("network", "chart.html.jinja", values, table, tuple(sorted(graph.nodes)))


def _narrowed(site: Site, asked: Asked) -> tuple[tuple[ClaimRow, ...], int, dict[str, str]]:
    chosen = {name: asked.get(name) for name in ("type", "place", "source", "document", "entity", "since", "until")}
    rows, number = site.claims(selection_of(chosen), asked.language, texts=False, most=MOST_CHART)
    return rows, number, chosen
