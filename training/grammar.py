"""Sentences in the manner of reports, made from a small grammar with the words of report.toml, annotated as in the treebanks.

The open treebanks hardly hold short sentences about violence in which every word but the small ones is rare ("Opprørere pågrep ni
gruvearbeidere"). `sentences` makes such sentences: main clauses with and without inversion, passives, coordinated clauses and
objects, relative clauses, participles, speech, headlines. They are nonsense as news, and that is meant: the words carry no
pattern of who does what, only their forms do. What the languages share is here; `grammar_en` and `grammar_nb` say how each looks.
"""

from __future__ import annotations

import random
import tomllib
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from augment import Sentence, words

Maker = Callable[[], "Node"]


@dataclass
class Node:
    """A word with what it governs, in the order of the text."""

    word: str
    upos: str
    rel: str
    lemma: str = ""
    feats: str = ""
    left: list[Node] = field(default_factory=list)
    right: list[Node] = field(default_factory=list)
    space: bool = True

    def words(self) -> list[Node]:
        """Return this branch in the order of the text."""
        return [
            *(word for node in self.left for word in node.words()),
            self,
            *(word for node in self.right for word in node.words()),
        ]


class Nothing(Node):
    """Stands where a clause shall have no subject."""

    def __init__(self) -> None:
        super().__init__("", "X", "dep")


def flatten(root: Node, number: int) -> Sentence:
    """Return the tree as a sentence of the training data."""
    order = root.words()
    place = {id(node): index for index, node in enumerate(order)}
    heads = {id(child): place[id(node)] + 1 for node in order for child in (*node.left, *node.right)}
    out = Sentence(f"grammar-{number}", starts_paragraph=True)
    for node in order:
        out.words.append(node.word)
        out.spaces.append(node.space)
        out.lemmas.append(node.lemma or node.word)
        out.upos.append(node.upos)
        out.feats.append(node.feats)
        out.heads.append(heads.get(id(node), 0))
        out.deprels.append("root" if id(node) not in heads else node.rel)
        out.names.append("O")
    for before, word in zip(range(len(order)), out.words[1:], strict=False):
        if word in (".", ",", ":", "”", "»", ")", "-") or out.words[before] in ("“", "«", "(", "-"):
            out.spaces[before] = False
    out.words[0] = out.words[0][:1].upper() + out.words[0][1:]
    if len(out.words) > 1 and out.words[0] in ("“", "–", "«"):
        out.words[1] = out.words[1][:1].upper() + out.words[1][1:]
    return out


def case(word: str) -> Node:
    return Node(word, "ADP", "case")


def stop() -> Node:
    return Node(".", "PUNCT", "punct")


def comma() -> Node:
    return Node(",", "PUNCT", "punct")


@cache
def report_words() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads((Path(__file__).parent / "report.toml").read_text("utf-8"))


class Grammar(ABC):
    """What the two languages share; a language says how its phrases and verbs look."""

    lang = ""
    conjunctions: tuple[str, ...] = ()

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.table = report_words()[self.lang]
        self.people = words(self.lang)

    def chance(self, share: float) -> bool:
        """Say yes in this share of cases."""
        return self.rng.random() < share

    def name(self, rel: str, kind: str) -> Node:
        """A name of a state or group ("states"), a place, or a person."""
        text = self.people.person(self.rng, long=self.chance(0.7)) if kind == "person" else self.rng.choice(self.table[kind])
        if "-" in text or "'" in text:
            text = self.rng.choice(self.table["places"][:8])
        parts = text.split()
        flat = "flat" if self.lang == "en" else "flat:name"
        nodes = [Node(part, "PROPN", flat, feats="Number=Sing" if self.lang == "en" else "") for part in parts]
        return replace(nodes[0], rel=rel, right=nodes[1:])

    @abstractmethod
    def noun(self, rel: str, kind: str, *, bare: bool = False) -> Node:
        """A noun phrase with the words of *kind* ("actors", "victims"); bare as in headlines."""

    @abstractmethod
    def place(self, rel: str) -> Node:
        """Where it happens: a named place or a facility."""

    @abstractmethod
    def active(self, rel: str, *, subject: Node | None = None, bare: bool = False) -> Node:
        """A clause with the doer as subject; without *subject* being given one is made."""

    @abstractmethod
    def passive(self, rel: str, *, subject: Node | None = None, bare: bool = False) -> Node:
        """A clause with the victim as subject, often with the doer."""

    @abstractmethod
    def shapes(self) -> tuple[tuple[float, Maker], ...]:
        """Return the shapes of sentences with how often each is made."""

    def actor(self, rel: str, *, bare: bool = False) -> Node:
        """Somebody who does something: a noun phrase, a state or group, two of them."""
        if self.chance(0.22):
            return self.name(rel, "states")
        head = self.noun(rel, "actors", bare=bare)
        if self.chance(0.12):
            other = self.noun("conj", "actors", bare=bare)
            other.left.insert(0, Node(self.rng.choice(self.conjunctions), "CCONJ", "cc"))
            head.right.append(other)
        return head

    def victim(self, rel: str, *, bare: bool = False) -> Node:
        """Somebody or something to whom it is done."""
        dice = self.rng.random()
        if dice < 0.1:
            return self.name(rel, "person")
        if dice < 0.18:
            return self.name(rel, "places")
        head = self.noun(rel, "victims" if dice < 0.68 else "things", bare=bare)
        if self.chance(0.18):
            if self.chance(0.4):
                middle = self.noun("conj", "victims", bare=bare)
                middle.left.insert(0, comma())
                head.right.append(middle)
            other = self.noun("conj", "victims", bare=bare)
            other.left.insert(0, Node(self.rng.choice(self.conjunctions), "CCONJ", "cc"))
            head.right.append(other)
        elif self.chance(0.1):
            head.right.append(self.place("nmod"))
        return head

    def under(self, preposition: str, node: Node) -> Node:
        """Put a preposition before a phrase."""
        node.left.insert(0, case(preposition))
        return node

    def clause(self, rel: str) -> Node:
        """A clause, active or passive."""
        return self.active(rel) if self.chance(0.6) else self.passive(rel)

    def headline(self) -> Node:
        """A clause without articles, auxiliaries or stop."""
        if self.chance(0.4):
            verb = self.passive("root", bare=True)
            verb.right = [node for node in verb.right if node.rel != "advcl"]
            return verb
        return self.active("root", bare=True)

    def sentences(self, count: int) -> Iterator[Sentence]:
        """Yield annotated sentences; the same seed gives the same ones."""
        weights, makers = zip(*self.shapes(), strict=True)
        for number in range(count):
            yield flatten(self.rng.choices(makers, weights)[0](), number)


def sentences(lang: str, count: int, seed: int) -> list[Sentence]:
    """Return *count* annotated sentences; the same seed gives the same ones."""
    from grammar_en import English  # the languages import this module
    from grammar_nb import Bokmaal

    grammar = English(seed) if lang == "en" else Bokmaal(seed)
    return list(grammar.sentences(count))
