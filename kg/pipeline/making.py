"""Reads what is not read yet, resolves, writes the graph, and lets it take the place of the one before."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

from kg.annotate import format as annotation_format
from kg.corpus import Reason, Skipped
from kg.errors import CorpusError, PackError, WorkspaceError
from kg.pipeline.graph import VERSION, sorting, write_said, write_store
from kg.pipeline.stages import Progress, Read, Stages
from kg.resources import use_one_thread
from kg.workspace import FORMAT, Annotations, Workspace, commit, link, load_document, reusable, run_of, unwritable


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did."""

    documents: int
    read: int
    """Documents that were read in this run; the others had been read before."""
    claims: int
    entities: int
    events: int
    quads: int
    skipped: tuple[Skipped, ...]
    notes: tuple[str, ...] = ()
    """What else a person should know: decisions that could not be applied."""


def silent(stage: str, done: int, total: int) -> None:
    """Show nothing, the default for *progress*."""


class Make(NamedTuple):
    """How to make the graph of the texts that are in place."""

    stages: Stages
    workers: int | None
    progress: Progress
    reuse: bool


def make(space: Workspace, names: list[str], skipped: tuple[Skipped, ...], how: Make) -> BuildReport:
    """Make the graph of the texts that lie in the next state, and let that take the place of the one before.

    Raises:
        CorpusError: the reader could read none of them.
        WorkspaceError: the disk is full, or a worker died.
    """
    after = space.next
    notes: list[str] = []
    try:
        if how.reuse and space.run.exists() and run_of(space).get("basis") == how.stages.basis:
            _keep_annotations(space, names)
        unread, read = _read_all(space, names, how)
        if unread:
            names = [name for name in names if (after.annotations / f"{name}.jsonl").exists()]
            drop(after, names)
        if not names:
            raise CorpusError(f"no text could be read: {unread[0].detail}")
        annotations = Annotations(after, tuple(names))
        with sorting(after) as folder:
            claims, entities, events = _resolve_and_write(annotations, space.decisions, folder, how, notes)
            count = write_store(after, folder, how.progress)
        report = BuildReport(len(names), read, claims, entities, events, count, (*skipped, *unread), tuple(notes))
        commit(space, _run(report, how.stages, annotations))
    except OSError as error:
        raise unwritable(Path(error.filename or space.root), error) from error
    return report


def _resolve_and_write(
    annotations: Annotations, decisions: Path, folder: Path, how: Make, notes: list[str]
) -> tuple[int, int, int]:
    """Write what is said and resolved; return how many claims, entities and events. No more of it is held, to leave room."""
    how.progress("resolve", 0, 1)
    corrected, resolution = how.stages.resolve(annotations, decisions, notes.append)
    how.progress("resolve", 1, 1)
    write_said(folder, corrected, resolution, how.progress)
    return sum(len(event.claims) for event in resolution.events), len(resolution.entities), len(resolution.events)


def _keep_annotations(space: Workspace, names: list[str]) -> None:
    """Let the next state have the annotations of this one; whether each still fits is seen when its turn comes."""
    for name in names:
        kept, target = space.annotations / f"{name}.jsonl", space.next.annotations / f"{name}.jsonl"
        if kept.exists() and not target.exists():
            link(kept, target)


def _run(report: BuildReport, stages: Stages, annotations: Annotations) -> dict[str, object]:
    return {
        "format": FORMAT,
        "software": f"witness-graph {VERSION}",
        "basis": stages.basis,
        "settings": _settings(annotations, stages),
        "counts": {"documents": report.documents, "claims": report.claims, "entities": report.entities}
        | {"events": report.events, "quads": report.quads},
        "skipped": [{"name": item.name, "reason": item.reason.value, "detail": item.detail} for item in report.skipped],
        "built": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def _settings(annotations: Annotations, stages: Stages) -> str:
    """Name the readers of all languages, as the run in the graph tells them."""
    languages = sorted({load_document(annotations.space, name).language for name in annotations.names})
    return "; ".join(stages.reader(language) for language in languages)


def _read_all(space: Workspace, names: list[str], how: Make) -> tuple[list[Skipped], int]:
    """Let every document have its annotation; return those that could not be read, and how many were read now."""
    unread: list[Skipped] = []
    outcomes: Counter[str] = Counter()
    how.progress("read", 0, len(names))
    for done, (name, outcome) in enumerate(_mapped(space, names, how), start=1):
        outcomes[outcome] += 1
        if outcome not in ("read", "kept"):
            shown = load_document(space.next, name).name
            unread.append(Skipped(shown, Reason.READER, f"{shown}: the reader failed: {outcome}"))
        how.progress("read", done, len(names))
    return unread, outcomes["read"]


def _mapped(space: Workspace, names: list[str], how: Make) -> Iterator[tuple[str, str]]:
    """Yield each document's digest with ``read``, ``kept`` or the reason why it could not be read, in order."""
    workers = how.workers or default_workers(len(names))
    if workers == 1:
        for name in names:
            yield name, _read_one(space, name, how.stages.read, how.stages.reader, how.reuse)
        return
    ahead: list[tuple[str, Future[str]]] = []
    # Spawned, not forked: the parent may hold threads and open stores, and a spawned worker is the same on every system.
    with ProcessPoolExecutor(workers, get_context("spawn"), initializer=_start_worker) as pool:
        try:
            for name in names:
                ahead.append((name, pool.submit(_read_one, space, name, how.stages.read, how.stages.reader, how.reuse)))
                if len(ahead) >= 4 * workers:
                    first, future = ahead.pop(0)
                    yield first, future.result()
            for name, future in ahead:
                yield name, future.result()
        except BrokenProcessPool as error:
            waiting = ", ".join(load_document(space.next, name).name for name, future in ahead[:3] if not future.done())
            raise WorkspaceError(
                f"{space.root}: a worker process died, perhaps for want of memory, near {waiting or 'the end'}; "
                "run again with --resume and --workers 1"
            ) from error
        finally:
            pool.shutdown(cancel_futures=True)


def default_workers(documents: int) -> int:
    """Return how many processes read: one for every four documents, at most one a processor, never more than eight.

    A worker takes about two seconds to load a language pack, so a handful of texts is read sooner in this process.
    """
    processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(processors, 8, documents // 4))


def _start_worker() -> None:
    """Leave an interrupt to the parent, and let a numeric library use one thread: there is a worker for each processor."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    use_one_thread()


def _read_one(space: Workspace, name: str, read: Read, reader: Callable[[str], str], reuse: bool) -> str:
    """Let one document have its annotation on disk; return ``read``, ``kept`` or why it could not be read."""
    after = space.next
    document = load_document(after, name)
    target = after.annotations / f"{name}.jsonl"
    if reuse and reusable(after, document, reader(document.language)):
        return "kept"
    target.unlink(missing_ok=True)
    try:
        annotation = read(document)
    except (PackError, KeyboardInterrupt):
        raise
    except Exception as error:  # a reader may fail in any way on any text; the text is named and the rest goes on
        return " ".join(f"{type(error).__name__}: {error}".split())[:300]
    annotation_format.save(annotation, target)
    return "read"


def drop(after: Workspace, kept: list[str]) -> None:
    """Take away what an interrupted run prepared for other texts."""
    wanted = set(kept)
    for folder in (after.sources, after.annotations):
        for path in folder.iterdir():
            if path.stem not in wanted:
                path.unlink()
