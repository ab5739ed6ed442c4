"""What kind of thing a noun names: a person, an armed actor, a place, a weapon ..., by the lists of the lexicon and its form."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from kg.annotate.clauses import is_verb
from kg.annotate.lexicon import LAST, Lexicon, lexicon, shared
from kg.annotate.nouns import SCENES, KnownSpan, core, lookup, lookup_last, modifiers, sense
from kg.annotate.words import Word
from kg.model import EntityKind
from kg.names import Form

ACTORS = frozenset(
    {
        EntityKind.PERSON,
        EntityKind.GROUP,
        EntityKind.ORGANISATION,
        EntityKind.ARMED_ACTOR,
        EntityKind.GOVERNMENT,
    }
)
FORCES = frozenset({EntityKind.ARMED_ACTOR, EntityKind.GOVERNMENT})
"""Who has people under arms: armed groups, and states."""
STRUCK = ACTORS | {EntityKind.PLACE, EntityKind.FACILITY, EntityKind.HEALTH_FACILITY}
BUILT = frozenset({EntityKind.PLACE, EntityKind.FACILITY, EntityKind.HEALTH_FACILITY})

_KIND_OF = {
    "health_facility": EntityKind.HEALTH_FACILITY,
    "facility": EntityKind.FACILITY,
    "armed": EntityKind.ARMED_ACTOR,
    "government": EntityKind.GOVERNMENT,
    "health_worker": EntityKind.PERSON,
    "aid": EntityKind.GROUP,
    "person": EntityKind.PERSON,
    "organisation": EntityKind.ORGANISATION,
    "place": EntityKind.PLACE,
    "group": EntityKind.GROUP,
    "vehicle": EntityKind.FACILITY,
    "thing": EntityKind.THING,
}
_SHORTEST_LISTED = 5
"""Letters that a noun of `kinds.<language>.toml` must have to tell the kind of compounds that end in it."""
_ENT_KIND = {"PER": EntityKind.PERSON, "ORG": EntityKind.ORGANISATION, "LOC": EntityKind.PLACE}
_PARTITIVE = shared("partitive")
_FOLLOWERS = shared("followers")
_PARTS_OF_PLACES = shared("parts_of_places")


@cache
def _kind_table(language: str) -> dict[str, EntityKind]:
    out: dict[str, EntityKind] = {}
    lex = lexicon(language)
    for name, kind in _KIND_OF.items():
        for noun in sorted(lex.kinds.get(name, ())):
            out.setdefault(noun, kind)
    for noun in lex.instruments:
        if noun not in lex.platforms:
            out.setdefault(noun, EntityKind.WEAPON)
    for noun in lex.platforms:
        out[noun] = EntityKind.ARMED_ACTOR
    return out


@cache
def _own_table(language: str) -> dict[str, EntityKind]:
    """Return the nouns that may end a longer one: those of the lexicon itself, and long enough ones of the longer lists."""
    lex = lexicon(language)
    long = _SHORTEST_LISTED if lex.compounding else 99
    return {noun: kind for noun, kind in _kind_table(language).items() if noun not in lex.listed or len(noun) >= long}


@cache
def _last_parts(language: str) -> dict[str, EntityKind]:
    """Return the short nouns that safely end a compound."""
    kinds = lexicon(language).kinds
    return {noun: kind for name, kind in _KIND_OF.items() for noun in kinds.get(LAST + name, ())}


def _told(head: Word, lex: Lexicon) -> EntityKind | None:
    """Return the kind that the lists know a noun phrase by, the longest entry first."""
    if "Number=Sing" in head.morph and (exact := _own_table(lex.language).get(head.lower)) is not None:
        return exact
    own = lookup(head, _own_table(lex.language), lex)
    deed = lookup(head, lex.nouns, lex)
    if own is not None and deed is not None and len(deed) > len(own):
        return None  # "brannstiftelse" is no foundation ("stiftelse")
    if _listed_apart(head):
        return None if own is None else _kind_table(lex.language)[own]
    table = _kind_table(lex.language)
    listed = _exactly(head, lex)
    if listed is not None and (own is None or len(listed) > len(own)):
        return table.get(listed, EntityKind.THING)
    if own is not None:
        return table[own]
    return _by_last(head, lex)


def _listed_apart(head: Word) -> bool:
    """Say whether a noun is a name or part of one, which the longer lists know nothing of: "the Guardian"."""
    if head.pos != "PROPN" or not head.text[:1].isupper():
        return False
    return bool(head.ent) or any(child.rel in ("flat", "compound") and child.pos == "PROPN" for child in head.children)


def _exactly(head: Word, lex: Lexicon) -> str | None:
    """Return the entry of the longer lists that a noun is, with the words before it or without."""
    bases = {head.lemma: None, head.lower: None}
    before = modifiers(head)[-1:]
    for base in bases:
        for word in before:
            for first in (word.lower, word.lemma):
                if f"{first} {base}" in lex.listed:
                    return f"{first} {base}"
    for base in bases:
        for noun in (base, base.replace("‑", "-").rpartition("-")[2]):
            if noun in lex.listed:
                return noun
    return None


def _by_last(head: Word, lex: Lexicon) -> EntityKind | None:
    for last, kind in _last_parts(lex.language).items():
        if head.lemma.endswith(last) and len(head.lemma) >= len(last) + 3:
            return kind
    return None


def kind_of(word: Word, lex: Lexicon, known: Mapping[int, KnownSpan]) -> EntityKind:  # noqa: C901  one branch a construction of the language
    """Return what kind of thing a noun names."""
    head = core(word, lex)
    if head.rel in ("amod", "compound") and head.lower.startswith("anti-"):
        return EntityKind.THING  # "anti-tank missiles" are no tank's
    span = known.get(head.index)
    if span is not None and span.head is head:
        name = sense(span, lex)
        if name.form is Form.METONYM:
            return EntityKind.PLACE
        if name.form is not Form.DEMONYM:
            return name.entity.kind
    if only_aged(head):
        return EntityKind.PERSON
    if _armed_by_company(head, lex, known):
        return EntityKind.ARMED_ACTOR
    if head.lemma == "mine" and _laid(head, lex, known):
        return EntityKind.WEAPON
    if (place := _place_by_name(head, lex)) is not None:
        return place
    found = EntityKind.PLACE if _part_of_place(head, lex, known) else _told(head, lex)
    named = head.ent == "PER" and head.pos == "PROPN" and head.index != head.sentence.words[0].index
    if found is not None and not (named and found is not EntityKind.PERSON):
        return found
    if (people := _by_form(head, lex)) is not None:
        return people
    if _counted_people(head, lex):
        return EntityKind.GROUP
    if head.ent in _ENT_KIND:
        return _ENT_KIND[head.ent]
    if head.pos == "PRON":
        return (
            EntityKind.PERSON
            if head.lower in lex.cue("he") | lex.cue("she") | lex.cue("they") | lex.cue("first_person")
            else EntityKind.THING
        )
    if head.pos == "PROPN":
        flat = [child for child in head.children if child.rel in ("flat", "compound")]
        return (
            EntityKind.PERSON
            if any(child.ent == "PER" for child in flat)
            else EntityKind.ORGANISATION
            if flat
            else EntityKind.THING
        )
    counting = (head.lemma in _PARTITIVE or head.lower in _PARTITIVE) and head.lower != "trær"  # spelled like "three"
    opening = head.pos == "PROPN" and head.index == head.sentence.words[0].index  # "Hundrevis løslatt"
    if counting and (opening or head.pos in ("NOUN", "NUM", "ADJ")) and not any(char.isdigit() for char in head.text):
        return EntityKind.PERSON
    if head.pos == "ADJ" and (head.child("det", "nummod") is not None or _as_people(head)):
        return EntityKind.PERSON
    return EntityKind.THING


def _part_of_place(head: Word, lex: Lexicon, known: Mapping[int, KnownSpan]) -> bool:
    """Say whether a noun is the part of a place that is named after it: "the eastern side of the town", "deler av Homs"."""
    if head.lemma not in _PARTS_OF_PLACES | SCENES or head.pos != "NOUN":
        return False
    whole = next((c for c in head.children if c.rel == "nmod" and c.index > head.index and c.case() in lex.cue("of")), None)
    if head.lemma in SCENES:
        return whole is not None and lookup(whole, lex.nouns, lex) is not None
    return whole is not None and kind_of(whole, lex, known) is EntityKind.PLACE


_ENDINGS = ("", "en", "et", "a", "n", "ene", "men")
"""What a noun of place at the end of a name may have after it: "Rabaa-plassen", "Katse-dammen"."""


def _place_by_name(head: Word, lex: Lexicon) -> EntityKind | None:
    """Return the kind of a name that ends in a noun of place: "Glienicke-broen", whatever else it was taken for."""
    first, hyphen, last = head.text.replace("‑", "-").rpartition("-")
    if not lex.compounding or head.pos != "PROPN" or not hyphen or not first[:1].isalpha() or not last.islower():
        return None
    places = _places_of(lex.language)
    bases = [last[: len(last) - len(end)] for end in _ENDINGS if last.endswith(end)]
    return next((places[noun] for base in bases if (noun := lookup_last(base, places, shortest=4)) is not None), None)


@cache
def _places_of(language: str) -> dict[str, EntityKind]:
    """Return the nouns of places and buildings."""
    built = (EntityKind.PLACE, EntityKind.FACILITY, EntityKind.HEALTH_FACILITY)
    return {noun: kind for noun, kind in _kind_table(language).items() if kind in built}


def _opens_with_deed(head: Word, lex: Lexicon) -> bool:
    """Say whether an event noun was taken for a name for its capital alone: "Geværild fra taket felte to mann"."""
    first = head.pos == "PROPN" and head.index == head.sentence.words[0].index and head.child("flat", "compound") is None
    return first and lex.compounding and lookup(head, lex.nouns, lex) is not None


def _laid(mine: Word, lex: Lexicon, known: Mapping[int, KnownSpan]) -> bool:
    """Say whether a mine is one that goes off, not one that is worked: it does harm, is laid, is trodden on, is an army's."""
    governor = mine.head
    if any(_bears_arms(c, lex, known) for c in mine.children if c.index < mine.index and c.rel in ("amod", "compound")):
        return True
    if any(c.rel == "compound" and c.lemma in _WORKED for c in mine.children) or not is_verb(governor):
        return False
    told = governor.lemma in lex.verbs or any(f"{governor.lemma} {c.lower}" in lex.verbs for c in governor.children)
    harm = told and mine.dep in ("nsubj", "obl:agent")
    trodden = governor.lemma in _TREADING and (mine.rel == "obj" or mine.case().split()[-1:] in (["on"], ["over"]))
    laid = mine.rel == "obj" and governor.lemma in _LAYING
    return harm or trodden or laid or (mine.case() == "to" and governor.lemma == "lose")


def _armed_by_company(head: Word, lex: Lexicon, known: Mapping[int, KnownSpan]) -> bool:
    """Say whether people are armed for whose they are, or for how they look."""
    return (
        (head.lemma in _MEMBERS and _of_armed(head, lex, known))
        or (head.lemma in _FOLLOWERS and _led(head))
        or (head.lemma in _UNKNOWN and _looks_armed(head, lex))
    )


def _of_armed(head: Word, lex: Lexicon, known: Mapping[int, KnownSpan]) -> bool:
    """Say whether people belong to an armed body: "members of the ELN", "Boko Haram members"."""
    return any(
        kind_of(child, lex, known) is EntityKind.ARMED_ACTOR
        for child in head.children
        if (child.rel == "nmod" and child.index > head.index and child.case() in ("of", "from", "i", "av", "fra"))
        or (child.rel == "compound" and child.index < head.index)
    )


def _looks_armed(head: Word, lex: Lexicon) -> bool:
    """Say whether men are told of by their arms, masks or uniforms: "men in uniform", "youths carrying machetes"."""
    for child in head.children:
        if child.rel == "amod" and child.lower in _ARMED_LOOKS:
            return True
        if child.rel == "nmod" and child.case() in ("in", "with", "i", "med") and _arms(child, lex):
            return True
        if (
            child.rel == "acl"
            and child.lemma in _BEARING
            and any(_arms(c, lex) for c in child.children if c.rel in ("obj", "obl"))
        ):
            return True
    return False


def _arms(word: Word, lex: Lexicon) -> bool:
    return word.lemma in _DRESS or lookup(word, lex.instruments, lex) is not None


def _as_people(head: Word) -> bool:
    """Say whether a plural adjective stands alone for people: "pågrep gamle og syke"."""
    return head.rel in ("nsubj", "obj", "iobj") and "Number=Plur" in head.morph


def _led(head: Word) -> bool:
    """Say whether several men are somebody's: "Assad's men", "Assads menn"."""
    leader = any(c.rel == "nmod" and c.pos == "PROPN" and c.index < head.index and not c.case() for c in head.children)
    owner = head.child("nmod:poss")
    return "Number=Plur" in head.morph and (leader or (owner is not None and owner.pos == "PROPN"))


def only_aged(head: Word) -> bool:
    """Say whether somebody is told of by nothing but an age: "the 44-year-old", "44-åringen"."""
    whole = head.rel in ("nsubj", "obj", "obl", "nmod", "conj", "iobj", "root", "ROOT")
    return whole and _YEARS_OLD.fullmatch(head.lower) is not None


_YEARS_OLD = re.compile(r"\d{1,3}-(?:year-old|åring(?:en)?)")


def _by_form(head: Word, lex: Lexicon) -> EntityKind | None:
    """Return the kind of a people, of those who come from somewhere, or of a name with an age after it."""
    if _opens_with_deed(head, lex):
        return EntityKind.THING
    if _of_a_people(head, lex):
        return EntityKind.PERSON if head.pos == "NOUN" or _single(head, lex) else EntityKind.GROUP
    if _people(head, lex):
        return EntityKind.GROUP
    return EntityKind.PERSON if head.pos == "PROPN" and _aged(head) else None


def _counted_people(head: Word, lex: Lexicon) -> bool:
    """Say whether a name that nobody knows is counted, as only a people's is: "70 Hema", "a dozen Masalit"."""
    number = head.child("nummod")
    alone = head.child("flat", "compound") is None
    return head.pos == "PROPN" and number is not None and number.index == head.index - 1 and alone and lex.language == "en"


def _aged(name: Word) -> bool:
    """Say whether an age follows a name, as newspapers write it: "Kari Holm (61) says", "Kalazi, 30, a surgeon"."""
    words, place = name.sentence.words, name.index - name.sentence.words[0].index + 1
    while place < len(words) and words[place].pos == "PROPN" and words[place].rel in ("flat", "compound"):
        place += 1
    after = [w.text for w in words[place : place + 3]]
    return len(after) == 3 and after[0] + after[2] in ("()", ",,") and _AGE.fullmatch(after[1]) is not None


_UNKNOWN = shared("unknown_people")
_TREADING = shared("stepping") | shared("touching") | shared("setting_off")
_LAYING = frozenset({"lay", "plant", "bury", "clear", "defuse", "remove", "scatter", "sow", "detonate", "set"})
_WORKED = frozenset({"coal", "gold", "copper", "diamond", "silver", "salt", "iron", "tin", "uranium", "coltan", "cobalt", "zinc"})
_MEMBERS = shared("members")
_ARMED_LOOKS = shared("armed_looks")
_DRESS = shared("war_dress")
_BEARING = shared("using") | shared("arming")
_AGE = re.compile(r"[1-9][0-9]?")


_SHORTEST_PEOPLE = 6
"""Letters that a people must have to be found as last part of a compound: "kosovoserberne"."""


def _of_a_people(word: Word, lex: Lexicon) -> bool:
    """Say whether a noun is of the list of peoples and believers: "Kurds", "a Croat", "sjiamuslimer"."""
    if word.pos not in ("NOUN", "PROPN"):
        return False
    if lex.compounding:
        return word.ent != "PER" and lookup_last(word.lower, lex.people_forms, _SHORTEST_PEOPLE) is not None
    base = lex.people_forms.get(word.text)
    return base is not None and (base != word.text or not word.ent or (word.ent != "PER" and word.child("det") is not None))


def _single(word: Word, lex: Lexicon) -> bool:
    """Say whether a noun for a people stands for one of them: "a Kurd", not "Kurds" nor "the Rohingya"."""
    if word.child("nummod") is not None or "Number=Plur" in word.morph:
        return False
    if lex.language == "en":
        det = word.child("det")
        return det is not None and det.lower in ("a", "an", "one", "another", "every", "each")
    return True


_PEOPLE_EN = re.compile(r"[A-Z][\w’'-]+(?:ians|eans|[^e]ans|enes|ese|[^i]is|ards|ites|men)$")
_PEOPLE_NB = re.compile(r"[a-zæøåA-Z][\w-]+(?:anere|anerne|ensere|enserne|iere|ierne|ere|erne)$")


def _people(word: Word, lex: Lexicon) -> bool:
    """Say whether a plural names people by where they come from: "four Jordanians"."""
    if lex.language == "en":
        counted = word.child("nummod", "det", "amod") is not None or word.rel.startswith("nsubj")
        return counted and _PEOPLE_EN.fullmatch(word.text) is not None and "Number=Sing" not in word.morph
    return word.pos == "NOUN" and word.child("nummod") is not None and _PEOPLE_NB.fullmatch(word.text) is not None


def is_kind(word: Word, name: str, lex: Lexicon) -> bool:
    """Say whether a noun phrase is of one of the lexicon's lists (``health_facility``, ``minor`` ...)."""
    return lookup(core(word, lex), lex.kinds[name], lex) is not None


def one_armed(word: Word, lex: Lexicon) -> bool:
    """Say whether one who bears arms is told of, and no body of them: "the guard", not "the militia"."""
    many = is_kind(word, "body_of_men", lex) and word.lemma not in shared("in_arms")
    many = many or word.lemma in shared("collective") | shared("uncounted")
    return word.pos == "NOUN" and "Number=Sing" in word.morph and not many


def is_gunfire(word: Word, lex: Lexicon, known: Mapping[int, KnownSpan]) -> bool:
    """Say whether "fire" is that of guns: whose it is stands before it ("by Israeli fire"), or somebody comes under it."""
    if word.lower not in _FIRE or word.pos != "NOUN" or word.child("nummod") is not None:
        return False
    if any(child.lower in ("a", "an", "this") for child in word.all("det")):
        return False
    before = [child for child in word.children if child.index < word.index and child.rel in ("amod", "compound", "nmod")]
    source = next((c for c in word.all("nmod") if c.case() == "from"), None)
    if source is not None:
        from_guns = kind_of(source, lex, known) is EntityKind.ARMED_ACTOR or (
            source.lemma in _VANTAGE and any(_bears_arms(child, lex, known) for child in source.children)
        )
        return from_guns
    heavy = any(child.lemma in _HEAVY for child in before)
    under = word.case().endswith("under") and is_verb(word.head) and word.head.lemma in _COMING
    return (heavy and (under or word.head.lemma in _EXCHANGING or word.dep == "obl:agent")) or any(
        _bears_arms(child, lex, known) for child in before
    )


def _bears_arms(word: Word, lex: Lexicon, known: Mapping[int, KnownSpan]) -> bool:
    """Say whether a word before a noun names an army, a state's people or men in arms: "Houthi", "Turkish", "rebel"."""
    span = known.get(word.index)
    if span is not None and any(name.form is Form.DEMONYM and name.entity.kind in ACTORS for name in span.names):
        return True
    return word.lower in _GUNS_AGAINST or kind_of(word, lex, known) in FORCES


_FIRE = frozenset({"fire"})
_GUNS_AGAINST = frozenset({"anti-aircraft", "anti-tank"})
_HEAVY = shared("heavy")
_VANTAGE = shared("vantage")
_COMING = frozenset({"come", "be", "fall"})
_EXCHANGING = frozenset({"exchange", "trade", "return", "draw", "take", "meet", "kill", "wound", "injure", "hit"})
