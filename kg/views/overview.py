"""How many statements speak of each month: the strip over a timeline from which a span is chosen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

WIDTH, HEIGHT = 1160, 96
FOOT = 22
"""Room for the years."""
_LEFT = 12


@dataclass(frozen=True, slots=True)
class Column:
    """One month, or one year where there are too many months to see."""

    x: float
    width: float
    sure: float
    """Height of what is known to the month."""
    spread: float
    """Height of what is known less exactly: spread evenly over all months in which it may have been."""


@dataclass(frozen=True, slots=True)
class Overview:
    """The drawn strip."""

    columns: tuple[Column, ...]
    years: tuple[tuple[float, str], ...]
    first: str
    """First day of the first column."""
    last: str
    """Last day of the last column."""
    left: float = _LEFT
    right: float = WIDTH - _LEFT
    foot: float = HEIGHT - FOOT
    width: float = WIDTH
    height: float = HEIGHT


def overview(counted: Iterable[tuple[str, str, int]]) -> Overview | None:
    """Return the strip of (earliest, latest, number of statements); None where nothing has a date.

    >>> strip = overview([("2016-04-27", "2016-04-28", 3), ("2016-01-01", "2016-12-31", 12)])
    >>> (strip.first, strip.last, len(strip.columns)) if strip else None
    ('2016-01-01', '2016-12-31', 12)
    """
    spans = []
    for earliest, latest, number in counted:
        start, end = _day(earliest or latest), _day(latest or earliest)
        if start and end:
            spans.append((min(start, end), max(start, end), number))
    if not spans:
        return None
    first, last = min(start for start, _, _ in spans), max(end for _, end, _ in spans)
    step = 1 if 12 * (last.year - first.year) + last.month - first.month < 400 else 12
    origin = 12 * first.year + (first.month - 1 if step == 1 else 0)

    def bin_of(day: date) -> int:
        return (12 * day.year + day.month - 1 - origin) // step

    bins = bin_of(last) + 1
    sure, spread = defaultdict[int, float](float), defaultdict[int, float](float)
    for start, end, number in spans:
        one, other = bin_of(start), bin_of(end)
        if one == other:
            sure[one] += number
        else:
            for at in range(one, other + 1):
                spread[at] += number / (other + 1 - one)
    most = max(sure[at] + spread[at] for at in range(bins)) or 1
    wide, tall = (WIDTH - 2 * _LEFT) / bins, HEIGHT - FOOT - 6
    columns = tuple(
        Column(round(_LEFT + at * wide, 1), round(max(1.0, wide - 1), 1), *(_height(of[at], most, tall) for of in (sure, spread)))
        for at in range(bins)
    )
    years = tuple(
        (round(_LEFT + (12 * year - origin) / step * wide, 1), str(year))
        for year in range(first.year, last.year + 1)
        if 12 * year >= origin or year == first.year
    )
    every = -(-len(years) // 16)
    shown = tuple((max(_LEFT, x), text) for x, text in years[::every])
    months = origin + bins * step
    end_day = date.fromordinal(date(months // 12, months % 12 + 1, 1).toordinal() - 1)
    return Overview(columns, shown, date(origin // 12, origin % 12 + 1, 1).isoformat(), end_day.isoformat())


def _height(number: float, most: float, tall: float) -> float:
    # The square root, so that a month with one statement is seen beside one with a thousand.
    return round(tall * (number / most) ** 0.5, 1) if number else 0.0


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
