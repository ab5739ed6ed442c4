"""What a query gives back: solutions, a yes or no, or triples; the same values from every store."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pyoxigraph as ox

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Row = tuple[Term | None, ...]


@dataclass(frozen=True, slots=True)
class Solutions:
    """The rows of a SELECT, read once and lazily."""

    variables: tuple[str, ...]
    rows: Iterable[Row]
    truncated: bool = False
    """True if a limit cut rows off."""

    def __iter__(self) -> Iterator[Row]:
        """Iterate over the rows."""
        return iter(self.rows)


@dataclass(frozen=True, slots=True)
class Triples:
    """The triples of a CONSTRUCT or DESCRIBE, read once and lazily."""

    triples: Iterable[ox.Triple]
    truncated: bool = False
    """True if a limit cut triples off."""

    def __iter__(self) -> Iterator[ox.Triple]:
        """Iterate over the triples."""
        return iter(self.triples)


@dataclass(frozen=True, slots=True)
class Scope:
    """The graphs that a request puts a query to, whatever its own FROM says: IRIs."""

    default: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Forms:
    """The formats in which an answer is written, by what it is; None where it is not wanted as that."""

    solutions: ox.QueryResultsFormat | None = ox.QueryResultsFormat.TSV
    boolean: ox.QueryResultsFormat | None = ox.QueryResultsFormat.TSV
    graph: ox.RdfFormat | None = ox.RdfFormat.N_TRIPLES


PLAIN = Forms()
"""Formats that are quick to read back."""

Result = Solutions | Triples | bool
"""What a query gives: `Solutions` of SELECT, `Triples` of CONSTRUCT and DESCRIBE, a bool of ASK."""


def from_engine(found: ox.QuerySolutions | ox.QueryTriples | ox.QueryBoolean, *, truncated: bool = False) -> Result:
    """Return what pyoxigraph found as one of our results; reading its rows may raise what the engine raises."""
    if isinstance(found, ox.QueryBoolean):
        return bool(found)
    if isinstance(found, ox.QueryTriples):
        return Triples(found, truncated)
    return Solutions(tuple(variable.value for variable in found.variables), map(tuple, found), truncated)
