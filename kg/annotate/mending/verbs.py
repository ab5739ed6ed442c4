"""Verbs that were taken for adjectives or nouns, or one form for another, get back what they are."""

from __future__ import annotations

from kg.annotate.lexicon import shared
from kg.annotate.mending.tree import SUPINES, Setting, at, hang, told_form
from kg.annotate.words import Word, attach, take_place

_CLAUSES = frozenset({"ROOT", "root", "ccomp", "advcl", "conj", "parataxis", "acl"})
_OUT = frozenset({"out", "up", "down", "off"})
_FINITE = "Mood=Ind|Tense=Past|VerbForm=Fin"
_HOLDING = shared("holding")
_PRESUMING = shared("presuming")
_REACH = 8
"""Words between "har" and its participle."""


def perfect_as_adjective(word: Word, setting: Setting) -> None:
    """Read "hæren har tent på husene" where "tent" was taken for an adjective below "har"."""
    lex = setting.lex
    if word.lemma != "ha" or word.pos not in ("AUX", "VERB") or word.rel == "aux":
        return
    place = word.index - word.sentence.words[0].index
    for following in word.sentence.words[place + 1 : place + 1 + _REACH]:
        if following.pos in ("PUNCT", "SCONJ", "CCONJ"):
            return
        below = following.head is word or (following.head.head is word and following.head.index > following.index)
        taken = below and following.rel in ("advmod", "amod", "xcomp", "obl", "obj", "acl")
        if taken and following.pos in ("ADJ", "VERB") and following.lower.endswith(SUPINES) and told_form(following, lex):
            break
    else:
        return
    described = following.head if following.head is not word else None
    take_place(following, word)
    for child in list(word.children):
        hang(child, following, "obj" if child is described else child.dep)
    hang(word, following, "aux")
    following.pos, following.morph, following.lemma = "VERB", "VerbForm=Part", lex.verb_forms[following.lower]


def predicate_below(word: Word, setting: Setting) -> None:
    """Read "er sluppet fri" where the adjective was taken for the predicate and the participle for something below it."""
    lex = setting.lex
    if word.pos != "ADJ" or word.child("cop", "aux") is None:
        return
    before = next(
        (c for c in word.children if c.index == word.index - 1 and c.pos in ("VERB", "ADJ") and told_form(c, lex)), None
    )
    if before is None or f"{lex.verb_forms[before.lower]} {word.lower}" not in lex.verbs:
        return
    take_place(before, word)
    for child in list(word.children):
        renamed = {"cop": "aux:pass", "nsubj": "nsubj:pass"}
        hang(child, before, renamed.get(child.dep, child.dep))
    hang(word, before, "advmod")
    before.pos, before.lemma = "VERB", lex.verb_forms[before.lower]


def bombed_out(word: Word, _: Setting) -> None:
    """Read "the bombed-out clinics" where the participle was taken for a noun: the clinics were bombed."""
    hyphen, out = at(word.sentence, word.index + 1), at(word.sentence, word.index + 2)
    if hyphen is None or out is None or hyphen.text != "-" or out.lower not in _OUT or word.head.index < out.index:
        return
    noun = out.head if word.head is out else word.head
    if word.lower.endswith("ed") and noun.pos in ("NOUN", "PROPN") and noun.index > out.index:
        attach(word, noun, "amod")


def second_passive(word: Word, setting: Setting) -> None:
    """Read "killed by snipers or snatched by militiamen" where the second participle was taken for one more sniper."""
    lex, first = setting.lex, word.head
    verb = first.head
    joined = word.rel == "conj" and first.dep == "obl:agent" and word.child("cc") is not None
    by = at(word.sentence, word.index + 1)
    if not joined or verb.pos != "VERB" or not word.lower.endswith("ed") or by is None or by.lower != "by":
        return
    base = lex.verb_forms.get(word.lower)
    if base is None or word.child("det", "amod", "compound", "nummod") is not None:
        return
    word.pos, word.morph, word.lemma = "VERB", "Tense=Past|VerbForm=Part|Voice=Pass", base
    attach(word, verb, "conj")
    for child in list(verb.children):
        if child.index > word.index and child.dep == "obl:agent":
            attach(child, word, child.dep)


def become(word: Word, setting: Setting) -> None:
    """Read "ble nakkeskutt av militsen" as a passive where the rare participle was taken for what somebody became."""
    lex = setting.lex
    if word.lemma != "bli" or word.rel == "aux":
        return
    for child in word.children:
        if child.rel == "xcomp" and child.pos in ("ADJ", "VERB") and child.lower.endswith(SUPINES) and told_form(child, lex):
            take_place(child, word)
            for other in list(word.children):
                hang(other, child, "nsubj:pass" if other.dep == "nsubj" else other.dep)
            hang(word, child, "aux:pass")
            child.pos, child.morph, child.lemma = "VERB", "VerbForm=Part", lex.verb_forms[child.lower]
            return


def confirmed_dead(word: Word, setting: Setting) -> None:
    """Read "er bekreftet omkommet" as what happened to somebody, not as what they confirmed."""
    lex = setting.lex
    if word.lemma not in _PRESUMING or not word.lower.endswith(SUPINES) or word.child("cop", "aux", "aux:pass") is None:
        return
    told = next((c for c in word.children if c.index == word.index + 1 and c.rel in ("obj", "xcomp") and told_form(c, lex)), None)
    if told is None or not told.lower.endswith(SUPINES):
        return
    take_place(told, word)
    for child in list(word.children):
        counted = child.rel == "nummod" and child.index < word.index
        hang(child, told, "aux" if child.dep == "cop" else "nsubj" if counted else child.dep)
    hang(word, told, "advmod")
    told.pos, told.lemma = "VERB", lex.verb_forms[told.lower]


def participle_as_noun(word: Word, _: Setting) -> None:
    """Read "ble menn skilt fra kvinnene" where the participle was taken for a noun ("et skilt")."""
    passive = word.child("aux:pass") is not None and word.child("nsubj:pass") is not None
    if word.pos in ("NOUN", "ADJ") and passive and word.lower.endswith(SUPINES):
        word.pos, word.morph = "VERB", "VerbForm=Part"


def second_verb(word: Word, setting: Setting) -> None:
    """Read "beleirer og bomber byen" where the second verb was taken for the noun that is spelled alike ("to bomber")."""
    lex = setting.lex
    verb = word.head
    bare = word.child("det", "amod", "nummod", "nmod") is None and word.child("cc") is not None
    joined = word.rel == "conj" and verb.pos == "VERB" and "VerbForm=Fin" in verb.morph and verb.child("nsubj") is not None
    if word.pos == "NOUN" and joined and bare and word.lower in lex.verb_forms and word.lower[-1:] == verb.lower[-1:]:
        word.pos, word.morph, word.lemma = "VERB", verb.morph, lex.verb_forms[word.lower]


def held(word: Word, _: Setting) -> None:
    """Read "holdt Sarajevo beleiret" where the town was taken for the subject of a clause of its own."""
    verb, held = word.head, word.child("nsubj")
    if verb.lemma not in _HOLDING or word.rel not in ("advcl", "ccomp", "xcomp") or held is None or verb.child("obj") is not None:
        return
    if not word.lower.endswith(SUPINES) or word.child("aux", "mark", "cop", "obj") is not None:
        return
    if verb.index < held.index < word.index:
        hang(held, verb, "obj")
        word.dep = word.rel = "xcomp"
        word.morph = "VerbForm=Part"


def found_dead(word: Word, _: Setting) -> None:
    """Read "ble funnet drept" with one subject: the first participle was taken for another one."""
    verb = word.head
    adjacent = word.index == verb.index - 1 and word.pos in ("VERB", "AUX") and verb.pos == "VERB"
    if adjacent and word.dep in ("nsubj", "nsubj:pass") and word.lower.endswith(SUPINES) and verb.lower.endswith(SUPINES):
        word.dep, word.rel = "aux:pass", "aux"


def active_perfect(verb: Word, _: Setting) -> None:
    """Read "skal ha skutt en gutt" as active: "have" alone before a participle makes no passive."""
    auxiliaries = verb.all("aux")
    if not auxiliaries or auxiliaries[-1].lemma not in ("have", "ha") or verb.child("aux:pass", "cop") is not None:
        return
    for child in verb.children:
        if child.dep == "nsubj:pass" and "Voice=Pass" not in verb.morph:
            child.dep = "nsubj"


def verb_as_modifier(noun: Word, setting: Setting) -> None:
    """Read "at selskapet finansierte dødsskvadroner" where the verb was taken for an adjective of its object."""
    lex = setting.lex
    if noun.pos != "NOUN" or noun.rel not in ("ccomp", "advcl", "acl") or noun.child("mark") is None:
        return
    if noun.child("cop", "aux", "nsubj", "det", "obj") is not None:
        return
    verb = next((c for c in noun.children if c.rel == "amod" and told_form(c, lex) and c.lower.endswith(("te", "de"))), None)
    subject = next((c for c in noun.children if c.rel in ("nmod", "obl", "compound") and not c.case()), None)
    if verb is None or subject is None or not subject.index < verb.index < noun.index:
        return
    take_place(verb, noun)
    for child in list(noun.children):
        if child.index < verb.index or child.rel in ("obl", "punct"):
            hang(child, verb, "nsubj" if child is subject else child.dep)
    hang(noun, verb, "obj")
    verb.pos, verb.morph, verb.lemma = "VERB", _FINITE, lex.verb_forms[verb.lower]


def verb_as_adjective(word: Word, setting: Setting) -> None:
    """Read "Kyiv og Moskva utvekslet 175 fanger" where the verb was taken for an adjective or a noun."""
    lex = setting.lex
    if word.pos not in ("ADJ", "NOUN") or word.rel not in _CLAUSES or not told_form(word, lex) or word.sentence.kind != "body":
        return
    if word.child("cop", "aux", "det", "case", "amod") is not None or lex.noun_forms.get(word.lower):
        return
    subject = word.child("nsubj")
    if subject is None or subject.index > word.index or not word.lower.endswith(("t", "te", "de")):
        return
    after = [c for c in word.children if c.rel == "obl" and not c.case() and c.index > word.index and c.pos == "NOUN"]
    counted = [c for c in after if c.child("nummod", "det", "amod") is not None]
    if not counted and word.child("obj", "obl") is None:
        return
    word.pos, word.morph, word.lemma = "VERB", _FINITE, lex.verb_forms[word.lower]
    if word.child("obj") is None:
        for child in counted[:1]:
            hang(child, word, "obj")


def having_done(verb: Word, _: Setting) -> None:
    """Read "accused of having shelled hospitals": the participle before the object is the verb."""
    if verb.lower != "having":
        return
    done = next((c for o in verb.all("obj") for c in o.children if c.rel == "amod" and c.index == verb.index + 1), None)
    if done is None or ("VerbForm=Part" not in done.morph and done.pos != "VERB"):
        return
    thing = done.head
    attach(done, verb, "dep")
    take_place(done, verb)
    attach(thing, done, "obj")
    for child in list(verb.children):
        attach(child, done, child.dep)
    attach(verb, done, "aux")


def active_row(verb: Word, _: Setting) -> None:
    """Read "the air force bombed and strafed the hills": without an auxiliary a row of verbs with an object is active."""
    subject = next((c for c in verb.children if c.dep == "nsubj:pass" and c.index < verb.index), None)
    if subject is None or verb.child("aux", "cop", "obl:agent") is not None or verb.sentence.kind == "headline":
        return
    row = [verb, *(c for c in verb.all("conj") if c.pos == "VERB" and c.child("nsubj", "aux") is None)]
    if any(c.child("obj") is not None for c in row) and verb.rel in ("ROOT", "root", "ccomp", "parataxis"):
        subject.dep = "nsubj"


def modifier_as_verb(word: Word, setting: Setting) -> None:
    """Read "fed 12,000 starving people" and "lobbed stun grenades": the word between verb and object is no verb of its own."""
    before = at(word.sentence, word.index - 1)
    above = before if before is not None and before.pos == "VERB" else word.head
    if above.pos != "VERB" or above.index > word.index or word.child("nsubj", "mark", "aux", "cc", "punct") is not None:
        return
    beside = before is above and word.lower.endswith("ing") and not word.children
    thing = word.child("obj") or (above.child("obj") if beside else None)
    number = before if before is not None and before.pos == "NUM" and before.rel == "obj" and before.head is above else None
    if thing is None or thing.index != word.index + 1 or above.child("obj") not in (None, thing, number):
        return
    if number is not None:
        hang(number, thing, "nummod")
    counted = any(c.index < word.index and c.dep in ("nummod", "det", "amod", "nmod:poss") for c in thing.children)
    weapon = before is above and f"{word.lower} {thing.lemma}" in setting.lex.instruments
    if not counted and not weapon:
        return
    for child in list(word.children):
        if child is not thing:
            hang(child, above if child.rel in ("obl", "advmod", "advcl") else thing, child.dep)
    hang(thing, above, "obj")
    hang(word, thing, "amod")
    word.pos, word.morph = "ADJ", ""


def subject_as_conjunct(word: Word, setting: Setting) -> None:
    """Read "homes were razed and food carted away": a noun beside a verb is the subject of the participle after it."""
    verb = at(word.sentence, word.index + 1)
    if word.head.pos != "VERB" or verb is None or verb.pos != "VERB" or verb.rel != "conj" or verb.head is not word.head:
        return
    joined = verb.child("cc")
    if joined is None or joined.index > word.index or verb.child("nsubj", "aux") is not None or not told_form(verb, setting.lex):
        return
    hang(word, verb, "nsubj" if verb.child("obj") is not None else "nsubj:pass")


def tense(verb: Word, _: Setting) -> None:
    """Give a finite verb its tense where it was left open: the Norwegian present ends in r or s."""
    if "VerbForm=Fin" in verb.morph and "Tense=" not in verb.morph and "Mood=Imp" not in verb.morph:
        told = "Pres" if verb.lower.endswith(("r", "s")) else "Past"
        verb.morph = verb.morph.replace("VerbForm=Fin", f"Tense={told}|VerbForm=Fin")
