"""Writes an answer in the format that is asked for, as the engine finds its rows, until there are as many as are allowed."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import IO, NamedTuple, cast

import pyoxigraph as ox

from kg.store.results import Forms
from kg.vocab import PREFIXES

SOLUTIONS, TRIPLES, BOOLEAN = b"S", b"T", b"B"
"""What an answer may be."""
WIDEST = 1 << 20
"""Bytes of one row. Whoever reads an answer takes time that grows with the square of a row: 4.7 s for one of 16 MB."""
_SHORTENING = (ox.RdfFormat.TURTLE, ox.RdfFormat.TRIG, ox.RdfFormat.RDF_XML)
"""Formats that shorten IRIs by prefixes."""


class Full(Exception):
    """As much was written as was asked for."""


class Wide(Exception):
    """A row is longer than `WIDEST`."""


class Shape(NamedTuple):
    """How a format tells rows apart, and how it is cut off between two."""

    head: bytes
    """What stands before the first row, or the end of it."""
    mark: bytes
    """What stands between, before or behind rows."""
    spare: int
    """How many more marks than rows there may be, with something behind the last of them, while no row is one too many."""
    kept: int
    """Bytes of a mark that belong to what stands before it."""
    end: bytes
    outside: Callable[[bytes], bytes] = bytes
    """Blots out texts, in which marks may stand, too; the length stays."""


def _outside_quotes(data: bytes) -> bytes:
    parts = data.split(b'"')
    parts[1::2] = [b"_" * len(part) for part in parts[1::2]]
    return b'"'.join(parts)


def _outside_strings(data: bytes) -> bytes:
    return _outside_quotes(data.replace(rb"\\", b"__").replace(rb"\"", b"__"))


SHAPES = {
    ox.QueryResultsFormat.TSV: Shape(b"\n", b"\n", 0, 1, b""),
    ox.QueryResultsFormat.CSV: Shape(b"\n", b"\n", 0, 1, b"", _outside_quotes),
    ox.QueryResultsFormat.XML: Shape(b"<results>", b"<result>", 0, 0, b"</results></sparql>"),
    ox.QueryResultsFormat.JSON: Shape(b'"bindings":[', b"},{", -1, 1, b"]}}", _outside_strings),
    ox.RdfFormat.N_TRIPLES: Shape(b"", b"\n", -1, 1, b""),
}
"""The formats that are written row by row; other formats of graphs are made of N-Triples."""


class Rows:
    """Takes what the engine writes, until there are enough rows or bytes.

    Marks are only counted, which is quick, as long as they are too few to matter. Then it is looked up which of them are
    between rows and which in a text.
    """

    def __init__(self, form: ox.QueryResultsFormat | ox.RdfFormat, rows: int, size: int) -> None:
        self._shape = SHAPES[form]
        self._most = rows + self._shape.spare
        self._size = max(0, size - len(self._shape.end))
        self._data = bytearray()
        self._counted = 0
        """Where marks have been counted up to."""
        self._marks = 0
        """How many there are at most."""
        self._looked = 0
        """Where it has been looked up which are marks; no text goes on here."""
        self._last = -1
        """Where the last of them stands."""
        self._sure = 0
        """How many they are."""
        self._row = 0
        """Where rows have been measured up to."""
        self.full = False

    def write(self, data: bytes) -> int:
        """Keep *data*; raise `Full` at the limit, with whole rows kept, and `Wide` at a row that is too long."""
        if self.full:  # the engine flushes its buffer once more while it gives up
            raise Full
        self._data += data
        mark = self._shape.mark
        end = len(self._data) - 1  # behind a mark that comes last no row has begun
        self._marks += self._data.count(mark, max(0, self._counted - len(mark) + 1), end)
        self._counted = end
        if end - self._row > WIDEST:
            self._measure()
        if self._marks > self._most or end >= self._size:
            self._look(min(end, self._size))
            if self._sure > self._most or end >= self._size:
                self._cut()
                raise Full
        return len(data)

    def _measure(self) -> None:
        """Raise `Wide` if a row is too long, of those that were not measured before."""
        mark = self._shape.mark
        if max(map(len, self._data[self._row :].split(mark))) > WIDEST:
            self.full = True
            raise Wide
        self._row = self._data.rfind(mark)

    def _look(self, end: int) -> None:
        """See which marks before *end* are between rows, up to the first that is one too many."""
        mark, base = self._shape.mark, self._looked
        data = self._shape.outside(bytes(self._data[base:end]))
        at = data.find(mark)
        while at >= 0 and self._sure <= self._most:
            self._last, self._looked = base + at, base + at + len(mark)
            self._sure += 1
            at = data.find(mark, at + len(mark))
        self._marks = max(self._sure, 0)

    def _cut(self) -> None:
        """Leave whole rows, well formed."""
        begin = self._data.find(self._shape.head) + len(self._shape.head)
        del self._data[max(begin, self._last + self._shape.kept) :]
        self._data += self._shape.end
        self.full = True

    def flush(self) -> None:
        """Do nothing, the rows are in memory."""

    def whole(self) -> bytes:
        """Return what was kept."""
        return bytes(self._data)


def written(
    found: ox.QuerySolutions | ox.QueryTriples | ox.QueryBoolean, forms: Forms, rows: int, size: int
) -> tuple[bytes, bool, bytes]:
    """Return what an answer is, whether it was cut off, and its body, which is empty where *forms* has no format for it."""
    if isinstance(found, ox.QueryBoolean):
        return BOOLEAN, False, _boolean(bool(found), forms.boolean) if forms.boolean else b""
    if isinstance(found, ox.QueryTriples):
        if forms.graph is None:
            return TRIPLES, False, b""
        lines = Rows(ox.RdfFormat.N_TRIPLES, rows, size)
        with suppress(Full):
            found.serialize(cast(IO[bytes], lines), ox.RdfFormat.N_TRIPLES)
        return TRIPLES, lines.full, _graph(lines.whole(), forms.graph)
    if forms.solutions is None:
        return SOLUTIONS, False, b""
    kept = Rows(forms.solutions, rows, size)
    with suppress(Full):
        found.serialize(cast(IO[bytes], kept), forms.solutions)
    return SOLUTIONS, kept.full, kept.whole()


def _graph(lines: bytes, form: ox.RdfFormat) -> bytes:
    """Lines of N-Triples in another format; where all is in the default graph, N-Quads are the same."""
    if form in (ox.RdfFormat.N_TRIPLES, ox.RdfFormat.N_QUADS):
        return lines
    prefixes = dict(PREFIXES) if form in _SHORTENING else None
    triples = (quad.triple for quad in ox.parse(lines, format=ox.RdfFormat.N_TRIPLES))
    return ox.serialize(triples, format=form, prefixes=prefixes) or b""


def _boolean(value: bool, form: ox.QueryResultsFormat) -> bytes:
    word = "true" if value else "false"
    if form == ox.QueryResultsFormat.JSON:
        return f'{{"head":{{}},"boolean":{word}}}'.encode()
    if form == ox.QueryResultsFormat.XML:
        head = '<?xml version="1.0"?><sparql xmlns="http://www.w3.org/2005/sparql-results#"><head></head>'
        return f"{head}<boolean>{word}</boolean></sparql>".encode()
    return word.encode()
