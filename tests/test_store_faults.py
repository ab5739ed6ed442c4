"""A SPARQL server can fail in many ways: each is told in one line that says what to do, and none is mistaken for an answer."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from servers import AbsentError, free_port, oxigraph_server

from kg.cli.main import main
from kg.errors import QueryError, QueryLimitError, StoreError, UsageError, WitnessGraphError
from kg.store import Address, RemoteStore, Solutions

JSON = "application/sparql-results+json"
ROWS = b'{"head":{"vars":["x"]},"results":{"bindings":[{"x":{"type":"literal","value":"minst 400"}}]}}'
Reply = tuple[int, dict[str, str], bytes]


@contextmanager
def server(reply: Callable[[int, BaseHTTPRequestHandler], Reply | None]) -> Iterator[str]:
    """Give the address of a server that answers the n-th request with ``reply(n, request)``; None hangs up."""
    count = iter(range(10_000))

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("content-length", 0)))
            answer = reply(next(count), self)
            if answer is None:
                self.connection.shutdown(socket.SHUT_RDWR)
                self.close_connection = True
                return
            status, headers, body = answer
            self.send_response(status)
            for name, value in {"content-type": JSON, "content-length": str(len(body)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)
            if headers.get("content-length"):
                self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as running:
        thread = threading.Thread(target=running.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{running.server_address[1]}/sparql"
        finally:
            running.shutdown()
            thread.join(5)


def failure(reply: Callable[[int, BaseHTTPRequestHandler], Reply | None]) -> WitnessGraphError:
    with server(reply) as url, RemoteStore(Address(url), timeout=2) as store, pytest.raises(WitnessGraphError) as raised:
        store.query("SELECT ?x { ?x ?y ?z }")
    assert "\n" not in str(raised.value)
    return raised.value


FAULTS = [
    (400, {}, b"Parse error:\n  line 1", QueryError, "refused the query: Parse error: line 1"),
    (401, {}, b"", StoreError, "other credentials (401); set KG_SPARQL_USER"),
    (401, {"www-authenticate": 'Digest realm="SPARQL"'}, b"", StoreError, "asks for Digest authentication"),
    (403, {}, b"<h1>no</h1>", StoreError, "does not allow this to you (403): no"),
    (404, {}, b"", StoreError, "SPARQL is often answered at /sparql or /query"),
    (405, {}, b"", StoreError, "takes no SPARQL by POST (405)"),
    (500, {}, b"<html><b>out of\nmemory</b>", StoreError, "answered 500: out of memory"),
    (500, {}, b"", StoreError, "answered 500: nothing"),
    (503, {}, b"busy", StoreError, "answered 503: busy"),
    (302, {"location": "https://login.example/"}, b"", StoreError, "has moved to 'https://login.example/'"),
    (200, {"content-type": "text/html"}, b"<html>Hello", StoreError, "answered a web page, not results"),
    (200, {"content-type": "text/html; charset=utf-8"}, ROWS, StoreError, "answered a web page, not results"),
    (200, {"content-type": "application/octet-stream"}, b"\x00\x01", StoreError, "is it a SPARQL server?"),
    (200, {}, ROWS[:-20], StoreError, "it may have broken off, ask again"),
    (200, {}, b"", StoreError, "it may have broken off, ask again"),
    (200, {}, b"[1, 2]", StoreError, "is not whole application/sparql-results+json"),
    (200, {"content-length": "5000"}, ROWS, StoreError, "broke off its answer"),
    (200, {"content-type": "application/n-triples"}, b"<urn:a> <urn:b> <urn:", StoreError, "is not whole application/n-triples"),
]


@pytest.mark.parametrize(("status", "headers", "body", "kind", "said"), FAULTS)
def test_fault_of_a_server_is_told_with_its_remedy(
    status: int, headers: dict[str, str], body: bytes, kind: type[Exception], said: str
) -> None:
    error = failure(lambda n, request: (status, headers, body))
    assert type(error) is kind
    assert said in str(error)


def test_server_that_hangs_up_is_told() -> None:
    assert "broke off its answer" in str(failure(lambda n, request: None))


def test_server_that_never_answers_is_given_up_on() -> None:
    stop = threading.Event()
    with server(lambda n, request: (stop.wait(10), None)[1]) as url, RemoteStore(Address(url), timeout=0.2) as store:
        with pytest.raises(QueryLimitError, match=r"within 0\.2 s"):
            store.query("ASK {}")
        stop.set()


def test_host_that_does_not_exist_is_named() -> None:
    with pytest.raises(StoreError, match=r"there is no host nowhere\.invalid, or no network to it"):
        RemoteStore.open("http://nowhere.invalid/sparql")


def test_server_that_is_no_web_server_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def greet() -> None:
            for _ in range(3):
                line, _ = listener.accept()
                with line:
                    line.recv(65536)
                    line.sendall(b"220 mail.example ESMTP\r\n")

        thread = threading.Thread(target=greet, daemon=True)
        thread.start()
        address = Address(f"http://127.0.0.1:{listener.getsockname()[1]}/sparql")
        with RemoteStore(address, timeout=2) as store, pytest.raises(StoreError, match="does not speak HTTP"):
            store.query("ASK {}")
        thread.join(5)


@pytest.mark.parametrize("first", [(503, {"retry-after": "0"}, b""), (429, {}, b""), (502, {}, b""), None])
def test_server_that_is_busy_or_gone_is_asked_again(first: Reply | None) -> None:
    with server(lambda n, request: first if n == 0 else (200, {}, ROWS)) as url, RemoteStore(Address(url)) as store:
        store._merged = ""
        found = store.query("SELECT ?x { ?x ?y ?z }")
        assert isinstance(found, Solutions)
        assert [str(row[0]) for row in found] == ['"minst 400"']


@pytest.mark.parametrize(
    ("status", "header", "cut"),
    [(200, {}, False), (206, {}, True), (200, {"X-SPARQL-MaxRows": "1"}, True), (200, {"X-SQL-State": "S1TAT"}, True)],
)
def test_answer_that_the_server_cut_off_says_so(status: int, header: dict[str, str], cut: bool) -> None:
    with server(lambda n, request: (status, header, ROWS)) as url, RemoteStore(Address(url)) as store:
        found = store.query("SELECT ?x { ?x ?y ?z }")
        assert isinstance(found, Solutions)
        assert found.truncated is cut


def test_credentials_come_from_the_environment_and_stay_out_of_messages() -> None:
    seen: list[str | None] = []

    def reply(number: int, request: BaseHTTPRequestHandler) -> Reply:
        seen.append(request.headers.get("authorization"))
        return 403, {}, b""

    secret = {"KG_SPARQL_USER": "ana", "KG_SPARQL_PASSWORD": "håndgranat"}
    with server(reply) as url, RemoteStore(Address(url), environment=secret) as store, pytest.raises(StoreError) as raised:
        store.query("ASK {}")
    assert seen == ["Basic YW5hOmjDpW5kZ3JhbmF0"]
    assert "håndgranat" not in str(raised.value)
    assert "håndgranat" not in repr(RemoteStore(Address(url), environment=secret))


@pytest.mark.parametrize("url", ["http://ana:secret@host/sparql", "https://ana@host/"])
def test_credentials_in_an_address_are_refused_without_being_shown(url: str) -> None:
    with pytest.raises(UsageError, match="KG_SPARQL_USER") as raised:
        Address.of(url)
    assert "ana" not in str(raised.value)


@pytest.mark.parametrize("url", ["http://[::1", "http://host:99999/", "http://host:x/", "http://a b/", "http://host/\n"])
def test_address_that_cannot_be_read_is_refused(url: str) -> None:
    with pytest.raises(UsageError, match="is not the address of a SPARQL server"):
        Address.of(url)


def test_wrong_address_for_updates_is_told_before_anything_is_sent() -> None:
    with pytest.raises(UsageError, match="is not the address"):
        Address.of("http://host/sparql", {"KG_SPARQL_UPDATE": "host/update"})


# --- at the command line ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pushed")
    text = "Jets over Sarmin\n\nAleppo, 3 May 2016\n\nRussian jets bombed the clinic in Sarmin on Monday.\n"
    folder.joinpath("report.txt").write_text(text)
    assert main(["build", str(folder / "report.txt"), "--language", "en", "--to", str(folder / "graph")]) == 0
    return folder / "graph"


def test_graph_is_pushed_to_a_server_and_asked_there(graph: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with ExitStack() as keep:
        try:
            store, _ = keep.enter_context(oxigraph_server())
        except AbsentError as error:
            pytest.skip(str(error))
        url = store.address.query.removesuffix("/query")
        assert main(["push", url, "--graph", str(graph)]) == 0
        assert "graphs of" in capsys.readouterr().err
        for arguments in (["ask", "who_did_what_to_whom"], ["ask", "claims_by_source"], ["query", "SELECT ?c { ?c a kg:Claim }"]):
            answers = []
            for where in (str(graph), url):
                assert main([*arguments, "--graph", where, "--format", "tsv"]) == 0
                answers.append(capsys.readouterr().out)
            assert answers[0] == answers[1]
            assert answers[0].count("\n") > 1


def test_absent_server_is_told_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ask", "sources", "--graph", f"http://127.0.0.1:{free_port()}"]) == 1
    assert "is the server running?" in capsys.readouterr().err
    assert main(["query", "ASK {}", "--graph", "http://"]) == 2


def test_user_of_virtuoso_is_warned_at_the_command_line(capsys: pytest.CaptureFixture[str]) -> None:
    said = b'{"head":{"vars":["x"]},"results":{"bindings":[]}}'
    with server(lambda n, request: (200, {"server": "Virtuoso/07.20.3229"}, said)) as url:
        assert main(["query", "SELECT ?x { ?x ?y ?z }", "--graph", url]) == 0
    assert "check its answers against a graph on disk" in capsys.readouterr().err
