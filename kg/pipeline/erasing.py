"""Erases documents and people: what is erased is in no file of the graph folder afterwards."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pyoxigraph as ox

from kg import ids
from kg.errors import UsageError, WorkspaceError
from kg.model import Document, EntityKind
from kg.names import KnownNames, fold
from kg.pipeline.changes import carry, named
from kg.pipeline.making import BuildReport, Make, make, silent
from kg.pipeline.stages import Progress, Stages, default_stages
from kg.resolve.redaction import redact, texts_in
from kg.workspace import (
    Annotations,
    Workspace,
    digest,
    digests,
    load_annotation,
    load_document,
    locked,
    open_workspace,
    prepare,
    save_document,
)

BLOCK = "█"
"""Stands for each letter of an erased name, so that every other word keeps its place in the text."""
_WORD = re.compile(r"[^\W_]+(?:[’'][^\W_]+)*")
_DIGEST = re.compile(r"[0-9a-f]{20}")
_SHORTEST = 24
"""Lines of an erased text that are as long as this must not be found in what is left."""


@dataclass(frozen=True, slots=True)
class ErasureReport:
    """What an erasure did."""

    build: BuildReport
    documents: int
    """Documents that are gone."""
    texts: int
    """Documents in which a name was made unreadable."""
    names: tuple[str, ...]
    """The names that were erased, as the graph knew them."""
    decisions: int
    """Lines of the log that were erased; what they decided holds no longer."""


def erase(
    documents: Sequence[str],
    graph: str | os.PathLike[str],
    *,
    people: Sequence[str] = (),
    author: str,
    reason: str,
    time: str,
    progress: Progress | None = None,
    stages: Stages | None = None,
) -> ErasureReport:
    """Take *documents* and the names of *people* out of the graph folder *graph*, so that none of its files holds them.

    Documents go as `remove` takes them out. A person's names - those given, and all others that the graph holds to be that
    person's - are replaced by blocks in texts and metadata, and those texts are read anew. Decisions that speak of either
    are taken out of the log, which says so (`kg.resolve.redaction`).

    Raises:
        UsageError: nothing has such a name, or no document would be left, or a name comes with this software.
        WorkspaceError: *graph* is not a graph folder or cannot be written, or something of what was erased is still there.
    """
    if not documents and not people:
        raise UsageError("nothing to erase; name documents, or a person with --person")
    if without(f"{reason} {author}", people) != f"{reason} {author}":
        raise UsageError("the reason and the author of an erasure are kept; say them without the name that is erased")
    stages = stages or default_stages()
    space = open_workspace(graph)
    with locked(space):
        _sweep(space)
        gone = named(space, documents)
        kept = [name for name in digests(space) if name not in gone]
        if not kept:
            raise UsageError(f"{space.root}: no document would be left; delete the folder instead")
        names = _Names.of(space, people, stages)
        going = _Going(space, gone)
        after = prepare(space, keep=False, basis=stages.basis)
        final, texts = [], 0
        for name in kept:
            before = load_document(space, name)
            blanked = names.blanked(before, name)
            if blanked == before:
                carry(space, after, name)
            else:
                texts += 1
                save_document(after, blanked)
            final.append(digest(blanked.id))
        if people and not texts and not names.in_log(space):
            _not_there(space, people)
        lines = redact(space.decisions, _either(going.speaks_of, names.stand_in), author=author, reason=reason, time=time)
        report = make(space, sorted(final), (), Make(stages, None, progress or silent, reuse=True))
        left = sorted({*names.left(space), *going.left(space)})
        if left:
            raise WorkspaceError(f"{space.root}: erased, but {', '.join(left[:3])} still holds some of it; please report this")
    return ErasureReport(report, len(gone), texts, names.shown, lines)


def _either(*tests: Callable[[str, Mapping[str, Any]], bool]) -> Callable[[str, Mapping[str, Any]], bool]:
    return lambda line, record: any(test(line, record) for test in tests)


def _sweep(space: Workspace) -> None:
    """Take away what work that was killed left beside the log."""
    for path in space.root.glob(".decisions.jsonl.*.tmp"):
        path.unlink()


def _not_there(space: Workspace, people: Sequence[str]) -> None:
    known = {fold(name.name) for name in KnownNames.load()}
    for person in people:
        if fold(person) in known:
            raise UsageError(f"{person!r} is a name of ontology/names that comes with this software; take it out there")
    raise UsageError(f"{space.root}: nobody there is called {', '.join(map(repr, people))}; `kg ask names_of` lists names")


class _Names:
    """The names of people that are to be erased."""

    def __init__(self, everywhere: Iterable[str], here: Mapping[str, Collection[str]]) -> None:
        self.everywhere = tuple(sorted(set(everywhere)))
        self.here = {name: tuple(sorted(set(names))) for name, names in here.items()}
        """Names of one word, which are erased only in documents (by digest) that speak of the person."""
        self.shown = tuple(sorted({*self.everywhere, *(one for names in self.here.values() for one in names)}))

    @classmethod
    def of(cls, space: Workspace, people: Sequence[str], stages: Stages) -> _Names:
        if not people:
            return cls((), {})
        wanted = {fold(person) for person in people}
        resolution = stages.resolve(Annotations(space, tuple(digests(space))), space.decisions, lambda _: None)[1]
        known = KnownNames.load()
        everywhere, here = set(people), dict[str, set[str]]()
        for entity in resolution.entities:
            if entity.kind is not EntityKind.PERSON or not wanted & {fold(name) for _, name in entity.names}:
                continue
            if entity.id in known.entities:
                label = entity.label
                raise UsageError(f"{label!r} is a name of ontology/names that comes with this software; take it out there")
            names = {name for _, name in entity.names}
            everywhere |= {name for name in names if len(_words(name)) > 1}
            for document, _ in entity.mentions:
                here.setdefault(digest(document), set()).update(name for name in names if len(_words(name)) == 1)
        return cls(everywhere, here)

    def blanked(self, document: Document, name: str) -> Document:
        """Return *document* without the names; the same if none is in it."""
        names = (*self.everywhere, *self.here.get(name, ()))
        text = without(document.text, names)
        title, publisher, author, based_on = (
            without(said, names) for said in (document.title, document.publisher, document.author, document.based_on)
        )  # fmt: skip
        sha256 = hashlib.sha256(text.encode("utf-8")).hexdigest()
        url = "" if spells(document.url, names) else document.url
        file = f"{sha256[:20]}.txt" if spells(document.name, names) else document.name
        new = replace(document, text=text, sha256=sha256, url=url, name=file)
        new = replace(new, title=title, publisher=publisher, author=author, based_on=based_on)
        if new == document:
            return document
        return replace(new, id=ids.document_iri(sha256, url), found={**document.found, "text": "erased in part"})

    def stand_in(self, line: str, record: Mapping[str, Any]) -> bool:
        """Tell whether a line of the log holds one of the names; one of a single word counts where the words are the person's."""
        anchors = [record.get(side) or {} for side in ("left_anchor", "right_anchor")]
        names = set(self.everywhere)
        for anchor in anchors:
            names.update(self.here.get(digest(str(anchor.get("document", ""))), ()))
        files = [str(anchor.get("name", "")) for anchor in anchors]
        words = texts_in(record) if record else (line,)
        return any(without(text, names) != text for text in words) or any(spells(file, names) for file in files)

    def in_log(self, space: Workspace) -> bool:
        """Tell whether the log of decisions holds one of the names."""
        lines = space.decisions.read_text("utf-8", "replace").splitlines() if space.decisions.exists() else []
        return any(self.stand_in(line, {}) for line in lines)

    def left(self, space: Workspace) -> Iterator[str]:
        """Yield the files that still hold one of the names."""
        yield from _holding(space, lambda text: without(text, self.everywhere) != text)


class _Going:
    """Documents that are to be erased, and how what speaks of them is known."""

    def __init__(self, space: Workspace, names: Iterable[str]) -> None:
        self.names: set[str] = set()
        self.iris: set[str] = set()
        self.lines: set[str] = set()
        for name in names:
            document = load_document(space, name)
            annotation = load_annotation(space, name)
            self.names.add(document.name)
            self.iris.add(document.id)
            self.iris.update(ids.mention_iri_of(annotation, mention) for mention in annotation.mentions)
            self.iris.update(ids.claim_iris(annotation).values())
            self.lines.update(line for line in document.text.split("\n") if len(line) >= _SHORTEST)
        others = "\n".join(load_document(space, name).text for name in digests(space) if name not in names) if self.lines else ""
        self.lines = {line for line in self.lines if line not in others}

    def speaks_of(self, line: str, record: Mapping[str, Any]) -> bool:
        """Tell whether a line of the log is about one of the documents or holds words of it."""
        if not self.iris:
            return False
        anchors = [record.get(side) or {} for side in ("left_anchor", "right_anchor")]
        about = {record.get("left"), record.get("right"), *(one.get("document") for one in anchors)}
        files = {one.get("name") for one in anchors}
        return bool(about & self.iris or files & self.names) or any(words in line for words in self.lines)

    def left(self, space: Workspace) -> Iterator[str]:
        """Yield the files that still hold a document's IRI or a line of it."""
        tokens = {iri.rsplit("/", 1)[-1] for iri in self.iris}

        def holds(text: str) -> bool:
            return bool(tokens.intersection(_DIGEST.findall(text))) or any(words in text for words in self.lines)

        if tokens:
            yield from _holding(space, holds)


def _holding(space: Workspace, holds: Callable[[str], bool]) -> Iterator[str]:
    """Yield the files of the folder whose text *holds* something; the store's files are packed, so it is asked for its lines."""
    for path in sorted(space.root.rglob("*")):
        elsewhere = space.store in path.parents or path == space.graph
        if path.is_file() and not elsewhere and (holds(path.read_text("utf-8", "replace")) or holds(path.name)):
            yield path.relative_to(space.root).as_posix()
    with space.graph.open(encoding="utf-8", errors="replace") as lines:
        if any(holds(line) for line in lines):
            yield space.graph.name
    if any(holds(str(quad.object)) or holds(str(quad.subject)) for quad in ox.Store.read_only(str(space.store))):
        yield space.store.name


def _words(name: str) -> list[str]:
    return [word for found in _WORD.finditer(name) for word in fold(found[0]).split()]


def without(text: str, names: Iterable[str]) -> str:
    """Return *text* with the letters of each of *names* replaced by blocks, however it is spelled by case and accents.

    >>> without("Amál Rishani fled. AMAL  RISHANI returned.", ["Amal Rishani"])
    '████ ███████ fled. ████  ███████ returned.'
    """
    wanted: dict[str, list[list[str]]] = {}
    for name in names:
        words = _words(name)
        if words:
            wanted.setdefault(words[0], []).append(words)
            if len(words) == 1:
                wanted.setdefault(f"{words[0]}s", []).append(words)
    if not wanted or not text or (text.isascii() and not any(word in text.lower() for word in wanted)):
        return text
    found = list(_WORD.finditer(text))
    folded = [fold(word[0]) for word in found]
    spans: list[tuple[int, int]] = []
    for place, word in enumerate(folded):
        for words in wanted.get(word, ()):
            here = folded[place : place + len(words)]
            if here == words or (here[:-1] == words[:-1] and here and here[-1] == f"{words[-1]}s"):
                spans.append((found[place].start(), found[place + len(words) - 1].end()))
    letters = list(text)
    for start, end in spans:
        letters[start:end] = [BLOCK if char.isalnum() else char for char in letters[start:end]]
    return "".join(letters)


def spells(address: str, names: Iterable[str]) -> bool:
    """Tell whether a file name or an address is made of one of *names*: "amal-rishani.txt"."""
    flat = fold(re.sub(r"[^\w]+|_", " ", address)).replace(" ", "")
    return any(len(_words(name)) > 1 and "".join(_words(name)) in flat for name in names) or without(address, names) != address
