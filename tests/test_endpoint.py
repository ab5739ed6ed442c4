"""`/sparql` against the texts of SPARQL 1.1 Protocol and of the four results formats, case by case."""

from __future__ import annotations

import csv
import io
import json
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode
from xml.etree import ElementTree

import httpx
import pyoxigraph as ox
import pytest
from explorer_parts import example_folder, serving
from starlette.testclient import TestClient

from kg.catalogue import catalogue
from kg.errors import BusyError, StoreError
from kg.quads import write_sorted
from kg.server.app import create_app
from kg.server.endpoint import GRAPHS, RESULTS, RefusedError, negotiate
from kg.store import Limits, build_store

JSON, XML, CSV, TSV = "application/sparql-results+json", "application/sparql-results+xml", "text/csv", "text/tab-separated-values"
DIRECT, FORM = "application/sparql-query", "application/x-www-form-urlencoded"
G = "urn:graph:"


def _facts() -> Iterator[ox.Quad]:
    """One fact in each of three graphs, and one that two of them state."""
    said, about = ox.NamedNode("urn:said"), ox.NamedNode("urn:about")
    for name in "abc":
        yield ox.Quad(ox.NamedNode(f"urn:claim:{name}"), said, ox.Literal(f"minst {name}"), ox.NamedNode(G + name))
    for name in "ab":
        yield ox.Quad(ox.NamedNode("urn:claim:shared"), about, ox.NamedNode("urn:sarmin"), ox.NamedNode(G + name))


@pytest.fixture(scope="module")
def explorer_app(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = example_folder(tmp_path_factory.mktemp("endpoint") / "g")
    write_sorted(_facts(), folder / "facts.nq")
    build_store(folder / "store", [folder / "facts.nq"], policy=())
    return create_app(folder, limits=Limits(seconds=2, rows=100))


@pytest.fixture(scope="module")
def client(explorer_app: Any) -> Iterator[TestClient]:
    with TestClient(explorer_app, base_url="http://localhost") as found:
        yield found


def get(client: TestClient, text: str, accept: str, *graphs: tuple[str, str]) -> httpx.Response:
    return client.get(f"/sparql?{urlencode([('query', text), *graphs])}", headers={"accept": accept})  # type: ignore[return-value]


def post_form(client: TestClient, text: str, accept: str, *graphs: tuple[str, str]) -> httpx.Response:
    body = urlencode([("query", text), *graphs])
    return client.post("/sparql", content=body, headers={"accept": accept, "content-type": FORM})  # type: ignore[return-value]


def post_direct(client: TestClient, text: str, accept: str, *graphs: tuple[str, str]) -> httpx.Response:
    where = f"/sparql?{urlencode(graphs)}"
    return client.post(where, content=text.encode(), headers={"accept": accept, "content-type": DIRECT})  # type: ignore[return-value]


WAYS = [get, post_form, post_direct]
Way = Callable[..., httpx.Response]
ways = pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)


# --- protocol 2.1: the three ways to ask, and what comes back ---------------------------------------------------------------


def rows_of(reply: httpx.Response) -> set[tuple[str, ...]]:
    """The cells of an answer in any of the four formats, as plain text."""
    kind = reply.headers["content-type"].split(";")[0]
    if kind == JSON:
        told = json.loads(reply.content)
        return {tuple(row[name]["value"] for name in told["head"]["vars"]) for row in told["results"]["bindings"]}
    if kind == XML:
        space = "{http://www.w3.org/2005/sparql-results#}"
        found = ElementTree.fromstring(reply.content).iter(f"{space}result")
        return {tuple(value.text or "" for binding in row for value in binding) for row in found}
    if kind == CSV:
        return set(map(tuple, list(csv.reader(io.StringIO(reply.content.decode())))[1:]))
    return {tuple(cell.strip('<>"') for cell in line.split("\t")) for line in reply.text.splitlines()[1:]}


@ways
@pytest.mark.parametrize("media", [JSON, XML, CSV, TSV])
def test_select_is_answered_in_each_format(client: TestClient, way: Way, media: str) -> None:
    reply = way(client, "SELECT ?claim ?words { ?claim <urn:said> ?words }", media)
    assert reply.status_code == 200
    assert reply.headers["content-type"].split(";")[0] == media
    assert rows_of(reply) == {(f"urn:claim:{name}", f"minst {name}") for name in "abc"}


@ways
@pytest.mark.parametrize("media", list(GRAPHS))
def test_construct_is_answered_in_each_format(client: TestClient, way: Way, media: str) -> None:
    reply = way(client, "CONSTRUCT WHERE { ?claim <urn:said> ?words }", media)
    assert reply.status_code == 200
    assert reply.headers["content-type"].split(";")[0] == media
    found = ox.parse(reply.content, format=GRAPHS[media])
    assert {quad.object.value for quad in found} == {"minst a", "minst b", "minst c"}


@ways
@pytest.mark.parametrize("media", [JSON, XML])
@pytest.mark.parametrize(("claim", "answer"), [("a", True), ("z", False)])
def test_ask_is_answered_yes_or_no(client: TestClient, way: Way, media: str, claim: str, answer: bool) -> None:
    reply = way(client, f"ASK {{ <urn:claim:{claim}> ?p ?o }}", media)
    assert reply.status_code == 200
    told = ox.parse_query_results(reply.content, format=RESULTS[media])
    assert isinstance(told, ox.QueryBoolean)
    assert bool(told) is answer


@ways
def test_describe_gives_the_facts_of_a_thing(client: TestClient, way: Way) -> None:
    reply = way(client, "DESCRIBE <urn:claim:a>", "application/n-triples")
    assert reply.text == '<urn:claim:a> <urn:said> "minst a" .\n'


@ways
def test_fact_of_two_graphs_is_seen_once(client: TestClient, way: Way) -> None:
    reply = way(client, "SELECT ?what { <urn:claim:shared> <urn:about> ?what }", CSV)
    assert reply.content == b"what\r\nurn:sarmin\r\n"


@ways
def test_letters_of_every_script_come_through(client: TestClient, way: Way) -> None:
    reply = way(client, 'SELECT ("Øst-Aleppo حلب 𐍈" AS ?x) {}', JSON)
    assert json.loads(reply.content)["results"]["bindings"][0]["x"]["value"] == "Øst-Aleppo حلب 𐍈"


def test_parameter_of_charset_is_no_other_type(client: TestClient) -> None:
    reply = client.post("/sparql", content="ASK {}", headers={"content-type": f"{DIRECT}; charset=UTF-8"})
    assert reply.status_code == 200


def test_head_is_answered_without_a_body(client: TestClient) -> None:
    reply = client.head("/sparql", params={"query": "ASK {}"}, headers={"accept": JSON})
    assert (reply.status_code, reply.content) == (200, b"")


def test_answer_says_that_it_depends_on_accept(client: TestClient) -> None:
    assert "accept" in get(client, "ASK {}", JSON).headers["vary"].lower()


def test_answer_that_was_cut_off_says_so(client: TestClient) -> None:
    many = "SELECT * { VALUES ?a { 1 2 3 4 5 } VALUES ?b { 1 2 3 4 5 } VALUES ?c { 1 2 3 4 5 } }"
    reply = get(client, many, CSV)
    assert reply.headers["x-truncated"] == "true"
    assert len(rows_of(reply)) == 100
    assert "x-truncated" not in get(client, "ASK {}", JSON).headers


# --- results formats: each kind of term, to the letter ----------------------------------------------------------------------

TERMS = [
    ("<urn:a>", {"type": "uri", "value": "urn:a"}, "<uri>urn:a</uri>", "urn:a", "<urn:a>"),
    ('"Aleppo"', {"type": "literal", "value": "Aleppo"}, "<literal>Aleppo</literal>", "Aleppo", '"Aleppo"'),
    ('""', {"type": "literal", "value": ""}, "<literal></literal>", "", '""'),
    ('"sykehus"@nb', {"type": "literal", "value": "sykehus", "xml:lang": "nb"}, '<literal xml:lang="nb">sykehus</literal>',
     "sykehus", '"sykehus"@nb'),
    ("51", {"type": "literal", "value": "51", "datatype": "http://www.w3.org/2001/XMLSchema#integer"},
     '<literal datatype="http://www.w3.org/2001/XMLSchema#integer">51</literal>', "51", "51"),
    ('"2016-04-27"^^xsd:date', {"type": "literal", "value": "2016-04-27", "datatype": "http://www.w3.org/2001/XMLSchema#date"},
     '<literal datatype="http://www.w3.org/2001/XMLSchema#date">2016-04-27</literal>', "2016-04-27",
     '"2016-04-27"^^<http://www.w3.org/2001/XMLSchema#date>'),
    ('"two,\\n\\"lines\\""', {"type": "literal", "value": 'two,\n"lines"'}, "<literal>two,\n&quot;lines&quot;</literal>",
     '"two,\n""lines"""', '"two,\\n\\"lines\\""'),
    ('"a\\tb\\\\c"', {"type": "literal", "value": "a\tb\\c"}, "<literal>a\tb\\c</literal>", "a\tb\\c", '"a\\tb\\\\c"'),
    ('"<b>&"', {"type": "literal", "value": "<b>&"}, "<literal>&lt;b&gt;&amp;</literal>", "<b>&", '"<b>&"'),
    ("?open", None, "", "", ""),
]  # fmt: skip
term = pytest.mark.parametrize(("written", "as_json", "as_xml", "as_csv", "as_tsv"), TERMS, ids=[one[0] for one in TERMS])


def _binding(written: str) -> str:
    return f"SELECT ?x (1 AS ?y) {{ BIND({written} AS ?x) }}"


@term
def test_term_in_json(client: TestClient, written: str, as_json: Any, as_xml: str, as_csv: str, as_tsv: str) -> None:
    told = json.loads(get(client, _binding(written), JSON).content)
    assert told["head"]["vars"] == ["x", "y"]
    [row] = told["results"]["bindings"]
    assert row.get("x") == as_json


@term
def test_term_in_xml(client: TestClient, written: str, as_json: Any, as_xml: str, as_csv: str, as_tsv: str) -> None:
    told = get(client, _binding(written), XML).text
    assert '<sparql xmlns="http://www.w3.org/2005/sparql-results#">' in told
    assert '<variable name="x"/><variable name="y"/>' in told
    ours = f'<binding name="x">{as_xml}</binding>' if as_xml else "<result><binding name=\"y\">"
    assert _canonical(ours) in _canonical(told)


def _canonical(text: str) -> str:
    return text.replace("&quot;", '"').replace("&gt;", ">")


@term
def test_term_in_csv(client: TestClient, written: str, as_json: Any, as_xml: str, as_csv: str, as_tsv: str) -> None:
    assert get(client, _binding(written), CSV).content.decode() == f"x,y\r\n{as_csv},1\r\n"


@term
def test_term_in_tsv(client: TestClient, written: str, as_json: Any, as_xml: str, as_csv: str, as_tsv: str) -> None:
    assert get(client, _binding(written), TSV).content.decode() == f"?x\t?y\n{as_tsv}\t1\n"


@pytest.mark.parametrize("media", [JSON, XML, CSV, TSV])
def test_answer_without_rows_still_names_its_columns(client: TestClient, media: str) -> None:
    reply = get(client, "SELECT ?who ?whom { ?who <urn:none> ?whom }", media)
    assert b"who" in reply.content
    assert b"whom" in reply.content
    assert rows_of(reply) == set()


@pytest.mark.parametrize("media", [JSON, XML, CSV, TSV])
def test_blank_node_is_the_same_within_an_answer_only(client: TestClient, media: str) -> None:
    text = "SELECT ?x ?y { BIND(BNODE() AS ?x) BIND(?x AS ?y) }"
    [[one, other]] = rows_of(get(client, text, media))
    assert one == other


# --- content negotiation (RFC 9110, section 12.5.1) -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("accept", "taken"),
    [
        ("", JSON), ("*/*", JSON), ("application/*", JSON), ("text/*", CSV), (JSON, JSON), (XML, XML), (CSV, CSV), (TSV, TSV),
        ("application/json", "application/json"), ("application/xml", "application/xml"), (JSON.upper(), JSON),
        (f"{CSV};q=0.5, {XML};q=0.8", XML), (f"{CSV}, {XML}", CSV), (f"{XML}, {CSV}", XML),
        (f"{CSV};q=0, */*;q=0.1", JSON), (f"*/*;q=0.1, {TSV}", TSV), (f"text/*;q=0.9, {TSV};q=0.2, {JSON};q=0.5", CSV),
        (f"image/png, {XML};q=0.1", XML), (f" {CSV} ; q=1.0 ", CSV), (f"{CSV};header=present", CSV),
        (f"text/turtle, {JSON};q=0.2", JSON), (f"{JSON};q=0, {XML};q=0.001", XML), ("application/*;q=0.2, text/csv;q=0.2", JSON),
    ],
)  # fmt: skip
def test_most_welcome_format_is_taken(client: TestClient, accept: str, taken: str) -> None:
    reply = get(client, "SELECT ?x { VALUES ?x { 1 } }", accept)
    assert reply.status_code == 200
    assert reply.headers["content-type"].split(";")[0] == taken


@pytest.mark.parametrize(
    ("text", "accept"),
    [
        ("SELECT ?x {}", "image/png"), ("SELECT ?x {}", "text/turtle"), ("SELECT ?x {}", f"{JSON};q=0"),
        ("SELECT ?x {}", "*/*;q=0"),
        ("SELECT ?x {}", f"{CSV};q=often"), ("ASK {}", CSV), ("ASK {}", TSV), ("CONSTRUCT WHERE { ?s ?p ?o }", JSON),
        ("CONSTRUCT WHERE { ?s ?p ?o }", "text/csv"), ("DESCRIBE <urn:a>", "application/pdf"),
    ],
)  # fmt: skip
def test_format_that_cannot_be_had_is_406_and_says_which_can(client: TestClient, text: str, accept: str) -> None:
    reply = get(client, text, accept)
    assert reply.status_code == 406
    assert "can be had as" in reply.text


def test_negotiation_refuses_what_is_not_offered() -> None:
    with pytest.raises(RefusedError):
        negotiate("audio/*", RESULTS)


# --- protocol 2.1.4: the graphs that are asked ------------------------------------------------------------------------------

DEFAULT, NAMED = "default-graph-uri", "named-graph-uri"
PLAIN, IN_GRAPHS = "SELECT ?w { ?c <urn:said> ?w }", "SELECT ?w { GRAPH ?g { ?c <urn:said> ?w } }"
SCOPES = [
    (PLAIN, [], "abc"), (IN_GRAPHS, [], "abc"),
    (PLAIN, [(DEFAULT, "a")], "a"), (PLAIN, [(DEFAULT, "a"), (DEFAULT, "b")], "ab"), (IN_GRAPHS, [(DEFAULT, "a")], ""),
    (PLAIN, [(NAMED, "a")], ""), (IN_GRAPHS, [(NAMED, "a")], "a"), (IN_GRAPHS, [(NAMED, "a"), (NAMED, "c")], "ac"),
    (PLAIN, [(DEFAULT, "a"), (NAMED, "b")], "a"), (IN_GRAPHS, [(DEFAULT, "a"), (NAMED, "b")], "b"),
    (PLAIN, [(DEFAULT, "nowhere")], ""), (PLAIN.replace("{", "FROM <urn:graph:b> {", 1), [], "b"),
    (PLAIN.replace("{", "FROM <urn:graph:b> {", 1), [(DEFAULT, "a")], "a"),
    (IN_GRAPHS.replace("{", "FROM NAMED <urn:graph:b> {", 1), [(NAMED, "c")], "c"),
]  # fmt: skip


@ways
@pytest.mark.parametrize(("text", "graphs", "found"), SCOPES)
def test_graphs_of_the_request_are_asked(
    client: TestClient, way: Way, text: str, graphs: list[tuple[str, str]], found: str
) -> None:
    reply = way(client, text, CSV, *((name, G + graph) for name, graph in graphs))
    assert reply.status_code == 200
    assert rows_of(reply) == {(f"minst {name}",) for name in found}


@ways
@pytest.mark.parametrize("name", [DEFAULT, NAMED])
@pytest.mark.parametrize("iri", ["not an iri", "file:///etc/passwd\n", "<urn:a>", ""])
def test_graph_that_has_no_iri_is_refused(client: TestClient, way: Way, name: str, iri: str) -> None:
    reply = way(client, "ASK {}", JSON, (name, iri))
    assert reply.status_code == 400
    assert "is not the IRI of a graph" in reply.text


@pytest.mark.parametrize("iri", ["file:///etc/passwd", "http://127.0.0.1:9/graph"])
def test_graph_is_never_fetched(client: TestClient, iri: str) -> None:
    assert rows_of(get(client, "SELECT * { ?s ?p ?o }", CSV, (DEFAULT, iri))) == set()


# --- what is wrong, and whose fault it is -----------------------------------------------------------------------------------

ENDLESS = "SELECT (COUNT(*) AS ?n) {" + "".join(f"?a{i} ?b{i} ?c{i} . " for i in range(40)) + "}"
BAD = [
    ("GET", "/sparql?query=", "", "", 400, "not a SPARQL query"),
    ("GET", "/sparql?query=SELEC", "", "", 400, "not a SPARQL query"),
    ("GET", "/sparql?query=ASK+%7B%7D&query=ASK+%7B%7D", "", "", 400, "2 queries were sent; send one"),
    ("GET", "/sparql?update=DROP+ALL", "", "", 400, "nothing can be updated here"),
    ("GET", "/sparql?query=ASK+%7B%7D&update=DROP+ALL", "", "", 400, "nothing can be updated here"),
    ("GET", "/sparql?query=DROP+ALL", "", "", 400, "not a SPARQL query"),
    ("GET", "/sparql?query=%FF%FE", "", "", 400, "not UTF-8"),
    ("GET", "/sparql?query=ASK+%7B%7D" + "&a=1" * 200, "", "", 400, "more than 100 fields"),
    ("GET", "/sparql?query=" + quote("ASK {" + "{" * 300 + "}" * 300 + "}"), "", "", 400, "nests 301 deep"),
    ("GET", "/sparql?query=" + quote("ASK { " + "?s ?p ?o . " * 190 + "}"), "", "", 400, "190 triple patterns"),
    ("GET", f"/sparql?query={quote('ASK { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }')}", "", "", 400, "no other server"),
    ("GET", f"/sparql?query={quote(ENDLESS)}", "", "", 400, "took longer than 2 s"),
    ("POST", "/sparql", ENDLESS, DIRECT, 400, "took longer than 2 s"),
    ("POST", "/sparql", "", "", 415, "send application/sparql-query"),
    ("POST", "/sparql", "ASK {}", "text/plain", 415, "send application/sparql-query"),
    ("POST", "/sparql", "ASK {}", "application/json", 415, "send application/sparql-query"),
    ("POST", "/sparql", "DROP ALL", "application/sparql-update", 415, "nothing can be updated here"),
    ("POST", "/sparql?query=ASK+%7B%7D", "ASK {}", DIRECT, 400, "send it once"),
    ("POST", "/sparql", "", DIRECT, 400, "not a SPARQL query"),
    ("POST", "/sparql", "SELEC", DIRECT, 400, "not a SPARQL query"),
    ("POST", "/sparql", b"ASK { ?s ?p \"\xff\" }", DIRECT, 400, "not UTF-8"),
    ("POST", "/sparql", "ASK {}".encode("utf-16"), DIRECT, 400, "not UTF-8"),
    ("POST", "/sparql", "ASK {} #" + "x" * 20_000, DIRECT, 413, "the limit is 16,384"),
    ("POST", "/sparql", "ASK {} #" + "x" * 70_000, DIRECT, 413, "longer than 65,536 bytes"),
    ("POST", "/sparql", "", FORM, 400, "send a query in the parameter"),
    ("POST", "/sparql", "text=ASK", FORM, 400, "send a query in the parameter"),
    ("POST", "/sparql", "query=ASK+%7B%7D&query=ASK+%7B%7D", FORM, 400, "2 queries were sent"),
    ("POST", "/sparql?query=ASK+%7B%7D", "query=ASK+%7B%7D", FORM, 400, "2 queries were sent"),
    ("POST", "/sparql", "update=DROP+ALL", FORM, 400, "nothing can be updated here"),
    ("POST", "/sparql", "query=" + "x" * 70_000, FORM, 413, "longer than 65,536 bytes"),
    ("PUT", "/sparql", "ASK {}", DIRECT, 405, ""), ("DELETE", "/sparql", "", "", 405, ""), ("PATCH", "/sparql", "", "", 405, ""),
    ("OPTIONS", "/sparql", "", "", 405, ""),
]  # fmt: skip


@pytest.mark.parametrize(("method", "path", "body", "kind", "status", "said"), BAD)
def test_request_that_is_wrong_is_refused(
    client: TestClient, method: str, path: str, body: str | bytes, kind: str, status: int, said: str
) -> None:
    headers = {"accept": "*/*", **({"content-type": kind} if kind else {})}
    reply = client.request(method, path, content=body, headers=headers)
    assert reply.status_code == status
    assert said in reply.text
    if status != 405:
        assert reply.headers["content-type"].startswith("text/plain")
        assert reply.text.count("\n") == 1


def test_query_of_who_has_left_is_given_up(tmp_path: Path) -> None:
    """They would hold both workers for five seconds each, and whoever asks next would wait for fifteen."""
    for address in serving(example_folder(tmp_path / "g")):
        port = int(address.rsplit(":", 1)[1])
        request = f"GET /sparql?query={quote(ENDLESS)} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode()
        leaving = [socket.create_connection(("127.0.0.1", port)) for _ in range(6)]
        for line in leaving:
            line.sendall(request)
        time.sleep(0.5)
        for line in leaving:
            line.close()
        begun = time.monotonic()
        reply = httpx.get(f"{address}/sparql", params={"query": "ASK {}"}, timeout=30)
        assert reply.status_code == 200
        assert time.monotonic() - begun < 4


def test_packed_query_is_415(client: TestClient) -> None:
    headers = {"content-type": DIRECT, "content-encoding": "gzip"}
    assert client.post("/sparql", content=b"\x1f\x8b", headers=headers).status_code == 415


def test_method_that_is_not_allowed_says_which_are(client: TestClient) -> None:
    assert {"GET", "HEAD", "POST"} <= {name.strip() for name in client.put("/sparql").headers["allow"].split(",")}


@pytest.mark.parametrize(("error", "status"), [(BusyError("too many"), 503), (StoreError("the disk is gone"), 500)])
def test_fault_of_the_server_is_told_as_such(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, error: Exception, status: int
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr("kg.store.limits.LimitedRunner.run_meanwhile", fail)
    reply = get(client, "ASK {}", JSON)
    assert (reply.status_code, reply.text) == (status, f"{error}\n")
    assert ("retry-after" in reply.headers) is (status == 503)


# --- Service Description ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("media", list(GRAPHS))
def test_endpoint_describes_itself_where_nothing_is_asked(client: TestClient, media: str) -> None:
    reply = client.get("/sparql", headers={"accept": media})
    assert reply.status_code == 200
    facts = ox.parse(reply.content, format=GRAPHS[media])
    found = {(quad.predicate.value.rsplit("#", 1)[-1], str(quad.object)) for quad in facts}
    assert ("endpoint", "<http://localhost/sparql>") in found
    assert ("supportedLanguage", "<http://www.w3.org/ns/sparql-service-description#SPARQL11Query>") in found
    assert sum(name == "resultFormat" for name, _ in found) == 10


def test_description_that_cannot_be_had_is_406(client: TestClient) -> None:
    assert client.get("/sparql", headers={"accept": "text/csv"}).status_code == 406


def test_browser_gets_a_page_to_ask_on(client: TestClient) -> None:
    reply = client.get("/sparql", headers={"accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert reply.headers["content-type"].startswith("text/html")
    assert "<textarea" in reply.text


# --- OpenAPI ----------------------------------------------------------------------------------------------------------------


def test_every_question_of_the_catalogue_is_in_the_openapi_document(client: TestClient) -> None:
    told = client.get("/openapi.json").json()
    assert told["openapi"] == "3.1.0"
    paths = {f"/queries/{name}.{ending}" for name in catalogue() for ending in ("json", "csv")}
    assert set(told["paths"]) == {"/sparql", *paths}
    for name, query in catalogue().items():
        asked = told["paths"][f"/queries/{name}.json"]["get"]
        assert [one["name"] for one in asked["parameters"]] == list(query.params)
        rows = asked["responses"]["200"]["content"]["application/json"]["schema"]["properties"]["rows"]
        assert list(rows["items"]["properties"]) == list(query.returns)


@pytest.mark.parametrize("name", sorted(catalogue()))
def test_question_is_answered_as_the_openapi_document_says(client: TestClient, name: str) -> None:
    given = {param.name: param.example for param in catalogue()[name].params.values()}
    told = client.get(f"/queries/{name}.json", params=given)
    assert told.status_code == 200
    assert told.json()["columns"] == list(catalogue()[name].returns)
    assert client.get(f"/queries/{name}.csv", params=given).text.split("\r\n")[0] == ",".join(catalogue()[name].returns)
