"""The only module that knows the order: texts, documents, annotations, entities and events, quads, store.

Each stage is a plain function in `Stages`; pass your own tuple to `build` to read or resolve in another way. Everything up to
`resolve` is a function of one document, so documents are read in worker processes; what they find goes to disk at once, and
memory stays flat however many documents there are.
"""

from __future__ import annotations

import hashlib
import heapq
import os
import shutil
import tempfile
import tomllib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pyoxigraph as ox

from kg import corpus, quads, vocab
from kg.annotate import format as annotation_format
from kg.corpus import Reason, Skipped
from kg.errors import CorpusError, PackError, UsageError, WorkspaceError
from kg.model import Annotation, Document, EntityKind, Resolution, Verdict
from kg.names import KnownNames, fold
from kg.reason import infer
from kg.resources import pack, packs, shipped
from kg.store import EmbeddedStore, build_store, editing
from kg.workspace import (
    FORMAT,
    Annotations,
    Workspace,
    claim_folder,
    commit,
    digest,
    digests,
    link,
    load_document,
    locked,
    open_workspace,
    prepare,
    reusable,
    run_of,
    save_document,
    unwritable,
)

if TYPE_CHECKING:
    from kg.resolve.decisions import Log

VERSION = "0.1.0"
"""Version of the software as it stands in the graph and in `run.json`."""
SPILL = 300_000
"""Lines of N-Quads that are sorted in memory at a time: about 100 MB."""

Read = Callable[[Document], Annotation]
Report = Callable[[str], None]
"""Called with one line about something that a person should know and that stops nothing."""
Resolved = tuple[Iterable[Annotation], Resolution]
"""Annotations with people's corrections, and the entities and events they speak of."""
Resolve = Callable[[Iterable[Annotation], Path, Report], Resolved]
Progress = Callable[[str, int, int], None]
"""Called with the stage, how much of it is done and how much there is."""


class Stages(NamedTuple):
    """The stages of a build, each a function that can be replaced; `read` and `reader` run in worker processes."""

    read: Read
    """Finds what one document says."""
    reader: Callable[[str], str]
    """Names the reader of a language, with versions; an annotation by the same reader need not be made again."""
    resolve: Resolve
    """Groups mentions into entities and claims into events, heeding the log of what people decided."""
    languages: tuple[str, ...] | None = None
    """Languages that `read` can read; None = those that a pack is installed for."""
    basis: str = ""
    """What reading rests on besides the name of the reader: word lists, models. If it changed, all is read again."""


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


def _silent(stage: str, done: int, total: int) -> None:
    """The default for *progress*."""


# --- the commands ----------------------------------------------------------------------------------------------------------


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
            _drop(after, kept)
            how = _Make(stages, workers, progress or _silent, reuse=resume)
            return _make(space, kept, tuple(skipped), how)
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
                _carry(space, after, name)
                kept.add(name)
        how = _Make(stages, workers, progress or _silent, reuse=True)
        return _make(space, sorted(kept), tuple(skipped), how)


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
        gone = _named(space, names)
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
        _carry(space, after, name)
    return _make(space, kept, (), _Make(stages, None, progress or _silent, reuse=True))


def default_stages() -> Stages:
    """Return the stages of this package: our reader, our resolution."""
    from kg import annotate

    return Stages(annotate.read, rules_reader, resolve_with_decisions, basis=_basis())


def resolve_with_decisions(annotations: Iterable[Annotation], decisions: Path, report: Report) -> Resolved:
    """Resolve *annotations* by our rules, after the corrections and with the judgements of the log *decisions*."""
    from kg.resolve import anchoring, resolve
    from kg.resolve import decisions as log_of

    names, log = KnownNames.load(), log_of.read(decisions)
    judgements = anchoring.judgements_now(log, annotations, names, report=report)
    if any(decision.verdict is Verdict.CORRECT for decision in log.in_force()):
        renamed: dict[str, str] = {}
        for annotation in annotations:
            renamed.update(anchoring.corrected(annotation, log, report=report)[1])
        annotations = _Corrected(annotations, log)
        judgements = anchoring.moved(judgements, renamed)
    return annotations, resolve(annotations, names, judgements, report=report)


@dataclass(frozen=True, slots=True)
class _Corrected(Iterable[Annotation]):
    """Annotations with the corrections of a log, made each time they are gone through."""

    annotations: Iterable[Annotation]
    log: Log

    def __iter__(self) -> Iterator[Annotation]:
        from kg.resolve.anchoring import corrected

        return (corrected(annotation, self.log)[0] for annotation in self.annotations)


def rules_reader(language: str) -> str:
    """Return the name that annotations by our rules carry, without loading the language pack."""
    from kg.annotate.reader import VERSION as RULES

    try:
        return f"rules/{RULES}+{language}/{tomllib.loads((pack(language) / 'pack.toml').read_text('utf-8'))['version']}"
    except (OSError, tomllib.TOMLDecodeError, KeyError) as error:
        raise PackError(f"{pack(language)}: damaged: its pack.toml cannot be read; install witness-graph again") from error


def _basis() -> str:
    """Return a digest over the words, names, models and rules that reading rests on: some 20 MB, a tenth of a second."""
    words = shipped("ontology", "lexicon"), shipped("ontology", "names")
    folders = [*words, Path(annotation_format.__file__).parent, *packs().values()]
    sha = hashlib.sha256()
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.suffix != ".pyc":
                name = path.relative_to(folder).as_posix()
                sha.update(f"{folder.name}/{name} {hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return sha.hexdigest()


# --- texts -----------------------------------------------------------------------------------------------------------------


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


def _drop(after: Workspace, kept: list[str]) -> None:
    """Take away what an interrupted run prepared for other texts."""
    wanted = set(kept)
    for folder in (after.sources, after.annotations):
        for path in folder.iterdir():
            if path.stem not in wanted:
                path.unlink()


def _carry(space: Workspace, after: Workspace, name: str) -> None:
    """Let the next state hold a document as it is."""
    for path in (space.sources / f"{name}.txt", space.sources / f"{name}.json"):
        link(path, after.root / path.relative_to(space.root))


def _named(space: Workspace, names: Sequence[str]) -> set[str]:
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


# --- from texts to graph ---------------------------------------------------------------------------------------------------


class _Make(NamedTuple):
    """How to make the graph of the texts that are in place."""

    stages: Stages
    workers: int | None
    progress: Progress
    reuse: bool


def _make(space: Workspace, names: list[str], skipped: tuple[Skipped, ...], how: _Make) -> BuildReport:
    after = space.next
    notes: list[str] = []
    try:
        if how.reuse and space.run.exists() and run_of(space).get("basis") == how.stages.basis:
            _keep_annotations(space, names)
        unread, read = _read_all(space, names, how)
        if unread:
            names = [name for name in names if (after.annotations / f"{name}.jsonl").exists()]
            _drop(after, names)
        if not names:
            raise CorpusError(f"no text could be read: {unread[0].detail}")
        annotations = Annotations(after, tuple(names))
        how.progress("resolve", 0, 1)
        corrected, resolution = how.stages.resolve(annotations, space.decisions, notes.append)
        how.progress("resolve", 1, 1)
        count = _write_graph(after, corrected, resolution, lambda done: how.progress("write", done, len(names)))
        how.progress("store", 1, 1)
        claims = sum(len(event.claims) for event in resolution.events)
        report = BuildReport(
            len(names), read, claims, len(resolution.entities), len(resolution.events), count, (*skipped, *unread), tuple(notes)
        )
        commit(space, _run(report, how.stages, annotations))
    except OSError as error:
        raise unwritable(Path(error.filename or space.root), error) from error
    return report


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


def _read_all(space: Workspace, names: list[str], how: _Make) -> tuple[list[Skipped], int]:
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


def _mapped(space: Workspace, names: list[str], how: _Make) -> Iterator[tuple[str, str]]:
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
    for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")


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


# --- the graph -------------------------------------------------------------------------------------------------------------


def _write_graph(
    after: Workspace, annotations: Iterable[Annotation], resolution: Resolution, progress: Callable[[int], None]
) -> int:
    """Write ``graph.nq`` and ``store/`` of the next state; return the number of quads."""
    lookup = quads.Lookup.of(resolution)
    policy = tuple(path.read_text("utf-8") for path in sorted(shipped("ontology").glob("policy/*.rq")))
    run = quads.run_iri(VERSION)
    names = KnownNames.load()
    publisher_of = _Publishers(names, resolution)
    used = {entity.id for entity in resolution.entities}

    def facts() -> Iterator[ox.Quad]:
        for done, annotation in enumerate(annotations, start=1):
            yield from quads.document_quads(annotation, lookup, run=run, publisher_of=publisher_of)
            used.update(filter(None, map(publisher_of, (annotation.document.publisher, annotation.document.author))))
            progress(done)
        yield from quads.resolution_quads(resolution, annotations)
        yield from quads.run_quads(VERSION)
        yield from quads.turtle_quads(ontology_files())
        yield from _known_quads(used)

    with tempfile.TemporaryDirectory(dir=after.root, prefix=".sort.") as folder:
        said = Path(folder, "said.nq")
        quads.write_lines(_sorted_lines(facts(), Path(folder)), said)
        build_store(after.store, [said], policy=policy)
        with editing(after.store) as store:
            infer(store)
            store.engine.optimize()  # else a query worker, which may open no file, finds some facts in files not yet open
        with EmbeddedStore.open(after.store) as store, said.open("rb") as lines:
            followed = (fact for graph in (vocab.GRAPH_DERIVED, vocab.GRAPH_INFERRED) for fact in store.quads(graph))
            return quads.write_lines(_once(heapq.merge(lines, _sorted_lines(followed, Path(folder)))), after.graph)


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
