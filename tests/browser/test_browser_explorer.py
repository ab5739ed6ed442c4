"""The explorer in a real browser: from the front page to the sentence, without a request to anywhere else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
from explorer_parts import serving
from fakes import STAGES

from kg import pipeline
from kg.resolve.decisions import read
from kg.resolve.review import queue
from kg.server.review import Review
from kg.vocab import GRAPH_ENTITIES, KG, PREFIXES

HERE = Path(__file__).parent
pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(example_folder: Path) -> Iterator[str]:
    yield from serving(example_folder)


def test_the_demonstration_question_is_answered_within_a_few_steps(open_page: Any, address: str) -> None:
    """Who is said to have struck the al-Quds hospital, by whom, in which words, and how many were killed according to whom."""
    watched = open_page(address)
    page = watched.page
    page.fill("#q", "quds")
    page.press("#q", "Enter")
    page.click(".results a:has-text('Airstrike on al-Quds hospital')")
    shown = page.locator("main").inner_text()
    for words in ("Syrian government", "probable", "A strike from the air wrecked the al-Quds hospital", "more than 50 people"):
        assert words in shown
    assert watched.wrong == []


def test_reading_a_document_lights_up_the_claim_under_the_pointer(open_page: Any, address: str) -> None:
    watched = open_page(f"{address}/id/document/d2", ready=False)
    page = watched.page
    page.hover(".hit >> nth=0")
    assert page.locator(".margin .claim.lit").count() == 1
    page.click(".hit >> nth=1")
    assert page.url.endswith("#claim-1")
    assert watched.wrong == []


@pytest.mark.parametrize(
    "path", ["/", "/events", "/timeline", "/map", "/network", "/disagreements", "/sources", "/sparql", "/about"]
)
def test_no_page_is_wider_than_a_phone(open_page: Any, address: str, path: str) -> None:
    watched = open_page(address + path, width=390, height=844, ready=False)
    watched.page.wait_for_timeout(200)
    assert watched.page.evaluate("document.documentElement.scrollWidth") <= 390
    assert watched.wrong == []


def test_suggestions_come_from_the_names_of_all_languages(open_page: Any, address: str) -> None:
    watched = open_page(address)
    watched.page.type("#q", "leger uten")
    watched.page.wait_for_selector("#suggestions li")
    assert "Doctors Without Borders" in watched.page.locator("#suggestions").inner_text()


def test_the_language_stays_chosen(open_page: Any, address: str) -> None:
    watched = open_page(f"{address}/sources", ready=False)
    page = watched.page
    page.click("nav .language")
    assert page.url.endswith("/sources")
    page.click("nav a >> nth=1")
    assert "Uenighet" in page.locator("h1").inner_text()


@pytest.fixture(scope="module")
def hostile_folder(tmp_path_factory: pytest.TempPathFactory, hostile: list[str]) -> Path:
    """A graph whose every string tries to run."""
    root = tmp_path_factory.mktemp("hostile") / "g"
    (root / "sources").mkdir(parents=True)
    engine = ox.Store(str(root / "store"))
    texts = [text.encode("utf-8", "replace").decode() for text in hostile]
    base = "https://w3id.org/witness-graph/id/"
    quads: list[ox.Quad] = []

    def add(subject: str, prefix: str, name: str, value: str | ox.Literal) -> None:
        term = value if isinstance(value, ox.Literal) else ox.NamedNode(value)
        for graph in (ox.DefaultGraph(), ox.NamedNode(GRAPH_ENTITIES)):
            quads.append(ox.Quad(ox.NamedNode(subject), ox.NamedNode(PREFIXES[prefix] + name), term, graph))

    for at in range(60):
        a, b, c, d, e = (ox.Literal(text) for text in texts[5 * at : 5 * at + 5])
        claim, event, entity, doc = (f"{base}{kind}/h{at}" for kind in ("claim", "event", "entity", "document"))
        span = f"{doc}#char=0,{len(a.value)}"
        for subject, kind in ((claim, "Claim"), (event, "Event"), (entity, "Person"), (entity, "Entity"), (doc, "Document")):
            add(subject, "rdf", "type", KG + kind)
        for name, value in (("name", a), ("basedOn", b)):
            add(doc, "kg", name, value)
        for name, value in (("name", c), ("url", d), ("inLanguage", e), ("datePublished", a)):
            add(doc, "schema", name, value)
        add(event, "rdfs", "label", b)
        add(entity, "rdfs", "label", c)
        add(entity, "skos", "altLabel", d)
        add(entity, "kg", "occupation", e)
        for name, iri in (
            ("about", event),
            ("document", doc),
            ("mainType", KG + "Attack"),
            ("claimedType", KG + "Attack"),
            ("stance", KG + ("asserts", "denies")[at % 2]),
            ("certainty", KG + "certain"),
            ("evidence", span),
        ):
            add(claim, "kg", name, iri)
        for role in ("perpetrator", "agent", "victim", "patient", "place"):
            add(claim, "claimed", role, entity)
            add(claim, "worded", role, a)
        add(claim, "sem", "accordingTo", entity)
        add(claim, "kg", "attributedAs", b)
        add(claim, "kg", "attribution", KG + "named")
        for name, number in (("start", 0), ("end", len(a.value))):
            add(span, "kg", name, ox.Literal(number))
        add(span, "kg", "exact", a)
        (root / "sources" / f"h{at}.txt").write_bytes((a.value + " " + b.value).encode())
    engine.extend(quads)
    engine.flush()
    del engine
    (root / "run.json").write_text(
        '{"format": 1, "settings": {"<script>alert(1)</script>": "</td><img src=x onerror=alert(2)>"}}'
    )
    return root


def test_no_page_of_the_explorer_runs_a_word_of_the_data(open_page: Any, hostile_folder: Path) -> None:
    server = serving(hostile_folder)
    address = next(server)
    try:
        paths = [
            "/",
            "/events",
            "/sources",
            "/disagreements",
            "/about",
            "/timeline",
            "/map",
            "/network",
            "/search?q=%3Cscript%3Ealert(1)",
        ]
        paths += [f"/id/{kind}/h{at}" for at in range(0, 60, 17) for kind in ("event", "entity", "document", "claim")]
        watched = open_page(address)
        page = watched.page
        for path in paths:
            page.goto(address + path)
            assert page.locator("script:not([src]):not([type='application/json'])").count() == 0, path
            assert page.locator("main img, main iframe, base, main link, main math, main object").count() == 0, path
            assert page.locator("[href^='javascript:'], [href^='data:text']").count() == 0, path
        page.wait_for_timeout(200)
        assert watched.wrong == []
    finally:
        server.close()


def test_a_question_is_answered_by_hand_in_the_queue(open_page: Any, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Abu Rahmo was killed in Aleppo. Rami Kalazi was killed on Monday.", "utf-8")
    graph = tmp_path / "graph"
    pipeline.build([tmp_path / "a.txt"], to=graph, stages=STAGES)
    questions = queue(*pipeline.resolved(graph, report=lambda _: None, stages=STAGES))
    server = serving(graph, review=Review(graph, "kari", questions=questions))
    try:
        watched = open_page(next(server) + "/review", ready=False)
        page = watched.page
        page.fill("[name=reason] >> nth=0", "read twice")
        page.click("button[value=reject] >> nth=0")
        assert "1 open" in page.locator("main").inner_text()
        [decision] = read(graph / "decisions.jsonl").decisions
        assert (decision.verdict.value, decision.reason) == ("reject", "read twice")
        assert watched.wrong == []
    finally:
        server.close()
