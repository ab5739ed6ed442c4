"""Whose query is answered next: a bounded line, in which queries that take long do not hold up those that do not.

Nobody can tell beforehand how long a query takes. So each begins as a quick one; beyond `QUICK` seconds it is a long one. While
quick ones are asked, long ones have all workers but one. One more that turns out to be long while quick ones wait is stopped and
put back in the line; a text that took long when it was last asked waits with the long ones from the beginning.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from kg.errors import BusyError

T = TypeVar("T")
QUICK = 0.5
"""Seconds after which a query is a long one: most questions of the catalogue are answered in less."""
LULL = 1.0
"""Seconds without a quick query after which long ones may have all workers."""
_TICK = 0.05
"""Seconds after which those who wait look again whether a worker can be had."""
_KNOWN = 1_000
"""How many texts are remembered as long."""


def _nothing() -> None:
    """Do nothing."""


@dataclass(eq=False, slots=True)
class Turn:
    """One query's way through the line: it waits, goes on, and may be put back."""

    text: int
    """Tells texts apart."""
    long: bool = False
    since: float = 0.0
    """When it began to wait, or to be answered."""
    come: Callable[[], None] = _nothing
    """Called when its turn has come, or it has waited too long."""
    stop: Callable[[], None] | None = None
    """Ends the work on it; None while that must not be."""
    stopped: bool = False
    """True if it was ended for another's sake, and has to begin anew."""
    here: bool = False
    """True while it goes on."""
    late: bool = False
    """True if it waited too long."""


@dataclass(slots=True)
class _Line:
    quick: deque[Turn] = field(default_factory=deque)
    long: deque[Turn] = field(default_factory=deque)

    def of(self, turn: Turn) -> deque[Turn]:
        return self.long if turn.long else self.quick

    def __len__(self) -> int:
        return len(self.quick) + len(self.long)


class Turns:
    """Lets so many queries at a time go on, whether they wait in a thread or in an event loop."""

    def __init__(self, workers: int, line: int, patience: float) -> None:
        self._workers = workers
        self._most = workers + line
        self._patience = patience
        self._for_long = max(1, workers - 1)
        """Workers that long queries may have while quick ones wait."""
        self._here = 0
        """Queries that wait or go on."""
        self._running: list[Turn] = []
        self._line = _Line()
        self._known: OrderedDict[int, None] = OrderedDict()
        self._usual = 0.1
        """Seconds that queries take, the last ones counting most."""
        self._last_quick = -LULL
        """When a quick query was last asked."""
        self._guard = threading.Lock()
        self._ticking: asyncio.AbstractEventLoop | None = None

    # --- a place in the line ---

    def enter(self, text: str) -> Turn:
        """Return a place for the answer to *text*.

        Raises:
            BusyError: the line is full.
        """
        with self._guard:
            if self._here >= self._most:
                raise self._busy("too many queries are waiting")
            self._here += 1
            turn = Turn(hash(text))
            turn.long = turn.text in self._known
            return turn

    def leave(self) -> None:
        """Give up the place, whatever became of it."""
        with self._guard:
            self._here -= 1

    def take(self, turn: Turn) -> None:
        """Wait for the turn in a thread.

        Raises:
            BusyError: it did not come in time.
        """
        changed = threading.Event()
        if self._begun(turn, changed.set):
            return
        try:
            while not changed.wait(_TICK):
                self._tick()
        except BaseException:
            self._withdraw(turn)
            raise
        self._check(turn)

    async def take_meanwhile(self, turn: Turn) -> None:
        """Do what `take` does; the event loop goes on with other things meanwhile."""
        loop = asyncio.get_running_loop()
        changed: asyncio.Future[None] = loop.create_future()

        def come() -> None:
            if _running_loop() is loop:
                _settle(changed, None)
            else:
                loop.call_soon_threadsafe(_settle, changed, None)

        if self._begun(turn, come):
            return
        if self._ticking is not loop:
            self._ticking = loop
            loop.call_later(_TICK, self._tick_on, loop)
        try:
            await changed
        except BaseException:
            self._withdraw(turn)
            raise
        self._check(turn)

    def can_be_stopped(self, turn: Turn, stop: Callable[[], None]) -> None:
        """Say how the work on a query is ended if another should have its worker; its time is counted from now."""
        with self._guard:
            turn.since, turn.stop = time.monotonic(), stop

    def done(self, turn: Turn) -> bool:
        """End the time in which a query may be stopped; return whether it was."""
        with self._guard:
            if turn.stop:
                self._remember(turn, time.monotonic() - turn.since)
            turn.stop = None
            return turn.stopped

    def give(self, turn: Turn) -> None:
        """Let the next one go on; one that was stopped may take its turn again."""
        with self._guard:
            self._running.remove(turn)
            turn.long = turn.long or turn.stopped
            turn.here = False
            come = self._next()
        _call(come)

    # --- who goes on ---

    def _begun(self, turn: Turn, come: Callable[[], None]) -> bool:
        """Let *turn* begin now, or put it into the line."""
        with self._guard:
            turn.since, turn.come, turn.late = time.monotonic(), come, False
            if turn.stopped:
                turn.stopped = False
                self._line.long.appendleft(turn)
            elif turn.long:
                self._line.long.append(turn)
            else:
                self._last_quick = turn.since
                self._line.quick.append(turn)
            others = self._next()
            begun = turn.here
        _call([each for each in others if each is not turn])
        return begun

    def _next(self) -> list[Turn]:
        """Take out of the line whoever can go on."""
        found = []
        while len(self._running) < self._workers and (turn := self._first()):
            self._line.of(turn).remove(turn)
            turn.here, turn.since = True, time.monotonic()
            self._running.append(turn)
            found.append(turn)
        return found

    def _first(self) -> Turn | None:
        """Who is next: a long one while there are workers for them, else a quick one, else in a lull another long one."""
        quick, long = self._line.quick, self._line.long
        if quick and long and self._workers == 1:
            return min(quick[0], long[0], key=lambda turn: turn.since)
        if long and sum(map(_is_long, self._running)) < self._for_long:
            return long[0]
        if quick:
            return quick[0]
        return long[0] if long and time.monotonic() - self._last_quick > LULL else None

    def _tick(self) -> None:
        """Stop a long query that has a worker too many while quick ones wait, and send away who has waited too long.

        In a lull the worker that is kept for quick queries goes to a long one.
        """
        now = time.monotonic()
        with self._guard:
            late = [turn for line in (self._line.quick, self._line.long) for turn in line if now - turn.since > self._patience]
            for turn in late:
                self._line.of(turn).remove(turn)
                turn.late = True
            stop = self._one_too_many() if self._line.quick else None
            begin = self._next()
        _call(late + begin)
        if stop:
            stop()

    def _one_too_many(self) -> Callable[[], None] | None:
        long = [turn for turn in self._running if _is_long(turn) and not turn.stopped]
        if len(self._running) < self._workers or len(long) <= self._for_long:
            return None
        turn = max(long, key=lambda turn: turn.since)  # the oldest ones go on, so that every one is answered in the end
        if turn.stop is None:
            return None
        stop, turn.stop, turn.stopped = turn.stop, None, True
        return stop

    def _tick_on(self, loop: asyncio.AbstractEventLoop) -> None:
        """Tick as long as anybody waits."""
        self._tick()
        if self._line:
            loop.call_later(_TICK, self._tick_on, loop)
        elif self._ticking is loop:
            self._ticking = None

    # --- what becomes of who waits ---

    def _check(self, turn: Turn) -> None:
        if turn.late:
            with self._guard:
                raise self._busy(f"no turn came within {self._patience:g} s")

    def _withdraw(self, turn: Turn) -> None:
        """Wait no more; a turn that has come meanwhile goes to the next."""
        with self._guard:
            if turn in self._line.of(turn):
                self._line.of(turn).remove(turn)
                return
            came = turn.here
        if came:
            self.give(turn)

    def _remember(self, turn: Turn, took: float) -> None:
        self._usual += 0.1 * (took - self._usual)
        if took > QUICK:
            self._known[turn.text] = None
            self._known.move_to_end(turn.text)
            if len(self._known) > _KNOWN:
                self._known.popitem(last=False)
        else:
            self._known.pop(turn.text, None)

    def _busy(self, why: str) -> BusyError:
        """Return the refusal, with the time that those who wait will probably take."""
        seconds = min(60, 1 + int(self._usual * self._here / self._workers))
        return BusyError(f"{why}; ask again in {seconds} s", seconds)


def _is_long(turn: Turn) -> bool:
    return turn.long or (turn.stop is not None and time.monotonic() - turn.since > QUICK)


def _call(turns: list[Turn]) -> None:
    for turn in turns:
        turn.come()


def _running_loop() -> asyncio.AbstractEventLoop | None:
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None


def _settle(found: asyncio.Future[T], value: T) -> None:
    if not found.done():
        found.set_result(value)


async def readable(descriptor: int, seconds: float) -> bool:
    """Wait until there is something to read, or it is known that there never will be; False if that takes too long."""
    loop = asyncio.get_running_loop()
    found: asyncio.Future[bool] = loop.create_future()
    loop.add_reader(descriptor, _settle, found, True)
    timer = loop.call_later(seconds, _settle, found, False)
    try:
        return await found
    finally:
        loop.remove_reader(descriptor)
        timer.cancel()
