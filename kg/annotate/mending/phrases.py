"""Prepositions, objects and numbers are hung where grammar allows them."""

from __future__ import annotations

from kg.annotate.clauses import is_passive, is_verb
from kg.annotate.lexicon import shared
from kg.annotate.mending.tree import Setting, at, hang, left_edge, tells_when
from kg.annotate.nouns import lookup
from kg.annotate.words import Word, attach

_HOMES = frozenset({"family", "nursing", "care", "parent", "funeral", "retirement", "country", "childhood"})
"""What stands before "home" and makes a house of it."""
_BRINGING = frozenset({"take", "bring", "drive", "send", "see", "escort", "fly", "carry", "follow", "walk", "ship", "invite"})
"""Verbs after which "home" tells where to: "drove the family home"."""
_BEFORE_NOUN = frozenset({"compound", "amod", "nummod"})
_OF_NUMBERS = shared("quantifying") | shared("before_number")
_NEVER_OBJECT = shared("never_object")
_INCLUDING = shared("including")
_NEAR = shared("near")
_TOWARDS = shared("compass")
_EACH = frozenset({"hver", "hvert"})
_ARTICLES = frozenset({"en", "ei", "et"})
_CLOCK = frozenset({"klokken", "klokka", "kl", "kl."})
_THE = shared("definite_plural")
_IF = shared("if") | {"om"}
_WHAT = frozenset({"what", "det"})
_WHO_CALLS = 7
"""Words after "what" among which stands the verb that says what it is called."""
_NAMING, _SEEMING = shared("naming"), shared("taken_for")


def article_as_subject(word: Word, _: Setting) -> None:
    """Read "førte de overlevende bort" where the article was taken for a second subject."""
    words = word.sentence.words
    place = word.index - words[0].index + 1
    after = words[place] if place < len(words) else word
    second = word.pos in ("DET", "PRON") and word.lower in _THE and word.rel == "nsubj" and word.index > word.head.index
    if second and after.rel == "obj" and after.head is word.head and after.pos in ("ADJ", "NOUN"):
        hang(word, after, "det")


def lost_life(word: Word, _: Setting) -> None:
    """Read "kostet fem soldater fra Tsjad livet" where the life was taken for part of the name."""
    astray = word.rel in ("flat", "nmod", "appos") and word.head.pos == "PROPN" and not word.case()
    if word.lower not in ("livet", "livene") or not astray:
        return
    verb = next((above for above in word.up() if above.pos == "VERB"), None)
    if verb is not None and verb.index < word.index:
        hang(word, verb, "obj")


def landmine(word: Word, _: Setting) -> None:
    """Read "en mine" as a thing and not as what is mine."""
    if word.lower == "mine" and word.pos in ("PRON", "DET") and word.child("det") is not None and word.rel != "det":
        word.pos, word.morph = "NOUN", "Definite=Ind|Gender=Fem|Number=Sing"


def people_as_adjective(word: Word, _: Setting) -> None:
    """Read "trusler fra paramilitære" where people told by an adjective were taken for an adverb."""
    many = "Number=Plur" in word.morph or word.lower.endswith("e")
    if word.pos == "ADJ" and word.dep == "advmod" and word.child("case") is not None and many:
        word.dep = word.rel = "obl"


def family_home(home: Word, _: Setting) -> None:
    """Read "struck the family home" where the home was taken for the way there."""
    family = at(home.sentence, home.index - 1)
    if home.lower != "home" or family is None or family.lemma not in _HOMES or home.head.lemma in _BRINGING:
        return
    if family.head is home and home.head.child("obj") is None:
        home.pos, home.dep, home.rel = "NOUN", "obj", "obj"
        _one_thing(home)
    if family.rel not in ("obj", "obl", "nmod"):
        return
    if family.head is not home.head or not (family.child("det", "nmod:poss") or family.case()):
        return
    attach(home, family.head, family.dep)
    home.pos = "NOUN"
    _one_thing(home)
    for child in list(family.children):
        attach(child, home, child.dep)
    attach(family, home, "compound")


def _one_thing(home: Word) -> None:
    """Take what only says where a home is for no second thing: "the family home, two streets from the mill"."""
    for beside in home.all("conj"):
        if beside.child("cc") is None:
            attach(beside, home, "appos")


def before_its_noun(adjective: Word, _: Setting) -> None:
    """Read "til jenta i et bombet bygg": an adjective belongs to the noun behind it, never to one before."""
    noun = at(adjective.sentence, adjective.index + 1)
    before = at(adjective.sentence, adjective.index - 1)
    if adjective.head.index > adjective.index or noun is None or noun.pos != "NOUN" or before is None or before.pos != "DET":
        return
    own = before.head is adjective and before.lower in _ARTICLES and adjective.child("nsubj", "obj", "aux") is None
    if before.head is noun or noun.child("det") is before or own:
        hang(adjective, noun, "amod")
        hang(before, noun, "det")


def counted_people(people: Word, _: Setting) -> None:
    """Read "det meldes om 20 drepte hver dag" where who is counted was taken for a clause."""
    told = next((c for c in people.children if c.lower == "om" and c.index < people.index), None)
    counted = people.child("nummod", "nsubj", "advmod", "amod")
    plural = people.lower.endswith(("te", "de", "ne"))
    if told is None or counted is None or not plural or people.child("aux", "cop", "obj") is not None:
        return
    if people.pos in ("VERB", "ADJ") and (counted.pos == "NUM" or counted.lower.endswith("talls")):
        people.pos, people.morph = "ADJ", "Number=Plur"
        people.dep = people.rel = "obl"
        told.dep = told.rel = "case"
        counted.dep = counted.rel = "nummod"


def counted_object(verb: Word, _: Setting) -> None:
    """Read "exchanged on Tuesday 175 prisoners" where the prisoners were taken for a second verb."""
    if verb.pos != "VERB" or verb.child("obj", "aux:pass", "nsubj:pass") is not None:
        return
    for child in verb.children:
        plain = child.child("cc", "case", "cop", "nsubj", "punct") is None and child.child("nummod", "det") is not None
        if child.rel == "conj" and child.pos == "NOUN" and child.index > verb.index and plain:
            hang(child, verb, "obj")
            return


def by_the_clock(number: Word, _: Setting) -> None:
    """Read "døde klokken sju" where the hour was taken for whom it was done to."""
    before = at(number.sentence, number.index - 1)
    if before is None or before.lower not in _CLOCK:
        return
    if before.head is number:
        hang(before, number.head, "advmod")
    if number.head is not before:
        hang(number, before, "nummod")
    if before.rel == "obj":
        hang(before, before.head, "advmod")


def time_before(time: Word, _: Setting) -> None:
    """Read "avfyrte fredag morgen to raketter" where the morning was taken for whose the rockets are."""
    noun = time.head
    owns = time.text.endswith("s") or time.child("case", "det", "nmod:poss") is not None
    if not tells_when(time) or owns or noun.pos != "NOUN" or noun.index < time.index or not is_verb(noun.head):
        return
    between = [at(time.sentence, index) for index in range(time.index + 1, noun.index)]
    if between and all(word is not None and word.pos in ("NUM", "DET", "ADJ") for word in between):
        hang(time, noun.head, "obl")


def each_of_them(word: Word, _: Setting) -> None:
    """Read "utvekslet 175 krigsfanger hver" where "hver" was taken for part of whom it was done to."""
    noun = word.head
    if word.lower in _EACH and noun.pos == "NOUN" and noun.index == word.index - 1 and is_verb(noun.head):
        hang(word, noun.head, "advmod")


def heard_too(verb: Word, setting: Setting) -> None:
    """Read "heard two explosions and then shooting": what was heard, too, and nothing that the hearers did."""
    first = verb.head
    bare = verb.child("obj", "nsubj", "aux", "mark", "obl") is None and verb.lower in setting.lex.nouns
    heard = first.child("obj") if bare and verb.lower.endswith("ing") and not first.lower.endswith("ing") else None
    if heard is not None and heard.index < verb.index and heard.pos == "NOUN":
        hang(verb, heard, "conj")
        verb.pos = "NOUN"


def unhurt(word: Word, setting: Setting) -> None:
    """Read "was taken hostage and released unhurt": unhurt is how they came away, not who was released."""
    if word.lower in setting.lex.adjectives and setting.lex.adjectives[word.lower] == "unharmed" and not word.children:
        word.pos, word.dep, word.rel = "ADJ", "xcomp", "xcomp"


def unless(negation: Word, _: Setting) -> None:
    """Read "hvis ikke angrepene stanses" where "ikke" was taken for a denial of the attacks."""
    mark = at(negation.sentence, negation.index - 1)
    if negation.lower == "ikke" and mark is not None and mark.lower in _IF and is_verb(mark.head):
        hang(negation, mark.head, "advmod")


def counted_name(number: Word, _: Setting) -> None:
    """Read "massacred 70 Hema" where the number and the people were taken for two objects."""
    name = at(number.sentence, number.index + 1)
    if name is None or number.children or name.pos not in ("PROPN", "NOUN"):
        return
    if name.rel == "obj" and name.head is number.head:
        hang(number, name, "nummod")


def direction(word: Word, _: Setting) -> None:
    """Read "nord for Gao" as one preposition where "nord" was taken for an adverb of the verb."""
    if word.lower not in _TOWARDS or word.rel not in ("advmod", "obl", "amod", "nmod", "xcomp"):
        return
    words = word.sentence.words
    place = word.index - words[0].index + 1
    after = words[place] if place < len(words) else word
    if after.dep == "case" and after.lower in ("for", "of") and after.head.index > after.index and after.head is not word:
        hang(word, after.head, "case")


def stranded(case: Word, _: Setting) -> None:
    """Read "were fired upon by soldiers": the first of two prepositions right after the verb belongs to the verb."""
    noun = case.head
    verb, following = at(case.sentence, case.index - 1), at(case.sentence, case.index + 1)
    if verb is None or following is None or verb.pos != "VERB" or following.lower != "by" or following.head is not noun:
        return
    if noun.head is verb:
        attach(case, verb, "compound:prt")


def case_of_phrase(case: Word, _: Setting) -> None:
    """Hang a preposition on the noun, not on what stands between: "to Islamic State-affiliated gunmen"."""
    inner = case.head
    noun = inner.head
    between = inner.dep in _BEFORE_NOUN and case.index < inner.index < noun.index and case.lower not in _OF_NUMBERS
    if between and noun.pos in ("NOUN", "PROPN") and not noun.case():
        attach(case, noun, "case")


def no_object(word: Word, setting: Setting) -> None:
    """Take what has a preposition for no object: "beheaded by gunmen", "flyktet av redsel"."""
    case = word.case().split()
    if not case or word.pos == "NUM" or word.child("nummod") is not None or word.index < word.head.index:
        return
    if case[-1] in _NEVER_OBJECT or (is_verb(word.head) and case[0] not in _OF_NUMBERS):
        doer = case == ["by"] and setting.lex.language == "en" and is_passive(word.head)
        word.dep, word.rel = "obl:agent" if doer else "obl", "obl"


def no_doer(phrase: Word, setting: Setting) -> None:
    """Read "were attributed to the army" as no deed of the army: a doer stands after "by"."""
    case = phrase.case().split()
    if phrase.dep == "obl:agent" and case and case[-1] not in setting.lex.cue("by"):
        phrase.dep = "obl"


def called(noun: Word, _: Setting) -> None:
    """Give back its object to a verb of calling: "called the killing a crime", where the killing is not done to the crime."""
    if noun.pos != "NOUN" or noun.rel != "xcomp":
        return
    verb, called = noun.head, noun.child("obj")
    if called is not None and noun.child("det", "nmod:poss") is not None:
        attach(called, verb, "xcomp")
        attach(noun, verb, "obj")


def called_so(what: Word, _: Setting) -> None:
    """Read "hit what the army described as two depots" as two depots, which the army described so."""
    if what.lower not in _WHAT or what.child("det", "nmod") is not None:
        return
    words, first = what.sentence.words, what.sentence.words[0].index
    rest = words[what.index - first + 1 :]
    telling = next((w for w in rest[:_WHO_CALLS] if is_verb(w) and w.rel in ("acl", "ccomp", "xcomp", "advcl")), None)
    above = what.head.head if what.rel == "det" and what.head.rel == "nsubj" else what.head  # "what residents described as"
    if telling is None or not (above is telling or telling.head is what or telling.head is above):
        return
    verb = telling.head if above is telling else above
    if not is_verb(verb) or verb is telling or verb.index > what.index or verb.child("obj") not in (None, what):
        return
    name = _name_given(telling)
    if name is None or name.pos not in ("NOUN", "PROPN") or any(w is name for w in verb.up()):
        return
    for child in name.all("case", "cop", "mark", "aux"):
        attach(child, telling, "dep")
    attach(name, verb, "obj")
    attach(telling, name, "acl")
    attach(what, telling, "obj")


def _name_given(telling: Word) -> Word | None:
    """Return what something is called: "what they called a base", "described as a base", "said was a base"."""
    after = [c for c in telling.children if c.index > telling.index]
    if telling.lemma in _NAMING:
        named = [c for c in after if c.rel in ("obj", "xcomp") or (c.rel in ("obl", "ccomp") and c.case() in ("as", "som"))]
    elif telling.lemma in _SEEMING:
        named = [c for c in after if c.rel in ("xcomp", "ccomp", "obl") and c.child("cop") is not None]
    else:
        named = []
    return named[0] if named else None


def dead_of_number(word: Word, setting: Setting) -> None:
    """Join a number and the adjective after it: "spoke of 30 dead"."""
    if word.pos != "ADJ" or word.rel not in ("advcl", "xcomp", "dep"):
        return
    number = at(word.sentence, word.index - 1)
    counted = number is not None and number.pos == "NUM" and number.head is word.head and not word.children
    if number is not None and counted and lookup(word, setting.lex.adjectives, setting.lex):
        attach(word, number, "amod")


def included(word: Word, _: Setting) -> None:
    """Hang "including two soldiers" on those among whom they are, not on the verb."""
    if word.rel != "obl" or word.case() not in _INCLUDING or not is_verb(word.head):
        return
    edge = left_edge(word)
    many = [c for c in word.head.children if c.rel in ("obj", "nsubj") and c.index < word.index]
    many += [
        o for c in word.head.children if c.rel in ("obj", "nsubj") for o in c.conjuncts() if o is not c and o.index < word.index
    ]
    near = max((m for m in many if m.index < edge), key=lambda m: m.index, default=None)
    if near is not None:
        attach(word, near, "nmod")


def place_beside(word: Word, _: Setting) -> None:
    """Read "a group of farmers near the village": what has a preposition of its own is joined to nothing."""
    if word.rel != "conj" or word.child("cc") is not None or word.case() not in _NEAR or not word.head.is_nominal:
        return
    before = at(word.sentence, left_edge(word) - 1)
    if before is not None and (before.text != "," or not word.head.case()) and not word.head.case().endswith(word.case()):
        above = word.head.head
        attach(word, above if is_verb(above) else word.head, "obl" if is_verb(above) else "nmod")


def part_of_them(number: Word, _: Setting) -> None:
    """Read "twelve men, three of them guards," as twelve: who is part of them is no addition."""
    if number.child("cc") is not None or number.index < number.head.index:
        return
    whole = [w for c in number.children if c.case() in ("av", "of") for w in (c, *c.children)]
    if any(w.lower in ("dem", "them", "whom", "disse") for w in whole):
        number.dep = number.rel = "appos"


def years_old(years: Word, _: Setting) -> None:
    """Read "en 17 år gammel demonstrant" where the age was hung on the person and not on its adjective."""
    old = at(years.sentence, years.index + 1)
    if years.lemma == "år" and old is not None and old.lemma == "gammel" and old.head is years.head:
        attach(years, old, "obl")
