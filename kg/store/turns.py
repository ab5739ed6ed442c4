"""Waiting for a turn and for an answer, in a thread or in an event loop, which goes on with other things meanwhile."""

from __future__ import annotations

import asyncio
import threading
from collections import deque
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class Turns:
    """Lets so many at a time go on, first come first served, whether they wait in a thread or in an event loop."""

    def __init__(self, free: int) -> None:
        self._free = free
        self._waiting: deque[Callable[[], None]] = deque()
        self._guard = threading.Lock()

    def take(self) -> None:
        """Wait for a turn in a thread."""
        come = threading.Event()
        if self._taken(come.set):
            return
        try:
            come.wait()
        except BaseException:
            self._leave(come.set)
            raise

    async def take_meanwhile(self) -> None:
        """Wait for a turn in an event loop."""
        loop = asyncio.get_running_loop()
        come: asyncio.Future[None] = loop.create_future()

        def wake() -> None:
            if _running_loop() is loop:
                _settle(come, None)
            else:
                loop.call_soon_threadsafe(_settle, come, None)

        if self._taken(wake):
            return
        try:
            await come
        except BaseException:
            self._leave(wake)
            raise

    def _taken(self, wake: Callable[[], None]) -> bool:
        """Take a turn now and return True, or have *wake* called when one has come."""
        with self._guard:
            if not self._free:
                self._waiting.append(wake)
                return False
            self._free -= 1
            return True

    def _leave(self, wake: Callable[[], None]) -> None:
        """Wait no more; a turn that has come meanwhile goes to the next."""
        with self._guard:
            if wake in self._waiting:
                self._waiting.remove(wake)
                return
        self.give()

    def give(self) -> None:
        """Let the next one go on."""
        with self._guard:
            if not self._waiting:
                self._free += 1
                return
            wake = self._waiting.popleft()
        wake()


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
