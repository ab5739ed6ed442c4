"""A few of the histories and kills of `make soak`, which runs 300 and 200."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

SOAK = Path(__file__).parents[1] / "benchmarks" / "soak.py"


@pytest.mark.slow
def test_a_few_histories_and_kills_lose_nothing() -> None:
    command = [sys.executable, str(SOAK), "--histories", "6", "--kills", "10", "--seed", "7"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "10 kills, 10 lost nothing" in done.stdout
    assert re.search(r"6 histories of .*: 0 differ", done.stdout)
