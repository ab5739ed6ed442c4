"""The ways in which a graph folder changes; each prepares the next state and lets it take the place of the one before."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

from kg import corpus
from kg.corpus import Skipped
from kg.errors import CorpusError, PackError, UsageError
from kg.model import Document
from kg.pipeline.making import BuildReport, Make, drop, make, silent
from kg.pipeline.stages import Progress, Report, Resolved, Stages, default_stages
from kg.workspace import (
    Annotations,
    Workspace,
    claim_folder,
    digest,
    digests,
    link,
    load_document,
    locked,
    open_workspace,
    prepare,
    save_document,
)


def build(
    paths: Sequence[str | os.PathLike[str]],
    to: str | os.PathLike[str],
    *,
    language: str | None = None,
    resume: bool = False,
    workers: int | None = None,
    progress: Progress | None = None,
    stages: Stages | None = None,
) -> BuildReport:
    """Read the texts under *paths* and let the folder *to* hold their graph, and no other's.

    The folder changes at the very end and all at once. With *resume*, what an interrupted or an earlier build has read is
    not read again. The log of decisions stays as it is. *workers* is the number of processes; the graph does not depend on it.

    Raises:
        UsageError: a path does not exist or the language is not known.
        CorpusError: there is no text that can be read.
        WorkspaceError: *to* holds something else, is locked, or cannot be written.
    """
    if not paths:
        raise UsageError("no texts given; name files or folders to read")
    stages = stages or default_stages()
    items = corpus.read(paths, language=language, languages=stages.languages)
    absent = not Path(to).exists()
    space = claim_folder(to)
    try:
        with locked(space):
            if (space.root / ".ready").exists():
                open_workspace(space.root)
            after = prepare(space, keep=resume, basis=stages.basis)
            kept, skipped = _store_texts(items, after)
            drop(after, kept)
            how = Make(stages, workers, progress or silent, reuse=resume)
            return make(space, kept, tuple(skipped), how)
    except (CorpusError, PackError):
        if absent:
            shutil.rmtree(space.root, ignore_errors=True)
        raise


def add(
    paths: Sequence[str | os.PathLike[str]],
    graph: str | os.PathLike[str],
    *,
    language: str | None = None,
    workers: int | None = None,
    progress: Progress | None = None,
    stages: Stages | None = None,
) -> BuildReport:
    """Add the texts under *paths* to the graph folder *graph*; a text of a name that is there already takes its place.

    The result is, byte for byte, that of a build from nothing over all the texts.

    Raises:
        UsageError, CorpusError, WorkspaceError: as for `build`.
    """
    stages = stages or default_stages()
    items = corpus.read(paths, language=language, languages=stages.languages)
    space = open_workspace(graph)
    with locked(space):
        after = prepare(space, keep=False, basis=stages.basis)
        new, skipped = _store_texts(items, after)
        names = {load_document(after, name).name for name in new}
        kept = set(new)
        for name in digests(space):
            if name not in kept and load_document(space, name).name not in names:
                carry(space, after, name)
                kept.add(name)
        how = Make(stages, workers, progress or silent, reuse=True)
        return make(space, sorted(kept), tuple(skipped), how)


def remove(
    names: Sequence[str], graph: str | os.PathLike[str], *, progress: Progress | None = None, stages: Stages | None = None
) -> BuildReport:
    """Take documents out of the graph folder *graph*; a name is a document's name, its IRI or the last part of it.

    Nothing of them stays on disk: the store is built anew, because removed strings stay in a store's files.

    Raises:
        UsageError: no document, or more than one, has a name; or none would be left.
        WorkspaceError: *graph* is not a graph folder, is locked or cannot be written.
    """
    space = open_workspace(graph)
    with locked(space):
        gone = named(space, names)
        kept = [name for name in digests(space) if name not in gone]
        if not kept:
            raise UsageError(f"{space.root}: no document would be left; delete the folder instead")
        return _carry_on(space, kept, progress, stages)


def renew(graph: str | os.PathLike[str], *, progress: Progress | None = None, stages: Stages | None = None) -> BuildReport:
    """Make the graph folder *graph* anew from its own texts, after decisions were added to its log.

    Raises:
        WorkspaceError: *graph* is not a graph folder, is locked or cannot be written.
    """
    space = open_workspace(graph)
    with locked(space):
        return _carry_on(space, digests(space), progress, stages)


def resolved(graph: str | os.PathLike[str], *, report: Report, stages: Stages | None = None) -> Resolved:
    """Return the annotations of the graph folder *graph*, with corrections, and their entities and events as they are now.

    Raises:
        WorkspaceError: *graph* is not a graph folder.
    """
    space = open_workspace(graph)
    annotations = Annotations(space, tuple(digests(space)))
    return (stages or default_stages()).resolve(annotations, space.decisions, report)


def _carry_on(space: Workspace, kept: list[str], progress: Progress | None, stages: Stages | None) -> BuildReport:
    stages = stages or default_stages()
    after = prepare(space, keep=False, basis=stages.basis)
    for name in kept:
        carry(space, after, name)
    return make(space, kept, (), Make(stages, None, progress or silent, reuse=True))


def _store_texts(items: Iterator[Document | Skipped], after: Workspace) -> tuple[list[str], list[Skipped]]:
    kept: list[str] = []
    skipped: list[Skipped] = []
    for item in items:
        if isinstance(item, Skipped):
            skipped.append(item)
        else:
            save_document(after, item)
            kept.append(digest(item.id))
    if not kept:
        shutil.rmtree(after.root, ignore_errors=True)
        if not skipped:
            raise CorpusError("no texts found; name .txt or .jsonl files, or folders that hold some")
        first = skipped[0].detail
        raise CorpusError(first if len(skipped) == 1 else f"none of {len(skipped)} texts can be read; the first: {first}")
    return sorted(kept), skipped


def carry(space: Workspace, after: Workspace, name: str) -> None:
    """Let the next state hold a document as it is."""
    for path in (space.sources / f"{name}.txt", space.sources / f"{name}.json"):
        link(path, after.root / path.relative_to(space.root))


def named(space: Workspace, names: Sequence[str]) -> set[str]:
    """Return the digests of the documents called *names*."""
    stored = {name: load_document(space, name) for name in digests(space)}
    gone: set[str] = set()
    for wanted in names:
        found = [name for name, document in stored.items() if wanted in (document.name, document.id, name)]
        if not found:
            raise UsageError(f"{space.root}: no document is called {wanted!r}; `kg ask documents` lists them")
        if len(found) > 1:
            raise UsageError(f"{space.root}: {len(found)} documents are called {wanted!r}; name one of {', '.join(found)}")
        gone.update(found)
    return gone
