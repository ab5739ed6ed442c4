"""Which words of attacks, destruction, combat and siege do tell of an event."""

from __future__ import annotations

from kg.annotate.drafts import Draft
from kg.annotate.keys import base_verb
from kg.annotate.kinds import ACTORS, BUILT, FORCES, STRUCK, is_kind
from kg.annotate.lexicon import shared
from kg.annotate.nouns import core, lookup
from kg.annotate.prune_words import abstract_only, is_fighting, is_pronoun
from kg.annotate.roles import Roles
from kg.annotate.words import Word
from kg.model import EntityKind

_REFLEXIVE = shared("reflexive")
_HARMLESS = shared("harmless")
_SHOT_ON_FILM = shared("shot_on_film")
_TITLES = shared("titles")
_TURNING = shared("turning")
_CLASHING = shared("clashing")
_SURRENDERING = shared("surrendering")
_SPREADING = shared("spreading")
_ASSAILING = shared("assailing")
_EXPLODING = shared("exploding")
_INTANGIBLE, _BECOMING, _RUINS = shared("intangible"), shared("becoming"), shared("ruins")
_SINKING = frozenset({"velte", "rase"})
"""What machines and people do of themselves, too."""


def attack_tells(draft: Draft, roles: Roles) -> bool:  # noqa: C901  one branch a construction of the language
    """Say whether a word tells of an attack: who strikes, what is struck and with what fit one."""
    if abstract_only(draft, roles):
        return False
    if draft.form == "noun" and draft.word.lemma == "explosion" and draft.patients and not draft.agents and not draft.instruments:
        return any(roles.kind(w) in STRUCK for w in draft.patients)  # "an explosion of colour"
    if draft.form == "noun" and draft.word.lower == "fire" and not draft.agents:
        return not any(w.case() in ("for", "over") for w in draft.word.head.children)  # "came under heavy fire for her budget"
    if draft.form == "noun" and draft.word.lemma == "strike":
        return _armed_strike(draft, roles)
    if draft.form == "verb" and base_verb(draft.word, roles.lex) in _SPREADING and draft.patients:
        driven = bool(draft.instruments) or any(roles.kind(w) is EntityKind.ARMED_ACTOR for w in draft.agents)
        people = any(roles.kind(w) in ACTORS or w.pos == "PRON" for w in draft.patients)
        return people and (driven or not roles.lex.compounding)
    if draft.form == "modifier" and draft.word.lower.endswith("ende") and roles.lex.compounding:
        return False  # "en angripende spiller"
    goal = [w for w in draft.patients if w.lemma == "mål" and w.child("det", "amod", "compound", "nmod", "nummod") is None]
    if goal and goal == draft.patients and not (draft.agents or draft.instruments):
        return False  # "flere angrep på mål i første omgang"
    if draft.form == "adjective" and any(w.case() in ("for", "over") for w in draft.word.head.children):
        return False  # a minister who comes under fire for her remarks is criticised
    if draft.form != "verb":
        return True
    if _with_words(draft, roles) or _among_things(draft, roles) or _argued(draft, roles):
        return False
    if draft.type == "Shooting" and draft.patients and all(core(w, roles.lex).lemma in _SHOT_ON_FILM for w in draft.patients):
        return False
    bare_object = any(w in draft.patients for w in draft.word.all("obj"))
    if draft.word.lemma == "fire" and draft.end_word is draft.word and bare_object and not draft.instruments:
        return False  # "fired" with somebody or something as bare object is a dismissal
    kinds = {roles.kind(w) for w in draft.patients}
    dismissed = draft.word.lemma == "fire" and draft.passive and draft.end_word is draft.word and not draft.instruments
    if dismissed and kinds <= {EntityKind.PERSON, EntityKind.GROUP, EntityKind.THING}:
        return False
    if draft.natural or abstract_only(draft, roles):
        return False
    if draft.type == "Attack" and len(draft.key) > 1 and base_verb(draft.word, roles.lex) in _TURNING:
        return bool(draft.patients) and any(is_fighting(w, roles) for w in draft.agents)
    if draft.type == "GroundAssault" and draft.end_word is not draft.word:
        return any(is_fighting(w, roles) or is_kind(w, "people", roles.lex) for w in draft.agents)
    if draft.type in ("Attack", "Shooting", "GroundAssault", "ChemicalAttack", "Shelling"):
        if (
            draft.word.lemma in ("fire", "shell", "rocket", "gas", "poison", "mortar", "shoot", "skyte")
            and draft.type != "Attack"
            and not draft.patients
        ):
            armed = any(roles.kind(w) is EntityKind.ARMED_ACTOR for w in draft.agents)
            if draft.passive and draft.word.child("expl", "nsubj") is not None and draft.word.lemma in ("skyte", "shoot"):
                return True
            return (
                draft.type == "Shooting"
                and bool(draft.agents)
                and (
                    draft.end_word is not draft.word
                    or (armed and draft.word.lemma in ("shoot", "skyte", "fire") and draft.word.child("obj") is None)
                    or any(is_pronoun(w, roles) for w in draft.agents)
                )
            )
        if draft.word.lemma in (
            "strike",
            "hit",
            "target",
            "storm",
            "hammer",
            "batter",
            "raid",
            "pound",
            "treffe",
            "ramme",
            "storme",
        ):
            armed = any(roles.kind(w) is EntityKind.ARMED_ACTOR for w in draft.agents)
            if _bare_it(draft, roles):
                return True
            if not kinds & (STRUCK | {EntityKind.THING}) or (kinds == {EntityKind.THING} and not (draft.instruments or armed)):
                return False
            violent = draft.instruments or any(roles.kind(w) in FORCES for w in draft.agents)
            named = any(w.pos == "PROPN" for w in draft.agents)
            by_things = bool(draft.agents) and all(roles.kind(w) is EntityKind.THING and w.pos == "NOUN" for w in draft.agents)
            if draft.passive and by_things and not draft.instruments:
                return False  # "truffet av en ball"
            return bool(violent or named or draft.passive or not draft.agents or kinds & (STRUCK - {EntityKind.PERSON}))
        whole = len(draft.key) > 1 and bool(draft.agents)
        return bool(kinds) or whole or draft.light is not None or draft.type == "GroundAssault"
    if draft.word.lemma in _EXPLODING or base_verb(draft.word, roles.lex) in _EXPLODING:
        machines = {EntityKind.WEAPON, EntityKind.FACILITY, EntityKind.ARMED_ACTOR}
        it = roles.lex.cue("it")
        if draft.word.lemma == "gå" and draft.end_word.lower == "av":
            return any(_goes_off(w, roles) for w in [*draft.agents, *draft.patients, *draft.instruments])
        return bool(draft.instruments or draft.patients or any(roles.kind(w) in machines or w.lower in it for w in draft.agents))
    return True


def _goes_off(word: Word, roles: Roles) -> bool:
    """Say whether a bomb or a shot is what goes off: ministers do, too, and lids and lights."""
    told = lookup(word, roles.lex.instruments, roles.lex) or lookup(word, roles.lex.nouns, roles.lex)
    return told is not None or word.lower in roles.lex.cue("it")


def _bare_it(draft: Draft, roles: Roles) -> bool:
    """Say whether something named before was hit, and nothing else is said of it: "when it was hit"."""
    if not draft.passive or draft.word.lemma not in ("hit", "treffe", "strike"):
        return False
    told = {"nsubj", "aux", "mark", "advmod", "punct", "cc"}
    return any(w.lower in roles.lex.cue("it") for w in draft.patients) and all(c.rel in told for c in draft.word.children)


def _with_words(draft: Draft, roles: Roles) -> bool:
    """Say whether somebody is showered with nothing that hurts: "bombardert med spørsmål"."""
    means = [w for w in draft.instruments if w.case() in ("with", "med")]
    words = roles.lex.kinds["statement"] | roles.lex.kinds["abstract"] | _HARMLESS
    return bool(means) and all(core(w, roles.lex).lemma in words for w in means)


def _argued(draft: Draft, roles: Roles) -> bool:
    """Say whether words are what somebody is attacked with: "the opposition attacked the government over the budget"."""
    over = [w for w in draft.word.all("obl") if w.case() == "over" and roles.kind(w) is EntityKind.THING and w.pos == "NOUN"]
    return draft.word.lemma == "attack" and bool(over) and not draft.instruments


def _among_things(draft: Draft, roles: Roles) -> bool:
    """Say whether a thing attacks a thing, as germs and drugs do: "viruset angriper cellene"."""
    if draft.word.lemma not in _ASSAILING or not draft.agents or draft.instruments:
        return False
    return all(w.pos == "NOUN" and roles.kind(w) is EntityKind.THING for w in [*draft.agents, *draft.patients])


def _armed_strike(draft: Draft, roles: Roles) -> bool:
    """Tell an attack from a stoppage of work: who strikes is armed, or what is struck stands after "on" or "against"."""
    if any(roles.kind(w) in (EntityKind.PERSON, EntityKind.GROUP) for w in draft.agents):
        return False
    struck = [c for c in draft.word.children if c.case() in ("on", "against") and roles.kind(c) in STRUCK]
    return bool(struck or draft.instruments or draft.agents or draft.type != "Attack" or draft.light is not None)


def destruction_tells(draft: Draft, roles: Roles) -> bool:
    """Say whether a word tells of things destroyed, looted or brought down."""
    title = draft.type == "Looting" and any(w.lemma in _TITLES for w in draft.word.subtree() if w.case() in roles.lex.cue("of"))
    if title or (draft.natural and draft.type in ("Arson", "Looting", "Robbery")):
        return False
    if draft.form == "noun":
        return bool(draft.patients or draft.agents or draft.bare)
    if draft.form == "verb" and not (_held_or_downed(draft, roles) and _in_ruins(draft, roles)):
        return False
    concrete = [
        w
        for w in draft.patients
        if roles.kind(w) in STRUCK or w.pos == "PRON" or (roles.kind(w) is EntityKind.THING and w.pos in ("NOUN", "PROPN"))
    ]
    if all(core(w, roles.lex).lemma in _INTANGIBLE for w in concrete):
        return False  # nothing, or "shattered lives"
    things = all(roles.kind(w) is EntityKind.THING for w in concrete)
    people_only = all(roles.kind(w) in (EntityKind.PERSON, EntityKind.GROUP) for w in concrete)
    if draft.word.lemma in ("collapse", "kollapse", "rase", "bryte") and (
        things or (draft.form == "verb" and not draft.passive and things)
    ):
        return False
    if draft.word.lemma in ("topple", "bring", "velte", "styrte", "oppløse") and all(roles.kind(w) in ACTORS for w in concrete):
        return False
    sides = all(roles.kind(w) is EntityKind.ORGANISATION for w in [*concrete, *draft.agents]) and not draft.instruments
    if sides and draft.agents and draft.word.lemma in ("crush", "smash", "knuse", "senke", "slå"):
        return False  # a party that crushes another at the polls destroys nothing
    if draft.natural and things and draft.passive and not draft.instruments:
        return False
    if people_only and draft.word.lemma in ("devastate", "knock", "shatter", "damage", "ruin", "ødelegge", "knuse", "rive"):
        return False
    acted = any(roles.kind(w) in ACTORS or w.pos in ("PRON", "PROPN") for w in draft.agents)
    of_itself = draft.form == "verb" and draft.word.lemma in _SINKING and not draft.passive and not draft.instruments
    fallen = draft.word.lemma == "rase" and any(roles.kind(w) in BUILT for w in draft.patients)
    if of_itself and not draft.agents and not fallen:
        return False  # a car that turns over, drivers who rage
    if draft.form == "verb" and draft.word.lemma == "senke" and draft.patients:
        return any(is_kind(w, "vehicle", roles.lex) or roles.kind(w) in BUILT | {EntityKind.ARMED_ACTOR} for w in draft.patients)
    return not things or draft.passive or bool(draft.instruments) or (acted and not abstract_only(draft, roles))


def _in_ruins(draft: Draft, roles: Roles) -> bool:
    """Say whether a thing becomes a ruin: a market is turned into a crater, talks are reduced to shouting."""
    if draft.word.lemma not in _BECOMING or len(draft.key) < 2:
        return True
    left = [w for w in draft.word.subtree() if w.pos in ("NOUN", "PROPN") and w.index > draft.word.index]
    ruined = any(w.lemma in _RUINS or w.lower in _RUINS for w in left)
    return ruined and any(roles.kind(w) in BUILT | {EntityKind.THING} for w in draft.patients)


def _held_or_downed(draft: Draft, roles: Roles) -> bool:
    """Say whether a bank is held up and a plane downed; a hand is held up, a queue held up for an hour, a beer downed."""
    if draft.type == "Robbery" and draft.word.lemma == "hold":
        long = any(w.case() == "for" for w in draft.word.all("obl"))
        return bool(draft.switch) or (not long and any(roles.kind(w) in STRUCK for w in draft.patients))
    if draft.word.lemma == "down" and not draft.switch and len(draft.key) == 1:
        return any(is_kind(w, "vehicle", roles.lex) or core(w, roles.lex).lemma in roles.lex.platforms for w in draft.patients)
    return True


def combat_tells(draft: Draft, roles: Roles) -> bool:
    """Say whether a word tells of fighting, of a place taken, of a surrender."""
    if draft.form == "noun":
        against = [c for c in draft.word.children if c.case() in ("against", "mot", "for") and c.index > draft.word.index]
        return not against or any(roles.kind(c) in ACTORS or c.pos == "PROPN" for c in against)
    if draft.form == "verb":
        if abstract_only(draft, roles):
            return False
        if draft.switch in ("fall", "falle"):
            return True
        if draft.word.lemma in _SURRENDERING:
            given_up = [w for w in draft.patients if w.lower not in _REFLEXIVE]
            return bool(given_up) or draft.word.lemma in ("surrender", "capitulate")
        armed = any(roles.kind(w) in FORCES for w in [*draft.agents, *draft.patients])
        taken = any(roles.kind(w) in BUILT for w in draft.patients) and any(_side(w, roles) for w in draft.agents)
        sides = [w for w in [*draft.agents, *draft.patients] if roles.kind(w) in ACTORS or w.pos == "PROPN"]
        return armed or taken or (draft.word.lemma in _CLASHING and len(sides) > 1)
    return True


def _side(word: Word, roles: Roles) -> bool:
    """Say whether somebody is a side that may take a place: a people, a movement, "they"."""
    people = word.pos in ("NOUN", "PROPN") and "Number=Plur" in word.morph and is_kind(word, "people", roles.lex)
    unknown = word.pos == "PROPN" and roles.kind(word) is EntityKind.THING
    return (
        roles.kind(word) in (EntityKind.GROUP, EntityKind.ORGANISATION)
        or people
        or unknown
        or word.lower in roles.lex.cue("they") | roles.lex.cue("it")
    )


def siege_tells(draft: Draft, roles: Roles) -> bool:
    """Say whether a word tells of a siege, which besieges somebody or some place."""
    if draft.form == "verb" and draft.word.lemma in ("starve", "sulte") and not draft.patients:
        return False  # who starves besieges nobody
    if draft.agents and all(roles.kind(w) in (EntityKind.PERSON, EntityKind.GROUP) and w.pos == "NOUN" for w in draft.agents):
        crowds = all("Number=Plur" in w.morph or w.child("nummod") is not None for w in draft.agents)
        return draft.form == "verb" and crowds and any(roles.kind(w) in BUILT for w in draft.patients)
    if draft.form == "verb" and draft.word.lemma in ("surround", "cut", "blokkere", "omringe", "avskjære"):
        return bool(draft.patients) and (
            any(roles.kind(w) in FORCES for w in draft.agents) or roles.kind(draft.patients[0]) in BUILT
        )
    return True
