"""The command that checks a graph."""

from __future__ import annotations

from pathlib import Path

import click

from kg.cli.output import graph_option, say, show, with_option
from kg.table import FORMATS, Table
from kg.validate import Finding, Report, as_json, as_junit, integrity, shacl, shorten
from kg.workspace import damaged, open_workspace

PARTS = ("files", "shapes", "integrity", "ontology")


@click.command()
@graph_option
@click.option(
    "--format", "-f", "form", type=click.Choice([*FORMATS, "junit"]), help="Default: a table on a terminal, tsv in a pipe."
)
@with_option
@click.option("--only", type=click.Choice(PARTS), multiple=True, help="Check only this; may be given more than once.")
def check(graph: str, form: str | None, only: tuple[str, ...]) -> int:
    """Check that a graph is whole and makes sense; the exit code is 1 if it does not.

    files: each text is the one that was stored, and each claim is exactly its words. shapes: SHACL over every document.
    integrity: questions to the whole graph whose answer must be empty. ontology: HermiT finds no contradiction (needs Java).
    """
    space = open_workspace(graph)
    parts = only or PARTS
    report = Report((), 0, ())
    if "files" in parts:
        found = tuple(Finding("Violation", problem, file, rule="files") for file, problem in damaged(space))
        report += Report(found, 0, ("files",))
    if "shapes" in parts:
        report += shacl(space.graph)
    if "integrity" in parts:
        report += _integrity(space.store)
    if "ontology" in parts:
        report += _ontology()
    _show(report, form)
    counts = ", ".join(f"{report.count(severity):,} {severity.lower()}s" for severity in ("Violation", "Warning", "Info"))
    say(f"{graph}: {len(report.rules):,} checks, {counts}")
    return 0 if report.conforms else 1


def _integrity(path: Path) -> Report:
    from kg.store import EmbeddedStore

    with EmbeddedStore.open(path) as store:
        return integrity(store)


def _ontology() -> Report:
    from kg.reason import check_ontology

    found = check_ontology()
    impossible = "nothing can belong to this class"
    findings = [Finding("Violation", impossible, iri, rule="ontology") for iri in found.unsatisfiable]
    if found.consistent is False:
        findings.append(Finding("Violation", "the ontology contradicts itself", "", rule="ontology"))
    if found.note:
        findings.append(Finding("Info", found.note, "", rule="ontology"))
    return Report(tuple(findings), 0, ("ontology",))


def _show(report: Report, form: str | None) -> None:
    if form == "json":
        click.echo(as_json(report), nl=False)
    elif form == "junit":
        click.echo(as_junit(report), nl=False)
    elif report.findings or form not in (None, "table"):
        columns = ("severity", "rule", "message", "focus", "path", "value")
        rows = tuple(
            (one.severity, shorten(one.rule), one.message, shorten(one.focus), one.path, one.value) for one in report.findings
        )
        show(Table(columns, rows), form)
