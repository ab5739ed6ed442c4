"""Checks the agents and patients that the written rules found against what was learned, and fills in what they left empty."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from kg.annotate.clauses import antecedent, is_verb
from kg.annotate.learned_roles import Reader, Scored, scored
from kg.annotate.lexicon import shared
from kg.annotate.nouns import core
from kg.annotate.words import Word
from kg.model import EntityKind

if TYPE_CHECKING:
    from kg.annotate.drafts import Draft
    from kg.annotate.roles import Roles

_UNLIKELY = 0.15
"""An agent of the rules that is less likely than this is dropped: on PropBank frames five of six such are wrong."""
_LIKELY = 0.6
"""A phrase likelier than this fills a place the rules left empty: eight of ten such agents are right, two of three patients."""
_ACCUSING = shared("accusing")
_LOSING = shared("losing")
_OTHERWISE = shared("ascribing") | _ACCUSING
"""Verbs whose participants stand where no other's do."""
_WHOLE = frozenset({"NOUN", "PROPN", "PRON", "NUM"})
_CLAUSES = frozenset({"ccomp", "advcl", "acl", "parataxis", "root", "ROOT", "conj", "xcomp"})
_ACTING = frozenset({EntityKind.PERSON, EntityKind.GROUP, EntityKind.ORGANISATION, EntityKind.ARMED_ACTOR, EntityKind.GOVERNMENT})
_ADJUNCT = frozenset({"advcl", "acl", "obl", "nmod", "amod"})
_UNCHECKED = frozenset({"Death", "AidDelivery", "Meeting", "Robbery", "Switch"})
"""Types whose participants PropBank calls otherwise, verb by verb."""
_HARMLESS = frozenset({"speech", "care", "support", "meeting", "reporting"})
"""Families in which the subject of what seems a passive may be the one who acts; harm is laid at nobody's door by guess."""


def check(draft: Draft, roles: Roles) -> None:
    """Drop unlikely participants of a verb, and fill an empty place with a likely one.

    Left as the rules have them: what a preposition of agents marks, weapons, and a patient for which nothing better is found.
    Nothing is put in as agent of a passive: an agent that is not said stays empty.
    """
    verb = draft.word
    if draft.form != "verb" or len(draft.key) > 1 or verb.lemma in _OTHERWISE or draft.type in _UNCHECKED or _plain(draft):
        return
    if draft.switch in _LOSING:
        return  # who lost a hand was struck, whatever is usual of losing
    found = {row.word.index: row for row in scored(verb, Reader(roles.lex, roles.known))}
    if not _understood(verb):
        draft.agents = [word for word in draft.agents if _kept(word, found, roles) or _has_far_object(draft)]
    frame = roles.frame(draft)
    if frame.intransitive or frame.family == "displacement":
        return
    taken = {word.index for word in (*draft.agents, *draft.patients, *draft.instruments, *draft.places)}
    gap = verb.head if verb.dep == "acl:relcl" and antecedent(verb) is not verb.head else None
    free = [r for r in found.values() if r.word.index not in taken and r.word.pos in _WHOLE and r.word is not gap]
    if draft.passive and not draft.agents and frame.family in _HARMLESS:
        draft.agents = [word for word in draft.patients if _acts(word, found)]
        draft.patients = [word for word in draft.patients if word not in draft.agents]
    if not draft.agents and not draft.passive and not _may_be_passive(verb):
        draft.agents = _best("ARG0", [row for row in free if roles.kind(row.word) in _ACTING])
    if not any(_undergoes(word, found) for word in draft.patients):
        draft.patients = _best("ARG1", [row for row in free if row.word.rel not in _CLAUSES]) or draft.patients


def _plain(draft: Draft) -> bool:
    """Say whether subject and object, or the subject of a passive, stand right below the verb: nothing is left to mend."""
    deps = {word.dep if word.head is draft.word else "" for word in map(first, (*draft.agents, *draft.patients))}
    return deps == {"nsubj", "obj"} or deps in ({"nsubj:pass"}, {"nsubj:pass", "obl:agent"})


def _may_be_passive(verb: Word) -> bool:
    """Say whether a verb is a past participle, whose agent may be left unsaid: "Two killed in blast"."""
    return "VerbForm=Part" in verb.morph and not verb.lower.endswith(("ing", "ende"))


def _understood(verb: Word) -> bool:
    """Say whether the agent of a verb is only understood, which PropBank does not mark and the model therefore denies."""
    while verb.rel == "conj" and is_verb(verb.head):
        verb = verb.head
    return verb.dep in _ADJUNCT or verb.head.lemma in _ACCUSING


def _kept(word: Word, found: Mapping[int, Scored], roles: Roles) -> bool:
    """Say whether an agent stays: likely enough, or found by what the model knows less of than the rules."""
    row = found.get(first(word).index)
    inverted = word.rel in ("obj", "iobj") and is_verb(word.head) and word.head.child("nsubj") is None
    inverted = inverted or (roles.lex.language == "nb" and _after_verb(word))
    if row is None or inverted or word.dep == "obl:agent" or word.case() or roles.kind(word) is EntityKind.WEAPON:
        return True
    return core(word, roles.lex).lemma in roles.lex.platforms or row.chances["ARG0"] >= _UNLIKELY


def _after_verb(word: Word) -> bool:
    """Say whether a subject stands after its verb, where English has its objects: "i går demonstrerte kvinner"."""
    return first(word).dep == "nsubj" and is_verb(first(word).head) and first(word).index > first(word).head.index


def _has_far_object(draft: Draft) -> bool:
    """Say whether the object stands after another verb, where the model does not look: "arrested, beat and deported"."""
    return not draft.passive and any(w.rel == "obj" and w.head is not draft.word and is_verb(w.head) for w in draft.patients)


def _acts(word: Word, found: Mapping[int, Scored]) -> bool:
    """Say whether the subject of what seems a passive does the deed: "surgeons operated until dawn"."""
    row = found.get(first(word).index)
    return row is not None and row.chances["ARG0"] >= _LIKELY


def _undergoes(word: Word, found: Mapping[int, Scored]) -> bool:
    row = found.get(first(word).index)
    return row is None or sum(row.chances[label] for label in ("ARG1", "ARG2", "ARG3")) >= _UNLIKELY


def first(word: Word) -> Word:
    """Return the first of the words that are coordinated."""
    while word.rel == "conj" and word.head.is_nominal:
        word = word.head
    return word


def _best(label: str, rows: list[Scored]) -> list[Word]:
    """Return the phrase that most likely has a label, if it is likely enough."""
    best = max(rows, key=lambda row: row.chances[label], default=None)
    return [best.word] if best is not None and best.chances[label] >= _LIKELY else []
