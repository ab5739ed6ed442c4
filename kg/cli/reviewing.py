"""Commands by which a person decides."""

from __future__ import annotations

import getpass
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.output import graph_option, progress, say
from kg.errors import ResolutionError, UsageError
from kg.model import Verdict
from kg.workspace import open_workspace

if TYPE_CHECKING:
    from kg.resolve.decisions import Decision
    from kg.resolve.review import Question

author_option = click.option(
    "--as", "author", envvar="KG_AUTHOR", metavar="NAME", help="Who decides; default: your login; also KG_AUTHOR."
)


def who(author: str | None) -> str:
    """Return who decides: *author*, or the login."""
    try:
        return author or getpass.getuser()
    except (OSError, KeyError) as error:
        raise UsageError("nobody knows who decides; say it with --as NAME") from error


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _questions(graph: str) -> tuple[Question, ...]:
    from kg import pipeline
    from kg.names import KnownNames
    from kg.resolve.review import queue as open_questions

    annotations, resolution = pipeline.resolved(graph, report=say)
    return open_questions(annotations, resolution, KnownNames.load())


def renewed(graph: str) -> None:
    """Make a graph anew from its decisions, and tell how it is now."""
    from kg import pipeline
    from kg.cli.building import told

    with progress() as show_progress:
        report = pipeline.renew(graph, progress=show_progress)
    for note in report.notes:
        say(note)
    say(f"{told(report)} in {graph}")


@click.command()
@graph_option
@author_option
def review(graph: str, author: str | None) -> None:
    """Put the open questions one by one, the weightiest first, each with its sentences; one key answers.

    Each answer is written to the log of decisions at once, so nothing is lost by stopping; at the end the graph is made anew.
    """
    from kg.resolve import decisions
    from kg.resolve.review import review as put

    space = open_workspace(graph)
    by, log = who(author), space.decisions
    seen = decisions.read(log).last

    def undo(decision: Decision) -> None:
        decisions.undo(log, decision.id, author=by, reason="taken back in the review", time=_now())

    def save(decision: Decision) -> None:
        nonlocal seen
        looked, seen = seen, decisions.read(log).last  # whoever answers again has been told
        decisions.append(log, [decision], seen=looked)

    questions = _questions(graph)
    if not questions:
        say("nothing is open")
    press = _pressed if sys.stdin.isatty() else None
    given = put(questions, author=by, ask=_asked, tell=click.echo, save=save, undo=undo, now=_now, press=press)
    answers, skipped = sum(given.values()) - given["skip"], given["skip"]
    say(f"{answers:,} answers saved" + (f", {skipped:,} skipped" if skipped else ""))
    if log.stat().st_mtime_ns > space.run.stat().st_mtime_ns:  # also answers of a review that was killed before this
        renewed(graph)


def _pressed(prompt: str) -> str:
    """Return the key that is pressed, at once."""
    click.echo(prompt, nl=False)
    key = click.getchar()
    click.echo(key if key.isprintable() else "")
    if key == "\x04":
        raise EOFError
    return key


def _asked(prompt: str) -> str:
    return input(prompt)


@click.command()
@graph_option
def queue(graph: str) -> None:
    """Write the open questions as CSV, the weightiest first.

    Fill in the column "decision" (same, different, unsure, accept, reject, correct) in a spreadsheet, and take it with
    `kg decide --file`.
    """
    from kg.resolve.sheets import to_csv

    click.echo(to_csv(_questions(graph)), nl=False)


@click.command()
@graph_option
@author_option
@click.option("--file", "table", metavar="FILE", help="A table that `kg queue` wrote and a person filled in: .csv or .jsonl.")
@click.option("--verdict", type=click.Choice([verdict.value for verdict in Verdict if verdict is not Verdict.CORRECT]))
@click.option("--left", help="IRI of a mention, an entity or a claim.")
@click.option("--right", default="", help="IRI of the other one; none for accept and reject.")
@click.option("--reason", help="Why, in words that another person understands.")
def decide(
    graph: str, author: str | None, table: str | None, verdict: str | None, left: str | None, right: str, reason: str | None
) -> int:
    """Add decisions to the log, those of a table or a single one, and make the graph anew.

    A row that is wrong is named and the rest is taken; the exit code is then 1.
    """
    from kg.resolve import decisions

    by, log = who(author), open_workspace(graph).decisions
    problems: tuple[str, ...] = ()
    if table:
        made, problems = _read(table, by)
    elif verdict and left and reason:
        made = (decisions.Decision(Verdict(verdict), left, right, reason, by, _now()),)
    else:
        raise UsageError("nothing to decide; give --file, or --verdict, --left and --reason")
    taken = 0
    for one in made:
        try:
            decisions.append(log, [one])
            taken += 1
        except ResolutionError as error:
            problems = (*problems, str(error))
    for problem in problems:
        say(f"passed over: {problem}")
    say(f"{taken:,} decisions taken")
    if taken:
        renewed(graph)
    return 1 if problems else 0


def _read(table: str, author: str) -> tuple[tuple[Decision, ...], tuple[str, ...]]:
    from kg.resolve import sheets

    try:
        text = sys.stdin.read() if table == "-" else Path(table).read_bytes().decode("utf-8")
    except OSError as error:
        raise UsageError(f"{table}: cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{table}: not UTF-8; save the table as UTF-8") from error
    read = sheets.from_jsonl if table.endswith(".jsonl") else sheets.from_csv
    return read(text, author=author, time=_now())
