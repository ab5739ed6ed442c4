"""Tells how many others of one name are to be expected by chance, so that a name that many may bear proves little.

This is the adjustment for term frequency of Fellegi and Sunter (1969): that two people agree in a name, a trade or a place
says the less, the more people there are of whom the same is said. Names are counted, not tellings: whoever is written
about a hundred times counts once, and so does a text with its copies.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from kg.resolve.spelling import bare, skeleton, sounds, usual

Name = tuple[str, ...]
_ENOUGH_KINDS = 20
"""From so many words of one frequency on, that frequency is corrected by how many words are one step more frequent."""
_NOT_TOLD_OF = 20
"""So many names that share no word with another are thought to be told of besides: a few texts show no frequencies."""

_LEVELS: tuple[Callable[[str], str], ...] = (
    lambda word: word,
    lambda word: sounds(bare(usual(word)))[0],
    lambda word: skeleton(bare(usual(word))),
)
"""How closely two words can agree: as they are written, in their consonants, or in consonants that some writers swap."""


class Frequencies:
    """In how many different names each word stands in one position, by how closely words agree."""

    def __init__(self, names: Sequence[Sequence[Name]], position: Callable[[Name], Sequence[str]]) -> None:
        """Count the words at a *position* of *names*, each given in all its spellings."""
        self._counts: list[Counter[str]] = []
        for level in _LEVELS:
            self._counts.append(Counter(
                key for spellings in names for key in {level(word) for name in spellings for word in position(name)}
            ))  # fmt: skip
        self._kinds = [Counter(counts.values()) for counts in self._counts]

    def of(self, one: str, other: str) -> tuple[int, int]:
        """Return in how many names there is a word that agrees with the two as closely as they agree, and how closely."""
        level = next((place for place, key in enumerate(_LEVELS) if key(one) == key(other)), len(_LEVELS) - 1)
        key = _LEVELS[level]
        return max(self._counts[level][key(one)], self._counts[level][key(other)]), level

    def others(self, one: str, other: str) -> float:
        """Return in how many names more such a word is to be expected (Good 1953): 0 if no word stands in two names."""
        count, level = self.of(one, other)
        kinds = self._kinds[level]
        if kinds[count] >= _ENOUGH_KINDS:
            return (count + 1) * kinds[count + 1] / kinds[count]
        return max(0, count - 1)


class Namesakes:
    """How many others of a name a corpus lets one expect."""

    def __init__(self, names: Sequence[Sequence[Name]], told: Iterable[Iterable[str]]) -> None:
        """Count the words of *names*, each given in all its spellings, and the traits *told* of the bearers of each."""
        self._all = len(names) + _NOT_TOLD_OF
        self._first = Frequencies(names, lambda name: name[:1])
        self._inner = Frequencies(names, lambda name: name[1:-1])
        self._last = Frequencies(names, lambda name: name[-1:])
        self._traits: Counter[str] = Counter()
        self._telling: Counter[str] = Counter()
        for traits in told:
            traits = set(traits)
            self._traits.update(traits)
            self._telling.update({trait.partition(":")[0] for trait in traits})

    def expected(self, one: Name, other: Name) -> float:
        """Return how many others may be named as *one* and *other* are, if first and last names go together by chance."""
        first, _ = self._first.of(one[0], other[0])
        others = max(0, first - 1) * self._last.others(one[-1], other[-1]) / self._all
        if len(one) > 2 and len(other) > 2:
            inner, _ = self._inner.of(one[1], other[1])
            others *= max(1, inner) / self._all
        return others

    def share(self, trait: str) -> float:
        """Return of which share of the names *trait* is told, of those of which any trait of its kind is."""
        return self._traits[trait] / max(1, self._telling[trait.partition(":")[0]])
