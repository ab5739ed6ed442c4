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
    """Kind of thing (person, armed, place, facility ...) to nouns, of the lexicon itself and of `kinds.<language>.toml`."""
    listed: frozenset[str]
    """The nouns of `kinds.<language>.toml` that the lexicon itself does not know."""
    people_forms: Mapping[str, str]
    """Inflected form of a people or a faith to its base form, as it is written."""
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


_SIDE = frozenset({"female", "male", "minor", "kin", "title"})
"""Lists that say more of a noun that another list has, too."""
HURTING = frozenset({"attack", "harm", "destruction"})
"""Families of deeds that hurt people or destroy what is theirs."""
VIOLENT = HURTING | {"detention", "siege"}
"""Families of deeds that are done to people by force: nobody is named for them by guess."""
LAST = "last_"
"""Before the name of a kind: short nouns that tell it as last part of a compound ("politibil")."""
PEOPLE = "people"
"""The list of peoples and believers, who are told by number: "a Kurd" is a person, "Kurds" are a group."""


def _more_kinds(language: str, known: Mapping[str, Any], told: Iterable[str]) -> tuple[dict[str, frozenset[str]], frozenset[str]]:
    """Join the lexicon's own nouns of a kind with those of `kinds.<language>.toml`, where the lexicon has the last word."""
    out = dict(_sets(known))
    try:
        path = shipped("ontology", "lexicon", f"kinds.{language}.toml")
    except FileNotFoundError:
        return out, frozenset()
    try:
        table = tomllib.loads(path.read_text("utf-8"))["kinds"]
    except (tomllib.TOMLDecodeError, KeyError) as error:
        raise AnnotationError(f"{path.name}: {error}") from error
    own = frozenset(told).union(*(words for kind, words in out.items() if kind not in _SIDE))
    more: set[str] = set()
    for kind, rows in table.items():
        words = frozenset(word.strip() for row in rows for word in row.split(","))
        if kind not in _SIDE:
            words -= own
            if kind != PEOPLE and not kind.startswith(LAST):
                more |= words
        out[kind] = out.get(kind, frozenset()) | words
    return out, frozenset(more)


def _people_forms(words: Iterable[str], language: str) -> Mapping[str, str]:
    """Return the forms of peoples and believers."""
    out: dict[str, str] = {}
    for word in sorted(words):
        for form in {word, f"{word}s"} if language == "en" else forms(word, language, "NOUN"):
            out.setdefault(form, word)
        if language == "en" and word.endswith(("man", "men")):
            out.setdefault(f"{word[:-3]}men", word)
        if language == "en" and word.endswith(("woman", "women")):
            out.setdefault(f"{word[:-5]}women", word)
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
    kinds, listed = _more_kinds(language, data["nouns_of"], {*nouns, *_inverted(data["instruments"], path.name)})
    return Lexicon(
        language=language,
        verbs=MappingProxyType(verbs),
        nouns=MappingProxyType(nouns),
        doers=MappingProxyType(_inverted(data["doers"], path.name)),
        adjectives=MappingProxyType(_inverted(data["adjectives"], path.name)),
        light=_sets(data["light"]),
        instruments=MappingProxyType(_inverted(instruments, path.name)),
        platforms=frozenset(data["instruments"]["platform"]),
        kinds=MappingProxyType(kinds),
        listed=listed,
        people_forms=_people_forms(kinds.get(PEOPLE, ()), language),
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
