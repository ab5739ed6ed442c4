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

from kg.annotate.manner import PAST_CONTEXT, Manner, RefusedError, complaint
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
    """Seconds for one answer from the first byte sent to the last received; a model without a graphics card may need 1,000."""
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
    manner: Manner = field(default_factory=Manner, repr=False, compare=False)
    """What the service has taught us; a refusal is not worth hearing once for every stretch of text."""

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

    def __init__(self, problem: str, wait: float = 0.0, *, is_slow: bool = False) -> None:
        super().__init__(problem)
        self.wait = wait
        self.is_slow = is_slow
        """The answer did not come in time: it will hardly be faster at the fifth try."""


class _UnreadableError(Exception):
    """An answer that is none; holds its text."""

    def __init__(self, text: str) -> None:
        super().__init__("the answer cannot be read")
        self.text = text


class TooLongError(Exception):
    """The answer was cut off; holds what came of it, or None where the question already does not fit."""

    def __init__(self, problem: str, partial: str | None = None) -> None:
        super().__init__(problem)
        self.partial = partial


_SPARSE = 7
"""Characters for each token said to be read, above which some of the question was never read: text has 2 to 5 for each."""


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

    *check* raises ValueError for an answer that cannot be read; it is asked for again, as often as `Endpoint.retries` says or
    until it comes twice, and so is everything transient (429, 5xx, a broken line; after a time-out once only). What the service
    refuses of the request is left out from then on, see `Manner`. Readable answers are kept in *cache*, a folder.

    Raises:
        UsageError: the address is not http or https.
        AnnotationError: the service refuses, or cannot be reached after all retries.
        TooLongError: the question does not fit the context of the model, or the answer was cut off.
    """
    if not endpoint.url.startswith(("http://", "https://")):
        raise UsageError(f"{endpoint.url}: the address of a language model must begin with http:// or https://")
    # Named by the plain question, however the service wants it put.
    plain = {"model": endpoint.model, "messages": messages, "temperature": 0, "max_tokens": endpoint.max_tokens}
    kept = cache / f"{_digest(endpoint.url, plain)}.json" if cache else None
    if kept and (known := _cached(kept, check)) is not None:
        tally.cached += 1
        return known
    problem, said, slow = "", None, 0
    tries = 1 if tally.manner.is_away else endpoint.retries + 1
    for attempt in range(tries):
        try:
            answer = _answer(endpoint, messages, schema, tally, check)
        except _TransientError as error:
            problem, wait, network, slow = str(error), error.wait, True, slow + error.is_slow
            if slow > 1:
                break
        except _UnreadableError as error:
            wait, network, tally.manner.is_away = 0.0, False, False
            if error.text == said:  # to the letter: a model that does not throw dice will never say anything else
                break
            said = error.text
        else:
            tally.manner.is_away = False
            if kept:
                _keep(kept, answer)
            return answer
        if attempt < tries - 1:
            tally.retries += 1
            # No jitter: one reader asks one question at a time, and tests want the same waits every time.
            sleep(min(60.0, max(wait, 0.5 * 2**attempt)))
    if network:
        tally.manner.is_away = True
        raise AnnotationError(f"{endpoint.url}: no answer after {attempt + 1} tries: {problem}")
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


def _answer(
    endpoint: Endpoint, messages: list[dict[str, str]], schema: dict[str, Any], tally: Tally, check: Callable[[str], object]
) -> str:
    """Return an answer that *check* accepts, put as the service wants it."""
    while True:
        try:
            reply = _reply(_post(endpoint, tally.manner.body(endpoint.model, endpoint.max_tokens, messages, schema), tally))
        except RefusedError as refusal:
            if not tally.manner.learn(refusal):
                raise _outcome(endpoint, refusal) from None
            continue
        read = _count_tokens(endpoint, reply.get("usage"), tally)
        if tally.manner.has_system and 0 < read * _SPARSE < sum(len(message["content"]) for message in messages):
            # Templates without a system role may drop the instructions and say nothing.
            tally.manner.has_system = False
            continue
        return _content(reply, check)


def _reply(raw: bytes) -> dict[str, Any]:
    """Return the object a chat service answers with; an error may come as a success, too."""
    try:
        reply = json.loads(raw)
    except (ValueError, RecursionError):
        reply = None
    if isinstance(reply, dict) and reply.get("error") and not reply.get("choices"):
        code = reply["error"].get("code") if isinstance(reply["error"], dict) else None
        raise RefusedError(code if type(code) is int else 400, complaint(raw))
    try:
        if isinstance(reply, dict) and isinstance(reply["choices"][0]["message"], dict):
            return reply
    except (KeyError, IndexError, TypeError):
        pass
    raise _TransientError(f"the answer is not that of a chat service, it begins with {raw[:60].decode('utf-8', 'replace')!r}")


def _content(reply: dict[str, Any], check: Callable[[str], object]) -> str:
    choice = reply["choices"][0]
    content = choice["message"].get("content")
    if isinstance(content, list):  # in parts, thoughts among them
        content = "".join(part["text"] for part in content if isinstance(part, dict) and isinstance(part.get("text"), str))
    text = content if isinstance(content, str) else ""
    try:
        check(text)
    except ValueError:
        if choice.get("finish_reason") == "length":
            raise TooLongError("the answer was cut off", text) from None
        raise _UnreadableError(text) from None
    return text


def _outcome(endpoint: Endpoint, refusal: RefusedError) -> Exception:
    """Return what a refusal comes to when nothing else is left to try."""
    code, said = refusal.code, refusal.complaint.replace(endpoint.key, "...") if endpoint.key else refusal.complaint
    told = f": {said[:200]}" if said else ""
    if code != 429 and PAST_CONTEXT.search(said):
        return TooLongError(f"HTTP {code}{told}")
    if code in (408, 429) or code >= 500:
        return _TransientError(f"HTTP {code}{told}", refusal.wait)
    hints = {401: "; check the key", 403: "; check the key", 404: "; check the address, which often ends in /v1, and the model"}
    return AnnotationError(f"{endpoint.url}: the language model service answers HTTP {code}{told}{hints.get(code, '')}")


def _count_tokens(endpoint: Endpoint, usage: object, tally: Tally) -> int:
    """Add what an answer cost and return how many tokens were read, 0 if the service does not say."""
    said = usage if isinstance(usage, dict) else {}
    numbers = (said.get("prompt_tokens"), said.get("completion_tokens"))
    read, written = (number if type(number) is int and number > 0 else 0 for number in numbers)
    tally.tokens_in += read
    tally.tokens_out += written
    tally.price += (read * endpoint.price_in + written * endpoint.price_out) / 1_000_000
    return read


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
            raise _refusal(endpoint, error, deadline) from None
    except TimeoutError:
        raise _slow(endpoint) from None
    except (OSError, HTTPException) as error:
        raise _TransientError(f"{type(error).__name__}: {getattr(error, 'reason', None) or error}") from None


def _limited(response: HTTPResponse | urllib.error.HTTPError, endpoint: Endpoint, deadline: float) -> bytes:
    """Read an answer up to a size and a time; a service that sends a byte a minute would hold us for ever."""
    parts: list[bytes] = []
    size = 0
    while part := response.read1(65536):
        size += len(part)
        if size > endpoint.max_bytes:
            raise _TransientError(f"the answer is larger than {endpoint.max_bytes} bytes")
        if time.monotonic() > deadline:
            raise _slow(endpoint)
        parts.append(part)
    return b"".join(parts)


def _slow(endpoint: Endpoint) -> _TransientError:
    fix = "allow more with --model-timeout, or serve a smaller model"
    return _TransientError(f"the answer took longer than {endpoint.timeout:g} seconds; {fix}", is_slow=True)


def _refusal(endpoint: Endpoint, error: urllib.error.HTTPError, deadline: float) -> RefusedError:
    after = error.headers.get("Retry-After", "") if error.headers else ""
    try:
        said = _limited(error, endpoint, deadline)
    except (OSError, HTTPException, _TransientError):
        said = b""
    return RefusedError(error.code, complaint(said), min(60.0, float(after)) if after.isdigit() else 0.0)
