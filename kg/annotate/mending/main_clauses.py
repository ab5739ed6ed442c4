"""Main clauses of a language whose verb stands second: subjects behind the verb, and rows of verbs that share the first one's."""

from __future__ import annotations

from kg.annotate.clauses import is_verb
from kg.annotate.keys import base_verb
from kg.annotate.kinds import ACTORS, kind_of
from kg.annotate.lexicon import VIOLENT, frames
from kg.annotate.mending.tree import (
    Setting,
    at,
    comma_at,
    finite,
    hand_over,
    hang,
    left_edge,
    right_edge,
    subject_before,
    tells_when,
)
from kg.annotate.words import Word, attach, take_place

_SAW = "så"
_LETTING = frozenset({"la", "late"})
_MAIN = frozenset({"ROOT", "root", "ccomp", "parataxis"})
_FRONT = frozenset({"obl", "advmod", "advcl", "nmod"})
_DEEDS = VIOLENT | {"combat", "release", "displacement"}
_WHAT_IT_MAY_BE = frozenset({"NOUN", "PROPN", "NUM", "ADJ"})


def subject_behind(verb: Word, _: Setting) -> None:
    """Read "i går angrep væpnede menn fengselet": what stands right behind a verb that a phrase opens is its subject."""
    if not finite(verb) or "Mood=Imp" in verb.morph or verb.rel not in _MAIN or verb.sentence.kind == "headline":
        return
    if verb.child("nsubj", "csubj", "expl", "aux", "cop", "mark", "aux:pass", "cc") is not None or verb.lower.endswith("s"):
        return
    front = [c for c in verb.children if c.index < verb.index and c.rel in _FRONT]
    edge = verb.index - (2 if comma_at(verb.sentence, verb.index - 1) else 1)
    before = next((c for c in front if right_edge(c) == edge), None)
    if before is None or not (before.case() or before.pos == "ADV" or before.rel == "advcl" or tells_when(before)):
        return
    subject = next((c for c in verb.children if c.rel in ("obj", "iobj") and left_edge(c) == verb.index + 1), None)
    if subject is not None and subject.pos in _WHAT_IT_MAY_BE:
        subject.dep = subject.rel = "nsubj"


def active_subject(word: Word, _: Setting) -> None:
    """Read "hæren utslettet på 1990-tallet landsbyen" as active: a past tense without an auxiliary is no passive."""
    verb = word.head
    if word.dep != "nsubj:pass" or not finite(verb) or verb.pos != "VERB" or verb.sentence.kind == "headline":
        return
    if verb.lower.endswith("s") or verb.child("aux", "cop", "obl:agent") is not None or "Voice=Pass" in verb.morph:
        return
    if verb.sentence.words[-1].text in ".!?”»":
        word.dep = "nsubj"


def first_of_row(verb: Word, setting: Setting) -> None:
    """Read "menn angrep landsbyen, drepte tolv og brente markedet" where the first of the verbs was hung on the second."""
    if not finite(verb) or verb.child("csubj", "expl", "aux", "cop", "mark") is not None or verb.rel not in _MAIN:
        return
    told = base_verb(verb, setting.lex)
    if told in setting.lex.cue("say") | setting.lex.cue("interject"):
        return
    own = verb.child("nsubj")
    deed = frames()[setting.lex.verbs[told]].family in _DEEDS if setting.lex.verbs.get(told, "none") in frames() else False
    if own is not None and (not deed or own.index < verb.index or verb.child("obj") is not None or own.pos == "PRON"):
        return
    comma = at(verb.sentence, verb.index - 1)
    first = next((c for c in verb.children if c.rel in ("ccomp", "parataxis") and c.index < verb.index), None)
    if first is None or not is_verb(first) or comma is None or comma.text != "," or subject_before(first) is None:
        return
    if not finite(first) or first.child("mark") is not None:
        return
    if own is not None:  # "gikk om bord, overmannet piratene": the verb has its object, not its subject, behind it
        own.dep = own.rel = "obj"
    take_place(first, verb)
    for child in list(verb.children):
        if child.index < verb.index and child is not comma:
            hang(child, first, child.dep)
    hand_over(verb, first, frozenset({"conj", "parataxis"}), after=verb.index)
    attach(verb, first, "conj")


def let_do(verb: Word, _: Setting) -> None:
    """Read "lot vaktene slå fangene" and "lot elever bli jaget": those who are let do it, or undergo it."""
    if finite(verb) or verb.rel not in ("ccomp", "xcomp", "advcl") or verb.child("nsubj", "mark") is not None:
        return
    start = min([verb, *(c for c in verb.children if c.rel == "aux")], key=lambda w: w.index)
    let = next((w for w in reversed(verb.sentence.words) if w.index < start.index and w.lemma in _LETTING and is_verb(w)), None)
    if let is None or let is verb or any(w is verb for w in let.up()):
        return
    if any(right_edge(c) == start.index - 1 for c in let.all("obj", "iobj")):
        attach(verb, let, "xcomp")


def behind_object(word: Word, setting: Setting) -> None:
    """Read "skjøt 42 mennesker, de fleste flyktninger": no subject follows the object; it tells more of it."""
    verb = word.head
    first = verb.child("obj")
    if first is None or not verb.index < first.index < word.index or first.pos in ("PRON", "NUM") or not is_verb(verb):
        return
    comma = left_edge(word) - 1
    if not comma_at(verb.sentence, comma) or verb.lemma in setting.lex.cue("say") or word.child("cc") is not None:
        return
    if comma > first.index:
        hang(word, first, "appos")


def saw_do(verb: Word, _: Setting) -> None:
    """Read "et vitne så soldaten skyte": "så" before an infinitive with two subjects is the past tense of seeing."""
    own = [c for c in verb.children if c.rel == "nsubj" and c.index < verb.index]
    if len(own) != 2 or (finite(verb) and verb.lower != verb.lemma) or verb.child("aux", "mark", "cop", "expl") is not None:
        return
    saw = next((w for w in verb.sentence.words if own[0].index < w.index < own[1].index and w.lower == _SAW), None)
    if saw is None or saw.pos == "VERB" or left_edge(own[1]) < saw.index or saw.child("nsubj", "obj") is not None:
        return
    if any(w.text == "," for w in verb.sentence.words if own[0].index < w.index < saw.index):
        return
    take_place(saw, verb)
    for child in list(saw.children):
        hang(child, verb, child.dep)
    for child in list(verb.children):
        if child.index < saw.index or child.dep == "punct":
            hang(child, saw, child.dep)
    hang(own[1], saw, "obj")
    hang(verb, saw, "xcomp")
    verb.morph = "VerbForm=Inf"
    saw.pos, saw.lemma, saw.morph = "VERB", "se", "Mood=Ind|Tense=Past|VerbForm=Fin"


def whose_fighters(name: Word, setting: Setting) -> None:
    """Read "Kosovos paramilitære rykket inn", where the land was taken for who acts and the fighters for an adverb."""
    fighters = at(name.sentence, name.index + 1)
    if fighters is None or fighters.pos != "ADJ" or fighters.head is not name.head or not name.lower.endswith("s"):
        return
    if fighters.rel not in ("advmod", "xcomp", "obl", "obj") or kind_of(fighters, setting.lex, setting.known) not in ACTORS:
        return
    fighters.pos = "NOUN"
    attach(fighters, name.head, name.dep)
    attach(name, fighters, "nmod:poss")
