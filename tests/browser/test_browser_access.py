"""What axe finds on our pages, in both themes: nothing that keeps somebody with a keyboard or a screen reader out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from explorer_parts import serving
from fetch_axe import AXE

pytestmark = pytest.mark.browser
PAGES = {
    "search": "/search?q=quds",
    "entity": "/entity/syria",
    "event": "/id/event/quds",
    "document": "/id/document/d2",
    "statements": "/events?type=Airstrike",
    "sparql": "/sparql?page=1&query=SELECT%20*%20%7B%20%3Fclaim%20a%20kg%3AClaim%20%7D%20LIMIT%205",
    "timeline": "/timeline",
    "map": "/map",
    "network": "/network",
    "sources": "/sources",
    "disagreements": "/disagreements",
    "question": "/queries/who_did_what_to_whom?ask=1",
    "questions": "/queries",
    "about": "/about",
    "claim": "/id/claim/k1",
    "nowhere": "/nothing",
    "nothing found": "/search?q=xyzzyx",
    "mistaken query": "/sparql?page=1&query=SELECT%20%3Fa%20%7B%20%3Fa%20nope%3Ax",
    "a span of time": "/timeline?since=2016-01-01&until=2016-06-30",
    "one source of a text": "/id/document/d2?source=own",
}
FIND = """async () => { const found = await axe.run(document, { resultTypes: ['violations'] });
 return found.violations.filter((one) => ['serious', 'critical'].includes(one.impact))
   .flatMap((one) => one.nodes.slice(0, 3).map((node) => `${one.id}: ${node.target.join(' ')}: ${node.html.slice(0, 160)}`)); }"""


@pytest.fixture(scope="module")
def axe() -> str:
    if not AXE.is_file():
        pytest.skip("axe-core is not here: `make browser` fetches it from the npm registry")
    return AXE.read_text("utf-8")


@pytest.fixture(scope="module")
def address(example_folder: Path) -> Iterator[str]:
    yield from serving(example_folder)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_on_the_picture(open_page: Any, view: str, axe: str, scheme: str) -> None:
    page = open_page(view, scheme=scheme).page
    page.evaluate(axe)
    assert page.evaluate(FIND) == []
    page.fill("#find", "quds")
    assert page.evaluate(FIND) == []
    page.press("#find", "Enter")
    assert page.evaluate(FIND) == []
    page.click("#tab-table")
    assert page.evaluate(FIND) == []


@pytest.mark.parametrize("width", [1400, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_in_the_explorer(open_page: Any, address: str, axe: str, scheme: str, width: int) -> None:
    page = open_page(address, scheme=scheme, width=width).page
    found: list[str] = []
    for name, path in {"home": "/", **PAGES}.items():
        page.goto(address + path)
        page.evaluate(axe)
        found += [f"{name}: {wrong}" for wrong in page.evaluate(FIND)]
    assert found == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious_while_words_are_offered(open_page: Any, address: str, axe: str, scheme: str) -> None:
    page = open_page(address, scheme=scheme).page
    page.type("#q", "qu")
    page.wait_for_selector("#suggestions li")
    page.keyboard.press("ArrowDown")
    page.evaluate(axe)
    assert page.evaluate(FIND) == []
    page.goto(f"{address}/sparql")
    page.fill("#editor", "")
    page.focus("#editor")
    page.keyboard.type("kg:")
    page.wait_for_selector("#completions li")
    page.evaluate(axe)
    assert page.evaluate(FIND) == []
    page.goto(f"{address}/events")
    page.click(".facets summary >> nth=0")
    page.evaluate(axe)
    assert page.evaluate(FIND) == []


@pytest.mark.parametrize("name", ["index.html", "search.html", "timeline.html", "entity/syria.html", "id/document/d2.html"])
def test_axe_finds_nothing_serious_in_published_files(open_page: Any, published: Path, axe: str, name: str) -> None:
    # Opened past its policy, which lets not even axe in.
    page = open_page((published / name).as_uri(), ready=False, past_policy=True).page
    page.evaluate(axe)
    assert page.evaluate(FIND) == []
