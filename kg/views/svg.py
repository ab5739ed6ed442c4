"""The columns picture as SVG: for print, for export and for places that run no script."""

from __future__ import annotations

import itertools
import re
from functools import cache
from typing import TYPE_CHECKING, Any

from kg.views.labels import SIZE, STEP, edge_label, ordered_edges, ordered_nodes, place_labels
from kg.views.layout import FONT, LINE, NOTE, NOTE_FONT, PADDING, Box, Layout, text_width
from kg.views.style import DASHES, FACTS, LIGHT, edge_colour, node_colours
from kg.views.words import ASSETS, interface, word

if TYPE_CHECKING:
    import networkx as nx
    from markupsafe import Markup

_MARGIN = 24
_HEAD = 44
_FACE = "system-ui, 'Segoe UI', Roboto, 'Helvetica Neue', 'DejaVu Sans', sans-serif"


def clean(text: str) -> str:
    r"""Return *text* without control characters, lone surrogates and marks that turn the direction of what follows.

    >>> clean("a\x00b\u202ec")
    'a�b�c'
    """
    return _UNSAFE.sub("\ufffd", text)


_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def box_small(box: Box, language: str) -> tuple[str, ...]:
    """Return the smaller lines of a box: what must be kept in mind about it, then its date."""
    return ((word(box.mark, language),) if box.mark else ()) + box.notes


def curve(points: list[tuple[float, float]]) -> str:
    """Return the path data of a line that leaves and reaches every point level."""
    parts = [f"M{points[0][0]:.1f} {points[0][1]:.1f}"]
    for (x0, y0), (x1, y1) in itertools.pairwise(points):
        half = (x0 + x1) / 2
        parts.append(f"C{half:.1f} {y0:.1f} {half:.1f} {y1:.1f} {x1:.1f} {y1:.1f}")
    return "".join(parts)


def columns_svg(graph: nx.MultiDiGraph, layout: Layout, title: str, language: str) -> Markup:
    """Return the picture as one `<svg>` element; every text in it is escaped."""
    edges = []
    labels = place_labels(graph, layout)
    for at, (source, target, key, data) in enumerate(ordered_edges(graph)):
        points = list(layout.routes[source, target, key])
        label = edge_label(data, language)
        lines = label.split("\n") if label else []
        middle = (len(lines) - 1) / 2
        x, y, covers = labels.get((source, target, key), (*points[0], False))
        if covers:
            lines = []
        edges.append(
            {
                "id": at,
                "path": curve(points),
                "colour": edge_colour(data),
                "dash": " ".join(map(str, DASHES[data["manner"]])),
                "width": 1 if data["tone"] == "place" else 1.6,
                "x": x,
                "lines": [(line, round(y + SIZE * 0.36 + (row - middle) * STEP, 1)) for row, line in enumerate(lines)],
                "half": round(max((text_width(line, SIZE) for line in lines), default=0) / 2 + 2, 1),
                "top": round(y - STEP * len(lines) / 2, 1),
                "tall": STEP * len(lines),
            }
        )
    nodes = []
    for at, (node, data) in enumerate(ordered_nodes(graph)):
        box = layout.boxes[node]
        fill, border, ink = node_colours(data)
        first_line = box.y - box.height / 2 + PADDING + LINE / 2 + FONT * 0.36
        first_note = box.y - box.height / 2 + PADDING + LINE * len(box.lines) + NOTE / 2 + NOTE_FONT * 0.36
        nodes.append(
            {
                "id": at,
                "x": round(box.x - box.width / 2, 1),
                "y": round(box.y - box.height / 2, 1),
                "w": box.width,
                "h": box.height,
                "fill": fill,
                "border": border,
                "ink": ink,
                "cx": round(box.x, 1),
                "event": data["column"] == "what",
                "dash": "5 3" if data["column"] == "what" and data["manner"] not in FACTS else "",
                "lines": [(clean(line), round(first_line + row * LINE, 1)) for row, line in enumerate(box.lines)],
                "notes": [(clean(line), round(first_note + row * NOTE, 1)) for row, line in enumerate(box_small(box, language))],
                "title": clean(str(data["label"])),
                "total": data["column"] == "what" and data["total"],
            }
        )
    texts = interface()[language]
    from markupsafe import Markup

    drawn = _template().render(
        title=clean(title),
        edges=edges,
        nodes=nodes,
        face=_FACE,
        size=FONT,
        small=NOTE_FONT,
        word=SIZE,
        ink=LIGHT["ink"],
        soft=LIGHT["soft"],
        heads=[(texts[name].upper(), x) for name, x in layout.heads.items()],
        head=layout.top - _HEAD + 16,
        box=(
            layout.left - _MARGIN,
            layout.top - _HEAD - 8,
            layout.right - layout.left + 2 * _MARGIN,
            layout.bottom - layout.top + _HEAD + 8 + _MARGIN,
        ),
    )
    return Markup(drawn)  # noqa: S704  (autoescaped by its own template)


@cache
def _template() -> Any:
    from jinja2 import Environment, FileSystemLoader

    environment = Environment(
        autoescape=True,
        loader=FileSystemLoader(ASSETS),
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: clean(value) if isinstance(value, str) and not hasattr(value, "__html__") else value,
    )
    return environment.get_template("columns.svg.jinja")
