"""What is wrong with the text of a query, in words for who wrote it."""

from __future__ import annotations

import re

from kg.vocab import PREFIXES

_ENGINE = re.compile(r"error at (?P<line>\d+):(?P<column>\d+): expected (?P<expected>.*)", re.DOTALL)
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)+)"')
_MOST = 8
"""If more than so many signs might have followed, none is named."""


def not_a_query(said: str, text: str) -> str:
    r"""Return one line that says where *text* stops being SPARQL; *said* is how the engine's parser put it.

    >>> not_a_query('error at 1:11: expected one of "}", "{", [\'0\'..=\'9\']', "SELECT * {")
    'not a SPARQL query: line 1, column 11, at the end; } or { should follow'
    """
    found = _ENGINE.match(said)
    if not found:
        return f"not a SPARQL query: {' '.join(said.split())[:300]}"
    lines = text.splitlines() or [""]
    line, column = min(int(found["line"]), len(lines)), int(found["column"])
    rest = " ".join(lines[line - 1][column - 1 :].split())
    near = f"at {rest[:30]!r}" if rest else "at the end" if line == len(lines) else "at the end of the line"
    words = list(dict.fromkeys(word for word in _QUOTED.findall(found["expected"]) if "\\" not in word))
    hint = f"; {' or '.join(words)} should follow" if 0 < len(words) <= _MOST else _undeclared(text)
    return f"not a SPARQL query: line {line}, column {column}, {near}{hint}"


def _undeclared(text: str) -> str:
    """The engine does not say that a prefix is not declared."""
    bare = re.sub(r"<[^<>\s]*>|\"[^\"\n]*\"|'[^'\n]*'|#[^\n]*", " ", text)
    declared = {*PREFIXES, *re.findall(r"(?i)\bPREFIX\s+([\w.-]*):", bare)}
    unknown = sorted({name for name in re.findall(r"(?<![\w?$:])([A-Za-z][\w.-]*):", bare) if name not in declared})
    return f"; no PREFIX declares {' or '.join(f'{name}:' for name in unknown)}" if unknown else ""
