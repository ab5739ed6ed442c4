"""Commands that change a graph folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from kg.cli.output import graph_option, progress, say, say_skipped, show

if TYPE_CHECKING:
    from kg.pipeline import BuildReport

language_option = click.option("--language", "-l", metavar="CODE", help="The language of all the texts, instead of detecting it.")
workers_option = click.option("--workers", type=click.IntRange(1, 256), help="Processes that read; default: one a processor.")


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--to", required=True, envvar="KG_GRAPH", metavar="DIR", help="The graph folder to make; also KG_GRAPH.")
@click.option("--resume", is_flag=True, help="Keep what an interrupted or an earlier build has read.")
@language_option
@workers_option
def build(paths: tuple[str, ...], to: str, resume: bool, language: str | None, workers: int | None) -> int:
    """Read the texts under PATH... and let the folder DIR hold their graph.

    A PATH is a .txt or .jsonl file, or a folder of them. What is known about report.txt may stand in report.toml beside
    it: title, publisher, author, published, url, language, based_on.

    The exit code is 1 if a text was passed over for a fault that can be mended.
    """
    from kg import pipeline

    with progress() as show_progress:
        report = pipeline.build(paths, to, language=language, resume=resume, workers=workers, progress=show_progress)
    say(f"{told(report)} in {to}")
    return ended(report)


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@graph_option
@language_option
@workers_option
def add(paths: tuple[str, ...], graph: str, language: str | None, workers: int | None) -> int:
    """Add the texts under PATH... to a graph; a text whose name is there already takes the place of the older one."""
    from kg import pipeline

    with progress() as show_progress:
        report = pipeline.add(paths, graph, language=language, workers=workers, progress=show_progress)
    say(f"{told(report)} in {graph}")
    return ended(report)


@click.command()
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
@graph_option
def remove(names: tuple[str, ...], graph: str) -> int:
    """Take the documents NAME... out of a graph, with all that rests on them alone.

    A NAME is a document's file name, its address or its IRI. No text of it stays on disk.
    """
    from kg import pipeline

    with progress() as show_progress:
        report = pipeline.remove(names, graph, progress=show_progress)
    say(f"{told(report)} in {graph}")
    return ended(report)


@click.command()
@click.option("--to", default="demo", show_default=True, metavar="DIR", help="The graph folder to make.")
def demo(to: str) -> int:
    """Build a graph of three short reports that come with this package, and ask who did what to whom."""
    from kg import api, pipeline
    from kg.resources import shipped

    with progress() as show_progress:
        report = pipeline.build([shipped("corpus")], to, resume=True, progress=show_progress)
    say(f"{told(report)} in {to}")
    with api.open(to) as graph:
        show(graph.ask("who_did_what_to_whom"), None)
    say(f"\nnext: kg queries\n      kg ask attacks_on_healthcare --graph {to}")
    return ended(report)


def told(report: BuildReport) -> str:
    """Return what a build did, in a line."""
    counts = (
        (report.documents, "document", "documents"),
        (report.claims, "claim", "claims"),
        (report.events, "event", "events"),
        (report.entities, "entity", "entities"),
    )
    words = [f"{count:,} {one if count == 1 else many}" for count, one, many in counts]
    kept = report.documents - report.read
    return ", ".join(words) + (f" ({kept:,} read before)" if kept else "")


def ended(report: BuildReport) -> int:
    """Name what was passed over and return the exit code."""
    from kg.corpus.read import MENDABLE

    for note in report.notes:
        say(note)
    say_skipped(report.skipped)
    return 1 if any(item.reason in MENDABLE for item in report.skipped) else 0
