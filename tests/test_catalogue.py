"""A query file is checked when it is read, and a value can only ever be one term of its type."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.catalogue import Query, answer, ask, catalogue, find, read_folder
from kg.errors import QueryError
from kg.store import EmbeddedStore

HEADER = """#+ title = "Claims"
#+ question = "What is claimed?"
#+ [params]
#+ who = { type = "name", text = "who", example = "MSF" }
#+ day = { type = "date", text = "when", example = "2016-04-27" }
#+ kind = { type = "class", text = "what", example = "Airstrike", many = true }
#+ [returns]
#+ who = "text"
"""
BODY = """SELECT ?who WHERE {
  VALUES ?who { UNDEF }
  VALUES ?day { UNDEF }
  VALUES ?kind { UNDEF }
  ?claim <urn:who> ?who
} ORDER BY ?who
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "claims" / "some_claims.rq"
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, "utf-8")
    return path


@pytest.fixture
def query(tmp_path: Path) -> Query:
    return Query.read(written(tmp_path, HEADER + BODY))


def test_query_without_parameters_runs_as_it_is(query: Query) -> None:
    assert query.bind({}) == query.text
    assert query.bind({"who": None}) == query.text


def test_value_becomes_a_term_of_the_declared_type(query: Query) -> None:
    text = query.bind({"who": "MSF", "day": date(2016, 4, 27), "kind": ["Killing", "Airstrike"]})
    assert 'VALUES ?who { "MSF" }' in text
    assert 'VALUES ?day { "2016-04-27"^^<http://www.w3.org/2001/XMLSchema#date> }' in text
    assert text.index("ns#Airstrike") < text.index("ns#Killing")


@pytest.mark.parametrize("who", ["entity:white-helmets", "https://w3id.org/witness-graph/entity/white-helmets"])
def test_name_may_be_an_iri(query: Query, who: str) -> None:
    assert "VALUES ?who { <https://w3id.org/witness-graph/entity/white-helmets> }" in query.bind({"who": who})


@given(st.text(min_size=1).filter(lambda text: text.strip() and "\0" not in text and not text.startswith("http")))
def test_text_is_never_more_than_one_literal(text: str) -> None:
    found = Query(
        "q",
        "claims",
        "",
        "",
        (),
        {"who": find("who_did_what_to_whom").params["agent"]},
        {"who": "text"},
        "SELECT ?who { VALUES ?who { UNDEF } }",
    )
    text = text.encode("utf-8", "replace").decode("utf-8")
    rows = list(EmbeddedStore.in_memory().query(found.bind({"who": text})))  # type: ignore[arg-type]
    assert rows in ([(ox.Literal(text.strip()),)], rows if ":" in text else [])


@pytest.mark.parametrize(
    "value", ['x" } SERVICE <http://evil> { ?s ?p "', "} UNION { ?s ?p ?o", "\\u0022 } #", "?x", "UNDEF } #"]
)
def test_injection_stays_text(query: Query, value: str) -> None:
    store = EmbeddedStore.in_memory(
        [
            ox.Quad(ox.NamedNode("urn:c"), ox.NamedNode("urn:who"), ox.Literal(value), ox.NamedNode("urn:g")),
            ox.Quad(ox.NamedNode("urn:c"), ox.NamedNode("urn:who"), ox.Literal("b"), ox.NamedNode("urn:g")),
        ]
    )
    assert answer(store, query, {"who": value}).rows == ((value,),)


@pytest.mark.parametrize(
    ("params", "message"),
    [
        ({"day": "yesterday"}, "--day takes a date such as 2016-04-27, not 'yesterday'"),
        ({"kind": "Air strike> <x"}, "--kind takes an event type such as Airstrike"),
        ({"who": "  "}, "--who takes a name or an IRI"),
        ({"who": "https://a b"}, "--who takes a name or an IRI"),
        ({"hwo": "MSF"}, "some_claims has no parameter 'hwo'; it takes day, kind, who; did you mean who?"),
    ],
)
def test_wrong_parameter_is_named(query: Query, params: dict[str, str], message: str) -> None:
    with pytest.raises(QueryError) as caught:
        query.bind(params)
    assert message in str(caught.value)


def test_missing_parameter_is_named(tmp_path: Path) -> None:
    query = Query.read(written(tmp_path, HEADER.replace('example = "MSF"', 'example = "MSF", required = true') + BODY))
    with pytest.raises(QueryError, match="some_claims needs --who: who, for example MSF"):
        query.bind({})


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("VALUES ?day { UNDEF }", ""), "the header declares"),
        (('title = "Claims"', "title = Claims"), "the header is not TOML"),
        (('question = "What is claimed?"', 'purpose = "?"'), r"\['purpose', 'question'\]"),
        (('type = "date"', 'type = "day"'), "parameter day needs a type of"),
        (('text = "when", ', ""), "parameter day needs a text and an example"),
        (('text = "when", ', 'txt = "when", '), "unknown keys"),
        (('#+ who = "text"', '#+ who = "string"'), "unknown kinds of columns"),
    ],
)
def test_malformed_query_file_is_refused(tmp_path: Path, change: tuple[str, str], message: str) -> None:
    with pytest.raises(QueryError, match=message):
        Query.read(written(tmp_path, (HEADER + BODY).replace(*change)))


def test_two_queries_of_one_name_are_refused(tmp_path: Path) -> None:
    text = written(tmp_path, HEADER + BODY).read_text("utf-8")
    tmp_path.joinpath("events").mkdir()
    tmp_path.joinpath("events", "some_claims.rq").write_text(text, "utf-8")
    with pytest.raises(QueryError, match="is in events and in claims"):
        read_folder(tmp_path)


def test_columns_that_differ_from_the_header_are_refused(tmp_path: Path) -> None:
    query = Query.read(written(tmp_path, HEADER.replace('#+ who = "text"', '#+ whom = "text"') + BODY))
    with pytest.raises(QueryError, match=r"declares the columns \['whom'\] but returns \['who'\]"):
        answer(EmbeddedStore.in_memory(), query, {})


def test_unknown_query_is_told_from_the_nearest() -> None:
    with pytest.raises(QueryError, match="did you mean who_did_what_to_whom"):
        ask(EmbeddedStore.in_memory(), "who_did_what_to_who")


@pytest.mark.parametrize(
    ("word", "hint"),
    [("Airstrik", "did you mean Airstrike"), ("airstrike", "did you mean Airstrike"), ("Xyzzy", "lists the words")],
)
def test_misspelt_event_type_is_told_instead_of_finding_nothing(word: str, hint: str) -> None:
    with pytest.raises(QueryError, match=hint):
        find("who_did_what_to_whom").bind({"type": word})


def test_inner_queries_are_limited_only_to_be_taken_first() -> None:
    """Below a million the engine begins with them; another number would cut rows off that a graph may hold."""
    limits = [(name, found) for name, query in catalogue().items() for found in re.findall(r"LIMIT\s+(\d+)", query.text)]
    assert {found for _, found in limits} == {"999999"}
    assert len(limits) == 28
