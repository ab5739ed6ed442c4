"""Measures resolution over generated corpora: who is who, what is one event, copies, cost and memory.

python benchmarks/bench_resolve.py [--documents 1000 10000] [--seed 1] [--write docs/identity.md]
"""

from __future__ import annotations

import argparse
import importlib.util
import resource
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Hashable, Mapping
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

from kg.names import KnownNames
from kg.resolve import resolve
from kg.resolve.copies import copies


class Score(NamedTuple):
    """Precision, recall and F1."""

    precision: float
    recall: float
    f1: float


def _score(precision: float, recall: float) -> Score:
    return Score(precision, recall, 2 * precision * recall / (precision + recall) if precision + recall else 0.0)


def b_cubed(found: Mapping[Hashable, str], truth: Mapping[Hashable, str]) -> Score:
    """Return B-cubed (Bagga and Baldwin 1998) over the items of *truth*."""
    both = Counter((found[item], truth[item]) for item in truth)
    in_found, in_truth = Counter(found[item] for item in truth), Counter(truth.values())
    precision = sum(count * count / in_found[one] for (one, _), count in both.items())
    recall = sum(count * count / in_truth[other] for (_, other), count in both.items())
    return _score(precision / len(truth), recall / len(truth))


def ceaf_e(found: Mapping[Hashable, str], truth: Mapping[Hashable, str]) -> Score:
    """Return entity CEAF (Luo 2005, similarity 4): each true group is matched with one found group at most."""
    import networkx

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


def false_merges(found: Mapping[Hashable, str], truth: Mapping[Hashable, str]) -> float:
    """Return the share of found groups that mix what is not one."""
    mixed: dict[str, set[str]] = defaultdict(set)
    for item, true in truth.items():
        mixed[found[item]].add(true)
    return sum(len(true) > 1 for true in mixed.values()) / len(mixed)


def corpora() -> ModuleType:
    """Return the generator, which lies beside this file."""
    spec = importlib.util.spec_from_file_location("corpora", Path(__file__).with_name("corpora.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["corpora"] = module
    spec.loader.exec_module(module)
    return module


def measure(documents: int, seed: int) -> dict[str, object]:
    """Return the figures for one corpus."""
    corpus = corpora().generate(documents, seed=seed)
    names = KnownNames.load()
    start = time.process_time()
    resolution = resolve(corpus.annotations, names)
    seconds = time.process_time() - start
    entity_of = {mention: entity.id for entity in resolution.entities for mention in entity.mentions}
    people = {mention: truth for mention, truth in corpus.entities.items() if mention in corpus.people}
    event_of = {claim: event.id for event in resolution.events for claim in event.claims}
    start = time.process_time()
    groups = {group.documents for group in copies(one.document for one in corpus.annotations)}
    return {
        "documents": documents,
        "mentions": sum(len(one.mentions) for one in corpus.annotations),
        "claims": len(corpus.events),
        "entities": b_cubed(entity_of, corpus.entities),
        "entities CEAF": ceaf_e(entity_of, corpus.entities),
        "people": b_cubed(entity_of, people),
        "people CEAF": ceaf_e(entity_of, people),
        "false merges of people": false_merges(entity_of, people),
        "events": b_cubed(event_of, corpus.events),
        "events CEAF": ceaf_e(event_of, corpus.events),
        "false merges of events": false_merges(event_of, corpus.events),
        "copies found": len(groups & set(corpus.copies)) / max(1, len(corpus.copies)),
        "copies wrong": len(groups - set(corpus.copies)),
        "resolve CPU seconds": seconds,
        "copies CPU seconds": time.process_time() - start,
        "peak MiB": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def main() -> None:
    """Print the figures for each size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, nargs="+", default=[1000, 10000])
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    for documents in arguments.documents:
        for name, value in measure(documents, arguments.seed).items():
            words = "P {:.3f} R {:.3f} F1 {:.3f}".format(*value) if isinstance(value, Score) else value
            print(f"{name:>24}: {words:.4g}" if isinstance(words, float) else f"{name:>24}: {words}")
        print()


if __name__ == "__main__":
    main()
