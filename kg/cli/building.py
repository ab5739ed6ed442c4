"""Commands that change a graph folder."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.output import fast_option, format_of, format_option, graph_option, progress, say, say_skipped, show, with_option
from kg.table import Table

if TYPE_CHECKING:
    from kg.pipeline import BuildReport

GLIMPSE = 10
"""Rows that `kg demo` shows on a terminal."""

language_option = click.option("--language", "-l", metavar="CODE", help="The language of all the texts, instead of detecting it.")
model_option = click.option(
    "--model", metavar="NAME", help="Read with this language model, not with the rules; every quotation is held against the text."
)
model_url_option = click.option(
    "--model-url", envvar="KG_MODEL_URL", metavar="URL", default="http://localhost:8080/v1", show_default=True,
    help="Where the model answers (OpenAI-compatible); also KG_MODEL_URL. Its key, if it needs one, is KG_MODEL_KEY.",
)  # fmt: skip
model_cache_option = click.option("--model-cache", metavar="DIR", help="Keep the model's answers here, to pay for none twice.")
model_timeout_option = click.option(
    "--model-timeout", envvar="KG_MODEL_TIMEOUT", type=click.FloatRange(0.1, 86_400), metavar="SECONDS", default=120.0,
    show_default=True, help="How long one answer of the model may take, 1000 without a graphics card; also KG_MODEL_TIMEOUT.",
)  # fmt: skip
workers_option = click.option("--workers", type=click.IntRange(1, 256), help="Processes that read; default: one a processor.")


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--to", required=True, envvar="KG_GRAPH", metavar="DIR", help="The graph folder to make; also KG_GRAPH.")
@click.option("--resume", is_flag=True, help="Keep what an interrupted or an earlier build has read.")
@language_option
@workers_option
@model_option
@model_url_option
@model_cache_option
@model_timeout_option
@fast_option
@with_option
def build(
    paths: tuple[str, ...],
    to: str,
    resume: bool,
    language: str | None,
    workers: int | None,
    model: str | None,
    model_url: str,
    model_cache: str | None,
    model_timeout: float,
) -> int:
    """Read the texts under PATH... and let the folder DIR hold their graph.

    A PATH is a .txt or .jsonl file, or a folder of them. What is known about report.txt may stand in report.toml beside
    it: title, publisher, author, published, url, language, based_on.

    The exit code is 1 if a text was passed over for a fault that can be mended.
    """
    from kg import pipeline

    stages, tally = None, None
    if model:
        from kg.pipeline.model import model_stages

        stages, tally = model_stages(model, model_url, Path(model_cache) if model_cache else None, model_timeout)
        workers = 1
    with progress() as show_progress:
        report = pipeline.build(
            paths, to, language=language, resume=resume, workers=workers, progress=show_progress, stages=stages
        )
    say(f"{told(report)} in {to}")
    if tally is not None:
        say(f"{model}: {tally.report()}")
    return ended(report)


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@graph_option
@language_option
@workers_option
@fast_option
@with_option
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
@with_option
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
@format_option
def demo(to: str, form: str | None) -> int:
    """Build a graph of three short reports that come with this package, and ask who did what to whom."""
    from kg import api, pipeline
    from kg.resources import shipped

    with progress() as show_progress:
        report = pipeline.build([shipped("corpus")], to, resume=True, progress=show_progress)
    say(f"{told(report)} in {to}")
    with api.open(to) as graph:
        answer = graph.ask("who_did_what_to_whom")
    show(_glimpse(answer) if format_of(form) == "table" else answer, form)
    say(f"next: kg ask who_did_what_to_whom --graph {to}\n      kg view --graph {to} --output demo.html --open\n      kg queries")
    return ended(report)


def _glimpse(answer: Table) -> Table:
    """Return the columns that fit a terminal, of the first rows that have something in each."""
    columns = ("agent", "type", "patient", "place", "according_to")
    rows = [tuple(row[name] for name in columns) for row in answer]
    full = [row for row in dict.fromkeys(rows) if all(row)]
    return Table(columns, tuple(full[:GLIMPSE]), title=f"Who did what to whom: {len(full[:GLIMPSE])} of {len(rows):,} claims")


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
