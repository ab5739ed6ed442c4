"""Joins drafts that tell of one event, links parts to wholes, and drops words that evoke nothing here."""

from __future__ import annotations

from kg.annotate.clauses import is_verb
from kg.annotate.drafts import Draft
from kg.annotate.kinds import ACTORS, BUILT, STRUCK
from kg.annotate.lexicon import HURTING, ancestors, shared
from kg.annotate.linking import carry
from kg.annotate.nouns import lookup
from kg.annotate.prune_attack import attack_tells, combat_tells, destruction_tells, siege_tells
from kg.annotate.prune_care import care_tells, meeting_tells, support_tells
from kg.annotate.prune_harm import detention_tells, displacement_tells, harm_tells, release_tells
from kg.annotate.prune_speech import protest_tells, reporting_tells, speech_tells
from kg.annotate.prune_words import is_definite
from kg.annotate.roles import Roles
from kg.annotate.words import Word
from kg.model import Stance

_FORMER = shared("former")
_WAR = shared("war")
_BATTLES = frozenset({"battle", "slag"})
_AMID = frozenset({"in", "during", "after", "amid", "i", "under", "etter"})
_USING = shared("using")
_ONGOING = frozenset({"siege", "protest", "ceasefire"})
"""Families whose nouns tell of them though nothing hangs on the noun: "etter ti ukers beleiring"."""
_REFLEXIVE = shared("reflexive")
_LONELY = shared("lonely")
_HAPPENING = shared("happening") | shared("held")
_SPREADING = shared("spreading")
_FIGHTS = shared("fights")


def merged(drafts: list[Draft], roles: Roles) -> list[Draft]:
    """Return drafts with an attack verb folded into the attack noun that is its subject or its means."""
    nouns = {draft.word.index: draft for draft in drafts if draft.form == "noun" and roles.frame(draft).family == "attack"}
    killings = {draft.word.index: draft for draft in drafts if draft.form == "noun" and draft.type == "Killing"}
    fights = {draft.word.index: draft for draft in drafts if draft.form == "noun" and roles.frame(draft).family == "combat"}
    out = list(drafts)
    for draft in drafts:
        if draft.form not in ("verb", "adjective"):
            continue
        family = roles.frame(draft).family
        if family == "harm" and not draft.agents and (fight := _noun_of(draft, fights)) is not None:
            draft.part_of = fight  # who died in clashes with the rebels need not have been killed by them
        out = [other for other in out if other is not _same_killing(draft, killings)]
        noun = _noun_of(draft, nouns)
        if noun is None or noun is draft:
            continue
        if family in ("attack", "destruction"):
            _narrow(draft, noun, roles)
            if noun.word in draft.instruments and _struck_other(draft, noun):
                draft.part_of, noun.agents = noun, noun.agents or list(draft.agents)
                continue
            _fold(draft, noun)
            if draft in out:
                out.remove(draft)
        elif family in ("displacement", "detention") and not draft.passive:
            draft.agents = draft.agents or list(noun.agents)
        elif family == "harm" and _is_within(draft, noun, roles) and noun in out:
            out.remove(noun)
    return out


def _is_within(draft: Draft, noun: Draft, roles: Roles) -> bool:
    """Make what somebody suffered part of an attack; say whether the attack tells nothing more: "killed in the attack"."""
    draft.agents = draft.agents or list(noun.agents)
    draft.part_of = noun
    if _is_bare(noun, roles) and draft.passive:
        draft.part_of = None
        return True
    if not noun.patients and not noun.agents and not is_definite(noun.word):
        noun.patients = list(draft.patients)
    return False


def _same_killing(draft: Draft, killings: dict[int, Draft]) -> Draft | None:
    """Return the noun that tells once more how somebody was killed, its agent given to the verb: "drept i et attentat"."""
    told = _noun_of(draft, killings) if draft.type == "Killing" and draft.passive else None
    if told is None or told.patients:
        return None
    draft.agents, draft.light = draft.agents or list(told.agents), draft.light or told.light
    return told


def _noun_of(draft: Draft, nouns: dict[int, Draft]) -> Draft | None:
    """Return the attack noun that a verb has as instrument, as subject, or in "in an attack"."""
    lent = draft.light.children if draft.light is not None and draft.form == "verb" else []
    above = [draft.word.head] if draft.word.dep.startswith("acl") else []
    for word in [*draft.instruments, *draft.word.children, *lent, *above]:
        if (
            word.index in nouns
            and (word in draft.instruments or word.rel in ("nsubj", "obl") or word is draft.word.head)
            and word.dep != "nsubj:pass"
        ):
            if word.rel == "obl" and word.case() not in ("in", "i", "by", "av", "during", "under", "with", "from", "ved"):
                continue
            return nouns[word.index]
    for word in draft.word.up():
        if draft.word.rel in ("advcl", "conj", "xcomp") and word is draft.word.head:
            subject = word.child("nsubj")
            if subject is not None and subject.index in nouns and draft.word.child("nsubj", "nsubj:pass") is None:
                return nouns[subject.index]
        break
    return None


def _narrow(verb: Draft, noun: Draft, roles: Roles) -> None:
    """Take the area that an attack was on for its place where its verb says what was hit: "shelling of the town hit a clinic"."""
    if verb.form == "verb" and noun.word.dep == "nsubj" and noun.word.head is verb.word and verb.patients:
        areas = [w for w in noun.patients if roles.kind(w) in BUILT]
        noun.patients = [w for w in noun.patients if w not in areas]
        noun.places += [w for w in areas if w not in noun.places]


def _struck_other(verb: Draft, noun: Draft) -> bool:
    """Say whether a verb and the attack it is done with strike different things: "hit clinics in air strikes on the town"."""
    return verb.form == "verb" and bool(verb.patients and noun.patients) and not any(w in noun.patients for w in verb.patients)


def _fold(verb: Draft, noun: Draft) -> None:
    noun.patients += [w for w in verb.patients if w not in noun.patients]
    noun.places += [w for w in verb.places if w not in noun.places]
    noun.agents = noun.agents or verb.agents
    noun.instruments += [w for w in verb.instruments if w is not noun.word and w not in noun.instruments]
    noun.types += [t for t in verb.types if t not in noun.types and t != "Attack"]
    noun.light = noun.light or verb.word
    if verb.stance is not Stance.ASSERTS:
        noun.stance, noun.negated = verb.stance, verb.negated
    if noun.types[0] == "Attack" and len(noun.types) > 1:
        noun.types = [*noun.types[1:], "Attack"]


def _is_bare(draft: Draft, roles: Roles) -> bool:
    own = [c for c in draft.word.children if c.rel not in ("case", "punct", "cc", "conj", "compound", "amod")]
    return not own and not draft.agents and not draft.patients and not draft.places


def _without_custody(drafts: list[Draft]) -> list[Draft]:
    """Let "were arrested and killed in police custody" tell of one detention, by the police."""
    held = [d for d in drafts if d.type == "Detention" and d.form == "verb" and d.patients]
    out = []
    for draft in drafts:
        within = draft.form == "noun" and draft.type == "Detention" and draft.word.case() in ("in", "i") and not draft.patients
        if not (within and held):
            out.append(draft)
            continue
        for each in held:
            each.agents = each.agents or list(draft.agents)
    return out


def kept(drafts: list[Draft], roles: Roles) -> list[Draft]:
    """Return the drafts that do tell of an event, in text order."""
    drafts = _without_used_weapons(drafts, roles)
    carry(drafts, roles)
    fired = {w.index for draft in drafts if draft.form == "weapon" for w in draft.instruments}
    drafts = [draft for draft in merged(drafts, roles) if draft.form == "weapon" or draft.word.index not in fired]
    drafts = _without_custody(drafts)
    for draft in drafts:
        draft.bare = draft.form == "noun" and draft.light is None and not (draft.agents or draft.patients or draft.places)
    _disjunctions(drafts, roles)
    drafts = _without_known_doers(drafts)
    worded = {index for draft in drafts if draft.form == "verb" for index in draft.key - {draft.word.index}}
    drafts = [draft for draft in drafts if draft.form != "adjective" or draft.word.index not in worded]
    drafts = [draft for draft in drafts if _tells(draft, roles)]
    taken = {draft.word.index for draft in drafts if draft.form == "noun"}
    keys = {i for draft in drafts if draft.form == "verb" and draft.type != "Threat" for i in draft.key - {draft.word.index}}
    drafts = [draft for draft in drafts if draft.word.index not in keys]
    drafts = [draft for draft in drafts if draft.form != "adjective" or draft.word.index not in taken]
    return [draft for draft in drafts if not any(_tells_more(other, draft) for other in drafts)]


def _tells_more(exact: Draft, plain: Draft) -> bool:
    """Say whether a verb beside another tells the same deed more exactly: "the town was battered and bombarded"."""
    joined = exact.form == plain.form == "verb" and (exact.word in plain.word.all("conj") or plain.word in exact.word.all("conj"))
    alike = exact.patients == plain.patients and exact.agents == plain.agents and exact.stance is plain.stance
    return joined and alike and bool(exact.patients) and len(plain.types) == 1 and plain.type in ancestors(exact.type)


def _without_known_doers(drafts: list[Draft]) -> list[Draft]:
    """Drop "the hostages" where the sentence itself tells that they were taken."""
    told = {t for draft in drafts if draft.form != "doer" for t in draft.types}
    alike = {"Abduction": {"Abduction", "Detention", "Switch"}}
    seen: set[str] = set()
    out = []
    for draft in drafts:
        if draft.form == "doer":
            if told & alike.get(draft.type, {draft.type}) or draft.type in seen:
                continue
            seen.add(draft.type)
        out.append(draft)
    return out


def _without_used_weapons(drafts: list[Draft], roles: Roles) -> list[Draft]:
    """Fold "planted by the rebels" and "fired from the hill" into what the bomb or the shell did then."""
    out = []
    for draft in drafts:
        told = None
        if draft.form == "weapon" and draft.word.lemma in _USING and draft.word.rel in ("advcl", "acl", "xcomp"):
            told = next((d for d in drafts if d.word is draft.word.head and roles.frame(d).family in HURTING), None)
        elif draft.form == "weapon" and draft.word.lemma in _USING and not draft.patients:
            told = next(
                (
                    d
                    for d in drafts
                    if d.form == "noun" and d.word.head is draft.word and d.word.case() in ("in", "i") and _is_violent(d, roles)
                ),
                None,
            )
        elif draft.form == "weapon" and draft.word.dep == "acl" and draft.word.head in draft.instruments:
            told = next(
                (
                    d
                    for d in drafts
                    if d is not draft and draft.word.head in d.instruments and roles.frame(d).family in ("attack", "destruction")
                ),
                None,
            )
        if told is None:
            out.append(draft)
            continue
        told.agents = told.agents or draft.agents
        told.patients = told.patients or draft.patients
    return out


def _is_violent(draft: Draft, roles: Roles) -> bool:
    return roles.frame(draft).family in HURTING


def _disjunctions(drafts: list[Draft], roles: Roles) -> None:
    """Mark "killed or wounded": one figure stands for either."""
    by_word = {draft.word.index: draft for draft in drafts}
    for draft in drafts:
        head = by_word.get(draft.word.head.index)
        if draft.word.rel != "conj" or head is None or head is draft:
            continue
        cc = draft.word.child("cc")
        if cc is not None and cc.lower in ("or", "eller") and roles.frame(draft).measure and roles.frame(head).measure:
            draft.disjunct = head.disjunct = True
            if not draft.patients:
                draft.patients = list(head.patients)


def _tells(draft: Draft, roles: Roles) -> bool:
    family = roles.frame(draft).family
    if draft.form == "doer":
        return bool(draft.patients) and not _formerly(draft.word)
    if draft.patients and draft.form == "verb" and all(w.lower in _REFLEXIVE for w in draft.patients):
        return family in ("attack", "harm", "protest") and draft.word.lemma not in _SPREADING
    if draft.form == "verb" and draft.patients and draft.agents and _themselves(draft):
        return False
    check = _CHECKS.get(family)
    if check is not None and not check(draft, roles):
        return False
    if draft.form == "noun":
        return _noun_tells(draft, roles, family)
    if draft.form == "modifier":
        return _modifier_tells(draft, roles, family)
    return True


def _formerly(word: Word) -> bool:
    """Say whether somebody no longer is what a noun calls them: "a former hostage"."""
    return any(c.lower in _FORMER for c in word.children)


_SELVES = {"oss": "vi", "meg": "jeg", "deg": "du", "us": "we", "me": "i"}


def _themselves(draft: Draft) -> bool:
    """Say whether somebody does it to themselves: "vi gjemte oss"."""
    return all(_SELVES.get(w.lower) in {a.lower for a in draft.agents} for w in draft.patients)


def _modifier_tells(draft: Draft, roles: Roles, family: str) -> bool:
    """Say whether a participle before a noun tells of an event: "the besieged town", "the murdered monk"."""
    if not draft.patients:
        return False
    kind = roles.kind(draft.patients[0])
    if draft.word.lower in _LONELY:
        return False  # an isolated base is besieged by nobody
    if family in ("attack", "destruction", "siege"):
        return kind in STRUCK
    if kind not in ACTORS:
        return False
    if roles.lex.compounding and (draft.word.lower.endswith("ende") or (draft.type == "Injury" and _singular(draft))):
        return False  # "flyktende soldater", "den skadede vakten": told of in passing
    lasting = draft.type in ("Injury", "Displacement")
    return lasting or (draft.type in ("Killing", "Detention", "Abduction") and is_verb(draft.word))


def _singular(draft: Draft) -> bool:
    """Say whether one is told of who suffered, and no number."""
    return all("Number=Sing" in w.morph and w.child("nummod") is None for w in draft.patients)


def _noun_tells(draft: Draft, roles: Roles, family: str) -> bool:
    word = draft.word
    if word.lemma in _WAR and lookup(word, roles.lex.nouns, roles.lex) == word.lemma:
        fought = word.lemma in _BATTLES and bool(draft.places)
        return len(draft.agents) > 1 or bool(draft.agents and draft.patients) or fought
    if draft.bare:
        if roles.lex.compounding and (family in _ONGOING or (family == "combat" and _fights(word))):
            return True
        if family == "ceasefire":
            agreed = word.rel == "obl" and word.head.lemma in ("agree", "enig")
            return agreed or word.rel in ("nsubj", "obj", "root", "ROOT")
        if family == "protest":
            return word.rel in ("nsubj", "obj") and ("Number=Plur" in word.morph or word.child("det") is not None)
        if family in ("attack",) and (word.sentence.kind in ("headline", "subhead", "caption") or _happening(word, roles)):
            return True
        if family in ("harm", "detention", "attack", "destruction", "displacement") and draft.type not in ("Death", "Injury"):
            return "Number=Plur" in word.morph or word.child("det") is not None or "Definite=Def" in word.morph
        counted = family == "harm" and word.child("nummod") is not None
        if family == "combat" and word.rel == "obl" and word.case() in _AMID and word.lemma not in _WAR:
            return True  # "dozens died in clashes"
        return counted or (family in ("combat", "siege", "protest", "meeting") and _happening(word, roles))
    if draft.type == "Threat" and draft.light is not None and draft.patients:
        return True
    if family in ("speech",):
        return bool(draft.agents) and (draft.light is not None or bool(draft.patients))
    if family == "care" and draft.type == "MedicalTreatment":
        return bool(draft.patients or draft.agents)
    return True


def _fights(word: Word) -> bool:
    """Say whether a noun tells of fights that are no match and no contest: "etter to døgns kamper"."""
    return word.lemma in _FIGHTS or (word.lemma == "kamp" and "Number=Plur" in word.morph)


def _happening(word: Word, roles: Roles) -> bool:
    """Say whether an event noun is said to begin, go on, rock a place."""
    verb = word.head
    return is_verb(verb) and word.rel == "nsubj" and verb.lemma in roles.lex.light["aspect"] | _HAPPENING


_CHECKS = {
    "attack": attack_tells,
    "harm": harm_tells,
    "destruction": destruction_tells,
    "care": care_tells,
    "detention": detention_tells,
    "displacement": displacement_tells,
    "speech": speech_tells,
    "support": support_tells,
    "meeting": meeting_tells,
    "combat": combat_tells,
    "siege": siege_tells,
    "reporting": reporting_tells,
    "release": release_tells,
    "protest": protest_tells,
}
