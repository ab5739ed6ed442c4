"""Adds events and participants that the rules overlooked, and drops what is unlikely, by what was learned from marked sentences.

The rules come first and the model is asked with what they found; it only acts where it is sure. It names no agent of a passive
that no preposition marks, and never touches who speaks, denials or figures.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from kg.annotate import stance
from kg.annotate.drafts import Draft
from kg.annotate.learned_events import KINDS, NAMES, NOT_LEARNED, ROLES, EventModel, Floats, candidates, kind_number
from kg.annotate.roles import Roles
from kg.annotate.words import Word

if TYPE_CHECKING:
    from kg.annotate.reader import Paragraph, Reading

EVENT = 0.85
"""A word likelier than this to tell of an event makes one where the rules found none."""
NO_EVENT = 0.12
"""An event of the rules that is less likely than this is dropped."""
LIKELY = {"agents": 0.5, "patients": 0.45, "instruments": 0.4, "places": 0.45}
"""A word likelier than this becomes a participant."""
UNLIKELY = {"agents": 0.08, "patients": 0.3, "instruments": 0.3, "places": 0.3}
"""A participant of the rules that is less likely than this is dropped."""

_PARTS = frozenset({"flat", "nummod", "fixed", "goeswith"})
_MODIFIERS = frozenset({"amod", "compound", "nmod", "det"})


def complete(reading: Reading, model: EventModel) -> None:
    """Check the drafts of a document whose paragraphs carry what the model keeps of their words."""
    roles = Roles(reading.lex, reading.known)
    for paragraph in reading.paragraphs:
        if paragraph.seen is not None and paragraph.sentences:
            _paragraph(paragraph, paragraph.seen, model, roles)


def _paragraph(paragraph: Paragraph, seen: Floats, model: EventModel, roles: Roles) -> None:
    words = [word for sentence in paragraph.sentences for word in sentence.words]
    vectors, chances = model.read(seen, words, paragraph.drafts, roles)
    first = words[0].index
    paragraph.drafts = [
        draft
        for draft in paragraph.drafts
        if kind_number(draft) == NOT_LEARNED or 1 - chances[draft.word.index - first, 0] >= NO_EVENT
    ]
    new = _overlooked(paragraph, words, chances, roles)
    for draft in [*paragraph.drafts, *new]:
        if kind_number(draft) != NOT_LEARNED:
            _participants(draft, model, vectors, first)
    if new:
        paragraph.drafts = sorted([*paragraph.drafts, *new], key=lambda draft: draft.word.index)


def _overlooked(paragraph: Paragraph, words: Sequence[Word], chances: Floats, roles: Roles) -> list[Draft]:
    """Return drafts for words that likely tell of an event and that no draft has."""
    taken = {draft.word.index for draft in paragraph.drafts} | {i for draft in paragraph.drafts for i in draft.key}
    out = []
    for word, row in zip(words, chances, strict=True):
        if 1 - row[0] < EVENT or word.index in taken or word.pos not in ("VERB", "NOUN", "ADJ"):
            continue
        draft = drafted(word, NAMES[int(row[1:].argmax())], roles)
        if draft.type == "none":
            continue
        stance.judge(draft, roles.lex, in_quote=any(q.start <= word.start < q.end for q in paragraph.quotes))
        out.append(draft)
    return out


def drafted(word: Word, name: str, roles: Roles) -> Draft:
    """Return a draft for a word that tells of an event of a kind, with whom the rules see take part; ``none`` if they refuse."""
    draft = Draft(word, [KINDS[name]], "noun" if word.pos == "NOUN" else "verb", word, confidence=0.6)
    roles.assign(draft)
    return draft


def _participants(draft: Draft, model: EventModel, vectors: Floats, first: int) -> None:
    """Drop unlikely participants of an event, and add likely ones."""
    words = candidates(draft.word)
    if not words:
        return
    chances = model.parts(vectors, first, draft, words)
    for place, role in enumerate(ROLES):
        likely = {word.index: float(row[place]) for word, row in zip(words, chances, strict=True)}
        kept = [word for word in getattr(draft, role) if likely.get(word.index, 1) >= UNLIKELY[role]]
        have = {word.index for each in ROLES for word in getattr(draft, each)} | draft.key
        for word in words:
            if likely[word.index] >= LIKELY[role] and word.index not in have and _may_be(word, role, draft, have):
                kept.append(word)
        setattr(draft, role, kept)


def _may_be(word: Word, role: str, draft: Draft, have: Collection[int]) -> bool:
    """Say whether a word may be added: no part of a phrase that is there, and nobody who did it where that is left unsaid."""
    if word.rel in _PARTS or (word.rel in _MODIFIERS and word.head.index in have):
        return False
    return role != "agents" or not draft.passive or bool(word.case())
