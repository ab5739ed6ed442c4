"""Weapons at work: the words that tell of their use, who uses them on whom, who carries them, and whose they are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from kg.annotate.clauses import agents_by, belonging, is_passive, is_verb, objects, obliques, owners, resolve_relative, subjects
from kg.annotate.devices import set_off, touched
from kg.annotate.drafts import Draft
from kg.annotate.keys import verb_key
from kg.annotate.kinds import ACTORS, FORCES, STRUCK
from kg.annotate.lexicon import HURTING, Lexicon, shared
from kg.annotate.nouns import core, lookup
from kg.annotate.verb_roles import far_agent
from kg.annotate.words import Word
from kg.model import EntityKind

if TYPE_CHECKING:
    from kg.annotate.roles import Roles

_HOURS = shared("hours") | shared("days")
_DISTANCES = frozenset({"hold", "avstand", "range", "distance"})
_STRUCK_BY = frozenset({"victim", "casualty", "survivor", "offer", "overlevende"})
_USING = shared("using")
_ARMING = shared("arming")
_BY_THE_WALL = shared("by_the_wall")
_NEARBY = shared("nearby")
_HOUSED = frozenset({EntityKind.FACILITY, EntityKind.HEALTH_FACILITY, EntityKind.GOVERNMENT, EntityKind.ORGANISATION})
_DISPERSING = shared("driving_apart")
_VESSELS = shared("vessels")
_TOLD_BY_WEAPONS = frozenset(
    {"Attack", "BarrelBombing", "ChemicalAttack", "Shelling", "Shooting", "Airstrike", "Arson", "Assault"}
)
_LETTING_FALL = shared("letting_fall")
_FILLING = shared("filling")
_PARTS_OF_CRAFT = frozenset({"back", "rear", "door", "hold", "belly", "side", "bay", "ramp", "hatch"})
_RELATIVE = frozenset({"which", "that", "som"})
_SENDING = frozenset({"send", "sende"})
_UNMANNED = frozenset({"drone", "uav"})
_AT = (["mot"], ["against"], ["at"], ["over"], ["onto"], ["towards"])


def weapon_in_use(words: list[Word], position: int, lex: Lexicon) -> Draft | None:
    """Find a weapon in use: "dropped barrel bombs on", "barrel bombs dropped by", "the use of sarin", "it was a car bomb"."""
    word = words[position]
    if word.pos in ("VERB", "ADJ") and is_verb(word):
        fallen = verb_key(words, position, lex, lex.light["fall"])
        if (
            fallen is not None
            and word.child("nsubj") is not None
            and word.child("obj") is None
            and word.child("aux:pass") is None
        ):
            return _used(word, word.all("nsubj"), fallen[1], lex, fallen=True)
        if (dropped := _let_fall(word, lex)) is not None:
            return dropped
        found = verb_key(words, position, lex, lex.light["weapon"])
        if found is None:
            return touched(word, lex)
        used = [child for child in word.children if child.rel == "obj" or child.dep == "nsubj:pass"]
        if found[1].rel == "case":  # "svarte med granater mot landsbyen"
            used = [found[1].head]
        if word.rel in ("acl", "amod") or (word.rel == "compound" and word.lower.endswith("ing")):
            used.append(word.head)
        if word.rel == "conj" and not used:
            used = [child for child in word.head.children if child.dep == "nsubj:pass"]
        return _used(word, used, found[1], lex)
    if word.pos == "NOUN" and word.lemma in ("use", "bruk", "deployment"):
        return _used(word, [child for child in word.children if child.rel == "nmod" and child.case() in lex.cue("of")], word, lex)
    if _hurled(word):
        return _used(word, [word], word, lex)
    if word.rel == "nmod" and word.head.lemma in _STRUCK_BY and word.case() in lex.cue("of") | {"after", "etter", "til"}:
        one = "Number=Sing" in word.morph and "Definite=Def" not in word.morph
        return _used(word, [word], word, lex, suffered=[word.head]) if one else None
    subject = word.child("nsubj", "expl")
    said = word.pos == "NOUN" and word.child("cop") is not None and subject is not None and not word.case()
    said = said and subject is not None and subject.child("acl:relcl") is None and not is_verb(subject)
    if said and word.lemma not in ("weapon", "våpen", "gun", "arm"):
        return _used(word, [word], word, lex)
    return None


def _let_fall(verb: Word, lex: Lexicon) -> Draft | None:
    """Find weapons let fall out of aircraft where the verb's own object does not name them: "barrel bombs, which men roll out of
    helicopters", "they are packed with explosives and pushed from planes".
    """
    if verb.lemma not in _LETTING_FALL or any(c.rel == "obj" and c.pos in ("NOUN", "PROPN") for c in verb.children):
        return None
    flown = [c for w in obliques(verb) if w.case().split()[-1:] in (["of"], ["from"], ["fra"], ["av"]) for c in _craft(w, lex)]
    if not flown:
        return None
    subject = verb.child("nsubj") or (verb.head.child("nsubj") if verb.rel == "conj" else None)
    passive = is_passive(verb)
    if passive and subject is not None and subject.pos == "PRON" and subject.lower not in _RELATIVE:
        return _loaded(verb, subject, flown, lex)
    before = [w for w in verb.sentence.words if w.index < verb.index and w.pos == "NOUN" and w is not subject]
    bombs = [(w, key) for w in before if (key := lookup(w, lex.instruments, lex)) is not None and key not in lex.platforms]
    linked = verb.child("mark", "obj") is not None or (passive and verb.rel in ("acl", "conj"))
    if not bombs or not linked or (passive and subject is not None and subject.pos == "NOUN"):
        return None
    exact = next((bomb for bomb in bombs if lex.instruments[bomb[1]] == "BarrelBombing"), bombs[0])
    told = "BarrelBombing" if lex.instruments[exact[1]] == "BarrelBombing" else "Airstrike"
    return Draft(verb, [told], "weapon", verb, instruments=[exact[0], *flown])


def _loaded(verb: Word, they: Word, flown: list[Word], lex: Lexicon) -> Draft | None:
    """Return the attack with what a pronoun names that was filled with explosives first."""
    filled = [c for c in (verb, verb.head, *verb.head.all("conj")) if c is not verb and c.lemma in _FILLING]
    held = [w for clause in filled for w in obliques(clause) if w.case() in ("with", "med")]
    if not any(lookup(w, lex.instruments, lex) for w in held):
        return None
    return Draft(verb, ["Airstrike"], "weapon", verb, instruments=[they, *flown])


def _craft(phrase: Word, lex: Lexicon) -> list[Word]:
    """Return the aircraft that a phrase names by themselves or by a part: "helicopters", "the back of a plane"."""
    inside = [c for c in phrase.all("nmod") if c.case() in lex.cue("of") and phrase.lemma in _PARTS_OF_CRAFT]
    named = [w for w in (phrase, *inside) if lex.instruments.get(lookup(w, lex.instruments, lex) or "") == "Airstrike"]
    return [c for w in named for c in w.conjuncts() if c.pos in ("NOUN", "PROPN")]


def _hurled(word: Word) -> bool:
    """Say whether a headline names a weapon and whom it is for: "Bomber mot synagoge", "Raketter mot Haifa"."""
    alone = word.pos in ("NOUN", "PROPN") and word.rel in ("ROOT", "root") and word.sentence.kind != "body"
    return alone and any(c.rel == "nmod" and c.case() in ("mot", "against") for c in word.children)


def _used(
    word: Word, used: list[Word], last: Word, lex: Lexicon, *, fallen: bool = False, suffered: Sequence[Word] = ()
) -> Draft | None:
    for weapon in used:
        if fallen and lookup(weapon, lex.nouns, lex) is not None:
            continue
        key = lookup(weapon, lex.instruments, lex)
        if key is not None and lex.instruments[key] == "Destruction":
            continue  # a bulldozer tears down, it is not dropped on anybody
        if key is None and weapon.lemma in _VESSELS:
            held = [c for c in weapon.children if c.rel == "nmod" and c.case() in lex.cue("of") | {"with", "med"}]
            loaded = (c for part in weapon.all("acl", "amod") for c in part.children if c.rel == "obl")
            held += [c for c in loaded if c.case() in ("with", "med")]
            key = next((k for k in (lookup(w, lex.instruments, lex) for w in held) if k is not None), None)
        if word.lemma in _SENDING and not any(w.case().split()[-1:] in _AT for w in (*word.children, *weapon.children)):
            continue  # "sent rockets to the front" strikes nobody
        if key is not None and (key not in lex.platforms or key in _UNMANNED) and key not in lex.kinds["armed"]:
            told = lex.instruments[key]
            return Draft(
                word,
                [told if told in _TOLD_BY_WEAPONS else "Bombing"],
                "weapon",
                last,
                instruments=[weapon],
                patients=list(suffered),
            )
    return None


def of_weapon(draft: Draft, roles: Roles) -> None:
    """Read who uses a weapon on whom."""
    word, weapons = draft.word, list(draft.instruments)
    if is_verb(word):
        draft.passive = is_passive(word)
        own = agents_by(word, roles.lex) or far_agent(word, roles)
        draft.agents = own if draft.passive else [w for w in subjects(word) if w not in weapons]
    else:
        draft.agents = [w for w in owners(word) if roles.kind(w) in ACTORS or roles.is_state(w)]
    for phrase in [*obliques(word), *(o for w in weapons for c in w.conjuncts() for o in obliques(c))]:
        case = phrase.case().split()[-1:] or [""]
        inwards = phrase.case() in ("inn i", "inn mot", "inn på", "ned i", "ned på")
        inwards = inwards or (case[0] == "i" and draft.end_word is not word and _housed(phrase, roles))
        struck = roles.kind(phrase) in STRUCK or (roles.kind(phrase) is EntityKind.THING and phrase.pos == "NOUN")
        struck = struck and core(phrase, roles.lex).lemma not in _HOURS | _DISTANCES
        near = case[0] in _BY_THE_WALL and roles.kind(phrase) in _HOUSED and not draft.agents
        through = case[0] == draft.end_word.lower and draft.end_word is not word and case[0] not in _NEARBY
        if core(phrase, roles.lex).lemma in roles.lex.kinds["body_part"]:
            owned = belonging(phrase, roles.lex.cue("of"))
            draft.patients += [w for w in owned if roles.kind(w) in ACTORS or w.pos == "PRON"]
        elif struck and (inwards or near or through or case[0] in roles.lex.cue("against") - {"to", "til", "i"}):
            draft.patients.append(resolve_relative(phrase))
        elif core(phrase, roles.lex).lemma in roles.lex.platforms:
            draft.instruments += phrase.conjuncts()
    if is_verb(word):
        set_off(draft, roles)
    if not draft.patients and is_verb(word):
        driven = [c for c in [*word.all("advcl", "xcomp"), word.head] if is_verb(c) and _drives_apart(c)]
        crowds = [w for c in driven for w in objects(c)]
        draft.patients = [w for w in crowds if roles.kind(w) in ACTORS or roles.event_family(w) == "protest"]


def _drives_apart(verb: Word) -> bool:
    """Say whether a crowd is driven apart: "to disperse the marchers", "to break up a rally"."""
    return verb.lemma in _DISPERSING or (verb.lemma == "break" and any(c.lower == "up" for c in verb.children))


def _housed(word: Word, roles: Roles) -> bool:
    """Say whether a building is named, which is struck by what comes down in it: "raketter slo ned i stasjonen"."""
    return roles.kind(word) in (EntityKind.FACILITY, EntityKind.HEALTH_FACILITY)


def add_handled(draft: Draft, roles: Roles) -> None:
    """Add what is used in a clause beside, or carried: "using hammers", "men armed with rifles", "the town with rockets"."""
    if roles.frame(draft).family not in HURTING | {"support"}:
        return
    for clause in draft.word.all("advcl", "acl", "xcomp"):
        if clause.lemma in _USING:
            draft.instruments += [w for w in objects(clause) if is_weapon(w, roles)]
    for agent in draft.agents:
        for clause in agent.all("acl"):
            carried = objects(clause) if clause.lemma in _USING else obliques(clause) if clause.lemma in _ARMING else []
            draft.instruments += [w for w in carried if is_weapon(w, roles)]
    for patient in draft.patients:
        for inner in patient.subtree():
            if inner.rel == "nmod" and inner.case() in ("with", "using", "med") and roles.kind(inner) is EntityKind.WEAPON:
                draft.instruments.append(inner)


def is_weapon(word: Word, roles: Roles) -> bool:
    """Say whether a noun names a weapon, and no attack told by its name."""
    return roles.kind(word) is EntityKind.WEAPON and not roles.event_family(word)


def armed_with(draft: Draft, roles: Roles) -> list[Word]:
    """Give "a Russian missile struck" to the Russians."""
    if roles.frame(draft).family not in HURTING | {"support"}:
        return []
    found = []
    for weapon in draft.instruments:
        for child in weapon.children:
            if child.rel == "acl" and child.dep != "acl:relcl":
                found += agents_by(child, roles.lex)
            if owns_weapon(child, weapon, roles):
                found.append(child)
            elif child.rel == "acl" and is_verb(child) and is_passive(child):
                found += [w for w in agents_by(child, roles.lex) if roles.kind(w) in ACTORS or roles.is_state(w)]
    return found[:1]


def owns_weapon(word: Word, weapon: Word, roles: Roles) -> bool:
    """Say whether a word before a weapon or machine tells whose it is: "Russian missiles", "the army's tanks", "police vans"."""
    if word.index > weapon.index:
        return False
    genitive = word.rel == "nmod" and word.pos == "PROPN" and word.lower.endswith("s") and not word.case()
    owner = (word.dep == "nmod:poss" or genitive) and (roles.kind(word) in ACTORS or word.text.isupper())
    force = roles.kind(word) in FORCES and word.lemma not in roles.lex.platforms
    return roles.demonym(word) or owner or (word.rel in ("compound", "nmod", "amod") and force)


def fired_from(draft: Draft, roles: Roles) -> list[Word]:
    """Give shells to whom they come from: "rammet av granater fra en patruljebåt"."""
    if roles.frame(draft).family != "attack" or not draft.instruments:
        return []
    phrases = [*obliques(draft.word), *(o for w in draft.instruments for o in obliques(w))]
    phrases = [w for w in phrases if w not in draft.instruments and w.case() in ("from", "fra")]
    return [w for w in phrases if roles.kind(w) in FORCES and not roles.is_state(w)][:1]


def is_generic(word: Word, roles: Roles) -> bool:
    """Say whether a noun is an event word that tells no means ("in the attack")."""
    key = lookup(word, roles.lex.nouns, roles.lex)
    return (
        key is not None
        and roles.lex.nouns[key] in ("Attack", "Combat", "Killing", "Death")
        and lookup(word, roles.lex.instruments, roles.lex) is None
    )
