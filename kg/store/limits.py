"""Lets a reader's query be anything: it takes no more than its share, reads no file, opens no socket, and stops nobody else's.

Text is measured before the engine sees it, because deep nesting crashes its parser and many patterns stall its planner. Then
the query runs in one of a few worker processes (`kg.store.worker`) that are killed when they take too long or too much.
Neither is enough alone, and keyword filters least of all: the worker has no file descriptor to open a socket with.
"""

from __future__ import annotations

import asyncio
import json
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Pipe
from pathlib import Path

import pyoxigraph as ox

import kg
from kg.errors import QueryError, QueryLimitError, StoreError
from kg.store import line
from kg.store.embedded import identity
from kg.store.results import PLAIN, Forms, Result, Scope, Triples, from_engine
from kg.store.turns import QUICK, Turn, Turns, readable
from kg.store.worker import FAILED, FORMATS, REPLY, REQUEST, WIDE, WRONG
from kg.store.writing import BOOLEAN, TRIPLES, WIDEST
from kg.store.wrong import not_a_query

_MEBI = 1 << 20


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one query may take."""

    seconds: float = 5.0
    memory: int = 1024 * _MEBI
    """Bytes, beyond what the open store needs."""
    rows: int = 10_000
    """At least one; more are cut off, and the answer says so."""
    size: int = 64 * _MEBI
    """Bytes of the answer; more are cut off likewise."""
    length: int = 16 * 1024
    """Bytes of the query."""
    nesting: int = 128
    """Brackets within brackets, or signs before signs."""
    patterns: int = 64
    """Triple patterns, path steps counted one by one."""


_TOKEN = re.compile(
    r"""(?P<skip>\s+|\#[^\n\r]*)
      | (?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
      | (?P<string>\"\"\"(?:\"{0,2}(?:[^\"\\]|\\.))*\"\"\"|'''(?:'{0,2}(?:[^'\\]|\\.))*'''
          |"(?:[^"\\\n\r]|\\.)*"|'(?:[^'\\\n\r]|\\.)*')
      | (?P<variable>[?$]\w+)
      | (?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)
      | (?P<name>(?:[^\W\d_](?:[\w.-]*[\w-])?)?:(?:(?:[\w:%-]|\\\S)(?:(?:[\w.:%-]|\\\S)*(?:[\w:%-]|\\\S))?)?)
      | (?P<blank>_:\w[\w.-]*)
      | (?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)
      | (?P<word>\w+)
      | (?P<sign>.)""",
    re.VERBOSE | re.DOTALL,
)
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U([0-9A-Fa-f]{8})")


def _unescaped(text: str) -> str:
    """SPARQL reads code point escapes before anything else, so a word may be spelled with them."""

    def char(match: re.Match[str]) -> str:
        code = int(match[1] or match[2], 16)
        return chr(code) if code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF else "\ufffd"

    return _ESCAPE.sub(char, text)


@dataclass(slots=True)
class _Measure:
    """What is counted while a query is read token by token."""

    open: list[str] = field(default_factory=list)
    """The brackets that are open; ``V`` is the brace of VALUES, which holds no patterns."""
    deepest: int = 0
    run: int = 0
    patterns: int = 0
    pending: bool = False
    """True while the terms of a pattern are being read."""
    values: bool = False

    def term(self) -> None:
        self.run = 0
        self.pending = self.pending or (bool(self.open) and self.open[-1] in "{[")

    def word(self, word: str) -> None:
        self.run = 0
        if word in ("a", "true", "false"):
            return
        self.values = word.upper() == "VALUES"
        self._end()

    def _end(self) -> None:
        self.patterns += self.pending
        self.pending = False

    def sign(self, sign: str) -> None:
        self.run = self.run + 1 if sign in "!-+^" else 0
        if sign in ".;,/{}":
            self._end()
        if sign in "{([":
            self.open.append("V" if sign == "{" and self.values else sign)
            self.values = False
        elif sign in "})]" and self.open:
            self.open.pop()
        self.pending = self.pending or sign == "/"
        self.deepest = max(self.deepest, self.run, len(self.open))


def check(text: str, limits: Limits) -> None:
    """Refuse a query that is too long, too deep or too wide, or that asks another server.

    Raises:
        QueryLimitError: it is beyond *limits*.
        QueryError: it calls SERVICE.
    """
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > limits.length:
        raise QueryLimitError(f"the query is {size:,} bytes long, the limit is {limits.length:,}; ask in parts")
    measure = _Measure()
    for match in _TOKEN.finditer(_unescaped(text)):
        if match.lastgroup == "sign":
            measure.sign(match[0])
        elif match.lastgroup == "word":
            measure.word(match[0])
            if match[0].upper() == "SERVICE":
                raise QueryError("SERVICE is not answered here: a query reaches no other server; ask that server itself")
        elif match.lastgroup != "skip":
            measure.term()
    if measure.deepest > limits.nesting:
        raise QueryLimitError(f"the query nests {measure.deepest} deep, the limit is {limits.nesting}; write it flatter")
    if measure.patterns > limits.patterns:
        raise QueryLimitError(f"the query has {measure.patterns} triple patterns, the limit is {limits.patterns}; ask in parts")


@dataclass(frozen=True, slots=True)
class Answer:
    """What a worker answered, still as text."""

    kind: bytes
    body: bytes
    """In the format that was asked for."""
    truncated: bool = False

    def result(self) -> Result:
        """Return the answer, if it was asked for in plain formats, as a result like any store's."""
        if self.kind == BOOLEAN:
            return self.body == b"true"
        if self.kind == TRIPLES:
            quads = ox.parse(self.body, format=ox.RdfFormat.N_TRIPLES)
            return Triples((quad.triple for quad in quads), self.truncated)
        return from_engine(ox.parse_query_results(self.body, format=ox.QueryResultsFormat.TSV), truncated=self.truncated)


class _Worker:
    """One worker process and the line to it."""

    def __init__(self, path: Path, memory: int) -> None:
        self.of = identity(path)
        self.connection, theirs = Pipe()
        package = Path(kg.__file__).resolve().parents[1]
        command = [sys.executable, "-E", "-s", "-m", "kg.store.worker", str(path.resolve()), str(theirs.fileno()), str(memory)]
        self.process = subprocess.Popen(
            command, cwd=package, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, env={"LC_ALL": "C.UTF-8"},
        )
        theirs.close()
        if not self._is_ready():
            self.kill()
            raise StoreError(f"no query worker could be started on {path}; is it a store that `kg build` made?")

    def _is_ready(self) -> bool:
        try:
            return self.connection.poll(30.0) and line.receive(self.connection.fileno()) == b"ready"
        except (EOFError, OSError):
            return False

    def kill(self) -> int:
        """End the process at once and return how it ended."""
        self.process.kill()
        self.connection.close()
        return self.process.wait()

    def ask(self, text: str, limits: Limits, scope: Scope | None, forms: Forms, is_long: Callable[[], None]) -> Answer:
        """Return the answer; *is_long* is called if it is long in coming.

        The worker is of no further use after a `QueryLimitError` or `StoreError`.
        """
        self._send(text, limits, scope, forms)
        rest = limits.seconds - QUICK
        if not self.connection.poll(min(QUICK, limits.seconds)):
            is_long()
            if rest <= 0 or not self.connection.poll(rest):
                raise _too_slow(limits)
        return self._receive(text, limits)

    async def ask_meanwhile(
        self, text: str, limits: Limits, scope: Scope | None, forms: Forms, is_long: Callable[[], None]
    ) -> Answer:
        """Return what `ask` does; the event loop goes on with other things until the answer is there."""
        self._send(text, limits, scope, forms)
        theirs, rest = self.connection.fileno(), limits.seconds - QUICK
        if not await readable(theirs, min(QUICK, limits.seconds)):
            is_long()
            if rest <= 0 or not await readable(theirs, rest):
                await asyncio.to_thread(self.kill)  # a process of much memory takes a while to end
                raise _too_slow(limits)
        return self._receive(text, limits)

    def _send(self, text: str, limits: Limits, scope: Scope | None, forms: Forms) -> None:
        graphs = json.dumps([scope.default, scope.named]).encode() if scope else b""
        numbers = map(FORMATS.index, (forms.solutions, forms.boolean, forms.graph))
        head = REQUEST.pack(limits.seconds, limits.rows, limits.size, len(graphs), *numbers)
        try:
            line.send(self.connection.fileno(), head, graphs, text.encode("utf-8", "replace"))
        except OSError as error:
            raise self._death(limits) from error

    def _receive(self, text: str, limits: Limits) -> Answer:
        try:
            reply = line.receive(self.connection.fileno())
        except (EOFError, OSError) as error:
            raise self._death(limits) from error
        kind, cut = REPLY.unpack_from(reply)
        body = reply[REPLY.size :]
        if kind == WRONG:
            raise QueryError(not_a_query(body.decode(), text))
        if kind == WIDE:
            raise QueryLimitError(f"a row of the answer is longer than {WIDEST // _MEBI} MiB; ask for less of it")
        if kind == FAILED:
            raise StoreError(f"the query failed: {body.decode()}")
        return Answer(kind, body, cut)

    def _death(self, limits: Limits) -> Exception:
        try:
            code = -self.process.wait(timeout=2)
        except subprocess.TimeoutExpired:
            code = 0
        if code == signal.SIGXCPU:
            return _too_slow(limits)
        if code == signal.SIGSEGV:
            return QueryLimitError("the query is too deep for the engine; write it flatter")
        return QueryLimitError(f"the query needed more than {limits.memory // _MEBI:,} MiB of memory; ask for less at a time")


def _too_slow(limits: Limits) -> QueryLimitError:
    return QueryLimitError(f"the query took longer than {limits.seconds:g} s; ask for less, or name what it is about")


@dataclass(slots=True)
class _Work:
    """A query that goes on."""

    worker: _Worker | None = None
    answer: Answer | None = None


class LimitedRunner:
    """Answers queries over the store at a path, each within its limits; any number of threads may ask.

    So many *workers* answer at a time, and so many may be *waiting*, each for up to *patience* seconds; see
    `kg.store.turns`. Workers are started when they are first needed, and anew when the store at the path is another one.
    """

    def __init__(
        self, path: Path, limits: Limits | None = None, *, workers: int = 2, waiting: int = 64, patience: float = 30.0
    ) -> None:
        self.path = path
        self.limits = limits or Limits()
        self._idle: list[_Worker] = []
        self._turns = Turns(workers, waiting, patience)
        self._guard = threading.Lock()
        self._closed = False
        self._preparing = False

    def run(self, text: str, limits: Limits | None = None, scope: Scope | None = None, forms: Forms = PLAIN) -> Answer:
        """Return the answer to *text*; *limits* may differ from the runner's own in all but memory.

        With a *scope* it is put to those graphs alone, whatever its FROM clauses say. The worker writes the answer in the format
        of *forms* that suits it.

        Raises:
            QueryError: *text* is not a SPARQL query.
            QueryLimitError: it is beyond the limits or reached one.
            BusyError: too many queries are waiting already, or it waited too long.
            StoreError: the store cannot be read.
        """
        limits = limits or self.limits
        with self._place(text, limits) as turn:
            while True:
                self._turns.take(turn)
                with self._work(turn) as work:
                    work.worker = self._take()
                    self._turns.can_be_stopped(turn, work.worker.process.kill)
                    work.answer = work.worker.ask(text, limits, scope, forms, self._prepare)
                if work.answer:
                    return work.answer

    async def run_meanwhile(
        self, text: str, limits: Limits | None = None, scope: Scope | None = None, forms: Forms = PLAIN
    ) -> Answer:
        """Return what `run` does; the event loop goes on with other things meanwhile.

        Handing a short query from the loop to a thread and back takes as long as answering it: 8 clients got 1,570 answers a
        second through threads and 2,300 so.
        """
        limits = limits or self.limits
        with self._place(text, limits) as turn:
            while True:
                await self._turns.take_meanwhile(turn)
                with self._work(turn) as work:
                    while (ready := self._ready()) is None:
                        await asyncio.to_thread(self._start)
                    work.worker = ready
                    self._turns.can_be_stopped(turn, ready.process.kill)
                    work.answer = await ready.ask_meanwhile(text, limits, scope, forms, self._prepare)
                if work.answer:
                    return work.answer

    def query(self, text: str) -> Result:
        """Answer a query as a `Store` does, within the limits; see `run`."""
        return self.run(text).result()

    @contextmanager
    def _place(self, text: str, limits: Limits) -> Iterator[Turn]:
        """Keep a place among those who wait for the answer to *text*, if it may be asked."""
        check(text, limits)
        turn = self._turns.enter(text)
        try:
            yield turn
        finally:
            self._turns.leave()

    @contextmanager
    def _work(self, turn: Turn) -> Iterator[_Work]:
        """Give back the turn and the worker, unless that is of no more use; no answer if it was stopped for another's sake."""
        work, whole = _Work(), False
        try:
            yield work
            whole = True
        except (QueryLimitError, StoreError):
            if not self._turns.done(turn):
                raise
        except QueryError:
            whole = True
            raise
        finally:
            stopped = self._turns.done(turn)
            if work.worker:
                if whole and not stopped:
                    self._give(work.worker)
                else:
                    work.worker.kill()
            self._turns.give(turn)

    def _ready(self) -> _Worker | None:
        """Return an idle worker on the store that is now at the path, if there is one."""
        now = identity(self.path)
        while True:
            with self._guard:
                if self._closed:
                    raise StoreError("the store is closed; open it again")
                if not self._idle:
                    return None
                worker = self._idle.pop()
            if worker.of == now and worker.process.poll() is None:
                return worker
            worker.kill()

    def _take(self) -> _Worker:
        """Return an idle worker, or a new one."""
        while True:
            now = identity(self.path)
            if worker := self._ready():
                return worker
            try:
                return _Worker(self.path, self.limits.memory)
            except StoreError:
                if identity(self.path) == now:
                    raise  # else the store was replaced while it was opened

    def _start(self) -> None:
        """Let there be an idle worker, even if who waits for it gives up meanwhile."""
        self._give(self._take())

    def _prepare(self) -> None:
        """Have another worker ready where one may have to be killed: who asks next then need not wait for its start."""
        with self._guard:
            if self._idle or self._preparing or self._closed:
                return
            self._preparing = True
        threading.Thread(target=self._start_spare, daemon=True).start()

    def _start_spare(self) -> None:
        with suppress(StoreError):  # whoever asks next is told
            self._start()
        self._preparing = False

    def _give(self, worker: _Worker) -> None:
        with self._guard:
            if not self._closed:
                self._idle.append(worker)
                return
        worker.kill()

    def close(self) -> None:
        """End all workers."""
        with self._guard:
            self._closed = True
            idle, self._idle = self._idle, []
        for worker in idle:
            worker.kill()

    def __enter__(self) -> LimitedRunner:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
