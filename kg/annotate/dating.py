"""Chooses the time of an event among the expressions of its sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.annotate.lexicon import Lexicon
from kg.annotate.timex import Timex
from kg.annotate.triggers import Draft
from kg.annotate.words import Word
from kg.model import TimeRange

if TYPE_CHECKING:
    from kg.annotate.reader import Paragraph, Reading


def time_of(draft: Draft, paragraph: Paragraph, reading: Reading) -> TimeRange | None:
    """Choose the expression that stands nearest to the event word in the tree; a speech verb's time is not the event's."""
    lex = reading.lex
    best: tuple[float, Timex] | None = None
    for found in paragraph.times:
        if found.kind in ("habit", "duration") or (found.earliest is None and found.latest is None):
            continue
        if not (draft.sentence.start <= found.start < draft.sentence.end):
            continue
        inside = [w for w in draft.sentence.words if w.start < found.end and found.start < w.end]
        if not inside:
            continue
        cost = _distance(draft, inside, paragraph, lex)
        if cost is not None and (best is None or cost < best[0]):
            best = (cost, found)
    found_time = best[1] if best is not None else _only_time(draft, paragraph, lex)
    if found_time is None:
        return None
    t = found_time
    return TimeRange(t.earliest, t.latest, t.precision, t.start, t.end, reading.document.text[t.start : t.end])


def _only_time(draft: Draft, paragraph: Paragraph, lex: Lexicon) -> Timex | None:
    """Return the one time that a sentence names, if no relative clause and no verb of saying has it to itself."""
    inside = [t for t in paragraph.times if draft.sentence.start <= t.start < draft.sentence.end]
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
