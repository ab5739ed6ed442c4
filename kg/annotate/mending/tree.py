"""What the repairs have in common: edges of phrases, the forms of verbs, ways to move words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from kg.annotate.lexicon import Lexicon, shared
from kg.annotate.nouns import KnownSpan
from kg.annotate.words import Sentence, Word, attach

SUBJECTS = frozenset({"nsubj", "nsubj:pass"})
LOOSE = frozenset({"advcl", "ccomp", "parataxis", "xcomp", "acl", "dep", "conj"})
"""Where a parser hangs a main verb that it did not take for one."""
SUPINES = ("t", "dd", "gd")
"""Endings of the Norwegian participle after "har"."""
_HOURS = shared("hours") | shared("days") | shared("months")


@dataclass(frozen=True, slots=True)
class Setting:
    """What the repairs may know beside the tree."""

    lex: Lexicon
    known: Mapping[int, KnownSpan]
    """Well-known names by the index of each of their words."""
    ordinary: Callable[[str], bool]
    """Says whether a word in small letters is an ordinary word and no name."""


def at(sentence: Sentence, index: int) -> Word | None:
    """Return a word of a sentence by its index in the document, if it has one of that index."""
    place = index - sentence.words[0].index
    return sentence.words[place] if 0 <= place < len(sentence.words) else None


def comma_at(sentence: Sentence, index: int) -> bool:
    """Say whether the word of a sentence at an index in the document is a comma."""
    word = at(sentence, index)
    return word is not None and word.text == ","


def left_edge(word: Word) -> int:
    """Return the index of the first word of a phrase."""
    return min(w.index for w in word.subtree() if w.pos != "PUNCT" or w is word)


def right_edge(word: Word) -> int:
    """Return the index of the last word of a phrase."""
    return max(w.index for w in word.subtree() if w.pos != "PUNCT" or w is word)


def first_of_verb(verb: Word) -> int:
    """Return the index of the first of a verb and its auxiliaries."""
    return min(w.index for w in (verb, *verb.all("aux")))


def finite(verb: Word) -> bool:
    """Say whether a verb has a form that needs no other: "struck"."""
    return "VerbForm=Fin" in verb.morph


def as_subject(verb: Word) -> str:
    """Return the relation that a subject of this verb has."""
    return "nsubj:pass" if verb.child("aux:pass") is not None else "nsubj"


def subject_before(verb: Word) -> Word | None:
    """Return the subject that stands before a verb."""
    return next((c for c in verb.children if c.dep in SUBJECTS and c.index < verb.index), None)


def helped(verb: Word) -> bool:
    """Say whether a finite auxiliary makes a participle the verb of a clause: "were discovered"."""
    return any("VerbForm=Fin" in c.morph for c in verb.all("aux"))


def subjectless(verb: Word) -> bool:
    """Say whether a finite verb has no subject, nor anything that would tell why; no past participle has an object."""
    return (
        verb.pos == "VERB"
        and (finite(verb) or helped(verb) or ("Tense=Past" in verb.morph and verb.child("obj") is not None))
        and "Mood=Imp" not in verb.morph
        and verb.child("nsubj", "csubj", "expl", "mark", "cop", "cc") is None
        and all(child.rel != "aux" or child.index > verb.head.index for child in verb.children)
    )


def hand_over(left: Word, right: Word, deps: frozenset[str], *, after: int = -1, before: int = 1 << 60) -> None:
    """Move the children of some relations, within bounds, from one word to another."""
    for child in list(left.children):
        if child is not right and child.rel in deps and after < child.index < before:
            attach(child, right, child.dep)


def hang(word: Word, head: Word, dep: str) -> None:
    """Make *word* a child of *head*, unless *head* hangs on it."""
    if head is not word and not any(above is word for above in head.up()):
        attach(word, head, dep)


def told_form(word: Word, lex: Lexicon) -> bool:
    """Say whether a word has the form of a verb of the lexicon, and no base form."""
    return lex.verb_forms.get(word.lower, word.lower) != word.lower


def tells_when(word: Word) -> bool:
    """Say whether a noun is a time or a number, which does nothing: "after midnight"."""
    return word.pos == "NUM" or word.lemma in _HOURS or word.lower in _HOURS
