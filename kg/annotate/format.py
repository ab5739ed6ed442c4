"""Writes and reads the annotation format: JSON Lines, one file a document (`docs/annotation-format.md`).

The format is the one interface between any reader (the rules, a language model, a person) and the rest, so the loader trusts
nothing: what does not re-slice, repeats an id, points nowhere or is not of the vocabulary is refused with file, line and field.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from kg.annotate.terms import event_types, relation_types
from kg.errors import AnnotationError
from kg.model import (
    ANNOTATION_FORMAT,
    Annotation,
    Certainty,
    Claim,
    Document,
    EntityKind,
    Figure,
    Filler,
    Measure,
    Mention,
    Precision,
    Relation,
    Role,
    Stance,
    TimeRange,
)

SEXES = ("female", "male")
"""Values of `kg.model.Mention.sex`, besides none."""
SENSITIVITIES = ("pseudonymous", "minor", "relative", "medical", "at-risk-place")
"""Values of `kg.model.Mention.sensitive`."""
_DOCUMENT_STRINGS = ("title", "publisher", "author", "url", "based_on")
_EVENT_TYPE = re.compile(r"[A-Z][A-Za-z0-9]*")
_RELATION_TYPE = re.compile(r"[a-z][A-Za-z0-9]*")
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_Enum = TypeVar("_Enum", bound=StrEnum)


# --- writing -------------------------------------------------------------------------------------------------------------


def dump(annotation: Annotation) -> str:
    """Return *annotation* as JSON Lines: the document without its text, then mentions, claims and relations.

    The same annotation gives the same characters; fields that are empty are left out. A figure's ``ceiling`` is always there,
    because null means "open".
    """
    lines = [_document_row(annotation.document, annotation.reader)]
    lines += [_mention_row(mention) for mention in annotation.mentions]
    lines += [_claim_row(claim) for claim in annotation.claims]
    lines += [_relation_row(relation) for relation in annotation.relations]
    return "".join(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n" for line in lines)


def save(annotation: Annotation, path: Path) -> None:
    """Write *annotation* to *path*: to a temporary name beside it, synced, then renamed.

    Raises:
        OSError: the file cannot be written; nothing is left of the temporary one.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        with temporary.open("w", encoding="utf-8", newline="\n") as file:
            file.write(dump(annotation))
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise


def _filled(row: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in row.items() if value not in ("", None, [], {}, False)}


def _document_row(document: Document, reader: str) -> dict[str, Any]:
    row: dict[str, Any] = {"kind": "document", "format": ANNOTATION_FORMAT, "id": document.id, "name": document.name}
    row |= {"sha256": document.sha256, "language": document.language, "reader": reader}
    optional = {name: getattr(document, name) for name in _DOCUMENT_STRINGS}
    optional["published"] = document.published.isoformat() if document.published else ""
    return row | _filled(optional | {"found": dict(sorted(document.found.items()))})


def _mention_row(mention: Mention) -> dict[str, Any]:
    row: dict[str, Any] = {"kind": "mention", "id": mention.id, "start": mention.start, "end": mention.end}
    row |= {"entity": mention.kind.value, "text": mention.text}
    optional = {name: getattr(mention, name) for name in ("name", "head", "refers_to", "sex", "occupation")}
    for name in ("age", "number", "sensitive"):
        value = getattr(mention, name)
        optional[name] = list(value) if value else None
    return row | _filled(optional)


def _filler_row(filler: Filler) -> dict[str, str]:
    return {"role": filler.role.value, "mention": filler.mention, "text": filler.text}


def _figure_row(figure: Figure) -> dict[str, Any]:
    row: dict[str, Any] = {"measure": figure.measure.value, "floor": figure.floor, "ceiling": figure.ceiling}
    row |= {"start": figure.start, "end": figure.end, "text": figure.text}
    return row | _filled({name: getattr(figure, name) for name in ("modifier", "unit", "per", "computed")})


def _time_row(time: TimeRange) -> dict[str, Any]:
    bounds = {"earliest": time.earliest, "latest": time.latest}
    row: dict[str, Any] = {name: day.isoformat() for name, day in bounds.items() if day}
    return row | {"precision": time.precision.value, "start": time.start, "end": time.end, "text": time.text}


def _claim_row(claim: Claim) -> dict[str, Any]:
    row: dict[str, Any] = {"kind": "claim", "id": claim.id, "types": list(claim.types), "start": claim.start, "end": claim.end}
    row |= {"text": claim.text, "trigger": [claim.trigger_start, claim.trigger_end]}
    row |= _filled({"roles": [_filler_row(r) for r in claim.roles], "figures": [_figure_row(f) for f in claim.figures]})
    if claim.time:
        row["time"] = _time_row(claim.time)
    row |= {"stance": claim.stance.value, "certainty": claim.certainty.value}
    optional = {name: getattr(claim, name) for name in ("is_total", "part_of", "same_event_as")}
    row |= _filled({"according_to": [_filler_row(source) for source in claim.according_to]} | optional)
    return row | {"confidence": claim.confidence}


def _relation_row(relation: Relation) -> dict[str, Any]:
    row: dict[str, Any] = {"kind": "relation", "id": relation.id, "type": relation.type, "subject": relation.subject}
    row |= {"object": relation.object, "start": relation.start, "end": relation.end, "text": relation.text}
    return row | _filled({"according_to": [_filler_row(source) for source in relation.according_to]})


# --- reading -------------------------------------------------------------------------------------------------------------


def load(text_or_path: str | Path, document_text: str | None = None) -> Annotation:
    """Return the annotation written in a file (a `Path`) or in the text of one (a `str`).

    *document_text* is the stored text that the offsets point into. Without it, the text of a workspace is used: for
    ``DIR/annotations/<digest>.jsonl`` that is ``DIR/sources/<digest>.txt``.

    Raises:
        AnnotationError: naming file, line and field; a higher format version, a text that is not the words at its offsets,
            a repeated or dangling id, a value outside the vocabulary, an unknown or missing field, broken JSON.
    """
    if isinstance(text_or_path, Path):
        where, content = str(text_or_path), _read(text_or_path, "annotation")
        if document_text is None:
            document_text = _read(_source_of(text_or_path), "document text")
    else:
        where, content = "annotation", text_or_path
    if document_text is None:
        raise AnnotationError(f"{where}: no document text given; offsets cannot be checked without it")
    lines = [line for line in enumerate(content.split("\n"), start=1) if line[1].strip()]
    if not lines:
        raise AnnotationError(f"{where}: empty; the first line must be the document")
    rows = [_Row(where, number, _parse(where, number, line)) for number, line in lines]
    return _assemble(rows, document_text)


def _source_of(path: Path) -> Path:
    return path.parent.parent / "sources" / f"{path.stem}.txt"


def _read(path: Path, what: str) -> str:
    try:
        return path.read_bytes().decode("utf-8")
    except OSError as error:
        raise AnnotationError(f"{path}: the {what} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise AnnotationError(f"{path}: the {what} is not UTF-8 at byte {error.start}") from error


def _parse(where: str, number: int, line: str) -> dict[str, Any]:
    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        row = dict(pairs)
        if len(row) != len(pairs):
            raise ValueError("a field occurs twice")
        return row

    def refuse(constant: str) -> NoReturn:
        raise ValueError(f"{constant} is not JSON")

    try:
        row = json.loads(line, object_pairs_hook=once, parse_constant=refuse)
    except (ValueError, RecursionError) as error:
        raise AnnotationError(f"{where}, line {number}: not JSON: {error}") from error
    if not isinstance(row, dict):
        raise AnnotationError(f"{where}, line {number}: not a JSON object")
    return row


@dataclass(slots=True)
class _Row:
    """One JSON object being taken apart; each `take` removes a field, `done` refuses what is left."""

    where: str
    number: int
    data: dict[str, Any]
    prefix: str = ""

    def fail(self, name: str, problem: str) -> NoReturn:
        raise AnnotationError(f"{self.where}, line {self.number}, {self.prefix}{name}: {problem}")

    def take(self, name: str, *, required: bool = True) -> Any:
        if name not in self.data and required:
            self.fail(name, "missing")
        return self.data.pop(name, None)

    def string(self, name: str, *, required: bool = False) -> str:
        value = self.take(name, required=required)
        if value is None and not required:
            return ""
        if not isinstance(value, str) or (required and not value):
            self.fail(name, "must be a string that is not empty" if required else "must be a string")
        if _LONE_SURROGATE.search(value):
            self.fail(name, "holds half a character (a lone surrogate)")
        return value

    def word(self, name: str, allowed: type[_Enum]) -> _Enum:
        value = self.string(name, required=True)
        try:
            return allowed(value)
        except ValueError:
            self.fail(name, f"{value!r} is not one of {', '.join(allowed)}")

    def whole(self, name: str) -> int:
        return self._as_whole(name, self.take(name))

    def _as_whole(self, name: str, value: object) -> int:
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            self.fail(name, "must be a whole number, 0 or more")
        return value

    def flag(self, name: str) -> bool:
        value = self.take(name, required=False)
        if value is not None and not isinstance(value, bool):
            self.fail(name, "must be true or false")
        return bool(value)

    def items(self, name: str, *, required: bool = False) -> list[Any]:
        value = self.take(name, required=required)
        if value is None and not required:
            return []
        if not isinstance(value, list):
            self.fail(name, "must be a list")
        return value

    def rows(self, name: str) -> list[_Row]:
        found = self.items(name)
        for index, item in enumerate(found):
            if not isinstance(item, dict):
                self.fail(f"{name}[{index}]", "must be an object")
        return [_Row(self.where, self.number, dict(row), f"{self.prefix}{name}[{i}].") for i, row in enumerate(found)]

    def day(self, name: str) -> date | None:
        value = self.string(name)
        if not value:
            return None
        if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
            self.fail(name, f"{value!r} is not a date as 2016-04-27")
        try:
            return date.fromisoformat(value)
        except ValueError as error:
            self.fail(name, f"{value!r} is not a date: {error}")

    def bounds(self, name: str, *, open_end: bool) -> tuple[int, int | None] | None:
        pair = self.items(name)
        if not pair:
            return None
        if len(pair) != 2:
            self.fail(name, "must be two numbers")
        floor = self._as_whole(name, pair[0])
        if open_end and pair[1] is None:
            return floor, None
        ceiling = self._as_whole(name, pair[1])
        if ceiling < floor:
            self.fail(name, f"{ceiling} is less than {floor}")
        return floor, ceiling

    def span(self, document: str, start: object, end: object, name: str = "start") -> tuple[int, int]:
        first, last = self._as_whole(name, start), self._as_whole(name, end)
        if not first < last <= len(document):
            self.fail(name, f"{first},{last} is not a span of a text of {len(document)} characters")
        return first, last

    def sliced(self, document: str) -> tuple[int, int, str]:
        start, end = self.span(document, self.take("start"), self.take("end"))
        text = self.string("text", required=True)
        if document[start:end] != text:
            self.fail("text", f"{_short(text)} is not the words at {start},{end}: {_short(document[start:end])}")
        return start, end, text

    def done(self) -> None:
        if self.data:
            self.fail(min(self.data), "unknown field")


def _short(text: str) -> str:
    return repr(text if len(text) <= 60 else f"{text[:57]}...")


@dataclass(slots=True)
class _Ids:
    """Ids given so far and ids pointed to, checked when all lines are read."""

    given: dict[str, str] = field(default_factory=dict)
    wanted: list[tuple[_Row, str, str, str]] = field(default_factory=list)

    def new(self, row: _Row, kind: str) -> str:
        value = row.string("id", required=True)
        if value in self.given:
            row.fail("id", f"{value!r} is used twice")
        self.given[value] = kind
        return value

    def want(self, row: _Row, name: str, value: str, kind: str) -> str:
        if value:
            self.wanted.append((row, name, value, kind))
        return value

    def check(self) -> None:
        for row, name, value, kind in self.wanted:
            if self.given.get(value) != kind:
                row.fail(name, f"no {kind} {value!r} in this file")


def _assemble(rows: list[_Row], text: str) -> Annotation:
    document, reader = _document(rows[0], text)
    ids = _Ids()
    found: dict[str, list[Any]] = {"mention": [], "claim": [], "relation": []}
    makers: dict[str, Callable[[_Row, str, _Ids], Any]] = {"mention": _mention, "claim": _claim, "relation": _relation}
    for row in rows[1:]:
        kind = row.string("kind", required=True)
        if kind not in makers:
            row.fail("kind", f"{_short(kind)} is not one of {', '.join(makers)}")
        found[kind].append(makers[kind](row, text, ids))
        row.done()
    ids.check()
    return Annotation(document, reader, tuple(found["mention"]), tuple(found["claim"]), tuple(found["relation"]))


def _document(row: _Row, text: str) -> tuple[Document, str]:
    if row.take("kind") != "document":
        row.fail("kind", "the first line must be the document")
    version = row.whole("format")
    if not 1 <= version <= ANNOTATION_FORMAT:
        row.fail("format", f"version {version} is newer than {ANNOTATION_FORMAT}; upgrade witness-graph")
    names = ("id", "name", "sha256", "language", "reader")
    needed = {name: row.string(name, required=True) for name in names}
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    if needed["sha256"] != digest:
        row.fail("sha256", f"is of another text; the text given has {digest}")
    found = row.take("found", required=False) or {}
    if not isinstance(found, dict) or not all(isinstance(value, str) for value in found.values()):
        row.fail("found", "must be an object of strings")
    optional = {name: row.string(name) for name in _DOCUMENT_STRINGS}
    published = row.day("published")
    row.done()
    reader = needed.pop("reader")
    return Document(text=text, published=published, found=found, **needed, **optional), reader


def _mention(row: _Row, text: str, ids: _Ids) -> Mention:
    start, end, words = row.sliced(text)
    age = row.bounds("age", open_end=False)
    return Mention(
        id=ids.new(row, "mention"), start=start, end=end, kind=row.word("entity", EntityKind), text=words,
        name=row.string("name"), head=row.string("head"),
        refers_to=ids.want(row, "refers_to", row.string("refers_to"), "mention"),
        age=None if age is None or age[1] is None else (age[0], age[1]),
        sex=_one_of(row, "sex", row.string("sex"), ("", *SEXES)), number=row.bounds("number", open_end=True),
        occupation=row.string("occupation"),
        sensitive=tuple(_one_of(row, "sensitive", word, SENSITIVITIES) for word in row.items("sensitive")),
    )


def _one_of(row: _Row, name: str, value: object, allowed: Iterable[str]) -> str:
    if not isinstance(value, str) or value not in allowed:
        row.fail(name, f"{value!r} is not one of {', '.join(word for word in allowed if word)}")
    return value


def _fillers(row: _Row, name: str, ids: _Ids) -> tuple[Filler, ...]:
    found = []
    for part in row.rows(name):
        mention = ids.want(part, "mention", part.string("mention", required=True), "mention")
        found.append(Filler(part.word("role", Role), mention, part.string("text", required=True)))
        part.done()
    return tuple(found)


def _figure(row: _Row, text: str) -> Figure:
    measure, floor, ceiling = row.word("measure", Measure), row.whole("floor"), row.take("ceiling")
    if ceiling is not None and (not isinstance(ceiling, int) or isinstance(ceiling, bool) or ceiling < floor):
        row.fail("ceiling", f"must be null or a whole number of at least {floor}")
    start, end, words = row.sliced(text)
    modifier, unit, per = row.string("modifier"), row.string("unit"), row.string("per")
    computed = row.flag("computed")
    row.done()
    return Figure(measure, floor, ceiling, start, end, words, modifier, unit, per, computed)


def _time(row: _Row, text: str) -> TimeRange | None:
    data = row.take("time", required=False)
    if data is None:
        return None
    if not isinstance(data, dict):
        row.fail("time", "must be an object")
    part = _Row(row.where, row.number, dict(data), "time.")
    earliest, latest, precision = part.day("earliest"), part.day("latest"), part.word("precision", Precision)
    if earliest and latest and latest < earliest:
        part.fail("latest", f"{latest} is before {earliest}")
    start, end, words = part.sliced(text)
    part.done()
    return TimeRange(earliest, latest, precision, start, end, words)


def _claim(row: _Row, text: str, ids: _Ids) -> Claim:
    start, end, words = row.sliced(text)
    identity = ids.new(row, "claim")
    types = tuple(_type(row, "types", value, event_types(), _EVENT_TYPE) for value in row.items("types", required=True))
    if not types:
        row.fail("types", "must name at least one event type")
    trigger = row.items("trigger", required=True)
    if len(trigger) != 2:
        row.fail("trigger", "must be two offsets")
    first, last = row.span(text, trigger[0], trigger[1], "trigger")
    confidence = row.take("confidence", required=False)
    confidence = 1.0 if confidence is None else confidence
    if isinstance(confidence, bool) or not isinstance(confidence, (int, float)) or not 0 <= confidence <= 1:
        row.fail("confidence", "must be a number from 0 to 1")
    figures = tuple(_figure(part, text) for part in row.rows("figures"))
    same = row.string("same_event_as")
    if same and (ids.given.get(same) != "claim" or same == identity):
        row.fail("same_event_as", f"no earlier claim {same!r} in this file")
    whole = row.string("part_of")
    if whole == identity:
        row.fail("part_of", "a claim is not a part of itself")
    return Claim(
        id=identity, types=types, start=start, end=end, text=words, trigger_start=first, trigger_end=last,
        roles=_fillers(row, "roles", ids), figures=figures, time=_time(row, text), stance=row.word("stance", Stance),
        certainty=row.word("certainty", Certainty), according_to=_fillers(row, "according_to", ids),
        is_total=row.flag("is_total"), part_of=ids.want(row, "part_of", whole, "claim"),
        same_event_as=same, confidence=float(confidence),
    )


def _relation(row: _Row, text: str, ids: _Ids) -> Relation:
    start, end, words = row.sliced(text)
    subject = ids.want(row, "subject", row.string("subject", required=True), "mention")
    target = ids.want(row, "object", row.string("object", required=True), "mention")
    kind = _type(row, "type", row.take("type"), relation_types(), _RELATION_TYPE)
    return Relation(ids.new(row, "relation"), kind, subject, target, start, end, words, _fillers(row, "according_to", ids))


def _type(row: _Row, name: str, value: object, known: frozenset[str], shape: re.Pattern[str]) -> str:
    if not isinstance(value, str) or not shape.fullmatch(value) or (known and value not in known):
        row.fail(name, f"{value!r} is not a term of the ontology (ontology/kg.ttl)")
    return value
