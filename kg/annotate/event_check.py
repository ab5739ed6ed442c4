"""Adds events and participants that the rules overlooked, and drops what is unlikely, by what was learned from marked sentences.

The rules come first and the model is asked with what they found; it only acts where it is sure. It names no agent of a passive
that no preposition marks, and never touches who speaks, denials or figures.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from kg.annotate import stance
from kg.annotate.drafts import Draft
from kg.annotate.learned_events import KINDS, NAMES, NOT_LEARNED, ROLES, EventModel, Floats, candidates, kind_number
from kg.annotate.lexicon import shared
from kg.annotate.roles import Roles
from kg.annotate.words import Word

if TYPE_CHECKING:
    from kg.annotate.reader import Paragraph, Reading

EVENT = 0.88
"""A word likelier than this to tell of an event makes one where the rules found none."""
NO_EVENT = 0.2
"""An event of the rules that is less likely than this is dropped."""
LIKELY = {"agents": 0.6, "patients": 0.55, "instruments": 0.6, "places": 0.6}
"""A word likelier than this becomes a participant."""
UNLIKELY = {"agents": 0.05, "patients": 0.15, "instruments": 0.2, "places": 0.0}
"""A participant of the rules that is less likely than this is dropped, unless it stands right at the event word; no place is."""
_CHECKED = frozenset({"verb", "noun", "adjective"})
"""Forms of events that the model may deny; tolls, bodies and the like it knows too little of."""
_COUNTED = frozenset({"count", "said", "doer"})
"""Forms of events whose participants it knows too little of."""
_DIRECT = frozenset({"nsubj", "obj", "iobj"})
_OWNING = frozenset({"nmod:poss", "obl:agent"})
_APART = shared("beside") | shared("nearby")

_PARTS = frozenset({"flat", "nummod", "fixed", "goeswith"})
_MODIFIERS = frozenset({"amod", "compound", "nmod", "det"})


def complete(reading: Reading, model: EventModel) -> None:
    """Check the drafts of a document whose paragraphs carry what the model keeps of their words."""
    roles = Roles(reading.lex, reading.known)
    for paragraph in reading.paragraphs:
        if paragraph.seen is not None and paragraph.sentences:
            _paragraph(paragraph, paragraph.seen, model, roles)


def _paragraph(paragraph: Paragraph, seen: Floats, model: EventModel, roles: Roles) -> None:
    words = paragraph.words
    vectors, chances = model.read(seen, words, paragraph.drafts, roles)
    first = words[0].index
    paragraph.drafts = [draft for draft in paragraph.drafts if _is_kept(draft, 1 - chances[draft.word.index - first, 0])]
    new = _overlooked(paragraph, words, chances, roles)
    drafts = [*paragraph.drafts, *new]
    speakers = frozenset(w.index for draft in drafts if roles.frame(draft).family == "speech" for w in draft.agents)
    by_word = {draft.word.index: draft for draft in drafts}
    for draft in drafts:
        if kind_number(draft) != NOT_LEARNED:
            above = by_word.get(draft.word.head.index) if draft.form == "noun" else None
            others = frozenset(w.index for w in (*above.agents, *above.patients)) if above is not None else frozenset[int]()
            if roles.frame(draft).family != "speech":
                others |= speakers
            _participants(draft, _asked(draft, roles), model, vectors, first, others)
    if new:
        paragraph.drafts = sorted([*paragraph.drafts, *new], key=lambda draft: draft.word.index)


def _asked(draft: Draft, roles: Roles) -> Sequence[str]:
    """Return the roles that the model is asked about."""
    frame = roles.frame(draft)
    out = [role for role in ROLES if role != "places" or draft.part_of is None]  # a part is where the whole is
    if frame.intransitive or frame.family == "displacement":  # who dies or flees is a subject, and does it to nobody
        out = [role for role in out if role not in ("agents", "patients")]
    return out


def _is_kept(draft: Draft, chance: float) -> bool:
    """Say whether a draft of the rules stays."""
    return kind_number(draft) == NOT_LEARNED or draft.form not in _CHECKED or chance >= NO_EVENT


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


def _participants(
    draft: Draft, asked: Sequence[str], model: EventModel, vectors: Floats, first: int, others: frozenset[int]
) -> None:
    """Drop unlikely participants of an event, and add likely ones.

    Args:
        draft: the event.
        asked: the roles that the model is asked about.
        model: says who takes part.
        vectors: what the model made of the paragraph.
        first: index of the paragraph's first word.
        others: indexes of words that are not added: who says, accuses or denies in the paragraph, for the deed they speak of is
            not theirs, and who takes part in what a noun hangs on.
    """
    words = candidates(draft.word)
    if not words or draft.form in _COUNTED:
        return
    chances = model.parts(vectors, first, draft, words)
    likely = {word.index: dict(zip(ROLES, row.tolist(), strict=True)) for word, row in zip(words, chances, strict=True)}
    for role in asked:
        kept = [word for word in getattr(draft, role) if _still(word, role, draft, likely.get(word.index))]
        have = {word.index for each in ROLES for word in (kept if each == role else getattr(draft, each))} | draft.key
        barred = have | others if role in ("agents", "patients") else have
        for word in words:
            if likely[word.index][role] >= LIKELY[role] and word.index not in barred and _may_be(word, role, draft, have):
                kept.append(word)
        setattr(draft, role, kept)


def _still(word: Word, role: str, draft: Draft, likely: Mapping[str, float] | None) -> bool:
    """Say whether a participant of the rules stays: likely enough, or right at the event word and likely nothing else there."""
    if likely is None or likely[role] >= UNLIKELY[role]:
        return True
    return _stands_at(word, draft) and not any(likely[each] >= LIKELY[each] for each in ROLES if each != role)


def _may_be(word: Word, role: str, draft: Draft, have: Collection[int]) -> bool:
    """Say whether a word may be added: no part of a phrase that is there, and nobody who did it where that is left unsaid."""
    if word.rel in _PARTS or (word.rel in _MODIFIERS and word.head.index in have):
        return False
    if role == "patients" and not _APART.isdisjoint(word.case().split()):
        return False  # what a bomb goes off beside is not what it was meant for
    return role != "agents" or not draft.passive or bool(word.case())


def _stands_at(word: Word, draft: Draft) -> bool:
    """Say whether a participant is subject, object or owner right below the event word, where the rules hardly err."""
    owns = word.dep in _OWNING or "Case=Gen" in word.morph
    return word.head is draft.word and (owns or word.rel in _DIRECT)
