"""Finds entities, events and documents by what they are called, and statements by their words: an index beside the store.

A build writes it to ``DIR/names.db``, a cache like the store. Words are compared without case, accents and hyphens, in every
language and script; a word that nothing begins with is taken for its nearest neighbours in spelling.
"""

from __future__ import annotations

import json
import re
import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

from kg.errors import QueryError
from kg.names import fold
from kg.store import Solutions

if TYPE_CHECKING:
    from kg.store import Store

Query = Callable[[str], Iterable[Sequence[str | None]]]
VERSION = 1
"""Version of the index; one of another version is made anew in memory."""
_WORD = re.compile(r"\w+", re.UNICODE)
_KINDS = ("Government", "ArmedActor", "HealthFacility", "Facility", "Organisation", "Person", "Group", "Place", "Weapon", "Thing")
_ASKED_WITH = """
who whom whose what where when which why how many did do does was were is are has have had been the a an of in on at by to and or
that said says say according about
hvem hva hvor nar hvilke hvilken hvorfor hvordan mange gjorde gjor ble blir er var har hadde blitt den det de en ei et av i pa til
med og eller som sa sagt sier ifolge om mot
"""
_ASKING = frozenset(_ASKED_WITH.split())
"""Words of a question that no name and no statement needs to hold, folded."""


@dataclass(frozen=True, slots=True)
class Hit:
    """Something that was found by a name."""

    iri: str
    label: str
    """The name to show."""
    matched: str
    """The name that was found."""
    kind: str
    """Local name of a class of the ontology."""
    claims: int
    """How many claims speak of it."""


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found."""

    hits: tuple[Hit, ...] = ()
    near: bool = False
    """True if what was asked for was not found, only what is spelt much like it or holds some of the words."""


class Names:
    """The names and words of a graph, open for searching."""

    def __init__(self, base: sqlite3.Connection) -> None:
        self._base = base
        self._lock = threading.Lock()
        # Read once, so that the first slip of a finger waits no longer than the next: 60 ms for 100,000 names.
        self._words = {
            table: tuple(str(row[0]) for row in base.execute(f"SELECT term FROM {table}_words"))  # noqa: S608
            for table in ("called", "said")
        }

    @classmethod
    def of(cls, query: Query) -> Names:
        """Return an index of what *query* answers, in memory.

        >>> Names.of(lambda text: []).find("aleppo").hits
        ()
        """
        base = sqlite3.connect(":memory:", check_same_thread=False)
        _fill(base, query)
        return cls(base)

    @classmethod
    def open(cls, path: Path, query: Query) -> Names:
        """Return the index at *path*; where there is none, or one of another version, one made of what *query* answers."""
        if path.is_file():
            try:
                base = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)
                if base.execute("PRAGMA user_version").fetchone() == (VERSION,):
                    return cls(base)
                base.close()
            except sqlite3.DatabaseError:
                pass
        return cls.of(query)

    def find(self, text: str, *, language: str = "en", most: int = 20) -> Found:
        """Return what is called *text* or begins so, what most claims speak of first; else what is spelt much like it.

        The name to show is the one in *language*, where there is one.
        """
        words = _words(text)
        if not words:
            return Found()
        with self._lock:
            hits = self._called(_all_of(words), language, most)
            if hits:
                return Found(hits)
            meant = [self._meant("called", word) for word in words]
            # A word of a question that no name holds is no word of the name.
            kept = [found for word, found in zip(words, meant, strict=True) if found or word not in _ASKING]
            if kept and all(kept):
                hits = self._called(_any_of_each(kept), language, most)
        return Found(hits, bool(hits))

    def statements(self, text: str, *, most: int = 20) -> tuple[tuple[str, ...], bool]:
        """Return the claims in whose words those of *text* stand, the closest first, and whether some words had to be let go."""
        words = _words(text)
        if not words:
            return (), False
        with self._lock:
            if found := self._said(_all_of(words), most):
                return found, False
            # Six words make at most 41 tries.
            telling = ([word for word in words if word not in _ASKING] or words)[:6]
            known = [found for word in telling if (found := self._meant("said", word))]
            # As many of the words as any statement holds together; at least half.
            for number in range(len(known), max(1, len(telling) // 2) - 1, -1):
                held = {claim: None for some in combinations(known, number) for claim in self._said(_any_of_each(some), most)}
                if held:
                    return tuple(held)[:most], True
        return (), False

    def every(self, language: str = "en") -> Iterator[Hit]:
        """Yield every name there is, what most claims speak of first."""
        with self._lock:
            rows = self._base.execute("SELECT iri, labels, name, kind, claims FROM thing ORDER BY rowid").fetchall()
        for iri, labels, name, kind, claims in rows:
            yield Hit(iri, _shown(json.loads(labels), language), name, kind, int(claims))

    def close(self) -> None:
        """Let go of the index."""
        self._base.close()

    def _called(self, wanted: str, language: str, most: int) -> tuple[Hit, ...]:
        rows = self._base.execute(
            "SELECT iri, labels, thing.name, kind, claims FROM called JOIN thing ON thing.rowid = called.rowid "
            "WHERE called MATCH ? ORDER BY called.rowid LIMIT ?",
            (wanted, 20 * most),
        )
        once: dict[str, Hit] = {}
        for iri, labels, name, kind, claims in rows:
            if iri not in once:
                once[iri] = Hit(iri, _shown(json.loads(labels), language), name, kind, int(claims))
        return tuple(once.values())[:most]

    def _said(self, wanted: str, most: int) -> tuple[str, ...]:
        rows = self._base.execute(
            "SELECT claim FROM said JOIN quote ON quote.rowid = said.rowid WHERE said MATCH ? ORDER BY rank, claim LIMIT ?",
            (wanted, most),
        )
        return tuple(str(row[0]) for row in rows)

    def _meant(self, table: str, word: str) -> tuple[str, ...]:
        """Return *word* if something begins with it, else the words nearest to it in spelling."""
        begins = self._base.execute(f"SELECT 1 FROM {table} WHERE {table} MATCH ? LIMIT 1", (_all_of([word]),)).fetchone()  # noqa: S608
        if begins:
            return (word,)
        slips = 0 if len(word) < 4 else 1 if len(word) < 8 else 2
        if not slips:
            return ()
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        near = process.extract(word, self._words[table], scorer=OSA.distance, score_cutoff=slips, limit=8)
        best = min((distance for _, distance, _ in near), default=0)
        return tuple(sorted(found for found, distance, _ in near if distance == best))


def write_names(path: Path, store: Store) -> None:
    """Write the index of the graph in *store* to the new file *path*."""
    base = sqlite3.connect(path, isolation_level=None)
    try:
        base.execute("PRAGMA journal_mode = OFF")
        base.execute("PRAGMA synchronous = OFF")  # the caller syncs what it puts in place
        _fill(base, plain_rows(store))
    finally:
        base.close()


def plain_rows(store: Store) -> Query:
    """Return the SELECT of a store as rows of lexical values."""

    def ask(text: str) -> Iterable[Sequence[str | None]]:
        found = store.query(text)
        if not isinstance(found, Solutions):
            raise QueryError("only SELECT queries are read here")
        return [tuple(None if term is None else str(getattr(term, "value", term)) for term in row) for row in found]

    return ask


def _shown(labels: Mapping[str, str], language: str) -> str:
    """Return the label in *language*, else one of no language, in English, or any."""
    return next((labels[tag] for tag in (language, "", "en") if tag in labels), "") or min(labels.values(), default="")


def _words(text: str) -> list[str]:
    return _WORD.findall(fold(text))[:8]


def _all_of(words: Iterable[str]) -> str:
    return " ".join(f'"{word}"*' for word in words)


def _any_of_each(choices: Iterable[Sequence[str]]) -> str:
    return " AND ".join("(" + " OR ".join(f'"{word}"*' for word in words) + ")" for words in choices)


def _fill(base: sqlite3.Connection, query: Query) -> None:
    """Write the tables. Names stand in the order in which they are shown, so that a search can stop at the first.

    4 ms at worst for a letter that 100,000 names hold, where sorting all that was found took 195. What is shown is kept beside
    the index, which holds folded words alone.
    """
    base.execute("BEGIN")
    base.execute("CREATE TABLE thing (name TEXT, iri TEXT, labels TEXT, kind TEXT, claims INTEGER)")
    base.execute("CREATE TABLE quote (claim TEXT)")
    for table, column in (("called", "name"), ("said", "words")):
        base.execute(f"CREATE VIRTUAL TABLE {table} USING fts5({column}, content='', tokenize='unicode61', prefix='1 2 3')")
        base.execute(f"CREATE VIRTUAL TABLE {table}_words USING fts5vocab({table}, 'row')")
    ranked = sorted(_names(query), key=lambda row: (-row[4], len(row[0]), row[0], row[1]))
    base.executemany("INSERT INTO thing VALUES (?, ?, ?, ?, ?)", ranked)
    base.executemany("INSERT INTO called (rowid, name) VALUES (?, ?)", ((at, fold(row[0])) for at, row in enumerate(ranked, 1)))
    del ranked
    said = list(_said(query))
    base.executemany("INSERT INTO quote VALUES (?)", ((claim,) for _, claim in said))
    folded = ((at, fold(words)) for at, (words, _) in enumerate(said, 1))
    base.executemany("INSERT INTO said (rowid, words) VALUES (?, ?)", folded)
    for table in ("called", "said"):
        base.execute(f"INSERT INTO {table} ({table}) VALUES ('optimize')")  # noqa: S608  (one of two names of ours)
    base.execute(f"PRAGMA user_version = {VERSION}")
    base.execute("COMMIT")


def _said(query: Query) -> Iterator[tuple[str, str]]:
    rows = query("SELECT ?words ?claim WHERE { ?claim a kg:Claim ; kg:evidence/kg:exact ?words } ORDER BY ?claim ?words")
    yield from ((str(words), str(claim)) for words, claim in rows)


def _names(query: Query) -> list[tuple[str, str, str, str, int]]:
    counts = {
        str(row[0]): int(row[1] or 0)
        for row in query(
            "SELECT ?e (COUNT(DISTINCT ?claim) AS ?n) WHERE { VALUES ?p { claimed:agent claimed:patient claimed:place "
            "claimed:instrument sem:accordingTo kg:about kg:document } ?claim ?p ?e . ?claim a kg:Claim } GROUP BY ?e"
        )
    }
    kinds: dict[str, set[str]] = {}
    for iri, kind in query(
        "SELECT DISTINCT ?e ?k WHERE { VALUES ?class { kg:Entity kg:Event kg:EventSet kg:Document } ?e a ?class , ?k }"
    ):
        kinds.setdefault(str(iri), set()).add(str(kind).rsplit("#", 1)[-1])
    labels: dict[str, list[str]] = {}
    for iri, label in query(
        "SELECT ?e ?l WHERE { VALUES ?class { kg:Entity kg:Event kg:EventSet kg:Document } ?e a ?class . "
        "?e rdfs:label|skos:altLabel|schema:name|kg:name ?l } ORDER BY ?e ?l"
    ):
        labels.setdefault(str(iri), []).append(str(label))
    shown: dict[str, dict[str, str]] = {}
    for iri, tag, label in query(
        "SELECT ?e (LANG(?l) AS ?tag) ?l WHERE { { ?e rdfs:label ?l } UNION { ?e a kg:Document ; schema:name ?l } } "
        "ORDER BY ?e ?tag ?l"
    ):
        shown.setdefault(str(iri), {}).setdefault(str(tag or ""), str(label))
    found = []
    for iri, names in sorted(labels.items()):
        own = kinds.get(iri, set())
        kind = next((name for name in ("Document", "EventSet", "Event", *_KINDS) if name in own), "Thing")
        # A known name that no claim speaks of would only be in the way.
        if kind not in ("Document",) and not counts.get(iri):
            continue
        for name in sorted(set(names)):
            labels_ = json.dumps(shown.get(iri) or {"": names[0]}, ensure_ascii=False)
            found.append((name, iri, labels_, kind, counts.get(iri, 0)))
    return found
