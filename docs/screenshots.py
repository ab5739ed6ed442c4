"""Draws the pictures of the README into docs/pictures/ from the demonstration texts: `make screenshots`.

Needs Playwright and a Chromium of the system (`apt-get install chromium`).
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import threading
import time
from pathlib import Path

import uvicorn
from playwright.sync_api import Browser, sync_playwright

import kg
from kg.resources import shipped
from kg.server import create_app
from kg.views import write_view

PICTURES = Path(__file__).parent / "pictures"
ARGUMENTS = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]


def shoot(
    browser: Browser, address: str, name: str, *, find: str = "", width: int = 1440, height: int = 900, dark: bool = False,
    typed: str = "",
) -> None:  # fmt: skip
    """Write one picture; *find* selects the first box of that name, *typed* is put before the last line of the editor."""
    page = browser.new_page(viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light")
    page.goto(address)
    page.wait_for_timeout(800)
    if find:
        page.fill("#find", find)
        page.press("#find", "Enter")
        page.wait_for_timeout(400)
    if typed:
        page.focus("#editor")
        page.keyboard.press("Control+End")
        page.keyboard.press("Home")
        page.keyboard.type(f"{typed}")
        page.wait_for_selector("#completions li")
    page.screenshot(path=str(PICTURES / f"{name}.png"))
    page.close()


def main() -> int:
    """Build the demonstration graph, serve it, and draw."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if not chromium:
        print("Chromium is not installed: apt-get install chromium", file=sys.stderr)
        return 1
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        graph = Path(scratch) / "demo"
        kg.build([shipped("corpus")], to=graph)
        view = write_view(graph, Path(scratch) / "view.html")
        server = uvicorn.Server(uvicorn.Config(create_app(graph), host="127.0.0.1", port=0, log_level="error"))
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.05)
        site = f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
        with sync_playwright() as run:
            browser = run.chromium.launch(executable_path=chromium, args=ARGUMENTS)
            shoot(browser, view.as_uri(), "columns")
            shoot(browser, view.as_uri(), "columns-selected", find="al-Quds")
            shoot(browser, view.as_uri(), "columns-dark", find="al-Quds", dark=True)
            shoot(browser, view.as_uri(), "columns-phone", width=390, height=844)
            for name in ("timeline", "map", "network", "disagreements"):
                shoot(browser, f"{site}/{name}", name, width=1280, height=860)
            shoot(browser, f"{site}/", "explorer", width=1280, height=860)
            shoot(browser, f"{site}/sparql", "sparql", width=1280, height=700, typed="  ?event a luft")
            shoot(browser, f"{site}/search?q=al-quds", "search", width=1280, height=860)
            browser.close()
        server.should_exit = True
        thread.join(timeout=10)
    return 0


if __name__ == "__main__":
    sys.exit(main())
