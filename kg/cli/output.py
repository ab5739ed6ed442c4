"""How answers and progress are shown: a table on a terminal, TSV in a pipe, messages on standard error."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from textwrap import wrap
from typing import TYPE_CHECKING, Any

import click

from kg.table import FORMATS, Iri, Table
from kg.vocab import PREFIXES

if TYPE_CHECKING:
    from kg.corpus import Skipped
    from kg.pipeline import Progress

MOST_NAMED = 20
"""So many texts that were passed over are named one by one; run.json names all."""
LOG_EVERY = 10.0
"""Seconds between two lines about progress in a log."""
STAGES = {
    "read": "reading", "resolve": "resolving", "write": "writing", "join": "joining", "store": "loading", "derive": "deriving",
    "infer": "inferring",
}  # fmt: skip
MOST_COLUMNS = 9
"""A table with more filled columns than this is shown as one block a row."""

graph_option = click.option(
    "--graph", "-g", required=True, envvar="KG_GRAPH", metavar="DIR", help="The graph folder that `kg build` made; also KG_GRAPH."
)

asked_graph_option = click.option(
    "--graph", "-g", required=True, envvar="KG_GRAPH", metavar="DIR|URL",
    help="The graph folder that `kg build` made, or the address of a SPARQL server that holds it; also KG_GRAPH.",
)  # fmt: skip


def _extended(ctx: click.Context, param: click.Parameter, value: str | None) -> None:
    """Let the rest of the command read the package with the additions of a folder."""
    if value is not None:
        from pathlib import Path

        from kg.extend import using

        ctx.with_resource(using(Path(value)))


def _fast(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    if value:
        from kg.resources import reading_fast

        ctx.with_resource(reading_fast())


fast_option = click.option(
    "--fast", is_flag=True, envvar="KG_FAST", expose_value=False, is_eager=True, callback=_fast,
    help="Read without encoders: more than twice as fast, and less precisely; also KG_FAST.",
)  # fmt: skip

with_option = click.option(
    "--with", "additions", metavar="DIR", is_eager=True, expose_value=False, callback=_extended,
    help="A folder of your own event types, words, names, shapes and queries.",
)  # fmt: skip
format_option = click.option(
    "--format",
    "-f",
    "form",
    type=click.Choice(FORMATS),
    envvar="KG_FORMAT",
    help="Default: a table on a terminal, tsv in a pipe; also KG_FORMAT.",
)


def format_of(form: str | None) -> str:
    """Return the format that is asked for, or the one that suits where the output goes."""
    return form or ("table" if sys.stdout.isatty() else "tsv")


def show(table: Table, form: str | None) -> None:
    """Print *table* in the format that is asked for, or in the one that suits where it goes."""
    form = format_of(form)
    if form == "table":
        _show_table(table)
    else:
        click.echo(table.text(form), nl=False)
    if table.truncated:
        say(f"only the first {len(table):,} rows are shown: the limit of rows was reached")


def _show_table(table: Table) -> None:
    """Draw a table: columns that are empty in every row are left out, and many columns become one block a row."""
    from rich.console import Console
    from rich.table import Table as Drawn
    from rich.text import Text

    console = Console(file=sys.stdout, width=shutil.get_terminal_size((110, 24)).columns, highlight=False)
    kept = [i for i, _ in enumerate(table.columns) if any(row[i] not in (None, "") for row in table.rows)]
    if not table.rows:
        console.print(Text(f"no rows ({', '.join(table.columns)})"))
        return
    cells = [[_cell(row[i]) for i in kept] for row in table.rows]
    names = [table.columns[i] for i in kept]
    if len(kept) > MOST_COLUMNS:
        indent = max(map(len, names)) + 4
        for number, row in enumerate(cells, start=1):
            console.print(Text(f"{number}", style="bold"))
            for name, cell in zip(names, row, strict=True):
                for line in wrap(cell, max(20, console.width - indent)):
                    console.print(Text(f"  {name}".ljust(indent), style="cyan") + Text(line), soft_wrap=True)
                    name = ""
    else:
        drawn = Drawn(title=Text(table.title) if table.title else None, title_justify="left", box=None, pad_edge=False)
        for name in names:
            drawn.add_column(Text(name, style="bold"), overflow="fold")
        for row in cells:
            drawn.add_row(*map(Text, row))
        console.print(drawn)
    console.print(Text(f"{len(cells):,} row{'s' if len(cells) != 1 else ''}", style="dim"))


def _cell(value: Any) -> str:
    """Return what a cell shows; text of a source must not move the cursor or colour the terminal."""
    text = "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
    if isinstance(value, Iri):
        spaces = [(prefix, space) for prefix, space in PREFIXES.items() if text.startswith(space)]
        prefix, space = max(spaces, key=lambda item: len(item[1]), default=("", ""))
        text = f"{prefix}:{text.removeprefix(space)}" if prefix else text
    return "".join(char if char.isprintable() else " " for char in text)


def say(message: str) -> None:
    """Print a message to standard error."""
    click.echo("".join(char if char.isprintable() or char == "\n" else " " for char in message), err=True)


def say_skipped(skipped: tuple[Skipped, ...]) -> None:
    """Name what was passed over, and count it by reason."""
    from collections import Counter

    for item in skipped[:MOST_NAMED]:
        say(f"passed over: {item.detail}")
    if skipped:
        reasons = Counter(item.reason.value for item in skipped)
        more = f", {len(skipped) - MOST_NAMED:,} of them not named here" if len(skipped) > MOST_NAMED else ""
        counted = ", ".join(f"{count:,} {reason}" for reason, count in sorted(reasons.items()))
        say(f"passed over {len(skipped):,}{more}: {counted}")


@contextmanager
def progress() -> Iterator[Progress]:
    """Give a function that shows progress: a bar on a terminal, a line now and then in a log."""
    if sys.stderr.isatty():
        with _bar() as show_progress:
            yield show_progress
    else:
        yield _log()


@contextmanager
def _bar() -> Iterator[Progress]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bars

    columns = (TextColumn("{task.description:>9}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Bars(*columns, console=Console(stderr=True), transient=True) as bars:
        tasks: dict[str, Any] = {}

        def show_progress(stage: str, done: int, total: int) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(STAGES.get(stage, stage), total=total)
            bars.update(tasks[stage], completed=done, total=total)

        yield show_progress


def _log() -> Progress:
    started = last = time.monotonic()
    told = ""

    def show_progress(stage: str, done: int, total: int) -> None:
        nonlocal last, told
        now = time.monotonic()
        # The beginning of a stage is told as well, once the work has proved long: a stage may be one long step.
        if now - last >= LOG_EVERY or (stage != told and now - started >= LOG_EVERY):
            last, told = now, stage
            say(f"{STAGES.get(stage, stage)}: {done:,} of {total:,}")

    return show_progress
