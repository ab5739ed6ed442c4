"""What a SPARQL server's failure means, and what its user can do about it."""

from __future__ import annotations

import http.client
import re
import socket
import ssl
from collections.abc import Mapping
from urllib.parse import urlsplit

from kg.errors import QueryError, QueryLimitError, StoreError, UsageError, WitnessGraphError

BUSY = (429, 502, 503, 504)
"""Statuses after which it is worth asking again."""


def check_address(url: str) -> None:
    """Refuse what is no address of a server, and credentials in it, which would be shown in messages and logs.

    Raises:
        UsageError: *url* is not an http or https address, or holds a password.
    """
    try:
        parts = urlsplit(url)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port or 1) > 0 and url.isprintable()
    except ValueError:
        good = False
    if not good or " " in url:
        raise UsageError(f"{url!r} is not the address of a SPARQL server; give one that begins with http:// or https://")
    if parts.username is not None:
        raise UsageError("an address holds no user or password; set KG_SPARQL_USER and KG_SPARQL_PASSWORD instead")


def unreachable(url: str, error: Exception, timeout: float) -> WitnessGraphError:
    """Return the error for a request that got no whole answer."""
    host = urlsplit(url).hostname
    if isinstance(error, TimeoutError):
        return QueryLimitError(f"{url} did not answer within {timeout:g} s; ask for less, or give it more time")
    if isinstance(error, socket.gaierror):
        return StoreError(f"there is no host {host}, or no network to it: {error.strerror}; check the address")
    if isinstance(error, ssl.SSLError):
        return StoreError(f"{host} cannot be trusted: {error.reason or error}; check the address and the server's certificate")
    if isinstance(error, http.client.RemoteDisconnected | http.client.IncompleteRead | ConnectionResetError):
        return StoreError(f"{url} broke off its answer; the query may be too much for that server, or it was stopped")
    if isinstance(error, http.client.HTTPException):
        return StoreError(f"{url} does not speak HTTP ({type(error).__name__}); check the address and its port")
    return StoreError(f"{url} does not answer: {error or type(error).__name__}; is the server running?")


def refused(url: str, status: int, headers: Mapping[str, str], body: bytes) -> WitnessGraphError:
    """Return the error for an answer that is none."""
    said = words(body)
    if status == 400:
        return QueryError(f"{url} refused the query: {said}")
    if 300 <= status < 400:
        where = headers.get("location", "another address")[:300]
        return StoreError(f"{url} has moved to {where!r}; give that address if you trust it")
    if status == 401:
        digest = headers.get("www-authenticate", "").lower().startswith("digest")
        kind = "; it asks for Digest authentication, which is not spoken here, use an address with Basic" if digest else ""
        return StoreError(f"{url} asks for other credentials (401); set KG_SPARQL_USER and KG_SPARQL_PASSWORD{kind}")
    if status == 403:
        return StoreError(f"{url} does not allow this to you (403): {said}; set KG_SPARQL_USER and KG_SPARQL_PASSWORD")
    if status == 404:
        return StoreError(f"there is nothing at {url} (404); SPARQL is often answered at /sparql or /query")
    if status in (405, 415):
        return StoreError(f"{url} takes no SPARQL by POST ({status}); check that it is the address of a SPARQL endpoint")
    return StoreError(f"{url} answered {status}: {said or 'nothing'}")


def no_results(url: str, kind: str, body: bytes, error: Exception | None = None) -> StoreError:
    """Return the error for an answer that should be results and is not."""
    if kind in ("text/html", "application/xhtml+xml"):
        return StoreError(f"{url} answered a web page, not results; SPARQL is often answered at /sparql or /query")
    if error is not None:
        return StoreError(f"{url} answered what is not whole {kind}: {error}; it may have broken off, ask again")
    said = words(body) or "nothing"
    return StoreError(f"{url} answered {kind or 'in no named format'}, not results: {said}; is it a SPARQL server?")


def words(body: bytes) -> str:
    """Return the beginning of what a server said, without markup, on one line."""
    text = re.sub(r"<[^<>]*>", " ", body[:4096].decode("utf-8", "replace"))
    return "".join(char if char.isprintable() else " " for char in " ".join(text.split()))[:300]
