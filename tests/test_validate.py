"""The shapes and checks find what is wrong with a graph, and nothing in one that is right."""

import json
from functools import cache
from pathlib import Path
from xml.etree import ElementTree as ET

import pyoxigraph as ox
import pytest

from kg import validate, vocab
from kg.errors import CheckError
from kg.resources import shipped
from kg.store import EmbeddedStore, derive
from kg.validate import Finding, Report

FOLDER = Path(__file__).parent / "shapes"
PASSING = (FOLDER / "passing.ttl").read_text("utf-8")
FAILING = sorted(path.stem for path in FOLDER.glob("*.ru"))
SHAPES = validate.SHAPES
SH = vocab.SH
X = "https://example.org/"
GRAPH = ox.NamedNode("https://example.org/graph")


def broken(name: str) -> list[ox.Triple]:
    """The passing example under names of its own, changed by one failing example."""
    base = f"https://example.org/{name}/"
    store = ox.Store()
    store.load(PASSING.replace("https://example.org/", base), format=ox.RdfFormat.TURTLE)
    store.update((FOLDER / f"{name}.ru").read_text("utf-8").replace("https://example.org/", base))
    return [quad.triple for quad in store]


@cache
def found_in_all() -> dict[str, set[Finding]]:
    """Findings of all failing examples, by example; one run, as reading the shapes takes longer than using them."""
    triples = {one for name in FAILING for one in broken(name)}
    report = validate.shacl((quad(one) for one in triples), batch=10**9)
    found: dict[str, set[Finding]] = {name: set() for name in FAILING}
    for finding in report.findings:
        found[finding.focus.removeprefix("https://example.org/").partition("/")[0]].add(finding)
    return found


def quad(triple: ox.Triple) -> ox.Quad:
    return ox.Quad(triple.subject, triple.predicate, triple.object, GRAPH)


def passing() -> list[ox.Quad]:
    return [quad(one.triple) for one in ox.parse(PASSING, format=ox.RdfFormat.TURTLE)]


def shapes_with_a_message() -> set[str]:
    store = ox.Store()
    store.load(path=str(shipped("ontology", "shapes.ttl")), format=ox.RdfFormat.TURTLE)
    rows = store.query(f"SELECT ?shape {{ ?shape <{SH}message> ?message }}")
    assert isinstance(rows, ox.QuerySolutions)
    return {str(row[0].value).removeprefix(SHAPES) for row in rows if isinstance(row[0], ox.NamedNode)}


def test_every_shape_has_a_failing_example() -> None:
    assert set(FAILING) == shapes_with_a_message()
    assert len(FAILING) > 100


def test_passing_example_has_nothing_wrong() -> None:
    report = validate.shacl(passing())
    assert report.findings == ()
    assert report.conforms
    assert report.facts == len(passing())


@pytest.mark.parametrize("name", FAILING)
def test_shape_finds_its_failing_example(name: str) -> None:
    found = {finding.rule for finding in found_in_all()[name]}
    assert f"shape:{name}" in found, sorted(found)


@pytest.mark.parametrize("name", ["Claim-evidence", "Claim-role", "Document-dated"])
def test_severity_is_that_of_the_shape(name: str) -> None:
    wanted = {"Claim-evidence": "Violation", "Claim-role": "Warning", "Document-dated": "Info"}[name]
    assert {finding.severity for finding in found_in_all()[name] if finding.rule.endswith(name)} == {wanted}


def test_message_is_for_a_curator() -> None:
    finding = next(one for one in found_in_all()["Claim-evidence"] if one.path == "kg:evidence")
    assert finding.message.startswith("No claim without a span")
    assert finding.focus == "https://example.org/Claim-evidence/claim"


def test_batches_find_the_same_as_one_run() -> None:
    quads = [quad(one) for name in FAILING[:12] for one in broken(name)]
    whole = validate.shacl(quads, batch=10**9).findings
    named = [ox.Quad(one.subject, one.predicate, one.object, ox.NamedNode(X + one.subject.value.split("/")[3]))
             for one in quads if isinstance(one.subject, ox.NamedNode)]
    assert validate.shacl(named, batch=50).findings == whole
    assert whole


def test_file_of_quads_is_read(tmp_path: Path) -> None:
    path = tmp_path / "graph.nq"
    path.write_text("".join(sorted(f"{one} .\n" for one in passing())), "utf-8")
    assert validate.shacl(path).conforms


def test_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CheckError, match=r"graph\.nq cannot be read"):
        validate.shacl(tmp_path / "graph.nq")


def test_file_that_is_no_graph_is_named(tmp_path: Path) -> None:
    (tmp_path / "graph.nq").write_text("who did what to whom\n")
    with pytest.raises(CheckError, match=r"graph\.nq is not N-Quads"):
        validate.shacl(tmp_path / "graph.nq")


def test_shapes_of_a_user_are_added(tmp_path: Path) -> None:
    (tmp_path / "mine.ttl").write_text(
        f"@prefix sh: <{SH}> . @prefix kg: <{vocab.KG}> . @prefix shape: <{SHAPES}> .\n"
        "shape:mine a sh:NodeShape ; sh:targetClass kg:Weapon ; sh:property shape:mine-field .\n"
        'shape:mine-field sh:path kg:field ; sh:minCount 1 ; sh:message "A weapon has a field."@en .\n')
    report = validate.shacl(passing(), extra_shapes=[tmp_path / "mine.ttl"])
    assert [finding.message for finding in report.findings] == ["A weapon has a field."]


def test_shapes_that_are_no_turtle_are_named(tmp_path: Path) -> None:
    (tmp_path / "mine.ttl").write_text("a shape")
    with pytest.raises(CheckError, match=r"mine\.ttl is not Turtle"):
        validate.shacl(passing(), extra_shapes=[tmp_path / "mine.ttl"])


# Whole-graph checks: each with facts that it finds

WRONG = {
    "attack_without_target": "x:e a kg:Event, kg:ReportedEvent, kg:Shelling .",
    "blank_node": "x:e kg:place [] .",
    "dates_the_wrong_way_round": 'x:k claimed:earliest "2016-09-30"^^xsd:date ; claimed:latest "2016-09-01"^^xsd:date .',
    "disjoint_classes": "x:e a kg:Weapon, kg:Person .",
    "event_contains_itself": "x:e kg:subEventOf x:f . x:f kg:subEventOf x:e .",
    "event_is_also_a_total": "x:e a kg:Event, kg:EventSet .",
    "event_without_claim": "x:e a kg:Event .",
    "fact_without_claim": "x:e kg:victim x:p . x:k kg:about x:e ; claimed:victim x:p ; kg:stance kg:denies .",
    "main_type_not_claimed": "x:k kg:mainType kg:Airstrike ; kg:claimedType kg:Shelling .",
    "place_contains_itself": "x:a kg:within x:b . x:b kg:within x:c . x:c kg:within x:a .",
    "quiet_count": "x:e kg:killedMin 7 . x:k kg:about x:e ; claimed:killedMin 8 .",
    "role_of_no_entity": "x:k claimed:agent x:somebody .",
    "span_named_after_other_characters": "x:s kg:start 3 ; kg:end 9 ; kg:document x:d .",
    "span_of_another_document": "x:k kg:document x:d ; kg:evidence x:s . x:s kg:document x:e .",
    "span_of_another_length": 'x:s kg:start 3 ; kg:end 9 ; kg:exact "clinic again" .',
    "tie_between_wrong_kinds": "x:r a kg:RelationClaim ; kg:relation kg:memberOf ; kg:subject x:t . x:t a kg:Claim .",
    "unknown_relation": "x:k kg:relation kg:enemyTwin .",
    "unknown_type": "x:k kg:claimedType kg:Earthquake .",
}


def store_of(text: str) -> EmbeddedStore:
    prefixes = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in {**vocab.PREFIXES, "x": X}.items())
    store = EmbeddedStore.in_memory(quad(one.triple) for one in ox.parse(prefixes + text, format=ox.RdfFormat.TURTLE))
    store.load(ox.Quad(one.subject, one.predicate, one.object, ox.NamedNode(vocab.GRAPH_ONTOLOGY))
               for one in ox.parse(path=str(shipped("ontology", "kg.ttl")), format=ox.RdfFormat.TURTLE))
    return store


def test_every_check_has_an_example() -> None:
    assert {check.name for check in validate.checks()} == set(WRONG)


@pytest.mark.parametrize("name", sorted(WRONG))
def test_check_finds_its_example(name: str) -> None:
    check = next(one for one in validate.checks() if one.name == name)
    report = validate.integrity(store_of(WRONG[name]), [check])
    assert {finding.rule for finding in report.findings} == {name}
    assert report.conforms == (check.severity != "Violation")


def test_checks_find_nothing_in_a_graph_that_is_right() -> None:
    golden = Path(__file__).parent / "golden" / "graph.nq"
    store = store_of("")
    store.load(ox.parse(path=str(golden), format=ox.RdfFormat.N_QUADS))
    derive(store, tuple(path.read_text("utf-8") for path in sorted(shipped("ontology").glob("policy/*.rq"))))
    assert validate.integrity(store).findings == ()


def test_golden_graph_keeps_the_shapes() -> None:
    assert validate.shacl(Path(__file__).parent / "golden" / "graph.nq").conforms


def test_check_without_severity_is_refused(tmp_path: Path) -> None:
    (tmp_path / "mine.rq").write_text('#+ message = "wrong"\nSELECT ?focus ?value { ?focus ?p ?value }')
    with pytest.raises(CheckError, match=r"mine\.rq is not a check"):
        validate.checks(tmp_path)


# Reports

REPORT = Report((Finding("Violation", "No claim without a span.", f"{X}k", "kg:evidence", "", "shape:Claim-evidence"),
                 Finding("Info", "No date.\x07", f"{X}d", "", "<&>", "shape:Document-dated")), 10,
                ("shape:Claim-evidence", "shape:Document-dated", "shape:Run-softwareVersion"))


def test_report_as_json_says_what_is_wrong() -> None:
    body = json.loads(validate.as_json(REPORT))
    assert body["conforms"] is False
    assert body["counts"] == {"violation": 1, "warning": 0, "info": 1}
    assert body["findings"][0]["focus"] == f"{X}k"


def test_report_as_junit_fails_only_shapes_with_violations() -> None:
    suite = ET.fromstring(validate.as_junit(REPORT))
    assert (suite.get("tests"), suite.get("failures")) == ("3", "1")
    assert [case.get("name") for case in suite if case.find("failure") is not None] == ["shape:Claim-evidence"]


def test_reports_are_joined_worst_first() -> None:
    other = Report((Finding("Warning", "m", "f"),), 5, ("check",))
    both = other + REPORT
    assert [finding.severity for finding in both.findings] == ["Violation", "Warning", "Info"]
    assert both.rules == ("check", *REPORT.rules)
