"""Turns words into the numbers that a recurrent encoder reads: the word, its letters, how it may be read, and its case."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from kg.annotate.pieces import case_of

UNKNOWN = 1
"""The number of what is not in a list; 0 fills up."""
LETTERS = 24
"""Letters of a word that are read; of a longer one its first and last twelve."""

SHORTEST_TAIL = 4


@dataclass(frozen=True, slots=True)
class Form:
    """One word as numbers."""

    word: int
    tail: int
    """The longest known word of at least four letters that it ends in: "angrep" in "flyangrep"."""
    letters: tuple[int, ...]
    readings: tuple[int, ...]
    """Parts of speech and inflections that a dictionary gives the form, see `kg.annotate.lemmas.Norwegian.readings`."""
    case: int


class Forms:
    """The lists of one encoder; words are looked up once and remembered.

    Args:
        words: known words in small letters, numbered from 2.
        letters: known letters, numbered from 2.
        readings: known readings, numbered from 2.
        dictionary: tells the readings of a word in small letters.
    """

    def __init__(
        self, words: Iterable[str], letters: Iterable[str], readings: Iterable[str], dictionary: Callable[[str], Sequence[str]]
    ) -> None:
        self.words, self.letters, self.readings = (
            {entry: place for place, entry in enumerate(entries, start=UNKNOWN + 1)} for entries in (words, letters, readings)
        )
        self._dictionary = dictionary
        self._known: dict[str, Form] = {}

    def of(self, word: str) -> Form:
        """Return the numbers of a word.

        >>> forms = Forms(["hus"], "hus", ["noun"], lambda word: ["noun"] if word == "hus" else [])
        >>> forms.of("Hus")
        Form(word=2, tail=1, letters=(1, 3, 4), readings=(2,), case=3)
        >>> forms.of("sjø").word, forms.of("sjø").readings
        (1, (1,))
        """
        found = self._known.get(word)
        if found is None:
            if len(self._known) > 100_000:
                self._known.clear()
            low = word.lower()
            short = word if len(word) <= LETTERS else word[: LETTERS // 2] + word[-(LETTERS // 2) :]
            tails = (self.words.get(low[at:]) for at in range(1, len(low) - SHORTEST_TAIL + 1))
            found = self._known[word] = Form(
                self.words.get(low, UNKNOWN),
                next(filter(None, tails), UNKNOWN),
                tuple(self.letters.get(letter, UNKNOWN) for letter in short),
                tuple(self.readings.get(reading, UNKNOWN) for reading in self._dictionary(low)) or (UNKNOWN,),
                case_of(word),
            )
        return found
