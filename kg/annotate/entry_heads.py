"""Reads the heads of entries in digests and logs of incidents: "Tessit, 18 June.", before what happened there on that day.

A head is a first sentence without a verb that names a place, a day or both; what it names holds for the entry. Only a text with
several dated heads is a digest: a caption or a verbless opening elsewhere is none.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.annotate.sections import SectionKind
from kg.annotate.timex import Timex
from kg.annotate.words import Word
from kg.model import Precision

if TYPE_CHECKING:
    from kg.annotate.reader import Paragraph

_FEWEST = 3
"""So many dated heads make a text a digest."""
_LONGEST = 10
"""Words of the longest head."""


@dataclass(frozen=True, slots=True)
class EntryHead:
    """What the head of an entry names."""

    place: Word | None
    time: Timex | None


def entry_heads(paragraphs: Sequence[Paragraph]) -> dict[int, EntryHead]:
    """Return the heads of a digest's entries by the numbers of their paragraphs; nothing for any other text."""
    found = {p.number: head for p in paragraphs if (head := _head(p)) is not None}
    return found if sum(head.time is not None for head in found.values()) >= _FEWEST else {}


def _head(paragraph: Paragraph) -> EntryHead | None:
    if paragraph.section.kind is not SectionKind.BODY or len(paragraph.sentences) < 2:
        return None
    first = paragraph.sentences[0]
    words = [w for w in first.words if w.pos != "PUNCT"]
    told = any(w.pos in ("VERB", "AUX") for w in words)
    if not words or len(words) > _LONGEST or first.words[-1].text not in (".", ":") or told:
        return None
    time = next((t for t in paragraph.times if t.start < first.end and t.precision in (Precision.DAY, Precision.DAYS)), None)
    named = [w for w in words if time is None or not time.start <= w.start < time.end]
    if not named:
        return EntryHead(None, time) if time is not None else None
    marks = (c.index for c in first.words if c.index > named[0].index and c.text in (",", "(", "–", "/"))
    cut = next(marks, first.words[-1].index)
    part = [w for w in named if w.index < cut]
    place = next((w for w in part if w.head not in part), part[0])
    return EntryHead(place, time) if named[0].text[:1].isupper() and any(w.pos == "PROPN" for w in part) else None
