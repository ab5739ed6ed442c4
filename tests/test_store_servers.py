"""The same graph and the same answers on SPARQL servers of others, each started on loopback and ended by its process id."""

from __future__ import annotations

import importlib.util
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg.api import open as open_graph
from kg.catalogue import answer, catalogue
from kg.errors import QueryError, QueryLimitError, StoreError, UsageError
from kg.ids import BASE
from kg.store import Address, EmbeddedStore, RemoteStore, Solutions
from kg.vocab import ENTITY, GRAPH_ENTITIES

GOLDEN = Path(__file__).parent / "golden"
VIRTUOSO_RIGHT = frozenset({"documents", "similar_people", "spans_that_do_not_reslice", "state_at_run", "why_same"})
"""Queries that Virtuoso 7.2.5 answers rightly and at once, every time: `docs/queries/servers.md` names them."""


def _golden_store() -> EmbeddedStore:
    spec = importlib.util.spec_from_file_location("golden_rows", GOLDEN / "make_rows.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.golden_store()  # type: ignore[no-any-return]


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def _wait(port: int, process: subprocess.Popen[bytes], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 0.2).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail(f"the server on port {port} did not start")


@pytest.fixture(scope="module")
def oxigraph() -> Iterator[RemoteStore]:
    program = shutil.which("oxigraph") or shutil.which("oxigraph", path=str(Path(sys.executable).parent))
    if program is None:
        pytest.skip("oxigraph is not installed: pip install oxigraph")
    port = _free_port()
    process = subprocess.Popen([program, "serve", "--bind", f"127.0.0.1:{port}"], stderr=subprocess.DEVNULL)
    try:
        _wait(port, process, 20)
        with RemoteStore.open(f"http://127.0.0.1:{port}") as store:
            yield store
    finally:
        process.terminate()
        process.wait(10)


VIRTUOSO = """
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
[TempDatabase]
DatabaseFile = {folder}/temp.db
TransactionFile = {folder}/temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
NumberOfBuffers = 10000
DirsAllowed = {folder}
[HTTPServer]
ServerPort = 127.0.0.1:{port}
[SPARQL]
ResultSetMaxRows = 100000
"""


@pytest.fixture(scope="module")
def virtuoso(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RemoteStore]:
    program, shell = shutil.which("virtuoso-t"), shutil.which("isql-vt")
    if program is None or shell is None:
        pytest.skip("Virtuoso is not installed: apt-get install virtuoso-opensource")
    folder = tmp_path_factory.mktemp("virtuoso")
    port, sql = _free_port(), _free_port()
    settings = folder / "virtuoso.ini"
    settings.write_text(VIRTUOSO.format(folder=folder, port=port, sql=sql))
    process = subprocess.Popen(
        [program, "-f", "-c", str(settings)], cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait(sql, process, 60)
        _wait(port, process, 60)
        grant = 'exec=GRANT SPARQL_UPDATE TO "SPARQL";'
        subprocess.run([shell, f"127.0.0.1:{sql}", "dba", "dba", grant], check=True, capture_output=True, timeout=30)
        address = f"http://127.0.0.1:{port}/sparql"
        with RemoteStore(Address(address, address), timeout=15) as store:
            yield store
    finally:
        process.kill()
        process.wait(10)


@pytest.fixture(params=["oxigraph", "virtuoso"])
def server(request: pytest.FixtureRequest) -> Iterator[RemoteStore]:
    store: RemoteStore = request.getfixturevalue(request.param)
    yield store
    for graph in store.graphs():
        store.remove(graph)


def fact(subject: str, value: str, document: str) -> ox.Quad:
    said = ox.NamedNode(f"{BASE}ns#attributedAs")
    return ox.Quad(
        ox.NamedNode(f"{BASE}id/claim/{subject}"), said, ox.Literal(value), ox.NamedNode(f"{BASE}id/document/{document}")
    )


SHARED = [fact("1", "minst 400", "a"), fact("1", "minst 400", "b"), fact("2", 'over 50 «døde» \\ "\n', "b")]


def merged(store: RemoteStore) -> list[str]:
    found = store.query("SELECT ?claim ?words { ?claim kg:attributedAs ?words }")
    assert isinstance(found, Solutions)
    return sorted(str(row[1]) for row in found)


def test_server_shows_a_fact_of_two_documents_once(server: RemoteStore) -> None:
    server.load(SHARED)
    assert merged(server) == ['"minst 400"', '"over 50 «døde» \\\\ \\"\\n"']
    assert set(server.quads()) == set(SHARED)


def test_server_keeps_a_fact_until_its_last_document_is_removed(server: RemoteStore) -> None:
    server.load(SHARED)
    server.remove(f"{BASE}id/document/b")
    assert merged(server) == ['"minst 400"']
    server.remove(f"{BASE}id/document/a")
    assert merged(server) == []
    assert server.graphs() == ()


def test_server_replaces_a_document(server: RemoteStore) -> None:
    server.load(SHARED)
    server.replace(f"{BASE}id/document/b", [fact("2", "51", "b")])
    assert merged(server) == ['"51"', '"minst 400"']


def differences(server: RemoteStore, names: frozenset[str]) -> list[tuple[str, dict[str, str], str]]:
    """What the server answers otherwise than the embedded store, with no parameter and with the example of each."""
    found = []
    with _golden_store() as embedded:
        server.load(embedded.quads())
        for name in sorted(names):
            query = catalogue()[name]
            for params in ({}, *({key: param.example} for key, param in query.params.items())):
                wanted, rows = answer(embedded, query, params).rows, answer(server, query, params).rows
                if rows != wanted:
                    found.append((name, params, f"{len(rows)} rows, not {len(wanted)}"))
    for graph in server.graphs():
        server.remove(graph)
    return found


def test_oxigraph_server_answers_every_question_as_the_embedded_store_does(oxigraph: RemoteStore) -> None:
    assert differences(oxigraph, frozenset(catalogue())) == []
    assert oxigraph.caveat == ""


def test_virtuoso_answers_what_it_can_as_the_embedded_store_does(virtuoso: RemoteStore) -> None:
    assert differences(virtuoso, VIRTUOSO_RIGHT) == []
    assert "Virtuoso" in virtuoso.caveat


def test_page_on_servers_names_what_virtuoso_answers() -> None:
    page = Path(__file__).parents[1] / "docs" / "queries" / "servers.md"
    if not page.is_file():
        pytest.skip("the documentation is not part of a wheel")
    listed = {line.split("`")[1] for line in page.read_text("utf-8").splitlines() if line.startswith("- `")}
    assert listed == VIRTUOSO_RIGHT


def test_server_says_what_is_wrong_with_a_query(server: RemoteStore) -> None:
    with pytest.raises(QueryError, match="refused the query"):
        server.query("SELEC ?x")


def test_server_constructs_triples_and_answers_yes(server: RemoteStore) -> None:
    server.load(SHARED)
    found = server.query("CONSTRUCT { ?claim a kg:Claim } WHERE { ?claim kg:attributedAs ?words }")
    assert len(set(found)) == 2  # type: ignore[arg-type]
    assert server.query("ASK { ?claim kg:attributedAs 'minst 400' }") is True


def test_graph_is_opened_by_the_address_of_its_server(oxigraph: RemoteStore) -> None:
    with open_graph(oxigraph.address.query.removesuffix("/query")) as graph:
        assert graph.query("SELECT * { ?claim a kg:Claim }").rows == ()


def test_rdflib_asks_the_server(oxigraph: RemoteStore) -> None:
    oxigraph.load(SHARED)
    try:
        assert len(list(oxigraph.to_rdflib().query("SELECT * { ?s ?p ?o }"))) == 2
    finally:
        for graph in oxigraph.graphs():
            oxigraph.remove(graph)


def test_graph_of_entities_is_the_projects_own(oxigraph: RemoteStore) -> None:
    label = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
    oxigraph.load([ox.Quad(ox.NamedNode(ENTITY + "msf"), label, ox.Literal("MSF"), ox.NamedNode(GRAPH_ENTITIES))])
    assert oxigraph.graphs() == (GRAPH_ENTITIES,)
    oxigraph.remove(GRAPH_ENTITIES)


def test_silent_server_is_given_up_on() -> None:
    with socket.create_server(("127.0.0.1", 0)) as mute:
        address = Address.of(f"http://127.0.0.1:{mute.getsockname()[1]}")
        with pytest.raises(QueryLimitError, match=r"did not answer within 0\.2 s"):
            RemoteStore(address, timeout=0.2).query("ASK {}")


def test_absent_server_is_named() -> None:
    with pytest.raises(StoreError, match="is the server running"):
        RemoteStore.open(f"http://127.0.0.1:{_free_port()}")


@pytest.mark.parametrize("url", ["localhost:7878", "file:///etc/passwd", "ftp://host/x", "http://"])
def test_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(UsageError, match="is not the address of a SPARQL server"):
        Address.of(url)


def test_address_of_queries_takes_the_others_from_the_environment() -> None:
    found = Address.of("https://h/sparql", {"KG_SPARQL_UPDATE": "https://h/update"})
    assert found == Address("https://h/sparql", "https://h/update", "")
    assert Address.of("https://h/") == Address("https://h/query", "https://h/update", "https://h/store")


def test_store_without_an_address_for_updates_is_not_changed() -> None:
    with pytest.raises(StoreError, match="KG_SPARQL_UPDATE"):
        RemoteStore(Address("http://127.0.0.1:9/sparql"))._update("DROP ALL")
