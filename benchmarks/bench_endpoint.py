"""Times the SPARQL endpoint with several clients at once, beside the raw engine behind the same web framework.

    python benchmarks/bench_endpoint.py [--quads 100000] [--clients 8] [--seconds 10]

Both are served by uvicorn in a process of their own, one after the other in turns, over the same store, and asked the same short
queries over connections that stay open. The raw engine has no limits, no negotiation and no workers: what they cost is the ratio.
"""

from __future__ import annotations

import argparse
import http.client
import multiprocessing
import statistics
import sys
import tempfile
import threading
import time
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
ROUNDS = 3


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
                rates: dict[str, list[float]] = {kind: [] for kind in ports}
                for _ in range(ROUNDS):  # in turns, so that a busy machine slows both
                    for kind, port in ports.items():
                        rates[kind].append(requests_a_second(port, query, given.clients, given.seconds / ROUNDS))
                kg, raw = (statistics.median(rates[kind]) for kind in ("kg", "raw"))
                print(f"{label:12} kg {kg:7.0f} requests/s, raw {raw:7.0f} requests/s, ratio {kg / raw:.2f}", flush=True)
        finally:
            for server in servers:
                server.terminate()


if __name__ == "__main__":
    main()
