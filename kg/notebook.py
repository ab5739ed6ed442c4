"""SPARQL in a cell of a notebook.

    %load_ext kg.notebook

    %%sparql graph --to strikes
    SELECT ?event ?label { ?event a kg:Airstrike ; rdfs:label ?label }

``graph`` is a variable that holds an open `kg.Graph`, or a graph folder, or the address of a SPARQL server. The cell shows the
answer as a `Table`; ``--to`` also keeps it in a variable. Nothing of Python is put into the query: bind values with `Graph.ask`.
"""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Protocol

from kg import api
from kg.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from kg.table import Table

HOW = "%%sparql GRAPH [--to NAME] [--no-limits]"


class Shell(Protocol):
    """What of IPython's shell is used."""

    user_ns: dict[str, object]

    def register_magic_function(self, func: Callable[[str, str], object], magic_kind: str, magic_name: str) -> None:
        """Offer *func* as a magic."""
        ...


def load_ipython_extension(shell: Shell) -> None:
    """Offer ``%%sparql``; IPython calls this for ``%load_ext kg.notebook``."""

    def sparql(line: str, cell: str) -> Table:
        """Ask a graph in SPARQL: %%sparql GRAPH [--to NAME] [--no-limits]."""
        return answer(line, cell, shell.user_ns)

    shell.register_magic_function(sparql, "cell", "sparql")


def answer(line: str, cell: str, names: dict[str, object]) -> Table:
    """Return what *cell* asks of the graph that *line* names; *names* are the notebook's variables.

    Raises:
        UsageError: the line is wrong, or there is no such graph.
        QueryError: the cell is not a query.
        QueryLimitError: it reached a limit.
    """
    where, to, limits = _read(line)
    known = names.get(where)
    if isinstance(known, api.Graph):
        found = known.query(cell, limits=limits)
    else:
        with api.open(where) as opened:
            found = opened.query(cell, limits=limits)
    if to:
        names[to] = found
    return found


def _read(line: str) -> tuple[str, str, bool]:
    """Return the graph, the variable for the answer, and whether limits hold."""
    try:
        words = shlex.split(line)
    except ValueError as error:
        raise UsageError(f"{line!r}: {error}; write {HOW}") from error
    where, to, limits = "", "", True
    while words:
        word = words.pop(0)
        if word == "--no-limits":
            limits = False
        elif word == "--to" and words and words[0].isidentifier():
            to = words.pop(0)
        elif not where and not word.startswith("--"):
            where = word
        else:
            raise UsageError(f"{word!r} is not understood; write {HOW}")
    return where or "graph", to, limits
