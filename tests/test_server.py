"""The explorer: every page in every form, nothing that writes, nothing that a text could run, and answers that are limited."""

from __future__ import annotations

import csv
import html
import importlib.util
import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from starlette.testclient import TestClient

from kg.errors import UsageError, WorkspaceError
from kg.resources import shipped
from kg.server import create_app, publish
from kg.server.files import file_of
from kg.server.html import texts
from kg.views.words import interface
from kg.views.words import words as known_words

HERE = Path(__file__).parent
_spec = importlib.util.spec_from_file_location("browser_conftest", HERE / "browser" / "conftest.py")
assert _spec
assert _spec.loader
_conftest: Any = importlib.util.module_from_spec(_spec)
sys.modules[_spec.name] = _conftest
_spec.loader.exec_module(_conftest)

PAGES = [
    "/",
    "/search?q=quds",
    "/events",
    "/events?type=Airstrike&since=2016-01-01",
    "/sources",
    "/disagreements",
    "/about",
    "/timeline",
    "/map",
    "/network",
    "/entity/syria",
    "/id/event/quds",
    "/id/document/d2",
    "/id/claim/c01",
    "/id/figure/c02-0",
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path: Path = _conftest.write_example_folder(tmp_path_factory.mktemp("graph") / "g")
    return path


@pytest.fixture(scope="module")
def client(folder: Path) -> Iterator[TestClient]:
    with TestClient(create_app(folder), base_url="http://localhost", headers={"accept": "text/html"}) as found:
        yield found


def with_ending(address: str, ending: str) -> str:
    path, _, query = address.partition("?")
    return (path if path != "/" else "/index") + ending + (f"?{query}" if query else "")


@pytest.mark.parametrize("address", PAGES)
def test_every_page_answers_as_html_json_csv_and_turtle(client: TestClient, address: str) -> None:
    page = client.get(address)
    assert page.status_code == 200
    assert page.text.startswith("<!doctype html>")
    data = client.get(with_ending(address, ".json")).json()
    rows = list(csv.reader(io.StringIO(client.get(with_ending(address, ".csv")).text)))
    assert rows[0] == data["columns"]
    assert len(rows) - 1 == len(data["rows"])
    turtle = client.get(with_ending(address, ".ttl"))
    assert turtle.headers["content-type"].startswith("text/turtle")
    assert list(ox.parse(turtle.content, format=ox.RdfFormat.TURTLE)) or not data["rows"] or address in ("/",)


@pytest.mark.parametrize("address", PAGES)
def test_every_page_speaks_norwegian_too(client: TestClient, address: str) -> None:
    page = client.get(address + ("&" if "?" in address else "?") + "lang=nb").text
    assert '<html lang="nb">' in page
    assert ">Uenighet</a>" in page


@pytest.mark.parametrize("address", [*PAGES, "/nothing", "/sparql", "/queries"])
def test_no_page_may_run_or_fetch_anything_of_others(client: TestClient, address: str) -> None:
    reply = client.get(address)
    policy = reply.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self'")
    assert "unsafe" not in policy
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert "access-control-allow-origin" not in reply.headers
    for tag in re.findall(r"<[a-z][^>]*>", reply.text):
        assert not re.search(r'\s(on[a-z]+|style)="', tag), tag
        assert not re.search(r'\s(src|srcset|action)="(?!/)', tag), tag
    assert not re.search(r"<script(?! src=\"/static/| type=\"application/json\")", reply.text)


def test_search_finds_a_hospital_by_the_beginning_of_its_name_in_any_language(client: TestClient) -> None:
    for text in ("quds", "AL-QUDS hosp", "al-quds-syke"):
        assert "al-Quds hospital" in client.get("/search", params={"q": text}).text, text
    assert client.get("/suggest", params={"q": "hvite hjel"}).json()[0]["label"] in ("White Helmets", "De hvite hjelmene")
    assert client.get("/suggest", params={"q": '" OR name:*'}).status_code == 200


def test_the_question_of_the_demonstration_is_answered_on_one_page(client: TestClient) -> None:
    page = client.get("/id/event/quds").text
    for words in (
        "Syrian government",
        "A strike from the air wrecked the al-Quds hospital in Aleppo",
        "more than 50 people",
        "probable",
    ):
        assert words in page


def test_a_document_shows_its_text_with_the_claims_in_place(client: TestClient) -> None:
    page = client.get("/id/document/d2").text
    shown = re.search(r'<p class="source-text">(.*?)</p>', page, re.DOTALL)
    assert shown
    assert re.sub(r"<[^>]+>", "", shown[1]) == (HERE / "browser" / "example-d2.txt").read_text("utf-8")
    assert page.count('class="hit"') == 14
    only = client.get("/id/document/d2", params={"source": "https://w3id.org/witness-graph/entity/kalazi"}).text
    assert only.count('class="hit"') == 3


def test_disagreements_hold_the_denial_beside_the_accusation(client: TestClient) -> None:
    page = client.get("/disagreements").text
    assert "Targeting of civilians in Aleppo" in page
    assert "✕ Russia" in page


def test_facets_narrow_to_what_they_count(client: TestClient) -> None:
    assert len(client.get("/events.json", params={"type": "Airstrike"}).json()["rows"]) == 5
    assert len(client.get("/events.json", params={"manner": "denied"}).json()["rows"]) == 2


def test_a_thing_is_dereferenced_by_the_accept_header(client: TestClient) -> None:
    reply = client.get("/entity/syria", headers={"accept": "text/turtle"})
    assert b"Syrian government" in reply.content
    assert reply.headers["content-type"].startswith("text/turtle")


@pytest.mark.parametrize(
    "path", ["/nothing", "/entity/nobody", "/id/claim/%3Cscript%3E", "/static/../app.py", "/queries/nope", "/%00"]
)
def test_what_is_not_there_is_said_with_404(client: TestClient, path: str) -> None:
    reply = client.get(path)
    assert reply.status_code == 404
    assert "<script>" not in reply.text


def test_the_ontology_answers_at_its_own_address(client: TestClient) -> None:
    turtle = client.get("/ns")
    assert turtle.headers["content-type"].startswith("text/turtle")
    triples = client.get("/ns", headers={"accept": "application/n-triples"})
    assert "<https://w3id.org/witness-graph/ns#Airstrike>" in triples.text


def test_nothing_can_be_written(client: TestClient) -> None:
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        assert client.request(method, "/entity/syria").status_code == 405
    update = client.post(
        "/sparql", content="INSERT DATA { <urn:a> <urn:b> <urn:c> }", headers={"content-type": "application/sparql-update"}
    )
    assert update.status_code == 415
    wrong = client.post("/sparql", content="DROP ALL", headers={"content-type": "application/sparql-query", "accept": "*/*"})
    assert wrong.status_code == 400


def test_sparql_follows_the_protocol(client: TestClient) -> None:
    text = "SELECT (COUNT(*) AS ?n) WHERE { ?claim a kg:Claim }"
    asked = [
        client.get("/sparql", params={"query": text}, headers={"accept": "application/sparql-results+json"}),
        client.post("/sparql", data={"query": text}, headers={"accept": "application/sparql-results+json"}),
        client.post("/sparql", content=text, headers={
            "content-type": "application/sparql-query", "accept": "application/sparql-results+json"}),
    ]  # fmt: skip
    for reply in asked:
        assert reply.json()["results"]["bindings"][0]["n"]["value"] == "39"
    graph = client.get("/sparql", params={"query": "DESCRIBE entity:syria"}, headers={"accept": "text/turtle"})
    assert b"Syrian government" in graph.content
    rows = client.get("/sparql", params={"query": text}, headers={"accept": "text/csv"})
    assert rows.text.split() == ["n", "39"]


@pytest.mark.parametrize(
    "text", ["SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", "SELECT * {" + "{" * 200 + "}" * 200 + "}", "nonsense"]
)
def test_sparql_refuses_what_reaches_out_or_goes_too_deep(client: TestClient, text: str) -> None:
    assert client.get("/sparql", params={"query": text}, headers={"accept": "*/*"}).status_code == 400
    page = client.get("/sparql", params={"query": text, "page": "1"})
    assert page.status_code == 400
    assert 'role="alert"' in page.text


def test_a_question_of_the_catalogue_is_a_form_and_its_answer(client: TestClient) -> None:
    page = client.get("/queries/who_did_what_to_whom", params={"ask": "1"}).text
    assert "<table>" in page
    assert len(client.get("/queries/who_did_what_to_whom.json").json()["rows"]) >= 39


def test_question_asked_wrongly_by_a_program_is_refused_in_one_line(client: TestClient) -> None:
    for params, said in (({"patiant": "al-Quds"}, "'patiant'"), ({"type": "Airstrike> } DROP ALL {"}, "type")):
        reply = client.get("/queries/who_did_what_to_whom.json", params=params)
        assert reply.status_code == 400
        assert reply.headers["content-type"].startswith("text/plain")
        assert said in reply.text
        assert reply.text.count("\n") == 1
    assert client.get("/queries/who_did_what_to_whom", params={"patiant": "al-Quds"}).status_code == 200


def test_another_host_name_is_refused(folder: Path) -> None:
    with TestClient(create_app(folder), base_url="http://rebound.example") as other:
        assert other.get("/").status_code == 400


@pytest.mark.parametrize("back", ["//evil.example", "/\\evil.example", "https://evil.example", "/\r\nset-cookie: a=b"])
def test_choosing_a_language_leads_nowhere_else(client: TestClient, back: str) -> None:
    reply = client.get("/language", params={"to": "nb", "back": back}, follow_redirects=False)
    assert reply.headers["location"] == "/"


def test_a_folder_that_is_no_graph_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WorkspaceError, match="not a graph folder"):
        create_app(tmp_path)


@pytest.fixture(scope="module")
def site(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("published") / "site"
    publish(folder, path, language="nb")
    return path


def test_published_files_open_from_disk_and_run_no_script_but_picture_and_search(site: Path) -> None:
    files = sorted(path.relative_to(site).as_posix() for path in site.rglob("*.html"))
    assert len(files) > 100
    assert {"index.html", "events.html", "picture.html", "entity/syria.html", "id/document/d2.html"} <= set(files)
    for name in files:
        if name == "picture.html":
            continue
        page = (site / name).read_text("utf-8")
        assert page.count("<script") == (2 if name == "search.html" else 0)
        assert "default-src 'none'; style-src 'sha256-" in html.unescape(page)
        for target in re.findall(r'href="([^"#]*)', page):
            if target and not target.startswith(("https://", "data:")):
                assert (site / name).parent.joinpath(target).resolve().is_file(), (name, target)


def test_publishing_again_gives_the_same_bytes_and_never_writes_over(folder: Path, site: Path, tmp_path: Path) -> None:
    again = tmp_path / "site"
    assert publish(folder, again, language="nb") == len(list(site.rglob("*.html")))
    for path in sorted(site.rglob("*.html")):
        assert path.read_bytes() == (again / path.relative_to(site)).read_bytes()
    with pytest.raises(UsageError, match="not an empty folder"):
        publish(folder, site)


def test_a_published_page_never_leaves_its_folder() -> None:
    assert file_of("/id/event/../../../etc/passwd") == "id/event/_2e_2e/_2e_2e/_2e_2e/etc/passwd.html"
    assert file_of("/entity/CON:x") == "entity/CON_3ax.html"


def test_the_texts_are_in_both_languages() -> None:
    assert texts()["en"].keys() == texts()["nb"].keys()
    assert set(interface()) == set(texts())


@pytest.mark.parametrize(
    "path",
    ["/index", "/events", "/sources", "/disagreements", "/about", "/timeline", "/map", "/network", "/queries", "/entity/syria",
     "/id/event/quds", "/id/document/d2", "/id/claim/{claim}", "/queries/who_did_what_to_whom", "/search"],
)  # fmt: skip
def test_every_page_answers_as_data(client: TestClient, path: str) -> None:
    claim = client.get("/events.json").json()["rows"][0]["claim"].rsplit("/", 1)[-1]
    query = "?q=quds" if path == "/search" else ""
    path = path.format(claim=claim)
    assert client.get(f"{path}.json{query}").json()["rows"]
    assert len(client.get(f"{path}.csv{query}").text.splitlines()) > 1
    if path != "/queries" and path != "/index":  # the example holds no catalogue and no description of itself
        assert "kg:" in client.get(f"{path}.ttl{query}").text


def test_an_answer_of_sparql_has_addresses_of_its_own(client: TestClient) -> None:
    query = "SELECT ?claim { ?claim a kg:Claim } ORDER BY ?claim LIMIT 2"
    assert len(client.get("/sparql.json", params={"query": query}).json()["results"]["bindings"]) == 2
    assert len(client.get("/sparql.csv", params={"query": query}).text.splitlines()) == 3
    assert "kg:evidence" in client.get("/sparql.ttl", params={"query": query}).text
    assert "kg:about" in client.get("/sparql.ttl", params={"query": "CONSTRUCT { ?a kg:about ?b } { ?a kg:about ?b }"}).text
    assert client.get("/sparql.ttl", params={"query": "nonsense"}).status_code == 400
    assert client.get("/sparql.csv", params={"query": query.replace("?claim a", "?claim a a")}).status_code == 400
    assert client.get("/sparql.exe", params={"query": query}).status_code == 404


def test_a_long_list_is_told_page_by_page_and_never_cut_silently(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.server.site.PAGE", 10)
    seen: list[str] = []
    path = "/events"
    while path:
        page = client.get(path).text
        seen += re.findall(r'<a href="(/id/claim/[^"]+)">deta', page)
        following = re.search(r'rel="next" href="([^"]+)"', page)
        path = html.unescape(following[1]) if following else ""
    total = len(client.get("/events.json").json()["rows"])
    assert total > 20
    assert len(seen) == len(set(seen)) == total


def test_too_many_statements_are_drawn_in_part_and_the_page_says_so(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.server.site.MOST", 5)
    monkeypatch.setattr("kg.server.pages.MOST", 5)
    monkeypatch.setattr("kg.server.site.PAGE", 4)
    monkeypatch.setattr("kg.server.site.MOST_DATA", 6)
    with TestClient(create_app(folder), base_url="http://localhost") as client:
        for path in ("/events", "/entity/syria", "/"):
            page = client.get(path).text
            assert "The picture shows only some of" in page, path
        page = client.get("/events").text
        assert page.count('<article class="claim') == 4
        assert re.search(r"<summary>Type</summary>.*?Killing</a> <small>\d", page, re.DOTALL)
        assert client.get("/events.json").json()["truncated"]
        reply = client.get("/events.csv")
        assert len(reply.text.splitlines()) == 7
        assert reply.headers["x-truncated"] == "true"


@pytest.mark.parametrize("manner", ["own", "attributed", "denied", "threatened", "supposed", "described"])
def test_how_it_is_said_narrows_as_it_is_drawn(client: TestClient, manner: str) -> None:
    rows = client.get("/events.json").json()["rows"]
    facts = {"asserts", "accuses"}
    drawn = {"denied": "denies", "threatened": "threatens", "supposed": "supposes", "described": "describes"}
    shown = client.get(f"/events.json?manner={manner}").json()["rows"]
    assert {row["stance"] for row in shown} <= ({drawn[manner]} if manner in drawn else facts)
    if manner in drawn:
        assert len(shown) == sum(row["stance"] == drawn[manner] for row in rows)
    both = sum(len(client.get(f"/events.json?manner={one}").json()["rows"]) for one in ("own", "attributed"))
    assert both == sum(row["stance"] in facts for row in rows)


def test_denials_without_an_assertion_are_listed_among_the_disagreements(client: TestClient) -> None:
    page = client.get("/disagreements?lang=en").text
    assert "nobody had been hurt" in page
    assert "asserted by no other statement" in page


def test_editor_knows_the_ontology_the_prefixes_and_the_catalogue(client: TestClient) -> None:
    words = {word["text"]: word for word in client.get("/sparql/words.json").json()}
    assert words["kg:Airstrike"]["kind"] == "class"
    assert "luftangrep" in words["kg:Airstrike"]["names"]
    assert words["claimed:perpetrator"]["kind"] == "role"
    assert words["kg:denies"]["kind"] == "value"
    assert words["schema:"]["kind"] == "prefix"
    assert "VALUES" in words["who_did_what_to_whom"]["insert"]


def test_a_question_of_the_catalogue_is_edited_as_sparql(client: TestClient) -> None:
    page = client.get("/queries/who_did_what_to_whom").text
    link = re.search(r'href="(/sparql\?[^"]+)"', page)
    assert link
    assert "VALUES ?patient { UNDEF }" in html.unescape(client.get(html.unescape(link[1])).text)


@pytest.mark.parametrize(
    ("query", "line", "column", "says"),
    [
        ("SELECT ?a WHERE {\n  ?a nope:b ?c\n}", 2, 6, "the prefix nope: is not known here"),
        ("SELECT ?a WHERE { ?a kg:about ?b ", 1, 34, "ends too early"),
        ("SELECT ?a WHERE {\n?a kg:about\n}", 3, 1, "cannot be read near here"),
        ("nonsense", 1, 9, "ends too early"),
    ],
)
def test_an_error_is_told_in_words_with_its_place(client: TestClient, query: str, line: int, column: int, says: str) -> None:
    page = html.unescape(client.get("/sparql", params={"query": query, "page": "1"}).text)
    assert says in page
    assert f'data-line="{line}" data-column="{column}"' in page


def test_every_kind_of_event_has_words_and_a_tone() -> None:
    """A kind without words would be drawn as neutral: sexual violence is no neutral thing."""
    known = known_words()["type"]
    told = {
        quad.subject.value.rsplit("#", 1)[-1]: quad.object.value.rsplit("#", 1)[-1]
        for quad in ox.parse(path=str(shipped("ontology", "kg.ttl")), format=ox.RdfFormat.TURTLE)
        if quad.predicate.value.endswith("#subClassOf")
        and isinstance(quad.subject, ox.NamedNode)
        and isinstance(quad.object, ox.NamedNode)
    }

    def attack(kind: str) -> bool:
        return kind == "Attack" or (kind in told and attack(told[kind]))

    assert {kind for kind in told if attack(kind)} <= known.keys()
    assert {known[kind]["tone"] for kind in told if attack(kind)} == {"harm"}
