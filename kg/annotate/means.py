"""What a deed is done with beside the weapon its own verb names: what the doers carry, ride or are backed by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.annotate.clauses import agents_by, objects, obliques
from kg.annotate.devices import RIDDEN, is_vehicle
from kg.annotate.lexicon import VIOLENT, shared
from kg.annotate.nouns import core
from kg.annotate.words import Word
from kg.model import EntityKind

if TYPE_CHECKING:
    from kg.annotate.drafts import Draft
    from kg.annotate.roles import Roles

_USING = shared("using")
_ARMING = shared("arming")
_BACKING = shared("backing")
_FIGHTING = VIOLENT | {"combat"}
_MOVING = frozenset({"displacement", "care"})
_ABOARD = frozenset({"on", "in", "aboard", "from", "på", "i", "fra", "om bord i", "om bord på"})
_BY = frozenset({"by", "in", "aboard", "on", "med", "i", "om bord på", "om bord i"})


def means(draft: Draft, roles: Roles) -> list[Word]:
    """Return weapons and vehicles that the doers of a deed are told with, or that people are brought away in."""
    family = roles.frame(draft).family
    found: list[Word] = []
    if family in _FIGHTING:
        for agent in draft.agents:
            found += _carried(agent, roles)
            found += [w for w in obliques(agent) if w.case() in _ABOARD and is_vehicle(w, roles)]
        if draft.agents and draft.form == "verb":
            found += [w for w in obliques(draft.word) if _ridden(w, draft, roles)]
    if family in _MOVING and draft.form == "verb":
        found += [w for w in obliques(draft.word) if w.case() in _BY and is_vehicle(w, roles) and w.child("acl") is None]
    taken = {w.index for w in (*draft.agents, *draft.patients, *draft.instruments)}
    return [w for w in found if w.index not in taken]


def _carried(agent: Word, roles: Roles) -> list[Word]:
    """Return the arms of "a mob armed with iron bars", "soldiers wielding clubs", "infantry backed by tanks"."""
    found: list[Word] = []
    for clause in agent.all("acl", "amod"):
        if clause.lemma in _USING:
            found += [w for w in objects(clause) if w is not agent and _is_means(w, roles)]
        elif clause.lemma in _ARMING:
            found += [w for w in obliques(clause) if w.case() in ("with", "med") and _is_means(w, roles)]
        elif clause.lemma in _BACKING:
            found += [w for w in agents_by(clause, roles.lex) if core(w, roles.lex).lemma in roles.lex.platforms]
    return found


def _is_means(word: Word, roles: Roles) -> bool:
    known = roles.kind(word) is EntityKind.WEAPON or core(word, roles.lex).lemma in roles.lex.platforms
    return known or (word.lemma in RIDDEN and word.pos == "NOUN")


def _ridden(word: Word, draft: Draft, roles: Roles) -> bool:
    """Say whether a deed is done from a vehicle: "fired from motorcycles", "shot by two men on a motorcycle"."""
    if not is_vehicle(word, roles):
        return False
    if word.case() == "on":
        first = word.subtree()[0].index - 1
        return word.lemma in RIDDEN and any(agent.subtree()[-1].index == first for agent in draft.agents)
    from_it = word.case() in ("from", "fra") and roles.frame(draft).family == "attack" and not draft.passive
    return from_it or word.case() in ("aboard", "om bord på", "om bord i")
