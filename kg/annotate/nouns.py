"""What a noun names: its phrase, its kind, and the known name that it is part of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

from kg.annotate.lexicon import Lexicon, shared
from kg.annotate.words import Word
from kg.model import EntityKind
from kg.names import Form, KnownName, KnownNames, fold

_PARTITIVE = shared("partitive")
_ACCUSING = shared("accusing")
_WHOSE = shared("whose")
_SIDES = shared("sides")
_PRONOMINAL = shared("pronominal")
"""Words that end no compound: "bombingen" is not nobody ("ingen")."""
_TOPICS = frozenset({"about", "om"})


_SHORTEST_GENITIVE = 2
_FORMS = list(Form)
"""A label goes before a metonym: "Paris" is first of all a place."""


@dataclass(frozen=True, slots=True)
class KnownSpan:
    """Words that spell the name of a well-known actor or place."""

    words: tuple[Word, ...]
    names: tuple[KnownName, ...]

    @property
    def head(self) -> Word:
        """Return the word that the others depend on."""
        inside = set(map(id, self.words))
        for word in self.words:
            if id(word.head) not in inside or word.head is word:
                return word
        return self.words[-1]


class NameMatcher:
    """Finds the names of `KnownNames` in sentences, longest first."""

    def __init__(self, names: KnownNames, language: str) -> None:
        """Make a table of folded word sequences by their first word."""
        table: dict[str, dict[tuple[str, ...], list[KnownName]]] = {}
        for known in names:
            if known.form in (Form.METONYM, Form.DEMONYM) and known.language not in ("", language):
                continue
            key = tuple(fold(known.name).split())
            if key and not (len(key) == 1 and len(key[0]) < 2):
                table.setdefault(key[0], {}).setdefault(key, []).append(known)
        self._table: Mapping[str, list[tuple[tuple[str, ...], list[KnownName]]]] = {
            first: sorted(keys.items(), key=lambda item: (-len(item[0]), item[0])) for first, keys in table.items()
        }
        self._language = language

    def find(self, words: list[Word]) -> list[KnownSpan]:
        """Return the spans that spell known names, in text order, without overlaps."""
        folded: list[tuple[str, int]] = []
        for index, word in enumerate(words):
            for piece in fold(word.text).split():
                folded.append((piece, index))
        out, position = [], 0
        while position < len(folded):
            found = self._at(folded, position, words)
            if found:
                length, span = found
                out.append(span)
                position += length
            else:
                position += 1
        return out

    def _at(self, folded: list[tuple[str, int]], position: int, words: list[Word]) -> tuple[int, KnownSpan] | None:
        piece, index = folded[position]
        if position and folded[position - 1][1] == index:
            return None
        following = folded[position + 1][0] if position + 1 < len(folded) else ""
        rows = self._table.get(piece, ())
        if self._language != "en" and piece.endswith("s") and len(piece) > _SHORTEST_GENITIVE:
            rows = [*rows, *((key, known) for key, known in self._table.get(piece[:-1], ()) if len(key) == 1)]
        for key, known in rows:
            if len(key) > 1 and key[1] != following and not (len(key) == 2 and key[1] + "s" == following):
                continue  # most names are told apart by their second word
            window = folded[position : position + len(key)]
            if len(window) < len(key) or any(have != want for (have, _), want in zip(window, key, strict=True)):
                last = window[-1][0] if len(window) == len(key) else ""
                genitive = last.endswith("s") and last[:-1] == key[-1] and len(key[-1]) > 1
                if not genitive or any(have != want for (have, _), want in zip(window[:-1], key[:-1], strict=True)):
                    continue
            inside = words[index : window[-1][1] + 1]
            end = position + len(key)
            if end < len(folded) and folded[end][1] == window[-1][1]:
                continue
            fitting = tuple(sorted((name for name in known if _spelled(name, inside)), key=lambda name: _FORMS.index(name.form)))
            if fitting:
                return len(key), KnownSpan(tuple(inside), fitting)
        return None


def _spelled(name: KnownName, words: list[Word]) -> bool:
    """Say whether capitals agree: "us" is not the USA, "the White helmets" may be."""
    first = words[0].text
    if name.form is Form.ACRONYM or (name.name.isupper() and len(name.name) <= 5):
        return "".join(word.text for word in words).rstrip("s").rstrip("'’").replace(".", "").isupper()
    if name.form is Form.DEMONYM:
        return name.name[:1].islower() or first[:1].isupper()
    if name.name[:1].islower():
        return True
    content = [word for word in words if len(word.text) > 3] or words
    exact = first[:1].isupper() and " ".join(word.text for word in words) == name.name  # "De hvite hjelmene"
    return exact or any(word.text[:1].isupper() for word in content)


@cache
def matcher(language: str) -> NameMatcher:
    """Return the matcher over the shipped names, once a process."""
    return NameMatcher(known_names(), language)


@cache
def known_names() -> KnownNames:
    """Return the shipped names, once a process."""
    return KnownNames.load()


def core(word: Word, lex: Lexicon) -> Word:
    """Return the noun that says what is named: "children" in "dozens of children", "nurses" in "one of the nurses"."""
    for _ in range(3):
        if word.lemma not in _PARTITIVE and word.lower not in _PARTITIVE and word.pos != "NUM":
            break
        inner = next(
            (
                child
                for child in word.children
                if child.rel in ("nmod", "obl")
                and child.index > word.index
                and (child.case() in lex.cue("of") or child.case().split()[-1:] in (["than"], ["enn"]))
            ),
            None,
        )
        if inner is None:
            break
        word = inner
    return word


def modifiers(word: Word) -> list[Word]:
    """Return the nouns and adjectives directly before the head, in text order."""
    return [
        child
        for child in word.children
        if child.index < word.index
        and child.rel in ("compound", "amod", "flat", "nmod")
        and child.pos in ("NOUN", "PROPN", "ADJ", "VERB")
    ]


def lookup(word: Word, table: Mapping[str, str] | frozenset[str], lex: Lexicon) -> str | None:
    """Return the longest entry of *table* that the noun phrase headed by *word* ends in.

    "barrel bomb" wins over "bomb"; in a compounding language "tønnebombe" wins over "bombe", found as last part.
    *table* is one of the lexicon, which outlives the words: what it says of a word is kept with the word.
    """
    found = word.looked_up.get(id(table), "")
    if found == "":
        found = word.looked_up[id(table)] = _looked_up(word, table, lex)
    return found


class _Index:
    """What is kept of one table of the lexicon, of which there are few that last, so that most words cost one look."""

    __slots__ = ("found", "lasts", "table")

    def __init__(self, table: Mapping[str, str] | frozenset[str]) -> None:
        self.table = table
        self.lasts = frozenset(entry.rpartition(" ")[2] for entry in table if " " in entry)
        """Last words of the entries of several words."""
        self.found: dict[tuple[str, str, str | None], str | None] = {}
        """Entry that a word by itself ends in, by its base, its form and the base that the lexicon knows of the form."""


_INDEXES: dict[int, _Index] = {}
_MOST_FOUND = 20_000
"""Words kept for a table; then it starts anew, so that memory does not grow with the texts."""


def _index(table: Mapping[str, str] | frozenset[str]) -> _Index:
    found = _INDEXES.get(id(table))
    if found is None or found.table is not table:
        found = _INDEXES[id(table)] = _Index(table)
    return found


def _looked_up(word: Word, table: Mapping[str, str] | frozenset[str], lex: Lexicon) -> str | None:
    index, base, lower = _index(table), word.lemma, word.lower
    known = lex.noun_forms.get(lower)
    lasts = index.lasts
    if (base in lasts or lower in lasts or known in lasts) and (joined := _with_modifiers(word, known, table)) is not None:
        return joined
    key = base, lower, known
    if key not in index.found:
        if len(index.found) >= _MOST_FOUND:
            index.found.clear()
        index.found[key] = _alone(key, table, lex)
    return index.found[key]


def _bases(base: str, lower: str, known: str | None) -> list[str]:
    """Return the forms under which a word may be listed, the likeliest first."""
    return [base, *([lower] if lower != base else []), *([known] if known is not None else [])]


def _with_modifiers(word: Word, known: str | None, table: Mapping[str, str] | frozenset[str]) -> str | None:
    """Return the longest entry of several words that a noun with the words before it is."""
    before = modifiers(word)
    for count in (2, 1):
        if len(before) >= count:
            for last in _bases(word.lemma, word.lower, known):
                for first in (" ".join(w.lower for w in before[-count:]), " ".join(w.lemma for w in before[-count:])):
                    if f"{first} {last}" in table:
                        return f"{first} {last}"
    if (hyphened := _hyphened(word)) is not None:
        for last in _bases(word.lemma, word.lower, known):
            if f"{hyphened} {last}" in table:
                return f"{hyphened} {last}"
    return None


def _alone(key: tuple[str, str, str | None], table: Mapping[str, str] | frozenset[str], lex: Lexicon) -> str | None:
    """Return the entry that a noun by itself is, or ends in."""
    base, bases = key[0], _bases(*key)
    for last in bases:
        if last in table:
            return last
    if "-" in base or "‑" in base:
        return lookup_last(base.replace("‑", "-").rpartition("-")[2], table)
    if lex.compounding:
        for last in bases:
            found = lookup_last(last, table, shortest=4)
            if found and found not in _PRONOMINAL:
                return found
    return None


def _hyphened(word: Word) -> str | None:
    """Return the two words before a noun that a hyphen joins, where the parser took them apart: "machine-gun fire"."""
    words = word.sentence.words
    place = word.index - words[0].index
    if place < 3 or words[place - 2].text not in ("-", "‑") or words[place - 1].start != words[place - 2].end:
        return None
    return f"{words[place - 3].lower}-{words[place - 1].lower}"


def lookup_last(word: str, table: Mapping[str, str] | frozenset[str], shortest: int = 2) -> str | None:
    """Return the longest entry that *word* ends in, leaving a first part of at least three letters (or nothing)."""
    if word in table:
        return word
    for cut in range(3, len(word) - shortest + 1):
        if word[cut:] in table:
            return word[cut:]
    return None


def sense(span: KnownSpan, lex: Lexicon) -> KnownName:
    """Return what a known name stands for where it stands: a country that acts is its government, else a place."""
    whole = [name for name in span.names if name.form in (Form.LABEL, Form.ALIAS)]
    if span.names[0] not in whole:
        return span.names[0]
    states = [name for name in whole if name.entity.kind is EntityKind.GOVERNMENT]
    places = [name for name in whole if name.entity.kind is EntityKind.PLACE]
    if not states or not places:
        return span.names[0]
    return states[0] if _as_state(span.head, lex) else places[0]


def _as_state(word: Word, lex: Lexicon) -> bool:
    """Say whether a country is named as one who acts: it does, says, is accused, or an act is its own."""
    while word.rel == "conj" and word.head.is_nominal:
        word = word.head
    case, above = word.case(), word.head
    if word.rel == "nsubj" and word.dep != "nsubj:pass" and not case:
        return above.pos in ("VERB", "AUX") and above.child("cop") is None
    if word.dep == "obl:agent" or (word.rel in ("obl", "nmod") and case in _WHOSE):
        return True
    if word.rel in ("obj", "iobj", "nsubj"):
        return above.lemma in _ACCUSING
    if case in _SIDES | _TOPICS and case not in ("between", "mellom"):
        return True
    if word.dep == "nmod:poss" and any(lookup(above, lex.kinds[name], lex) for name in ("title", "government", "armed")):
        return True
    if not case and word.rel in ("ROOT", "root") and any(c.case() in _TOPICS for c in word.children):
        return True  # the headline "USA on Russia"
    act = lookup(above, lex.nouns, lex) is not None
    return act and (word.dep == "nmod:poss" or case in _SIDES or case in ("from", "fra"))


def phrase(word: Word, lex: Lexicon, known: Mapping[int, KnownSpan]) -> tuple[int, int]:
    """Return the offsets of the noun phrase of *word*: what a reader would write as the name of a participant.

    From its leftmost modifier to its head and what belongs to the head's name; "of" phrases belong ("dozens of
    children"), relative clauses, appositions and places do not.
    """
    words = word.sentence.words
    offset = words[0].index
    left, right = word, word
    before = [child for child in word.children if child.index < word.index]
    if word.rel == "compound":
        before += [
            c for c in word.head.children if c.index == word.index - 1 and c.rel in ("amod", "compound") and c.text[:1].isupper()
        ]
    for child in reversed(before):
        first = child.subtree()[0] if child.rel in ("nmod", "nummod", "compound", "amod") else child
        if not _modifies(child, lex):
            if child.rel in ("punct",) and child.text in "-‑–/":
                continue
            if child.rel in (
                "nsubj",
                "cop",
                "aux",
                "mark",
                "cc",
                "parataxis",
                "acl",
                "advcl",
                "obl",
                "advmod",
                "punct",
                "appos",
                "discourse",
            ):
                break
            continue
        if first.index < left.index:
            left = first
    for child in word.children:
        if child.index > word.index and _belongs(child, word, lex):
            last = _last_of(child, lex)
            if last.index > right.index:
                right = last
    while left.index < word.index and (
        left.pos == "PUNCT" or left.lower in _WHEN or left.rel in ("cc", "mark") or _introduces(left, word)
    ):
        left = words[left.index - offset + 1]
    opens = left.pos in ("VERB", "ADP") and left.index < word.index
    if opens and any(cue.partition(" ")[0] == left.lower for cue in lex.cue("according")):
        after = [w for w in words[left.index - offset + 1 : word.index - offset + 1] if w.rel not in ("fixed", "case")]
        left = after[0] if after else word
    return left.start, max(right.end, word.end)


def _in_quotes(name: Word, word: Word) -> Word | None:
    """Return the mark that ends a name in quotes right after a noun: "krysseren «General Belgrano»"."""
    words, offset = word.sentence.words, word.sentence.words[0].index
    if (
        name.rel != "appos"
        or name.pos != "PROPN"
        or name.index != word.index + 2
        or words[name.index - offset - 1].text not in '«“"'
    ):
        return None
    rest = words[name.index - offset + 1 : name.index - offset + 1 + _LONGEST_NAME]
    mark = next((w for w in rest if w.text in '»”"' or not w.text[:1].isupper()), None)
    return mark if mark is not None and mark.text in '»”"' else None


def _introduces(left: Word, word: Word) -> bool:
    """Say whether a preposition stands before a phrase, and does not belong to its number as in "over 40 people"."""
    if left.rel != "case":
        return False
    return left.head is word or (left.head.head is word and left.lower not in _OF_NUMBERS)


_MOVING = shared("moving")
SCENES = frozenset({"site", "scene"})
"""What an event is said to have been on: "the scene of the blast"."""
_QUANTIFYING = shared("quantifying")
_OF_NUMBERS = _QUANTIFYING | shared("before_number")
_WHEN = shared("when")
_LONGEST_NAME = 9
"""Words from a noun to the head of the name after "of": "a commando of the Manuel Rodriguez Patriotic Front"."""


def _modifies(child: Word, lex: Lexicon) -> bool:
    """Say whether a left child belongs to the phrase: no adverb of the clause, no gerund with an object of its own."""
    gerund = child.lower.endswith("ing") and child.lower in lex.verb_forms
    if child.rel == "compound" and (child.pos in ("VERB", "AUX") or (gerund and child.head.pos == "PROPN")):
        return False
    if child.pos == "NUM" and any(c.rel in ("case", "mark") and c.lower in lex.cue("time_preps") for c in child.children):
        return False
    if child.rel in ("det", "nummod", "compound", "flat", "name", "goeswith") or child.dep == "nmod:poss":
        return child.lower not in ("only", "både", "both") or child.rel == "det"
    if child.rel == "amod":
        return not (
            child.pos == "VERB"
            and child.lower.endswith("ing")
            and (child.lower in lex.verb_forms or child.child("obj", "obl") is not None)
        )
    if child.dep in ("nmod:desc", "nmod:unmarked"):
        return child.pos in ("PROPN", "NOUN")
    if child.rel in ("advmod", "nmod"):
        dated = any(c.rel == "case" and c.lower not in ("at", "than", "over", "enn", "up") for c in child.children)
        many = child.rel == "nmod" and child.lemma in _PARTITIVE and child.pos == "NOUN" and not child.case()
        return many or child.lower in _QUANTIFYING or (child.pos == "NUM" and not dated)
    return False


def _belongs(child: Word, word: Word, lex: Lexicon) -> bool:
    if child.rel in ("flat", "compound", "fixed", "goeswith"):
        return True
    if child.rel == "appos" and child.pos == "PROPN" and (child.index == word.index + 1 or _in_quotes(child, word) is not None):
        return True
    if child.dep == "nmod:poss":
        return True
    if child.rel == "nummod":
        return child.index == word.index + 1
    if child.rel == "nmod":
        told = lookup(child, lex.nouns, lex) is not None or any(
            c.lower in lex.verb_forms for c in child.children if c.rel == "compound"
        )
        near = child.index - word.index <= (_LONGEST_NAME if child.pos == "PROPN" else 5)
        cargo = child.case() in ("with", "med") and child.lemma in lex.kinds["goods"] and _carries(word, lex)
        told = told and word.lemma not in SCENES  # "the site of the blast" is nothing without the blast
        return (child.case() in lex.cue("of") or cargo) and near and not told
    return False


def _carries(word: Word, lex: Lexicon) -> bool:
    """Say whether a noun names what carries goods: "18 trucks with flour"."""
    return any(lookup(word, table, lex) is not None for table in (lex.kinds["vehicle"], _MOVING))


def _last_of(child: Word, lex: Lexicon) -> Word:
    """Return the last word of a right modifier, its own "of" phrase included but nothing looser."""
    if child.rel == "appos" and (quoted := _in_quotes(child, child.head)) is not None:
        return quoted
    last = child
    for inner in child.children:
        if inner.index > child.index and (
            inner.rel in ("flat", "compound", "fixed")
            or (inner.rel == "nmod" and inner.case() in lex.cue("of"))
            or (inner.rel == "case" and inner.index == child.index + 1)
        ):
            candidate = _last_of(inner, lex)
            if candidate.index > last.index:
                last = candidate
    return last


def by_index(spans: Iterable[KnownSpan]) -> dict[int, KnownSpan]:
    """Return known spans by the index of each of their words."""
    return {word.index: span for span in spans for word in span.words}
