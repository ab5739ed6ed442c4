"""Who did a deed and whom it struck is hung on the event noun that they belong to."""

from __future__ import annotations

from kg.annotate.clauses import is_passive, is_verb
from kg.annotate.kinds import ACTORS, kind_of
from kg.annotate.lexicon import Lexicon, ancestors, shared
from kg.annotate.mending.tree import Setting, at, left_edge, tells_when
from kg.annotate.nouns import lookup
from kg.annotate.words import Word, attach
from kg.model import EntityKind

_HITTING = shared("hitting")
_VIOLENT = frozenset({"Attack", "Combat", "Siege", "Destruction", "Arson", "Looting", "Robbery", "Killing", "GroundAssault"})


def phrase_of_deed(word: Word, setting: Setting) -> None:
    """Hang "by the rebels" and "on the convoy" on the event noun before them, not on a verb or noun that can take neither."""
    case = word.case()
    if word.rel not in ("obl", "nmod") or not case or word.index < word.head.index:
        return
    if case in setting.lex.cue("by") & {"by"}:
        deed = _deed_before(word, setting.lex)
        if deed is not None and kind_of(word, setting.lex, setting.known) in ACTORS | {EntityKind.WEAPON} and word.pos != "NUM":
            attach(word, deed, "nmod")
    elif case in _HITTING and is_verb(word.head):
        deed = _deed_beside(word, setting.lex)
        if deed is not None and not tells_when(word):
            attach(word, deed, "nmod")


def _deed_before(word: Word, lex: Lexicon) -> Word | None:
    """Return the event noun that a by-phrase goes with: "condemned the abduction of pupils by an armed group"."""
    above = word.head
    if is_verb(above):
        if is_passive(above) or above.child("aux:pass") is not None or word.dep == "obl:agent":
            return None
        told = [c for c in above.children if c.rel in ("obj", "obl") and above.index < c.index < word.index]
        return next((c for c in reversed(told) if _is_deed(c, lex)), None)
    while above.rel == "nmod" and above.is_nominal and not _is_deed(above, lex):
        above = above.head
    return above if above is not word.head and above.is_nominal and _is_deed(above, lex) else None


def _deed_beside(word: Word, lex: Lexicon) -> Word | None:
    """Return the violent noun, with its own by-phrase at most, right before a phrase: "in a raid by police on a hideout"."""
    for child in word.head.children:
        if child.rel in ("obl", "obj", "nsubj") and child.index < word.index and child is not word:
            told = lookup(child, lex.nouns, lex)
            if told is None or (lex.nouns[told] not in _VIOLENT and "Attack" not in ancestors(lex.nouns[told])):
                continue
            if max(w.index for w in child.subtree()) == left_edge(word) - 1:
                return child
    return None


def _is_deed(word: Word, lex: Lexicon) -> bool:
    return lookup(word, lex.nouns, lex) is not None


def told_of_person(verb: Word, setting: Setting) -> None:
    """Read "the murder of Ana Ruiz, shot by two men": whoever stands before the comma was shot, not the murder."""
    deed = verb.head
    before = at(verb.sentence, left_edge(verb) - 1)
    if verb.dep != "acl" or before is None or before.text != "," or not deed.is_nominal or not _is_deed(deed, setting.lex):
        return
    last = at(verb.sentence, before.index - 1)
    while last is not None and last.rel in ("flat", "compound") and last.head is not deed:
        last = last.head
    if last is not None and last is not deed and last.is_nominal and kind_of(last, setting.lex, setting.known) in ACTORS:
        attach(verb, last, "acl")
