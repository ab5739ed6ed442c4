"""Which words of harm, detention, release and flight do tell of an event."""

from __future__ import annotations

from kg.annotate.clauses import obliques
from kg.annotate.drafts import Draft
from kg.annotate.keys import base_verb
from kg.annotate.kinds import ACTORS, BUILT, STRUCK, is_kind
from kg.annotate.lexicon import shared
from kg.annotate.nouns import core, lookup
from kg.annotate.prune_words import abstract_only, event_noun, is_casualty, is_definite, is_fighting, is_pronoun
from kg.annotate.roles import Roles
from kg.annotate.words import Word
from kg.model import EntityKind

_LIVES = shared("lives")
_THROWING = shared("throwing")
_ON_FOOT = shared("on_foot")
_IN_FLIGHT = shared("in_flight")
_HANDLING = shared("handling")
"""Verbs that tell of arrests and abductions only where people are handled."""
_EMPTYING = frozenset({"empty", "depopulate", "cleanse"})
_HARMLESS = shared("harmless")
_YOU = shared("you")
_VANISHING = shared("vanishing")
_HIJACKING = frozenset({"hijack", "kapre", "oppbringe", "borde"})
_CRAFT = (*sorted(shared("craft")), "tog", "buss", "ferge", "ferje", "tanker", "tråler")
_SEIZING = frozenset({"arrest", "detain", "kidnap", "abduct"}) | shared("unmistakable")
_UNMISTAKABLE = shared("unmistakable")
_SENTENCES = shared("sentences")


def harm_tells(draft: Draft, roles: Roles) -> bool:  # noqa: C901  one branch a construction of the language
    """Say whether a word tells of harm to people."""
    if draft.type in ("SexualViolence", "Torture") and draft.patients and not any(
        roles.kind(w) in ACTORS or w.pos in ("PRON", "NUM", "ADJ") for w in draft.patients
    ):
        return False
    if draft.type == "Torture" and draft.form == "verb" and draft.patients:
        things = [w for w in draft.patients if w.pos == "NOUN" and roles.kind(w) not in ACTORS | {EntityKind.THING}]
        people = [w for w in draft.patients if roles.kind(w) in ACTORS or is_pronoun(w, roles)]
        hung = draft.word.lemma in ("hang", "henge") and not people
        if len(things) == len(draft.patients) or hung:
            return False
    if abstract_only(draft, roles):
        return False
    if draft.type == "Assault" and draft.form == "verb" and draft.word.lemma in _THROWING and not _thrown_at(draft, roles):
        return False
    if draft.form == "noun" and draft.word.lemma == "casualty":
        return any(c.rel == "nummod" or c.lower in roles.lex.cue("negation") for c in draft.word.children)

    if draft.type == "Killing" and draft.word.lemma == "henge" and draft.form == "verb" and len(draft.key) == 1:
        # A dress hangs in the wardrobe, a firm by a thread.
        hanged = draft.passive or draft.word.child("obj") is not None
        return hanged and any(roles.kind(w) in ACTORS or is_pronoun(w, roles) for w in draft.patients)
    if draft.type == "Death" and draft.patients and all(w.lower in _YOU for w in draft.patients):
        return False  # "your chances of dying": nobody is told to have died
    if draft.word.lower == "starving":
        return False  # who is starving is hungry and alive
    if draft.bare:
        return True
    if draft.form in ("verb", "adjective") and draft.patients:
        lives = [w for w in draft.patients if core(w, roles.lex).lemma in _LIVES]
        if not draft.agents and all(is_kind(w, "animal", roles.lex) for w in draft.patients):
            return False
        if all(
            roles.kind(w) not in ACTORS
            and not is_pronoun(w, roles)
            and w not in lives
            and w.pos not in ("NUM", "PRON")
            and not (draft.type == "Death" and w.pos == "PROPN")
            for w in draft.patients
        ):
            if draft.word.lemma in (
                "run",
                "slit",
                "throw",
                "hang",
                "strangle",
                "drown",
                "execute",
                "hurt",
                "harm",
                "skade",
                "burn",
                "brenne",
                "slå",
                "beat",
                "dø",
                "die",
            ) or abstract_only(draft, roles):
                return False
            return all(roles.kind(w) is EntityKind.THING for w in draft.patients)
        return not abstract_only(draft, roles)
    if draft.form == "verb":
        sure = base_verb(draft.word, roles.lex) in _UNMISTAKABLE and bool(draft.agents)
        sure = sure or any(w.lower in ("hjel", "ihjel") for w in draft.sentence.words if w.index in draft.key)
        return (draft.passive and draft.type not in ("Assault",)) or bool(draft.patients) or sure
    if draft.form in ("count", "body"):
        return True
    if draft.form == "noun":
        people = [w for w in draft.patients if roles.kind(w) in ACTORS | {EntityKind.THING} or w.pos in ("NUM", "PRON")]
        counted = draft.word.child("nummod") is not None
        crime = draft.type in ("SexualViolence", "Torture")  # "rape was used as a weapon in the camps"
        told = bool(draft.places or draft.instruments) and (crime or "Number=Plur" in draft.word.morph or is_definite(draft.word))
        return bool(people or counted or draft.agents or draft.light is not None or told)
    return bool(draft.patients)


def _thrown_at(draft: Draft, roles: Roles) -> bool:
    """Say whether things are thrown at people or houses; words and money are thrown at nobody's head."""
    words = roles.lex.kinds["statement"] | roles.lex.kinds["abstract"] | _HARMLESS
    things = draft.word.all("obj")
    at = [w for thing in (draft.word, *things) for w in obliques(thing) if w.case().split()[-1:] in (["at"], ["mot"])]
    return any(roles.kind(w) in STRUCK for w in at) and not any(core(w, roles.lex).lemma in words for w in things)


def detention_tells(draft: Draft, roles: Roles) -> bool:
    """Say whether a word tells of people being held or taken, or of a vessel or a machine seized."""
    if (
        draft.natural
        or (draft.patients and all(is_kind(w, "animal", roles.lex) for w in draft.patients))
        or abstract_only(draft, roles)
    ):
        return False
    if draft.word.lemma == "dømme" and not any(
        w.lower in _SENTENCES or w.lemma in _SENTENCES for w in draft.word.subtree() if w.index > draft.word.index
    ):
        return False  # who is found guilty is not yet locked up
    if draft.word.lemma == "hente" and draft.form == "verb" and not _fetched(draft, roles):
        return False
    if draft.word.lemma in _VANISHING and any(_leaves(w, roles) for w in draft.patients):
        return False
    if draft.word.lemma in ("keep", "hold", "holde") and any(
        w.case() in ("from", "fra") for w in draft.word.children if w.rel == "obl"
    ):
        return False
    if draft.bare:
        return True
    if draft.form == "noun":
        several = bool(draft.places) and ("Number=Plur" in draft.word.morph or is_definite(draft.word))
        return (
            several
            or (bool(draft.patients or draft.agents) and draft.word.lemma not in ("capture",))
            or any(roles.kind(w) in ACTORS for w in draft.patients)
        )
    people = [
        w
        for w in draft.patients
        if roles.kind(w) in ACTORS
        or w.pos in ("PRON", "NUM")
        or (roles.kind(w) is EntityKind.THING and w.pos in ("NOUN", "PROPN"))
    ]
    vessels = any(is_kind(w, "vehicle", roles.lex) or core(w, roles.lex).lemma.endswith(_CRAFT) for w in draft.patients)
    if vessels and base_verb(draft.word, roles.lex) in _HIJACKING:
        return True
    if base_verb(draft.word, roles.lex) == "kapre" and not any(is_fighting(w, roles) for w in draft.agents):
        return False  # a club that "kaprer" a player abducts nobody
    captive = any(is_kind(w, "captive", roles.lex) for w in draft.sentence.words if w.index in draft.key)
    if draft.word.lemma in _HANDLING and not captive:
        people = [w for w in people if roles.kind(w) in ACTORS or w.pos == "PRON" or (w.pos == "NUM" and not w.all("nmod"))]
    if draft.word.lemma in ("capture", "seize", "innta", "ta", "fange") and not people:
        return False
    return bool(people) or (
        draft.passive and base_verb(draft.word, roles.lex) in _SEIZING
    )


def _fetched(draft: Draft, roles: Roles) -> bool:
    """Say whether somebody is fetched by who may lock them up, and not wood, the wounded or the paper."""
    people = [w for w in draft.patients if roles.kind(w) in ACTORS or is_pronoun(w, roles) or w.pos == "NUM"]
    taken = draft.passive or any(is_fighting(w, roles) for w in draft.agents)
    return taken and bool(people) and not any(is_casualty(w, roles) for w in people)


def _leaves(word: Word, roles: Roles) -> bool:
    """Say whether somebody who is gone went by themselves: who struck, or what drove away."""
    doer = lookup(word, roles.lex.doers, roles.lex) is not None and not is_kind(word, "captive", roles.lex)
    return doer or roles.kind(word) in BUILT | {EntityKind.ARMED_ACTOR, EntityKind.WEAPON}


def displacement_tells(draft: Draft, roles: Roles) -> bool:
    """Say whether a word tells of flight: many leave, or are driven out."""
    if draft.form == "noun":
        return bool(draft.patients or draft.agents or draft.bare or (draft.places and is_definite(draft.word)))
    if len(draft.key) > 1 and draft.word.lemma in ("leave", "forlate") and all("Number=Sing" in w.morph for w in draft.patients):
        return False  # somebody who leaves the house in the morning flees from nothing
    if len(draft.key) > 1 and any(w.lower in ("house", "huset") for w in draft.word.all("obj")):
        return False
    if draft.word.lemma in _ON_FOOT:
        return any(_in_flight(w, roles) for w in [*draft.patients, *draft.word.all("nsubj")])
    if draft.word.lemma in ("escape", "rømme") or (draft.word.lemma == "jage" and not draft.passive and len(draft.key) == 1):
        fled = any(event_noun(w, roles) and w.case() in ("from", "fra", "before", "for") for w in obliques(draft.word))
        many = any(roles.kind(w) in (EntityKind.PERSON, EntityKind.GROUP) for w in draft.patients)
        return many and (fled or bool(draft.places))
    if draft.word.lemma in _EMPTYING and any(roles.kind(w) in BUILT for w in draft.patients):
        return bool(draft.agents)
    driven = draft.passive and draft.agents and not draft.patients  # the headline "Tvunget på flukt av kvegtyver"
    counted = [w for w in draft.patients if w.pos == "NOUN" and w.child("nummod") is not None and draft.form == "verb"]
    counted = [w for w in counted if not is_kind(w, "animal", roles.lex) and roles.kind(w) is EntityKind.THING]
    return driven or bool(counted) or any(roles.kind(w) in ACTORS or w.pos in ("PRON", "NUM") for w in draft.patients)


def _in_flight(word: Word, roles: Roles) -> bool:
    """Say whether people who move are refugees, or so many that something drives them."""
    if core(word, roles.lex).lemma in _IN_FLIGHT or any(c.lemma in _IN_FLIGHT for c in word.children):
        return True
    many = any(c.pos == "NUM" and ("," in c.text or len(c.text) > len("10")) for c in word.all("nummod"))
    many = many or any(w.lower in ("hundreds", "thousands", "families", "tens") for w in word.subtree())
    return many and roles.kind(word) in (EntityKind.PERSON, EntityKind.GROUP)


def release_tells(draft: Draft, roles: Roles) -> bool:
    """Say whether a word tells of people who go free."""
    if draft.form == "noun" and draft.agents and draft.word.lemma.startswith(("fange", "gissel", "prisoner", "hostage")):
        return True  # "fangeutveksling mellom partene" says itself who goes free
    return any(
        roles.kind(w) in ACTORS
        or w.pos in ("PRON", "NUM")
        or (
            roles.kind(w) is EntityKind.THING
            and w.pos in ("NOUN", "PROPN")
            and draft.agents
            and draft.form == "verb"
            and draft.switch
        )
        for w in draft.patients
    )
