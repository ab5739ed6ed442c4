"""Who is accused of a deed, convicted of it, or has it laid at their door."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.annotate.clauses import agents_by, is_passive, is_verb, objects, obliques, resolve_relative, subjects
from kg.annotate.drafts import Draft
from kg.annotate.kinds import ACTORS
from kg.annotate.lexicon import Lexicon, shared
from kg.annotate.words import Word
from kg.model import Stance

if TYPE_CHECKING:
    from kg.annotate.roles import Roles

_ASCRIBING = shared("ascribing")
_SERIES = shared("series")
_TRYING = shared("trying")
_TRIED_FOR = frozenset({"of", "for", "over", "in connection with", "av"})
_THREATENING = frozenset({"threaten", "true"})
_CREDIT = shared("credit")
_RESPONSIBLE = shared("responsible")
_LAID_ON = {"blame": ("on",), "pin": ("on",)}
"""Prepositions of whom a deed is laid at, where it is not "to": "blamed the raid on the militia"."""


def ascribed(draft: Draft, roles: Roles) -> bool:
    """Read "attributed 30 attacks to X", "blamed the raid on X": X is accused."""
    accused = [w for w in obliques(draft.word) if w.case() in ("to", "on", "til", "på")]
    if not accused:
        nested = [
            o
            for w in draft.word.children
            if w.rel in ("obj", "nmod")
            for v in w.subtree()
            for o in [v]
            if v.rel in ("nmod", "obl") and v.case() in _LAID_ON.get(draft.word.lemma, ("to", "til"))
        ]
        accused = [w for w in nested if roles.kind(w) in ACTORS]
    if not accused:
        return False
    draft.agents = agents_by(draft.word, roles.lex) if is_passive(draft.word) else subjects(draft.word)
    draft.patients = accused
    return True


def accuse(draft: Draft, roles: Roles) -> None:  # noqa: C901  one branch a construction of the language
    """Give an event that somebody is accused of, or that is laid at somebody's door, to the accused."""
    if draft.agents:
        return
    convicted = _tried_for(draft.word, roles)
    if convicted:
        draft.agents = convicted
        return
    charge = accusation(draft.word, roles.lex)
    if charge is not None:
        draft.agents = [charge]
        if draft.word.rel == "compound":
            draft.patients = [draft.word.head]
        return
    for clause in draft.word.children:
        if clause.dep == "acl:relcl" and clause.lemma in roles.lex.cue("accusing_governors"):
            accused = [w for w in clause.children if w.rel in ("nsubj", "obj") and resolve_relative(w) is w]
            passive = is_passive(clause) or clause.child("cop") is not None
            draft.agents = [w for w in accused if (w.rel == "nsubj") == passive and w.lemma not in ("som", "which")]
            if draft.agents:
                draft.stance = Stance.ACCUSES
                return
    blamed = _blamed(draft.word, roles)
    if blamed:
        draft.agents = blamed
        draft.stance = Stance.ACCUSES
        return
    for verb in draft.word.up():
        if not is_verb(verb):
            if verb.pos in ("NOUN", "PROPN") and (draft.word.rel == "conj" or verb.lemma in _SERIES):
                continue
            break
        if verb.lemma in _THREATENING and draft.word.case() in ("with", "med"):
            draft.agents = [] if is_passive(verb) else subjects(verb)
            return
        if verb.lemma in roles.lex.cue("accusing_governors"):
            if verb.lemma in _ASCRIBING:
                draft.agents = [w for w in obliques(verb) if w.case() in ("to", "on", "til", "på") and w is not draft.word]
                if not draft.agents and is_passive(verb):
                    draft.agents = [w for w in verb.children if w.rel in ("obj", "iobj") and w is not draft.word]
                if not draft.agents:
                    draft.agents = [
                        w
                        for w in draft.word.subtree()
                        if w.rel in ("nmod", "obl")
                        and w.case() in _LAID_ON.get(verb.lemma, ("to", "til"))
                        and roles.kind(w) in ACTORS
                    ]
                if draft.agents:
                    draft.stance = Stance.ACCUSES
                    draft.patients = [w for w in draft.patients if w not in draft.agents]
            elif draft.word.rel in ("obl", "nmod", "obj", "conj"):
                draft.agents = [w for w in verb.children if (w.rel == "obj" or w.dep == "nsubj:pass") and w is not draft.word]
            return
        break


def _tried_for(noun: Word, roles: Roles) -> list[Word]:
    """Return who is convicted of a deed, or sentenced for it: "a soldier was convicted of the murder of two girls"."""
    verb = noun.head
    if noun.rel not in ("obl", "nmod") or not is_verb(verb) or verb.lemma not in _TRYING or noun.case() not in _TRIED_FOR:
        return []
    return subjects(verb) if is_passive(verb) else objects(verb)


def _blamed(noun: Word, roles: Roles) -> list[Word]:
    """Read "hold the corps responsible for 61 executions" and "laid the blame for the raid on the army"."""
    above = noun.head
    if noun.rel not in ("nmod", "obl") or noun.case() not in ("for",) or above is noun:
        return []
    verb = above.head if above.rel in ("xcomp", "obj", "amod", "obl", "advcl") else above
    if above.lemma in _RESPONSIBLE or (above is verb and any(c.lemma in _RESPONSIBLE for c in verb.children)):
        if verb.lemma not in ("hold", "holde"):
            return []
        return [w for w in verb.children if w.rel == "obj" and w.lemma not in _RESPONSIBLE] or [
            w for w in above.children if w.rel == "nsubj"
        ]
    if above.lemma in _CREDIT and verb.lemma in ("gi", "give", "lay", "put", "place", "legge", "pin"):
        return [
            w for w in verb.children if w.rel == "iobj" or (w.rel == "obl" and w.case() in ("on", "på", "at", "with", "hos"))
        ]
    return []


def accusation(word: Word, lex: Lexicon) -> Word | None:
    """Return who is accused of an event noun: "accused the army of shelling the town", however "shelling" is attached."""
    noun = word.head if word.rel == "compound" and word.lower.endswith("ing") else word
    accused = noun.head
    if noun.rel not in ("nmod", "obl") or noun.case() not in ("of", "for", "om"):
        return None
    if accused.lemma in lex.cue("accusing_governors"):
        return next((c for c in accused.children if c.rel == "obj" or c.dep == "nsubj:pass"), None)
    if accused.rel in ("obj", "nsubj") and accused.head.lemma in lex.cue("accusing_governors"):
        return accused
    return None
