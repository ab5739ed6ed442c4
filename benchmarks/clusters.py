"""How well found groups agree with true ones: B-cubed, CEAF-e, false merges. Groups are a mapping of items to their group."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping
from typing import NamedTuple

Groups = Mapping[Hashable, str]


class Score(NamedTuple):
    """Precision, recall and F1."""

    precision: float
    recall: float
    f1: float

    def __str__(self) -> str:
        """Return the three as people read them."""
        return f"P {self.precision:.3f}  R {self.recall:.3f}  F1 {self.f1:.3f}"


def _score(precision: float, recall: float) -> Score:
    return Score(precision, recall, 2 * precision * recall / (precision + recall) if precision + recall else 0.0)


def b_cubed(found: Groups, truth: Groups) -> Score:
    """Return B-cubed (Bagga and Baldwin 1998) over the items of *truth*."""
    if not truth:
        return _score(1.0, 1.0)
    both = Counter((found[item], truth[item]) for item in truth)
    in_found, in_truth = Counter(found[item] for item in truth), Counter(truth.values())
    precision = sum(count * count / in_found[one] for (one, _), count in both.items())
    recall = sum(count * count / in_truth[other] for (_, other), count in both.items())
    return _score(precision / len(truth), recall / len(truth))


def ceaf_e(found: Groups, truth: Groups) -> Score:
    """Return entity CEAF (Luo 2005, similarity 4): each true group is matched with one found group at most."""
    import networkx

    if not truth:
        return _score(1.0, 1.0)
    both = Counter((found[item], truth[item]) for item in truth)
    in_found, in_truth = Counter(found[item] for item in truth), Counter(truth.values())
    graph = networkx.Graph()
    for (one, other), count in both.items():
        graph.add_edge(("found", one), ("truth", other), weight=2 * count / (in_found[one] + in_truth[other]))
    total = 0.0
    for component in networkx.connected_components(graph):
        part = graph.subgraph(component)
        total += sum(part.edges[edge]["weight"] for edge in networkx.max_weight_matching(part))
    return _score(total / len(in_found), total / len(in_truth))


def mixed(found: Groups, truth: Groups) -> list[tuple[str, ...]]:
    """Return the found groups that mix what is not one, each as the true groups in it."""
    within: dict[str, set[str]] = defaultdict(set)
    for item, true in truth.items():
        within[found[item]].add(true)
    return sorted(tuple(sorted(true)) for true in within.values() if len(true) > 1)


def torn(found: Groups, truth: Groups) -> list[tuple[str, int]]:
    """Return the true groups that lie in several found ones, with how many."""
    over: dict[str, set[str]] = defaultdict(set)
    for item, true in truth.items():
        over[true].add(found[item])
    return sorted((true, len(parts)) for true, parts in over.items() if len(parts) > 1)


def false_merges(found: Groups, truth: Groups) -> float:
    """Return the share of found groups that mix what is not one."""
    groups = {found[item] for item in truth}
    return len(mixed(found, truth)) / len(groups) if groups else 0.0
