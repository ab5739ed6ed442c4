"""The search box, the SPARQL editor and the timeline by mouse, by keyboard and without scripts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from explorer_parts import serving

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def address(example_folder: Path) -> Iterator[str]:
    yield from serving(example_folder)


def caret(page: Any) -> int:
    return int(page.evaluate("document.getElementById('editor').selectionStart"))


def test_a_suggestion_is_chosen_by_keyboard(open_page: Any, address: str) -> None:
    watched = open_page(address)
    page = watched.page
    page.focus("#q")
    with page.expect_response("**/suggest?q=leger%20uten"):
        page.keyboard.type("leger uten")
    page.wait_for_selector("#suggestions li")
    page.keyboard.press("ArrowDown")
    assert page.get_attribute("#q", "aria-activedescendant") == "suggestion-0"
    page.keyboard.press("Enter")
    page.wait_for_url("**/entity/msf")
    assert watched.wrong == []


def test_a_late_answer_does_not_undo_the_choice(open_page: Any, address: str) -> None:
    page = open_page(address).page
    held: list[Any] = []
    page.route("**/suggest?q=leger%20uten", lambda route: held.append(route))
    page.focus("#q")
    page.keyboard.type("leger ute")
    page.wait_for_selector("#suggestions li")
    with page.expect_request("**/suggest?q=leger%20uten"):
        page.keyboard.type("n")
    page.keyboard.press("ArrowDown")
    with page.expect_response("**/suggest?q=leger%20uten"):
        held[0].continue_()
    page.wait_for_timeout(300)
    assert page.get_attribute("#q", "aria-activedescendant") == "suggestion-0"
    page.keyboard.press("Enter")
    page.wait_for_url("**/entity/msf")


def test_a_late_answer_does_not_undo_what_is_chosen_in_the_editor(open_page: Any, address: str) -> None:
    page = open_page(f"{address}/sparql", ready=False).page
    held: list[Any] = []
    page.route("**/suggest?q=alep", lambda route: held.append(route))
    page.fill("#editor", "DESCRIBE ")
    page.focus("#editor")
    page.keyboard.press("End")
    page.keyboard.type("<ale")
    page.wait_for_selector("#completions li >> nth=1")
    with page.expect_request("**/suggest?q=alep"):
        page.keyboard.type("p")
    page.keyboard.press("ArrowDown")
    chosen = page.locator("#completions li[aria-selected=true]").inner_text()
    with page.expect_response("**/suggest?q=alep"):
        held[0].continue_()
    page.wait_for_timeout(300)
    assert page.locator("#completions li[aria-selected=true]").inner_text() == chosen


def test_a_slip_of_the_finger_still_finds_the_hospital(open_page: Any, address: str) -> None:
    page = open_page(address).page
    page.fill("#q", "who struck the al-qudz hospitl")
    page.press("#q", "Enter")
    assert "A strike from the air wrecked the al-Quds hospital" in page.locator("main").inner_text()


def test_a_class_is_completed_by_its_norwegian_name(open_page: Any, address: str) -> None:
    watched = open_page(f"{address}/sparql", ready=False)
    page = watched.page
    page.fill("#editor", "SELECT ?e { ?e a ")
    page.focus("#editor")
    page.keyboard.press("End")
    page.keyboard.type("luft")
    page.wait_for_selector("#completions li")
    assert page.locator("#completions li >> nth=0").inner_text().startswith("kg:Airstrike")
    page.keyboard.press("Tab")
    page.keyboard.type(" }")
    assert page.input_value("#editor") == "SELECT ?e { ?e a kg:Airstrike }"
    page.keyboard.press("Control+z")
    assert page.input_value("#editor") != "SELECT ?e { ?e a kg:Airstrike }"
    assert watched.wrong == []


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("SELECT ?c { ?c kg:sta", "kg:stance"),
        ("SELECT ?c { ?c claimed:perp", "claimed:perpetrator"),
        ("SELECT ?c { ?c sch", "schema:"),
        ("SELECT ?claim { ?cl", "?claim"),
        ("who_did", "who_did_what_to_whom"),
        ("SELECT ?c { ?c kg:stance kg:den", "kg:denies"),
        ("SELECT ?c { ?c claimed:agent <syrian gov", "Syrian government"),
    ],
)
def test_editor_offers_what_may_stand_here(open_page: Any, address: str, typed: str, offered: str) -> None:
    page = open_page(f"{address}/sparql", ready=False).page
    page.fill("#editor", "")
    page.focus("#editor")
    page.keyboard.type(typed)
    page.wait_for_selector("#completions li")
    page.wait_for_timeout(250)
    assert offered in page.locator("#completions").inner_text()


def test_editor_offers_nothing_inside_words_and_remarks(open_page: Any, address: str) -> None:
    page = open_page(f"{address}/sparql", ready=False).page
    for typed in ('SELECT ?c { ?c rdfs:label "kg:', "SELECT ?c # kg:"):
        page.fill("#editor", "")
        page.focus("#editor")
        page.keyboard.type(typed)
        page.wait_for_timeout(250)
        assert page.locator("#completions li:visible").count() == 0, typed


def test_place_of_an_error_is_shown_in_the_text(open_page: Any, address: str) -> None:
    query = "SELECT ?a WHERE {\n  ?a nope:about ?b\n}"
    watched = open_page(f"{address}/sparql?page=1&query={quote(query)}", ready=False)
    page = watched.page
    page.wait_for_selector(".paint .wrong", state="attached")
    assert caret(page) == query.index("nope:")
    assert "Line 2, column 6: the prefix nope: is not known here" in page.locator("#problem").inner_text()
    flag, word = page.locator(".paint .wrong").bounding_box(), page.locator(".paint .is-name").first.bounding_box()
    assert abs(flag["x"] - word["x"]) < 3
    assert abs(flag["y"] - word["y"]) < 6
    # The refused answer (400) is the one thing that the browser notes.
    assert [wrong for wrong in watched.wrong if "400" not in wrong] == []


def test_colours_lie_where_the_words_are(open_page: Any, address: str) -> None:
    """The coloured copy breaks its lines where the text area does: both are equally high, even with lines that wrap."""
    page = open_page(f"{address}/sparql", ready=False, width=390).page
    page.fill("#editor", "SELECT ?c WHERE {\n" + "  ?c kg:about ?event ; kg:evidence/kg:exact ?words .\n" * 12 + "}")
    page.wait_for_timeout(100)
    heights = page.evaluate("['#editor', '.paint'].map((one) => document.querySelector(one).scrollHeight)")
    assert abs(heights[0] - heights[1]) <= 30
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_sparql_is_a_plain_form_without_scripts(open_page: Any, address: str) -> None:
    page = open_page(f"{address}/sparql", ready=False, without_scripts=True).page
    page.fill("#editor", "SELECT ?n { ?c a kg:Claim ; kg:evidence/kg:exact ?n\n} LIMIT 2")
    page.click("button.go")
    assert page.locator("main tbody tr").count() == 2
    assert "\ufffd" not in page.input_value("#editor")


def test_an_answer_that_names_statements_is_drawn(open_page: Any, address: str) -> None:
    query = quote("SELECT ?claim { ?claim kg:about/rdfs:label ?l FILTER(CONTAINS(?l, 'quds') || CONTAINS(?l, 'Quds')) }")
    watched = open_page(f"{address}/sparql?page=1&query={query}")
    assert watched.page.locator("#twin tbody tr").count() >= 2
    assert watched.wrong == []


def test_a_span_of_time_is_chosen_by_dragging(open_page: Any, address: str) -> None:
    watched = open_page(f"{address}/timeline", ready=False)
    page = watched.page
    page.wait_for_selector("#brush[data-ready='1']")
    before = page.locator("#spanned tbody tr").count()
    home = page.locator("#brush svg").bounding_box()
    page.mouse.move(home["x"] + home["width"] * 0.62, home["y"] + 20)
    page.mouse.down()
    page.mouse.move(home["x"] + home["width"] * 0.8, home["y"] + 24, steps=4)
    faded = page.locator("#spanned tr:visible").count()
    page.mouse.up()
    page.wait_for_url("**/timeline?since=*")
    page.wait_for_timeout(200)
    rows = page.locator("#spanned tbody tr").count()
    assert 0 < rows < before
    assert faded - 1 <= before
    since, until = page.input_value("[name=since]"), page.input_value("[name=until]")
    dates = page.evaluate("[...document.querySelectorAll('#spanned tbody tr')].map((r) => [r.dataset.since, r.dataset.until])")
    assert all(last >= since and first <= until for first, last in dates)
    assert f"since={since}&until={until}" in page.locator("footer a >> nth=0").get_attribute("href").replace("&amp;", "&")
    # The address restores the page.
    page.reload()
    page.wait_for_selector("#brush[data-ready='1']")
    assert page.locator("#spanned tbody tr").count() == rows
    assert page.input_value("[name=since]") == since
    assert watched.wrong == []


def test_a_span_of_time_is_chosen_by_keyboard(open_page: Any, address: str) -> None:
    watched = open_page(f"{address}/timeline", ready=False)
    page = watched.page
    page.wait_for_selector("#brush[data-ready='1']")
    first = page.locator(".grip >> nth=0")
    first.focus()
    for _ in range(4):
        page.keyboard.press("PageUp")
    assert first.get_attribute("aria-valuetext") == "2015-03-01"
    page.wait_for_url("**/timeline?since=2015-03-01*")
    page.wait_for_timeout(300)
    assert page.locator("#spanned tbody tr").count() > 0
    page.keyboard.press("Home")
    page.wait_for_url("**/timeline")
    assert watched.wrong == []


def test_a_span_of_time_is_chosen_by_the_form_without_scripts(open_page: Any, address: str) -> None:
    page = open_page(f"{address}/timeline", ready=False, without_scripts=True).page
    page.fill("[name=since]", "2016-09-01")
    page.click("#span button")
    assert "since=2016-09-01" in page.url
    assert page.locator("#spanned tbody tr").count() > 0


@pytest.mark.parametrize("name", ["events", "timeline", "disagreements", "id/document/d2", "id/event/quds", "search?q=quds"])
def test_every_page_is_read_without_scripts(open_page: Any, address: str, name: str) -> None:
    page = open_page(f"{address}/{name}", ready=False, without_scripts=True).page
    shown = page.locator("main").inner_text()
    assert len(shown) > 200
    assert "undefined" not in shown


def test_nothing_moves_for_who_wants_no_motion(open_page: Any, address: str) -> None:
    page = open_page(address, motion="reduce").page
    moving = "[...document.querySelectorAll('*')].filter((one) => { const s = getComputedStyle(one); \
 return parseFloat(s.transitionDuration) > 0 || parseFloat(s.animationDuration) > 0 || s.scrollBehavior === 'smooth'; }).length"
    assert page.evaluate(moving) == 0


def test_print_holds_the_picture_and_every_statement_and_no_buttons(open_page: Any, address: str) -> None:
    page = open_page(f"{address}/id/event/quds").page
    page.emulate_media(media="print")
    assert page.locator(".still svg").is_visible()
    assert page.locator("#twin").is_visible()
    assert page.locator("nav, .search, .tools, button").locator("visible=true").count() == 0


def test_from_the_first_page_to_the_words_by_keyboard_alone(open_page: Any, address: str) -> None:
    watched = open_page(address)
    page = watched.page
    for _ in range(60):
        page.keyboard.press("Tab")
        if "Airstrike on al-Quds" in page.evaluate("document.activeElement.textContent") and page.evaluate(
            "document.activeElement.tagName === 'A'"
        ):
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/id/event/quds")
    page.wait_for_selector("html[data-ready='1']")
    page.focus("#scroller")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert "A strike from the air wrecked the al-Quds hospital" in page.locator("#reading").inner_text()
    page.keyboard.press("Escape")
    assert page.locator("#legend").is_visible()
    assert watched.wrong == []
