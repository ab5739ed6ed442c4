"""Mends what the small parsers read wrongly by rule: a clause whose verb was taken for something else gets its verb back.

A parser that fits on a laptop takes one word in seven for the dependent of a wrong one, and some ways to err come again and
again: the participle of a perfect tense as an adjective, the subject of a second clause as one more object of the first, the
verb after "soldiers armed with knives" without subject. The rules that read events need the clause, so it is put right here,
once, before they look.
"""

from __future__ import annotations

from collections.abc import Callable, Collection

from kg.annotate.lexicon import Lexicon, frames, shared
from kg.annotate.nouns import lookup
from kg.annotate.words import Sentence, Word, attach, take_place

_PERFECT = frozenset({"ha"})
_SUPINES = ("t", "dd", "gd")
"""Endings of the form after "har"."""
_CLAUSES = frozenset({"ROOT", "root", "ccomp", "advcl", "conj", "parataxis", "acl"})
_FINITE = "Mood=Ind|Tense=Past|VerbForm=Fin"
_BEFORE_NOUNS = frozenset({"av", "fra", "i", "på", "mot", "ved", "by", "from", "in", "at", "against"})
_HOLDING = shared("holding")
_NAMING = shared("naming")
_PRESUMING = shared("presuming")
_SMALL_WORDS = frozenset({"PUNCT", "DET", "ADP", "CCONJ", "SCONJ", "PART", "PRON"})
"""Parts of speech that are never what a clause is put right by."""
_REACH = 8
"""Words between "har" and its participle."""


def put_right(sentence: Sentence, lex: Lexicon, ordinary: Callable[[str], bool], known: Collection[int] = ()) -> None:
    """Put right the clauses of one sentence, and what its names are taken for, in place.

    Args:
        sentence: what was parsed.
        lex: the words of its language.
        ordinary: says whether a word in small letters is no name.
        known: indexes of words that belong to well-known names, which need no guess.
    """
    if lex.language == "nb":
        for word in [word for word in sentence.words if word.pos not in _SMALL_WORDS]:
            _perfect(word, lex)
            _set_free(word, lex)
            _become(word, lex)
            _participle_as_noun(word)
            _second_verb(word, lex)
            _survivors(word)
            _confirmed_dead(word, lex)
            _life(word)
            _held(word)
            _landmine(word)
        _common_noun(sentence, lex, ordinary)
    for word in [word for word in sentence.words if word.pos not in _SMALL_WORDS]:
        _found_dead(word)
        _active_perfect(word)
        _people_as_adjective(word)
        _phrase_as_object(word)
        _verb_as_modifier(word, lex)
        _verb_as_adjective(word, lex)
    for word in list(sentence.words):
        _second_subject(word, lex)
        _counted_object(word)
        _described_subject(word, lex)
        _fired_and_struck(word)
        _dated(word)
        _named_place(word)
        _hyphened(word)
        _direction(word)
        if word.pos == "PROPN" and word.index not in known:
            _label(word, lex)


def _hang(word: Word, head: Word, dep: str) -> None:
    """Make *word* a child of *head*, unless *head* hangs on it."""
    if head is not word and not any(above is word for above in head.up()):
        attach(word, head, dep)


def _told(word: Word, lex: Lexicon) -> bool:
    """Say whether a word has the form of a verb of the lexicon, and no base form."""
    return lex.verb_forms.get(word.lower, word.lower) != word.lower


def _perfect(word: Word, lex: Lexicon) -> None:
    """Read "hæren har tent på husene" where "tent" was taken for an adjective below "har"."""
    if word.lemma not in _PERFECT or word.pos not in ("AUX", "VERB") or word.rel == "aux":
        return
    place = word.index - word.sentence.words[0].index
    for following in word.sentence.words[place + 1 : place + 1 + _REACH]:
        if following.pos in ("PUNCT", "SCONJ", "CCONJ"):
            return
        below = following.head is word or (following.head.head is word and following.head.index > following.index)
        taken = below and following.rel in ("advmod", "amod", "xcomp", "obl", "obj", "acl")
        if taken and following.pos in ("ADJ", "VERB") and following.lower.endswith(_SUPINES) and _told(following, lex):
            break
    else:
        return
    described = following.head if following.head is not word else None
    take_place(following, word)
    for child in list(word.children):
        _hang(child, following, "obj" if child is described else child.dep)
    _hang(word, following, "aux")
    following.pos, following.morph, following.lemma = "VERB", "VerbForm=Part", lex.verb_forms[following.lower]


def _set_free(word: Word, lex: Lexicon) -> None:
    """Read "er sluppet fri" where the adjective was taken for the predicate and the participle for something below it."""
    if word.pos != "ADJ" or word.child("cop", "aux") is None:
        return
    before = next((c for c in word.children if c.index == word.index - 1 and c.pos in ("VERB", "ADJ") and _told(c, lex)), None)
    if before is None or f"{lex.verb_forms[before.lower]} {word.lower}" not in lex.verbs:
        return
    take_place(before, word)
    for child in list(word.children):
        renamed = {"cop": "aux:pass", "nsubj": "nsubj:pass"}
        _hang(child, before, renamed.get(child.dep, child.dep))
    _hang(word, before, "advmod")
    before.pos, before.lemma = "VERB", lex.verb_forms[before.lower]


def _become(word: Word, lex: Lexicon) -> None:
    """Read "ble nakkeskutt av militsen" as a passive where the rare participle was taken for what somebody became."""
    if word.lemma != "bli" or word.rel == "aux":
        return
    for child in word.children:
        if child.rel == "xcomp" and child.pos in ("ADJ", "VERB") and child.lower.endswith(_SUPINES) and _told(child, lex):
            take_place(child, word)
            for other in list(word.children):
                _hang(other, child, "nsubj:pass" if other.dep == "nsubj" else other.dep)
            _hang(word, child, "aux:pass")
            child.pos, child.morph, child.lemma = "VERB", "VerbForm=Part", lex.verb_forms[child.lower]
            return


def _confirmed_dead(word: Word, lex: Lexicon) -> None:
    """Read "er bekreftet omkommet" as what happened to somebody, not as what they confirmed."""
    if word.lemma not in _PRESUMING or not word.lower.endswith(_SUPINES) or word.child("cop", "aux", "aux:pass") is None:
        return
    told = next((c for c in word.children if c.index == word.index + 1 and c.rel in ("obj", "xcomp") and _told(c, lex)), None)
    if told is None or not told.lower.endswith(_SUPINES):
        return
    take_place(told, word)
    for child in list(word.children):
        counted = child.rel == "nummod" and child.index < word.index
        _hang(child, told, "aux" if child.dep == "cop" else "nsubj" if counted else child.dep)
    _hang(word, told, "advmod")
    told.pos, told.lemma = "VERB", lex.verb_forms[told.lower]


def _participle_as_noun(word: Word) -> None:
    """Read "ble menn skilt fra kvinnene" where the participle was taken for a noun ("et skilt")."""
    passive = word.child("aux:pass") is not None and word.child("nsubj:pass") is not None
    if word.pos in ("NOUN", "ADJ") and passive and word.lower.endswith(_SUPINES):
        word.pos, word.morph = "VERB", "VerbForm=Part"


def _second_verb(word: Word, lex: Lexicon) -> None:
    """Read "beleirer og bomber byen" where the second verb was taken for the noun that is spelled alike ("to bomber")."""
    verb = word.head
    bare = word.child("det", "amod", "nummod", "nmod") is None and word.child("cc") is not None
    joined = word.rel == "conj" and verb.pos == "VERB" and "VerbForm=Fin" in verb.morph and verb.child("nsubj") is not None
    if word.pos == "NOUN" and joined and bare and word.lower in lex.verb_forms and word.lower[-1:] == verb.lower[-1:]:
        word.pos, word.morph, word.lemma = "VERB", verb.morph, lex.verb_forms[word.lower]


def _held(word: Word) -> None:
    """Read "holdt Sarajevo beleiret" where the town was taken for the subject of a clause of its own."""
    verb, held = word.head, word.child("nsubj")
    if verb.lemma not in _HOLDING or word.rel not in ("advcl", "ccomp", "xcomp") or held is None or verb.child("obj") is not None:
        return
    if not word.lower.endswith(_SUPINES) or word.child("aux", "mark", "cop", "obj") is not None:
        return
    if verb.index < held.index < word.index:
        _hang(held, verb, "obj")
        word.dep = word.rel = "xcomp"
        word.morph = "VerbForm=Part"


def _landmine(word: Word) -> None:
    """Read "en mine" as a thing and not as what is mine."""
    if word.lower == "mine" and word.pos in ("PRON", "DET") and word.child("det") is not None and word.rel != "det":
        word.pos, word.morph = "NOUN", "Definite=Ind|Gender=Fem|Number=Sing"


def _common_noun(sentence: Sentence, lex: Lexicon, ordinary: Callable[[str], bool]) -> None:
    """Read the first word as a noun where its capital made it a name: "Opprørssoldater har ...", "Hærens helikoptre ..."."""
    word = sentence.words[0]
    low = word.lower.removesuffix("s")
    plain = word.text[1:].islower() and len(low) > _SHORTEST and low.endswith(_NOUN_ENDINGS)
    if word.pos != "PROPN" or word.ent == "PER" or not plain or word.child("flat") is not None:
        return
    base = lex.noun_forms.get(low) or _compound(low, lex)
    if base is not None and ordinary(low):
        number = "Plur" if low.endswith(("er", "ere", "ne")) else "Sing"
        definite = "Ind" if low.endswith(("er", "ere")) else "Def"
        word.pos, word.lemma, word.morph = "NOUN", base, f"Definite={definite}|Number={number}"


_SHORTEST = 4
_NOUN_ENDINGS = ("er", "ere", "ene", "erne", "en", "et")


def _compound(low: str, lex: Lexicon) -> str | None:
    """Return the base form of a compound whose last part is a form that is known: "opprørssoldater"."""
    for cut in range(3, len(low) - 4):
        if low[cut:] in lex.noun_forms:
            return low[:cut] + lex.noun_forms[low[cut:]]
    return None


def _verb_as_adjective(word: Word, lex: Lexicon) -> None:
    """Read "Kyiv og Moskva utvekslet 175 fanger" where the verb was taken for an adjective or a noun."""
    if word.pos not in ("ADJ", "NOUN") or word.rel not in _CLAUSES or not _told(word, lex) or word.sentence.kind != "body":
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
            _hang(child, word, "obj")


def _found_dead(word: Word) -> None:
    """Read "ble funnet drept" with one subject: the first participle was taken for another one."""
    verb = word.head
    adjacent = word.index == verb.index - 1 and word.pos in ("VERB", "AUX") and verb.pos == "VERB"
    if adjacent and word.dep in ("nsubj", "nsubj:pass") and word.lower.endswith(_SUPINES) and verb.lower.endswith(_SUPINES):
        word.dep, word.rel = "aux:pass", "aux"


def _active_perfect(verb: Word) -> None:
    """Read "skal ha skutt en gutt" as active: "have" alone before a participle makes no passive."""
    auxiliaries = verb.all("aux")
    if not auxiliaries or auxiliaries[-1].lemma not in ("have", "ha") or verb.child("aux:pass", "cop") is not None:
        return
    for child in verb.children:
        if child.dep == "nsubj:pass" and "Voice=Pass" not in verb.morph:
            child.dep = "nsubj"


def _people_as_adjective(word: Word) -> None:
    """Read "trusler fra paramilitære" where people told by an adjective were taken for an adverb."""
    if word.pos == "ADJ" and word.dep == "advmod" and word.child("case") is not None and "Number=Plur" in word.morph:
        word.dep = word.rel = "obl"


def _phrase_as_object(word: Word) -> None:
    """Read "flykte av redsel" as a phrase: no object has a preposition."""
    plain = word.dep == "obj" and word.is_nominal and word.pos != "NUM" and word.child("nummod") is None
    if plain and word.index > word.head.index and word.case().split()[-1:] and word.case().split()[-1] in _BEFORE_NOUNS:
        word.dep = word.rel = "obl"


def _verb_as_modifier(noun: Word, lex: Lexicon) -> None:
    """Read "at selskapet finansierte dødsskvadroner" where the verb was taken for an adjective of its object."""
    if noun.pos != "NOUN" or noun.rel not in ("ccomp", "advcl", "acl") or noun.child("mark") is None:
        return
    if noun.child("cop", "aux", "nsubj", "det", "obj") is not None:
        return
    verb = next((c for c in noun.children if c.rel == "amod" and _told(c, lex) and c.lower.endswith(("te", "de"))), None)
    subject = next((c for c in noun.children if c.rel in ("nmod", "obl", "compound") and not c.case()), None)
    if verb is None or subject is None or not subject.index < verb.index < noun.index:
        return
    take_place(verb, noun)
    for child in list(noun.children):
        if child.index < verb.index or child.rel in ("obl", "punct"):
            _hang(child, verb, "nsubj" if child is subject else child.dep)
    _hang(noun, verb, "obj")
    verb.pos, verb.morph, verb.lemma = "VERB", _FINITE, lex.verb_forms[verb.lower]


def _finite(word: Word) -> bool:
    return word.pos == "VERB" and "VerbForm=Fin" in word.morph


def _second_subject(verb: Word, lex: Lexicon) -> None:
    """Read "jets struck the valley, and 46 people, most of them women, died": what died is not the jets."""
    if not _finite(verb) or verb.child("nsubj", "obj", "cc", "aux") is not None or verb.lemma in lex.cue("say"):
        return
    firsts = [verb.head] if verb.rel == "conj" else [c for c in verb.children if c.rel in ("ccomp", "parataxis")]
    for first in firsts:
        between = [
            c
            for c in first.children
            if c.rel == "conj" and c.pos in ("NOUN", "PROPN", "NUM") and c.index < verb.index and c.child("cc") is not None
        ]
        if first.pos == "VERB" and between and between[-1].index > first.index:
            subject = between[-1]
            _hang(subject.child("cc") or subject, verb, "cc")
            _hang(subject, verb, "nsubj")
            return


def _counted_object(verb: Word) -> None:
    """Read "exchanged on Tuesday 175 prisoners" where the prisoners were taken for a second verb."""
    if verb.pos != "VERB" or verb.child("obj", "aux:pass", "nsubj:pass") is not None:
        return
    for child in verb.children:
        plain = child.child("cc", "case", "cop", "nsubj", "punct") is None and child.child("nummod", "det") is not None
        if child.rel == "conj" and child.pos == "NOUN" and child.index > verb.index and plain:
            _hang(child, verb, "obj")
            return


def _described_subject(verb: Word, lex: Lexicon) -> None:
    """Read "a soldier armed with a knife attacked the tenant" where the participle took the verb's subject with it."""
    if not _finite(verb) or verb.child("nsubj", "expl") is not None or verb.lemma in lex.cue("say"):
        return
    for clause in verb.children:
        subject = clause.child("nsubj")
        if subject is None or clause.index > verb.index or clause.rel not in ("ccomp", "advcl", "acl", "nsubj", "amod"):
            continue
        bare = clause.child("aux", "cop", "mark", "cc", "obj") is None and clause.dep != "acl:relcl"
        close = clause.index == subject.index + 1 and clause.lower.endswith(("t", "d", "ed", "te", "en"))
        tight = not any(w.text in ",;:" for w in clause.sentence.words if subject.index < w.index < verb.index)
        if bare and close and tight and subject.pos in ("NOUN", "PROPN"):
            _hang(subject, verb, "nsubj")
            _hang(clause, subject, "acl")
            return


def _fired_and_struck(verb: Word) -> None:
    """Read "rockets fired by the militia killed two" where the participle was taken for the first verb of the sentence."""
    first = verb.head
    if verb.rel != "conj" or not _finite(verb) or verb.child("cc", "nsubj", "aux", "mark") is not None:
        return
    subject = first.child("nsubj")
    if first.pos not in ("VERB", "ADJ") or subject is None or first.child("aux", "cop", "obj", "mark") is not None:
        return
    close = first.index == subject.index + 1 and first.lower.endswith(("t", "d", "ed", "wn", "en"))
    tight = not any(w.text in ",;:" for w in first.sentence.words if first.index < w.index < verb.index)
    if not close or not tight or not any(c.case() in ("by", "av", "from", "fra", "with", "med") for c in first.children):
        return
    take_place(verb, first)
    _hang(subject, verb, "nsubj")
    _hang(first, subject, "acl")
    first.morph = "VerbForm=Part"
    for child in list(first.children):
        if child.index > verb.index or child.rel == "punct":
            _hang(child, verb, child.dep)


def _named_place(name: Word) -> None:
    """Read "på øya Jolo" where the name was taken for the object of the verb."""
    words = name.sentence.words
    place = name.index - words[0].index - 1
    before = words[place] if place >= 0 else None
    if name.pos != "PROPN" or name.rel not in ("obj", "iobj", "nsubj", "obl") or before is None:
        return
    if name.child("case", "det", "amod") is not None or before.pos != "NOUN" or "Definite=Def" not in before.morph:
        return
    if before.head is name.head and before.rel in ("obl", "nmod", name.rel) and before.lemma not in _MONTHS:
        _hang(name, before, "flat:name")


def _dated(month: Word) -> None:
    """Read "inntok Kunduz 28. september" where the month was taken for what was done, and the town for whose month it is."""
    if month.lemma not in _MONTHS or month.rel not in ("obj", "nsubj", "obl") or month.case() or month.head.pos != "VERB":
        return
    name = next((c for c in month.children if c.pos == "PROPN" and c.index < month.index and c.rel in ("nmod", "compound")), None)
    if name is not None and not name.case() and month.head.index < name.index and month.head.child("obj") in (None, month):
        _hang(name, month.head, "obj")
        month.dep = month.rel = "obl"


def _survivors(word: Word) -> None:
    """Read "førte de overlevende bort" where the article was taken for a second subject."""
    words = word.sentence.words
    place = word.index - words[0].index + 1
    after = words[place] if place < len(words) else word
    second = word.pos in ("DET", "PRON") and word.lower in _ARTICLES and word.rel == "nsubj" and word.index > word.head.index
    if second and after.rel == "obj" and after.head is word.head and after.pos in ("ADJ", "NOUN"):
        _hang(word, after, "det")


def _life(word: Word) -> None:
    """Read "kostet fem soldater fra Tsjad livet" where the life was taken for part of the name."""
    astray = word.rel in ("flat", "nmod", "appos") and word.head.pos == "PROPN" and not word.case()
    if word.lower not in ("livet", "livene") or not astray:
        return
    verb = next((above for above in word.up() if above.pos == "VERB"), None)
    if verb is not None and verb.index < word.index:
        _hang(word, verb, "obj")


_ARTICLES = frozenset({"de", "den", "the"})


def _hyphened(noun: Word) -> None:
    """Read "Lou Nuer-krigere" as fighters, whose name is before the hyphen, and not as a name."""
    name = noun.head
    first, hyphen, last = noun.text.rpartition("-")
    if noun.rel != "flat" or noun.index != name.index + 1 or not hyphen or not first[:1].isupper() or not last.islower():
        return
    if noun.pos not in ("NOUN", "PROPN") or name.pos != "PROPN":
        return
    take_place(noun, name)
    for child in list(name.children):
        _hang(child, noun, child.dep)
    _hang(name, noun, "flat:name")
    noun.pos, noun.ent, name.ent = "NOUN", "", ""


def _direction(word: Word) -> None:
    """Read "nord for Gao" as one preposition where "nord" was taken for an adverb of the verb."""
    if word.lower not in _TOWARDS or word.rel not in ("advmod", "obl", "amod", "nmod", "xcomp"):
        return
    words = word.sentence.words
    place = word.index - words[0].index + 1
    after = words[place] if place < len(words) else word
    if after.dep == "case" and after.lower in ("for", "of") and after.head.index > after.index and after.head is not word:
        _hang(word, after.head, "case")


_MONTHS = shared("months")
_INSIDE = shared("inside")
_TOWARDS = shared("compass")
_DEEDS = frozenset({"harm", "detention", "attack"})


def _label(name: Word, lex: Lexicon) -> None:
    """Take back what a name was labelled as where its place in the clause says otherwise: "in Moura", "beheaded by Abu Sayyaf".

    Nobody is killed in a person, and no place kills.
    """
    case = name.case()
    first, last = case.partition(" ")[0], case.split()[-1:]
    if name.ent != "LOC" and (case in _INSIDE or (first in _TOWARDS and last in (["for"], ["of"]))):
        plain = name.text[:1].isupper() and not name.text.isupper() and name.lower not in _MONTHS
        if plain and name.child("det", "nmod:poss", "nummod", "appos") is None:
            _relabel(name, "LOC")
    elif name.ent == "LOC" and name.rel in ("flat", "appos") and name.head.pos == "NOUN" and lookup(name.head, _people(lex), lex):
        name.ent = "PER"
    elif name.ent == "LOC" and (_does(name, lex) or (name.head.lemma in _NAMING and name.rel in ("xcomp", "obj"))):
        _relabel(name, "ORG")


def _people(lex: Lexicon) -> frozenset[str]:
    return lex.kinds["title"]


def _does(name: Word, lex: Lexicon) -> bool:
    """Say whether a name stands where only somebody can who does violence."""
    verb = name.head
    told = lex.verbs.get(verb.lemma) or lex.verbs.get(lex.verb_forms.get(verb.lower, ""))
    if told is None or frames()[told].family not in _DEEDS or verb.pos not in ("VERB", "ADJ"):
        return False
    if name.dep == "nsubj" and not name.case():
        return verb.child("obj") is not None and verb.child("aux:pass", "cop") is None
    passive = verb.child("aux:pass", "nsubj:pass") is not None
    return passive and (name.dep == "obl:agent" or (name.rel in ("obl", "nmod") and name.case() in ("by", "av")))


def _relabel(name: Word, label: str) -> None:
    for word in (name, *(c for c in name.children if c.rel in ("flat", "compound") and c.pos == "PROPN")):
        word.ent = label
