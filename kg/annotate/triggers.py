"""Finds the words that evoke events: verbs, event nouns, predicates such as "under siege", and weapons in use."""

from __future__ import annotations

import itertools
from collections.abc import Mapping

from kg.annotate.clauses import belonging, is_verb, subjects
from kg.annotate.devices import rammed
from kg.annotate.drafts import Draft
from kg.annotate.keys import ended_by, key_words, verb_key
from kg.annotate.kinds import is_gunfire
from kg.annotate.lexicon import Lexicon, ancestors, shared
from kg.annotate.nouns import KnownSpan, lookup, modifiers
from kg.annotate.speech_acts import on_condition
from kg.annotate.weapons import weapon_in_use
from kg.annotate.words import Sentence, Word
from kg.model import Stance

SPECIFIC = ("BarrelBombing", "ChemicalAttack", "Airstrike", "Shelling", "Shooting", "Bombing", "Arson")


def find(sentence: Sentence, lex: Lexicon, known: Mapping[int, KnownSpan]) -> list[Draft]:
    """Return a draft for every word of a sentence that evokes an event, in text order."""
    out: list[Draft] = []
    words = sentence.words
    for position, word in enumerate(words):
        opening = _capital_participle(word, position, lex) or _capital_event(words, position, lex)
        if not word.text[0].isalpha() or (_inside_name(word, known) and not opening):
            continue
        draft = (
            weapon_in_use(words, position, lex)
            or rammed(word, lex, known)
            or _verb(words, position, lex)
            or _body(word, lex)
            or _unhurt(word)
            or _noun(word, words, position, lex, known)
            or _doer(word, lex)
            or _predicate(words, position, lex)
            or _ultimatum(word, lex, known)
        )
        if draft is not None:
            out.append(draft)
    return out


def _ultimatum(word: Word, lex: Lexicon, known: Mapping[int, KnownSpan]) -> Draft | None:
    """Read a threat from a plain verb of saying and the condition in what is said."""
    threat = word.lemma in lex.cue("say") and is_verb(word) and on_condition(word, lex, known) is not None
    return Draft(word, ["Threat"], "verb", word) if threat else None


def _capital_participle(word: Word, position: int, lex: Lexicon) -> bool:
    """Say whether the first word of a sentence is a participle taken for part of a name: "Kidnapped engineer freed"."""
    return position == 0 and word.rel in ("amod", "compound") and lex.verb_forms.get(word.lower, word.lower) != word.lower


def _capital_event(words: list[Word], position: int, lex: Lexicon) -> bool:
    """Say whether the first word of a sentence is an event noun taken for a name: "Gunfire erupted"."""
    alone = position == 0 and len(words) > 1 and not words[1].text[:1].isupper()
    return alone and words[0].child("flat", "compound") is None and words[0].lower in lex.nouns


def _inside_name(word: Word, known: Mapping[int, KnownSpan]) -> bool:
    span = known.get(word.index)
    if span is not None and len(span.words) > 1:
        return True
    return word.ent in ("PER", "ORG") and word.pos == "PROPN"


def _verb(words: list[Word], position: int, lex: Lexicon) -> Draft | None:
    word = words[position]
    participle = _participle(words, position, lex)
    headed = word.child("nsubj") is not None or (word.rel == "conj" and is_verb(word.head) and word.child("det") is None)
    clause = word.pos in ("ADJ", "NOUN") and headed and (word.child("obj") is not None or _present(word, lex))
    verbal = word.pos == "VERB" or participle or clause
    if not verbal or _between_sides(word, lex) or _figurative(word):
        return None
    if word.lemma in _NAMING and (named := _named(words, position, lex)) is not None:
        return named
    switch = _without_agent(verb_key(words, position, lex, lex.switches), word, lex.switches)  # type: ignore[arg-type]
    found = _without_agent(verb_key(words, position, lex, lex.verbs), word, lex.verbs)
    if _own_life(word):
        return None
    lives = _lives(words, position, lex)
    longer = found is not None and switch is not None and len(found[0].split()) > len(switch[0].split())
    if switch is not None and lives is None and not longer and word.rel != "amod":
        return Draft(word, ["Switch"], "verb", switch[1], key=key_words(words, position, switch[0]), switch=switch[0])
    if found is None or lives is not None:
        return lives
    key, last = found
    if (
        " " not in key
        and lookup(word, lex.nouns, lex)
        and word.rel in ("nsubj", "obj", "compound", "nmod")
        and word.child("det", "nmod:poss", "amod") is not None
    ):
        return None
    event_type = lex.verbs[key]
    if event_type == "none":
        return None
    if word.lower == "shot" and word.pos == "NOUN" and word.head.lemma == "fire":
        return None  # "without firing a shot"
    told = _form(words, position, lex, event_type, participle=participle, clause=clause)
    if _to_the_end(words, position):
        told = "verb", []
    if told is None:
        return None
    form, number = told
    if form == "verb" and event_type in _DEADLY and _to_death(word):
        event_type = "Killing"
    return Draft(word, [event_type], form, last, patients=number, key=key_words(words, position, key))


def _to_the_end(words: list[Word], position: int) -> bool:
    """Say whether "i hjel" after a word shows that it is a verb, whatever the parser took it for: "ble hakket i hjel"."""
    after = " ".join(w.lower for w in words[position + 1 : position + 3])
    return after.partition(" ")[0] == "ihjel" or after == "i hjel"


def _participle(words: list[Word], position: int, lex: Lexicon) -> bool:
    """Say whether a form of a known verb was taken for a noun or an adjective."""
    word = words[position]
    participle = (
        word.pos in ("ADJ", "NOUN", "PROPN") and word.lower in lex.verb_forms and word.lower != lex.verb_forms[word.lower]
    ) or bool(ended_by(word, lex))
    if word.pos == "NOUN" and word.lower == "dør":
        return False  # a door
    if word.pos == "NOUN" and participle and (word.lower.endswith(("ing", "s", "er", "en")) or lookup(word, lex.nouns, lex)):
        participle = False
    lost = lex.verbs.get(lex.verb_forms.get(word.lower, "")) in _LOSSES and lookup(word, lex.kinds["captive"], lex) is None
    lost = lost and not (word.pos == "NOUN" and word.lower.endswith(("s", "er") if lex.compounding else "s"))  # "made 17 arrests"
    return participle or _to_the_end(words, position) or (lost and _tallied(words, position, lex))


def _present(word: Word, lex: Lexicon) -> bool:
    """Say whether a present tense that heads its sentence was taken for a noun: "Sivile flykter i panikk"."""
    finite = word.rel in ("ROOT", "root") and word.lower.endswith("er") and lex.verb_forms.get(word.lower) == word.lemma
    return finite and lex.compounding and word.child("det", "cop", "case", "amod") is None


def _form(
    words: list[Word], position: int, lex: Lexicon, event_type: str, *, participle: bool, clause: bool
) -> tuple[str, list[Word]] | None:
    """Say whether a form is a verb, stands before a noun, or counts people; the number that counts them; None if neither."""
    word = words[position]
    form, number = "verb", list[Word]()
    before_noun = word.rel == "compound" and participle and word.head.is_nominal and word.index < word.head.index
    if word.rel == "amod" and word.head.pos == "NUM" and word.head.index == word.index - 1 and event_type in _LOSSES:
        form, number = "count", [word.head]
    elif word.rel == "amod" or before_noun or (word.rel == "conj" and word.head.rel == "amod" and word.pos in ("VERB", "ADJ")):
        form = "modifier"
    elif event_type in _LOSSES and _tallied(words, position, lex):
        form, number = "count", [words[position - 1]]
    elif (word.pos in ("ADJ", "NOUN", "PROPN") or _as_noun(word)) and not clause and not _predicative(word) and not _told(word):
        if lex.language == "en" and word.lower.endswith("s") and word.pos == "NOUN":
            return None  # "two interns" are nobody's prisoners
        if (
            word.child("nummod") is None
            and not any(child.lower in lex.cue("indefinite") for child in word.children)
            and not _counted(word, lex)
        ):
            return None
        form = "count"
    return form, number


def _without_agent(found: tuple[str, Word] | None, verb: Word, table: Mapping[str, object]) -> tuple[str, Word] | None:
    """Return the verb alone where the "av" of its entry opens a by-phrase: "ble sprengt av soldatene"."""
    if found is None:
        return None
    key, last = found
    two = key.endswith(" av") and key.count(" ") == 1 and last.rel == "case" and last.head is not verb
    if not two or not any(c.lemma == "bli" for c in verb.children if c.rel == "aux"):
        return found
    base = key.partition(" ")[0]
    return (base, verb) if base in table else None


def _between_sides(word: Word, lex: Lexicon) -> bool:
    """Say whether a gerund is an event noun with its sides after it: "fighting between the army and the rebels"."""
    sides = any(c.case() in ("between", "mellom") for c in word.all("nmod", "obl"))
    return sides and word.lower.endswith("ing") and word.child("nsubj", "aux", "obj") is None and word.lower in lex.nouns


def _as_noun(word: Word) -> bool:
    """Say whether a participle with an article stands for people: "21 of the injured", "the displaced"."""
    det = word.child("det")
    alone = word.child("obj", "aux", "nsubj", "aux:pass", "cop", "advmod") is None
    return (
        word.pos == "VERB"
        and det is not None
        and det.index == word.index - 1
        and alone
        and word.lower.endswith(("ed", "en", "ead"))
        and word.rel in ("obj", "nsubj", "obl", "nmod", "conj")
    )


def _figurative(word: Word) -> bool:
    if word.rel == "amod" and word.child("det") is not None and word.child("case") is not None:
        return True  # "relatives of the disappeared", whom the parser took for an adjective
    return word.rel in ("amod", "advmod") and word.lower in _FIGURATIVE


def _named(words: list[Word], position: int, lex: Lexicon) -> Draft | None:
    """Read what a deed, a statement or people are called: "called the killing a crime", "kalte påstanden en løgn"."""
    clause: list[Word] = []
    for following in words[position + 1 : position + 1 + _NAMING_REACH]:
        if following.pos in ("PUNCT", "CCONJ", "SCONJ") and following.text not in "\"'“”«»" and following.lower not in _AS:
            break
        clause.append(following)
    thing = next((w for w in clause if w.pos in ("NOUN", "PROPN")), None)
    if thing is None:
        return None
    called = [w for w in clause if w.index > thing.index]
    for table, event_type in ((_FALSEHOOD, "Denial"), (_OUTRAGE, "Condemnation"), (_CRIMINALS, "Accusation")):
        name = next((w for w in called if (w.lemma in table or w.lower in table) and w.case() in ("", *_AS)), None)
        if name is None:
            continue
        deed = lookup(thing, lex.nouns, lex) is not None or thing.lemma in _USE
        statement = thing.lemma in lex.kinds["statement"]
        if {"Denial": statement, "Condemnation": deed, "Accusation": not deed and not statement}[event_type]:
            verb = words[position]
            return Draft(verb, [event_type], "verb", verb, key=frozenset({verb.index, name.index}))
    return None


def _tallied(words: list[Word], position: int, lex: Lexicon) -> bool:
    """Say whether a participle stands alone after a number, as in lists of losses: "6 dead and 11 wounded"."""
    word = words[position]
    if position == 0 or words[position - 1].pos != "NUM":
        return False
    following = words[position + 1] if position + 1 < len(words) else None
    counted = following is not None and following.pos in ("NOUN", "ADJ") and word.child("nummod") is words[position - 1]
    if counted and lex.compounding and word.lower.endswith(("te", "ede", "ne")):
        return True  # "har talt 1271 drepte sivile"
    if word.child("aux", "cop", "obj", "mark") is not None:
        return False
    if any(c.rel == "nsubj" and c is not words[position - 1] for c in word.children):
        return False
    if word.lower.endswith("ns"):
        return False  # "two interns" are nobody's prisoners
    return following is None or following.pos in ("PUNCT", "CCONJ", "ADP", "SCONJ")


def _counted(word: Word, lex: Lexicon) -> bool:
    """Say whether a number of such people is told: "dozens of wounded", "flere titalls drepte"."""
    before = (
        word.sentence.words[word.index - word.sentence.words[0].index - 1] if word.index > word.sentence.words[0].index else None
    )
    if before is not None and (
        before.pos == "NUM" or before.lemma in ("titalls", "dusinvis", "hundrevis", "titall", "tusenvis", "hundretalls", "of")
    ):
        return before.lemma != "of" or (word.rel == "nmod" and word.head.pos in ("NUM", "NOUN"))
    return False


def _own_life(verb: Word) -> bool:
    """Say whether somebody ends their own life, which no other harms: "took his own life"."""
    taken = [c for c in verb.children if c.rel == "obj" and c.lemma in ("life", "liv")] if verb.lemma in ("take", "ta") else []
    return any(c.lower in ("own", "egen", "eget") for life in taken for c in life.children)


def _lives(words: list[Word], position: int, lex: Lexicon) -> Draft | None:
    """Read "the blast claimed 14 lives"."""
    word = words[position]
    lost = [c for c in word.children if c.rel == "obj" and c.lemma in ("life", "liv", "menneskeliv")]
    theirs = lost and lost[0].child("nmod:poss") is not None
    given = lost and word.child("iobj") is not None
    if lost and (lost[0].child("nummod") is not None or theirs or given) and word.lemma in ("take", "ta", "cost", "koste"):
        return Draft(word, ["Killing"], "verb", word)
    if lost and verb_key(words, position, lex, lex.light["cause"]) is not None:
        return Draft(word, ["Killing"], "verb", word)
    return None


def _to_death(word: Word) -> bool:
    """Say whether a deed ended in death: "stabbed to death", "skutt i hjel"."""
    return any(
        (c.lower in ("death", "døde") and c.case() in ("to", "til")) or c.lower in ("hjel", "ihjel") for c in word.children
    )


def _told(word: Word) -> bool:
    """Say whether a past tense that was taken for a noun has a subject of its own: "ti mennesker druknet"."""
    subject = word.child("nsubj")
    return word.pos == "NOUN" and subject is not None and subject.index < word.index and word.child("det", "cop", "case") is None


def _predicative(word: Word) -> bool:
    if word.child("aux", "cop", "nsubj") is not None or word.rel in ("acl", "advcl", "xcomp", "conj", "ccomp"):
        return word.pos == "ADJ" or word.child("aux:pass", "cop", "aux") is not None
    return False


_GRAVES = shared("graves")
_NAMING = shared("naming")
_FIGURATIVE = shared("figurative")
_NAMING_REACH = 10
_AS = ("as", "som")
_USE = frozenset({"use", "bruk"})
_OUTRAGE, _FALSEHOOD, _CRIMINALS = shared("outrage"), shared("falsehood"), shared("criminals")
_FOUND = shared("found")
_LOSSES = frozenset({"Killing", "Death", "Injury", "Detention", "Abduction"})
"""What lists of losses count: "6 dead, 11 wounded, 60 detained"."""
_THE_DEAD = frozenset({"omkomne"})
_WITHOUT = frozenset({"without", "uten"})
_HURTS = shared("hurts")
_DEADLY = frozenset({"Assault", "Injury", "Shooting", "Torture", "Attack", "Arson", "Destruction", "Bombing"})
"""Deeds that "to death" turns into killings; a court condemns to it."""


def _body(word: Word, lex: Lexicon) -> Draft | None:
    """Read a death from a body that is found, carried, counted: "the bodies of four students were found"."""
    if lookup(word, lex.kinds["body"], lex) is None or word.rel not in ("nsubj", "obj", "nmod", "obl", "conj"):
        return None
    verb = word.head
    if verb.lemma in _GRAVES and verb.rel == "nsubj":
        verb = verb.head
    if not (is_verb(verb) and verb.lemma in _FOUND) and word.dep != "nsubj:pass":
        return None
    owners = belonging(word, lex.cue("of") | {"to", "til"})
    if not owners and word.child("nummod") is None:
        return None
    return Draft(word, ["Death"], "body", word, patients=owners or [word])


def _unhurt(word: Word) -> Draft | None:
    """Read "came out without a scratch": nobody was hurt."""
    if word.lemma not in _HURTS or word.rel not in ("obl", "nmod") or word.case() not in _WITHOUT or not is_verb(word.head):
        return None
    people = subjects(word.head)
    return Draft(word, ["Injury"], "body", word, patients=people, stance=Stance.DENIES, negated=True) if people else None


def _noun(word: Word, words: list[Word], position: int, lex: Lexicon, known: Mapping[int, KnownSpan]) -> Draft | None:
    gerund = word.pos == "VERB" and word.rel in ("nsubj", "obj", "nmod", "obl", "compound", "conj") and word.lower.endswith("ing")
    gerund = gerund or _between_sides(word, lex)
    if word.pos not in ("NOUN", "PROPN") and not gerund:
        return None
    gerund = gerund or (word.lower.endswith("ing") and word.lower != word.lemma and word.lower in lex.nouns)
    key = _completed(word, lex) or (word.lower if gerund and word.lower in lex.nouns else None) or lookup(word, lex.nouns, lex)
    if key is None and is_gunfire(word, lex, known):
        return Draft(word, ["Shooting"], "noun", word)
    if key is None and _struck_by(word, lex):
        return Draft(word, ["Bombing"], "noun", word)
    if key is None or lex.nouns[key] == "none":
        return None
    if word.rel == "compound" and word.head.index > word.index and lookup(word.head, lex.nouns, lex) is not None:
        return None
    if key in _THE_DEAD and "Definite=Def" not in word.morph and word.child("det") is None:
        counted = word.child("nummod") is not None or _counted(word, lex)
        if counted or (word.rel == "obj" and word.head.lemma in _FOUND):
            return Draft(word, ["Death"], "count", word)
    return Draft(word, [refined(lex.nouns[key], word, key, lex)], "noun", word)


def _struck_by(word: Word, lex: Lexicon) -> bool:
    """Say whether a bomb stands for its blast, by where it went off or what came after: "bilbomben på markedet"."""
    if not lex.compounding or not (word.lemma.endswith("bombe") and lookup(word, lex.instruments, lex) is not None):
        return False
    aimed = any(c.rel == "nmod" and c.case() in ("mot", "på", "ved", "utenfor", "over", "i") for c in word.children)
    after = word.rel in ("nmod", "obl") and word.case() == "etter"
    return (after or (aimed and word.rel in ("nsubj", "nmod", "obl"))) and "Definite=Def" in word.morph


def _completed(word: Word, lex: Lexicon) -> str | None:
    """Return an entry that a phrase after the noun completes: "attempt on the life of", "loss of life"."""
    for child in word.children:
        if child.rel in ("nmod", "obl") and child.index > word.index and child.case():
            key = f"{word.lemma} {child.case()} {child.lemma}"
            if key in lex.nouns:
                return key
    return None


def _doer(word: Word, lex: Lexicon) -> Draft | None:
    """Read the deed from a noun for who did it or suffered it: "the kidnappers of the banker", "two hostages"."""
    if word.pos != "NOUN" or word.rel in ("compound", "flat", "xcomp", "ccomp"):
        return None
    if word.rel in ("ROOT", "root") and word.child("cop") is not None:
        return None
    key = lookup(word, lex.doers, lex)
    if key is None:
        return None
    return Draft(word, [lex.doers[key]], "doer", word, confidence=0.7)


def refined(event_type: str, word: Word, key: str, lex: Lexicon) -> str:
    """Return a more exact type where a modifier or the first part of a compound names the weapon ("flyangrep")."""
    if event_type not in ("Attack", "Bombing", "Shelling", "Airstrike"):
        return event_type
    parts = [m.lemma for m in modifiers(word)]
    before = modifiers(word)
    parts.extend(f"{a.lower} {b.lower}" for a, b in itertools.pairwise(before))
    if lex.compounding and word.lemma.endswith(key) and len(word.lemma) > len(key):
        parts.append(word.lemma[: -len(key)].rstrip("-"))
        parts.append(parts[-1].removesuffix("s").removesuffix("e"))
        parts.append(f"{parts[-1]}e")
    for part in parts:
        told = lex.instruments.get(part)
        if told is not None and (event_type == "Attack" or event_type in ancestors(told)):
            return told
    return event_type


def _predicate(words: list[Word], position: int, lex: Lexicon) -> Draft | None:
    """Find "dead", "under siege", "in ruins", "unharmed" as what is said of a subject."""
    word = words[position]
    following = words[position + 1] if position + 1 < len(words) else None
    if following is not None and f"{word.lower} {following.lower}" in lex.adjectives:
        return Draft(following, [lex.adjectives[f"{word.lower} {following.lower}"]], "adjective", following)
    if word.lower in lex.adjectives or word.lemma in lex.adjectives:
        kind = lex.adjectives.get(word.lower) or lex.adjectives[word.lemma]
        if kind == "Killing" and _tallied(words, position, lex):
            return Draft(word, [kind], "count", word, patients=[words[position - 1]])
        if (
            kind == "Killing"
            and word.rel not in ("amod", "advmod")
            and word.child("cop") is None
            and (word.child("nummod") is not None or _counted(word, lex))
        ):
            return Draft(word, [kind], "count", word)
        if word.pos in ("NOUN", "PROPN") and kind == "Killing":
            return None
        if kind == "unharmed":
            return Draft(word, ["Injury"], "adjective", word, stance=Stance.DENIES, negated=True)
        form = "modifier" if word.rel == "amod" else "adjective"
        if form == "modifier" and kind in ("Killing", "Injury"):
            return None
        return Draft(word, [kind], form, word)
    return None
