"""Groups of things held to be one, with the judgements that made them and those that keep them apart."""

from __future__ import annotations

from collections.abc import Iterable

from kg.ids import iri
from kg.model import Judgement, Verdict


def iri_of(key: str) -> str:
    """Return the IRI that a key ends in: what stands before it says only in which order keys are gone through.

    >>> iri_of("2016-06-17 0012 urn:a"), iri_of("urn:a")
    ('urn:a', 'urn:a')
    """
    return key.rpartition(" ")[2]


class Groups:
    """A union of keys in which some may not meet; every union made is recorded as a judgement on their IRIs.

    >>> groups = Groups(["a", "b", "c"])
    >>> groups.keep_apart("a", "c"), groups.join("a", "b", "same name", "rule:name"), groups.join("b", "c", "", "rule:name")
    (True, True, False)
    >>> groups.find("b"), [judgement.reason for judgement in groups.judgements]
    ('a', ['same name'])
    """

    def __init__(self, keys: Iterable[str] = ()) -> None:
        """Make a group of one for each of *keys*."""
        self._parent: dict[str, str] = {key: key for key in keys}
        self._apart: dict[str, set[str]] = {}
        self._anchor: dict[str, str] = {}
        self.judgements: list[Judgement] = []
        self._doubted: dict[str, tuple[str, str]] = {}

    def add(self, key: str) -> None:
        """Make a group of one for *key*, if it is new."""
        self._parent.setdefault(key, key)

    def anchor(self, key: str) -> None:
        """Add *key* as a well-known thing: two of them are never joined by a rule."""
        self.add(key)
        self._anchor.setdefault(self.find(key), key)

    def anchor_of(self, key: str) -> str:
        """Return the well-known thing in the group of *key*, or an empty string."""
        return self._anchor.get(self.find(key), "")

    def __contains__(self, key: str) -> bool:
        """Tell whether *key* is in any group."""
        return key in self._parent

    def find(self, key: str) -> str:
        """Return the smallest key of the group of *key*."""
        root = key
        while self._parent[root] != root:
            root = self._parent[root]
        while self._parent[key] != root:
            self._parent[key], key = root, self._parent[key]
        return root

    def may_join(self, one: str, other: str) -> bool:
        """Tell whether a rule may join the groups of *one* and *other*."""
        left, right = self.find(one), self.find(other)
        if left == right:
            return True
        if right in self._apart.get(left, ()):
            return False
        mine, theirs = self._anchor.get(left), self._anchor.get(right)
        return not (mine and theirs and mine != theirs)

    def join(self, one: str, other: str, reason: str, author: str, score: float = 1.0) -> bool:
        """Join two groups and record why; tell whether they are one now."""
        if not self.may_join(one, other):
            return False
        if self.find(one) != self.find(other):
            self._unite(one, other)
            self.judgements.append(judgement(Verdict.SAME, iri_of(one), iri_of(other), reason, author, score))
        return True

    def decide_same(self, one: str, other: str) -> bool:
        """Join two groups because a person says so; tell whether no decision keeps them apart."""
        left, right = self.find(one), self.find(other)
        if right in self._apart.get(left, ()):
            return False
        if left != right:
            self._unite(one, other)
        return True

    def keep_apart(self, one: str, other: str) -> bool:
        """Keep two groups apart for good; tell whether they were not already one."""
        left, right = self.find(one), self.find(other)
        if left == right:
            return False
        self._apart.setdefault(left, set()).add(right)
        self._apart.setdefault(right, set()).add(left)
        return True

    def unsure(self, one: str, other: str, reason: str, author: str, score: float) -> None:
        """Record that nobody can tell yet whether two groups are one."""
        if self.find(one) != self.find(other) and self.may_join(one, other):
            doubt = judgement(Verdict.UNSURE, iri_of(one), iri_of(other), reason, author, score)
            self.judgements.append(doubt)
            self._doubted[doubt.id] = one, other

    def settled(self) -> list[Judgement]:
        """Return the judgements, without doubts about what turned out to be one or was decided by a person."""
        return [one for one in self.judgements if one.verdict is not Verdict.UNSURE or self._open(*self._doubted[one.id])]

    def _open(self, one: str, other: str) -> bool:
        return self.find(one) != self.find(other) and self.may_join(one, other)

    def _unite(self, one: str, other: str) -> None:
        keep, drop = sorted((self.find(one), self.find(other)))
        self._parent[drop] = keep
        for enemy in self._apart.pop(drop, ()):
            self._apart[enemy].discard(drop)
            self._apart[enemy].add(keep)
            self._apart.setdefault(keep, set()).add(enemy)
        anchors = [found for found in (self._anchor.get(keep), self._anchor.pop(drop, None)) if found]
        if anchors:
            self._anchor[keep] = min(anchors)


def judgement(verdict: Verdict, left: str, right: str, reason: str, author: str, score: float = 1.0) -> Judgement:
    """Return a rule's judgement; its IRI is made from what it says of whom, the smaller of the two first."""
    left, right = sorted((left, right)) if right else (left, right)
    return Judgement(iri("judgement", verdict.value, left, right, author), verdict, left, right, reason, author, "", score)
