"""Makes the figures of a claim: numbers as worded, sums of coordinated victims, people counted one by one."""

from __future__ import annotations

import itertools
from dataclasses import replace
from typing import TYPE_CHECKING

from kg.annotate.drafts import Draft
from kg.annotate.kinds import one_armed
from kg.annotate.lexicon import Lexicon, frames, shared
from kg.annotate.nouns import core
from kg.annotate.quantities import Quantity
from kg.annotate.words import Word
from kg.model import EntityKind, Figure, Measure, Stance

if TYPE_CHECKING:
    from kg.annotate.reader import Paragraph, Reading

_BEFORE = 60
"""Characters that are looked at before a number or an age: a slice of all before it would cost more the longer the text is."""
AGEING = frozenset({EntityKind.PERSON, EntityKind.ARMED_ACTOR, EntityKind.GROUP})
"""What can have an age, and be counted as one."""


def pair(word: Word, lex: Lexicon) -> Word | None:
    """Return the word that makes a phrase a pair of people: "both brothers", "the couple"."""
    inner = core(word, lex)
    both = next((c for c in word.children if c.lower in shared("both")), None)
    return both or (inner if inner.lemma in shared("pair") else None)


def words_before(text: str, place: int, number: int) -> list[str]:
    """Return the last words before a place in a text, in lower case."""
    return text[max(0, place - _BEFORE) : place].lower().split()[-number:]


def _phrases(text: str) -> list[str]:
    """Return the words of a text, and each two that follow each other."""
    words = text.replace(",", " ").replace("(", " ").split()
    return words + [f"{first} {second}" for first, second in itertools.pairwise(words)]


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
            counted = self._counted(draft, paragraph)
            people = [self._bounded(self._figure(found, measure, word), draft) for word, found in counted]
            out += people[:1] if len(people) == 1 else [self._sum(people)] if people and draft.word.rel != "conj" else people[:1]
            if not people:
                out += self._computed(draft, measure)
        if frame.family == "attack" and draft.form == "noun":
            found = self.quantity_of(draft.word, paragraph)
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
            found = self.quantity_of(draft.word, paragraph)
            if found is not None:
                out.append(self._figure(found, Measure(frame.measure), draft.word))
        return tuple(out)

    def settle(self, draft: Draft, paragraph: Paragraph) -> None:
        """Take from a draft whom it does not tell of: the bounds of a range, and those of the clause before if it counts anew."""
        ranges = [q for q in paragraph.quantities if q.kind == "count" and q.ceiling != q.floor]
        draft.patients = [self._compared(word) for word in draft.patients]
        draft.patients = [
            word
            for word in draft.patients
            if draft.form == "count"
            or word.pos != "NUM"
            or not any(q.value_start <= word.start and word.end < q.value_end for q in ranges)
        ]
        subjects = [w for w in draft.patients if w.rel == "nsubj" and w.head is draft.word]
        draft.patients = [w for w in draft.patients if w not in subjects[:-1] or not self._aside(w, subjects[-1])]
        own = self._own_count(draft, paragraph)
        if own is not None:
            inherited = [w for w in draft.patients if w.index < draft.word.head.index and w.end <= own.start]
            draft.patients = [w for w in draft.patients if w not in inherited]

    def _aside(self, word: Word, subject: Word) -> bool:
        """Say whether a relative clause has a word that was taken for a subject: "in the camp, which held 900 men, ten died"."""
        clause = [w for w in word.sentence.words if w.dep == "acl:relcl" and w.index < word.index]
        between = [w for w in word.sentence.words if word.index < w.index < subject.index]
        return bool(clause) and word.index - clause[-1].index < 4 and any(w.text == "," for w in between)

    def _compared(self, word: Word) -> Word:
        """Return whom a comparative counts: "mosques" in "no fewer than 18 mosques"."""
        if word.lemma not in shared("comparative") and word.lower not in shared("comparative"):
            return word
        counted = [c for c in word.children if c.is_nominal and c.index > word.index and c.child("nummod") is not None]
        return counted[0] if counted and counted[0].case().split()[-1:] in (["than"], ["enn"]) else word

    def _whole(self, word: Word) -> Word:
        """Return those of whom a part was taken for the subject: "men" in "nine men, two of them guards, were held"."""
        whole = word.child("nsubj")
        if whole is None or whole.index > word.index or not whole.is_nominal:
            return word
        between = [w for w in word.sentence.words if whole.index < w.index < word.index]
        told = _phrases(" ".join(w.lower for w in between if w.pos != "PUNCT"))
        return whole if any(part in shared("of_them") for part in told) else word

    def _own_count(self, draft: Draft, paragraph: Paragraph) -> Quantity | None:
        """Return the number right before a participle that goes on counting: "two were killed and a third wounded"."""
        word = draft.word
        if word.rel not in ("conj", "xcomp") or draft.form == "noun" or word.child("nsubj") is not None:
            return None
        passive = {w.index for w in word.all("aux")}

        def right_before(quantity: Quantity) -> bool:
            between = [w for w in word.sentence.words if quantity.end <= w.start < word.start]
            return all(w.index in passive or w.lower in shared("others_counted") for w in between)

        return next(
            (
                q
                for q in paragraph.quantities
                if q.kind == "count" and word.head.start < q.start and q.end <= word.start and right_before(q)
            ),
            None,
        )

    def _counted(self, draft: Draft, paragraph: Paragraph) -> list[tuple[Word, Quantity]]:
        """Return whom a draft counts: its first counted patient and those coordinated with it, none of them twice."""
        out: list[tuple[Word, Quantity]] = []
        for word in map(self._whole, draft.patients):
            found = self.quantity_of(word, paragraph)
            if found is None or any(found is other for _, other in out):
                continue
            if draft.form != "count" and self._shared_out(found, paragraph):
                continue
            if out and not self._adds_up(word, [w for w, _ in out]):
                continue
            out.append((word, found))
        own = None if out else self._own_count(draft, paragraph)
        return out if own is None else [(draft.word, own)]

    def _adds_up(self, word: Word, others: list[Word]) -> bool:
        """Say whether people are coordinated with those before, and are no part of them: "six people, two of them women"."""
        head = word
        while head.rel == "conj" and head not in others:
            head = head.head
        if head not in others:
            return False
        text = self.reading.document.text[others[-1].end : word.start].lower()
        return not any(part in shared("part_of_them") for part in _phrases(text))

    def _bounded(self, figure: Figure, draft: Draft) -> Figure:
        """Open a figure at its top where others may be dead too, or where the number is said to have been passed."""
        if not draft.bound or figure.ceiling != figure.floor:
            return figure
        start = draft.word.start if 0 < figure.start - draft.word.start < 60 else figure.start
        text = self.reading.document.text[start : figure.end]
        floor = figure.floor + (draft.bound == "beyond")
        return replace(figure, floor=floor, ceiling=None, start=start, text=text, modifier=self._own_words(draft.word))

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
        if self._other(word) and entry is not None:
            return [Figure(measure, 1, 1, word.start, word.end, self._own_words(word), computed=True)]
        paired = pair(word, self.reading.lex)
        if entry is not None and not entry.plural and word.lower in self.reading.lex.cue("he") | self.reading.lex.cue("she"):
            return [Figure(measure, 1, 1, word.start, word.end, self._own_words(word), computed=True)]
        if (
            entry is None
            or entry.kind not in AGEING
            or (entry.kind is not EntityKind.PERSON and paired is None and not one_armed(inner, self.reading.lex))
            or inner is not word
            or ((entry.plural or "Number=Plur" in inner.morph) and paired is None)
        ):
            return []
        if paired is not None:
            return [Figure(measure, 2, 2, word.start, word.end, self._own_words(word), unit=entry.head, computed=True)]
        singular = "Number=Sing" in inner.morph or entry.name
        collective = inner.lemma in shared("collective") | shared("uncounted")
        if not singular or collective or word.pos not in ("NOUN", "PROPN"):
            return []
        return [Figure(measure, 1, 1, entry.start, entry.end, entry.text, unit=entry.head, computed=True)]

    def _other(self, word: Word) -> bool:
        """Say whether one is told of beside another: "one died, the other lost a foot"."""
        det = word.child("det")
        if word.pos == "NUM" and word.child("nmod", "obl") is None:
            return word.lower in shared("just_one")
        return word.lower in shared("the_other") and det is not None and det.lower in ("the", "den", "en", "ei", "et")

    def _own_words(self, word: Word) -> str:
        """Return a word as the document has it: what the parser reads of a text in capitals has small letters."""
        return self.reading.document.text[word.start : word.end]

    def quantity_of(self, word: Word, paragraph: Paragraph) -> Quantity | None:
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

    def _shared_out(self, quantity: Quantity, paragraph: Paragraph) -> bool:
        """Say whether only a share of a number is told of: "more than half of the 60 inmates", "all but two of the 30"."""
        text = self.reading.document.text

        def all_but(number: Quantity) -> bool:
            return " ".join(words_before(text, number.start, 2)) in shared("all_but")

        for share in paragraph.quantities:
            between = text[share.end : quantity.start].lower().split()
            if not 0 <= quantity.start - share.end < 20 or (share.fraction is None and not all_but(share)):
                continue
            linked = [*text[share.start : share.end].lower().split()[-1:], *between]
            if all(w in shared("of_the") for w in between) and any(w in self.reading.lex.cue("of") for w in linked):
                return True
        return all_but(quantity)

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
