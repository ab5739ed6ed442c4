"""Turns drafts into claims: mentions for participants, figures, time, place, and who says so."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from kg.annotate.attribution import Attribution, chain
from kg.annotate.clauses import is_passive, is_verb
from kg.annotate.counting import AGEING, Figures, pair, words_before
from kg.annotate.dating import Story, time_of, time_of_saying
from kg.annotate.drafts import Draft
from kg.annotate.entry_heads import entry_heads
from kg.annotate.kinds import ACTORS
from kg.annotate.lexicon import VIOLENT, frames, shared
from kg.annotate.mentions import Entry, Registry, taken_up_by_age
from kg.annotate.nouns import core
from kg.annotate.placing import PLACES, UNPLACED, Places
from kg.annotate.pronouns import weapon_named
from kg.annotate.quantities import Quantity
from kg.annotate.relations import relations_of
from kg.annotate.retelling import laid_at_door, suffered_before, told_anew
from kg.annotate.sections import SectionKind
from kg.annotate.wordlists import one_of
from kg.annotate.words import Sentence, Word
from kg.model import (
    AGENT_ROLES,
    PATIENT_ROLES,
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

_ASKING = shared("asking_somebody")
_TOTAL_FLOOR = 200
"""So many dead without one incident named are a total over many incidents."""
_VAGUE = shared("vague")
_VAGUE_SHARES = shared("vague_shares")
_HOMES = frozenset({"home", "house", "hjem", "hus"})
_LONG_DAYS = 31
_CREDIT = shared("credit")
_BEFORE_AGE = re.compile(rf"[\s,(]*(?:(?:{one_of(shared('before_age'))})\s+)?", re.IGNORECASE)
"""What may stand between a description and an age."""
_FEWEST_SAID = 3
"""Fewer words are a cry or a name, not a statement."""
_TOLD_BY_I = 3
"""So many "I" outside quotations make a text a first-person account."""


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
        self.roles = reading.roles
        self.rows: list[tuple[Draft, Claim, list[Entry]]] = []
        heads = entry_heads(reading.paragraphs)
        self.places = Places(reading, self.roles, heads)
        self.figures = Figures(reading)
        self.story = Story(reading.lex, heads)
        self.by_draft: dict[int, int] = {}
        self.witness_from = self._first_person_from()
        """The paragraph from which on the author tells what they saw themselves."""
        self.heard: dict[int, Entry] = {}
        """Who a pronoun was when it spoke, by its index: what is said later in its name is theirs, whoever spoke between."""
        self.told: set[str] = set()
        """Families of events told so far: a bare "the attack" takes one up again."""

    def _first_person_from(self) -> int:
        """Return the paragraph after a byline from which on "I" tells the story; beyond the last one where nobody does.

        Words of quotations do not count.
        """
        never = len(self.reading.paragraphs)
        byline = next((p.number for p in self.reading.paragraphs if p.section.kind is SectionKind.BYLINE), never)
        first = shared("first_person") & self.reading.lex.cue("first_person")  # Norwegian "i" is no "I"
        own = 0
        for paragraph in self.reading.paragraphs[byline:]:
            for sentence in paragraph.sentences:
                own += sum(
                    word.lower in first and not any(q.start <= word.start < q.end for q in paragraph.quotes)
                    for word in sentence.words
                )
        return byline if own >= _TOLD_BY_I else never

    # --- one paragraph ---------------------------------------------------------------------------------------------------

    def paragraph(self, paragraph: Paragraph) -> None:
        before = len(self.registry.history)
        for sentence in paragraph.sentences:
            for word in sentence.words:
                if word.pos in ("NOUN", "PROPN", "NUM", "ADJ") and self._heads_phrase(word):
                    entry = self.registry.note(word)
                    if entry is not None:
                        self._describe(entry, paragraph)
            if paragraph.section.kind is SectionKind.BYLINE:
                named = (e for e in self.registry.entries.values() if e.kind is EntityKind.PERSON and e.name)
                author = next((e for e in named if e.word.sentence is sentence), None)
                self.registry.author = self.registry.author or author
                del self.registry.history[before:]  # who wrote the report is nobody that it tells of
            drafts = [d for d in paragraph.drafts if d.sentence is sentence]
            self._listen(sentence, paragraph)
            for draft in drafts:
                again = suffered_before(draft, self._told())
                self._claim(draft, paragraph, again)
                blamed = laid_at_door(draft, drafts, self._told(), self.roles) if draft.type == "Accusation" else None
                if blamed is not None:
                    self._claim(blamed, paragraph)
            for draft in told_anew(sentence, list(self._told()), self.roles):
                self._claim(draft, paragraph)
            self._statements(sentence, paragraph)
            self._asked(sentence)

    def _told(self) -> Iterator[Draft]:
        """Yield what was claimed so far, the last first."""
        return (draft for draft, _, _ in reversed(self.rows))

    def _listen(self, sentence: Sentence, paragraph: Paragraph) -> None:
        """Remember who speaks in a sentence, for "he said" in later ones."""
        for attribution in paragraph.attributions:
            if attribution.sentence is sentence and attribution.verb is not None and not attribution.direct:
                said = {i for a in paragraph.attributions if a.direct and a.verb is attribution.verb for i in a.scope}
                entry = self._speaker(attribution.speakers[-1], said)
                if entry is not None and entry.root.kind is EntityKind.PERSON and not entry.plural:
                    self.registry.last_speaker, self.registry.spoke_at = entry, sentence.index
                elif entry is not None and entry.root.kind in ACTORS and attribution.speakers[-1].pos != "PRON":
                    self.registry.last_speakers, self.registry.they_spoke_at = entry, sentence.index
                    others = [self.registry.entry(w) for w in attribution.speakers[:-1]]
                    self.registry.beside_them = [e for e in others if e is not None and e.root.kind in ACTORS]

    def _asked(self, sentence: Sentence) -> None:
        """Remember who is asked: the "he" who says something next is the one who answers."""
        for verb in sentence.words:
            if verb.lemma in _ASKING and is_verb(verb) and not is_passive(verb):
                person = next((c for c in verb.children if c.rel in ("obj", "iobj") and c.index > verb.index), None)
                entry = self.registry.entry(person) if person is not None and person.pos in ("NOUN", "PROPN") else None
                if entry is not None and entry.root.kind is EntityKind.PERSON and not entry.plural:
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
            if quantity.kind == "age" and entry.kind in AGEING and self._belongs_to(quantity, entry):
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
        if entry.age is None and head.lemma in shared("teens") and not entry.plural:
            entry.age = (13, 19)
        if entry.number is None and pair(entry.word, self.reading.lex) is not None:
            entry.number = (2, 2)

    def _belongs_to(self, age: Quantity, entry: Entry) -> bool:
        """Say whether an age stands in a description, or after it with no other person between: "a woman in her sixties"."""
        if entry.start - 1 <= age.start <= entry.end + 3:
            return True
        between = self.reading.document.text[entry.end : age.start]
        if 0 < len(between) < 26 and _BEFORE_AGE.fullmatch(between) is not None:
            return True
        both = words_before(self.reading.document.text, age.start, 1)
        pair_of = [w for w in entry.word.children if w.rel == "conj" and both and both[0] in shared("both")]
        return any(_BEFORE_AGE.fullmatch(self.reading.document.text[w.end : age.start]) for w in pair_of)

    # --- one claim ---------------------------------------------------------------------------------------------------------

    def _claim(self, draft: Draft, paragraph: Paragraph, again: Collection[Word] = ()) -> None:  # noqa: C901  one branch a construction of the language
        registry, frame = self.registry, frames()[draft.type]
        if (
            draft.bare
            and frame.family not in ("ceasefire", "combat")
            and (frame.family in self.told or (frame.family == "attack" and "harm" in self.told))
        ):
            return
        self.told.add(frame.family)
        self.figures.settle(draft, paragraph)
        covering = chain(draft.word, paragraph.attributions)
        speakers = self._speakers(covering, draft)
        if draft.counters:
            speakers = [entry for word in draft.counters if (entry := registry.entry(word)) is not None]
        registry.speaker = next(iter(speakers), None)
        within = any(q.start <= draft.word.start < q.end for q in paragraph.quotes)
        registry.quoted = registry.speaker if within else None
        fillers: list[tuple[Role, Entry, str]] = []
        used: list[Entry] = []

        def add(role: Role, word: Word) -> None:
            word = self._of_whom(word)
            weapon = weapon_named(registry, word) if role is Role.INSTRUMENT and word.pos == "PRON" else None
            entry = weapon or registry.entry(word, struck=role in (Role.TARGET, Role.VICTIM, Role.PATIENT, Role.BENEFICIARY))
            if entry is None and word.lower in shared("asking"):
                return
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
            if role.value == frame.agent and registry.violent and word.pos == "PRON" and self._is_machine(entry):
                role = Role.INSTRUMENT  # "a drone struck the truck; it killed the driver"
            text = entry.name if role is Role.PLACE and self.places.is_settlement(entry) else self._shown(word, entry)
            if text.lower() in shared("reciprocal") or (role.value == frame.agent and text.lower() in shared("nobody")):
                return
            if any(r is role and (e.root is entry.root or _inside(entry, e)) for r, e, _ in fillers):
                return
            fillers.append((role, entry, text))
            used.append(entry)
            for other in self._taken_up_with(word, entry):
                add(role, other)

        timed = [(t.start, t.end) for t in paragraph.times if not t.start <= draft.word.start < t.end]
        if frame.family != "speech" and draft.word.index not in self.reading.inquit:
            draft.agents = [w for w in draft.agents if w.index not in self.reading.inquit]
            draft.patients = [w for w in draft.patients if w.index not in self.reading.inquit]
        registry.violent = frame.family in VIOLENT
        for word in draft.agents:
            if not any(b <= word.start < e for b, e in timed):
                add(Role(frame.agent), word)
                for one in self._with_them(word, registry.entries.get(word.index)) if frame.family == "speech" else []:
                    add(Role(frame.agent), one.word)
        registry.violent, denied = False, draft.type == "Denial"
        for word in [*draft.patients, *again]:
            if denied and word.pos == "NOUN" and self.roles.kind(word) not in ACTORS:
                continue  # a report is denied; whom it was denied to is somebody
            if not any(b <= word.start < e for b, e in timed) and not (draft.toll and word.pos == "NUM"):
                add(self._patient_role(draft, word), word)
        for word in draft.instruments:
            if word is not draft.word or draft.form == "weapon":
                add(Role.INSTRUMENT, word)
        for word in draft.places if frame.family not in UNPLACED else []:
            if frame.family == "displacement" and word.lemma in _HOMES and word.child("nmod:poss") is not None:
                continue  # "driven from their homes" says nothing of where these are
            place = self.places.proper(word, paragraph) if self.roles.kind(word) in PLACES else None
            if place is not None:
                add(Role.PLACE, place)
        fillers = [row for row in fillers if row[0] is not Role.PLACE or not self._names_part(row[1], fillers)]
        figures = self.figures.of(draft, paragraph)
        time = time_of(draft, paragraph, self.reading)
        self.story.note(draft, time)
        time = time or self.story.day(draft, paragraph, self.reading)
        is_total = self._is_total(draft, figures, time, paragraph)
        self._fall_back_place(draft, fillers, used, add, is_total)
        self.places.note(draft, [e for r, e, _ in fillers if r is Role.PLACE])
        doers, sufferers = ([e for r, e, _ in fillers if r in roles] for roles in (AGENT_ROLES, PATIENT_ROLES))
        registry.happened(draft, frame.family, doers, sufferers)
        registry.speaker = registry.quoted = None
        author = registry.author
        if not speakers and author is not None and draft.sentence.paragraph > self.witness_from and frame.family != "speech":
            speakers = [author]
        according = [(Role.SPEAKER, e, self._shown(e.word, e)) for e in speakers]
        unsaid = not any(role is Role.SPEAKER for role, _, _ in fillers)
        if frame.family == "speech" and draft.form == "verb" and unsaid and not draft.passive:
            fillers += according  # "according to the agency, which also blamed the army": who says so blames
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
            trigger_start=min(draft.word.start, draft.end_word.start),
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

    @staticmethod
    def _names_part(entry: Entry, fillers: list[tuple[Role, Entry, str]]) -> bool:
        """Say whether a place is but a piece of the name of another: "Bosco" of "the Saint-Jean Bosco neighborhood"."""
        piece = entry.word.rel in ("compound", "flat") and entry.word.dep != "nmod:poss"
        others = (other for role, other, _ in fillers if role is Role.PLACE and other is not entry)
        within = [o for o in others if o.start <= entry.start and entry.end <= o.end]
        return piece and any(o.end - o.start > entry.end - entry.start for o in within)

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
            own = entry.root if taken_up_by_age(entry) else entry
        else:
            own = entry.root if entry.root.name or not entry.name else entry
            if own.word.pos == "PRON":
                own = entry
        start = self._counted_from(own)
        text = self.reading.document.text[start : own.end].replace("\n", " ")
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

    def _counted_from(self, entry: Entry) -> int:
        """Return where the name begins of people that a vague number stands before: "scores of doctors" are doctors."""
        inner = core(entry.word, self.reading.lex)
        vague = inner is not entry.word and entry.word.lower in _VAGUE and inner.pos == "NOUN"
        if not vague or inner.start < entry.start:
            return entry.start
        own = [c for c in inner.children if c.rel in ("amod", "compound", "nummod", "det", "nmod") and c.index < inner.index]
        return min(inner.start, *(c.subtree()[0].start for c in own if not c.case())) if own else inner.start

    def _is_machine(self, entry: Entry) -> bool:
        """Say whether something strikes that somebody else fired or flew."""
        return core(entry.word, self.reading.lex).lemma in self.reading.lex.platforms or entry.kind is EntityKind.WEAPON

    def _of_whom(self, word: Word) -> Word:
        """Return the pronoun behind a vague number, which says nothing by itself: "most of them" are they."""
        they = self.reading.lex.cue("they")
        vague = word.lower in _VAGUE_SHARES or word.lemma in _VAGUE_SHARES
        of = [c for c in word.children if c.lower in they and c.case() in self.reading.lex.cue("of")] if vague else []
        return of[0] if of and self.registry.entry(of[0]) is not None else word

    def _taken_up_with(self, word: Word, entry: Entry) -> list[Word]:
        """Return whom "they" take up beside the first who was named: "the nurses and two drivers were stopped; they ..."."""
        first = entry.word
        if word.lower not in self.reading.lex.cue("they") or first.sentence is word.sentence or first.rel == "conj":
            return []
        return [w for w in first.conjuncts() if w is not first and w.pos == "NOUN" and self.roles.kind(w) in ACTORS]

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
                quoted = any(a.direct and a.verb is attribution.verb for a in covering)
                entry = self._speaker(word, attribution.scope if quoted else frozenset())
                lex = self.reading.lex
                if entry is None and word.lower in lex.cue("he") | lex.cue("she") | lex.cue("they"):
                    entry = self.registry.entries.setdefault(word.index, self.registry._make(word))
                for one in [entry, *self._with_them(word, entry)]:
                    if one is not None and all(one.root is not other.root for other in out):
                        one.root.spoke = True
                        out.append(one)
        return out

    def _with_them(self, word: Word, entry: Entry | None) -> list[Entry]:
        """Return who spoke together with whom "they" take up: "nurses and teachers say that ... they add"."""
        registry = self.registry
        taken_up = word.lower in self.reading.lex.cue("they") and entry is not None and registry.last_speakers is entry
        return registry.beside_them if taken_up else []

    def _speaker(self, word: Word, said: Collection[int]) -> Entry | None:
        """Return who speaks; "he" is nobody of whom only the quoted words tell: "They took my brother," he said."""
        entry = self.heard.get(word.index) or self.registry.entry(word)
        if entry is not None and word.pos == "PRON":
            self.heard.setdefault(word.index, entry)
        if entry is None or word.pos != "PRON" or entry.root.word.index not in said:
            return entry
        last = self.registry.last_speaker
        return last if last is not None and last.root.word.index not in said and last.agrees(entry.sex) else None

    def _titles(self, word: Word, speakers: list[Word]) -> bool:
        """Say whether a speaker only is the title of the next one: "utenriksminister", "John Kerry"."""
        between = word.sentence.words[word.index - word.sentence.words[0].index + 1 :][:1]
        near = 1 if between and between[0].pos == "VERB" else 2
        if word.pos == "PROPN" and between and any(between[0] is w for w in speakers) and between[0].rel == word.rel:
            return between[0].pos == "PROPN"
        return word.pos == "NOUN" and any(w.pos == "PROPN" and 0 < w.index - word.index <= near for w in speakers)

    def _accusers(self, draft: Draft) -> list[tuple[Role, Entry, str]]:
        for word in draft.word.up():
            row = next((r for r in reversed(self.rows[-6:]) if r[0].word is word), None)
            if row is not None:
                found = [(e, f.text) for e in row[2] for f in row[1].roles if f.role is Role.SPEAKER and f.mention == str(id(e))]
                return [(Role.SPEAKER, e, text) for e, text in dict(found).items()]
        return []

    # --- place ---------------------------------------------------------------------------------------------------------------

    def _fall_back_place(
        self,
        draft: Draft,
        fillers: list[tuple[Role, Entry, str]],
        used: list[Entry],
        add: Callable[[Role, Word], None],
        is_total: bool,
    ) -> None:
        """Take the place from the struck thing's own place, the sentence, the text before, or the report's main place."""
        if not self.places.wanted(draft):
            return
        for word in self.places.struck(draft):
            add(Role.PLACE, word)
        for word in [*draft.places, *(w for w in draft.patients if self.roles.kind(w) in PLACES)]:
            for inner in self.places.within(word):
                add(Role.PLACE, inner)
        if any(role is Role.PLACE for role, _, _ in fillers):
            return
        near_only = is_total or draft.stance is Stance.DESCRIBES or not self.places.told_as_done(draft)
        for place in self.places.elsewhere(draft, near_only=near_only):
            fillers.append((Role.PLACE, place, place.name or self.reading.document.text[place.start : place.end]))
            used.append(place)
            if draft.part_of is not None and place.word in draft.part_of.patients:
                for outer in draft.part_of.places:
                    if self.roles.kind(outer) is EntityKind.PLACE:
                        add(Role.PLACE, outer)
            if place.word.sentence is draft.sentence:
                above = [place.word.head] if place.word.rel in ("compound", "nmod", "flat") else []
                for inner in (w for word in [place.word, *above] for w in self.places.within(word)):
                    add(Role.PLACE, inner)

    # --- totals and confidence ---------------------------------------------------------------------------------------------

    def _is_total(self, draft: Draft, figures: tuple[Figure, ...], time: TimeRange | None, paragraph: Paragraph) -> bool:
        if any(f.per or (f.measure is Measure.EVENTS and f.floor > 1) for f in figures):
            return True
        if self._counted_since(draft, paragraph):
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
        of_war = draft.part_of is not None and frames()[draft.part_of.type].family == "combat"
        return max(f.floor for f in counted) >= _TOTAL_FLOOR and (draft.part_of is None or of_war)

    def _counted_since(self, draft: Draft, paragraph: Paragraph) -> bool:
        """Say whether several are told to have been struck since something: "212 clinics have been struck since the coup"."""
        since = any(w.case() in shared("since") for w in draft.word.all("obl", "nmod"))
        perfect = any(w.lemma in shared("perfect") for w in draft.word.all("aux"))
        return since and perfect and any(self.figures.quantity_of(w, paragraph) for w in draft.patients)

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
            said = sum(w.index in scope and w.pos != "PUNCT" for s in paragraph.sentences for w in s.words)
            told = any(d.word.index in scope for d in paragraph.drafts)
            if said < _FEWEST_SAID or (told and not self._quoted(attribution, paragraph)):
                continue
            entries = [e for e in (self.registry.entry(w) for w in attribution.speakers) if e is not None]
            entries = [e for e in entries if e.root.kind in ACTORS]
            quoted = any(q.start < sentence.end and q.end > sentence.start for q in paragraph.quotes)
            described = any(w.pos in ("PROPN", "NOUN") for w in attribution.speakers)
            if not quoted and (attribution.aside or not described):
                continue
            here = [row[0] for row in self.rows if row[0].sentence.paragraph == sentence.paragraph]
            if not entries or any(draft.form == "said" for draft in here):
                continue
            roles = [(Role.SPEAKER, e, self._shown(w, e)) for w, e in zip(attribution.speakers, entries, strict=False)]
            for _, entry, _ in roles:
                entry.used = True
            fillers = tuple(Filler(role, str(id(entry)), text) for role, entry, text in roles)
            kind = "Demand" if self._demands(verb, scope, paragraph) else "Statement"
            draft = Draft(verb, [kind], "said", verb)
            claim = Claim(
                "",
                (kind,),
                sentence.start,
                sentence.end,
                self.reading.document.text[sentence.start : sentence.end],
                verb.start,
                verb.end,
                roles=fillers,
                according_to=fillers,
                time=time_of_saying(draft, scope, paragraph, self.reading),
                confidence=0.7,
            )
            self.by_draft[id(draft)] = len(self.rows)
            self.rows.append((draft, claim, [e for _, e, _ in roles]))

    def _demands(self, verb: Word, scope: Collection[int], paragraph: Paragraph) -> bool:
        """Say whether what is said is that somebody must do something: "Putin must stop this war, the bishop said"."""
        for word in (w for s in paragraph.sentences for w in s.words if w.index in scope):
            outermost = word.head is verb or word is verb.head or word.rel in ("root", "ROOT")
            must = any(c.rel == "aux" and c.lower in shared("must") for c in word.children)
            subject = word.child("nsubj")
            if outermost and must and subject is not None and subject.pos == "PROPN" and self.roles.kind(subject) in ACTORS:
                return True
        return False

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


def _inside(entry: Entry, other: Entry) -> bool:
    """Say whether a mention is part of another, as of a name that the parser cut in two: "Mahmoud" of "Sheikh Mahmoud Daher"."""
    shorter = entry.end - entry.start < other.end - other.start
    whole = not entry.word.case()  # whoever "of" names is somebody else: "commandos of the Popular Front"
    return entry.name != "" and shorter and whole and other.start <= entry.start and entry.end <= other.end


def _renamed(claim: Claim, name: str, ids: dict[str, str], whole: str) -> Claim:
    return replace(
        claim,
        id=name,
        part_of=whole,
        roles=tuple(Filler(f.role, ids[f.mention], f.text) for f in claim.roles),
        according_to=tuple(Filler(f.role, ids[f.mention], f.text) for f in claim.according_to),
    )
