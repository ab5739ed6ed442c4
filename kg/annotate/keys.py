"""Finds the entries of the word lists that verbs open: "open fire on", "blow up", "tok i natt kontroll over"."""

from __future__ import annotations

from collections.abc import Mapping

from kg.annotate.clauses import is_verb
from kg.annotate.lexicon import Lexicon, shared
from kg.annotate.nouns import lookup
from kg.annotate.words import Word

_FIRST_PART, _LAST_PART = 4, 4
_LEFT_BEHIND = frozenset({"Injury", "Destruction"})
"""Types of deeds whose traces a participle of two parts tells."""
_HEADS: dict[int, tuple[object, frozenset[str]]] = {}
_RESULTS = shared("results")
_TIMES = frozenset({"in", "on", "at"})
"""Before a time these belong to no entry."""
_REACH = 9
"""Words between a verb and the rest of its entry: "gikk natt til søndag til angrep på"."""
_CREDIT = shared("credit")


def base_verb(word: Word, lex: Lexicon) -> str:
    """Return the base form of a verb, mended where the lemmatiser is wrong and the form is known."""
    if word.lemma in lex.verbs:
        return word.lemma
    return lex.verb_forms.get(word.lower) or ended_by(word, lex) or word.lemma


def ended_by(word: Word, lex: Lexicon) -> str:
    """Return the verb of harm that ends a participle of two parts before a noun: "war-wounded", "bomb-damaged", "brannskadde"."""
    if word.pos != "ADJ" or word.rel != "amod":
        return ""
    first, hyphen, last = word.lower.rpartition("-")
    whole = word.lower if lex.compounding else ""
    lasts = [last] if hyphen else [whole[i:] for i in range(_FIRST_PART, len(whole) - _LAST_PART)]
    bases = (lex.verb_forms.get(last, "") for last in lasts if len(first) != 1 and last not in lex.verbs)
    worn = word.lower.startswith(("war", "krig"))  # a "war-ravaged country" tells of no one deed
    return next((base for base in bases if lex.verbs.get(base) in (_LEFT_BEHIND - {"Destruction"} if worn else _LEFT_BEHIND)), "")


def _heads(table: Mapping[str, str] | frozenset[str]) -> frozenset[str]:
    """Return the first words of the entries of several words; kept by table, of which there are few that last."""
    found = _HEADS.get(id(table))
    if found is None or found[0] is not table:
        found = _HEADS[id(table)] = table, frozenset(entry.partition(" ")[0] for entry in table if " " in entry)
    return found[1]


def verb_key(  # noqa: C901  one branch a construction of the language
    words: list[Word], position: int, lex: Lexicon, table: Mapping[str, str] | frozenset[str]
) -> tuple[str, Word] | None:
    """Return the longest entry that starts at a verb ("open fire on", "blow up"), and its last word.

    Particles may stand apart from the verb: "dug three people out".
    """
    word = words[position]
    bases = {word.lemma, base_verb(word, lex)}
    if position and (before := words[position - 1]).head is word and before.lower.endswith("ly"):
        for base in sorted(bases):
            if f"{before.lower} {base}" in table:
                return f"{before.lower} {base}", word
    if bases.isdisjoint(_heads(table)):
        return next(((base, word) for base in sorted(bases, key=lambda base: base != word.lemma) if base in table), None)
    for text in _counted_of(word):
        for base in sorted(bases):
            if f"{base} {text}" in table:
                return f"{base} {text}", word
    for length in (4, 3, 2, 1):
        tail = words[position + 1 : position + 1 + length]
        dated = bool(tail) and tail[-1].lower in _TIMES and tail[-1].dep == "case" and _when(tail[-1].head)
        if len(tail) == length and not dated:  # "fell on Monday", not "fell on"
            following = " ".join(w.lower for w in tail)
            for base in sorted(bases):
                if f"{base} {following}" in table:
                    return f"{base} {following}", tail[-1]
    if (apart := _apart(words, position, bases, table)) is not None:
        return apart
    for child in word.children:
        if child.index > word.index and child.rel in ("compound", "advmod", "obl", "case", "obj", "xcomp", "ccomp"):
            marks = [child, *(inner for inner in child.children if inner.rel == "case")]
            if child.rel == "obj":
                marks += [
                    case
                    for inner in child.children
                    if inner.rel in ("nmod", "acl", "advmod", "amod") and inner.index > child.index
                    for case in (inner, *(c for c in inner.children if c.rel == "case"))
                ]
            for mark in marks:
                if mark.lower in _TIMES and mark.dep == "case" and _when(child):
                    continue  # "took them in April", not "took in"
                texts = [mark.lower, mark.lemma]
                if child.rel == "xcomp" and (opened := child.child("mark", "case")) is not None:
                    texts += [f"{opened.lower} {mark.lower}", f"{opened.lower} {mark.lemma}"]
                if mark.rel in ("obl", "nmod") and mark.case() and (mark is child or child.rel == "obj"):
                    texts = [f"{mark.case()} {mark.lower}", f"{mark.case()} {mark.lemma}"]
                    texts += [] if mark.case() in _TIMES and _when(mark) else [mark.case()]
                    if lex.compounding and lookup(mark, lex.kinds["health_facility"], lex) is not None:
                        texts.append(f"{mark.case()} sykehus")
                for base in sorted(bases):
                    for text in texts:
                        if f"{base} {text}" in table and not (child.rel == "advmod" and child.index - word.index > 6):
                            return f"{base} {text}", child if child.rel in ("compound", "advmod") else word
    for base in sorted(bases, key=lambda base: base != word.lemma):
        if base in table:
            return base, word
    return None


def _when(word: Word) -> bool:
    """Say whether a noun after "in" tells a time: "in April", "in 2013"."""
    times = shared("months") | shared("hours") | shared("days")
    return word.lemma in times or word.lower in times or (word.pos == "NUM" and word.text.isdigit())


def _counted_of(verb: Word) -> list[str]:
    """Return the rest of an entry where its noun is counted: "out nail" of "pulled out two of her nails"."""
    numbers = [c for c in verb.children if c.rel == "obj" and c.pos == "NUM"]
    counted = [w for c in (*numbers, *([verb] if numbers else [])) for w in c.all("nmod", "obl") if w.case() in ("of", "av")]
    particles = [c.lower for c in verb.all("compound", "advmod") if c.index > verb.index]
    return [text for noun in counted for text in (*(f"{particle} {noun.lemma}" for particle in particles), noun.lemma)]


def _apart(
    words: list[Word], position: int, bases: set[str], table: Mapping[str, str] | frozenset[str]
) -> tuple[str, Word] | None:
    """Return the longest entry whose later words stand together further on in the clause: "tok i natt kontroll over"."""
    for start in range(position + 2, min(position + _REACH, len(words))):
        if words[start - 1].pos in ("PUNCT", "SCONJ", "CCONJ", "VERB"):
            return None
        for length in (4, 3, 2, 1):
            if length == 1 and words[start].lower not in _RESULTS:
                continue  # "set a warehouse outside the port ablaze"
            tail = words[start : start + length]
            following = " ".join(w.lower for w in tail)
            if len(tail) == length:
                for base in sorted(bases):
                    if f"{base} {following}" in table:
                        return f"{base} {following}", tail[-1]
    return None


def key_words(words: list[Word], position: int, key: str) -> frozenset[int]:
    """Return the indexes of a verb and of the words near it that belong to its entry."""
    parts = set(key.split()[1:])
    near = words[position + 1 : position + _REACH + 3]
    return frozenset({words[position].index, *(w.index for w in near if w.lower in parts or w.lemma in parts)})


def governed_by(word: Word, table: frozenset[str], lex: Lexicon) -> Word | None:
    """Return the verb that has *word* (or what it is coordinated with) as an argument, if its key is in *table*."""
    first = word
    while first.rel == "conj" and first.head.is_nominal:
        first = first.head
    if first.rel == "nmod" and first.head.rel in ("obj", "xcomp", "nsubj") and first.head.lemma in _CREDIT:
        first = first.head
    verb = first.head
    if verb is first or not is_verb(verb):
        return None
    if first.lemma in _CREDIT and verb.lemma in ("gi", "give", "lay", "put", "place", "legge", "pin"):
        return None
    position = verb.index - verb.sentence.words[0].index
    words = verb.sentence.words
    if not 0 <= position < len(words) or words[position] is not verb:
        return None
    return verb if verb_key(words, position, lex, table) is not None else None
