"""Norwegian participles behind an article that were taken for past tenses: "de bortførte", where one form serves for both."""

from __future__ import annotations

from kg.annotate.clauses import is_verb
from kg.annotate.keys import base_verb
from kg.annotate.lexicon import shared
from kg.annotate.mending.tree import Setting, as_subject, at, finite, hang
from kg.annotate.words import Word, take_place

_THE = frozenset({"de", "den"})
_ALL = frozenset({"alle", "begge", "samtlige"})
_HOW_MANY = frozenset({"antall", "antallet"})
_FORMS = ("te", "de", "ne")
_DEFINITE = ("en", "et", "a", "ene")
_OF_WHOM = frozenset({"av", "blant", "om", "med", "mot", "på", "over", "under", "hos", "mellom", "ved", "i", "fra"})
"""Prepositions that open no clause, as "for", "til" and "etter" do."""
_WITHOUT_THAT = shared("without_that")
_BESIDE = frozenset({"PRON", "DET", "NUM", "NOUN", "PROPN", "ADJ"})
_PREDICATES = frozenset({"nsubj", "obj", "xcomp", "ccomp", "obl", "advmod", "acl", "conj", "advcl"})


def behind_article(word: Word, setting: Setting) -> None:
    """Read "fant de bortførte barna" and "sier at de drepte var barn": what stands behind the article is no past tense."""
    if not word.lower.endswith(_FORMS) or not finite(word):
        return
    article, counted = at(word.sentence, word.index - 1), None
    if article is not None and article.pos == "NUM":
        article, counted = at(word.sentence, article.index - 1), article
    if article is None or article.lower not in _THE | _ALL | _HOW_MANY:
        return
    before, after = at(word.sentence, article.index - 1), at(word.sentence, word.index + 1)
    if article.lower in _HOW_MANY:
        if after is not None and after.pos in ("NOUN", "PROPN", "ADJ"):
            _how_many(article, word, after)
        return
    every = before if before is not None and before.lower in _ALL and article.lower == "de" else None
    before = at(word.sentence, every.index - 1) if every is not None else before
    noun = after if after is not None and _definite(after) else None
    if not _placed(word, noun, before, article, counted, setting):
        return
    head = noun or word
    word.pos, word.morph, article.pos = "ADJ", "Number=Plur", "DET"
    for part, dep in ((every, "det"), (article, "det"), (counted, "nummod")):
        if part is not None:
            hang(part, head, dep)
    if noun is not None:
        hang(word, noun, "amod")
    if before is not None and (before.pos == "ADP" or before.lower == "fra"):
        before.pos = "ADP"
        hang(before, head, "case")


def _placed(word: Word, noun: Word | None, before: Word | None, article: Word, counted: Word | None, setting: Setting) -> bool:
    """Hang a participle, or its noun, where it belongs; False where it may be a past tense after all."""
    after = at(word.sentence, (noun or word).index + 1)
    if _opens(before) and after is not None and _is_finite(after):
        _in_front(word, noun, after, before)
        return True
    if article.lower not in _THE or (noun is None and after is not None and after.pos in _BESIDE):
        return False
    return before is not None and _goes_on(before, article, counted or noun, setting) and _below(word, noun, before)


def _definite(noun: Word) -> bool:
    return noun.pos == "NOUN" and noun.lower.endswith(_DEFINITE) and "Definite=Ind" not in noun.morph


def _is_finite(verb: Word) -> bool:
    return verb.pos in ("AUX", "VERB") and (finite(verb) or verb.pos == "AUX") and "VerbForm=Inf" not in verb.morph


def _opens(before: Word | None) -> bool:
    """Say whether a clause begins behind this word, or a phrase in front of one, and it is none of time or cause."""
    return before is None or before.pos in ("PUNCT", "CCONJ") or before.lower in _OF_WHOM or before.lower == "at"


def _goes_on(before: Word, article: Word, after: Word | None, setting: Setting) -> bool:
    """Say whether no clause begins behind this word: a preposition, an auxiliary, a verb that has no clause without "at"."""
    if before.pos == "ADP" or before.lower == "fra":
        counted = after is not None and after.pos == "NUM"
        return not counted and (before.lower in _OF_WHOM or (article.lower == "den" and after is not None))
    return before.pos == "AUX" or (before.pos == "VERB" and base_verb(before, setting.lex) not in _WITHOUT_THAT)


def _in_front(word: Word, noun: Word | None, verb: Word, before: Word | None) -> None:
    """Hang a participle, or its noun, on the clause of the finite verb right behind: "de drepte var barn"."""
    phrase = noun or word
    clause = verb.head if verb.pos == "AUX" and verb.head is not verb else verb
    if clause is word or clause is noun:
        clause = next((c for c in clause.children if c.index > verb.index and c.rel in _PREDICATES), verb)
    if any(w is clause for w in word.subtree()):
        take_place(clause, word)
    if clause is verb and verb.pos == "AUX" and verb.head.index > verb.index:
        clause = verb.head
    _leave(word, phrase, clause)
    if clause is not verb:
        hang(verb, clause, "aux:pass" if verb.lemma == "bli" else "cop" if clause.pos in ("NOUN", "ADJ", "PROPN") else "aux")
    hang(phrase, clause, "obl" if before is not None and before.pos == "ADP" else as_subject(clause))


def _below(word: Word, noun: Word | None, before: Word) -> bool:
    """Hang a participle, or its noun, on the verb or noun before it: "fant de bortførte", "to av de bortførte"."""
    phrase, above = noun or word, before
    if before.pos == "ADP" or before.lower == "fra":
        ahead = at(word.sentence, before.index - 1)
        above = word.head if ahead is None or not ahead.is_nominal else ahead
        if above is word or any(w is above for w in word.subtree()):
            return False
    elif any(w is before for w in word.subtree()):
        take_place(before, word)
        before.pos = "VERB"
    _leave(word, phrase, next((w for w in (above, *above.up()) if is_verb(w)), above))
    hang(phrase, above, "obj" if above is before else "obl" if is_verb(above) else "nmod")
    return True


def _how_many(number: Word, word: Word, noun: Word) -> None:
    """Read "antall drepte soldater": a number does nothing to anybody."""
    if number.head is not word:
        return
    take_place(number, word)
    _leave(word, noun, number)
    if is_verb(number.head) and number.rel in ("ccomp", "advcl", "acl", "conj", "xcomp"):
        number.dep = number.rel = "obj"
    hang(noun, number, "nmod")
    hang(word, noun, "amod")
    word.pos, word.morph = "ADJ", "Number=Plur"


def _leave(word: Word, phrase: Word, clause: Word) -> None:
    """Move what hangs on a participle that is no verb to the clause that it was taken for."""
    for child in list(word.children):
        if child is not phrase and child is not clause:
            hang(child, clause, child.dep)
