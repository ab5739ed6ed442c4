"""Chooses the time of an event among the expressions of its sentence."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from kg.annotate.lexicon import Lexicon, frames, shared
from kg.annotate.sections import SectionKind
from kg.annotate.timex import Timex
from kg.annotate.triggers import Draft
from kg.annotate.words import Word
from kg.model import Precision, Stance, TimeRange

if TYPE_CHECKING:
    from kg.annotate.reader import Paragraph, Reading


def time_of(draft: Draft, paragraph: Paragraph, reading: Reading) -> TimeRange | None:
    """Choose the expression that stands nearest to the event word in the tree; a speech verb's time is not the event's."""
    lex = reading.lex
    best: tuple[float, Timex] | None = None
    said = _said_of(draft, paragraph)
    for found in said:
        if found.kind in ("habit", "duration") or (found.earliest is None and found.latest is None):
            continue
        inside = [w for w in draft.sentence.words if w.start < found.end and found.start < w.end]
        if not inside:
            continue
        cost = _distance(draft, inside, paragraph, lex)
        if cost is not None and (best is None or cost < best[0]):
            best = (cost, found)
    found_time = best[1] if best is not None else _only_time(draft, said, lex)
    if found_time is None:
        return None
    t = _as_meant(found_time, draft, paragraph)
    return TimeRange(t.earliest, t.latest, t.precision, t.start, t.end, reading.document.text[t.start : t.end])


def _said_of(draft: Draft, paragraph: Paragraph) -> list[Timex]:
    """Return the times of a sentence that may be an event's.

    In "two days after the vote of 7 May" the vote has the day in May, and all else what is counted from it.
    """
    inside = [t for t in paragraph.times if draft.sentence.start <= t.start < draft.sentence.end]
    counted = {t.counted_from: t for t in inside if t.counted_from}
    out = []
    for found in inside:
        outer = found if found.counted_from else counted.get((found.start, found.end))
        if outer is not None and outer.counted_from:
            told_inside = outer.end <= draft.word.start < outer.counted_from[1]
            if told_inside is (outer is found):
                continue
        out.append(found)
    return out


def _as_meant(found: Timex, draft: Draft, paragraph: Paragraph) -> Timex:
    """Return a time as an event takes it: "since 7 May, when ..." is that day, "Monday" of what is planned the next one."""
    if found.anchor and _when(found, draft):
        first, last, precision = found.anchor
        return replace(found, earliest=first, latest=last, precision=precision, kind="date")
    if found.coming and _planned(draft, paragraph):
        return replace(found, earliest=found.coming, latest=found.coming)
    return found


def _when(found: Timex, draft: Draft) -> bool:
    """Say whether an event is told in the clause that says what happened on a date: "since 7 May, when they fled"."""
    words = draft.sentence.words
    following = [w for w in words if w.start >= found.end][:2]
    mark = next((w for w in following if w.lower in shared("dated_clause")), None)
    if mark is None or any(w.text != "," for w in following[: following.index(mark)]):
        return False
    clause_end = next((w.start for w in words if w.start > mark.start and w.text == ","), draft.sentence.end)
    return mark.start < draft.word.start < clause_end


def _planned(draft: Draft, paragraph: Paragraph) -> bool:
    """Say whether an event is told as to come: "will meet", or "meets", which of violence may be a headline's past."""
    tensed = [w for w in (draft.word, *draft.word.all("aux", "cop")) if "VerbForm=Fin" in w.morph]
    if not tensed or any(w.lemma in _HAVE for w in draft.word.all("aux")):
        return False
    if any(w.lemma in shared("going_to") for w in tensed):
        return True
    calm = frames()[draft.type].family in _PLANNED and paragraph.section.kind is SectionKind.BODY
    return calm and draft.form == "verb" and all("Tense=Pres" in w.morph for w in tensed)


def _only_time(draft: Draft, inside: list[Timex], lex: Lexicon) -> Timex | None:
    """Return the one time that a sentence names, if no relative clause and no verb of saying has it to itself."""
    dated = [t for t in inside if t.kind not in ("habit", "duration") and (t.earliest or t.latest)]
    if len(inside) != 1 or len(dated) != 1:
        return None
    words = [w for w in draft.sentence.words if w.start < dated[0].end and dated[0].start < w.end]
    path = [u for w in words[:1] for u in (w, *w.up())]
    if any(w.dep == "acl:relcl" for w in path) or any(w.lemma in lex.cue("say") for w in path[1:2]):
        return None
    return dated[0]


def _distance(draft: Draft, inside: list[Word], paragraph: Paragraph, lex: Lexicon) -> float | None:
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
                word.lemma in lex.cue("say")
                and word is not draft.word
                and draft.word.rel in ("ccomp", "parataxis")
                and steps >= 1
            )
            if said and not (top.index < word.index and top.index == word.sentence.words[0].index):
                return None
            others = [d.word for d in paragraph.drafts if d is not draft and d.sentence is draft.sentence]
            if any(word is other for word in below[1:] for other in others):
                return None
            return steps + indexes[word.index]
    return None


_HAVE = frozenset({"have", "ha"})
_PLANNED = frozenset({"meeting", "release", "ceasefire", "protest"})
_STORY = frozenset({"attack", "harm", "destruction", "detention", "release", "care", "combat"})
"""Families of events that a report tells one after the other."""
_TOLD = frozenset({Stance.ASSERTS, Stance.ACCUSES})
_NEAR = 2
"""Sentences over which a day told before still holds."""


class Story:
    """The day on which a report's story stands, for sentences that go on telling it and name no time."""

    def __init__(self, lex: Lexicon) -> None:
        self.lex = lex
        self.time: TimeRange | None = None
        self.at: Draft | None = None

    def note(self, draft: Draft, time: TimeRange | None) -> None:
        """Remember the day of an event that was told with one."""
        if draft.stance not in _TOLD or frames()[draft.type].family not in _STORY:
            return
        if time is not None and time.precision in (Precision.DAY, Precision.DAYS) and time.earliest and time.latest:
            self.time, self.at = time, draft

    def day(self, draft: Draft, paragraph: Paragraph) -> TimeRange | None:
        """Return the day of an event whose sentence names no time and goes on with the story."""
        if self.time is None or self.at is None or draft.stance not in _TOLD or frames()[draft.type].family not in _STORY:
            return None
        said = [t for t in paragraph.times if draft.sentence.start <= t.start < draft.sentence.end and t.kind != "duration"]
        if said:
            return self._counted(said, draft) if all(t.kind == "relative_event" for t in said) else None
        steps = draft.sentence.index - self.at.sentence.index
        if steps > _NEAR or draft.sentence.paragraph - self.at.sentence.paragraph > 1 or not _goes_on(draft.word):
            return None
        if steps:
            self.at = draft
        return self.time


    def _counted(self, said: list[Timex], draft: Draft) -> TimeRange | None:
        """Return the day that the only time of a sentence counts from the story: "the next day", "three days later"."""
        if len(said) != 1 or self.time is None or self.time.earliest is None or self.time.latest is None:
            return None
        found = said[0]
        first, last = found.after(self.time.earliest), found.after(self.time.latest)
        if first is None or last is None:
            return None
        moved = TimeRange(first[0], last[1], found.precision, found.start, found.end, found.text)
        self.note(draft, moved)
        return moved


def _goes_on(word: Word) -> bool:
    """Say whether the clause of a word is told in the simple past, as stories are."""
    for verb in (word, *word.up()):
        tensed = [w for w in (verb, *verb.all("aux", "cop")) if "VerbForm=Fin" in w.morph]
        if tensed:
            return all("Tense=Past" in w.morph and w.lemma not in _HAVE for w in tensed)
    return False
