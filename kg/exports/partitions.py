"""The graph as a folder of N-Quads files for the bulk loader of a server, with what is needed to check that all arrived.

All facts about one subject lie in one file, so that files can be loaded in any order and at once. Beside the named graphs lie the
merged facts, each once, as N-Triples: they belong into the default graph, or on a server that has none (Virtuoso) into the graph
that the manifest names, where `kg ask --graph http://...` looks for them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Any

import pyoxigraph as ox

from kg.errors import StoreError, UsageError, WitnessGraphError
from kg.vocab import GRAPH_MERGED

MANIFEST, SUMS = "manifest.json", "SHA256SUMS"
MOST = 1_000
"""Files that are open at a time while they are written."""


def write_partitions(quads: Iterable[ox.Quad], folder: Path, number: int) -> dict[str, Any]:
    """Write *quads* to *folder* in *number* files of N-Quads and as many of merged N-Triples; return the manifest.

    The same graph gives the same bytes: *quads* come graph by graph, sorted in each.

    Raises:
        UsageError: *number* is not between 1 and `MOST`, or the folder holds something else.
        WitnessGraphError: the disk is full or the folder cannot be written.
    """
    if not 1 <= number <= MOST // 2:
        raise UsageError(f"a graph is written in 1 to {MOST // 2} partitions, not {number}")
    if folder.exists() and any(folder.iterdir()):
        raise UsageError(f"{folder} is not empty; name a new folder, so that no old partition is loaded with the new ones")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        graphs = _write_named(quads, folder, number)
        files = []
        for part in range(number):
            named, merged = _named(folder, part), folder / f"merged-{part:04}.nt"
            _write_merged(named, merged)
            files += [_described(named), _described(merged)]
        manifest = {
            "format": 1, "facts": sum(each["lines"] for each in files if each["file"].endswith(".nt")),
            "quads": sum(graphs.values()), "graphs": dict(sorted(graphs.items())), "merged_graph": GRAPH_MERGED, "files": files,
        }  # fmt: skip
        _write(folder / MANIFEST, json.dumps(manifest, indent=1) + "\n")
        # Written last: a folder without it is not whole.
        _write(folder / SUMS, "".join(f"{each['sha256']}  {each['file']}\n" for each in files))
    except OSError as error:
        message = f"cannot write {folder}: {error.strerror or error}; free space or choose another folder"
        raise WitnessGraphError(message) from error
    return manifest


def read_partitions(folder: Path) -> Iterator[ox.Quad]:
    """Yield the quads of the named graphs of a folder of partitions, after making sure that every file is whole.

    Raises:
        StoreError: a file is missing or was changed.
    """
    try:
        manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
        for each in manifest["files"]:
            if _described(folder / each["file"]) != each:
                raise StoreError(f"{folder / each['file']} is not as it was written; export the graph again")
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StoreError(f"{folder} is not a whole folder of partitions: {error}; export the graph again") from error
    for each in manifest["files"]:
        if each["file"].endswith(".nq"):
            yield from ox.parse(path=str(folder / each["file"]), format=ox.RdfFormat.N_QUADS)


def _named(folder: Path, part: int) -> Path:
    return folder / f"part-{part:04}.nq"


def _write_named(quads: Iterable[ox.Quad], folder: Path, number: int) -> dict[str, int]:
    """Write each fact to the file of its subject; return how many each graph has."""
    graphs: dict[str, int] = {}
    with ExitStack() as keep:
        files: list[IO[bytes]] = [keep.enter_context(_named(folder, part).open("wb")) for part in range(number)]
        for quad in quads:
            subject = str(quad.subject).encode()
            files[int.from_bytes(hashlib.sha256(subject).digest()[:8], "big") % number].write(f"{quad} .\n".encode())
            graph = getattr(quad.graph_name, "value", "")
            graphs[graph] = graphs.get(graph, 0) + 1
    return graphs


def _write_merged(named: Path, merged: Path) -> None:
    """Write the facts of a partition without their graphs, each once: all of one subject are in it."""
    with named.open("rb") as file:
        facts = {line[: line.rindex(b" <")] + b" .\n" for line in file}
    with merged.open("wb") as file:
        file.writelines(sorted(facts))


def _described(path: Path) -> dict[str, Any]:
    digest, lines, size = hashlib.sha256(), 0, 0
    with path.open("rb") as file:
        read: Callable[[], bytes] = lambda: file.read(1 << 20)  # noqa: E731
        for block in iter(read, b""):
            digest.update(block)
            lines += block.count(b"\n")
            size += len(block)
    return {"file": path.name, "lines": lines, "bytes": size, "sha256": digest.hexdigest()}


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
