"""Settles verbs whose type depends on what they are done to: "took the nurses", "took the town", "the town fell"."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from kg.annotate.clauses import obliques, subjects
from kg.annotate.devices import is_machine
from kg.annotate.drafts import Draft
from kg.annotate.kinds import ACTORS, BUILT, FORCES, is_kind
from kg.annotate.lexicon import HURTING, Lexicon, shared
from kg.annotate.nouns import core, lookup
from kg.annotate.words import Word
from kg.model import EntityKind

if TYPE_CHECKING:
    from kg.annotate.roles import Roles

_HOURS = shared("hours") | shared("days")
_MONTHS = shared("months")
_DOWN = shared("down")
_JAILS = shared("jails")
_RISINGS = shared("risings")
_CREDIT = shared("credit")
_LOSING = shared("losing")
_HOLDING = shared("holding")
_MANY = shared("many")
_ARMED_ALWAYS = frozenset(
    {"take", "ta", "hold", "holde", "keep", "lose", "miste", "beholde"}
    | {"ta ut", "slå ut", "nøytralisere", "uskadeliggjøre", "eliminere"}
)
"""Verbs of a switch that tell of a deed only where an armed actor is named, in the passive, too."""
_PROTESTERS = shared("protesters")
_CROWDS = frozenset({"crowd", "rally", "march", "barricade"})
_BURNING = frozenset({"burn", "brenne"})
"""Who burns a name burns a village; people are "burned alive"."""
_HANDS = frozenset({"hand", "control"})
_SWEEPING = frozenset({"ta", "ta med seg"})
"""Verbs by which a bomb is said to kill: "bilbomben tok 21 mennesker med seg"."""


def settle(draft: Draft, roles: Roles) -> None:  # noqa: C901  one branch a construction of the language
    """Settle a verb that tells one thing of people and another of places ("took the nurses", "took the town")."""
    row = roles.lex.switches[draft.switch]
    if not draft.patients and draft.agents and all(w.dep == "nsubj:pass" and w.head is draft.word for w in draft.agents):
        draft.patients, draft.agents = draft.agents, []
    if any(core(w, roles.lex).lemma in _CREDIT for w in draft.patients):
        draft.types = ["none"]  # who takes the blame takes nothing
        return
    if "taken" in row:
        _fall(draft, row, roles)
        return
    if "moved" in row:
        _moved(draft, row, roles)
        return
    if "captors" in row and any(w.case() in ("to", "til") and roles.kind(w) in FORCES for w in obliques(draft.word)):
        draft.types = [row["captors"]]  # "handed over to the police"
        return
    if _special(draft, row, roles):
        return
    if "gathered" in row:
        crowd = [*draft.agents, *draft.patients]
        crowd = [w for w in crowd if core(w, roles.lex).lemma in _PROTESTERS or lookup(w, _PROTESTERS, roles.lex)]
        draft.types, draft.agents, draft.patients = [row["gathered"] if crowd else "none"], crowd, []
        return
    if "crowd" in row:
        crowd = [w for w in draft.patients if core(w, roles.lex).lemma in _PROTESTERS | _CROWDS]
        driven = crowd and not draft.passive and draft.agents
        draft.types = [row["crowd"] if driven else roles.lex.verbs.get(draft.switch, "none")]
        return
    if draft.passive and draft.switch in ("take", "ta") and any(_jail(w, roles.lex) for w in obliques(draft.word)):
        draft.types = ["Detention"]
        return
    draft.patients = [_counted_thing(draft, w, roles) for w in draft.patients]
    kinds = [EntityKind.FACILITY if is_machine(w, roles) else roles.kind(core(w, roles.lex)) for w in draft.patients]
    if draft.switch in _BURNING and not draft.passive and draft.agents:
        named = [w.pos == "PROPN" and w.index not in roles.known for w in draft.patients]
        kinds = [EntityKind.PLACE if name else kind for name, kind in zip(named, kinds, strict=True)]
    armed = any(roles.kind(w) in FORCES or w.lower in ("they", "de") for w in draft.agents)
    if row.get("counted") and not any(_counted_people(w, roles) for w in draft.agents):
        draft.types = ["none"]
        return
    if row.get("armed") and not armed and not (draft.passive and draft.switch not in _ARMED_ALWAYS):
        taken = draft.passive and any(w.case() in ("from", "fra", "out of") for w in obliques(draft.word))
        human = any(roles.kind(w) in ACTORS or w.pos == "PRON" for w in draft.patients)
        guarded = draft.switch in _HOLDING and any(roles.kind(w) is EntityKind.ARMED_ACTOR for w in draft.patients)
        if human and draft.switch in _SWEEPING and any(_strikes(w, roles) for w in [*draft.agents, *draft.instruments]):
            draft.types, draft.agents = ["Killing"], []
            return
        if draft.passive and draft.switch == "ta" and any(roles.kind(w) is EntityKind.PLACE for w in draft.patients):
            draft.types = [row["place"]]
            return
        if not human or not (taken or guarded or _kept_somewhere(draft, roles) or _simply_taken(draft, roles)):
            draft.types = ["none"]
            return
    people = (
        roles.lex.cue("he")
        | roles.lex.cue("she")
        | roles.lex.cue("they")
        | roles.lex.cue("first_person")
        | {"who", "som", "whom"}
    )
    built_first = bool(kinds) and kinds[0] in BUILT and "place" in row
    counted = any(core(w, roles.lex).pos == "NUM" or w.lower in people for w in draft.patients)
    if counted or (any(k in ACTORS for k in kinds) and not built_first):
        told = row.get("person")
    elif kinds and all(w.pos == "PROPN" and k is EntityKind.THING for w, k in zip(draft.patients, kinds, strict=True)):
        told = row.get("person")  # a name of which nothing is known, as of a people: "wiped out the Tutsi"
    elif any(k in BUILT for k in kinds):
        told = row.get("thing" if all(is_machine(w, roles) for w in draft.patients) else "place") or row.get("place")
    else:
        told = (row.get("thing") or row.get("place")) if kinds else None
    if told is None and not row.get("armed"):
        told = roles.lex.verbs.get(draft.switch)
    draft.types = [told or "none"]
    if told == "Death" and draft.agents and not draft.passive:
        draft.agents = []
    if told == "Displacement" and row.get("counted") and draft.agents and not draft.passive:
        draft.places, draft.patients, draft.agents = draft.patients, draft.agents, []


def _strikes(word: Word, roles: Roles) -> bool:
    """Say whether a bomb, a shell or a blast is told of: what it takes, it kills."""
    told = lookup(word, roles.lex.instruments, roles.lex) or lookup(word, roles.lex.nouns, roles.lex)
    return told is not None and word.pos == "NOUN" and roles.kind(word) is not EntityKind.ARMED_ACTOR


def _counted_thing(draft: Draft, number: Word, roles: Roles) -> Word:
    """Return the machines that a number counts where the parser hung them on the verb: "skjøt ned 11 av 14 droner"."""
    if number.pos != "NUM":
        return number
    counted = (w for w in obliques(draft.word) if w.case() in roles.lex.cue("of") and w.index > number.index)
    return next((w for w in counted if is_machine(w, roles)), number)


def _simply_taken(draft: Draft, roles: Roles) -> bool:
    """Say whether people were taken, and nothing says where or how: "our daughters were taken", not "taken to hospital"."""
    if not draft.passive or draft.switch not in ("take", "ta"):
        return False
    more = [c for c in draft.word.children if c.index > draft.word.index and c.dep != "obl:agent" and c not in draft.agents]
    led = [c for c in more if c.rel in ("obl", "obj", "xcomp", "compound", "advcl", "case", "iobj", "nmod", "ccomp")]
    led += [c for c in more if c.rel == "advmod" and c.pos in ("ADP", "ADJ")]
    when = [c for c in led if c.lemma in _HOURS | _MONTHS or (c.pos == "NUM" and c.case() in ("in", "i"))]
    return all(c in when for c in led)


def _moved(draft: Draft, row: Mapping[str, str], roles: Roles) -> None:
    """Read "moved 40 patients to Minova": people who bear no arms are brought somewhere, by others than themselves."""
    people = [w for w in draft.patients if roles.kind(w) in (EntityKind.PERSON, EntityKind.GROUP)]
    phrases = [*obliques(draft.word), *(c for w in people for c in w.children if c.rel == "nmod")]
    somewhere = any(w.case().split()[-1:] in (["to"], ["into"], ["til"]) and roles.kind(w) in BUILT for w in phrases)
    draft.types = [row["moved"] if people and somewhere else "none"]


def _fall(draft: Draft, row: Mapping[str, str], roles: Roles) -> None:
    """Read "the town fell to the rebels" and "six soldiers fell", and nothing else that falls."""
    verb = draft.word
    fallen = [w for w in subjects(verb) if w is not verb]
    to = [w for w in obliques(verb) if w.case() in ("to", "for", "til") and roles.kind(w) in ACTORS]
    loose = verb.child("advmod", "compound", "obj", "xcomp") is not None and any(
        c.lower in _DOWN for c in verb.children if c.rel in ("advmod", "compound")
    )
    down = loose or any(w.case().split()[:1] and w.case().split()[0] in _DOWN for w in obliques(verb))
    draft.types, draft.agents, draft.patients, draft.places = ["none"], [], [], []
    silent = any(c.rel in ("xcomp", "acomp", "obj") or (c.rel == "advmod" and c.pos == "ADJ") for c in verb.children)
    apart = any(w.case() in ("into", "i", "behind", "out of", "off") and w.lemma not in _HANDS for w in obliques(verb))
    if not fallen or down or draft.passive or (not roles.lex.compounding and (silent or apart)):
        return
    kind = roles.kind(fallen[0])
    many = "Number=Plur" in fallen[0].morph or fallen[0].child("nummod") is not None
    if kind is EntityKind.PLACE:
        draft.types, draft.patients, draft.agents = [row["taken"]], fallen, to
    soldiers = kind is EntityKind.ARMED_ACTOR and many and not to and fallen[0].pos == "NOUN"
    if soldiers or (kind in ACTORS and roles.lex.compounding and _at_the_front(verb, roles)):
        draft.types, draft.patients = [row["fallen"]], fallen


def _at_the_front(verb: Word, roles: Roles) -> bool:
    """Say whether somebody fell at a town, where one falls in war: "nevøen falt ved Vovtsjansk"."""
    return any(w.case() in ("ved", "utenfor", "nær") and roles.kind(w) is EntityKind.PLACE for w in obliques(verb))


def _kept_somewhere(draft: Draft, roles: Roles) -> bool:
    """Say whether somebody is held in a place, which nobody is who is held in esteem: "are being held in the barracks"."""
    if not draft.passive or draft.switch not in _HOLDING or draft.word.child("xcomp") is not None:
        return False
    kept = obliques(draft.word)
    if any(w.lower == "being" for w in draft.word.all("aux")):
        return True
    if roles.lex.compounding and any(w.case() == "i" and w.lemma in _HOURS for w in kept):
        return True
    if any(w.case() in ("since", "siden") or (w.case() == "over" and draft.sentence.kind == "headline") for w in kept):
        return True
    charged = [w for w in kept if w.case() in ("over", "after", "on suspicion of", "in connection with", "on")]
    if any(roles.event_family(w) in HURTING or w.lemma in ("suspicion", "charge") for w in charged):
        return True
    return any(w.case() in ("in", "at", "inside", "i", "på", "ved") and roles.kind(w) in BUILT for w in kept)


def _special(draft: Draft, row: Mapping[str, str], roles: Roles) -> bool:
    """Read what is told by goods brought, a limb lost, a relative lost, whoever does it."""
    rising = any(roles.event_family(w) == "protest" or core(w, roles.lex).lemma in _RISINGS for w in draft.patients)
    if "deed" in row and rising:
        draft.types = [row["deed"]]
        return True
    for key, table in (("body", "body_part"), ("goods", "goods"), ("kin", "kin")):
        struck = [*draft.patients, *(draft.word.all("obj") if key == "body" else ())]
        theirs = key == "kin" and any(w.lemma == "mann" and w.child("nmod:poss") is not None for w in struck)
        if key not in row or not (theirs or any(is_kind(w, table, roles.lex) for w in struck)):
            continue
        draft.types = [row[key]]
        if draft.switch in _LOSING:
            lost = draft.agents
            draft.agents = []
            if key == "body":
                draft.patients = lost
        return True
    return False


def _counted_people(word: Word, roles: Roles) -> bool:
    """Say whether many people are told of who bear no arms: "thousands of families"."""
    counted = word.child("nummod") is not None or word.pos == "NUM" or core(word, roles.lex) is not word
    return (counted or word.lemma in _MANY) and roles.kind(word) in (EntityKind.PERSON, EntityKind.GROUP)


def _jail(word: Word, lex: Lexicon) -> bool:
    """Say whether a phrase tells that somebody is brought behind bars: "to the barracks", "to a detention centre"."""
    return word.case() in ("to", "into", "til") and lookup(word, _JAILS, lex) is not None
