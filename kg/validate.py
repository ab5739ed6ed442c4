"""Checks a graph against `ontology/shapes.ttl` (SHACL, a batch of documents at a time) and `ontology/checks/*.rq` (whole graph).

pyshacl runs on an rdflib graph in memory: 100,000 triples take some 8 s there, and over Oxigraph it did not finish.
"""

from __future__ import annotations

import json
import re
import tempfile
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET
from zlib import crc32

import pyoxigraph as ox

from kg import vocab
from kg.errors import CheckError
from kg.ids import BASE
from kg.resources import shipped
from kg.store import Solutions, Store

if TYPE_CHECKING:
    from rdflib import Graph

SEVERITIES = ("Violation", "Warning", "Info")
"""Worst first; only a violation makes a report fail."""
SHAPES = f"{BASE}shapes#"
"""Namespace of the shapes."""
BATCH = 25_000
"""Facts in one SHACL run; small enough for memory, large enough that reading the shapes again costs little."""
_LISTED = 1000
"""Findings of one check that are listed; a broken build would give millions."""


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One thing that is wrong, or worth a look."""

    severity: str
    """``Violation``, ``Warning`` or ``Info``."""
    message: str
    """What is wrong, in words that a curator understands."""
    focus: str
    """The node that it is wrong with, an IRI."""
    path: str = ""
    """The property, shortened where a prefix allows; empty if the node as a whole."""
    value: str = ""
    """The value that is wrong; empty if one is missing."""
    rule: str = ""
    """Name of the shape or check."""


@dataclass(frozen=True, slots=True)
class Report:
    """All that was found, worst first."""

    findings: tuple[Finding, ...]
    facts: int
    """How many facts were looked at."""
    rules: tuple[str, ...]
    """Names of the shapes or checks that ran."""
    unlisted: int = 0
    """Findings beyond those listed."""

    @property
    def conforms(self) -> bool:
        """True if there is no violation; warnings are allowed."""
        return not any(finding.severity == "Violation" for finding in self.findings)

    def count(self, severity: str) -> int:
        """Return how many findings have a severity."""
        return sum(finding.severity == severity for finding in self.findings)

    def __add__(self, other: Report) -> Report:
        """Return both reports as one."""
        return Report(_worst_first({*self.findings, *other.findings}), max(self.facts, other.facts), (*self.rules, *other.rules),
                      self.unlisted + other.unlisted)


def _worst_first(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=lambda finding: (SEVERITIES.index(finding.severity), finding)))


def shorten(iri: str) -> str:
    """Return an IRI with a prefix of the project where one fits.

    >>> shorten("https://w3id.org/witness-graph/ns#about")
    'kg:about'
    """
    for prefix, base in sorted({**vocab.PREFIXES, "shape": SHAPES}.items(), key=lambda pair: -len(pair[1])):
        if iri.startswith(base):
            return f"{prefix}:{iri[len(base):]}"
    return iri


# SHACL

def shapes(extra: Iterable[Path] = ()) -> Graph:
    """Return the packaged shapes, and those of *extra* Turtle files, as an rdflib graph.

    Raises:
        CheckError: a file is not Turtle.
    """
    from rdflib import Graph

    graph = Graph()
    for path in (shipped("ontology", "shapes.ttl"), *extra):
        try:
            graph.parse(str(path), format="turtle")
        except Exception as error:  # rdflib raises its parser's own classes
            raise CheckError(f"{path} is not Turtle: {' '.join(str(error).split())[:200]}; correct it or leave it out") from error
    return graph


def shacl(source: Path | Iterable[ox.Quad], *, extra_shapes: Iterable[Path] = (), batch: int = BATCH) -> Report:
    """Return what the shapes find in a graph: a file of N-Quads, or quads.

    A batch holds whole named graphs, so that a document's claims, spans and figures are seen together; entities and
    events, which share one graph, come in batches of whole nodes.

    Raises:
        CheckError: the file is missing or not N-Quads.
    """
    rules = shapes(extra_shapes)
    names = tuple(sorted(shorten(str(shape)) for shape in set(rules.subjects()) if str(shape).startswith(SHAPES)))
    findings: set[Finding] = set()
    facts = 0
    with tempfile.TemporaryDirectory(prefix="kg-check-") as folder:
        for triples in _batches(source, Path(folder), batch):
            facts += len(triples)
            findings |= _validate(triples, rules)
    return Report(_worst_first(findings), facts, names)


def _lines(source: Path | Iterable[ox.Quad]) -> Iterator[bytes]:
    if not isinstance(source, Path):
        yield from (f"{quad} .\n".encode() for quad in source)
        return
    try:
        with source.open("rb") as file:
            yield from file
    except OSError as error:
        raise CheckError(f"{source} cannot be read: {error.strerror}; is this a graph folder that `kg build` made?") from error


def _bin(line: bytes, count: int) -> int:
    """Return which of *count* bins a line of N-Quads goes to: by its graph, or by its subject in the graphs of all documents."""
    graph = line[line.rfind(b" <") + 1:line.rfind(b">") + 1]
    key = line[:line.find(b" ")].partition(b"#char=")[0] if b"/id/graph/" in graph else graph
    return crc32(key) % count


def _batches(source: Path | Iterable[ox.Quad], folder: Path, size: int) -> Iterator[list[ox.Triple]]:
    """Yield the facts of *source* in batches of about *size*; memory holds one of them at a time."""
    whole = folder / "all.nq"
    total = 0
    ontology = f"<{vocab.GRAPH_ONTOLOGY}>".encode()
    with whole.open("wb") as file:
        for line in _lines(source):
            if line.strip() and ontology not in line:
                file.write(line)
                total += 1
    count = max(1, -(-total // size))
    files = [(folder / f"{number}.nq").open("wb") for number in range(min(count, 500))]
    with whole.open("rb") as lines:
        for line in lines:
            files[_bin(line, len(files))].write(line)
    whole.unlink()
    for file in files:
        file.close()
    for file in files:
        try:
            quads = list(ox.parse(path=file.name, format=ox.RdfFormat.N_QUADS))
        except (SyntaxError, ValueError) as error:
            where = source if isinstance(source, Path) else "the graph"
            raise CheckError(f"{where} is not N-Quads: {error}; build it again") from error
        if quads:
            yield list({quad.triple for quad in quads})


def _validate(triples: Iterable[ox.Triple], rules: Graph) -> set[Finding]:
    """Run pyshacl over one batch."""
    import pyshacl
    from rdflib import Graph
    from rdflib.namespace import RDF, SH

    data = Graph()
    data.parse(data=ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b"", format="nt")
    _, results, _ = pyshacl.validate(data, shacl_graph=rules, inference="none", advanced=False, meta_shacl=False)
    if not isinstance(results, Graph):
        raise CheckError(f"the shapes cannot be run: {results}")
    findings = set()
    for result in results.subjects(RDF.type, SH.ValidationResult):
        shape = str(results.value(result, SH.sourceShape))
        path = results.value(result, SH.resultPath)
        value = results.value(result, SH.value)
        focus = str(results.value(result, SH.focusNode))
        severity = str(results.value(result, SH.resultSeverity)).rpartition("#")[2]
        messages = sorted(str(message) for message in results.objects(result, SH.resultMessage))
        findings.add(Finding(severity, messages[0] if messages else "does not fit its shape", focus,
                             shorten(str(path)) if path is not None and str(path).startswith("http") else "",
                             "" if value is None or str(value) == focus else str(value), shorten(shape)))
    return findings


# Whole-graph checks

@dataclass(frozen=True, slots=True)
class Check:
    """A SELECT of `ontology/checks`: each row is something wrong with ``?focus``."""

    name: str
    message: str
    severity: str
    text: str


def checks(folder: Path | None = None) -> tuple[Check, ...]:
    """Return the checks of `ontology/checks`, or of another *folder*, by name.

    Raises:
        CheckError: a file has no header.
    """
    found = []
    for path in sorted((folder or shipped("ontology", "checks")).glob("*.rq")):
        text = path.read_text("utf-8")
        header = "\n".join(line[2:].strip() for line in text.splitlines() if line.startswith("#+"))
        try:
            given = tomllib.loads(header)
            check = Check(path.stem, given["message"], given["severity"], text)
            SEVERITIES.index(check.severity)
        except (tomllib.TOMLDecodeError, KeyError, ValueError) as error:
            needed = f"give `#+ message` and `#+ severity`, one of {', '.join(SEVERITIES)}"
            raise CheckError(f"{path.name} is not a check: {error}; {needed}") from error
        found.append(check)
    return tuple(found)


def integrity(store: Store, using: Iterable[Check] | None = None) -> Report:
    """Return what the whole-graph checks find in a store.

    >>> from kg.store import EmbeddedStore
    >>> integrity(EmbeddedStore.in_memory()).conforms
    True
    """
    using = tuple(checks() if using is None else using)
    findings: list[Finding] = []
    unlisted = 0
    for check in using:
        rows = store.query(check.text)
        if not isinstance(rows, Solutions):
            raise CheckError(f"check {check.name} is not a SELECT of ?focus and ?value")
        mine = []
        for focus, value in rows:
            said = getattr(value, "value", "") if value is not None else ""
            mine.append(Finding(check.severity, check.message, getattr(focus, "value", str(focus)), "", said, check.name))
        mine = sorted(set(mine))
        findings += mine[:_LISTED]
        unlisted += len(mine[_LISTED:])
    return Report(_worst_first(findings), 0, tuple(check.name for check in using), unlisted)


# Reports for machines

def as_json(report: Report) -> str:
    """Return a report as JSON."""
    counts = {severity.lower(): report.count(severity) for severity in SEVERITIES}
    body = {"conforms": report.conforms, "facts": report.facts, "counts": counts, "unlisted": report.unlisted,
            "findings": [asdict(finding) for finding in report.findings]}
    return json.dumps(body, ensure_ascii=False, indent=1) + "\n"


def as_junit(report: Report) -> str:
    """Return a report as JUnit XML: one test case a shape or check, failed if it found a violation."""
    cases: dict[str, list[Finding]] = {name: [] for name in report.rules}
    for finding in report.findings:
        cases.setdefault(finding.rule, []).append(finding)
    failed = {name for name, found in cases.items() if any(one.severity == "Violation" for one in found)}
    suite = ET.Element("testsuite", name="kg check", tests=str(len(cases)), failures=str(len(failed)))
    for name in sorted(cases):
        case = ET.SubElement(suite, "testcase", classname="kg.check", name=name)
        lines = (f"{one.severity}: {one.message} {one.focus} {one.path} {one.value}".rstrip() for one in cases[name])
        text = _xml_safe("\n".join(lines))
        if name in failed:
            ET.SubElement(case, "failure", message=_xml_safe(cases[name][0].message)).text = text
        elif text:
            ET.SubElement(case, "system-out").text = text
    return ET.tostring(suite, encoding="unicode") + "\n"


def _xml_safe(text: str) -> str:
    """Return *text* without the characters that XML 1.0 has no way to write."""
    return re.sub("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "", text)
