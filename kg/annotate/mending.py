"""Mends what a small parser often gets wrong, before the rules look at the tree.

Each mend is one that grammar forbids or nearly forbids otherwise: a finite verb has a subject, a preposition stands before the
whole phrase, a deed has its doer after "by". None looks at what a sentence is about beyond the lists of event nouns and actors.
"""

from __future__ import annotations

from collections.abc import Mapping

from kg.annotate.clauses import is_passive, is_verb
from kg.annotate.clauses import told_as_phrase as _told_as_phrase
from kg.annotate.kinds import ACTORS, kind_of
from kg.annotate.lexicon import Lexicon, ancestors, shared
from kg.annotate.nouns import KnownSpan, lookup
from kg.annotate.triggers import base_verb
from kg.annotate.words import Sentence, Word, attach, take_place
from kg.model import EntityKind

_LOOSE = frozenset({"advcl", "ccomp", "parataxis", "xcomp", "acl", "dep", "conj"})
"""Where the parser hangs a main verb that it did not take for one."""
_SUBJECTS = frozenset({"nsubj", "nsubj:pass"})
_BEFORE_NOUN = frozenset({"compound", "amod", "nummod"})
_OF_NUMBERS = shared("quantifying") | {"at", "between", "mellom"}
_HITTING = frozenset({"on", "against", "upon", "mot", "på"})
_VIOLENT = frozenset({"Attack", "Combat", "Siege", "Destruction", "Arson", "Looting", "Robbery", "Killing", "GroundAssault"})
_HOURS = shared("hours") | shared("days") | shared("months")
_INCLUDING = frozenset({"including", "inkludert", "deriblant"})
_CONTROL = shared("object_control")
_TIMES = frozenset({"when", "after", "while", "as", "before", "da", "når", "etter", "mens", "før"})
_OPENING = frozenset({"after", "before", "since", "until", "as", "etter", "før", "siden"})
_NEAR = frozenset({"near", "outside", "inside", "in", "at", "around", "behind", "ved", "nær", "utenfor", "i"})
_ACCUSING = shared("accusing")
_STOP = frozenset({";"})


def mend(sentence: Sentence, lex: Lexicon, known: Mapping[int, KnownSpan]) -> None:
    """Mend the tree of a sentence in place."""
    for word in sentence.words:
        if word.dep == "case":
            _stranded(word)
        if word.dep == "case":
            _case_of_phrase(word)
    for word in sentence.words:
        if word.rel == "obj":
            _no_object(word, lex)
        if not lex.compounding:
            _titled(word)
            _acronym(word)
        _called(word)
        _dead_of_number(word, lex)
        if is_verb(word):
            _office_and_name(word)
            _described(word)
            _perfect(word)
            _doing_something(word)
            _after_stop(word)
            _whole_sentence(word)
            _when_it_happened(word)
            _made_to(word)
            _active(word)
            _one_subject(word)
            _after_opening(word)
            _after_participle(word)
            _opened_clause(word)
            _joined_clause(word, lex, known)
            _main_verb(word)
            _lent_subject(word)
            _listed_verb(word)
            _progressive_pair(word)
            _accused_of(word)
            _what_followed(word)
            _done_by(word)
    for word in sentence.words:
        if word.is_nominal:
            _included(word)
            _described_after(word, lex, known)
            _place_beside(word)
            _beside_person(word, lex, known)
            _phrase_of_deed(word, lex, known)
        elif word.rel == "acl":
            _told_of_person(word, lex, known)


def _hand_over(left: Word, right: Word, deps: frozenset[str], *, after: int = -1, before: int = 1 << 60) -> None:
    """Move the children of some relations, within bounds, from one word to another."""
    for child in list(left.children):
        if child is not right and child.rel in deps and after < child.index < before:
            attach(child, right, child.dep)


def _left_edge(word: Word) -> int:
    return min(w.index for w in word.subtree() if w.pos != "PUNCT" or w is word)


def _at(sentence: Sentence, index: int) -> Word | None:
    place = index - sentence.words[0].index
    return sentence.words[place] if 0 <= place < len(sentence.words) else None


# --- verbs ------------------------------------------------------------------------------------------------------------


def _subjectless(verb: Word) -> bool:
    """Say whether a finite verb has no subject, nor anything that would tell why; no past participle has an object."""
    return (
        verb.pos == "VERB"
        and (_finite(verb) or _helped(verb) or ("Tense=Past" in verb.morph and verb.child("obj") is not None))
        and "Mood=Imp" not in verb.morph
        and verb.child("nsubj", "csubj", "expl", "mark", "cop", "cc") is None
        and all(child.rel != "aux" or child.index > verb.head.index for child in verb.children)
    )


def _bare_participle(word: Word) -> bool:
    return is_verb(word) and word.child("aux", "cop") is None and word.lower.endswith(("ing", "ed", "en", "ende", "et"))


def _main_verb(verb: Word) -> None:
    """Read "gunmen riding on motorcycles opened fire" and "the troops, backed by tanks, rounded up": the last verb is finite."""
    above = verb.head
    if above is verb or verb.rel not in _LOOSE or not _subjectless(verb) or above.index > verb.index:
        return
    edge = _at(verb.sentence, _left_edge(verb) - 1)
    comma = edge is not None and edge.text == ","
    if verb.rel == "ccomp" and not _finite(verb) and _helped(verb):
        return
    if edge is not None and edge.text in ':;"“”«»—–-':
        return
    subject = next((c for c in above.children if c.dep in _SUBJECTS and c.index < above.index), None)
    if above.dep == "acl:relcl":
        _after_relative(verb)
    elif is_verb(above) and subject is not None and _bare_participle(above):
        opened = (
            _at(verb.sentence, _left_edge(above) - 1)
            if _left_edge(above) > subject.index
            else _at(verb.sentence, above.index - 1)
        )
        aside = above.lower.endswith(("ing", "ende")) or (opened is not None and opened.text == ",")
        if verb.rel == "conj" or (comma and not aside):
            return
        take_place(verb, above)
        for child in list(above.children):
            if child.index < _left_edge(subject) or (child.index > verb.index and child is not subject):
                attach(child, verb, child.dep)
        attach(subject, verb, "nsubj:pass" if verb.child("aux:pass") is not None else "nsubj")
        attach(above, subject, "acl")
    elif (
        above.pos in ("NOUN", "PROPN")
        and verb.rel in ("parataxis", "ccomp", "advcl")
        and above.rel in ("ROOT", "root", "ccomp")
        and above.child("nsubj", "cop", "case") is None
    ):
        take_place(verb, above)
        _hand_over(above, verb, frozenset({"parataxis", "punct", "obl", "advcl", "conj"}), after=verb.index)
        attach(above, verb, "nsubj")


def _office_and_name(verb: Word) -> None:
    """Read "army chief Omar Bashir vowed": a sentence whose main word is a noun right before the name of who acts."""
    office = verb.head
    name = next((c for c in verb.children if c.dep in _SUBJECTS), None)
    if verb.dep != "acl:relcl" or office.rel not in ("ROOT", "root") or office.pos != "NOUN" or name is None:
        return
    if name.pos != "PROPN" or _left_edge(name) != office.index + 1 or office.child("cop", "nsubj") is not None:
        return
    take_place(verb, office)
    _hand_over(office, verb, frozenset({"parataxis", "punct", "obl", "advcl"}), after=verb.index)
    attach(office, name, "compound")


def _accused_of(verb: Word) -> None:
    """Read "accused the army, which besieges the town, of shelling it": the charge hangs on the accusing."""
    mark = verb.child("mark", "case")
    if verb.rel != "advcl" or mark is None or mark.lower not in ("of", "for") or verb.head.lemma in _ACCUSING:
        return
    above = next((w for w in verb.head.up() if w.lemma in _ACCUSING and is_verb(w)), None)
    if above is not None and verb.head.dep == "acl:relcl":
        attach(verb, above, "advcl")


def _what_followed(verb: Word) -> None:
    """Read "attacked a bus carrying pilgrims, killing nine": after a comma the main clause goes on, not what describes a noun."""
    between = verb.head
    if verb.rel not in ("advcl", "xcomp", "conj", "acl") or not verb.lower.endswith("ing") or verb.child("obj") is None:
        return
    comma = _at(verb.sentence, _left_edge(verb) - 1)
    if comma is None or comma.text != "," or verb.child("mark", "aux", "nsubj", "cc") is not None or _finite(between):
        return
    if (
        between.rel not in ("acl", "xcomp", "amod", "advcl")
        or between.dep == "acl:relcl"
        or between.child("aux", "cop") is not None
    ):
        return
    above = next((w for w in between.up() if is_verb(w) and (_finite(w) or _helped(w))), None)
    if above is not None and above.index < verb.index:
        attach(verb, above, "advcl")


def _described(verb: Word) -> None:
    """Read "fighters loyal to the general captured the town": the fighters captured it, not an adjective."""
    for adjective in verb.children:
        if (
            adjective.dep in _SUBJECTS
            and adjective.pos in ("ADJ", "VERB")
            and adjective.child("cop", "aux", "det", "obj", "conj") is None
        ):
            noun = next((c for c in adjective.children if c.rel in ("nsubj", "nmod", "obl") and c.index < adjective.index), None)
            if noun is not None and noun.is_nominal and noun.pos != "ADJ" and not noun.case():
                attach(noun, verb, adjective.dep)
                attach(adjective, noun, "amod" if adjective.pos == "ADJ" else "acl")
            return


def _after_relative(verb: Word) -> None:
    """Read "the villagers whom the militia chased out live in tents": the last verb is that of the villagers."""
    noun = verb.head.head
    if noun.rel not in ("ROOT", "root") or noun.pos not in ("NOUN", "PROPN") or noun.child("nsubj", "cop", "case") is not None:
        return
    attach(verb, noun, "acl")
    take_place(verb, noun)
    _hand_over(noun, verb, frozenset({"parataxis", "punct", "obl", "advcl", "conj"}), after=verb.index)
    attach(noun, verb, "nsubj")


def _joined_clause(verb: Word, lex: Lexicon, known: Mapping[int, KnownSpan]) -> None:
    """Read "tanks rolled into the village and infantry went from house to house": the noun right before a verb is its subject."""
    first = min([verb, *verb.all("aux")], key=lambda w: w.index)
    subject = _at(verb.sentence, first.index - 1)
    above = verb.head
    if subject is None or subject.rel != "conj" or subject.child("cc") is None or subject.case() or not _subjectless(verb):
        return
    if subject.pos not in ("NOUN", "PROPN") or not is_verb(above) or above.index > subject.index or verb.rel not in _LOOSE:
        return
    if kind_of(subject, lex, known) not in ACTORS or base_verb(verb, lex) in lex.cue("say"):
        return
    attach(subject, verb, "nsubj:pass" if verb.child("aux:pass") is not None else "nsubj")
    attach(verb, above, "conj")


def _lent_subject(verb: Word) -> None:
    """Read "on Monday gunmen riding on motorcycles opened fire", where the participle before the main verb has its subject."""
    if not _finite(verb) or verb.child("nsubj", "csubj", "expl", "cop") is not None:
        return
    for clause in verb.all("advcl"):
        subject = next((c for c in clause.children if c.dep in _SUBJECTS and c.index < clause.index), None)
        bare = clause.lower.endswith("ing") or clause.pos == "ADJ"  # "gunmen riding", "snipers loyal to the general"
        ing = bare and clause.child("aux", "cop", "mark", "cc") is None
        if not ing or subject is None or clause.index > verb.index:
            continue
        comma = _at(verb.sentence, _right_edge(clause) + 1)
        if comma is not None and comma.text == ",":
            continue
        for child in list(clause.children):
            if child.index < _left_edge(subject):
                attach(child, verb, child.dep)
        attach(subject, verb, "nsubj")
        attach(clause, subject, "acl")
        return


def _right_edge(word: Word) -> int:
    return max(w.index for w in word.subtree() if w.pos != "PUNCT" or w is word)


def _doing_something(verb: Word) -> None:
    """Read "a boat carrying refugees was rammed": who is carried is not the subject of the verb after."""
    main = verb.head
    subject = next((c for c in verb.children if c.dep in _SUBJECTS and c.index < verb.index), None)
    if subject is None or main is verb or not verb.lower.endswith(("ing", "ende")) or verb.child("aux", "cop", "obj") is not None:
        return
    carried = next((c for c in main.children if c.dep in _SUBJECTS and c.index > verb.index), None)
    if carried is None or verb.index > main.index or _left_edge(carried) != verb.index + 1 or not is_verb(main):
        return
    dep = carried.dep
    attach(carried, verb, "obj")
    attach(subject, main, dep)
    attach(verb, subject, "acl")
    _hand_over(verb, main, frozenset({"mark", "advmod"}), before=subject.index)


def _after_stop(verb: Word) -> None:
    """Read "freed the hostages; six hijackers were killed": what follows a semicolon begins a clause of its own."""
    if verb.rel in ("aux", "cop") or verb.child("nsubj") is not None:
        return
    if not (_finite(verb) or verb.child("aux") is not None):
        return
    words, first = verb.sentence.words, verb.sentence.words[0].index
    stop = next((w for w in reversed(words[: verb.index - first]) if w.text in _STOP), None)
    if stop is None:
        return
    subject = next(
        (
            w
            for w in words[stop.index - first + 1 : verb.index - first]
            if w.is_nominal and w.rel in ("conj", "appos", "list", "obl", "dep") and w.head.index < stop.index
        ),
        None,
    )
    if subject is None or subject.case() or any(w is verb for w in subject.subtree()):
        return
    attach(subject, verb, "nsubj:pass" if verb.child("aux:pass") is not None else "nsubj")
    if verb.head is not verb and verb.head.index < stop.index and is_verb(verb.head):
        attach(verb, verb.head, "parataxis")


def _perfect(verb: Word) -> None:
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


def _progressive_pair(verb: Word) -> None:
    """Read "stopped the car in which she was travelling and fired": what is finite goes with what is finite."""
    first = verb.head
    if verb.rel != "conj" or first.dep != "acl:relcl" or not _finite(verb) or verb.child("nsubj", "aux") is not None:
        return
    if "VerbForm=Fin" in first.morph or not any(c.lemma == "be" for c in first.all("aux")):
        return
    upper = next((w for w in first.up() if is_verb(w) and _finite(w) and w.child("aux") is None), None)
    if upper is not None and upper.child("nsubj") is not None:
        attach(verb, upper, "conj")


def _done_by(verb: Word) -> None:
    """Read "killed in strikes carried out by the army": a participle right after a noun, with its doer, belongs to the noun."""
    if verb.rel != "advcl" or verb.child("obl:agent") is None or verb.child("nsubj", "aux", "mark", "obj", "advmod") is not None:
        return
    before = _at(verb.sentence, _left_edge(verb) - 1)
    while before is not None and before.rel in ("flat", "compound") and before.head.index < verb.index:
        before = before.head
    if before is not None and before.pos in ("NOUN", "PROPN") and before.head is verb.head and before.index < verb.index:
        attach(verb, before, "acl")


def _helped(verb: Word) -> bool:
    """Say whether a finite auxiliary makes a participle the verb of a clause: "were discovered"."""
    return any("VerbForm=Fin" in c.morph for c in verb.all("aux"))


def _opened_clause(verb: Word) -> None:
    """Read "fled after the army attacked": the noun right before a finite verb is its subject, not the object of "after"."""
    first = min([verb, *verb.all("aux")], key=lambda w: w.index)
    subject = _at(verb.sentence, first.index - 1)
    if subject is None or subject.head is verb or subject.rel not in ("obl", "nmod") or _tells_when(subject):
        return
    case = next((c for c in subject.children if c.dep == "case"), None)
    if case is None or case.lower not in _OPENING or not _subjectless(verb) or any(w is verb for w in subject.subtree()):
        return
    above = subject.head
    if any(w is verb for w in above.up()):
        take_place(above, verb) if above.head is verb else None
    if above.head is verb or not is_verb(above):
        return
    attach(subject, verb, "nsubj:pass" if verb.child("aux:pass") is not None else "nsubj")
    attach(case, verb, "mark")
    attach(verb, above, "advcl")


def _listed_verb(verb: Word) -> None:
    """Read "stopped a bus, robbed the driver and shot him": verbs in a row have one subject."""
    first = verb.head
    if verb.rel not in ("advcl", "parataxis", "ccomp") or verb.pos != "VERB" or not _finite(verb) or verb.index < first.index:
        return
    if verb.child("nsubj", "csubj", "mark", "aux", "cop", "expl", "advmod") is not None or not _finite(first):
        return
    comma = _at(verb.sentence, _left_edge(verb) - 1)
    own = next(
        (c for c in first.all("conj") if c.pos in ("NOUN", "PROPN") and c.child("cc") and first.index < c.index < verb.index),
        None,
    )
    if (
        own is not None and first.child("nsubj") is not None
    ):  # "shelled the town, and nine people, two of them nurses, lost their lives"
        attach(own, verb, "nsubj")
        attach(verb, first, "conj")
    elif (
        first.child("nsubj") is not None and first.pos == "VERB" and comma is not None and comma.text == "," and verb.child("obj")
    ):
        attach(verb, first, "conj")


def _made_to(verb: Word) -> None:
    """Read "forced the families to leave": those who are forced leave."""
    mark = verb.child("mark")
    above = verb.head
    if verb.rel != "advcl" or mark is None or mark.lower not in ("to", "å") or above.lemma not in _CONTROL or above is verb:
        return
    if any(_right_edge(c) == mark.index - 1 for c in above.all("obj")):
        verb.dep = verb.rel = "xcomp"


def _when_it_happened(verb: Word) -> None:
    """Read "escaped an attempt when a bomb went off": a clause of time belongs to the verb, not to the noun before it."""
    opening = next((c for c in verb.children if c.rel in ("mark", "advmod") and c.lower in _TIMES), None)
    noun = verb.head
    told = verb.dep == "acl" and opening is not None and verb.child("nsubj") is not None
    if told and noun.head is not noun and is_verb(noun.head):
        attach(verb, noun.head, "advcl")


def _active(verb: Word) -> None:
    """Read "the air force bombed and strafed the hills": without an auxiliary a row of verbs with an object is active."""
    subject = next((c for c in verb.children if c.dep == "nsubj:pass" and c.index < verb.index), None)
    if subject is None or verb.child("aux", "cop", "obl:agent") is not None or verb.sentence.kind == "headline":
        return
    row = [verb, *(c for c in verb.all("conj") if c.pos == "VERB" and c.child("nsubj", "aux") is None)]
    if any(c.child("obj") is not None for c in row) and verb.rel in ("ROOT", "root", "ccomp", "parataxis"):
        subject.dep = "nsubj"


def _one_subject(verb: Word) -> None:
    """Read "the Observatory, a war monitor, said" with one subject, named and described."""
    own = [c for c in verb.children if c.dep in _SUBJECTS and c.index < verb.index]
    if len(own) != 2 or own[0].pos != "PROPN" or own[1].pos != "NOUN" or own[1].child("det") is None:
        return
    before, after = _at(verb.sentence, _left_edge(own[1]) - 1), _at(verb.sentence, _right_edge(own[1]) + 1)
    if before is not None and after is not None and before.text == after.text == ",":
        attach(own[1], own[0], "appos")


def _after_opening(verb: Word) -> None:
    """Read "according to the police, a bomb killed nine": what follows the comma is the subject, not a second source."""
    if not _subjectless(verb):
        return
    for phrase in verb.all("obl", "nmod"):
        if phrase.index > verb.index:
            break
        for noun in phrase.all("conj", "appos"):
            comma = _at(verb.sentence, _left_edge(noun) - 1)
            joined = noun.child("cc") is not None or noun.case() or any(c.rel == "conj" for c in noun.children)
            ends = _right_edge(noun) + 1 == _left_edge_of_verb(verb)
            if comma is not None and comma.text == "," and not joined and ends and noun.child("det", "nummod") is not None:
                attach(noun, verb, "nsubj:pass" if verb.child("aux:pass") is not None else "nsubj")
                return


def _left_edge_of_verb(verb: Word) -> int:
    return min(w.index for w in (verb, *verb.all("aux")))


def _after_participle(verb: Word) -> None:
    """Read "when a rocket fired by militants struck a bus": the rocket was fired, and it struck."""
    if not _subjectless(verb):
        return
    first = _left_edge_of_verb(verb)
    for fired in verb.sentence.words:
        if fired.index >= first:
            return
        subject = next((c for c in fired.children if c.dep in _SUBJECTS and c.index < fired.index), None)
        if (
            subject is None
            or not is_verb(fired)
            or fired.child("aux", "cop", "obj") is not None
            or fired.child("obl:agent") is None
        ):
            continue
        apart = verb not in fired.subtree() and fired not in verb.subtree()
        if not apart or fired.rel not in ("advcl", "ccomp") or _right_edge(fired) + 1 != first:
            continue
        above, dep = fired.head, fired.dep
        attach(verb, above, dep)
        _hand_over(fired, verb, frozenset({"mark", "advmod"}), before=subject.index)
        attach(subject, verb, "nsubj:pass" if verb.child("aux:pass") is not None else "nsubj")
        attach(fired, subject, "acl")
        return


def _whole_sentence(verb: Word) -> None:
    """Read "Russian missiles slammed into the station." as a sentence, not as a noun with a participle."""
    if _told_as_phrase(verb) and verb.index > verb.head.index:
        noun = verb.head
        take_place(verb, noun)
        _hand_over(noun, verb, frozenset({"parataxis", "punct", "obl", "advcl", "conj"}), after=verb.index)
        attach(noun, verb, "nsubj")


def _finite(verb: Word) -> bool:
    return "VerbForm=Fin" in verb.morph


# --- phrases ----------------------------------------------------------------------------------------------------------


def _case_of_phrase(case: Word) -> None:
    """Hang a preposition on the noun, not on what stands between: "to Islamic State-affiliated gunmen"."""
    inner = case.head
    noun = inner.head
    between = inner.dep in _BEFORE_NOUN and case.index < inner.index < noun.index and case.lower not in _OF_NUMBERS
    if between and noun.pos in ("NOUN", "PROPN") and not noun.case():
        attach(case, noun, "case")


def _stranded(case: Word) -> None:
    """Read "were fired upon by soldiers": the first of two prepositions right after the verb belongs to the verb."""
    noun = case.head
    verb, following = _at(case.sentence, case.index - 1), _at(case.sentence, case.index + 1)
    if verb is None or following is None or verb.pos != "VERB" or following.lower != "by" or following.head is not noun:
        return
    if noun.head is verb:
        attach(case, verb, "compound:prt")


def _no_object(word: Word, lex: Lexicon) -> None:
    """Take what has a preposition for no object: "beheaded by gunmen"."""
    case = word.case()
    if (
        not case
        or case.split()[0] in _OF_NUMBERS
        or word.pos == "NUM"
        or word.child("nummod") is not None
        or not is_verb(word.head)
        or word.index < word.head.index
    ):
        return
    doer = case in lex.cue("by") & {"by"} and is_passive(word.head)
    word.dep, word.rel = ("obl:agent", "obl") if doer else ("obl", "obl")


def _titled(word: Word) -> None:
    """Read "rebel commander Alfonso Cano was killed" as one subject, not two."""
    if word.pos == "PROPN" and word.rel == "advmod" and word.head.index == word.index - 1 and word.head.pos == "NOUN":
        word.dep = word.rel = "appos"
    if word.pos != "PROPN" or word.rel not in ("nsubj", "obj"):
        return
    before = next((c for c in word.head.children if c.index == word.index - 1 and c.rel == word.rel), None)
    if before is not None and before.pos == "NOUN" and before.child("case", "conj") is None:
        attach(before, word, "compound")


def _acronym(word: Word) -> None:
    """Read letters alone as a name: "clashed with the GUNR"; what is all in capitals was given small letters before."""
    if word.pos == "NOUN" and len(word.text) > 2 and word.text.isupper() and word.text.isalpha():
        word.pos = "PROPN"


def _called(noun: Word) -> None:
    """Give back its object to a verb of calling: "called the killing a crime", where the killing is not done to the crime."""
    if noun.pos != "NOUN" or noun.rel != "xcomp":
        return
    verb, called = noun.head, noun.child("obj")
    if called is not None and noun.child("det", "nmod:poss") is not None:
        attach(called, verb, "xcomp")
        attach(noun, verb, "obj")


def _dead_of_number(word: Word, lex: Lexicon) -> None:
    """Join a number and the adjective after it: "spoke of 30 dead"."""
    if word.pos != "ADJ" or word.rel not in ("advcl", "xcomp", "dep"):
        return
    number = _at(word.sentence, word.index - 1)
    counted = number is not None and number.pos == "NUM" and number.head is word.head and not word.children
    if number is not None and counted and lookup(word, lex.adjectives, lex):
        attach(word, number, "amod")


def _included(word: Word) -> None:
    """Hang "including two soldiers" on those among whom they are, not on the verb."""
    if word.rel != "obl" or word.case() not in _INCLUDING or not is_verb(word.head):
        return
    edge = _left_edge(word)
    many = [c for c in word.head.children if c.rel in ("obj", "nsubj") and c.index < word.index]
    many += [
        o for c in word.head.children if c.rel in ("obj", "nsubj") for o in c.conjuncts() if o is not c and o.index < word.index
    ]
    near = max((m for m in many if m.index < edge), key=lambda m: m.index, default=None)
    if near is not None:
        attach(word, near, "nmod")


def _described_after(word: Word, lex: Lexicon, known: Mapping[int, KnownSpan]) -> None:
    """Read "Juan Rey, a student of 22, who was stabbed" and "the mayor, Ana Paz": one person, named and described."""
    first = word.head
    before = _at(word.sentence, _left_edge(word) - 1)
    if word.rel == "conj" and first.is_nominal and before is not None and before.text == "," and word.child("cc") is None:
        mates = [c for c in [*first.children, *word.children] if c.rel == "conj" and c is not word]
        det = word.child("det")
        described = (
            first.pos == "PROPN" and word.pos == "NOUN" and det is not None and det.lower in ("a", "an", "the", "en", "ei", "et")
        )
        named = first.pos == "NOUN" and word.pos == "PROPN" and first.child("det") is not None
        persons = {kind_of(first, lex, known), kind_of(word, lex, known)} == {EntityKind.PERSON}
        if not mates and persons and (described or named):
            attach(word, first, "appos")
    if word.rel == "parataxis" and word.pos == "PROPN" and word.child("nsubj", "cop", "case", "appos") is None and is_verb(first):
        end = before.index - 1 if before is not None and before.text == "," else -1
        thing = next((c for c in first.all("obj", "nsubj") if _right_edge(c) == end), None)
        if thing is not None and thing.pos == "NOUN":
            attach(word, thing, "appos")
            for mate in word.all("conj"):
                attach(mate, thing, "conj")
    if word.rel == "appos" and word.head.pos == "PROPN" and word.pos == "NOUN":
        for clause in word.all("acl"):
            if clause.dep == "acl:relcl" and any(c.lower == "who" for c in clause.children):
                attach(clause, word.head, clause.dep)


def _place_beside(word: Word) -> None:
    """Read "a group of farmers near the village": what has a preposition of its own is joined to nothing."""
    if word.rel != "conj" or word.child("cc") is not None or word.case() not in _NEAR or not word.head.is_nominal:
        return
    before = _at(word.sentence, _left_edge(word) - 1)
    if before is not None and (before.text != "," or not word.head.case()) and not word.head.case().endswith(word.case()):
        above = word.head.head
        attach(word, above if is_verb(above) else word.head, "obl" if is_verb(above) else "nmod")


def _beside_person(word: Word, lex: Lexicon, known: Mapping[int, KnownSpan]) -> None:
    """Read "the mayor of Huanta and his wife": a person goes with the person, not with the place."""
    place = word.head
    if word.rel != "conj" or place.rel != "nmod" or word.pos not in ("NOUN", "PROPN") or place.head.pos != "NOUN":
        return
    kinds = [kind_of(w, lex, known) for w in (place.head, place, word)]
    if kinds == [EntityKind.PERSON, EntityKind.PLACE, EntityKind.PERSON]:
        attach(word, place.head, "conj")


def _phrase_of_deed(word: Word, lex: Lexicon, known: Mapping[int, KnownSpan]) -> None:
    """Hang "by the rebels" and "on the convoy" on the event noun before them, not on a verb or noun that can take neither."""
    case = word.case()
    if word.rel not in ("obl", "nmod") or not case or word.index < word.head.index:
        return
    if case in lex.cue("by") & {"by"}:
        deed = _deed_before(word, lex)
        if deed is not None and kind_of(word, lex, known) in ACTORS | {EntityKind.WEAPON} and word.pos != "NUM":
            attach(word, deed, "nmod")
    elif case in _HITTING and is_verb(word.head):
        deed = _deed_beside(word, lex)
        if deed is not None and not _tells_when(word):
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
            if max(w.index for w in child.subtree()) == _left_edge(word) - 1:
                return child
    return None


def _is_deed(word: Word, lex: Lexicon) -> bool:
    return lookup(word, lex.nouns, lex) is not None


def _tells_when(word: Word) -> bool:
    return word.pos == "NUM" or word.lemma in _HOURS or word.lower in _HOURS


def _told_of_person(verb: Word, lex: Lexicon, known: Mapping[int, KnownSpan]) -> None:
    """Read "the murder of Ana Ruiz, shot by two men": whoever stands before the comma was shot, not the murder."""
    deed = verb.head
    before = _at(verb.sentence, _left_edge(verb) - 1)
    if verb.dep != "acl" or before is None or before.text != "," or not deed.is_nominal or not _is_deed(deed, lex):
        return
    last = _at(verb.sentence, before.index - 1)
    while last is not None and last.rel in ("flat", "compound") and last.head is not deed:
        last = last.head
    if last is not None and last is not deed and last.is_nominal and kind_of(last, lex, known) in ACTORS:
        attach(verb, last, "acl")
