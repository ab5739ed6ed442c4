"""Asks a language model behind an OpenAI-compatible address, and survives what it answers.

One seam: `ask` gets messages and a schema and returns the text of the answer. Everything that the network or the service can
do wrong ends here, as a retry or as one `AnnotationError`.
"""

from __future__ import annotations

import hashlib
import json
import os
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from email.message import Message
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from typing import IO, Any

from kg.errors import AnnotationError, UsageError


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where a language model answers, and at what price; the defaults bound what one document may cost."""

    url: str
    """Base address, such as ``http://localhost:8080/v1``; ``/chat/completions`` is added."""
    model: str
    key: str = field(default="", repr=False)
    """Bearer token; never written to the cache, to an error or to an annotation."""
    timeout: float = 120.0
    """Seconds for one answer from the first byte sent to the last received."""
    retries: int = 4
    max_bytes: int = 4 * 1024 * 1024
    max_tokens: int = 8000
    price_in: float = 0.0
    """Price of a million tokens read."""
    price_out: float = 0.0
    """Price of a million tokens written."""


@dataclass(slots=True)
class Tally:
    """What reading cost and what was thrown away; filled while reading, summed by the caller over documents."""

    requests: int = 0
    retries: int = 0
    cached: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    price: float = 0.0
    kept: int = 0
    """Claims and relations kept."""
    dropped: dict[str, int] = field(default_factory=dict)
    """How many pieces were thrown out, by reason."""

    def drop(self, reason: str) -> None:
        """Count one piece thrown out."""
        self.dropped[reason] = self.dropped.get(reason, 0) + 1

    def report(self) -> str:
        """Return one line for people.

        >>> Tally(requests=2, tokens_in=900, tokens_out=120, kept=3, dropped={"quote not in the text": 1}).report()
        '3 kept, 1 dropped (quote not in the text: 1); 2 requests, 0 retries, 0 from cache; 900 + 120 tokens, price 0.0000'
        """
        reasons = ", ".join(f"{reason}: {count}" for reason, count in sorted(self.dropped.items()))
        lost = f"{sum(self.dropped.values())} dropped" + (f" ({reasons})" if reasons else "")
        calls = f"{self.requests} requests, {self.retries} retries, {self.cached} from cache"
        return f"{self.kept} kept, {lost}; {calls}; {self.tokens_in} + {self.tokens_out} tokens, price {self.price:.4f}"


class _TransientError(Exception):
    """Something that may be otherwise when asked again; holds how long the service asks us to wait."""

    def __init__(self, problem: str, wait: float = 0.0) -> None:
        super().__init__(problem)
        self.wait = wait


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Refuses redirects: they would carry the key and the text to another host."""

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Message, newurl: str
    ) -> None:
        return None


def ask(
    endpoint: Endpoint,
    messages: list[dict[str, str]],
    schema: dict[str, Any],
    tally: Tally,
    *,
    check: Callable[[str], object],
    cache: Path | None = None,
    sleep: Callable[[float], None] = time.sleep,
) -> str | None:
    """Return the text of an answer that *check* accepts, or None if no answer was readable.

    *check* raises ValueError for an answer that cannot be read; it is asked for again, as often as `Endpoint.retries` says, and
    so is everything transient (429, 5xx, time-outs, a broken line). Readable answers are kept in *cache*, a folder.

    Raises:
        UsageError: the address is not http or https.
        AnnotationError: the service refuses, or cannot be reached after all retries.
    """
    if not endpoint.url.startswith(("http://", "https://")):
        raise UsageError(f"{endpoint.url}: the address of a language model must begin with http:// or https://")
    body: dict[str, Any] = {"model": endpoint.model, "messages": messages, "temperature": 0, "max_tokens": endpoint.max_tokens}
    kept = cache / f"{_digest(endpoint.url, body)}.json" if cache else None
    if kept and (known := _cached(kept, check)) is not None:
        tally.cached += 1
        return known
    body["response_format"] = {"type": "json_schema", "json_schema": {"name": "reading", "schema": schema, "strict": False}}
    problem = ""
    for attempt in range(endpoint.retries + 1):
        try:
            answer = _answer(endpoint, body, tally)
            check(answer)
        except _TransientError as error:
            problem, wait, network = str(error), error.wait, True
        except ValueError as error:
            problem, wait, network = str(error), 0.0, False
        else:
            if kept:
                _keep(kept, answer)
            return answer
        if attempt < endpoint.retries:
            tally.retries += 1
            # No jitter: one reader asks one question at a time, and tests want the same waits every time.
            sleep(min(60.0, max(wait, 0.5 * 2**attempt)))
    if network:
        raise AnnotationError(f"{endpoint.url}: no answer after {endpoint.retries + 1} tries: {problem}")
    return None


def _digest(url: str, body: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps([url, body], sort_keys=True).encode()).hexdigest()


def _cached(path: Path, check: Callable[[str], object]) -> str | None:
    """Return a kept answer; one that cannot be read is as good as none."""
    try:
        answer = json.loads(path.read_text(encoding="utf-8"))["answer"]
        check(answer)
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return str(answer)


def _keep(path: Path, answer: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    temporary.write_text(json.dumps({"answer": answer}), encoding="utf-8")
    temporary.replace(path)


def _answer(endpoint: Endpoint, body: dict[str, Any], tally: Tally) -> str:
    try:
        raw = _post(endpoint, body, tally)
    except _SchemaRefusedError:
        # Many servers speak the protocol but not its structured output; the prompt describes the format as well.
        body.pop("response_format", None)
        raw = _post(endpoint, body, tally)
    try:
        reply = json.loads(raw)
        choice = reply["choices"][0]
        content = choice["message"]["content"]
    except (ValueError, KeyError, IndexError, TypeError, RecursionError) as error:
        raise _TransientError(f"the answer is not that of a chat service: {type(error).__name__}") from error
    _count_tokens(endpoint, reply.get("usage"), tally)
    if choice.get("finish_reason") == "length":
        raise ValueError("the answer was cut off")
    if not isinstance(content, str):
        raise ValueError("the answer has no text")
    return content


def _count_tokens(endpoint: Endpoint, usage: object, tally: Tally) -> None:
    said = usage if isinstance(usage, dict) else {}
    numbers = (said.get("prompt_tokens"), said.get("completion_tokens"))
    read, written = (number if type(number) is int and number > 0 else 0 for number in numbers)
    tally.tokens_in += read
    tally.tokens_out += written
    tally.price += (read * endpoint.price_in + written * endpoint.price_out) / 1_000_000


class _SchemaRefusedError(Exception):
    """The service does not take ``response_format``."""


def _post(endpoint: Endpoint, body: dict[str, Any], tally: Tally) -> bytes:
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    if endpoint.key:
        headers["Authorization"] = f"Bearer {endpoint.key}"
    address = endpoint.url.rstrip("/") + "/chat/completions"
    request = urllib.request.Request(address, json.dumps(body).encode(), headers, method="POST")  # noqa: S310 - checked in ask
    opener = urllib.request.build_opener(_NoRedirect)
    tally.requests += 1
    deadline = time.monotonic() + endpoint.timeout
    try:
        with opener.open(request, timeout=endpoint.timeout) as response:
            return _limited(response, endpoint, deadline)
    except urllib.error.HTTPError as error:
        with error:
            raise _refusal(endpoint, error, "response_format" in body) from None
    except (OSError, HTTPException) as error:
        raise _TransientError(f"{type(error).__name__}: {getattr(error, 'reason', None) or error}") from None


def _limited(response: HTTPResponse, endpoint: Endpoint, deadline: float) -> bytes:
    """Read an answer up to a size and a time; a service that sends a byte a minute would hold us for ever."""
    parts: list[bytes] = []
    size = 0
    while part := response.read1(65536):
        size += len(part)
        if size > endpoint.max_bytes:
            raise _TransientError(f"the answer is larger than {endpoint.max_bytes} bytes")
        if time.monotonic() > deadline:
            raise _TransientError(f"the answer took longer than {endpoint.timeout:g} seconds")
        parts.append(part)
    return b"".join(parts)


def _refusal(endpoint: Endpoint, error: urllib.error.HTTPError, with_schema: bool) -> Exception:
    if error.code == 429 or error.code >= 500 or error.code == 408:
        after = error.headers.get("Retry-After", "") if error.headers else ""
        return _TransientError(f"HTTP {error.code}", min(60.0, float(after)) if after.isdigit() else 0.0)
    if error.code in (400, 422) and with_schema:
        return _SchemaRefusedError()
    hint = "; check the key" if error.code in (401, 403) else "; check the address and the model" if error.code == 404 else ""
    return AnnotationError(f"{endpoint.url}: the language model service answers HTTP {error.code}{hint}")
