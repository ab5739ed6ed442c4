"""Times every query of the catalogue side by side in one run: through `kg`, in raw pyoxigraph, in rdflib, and over HTTP.

    python benchmarks/bench_queries.py [--quads 100000 1000000] [--engines kg raw limited rdflib oxigraph virtuoso] [--only NAME]

Every way to ask is a process of its own, so that its memory can be read, and all are asked in turns, so that a busy machine slows
all alike. Times are the best of five, in milliseconds, every row read; one over two seconds is asked three times.
`limited` is what `kg ask` does: a worker process with the limits of a server. A query that takes longer than ``--patience``
seconds is cut and shown as inf. The exit code is 1 if `kg` takes longer than a reader is allowed (5 s) over any query, or if an
engine gives another number of rows.
"""

from __future__ import annotations

import argparse
import multiprocessing
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple, cast

import pyoxigraph as ox

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests"), str(ROOT / "benchmarks")]  # the checkout, whether it is installed or not

from made_graph import write_graph, write_store  # noqa: E402
from servers import AbsentError, oxigraph_server, virtuoso_server  # noqa: E402

from kg.catalogue import answer, catalogue, find  # noqa: E402
from kg.exports import export_partitions  # noqa: E402
from kg.store import Address, EmbeddedStore, LimitedRunner, Limits, RemoteStore  # noqa: E402

ALLOWED = 5_000.0
"""Milliseconds that a query may take by default; of the processor, so that other work on the machine does not count."""
FOR_RDFLIB = 200_000
"""Quads up to which rdflib is asked: beyond it takes minutes a query."""
ENGINES = ("kg", "raw", "limited", "rdflib", "oxigraph", "virtuoso")
LOADS = 3
"""How often a graph is loaded."""
TURNS = 5
"""How often a query is asked."""
SLOW = 2_000.0
"""Milliseconds over which a query is asked three times, and over five times as many once."""
Ask = Callable[[str], int]


class Timed(NamedTuple):
    """What a query took in milliseconds."""

    took: float
    used: float
    """Of the processor in the process that asks."""
    rows: int | str
    """How many there are, or what went wrong."""


say = sys.stdout.write


def _rdflib(path: Path) -> Ask:
    import rdflib

    with EmbeddedStore.open(path) as store:
        triples = (quad.triple for quad in store.engine.quads_for_pattern(None, None, None, ox.DefaultGraph()))
        data = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES)
    graph = rdflib.Graph()
    graph.parse(data=data, format="nt")
    return lambda name: sum(1 for _ in graph.query(find(name).text))


def _way(engine: str, where: str) -> Ask:
    """Return a function that counts the rows of a query."""
    if engine == "rdflib":
        return _rdflib(Path(where))
    if engine in ("oxigraph", "virtuoso"):
        remote = RemoteStore(Address(where), timeout=600)
        return lambda name: len(answer(remote, find(name), {}))
    if engine == "limited":
        runner = LimitedRunner(Path(where), Limits(seconds=600, rows=10_000_000, size=1 << 30, memory=1 << 33))
        return lambda name: len(answer(runner, find(name), {}))
    store = EmbeddedStore.open(Path(where))
    if engine == "raw":
        return lambda name: sum(1 for _ in cast(ox.QuerySolutions, store.engine.query(find(name).text)))
    return lambda name: len(answer(store, find(name), {}))


def _serve(engine: str, where: str, line: Connection) -> None:
    """Answer the parent: the time and the rows of a query."""
    ask = _way(engine, where)
    line.send("ready")
    while (name := line.recv()) is not None:
        line.send(_timed(ask, name))
    line.send(_most_memory("self"))


def _timed(ask: Ask, name: str) -> Timed:
    begun, used = time.perf_counter(), time.process_time()
    try:
        rows = ask(name)
    except Exception as error:  # a server that fails is a result, too
        return Timed(float("inf"), float("inf"), f"{type(error).__name__}: {error}"[:150])
    return Timed(1000 * (time.perf_counter() - begun), 1000 * (time.process_time() - used), rows)


def _most_memory(process: str) -> float:
    """Return the most memory that a process held, in MiB; `getrusage` tells that of the parent where it was more."""
    status = Path(f"/proc/{process}/status")
    lines = status.read_text().splitlines() if status.exists() else []
    return sum(int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM"))


@dataclass
class Asker:
    """One way to ask, in a process of its own, which is begun anew when a query takes too long."""

    engine: str
    where: str
    server: int = 0
    """Process id of the server that is asked, if one is."""
    times: list[float] = field(default_factory=list)
    peak: float = 0.0

    def start(self) -> None:
        """Begin the process."""
        context = multiprocessing.get_context("spawn")
        self.line, theirs = context.Pipe()
        self.process = context.Process(target=_serve, args=(self.engine, self.where, theirs), daemon=True)
        self.process.start()
        theirs.close()
        assert self.line.recv() == "ready"

    def ask(self, name: str, patience: float) -> Timed:
        """Ask once."""
        self.line.send(name)
        if self.line.poll(patience):
            return cast(Timed, self.line.recv())
        self.process.kill()
        self.start()
        return Timed(float("inf"), float("inf"), "too slow")

    def stop(self) -> float:
        """End the process; return the most memory in MiB that it, or the server, held."""
        held = _most_memory(str(self.server)) if self.server else 0.0
        self.line.send(None)
        own = self.line.recv()
        self.process.join(10)
        return held or own


def askers(chosen: list[str], quads: int, path: Path, keep: ExitStack) -> list[Asker]:
    """Start the chosen ways to ask; one whose server is not here is named and left out."""
    found = []
    for engine in chosen:
        where, server = str(path), 0
        if engine == "rdflib" and quads > FOR_RDFLIB:
            continue
        try:
            begun = time.perf_counter()
            if engine == "oxigraph":
                store, server = keep.enter_context(oxigraph_server(path))
                where = store.address.query
            elif engine == "virtuoso":
                folder = Path(keep.enter_context(tempfile.TemporaryDirectory()))
                with EmbeddedStore.open(path) as graph:
                    export_partitions(graph, folder / "parts", 1)
                store, server = keep.enter_context(
                    virtuoso_server(folder, rows=1_000_000, buffers=60_000, directory=folder / "parts")
                )
                where = store.address.query
                say(f"virtuoso loaded the graph with its own loader in {time.perf_counter() - begun:.1f} s\n")
        except AbsentError as error:
            say(f"{error}\n")
            continue
        asker = Asker(engine, where, server)
        asker.start()
        found.append(asker)
    return found


def _load(kind: str, nquads: str, path: str, line: Connection) -> None:
    """Load a file with `kg`, or raw; tell the parent the seconds, those of the processor, and the most memory."""
    begun, used = time.perf_counter(), time.process_time()
    if kind == "kg":
        write_store(Path(nquads), Path(path))
    else:
        raw = ox.Store(path)
        raw.bulk_load(path=nquads, format=ox.RdfFormat.N_QUADS)
        raw.optimize()
    line.send((time.perf_counter() - begun, time.process_time() - used, _most_memory("self")))


def _loading(nquads: Path, path: Path, folder: Path) -> None:
    """Time the load of the same facts by the engine alone and by `kg`, in turns, each in a process of its own."""
    write_store(nquads, path)
    same, context = folder / "same.nq", multiprocessing.get_context("spawn")
    with EmbeddedStore.open(path) as store:
        store.engine.dump(str(same), format=ox.RdfFormat.N_QUADS)
        count = len(store.engine)
    took: dict[str, list[tuple[float, float, float]]] = {"kg": [], "raw": []}
    for _ in range(LOADS):
        for kind, file in (("kg", nquads), ("raw", same)):
            mine, theirs = context.Pipe()
            process = context.Process(target=_load, args=(kind, str(file), str(folder / "loaded"), theirs))
            process.start()
            theirs.close()
            took[kind].append(mine.recv())
            process.join()
            shutil.rmtree(folder / "loaded")
    same.unlink()
    ratios, busy = (sorted(ours[at] / theirs[at] for ours, theirs in zip(*took.values(), strict=True)) for at in (0, 1))
    (kg, _, held), (raw, _, most) = ([statistics.median(column) for column in zip(*each, strict=True)] for each in took.values())
    say(f"kg: named graphs, merged default graph and derived view in {kg:.1f} s ({held:,.0f} MiB); ")
    say(f"raw bulk load of the same {count:,} quads, ready made, {raw:.1f} s ({most:,.0f} MiB): ")
    say(f"{statistics.median(ratios):.2f} times ({ratios[0]:.2f} to {ratios[-1]:.2f} in {LOADS} turns), of the processor ")
    say(f"{statistics.median(busy):.2f} times ({busy[0]:.2f} to {busy[-1]:.2f})\n")


def measure(quads: int, engines: list[str], only: list[str], patience: float) -> list[str]:
    """Print the table of one size; return what is wrong."""
    wrong: list[str] = []
    with tempfile.TemporaryDirectory() as name, ExitStack() as keep:
        folder = Path(name)
        nquads, path = folder / "graph.nq", folder / "store"
        say(f"\n{write_graph(nquads, quads):,} quads\n")
        _loading(nquads, path, folder)
        asked = askers(engines, quads, path, keep)
        say(f"{'milliseconds':34}{'rows':>8}" + "".join(f"{one.engine:>11}" for one in asked) + "\n")
        for query in [name for name in catalogue() if not only or name in only]:
            measured = _measured(asked, query, patience)
            rows = measured[0][2]
            say(f"{query:34}{rows:>8}" + "".join(f"{took:>11.1f}" for took, _, _ in measured) + "\n")
            sys.stdout.flush()
            wrong += [f"{quads:,} quads: {one.engine} gives {got} for {query}, not {rows}"
                      for one, (_, _, got) in zip(asked, measured, strict=True) if got not in (rows, "too slow")]  # fmt: skip
            if asked[0].engine == "kg" and measured[0][1] > ALLOWED:
                wrong.append(f"{quads:,} quads: kg takes {measured[0][1]:,.0f} ms over {query}; {ALLOWED:,.0f} are allowed")
        _summary(asked)
    return wrong


def _measured(asked: list[Asker], query: str, patience: float) -> list[Timed]:
    """Ask a query in turns; return the best of each way to ask."""
    best = [one.ask(query, patience) for one in asked]
    for turn in range(1, TURNS):
        for step in range(len(asked)):
            at = (turn + step) % len(asked)  # another begins each time: the first reads the files that the others find in memory
            if best[at].took < SLOW or (turn < 3 and best[at].took < 5 * SLOW):
                again = asked[at].ask(query, patience)
                best[at] = Timed(min(best[at].took, again.took), min(best[at].used, again.used), again.rows)
    for one, (took, _, _) in zip(asked, best, strict=True):
        one.times.append(took)
    return best


def _summary(asked: list[Asker]) -> None:
    """Print how each way compares with the first, `kg`."""
    base = asked[0]
    for one in asked:
        ratios = [theirs / mine for theirs, mine in zip(one.times, base.times, strict=True)]
        say(f"{one.engine:10} median {statistics.median(one.times):9.1f} ms, {statistics.median(ratios):6.2f} of {base.engine}; ")
        say(f"slowest {max(one.times):9.1f} ms; most memory {one.stop():7,.0f} MiB\n")
        if one.engine == "raw":
            beyond = [mine - (1.2 * theirs + 5) for mine, theirs in zip(base.times, one.times, strict=True)]
            say(f"{'':10} {base.engine} is within 1.2 times plus 5 ms on {sum(each <= 0 for each in beyond)} of {len(beyond)}\n")


def main() -> int:
    """Print the tables, and what is wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quads", type=int, nargs="+", default=[100_000, 1_000_000])
    parser.add_argument("--engines", nargs="+", choices=ENGINES, default=list(ENGINES))
    parser.add_argument("--only", nargs="*", default=[])
    parser.add_argument("--patience", type=float, default=60.0)
    given = parser.parse_args()
    wrong = [each for quads in given.quads for each in measure(quads, given.engines, given.only, given.patience)]
    say("".join(f"{each}\n" for each in wrong))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
