"""What hangs on a verb of saying: the clause that is said, and the sources that a speaker quotes, cites or heard it from."""

from __future__ import annotations

from collections.abc import Callable

from kg.annotate.clauses import agents_by, is_passive, is_verb, subjects
from kg.annotate.lexicon import Lexicon, shared
from kg.annotate.words import Word

_CITING = shared("citing")
_REFERRING = shared("referring")
_REFERENCE = shared("reference")
_MEDIA = shared("media")
_RECORDING = shared("recording")
_EVIDENT = shared("evident")
_TELLING = shared("telling_of")
_TOLL = shared("toll") | shared("count_nouns")
_THAT = frozenset({"that", "at"})
_HOW = frozenset({"how", "hvordan"})
_AS = frozenset({"as", "på"})
_OWN_KNOWLEDGE = shared("own_knowledge")
_FROM = frozenset({"from", "av", "fra"})
_ABOUT = frozenset({"about", "of", "om"})
_SPEECH_ACTS = _CITING | _REFERRING | shared("adding")
"""What the speaker does beside: "said ..., adding that", "citing hospital sources"."""
_AT_DOOR = frozenset({"of", "for", "to", "av", "i"})


def quoting(verb: Word, lex: Lexicon) -> list[Word]:
    """Return who is quoted and who quotes them, in this order: "X was quoted by Y as saying", "Y quoted X as saying"."""
    quote = verb if verb.lemma in _CITING else verb.head
    if quote is not verb and not (_marked(verb, _AS) and verb.rel in ("advcl", "xcomp", "ccomp", "obl")):
        return []
    if quote.lemma not in _CITING or not is_verb(quote):
        return []
    if is_passive(quote):
        return [*subjects(quote), *agents_by(quote, lex)]
    return [*(c for c in quote.children if c.rel == "obj"), *subjects(quote)]


def heard_from(verb: Word) -> list[Word]:
    """Return from whom somebody heard it, and who heard it: "she had heard from a nurse that"."""
    if is_passive(verb):
        return []
    sources = [
        c
        for c in verb.children
        if c.rel in ("obl", "nmod") and c.case() in _FROM and c.is_nominal and c.index > verb.index
    ]
    sources = [word for word in sources if word.lemma not in _OWN_KNOWLEDGE]
    return [*sources, *subjects(verb)] if sources and (verb.child("ccomp", "xcomp") or after_that(verb)) else []


def cited(verb: Word) -> list[Word]:
    """Return whom the speaker cites: "the governor, citing hospital sources, said", "skriver VG med henvisning til AFP"."""
    found: list[Word] = []
    near = (verb, *verb.children)
    for word in verb.sentence.words:
        if word is verb:
            continue
        if word.lemma in _CITING and word.head in near and is_verb(word) and not is_passive(word):
            found += [o for c in word.children if c.rel == "obj" for o in c.conjuncts()]
        elif word.lemma in _REFERENCE and word.head in near:
            found += [o for c in word.children if c.rel == "nmod" for o in c.conjuncts()]
        elif word.lemma in _REFERRING and (word.head in near or word is verb.head) and is_verb(word):
            found += [o for c in word.children if c.rel == "obl" and c.case() == "til" for o in c.conjuncts()]
    return found


def reported_in(verb: Word, speaking: Callable[[Word], Word | None]) -> list[Word]:
    """Return the medium or the text that a passive or "heter det" names: "it was reported on state radio that"."""
    return [
        source
        for word in verb.children
        if word.rel in ("obl", "nmod") and word.case() in ("on", "in", "by", "over", "på", "i", "av")
        if word.lemma in _MEDIA | shared("texts") | shared("carriers") and (source := speaking(word)) is not None
    ]


def after_that(verb: Word) -> list[Word]:
    """Return what stands from the first "that" or "how" after a verb on, whatever the parser hung it on."""
    words = verb.sentence.words
    below = verb.subtree()
    for word in words[verb.index - words[0].index + 1 :]:
        how = word.lower in _HOW and word.rel == "advmod" and is_verb(word.head) and word.head is not verb
        that = word.lower in _THAT and (word.rel == "mark" or (word.rel == "obj" and word.head.child("nsubj") is not None))
        if how or that:
            content = any(w is word for w in below) and not _is_relative_clause(word.head)
            return [w for w in below if w.index >= word.index] if content else []
        if word.text in (";", ":"):
            break
    return []


def _is_relative_clause(clause: Word) -> bool:
    """Say whether a clause tells of the noun before it: "a hospital that planes had bombed", not "heard from a nurse that"."""
    noun = clause.head
    if clause.dep != "acl:relcl" or not noun.is_nominal:
        return False
    told = noun.rel in ("obl", "nmod") and noun.case() in _FROM | {"by", "on", "på"}
    return not told and noun.lemma not in shared("texts") | _MEDIA


def governed(verb: Word, lex: Lexicon, is_text: Callable[[Word], bool] | None = None) -> list[Word]:
    """Return the words that hang on a verb of saying as what is said."""
    if (called := _what_is_called(verb)) is not None:
        return called
    said: list[Word] = []
    for child in verb.children:
        told = _is_clause(child, verb, lex) or _is_counted(child, verb) or _is_charge(child, verb, lex) or _is_topic(child, verb)
        if told or _goes_on(child, verb) or _is_told_object(child, verb, lex, is_text):
            said += child.subtree()
        elif child.rel == "obj":
            said += [w for c in child.children if c.rel in ("nmod", "acl") and _is_charge(c, verb, lex) for w in c.subtree()]
    if not said and any(c.lemma in _TOLL and c.rel in ("obj", "nsubj") for c in verb.children):
        by = [c for c in verb.children if c.rel == "nsubj" and c.lemma not in _TOLL]
        apart = {w.index for c in by for w in c.subtree()}
        said = [w for w in verb.subtree() if w.index not in apart]
    return said


def claimed(noun: Word, lex: Lexicon) -> tuple[list[Word], list[Word]]:
    """Return whose claim a noun is, and what is claimed: "the army's claim that rebels shelled the school"."""
    if noun.lemma not in lex.kinds["statement"] or noun.pos != "NOUN":
        return [], []
    clauses = [c for c in noun.children if c.rel in ("acl", "ccomp", "csubj") and _marked(c, _THAT) and c.index > noun.index]
    genitive = [
        c
        for c in noun.children
        if c.dep == "nmod:poss" or (c.rel == "nmod" and (c.case() in ("by", "from", "fra", "av") or (c.index < noun.index)))
    ]
    return genitive, [w for c in clauses for w in c.subtree()]


def _is_clause(child: Word, verb: Word, lex: Lexicon) -> bool:
    if child.rel == "parataxis":
        insertion = child.index > verb.index and child.lemma in lex.cue("say") and child.child("nsubj") is not None
        return not insertion or child.child("ccomp") is not None
    if child.rel == "csubj":
        return is_passive(verb)
    return child.rel == "ccomp" or (child.rel in ("xcomp", "obj") and is_verb(child))


def _is_counted(child: Word, verb: Word) -> bool:
    """Say whether a participle is what was counted: "har registrert 9900 sivile drept"; the parser takes it for a second verb."""
    joined = verb.lemma in _RECORDING and child.rel == "conj" and child.index > verb.index
    return joined and "VerbForm=Part" in child.morph and child.child("cc", "nsubj", "aux") is None


def _is_charge(child: Word, verb: Word, lex: Lexicon) -> bool:
    """Say whether a phrase is what somebody is accused of or admits to: "of shelling", "to having taken part"."""
    if verb.lemma not in lex.cue("accusing_governors") | shared("admitting") or child.index < verb.index:
        return False
    return child.rel not in ("nsubj", "obj") and (_marked(child, _AT_DOOR) or child.case() in _AT_DOOR)


def _is_topic(child: Word, verb: Word) -> bool:
    """Say whether a phrase is what is told of: "spoke of 60 dead", "forteller om drap"."""
    if verb.lemma not in _TELLING or child.index < verb.index or child.rel not in ("obl", "obj", "advmod", "nmod", "advcl"):
        return False
    about = child.case() in _ABOUT or _marked(child, _ABOUT)
    return about or any(c.dep == "compound:prt" and c.lower in _ABOUT for c in verb.children)


def _goes_on(child: Word, verb: Word) -> bool:
    """Say whether a participle at the end goes on with what is said: "said rebels struck the school, burning the roof"."""
    if child.rel != "advcl" or "VerbForm=Ger" not in child.morph or child.child("mark", "nsubj") is not None:
        return False
    return child.lemma not in _SPEECH_ACTS and any(verb.index < c.index < child.index and c.rel == "ccomp" for c in verb.children)


def _is_told_object(child: Word, verb: Word, lex: Lexicon, is_text: Callable[[Word], bool] | None) -> bool:
    """Say whether an object is what is said: "recorded 17 attacks", "carries a claim that", "said troops fired"."""
    if child.rel != "obj" or child.index < verb.index or is_passive(verb):
        return False
    clause = child.child("acl", "ccomp")
    if clause is not None and (child.lemma in lex.kinds["statement"] or verb.lemma in lex.cue("statement_say")):
        return True
    if verb.lemma in _EVIDENT and is_text is not None:
        return any(is_text(subject) for subject in subjects(verb))
    return verb.lemma in _RECORDING


def _what_is_called(verb: Word) -> list[Word] | None:
    """Return what "what his family describes as two nights of beatings" calls it; None where it is no such clause."""
    if not any(c.rel == "obj" and c.lower in ("what", "hva") for c in verb.children):
        return None
    return [w for c in verb.children if c.rel in ("obl", "xcomp") and c.index > verb.index for w in c.subtree()]


def _marked(word: Word, marks: frozenset[str]) -> bool:
    return any(c.lower in marks and c.rel in ("mark", "case") for c in word.children)
