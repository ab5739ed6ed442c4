"""Participants of verbs: subjects and objects, across passives, control and verbs that share them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.annotate.accused import ascribed
from kg.annotate.clauses import agents_by, is_passive, is_verb, objects, subjects
from kg.annotate.devices import set_off
from kg.annotate.drafts import Draft
from kg.annotate.intransitive import after_particle, of_intransitive
from kg.annotate.keys import base_verb
from kg.annotate.kinds import ACTORS, BUILT, FORCES, is_kind
from kg.annotate.lexicon import VIOLENT, Frame, shared
from kg.annotate.nouns import core, lookup
from kg.annotate.words import Word
from kg.model import EntityKind

if TYPE_CHECKING:
    from kg.annotate.roles import Roles

_ASCRIBING = shared("ascribing")
_HOURS = shared("hours") | shared("days")
_MONTHS = shared("months")
_STRETCHES = shared("stretches")
_FORCING = shared("forcing")
_DRIVING = shared("driving")
_ABLAZE = frozenset({"alight", "ablaze", "afire", "aflame"})
_HOLDING = shared("holding")
_TRADES = ("er", "or", "ør", "ist", "mann", "kvinne", "inne", "ing", "ant", "ent", "log", "sjef", "folk", "lag", "gjeng", "vakt")
"""Endings of Norwegian nouns for people."""
_STRIKING = frozenset({"treffe", "ramme", "skade", "såre"})
_HANDING_OVER = frozenset({"utlevere", "overlevere", "overdra"})
_BODILY = frozenset({"Injury", "Assault", "Torture"})
_NAMING = shared("naming")


def of_verb(draft: Draft, roles: Roles) -> None:
    """Read who did what a verb tells, and to whom: active, passive or without object."""
    verb, frame = draft.word, roles.frame(draft)
    if verb.lemma in _ASCRIBING and ascribed(draft, roles):
        return
    subject = [_near_kin(verb, word, roles) for word in subjects(verb) if word is not verb]
    subject = [word for word in subject if word.index not in draft.key and not word.lower.endswith("ibly")] or subject
    draft.passive = is_passive(verb) or (verb.child("det") is not None and verb.child("cop") is not None)
    draft.passive = draft.passive or _joined_passive(verb, frame, roles)
    if draft.passive:
        subject = [] if verb.rel == "conj" and _apart(verb) and roles.lex.compounding else subject
        counted = _counted(verb)
        draft.patients = [counted] if counted is not None else subject
        draft.agents = agents_by(verb, roles.lex)
        if not draft.agents:
            draft.agents = far_agent(verb, roles)
        elif things := [w for w in draft.agents if _some_thing(w, draft, roles)]:
            draft.agents = [w for w in draft.agents if w not in things]
            draft.instruments += things
        if not draft.patients and verb.child("obj") is not None:
            draft.patients = objects(verb)
        if not [w for w in draft.patients if w.lower not in ("det", "it")] and verb.child("expl", "nsubj") is not None:
            draft.patients = []
            of_intransitive(draft, [], frame, roles)
    else:
        own_life = frame.intransitive and any(w.index in draft.key for w in objects(verb))
        draft.patients = [] if own_life else _objects(draft, roles)  # "15 people lost their lives, among them six recruits"
        draft.agents = subject
        if not draft.patients:
            of_intransitive(draft, subject, frame, roles)
    if verb.rel == "conj" and is_verb(verb.head) and draft.passive and not draft.agents and verb.child("aux") is None:
        later = [w for w in agents_by(verb.head, roles.lex) if w.index > verb.index]
        draft.agents = later
    _undergone(draft, subject, roles)
    _shared_agent(draft, roles)
    _inverted(draft, roles)
    _called(draft)
    kept = verb.rel in ("xcomp", "advcl", "ccomp") and verb.head.lemma in _HOLDING
    if kept and draft.passive and not draft.agents and verb.head.child("aux:pass", "nsubj:pass") is None:
        draft.agents = subjects(verb.head)
    if frame.family == "displacement":
        _driven(draft, roles)
    set_off(draft, roles)


def _some_thing(word: Word, draft: Draft, roles: Roles) -> bool:
    """Say whether a Norwegian noun with "en" or "et" names a thing, and no trade that no list knows: "truffet av et anker"."""
    if draft.type != "Injury" and draft.word.lemma not in _STRIKING:
        return False
    article = word.child("det")
    told = article is not None and article.lower in ("en", "et", "ei") and word.pos == "NOUN" and roles.lex.compounding
    return told and roles.kind(word) is EntityKind.THING and not word.lemma.endswith(_TRADES)


def _undergone(draft: Draft, subject: list[Word], roles: Roles) -> None:
    """Read "fikk brukket armen av vaktene" and "fikk utlevert fangene": who gets something done does not do it."""
    verb = draft.word
    if draft.passive or not any(c.lemma == "få" for c in verb.all("aux")):
        return
    if verb.lemma in _HANDING_OVER:
        draft.agents = []
        return
    struck = verb.all("obj")
    part = all(is_kind(w, "body_part", roles.lex) for w in struck)
    own = [w for w in struck if part or (draft.type in _BODILY and roles.kind(w) is EntityKind.THING)]
    if own and own == struck:
        draft.patients = subject
        after = [w for w in own[0].all("nmod") if w.case() in roles.lex.cue("by")]
        draft.agents = [w for w in agents_by(verb, roles.lex) + after if w.pos in ("PRON", "PROPN") or roles.kind(w) in ACTORS]


def _called(draft: Draft) -> None:
    """Read whom a name is given to, however the parser took the two: "called the dead men terrorists"."""
    name = max(draft.key, default=0)
    if draft.type != "Accusation" or draft.word.lemma not in _NAMING or len(draft.key) != 2:
        return
    between = [w for w in draft.sentence.words if draft.word.index < w.index < name and w.pos in ("NOUN", "PROPN")]
    if between and not any(w in between for w in draft.patients):
        draft.patients = [next((w for w in between if w.rel not in ("flat", "amod")), between[-1])]
        draft.agents = [w for w in draft.agents if w not in draft.patients]


def _near_kin(verb: Word, subject: Word, roles: Roles) -> Word:
    """Return the person that a clause tells of behind another noun: "the father of the boy killed in Vares".

    "the grave of her son, who was shot": no grave is a "who".
    """
    who = next((c for c in verb.children if c.lower == "who"), None)
    if verb.dep == "acl:relcl" and who is not None and roles.kind(subject) not in ACTORS and subject.pos == "NOUN":
        inside = [w for w in subject.subtree() if subject.index < w.index < who.index and w.rel == "nmod"]
        wearing = next((w for w in subject.up() if subject.rel == "nmod" and roles.kind(w) in ACTORS), subject)
        return next((w for w in reversed(inside) if roles.kind(w) in ACTORS), wearing)
    which = verb.dep == "acl:relcl" and any(c.lower in ("which", "that") and c.rel == "nsubj" for c in verb.children)
    if which and subject.rel == "nmod" and roles.kind(subject) not in FORCES:
        above = next((w for w in subject.up() if w.rel != "nmod"), subject)
        return above if roles.event_family(above) == "attack" else subject
    if verb.rel != "acl" or verb.dep == "acl:relcl" or verb.head is not subject or not is_kind(subject, "kin", roles.lex):
        return subject
    words = verb.sentence.words
    before = words[verb.index - words[0].index - 1]
    near = before.rel == "nmod" and before.head is subject and before.case() in roles.lex.cue("of") | {"til"}
    return before if near and (roles.kind(before) in ACTORS or before.pos in ("PRON", "NUM")) else subject


def _inverted(draft: Draft, roles: Roles) -> None:
    """Read the subject between a verb and the rest of its entry: "I natt slo jagerfly til mot moskeen"."""
    verb, last = draft.word, draft.end_word
    if draft.passive or draft.agents or last.rel != "case" or not draft.patients:
        return
    if verb.rel not in ("ROOT", "root", "ccomp"):
        return
    front = any(c.index < verb.index and c.rel in ("obl", "advmod", "advcl", "nmod", "nsubj") for c in verb.children)
    rest = min(draft.key - {verb.index}, default=0)
    between = [w for w in draft.patients if w.rel == "obj" and verb.index < w.index < rest]
    acts = any(roles.kind(w) in ACTORS or core(w, roles.lex).lemma in roles.lex.platforms for w in between)
    struck = after_particle(draft, roles)
    if front and acts and struck and between == draft.patients:
        draft.agents, draft.patients = between, struck


def _driven(draft: Draft, roles: Roles) -> None:
    """Read who flees, and who drove them to it."""
    verb = draft.word
    if not draft.passive:
        _forced(draft, roles)
    left = draft.agents and not draft.passive and base_verb(verb, roles.lex) not in _DRIVING
    if left and not any(roles.kind(w) in ACTORS or w.pos in ("NUM", "PRON") for w in draft.patients):
        draft.places = [w for w in draft.patients if roles.kind(w) in BUILT]
        draft.patients, draft.agents = draft.agents, []
    if verb.rel == "xcomp" and verb.head.lemma in _FORCING and not draft.agents:
        driven = verb.head
        doers = [w for w in _forcers(verb, driven, roles) if w not in draft.patients]
        draft.agents = [w for w in doers if roles.kind(w) in ACTORS or w.pos in ("PROPN", "PRON")]


def _forced(draft: Draft, roles: Roles) -> None:
    """Give a flight to whoever forces people to it: "attacks by settlers forced the herders to leave their homes"."""
    verb = draft.word
    above = verb.head.head if verb.rel == "acl" and verb.head.rel in ("obj", "nsubj") else verb.head
    if above is verb or above.lemma not in _FORCING or verb.rel not in ("acl", "xcomp", "advcl", "ccomp"):
        return
    forced = [w for w in above.children if w.dep == "nsubj:pass"] if is_passive(above) else objects(above)
    if not forced:
        return
    draft.patients = forced
    draft.agents = _forcers(verb, above, roles)
    draft.light = above


def _forcers(verb: Word, forcing: Word, roles: Roles) -> list[Word]:
    """Return who forces others to what a verb below tells: "was forced by gunmen to leave", "forced to flee by gunmen"."""
    if not is_passive(forcing):
        return subjects(forcing)
    return agents_by(forcing, roles.lex) or agents_by(verb, roles.lex)


def _joined_passive(verb: Word, frame: Frame, roles: Roles) -> bool:
    """Say whether a form that is past or participle goes with a passive: "ble slept ut og banket opp av en gjeng"."""
    if verb.rel != "conj" or not is_verb(verb.head) or verb.child("aux", "nsubj", "obj", "cop") is not None:
        return False
    if _apart(verb) and roles.lex.compounding and agents_by(verb, roles.lex) and not frame.intransitive:
        return True
    struck = frame.family in ("harm", "attack", "detention", "destruction") and not frame.intransitive
    if not struck or not verb.lower.endswith("t"):
        return False
    before = [w for w in verb.head.children if w.rel == "conj" and w.index < verb.index]
    alone = bool(agents_by(verb, roles.lex)) or (frame.family in ("harm", "detention") and not objects(verb))
    return is_passive(verb.head) and not any(c.child("nsubj") is not None for c in before) and alone


def _apart(verb: Word) -> bool:
    """Say whether a participle stands after a comma by itself: "skipet sank, angrepet av opprørerne"."""
    words = verb.sentence.words
    before = words[verb.index - words[0].index - 1]
    return before.text == "," and verb.child("cc") is None and verb.lower.endswith("t") and not _is_tense(verb)


def _is_tense(verb: Word) -> bool:
    return "VerbForm=Fin" in verb.morph and not verb.lower.endswith("et")


def _objects(draft: Draft, roles: Roles) -> list[Word]:
    """Return what an active verb is done to, also where it hangs on a word of the same key: "shot dead a boy"."""
    verb = draft.word
    found = [w for w in objects(verb) if w is not verb]
    named = [c for w in found if w.index in draft.key for c in w.children if c.pos == "PROPN" and c.rel in ("appos", "flat")]
    burning = [w for w in found if w.index in draft.key and w.lower in _ABLAZE]
    named = named or [c for w in burning for c in w.children if c.rel in ("compound", "nmod") and c.index == w.index - 1]
    beside = {w.index - 1 for w in found if w.pos == "PROPN"}
    found = [w for w in found if w.index not in beside or w.pos != "NOUN"]
    return (
        named
        or [c for w in found if w.index in draft.key and w.pos == "PRON" for c in w.all("conj") if c.is_nominal]
        or [_undated(w) for w in found if w.index not in draft.key and not _hour(w)]
        or [o for w in verb.children if w.index in draft.key for o in w.all("obj")]
        or [w for w in found if is_kind(w, "captive", roles.lex)]
        or [w for w in verb.children if w.rel == "iobj" and w.pos != "PRON"]
        or (
            _shared_object(verb, shared_by_all=roles.frame(draft).family in VIOLENT | {"displacement"})
            if not roles.frame(draft).intransitive and len(draft.key) <= 1
            else []
        )
    )


def _shared_object(verb: Word, *, shared_by_all: bool) -> list[Word]:
    """Return the object that the parser gave to the second of two verbs side by side: "plyndret og brente husene"."""
    second = next((c for c in verb.all("conj") if c.index == verb.index + 2 and is_verb(c)), None)
    if second is not None and second.child("cc") is not None:
        if second.child("nsubj") is not None or is_passive(second):
            return []
        return [w for w in second.all("obj") if w.index > second.index and (w.pos != "PRON" or shared_by_all)]
    return _object_of_list(verb) if shared_by_all else []


def _counted(verb: Word) -> Word | None:
    """Return the number that stands for people before a participle: "four killed", "and 60 wounded"."""
    if verb.child("nsubj") is not None:
        return None
    number = next((c for c in verb.children if c.rel in ("nummod", "compound") and c.pos == "NUM" and c.index < verb.index), None)
    if number is None and verb.rel == "conj" and verb.child("det") is not None:
        adjective = next((c for c in verb.children if c.rel == "amod" and c.index < verb.index), None)
        third = (c for c in verb.children if c.rel == "advmod" and c.pos == "ADJ" and c.index < verb.index)
        return adjective or next(third, None)
    return number


def far_agent(verb: Word, roles: Roles) -> list[Word]:
    """Return the by-phrase of a passive that hangs on a noun between: "pulled from the rubble by neighbours"."""
    for above in verb.children:
        if above.index < verb.index or above.rel not in ("obl", "obj", "nmod", "advmod", "conj", "xcomp"):
            continue
        for word in above.children:
            below = word.rel in ("nmod", "obl", "amod") and word.index > above.index
            if below and word.case() in roles.lex.cue("by") & {"by", "av"}:
                quantity = core(above, roles.lex) is not above or lookup(above, roles.lex.nouns, roles.lex) is not None
                if roles.kind(word) in ACTORS | {EntityKind.WEAPON} and not quantity and word.pos != "NUM":
                    return [word]
    return []


def _shared_agent(draft: Draft, roles: Roles) -> None:
    """Give "arrested and killed by the police" one agent for both verbs."""
    verb = draft.word
    if draft.passive and not draft.agents:
        for child in verb.children:
            if child.rel == "conj" and is_verb(child) and child.child("nsubj", "nsubj:pass") is None and is_passive(child):
                between = [w for w in child.children if w.rel in ("cc",)]
                own_place = any(w.index < child.index and w.index > verb.index for w in verb.children if w.rel in ("obl",))
                if between and not own_place:
                    draft.agents = agents_by(child, roles.lex) or far_agent(child, roles)
    lone = verb.child("nsubj", "nsubj:pass", "aux") is None and verb.rel == "conj" and is_verb(verb.head)
    if draft.passive and not draft.agents and lone and roles.frame(draft).family in ("harm", "detention", "destruction"):
        before = [w for w in agents_by(verb.head, roles.lex) if w.index < verb.index]
        draft.agents = [w for w in before if roles.kind(w) in ACTORS]


def _object_of_list(verb: Word) -> list[Word]:
    """Return the object after the last of three or more verbs: "kidnapped, tortured and in three cases murdered gay men"."""
    first = verb.head if verb.rel == "conj" and is_verb(verb.head) else verb
    later = sorted(
        (w for w in first.subtree() if w.rel == "conj" and is_verb(w) and w.index > verb.index and _joined_to(w, first)),
        key=lambda w: w.index,
    )
    words = verb.sentence.words
    following = verb.index - words[0].index + 1
    if not later or following >= len(words) or words[following].text not in (",", "and", "or") or verb.child("aux") is not None:
        return []
    last = later[-1]
    plain = all(c.child("nsubj", "aux") is None and (c is last or c.child("obj") is None) for c in later)
    return [w for w in last.all("obj") if w.index > last.index] if plain and last.child("cc") is not None else []


def _joined_to(word: Word, first: Word) -> bool:
    """Say whether a verb is joined to another by coordination alone."""
    while word is not first and word.rel == "conj":
        word = word.head
    return word is first


def _hour(word: Word) -> bool:
    """Say whether a noun tells a part of the day, or how long after, which is struck by nobody: "døde kort tid etter"."""
    words = word.sentence.words
    after = words[word.index - words[0].index + 1 :][:1]
    if word.lemma in _HOURS and after and after[0].lower in ("etter", "senere", "seinere", "later", "after"):
        return True
    if word.lemma in _STRETCHES and word.pos == "NOUN":
        return True
    return word.lemma in _HOURS and word.child("det", "amod", "compound") is None


def _undated(word: Word) -> Word:
    """Return the name before a date that was taken for the object: "inntok Kunduz 28. september"."""
    if word.lemma in _MONTHS or word.lower in _MONTHS:
        return next((c for c in word.children if c.index < word.index and c.pos == "PROPN" and c.rel != "flat"), word)
    return word
