"""Tries out histories and kills, many of them: `make soak`.

python benchmarks/soak.py [--histories 300] [--kills 200] [--seed 1]

A history adds, changes and removes texts and decides on what is in them, by chance; at its end the graph must be, byte for byte,
that of a build from nothing. A kill is `kill -9` of a real process at a random moment of a build, an addition, a removal or a
decision; whoever opens the folder next must find the graph before or the graph after, whole, and every decision that was made;
and the same work done again must end where it would have ended. Texts are a few sentences and their reader is that of the
tests; resolution, the log, the graph and the store are the real ones.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import random
import shutil
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]  # the checkout, whether it is installed or not, and its small reader

from fakes import STAGES as FAKE  # noqa: E402

from kg import quads  # noqa: E402
from kg.ids import mention_iri_of  # noqa: E402
from kg.model import Verdict  # noqa: E402
from kg.names import KnownNames  # noqa: E402
from kg.pipeline import add, build, remove, renew  # noqa: E402
from kg.pipeline.stages import resolve_with_decisions  # noqa: E402
from kg.resolve import decisions  # noqa: E402
from kg.resolve.anchoring import anchor_of  # noqa: E402
from kg.store import EmbeddedStore, Solutions  # noqa: E402
from kg.workspace import damaged, digests, load_annotation, open_workspace  # noqa: E402

STAGES = FAKE._replace(resolve=resolve_with_decisions)
PEOPLE = ("Amal Rishani", "Amaal Rishany", "Sami Qurtan", "Samy Kurtan", "Nour Bazzaz", "Oksana Hnatyshak", "Oxana Hnatyshak")
TOWNS = ("Nordby", "Sorby", "Vestby")
FILES = 6


def text(draw: random.Random) -> str:
    """Return a report of one to three deaths."""
    told = [f"The rescuers who came to {draw.choice(TOWNS)} said that {draw.choice(PEOPLE)} was killed there."]
    told += [f"Later {draw.choice(PEOPLE)} was killed on the road to {draw.choice(TOWNS)}." for _ in range(draw.randrange(3))]
    return f"A raid, told for the {draw.randrange(10**6)}th time\n\n{' '.join(told)}\n"


def fingerprint(graph: Path) -> dict[str, str]:
    """Return the digest of every file that is the truth of a graph folder: the store is a cache, run.json holds the time."""
    files = [graph / "graph.nq", graph / "decisions.jsonl", *graph.glob("sources/*"), *graph.glob("annotations/*")]
    return {str(path.relative_to(graph)): hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(files)}


def whole(graph: Path) -> None:
    """Raise unless the folder is whole: every part there, nothing damaged, the store holding what the lines say."""
    space = open_workspace(graph)
    found = {path.name for path in graph.iterdir()}
    expected = {"sources", "annotations", "decisions.jsonl", "graph.nq", "store", "names.db", "run.json", ".lock"}
    assert found - {".next"} == expected, f"there is {found ^ expected}"
    assert not list(damaged(space)), list(damaged(space))
    assert not decisions.verify(space.decisions)
    lines = sum(1 for _ in space.graph.open("rb"))
    with EmbeddedStore.open(space.store) as store:
        rows = store.query("SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }")
        assert isinstance(rows, Solutions)
        held = int(str(next(iter(rows))[0].value))  # type: ignore[union-attr]
    assert held == lines, f"the store holds {held} facts, graph.nq {lines}"


def decide(graph: Path, draw: random.Random) -> None:
    """Append a decision about two people of the texts, or take an earlier one back, and make the graph anew."""
    space = open_workspace(graph)
    log = decisions.read(space.decisions)
    now = f"2026-01-01T00:00:00.{len(log.decisions):06d}+00:00"
    if log.in_force() and draw.random() < 0.3:
        one = draw.choice(log.in_force())
        decisions.undo(space.decisions, one.id, author="kari", reason="looked again", time=now)
    else:
        found = []
        for name in draw.sample(digests(space), min(2, len(digests(space)))):
            annotation = load_annotation(space, name)
            mention = draw.choice(annotation.mentions)
            found.append((mention_iri_of(annotation, mention), anchor_of(annotation, mention)))
        if len(found) == 2:
            (left, mine), (right, theirs) = found
            verdict = draw.choice((Verdict.SAME, Verdict.DIFFERENT))
            anchors = {"left_anchor": mine, "right_anchor": theirs}
            decisions.append(space.decisions, [decisions.Decision(verdict, left, right, "says a cousin", "kari", now, **anchors)])
    renew(graph, stages=STAGES)


def step(graph: Path, folder: Path, draw: random.Random, steps: Counter[str]) -> None:
    """Change the graph and the folder of texts in one way."""
    there = sorted(path.name for path in folder.glob("*.txt"))
    kind = draw.choice(("add", "add", "add", "remove", "decide"))
    if kind == "remove" and len(there) > 1:
        gone = draw.sample(there, draw.randrange(1, min(3, len(there))))
        remove(gone, graph, stages=STAGES)
        for name in gone:
            (folder / name).unlink()
    elif kind == "decide":
        decide(graph, draw)
    else:
        names = draw.sample([f"{number}.txt" for number in range(FILES)], draw.randrange(1, 3))
        kind = "change" if set(names) & set(there) else "add"
        for name in names:
            (folder / name).write_text(text(draw), "utf-8")
        add([folder / name for name in names], graph, stages=STAGES)
    steps[kind] += 1


@contextmanager
def prepared() -> Iterator[None]:
    """Let the ontology and the well-known names, which are the same in every graph, be parsed once: half of a build's time."""
    load, parse = KnownNames.load, quads.turtle_quads
    names = load()

    @lru_cache(maxsize=8)
    def parsed(paths: tuple[Path, ...]) -> list[Any]:
        return list(parse(paths))

    KnownNames.load = classmethod(lambda cls, folder=None: names)  # type: ignore[assignment, method-assign]
    quads.turtle_quads = lambda paths: iter(parsed(tuple(paths)))  # type: ignore[assignment]
    try:
        yield
    finally:
        KnownNames.load, quads.turtle_quads = load, parse  # type: ignore[method-assign]


def history(root: Path, seed: int) -> Counter[str]:
    """Drive one graph through a history and compare it with a build from nothing; return how often each step was taken.

    Raises:
        AssertionError: they differ.
    """
    draw = random.Random(seed)
    folder, graph, fresh = root / "texts", root / "graph", root / "fresh"
    folder.mkdir()
    steps: Counter[str] = Counter()
    for number in range(draw.randrange(1, 4)):
        (folder / f"{number}.txt").write_text(text(draw), "utf-8")
    build([folder], graph, stages=STAGES, workers=1)
    for _ in range(draw.randrange(2, 6)):
        step(graph, folder, draw, steps)
    fresh.mkdir()
    build([folder], fresh, stages=STAGES, workers=1)
    shutil.copyfile(graph / "decisions.jsonl", fresh / "decisions.jsonl")
    if (graph / "decisions.jsonl").stat().st_size:
        renew(fresh, stages=STAGES)
    assert fingerprint(graph) == fingerprint(fresh), f"seed {seed}: {steps} ends in other bytes than a build from nothing"
    whole(graph)
    return steps


# --- kills -----------------------------------------------------------------------------------------------------------------


def in_child(work: Callable[[], Any], *, kill_after: float | None = None) -> tuple[int, Any]:
    """Run *work* in a process of its own; return how it ended and what it returned.

    With *kill_after* it is sent signal 9 so many seconds after it has begun. The parent never opens a store: its threads
    would not survive the fork.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        code = 1
        try:
            os.write(writing, b"!")
            answer = work()
            os.write(writing, json.dumps(answer).encode())
            code = 0
        except BaseException:
            traceback.print_exc()
        finally:
            os._exit(code)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        pipe.read(1)
        if kill_after is not None:
            time.sleep(kill_after)
            os.kill(child, signal.SIGKILL)
        answer = pipe.read()
    status = os.waitpid(child, 0)[1]
    return os.waitstatus_to_exitcode(status), json.loads(answer) if answer and os.WIFEXITED(status) else None


def state(graph: Path) -> Any:
    """Return what the folder holds for whoever opens it, or an empty mapping where no build has ended yet."""
    if not (graph / "run.json").exists() and not (graph / ".ready").exists():
        return {}
    open_workspace(graph)
    whole(graph)
    return fingerprint(graph)


def done(work: Callable[[], object]) -> Callable[[], int]:
    """Return *work* as what a child can answer for."""

    def run() -> int:
        work()
        return 0

    return run


def works(draw: random.Random, folder: Path) -> Sequence[tuple[str, Callable[[Path], object]]]:
    """Return what may be killed; each is the same work when it is done again."""
    seed = draw.randrange(10**6)
    name = draw.choice(sorted(path.name for path in folder.glob("*.txt")))
    return (
        ("build", lambda graph: build([folder], graph, stages=STAGES, workers=1, resume=(graph / ".next").exists())),
        ("add", lambda graph: add([folder], graph, stages=STAGES)),
        ("remove", lambda graph: remove([name], graph, stages=STAGES)),
        ("decide", lambda graph: decide(graph, random.Random(seed))),
    )


def kill(root: Path, seed: int) -> tuple[str, str]:
    """Kill one piece of work at a random moment; return its kind and what was found: "before", "after" or "nothing yet".

    Raises:
        AssertionError: something was lost or half-written.
    """
    draw = random.Random(seed)
    folder, graph, other = root / "texts", root / "graph", root / "other"
    folder.mkdir()
    for number in range(3):
        (folder / f"{number}.txt").write_text(text(draw), "utf-8")
    kind, work = draw.choice(works(draw, folder))
    if kind != "build":
        assert in_child(done(lambda: build([folder], graph, stages=STAGES, workers=1)))[0] == 0
    if kind == "add":
        (folder / "1.txt").write_text(text(draw), "utf-8")
        (folder / "9.txt").write_text(text(draw), "utf-8")
    before = in_child(lambda: state(graph))[1] if kind != "build" else {}
    if graph.exists():
        shutil.copytree(graph, other)
    start = time.monotonic()
    assert in_child(done(lambda: work(other)))[0] == 0
    took = time.monotonic() - start
    after = in_child(lambda: state(other))[1]
    in_child(done(lambda: work(graph)), kill_after=draw.uniform(0, 1.05 * took))
    code, found = in_child(lambda: state(graph))
    assert code == 0, f"seed {seed}: after a kill of {kind} the folder cannot be opened"
    assert found in _allowed(kind, before, after), f"seed {seed}: a kill of {kind} left neither the old graph nor the new one"
    said = "after" if found == after else "before" if found else "nothing yet"
    if kind != "decide" and not (kind == "remove" and said == "after"):
        assert in_child(done(lambda: work(graph)))[0] == 0, f"seed {seed}: {kind} cannot be done again after a kill"
        assert in_child(lambda: state(graph))[1] == after, f"seed {seed}: {kind} done again after a kill ends elsewhere"
    elif kind == "decide":
        assert in_child(done(lambda: renew(graph, stages=STAGES)))[0] == 0
        again = in_child(lambda: state(graph))[1]
        assert again in (before, after), f"seed {seed}: a decision was lost or changed by a kill"
    return kind, said


def _allowed(kind: str, before: dict[str, str], after: dict[str, str]) -> list[dict[str, str]]:
    """Return the states that may be found; a decision is in the log before the graph has heeded it."""
    noted = [{**before, "decisions.jsonl": after["decisions.jsonl"]}] if kind == "decide" else []
    return [before, after, *noted]


def main() -> int:
    """Run histories and kills, and print what was done; the exit code is 1 if anything was lost."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--histories", type=int, default=300)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    failures: list[str] = []
    kills: Counter[tuple[str, str]] = Counter()
    steps: Counter[str] = Counter()
    for number in range(given.kills):  # first, before this process opens a store
        with tempfile.TemporaryDirectory(prefix="kg-soak-") as root:
            try:
                kills[kill(Path(root), given.seed * 10**6 + number)] += 1
            except AssertionError as error:
                failures.append(str(error))
    if given.kills:
        found = ", ".join(f"{kind} {said} {count}" for (kind, said), count in sorted(kills.items()))
        print(f"{given.kills} kills, {given.kills - len(failures)} lost nothing: {found}", flush=True)
    for number in range(given.histories):
        with prepared(), tempfile.TemporaryDirectory(prefix="kg-soak-") as root:
            try:
                steps += history(Path(root), given.seed * 10**6 + number)
            except AssertionError as error:
                failures.append(str(error))
        if number % 50 == 49:
            print(f"{number + 1} histories", flush=True)
    if given.histories:
        print(f"{given.histories} histories of {dict(sorted(steps.items()))}: {sum('bytes' in one for one in failures)} differ")
    for failure in failures:
        print(failure, file=sys.stderr)
    return bool(failures)


if __name__ == "__main__":
    sys.exit(main())
