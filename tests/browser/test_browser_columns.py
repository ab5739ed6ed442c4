"""The columns picture in a real browser: read, selected, filtered, found, exported, and never running a word of the data."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest

from benchmarks.made_graph import thousand_boxes
from kg.finder import plain_rows
from kg.store import EmbeddedStore
from kg.views import ClaimRow, Number, Paper, Part, View, columns_graph, read_claims, render

HERE = Path(__file__).parent
pytestmark = pytest.mark.browser
INK = """() => { const c = document.querySelector('#canvas canvas');
 const d = c.getContext('2d').getImageData(0, 0, c.width, c.height).data;
 let n = 0; for (let i = 3; i < d.length; i += 4) if (d[i]) n++; return n; }"""


def test_the_picture_loads_and_draws_without_a_request(open_page: Any, view: str) -> None:
    watched = open_page(view)
    assert watched.page.evaluate(INK) > 20_000
    assert watched.wrong == []


def test_finding_a_hospital_leads_to_the_sentence_and_who_says_it(open_page: Any, view: str) -> None:
    watched = open_page(view)
    watched.page.fill("#find", "quds")
    watched.page.click(".hits button >> nth=0")
    panel = watched.page.locator("#reading")
    assert "al-Quds hospital" in panel.locator("h2").inner_text()
    assert "A strike from the air wrecked the al-Quds hospital in Aleppo" in panel.locator("mark").all_inner_texts()
    assert "apparently ordered by the government" in panel.inner_text()
    assert "According to: the document itself" in panel.inner_text()
    assert watched.wrong == []


def test_clicking_a_box_reads_it_and_clicking_beside_it_clears(open_page: Any, view: str) -> None:
    watched = open_page(view)
    page = watched.page
    node = page.evaluate("""() => { const d = JSON.parse(document.getElementById('data').textContent);
        const at = d.nodes.findIndex((n) => n.column === 'says'); return d.nodes[at]; }""")
    box = page.locator("#scroller").bounding_box()
    scale = page.evaluate("document.getElementById('spacer').offsetHeight") / (
        page.evaluate("(() => { const s = JSON.parse(document.getElementById('data').textContent).size; return s[3] - s[1]; })()")
        + 40
    )
    page.evaluate("(y) => { document.getElementById('scroller').scrollTop = y; }", node["y"] * scale - 200)
    page.wait_for_timeout(150)
    top = page.evaluate("document.getElementById('scroller').scrollTop")
    page.mouse.click(box["x"] + 16 + node["x"] * scale, box["y"] + 16 + node["y"] * scale - top)
    page.wait_for_selector("#reading:not([hidden]) h2")
    assert page.locator("#reading h2").inner_text() == node["full"]
    page.keyboard.press("Tab")
    page.locator("#reading .close").click()
    assert page.locator("#legend").is_visible()


def test_the_legend_hides_kinds_and_denials(open_page: Any, view: str) -> None:
    watched = open_page(view)
    page = watched.page
    before = page.locator("#twin tr[data-claim]:not([hidden])").count()
    page.uncheck("[data-manner=denied]")
    after = page.locator("#twin tr[data-claim]:not([hidden])").count()
    assert before - after == 2
    still = page.locator("#still [data-n]:not([hidden])").count()
    page.uncheck("[data-kind=HealthFacility]")
    assert page.locator("#still [data-n]:not([hidden])").count() == still - 4


def test_the_keyboard_alone_reads_a_claim(open_page: Any, view: str) -> None:
    watched = open_page(view)
    page = watched.page
    page.focus("#scroller")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert "column Did what" in page.locator("#live").inner_text()
    page.keyboard.press("Enter")
    assert page.locator("#reading .claim").count() >= 1
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Escape")
    assert page.locator("#legend").is_visible()
    assert watched.wrong == []


@pytest.mark.parametrize(("button", "name", "start"), [("#save-svg", ".svg", b"<svg"), ("#save-png", ".png", b"\x89PNG")])
def test_the_picture_is_saved_as_a_file(open_page: Any, view: str, tmp_path: Path, button: str, name: str, start: bytes) -> None:
    watched = open_page(view)
    with watched.page.expect_download() as waiting:
        watched.page.click(button)
    saved = tmp_path / "saved"
    waiting.value.save_as(saved)
    assert waiting.value.suggested_filename.endswith(name)
    assert saved.read_bytes().startswith(start)
    assert len(saved.read_bytes()) > 10_000


def test_both_languages_change_every_word_of_the_interface(open_page: Any, view: str) -> None:
    watched = open_page(view)
    page = watched.page
    assert "SAYS" in page.locator("#heads").inner_text().upper()
    page.click("#language")
    assert page.locator("#heads").inner_text().upper().split() == ["SIER", "HVEM", "GJORDE", "HVA", "MOT", "HVEM", "HVOR"]
    assert page.get_attribute("html", "lang") == "nb"
    assert page.locator("#find").get_attribute("placeholder") == "Finn navn, sted eller ord"


def test_dark_mode_follows_the_system_and_the_button(open_page: Any, view: str) -> None:
    watched = open_page(view, scheme="dark")
    page = watched.page
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(22, 24, 28)"
    page.click("#theme")
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(255, 255, 255)"


def test_a_phone_shows_type_that_can_be_read_and_nothing_beside_the_screen(open_page: Any, view: str) -> None:
    watched = open_page(view, width=390, height=844)
    page = watched.page
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.click("#tab-table")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert page.evaluate("parseFloat(getComputedStyle(document.querySelector('#twin td')).fontSize)") >= 13


def test_printing_shows_the_whole_picture_and_the_table(open_page: Any, view: str) -> None:
    watched = open_page(view)
    watched.page.emulate_media(media="print")
    assert watched.page.locator("#still svg").is_visible()
    assert watched.page.locator("#twin table").is_visible()
    assert not watched.page.locator(".panel").is_visible()


def example_claims() -> tuple[ClaimRow, ...]:
    engine = ox.Store()
    engine.load(path=str(HERE / "example.ttl"), format=ox.RdfFormat.TURTLE)
    return read_claims(plain_rows(EmbeddedStore(engine)))


def hostile_claims(texts: list[str]) -> list[ClaimRow]:
    """Return claims with a hostile string in every slot."""
    rows = []
    for at in range(60):
        a, b, c, d, e = texts[5 * at : 5 * at + 5]
        paper = Paper(a, b, c, d, e, a, b)
        parts = (
            Part("perpetrator", a, b, c, d),
            Part("victim", b, c, "Person", e),
            Part("place", c, d, e, a),
            Part("instrument", d, e),
        )
        rows.append(ClaimRow(
            f"{a}{at}", b, c, (d, e), paper, 1, 9, a, before=b, after=c, roles=parts,
            figures=(Number("killed", 1, None, e, ""), Number(a, 2, None, "", c)), stance=("asserts", "denies", d)[at % 3],
            certainty=("certain", e)[at % 2], according_to=(Part("speaker", e, a, b),) if at % 2 else (),
            earliest=a, latest=b, precision=c, is_total=at % 4 == 0, review=d,
        ))  # fmt: skip
    return rows


def test_no_word_of_the_data_ever_runs(open_page: Any, tmp_path: Path, hostile: list[str]) -> None:
    assert len(hostile) == 300
    path = tmp_path / "hostile.html"
    path.write_text(render(columns_graph(hostile_claims(hostile)), "</title><script>alert('title')</script>"), "utf-8")
    watched = open_page(path.as_uri())
    page = watched.page
    for text in ("script", "alert", "javascript", "<img", "\u202e"):
        page.fill("#find", text)
        page.wait_for_timeout(30)
    page.keyboard.press("Enter")
    for _ in range(12):
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
    for button in ("#language", "#theme", "#tab-table", "#tab-picture", "#save-svg", "#save-png"):
        page.click(button)
    page.wait_for_timeout(300)
    assert watched.wrong == []
    assert page.locator("script").count() == 3
    assert page.locator("main img, main iframe, main link, main base, main math").count() == 0
    assert page.locator("a[href^='javascript:'], a[href^='data:text']").count() == 0


def test_a_notebook_shows_the_picture_in_a_frame_that_is_cut_off(open_page: Any, tmp_path: Path) -> None:
    path = tmp_path / "notebook.html"
    path.write_text(f"<!doctype html><meta charset=utf-8><title>n</title>{View(example_claims())._repr_html_()}", "utf-8")
    watched = open_page(path.as_uri(), ready=False)
    frame = watched.page.frame_locator("iframe")
    frame.locator("html[data-ready='1']").wait_for()
    frame.locator("#find").fill("quds")
    frame.locator(".hits button >> nth=0").click()
    assert frame.locator("#reading mark").count() >= 1
    assert watched.page.get_attribute("iframe", "sandbox") == "allow-scripts allow-downloads"
    assert watched.wrong == []


def test_a_thousand_boxes_are_drawn_within_seconds(open_page: Any, tmp_path: Path) -> None:
    graph = columns_graph(thousand_boxes())
    assert 950 < graph.number_of_nodes() <= 1000
    path = tmp_path / "many.html"
    path.write_text(render(graph), "utf-8")
    watched = open_page("about:blank", ready=False)
    session = watched.page.context.new_cdp_session(watched.page)
    # Time on the processor, so that a busy machine does not fail the test.
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    watched.page.goto(path.as_uri())
    watched.page.wait_for_selector("html[data-ready='1']", timeout=90_000)
    metrics = {item["name"]: item["value"] for item in session.send("Performance.getMetrics")["metrics"]}
    assert metrics["TaskDuration"] < 5, metrics["TaskDuration"]
    assert [line for line in watched.wrong if not line.startswith("request file:")] == []
