"""When things are said to have happened, as bars: a date that is not known to the day is as wide as what is not known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from kg.views.claims import ClaimRow
from kg.views.layout import text_width, when
from kg.views.style import FACTS
from kg.views.words import tone

Span = tuple[date, date, bool]
"""First and last day, and whether an end is not said."""
WIDTH = 1160
MOST = 250
"""Events beyond which months are counted instead."""
_LEFT, _LANE, _TOP = 12, 27, 34


@dataclass(frozen=True, slots=True)
class Bar:
    """One event, or the number of events of a month."""

    x: float
    y: float
    width: float
    label: str
    event: str
    """IRI; empty for a month."""
    said: str
    """The dates in words."""
    exact: bool
    """Known to the day."""
    fact: bool
    """Said to have happened."""
    total: bool
    open: bool
    """One end is not said."""
    tone: str = "other"
    """Whether it harms, helps or says."""
    since: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class Timeline:
    """A placed timeline."""

    bars: tuple[Bar, ...]
    ticks: tuple[tuple[float, str, str, str], ...]
    """Place, text, first and last day of each year or month."""
    height: float
    undated: int
    """Claims that say no date."""
    counted: bool
    """True if months are counted because there are too many events."""
    width: float = WIDTH


def timeline(rows: Sequence[ClaimRow], since: str = "", until: str = "") -> Timeline:
    """Return the events of *rows* in time; those without a date are counted, never placed by guess.

    Between *since* and *until*, ISO dates, the picture shows that span alone; bars that reach out of it are cut off.
    """
    events: dict[str, list[ClaimRow]] = {}
    known = {row.event for row in rows}
    for row in rows:
        if _day(row.earliest) or _day(row.latest):
            events.setdefault(row.part_of if row.part_of in known else row.event, []).append(row)
    undated = sum(1 for row in rows if not _day(row.earliest) and not _day(row.latest))
    if not events:
        return Timeline((), (), _TOP, undated, False)
    spans = {event: _span(found) for event, found in events.items()}
    first = min(start for start, _, _ in spans.values())
    last = max(end for _, end, _ in spans.values())
    first, last = max(first, _day(since) or first), min(last, _day(until) or last)
    last = max(first, last)
    spans = {
        event: (min(max(start, first), last), max(min(end, last), first), open_) for event, (start, end, open_) in spans.items()
    }
    days = max(1, (last - first).days)
    scale = (WIDTH - 2 * _LEFT - 40) / days

    def place(day: date) -> float:
        return round(_LEFT + (day - first).days * scale, 1)

    found = [(place(max(start, first)), text, start.isoformat(), end.isoformat()) for start, end, text in _ticks(first, last)]
    # The first month is cut off where the span begins in its middle; its name would run into the next one's.
    ticks = tuple(
        (x, text if at + 1 == len(found) or found[at + 1][0] - x > text_width(text, 13) + 6 else "", start, end)
        for at, (x, text, start, end) in enumerate(found)
        if x + text_width(text, 13) < WIDTH
    )
    if len(events) > MOST:
        bars = _months(spans, place)
        return Timeline(bars, ticks, _TOP + 190, undated, True)
    bars, lanes = _lanes(events, spans, place, scale)
    return Timeline(bars, ticks, _TOP + lanes * _LANE + 12, undated, False)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _span(rows: Sequence[ClaimRow]) -> Span:
    starts = [day for row in rows if (day := _day(row.earliest))]
    ends = [day for row in rows if (day := _day(row.latest))]
    start, end = min(starts or ends), max(ends or starts)
    return min(start, end), max(start, end), not starts or not ends


def _ticks(first: date, last: date) -> list[tuple[date, date, str]]:
    found = []
    by_month = (last - first).days < 800
    year, month = first.year, first.month if by_month else 1
    while (start := date(year, month, 1)) <= last:
        step = 1 if by_month else 12
        after = date(year + (month - 1 + step) // 12, (month - 1 + step) % 12 + 1, 1)
        found.append((start, date.fromordinal(after.toordinal() - 1), f"{year}-{month:02}" if by_month else str(year)))
        year, month = after.year, after.month
    # Ticks that would stand in each other's way are thinned out.
    every = -(-len(found) // 16)
    return found[::every]


def _lanes(
    events: Mapping[str, Sequence[ClaimRow]], spans: Mapping[str, Span], place: Callable[[date], float], scale: float
) -> tuple[tuple[Bar, ...], int]:
    bars: list[Bar] = []
    ends: list[float] = []
    for event, found in sorted(events.items(), key=lambda item: (spans[item[0]][0], spans[item[0]][1], item[0])):
        start, end, is_open = spans[event]
        x, wide = place(start), max(0.0, round((end - start).days * scale, 1))
        # The event's own claims come before those of its parts.
        rows = sorted(found, key=lambda row: row.event != event)
        label = rows[0].label if len(rows[0].label) <= 46 else rows[0].label[:45].rstrip() + "…"
        inside = wide > text_width(label, 13) + 16
        room = max(wide, 12) + (0 if inside else 8 + text_width(label, 13))
        # At the right edge the label stands in front of its bar.
        left = x - (room - max(wide, 12)) if x + room > WIDTH - 4 else x
        right = x + (max(wide, 12) if left < x else room)
        lane = next((at for at, taken in enumerate(ends) if taken + 10 <= left), len(ends))
        if lane == len(ends):
            ends.append(0.0)
        ends[lane] = right
        precision = rows[0].precision
        bars.append(Bar(
            x, _TOP + lane * _LANE + 6, wide, label, event, when(rows[0].earliest, rows[0].latest, precision),
            rows[0].earliest == rows[0].latest, any(row.manner in FACTS for row in rows), rows[0].is_total, is_open,
            tone(rows[0].types[0]), start.isoformat(), end.isoformat(),
        ))  # fmt: skip
    return tuple(bars), len(ends)


def _months(spans: Mapping[str, Span], place: Callable[[date], float]) -> tuple[Bar, ...]:
    counts = Counter((start.year, start.month) for start, _, _ in spans.values())
    most = max(counts.values())
    bars = []
    for (year, month), number in sorted(counts.items()):
        start = date(year, month, 1)
        after = date(year + month // 12, month % 12 + 1, 1)
        end = date.fromordinal(after.toordinal() - 1)
        tall = round(150 * number / most, 1)
        x, said = place(start), f"{year}-{month:02}: {number}"
        bars.append(Bar(
            max(0.0, x), _TOP + 160 - tall, max(3.0, place(end) - x - 1), str(number), "", said, False, True,
            False, False, "other", start.isoformat(), end.isoformat(),
        ))  # fmt: skip
    return tuple(bars)
