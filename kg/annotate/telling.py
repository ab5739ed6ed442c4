"""Knows which events a word may tell of (`ontology/lexicon/telling.*.toml`): a hint for the learned events, no rule.

The written rules act on words that nearly always tell of one thing. What most words tell of hangs on the sentence ("took two
men", "took the train"); these lists only say what to think of, and what was learned from marked sentences decides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache, lru_cache

from kg.annotate.lexicon import lexicon
from kg.annotate.wordlists import wordlist
from kg.annotate.words import Word
from kg.errors import PackError

_SHORTEST_PART, _SHORTEST_FIRST = 3, 3
"""Letters of the last part of a compound that is looked up, and of what stands before it."""
_TELLING = frozenset({"VERB", "NOUN", "ADJ", "ADV", "AUX", "ADP", "PROPN"})
Kinds = frozenset[int]
"""Places of events in the list of kinds; counted on from its length where a word nearly always tells of one."""
_NOTHING: Kinds = frozenset()


class Telling:
    """The words of one language.

    Args:
        kinds: names of the kinds of event, in the order in which they are counted.
        lists: ``sure`` and ``may``, each with words for each kind; a second word hangs on the first.
        compounding: say whether a long noun is also known by its last part.
    """

    def __init__(self, kinds: Sequence[str], lists: Mapping[str, Mapping[str, Sequence[str]]], *, compounding: bool) -> None:
        self.compounding = compounding
        self.alone: dict[str, Kinds] = {}
        self.joined: dict[str, dict[str, Kinds]] = {}
        for first, name in ((len(kinds), "sure"), (0, "may")):
            for kind, words in lists[name].items():
                told = frozenset({kinds.index(kind) + first})
                for word in words:
                    self._take(word.split(), told)
        self._known = lru_cache(maxsize=50_000)(self._look_up)

    def _take(self, parts: Sequence[str], told: Kinds) -> None:
        if len(parts) == 1:
            self.alone[parts[0]] = self.alone.get(parts[0], _NOTHING) | told
            return
        # "gun down" is a verb with its particle, "air raid" a noun behind what it is compounded with.
        for head, below in (parts, parts[::-1]):
            found = self.joined.setdefault(head, {})
            found[below] = found.get(below, _NOTHING) | told

    def of(self, word: Word) -> Kinds:
        """Return which kinds of event a word may tell of, with what hangs on it."""
        if word.pos not in _TELLING:
            return _NOTHING
        found = self._known(word.lemma)
        joined = self.joined.get(word.lemma)
        if joined is not None:
            for below in _hanging(word):
                found |= joined.get(below, _NOTHING)
        return found

    def _look_up(self, lemma: str) -> Kinds:
        found = self.alone.get(lemma)
        if found is None and self.compounding:
            parts = (lemma[place:] for place in range(_SHORTEST_FIRST, len(lemma) - _SHORTEST_PART))
            found = next((self.alone[part] for part in parts if part in self.alone), None)
        return found or _NOTHING


def _hanging(word: Word) -> set[str]:
    """Return base forms and forms of what hangs on a word, and the prepositions of its phrases."""
    found = {form for child in word.children for form in (child.lemma, child.lower)}
    return found | {below.lower for child in word.children for below in child.children if below.dep == "case"}


@cache
def telling(language: str, kinds: tuple[str, ...]) -> Telling:
    """Return the words of a language.

    Raises:
        PackError: there is no such list, it is not TOML, or it names a kind that is not learned.
    """
    lists = wordlist("telling", language)
    if set(lists) != {"sure", "may"}:
        raise PackError(f"ontology/lexicon/telling.{language}.toml: has {', '.join(lists) or 'nothing'}; wanted [sure] and [may]")
    unknown = sorted({kind for words in lists.values() for kind in words} - set(kinds))
    if unknown:
        raise PackError(f"ontology/lexicon/telling.{language}.toml: unknown kind of event: {', '.join(unknown)}")
    return Telling(kinds, lists, compounding=lexicon(language).compounding)
