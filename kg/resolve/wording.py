"""Reads from the words of a claim how it is told: in the headline, as known already, in a sentence that stands there twice."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import Enum
from functools import lru_cache

from kg.ids import digest
from kg.model import PATIENT_ROLES, Claim, Document
from kg.names import fold
from kg.resolve.words import anew, anyone, deeds

_TELLING = 8
"""Two texts that have so many words in a row in common have one origin."""
_TELLING_AROUND = 20
"""A shorter sentence is the same only in a run of so many words: many are among the victims of something."""
_AROUND = 320
"""Within so many characters the words before and after a short sentence are taken."""
_REPEATED = 4
"""A sentence of so many words or more that stands in a text twice tells of one thing: a headline or pull quote and its source."""
_COMPARED = 100
"""Of claims by one word, as many as this are compared with all that follow: headlines stand first."""
_THE = frozenset({"the", "this", "that", "den", "det", "denne", "dette"})
_DEFINITE_ENDING = re.compile(r"(?<=..)(?:en|et|a)$")
_ANY_ENDING = re.compile(r"(?<=...)(?:en|et|a|e)$")
_AFTER_THE_NOUN = frozenset({"of", "from", "in", "at", "with", "who", "av", "fra", "i", "pa", "ved", "med", "som"})
"""Folded, as the words are that they are looked for in."""
_LONGEST_HEADLINE = 160
_WORDS = re.compile(r"\w+")
_MORE_THAN = re.compile(r"\b(?:more than|more of|flere enn|flere av)\b")
_KNOWN = re.compile(r"\b(?:the|this|that)(?: \w+)? $", re.IGNORECASE)
_AUXILIARY = re.compile(r"\b(?:ble|blir|bli|blitt|er|var|har|hadde|være|vært|ikke) $", re.IGNORECASE)
_OF_WHAT = re.compile(r" (?:of|on|against|av|på|mot|at|that|som)\b", re.IGNORECASE)
_WHICH_ONE = re.compile(r" (?:of|on|in|near|at|from|that|who|which|av|på|i|nær|ved|fra|som)\b", re.IGNORECASE)


class Manner(Enum):
    """How a claim is told, as far as it says whether something told before is meant."""

    HEADLINE = "headline"
    """In the first line, which stands over the text and tells what it is about."""
    LEAD = "lead"
    """In the first paragraph under the headline."""
    DEFINITE = "definite"
    """As what is known already: "the attack", "etter angrepet"."""
    ANEW = "anew"
    """With a word for something else: "another", "ytterligere"."""


def repeats(claims: Sequence[Claim], text: str) -> dict[str, str]:
    """Return the earlier claims whose words stand once more in the evidence of a claim, by the id of the later."""
    alike: dict[tuple[object, ...], list[tuple[str, Claim]]] = {}
    found: dict[str, str] = {}
    for claim in sorted(claims, key=order):
        words = " ".join(_WORDS.findall(claim.text.casefold()))
        same = alike.setdefault((claim.types, claim.stance, fold(text[claim.trigger_start:claim.trigger_end])), [])
        for said, earlier in same[:_COMPARED]:
            shorter, longer = sorted((said, words), key=len)
            repeated = f" {shorter} " in f" {longer} " and len(shorter.split()) >= _REPEATED
            if repeated and earlier.end <= claim.start:
                found.setdefault(claim.id, earlier.id)
        same.append((words, claim))
    return found


def manners(document: Document) -> Callable[[Claim], frozenset[Manner]]:
    """Return what tells how a claim of *document* is told."""
    text = document.text
    head = text.find("\n")
    headed = 0 < head <= _LONGEST_HEADLINE and not text[:head].rstrip().endswith((".", ":", "!", "?"))
    rest = len(text) - len(text[head:].lstrip())
    lead = text.find("\n", rest)
    lead = len(text) if lead < 0 else lead

    def manner_of(claim: Claim) -> frozenset[Manner]:
        found = set()
        if headed and claim.end <= head:
            found.add(Manner.HEADLINE)
        elif headed and claim.end <= lead:
            found.add(Manner.LEAD)
        if _is_known(text, claim):
            found.add(Manner.DEFINITE)
        if not anew().isdisjoint(_MORE_THAN.sub(" ", fold(claim.text)).split()):
            found.add(Manner.ANEW)
        return _one_object(frozenset(found))

    return manner_of


@lru_cache(maxsize=64)
def _one_object(found: frozenset[Manner]) -> frozenset[Manner]:
    """Return an equal set, always the same one, so that very many claims share a few."""
    return found


def known_ones(claim: Claim, ends: Mapping[str, int], text: str) -> Iterable[str]:
    """Yield the nouns of those harmed who are spoken of as known already; *ends* says where each mention ends."""
    for filler in claim.roles:
        if filler.role in PATIENT_ROLES and filler.mention in ends and not _WHICH_ONE.match(text, ends[filler.mention]):
            words = fold(filler.text).split()
            alone = len(words) == 1 and filler.text[:1].islower() and _DEFINITE_ENDING.search(words[0])
            one = words and not words[-1].endswith(("s", "ene", "men", "children"))
            if one and (alone or (len(words) > 1 and words[0] in _THE)):
                yield head_noun(filler.text)


def head_noun(words: str) -> str:
    """Return the noun of a description, without its ending.

    >>> head_noun("den unge jenta"), head_noun("en jente på ti"), head_noun("a girl of ten")
    ('jent', 'jent', 'girl')
    """
    kept = fold(words).split()
    noun = kept[: next((place for place, word in enumerate(kept) if place and word in _AFTER_THE_NOUN), len(kept))][-1:]
    return _ANY_ENDING.sub("", noun[0]) if noun and noun[0] not in anyone() else "".join(noun)


def _is_known(text: str, claim: Claim) -> bool:
    """Tell whether a deed is spoken of as known already: "the attack", "angrepet", but not "the attack on the school"."""
    before = text[max(0, claim.trigger_start - 30) : claim.trigger_start]
    deed = fold(text[claim.trigger_start : claim.trigger_end])
    if _OF_WHAT.match(text, claim.trigger_end):
        return False
    if _KNOWN.search(before):
        return deed.endswith(deeds("indefinite"))
    return deed.endswith(deeds("definite")) and not _AUXILIARY.search(before)  # "ble angrepet" is a participle


def run_of_words(claim: Claim, text: str) -> tuple[str, ...]:
    """Return hashes of the evidence, or of a short one with the words before it and with those after it."""
    words = text[claim.start : claim.end].casefold().split()
    if len(words) >= _TELLING:
        return (digest(*words),)
    wanting = _TELLING_AROUND - len(words)
    before = text[max(0, claim.start - _AROUND) : claim.start].casefold().split()[-wanting:]
    after = text[claim.end : claim.end + _AROUND].casefold().split()[:wanting]
    return tuple(digest(*found) for found in ([*before, "|", *words], [*words, "|", *after]) if len(found) > _TELLING_AROUND)


def order(claim: Claim) -> tuple[int, int]:
    """Return where a claim stands in its text."""
    return (claim.start, claim.trigger_start)
