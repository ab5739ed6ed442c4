"""The timeline and the network of a graph for a notebook: a sandboxed frame without any script, and lines of text."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.views.layout import text_width
from kg.views.page import asset, templates
from kg.views.rows import Selection
from kg.views.svg import clean
from kg.views.timeline import timeline
from kg.views.together import circle, together_graph
from kg.views.words import check_language
from kg.views.write import claims_of

if TYPE_CHECKING:
    from kg.store import Store


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart that a notebook shows."""

    svg: str
    title: str
    lines: tuple[str, ...]
    """What it shows, in words."""
    height: int

    def __str__(self) -> str:
        """Return the title and a line for each thing drawn."""
        return "\n".join((self.title, *self.lines[:60], *([f"… {len(self.lines) - 60}"] if len(self.lines) > 60 else [])))

    @property
    def page(self) -> str:
        """The chart as a page of its own that runs nothing and asks nobody for anything."""
        style = asset("view.css")
        digest = base64.b64encode(hashlib.sha256(style.encode("utf-8")).digest()).decode("ascii")
        policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"
        return (
            f'<!doctype html><html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" '
            f'content="{policy}"><title>{escape(self.title)}</title><style>{style}</style></head>'
            f'<body><div class="chart alone">{self.svg}</div></body></html>'
        )

    def _repr_html_(self) -> str:
        """Return a frame in which nothing runs."""
        return (
            f'<iframe sandbox="" referrerpolicy="no-referrer" width="100%" height="{self.height}" '
            f'title="{escape(self.title, quote=True)}" srcdoc="{escape(self.page, quote=True)}"></iframe>'
        )

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        """Return the frame and the text; a notebook takes the richest that it may show."""
        return {"text/html": self._repr_html_(), "text/plain": str(self)}


def timeline_chart(
    graph: str | Path | Store, *, language: str = "en", title: str = "Timeline", selection: Selection | None = None
) -> Chart:
    """Return when things are said to have happened, with dates as wide as they are uncertain.

    Raises:
        UsageError: there are too many claims; the message says how to narrow them.
    """
    check_language(language)
    chosen = selection or Selection()
    line = timeline(claims_of(graph, chosen, language=language), chosen.since, chosen.until)
    svg = _drawn("timeline.svg.jinja", title, language, line=line, text_width=text_width)
    told = [f"{bar.said}: {bar.label}" for bar in sorted(line.bars, key=lambda bar: (bar.since, bar.until, bar.label))]
    return Chart(svg, clean(title), tuple(map(clean, told)), min(900, int(line.height) + 60))


def network_chart(
    graph: str | Path | Store, *, language: str = "en", title: str = "Who appears with whom", selection: Selection | None = None
) -> Chart:
    """Return who takes part in the same events, the most linked on a circle, groups side by side.

    Raises:
        UsageError: there are too many claims; the message says how to narrow them.
    """
    check_language(language)
    ties = together_graph(claims_of(graph, selection, language=language))
    svg = _drawn("together.svg.jinja", title, language, circle=circle(ties))
    names = ties.nodes
    told = sorted(
        ((-data["weight"], names[one]["label"], names[two]["label"]) for one, two, data in ties.edges(data=True)),
    )
    return Chart(svg, clean(title), tuple(clean(f"{one} – {two}: {-n}") for n, one, two in told), 760)


def _drawn(template: str, title: str, language: str, **values: Any) -> str:
    """Return a chart as SVG; its things have no pages here, so nothing is a link."""
    drawn = templates().get_template(template).render(
        title=title, language=language, link=lambda *_, **__: "", **values
    )  # fmt: skip
    return str(drawn)
