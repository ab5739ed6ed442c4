"""The stages of a build as plain functions, and those of this package."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from kg.annotate import format as annotation_format
from kg.model import Annotation, Document, Resolution, Verdict
from kg.names import KnownNames
from kg.resources import encoder, packs, shipped

if TYPE_CHECKING:
    from kg.resolve.decisions import Log

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
    from kg.annotate.pack import pack_version
    from kg.annotate.reader import VERSION as RULES

    return f"rules/{RULES}+{language}/{pack_version(language)}"


def _basis() -> str:
    """Return a digest over the words, names, models and rules that reading rests on: some 45 MB, a tenth of a second."""
    words = shipped("ontology", "lexicon"), shipped("ontology", "names")
    models = [folder for language, pack in packs().items() for folder in (pack, encoder(language)) if folder is not None]
    folders = [*words, Path(annotation_format.__file__).parent, *models]
    sha = hashlib.sha256()
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.suffix != ".pyc":
                name = path.relative_to(folder).as_posix()
                sha.update(f"{folder.name}/{name} {hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return sha.hexdigest()
