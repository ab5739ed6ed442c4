"""The notebooks run from the demonstration graph, offline, and are kept without outputs.

All six are run by executing their code cells in this process, each last value shown as a notebook shows it: that takes
seconds where six kernels take most of a minute. Two of them go through a real kernel (nbclient), so that kernels and `%%sparql`
are tried too.
"""

from __future__ import annotations

import ast
import json
import os
import re
import shutil
import socket
from pathlib import Path
from typing import Any

import pytest

from kg import build

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
NAMES = [path.stem for path in NOTEBOOKS]


def _cells(path: Path, kind: str) -> list[dict[str, Any]]:
    return [cell for cell in json.loads(path.read_text(encoding="utf-8"))["cells"] if cell["cell_type"] == kind]


def _source(cell: dict[str, Any]) -> str:
    return "".join(cell["source"])


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder as a user has it: the notebooks, and beside them the graph that `make demo` makes."""
    place = tmp_path_factory.mktemp("project")
    shutil.copytree(ROOT / "notebooks", place / "notebooks", ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    build([ROOT / "corpus"], place / "demo", workers=1)
    return place / "notebooks"


def _shown(cell: str, names: dict[str, Any]) -> list[str]:
    """Execute a cell; return what a notebook would show of its last expression: HTML, else text."""
    if cell.startswith("%load_ext "):
        return []
    if cell.startswith("%%sparql "):
        graph, _, query = cell.removeprefix("%%sparql ").partition("\n")
        return [names[graph].query(query)._repr_html_()]
    tree = ast.parse(cell)
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "<cell>", "exec"), names)
    if last is None:
        return []
    assert isinstance(last, ast.Expr)
    value = eval(compile(ast.Expression(last.value), "<cell>", "eval"), names)
    if value is None:
        return []
    return [value._repr_html_() if hasattr(value, "_repr_html_") else repr(value)]


def test_notebooks_are_six_and_numbered() -> None:
    assert [path.stem[:2] for path in NOTEBOOKS] == ["1_", "2_", "3_", "4_", "5_", "6_"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=NAMES)
def test_notebook_runs_offline_and_shows_tables_and_a_view(
    path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pytest.importorskip("pandas")

    def refuse(*_: object) -> None:
        raise AssertionError("a notebook opened a connection")

    monkeypatch.chdir(folder)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    names: dict[str, Any] = {"__name__": "__main__"}
    shown = [part for cell in _cells(path, "code") for part in _shown(_source(cell), names)]
    assert sum("<table" in part for part in shown) >= 4
    assert sum('<iframe sandbox="allow-scripts' in part for part in shown) == 1
    assert not re.search(r'(?:src|href)="https?://', "".join(shown))
    assert "Traceback" not in capsys.readouterr().out


@pytest.mark.slow
@pytest.mark.parametrize("name", ["2_according_to_whom", "3_attacks_on_health_care"])
def test_notebook_runs_in_a_real_kernel(folder: Path, name: str) -> None:
    nbclient = pytest.importorskip("nbclient")
    nbformat = pytest.importorskip("nbformat")
    notebook = nbformat.read(folder / f"{name}.ipynb", as_version=4)
    client = nbclient.NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(folder)}})
    client.execute(env={**os.environ, "PYTHONPATH": str(ROOT)})
    kinds = {kind for cell in notebook.cells if cell.cell_type == "code" for out in cell.outputs for kind in out.get("data", {})}
    assert {"text/html", "text/plain", "image/svg+xml"} <= kinds


@pytest.mark.parametrize("path", NOTEBOOKS, ids=NAMES)
def test_notebook_is_kept_without_outputs_and_counts(path: Path) -> None:
    assert [cell for cell in _cells(path, "code") if cell["outputs"] or cell["execution_count"] is not None] == []
    ids = [cell["id"] for kind in ("code", "markdown") for cell in _cells(path, kind)]
    assert len(set(ids)) == len(ids)
    assert json.loads(path.read_text(encoding="utf-8"))["metadata"]["kernelspec"]["name"] == "python3"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=NAMES)
def test_notebook_holds_no_logic(path: Path) -> None:
    trees = [ast.parse(_source(cell)) for cell in _cells(path, "code") if not _source(cell).startswith("%")]
    logic = (ast.FunctionDef, ast.ClassDef, ast.Lambda, ast.For, ast.While, ast.If, ast.Try)
    assert [node for tree in trees for node in ast.walk(tree) if isinstance(node, logic)] == []
    longest = max(len(_source(cell).splitlines()) for cell in _cells(path, "code"))
    assert longest <= 14


@pytest.mark.parametrize("path", NOTEBOOKS, ids=NAMES)
def test_notebook_explains_more_than_it_computes(path: Path) -> None:
    prose = " ".join(_source(cell) for cell in _cells(path, "markdown"))
    assert _source(_cells(path, "markdown")[0]).startswith("# ")
    assert len(prose.split()) >= 150
