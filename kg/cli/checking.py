"""The command that checks a graph."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from kg.cli.output import graph_option, say, show, with_option
from kg.errors import UsageError
from kg.table import FORMATS, Table
from kg.validate import Finding, Report, as_json, as_junit, integrity, shacl, shorten
from kg.vocab import PREFIXES, RDF
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


@click.command()
@click.argument("subject")
@click.argument("predicate")
@click.argument("object_", metavar="OBJECT")
@graph_option
@click.option("--format", "-f", "form", type=click.Choice(FORMATS), help="Default: a table on a terminal, tsv in a pipe.")
def why(subject: str, predicate: str, object_: str, graph: str, form: str | None) -> int:
    """Say why a fact is in the graph: the rule and its premises, down to the claims and their words.

    SUBJECT, PREDICATE and OBJECT are IRIs, in full or with a prefix, as answers show them: id:event/0204e3 a
    kg:AttackOnHealthcare. The exit code is 1 if the graph does not hold the fact, or nothing says why.
    """
    import pyoxigraph as ox

    from kg.reason import explain
    from kg.store import EmbeddedStore

    fact = ox.Triple(_named(subject), _named(predicate), _named(object_))
    with EmbeddedStore.open(open_workspace(graph).store) as store:
        reasons = explain(store, fact)
    rows = []
    for reason in reasons:
        premises = " ; ".join(
            " ".join(shorten(getattr(part, "value", str(part))) for part in premise) for premise in reason.premises
        )
        for one in reason.evidence or (None,):
            words = (one.source, one.quote, one.document, one.start, one.end) if one is not None else ("", "", "", None, None)
            rows.append((reason.rule or "claims", reason.title, premises, *words))
    columns = ("rule", "why", "premises", "according_to", "quote", "document", "start", "end")
    show(Table(columns, tuple(rows)), form)
    if not reasons:
        say(f"{graph}: no claim and no rule gives {subject} {predicate} {object_}; `kg query` shows what the graph holds of it")
    return 0 if reasons else 1


def _named(text: str) -> Any:
    """Return the term for an IRI in full, in angle brackets, or with one of our prefixes; ``a`` is rdf:type."""
    import pyoxigraph as ox

    if text == "a":
        return ox.NamedNode(f"{RDF}type")
    prefix, colon, rest = text.strip("<>").partition(":")
    try:
        return ox.NamedNode(PREFIXES[prefix] + rest if colon and prefix in PREFIXES else text.strip("<>"))
    except ValueError as error:
        raise UsageError(f"{text!r} is no IRI; write it in full or with a prefix: {', '.join(sorted(PREFIXES))}") from error
