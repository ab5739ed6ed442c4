"""Places the boxes of the columns picture: few crossings, no overlaps, text that fits its box; the same for the same graph."""

from __future__ import annotations

import itertools
from bisect import bisect_left, insort
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.views.columns import COLUMNS
from kg.views.style import FACTS

if TYPE_CHECKING:
    import networkx as nx

FONT = 14
"""Size of the type in the boxes, in the units of the picture."""
LINE = 18
NOTE_FONT = 12
"""Size of the type of what stands under an event's title: its date, and how many incidents a total counts."""
NOTE = 16
PADDING = 8
WIDTH: Mapping[str, int] = {"says": 150, "who": 160, "what": 210, "whom": 180, "where": 130}
"""Width of the boxes of a column."""
GAP = 100
"""Room for arrows and their words between two columns."""
EMPTY = 84
"""Width of a column in which nothing stands: its heading."""
BETWEEN = 14
_SWEEPS = 24
Rank = tuple[int, bool, int, str]
_ROW = 7.0
"""Room that a long arrow takes where it passes a column."""


@dataclass(frozen=True, slots=True)
class Box:
    """A placed node: its middle, its size and its text."""

    x: float
    y: float
    width: float
    height: float
    lines: tuple[str, ...]
    notes: tuple[str, ...] = ()
    """Smaller lines below: when, and how many incidents a total counts."""
    mark: str = ""
    """Key of the words that stand between them: that this is a total, denied, threatened, supposed or a habit."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where everything is drawn."""

    boxes: Mapping[str, Box]
    routes: Mapping[tuple[str, str, str], tuple[tuple[float, float], ...]]
    """The points of each arrow: out of the side of a box, between the boxes of columns it passes, into the side of another."""
    heads: Mapping[str, float]
    """The middle of each column, from left to right."""
    top: float
    bottom: float
    left: float
    right: float


def text_width(text: str, size: float = FONT) -> float:
    """Return the width of *text* in a common sans-serif face, within a tenth or so.

    >>> text_width("ill") < text_width("MMM")
    True
    """
    total = 0.0
    for letter in text:
        if letter in "ijltf.,:;'|!()[] ":
            total += 0.36
        elif letter in "mwMW@%—":
            total += 0.95
        elif letter.isupper() or letter.isdigit():
            total += 0.68
        else:
            total += 1.0 if ord(letter) > 0x2E7F else 0.61
    return total * size


def wrap(text: str, width: float, most: int = 3, size: float = FONT) -> tuple[str, ...]:
    """Return *text* in at most *most* lines of *width*; what does not fit ends in an ellipsis.

    >>> wrap("Airstrike on al-Quds hospital, Aleppo", 170)
    ('Airstrike on al-Quds', 'hospital, Aleppo')
    """
    lines: list[str] = []
    rest = text.split()
    line = ""
    while rest:
        piece = rest.pop(0)
        if line and text_width(f"{line} {piece}", size) > width:
            lines.append(line)
            line = ""
        while text_width(piece, size) > width and len(piece) > 4:
            cut = next((at for at in range(len(piece) - 1, 3, -1) if text_width(piece[:at], size) <= width), 4)
            head, piece = piece[:cut], piece[cut:]
            lines.append(f"{line} {head}".strip())
            line = ""
        line = f"{line} {piece}".strip()
    lines.append(line)
    if len(lines) > most:
        last = lines[most - 1]
        while last and text_width(last + "…", size) > width:
            last = last[:-1]
        lines = [*lines[: most - 1], last.rstrip(" ,.-") + "…"]
    return tuple(lines)


def box_lines(data: Mapping[str, object], column: str) -> tuple[str, ...]:
    """Return the lines of a box: its label."""
    # The title of an event is set bold, which takes a little more room.
    size = FONT * (1.06 if column == "what" else 1.0)
    return wrap(str(data.get("short") or data["label"]), WIDTH[column] - 2 * PADDING - 4, size=size)


def box_mark(data: Mapping[str, object], column: str) -> str:
    """Return what a box must not be without: the key of a word that tells why it is not one thing that has happened."""
    if column != "what":
        return ""
    if data.get("manner") not in FACTS:
        return f"mark.{data.get('manner')}"
    return "mark.total" if data.get("total") and not data.get("counted") else ""


def box_notes(data: Mapping[str, object], column: str) -> tuple[str, ...]:
    """Return the smaller lines of an event's box: how many incidents a total counts, and the date."""
    if column != "what":
        return ()
    extra = brief(str(data.get("earliest", "")), str(data.get("latest", "")), str(data.get("precision", "")))
    sign = f"Σ {data['counted']}" if data.get("total") and data.get("counted") else ""
    note = " · ".join(part for part in (sign, extra) if part)
    return wrap(note, WIDTH[column] - 2 * PADDING, 2, NOTE_FONT) if note else ()


def when(earliest: str, latest: str, precision: str = "") -> str:
    """Return a date or a range as short as it can be told without saying more than is known.

    >>> when("2016-04-27", "2016-04-28"), when("2016-04-01", "2016-04-30"), when("", "2014-10-06")
    ('2016-04-27 – 28', '2016-04', '… – 2014-10-06')
    """
    if not earliest and not latest:
        return ""
    if earliest == latest:
        return earliest
    if not earliest or not latest:
        return f"{earliest or '…'} – {latest or '…'}"
    if earliest[:4] == latest[:4] and earliest.endswith("-01-01") and latest.endswith("-12-31"):
        return earliest[:4]
    if earliest[:7] == latest[:7]:
        if earliest.endswith("-01") and latest[8:] in ("28", "29", "30", "31") and precision in ("month", ""):
            return earliest[:7]
        return f"{earliest} – {latest[8:]}"
    return f"{earliest} – {latest}"


def brief(earliest: str, latest: str, precision: str = "") -> str:
    """Return a date or a range for a small box: a range over several months in months.

    >>> brief("2013-01-01", "2014-10-06"), brief("2016-04-27", "2016-04-28")
    ('2013-01 – 2014-10', '2016-04-27 – 28')
    """
    if earliest and latest and earliest[:7] != latest[:7] and when(earliest, latest, precision) != earliest[:4]:
        return f"{earliest[:7]} – {latest[:7]}"
    return when(earliest, latest, precision)


def place(graph: nx.MultiDiGraph) -> Layout:
    """Return where each node of a columns graph stands."""
    column = {node: COLUMNS.index(data["column"]) for node, data in graph.nodes(data=True)}
    lines = {node: box_lines(data, data["column"]) for node, data in graph.nodes(data=True)}
    notes = {node: box_notes(data, data["column"]) for node, data in graph.nodes(data=True)}
    marks = {node: box_mark(data, data["column"]) for node, data in graph.nodes(data=True)}
    small = {node: len(notes[node]) + bool(marks[node]) for node in lines}
    height = {node: len(text) * LINE + small[node] * NOTE + 2 * PADDING for node, text in lines.items()}
    pairs = sorted({(source, target) for source, target in graph.edges() if column[source] < column[target]})
    chains, layers = _layers(graph, column, pairs)
    links = [(first, second) for chain in chains.values() for first, second in itertools.pairwise(chain)]
    _order(layers, links)
    _largest_first(graph, layers, chains)
    tall = {node: height.get(node, _ROW) for layer in layers for node in layer}
    ys = _heights(layers, links, tall)
    xs, widths, right = _columns({data["column"] for _, data in graph.nodes(data=True)})
    boxes = {
        node: Box(xs[data["column"]], ys[node], WIDTH[data["column"]], height[node], lines[node], notes[node], marks[node])
        for node, data in sorted(graph.nodes(data=True))
    }
    bends = {
        pair: tuple(
            (xs[name] + side * widths[name] / 2, ys[node])
            for at, node in enumerate(chain[1:-1], 1)
            for name in (COLUMNS[column[pair[0]] + at],)
            # Level from side to side: a line that turned in the middle of the column would run through its boxes.
            for side in (-1, 1)
        )
        for pair, chain in chains.items()
    }
    top = min((box.y - box.height / 2 for box in boxes.values()), default=0.0)
    bottom = max((box.y + box.height / 2 for box in boxes.values()), default=0.0)
    return Layout(boxes, _routes(graph, boxes, bends), xs, top, bottom, 0.0, right)


def _routes(
    graph: nx.MultiDiGraph, boxes: Mapping[str, Box], bends: Mapping[tuple[str, str], tuple[tuple[float, float], ...]]
) -> dict[tuple[str, str, str], tuple[tuple[float, float], ...]]:
    """Return the points of every arrow; those at one box are spread over its side in the order of their other ends."""
    edges = sorted(graph.edges(keys=True))
    starts: dict[tuple[str, str, str], float] = {}
    ends: dict[tuple[str, str, str], float] = {}
    for side, mine, ports in (("out", 0, starts), ("in", 1, ends)):
        at_box: dict[str, list[tuple[str, str, str]]] = {}
        for edge in edges:
            at_box.setdefault(edge[mine], []).append(edge)
        for node, own in at_box.items():
            box = boxes[node]

            def far(edge: tuple[str, str, str], side: str = side) -> tuple[float, tuple[str, str, str]]:
                passing = bends[edge[:2]]
                if passing:
                    return passing[0 if side == "out" else -1][1], edge
                return boxes[edge[1 if side == "out" else 0]].y, edge

            own.sort(key=far)
            room = min(box.height - 2 * PADDING, 9.0 * (len(own) - 1))
            for rank, edge in enumerate(own):
                ports[edge] = round(box.y + (room * (rank / (len(own) - 1) - 0.5) if len(own) > 1 else 0.0), 1)
    return {
        edge: (
            (boxes[edge[0]].x + boxes[edge[0]].width / 2, starts[edge]),
            *bends[edge[:2]],
            (boxes[edge[1]].x - boxes[edge[1]].width / 2, ends[edge]),
        )
        for edge in edges
    }


def _columns(filled: set[str]) -> tuple[dict[str, float], dict[str, float], float]:
    """Return the middle and the width of each column, and where the last ends; one in which nothing stands takes little room."""
    xs, widths, at, right = {}, {}, 0.0, 0.0
    for name in COLUMNS:
        width = WIDTH[name] if name in filled or not filled else EMPTY
        xs[name], widths[name] = at + width / 2, float(width)
        right = at + width
        at = right + (GAP if name in filled or not filled else GAP / 3)
    return xs, widths, right


def _layers(
    graph: nx.MultiDiGraph, column: Mapping[str, int], pairs: Sequence[tuple[str, str]]
) -> tuple[dict[tuple[str, str], list[str]], list[list[str]]]:
    """Return each pair's chain through the columns, and the columns in their first order: the most telling first."""
    layers: list[list[str]] = [[] for _ in COLUMNS]
    ranks = _together(graph)

    def early(node: str) -> tuple[Rank, str, str, str]:
        data = graph.nodes[node]
        return ranks[node], str(data.get("earliest") or "9999"), str(data["label"]), node

    for node in sorted(graph.nodes, key=early):
        layers[column[node]].append(node)
    chains = {}
    for source, target in pairs:
        passing = [f"bend:{at}:{source}:{target}" for at in range(column[source] + 1, column[target])]
        for at, name in enumerate(passing, column[source] + 1):
            layers[at].append(name)
        chains[source, target] = [source, *passing, target]
    return chains, layers


def _together(graph: nx.MultiDiGraph) -> dict[str, Rank]:
    """Return for each node the rank of what hangs together with it, places left aside.

    First stand harms to whom or what has a name, those that tell who did it before the others, then what many hang together
    in; a name keeps groups apart.
    """
    import networkx as nx

    near = nx.Graph()
    near.add_nodes_from(graph)
    near.add_edges_from(pair for pair in graph.edges() if graph.nodes[pair[1]]["column"] != "where")
    telling = {
        node
        for node, whom, data in graph.edges(data=True)
        if data["tone"] == "harm" and data["manner"] in ("own", "attributed") and graph.nodes[whom].get("named")
        if graph.nodes[whom]["column"] == "whom"
    }
    ranks = {}
    for group in nx.connected_components(near):
        events = {node for node in group if graph.nodes[node]["column"] == "what"}
        told = len(events & telling)
        # What mostly tells of named victims and targets, then what also does, then the rest.
        first = 0 if told and 2 * told >= len(events) else 1 if told else 2
        nobody = not any(graph.nodes[node]["column"] == "who" for node in group)
        ranks.update(dict.fromkeys(group, (first, nobody, -len(group), min(group))))
    return ranks


def _order(layers: list[list[str]], links: Sequence[tuple[str, str]]) -> None:
    """Order each column by the middle of its neighbours, sweeping both ways; keep the order with the fewest crossings."""
    before: dict[str, list[str]] = {}
    after: dict[str, list[str]] = {}
    for source, target in links:
        after.setdefault(source, []).append(target)
        before.setdefault(target, []).append(source)
    middle_first = [2, 1, 0, 3, 4]
    for at in middle_first[1:]:
        _sort_by(layers, at, after if at < 2 else before)
    best, fewest = [list(layer) for layer in layers], crossings(layers, links)
    for sweep in range(_SWEEPS):
        if not fewest:
            break
        down = sweep % 2 == 0
        for at in range(1, len(layers)) if down else range(len(layers) - 2, -1, -1):
            _sort_by(layers, at, before if down else after)
        found = crossings(layers, links)
        if found < fewest:
            best, fewest = [list(layer) for layer in layers], found
    layers[:] = best


def _largest_first(graph: nx.MultiDiGraph, layers: list[list[str]], chains: Mapping[tuple[str, str], Sequence[str]]) -> None:
    """Move what tells most to the top; the parts share no arrow but those to places, so none of the others cross."""
    ranks = _together(graph)
    before: dict[str, list[str]] = {}
    for (source, _), chain in chains.items():
        ranks.update(dict.fromkeys(chain[1:-1], ranks[source]))
        before.setdefault(chain[-1], []).append(chain[-2])
    for layer in layers[:4]:
        layer.sort(key=lambda node: ranks[node])
    _sort_by(layers, 4, before)


def _sort_by(layers: list[list[str]], at: int, neighbours: Mapping[str, Sequence[str]]) -> None:
    ranks: dict[str, float] = {}
    for layer in layers:
        ranks.update({node: rank / max(1, len(layer)) for rank, node in enumerate(layer)})

    def middle(node: str) -> float:
        found = [ranks[other] for other in neighbours.get(node, ())]
        return sum(found) / len(found) if found else ranks[node]

    layers[at].sort(key=middle)  # stable: equal ones keep their order


def crossings(layers: Sequence[Sequence[str]], links: Sequence[tuple[str, str]]) -> int:
    """Return how many pairs of arrows between neighbouring columns cross."""
    rank = {node: at for layer in layers for at, node in enumerate(layer)}
    level = {node: at for at, layer in enumerate(layers) for node in layer}
    total = 0
    for at in range(len(layers) - 1):
        seen: list[int] = []
        ends = sorted((rank[source], rank[target]) for source, target in links if level[source] == at)
        for _, target in ends:
            total += len(seen) - bisect_left(seen, target + 1)
            insort(seen, target)
    return total


def _heights(layers: Sequence[Sequence[str]], links: Sequence[tuple[str, str]], tall: Mapping[str, float]) -> dict[str, float]:
    """Return the middle of each node: near its neighbours', in the column's order, without overlap."""
    around: dict[str, list[str]] = {}
    for source, target in links:
        around.setdefault(source, []).append(target)
        around.setdefault(target, []).append(source)
    ys: dict[str, float] = {}
    for layer in layers:
        ys.update(_stack(layer, {}, tall))
    for sweep in range(8):
        for layer in layers if sweep % 2 else reversed(layers):
            wanted = {node: sum(ys[other] for other in around[node]) / len(around[node]) for node in layer if node in around}
            ys.update(_stack(layer, wanted, tall))
    low = min((ys[node] - tall[node] / 2 for node in ys), default=0.0)
    return {node: round(y - low, 1) for node, y in ys.items()}


def _stack(layer: Sequence[str], wanted: Mapping[str, float], tall: Mapping[str, float]) -> dict[str, float]:
    """Return heights closest to those *wanted* that keep order and distance: pooled adjacent violators on shifted targets."""
    if not layer:
        return {}
    offset, at = {}, 0.0
    for first, node in enumerate(layer):
        if first:
            last = layer[first - 1]
            gap = BETWEEN if not (node.startswith("bend:") and last.startswith("bend:")) else 1.0
            at += (tall[last] + tall[node]) / 2 + gap
        offset[node] = at
    if not wanted:
        return {node: offset[node] - at / 2 for node in layer}
    blocks: list[tuple[float, int]] = []
    mean = sum(wanted[node] - offset[node] for node in layer if node in wanted) / len(wanted)
    for node in layer:
        total, count = wanted.get(node, offset[node] + mean) - offset[node], 1
        while blocks and blocks[-1][0] / blocks[-1][1] > total / count:
            more, number = blocks.pop()
            total, count = total + more, count + number
        blocks.append((total, count))
    shifts = [total / count for total, count in blocks for _ in range(count)]
    return {node: offset[node] + shift for node, shift in zip(layer, shifts, strict=True)}
