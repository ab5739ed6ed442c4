"""Oxigraph on disk or in memory, with a merged default graph that is kept exact.

Readers never share a folder with a writer: a writer works on a copy of hard links and renames it (see `editing`), because
RocksDB leaves reading beside a writer undefined, and two writers lose each other's updates silently.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import chain, islice
from pathlib import Path
from typing import IO, TYPE_CHECKING, TypeVar

import pyoxigraph as ox

from kg import vocab
from kg.errors import QueryError, StoreError, WorkspaceError
from kg.store.results import Result, Solutions, Triples, from_engine
from kg.store.wrong import not_a_query

if TYPE_CHECKING:
    from rdflib import Dataset

T = TypeVar("T")
_PREFIXES = dict(vocab.PREFIXES)
_OPENINGS = 100
"""How often a store is opened anew that was replaced meanwhile."""
_FEW = 2_000
"""Up to so many facts are added in one transaction; more go past it, which takes a third of the time."""
_BATCH = 20_000
"""Constructed facts that are loaded at a time."""


class EmbeddedStore:
    """A graph in Oxigraph, in this process.

    >>> store = EmbeddedStore.in_memory()
    >>> fact = ox.Quad(ox.NamedNode(vocab.ENTITY + "msf"), ox.NamedNode(vocab.RDFS + "label"), ox.Literal("MSF"),
    ...                ox.NamedNode(vocab.GRAPH_ENTITIES))
    >>> store.load([fact])
    >>> [row[0].value for row in store.query("SELECT ?name { entity:msf rdfs:label ?name }")]
    ['MSF']
    """

    def __init__(self, engine: ox.Store) -> None:
        self._engine: ox.Store | None = engine

    @classmethod
    def in_memory(cls, quads: Iterable[ox.Quad] = ()) -> EmbeddedStore:
        """Return a store that is gone when it is closed."""
        store = cls(ox.Store())
        store.load(quads)
        return store

    @classmethod
    def open(cls, path: Path) -> EmbeddedStore:
        """Open the store at *path* for reading; any number of processes may.

        Raises:
            StoreError: there is none, or it is damaged.
        """
        for _ in range(_OPENINGS):
            now = identity(path)
            try:
                return cls(ox.Store.read_only(str(path)))
            except (OSError, RuntimeError) as error:
                if identity(path) == now:
                    message = f"the store at {path} cannot be opened: {error}; delete it and run `kg build --resume`"
                    raise StoreError(message) from error
        raise StoreError(f"the store at {path} changes all the time; wait until what writes there is done")

    @property
    def engine(self) -> ox.Store:
        """The pyoxigraph store itself, for what this class does not offer.

        Raises:
            StoreError: the store is closed.
        """
        if self._engine is None:
            raise StoreError("the store is closed; open it again")
        return self._engine

    def query(self, text: str) -> Result:
        """Answer a SPARQL query, see `Store.query`."""
        found = from_engine(self._asked(text))
        if isinstance(found, Solutions):
            return Solutions(found.variables, _guarded(found.rows))
        return Triples(_guarded(found)) if isinstance(found, Triples) else found

    def construct(self, text: str, file: IO[bytes]) -> None:
        """Write what a CONSTRUCT query makes to *file*, as lines of N-Triples.

        Raises:
            QueryError: *text* is no CONSTRUCT.
            StoreError: the engine failed.
        """
        found = self._asked(text)
        if not isinstance(found, ox.QueryTriples):
            raise _no_construct(text)
        try:
            found.serialize(file, format=ox.RdfFormat.N_TRIPLES)
        except (RuntimeError, OSError) as error:
            raise StoreError(f"the query failed: {error}") from error

    def _asked(self, text: str) -> ox.QuerySolutions | ox.QueryTriples | ox.QueryBoolean:
        try:
            return self.engine.query(text, prefixes=_PREFIXES)
        except SyntaxError as error:
            raise QueryError(not_a_query(str(error), text)) from error
        except (RuntimeError, OSError, ValueError) as error:
            raise StoreError(f"the query failed: {error}") from error

    def load(self, quads: Iterable[ox.Quad]) -> None:
        """Add *quads* to their named graphs and to the default graph, see `Store.load`; all or none if there are few."""
        waiting = iter(quads)
        first = list(islice(waiting, _FEW + 1))
        both = (each for quad in chain(first, waiting) for each in (quad, _merged(quad)))
        if len(first) > _FEW:
            self.engine.bulk_extend(both)
        else:
            self.engine.extend(both)

    def replace(self, graph: str, triples: Iterable[ox.Triple | ox.Quad]) -> None:
        """Let the named graph hold exactly *triples*, see `Store.replace`."""
        name = ox.NamedNode(graph)
        wanted = {ox.Quad(fact.subject, fact.predicate, fact.object, name) for fact in triples}
        present = set(self.quads(graph))
        self._withdraw(present - wanted)
        self.load(wanted - present)

    def remove(self, graph: str) -> None:
        """Take a named graph away, see `Store.remove`."""
        self._withdraw(set(self.quads(graph)))
        self.engine.remove_graph(ox.NamedNode(graph))

    def _withdraw(self, quads: Iterable[ox.Quad]) -> None:
        engine = self.engine
        for quad in quads:
            engine.remove(quad)
            elsewhere = engine.quads_for_pattern(quad.subject, quad.predicate, quad.object, None)
            if all(isinstance(other.graph_name, ox.DefaultGraph) for other in elsewhere):
                engine.remove(_merged(quad))

    def quads(self, graph: str | None = None) -> Iterator[ox.Quad]:
        """Yield the quads of one or all named graphs, see `Store.quads`."""
        if graph is not None:
            yield from self.engine.quads_for_pattern(None, None, None, ox.NamedNode(graph))
            return
        for name in self.graphs():
            yield from self.engine.quads_for_pattern(None, None, None, ox.NamedNode(name))

    def graphs(self) -> tuple[str, ...]:
        """Return the IRIs of the named graphs, sorted."""
        return tuple(sorted(name.value for name in self.engine.named_graphs()))

    def snapshot(self, path: Path) -> EmbeddedStore:
        """Copy the store to *path* by hard links (about 1 ms) and open the copy for reading.

        A store in memory is copied fact by fact and *path* is not used.
        """
        try:
            self.engine.backup(str(path))
        except RuntimeError:  # "It is not possible to backup an in-memory database"
            return EmbeddedStore.in_memory(self.quads())
        except OSError as error:
            raise StoreError(f"no snapshot can be made at {path}: {error}; choose a new folder on the same disk") from error
        return EmbeddedStore.open(path)

    def to_rdflib(self) -> Dataset:
        """Return an rdflib Dataset over this very store; see `docs/queries/rdflib.md` for its traps."""
        from oxrdflib import OxigraphStore
        from rdflib import Dataset

        dataset = Dataset(store=OxigraphStore(store=self.engine))
        for prefix, namespace in vocab.PREFIXES.items():
            dataset.bind(prefix, namespace)
        return dataset

    def close(self) -> None:
        """Let go of the files."""
        self._engine = None

    def __enter__(self) -> EmbeddedStore:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def identity(path: Path) -> tuple[int, int]:
    """Return what tells one built store from the next at the same path.

    Raises:
        StoreError: there is none, and none is being put there.
    """
    for _ in range(_OPENINGS):
        try:
            found = os.stat(path / "CURRENT")
        except OSError:
            if not path.with_name(f".{path.name}.old").exists() and not (path / "CURRENT").exists():
                break
            time.sleep(0.005)  # a writer is between its two renames
        else:
            return found.st_ino, found.st_mtime_ns
    raise StoreError(f"{path} holds no store; make it with `kg build`")


def _merged(quad: ox.Quad) -> ox.Quad:
    return ox.Quad(quad.subject, quad.predicate, quad.object)


def _guarded(rows: Iterable[T]) -> Iterator[T]:
    """Rows are computed while they are read, so the engine may fail as late as here."""
    try:
        yield from rows
    except (RuntimeError, OSError) as error:
        raise StoreError(f"the query failed: {error}") from error


def silent(done: int, total: int) -> None:
    """Show nothing, the default where progress can be shown."""


def constructed(store: EmbeddedStore, text: str) -> Iterator[Iterator[ox.Triple]]:
    """Yield what a CONSTRUCT query makes, some thousands at a time, each lot to be read before the next is asked for.

    They are not held here: the engine takes them in while the query runs. What is loaded meanwhile the query does not see.

    Raises:
        QueryError: *text* is no CONSTRUCT.
    """
    found = store.query(text)
    if not isinstance(found, Triples):
        raise _no_construct(text)
    triples = iter(found)
    for first in triples:
        yield chain((first,), islice(triples, _BATCH - 1))


def _no_construct(text: str) -> QueryError:
    return QueryError(f"a policy is made of CONSTRUCT queries, as rules are; this is none: {' '.join(text.split())[:80]}")


@contextmanager
def _lock(path: Path) -> Iterator[None]:
    """Hold the one writer's lock of the store at *path*; it ends with the process, however that ends."""
    with path.with_name(f".{path.name}.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise WorkspaceError(f"{path} is being written by another process; wait until it is done") from error
        yield


@contextmanager
def new_folder(path: Path, start: Callable[[Path], None] = lambda fresh: None) -> Iterator[EmbeddedStore]:
    """Give a writable store in a new folder and, if all goes well, let it take the place of *path*."""
    fresh, old = path.with_name(f".{path.name}.new"), path.with_name(f".{path.name}.old")
    with _lock(path):
        if old.exists() and not path.exists():  # a run was stopped between the two renames below
            old.rename(path)
        for leftover in (fresh, old):
            shutil.rmtree(leftover, ignore_errors=True)
        start(fresh)
        try:
            with EmbeddedStore(ox.Store(str(fresh))) as store:  # closed before its folder is deleted, into which it writes
                yield store
                store.engine.optimize()  # else a query worker, which may open no file, finds some facts in files not yet open
                store.engine.flush()
            if path.exists():
                path.rename(old)
            fresh.rename(path)
        except OSError as error:
            raise StoreError(f"the store at {path} cannot be written: {error}") from error
        finally:
            shutil.rmtree(old, ignore_errors=True)
            shutil.rmtree(fresh, ignore_errors=True)


@contextmanager
def editing(path: Path) -> Iterator[EmbeddedStore]:
    """Give a writable copy of the store at *path*; it takes its place when the block ends without an error.

    Raises:
        StoreError: there is no store, or it cannot be written.
        WorkspaceError: another process is writing there.
    """

    def start(fresh: Path) -> None:
        EmbeddedStore.open(path).engine.backup(str(fresh))

    with new_folder(path, start) as store:
        yield store
