"""Chooses where an event took place: its own words, the struck thing's place, the sentence, what was said before."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from kg.annotate.kinds import ACTORS
from kg.annotate.lexicon import frames, shared
from kg.annotate.mentions import Entry
from kg.annotate.nouns import core, known_names, sense
from kg.annotate.roles import Roles
from kg.annotate.sections import SectionKind
from kg.annotate.triggers import Draft
from kg.annotate.words import Word
from kg.model import EntityKind, Stance

if TYPE_CHECKING:
    from kg.annotate.reader import Reading

PLACES = frozenset({EntityKind.PLACE, EntityKind.FACILITY, EntityKind.HEALTH_FACILITY})
_PLACED = frozenset({"attack", "harm", "destruction", "siege", "care", "combat", "displacement", "detention"})
_HAPPENED = frozenset({Stance.ASSERTS, Stance.ACCUSES, Stance.DENIES, Stance.DESCRIBES})
UNPLACED = frozenset({"speech", "support", "reporting"})
"""What is said or given is not tied to a place: one that is named belongs to what is spoken of."""
_DWELLERS = shared("dwellers")
_NEAR = 2
"""Sentences over which a place said before still holds."""


class Places:
    """Finds the places of events; remembers the one that was said last."""

    def __init__(self, reading: Reading, roles: Roles) -> None:
        self.reading = reading
        self.registry = reading.registry
        self.roles = roles
        self.last: Entry | None = None
        self.main: Entry | None = None
        self.sought = False
        """True once the main place was looked for."""

    def is_persons_name(self, word: Word) -> bool:
        """Say whether what was taken for a place is a name that the text has given to a person: "killed ... Kalazi"."""
        first = self.registry.names.get(word.lower) if word.pos == "PROPN" and word.index not in self.reading.known else None
        return first is not None and first.root.kind is EntityKind.PERSON

    def within(self, word: Word) -> list[Word]:
        """Return the places that a thing or place is said to lie in: "the depot in the Bab district of Aleppo, Syria"."""
        out: list[Word] = []
        level = [word]
        for _ in range(3):
            level = [
                child
                for above in level
                for child in above.children
                if child.index > above.index
                and child.rel in ("nmod", "appos", "obl")
                and self.roles.kind(child) is EntityKind.PLACE
                and (child.rel == "appos" or child.case() in self.reading.lex.cue("place_preps") | self.reading.lex.cue("of"))
                and not self.is_persons_name(child)
            ]
            out += level
        return out

    @staticmethod
    def wanted(draft: Draft) -> bool:
        """Say whether an event that names no place is given one: it took place somewhere, and is told as having happened."""
        return frames()[draft.type].family in _PLACED and draft.stance in _HAPPENED

    def elsewhere(self, draft: Draft, *, near_only: bool) -> Entry | None:
        """Return the place of an event whose words name none; None where nothing near tells it.

        *near_only* keeps to the sentence: a habit, or a total over many incidents, is not where the story is.
        """
        struck = {id(entry.root) for word in draft.patients if (entry := self.registry.entry(word)) is not None}
        near = (self._place_of_whole, self._place_of_participants, self._place_in_sentence)
        for found in near if near_only else (*near, self._recent_place, self._main_place):
            place = found(draft)
            if place is not None and (place.kind is EntityKind.PLACE or id(place.root) not in struck):
                return place
        return None

    def _place_of_whole(self, draft: Draft) -> Entry | None:
        """Return where the attack struck that a killing is part of."""
        if draft.part_of is None:
            return None
        for word in [*draft.part_of.patients, *draft.part_of.places]:
            if self.roles.kind(word) in PLACES and "Number=Plur" not in core(word, self.reading.lex).morph:
                return self.registry.entry(word)
        return None

    def _recent_place(self, draft: Draft) -> Entry | None:
        """Return the place that was said last, if that was no more than two sentences ago."""
        if self.last is None or draft.sentence.index - self.last.word.sentence.index > _NEAR:
            return None
        return self.last if draft.sentence.paragraph - self.last.word.sentence.paragraph <= 1 else None

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
        own = any(c.pos == "PROPN" and c.rel in ("appos", "flat", "compound") for c in word.children)
        return own or (word.text[:1].isupper() and "-" in word.text)

    def _place_in_sentence(self, draft: Draft) -> Entry | None:
        taken = {w.index for w in [*draft.agents, *draft.instruments]}
        best = None
        for word in draft.sentence.words:
            if word.index in taken or word.pos not in ("PROPN", "NOUN") or self.roles.kind(word) is not EntityKind.PLACE:
                continue
            if self._is_origin(word):
                continue
            if (
                word.rel in ("obl", "nmod", "conj", "appos")
                and word.case() in self.reading.lex.cue("place_preps")
                and (word.pos == "PROPN" or word.index in self.reading.known or self._named(word))
            ) and (best is None or abs(word.index - draft.word.index) < abs(best.index - draft.word.index)):
                best = word
        return self.registry.entry(best) if best is not None else None

    def _is_origin(self, word: Word) -> bool:
        """Say whether somebody comes from there, which is not where they are: "en soldat fra Fiji"."""
        return word.case() in ("from", "fra") and word.rel == "nmod" and self.roles.kind(word.head) in ACTORS

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
                if self._is_origin(word):
                    continue
                if known or (found and self.roles.kind(word) is EntityKind.PLACE):
                    entry = self.registry.note(word)
                    if entry is not None and entry.kind is EntityKind.PLACE:
                        out.append(entry)
        return out


def _most_named(places: list[Entry]) -> Entry | None:
    """Return the place named most, if it is named twice or alone; countries only where no town is named."""
    counts: Counter[str] = Counter()
    first: dict[str, Entry] = {}
    for entry in places:
        key = entry.root.known or entry.root.name.casefold()
        counts[key] += 1
        first.setdefault(key, entry)
    towns = [key for key in counts if not _is_country(key, known_names())]
    ranked = sorted(towns or counts, key=lambda key: (-counts[key], first[key].start))
    return first[ranked[0]] if ranked and (counts[ranked[0]] >= 2 or len(ranked) == 1) else None


def _is_country(key: str, names: object) -> bool:
    entity = names.entities.get(key)  # type: ignore[attr-defined]
    return (entity is not None and "Country" in entity.classes) or (
        entity is not None and not entity.within and entity.iri.rpartition("/")[2].startswith("place-")
    )
