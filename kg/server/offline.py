"""The search page of published files: all names and statements in one page, found by a script of ours without a server."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Sequence
from typing import Any

from kg.names import fold
from kg.server.html import HERE, kind_name, titled
from kg.server.site import Asked, Site, path_of
from kg.views.claims import ClaimRow
from kg.views.columns import places

MOST_STATEMENTS = 5_000
"""Statements that a search page holds; of a larger graph it holds names alone, and says so."""


def script() -> str:
    """Return the script of the search page."""
    return (HERE / "static" / "offline.js").read_text("utf-8").replace("\r\n", "\n")


def script_policy() -> str:
    """Return the source of a policy that allows this one script."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(script().encode('utf-8')).digest()).decode('ascii')}'"


def search_data(site: Site, rows: Sequence[ClaimRow], asked: Asked, known: set[str]) -> dict[str, Any]:
    """Return what the search page holds: names with their folded spelling and page, and the words of statements."""
    file: Callable[[str], str] = lambda iri: asked.link(iri)  # noqa: E731
    names = [
        {"n": fold(hit.matched), "l": titled(hit, asked.language), "k": kind_name(hit.kind, asked.language), "c": hit.claims,
         "p": file(hit.iri), **({"m": hit.matched} if hit.matched != hit.label else {})}
        for hit in site.names.every(asked.language)
        if path_of(hit.iri) in known
    ]  # fmt: skip
    statements = [
        {
            "w": fold(row.quote), "b": row.before, "q": row.quote, "a": row.after, "l": row.label, "p": file(row.event),
            "d": row.paper.title or row.paper.name,
            "u": asked.link(f"{row.paper.iri}#char={row.start},{row.end}"),
            "s": ", ".join(part.name for part in row.according_to), "m": row.manner,
            "type": sorted(set(row.types)), "place": [part.entity for part in places(row)],
            "source": [part.entity for part in row.according_to], "document": [row.paper.iri], "manner": [row.manner],
        }
        for row in rows
    ]  # fmt: skip
    return {"names": names, "statements": statements}
