"""The questions that are asked again and again: `queries/<family>/<name>.rq`, each its own documentation, signature and test.

A file is SPARQL that runs as it is, below a header of TOML in ``#+`` lines. A parameter is a slot in the body,
``VALUES ?agent { UNDEF }``, whose braces are filled with a serialised term: text is never pasted into a query.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kg import vocab
from kg.errors import QueryError
from kg.ids import BASE
from kg.resources import shipped
from kg.store import Asked, Solutions
from kg.table import Table

FAMILIES = ("events", "actors", "claims", "places", "sources", "quality")
"""What people ask about, in the order in which the catalogue is shown."""
VOID = "http://rdfs.org/ns/void#"
COLUMN_KINDS = frozenset({"iri", "name", "names", "text", "integer", "decimal", "date", "boolean"})
"""Kinds of columns; ``names`` is several names in one cell, put into one order."""
_HEADER = frozenset({"title", "question", "tags", "params", "returns"})
_PARAM = frozenset({"type", "text", "example", "required", "many"})
_SLOT = re.compile(r"VALUES\s+\?(?P<name>\w+)\s*\{(?P<terms>[^{}]*)\}")
_PREFIXED = re.compile(r"(?P<prefix>[a-z]+):(?P<local>[^\s/].*)\Z")


@dataclass(frozen=True, slots=True)
class Param:
    """One parameter of a query."""

    name: str
    type: str
    """``name``: words of a name, or an IRI; ``class``: an event type; ``iri``, ``text``, ``integer``, ``decimal``, ``date``."""
    text: str
    """What it does, for people."""
    example: str
    required: bool = False
    many: bool = False
    """True if a list of values is taken."""

    def term(self, value: object) -> str:
        """Return *value* as one SPARQL term of the declared type.

        Raises:
            QueryError: the value is not of that type.
        """
        try:
            return str(_TERMS[self.type](value))
        except (ValueError, TypeError, InvalidOperation) as error:
            raise QueryError(f"--{self.name} takes {_SAID[self.type]}, not {str(value)[:80]!r}") from error


def _iri(value: object) -> ox.NamedNode:
    text = str(value)
    short = _PREFIXED.match(text)
    if short and short["prefix"] in vocab.PREFIXES:
        text = vocab.PREFIXES[short["prefix"]] + short["local"]
    if ":" not in text:
        raise ValueError("no scheme")
    return ox.NamedNode(text)


def _text(value: object) -> ox.Literal:
    text = str(value)
    if not text.strip() or "\0" in text:
        raise ValueError("empty")
    return ox.Literal(text.strip())


def _name(value: object) -> ox.NamedNode | ox.Literal:
    text = str(value)
    short = _PREFIXED.match(text)
    known = bool(short and short["prefix"] in vocab.PREFIXES)
    return _iri(text) if known or text.startswith(("http://", "https://")) else _text(text)


def _class(value: object) -> ox.NamedNode:
    """A misspelt word is told here, because it would find nothing without a word."""
    text = str(value)
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9]*", text):
        return _iri(text)
    known = _known_words(shipped("ontology", "kg.ttl"))
    if text not in known:
        meant = {word.lower(): word for word in known}
        near = [meant[word] for word in get_close_matches(text.lower(), meant, n=1)]
        hint = f"; did you mean {near[0]}?" if near else "; docs/ontology.html lists the words there are"
        raise QueryError(f"the ontology knows no {text!r}{hint}")
    return ox.NamedNode(vocab.KG + text)


@lru_cache(maxsize=4)
def _known_words(ontology: Path) -> frozenset[str]:
    return frozenset(re.findall(r"^kg:([A-Za-z][A-Za-z0-9]*)\s", ontology.read_text("utf-8"), re.MULTILINE))


def _typed(kind: str, value: str) -> ox.Literal:
    return ox.Literal(value, datatype=ox.NamedNode(vocab.XSD + kind))


def _date(value: object) -> ox.Literal:
    day = value if isinstance(value, date) else date.fromisoformat(str(value))
    return _typed("date", f"{day:%Y-%m-%d}")


_TERMS = {
    "iri": _iri,
    "name": _name,
    "class": _class,
    "text": _text,
    "integer": lambda value: _typed("integer", str(int(str(value)))),
    "decimal": lambda value: _typed("decimal", f"{Decimal(str(value)):f}"),
    "date": _date,
}
_SAID = {
    "iri": "an IRI", "name": "a name or an IRI", "class": "an event type such as Airstrike", "text": "some text",
    "integer": "a whole number", "decimal": "a number", "date": "a date such as 2016-04-27",
}


@dataclass(frozen=True, slots=True)
class Query:
    """One question of the catalogue."""

    name: str
    family: str
    title: str
    question: str
    tags: tuple[str, ...]
    params: Mapping[str, Param]
    returns: Mapping[str, str]
    """Column to kind."""
    text: str
    """The SPARQL, with empty slots."""

    @classmethod
    def read(cls, path: Path) -> Query:
        """Read one file.

        Raises:
            QueryError: its header and its body do not agree, or the header is not what it should be.
        """
        lines = path.read_text("utf-8").splitlines(keepends=True)
        try:
            head = tomllib.loads("".join(line[2:].removeprefix(" ") for line in lines if line.startswith("#+")))
        except tomllib.TOMLDecodeError as error:
            raise QueryError(f"{path.name}: the header is not TOML: {error}") from error
        if wrong := (head.keys() ^ _HEADER) - {"tags", "params"}:
            raise QueryError(f"{path.name}: the header needs title, question and returns; see {sorted(wrong)}")
        text = "".join(line for line in lines if not line.startswith("#+")).lstrip()
        params = {name: _read_param(path.name, name, spec) for name, spec in head.get("params", {}).items()}
        slots = [match["name"] for match in _SLOT.finditer(text)]
        if sorted(slots) != sorted(params):
            raise QueryError(f"{path.name}: the header declares {sorted(params)} but the body has the slots {sorted(slots)}")
        if unknown := set(head["returns"].values()) - COLUMN_KINDS:
            raise QueryError(f"{path.name}: unknown kinds of columns {sorted(unknown)}; there are {sorted(COLUMN_KINDS)}")
        tags = tuple(head.get("tags", ()))
        return cls(path.stem, path.parent.name, head["title"], head["question"], tags, params, head["returns"], text)

    def bind(self, values: Mapping[str, object]) -> str:
        """Return the SPARQL with *values* in its slots; None leaves a slot as it is.

        Raises:
            QueryError: a parameter is unknown, missing or of the wrong type.
        """
        given = {name: value for name, value in values.items() if value is not None}
        for name in given:
            if name not in self.params:
                takes = ", ".join(sorted(self.params)) or "none"
                raise QueryError(f"{self.name} has no parameter {name!r}; it takes {takes}{_meant(name, self.params)}")
        for name, param in self.params.items():
            if param.required and name not in given:
                raise QueryError(f"{self.name} needs --{name}: {param.text}, for example {param.example}")

        def fill(match: re.Match[str]) -> str:
            name = match["name"]
            if name not in given:
                return match[0]
            param, value = self.params[name], given[name]
            several = list(value) if param.many and isinstance(value, list | tuple | set | frozenset) else [value]
            return f"VALUES ?{name} {{ {' '.join(sorted(param.term(each) for each in several))} }}"

        return _SLOT.sub(fill, self.text)


def _read_param(file: str, name: str, spec: Mapping[str, Any]) -> Param:
    if wrong := spec.keys() - _PARAM:
        raise QueryError(f"{file}: parameter {name} has unknown keys {sorted(wrong)}")
    if spec.get("type") not in _TERMS:
        raise QueryError(f"{file}: parameter {name} needs a type of {sorted(_TERMS)}")
    if not spec.get("text") or "example" not in spec:
        raise QueryError(f"{file}: parameter {name} needs a text and an example")
    return Param(name, **{**spec, "example": str(spec["example"])})


def _meant(name: str, known: Iterable[str]) -> str:
    near = get_close_matches(name, known, n=1)
    return f"; did you mean {near[0]}?" if near else ""


def read_folder(folder: Path) -> dict[str, Query]:
    """Return the queries in the families of *folder*, by name, in the order of the families.

    Raises:
        QueryError: a file is wrong, or two share a name.
    """
    found: dict[str, Query] = {}
    for family in FAMILIES:
        for path in sorted(folder.joinpath(family).glob("*.rq")):
            query = Query.read(path)
            if query.name in found:
                raise QueryError(f"{query.name} is in {found[query.name].family} and in {family}; rename one")
            found[query.name] = query
    return found


@lru_cache(maxsize=1)
def catalogue() -> Mapping[str, Query]:
    """Return the shipped queries by name."""
    return read_folder(shipped("queries"))


def find(name: str) -> Query:
    """Return one query of the catalogue.

    Raises:
        QueryError: there is none of that name.
    """
    known = catalogue()
    if name not in known:
        raise QueryError(f"there is no query {name!r}{_meant(name, known)}; `kg queries` lists them")
    return known[name]


def catalogue_quads(queries: Iterable[Query]) -> Iterator[ox.Quad]:
    """Yield what a SPARQL editor can offer: queries as `sh:SPARQLExecutable`, prefixes as `sh:declare`, the dataset in VoID.

    They lie in the graph of the ontology, sorted, without blank nodes.
    """
    graph = ox.NamedNode(vocab.GRAPH_ONTOLOGY)
    ontology, dataset = ox.NamedNode(f"{BASE}ns"), ox.NamedNode(f"{BASE}id/dataset")
    found: set[ox.Quad] = set()

    def add(subject: ox.NamedNode, predicate: str, value: ox.NamedNode | ox.Literal) -> None:
        found.add(ox.Quad(subject, ox.NamedNode(predicate), value, graph))

    for prefix, namespace in vocab.PREFIXES.items():
        me = ox.NamedNode(f"{BASE}id/prefix/{prefix}")
        add(ontology, vocab.SH + "declare", me)
        add(me, vocab.SH + "prefix", ox.Literal(prefix))
        add(me, vocab.SH + "namespace", _typed("anyURI", namespace))
    add(dataset, vocab.RDF + "type", ox.NamedNode(VOID + "Dataset"))
    add(dataset, vocab.DCT + "title", ox.Literal("Who did what to whom, and who says so", language="en"))
    add(dataset, VOID + "uriSpace", ox.Literal(f"{BASE}id/"))
    for namespace in (vocab.KG, vocab.SEM, vocab.PROV, vocab.SKOS, vocab.SCHEMA, vocab.GEO):
        add(dataset, VOID + "vocabulary", ox.NamedNode(namespace))
    for query in queries:
        me = query_iri(query.name)
        for kind in ("SPARQLExecutable", "SPARQLSelectExecutable"):
            add(me, vocab.RDF + "type", ox.NamedNode(vocab.SH + kind))
        add(me, vocab.RDFS + "label", ox.Literal(query.title, language="en"))
        add(me, vocab.RDFS + "comment", ox.Literal(query.question, language="en"))
        add(me, vocab.SH + "select", ox.Literal(query.text))
        add(me, vocab.SH + "prefixes", ontology)
        add(me, vocab.DCT + "isPartOf", dataset)
        for tag in (query.family, *query.tags):
            add(me, vocab.SCHEMA + "keywords", ox.Literal(tag))
    yield from sorted(found, key=str)


def query_iri(name: str) -> ox.NamedNode:
    """Return the IRI of a query of the catalogue."""
    return ox.NamedNode(f"{BASE}id/query/{name}")


def ask(store: Asked, name: str, params: Mapping[str, object] | None = None) -> Table:
    """Ask a query of the catalogue and return its answer.

    Raises:
        QueryError: the name or a parameter is wrong.
        StoreError: the store failed.
    """
    return answer(store, find(name), params or {})


def answer(store: Asked, query: Query, params: Mapping[str, object]) -> Table:
    """Ask *query*, which may come from a folder of the user's own."""
    found = store.query(query.bind(params))
    if not isinstance(found, Solutions):
        raise QueryError(f"{query.name} must be a SELECT query")
    if found.variables != tuple(query.returns):
        raise QueryError(f"{query.name} declares the columns {list(query.returns)} but returns {list(found.variables)}")
    return Table.of(found.variables, found, title=query.title, truncated=found.truncated, kinds=query.returns)
