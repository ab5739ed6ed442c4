"""Who and what is mentioned, and which mentions stand for the same thing in one document."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from kg.annotate.clauses import is_verb, subjects
from kg.annotate.kinds import FORCES, is_kind, kind_of, only_aged
from kg.annotate.lexicon import Lexicon, frames, shared
from kg.annotate.nouns import KnownSpan, core, known_names, lookup, phrase, sense
from kg.annotate.words import Word
from kg.model import EntityKind
from kg.names import Form

_LIVES = shared("lives")
_DISTRICTS = shared("districts")
_ACTORS = frozenset({EntityKind.PERSON, EntityKind.GROUP, EntityKind.ORGANISATION, EntityKind.ARMED_ACTOR, EntityKind.GOVERNMENT})
_BODIES = frozenset({EntityKind.ORGANISATION, EntityKind.ARMED_ACTOR, EntityKind.GROUP})
_FRACTIONS = shared("fractions")
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
_WINDOW = 4
"""Sentences back in which a pronoun looks for what it stands for."""
_SUBJECT_BONUS, _NAME_BONUS, _SAME_SENTENCE, _SPEAKER_BONUS = 3.0, 2.5, 1.0, 2.0


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
_STILL_SPEAKING = 2
"""For so many sentences "they say" are those who spoke last."""
_SUFFERED_BONUS = 1.5
"""What an act was done to before is what the next is done to: "Police arrested nine people. They were beaten."."""
_HURT = 4.0
"""What whoever was hurt or treated gains where "they" die in the next sentences, and whoever did that to them loses."""
_DEEDS = 5
_OF_THE_LIVING = frozenset({"detention", "release", "displacement"})
_ONES_OWN = frozenset(
    {"break", "fracture", "lose", "injure", "hurt", "sprain", "raise", "shake", "wash", "cover", "hold", "lay", "put"}
)
"""What people do to, or with, parts of their own bodies."""
_ONE_BODY = 3.0
"""What an army or an agency loses against several people where "them" are whom something is done to."""
_ONLY_WHERE = 2.5
"""What a place loses where it only tells where something was: "locked them in a church in Eldoret and burned it"."""
_WE = frozenset({"we", "us", "our", "ours", "vi", "oss", "vår", "vårt", "våre"})


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
        self.stands_for: dict[int, Entry] = {}
        """What pronouns were found to stand for, by their index."""
        self.deeds: list[tuple[int, bool, list[Entry], list[Entry]]] = []
        """The last events: their sentence, whether nobody outlived them, who did them and whom they were done to."""
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
            entry.kind in _ACTORS
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
                return self._best(word, lambda e: e.kind in _THINGS and not e.plural)
            found = self.pronoun(word)
            if found is not None:
                self.stands_for[word.index] = found
            return found
        return self.note(word)

    def weapon(self, pronoun: Word) -> Entry | None:
        """Return the weapon named last that a pronoun may stand for: "They are rolled out of helicopters"."""
        many = pronoun.lower in self.lex.cue("they")
        here = pronoun.sentence.index
        near = [e for i, e in self.entries.items() if i < pronoun.index and here - e.word.sentence.index <= _WINDOW]
        return next((e for e in sorted(near, key=_place, reverse=True) if e.kind is EntityKind.WEAPON and e.plural is many), None)

    def happened(self, sentence: int, doers: list[Entry], sufferers: list[Entry], *, deadly: bool) -> None:
        """Remember who did something to whom, for who dies of it in the next sentences."""
        self.deeds = [*self.deeds[-_DEEDS:], (sentence, deadly, doers, sufferers)]

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
            end, name = rest, name + self.text[end:rest] if self.text[:end].endswith(name) else name
        if (rest := _goes_on(word, end)) > end:
            end, name = rest, name + self.text[end:rest] if name and self.text[:end].endswith(name) else name
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

    # --- pronouns -------------------------------------------------------------------------------------------------------

    def pronoun(self, word: Word) -> Entry | None:
        """Return the most salient earlier mention that agrees with a pronoun, or None."""
        lex, lower = self.lex, word.lower
        if lower in lex.cue("first_person"):
            return self.speaker or self.author or self._publisher(word)
        if lower in lex.cue("he"):
            sex, plural = "male", False
        elif lower in lex.cue("she"):
            sex, plural = "female", False
        elif lower in lex.cue("they"):
            sex, plural = "", True
        elif lower in lex.cue("it"):
            return self._best(
                word,
                lambda e: e.kind in (EntityKind.ORGANISATION, EntityKind.GOVERNMENT, EntityKind.ARMED_ACTOR) and not e.plural,
            )
        else:
            return None
        says = word.rel == "nsubj" and word.head.lemma in lex.cue("say") and not plural
        if says and not self._just_spoke(word, sex) and (told := self._told_of(word, sex)):
            return told
        if says and self.last_speaker is not None:
            entry = self._took_over(word, sex) or self.last_speaker
            if word.sentence.index - self.spoke_at <= 10 and entry.root.kind is EntityKind.PERSON and entry.agrees(sex):
                entry.root.sex = entry.root.sex or sex
                return entry
        if plural and self._whoever(word):
            return None
        if plural and (told := self._still_speaking(word) or self._suffered_before(word)):
            return told
        if plural:
            armed = self._best(word, lambda e: e.kind in FORCES and e.word.rel == "nsubj") if self._attacks(word) else None
            done_to = word.rel in ("obj", "iobj") or word.dep == "nsubj:pass"
            return armed or self._best(
                word,
                lambda e: (
                    e.kind in _ACTORS
                    and (e.plural or e.kind is not EntityKind.PERSON)
                    and e.head not in _FRACTIONS
                    and not (done_to and e.kind is EntityKind.ORGANISATION and not e.plural and e.root.spoke)
                ),
            )
        return self._best(
            word,
            lambda e: (
                e.kind is EntityKind.PERSON and not e.plural and e.sex in ("", sex) and not (e.root.sex and e.root.sex != sex)
            ),
        )

    def _whoever(self, word: Word) -> bool:
        """Say whether "they" are whoever is in a place: "the ward where they treat victims" names nobody."""
        clause = word.head
        where = clause.dep == "acl:relcl" and any(c.lower in ("where", "hvor") for c in clause.children)
        place = kind_of(clause.head, self.lex, self.known) if where else None
        staffed = place in (EntityKind.HEALTH_FACILITY, EntityKind.FACILITY)
        return word.rel == "nsubj" and staffed and not any(w.rel == "nsubj" and w.index < word.index for w in word.sentence.words)

    def _took_over(self, word: Word, sex: str) -> Entry | None:
        """Return whom a sentence since the last speech is about: "Marchuk fears the drones. They come at dawn, he said."."""
        since = [e for e in self.history if self.spoke_at < e.word.sentence.index < word.sentence.index and e.word.head.is_root]
        about = [e for e in since if e.word.dep == "nsubj" and e.name and e.root.kind is EntityKind.PERSON and e.agrees(sex)]
        return about[-1] if about else None

    def _attacks(self, word: Word) -> bool:
        """Say whether a pronoun does what armed men do: "people came to help; then they bombed again" are not the people."""
        verbs = [verb.lemma for verb in (word.head, *word.head.all("conj"))] if word.dep == "nsubj" else []
        told = [self.lex.verbs[verb] for verb in verbs if verb in self.lex.verbs]
        violent = ("attack", "destruction", "harm", "detention", "siege")
        return any(kind in frames() and frames()[kind].family in violent and not frames()[kind].intransitive for kind in told)

    def _just_spoke(self, word: Word, sex: str) -> bool:
        """Say whether "he" may be who spoke right before: "Two died, the mayor said. A guard was beaten, he said"."""
        last = self.last_speaker
        if last is None or word.sentence.index - self.spoke_at > _STILL_SPEAKING:
            return False
        return last.root.kind is EntityKind.PERSON and last.agrees(sex)

    def _told_of(self, word: Word, sex: str) -> Entry | None:
        """Return the one person of whom "he" tells at the end of the same sentence: "The driver was beaten, he says"."""
        first = word.sentence.words[0].index
        here = [e for i, e in self.entries.items() if first <= i < word.index and e.kind is EntityKind.PERSON]
        subject = next((e for e in here if e.word.dep in ("nsubj:pass", "nsubj") and not e.plural), None)
        if subject is None or len(here) > 1 or word.index < word.head.index - 1 or subject.root.sex not in ("", sex):
            return None
        return subject if subject.word.dep == "nsubj:pass" else None

    def _still_speaking(self, word: Word) -> Entry | None:
        """Return who spoke a sentence or two before, for "they say"."""
        says = word.rel == "nsubj" and word.head.lemma in self.lex.cue("say")
        return self.last_speakers if says and word.sentence.index - self.they_spoke_at <= _STILL_SPEAKING else None

    def _suffered_before(self, word: Word) -> Entry | None:
        """Return what suffered in the clause before: "The wards were raided by the guards, and they were burnt" (the wards)."""
        if word.dep != "nsubj:pass" or word.head.rel != "conj":
            return None
        before = word.head.head.child("nsubj")
        entry = self.entry(before) if before is not None and before.dep == "nsubj:pass" else None
        return entry if entry is not None and entry.plural else None

    def _publisher(self, word: Word) -> Entry | None:
        """Return the organisation that publishes the text: who "we" outside quotations are, if its name stands in the text."""
        return self.names.get(self.publisher.casefold()) if self.publisher and word.lower in _WE else None

    def _doers(self, word: Word) -> list[Entry]:
        """Return who does what is done to a pronoun, be it said before: "tied the men up and beat them", "saved her life"."""
        owned = word.dep == "nmod:poss" and word.head.rel == "obj"
        part = owned and word.head.lemma in self.lex.kinds["body_part"] and word.head.head.lemma not in _ONES_OWN
        life = owned and word.head.lemma in _LIVES
        verb = word.head.head if part or life else word.head
        if not (part or life or word.rel in ("obj", "iobj")) or not is_verb(verb) or word.lower in shared("reflexive"):
            return []
        known = {**self.stands_for, **self.entries}
        found = (known.get(each.index) for doer in subjects(verb) for each in doer.conjuncts() if each is not word)
        return [entry.root for entry in found if entry is not None]

    def _hurt_before(self, word: Word) -> tuple[list[Entry], list[Entry]]:
        """Return who suffered or was helped in the sentences before one who dies now, and who did that to them.

        The dead are those whom nobody arrests, frees or drives out afterwards.
        """
        told = self.lex.verbs.get(word.head.lemma, "") if word.rel in ("nsubj", "obj") else ""
        if told not in frames():
            return [], []
        near = [deed for deed in self.deeds if 0 <= word.sentence.index - deed[0] <= _STILL_SPEAKING]
        if frames()[told].family in _OF_THE_LIVING:
            return [], [e.root for sentence, deadly, _, hurt in near if deadly and sentence < word.sentence.index for e in hurt]
        if frames()[told].family != "harm" or not frames()[told].intransitive:
            return [], []
        near = [deed for deed in near if not deed[1]]
        return [e.root for _, _, _, hurt in near for e in hurt], [e.root for _, _, doers, _ in near for e in doers]

    def _best(self, word: Word, fits: object) -> Entry | None:  # noqa: C901  one branch a construction of the language
        sentence = word.sentence.index
        doers = self._doers(word)
        beside = word.head.child("nsubj") if word.rel in ("obj", "obl") else None
        subject = self.entry(beside) if beside is not None and beside.pos == "PRON" else None
        subject = subject.root if subject is not None else None
        hurt, others = self._hurt_before(word)
        held = word.head if word.rel == "nmod" and word.case() in self.lex.cue("of") and not is_verb(word.head) else word
        many = word.lower in self.lex.cue("they") and (held.rel in ("obj", "obl", "iobj") or held.dep == "nsubj:pass")
        best, score = None, -99.0
        for entry in reversed(self.history):
            distance = sentence - entry.word.sentence.index
            if distance > _WINDOW or entry.word.index >= word.index:
                if distance > _WINDOW:
                    break
                continue
            if not fits(entry) or (self.quoted is not None and entry.root is self.quoted.root):  # type: ignore[operator]
                continue
            if entry.word is word.head:
                continue  # "many of them" are not what "them" stands for
            if entry.word.rel == "compound":
                continue  # "Armenian police arrested a girl and beat her": she is no "Armenian"
            below = distance == 0 and entry.word.rel == "nsubj" and word.rel in ("obj", "obl")
            if below and entry.word.head is _first_verb(word):
                continue
            if distance == 0 and subject is not None and entry.root is subject:
                continue
            if any(entry.root is doer for doer in doers):
                continue
            if entry.word.rel == "nmod" and entry.word.dep == "nmod:poss" and distance == 0:
                continue
            value = -2.0 * distance - 0.01 * (word.index - entry.word.index)
            if entry.word.rel == "nsubj":
                value += _SUBJECT_BONUS
            if held.dep == "nsubj:pass" or held.rel == "obj":
                suffered = entry.word.rel == "obj" or entry.word.dep == "nsubj:pass"
                value += _SUFFERED_BONUS if suffered else -_SUFFERED_BONUS if entry.kind is EntityKind.ARMED_ACTOR else 0.0
            if many and not entry.plural:
                value -= _ONE_BODY
            value += _HURT * (entry.root in hurt) - _HURT * (entry.root in others)
            if word.lower in self.lex.cue("it") and entry.word.rel in ("obl", "nmod") and entry.kind is EntityKind.PLACE:
                value -= _ONLY_WHERE
            if entry.name or entry.root.name:
                value += _NAME_BONUS
            if entry.root.spoke and distance <= 3:
                value += _SPEAKER_BONUS
            if distance == 0:
                value += _SAME_SENTENCE
            if value > score:
                best, score = entry, value
        if best is not None and word.lower in self.lex.cue("he") | self.lex.cue("she") and not best.root.sex:
            best.root.sex = "male" if word.lower in self.lex.cue("he") else "female"
        return best


def _goes_on(word: Word, end: int) -> int:
    """Return where a name ends that goes on with a capital: "Watch" "Without Borders", "Leger" "Uten Grenser"."""
    after = [w for w in _following(word) if w.start > end][:3]
    if len(after) < 2 or after[0].start != end + 1 or not _JOINING_CAPITAL.fullmatch(after[0].text):
        return end
    return after[1].end if after[1].text[:1].isupper() and after[1].pos in ("PROPN", "NOUN", "ADJ") else end


def _place(entry: Entry) -> int:
    return entry.word.index


def _first_verb(word: Word) -> Word:
    """Return the verb whose subject a word's own verb shares: who "tok fangene og slo dem" beat nobody like themselves."""
    verb = word.head
    while verb.rel == "conj" and verb.head is not verb and verb.child("nsubj") is None:
        verb = verb.head
    return verb


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
    return (left.kind in _ACTORS and right.kind in _ACTORS) or EntityKind.THING in (left.kind, right.kind)
