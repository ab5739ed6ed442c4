"""Turns files, folders and JSON lines into Documents."""

from __future__ import annotations

import hashlib
import json
import os
import re
import tomllib
import unicodedata
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from stat import S_ISREG

from kg.corpus.language import detect_language
from kg.corpus.metadata import Metadata, found_in, stated
from kg.errors import CorpusError, UsageError
from kg.ids import document_iri
from kg.model import Document
from kg.resources import packs

MAX_BYTES = 32 * 1024 * 1024
"""Larger files and records are passed over: 5 million words are a data dump, and a reader holds a text several times."""
TEXT_SUFFIXES = frozenset({".txt", ".text", ".md"})
RECORD_SUFFIXES = frozenset({".jsonl", ".ndjson"})


class Reason(StrEnum):
    """Why something was passed over."""

    EMPTY = "empty"
    BINARY = "binary"
    ENCODING = "encoding"
    TOO_LARGE = "too large"
    UNREADABLE = "unreadable"
    UNSUPPORTED = "unsupported"
    DUPLICATE = "duplicate"
    LANGUAGE = "language"
    SIDECAR = "sidecar"
    RECORD = "record"
    READER = "reader"


MENDABLE = frozenset({Reason.ENCODING, Reason.LANGUAGE, Reason.SIDECAR, Reason.RECORD, Reason.READER})
"""Reasons that a person should look at: the text was meant to be read and something about it is wrong."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something that was passed over, by name and with the reason."""

    name: str
    reason: Reason
    detail: str
    """One line that names the thing, the place and the fix."""


class _Passed(Exception):
    """Raised inside this module where a text cannot become a Document."""

    def __init__(self, reason: Reason, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason


def read(
    paths: Sequence[str | os.PathLike[str]],
    *,
    language: str | None = None,
    languages: Collection[str] | None = None,
    max_bytes: int = MAX_BYTES,
) -> Iterator[Document | Skipped]:
    """Yield a Document for every text under *paths*, and a `Skipped` for everything that cannot be one.

    Files are taken in the order of their names, whatever the order of *paths*; of two equal texts at one address the
    later is a duplicate. *language* forces the language of all; *languages* are those that can be read, by default those
    with a pack.

    Raises:
        UsageError: a path does not exist, or *language* is not one of *languages*.
    """
    known = tuple(sorted(packs() if languages is None else languages))
    if language is not None and language not in known:
        raise UsageError(f"no language pack for {language!r}; known: {', '.join(known) or 'none'}")
    files = _files([Path(path) for path in paths])
    return _unique(_read_files(files, language, known, max_bytes))


def _unique(items: Iterator[Document | Skipped]) -> Iterator[Document | Skipped]:
    seen: dict[str, str] = {}
    for item in items:
        if isinstance(item, Document):
            if item.id in seen:
                yield Skipped(item.name, Reason.DUPLICATE, f"{item.name}: the same text as {seen[item.id]}; read once")
                continue
            seen[item.id] = item.name
        yield item


_ABOUT = re.compile(r"(readme|licen[cs]e|notice)(\..*)?", re.IGNORECASE)
"""What lies in a folder to say something about it; it is read only where it is named itself."""


def _files(paths: Sequence[Path]) -> list[tuple[Path, bool]]:
    """Return every file, with whether it was named itself, in the order of names."""
    found: dict[Path, bool] = {}
    for path in paths:
        if path.is_dir():
            for folder, subfolders, names in os.walk(path):
                subfolders[:] = sorted(name for name in subfolders if not name.startswith("."))
                for name in names:
                    if not name.startswith(".") and not _ABOUT.fullmatch(name):
                        found.setdefault(Path(folder, name), False)
        elif path.exists():
            found[path] = True
        else:
            raise UsageError(f"{path}: no such file or folder")
    once = {os.path.realpath(path): path for path in sorted(found, reverse=True)}
    return sorted(((path, found[path]) for path in once.values()), key=lambda item: (item[0].name, str(item[0])))


def _read_files(
    files: list[tuple[Path, bool]], language: str | None, known: tuple[str, ...], max_bytes: int
) -> Iterator[Document | Skipped]:
    sidecars = {sidecar for path, _ in files for sidecar in _sidecars(path)}
    for path, named in files:
        suffix = path.suffix.lower()
        if path in sidecars:
            continue
        if suffix in RECORD_SUFFIXES:
            yield from _read_records(path, language, known, max_bytes)
        elif suffix in TEXT_SUFFIXES or suffix == "" or (named and suffix != ".toml"):
            yield _read_file(path, language, known, max_bytes)
        elif suffix == ".toml":
            yield Skipped(path.name, Reason.UNSUPPORTED, f"{path}: a sidecar without a text beside it; name it after its text")
        else:
            yield Skipped(path.name, Reason.UNSUPPORTED, f"{path}: cannot read {suffix} files; convert it to .txt or .jsonl")


def _sidecars(path: Path) -> tuple[Path, ...]:
    """Return the sidecars that a text may have: report.toml or report.txt.toml beside report.txt."""
    if path.suffix.lower() == ".toml" or path.suffix.lower() in RECORD_SUFFIXES:
        return ()
    return tuple(side for side in (path.with_suffix(".toml"), Path(f"{path}.toml")) if side.is_file())


def _read_file(path: Path, language: str | None, known: tuple[str, ...], max_bytes: int) -> Document | Skipped:
    try:
        text, encoding = _decode(_bytes(path, max_bytes), str(path))
        return read_text(text, name=path.name, said=_sidecar(path), language=language, languages=known, encoding=encoding)
    except _Passed as passed:
        return Skipped(path.name, passed.reason, str(passed))
    except CorpusError as error:
        return Skipped(path.name, Reason.SIDECAR, str(error))


def _bytes(path: Path, max_bytes: int) -> bytes:
    try:
        status = path.stat()
        if not S_ISREG(status.st_mode):
            raise _Passed(Reason.UNREADABLE, f"{path}: not a regular file")
        if status.st_size > max_bytes:
            raise _Passed(Reason.TOO_LARGE, f"{path}: {status.st_size:,} bytes, more than the limit of {max_bytes:,}; split it")
        return path.read_bytes()
    except OSError as error:
        raise _Passed(Reason.UNREADABLE, f"{path}: cannot be read: {error.strerror}") from error


_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_WESTERN = frozenset("æøåÆØÅäöüÄÖÜßéèêëÉáàâÁíîïóòôÓúùûçÇñÑðþýœ“”‘’‚„–—…«»•·€£§°½¼×´¨\xa0\xad")
"""The letters and signs that Windows-1252 text in a language of western Europe has; UTF-8 read as such has others (Ã, Â, â€)."""


def _decode(data: bytes, where: str) -> tuple[str, str]:
    """Return the text and its encoding: UTF-8, UTF-16 or UTF-32 with a mark, or Windows-1252 that reads as western European."""
    if not data.strip():
        raise _Passed(Reason.EMPTY, f"{where}: empty")
    encoding = next((name for mark, name in _BOMS if data.startswith(mark)), "utf-8")
    if encoding in {"utf-8", "utf-8-sig"} and b"\x00" in data:
        raise _Passed(Reason.BINARY, f"{where}: binary, not text")
    try:
        return data.decode(encoding), encoding.removesuffix("-sig")
    except UnicodeDecodeError as error:
        place = f"byte {error.start:,}"
    if not any(byte < 9 or 13 < byte < 32 for byte in data):
        try:
            text = data.decode("cp1252")
        except UnicodeDecodeError:
            text = "\ufffd"
        if all(char < "\x80" or char in _WESTERN for char in text):
            return text, "windows-1252"
        raise _Passed(Reason.ENCODING, f"{where}: not UTF-8 (at {place}), and no other encoding fits; save it as UTF-8")
    raise _Passed(Reason.BINARY, f"{where}: binary, not text")


def _sidecar(path: Path) -> Metadata:
    sidecars = _sidecars(path)
    if not sidecars:
        return Metadata()
    if len(sidecars) > 1:
        raise CorpusError(f"{path}: two sidecars, {sidecars[0].name} and {sidecars[1].name}; keep one")
    try:
        values = tomllib.loads(sidecars[0].read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise CorpusError(f"{sidecars[0]}: not a valid sidecar: {_line(error)}") from error
    except OSError as error:
        raise CorpusError(f"{sidecars[0]}: cannot be read: {error.strerror}") from error
    return stated(values, where=str(sidecars[0]), how="sidecar")


def _read_records(path: Path, language: str | None, known: tuple[str, ...], max_bytes: int) -> Iterator[Document | Skipped]:
    """Yield the records of a JSON Lines file, one line in memory at a time."""
    number = 0
    try:
        with path.open("rb") as file:
            while line := file.readline(max_bytes + 1):
                number += 1
                name = f"{path.name}:{number}"
                if len(line) > max_bytes:
                    while line and not line.endswith(b"\n"):
                        line = file.readline(max_bytes)
                    yield Skipped(name, Reason.TOO_LARGE, f"{path}:{number}: a record of more than {max_bytes:,} bytes; split it")
                elif line.strip():
                    yield _read_line(line, f"{path}:{number}", name, language, known)
    except OSError as error:
        yield Skipped(path.name, Reason.UNREADABLE, f"{path}: cannot be read: {error.strerror}")
        return
    if number == 0:
        yield Skipped(path.name, Reason.EMPTY, f"{path}: empty")


def _read_line(line: bytes, where: str, name: str, language: str | None, known: tuple[str, ...]) -> Document | Skipped:
    try:
        record = json.loads(line.decode("utf-8-sig"))
        if not isinstance(record, dict):
            raise CorpusError(f"{where}: not an object but {type(record).__name__}; each line must be one JSON object")
        return read_record(record, name=name, where=where, language=language, languages=known)
    except _Passed as passed:
        return Skipped(name, passed.reason, str(passed))
    except CorpusError as error:
        return Skipped(name, Reason.RECORD, str(error))
    except UnicodeDecodeError as error:
        return Skipped(name, Reason.ENCODING, f"{where}: not UTF-8 (at byte {error.start:,}); JSON Lines must be")
    except (ValueError, RecursionError) as error:
        return Skipped(name, Reason.RECORD, f"{where}: not valid JSON: {_line(error)}")


def read_record(
    record: Mapping[str, object],
    *,
    name: str,
    where: str = "",
    language: str | None = None,
    languages: Collection[str] | None = None,
) -> Document:
    """Return the Document of one record: ``text`` and, where known, ``name`` and the keys of a sidecar.

    Raises:
        CorpusError: ``text`` is missing or a value is of the wrong kind.
    """
    where = where or name
    text = record.get("text")
    if not isinstance(text, str):
        raise CorpusError(f"{where}: text is {'missing' if text is None else type(text).__name__}; each record needs a text")
    said = stated(record, where=where, how="record")
    own = record.get("name")
    shown = own if isinstance(own, str) and own.strip() else said.url or name
    return read_text(text, name=" ".join(shown.split()), said=said, language=language, languages=languages)


def read_text(
    text: str,
    *,
    name: str,
    said: Metadata | None = None,
    language: str | None = None,
    languages: Collection[str] | None = None,
    encoding: str = "utf-8",
) -> Document:
    """Return the Document of *text*: normalised once, its metadata as *said*, else as found in it, else open.

    Raises:
        CorpusError: the text is empty or in a language that cannot be read.
    """
    known = tuple(sorted(packs() if languages is None else languages))
    text = normalise(text)
    if not text.strip():
        raise _as_error(Reason.EMPTY, f"{name}: empty")
    metadata = (said or Metadata()).or_else(found_in(text))
    code, how = _language(text, name, language, metadata, known)
    sha256 = hashlib.sha256(text.encode("utf-8")).hexdigest()
    found = {**metadata.found, "language": how}
    if encoding != "utf-8":
        found["encoding"] = encoding
    return Document(
        id=document_iri(sha256, metadata.url), name=name, text=text, language=code, sha256=sha256, title=metadata.title,
        publisher=metadata.publisher, author=metadata.author, published=metadata.published, url=metadata.url,
        based_on=metadata.based_on, found=dict(sorted(found.items())),
    )  # fmt: skip


def normalise(text: str) -> str:
    """Return *text* as it is stored: composed (NFC), lines ended by LF, lone surrogates replaced.

    >>> normalise("Bodo" + chr(0x308)) == "Bod" + chr(0xF6)
    True
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", _SURROGATES.sub("\ufffd", text))


_SURROGATES = re.compile("[\ud800-\udfff]")
_ALIASES = {"no": "nb", "nob": "nb", "nor": "nb", "eng": "en"}


def _language(text: str, name: str, forced: str | None, metadata: Metadata, known: tuple[str, ...]) -> tuple[str, str]:
    """Return the language and how it was found: given, sidecar, record or detected."""
    if forced is not None:
        return forced, "given"
    listed = f"known: {', '.join(known) or 'none'}"
    if metadata.language:
        code = metadata.language.lower().replace("_", "-").split("-")[0]
        code = _ALIASES.get(code, code)
        if code not in known:
            said = f"{name}: its language is said to be {metadata.language!r}"
            raise _as_error(Reason.LANGUAGE, f"{said}; {listed}; --language forces one")
        return code, metadata.found.get("language", "record")
    code = detect_language(text)
    if not code:
        raise _as_error(Reason.LANGUAGE, f"{name}: too few words to tell its language; {listed}; --language forces one")
    if code not in known:
        raise _as_error(Reason.LANGUAGE, f"{name}: looks like {code!r}; {listed}; --language forces one")
    return code, "detected"


class _Refused(_Passed, CorpusError):
    """A text that cannot become a Document, for callers outside this module a CorpusError."""


def _as_error(reason: Reason, detail: str) -> _Refused:
    return _Refused(reason, detail)


def _line(error: BaseException) -> str:
    return " ".join(str(error).split()) or type(error).__name__
