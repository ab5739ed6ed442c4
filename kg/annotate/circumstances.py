"""Places and instruments of an event, from the prepositional phrases of its words and of the verb that supports it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.annotate.clauses import is_verb, obliques, resolve_relative
from kg.annotate.drafts import Draft
from kg.annotate.kinds import ACTORS, BUILT, FORCES
from kg.annotate.lexicon import shared
from kg.annotate.nouns import core, lookup
from kg.annotate.words import Word
from kg.model import EntityKind

if TYPE_CHECKING:
    from kg.annotate.roles import Roles

_WHERE = shared("where")
_BESIDE = shared("beside")
_MANNER = shared("manner")
_BEFORE = shared("landmark")
_HELD = shared("held")
_USING = shared("using")
_TOWARDS = shared("compass")
_FILLING = shared("filling")
_RUBBLE = shared("ruins")
WAYS = frozenset({"to", "into", "toward", "towards", "from", "til", "fra", "mot"})
"""Where somebody goes or comes from is no place of what else the sentence tells, nor where another place lies."""
_AIR = frozenset({"air", "luft"})
_WAY = frozenset({"way", "vei"})
_CRIMES = frozenset({"SexualViolence", "Torture"})
_COMMITTING = frozenset({"commit", "begå"})


def add_circumstances(draft: Draft, roles: Roles) -> None:
    """Add places and instruments from prepositional phrases of the event word and of the verb that supports it."""
    taken = {id(w) for w in [*draft.agents, *draft.patients, *draft.instruments, *draft.places]}
    draft.places += _where_held(draft, roles)
    for head in _heads(draft):
        before = list(draft.instruments)
        for word in obliques(head):
            if id(word) not in taken and word is not draft.word:
                found = _landmark(draft, word, roles)
                if found is None:
                    _oblique(draft, resolve_relative(word), roles)
        if head is draft.word.head and draft.word.rel == "conj" and _begins_anew(draft.word):
            draft.instruments = before
    if draft.word.dep == "acl:relcl" and any(c.lower in ("where", "der", "hvor") for c in draft.word.children):
        draft.places.append(draft.word.head)
    draft.instruments += _carried(draft, roles)
    for patient in list(draft.patients):
        for word in obliques(patient):
            left = word.case() in ("from", "fra", "out of", "ut av")
            moved = roles.frame(draft).family in ("displacement", "care")
            if left and not moved and roles.kind(patient) in ACTORS:
                continue
            if left and draft.type == "MedicalTreatment" and roles.kind(patient) in ACTORS:
                continue  # where a patient comes from is not where they are treated
            named = left and moved and word.pos == "PROPN" and roles.kind(word) is EntityKind.THING
            where = word.case() in roles.lex.cue("place_preps") and not is_nowhere(word, roles)
            if named or (roles.kind(word) in BUILT and where):
                draft.places.append(word)


def lies_around(word: Word, roles: Roles) -> Word | None:
    """Return the place named right before one that only tells where it lies: "Tula (Nari)", "Tula nord for Nari"."""
    case, words = word.case(), word.sentence.words
    beside = word.rel == "appos" and word.child("conj") is None and roles.kind(word.head) is EntityKind.PLACE
    around = case.rpartition(" ")[2] in roles.lex.cue("place_preps") - WAYS or tells_direction(word)
    if word.rel == "conj" or not (around if case else beside):
        return None
    before_it = word.head.lemma in _TOWARDS or word.head.child("nummod") is not None  # "40 km nord for Nari"
    own = {w.index for w in (word.head if before_it and word.head.index < word.index else word).subtree()}
    at = word.index - words[0].index - 1
    while at >= 0 and (words[at].index in own or words[at].pos == "PUNCT"):
        at -= 1
    before = words[at] if at >= 0 else word
    while before.rel in ("flat", "compound") and before.head.index < word.index:
        before = before.head
    named = before.pos == "PROPN" or before.index in roles.known
    named = named and before is not word and not is_origin(before, roles)
    return before if named and roles.kind(before) is EntityKind.PLACE else None


def is_origin(word: Word, roles: Roles) -> bool:
    """Say whether somebody comes from there, which is not where they are: "en soldat fra Fiji"."""
    return word.case() in ("from", "fra") and word.rel == "nmod" and roles.kind(word.head) in ACTORS


def tells_direction(word: Word) -> bool:
    """Say whether a place is told to see where another lies from it: "nord for Gao", "north of Gao"."""
    case = word.case()
    return bool(case) and (_off(case) or (case in ("of", "for") and word.head.lemma in _TOWARDS))


def is_nowhere(word: Word, roles: Roles) -> bool:
    """Say whether nothing happens where a word tells of: "shot on the way home", "in Tula, north of Nari"."""
    case = word.case()
    if word.lemma in _WAY and case.rpartition(" ")[2] in ("on", "på"):
        return word.child("det") is None and "Definite=Def" not in word.morph
    return tells_direction(word) and lies_around(word, roles) is not None


def _where_held(draft: Draft, roles: Roles) -> list[Word]:
    """Return where the verb of an event noun says that it takes place; the parser may hang that verb below the noun."""
    if draft.form != "noun":
        return []
    above = [draft.word.head] if draft.word.rel == "nsubj" else []
    verbs = [w for w in [*above, *draft.word.all("acl")] if is_verb(w) and w.lemma in _HELD and w is not draft.light]
    if draft.type in _CRIMES:
        verbs += [w for w in above if is_verb(w) and (w.lemma in _USING or w.lemma in _COMMITTING)]
    where = roles.lex.cue("place_preps")
    found = [word for verb in verbs for word in obliques(verb)]
    return [w for w in found if roles.kind(w) in BUILT and w.case().rpartition(" ")[2] in where]


def _begins_anew(verb: Word) -> bool:
    """Say whether a joined verb has a subject of its own: what the first did, it did not do with the same weapon."""
    return verb.child("nsubj") is not None


def _heads(draft: Draft) -> list[Word]:
    """Return the words whose prepositional phrases tell of an event."""
    heads = [draft.word] + ([draft.light] if draft.light is not None else [])
    heads += [w for w in draft.word.children if w.index in draft.key and w.pos == "NOUN"]
    if draft.form == "adjective" and is_verb(draft.word.head):
        heads.append(draft.word.head)
    if draft.word.rel == "conj" and is_verb(draft.word.head) and draft.word.head.lemma not in _FILLING:
        heads.append(draft.word.head)
    if draft.form == "verb" and draft.word.child("obj") is None:
        heads += [c for c in draft.word.all("conj") if is_verb(c) and any(w.head is c for w in draft.patients)]
    return heads


def _carried(draft: Draft, roles: Roles) -> list[Word]:
    """Return the weapons that the agents are told with: "a man with a knife killed"."""
    if roles.frame(draft).family not in ("attack", "harm"):
        return []
    held = (word for agent in draft.agents for word in obliques(agent) if word.case() in ("with", "med"))
    return [word for word in held if roles.kind(word) is EntityKind.WEAPON and word not in draft.instruments]


def _landmark(draft: Draft, word: Word, roles: Roles) -> Word | None:
    """Read "in front of the bank", "on the outskirts of the town": the thing is behind the first noun."""
    if word.lemma not in _BEFORE:
        return None
    inner = next((c for c in word.children if c.rel == "nmod" and c.case() in roles.lex.cue("of") | {"to", "til"}), None)
    if inner is None or roles.kind(inner) not in BUILT | {EntityKind.THING, EntityKind.GOVERNMENT, EntityKind.ORGANISATION}:
        return None
    if word.lemma == "front" and roles.frame(draft).family == "attack" and not draft.patients and draft.form == "weapon":
        draft.patients.append(inner)
    else:
        draft.places.append(inner)
    return inner


def _oblique(draft: Draft, word: Word, roles: Roles) -> None:
    case, kind = word.case(), roles.kind(word)
    last = case.split()[-1] if case else ""
    family = roles.frame(draft).family
    if is_nowhere(word, roles):
        return
    if word.lemma in _AIR and last not in roles.lex.cue("from_preps"):
        return  # "blown into the air", but "bombed from the air"
    if core(word, roles.lex).lemma in _RUBBLE and word.child("nmod:poss") is None:
        return  # "pulled out of the ruins" names no place
    if kind is EntityKind.WEAPON or core(word, roles.lex).lemma in roles.lex.platforms:
        if last in roles.lex.cue("with") or last in ("out", "off"):
            draft.instruments.append(word)
    elif (
        roles.event_family(word) in ("attack", "combat") and last in roles.lex.cue("with") | {"during", "under"}
    ) or _means(draft, word, case, roles):
        draft.instruments.append(word)
    elif family == "harm" and roles.event_family(word) == "detention" and last in ("in", "i", "under"):
        draft.agents += [c for c in word.children if c.index < word.index and roles.kind(c) in FORCES]
    elif kind is EntityKind.THING and ((word.pos == "PROPN" and last in _WHERE) or (word.pos == "NOUN" and last in _BESIDE)):
        draft.places.append(word)
    elif kind in (EntityKind.PLACE, EntityKind.FACILITY, EntityKind.HEALTH_FACILITY):
        if (
            family == "attack"
            and not draft.patients
            and last in ("onto", "on", "mot", "against", "på", "at", "over")
            and not draft.passive
        ):
            draft.patients.append(word)
        elif last in roles.lex.cue("place_preps") or not case or _off(case) or _out_of(draft, case):
            inner = lies_around(word, roles)
            draft.places += [word] if inner is None else [inner, word]


def _out_of(draft: Draft, case: str) -> bool:
    """Say whether somebody is brought out of somewhere, in two words: "reddet ut av et hus"."""
    words = [c.lower for c in draft.word.children] + [w.lower for w in draft.sentence.words if w.index in draft.key]
    return case == "av" and "ut" in words


def _means(draft: Draft, word: Word, case: str, roles: Roles) -> bool:
    """Say whether any thing after "with" is what violence was done with: "beaten with rifle butts"."""
    return (
        case in ("with", "using", "med")
        and word.pos == "NOUN"
        and draft.form == "verb"
        and roles.frame(draft).family in ("harm", "attack")
        and roles.kind(word) in (EntityKind.THING, EntityKind.FACILITY)
        and core(word, roles.lex).lemma not in roles.lex.kinds["abstract"] | _MANNER
        and lookup(word, roles.lex.nouns, roles.lex) is None
        and word.child("acl") is None
    )


def _off(case: str) -> bool:
    """Say whether a preposition tells in what direction from a place something lies: "nord for Gao"."""
    first, *rest = case.split()
    return first in _TOWARDS and rest[-1:] in (["for"], ["of"])
