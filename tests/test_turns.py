"""The line in front of the query workers: bounded, quick queries are not held up by long ones, and every one is answered once."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.errors import BusyError, QueryLimitError
from kg.quads import write_sorted
from kg.store import LimitedRunner, Limits, build_store
from kg.store.limits import Answer
from kg.store.turns import LULL, QUICK, Turn, Turns

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
SHORT = "ASK { ?claim <urn:said> ?words }"


def long(number: int) -> str:
    """A query that takes about a second on a free processor; with each number another text."""
    return f"SELECT (COUNT(*) AS ?n{number}) {{ ?a <urn:said> ?b . ?c <urn:said> ?d FILTER(STRLEN(?b) + STRLEN(?d) > {number}) }}"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("turns") / "store"
    said, doc = ox.NamedNode("urn:said"), ox.NamedNode("urn:doc")
    facts = (ox.Quad(ox.NamedNode(f"urn:claim:{n}"), said, ox.Literal(f"speaker {n}"), doc) for n in range(2_000))
    write_sorted(facts, path.with_suffix(".nq"))
    build_store(path, [path.with_suffix(".nq")], policy=())
    return path


@pytest.fixture
def runner(store: Path) -> Iterator[LimitedRunner]:
    with LimitedRunner(store, Limits(seconds=20)) as runner:
        yield runner


def took(runner: LimitedRunner, text: str) -> float:
    begun = time.monotonic()
    runner.run(text)
    return time.monotonic() - begun


def test_long_queries_are_long(runner: LimitedRunner) -> None:
    runner.run(SHORT)
    assert took(runner, long(0)) > 1.2 * QUICK


# --- the order, without a clock ---------------------------------------------------------------------------------------------


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    now = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    return now


class Line:
    """Turns of queries by name, in one thread; who waits is waited for by nobody."""

    def __init__(self, workers: int, line: int = 20, patience: float = 30.0) -> None:
        self.turns = Turns(workers, line, patience)
        self.stopped: list[str] = []
        self.all: dict[str, Turn] = {}

    def ask(self, name: str) -> None:
        self.all[name] = self.turns.enter(name)
        self._wait(name)

    def _wait(self, name: str) -> None:
        if self.turns._begun(self.all[name], lambda: self._begin(name)):
            self._begin(name)

    def _begin(self, name: str) -> None:
        if self.all[name].here:
            self.turns.can_be_stopped(self.all[name], lambda: self.stopped.append(name))

    def end(self, name: str) -> None:
        turn = self.all.pop(name)
        again = self.turns.done(turn)
        self.turns.give(turn)
        if again:
            self.all[name] = turn
            self._wait(name)
        else:
            self.turns.leave()

    @property
    def running(self) -> str:
        return "".join(sorted(name for name, turn in self.all.items() if turn.here))


def test_first_come_is_first_served(clock: list[float]) -> None:
    line = Line(2)
    for name in "abcd":
        line.ask(name)
    assert line.running == "ab"
    line.end("b")
    assert line.running == "ac"
    line.end("a")
    assert line.running == "cd"


def test_long_queries_have_all_workers_while_nobody_waits(clock: list[float]) -> None:
    line = Line(2)
    for name in "LM":
        line.ask(name)
    clock[0] += 10 * QUICK
    line.turns._tick()
    assert (line.running, line.stopped) == ("LM", [])


def test_one_long_query_too_many_is_put_back_for_a_quick_one(clock: list[float]) -> None:
    line = Line(2)
    line.ask("L")
    clock[0] += 0.1
    line.ask("M")
    line.ask("q")
    line.turns._tick()
    assert line.stopped == []  # nobody knows yet that they are long
    clock[0] += 1.1 * QUICK
    line.turns._tick()
    line.turns._tick()
    assert line.stopped == ["M"]
    line.ask("N")
    line.end("M")  # its worker is gone
    assert line.running == "Lq"
    line.end("q")
    assert line.running == "LN"
    clock[0] += 0.1
    line.end("L")
    assert line.running == "MN"  # it has the worker that long queries have
    clock[0] += 5 * QUICK
    line.ask("r")
    line.turns._tick()
    assert line.stopped == ["M", "M"]


def test_oldest_long_query_is_never_put_back(clock: list[float]) -> None:
    line = Line(2)
    line.ask("L")
    clock[0] += 0.1
    for number in range(5):
        line.ask(f"M{number}")
        clock[0] += 2 * QUICK
        line.ask("q")
        line.turns._tick()
        line.end(line.stopped[-1])
        line.end("q")
    assert "L" not in line.stopped
    assert len(line.stopped) == 5


def test_text_that_took_long_waits_with_the_long_ones(clock: list[float]) -> None:
    line = Line(2)
    line.ask("L")
    clock[0] += 2 * QUICK
    line.end("L")
    line.ask("K")
    clock[0] += 2 * QUICK
    for name in ("q", "L", "r"):
        line.ask(name)
    assert line.running == "Kq"
    line.end("q")
    assert line.running == "Kr"
    line.end("r")
    assert line.running == "K"  # the next quick one is expected
    clock[0] += 2 * LULL
    line.turns._tick()
    assert line.running == "KL"
    line.ask("s")
    line.turns._tick()
    assert line.stopped == ["L"]


def test_long_queries_are_not_starved_by_quick_ones(clock: list[float]) -> None:
    line = Line(2)
    line.ask("L")
    clock[0] += 2 * QUICK
    line.end("L")
    for name in ("a", "b", "c", "L", "d", "e"):
        line.ask(name)
    line.end("a")
    assert line.running == "Lb"


def test_a_single_worker_takes_them_as_they_come(clock: list[float]) -> None:
    line = Line(1)
    line.ask("L")
    clock[0] += 2 * QUICK
    line.end("L")
    line.ask("a")
    clock[0] += 0.1
    line.ask("L")
    clock[0] += 0.1
    line.ask("b")
    line.end("a")
    assert line.running == "L"
    clock[0] += 2 * QUICK
    line.turns._tick()
    assert line.stopped == []


def test_full_line_says_when_to_come_again(clock: list[float]) -> None:
    line = Line(2, line=3)
    for name in "abcde":
        line.ask(name)
    with pytest.raises(BusyError, match="too many queries are waiting; ask again in 1 s") as refused:
        line.ask("f")
    assert refused.value.seconds == 1
    for name in "ab":
        clock[0] += 15
        line.end(name)
    line.ask("f")
    line.ask("g")
    with pytest.raises(BusyError, match="ask again in"):
        line.ask("h")
    with pytest.raises(BusyError) as refused:
        line.ask("h")
    assert 5 < refused.value.seconds <= 60


# --- with real workers ------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_quick_queries_are_answered_while_many_long_ones_wait(runner: LimitedRunner) -> None:
    """Six long queries take the workers some seconds; in a plain line a quick one would wait for all of them."""
    runner.run(SHORT)
    with ThreadPoolExecutor(20) as threads:
        begun = time.monotonic()
        slow = [threads.submit(runner.run, long(number)) for number in range(6)]
        time.sleep(0.2)
        first = [threads.submit(took, runner, SHORT) for _ in range(4)]
        most = max(each.result() for each in first)
        left = sum(not each.done() for each in slow)
        bodies = [each.result().body for each in slow]
        whole = time.monotonic() - begun
    assert bodies == [f"?n{number}\n4000000\n".encode() for number in range(6)]
    assert left > 0
    assert most < whole


@pytest.mark.slow
def test_queries_known_to_be_long_hold_up_no_quick_one(runner: LimitedRunner) -> None:
    texts = [long(number) for number in range(4)]
    for text in texts:
        runner.run(text)
    with ThreadPoolExecutor(20) as threads:
        slow = [threads.submit(runner.run, text) for text in texts * 2]
        time.sleep(0.2)
        quick = [took(runner, SHORT) for _ in range(10)]
        left = sum(not each.done() for each in slow)
        assert all(each.result().body for each in slow)
    assert left >= 4
    assert sorted(quick)[5] < 0.5  # one may wait until a worker is free


def test_stopped_query_is_answered_in_an_event_loop_too(runner: LimitedRunner) -> None:
    async def ask() -> tuple[list[Answer], list[Answer]]:
        slow = [asyncio.create_task(runner.run_meanwhile(long(number))) for number in range(4)]
        await asyncio.sleep(0.2)
        quick = await asyncio.gather(*(runner.run_meanwhile(SHORT) for _ in range(5)))
        return quick, await asyncio.gather(*slow)

    quick, slow = asyncio.run(ask())
    assert [one.body for one in quick] == [b"true"] * 5
    assert [one.body for one in slow] == [f"?n{number}\n4000000\n".encode() for number in range(4)]


def test_who_has_waited_too_long_is_sent_away(store: Path) -> None:
    async def ask(runner: LimitedRunner) -> list[Answer | BaseException]:
        return await asyncio.gather(*(runner.run_meanwhile(ENDLESS) for _ in range(3)), return_exceptions=True)

    with LimitedRunner(store, Limits(seconds=2), workers=1, patience=0.5) as runner:
        found = asyncio.run(ask(runner))
        assert [type(one) for one in found] == [QueryLimitError, BusyError, BusyError]
        with ThreadPoolExecutor(3) as threads:
            errors = [each.exception() for each in [threads.submit(runner.run, ENDLESS) for _ in range(3)]]
        assert [type(one) for one in errors].count(BusyError) == 2
        assert all(one.seconds >= 1 for one in errors if isinstance(one, BusyError))
        assert runner.run(SHORT).body == b"true"


def test_worker_is_ready_when_a_long_query_is_cut(store: Path) -> None:
    with LimitedRunner(store, Limits(seconds=3), workers=1) as runner:
        runner.run(SHORT)
        with pytest.raises(QueryLimitError, match="took longer than 3 s"):
            runner.run(ENDLESS)
        assert len(runner._idle) == 1
        assert runner.run(SHORT).body == b"true"
