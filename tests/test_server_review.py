"""The queue of open questions in the explorer: one person answers, and no page elsewhere can answer for them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fakes import STAGES
from starlette.testclient import TestClient

from kg import pipeline
from kg.errors import UsageError
from kg.model import Verdict
from kg.resolve.decisions import read
from kg.resolve.review import queue
from kg.server import create_app
from kg.server.review import Review

TEXT = "Abu Rahmo was killed in <b>Aleppo</b>. Rami Kalazi was killed on Monday."
HERE = "http://localhost"


@pytest.fixture
def graph(tmp_path: Path) -> Path:
    (tmp_path / "a.txt").write_text(TEXT, "utf-8")
    pipeline.build([tmp_path / "a.txt"], to=tmp_path / "graph", stages=STAGES)
    return tmp_path / "graph"


@pytest.fixture
def review(graph: Path) -> Review:
    questions = queue(*pipeline.resolved(graph, report=lambda _: None, stages=STAGES))
    assert len(questions) == 2
    return Review(graph, "kari", questions=questions, now=lambda: "2026-01-01T00:00:00+00:00")


@pytest.fixture
def client(graph: Path, review: Review) -> Iterator[TestClient]:
    from kg.server.app import create_app as create

    with TestClient(create(graph, review=review), base_url=HERE, headers={"accept": "text/html"}) as found:
        yield found


def form(page: str, verdict: str = "accept", **other: str) -> dict[str, str]:
    """What the first form of a page sends."""
    first = page.split('<form method="post"')[1].split("</form>")[0]
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', first))
    return {**fields, "verdict": verdict, **other}


def test_an_answer_is_a_line_of_the_log_and_is_not_asked_again(client: TestClient, graph: Path, review: Review) -> None:
    page = client.get("/review").text
    assert page.count('<section class="question">') == 2
    assert "<b>Aleppo" not in page
    reply = client.post("/review", data=form(page, reason="read twice"), headers={"origin": HERE}, follow_redirects=False)
    assert (reply.status_code, reply.headers["location"]) == (303, "/review")
    [decision] = read(graph / "decisions.jsonl").decisions
    assert (decision.verdict, decision.author, decision.reason) == (Verdict.ACCEPT, "kari", "read twice")
    assert client.get("/review").text.count('<section class="question">') == 1
    assert client.post("/review", data=form(page)).status_code == 404
    assert review.taken == 1


@pytest.mark.parametrize(
    ("fields", "headers"),
    [
        ({"token": "guess"}, {}),
        ({"token": ""}, {}),
        ({}, {"origin": "http://evil.example"}),
        ({}, {"origin": "null"}),
        ({}, {"sec-fetch-site": "cross-site"}),
        ({}, {"sec-fetch-site": "same-site"}),
    ],
)
def test_an_answer_from_a_page_elsewhere_is_refused(
    client: TestClient, graph: Path, fields: dict[str, str], headers: dict[str, str]
) -> None:
    page = client.get("/review").text
    assert client.post("/review", data=form(page) | fields, headers=headers).status_code == 403
    assert read(graph / "decisions.jsonl").decisions == ()


def test_an_answer_that_the_question_does_not_have_is_refused(client: TestClient, graph: Path) -> None:
    assert client.post("/review", data=form(client.get("/review").text, "same")).status_code == 400
    assert read(graph / "decisions.jsonl").decisions == ()


def test_without_review_there_is_no_queue_and_nothing_that_writes(graph: Path) -> None:
    with TestClient(create_app(graph), base_url=HERE) as client:
        assert client.get("/review").status_code == 404
        assert client.post("/review", data={}).status_code == 405
        assert "/review" not in client.get("/").text


def test_what_others_may_see_is_not_reviewed(graph: Path, review: Review) -> None:
    from kg.server.app import create_app as create

    with pytest.raises(UsageError, match="public profile cannot be reviewed"):
        create(graph, profile="public", review=review)
