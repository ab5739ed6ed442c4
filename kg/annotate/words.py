"""Words and sentences as light values that the rules walk over.

A parser's own token objects cost a call for every attribute; the rules look at each word many times. They are read out
once into `Word`, which keeps offsets of the whole document, not of the paragraph that was parsed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from kg.annotate.merging import Piece

_NOMINAL = frozenset({"NOUN", "PROPN", "PRON", "NUM", "ADJ", "SYM", "X"})


@dataclass(slots=True, eq=False)
class Word:
    """One syntactic word."""

    index: int
    start: int
    end: int
    text: str
    lower: str
    lemma: str
    pos: str
    dep: str
    """Universal dependency relation with its subtype: ``nsubj:pass``."""
    morph: str
    ent: str
    """Label of the name this word is part of (PER, ORG, LOC) or empty."""
    ent_start: bool
    sentence: Sentence
    head: Word = field(init=False)
    children: list[Word] = field(default_factory=list)
    looked_up: dict[int, str | None] = field(init=False, default_factory=dict)
    """What lists were found to say of it, by the list."""
    rel: str = field(init=False)
    """The relation without subtype."""

    def __post_init__(self) -> None:
        self.rel = self.dep.partition(":")[0]

    @property
    def is_root(self) -> bool:
        """Say whether no other word governs this one."""
        return self.head is self

    def child(self, *deps: str) -> Word | None:
        """Return the first child with one of these relations (with or without subtype)."""
        for word in self.children:
            if word.dep in deps or word.rel in deps:
                return word
        return None

    def all(self, *deps: str) -> list[Word]:
        """Return the children with one of these relations (with or without subtype), in text order."""
        return [word for word in self.children if word.dep in deps or word.rel in deps]

    def case(self) -> str:
        """Return the preposition that marks this noun, lower case; several joined by a space."""
        return " ".join(word.lower for word in self.children if word.dep == "case" and word.index < self.index)

    def up(self) -> Iterator[Word]:
        """Yield the governors from the nearest to the root."""
        word = self
        for _ in range(200):
            if word.head is word:
                return
            word = word.head
            yield word

    def subtree(self) -> list[Word]:
        """Return this word and all below it, in text order."""
        out, stack = [], [self]
        while stack:
            word = stack.pop()
            out.append(word)
            stack.extend(word.children)
        out.sort(key=lambda word: word.index)
        return out

    def conjuncts(self) -> list[Word]:
        """Return this word and what is coordinated with it, nested conjuncts included."""
        out, stack = [], [self]
        while stack:
            word = stack.pop(0)
            out.append(word)
            stack.extend(child for child in word.children if child.rel == "conj")
        out.sort(key=lambda word: word.index)
        return out

    @property
    def is_nominal(self) -> bool:
        """Say whether this may head a noun phrase."""
        return self.pos in _NOMINAL

    def __repr__(self) -> str:
        return f"<{self.text} {self.pos} {self.dep}>"


@dataclass(slots=True, eq=False)
class Sentence:
    """The words of one sentence; offsets of the whole document."""

    index: int
    start: int
    end: int
    paragraph: int
    kind: str
    """Kind of the section it stands in: body, headline, caption ..."""
    words: list[Word] = field(default_factory=list)
    published: object = None

    def text(self, whole: str) -> str:
        """Return the words, cut from the document's text."""
        return whole[self.start : self.end]

    @property
    def root(self) -> Word:
        """Return the word that governs the sentence."""
        for word in self.words:
            if word.head is word:
                return word
        return self.words[0]


_ATTRIBUTES: list[int | str] = ["ORTH", "LEMMA", "POS", "DEP", "MORPH", "ENT_TYPE", "ENT_IOB", "HEAD"]
"""What is read of each token: one table costs half of what the tokens' own attributes do."""
_BEGINS = 3
"""How the table writes that a name begins."""
_NEGATIVE = 1 << 63
"""From here on the table means a negative distance to the head."""
_FEATURES: dict[int, str] = {}


def _features(key: int, doc: Doc, place: int) -> str:
    """Return the features behind a number, of which a language has some hundreds."""
    found = _FEATURES.get(key)
    if found is None:
        found = _FEATURES[key] = str(doc[place].morph)
    return found


def sentences_of(
    doc: Doc, pieces: list[Piece], base: int, paragraph: int, kind: str, first_word: int, first_sentence: int
) -> list[Sentence]:
    """Read a parsed paragraph into sentences.

    Args:
        doc: the parsed paragraph.
        pieces: the words of the text behind its tokens.
        base: offset of the paragraph in the document.
        paragraph: number of the paragraph.
        kind: kind of its section.
        first_word: index of its first word in the document.
        first_sentence: index of its first sentence in the document.
    """
    out: list[Sentence] = []
    rows = doc.to_array(_ATTRIBUTES).tolist()
    told = doc.vocab.strings
    for span in doc.sents:
        first, last = pieces[span.start], pieces[span.end - 1]
        sentence = Sentence(first_sentence + len(out), base + first.start, base + last.end, paragraph, kind)
        words = sentence.words
        for place in range(span.start, span.end):
            piece = pieces[place]
            text, lemma, pos, dep, morph, ent, iob, _ = rows[place]
            lower = piece.text.lower()
            own = piece.merged or told[text] != piece.text
            word = Word(
                first_word + place,
                base + piece.start,
                base + piece.end,
                piece.text,
                lower,
                lower if own else told[lemma].lower(),
                "PROPN" if piece.merged else told[pos],
                told[dep] or "dep",
                _features(morph, doc, place),
                told[ent],
                iob == _BEGINS,
                sentence,
            )
            words.append(word)
        for word, row in zip(words, rows[span.start : span.end], strict=True):
            place = word.index - first_word - span.start + (row[-1] if row[-1] < _NEGATIVE else row[-1] - 2 * _NEGATIVE)
            head = words[place] if 0 <= place < len(words) else word
            word.head = head
            if head is not word:
                head.children.append(word)
        for word in sentence.words:
            if len(word.children) > 1:
                word.children.sort(key=lambda child: child.index)
            if word.dep == "nmod" and "Case=Gen" in word.morph and word.index < word.head.index and not word.case():
                word.dep = "nmod:poss"  # the Norwegian treebank does not tell possessors apart
        out.append(sentence)
    return out


def attach(word: Word, head: Word, dep: str) -> None:
    """Hang a word, with all below it, on another."""
    if word.head is not word:
        word.head.children.remove(word)
    word.head, word.dep, word.rel = head, dep, dep.partition(":")[0]
    head.children.append(word)
    head.children.sort(key=lambda child: child.index)


def take_place(word: Word, old: Word) -> None:
    """Put a word where another stands in the tree; the other hangs nowhere until it is attached again."""
    if word.head is not word:
        word.head.children.remove(word)
    if old.head is old:
        word.head, word.dep, word.rel = word, old.dep, old.rel
    else:
        old.head.children.remove(old)
        word.head = word
        attach(word, old.head, old.dep)
    old.head = old
