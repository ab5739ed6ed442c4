"""Adds events and participants that the rules overlooked, and drops what is unlikely, by what was learned from marked sentences.

The rules come first and the model is asked with what they found; it only acts where it is sure. It names no agent of a passive
that no preposition marks, and never touches who speaks, denials or figures.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from kg.annotate import stance
from kg.annotate.circumstances import is_nowhere
from kg.annotate.clauses import most_of_them
from kg.annotate.drafts import Draft
from kg.annotate.kinds import FORCES, is_kind
from kg.annotate.learned_events import KINDS, NAMES, NOT_LEARNED, ROLES, EventModel, Floats, candidates, kind_number
from kg.annotate.lexicon import shared
from kg.annotate.noun_roles import is_quelled
from kg.annotate.prune_care import care_tells
from kg.annotate.roles import Roles
from kg.annotate.sorting import give_to_owners
from kg.annotate.words import Word
from kg.model import EntityKind, Stance

if TYPE_CHECKING:
    from kg.annotate.reader import Paragraph, Reading

EVENT = 0.75
"""A word likelier than this to tell of an event makes one where the rules found none."""
REFUSED = 0.85
"""So likely must one be that the rules looked at and took for nothing."""
KIND = 0.4
"""And one kind of event must be likelier than this."""
NO_EVENT = 0.2
"""An event of the rules that is less likely than this is dropped."""
LIKELY = {"agents": 0.6, "patients": 0.55, "instruments": 0.6, "places": 0.6}
"""A word likelier than this becomes a participant."""
UNLIKELY = {"agents": 0.05, "patients": 0.15, "instruments": 0.2, "places": 0.05}
"""A participant of the rules that is less likely than this is dropped, unless it stands right at the event word."""
_CHECKED = frozenset({"verb", "noun", "adjective"})
"""Forms of events that the model may deny; tolls, bodies and the like it knows too little of."""
_COUNTED = frozenset({"count", "said", "doer"})
"""Forms of events whose participants it knows too little of."""
_DIRECT = frozenset({"nsubj", "obj", "iobj"})
_OWNING = frozenset({"nmod:poss", "obl:agent"})
_STOPPING = shared("ceasing") | shared("failed")
_AGAINST_WHOM = frozenset({"with", "between", "against", "med", "mellom", "mot"})
_SEEING = shared("seeing") | {"report", "record", "document", "rapportere", "registrere", "dokumentere"}
_APART = shared("beside") | shared("nearby")

_NOT = frozenset({"not", "ikke"})
_WHEN = frozenset({"after", "before", "since", "until", "etter", "før", "siden"})
_PARTS = frozenset({"flat", "nummod", "fixed", "goeswith"})
_MODIFIERS = frozenset({"amod", "compound", "nmod", "det"})


def complete(reading: Reading, model: EventModel) -> None:
    """Check the drafts of a document whose paragraphs carry what the model keeps of their words."""
    for paragraph in reading.paragraphs:
        if paragraph.seen is not None and paragraph.sentences:
            _paragraph(paragraph, paragraph.seen, model, reading.roles)


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
                telling = (a for a in paragraph.attributions if draft.word.index in a.scope)
                others |= {w.index for a in telling for w in a.speakers if w.pos != "PRON"}
            _participants(draft, _asked(draft, roles), model, vectors, first, others, roles)
    if new:
        paragraph.drafts = sorted([*paragraph.drafts, *new], key=lambda draft: draft.word.index)


def _asked(draft: Draft, roles: Roles) -> Sequence[str]:
    """Return the roles that the model is asked about."""
    frame = roles.frame(draft)
    if draft.form == "adjective" and frame.family == "speech":  # "was impressed by": the grammar tells who is by whom
        return ()
    out = [role for role in ROLES if role != "places" or draft.part_of is None]  # a part is where the whole is
    if frame.intransitive or frame.family == "displacement":  # who dies or flees is a subject, and does it to nobody
        out = [role for role in out if role not in ("agents", "patients")]
    return out


def _is_kept(draft: Draft, chance: float) -> bool:
    """Say whether a draft of the rules stays."""
    return kind_number(draft) == NOT_LEARNED or draft.form not in _CHECKED or chance >= NO_EVENT


def _overlooked(paragraph: Paragraph, words: Sequence[Word], chances: Floats, roles: Roles) -> list[Draft]:
    """Return drafts for words that likely tell of an event and that no draft has."""
    by_word = {draft.word.index: draft for draft in paragraph.drafts}
    taken = by_word.keys() | {i for draft in paragraph.drafts for i in draft.key}
    out = []
    for word, row in zip(words, chances, strict=True):
        if 1 - row[0] < EVENT or row[1:].max() < KIND or word.index in taken or word.pos not in ("VERB", "NOUN", "ADJ"):
            continue
        if word.index in paragraph.refused and 1 - row[0] < REFUSED:
            continue
        draft = drafted(word, NAMES[int(row[1:].argmax())], roles)
        if draft.type == "none" or _told_by_noun(draft, by_word, roles):
            continue
        if roles.frame(draft).family == "care" and not care_tells(draft, roles):
            continue  # "treated like animals", soldiers who "fetch" young men from their homes
        stance.judge(draft, roles.lex, in_quote=any(q.start <= word.start < q.end for q in paragraph.quotes))
        out.append(draft)
    return out


def _told_by_noun(draft: Draft, by_word: Mapping[int, Draft], roles: Roles) -> bool:
    """Say whether a noun beside a verb tells of the same: "was hit by an airstrike", "the bodies of two men were found"."""
    family = roles.frame(draft).family
    beside = [c for c in draft.word.children if c.rel in ("nsubj", "obj", "obl", "nmod")] if draft.form == "verb" else []
    told = [by_word[c.index] for c in beside if c.index in by_word and by_word[c.index].form in ("noun", "body", "weapon")]
    return any(_alike(family, roles.frame(each).family) for each in told)


def _alike(one: str, other: str) -> bool:
    """Say whether events of two families may be one, told by a verb and a noun: a blast destroys."""
    return one == other or {one, other} <= {"attack", "destruction"}


def drafted(word: Word, name: str, roles: Roles) -> Draft:
    """Return a draft for a word that tells of an event of a kind, with whom the rules see take part; ``none`` if they refuse."""
    draft = Draft(word, [KINDS[name]], "noun" if word.pos == "NOUN" else "verb", word, confidence=0.6)
    roles.assign(draft)
    return draft


def _participants(
    draft: Draft, asked: Sequence[str], model: EventModel, vectors: Floats, first: int, others: frozenset[int], roles: Roles
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
        roles: the rules, for what kind of thing a noun names.
    """
    words = candidates(draft.word)
    if not words or draft.form in _COUNTED:
        return
    chances = model.parts(vectors, first, draft, words)
    likely = {word.index: dict(zip(ROLES, row.tolist(), strict=True)) for word, row in zip(words, chances, strict=True)}
    sides = roles.frame(draft).family == "combat"
    for role in asked:
        sure = sides and role in ("agents", "patients")  # "the rebels clashed with the army": grammar tells the sides
        kept = [
            word
            for word in getattr(draft, role)
            if sure or _owns_part(word, roles) or _still(word, role, draft, likely.get(word.index), roles)
        ]
        have = {word.index for each in ROLES for word in (kept if each == role else getattr(draft, each))} | draft.key
        barred = have | others if role in ("agents", "patients") else have
        for word in words:
            likely_so = likely[word.index][role] >= LIKELY[role] and word.index not in barred
            if likely_so and not _of_another_time(word, draft) and _may_be(word, role, draft, have, roles):
                kept.append(word)
        setattr(draft, role, kept)
    give_to_owners(draft, roles)  # "an attempt on his life"


def _owns_part(word: Word, roles: Roles) -> bool:
    """Say whether somebody owns the part of the body that is struck: "his arteries had been severed"."""
    return word.dep == "nmod:poss" and is_kind(word.head, "body_part", roles.lex)


def _still(word: Word, role: str, draft: Draft, likely: Mapping[str, float] | None, roles: Roles) -> bool:
    """Say whether a participant of the rules stays: likely enough, or right at the event word and likely nothing else there."""
    if likely is None or likely[role] >= UNLIKELY[role]:
        return True
    if role == "instruments" and draft.form == "weapon" and word is draft.instruments[0]:
        return True  # the weapon itself tells of the event
    if role == "agents" and draft.stance is Stance.ACCUSES:
        return True  # who is blamed hangs on the blaming
    if role == "agents" and word.rel in _MODIFIERS and word.head.case() in ("in", "i"):
        return True  # "killed in police custody"
    if role == "agents" and word in draft.instruments and roles.kind(word) in FORCES:
        return True  # "Israeli aircraft" are who acts, as "Israeli forces" are, and the means
    return _stands_at(word, draft) and not any(likely[each] >= LIKELY[each] for each in ROLES if each != role)


def _may_be(word: Word, role: str, draft: Draft, have: Collection[int], roles: Roles) -> bool:
    """Say whether a word may be added: no part of a phrase that is there, and nobody who did it where that is left unsaid."""
    if word.rel in _PARTS or (word.rel in _MODIFIERS and word.head.index in have):
        return False
    if word.rel == "appos" and word.head.index in have:
        return False  # one person, named and described
    if most_of_them(word) is not None:
        return False  # "nine others, mostly women" are nine
    if role == "places" and is_nowhere(word, roles):
        return False
    if role == "places" and any(w.pos == "PROPN" and roles.kind(w) is EntityKind.PLACE for w in draft.patients):
        return False  # the town that is struck is where it was
    if role == "patients":
        return _may_suffer(word, draft, have, roles)
    return role != "agents" or _may_act(word, draft, roles)


def _may_suffer(word: Word, draft: Draft, have: Collection[int], roles: Roles) -> bool:
    """Say whether a word may be added as whom an event was done to."""
    if _between(draft) or (draft.passive and _is_one(draft)):
        return False  # the sides of a fight are told; "what would become of her son if she were killed"
    if _is_whose(word, draft):
        return False  # "a widow whose sons were shot"
    if not _APART.isdisjoint(word.case().split()):
        return False  # what a bomb goes off beside is not what it was meant for
    if is_kind(word, "body", roles.lex) and any(c.index in have for c in word.children):
        return False  # the body of a man who is there already
    return not is_kind(word, "body_part", roles.lex)  # who is struck is a person


def _is_whose(word: Word, draft: Draft) -> bool:
    """Say whether a clause tells what was done to somebody's people or things: "a farmer whose barn was burned"."""
    owned = [w for w in draft.word.children if w.rel in ("nsubj", "obj") and any(c.lower == "whose" for c in w.children)]
    return bool(owned) and draft.word.dep == "acl:relcl" and draft.word.head is word


def _between(draft: Draft) -> bool:
    """Say whether the sides of a fight are told: "clashes between the army and the rebels"."""
    return any(w.case() in ("between", "mellom") for w in draft.agents)


def _may_act(word: Word, draft: Draft, roles: Roles) -> bool:
    """Say whether a word may be added as who did it."""
    if draft.form == "modifier" and not word.case():
        return False  # "the police brought home the abducted boys"
    object_of = draft.word.head.lemma if draft.form == "noun" and draft.word.rel == "obj" else ""
    if object_of in _STOPPING | _SEEING and word.head is draft.word.head:
        return False  # "the police stopped an attack on the station", "the monitors saw damage to two houses"
    if draft.form == "noun" and word.head is draft.word.head and is_quelled(draft.word, roles.frame(draft).family):
        return False  # "the police broke up a protest"
    if word.case() in _AGAINST_WHOM and draft.passive:
        return False  # "were hurt in a shootout with smugglers"
    if _between(draft) and not any(above is draft.word for above in word.up()):
        return False  # "soldiers deployed after clashes between two gangs"
    if word.rel in ("conj", "appos") and any(c.lower in _NOT for c in word.all("advmod", "cc")):
        return False  # "it was bandits, not soldiers, who fired"
    return not draft.passive or (not draft.agents and bool(word.case()))  # "killed by snipers or seized by the police"


def _is_one(draft: Draft) -> bool:
    """Say whether what is done is done to one person alone, told by a pronoun: "he was killed"."""
    return any(
        w.dep == "nsubj:pass" and w.pos == "PRON" and "Number=Sing" in w.morph and w.child("conj") is None for w in draft.patients
    )


def _of_another_time(word: Word, draft: Draft) -> bool:
    """Say whether a word belongs to what tells when: "days after the raid on the market, shells hit a school" (the market)."""
    inside = {draft.word.index, *(w.index for w in draft.word.up())}
    for above in word.up():
        if above.index in inside:
            return False
        if above.pos == "NOUN" and above.rel in ("obl", "nmod") and not _WHEN.isdisjoint(above.case().split()):
            return True
    return False


def _stands_at(word: Word, draft: Draft) -> bool:
    """Say whether a participant is subject, object or owner right below the event word, where the rules hardly err."""
    owns = word.dep in _OWNING or "Case=Gen" in word.morph
    return word.head is draft.word and (owns or word.rel in _DIRECT)
