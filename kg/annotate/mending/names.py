"""Names, months and titles get the part of speech, the label and the place in the tree that they must have."""

from __future__ import annotations

from kg.annotate.clauses import is_verb
from kg.annotate.kinds import kind_of
from kg.annotate.lexicon import Lexicon, frames, shared
from kg.annotate.mending.tree import Setting, as_subject, at, comma_at, hang, left_edge, right_edge, subject_before
from kg.annotate.nouns import lookup
from kg.annotate.words import Word, attach, take_place
from kg.model import EntityKind

_INSIDE = shared("inside")
_MONTHS = shared("months")
_SETTLED = shared("settlements") | shared("districts")
_NAMING = shared("naming")
_TOWARDS = shared("compass")
_VIOLENT = frozenset({"harm", "detention", "attack"})
"""Families of events that only somebody brings about."""
_SHORTEST = 4
_SINGULAR = frozenset({"was", "is", "has"})
_NOUN_ENDINGS = ("er", "ere", "ene", "erne", "en", "et")


def common_noun(word: Word, setting: Setting) -> None:
    """Read the first word as a noun where its capital made it a name: "Opprørssoldater har ...", "Hærens helikoptre ..."."""
    low = word.lower.removesuffix("s")
    plain = word.text[1:].islower() and len(low) > _SHORTEST and low.endswith(_NOUN_ENDINGS)
    if word is not word.sentence.words[0] or word.ent == "PER" or not plain or word.child("flat") is not None:
        return
    base = setting.lex.noun_forms.get(low) or _compound(low, setting.lex)
    if base is not None and setting.ordinary(low):
        number = "Plur" if low.endswith(("er", "ere", "ne")) else "Sing"
        definite = "Ind" if low.endswith(("er", "ere")) else "Def"
        word.pos, word.lemma, word.morph = "NOUN", base, f"Definite={definite}|Number={number}"


def _compound(low: str, lex: Lexicon) -> str | None:
    """Return the base form of a compound whose last part is a form that is known: "opprørssoldater"."""
    for cut in range(3, len(low) - 4):
        if low[cut:] in lex.noun_forms:
            return low[:cut] + lex.noun_forms[low[cut:]]
    return None


def initials(word: Word, _: Setting) -> None:
    """Read "gjengen G9" and "gruppen BLA" as a name where the capitals were taken for a number or an adverb."""
    noun = at(word.sentence, word.index - 1)
    short = word.text.isupper() and len(word.text) > 1 and word.text[:1].isalpha() and word.text.isalnum()
    if noun is None or not short or word.sentence.kind == "headline" or noun.pos != "NOUN" or noun.text.isupper():
        return
    if "Definite=Def" in noun.morph and "Number=Plur" not in noun.morph and not word.children and word.head in (noun, noun.head):
        word.pos, word.morph = "PROPN", ""
        hang(word, noun, "appos")


def dated(month: Word, _: Setting) -> None:
    """Read "inntok Kunduz 28. september" where the month was taken for what was done, and the town for whose month it is."""
    if month.lemma not in _MONTHS or month.rel not in ("obj", "nsubj", "obl") or month.case() or month.head.pos != "VERB":
        return
    name = next((c for c in month.children if c.pos == "PROPN" and c.index < month.index and c.rel in ("nmod", "compound")), None)
    if name is not None and not name.case() and month.head.index < name.index and month.head.child("obj") in (None, month):
        hang(name, month.head, "obj")
        month.dep = month.rel = "obl"


def day_before(month: Word, _: Setting) -> None:
    """Read "On 2 December police used batons" where the day was taken for part of who did it."""
    day = month.head
    if month.lemma not in _MONTHS or day.pos != "NUM" or day.index != month.index - 1 or day.dep not in ("compound", "nummod"):
        return
    people, case = day.head, at(month.sentence, day.index - 1)
    verb = people.head
    if people.index <= month.index or not is_verb(verb) or verb is people or people.index > verb.index:
        return
    if case is not None and case.dep == "case":
        hang(case, day, "case")
    hang(day, verb, "obl")
    if people.rel == "obl" and people.child("case") is None and subject_before(verb) is None:
        hang(people, verb, as_subject(verb))


def named_place(name: Word, _: Setting) -> None:
    """Read "på øya Jolo" where the name was taken for the object of the verb."""
    before = at(name.sentence, name.index - 1)
    if (
        before is None
        or name.child("case", "det", "amod") is not None
        or before.pos != "NOUN"
        or "Definite=Def" not in before.morph
    ):
        return
    if before.head is name.head and before.rel in ("obl", "nmod", name.rel) and before.lemma not in _MONTHS:
        hang(name, before, "flat:name")


def district_after(noun: Word, setting: Setting) -> None:
    """Read "i al-Zahra nabolaget", a compound written as two words, as one place."""
    name = at(noun.sentence, noun.index - 1)
    alone = "Definite=Def" in noun.morph and noun.child("case", "det", "nmod:poss") is None
    if name is None or name.pos != "PROPN" or not alone or name.text.endswith("s") or name.dep == "flat":
        return
    beside = name.head is noun or (name.head is noun.head and name.rel == noun.rel)
    if not beside or lookup(noun, _SETTLED, setting.lex) is None:
        return
    for case in name.all("case"):
        attach(case, noun, "case")
    attach(name, noun, "flat:name")


def hyphened(noun: Word, _: Setting) -> None:
    """Read "Lou Nuer-krigere" as fighters, whose name is before the hyphen, and not as a name."""
    name = noun.head
    first, hyphen, last = noun.text.rpartition("-")
    if noun.rel != "flat" or noun.index != name.index + 1 or not hyphen or not first[:1].isupper() or not last.islower():
        return
    if noun.pos not in ("NOUN", "PROPN") or name.pos != "PROPN":
        return
    take_place(noun, name)
    for child in list(name.children):
        hang(child, noun, child.dep)
    hang(name, noun, "flat:name")
    noun.pos, noun.ent, name.ent = "NOUN", "", ""


def label(name: Word, setting: Setting) -> None:
    """Take back what a name was labelled as where its place in the clause says otherwise: "in Moura", "beheaded by Abu Sayyaf".

    Nobody is killed in a person, and no place kills.
    """
    case = name.case()
    first, last = case.partition(" ")[0], case.split()[-1:]
    if name.ent != "LOC" and (case in _INSIDE or (first in _TOWARDS and last in (["for"], ["of"]))):
        plain = name.text[:1].isupper() and not name.text.isupper() and name.lower not in _MONTHS
        if plain and name.child("det", "nmod:poss", "nummod", "appos") is None:
            _relabel(name, "LOC")
    elif (
        name.ent == "LOC"
        and name.rel in ("flat", "appos")
        and name.head.pos == "NOUN"
        and lookup(name.head, setting.lex.kinds["title"], setting.lex)
    ):
        name.ent = "PER"
    elif name.ent == "LOC" and (_does(name, setting.lex) or (name.head.lemma in _NAMING and name.rel in ("xcomp", "obj"))):
        _relabel(name, "ORG")


def _does(name: Word, lex: Lexicon) -> bool:
    """Say whether a name stands where only somebody can who does violence."""
    verb = name.head
    told = lex.verbs.get(verb.lemma) or lex.verbs.get(lex.verb_forms.get(verb.lower, ""))
    if told is None or frames()[told].family not in _VIOLENT or verb.pos not in ("VERB", "ADJ"):
        return False
    if name.dep == "nsubj" and not name.case():
        return verb.child("obj") is not None and verb.child("aux:pass", "cop") is None
    passive = verb.child("aux:pass", "nsubj:pass") is not None
    return passive and (name.dep == "obl:agent" or (name.rel in ("obl", "nmod") and name.case() in ("by", "av")))


def _relabel(name: Word, label: str) -> None:
    for word in (name, *(c for c in name.children if c.rel in ("flat", "compound") and c.pos == "PROPN")):
        word.ent = label


def titled(word: Word, _: Setting) -> None:
    """Read "rebel commander Alfonso Cano was killed" as one subject, not two."""
    if word.pos == "PROPN" and word.rel == "advmod" and word.head.index == word.index - 1 and word.head.pos == "NOUN":
        word.dep = word.rel = "appos"
    if word.pos != "PROPN" or word.rel not in ("nsubj", "obj"):
        return
    before = next((c for c in word.head.children if c.index == word.index - 1 and c.rel == word.rel), None)
    if before is not None and before.pos == "NOUN" and before.child("case", "conj") is None:
        attach(before, word, "compound")


def acronym(word: Word, _: Setting) -> None:
    """Read letters alone as a name: "clashed with the GUNR"; what is all in capitals was given small letters before."""
    if word.pos == "NOUN" and len(word.text) > 2 and word.text.isupper() and word.text.isalpha():
        word.pos = "PROPN"


def in_small_letters(word: Word, _: Setting) -> None:
    """Read "was evacuated by dhow" as no name: a word that the parser did not know."""
    plain = word.text.islower() and word.text.isalpha() and word.rel in ("obl", "nmod", "obj")
    if plain and not any(c.pos == "PROPN" for c in word.children):
        word.pos, word.morph, word.ent = "NOUN", "Number=Sing", ""


def described_after(word: Word, setting: Setting) -> None:
    """Read "Juan Rey, a student of 22, who was stabbed" and "the mayor, Ana Paz": one person, named and described."""
    first = word.head
    edge = left_edge(word) - 1
    comma = comma_at(word.sentence, edge)
    if word.rel == "conj" and first.is_nominal and comma and word.child("cc") is None:
        mates = [c for c in [*first.children, *word.children] if c.rel == "conj" and c is not word]
        det = word.child("det")
        described = (
            first.pos == "PROPN" and word.pos == "NOUN" and det is not None and det.lower in ("a", "an", "the", "en", "ei", "et")
        )
        named = first.pos == "NOUN" and word.pos == "PROPN" and first.child("det") is not None
        persons = {kind_of(first, setting.lex, setting.known), kind_of(word, setting.lex, setting.known)} == {EntityKind.PERSON}
        if not mates and persons and (described or named):
            attach(word, first, "appos")
    if word.rel == "parataxis" and word.pos == "PROPN" and word.child("nsubj", "cop", "case", "appos") is None and is_verb(first):
        end = edge - 1 if comma else -1
        thing = next((c for c in first.all("obj", "nsubj") if right_edge(c) == end), None)
        if thing is not None and thing.pos == "NOUN":
            attach(word, thing, "appos")
            for mate in word.all("conj"):
                attach(mate, thing, "conj")
    if word.rel == "appos" and word.head.pos == "PROPN" and word.pos == "NOUN":
        for clause in word.all("acl"):
            if clause.dep == "acl:relcl" and any(c.lower == "who" for c in clause.children):
                attach(clause, word.head, clause.dep)


def described_twice(word: Word, setting: Setting) -> None:
    """Read "Omar Saleh, the teacher's cousin and the only midwife, was killed" as one person, for the verb is in the singular."""
    name = word.head
    if name.pos != "PROPN" or not _in_singular(name):
        return
    described = name.all("appos", "conj")
    before = at(word.sentence, left_edge(described[0]) - 1)
    if before is None or before.text != "," or described[0].child("cc") is not None:
        return
    single = all(c.pos == "NOUN" and "Number=Sing" in c.morph and c.child("nmod:poss", "det") is not None for c in described)
    if single and all(kind_of(w, setting.lex, setting.known) is EntityKind.PERSON for w in (name, *described)):
        for one in described:
            attach(one, name, "appos")


def _in_singular(subject: Word) -> bool:
    """Say whether the verb that a subject has says that it is one: "was", "is", "has"."""
    verb = subject if subject.child("cop") is not None else subject.head if subject.rel == "nsubj" else None
    return verb is not None and any(c.lower in _SINGULAR for c in verb.all("cop", "aux"))


def beside_person(word: Word, setting: Setting) -> None:
    """Read "the mayor of Huanta and his wife": a person goes with the person, not with the place."""
    place = word.head
    if word.rel != "conj" or place.rel != "nmod" or word.pos not in ("NOUN", "PROPN") or place.head.pos != "NOUN":
        return
    kinds = [kind_of(w, setting.lex, setting.known) for w in (place.head, place, word)]
    if kinds == [EntityKind.PERSON, EntityKind.PLACE, EntityKind.PERSON]:
        attach(word, place.head, "conj")


def office(word: Word, setting: Setting) -> None:
    """Read "Kreml-talsmann" before a name as what somebody is, not as a part of the name."""
    first, hyphen, last = word.text.rpartition("-")
    before_name = any(c.rel == "flat" and c.pos == "PROPN" and c.index == word.index + 1 for c in word.children)
    if hyphen and before_name and first[:1].isupper() and last.islower() and last in setting.lex.noun_forms:
        word.pos, word.lemma, word.ent = "NOUN", f"{first.lower()}-{setting.lex.noun_forms[last]}", ""


def owner(word: Word, setting: Setting) -> None:
    """Read "hærens drap" where a genitive was taken for a number."""
    base = setting.lex.noun_forms.get(word.lower.removesuffix("s"))
    if base is not None and word.lower.endswith("s") and word.lower.isalpha() and word.index < word.head.index:
        word.pos, word.lemma, word.morph, word.dep, word.rel = "NOUN", base, "Case=Gen|Definite=Def|Number=Sing", "nmod", "nmod"
