"""Tells threats and denials from plain statements by what the clause below the verb of speaking says."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from kg.annotate.clauses import is_passive
from kg.annotate.drafts import Draft
from kg.annotate.keys import base_verb
from kg.annotate.kinds import kind_of
from kg.annotate.lexicon import HURTING, VIOLENT, Lexicon, shared
from kg.annotate.nouns import KnownSpan, lookup
from kg.annotate.words import Word
from kg.model import EntityKind

if TYPE_CHECKING:
    from kg.annotate.roles import Roles

_WARNING = shared("warning")
_VOWING = shared("vowing")
_AVENGING = shared("avenging")
_INSISTING = shared("insisting")
_IF = shared("if")
THREATENED = HURTING | {"combat", "siege", "displacement"}
"""Families of deeds that somebody may be threatened with."""
_LANDS = shared("lands")
_SIDES = frozenset({EntityKind.GOVERNMENT, EntityKind.ARMED_ACTOR, EntityKind.ORGANISATION})
_WILL = frozenset({"will", "would", "shall", "ville", "skulle"})


def threatened(draft: Draft, roles: Roles) -> Word | None:
    """Return the violent deed that a statement threatens with: "vowed to crush the rebels", "promised that it would burn"."""
    clause = _vowed(draft, roles)
    if clause is None and draft.word.lemma in _VOWING - _WARNING:
        clause = draft.word.child("ccomp")
        return clause if clause is not None and _violent(clause, roles) and _will(clause) else None
    if clause is None and draft.word.lemma in _WARNING:
        clause = draft.word.child("ccomp", "advcl")
        armed = any(roles.kind(w) is EntityKind.ARMED_ACTOR for w in draft.agents)
        own = clause is not None and (armed and _violent(clause, roles) and _will(clause))
        return clause if own or (clause is not None and _will_do(draft, clause, roles.lex)) else None
    return clause


def on_condition(verb: Word, lex: Lexicon, known: Mapping[int, KnownSpan]) -> Word | None:
    """Return what a side says it will do unless it gets its way: "said it would cut off gas unless the shelling stopped"."""
    clause = verb.child("ccomp", "xcomp")
    subject = clause.child("nsubj") if clause is not None else None
    if clause is None or subject is None or not _will(clause) or is_passive(clause) or clause.child("obj") is None:
        return None
    side = subject.pos == "PRON" or subject.lemma in _LANDS or kind_of(subject, lex, known) in _SIDES
    return clause if side and any(_unless(w, lex) for w in clause.subtree() if w.rel == "advcl") else None


def _unless(clause: Word, lex: Lexicon) -> bool:
    """Say whether a clause tells what must happen: "unless they leave", "hvis ikke styrkene trekkes ut"."""
    marks = {c.lower for c in clause.all("mark", "advmod")}
    return "unless" in marks or (bool(marks & {"if", "hvis", "dersom", "om"}) and bool(marks & lex.cue("negation")))


def denied(draft: Draft, roles: Roles) -> bool:
    """Say whether it is maintained that a deed was not done: "insisted that no shot had been fired"."""
    clause = draft.word.child("ccomp") if draft.word.lemma in _INSISTING and draft.form == "verb" else None
    if clause is None:
        return False
    near = [clause, *clause.children, *(c for child in clause.children if child.rel != "conj" for c in child.children)]
    no = any(w.lower in roles.lex.cue("negation") for w in near)
    return no and any(_deed(w, roles) for w in clause.subtree())


def _deed(word: Word, roles: Roles) -> bool:
    told = roles.lex.verbs.get(base_verb(word, roles.lex)) if word.pos in ("VERB", "ADJ") else None
    if told is None and word.pos == "NOUN":
        told = roles.lex.nouns.get(lookup(word, roles.lex.nouns, roles.lex) or "")
    return told in roles.frames and roles.frames[str(told)].family in VIOLENT | {"combat", "displacement"}


def _violent(clause: Word, roles: Roles) -> bool:
    told = roles.lex.verbs.get(base_verb(clause, roles.lex))
    return told in roles.frames and roles.frames[str(told)].family in THREATENED


def _will(clause: Word) -> bool:
    return any(w.lemma in _WILL for w in clause.all("aux"))


def _will_do(draft: Draft, clause: Word, lex: Lexicon) -> bool:
    """Say whether somebody warns of what they will do themselves: "warned that it would shell the town"."""
    if base_verb(clause, lex) not in lex.verbs:
        return False
    subject = clause.child("nsubj")
    unless = is_passive(clause) and any(w.lower in _IF for w in clause.sentence.words)
    own = subject is not None and (subject.pos == "PRON" or unless) and not draft.word.child("obj", "iobj")
    return own and _will(clause)


def _vowed(draft: Draft, roles: Roles) -> Word | None:
    """Return the violent deed that somebody promises to do: "vowed to crush the rebels"."""
    clause = draft.word.child("xcomp") if draft.word.lemma in _VOWING else None
    if clause is None:
        return None
    return clause if _violent(clause, roles) or clause.lemma in _AVENGING else None
