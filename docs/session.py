"""Runs the commands that README.md shows and writes their real output below them; `make docs` calls it.

Commands stand in ```console blocks after "$ ", and run in one empty folder, one after the other.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
README = ROOT / "README.md"
BLOCK = re.compile(r"(?<=```console\n).*?(?=```)", re.DOTALL)


def renewed(text: str) -> str:
    """Return *text* with the output that its commands have now."""
    with tempfile.TemporaryDirectory() as folder:
        return BLOCK.sub(lambda block: _session(block[0], Path(folder)), text)


def _session(block: str, folder: Path) -> str:
    commands = [line for line in block.splitlines() if line.startswith("$ ")]
    return "".join(f"{command}\n{_output(command.removeprefix('$ '), folder)}" for command in commands)


def _output(command: str, folder: Path) -> str:
    environment = {**os.environ, "COLUMNS": "100", "KG_FORMAT": "table", "PYTHONPATH": str(ROOT)}
    script = f"kg() {{ {sys.executable} -m kg \"$@\"; }}\n{command}"
    done = subprocess.run(["bash", "-c", script], cwd=folder, env=environment, check=True, capture_output=True, text=True)
    return "".join(line.rstrip() + "\n" for line in done.stdout.splitlines())


if __name__ == "__main__":
    README.write_text(renewed(README.read_text("utf-8")), "utf-8")
