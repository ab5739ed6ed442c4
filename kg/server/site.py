"""What the explorer's pages read: one open graph, its texts, its names, and how its things are addressed."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote, unquote

from kg.errors import StoreError
from kg.exports.profiles import Profile
from kg.finder import Names, plain_rows
from kg.ids import BASE
from kg.server.told import check_profile, told_folder
from kg.store import EmbeddedStore, Triples
from kg.table import Table
from kg.views.claims import ClaimRow
from kg.views.rows import Query, Selection, Texts, count_claims, read_claims, some_claims
from kg.views.write import stored_texts
from kg.workspace import Workspace, open_workspace

Link = Callable[..., str]
"""Gives the address of a page: ``link("/events", type="Airstrike")``, or of a thing by its IRI."""
T = TypeVar("T")
MOST = 500
"""Claims that one picture is drawn from."""
_KEPT = 500
"""Counts and lists that an open graph remembers."""
MOST_DATA = 10_000
"""Claims that one answer as data holds; of more it says that it is cut off."""
PAGE = 100
"""Claims on one page of a list."""


class NotFoundError(StoreError):
    """The graph holds nothing of that name."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A page before it has a form: what HTML shows, and what CSV, JSON and Turtle give."""

    title: str
    template: str
    values: Mapping[str, Any] = field(default_factory=dict)
    table: Table | None = None
    subjects: tuple[str, ...] = ()
    """IRIs that Turtle describes."""
    status: int = 200


@dataclass(frozen=True, slots=True)
class Asked:
    """What a reader asks for: parameters, language, and how to address pages."""

    language: str
    link: Link
    params: Mapping[str, str] = field(default_factory=dict)
    profile: str = "internal"
    """Name of a `kg.exports.profiles.Profile`."""
    reviewing: bool = False
    """Whether the queue of open questions is there."""
    data: bool = False
    """Whether JSON, CSV or Turtle is asked for, and not a page."""
    files: bool = False
    """Whether the pages are written as files, where one page follows no other."""

    def get(self, name: str) -> str:
        """Return a parameter, "" if it is not given."""
        return self.params.get(name, "").strip()[:2000]


@dataclass(frozen=True, slots=True)
class Listed:
    """The claims of a page that lists them."""

    rows: tuple[ClaimRow, ...]
    """What the picture is drawn from: all, or those of this page if they are too many."""
    shown: tuple[ClaimRow, ...]
    """Those of this page."""
    number: int
    pages: Mapping[str, Any] | None
    """Where this page stands among the others; None if it is the only one."""


class Site:
    """An open graph folder; close it when done."""

    def __init__(self, space: Workspace, profile: Profile = Profile.INTERNAL) -> None:
        self.profile = profile
        self._told = None if profile is Profile.INTERNAL else told_folder(space, profile)
        self.space = space = Workspace(Path(self._told.name)) if self._told else space
        self.store = EmbeddedStore.open(space.store)
        self.query: Query = plain_rows(self.store)
        self.texts: Texts = stored_texts(space)
        self.names = Names.open(space.names, self.query)
        self._kept: dict[str, Any] = {}

    @classmethod
    def open(cls, graph_dir: str | Path, *, profile: str = "internal") -> Site:
        """Open the graph folder at *graph_dir*, or what *profile* tells of it.

        Raises:
            UsageError: there is no such profile.
            WorkspaceError: it is not a graph folder.
        """
        return cls(open_workspace(graph_dir), check_profile(profile))

    def close(self) -> None:
        """Let go of the store and the index."""
        self.names.close()
        self.store.close()
        if self._told:
            self._told.cleanup()

    def claims(
        self, selection: Selection, language: str, *, texts: bool = True, most: int = MOST
    ) -> tuple[tuple[ClaimRow, ...], int]:
        """Return the claims of a selection, none if there are more than *most*, and how many there are."""
        number = self.once(f"number {selection}", lambda: count_claims(self.query, selection))
        if number > most:
            return (), number
        return read_claims(self.query, selection, language=language, texts=self.texts if texts else None), number

    def listed(self, selection: Selection, asked: Asked, here: str, chosen: Mapping[str, str]) -> Listed:
        """Return the claims of a selection for a page that lists them, in pages of `PAGE`; *here* and *chosen* are its address.

        Of more than `MOST` claims only those of the page are read: the picture then shows these.
        """
        number = self.once(f"number {selection}", lambda: count_claims(self.query, selection))
        size = MOST_DATA if asked.data else MOST if asked.files else PAGE
        given = asked.get("page")
        at = min(int(given) if given.isascii() and given.isdigit() else 1, max(1, -(-number // size))) or 1
        first = size * (at - 1)
        if number > (size if asked.data else MOST):
            claims = self.once(
                f"claims {selection} {first} {size}", lambda: some_claims(self.query, selection, first=first, most=size)
            )
            rows = read_claims(self.query, Selection(claims=claims), language=asked.language, texts=self.texts)
            shown: Sequence[ClaimRow] = rows
        else:
            rows, _ = self.claims(selection, asked.language, most=max(MOST, size))
            shown = rows[first : first + size]

        def page(wanted: int) -> str:
            return asked.link(here, **{**chosen, "page": str(wanted) if wanted > 1 else ""})

        pages = {
            "first": first + 1,
            "last": first + len(shown),
            "of": number,
            "back": page(at - 1) if at > 1 else "",
            "on": page(at + 1) if first + size < number else "",
        }
        return Listed(rows, tuple(shown), number, pages if number > size else None)

    def once(self, name: str, make: Callable[[], T]) -> T:
        """Return what *make* makes, made once: an open graph does not change, and counting over all of it takes a second."""
        # Several threads may ask at once: each returns what it has in hand.
        kept = self._kept
        if name in kept:
            found: T = kept[name]
            return found
        made = make()
        if len(self._kept) >= _KEPT:
            self._kept = {}
        self._kept[name] = made
        return made

    def iris(self, pattern: str) -> list[str]:
        """Return the IRIs that *pattern* binds to ``?x``, in their order."""
        return [row[0] or "" for row in self.query(f"SELECT DISTINCT ?x WHERE {{ {pattern} }} ORDER BY ?x")]

    def describe(self, subjects: Sequence[str]) -> bytes:
        """Return everything said with *subjects* as subject, and the spans and figures they rest on, as Turtle."""
        import pyoxigraph as ox

        from kg.vocab import PREFIXES

        values = " ".join(str(ox.NamedNode(iri)) for iri in subjects[:MOST])
        found = self.store.query(
            f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {{ VALUES ?s {{ {values} }} }} UNION "
            f"{{ VALUES ?c {{ {values} }} ?c kg:evidence|kg:figure ?s }} ?s ?p ?o }}"
        )
        assert isinstance(found, Triples)
        # In order, so that the same graph gives the same bytes.
        triples = sorted(set(found), key=str)
        return ox.serialize(triples, format=ox.RdfFormat.TURTLE, prefixes=dict(PREFIXES)) or b""

    def run(self) -> Mapping[str, Any]:
        """Return what `run.json` says of how the graph was made."""
        try:
            return dict(json.loads(self.space.run.read_text("utf-8")))
        except (OSError, ValueError):
            return {}


def path_of(iri: str) -> str:
    """Return the path of a thing's page: the part of its IRI after the base; "" for things of others.

    >>> path_of("https://w3id.org/witness-graph/entity/msf"), path_of("http://elsewhere.example/x")
    ('/entity/msf', '')
    """
    if not iri.startswith(BASE) or "#" in iri:
        return ""
    return "/" + quote(iri[len(BASE) :], safe="/")


def iri_of(path: str) -> str:
    """Return the IRI that a page's path stands for.

    >>> iri_of("/entity/msf")
    'https://w3id.org/witness-graph/entity/msf'
    """
    return BASE + unquote(path).lstrip("/")


def claims_table(rows: Iterable[ClaimRow], title: str = "", *, truncated: bool = False) -> Table:
    """Return claims as a table with the columns of `who_did_what_to_whom` that a page knows, and the claims' IRIs.

    *truncated* says that there are more.
    """
    from kg.table import Iri
    from kg.views.columns import agents, patients, places, speakers

    def names(parts: Iterable[Any]) -> str | None:
        return " | ".join(part.name for part in parts) or None

    columns = (
        "event", "type", "agent", "patient", "instrument", "place", "earliest", "latest", "figures", "stance", "certainty",
        "according_to", "document", "start", "end", "quote", "claim",
    )  # fmt: skip
    lines = []
    for row in rows:
        doers = agents(row) or (speakers(row) if row.is_speech else ())
        lines.append((
            Iri(row.event), row.types[0], names(doers), names(patients(row)),
            names(part for part in row.roles if part.role == "instrument"), names(places(row)), row.earliest or None,
            row.latest or None, " | ".join(figure.wording for figure in row.figures if figure.wording) or None, row.stance,
            row.certainty, names(row.according_to) or row.paper.publisher or None, row.paper.name, row.start, row.end, row.quote,
            Iri(row.claim),
        ))  # fmt: skip
    return Table(columns, tuple(lines), title, truncated)
