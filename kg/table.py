"""The answer to a question: named columns, typed rows, and the ways to hand them on.

Lies in the row of `corpus` and `names`, below the store: it knows values, not engines, so everything above may return one.
"""

from __future__ import annotations

import csv
import html
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from kg.errors import UsageError
from kg.vocab import PREFIXES, XSD

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd
    import polars as pl

JOINT = " | "
"""Stands between several names in one cell."""


class Iri(str):
    """An IRI in a cell; a plain string otherwise."""

    __slots__ = ()


Value = Iri | str | int | float | Decimal | bool | date | datetime | None
"""What a cell holds; None where the query left it open."""

def value_of(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple | None) -> Value:
    """Return an RDF term as a Python value; a literal that is not of its datatype stays the text it is.

    >>> value_of(ox.Literal("51", datatype=ox.NamedNode(XSD + "integer")))
    51
    """
    if term is None:
        return None
    if isinstance(term, ox.NamedNode):
        return Iri(term.value)
    if not isinstance(term, ox.Literal):
        return str(term)
    text, read = term.value, _READERS.get(term.datatype.value)
    try:
        return read(text) if read else text
    except (ValueError, InvalidOperation):
        return text


def _truth(text: str) -> bool:
    return {"true": True, "1": True, "false": False, "0": False}.get(text, False)


_WHOLE = (
    "integer", "int", "long", "short", "byte", "nonNegativeInteger", "positiveInteger", "negativeInteger",
    "nonPositiveInteger", "unsignedInt", "unsignedLong", "unsignedShort", "unsignedByte",
)  # fmt: skip
_READERS: Mapping[str, Callable[[str], Value]] = {
    **{f"{XSD}{name}": int for name in _WHOLE},
    f"{XSD}decimal": Decimal,
    f"{XSD}double": float,
    f"{XSD}float": float,
    f"{XSD}boolean": _truth,
    f"{XSD}date": date.fromisoformat,
    f"{XSD}dateTime": datetime.fromisoformat,
}
"""How a literal is read, by its datatype; all others stay text."""


def split_names(cell: Value) -> tuple[str, ...]:
    """Return the names in a cell, one by one.

    >>> split_names("doctors | nurses")
    ('doctors', 'nurses')
    """
    return tuple(part for part in str(cell).split(JOINT) if part) if cell is not None else ()


def _names_of(term: Any) -> Value:
    """Return the names in a cell in one order, each once."""
    cell = "" if term is None else str(value_of(term))
    return (JOINT.join(sorted(set(split_names(cell)))) if JOINT in cell else cell) or None


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under named columns, in the order of the query."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    title: str = ""
    truncated: bool = False
    """True if a limit cut rows off."""
    kinds: Mapping[str, str] = field(default_factory=dict)
    """What a column holds where its query declares it: iri, name, names, text, integer, date ..."""

    @classmethod
    def of(
        cls, columns: Sequence[str], rows: Iterable[Sequence[Any]], *, title: str = "", truncated: bool = False,
        kinds: Mapping[str, str] | None = None,
    ) -> Table:
        """Make a table of RDF terms; cells of the kind ``names`` are put into one order, whatever the engine's was."""
        kinds = kinds or {}
        readers = [_names_of if kinds.get(column) == "names" else value_of for column in columns]
        cells = tuple(tuple([read(term) for read, term in zip(readers, row, strict=True)]) for row in rows)
        return cls(tuple(columns), cells, title, truncated, dict(kinds))

    def __iter__(self) -> Iterator[dict[str, Value]]:
        """Iterate over the rows as dictionaries."""
        return (dict(zip(self.columns, row, strict=True)) for row in self.rows)

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.rows)

    def column(self, name: str) -> tuple[Value, ...]:
        """Return the cells of one column.

        Raises:
            UsageError: there is no such column.
        """
        return tuple(row[self._index(name)] for row in self.rows)

    def _index(self, name: str) -> int:
        if name not in self.columns:
            raise UsageError(f"there is no column {name!r}; there are {', '.join(self.columns)}")
        return self.columns.index(name)

    def sorted_by(self, *names: str, descending: bool = False) -> Table:
        """Return the table in the order of these columns; equal rows keep their order, open cells come last."""
        indices = [self._index(name) for name in names]

        def key(row: tuple[Value, ...]) -> tuple[tuple[str, Any], ...]:
            return tuple((_rank(row[i]), row[i]) for i in indices)

        filled = [row for row in self.rows if all(row[i] is not None for i in indices)]
        open_ = [row for row in self.rows if any(row[i] is None for i in indices)]
        rows = (*sorted(filled, key=key, reverse=descending), *open_)
        return Table(self.columns, rows, self.title, self.truncated, self.kinds)

    def to_pandas(self) -> pd.DataFrame:
        """Return a pandas DataFrame: whole numbers stay whole beside open cells, dates become timestamps."""
        try:
            import pandas as pd
        except ImportError as error:
            raise UsageError("to_pandas() needs pandas; install witness-graph[pandas]") from error
        frame = pd.DataFrame.from_records(list(self.rows), columns=list(self.columns)).convert_dtypes()
        for name in self.columns:
            if {type(value) for value in self.column(name)} - {type(None)} == {date}:
                frame[name] = pd.to_datetime(frame[name])
        return frame

    def to_polars(self) -> pl.DataFrame:
        """Return a polars DataFrame: numbers and dates keep their type beside open cells, a column of several types is text."""
        try:
            import polars as pl
        except ImportError as error:
            raise UsageError("to_polars() needs polars; install it with `pip install polars`") from error
        empty = {"integer": pl.Int64, "decimal": pl.Float64, "date": pl.Date, "boolean": pl.Boolean}
        columns = []
        for name in self.columns:
            cells: list[Any] = [str(cell) if isinstance(cell, str) else cell for cell in self.column(name)]
            kinds = {type(cell) for cell in cells if cell is not None}
            if kinds == {int, Decimal} or kinds == {float, Decimal} or kinds == {Decimal} or kinds == {int, float}:
                cells = [None if cell is None else float(cell) for cell in cells]
            elif len(kinds) > 1 or any(isinstance(cell, int) and cell.bit_length() > 63 for cell in cells):
                cells = [None if cell is None else _shown(cell) for cell in cells]
            columns.append(pl.Series(name, cells, dtype=None if kinds else empty.get(self.kinds.get(name, ""), pl.String)))
        return pl.DataFrame(columns)

    def to_networkx(self, source: str = "", target: str = "") -> nx.MultiDiGraph[str]:
        """Return a directed graph with an edge from every name in *source* to every name in *target*, for each row.

        Without names of columns, ``agent`` and ``patient`` are taken where they are, else the first two columns. The other
        cells become attributes of the edge; open cells are left out.
        """
        import networkx as nx

        both = ("agent", "patient") if {"agent", "patient"} <= set(self.columns) else self.columns[:2]
        if len(both) < 2 and not (source and target):
            raise UsageError("a graph needs two columns; name them: to_networkx(source, target)")
        start, end = self._index(source or both[0]), self._index(target or both[1])
        graph: nx.MultiDiGraph[str] = nx.MultiDiGraph()
        for row in self.rows:
            said = {
                name: _plain(value)
                for i, (name, value) in enumerate(zip(self.columns, row, strict=True))
                if i not in (start, end) and value is not None
            }
            graph.add_nodes_from((*split_names(row[start]), *split_names(row[end])))
            graph.add_edges_from((a, b, said) for a in split_names(row[start]) for b in split_names(row[end]))
        return graph

    def _repr_html_(self) -> str:
        """Return the table as HTML for notebooks, the first 100 rows; nothing in a cell becomes markup."""
        head = "".join(f"<th>{html.escape(name)}</th>" for name in self.columns)
        lines = ("".join(f'<td dir="auto">{html.escape(_short(value))}</td>' for value in row) for row in self.rows[:100])
        body = "".join(f"<tr>{line}</tr>" for line in lines)
        notes = [f"{len(self.rows)} rows", *(["the first 100 are shown"] if len(self.rows) > 100 else [])]
        notes += ["cut off at the limit of rows"] if self.truncated else []
        caption = f"<caption>{html.escape(self.title)}</caption>" if self.title else ""
        return f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table><p>{'; '.join(notes)}</p>"

    def text(self, form: str = "table", *, width: int = 0) -> str:
        """Return the table as ``table``, ``csv``, ``tsv``, ``json`` or ``jsonl``.

        *width* is the widest a line of ``table`` may be, 0 = as wide as it needs.

        Raises:
            UsageError: *form* is none of these.
        """
        if form == "table":
            return _aligned(self, width)
        if form not in WRITERS:
            raise UsageError(f"there is no format {form!r}; there are {', '.join(FORMATS)}")
        return WRITERS[form](self)

    def __str__(self) -> str:
        return self.text("table")


def _rank(value: Value) -> str:
    """Values of one kind are compared with each other only."""
    return "number" if isinstance(value, int | float | Decimal) else "text" if isinstance(value, str) else type(value).__name__


def _plain(value: Value) -> str | int | float | bool | None:
    """What JSON and GraphML can hold."""
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Iri) else value


def _shown(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date) else str(value)


def _short(value: Value) -> str:
    """For reading: an IRI with its prefix where it has one."""
    if isinstance(value, Iri):
        for prefix, namespace in sorted(PREFIXES.items(), key=lambda item: -len(item[1])):
            if value.startswith(namespace):
                return f"{prefix}:{value[len(namespace):]}"
    return _shown(value)


def defused(value: Value) -> str:
    """Return a cell for a spreadsheet; text that it would run as a formula gets an apostrophe before it.

    >>> defused("=1+1"), defused(-5)
    ("'=1+1", '-5')
    """
    text = _shown(value)
    return f"'{text}" if isinstance(value, str) and text.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) else text


def _csv(table: Table) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([defused(name) for name in table.columns])
    writer.writerows([defused(value) for value in row] for row in table.rows)
    return out.getvalue()


_TSV = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def _tsv(table: Table) -> str:
    lines = (table.columns, *table.rows)
    return "".join("\t".join(_shown(value).translate(_TSV) for value in line) + "\n" for line in lines)


def _objects(table: Table) -> Iterator[dict[str, str | int | float | bool | None]]:
    return ({name: _plain(value) for name, value in row.items()} for row in table)


def _json(table: Table) -> str:
    return json.dumps(list(_objects(table)), ensure_ascii=False, indent=1) + "\n"


def _jsonl(table: Table) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in _objects(table))


WRITERS: Mapping[str, Callable[[Table], str]] = {"csv": _csv, "tsv": _tsv, "json": _json, "jsonl": _jsonl}
FORMATS = ("table", *WRITERS)
"""The formats that `Table.text` writes."""


def _aligned(table: Table, width: int) -> str:
    """Columns side by side; where a line would be wider than *width*, the widest columns are cut with an ellipsis."""
    lines = [[_printable(_short(value)) for value in line] for line in (table.columns, *table.rows)]
    widths = [max(len(line[i]) for line in lines) for i in range(len(table.columns))]
    while width and widths and sum(widths) + 2 * len(widths) - 2 > width and max(widths) > 4:
        widths[widths.index(max(widths))] -= 1
    rule = ["-" * size for size in widths]
    fitted = ([_fit(cell, size) for cell, size in zip(line, widths, strict=True)] for line in (lines[0], rule, *lines[1:]))
    return "".join("  ".join(line).rstrip() + "\n" for line in fitted)


def _printable(text: str) -> str:
    """Text of a source must not move the cursor or colour the terminal."""
    return "".join(char if char.isprintable() else " " for char in text)


def _fit(cell: str, size: int) -> str:
    return cell.ljust(size) if len(cell) <= size else cell[: size - 1] + "…"
