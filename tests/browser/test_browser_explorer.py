"""The explorer in a real browser: from the front page to the sentence, without a request to anywhere else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from explorer_parts import serving, write_hostile_folder
from fakes import STAGES

from kg import pipeline
from kg.resolve.decisions import read
from kg.resolve.review import queue
from kg.server.review import Review

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
    page.locator(".hit").last.hover()
    page.wait_for_timeout(100)
    card, margin = page.locator(".margin .claim.lit").first.bounding_box(), page.locator(".margin").bounding_box()
    assert margin["y"] - 1 <= card["y"] <= margin["y"] + margin["height"] - 40
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
    page.click(".mast .language")
    assert page.url.endswith("/sources")
    page.click("nav a >> nth=1")
    assert "Uenighet" in page.locator("h1").inner_text()


@pytest.fixture(scope="module")
def hostile_folder(hostile: list[str], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_hostile_folder(tmp_path_factory.mktemp("hostile") / "g", hostile)


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
            "/sparql?page=1&query=SELECT%20*%20%7B%20%3Fx%20rdfs%3Alabel%20%3Fl%20%7D",
            "/sparql?page=1&query=SELECT%20%3Cscript%3Ealert(1)%3C/script%3E",
            "/queries/who_did_what_to_whom?ask=1&agent=%22%3E%3Cscript%3Ealert(1)%3C/script%3E",
            "/timeline?since=%22%3E%3Cscript%3Ealert(1)",
            "/events?manner=denied&place=%3Cscript%3E",
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
        # What is no query and no date is refused with 400, and the browser notes that.
        assert [wrong for wrong in watched.wrong if "status of 400" not in wrong] == []
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
