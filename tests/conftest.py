"""What several test files share."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
for folder in (ROOT, ROOT / "tests"):  # tests run from a checkout without an installation, and share tests/fakes.py
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))

from kg.resources import use_one_thread  # noqa: E402

use_one_thread()  # as `kg` does, before numpy is imported


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of the real reports and their gold, which is not part of the project."""
    folder = Path(os.environ.get("WITNESS_GRAPH_SHARED", ROOT.parent / "shared"))
    if not (folder / "seeds").is_dir():
        pytest.skip("the real reports are not on this machine; name their folder in WITNESS_GRAPH_SHARED")
    return folder
