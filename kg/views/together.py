"""Who stands in the same statements: a network with its communities, drawn on a circle so that every name can be read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import cos, pi, sin
from typing import TYPE_CHECKING

from kg.views.claims import ClaimRow
from kg.views.columns import agents, patients, speakers
from kg.views.layout import wrap

if TYPE_CHECKING:
    import networkx as nx

MOST = 56
"""Names that a circle can hold; the others are counted."""
_RADIUS, _MIDDLE = 300, 520
COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#8a8a8a")


@dataclass(frozen=True, slots=True)
class Name:
    """Somebody on the circle."""

    entity: str
    label: str
    x: float
    y: float
    tx: float
    ty: float
    turn: float
    """Degrees by which the name is turned."""
    end: bool
    """On the left half, where the name ends at the circle."""
    size: float
    colour: str
    links: int


@dataclass(frozen=True, slots=True)
class Circle:
    """A drawn network."""

    names: tuple[Name, ...]
    arcs: tuple[tuple[str, str, float], ...]
    """Path data, colour and width of each link."""
    left_out: int
    size: float = 2 * _MIDDLE


def together_graph(rows: Sequence[ClaimRow]) -> nx.Graph:
    """Return who takes part in the same events or says them, with ``label``, ``kind``, ``community`` and ``weight`` of links."""
    import networkx as nx

    graph = nx.Graph()
    by_event: dict[str, dict[str, tuple[str, str]]] = {}
    for row in rows:
        if row.is_total:
            continue
        for part in (*agents(row), *patients(row), *speakers(row)):
            if part.named and part.kind != "Place":
                by_event.setdefault(row.part_of or row.event, {})[part.entity] = (part.name, part.kind)
    for _, found in sorted(by_event.items()):
        for entity, (name, kind) in sorted(found.items()):
            graph.add_node(entity, label=name, kind=kind)
        for one, two in combinations(sorted(found), 2):
            weight = graph.edges[one, two]["weight"] + 1 if graph.has_edge(one, two) else 1
            graph.add_edge(one, two, weight=weight)
    graph.remove_nodes_from([node for node in list(graph) if graph.degree(node) == 0])
    for number, members in enumerate(_communities(graph)):
        for node in members:
            graph.nodes[node]["community"] = number
    for node, value in nx.degree_centrality(graph).items() if graph.number_of_nodes() > 1 else ():
        graph.nodes[node]["centrality"] = round(value, 4)
    return graph


def _communities(graph: nx.Graph) -> list[list[str]]:
    import networkx as nx

    if graph.number_of_edges() == 0:
        return []
    # Beyond some thousand links the greedy method takes too long; connected parts are groups too.
    found = (
        nx.community.greedy_modularity_communities(graph, weight="weight")
        if graph.number_of_edges() <= 5000
        else nx.connected_components(graph)
    )
    return sorted((sorted(members) for members in found), key=lambda members: (-len(members), members))


def circle(graph: nx.Graph) -> Circle:
    """Return the most linked names of *graph* on a circle, each community side by side."""
    ranked = sorted(graph.nodes, key=lambda node: (-graph.degree(node, weight="weight"), node))
    shown = ranked[:MOST]
    order = sorted(shown, key=lambda node: (graph.nodes[node].get("community", 0), -graph.degree(node, weight="weight"), node))
    names: dict[str, Name] = {}
    for at, node in enumerate(order):
        angle = 2 * pi * at / len(order) - pi / 2
        x, y = _MIDDLE + _RADIUS * cos(angle), _MIDDLE + _RADIUS * sin(angle)
        tx, ty = _MIDDLE + (_RADIUS + 14) * cos(angle), _MIDDLE + (_RADIUS + 14) * sin(angle)
        end = cos(angle) < -1e-9
        turn = angle * 180 / pi + (180 if end else 0)
        links = graph.degree(node)
        size = min(19.0, 12.5 + links * 0.5)
        label = wrap(str(graph.nodes[node]["label"]), 190, 1, size)[0]
        colour = COLOURS[graph.nodes[node].get("community", 0) % len(COLOURS)]
        names[node] = Name(
            node, label, round(x, 1), round(y, 1), round(tx, 1), round(ty, 1), round(turn, 1), end, size, colour, links
        )  # fmt: skip
    arcs = []
    for one, two, data in sorted(graph.edges(data=True), key=lambda edge: tuple(sorted(edge[:2]))):
        if one in names and two in names:
            a, b = names[min(one, two)], names[max(one, two)]
            colour = a.colour if a.colour == b.colour else "#9a9a9a"
            bow = [_MIDDLE + (p + q - 2 * _MIDDLE) * 0.22 for p, q in ((a.x, b.x), (a.y, b.y))]
            arcs.append(
                (f"M{a.x} {a.y}Q{bow[0]:.1f} {bow[1]:.1f} {b.x} {b.y}", colour, min(6.0, 1.0 + 0.8 * (data["weight"] - 1)))
            )
    return Circle(tuple(names[node] for node in order), tuple(arcs), len(ranked) - len(shown))
