"""The pages of the public profile: events by type, country and date, with counts; no text, no name, no claim."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from kg.server.site import Answer, Asked, NotFoundError, Site, iri_of
from kg.table import Iri, Table
from kg.views.layout import when

MOST_LISTED = 2_000
"""Events that one page lists."""
_FROM = """SELECT ?event (GROUP_CONCAT(DISTINCT STRAFTER(STR(?k), "#"); SEPARATOR=" ") AS ?kinds)
  (GROUP_CONCAT(DISTINCT STRAFTER(STR(?t), "#"); SEPARATOR=" ") AS ?targets) (SAMPLE(?n) AS ?land) (SAMPLE(?p) AS ?place)
  (SAMPLE(?e) AS ?earliest) (SAMPLE(?l) AS ?latest) (SAMPLE(?c) AS ?certainty) (SAMPLE(?s) AS ?sources) (SAMPLE(?d) AS ?documents)
  (SAMPLE(?k1) AS ?killedMin) (SAMPLE(?k2) AS ?killedMax) (SAMPLE(?i1) AS ?injuredMin) (SAMPLE(?i2) AS ?injuredMax)
WHERE { ?event a kg:Event , ?k . FILTER(?k NOT IN (kg:Event, kg:ReportedEvent))
  OPTIONAL { ?event kg:targetKind ?t } OPTIONAL { ?event kg:place ?p . ?p skos:prefLabel ?n }
  OPTIONAL { ?event kg:earliest ?e } OPTIONAL { ?event kg:latest ?l } OPTIONAL { ?event kg:certainty ?c }
  OPTIONAL { ?event kg:sourceCount ?s } OPTIONAL { ?event kg:documentCount ?d }
  OPTIONAL { ?event kg:killedMin ?k1 } OPTIONAL { ?event kg:killedMax ?k2 }
  OPTIONAL { ?event kg:injuredMin ?i1 } OPTIONAL { ?event kg:injuredMax ?i2 } } GROUP BY ?event"""


@dataclass(frozen=True, slots=True)
class Told:
    """One event as the public may know it."""

    iri: str
    types: tuple[str, ...]
    targets: tuple[str, ...]
    country: str
    place: str
    earliest: str
    latest: str
    certainty: str
    sources: str
    documents: str
    killed: str
    injured: str

    @property
    def date(self) -> str:
        """The date as exact as it is known."""
        return when(self.earliest, self.latest)


def _range(low: str, high: str) -> str:
    """Return a count.

    >>> _range("51", ""), _range("20", "60"), _range("0", "0")
    ('51+', '20–60', '0')
    """
    if not low and not high:
        return ""
    if not high:
        return f"{low}+"
    return high if low == high else f"{low or 0}–{high}"


def _events(site: Site) -> list[Told]:
    found = []
    for row in site.query(_FROM):
        iri, kinds, targets, land, place, first, last, sure, sources, documents, k1, k2, i1, i2 = (cell or "" for cell in row)
        found.append(Told(
            iri, tuple(sorted(kinds.split())), tuple(sorted(targets.split())), land, place, first, last,
            sure.rsplit("#", 1)[-1], sources, documents, _range(k1, k2), _range(i1, i2),
        ))  # fmt: skip
    return sorted(found, key=lambda told: (told.earliest or "9999", told.latest, len(told.iri), told.iri))


def _table(events: Sequence[Told]) -> Table:
    counted = ("killed", "injured", "certainty", "sources", "documents")
    columns = ("event", "types", "targets", "country", "earliest", "latest", *counted)
    return Table(columns, tuple((
        Iri(told.iri), " | ".join(told.types), " | ".join(told.targets) or None, told.country or None, told.earliest or None,
        told.latest or None, told.killed or None, told.injured or None, told.certainty or None,
        int(told.sources or 0), int(told.documents or 0),
    ) for told in events))  # fmt: skip


def home(site: Site, asked: Asked) -> Answer:
    """How many events there are by type, country and year."""
    events = _events(site)
    facets = {
        "type": Counter(kind for told in events for kind in told.types),
        "country": Counter(told.country for told in events if told.country),
        "year": Counter(told.earliest[:4] for told in events if told.earliest),
    }
    lists = {name: sorted(found.items(), key=lambda pair: (-pair[1], pair[0])) for name, found in facets.items()}
    lists["year"].sort()
    return Answer("Witness Graph", "public_home.html.jinja", {"number": len(events), "lists": lists}, _table(events))


def events(site: Site, asked: Asked) -> Answer:
    """Events as a table, narrowed by type, country and year."""
    chosen = {name: asked.get(name) for name in ("type", "country", "year")}
    shown = [
        told
        for told in _events(site)
        if (not chosen["type"] or chosen["type"] in told.types)
        and (not chosen["country"] or chosen["country"] == told.country)
        and (not chosen["year"] or told.earliest[:4] <= chosen["year"] <= told.latest[:4])
    ]
    values = {"events": shown[:MOST_LISTED], "number": len(shown), "chosen": chosen}
    return Answer("events", "public_events.html.jinja", values, _table(shown), tuple(told.iri for told in shown))


def about(site: Site, asked: Asked) -> Answer:
    """What the public profile tells, and what it does not."""
    return Answer("about", "public_about.html.jinja")


def thing(site: Site, path: str, asked: Asked) -> Answer:
    """One event."""
    iri = iri_of(path)
    shown = [told for told in _events(site) if told.iri == iri]
    if not shown:
        raise NotFoundError("the graph holds nothing of that name")
    values = {"events": shown, "number": 1, "chosen": {}}
    title = " · ".join(filter(None, (shown[0].country, shown[0].date))) or "events"
    return Answer(title, "public_events.html.jinja", values, _table(shown), (iri,))


PAGES = {"/": home, "/events": events, "/about": about}
