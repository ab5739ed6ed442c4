"""The command by which documents and people are erased."""

from __future__ import annotations

from datetime import UTC, datetime

import click

from kg.cli.building import told
from kg.cli.output import graph_option, progress, say
from kg.cli.reviewing import author_option, who


@click.command()
@click.argument("names", nargs=-1, metavar="[DOCUMENT]...")
@graph_option
@click.option("--person", "people", multiple=True, metavar="NAME", help="Somebody whose names no file may hold; may be repeated.")
@click.option("--reason", default="asked to be erased", show_default=True, help="Why; it is kept, so it must not hold the name.")
@author_option
def erase(names: tuple[str, ...], graph: str, people: tuple[str, ...], reason: str, author: str | None) -> int:
    """Erase documents, or the names of a person, so that no file of the graph folder holds them.

    Of a person all names go that the graph holds to be theirs: letters in the texts become blocks, and those texts are
    read anew. Decisions that speak of what is erased leave the log, and the log says that they did. Copies, exports and backups
    made earlier are elsewhere and stay; a text that is added again brings its names back.
    """
    from kg import pipeline

    now = datetime.now(UTC).isoformat(timespec="seconds")
    with progress() as show_progress:
        report = pipeline.erase(
            names, graph, people=people, author=who(author), reason=reason, time=now, progress=show_progress
        )  # fmt: skip
    say(f"erased: {_counted(report)}; {told(report.build)} in {graph}")
    for note in report.build.notes:
        say(note)
    return 0


def _counted(report: object) -> str:
    from kg.pipeline import ErasureReport

    assert isinstance(report, ErasureReport)
    counts = (
        (report.documents, "document", "documents"), (len(report.names), "name", "names"),
        (report.texts, "text changed", "texts changed"), (report.decisions, "decision", "decisions"),
    )  # fmt: skip
    return ", ".join(f"{count:,} {one if count == 1 else many}" for count, one, many in counts if count) or "nothing"
