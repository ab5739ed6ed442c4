"""Commands that ask a graph."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from kg import catalogue
from kg.cli.output import asked_graph_option, format_option, say, show, with_option
from kg.errors import QueryError, UsageError
from kg.table import Table


class Catalogue(click.Group):
    """Each question of the catalogue as a command, its parameters as options."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the questions in the order of the catalogue."""
        return list(catalogue.catalogue())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Make the command of one question from its header."""
        query = catalogue.catalogue().get(cmd_name)
        return None if query is None else _command(query)

    def resolve_command(self, ctx: click.Context, args: list[str]) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the question, or say which one may be meant."""
        if args and not args[0].startswith("-"):
            catalogue.find(args[0])
        return super().resolve_command(ctx, args)


no_limits_option = click.Option(
    ["--no-limits"], is_flag=True, help="Let it take longer than 5 seconds, more than 1 GiB, and give more than 10,000 rows."
)


def _command(query: catalogue.Query) -> click.Command:
    options: list[click.Parameter] = []
    for param in query.params.values():
        spellings = dict.fromkeys((f"--{param.name.replace('_', '-')}", f"--{param.name}"))
        words = f"{param.text} Example: {param.example}"
        names = [*spellings, f"param_{param.name}"]
        options.append(click.Option(names, multiple=param.many, metavar=param.type.upper(), help=words))

    options.append(no_limits_option)

    def run(graph: str, form: str | None, no_limits: bool, **given: Any) -> None:
        values = {name.removeprefix("param_"): value for name, value in given.items() if value not in (None, ())}
        query.bind(values)  # a wrong parameter is told before a missing graph
        with _open(graph) as opened:
            show(opened.ask(query.name, limits=not no_limits, **values), form)

    command = click.Command(query.name, params=options, callback=run, help=query.question, short_help=query.title)
    return asked_graph_option(format_option(command))


def _open(graph: str) -> Any:
    """Open a graph folder, or a graph on a SPARQL server."""
    from kg import api
    from kg.workspace import open_workspace

    if not graph.startswith(("http://", "https://")):
        open_workspace(graph)
    return api.open(graph)


@click.group(cls=Catalogue, subcommand_metavar="NAME [--PARAM VALUE]... --graph DIR")
@with_option
def ask() -> None:
    """Ask the question NAME of the catalogue; `kg ask NAME --help` tells its parameters."""


@click.command()
@with_option
@format_option
def queries(form: str | None) -> None:
    """List the questions of the catalogue, by what they are about."""
    known = catalogue.catalogue().values()
    rows = tuple((query.family, query.name, query.question, " ".join(f"--{name}" for name in query.params)) for query in known)
    show(Table(("family", "name", "question", "parameters"), rows), form)


@click.command()
@click.argument("sparql")
@asked_graph_option
@format_option
@click.option("--no-limits", is_flag=True, help="Let the query take as long, and as much memory, as it likes.")
def query(sparql: str, graph: str, form: str | None, no_limits: bool) -> None:
    """Ask in SPARQL: a query, @FILE for one in a file, or - for one on standard input.

    The project's prefixes (kg: claimed: worded: entity: sem: prov: skos: rdfs: xsd: ...) need no declaration. A query is
    stopped after 5 seconds, at 1 GiB of memory or 10,000 rows, unless --no-limits is given.
    """
    text = _sparql(sparql)
    with _open(graph) as opened:
        if caveat := getattr(opened.store, "caveat", ""):
            say(caveat)
        show(opened.query(text, limits=not no_limits), form)


def _sparql(argument: str) -> str:
    try:
        if argument == "-":
            text = sys.stdin.read()
        elif argument.startswith("@"):
            text = Path(argument[1:]).read_text("utf-8")
        else:
            text = argument
    except OSError as error:
        raise UsageError(f"{argument[1:]}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise QueryError(f"{argument}: not UTF-8; save the query as UTF-8") from error
    if not text.strip():
        raise QueryError("the query is empty; write one, or ask `kg queries` for ready ones")
    return text
