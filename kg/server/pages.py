"""The pages of the explorer, each a function from what is asked to an answer; none knows of HTTP or files."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from kg.ids import BASE
from kg.resources import packaged
from kg.server.accounts import around, others, rivals, segments, told, voices
from kg.server.charts import MOST_CHART
from kg.server.facets import CHOICES, counted_facets, facets_of, labels_of_choices, selection_of, suggested
from kg.server.lookup import EVENTS, PAGE, counted_by, kind_names, labels_of, local, number_of, safe, triples
from kg.server.site import MOST, Answer, Asked, NotFoundError, Site, claims_table, iri_of, path_of
from kg.table import Iri, Table
from kg.views.claims import MANNERS, SPEECH, ClaimRow, Part, by_text
from kg.views.columns import agents, columns_graph, patients, places, speakers
from kg.views.groups import grouped_graph
from kg.views.page import LIMIT, picture, web_address
from kg.views.rows import Selection, best_label
from kg.views.words import tone, words
from kg.vocab import KG, PREFIXES


def home(site: Site, asked: Asked) -> Answer:
    """The entrance: a search box, what the graph holds, and where to begin."""
    kinds = ("Document", "Claim", "Event", "EventSet")
    counts = site.once("counts", lambda: {name: number_of(site, f"?x a kg:{name}") for name in kinds})
    actors = site.once(f"actors {asked.language}", lambda: _actors(site, asked.language, 8))
    struck = site.once(f"struck {asked.language}", lambda: _struck(site, asked.language, 8))
    types = site.once("types", lambda: counted_by(site, "?claim a kg:Claim ; kg:mainType ?x", 8))
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
            "types": [(local(iri), n) for iri, n in types],
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
    kinds = {local(row[0] or "") for row in site.query(f"SELECT ?k WHERE {{ <{safe(iri)}> a ?k }}")}
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
            for row in site.query(f"SELECT (LANG(?l) AS ?tag) ?l WHERE {{ <{safe(iri)}> rdfs:label|skos:altLabel ?l }}")
        }
    )
    labels = [
        (row[0] or "", row[1] or "")
        for row in site.query(f"SELECT (LANG(?l) AS ?tag) ?l WHERE {{ <{safe(iri)}> rdfs:label ?l }}")
    ]
    label = best_label(labels or names, asked.language) or local(iri)
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
            "kinds": kind_names(kinds, asked.language),
            "names": names,
            "groups": groups,
            "facts": facts,
            "others": others(rows, iri),
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
            "whole_label": labels_of(site, {own[0].part_of}, asked.language).get(own[0].part_of, local(own[0].part_of)),
            **_picture(rows, number, asked),
        },
        claims_table(rows, own[0].label),
        (iri, *(row.claim for row in rows)),
    )


def claim(site: Site, iri: str, asked: Asked) -> Answer:
    """One claim: its words, and everything the graph says of it."""
    event_of = [row[0] for row in site.query(f"SELECT ?e WHERE {{ <{safe(iri)}> kg:about ?e }}")]
    rows = (
        [row for row in site.claims(Selection(event=event_of[0] or ""), asked.language)[0] if row.claim == iri]
        if event_of
        else []
    )
    title = rows[0].label if rows else local(iri)
    return Answer(
        title, "claim.html.jinja", {"iri": iri, "rows": rows, "triples": triples(site, iri)}, claims_table(rows, title), (iri,)
    )


def document(site: Site, iri: str, asked: Asked) -> Answer:
    """The stored text with its claims highlighted in place, beside who says each."""
    rows, number = site.claims(Selection(document=iri), asked.language, most=MOST_CHART)
    facts = {
        local(row[0] or ""): row[1] or ""
        for row in site.query(
            "SELECT ?p ?o WHERE { VALUES ?p { kg:name schema:name schema:url schema:datePublished schema:inLanguage kg:basedOn } "
            f"<{safe(iri)}> ?p ?o }} ORDER BY DESC(?p)"
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
    title = (paper.title if paper else "") or facts.get("name", local(iri))
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
            "sources": voices(rows),
            "source": source,
            **_picture(rows, number, asked),
        },
        claims_table(shown, title),
        (iri, *(row.claim for row in shown)),
    )


def resource(site: Site, iri: str, asked: Asked) -> Answer:
    """Anything else in the graph: what is said of it."""
    found = triples(site, iri)
    if not found:
        raise NotFoundError("the graph holds nothing of that name")
    return Answer(
        local(iri),
        "claim.html.jinja",
        {"iri": iri, "rows": [], "triples": found},
        Table(("property", "value"), tuple((Iri(p), o) for p, o, _ in found)),
        (iri,),
    )


def events(site: Site, asked: Asked) -> Answer:
    """Claims by type, place, source, stance and time; facets say how many each choice leaves."""
    chosen = {name: asked.get(name) for name in (*CHOICES, "since", "until")}
    listed = site.listed(selection_of(chosen), asked, "/events", chosen)
    facets = facets_of(listed.rows) if listed.number <= MOST else counted_facets(site, chosen, asked.language)
    return Answer(
        "events",
        "events.html.jinja",
        {
            "chosen": chosen,
            "rows": listed.shown,
            "number": listed.number,
            "pages": listed.pages,
            "facets": facets,
            "suggested": suggested(facets, chosen, listed.number),
            "labels": labels_of_choices(site, chosen, asked.language),
            **_picture(listed.rows, listed.number, asked),
        },
        claims_table(listed.rows, truncated=listed.number > len(listed.rows)),
        tuple(row.claim for row in listed.rows),
    )


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
    """Return the picture of the statements, else of the events, among *iris*, each given once; none if there are neither."""
    claims = tuple(iri for iri in iris if iri.startswith(BASE + "id/claim/"))
    events = [iri for iri in iris if iri.startswith(EVENTS)]
    if not claims and events:
        values = " ".join(f"<{safe(iri)}>" for iri in events[:MOST])
        claims = tuple(row[0] or "" for row in site.query(_EVENT_CLAIMS.format(values=values)))
    if not claims:
        return {"drawn": None, "too_many": 0}
    rows, _ = site.claims(Selection(claims=claims[:MOST]), asked.language)
    return _picture(rows, len(claims), asked)


_EVENT_CLAIMS = "SELECT DISTINCT ?c WHERE {{ VALUES ?e {{ {values} }} ?c kg:about ?e ; a kg:Claim }} ORDER BY ?c"


def _actors(site: Site, language: str, most: int) -> list[tuple[str, str, int]]:
    speech = ", ".join(f"kg:{kind}" for kind in sorted(SPEECH))
    counted = counted_by(site, f"?claim a kg:Claim ; claimed:agent ?x ; kg:mainType ?t . FILTER(?t NOT IN ({speech}))", most)
    labels = labels_of(site, {iri for iri, _ in counted}, language)
    return [(iri, labels.get(iri, local(iri)), n) for iri, n in counted]


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
    names = labels_of(site, {whom for _, whom, _ in found}, language)
    told_of = Counter(event for event, _, _ in found)
    rank = {
        event: (not Part("", whom, names.get(whom, ""), named=False).has_name, -n, -told_of[event])
        for event, whom, n in reversed(found)
    }
    events = sorted(rank, key=lambda event: (*rank[event], event))[: 4 * most]
    labels = labels_of(site, set(events), language)
    parts = {row[0]: int(row[1] or 0) for row in site.query(
        f"SELECT ?e (COUNT(DISTINCT ?c) AS ?n) WHERE {{ VALUES ?e {{ {' '.join(f'<{safe(e)}>' for e in events)} }} "
        "{ ?c kg:about ?e } UNION { ?p kg:subEventOf ?e . ?c kg:about ?p } ?c a kg:Claim } GROUP BY ?e"
    )}  # fmt: skip
    events.sort(key=lambda event: (rank[event][0], -parts.get(event, 0)))
    return [(event, labels.get(event, local(event)), parts.get(event, 0)) for event in events[:most]]


def _facts(site: Site, iri: str, asked: Asked) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return lasting ties of an entity, both ways, and what is known of it; names and classes stand elsewhere."""
    skipped = "rdf:type, rdfs:label, skos:altLabel, kg:named, sem:hasActor"
    out: dict[str, list[tuple[str, str]]] = defaultdict(list)
    known = " || ".join(f"STRSTARTS(STR(?p), '{space}')" for space in (KG, PREFIXES["org"], PREFIXES["schema"]))
    rows = site.query(
        f"SELECT DISTINCT ?p ?o ?l WHERE {{ <{safe(iri)}> ?p ?o . OPTIONAL {{ ?o rdfs:label ?l }} "
        f"FILTER(?p NOT IN ({skipped})) FILTER({known}) }} ORDER BY ?p ?o ?l LIMIT 200"
    )
    for p, o, label in rows:
        entry = (o or "", label or (local(o or "") if str(o).startswith("http") else o or ""))
        if entry[0] not in {value for value, _ in out[local(p or "")]}:
            out[local(p or "")].append(entry)
    names = labels_of(site, {KG + name for name in out}, asked.language)
    return sorted(((names.get(KG + name) or name).capitalize(), values) for name, values in out.items())
