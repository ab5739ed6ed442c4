"""The columns picture in a notebook: a sandboxed frame, and a still picture and text for places that strip frames."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.views.claims import ClaimRow
from kg.views.columns import agents, columns_graph, patients
from kg.views.layout import place
from kg.views.page import render
from kg.views.rows import Selection
from kg.views.svg import clean, columns_svg
from kg.views.words import interface, word
from kg.views.write import claims_of

if TYPE_CHECKING:
    from kg.store import Store


@dataclass(frozen=True, slots=True)
class View:
    """A picture that a notebook shows."""

    claims: tuple[ClaimRow, ...]
    title: str = ""
    language: str = "en"
    height: int = 640

    @property
    def page(self) -> str:
        """The self-contained page, to be saved."""
        return render(columns_graph(self.claims), self.title, self.language)

    @property
    def svg(self) -> str:
        """The still picture."""
        graph = columns_graph(self.claims)
        return str(columns_svg(graph, place(graph), self.title or interface()[self.language]["title"], self.language))

    def __str__(self) -> str:
        """Return a line for each claim: who, what, whom, and according to whom."""
        lines = [f"{interface()[self.language]['title']}: {len(self.claims)} {interface()[self.language]['claims']}"]
        for row in self.claims[:50]:
            names = [", ".join(clean(part.name) for part in parts) for parts in (agents(row), patients(row))]
            said = (
                " ← ".join(clean(part.name) for part in row.according_to) or clean(row.paper.publisher) or clean(row.paper.name)
            )
            what = word(f"type.{row.types[0]}.name", self.language)
            manner = "" if row.manner in ("own", "attributed") else f" [{word(f'manner.{row.manner}', self.language)}]"
            lines.append(f"{names[0] or '?'} → {what} → {names[1] or '?'}{manner} ({said})")
        if len(self.claims) > 50:
            lines.append(f"… {len(self.claims) - 50}")
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        """Return a frame that may run its own script and save files, and is cut off from the notebook and from the network."""
        title = clean(self.title) or interface()[self.language]["title"]
        return (
            f'<iframe sandbox="allow-scripts allow-downloads" referrerpolicy="no-referrer" width="100%" '
            f'height="{int(self.height)}" title="{escape(title, quote=True)}" srcdoc="{escape(self.page, quote=True)}"></iframe>'
        )

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        """Return the frame, the still picture and the text; a notebook takes the richest that it may show."""
        return {"text/html": self._repr_html_(), "image/svg+xml": self.svg, "text/plain": str(self)}


def view(
    graph: str | Path | Store,
    *,
    language: str = "en",
    title: str = "",
    selection: Selection | None = None,
    height: int = 640,
) -> View:
    """Return the columns picture of a graph folder or an open store for a notebook.

    Raises:
        UsageError: there are too many claims; the message says how to narrow them.
    """
    return View(claims_of(graph, selection, language=language), title, language, height)
