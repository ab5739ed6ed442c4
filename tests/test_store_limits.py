"""A query can be anything: it takes its share and no more, and the next one is answered."""

from __future__ import annotations

import asyncio
import contextlib
import csv
import io
import json
import os
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.api import Graph
from kg.catalogue import catalogue
from kg.errors import BusyError, QueryError, QueryLimitError, StoreError, WitnessGraphError
from kg.quads import write_sorted
from kg.store import EmbeddedStore, LimitedRunner, Limits, build_store, limits
from kg.store.limits import Answer, check
from kg.store.results import Forms
from kg.store.worker import answer
from kg.store.writing import SOLUTIONS, Full, Rows

SHORT = Limits(seconds=0.5, memory=256 << 20, rows=100)
CARTESIAN = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


def claim(number: int) -> ox.Quad:
    said = ox.NamedNode("https://w3id.org/witness-graph/ns#attributedAs")
    return ox.Quad(ox.NamedNode(f"urn:claim:{number}"), said, ox.Literal(f"speaker {number}\n"), ox.NamedNode("urn:doc"))


def built(path: Path, count: int) -> Path:
    write_sorted(map(claim, range(count)), path.with_suffix(".nq"))
    build_store(path, [path.with_suffix(".nq")], policy=())
    return path


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(tmp_path_factory.mktemp("limits") / "store", 3_000)


@pytest.fixture(scope="module")
def runner(store: Path) -> Iterator[LimitedRunner]:
    with LimitedRunner(store, SHORT) as runner:
        yield runner


@pytest.fixture
def unchecked(monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker must hold even what the check of the text lets through."""
    monkeypatch.setattr(limits, "check", lambda text, limits: None)


def next_answer_takes(runner: LimitedRunner) -> float:
    begun = time.monotonic()
    assert runner.run("ASK { ?claim kg:attributedAs ?who }").body == b"true"
    return time.monotonic() - begun


def test_endless_query_is_cut_and_the_next_is_answered(runner: LimitedRunner) -> None:
    begun = time.monotonic()
    with pytest.raises(QueryLimitError, match=r"took longer than 0\.5 s"):
        runner.run(CARTESIAN)
    assert time.monotonic() - begun < 1.5
    assert next_answer_takes(runner) < 2


def test_hungry_query_is_cut_and_the_next_is_answered(runner: LimitedRunner) -> None:
    with pytest.raises(QueryLimitError, match="needed more than 256 MiB"):
        runner.run("SELECT * { ?a ?b ?c . ?d ?e ?f } ORDER BY ?c ?f", Limits(seconds=60, memory=256 << 20))
    assert next_answer_takes(runner) < 2


def test_rows_beyond_the_limit_are_cut_off_and_it_is_said(store: Path) -> None:
    with Graph(EmbeddedStore.open(store), LimitedRunner(store, SHORT)) as graph:
        few = graph.query("SELECT ?claim ?who { ?claim kg:attributedAs ?who } ORDER BY ?claim LIMIT 100")
        many = graph.query("SELECT ?claim ?who { ?claim kg:attributedAs ?who } ORDER BY ?claim")
        assert (len(few), few.truncated) == (100, False)
        assert (many.rows, many.truncated) == (few.rows, True)
        assert str(few.rows[0][1]).endswith("\n")
        triples = graph.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }")
        assert (len(triples), triples.truncated) == (100, True)


def test_rows_beyond_the_limit_of_bytes_are_cut_off_whole(runner: LimitedRunner) -> None:
    found = runner.run("SELECT ?claim { ?claim kg:attributedAs ?who }", Limits(size=500))
    assert found.truncated
    assert len(found.body) <= 500
    assert found.body.endswith(b"\n")


def test_row_that_is_too_long_to_be_read_in_time_is_refused(runner: LimitedRunner) -> None:
    """Reading it back takes time that grows with the square of its length, in the process of whoever asked."""
    for size, count in ((1_000, 1_000), (1_100, 1_000)):
        text = f"SELECT (REPLACE('{'a' * size}', 'a', '{'b' * count}') AS ?x) {{}}"
        if size * count < 1 << 20:
            assert len(runner.run(text).body) > size * count
        else:
            with pytest.raises(QueryLimitError, match="a row of the answer is longer than 1 MiB"):
                runner.run(text)
    assert next_answer_takes(runner) < 2


def test_limits_can_be_lifted(store: Path) -> None:
    with Graph(EmbeddedStore.open(store), LimitedRunner(store, SHORT)) as graph:
        assert len(graph.query("SELECT * { ?s ?p ?o }", limits=False)) == 3_000


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("SELECT * " + "{" * 2_000 + "}" * 2_000, "nests 2000 deep"),
        ("SELECT * {" + "?s ?p ?o ." * 190 + "}", "has 190 triple patterns"),
        ("ASK {" + "FILTER(EXISTS {" * 100 + "?s ?p ?o" + "})" * 100 + "}", "nests 201 deep"),
        ("ASK { FILTER(EXISTS {" + "?s ?p ?o ." * 190 + "}) }", "has 190 triple patterns"),
        ("ASK { ?s ?p ?o" + " ; ?p ?o" * 80 + "}", "has 81 triple patterns"),
        ("ASK { ?s <urn:a>" + "/<urn:a>" * 80 + " ?o }", "has 81 triple patterns"),
        ("ASK { FILTER(" + "!" * 500 + "true) }", "nests 500 deep"),
        ("ASK { #" + "x" * 20_000 + "\n}", "bytes long, the limit is 16,384"),
    ],
)
def test_text_that_would_crash_or_stall_the_engine_is_refused(text: str, message: str) -> None:
    with pytest.raises(QueryLimitError, match=message):
        check(text, Limits())


@pytest.mark.parametrize("word", ["SERVICE", "sErViCe SILENT", "\\u0053ERVICE", "SERV\\U00000049CE", "#\nSERVICE"])
def test_service_is_refused_however_it_is_spelled(word: str) -> None:
    with pytest.raises(QueryError, match="reaches no other server"):
        check(f"SELECT * {{ {word} <http://127.0.0.1/> {{ ?s ?p ?o }} }}", Limits())


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?service { ?service kg:service 'SERVICE' }",
        'ASK { ?s ?p "SERVICE"@service } # SERVICE',
        "ASK { ?s <urn:SERVICE> '''it's a 'SERVICE' ''' }",
        'ASK { ?s ?p """{{{ "{{" {{{""" }',
        "PREFIX service: <urn:x> ASK { service:service ?p ?o . FILTER(1 < 2 && 3 > 2) }",
    ],
)
def test_words_that_only_look_like_service_are_let_through(text: str) -> None:
    check(text, Limits(nesting=2))


def test_every_query_of_the_catalogue_is_within_the_limits() -> None:
    for query in catalogue().values():
        check(query.bind({name: param.example for name, param in query.params.items()}), Limits())


@pytest.mark.usefixtures("unchecked")
@pytest.mark.parametrize("spelling", ["SERVICE <{}>", "SERVICE SILENT <{}>", "\\u0053ervice <{}>"])
def test_worker_opens_no_socket(runner: LimitedRunner, spelling: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.3)
        address = f"http://127.0.0.1:{server.getsockname()[1]}/"
        with contextlib.suppress(WitnessGraphError):
            runner.run(f"SELECT * {{ {spelling.format(address)} {{ ?s ?p ?o }} }}")
        with pytest.raises(TimeoutError):
            server.accept()


@pytest.mark.parametrize("clause", ["FROM <file://{}>", "FROM NAMED <file://{}>", "from <FILE:{}>"])
def test_from_reads_no_file(runner: LimitedRunner, tmp_path: Path, clause: str) -> None:
    secret = tmp_path / "secret.nt"
    secret.write_text('<urn:secret> <urn:is> "out" .\n')
    found = runner.run(f"SELECT * {clause.format(secret)} {{ {{ ?s ?p ?o }} UNION {{ GRAPH ?g {{ ?s ?p ?o }} }} }}")
    assert b"secret" not in found.body


@pytest.mark.parametrize("text", ["LOAD <file:///etc/hostname>", "DROP ALL", "INSERT DATA { <urn:a> <urn:b> <urn:c> }"])
def test_update_is_not_a_query(runner: LimitedRunner, text: str) -> None:
    with pytest.raises(QueryError, match="not a SPARQL query"):
        runner.run(text)


@pytest.mark.usefixtures("unchecked")
@pytest.mark.parametrize(
    "text",
    [
        "SELECT * " + "{" * 20_000 + "}" * 20_000,
        "SELECT * {" + " ".join(f"?s{i} ?p ?s{i + 1} ." for i in range(190)) + "}",
        "SELECT * {" + "OPTIONAL { ?s ?p ?o }" * 700 + "}",
    ],
)
def test_worker_that_crashes_or_stalls_is_replaced(runner: LimitedRunner, text: str) -> None:
    with pytest.raises(QueryLimitError):
        runner.run(text)
    assert next_answer_takes(runner) < 2


def test_workers_serve_many_at_once_and_refuse_what_cannot_wait(store: Path) -> None:
    with LimitedRunner(store, SHORT, workers=2, waiting=1) as runner, ThreadPoolExecutor(8) as threads:
        runs = [threads.submit(runner.run, CARTESIAN) for _ in range(8)]
        errors = [type(run.exception()) for run in runs]
    assert errors.count(BusyError) == 5
    assert errors.count(QueryLimitError) == 3


def test_threads_get_each_their_own_answer(runner: LimitedRunner) -> None:
    def ask(number: int) -> bytes:
        return runner.run(f"SELECT ?who {{ <urn:claim:{number}> kg:attributedAs ?who }}").body

    with ThreadPoolExecutor(4) as threads:
        found = list(threads.map(ask, range(100, 150)))
    assert found == [f'?who\n"speaker {number}\\n"\n'.encode() for number in range(100, 150)]


def test_rebuilt_store_is_answered_from_without_a_restart(tmp_path: Path) -> None:
    path = built(tmp_path / "store", 1)
    with LimitedRunner(path) as runner:
        assert runner.run("SELECT ?s { ?s ?p ?o }").body.count(b"urn:claim") == 1
        built(path, 2)
        assert runner.run("SELECT ?s { ?s ?p ?o }").body.count(b"urn:claim") == 2


def test_closed_runner_leaves_no_process(store: Path) -> None:
    runner = LimitedRunner(store)
    runner.run("ASK {}")
    process = runner._idle[0].process
    runner.close()
    assert process.poll() is not None
    with pytest.raises(StoreError, match="closed"):
        runner.run("ASK {}")


def test_worker_ends_with_its_parent(store: Path) -> None:
    runner = LimitedRunner(store)
    runner.run("ASK {}")
    worker = runner._idle[0]
    worker.connection.close()
    assert worker.process.wait(timeout=5) == 0


def test_missing_store_is_said(tmp_path: Path) -> None:
    with LimitedRunner(tmp_path / "none") as runner, pytest.raises(StoreError, match="holds no store"):
        runner.run("ASK {}")


def test_worker_writes_the_format_that_is_asked_for(runner: LimitedRunner) -> None:
    select = "SELECT ?who { <urn:claim:7> kg:attributedAs ?who }"
    as_json = Forms(ox.QueryResultsFormat.JSON, ox.QueryResultsFormat.JSON, ox.RdfFormat.TURTLE)
    found = json.loads(runner.run(select, forms=as_json).body)
    assert found["results"]["bindings"] == [{"who": {"type": "literal", "value": "speaker 7\n"}}]
    assert runner.run(select, forms=Forms(ox.QueryResultsFormat.CSV)).body == b'who\r\n"speaker 7\n"\r\n'
    assert b"kg:attributedAs" in runner.run("CONSTRUCT WHERE { <urn:claim:7> kg:attributedAs ?who }", forms=as_json).body
    assert json.loads(runner.run("ASK {}", forms=as_json).body) == {"head": {}, "boolean": True}
    yes = runner.run("ASK {}", forms=Forms(boolean=ox.QueryResultsFormat.XML)).body
    assert bool(ox.parse_query_results(yes, format=ox.QueryResultsFormat.XML))
    unwanted = runner.run(select, forms=Forms(None))
    assert (unwanted.kind, unwanted.body) == (SOLUTIONS, b"")


RESULTS = (ox.QueryResultsFormat.TSV, ox.QueryResultsFormat.CSV, ox.QueryResultsFormat.JSON, ox.QueryResultsFormat.XML)
MARKS = ("\n", "\r\n", '"', '\\"', "},{", '"},{"', "}},{", "{}", "]}}", "<result>", "</result>", ",", "\t", "\\", '"bindings":[')
texts = st.one_of(st.none(), st.lists(st.sampled_from((*MARKS, "Aleppo")), max_size=6).map("".join))


def _values(rows: list[tuple[str | None, ...]]) -> str:
    cells = (" ".join("UNDEF" if cell is None else str(ox.Literal(cell)) for cell in row) for row in rows)
    return f"SELECT ?who ?bindings {{ VALUES (?who ?bindings) {{ {' '.join(f'({row})' for row in cells)} }} }}"


def _read(body: bytes, form: ox.QueryResultsFormat) -> list[tuple[str | None, ...]]:
    if form == ox.QueryResultsFormat.CSV:
        return [tuple(cell or None for cell in row) for row in csv.reader(io.StringIO(body.decode(), newline=""))][1:]
    found = ox.parse_query_results(body, format=form)
    assert isinstance(found, ox.QuerySolutions)
    return [tuple(cell.value if isinstance(cell, ox.Literal) else None for cell in row) for row in found]


@pytest.mark.parametrize("form", RESULTS, ids=lambda form: form.file_extension)
@settings(deadline=None, max_examples=150)
@given(rows=st.lists(st.tuples(texts, texts), max_size=6), most=st.integers(1, 7), size=st.sampled_from([1 << 20, 400, 150, 0]))
def test_answer_is_cut_between_two_rows_whatever_they_hold(
    form: ox.QueryResultsFormat, rows: list[tuple[str | None, ...]], most: int, size: int
) -> None:
    kind, cut, body = answer(ox.Store(), _values(rows), most, size, forms=Forms(form))
    wanted = [tuple(cell or None for cell in row) for row in rows] if form == ox.QueryResultsFormat.CSV else rows
    found = _read(body, form)
    assert kind == SOLUTIONS
    assert found == wanted[: len(found)]
    assert cut == (len(found) < len(rows)) or size < 1 << 20
    if size == 1 << 20:
        assert len(found) == min(most, len(rows))
    elif found:
        assert len(body) <= size


@pytest.mark.parametrize("form", RESULTS, ids=lambda form: form.file_extension)
def test_answer_that_comes_in_many_pieces_is_cut_at_the_same_row(form: ox.QueryResultsFormat) -> None:
    """The engine hands over some kilobytes at a time, and a mark may lie in two of them."""
    store = ox.Store()
    rows = [(f"{number} }},{{ <result> \n" * (number % 7), f"}}}},{{{'x' * (number % 11)}") for number in range(3_000)]
    for most in (1, 777, 2_999, 3_000):
        _, cut, body = answer(store, _values(list(rows)), most, 1 << 26, forms=Forms(form))
        found = _read(body, form)
        assert (len(found), cut) == (most, most < 3_000)
        assert found[-1] == tuple(cell or (None if form == ox.QueryResultsFormat.CSV else "") for cell in rows[most - 1])
    for step in (1, 2, 3, 64):
        kept = Rows(form, 500, 1 << 26)
        with contextlib.suppress(Full):
            whole = answer(store, _values(list(rows[:600])), 600, 1 << 26, forms=Forms(form))[2]
            for begin in range(0, len(whole), step):
                kept.write(whole[begin : begin + step])
        assert len(_read(kept.whole(), form)) == 500


def test_worker_has_no_descriptor_to_spare(store: Path) -> None:
    with LimitedRunner(store) as runner:
        runner.run("ASK {}")
        pid = runner._idle[0].process.pid
        limit = next(line.split()[3] for line in Path(f"/proc/{pid}/limits").read_text().splitlines() if "open files" in line)
        assert len(os.listdir(f"/proc/{pid}/fd")) == int(limit)


def test_waiting_thread_is_served_when_a_worker_is_free(store: Path) -> None:
    with LimitedRunner(store, SHORT, workers=1, waiting=1) as runner:
        with ThreadPoolExecutor(1) as thread:
            slow = thread.submit(runner.run, CARTESIAN)
            time.sleep(0.1)
            assert runner.run("ASK {}").body == b"true"
        assert isinstance(slow.exception(), QueryLimitError)


# --- in an event loop -------------------------------------------------------------------------------------------------------


def test_event_loop_goes_on_while_an_endless_query_is_cut(store: Path) -> None:
    async def ask(runner: LimitedRunner) -> tuple[int, bytes]:
        slow = asyncio.create_task(runner.run_meanwhile(CARTESIAN))
        steps = 0
        while not slow.done():
            await asyncio.sleep(0.01)
            steps += 1
        assert isinstance(slow.exception(), QueryLimitError)
        return steps, (await runner.run_meanwhile("ASK {}")).body

    with LimitedRunner(store, SHORT) as runner:
        steps, body = asyncio.run(ask(runner))
    assert steps > 10
    assert body == b"true"


def test_event_loop_gets_each_answer_and_refuses_what_cannot_wait(store: Path) -> None:
    async def ask(runner: LimitedRunner, count: int) -> list[Answer | BaseException]:
        texts = [f"SELECT ?who {{ <urn:claim:{number}> kg:attributedAs ?who }}" for number in range(count)]
        return await asyncio.gather(*map(runner.run_meanwhile, texts), return_exceptions=True)

    with LimitedRunner(store, SHORT, workers=2, waiting=3) as runner:
        found = asyncio.run(ask(runner, 8))
        again = asyncio.run(ask(runner, 5))
    bodies = [f'?who\n"speaker {number}\\n"\n'.encode() for number in range(5)]
    assert [one.body for one in found[:5] if isinstance(one, Answer)] == bodies
    assert all(isinstance(one, BusyError) for one in found[5:])
    assert [one.body for one in again if isinstance(one, Answer)] == bodies


def test_turn_passes_between_threads_and_an_event_loop(store: Path) -> None:
    async def ask(runner: LimitedRunner) -> list[Answer]:
        in_threads = [asyncio.to_thread(runner.run, "ASK {}") for _ in range(10)]
        return await asyncio.gather(*in_threads, *(runner.run_meanwhile("ASK {}") for _ in range(10)))

    with LimitedRunner(store, SHORT, workers=1, waiting=20) as runner:
        assert [one.body for one in asyncio.run(ask(runner))] == [b"true"] * 20


def test_who_gives_up_waiting_leaves_the_turn_to_the_next(store: Path) -> None:
    async def ask(runner: LimitedRunner) -> bytes:
        slow = asyncio.create_task(runner.run_meanwhile(CARTESIAN))
        impatient = asyncio.create_task(runner.run_meanwhile("ASK {}"))
        patient = asyncio.create_task(runner.run_meanwhile("ASK {}"))
        await asyncio.sleep(0.1)
        impatient.cancel()
        slow.cancel()
        return (await patient).body

    with LimitedRunner(store, Limits(seconds=60), workers=1) as runner:
        assert asyncio.run(ask(runner)) == b"true"  # cut off while a worker starts
        assert asyncio.run(ask(runner)) == b"true"  # and while it works
