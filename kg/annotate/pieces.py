"""Cuts words into the pieces that an encoder knows (WordPiece: the longest piece first, in small letters)."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

UNKNOWN = "[UNK]"
FIRST, LAST = "[CLS]", "[SEP]"
"""The marks around a text."""
LONGEST = 8
"""Pieces of one word that are kept."""
CASES = 6


class Pieces:
    """The pieces of one encoder; words are cut once and remembered."""

    def __init__(self, pieces: Iterable[str]) -> None:
        self.index = {piece: place for place, piece in enumerate(pieces)}
        self._cut: dict[str, tuple[int, ...]] = {}

    def of(self, word: str) -> tuple[int, ...]:
        """Return the numbers of the pieces of a word, at least one.

        >>> table = Pieces(["[UNK]", "[CLS]", "[SEP]", "shell", "##ed", "é"])
        >>> table.of("Shelled"), table.of("shéll"), table.of("Ж")
        ((3, 4), (3,), (0,))
        """
        found = self._cut.get(word)
        if found is None:
            if len(self._cut) > 100_000:
                self._cut.clear()
            found = self._cut[word] = self._new(word)
        return found

    def encode(self, words: list[str]) -> tuple[list[int], list[int], list[int]]:
        """Return pieces of a text with its marks, the case of each piece's word, and where each word begins."""
        pieces, cases, begins = [self.index[FIRST]], [0], []
        for word in words:
            own = self.of(word)
            begins.append(len(pieces))
            pieces += own
            cases += [case_of(word)] * len(own)
        return [*pieces, self.index[LAST]], [*cases, 0], begins

    def _new(self, word: str) -> tuple[int, ...]:
        lower = word.lower()
        if lower in self.index:
            return (self.index[lower],)
        plain = "".join(c for c in unicodedata.normalize("NFD", lower) if unicodedata.category(c) != "Mn")
        out: list[int] = []
        for part in _parts(plain):
            out += self._greedy(part)
            if len(out) >= LONGEST:
                break
        return tuple(out[:LONGEST]) or (self.index[UNKNOWN],)

    def _greedy(self, part: str) -> list[int]:
        out, start = [], 0
        while start < len(part):
            end = min(len(part), start + 24)
            while end > start and ("##" * (start > 0) + part[start:end]) not in self.index:
                end -= 1
            if end == start:
                out.append(self.index[UNKNOWN])
                start += 1
            else:
                out.append(self.index["##" * (start > 0) + part[start:end]])
                start = end
            if len(out) >= LONGEST:
                break
        return out


def case_of(word: str) -> int:
    """Return how a word is written: 0 marks, 1 small, 2 capitals, 3 a capital first, 4 mixed, 5 with digits.

    >>> [case_of(word) for word in ("...", "army", "UN", "Aleppo", "iPhone", "T-72")]
    [0, 1, 2, 3, 4, 5]
    """
    if any(char.isdigit() for char in word):
        return 5
    if word.islower():
        return 1
    if word.isupper():
        return 2 if len(word) > 1 else 3
    if word[:1].isupper():
        return 3
    return 4 if any(char.isalpha() for char in word) else 0


def _parts(text: str) -> list[str]:
    """Cut at marks, which are parts of their own, as BERT's tokeniser does."""
    out: list[str] = [""]
    for char in text:
        mark = not char.isalnum() and not char.isspace()
        if mark:
            out += [char, ""]
        elif char.isspace():
            out.append("")
        else:
            out[-1] += char
    return [part for part in out if part]
