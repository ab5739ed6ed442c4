"""What the tests of the explorer share: an example, and a server that runs while they ask."""

from __future__ import annotations

import importlib.util
import sys
import threading
import time
from collections.abc import Generator
from pathlib import Path

import uvicorn

from kg.server.app import create_app
from kg.server.review import Review


def example_folder(root: Path) -> Path:
    """Write the graph folder that the tests in a browser look at."""
    spec = importlib.util.spec_from_file_location("browser_conftest", Path(__file__).parent / "browser" / "conftest.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # its dataclasses look themselves up
    spec.loader.exec_module(module)
    folder: Path = module.write_example_folder(root)
    return folder


def serving(folder: Path, *, review: Review | None = None) -> Generator[str, None, None]:
    """Serve a graph folder; the first thing yielded is the address."""
    server = uvicorn.Server(uvicorn.Config(create_app(folder, review=review), host="127.0.0.1", port=0, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(timeout=10)
