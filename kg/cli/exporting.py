"""The command that writes a graph in the formats of others."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.output import graph_option, say, with_option
from kg.exports import FORMATS, Profile
from kg.exports import export as write
from kg.store import EmbeddedStore
from kg.workspace import open_workspace


@click.command(epilog="\b\n" + "\n".join(f"{name:15} {form.text}" for name, form in FORMATS.items()))
@click.argument("form", type=click.Choice(list(FORMATS)), metavar="FORMAT")
@graph_option
@click.option("--output", "-o", required=True, metavar="FILE", help="The file to write.")
@click.option(
    "--profile", "-p", type=click.Choice([profile.value for profile in Profile]), default="internal", show_default=True,
    help="Who it is for: partner leaves out who is marked as sensitive, public tells counts and kinds alone.",
)  # fmt: skip
@with_option
def export(form: str, graph: str, output: str, profile: str) -> None:
    """Write a graph as FORMAT.

    internal holds all that the graph holds. partner leaves out the names and words of people and places that are marked as
    sensitive. public is built up from what surveillance of attacks publishes: country, date, type of attack, kind of resource,
    killed and injured, certainty, and how many sources and documents tell of it.
    """
    space = open_workspace(graph)
    with EmbeddedStore.open(space.store) as store:
        for path in write(store, form, Path(output), profile=Profile(profile)):
            say(f"wrote {path}")
