"""Sorts participants once all are found: each in the place where it belongs, with those it is coordinated with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.annotate.clauses import belonging, most_of_them, obliques, resolve_relative
from kg.annotate.devices import acts_by_itself, crew_of, is_manned, is_struck_platform, is_vehicle
from kg.annotate.drafts import Draft
from kg.annotate.kinds import ACTORS, FORCES, STRUCK, is_gunfire, is_kind
from kg.annotate.lexicon import HURTING, VIOLENT, Lexicon, shared
from kg.annotate.noun_roles import is_abstract
from kg.annotate.nouns import core, lookup
from kg.annotate.weapons import armed_with, fired_from, is_generic, is_weapon, owns_weapon
from kg.annotate.words import Word
from kg.model import EntityKind

if TYPE_CHECKING:
    from kg.annotate.roles import Roles

_ATTACK = frozenset({"attack", "destruction", "siege", "combat"})
_GUNNERS = frozenset({"artillery", "artilleri"})
_HOURS = shared("hours") | shared("days")
_PRONOMINAL = shared("pronominal")
_BELONGING = frozenset({"of", "from", "av", "fra", "i"})
_LIVES = shared("lives")
_ANYTHING = frozenset({
    "horseback", "camelback", "foot", "anything", "something", "everything", "nothing", "noe", "alt", "ingenting",
})  # fmt: skip
"""What does nothing to anybody, whatever the tree says."""
_COMPASS = shared("compass")
_LANDS = shared("lands")
_SHARES = frozenset({"cent", "percent", "prosent"})


def give_to_owners(draft: Draft, roles: Roles) -> None:
    """Give what is done to a part of a body, or to a life, to the person: "broke his nose", "saved the lives of six"."""
    for place, word in enumerate(draft.patients):
        if core(word, roles.lex).lemma not in roles.lex.kinds["body_part"] | _LIVES:
            continue
        owner = next(iter(belonging(core(word, roles.lex), roles.lex.cue("of") | {"til", "på"})), None)
        if owner is None and draft.word.child("iobj") is not None:
            owner = draft.word.child("iobj")
        if owner is None and word.dep == "nsubj:pass":  # "bonden fikk foten knust"
            owner = next((w for w in draft.patients[:place] if w.dep == "nsubj:pass" and w.head is word.head), None)
        if owner is None:
            people = (w for w in obliques(draft.word) if w.case() in ("on", "of", "på", "til", "av"))
            owner = next((w for w in people if roles.kind(w) in ACTORS and (w.index > word.index or w.case() == "av")), None)
        if owner is not None:
            draft.patients[place] = owner
    draft.patients = _unique(draft.patients)


def sort(draft: Draft, roles: Roles) -> None:  # noqa: C901  one branch a construction of the language
    """Move weapons and event nouns out of the agent place, and expand coordination."""
    agents: list[Word] = []
    for name in ("agents", "patients", "instruments", "places"):
        setattr(
            draft,
            name,
            [
                w
                for w in getattr(draft, name)
                if w.index not in draft.key
                or draft.form == "count"
                or (name == "patients" and is_kind(w, "captive", roles.lex))
                or (name == "instruments" and draft.type == "Support" and is_weapon(w, roles))
            ],
        )
    family = roles.frame(draft).family
    for word in _expanded(draft.agents):
        kind = roles.kind(word)
        told = lookup(core(word, roles.lex), roles.lex.instruments, roles.lex)
        bare_platform = (
            draft.passive
            and told in roles.lex.platforms
            and word.child("det", "amod", "nmod:poss", "compound") is None
            and not any(c.rel == "nmod" and c.index < word.index for c in word.children)
        )
        if kind is EntityKind.THING and word.pos == "NOUN" and word.lower.endswith("ing") and not roles.lex.compounding:
            draft.natural = True  # "the retaking of the town cost nine lives"
            continue
        if word.lower in _ANYTHING or core(word, roles.lex).lemma in _SHARES:
            continue
        if (
            (roles.event_family(word) and kind not in ACTORS)
            or kind is EntityKind.WEAPON
            or is_gunfire(core(word, roles.lex), roles.lex, roles.known)
            or bare_platform
            or (told in roles.lex.platforms and acts_by_itself(draft, word, roles))
        ):
            draft.instruments.append(word)
        elif core(word, roles.lex).lemma in roles.lex.kinds["body_part"]:
            continue
        elif kind not in ACTORS and lookup(word, roles.lex.nouns, roles.lex):
            draft.natural = True  # a noun that looks like a deed and is none: "forslaget", "hjerteslag"
        elif (
            (kind is EntityKind.PLACE and not roles.is_state(word) and family != "speech" and not _land_acts(draft, word))
            or (
                kind in (EntityKind.FACILITY, EntityKind.HEALTH_FACILITY)
                and not (family in ("care", "speech", "support") and not draft.passive)
                and not is_manned(word, roles)
            )
            or (word.lemma in _HOURS and word.pos != "PRON")
        ):
            continue
        elif _mere_number(word, roles) or core(word, roles.lex).lemma in roles.lex.kinds["cause"]:
            draft.natural = draft.natural or word.pos != "NUM"
            continue
        elif kind is EntityKind.THING and _is_means(word, roles):
            draft.instruments += [word] if is_vehicle(word, roles) else []
        elif kind is EntityKind.THING and word.pos == "NOUN" and (by := _done_by(word, roles)):
            agents += by  # "the excessive use of force by the army"
        elif kind is EntityKind.THING and is_abstract(core(word, roles.lex), roles.lex):
            agents += _whose_doing(word, family, roles)
        elif told in roles.lex.platforms and (crew := _whose(word, roles)) is not None:
            agents.append(crew)
            draft.instruments.append(word)
        else:
            machine = is_vehicle(word, roles) and (family in HURTING or draft.type in ("Rescue", "Evacuation"))
            agents.append(word)
            if machine and draft.form != "noun":
                draft.instruments.append(word)
    agents = [w for w in agents if w.lower not in _PRONOMINAL] or agents
    if not agents:
        agents = armed_with(draft, roles) or fired_from(draft, roles)
    if family in VIOLENT | {"combat"}:
        agents += [w for a in list(agents) for w in _body_of(a, roles) if w not in agents]
    draft.agents = agents
    suffering = draft.patients if draft.form == "count" else _expanded(draft.patients, roles.lex)
    draft.patients = [w for w in suffering if w not in agents or roles.frame(draft).family == "meeting"]
    if draft.natural and draft.types == ["Killing"] and not agents and not draft.instruments:
        draft.types = ["Death"]  # "a heart attack killed the old man"
    if draft.type == "AidDelivery" and agents and draft.patients and all(is_weapon(w, roles) for w in draft.patients):
        draft.types = ["Support"]  # "will send more ammunition"
        to = [w for w in obliques(draft.word) if w.case() in ("to", "til")]
        draft.instruments += draft.patients
        draft.patients = [w for w in to if roles.kind(w) in ACTORS | {EntityKind.PLACE}]
    if roles.frame(draft).family in _ATTACK | {"harm"}:
        weapons = [w for w in draft.patients if roles.kind(w) is EntityKind.WEAPON and not is_struck_platform(w, roles)]
        draft.instruments += [w for w in weapons if w not in draft.instruments]
        draft.patients = [w for w in draft.patients if w not in weapons]
        if weapons and not draft.patients and draft.form == "verb" and not draft.passive:
            aimed = [w for w in obliques(draft.word) if w.case() in roles.lex.cue("against") - {"to", "til", "i"}]
            draft.patients = [resolve_relative(w) for w in aimed if roles.kind(w) in STRUCK - {EntityKind.PLACE}]
    draft.instruments = [w for w in _unique(_expanded(draft.instruments)) if not is_generic(w, roles)]
    draft.patients = [w for w in draft.patients if w is not draft.word or draft.form in ("count", "doer", "body")]
    if len(draft.patients) > 1:
        draft.patients = [w for w in draft.patients if w.lower not in ("one", "én", "en")] or draft.patients
        solid = [w for w in draft.patients if core(w, roles.lex).lemma not in roles.lex.kinds["abstract"]]
        if family in ("detention", "harm"):
            solid = [w for w in solid if roles.kind(w) is not EntityKind.THING or not lookup(w, roles.lex.nouns, roles.lex)]
        draft.patients = solid or draft.patients
        draft.patients = [w for w in draft.patients if not _part_of_them(w, roles.lex)] or draft.patients
        draft.patients = _without_most(draft.patients)
        solid = [w for w in draft.patients if w.pos != "ADJ" or w.child("det", "nummod", "amod") is not None]
        draft.patients = solid or draft.patients
    draft.places = _unique(_expanded(draft.places))
    for place in list(draft.places):
        draft.places += [
            w
            for w in place.subtree()
            if w.rel in ("nmod", "appos", "flat")
            and w.pos == "PROPN"
            and w not in draft.places
            and roles.kind(w) is EntityKind.PLACE
            and w.head.lemma not in _COMPASS
        ]
    if roles.frame(draft).family == "meeting":
        sides = _unique([*draft.agents, *draft.patients])
        draft.patients = []
        draft.agents = [w for w in sides if roles.kind(w) in ACTORS or w.pos in ("PRON", "PROPN", "NUM") or roles.is_state(w)]


def _whose_doing(word: Word, family: str, roles: Roles) -> list[Word]:
    """Return whose an operation is that kills or destroys: "the army's campaign wiped out 400 villages"."""
    if family not in VIOLENT | {"displacement"}:
        return []
    before = [c for c in word.children if c.index < word.index and c.rel in ("nmod", "compound", "amod")]
    named = [c for c in before if roles.kind(c) in FORCES or roles.demonym(c) or roles.is_state(c)]
    return named[:1] or [c for c in word.all("nmod") if c.case() in roles.lex.cue("by") and roles.kind(c) in FORCES][:1]


def _done_by(word: Word, roles: Roles) -> list[Word]:
    """Return who is behind an act that is told by a noun of its own: "use of force by the army"."""
    near = [c for c in word.subtree() if c.rel in ("nmod", "obl") and c is not word]
    return [c for c in near if c.case() in roles.lex.cue("by") and roles.kind(c) in ACTORS]


def _land_acts(draft: Draft, word: Word) -> bool:
    """Say whether a country acts that was named before: "Israel says the country struck a tunnel"."""
    definite = "Definite=Def" in word.morph or any(c.lower in ("the", "this") for c in word.all("det"))
    return word.rel == "nsubj" and definite and word.lemma in _LANDS and not draft.passive and len(word.children) < 2


def _body_of(word: Word, roles: Roles) -> list[Word]:
    """Return the named body that those who act belong to: "commandos of the Popular Front", "gunmen from the UVF"."""
    if word.pos != "NOUN" or roles.kind(word) not in (EntityKind.ARMED_ACTOR, EntityKind.PERSON, EntityKind.GROUP):
        return []
    named = (EntityKind.ARMED_ACTOR, EntityKind.ORGANISATION)
    return [
        c
        for c in word.children
        if c.rel == "nmod" and c.pos == "PROPN" and c.index > word.index and c.case() in _BELONGING and roles.kind(c) in named
    ]


def _whose(machine: Word, roles: Roles) -> Word | None:
    """Return whose an aircraft, tank or ship is: "army helicopters", "jets of the coalition".

    An air force, a navy or artillery is a body of men that acts, and "Israeli aircraft" are told of as "Israeli forces" are.
    """
    owners = (c for c in machine.children if owns_weapon(c, machine, roles) and not roles.demonym(c))
    owner = next(owners, None)
    gunners = core(machine, roles.lex).lemma in _GUNNERS or not is_vehicle(machine, roles)
    return crew_of(machine, roles) or (None if gunners else owner)


def _is_means(word: Word, roles: Roles) -> bool:
    """Say whether a thing without article only tells how something was done: "were evacuated by dhow"."""
    bare = word.pos == "NOUN" and word.child("det", "amod", "nmod:poss", "nummod", "compound", "nmod") is None
    return bare and "Number=Sing" in word.morph and "Definite=Def" not in word.morph and word.case() in roles.lex.cue("by")


def _mere_number(word: Word, roles: Roles) -> bool:
    """Say whether a number stands for nobody who is named: "two of the bombers" are bombers."""
    return word.pos == "NUM" and (core(word, roles.lex) is word or roles.kind(word) not in ACTORS)


def add_named(draft: Draft, roles: Roles) -> None:
    """Add people named out of a group: "nine people, including Olena Marchuk", "among the dead was the mayor"."""
    if draft.form == "noun" and roles.frame(draft).family == "harm" and not draft.patients:  # "nine deaths, including six pupils"
        named = [w for w in draft.word.all("nmod") if w.case() in ("including", "inkludert", "deriblant")]
        draft.patients = [w for w in named if roles.kind(w) in ACTORS]
    for word in list(draft.patients):
        inner = core(word, roles.lex)
        for child in [*word.children, *(inner.children if inner is not word else ())]:
            if (
                child.rel in ("nmod", "obl", "appos", "acl")
                and child.case() in ("including", "inkludert", "deriblant", "among", "blant")
                and (child.pos == "PROPN" or _singled_out(child, roles))
            ):
                draft.patients += child.conjuncts()
        if word.case() in ("among", "blant", "of"):
            governor = word.head
            named = [governor, *(c for c in governor.children if c.rel == "nsubj")]
            draft.patients += [
                w for w in named if w.pos == "PROPN" and roles.kind(w) is EntityKind.PERSON and w not in draft.patients
            ]


def _singled_out(word: Word, roles: Roles) -> bool:
    """Say whether people are told by themselves out of many: "a girl of six", "two soldiers", not "doctors and nurses"."""
    return word.pos == "NOUN" and roles.kind(word) in ACTORS and word.child("det", "nummod") is not None


def _part_of_them(word: Word, lex: Lexicon) -> bool:
    """Say whether a phrase counts some of those just named: "nineteen people, three of them children"."""
    below = [*word.children, *(c for number in word.all("nummod") for c in number.children)]
    return any(c.lower in ("them", "dem", "whom") and c.case() in lex.cue("of") for c in below)


def _without_most(patients: list[Word]) -> list[Word]:
    """Return who suffered without whom most of them are: "fifteen others, mostly women and children" are fifteen."""
    for word in patients:
        first = most_of_them(word)
        words = word.sentence.words
        before = words[first.index - words[0].index - 1] if first is not None and first is not words[0] else None
        counted = [w for w in patients if w.index < word.index and w.child("nummod", "det", "amod") is not None]
        if before is not None and before.text == "," and counted:
            comma = next((w.index for w in words[word.index - words[0].index :] if w.text == ","), words[-1].index)
            return [w for w in patients if not word.index <= w.index < comma]
    return patients


def _expanded(words: list[Word], lex: Lexicon | None = None) -> list[Word]:
    """Return words with what is coordinated with them, also inside "scores of doctors, nurses and drivers"."""
    out: list[Word] = []
    for word in words:
        for conjunct in word.conjuncts():
            if (conjunct is word or conjunct.is_nominal) and not any(
                c.lower in ("not", "ikke") and not bounding(c) for c in conjunct.children if c.rel == "advmod"
            ):
                out.append(conjunct)
                inner = core(conjunct, lex) if lex is not None else conjunct
                if inner is not conjunct:
                    out += [w for w in inner.conjuncts() if w is not inner and w.is_nominal]
    return _unique(out)


def bounding(negation: Word) -> bool:
    """Say whether a negation only bounds a number: "not more than five", "ikke færre enn 18"."""
    words = negation.sentence.words
    following = words[negation.index - words[0].index + 1 : negation.index - words[0].index + 2]
    return bool(following) and (following[0].lower in shared("comparative") or following[0].lemma in shared("comparative"))


def _unique(words: list[Word]) -> list[Word]:
    seen: set[int] = set()
    out = []
    for word in words:
        if word.index not in seen:
            seen.add(word.index)
            out.append(word)
    return out
