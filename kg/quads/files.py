"""Sorted N-Quads on disk, and the ontology as quads."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import pyoxigraph as ox

from kg import vocab
from kg.errors import StoreError, WitnessGraphError
from kg.quads.terms import LABEL, SHOWN


def turtle_quads(paths: Iterable[Path], graph: str = vocab.GRAPH_ONTOLOGY) -> Iterator[ox.Quad]:
    """Yield the facts of Turtle files in *graph*, sorted, each once.

    A well-known entity also gets the one name to show, `terms.SHOWN`. Axioms written with blank nodes (unions, restrictions,
    lists) are left out: a graph holds none, and only the reasoner, which reads the files themselves, can use them.

    Raises:
        StoreError: a file is not Turtle.
    """
    facts: set[ox.Quad] = set()
    name = ox.NamedNode(graph)
    for path in paths:
        try:
            for quad in ox.parse(path=path, format=ox.RdfFormat.TURTLE):
                if not isinstance(quad.subject, ox.BlankNode) and not isinstance(quad.object, ox.BlankNode):
                    facts.add(ox.Quad(quad.subject, quad.predicate, quad.object, name))
        except (SyntaxError, OSError) as error:
            raise StoreError(f"{path.name} is not Turtle: {error}") from error
    yield from sorted(facts | _shown_names(facts, name), key=str)


def _shown_names(facts: Iterable[ox.Quad], graph: ox.NamedNode) -> set[ox.Quad]:
    """The one name to show of each well-known entity: the English label, else the first of any language."""
    labels: dict[str, list[tuple[bool, str, str]]] = {}
    for fact in facts:
        entity = fact.subject.value if isinstance(fact.subject, ox.NamedNode) else ""
        if entity.startswith(vocab.ENTITY) and fact.predicate == LABEL and isinstance(fact.object, ox.Literal):
            language = fact.object.language or ""
            labels.setdefault(entity, []).append((language != "en", language, fact.object.value))
    return {ox.Quad(ox.NamedNode(entity), SHOWN, ox.Literal(min(names)[2]), graph) for entity, names in labels.items()}


def write_sorted(quads: Iterable[ox.Quad], path: Path) -> int:
    """Write *quads* to *path* as sorted N-Quads, each once, and return how many; the file is whole or absent.

    The order of *quads* does not matter. Lines are sorted as UTF-8 bytes, as ``LC_ALL=C sort -u`` does.

    Raises:
        WitnessGraphError: the disk is full or the folder cannot be written.
    """
    lines = sorted({f"{quad} .\n".encode() for quad in quads})
    return write_lines(lines, path)


def write_lines(lines: Iterable[bytes], path: Path) -> int:
    """Write *lines* to *path* through a temporary file that is synced and renamed; return how many."""
    temporary: Path | None = None
    count = 0
    try:
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as file:
            temporary = Path(file.name)
            for line in lines:
                file.write(line)
                count += 1
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError as error:
        raise WitnessGraphError(f"cannot write {path}: {error.strerror or error}; free space or choose another folder") from error
    finally:
        if temporary:
            temporary.unlink(missing_ok=True)
    return count
