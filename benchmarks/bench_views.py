"""Times what people look at: the picture in a real browser, and the pages of the explorer over a large made-up graph.

    python benchmarks/bench_views.py [--quads 1000000] [--names 100000] [--only browser|pages|names]

Browser: processor seconds of all processes of Chromium from opening the file until it can be used, beyond what an empty page
takes. Pages: milliseconds of the server's processor time, median and worst of twenty. Limits are those of the project;
whatever breaks one ends the run with exit code 1.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from made_graph import QUADS_PER_REPORT, made_graph, thousand_boxes

import kg
from kg.finder import Names, write_names
from kg.quads import write_sorted
from kg.resources import shipped
from kg.store import EmbeddedStore, build_store
from kg.views import columns_graph, render, write_view

ARGUMENTS = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
LIMITS = {"demo": 2.0, "thousand": 3.0, "entity": 50.0, "suggest": 30.0, "open": 1.0}


def _ticks(pid: str) -> tuple[str, int] | None:
    """Return the parent of a process and the clock ticks it has used."""
    try:
        fields = Path("/proc", pid, "stat").read_text("utf-8").rsplit(")", 1)[1].split()
    except OSError:
        return None
    return fields[1], int(fields[11]) + int(fields[12])


def browser_seconds() -> float:
    """Return the processor seconds that all processes of Chromium below this one have used."""
    import os

    known = {path.name: found for path in Path("/proc").glob("[0-9]*") if (found := _ticks(path.name))}
    total = 0
    for pid, (parent, ticks) in known.items():
        at = parent
        while at in known and at != str(os.getpid()):
            at = known[at][0]
        try:
            ours = at == str(os.getpid()) and "chrom" in Path("/proc", pid, "comm").read_text("utf-8")
        except OSError:
            continue
        total += ticks if ours else 0
    return total / os.sysconf("SC_CLK_TCK")


def in_browser(scratch: Path, report: Callable[[str, float, str], None]) -> None:
    """Measure the picture of the demonstration and one of a thousand boxes."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        print("browser: not measured, Playwright is not installed")
        return
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if not chromium:
        print("browser: not measured, Chromium is not installed")
        return
    kg.build([shipped("corpus")], to=scratch / "demo")
    demo = write_view(scratch / "demo", scratch / "demo.html")
    many = scratch / "many.html"
    graph = columns_graph(thousand_boxes())
    many.write_text(render(graph), "utf-8")
    empty = scratch / "empty.html"
    empty.write_text("<!doctype html><html data-ready='1'><title>empty</title>", "utf-8")

    def loaded(path: Path) -> float:
        with sync_playwright() as run:
            browser = run.chromium.launch(executable_path=chromium, args=ARGUMENTS)
            page = browser.new_page(viewport={"width": 1400, "height": 900})
            page.wait_for_timeout(1_000)
            before = browser_seconds()
            page.goto(path.as_uri())
            page.wait_for_selector("html[data-ready='1']")
            page.wait_for_timeout(500)
            used = browser_seconds() - before
            browser.close()
        return used

    idle = statistics.median(loaded(empty) for _ in range(3))
    drawn = {"demo": ("the demonstration", demo), "thousand": (f"{len(graph):,} boxes", many)}
    for name, (text, path) in drawn.items():
        used = statistics.median(loaded(path) - idle for _ in range(3))
        report(name, used, f"picture of {text}: {used:.2f} CPU seconds of the browser")


def _times(call: Callable[[int], Any], number: int = 20) -> tuple[float, float]:
    call(0)
    taken = []
    for at in range(number):
        begun = time.process_time()
        call(at)
        taken.append(1000 * (time.process_time() - begun))
    return statistics.median(taken), max(taken)


def over_pages(scratch: Path, quads: int, report: Callable[[str, float, str], None]) -> None:
    """Measure pages of the explorer over a made-up graph."""
    from kg.server import charts, pages
    from kg.server.html import html, live_link
    from kg.server.site import Asked, Site, path_of

    reports = max(1, quads // QUADS_PER_REPORT)
    folder = scratch / "large"
    folder.mkdir()
    nquads = scratch / "graph.nq"
    facts = write_sorted(made_graph(reports), nquads)
    policy = tuple(path.read_text("utf-8") for path in sorted(shipped("ontology").glob("policy/*.rq")))
    build_store(folder / "store", [nquads], policy=policy)
    (folder / "sources").mkdir()
    (folder / "run.json").write_text('{"format": 1}', "utf-8")
    begun = time.process_time()
    with EmbeddedStore.open(folder / "store") as store:
        write_names(folder / "names.db", store)
    took, size = time.process_time() - begun, (folder / "names.db").stat().st_size / 1e6
    print(f"index of the names and words of {facts:,} quads, at build time: {took:.1f} CPU seconds, {size:.0f} MB", flush=True)
    begun = time.process_time()
    site = Site.open(folder)
    took = time.process_time() - begun
    report("open", took, f"explorer opened: {took:.2f} CPU seconds")

    def page(make: Callable[[Asked], Any]) -> None:
        asked = Asked("en", live_link)
        html(make(asked), asked, here="/")

    def some(kind: str) -> list[str]:
        text = f"SELECT DISTINCT ?x WHERE {{ {kind} }} ORDER BY ?x LIMIT 2000"
        return [path_of(str(row[0])) for row in site.query(text)][::100]

    things = {
        "entity": some("?claim claimed:victim ?x"),
        "event": some("?claim kg:about ?x"),
        "document": some("?x a kg:Document"),
    }
    for name, paths in things.items():
        middle, worst = _times(lambda at, paths=paths: page(lambda asked: pages.thing(site, paths[at % len(paths)], asked)))
        report(name, middle, f"page of one {name}: {middle:.0f} ms, at worst {worst:.0f}")
    middle, worst = _times(lambda at: site.names.find(("al", "person", "hosp", "aleppo", "vilage")[at % 5]), 40)
    report("suggest", worst, f"suggestions over this graph: {middle:.1f} ms, at worst {worst:.1f}")
    lists = {
        "first page": pages.home, "statements": pages.events, "disagreements": pages.disagreements, "sources": charts.sources,
        "timeline": charts.timeline_page,
    }  # fmt: skip
    for name, make in lists.items():
        middle, worst = _times(lambda _, make=make: page(lambda asked: make(site, asked)), 3)
        report(name, middle, f"{name}: {middle:.0f} ms")
    site.close()


def over_names(number: int, report: Callable[[str, float, str], None]) -> None:
    """Measure suggestions among many names."""
    kinds = "https://w3id.org/witness-graph/ns#"

    def query(text: str) -> list[tuple[str, ...]]:
        iris = [f"urn:e{at}" for at in range(number)]
        if "COUNT" in text:
            return [(iri, str(1 + at % 7)) for at, iri in enumerate(iris)]
        if "?k WHERE" in text:
            return [(iri, kinds + "Person") for iri in iris]
        if "kg:exact" in text:
            return []
        names = [f"Person {at % 997} of Village {at % 4_999}" for at in range(number)]
        return [(iri, "", name) if "?tag" in text else (iri, name) for iri, name in zip(iris, names, strict=True)]

    begun = time.process_time()
    names = Names.of(query)
    print(f"index of {number:,} names: made in {time.process_time() - begun:.1f} CPU seconds")
    typed = ("p", "pe", "person 1", "vill", "village 12", "pers vil", "person 99 of v", "x", "vilage 12", "persno 7", "zzzzz")
    middle, worst = _times(lambda at: names.find(typed[at % len(typed)]), 40)
    report("suggest", worst, f"suggestions: {middle:.1f} ms, at worst {worst:.1f}")


def main() -> int:
    """Measure, and return 1 if a limit is broken."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--quads", type=int, default=200_000)
    parser.add_argument("--names", type=int, default=100_000)
    parser.add_argument("--only", choices=["browser", "pages", "names"])
    chosen = parser.parse_args()
    broken: list[str] = []

    def report(name: str, value: float, text: str) -> None:
        limit = LIMITS.get(name)
        over = limit is not None and value > limit
        print(text + (f" (limit {limit:g}{', BROKEN' if over else ''})" if limit is not None else ""), flush=True)
        if over:
            broken.append(name)

    with tempfile.TemporaryDirectory() as folder:
        if chosen.only in (None, "names"):
            over_names(chosen.names, report)
        if chosen.only in (None, "pages"):
            over_pages(Path(folder), chosen.quads, report)
        if chosen.only in (None, "browser"):
            in_browser(Path(folder), report)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
