"""Finds what a text says in the very words of another, so that copies are attached to what they copy and add no evidence.

Of texts that copy each other the first in the order of `place_of` is heard; what a copy says besides is heard as well.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from kg.resolve.evidence import Said, View
from kg.resolve.groups import Groups

REPRINT = "rule:reprint"
"""Says of what is joined that the one text is a copy of the other; two texts may share a sentence and be none."""


@dataclass(slots=True)
class Reprints:
    """What is copied from where, by the keys of chains and claims; the copied one stands before its copy."""

    claims: dict[str, str] = field(default_factory=dict)
    chains: dict[str, str] = field(default_factory=dict)
    in_copies: set[str] = field(default_factory=set)
    """Claims of which the whole text stands in the other, or the other in it."""
    own: set[str] = field(default_factory=set)
    """Copied chains that are also mentioned in words of the copy's own."""

    def hold_all_of(self, view: View, heard: Mapping[str, str]) -> bool:
        """Tell whether a text says nothing of its own, where other chains are *heard* instead of the copied."""
        return view.chains.keys() <= heard.keys() and all(claim.key in self.claims for claim in view.claims)


def reprints(views: Sequence[View]) -> Reprints:
    """Return what *views*, sorted by their places, copy from each other; the cost grows with the texts, not with their pairs."""
    found = Reprints()
    said = _in_same_words(views)
    number_of = {view.document: number for number, view in enumerate(views)}
    bodies: dict[str, tuple[int, int]] = {}
    layouts: dict[int, _Layout] = {}
    for number, view in enumerate(views):
        shifts: dict[int, set[int]] = defaultdict(set)
        for claim in view.claims:
            if (other := said.get(claim.key)) is not None:
                found.claims[claim.key] = other.key
                if not _days_apart(claim, other):
                    shifts[number_of[other.document]].add(claim.order[0] - other.order[0])
        for body, start in view.bodies:
            other_number, other_start = bodies.setdefault(body, (number, start))
            if other_number != number:
                shifts[other_number].add(start - other_start)
        for original in sorted(shifts):
            layout = layouts.setdefault(original, _Layout(views[original]))
            layout.note(view, sorted(shifts[original]), found)
    return found


def _in_same_words(views: Iterable[View]) -> Mapping[str, Said]:
    """Return for each claim the first of another text that rests on the same words."""
    first: dict[tuple[str | int, ...], Said] = {}
    found: dict[str, Said] = {}
    for view in views:
        turns: Counter[tuple[str, ...]] = Counter()
        for claim in sorted(view.claims, key=lambda one: one.key):
            keys: list[tuple[str | int, ...]] = []
            for words in claim.words:
                said = (words, claim.trigger, claim.stance.value, str(claim.is_total), *claim.types)
                keys.append((turns[said], *said))
                turns[said] += 1
            other = next((first[key] for key in keys if key in first), claim)
            if other.document != claim.document:
                found[claim.key] = other
            for key in keys:
                first.setdefault(key, claim)
    return found


def _days_apart(one: Said, other: Said) -> bool:
    """Tell whether two name days more than one apart: a phrase that comes back every week."""
    times = [(said.earliest or date.min, said.latest or said.published or date.max) for said in (one, other)]
    (start, _), (_, end) = max(times), min(times)
    return end != date.max and end + timedelta(days=1) < start


class _Layout:
    """Where the mentions and claims of a text stand, to be looked for in others at the same distance from each other."""

    def __init__(self, view: View) -> None:
        self._view = view
        self._chains = dict(zip(view.spots, view.chain_of.values(), strict=True))
        self._claims = {(start, *kind): claim for start, kind, claim in _placed(view.claims)}

    def note(self, copy: View, shifts: Sequence[int], found: Reprints) -> None:
        """Add to *found* what *copy* has that stands here so many characters before, if it is half of the shorter text."""
        here: dict[str, list[str]] = defaultdict(list)
        for spot, chain in zip(copy.spots, copy.chain_of.values(), strict=True):
            here[chain].append(next((self._chains[at] for shift in shifts if (at := spot - (shift << 32)) in self._chains), ""))
        number = sum(original != "" for originals in here.values() for original in originals)
        claims = list(self._pairs(copy, shifts))
        if 2 * number < min(len(copy.spots), len(self._chains)) or any(_days_apart(*pair) for pair in claims):
            return
        found.claims.update((claim.key, original.key) for claim, original in claims)
        if number == len(self._chains) or (number, len(claims)) == (len(copy.spots), len(copy.claims)):
            found.in_copies.update(claim.key for claim, _ in claims)
        for chain, originals in here.items():
            meant = {*originals} - {""}
            one = meant.pop() if len(meant) == 1 else ""
            if one and chain not in found.chains and copy.chains[chain].family == self._view.chains[one].family:
                found.chains[chain] = one
                if "" in originals:
                    found.own.add(chain)

    def _pairs(self, copy: View, shifts: Sequence[int]) -> Iterator[tuple[Said, Said]]:
        for start, kind, claim in _placed(copy.claims):
            for shift in shifts:
                if (start - shift, *kind) in self._claims:
                    yield claim, self._claims[start - shift, *kind]
                    break


def _placed(claims: Iterable[Said]) -> Iterator[tuple[int, tuple[int | str, ...], Said]]:
    """Yield where each claim starts, and of what kind it is; of two of one place and kind also its turn."""
    turns: Counter[tuple[int | str, ...]] = Counter()
    for claim in sorted(claims, key=lambda one: one.key):
        start, trigger = claim.order
        kind = (trigger - start, claim.trigger, claim.stance.value, claim.is_total, *claim.types)
        turns[start, *kind] += 1
        yield start, (*kind, turns[start, *kind]), claim


def attach(found: Reprints, groups: Groups) -> dict[str, str]:
    """Join the copied chains to what they copy; return those that say nothing of their own, with what is heard instead.

    A decision of a person that keeps the two apart holds, and the copy is heard.
    """
    heard: dict[str, str] = {}
    for chain, original in found.chains.items():
        joined = groups.join(original, chain, "spoken of in the same words in a copy of the text", REPRINT, 0.95)
        if joined and chain not in found.own:
            heard[chain] = heard.get(original, original)
    return heard
