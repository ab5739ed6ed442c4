"""Verbs whose subject was hung on another word, or that were taken for part of their subject, get it back."""

from __future__ import annotations

from kg.annotate.clauses import is_verb, most_of_them, told_as_phrase
from kg.annotate.keys import base_verb
from kg.annotate.kinds import ACTORS, kind_of
from kg.annotate.lexicon import shared
from kg.annotate.mending.tree import (
    LOOSE,
    SUBJECTS,
    Setting,
    as_subject,
    at,
    comma_at,
    finite,
    first_of_verb,
    hand_over,
    hang,
    helped,
    left_edge,
    right_edge,
    subject_before,
    subjectless,
    tells_when,
)
from kg.annotate.words import Word, attach, take_place

_BACKING = shared("backing")
_OPENING = shared("opening")
_STOP = ";"
_STRETCHES = shared("stretches")


def second_subject(verb: Word, setting: Setting) -> None:
    """Read "jets struck the valley, and 46 people, most of them women, died": what died is not the jets."""
    if not finite(verb) or verb.child("nsubj", "obj", "cc", "aux") is not None or verb.lemma in setting.lex.cue("say"):
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
            hang(subject.child("cc") or subject, verb, "cc")
            hang(subject, verb, "nsubj")
            return


def described_subject(verb: Word, setting: Setting) -> None:
    """Read "a soldier armed with a knife attacked the tenant" where the participle took the verb's subject with it."""
    if not finite(verb) or verb.child("nsubj", "expl") is not None or verb.lemma in setting.lex.cue("say"):
        return
    for clause in verb.children:
        subject = clause.child("nsubj")
        if subject is None or clause.index > verb.index or clause.rel not in ("ccomp", "advcl", "acl", "nsubj", "amod"):
            continue
        bare = clause.child("aux", "cop", "mark", "cc", "obj") is None and clause.dep != "acl:relcl"
        close = clause.index == subject.index + 1 and clause.lower.endswith(("t", "d", "ed", "te", "en"))
        tight = not any(w.text in ",;:" for w in clause.sentence.words if subject.index < w.index < verb.index)
        if bare and close and tight and subject.pos in ("NOUN", "PROPN"):
            hang(subject, verb, "nsubj")
            hang(clause, subject, "acl")
            return


def fired_and_struck(verb: Word, _: Setting) -> None:
    """Read "rockets fired by the militia killed two" where the participle was taken for the first verb of the sentence."""
    first = verb.head
    if verb.rel != "conj" or not finite(verb) or verb.child("cc", "nsubj", "aux", "mark") is not None:
        return
    subject = first.child("nsubj")
    if first.pos not in ("VERB", "ADJ") or subject is None or first.child("aux", "cop", "obj", "mark") is not None:
        return
    close = first.index == subject.index + 1 and first.lower.endswith(("t", "d", "ed", "wn", "en"))
    tight = not any(w.text in ",;:" for w in first.sentence.words if first.index < w.index < verb.index)
    if not close or not tight or not any(c.case() in ("by", "av", "from", "fra", "with", "med") for c in first.children):
        return
    take_place(verb, first)
    hang(subject, verb, "nsubj")
    hang(first, subject, "acl")
    first.morph = "VerbForm=Part"
    for child in list(first.children):
        if child.index > verb.index or child.rel == "punct":
            hang(child, verb, child.dep)


def office_and_name(verb: Word, _: Setting) -> None:
    """Read "army chief Omar Bashir vowed": a sentence whose main word is a noun right before the name of who acts."""
    office = verb.head
    name = next((c for c in verb.children if c.dep in SUBJECTS), None)
    if verb.dep != "acl:relcl" or office.rel not in ("ROOT", "root") or office.pos != "NOUN" or name is None:
        return
    if name.pos != "PROPN" or left_edge(name) != office.index + 1 or office.child("cop", "nsubj") is not None:
        return
    take_place(verb, office)
    hand_over(office, verb, frozenset({"parataxis", "punct", "obl", "advcl"}), after=verb.index)
    attach(office, name, "compound")


def described_by_adjective(verb: Word, _: Setting) -> None:
    """Read "fighters loyal to the general captured the town": the fighters captured it, not an adjective."""
    for adjective in verb.children:
        if (
            adjective.dep in SUBJECTS
            and adjective.pos in ("ADJ", "VERB")
            and adjective.child("cop", "aux", "det", "obj", "conj") is None
        ):
            noun = next((c for c in adjective.children if c.rel in ("nsubj", "nmod", "obl") and c.index < adjective.index), None)
            if noun is not None and noun.is_nominal and noun.pos != "ADJ" and not noun.case():
                attach(noun, verb, adjective.dep)
                attach(adjective, noun, "amod" if adjective.pos == "ADJ" else "acl")
            return


def doing_something(verb: Word, _: Setting) -> None:
    """Read "a boat carrying refugees was rammed": who is carried is not the subject of the verb after."""
    main = verb.head
    subject = subject_before(verb)
    if subject is None or main is verb or not verb.lower.endswith(("ing", "ende")) or verb.child("aux", "cop", "obj") is not None:
        return
    carried = next((c for c in main.children if c.dep in SUBJECTS and c.index > verb.index), None)
    if carried is None or verb.index > main.index or left_edge(carried) != verb.index + 1 or not is_verb(main):
        return
    dep = carried.dep
    attach(carried, verb, "obj")
    attach(subject, main, dep)
    attach(verb, subject, "acl")
    hand_over(verb, main, frozenset({"mark", "advmod"}), before=subject.index)


def taken_as(noun: Word, _: Setting) -> None:
    """Read "tolv ble tatt som gisler da menn angrep en plattform": the hostages are no second subject of what follows."""
    verb = noun.head
    other = next((c for c in verb.children if c.dep in SUBJECTS and c.index > noun.index), None)
    opening = next((c for c in verb.all("mark") if c.index == noun.index + 1), None)
    before = at(noun.sentence, left_edge(noun) - 1)
    above = at(noun.sentence, before.index - 1) if before is not None else None
    if other is None or opening is None or before is None or above is None:
        return
    if before.lower not in ("som", "as") or not is_verb(above):
        return
    hang(noun, above, "obl")
    hang(before, noun, "case")


def backed_up(verb: Word, _: Setting) -> None:
    """Read "rebels backed by Turkey and Qatar took the town" where the last of the backers was taken for who did it."""
    subject = subject_before(verb)
    deed = next((c for c in verb.all("conj") if is_verb(c) and c.child("nsubj") is not None), None)
    backer = _backer(verb)
    if subject is None or deed is None or backer is None:
        return
    last = deed.child("nsubj")
    if subject.index != verb.index - 1 or last is None or last.index < backer.index or deed.index < last.index:
        return
    cc = at(verb.sentence, left_edge(last) - 1)
    if cc is None or cc.pos != "CCONJ":
        return
    take_place(deed, verb)
    hang(last, backer, "conj")
    hang(cc, last, "cc")
    hang(subject, deed, "nsubj")
    hang(verb, subject, "acl")


def backed_by(verb: Word, _: Setting) -> None:
    """Read "the army, backed by Russian jets, took the town": who is backed is who acts, and nobody else."""
    if _backer(verb) is None or not comma_at(verb.sentence, verb.index - 1) or verb.child("cop", "mark", "obj") is not None:
        return
    if not is_verb(verb.head) or verb.head is verb:
        return
    backed, main = subject_before(verb), verb.head
    if backed is not None:
        if main.index < verb.index or main.child("nsubj") is not None:
            return
        hang(backed, main, as_subject(main))
    else:
        backed = subject_before(main)
    if backed is not None and not finite(verb):
        hang(verb, backed, "acl")


def _backer(verb: Word) -> Word | None:
    """Return by whom somebody is backed, without an auxiliary: "rebels backed by Turkey"."""
    backed = verb.lemma in _BACKING and verb.child("aux") is None
    return next((c for c in verb.all("obl") if c.case() in ("by", "av")), None) if backed else None


def after_stop(verb: Word, _: Setting) -> None:
    """Read "freed the hostages; six hijackers were killed": what follows a semicolon begins a clause of its own."""
    if verb.rel in ("aux", "cop") or verb.child("nsubj") is not None:
        return
    if not (finite(verb) or verb.child("aux") is not None):
        return
    words, first = verb.sentence.words, verb.sentence.words[0].index
    stop = next((w for w in reversed(words[: verb.index - first]) if w.text == _STOP), None)
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
    attach(subject, verb, as_subject(verb))
    if verb.head is not verb and verb.head.index < stop.index and is_verb(verb.head):
        attach(verb, verb.head, "parataxis")


def whole_sentence(verb: Word, _: Setting) -> None:
    """Read "Russian missiles slammed into the station." as a sentence, not as a noun with a participle."""
    if told_as_phrase(verb) and verb.index > verb.head.index:
        noun = verb.head
        take_place(verb, noun)
        hand_over(noun, verb, frozenset({"parataxis", "punct", "obl", "advcl", "conj"}), after=verb.index)
        attach(noun, verb, "nsubj")


def one_subject(verb: Word, _: Setting) -> None:
    """Read "the Observatory, a war monitor, said" with one subject, named and described."""
    own = [c for c in verb.children if c.dep in SUBJECTS and c.index < verb.index]
    if len(own) != 2 or own[0].pos != "PROPN" or own[1].pos != "NOUN" or own[1].child("det") is None:
        return
    if comma_at(verb.sentence, left_edge(own[1]) - 1) and comma_at(verb.sentence, right_edge(own[1]) + 1):
        attach(own[1], own[0], "appos")


def whose_subject(noun: Word, _: Setting) -> None:
    """Read "a widow whose sons were shot" where the sons were taken for a clause of their own: they were shot, not the widow."""
    if noun.dep != "acl:relcl" or not any(c.lower == "whose" for c in noun.children) or noun.child("cop", "nsubj") is not None:
        return
    verb = next((c for c in noun.head.children if c.dep == "acl:relcl" and c.index > noun.index and c.pos == "VERB"), None)
    if verb is not None and verb.child("nsubj") is None:
        attach(noun, verb, as_subject(verb))


def outer_subject(verb: Word, _: Setting) -> None:
    """Read "the army's version is that he threw it": the version is what is told, and he threw."""
    own = [c for c in verb.children if c.dep in SUBJECTS and c.index < verb.index]
    mark = next((c for c in verb.children if c.rel == "mark"), None)
    copula = verb.child("cop")
    if len(own) == 2 and mark is not None and copula is not None and own[0].index < copula.index < mark.index < own[1].index:
        own[0].dep = "nsubj:outer"


def verb_between(verb: Word, _: Setting) -> None:
    """Read "da lastebilene ble ødelagt og sjåførene ble drept" where both were taken for what the second verb tells of."""
    own = [c for c in verb.children if c.dep in SUBJECTS]
    if len(own) == 2 and own[0].index < verb.index < own[1].index:
        second = at(verb.sentence, right_edge(own[1]) + 1)
        second = second.head if second is not None and second.rel == "aux" else second
        if second is not None and second.pos == "VERB" and helped(second) and second.child("nsubj", "csubj", "expl") is None:
            attach(own[1], second, as_subject(second))
            if second is not verb.head and second.rel == "conj" and not any(w is second for w in verb.up()):
                attach(second, verb, "conj")
        return
    if len(own) != 2 or own[1].index > verb.index or verb.child("cc") is None:
        return
    inside = [w for w in verb.sentence.words if own[0].index < w.index < own[1].index]
    for first in inside:
        alone = first.pos == "VERB" and first.child("nsubj", "csubj", "expl", "obj") is None and helped(first)
        if alone and not any(w is first for w in own[0].subtree()):
            attach(own[0], first, as_subject(first))
            if verb.rel == "conj" and not any(w is verb for w in first.up()):
                attach(verb, first, "conj")
            return


def without_auxiliary(verb: Word, _: Setting) -> None:
    """Read "homes were razed and hundreds of people wounded or killed": the second clause leaves "were" to the first."""
    if verb.child("aux:pass") is None:
        return
    first = subject_before(verb)
    stray = [c for c in verb.children if c.dep in SUBJECTS and c.index > verb.index]
    stray += [c for c in (first.all("conj") if first is not None else []) if c.index > verb.index]
    for subject in stray:
        told = next((c for c in subject.children if c.dep == "acl" and c.pos == "VERB" and c.index > subject.index), None)
        if told is None or subject.child("cc") is None or told.child("aux", "obj", "mark") is not None:
            continue
        if right_edge(verb) >= right_edge(told) and told.lower.endswith(("ed", "en", "t", "wn")):
            attach(told, verb, "conj")
            attach(subject, told, "nsubj:pass")
            return


def mostly_so_many(verb: Word, _: Setting) -> None:
    """Read "mens ti andre, hovedsakelig eldre, ble såret" where most of them were taken for all."""
    most = next((c for c in verb.children if c.dep in SUBJECTS and most_of_them(c) is not None), None)
    comma = at(verb.sentence, left_edge(most) - 1) if most is not None else None
    if most is None or comma is None or comma.text != ",":
        return
    many = at(verb.sentence, comma.index - 1)
    if many is None or many.head is verb or many.child("nummod") is None or any(w is verb for w in many.subtree()):
        return
    attach(many, verb, most.dep)
    attach(most, many, "appos")


def after_opening(verb: Word, _: Setting) -> None:
    """Read "according to the police, a bomb killed nine": what follows the comma is the subject, not a second source."""
    if not subjectless(verb):
        return
    for phrase in verb.all("obl", "nmod"):
        if phrase.index > verb.index:
            break
        for noun in phrase.all("conj", "appos"):
            comma = comma_at(verb.sentence, left_edge(noun) - 1)
            joined = noun.child("cc") is not None or noun.case() or any(c.rel == "conj" for c in noun.children)
            ends = right_edge(noun) + 1 == first_of_verb(verb)
            if comma and not joined and ends and noun.child("det", "nummod") is not None:
                attach(noun, verb, as_subject(verb))
                return


def after_participle(verb: Word, _: Setting) -> None:
    """Read "when a rocket fired by militants struck a bus": the rocket was fired, and it struck."""
    if not subjectless(verb):
        return
    first = first_of_verb(verb)
    for fired in verb.sentence.words:
        if fired.index >= first:
            return
        subject = subject_before(fired)
        if (
            subject is None
            or not is_verb(fired)
            or fired.child("aux", "cop", "obj") is not None
            or fired.child("obl:agent") is None
        ):
            continue
        apart = verb not in fired.subtree() and fired not in verb.subtree()
        if not apart or fired.rel not in ("advcl", "ccomp") or right_edge(fired) + 1 != first:
            continue
        above, dep = fired.head, fired.dep
        attach(verb, above, dep)
        hand_over(fired, verb, frozenset({"mark", "advmod"}), before=subject.index)
        attach(subject, verb, as_subject(verb))
        attach(fired, subject, "acl")
        return


def opened_clause(verb: Word, _: Setting) -> None:
    """Read "fled after the army attacked": the noun right before a finite verb is its subject, not the object of "after"."""
    first = min([verb, *verb.all("aux")], key=lambda w: w.index)
    subject = at(verb.sentence, first.index - 1)
    if subject is None or subject.head is verb or subject.rel not in ("obl", "nmod") or tells_when(subject):
        return
    case = next((c for c in subject.children if c.dep == "case"), None)
    if case is None or case.lower not in _OPENING or not subjectless(verb) or any(w is verb for w in subject.subtree()):
        return
    above = subject.head
    if any(w is verb for w in above.up()):
        take_place(above, verb) if above.head is verb else None
    if above.head is verb or not is_verb(above):
        return
    attach(subject, verb, as_subject(verb))
    attach(case, verb, "mark")
    attach(verb, above, "advcl")


def joined_clause(verb: Word, setting: Setting) -> None:
    """Read "tanks rolled into the village and infantry went from house to house": the noun right before a verb is its subject.

    So is one before an aside: "were sent home, and their relatives, burning tyres, have threatened".
    """
    subject = at(verb.sentence, first_of_verb(verb) - 1)
    subject = _before_aside(subject) if subject is not None and subject.text == "," else subject
    above = verb.head
    if subject is None or subject.rel != "conj" or subject.child("cc") is None or subject.case() or not subjectless(verb):
        return
    if subject.pos not in ("NOUN", "PROPN") or not is_verb(above) or above.index > subject.index or verb.rel not in LOOSE:
        return
    if kind_of(subject, setting.lex, setting.known) not in ACTORS or base_verb(verb, setting.lex) in setting.lex.cue("say"):
        return
    attach(subject, verb, as_subject(verb))
    attach(verb, above, "conj")


def _before_aside(comma: Word) -> Word | None:
    """Return the noun before what is said aside of it between commas: "their relatives, burning tyres, have ..."."""
    words, first = comma.sentence.words, comma.sentence.words[0].index
    opening = next((w for w in reversed(words[: comma.index - first]) if w.text == ","), None)
    participle = at(comma.sentence, opening.index + 1) if opening is not None else None
    if opening is None or participle is None or not is_verb(participle) or finite(participle):
        return None
    return at(comma.sentence, opening.index - 1) if participle.child("aux", "nsubj", "cc") is None else None


def main_verb(verb: Word, _: Setting) -> None:
    """Read "gunmen riding on motorcycles opened fire" and "the troops, backed by tanks, rounded up": the last verb is finite."""
    above = verb.head
    if above is verb or verb.rel not in LOOSE or not subjectless(verb) or above.index > verb.index:
        return
    edge = at(verb.sentence, left_edge(verb) - 1)
    comma = edge is not None and edge.text == ","
    if verb.rel == "ccomp" and not finite(verb) and helped(verb):
        return
    if edge is not None and edge.text in ':;"“”«»—–-':
        return
    subject = subject_before(above)
    if above.dep == "acl:relcl":
        _after_relative(verb)
    elif is_verb(above) and subject is not None and _bare_participle(above):
        opening = left_edge(above) if left_edge(above) > subject.index else above.index
        aside = above.lower.endswith(("ing", "ende")) or comma_at(verb.sentence, opening - 1)
        if verb.rel == "conj" or (comma and not aside):
            return
        take_place(verb, above)
        for child in list(above.children):
            if child.index < left_edge(subject) or (child.index > verb.index and child is not subject):
                attach(child, verb, child.dep)
        attach(subject, verb, as_subject(verb))
        attach(above, subject, "acl")
    elif (
        above.pos in ("NOUN", "PROPN")
        and verb.rel in ("parataxis", "ccomp", "advcl")
        and above.rel in ("ROOT", "root", "ccomp")
        and above.child("nsubj", "cop", "case") is None
    ):
        take_place(verb, above)
        hand_over(above, verb, frozenset({"parataxis", "punct", "obl", "advcl", "conj"}), after=verb.index)
        attach(above, verb, "nsubj")


def _after_relative(verb: Word) -> None:
    """Read "the villagers whom the militia chased out live in tents": the last verb is that of the villagers."""
    noun = verb.head.head
    if noun.rel not in ("ROOT", "root") or noun.pos not in ("NOUN", "PROPN") or noun.child("nsubj", "cop", "case") is not None:
        return
    attach(verb, noun, "acl")
    take_place(verb, noun)
    hand_over(noun, verb, frozenset({"parataxis", "punct", "obl", "advcl", "conj"}), after=verb.index)
    attach(noun, verb, "nsubj")


def _bare_participle(word: Word) -> bool:
    return is_verb(word) and word.child("aux", "cop") is None and word.lower.endswith(("ing", "ed", "en", "ende", "et"))


def lent_subject(verb: Word, _: Setting) -> None:
    """Read "on Monday gunmen riding on motorcycles opened fire", where the participle before the main verb has its subject."""
    if not finite(verb) or verb.child("nsubj", "csubj", "expl", "cop") is not None:
        return
    for clause in verb.all("advcl"):
        subject = subject_before(clause)
        bare = clause.lower.endswith("ing") or clause.pos == "ADJ"  # "gunmen riding", "snipers loyal to the general"
        ing = bare and clause.child("aux", "cop", "mark", "cc") is None
        if not ing or subject is None or clause.index > verb.index:
            continue
        if comma_at(verb.sentence, right_edge(clause) + 1):
            continue
        for child in list(clause.children):
            if child.index < left_edge(subject):
                attach(child, verb, child.dep)
        attach(subject, verb, "nsubj")
        attach(clause, subject, "acl")
        return


def how_often(time: Word, _: Setting) -> None:
    """Read "hver uke bortføres fire mennesker" where the time was taken for who is taken away."""
    verb = time.head
    what = verb.child("obj")
    each = any(c.rel == "det" and c.lower in ("hver", "hvert", "each", "every") for c in time.children)
    if each and what is not None and time.index < verb.index < what.index and time.lemma in _STRETCHES:
        attach(time, verb, "obl")
        attach(what, verb, "nsubj:pass" if verb.lower.endswith("s") else "nsubj")
