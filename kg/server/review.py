"""The queue of open questions as a page on which one person decides; only where the server was started for review.

The only route of the explorer that writes, and all it writes is a line in the log of decisions. A page elsewhere cannot answer
in the person's name: every form carries a secret of this run, and the browser must say that the form was ours.
"""

from __future__ import annotations

import hmac
import secrets
import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import UsageError
from kg.model import Verdict
from kg.server.site import Answer, Asked, NotFoundError, Site
from kg.table import Iri, Table
from kg.workspace import open_workspace

if TYPE_CHECKING:
    from kg.resolve.review import Question

SHOWN = 20
"""Questions that one page puts."""
PAIR = (Verdict.SAME, Verdict.DIFFERENT, Verdict.UNSURE)
CLAIM = (Verdict.ACCEPT, Verdict.REJECT)


class ForbiddenError(UsageError):
    """An answer that did not come from a page of this server."""


def open_questions(graph_dir: str | Path) -> tuple[Question, ...]:
    """Return what is open in a graph folder, the weightiest first."""
    from kg import pipeline
    from kg.names import KnownNames
    from kg.resolve.review import queue

    annotations, resolution = pipeline.resolved(graph_dir, report=lambda _: None)
    return queue(annotations, resolution, KnownNames.load())


class Review:
    """The questions of one run of the server, and the one person who answers them."""

    def __init__(
        self,
        graph_dir: str | Path,
        author: str,
        *,
        questions: Sequence[Question] | None = None,
        now: Callable[[], str] = lambda: datetime.now(UTC).isoformat(timespec="seconds"),
    ) -> None:
        from kg.resolve.decisions import read

        self._log = open_workspace(graph_dir).decisions
        self._seen = read(self._log).last
        found = open_questions(graph_dir) if questions is None else questions
        self._open = {(question.left, question.right): question for question in found}
        self._author, self._now = author, now
        self._token = secrets.token_urlsafe(32)
        self._lock = threading.Lock()
        self.taken = 0
        """Decisions that were written."""

    def page(self, site: Site, asked: Asked) -> Answer:
        """The next questions, each with its sentences and the answers it can have."""
        with self._lock:
            found = list(self._open.values())
        values = {
            "questions": found[:SHOWN],
            "number": len(found),
            "token": self._token,
            "taken": self.taken,
            "author": self._author,
            "pair": [verdict.value for verdict in PAIR],
            "claim": [verdict.value for verdict in CLAIM],
        }
        table = Table(
            ("left", "right", "question", "why", "weight"),
            tuple((Iri(one.left), Iri(one.right) if one.right else None, one.asks, one.reason, one.weight) for one in found),
        )
        return Answer("review", "review.html.jinja", values, table)

    def check(self, form: Mapping[str, str], headers: Mapping[str, str], origin: str) -> None:
        """Make sure that an answer comes from a form of this server.

        Raises:
            ForbiddenError: it does not.
        """
        site = headers.get("sec-fetch-site", "same-origin")
        if headers.get("origin", origin) != origin or site != "same-origin":
            raise ForbiddenError("this answer came from a page elsewhere; nothing was decided")
        if not hmac.compare_digest(form.get("token", "").encode(), self._token.encode()):
            raise ForbiddenError("this form is of an earlier run of the server; open the queue again")

    def answer(self, form: Mapping[str, str]) -> None:
        """Write one answer to the log of decisions.

        Raises:
            NotFoundError: the question is answered already, or there is none such.
            UsageError: it cannot be answered so.
            ResolutionError: the log cannot take it, or somebody else was quicker.
        """
        from kg.resolve import decisions

        with self._lock:
            question = self._open.get((form.get("left", ""), form.get("right", "")))
            if question is None:
                raise NotFoundError("this question is answered already")
            given = form.get("verdict", "")
            allowed = {verdict.value: verdict for verdict in (PAIR if question.is_pair else CLAIM)}
            if given not in allowed:
                raise UsageError(f"{given!r} is no answer to this question; choose {', '.join(allowed)}")
            reason = " ".join(form.get("reason", "").split())[:500]
            decision = question.answered(allowed[given], author=self._author, time=self._now(), reason=reason)
            self._seen = decisions.append(self._log, [decision], seen=self._seen).last
            del self._open[question.left, question.right]
            self.taken += 1
