"""The words of one language that evoke events, roles and ways of speaking, read from `ontology/lexicon`."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from kg.annotate.inflection import forms
from kg.errors import AnnotationError
from kg.resources import shipped


@dataclass(frozen=True, slots=True)
class Frame:
    """How the participants of an event type are called."""

    type: str
    family: str
    agent: str
    patient: str
    thing: str
    """Role of a struck thing or place where it differs from that of a person."""
    measure: str
    intransitive: bool


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Word tables of one language; keys are base forms, longer ones several words joined by spaces."""

    language: str
    verbs: Mapping[str, str]
    """Verb (or verb and particle) to event type."""
    nouns: Mapping[str, str]
    doers: Mapping[str, str]
    """Noun for who did a deed, or suffers it, to the event type: "kidnapper", "hostage"."""
    adjectives: Mapping[str, str]
    light: Mapping[str, frozenset[str]]
    instruments: Mapping[str, str]
    """Weapon or platform to the event type it tells."""
    platforms: frozenset[str]
    kinds: Mapping[str, frozenset[str]]
    """Kind of thing (person, armed, place, facility ...) to nouns."""
    cues: Mapping[str, frozenset[str]]
    verb_forms: Mapping[str, str]
    """Inflected form to base form, for words that the lemmatiser gets wrong."""
    noun_forms: Mapping[str, str]
    switches: Mapping[str, Mapping[str, str]]
    """Verb to what it tells by what it is done to (``person``, ``place``, ``thing``); ``armed`` is non-empty if only an
    armed actor's doing counts."""
    compounding: bool
    """True where nouns are joined into one word, so that the last part tells the type."""

    def cue(self, name: str) -> frozenset[str]:
        """Return one list of cue words."""
        return self.cues[name]


def _inverted(table: Mapping[str, list[str]], source: str) -> dict[str, str]:
    out: dict[str, str] = {}
    for kind, words in table.items():
        if not isinstance(words, list):
            raise AnnotationError(f"{source}: {kind!r} must be a list of words")
        for word in words:
            out.setdefault(word, kind)
    return out


def _sets(table: Mapping[str, list[str]]) -> Mapping[str, frozenset[str]]:
    return MappingProxyType({name: frozenset(words) for name, words in table.items()})


def _all_forms(words: Iterable[str], language: str, pos: str) -> Mapping[str, str]:
    out: dict[str, str] = {}
    for word in words:
        if " " not in word:
            for form in forms(word, language, pos):
                out.setdefault(form, word)
    for word in words:
        first = word.partition(" ")[0]
        if first != word and pos == "VERB":
            for form in forms(first, language, pos):
                out.setdefault(form, first)
    return MappingProxyType(out)


def _switch(row: Mapping[str, object]) -> Mapping[str, str]:
    return MappingProxyType({key: str(value) for key, value in row.items() if key != "verbs"})


@cache
def lexicon(language: str) -> Lexicon:
    """Return the lexicon of a language.

    Raises:
        AnnotationError: there is none, or it is malformed.
    """
    try:
        path = shipped("ontology", "lexicon", f"{language}.toml")
    except FileNotFoundError as error:
        raise AnnotationError(f"no lexicon for {language!r} in ontology/lexicon") from error
    try:
        data = tomllib.loads(path.read_text("utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise AnnotationError(f"{path.name}: {error}") from error
    instruments = {kind: words for kind, words in data["instruments"].items() if kind != "platform"}
    verbs, nouns = _inverted(data["verbs"], path.name), _inverted(data["nouns"], path.name)
    nominal = {*nouns, *_inverted(instruments, path.name), *(word for words in data["nouns_of"].values() for word in words)}
    verbal = {
        *verbs,
        *(word for words in data["light"].values() for word in words),
        *data["cues"]["say"],
        *(verb for row in data.get("switch", ()) for verb in row["verbs"]),
    }
    return Lexicon(
        language=language,
        verbs=MappingProxyType(verbs),
        nouns=MappingProxyType(nouns),
        doers=MappingProxyType(_inverted(data["doers"], path.name)),
        adjectives=MappingProxyType(_inverted(data["adjectives"], path.name)),
        light=_sets(data["light"]),
        instruments=MappingProxyType(_inverted(instruments, path.name)),
        platforms=frozenset(data["instruments"]["platform"]),
        kinds=_sets(data["nouns_of"]),
        cues=_sets(data["cues"]),
        verb_forms=_all_forms(sorted(verbal), language, "VERB"),
        noun_forms=_all_forms(sorted(nominal), language, "NOUN"),
        switches=MappingProxyType({verb: _switch(row) for row in data.get("switch", ()) for verb in row["verbs"]}),
        compounding=language not in ("en",),
    )


@cache
def _frames_table() -> dict[str, Any]:
    return tomllib.loads(shipped("ontology", "lexicon", "frames.toml").read_text("utf-8"))


@cache
def frames() -> Mapping[str, Frame]:
    """Return the frame of every event type."""
    data = dict(_frames_table())
    parents = data.pop("parents")
    out = {
        name: Frame(
            name,
            row["family"],
            row["agent"],
            row["patient"],
            row.get("thing", row["patient"]),
            row.get("measure", ""),
            row.get("intransitive", False),
        )
        for name, row in data.items()
    }
    for name in parents:
        parent = name
        while parent not in out:
            parent = parents[parent]
        base = out[parent]
        out[name] = Frame(name, base.family, base.agent, base.patient, base.thing, base.measure, base.intransitive)
    return MappingProxyType(out)


@cache
def ancestors(event_type: str) -> tuple[str, ...]:
    """Return the types that a type is a kind of, nearest first."""
    parents = _frames_table()["parents"]
    out = []
    while event_type in parents:
        event_type = parents[event_type]
        out.append(event_type)
    return tuple(out)


@cache
def _grammar() -> Mapping[str, frozenset[str]]:
    return _sets(tomllib.loads(shipped("ontology", "lexicon", "grammar.toml").read_text("utf-8")))


def shared(name: str) -> frozenset[str]:
    """Return one list of the words of grammar that all languages share (`ontology/lexicon/grammar.toml`)."""
    return _grammar()[name]
