"""A graph in the hands of a Python user."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from planted import golden_module

from kg.api import Graph
from kg.api import open as open_graph
from kg.errors import QueryLimitError
from kg.store import Limits, build_store

golden = golden_module("make_rows")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A graph folder of the fixed graph."""
    root = tmp_path_factory.mktemp("graph")
    build_store(root / "store", [Path(golden.HERE, "graph.nq")], policy=golden.policy())
    return root


@pytest.fixture(scope="module")
def graph(folder: Path) -> Iterator[Graph]:
    with open_graph(folder, limits=Limits(rows=3)) as graph:
        yield graph


def test_question_is_answered_within_limits_and_says_what_was_cut_off(graph: Graph) -> None:
    found = graph.ask("who_did_what_to_whom")
    assert (len(found), found.truncated) == (3, True)


def test_limits_of_a_question_can_be_lifted(graph: Graph) -> None:
    found = graph.ask("who_did_what_to_whom", limits=False)
    assert (len(found), found.truncated) == (20, False)


def test_question_that_takes_too_long_is_stopped(folder: Path) -> None:
    endless = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    with open_graph(folder, limits=Limits(seconds=0.2)) as graph, pytest.raises(QueryLimitError):
        graph.query(endless)


def test_answer_is_the_same_with_limits_as_without(folder: Path) -> None:
    with open_graph(folder) as graph:
        for name in ("who_did_what_to_whom", "independent_corroboration", "documents", "conflicting_figures"):
            assert graph.ask(name) == graph.ask(name, limits=False)
