"""What a quick command may import; `kg --help` answers in about a tenth of a second because of it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import kg

ROOT = Path(__file__).resolve().parents[1]
HEAVY = {
    "spacy", "numpy", "owlready2", "pyvis", "pyshacl", "networkx", "starlette", "uvicorn", "pandas", "rdflib", "oxrdflib",
    "jinja2", "IPython", "dask", "rapidfuzz", "requests", "httpx",
}  # fmt: skip
ENGINE = {"pyoxigraph", "rich"}


def imported(code: str) -> set[str]:
    """The packages that a fresh interpreter holds after running *code*."""
    tail = "import sys; print(*{name.split('.')[0] for name in sys.modules})"
    call = [sys.executable, "-c", f"{code}\n{tail}"]
    return set(subprocess.run(call, cwd=ROOT, check=True, capture_output=True, text=True).stdout.split("\n")[-2].split())


def test_import_of_the_package_brings_nothing_but_itself() -> None:
    assert imported("import kg") & (HEAVY | ENGINE | {"click"}) == set()


def test_help_brings_the_command_line_only() -> None:
    assert imported("from kg.cli import main; main(['--help'])") & (HEAVY | ENGINE) == set()


@pytest.mark.parametrize("command", ["queries", "ask who_did_what_to_whom --help", "build --help"])
def test_asking_brings_no_reader_and_no_reasoner(command: str) -> None:
    assert imported(f"from kg.cli import main; main({command.split()!r})") & HEAVY == set()


def test_public_names_are_sorted_and_all_there() -> None:
    assert list(kg.__all__) == sorted(kg.__all__)
    assert all(getattr(kg, name) for name in kg.__all__)


def test_unknown_name_of_the_package_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'biuld'"):
        kg.biuld  # noqa: B018  - reading it is the point
