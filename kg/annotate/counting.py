"""Makes the figures of a claim: numbers as worded, sums of coordinated victims, people counted one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.annotate.lexicon import Lexicon, frames, shared
from kg.annotate.nouns import core
from kg.annotate.quantities import Quantity
from kg.annotate.triggers import Draft
from kg.annotate.words import Word
from kg.model import EntityKind, Figure, Measure, Stance

if TYPE_CHECKING:
    from kg.annotate.reader import Paragraph, Reading

AGEING = frozenset({EntityKind.PERSON, EntityKind.ARMED_ACTOR, EntityKind.GROUP})
"""What can have an age, and be counted as one."""


def pair(word: Word, lex: Lexicon) -> Word | None:
    """Return the word that makes a phrase a pair of people: "both brothers", "the couple"."""
    inner = core(word, lex)
    both = next((c for c in word.children if c.lower in shared("both")), None)
    return both or (inner if inner.lemma in shared("pair") else None)


class Figures:
    """Finds the figures of drafts."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.registry = reading.registry

    def of(self, draft: Draft, paragraph: Paragraph) -> tuple[Figure, ...]:
        """Return the figures of one draft: of people, of events, of times."""
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
        paired = pair(word, self.reading.lex)
        if (
            entry is None
            or entry.kind not in AGEING
            or (entry.kind is not EntityKind.PERSON and paired is None)
            or inner is not word
            or ((entry.plural or "Number=Plur" in inner.morph) and paired is None)
        ):
            return []
        if paired is not None:
            return [Figure(measure, 2, 2, word.start, word.end, self._own_words(word), unit=entry.head, computed=True)]
        if word.lower in self.reading.lex.cue("he") | self.reading.lex.cue("she"):
            return [Figure(measure, 1, 1, word.start, word.end, self._own_words(word), computed=True)]
        singular = "Number=Sing" in inner.morph or entry.name
        collective = inner.lemma in shared("collective") | shared("uncounted")
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
