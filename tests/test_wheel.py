"""What is shipped works: the wheel, in an environment of its own, from an empty folder, without the checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SHIPPED = ("ontology", "queries", "packs", "corpus")

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    subprocess.run([*pip, "--wheel-dir", folder, ROOT], check=True, capture_output=True)
    (found,) = folder.glob("witness_graph-*.whl")
    return found


@pytest.fixture(scope="module")
def python(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The interpreter of an environment that holds the wheel; what it depends on is lent by this one."""
    folder = tmp_path_factory.mktemp("environment")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder], check=True)
    python = folder / "bin" / "python"
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", str(python), "install", "--quiet", "--no-deps"]
    subprocess.run([*pip, wheel], check=True, capture_output=True)
    packages = next(folder.glob("lib/python*/site-packages"))
    (packages / "lent.pth").write_text(sysconfig.get_path("purelib") + "\n", "utf-8")
    return python


def run(python: Path, folder: Path, *args: str) -> str:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "KG_", "COVERAGE"))}
    call = [str(python.with_name("kg")), *args]
    done = subprocess.run(call, cwd=folder, env=environment, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_wheel_carries_every_file_that_is_shipped(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    tracked = subprocess.run(["git", "ls-files", *SHIPPED], cwd=ROOT, check=False, capture_output=True, text=True).stdout
    wanted = {f"kg/_data/{name}" for name in tracked.splitlines() if ROOT.joinpath(name).exists()}
    if not wanted:
        pytest.skip("this checkout has no git to say what belongs to it")
    assert wanted - names == set()
    assert len(wanted) > 50
    assert {Path(name).name for name in names if ".dist-info/licenses/" in name} == {"LICENSE", "NOTICE"}


def test_wheel_is_no_larger_than_a_registry_takes_at_once(wheel: Path) -> None:
    assert wheel.stat().st_size < 60_000_000  # the largest registry takes 100 MB a file


def test_demonstration_runs_from_the_wheel_in_an_empty_folder(python: Path, tmp_path: Path) -> None:
    header, *rows = run(python, tmp_path, "demo").splitlines()
    assert header.split("\t")[:4] == ["event", "type", "agent", "patient"]
    assert len(rows) > 20
    where = [str(python), "-c", "import kg; print(kg.__file__)"]
    found = subprocess.run(where, cwd=tmp_path, check=True, capture_output=True, text=True, env={"PATH": os.environ["PATH"]})
    assert str(python.parents[1]) in found.stdout


def test_questions_and_pictures_work_from_the_wheel(python: Path, tmp_path: Path) -> None:
    assert "who_did_what_to_whom" in run(python, tmp_path, "queries")
    (tmp_path / "a.txt").write_text("Government forces shelled the town of Idlib on Monday and killed two people.\n", "utf-8")
    run(python, tmp_path, "build", "a.txt", "--to", "g")
    assert "Idlib" in run(python, tmp_path, "ask", "who_did_what_to_whom", "--graph", "g")
    run(python, tmp_path, "view", "--graph", "g", "--output", "v.html")
    assert (tmp_path / "v.html").read_text("utf-8").lower().startswith("<!doctype html>")
