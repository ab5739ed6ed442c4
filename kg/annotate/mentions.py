"""Who and what is mentioned, and which mentions stand for the same thing in one document."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from kg.annotate.drafts import Draft
from kg.annotate.kinds import ACTORS, is_kind, kind_of, only_aged
from kg.annotate.lexicon import VIOLENT, Lexicon, shared
from kg.annotate.nouns import KnownSpan, core, known_names, lookup, phrase, sense
from kg.annotate.pronouns import best, stands_for
from kg.annotate.words import Word
from kg.model import EntityKind
from kg.names import Form

_DISTRICTS = shared("districts")
_BODIES = frozenset({EntityKind.ORGANISATION, EntityKind.ARMED_ACTOR, EntityKind.GROUP})
_COLLECTIVE = shared("collective")
_THINGS = frozenset(
    {EntityKind.FACILITY, EntityKind.HEALTH_FACILITY, EntityKind.PLACE, EntityKind.THING, EntityKind.ORGANISATION}
)
_PLACES_TAKEN_UP = {
    **dict.fromkeys(shared("settlements"), frozenset({"PopulatedPlace"})),
    **dict.fromkeys(shared("regions"), frozenset({"Region"})),
    **dict.fromkeys(shared("lands"), frozenset({"Country"})),
}
"""For each noun that takes up a place named before, the classes of known places that it may stand for."""
_JOINING_CAPITAL = re.compile(r"Without|Against|Beyond|Uten|Mot")
"""What joins the words of an organisation's name, and begins no name of its own."""
_YEARS_OLD = re.compile(r"\d{1,3}-(?:year-old|åring)")
_PLACE_WINDOW = 8
"""Sentences back in which "the city" looks for the city."""
_CLASSED = shared("regions") | shared("lands")
"""What these take up must be known to be one: most names of places that nobody knows are of towns and villages."""


@dataclass(slots=True, eq=False)
class Entry:
    """One mention in the making."""

    word: Word
    start: int
    end: int
    text: str
    kind: EntityKind
    name: str
    head: str
    sex: str
    plural: bool
    known: str = ""
    """IRI of the well-known actor or place, if it is one."""
    first: Entry | None = None
    """The earlier mention that this one stands for."""
    age: tuple[int, int] | None = None
    number: tuple[int, int | None] | None = None
    sensitive: set[str] = field(default_factory=set)
    used: bool = False
    spoke: bool = False
    """True if somebody was found to speak under this mention."""
    attributes: dict[str, str] = field(default_factory=dict)

    @property
    def root(self) -> Entry:
        """Return the first mention of the chain."""
        entry = self
        while entry.first is not None:
            entry = entry.first
        return entry

    def agrees(self, sex: str) -> bool:
        """Say whether it is one, and of that sex as far as the text tells."""
        return not self.plural and self.root.sex in ("", sex)


_SEXES = {"male": "male", "female": "female", "mannlig": "male", "kvinnelig": "female"}
_DEEDS = 5
_FIGHTING = VIOLENT | {"combat", "protest"}
_BEFALLING = VIOLENT | {"displacement", "care", "release"}


class Registry:
    """The mentions of one document, made on demand, in the order of the text."""

    def __init__(self, text: str, lex: Lexicon, known: Mapping[int, KnownSpan]) -> None:
        self.text = text
        self.lex = lex
        self.known = known
        self.entries: dict[int, Entry] = {}
        self.names: dict[str, Entry] = {}
        """Folded full names and last names to their first mention."""
        self.history: list[Entry] = []
        self.speaker: Entry | None = None
        self.quoted: Entry | None = None
        """Who is quoted word by word: "he" and "them" in it are others."""
        self.author: Entry | None = None
        self.last_speaker: Entry | None = None
        self.publisher = ""
        """Who publishes the text: "we" of a press release."""
        self.spoke_at = -99
        """Sentence in which somebody last spoke."""
        self.last_speakers: Entry | None = None
        """Several people, or a body, who last spoke: "they say"."""
        self.they_spoke_at = -99
        self.resolved: dict[int, Entry] = {}
        """What pronouns were found to stand for, by their index."""
        self.deeds: list[tuple[int, bool, list[Entry], list[Entry]]] = []
        """The last events: their sentence, whether nobody outlived them, who did them and whom they were done to."""
        self.fought: set[int] = set()
        """Roots of those who were told to protest or to do violence, by their ids."""
        self.harmless: set[int] = set()
        """Roots of those who suffered, fled, were helped or helped, by their ids."""
        self.violent = False
        """True while it is asked who did violence."""
        self.beside_them: list[Entry] = []
        """Who spoke together with the last of several."""

    def note(self, word: Word) -> Entry | None:
        """Take a noun phrase into the history, in text order, so that later pronouns find it."""
        if word.index in self.entries:
            return self.entries[word.index]
        if word.pos == "PRON" or not (word.is_nominal or _as_noun(word) or core(word, self.lex) is not word):
            return None
        entry = self._make(word)
        self.entries[word.index] = entry
        self._link(entry)
        if (
            entry.kind in ACTORS
            or entry.kind in (EntityKind.HEALTH_FACILITY, EntityKind.FACILITY, EntityKind.PLACE)
            or (entry.kind is EntityKind.THING and word.rel in ("nsubj", "obj") and word.pos == "NOUN")
        ):
            self.history.append(entry)
        return entry

    def entry(self, word: Word, *, struck: bool = False) -> Entry | None:
        """Return the mention of a word; a pronoun gives what it stands for, or nothing if that is unclear.

        Args:
            word: the head of a noun phrase, or a pronoun.
            struck: it is what an act is done to, so that "it" may be a building or a town.
        """
        if word.index in self.entries:
            return self.entries[word.index]
        bare_it = word.lower in self.lex.cue("it") and word.rel in ("nsubj", "obj")
        if word.pos == "PRON" or bare_it or word.lower in self.lex.cue("they") | self.lex.cue("he") | self.lex.cue("she"):
            if word.lower in ("them", "those", "dem", "de", "det", "den") and word.child("acl:relcl") is not None:
                return None  # "those who flee" are whoever does, not who was named before
            if struck and word.lower in self.lex.cue("it"):
                return best(self, word, lambda e: e.kind in _THINGS and not e.plural)
            found = self.resolved.get(word.index) or stands_for(self, word)
            if found is not None:
                self.resolved[word.index] = found
            return found
        return self.note(word)

    def happened(self, draft: Draft, family: str, doers: list[Entry], sufferers: list[Entry]) -> None:
        """Remember who did what to whom: for who dies of it in the next sentences, and for who "they" are that strike."""
        deadly = bool({"Killing", "Death"} & set(draft.types))
        self.deeds = [*self.deeds[-_DEEDS:], (draft.sentence.index, deadly, doers, sufferers)]
        self.fought |= {id(e.root) for e in doers} if family in _FIGHTING else set()
        self.harmless |= {id(e.root) for e in sufferers} if family in _BEFALLING else set()
        self.harmless |= {id(e.root) for e in doers} if family == "care" else set()

    # --- making ---------------------------------------------------------------------------------------------------------

    def _make(self, word: Word) -> Entry:
        start, end = phrase(word, self.lex, self.known)
        inner = core(word, self.lex)
        kind = kind_of(word, self.lex, self.known)
        span = self.known.get(inner.index) or self.known.get(word.index)
        iri = ""
        name = ""
        if span is not None and (span.head is inner or span.head is word):
            told = sense(span, self.lex)
            if told.form not in (Form.AMBIGUOUS, Form.METONYM):
                iri = told.entity.iri
            if told.form is not Form.DEMONYM:
                name = self.text[span.words[0].start : span.words[-1].end]
        if not name and (inner.pos == "PROPN" or inner.ent):
            name = self._proper_name(inner)
        name, end = self._whole_name(inner, kind, name, end)
        plural = (
            "Number=Plur" in inner.morph
            or inner.lower in self.lex.cue("they")
            or inner.lemma in _COLLECTIVE
            or (inner.pos == "ADJ" and not name and not only_aged(inner))
            or inner.pos == "NUM"
        )
        sex = self._sex_of(inner)
        for child in inner.children:
            if child.rel == "amod" and child.lemma in _SEXES:
                sex = _SEXES[child.lemma]
        if name and not sex and kind in (EntityKind.PERSON, EntityKind.THING):
            sex = self._sex_of_kin(inner)
        entry = Entry(word, start, end, self.text[start:end], kind, name, inner.lemma, sex, plural, iri)
        self._apposition(entry, inner)
        if is_kind(inner, "minor", self.lex):
            entry.sensitive.add("minor")
        if is_kind(inner, "kin", self.lex) and inner.child("nmod:poss") is not None:
            entry.sensitive.add("relative")
        return entry

    def _sex_of_kin(self, name: Word) -> str:
        """Return the sex that the word of kinship before a name tells: "his wife, Mona, and a son"."""
        words = name.sentence.words
        before = words[: name.index - words[0].index]
        if before and before[-1].text == ",":
            before = before[:-1]
        kin = before[-1] if before else None
        if kin is None or not is_kind(kin, "kin", self.lex) or "Number=Plur" in kin.morph:
            return ""
        return self._sex_of(kin)

    def _sex_of(self, noun: Word) -> str:
        """Return the sex that a noun tells by itself: "wife", "boy"."""
        return next((sex for sex in ("female", "male") if is_kind(noun, sex, self.lex)), "")

    def _whole_name(self, word: Word, kind: EntityKind, name: str, end: int) -> tuple[str, int]:
        """Return a name with what the parser parted from it, and where the mention ends then."""
        if not name and kind is EntityKind.PLACE:
            name = self._name_after(word)
        elif not name and kind in _BODIES and self.lex.compounding and (name := self._name_beside(word)):
            end = max(end, self.text.index(name, word.end) + len(name))
        elif name and kind is EntityKind.PLACE and (rest := self._rest_of_name(word, end)) > end:
            end, name = rest, name + self.text[end:rest] if self.text.endswith(name, 0, end) else name
        if (rest := _goes_on(word, end)) > end:
            end, name = rest, name + self.text[end:rest] if name and self.text.endswith(name, 0, end) else name
        return name, end

    def _name_after(self, noun: Word) -> str:
        """Return the name that a town, village or district is told with: "the town of Wukro", "landsbyen Tula Shwe"."""
        town = lookup(noun, shared("settlements"), self.lex) is not None
        if not town and lookup(noun, _DISTRICTS, self.lex) is None:
            return ""
        following = _following(noun)
        of = town and following[:1] and following[0].lower in self.lex.cue("of")
        return self._name_from(noun, following[1:] if of else following)

    def _name_beside(self, noun: Word) -> str:
        """Return the name right after a noun for a body: "menneskerettighetsgruppen Memorial"; English has it in one phrase."""
        return self._name_from(noun, _following(noun)) if "Definite=Def" in noun.morph else ""

    def _name_from(self, noun: Word, following: list[Word]) -> str:
        """Return the name that stands at the beginning of some words, if it belongs to a noun."""
        name = following[:1]
        if not name or name[0].pos != "PROPN" or not name[0].text[:1].isupper() or name[0].head not in (noun, noun.head):
            return ""
        for word in following[1:]:
            if word.start - name[-1].end > 1 or not (word.text[:1].isupper() or word.text in ("-", "al", "el")):
                break
            name.append(word)
        return self.text[name[0].start : name[-1].end]

    def _rest_of_name(self, word: Word, end: int) -> int:
        """Return where the name of a place ends that the parser cut in two: "Vic" "-Nou", "Zamfara" "State"."""
        for following in (w for w in _following(word)[:4] if w.start >= end):
            hyphened = self.text[end - 1] == "-"
            hyphen = following.text == "-" and following.start == end and self.text[end + 1 : end + 2].isupper()
            beside = following.start == end + 1 and following.rel in ("appos", "flat") and following.head in (word, word.head)
            own = following.pos == "PROPN" and following.text[:1].isupper() and (hyphened or beside)
            if not own and not hyphen:
                break
            end = following.end
        return end

    def _apposition(self, entry: Entry, word: Word) -> None:
        """Read "Olena Marchuk, a midwife from Izium" and "their lawyer, Tin Maung", and titles before names."""
        for child in word.children:
            if child.rel == "appos" or (
                child.rel in ("compound", "nmod") and child.index == word.index - 1 and child.pos == "NOUN" and entry.name
            ):
                other = self._make(child) if child.rel == "appos" and child.head is word else None
                if entry.name and entry.kind is EntityKind.PERSON and child.pos == "NOUN":
                    entry.attributes.setdefault(
                        "occupation", child.text if other is None else re.sub(r"^(?:a|an|the|en|ei|et)\s+", "", other.text)
                    )
                    entry.sex = entry.sex or (other.sex if other is not None else "")
                elif (
                    other is not None
                    and not entry.name
                    and other.name
                    and other.kind is EntityKind.PERSON
                    and entry.kind in (EntityKind.PERSON, EntityKind.GROUP)
                ):
                    entry.name, entry.kind, entry.plural = other.name, EntityKind.PERSON, False
                    entry.attributes.setdefault("occupation", word.text)
        if entry.kind is EntityKind.PERSON and not entry.name and not entry.plural:
            self._named_after(entry, word)
        if entry.kind is EntityKind.PERSON and not entry.name and not entry.plural and self._is_occupation(word):
            entry.attributes.setdefault("occupation", word.lemma)

    def _named_after(self, entry: Entry, word: Word) -> None:
        """Read the name between commas after a description: "the spokesman in Kyiv, Oleh Marchuk, said"."""
        words = word.sentence.words
        last = next((i for i, w in enumerate(words) if w.end >= entry.end), len(words))
        for position in range(last + 1, min(last + 5, len(words) - 2)):
            if words[position].text == "," and words[position - 1].pos in ("NOUN", "PROPN"):
                name = words[position + 1]
                person = name.ent == "PER" or kind_of(name, self.lex, self.known) is EntityKind.PERSON
                stop = next((w for w in words[position + 1 : position + 5] if w.pos not in ("PROPN", "X")), None)
                if name.pos == "PROPN" and person and stop is not None and stop.text in ",.;:" and self._is_occupation(word):
                    entry.name = self.text[name.start : words[words.index(stop) - 1].end]
                    entry.attributes.setdefault("occupation", word.text)
                return

    def _is_occupation(self, word: Word) -> bool:
        return word.lemma in self.lex.kinds["health_worker"] | self.lex.kinds["title"] or (
            word.lemma in self.lex.kinds["person"]
            and word.lemma not in self.lex.kinds["kin"] | self.lex.kinds["minor"]
            and word.lemma.endswith(("er", "or", "ist", "ian", "eon", "ent", "ør", "mann"))
        )

    def _proper_name(self, word: Word) -> str:
        """Return the words of the name around its head, without titles in lower case and genitive endings."""
        words = [word]
        for child in word.children:
            if (
                child.rel in ("flat", "compound", "nmod", "fixed", "amod", "punct")
                and (child.pos == "PROPN" or child.text == "-" or child.ent)
                and abs(child.index - word.index) <= 6
            ):
                words += [
                    w
                    for w in child.subtree()
                    if w.pos in ("PROPN", "PUNCT", "ADP", "NOUN", "ADJ", "PART", "X") and w.text not in ",()"
                ]
        words = sorted({w.index: w for w in words}.values(), key=lambda w: w.index)
        run = [
            w
            for w in words
            if w.text[:1].isupper()
            or w.text in ("-", "al", "el", "bin", "ibn", "of", "de", "van", "for", "i", "al-", "la", "abu", "von")
            or w is word
        ]
        while run and not run[0].text[:1].isupper() and run[0] is not word:
            run.pop(0)
        while len(run) > 1 and run[0].lower.rstrip(".") in self.lex.kinds["title"]:
            run.pop(0)
        while run and not (run[-1].text[:1].isupper() or run[-1] is word):
            run.pop()
        if not run:
            return ""
        first = word.sentence.words[0].index
        whole = word.sentence.words[run[0].index - first : run[-1].index - first + 1]
        if len(whole) > len(run) + 2:
            last = word
            for following in word.sentence.words[word.index - first + 1 :]:
                if following.head is not word or following.rel != "flat" or following.pos != "PROPN":
                    break
                last = following
            return self.text[word.start : last.end] if word.text[:1].isupper() else ""
        name = self.text[run[0].start : run[-1].end]
        return re.sub(r"(?:'s|’s|')$", "", name) if name[:1].isupper() or "-" in name else ""

    # --- linking --------------------------------------------------------------------------------------------------------

    def _link(self, entry: Entry) -> None:
        if entry.known:
            self._join(entry, f"iri {entry.known}")
            for part in (entry.name.casefold(),):
                self.names.setdefault(part, entry)
            return
        if entry.name:
            self._link_name(entry)
            return
        if entry.kind in (EntityKind.WEAPON, EntityKind.THING) or (entry.plural and entry.kind is EntityKind.PERSON):
            return
        if self._definite(entry.word):
            self._link_description(entry)

    def _join(self, entry: Entry, key: str) -> None:
        first = self.names.get(key)
        if first is not None and first is not entry:
            entry.first = first.root
        else:
            self.names[key] = entry

    def _link_name(self, entry: Entry) -> None:
        full = entry.name.casefold()
        first = self.names.get(full)
        if first is not None and _compatible(first.root, entry):
            entry.first = first.root
            return
        self.names.setdefault(full, entry)
        parts = entry.name.split()
        if entry.kind is EntityKind.PERSON and len(parts) > 1:
            for size in range(1, len(parts)):
                self.names.setdefault(" ".join(parts[size:]).casefold(), entry)
            self.names.setdefault(parts[0].casefold(), entry)
        acronym = re.match(r"\s*\(([A-ZÆØÅ]{2,8})\)", self.text[entry.end : entry.end + 14])
        if acronym:
            self.names.setdefault(acronym[1].casefold(), entry)

    def _definite(self, word: Word) -> bool:
        if "Definite=Def" in word.morph and word.pos == "NOUN":
            return True
        det = word.child("det")
        owner = word.child("nmod:poss")
        return (det is not None and det.lower in self.lex.cue("demonstrative")) or (owner is not None and owner.pos == "PRON")

    def _before(self, entry: Entry, sentences: int) -> Iterator[Entry]:
        """Yield earlier mentions of the last few sentences, the nearest first."""
        here = entry.word.sentence.index
        for other in reversed(self.history):
            if here - other.word.sentence.index > sentences:
                return
            if other.word.index < entry.word.index:
                yield other

    def _link_description(self, entry: Entry) -> None:
        """Link "the boy", "gruppen", "the medical-aid group" to what it takes up again."""
        if entry.kind in (EntityKind.ORGANISATION, EntityKind.GROUP) and entry.head not in self.lex.listed:
            named = next((e for e in self._before(entry, 3) if e.name and e.root.kind is EntityKind.ORGANISATION), None)
            if named is not None:
                entry.first = named.root
            return
        if entry.kind is EntityKind.PLACE:
            self._take_up_place(entry)
            return
        same = [e for e in self._before(entry, 12) if e.head == entry.head and e.kind is entry.kind and e.plural == entry.plural]
        if entry.kind in (EntityKind.HEALTH_FACILITY, EntityKind.FACILITY):
            proper = [e for e in same if e.name]
            plain = not any(c.rel in ("amod", "nmod", "acl", "compound") for c in entry.word.children)
            if same and plain:
                entry.first = (proper or same)[0].root
            return
        if entry.kind is EntityKind.PERSON and _YEARS_OLD.fullmatch(entry.head):
            named = next((e for e in self._before(entry, 3) if e.name and e.root.kind is EntityKind.PERSON), None)
            if named is not None:
                entry.first = named.root
                return
        if entry.kind is EntityKind.PERSON:
            if same:
                entry.first = same[0].root
                return
            titled = [
                e
                for e in self._before(entry, 8)
                if e.name and e.kind is EntityKind.PERSON and e.attributes.get("occupation", "").casefold().endswith(entry.head)
            ]
            if titled:
                entry.first = titled[0].root

    def _take_up_place(self, entry: Entry) -> None:
        """Link "the town" to the town named last, "the country" to the country: what is not known may be a town."""
        classes = _PLACES_TAKEN_UP.get(entry.head)
        narrowed = any(c.rel in ("amod", "nmod", "acl", "compound", "nummod") for c in entry.word.children)
        if classes is None or entry.plural or narrowed:
            return
        places = [e for e in self._before(entry, _PLACE_WINDOW) if e.kind is EntityKind.PLACE and not e.plural and e is not entry]
        for earlier in places:
            if earlier.head == entry.head:  # "the village of Kafr Rumah ... the village"; "a village ... the village"
                entry.first = earlier.root
                return
            if not earlier.root.name:
                continue
            known = known_names().entities.get(earlier.root.known)
            fits = classes & set(known.classes) if known is not None else entry.head not in _CLASSED
            if fits:
                entry.first = earlier.root
                return


def _goes_on(word: Word, end: int) -> int:
    """Return where a name ends that goes on with a capital: "Watch" "Without Borders", "Leger" "Uten Grenser"."""
    after = [w for w in _following(word) if w.start > end][:3]
    if len(after) < 2 or after[0].start != end + 1 or not _JOINING_CAPITAL.fullmatch(after[0].text):
        return end
    return after[1].end if after[1].text[:1].isupper() and after[1].pos in ("PROPN", "NOUN", "ADJ") else end


def _as_noun(word: Word) -> bool:
    """Say whether a participle stands for people: "the wounded", wherever no noun follows."""
    return word.pos == "VERB" and word.child("det") is not None and word.rel in ("obj", "nsubj", "obl", "nmod", "conj")


def _following(word: Word) -> list[Word]:
    """Return the words after a word in its sentence."""
    return word.sentence.words[word.index - word.sentence.words[0].index + 1 :]


def taken_up_by_age(entry: Entry) -> bool:
    """Say whether somebody named before is told of by nothing but their age: "the 44-year-old", "44-åringen"."""
    return entry.first is not None and bool(entry.root.name) and _YEARS_OLD.fullmatch(entry.head) is not None


def _compatible(left: Entry, right: Entry) -> bool:
    """Say whether two of one name may be one: a place is not a person."""
    if left.kind is right.kind:
        return True
    return (left.kind in ACTORS and right.kind in ACTORS) or EntityKind.THING in (left.kind, right.kind)
