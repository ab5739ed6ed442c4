"""Everything that can go wrong and is the caller's to handle.

    WitnessGraphError                exit code 1
    ├── UsageError                   exit code 2: the call itself is wrong (unknown name, missing path)
    ├── CorpusError                  a text or its sidecar cannot be read
    ├── AnnotationError              an annotation file is malformed or does not re-slice
    ├── PackError                    a language pack is missing or damaged
    ├── ResolutionError              a decision cannot be applied
    ├── WorkspaceError               a graph folder is not one, is newer, or is locked
    ├── StoreError                   the store or a SPARQL server failed
    ├── QueryError                   a query or its parameters are wrong
    │   └── QueryLimitError          a query was stopped at a limit
    │       └── BusyError            too many queries are waiting already
    └── CheckError                   shapes, integrity queries or the ontology found a problem

A message names the thing, the place and the fix, in one line.
"""

from __future__ import annotations


class WitnessGraphError(Exception):
    """Root of all errors that this package raises on purpose."""

    exit_code = 1


class UsageError(WitnessGraphError):
    """The call itself is wrong: an unknown name, a missing path, a value of the wrong kind."""

    exit_code = 2


class CorpusError(WitnessGraphError):
    """A text or its sidecar cannot be read."""


class AnnotationError(WitnessGraphError):
    """An annotation file is malformed, or a span in it does not re-slice to its words."""


class PackError(WitnessGraphError):
    """A language pack is missing, damaged or of another version."""


class ResolutionError(WitnessGraphError):
    """A decision cannot be applied: it is malformed, contradicts another or speaks of an unknown thing."""


class WorkspaceError(WitnessGraphError):
    """A graph folder is not one, was written by a newer version, or is locked by another process."""


class StoreError(WitnessGraphError):
    """The embedded store or a SPARQL server failed."""


class QueryError(WitnessGraphError):
    """A query, a query file or a parameter is wrong."""

    exit_code = 2


class QueryLimitError(QueryError):
    """A query was stopped because it reached a limit of time, memory or size."""

    exit_code = 1


class BusyError(QueryLimitError):
    """A query was not begun because too many are waiting already; ask again in so many seconds."""

    def __init__(self, message: str, seconds: int = 2) -> None:
        super().__init__(message)
        self.seconds = seconds


class CheckError(WitnessGraphError):
    """The shapes, the integrity queries or the ontology found a problem."""
