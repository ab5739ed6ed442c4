"""The picture that people read at a glance, as a graph: SAYS, WHO, DID WHAT, TO WHOM, WHERE."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from kg.model import AGENT_ROLES, PATIENT_ROLES
from kg.views.claims import ClaimRow, Number, Part, by_text
from kg.views.words import tone

if TYPE_CHECKING:
    import networkx as nx

COLUMNS = ("says", "who", "what", "whom", "where")
_AGENTS = {role.value for role in AGENT_ROLES}
_PATIENTS = {role.value for role in PATIENT_ROLES}
# Among the claims about one event, the strongest decides how its box is drawn; a denial is the weakest.
_STRENGTH = ("own", "attributed", "described", "threatened", "supposed", "denied")


def columns_graph(claims: Sequence[ClaimRow]) -> nx.MultiDiGraph:
    """Return the columns picture of *claims* as a directed multigraph.

    Nodes have ``column``, ``label``, ``kind``, ``iri`` and ``claims`` (their IRIs); events also ``types``, ``manner``,
    ``total``, ``earliest``, ``latest``. Edges have ``word`` (a key of `kg.views.words.word`), ``tone``, ``manner``,
    ``certainty`` and ``claims``. Claims that tell different things about the same two are parallel edges: an assertion and its
    denial are never one arrow. The claims themselves are in ``graph.graph["claims"]``.

    An event that is part of another (the killing in the airstrike) is drawn in the other's box.
    """
    import networkx as nx

    rows = by_text(claims)
    whole = _wholes(rows)
    graph = nx.MultiDiGraph(claims=rows, columns=COLUMNS)
    for row in rows:
        for node, attributes in _nodes(row, whole):
            _add_node(graph, node, attributes, row)
        for source, target, word, mood in _edges(row, whole):
            _add_edge(graph, source, target, word, mood, row)
    _finish(graph)
    return graph


def _wholes(rows: Sequence[ClaimRow]) -> dict[str, str]:
    """Return for each event the one whose box it is drawn in."""
    parents = {row.event: row.part_of for row in rows if row.part_of}
    shown = {row.event for row in rows}
    whole = {}
    for event in shown:
        at, seen = event, {event}
        while (up := parents.get(at, "")) in shown and up not in seen:
            at = up
            seen.add(at)
        whole[event] = at
    return whole


def _event_node(row: ClaimRow, whole: Mapping[str, str]) -> str:
    return f"what:{whole[row.event]}"


def _in_roles(row: ClaimRow, roles: set[str]) -> tuple[Part, ...]:
    once = {part.entity: part for part in row.roles if part.role in roles}
    return tuple(once.values())


def agents(row: ClaimRow) -> tuple[Part, ...]:
    """Return those who did it; nobody for an event of speech, whose speakers stand under SAYS."""
    return () if row.is_speech else _in_roles(row, _AGENTS)


def speakers(row: ClaimRow) -> tuple[Part, ...]:
    """Return those who say it by name: the nearest source, and whoever speaks in an event of speech."""
    found = {part.entity: part for part in row.according_to[:1]}
    if row.is_speech:
        found.update({part.entity: part for part in _in_roles(row, _AGENTS)})
    return tuple(found.values())


def patients(row: ClaimRow) -> tuple[Part, ...]:
    """Return those to whom or to which it was done."""
    return _in_roles(row, _PATIENTS)


def places(row: ClaimRow) -> tuple[Part, ...]:
    """Return where it happened."""
    return _in_roles(row, {"place"})


def loose_figures(row: ClaimRow) -> tuple[Number, ...]:
    """Return figures that no named patient of the claim already tells: "more than 50 people", where only Moaz is named."""
    said = [text.casefold() for part in patients(row) for text in (part.worded, part.name) if text]
    return tuple(
        figure
        for figure in row.figures
        if figure.measure != "events"
        and not (figure.wording and any(figure.wording.casefold() in text for text in said))
        and _told_by(figure, row) is None
    )


def _told_by(figure: Number, row: ClaimRow) -> Part | None:
    """Return the unnamed patient whose number *figure* is ("medical workers": "at least 664 medical workers")."""
    wording = figure.wording.casefold()
    for part in patients(row):
        if not part.named and any(text and text.casefold() in wording for text in (part.worded, part.name)):
            return part
    return None


def figure_label(figure: Number) -> str:
    """Return the figure as said; the unit is added where the words leave it out.

    >>> figure_label(Number("killed", 51, None, "more than 50", "people"))
    'more than 50 people'
    """
    words = figure.wording or (f"{figure.floor}+" if figure.ceiling is None else f"{figure.floor}")
    if figure.unit and figure.unit.casefold() not in words.casefold() and not any(letter.isalpha() for letter in words[-3:]):
        return f"{words} {figure.unit}"
    return words


def _figure_node(row: ClaimRow, figure: Number, whole: Mapping[str, str]) -> str:
    return f"whom:figure:{whole[row.event]}:{figure.measure}:{figure_label(figure).casefold()}"


def _nodes(row: ClaimRow, whole: Mapping[str, str]) -> Iterator[tuple[str, dict[str, Any]]]:
    yield _event_node(row, whole), {"column": "what", "kind": "Event", "iri": whole[row.event], "label": ""}
    numbers = {part.entity: figure_label(figure) for figure in row.figures if (part := _told_by(figure, row))}
    for column, parts in (("says", speakers(row)), ("who", agents(row)), ("whom", patients(row)), ("where", places(row))):
        for part in parts:
            label = numbers.get(part.entity, part.name) if column == "whom" else part.name
            yield (
                f"{column}:{part.entity}",
                {"column": column, "kind": part.kind, "iri": part.entity, "label": label, "named": part.has_name},
            )
    for figure in loose_figures(row):
        yield (
            _figure_node(row, figure, whole),
            {"column": "whom", "kind": "Group", "iri": "", "label": figure_label(figure), "measure": figure.measure},
        )


def _edges(row: ClaimRow, whole: Mapping[str, str]) -> Iterator[tuple[str, str, str, str]]:
    """Yield (from, to, word, tone) for one claim."""
    event, mood, kind = _event_node(row, whole), tone(row.types[0]), f"type.{row.types[0]}"
    doers = agents(row)
    for part in speakers(row):
        speaks = row.is_speech and part in _in_roles(row, _AGENTS)
        word = f"{kind}.did" if speaks else f"stance.{row.stance}"
        for target in [f"who:{doer.entity}" for doer in doers if doer.entity != part.entity] or [event]:
            yield f"says:{part.entity}", target, word, "speech"
    for part in doers:
        yield f"who:{part.entity}", event, f"{kind}.did", mood
    for part in patients(row):
        yield event, f"whom:{part.entity}", f"{kind}.to", mood
    for figure in loose_figures(row):
        yield event, _figure_node(row, figure, whole), f"measure.{figure.measure}", mood
    for part in places(row):
        yield event, f"where:{part.entity}", "role.place", "place"


def _add_node(graph: nx.MultiDiGraph, node: str, attributes: Mapping[str, Any], row: ClaimRow) -> None:
    if node not in graph:
        graph.add_node(node, **attributes, claims=[])
    elif attributes["label"] and len(attributes["label"]) > len(graph.nodes[node]["label"]) and attributes["column"] == "whom":
        graph.nodes[node]["label"] = attributes["label"]
    if row.claim not in graph.nodes[node]["claims"]:
        graph.nodes[node]["claims"].append(row.claim)


def _add_edge(graph: nx.MultiDiGraph, source: str, target: str, word: str, mood: str, row: ClaimRow) -> None:
    # A source that asserts and one that accuses are drawn alike: the words differ, the arrow is the same.
    key = f"{word}|{row.manner}"
    if not graph.has_edge(source, target, key):
        graph.add_edge(source, target, key, word=word, tone=mood, manner=row.manner, certainty=row.certainty, claims=[])
    edge = graph.edges[source, target, key]
    edge["claims"].append(row.claim)
    order = ("certain", "probable", "alleged")
    edge["certainty"] = min(edge["certainty"], row.certainty, key=lambda value: order.index(value) if value in order else 3)


def _finish(graph: nx.MultiDiGraph) -> None:
    """Give each event box its label, dates and manner from the claims about it."""
    by_claim = {row.claim: row for row in graph.graph["claims"]}
    for _, data in graph.nodes(data=True):
        data["claims"] = tuple(dict.fromkeys(data["claims"]))
        if data["column"] != "what":
            continue
        rows = [by_claim[claim] for claim in data["claims"]]
        own = [row for row in rows if row.event == data["iri"]] or rows
        data["label"] = own[0].label
        # Where it happened stands in its own column.
        data["short"] = _without_place(own[0].label, {part.name for row in rows for part in places(row)})
        data["types"] = tuple(dict.fromkeys(kind for row in own for kind in row.types))
        data["total"] = any(row.is_total for row in own)
        data["manner"] = min((row.manner for row in rows), key=_STRENGTH.index)
        data["certainty"] = own[0].certainty
        data["earliest"] = min((row.earliest for row in rows if row.earliest), default="")
        data["latest"] = max((row.latest for row in rows if row.latest), default="")
        data["precision"] = next((row.precision for row in own if row.precision), "")
        counted = [figure_label(figure) for row in rows for figure in row.figures if figure.measure == "events"]
        data["counted"] = counted[0] if counted else ""
    for *_, data in graph.edges(data=True):
        data["claims"] = tuple(dict.fromkeys(data["claims"]))


def _without_place(label: str, where: set[str]) -> str:
    title, _, place = label.rpartition(", ")
    return title if title and place.casefold() in {name.casefold() for name in where} else label
