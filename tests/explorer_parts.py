"""What the tests of the explorer share: an example, and a server that runs while they ask."""

from __future__ import annotations

import importlib.util
import sys
import threading
import time
from collections.abc import Generator
from pathlib import Path

import pyoxigraph as ox
import uvicorn

from kg.server.app import create_app
from kg.server.review import Review
from kg.vocab import GRAPH_ENTITIES, KG, PREFIXES


def example_folder(root: Path) -> Path:
    """Write the graph folder that the tests in a browser look at."""
    spec = importlib.util.spec_from_file_location("browser_conftest", Path(__file__).parent / "browser" / "conftest.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # its dataclasses look themselves up
    spec.loader.exec_module(module)
    folder: Path = module.write_example_folder(root)
    return folder


def serving(folder: Path, *, review: Review | None = None) -> Generator[str, None, None]:
    """Serve a graph folder; the first thing yielded is the address."""
    server = uvicorn.Server(uvicorn.Config(create_app(folder, review=review), host="127.0.0.1", port=0, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(timeout=10)


def write_hostile_folder(root: Path, hostile: list[str]) -> Path:
    """Write a graph folder whose every string tries to run."""
    (root / "sources").mkdir(parents=True)
    engine = ox.Store(str(root / "store"))
    texts = [text.encode("utf-8", "replace").decode() for text in hostile]
    base = "https://w3id.org/witness-graph/id/"
    quads: list[ox.Quad] = []

    def add(subject: str, prefix: str, name: str, value: str | ox.Literal) -> None:
        term = value if isinstance(value, ox.Literal) else ox.NamedNode(value)
        for graph in (ox.DefaultGraph(), ox.NamedNode(GRAPH_ENTITIES)):
            quads.append(ox.Quad(ox.NamedNode(subject), ox.NamedNode(PREFIXES[prefix] + name), term, graph))

    for at in range(60):
        a, b, c, d, e = (ox.Literal(text) for text in texts[5 * at : 5 * at + 5])
        claim, event, entity, doc = (f"{base}{kind}/h{at}" for kind in ("claim", "event", "entity", "document"))
        span = f"{doc}#char=0,{len(a.value)}"
        for subject, kind in ((claim, "Claim"), (event, "Event"), (entity, "Person"), (entity, "Entity"), (doc, "Document")):
            add(subject, "rdf", "type", KG + kind)
        for name, value in (("name", a), ("basedOn", b)):
            add(doc, "kg", name, value)
        for name, value in (("name", c), ("url", d), ("inLanguage", e), ("datePublished", a)):
            add(doc, "schema", name, value)
        add(event, "rdfs", "label", b)
        add(entity, "rdfs", "label", c)
        add(entity, "skos", "altLabel", d)
        add(entity, "kg", "occupation", e)
        for name, iri in (
            ("about", event),
            ("document", doc),
            ("mainType", KG + "Attack"),
            ("claimedType", KG + "Attack"),
            ("stance", KG + ("asserts", "denies")[at % 2]),
            ("certainty", KG + "certain"),
            ("evidence", span),
        ):
            add(claim, "kg", name, iri)
        for role in ("perpetrator", "agent", "victim", "patient", "place"):
            add(claim, "claimed", role, entity)
            add(claim, "worded", role, a)
        add(claim, "sem", "accordingTo", entity)
        add(claim, "kg", "attributedAs", b)
        add(claim, "kg", "attribution", KG + "named")
        for name, number in (("start", 0), ("end", len(a.value))):
            add(span, "kg", name, ox.Literal(number))
        add(span, "kg", "exact", a)
        (root / "sources" / f"h{at}.txt").write_bytes((a.value + " " + b.value).encode())
    engine.extend(quads)
    engine.flush()
    del engine
    (root / "run.json").write_text(
        '{"format": 1, "settings": {"<script>alert(1)</script>": "</td><img src=x onerror=alert(2)>"}}'
    )
    return root
