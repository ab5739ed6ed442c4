"""Commands that draw a graph."""

from __future__ import annotations

import webbrowser
from pathlib import Path
from typing import Any

import click
import pyoxigraph as ox

from kg.cli.output import graph_option, say
from kg.errors import UsageError
from kg.store import EmbeddedStore, Solutions
from kg.workspace import open_workspace

NARROWING = {
    "entity": "Somebody or something in any role, or a source: a name or an IRI.",
    "place": "Where: a name or an IRI.",
    "source": "Who says it: a name or an IRI.",
    "document": "A document: its file name, address or IRI.",
    "type": "An event type, such as Airstrike.",
    "since": "A date: nothing that ended before it.",
    "until": "A date: nothing that began after it.",
}
_ASKED = {
    "document": "?found a kg:Document ; kg:name|schema:url ?said",
    "entity": "?found a kg:Entity ; rdfs:label|skos:altLabel ?said",
}


def _narrowing(command: Any) -> Any:
    for name, words in reversed(NARROWING.items()):
        command = click.option(f"--{name}", default="", help=words)(command)
    return command


@click.command()
@graph_option
@click.option("--output", "-o", required=True, metavar="FILE.html", help="The page to write; it opens anywhere and asks nobody.")
@click.option("--language", "-l", default="en", show_default=True, metavar="CODE", help="The language of the page: en or nb.")
@click.option("--title", help="The heading of the page.")
@click.option("--limit", type=click.IntRange(1), help="The most boxes that are drawn one by one.")
@click.option("--group", type=click.Choice(["type", "month", "place"]), help="Gather the events of a large picture.")
@click.option("--open", "show", is_flag=True, help="Open the page in the browser.")
@_narrowing
def view(
    graph: str,
    output: str,
    language: str,
    title: str | None,
    limit: int | None,
    group: str | None,
    show: bool,
    **narrowing: str,
) -> None:
    """Draw who did what to whom, where, and who says so, in columns, as one page that needs no connection."""
    from kg.views import write_view

    space = open_workspace(graph)
    with EmbeddedStore.open(space.store) as store:
        for name in ("entity", "place", "source", "document"):
            if narrowing[name]:
                narrowing[name] = _iri(store, name, narrowing[name])
    limits = {} if limit is None else {"limit": limit}
    page = write_view(graph, output, language=language, title=title, selection=_selection(narrowing), group=group or "", **limits)
    say(f"wrote {page}")
    if show:
        webbrowser.open(Path(page).resolve().as_uri())


def _selection(narrowing: dict[str, str]) -> Any:
    from kg.views import Selection

    given: dict[str, Any] = dict(narrowing)
    return Selection(**given)


def _iri(store: EmbeddedStore, option: str, name: str) -> str:
    """Return the one thing in the graph that is called *name*, whatever its case."""
    if name.startswith(("http://", "https://")) and option != "document":
        return name
    wanted = ox.Literal(name.casefold())
    pattern = _ASKED["document" if option == "document" else "entity"]
    called = f"SELECT DISTINCT ?found {{ {pattern} FILTER(LCASE(STR(?said)) = {wanted}) }} ORDER BY ?found"
    found = store.query(called)
    assert isinstance(found, Solutions)
    iris = [str(getattr(row[0], "value", row[0])) for row in found]
    if not iris and name.startswith(("http://", "https://")):
        return name
    if not iris:
        raise UsageError(f"--{option}: nothing in the graph is called {name!r}; `kg query` or `kg ask` show its names")
    if len(iris) > 1:
        raise UsageError(f"--{option}: {len(iris)} things are called {name!r}; name one by its IRI: {' '.join(iris[:3])}")
    return iris[0]
