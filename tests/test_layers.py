"""The import diagram in CONTRIBUTING.md, enforced."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1] / "kg"


def layers() -> list[set[str]]:
    """The rows of the picture, lowest first. A module may import lower rows only, never its own row or above."""
    picture = ROOT.parent.joinpath("CONTRIBUTING.md").read_text("utf-8").split("<!-- layers -->\n```\n")[1].split("```")[0]
    return [set(line.split()) for line in reversed(picture.splitlines())]


LAYERS = layers()
RANK = {name: rank for rank, row in enumerate(LAYERS) for name in row}
HEAVY = {"spacy", "owlready2", "pyvis", "pyshacl", "networkx", "starlette", "uvicorn", "dask", "pandas"}
# The one module that each heavy package is wrapped in may import it at its top; nothing that `import kg` reaches does.
WRAPPERS = {"html", "app", "endpoint", "graph", "spacy_", "owl", "shacl"}
MODULES = sorted(p for p in ROOT.rglob("*.py") if p.name not in {"__init__.py", "__main__.py"} or p.parent != ROOT)


def unit(path: Path) -> str:
    """The first name under kg/: 'store' for kg/store/oxigraph.py."""
    return path.relative_to(ROOT).with_suffix("").parts[0]


def imports(path: Path, *, top_level_only: bool = False) -> Iterator[str]:
    """Yield every absolute module name that *path* imports, function bodies included."""
    tree = ast.parse(path.read_text("utf-8"))
    nodes = tree.body if top_level_only else ast.walk(tree)
    package = ("kg", *path.relative_to(ROOT).parts[:-1])
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            stem = ".".join((*base, *filter(None, [node.module])))
            yield from (f"{stem}.{alias.name}" for alias in node.names)


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_module_imports_only_lower_layers(path: Path) -> None:
    here = unit(path)
    for name in imports(path):
        parts = name.split(".")
        if parts[0] == "kg" and len(parts) > 1 and parts[1] in RANK and parts[1] != here:
            assert RANK[parts[1]] < RANK[here], f"{here} may not import {parts[1]}"


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_heavy_packages_are_imported_where_they_are_used(path: Path) -> None:
    heavy = {name.split(".")[0] for name in imports(path, top_level_only=True)} & HEAVY
    assert not heavy or path.stem in WRAPPERS, heavy


def test_every_module_has_a_layer() -> None:
    assert {unit(p) for p in MODULES} <= RANK.keys()
