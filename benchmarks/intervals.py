"""Shares and F1 with bootstrap intervals: how far a figure would wander if other cases of the same kind had been drawn.

Efron 1979, percentile method. Units are drawn with replacement, 1,000 times, from a fixed seed: the same units in the same
order give the same interval.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from typing import NamedTuple, TypeVar

DRAWS = 1000
SEED = 1
Unit = TypeVar("Unit")
Counts = tuple[int, int, int]
"""Right, found, and there to be found."""


class Interval(NamedTuple):
    """A figure between 0 and 1 and the middle 95 % of what the draws gave; None where there is nothing to measure."""

    value: float | None
    low: float = 0.0
    high: float = 0.0

    def __str__(self) -> str:
        """Return ``0.73 (0.66-0.79)``."""
        return "-" if self.value is None else f"{self.value:.2f} ({self.low:.2f}\u2013{self.high:.2f})"


class Scores(NamedTuple):
    """Precision, recall and F1 with their intervals."""

    precision: Interval
    recall: Interval
    f1: Interval


def share(units: Sequence[tuple[int, int]]) -> Interval:
    """Return the share of right over all of units given as (right, all).

    >>> share([(1, 1), (0, 1)]).value
    0.5
    """

    def ratio(drawn: Sequence[tuple[int, int]]) -> float | None:
        whole = sum(one[1] for one in drawn)
        return sum(one[0] for one in drawn) / whole if whole else None

    return _interval(ratio(units), [ratio(drawn) for drawn in _draws(units)])


def scores(units: Sequence[Counts]) -> Scores:
    """Return precision, recall and F1 over units.

    >>> scores([(1, 1, 2), (1, 2, 1)]).f1.value
    0.6666666666666666
    """
    whole = _prf(units)
    draws = [_prf(drawn) for drawn in _draws(units)]
    return Scores(*(_interval(whole[i], [one[i] for one in draws]) for i in range(3)))


def _prf(units: Sequence[Counts]) -> tuple[float | None, float | None, float | None]:
    right, found, there = (sum(unit[i] for unit in units) for i in range(3))
    if not found and not there:
        return None, None, None
    precision, recall = right / found if found else 0.0, right / there if there else 0.0
    return precision, recall, 2 * precision * recall / (precision + recall) if right else 0.0


def _draws(units: Sequence[Unit]) -> list[list[Unit]]:
    draw = random.Random(SEED)
    return [draw.choices(units, k=len(units)) for _ in range(DRAWS)] if units else []


def _interval(value: float | None, draws: Sequence[float | None]) -> Interval:
    known = sorted(one for one in draws if one is not None)
    if value is None or not known:
        return Interval(None)
    return Interval(value, known[int(0.025 * len(known))], known[int(0.975 * len(known)) - 1])


def totals(units: Sequence[Mapping[str, Counts]], measure: str) -> list[Counts]:
    """Return the counts of one measure in each unit, zeros where a unit has none."""
    return [unit.get(measure, (0, 0, 0)) for unit in units]
