"""Times the SPARQL endpoint with several clients at once, beside the raw engine behind the same web framework.

    python benchmarks/bench_endpoint.py [--quads 100000] [--clients 8] [--seconds 10]

Both are served by uvicorn in a process of their own, one after the other in turns, over the same store, and asked the same short
queries over connections that stay open. The raw engine has no limits, no negotiation and no workers: what they cost is the ratio.
Processor time a request, of the server with its workers, is told too: it says more than the rate where the machine is shared.

Then some of twenty clients ask long queries, each another, and the rest quick ones: how long both wait, and how many are refused.
"""

from __future__ import annotations

import argparse
import http.client
import itertools
import multiprocessing
import os
import statistics
import sys
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlencode

import pyoxigraph as ox

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests"), str(ROOT / "benchmarks")]  # the checkout, whether it is installed or not

from made_graph import write_graph, write_store  # noqa: E402
from servers import free_port, wait_for  # noqa: E402

from kg.store import LimitedRunner  # noqa: E402
from kg.vocab import PREFIXES  # noqa: E402

QUERIES = {
    "one claim": "SELECT ?p ?o { ?claim a kg:Claim ; kg:attributedAs 'person7' ; ?p ?o } LIMIT 20",
    "who struck": "SELECT ?who (COUNT(?event) AS ?n) { ?event kg:perpetrator ?who } GROUP BY ?who ORDER BY DESC(?n) LIMIT 10",
    "100 rows": "SELECT ?claim ?words { ?claim kg:evidence/kg:exact ?words } LIMIT 100",
}
LONG = "SELECT (COUNT(*) AS ?n{number}) {{ ?a kg:document ?doc . ?b kg:document ?doc . ?c kg:document ?doc FILTER(?a != ?b) }}"
"""Some seconds at a million quads."""
CROWD = {"quick": 14, "long": 6}
ROUNDS = 5


def serve(kind: str, store: str, port: int) -> None:
    """Serve a store until killed: ``kg`` as the endpoint does, ``raw`` with the engine in the server's own threads."""
    import uvicorn
    from starlette.applications import Starlette
    from starlette.concurrency import run_in_threadpool
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import Route

    from kg.server.endpoint import answered, question

    engine, runner = ox.Store.read_only(store), LimitedRunner(Path(store))

    def raw_answer(text: str) -> Response:
        found = engine.query(text, prefixes=dict(PREFIXES)).serialize(format=ox.QueryResultsFormat.JSON)  # type: ignore[union-attr]
        return Response(found, media_type="application/sparql-results+json")

    async def raw(request: Request) -> Response:
        return await run_in_threadpool(raw_answer, request.query_params["query"])

    async def ours(request: Request) -> Response:
        return await answered(runner, await question(request), request.headers.get("accept", ""), request)

    app = Starlette(routes=[Route("/sparql", ours if kind == "kg" else raw)])
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning")


def requests_a_second(port: int, query: str, clients: int, seconds: float) -> float:
    """Return how many requests *clients* get answered a second; a refusal ends the run."""
    path, counts, refused = f"/sparql?{urlencode({'query': query})}", [0] * clients, list[int]()
    stop = time.monotonic() + seconds

    def client(number: int) -> None:
        line = http.client.HTTPConnection("127.0.0.1", port)
        while time.monotonic() < stop and not refused:
            line.request("GET", path, headers={"accept": "application/sparql-results+json"})
            reply = line.getresponse()
            reply.read()
            if reply.status == 200:
                counts[number] += 1
            else:
                refused.append(reply.status)
        line.close()

    begun = time.monotonic()
    threads = [threading.Thread(target=client, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if refused:
        raise SystemExit(f"a request was refused with {refused[0]}")
    return sum(counts) / (time.monotonic() - begun)


def used(pid: int) -> float:
    """Return the seconds of the processor that a process and its children, which are alive, have used."""
    tasks = list(Path(f"/proc/{pid}/task").iterdir())
    children = {int(child) for task in tasks for child in (task / "children").read_text().split()}
    seconds = 0.0
    for each in (pid, *children):
        with suppress(FileNotFoundError):
            fields = Path(f"/proc/{each}/stat").read_text().rsplit(")", 1)[1].split()
            seconds += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return seconds


def crowd(port: int, seconds: float) -> None:
    """Print how long quick and long queries wait where twenty clients ask both, and how many are refused."""
    waits: dict[str, list[float]] = {kind: [] for kind in CROWD}
    refused = dict.fromkeys(CROWD, 0)
    stop, number = time.monotonic() + seconds, itertools.count()

    def client(kind: str) -> None:
        line = http.client.HTTPConnection("127.0.0.1", port)
        while time.monotonic() < stop:
            text = QUERIES["one claim"] if kind == "quick" else LONG.format(number=next(number))
            begun = time.monotonic()
            line.request("GET", f"/sparql?{urlencode({'query': text})}", headers={"accept": "application/sparql-results+json"})
            reply = line.getresponse()
            reply.read()
            if reply.status == 503:
                refused[kind] += 1
                time.sleep(int(reply.headers["retry-after"]))
            else:
                waits[kind].append(time.monotonic() - begun)
        line.close()

    threads = [threading.Thread(target=client, args=(kind,)) for kind, count in CROWD.items() for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for kind, found in waits.items():
        found.sort()
        middle, most = (found[len(found) // 2], found[-1 - len(found) // 20]) if found else (float("nan"),) * 2
        print(f"{CROWD[kind]:3} clients, {kind:6} {len(found):6} answers, median {middle:6.2f} s, 95 % below {most:6.2f} s, "
              f"{refused[kind]} refused", flush=True)  # fmt: skip


def main() -> None:
    """Print requests a second of both, and the ratio."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quads", type=int, default=100_000)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--seconds", type=float, default=10.0)
    given = parser.parse_args()
    context = multiprocessing.get_context("spawn")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_graph(folder / "graph.nq", given.quads)
        write_store(folder / "graph.nq", folder / "store")
        ports = {kind: free_port() for kind in ("kg", "raw")}
        servers = [context.Process(target=serve, args=(kind, str(folder / "store"), port)) for kind, port in ports.items()]
        try:
            for server, port in zip(servers, ports.values(), strict=True):
                server.start()
                wait_for(port, 20, server.is_alive)
            for label, query in QUERIES.items():
                rates: dict[str, list[tuple[float, float]]] = {kind: [] for kind in ports}
                for turn in range(ROUNDS):  # in turns, each first in turn, so that a busy machine slows both
                    for kind, server in list(zip(ports, servers, strict=True))[:: 1 - 2 * (turn % 2)]:
                        before = used(server.pid or 0)
                        rate = requests_a_second(ports[kind], query, given.clients, given.seconds / ROUNDS)
                        busy = (used(server.pid or 0) - before) / (rate * given.seconds / ROUNDS)
                        rates[kind].append((rate, 1e6 * busy))
                (kg, kg_busy), (raw, raw_busy) = (
                    [statistics.median(column) for column in zip(*rates[kind], strict=True)] for kind in ("kg", "raw")
                )
                ratios = sorted(ours[0] / theirs[0] for ours, theirs in zip(rates["kg"], rates["raw"], strict=True))
                print(f"{label:12} kg {kg:6.0f} requests/s, raw {raw:6.0f}, ratio {statistics.median(ratios):.2f} "
                      f"({ratios[0]:.2f} to {ratios[-1]:.2f}); of the processor {kg_busy:5.0f} and {raw_busy:5.0f} µs a request, "
                      f"{kg_busy / raw_busy:.2f} times", flush=True)  # fmt: skip
            crowd(ports["kg"], 2 * given.seconds)
        finally:
            for server in servers:
                server.terminate()


if __name__ == "__main__":
    main()
