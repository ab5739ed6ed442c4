"""Mines, vehicles and other machines: what touches them, whose they are, and what they do by themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.annotate.clauses import objects, obliques, subjects
from kg.annotate.drafts import Draft
from kg.annotate.kinds import ACTORS, BUILT, is_kind
from kg.annotate.lexicon import shared
from kg.annotate.means import CREWED
from kg.annotate.nouns import core, lookup
from kg.annotate.words import Word
from kg.model import EntityKind

if TYPE_CHECKING:
    from kg.annotate.roles import Roles

_MINES = shared("mines")
_SETTING_OFF = shared("setting_off")
_THROWN = frozenset({"bomb", "device", "explosive", "charge", "ied", "bombe", "sprengladning"})
"""What may be set off on purpose, other than a mine."""
_HITTING = frozenset({"hit", "strike", "touch", "treffe"})
_TOUCHING = shared("touching") | _SETTING_OFF
_CRAFT = shared("craft")


def is_machine(word: Word, roles: Roles) -> bool:
    """Say whether what is taken or shot down is a machine, though it may stand for its crew: "shot down a helicopter"."""
    key = lookup(core(word, roles.lex), roles.lex.platforms, roles.lex)
    told = (key is not None and key not in CREWED) or core(word, roles.lex).lemma in _CRAFT
    return told or is_kind(word, "vehicle", roles.lex)


def set_off(draft: Draft, roles: Roles) -> None:
    """Read "their vehicle hit an explosive device" and "two boys set off a landmine": it struck those who touched it."""
    verb = draft.word
    if draft.passive or verb.lemma not in _TOUCHING:
        return
    touched = [w for w in [*obliques(verb), *verb.all("obj")] if w.case() or w.rel == "obl"]
    over = [w for w in touched if not w.case() or w.case().split()[-1] in ("on", "over", "onto", "into", "på")]
    hit = objects(verb) if verb.lemma in _SETTING_OFF | _HITTING else []
    mines = [w for w in [*hit, *over] if core(w, roles.lex).lemma in _MINES and lookup(w, roles.lex.instruments, roles.lex)]
    if verb.lemma in _SETTING_OFF:
        mines = [w for w in mines if core(w, roles.lex).lemma not in _THROWN or _unexploded(w)]
    moved = [w for w in subjects(verb) if roles.kind(w) in (ACTORS | BUILT) - {EntityKind.GOVERNMENT}]
    if not mines or not moved or (verb.lemma in _SETTING_OFF and any(roles.kind(w) is EntityKind.ARMED_ACTOR for w in moved)):
        return
    draft.types[0], draft.agents, draft.patients = "Bombing", [], moved
    draft.instruments = [*mines, *(w for w in draft.instruments if w not in mines)]
    draft.key = frozenset({verb.index})


def acts_by_itself(draft: Draft, word: Word, roles: Roles) -> bool:
    """Say whether a machine is the means and not the one who acts: a drone, or what explodes or falls."""
    told = lookup(core(word, roles.lex), roles.lex.instruments, roles.lex)
    return told in ("drone", "uav") or core(word, roles.lex).lemma in ("drone", "uav") or draft.word.lemma in (
        "explode",
        "crash",
        "fall",
        "land",
        "detonate",
        "eksplodere",
        "falle",
        "detonere",
        "go",
        "lande",
    )


def is_manned(word: Word, roles: Roles) -> bool:
    """Say whether a vehicle is told of by whose it is: "a Libyan coastguard vessel", "police vans"."""
    if not is_kind(word, "vehicle", roles.lex) and core(word, roles.lex).lemma not in _CRAFT:
        return False
    return any(
        roles.demonym(c) or roles.kind(c) in (EntityKind.ARMED_ACTOR, EntityKind.GOVERNMENT)
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
