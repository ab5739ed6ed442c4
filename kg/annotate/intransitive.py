"""Participants of a verb without object: what stands after its preposition, and subjects that suffer what it tells."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.annotate.clauses import obliques, resolve_relative, shares_perfect
from kg.annotate.devices import is_loaded, is_machine
from kg.annotate.drafts import Draft
from kg.annotate.keys import base_verb
from kg.annotate.kinds import ACTORS, BUILT, STRUCK, is_kind
from kg.annotate.lexicon import Frame, shared
from kg.annotate.words import Word
from kg.model import EntityKind

if TYPE_CHECKING:
    from kg.annotate.roles import Roles

_STRIKING = frozenset({"attack", "care", "harm", "siege", "destruction", "support", "meeting"})
_HOURS = shared("hours") | shared("days")
_STEPPING = shared("stepping")
_BURSTING = frozenset({"explode", "detonate", "eksplodere", "detonere"})
_LABILE = shared("labile")
_FALLING = shared("falling")
_CLASHING = shared("clashing")
_GOING_FREE = frozenset({"slippe", "go", "walk", "komme"})
_SUFFERED = frozenset({"Killing", "Abduction", "Detention"})
"""What unarmed people without an object suffer: a verb of these always has one where it is active."""


def of_intransitive(draft: Draft, subject: list[Word], frame: Frame, roles: Roles) -> None:  # noqa: C901  one branch a construction of the language
    """Read a verb without object: the patient stands after a preposition, or is the subject that dies, flees, explodes."""
    verb = draft.word
    if frame.family == "combat" and base_verb(verb, roles.lex) in _FALLING:
        draft.patients = subject
        draft.agents = [w for w in obliques(verb) if w.case() in ("to", "for", "til") and roles.kind(w) in ACTORS]
        draft.agents = draft.agents or after_particle(draft, roles)
        return
    if draft.type in ("Bombing", "Injury") and base_verb(verb, roles.lex) in _STEPPING:
        draft.patients, draft.agents = subject, []
        draft.instruments = [w for w in obliques(verb) if roles.kind(w) is EntityKind.WEAPON]
        draft.key = frozenset({verb.index})
        return
    if frame.family == "destruction" and draft.end_word.rel == "case" and (struck := after_particle(draft, roles)):
        draft.patients = struck
        return
    exploding = draft.type == "Bombing" or "up" in draft.end_word.lower
    if exploding and subject and is_machine(subject[0], roles) and is_loaded(subject[0]):
        draft.types[0], draft.instruments, draft.agents = "Bombing", [*draft.instruments, subject[0]], []
        return
    if exploding and verb.lemma in _BURSTING and subject and roles.kind(subject[0]) is not EntityKind.WEAPON:
        draft.agents = []  # a ship or a house that explodes does it to nobody
        return
    freed = frame.family == "release" and draft.form == "verb" and draft.end_word.rel != "case"
    if freed or _suffers(draft, subject, frame, roles):
        draft.patients, draft.agents = subject, []
        return
    if draft.type == "Assault" and draft.key and any(w.lower in ("blows", "slagsmål") for w in verb.children):
        draft.patients = subject
        return
    if draft.type in ("Destruction", "Injury") and subject and roles.kind(subject[0]) not in ACTORS | {EntityKind.WEAPON}:
        draft.patients, draft.agents = subject, []
        return
    if frame.family == "meeting":
        draft.patients = [w for w in obliques(verb) if w.case() in ("with", "med", "between", "mellom")]
        return
    against = roles.lex.cue("against") | {"of", "for", "etter"}
    if frame.family == "speech":
        below = [o for w in verb.children if w.index in draft.key for o in obliques(w)]
        opened = _key_case(draft)
        draft.patients = [
            w
            for w in [*obliques(verb), *below]
            if (opened is not None and opened.head is w)
            or w.case() == draft.end_word.lower or (draft.end_word is not verb and w.case() in against)
        ]
        if draft.type == "Threat":  # "truet med sanksjoner mot begge parter"
            held_out = [w for w in draft.patients if w.case() in ("with", "med") and roles.kind(w) not in ACTORS]
            below = [o for w in held_out for o in obliques(w) if o.case() in ("against", "mot") and roles.kind(o) in ACTORS]
            draft.patients = [w for w in draft.patients if w not in held_out] + below
        clause = verb.child("ccomp", "xcomp") if draft.type == "Demand" and not draft.patients else None
        if clause is not None and clause.child("mark") is None:  # "ber Israel stanse bombingen"
            draft.patients = [w for w in clause.all("nsubj") if w.index > verb.index and roles.kind(w) in ACTORS]
        return
    last = draft.end_word.lower
    if frame.family in _STRIKING and draft.end_word is not verb and (struck := after_particle(draft, roles)):
        draft.patients = struck
        return
    inner = [o for w in verb.children if w.index in draft.key for o in obliques(w)]
    for word in [*obliques(verb), *inner]:
        case = word.case()
        fits = case in against or case == last or (case and case.split()[-1] == last)
        sides = verb.lemma in _CLASHING or case == last
        if frame.family == "combat" and case in ("with", "med") and sides and word.index > verb.index:
            if roles.kind(word) in ACTORS or word.pos == "PROPN":
                draft.patients.append(resolve_relative(word))
            continue
        if (
            word.index > verb.index
            and fits
            and word.lemma not in _HOURS
            and (
                (frame.family in _STRIKING and roles.kind(word) in STRUCK | {EntityKind.THING})
                or (frame.family == "combat" and (roles.kind(word) in BUILT or word.pos == "PROPN"))
            )
        ):
            inside = frame.family == "attack" and case in ("in", "at", "to", "i") and case != last
            if not (inside and roles.kind(word) is EntityKind.PLACE):
                draft.patients.append(resolve_relative(word))


def _key_case(draft: Draft) -> Word | None:
    """Return the preposition that ends an entry, also where other words stand before it: "skyldte torsdag på"."""
    if draft.end_word.rel == "case":
        return draft.end_word
    if draft.end_word is not draft.word:
        return None
    words = draft.sentence.words
    cases = [words[index - words[0].index] for index in draft.key if words[index - words[0].index].rel == "case"]
    return max(cases, key=lambda w: w.index, default=None)


def after_particle(draft: Draft, roles: Roles) -> list[Word]:
    """Return what stands right after the preposition that ends an entry: "satte fyr på 200 hus i hevn for et bakhold"."""
    verb, last = draft.word, _key_case(draft)
    if last is None:
        return []
    struck = last.head
    fits = roles.kind(struck) in STRUCK | {EntityKind.THING} and struck.lemma not in _HOURS
    return [resolve_relative(struck)] if fits and struck.index > last.index > verb.index else []


def _suffers(draft: Draft, subject: list[Word], frame: Frame, roles: Roles) -> bool:
    """Say whether the subject of a verb without object is whom it happens to: it dies, flees, drowns, explodes."""
    verb = draft.word
    part = "VerbForm=Part" in verb.morph or verb.sentence.kind == "headline"
    headless = frame.family in ("harm", "detention", "release") and draft.type != "Shooting" and verb.child("aux") is None
    headless = headless and not shares_perfect(verb) and draft.end_word.rel != "case"
    if headless and part and subject and verb.dep != "acl:relcl":
        return True
    labile = verb.lemma in _LABILE or any(w.lemma == "death" and w.case() == "to" for w in obliques(verb))
    if frame.intransitive or frame.family == "displacement" or (labile and frame.family in ("harm", "detention")):
        return True
    if not subject:
        return False
    if draft.type == "Release" and verb.lemma in _GOING_FREE and len(draft.key) > 1:
        return True
    kind = roles.kind(subject[0])
    if verb.lemma == "brenne" and kind in BUILT and verb.child("obj") is None:
        return True
    if draft.type in _SUFFERED and len(draft.key) == 1 and _unarmed(subject[0], roles):
        return True
    if draft.type == "Bombing":
        moves = is_kind(subject[0], "vehicle", roles.lex) or is_loaded(subject[0]) or is_kind(subject[0], "aid", roles.lex)
        return verb.lemma in ("explode", "eksplodere") and kind in BUILT and not moves
    return (draft.type == "Injury" and kind is not EntityKind.WEAPON) or (
        draft.type == "Destruction" and kind not in ACTORS | {EntityKind.WEAPON}
    )


def _unarmed(word: Word, roles: Roles) -> bool:
    """Say whether somebody is counted or described who bears no arms: they suffer what a verb without object tells."""
    counted = word.child("nummod") is not None or word.pos == "NUM"
    return roles.kind(word) in (EntityKind.PERSON, EntityKind.GROUP) and (counted or word.is_nominal)
