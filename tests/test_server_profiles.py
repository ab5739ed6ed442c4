"""Pages for partners and for the public: every page and answer is crawled, and the protected are in no byte of any."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

import pyoxigraph as ox
import pytest
from planted import NOT_PUBLIC, PROTECTED, TEXT, golden_module, planted_quads
from starlette.testclient import TestClient

from kg.errors import UsageError
from kg.server import create_app, publish
from kg.store import EmbeddedStore, derive
from kg.workspace import digest

SECRET = {"partner": PROTECTED, "public": PROTECTED | NOT_PUBLIC}
QUERIES = (
    "SELECT * WHERE { GRAPH ?g { ?s ?p ?o } }",
    "SELECT * WHERE { ?s ?p ?o }",
    "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }",
    "SELECT ?n WHERE { ?x skos:prefLabel|rdfs:label|skos:altLabel|kg:exact|kg:wording|kg:name|schema:name ?n }",
)


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("planted") / "g"
    (root / "sources").mkdir(parents=True)
    store = EmbeddedStore(ox.Store(str(root / "store")))
    store.load(planted_quads())
    derive(store, golden_module("make_rows").policy())
    [document] = {
        quad.subject.value for quad in store.quads() if "#Document" in str(quad.object) and isinstance(quad.subject, ox.NamedNode)
    }
    store.engine.flush()
    store.close()
    (root / "sources" / f"{digest(document)}.txt").write_text(TEXT, "utf-8")
    (root / "run.json").write_text('{"format": 1, "settings": {"reader": "Qamarvik"}}', "utf-8")
    return root


def crawled(folder: Path, profile: str) -> Iterator[tuple[str, str]]:
    """Every page that links lead to, in every form and both languages, what is asked for by name, and SPARQL."""
    with TestClient(create_app(folder, profile=profile), base_url="http://localhost") as client:
        queue = [
            "/",
            "/events",
            "/sources",
            "/disagreements",
            "/timeline",
            "/map",
            "/network",
            "/queries",
            "/about",
            "/sparql?page=1",
        ]
        queue += [f"/search?q={part}" for part in ("strike", "dr", "protected")] + [
            f"/suggest?q={part}" for part in ("dr", "nu", "pr", "ac")
        ]
        seen = set(queue)
        while queue:
            address = queue.pop()
            reply = client.get(address, headers={"accept": "text/html"})
            yield address, reply.text + str(reply.headers)
            path, _, query = address.partition("?")
            if reply.status_code == 200 and not path.startswith(("/static", "/suggest", "/sparql")):
                for ending in (".json", ".csv", ".ttl"):
                    form = (path if path != "/" else "/index") + ending + (f"?{query}" if query else "")
                    yield form, client.get(form).text
                yield f"{address} nb", client.get(address, headers={"accept": "text/html", "cookie": "lang=nb"}).text
            for found in re.findall(r'(?:href|src|action)="(/[^"#]*)', reply.text):
                link = unescape(found)
                if link not in seen and not re.search(r"\.(json|csv|ttl)(\?|$)|^/language", link):
                    seen.add(link)
                    queue.append(link)
        for text in QUERIES:
            for accept in ("application/sparql-results+json", "text/csv", "text/turtle"):
                yield text, client.get(f"/sparql?query={quote(text)}", headers={"accept": accept}).text


def occurring(profile: str, address: str, text: str) -> list[str]:
    said = f"{address}\n{unquote(unescape(text))}".casefold()
    return [f"{word} in {address}" for word in SECRET[profile].values() if word.casefold() in said]


@pytest.mark.parametrize("profile", ["partner", "public"])
def test_no_page_or_answer_holds_a_byte_of_the_protected(planted: Path, profile: str) -> None:
    pages = list(crawled(planted, profile))
    assert len(pages) > 40
    assert [found for address, text in pages for found in occurring(profile, address, text)] == []


def test_internal_pages_hold_what_the_crawl_looks_for(planted: Path) -> None:
    text = "".join(text for _, text in crawled(planted, "internal"))
    assert [word for word in SECRET["public"].values() if word not in text] == []


@pytest.mark.parametrize("profile", ["partner", "public"])
def test_no_published_file_holds_a_byte_of_the_protected(planted: Path, tmp_path: Path, profile: str) -> None:
    assert publish(planted, tmp_path / "site", profile=profile) > 3
    for path in sorted((tmp_path / "site").rglob("*")):
        if path.is_file():
            assert occurring(profile, path.relative_to(tmp_path).as_posix(), path.read_text("utf-8")) == []


def test_public_pages_tell_country_date_type_and_counts(planted: Path) -> None:
    with TestClient(create_app(planted, profile="public"), base_url="http://localhost") as client:
        page = client.get("/events", headers={"accept": "text/html"}).text
        rows = client.get("/events.json").json()["rows"]
        one = client.get(urlsplit(re.findall(r'<td><a href="([^"]+)', page)[0]).path, headers={"accept": "text/html"})
        assert client.get("/queries").status_code == client.get("/id/document/x").status_code == 404
    assert "2016-04-27" in page
    assert "Syria" in page
    assert "Attack on health care" in page
    assert {row["killed"] for row in rows} >= {"2"}
    assert one.status_code == 200


def test_a_profile_that_does_not_exist_is_told_with_those_that_do(planted: Path) -> None:
    with pytest.raises(UsageError, match="there are internal, partner, public"):
        create_app(planted, profile="press")
