"""Turns drafts into claims: mentions for participants, figures, time, place, and who says so."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from kg.annotate.attribution import Attribution, chain
from kg.annotate.lexicon import frames, shared
from kg.annotate.mentions import Entry, Registry
from kg.annotate.nouns import core, known_names
from kg.annotate.prune import kept
from kg.annotate.quantities import Quantity
from kg.annotate.relations import relations_of
from kg.annotate.roles import ACTORS, Roles
from kg.annotate.sections import SectionKind
from kg.annotate.timex import Timex
from kg.annotate.triggers import Draft
from kg.annotate.words import Sentence, Word
from kg.model import (
    AGENT_ROLES,
    Certainty,
    Claim,
    EntityKind,
    Figure,
    Filler,
    Measure,
    Mention,
    Relation,
    Role,
    Stance,
    TimeRange,
)
from kg.names import Form

if TYPE_CHECKING:
    from kg.annotate.reader import Paragraph, Reading

_PLACED = frozenset({"attack", "harm", "destruction", "siege", "care", "combat", "displacement", "detention"})
_HAPPENED = frozenset({Stance.ASSERTS, Stance.ACCUSES, Stance.DENIES, Stance.DESCRIBES})
_PLACES = frozenset({EntityKind.PLACE, EntityKind.FACILITY, EntityKind.HEALTH_FACILITY})
_NEAR = 2
"""Sentences over which a place said before still holds."""
_TOTAL_FLOOR = 200
"""So many dead without one incident named are a total over many incidents."""
_LONG_DAYS = 31
_CREDIT = shared("credit")
_LAID = frozenset({"attack", "harm", "detention", "destruction"})
_BLAMING = frozenset({"attribute", "blame", "ascribe", "pin", "tilskrive", "klandre", "gi", "legge"})
_BLAME_REACH = 3
"""Sentences back to the deed that "it" or a bare "blamed the army" speaks of."""
_AGEING = frozenset({EntityKind.PERSON, EntityKind.ARMED_ACTOR, EntityKind.GROUP})
_TEENS = frozenset({"teenager", "teen", "tenåring"})
_TWO = frozenset({"couple", "twin", "ektepar", "tvilling", "tvillinger", "duo"})
_BEFORE_AGE = re.compile(
    r"[\s,(]*(?:(?:aged|in|in his|in her|of|about|of about|no older than|not more than|as young as|was|is|"
    r"på|i|om lag|rundt|var|er)\s+)?",
    re.IGNORECASE,
)
"""What may stand between a description and an age."""
_I = frozenset({"i", "me", "my", "mine", "jeg", "meg", "min", "mitt"})
_TOLD_BY_I = 3
"""So many "I" outside quotations make a text a first-person account."""


def prune(drafts: list[Draft], roles: Roles, paragraph: Paragraph, reading: Reading) -> list[Draft]:
    """Return the drafts of one sentence that tell of events."""
    return kept(drafts, roles)


def finish(reading: Reading) -> tuple[tuple[Claim, ...], tuple[Mention, ...], tuple[Relation, ...]]:
    """Return claims, mentions and relations of a document that was parsed, attributed and searched for events."""
    writer = _Writer(reading)
    for paragraph in reading.paragraphs:
        writer.paragraph(paragraph)
    return writer.result()


def joined(
    parts: Sequence[tuple[tuple[Claim, ...], tuple[Mention, ...], tuple[Relation, ...]]],
) -> tuple[tuple[Claim, ...], tuple[Mention, ...], tuple[Relation, ...]]:
    """Join what was found in the blocks of one document, with ids that go on counting."""
    claims: list[Claim] = []
    mentions: list[Mention] = []
    relations: list[Relation] = []
    for some_claims, some_mentions, some_relations in parts:
        m, k, r = len(mentions), len(claims), len(relations)
        mentions += [replace(x, id=_on(x.id, m), refers_to=_on(x.refers_to, m)) for x in some_mentions]
        claims += [
            replace(
                x,
                id=_on(x.id, k),
                part_of=_on(x.part_of, k),
                same_event_as=_on(x.same_event_as, k),
                roles=tuple(replace(f, mention=_on(f.mention, m)) for f in x.roles),
                according_to=tuple(replace(f, mention=_on(f.mention, m)) for f in x.according_to),
            )
            for x in some_claims
        ]
        relations += [replace(x, id=_on(x.id, r), subject=_on(x.subject, m), object=_on(x.object, m)) for x in some_relations]
    return tuple(claims), tuple(mentions), tuple(relations)


def _on(name: str, count: int) -> str:
    """Return an id moved on: ``m3`` by 10 is ``m13``.

    >>> _on("m3", 10), _on("", 10)
    ('m13', '')
    """
    return f"{name[0]}{int(name[1:]) + count}" if name else ""


class _Writer:
    """Writes claims in the order of the text; keeps what later sentences need of earlier ones."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.registry: Registry = reading.registry
        self.roles = Roles(reading.lex, reading.known)
        self.rows: list[tuple[Draft, Claim, list[Entry]]] = []
        self.place: Entry | None = None
        self.main_place: Entry | None = None
        self.by_draft: dict[int, int] = {}
        self.witness_from = self._first_person_from()
        """The paragraph from which on the author tells what they saw themselves."""
        self.told: set[str] = set()
        """Families of events told so far: a bare "the attack" takes one up again."""

    def _first_person_from(self) -> int:
        """Return the paragraph after a byline from which on "I" tells the story; beyond the last one where nobody does.

        Words of quotations do not count.
        """
        never = len(self.reading.paragraphs)
        byline = next((p.number for p in self.reading.paragraphs if p.section.kind is SectionKind.BYLINE), never)
        own = 0
        for paragraph in self.reading.paragraphs[byline:]:
            for sentence in paragraph.sentences:
                own += sum(
                    word.lower in _I and not any(q.start <= word.start < q.end for q in paragraph.quotes)
                    for word in sentence.words
                )
        return byline if own >= _TOLD_BY_I else never

    # --- one paragraph ---------------------------------------------------------------------------------------------------

    def paragraph(self, paragraph: Paragraph) -> None:
        for sentence in paragraph.sentences:
            for word in sentence.words:
                if word.pos in ("NOUN", "PROPN", "NUM", "ADJ") and self._heads_phrase(word):
                    entry = self.registry.note(word)
                    if entry is not None:
                        self._describe(entry, paragraph)
            if paragraph.section.kind is SectionKind.BYLINE and self.registry.author is None:
                people = [
                    e
                    for e in self.registry.entries.values()
                    if e.word.sentence is sentence and e.kind is EntityKind.PERSON and e.name
                ]
                self.registry.author = people[0] if people else None
            drafts = [d for d in paragraph.drafts if d.sentence is sentence]
            self._listen(sentence, paragraph)
            for draft in drafts:
                self._claim(draft, paragraph)
                if draft.type == "Accusation":
                    self._laid_at_door(draft, drafts, paragraph)
            self._behind_it(sentence, paragraph)
            self._statements(sentence, paragraph)

    def _listen(self, sentence: Sentence, paragraph: Paragraph) -> None:
        """Remember who speaks in a sentence, for "he said" in later ones."""
        for attribution in paragraph.attributions:
            if attribution.sentence is sentence and attribution.verb is not None and not attribution.direct:
                entry = self.registry.entry(attribution.speakers[-1])
                if entry is not None and entry.root.kind is EntityKind.PERSON:
                    self.registry.last_speaker, self.registry.spoke_at = entry, sentence.index

    def _heads_phrase(self, word: Word) -> bool:
        if word.rel in ("flat", "compound", "goeswith", "fixed", "amod", "nummod", "det", "case", "punct", "advmod"):
            return word.rel == "compound" and word.index in self.reading.known and word.pos == "PROPN"
        return word.pos in ("NOUN", "PROPN") or word.rel in ("nsubj", "obj", "obl", "nmod", "conj")

    def _describe(self, entry: Entry, paragraph: Paragraph) -> None:
        """Add age and number from the quantities inside or right after a mention."""
        if entry.kind not in ACTORS:
            return
        for quantity in paragraph.quantities:
            if quantity.kind == "age" and entry.kind in _AGEING and self._belongs_to(quantity, entry):
                entry.age = (quantity.floor, quantity.ceiling if quantity.ceiling is not None else quantity.floor)
                if quantity.floor < 18 and (quantity.ceiling or 0) < 18:
                    entry.sensitive.add("minor")
            elif (
                quantity.kind == "count"
                and entry.start <= quantity.start
                and quantity.end <= entry.end + 1
                and entry.number is None
            ):
                entry.number = (quantity.floor, quantity.ceiling)
        head = core(entry.word, self.reading.lex)
        if entry.age is None and head.lemma in _TEENS and not entry.plural:
            entry.age = (13, 19)
        if entry.number is None and (head.lemma in _TWO or any(c.lower in ("both", "begge") for c in entry.word.children)):
            entry.number = (2, 2)

    def _belongs_to(self, age: Quantity, entry: Entry) -> bool:
        """Say whether an age stands in a description, or after it with no other person between: "a woman in her sixties"."""
        if entry.start - 1 <= age.start <= entry.end + 3:
            return True
        between = self.reading.document.text[entry.end : age.start]
        return 0 < len(between) < 26 and _BEFORE_AGE.fullmatch(between) is not None

    # --- one claim ---------------------------------------------------------------------------------------------------------

    def _claim(self, draft: Draft, paragraph: Paragraph) -> None:  # noqa: C901  one branch a construction of the language
        registry, frame = self.registry, frames()[draft.type]
        if (
            draft.bare
            and frame.family not in ("ceasefire", "combat")
            and (frame.family in self.told or (frame.family == "attack" and "harm" in self.told))
        ):
            return
        self.told.add(frame.family)
        covering = chain(draft.word, paragraph.attributions)
        speakers = self._speakers(covering, draft)
        registry.speaker = next(iter(speakers), None)
        fillers: list[tuple[Role, Entry, str]] = []
        used: list[Entry] = []

        def add(role: Role, word: Word) -> None:
            entry = registry.entry(word, struck=role in (Role.TARGET, Role.VICTIM, Role.PATIENT, Role.BENEFICIARY))
            if entry is None:
                if word.lower in self.reading.lex.cue("it") | self.reading.lex.cue("you") | self.reading.lex.cue("relative") | {
                    "this",
                    "these",
                    "what",
                    "dette",
                }:
                    return
                entry = registry._make(word)
                registry.entries[word.index] = entry
            self._seat_acts(role, word, entry)
            text = self._shown(word, entry)
            if any(r is role and e.root is entry.root for r, e, _ in fillers):
                return
            fillers.append((role, entry, text))
            used.append(entry)

        timed = [(t.start, t.end) for t in paragraph.times]
        if frame.family != "speech":
            draft.agents = [w for w in draft.agents if w.index not in self.reading.inquit]
            draft.patients = [w for w in draft.patients if w.index not in self.reading.inquit]
        for word in draft.agents:
            if not any(b <= word.start < e for b, e in timed):
                add(Role(frame.agent), word)
        for word in draft.patients:
            if not any(b <= word.start < e for b, e in timed):
                add(self._patient_role(draft, word), word)
        for word in draft.instruments:
            add(Role.INSTRUMENT, word)
        for word in draft.places:
            if self.roles.kind(word) in _PLACES and not self._is_persons_name(word):
                add(Role.PLACE, word)
        said = [e for r, e, _ in fillers if r is Role.PLACE]
        self._fall_back_place(draft, fillers, used, add)
        registry.speaker = None
        figures = self._figures(draft, paragraph)
        time = self._time(draft, paragraph)
        is_total = self._is_total(draft, figures, time)
        author = registry.author
        if not speakers and author is not None and draft.sentence.paragraph > self.witness_from and frame.family != "speech":
            speakers = [author]
        according = [(Role.SPEAKER, e, self._shown(e.word, e)) for e in speakers]
        if frame.family == "speech" and draft.agents and not according:
            according = [(Role.SPEAKER, e, t) for r, e, t in fillers if r is Role.SPEAKER]
        elif frame.family == "speech":
            own = [(Role.SPEAKER, e, t) for r, e, t in fillers if r is Role.SPEAKER]
            according = own + [row for row in according if all(row[1].root is not o[1].root for o in own)]
        if draft.light is not None and not according and any(w.lemma in _CREDIT for w in draft.light.subtree()):
            according = [(Role.SPEAKER, e, t) for r, e, t in fillers if r.value == frame.agent]
        if draft.stance in (Stance.ACCUSES, Stance.DENIES, Stance.THREATENS) and not according and frame.family != "speech":
            according = self._accusers(draft)
        sentence = draft.sentence
        trigger_end = max(draft.word.end, draft.end_word.end) if draft.end_word.index - draft.word.index <= 3 else draft.word.end
        claim = Claim(
            id="",
            types=tuple(dict.fromkeys(draft.types)),
            start=sentence.start,
            end=sentence.end,
            text=self.reading.document.text[sentence.start : sentence.end],
            trigger_start=draft.word.start,
            trigger_end=trigger_end,
            roles=tuple(Filler(role, str(id(entry)), text) for role, entry, text in fillers),
            figures=figures,
            time=time,
            stance=draft.stance,
            certainty=draft.certainty,
            according_to=tuple(Filler(role, str(id(entry)), text) for role, entry, text in according),
            is_total=is_total,
            confidence=self._confidence(draft),
        )
        entries = used + [entry for _, entry, _ in according]
        for entry in entries:
            entry.used = True
        self.by_draft[id(draft)] = len(self.rows)
        self.rows.append((draft, claim, entries))
        struck = [
            e
            for r, e, _ in fillers
            if (r is Role.TARGET and e.kind in _PLACES and not e.plural) or (r is Role.TARGET and e.kind is EntityKind.PLACE)
        ]
        if said or struck:
            self.place = (said or struck)[0]

    def _laid_at_door(self, accusation: Draft, drafts: list[Draft], paragraph: Paragraph) -> None:
        """Claim the deed told before anew with whom somebody blames for it: "A spokesman attributed it to the rebels"."""
        accused = [w for w in accusation.patients if self.roles.kind(w) in ACTORS or w.pos == "PROPN"]
        if (
            accusation.word.lemma not in _BLAMING
            or not accused
            or any(d is not accusation and frames()[d.type].family in _LAID for d in drafts)
        ):
            return
        said = accusation.word.child("ccomp", "advcl", "xcomp") is not None
        before = self._deed_before(accusation.sentence)
        if before is None or said or accusation.negated:
            return
        draft = Draft(accusation.word, list(before.types), "noun", accusation.word, agents=accused, stance=Stance.ACCUSES)
        draft.patients, draft.certainty, draft.confidence = list(before.patients), Certainty.ALLEGED, 0.6
        self._claim(draft, paragraph)

    def _deed_before(self, sentence: Sentence) -> Draft | None:
        """Return the deed that "it" in a sentence takes up: the last one told in the few sentences before."""
        told = [
            row[0]
            for row in reversed(self.rows)
            if frames()[row[0].type].family in _LAID
            and row[0].stance in (Stance.ASSERTS, Stance.ACCUSES)
            and 0 < sentence.index - row[0].sentence.index <= _BLAME_REACH
        ]
        nearest = [draft for draft in told if draft.sentence is told[0].sentence]
        return next((draft for draft in nearest if frames()[draft.type].family in ("attack", "destruction")), None) or next(
            iter(nearest), None
        )

    def _behind_it(self, sentence: Sentence, paragraph: Paragraph) -> None:
        """Claim the deed told before of who is said to be behind it: "The army apparently was behind it"."""
        for word in sentence.words:
            if word.pos not in ("PRON", "DET") or word.lower not in self.reading.lex.cue("it") | {"this", "dette"}:
                continue
            verb = word if word.child("cop") is not None else word.head
            standing = verb is word or verb.lemma in ("be", "stand", "stå", "være", "ligge")
            if word.case() not in ("behind", "bak") or not standing:
                continue
            doers = [w for w in verb.children if w.rel == "nsubj" and (self.roles.kind(w) in ACTORS or w.pos == "PROPN")]
            before = self._deed_before(sentence)
            denied = any(c.lower in self.reading.lex.cue("negation") for c in verb.children)
            if not doers or before is None or denied:
                continue
            draft = Draft(word, list(before.types), "noun", word, agents=doers, confidence=0.6)
            draft.patients = list(before.patients)
            hedges = {c.lower for c in [*verb.children, *word.children]}
            if hedges & (self.reading.lex.cue("probable") | self.reading.lex.cue("alleged")):
                draft.certainty = Certainty.PROBABLE
            self._claim(draft, paragraph)

    def _seat_acts(self, role: Role, word: Word, entry: Entry) -> None:
        """Take a capital that acts or speaks for its government: "Moscow has stepped up its raids"."""
        span = self.reading.known.get(word.index)
        if role not in AGENT_ROLES | {Role.ADDRESSEE} or span is None or entry.word is not word or entry.root is not entry:
            return
        seat = next((name for name in span.names if name.form is Form.METONYM), None)
        if seat is not None and entry.kind is EntityKind.PLACE:
            entry.kind, entry.known = EntityKind.GOVERNMENT, seat.entity.iri

    def _shown(self, word: Word, entry: Entry) -> str:
        """Return the words to show: the mention's own, or those of what a pronoun stands for."""
        if entry.word is word or word.index == entry.word.index:
            own = entry
        else:
            own = entry.root if entry.root.name or not entry.name else entry
            if own.word.pos == "PRON":
                own = entry
        text = self.reading.document.text[own.start : own.end].replace("\n", " ")
        if own.name and own.name not in text and own.kind is EntityKind.PERSON:
            return own.name
        if (
            own.kind is EntityKind.PERSON
            and own.name
            and len(own.name) < len(text)
            and own.name in text
            and text.endswith(own.name)
            and len(text.split()) > 5
        ):
            return own.name
        return text

    def _patient_role(self, draft: Draft, word: Word) -> Role:
        frame = frames()[draft.type]
        kind = self.roles.kind(word)
        thing = word.lower in self.reading.lex.cue("it") or kind not in ACTORS
        return Role(frame.thing) if thing else Role(frame.patient)

    def _speakers(self, covering: list[Attribution], draft: Draft) -> list[Entry]:
        out: list[Entry] = []
        for attribution in covering:
            for word in attribution.speakers:
                if word is draft.word or self._titles(word, attribution.speakers):
                    continue
                entry = self.registry.entry(word)
                lex = self.reading.lex
                if entry is None and word.lower in lex.cue("he") | lex.cue("she") | lex.cue("they"):
                    entry = self.registry.entries.setdefault(word.index, self.registry._make(word))
                if entry is not None and all(entry.root is not other.root for other in out):
                    entry.root.spoke = True
                    out.append(entry)
        return out

    def _titles(self, word: Word, speakers: list[Word]) -> bool:
        """Say whether a speaker only is the title of the next one: "utenriksminister", "John Kerry"."""
        return word.pos == "NOUN" and any(w.pos == "PROPN" and 0 < w.index - word.index <= 2 for w in speakers)

    def _accusers(self, draft: Draft) -> list[tuple[Role, Entry, str]]:
        for word in draft.word.up():
            row = next((r for r in reversed(self.rows[-6:]) if r[0].word is word), None)
            if row is not None:
                found = [(e, f.text) for e in row[2] for f in row[1].roles if f.role is Role.SPEAKER and f.mention == str(id(e))]
                return [(Role.SPEAKER, e, text) for e, text in dict(found).items()]
        return []

    # --- place ---------------------------------------------------------------------------------------------------------------

    def _is_persons_name(self, word: Word) -> bool:
        """Say whether what was taken for a place is a name that the text has given to a person: "killed ... Kalazi"."""
        first = self.registry.names.get(word.lower) if word.pos == "PROPN" and word.index not in self.reading.known else None
        return first is not None and first.root.kind is EntityKind.PERSON

    def _within(self, word: Word) -> list[Word]:
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
                and not self._is_persons_name(child)
            ]
            out += level
        return out

    def _fall_back_place(
        self, draft: Draft, fillers: list[tuple[Role, Entry, str]], used: list[Entry], add: Callable[[Role, Word], None]
    ) -> None:
        """Take the place from the struck thing's own place, the sentence, the text before, or the report's main place."""
        frame = frames()[draft.type]
        if frame.family not in _PLACED or draft.stance not in _HAPPENED:
            return
        if any(role is Role.PLACE for role, _, _ in fillers):
            for word in list(draft.places):
                for inner in self._within(word):
                    add(Role.PLACE, inner)
            return
        for word in draft.patients:
            if self.roles.kind(word) in _PLACES:
                for inner in self._within(word):
                    add(Role.PLACE, inner)
        if any(role is Role.PLACE for role, _, _ in fillers):
            return
        place = (
            self._place_of_whole(draft)
            or self._place_of_participants(draft)
            or self._place_in_sentence(draft)
            or self._recent_place(draft)
            or self._main_place()
        )
        if place is not None:
            fillers.append((Role.PLACE, place, place.name or self.reading.document.text[place.start : place.end]))
            used.append(place)
            if place.word.sentence is draft.sentence:
                above = [place.word.head] if place.word.rel in ("compound", "nmod", "flat") else []
                for inner in (w for word in [place.word, *above] for w in self._within(word)):
                    add(Role.PLACE, inner)

    def _place_of_whole(self, draft: Draft) -> Entry | None:
        """Return where the attack struck that a killing is part of."""
        if draft.part_of is None:
            return None
        for word in [*draft.part_of.patients, *draft.part_of.places]:
            if self.roles.kind(word) in _PLACES and "Number=Plur" not in core(word, self.reading.lex).morph:
                return self.registry.entry(word)
        return None

    def _recent_place(self, draft: Draft) -> Entry | None:
        """Return the place that was said last, if that was no more than two sentences ago."""
        if self.place is None or draft.sentence.index - self.place.word.sentence.index > _NEAR:
            return None
        return self.place if draft.sentence.paragraph - self.place.word.sentence.paragraph <= 1 else None

    def _place_of_participants(self, draft: Draft) -> Entry | None:
        for word in draft.patients:
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
            if self.roles.kind(word) is EntityKind.PLACE and word.pos == "PROPN":
                return self.registry.entry(word)
        return None

    def _place_in_sentence(self, draft: Draft) -> Entry | None:
        taken = {w.index for w in [*draft.agents, *draft.instruments]}
        best = None
        for word in draft.sentence.words:
            if word.index in taken or word.pos not in ("PROPN", "NOUN") or self.roles.kind(word) is not EntityKind.PLACE:
                continue
            if (
                word.rel in ("obl", "nmod", "conj", "appos")
                and word.case() in self.reading.lex.cue("place_preps")
                and (word.pos == "PROPN" or word.index in self.reading.known)
            ) and (best is None or abs(word.index - draft.word.index) < abs(best.index - draft.word.index)):
                best = word
        return self.registry.entry(best) if best is not None else None

    def _main_place(self) -> Entry | None:
        """Return the town or district that the report names most; countries only if it names none."""
        if self.main_place is None:
            counts: Counter[str] = Counter()
            first: dict[str, Entry] = {}
            names = known_names()
            for entry in self._all_places():
                key = entry.root.known or entry.root.name.casefold()
                counts[key] += 1
                first.setdefault(key, entry)
            towns = [key for key in counts if not _is_country(key, names)]
            ranked = sorted(towns or counts, key=lambda key: (-counts[key], first[key].start))
            if ranked and (counts[ranked[0]] >= 2 or len(ranked) == 1):
                self.main_place = first[ranked[0]]
        return self.main_place

    def _all_places(self) -> list[Entry]:
        out = []
        for paragraph in self.reading.paragraphs:
            for sentence in paragraph.sentences:
                for word in sentence.words:
                    span = self.reading.known.get(word.index)
                    named = span is not None and span.head is word and span.names[0].entity.kind is EntityKind.PLACE
                    if named or (
                        word.ent == "LOC" and word.ent_start and self.roles.kind(word) is EntityKind.PLACE and word.pos == "PROPN"
                    ):
                        entry = self.registry.note(word)
                        if entry is not None and entry.kind is EntityKind.PLACE:
                            out.append(entry)
        return out

    # --- figures and time --------------------------------------------------------------------------------------------------

    def _figures(self, draft: Draft, paragraph: Paragraph) -> tuple[Figure, ...]:
        frame = frames()[draft.type]
        out: list[Figure] = []
        if frame.measure:
            measure = Measure(frame.measure)
            if draft.disjunct:
                measure = Measure.KILLED_OR_INJURED if draft.type in ("Killing", "Death", "Injury") else Measure.OTHER
            people: list[Figure] = []
            for word in draft.patients:
                found = self._quantity_of(word, paragraph)
                if found is not None:
                    people.append(self._figure(found, measure, word))
            out += people[:1] if len(people) == 1 else [self._sum(people)] if people and draft.word.rel != "conj" else people[:1]
            if not people:
                out += self._computed(draft, measure)
        if frame.family == "attack" and draft.form == "noun":
            found = self._quantity_of(draft.word, paragraph)
            if found is not None and found.floor > 1:
                out.append(self._figure(found, Measure.EVENTS, draft.word))
        if frame.family in ("attack", "destruction") and draft.form == "verb":
            out += [
                self._figure(q, Measure.EVENTS, draft.word)
                for q in paragraph.quantities
                if q.kind == "times"
                and q.floor > 1
                and any(q.start <= w.start < q.end and draft.word in w.up() for w in draft.sentence.words)
            ][:1]
        if draft.form == "noun" and frame.measure and not out:
            found = self._quantity_of(draft.word, paragraph)
            if found is not None:
                out.append(self._figure(found, Measure(frame.measure), draft.word))
        return tuple(out)

    def _sum(self, figures: list[Figure]) -> Figure:
        """Add the numbers of coordinated victims ("three women and two children")."""
        if len(figures) == 1:
            return figures[0]
        ceilings = [f.ceiling for f in figures]
        first, last = figures[0], figures[-1]
        return Figure(
            first.measure,
            sum(f.floor for f in figures),
            None if None in ceilings else sum(c for c in ceilings if c is not None),
            first.start,
            last.end,
            self.reading.document.text[first.start : last.end],
            first.modifier,
            first.unit,
            first.per,
            True,
        )

    def _computed(self, draft: Draft, measure: Measure) -> list[Figure]:
        """Count people who are named or described one by one; "nobody" is none."""
        if frames()[draft.type].family not in ("harm", "detention"):
            return []
        if draft.negated and draft.form == "adjective":
            return [Figure(measure, 0, 0, draft.word.start, draft.word.end, self._own_words(draft.word), computed=True)]
        if draft.stance not in (Stance.ASSERTS, Stance.ACCUSES) or len(draft.patients) != 1:
            return []
        word = draft.patients[0]
        inner = core(word, self.reading.lex)
        entry = self.registry.entry(word)
        paired = inner.lemma in _TWO or any(c.lower in ("both", "begge") for c in word.children)
        if (
            entry is None
            or entry.kind not in _AGEING
            or (entry.kind is not EntityKind.PERSON and not paired)
            or inner is not word
            or ((entry.plural or "Number=Plur" in inner.morph) and not paired)
        ):
            return []
        pair = next((c for c in word.children if c.lower in ("both", "begge")), inner if inner.lemma in _TWO else None)
        if pair is not None:
            return [Figure(measure, 2, 2, word.start, word.end, self._own_words(word), unit=entry.head, computed=True)]
        if word.lower in self.reading.lex.cue("he") | self.reading.lex.cue("she"):
            return [Figure(measure, 1, 1, word.start, word.end, self._own_words(word), computed=True)]
        singular = "Number=Sing" in inner.morph or entry.name
        collective = inner.lemma in (
            "family",
            "people",
            "staff",
            "population",
            "crew",
            "familie",
            "folk",
            "befolkning",
            "team",
            "personell",
            "andre",
            "others",
            "couple",
        )
        if not singular or collective or word.pos not in ("NOUN", "PROPN"):
            return []
        return [Figure(measure, 1, 1, entry.start, entry.end, entry.text, unit=entry.head, computed=True)]

    def _own_words(self, word: Word) -> str:
        """Return a word as the document has it: what the parser reads of a text in capitals has small letters."""
        return self.reading.document.text[word.start : word.end]

    def _quantity_of(self, word: Word, paragraph: Paragraph) -> Quantity | None:
        """Return the number said of a noun phrase, looked for among its own words."""
        entry = self.registry.entries.get(word.index) or self.registry._make(word)
        start, end = entry.start, entry.end
        for child in word.children:
            if child.rel in ("nummod", "nmod", "amod", "det", "advmod") and child.index < word.index:
                start = min(start, child.subtree()[0].start)
        numbers = {
            word.index,
            *(c.index for c in word.children if c.rel in ("nummod", "det", "nmod", "amod", "compound")),
            core(word, self.reading.lex).index,
        }
        numbers |= {
            c.index
            for child in word.children
            if child.rel in ("nummod", "nmod", "amod", "det", "compound")
            for c in child.children
        }
        inner = core(word, self.reading.lex)
        numbers |= {c.index for c in inner.children if c.rel in ("nummod", "det", "amod")}
        spans = [(w.start, w.end) for w in word.sentence.words if w.index in numbers]
        for quantity in paragraph.quantities:
            if quantity.kind != "count" or quantity.fraction is not None:
                continue
            said = any(quantity.value_start < e and b < quantity.value_end for b, e in spans)
            near = said and quantity.start < end + 1 and quantity.end > start - 30
            if near or (quantity.end <= start and not self.reading.document.text[quantity.end : start].strip()):
                return quantity
        return None

    def _figure(self, quantity: Quantity, measure: Measure, word: Word) -> Figure:
        text = self.reading.document.text
        end = max(quantity.end, word.end) if 0 <= word.end - quantity.start < 120 else quantity.end
        inner = core(word, self.reading.lex)
        unit = " ".join(
            [
                *(
                    m.text
                    for m in inner.children
                    if m.rel in ("amod", "compound") and m.index < inner.index and m.start >= quantity.end
                ),
                inner.text,
            ]
        )
        return Figure(
            measure,
            quantity.floor,
            quantity.ceiling,
            quantity.start,
            end,
            text[quantity.start : end],
            quantity.modifier,
            unit if inner.start >= quantity.value_end else "",
            quantity.per or "",
        )

    def _time(self, draft: Draft, paragraph: Paragraph) -> TimeRange | None:
        """Choose the expression that stands nearest to the event word in the tree; a speech verb's time is not the event's."""
        best: tuple[float, Timex] | None = None
        for found in paragraph.times:
            if found.kind in ("habit", "duration") or (found.earliest is None and found.latest is None):
                continue
            if not (draft.sentence.start <= found.start < draft.sentence.end):
                continue
            inside = [w for w in draft.sentence.words if w.start < found.end and found.start < w.end]
            if not inside:
                continue
            cost = self._distance(draft, inside)
            if cost is not None and (best is None or cost < best[0]):
                best = (cost, found)
        found_time = best[1] if best is not None else self._only_time(draft, paragraph)
        if found_time is None:
            return None
        t = found_time
        return TimeRange(t.earliest, t.latest, t.precision, t.start, t.end, self.reading.document.text[t.start : t.end])

    def _only_time(self, draft: Draft, paragraph: Paragraph) -> Timex | None:
        """Return the one time that a sentence names, if no relative clause and no verb of saying has it to itself."""
        inside = [t for t in paragraph.times if draft.sentence.start <= t.start < draft.sentence.end]
        dated = [t for t in inside if t.kind not in ("habit", "duration") and (t.earliest or t.latest)]
        if len(inside) != 1 or len(dated) != 1:
            return None
        words = [w for w in draft.sentence.words if w.start < dated[0].end and dated[0].start < w.end]
        path = [u for w in words[:1] for u in (w, *w.up())]
        if any(w.dep == "acl:relcl" for w in path) or any(w.lemma in self.reading.lex.cue("say") for w in path[1:2]):
            return None
        return dated[0]

    def _distance(self, draft: Draft, inside: list[Word]) -> float | None:
        """Return how many steps lead from a time expression to an event word, or None if another clause owns it."""
        top = min(inside, key=lambda w: sum(1 for _ in w.up()))
        path = [top, *top.up()]
        up = [draft.word, *draft.word.up()]
        indexes = {w.index: i for i, w in enumerate(path)}
        for steps, word in enumerate(up):
            if word.index in indexes:
                below = path[: indexes[word.index]]
                if any(w.dep == "acl:relcl" for w in below):
                    return None
                said = (
                    word.lemma in self.reading.lex.cue("say")
                    and word is not draft.word
                    and draft.word.rel in ("ccomp", "parataxis")
                    and steps >= 1
                )
                if said and not (top.index < word.index and top.index == word.sentence.words[0].index):
                    return None
                others = [d for d in below[1:] if any(d is other for other in self._event_words(draft))]
                if others:
                    return None
                return steps + indexes[word.index]
        return None

    def _event_words(self, draft: Draft) -> list[Word]:
        paragraph = self.reading.paragraphs[draft.sentence.paragraph]
        return [d.word for d in paragraph.drafts if d is not draft and d.sentence is draft.sentence]

    def _is_total(self, draft: Draft, figures: tuple[Figure, ...], time: TimeRange | None) -> bool:
        if any(f.measure is Measure.EVENTS and f.floor > 1 for f in figures):
            return True
        if frames()[draft.type].family not in ("harm", "destruction", "detention", "displacement"):
            return False
        if draft.form == "noun" and "Number=Plur" in draft.word.morph and not draft.patients:
            return True
        counted = [f for f in figures if not f.computed]
        if not counted:
            return False
        if (
            time is not None
            and time.earliest
            and time.latest
            and (time.latest - time.earliest).days > _LONG_DAYS
            and time.precision.value in ("range", "year", "season")
        ):
            return True
        return max(f.floor for f in counted) >= _TOTAL_FLOOR and draft.part_of is None

    def _confidence(self, draft: Draft) -> float:
        value = draft.confidence
        if draft.form in ("noun",):
            value -= 0.1
        if not draft.agents and not draft.patients:
            value -= 0.2
        if draft.certainty is not Certainty.CERTAIN:
            value -= 0.05
        return round(max(0.05, value), 2)

    # --- statements ----------------------------------------------------------------------------------------------------------

    def _statements(self, sentence: Sentence, paragraph: Paragraph) -> None:
        """Claim a Statement where somebody speaks and nothing of what is said is an event of its own."""
        for attribution in paragraph.attributions:
            verb = attribution.verb
            if (
                verb is None
                or attribution.sentence is not sentence
                or attribution.direct
                or verb.lemma not in self.reading.lex.cue("statement_say")
            ):
                continue
            scope = attribution.scope | {i for a in paragraph.attributions if a.direct and a.verb is verb for i in a.scope}
            if not scope or (any(d.word.index in scope for d in paragraph.drafts) and not self._quoted(attribution, paragraph)):
                continue
            entries = [e for e in (self.registry.entry(w) for w in attribution.speakers) if e is not None]
            entries = [e for e in entries if e.root.kind in ACTORS]
            quoted = any(q.start < sentence.end and q.end > sentence.start for q in paragraph.quotes)
            if not quoted and not any(w.pos in ("PROPN", "NOUN") for w in attribution.speakers):
                continue
            if not entries or any(
                row[0].type == "Statement" and row[0].sentence.paragraph == sentence.paragraph for row in self.rows
            ):
                continue
            roles = [(Role.SPEAKER, e, self._shown(w, e)) for w, e in zip(attribution.speakers, entries, strict=False)]
            for _, entry, _ in roles:
                entry.used = True
            fillers = tuple(Filler(role, str(id(entry)), text) for role, entry, text in roles)
            draft = Draft(verb, ["Statement"], "verb", verb)
            claim = Claim(
                "",
                ("Statement",),
                sentence.start,
                sentence.end,
                self.reading.document.text[sentence.start : sentence.end],
                verb.start,
                verb.end,
                roles=fillers,
                according_to=fillers,
                confidence=0.7,
            )
            self.by_draft[id(draft)] = len(self.rows)
            self.rows.append((draft, claim, [e for _, e, _ in roles]))

    def _quoted(self, attribution: Attribution, paragraph: Paragraph) -> bool:
        """Say whether somebody described or named is quoted word by word: speaking is then told of beside what is said."""
        quoted = any(a.direct and a.verb is attribution.verb for a in paragraph.attributions)
        return quoted and all(w.pos in ("PROPN", "NOUN") for w in attribution.speakers)

    # --- the result ------------------------------------------------------------------------------------------------------------

    def result(self) -> tuple[tuple[Claim, ...], tuple[Mention, ...], tuple[Relation, ...]]:
        order = sorted(
            range(len(self.rows)), key=lambda i: (self.rows[i][1].start, self.rows[i][1].trigger_start, self.rows[i][1].types)
        )
        entries = {id(e): e for e in self.registry.entries.values() if self._worth(e)}
        for row in self.rows:
            for entry in row[2]:
                entries[id(entry)] = entry
        for entry in list(entries.values()):
            entries[id(entry.root)] = entry.root
        ordered = sorted(entries.values(), key=lambda e: (e.start, e.end, e.word.index))
        ids = {str(id(entry)): f"m{number}" for number, entry in enumerate(ordered, 1)}
        names = {i: f"k{n}" for n, i in enumerate(order, 1)}
        claims = []
        for i in order:
            draft, claim, _ = self.rows[i]
            whole = self.by_draft.get(id(draft.part_of)) if draft.part_of is not None else None
            claims.append(_renamed(claim, names[i], ids, names[whole] if whole is not None and whole != i else ""))
        mentions = tuple(self._mention(entry, ids) for entry in ordered)
        relations = relations_of(self.reading, ids)
        return tuple(claims), mentions, relations

    def _worth(self, entry: Entry) -> bool:
        told = entry.age is not None or entry.number is not None or bool(entry.sensitive)
        return entry.used or bool(entry.name) or bool(entry.known) or (told and entry.kind in ACTORS)

    def _mention(self, entry: Entry, ids: dict[str, str]) -> Mention:
        kind = EntityKind.GROUP if entry.kind is EntityKind.PERSON and entry.plural and not entry.name else entry.kind
        return Mention(
            id=ids[str(id(entry))],
            start=entry.start,
            end=entry.end,
            kind=kind,
            text=entry.text,
            name=entry.name,
            head=entry.head,
            refers_to=ids[str(id(entry.root))],
            age=entry.age,
            sex=entry.sex,
            number=entry.number,
            occupation=entry.attributes.get("occupation", ""),
            sensitive=tuple(sorted(entry.sensitive)),
        )


def _renamed(claim: Claim, name: str, ids: dict[str, str], whole: str) -> Claim:
    return replace(
        claim,
        id=name,
        part_of=whole,
        roles=tuple(Filler(f.role, ids[f.mention], f.text) for f in claim.roles),
        according_to=tuple(Filler(f.role, ids[f.mention], f.text) for f in claim.according_to),
    )


def _is_country(key: str, names: object) -> bool:
    entity = names.entities.get(key)  # type: ignore[attr-defined]
    return (entity is not None and "Country" in entity.classes) or (
        entity is not None and not entity.within and entity.iri.rpartition("/")[2].startswith("place-")
    )
