"""Tells a deed anew when a later sentence says who did it: "The army was apparently behind it"; "He blamed the rebels".

The deed is the last one told in the few sentences before; what it was done to is kept, and who is named becomes its agent.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from kg.annotate.clauses import agents_by, is_passive, is_verb, objects, obliques, subjects
from kg.annotate.drafts import Draft
from kg.annotate.keys import base_verb, governed_by
from kg.annotate.kinds import ACTORS
from kg.annotate.lexicon import frames, shared
from kg.annotate.noun_roles import on_behalf_of
from kg.annotate.roles import Roles
from kg.annotate.stance import judge
from kg.annotate.words import Sentence, Word
from kg.model import Certainty, EntityKind, Stance

_LAID = frozenset({"attack", "harm", "detention", "destruction"})
_DONE_TO = frozenset({"of", "on", "against", "upon", "mot", "på", "av"})
_TAKING_UP = frozenset({"the", "this", "that", "these", "those"})
_BEHIND = shared("behind")
_STANDING = shared("standing")
_THAT = shared("that")
_PRESENTING = frozenset({"identify", "present", "introduce", "describe", "presentere", "identifisere"})
_REFLEXIVE = shared("reflexive")
_ONTO = frozenset({"on", "upon", "to", "på", "mot", "til"})
_ORDERING = frozenset({"order", "commission", "mastermind", "plan", "beordre", "bestille"})
_DEED, _SUSPICION, _RESTING = shared("deed"), shared("suspicion"), shared("resting")
_REACH = 3
"""Sentences back to the deed that "it" or a bare "blamed the army" speaks of."""
_CONFIDENCE = 0.6


def laid_at_door(accusation: Draft, drafts: list[Draft], told: Iterable[Draft], roles: Roles) -> Draft | None:
    """Return the deed told before with whom somebody blames for it: "A spokesman attributed it to the rebels".

    Parameters:
        accusation: the draft of the accusation
        drafts: all drafts of its sentence: where they tell the deed themselves, nothing is told anew
        told: what was claimed before, the last first
        roles: tells who can do a deed
    """
    accused = _doers(accusation.patients, roles)
    if (
        accusation.word.lemma not in shared("blaming")
        or not accused
        or accusation.negated
        or any(c.rel in ("ccomp", "advcl", "xcomp") and c.lemma not in shared("responsible") for c in accusation.word.children)
        or any(d is not accusation and (d.agents or d.patients) and frames()[d.type].family in _LAID for d in drafts)
    ):
        return None
    before = _deed_before(accusation.sentence, told)
    return None if before is None else _anew(before, accusation.word, accused, Stance.ACCUSES, Certainty.ALLEGED)


def suffered_before(draft: Draft, told: Iterable[Draft]) -> list[Word]:
    """Return what a deed was done to that a noun takes up again: "the ELN claimed responsibility for the attack"."""
    family = frames()[draft.type].family
    if draft.form != "noun" or family not in _LAID or not draft.agents or draft.patients:
        return []
    det = draft.word.child("det")
    definite = (det is not None and det.lower in _TAKING_UP) or "Definite=Def" in draft.word.morph
    told_apart = draft.word.child("acl", "compound", "amod", "nmod:poss") is not None
    own = any(c.case() in _DONE_TO for c in draft.word.all("nmod", "obl"))
    if not definite or told_apart or own or (family != "harm" and "Number=Plur" in draft.word.morph):
        return []
    alike = [
        before
        for before in told
        if 0 < draft.sentence.index - before.sentence.index <= _REACH
        and before.stance in (Stance.ASSERTS, Stance.ACCUSES)
        and _alike(family, draft.type, before.type)
    ]
    return list(alike[0].patients) if alike else []


def _alike(family: str, one: str, other: str) -> bool:
    """Say whether a noun of one type may take up a deed of another: an attack a bombing, a killing a death."""
    if family in ("attack", "destruction"):
        return frames()[other].family in ("attack", "destruction")
    deadly = {"Killing", "Death"}
    return one == other or {one, other} <= deadly


def told_anew(sentence: Sentence, told: Iterable[Draft], roles: Roles) -> list[Draft]:
    """Return the deed told before with each who is said to be behind it, to have done it or to be suspected."""
    out = []
    for reading in (_behind_it, _done_or_suspected):
        for word in sentence.words:
            named = reading(word, roles)
            if named is None or not named.doers or any(c.lower in roles.lex.cue("negation") for c in named.verb.children):
                continue
            before = _deed_before(sentence, told)
            if before is not None:
                certainty = named.certainty or _certainty([*named.verb.children, *word.children], roles)
                draft = _anew(before, word, named.doers, named.stance, certainty)
                draft.light = named.light
                judge(draft, roles.lex)  # "denied that the army was responsible for the act"
                out.append(draft)
    return out


class _Named(NamedTuple):
    """Who is named for a deed told before."""

    verb: Word
    doers: list[Word]
    stance: Stance = Stance.ASSERTS
    certainty: Certainty | None = None
    """None where the words beside the verb tell."""
    light: Word | None = None


def _behind_it(word: Word, roles: Roles) -> _Named | None:
    """Read "The army apparently was behind it"."""
    verb = _standing_behind(word, roles)
    return _Named(verb, _doers(verb.all("nsubj"), roles)) if verb is not None else None


def _done_or_suspected(word: Word, roles: Roles) -> _Named | None:
    """Read "had carried out the action", "suspicion falls on the ELN", "it was ordered by the cartel"."""
    verb = word.head
    if word.lower in roles.lex.cue("it") and word.dep == "nsubj:pass" and verb.lemma in _ORDERING:
        return _blamed(verb, agents_by(verb, roles.lex), roles)
    if word.pos != "NOUN" or not (is_verb(verb) or word.rel in ("nmod", "obl")):
        return None
    if word.lemma in _DEED and _is_known(word):
        return _with_the_deed(word, roles)
    if word.lemma in _SUSPICION and word.rel == "nsubj" and base_verb(verb, roles.lex) in _RESTING:
        return _blamed(verb, _onto(verb), roles)
    presented = word.rel == "obl" and word.case() in ("as", "som") and verb.lemma in _PRESENTING and _is_one_of_them(word, roles)
    if presented and any(w.lower in _REFLEXIVE for w in objects(verb)):
        return _Named(verb, [word], certainty=Certainty.ALLEGED)
    return None


def _with_the_deed(word: Word, roles: Roles) -> _Named | None:
    """Read who "carried out the action", on whom "the attack was blamed", who is "responsible for the crime"."""
    verb = word.head
    light = governed_by(word, roles.lex.light["agent"], roles.lex) if word.rel in ("obj", "nmod") else None
    if light is not None and not is_passive(light):
        return _Named(verb, on_behalf_of(light, roles) or _doers(subjects(light), roles), light=light)
    if word.dep == "nsubj:pass" and verb.lemma in shared("blaming"):
        return _blamed(verb, _onto(verb), roles)
    if word.rel in ("obl", "nmod") and word.case() == "for" and verb.lemma in shared("responsible"):
        return _Named(verb, _doers(verb.all("nsubj"), roles), light=light)
    return None


def _blamed(verb: Word, on: Iterable[Word], roles: Roles) -> _Named:
    return _Named(verb, _doers(on, roles), Stance.ACCUSES, Certainty.ALLEGED)


def _onto(verb: Word) -> list[Word]:
    return [w for w in obliques(verb) if w.case() in _ONTO]


def _is_one_of_them(word: Word, roles: Roles) -> bool:
    """Say whether somebody calls himself a fighter, or a member of something named: "as members of the ELN"."""
    named = any(c.pos == "PROPN" and c.case() in roles.lex.cue("of") for c in word.children)
    return roles.kind(word) is EntityKind.ARMED_ACTOR or (roles.kind(word) in ACTORS and named)


def _is_known(word: Word) -> bool:
    """Say whether a noun takes up something told: "the action", "this crime"."""
    det = word.child("det")
    own = word.child("nmod", "acl", "amod", "compound", "nmod:poss") is not None
    return not own and ("Definite=Def" in word.morph if det is None else det.lower in _TAKING_UP)


def _standing_behind(word: Word, roles: Roles) -> Word | None:
    """Return the verb by which somebody is behind a deed told before: "was behind it", "skal stå bak"."""
    adverb = word.lower in _BEHIND and word.rel in ("advmod", "compound") and word.child("obl", "nmod") is None
    if adverb and word.head.lemma in _STANDING and not any(w.case() in _BEHIND for w in word.head.all("obl")):
        return word.head
    taken_up = word.pos in ("PRON", "DET") and (word.lower in roles.lex.cue("it") or word.lower in _THAT)
    if not taken_up or word.case() not in _BEHIND:
        return None
    verb = word if word.child("cop") is not None else word.head
    return verb if verb is word or verb.lemma in _STANDING else None


def _certainty(near: Iterable[Word], roles: Roles) -> Certainty:
    said = {w.lower for w in near}
    if said & shared("hearsay_modals"):
        return Certainty.ALLEGED
    hedged = said & (roles.lex.cue("probable") | roles.lex.cue("alleged"))
    return Certainty.PROBABLE if hedged else Certainty.CERTAIN


def _doers(words: Iterable[Word], roles: Roles) -> list[Word]:
    return [w for w in words if roles.kind(w) in ACTORS or w.pos == "PROPN"]


def _deed_before(sentence: Sentence, told: Iterable[Draft]) -> Draft | None:
    """Return the deed that "it" in a sentence takes up: of the nearest sentence that tells one, the attack before its harm."""
    deeds = [
        draft
        for draft in told
        if frames()[draft.type].family in _LAID
        and draft.stance in (Stance.ASSERTS, Stance.ACCUSES)
        and 0 < sentence.index - draft.sentence.index <= _REACH
    ]
    nearest = [draft for draft in deeds if draft.sentence is deeds[0].sentence]
    attacks = (draft for draft in nearest if frames()[draft.type].family in ("attack", "destruction"))
    return next(attacks, None) or next(iter(nearest), None)


def _anew(deed: Draft, word: Word, agents: list[Word], stance: Stance, certainty: Certainty) -> Draft:
    draft = Draft(word, list(deed.types), "noun", word, agents=agents, stance=stance, confidence=_CONFIDENCE)
    draft.patients, draft.certainty = list(deed.patients), certainty
    return draft
