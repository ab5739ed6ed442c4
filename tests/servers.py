"""SPARQL servers of others, each started on a free loopback port and ended by its process id."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from kg.store import Address, RemoteStore
from kg.vocab import GRAPH_MERGED


class AbsentError(Exception):
    """The server is not installed, or does not start, here; the message says how to get it."""


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def wait_for(port: int, seconds: float, alive: Callable[[], bool]) -> None:
    """Wait until a server listens on *port*, as long as its process is alive."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and alive():
        try:
            socket.create_connection(("127.0.0.1", port), 0.2).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"the server on port {port} did not start")


@contextmanager
def oxigraph_server(folder: Path | None = None, *, timeout: float = 60.0) -> Iterator[tuple[RemoteStore, int]]:
    """Give `oxigraph serve` and its process id: over the store in *folder*, which it only reads, or in memory."""
    program = shutil.which("oxigraph") or shutil.which("oxigraph", path=str(Path(sys.executable).parent))
    if program is None:
        raise AbsentError("oxigraph is not installed: pip install oxigraph")
    port = free_port()
    action = ["serve-read-only", "--location", str(folder)] if folder else ["serve"]
    process = subprocess.Popen([program, *action, "--bind", f"127.0.0.1:{port}"], stderr=subprocess.DEVNULL)
    try:
        wait_for(port, 20, lambda: process.poll() is None)
        with RemoteStore(Address.of(f"http://127.0.0.1:{port}"), timeout) as store:
            yield store, process.pid
    finally:
        process.terminate()
        process.wait(10)


SETTINGS = """
[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
[TempDatabase]
DatabaseFile = {folder}/temp.db
TransactionFile = {folder}/temp.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
NumberOfBuffers = {buffers}
DirsAllowed = {folder}
[HTTPServer]
ServerPort = 127.0.0.1:{port}
[SPARQL]
ResultSetMaxRows = {rows}
"""


@contextmanager
def virtuoso_server(
    folder: Path, *, timeout: float = 15.0, rows: int = 100_000, buffers: int = 10_000, directory: Path | None = None
) -> Iterator[tuple[RemoteStore, int]]:
    """Give Virtuoso and its process id, with its database in *folder*; *directory*, in it, holds partitions for its loader."""
    program, shell = shutil.which("virtuoso-t"), shutil.which("isql-vt")
    if program is None or shell is None:
        raise AbsentError("Virtuoso is not installed: apt-get install virtuoso-opensource")
    port, sql = free_port(), free_port()
    settings = folder / "virtuoso.ini"
    settings.write_text(SETTINGS.format(folder=folder, port=port, sql=sql, rows=rows, buffers=buffers))
    process = subprocess.Popen(
        [program, "-f", "-c", str(settings)], cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )

    def run(command: str) -> None:
        line = [shell, f"127.0.0.1:{sql}", "dba", "dba", f"exec={command}"]
        subprocess.run(line, check=True, capture_output=True, timeout=3600)

    try:
        for each in (sql, port):
            wait_for(each, 60, lambda: process.poll() is None)
        run('GRANT SPARQL_UPDATE TO "SPARQL";')
        if directory is not None:
            run(f"ld_dir('{directory}', '*.nq', 'urn:unused');")
            run(f"ld_dir('{directory}', '*.nt', '{GRAPH_MERGED}');")
            run("rdf_loader_run();")
        address = f"http://127.0.0.1:{port}/sparql"
        with RemoteStore(Address(address, address), timeout) as store:
            yield store, process.pid
    finally:
        process.kill()
        process.wait(10)
