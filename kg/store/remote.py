"""Any SPARQL 1.1 server as a `Store`, through the SPARQL Protocol and, where there is one, the Graph Store Protocol.

The facts of every document lie in its own graph, and merged once in the server's default graph. Virtuoso has no default graph
of its own (it shows the union of all, a fact of two documents twice), so there the merged facts lie in a graph named
`MERGED`, which every query is pointed to.
"""

from __future__ import annotations

import base64
import http.client
import os
import re
import socket
import ssl
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, cast
from urllib.parse import urlencode, urlsplit

import pyoxigraph as ox

from kg.errors import StoreError, WitnessGraphError
from kg.ids import BASE
from kg.store.refusals import BUSY, check_address, no_results, refused, unreachable
from kg.store.results import Result, Row, Solutions, Triples
from kg.vocab import GRAPH_MERGED as MERGED
from kg.vocab import PREFIXES, XSD

if TYPE_CHECKING:
    from rdflib import Dataset

VIRTUOSO = (
    "this server is Virtuoso: the catalogue is tested there, but it loses rows of other queries, above all of paths such as "
    "rdfs:subClassOf* in FILTER EXISTS (docs/queries/servers.md); check its answers against a graph on disk"
)
_PLANNED = 'DEFINE sql:select-option "order" '
"""Lets Virtuoso join in the order of the text: its planner runs out of memory over `who_did_what_to_whom`, and thinks longer
about the catalogue's queries than it takes to answer them (at 100,000 facts their median falls from 0.6 s to 0.14 s)."""
_NESTED = re.compile(r"\{\s*SELECT\b", re.IGNORECASE)
_RESULTS = "application/sparql-results+json"
_TRIPLES = "application/n-triples"
_GRAPHS = (_TRIPLES, "text/turtle", "text/plain", "application/rdf+xml")
_BOOLEAN = ox.NamedNode(f"{XSD}boolean")
_TRUTH = {ox.Literal(n, datatype=_BOOLEAN): ox.Literal(word, datatype=_BOOLEAN) for n, word in (("0", "false"), ("1", "true"))}
_TRIES = 3
_PATIENCE = 5.0
"""Seconds that a server may ask us to wait before we ask again."""
_BATCH = 200
"""Facts in one update; Virtuoso's compiler refuses much more."""
_UPLOAD = 50_000
"""Facts in one upload."""
_PAGE = 10_000
"""Facts in one answer when a graph is read by queries; servers cut off longer answers."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a server answers."""

    query: str
    update: str = ""
    """Empty: the store cannot be changed."""
    graphs: str = ""
    """Graph Store Protocol; empty: changes go through updates in batches."""

    @classmethod
    def of(cls, url: str, environment: Mapping[str, str] = os.environ) -> Address:
        """Return the address that a user means by *url*.

        A host alone is taken to be laid out as `oxigraph serve` is (``/query``, ``/update``, ``/store``); any other address
        is that of queries, and ``KG_SPARQL_UPDATE`` and ``KG_SPARQL_GRAPHS`` give the other two.

        Raises:
            UsageError: *url* is not an http or https address.
        """
        check_address(url)
        given = (environment.get("KG_SPARQL_UPDATE", ""), environment.get("KG_SPARQL_GRAPHS", ""))
        for other in filter(None, given):
            check_address(other)
        if urlsplit(url).path in ("", "/"):
            base = url.rstrip("/")
            return cls(f"{base}/query", f"{base}/update", f"{base}/store")
        return cls(url, *given)


@dataclass(frozen=True, slots=True)
class _Reply:
    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(slots=True)
class RemoteStore:
    """A graph on a SPARQL server; user and password come from ``KG_SPARQL_USER`` and ``KG_SPARQL_PASSWORD``."""

    address: Address
    timeout: float = 60.0
    environment: Mapping[str, str] = field(default_factory=lambda: os.environ, repr=False)
    _lines: threading.local = field(default_factory=threading.local, init=False, repr=False)
    _merged: str | None = field(default=None, init=False)

    @classmethod
    def open(cls, url: str, *, timeout: float = 60.0) -> RemoteStore:
        """Return the store at *url*, see `Address.of`.

        Raises:
            StoreError: nobody answers there.
        """
        store = cls(Address.of(url), timeout)
        try:
            store.query("ASK {}")
        except WitnessGraphError:
            store.close()
            raise
        return store

    @property
    def merged(self) -> str:
        """The graph that queries are pointed to; empty where the server has a default graph."""
        if self._merged is None:
            reply = self._post(self.address.query, {"query": "ASK {}"}, _RESULTS)
            self._merged = MERGED if "virtuoso" in reply.headers.get("server", "").lower() else ""
        return self._merged

    @property
    def caveat(self) -> str:
        """What a user should know before trusting this server's answers; empty if nothing."""
        return VIRTUOSO if self.merged else ""

    def query(self, text: str) -> Result:
        """Answer a SPARQL query, see `Store.query`; `truncated` is set where the server says that it cut rows off."""
        form = {"query": _declared(text)}
        if self.merged:
            form["default-graph-uri"] = self.merged
            form["query"] = f"{_PLANNED if _NESTED.search(text) else ''}{form['query']}"
        accept = f"{_RESULTS}, {_TRIPLES};q=0.9, text/turtle;q=0.5"
        return _result(self.address.query, self._post(self.address.query, form, accept))

    def load(self, quads: Iterable[ox.Quad]) -> None:
        """Add *quads* to their graphs and to the default graph, see `Store.load`."""
        waiting = iter(quads)
        while batch := list(islice(waiting, _UPLOAD)):
            by_graph: dict[str, list[ox.Triple]] = {}
            for quad in batch:
                by_graph.setdefault(_name(quad), []).append(quad.triple)
            for graph, triples in sorted(by_graph.items()):
                self._add(graph, triples)
            self._add(self.merged, [quad.triple for quad in batch])

    def replace(self, graph: str, triples: Iterable[ox.Triple | ox.Quad]) -> None:
        """Let the named graph hold exactly *triples*, see `Store.replace`."""
        wanted = {ox.Triple(fact.subject, fact.predicate, fact.object) for fact in triples}
        present = {quad.triple for quad in self.quads(graph)}
        self._take(graph, sorted(present - wanted, key=str))
        name = ox.NamedNode(graph)
        self.load(ox.Quad(fact.subject, fact.predicate, fact.object, name) for fact in sorted(wanted - present, key=str))

    def remove(self, graph: str) -> None:
        """Take a named graph away, see `Store.remove`."""
        self.replace(graph, [])

    def quads(self, graph: str | None = None) -> Iterator[ox.Quad]:
        """Yield the quads of one or all named graphs, see `Store.quads`."""
        for name in self.graphs() if graph is None else (graph,):
            node = ox.NamedNode(name)
            if self.address.graphs:
                where = f"{self.address.graphs}?{urlencode({'graph': name})}"
                reply = self._send("GET", where, b"", {"accept": _TRIPLES}, (404,))
                facts = ox.parse(b"" if reply.status == 404 else reply.body, format=ox.RdfFormat.N_TRIPLES)
                yield from (ox.Quad(fact.subject, fact.predicate, fact.object, node) for fact in facts)
            else:
                for s, p, o in self._paged(node):
                    yield ox.Quad(cast(ox.NamedNode, s), cast(ox.NamedNode, p), cast(ox.NamedNode, o), node)

    def _paged(self, graph: ox.NamedNode) -> Iterator[Row]:
        """Yield the facts of a graph page by page, and make sure that none is missing.

        The inner ORDER BY is how Virtuoso pages through more than 10,000 rows.
        """
        where = f"GRAPH {graph} {{ ?s ?p ?o }}"
        [[counted]] = self._ask_plainly(f"SELECT (COUNT(*) AS ?n) WHERE {{ {where} }}").rows
        total = int(counted.value) if isinstance(counted, ox.Literal) else 0
        seen: set[Row] = set()
        while len(seen) < total:
            inner = f"SELECT ?s ?p ?o WHERE {{ {where} }} ORDER BY ?s ?p ?o"
            text = f"SELECT ?s ?p ?o WHERE {{ {{ {inner} }} }} LIMIT {_PAGE} OFFSET {len(seen)}"
            rows = [row for row in map(_canonical, self._ask_plainly(text)) if row not in seen]
            if not rows:
                raise StoreError(
                    f"{self.address.query} gave {len(seen):,} of the {total:,} facts of {graph.value}; raise its limit of rows, "
                    "or set KG_SPARQL_GRAPHS to its address of the Graph Store Protocol"
                )
            seen.update(rows)
            yield from rows

    def graphs(self) -> tuple[str, ...]:
        """Return the IRIs of the named graphs that are this project's, sorted; a server may hold others."""
        found = self._ask_plainly("SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }")
        names = {row[0].value for row in found if isinstance(row[0], ox.NamedNode)}
        return tuple(sorted(name for name in names if name.startswith(f"{BASE}id/") and name != MERGED))

    def snapshot(self, path: Path) -> RemoteStore:
        """Raise StoreError: a server keeps its own backups."""
        raise StoreError(f"{self.address.query} takes no snapshot for others; use the server's own backup")

    def to_rdflib(self) -> Dataset:
        """Return an rdflib Dataset that asks this server."""
        from rdflib import Dataset
        from rdflib.plugins.stores.sparqlstore import SPARQLStore

        # With default_union rdflib names no default graph of its own in its requests.
        return Dataset(store=SPARQLStore(self.address.query), default_union=True)

    def close(self) -> None:
        """Close the connections of this thread."""
        for line in vars(self._lines).values():
            line.close()
        vars(self._lines).clear()

    def __enter__(self) -> RemoteStore:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _ask_plainly(self, text: str) -> Solutions:
        """Ask over all graphs, wherever queries are pointed to otherwise."""
        found = _result(self.address.query, self._post(self.address.query, {"query": text}, _RESULTS))
        if not isinstance(found, Solutions):
            raise StoreError(f"{self.address.query} answered a SELECT with something else; is it a SPARQL server?")
        return found

    def _add(self, graph: str, triples: list[ox.Triple]) -> None:
        if self.address.graphs and not self.merged:
            target = urlencode({"graph": graph}) if graph else "default"
            body = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b""
            self._send("POST", f"{self.address.graphs}?{target}", body, {"content-type": _TRIPLES})
            return
        for start in range(0, len(triples), _BATCH):
            self._update(f"INSERT DATA {{ {_in(graph, _facts(triples[start : start + _BATCH]))} }}")

    def _take(self, graph: str, triples: list[ox.Triple]) -> None:
        """Take facts out of a graph, and out of the merged one those that no other graph states."""
        for start in range(0, len(triples), _BATCH):
            batch = triples[start : start + _BATCH]
            self._update(f"DELETE DATA {{ {_in(graph, _facts(batch))} }}")
            rows = " ".join(f"({fact.subject} {fact.predicate} {fact.object})" for fact in batch)
            text = f"SELECT ?s ?p ?o WHERE {{ VALUES (?s ?p ?o) {{ {rows} }} GRAPH ?g {{ ?s ?p ?o }} FILTER(?g != <{MERGED}>) }}"
            kept = {tuple(map(str, row)) for row in self._ask_plainly(text)}
            gone = [fact for fact in batch if (str(fact.subject), str(fact.predicate), str(fact.object)) not in kept]
            if gone:
                self._update(f"DELETE DATA {{ {_in(self.merged, _facts(gone))} }}")

    def _update(self, text: str) -> None:
        if not self.address.update:
            raise StoreError(f"{self.address.query} is not to be changed; set KG_SPARQL_UPDATE to its address for updates")
        self._post(self.address.update, {"update": text, **({"query": text} if self.merged else {})}, "*/*")

    def _post(self, url: str, form: Mapping[str, str], accept: str) -> _Reply:
        headers = {"content-type": "application/x-www-form-urlencoded; charset=utf-8", "accept": accept}
        return self._send("POST", url, urlencode(form).encode(), headers)

    def _send(self, method: str, url: str, body: bytes, headers: dict[str, str], known: tuple[int, ...] = ()) -> _Reply:
        """Send a request, again if the server is gone or busy; adding a fact twice adds it once."""
        headers = {"user-agent": "witness-graph", **self._credentials(), **headers}
        for attempt in range(_TRIES):
            try:
                reply = self._once(method, url, body, headers)
            except (OSError, http.client.HTTPException) as error:
                self.close()
                if attempt + 1 == _TRIES or isinstance(error, TimeoutError | socket.gaierror | ssl.SSLError):
                    raise unreachable(url, error, self.timeout) from error
            else:
                if reply.status < 300 or reply.status in known:
                    return reply
                if reply.status not in BUSY or attempt + 1 == _TRIES:
                    raise refused(url, reply.status, reply.headers, reply.body)
                wait = reply.headers.get("retry-after", "")
                time.sleep(min(float(wait), _PATIENCE) if wait.isdecimal() else 0.0)
            time.sleep(0.2 * 2**attempt)
        raise StoreError(f"{url} does not answer")

    def _once(self, method: str, url: str, body: bytes, headers: dict[str, str]) -> _Reply:
        parts = urlsplit(url)
        lines = vars(self._lines)
        line = lines.get(parts.netloc)
        if line is None:
            kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
            line = lines[parts.netloc] = kind(parts.hostname or "", parts.port, timeout=self.timeout)
        line.request(method, f"{parts.path}?{parts.query}" if parts.query else parts.path, body or None, headers)
        reply = line.getresponse()
        return _Reply(reply.status, {name.lower(): value for name, value in reply.getheaders()}, reply.read())

    def _credentials(self) -> dict[str, str]:
        user = self.environment.get("KG_SPARQL_USER", "")
        if not user:
            return {}
        pair = f"{user}:{self.environment.get('KG_SPARQL_PASSWORD', '')}"
        return {"authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}


def _name(quad: ox.Quad) -> str:
    if not isinstance(quad.graph_name, ox.NamedNode):
        raise StoreError(f"a fact about {quad.subject} has no named graph; give it the graph of its document")
    return quad.graph_name.value


def _facts(triples: Iterable[ox.Triple]) -> str:
    return " ".join(f"{triple} ." for triple in triples)


def _in(graph: str, facts: str) -> str:
    return f"GRAPH {ox.NamedNode(graph)} {{ {facts} }}" if graph else facts


def _declared(text: str) -> str:
    """Declare the project's prefixes that *text* does not, on its first line so that lines keep their numbers."""
    own = set(re.findall(r"(?i)\bPREFIX\s+([\w.-]*):", text))
    missing = (f"PREFIX {name}: <{iri}>" for name, iri in PREFIXES.items() if name not in own and f"{name}:" in text)
    declared = " ".join(missing)
    return f"{declared} {text}" if declared else text


def _result(url: str, reply: _Reply) -> Result:
    """Return what a server answered; cut off if it says so: Virtuoso answers in part when its own time is up."""
    kind = reply.headers.get("content-type", "").split(";")[0].strip().lower()
    cut = reply.status == 206 or bool({"x-sparql-maxrows", "x-sql-state"} & reply.headers.keys())
    try:
        if kind in (_RESULTS, "application/json"):
            return _results(reply.body, cut)
        form = ox.RdfFormat.from_media_type(kind) if kind in _GRAPHS else None
        if form is None:
            raise no_results(url, kind, reply.body)
        return Triples([quad.triple for quad in ox.parse(reply.body, format=form)], cut)
    except (SyntaxError, ValueError) as error:
        raise no_results(url, kind, reply.body, error) from error


def _canonical(row: Row) -> Row:
    """Virtuoso says "1" where "true" was stored."""
    return tuple(_TRUTH.get(term, term) if isinstance(term, ox.Literal) else term for term in row)


def _results(body: bytes, cut: bool) -> Result:
    found = ox.parse_query_results(body, format=ox.QueryResultsFormat.JSON)
    if isinstance(found, ox.QueryBoolean):
        return bool(found)
    names = tuple(variable.value for variable in found.variables)
    try:
        solutions = list(found)
    finally:
        del found  # it must be let go of in this thread, not with the traceback of an error in another
    rows = [tuple(solution[i] for i in range(len(names))) for solution in solutions]
    if names == ("__ASK_RETVAL",):  # how Virtuoso says yes
        return any(isinstance(row[0], ox.Literal) and row[0].value == "1" for row in rows)
    return Solutions(names, rows, cut)
