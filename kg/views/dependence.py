"""Who relies on whom: who says it first, who passed it on, and in which text it stands; five papers may be one source."""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kg.views.claims import ClaimRow
from kg.views.layout import wrap

MOST = {"first": 24, "via": 16, "text": 24}
"""Boxes that a column can hold; those with fewer claims are counted."""
_X = {"first": 20, "via": 430, "text": 800}
_WIDTH = {"first": 250, "via": 210, "text": 330}
_ROW, _LINE, _TOP = 40, 10, 30
WIDE = 1150


@dataclass(frozen=True, slots=True)
class Stop:
    """One that says something, passes it on, or holds it."""

    thing: str
    """IRI."""
    label: str
    full: str
    claims: int
    x: float
    y: float
    width: float
    column: str


@dataclass(frozen=True, slots=True)
class Dependence:
    """A drawn picture of who relies on whom."""

    stops: tuple[Stop, ...]
    lines: tuple[tuple[str, float, str], ...]
    """Path data, width and what it says of each line."""
    heads: Mapping[str, float]
    left_out: int
    own: int
    """Claims that texts make in their own voice."""
    height: float
    width: float = WIDE


def dependence(rows: Sequence[ClaimRow]) -> Dependence:
    """Return the picture of *rows*: sources that are named, those who passed it on, and texts."""
    names: dict[str, str] = {}
    counted: dict[str, Counter[str]] = {name: Counter() for name in _X}
    links: Counter[tuple[str, str]] = Counter()
    own = 0
    for row in rows:
        if not row.according_to:
            own += 1
            continue
        first, *rest = row.according_to
        # Who published the text passes on all that stands in it; the text's own box says so.
        passed = [part for part in rest if part.name != row.paper.publisher]
        text = row.paper.iri
        names[f"text:{text}"] = row.paper.title or row.paper.name
        chain = [f"first:{first.entity}", *(f"via:{part.entity}" for part in passed[:1]), f"text:{text}"]
        names.update({f"first:{first.entity}": first.name, **{f"via:{part.entity}": part.name for part in passed[:1]}})
        for stop in chain:
            counted[stop.split(":")[0]][stop] += 1
        for one, other in itertools.pairwise(chain):
            links[one, other] += 1
    shown = {
        name: [stop for stop, _ in sorted(counter.items(), key=lambda pair: (-pair[1], names[pair[0]], pair[0]))[: MOST[name]]]
        for name, counter in counted.items()
    }
    left_out = sum(len(counter) for counter in counted.values()) - sum(map(len, shown.values()))
    ys = _heights(shown, links)
    stops = {
        stop: Stop(
            stop.split(":", 1)[1],
            wrap(names[stop], _WIDTH[name] - 56, 1, 13)[0],
            names[stop],
            counted[name][stop],
            _X[name],
            ys[stop],
            _WIDTH[name],
            name,
        )
        for name, column in shown.items()
        for stop in sorted(column, key=lambda stop: ys[stop])
    }
    lines = tuple(
        (
            _line(stops[one], stops[other], ys.get(f"{one}>{other}")),
            min(9.0, 1.0 + 0.7 * (n - 1)),
            f"{names[one]} → {names[other]}: {n}",
        )
        for (one, other), n in sorted(links.items())
        if one in stops and other in stops
    )
    height = max(ys.values(), default=_TOP) + _ROW
    heads = {name: _X[name] + _WIDTH[name] / 2 for name in _X}
    return Dependence(tuple(stops.values()), lines, heads, left_out, own, height)


def _heights(shown: Mapping[str, Sequence[str]], links: Mapping[tuple[str, str], int]) -> dict[str, float]:
    """Return the middle of every box, near those it is linked with.

    A line that nobody passed on has a place of its own in the middle column (``"one>other"``): it goes between the boxes.
    """
    order = {name: list(column) for name, column in shown.items()}
    known = {stop for column in order.values() for stop in column}
    near: dict[str, list[str]] = defaultdict(list)
    for one, other in sorted(links):
        if not {one, other} <= known:
            continue
        stops = [one, other]
        if one.startswith("first:") and other.startswith("text:"):
            stops.insert(1, f"{one}>{other}")
            order["via"].append(stops[1])
        for left, right in itertools.pairwise(stops):
            near[left].append(right)
            near[right].append(left)
    tall = {name: sum(_LINE if ">" in stop else _ROW for stop in column) for name, column in order.items()}
    ys: dict[str, float] = {}
    for name in ("text", "via", "first", "via"):
        middles = {stop: [ys[other] for other in near[stop] if other in ys] for stop in order[name]}
        means = {stop: sum(found) / len(found) if found else float(at) for at, (stop, found) in enumerate(middles.items())}
        order[name].sort(key=means.__getitem__)
        at = _TOP + (max(tall.values()) - tall[name]) / 2
        for stop in order[name]:
            room = _LINE if ">" in stop else _ROW
            ys[stop] = round(at + room / 2, 1)
            at += room
    return ys


def _line(one: Stop, other: Stop, between: float | None) -> str:
    """Return the path from one box to another; with *between*, past the boxes of the middle column at that height."""
    points = [(one.x + one.width, one.y), (other.x, other.y)]
    if between is not None:
        points[1:1] = [(float(_X["via"]), between), (float(_X["via"] + _WIDTH["via"]), between)]
    path = f"M{points[0][0]:.1f} {points[0][1]}"
    for (x0, y0), (x1, y1) in itertools.pairwise(points):
        half = (x0 + x1) / 2
        path += f"C{half:.1f} {y0} {half:.1f} {y1} {x1:.1f} {y1}"
    return path
