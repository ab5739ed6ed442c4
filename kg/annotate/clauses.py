"""Who is subject and object of a verb, across passives, relative clauses, coordination and control.

One set of rules over Universal Dependencies for all languages (https://universaldependencies.org/u/dep/).
"""

from __future__ import annotations

from collections.abc import Collection

from kg.annotate.lexicon import Lexicon, shared
from kg.annotate.nouns import lookup
from kg.annotate.words import Word

_OBJECT_CONTROL = shared("object_control")
_CLEARING = frozenset({"clear", "exonerate", "absolve"})
_FORCING = shared("forcing")
_RECEIVING = shared("receiving")
_USING = shared("using")
_ACCUSING = shared("accusing")
_MOSTLY = shared("mostly")
_OPENING = shared("opening")
_HOURS = shared("hours")
_PARTICLES = shared("out_particles")
_DOWN = frozenset({"ned", "bort"})
"""Particles that go with a verb and not with "av": "stukket ned av en ukjent"."""
_STRETCHES = shared("stretches") | _HOURS
_LATER = frozenset({"senere", "seinere", "før", "etter", "tidligere", "later", "earlier", "before", "ago"})
_SAYING = shared("saying")
_PASSIVE_AUX = shared("passive_aux")
_COUNTING = frozenset(
    {"between", "around", "about", "over", "mellom", "rundt", "omkring", "nærmere"}
    | {"opptil", "opp til", "inntil", "bortimot", "henimot", "nær"}
)
_ACCORDING = frozenset({"ifølge", "i følge", "according to"})
_THAN = frozenset({"enn", "than"})
OWN = frozenset({"sin", "sitt", "si", "sine"})
"""What belongs to the subject of the clause."""
_STOPS = frozenset('.!?”"»:;)')


def is_verb(word: Word) -> bool:
    """Say whether a word heads a clause as a verb."""
    return word.pos in ("VERB", "AUX") or "VerbForm=" in word.morph


def is_passive(verb: Word) -> bool:  # noqa: C901  one branch a construction of the language
    """Say whether a verb is passive: by auxiliary, by ending (-s), or as a participle that modifies a noun."""
    if verb.child("aux:pass") is not None:
        return True
    if verb.child("obl:agent") is not None:
        return not _is_plainly_active(verb) and not _is_perfect(verb)
    if _finite_alone(verb):
        return False
    if told_as_phrase(verb):
        return False
    reduced = verb.rel == "acl" and verb.dep != "acl:relcl" and verb.child("aux", "mark", "cop") is None
    if reduced and not verb.lower.endswith(("ing", "ende")) and "VerbForm=Inf" not in verb.morph:
        return not _has_object(verb)
    if verb.child("nsubj:pass") is not None:
        return True
    if verb.dep == "acl:relcl" and verb.child("nsubj") is not None and verb.child("aux", "cop") is None and _is_tensed(verb):
        return False
    if "VerbForm=Part" in verb.morph or verb.pos == "ADJ":
        present = "Tense=Pres" in verb.morph or verb.lower.endswith(("ing", "ende"))
        if present:
            return False
        auxiliaries = [child for child in verb.children if child.rel in ("aux", "cop")]
        if any(child.lemma in _PASSIVE_AUX for child in auxiliaries) and not any(
            child.lemma in ("have", "ha") and child is auxiliaries[-1] for child in auxiliaries
        ):
            return auxiliaries[-1].lemma != "have"
        if verb.rel in ("acl", "amod") and verb.dep != "acl:relcl" and not auxiliaries:
            return not _has_object(verb)
        if verb.rel == "conj" and is_verb(verb.head) and not auxiliaries and verb.child("nsubj") is None:
            return is_passive(verb.head) and ("VerbForm=Part" in verb.head.morph or verb.head.pos == "ADJ")
        if verb.rel == "conj" and not auxiliaries and not is_verb(verb.head) and verb.child("obj") is None:
            return "Tense=Past" in verb.morph or "Voice=Pass" in verb.morph
        if not auxiliaries and verb.child("obj") is None:
            return "Tense=Past" in verb.morph or "Voice=Pass" in verb.morph or "VerbForm=Part" in verb.morph
        return False
    return "Voice=Pass" in verb.morph


def told_as_phrase(verb: Word) -> bool:
    """Say whether a whole sentence was read as a noun with a participle: "Syrian refugees demonstrated in Beirut."."""
    head = verb.head
    if verb.rel != "acl" or verb.dep == "acl:relcl" or head.rel not in ("ROOT", "root") or not head.is_nominal:
        return False
    if verb.child("aux", "mark", "cop", "obl:agent") is not None or not verb.lower.endswith(("ed", "et", "te")):
        return False
    words = verb.sentence.words
    return (
        words[-1].text == "."
        and verb.sentence.kind == "body"
        and not any(w.pos in ("VERB", "AUX") for w in words if w is not verb and w not in verb.subtree())
    )


def _finite_alone(verb: Word) -> bool:
    """Say whether a verb without auxiliary must be the finite verb of a whole sentence, whatever it was taken for.

    "The guns fired on the town." is active: outside headlines no clause is passive without an auxiliary (or the Norwegian -s).
    """
    if verb.child("aux", "cop") is not None or verb.sentence.kind == "headline":
        return False
    if verb.lower.endswith(("own", "en", "s")) or verb.sentence.words[-1].text not in _STOPS:
        return False
    subject = next((child for child in verb.children if child.rel == "nsubj" and child.index < verb.index), None)
    if subject is None:
        return False
    if verb.rel == "conj":
        return not (is_verb(verb.head) and is_passive(verb.head)) or verb.child("obj") is not None
    return verb.rel in ("ROOT", "root", "ccomp", "parataxis", "advcl") or verb.dep == "acl:relcl"


def _is_plainly_active(verb: Word) -> bool:
    """Say whether a verb with what looks like a by-phrase is finite and has a subject: "the pilot landed by the village"."""
    before = verb.sentence.words[max(verb.index - verb.sentence.words[0].index - 1, 0)]
    finite = "VerbForm=Fin" in verb.morph and "Voice=Pass" not in verb.morph and before.text != ","
    return finite and any(child.dep == "nsubj" for child in verb.children)


def _is_perfect(verb: Word) -> bool:
    """Say whether "have" alone stands before a participle: "has operated by the light of a phone" is active."""
    auxiliaries = verb.all("aux")
    return bool(auxiliaries) and auxiliaries[-1].lemma in ("have", "ha") and verb.child("aux:pass", "cop") is None


def shares_perfect(verb: Word) -> bool:
    """Say whether a participle goes with the "have" of the verb before it: "har bombet en skole og tatt livet av to barn"."""
    alone = verb.child("nsubj", "aux") is None and verb.child("cc") is not None
    return verb.rel == "conj" and alone and is_verb(verb.head) and _is_perfect(verb.head)


def _is_tensed(verb: Word) -> bool:
    """Say whether a form is past, be it taken for a participle: "the fighters who pledged peace" has no auxiliary."""
    return "Tense=Past" in verb.morph


def _has_object(verb: Word) -> bool:
    """Say whether a verb that seems to be a participle has an object: then it is a finite verb read wrongly."""
    return verb.child("obj") is not None or any(_bare(child) for child in verb.children)


def _bare(word: Word) -> bool:
    """Say whether an oblique has no preposition and is no time: an object read wrongly."""
    return (
        word.dep == "obl"
        and (not word.case() or (_is_number_phrase(word) and word.head.child("obj") is None))
        and (word.child("det") is not None or word.child("nummod") is not None)
        and word.lemma not in _STRETCHES
        and word.pos in ("ADJ", "NOUN")
        and word.index > word.head.index
    )


def subjects(verb: Word, depth: int = 0) -> list[Word]:  # noqa: C901  one branch a construction of the language
    """Return the heads of the grammatical subjects, found through clauses that share theirs; empty if none is said."""
    if depth > 6:
        return []
    if (hidden := _clause_subject(verb)) is not None:
        return [hidden]
    # "the hardest part has been treating them": no part treats, its subject is an outer one.
    named = [c for c in verb.children if c.rel == "nsubj" and c.dep != "nsubj:outer"]
    own = [c for c in named if not _time_before(c) and c.case() not in _ACCORDING]
    own = own or [inner for child in verb.children if child.rel == "aux" for inner in child.children if inner.rel == "nsubj"]
    if len(own) > 1:
        own = [word for word in own if not _before_colon(word)] or own
    if own:
        return [resolve_relative(word) for word in own]
    if told_as_phrase(verb):
        return [verb.head]
    if (inverted := _inverted_subject(verb)) is not None:
        return [inverted]
    fronted = [c for c in verb.children if c.index < verb.index]
    fronted += [inner for c in fronted if c.rel == "advmod" for inner in c.all("obl") if inner.case() in _THAN]
    counted = next((c for c in fronted if c.rel == "obl" and c.index < verb.index and _is_number_phrase(c)), None)
    if counted is not None and verb.rel != "acl":
        return [counted]
    if verb.pos == "VERB" and _is_finite(verb):
        before = [
            child
            for child in verb.children
            if child.rel == "compound" and child.index == verb.index - 1 and child.pos in ("NOUN", "PROPN")
        ]
        if before:
            return before
    if verb.rel == "conj" and (is_verb(verb.head) or verb.head.child("cop", "nsubj") is not None):
        if is_verb(verb) or verb.child("cop") is not None:
            return subjects(verb.head, depth + 1)
        if verb.head.pos in ("NOUN", "PROPN", "PRON", "NUM") and is_passive(verb):
            return [verb.head]
        return subjects(verb.head, depth + 1) if is_passive(verb) else []
    if verb.rel in ("ccomp", "parataxis") and (stray := _stray_subject(verb)) is not None:
        return [stray]
    if (others := _took_part(verb, depth)) is not None:
        return others
    if verb.dep == "acl:relcl":
        return [] if any(c.lower in ("where", "when", "hvor", "da") for c in verb.children) else [antecedent(verb)]
    if verb.rel == "acl":
        if is_passive(verb):
            return [verb.head]
        if verb.head.lemma in _HOURS and verb.child("mark") is not None:
            return subjects_of_governor(verb.head, depth)  # "worked for hours to free": the hours free nobody
        marked = verb.child("mark", "case") is not None and verb.head.head.lemma not in _OBJECT_CONTROL | _ACCUSING
        if verb.lower.endswith(("ing", "ende")) or _has_object(verb):
            # "a plot to kill the bishop", "the risk of attacking": neither the plot kills nor, for certain, who speaks of it.
            return owners(verb.head) if marked else [verb.head]
        return owners(verb.head) or subjects_of_governor(verb.head, depth)
    if verb.rel in ("amod", "appos", "conj") and verb.head.is_nominal and is_passive(verb):
        return [verb.head]
    if verb.rel == "xcomp" and "VerbForm=Part" in verb.morph and verb.child("mark", "aux") is None and is_passive(verb):
        before = [child for child in verb.head.children if child.rel == "obj" and child.index < verb.index]
        if before:
            return [resolve_relative(before[-1])]
    if verb.rel == "xcomp":
        objects = [child for child in verb.head.children if child.rel in ("obj", "iobj")]
        if objects and verb.head.lemma in _OBJECT_CONTROL:
            return [resolve_relative(word) for word in objects]
        return subjects(verb.head, depth + 1)
    if verb.rel in ("advcl", "ccomp", "obl", "nmod", "parataxis", "amod") and is_verb(verb) and not _is_finite(verb):
        if verb.head.lemma in _ACCUSING and not _after_comma(verb):  # "charged him, saying that": who charged him says so
            accused = [child for child in verb.head.children if child.rel == "obj" or child.dep == "nsubj:pass"]
            if accused:
                return [resolve_relative(word) for word in accused]
        if verb.rel == "advcl" and (blamed := _done_before(verb)):
            return blamed
        if verb.rel == "advcl" and (told := told_before(verb)) is not None:
            return subjects(told, depth + 1)
        return subjects(verb.head, depth + 1) if is_verb(verb.head) or verb.head.child("cop", "nsubj") is not None else []
    return []


def _after_comma(verb: Word) -> bool:
    """Say whether a comma stands right before a verb."""
    place = verb.index - verb.sentence.words[0].index - 1
    return place >= 0 and verb.sentence.words[place].text == ","


def _done_before(verb: Word) -> list[Word]:
    """Return who is punished, thanked or held for what they did: "sentenced two men for setting fire to a coach".

    So is who is brought to do it ("overtalte mannen til å drepe naboen"), and who is cleared of it.
    """
    because = verb.child("mark", "case")
    if because is None or is_passive(verb.head):
        return []
    done = verb.lower.endswith("ing") or any(c.lemma == "ha" for c in verb.all("aux"))  # "for å ha drept", not "for å drepe"
    brought = because.lower in ("til", "om") and verb.head.lemma in _OBJECT_CONTROL - _FORCING
    cleared = because.lower == "of" and done and verb.head.lemma in _CLEARING
    if not brought and not cleared and not (because.lower == "for" and done and verb.head.lemma not in _RECEIVING):
        return []
    return [resolve_relative(c) for c in verb.head.all("obj") if c.index < verb.index and verb.head.lemma not in _USING]


def _took_part(verb: Word, depth: int) -> list[Word] | None:
    """Return who took part in a deed: "took part in killing", "var med på å grave"; None where nobody is told to."""
    part = verb.head
    if verb.rel not in ("acl", "advcl") or verb.child("mark", "case") is None or verb.child("nsubj") is not None:
        return None
    if part.lemma in _PARTS and part.head.lemma in _TAKING and part.rel in ("obj", "obl"):
        return subjects(part.head, depth + 1)
    if part.lower != "med" or part.child("cop") is None or not any(c.lower == "på" for c in verb.children):
        return None
    own = part.child("nsubj")
    if own is not None:
        return [resolve_relative(own)]
    return [part.head] if part.rel in ("nmod", "acl") and part.head.is_nominal else []


def _clause_subject(verb: Word) -> Word | None:
    """Return the noun right before a finite verb that was taken for the object of "after": "... after the regime bombed"."""
    words = verb.sentence.words
    place = verb.index - words[0].index - 1
    before = words[place] if place >= 0 else None
    if before is None or before.rel != "obl" or before.head is verb or before.case() not in _OPENING or not _is_finite(verb):
        return None
    if any(child.rel == "nsubj" and child.index < before.head.index for child in verb.children):
        return None  # "fighters loyal to the man who ruled until 2019 attacked" has its subject further up
    return before if before.is_nominal and verb.pos == "VERB" and before.head.index < before.index else None


def _is_number_phrase(word: Word) -> bool:
    """Say whether a preposition belongs to the number and not to the noun: "between 40 and 60 villagers died"."""
    return word.case() in _COUNTING | _THAN and (word.pos == "NUM" or word.child("nummod") is not None)


def _inverted_subject(verb: Word) -> Word | None:
    """Return the first of two nouns after a verb that something else than its subject opens: "I går drepte en mine to menn"."""
    own = any(c.rel == "aux" or (c.rel == "nsubj" and not _time_before(c)) for c in verb.children)
    finite = _is_finite(verb) or (verb.pos == "VERB" and verb.child("nsubj:pass", "cop") is None)
    second = verb.rel == "conj" and verb.child("cc") is not None
    if not finite or own or not (second or verb.rel in ("ROOT", "root", "ccomp", "parataxis")):
        return None
    front = [c for c in verb.children if c.index < verb.index and c.rel in ("obl", "advmod", "advcl", "nmod", "nsubj")]
    after = [c for c in verb.children if c.index > verb.index and c.rel in ("obj", "iobj") and c.is_nominal]
    if not front or len(after) < 2 or after[0].child("cc") is not None:
        return None
    return after[0]


def _time_before(word: Word) -> bool:
    """Say whether a stretch of time at the head of a clause was taken for its subject: "Noen timer senere bombet fly byen"."""
    words = word.sentence.words
    following = word.index - words[0].index + 1
    stretch = word.lemma in _STRETCHES or any(word.lower.removesuffix(end) in _STRETCHES for end in ("r", "er", "ne", "ene"))
    if following >= len(words):
        return False
    night = words[following].lower == "til" and word.lower in ("natt", "natten", "natta")  # "Natt til søndag"
    return night or (stretch and words[following].lower in _LATER)


def _stray_subject(verb: Word) -> Word | None:
    """Return the noun before a clause that was taken for the object of the verb above: "said 14 people had been killed"."""
    if not _is_finite(verb):
        return None
    if verb.rel == "parataxis":
        told = [c for c in verb.head.children if c.rel == "obj" and c.index < verb.index] if verb.head.lemma in _SAYING else []
        return told[-1] if told and told[-1].child("acl:relcl", "appos") is not None else None
    words = verb.sentence.words
    first = min([verb, *(c for c in verb.children if c.rel in ("aux", "cop"))], key=lambda w: w.index)
    place = first.index - words[0].index - 1
    before = words[place] if place >= 0 else None
    if before is None or before.rel != "obj" or before.head is not verb.head or not before.is_nominal:
        return None
    return before


def _before_colon(word: Word) -> bool:
    """Say whether a word is followed by a colon: "Reuters: Gunmen killed a judge" has one subject."""
    words = word.sentence.words
    following = word.index - words[0].index + 1
    return following < len(words) and words[following].text == ":"


def told_before(verb: Word) -> Word | None:
    """Return the clause that a participle goes with where the parser hung it on the verb of saying after it.

    "Shells hit the market, killing 17, a doctor said": the shells kill, not the doctor.
    """
    speaker = verb.head.child("nsubj")
    if speaker is None or speaker.index < verb.index:
        return None
    clauses = [child for child in verb.head.children if child.rel in ("ccomp", "parataxis") and child.index < verb.index]
    if not clauses and verb.head.rel == "parataxis" and is_verb(verb.head.head):
        clauses = [verb.head.head]
    return clauses[-1] if clauses else None


def _is_finite(verb: Word) -> bool:
    return "VerbForm=Fin" in verb.morph or any(
        "VerbForm=Fin" in child.morph for child in verb.children if child.rel in ("aux", "cop")
    )


def owners(noun: Word) -> list[Word]:
    """Return the possessors of a noun ("Russia's", "hans"); "sin" is whoever the clause around the noun is told of."""
    found = [child for child in noun.children if child.dep == "nmod:poss"]
    return [word for child in found for word in (subjects_of_governor(noun) if child.lower in OWN else [child])]


def belonging(noun: Word, prepositions: Collection[str]) -> list[Word]:
    """Return whose something is: possessors, and phrases with one of some prepositions ("the body of a miner")."""
    return [c for c in noun.children if c.dep == "nmod:poss" or (c.rel == "nmod" and c.case() in prepositions)]


def most_of_them(word: Word) -> Word | None:
    """Return what tells that people are but most of those just counted: the "mostly" of "fifteen others, mostly women"."""
    return next((c for c in word.all("advmod", "amod") if c.lower in _MOSTLY), None)


def subjects_of_governor(noun: Word, depth: int = 0) -> list[Word]:
    """Return the subject of the verb that governs a noun ("staff make efforts to save" -> staff)."""
    for governor in noun.up():
        if is_verb(governor):
            if noun.rel in ("nsubj",):
                return []
            return subjects(governor, depth + 1)
        if governor.child("cop") is not None:
            return subjects(governor, depth + 1)
    return []


def objects(verb: Word) -> list[Word]:
    """Return the direct objects of an active verb; the gap of a relative clause counts ("the city they bombed")."""
    subject = _inverted_subject(verb)
    own = [resolve_relative(child) for child in verb.children if (child.rel == "obj" or _bare(child)) and child is not subject]
    own = own or [resolve_relative(child) for child in verb.children if child.rel == "iobj"]
    if own:
        return own
    if verb.rel == "csubj" and verb.head.child("cop") is not None and verb.subtree()[0].lower in _FREE and verb.head.is_nominal:
        return [verb.head]  # "det soldatene brente, var ris"
    if verb.dep == "acl:relcl" and verb.child("nsubj") is not None and resolve_relative(verb.child("nsubj")) is not verb.head:  # type: ignore[arg-type]
        if any(c.lower in ("where", "when", "der", "hvor", "da") for c in verb.children):
            return []
        return [antecedent(verb)] if verb.child("obl") is None or not any(_is_relative(w) for w in verb.all("obl")) else []
    if verb.rel == "conj" and is_verb(verb.head) and verb.head.index < verb.index:
        shared = [child for child in verb.head.children if child.rel == "obj" and child.index > verb.index]
        return [resolve_relative(child) for child in shared]
    first_of_pair = [child for child in verb.children if child.rel == "conj" and is_verb(child)]
    for later in first_of_pair:
        if later.index - verb.index <= 3 and verb.child("nsubj:pass", "obj") is None:
            return [resolve_relative(child) for child in later.children if child.rel == "obj"]
    return []


def _is_relative(word: Word) -> bool:
    return "PronType=Rel" in word.morph or (
        word.lower in ("which", "who", "whom", "som", "that") and word.pos in ("PRON", "SCONJ")
    )


def resolve_relative(word: Word) -> Word:
    """Return what a relative pronoun stands for; any other word as it is."""
    if word.pos in ("PRON", "SCONJ", "DET", "ADV") and _is_relative(word):
        current = word
        for _ in range(8):
            if current.dep == "acl:relcl":
                return _nearest_name(word, antecedent(current)) if word.lower in ("who", "whom") else antecedent(current)
            if current.rel in ("parataxis", "ccomp", "advcl", "acl") and _is_cleft(current.head):
                return current.head
            if current.head is current:
                break
            current = current.head
    return word


def antecedent(clause: Word) -> Word:
    """Return what a relative clause tells of, where that is not the word it hangs on.

    "what the soldiers burned was rice" (the rice); "it was the army, not the rebels, that fired" (the army);
    "the general, a man who had saved her" (the general).
    """
    head = clause.head
    if head.lower in _FREE and head.rel == "nsubj" and head.head.is_nominal and head.head.child("cop") is not None:
        return head.head
    aside = head.rel in ("conj", "appos") and head.head.index < head.index
    if aside and any(c.rel == "advmod" and c.lower in ("not", "ikke") for c in head.children) and _is_cleft(head.head):
        return head.head
    det = head.child("det")
    same = head.rel == "appos" and aside and det is not None and det.lower in _INDEFINITE and head.head.child("nummod") is None
    return head.head if same and head.head.is_nominal else head


_PARTS = frozenset({"part", "hand", "role", "del", "rolle"})
_TAKING = frozenset({"take", "have", "play", "ta", "ha", "spille"})
_FREE = frozenset({"what", "det"})
_INDEFINITE = frozenset({"a", "an", "en", "ei", "et"})


def _nearest_name(pronoun: Word, antecedent: Word) -> Word:
    """Return the name right before "who" inside a longer phrase: "the death of Lorenzo Cojti, who was found strangled"."""
    words = pronoun.sentence.words
    place = pronoun.index - words[0].index - 1
    if place >= 0 and words[place].text == ",":
        place -= 1
    before = words[place] if place >= 0 else antecedent
    while before.rel in ("flat", "compound") and before.head is not before:
        before = before.head
    inside = before is not antecedent and any(before is w for w in antecedent.subtree())
    return before if inside and before.pos == "PROPN" and before.rel == "nmod" and antecedent.pos == "NOUN" else antecedent


def _is_cleft(word: Word) -> bool:
    """Say whether "it was" or "det var" stands before a noun that a clause then tells of."""
    subject = word.child("nsubj", "expl")
    return word.is_nominal and word.child("cop") is not None and subject is not None and subject.lower in ("it", "det")


def agents_by(word: Word, lex: Lexicon) -> list[Word]:
    """Return the nouns of by-phrases."""
    by = lex.cue("by")
    hands = [
        inner
        for child in word.children
        if child.lemma in ("hand", "hånd", "hende") and child.case() in ("at", "by", "for")
        for inner in [*child.children, *(c for c in word.children if c.subtree()[0].index == child.index + 1)]
        if inner.rel == "nmod" and inner.case() in lex.cue("of") | {"til"}
    ]
    return hands or [
        child
        for child in word.children
        if child.dep == "obl:agent"
        or (
            (child.rel in ("obl", "nmod") or (child.rel == "amod" and child.pos == "ADJ"))
            and child.index > word.index
            and (child.case() in by or _away_by(child, lex))
            and child.pos != "NUM"
            and (lex.language != "nb" or (child.case().endswith("av") and not _out_of(child, lex)))
        )
    ]


def _away_by(phrase: Word, lex: Lexicon) -> bool:
    """Say whether a particle of the verb was taken into the preposition before somebody: "jaget vekk av militsen"."""
    if not phrase.case().endswith(" av"):
        return False
    return lookup(phrase, lex.kinds["armed"], lex) is not None or lookup(phrase, lex.kinds["person"], lex) is not None


def _out_of(phrase: Word, lex: Lexicon) -> bool:
    """Say whether a particle stands right before the preposition: "hentet ut av ruinene" names no agent.

    Somebody does: "banket opp av soldater".
    """
    if lookup(phrase, lex.kinds["armed"], lex) or lookup(phrase, lex.kinds["person"], lex):
        return False
    words = phrase.sentence.words
    case = next(c for c in phrase.children if c.dep == "case")
    before = case.index - words[0].index - 1
    return before >= 0 and words[before].lower in _PARTICLES - _DOWN


def obliques(word: Word) -> list[Word]:
    """Return the prepositional phrases of a verb or noun."""
    return [
        child
        for child in word.children
        if (child.rel in ("obl", "nmod") and child.dep not in ("nmod:poss", "obl:agent"))
        or (child.rel == "amod" and child.pos == "NOUN" and child.index > word.index and child.case())
    ]
