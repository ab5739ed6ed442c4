"""Measures resolution over generated corpora: who is who, what is one event, copies, cost and memory.

python benchmarks/bench_resolve.py [--documents 1000 10000] [--seed 1] [--write docs/identity.md]
"""

from __future__ import annotations

import argparse
import importlib.util
import resource
import sys
import time
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # the checkout, whether it is installed or not

from benchmarks.clusters import b_cubed, ceaf_e, false_merges  # noqa: E402
from kg.names import KnownNames  # noqa: E402
from kg.resolve import resolve  # noqa: E402
from kg.resolve.copies import copies  # noqa: E402


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
            print(f"{name:>24}: {value:.4g}" if isinstance(value, float) else f"{name:>24}: {value}")
        print()


if __name__ == "__main__":
    main()
