"""The explorer over HTTP: read-only, on the loopback interface, with a policy that lets no page run what a text contains."""

from __future__ import annotations

import asyncio
import json
import socket
import sys
import webbrowser
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode

import pyoxigraph as ox
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from kg.catalogue import Query, catalogue, find
from kg.errors import BusyError, QueryError, ResolutionError, UsageError, WitnessGraphError
from kg.exports.profiles import Profile
from kg.resources import shipped
from kg.server import charts, pages, public
from kg.server.editor import completions, explained
from kg.server.endpoint import Question, RefusedError, answered, body_text, description, listened_to, question, refusal
from kg.server.html import HERE, choices, html, kind_name, live_link, titled
from kg.server.openapi import document
from kg.server.review import ForbiddenError, Review
from kg.server.site import Answer, Asked, NotFoundError, Site
from kg.store.limits import Answer as Found
from kg.store.limits import LimitedRunner, Limits
from kg.store.results import Solutions, Triples
from kg.store.writing import TRIPLES
from kg.table import Iri, Table
from kg.views.page import asset, vis_library
from kg.views.words import LANGUAGES, check_language
from kg.vocab import PREFIXES

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# Not "no-referrer": with it, browsers send our own forms without saying where they come from, as if from elsewhere.
HEADERS = {
    "content-security-policy": POLICY, "x-content-type-options": "nosniff", "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin", "cross-origin-resource-policy": "same-origin", "x-frame-options": "DENY",
}  # fmt: skip
_FORMS = {"json": "application/json", "csv": "text/csv", "ttl": "text/turtle"}
_EXAMPLE = """SELECT ?who ?what ?whom ?quote WHERE {
  ?claim kg:about ?event ; kg:mainType ?what ; kg:stance kg:asserts ; kg:evidence/kg:exact ?quote .
  OPTIONAL { ?claim claimed:agent/rdfs:label ?who }
  OPTIONAL { ?claim claimed:patient/rdfs:label ?whom }
} LIMIT 50"""
_PUBLIC_EXAMPLE = """SELECT ?country (COUNT(DISTINCT ?event) AS ?events) WHERE {
  ?event a kg:Event ; kg:place/skos:prefLabel ?country
} GROUP BY ?country ORDER BY DESC(?events)"""
_LISTS: dict[str, Callable[[Site, Asked], Answer]] = {
    "/": pages.home, "/search": pages.search, "/events": pages.events, "/sources": charts.sources,
    "/disagreements": pages.disagreements, "/about": pages.about,
    "/timeline": charts.timeline_page,
    "/map": charts.map_page,
    "/network": charts.network_page,
}  # fmt: skip


class _Guarded:
    """Adds the headers that keep a page from running or fetching anything of others'."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = [(name.encode(), value.encode()) for name, value in HEADERS.items()]
                message["headers"] = [*message["headers"], *own]
            await send(message)

        await self.app(scope, receive, guarded)


class Explorer:
    """The handlers of one open graph."""

    def __init__(
        self,
        graph_dir: str | Path,
        *,
        language: str = "en",
        profile: str = "internal",
        limits: Limits | None = None,
        review: Review | None = None,
    ) -> None:
        self.language = check_language(language)
        self.review = review
        self.site = Site.open(graph_dir, profile=profile)
        self.public = self.site.profile is Profile.PUBLIC
        self.lists: Mapping[str, Callable[[Site, Asked], Answer]] = public.PAGES if self.public else _LISTS
        self.runner = LimitedRunner(self.site.space.store, limits)
        self.files = {
            "view.css": (asset("view.css"), "text/css"), "columns.js": (asset("columns.js"), "text/javascript"),
            "site.css": ((HERE / "static" / "site.css").read_text("utf-8"), "text/css"),
            **{
                name: ((HERE / "static" / name).read_text("utf-8"), "text/javascript")
                for name in ("site.js", "editor.js", "brush.js")
            },
            "vis-network.js": (vis_library(), "text/javascript"),
        }  # fmt: skip

    def close(self) -> None:
        """Let go of the graph."""
        self.runner.close()
        self.site.close()

    def asked(self, request: Request) -> Asked:
        """Return what *request* asks for; the language is the parameter's, else the cookie's, else the server's."""
        language = request.query_params.get("lang") or request.cookies.get("lang") or self.language
        params = {name: value for name, value in request.query_params.items() if name != "lang"}
        chosen = language if language in LANGUAGES else self.language
        return Asked(chosen, live_link, params, self.site.profile.value, reviewing=self.review is not None)

    # --- pages ---

    def page(self, request: Request) -> Response:
        """Answer any page, as HTML or, by its ending or the Accept header, as JSON, CSV or Turtle."""
        path, form = _form(request)
        asked = replace(self.asked(request), data=form != "html")
        try:
            make, thing = self.lists.get(path), public.thing if self.public else pages.thing
            answer = make(self.site, asked) if make else thing(self.site, path, asked)
        except WitnessGraphError as error:
            return self.failure(request, error)
        return self.response(request, answer, asked, path, form)

    def response(self, request: Request, answer: Answer, asked: Asked, path: str, form: str) -> Response:
        """Return *answer* in the form that is asked for."""
        if form == "html":
            query = f"?{request.url.query}" if request.url.query else ""
            name = path if path != "/" else "/index"
            other = "nb" if asked.language == "en" else "en"
            back = f"/language?{urlencode({'to': other, 'back': path + query})}"
            data_link = (lambda ending: f"{name}.{ending}{query}") if answer.table is not None else None
            return Response(
                html(answer, asked, here=path, data_link=data_link, other_language=back), answer.status, media_type="text/html"
            )
        if form == "ttl":
            return Response(self.site.describe(answer.subjects), media_type="text/turtle")
        table = answer.table if answer.table is not None else Table((), ())  # an answer without rows has columns
        if form == "csv":
            return Response(
                table.text("csv"), media_type="text/csv", headers={"x-truncated": "true"} if table.truncated else None
            )
        body = {
            "title": answer.title,
            "columns": table.columns,
            "truncated": table.truncated,
            "rows": json.loads(table.text("json")),
        }
        return Response(json.dumps(body, ensure_ascii=True), media_type="application/json")

    def failure(self, request: Request, error: WitnessGraphError) -> Response:
        """Return a page that says what went wrong, with a status that says whose fault it is."""
        asked = self.asked(request)
        status, title, message, headers = 500, "error", str(error), dict[str, str]()
        if isinstance(error, NotFoundError):
            status, title, message = 404, "not_found", ""
        elif isinstance(error, BusyError):
            status, headers = 503, {"retry-after": str(error.seconds)}
        elif isinstance(error, ForbiddenError):
            status = 403
        elif isinstance(error, ResolutionError):
            status = 409
        elif isinstance(error, UsageError | QueryError):
            status = 400
        answer = Answer(title, "message.html.jinja", {"message": message}, status=status)
        from kg.server.html import texts

        if not message:
            answer.values["message"] = texts()[asked.language]["not_found_text"]  # type: ignore[index]
        return Response(html(answer, asked), status, media_type="text/html", headers=headers)

    def static(self, request: Request) -> Response:
        """Answer one of the files that pages use."""
        found = self.files.get(request.path_params["name"])
        if found is None:
            return self.failure(request, NotFoundError("no such file"))
        return Response(found[0], media_type=found[1], headers={"cache-control": "max-age=300"})

    def suggest(self, request: Request) -> Response:
        """Answer names that begin as what is typed, as JSON."""
        language = self.asked(request).language
        hits = self.site.names.find(request.query_params.get("q", "")[:200], language=language, most=10).hits
        body = [
            {
                "label": titled(hit, language), "iri": hit.iri, "path": live_link(hit.iri), "kind": hit.kind,
                "kind_name": kind_name(hit.kind, language), "claims": hit.claims,
            } for hit in hits
        ]  # fmt: skip
        return Response(json.dumps(body), media_type="application/json")

    def choose_language(self, request: Request) -> Response:
        """Remember a language and go back to a page of ours."""
        back = request.query_params.get("back", "/")
        # A second slash or a backslash would lead to another host.
        local = back.startswith("/") and not back.startswith("//") and "\\" not in back and back.isprintable()
        reply = RedirectResponse(back if local else "/", 303)
        if (to := request.query_params.get("to", "")) in LANGUAGES:
            reply.set_cookie("lang", to, max_age=31_536_000, httponly=True, samesite="strict")
        return reply

    async def reviewed(self, request: Request) -> Response:
        """Show the queue of open questions, or take the answer to one."""
        assert self.review is not None
        path, form = _form(request)
        asked = self.asked(request)
        if request.method != "POST":
            return self.response(request, self.review.page(self.site, asked), asked, path, form)
        try:
            try:
                given = {name: values[0] for name, values in (await _body(request)).items()}
            except RefusedError as error:
                return error.response()
            # The host is one of ours: another was refused before this.
            self.review.check(given, request.headers, f"{request.url.scheme}://{request.headers.get('host', '')}")
            await run_in_threadpool(self.review.answer, given)
        except WitnessGraphError as error:
            return self.failure(request, error)
        return RedirectResponse("/review", 303)

    # --- questions ---

    def queries(self, request: Request) -> Response:
        """List the catalogue."""
        known = catalogue()
        families: dict[str, list[Any]] = {}
        for query in known.values():
            families.setdefault(query.family, []).append(query)
        table = Table(
            ("name", "family", "title", "question"), tuple((q.name, q.family, q.title, q.question) for q in known.values())
        )
        path, form = _form(request)
        answer = Answer(
            "queries", "queries.html.jinja", {"families": list(families.items())}, table,
            tuple(self.site.iris("?x a sh:SPARQLExecutable")),
        )  # fmt: skip
        return self.response(request, answer, self.asked(request), path, form)

    async def query(self, request: Request) -> Response:
        """Show one query of the catalogue as a form, and its answer if it was asked."""
        path, form = _form(request)
        asked = self.asked(request)
        try:
            query = find(path.rsplit("/", 1)[-1])
        except QueryError:
            return await run_in_threadpool(self.failure, request, NotFoundError("no such query"))
        given = {name: asked.get(name) for name in query.params if asked.get(name)}
        ready = form != "html" or bool(asked.get("ask")) or not any(param.required for param in query.params.values())
        found, problem = None, ""
        if ready:
            try:
                # A program that misspells a parameter would take the answer to another question for its own.
                wrong = {name: "" for name in asked.params if form != "html" and name not in (*query.params, "ask")}
                found = await self.found(query.bind(given | wrong), request)
            except RefusedError as error:
                return error.response()
            except WitnessGraphError as error:
                if form != "html":
                    return refusal(error).response()
                problem = str(error)
        return await run_in_threadpool(self.query_page, request, query, given, found, problem)

    async def found(self, text: str, request: Request) -> Found:
        """Return the answer to a query; nobody waits for one whose client has left, nor for the threads that make pages."""
        with listened_to(request):
            return await self.runner.run_meanwhile(text)

    def query_page(
        self, request: Request, query: Query, given: dict[str, str], found: Found | None, problem: str
    ) -> Response:
        """Return one query of the catalogue as a form, with its answer."""
        path, form = _form(request)
        asked = self.asked(request)
        table = _table(found, query.title, dict(query.returns)) if found else None
        answer = Answer(
            query.title, "query.html.jinja",
            {
                "query": query, "given": given, "result": table, "problem": problem,
                "choices": choices(asked.language) if query.params else {}, **self.drawn(table, asked),
            },
            table, _named(table), status=400 if problem else 200,
        )  # fmt: skip
        return self.response(request, answer, asked, path, form)

    async def sparql(self, request: Request) -> Response:
        """Answer the SPARQL Protocol: queries only, within limits; a browser gets a page with an editor."""
        accept = request.headers.get("accept", "")
        try:
            asked = await question(request)
            if "page" in request.query_params or (request.method != "POST" and "text/html" in accept):
                return await self.sparql_page(request, (asked.text or "").replace("\r\n", "\n"))
            if asked.text is None:
                return description(str(request.url.replace(query="")), accept)
        except RefusedError as error:
            return error.response()
        return await answered(self.runner, asked, accept, request)

    async def sparql_data(self, request: Request) -> Response:
        """Answer a query by the ending of the address, as the links of the page have it; Turtle describes what a SELECT names."""
        text, ending = request.query_params.get("query", "").replace("\r\n", "\n"), request.path_params["ending"]
        if ending not in _FORMS or not text:
            return self.failure(request, NotFoundError("no such answer"))
        if ending == "ttl":
            try:
                found = await self.found(text, request)
            except RefusedError as error:
                return error.response()
            except WitnessGraphError as error:
                return await run_in_threadpool(self.failure, request, error)
            if found.kind != TRIPLES:
                return await run_in_threadpool(self.described, found)
        return await answered(self.runner, Question(text), _FORMS[ending], request)

    def described(self, found: Found) -> Response:
        """Return in Turtle what an answer names."""
        return Response(self.site.describe(_named(_table(found))), media_type="text/turtle")

    def words(self, request: Request) -> Response:
        """Answer the words that complete a query, as JSON."""
        body = json.dumps(completions(self.public), ensure_ascii=True)
        return Response(body, media_type="application/json", headers={"cache-control": "max-age=300"})

    async def sparql_page(self, request: Request, text: str) -> Response:
        """Return the page with the editor, and what was asked there."""
        found, problem = None, ""
        if text:
            try:
                found = await self.found(text, request)
            except WitnessGraphError as error:
                problem = str(error)
        return await run_in_threadpool(self.editor_page, request, text, found, problem)

    def editor_page(self, request: Request, text: str, found: Found | None, wrong: str) -> Response:
        """Return the page with the editor, and the answer as a table and, where it names statements or events, a picture."""
        table, problem = _table(found) if found else None, explained(wrong, text) if wrong else None
        example = _PUBLIC_EXAMPLE if self.public else _EXAMPLE
        asked = self.asked(request)
        questions = {} if self.public else catalogue()
        begun = questions.get(request.query_params.get("question", ""))
        answer = Answer(
            "sparql", "sparql.html.jinja",
            {
                "text": text or (begun.text if begun else example), "result": table, "problem": problem,
                "prefixes": sorted(PREFIXES.items()),
                "questions": sorted((query.title, name) for name, query in questions.items()), **self.drawn(table, asked),
            },
            table, _named(table), status=400 if problem else 200,
        )  # fmt: skip
        return self.response(request, answer, asked, "/sparql", "html")

    def drawn(self, table: Table | None, asked: Asked) -> dict[str, Any]:
        """Return the picture of the statements and events that an answer names."""
        if table is None or self.public:
            return {"drawn": None, "too_many": 0}
        return pages.answer_picture(self.site, _named(table), asked)


def _named(table: Table | None) -> tuple[str, ...]:
    """Return the IRIs in a table, each once."""
    cells = (cell for row in table.rows for cell in row if isinstance(cell, Iri)) if table else ()
    return tuple(dict.fromkeys(map(str, cells)))


def _form(request: Request) -> tuple[str, str]:
    """Return the path without its ending, and the form that is asked for."""
    path = request.url.path.rstrip("/") or "/"
    for ending in _FORMS:
        if path.endswith(f".{ending}"):
            path = path[: -len(ending) - 1]
            return "/" if path == "/index" else path, ending
    accept = request.headers.get("accept", "")
    if "text/html" not in accept:
        for ending, media in _FORMS.items():
            if media in accept:
                return path, ending
    return path, "html"


async def _body(request: Request) -> dict[str, list[str]]:
    """Return the fields of a form."""
    return parse_qs(await body_text(request), max_num_fields=20)


def _table(found: Found, title: str = "", kinds: dict[str, str] | None = None) -> Table:
    result = found.result()
    if isinstance(result, Solutions):
        table = Table.of(result.variables, result, title=title, kinds=kinds)
    elif isinstance(result, Triples):
        table = Table.of(("subject", "predicate", "object"), ((t.subject, t.predicate, t.object) for t in result))
    else:
        table = Table(("answer",), ((result,),))
    return Table(table.columns, table.rows, table.title, found.truncated, table.kinds)


def create_app(
    graph_dir: str | Path,
    *,
    language: str = "en",
    hosts: tuple[str, ...] = (),
    profile: str = "internal",
    limits: Limits | None = None,
    review: Review | None = None,
) -> Starlette:
    """Return the explorer of a graph folder as an ASGI application.

    *profile* is who it is for: ``internal``, ``partner`` or ``public``, as in `kg.exports`. With *review*, it has the queue of
    open questions, and takes answers; that is the one route that writes.

    *hosts* are names beside localhost under which it may be called; a page of another name, which a hostile site could point
    at this machine, is refused.

    Raises:
        UsageError: there is no such profile or language, or what others may see is to be reviewed.
        WorkspaceError: *graph_dir* is not a graph folder.
    """
    if review is not None and profile != "internal":
        raise UsageError(f"a {profile} profile cannot be reviewed; leave out one of the two")
    explorer = Explorer(graph_dir, language=language, profile=profile, limits=limits, review=review)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        explorer.close()

    # The questions of the catalogue are about claims, of which the public profile holds none.
    questions = [
        Route("/queries", explorer.queries),
        Route("/queries.{ending}", explorer.queries),
        Route("/queries/{name}", explorer.query),
        Route("/openapi.json", _openapi),
    ]
    queue = [Route(path, explorer.reviewed, methods=["GET", "POST"]) for path in ("/review", "/review.{ending}")]
    allowed = ["*"] if "*" in hosts else ["localhost", "127.0.0.1", "[", *hosts]
    return Starlette(
        routes=[
            Route("/ns", _ontology),
            Route("/static/{name}", explorer.static),
            Route("/suggest", explorer.suggest),
            Route("/language", explorer.choose_language),
            Route("/sparql", explorer.sparql, methods=["GET", "POST"]),
            Route("/sparql/words.json", explorer.words),
            Route("/sparql.{ending}", explorer.sparql_data),
            *([] if explorer.public else questions),
            *(queue if review is not None else []),
            Route("/{path:path}", explorer.page),
        ],
        middleware=[Middleware(_Guarded), Middleware(TrustedHostMiddleware, allowed_hosts=allowed, www_redirect=False)],
        lifespan=lifespan,
    )


def _openapi(request: Request) -> Response:
    """Answer what can be asked over HTTP, for those who write a client."""
    return JSONResponse(document(catalogue().values()))


def _ontology(request: Request) -> Response:
    """Answer for the ontology's own address, so that a class or property of an answer can be looked up: Turtle, or N-Triples."""
    turtle = shipped("ontology", "kg.ttl").read_bytes()
    if "application/n-triples" not in request.headers.get("accept", ""):
        return Response(turtle, media_type="text/turtle; charset=utf-8")
    triples = ox.serialize(ox.parse(turtle, format=ox.RdfFormat.TURTLE), format=ox.RdfFormat.N_TRIPLES)
    return Response(triples, media_type="application/n-triples")


def serve(
    graph_dir: str | Path,
    *,
    host: str = "127.0.0.1",
    port: int = 8000,
    open_browser: bool = False,
    language: str = "en",
    profile: str = "internal",
    reviewer: str = "",
) -> int:
    """Serve the explorer of a graph folder until interrupted; *port* 0 takes a free one.

    With the name of a *reviewer*, open questions are put, and that person's answers go to the log of decisions. Return how
    many were given; they are heeded when the graph is made anew.

    Raises:
        UsageError: the address cannot be had.
        WorkspaceError: *graph_dir* is not a graph folder.
    """
    import uvicorn

    review = Review(graph_dir, reviewer) if reviewer else None
    wild = host in ("0.0.0.0", "::")  # noqa: S104  (only where the user asks for it)
    app = create_app(graph_dir, language=language, hosts=("*",) if wild else (host,), profile=profile, review=review)
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        listener = socket.create_server((host, port), family=family)
    except OSError as error:
        raise UsageError(f"{host}:{port} cannot be listened on: {error.strerror}; name another with --port") from error
    address = f"http://{'localhost' if wild else host}:{listener.getsockname()[1]}/"
    print(f"the explorer is at {address} (Ctrl-C ends it)", file=sys.stderr, flush=True)
    if open_browser:
        webbrowser.open(address)
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning", server_header=False))
    with suppress(KeyboardInterrupt):
        asyncio.run(server.serve(sockets=[listener]))
    return review.taken if review else 0
