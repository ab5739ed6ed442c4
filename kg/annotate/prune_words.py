"""Questions about words that the checks of several families of events ask."""

from __future__ import annotations

from kg.annotate.drafts import Draft
from kg.annotate.kinds import FORCES
from kg.annotate.nouns import core, lookup
from kg.annotate.roles import Roles
from kg.annotate.words import Word
from kg.model import EntityKind


def is_definite(word: Word) -> bool:
    """Say whether a noun takes up something told before ("the attack", "angrepet")."""
    det = word.child("det")
    return (
        det is not None and det.lower in ("the", "this", "that", "these", "those", "det", "den", "dette", "denne")
    ) or "Definite=Def" in word.morph


def is_fighting(word: Word, roles: Roles) -> bool:
    """Say whether somebody fights: an army, a tank, or a pronoun or a name that may be either."""
    return (
        roles.kind(word) in FORCES
        or core(word, roles.lex).lemma in roles.lex.platforms
        or (word.pos == "PROPN" and roles.kind(word) is not EntityKind.PERSON)
        or word.lower in roles.lex.cue("they")
    )


def abstract_only(draft: Draft, roles: Roles) -> bool:
    """Say whether all that is struck is no body and no thing: a reputation, inflation, a record."""
    return bool(draft.patients) and all(core(w, roles.lex).lemma in roles.lex.kinds["abstract"] for w in draft.patients)


def is_pronoun(word: Word, roles: Roles) -> bool:
    """Say whether a pronoun stands for people."""
    lex = roles.lex
    return word.lower in lex.cue("he") | lex.cue("she") | lex.cue("they") | lex.cue("first_person") | {
        "who",
        "whom",
        "som",
        "everyone",
        "nobody",
    }


def is_casualty(word: Word, roles: Roles) -> bool:
    """Say whether a noun names who was hurt or killed: "the wounded", "a patient"."""
    lemma = core(word, roles.lex).lemma
    return (
        lemma in ("wounded", "injured", "casualty", "såret", "skadet", "skadd", "dead", "body", "survivor", "patient", "sick")
        or roles.lex.verbs.get(roles.lex.verb_forms.get(core(word, roles.lex).lower, "")) == "Injury"
    )


def event_noun(word: Word, roles: Roles) -> bool:
    """Say whether a noun itself evokes an event."""
    return lookup(word, roles.lex.nouns, roles.lex) is not None
