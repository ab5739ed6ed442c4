"""Lets the participants say more exactly what an event is: weapons the kind of attack, who is struck the cross-cutting types."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.annotate.clauses import belonging, objects, obliques, owners
from kg.annotate.drafts import Draft
from kg.annotate.keys import base_verb
from kg.annotate.kinds import ACTORS, BUILT, STRUCK, is_kind
from kg.annotate.lexicon import VIOLENT, Lexicon, ancestors, shared
from kg.annotate.nouns import core, lookup
from kg.annotate.speech_acts import denied, on_condition, threatened
from kg.annotate.triggers import SPECIFIC
from kg.annotate.words import Word
from kg.model import EntityKind

if TYPE_CHECKING:
    from kg.annotate.roles import Roles

_TEXTS = shared("texts")
_STUCK = shared("stuck")
_DRAGGING = shared("dragging")
_HOMES = shared("homes")
_BURNING = frozenset({"burn", "brenne"})
_BUILT_TOO = frozenset({"coach", "hut", "tukul", "shack", "camp", "hytte"})
"""What is built or driven, though a list says otherwise or nothing."""
_HITTING = frozenset({"hit", "strike", "treffe"})
_THROATS = frozenset({"throat", "strupe"})
_HEADS = frozenset({"head", "hode"})
_CUTTING_OFF = frozenset({"amputate", "amputere"})
_STARVING = frozenset({"starve"})
_CROSSING = frozenset({"cross", "krysse", "pass", "passere"})


def refine(draft: Draft, roles: Roles) -> None:  # noqa: C901  one branch a construction of the language
    """Let weapons tell the kind of attack and struck things the cross-cutting types."""
    if draft.type == "AidDelivery":
        _aid(draft, roles)
    if draft.type == "Injury" and draft.form == "noun" and draft.patients and all(roles.kind(w) in BUILT for w in draft.patients):
        draft.types[0] = "Destruction"
    if draft.type == "Death" and draft.form == "verb" and draft.passive and draft.agents:
        draft.types[0] = "Killing"
    if draft.type in ("Statement", "Demand") and draft.form == "verb" and denied(draft, roles):
        draft.types[0] = "Denial"
    elif draft.type == "Statement" and (deed := threatened(draft, roles)) is not None:
        draft.types[0] = "Threat"
        draft.patients = draft.patients or [w for w in objects(deed) if roles.kind(w) in STRUCK]
    elif draft.type == "Threat" and draft.form == "verb" and not draft.patients:
        clause = draft.word.child("xcomp", "ccomp", "advcl")
        if clause is not None and on_condition(draft.word, roles.lex, roles.known) is clause:
            withheld = [c for w in clause.all("obj") for c in w.all("nmod")]
            named = [w for w in (*clause.all("obj", "obl", "iobj"), *withheld) if roles.kind(w) in ACTORS or roles.is_state(w)]
            draft.patients = [w for w in named if w.case() in ("", "with", "to", "med", "til", "mot")]
        elif clause is not None and roles.lex.verbs.get(base_verb(clause, roles.lex)) is not None:
            draft.patients = [w for w in objects(clause) if roles.kind(w) in ACTORS]
    _driven_out(draft, roles)
    if roles.frame(draft).family == "speech":
        draft.agents = [_author(w, roles) for w in draft.agents]
    if draft.type in ("Condemnation", "Praise"):
        _whose_deed(draft, roles)
    _of_bodies(draft, roles)
    if draft.form == "verb":
        _wounded(draft, roles)
        _starved(draft)
        _marched(draft)
        _set_alight(draft, roles)
    if draft.form == "noun" and draft.word.lemma == "assault" and not any(roles.kind(w) in ACTORS for w in draft.patients):
        draft.types[0] = "Attack"
    if draft.type == "Assault" and draft.patients and all(roles.kind(w) in BUILT for w in draft.patients):
        draft.types[0] = "Attack"
    if draft.type == "Release" and any(c.lemma in _STUCK for w in draft.patients for c in w.all("acl", "amod")):
        draft.types[0] = "Rescue"
    crossing = draft.type == "GroundAssault" and base_verb(draft.word, roles.lex) in _CROSSING
    if crossing and draft.agents and all(_flees(w, roles) for w in draft.agents):
        draft.types[0] = "Displacement"
        draft.places += [w for w in draft.patients if w not in draft.places]
        draft.patients, draft.agents = draft.agents, []
    if draft.type == "Rescue" and draft.word.lemma in _DRAGGING and any(_armed(w, roles) for w in draft.agents):
        draft.types[0] = "Abduction"
    if draft.type == "Rescue" and draft.word.lemma in _DRAGGING and not draft.agents and _from_home(draft):
        draft.types[0] = "Abduction"
    family = roles.frame(draft).family
    if family == "attack" and draft.type in ("Attack", "Bombing", "Airstrike"):
        for word in [*draft.instruments, *draft.agents]:
            key = lookup(core(word, roles.lex), roles.lex.instruments, roles.lex)
            told = roles.lex.instruments.get(key or "")
            if told is None:
                told = roles.lex.nouns.get(lookup(word, roles.lex.nouns, roles.lex) or "")
            if (
                told in SPECIFIC
                and told != draft.type
                and (
                    draft.type == "Attack"
                    or draft.type in ancestors(told)
                    or told == "BarrelBombing"
                    or (draft.type, told) == ("Bombing", "Airstrike")
                )
            ):
                draft.types[0] = str(told)
                break
    if (
        family == "attack"
        and draft.form == "noun"
        and _struck_first(draft.word, roles.lex)
        and "AttackOnHealthcare" not in draft.types
    ):
        draft.types.append("AttackOnHealthcare")
    if family in VIOLENT:
        if family in ("attack", "destruction"):
            for name, extra in (
                ("health_facility", "AttackOnHealthcare"),
                ("health_worker", "AttackOnHealthcare"),
                ("aid", "AttackOnAid"),
            ):
                if extra not in draft.types and any(is_kind(word, name, roles.lex) for word in draft.patients):
                    draft.types.append(extra)
        if draft.types[0] == "Attack" and len(draft.types) > 1:
            draft.types = [*draft.types[1:], "Attack"]


def _author(word: Word, roles: Roles) -> Word:
    """Return whose a text is that accuses or denies: "a report by the union, which blames the army"."""
    if core(word, roles.lex).lemma not in _TEXTS:
        return word
    by = roles.lex.cue("by") | roles.lex.cue("of") | {"from", "fra"}
    return next((w for w in belonging(word, by) if roles.kind(w) in ACTORS), word)


def _whose_deed(draft: Draft, roles: Roles) -> None:
    """Add whose deed is condemned or praised: "condemned the army's bombing of the mine" condemns the army."""
    for word in list(draft.patients):
        if roles.kind(word) not in ACTORS:
            doers = [w for w in owners(word) if roles.kind(w) in ACTORS or roles.is_state(w)]
            draft.patients += [w for w in doers if w not in draft.patients]


def _of_bodies(draft: Draft, roles: Roles) -> None:
    """Read whose bodies are recovered: "carried away the body of a miner" is no abduction."""
    if draft.type not in ("Rescue", "Abduction", "Evacuation"):
        return
    bodies = [w for w in draft.patients if lookup(w, roles.lex.kinds["body"], roles.lex) is not None]
    if not bodies or len(bodies) < len(draft.patients):
        return
    of = roles.lex.cue("of") | {"to", "til"}
    draft.patients = [owner for body in bodies for owner in belonging(body, of)] or draft.patients
    carried = draft.word.rel != "acl"  # "the body of a man abducted in May": he was alive
    if draft.type == "Abduction" and carried and not any(_armed(w, roles) for w in draft.agents):
        draft.types[0] = "Rescue"


def _from_home(draft: Draft) -> bool:
    """Say whether somebody is pulled out of a house or a car that nothing is wrong with: that is no rescue."""
    out_of = [w for w in obliques(draft.word) if w.case() in ("from", "out of", "off", "fra", "ut av")]
    return bool(out_of) and all(w.lemma in _HOMES and w.child("amod", "acl", "compound") is None for w in out_of)


def _driven_out(draft: Draft, roles: Roles) -> None:
    """Read what drives people: "kastet jihadistene ut av byen" tells of fighting, "tømte byen for folk" of flight."""
    armed = EntityKind.ARMED_ACTOR
    fighters = bool(draft.patients) and all(roles.kind(w) is armed and w.pos in ("NOUN", "PROPN") for w in draft.patients)
    if draft.type == "Displacement" and draft.form == "verb" and fighters and any(roles.kind(w) is armed for w in draft.agents):
        draft.types[0] = "Combat"
    if draft.type == "Looting" and draft.form == "verb":
        people = (EntityKind.PERSON, EntityKind.GROUP)
        gone = [w for w in obliques(draft.word) if w.case() in ("for", "of") and roles.kind(w) in people]
        if gone:
            draft.types[0] = "Displacement"
            draft.places, draft.patients = [*draft.places, *draft.patients], gone


def _wounded(draft: Draft, roles: Roles) -> None:
    """Read "was hit in the neck" as what somebody suffers; a throat is cut to kill; a mob that lops off a hand tortures."""
    lex = roles.lex
    if draft.type == "Attack" and draft.passive and base_verb(draft.word, lex) in _HITTING:
        parts = [w for w in obliques(draft.word) if w.case() in ("in", "i") and is_kind(w, "body_part", lex)]
        nobody = any(w.lower in lex.cue("negation") for w in draft.patients)
        if nobody or (parts and any(roles.kind(w) in ACTORS or w.pos == "PRON" for w in draft.patients)):
            draft.types[0] = "Injury"
    if draft.type == "Injury" and any(w.lemma in _THROATS for w in [*draft.word.all("obj", "nsubj"), *draft.patients]):
        draft.types[0] = "Killing"
    beheaded = draft.type in ("Injury", "Torture") and draft.switch.endswith((" off", " av"))
    if beheaded and any(w.lemma in _HEADS for w in [*draft.word.all("obj", "nsubj"), *draft.patients]):
        draft.types[0] = "Killing"
    if draft.type == "Torture" and draft.word.lower == "hanged":
        draft.types[0] = "Killing"
    if draft.type == "MedicalTreatment" and draft.word.lemma in _CUTTING_OFF and any(_armed(w, roles) for w in draft.agents):
        draft.types[0] = "Torture"


def _starved(draft: Draft) -> None:
    """Read "starved the town" as a siege."""
    done_to = draft.word.child("obj") is not None or draft.passive
    if draft.type == "Death" and draft.word.lemma in _STARVING and len(draft.key) == 1 and done_to:
        draft.types[0] = "Siege"


def _marched(draft: Draft) -> None:
    """Read "marched the driver into the bush": who marches by themselves protests."""
    if draft.type == "Protest" and draft.word.lemma == "march" and (draft.word.child("obj") is not None or draft.passive):
        draft.types[0] = "Abduction"
        draft.patients = draft.word.all("obj", "nsubj") if draft.passive else draft.word.all("obj")


def _set_alight(draft: Draft, roles: Roles) -> None:
    """Read what burns where it is no person: "two buses will burn", "burned parliament", "burned the church with petrol"."""
    if draft.type not in ("Injury", "Torture") or base_verb(draft.word, roles.lex) not in _BURNING:
        return
    burnt = draft.patients or ([] if draft.passive else draft.word.all("nsubj"))
    built = BUILT | {EntityKind.GOVERNMENT}
    if burnt and all(roles.kind(w) in built or is_kind(w, "vehicle", roles.lex) or w.lemma in _BUILT_TOO for w in burnt):
        draft.types[0] = "Arson" if draft.patients and draft.agents else "Destruction"
        if not draft.patients:
            draft.patients, draft.agents = burnt, []


def _aid(draft: Draft, roles: Roles) -> None:
    """Read "the aid reached the camp", whom it was handed out to, and arms sent as support."""
    phrases = [*obliques(draft.word), *(o for w in draft.patients for c in w.conjuncts() for o in obliques(c))]
    given = [w for w in phrases if w.case() in ("to", "til", "among", "blant") and roles.kind(w) in ACTORS]
    draft.patients += [w for w in given if w not in draft.patients and not roles.is_state(w)]
    goods = [w for w in draft.agents if is_kind(w, "goods", roles.lex)]
    if goods and not draft.passive and not any(is_kind(w, "goods", roles.lex) for w in draft.patients):
        draft.places += [w for w in draft.patients if roles.kind(w) not in ACTORS]
        draft.agents = [c for w in goods for c in w.children if c.index < w.index and (roles.demonym(c) or roles.is_state(c))]
        draft.patients = goods
    arms = [w for w in draft.patients if roles.kind(w) is EntityKind.WEAPON]
    if draft.type == "AidDelivery" and (arms or any(roles.kind(w) is EntityKind.WEAPON for w in draft.instruments)):
        draft.types[0] = "Support"
        draft.instruments += [w for w in arms if w not in draft.instruments]
        draft.patients = [w for w in draft.patients if w not in arms] + [
            w for w in obliques(draft.word) if w.case() in ("to", "til") and roles.kind(w) in STRUCK
        ]
        draft.places = [w for w in draft.places if w not in draft.patients]


def _armed(word: Word, roles: Roles) -> bool:
    return roles.kind(word) is EntityKind.ARMED_ACTOR and not is_kind(word, "health_worker", roles.lex)


def _flees(word: Word, roles: Roles) -> bool:
    """Say whether many who bear no arms are told of: they cross a border to get away."""
    return roles.kind(word) in (EntityKind.PERSON, EntityKind.GROUP) and "Number=Sing" not in core(word, roles.lex).morph


def _struck_first(noun: Word, lex: Lexicon) -> bool:
    """Say whether the first part of a compound is a health facility: "sykehusangrepet"."""
    key = lookup(noun, lex.nouns, lex) if lex.compounding else None
    first = noun.lemma.removesuffix(key).rstrip("s-") if key else ""
    return bool(first) and any(first == word.rstrip("s") or first == word for word in lex.kinds["health_facility"])
