"""Writes the explorer's pages as files that open from disk, for handing over a finding: no script but for picture and search."""

from __future__ import annotations

import base64
import hashlib
import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from urllib.parse import urlencode

from kg.errors import UsageError, WorkspaceError
from kg.exports.profiles import Profile
from kg.server import charts, pages, public
from kg.server.html import HERE, html, texts
from kg.server.offline import MOST_STATEMENTS, script, script_policy, search_data
from kg.server.site import Answer, Asked, Link, NotFoundError, Site, path_of
from kg.views.claims import MANNERS, ClaimRow
from kg.views.columns import columns_graph
from kg.views.groups import grouped_graph
from kg.views.page import LIMIT, asset, render, web_address
from kg.views.rows import Selection
from kg.views.words import check_language, word
from kg.workspace import write_whole

_LISTS = {
    "/": pages.home,
    "/events": pages.events,
    "/sources": charts.sources,
    "/disagreements": pages.disagreements,
    "/about": pages.about,
    "/timeline": charts.timeline_page,
    "/map": charts.map_page,
    "/network": charts.network_page,
}
MOST_PAGES = 50_000
MOST_LISTED = 2_000
"""Names that the search page lists for those who run no script."""
_SELECTS = {"type", "place", "source", "document", "manner"}
_PLACE = re.compile(r"\d+,\d+")


def publish(graph_dir: str | Path, site: str | Path, *, language: str = "en", profile: str = "internal") -> int:
    """Write the pages of a graph folder into the new or empty folder *site* and return how many there are.

    Every page has a policy that allows no script and no request, but `picture.html`, the columns picture if it is not too big,
    and `search.html`, which hold one script of ours each. *profile* is who they are for, as in `kg.exports`: ``internal``,
    ``partner`` or ``public``, which has neither.

    Raises:
        UsageError: *site* holds files already, the graph is too large for files, or there is no such profile.
        WorkspaceError: *graph_dir* is not a graph folder, or *site* cannot be written.
    """
    check_language(language)
    root = Path(site)
    if root.exists() and (not root.is_dir() or any(root.iterdir())):
        raise UsageError(f"{root} is not an empty folder; name a new one")
    source = Site.open(graph_dir, profile=profile)
    try:
        return _write(source, root, language)
    finally:
        source.close()


def _write(source: Site, root: Path, language: str) -> int:
    things = sorted(_things(source))
    if len(things) > MOST_PAGES:
        raise UsageError(
            f"{len(things):,} pages are too many for files (at most {MOST_PAGES:,}); serve the graph with `kg serve`"
        )
    open_to_all = source.profile is Profile.PUBLIC
    lists: Mapping[str, Callable[[Site, Asked], Answer]] = public.PAGES if open_to_all else _LISTS
    thing = public.thing if open_to_all else pages.thing
    known = {*lists, *(path_of(iri) for iri in things)}
    rows, number = ((), 0) if open_to_all else source.claims(Selection(), language, most=MOST_STATEMENTS)
    graph = columns_graph(rows)
    if rows and graph.number_of_nodes() > LIMIT:
        graph = grouped_graph(rows, language=language)
    drawn = bool(rows) and graph.number_of_nodes() <= LIMIT
    known |= set() if open_to_all else {"/search"}
    known |= {"/picture"} if drawn else set()
    style = asset("view.css") + (HERE / "static" / "site.css").read_text("utf-8")
    count = 0
    for path in sorted(known - {"/picture"}):
        asked = Asked(language, _linker(path, known, bool(rows)), profile=source.profile.value, files=True)
        make = lists.get(path)
        try:
            if path == "/search":
                answer = _search(source, rows, number, asked, known)
            else:
                answer = make(source, asked) if make else thing(source, path, asked)
        except NotFoundError:
            continue
        target = root / file_of(path)
        _folder(target.parent)
        policy = _policy(style, script_policy() if path == "/search" else "")
        write_whole(target, html(answer, asked, here=path, live=False, inline_style=_Marked(style), policy=policy))
        count += 1
    if drawn:
        write_whole(root / "picture.html", render(graph, "", language))
        count += 1
    return count


def _policy(style: str, scripts: str = "") -> str:
    """Return the policy of one page: our style, at most our one script, and no request."""
    return (
        f"default-src 'none'; style-src 'sha256-{base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()}'; "
        + (f"script-src {scripts}; " if scripts else "")
        + "img-src data:; base-uri 'none'; form-action 'none'"
    )


def _search(source: Site, rows: Sequence[ClaimRow], number: int, asked: Asked, known: set[str]) -> Answer:
    """Return the search page: names, and statements if they are not too many."""
    ui = texts()[asked.language]
    manners = {manner: word(f"manner.{manner}", asked.language) for manner in MANNERS[2:]}
    told = {"claims": ui["claims"], "claim": ui["claims_1"], "names": ui["names"], "nothing": ui["nothing"], "near": ui["near"],
            "according": ui["according"], "own": ui["own"], "named": ui["named_so"], "manners": manners}  # fmt: skip
    once = {hit.iri: hit for hit in reversed(list(source.names.every(asked.language))) if path_of(hit.iri) in known}
    listed = sorted(once.values(), key=lambda hit: (hit.label.casefold(), hit.iri))
    values = {
        "data": {**search_data(source, rows, asked, known), "texts": told},
        "inline_script": _Marked(script()),
        "left_out": number if number > len(rows) else 0,
        "listed": listed[:MOST_LISTED],
        "more": max(0, len(listed) - MOST_LISTED),
    }
    return Answer("go", "offline.html.jinja", values)


class _Marked(str):
    """A text of ours that templates leave as it is."""

    __slots__ = ()

    def __html__(self) -> str:
        return self


def _things(source: Site) -> Iterator[str]:
    """Yield what gets a page: documents, claims, events, and entities that a claim speaks of; for the public, events."""
    if source.profile is Profile.PUBLIC:
        yield from (str(row[0]) for row in source.query("SELECT DISTINCT ?x WHERE { ?x a kg:Event }"))
        return
    for kind in ("Document", "Claim"):
        yield from (str(row[0]) for row in source.query(f"SELECT DISTINCT ?x WHERE {{ ?x a kg:{kind} }}"))
    yield from (str(row[0]) for row in source.query("SELECT DISTINCT ?x WHERE { ?claim kg:about ?x }"))
    roles = "claimed:agent claimed:patient claimed:place claimed:instrument sem:accordingTo kg:via"
    text = f"SELECT DISTINCT ?x WHERE {{ VALUES ?p {{ {roles} }} ?claim ?p ?x . ?x a kg:Entity }}"
    yield from (str(row[0]) for row in source.query(text))


def file_of(path: str) -> str:
    """Return the file of a page; what a file system reads differently is written in hexadecimal.

    >>> file_of("/"), file_of("/entity/msf"), file_of("/id/event/../x")
    ('index.html', 'entity/msf.html', 'id/event/_2e_2e/x.html')
    """
    if path == "/":
        return "index.html"
    parts = [part for part in path.split("/") if part]
    safe = ["".join(c if c.isascii() and (c.isalnum() or c == "-") else f"_{ord(c):x}" for c in part) for part in parts]
    return "/".join(safe) + ".html"


def _linker(here: str, known: set[str], searched: bool = False) -> Link:
    """Return the links of one page: to files beside it; "" for pages that only a server has.

    A selection of statements leads to the search page, if that holds statements.
    """
    folder = os.path.dirname(file_of(here))

    def link(target: str, **params: str) -> str:
        thing, mark, place = target.partition("#char=")
        path = target if target.startswith("/") else path_of(thing)
        if not path:
            return web_address(target)
        chosen = {name: value for name, value in params.items() if value}
        selects = path == "/events" and searched and chosen.keys() <= _SELECTS
        if path not in known or (chosen and not selects):
            return ""
        if chosen:
            path = "/search"
        file = os.path.relpath(file_of(path), folder or ".").replace(os.sep, "/")
        if chosen:
            return f"{file}#{urlencode(chosen)}"
        return f"{file}#char={place}" if mark and _PLACE.fullmatch(place) else file

    return link


def _folder(path: Path) -> None:
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WorkspaceError(f"{path}: cannot be written: {error.strerror}; name another folder") from error
