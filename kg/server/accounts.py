"""What is said of one event or in one text, put side by side: who did it, to whom, how many, and in which words."""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

from kg.views.claims import ClaimRow
from kg.views.columns import agents, figure_label, patients


def around(rows: Sequence[ClaimRow]) -> list[tuple[ClaimRow, str, str]]:
    """Return the sentences before and after statements that do not say who did it, each once: who did it is often told there."""
    once: dict[tuple[str, str], tuple[ClaimRow, str, str]] = {}
    for row in rows:
        before, after = row.before.strip(), row.after.strip(" .,;:\n")
        if not agents(row) and not row.is_speech and (before or after):
            once.setdefault((before, after), (row, before, row.after.strip(" ,;:\n")))
    return list(once.values())[:3]


def rivals(rows: Sequence[ClaimRow]) -> list[dict[str, Any]]:
    """Return what sources say differently about one event: its figures, and who did it; only where they differ."""
    return [found for found in told(rows) if found["differ"] and found["about"] != "whom"]


def told(rows: Sequence[ClaimRow]) -> list[dict[str, Any]]:
    """Return what is said of one event: who did it, to whom, and how many; with everyone who says so.

    Each is ``{"about", "differ", "highest", "said": [{"text", "floor", "ceiling", "denied", "rows"}]}`` in the order of the
    floors. ``about`` is ``who``, ``whom`` or a measure.
    """
    said: dict[str, dict[tuple[Any, ...], list[ClaimRow]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        for figure in row.figures:
            said[f"measure.{figure.measure}"][figure.floor, figure.ceiling, figure_label(figure)].append(row)
        for part in agents(row):
            said["who"][0, None, part.name, _denial(row)].append(row)
        for part in patients(row):
            said["whom"][0, None, part.name, _denial(row)].append(row)
    found = []
    for about, values in sorted(said.items(), key=lambda item: (item[0] != "who", item[0] != "whom", item[0])):
        counted = about.startswith("measure.")
        different = {key[:2] for key in values} if counted else set(values)
        highest = max([key[1] or key[0] for key in values if counted], default=0) or 1
        found.append(
            {
                "about": about,
                "differ": len(different) > 1,
                "highest": highest,
                "said": [
                    {
                        "text": key[2],
                        "floor": key[0],
                        "ceiling": key[1],
                        "denied": len(key) > 3 and bool(key[3]),
                        "rows": values[key],
                    }
                    for key in sorted(values, key=lambda key: (key[0], key[1] is None, key[1] or 0, *map(str, key[2:])))
                ],
            }
        )
    return found


def _denial(row: ClaimRow) -> str:
    return "denied" if row.stance == "denies" else ""


def segments(text: str, rows: Sequence[ClaimRow]) -> list[tuple[str, list[int], list[int]]]:
    """Return *text* in pieces: the words, the claims (by place in *rows*) they are evidence of, and those that begin there.

    >>> row = ClaimRow("k", "e", "", ("Attack",), None, 3, 6, "def")
    >>> segments("abcdefghi", [row])
    [('abc', [], []), ('def', [0], [0]), ('ghi', [], [])]
    """
    cuts = sorted({0, len(text), *(at for row in rows for at in (row.start, row.end) if 0 <= at <= len(text))})
    opening: dict[int, list[int]] = defaultdict(list)
    closing: dict[int, list[int]] = defaultdict(list)
    for number, row in enumerate(rows):
        if 0 <= row.start < row.end <= len(text):
            opening[row.start].append(number)
            closing[row.end].append(number)
    pieces = []
    inside: list[int] = []
    for first, last in itertools.pairwise(cuts):
        inside = [number for number in inside if number not in closing[first]] + opening[first]
        pieces.append((text[first:last], list(inside), list(opening[first])))
    return pieces


def others(rows: Sequence[ClaimRow], iri: str) -> list[tuple[str, str, int]]:
    """Return who appears in the same claims, most often first."""
    counter: Counter[tuple[str, str]] = Counter()
    for row in rows:
        for one in {(part.entity, part.name) for part in (*row.roles, *row.according_to) if part.entity != iri}:
            counter[one] += 1
    return [(other, name, n) for (other, name), n in sorted(counter.items(), key=lambda item: (-item[1], item[0]))[:20]]


def voices(rows: Sequence[ClaimRow]) -> list[tuple[str, str, int]]:
    """Return who says how many of *rows*, most first: IRI and name; ``own`` where the document itself speaks."""
    counter: Counter[tuple[str, str]] = Counter()
    for row in rows:
        first = row.according_to[0] if row.according_to else None
        counter[(first.entity, first.name) if first else ("own", "")] += 1
    return [(iri, name, n) for (iri, name), n in sorted(counter.items(), key=lambda item: (-item[1], item[0]))]
