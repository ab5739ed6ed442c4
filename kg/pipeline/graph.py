"""Writes ``graph.nq``, ``store/`` and ``names.db`` from annotations and their resolution, in bounded memory."""

from __future__ import annotations

import heapq
import tempfile
from collections.abc import Iterable, Iterator, Sized
from contextlib import contextmanager
from functools import partial
from pathlib import Path

import pyoxigraph as ox

from kg import quads, vocab
from kg.catalogue import catalogue, catalogue_quads
from kg.finder import write_names
from kg.model import Annotation, EntityKind, Resolution
from kg.names import KnownNames, fold
from kg.pipeline.stages import Progress
from kg.reason import infer
from kg.resolve.copies import corroboration, origin_of
from kg.resources import shipped
from kg.store import EmbeddedStore, build_store
from kg.workspace import Workspace

VERSION = "0.1.0"
"""Version of the software as it stands in the graph and in `run.json`."""
SPILL = 300_000
"""Lines of N-Quads that are sorted in memory at a time: about 100 MB."""
SAID = "said.nq"


@contextmanager
def sorting(after: Workspace) -> Iterator[Path]:
    """Give a folder of the next state for `write_said` and `write_store`; it is gone at the end."""
    with tempfile.TemporaryDirectory(dir=after.root, prefix=".sort.") as folder:
        yield Path(folder)


def write_said(folder: Path, annotations: Iterable[Annotation], resolution: Resolution, progress: Progress) -> None:
    """Write all that is said and resolved, the ontology and the known names as sorted lines into *folder*."""
    lookup = quads.Lookup.of(resolution)
    run = quads.run_iri(VERSION)
    names = KnownNames.load()
    publisher_of = _Publishers(names, resolution)
    used = {entity.id for entity in resolution.entities}
    documents = sum(1 for _ in annotations) if not isinstance(annotations, Sized) else len(annotations)

    def facts() -> Iterator[ox.Quad]:
        for done, annotation in enumerate(annotations, start=1):
            yield from quads.document_quads(annotation, lookup, run=run, publisher_of=publisher_of)
            used.update(filter(None, map(publisher_of, (annotation.document.publisher, annotation.document.author))))
            progress("write", done, documents)
        progress("join", 0, 3)
        yield from quads.resolution_quads(resolution, annotations)
        progress("join", 1, 3)
        yield from quads.origin_quads(origin_of(corroboration(annotations, resolution)))
        progress("join", 2, 3)
        yield from quads.run_quads(VERSION)
        yield from quads.turtle_quads(ontology_files())
        yield from catalogue_quads(catalogue().values())
        yield from _known_quads(used)

    quads.write_lines(_sorted_lines(facts(), folder), folder / SAID)
    progress("join", 3, 3)


def write_store(after: Workspace, folder: Path, progress: Progress) -> int:
    """Write ``graph.nq``, ``store/`` and ``names.db`` of the next state from what `write_said` left; return how many quads."""
    policy = tuple(path.read_text("utf-8") for path in sorted(shipped("ontology").glob("policy/*.rq")))
    said = folder / SAID
    follow = partial(infer, progress=partial(progress, "infer"))
    build_store(after.store, [said], policy=policy, progress=progress, follow=follow)
    with EmbeddedStore.open(after.store) as store, said.open("rb") as lines:
        after.names.unlink(missing_ok=True)
        write_names(after.names, store)
        followed = (fact for graph in (vocab.GRAPH_DERIVED, vocab.GRAPH_INFERRED) for fact in store.quads(graph))
        return quads.write_lines(_once(heapq.merge(lines, _sorted_lines(followed, folder))), after.graph)


def ontology_files() -> list[Path]:
    """Return the files of the ontology that go into a graph: classes, properties and vocabularies."""
    folder = shipped("ontology")
    return [folder / "kg.ttl", *sorted(folder.glob("vocab/*.ttl"))]


_PUBLISHES = (EntityKind.ORGANISATION, EntityKind.GOVERNMENT, EntityKind.ARMED_ACTOR, EntityKind.PERSON)


class _Publishers:
    """Finds the entity that a publisher or author is: a well-known one, else the only one of that name in the graph."""

    def __init__(self, names: KnownNames, resolution: Resolution) -> None:
        self._names = names
        self._found: dict[str, set[str]] = {}
        for entity in resolution.entities:
            if entity.kind in _PUBLISHES:
                for _, name in entity.names:
                    self._found.setdefault(fold(name), set()).add(entity.id)

    def __call__(self, name: str) -> str | None:
        known = {found.entity.iri for found in self._names.lookup(name, kinds=_PUBLISHES)} if name else set()
        found = known or self._found.get(fold(name), set())
        return next(iter(found)) if len(found) == 1 else None


def _known_quads(used: Iterable[str]) -> Iterator[ox.Quad]:
    """Yield what `ontology/names` says of the well-known entities in *used*, and of the places that contain them."""
    about: dict[str, list[ox.Quad]] = {}
    for quad in quads.turtle_quads(sorted(shipped("ontology").glob("names/*.ttl"))):
        about.setdefault(str(quad.subject), []).append(quad)
    waiting, done = [f"<{iri}>" for iri in used], set[str]()
    while waiting:
        subject = waiting.pop()
        if subject in done:
            continue
        done.add(subject)
        yield from about.get(subject, ())
        waiting += [str(quad.object) for quad in about.get(subject, ())]


def _sorted_lines(facts: Iterable[ox.Quad], folder: Path) -> Iterator[bytes]:
    """Yield *facts* as lines of N-Quads in the order of their bytes, each once, with `SPILL` lines in memory at most."""
    spilled: list[Path] = []
    held: set[bytes] = set()
    for fact in facts:
        held.add(f"{fact} .\n".encode())
        if len(held) >= SPILL:
            spilled.append(_spill(held, folder))
            held = set()
    files = [path.open("rb") for path in spilled]
    try:
        yield from _once(heapq.merge(*files, sorted(held)))
    finally:
        for file in files:
            file.close()


def _spill(held: set[bytes], folder: Path) -> Path:
    with tempfile.NamedTemporaryFile(dir=folder, suffix=".nq", delete=False) as file:
        file.writelines(sorted(held))
    return Path(file.name)


def _once(lines: Iterable[bytes]) -> Iterator[bytes]:
    last = b""
    for line in lines:
        if line != last:
            yield line
        last = line
