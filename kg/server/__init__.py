"""The explorer: read-only pages over a graph folder, a SPARQL endpoint, and the same pages as files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.applications import Starlette

__all__ = ["create_app", "publish", "serve"]


def create_app(
    graph_dir: str | Path, *, language: str = "en", hosts: tuple[str, ...] = (), profile: str = "internal"
) -> Starlette:
    """Return the explorer of a graph folder as an ASGI application, see `kg.server.app.create_app`."""
    from kg.server.app import create_app as create

    return create(graph_dir, language=language, hosts=hosts, profile=profile)


def serve(
    graph_dir: str | Path,
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    open_browser: bool = False,
    language: str = "en",
    profile: str = "internal",
    reviewer: str = "",
) -> int:
    """Serve the explorer of a graph folder until interrupted, see `kg.server.app.serve`."""
    from kg.server.app import serve as run

    return run(graph_dir, host=host, port=port, open_browser=open_browser, language=language, profile=profile, reviewer=reviewer)


def publish(graph_dir: str | Path, site: str | Path, *, language: str = "en", profile: str = "internal") -> int:
    """Write the explorer's pages as files that open from disk and return their number, see `kg.server.files.publish`."""
    from kg.server.files import publish as write

    return write(graph_dir, site, language=language, profile=profile)
