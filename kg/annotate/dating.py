"""Chooses the time of an event among the expressions of its sentence."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from kg.annotate.clauses import is_verb
from kg.annotate.drafts import Draft
from kg.annotate.entry_heads import EntryHead
from kg.annotate.lexicon import Lexicon, frames, shared
from kg.annotate.sections import SectionKind
from kg.annotate.timex import Timex
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
        return _shared(draft, paragraph, reading)
    return as_told(_as_meant(found_time, draft, paragraph), reading)


def as_told(found: Timex, reading: Reading) -> TimeRange:
    """Return the time that an expression tells, with its words."""
    words = reading.document.text[found.start : found.end]
    return TimeRange(found.earliest, found.latest, found.precision, found.start, found.end, words)


def time_of_saying(draft: Draft, scope: Collection[int], paragraph: Paragraph, reading: Reading) -> TimeRange | None:
    """Return when something was said: a time that hangs on the verb of saying and is no part of what is said.

    Args:
        draft: the statement, with the verb of saying as its word.
        scope: indexes of the words that are said.
        paragraph: where it stands.
        reading: the document.
    """
    outside = [t for t in paragraph.times if t.kind == "date" and not _within(t, draft, scope)]
    return time_of(draft, replace(paragraph, times=outside), reading) if outside else None


def _within(time: Timex, draft: Draft, scope: Collection[int]) -> bool:
    return any(w.start < time.end and time.start < w.end and w.index in scope for w in draft.sentence.words)


def _shared(draft: Draft, paragraph: Paragraph, reading: Reading) -> TimeRange | None:
    """Return the time of what an event is part of, or of its parts: "an air strike that killed 20 on Thursday"."""
    if draft.part_of is not None and draft.part_of.sentence is draft.sentence and draft.part_of.part_of is None:
        return time_of(draft.part_of, paragraph, reading) if _said_of(draft, paragraph) else None
    parts = [d for d in paragraph.drafts if d.part_of is draft and d.sentence is draft.sentence and d.word.dep == "acl:relcl"]
    return next((time for part in parts if (time := time_of(replace(part, part_of=None), paragraph, reading))), None)


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
    if found.anchor and (found.start < draft.word.start < found.end or _when(found, draft)):
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
    verb = next((w for w in path if is_verb(w)), None)
    if any(w.dep == "acl:relcl" for w in path) or (verb is not None and verb.lemma in lex.cue("say") and not _opens(path[0])):
        return None
    owned = any(w.dep == "nmod:poss" for w in path[:2]) and not (draft.type == "Death" and draft.word.index > path[0].index)
    if owned or _long_before(draft, path[0]):
        return None
    return dated[0]


def _opens(word: Word) -> bool:
    """Say whether a word stands at the beginning of its sentence: "On Monday, police said, ..." is when it happened."""
    return word.index - word.sentence.words[0].index <= 1


def _long_before(draft: Draft, time: Word) -> bool:
    """Say whether an event is told as past by then, in a relative clause: "On Monday they held a man who had filmed it"."""
    clause = next((w for w in (draft.word, *draft.word.up()) if w.dep == "acl:relcl"), None)
    if clause is None or time in clause.subtree():
        return False
    return any(w.lemma in _HAVE and "Tense=Past" in w.morph for w in (*clause.all("aux"), *draft.word.all("aux")))


def _distance(draft: Draft, inside: list[Word], paragraph: Paragraph, lex: Lexicon) -> float | None:
    """Return how many steps lead from a time expression to an event word, or None if another clause owns it."""
    top = min(inside, key=lambda w: sum(1 for _ in w.up()))
    path = [top, *top.up()]
    up = [draft.word, *draft.word.up()]
    indexes = {w.index: i for i, w in enumerate(path)}
    for steps, word in enumerate(up):
        if word.index in indexes:
            below = path[: indexes[word.index]]
            if any(w.dep == "acl:relcl" for w in below) or _long_before(draft, top):
                return None
            saying = word.lemma in lex.cue("say") and steps >= 1 and up[steps - 1].rel in ("ccomp", "parataxis", "xcomp")
            if (saying or any(is_verb(w) and w.lemma in lex.cue("say") for w in below[1:])) and not _opens(top):
                return None
            if top.dep == "nmod:poss" and top.head is not word:
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
_EXACT = frozenset({Precision.DAY, Precision.DAYS})
_TELLING = _EXACT | {Precision.WEEK, Precision.MONTH, Precision.SEASON}
"""How exact a time must be for the story to stand on it; a year tells when something was, not what came next."""
_NEAR = 6
"""Sentences over which a day told before still holds: with two many events went without, with ten many got a wrong one."""
_PARAGRAPHS = 2
"""And paragraphs."""


class Story:
    """The day on which a report's story stands, for sentences that go on telling it and name no time.

    Each entry of a digest is a story of its own, on the day that its head names.
    """

    def __init__(self, lex: Lexicon, heads: Mapping[int, EntryHead]) -> None:
        self.lex = lex
        self.heads = heads
        """The heads of the entries of a digest, by the numbers of their paragraphs."""
        self.time: TimeRange | None = None
        self.at: Draft | None = None

    def note(self, draft: Draft, time: TimeRange | None) -> None:
        """Remember when an event was told to have happened; an entry of a digest forgets the days before it."""
        paragraph = draft.sentence.paragraph
        if paragraph in self.heads and self.at is not None and self.at.sentence.paragraph < paragraph:
            self.time = self.at = None
        if draft.stance not in _TOLD or frames()[draft.type].family not in _STORY:
            return
        if time is not None and time.precision in _TELLING and time.earliest and time.latest:
            self.time, self.at = time, draft

    def day(self, draft: Draft, paragraph: Paragraph, reading: Reading) -> TimeRange | None:
        """Return the time of an event whose sentence names none and goes on with the story, or is told under a dated head."""
        inside = [t for t in paragraph.times if draft.sentence.start <= t.start < draft.sentence.end]
        head = self.heads.get(paragraph.number)
        if head is not None and head.time is not None and not inside and draft.stance in _TOLD | {Stance.DENIES}:
            return as_told(head.time, reading)
        if draft.stance not in _TOLD or frames()[draft.type].family not in _STORY:
            return None
        said = [t for t in inside if t.kind != "duration"]
        if said:
            return self._counted(said, draft, reading) if all(t.kind == "relative_event" for t in said) else None
        before, at = self._told_last(draft, reading), self.at.sentence if self.at is not None else draft.sentence
        if before is None or not _goes_on(draft.word):
            return None
        if before is not self.time:
            at = next(s for s in reading.sentences if s.start <= (before.start or 0) < s.end)
        exact = before.precision in _EXACT
        near = _NEAR if exact and before is self.time else 1
        if draft.sentence.index - at.index > near or draft.sentence.paragraph - at.paragraph > _PARAGRAPHS * exact:
            return None
        if at is not draft.sentence:
            self.time, self.at = before, draft
        return before

    def _counted(self, said: list[Timex], draft: Draft, reading: Reading) -> TimeRange | None:
        """Return what the only time of a sentence counts from the one told last: "the next day", "in December of that year"."""
        before = self._told_last(draft, reading)
        if len(said) != 1 or before is None or before.earliest is None or before.latest is None:
            return None
        found = said[0]
        words = reading.document.text[found.start : found.end]
        if found.by_year is not None:
            own = found.by_year(before.earliest.year)
            moved = TimeRange(*own, found.precision, found.start, found.end, words) if own is not None else None
        elif before.precision not in _EXACT and found.steps is not None and found.steps[0] in ("day", "night"):
            same = found.steps[1] == 0  # "on that occasion", some day in February
            moved = replace(before, start=found.start, end=found.end, text=words) if same else None
        else:
            first, last = found.after(before.earliest), found.after(before.latest)
            moved = TimeRange(first[0], last[1], found.precision, found.start, found.end, words) if first and last else None
        self.note(draft, moved)
        return moved

    def _tells(self, found: Timex, paragraph: Paragraph) -> bool:
        """Say whether a day is one on which something happened, not one on which somebody spoke of it."""
        if found.precision not in _TELLING or found.how.startswith("open"):
            return False
        word = next((w for s in paragraph.sentences for w in s.words if found.start <= w.start < found.end), None)
        verb = next((w for w in word.up() if is_verb(w)), None) if word is not None else None
        if word is None or verb is None or any(w.dep in ("acl:relcl", "nmod:poss") for w in (word, *word.up())):
            return False
        return (verb.lemma not in self.lex.cue("say") or _opens(word)) and "Tense=Past" in verb.morph + "".join(
            w.morph for w in verb.all("aux")
        )

    def _told_last(self, draft: Draft, reading: Reading) -> TimeRange | None:
        """Return the time of the story, or a day named after that and before an event: "On Wednesday they threatened ..."."""
        first = reading.paragraphs[max(0, draft.sentence.paragraph - 1) : draft.sentence.paragraph + 1]
        days = [t for p in first for t in p.times if t.kind == "date" and t.end <= draft.sentence.start and self._tells(t, p)]
        last = days[-1] if days and days[-1].earliest and days[-1].latest else None
        if last is None or (self.time is not None and self.at is not None and last.start < self.at.sentence.end):
            return self.time
        return as_told(last, reading)


def _goes_on(word: Word) -> bool:
    """Say whether the clause of a word is told in the simple past, as stories are."""
    for verb in (word, *word.up()):
        tensed = [w for w in (verb, *verb.all("aux", "cop")) if "VerbForm=Fin" in w.morph]
        if tensed:
            return all("Tense=Past" in w.morph and w.lemma not in _HAVE for w in tensed)
    return False
