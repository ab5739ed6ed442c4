"""What can be asked over HTTP, as an OpenAPI document made from the headers of the catalogue."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from kg import __version__
from kg.catalogue import Param, Query
from kg.server.endpoint import GRAPHS, RESULTS

_FAULTS = {"400": "the query or a parameter is wrong, or beyond a limit", "503": "too many queries are waiting; ask again"}
_SCHEMAS: dict[str, dict[str, str]] = {
    "integer": {"type": "integer"}, "decimal": {"type": "number"}, "date": {"type": "string", "format": "date"},
    "iri": {"type": "string", "format": "iri"},
}  # fmt: skip


def document(queries: Iterable[Query]) -> dict[str, Any]:
    """Return the OpenAPI 3.1 document of `/sparql` and of each query as `/queries/<name>.json` and `.csv`."""
    paths: dict[str, Any] = {"/sparql": _sparql()}
    for query in queries:
        for ending, media in (("json", "application/json"), ("csv", "text/csv")):
            paths[f"/queries/{query.name}.{ending}"] = {"get": _query(query, ending, media)}
    about = {"title": "Witness Graph", "version": __version__, "description": "Who did what to whom, and who says so. Read-only."}
    return {"openapi": "3.1.0", "info": about, "paths": paths}


def _query(query: Query, ending: str, media: str) -> dict[str, Any]:
    columns = ", ".join(f"{name} ({kind})" for name, kind in query.returns.items())
    content = {media: {"schema": _answer(query) if ending == "json" else {"type": "string"}}}
    return {
        "operationId": f"{query.name}_{ending}",
        "summary": query.title,
        "description": f"{query.question} Columns: {columns}.",
        "tags": [query.family],
        "parameters": [_parameter(param) for param in query.params.values()],
        "responses": {"200": {"description": query.title, "content": content}, **_faults()},
    }


def _parameter(param: Param) -> dict[str, Any]:
    schema = _SCHEMAS.get(param.type, {"type": "string"})
    return {
        "name": param.name, "in": "query", "required": param.required, "description": param.text, "schema": schema,
        "example": int(param.example) if param.type == "integer" else param.example,
    }  # fmt: skip


def _answer(query: Query) -> dict[str, Any]:
    types = {"integer": "integer", "decimal": "number", "boolean": "boolean"}
    row = {name: {"type": [types.get(kind, "string"), "null"]} for name, kind in query.returns.items()}
    return {"type": "object", "properties": {
        "title": {"type": "string"}, "columns": {"type": "array", "items": {"type": "string"}},
        "truncated": {"type": "boolean", "description": "true if rows were cut off at the limit of rows"},
        "rows": {"type": "array", "items": {"type": "object", "properties": row}},
    }}  # fmt: skip


def _sparql() -> dict[str, Any]:
    content = {media: {"schema": {"type": "string"}} for media in (*RESULTS, *GRAPHS)}
    answers = {"200": {"description": "the answer", "content": content}, **_faults(), "406": {"description": "no such format"}}
    graphs = [
        {"name": name, "in": "query", "schema": {"type": "array", "items": {"type": "string", "format": "iri"}}}
        for name in ("default-graph-uri", "named-graph-uri")
    ]
    said = "SPARQL; without one the endpoint describes itself"
    text = {"name": "query", "in": "query", "schema": {"type": "string"}, "description": said}
    about = {"summary": "Ask in SPARQL 1.1", "tags": ["sparql"], "responses": answers}
    body = {"required": True, "content": {"application/sparql-query": {"schema": {"type": "string"}}}}
    return {
        "get": {"operationId": "sparql_get", "parameters": [text, *graphs], **about},
        "post": {"operationId": "sparql_post", "parameters": graphs, "requestBody": body, **about},
    }


def _faults() -> dict[str, Any]:
    return {status: {"description": text} for status, text in _FAULTS.items()}
