"""What several test files share."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):  # as `kg` does, before numpy is imported
    os.environ.setdefault(_name, "1")

ROOT = Path(__file__).resolve().parents[1]
for folder in (ROOT, ROOT / "tests"):  # tests run from a checkout without an installation, and share tests/fakes.py
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of the real reports and their gold, which is not part of the project."""
    folder = Path(os.environ.get("WITNESS_GRAPH_SHARED", ROOT.parent / "shared"))
    if not (folder / "seeds").is_dir():
        pytest.skip("the real reports are not on this machine; name their folder in WITNESS_GRAPH_SHARED")
    return folder
