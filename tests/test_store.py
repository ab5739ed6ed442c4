"""The embedded store keeps named graphs and their merged default graph exact, on disk and in memory."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import cast

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import kg.store.loading
from kg.errors import QueryError, StoreError, WorkspaceError
from kg.quads import write_sorted
from kg.store import EmbeddedStore, LimitedRunner, Result, Solutions, Triples, build_store, derive, editing
from kg.vocab import GRAPH_DERIVED

ROOT = Path(__file__).resolve().parents[1]
A, B = "urn:doc:a", "urn:doc:b"


def fact(subject: str, value: str, graph: str) -> ox.Quad:
    return ox.Quad(ox.NamedNode(f"urn:{subject}"), ox.NamedNode("urn:says"), ox.Literal(value), ox.NamedNode(graph))


SHARED = [fact("vg", "minst 400", A), fact("vg", "minst 400", B), fact("msf", "over 50", B)]


def merged(store: EmbeddedStore) -> set[tuple[str, str]]:
    found = store.query("SELECT ?s ?o { ?s ?p ?o }")
    assert isinstance(found, Solutions)
    rows = [(str(s), str(o)) for s, o in found]
    assert len(rows) == len(set(rows)), "a fact is seen twice"
    return set(rows)


def built(path: Path, quads: list[ox.Quad]) -> Path:
    write_sorted(quads, path.with_suffix(".nq"))
    build_store(path, [path.with_suffix(".nq")], policy=())
    return path


def test_fact_of_two_documents_is_seen_once() -> None:
    assert len(merged(EmbeddedStore.in_memory(SHARED))) == 2


def test_fact_stays_until_its_last_document_is_removed() -> None:
    store = EmbeddedStore.in_memory(SHARED)
    store.remove(B)
    assert merged(store) == {("<urn:vg>", '"minst 400"')}
    store.remove(A)
    assert merged(store) == set()
    assert store.graphs() == ()


def test_replaced_document_says_only_what_it_says_now() -> None:
    store = EmbeddedStore.in_memory(SHARED)
    store.replace(B, [fact("msf", "51", B)])
    assert merged(store) == {("<urn:vg>", '"minst 400"'), ("<urn:msf>", '"51"')}


GRAPHS = st.sampled_from([A, B, "urn:doc:c"])
FACTS = st.builds(fact, st.sampled_from(["x", "y"]), st.sampled_from(["1", "2"]), GRAPHS)


@given(start=st.lists(FACTS), steps=st.lists(st.tuples(GRAPHS, st.none() | st.lists(FACTS))))
@settings(max_examples=100, deadline=None)
def test_default_graph_is_always_the_union_of_the_named_ones(
    start: list[ox.Quad], steps: list[tuple[str, list[ox.Quad] | None]]
) -> None:
    store = EmbeddedStore.in_memory(start)
    for graph, facts in steps:
        if facts is None:
            store.remove(graph)
        else:
            store.replace(graph, facts)
        assert merged(store) == {(str(quad.subject), str(quad.object)) for quad in store.quads()}


def test_bulk_load_gives_the_same_as_loading_fact_by_fact(tmp_path: Path) -> None:
    awkward = fact("x", 'a "<b> .\n" ت \\ <c', A)
    with EmbeddedStore.open(built(tmp_path / "store", [*SHARED, awkward])) as store:
        assert set(store.quads()) == {*SHARED, awkward}
        assert merged(store) == merged(EmbeddedStore.in_memory([*SHARED, awkward]))


POLICY = (
    "CONSTRUCT { ?who <urn:believed> ?what } WHERE { ?who <urn:says> ?what }",
    'CONSTRUCT { ?what2 <urn:of> ?who } WHERE { ?who <urn:believed> ?what . BIND(IRI(CONCAT("urn:", ?what)) AS ?what2) }',
)


@pytest.mark.parametrize(("part", "small"), [(1, 0), (7, 0), (7, 1 << 22), (1_000, 0)])
def test_store_is_the_same_in_whatever_parts_it_is_loaded(
    part: int, small: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    facts = [fact(f"w{n % 30}", str(n % 40), f"urn:doc:{n % 3}") for n in range(200)]
    written = write_sorted(facts, tmp_path / "graph.nq")
    half = written // 2
    lines = (tmp_path / "graph.nq").read_bytes().splitlines(keepends=True)
    (tmp_path / "a.nq").write_bytes(b"".join(lines[:half]) + b"\n\n")
    (tmp_path / "b.nq").write_bytes(b"".join(lines[half:]).rstrip(b"\n"))
    monkeypatch.setattr(kg.store.loading, "PART", part)
    monkeypatch.setattr(kg.store.loading, "_SMALL", small)
    monkeypatch.setattr(kg.store.loading, "_LOT", 100)
    build_store(tmp_path / "store", [tmp_path / "a.nq", tmp_path / "b.nq"], policy=POLICY)
    expected = EmbeddedStore.in_memory(facts)
    for text in POLICY:
        made = list(cast(Triples, expected.query(text)))
        expected.load(ox.Quad(each.subject, each.predicate, each.object, ox.NamedNode(GRAPH_DERIVED)) for each in made)
    with EmbeddedStore.open(tmp_path / "store") as store:
        assert set(store.engine) == set(expected.engine)
        assert len(store.engine) == len(expected.engine) > 2 * written
    assert sorted(entry.name for entry in tmp_path.iterdir()) == [".store.lock", "a.nq", "b.nq", "graph.nq", "store"]


@pytest.mark.parametrize("where", ["{ GRAPH ?g { ?s ?p ?o } }", "{ graph id:doc { ?s ?p ?o } }", "FROM <urn:doc:a> { ?s ?p ?o }"])
def test_policy_of_a_build_asks_no_named_graph(where: str, tmp_path: Path) -> None:
    text = "PREFIX a: <https://example.org/graph/a#> CONSTRUCT { ?s ?p ?o } "
    write_sorted(SHARED, tmp_path / "graph.nq")
    with pytest.raises(QueryError, match="take GRAPH and FROM out"):
        build_store(tmp_path / "store", [tmp_path / "graph.nq"], policy=(f"{text}{where}",))
    build_store(tmp_path / "store", [tmp_path / "graph.nq"], policy=(f"# not from: GRAPH ?g\n{text} {{ ?s ?p ?o }}",))


def test_line_that_cannot_be_loaded_is_named_in_whatever_part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = ["<urn:a> <urn:b> <urn:c> <urn:g> .\n"] * 20
    (tmp_path / "bad.nq").write_text("".join([*lines, "<urn:a> <urn b> <urn:c> <urn:g> .\n"]))
    monkeypatch.setattr(kg.store.loading, "PART", 10)
    monkeypatch.setattr(kg.store.loading, "_LOT", 10)
    with pytest.raises(StoreError, match=r"bad.nq cannot be loaded: .*line 1 .*counted from line 21"):
        build_store(tmp_path / "store", [tmp_path / "bad.nq"], policy=())


def test_reader_keeps_what_it_opened_while_a_writer_works(tmp_path: Path) -> None:
    path = built(tmp_path / "store", SHARED)
    with EmbeddedStore.open(path) as before:
        with editing(path) as store:
            store.remove(A)
            store.remove(B)
            assert len(merged(before)) == 2
        assert len(merged(before)) == 2
    with EmbeddedStore.open(path) as after:
        assert merged(after) == set()


def test_second_writer_is_refused(tmp_path: Path) -> None:
    path = built(tmp_path / "store", SHARED)
    with editing(path), pytest.raises(WorkspaceError, match="is being written by another process"), editing(path):
        pass


def test_failed_edit_leaves_the_store_as_it_was(tmp_path: Path) -> None:
    path = built(tmp_path / "store", SHARED)
    with pytest.raises(QueryError), editing(path) as store:  # noqa: PT012 - the block is what fails
        store.remove(B)
        store.query("SELEC")
    with EmbeddedStore.open(path) as store:
        assert len(merged(store)) == 2
    assert sorted(entry.name for entry in tmp_path.iterdir()) == [".store.lock", "store", "store.nq"]


def test_failed_build_leaves_the_old_store(tmp_path: Path) -> None:
    path = built(tmp_path / "store", SHARED)
    (tmp_path / "bad.nq").write_text("<urn:a> <urn:b> .\n")
    with pytest.raises(StoreError, match="cannot be loaded"):
        build_store(path, [tmp_path / "bad.nq"], policy=())
    with EmbeddedStore.open(path) as store:
        assert len(merged(store)) == 2


def test_file_without_graph_names_is_refused(tmp_path: Path) -> None:
    (tmp_path / "triples.nt").write_text('<urn:a> <urn:b> "c" .\n')
    with pytest.raises(StoreError, match="cannot be loaded"):
        build_store(tmp_path / "store", [tmp_path / "triples.nt"], policy=())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("SELECT * {", "line 1, column 11, at the end"),
        ("SELECT *\n{ ?a ?b }", "line 2, column 10, at the end"),
        ("SELECT ?x {}\nLIMIT many", "line 2, column 7, at 'many'"),
        ("ASK { ?a foo:b ?c }", "no PREFIX declares foo:"),
        ("", "line 1, column 1, at the end"),
    ],
)
def test_what_is_wrong_with_a_query_is_told_with_its_place(text: str, said: str) -> None:
    with EmbeddedStore.in_memory() as store, pytest.raises(QueryError) as raised:
        store.query(text)
    message = str(raised.value)
    assert said in message
    assert "\n" not in message
    assert "[_]" not in message
    assert len(message) < 200


WRITER = """
import sys
from pathlib import Path
import pyoxigraph as ox
from kg.store import editing
for version in range(1, 30):
    with editing(Path(sys.argv[1])) as store:
        facts = (ox.Triple(ox.NamedNode(f"urn:claim:{n}"), ox.NamedNode("urn:v"), ox.Literal(str(version))) for n in range(100))
        store.replace("urn:doc", facts)
"""


def test_readers_see_one_whole_version_while_a_writer_works(tmp_path: Path) -> None:
    """They open the store while it is replaced under their hands, dozens of times a second."""
    path = tmp_path / "store"
    (tmp_path / "graph.nq").write_text("".join(f'<urn:claim:{n}> <urn:v> "0" <urn:doc> .\n' for n in range(100)))
    build_store(path, [tmp_path / "graph.nq"], policy=())
    writer = subprocess.Popen([sys.executable, "-c", WRITER, str(path)], cwd=ROOT)
    text = "SELECT ?v (COUNT(*) AS ?n) { ?claim <urn:v> ?v } GROUP BY ?v"
    seen: list[tuple[str, ...]] = []

    def read(ask: Callable[[], Result]) -> None:
        while writer.poll() is None:
            found = ask()
            assert isinstance(found, Solutions)
            seen.extend(tuple(cast(ox.Literal, term).value for term in row) for row in found)

    def opened() -> Result:
        with EmbeddedStore.open(path) as store:
            found = cast(Solutions, store.query(text))
            return Solutions(found.variables, list(found))

    with LimitedRunner(path) as runner, ThreadPoolExecutor(3) as threads:
        for reader in [threads.submit(read, ask) for ask in (opened, opened, lambda: runner.query(text))]:
            reader.result()
    assert writer.returncode == 0
    assert {count for _, count in seen} == {"100"}
    assert len({version for version, _ in seen}) > 10


def test_snapshot_does_not_see_later_changes(tmp_path: Path) -> None:
    for store in (EmbeddedStore.open(built(tmp_path / "store", SHARED)), EmbeddedStore.in_memory(SHARED)):
        snapshot = store.snapshot(tmp_path / "snapshot")
        assert merged(snapshot) == merged(store)
    store.remove(B)
    assert len(merged(snapshot)) == 2


def test_interrupted_swap_is_mended(tmp_path: Path) -> None:
    path = built(tmp_path / "store", SHARED)
    path.rename(tmp_path / ".store.old")
    with editing(path) as store:
        store.remove(A)
    with EmbeddedStore.open(path) as store:
        assert store.graphs() == (B,)


@pytest.mark.parametrize(
    ("text", "error", "message"),
    [
        ("SELEC ?x {}", QueryError, "not a SPARQL query"),
        ("INSERT DATA { <urn:a> <urn:b> <urn:c> }", QueryError, "not a SPARQL query"),
    ],
)
def test_wrong_query_is_the_callers_error(text: str, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message):
        EmbeddedStore.in_memory().query(text)


def test_missing_store_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="kg build"):
        EmbeddedStore.open(tmp_path)


def test_closed_store_says_so() -> None:
    store = EmbeddedStore.in_memory()
    store.close()
    with pytest.raises(StoreError, match="closed"):
        store.query("ASK {}")


def test_derived_view_is_made_anew_each_time() -> None:
    store = EmbeddedStore.in_memory([fact("vg", "400", A)])
    derive(store, POLICY)
    derive(store, POLICY)
    assert len(list(store.quads(GRAPH_DERIVED))) == 2
    store.remove(A)
    derive(store, POLICY)
    assert list(store.quads()) == []


def test_policy_that_constructs_nothing_is_refused() -> None:
    with pytest.raises(QueryError, match="a policy is made of CONSTRUCT queries"):
        derive(EmbeddedStore.in_memory(), ("SELECT * { ?s ?p ?o }",))


def test_construct_gives_triples_and_ask_a_bool() -> None:
    store = EmbeddedStore.in_memory(SHARED)
    assert store.query("ASK { ?s <urn:says> 'over 50' }") is True
    found = store.query("CONSTRUCT { ?s a kg:Entity } WHERE { ?s ?p ?o }")
    assert isinstance(found, Triples)
    assert len(set(found)) == 2


def test_rdflib_sees_the_same_graph(tmp_path: Path) -> None:
    with EmbeddedStore.open(built(tmp_path / "store", SHARED)) as store:
        dataset = store.to_rdflib()
        assert {str(row[0]) for row in dataset.query("SELECT ?s { ?s ?p ?o }")} == {"urn:vg", "urn:msf"}  # type: ignore[index]
        assert dict(dataset.namespaces())["kg"].endswith("ns#")
