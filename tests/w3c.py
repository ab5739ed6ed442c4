"""The W3C's own SPARQL 1.0 and 1.1 tests, which the source package of rdflib carries; fetched once, by its hash, and cached.

Their licence lets them be used, not changed, so they are read where they lie.
"""

from __future__ import annotations

import subprocess
import sys
import tarfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

SDIST = "rdflib==7.6.0 --hash=sha256:6c831288d5e4a5a7ece85d0ccde9877d512a3d0f02d7c06455d00d6d0ea379df"
SUITES = "test/data/suites/w3c"
HOME = "http://w3c.test/"
"""Base of the IRIs that the tests name by relative paths; nothing is ever fetched from there."""
MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
QT = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#"
RS = "http://www.w3.org/2001/sw/DataAccess/tests/result-set#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDF_FORMS = {".ttl": ox.RdfFormat.TURTLE, ".rdf": ox.RdfFormat.RDF_XML, ".nt": ox.RdfFormat.N_TRIPLES, ".n3": ox.RdfFormat.TURTLE}


def fetch(cache: Path) -> Path | None:
    """Return the folder of the tests below *cache*, fetching it if it is not there; None if it cannot be had."""
    suites = cache / "w3c"
    if suites.is_dir():
        return suites
    wanted = cache / "wanted.txt"
    wanted.write_text(SDIST + "\n")
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--no-binary", ":all:", "--require-hashes"]
    try:
        subprocess.run([*command, "-d", str(cache), "-r", str(wanted)], check=True, capture_output=True, timeout=120)
    except (subprocess.SubprocessError, OSError):
        return None
    [archive] = cache.glob("rdflib-*.tar.gz")
    with tarfile.open(archive) as packed:
        top = packed.getnames()[0].split("/")[0]
        members = [one for one in packed.getmembers() if one.name.startswith(f"{top}/{SUITES}/") and one.isfile()]
        for one in members:
            one.name = one.name.removeprefix(f"{top}/{SUITES}/")
        packed.extractall(cache / "w3c.new", members, filter="data")
    (cache / "w3c.new").rename(suites)
    archive.unlink()
    return suites


@dataclass(frozen=True)
class Case:
    """One test of a manifest."""

    name: str
    """Folder and name: ``sparql11/aggregates/agg01``."""
    kind: str
    query: Path
    data: tuple[Path, ...] = ()
    graphs: tuple[Path, ...] = ()
    result: Path | None = None


def cases(root: Path, suite: str) -> Iterator[Case]:
    """Yield the tests of all manifests of ``dawg-data-r2`` or ``sparql11``, in the order of their folders."""
    for manifest in sorted(root.joinpath(suite).glob("*/manifest.ttl")):
        facts = ox.Store()
        facts.bulk_load(path=str(manifest), format=ox.RdfFormat.TURTLE, base_iri=iri_of(root, manifest))
        for entry in _entries(facts):
            case = _case(root, manifest, facts, entry)
            if case is not None:
                yield case


def iri_of(root: Path, path: Path) -> str:
    return HOME + path.relative_to(root).as_posix()


def _entries(facts: ox.Store) -> list[ox.NamedNode]:
    text = f"SELECT ?e {{ ?m <{MF}entries>/<{RDF}rest>*/<{RDF}first> ?e }}"
    return sorted({row[0] for row in facts.query(text)}, key=str)  # type: ignore[union-attr]


def _case(root: Path, manifest: Path, facts: ox.Store, entry: ox.NamedNode) -> Case | None:
    def one(subject: object, name: str) -> list[ox.NamedNode | ox.BlankNode]:
        found = facts.quads_for_pattern(subject, ox.NamedNode(name), None, None)  # type: ignore[arg-type]
        return sorted((quad.object for quad in found), key=str)  # type: ignore[misc]

    def files(nodes: list[ox.NamedNode | ox.BlankNode]) -> tuple[Path, ...]:
        return tuple(root / node.value.removeprefix(HOME) for node in nodes if isinstance(node, ox.NamedNode))

    kinds = [kind.value.rsplit("#", 1)[-1] for kind in one(entry, RDF + "type")]
    action = one(entry, MF + "action")
    if not kinds or not action:
        return None
    name = f"{manifest.parent.relative_to(root).as_posix()}/{entry.value.rsplit('#', 1)[-1].rsplit('/', 1)[-1]}"
    if isinstance(action[0], ox.NamedNode):
        return Case(name, kinds[0], files(action)[0])
    query = files(one(action[0], QT + "query"))
    if not query:
        return None
    graphs = files(one(action[0], QT + "graphData"))
    result = files(one(entry, MF + "result"))
    return Case(name, kinds[0], query[0], files(one(action[0], QT + "data")), graphs, result[0] if result else None)


# --- results, each turned into a graph, because blank nodes are equal only in structure -------------------------------------


def as_graph(variables: list[str], rows: list[dict[str, ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple]]) -> ox.Dataset:
    """Return solutions as a canonical graph: a node a row, an edge a variable; a row that comes twice is there twice."""
    dataset = ox.Store()
    head = ox.NamedNode("urn:head")
    for name in variables:
        dataset.add(ox.Quad(head, ox.NamedNode("urn:variable"), ox.Literal(name)))
    for number, row in enumerate(sorted(rows, key=lambda row: sorted((k, str(v)) for k, v in row.items()))):
        node = ox.BlankNode(f"row{number}")
        dataset.add(ox.Quad(head, ox.NamedNode("urn:row"), node))
        for name, value in row.items():
            dataset.add(ox.Quad(node, ox.NamedNode(f"urn:value:{name}"), value))
    return canonical(dataset)


def canonical(facts: ox.Store) -> ox.Dataset:
    """Return the facts with blank nodes named by their place; the store has put numbers into one form, "1.0" into "1"."""
    dataset = ox.Dataset(facts)
    dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    return dataset


def expected(root: Path, path: Path) -> ox.Dataset | bool:
    """Return what a result file says, in any of the formats in which the W3C wrote them."""
    forms = {".srx": ox.QueryResultsFormat.XML, ".srj": ox.QueryResultsFormat.JSON, ".tsv": ox.QueryResultsFormat.TSV}
    if path.suffix in forms:
        found = ox.parse_query_results(path.read_bytes(), format=forms[path.suffix])
        return solutions(found)
    facts = ox.Dataset(ox.parse(path=str(path), format=RDF_FORMS[path.suffix], base_iri=iri_of(root, path)))
    [*sets] = facts.quads_for_object(ox.NamedNode(RS + "ResultSet"))
    if not sets:
        return canonical(_stored(facts))
    return _result_set(facts, sets[0].subject)


def _result_set(facts: ox.Dataset, head: object) -> ox.Dataset | bool:
    def values(subject: object, name: str) -> list[object]:
        return [quad.object for quad in facts.quads_for_subject(subject) if quad.predicate.value == RS + name]  # type: ignore[arg-type]

    if said := values(head, "boolean"):
        return bool(said[0].value == "true")  # type: ignore[attr-defined]
    rows = []
    for solution in values(head, "solution"):
        bindings = values(solution, "binding")
        rows.append({values(one, "variable")[0].value: values(one, "value")[0] for one in bindings})  # type: ignore[attr-defined]
    return as_graph([name.value for name in values(head, "resultVariable")], rows)  # type: ignore[attr-defined, arg-type]


def _stored(facts: Iterable[ox.Quad]) -> ox.Store:
    store = ox.Store()
    store.extend(facts)
    return store


def solutions(found: ox.QuerySolutions | ox.QueryBoolean) -> ox.Dataset | bool:
    if isinstance(found, ox.QueryBoolean):
        return bool(found)
    names = [variable.value for variable in found.variables]
    return as_graph(names, [{name: row[name] for name in names if row[name] is not None} for row in found])
