"""Which words of speech, reporting and protest do tell of an event."""

from __future__ import annotations

from kg.annotate.clauses import is_passive
from kg.annotate.drafts import Draft
from kg.annotate.kinds import ACTORS, is_kind
from kg.annotate.lexicon import shared
from kg.annotate.nouns import core, lookup
from kg.annotate.prune_words import event_noun
from kg.annotate.roles import Roles
from kg.annotate.words import Word
from kg.model import EntityKind

_FALSEHOOD = shared("falsehood")
_TEXTS = shared("texts") | shared("carriers")
_ALL_OF_IT = shared("all_of_it")
_KNOWING = frozenset({"kjenne", "vite", "ha", "stå"})
_CALLED = 8
"""Words between a verb of denial and what a claim is called."""


def speech_tells(draft: Draft, roles: Roles) -> bool:
    """Say whether a word tells of a statement, a demand, a threat, a denial or an accusation."""
    if draft.form == "noun":
        return True
    if not draft.agents and not draft.passive:
        return False
    lemma = draft.word.lemma
    if draft.type == "Statement":
        return False
    if draft.type in ("Demand", "Threat") and not draft.passive and not any(_speaks(w, roles) for w in draft.agents):
        return False
    if lemma in ("order", "instruct", "require", "request", "command", "summon"):
        if any(_to_be_done(w, roles) for w in draft.patients):
            return True  # "a judge ordered the arrest of the deputy"
        return draft.word.child("xcomp", "ccomp") is not None and bool(draft.patients or draft.passive)
    if draft.type == "Denial":
        return _denial(draft, roles)
    if draft.type == "Condemnation" and any(
        w.case() in ("to", "til") and w.lemma in ("death", "prison", "død") for w in draft.word.children
    ):
        return False
    if lemma in (
        "charge",
        "dismiss",
        "reject",
        "appeal",
        "avvise",
        "be",
        "slakte",
        "sikte",
        "attribute",
        "blast",
        "slam",
        "rose",
        "prise",
        "love",
    ):
        asked = draft.word.child("ccomp", "xcomp") is not None or draft.end_word is not draft.word
        return asked if lemma == "be" else bool(draft.patients) or asked
    return True


def _denial(draft: Draft, roles: Roles) -> bool:
    """Say whether a statement or a deed is denied, and not a wish."""
    lemma = draft.word.lemma
    if lemma == "nekte" and _refuses(draft.word):
        return False
    clause = draft.word.child("ccomp", "xcomp", "advcl") is not None
    if clause or any(event_noun(w, roles) or is_kind(w, "statement", roles.lex) for w in draft.patients):
        return True
    after = [w for w in draft.sentence.words if 0 < w.index - draft.word.index <= _CALLED]
    if any(w.lower == "as" for w in after) and any(w.lower in _FALSEHOOD or w.lemma in _FALSEHOOD for w in after):
        return True  # "dismissed as lies a report which ..."
    said = any(w.pos == "PRON" or w.lemma in _ALL_OF_IT for w in draft.patients) and draft.word.child("iobj") is None
    return said and lemma not in ("reject", "dismiss", "nekte")


def _refuses(verb: Word) -> bool:
    """Say whether somebody will not do a thing, rather than says that it was not done: "nektet å betale", not "å ha betalt"."""
    told = verb.child("xcomp", "advcl")
    if told is None or told.index < verb.index or told.child("nsubj", "nsubj:pass") is not None:
        return False
    infinitive = any(c.lower == "å" for c in told.children if c.rel == "mark")
    return infinitive and told.lemma not in _KNOWING and not any(c.lemma == "ha" for c in told.all("aux"))


def _to_be_done(word: Word, roles: Roles) -> bool:
    """Say whether a noun names what officials order and others do: an arrest, a release, an eviction."""
    told = roles.lex.nouns.get(lookup(word, roles.lex.nouns, roles.lex) or "", "none")
    return told != "none" and roles.frames[told].family in ("detention", "release", "displacement")


def _speaks(word: Word, roles: Roles) -> bool:
    """Say whether somebody, or a text of theirs, may demand or threaten."""
    text = core(word, roles.lex).lemma in _TEXTS
    return roles.kind(word) in ACTORS | {EntityKind.PLACE} or word.pos in ("PRON", "PROPN", "NUM", "ADJ") or text


def reporting_tells(draft: Draft, roles: Roles) -> bool:
    """Say whether a verb tells of a report, and who makes it."""
    return (bool(draft.agents) and draft.form == "verb") or is_passive(draft.word)


def protest_tells(draft: Draft, roles: Roles) -> bool:
    """Say whether a word tells of a protest: armed men do not protest."""
    return not any(roles.kind(w) is EntityKind.ARMED_ACTOR for w in draft.agents)
