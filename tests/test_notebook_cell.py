"""A cell of SPARQL in a notebook."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg import vocab
from kg.api import Graph
from kg.errors import QueryError, QueryLimitError, UsageError
from kg.notebook import answer, load_ipython_extension
from kg.store import EmbeddedStore, build_store
from kg.table import Table

NAMES = "SELECT ?name { ?who skos:prefLabel ?name } ORDER BY ?name"
SLOW = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n2 ?o . ?p ?q ?r }"
FACTS = [
    ox.Quad(ox.NamedNode(f"urn:{number}"), ox.NamedNode(vocab.SKOS + "prefLabel"), ox.Literal(name), ox.NamedNode("urn:g"))
    for number, name in enumerate(("White Helmets", "Russia"))
]


class Shell:
    """What of IPython's shell is used."""

    def __init__(self) -> None:
        self.user_ns: dict[str, object] = {"graph": Graph(EmbeddedStore.in_memory(FACTS))}
        self.magics: dict[str, Callable[[str, str], object]] = {}

    def register_magic_function(self, func: Callable[[str, str], object], magic_kind: str, magic_name: str) -> None:
        self.magics[f"{magic_kind} {magic_name}"] = func


@pytest.mark.parametrize("line", ["", "graph", "graph --no-limits", "--no-limits graph"])
def test_cell_asks_the_graph_that_is_named(line: str) -> None:
    shell = Shell()
    load_ipython_extension(shell)
    found = shell.magics["cell sparql"](line, NAMES)
    assert isinstance(found, Table)
    assert found.column("name") == ("Russia", "White Helmets")


def test_cell_keeps_its_answer_in_a_variable() -> None:
    names: dict[str, object] = {"it": Graph(EmbeddedStore.in_memory(FACTS))}
    assert answer("it --to found", NAMES, names) is names["found"]


def test_cell_asks_a_folder_within_limits(tmp_path: Path) -> None:
    many = [f'<urn:{n}> <{vocab.SKOS}prefLabel> "{n}" <urn:g> .\n' for n in range(300)]
    (tmp_path / "graph.nq").write_text("".join(many))
    build_store(tmp_path / "store", [tmp_path / "graph.nq"], policy=())
    assert len(answer(f"'{tmp_path}'", NAMES, {})) == 300
    with Graph(EmbeddedStore.open(tmp_path / "store")) as _, pytest.raises(QueryLimitError):
        answer(f"'{tmp_path}'", SLOW, {})


@pytest.mark.parametrize("line", ["graph other", "--to", "--to 1x graph", "--limit 3", "'graph"])
def test_line_that_is_wrong_is_told_how_to_write_it(line: str) -> None:
    with pytest.raises(UsageError, match="write %%sparql GRAPH"):
        answer(line, NAMES, Shell().user_ns)


def test_words_of_python_never_get_into_a_query() -> None:
    with pytest.raises(QueryError):
        answer("graph", "SELECT ?name { ?who skos:prefLabel {name} }", {**Shell().user_ns, "name": '"Russia"'})


def test_ipython_offers_the_cell() -> None:
    shells = pytest.importorskip("IPython.core.interactiveshell", reason="pip install ipykernel")
    config = pytest.importorskip("traitlets.config").Config({"HistoryManager": {"enabled": False}})
    shell = shells.InteractiveShell(config=config)
    shell.user_ns["graph"] = Graph(EmbeddedStore.in_memory(FACTS))
    shell.run_line_magic("load_ext", "kg.notebook")
    found = shell.run_cell_magic("sparql", "graph --to kept", NAMES)
    assert shell.user_ns["kept"] is found
    assert found.column("name") == ("Russia", "White Helmets")
