"""What README.md shows is what happens."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path

import pytest

from kg.cli.main import COMMANDS

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text("utf-8")


@pytest.mark.slow
def test_session_shows_the_output_that_its_commands_have() -> None:
    spec = importlib.util.spec_from_file_location("session", ROOT / "docs" / "session.py")
    assert spec is not None
    assert spec.loader is not None
    session = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(session)
    assert README.count("\n$ kg ") >= 3
    assert session.renewed(README) == README, "the session is stale; `make docs` renews it"


def test_commands_that_are_shown_exist() -> None:
    shown = set(re.findall(r"(?:^    |\$ |`)kg (\w+)", README, re.MULTILINE))
    assert shown - set(COMMANDS) == set()
    assert len(shown) >= 8


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md"])
def test_links_lead_somewhere(page: str) -> None:
    text = (ROOT / page).read_text("utf-8")
    links = [link for link in re.findall(r"\]\(([^)#]+)", text) if not link.startswith("http")]
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_first_lines_are_one_sentence_and_two_commands() -> None:
    title, _, sentence = README.partition("\n\n")
    assert title == "# Witness Graph"
    paragraph, commands, *_ = sentence.split("\n\n")
    assert paragraph.count(".") == 1
    assert len(commands.splitlines()) == 2
