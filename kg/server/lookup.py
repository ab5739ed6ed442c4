"""What several pages ask the graph for: names, kinds and counts of things, and how an IRI is written short."""

from __future__ import annotations

from collections import defaultdict

from kg.ids import BASE
from kg.server.site import NotFoundError, Site
from kg.views.rows import best_label
from kg.views.titles import event_title
from kg.views.words import word
from kg.vocab import PREFIXES

EVENTS = BASE + "id/event"
"""How the IRIs of events begin."""
PAGE = 50
"""Things of a list on one page."""


def safe(iri: str) -> str:
    """Return *iri* as it may stand between ``<`` and ``>`` in a query.

    Raises:
        NotFoundError: it is no IRI.
    """
    import pyoxigraph as ox

    try:
        return str(ox.NamedNode(iri))[1:-1]
    except ValueError as error:
        raise NotFoundError("the graph holds nothing of that name") from error


def local(iri: str) -> str:
    """Return the last part of an IRI.

    >>> local("https://w3id.org/witness-graph/ns#Airstrike")
    'Airstrike'
    """
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


def number_of(site: Site, pattern: str) -> int:
    """Return how many ``?x`` match *pattern*."""
    [row] = site.query(f"SELECT (COUNT(DISTINCT ?x) AS ?n) WHERE {{ {pattern} }}")
    return int(row[0] or 0)


def counted_by(site: Site, pattern: str, most: int) -> list[tuple[str, int]]:
    """Return the *most* ``?x`` of *pattern* with the most ``?claim``, and how many each has."""
    text = f"SELECT ?x (COUNT(DISTINCT ?claim) AS ?n) WHERE {{ {pattern} }} GROUP BY ?x ORDER BY DESC(?n) ?x LIMIT {most}"
    return [(row[0] or "", int(row[1] or 0)) for row in site.query(text)]


def labels_of(site: Site, iris: set[str], language: str) -> dict[str, str]:
    """Return the names of things in *language*; the title of an event is put into it."""
    known: dict[str, list[tuple[str, str]]] = defaultdict(list)
    wanted = " ".join(f"<{safe(iri)}>" for iri in sorted(iris) if iri)
    for iri, tag, label in site.query(f"SELECT ?x (LANG(?l) AS ?t) ?l WHERE {{ VALUES ?x {{ {wanted} }} ?x rdfs:label ?l }}"):
        known[iri or ""].append((tag or "", label or ""))
    return {
        iri: event_title(label, language) if iri.startswith(EVENTS) else label
        for iri, label in ((iri, best_label(found, language)) for iri, found in known.items())
    }


def titles_of(site: Site, documents: set[str], language: str) -> dict[str, str]:
    """Return the titles of documents."""
    known: dict[str, list[tuple[str, str]]] = defaultdict(list)
    values = " ".join(f"<{safe(iri)}>" for iri in sorted(documents))
    for iri, tag, title in site.query(
        f"SELECT ?x (LANG(?n) AS ?t) ?n WHERE {{ VALUES ?x {{ {values} }} ?x schema:name|kg:name ?n }} ORDER BY ?x ?n"
    ):
        known[iri or ""].append((tag or "", title or ""))
    return {iri: best_label(found, language) for iri, found in known.items()}


def kind_names(kinds: set[str], language: str) -> list[str]:
    """Return what the classes of an entity are called."""
    return [word(f"kind.{kind}", language) for kind in sorted(kinds - {"Entity"})]


def triples(site: Site, iri: str) -> list[tuple[str, str, bool]]:
    """Return what is said with *iri* as subject: property, value, and whether the value is an IRI."""
    found = site.query(f"SELECT ?p ?o (isIRI(?o) AS ?is) WHERE {{ <{safe(iri)}> ?p ?o }} ORDER BY ?p ?o LIMIT 500")
    return [(p or "", o or "", is_iri == "true") for p, o, is_iri in found]
