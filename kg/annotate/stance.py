"""What the source does with an event: asserts, denies, threatens, supposes it; and how sure the words are."""

from __future__ import annotations

from collections.abc import Iterable

from kg.annotate.accused import accusation
from kg.annotate.clauses import is_passive, is_verb
from kg.annotate.drafts import Draft
from kg.annotate.lexicon import Lexicon, frames, shared
from kg.annotate.sorting import bounding
from kg.annotate.speech_acts import THREATENED
from kg.annotate.words import Word
from kg.model import Certainty, Stance

_CLAUSAL = frozenset({"xcomp", "ccomp", "advcl", "acl", "csubj", "obl", "nmod", "obj", "conj", "parataxis", "nsubj", "appos"})
_VERBAL_ONLY = shared("verbal_only")
_STRICT = shared("strict")
_FAILED = shared("failed")
_TOPICAL = frozenset(
    {"comment", "answer", "speak", "talk", "ask", "discuss", "question", "kommentere", "svare", "snakke", "spørsmål"}
)
"""What is said, asked or answered about an event supposes that it was."""
_CEASING = shared("ceasing")
_ANYBODY = frozenset({"those", "anyone", "anybody", "everyone", "whoever", "dem", "alle"})
_NEITHER = frozenset({"neither", "verken", "hverken"})
_REVENGE = shared("revenge")
_SUMMONING = shared("commanding")
_COMMANDED = frozenset({"detention", "release", "displacement", "care"})
"""What is ordered may not have been done: "a judge ordered his arrest"; "ordered the massacre" tells of one."""
_IF = shared("if")
_LETTING_FALL = shared("letting_fall")
_COMING_TRUE = shared("coming_true")
_WARNING = shared("warning")
_SEEMING = shared("seeming")
_ORDERS = shared("orders")
_WHEN = shared("when")
_MAINTAINING = frozenset({"claim", "hevde"})
_TURNING_DOWN = frozenset({"decline", "refuse", "reject", "avslå", "nekte"})
_WAITING = frozenset({"wait", "queue", "line", "stand", "hope", "vente", "stå", "håpe"})
_HOW_OFTEN = shared("hours") | shared("days") | {"week", "month", "year", "uke", "måned", "år"}
_GRANTED = shared("granted")


def judge(draft: Draft, lex: Lexicon, *, in_quote: bool = False) -> None:  # noqa: C901  one branch a construction of the language
    """Set stance and certainty of a draft from the words that govern it."""
    cues = lex.cues
    if draft.negated:
        return
    _certainty(draft, lex)
    if _negated(draft, lex):
        supposed = is_verb(draft.word) and any(c.rel == "mark" and c.lower in _IF for c in draft.word.children)
        draft.stance, draft.negated = Stance.SUPPOSES if supposed else Stance.DENIES, not supposed
        return
    stance = _modal(draft.word, draft, lex) or (_modal(draft.light, draft, lex) if draft.light is not None else None)
    if (
        stance is None
        and draft.sentence.kind == "headline"
        and any(c.lower in ("to", "å") and c.rel == "mark" for c in draft.word.children)
    ):
        stance = Stance.SUPPOSES
    if stance is None and _before(draft, "skulle til å"):
        stance = Stance.SUPPOSES
    if stance is None:
        stance = _governors(draft, lex)
    elif stance is Stance.THREATENS and _governors(draft, lex) in (Stance.SUPPOSES, Stance.DENIES):
        stance = Stance.SUPPOSES
    if stance is None and lex.compounding and _inverted_condition(draft):
        stance = Stance.SUPPOSES
    if stance is None and draft.sentence.words[-1].text == "?" and not in_quote:
        stance = Stance.SUPPOSES
    if stance is None and not draft.counters and _habitual(draft, lex):
        stance = Stance.DESCRIBES
    if stance is not None and draft.stance is Stance.ASSERTS:
        draft.stance = stance
    claimed = any(word.lemma in ("allege", "påstå") for word in draft.word.up()) or _maintained(draft)
    if claimed and draft.certainty is Certainty.CERTAIN:
        draft.certainty = Certainty.ALLEGED
    if draft.stance is Stance.ACCUSES and draft.certainty is Certainty.CERTAIN:
        draft.certainty = Certainty.ALLEGED
    if draft.stance is Stance.ASSERTS and _hearsay(draft, cues["hearsay"]):
        draft.certainty = Certainty.ALLEGED


def _hearsay(draft: Draft, phrases: Iterable[str]) -> bool:
    sentence = " ".join(word.lower for word in draft.sentence.words)
    return any(phrase in sentence and _said(draft, phrase) for phrase in phrases)


def _said(draft: Draft, phrase: str) -> bool:
    """Say whether a phrase of hearsay stands before the event word, or closes the sentence after a comma."""
    words = [word.lower for word in draft.sentence.words if word.pos != "PUNCT"]
    parts = phrase.split()
    return _before(draft, phrase) or words[-len(parts) :] == parts


def _before(draft: Draft, phrase: str) -> bool:
    """Say whether a phrase stands in the sentence no more than eight words before the event word."""
    parts = phrase.split()
    words = draft.sentence.words
    last = draft.word.index - words[0].index
    window = [word.lower for word in words[max(0, last - 8) : last + 1]]
    return any(window[i : i + len(parts)] == parts for i in range(len(window)))


def _certainty(draft: Draft, lex: Lexicon) -> None:
    near = [*draft.word.children, *(child for agent in draft.agents for child in agent.children)]
    if draft.light is not None:
        near += draft.light.children
    near += [w for c in draft.word.children if c.rel in ("compound", "amod") and c.index < draft.word.index for w in c.children]
    for word in draft.word.children:
        if word.rel == "amod" and word.lemma in (
            "planned",
            "plan",
            "planlagt",
            "planlegge",
            "attempted",
            "attempt",
            "threatened",
            "possible",
            "potential",
            "mulig",
            "fryktet",
            "imminent",
        ):
            draft.stance = Stance.SUPPOSES
    for word in [*near, draft.word.head]:
        if word.rel not in ("advmod", "amod", "acl", "xcomp") and word is not draft.word.head:
            continue
        if word is draft.word.head and draft.word.rel not in ("xcomp",):
            continue
        if word.lower in lex.cue("alleged") or word.lemma in lex.cue("alleged"):
            draft.certainty = Certainty.ALLEGED
        elif (word.lower in lex.cue("probable") or word.lemma in lex.cue("probable")) and draft.certainty is Certainty.CERTAIN:
            draft.certainty = Certainty.PROBABLE


def _negated(draft: Draft, lex: Lexicon) -> bool:  # noqa: C901  one branch a construction of the language
    negation = lex.cue("negation")
    for head in filter(None, (draft.word, draft.light)):
        outer = any(c.dep == "nsubj:outer" for c in head.children)  # "the worst has not been burying them": they were buried
        if outer or (head is draft.light and head.lemma in _CEASING):
            continue
        for child in head.children:
            longer = child.rel == "advmod" and any(c.lower == "no" and c.index == child.index - 1 for c in child.children)
            if longer and child.lower in ("longer", "more"):
                return True
            if child.lower in negation and child.rel in ("advmod", "det", "case", "cc", "mark", "neg") and not _only(child):
                return True
    if _did_not_happen(draft, negation):
        return True
    if (
        draft.form == "noun"
        and draft.word.rel == "obj"
        and is_verb(draft.word.head)
        and draft.word.head.lemma not in lex.light["aspect"]
    ):
        without = [c for c in draft.word.head.children if c.rel in ("mark", "case") and c.lower in ("without", "uten")]
        if without:
            return True
    for word in [*draft.agents, *draft.patients]:
        if any(child.lower in _NEITHER for child in word.children):
            return True
    for word in draft.patients[:1]:
        if word.lower in ("fewer", "less", "færre", "mindre"):
            break
        if _none(word, negation):
            return True
    if any(_none(w, negation) for w in draft.instruments if w.head is draft.word and w.rel in ("nsubj", "obj")):
        return True
    if draft.word.rel == "conj" and is_verb(draft.word.head) and is_verb(draft.word):
        cc = next((child for child in draft.word.children if child.rel == "cc"), None)
        return (
            cc is not None
            and cc.lower in ("or", "nor", "eller")
            and any(c.lower in negation and c.rel == "advmod" for c in draft.word.head.children)
        )
    if (
        draft.form == "noun"
        and draft.agents
        and (draft.agents[0].lower in negation or any(c.lower in negation for c in draft.agents[0].children))
    ):
        draft.agents = []
        return False
    if draft.form == "verb" and draft.agents[:1]:
        agent = draft.agents[0]
        return agent.lower in negation or any(child.lower in negation and child.rel == "det" for child in agent.children)
    return False


def _none(word: Word, negation: frozenset[str]) -> bool:
    """Say whether there is nothing of a kind: "none of the shells", "neither of two grenades", "no shots"."""
    said = (c for c in word.children if c.lower in negation | _NEITHER and c.rel in ("det", "advmod"))
    return word.lower in negation or any(not bounding(c) for c in said)


def _did_not_happen(draft: Draft, negation: frozenset[str]) -> bool:
    """Read "the raid never took place" and "angrepet fant ikke sted"."""
    verb = draft.word.head
    if draft.form != "noun" or draft.word.rel != "nsubj" or not is_verb(verb):
        return False
    placed = verb.lemma in ("take", "finne") and any(c.lower in ("place", "sted") for c in verb.children)
    return (placed or verb.lemma in _COMING_TRUE) and any(c.lower in negation and c.rel == "advmod" for c in verb.children)


def _only(word: Word) -> bool:
    """Say whether a negation is that of "not only", "ikke bare"."""
    words = word.sentence.words
    following = words[word.index - words[0].index + 1 : word.index - words[0].index + 2]
    return bool(following) and following[0].lower in ("only", "just", "merely", "bare", "kun")


def _modal(word: Word, draft: Draft, lex: Lexicon) -> Stance | None:
    """Read auxiliaries and conjunctions at one clause head."""
    perfect = any(child.lemma in ("have", "ha") for child in word.children if child.rel == "aux")
    if any(c.rel == "aux" and c.lower in ("was", "were") for c in word.children) and _to_infinitive(word):
        return Stance.SUPPOSES  # "the boat that was to fetch them"
    nested = [inner for child in word.children if child.rel == "aux" for inner in child.children if inner.rel == "aux"]
    perfect = perfect or bool(nested)
    for child in [*word.children, *nested]:
        if child.rel in ("aux", "advmod") and child.pos in ("AUX", "VERB", "PART"):
            if child.lower in ("skal", "skulle") and (
                perfect or (child.lower == "skal" and any(c.lower == "være" for c in word.children))
            ):
                draft.certainty = Certainty.ALLEGED
                return None
            if child.lower in lex.cue("future_modals") or child.lemma in lex.cue("future_modals"):
                return _future(draft, lex)
            inverted = any(
                w.lower in ("if", "hvis", "dersom")
                or (w.lower in ("had", "hadde") and w.head.rel in ("advcl", "parataxis") and _before_subject(w))
                for w in word.sentence.words
            )
            barely = child.lower in ("could", "kunne") and not any(w.child("nummod") or w.pos == "NUM" for w in draft.patients)
            if perfect and child.lower in ("may", "might", "could", "kan", "kunne") and not inverted and not barely:
                draft.certainty = Certainty.PROBABLE
                return None
            if child.lower in lex.cue("supposing_modals") or child.lemma in lex.cue("supposing_modals"):
                if child.lemma in ("must", "måtte") and child.lower in ("måtte", "måttet"):
                    continue
                return Stance.SUPPOSES
        if (
            child.rel in ("mark", "advmod", "case")
            and child.lower in lex.cue("condition_marks")
            and child.lower not in ("for å", "til", "until", "inntil", "once")
        ):
            if child.lower == "om" and not (child.rel == "mark" and is_verb(word)):
                continue
            if word.rel in ("advcl", "ccomp", "root", "ROOT", "acl", "obl") and not (
                child.lower in ("om", "whether") and word.rel == "acl"
            ):
                return Stance.SUPPOSES
    words = word.sentence.words
    offset = word.index - words[0].index
    before = [w.lower for w in words[max(0, offset - 4) : offset]]
    going = (["kommer", "til", "å"], ["komme", "til", "å"], ["is", "going", "to"], ["are", "going", "to"])
    return _future(draft, lex) if before[-3:] in going or _on_condition(word) else None


def _before_subject(auxiliary: Word) -> bool:
    """Say whether an auxiliary stands before its subject, as in a condition: "had she stayed"."""
    return any(subject.index > auxiliary.index for subject in auxiliary.head.all("nsubj"))


def _on_condition(word: Word) -> bool:
    """Say whether a clause in the present tells what follows on a condition: "hvis de kommer, skyter vi"."""
    if not {"Tense=Pres", "VerbForm=Fin"} <= set(word.morph.split("|")) or word.rel not in ("root", "ROOT", "ccomp", "parataxis"):
        return False
    return any(w.lower in _IF and w.rel == "mark" for clause in word.all("advcl") for w in clause.children)


def _asked(clause: Word) -> bool:
    """Say whether a clause opens with "how many" or "who": what it tells is known, its number or doer is not."""
    opening = clause.subtree()[:2]
    return bool(opening) and opening[0].lower in ("how", "who", "why", "hvor", "hvem", "hvorfor")


def _to_infinitive(verb: Word) -> bool:
    return any(c.rel == "mark" and c.lower in ("to", "å") for c in verb.children)


def _told_anew(verb: Word) -> bool:
    """Say whether a coordinated verb is finite by itself: what is said of the verb before it does not hold for it."""
    return any(c.rel in ("aux", "cop") and "VerbForm=Fin" in c.morph for c in verb.children)


def _future(draft: Draft, lex: Lexicon) -> Stance:
    return (
        Stance.THREATENS if frames()[draft.type].family in THREATENED and draft.agents and not draft.passive else Stance.SUPPOSES
    )


def _governors(draft: Draft, lex: Lexicon) -> Stance | None:  # noqa: C901  one branch a construction of the language
    """Climb from the event word to the root and read the verbs and nouns that govern it."""
    family = frames()[draft.type].family
    below = draft.word
    if family != "speech" and draft.form == "noun" and accusation(draft.word, lex) is not None:
        return Stance.ACCUSES
    if draft.type in ("Threat", "Accusation", "Denial", "Demand", "Condemnation", "Praise", "Statement"):
        return None
    for step, word in enumerate(below.up()):
        if step > 6:
            break
        content = word.lemma in lex.kinds["statement"] or word.lemma in (
            "rumour",
            "rumor",
            "rykte",
            "charge",
            "påstand",
            "anklage",
        )
        if below.rel not in _CLAUSAL or (below.dep == "acl:relcl" and not content):
            break
        if below.rel == "conj" and step and not is_verb(below):
            below = word
            continue
        lemma = word.lemma
        if below.rel == "conj" and is_verb(word) and _told_anew(below):
            if _to_infinitive(word) and word.rel in ("xcomp", "advcl"):
                break  # "he refused to speak and was beaten"
            below = word
            continue
        if below.rel in ("obl", "nmod") and below.case() in ("for",) and any(w.lemma in _REVENGE for w in (word, *word.children)):
            return None  # "vowed revenge for the ambush": there was one
        if lemma in _SUMMONING and draft.form == "noun" and below.rel == "obj" and family in _COMMANDED:
            return Stance.SUPPOSES
        if step == 0 and draft.form == "noun" and lemma in _CEASING and below.rel in ("obj", "nsubj"):
            return Stance.SUPPOSES if _one(below) and below.rel == "obj" else None
        granted = any(c.rel == "mark" and c.lower in _GRANTED for c in below.children)
        if below.rel == "advcl" and (granted or _told_as_past(below)):
            break
        if lemma in _CEASING and any(c.lower in lex.cue("negation") for c in word.children):
            return None
        clausal = below.rel in ("xcomp", "ccomp", "advcl", "acl") or (below.rel in ("obl", "nmod") and is_verb(below))
        if below.dep == "acl:relcl" and content:
            clausal = True
        if draft.form == "noun" and below.rel in ("obl", "nmod") and lemma in _TOPICAL:
            return None
        nominal = not clausal and below.rel in ("obj", "obl", "nmod", "nsubj")
        if below.rel == "nsubj" and is_verb(word):
            if lemma in _FAILED | {"plan", "cancel", "postpone", "planlegge", "avlyse", "utsette"} and is_passive(word):
                return Stance.SUPPOSES
            below = word
            continue
        if (
            lemma in lex.cue("accusing_governors")
            and (clausal or below.rel in ("obl", "nmod") or (step and below.rel == "obj"))
            and family not in ("speech",)
        ):
            return Stance.ACCUSES
        if family == "care" and lemma in _TURNING_DOWN and below.rel == "obj":
            return Stance.DENIES
        if lemma in _WAITING and below.rel in ("advcl", "xcomp") and is_passive(below):
            return Stance.SUPPOSES  # "were queuing to be evacuated"
        if lemma in lex.cue("denying_governors") and (clausal or below.rel == "obj") and family != "speech":
            return Stance.DENIES
        if lemma in lex.cue("threatening_governors") and (clausal or (nominal and lemma not in ("promise", "love", "pledge"))):
            return Stance.THREATENS if family in THREATENED else Stance.SUPPOSES
        named = lemma == "call" and not any(w.case() in ("for", "on") for w in word.children)
        if lemma in lex.cue("demanding_governors") and (clausal or below.rel in ("obj", "obl")) and not _real_object(below):
            if named:
                below = word
                continue
            return Stance.SUPPOSES
        if lemma in ("rumour", "rumor", "rykte") and clausal:
            draft.certainty = Certainty.ALLEGED
            if any(w.lemma in ("false", "untrue", "falsk", "usann") for w in word.sentence.words):
                return Stance.DENIES
        if lemma in ("evidence", "proof", "sign", "indication", "bevis", "tegn") and _denied(word, lex):
            return Stance.SUPPOSES
        if (
            lemma in ("be", "skulle", "være")
            and below.rel == "xcomp"
            and any(c.lower in ("to", "å") and c.rel == "mark" for c in below.children)
        ):
            return Stance.SUPPOSES
        if below.rel == "xcomp" and (lemma == "pleie" or (lemma == "use" and word.lower == "used")):
            return Stance.DESCRIBES
        if lemma in _SEEMING and below.rel in ("xcomp", "ccomp") and draft.certainty is Certainty.CERTAIN:
            draft.certainty = Certainty.PROBABLE
        if lemma in _ORDERS and below.rel == "acl":
            return Stance.SUPPOSES
        if lemma in _FAILED and (clausal or nominal):
            return Stance.SUPPOSES
        if lemma in _WARNING and below.rel in ("ccomp", "parataxis") and below.index < word.index:
            break  # "the town is starving, the agency warns" reports what is
        if lemma in lex.cue("supposing_governors"):
            if family == "care" and lemma in lex.cue("real_governors"):
                below = word
                continue
            if (
                clausal
                or (nominal and lemma in _STRICT)
                or (nominal and lemma not in _VERBAL_ONLY and word.pos in ("NOUN", "ADJ") and below.rel in ("nmod", "acl"))
            ):
                return Stance.SUPPOSES
        if below.rel == "ccomp" and lemma in lex.cue("say") and _asked(below):
            break  # "nobody can say how many died": some did
        if is_verb(word) and step < 4 and below.rel not in ("obl", "nmod", "nsubj", "obj"):
            modal = _modal(word, draft, lex)
            if modal is not None and below.rel in ("xcomp", "ccomp", "conj", "obj", "advcl") and below.rel != "advcl":
                return Stance.SUPPOSES if modal is Stance.SUPPOSES else modal
        if (
            below.rel in ("nmod", "appos", "parataxis")
            and word.pos in ("NOUN", "PROPN")
            and lemma not in lex.cue("supposing_governors") | lex.kinds["statement"]
        ):
            break
        if lemma in lex.cue("say") and below.rel in ("ccomp", "parataxis"):
            break
        below = word
    return None


def _one(word: Word) -> bool:
    """Say whether one event is spoken of that need not have been: "stopped an attack"; only what goes on can be ceased."""
    return any(c.rel == "det" and c.lower in ("a", "an", "any", "another", "en", "et") for c in word.children)


def _told_as_past(clause: Word) -> bool:
    """Say whether an adverbial clause tells when or why, in the past: what governs it does not make it uncertain."""
    if not any(c.rel in ("mark", "advmod") and c.lower in _WHEN for c in clause.children):
        return False
    tensed = [w for w in (clause, *clause.all("aux", "cop")) if "VerbForm=Fin" in w.morph]
    if not tensed:  # a past that looks like a participle: "when two men shot at him"
        return clause.child("nsubj") is not None and "Tense=Past" in clause.morph
    return all("Tense=Past" in w.morph or w.lower in ("had", "hadde") for w in tensed)


def _denied(word: Word, lex: Lexicon) -> bool:
    """Say whether there is said to be none of it: "no evidence", "ikke bevis"."""
    near = [*word.children, *word.head.children]
    return any(child.lower in lex.cue("negation") and child.rel in ("det", "advmod") for child in near)


def _real_object(word: Word) -> bool:
    """Say whether a demand is for the end of something that goes on ("demanded an end to the bombing")."""
    return word.lemma in ("end", "halt", "stop", "slutt", "stans")


def _habitual(draft: Draft, lex: Lexicon) -> bool:
    """Read a habit: simple present with nothing definite harmed, or an adverb of habit in the present."""
    word = draft.word
    if not is_verb(word):
        return False
    if draft.sentence.kind in ("headline", "caption", "subhead", "see_also"):
        return _whenever(word)
    family = frames()[draft.type].family
    if family in ("speech", "reporting", "meeting", "support", "protest"):
        return False
    rated = any(w.pos == "NUM" or w.child("nummod") is not None for w in draft.patients)  # "kidnap three a day" is a figure
    if not rated and any(_each_time(child) for child in word.children):
        return True
    finite = next((c for c in reversed(word.all("aux", "cop")) if "VerbForm=Fin" in c.morph), word)
    present = "Tense=Pres" in finite.morph and "VerbForm=Fin" in finite.morph
    if not present or any("Tense=Past" in c.morph and c.rel == "aux" for c in word.children):
        return False
    if finite.lemma in ("have", "ha", "være") or (finite.lemma == "be" and word.lower.endswith("ing")):
        return False
    if any(child.rel == "advmod" and child.lower in lex.cue("generic_adverbs") for child in word.children):
        return True
    if _whenever(word) or (word.dep == "acl:relcl" and word.head.lower in _ANYBODY):
        return True
    first = next(iter(draft.patients), None)
    if family in ("attack", "destruction", "siege"):
        return (first is not None and bool(draft.agents) and _indefinite(first, lex)) or _let_fall_often(draft, lex)
    if family in ("harm", "care", "detention", "displacement"):
        return first is not None and _indefinite(first, lex) and first.child("nummod") is None and "Number=Plur" in first.morph
    return False


def _let_fall_often(draft: Draft, lex: Lexicon) -> bool:
    """Say whether weapons are told of that are let fall again and again: "bombs that are pushed out of helicopters"."""
    if draft.form != "weapon" or draft.word.lemma not in _LETTING_FALL:
        return False
    bombs = draft.instruments[0]
    return bombs.lower in lex.cue("they") or ("Number=Plur" in bombs.morph and _indefinite(bombs, lex))


def _inverted_condition(draft: Draft) -> bool:
    """Say whether a verb opens the sentence and another follows its comma: "Finner de bildene, dreper de ham"."""
    unmarked = (w for w in draft.sentence.words if w.text not in '–—-«"“')
    first = next(unmarked, None)
    if first is None or not _is_finite(first):
        return False
    words = [first, *unmarked]
    opens = len(words) > 4 and (words[1].is_nominal or words[1].pos == "DET")
    comma = next((place for place, w in enumerate(words) if w.text == ","), None) if opens else None
    if comma is None or comma + 2 >= len(words) or draft.sentence.words[-1].text == "?":
        return False
    return _is_finite(words[comma + 1]) and words[comma + 2].is_nominal


def _is_finite(word: Word) -> bool:
    return word.pos in ("VERB", "AUX") and "VerbForm=Fin" in word.morph


def _maintained(draft: Draft) -> bool:
    """Say whether somebody claims that it was so: "hevder at tre ble drept"."""
    clause = draft.word
    for word in draft.word.up():
        if clause.rel == "ccomp" and word.lemma in _MAINTAINING:
            return True
        clause = word
    return False


def _each_time(word: Word) -> bool:
    """Say whether a phrase tells how often: "every night", "nesten hver kveld"."""
    each = any(c.lower in ("every", "each", "hver", "hvert") for c in word.children)
    return each and word.rel in ("obl", "nmod") and not word.case() and word.lemma in _HOW_OFTEN


def _whenever(verb: Word) -> bool:
    """Say whether a clause tells when it happens each time: "Helpers are killed whenever they come", "når de kommer"."""
    return any(child.rel == "advcl" and any(c.lower in ("whenever", "når") for c in child.children) for child in verb.children)


def _indefinite(word: Word, lex: Lexicon) -> bool:
    if word.pos in ("PROPN", "PRON") or ("Definite=Def" in word.morph and word.pos == "NOUN"):
        return False
    det = word.child("det")
    if det is not None:
        return det.lower in lex.cue("indefinite")
    return word.child("nmod:poss", "nummod") is None
