"""Writes the columns picture of a graph folder or an open store to a file."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import UsageError
from kg.finder import plain_rows
from kg.store import EmbeddedStore, Store
from kg.views.claims import ClaimRow
from kg.views.columns import columns_graph
from kg.views.groups import grouped_graph
from kg.views.page import LIMIT, render
from kg.views.rows import Selection, Texts, count_claims, read_claims
from kg.views.words import check_language
from kg.workspace import Workspace, digest, open_workspace, write_whole

if TYPE_CHECKING:
    pass

MOST_CLAIMS = 5_000
"""Claims beyond which no picture is tried."""
HOW_TO_NARROW = "narrow it by a document, place, type, entity, source or dates"


def stored_texts(space: Workspace) -> Texts:
    """Return a function that gives the stored text of a document; None where the folder does not have it."""

    def text(document: str) -> str | None:
        name = digest(document)
        if not name.isalnum():
            return None
        try:
            return (space.sources / f"{name}.txt").read_bytes().decode("utf-8")
        except (OSError, ValueError):
            return None

    return text


def opened(graph: str | Path | Store) -> tuple[AbstractContextManager[Store], Callable[[str], str | None] | None]:
    """Return a store to read from, in a context that closes only what it opened, and its texts where they are at hand."""
    if not isinstance(graph, str | Path):
        return nullcontext(graph), None
    if not Path(graph).is_dir():
        raise UsageError(f"there is no folder {graph}; build a graph there with `kg build TEXTS --to {graph}`")
    space = open_workspace(graph)
    return EmbeddedStore.open(space.store), stored_texts(space)


def claims_of(
    graph: str | Path | Store, selection: Selection | None = None, *, language: str = "en", most: int = MOST_CLAIMS
) -> tuple[ClaimRow, ...]:
    """Return the claims of a graph folder or store, each with the words around it where the texts are at hand.

    Raises:
        UsageError: there is no such folder, or there are more than *most* claims.
    """
    chosen = selection or Selection()
    context, texts = opened(graph)
    with context as store:
        query = plain_rows(store)
        if (number := count_claims(query, chosen)) > most:
            raise UsageError(f"{number:,} statements are too many for one picture (at most {most:,}); {HOW_TO_NARROW}")
        return read_claims(query, chosen, language=language, texts=texts)


def write_view(
    graph: str | Path | Store,
    output: str | Path,
    *,
    language: str = "en",
    title: str | None = None,
    limit: int = LIMIT,
    selection: Selection | None = None,
    group: str = "",
) -> Path:
    """Write the columns picture of a graph folder or an open store as one self-contained page and return its path.

    *group* gathers events by ``type``, ``month`` or ``place``; a picture of more than *limit* boxes is gathered by type, and
    says so.

    Raises:
        UsageError: the picture would have more than *limit* boxes even so (it says how to narrow it), or there is no such
            folder or way to group.
        WorkspaceError: the disk is full or the file cannot be written.
    """
    check_language(language)
    path = Path(output)
    if path.is_dir() or not path.parent.is_dir():
        raise UsageError(f"{path}: not a file in an existing folder; name one, for example view.html")
    claims = claims_of(graph, selection, language=language)
    drawn = grouped_graph(claims, group, language) if group else columns_graph(claims)
    if drawn.number_of_nodes() > limit and not group:
        drawn = grouped_graph(claims, language=language)
    if drawn.number_of_nodes() > limit:
        raise UsageError(
            f"the picture would have {drawn.number_of_nodes():,} boxes, more than {limit:,}; {HOW_TO_NARROW}, or raise the limit"
        )
    # Text from a source may hold lone surrogates; `render` replaced them, so that this cannot fail.
    write_whole(path, render(drawn, title or "", language, limit=limit))
    return path
