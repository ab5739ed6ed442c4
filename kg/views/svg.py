"""The columns picture as SVG: for print, for export and for places that run no script."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from kg.views.layout import FONT, LINE, Layout, text_width
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
    for at, (source, target, key, data) in enumerate(ordered_edges(graph)):
        points = list(layout.routes[source, target, key])
        end = points[-2] if data["word"].startswith(("type.", "measure.")) and source.startswith("what") else points[0]
        beside = points[-1] if end == points[-2] else points[1]
        label = edge_label(data, language)
        edges.append(
            {
                "id": at,
                "path": curve(points),
                "colour": edge_colour(data),
                "dash": " ".join(map(str, DASHES[data["manner"]])),
                "width": 1 if data["tone"] == "place" else 1.6,
                "x": round((end[0] + beside[0]) / 2, 1),
                "y": round((end[1] + beside[1]) / 2 + 3.5, 1),
                "lines": label.split("\n") if label else [],
                "half": round(max(text_width(line, 10.5) for line in label.split("\n")) / 2 + 2, 1),
            }
        )
    nodes = []
    for at, (node, data) in enumerate(ordered_nodes(graph)):
        box = layout.boxes[node]
        fill, border, ink = node_colours(data)
        first_line = box.y - (len(box.lines) - 1) * LINE / 2 + FONT * 0.36
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


def ordered_nodes(graph: nx.MultiDiGraph) -> list[tuple[str, dict[str, Any]]]:
    """Return nodes in the order in which pages number them."""
    return sorted(graph.nodes(data=True))


def ordered_edges(graph: nx.MultiDiGraph) -> list[tuple[str, str, str, dict[str, Any]]]:
    """Return arrows in the order in which pages number them."""
    return sorted(graph.edges(keys=True, data=True), key=lambda edge: edge[:3])
