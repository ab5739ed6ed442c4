"""Chooses where an event took place: its own words, the struck thing's place, the sentence, what was said before."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING

from kg.annotate.circumstances import WAYS, is_nowhere, is_origin, lies_around, tells_direction
from kg.annotate.clauses import is_verb
from kg.annotate.drafts import Draft
from kg.annotate.entry_heads import EntryHead
from kg.annotate.kinds import ACTORS, is_kind
from kg.annotate.lexicon import VIOLENT, frames, shared
from kg.annotate.mentions import Entry
from kg.annotate.nouns import SCENES, core, known_names, lookup, sense
from kg.annotate.roles import Roles
from kg.annotate.sections import SectionKind
from kg.annotate.words import Word
from kg.model import EntityKind, Stance

if TYPE_CHECKING:
    from kg.annotate.reader import Paragraph, Reading

PLACES = frozenset({EntityKind.PLACE, EntityKind.FACILITY, EntityKind.HEALTH_FACILITY})
_PLACED = VIOLENT | {"care", "combat", "displacement"}
_HELD = frozenset({"meeting", "protest", "release", "ceasefire"})
"""What is held or agreed may be far from where the story is: it is given no place that its sentence does not name."""
_HAPPENED = frozenset({Stance.ASSERTS, Stance.ACCUSES, Stance.DENIES, Stance.DESCRIBES})
UNPLACED = frozenset({"speech", "support", "reporting"})
"""What is said or given is not tied to a place: one that is named belongs to what is spoken of."""
_DWELLERS = shared("dwellers")
_HOURS, _MOVING = shared("hours"), shared("moving")
_DISTRICTS = shared("districts")
_SETTLED = shared("settlements") | shared("regions")
BUILT_UP = frozenset({EntityKind.FACILITY, EntityKind.HEALTH_FACILITY})
_PARTS = shared("parts_of_places")
_KNOWN = frozenset({"the", "that", "this", "these", "those", "den", "det", "denne", "dette", "disse"})
_ASKING = shared("asking_somebody")
_LATELY = 4
"""Events back in which what was struck is where the next thing happened."""
_TOWARDS = frozenset({"toward", "towards", "mot"})
"""Those who make for a place need never come there."""
_THERE = frozenset({"there", "der", "dit"})
_TAKEN_UP = 12
"""Sentences back in which "the blast" looks for the blast."""
_KIN = {
    **dict.fromkeys(("attack", "combat", "destruction"), frozenset({"attack", "combat", "destruction"})),
    "harm": frozenset({"harm", "attack", "combat"}),
}
"""For each family of events those that one of it may take up again."""
_STAY = 6
"""Sentences of one paragraph over which those who have come to a building are in it."""
_SENDING = frozenset({"send", "deploy", "fire", "launch", "sende", "avfyre", "skyte"})
"""What is sent or fired from a place does its work elsewhere."""
_GOING, _REACHING = shared("going"), shared("reaching")
_PERFECT = shared("perfect")
_TO = frozenset({"to", "at", "into", "til", "i", "på", "inn"})
_NEAR = 2
"""Sentences over which a place said before still holds."""


class Places:
    """Finds the places of events; remembers where earlier ones took place."""

    def __init__(self, reading: Reading, roles: Roles, heads: Mapping[int, EntryHead]) -> None:
        self.reading = reading
        self.registry = reading.registry
        self.roles = roles
        self.told: list[tuple[Draft, list[Entry]]] = []
        """The events so far, each with its places."""
        self.seats: dict[int, list[Entry]] = {}
        """Where the buildings and quarters stand that were told of, by the number of their first mention."""
        self.main: Entry | None = None
        self.heads = heads
        """The heads of the entries of a digest, by the numbers of their paragraphs."""
        self.sought = False
        """True once the main place was looked for."""

    def is_persons_name(self, word: Word) -> bool:
        """Say whether what was taken for a place is a name that the text has given to a person: "killed ... Kalazi"."""
        first = self.registry.names.get(word.lower) if word.pos == "PROPN" and word.index not in self.reading.known else None
        return first is not None and first.root.kind is EntityKind.PERSON

    def proper(self, word: Word, paragraph: Paragraph) -> Word | None:
        """Return what a place word names as a whole, "the Turi jail" for "Turi"; None for part of a person's name or a time."""
        if word.lower in _HOURS or any(t.start <= word.start < t.end for t in paragraph.times):
            return None
        while word.rel in ("flat", "compound") and word.head is not word and self.roles.kind(word.head) in PLACES:
            word = word.head
        if self._names(word.head, word) and self.roles.kind(word.head) is EntityKind.PLACE:
            word = word.head
        if word.rel == "flat" and self.roles.kind(word.head) in ACTORS:
            return None
        return None if self.is_persons_name(word) else word

    def within(self, word: Word) -> list[Word]:
        """Return the places that a thing or place is said to lie in: "the depot in the Bab district of Aleppo, Syria"."""
        out: list[Word] = []
        level = [word, *self._noun_after(word)]
        for _ in range(3):
            level = [
                child
                for above in level
                for child in above.children
                if child.index > above.index
                and child.rel in ("nmod", "appos", "obl")
                and self.roles.kind(child) is EntityKind.PLACE
                and not WAYS & set(child.case().split())  # "on the road to Lul"
                and (child.rel == "appos" or child.case() in self.reading.lex.cue("place_preps") | self.reading.lex.cue("of"))
                and not self._names(above, child)
                and not self._is_whole(child, above)
                and (child.rel != "appos" or child.pos == "PROPN" or child.index in self.reading.known or self._named(child))
                and not self.is_persons_name(child)
            ]
            out += level
        return out

    def _is_whole(self, whole: Word, part: Word) -> bool:
        """Say whether a place without a name only tells what another is part of: "the eastern side of the town"."""
        return part.lemma in _PARTS and whole.pos == "NOUN" and not self._named(whole)

    @staticmethod
    def told_as_done(draft: Draft) -> bool:
        """Say whether an event is told as having happened, of a kind that happens where the story is."""
        return frames()[draft.type].family in _PLACED and draft.stance in _HAPPENED

    def _noun_after(self, word: Word) -> list[Word]:
        """Return the noun that a name stands before: "al-Sukari nabolaget i Aleppo"."""
        words = word.sentence.words
        following = words[word.index - words[0].index + 1 :][:1]
        if word.text.islower():
            return []
        return [w for w in following if w.pos == "NOUN" and not w.case() and lookup(w, _SETTLED | _DISTRICTS, self.reading.lex)]

    def _names(self, place: Word, inner: Word) -> bool:
        """Say whether what hangs on a place is its own name: "the department of Antioquia", "landsbyen Tula"."""
        beside = inner.rel in ("appos", "flat") and inner.index == place.index + 1
        return (beside and place.pos == "NOUN") or (place.lemma in _SETTLED and inner.case() in self.reading.lex.cue("of"))

    def is_settlement(self, entry: Entry) -> bool:
        """Say whether a place is told with its name after a noun, so that the name alone names it: "the town of Wukro"."""
        told = entry.word.text[:1].islower() and bool(entry.name) and entry.text.endswith(entry.name)
        return entry.kind is EntityKind.PLACE and told

    def _moves(self, word: Word) -> bool:
        """Say whether something is a vehicle, a vessel, a convoy: where it was is another matter."""
        lex = self.reading.lex
        return is_kind(word, "vehicle", lex) or lookup(core(word, lex), _MOVING, lex) is not None

    @staticmethod
    def wanted(draft: Draft) -> bool:
        """Say whether an event that names no place is given one: it took place somewhere, or would."""
        spoken_of = draft.form == "weapon" and draft.word.pos == "NOUN" and draft.word not in draft.instruments
        return frames()[draft.type].family in _PLACED | _HELD and not spoken_of

    def note(self, draft: Draft, places: list[Entry]) -> None:
        """Remember where an event took place, and where what it struck stands."""
        if frames()[draft.type].family in UNPLACED:
            return
        self.told.append((draft, places))
        towns = [place for place in places if place.kind is EntityKind.PLACE]
        for word in [*draft.patients, *draft.places]:
            entry = self.registry.entry(word) if self.roles.kind(word) in BUILT_UP else None
            if entry is not None and (others := [town for town in towns if town.root is not entry.root]):
                self.seats.setdefault(id(entry.root), others)

    def elsewhere(self, draft: Draft, *, near_only: bool) -> list[Entry]:
        """Return the places of an event whose words name none; nothing where the text near it tells none.

        *near_only* keeps to the sentence, or the country told of: a habit, or a total over many incidents, is not where the
        story is.
        """
        struck = {id(entry.root) for word in draft.patients if (entry := self.registry.entry(word)) is not None}
        if told := self._told_in_sentence(draft, struck):
            return told
        head = self.heads.get(draft.sentence.paragraph)
        if head is not None and head.place is not None and head.place.sentence is not draft.sentence:
            entry = self.registry.entry(head.place)
            if entry is not None:
                entry.kind = EntityKind.PLACE if entry.kind in (EntityKind.PERSON, EntityKind.THING) else entry.kind
                return [entry]
        if not near_only and (taken_up := self._place_told(draft)):
            return taken_up
        if (own := self._own_name(draft)) is not None:
            return [own]
        if self.reading.paragraphs[draft.sentence.paragraph].section.kind is SectionKind.SEE_ALSO:
            return []  # a link to another story
        recent = self._recent_place(draft)
        if near_only and recent is not None and not _is_country(recent.root.known, known_names()):
            return []
        again = bool(draft.patients) and all(w.pos == "PRON" for w in draft.patients)
        for place in (recent,) if near_only or again else (recent, self._main_place(draft)):
            if place is None or self._belongs(place, draft):
                continue
            if place.kind is EntityKind.PLACE or id(place.root) not in struck:
                return [place]
        return []

    def _told_in_sentence(self, draft: Draft, struck: Collection[int]) -> list[Entry]:
        """Return where the sentence itself says that an event was, other than in the buildings struck (by their mentions)."""
        whole = [e for e in self._places_of_whole(draft) if e.kind is EntityKind.PLACE or id(e.root) not in struck]
        if whole:
            return whole
        for found in (self._place_of_participants, self._place_there, self._place_in_sentence):
            place = found(draft)
            if place is not None and (place.kind is EntityKind.PLACE or id(place.root) not in struck):
                return [place, *self._beside(place, draft)]
        return []

    def _beside(self, place: Entry, draft: Draft) -> list[Entry]:
        """Return the places that are named together with one, other than those who act or suffer: "in Homs and Hama"."""
        taken = {w.index for w in (place.word, *draft.agents, *draft.patients)}
        words = [w for w in place.word.conjuncts() if w.index not in taken and self.roles.kind(w) is EntityKind.PLACE]
        named = (w for w in words if w.pos == "PROPN" or w.index in self.reading.known or self._named(w))
        return [] if is_origin(place.word, self.roles) else [e for w in named if (e := self.registry.entry(w)) is not None]

    def _belongs(self, place: Entry, draft: Draft) -> bool:
        """Say whether a place only tells in the sentence of an event whose something is, or where to: "Asmara's soldiers"."""
        word = place.word
        if word.sentence is not draft.sentence:
            return False
        if word.case() in WAYS and frames()[draft.type].family != "displacement":
            return True
        named = word.rel in ("compound", "flat", "amod", "nsubj") or word.dep == "nmod:poss"
        return word.rel == "nsubj" or (named and self.roles.kind(word.head) not in PLACES)

    def struck(self, draft: Draft) -> list[Word]:
        """Return the towns and districts that are struck, taken or fled as such: that is where it was."""
        words = [w for w in draft.patients if self.roles.kind(w) is EntityKind.PLACE]
        return [w for w in words if w.pos == "PROPN" or w.index in self.reading.known or self._named(w)]

    def _own_name(self, draft: Draft) -> Entry | None:
        """Return a building that is struck and has a name, if nothing says where it stands: "the Hpare Hkyet outpost"."""
        for word in draft.patients:
            if self.roles.kind(word) in BUILT_UP and self._named(word) and not self._moves(word):
                return self.registry.entry(word)
        return None

    def _place_told(self, draft: Draft) -> list[Entry]:
        """Return where what an event strikes was said to stand, or where the event was that "the blast" takes up again."""
        for word in draft.patients:
            entry = self.registry.entry(word) if self.roles.kind(word) in BUILT_UP else None
            if entry is not None and id(entry.root) in self.seats:
                return self.seats[id(entry.root)]
        again = draft.part_of if draft.part_of is not None and not draft.places else draft
        if not self._takes_up(again):
            return []
        family, kin = frames()[draft.type].family, _KIN.get(frames()[again.type].family, frozenset())
        for other, places in reversed(self.told):
            if draft.sentence.index - other.sentence.index > _TAKEN_UP:
                break
            if other.sentence is not draft.sentence and frames()[other.type].family in kin:
                same = ("Number=Plur" in again.word.morph) is ("Number=Plur" in other.word.morph)
                struck = [self.registry.entry(w) for w in other.patients if self.roles.kind(w) in BUILT_UP] if same else []
                within = [e for e in struck if e is not None and not e.plural] if family == "harm" else []
                return [*within, *places]
        return []

    def _place_there(self, draft: Draft) -> Entry | None:
        """Return the place named last, for what was done "there"."""
        if not any(w.lower in _THERE and w.rel == "advmod" for w in draft.word.children):
            return None
        here = draft.sentence.index
        return next(
            (
                e
                for e in reversed(self.registry.history)
                if e.kind in PLACES and e.word.index < draft.word.index and here - e.word.sentence.index <= _NEAR
            ),
            None,
        )

    def _takes_up(self, draft: Draft) -> bool:
        """Say whether an event is told as known: "the blast", "that attack", "the dead"."""
        if draft.form not in ("noun", "weapon", "adjective"):
            return False
        word = draft.word
        det = word.child("det")
        return ("Definite=Def" in word.morph and word.pos == "NOUN") or (det is not None and det.lower in _KNOWN)

    def _places_of_whole(self, draft: Draft) -> list[Entry]:
        """Return where the attack struck that a killing is part of: all buildings that it hit, or the first town."""
        whole = [*draft.part_of.patients, *draft.part_of.places] if draft.part_of is not None else []
        lasting = [w for w in whole if not self._moves(w) and "Number=Plur" not in core(w, self.reading.lex).morph]
        first = next((w for w in lasting if self.roles.kind(w) in PLACES), None)
        if first is None or draft.part_of is None:
            return []
        hit = draft.part_of.patients
        beside = [w for w in lasting if w in hit and first in hit and w in first.conjuncts()]
        words = [first, *(w for w in beside if w is not first and self.roles.kind(w) in BUILT_UP)]
        if first not in hit and self.roles.kind(first) is EntityKind.PLACE:
            words += [w for w in first.conjuncts() if w is not first and w in lasting and self.roles.kind(w) is EntityKind.PLACE]
        return [entry for word in words if (entry := self.registry.entry(word)) is not None]

    def _recent_place(self, draft: Draft) -> Entry | None:
        """Return the place named last before an event, in the paragraph or the one before it: there the story stands.

        Of several in one sentence it is the last town, "Kupiansk in Ukraine"; a country, or where the hurt are brought, only
        where it alone is named.
        """
        here, land, ward = draft.sentence, None, None
        for entry in reversed(self.registry.history):
            there = entry.word.sentence
            if land is not None and there is not land.word.sentence:
                return land
            far = here.index - there.index > _NEAR
            if here.paragraph - there.paragraph > (0 if far else 1) or here.index - there.index > _STAY:
                break
            if entry.word.index >= draft.word.index:
                continue
            building = entry.kind in BUILT_UP or entry.head in SCENES
            brought = self._is_brought_there(entry.word, draft)
            stays = here.paragraph == there.paragraph and building and self._is_reached(entry) and not brought
            before = any(w.lemma in _PERFECT for w in draft.word.all("aux")) and frames()[draft.type].family == "harm"
            if stays and not before:
                return entry
            if far:
                continue
            if entry.kind is EntityKind.PLACE and self._sets_scene(entry):
                if not brought and not _is_country(entry.root.known, known_names()):
                    return self._inner(entry)
                land, ward = (land, ward or entry) if brought else (land or entry, ward)
            beside = there.paragraph == here.paragraph and there.index == here.index - 1
            if beside and entry.kind in BUILT_UP and self._is_scene(entry) and not brought:
                return entry
        return land or ward

    def _inner(self, entry: Entry) -> Entry:
        """Return the town that is named right before the region that it lies in, or else the place itself."""
        word = lies_around(entry.word, self.roles)
        inner = self.registry.entry(word) if word is not None else None
        return inner if inner is not None and inner.kind is EntityKind.PLACE and not self._is_somebodys(inner.word) else entry

    def _is_scene(self, entry: Entry) -> bool:
        """Say whether what follows is told of a building: somebody is in it or goes there, or it was struck."""
        word = entry.word
        if entry.plural or self._moves(word):
            return False
        owner = word.child("nmod:poss")
        if owner is not None and owner.pos == "PRON":
            return False
        if word.pos == "NOUN" and not entry.name and word.child("det", "nmod:poss") is None and "Definite=Def" not in word.morph:
            return False  # "from house to house"
        where = word.rel == "obl" and set(word.case().split()) & {"at", "in", "to", "into", "på", "i", "til", "ved"}
        return bool(where) or any(word in d.places or (word in d.patients and not said) for d, said in self._said_lately())

    def _is_reached(self, entry: Entry) -> bool:
        """Say whether those who tell or are told of come to a building, and stay: "they ran to the clinic and found ..."."""
        word = entry.word
        goes = word.rel == "obl" and word.head.lemma in _GOING
        to = (goes or word.child("cop") is not None) and not _TO.isdisjoint(word.case().split())
        there = word.rel == "obj" and word.head.lemma in _REACHING
        return not entry.plural and not self._moves(word) and (to or there) and not is_nowhere(word, self.roles)

    def _is_brought_there(self, word: Word, draft: Draft) -> bool:
        """Say whether the hurt are brought to a place: "taken to a clinic in Homs"; what else was done was done elsewhere."""
        if frames()[draft.type].family not in VIOLENT or "Death" in draft.types:
            return False
        drafts = self.reading.paragraphs[word.sentence.paragraph].drafts
        told = {d.word.index for d in drafts if frames()[d.type].family == "care" and d.sentence is word.sentence}
        verb = next((w for w in word.up() if w.index in told), None)
        return verb is not None and any(w.case() in ("to", "til") and w.index <= word.index for w in verb.children)

    def _said_lately(self) -> Iterator[tuple[Draft, list[Entry]]]:
        """Yield the last events, each with the towns that its own sentence names as its place."""
        for draft, places in self.told[-_LATELY:]:
            yield draft, [p for p in places if p.kind is EntityKind.PLACE and p.word.sentence is draft.sentence]

    def _sets_scene(self, entry: Entry) -> bool:
        """Say whether something is told of a place or in it: "in Homs", "the clinics of Homs", "Homs lies in ruins"."""
        word = entry.word
        named = entry.root.name or entry.name or self._named(word)
        if not named or self._is_somebodys(word) or not _TOWARDS.isdisjoint(word.case().split()):
            return False
        above = word.head if word.rel in ("nmod", "obl") and word.head.pos == "NOUN" else None
        if above is not None and lookup(above, _SETTLED, self.reading.lex) and not self._names(above, word):
            return False  # "Kodok, a town on the White Nile": the story stays in the town
        where = set(word.case().split()) & self.reading.lex.cue("place_preps")
        return bool(where) or word.dep == "nmod:poss" or word.rel in ("nsubj", "obj", "appos")

    def _place_of_participants(self, draft: Draft) -> Entry | None:
        for word in draft.patients:
            if (home := self._home(word)) is not None:
                return self.registry.entry(home)
            for child in [*word.children, *core(word, self.reading.lex).children]:
                named = child.pos == "PROPN" or child.index in self.reading.known
                own_name = child.rel == "compound" and child.dep != "nmod:poss"
                origin = own_name or (self.roles.kind(word) in ACTORS and child.case() in ("from", "fra"))
                if (
                    not origin
                    and child.rel in ("nmod", "compound", "flat")
                    and named
                    and self.roles.kind(child) is EntityKind.PLACE
                    and child is not word
                ):
                    return self.registry.entry(child)
            if self.roles.kind(word) is EntityKind.PLACE and (word.pos == "PROPN" or self._named(word)):
                return self.registry.entry(word)
        return None

    def _home(self, word: Word) -> Word | None:
        """Return the name of where people live who are struck as a whole: "the farming community of Yelwata"."""
        if word.lemma not in _DWELLERS:
            return None
        preps = self.reading.lex.cue("of") | {"in", "i", "på"}
        return next((c for c in word.children if c.rel == "nmod" and c.pos == "PROPN" and c.case() in preps), None)

    def _named(self, word: Word) -> bool:
        """Say whether the noun for a place has its name beside it, or in it: "the port city of Izmail", "Kunduz-provinsen"."""
        own = any(c.pos == "PROPN" and (c.rel in ("appos", "flat", "compound") or self._names(word, c)) for c in word.children)
        entry = self.registry.entry(word) if word.pos == "NOUN" else None
        return own or (word.text[:1].isupper() and "-" in word.text) or (entry is not None and self.is_settlement(entry))

    def _place_in_sentence(self, draft: Draft) -> Entry | None:
        """Return the place named in the sentence that is nearest in the tree, if it is not where somebody speaks or lives."""
        taken = {w.index for w in [*draft.agents, *draft.instruments]}
        paragraph = self.reading.paragraphs[draft.sentence.paragraph]
        best: tuple[int, int, Word] | None = None
        others = (d for d in paragraph.drafts if d.sentence is draft.sentence and d is not draft and d.agents == draft.agents)
        struck = {w.index for other in others for w in other.patients if self.roles.kind(w) is EntityKind.PLACE}
        for word in draft.sentence.words:
            kind = self.roles.kind(word)
            if word.index in taken or word.pos not in ("PROPN", "NOUN") or kind not in PLACES:
                continue
            if is_origin(word, self.roles) or self.proper(word, paragraph) is not word:
                continue
            if kind is not EntityKind.PLACE and not (self._named(word) or word.index in self.reading.known):
                continue
            named = word.pos == "PROPN" or word.index in self.reading.known or self._named(word)
            if named and word.index in struck and not _apart(draft, word, paragraph):
                return self.registry.entry(word)
            where = word.case() in self.reading.lex.cue("place_preps") or tells_direction(word)
            located = word.rel in ("obl", "nmod", "conj", "appos") and where
            located = located and (word.case() not in WAYS or frames()[draft.type].family == "displacement")
            if named and located and not _apart(draft, word, paragraph):
                cost = (_steps(draft.word, word), abs(word.index - draft.word.index), word)
                best = cost if best is None or cost[:2] < best[:2] else best
        if best is None:
            return None
        inner = lies_around(best[2], self.roles)
        at = inner if inner is not None and inner.index not in taken else best[2]
        return self.registry.entry(self._building_of(at, taken))

    def _building_of(self, town: Word, taken: set[int]) -> Word:
        """Return the building that a town is named with, which tells the place more exactly: "a clinic in Goma"."""
        head = town.head
        stands = town.rel in ("nmod", "compound") and self.roles.kind(head) in BUILT_UP and head.index not in taken
        where = head.rel in ("obl", "nmod") and head.case() in self.reading.lex.cue("place_preps") - WAYS
        exact = stands and where and not self._moves(head) and "Number=Plur" not in core(head, self.reading.lex).morph
        return head if exact else town

    def _is_somebodys(self, word: Word) -> bool:
        """Say whether a place is where somebody comes from, has their office or speaks: nothing need have happened there."""
        sent = word.case() in ("from", "fra") and word.head.lemma in _GOING | _SENDING  # "reinforcements came from Homs"
        return sent or is_origin(word, self.roles) or self._is_seat(word) or self._is_where_they_speak(word)

    def _is_where_they_speak(self, word: Word) -> bool:
        """Say whether somebody speaks or is asked there: "told reporters in Geneva", "interviewed in Edirne"."""
        verb = next((w for w in word.up() if is_verb(w)), None)
        return verb is not None and verb.lemma in self.reading.lex.cue("say") | _ASKING

    def _is_seat(self, word: Word) -> bool:
        """Say whether somebody has their office there: "the ministry in Moscow"."""
        return word.rel == "nmod" and word.case() in ("in", "i") and self.roles.kind(word.head) in ACTORS

    def _main_place(self, _: Draft) -> Entry | None:
        """Return the town or district that the report names most, the one of its dateline only if it names no other."""
        if not self.sought:
            self.sought = True
            told = self._named_places(dateline=False)
            self.main = _most_named(told) if told else _most_named(self._named_places(dateline=True))
        return self.main

    def _named_places(self, *, dateline: bool) -> list[Entry]:
        """Return the mentions of named places in datelines, or in all other text."""
        out = []
        for paragraph in self.reading.paragraphs:
            if (paragraph.section.kind is SectionKind.DATELINE) is not dateline:
                continue
            for word in (w for sentence in paragraph.sentences for w in sentence.words):
                span = self.reading.known.get(word.index)
                known = span is not None and span.head is word and sense(span, self.reading.lex).entity.kind is EntityKind.PLACE
                found = word.ent == "LOC" and word.ent_start and word.pos == "PROPN"
                if self._is_somebodys(word) or self.proper(word, paragraph) is not word or lies_around(word, self.roles):
                    continue
                if self.roles.demonym(word):
                    continue  # "Kenyan soldiers"
                if known or (found and self.roles.kind(word) is EntityKind.PLACE):
                    entry = self.registry.note(word)
                    if entry is not None and entry.kind is EntityKind.PLACE:
                        out.append(entry)
        return out


def _apart(draft: Draft, word: Word, paragraph: Paragraph) -> bool:
    """Say whether a place belongs to who speaks, and the event to what is said; or to a clause about somebody else."""
    if any(draft.word.index in a.scope and word.index not in a.scope for a in paragraph.attributions):
        return True
    told = {other.word.index for other in paragraph.drafts if other is not draft}
    below = set()
    for governor in word.up():
        if governor is draft.word or draft.word.index in {w.index for w in governor.subtree()}:
            return False
        below.add(governor.index)
        if governor.dep in ("acl:relcl", "acl") and not below & told:
            return True
    return False


def _steps(left: Word, right: Word) -> int:
    """Return how many steps lead from one word to another in the tree."""
    above = [left, *left.up()]
    for steps, word in enumerate((right, *right.up())):
        at = next((i for i, other in enumerate(above) if other is word), None)
        if at is not None:
            return steps + at
    return len(above)


def _most_named(places: list[Entry]) -> Entry | None:
    """Return the place named more often than all others together, if twice, or alone; countries only where no town is named."""
    counts: Counter[str] = Counter()
    first: dict[str, Entry] = {}
    for entry in places:
        key = entry.root.known or entry.root.name.casefold()
        counts[key] += 1
        first.setdefault(key, entry)
    towns = [key for key in counts if not _is_country(key, known_names())]
    ranked = sorted(towns or counts, key=lambda key: (-counts[key], first[key].start))
    often = bool(ranked) and counts[ranked[0]] >= 2 and sum(counts[key] for key in ranked) < 2 * counts[ranked[0]]
    return first[ranked[0]] if often or len(ranked) == 1 else None


def _is_country(key: str, names: object) -> bool:
    entity = names.entities.get(key)  # type: ignore[attr-defined]
    return (entity is not None and "Country" in entity.classes) or (
        entity is not None and not entity.within and entity.iri.rpartition("/")[2].startswith("place-")
    )
