"""The folder that a user has on disk: `docs/graph-model.md`, "The workspace".

    DIR/ sources/<digest>.txt + <digest>.json   annotations/<digest>.jsonl   decisions.jsonl   graph.nq   store/   names.db
    run.json

A change is prepared in ``DIR/.next`` beside what is there, with hard links for what stays the same. When it is complete it is
renamed to ``DIR/.ready``; that rename is the moment at which it has happened. Whoever opens the folder next moves what lies in
``.ready`` into place, so a process that is killed at any moment leaves the old graph or the new one, never a mixture.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from kg.annotate import format as annotation_format
from kg.errors import AnnotationError, WorkspaceError
from kg.model import Annotation, Document

FORMAT = 1
"""Version of the folder's layout; a folder with a higher one is refused."""
_PARTS = ("sources", "annotations", "graph.nq", "store", "names.db", "run.json")
_METADATA = ("id", "name", "language", "sha256", "title", "publisher", "author", "url", "based_on")


@dataclass(frozen=True, slots=True)
class Workspace:
    """Where the parts of one graph folder lie."""

    root: Path

    @property
    def sources(self) -> Path:
        """The stored texts and their metadata."""
        return self.root / "sources"

    @property
    def annotations(self) -> Path:
        """What a reader found in each text."""
        return self.root / "annotations"

    @property
    def decisions(self) -> Path:
        """The append-only log of people's judgements."""
        return self.root / "decisions.jsonl"

    @property
    def graph(self) -> Path:
        """The graph as sorted N-Quads."""
        return self.root / "graph.nq"

    @property
    def store(self) -> Path:
        """The graph as an Oxigraph store, a cache of `graph`."""
        return self.root / "store"

    @property
    def names(self) -> Path:
        """The index of names and words, a cache of `graph`."""
        return self.root / "names.db"

    @property
    def run(self) -> Path:
        """What made the graph: versions, settings, counts, times."""
        return self.root / "run.json"

    @property
    def next(self) -> Workspace:
        """The change that is being prepared."""
        return Workspace(self.root / ".next")


def open_workspace(path: str | os.PathLike[str]) -> Workspace:
    """Return the graph folder at *path*, after finishing a change that was ready but not yet in place.

    Raises:
        WorkspaceError: it is not a graph folder, its build never ended, or a newer version wrote it.
    """
    root = Path(path)
    space = Workspace(root)
    if (root / ".ready").exists():
        with locked(space, wait=5.0):
            _put_in_place(space)
    if not space.run.is_file():
        if space.next.root.is_dir():
            raise WorkspaceError(f"{root}: its build was interrupted; end it with `kg build TEXTS --to {root} --resume`")
        if not root.exists():
            raise WorkspaceError(f"{root}: no such graph folder; make it with `kg build TEXTS --to {root}`")
        raise WorkspaceError(f"{root}: not a graph folder (it has no run.json); make one with `kg build TEXTS --to DIR`")
    run_of(space)
    return space


def claim_folder(path: str | os.PathLike[str]) -> Workspace:
    """Return the folder at *path* for building in: new, empty, a graph folder, or one whose build was interrupted.

    Raises:
        WorkspaceError: it holds something else, or a newer version wrote it.
    """
    root = Path(path)
    try:
        root.mkdir(parents=True, exist_ok=True)
        found = {entry.name for entry in root.iterdir()}
    except OSError as error:
        raise WorkspaceError(f"{root}: no graph can be built there: {error.strerror}; name another folder") from error
    if found - {".lock", ".next", ".ready"} and "run.json" not in found:
        raise WorkspaceError(f"{root}: holds other files and is no graph folder; name a new or empty one")
    space = Workspace(root)
    if space.run.exists():
        run_of(space)
    return space


@contextmanager
def locked(space: Workspace, *, wait: float = 0.0) -> Iterator[None]:
    """Hold the one writer's lock of the folder; the system lets go of it when the process ends, however it ends.

    *wait* is how many seconds to wait for another process that holds it.

    Raises:
        WorkspaceError: another process holds it, or the folder cannot be written.
    """
    try:
        file = (space.root / ".lock").open("w")
    except OSError as error:
        raise WorkspaceError(f"{space.root}: cannot be written: {error.strerror}") from error
    with file:
        end = time.monotonic() + wait
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError as error:
                if time.monotonic() >= end:
                    raise WorkspaceError(f"{space.root}: another process is changing it; wait until it is done") from error
                time.sleep(0.05)
        yield


def run_of(space: Workspace) -> dict[str, Any]:
    """Return what `run.json` says.

    Raises:
        WorkspaceError: it is damaged, or a newer version wrote it.
    """
    try:
        run = json.loads(space.run.read_text("utf-8"))
        version = run["format"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise WorkspaceError(f"{space.run}: damaged; build the graph again with `kg build TEXTS --to {space.root}`") from error
    if not isinstance(version, int) or version > FORMAT:
        newer = f"written by a newer version (format {version}, known: {FORMAT})"
        raise WorkspaceError(f"{space.root}: {newer}; upgrade witness-graph")
    return dict(run)


def digest(document: str) -> str:
    """Return the name that a document's files have: the last part of its IRI."""
    return document.rsplit("/", 1)[-1]


# --- documents and annotations ---------------------------------------------------------------------------------------------


def save_document(space: Workspace, document: Document) -> None:
    """Write the text and the metadata of *document*, each whole or not at all."""
    row: dict[str, Any] = {name: getattr(document, name) for name in _METADATA if getattr(document, name)}
    if document.published:
        row["published"] = document.published.isoformat()
    row["found"] = dict(sorted(document.found.items()))
    name = digest(document.id)
    write_whole(space.sources / f"{name}.txt", document.text)
    write_whole(space.sources / f"{name}.json", json.dumps(row, ensure_ascii=False, indent=1) + "\n")


def load_document(space: Workspace, name: str) -> Document:
    """Return the document whose files are named *name* (a digest).

    Raises:
        WorkspaceError: they are missing or damaged.
    """
    path = space.sources / f"{name}.json"
    try:
        row = json.loads(path.read_text("utf-8"))
        text = (space.sources / f"{name}.txt").read_bytes().decode("utf-8")
        published = row.get("published")
        return Document(
            **{key: str(row[key]) for key in _METADATA if key in row}, text=text,
            published=date.fromisoformat(published) if published else None, found=dict(row.get("found", {})),
        )  # fmt: skip
    except (OSError, ValueError, TypeError, AttributeError) as error:
        raise WorkspaceError(f"{path}: damaged or without its text; add the text again with `kg add`") from error


def digests(space: Workspace) -> list[str]:
    """Return the digests of all stored documents, sorted."""
    return sorted(path.stem for path in space.sources.glob("*.json"))


def load_annotation(space: Workspace, name: str) -> Annotation:
    """Return the annotation of one document.

    Raises:
        AnnotationError: it is missing, malformed or does not re-slice.
    """
    return annotation_format.load(space.annotations / f"{name}.jsonl")


def reusable(space: Workspace, document: Document, reader: str) -> bool:
    """Tell whether *space* holds an annotation of just this document, metadata included, by just this reader."""
    path = space.annotations / f"{digest(document.id)}.jsonl"
    if not path.is_file():
        return False
    try:
        found = annotation_format.load(path, document.text)
    except AnnotationError:
        return False
    return found.reader == reader and found.document == document


@dataclass(frozen=True, slots=True)
class Annotations(Iterable[Annotation]):
    """The annotations of a graph folder, read from disk one at a time, each time they are gone through."""

    space: Workspace
    names: tuple[str, ...]

    def __iter__(self) -> Iterator[Annotation]:
        """Yield them in the order of their digests."""
        return (load_annotation(self.space, name) for name in self.names)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.names)


# --- changing the folder ---------------------------------------------------------------------------------------------------


def write_whole(path: Path, text: str) -> None:
    """Write *text* to *path* through a temporary name that is synced and renamed.

    Raises:
        WorkspaceError: the disk is full or the folder cannot be written.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with temporary.open("w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise unwritable(path, error) from error


def unwritable(path: Path, error: OSError) -> WorkspaceError:
    """Return the error that says why *path* could not be written."""
    return WorkspaceError(f"{path}: cannot be written: {error.strerror or error}; free space and run again with --resume")


def prepare(space: Workspace, *, keep: bool, basis: str = "") -> Workspace:
    """Return the folder of the next state, empty or, with *keep*, with what an interrupted run left in it.

    *basis* is what reading rests on; what was read on another basis is not kept.
    """
    after = space.next
    stamp = after.root / "basis"
    try:
        if not keep or not stamp.is_file() or stamp.read_text("utf-8") != basis:
            shutil.rmtree(after.root, ignore_errors=True)
        after.root.mkdir(exist_ok=True)
        write_whole(stamp, basis)
        for folder in (after.sources, after.annotations):
            folder.mkdir(parents=True, exist_ok=True)
        for leftover in (after.store, after.graph, after.run):
            shutil.rmtree(leftover, ignore_errors=True) if leftover.is_dir() else leftover.unlink(missing_ok=True)
    except OSError as error:
        raise unwritable(after.root, error) from error
    return after


def link(source: Path, target: Path) -> None:
    """Let *target* be the same file as *source*; a copy where the file system has no hard links."""
    target.unlink(missing_ok=True)
    try:
        os.link(source, target)
    except OSError:
        try:
            shutil.copyfile(source, target)
        except OSError as error:
            raise unwritable(target, error) from error


def commit(space: Workspace, run: Mapping[str, object]) -> None:
    """Make the prepared state the state of the folder; *run* goes into `run.json`."""
    write_whole(space.next.run, json.dumps(run, ensure_ascii=False, indent=1) + "\n")
    for folder in (space.next.sources, space.next.annotations, space.next.root):
        _sync(folder)
    space.next.root.rename(space.root / ".ready")
    _sync(space.root)
    _put_in_place(space)


def _put_in_place(space: Workspace) -> None:
    """Move the parts of ``.ready`` into place; called again after a kill, it goes on where it stopped."""
    ready, old = space.root / ".ready", space.root / ".old"
    if not ready.exists():  # another process was quicker
        return
    try:
        for part in _PARTS:
            if not (ready / part).exists():
                continue
            if (space.root / part).is_dir():
                shutil.rmtree(old, ignore_errors=True)
                (space.root / part).rename(old)
            (ready / part).replace(space.root / part)
        if not space.decisions.exists():
            space.decisions.touch()
        _sync(space.root)
        # `.ready` goes last: while it is there, whoever opens the folder comes here again, and nothing of the old state stays.
        shutil.rmtree(old, ignore_errors=True)
        shutil.rmtree(ready)
    except OSError as error:
        raise unwritable(space.root, error) from error


def _sync(folder: Path) -> None:
    """Let the names in *folder* reach the disk."""
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


# --- checking the folder ---------------------------------------------------------------------------------------------------


def damaged(space: Workspace) -> Iterator[tuple[str, str]]:
    """Yield each file of the folder that is not what it should be, with what is wrong with it.

    A text must have the digest that it is stored under, and every annotation must re-slice to its words.
    """
    for name in digests(space):
        try:
            document = load_document(space, name)
        except WorkspaceError as error:
            yield f"sources/{name}.json", str(error)
            continue
        if hashlib.sha256(document.text.encode("utf-8")).hexdigest() != document.sha256:
            yield f"sources/{name}.txt", f"the text of {document.name} is not the one that was stored"
            continue
        try:
            load_annotation(space, name)
        except AnnotationError as error:
            yield f"annotations/{name}.jsonl", str(error)
