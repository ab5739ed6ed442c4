"""Times every query of the catalogue side by side in one run: through `kg`, in raw pyoxigraph, in rdflib, over HTTP.

    python benchmarks/bench_queries.py --quads 100000 [--engines kg raw rdflib server virtuoso] [--only NAME ...]

The graph is made up, seeded, and of the shape that a build writes: reports of eight claims about attacks, rescues and
statements, of which one in four speaks of the same event as another report. A query that takes longer than ``--patience``
seconds is cut and shown as such. Times are the best of three, in milliseconds, every row read.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import resource
import signal
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from types import FrameType
from typing import cast

import pyoxigraph as ox

from kg import ids
from kg.catalogue import Query, answer, catalogue
from kg.model import (
    Annotation,
    Certainty,
    Claim,
    Document,
    Entity,
    EntityKind,
    Event,
    Figure,
    Filler,
    Measure,
    Mention,
    Precision,
    Resolution,
    Role,
    Stance,
    TimeRange,
)
from kg.quads import Lookup, document_quads, resolution_quads, run_iri, run_quads, turtle_quads, write_sorted
from kg.resources import shipped
from kg.store import EmbeddedStore, LimitedRunner, Limits, build_store

QUADS_PER_REPORT = 600
TYPES = ("Airstrike", "Shelling", "BarrelBombing", "Killing", "Rescue", "Detention", "Accusation", "AidDelivery")
STANCES = (Stance.ASSERTS,) * 7 + (Stance.ACCUSES, Stance.DENIES, Stance.SUPPOSES)


def reports(count: int) -> Iterator[tuple[Annotation, dict[str, str], dict[str, str]]]:
    """Yield made-up readings, each with the entity of every mention and the event of every claim."""
    rng = random.Random(7)
    for number in range(count):
        text = "".join(f"Report {number}, sentence {i}: actor struck place and harmed some people there.\n" for i in range(8))
        sha256 = hashlib.sha256(text.encode()).hexdigest()
        published = date(2016, 1, 1) + timedelta(days=number % 400)
        document = Document(
            ids.document_iri(sha256, ""),
            f"report-{number}.txt",
            text,
            rng.choice(["en", "nb"]),
            sha256,
            publisher=f"Paper {number % 40}",
            published=published,
        )
        mentions, claims, owners, events = [], [], {}, {}
        starts = [i for i in range(len(text)) if i == 0 or text[i - 1] == "\n"]
        for i, start in enumerate(starts):
            people = [
                (EntityKind.GOVERNMENT, f"actor{rng.randrange(60)}"),
                (EntityKind.HEALTH_FACILITY, f"clinic{rng.randrange(800)}"),
                (EntityKind.PERSON, f"person{rng.randrange(5 * count)}"),
                (EntityKind.PLACE, f"place{rng.randrange(200)}"),
            ]
            for j, (sort, key) in enumerate(people):
                name = f"m{4 * i + j + 1}"
                owners[name] = key
                mentions.append(Mention(name, start + 8 * j, start + 8 * j + 6, sort, key, name=key, refers_to=name))
            actor, clinic, person, place = (f"m{4 * i + j + 1}" for j in range(4))
            kind = rng.choice(TYPES)
            types = (kind, "AttackOnHealthcare") if kind in TYPES[:3] else (kind,)
            role = Role.RESCUER if kind == "Rescue" else Role.SPEAKER if kind == "Accusation" else Role.PERPETRATOR
            end = start + len(f"Report {number}, sentence {i}: actor struck place and harmed some people there.")
            figures = (
                (Figure(Measure.KILLED, rng.randrange(1, 60), None, start, start + 6, "some", "at least"),)
                if kind == "Killing"
                else ()
            )
            time_range = TimeRange(
                published, published + timedelta(days=rng.randrange(9)), Precision.DAYS, start, start + 6, "then"
            )
            claims.append(
                Claim(
                    f"k{i + 1}",
                    types,
                    start,
                    end,
                    text[start:end],
                    start,
                    start + 6,
                    roles=(
                        Filler(role, actor, owners[actor]),
                        Filler(
                            Role.TARGET if kind in TYPES[:3] else Role.VICTIM, clinic if kind in TYPES[:3] else person, "them"
                        ),
                        Filler(Role.PLACE, place, owners[place]),
                    ),
                    figures=figures,
                    time=time_range if rng.random() < 0.8 else None,
                    stance=rng.choice(STANCES),
                    certainty=rng.choice(list(Certainty)),
                    confidence=rng.randrange(50, 100) / 100,
                    according_to=(Filler(Role.SPEAKER, person, owners[person]),) if rng.random() < 0.4 else (),
                )
            )
            shared = rng.random() < 0.25
            events[f"k{i + 1}"] = f"{kind}-{rng.randrange(count)}" if shared else f"{kind}-{number}-{i}"
        yield Annotation(document, "made/1", tuple(mentions), tuple(claims)), owners, events


def made_graph(count: int) -> Iterator[ox.Quad]:
    """Yield the quads of *count* reports with entities, events and the shipped ontology."""
    members: dict[str, list[tuple[str, str]]] = {}
    kinds: dict[str, EntityKind] = {}
    claims: dict[str, list[str]] = {}
    types: dict[str, set[str]] = {}
    read = list(reports(count))
    for annotation, owners, events in read:
        for mention in annotation.mentions:
            members.setdefault(owners[mention.id], []).append((annotation.document.id, mention.id))
            kinds[owners[mention.id]] = mention.kind
        for name, iri in ids.claim_iris(annotation).items():
            claims.setdefault(events[name], []).append(iri)
        for claim in annotation.claims:
            types.setdefault(events[claim.id], set()).update(claim.types)
    entities = [
        Entity(ids.iri("entity", key), kinds[key], key, (("en", key),), tuple(sorted(found))) for key, found in members.items()
    ]
    gathered = [
        Event(ids.iri("event", key), tuple(sorted(types[key])), tuple(sorted(found)), key) for key, found in claims.items()
    ]
    resolution = Resolution(tuple(entities), tuple(gathered), ())
    lookup, run = Lookup.of(resolution), run_iri("0.1.0")
    for annotation, _, _ in read:
        yield from document_quads(annotation, lookup, run=run)
    yield from resolution_quads(resolution)
    yield from run_quads("0.1.0")
    yield from turtle_quads([shipped("ontology", "kg.ttl")])


class TooSlow(Exception):
    """A query took longer than anybody would wait."""


@contextmanager
def patience(seconds: float) -> Iterator[None]:
    """Raise `TooSlow` in the block after *seconds*; an engine that does not return to Python is not interrupted."""

    def ring(number: int, frame: FrameType | None) -> None:
        raise TooSlow

    signal.signal(signal.SIGALRM, ring)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def milliseconds(call: Callable[[], int], seconds: float) -> tuple[float, int]:
    """Return the best of three times of *call*, and its rows; infinity if it takes longer than *seconds*."""
    best, rows = float("inf"), -1
    for _ in range(3):
        begun = time.perf_counter()
        try:
            with patience(seconds):
                rows = call()
        except TooSlow:
            return float("inf"), -1
        took = 1000 * (time.perf_counter() - begun)
        best = min(best, took)
        if took > 2_000:
            break
    return best, rows


Ask = Callable[[Query], int]


def in_rdflib(engine: ox.Store) -> Ask:
    """Return a function that counts the rows of a query in rdflib's own memory and engine."""
    import rdflib

    graph = rdflib.Graph()
    triples = (quad.triple for quad in engine.quads_for_pattern(None, None, None, ox.DefaultGraph()))
    graph.parse(data=ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES), format="nt")
    return lambda query: sum(1 for _ in graph.query(query.text))


def engines(chosen: list[str], path: Path, keep: ExitStack) -> dict[str, Ask]:
    """Return the chosen ways to ask, by name."""
    store = keep.enter_context(EmbeddedStore.open(path))
    found: dict[str, Ask] = {}
    if "raw" in chosen:
        found["raw"] = lambda query: sum(1 for _ in cast(ox.QuerySolutions, store.engine.query(query.text)))
    if "kg" in chosen:
        found["kg"] = lambda query: len(answer(store, query, {}))
    if "limited" in chosen:
        runner = keep.enter_context(LimitedRunner(path, Limits(seconds=60, rows=1_000_000)))
        found["limited"] = lambda query: runner.run(query.text).body.count(b"\n") - 1
    if "rdflib" in chosen:
        found["rdflib"] = in_rdflib(store.engine)
    return found


def main() -> None:
    """Print the table of times and the medians of the ratios."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quads", type=int, default=100_000)
    parser.add_argument("--engines", nargs="+", default=["kg", "raw", "limited"])
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument("--patience", type=float, default=20.0)
    given = parser.parse_args()
    say = sys.stdout.write
    with tempfile.TemporaryDirectory() as folder, ExitStack() as keep:
        nquads, path = Path(folder, "graph.nq"), Path(folder, "store")
        begun = time.perf_counter()
        count = write_sorted(made_graph(max(1, given.quads // QUADS_PER_REPORT)), nquads)
        say(f"{count:,} quads written in {time.perf_counter() - begun:.1f} s\n")
        begun = time.perf_counter()
        ox.Store(str(Path(folder, "raw"))).bulk_load(path=str(nquads), format=ox.RdfFormat.N_QUADS)
        say(f"raw bulk load of the named graphs {time.perf_counter() - begun:.1f} s\n")
        begun = time.perf_counter()
        policy = tuple(file.read_text("utf-8") for file in sorted(shipped("ontology").glob("policy/*.rq")))
        build_store(path, [nquads], policy=policy)
        say(f"store with merged default graph and derived view {time.perf_counter() - begun:.1f} s\n")
        asked = engines(given.engines, path, keep)
        say(f"{'query':34}{'rows':>8}" + "".join(f"{name:>12}" for name in asked) + "\n")
        times: dict[str, list[float]] = {name: [] for name in asked}
        for name, query in catalogue().items():
            if given.only and name not in given.only:
                continue
            measured = {way: milliseconds(partial(ask, query), given.patience) for way, ask in asked.items()}
            for way, (best, _) in measured.items():
                times[way].append(best)
            rows = max(rows for _, rows in measured.values())
            say(f"{name:34}{rows:>8}" + "".join(f"{took:>12.1f}" for took, _ in measured.values()) + "\n")
            sys.stdout.flush()
        base = next(iter(asked))
        for way, all_times in times.items():
            ratios = [each / mine for each, mine in zip(all_times, times[base], strict=True)]
            say(f"{way}: median {statistics.median(all_times):.1f} ms, median ratio to {base} {statistics.median(ratios):.2f}\n")
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        say(f"peak memory {peak:,.0f} MiB\n")


if __name__ == "__main__":
    main()
