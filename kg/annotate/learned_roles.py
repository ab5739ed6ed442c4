"""Says which phrases of a sentence a verb or event noun takes part with, learned from PropBank frames.

The written rules of `roles` look where grammar says a participant stands; the parser does not always put it there. This model
has seen the 29,000 frames of English web text on parses with such mistakes (`training/roles.py`). But for two base forms, all it
looks at is shared by the languages of the packs - relations, parts of speech, kinds of things, the nearest English preposition -
so that what was learned on English holds for Norwegian too.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

import numpy
from numpy.typing import NDArray

from kg.annotate.clauses import is_passive, resolve_relative
from kg.annotate.kinds import kind_of
from kg.annotate.lexicon import Lexicon, shared
from kg.annotate.nouns import KnownSpan, lookup
from kg.annotate.words import Word
from kg.errors import PackError
from kg.names import Form
from kg.resources import shipped

LABELS = ("none", "ARG0", "ARG1", "ARG2", "ARG3", "ARGM-LOC", "ARGM-TMP", "ARGM")
"""``ARG3`` stands for all higher ones, ``ARGM`` for all other circumstances."""
FEATURES = (
    "lemma", "above", "pos", "dep", "form", "voice", "around", "type", "control", "light",
    "path", "case", "word_pos", "word_dep", "word_form", "kind", "says", "side", "rank", "verbs", "commas",
)  # fmt: skip
"""What the model knows: first of the event word, from ``path`` on of the phrase."""
OWN = 10
"""So many features are of the event word alone."""
_HIGHEST = 4
"""So many governors up, participants are looked for."""
_NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM", "ADJ", "SYM", "X"})
_AROUND = frozenset({"nsubj", "nsubj:pass", "obj", "iobj", "aux:pass", "obl:agent", "ccomp", "xcomp", "cop", "nmod:poss"})
_VERBAL = frozenset({"VERB", "AUX"})
_CONTROL = shared("object_control")
_ACCUSING = shared("accusing")

Floats = NDArray[numpy.float32]


class Scored(NamedTuple):
    """One phrase and how likely each label of `LABELS` is for it."""

    word: Word
    chances: Mapping[str, float]

    @property
    def label(self) -> str:
        """The likeliest label."""
        return max(self.chances, key=lambda label: self.chances[label])


def candidates(event: Word) -> Iterator[tuple[Word, str]]:
    """Yield the nominal heads that may take part in an event, with the way to them through the tree.

    They are below the event word, at most two steps; or its governors, at most four; or right below one of those.
    """
    for child in event.children:
        down = f"<{child.dep}"
        if child.pos in _NOMINAL:
            yield child, down
        if child.rel != "conj":
            for inner in child.children:
                if inner.pos in _NOMINAL and inner.rel != "conj":
                    yield inner, f"{down}<{inner.dep}"
    path, below = "", event
    for _ in range(_HIGHEST):
        above = below.head
        if above is below:
            return
        path += f">{below.dep}"
        if above.pos in _NOMINAL:
            yield above, path
        for child in above.children:
            if child is not below and child.pos in _NOMINAL:
                yield child, f"{path}<{child.dep}"
        below = above


class Reader:
    """Reads the features of one language."""

    def __init__(self, lex: Lexicon, known: Mapping[int, KnownSpan]) -> None:
        self.lex = lex
        self.known = known
        self.prepositions = _prepositions(lex.language, "noun")
        self.verbal = _prepositions(lex.language, "verb")
        self.says = lex.cue("say")
        self.lemmas = lex.language == "en"

    def event(self, word: Word) -> tuple[str, ...]:
        """Return the features of an event word."""
        lex = self.lex
        above = word.head
        control = (
            "-" if above is word else "object" if above.lemma in _CONTROL else "accusing" if above.lemma in _ACCUSING else "-"
        )
        if word.pos in _VERBAL:
            told = lex.verbs.get(word.lemma) or lex.verbs.get(lex.verb_forms.get(word.lower, ""))
        else:
            told = lex.nouns.get(lookup(word, lex.nouns, lex) or "")
        verb = above
        while verb.pos not in _VERBAL and verb.head is not verb and verb.head is not verb.head.head:
            verb = verb.head
        light = next((name for name in ("agent", "patient", "aspect", "cause") if verb.lemma in lex.light[name]), "-")
        return (
            word.lemma if self.lemmas else "?",
            above.lemma if self.lemmas else "?",
            word.pos,
            word.dep,
            _form(word),
            "passive" if word.pos != "NOUN" and is_passive(word) else "-",
            "|".join(sorted({child.dep for child in word.children} & _AROUND)),
            told or "-",
            control,
            light if word.pos == "NOUN" else "-",
        )

    def phrase(self, word: Word, path: str, event: Word, rank: int) -> tuple[str, ...]:
        """Return the features of a phrase that may take part."""
        first, last = (word, event) if word.index < event.index else (event, word)
        start = first.index - first.sentence.words[0].index + 1
        between = first.sentence.words[start : start + last.index - first.index - 1]
        verbs = sum(other.pos == "VERB" for other in between)
        commas = sum(other.lower in _STOPS for other in between)
        case = word.case()
        case = (self.verbal if event.pos in _VERBAL else self.prepositions).get(case, case)
        span = self.known.get(word.index)
        demonym = span is not None and span.names[0].form is Form.DEMONYM
        return (
            path,
            case,
            word.pos,
            word.dep,
            _case(word),
            "demonym" if demonym else kind_of(word, self.lex, self.known).value,
            "says" if word.rel == "nsubj" and word.head.lemma in self.says else "-",
            "before" if word.index < event.index else "after",
            str(min(rank, 4)),
            str(min(verbs, 3)),
            str(min(commas, 3)),
        )

    def rows(self, event: Word) -> tuple[list[Word], tuple[str, ...], list[tuple[str, ...]]]:
        """Return the phrases around an event word, its own features and theirs."""
        found: dict[int, tuple[Word, str]] = {}
        for word, path in candidates(event):
            if word is not event and resolve_relative(word) is word:
                found.setdefault(word.index, (word, path))
        words = sorted(found.values(), key=lambda pair: pair[0].index)
        before = sum(word.index < event.index for word, _ in words)
        out = []
        for position, (word, path) in enumerate(words):
            rank = before - position if position < before else position - before + 1
            out.append(self.phrase(word, path, event, rank))
        return [word for word, _ in words], self.event(event), out


_STOPS = frozenset({",", ";", ":", "-", "–", "—", "(", ")"})


def _form(word: Word) -> str:
    """Return the form of a verb: participle, infinitive, finite."""
    morph = word.morph
    if "VerbForm=Part" in morph:
        return "present" if "Tense=Pres" in morph or word.lower.endswith("ing") else "participle"
    if "VerbForm=Fin" in morph:
        return "finite"
    if "VerbForm=Inf" in morph:
        return "infinitive"
    return "gerund" if "VerbForm=Ger" in morph else "-"


def _case(word: Word) -> str:
    """Return the case that a pronoun shows."""
    if word.pos != "PRON":
        return "-"
    for case in ("Nom", "Acc", "Gen"):
        if f"Case={case}" in word.morph:
            return case
    return "Gen" if "Poss=Yes" in word.morph else "?"


@cache
def _prepositions(language: str, event: str) -> Mapping[str, str]:
    """Return the English preposition for each of a language, as it goes with a verb or with a noun."""
    table = tomllib.loads(shipped("ontology", "lexicon", "roles.toml").read_text("utf-8")).get(language, {})
    return MappingProxyType({**table.get("any", {}), **table.get(event, {})})


@dataclass(frozen=True, eq=False)
class Model:
    """One hidden layer over the sum of a row for each feature's value."""

    values: Mapping[str, Mapping[str, int]]
    """For each feature, the row of each value, in the order of the rows; a value never seen has the row of ``?``."""
    table: Floats
    bias: Floats
    weights: Floats
    offsets: Floats

    @cached_property
    def columns(self) -> tuple[tuple[Mapping[str, int], int], ...]:
        """The rows of the values of each feature, and the row of an unknown one, in the order of `FEATURES`."""
        return tuple((self.values[name], self.values[name]["?"]) for name in FEATURES)

    def own(self, event: Sequence[str]) -> list[int]:
        """Return the rows of the features of an event word."""
        return [rows.get(value, unknown) for (rows, unknown), value in zip(self.columns, event, strict=False)]

    def phrase(self, features: Sequence[str]) -> list[int]:
        """Return the rows of the features of a phrase."""
        return [rows.get(value, unknown) for (rows, unknown), value in zip(self.columns[OWN:], features, strict=True)]

    def chances(self, event: Sequence[str], phrases: Sequence[Sequence[str]]) -> Floats:
        """Return the chance of every label for phrases of one event word, a row each."""
        own = self.bias + self.table[self.own(event)].sum(0)
        hidden = numpy.maximum(own + self.table[[self.phrase(phrase) for phrase in phrases]].sum(1), 0)
        logits = hidden @ self.weights + self.offsets
        powers: Floats = numpy.exp(logits - logits.max(1, keepdims=True))
        powers /= powers.sum(1, keepdims=True)
        return powers


def read_model(path: Path) -> Model:
    """Return a model from its file.

    Raises:
        PackError: it is not there, or damaged, or of other features.
    """
    try:
        with numpy.load(path) as stored:
            parts = {name: stored[name] for name in stored.files}
        listed: dict[str, list[str]] = json.loads(parts["values"].tobytes().decode("utf-8"))
        numbers = [parts[name].astype(numpy.float32) for name in ("table", "bias", "weights", "offsets")]
    except (OSError, ValueError, KeyError, EOFError) as error:
        raise PackError(f"{path}: the learned roles cannot be read ({error}); reinstall witness-graph") from error
    if tuple(listed) != FEATURES or numbers[2].shape[1:] != (len(LABELS),):
        raise PackError(f"{path}: learned with other features than this version reads; train it again (training/roles.py)")
    values: dict[str, Mapping[str, int]] = {}
    row = 0
    for name, words in listed.items():
        values[name] = {word: row + position for position, word in enumerate(words)}
        row += len(words)
    return Model(MappingProxyType(values), *numbers)


def write_model(path: Path, model: Model) -> None:
    """Write a model as `read_model` reads it, numbers as 16-bit floats."""
    listed = json.dumps({name: list(rows) for name, rows in model.values.items()}, ensure_ascii=False)
    numpy.savez_compressed(
        path,
        values=numpy.frombuffer(listed.encode("utf-8"), dtype=numpy.uint8),
        table=model.table.astype(numpy.float16),
        bias=model.bias.astype(numpy.float16),
        weights=model.weights.astype(numpy.float16),
        offsets=model.offsets.astype(numpy.float16),
    )


@cache
def model() -> Model:
    """Return the shipped model, once a process."""
    return read_model(shipped("packs", "roles", "roles.npz"))


def scored(event: Word, reader: Reader) -> list[Scored]:
    """Return the phrases that may take part in the event of a word, in text order, with the chance of each label."""
    words, own, rows = reader.rows(event)
    if not words:
        return []
    chances = model().chances(own, rows).tolist()
    return [Scored(word, dict(zip(LABELS, row, strict=True))) for word, row in zip(words, chances, strict=True)]
