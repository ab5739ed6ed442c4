"""Turns an answer into HTML: the same templates for the server and for published files."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from kg.finder import Hit
from kg.server.lookup import short
from kg.server.site import Answer, Asked, Link, path_of
from kg.table import Iri
from kg.views.columns import agents, figure_label, loose_figures, patients, places, speakers
from kg.views.layout import text_width, when
from kg.views.page import templates, thousands, web_address
from kg.views.titles import event_title
from kg.views.words import tone, word, words

HERE = Path(__file__).parent
_NAV = ("events", "disagreements", "timeline", "map", "network", "sources", "queries", "sparql", "about")
_PUBLIC_NAV = ("events", "sparql", "about")
_DRAWN = ("Document", "Event", "EventSet", "Claim")
_PLACE = re.compile(r"\d+,\d+")


@cache
def texts() -> Mapping[str, Mapping[str, str]]:
    """Return the texts of the explorer by language."""
    return tomllib.loads((HERE / "templates" / "texts.toml").read_text("utf-8"))


@cache
def _environment() -> Any:
    return templates(HERE / "templates")


def live_link(target: str, **params: str) -> str:
    """Return the address of a page or a thing on the server; "" for what has no page and is no web address.

    >>> live_link("/events", type="Airstrike", place="")
    '/events?type=Airstrike'
    >>> live_link("https://w3id.org/witness-graph/id/document/d1#char=63,155")
    '/id/document/d1#char=63,155'
    """
    if target.startswith("/"):
        chosen = {name: value for name, value in params.items() if value}
        return target + (f"?{urlencode(chosen)}" if chosen else "")
    thing, mark, place = target.partition("#char=")
    path = path_of(thing)
    return f"{path}#char={place}" if path and mark and _PLACE.fullmatch(place) else path or web_address(target)


def choices(language: str) -> Mapping[str, Sequence[tuple[str, str]]]:
    """Return what a form offers to choose from, by the parameter's name: values and what they are called."""
    types = sorted(((kind, word(f"type.{kind}.name", language)) for kind in words()["type"]), key=lambda pair: pair[1])
    own = {group: [(name, word(f"{group}.{name}", language)) for name in words()[group]] for group in ("stance", "certainty")}
    measures = [(name, word(f"measure.{name}", language)) for name in words()["measure"]]
    return {"type": types, "measure": measures, **own}


def kind_name(kind: str, language: str) -> str:
    """Return what a kind of thing is called on a page.

    >>> kind_name("HealthFacility", "en"), kind_name("Event", "nb")
    ('Health facility', 'Hendelse')
    """
    return texts()[language][f"{kind}_1"].capitalize() if kind in _DRAWN else word(f"kind.{kind}", language)


def titled(hit: Hit, language: str) -> str:
    """Return the name of what a search found; an event's title speaks the reader's language."""
    return event_title(hit.label, language) if hit.kind in ("Event", "EventSet") else hit.label


def html(
    answer: Answer,
    asked: Asked,
    *,
    here: str = "",
    data_link: Callable[[str], str] | None = None,
    other_language: str = "",
    live: bool = True,
    **more: str,
) -> str:
    """Return a page as HTML.

    *live* is False for files: what needs a server is left out, and *more* carries the style and its policy.
    """
    known = texts()[asked.language]
    link: Link = asked.link
    return str(
        _environment()
        .get_template(answer.template)
        .render(
            **{
                "language": asked.language,
                "profile": asked.profile,
                "nav": _PUBLIC_NAV if asked.profile == "public" else (*_NAV, "review") if asked.reviewing else _NAV,
                "known_texts": known,
                "ui": lambda key: known.get(str(key), str(key)),
                "count": lambda number, key: f"{thousands(number)} {known[f'{key}_1' if number == 1 else key]}",
                "word": lambda key: word(str(key), asked.language),
                "heading": known.get(answer.title, answer.title),
                "link": link,
                "live": live,
                "here": here,
                "data_link": data_link,
                "other_language": other_language,
                "uses_picture": bool(answer.values.get("drawn")),
                "agents": agents,
                "patients": patients,
                "places": places,
                "speakers": speakers,
                "loose_figures": loose_figures,
                "figure_label": figure_label,
                "when": when,
                "tone": tone,
                "tongue": lambda code: known.get(f"tongue_{code}", code),
                "kind_of": lambda kind: kind_name(kind, asked.language),
                "titled": lambda hit: titled(hit, asked.language),
                "pages": None,
                "text_width": text_width,
                "short": short,
                "is_iri": lambda cell: isinstance(cell, Iri),
                "without": lambda chosen, key: {name: value for name, value in chosen.items() if name != key},
                "with_": lambda chosen, key, value: {**chosen, key: value},
                **more,
                **answer.values,
            }
        )
    )
