"""Gathers the claims of a picture that is too large to be read: events by type, month or place, and rare names by their kind."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from kg.errors import UsageError
from kg.views.claims import NOT_HAPPENED, ClaimRow, Part, by_text
from kg.views.columns import columns_graph, places
from kg.views.words import interface, word

if TYPE_CHECKING:
    import networkx as nx

WAYS = ("type", "month", "place")
KEPT = 30
"""Names of a column that are drawn for themselves; those that fewer claims speak of are gathered by kind."""


def grouped_graph(claims: Sequence[ClaimRow], by: str = "type", language: str = "en") -> nx.MultiDiGraph:
    """Return the columns picture of *claims* with one box for all events of a type, a month or a place.

    What did not happen and what is a total stand in boxes of their own, and every box and arrow still leads to its claims.
    ``graph.graph["grouped"]`` says how it was gathered, and ``graph.graph["events"]`` how many events there are.

    Raises:
        UsageError: *by* is none of `WAYS`.
    """
    if by not in WAYS:
        raise UsageError(f"a picture cannot be grouped by {by!r}; choose {', '.join(WAYS)}")
    rows = by_text(claims)
    naming = _names(rows, language)
    # An event that somebody asserts stands among those that are said to have happened, also if somebody denies it.
    surest = sorted(rows, key=lambda row: row.stance not in NOT_HAPPENED)
    keys = {row.event: _key(row, by, language) for row in surest}
    parts = {row.event for row in rows if row.part_of in keys}
    sizes = Counter(key for event, key in keys.items() if event not in parts)
    drawn = [_gathered(row, keys.get(row.part_of) or keys[row.event], sizes, naming) for row in rows]
    graph = columns_graph(drawn)
    graph.graph.update(claims=rows, grouped=by, events=len({row.event for row in rows}))
    return graph


def _key(row: ClaimRow, by: str, language: str) -> tuple[str, str, bool]:
    """Return what an event is gathered under: its group, how it is not said to have happened, and whether it is a total."""
    if by == "type":
        name = word(f"type.{row.types[0]}.name", language)
    elif by == "month":
        same = row.earliest and row.earliest[:7] == row.latest[:7]
        name = row.earliest[:7] if same else (row.earliest or row.latest)[:4] or interface()[language]["undated"]
    else:
        name = next((part.name for part in places(row)), interface()[language]["unplaced"])
    return name, NOT_HAPPENED.get(row.stance, ""), row.is_total


def _gathered(
    row: ClaimRow, key: tuple[str, str, bool], sizes: Counter[tuple[str, str, bool]], naming: Callable[[str, Part], Part]
) -> ClaimRow:
    name, unreal, total = key
    label = f"{name} × {sizes[key]:,}" if sizes[key] > 1 else name
    return replace(
        row,
        event=f"group:{name}:{unreal}:{total}",
        label=label,
        is_total=total,
        part_of="",
        figures=(),
        earliest="",
        latest="",
        roles=tuple(naming("where" if part.role == "place" else "who", part) for part in row.roles),
        according_to=tuple(naming("who", part) for part in row.according_to),
    )


def _names(rows: Sequence[ClaimRow], language: str) -> Callable[[str, Part], Part]:
    """Return a function that keeps a part that many claims speak of, and gathers the others by their kind."""
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    kinds: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in rows:
        for part in (*row.roles, *row.according_to):
            side = "where" if part.role == "place" else "who"
            counted[side][part.entity] += 1
    kept = {
        side: {entity for entity, _ in sorted(counter.items(), key=lambda pair: (-pair[1], pair[0]))[:KEPT]}
        for side, counter in counted.items()
    }
    for row in rows:
        for part in (*row.roles, *row.according_to):
            side = "where" if part.role == "place" else "who"
            if part.entity not in kept[side]:
                kinds[side, part.kind].add(part.entity)

    def naming(side: str, part: Part) -> Part:
        if part.entity in kept[side]:
            return part
        name = f"{word(f'kind.{part.kind}', language)} × {len(kinds[side, part.kind]):,}"
        return replace(part, entity=f"kind:{part.kind}", name=name, worded="", named=False)

    return naming
