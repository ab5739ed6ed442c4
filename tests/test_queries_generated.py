"""Both engines agree on generated queries over generated graphs, and no value of a parameter leaves its slot."""

from __future__ import annotations

from collections import Counter

import pyoxigraph as ox
import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st

from kg import vocab
from kg.catalogue import Query, catalogue, catalogue_quads, query_iri
from kg.errors import QueryError
from kg.store import EmbeddedStore, Solutions

THINGS = [f"kg:{name}" for name in ("a", "b", "c")]
ROLES = [f"claimed:{name}" for name in ("agent", "patient", "killedMin")]
VALUES = [*THINGS, "1", "2", "10", '"Aleppo"', '"Øst-Aleppo"@nb', '"2016-04-27"^^xsd:date']
VARIABLES = ["?x", "?y", "?z"]
facts = st.tuples(st.sampled_from(THINGS), st.sampled_from(ROLES), st.sampled_from(VALUES))
graphs = st.lists(facts, min_size=1, max_size=12)
patterns = st.tuples(
    st.sampled_from([*VARIABLES, *THINGS]), st.sampled_from([*ROLES, "?p"]), st.sampled_from([*VARIABLES, *VALUES])
).map(" ".join)
paths = st.tuples(
    st.sampled_from([*VARIABLES, *THINGS]),
    st.sampled_from(["claimed:agent/claimed:patient", "claimed:agent|claimed:patient", "^claimed:agent", "claimed:agent*",
                     "claimed:agent+", "(claimed:agent|claimed:patient)+", "claimed:agent?/claimed:killedMin"]),
    st.sampled_from([*VARIABLES, *THINGS]),
).map(" ".join)  # fmt: skip
signs, constants = st.sampled_from(["=", "<", ">=", "!="]), st.sampled_from(["1", "2", "kg:a"])
filters = st.builds("FILTER({} {} {})".format, st.sampled_from(VARIABLES), signs, constants) | st.sampled_from(
    ["FILTER(BOUND(?z))", "FILTER(!BOUND(?y))", 'FILTER(STRSTARTS(STR(?y), "A"))', "FILTER(ISIRI(?x))"]
)


@st.composite
def queries(draw: st.DrawFn) -> str:
    """SELECT with one to three patterns, and what the questions of the catalogue are made of besides."""
    body = [f"{pattern} ." for pattern in draw(st.lists(patterns | paths, min_size=1, max_size=3))]
    words = ["optional", "union", "exists", "not exists", "minus", "values", "bind", "inner", "counted"]
    for word in draw(st.lists(st.sampled_from(words), max_size=3, unique=True)):
        one, other, value = draw(patterns), draw(patterns), draw(st.sampled_from(VALUES))
        body.append({
            "optional": f"OPTIONAL {{ {one} }}", "union": f"{{ {one} }} UNION {{ {other} }}",
            "exists": f"FILTER EXISTS {{ {one} }}", "not exists": f"FILTER NOT EXISTS {{ {one} }}", "minus": f"MINUS {{ {one} }}",
            "values": f"VALUES ?y {{ {value} {draw(st.sampled_from(VALUES))} }}",
            "bind": f"BIND(COALESCE(?z, {value}) AS ?bound)",
            "inner": f"{{ SELECT DISTINCT ?x WHERE {{ {one} . ?x claimed:agent ?inner }} }}",
            "counted": f"{{ SELECT ?x (COUNT(*) AS ?count) WHERE {{ ?x claimed:patient ?inner2 . {other} }} GROUP BY ?x }}",
        }[word])  # fmt: skip
    body += draw(st.lists(filters, max_size=1))
    where = " ".join(body)
    counted = draw(st.sampled_from(["", "COUNT(?y)", "COUNT(DISTINCT ?y)", "SUM(IF(BOUND(?y), 1, 0))"]))
    if counted:
        return f"SELECT ?x ({counted} AS ?n) {{ {where} }} GROUP BY ?x{draw(st.sampled_from(['', ' HAVING (COUNT(*) > 1)']))}"
    return f"SELECT {draw(st.sampled_from(['', 'DISTINCT ']))}?x ?y ?z {{ {where} }}"


def _row(terms: object) -> tuple[str, ...]:
    return tuple("" if term is None else str(getattr(term, "value", term)) for term in terms)  # type: ignore[attr-defined]


@settings(max_examples=120, deadline=None, derandomize=True)
@given(graphs, queries())
def test_engines_agree_on_generated_queries(graph: list[tuple[str, str, str]], query: str) -> None:
    head = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in vocab.PREFIXES.items())
    turtle = head + "".join(f"{' '.join(fact)} .\n" for fact in graph)
    named, read = ox.NamedNode("urn:g"), ox.parse(turtle, format=ox.RdfFormat.TURTLE)
    with EmbeddedStore.in_memory(ox.Quad(fact.subject, fact.predicate, fact.object, named) for fact in read) as store:
        found = store.query(query)
        assert isinstance(found, Solutions)
        ours = Counter(_row(row) for row in found)
    second = rdflib.Graph().parse(data=turtle, format="turtle")
    theirs = Counter(_row(row) for row in second.query(query, initNs=vocab.PREFIXES))
    assert ours == theirs, query


# --- parameters ------------------------------------------------------------------------------------------------------------

HOSTILE = [
    '"', "}", "{", "\\", "'", "\n", "UNDEF", "#", "VALUES ?x { 1 }", "> <urn:x",
    '" } DROP ALL #', "\u202e", "\x00", "?x", "^^", "@en",
]  # fmt: skip
pieces = st.sampled_from([*HOSTILE, "Aleppo", "kg:", "http://a.example/", "1"])
values = st.text(max_size=20) | st.lists(pieces, max_size=4).map("".join) | st.integers() | st.dates().map(str)
PARAMS = sorted((name, param) for name, query in catalogue().items() for param in query.params)


def _shape(text: str) -> list[str]:
    """What is left of a query when its literals and IRIs are taken away: nothing that a value holds may change it."""
    out: list[str] = []
    rest = text
    while rest:
        here = rest[0]
        if here == '"':
            at = 1
            while rest[at] != '"':
                at += 2 if rest[at] == "\\" else 1
            rest = rest[at + 1 :]
            out.append("L")
        elif here == "<" and ">" in rest and not any(c in rest[1 : rest.index(">")] for c in ' <"{}|^`\\\n'):
            rest = rest[rest.index(">") + 1 :]
            out.append("I")
        else:
            out.append(here)
            rest = rest[1:]
    return out


@pytest.mark.parametrize(("name", "param"), PARAMS)
@settings(max_examples=15, deadline=None, derandomize=True)
@given(value=values)
def test_no_value_leaves_its_slot(name: str, param: str, value: object) -> None:
    query = catalogue()[name]
    harmless = {other: spec.example for other, spec in query.params.items() if spec.required or other == param}
    bound = _bound(query, {**harmless, param: value})
    if bound is not None:
        assert _slots_alike(bound) == _slots_alike(query.bind(harmless))
        ox.Store().query(bound)  # still SPARQL


def _bound(query: Query, given: dict[str, object]) -> str | None:
    """The query with its values; None if one is refused, which is told in words."""
    try:
        return query.bind(given)
    except QueryError:
        return None


def _slots_alike(text: str) -> str:
    """A slot may hold an IRI or a literal, typed or not."""
    return "".join(_shape(text)).replace("^^I", "").replace("{ I }", "{ T }").replace("{ L }", "{ T }")


def test_hostile_words_are_bound_as_words() -> None:
    query = catalogue()["who_did_what_to_whom"]
    taken = [word for word in HOSTILE if _bound(query, {"agent": word}) is not None]
    assert set(HOSTILE) - set(taken) == {"\n", "\x00"}


def test_catalogue_is_in_the_graph_for_editors_to_offer() -> None:
    store = EmbeddedStore.in_memory(catalogue_quads(catalogue().values()))
    offered = "?query a sh:SPARQLSelectExecutable ; sh:select ?text ; sh:prefixes/sh:declare ?prefix"
    named = "?prefix sh:prefix 'kg' ; sh:namespace ?space FILTER(STR(?space) = STR(kg:))"
    found = store.query(f"SELECT ?query ?text {{ {offered} . {named} }}")
    assert isinstance(found, Solutions)
    assert {_row(row) for row in found} == {(query_iri(name).value, query.text) for name, query in catalogue().items()}
    described = store.query("ASK { ?dataset a <http://rdfs.org/ns/void#Dataset> ; <http://rdfs.org/ns/void#vocabulary> kg: }")
    assert described is True


def test_every_query_in_the_graph_runs_as_it_stands() -> None:
    store = EmbeddedStore.in_memory(catalogue_quads(catalogue().values()))
    texts = store.query("SELECT ?text { ?query sh:select ?text }")
    assert isinstance(texts, Solutions)
    rows = [_row(row)[0] for row in texts]
    assert len(rows) == len(catalogue())
    for text in rows:
        assert isinstance(ox.Store().query(text), ox.QuerySolutions)
