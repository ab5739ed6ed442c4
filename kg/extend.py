"""A user's own folder of additions: event types, words, names, places, shapes, rules, queries, without touching Python.

    my/ontology.ttl          new event types and relations, in the kg: namespace
    my/lexicon/<lang>.toml   words for them, as in ontology/lexicon
    my/names/*.ttl           actors and places, as in ontology/names
    my/shapes.ttl            shapes, as in ontology/shapes.ttl
    my/checks/*.rq  my/rules/*.rq  my/queries/<family>/*.rq

`merge` checks all of it and writes the packaged files and the additions as one folder; `using` lets the rest of the program
read that folder. The additions are never given to owlready2, see `kg.reason`.
"""

from __future__ import annotations

import re
import shutil
import tempfile
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from kg import catalogue, reason, validate, vocab
from kg.errors import CheckError, UsageError, WitnessGraphError
from kg.names import KnownNames
from kg.resources import DATA_VARIABLE, environment, packaged

_FILES = {"ontology.ttl", "shapes.ttl"}
_FOLDERS = {"lexicon", "names", "queries", "rules", "checks"}
_TYPE = f"{vocab.RDF}type"
_CLASS, _PROPERTY = f"{vocab.OWL}Class", f"{vocab.OWL}ObjectProperty"
_SAID_OF_TERMS = {
    _TYPE,
    *(f"{vocab.RDFS}{name}" for name in ("label", "subClassOf", "subPropertyOf", "domain", "range")),
    *(f"{vocab.SKOS}{name}" for name in ("definition", "example", "editorialNote")),
}
_PLACES = {"names": "ontology/names", "rules": "ontology/rules", "checks": "ontology/checks", "queries": "queries"}


@dataclass(frozen=True, slots=True)
class Extension:
    """What a folder of additions brought."""

    classes: tuple[str, ...]
    """Local names of new classes, sorted."""
    relations: tuple[str, ...]
    words: int
    names: int
    queries: tuple[str, ...]


@contextmanager
def using(folder: Path) -> Iterator[Extension]:
    """Let everything that starts inside the block, worker processes too, read the package with the additions of *folder*.

    Files that were read before are not read again, so this stands at the start of a program.

    Raises:
        UsageError: there is no such folder.
        CheckError: something in it is wrong; the message names file and term.
    """
    with tempfile.TemporaryDirectory(prefix="kg-with-") as home:
        made = merge(folder, Path(home))
        with environment(DATA_VARIABLE, home):
            yield made


def merge(folder: Path, into: Path) -> Extension:
    """Write the packaged `ontology/` and `queries/` with the additions of *folder* below *into*, after checking them.

    Raises:
        UsageError: there is no such folder.
        CheckError: something in it is wrong; the message names file and term.
    """
    if not folder.is_dir():
        raise UsageError(f"there is no folder {folder}; --with takes a folder of additions, see docs/ontology.md")
    strange = sorted(path.name for path in folder.iterdir() if path.name not in _FILES | _FOLDERS and path.suffix != ".md")
    if strange:
        raise CheckError(f"{folder / strange[0]} is not understood; additions are {', '.join(sorted(_FILES | _FOLDERS))}")
    for part in ("ontology", "queries"):
        shutil.copytree(packaged(part), into / part, dirs_exist_ok=True)
    classes, relations = _terms(folder / "ontology.ttl", into)
    words = sum(_lexicon(path, into) for path in sorted((folder / "lexicon").glob("*.toml")))
    _append(folder / "shapes.ttl", into / "ontology" / "shapes.ttl")
    for part, target in _PLACES.items():
        _copy(folder / part, into / target)
    try:
        names = len(KnownNames.load(folder / "names")) if (folder / "names").is_dir() else 0
        KnownNames.load(into / "ontology" / "names")
        reason.rules(into / "ontology" / "rules")
        validate.checks(into / "ontology" / "checks")
        catalogue.read_folder(into / "queries")
    except CheckError:
        raise
    except WitnessGraphError as error:
        raise CheckError(f"{folder}: {error}") from error
    queries = tuple(sorted(path.stem for path in (folder / "queries").rglob("*.rq")))
    return Extension(tuple(sorted(classes)), tuple(sorted(relations)), words, names, queries)


def _parsed(path: Path) -> list[ox.Triple]:
    try:
        return [quad.triple for quad in ox.parse(path=str(path), format=ox.RdfFormat.TURTLE)]
    except (SyntaxError, ValueError) as error:
        raise CheckError(f"{path} is not Turtle: {error}") from error


def _terms(path: Path, into: Path) -> tuple[set[str], set[str]]:
    """Add the terms of ontology.ttl to kg.ttl, and event types to the frames; return new classes and relations."""
    if not path.is_file():
        return set(), set()
    target = into / "ontology" / "kg.ttl"
    known = {str(triple.subject.value) for triple in _parsed(target) if isinstance(triple.subject, ox.NamedNode)}
    said: dict[str, list[ox.Triple]] = {}
    for triple in _parsed(path):
        if not isinstance(triple.subject, ox.NamedNode) or isinstance(triple.object, ox.BlankNode):
            raise CheckError(f"{path} has a node without a name; write each term with its own IRI")
        said.setdefault(triple.subject.value, []).append(triple)
    kinds = {iri: {_iri(one.object) for one in triples if one.predicate.value == _TYPE} for iri, triples in said.items()}
    for iri, triples in sorted(said.items()):
        _check_term(path, iri, triples, known | said.keys(), kinds[iri], new=iri not in known)
    _append(path, target, "".join(_block(iri, triples) for iri, triples in sorted(said.items())))
    classes = {_local(iri) for iri in said if _CLASS in kinds[iri]}
    parents = {_local(iri): _local(_iri(one.object)) for iri, triples in said.items() if _CLASS in kinds[iri]
               for one in triples if one.predicate.value == f"{vocab.RDFS}subClassOf"}
    frames = into / "ontology" / "lexicon" / "frames.toml"
    table = tomllib.loads(frames.read_text("utf-8"))
    known_types = {*table, *table["parents"]}
    for name in _from_the_top(parents):
        if parents[name] in known_types:
            table["parents"][name] = parents[name]
            known_types.add(name)
    frames.write_text(_toml(table), "utf-8")
    return classes, {_local(iri) for iri in said if _PROPERTY in kinds[iri]}


def _check_term(path: Path, iri: str, triples: list[ox.Triple], known: set[str], kinds: set[str], *, new: bool) -> None:
    name = _local(iri)
    if not new:
        raise CheckError(f"{path}: kg:{name} is in the ontology already; an addition cannot change it, choose another name")
    if not iri.startswith(vocab.KG) or not re.fullmatch(r"[A-Za-z]\w*", name):
        raise CheckError(f"{path}: <{iri}> is outside the kg: namespace; types go by their local name, so write kg:{name}")
    if not kinds & {_CLASS, _PROPERTY}:
        raise CheckError(f"{path}: kg:{name} is neither an owl:Class nor an owl:ObjectProperty; say which")
    for one in triples:
        if one.predicate.value not in _SAID_OF_TERMS:
            allowed = "an addition may say type, label, definition, parent, domain and range"
            raise CheckError(f"{path}: kg:{name} uses <{one.predicate.value}>; {allowed}")
        if one.predicate.value != _TYPE and isinstance(one.object, ox.NamedNode) and one.object.value not in known:
            missing = _local(one.object.value)
            raise CheckError(f"{path}: kg:{name} refers to {missing}, which the ontology does not have; check its spelling")
    predicates = {one.predicate.value for one in triples}
    if _CLASS in kinds and f"{vocab.RDFS}subClassOf" not in predicates:
        raise CheckError(f"{path}: kg:{name} has no parent; give rdfs:subClassOf, for example kg:Attack")
    if not any(one.predicate.value == f"{vocab.RDFS}label" and getattr(one.object, "language", "") == "en" for one in triples):
        raise CheckError(f"{path}: kg:{name} has no English label; give rdfs:label \"...\"@en")


def _from_the_top(parents: dict[str, str]) -> list[str]:
    """Return the names so that a parent comes before its children."""
    def depth(name: str, seen: frozenset[str] = frozenset()) -> int:
        if name in seen:
            raise CheckError(f"kg:{name} is, through others, its own parent")
        return 1 + depth(parents[name], seen | {name}) if name in parents else 0

    return sorted(parents, key=lambda name: (depth(name), name))


def _block(iri: str, triples: list[ox.Triple]) -> str:
    """Return a term in the canonical layout of kg.ttl, which some loaders read by pattern."""
    said: dict[str, list[str]] = {}
    for one in triples:
        said.setdefault("a" if one.predicate.value == _TYPE else _short(one.predicate), []).append(_short(one.object))
    lines = [f"    {name} {', '.join(sorted(said[name]))}" for name in sorted(said, key=lambda name: (name != "a", name))]
    return f"\nkg:{_local(iri)}\n" + " ;\n".join(lines) + " .\n"


def _short(term: object) -> str:
    return validate.shorten(term.value) if isinstance(term, ox.NamedNode) else str(term)


def _iri(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode) else ""


def _local(iri: str) -> str:
    return re.split(r"[#/]", iri)[-1]


def _append(path: Path, target: Path, text: str | None = None) -> None:
    if not path.is_file():
        return
    if text is None:
        _parsed(path)
        text = path.read_text("utf-8")
    with target.open("a", encoding="utf-8") as file:
        file.write(f"\n{text}")


def _copy(folder: Path, target: Path) -> None:
    for path in sorted(found for found in folder.rglob("*") if found.is_file() and found.suffix != ".md"):
        place = target / path.relative_to(folder)
        if place.exists():
            raise CheckError(f"{path} has the name of a file of the package; choose another")
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, place)


def _lexicon(path: Path, into: Path) -> int:
    """Add the words of one language; return how many. A word that stood for another event stands for the new one alone."""
    target = into / "ontology" / "lexicon" / path.name
    try:
        added = tomllib.loads(path.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise CheckError(f"{path} is not TOML: {error}") from error
    if not target.is_file():
        raise CheckError(f"{path}: there is no lexicon {path.name} to add to; a new language needs a language pack")
    table = tomllib.loads(target.read_text("utf-8"))
    frames = tomllib.loads((into / "ontology" / "lexicon" / "frames.toml").read_text("utf-8"))
    types = {*frames, *frames["parents"]}
    count = 0
    for part, rows in sorted(added.items()):
        if not isinstance(table.get(part), dict) or not isinstance(rows, dict):
            tables = ", ".join(sorted(key for key, value in table.items() if isinstance(value, dict)))
            raise CheckError(f"{path}: there is no table [{part}]; tables are {tables}")
        for name, words in sorted(rows.items()):
            if part in ("verbs", "nouns", "adjectives") and name not in types:
                raise CheckError(f"{path}: [{part}] {name} is not an event type; declare kg:{name} in ontology.ttl or correct it")
            if not isinstance(words, list) or not all(isinstance(word, str) and word.strip() for word in words):
                raise CheckError(f"{path}: [{part}] {name} is not a list of words")
            if part in ("verbs", "nouns", "adjectives"):
                for other in table[part].keys() - {name}:
                    table[part][other] = [word for word in table[part][other] if word not in words]
            table[part][name] = [*table[part].get(name, []), *(word for word in words if word not in table[part].get(name, []))]
            count += len(words)
    target.write_text(_toml(table), "utf-8")
    return count


def _toml(table: dict[str, Any]) -> str:
    """Return a TOML text of tables of lists, texts, numbers and truth values, and lists of tables."""
    plain = {key: value for key, value in table.items() if not isinstance(value, dict) and not _rows(value)}
    parts = ["".join(f"{_key(key)} = {_value(value)}\n" for key, value in plain.items())]
    for key, value in table.items():
        if isinstance(value, dict):
            parts.append(f"[{_key(key)}]\n" + "".join(f"{_key(k)} = {_value(v)}\n" for k, v in value.items()))
        elif _rows(value):
            parts += [f"[[{_key(key)}]]\n" + "".join(f"{_key(k)} = {_value(v)}\n" for k, v in row.items()) for row in value]
    return "\n".join(filter(None, parts))


def _rows(value: object) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)


def _key(key: str) -> str:
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else _value(key)


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        escaped = value.replace("\\", "\\\\").replace('"', '\\"')
        return '"' + "".join(ch if ch >= " " else f"\\u{ord(ch):04x}" for ch in escaped) + '"'
    if isinstance(value, list):
        return "[" + ", ".join(map(_value, value)) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{_key(key)} = {_value(one)}" for key, one in value.items()) + "}"
    return str(value)
