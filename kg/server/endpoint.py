"""The SPARQL 1.1 Protocol for queries: what a request asks for, and in which format it is answered.

Every refusal has the status that says whose fault it is and one line of plain text that says what to do.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, TypeVar
from urllib.parse import parse_qs

import pyoxigraph as ox
from starlette.requests import Request
from starlette.responses import Response

from kg.catalogue import VOID
from kg.errors import BusyError, QueryError, QueryLimitError, WitnessGraphError
from kg.ids import BASE
from kg.store.limits import LimitedRunner
from kg.store.results import Forms, Scope
from kg.store.writing import BOOLEAN, SOLUTIONS, TRIPLES
from kg.vocab import DCT, PREFIXES, RDF

T = TypeVar("T")
RESULTS: Mapping[str, ox.QueryResultsFormat] = {
    "application/sparql-results+json": ox.QueryResultsFormat.JSON,
    "application/sparql-results+xml": ox.QueryResultsFormat.XML,
    "text/csv": ox.QueryResultsFormat.CSV,
    "text/tab-separated-values": ox.QueryResultsFormat.TSV,
    "application/json": ox.QueryResultsFormat.JSON,
    "application/xml": ox.QueryResultsFormat.XML,
}
"""Formats of solutions; of those that are equally welcome the first is taken."""
YES_OR_NO = {name: form for name, form in RESULTS.items() if form in (ox.QueryResultsFormat.JSON, ox.QueryResultsFormat.XML)}
"""CSV and TSV have no form for ASK."""
GRAPHS: Mapping[str, ox.RdfFormat] = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/ld+json": ox.RdfFormat.JSON_LD,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
    "application/trig": ox.RdfFormat.TRIG,
    "application/n-quads": ox.RdfFormat.N_QUADS,
}
"""Formats of graphs."""
_OFFERED: Mapping[bytes, Mapping[str, Any]] = {SOLUTIONS: RESULTS, BOOLEAN: YES_OR_NO, TRIPLES: GRAPHS}
LONGEST = 64 * 1024
"""Bytes of a request's body."""
_SOON = 0.25
"""Seconds after which it is watched whether the client is still there."""
_FIELDS = 100
_SD = "http://www.w3.org/ns/sparql-service-description#"
_FORMATS = "http://www.w3.org/ns/formats/"


class RefusedError(Exception):
    """A request that is not answered, with its status."""

    def __init__(self, status: int, message: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.status, self.headers = status, dict(headers or {})

    def response(self) -> Response:
        """Return it as an answer of one line."""
        return Response(f"{self}\n", self.status, media_type="text/plain", headers=self.headers)


@dataclass(frozen=True, slots=True)
class Question:
    """What a request asks."""

    text: str | None
    """None: what can be asked here."""
    scope: Scope | None = None


async def question(request: Request) -> Question:
    """Read a request: GET, POST of a form, or POST of the query itself.

    Raises:
        RefusedError: it is none of these, too long, or not UTF-8.
    """
    fields = _fields(request.url.query)
    if request.method == "POST":
        if request.headers.get("content-encoding", "identity").lower() != "identity":
            raise RefusedError(415, "send the query as it is, without a content encoding")
        kind = request.headers.get("content-type", "").split(";")[0].strip().lower()
        if kind == "application/sparql-query":
            if "query" in fields:
                raise RefusedError(400, "the query stands in the body and in the address; send it once")
            fields["query"] = [await body_text(request)]
        elif kind == "application/x-www-form-urlencoded":
            for name, values in _fields(await body_text(request)).items():
                fields.setdefault(name, []).extend(values)
        else:
            message = "send application/sparql-query or application/x-www-form-urlencoded; nothing can be updated here"
            raise RefusedError(415, message, {"accept-post": "application/sparql-query, application/x-www-form-urlencoded"})
    if "update" in fields:
        raise RefusedError(400, "nothing can be updated here; send a query in the parameter `query`")
    texts = fields.get("query", [])
    if len(texts) > 1:
        raise RefusedError(400, f"{len(texts)} queries were sent; send one")
    if request.method == "POST" and not texts:
        raise RefusedError(400, "send a query in the parameter `query`")
    return Question(texts[0] if texts else None, _scope(fields))


def _fields(text: str) -> dict[str, list[str]]:
    try:
        return parse_qs(text, keep_blank_values=True, errors="strict", max_num_fields=_FIELDS)
    except UnicodeDecodeError as error:
        raise RefusedError(400, "the request is not UTF-8") from error
    except ValueError as error:
        raise RefusedError(400, f"the request has more than {_FIELDS} fields") from error


async def body_text(request: Request) -> str:
    """Return the body of a request.

    Raises:
        RefusedError: it is too long or not UTF-8.
    """
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > LONGEST:
            raise RefusedError(413, f"the request is longer than {LONGEST:,} bytes; ask in parts")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise RefusedError(400, "the request is not UTF-8") from error


def _scope(fields: Mapping[str, list[str]]) -> Scope | None:
    """Return the graphs that the request names; none: those of the query, else the default graph and all others."""
    default, named = (tuple(fields.get(name, ())) for name in ("default-graph-uri", "named-graph-uri"))
    for iri in (*default, *named):
        try:
            ox.NamedNode(iri)
        except ValueError as error:
            raise RefusedError(400, f"{iri[:200]!r} is not the IRI of a graph: {error}") from error
    return Scope(default, named) if default or named else None


def negotiate(accept: str, offered: Mapping[str, T]) -> str:
    """Return the best of the *offered* media types: what is most welcome, then what is named first, then what is offered first.

    >>> negotiate("text/csv;q=0.5, application/*", {"text/csv": 1, "application/json": 2})
    'application/json'

    Raises:
        RefusedError: none is acceptable.
    """
    ranges = list(_ranges(accept)) or [("*/*", 1.0)]
    best, found = (0.0, 0, 0), ""
    for place, media in enumerate(offered):
        matching = [(_closeness(wanted, media), -at, q) for at, (wanted, q) in enumerate(ranges) if _closeness(wanted, media)]
        if not matching:
            continue
        _, at, q = max(matching)
        if q > 0 and (score := (q, at, -place)) > (best if found else (0.0, -len(ranges), -len(offered))):
            best, found = score, media
    if not found:
        raise RefusedError(406, f"this answer can be had as {', '.join(offered)}")
    return found


def _ranges(accept: str) -> Sequence[tuple[str, float]]:
    found = []
    for part in accept.split(","):
        name, *params = (each.strip().lower() for each in part.split(";"))
        quality = next((param.partition("=")[2].strip() for param in params if param.partition("=")[0].strip() == "q"), "1")
        try:
            q = min(1.0, max(0.0, float(quality)))
        except ValueError:
            q = 0.0
        if name:
            found.append((name, q))
    return found


def _closeness(wanted: str, media: str) -> int:
    """How exactly a media range names a media type; 0 if it does not."""
    if wanted == media:
        return 3
    if wanted.endswith("/*") and wanted != "*/*":
        return 2 if media.startswith(wanted[:-1]) else 0
    return 1 if wanted == "*/*" else 0


@lru_cache(64)
def _welcome(accept: str) -> Mapping[bytes, str]:
    """Return by kind of answer the media type that is most welcome, without those of which none is."""
    found = {}
    for kind, offered in _OFFERED.items():
        with suppress(RefusedError):
            found[kind] = negotiate(accept, offered)
    return found


async def answered(runner: LimitedRunner, asked: Question, accept: str, request: Request) -> Response:
    """Return the answer to a question in the format that is most welcome; who leaves before it is there makes nobody wait.

    The worker writes that format, so that the event loop, which everybody shares, only passes bytes on.
    """
    media = _welcome(accept)
    forms = Forms(*(_OFFERED[kind][media[kind]] if kind in media else None for kind in _OFFERED))
    try:
        with listened_to(request):
            found = await runner.run_meanwhile(asked.text or "", scope=asked.scope, forms=forms)
        chosen = media.get(found.kind) or negotiate(accept, _OFFERED[found.kind])
        headers = {"vary": "accept", **({"x-truncated": "true"} if found.truncated else {})}
        return Response(found.body, media_type=chosen, headers=headers)
    except RefusedError as error:
        return error.response()
    except WitnessGraphError as error:
        return refusal(error).response()


@contextmanager
def listened_to(request: Request) -> Iterator[None]:
    """Give up what is awaited here once the client has left, and refuse.

    It is watched only where the answer is long in coming, so that short queries need no second task.
    """
    loop, mine = asyncio.get_running_loop(), asyncio.current_task()
    left = False
    watching: asyncio.Task[None] | None = None

    async def watch() -> None:
        nonlocal left
        while (await request.receive())["type"] != "http.disconnect":
            pass
        left = True
        if mine:
            mine.cancel()

    def begin() -> None:
        nonlocal watching
        watching = loop.create_task(watch())

    timer = loop.call_later(_SOON, begin)
    try:
        yield
    except asyncio.CancelledError:
        if not left or mine is None:
            raise
        mine.uncancel()
        raise RefusedError(499, "the client has left") from None
    finally:
        timer.cancel()
        if watching:
            watching.cancel()


def refusal(error: WitnessGraphError) -> RefusedError:
    """Return an error with the status that says whose fault it is."""
    if isinstance(error, BusyError):
        return RefusedError(503, str(error), {"retry-after": str(error.seconds)})
    if isinstance(error, QueryLimitError) and "bytes long" in str(error):
        return RefusedError(413, str(error))
    if isinstance(error, QueryError):
        return RefusedError(400, str(error))
    return RefusedError(500, str(error))


def description(address: str, accept: str) -> Response:
    """Return what can be asked at *address*, in the vocabulary of SPARQL 1.1 Service Description.

    Raises:
        RefusedError: no format of graphs is acceptable.
    """
    media = negotiate(accept, GRAPHS)
    me, dataset, default = (ox.NamedNode(iri) for iri in (address, f"{BASE}id/dataset", f"{BASE}id/dataset#default"))
    facts = [ox.Triple(me, ox.NamedNode(_SD + name), ox.NamedNode(value)) for name, value in (
        ("endpoint", address), ("supportedLanguage", f"{_SD}SPARQL11Query"), ("defaultDataset", dataset.value),
        *(("resultFormat", f"{_FORMATS}SPARQL_Results_{name}") for name in ("JSON", "XML", "CSV", "TSV")),
        *(("resultFormat", f"{_FORMATS}{name}") for name in ("Turtle", "N-Triples", "JSON-LD", "RDF_XML", "TriG", "N-Quads")),
    )]  # fmt: skip
    a = ox.NamedNode(f"{RDF}type")
    facts += [
        ox.Triple(me, a, ox.NamedNode(f"{_SD}Service")),
        ox.Triple(dataset, a, ox.NamedNode(f"{_SD}Dataset")),
        ox.Triple(dataset, a, ox.NamedNode(f"{VOID}Dataset")),
        ox.Triple(dataset, ox.NamedNode(f"{DCT}title"), ox.Literal("Who did what to whom, and who says so", language="en")),
        ox.Triple(dataset, ox.NamedNode(f"{_SD}defaultGraph"), default),
        ox.Triple(default, a, ox.NamedNode(f"{_SD}Graph")),
    ]
    prefixes = {**PREFIXES, "sd": _SD} if media in ("text/turtle", "application/trig") else None
    body = ox.serialize(facts, format=GRAPHS[media], prefixes=prefixes)
    return Response(body, media_type=media, headers={"vary": "accept"})
