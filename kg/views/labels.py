"""The words on the arrows of the columns picture, and where they stand: on their own arrow, and over no other word."""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from kg.views.layout import Layout, text_width
from kg.views.style import FACTS
from kg.views.words import LANGUAGES, interface, word

if TYPE_CHECKING:
    import networkx as nx

SIZE = 12
"""Size of the type on arrows."""
STEP = 13
"""From line to line of a word on two lines."""
# Where on its stretch of the arrow a word may stand, what is liked best first; near the ends it would hide the tip.
_ALONG = (0.5, 0.42, 0.58, 0.35, 0.65, 0.28, 0.72, 0.22, 0.78)
_BAND = 40.0
Area = tuple[float, float, float, float]


def edge_label(data: Mapping[str, Any], language: str) -> str:
    """Return the word on an arrow: a cross before what is denied, the certainty where it is not plain."""
    if data["tone"] == "place" or (data["word"] == "stance.asserts"):
        return ""
    text = word(data["word"], language)
    if data["manner"] == "denied":
        return f"✕ {text}" if data["word"] == "stance.denies" else f"✕ {text}\n({interface()[language]['denied']})"
    if data["manner"] not in FACTS and data["tone"] != "speech":
        return f"{text}?"
    if data["certainty"] != "certain" and data["tone"] != "speech":
        return f"{text}\n({word('certainty.' + data['certainty'], language)})"
    return text


def place_labels(graph: nx.MultiDiGraph, layout: Layout) -> Mapping[tuple[str, str, str], tuple[float, float, bool]]:
    """Return the middle of the word of each arrow that has one, the same for every language, and whether it covers another.

    A word keeps to its arrow and moves along it until it covers no other, or as little as can be. One that covers others all
    the same is shown when its arrow is chosen; the word of a denial always is.
    """
    wanted = []
    for source, target, key, data in ordered_edges(graph):
        texts = [text for code in LANGUAGES if (text := edge_label(data, code))]
        if texts:
            first, last = _stretch(layout.routes[source, target, key], source.startswith("what"))
            wide = max(text_width(line, SIZE) for text in texts for line in text.split("\n")) + 6
            tall = STEP * max(text.count("\n") + 1 for text in texts) + 3
            wanted.append(((first[1] + last[1]) / 2, (source, target, key), first, last, wide, tall, data["manner"] == "denied"))
    taken: dict[int, list[Area]] = defaultdict(list)
    found = {}
    # Denials first, so that no other word takes their room.
    for _, edge, first, last, wide, tall, denied in sorted(wanted, key=lambda item: (not item[6], item[0], item[1])):
        best: tuple[float, float, float] | None = None
        for rank, along in enumerate(_ALONG):
            x, y = _at(first, last, along)
            # Between the boxes: a word that reached into one would hide its border.
            x = min(max(x, first[0] + wide / 2 - 4), last[0] - wide / 2 - 4)
            area = (x - wide / 2, y - tall / 2, x + wide / 2, y + tall / 2)
            cost = sum(_overlap(area, other) for other in _near(taken, area)) + rank * 0.5
            if best is None or cost < best[0]:
                best = cost, x, y
            if cost <= rank * 0.5:
                break
        assert best is not None
        _, x, y = best
        area = (x - wide / 2, y - tall / 2, x + wide / 2, y + tall / 2)
        covers = not denied and max((_overlap(area, other) for other in _near(taken, area)), default=0.0) > 0.25 * wide * tall
        if not covers:
            for band in _bands(area):
                taken[band].append(area)
        found[edge] = round(x, 1), round(y, 1), covers
    return found


def _stretch(points: Sequence[tuple[float, float]], out_of_event: bool) -> tuple[tuple[float, float], tuple[float, float]]:
    """Return the part of an arrow that carries the word: the last before somebody, the first after somebody."""
    pairs = list(itertools.pairwise(points))
    return pairs[-1] if out_of_event else pairs[0]


def _at(first: tuple[float, float], last: tuple[float, float], along: float) -> tuple[float, float]:
    """Return a point of the curve that `kg.views.svg.curve` draws."""
    rest = 1 - along
    half = (first[0] + last[0]) / 2
    x = rest**3 * first[0] + 3 * rest**2 * along * half + 3 * rest * along**2 * half + along**3 * last[0]
    y = (rest**3 + 3 * rest**2 * along) * first[1] + (3 * rest * along**2 + along**3) * last[1]
    return x, y


def _bands(area: Area) -> range:
    return range(int(area[1] // _BAND), int(area[3] // _BAND) + 1)


def _near(taken: Mapping[int, Sequence[Area]], area: Area) -> set[Area]:
    return {other for band in _bands(area) for other in taken.get(band, ())}


def _overlap(one: Area, other: Area) -> float:
    return max(0.0, min(one[2], other[2]) - max(one[0], other[0])) * max(0.0, min(one[3], other[3]) - max(one[1], other[1]))


def ordered_nodes(graph: nx.MultiDiGraph) -> list[tuple[str, dict[str, Any]]]:
    """Return nodes in the order in which pages number them."""
    return sorted(graph.nodes(data=True))


def ordered_edges(graph: nx.MultiDiGraph) -> list[tuple[str, str, str, dict[str, Any]]]:
    """Return arrows in the order in which pages number them."""
    return sorted(graph.edges(keys=True, data=True), key=lambda edge: edge[:3])
