"""A real browser for the tests of pages: Debian's Chromium through Playwright; both absent, the tests skip and say so."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox
import pytest

from kg.finder import plain_rows
from kg.store import EmbeddedStore
from kg.views import ClaimRow, columns_graph, read_claims, render

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

HERE = Path(__file__).parent
ARGUMENTS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


@dataclass
class Watched:
    """A page, and whatever it did that no page of ours may do."""

    page: Page
    wrong: list[str] = field(default_factory=list)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: pip install playwright")
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if not found:
        pytest.skip("Chromium is not installed: apt-get install chromium")
    with playwright.sync_playwright() as run:
        chromium = run.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Any]:
    """Open an address with a size and a colour scheme; every request elsewhere, error or refused script is noted."""
    contexts = []

    def start(
        address: str, *, width: int = 1400, height: int = 900, scheme: str = "light", ready: bool = True, **more: bool | str
    ) -> Watched:
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=scheme, accept_downloads=True,  # type: ignore[arg-type]
            bypass_csp=bool(more.get("past_policy")), java_script_enabled=not more.get("without_scripts"),
            reduced_motion=more.get("motion"),  # type: ignore[arg-type]
        )  # fmt: skip
        contexts.append(context)
        page = context.new_page()
        watched = Watched(page)
        origin = address.split("/", 3)[:3]

        def request(made: Any) -> None:
            url = made.url
            if url.split("/", 3)[:3] != origin and not url.startswith(("data:", "blob:")):
                watched.wrong.append(f"request {url}")

        page.on("request", request)

        def said(message: Any) -> None:
            if message.type in ("error", "warning"):
                watched.wrong.append(f"console {message.text}")

        def dialog(shown: Any) -> None:
            watched.wrong.append(f"dialog {shown.message}")
            shown.dismiss()

        page.on("console", said)
        page.on("pageerror", lambda error: watched.wrong.append(f"error {error}"))
        page.on("dialog", dialog)
        page.goto(address)
        if ready:
            page.wait_for_selector("html[data-ready='1']", timeout=15_000)
        return watched

    yield start
    for context in contexts:
        context.close()


def example_claims(language: str = "en") -> tuple[ClaimRow, ...]:
    """Return the claims of `example.ttl` with the sentences around them."""
    engine = ox.Store()
    engine.load(path=str(HERE / "example.ttl"), format=ox.RdfFormat.TURTLE)
    texts = {f"d{at}": (HERE / f"example-d{at}.txt").read_text("utf-8") for at in (1, 2, 3)}
    return read_claims(plain_rows(EmbeddedStore(engine)), language=language, texts=lambda iri: texts.get(iri[-2:]))


@pytest.fixture(scope="session")
def view(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The address of the columns picture of the example."""
    path = tmp_path_factory.mktemp("view") / "view.html"
    path.write_text(render(columns_graph(example_claims()), "Who did what to whom: Aleppo 2014-2016"), "utf-8")
    return path.as_uri()


def write_example_folder(root: Path) -> Path:
    """Write a graph folder that holds `example.ttl`, each document's facts in its own named graph, and its texts."""
    from kg.vocab import GRAPH_ENTITIES

    (root / "sources").mkdir(parents=True)
    (root / "annotations").mkdir()
    engine = ox.Store(str(root / "store"))
    facts = [quad.triple for quad in ox.parse(path=str(HERE / "example.ttl"), format=ox.RdfFormat.TURTLE)]
    home = ox.NamedNode(GRAPH_ENTITIES)
    engine.bulk_extend(
        ox.Quad(fact.subject, fact.predicate, fact.object, graph) for fact in facts for graph in (ox.DefaultGraph(), home)
    )
    engine.flush()
    del engine
    for at in (1, 2, 3):
        (root / "sources" / f"d{at}.txt").write_text((HERE / f"example-d{at}.txt").read_text("utf-8"), "utf-8")
    (root / "run.json").write_text('{"format": 1, "counts": {"documents": 3, "claims": 39}}', "utf-8")
    return root


@pytest.fixture(scope="session")
def example_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A graph folder that holds the example."""
    return write_example_folder(tmp_path_factory.mktemp("example") / "g")


@pytest.fixture(scope="session")
def published(example_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example as files."""
    from kg.server import publish

    site = tmp_path_factory.mktemp("published") / "site"
    publish(example_folder, site)
    return site


@pytest.fixture(scope="session")
def hostile() -> list[str]:
    """300 strings that try to run, each naming itself if it does; @ in the file stands for its number."""
    shapes = [json.loads(line) for line in (HERE / "hostile.jsonl").read_text("utf-8").splitlines()]
    return [shapes[at % len(shapes)].replace("@", str(at)) for at in range(300)]
