"""Clauses that have all they need and hang on the wrong word are hung on the right one."""

from __future__ import annotations

from kg.annotate.clauses import is_passive, is_verb
from kg.annotate.kinds import ACTORS, kind_of
from kg.annotate.lexicon import VIOLENT, frames, shared
from kg.annotate.mending.tree import SUBJECTS, Setting, at, comma_at, finite, hang, helped, left_edge, right_edge
from kg.annotate.words import Word, attach

_ACCUSING = shared("accusing")
_CONTROL = shared("object_control")
_TIMES = shared("time_clause")
_THERE = frozenset({"der", "hvor"})
_DENYING = frozenset({"deny", "refute", "reject", "dismiss", "nekte", "benekte", "avvise", "avkrefte"})
_HERSELF = {"she": ("her",), "he": ("him", "his"), "they": ("them", "their")}
"""For each pronoun as subject the forms in which it would be named beside a deed that was done to it."""
_HIM = {"he": ("him",), "she": ("her",), "han": ("ham", "han"), "hun": ("henne",), "they": ("them",), "de": ("dem",)}
"""For each pronoun as subject the forms that it has as object."""


def where_it_was(verb: Word, _: Setting) -> None:
    """Read "fra et hus der femten ble skadet": what a clause tells of is the noun right before its "der"."""
    there = verb.child("mark", "advmod")
    noun = at(verb.sentence, there.index - 1) if there is not None and there.lower in _THERE else None
    if noun is None or noun.pos != "NOUN" or not any(w.dep in SUBJECTS for w in verb.children) or is_verb(noun):
        return
    if noun.index < verb.index and noun.rel in ("obl", "obj", "nmod", "nsubj"):
        hang(verb, noun, "acl:relcl")


def nearest_of_two(verb: Word, _: Setting) -> None:
    """Read "between the army and the rebels, who took the town": "who" are those right before it."""
    first = verb.head
    who = verb.child("nsubj")
    if verb.dep != "acl:relcl" or who is None or first.case() not in ("between", "mellom"):
        return
    last = next((c for c in reversed(first.all("conj")) if c.index < who.index), None)
    if last is not None:
        hang(verb, last, verb.dep)


def after_semicolon(verb: Word, _: Setting) -> None:
    """Read "farmers and herders clashed; men killed nine, burned their huts": verbs in a row do not reach over a semicolon."""
    words, first = verb.sentence.words, verb.sentence.words[0].index
    between = words[verb.head.index - first : verb.index - first] if verb.head.index < verb.index else []
    stop = next((w for w in reversed(between) if w.text == ";"), None)
    if stop is None or verb.child("nsubj") is not None or verb.child("aux") is not None:
        return
    near = [w for w in words if stop.index < w.index < verb.index and is_verb(w) and w.child("nsubj") is not None]
    if near and finite(near[-1]):
        hang(verb, near[-1], "conj")


def said_too(verb: Word, setting: Setting) -> None:
    """Read "aktor hevder at mannen bandt og mishandlet dem": who says it did not do the second thing, either."""
    above = verb.head
    told = frames().get(setting.lex.verbs.get(verb.lemma, ""))
    if above.lemma not in setting.lex.cue("say") or not _in_a_row(verb):
        return
    said = next((c for c in above.all("ccomp") if above.index < c.index < verb.index), None)
    near = at(verb.sentence, left_edge(verb) - 1)
    listed = near is not None and near.text == "," and verb.child("cc") is None
    violent = told is not None and told.family in VIOLENT and near is not None and near.text != ","
    if said is not None and said.child("nsubj") is not None and (listed or violent):
        hang(verb, said, "conj")


def own_clause(verb: Word, _: Setting) -> None:
    """Read "students shut themselves in, but the police broke in, chased them": who broke in chased them."""
    words, first = verb.sentence.words, verb.sentence.words[0].index
    if not _in_a_row(verb) or verb.child("cc") is not None or not comma_at(verb.sentence, verb.index - 1):
        return
    between = words[verb.head.index - first + 1 : verb.index - first]
    near = [w for w in between if w.rel == "conj" and w.head is verb.head and is_verb(w) and finite(w)]
    if near and any(c.dep in SUBJECTS and c.index < near[-1].index for c in near[-1].children) and finite(verb):
        hang(verb, near[-1], "conj")


def not_himself(verb: Word, _: Setting) -> None:
    """Read "he had killed three by the time a guard came in and shot him": nobody does it to himself, so the guard did."""
    main, whom = verb.head, verb.child("obj")
    he = main.child("nsubj") if is_verb(main) and _in_a_row(verb) else None
    if he is None or whom is None or whom.lower not in _HIM.get(he.lower, ()):
        return
    between = _finite_between(main, verb)
    near = [w for w in between if any(c.dep == "nsubj" and c.pos in ("NOUN", "PROPN") and c.index < w.index for c in w.children)]
    if near:
        hang(verb, near[-1], "conj")


def listed_inside(verb: Word, _: Setting) -> None:
    """Read "were seized by men who rammed their car, shot a guard and fled": a list of verbs goes on in the clause it began in.

    So does one in a clause of time: "lost their homes when men drove up, left a bomb and fled".
    """
    main = verb.head
    if not is_verb(main) or not _in_a_row(verb):
        return
    moved = [c for c in main.sentence.words if c.rel == "conj" and c.head is not main and c.index < verb.index and _listed(c)]
    inner = next((c.head for c in reversed(moved) if main.index < c.head.index < c.index), None)
    if inner is None and comma_at(verb.sentence, verb.index - 1):
        inner = _open_clause(main, verb)
    if inner is not None and inner is not main and (verb.child("cc") is None or moved):
        hang(verb, inner, "conj")


def _in_a_row(verb: Word) -> bool:
    """Say whether a verb may go on a list of verbs: it stands after the one it hangs on, and has no subject of its own."""
    return verb.head.index < verb.index and verb.child("nsubj", "aux", "mark") is None


def _finite_between(main: Word, verb: Word) -> list[Word]:
    """Return the finite verbs between two others."""
    return [w for w in verb.sentence.words if main.index < w.index < verb.index and is_verb(w) and finite(w)]


def _goes_on(verb: Word) -> bool:
    """Say whether a participle goes on after a comma without a subject of its own: "..., killing nine"."""
    bare = verb.lower.endswith("ing") and verb.child("mark", "aux", "nsubj", "cc") is None
    return bare and comma_at(verb.sentence, left_edge(verb) - 1)


def _listed(verb: Word) -> bool:
    """Say whether a verb was joined by a comma to one in a clause below the main one."""
    return is_verb(verb) and comma_at(verb.sentence, verb.index - 1) and verb.head.dep in ("acl:relcl", "advcl")


def _open_clause(main: Word, verb: Word) -> Word | None:
    """Return the verb of the clause that a list of verbs after a comma goes on in: who did it, or when it was done."""
    for inner in reversed(_finite_between(main, verb)):
        if inner.dep == "acl:relcl" and any(c.lower == "who" and c.rel == "nsubj" for c in inner.children):
            return inner if is_passive(main) and not is_passive(verb) and verb.child("obj") is not None else None
        when = any(c.lower in _TIMES and c.rel in ("mark", "advmod") for c in inner.children)
        if inner.rel == "advcl" and when and inner.child("nsubj") is not None and verb.child("cc") is None:
            return inner
    return None


def who_it_is(verb: Word, setting: Setting) -> None:
    """Read "two blasts in the Bab district, according to an official, who said": "who" is who stands right before it."""
    who = verb.child("nsubj")
    if verb.dep != "acl:relcl" or who is None or who.lower != "who" or kind_of(verb.head, setting.lex, setting.known) in ACTORS:
        return
    before = at(verb.sentence, who.index - 1 - comma_at(verb.sentence, who.index - 1))
    near = [w for w in (before, *before.up()) if w.is_nominal and right_edge(w) <= who.index] if before is not None else []
    person = next((w for w in near if kind_of(w, setting.lex, setting.known) in ACTORS), None)
    if person is not None and verb.head.index < person.index:
        hang(verb, person, verb.dep)


def counts_too(verb: Word, setting: Setting) -> None:
    """Read "counted the graves of those who had stayed and recorded the burning": who counts records, not who stayed."""
    say, above = setting.lex.cue("say"), verb.head
    if verb.lemma not in say or verb.child("nsubj", "aux") is not None or not is_verb(above) or above.index > verb.index:
        return
    teller = next((w for w in above.up() if is_verb(w)), None)
    counting = teller is not None and teller.lemma in say and teller.child("nsubj") is not None
    if teller is not None and counting and above.dep == "acl:relcl" and above.child("aux") is not None and finite(verb):
        hang(verb, teller, "conj")


def right_before(verb: Word, _: Setting) -> None:
    """Read "Arrests by peacekeepers: a man indicted for murder was held": a participle tells of the noun right before it."""
    noun = at(verb.sentence, verb.index - 1)
    if verb.dep != "acl" or noun is None or noun.pos not in ("NOUN", "PROPN") or verb.head.index >= noun.index:
        return
    if verb.child("mark", "aux", "nsubj") is not None or any(w is verb.head for w in (noun, *noun.up())):
        return
    if any(w is noun for w in verb.subtree()):
        return
    hang(verb, noun, "acl")


def when_it_happened(verb: Word, _: Setting) -> None:
    """Read "escaped an attempt when a bomb went off": a clause of time belongs to the verb, not to the noun before it."""
    opening = next((c for c in verb.children if c.rel in ("mark", "advmod") and c.lower in _TIMES), None)
    noun = verb.head
    told = verb.dep == "acl" and opening is not None and verb.child("nsubj") is not None
    if told and noun.head is not noun and is_verb(noun.head):
        attach(verb, noun.head, "advcl")


def made_to(verb: Word, _: Setting) -> None:
    """Read "forced the families to leave": those who are forced leave."""
    mark = verb.child("mark")
    above = verb.head
    if verb.rel != "advcl" or mark is None or mark.lower not in ("to", "å") or above.lemma not in _CONTROL or above is verb:
        return
    if any(right_edge(c) == mark.index - 1 for c in above.all("obj")):
        verb.dep = verb.rel = "xcomp"


def listed_verb(verb: Word, _: Setting) -> None:
    """Read "stopped a bus, robbed the driver and shot him": verbs in a row have one subject."""
    first = verb.head
    if verb.rel not in ("advcl", "parataxis", "ccomp") or verb.pos != "VERB" or not finite(verb) or verb.index < first.index:
        return
    if verb.child("nsubj", "csubj", "mark", "aux", "cop", "expl", "advmod") is not None or not finite(first):
        return
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
        first.child("nsubj") is not None
        and first.pos == "VERB"
        and verb.child("obj")
        and comma_at(verb.sentence, left_edge(verb) - 1)
    ):
        attach(verb, first, "conj")


def progressive_pair(verb: Word, _: Setting) -> None:
    """Read "stopped the car in which she was travelling and fired": what is finite goes with what is finite."""
    first = verb.head
    if verb.rel != "conj" or first.dep != "acl:relcl" or not finite(verb) or verb.child("nsubj", "aux") is not None:
        return
    if "VerbForm=Fin" in first.morph or not any(c.lemma == "be" for c in first.all("aux")):
        return
    upper = next((w for w in first.up() if is_verb(w) and finite(w) and w.child("aux") is None), None)
    if upper is not None and upper.child("nsubj") is not None:
        attach(verb, upper, "conj")


def accused_of(verb: Word, _: Setting) -> None:
    """Read "accused the army, which besieges the town, of shelling it": the charge hangs on the accusing."""
    mark = verb.child("mark", "case")
    if verb.rel != "advcl" or mark is None or mark.lower not in ("of", "for") or verb.head.lemma in _ACCUSING:
        return
    above = next((w for w in verb.head.up() if w.lemma in _ACCUSING and is_verb(w)), None)
    if above is not None and verb.head.dep == "acl:relcl":
        attach(verb, above, "advcl")


def what_followed(verb: Word, _: Setting) -> None:
    """Read "attacked a bus carrying pilgrims, killing nine": after a comma the main clause goes on, not what describes a noun."""
    between = verb.head
    if verb.rel not in ("advcl", "xcomp", "conj", "acl") or verb.child("obj") is None or finite(between) or not _goes_on(verb):
        return
    if (
        between.rel not in ("acl", "xcomp", "amod", "advcl")
        or between.dep == "acl:relcl"
        or between.child("aux", "cop") is not None
    ):
        return
    above = next((w for w in between.up() if is_verb(w) and (finite(w) or helped(w))), None)
    if above is not None and above.index < verb.index:
        attach(verb, above, "advcl")


def who_spoke(verb: Word, setting: Setting) -> None:
    """Read "denied that his men fired, blaming rebels", "two died, police said, denying it": who said one says the other."""
    told = frames().get(setting.lex.verbs.get(verb.lemma, ""))
    says = verb.lemma in setting.lex.cue("say")
    speaks = says or (told is not None and told.family == "speech")
    if not speaks or not _goes_on(verb):
        return
    said = at(verb.sentence, left_edge(verb) - 2)
    if said is not None and said.lemma in setting.lex.cue("say") and is_verb(said) and said.child("nsubj") is not None:
        hang(verb, said, "advcl")
    elif verb.head.rel == "ccomp" and verb.head.head.index < verb.head.index:
        above = verb.head.head
        if above.lemma in _DENYING or (says and above.lemma in setting.lex.cue("say") and above.child("nsubj") is not None):
            hang(verb, above, "advcl")


def to_herself(verb: Word, _: Setting) -> None:
    """Read "threw acid at a girl as she left, blinding her": nobody does it to herself, so the main clause goes on."""
    time = verb.head
    who, whom = time.child("nsubj"), verb.child("obj")
    if time.rel != "advcl" or not verb.lower.endswith("ing") or who is None or whom is None or time.head.index > time.index:
        return
    if whom.lower not in _HERSELF.get(who.lower, ()) or not comma_at(verb.sentence, left_edge(verb) - 1):
        return
    also = [c for c in time.all("conj") if c.index > verb.index and c.lower.endswith("ing") and c.child("nsubj", "aux") is None]
    hang(verb, time.head, "advcl")
    for second in also:
        hang(second, verb, "conj")


def second_participle(verb: Word, _: Setting) -> None:
    """Read "capturing the colonel who led it, burning five lorries": participles in a row go on with the main clause."""
    inner = verb.head
    if inner.dep != "acl:relcl" or not _goes_on(verb):
        return
    first = next((w for w in inner.up() if is_verb(w)), None)
    if first is None or first.rel != "advcl" or not first.lower.endswith("ing"):
        return
    if first.head.index < first.index < inner.index and comma_at(verb.sentence, left_edge(first) - 1):
        hang(verb, first.head, "advcl")


def done_by(verb: Word, _: Setting) -> None:
    """Read "killed in strikes carried out by the army": a participle right after a noun, with its doer, belongs to the noun.

    So does one with what somebody is accused of: "arrested a man accused of planning the attack".
    """
    if verb.rel != "advcl" or verb.child("nsubj", "aux", "mark", "obj", "advmod") is not None:
        return
    charge = [c for c in verb.all("advcl", "obl") if c.case() == "of" or any(m.lower == "of" for m in c.all("mark"))]
    if verb.child("obl:agent") is None and not (verb.lemma in _ACCUSING and not verb.lower.endswith("ing") and charge):
        return
    before = at(verb.sentence, left_edge(verb) - 1)
    while before is not None and before.rel in ("flat", "compound") and before.head.index < verb.index:
        before = before.head
    if before is not None and before.pos in ("NOUN", "PROPN") and before.head is verb.head and before.index < verb.index:
        attach(verb, before, "acl")


def what_is_said(verb: Word, setting: Setting) -> None:
    """Read "Reuters melder, med henvisning til politiet, at ..." where the clause was hung on the phrase between the commas."""
    noun = verb.head
    mark = next((c for c in verb.children if c.rel == "mark" and c.lower in ("at", "that")), None)
    comma = mark is not None and comma_at(verb.sentence, mark.index - 1)
    if comma and noun.rel in ("obl", "nmod") and noun.head.lemma in setting.lex.cue("say") and noun.index > noun.head.index:
        attach(verb, noun.head, "ccomp")
