"""Mines, vehicles and other machines: what touches them, whose they are, and what they do by themselves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from kg.annotate.clauses import is_verb, objects, obliques, subjects
from kg.annotate.drafts import Draft
from kg.annotate.kinds import ACTORS, FORCES, STRUCK, is_kind, kind_of
from kg.annotate.lexicon import Lexicon, shared
from kg.annotate.nouns import KnownSpan, core, lookup
from kg.annotate.words import Word
from kg.model import EntityKind

if TYPE_CHECKING:
    from kg.annotate.roles import Roles

_MINES = shared("mines")
_SETTING_OFF = shared("setting_off")
_THROWN = frozenset({"bomb", "device", "explosive", "charge", "ied", "bombe", "sprengladning"})
"""What may be set off on purpose, other than a mine."""
_ON_THE_ROAD = shared("moving") | {"patrol", "patrulje"}
"""What drives over devices even where it is armed; men set them off on others."""
_BLOWN_UP = (STRUCK | {EntityKind.THING}) - {EntityKind.GOVERNMENT}
"""What a device may be touched by, and strike."""
_HITTING = frozenset({"hit", "strike", "touch", "treffe"})
_TOUCHING = shared("touching") | _SETTING_OFF
_CRAFT = shared("craft")
_BY_ITSELF = frozenset({"explode", "crash", "fall", "land", "detonate", "eksplodere", "falle", "detonere", "go", "lande"})
"""What a machine does that nobody need be told to do with it."""
_CRASHING = frozenset({"crash", "smash", "slam", "fly"})
"""What is done to a car by accident, too."""
_RAMMING = _CRASHING | {"ram", "drive", "plough", "plow", "steer"}
RIDDEN = shared("ridden")
CREWED = frozenset({"air force", "navy", "luftforsvar", "luftvåpen", "flyvåpen", "marine"})
"""Platforms by the lists that are bodies of men, not machines."""


def is_vehicle(word: Word, roles: Roles) -> bool:
    """Say whether a noun names what people ride, drive, sail or fly in."""
    noun = core(word, roles.lex)
    if noun.pos != "NOUN":
        return False
    told = lookup(noun, roles.lex.instruments, roles.lex)
    if told is not None:
        return told in roles.lex.platforms and told not in CREWED
    return noun.lemma not in CREWED and (noun.lemma in _CRAFT | RIDDEN or is_kind(word, "vehicle", roles.lex))


def is_machine(word: Word, roles: Roles) -> bool:
    """Say whether what is taken or shot down is a machine, though it may stand for its crew: "shot down a helicopter"."""
    key = lookup(core(word, roles.lex), roles.lex.platforms, roles.lex)
    told = (key is not None and key not in CREWED) or core(word, roles.lex).lemma in _CRAFT
    return told or is_kind(word, "vehicle", roles.lex)


def rammed(verb: Word, lex: Lexicon, known: Mapping[int, KnownSpan]) -> Draft | None:
    """Read a vehicle that is used as a weapon: "rammed his truck into the gate", "drove a car bomb into the barracks"."""
    if verb.lemma not in _RAMMING or not is_verb(verb):
        return None
    driven = [c for c in verb.children if c.rel == "obj" or c.dep == "nsubj:pass"]
    into = [c for c in verb.all("obl") if c.case().split()[-1:] in (["into"], ["at"], ["through"], ["inn i"])]
    moved = (lex.kinds["vehicle"], lex.instruments)
    machine = next((w for w in driven if w.lemma in _CRAFT or any(lookup(w, table, lex) for table in moved)), None)
    if machine is None or not into:
        return None
    loaded = lex.instruments.get(lookup(machine, lex.instruments, lex) or "") == "Bombing"
    loaded = loaded or any(w.lower.startswith(("explosive", "bomb")) for w in machine.subtree())
    doers = verb.all("nsubj")
    armed = any(kind_of(w, lex, known) is EntityKind.ARMED_ACTOR for w in doers if w.dep != "nsubj:pass")
    at_people = verb.lemma not in _CRASHING and any(kind_of(w, lex, known) in ACTORS for w in into)
    if not (loaded or armed or at_people or verb.lemma == "ram"):
        return None
    return Draft(verb, ["Bombing" if loaded else "Attack"], "weapon", verb, instruments=[machine])


def touched(verb: Word, lex: Lexicon) -> Draft | None:
    """Read a mine that somebody drives or steps on, or trips: "the bus drove over a mine", "a boy triggered a booby trap"."""
    if verb.lemma not in _TOUCHING or verb.child("nsubj") is None:
        return None
    over = any(c.lower in ("over", "onto") for c in verb.all("compound"))
    phrases = verb.all("obj", "obl") if over or verb.lemma in _SETTING_OFF else []
    phrases += [w for w in verb.all("obl", "obj") if w.case().split()[-1:] in (["on"], ["over"], ["onto"], ["into"], ["på"])]
    mines = [w for w in phrases if w.lemma in _MINES and lookup(w, lex.instruments, lex) is not None]
    return Draft(verb, ["Bombing"], "weapon", verb, instruments=mines) if mines else None


def set_off(draft: Draft, roles: Roles) -> None:
    """Read "their vehicle hit an explosive device" and "two boys set off a landmine": it struck those who touched it."""
    verb = draft.word
    if draft.passive or verb.lemma not in _TOUCHING:
        return
    touched = [w for w in [*obliques(verb), *verb.all("obj")] if w.case() or w.rel == "obl"]
    over = [w for w in touched if not w.case() or w.case().split()[-1] in ("on", "over", "onto", "into", "på")]
    hit = objects(verb) if verb.lemma in _SETTING_OFF | _HITTING else []
    mines = [w for w in [*hit, *over] if core(w, roles.lex).lemma in _MINES and lookup(w, roles.lex.instruments, roles.lex)]
    doers = subjects(verb)
    on_road = [w for w in doers if core(w, roles.lex).lemma in _ON_THE_ROAD]
    if verb.lemma in _SETTING_OFF and not on_road:
        mines = [w for w in mines if core(w, roles.lex).lemma not in _THROWN or _unexploded(w)]
    body = roles.lex.kinds["body_part"]
    moved = [w for w in doers if roles.kind(w) in _BLOWN_UP and core(w, roles.lex).lemma not in body]
    armed = any(roles.kind(w) is EntityKind.ARMED_ACTOR and w not in on_road for w in moved)
    if not mines or not moved or (verb.lemma in _SETTING_OFF and armed):
        return
    draft.types[0], draft.agents, draft.patients = "Bombing", [], moved
    draft.instruments = [*mines, *(w for w in draft.instruments if w not in mines)]
    draft.key = frozenset({verb.index})


def acts_by_itself(draft: Draft, word: Word, roles: Roles) -> bool:
    """Say whether a machine is the means and not the one who acts: a drone, or what explodes or falls."""
    told = lookup(core(word, roles.lex), roles.lex.instruments, roles.lex)
    return told in ("drone", "uav") or core(word, roles.lex).lemma in ("drone", "uav") or draft.word.lemma in _BY_ITSELF


def is_manned(word: Word, roles: Roles) -> bool:
    """Say whether a vehicle is told of by whose it is: "a Libyan coastguard vessel", "police vans"."""
    if not is_kind(word, "vehicle", roles.lex) and core(word, roles.lex).lemma not in _CRAFT:
        return False
    return any(
        roles.demonym(c) or roles.kind(c) in FORCES
        for c in word.children
        if c.index < word.index and c.rel in ("compound", "amod", "nmod")
    )


def crew_of(machine: Word, roles: Roles) -> Word | None:
    """Return whose a machine is: "artillery of the Rapid Support Forces", "helicopters belonging to the air force"."""
    for child in machine.children:
        if child.rel == "nmod" and child.case() in roles.lex.cue("of") | {"til", "fra", "from"} and roles.kind(child) in ACTORS:
            return child
        if child.rel == "acl" and child.lemma in ("belong", "tilhøre", "operate", "fly"):
            owner = next((c for c in child.children if c.rel in ("obl", "obj") and roles.kind(c) in ACTORS), None)
            if owner is not None:
                return owner
    return None


def is_struck_platform(word: Word, roles: Roles) -> bool:
    """Say whether what is struck is a machine, a tank or a ship, and no weapon that was used."""
    return core(word, roles.lex).lemma in roles.lex.platforms


def is_loaded(machine: Word) -> bool:
    """Say whether a vehicle is full of explosives: "a booby-trapped motorcycle", "a van packed with explosives"."""
    return any(w.lower.startswith(("booby", "bomb", "explosive")) for w in machine.subtree() if w is not machine)


def _unexploded(weapon: Word) -> bool:
    return any(c.lower in ("unexploded", "buried", "ueksplodert", "nedgravd") for c in weapon.all("amod", "acl"))
