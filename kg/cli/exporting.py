"""The command that writes a graph in the formats of others."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.output import graph_option, progress, say, with_option
from kg.errors import UsageError
from kg.exports import FORMATS, Profile, export_partitions
from kg.exports import export as write
from kg.store import EmbeddedStore, RemoteStore, mirror
from kg.workspace import open_workspace


@click.command(epilog="\b\n" + "\n".join(f"{name:15} {form.text}" for name, form in FORMATS.items()))
@click.argument("form", type=click.Choice(list(FORMATS)), metavar="FORMAT")
@graph_option
@click.option("--output", "-o", required=True, metavar="FILE", help="The file to write.")
@click.option(
    "--profile", "-p", type=click.Choice([profile.value for profile in Profile]), default="internal", show_default=True,
    help="Who it is for: partner leaves out who is marked as sensitive, public tells counts and kinds alone.",
)  # fmt: skip
@click.option(
    "--partitions", type=click.IntRange(min=1), metavar="N",
    help="Write nquads to the folder FILE in N parts, for the bulk loader of a server, with a manifest and checksums.",
)  # fmt: skip
@with_option
def export(form: str, graph: str, output: str, profile: str, partitions: int | None) -> None:
    """Write a graph as FORMAT.

    internal holds all that the graph holds. partner leaves out the names and words of people and places that are marked as
    sensitive. public is built up from what surveillance of attacks publishes: country, date, type of attack, kind of resource,
    killed and injured, certainty, and how many sources and documents tell of it.
    """
    if partitions and form != "nquads":
        raise UsageError(f"--partitions is for nquads, the format of bulk loaders; {form} is written as one file")
    space = open_workspace(graph)
    with EmbeddedStore.open(space.store) as store:
        if partitions:
            quads, facts = export_partitions(store, Path(output), partitions, profile=Profile(profile))
            say(f"wrote {quads:,} quads ({facts:,} different facts) in {partitions:,} partitions to {output}")
            return
        for path in write(store, form, Path(output), profile=Profile(profile)):
            say(f"wrote {path}")


@click.command()
@click.argument("url")
@graph_option
def push(url: str, graph: str) -> None:
    """Let the SPARQL server at URL hold a graph: what it lacks is added, what the graph no longer holds is taken away.

    Ask it with `kg ask NAME --graph URL`. Only graphs of this project are touched. KG_SPARQL_USER and KG_SPARQL_PASSWORD say who
    you are, KG_SPARQL_UPDATE and KG_SPARQL_GRAPHS where updates and the Graph Store Protocol are answered, if not at /update and
    /store.
    """
    space = open_workspace(graph)
    with EmbeddedStore.open(space.store) as source, RemoteStore.open(url) as target, progress() as show:
        given, gone = mirror(source, target, progress=lambda done, total: show("push", done, total))
    say(f"{target.address.query} holds {given:,} graphs of {graph}" + (f"; {gone:,} others were taken away" if gone else ""))
