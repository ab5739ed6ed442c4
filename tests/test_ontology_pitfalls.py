"""Pitfalls that ontologies fall into, each looked for; after the catalogue of OOPS! (oops.linkeddata.es), in our own words."""

import importlib
import re
import subprocess
import sys
from collections import Counter
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg import vocab
from kg.resources import packaged

ONTOLOGY = packaged("ontology")
ROOT = ONTOLOGY.parent
KG = vocab.KG
sys.path.insert(0, str(ONTOLOGY / "tools"))


@cache
def core() -> ox.Store:
    store = ox.Store()
    store.load(path=str(ONTOLOGY / "kg.ttl"), format=ox.RdfFormat.TURTLE)
    return store


def rows(pattern: str, *variables: str) -> list[tuple[str, ...]]:
    found = core().query(f"SELECT {' '.join(f'?{one}' for one in variables)} WHERE {{ {pattern} }}", prefixes=vocab.PREFIXES)
    assert isinstance(found, ox.QuerySolutions)
    return sorted(tuple(str(getattr(term, "value", "")).removeprefix(KG) for term in row) for row in found)


TOPS = ", ".join(f"'{name}'" for name in (
    "Occurrence", "Entity", "Claim", "RelationClaim", "Figure", "Document", "Span", "Mention", "Judgement", "Run", "Stance",
    "Certainty", "Precision", "Measure", "Verdict", "ReviewStatus", "Attribution", "Sensitivity", "Field", "Sex",
))
PITFALLS = {
    "a class is below itself through others": ("?a rdfs:subClassOf+ ?a", "a"),
    "a property is below itself through others": ("?a rdfs:subPropertyOf+ ?a", "a"),
    "a class is below two that exclude each other": (
        "?a rdfs:subClassOf+ ?x, ?y . ?x owl:disjointWith ?y", "a", "x", "y"),
    "a property has two domains, which HermiT would read as both": (
        "?a rdfs:domain ?x, ?y FILTER (STR(?x) < STR(?y))", "a"),
    "a property has two ranges": ("?a rdfs:range ?x, ?y FILTER (STR(?x) < STR(?y))", "a"),
    "a property is its own inverse and not called symmetric": (
        "?a owl:inverseOf ?a FILTER NOT EXISTS { ?a a owl:SymmetricProperty }", "a"),
    "inverses whose ends do not meet": (
        "?a owl:inverseOf ?b ; rdfs:domain ?x . ?b rdfs:range ?y FILTER (?x != ?y)", "a", "b"),
    "a transitive or symmetric property from one kind to another": (
        "VALUES ?kind { owl:TransitiveProperty owl:SymmetricProperty } "
        "?a a ?kind ; rdfs:domain ?x ; rdfs:range ?y FILTER (?x != ?y)", "a"),
    "a property that is both functional and transitive": ("?a a owl:FunctionalProperty, owl:TransitiveProperty", "a"),
    "a sub-property of another sort than its parent": (
        "?a a owl:ObjectProperty ; rdfs:subPropertyOf ?b . ?b a owl:DatatypeProperty", "a"),
    "a parent that is declared nowhere": (
        f"?a rdfs:subClassOf|rdfs:subPropertyOf ?b FILTER (STRSTARTS(STR(?b), '{KG}')) "
        "FILTER NOT EXISTS { ?b a ?kind }", "a", "b"),
    "a domain or range that is declared nowhere": (
        f"?a rdfs:domain|rdfs:range ?b FILTER (STRSTARTS(STR(?b), '{KG}')) FILTER NOT EXISTS {{ ?b a owl:Class }}", "a", "b"),
    "one thing is a class and a property": (
        "?a a owl:Class, ?other FILTER (?other IN (owl:ObjectProperty, owl:DatatypeProperty, owl:AnnotationProperty))", "a"),
    "two words for one class": ("?a owl:equivalentClass ?b", "a", "b"),
    "identity where only likeness is meant": ("?a owl:sameAs ?b", "a"),
    "a class of everything else": ("?a a owl:Class FILTER REGEX(STR(?a), 'Other|Misc|Unknown')", "a"),
    "a class whose name says and or or": ("?a a owl:Class FILTER REGEX(STR(?a), '[a-z](And|Or)[A-Z]')", "a"),
    "a class without a class above it that is not meant to be a top": (
        f"?a a owl:Class FILTER NOT EXISTS {{ ?a rdfs:subClassOf ?b }} FILTER (STRAFTER(STR(?a), '#') NOT IN ({TOPS}))", "a"),
    "a class with one class below it and nothing to tell them apart": (
        "?b rdfs:subClassOf ?a . FILTER NOT EXISTS { ?c rdfs:subClassOf ?a FILTER (?c != ?b) } "
        "?a skos:definition ?same . ?b skos:definition ?same", "a"),
    "a label with space at its ends": ("?a rdfs:label ?l FILTER REGEX(STR(?l), '^\\\\s|\\\\s$')", "a"),
    "a definition that does not end": ("?a skos:definition ?d FILTER (!REGEX(STR(?d), '\\\\.$'))", "a"),
    "a role without a domain or a parent that has one": (
        "?a kg:wordedAs ?w FILTER NOT EXISTS { ?a rdfs:subPropertyOf*/rdfs:domain ?d }", "a"),
    "an individual of no kind": (
        "?a a owl:NamedIndividual FILTER NOT EXISTS { ?a a ?kind . ?kind a owl:Class }", "a"),
}


@pytest.mark.parametrize("name", sorted(PITFALLS))
def test_ontology_avoids(name: str) -> None:
    pattern, *variables = PITFALLS[name]
    assert rows(pattern, *variables) == []


def test_at_least_fifteen_pitfalls_are_looked_for() -> None:
    assert len(PITFALLS) >= 15


@pytest.mark.parametrize("name", [
    "a class is below itself through others", "one thing is a class and a property", "a parent that is declared nowhere",
])
def test_pitfall_is_found_where_it_is(name: str) -> None:
    store = ox.Store()
    store.load("""@prefix kg: <https://w3id.org/witness-graph/ns#> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
        @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
        kg:A a owl:Class, owl:ObjectProperty ; rdfs:subClassOf kg:B .
        kg:B rdfs:subClassOf kg:A, kg:C .""", format=ox.RdfFormat.TURTLE)
    found = store.query(f"SELECT * WHERE {{ {PITFALLS[name][0]} }}", prefixes=vocab.PREFIXES)
    assert isinstance(found, ox.QuerySolutions)
    assert list(found)


def test_names_follow_one_convention() -> None:
    classes = [name for (name,) in rows("?a a owl:Class", "a")]
    pattern = "VALUES ?kind { owl:ObjectProperty owl:DatatypeProperty } ?a a ?kind"
    properties = [name for (name,) in rows(pattern, "a") if "/" not in name]
    assert [name for name in classes if not re.fullmatch(r"[A-Z][A-Za-z]+", name)] == []
    assert [name for name in properties if not re.fullmatch(r"[a-z][A-Za-z0-9]*", name)] == []


def test_no_two_classes_share_a_label() -> None:
    for language in ("en", "nb"):
        labels = rows(f"?a a owl:Class ; rdfs:label ?l FILTER (LANG(?l) = '{language}')", "a", "l")
        counted = Counter(label.casefold() for _, label in labels)
        assert [label for label, number in counted.items() if number > 1] == []


def test_every_class_is_used_by_a_query_shape_rule_lexicon_name_or_example() -> None:
    files = [*(ROOT / "queries").rglob("*.rq"), *ONTOLOGY.rglob("*.rq"), *(ONTOLOGY / "lexicon").glob("*.toml"),
             *(ONTOLOGY / "names").glob("*.ttl"), ONTOLOGY / "shapes.ttl", ONTOLOGY / "axioms.ttl", *(ROOT / "kg").rglob("*.py"),
             Path(__file__).with_name("test_reason_situations.toml")]
    words = set(re.findall(r"\w+", "\n".join(path.read_text("utf-8") for path in files)))
    ranges = {name for (name,) in rows("?p rdfs:range ?a . ?a a owl:Class", "a")}
    assert [name for (name,) in rows("?a a owl:Class", "a") if name not in words | ranges] == []


def test_every_question_of_the_guide_has_its_query() -> None:
    guide = (ROOT / "docs" / "ontology.md").read_text("utf-8")
    asked = re.findall(r"^\| .*\? \| `(\w+)` \|$", guide, re.MULTILINE)
    known = {path.stem for path in (ROOT / "queries").rglob("*.rq")}
    assert len(asked) >= 15
    assert set(asked) <= known


def test_reference_is_fresh() -> None:
    call = [sys.executable, str(ONTOLOGY / "tools" / "reference.py"), "--check"]
    run = subprocess.run(call, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout


def test_reference_asks_nobody_for_anything() -> None:
    page = importlib.import_module("reference").page()
    assert "<script" not in page
    assert not re.search(r"(src|href)=\"(?!#)", page)


def test_links_of_the_reference_lead_somewhere() -> None:
    page = importlib.import_module("reference").page()
    targets = set(re.findall(r'href="#([^"]+)"', page))
    assert len(targets) > 100
    assert targets <= set(re.findall(r' id="([^"]+)"', page))
