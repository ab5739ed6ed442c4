"""The line between a runner and a query worker: bytes of any length, sent and received whole.

It takes one system call each way where `multiprocessing.connection` takes two, of those that a short query is mostly made of.
"""

from __future__ import annotations

import os
import struct

_LENGTH = struct.Struct("<Q")
_MUCH = 1 << 16
_MOST = 1 << 20


def send(line: int, *parts: bytes) -> None:
    """Send *parts* as one."""
    waiting = [memoryview(part) for part in (_LENGTH.pack(sum(map(len, parts))), *parts)]
    while waiting:
        sent = os.writev(line, waiting)
        while waiting and sent >= len(waiting[0]):
            sent -= len(waiting.pop(0))
        if waiting:
            waiting[0] = waiting[0][sent:]


def receive(line: int) -> bytes:
    """Return what was sent as one.

    Raises:
        EOFError: the other end hung up.
    """
    data = _read(line, _MUCH)
    while len(data) < _LENGTH.size:
        data += _read(line, _MUCH)
    whole = _LENGTH.size + _LENGTH.unpack_from(data)[0]
    if len(data) >= whole:
        return data[_LENGTH.size : whole]
    parts, left = [data[_LENGTH.size :]], whole - len(data)
    while left > 0:
        parts.append(_read(line, min(left, _MOST)))
        left -= len(parts[-1])
    return b"".join(parts)


def _read(line: int, most: int) -> bytes:
    if data := os.read(line, most):
        return data
    raise EOFError("the other end hung up")
