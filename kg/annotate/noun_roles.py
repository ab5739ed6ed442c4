"""Participants of event nouns, and of nouns for who did a deed or suffered it: "the army's attack", "her captors"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.annotate.accused import accuse
from kg.annotate.clauses import OWN, agents_by, is_passive, is_verb, objects, obliques, owners, subjects, subjects_of_governor
from kg.annotate.drafts import Draft
from kg.annotate.keys import governed_by, verb_key
from kg.annotate.kinds import ACTORS, FORCES, STRUCK, is_gunfire, is_kind
from kg.annotate.lexicon import Lexicon, shared
from kg.annotate.nouns import core, lookup
from kg.annotate.words import Word
from kg.model import EntityKind
from kg.names import Form

if TYPE_CHECKING:
    from kg.annotate.roles import Roles

_ASCRIBING = shared("ascribing")
_ATTACK = frozenset({"attack", "destruction", "siege", "combat"})
_STRETCHES = shared("stretches")
_REFLEXIVE = shared("reflexive")
_LEAVING = frozenset({"leave", "find", "hospitalise", "hospitalize", "admit", "bring", "take", "etterlate", "finne"})
_WHERE_IT_IS = frozenset({"Shooting", "Combat", "Arson", "Looting"})
_SHAKING = frozenset({"rock", "shake", "ryste"})
_PUTTING = shared("putting")
_CREDIT = shared("credit")
_SPOKESMEN = shared("spoken")
_BEHALF = frozenset({"behalf", "name", "vegne", "navn"})
_RESPONSIBLE = shared("responsible")
_CEASING = shared("ceasing")
_OBJECT_PREPS = frozenset({"of", "på", "av"})
_TREATING = shared("treating")
_HAVING = shared("having")
_USING = shared("using")
_KEPT_BY = frozenset({"hos", "with", "av", "by"})
_GETTING_AWAY = shared("getting_away")
_QUELLING = shared("quelling")
_HELD = frozenset({"custody", "captivity"})
_ENDED = frozenset({"protest", "combat"})
"""Families of events that somebody else may put an end to."""
_AGREED = frozenset({"agree", "agreed", "enig"})
_FROM_SOMEWHERE = frozenset({"displacement", "care", "release"})
"""Families of events that lead from somewhere: "evakueringen fra Kabul" is not Kabul's."""
_HANDS = frozenset({"hand", "hånd", "hende"})
_SHORTEST_ABSTRACT = 6
_ABSTRACT = ("het", "else", "sjon", "isme", "ering", "tur")


def of_noun(draft: Draft, roles: Roles) -> None:  # noqa: C901  one branch a construction of the language
    """Read who did what an event noun tells, and to whom, from the words around it and the verb that supports it."""
    noun, lex = draft.word, roles.lex
    inner = [c for child in noun.children if child.rel == "compound" for c in child.children if c.rel in ("compound", "amod")]
    for child in [*noun.children, *inner]:
        if child.index < noun.index and child.rel in ("compound", "amod", "nmod", "nmod:poss", "det", "flat"):
            _left_modifier(draft, child, roles)
        elif child.lemma in _HANDS and (held := agents_by(noun, lex)):
            draft.agents += held
            draft.patients = [w for w in draft.patients if w not in held]
        elif (child.rel in ("nmod", "obl") and child.dep != "nmod:poss") or (child.rel == "amod" and child.case()):
            if child not in draft.agents:
                _right_modifier(draft, child, roles)
        elif child.rel == "acl" and child.lemma in _ASCRIBING:
            draft.agents += [w for w in obliques(child) if w.case() in ("to", "on", "til", "på")][:1]
            draft.patients += [w for w in obliques(child)[1:] if w.case() in lex.cue("against") and roles.kind(w) in STRUCK]
        elif child.rel == "acl" and child.dep != "acl:relcl":
            draft.agents += agents_by(child, lex)
        elif child.rel == "obj":
            draft.patients.append(child)
    if not draft.agents:
        draft.agents = _said_to_be_behind(noun, roles)
    if not draft.patients and noun.child("cop") is not None and noun.case() in ("in", "under", "i"):
        draft.patients = [w for w in noun.children if w.rel == "nsubj" and roles.kind(w) in STRUCK]
    if not draft.agents and is_gunfire(noun, lex, roles.known):
        sources = [w for c in noun.all("nmod") if c.case() == "from" for w in (c, *c.children)]
        draft.agents = [w for w in sources if roles.demonym(w) or roles.kind(w) is EntityKind.ARMED_ACTOR][:1]
    _suffered(draft, roles)
    _light_verb(draft, roles)
    accuse(draft, roles)
    if not draft.patients and noun.rel == "nmod" and roles.frame(draft).family in _ATTACK | {"harm"}:
        for above in noun.up():
            for child in above.children:
                apart = child.rel == "obl" and child.subtree()[0].index == noun.index + 1
                if apart and child.case() in lex.cue("against") - {"i", "til", "in", "to"}:
                    _right_modifier(draft, child, roles)
    if not draft.patients and noun.rel == "obj" and roles.frame(draft).family in _ATTACK | {"harm"}:
        for child in noun.head.children:
            if child.rel == "obl" and child.case() in lex.cue("against") and child.subtree()[0].index == noun.index + 1:
                _right_modifier(draft, child, roles)
    if (
        draft.light is None
        and not draft.agents
        and noun.rel == "conj"
        and noun.head.pos == "NOUN"
        and lookup(noun.head, lex.nouns, lex)
    ):
        shared = [w for w in noun.head.children if w.dep == "nmod:poss"]
        draft.agents = [w for w in shared if roles.kind(w) in ACTORS]
    if not draft.patients:
        for child in noun.children:
            if child.rel == "conj" and child.pos == "NOUN" and lookup(child, lex.nouns, lex):
                draft.patients = [
                    w for w in child.children if w.rel == "nmod" and w.case() in lex.cue("of") and roles.kind(w) in STRUCK
                ]


def _said_to_be_behind(noun: Word, roles: Roles) -> list[Word]:
    """Read "the army was behind the raid" and "the army was responsible for the raid"."""
    said = noun if noun.case() in ("behind", "bak") else noun.head if noun.head.lemma in _RESPONSIBLE else None
    if said is None or said.child("cop") is None or (said is noun.head and noun.case() != "for"):
        return []
    found = said.all("nsubj") or (said.head.all("nsubj") if said.rel in ("xcomp", "ccomp") else [])
    return [w for w in found if roles.kind(w) in ACTORS or w.pos in ("PROPN", "PRON")]


def _suffered(draft: Draft, roles: Roles) -> None:
    """Give what somebody was subjected to, or is held in, to whom the noun or its verb names after "by", "from", "with".

    "utsatt for voldtekt av soldater", "mottok trusler fra militsen", "i fangenskap hos kystvakten".
    """
    noun, lex = draft.word, roles.lex
    verb = governed_by(noun, lex.light["patient"], lex)
    if verb is None:
        return
    for word in [*(w for each in noun.conjuncts() for w in each.children), *verb.children]:
        if word.rel not in ("nmod", "obl") or word.index < noun.index or roles.kind(word) not in ACTORS:
            continue
        held = word.case() in _KEPT_BY and roles.frame(draft).family == "detention"
        shot = word.case() in ("from", "fra") and roles.frame(draft).family in _ATTACK
        if held or shot or word.case() in lex.cue("by"):
            draft.patients = [w for w in draft.patients if w is not word]
            draft.agents += [word] if word not in draft.agents else []


def _owner(draft: Draft, child: Word, kind: EntityKind, roles: Roles) -> None:
    """Read "the army's attack" and "the mayor's murder"."""
    target = draft.agents if kind in ACTORS or child.pos == "PRON" else draft.patients
    family = roles.frame(draft).family
    seat = kind is EntityKind.PLACE and (roles.is_state(child) or _is_seat(child, roles))
    seat = seat or (family == "detention" and _many_armed(child, roles))
    if kind not in ACTORS and kind is not EntityKind.PLACE and family == "attack" and _struck_after(draft.word):
        return  # "the bank's attack on inflation" strikes no bank
    if seat or (_has_object(draft.word, roles) and (kind in ACTORS or child.pos == "PRON")):
        target = draft.agents
    elif family in ("harm", "release", "detention", "displacement", "care") and draft.type not in ("Assault",):
        target = draft.patients
    target.append(child)


def _left_modifier(draft: Draft, child: Word, roles: Roles) -> None:
    kind = roles.kind(child)
    if child.lemma in _STRETCHES:
        return
    if child.dep == "nmod:poss":
        to_death = draft.type == "Death" and child.pos == "PRON" and draft.word.rel == "obl" and draft.word.case() == "to"
        if to_death and is_verb(draft.word.head):  # "fell to their deaths", "sent nine recruits to their deaths"
            draft.patients += objects(draft.word.head) or subjects(draft.word.head)
            return
        for owner in subjects_of_governor(draft.word) if child.lower in OWN else [child]:
            _owner(draft, owner, roles.kind(owner), roles)
        return
    if child.pos in ("ADJ", "PROPN") and roles.demonym(child):
        draft.agents.append(child)
    elif child.rel in ("compound", "nmod", "amod") and child.pos in ("NOUN", "PROPN"):
        if kind in (EntityKind.HEALTH_FACILITY, EntityKind.FACILITY):
            draft.patients.append(child)
        elif (
            kind in (EntityKind.ARMED_ACTOR, EntityKind.GOVERNMENT, EntityKind.ORGANISATION)
            and child.lemma not in roles.lex.platforms
        ):
            draft.agents.append(child)
        elif kind is EntityKind.PERSON and roles.frame(draft).family in ("harm", "care", "detention"):
            draft.patients.append(child)
        elif kind is EntityKind.PLACE:
            draft.places.append(child)
        elif kind is EntityKind.WEAPON:
            draft.instruments.append(child)


def _many_armed(word: Word, roles: Roles) -> bool:
    """Say whether an army, a militia, a government is named, and no single soldier: "i al-Shababs varetekt"."""
    single = is_kind(word, "male", roles.lex) or is_kind(word, "female", roles.lex)
    return roles.kind(word) in FORCES and not single and (word.pos == "PROPN" or is_kind(word, "body_of_men", roles.lex))


def _struck_after(noun: Word) -> bool:
    return any(c.rel == "nmod" and c.index > noun.index and c.case() in ("on", "against", "mot", "på") for c in noun.children)


def _has_object(noun: Word, roles: Roles) -> bool:
    """Say whether an event noun names what it was done to after it: "the army's killing of", "hærens drap på"."""
    return any(c.rel == "nmod" and c.index > noun.index and c.case() in _OBJECT_PREPS for c in noun.children)


def _right_modifier(draft: Draft, child: Word, roles: Roles) -> None:
    case, kind, lex = child.case(), roles.kind(child), roles.lex
    actor = kind in FORCES or kind is EntityKind.ORGANISATION
    family = roles.frame(draft).family
    if case in lex.cue("of"):
        if (
            lex.language != "en"
            and actor
            and family in _ATTACK
            and not draft.agents
            and child.index > draft.word.index
            and _agentive(child, roles)
        ):
            draft.agents.append(child)
        elif draft.word.lemma in _HELD and draft.word.case() in ("in", "i") and kind in FORCES:
            draft.agents.append(child)  # "were in the custody of the army"
        elif (kind in STRUCK or kind is EntityKind.THING) and not (
            child.pos == "NUM" and child.text.isdigit() and len(child.text) == 4
        ):
            draft.patients.append(child)
    elif case in lex.cue("by"):
        _done_by(draft, child, roles)
    elif case in lex.cue("against") and family in _ATTACK | {"speech", "harm", "protest", "support"}:
        beside = family == "harm" or case in ("to", "into", "i", "til", "over", "at")
        beside = beside or (case == "på" and draft.type in _WHERE_IT_IS)  # "skytingen på Kastrup", not "angrepet på byen"
        if not (kind is EntityKind.PLACE and beside):
            if kind in STRUCK or (kind is EntityKind.THING and case in ("on", "against", "mot", "på")):
                draft.patients.append(child)
        else:
            draft.places.append(child)
    elif case in ("between", "mellom", "among") or (
        case in ("with", "med") and family in ("ceasefire", "combat") and kind in ACTORS
    ):
        draft.agents.append(child)
        if child.child("conj") is None:  # "between" joins two, wherever the parser hung the second
            draft.agents += [w for w in draft.word.all("conj") if w.index > child.index and roles.kind(w) in ACTORS]
    elif case in ("for", "to", "med", "with") and family in ("care", "speech", "support", "meeting") and kind in STRUCK:
        draft.patients.append(child)


def _done_by(draft: Draft, child: Word, roles: Roles) -> None:
    """Read "angrep fra hæren", "the raid by police"; "flukten fra Lisala" tells where from."""
    kind, place = roles.kind(child), roles.is_state(child) or _is_seat(child, roles)
    if child.lemma == "side" and owners(child):
        draft.agents += owners(child)  # "fra vokternes side"
    elif child.case() == "fra" and roles.frame(draft).family in _FROM_SOMEWHERE and (kind not in FORCES or place):
        draft.places += [child] if place or kind is EntityKind.PLACE else []
    else:
        (draft.agents if kind in ACTORS or roles.is_state(child) else draft.instruments).append(child)


def _agentive(word: Word, roles: Roles) -> bool:
    """Say whether an actor after "av" does the act ("angrep av regjeringsstyrker") and is not its object."""
    return roles.kind(word) in FORCES and not roles.is_state(word)


def on_behalf_of(verb: Word, roles: Roles) -> list[Word]:
    """Return for whom somebody takes the credit: "a caller claimed the attack on behalf of the Popular Front"."""
    near = [w for above in (verb, *subjects(verb)) for w in above.subtree()]
    behalf = [w for w in near if w.lemma in _BEHALF and w.case() in ("on", "in", "på", "i")]
    below = [c for w in dict.fromkeys(behalf) for c in w.all("nmod", "obl")]
    named = [w for w in below if w.case() in roles.lex.cue("of") | {"til"}]
    return [w for w in named if roles.kind(w) in ACTORS or w.pos == "PROPN"]


def _spoken_for(speakers: list[Word], roles: Roles) -> list[Word]:
    """Return in whose name somebody takes the credit: "a spokesman for the Taliban claimed the attack"."""
    out: list[Word] = []
    for word in speakers:
        spokes = core(word, roles.lex).lemma in _SPOKESMEN
        bodies = [c for c in word.all("nmod") if c.case() in roles.lex.cue("of") | {"for", "til"}] if spokes else []
        out += [w for w in bodies if roles.kind(w) in ACTORS or w.pos == "PROPN"] or [word]
    return out


def _light_verb(draft: Draft, roles: Roles) -> None:  # noqa: C901  one branch a construction of the language
    noun, lex = draft.word, roles.lex
    under = noun.case() in ("under",)
    for name in ("patient", "agent", "aspect", "cause"):
        verb = governed_by(noun, lex.light[name], lex)
        if verb is None:
            continue
        passive = is_passive(verb)
        argument = noun
        while argument.rel == "conj":
            argument = argument.head
        as_object = (
            argument.rel == "obj"
            or (argument.rel in ("nmod", "obl") and argument.head.lemma in _CREDIT)
            or (passive and argument.rel in ("nsubj",))
            or (verb.dep == "acl:relcl")
            or (argument.rel == "xcomp" and (verb.child("iobj") is not None or argument.child("det") is not None))
            or (name == "agent" and argument.rel == "obl" and f"{verb.lemma} {argument.case()}" in lex.light[name])
        )
        if name == "patient":
            if argument.rel in ("obj", "obl", "xcomp", "nmod") and not draft.patients:
                draft.patients = [w for w in subjects(verb) if w is not noun]
                draft.light = verb
        elif name == "aspect" and verb.lemma in _CEASING and noun.child("nmod:poss") is None:
            continue  # who stops the shelling need not be who shells
        elif name == "agent" and is_quelled(noun, roles.frame(draft).family):
            draft.light = verb  # who breaks up a march does not march
        elif name == "cause" and roles.frame(draft).family == "harm":
            draft.light = verb
        elif as_object and name != "cause" and (all(w.pos == "PRON" for w in draft.agents) or draft.type == "Ceasefire"):
            others = [w for w in obliques(verb) if w.case() in ("with", "med") and w.index > noun.index]
            parties = (draft.agents or others) if draft.type == "Ceasefire" else []
            found = agents_by(verb, lex) if passive else (on_behalf_of(verb, roles) or subjects(verb))
            if roles.frame(draft).family != "speech":
                found = _spoken_for(found, roles)
            if roles.frame(draft).intransitive:
                found = []  # who gives the number of the dead killed nobody
            given = [w for w in verb.children if w.rel == "iobj" and w.lower not in _REFLEXIVE]
            given += objects(verb) if argument.rel == "obl" and not passive else []
            draft.patients += given if not draft.patients else []
            draft.agents = [
                w for w in found if w is not noun and (roles.kind(w) in ACTORS or roles.is_state(w) or _may_act(w, roles))
            ] + parties
            draft.light = verb
        if draft.light is not None:
            break
    if not draft.patients and noun.rel == "nsubj" and roles.frame(draft).family == "attack":
        draft.patients = _torn_through(noun, roles)
    if draft.type == "Injury" and not draft.patients:
        draft.patients = _injured(noun, roles)
    if draft.type == "Ceasefire" and noun.rel == "obl" and noun.head.lemma in _AGREED and not draft.agents:
        draft.agents = subjects(noun.head)
    if noun.rel == "obl" and noun.case() in ("in", "i") and noun.head.lemma in _USING and is_passive(noun.head):
        draft.instruments += [w for w in subjects(noun.head) if w is not noun]
    if draft.light is not None and not draft.patients:
        draft.patients = [
            w
            for w in obliques(draft.light)
            if w is not noun and w.index > noun.index and w.case() in lex.cue("against") - {"in", "i"} and roles.kind(w) in STRUCK
        ]
    put_under = lex.language == "en" or noun.head.lemma in _PUTTING  # "under" is mostly "during" in Norwegian
    if draft.light is None and under and is_verb(noun.head) and not draft.patients and put_under:
        put = objects(noun.head) if noun.head.lemma in _PUTTING else []
        draft.patients, draft.light = put or subjects(noun.head), noun.head
        draft.agents = draft.agents or (subjects(noun.head) if put else [])
    for child in noun.children:
        if child.dep == "acl:relcl" and draft.light is None:
            keys = lex.light["agent"]
            place = child.index - child.sentence.words[0].index
            whole = verb_key(child.sentence.words, place, lex, keys) is not None
            if whole or child.lemma in keys or any(f"{child.lemma} {inner.lower}" in keys for inner in child.children):
                found = agents_by(child, lex) if is_passive(child) else [w for w in subjects(child) if w is not noun]
                if found and not draft.agents:
                    draft.agents, draft.light = found, child


def is_quelled(noun: Word, family: str) -> bool:
    """Say whether a verb puts an end to a protest, a rising or a fight: "put down a mutiny", "the march was broken up"."""
    verb = noun.head
    told = {verb.lemma, *(f"{verb.lemma} {c.lower}" for c in verb.children if c.rel in ("compound", "advmod", "case", "obl"))}
    return family in _ENDED and noun.rel in ("obj", "nsubj") and not _QUELLING.isdisjoint(told)


def _torn_through(noun: Word, roles: Roles) -> list[Word]:
    """Return what a blast or a barrage is said to go through: "two blasts ripped through a crowded market"."""
    verb = governed_by(noun, roles.lex.light["fall"], roles.lex) or (noun.head if noun.head.lemma in _SHAKING else None)
    if verb is None:
        return []
    inwards = (["through"], ["into"], ["gjennom"], ["on"])
    found = [w for w in [*obliques(verb), *objects(verb)] if w.case().split()[-1:] in inwards]
    found += objects(verb) if verb.lemma in _SHAKING else []
    return [w for w in found if roles.kind(w) in STRUCK - {EntityKind.PLACE} and w.index > verb.index]


def _injured(injury: Word, roles: Roles) -> list[Word]:
    """Return who has an injury, or is treated for it: "had burns over his back", "treated 71 people for gunshot wounds"."""
    verb = injury.head
    if injury.rel == "nmod" and injury.case() in ("with", "med") and roles.kind(verb) is EntityKind.PERSON:
        return [verb]
    if injury.rel == "obj" and verb.lemma in _HAVING:
        return [w for w in subjects(verb) if roles.kind(w) in ACTORS or w.pos == "PRON"]
    if injury.rel == "obl" and injury.case() in ("for", "with", "med") and verb.lemma in _TREATING | _LEAVING:
        return subjects(verb) if is_passive(verb) else objects(verb)
    return []


def of_doer(draft: Draft, roles: Roles) -> None:
    """Read "the kidnappers of the banker", "their captors", "two hostages"."""
    word = draft.word
    if is_kind(word, "captive", roles.lex):
        draft.patients = _held_as(word) or [word]
        return
    draft.agents = [word]
    if held := _held_by(word, roles):
        draft.patients = held
        return
    draft.patients = [w for w in owners(word) if roles.kind(w) in ACTORS or w.pos == "PRON"] + [
        w
        for w in obliques(word)
        if w.case() in roles.lex.cue("of") | {"til"} and (roles.kind(w) in ACTORS or w.pos in ("PROPN", "NUM"))
    ]


def _held_by(captor: Word, roles: Roles) -> list[Word]:
    """Return who a sentence tells of as held: who gets away "from her captors", whom the kidnappers "want a ransom for"."""
    verb = captor.head
    if captor.rel in ("obl", "obj") and verb.lemma in _GETTING_AWAY and is_verb(verb) and not owners(captor):
        from_them = captor.case() in ("from", "fra") or captor.rel == "obj"
        freed = objects(verb) if captor.rel == "obl" and not is_passive(verb) else []
        return [w for w in freed or subjects(verb) if roles.kind(w) in ACTORS or w.pos == "PRON"] if from_them else []
    if captor.rel == "nsubj" and verb.lemma in roles.lex.cue("demanding_governors"):
        asked = [w for o in (verb, *verb.all("obj"), *obliques(verb)) for w in obliques(o) if w.case() == "for"]
        return [w for w in asked if roles.kind(w) in ACTORS][:1]
    return []


def _held_as(captive: Word) -> list[Word]:
    """Return who a clause tells of as a captive: "was freed after two months as a hostage"."""
    verb = next((word for word in captive.up() if is_verb(word)), None)
    if verb is None or captive.case() not in ("as", "som"):
        return []
    return subjects(verb) if is_passive(verb) else objects(verb)


def _is_seat(word: Word, roles: Roles) -> bool:
    """Say whether a capital stands for its government: "Kyiv's drone strike"."""
    span = roles.known.get(word.index)
    return span is not None and any(name.form is Form.METONYM for name in span.names)


def _may_act(word: Word, roles: Roles) -> bool:
    """Say whether somebody of whom nothing is known may do a deed: a pronoun, a name, people told by a noun of many."""
    unknown = roles.kind(word) is EntityKind.THING and (word.pos == "PROPN" or "Number=Plur" in word.morph)
    return word.pos == "PRON" or (unknown and not lookup(word, roles.lex.nouns, roles.lex) and not is_abstract(word, roles.lex))


def is_abstract(noun: Word, lex: Lexicon) -> bool:
    """Say whether a noun names no doer: it is of the list, or is formed like one ("uroligheten", "mobiliseringen")."""
    if noun.lemma in lex.kinds["abstract"]:
        return True
    return noun.pos == "NOUN" and lex.compounding and len(noun.lemma) > _SHORTEST_ABSTRACT and noun.lemma.endswith(_ABSTRACT)
