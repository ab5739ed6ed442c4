"""Which words of care, support and meetings do tell of an event."""

from __future__ import annotations

from kg.annotate.clauses import is_passive, obliques
from kg.annotate.drafts import Draft
from kg.annotate.kinds import ACTORS, FORCES, STRUCK, is_kind
from kg.annotate.lexicon import shared
from kg.annotate.nouns import core, lookup
from kg.annotate.prune_words import is_casualty
from kg.annotate.roles import Roles
from kg.model import EntityKind

_LIVES = shared("lives")
_INTO_BODIES = shared("into_bodies")
_TAKING_CARE_OF = shared("taking_care_of")
"""Verbs of feeding and housing, whose object is who is helped."""
_SEEKING = shared("seeking")
_RANSOM = shared("ransom")
_WE = shared("we")
_DANGERS = shared("dangers")
_PULLING = shared("pulling")
_MEETING = shared("meeting")
_ARMING = shared("giving_arms")
_AWAY = frozenset({"ut", "opp", "bort", "ned", "fram", "frem"})


def _treated(draft: Draft, roles: Roles) -> bool | None:
    """Say whether a verb of healing that has no patient, or a bullet or a leg for one, tells of care; nothing of others."""
    healing = any(
        is_kind(w, "health_worker", roles.lex) or is_kind(w, "health_facility", roles.lex) for w in draft.agents
    ) or any(is_kind(w, "health_worker", roles.lex) for a in draft.agents for w in a.all("appos"))
    things = [*draft.patients, *draft.word.all("obj")]
    if any(w.lemma in _INTO_BODIES or is_kind(w, "body_part", roles.lex) for w in things):
        return bool(draft.agents) or draft.passive  # a surgeon who removes a bullet or a leg
    if draft.word.lemma == "remove":
        return False
    if draft.word.lemma == "work":
        return healing and any(roles.kind(w) in ACTORS or w.pos in ("PRON", "NUM") for w in draft.patients)
    if draft.patients:
        return None
    operating = draft.word.lemma in ("operate", "operere") and draft.end_word is draft.word
    own = operating and any(w.lower in roles.lex.cue("first_person") for w in draft.agents)
    upon = operating and any(w.case() == "on" and roles.kind(w) in ACTORS for w in draft.word.all("obl"))
    return own or upon or healing


def care_tells(draft: Draft, roles: Roles) -> bool:
    """Say whether a word tells of people being treated, rescued, brought to safety or given aid."""
    if draft.form == "noun":
        return _is_surgery(draft, roles) and bool(draft.patients or draft.agents)
    if draft.word.lemma in _SEEKING and any(
        roles.kind(w) is EntityKind.ARMED_ACTOR or (roles.kind(w) not in ACTORS and w.pos == "NOUN") for w in draft.agents
    ):
        return False
    armed = bool(draft.agents) and all(roles.kind(w) is EntityKind.ARMED_ACTOR for w in draft.agents)
    # Soldiers who pull young men out of their houses save nobody.
    seized = armed and draft.word.lemma in _PULLING and not _from_danger(draft)
    if draft.type == "Rescue" and (seized or _only_moves(draft, roles)):
        return False
    if draft.word.lemma == "få" and draft.type != "Rescue" and not any(is_casualty(w, roles) for w in draft.patients):
        return False  # a ward takes in wounded people; a school takes in pupils
    if draft.word.lemma == "tend" and draft.word.child("xcomp") is not None:
        return False
    if _as_something(draft):
        return False
    if draft.type == "MedicalTreatment" and (treated := _treated(draft, roles)) is not None:
        return treated
    kinds = {roles.kind(w) for w in draft.patients}
    animate = kinds & {EntityKind.PERSON, EntityKind.GROUP, EntityKind.ARMED_ACTOR} or any(
        w.pos in ("PRON", "NUM")
        or core(w, roles.lex).lemma in _LIVES
        or is_casualty(w, roles)
        or (
            w.child("nummod") is not None
            and draft.form == "verb"
            and not is_kind(w, "goods", roles.lex)
            and draft.type == "Rescue"
            and roles.kind(w) is EntityKind.THING
        )
        for w in draft.patients
    )
    if draft.type == "AidDelivery":
        if draft.word.lemma in _TAKING_CARE_OF and animate:
            return True
        if draft.word.lemma in ("feed", "mate"):
            return False
        return any(is_kind(w, "goods", roles.lex) for w in draft.patients)
    if draft.type == "Evacuation":
        machines = all(core(w, roles.lex).lemma in roles.lex.platforms for w in draft.patients)
        return not machines and (bool(kinds & STRUCK) or bool(animate))
    return bool(animate)


def _as_something(draft: Draft) -> bool:
    """Say whether people are treated like something, or dressed as somebody: no wound is."""
    near = [w for w in draft.word.children if w.rel in ("obl", "advcl", "xcomp") and w.child("nsubj") is None]
    if draft.word.lemma == "dress":
        return any(w.case() in ("as", "in", "like") for w in near)
    return draft.word.lemma in ("treat", "behandle") and any(w.case() in ("like", "as", "som", "to") for w in near)


def _is_surgery(draft: Draft, roles: Roles) -> bool:
    """Say whether an "operasjon" is a surgeon's, as a word for any other treatment is: not that of an army on a town."""
    if draft.word.lemma != "operasjon":
        return True
    healing = any(is_kind(w, kind, roles.lex) for w in draft.agents for kind in ("health_worker", "health_facility"))
    people = any(roles.kind(w) in (EntityKind.PERSON, EntityKind.GROUP) or is_casualty(w, roles) for w in draft.patients)
    return healing or (people and not any(roles.kind(w) in FORCES for w in draft.agents))


def _only_moves(draft: Draft, roles: Roles) -> bool:
    """Say whether nobody is saved: a child is borne on the hip, a president into court; a column goes out of the town."""
    if draft.word.lemma == "dra":
        return not draft.passive and draft.word.child("obj") is None
    if draft.word.lemma != "bære":
        return False
    hurt = any(is_casualty(w, roles) for w in draft.patients) or _to_hospital(draft, roles)
    hurt = hurt or any(is_kind(w, "health_worker", roles.lex) for w in draft.agents)
    away = any(c.lower in _AWAY for c in draft.word.children) or any(
        w.lower in _AWAY for w in draft.sentence.words if w.index in draft.key
    )
    return not (hurt or away or _from_danger(draft))


def _to_hospital(draft: Draft, roles: Roles) -> bool:
    phrases = [w for w in obliques(draft.word) if w.case() in ("to", "til", "into", "inn på", "inn i", "på")]
    return any(is_kind(w, "health_facility", roles.lex) for w in phrases)


def _from_danger(draft: Draft) -> bool:
    named = [word for word in draft.word.subtree() if word.pos not in ("NUM", "PRON")]  # "fire" is four, "mine" is my
    return any(word.lemma in _DANGERS or word.lemma.endswith("ruin") for word in named)


def support_tells(draft: Draft, roles: Roles) -> bool:
    """Say whether a word tells of support to a side of a conflict."""
    described = draft.instruments or draft.passive or draft.form == "modifier"
    if draft.word.lemma in _ARMING and not draft.agents and described:
        return False  # "armed with a knife" tells what somebody bears, not who gave it
    if draft.patients and all(w.lemma in _RANSOM for w in draft.patients):
        return False
    if draft.word.lemma == "pay" and not any(roles.kind(w) is EntityKind.ARMED_ACTOR for w in draft.patients):
        return False  # wages, bills and fines
    giving = {EntityKind.GOVERNMENT, EntityKind.ORGANISATION, EntityKind.ARMED_ACTOR}
    if draft.word.lemma == "betale" and not any(roles.kind(w) in giving for w in draft.agents):
        return False
    close = {EntityKind.PERSON}
    if draft.agents and all(roles.kind(w) in close or w.pos == "PRON" for w in [*draft.agents, *draft.patients]):
        return False  # what people do for each other at home is no support to a side
    return (
        bool(draft.patients)
        and all(
            roles.kind(w) is not EntityKind.THING or draft.passive or is_kind(w, "goods", roles.lex) for w in draft.patients[:1]
        )
        and bool(draft.agents or draft.passive)
    )


def meeting_tells(draft: Draft, roles: Roles) -> bool:
    """Say whether a word tells of a meeting of two sides or more."""
    if draft.form == "verb" and draft.word.lemma in ("bli", "komme", "enes") and any(
        roles.lex.nouns.get(lookup(w, roles.lex.nouns, roles.lex) or "") == "Ceasefire" for w in draft.word.subtree()
    ):
        return False  # "bli enige om våpenhvile" tells of the truce
    if draft.form == "verb" and draft.instruments and is_passive(draft.word):
        return False  # "were met with live rounds"
    people = [w for w in draft.agents if roles.kind(w) in ACTORS or w.pos == "PRON" or w.pos == "PROPN"]
    several = any(w.lower in roles.lex.cue("they") | _WE or "Number=Plur" in w.morph for w in people)
    together = several and (draft.word.lemma in _MEETING or draft.word.child("obj") is None)
    return len(people) >= 2 or together if draft.form == "verb" else bool(people or draft.places)
