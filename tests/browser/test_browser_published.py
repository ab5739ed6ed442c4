"""Published files opened from disk: search, picture and pages without a server, and nothing of the data runs."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from explorer_parts import write_hostile_folder

from kg.server import publish

pytestmark = pytest.mark.browser


def test_search_finds_names_and_words_without_a_server(open_page: Any, published: Path) -> None:
    watched = open_page((published / "index.html").as_uri(), ready=False)
    page = watched.page
    page.click(".offline-search")
    page.wait_for_selector("html[data-ready='1']")
    page.fill("#find", "qudz hospitl")
    assert "A strike from the air wrecked the al-Quds hospital" in page.locator("#found").inner_text()
    page.fill("#find", "leger uten")
    page.click("#found aside a")
    page.wait_for_url("**/entity/msf.html")
    assert watched.wrong == []


def test_a_kind_on_the_first_page_leads_to_its_statements_alone(open_page: Any, published: Path) -> None:
    watched = open_page((published / "index.html").as_uri(), ready=False)
    page = watched.page
    page.click("main a:has-text('Airstrike') >> nth=-1")
    page.wait_for_selector("html[data-ready='1']")
    assert page.url.endswith("search.html#type=Airstrike")
    assert page.locator("#found .claim").count() >= 3
    assert "Rescue" not in page.locator("#found").inner_text().split("\n")[0]
    assert watched.wrong == []


def test_every_name_is_listed_for_who_runs_no_script(open_page: Any, published: Path) -> None:
    page = open_page((published / "search.html").as_uri(), ready=False, without_scripts=True).page
    assert page.locator("#all-names a").count() > 20


def test_no_published_file_runs_a_word_of_the_data(open_page: Any, hostile: list[str], tmp_path: Path) -> None:
    site = tmp_path / "site"
    publish(write_hostile_folder(tmp_path / "g", hostile), site)
    files = sorted(site.rglob("*.html"))
    watched = open_page((site / "search.html").as_uri(), ready=False)
    page = watched.page
    page.wait_for_selector("html[data-ready='1']")
    for typed in ("script", "alert", "img", "<", '"'):
        page.fill("#find", typed)
        assert page.locator("main img, main iframe, main link, main object").count() == 0
    for file in files[:: max(1, len(files) // 40)]:
        page.goto(file.as_uri())
        assert page.locator("main img, main iframe, base, main link, main math, main object").count() == 0, file
        assert page.locator("[href^='javascript:'], [href^='data:text']").count() == 0, file
    page.wait_for_timeout(200)
    assert watched.wrong == []
