"""How a language-model service wants to be asked: what it refuses of a request, in its words, is left out from then on."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

# As llama.cpp, vLLM and hosted services word it.
PAST_CONTEXT = re.compile(r"context.?(length|size|window)|exceed_context|(prompt|input|request).{0,20} too (long|large)", re.I)
_SYSTEM = re.compile(r"system.?(role|message|prompt)|roles? .{0,60}(system|alternate)|role' does not support", re.I)
_FORM = re.compile(r"response_?format|json_?schema|json_?object|grammar", re.I)


class RefusedError(Exception):
    """A request that the service does not take, with what it says about that."""

    def __init__(self, code: int, complaint: str, wait: float = 0.0) -> None:
        super().__init__(complaint)
        self.code = code
        self.complaint = complaint
        self.wait = wait


@dataclass(slots=True)
class Manner:
    """How a service wants to be asked: as the protocol has it, until it refuses a part of that."""

    form: int = 0
    """What holds the answer to the schema: 0 ``json_schema``, 1 ``json_object`` with a schema, 2 the words of the question."""
    has_system: bool = True
    """Whether the instructions are a message of their own; some chat templates know the user alone."""
    limit: str = "max_tokens"
    """The name of the limit of an answer; empty where the service counts it against its context."""
    has_temperature: bool = True
    is_away: bool = False
    """Nobody answered the last question at any try; the next is put once, or a folder of texts would wait for days."""

    def body(self, model: str, most: int, messages: list[dict[str, str]], schema: dict[str, Any]) -> dict[str, Any]:
        """Return the request: *messages* to a *model* whose answer may have at most so many tokens, in the form of *schema*."""
        if not self.has_system:
            messages = [{"role": "user", "content": "\n\n".join(message["content"] for message in messages)}]
        body: dict[str, Any] = {"model": model, "messages": messages}
        if self.has_temperature:
            body["temperature"] = 0
        if self.limit:
            body[self.limit] = most
        if self.form == 0:
            named = {"name": "reading", "schema": schema, "strict": False}
            body["response_format"] = {"type": "json_schema", "json_schema": named}
        elif self.form == 1:
            body["response_format"] = {"type": "json_object", "schema": schema}
        return body

    def learn(self, refusal: RefusedError) -> bool:
        """Give way in what a refusal complains of and return whether there is something new to try."""
        said = refusal.complaint
        if refusal.code in (401, 403, 404, 429):
            return False
        if PAST_CONTEXT.search(said):
            # Some services count the longest answer as part of the question; what is left of the context bounds it as well.
            self.limit, was = "", self.limit
            return bool(was)
        if "max_completion_tokens" in said and self.limit == "max_tokens":
            self.limit = "max_completion_tokens"
        elif _SYSTEM.search(said) and self.has_system:
            self.has_system = False
        elif "temperature" in said and self.has_temperature:
            self.has_temperature = False
        elif (_FORM.search(said) or refusal.code in (400, 422)) and self.form < 2:
            self.form += 1
        else:
            return False
        return True


def complaint(raw: bytes) -> str:
    """Return what a service says is wrong, from any of the forms that services give it, in one line."""
    text = raw.decode("utf-8", "replace")
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        said = text
    for name in ("error", "detail", "message"):
        if isinstance(said, dict) and name in said:
            said = said[name]
    if isinstance(said, list):  # one for each field; the request itself, which may stand in it too, is not repeated
        said = "; ".join(f"{item.get('loc', '')} {item.get('msg', '')}" for item in said if isinstance(item, dict))
    return " ".join(str(said).split())[:2000]
