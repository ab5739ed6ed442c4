"""The pages of the explorer, each a function from what is asked to an answer; none knows of HTTP or files."""

from __future__ import annotations

import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from kg.ids import BASE
from kg.resources import packaged
from kg.server.site import MOST, Answer, Asked, NotFoundError, Site, claims_table, iri_of, path_of
from kg.table import Iri, Table
from kg.views.claims import MANNERS, NOT_HAPPENED, SPEECH, ClaimRow, Part, by_text
from kg.views.columns import agents, columns_graph, figure_label, patients, places, speakers
from kg.views.dependence import dependence
from kg.views.groups import grouped_graph
from kg.views.overview import overview
from kg.views.page import LIMIT, picture, web_address
from kg.views.places import place_map
from kg.views.rows import Selection, best_label
from kg.views.timeline import timeline
from kg.views.titles import event_title
from kg.views.together import circle, together_graph
from kg.views.words import tone, word, words
from kg.vocab import KG, PREFIXES

MOST_CHART = 5_000
"""Claims that a timeline, a map or a network is drawn from."""
PAGE = 50
"""Events of a list on one page."""
_EVENTS = BASE + "id/event"


def home(site: Site, asked: Asked) -> Answer:
    """The entrance: a search box, what the graph holds, and where to begin."""
    kinds = ("Document", "Claim", "Event", "EventSet")
    counts = site.once("counts", lambda: {name: _number(site, f"?x a kg:{name}") for name in kinds})
    actors = site.once(f"actors {asked.language}", lambda: _actors(site, asked.language, 8))
    struck = site.once(f"struck {asked.language}", lambda: _struck(site, asked.language, 8))
    types = site.once("types", lambda: _counted(site, "?claim a kg:Claim ; kg:mainType ?x", 8))
    claims, number = site.claims(Selection(), asked.language)
    if number > MOST:
        # Too much for one picture: that of the events named on the page, most told of first.
        claims = site.once(f"first {asked.language}", lambda: _claims_about(site, [iri for iri, *_ in struck], asked.language))
    return Answer(
        "Witness Graph",
        "home.html.jinja",
        {
            "counts": counts,
            "struck": struck,
            "actors": actors,
            "types": [(_local(iri), n) for iri, n in types],
            **_picture(claims, number, asked),
        },
        Table(("kind", "number"), tuple(counts.items())),
        tuple(site.iris("?x a <http://rdfs.org/ns/void#Dataset>")),
    )


def search(site: Site, asked: Asked) -> Answer:
    """What is called so, and what is said so."""
    text = asked.get("q")
    called = site.names.find(text, language=asked.language, most=60)
    hits = called.hits
    rows, some = _found(site, text, asked.language)
    return Answer(
        text or "?",
        "search.html.jinja",
        {"q": text, "hits": hits, "rows": rows, "near": called.near and not rows, "some": some},
        Table(
            ("thing", "label", "matched", "kind", "claims"),
            (
                *((Iri(row.claim), row.label, row.quote, "Claim", 1) for row in rows),
                *((Iri(h.iri), h.label, h.matched, h.kind, h.claims) for h in hits),
            ),
        ),
        (*(hit.iri for hit in hits), *(row.claim for row in rows)),
    )


def _claims_about(site: Site, events: Sequence[str], language: str) -> tuple[ClaimRow, ...]:
    rows = {row.claim: row for iri in events for row in site.claims(Selection(event=iri), language, most=60)[0]}
    return by_text(list(rows.values()))


def _found(site: Site, text: str, language: str) -> tuple[list[ClaimRow], bool]:
    """Return statements in whose words *text* stands, and whether only some words do.

    Harms to what has a name come first, the parts of an event together.
    """
    claims, some = site.names.statements(text)
    if not claims:
        return [], False
    rows, _ = site.claims(Selection(claims=claims), language)
    groups: dict[str, list[ClaimRow]] = defaultdict(list)
    for row in rows:
        groups[row.part_of or row.event].append(row)

    def telling(group: list[ClaimRow]) -> int:
        named = any(part.has_name for row in group for part in patients(row) if tone(row.types[0]) == "harm")
        return -(2 * named + any(row.figures for row in group))

    return [row for group in sorted(groups.values(), key=telling) for row in group], some


def thing(site: Site, path: str, asked: Asked) -> Answer:
    """The page of anything in the graph, by the path that its IRI has."""
    iri = iri_of(path)
    kinds = {_local(row[0] or "") for row in site.query(f"SELECT ?k WHERE {{ <{_safe(iri)}> a ?k }}")}
    if "Document" in kinds:
        return document(site, iri, asked)
    if kinds & {"Event", "EventSet"}:
        return event(site, iri, asked)
    if "Claim" in kinds:
        return claim(site, iri, asked)
    if "Entity" in kinds:
        return entity(site, iri, kinds, asked)
    return resource(site, iri, asked)


def entity(site: Site, iri: str, kinds: set[str], asked: Asked) -> Answer:
    """Who or what it is, what it did, what was done to it, what it says."""
    names = sorted(
        {
            (row[0] or "", row[1] or "")
            for row in site.query(f"SELECT (LANG(?l) AS ?tag) ?l WHERE {{ <{_safe(iri)}> rdfs:label|skos:altLabel ?l }}")
        }
    )
    labels = [
        (row[0] or "", row[1] or "")
        for row in site.query(f"SELECT (LANG(?l) AS ?tag) ?l WHERE {{ <{_safe(iri)}> rdfs:label ?l }}")
    ]
    label = best_label(labels or names, asked.language) or _local(iri)
    listed = site.listed(Selection(entity=iri), asked, path_of(iri), {})
    rows = listed.rows
    groups: dict[str, list[ClaimRow]] = {"did": [], "suffered": [], "says": [], "with": [], "where": []}
    for row in listed.shown:
        if iri in {part.entity for part in agents(row)}:
            groups["did"].append(row)
        elif iri in {part.entity for part in patients(row)}:
            groups["suffered"].append(row)
        elif iri in {part.entity for part in (*speakers(row), *row.according_to)}:
            groups["says"].append(row)
        elif iri in {part.entity for part in places(row)}:
            groups["where"].append(row)
        else:
            groups["with"].append(row)
    facts = _facts(site, iri, asked)
    return Answer(
        label,
        "entity.html.jinja",
        {
            "iri": iri,
            "kinds": _kind_names(kinds, asked.language),
            "names": names,
            "groups": groups,
            "facts": facts,
            "others": _others(rows, iri),
            "number": listed.number,
            "pages": listed.pages,
            **_picture(rows, listed.number, asked),
        },
        claims_table(rows, label, truncated=listed.number > len(rows)),
        (iri, *(row.claim for row in rows)),
    )


def event(site: Site, iri: str, asked: Asked) -> Answer:
    """What is said to have happened, by whom it is said, and where they disagree."""
    rows, number = site.claims(Selection(event=iri), asked.language, most=MOST_CHART)
    if number > len(rows):
        rows = site.listed(Selection(event=iri), asked, path_of(iri), {}).rows
    own = [row for row in rows if row.event == iri] or list(rows)
    if not own:
        raise NotFoundError("no statement speaks of this event")
    return Answer(
        own[0].label,
        "event.html.jinja",
        {
            "iri": iri,
            "rows": rows,
            "total": own[0].is_total,
            "types": list(dict.fromkeys(kind for row in own for kind in row.types)),
            "told": told(rows),
            "around": around(rows),
            "pieces": sorted({(row.event, row.label) for row in rows if row.event != iri}),
            "whole": own[0].part_of,
            "whole_label": _labels(site, {own[0].part_of}, asked.language).get(own[0].part_of, _local(own[0].part_of)),
            **_picture(rows, number, asked),
        },
        claims_table(rows, own[0].label),
        (iri, *(row.claim for row in rows)),
    )


def around(rows: Sequence[ClaimRow]) -> list[tuple[ClaimRow, str, str]]:
    """Return the sentences before and after statements that do not say who did it, each once: who did it is often told there."""
    once: dict[tuple[str, str], tuple[ClaimRow, str, str]] = {}
    for row in rows:
        before, after = row.before.strip(), row.after.strip(" .,;:\n")
        if not agents(row) and not row.is_speech and (before or after):
            once.setdefault((before, after), (row, before, row.after.strip(" ,;:\n")))
    return list(once.values())[:3]


def rivals(rows: Sequence[ClaimRow]) -> list[dict[str, Any]]:
    """Return what sources say differently about one event: its figures, and who did it; only where they differ."""
    return [found for found in told(rows) if found["differ"] and found["about"] != "whom"]


def told(rows: Sequence[ClaimRow]) -> list[dict[str, Any]]:
    """Return what is said of one event: who did it, to whom, and how many; with everyone who says so.

    Each is ``{"about", "differ", "highest", "said": [{"text", "floor", "ceiling", "denied", "rows"}]}`` in the order of the
    floors. ``about`` is ``who``, ``whom`` or a measure.
    """
    said: dict[str, dict[tuple[Any, ...], list[ClaimRow]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        for figure in row.figures:
            said[f"measure.{figure.measure}"][figure.floor, figure.ceiling, figure_label(figure)].append(row)
        for part in agents(row):
            said["who"][0, None, part.name, _denial(row)].append(row)
        for part in patients(row):
            said["whom"][0, None, part.name, _denial(row)].append(row)
    found = []
    for about, values in sorted(said.items(), key=lambda item: (item[0] != "who", item[0] != "whom", item[0])):
        counted = about.startswith("measure.")
        different = {key[:2] for key in values} if counted else set(values)
        highest = max([key[1] or key[0] for key in values if counted], default=0) or 1
        found.append(
            {
                "about": about,
                "differ": len(different) > 1,
                "highest": highest,
                "said": [
                    {
                        "text": key[2],
                        "floor": key[0],
                        "ceiling": key[1],
                        "denied": len(key) > 3 and bool(key[3]),
                        "rows": values[key],
                    }
                    for key in sorted(values, key=lambda key: (key[0], key[1] is None, key[1] or 0, *map(str, key[2:])))
                ],
            }
        )
    return found


def _denial(row: ClaimRow) -> str:
    return "denied" if row.stance == "denies" else ""


def claim(site: Site, iri: str, asked: Asked) -> Answer:
    """One claim: its words, and everything the graph says of it."""
    event_of = [row[0] for row in site.query(f"SELECT ?e WHERE {{ <{_safe(iri)}> kg:about ?e }}")]
    rows = (
        [row for row in site.claims(Selection(event=event_of[0] or ""), asked.language)[0] if row.claim == iri]
        if event_of
        else []
    )
    title = rows[0].label if rows else _local(iri)
    return Answer(
        title, "claim.html.jinja", {"iri": iri, "rows": rows, "triples": _triples(site, iri)}, claims_table(rows, title), (iri,)
    )


def document(site: Site, iri: str, asked: Asked) -> Answer:
    """The stored text with its claims highlighted in place, beside who says each."""
    rows, number = site.claims(Selection(document=iri), asked.language, most=MOST_CHART)
    facts = {
        _local(row[0] or ""): row[1] or ""
        for row in site.query(
            "SELECT ?p ?o WHERE { VALUES ?p { kg:name schema:name schema:url schema:datePublished schema:inLanguage kg:basedOn } "
            f"<{_safe(iri)}> ?p ?o }} ORDER BY DESC(?p)"
        )
    }
    paper = rows[0].paper if rows else None
    text = site.texts(iri)
    source = asked.get("source")
    shown = [
        row
        for row in rows
        if not source or source in {part.entity for part in row.according_to} or (source == "own" and not row.according_to)
    ]
    title = (paper.title if paper else "") or facts.get("name", _local(iri))
    return Answer(
        title,
        "document.html.jinja",
        {
            "iri": iri,
            "paper": paper,
            "facts": facts,
            "url": web_address(facts.get("url", "")),
            "rows": shown,
            "number": number,
            "segments": segments(text, shown) if text is not None else None,
            # Words on which both a fact and a denial rest are marked as those of a fact; the statements beside them tell both.
            "drawn_as": lambda inside: min((shown[at].manner for at in inside), key=MANNERS.index),
            "sources": _voices(rows),
            "source": source,
            **_picture(rows, number, asked),
        },
        claims_table(shown, title),
        (iri, *(row.claim for row in shown)),
    )


def segments(text: str, rows: Sequence[ClaimRow]) -> list[tuple[str, list[int], list[int]]]:
    """Return *text* in pieces: the words, the claims (by place in *rows*) they are evidence of, and those that begin there.

    >>> row = ClaimRow("k", "e", "", ("Attack",), None, 3, 6, "def")
    >>> segments("abcdefghi", [row])
    [('abc', [], []), ('def', [0], [0]), ('ghi', [], [])]
    """
    cuts = sorted({0, len(text), *(at for row in rows for at in (row.start, row.end) if 0 <= at <= len(text))})
    opening: dict[int, list[int]] = defaultdict(list)
    closing: dict[int, list[int]] = defaultdict(list)
    for number, row in enumerate(rows):
        if 0 <= row.start < row.end <= len(text):
            opening[row.start].append(number)
            closing[row.end].append(number)
    pieces = []
    inside: list[int] = []
    for first, last in itertools.pairwise(cuts):
        inside = [number for number in inside if number not in closing[first]] + opening[first]
        pieces.append((text[first:last], list(inside), list(opening[first])))
    return pieces


def resource(site: Site, iri: str, asked: Asked) -> Answer:
    """Anything else in the graph: what is said of it."""
    triples = _triples(site, iri)
    if not triples:
        raise NotFoundError("the graph holds nothing of that name")
    return Answer(
        _local(iri),
        "claim.html.jinja",
        {"iri": iri, "rows": [], "triples": triples},
        Table(("property", "value"), tuple((Iri(p), o) for p, o, _ in triples)),
        (iri,),
    )


def events(site: Site, asked: Asked) -> Answer:
    """Claims by type, place, source, stance and time; facets say how many each choice leaves."""
    chosen = {name: asked.get(name) for name in (*_CHOICES, "since", "until")}
    listed = site.listed(_selection(chosen), asked, "/events", chosen)
    facets = _facets(listed.rows) if listed.number <= MOST else _counted_facets(site, chosen, asked.language)
    return Answer(
        "events",
        "events.html.jinja",
        {
            "chosen": chosen,
            "rows": listed.shown,
            "number": listed.number,
            "pages": listed.pages,
            "facets": facets,
            "suggested": _suggested(facets, chosen, listed.number),
            "labels": _labels_of(site, chosen, asked.language),
            **_picture(listed.rows, listed.number, asked),
        },
        claims_table(listed.rows, truncated=listed.number > len(listed.rows)),
        tuple(row.claim for row in listed.rows),
    )


_CHOICES = ("type", "place", "source", "document", "entity", "manner")
Facets = list[tuple[str, list[tuple[str, str, int]]]]


def _suggested(facets: Facets, chosen: Mapping[str, str], number: int) -> list[tuple[str, str, str, int]]:
    """Return the choices that cut most evenly: the largest of each facet that is not nearly everything."""
    found = []
    for key, values in facets:
        if key == "document":  # titles are long, and rarely what is looked for
            continue
        useful = [(key, value, label, n) for value, label, n in values if 1 < n <= 0.8 * number and not chosen.get(key)]
        found += useful[:2]
    return found if number > 5 else []


def _counted_facets(site: Site, chosen: Mapping[str, str], language: str) -> Facets:
    """Return the choices that would narrow a selection too large to read, counted by the store."""
    pattern = _selection(chosen).pattern()

    def counted(links: str) -> list[tuple[str, int]]:
        return site.once(f"facet {links} {pattern}", lambda: _counted(site, f"{pattern} ?claim {links} ?x", 20))

    found: Facets = []
    paths = {"type": "kg:mainType", "place": "claimed:place", "source": "sem:accordingTo", "document": "kg:document"}
    for name, links in paths.items():
        values = counted(links)
        labels = _labels(site, {iri for iri, _ in values}, language)
        if name == "document":
            labels |= _titles(site, {iri for iri, _ in values}, language)
        listed = [(_local(iri) if name == "type" else iri, labels.get(iri, _local(iri)), n) for iri, n in values]
        if len(listed) > 1:
            found.append((name, listed))
    stances = {_local(iri): n for iri, n in counted("kg:stance")}
    manners = [(manner, manner, stances[stance]) for stance, manner in NOT_HAPPENED.items() if stances.get(stance)]
    if manners:
        found.append(("manner", sorted(manners, key=lambda item: -item[2])))
    return found


def _titles(site: Site, documents: set[str], language: str) -> dict[str, str]:
    known: dict[str, list[tuple[str, str]]] = defaultdict(list)
    values = " ".join(f"<{_safe(iri)}>" for iri in sorted(documents))
    for iri, tag, title in site.query(
        f"SELECT ?x (LANG(?n) AS ?t) ?n WHERE {{ VALUES ?x {{ {values} }} ?x schema:name|kg:name ?n }} ORDER BY ?x ?n"
    ):
        known[iri or ""].append((tag or "", title or ""))
    return {iri: best_label(found, language) for iri, found in known.items()}


def _facets(rows: Sequence[ClaimRow]) -> list[tuple[str, list[tuple[str, str, int]]]]:
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


def sources(site: Site, asked: Asked) -> Answer:
    """Who says how much, in which way, and through whom it reached the reader."""
    counted, through = site.once("sources", lambda: _voices_of_all(site))
    labels = _labels(site, {*counted, *(via for found in through.values() for via in found)}, asked.language)
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
                (iri, labels.get(iri, _local(iri)), count, sorted((labels.get(via, _local(via)), via) for via in through[iri]))
                for iri, count in lines[: 10 * PAGE]
            ],
            "stances": stances,
            "drawn_sources": dependence(rows) if rows else None,
            "too_many": number if number > MOST_CHART else 0,
        },
        Table(
            ("source", "label", "claims", *stances),
            tuple(
                (Iri(iri), labels.get(iri, _local(iri)), count.total(), *(count[name] for name in stances))
                for iri, count in lines
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
        counted[source or ""][_local(stance or "")] += int(n or 0)
    through: dict[str, set[str]] = defaultdict(set)
    for source, via in site.query("SELECT DISTINCT ?s ?via WHERE { ?claim sem:accordingTo ?s ; kg:via ?via }"):
        through[source or ""].add(via or "")
    return counted, through


def disagreements(site: Site, asked: Asked) -> Answer:
    """Events about which sources differ: figures, who did it, or whether it happened at all."""
    found = site.once("disagreements", lambda: _disputed(site))
    cases: list[dict[str, Any]] = []
    for iri in found[:PAGE]:
        rows, _ = site.claims(Selection(event=iri), asked.language, texts=False)
        denials = [row for row in rows if row.stance == "denies"]
        if rows:
            cases.append({"iri": iri, "label": rows[0].label, "rivals": rivals(rows), "denials": denials, "number": len(rows)})
    denied = site.listed(Selection(manner="denied"), asked, "", {})
    told_of = set(found)
    alone = tuple(row for row in denied.rows if row.event not in told_of)
    more = max(0, denied.number - len(denied.rows), len(alone) - PAGE)
    return Answer(
        "disagreements",
        "disagreements.html.jinja",
        {"cases": cases, "number": len(found), "alone": alone[:PAGE], "more": more},
        Table(
            ("event", "label", "statements", "denials"),
            (
                *((Iri(c["iri"]), c["label"], c["number"], len(c["denials"])) for c in cases),
                *((Iri(row.event), row.label, 1, 1) for row in alone[:PAGE]),
            ),
        ),
        (*found[:PAGE], *dict.fromkeys(row.event for row in alone[:PAGE])),
    )


def _disputed(site: Site) -> list[str]:
    return sorted(
        {
            row[0] or ""
            for row in site.query("""SELECT DISTINCT ?event WHERE {
  { ?a kg:about ?event ; kg:stance kg:denies . ?b kg:about ?event ; kg:stance ?stance .
    FILTER(?stance IN (kg:asserts, kg:accuses)) }
  UNION { SELECT ?event WHERE { ?a kg:about ?event ; kg:figure ?f . ?f kg:measure ?m ; kg:floor ?x }
    GROUP BY ?event ?m HAVING(MIN(?x) != MAX(?x)) }
  UNION { SELECT ?event WHERE { ?a kg:about ?event ; claimed:perpetrator ?p }
    GROUP BY ?event HAVING(COUNT(DISTINCT ?p) > 1 && COUNT(DISTINCT ?a) > 1) }
}""")
        }
    )


def timeline_page(site: Site, asked: Asked) -> Answer:
    """When things are said to have happened, with dates as wide as they are uncertain."""
    rows, number, chosen = _narrowed(site, asked)
    everything = _selection({**chosen, "since": "", "until": ""})
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
    values = " ".join(f"<{_safe(iri)}>" for iri in sorted(iris))
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


def _selection(chosen: Mapping[str, str]) -> Selection:
    given: dict[str, Any] = dict(chosen)
    return Selection(**given)


def _narrowed(site: Site, asked: Asked) -> tuple[tuple[ClaimRow, ...], int, dict[str, str]]:
    chosen = {name: asked.get(name) for name in ("type", "place", "source", "document", "entity", "since", "until")}
    rows, number = site.claims(_selection(chosen), asked.language, texts=False, most=MOST_CHART)
    return rows, number, chosen


def about(site: Site, asked: Asked) -> Answer:
    """How the graph was made, how well it reads, and what it cannot do."""
    run = site.run()
    papers = [
        tuple(row)
        for row in site.query(
            "SELECT ?d ?n (SAMPLE(?t) AS ?title) (COUNT(DISTINCT ?c) AS ?claims) WHERE { ?d a kg:Document ; kg:name ?n "
            "OPTIONAL { ?d schema:name ?t } OPTIONAL { ?c kg:document ?d . ?c a kg:Claim } } "
            "GROUP BY ?d ?n ORDER BY ?n LIMIT 1000"
        )
    ]
    return Answer(
        "about",
        "about.html.jinja",
        {"run": sorted(_flat(run)), "papers": papers, "quality": _quality() if "rules/" in str(run.get("settings", "")) else []},
        Table(("document", "name", "title", "claims"), tuple((Iri(d or ""), n, t, int(c or 0)) for d, n, t, c in papers)),
        tuple(str(row[0]) for row in papers),
    )


def _quality() -> list[tuple[str, str]]:
    """Return what `docs/quality.md` says in short of how well our own reader reads: of which texts, and the figures."""
    try:
        text = packaged("docs", "quality.md").read_text("utf-8")
    except OSError:
        return []
    short = text.partition("## In short")[2].partition("\n## ")[0]
    return [(what.strip(), said.strip()) for what, said in re.findall(r"^- \*\*(.+?)\*\*:? ?(.+)$", short, re.MULTILINE)]


def _flat(value: Mapping[str, Any], before: str = "") -> list[tuple[str, str]]:
    lines: list[tuple[str, str]] = []
    for key, inner in value.items():
        name = f"{before}{key}"
        lines += _flat(inner, f"{name}.") if isinstance(inner, Mapping) else [(name, str(inner)[:300])]
    return lines


# --- what several pages need -----------------------------------------------------------------------------------------------


def _picture(rows: Sequence[ClaimRow], number: int, asked: Asked) -> dict[str, Any]:
    """Return the columns picture of a page, and how many statements it leaves out."""
    if not rows or asked.data:
        return {"drawn": None, "too_many": number}
    graph = columns_graph(rows)
    if graph.number_of_nodes() > LIMIT // 2:
        graph = grouped_graph(rows, language=asked.language)
    return {"drawn": picture(graph, "", asked.language), "too_many": number if number > len(rows) else 0}


def answer_picture(site: Site, iris: Sequence[str], asked: Asked) -> dict[str, Any]:
    """Return the picture of the statements, else of the events, among *iris*; none if there are neither."""
    named = list(dict.fromkeys(iris))
    claims = tuple(iri for iri in named if iri.startswith(BASE + "id/claim/"))
    events = [iri for iri in named if iri.startswith(_EVENTS)]
    if not claims and events:
        values = " ".join(f"<{_safe(iri)}>" for iri in events[:MOST])
        claims = tuple(row[0] or "" for row in site.query(_EVENT_CLAIMS.format(values=values)))
    if not claims:
        return {"drawn": None, "too_many": 0}
    rows, _ = site.claims(Selection(claims=claims[:MOST]), asked.language)
    return _picture(rows, len(claims), asked)


_EVENT_CLAIMS = "SELECT DISTINCT ?c WHERE {{ VALUES ?e {{ {values} }} ?c kg:about ?e ; a kg:Claim }} ORDER BY ?c"


def _safe(iri: str) -> str:
    import pyoxigraph as ox

    try:
        return str(ox.NamedNode(iri))[1:-1]
    except ValueError as error:
        raise NotFoundError("the graph holds nothing of that name") from error


def _local(iri: str) -> str:
    return iri.rsplit("#", 1)[-1].rsplit("/", 1)[-1]


def short(iri: str) -> str:
    """Return an IRI with its prefix where it has one.

    >>> short("https://w3id.org/witness-graph/ns#Airstrike")
    'kg:Airstrike'
    """
    for prefix, namespace in sorted(PREFIXES.items(), key=lambda item: -len(item[1])):
        if iri.startswith(namespace):
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri


def _number(site: Site, pattern: str) -> int:
    [row] = site.query(f"SELECT (COUNT(DISTINCT ?x) AS ?n) WHERE {{ {pattern} }}")
    return int(row[0] or 0)


def _counted(site: Site, pattern: str, most: int) -> list[tuple[str, int]]:
    text = f"SELECT ?x (COUNT(DISTINCT ?claim) AS ?n) WHERE {{ {pattern} }} GROUP BY ?x ORDER BY DESC(?n) ?x LIMIT {most}"
    return [(row[0] or "", int(row[1] or 0)) for row in site.query(text)]


def _actors(site: Site, language: str, most: int) -> list[tuple[str, str, int]]:
    speech = ", ".join(f"kg:{kind}" for kind in sorted(SPEECH))
    counted = _counted(site, f"?claim a kg:Claim ; claimed:agent ?x ; kg:mainType ?t . FILTER(?t NOT IN ({speech}))", most)
    labels = _labels(site, {iri for iri, _ in counted}, language)
    return [(iri, labels.get(iri, _local(iri)), n) for iri, n in counted]


def _struck(site: Site, language: str, most: int) -> list[tuple[str, str, int]]:
    """Return events of harm that most statements speak of, those first in which somebody or something named is struck."""
    kinds = " ".join(f"kg:{kind}" for kind in sorted(words()["type"]) if tone(kind) == "harm")
    rows = site.query(
        f"SELECT ?event ?whom (COUNT(DISTINCT ?claim) AS ?n) WHERE {{ VALUES ?kind {{ {kinds} }} ?claim a kg:Claim ; "
        "kg:mainType ?kind ; kg:about ?event ; claimed:patient ?whom ; kg:stance ?stance . "
        "FILTER(?stance IN (kg:asserts, kg:accuses)) FILTER NOT EXISTS { ?event a kg:EventSet } } "
        f"GROUP BY ?event ?whom ORDER BY DESC(?n) ?event ?whom LIMIT {100 * most}"
    )
    found = [(row[0] or "", row[1] or "", int(row[2] or 0)) for row in rows]
    names = _labels(site, {whom for _, whom, _ in found}, language)
    told_of = Counter(event for event, _, _ in found)
    rank = {
        event: (not Part("", whom, names.get(whom, ""), named=False).has_name, -n, -told_of[event])
        for event, whom, n in reversed(found)
    }
    events = sorted(rank, key=lambda event: (*rank[event], event))[: 4 * most]
    labels = _labels(site, set(events), language)
    parts = {row[0]: int(row[1] or 0) for row in site.query(
        f"SELECT ?e (COUNT(DISTINCT ?c) AS ?n) WHERE {{ VALUES ?e {{ {' '.join(f'<{_safe(e)}>' for e in events)} }} "
        "{ ?c kg:about ?e } UNION { ?p kg:subEventOf ?e . ?c kg:about ?p } ?c a kg:Claim } GROUP BY ?e"
    )}  # fmt: skip
    events.sort(key=lambda event: (rank[event][0], -parts.get(event, 0)))
    return [(event, labels.get(event, _local(event)), parts.get(event, 0)) for event in events[:most]]


def _labels(site: Site, iris: set[str], language: str) -> dict[str, str]:
    known: dict[str, list[tuple[str, str]]] = defaultdict(list)
    wanted = " ".join(f"<{_safe(iri)}>" for iri in sorted(iris) if iri)
    for iri, tag, label in site.query(f"SELECT ?x (LANG(?l) AS ?t) ?l WHERE {{ VALUES ?x {{ {wanted} }} ?x rdfs:label ?l }}"):
        known[iri or ""].append((tag or "", label or ""))
    return {
        iri: event_title(label, language) if iri.startswith(_EVENTS) else label
        for iri, label in ((iri, best_label(found, language)) for iri, found in known.items())
    }


def _labels_of(site: Site, chosen: Mapping[str, str], language: str) -> dict[str, str]:
    things = {value for name, value in chosen.items() if name in ("place", "source", "entity") and value}
    labels = _labels(site, things, language)
    if chosen["document"]:
        rows = site.query(f"SELECT ?n WHERE {{ <{_safe(chosen['document'])}> schema:name|kg:name ?n }} ORDER BY DESC(?n)")
        labels[chosen["document"]] = next((row[0] or "" for row in rows), "")
    return labels


def _kind_names(kinds: set[str], language: str) -> list[str]:
    return [word(f"kind.{kind}", language) for kind in sorted(kinds - {"Entity"})]


def _facts(site: Site, iri: str, asked: Asked) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return lasting ties of an entity, both ways, and what is known of it; names and classes stand elsewhere."""
    skipped = "rdf:type, rdfs:label, skos:altLabel, kg:named, sem:hasActor"
    out: dict[str, list[tuple[str, str]]] = defaultdict(list)
    known = " || ".join(f"STRSTARTS(STR(?p), '{space}')" for space in (KG, PREFIXES["org"], PREFIXES["schema"]))
    rows = site.query(
        f"SELECT DISTINCT ?p ?o ?l WHERE {{ <{_safe(iri)}> ?p ?o . OPTIONAL {{ ?o rdfs:label ?l }} "
        f"FILTER(?p NOT IN ({skipped})) FILTER({known}) }} ORDER BY ?p ?o ?l LIMIT 200"
    )
    for p, o, label in rows:
        entry = (o or "", label or (_local(o or "") if str(o).startswith("http") else o or ""))
        if entry[0] not in {value for value, _ in out[_local(p or "")]}:
            out[_local(p or "")].append(entry)
    names = _labels(site, {KG + name for name in out}, asked.language)
    return sorted(((names.get(KG + name) or name).capitalize(), values) for name, values in out.items())


def _others(rows: Sequence[ClaimRow], iri: str) -> list[tuple[str, str, int]]:
    """Return who appears in the same claims, most often first."""
    counter: Counter[tuple[str, str]] = Counter()
    for row in rows:
        for one in {(part.entity, part.name) for part in (*row.roles, *row.according_to) if part.entity != iri}:
            counter[one] += 1
    return [(other, name, n) for (other, name), n in sorted(counter.items(), key=lambda item: (-item[1], item[0]))[:20]]


def _voices(rows: Sequence[ClaimRow]) -> list[tuple[str, str, int]]:
    counter: Counter[tuple[str, str]] = Counter()
    for row in rows:
        first = row.according_to[0] if row.according_to else None
        counter[(first.entity, first.name) if first else ("own", "")] += 1
    return [(iri, name, n) for (iri, name), n in sorted(counter.items(), key=lambda item: (-item[1], item[0]))]


def _triples(site: Site, iri: str) -> list[tuple[str, str, bool]]:
    found = site.query(f"SELECT ?p ?o (isIRI(?o) AS ?is) WHERE {{ <{_safe(iri)}> ?p ?o }} ORDER BY ?p ?o LIMIT 500")
    return [(p or "", o or "", is_iri == "true") for p, o, is_iri in found]
