"""Commands that show a graph as pages."""

from __future__ import annotations

import click

from kg.cli.output import graph_option, say
from kg.cli.reviewing import author_option, renewed, who

profile_option = click.option(
    "--profile", type=click.Choice(["internal", "partner", "public"]), default="internal", show_default=True,
    help="Who it is for: partner leaves out who is marked as sensitive, public tells counts and kinds alone.",
)  # fmt: skip


@click.command()
@graph_option
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on; any other is open to others.")
@click.option("--port", "-p", default=8000, show_default=True, type=click.IntRange(0, 65535), help="0 takes a free one.")
@click.option("--open", "open_browser", is_flag=True, help="Open the first page in the browser.")
@click.option("--language", "-l", default="en", show_default=True, metavar="CODE", help="The language of the pages: en or nb.")
@profile_option
@click.option("--review", is_flag=True, help="Put the open questions too; answers go to the log of decisions.")
@author_option
def serve(
    graph: str, host: str, port: int, open_browser: bool, language: str, profile: str, review: bool, author: str | None
) -> None:
    """Explore a graph in the browser, and answer SPARQL over HTTP, until interrupted.

    Nothing can be changed through it, but with --review a person's decisions; the graph is made anew from them at the end.
    """
    from kg import server

    taken = server.serve(
        graph, host=host, port=port, open_browser=open_browser, language=language, profile=profile,
        reviewer=who(author) if review else "",
    )  # fmt: skip
    if taken:
        say(f"{taken:,} answers")
        renewed(graph)


@click.command()
@graph_option
@click.option("--to", required=True, metavar="SITE", help="A new or empty folder for the pages.")
@click.option("--language", "-l", default="en", show_default=True, metavar="CODE", help="The language of the pages: en or nb.")
@profile_option
def publish(graph: str, to: str, language: str, profile: str) -> None:
    """Write the pages of a graph as files that open from disk, for handing over a finding.

    The internal profile holds all that the graph holds, names and quotes included: see SECURITY.md before you pass it on.
    """
    from kg import server

    pages = server.publish(graph, to, language=language, profile=profile)
    say(f"wrote {pages:,} pages to {to}; begin with index.html")
