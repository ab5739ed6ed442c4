"""Carries who did it from one event of a sentence to the events that are its parts or its name.

"The artillery hit the market, killing 17": whoever hit the market killed the 17. "Gunmen killed two guards in an attack on the
bank": whoever killed the guards attacked the bank. An agent is only carried where the syntax says that one deed is told twice or
one follows from the other; nothing is carried from sentence to sentence.
"""

from __future__ import annotations

from kg.annotate.clauses import is_verb, told_before
from kg.annotate.drafts import Draft
from kg.annotate.kinds import BUILT
from kg.annotate.lexicon import shared
from kg.annotate.roles import Roles
from kg.annotate.words import Word

_VIOLENT = frozenset({"attack", "destruction", "combat"})
_SUFFERED = frozenset({"harm", "destruction", "displacement"})
_DONE = frozenset({"harm", "detention", "destruction", "combat", "siege"})
_WHEN = shared("when")
_RELATIVE = shared("relative")
_WITHIN = shared("within")
_AFTER = shared("following")


def carry(drafts: list[Draft], roles: Roles) -> None:
    """Fill empty agents of drafts of one sentence from the drafts they hang on."""
    by_word = {draft.word.index: draft for draft in drafts}
    for draft in drafts:
        later = by_word.get(draft.word.index if draft.word.rel != "conj" else draft.word.head.index)
        if later is not None and later is not draft and later.form == draft.form == "weapon" and not later.patients:
            later.patients = list(draft.patients)  # "threw a grenade and fired rifles at the house"
    for draft in drafts:
        if draft.natural:
            continue
        family = roles.frame(draft).family
        if draft.form == "noun" and not draft.agents and family in ("attack", "destruction", "combat"):
            _from_doer(draft, by_word, roles)
        elif draft.form in ("verb", "adjective", "count", "body") and family in _SUFFERED:
            _from_cause(draft, by_word, roles)
        elif draft.form == "verb" and family == "attack" and draft.word.rel == "advcl" and not draft.instruments:
            before = by_word.get(draft.word.head.index)
            if before is not None and before.form == "weapon" and draft.word.index > before.word.index:
                draft.instruments = list(before.instruments)


def _from_doer(noun: Draft, by_word: dict[int, Draft], roles: Roles) -> None:
    """Read "killed two guards in an attack on the bank" and "took the outpost after a two-hour assault"."""
    case = noun.word.case()
    verb = by_word.get(noun.word.head.index)
    if noun.word.rel not in ("obl", "nmod") or verb is None or verb is noun or not is_verb(verb.word):
        return
    family = roles.frame(verb).family
    if family not in _DONE or not verb.agents:
        return
    if case in _WITHIN or (case in _AFTER and family == "combat"):
        noun.agents = list(verb.agents)
        if not noun.patients and family == "combat":
            noun.patients = [w for w in verb.patients if roles.kind(w) in BUILT]


def _from_cause(draft: Draft, by_word: dict[int, Draft], roles: Roles) -> None:
    verb = draft.word.head
    lent = draft.form == "adjective" and draft.word.rel == "xcomp" and is_verb(verb)
    cause = _cause(draft.word, by_word, roles) or (_cause(verb, by_word, roles) if lent else None)
    if cause is None or cause is draft:
        return
    if draft.part_of is None:
        draft.part_of = cause
    if not draft.instruments:
        draft.instruments = list(cause.instruments)
    if draft.agents or (roles.frame(draft).family == "displacement" and not draft.passive):
        return
    if roles.frame(cause).family == "combat":
        return  # whom somebody clashed with need not have done it
    if not draft.passive or cause.form == "noun" or cause.word.rel == "advcl" or _tells_when(cause.word):
        draft.agents = [w for w in cause.agents if w not in draft.patients]


def _cause(word: Word, by_word: dict[int, Draft], roles: Roles) -> Draft | None:
    """Return the attack that a harm follows from: in a clause of time or manner, a relative clause, or a phrase after it."""
    shared = [
        c
        for later in word.all("conj")
        if is_verb(later)
        for c in later.children
        if c.rel == "advcl" or (c.rel == "obl" and c.index in by_word)
    ]
    for child in [*word.children, *shared]:
        below = by_word.get(child.index)
        if below is None or roles.frame(below).family not in _VIOLENT:
            continue
        if child.rel in ("advcl", "ccomp") and is_verb(child) and (below.agents or not below.passive) and _tells_when(child):
            return below
        if child.rel in ("obl", "nmod") and child.case() in _WITHIN | _AFTER | {"by", "av", "from", "fra"}:
            return below
    governor = (told_before(word) if word.rel == "advcl" else None) or word.head
    above = by_word.get(governor.index) if governor is not word else None
    if word.dep == "acl:relcl" and above is None:
        above = next((d for d in by_word.values() if word.head in d.patients and d.word.index < word.index), None)
        return above if above is not None and roles.frame(above).family in _VIOLENT and _died(word, by_word) else None
    if above is not None and word.rel == "conj" and word.child("nsubj") is None and roles.frame(above).family in _SUFFERED:
        return _cause(above.word, by_word, roles)
    if above is None or roles.frame(above).family not in _VIOLENT:
        return None
    if word.rel in ("advcl", "conj", "xcomp") and word.child("nsubj", "mark") is None and is_verb(word):
        return above
    if word.rel == "conj" and is_verb(word) and word.index > above.word.index and _died(word, by_word):
        return above
    if (
        word.dep == "acl:relcl"
        and above.form == "noun"
        and any(c.lower in _RELATIVE or (c.lower in ("that", "som") and c.rel == "nsubj") for c in word.children)
    ):
        return above
    return None


def _tells_when(clause: Word) -> bool:
    """Say whether a clause begins with a word of time or cause, wherever the parser hung it: "when rebels raided"."""
    if clause.rel == "advcl" and clause.child("mark", "advmod") is not None:
        return True
    return next((w.lower for w in clause.subtree() if w.pos != "PUNCT"), "") in _WHEN


def _died(word: Word, by_word: dict[int, Draft]) -> bool:
    """Say whether a clause tells of deaths as what followed: "... and nine people lost their lives", "13 of whom died"."""
    return by_word[word.index].type == "Death"
