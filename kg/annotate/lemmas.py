"""Corrects the base forms that a small model makes up, with lists of base forms from open dictionaries.

The model of a pack finds a lemma by editing the end of a word, and on words it has never seen it may choose the wrong edit
("encircl", "obliterat", "helikoptre"). A language pack therefore carries `lemmas.json`: in English the base forms and the
irregular forms, in Norwegian how each inflected form of the dictionary becomes its lemma.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from spacy.tokens import Doc

_POS = {"NOUN": "noun", "VERB": "verb", "AUX": "verb", "ADJ": "adj", "ADV": "adv"}
_ENDINGS = {
    "verb": (("ies", "y"), ("es", "e"), ("es", ""), ("s", ""), ("ied", "y"), ("ed", "e"), ("ed", ""), ("ing", "e"), ("ing", "")),
    "noun": (("ies", "y"), ("ves", "f"), ("ves", "fe"), ("es", "e"), ("es", ""), ("s", ""), ("men", "man")),
    "adj": (("ier", "y"), ("iest", "y"), ("er", "e"), ("est", "e"), ("er", ""), ("est", "")),
    "adv": (),
}  # fmt: skip
_SHORTEST_HEAD = 4


class Fix(Protocol):
    """What corrects the lemmas of one language."""

    def __call__(self, form: str, upos: str, feats: str, lemma: str) -> str:
        """Return the lemma of a form with the part of speech, features and lemma that the model gave it."""

    def knows(self, word: str) -> bool:
        """Say whether a word in small letters is an ordinary word of the language."""

    def readings(self, word: str) -> list[str]:
        """Return how the dictionary reads a word in small letters; nothing for a language whose encoder does not ask."""


class English:
    """Chooses among the regular edits the one whose result is a known base form."""

    def __init__(self, base: dict[str, list[str]], irregular: dict[str, list[str]]) -> None:
        self._base = {pos: frozenset(words) for pos, words in base.items()}
        self._irregular = {pos: dict(zip(pairs[::2], pairs[1::2], strict=True)) for pos, pairs in irregular.items()}

    def __call__(self, form: str, upos: str, feats: str, lemma: str) -> str:
        """Return the lemma of a form.

        >>> fix = English({"verb": ["encircle"]}, {})
        >>> fix("encircled", "VERB", "Tense=Past", "encircl")
        'encircle'
        """
        if upos == "PROPN":
            return _name(form, lemma, plural="Number=Plur" in feats)
        pos = _POS.get(upos)
        if pos is None or not form[:1].isalpha():
            return lemma
        low = form.lower()
        if pos in ("verb", "adv"):
            lemma = lemma.lower()
        known = self._base.get(pos, frozenset())
        if lemma.lower() in known or (pos == "noun" and lemma == low and "Number=Plur" not in feats):
            return lemma
        irregular = self._irregular.get(pos, {}).get(low)
        if irregular is not None:
            return irregular
        for candidate in self._candidates(low, pos):
            if candidate in known:
                return candidate
        return lemma

    def knows(self, word: str) -> bool:
        """Say whether a word in small letters is an ordinary word of the language, in any form.

        >>> English({"noun": ["watchman"]}, {}).knows("watchmen"), English({"noun": ["watchman"]}, {}).knows("pineda")
        (True, False)
        """
        return any(
            word in known or word in self._irregular.get(pos, {}) or any(c in known for c in self._candidates(word, pos))
            for pos, known in self._base.items()
        )

    def readings(self, word: str) -> list[str]:
        """Return nothing: the English encoder knows words from its pieces."""
        return []

    def _candidates(self, low: str, pos: str) -> Iterator[str]:
        if pos == "verb":
            yield low
        for ending, instead in _ENDINGS[pos]:
            if low.endswith(ending) and len(low) > len(ending) + 1:
                stem = low.removesuffix(ending)
                yield stem + instead
                if not instead and pos in ("verb", "adj") and len(stem) > 2 and stem[-1] == stem[-2]:
                    yield stem[:-1]


class Norwegian:
    """Looks up a form whose lemma is no known base form, and a compound by its last part."""

    def __init__(self, base: dict[str, str], forms: dict[str, dict[str, str]]) -> None:
        self._base = {pos: frozenset(words.split()) for pos, words in base.items()}
        self._forms = {
            pos: {form: edit for edit, listed in edits.items() for form in listed.split()} for pos, edits in forms.items()
        }

    def __call__(self, form: str, upos: str, feats: str, lemma: str) -> str:
        """Return the lemma of a form; several possible ones are kept apart by a bar in the table and the model chooses.

        >>> fix = Norwegian({}, {"noun": {"1": "bomber"}})
        >>> fix("tønnebomber", "NOUN", "", "tønnebomb")
        'tønnebombe'
        """
        if lemma == "det" and upos in ("PRON", "DET"):
            return "den"
        if upos == "PROPN":
            return _genitive(form, lemma) if "Case=Gen" in feats else _name(form, lemma)
        pos = _POS.get(upos)
        if pos is None or not form[:1].isalpha():
            return lemma
        low = form.lower()
        if "Case=Gen" in feats and low.endswith("s"):
            low = low[:-1]
        plain = form[1:].islower() and "-" not in form
        if plain:
            lemma = lemma.lower()
        if lemma in self._base.get(pos, frozenset()):
            return lemma
        found = self._found(low if plain else form, pos)
        if not found or lemma in found:
            return lemma
        return min(found, key=lambda candidate: (_distance(candidate, lemma), candidate))

    def knows(self, word: str) -> bool:
        """Say whether a word in small letters is an ordinary word of the language, in any form, or a compound of one.

        >>> Norwegian({}, {"noun": {"1": "bomber"}}).knows("tønnebomber"), Norwegian({}, {}).knows("pineda")
        (True, False)
        """
        return any(word in known for known in self._base.values()) or any(self._found(word, pos) for pos in self._forms)

    def readings(self, word: str) -> list[str]:
        """Return how the dictionary reads a word in small letters: part of speech and the edit that makes the base form.

        A word it does not have is read as its last part, marked by a dash: the longest one of at least four letters.

        >>> table = Norwegian({"noun": "bombe", "verb": "bombe"}, {"noun": {"1": "bomber"}})
        >>> table.readings("bombe"), table.readings("tønnebomber"), table.readings("xyz")
        (['noun', 'verb'], ['-noun:1'], [])
        """
        for at in range(max(1, len(word) - _SHORTEST_HEAD + 1)):
            part = word[at:]
            found = [pos for pos, known in self._base.items() if part in known]
            found += [f"{pos}:{edit}" for pos, forms in self._forms.items() for edit in forms.get(part, "").split("|") if edit]
            if found and at != 1:
                return [f"-{reading}" for reading in found] if at else found
        return []

    def _found(self, low: str, pos: str) -> list[str]:
        forms = self._forms.get(pos, {})
        edits, at = forms.get(low), 0
        while edits is None and pos == "noun" and len(low) - at > _SHORTEST_HEAD:
            at += 1
            edits = forms.get(low[at:])
        if edits is None or at == 1:
            return []
        out = []
        for edit in edits.split("|"):
            drop = edit.rstrip("abcdefghijklmnopqrstuvwxyzæøåéèêòôóü-'.")
            cut = int(drop)
            out.append((low[:-cut] if cut else low) + edit[len(drop) :])
        return out


def _name(form: str, lemma: str, *, plural: bool = False) -> str:
    """Return a name as it is written; only a plural is taken back, and what the model spells out ("Sept.") is kept."""
    if plural and len(lemma) < len(form) and form.lower().startswith(lemma.lower()):
        return form[: len(lemma)]
    return lemma if len(lemma) > len(form) else form


def _genitive(form: str, lemma: str) -> str:
    if form.endswith(("'", "’")):
        return form[:-1]
    return form[:-1].rstrip("'’") if form.endswith(("s", "S")) and len(form) > 2 else lemma


def _distance(one: str, other: str) -> tuple[int, int]:
    """Return how alike two lemmas of one form are: they share their beginning."""
    same = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            break
        same += 1
    return (-same, abs(len(one) - len(other)))


def fixer(path: Path) -> Fix | None:
    """Read a pack's table of lemmas; a pack without one keeps what its model says."""
    if not path.exists():
        return None
    table = json.loads(path.read_text("utf-8"))
    chosen: Fix = English(table["base"], table["irregular"]) if "irregular" in table else Norwegian(table["base"], table["forms"])
    return Remembered(chosen)


def norwegian(path: Path) -> Norwegian:
    """Read the table of a Norwegian pack."""
    table = json.loads(path.read_text("utf-8"))
    return Norwegian(table["base"], table["forms"])


class Remembered:
    """A fix that remembers what it has said."""

    def __init__(self, chosen: Fix) -> None:
        self._chosen = chosen
        self._known: dict[tuple[str, str, str, str], str] = {}

    def __call__(self, form: str, upos: str, feats: str, lemma: str) -> str:
        """Return the lemma of a form."""
        key = (form, upos, feats, lemma)
        out = self._known.get(key)
        if out is None:
            out = self._chosen(form, upos, feats, lemma)
            if len(self._known) < 200_000:
                self._known[key] = out
        return out

    def knows(self, word: str) -> bool:
        """Say whether a word in small letters is an ordinary word of the language."""
        return self._chosen.knows(word)

    def readings(self, word: str) -> list[str]:
        """Return how the dictionary reads a word in small letters."""
        return self._chosen.readings(word)


def apply(doc: Doc, fix: Fix | None) -> Doc:
    """Correct the lemmas of a parsed text in place."""
    if fix is not None:
        for word in doc:
            lemma = word.lemma_
            better = fix(word.text, word.pos_, str(word.morph), lemma)
            if better != lemma:
                word.lemma_ = better
    return doc
