"""Makes one self-contained HTML page of a columns graph: offline, without a request, with no word of the data as markup.

networkx gives the graph, pyvis the network and its bundled vis-network JavaScript. pyvis' own template, `show()` and its
options are not used: they call other servers and write data into scripts. The page carries a content security policy that
names the hashes of its two scripts and one style sheet, so nothing else can run, whatever a text contains.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.errors import UsageError
from kg.views.claims import MANNERS, ClaimRow
from kg.views.columns import COLUMNS, agents, patients, places
from kg.views.labels import SIZE, STEP, edge_label, ordered_edges, ordered_nodes, place_labels
from kg.views.layout import FONT, LINE, NOTE, NOTE_FONT, PADDING, Layout, place, when
from kg.views.style import DARK, DASHES, FACTS, KINDS, LIGHT, edge_colour, node_colours
from kg.views.svg import box_small, clean, columns_svg
from kg.views.words import ASSETS, LANGUAGES, check_language, interface, tone, word

if TYPE_CHECKING:
    import networkx as nx
    from pyvis.network import Network

LIMIT = 1000
"""Boxes beyond which a picture is refused: nobody reads it and browsers crawl."""


def render(graph: nx.MultiDiGraph, title: str = "", language: str = "en", *, limit: int = LIMIT) -> str:
    """Return the page of a graph made by `kg.views.columns.columns_graph`.

    Raises:
        UsageError: the graph has more than *limit* boxes, or the language is unknown.
    """
    context = picture(graph, title, language, limit=limit)
    script, style = asset("columns.js"), asset("view.css")
    library = vis_library()
    policy = (
        f"default-src 'none'; script-src {_hash(library)} {_hash(script)}; style-src {_hash(style)}; img-src data: blob:; "
        "base-uri 'none'; form-action 'none'"
    )
    return str(
        _template("page.html.jinja").render(
            **context, policy=policy, inline_script=_safe(script), inline_style=_safe(style), inline_library=_safe(library)
        )
    )


def picture(graph: nx.MultiDiGraph, title: str, language: str, *, limit: int = LIMIT) -> dict[str, Any]:
    """Return what the picture's template needs: the data, the still picture and the rows of the table twin."""
    check_language(language)
    if graph.number_of_nodes() > limit:
        raise UsageError(
            f"the picture would have {graph.number_of_nodes():,} boxes, more than {limit:,}; narrow it by a document, "
            "place, type, entity, source or dates"
        )
    layout = place(graph)
    title = clean(title) or interface()[language]["title"]
    return {
        "title": title,
        "language": language,
        "columns": COLUMNS,
        "ui": interface(),
        "t": lambda key: _both(lambda code: interface()[code][key], language),
        "data": page_data(graph, layout, language),
        "still": columns_svg(graph, layout, title, language),
        "rows": [table_row(row, at, language) for at, row in enumerate(graph.graph["claims"])],
        "legend": _legend(graph, language),
        "papers": _papers(graph.graph["claims"]),
        "note": _both(lambda code: _note(graph, code), language) if "grouped" in graph.graph else None,
    }


def _note(graph: nx.MultiDiGraph, language: str) -> str:
    """Return how a picture was gathered."""
    return interface()[language][f"grouped_{graph.graph['grouped']}"].format(events=f"{graph.graph['events']:,}")


def network(graph: nx.MultiDiGraph, layout: Layout, language: str = "en") -> Network:
    """Return the pyvis network of a placed graph: directed, physics off, positions and colours given.

    Nodes and edges are assigned, not added one by one: pyvis searches its list of ids at each addition.
    """
    from pyvis.edge import Edge
    from pyvis.network import Network
    from pyvis.node import Node

    net = Network(directed=True)
    net.toggle_physics(False)
    index = {node: at for at, (node, _) in enumerate(ordered_nodes(graph))}
    net.nodes = [
        Node(index[node], "box", "\n".join(layout.boxes[node].lines), **_node(node, data, layout)).options
        for node, data in ordered_nodes(graph)
    ]
    net.edges = []
    labels = place_labels(graph, layout)
    for at, (source, target, key, data) in enumerate(ordered_edges(graph)):
        words = {code: edge_label(data, code) for code in LANGUAGES}
        net.edges.append(
            Edge(
                index[source],
                index[target],
                directed=True,
                id=f"e{at}",
                label=words[language],
                words=words,
                tone=data["tone"],
                manner=data["manner"],
                color=edge_colour(data),
                dashes=list(DASHES[data["manner"]]) or False,
                points=layout.routes[source, target, key],
                at=labels.get((source, target, key)),  # x, y, and whether it would cover another word
                claims=_numbers(graph, data["claims"]),
            ).options
        )
    return net


def _node(node: str, data: Mapping[str, Any], layout: Layout) -> dict[str, Any]:
    box = layout.boxes[node]
    fill, border, ink = node_colours(data)
    more: dict[str, Any] = {}
    if data["column"] == "what":
        more = {
            "types": {code: [word(f"type.{kind}.name", code) for kind in data["types"]] for code in LANGUAGES},
            "manner": data["manner"],
            "total": data["total"],
            "when": when(data["earliest"], data["latest"], data["precision"]),
        }
    return {
        "x": box.x,
        "y": box.y,
        "w": box.width,
        "h": box.height,
        "lines": [clean(line) for line in box.lines],
        "notes": {code: [clean(line) for line in box_small(box, code)] for code in LANGUAGES},
        "column": data["column"],
        "kind": data["kind"],
        "full": clean(str(data["label"])),
        "iri": data["iri"],
        "claims": [],
        "color": {"background": fill, "border": border},
        "font": {"color": ink},
        **more,
    }


def _numbers(graph: nx.MultiDiGraph, claims: Sequence[str]) -> list[int]:
    known: dict[str, int] = graph.graph.setdefault("numbers", {row.claim: at for at, row in enumerate(graph.graph["claims"])})
    return [known[claim] for claim in claims]


def page_data(graph: nx.MultiDiGraph, layout: Layout, language: str) -> dict[str, Any]:
    """Return all that the page's script reads, as plain values for one JSON block."""
    net = network(graph, layout, language)
    nodes = []
    for options, (_, data) in zip(net.nodes, ordered_nodes(graph), strict=True):
        options["claims"] = _numbers(graph, data["claims"])
        options["label"] = clean(options["label"])
        nodes.append(options)
    papers = _papers(graph.graph["claims"])
    number = {paper["iri"]: at for at, paper in enumerate(papers)}
    return {
        "language": language,
        "ui": interface(),
        "themes": {"light": LIGHT, "dark": DARK},
        "facts": sorted(FACTS),
        "nodes": nodes,
        "edges": net.edges,
        "claims": [_claim(row, number, language) for row in graph.graph["claims"]],
        "papers": papers,
        "heads": list(layout.heads.values()),
        "size": [layout.left, layout.top, layout.right, layout.bottom],
        "type": {
            "font": FONT,
            "line": LINE,
            "small": NOTE_FONT,
            "step": NOTE,
            "padding": PADDING,
            "word": SIZE,
            "wordStep": STEP,
        },
        "words": {
            code: {
                "kind": {kind: word(f"kind.{kind}", code) for kind in (*KINDS, "Event")},
                "manner": {manner: word(f"manner.{manner}", code) for manner in MANNERS},
                "certainty": {level: word(f"certainty.{level}", code) for level in ("certain", "probable", "alleged")},
                "stance": {
                    name: word(f"stance.{name}", code)
                    for name in ("asserts", "denies", "accuses", "threatens", "supposes", "describes")
                },
            }
            for code in LANGUAGES
        },
    }


def _claim(row: ClaimRow, papers: Mapping[str, int], language: str) -> dict[str, Any]:
    return {
        "type": {code: word(f"type.{row.types[0]}.name", code) for code in LANGUAGES},
        "who": [clean(part.name) for part in agents(row)],
        "whom": [clean(part.name) for part in patients(row)],
        "where": [clean(part.name) for part in places(row)],
        "figures": [clean(number.wording) for number in row.figures if number.wording],
        "with": [clean(part.name) for part in row.roles if part.role == "instrument"],
        "manner": row.manner,
        "tone": tone(row.types[0]),
        "stance": row.stance,
        "certainty": row.certainty,
        "total": row.is_total,
        "review": row.review,
        "by": [clean(part.name) for part in row.according_to],
        "paper": papers[row.paper.iri],
        "start": row.start,
        "end": row.end,
        "before": clean(row.before),
        "quote": clean(row.quote),
        "after": clean(row.after),
        "iri": row.claim,
        "when": when(row.earliest, row.latest, row.precision),
        "speech": row.is_speech,
    }


def _papers(rows: Sequence[ClaimRow]) -> list[dict[str, str]]:
    once = {row.paper.iri: row.paper for row in rows}
    return [
        {
            "iri": paper.iri,
            "name": clean(paper.name),
            "title": clean(paper.title or paper.name),
            "url": web_address(paper.url),
            "publisher": clean(paper.publisher),
            "published": clean(paper.published),
            "language": clean(paper.language),
        }
        for paper in sorted(once.values(), key=lambda paper: (paper.name, paper.iri))
    ]


def web_address(url: str) -> str:
    """Return *url* if it is a plain web address, else nothing: a link never runs a script or opens a file.

    >>> web_address("https://example.org/a"), web_address("javascript:alert(1)"), web_address(" JaVaScRiPt:x")
    ('https://example.org/a', '', '')
    """
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    plain = url == clean(url) and not any(letter.isspace() or letter in "\\\"'<>`" for letter in url)
    return url if plain and parts.scheme in ("http", "https") and parts.hostname else ""


def table_row(row: ClaimRow, at: int, language: str) -> dict[str, Any]:
    """Return one row of the table twin: the claim in words."""

    def names(parts: Sequence[Any]) -> str:
        return " | ".join(clean(part.name) for part in parts)

    figures = " | ".join(clean(number.wording) for number in row.figures if number.wording)
    return {
        "id": at,
        "manner": row.manner,
        "says": names(row.according_to),
        "who": names(agents(row))
        if not row.is_speech
        else names([part for part in row.roles if part.role in ("speaker", "agent")]),
        "what": _both(lambda code: word(f"type.{row.types[0]}.name", code), language),
        "event": clean(row.label),
        "total": row.is_total,
        "whom": " | ".join(text for text in (names(patients(row)), figures) if text),
        "where": names(places(row)),
        "when": when(row.earliest, row.latest, row.precision),
        "stance": _both(lambda code: word(f"stance.{row.stance}", code), language),
        "certainty": _both(lambda code: word(f"certainty.{row.certainty}", code), language),
        "certain": row.certainty == "certain",
        "before": clean(row.before),
        "quote": clean(row.quote),
        "after": clean(row.after),
        "paper": clean(row.paper.title or row.paper.name),
        "publisher": clean(row.paper.publisher),
        "url": web_address(row.paper.url),
        "start": row.start,
        "end": row.end,
    }


def _both(text: Any, language: str) -> dict[str, str]:
    return {"now": text(language), **{code: text(code) for code in LANGUAGES}}


def _legend(graph: nx.MultiDiGraph, language: str) -> dict[str, Any]:
    """Return what the legend offers: only what the picture holds."""
    kinds = {data["kind"] for _, data in graph.nodes(data=True) if data["column"] != "what"}
    manners = {row.manner for row in graph.graph["claims"]}
    tones = {data["tone"] for *_, data in graph.edges(data=True)}
    events = [data for _, data in graph.nodes(data=True) if data["column"] == "what"]
    return {
        "kinds": [(kind, _both(lambda code, kind=kind: word(f"kind.{kind}", code), language)) for kind in KINDS if kind in kinds],
        "manners": [
            (name, _both(lambda code, name=name: word(f"manner.{name}", code), language)) for name in MANNERS if name in manners
        ],
        "tones": [
            (name, _both(lambda code, name=name: interface()[code][name], language))
            for name in ("harm", "help", "speech", "other")
            if name in tones
        ],
        "totals": any(data["total"] for data in events),
        "unfacts": any(data["manner"] not in FACTS for data in events),
    }


def asset(name: str) -> str:
    """Return the text of a file of `assets/`, with plain line ends, as browsers hash it."""
    return (ASSETS / name).read_text("utf-8").replace("\r\n", "\n")


def vis_library() -> str:
    """Return the vis-network JavaScript that pyvis carries."""
    import pyvis

    found = sorted(Path(pyvis.__file__).parent.glob("lib/vis-*/vis-network.min.js"))
    if not found:
        raise UsageError("the installed pyvis carries no vis-network; reinstall pyvis 0.3.2 or newer")
    text = found[-1].read_text("utf-8").replace("\r\n", "\n").replace("\r", "\n")
    # A comment that names a source map would make developer tools ask for it.
    return text.split("\n//# sourceMappingURL=")[0]


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode('utf-8')).digest()).decode('ascii')}'"


def _safe(text: str) -> Any:
    """Mark one of our own files as script or style; it must not hold an end tag."""
    from markupsafe import Markup

    if any(mark in text.casefold() for mark in ("</script", "</style", "<!--")):
        raise UsageError("a script of a page holds an end tag; the installed pyvis or this package is damaged, reinstall it")
    return Markup(text)  # noqa: S704  (a file of this package or of pyvis, never data)


def block(data: Any) -> Any:
    r"""Return *data* as JSON for a script block: ASCII, and no character that HTML reads as markup.

    >>> str(block({"a": "</script><b>"}))
    '{"a":"\\u003c/script\\u003e\\u003cb\\u003e"}'
    """
    from markupsafe import Markup

    text = json.dumps(data, ensure_ascii=True, sort_keys=True, separators=(",", ":"), allow_nan=False)
    for letter in "<>&'":
        text = text.replace(letter, f"\\u{ord(letter):04x}")
    return Markup(text)  # noqa: S704  (escaped in the line above)


def thousands(number: int) -> str:
    """Return *number* with a narrow space between thousands, as both languages read it.

    >>> thousands(1234567)
    '1\u202f234\u202f567'
    """
    return f"{number:,}".replace(",", "\u202f")


@cache
def templates(folder: Path = ASSETS) -> Any:
    """Return the environment of the templates in *folder*: everything is escaped, every string is cleaned on its way out."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        autoescape=True,
        loader=FileSystemLoader([folder, ASSETS]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: clean(value) if isinstance(value, str) and not hasattr(value, "__html__") else value,
    )
    environment.filters["block"] = block
    environment.filters["thousands"] = thousands
    environment.filters["row_span"] = lambda at, rows: f"char={rows[at].start},{rows[at].end}"
    return environment


def _template(name: str) -> Any:
    return templates().get_template(name)


__all__ = ["LIMIT", "block", "network", "page_data", "picture", "render", "templates", "web_address"]
