"""Finds tags, trees, sentences and names with the encoder of a language; numpy alone, trained by `training/encoder.py`.

The body turns words into vectors (`transformer.py` for English, `recurrent.py` for Bokmål); what is here reads the vectors. What
encoders cost and what they bring: `docs/packs.md`, decisions 6 and 8. Trees are the best-scoring ones (Chu and Liu 1965, Edmonds
1967) over biaffine scores (Dozat and Manning 2017).
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy
from numpy.typing import NDArray

from kg.annotate.recurrent import Recurrent
from kg.annotate.transformer import Transformer, gelu, linear
from kg.annotate.weights import load_weights, named_if_damaged

if TYPE_CHECKING:
    from spacy.tokens import Doc

Floats = NDArray[numpy.float32]
ENCODER_FORMAT = 1
LONGEST = 200
"""Words that are read at once; longer paragraphs are cut where a sentence seems to end."""
MOST_PIECES = 500
"""Pieces that are read at once; the encoder knows 512 places."""
_NEVER = -1e9
_ENDS = frozenset(".!?")


@dataclass(frozen=True, slots=True)
class Analysis:
    """What was found in a text of so many words; a root is its own head."""

    heads: list[int]
    relations: list[str]
    tags: list[str]
    """Part of speech and features: ``NOUN|Number=Plur``."""
    names: list[str]
    """``O``, ``B-PER``, ``I-PER`` ...; empty if the encoder does not look for names."""
    vectors: list[Floats] = field(default_factory=list)
    """Matrices whose rows are the words: what the body of the encoder knows of each."""


class Body(Protocol):
    """What turns words into vectors."""

    def sizes(self, words: list[str]) -> list[int]:
        """Return how much each word counts towards the longest text that can be read at once."""

    def vectors(self, texts: list[list[str]]) -> list[Floats]:
        """Return a matrix a text, [words, width + more]: trees are read from the first columns, events from all."""


class Encoder:
    """The weights of one language, ready to read.

    Args:
        told: the lists of tags, relations and labels of names; an encoder without labels leaves names to the pipeline.
        weights: the matrices of `training/encoder.py` by their names, each [rows, columns].
        body: turns words into vectors.
    """

    def __init__(self, told: dict[str, list[str]], weights: dict[str, Floats], body: Body) -> None:
        self.body = body
        self.tags, self.relations, self.labels = told["tags"], told["deps"], told["ner"]
        self.root = self.relations.index("ROOT")
        self.weights = weights
        labels = weights["U"]
        self.related = numpy.ascontiguousarray(labels.transpose(1, 0, 2).reshape(labels.shape[1], -1))

    def read(self, texts: Sequence[list[str]]) -> list[Analysis]:
        """Analyse the words of paragraphs, in windows where they are long."""
        parts = [(place, part) for place, words in enumerate(texts) for part in windows(words, self.body.sizes(words))]
        vectors = self.body.vectors([texts[place][start:end] for place, (start, end) in parts])
        out = [Analysis([], [], [], []) for _ in texts]
        width = self.weights["root"].shape[-1]
        for (place, (start, _)), rows in zip(parts, vectors, strict=True):
            found = self._window(numpy.ascontiguousarray(rows[:, :width]))
            out[place].vectors.append(rows)
            out[place].heads.extend(head + start for head in found.heads)
            out[place].relations.extend(found.relations)
            out[place].tags.extend(found.tags)
            out[place].names.extend(found.names)
        return out

    def _window(self, vectors: Floats) -> Analysis:
        begins = self._linear(vectors, "sent").argmax(1)
        starts = [place for place in range(len(vectors)) if place == 0 or begins[place]] + [len(vectors)]
        rooted = numpy.vstack([self.weights["root"], vectors])
        below, above = _one(gelu(self._linear(vectors, "ad"))), gelu(self._linear(rooted, "ah"))
        scores: Floats = below @ self.weights["W"] @ above.T / numpy.sqrt(numpy.float32(above.shape[1]))
        heads = numpy.zeros(len(vectors), dtype=int)
        for start, end in itertools.pairwise(starts):
            tree = best_tree(_within(scores, start, end))
            heads[start:end] = [0 if head == 0 else start + head for head in tree[1:]]
        related = self._relations(vectors, rooted, heads)
        related[:, self.root] = numpy.where(heads == 0, -_NEVER, _NEVER)
        return Analysis(
            [head - 1 if head else place for place, head in enumerate(heads.tolist())],
            [self.relations[best] for best in related.argmax(1)],
            [self.tags[best] for best in self._linear(vectors, "tag").argmax(1)],
            _joined([self.labels[best] for best in self._linear(vectors, "ner").argmax(1)]) if self.labels else [],
        )

    def _relations(self, vectors: Floats, rooted: Floats, heads: NDArray[numpy.int_]) -> Floats:
        """Return scores [words, relations] of each word's relation to its head."""
        above = _one(gelu(self._linear(rooted, "lh")))[heads]
        below = (_one(gelu(self._linear(vectors, "ld"))) @ self.related).reshape(len(vectors), len(self.relations), -1)
        found: Floats = numpy.einsum("wrj,wj->wr", below, above)
        return found

    def _linear(self, x: Floats, name: str) -> Floats:
        return linear(x, self.weights, name)


def load_encoder(folder: Path, dictionary: Callable[[str], Sequence[str]] = lambda _: ()) -> Encoder:
    """Load what `training/package_encoder.py` wrote: whole numbers of few bits, a scale a row, compressed.

    Args:
        folder: has ``encoder.npz``.
        dictionary: tells how a word in small letters may be read; recurrent encoders ask it.

    Raises:
        PackError: it is damaged or of another format.
    """
    path = folder / "encoder.npz"
    with named_if_damaged(path, "the encoder is"):
        told, weights = load_weights(path)
        body = Transformer(told, weights) if "pieces" in told else Recurrent(told, weights, dictionary)
        return Encoder(told, weights, body)


SEEN = "seen"
"""Under this key a parsed text carries what was kept of the vectors of its words, [words, width]."""


def analysed(docs: Sequence[Doc], encoder: Encoder, keep: Callable[[Floats], Floats] | None = None) -> list[Doc]:
    """Return texts with what the encoder finds in place of their own tags, trees, sentences and names; base forms stay.

    Args:
        docs: texts cut into words.
        encoder: the encoder of their language.
        keep: tells what to keep of the vectors of words, a row each; it is stored under `SEEN`.
    """
    places = [[token.i for token in doc if not token.is_space] for doc in docs]
    found = encoder.read([[doc[place].text for place in own] for doc, own in zip(docs, places, strict=True)])
    out = [_written(doc, own, one) if own else doc for doc, own, one in zip(docs, places, found, strict=True)]
    if keep is not None:
        for doc, own, one in zip(out, places, found, strict=True):
            if own:
                kept = keep(numpy.vstack(one.vectors))
                rows = numpy.zeros((len(doc), kept.shape[1]), numpy.float32)
                rows[own] = kept
                doc.user_data[SEEN] = rows
    return out


def _written(doc: Doc, places: list[int], found: Analysis) -> Doc:
    """Return a text with what was found for its words that are no blanks."""
    from spacy.tokens import Doc as NewDoc

    heads, relations, tags, names = list(range(len(doc))), ["dep"] * len(doc), ["SPACE|"] * len(doc), _own_names(doc)
    for at, place in enumerate(places):
        heads[place], relations[place] = places[found.heads[at]], found.relations[at]
        tags[place] = found.tags[at]
        if found.names:
            names[place] = found.names[at]
    for place in range(len(doc)):
        if doc[place].is_space:
            heads[place] = heads[place - 1] if place and heads[place - 1] != place - 1 else max(place - 1, 0) or places[0]
    return NewDoc(
        doc.vocab,
        words=[token.text for token in doc],
        spaces=[bool(token.whitespace_) for token in doc],
        user_data=doc.user_data,
        heads=heads,
        deps=relations,
        pos=[tag.partition("|")[0] for tag in tags],
        morphs=[tag.partition("|")[2] for tag in tags],
        lemmas=[token.lemma_ for token in doc],
        ents=names,
    )


def windows(words: Sequence[str], sizes: Sequence[int], longest: int = LONGEST, most: int = MOST_PIECES) -> list[tuple[int, int]]:
    """Cut a long paragraph after what ends a sentence, where there is any.

    Args:
        words: the words of the paragraph.
        sizes: how many pieces each word has.
        longest: words that a window may hold.
        most: pieces that a window may hold.

    >>> windows("a b . c d . e".split(), [1] * 7, longest=4)
    [(0, 3), (3, 6), (6, 7)]
    """
    out, start = [], 0
    while start < len(words):
        end, pieces = start, 0
        while end < len(words) and end - start < longest and (pieces + sizes[end] <= most or end == start):
            pieces += sizes[end]
            end += 1
        if end < len(words):
            end = next((place + 1 for place in range(end - 1, start - 1, -1) if words[place] in _ENDS), end)
        out.append((start, end))
        start = end
    return out


def best_tree(scores: NDArray[numpy.float64]) -> list[int]:
    """Return the head of each word in the best tree with one root; row and column 0 are the root's.

    >>> best_tree(numpy.array([[0, 0, 0], [5, 0, 9], [1, 8, 0]], dtype=float))
    [0, 0, 1]
    """
    scores = scores.copy()
    numpy.fill_diagonal(scores, _NEVER)
    greedy = scores.argmax(1)
    greedy[0] = 0
    if int((greedy[1:] == 0).sum()) == 1 and _cycle(greedy) is None:
        return [int(head) for head in greedy]
    tried = []
    for root in (numpy.argsort(-scores[1:, 0], kind="stable")[:3] + 1).tolist():
        only = scores.copy()
        only[1:, 0] = _NEVER
        only[root] = _NEVER
        only[root, 0] = scores[root, 0]
        heads = _spanning(only)
        tried.append((float(scores[numpy.arange(1, len(heads)), heads[1:]].sum()), -root, heads))
    return [int(head) for head in max(tried, key=lambda one: one[:2])[2]]


def _spanning(scores: NDArray[numpy.float64]) -> NDArray[numpy.int_]:
    heads: NDArray[numpy.int_] = scores.argmax(1)
    heads[0] = 0
    cycle = _cycle(heads)
    if cycle is None:
        return heads
    rest = [place for place in range(len(scores)) if place not in set(cycle)]
    one = len(rest)
    smaller = numpy.full((one + 1, one + 1), _NEVER)
    smaller[:one, :one] = scores[numpy.ix_(rest, rest)]
    lost = scores[cycle, heads[cycle]]
    entering = scores[numpy.ix_(cycle, rest)] - lost[:, None]
    leaving = scores[numpy.ix_(rest, cycle)]
    smaller[one, :one], smaller[:one, one] = entering.max(0), leaving.max(1)
    numpy.fill_diagonal(smaller, _NEVER)
    above = _spanning(smaller)
    for place, word in enumerate(rest):
        if place:
            heads[word] = cycle[int(leaving[place].argmax())] if above[place] == one else rest[above[place]]
    broken = cycle[int(entering[:, above[one]].argmax())]
    heads[broken] = rest[above[one]]
    return heads


def _cycle(heads: NDArray[numpy.int_]) -> list[int] | None:
    """Return the words of a cycle, if there is one; 0 is nobody's."""
    state = [2] + [0] * (len(heads) - 1)
    for first in range(1, len(heads)):
        path, word = [], first
        while state[word] == 0:
            state[word] = 1
            path.append(word)
            word = int(heads[word])
        if state[word] == 1:
            return path[path.index(word) :]
        for seen in path:
            state[seen] = 2
    return None


def _within(scores: Floats, start: int, end: int) -> NDArray[numpy.float64]:
    """Return the scores of one sentence as logarithms of probabilities, the root first."""
    size = end - start
    out = numpy.full((size + 1, size + 1), _NEVER)
    part = numpy.hstack([scores[start:end, :1], scores[start:end, start + 1 : end + 1]]).astype(float)
    part -= part.max(1, keepdims=True)
    out[1:] = part - numpy.log(numpy.exp(part).sum(1, keepdims=True))
    return out


def _own_names(doc: Doc) -> list[str]:
    """Return the labels of the names that the pipeline has found, if it was asked."""
    return [f"{token.ent_iob_}-{token.ent_type_}" if token.ent_type_ else "O" for token in doc]


def _joined(labels: list[str]) -> list[str]:
    """Let every name begin with B.

    >>> _joined(["I-PER", "I-PER", "O", "B-LOC", "I-ORG"])
    ['B-PER', 'I-PER', 'O', 'B-LOC', 'B-ORG']
    """
    out: list[str] = []
    for label in labels:
        goes_on = label[0] == "I" and bool(out) and out[-1][1:] == label[1:]
        out.append(label if goes_on or label == "O" else "B" + label[1:])
    return out


def _one(x: Floats) -> Floats:
    return numpy.hstack([x, numpy.ones((len(x), 1), dtype=numpy.float32)])
