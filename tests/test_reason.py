"""What follows from the ontology and the rules, and what does not."""

import shutil
import tomllib
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from kg import reason, vocab
from kg.errors import CheckError
from kg.resources import shipped
from kg.store import EmbeddedStore, derive

DATA = tomllib.loads(Path(__file__).with_name("test_reason_situations.toml").read_text("utf-8"))
SITUATIONS, COUNTERS = DATA["situation"], DATA["counter"]
QUIET = [case for case in COUNTERS if not case.get("contradiction")]
CONTRADICTIONS = [case for case in COUNTERS if case.get("contradiction")]
PREFIXES = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in vocab.PREFIXES.items())
TYPE = f"{vocab.RDF}type"
needs_java = pytest.mark.skipif(shutil.which("java") is None, reason="HermiT needs Java")


def home(kind: str, number: int) -> str:
    return f"https://example.org/{kind}/{number}/"


def facts(kind: str, number: int, case: dict[str, Any]) -> list[ox.Triple]:
    text = f"{PREFIXES}@prefix : <{home(kind, number)}> .\n{case['facts']}"
    return [quad.triple for quad in ox.parse(text, format=ox.RdfFormat.TURTLE)]


def triple(base: str, line: str) -> ox.Triple:
    """Read "x a Class" or "x property y"; classes and properties are the ontology's, x and y the situation's."""
    subject, predicate, value = line.replace("a?", "a").split()
    if predicate == "a":
        return ox.Triple(ox.NamedNode(base + subject), ox.NamedNode(TYPE), ox.NamedNode(vocab.KG + value))
    named = vocab.KG + value if value == "healthCare" else base + value
    return ox.Triple(ox.NamedNode(base + subject), ox.NamedNode(vocab.KG + predicate), ox.NamedNode(named))


def quad(fact: ox.Triple, graph: str = "") -> ox.Quad:
    return ox.Quad(fact.subject, fact.predicate, fact.object, ox.NamedNode(graph) if graph else ox.DefaultGraph())


def with_ontology(triples: list[ox.Triple]) -> EmbeddedStore:
    ontology = [quad.triple for quad in ox.parse(path=str(shipped("ontology", "kg.ttl")), format=ox.RdfFormat.TURTLE)]
    store = EmbeddedStore.in_memory()
    store.load(quad(one, vocab.GRAPH_ONTOLOGY) for one in ontology)
    store.load(quad(one, vocab.GRAPH_DERIVED) for one in triples)
    return store


@pytest.fixture(scope="module")
def by_rules() -> EmbeddedStore:
    """All situations and counter-situations in one store, with what the rules infer."""
    triples = [one for number, case in enumerate(SITUATIONS) for one in facts("yes", number, case)]
    triples += [one for number, case in enumerate(QUIET) for one in facts("no", number, case)]
    store = with_ontology(triples)
    reason.infer(store)
    return store


@pytest.fixture(scope="module")
def by_hermit() -> frozenset[tuple[str, str]]:
    """The types that HermiT finds, in one run; dates are left out, as it knows none."""
    triples = [one for number, case in enumerate(SITUATIONS) for one in facts("yes", number, case)]
    triples += [one for number, case in enumerate(QUIET) for one in facts("no", number, case)]
    found = reason.inferred_types(one for one in triples if isinstance(one.object, ox.NamedNode))
    assert found is not None
    return found


def test_there_are_forty_situations_and_forty_counter_situations() -> None:
    assert len(SITUATIONS) >= 40
    assert len(COUNTERS) >= 40


@pytest.mark.parametrize("number", range(len(SITUATIONS)), ids=[case["name"] for case in SITUATIONS])
def test_rules_find_what_follows_from_a_situation(by_rules: EmbeddedStore, number: int) -> None:
    for line in SITUATIONS[number]["expect"]:
        fact = triple(home("yes", number), line)
        assert quad(fact) in by_rules.engine, line


@pytest.mark.parametrize("number", range(len(QUIET)), ids=[case["name"] for case in QUIET])
def test_rules_find_nothing_in_a_counter_situation(by_rules: EmbeddedStore, number: int) -> None:
    for line in QUIET[number]["never"]:
        fact = triple(home("no", number), line)
        assert quad(fact) not in by_rules.engine, line


@needs_java
def test_hermit_finds_the_same_types(by_hermit: frozenset[tuple[str, str]]) -> None:
    asked = [(home("yes", number), line) for number, case in enumerate(SITUATIONS) for line in case["expect"] if " a " in line]
    missing = [line for base, line in asked if as_pair(base, line) not in by_hermit]
    assert len(asked) >= 40
    assert missing == []


@needs_java
def test_hermit_finds_none_of_the_counter_situations(by_hermit: frozenset[tuple[str, str]]) -> None:
    asked = [(home("no", number), line) for number, case in enumerate(QUIET) for line in case["never"] if " a " in line]
    found = [line for base, line in asked if as_pair(base, line) in by_hermit]
    assert len(asked) >= 30
    assert found == []


def as_pair(base: str, line: str) -> tuple[str, str]:
    subject, _, kind = line.split()
    return base + subject, vocab.KG + kind


@needs_java
@pytest.mark.parametrize("case", CONTRADICTIONS, ids=[case["name"] for case in CONTRADICTIONS])
def test_hermit_refuses_what_cannot_be(case: dict[str, Any]) -> None:
    assert reason.inferred_types(facts("never", 0, case)) is None


@needs_java
def test_ontology_is_consistent_and_every_class_can_have_members() -> None:
    found = reason.check_ontology()
    assert found.consistent is True
    assert found.unsatisfiable == ()
    assert found.classes > 90


def golden() -> EmbeddedStore:
    store = with_ontology([])
    store.load(ox.parse(path=str(Path(__file__).parent / "golden" / "graph.nq"), format=ox.RdfFormat.N_QUADS))
    derive(store, tuple(path.read_text("utf-8") for path in sorted(shipped("ontology").glob("policy/*.rq"))))
    reason.infer(store)
    return store


@needs_java
def test_sample_of_a_graph_agrees_with_the_ontology() -> None:
    facts_of_graph = reason.sample(golden())
    assert len(facts_of_graph) > 50
    assert reason.check_ontology(facts_of_graph).consistent is True


@needs_java
def test_sample_with_a_wrong_merge_contradicts_the_ontology() -> None:
    store = golden()
    person = next(iter(store.engine.quads_for_pattern(None, ox.NamedNode(f"{vocab.KG}victim"), None, None))).object
    assert isinstance(person, ox.NamedNode)
    wrong = [ox.Triple(person, ox.NamedNode(TYPE), ox.NamedNode(vocab.KG + kind)) for kind in ("Person", "Place")]
    assert reason.check_ontology([*reason.sample(store), *wrong]).consistent is False


def test_ontology_is_only_loaded_without_java(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    found = reason.check_ontology()
    assert found.consistent is None
    assert "Java" in found.note


def test_ontology_shows_its_classes_as_python_classes() -> None:
    airstrike = reason.ontology().Airstrike
    assert [parent.name for parent in airstrike.is_a] == ["Attack"]


def test_changed_ontology_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(shipped("ontology"), tmp_path / "ontology")
    with (tmp_path / "ontology" / "axioms.ttl").open("a") as file:
        file.write("\n# a line more\n")
    monkeypatch.setattr(reason, "packaged", lambda *parts: tmp_path.joinpath(*parts))
    with pytest.raises(CheckError, match=r"axioms\.ttl is not the file that checksums\.txt seals"):
        reason.sealed_triples()


CLAIM = """
@prefix x: <https://w3id.org/witness-graph/id/> .
x:claim a kg:Claim ; kg:about x:event ; kg:document x:doc ; kg:mainType kg:Airstrike ; kg:claimedType kg:Airstrike ;
    kg:stance kg:asserts ; kg:certainty kg:certain ; kg:attributedAs "a nurse | VG" ; kg:evidence x:span ;
    claimed:target entity:clinic ; claimed:patient entity:clinic ; worded:target "the clinic" .
x:span a kg:Span ; kg:start 0 ; kg:end 31 ; kg:exact "Planes hit the clinic, she says" .
x:event a kg:Event, kg:Airstrike .
entity:clinic a kg:Entity, kg:Facility, kg:HealthFacility ; rdfs:label "the clinic"@en .
"""
EVENT = ox.NamedNode(vocab.PREFIXES["id"] + "event")


def said_by_a_nurse() -> EmbeddedStore:
    store = with_ontology([quad.triple for quad in ox.parse(PREFIXES + CLAIM, format=ox.RdfFormat.TURTLE)])
    store.replace(vocab.PREFIXES["id"] + "doc", list(store.quads(vocab.GRAPH_DERIVED)))
    derive(store, tuple(path.read_text("utf-8") for path in sorted(shipped("ontology").glob("policy/*.rq"))))
    reason.infer(store)
    return store


def test_inferred_fact_is_explained_down_to_the_words() -> None:
    store = said_by_a_nurse()
    why = reason.explain(store, ox.Triple(EVENT, ox.NamedNode(TYPE), ox.NamedNode(f"{vocab.KG}AttackOnHealthcare")))
    assert [one.rule for one in why] == ["50_attack_on_healthcare"]
    assert any(premise.predicate.value == f"{vocab.KG}target" for premise in why[0].premises)
    assert [(one.quote, one.source) for one in why[0].evidence] == [("Planes hit the clinic, she says", "a nurse | VG")]


def test_claimed_fact_is_explained_by_its_claims() -> None:
    store = said_by_a_nurse()
    fact = ox.Triple(EVENT, ox.NamedNode(f"{vocab.KG}target"), ox.NamedNode(f"{vocab.ENTITY}clinic"))
    why = reason.explain(store, fact)
    assert [(one.rule, len(one.evidence)) for one in why] == [("", 1)]


def test_fact_that_nothing_supports_has_no_explanation() -> None:
    fact = ox.Triple(EVENT, ox.NamedNode(TYPE), ox.NamedNode(f"{vocab.KG}AttackOnAid"))
    assert reason.explain(said_by_a_nurse(), fact) == ()


def test_every_inferred_fact_of_the_situations_can_be_explained(by_rules: EmbeddedStore) -> None:
    inferred = sorted(by_rules.quads(vocab.GRAPH_INFERRED), key=str)
    about_situations = [quad.triple for quad in inferred if "example.org" in str(quad.subject)]
    unexplained = [str(fact) for fact in about_situations if not reason.explain(by_rules, fact)]
    assert len(about_situations) > 100
    assert unexplained == []


def test_inferring_twice_gives_the_same_graph() -> None:
    store = said_by_a_nurse()
    once = set(store.quads(vocab.GRAPH_INFERRED))
    reason.infer(store)
    assert set(store.quads(vocab.GRAPH_INFERRED)) == once
    assert once


def test_rules_that_never_settle_are_named() -> None:
    store = said_by_a_nurse()
    grow = "?e a kg:Airstrike BIND (IRI(CONCAT(STR(?e), 'x')) AS ?next)"
    text = f"CONSTRUCT {{ ?next a kg:Airstrike }}\nWHERE {{ {grow} }}"
    with pytest.raises(CheckError, match="do not settle"):
        reason.infer(store, (reason.Rule("grow", "grows", "?e a ?kind", text),))


def test_rule_without_header_is_refused(tmp_path: Path) -> None:
    (tmp_path / "bad.rq").write_text("CONSTRUCT { ?a ?b ?c }\nWHERE { ?a ?b ?c }")
    with pytest.raises(CheckError, match=r"bad\.rq is not a rule"):
        reason.rules(tmp_path)
