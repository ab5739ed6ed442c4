"""Tells the parts of a report apart: headline, dateline, captions, pull quotes, subheads, links to other stories, body.

Only layout and a few set phrases (`ontology/lexicon/sections.<language>.toml`) are looked at, never what the report is about.
"""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from kg.annotate.wordlists import one_of, wordlist


class SectionKind(StrEnum):
    """What a part of a report is."""

    ADDRESS = "address"
    HEADLINE = "headline"
    STANDFIRST = "standfirst"
    BYLINE = "byline"
    DATELINE = "dateline"
    CAPTION = "caption"
    PULL_QUOTE = "pull_quote"
    SPEAKER = "speaker"
    SUBHEAD = "subhead"
    SEE_ALSO = "see_also"
    CONTACT = "contact"
    EDITOR_NOTE = "editor_note"
    BODY = "body"
    LIST_ITEM = "list_item"


@dataclass(frozen=True, slots=True)
class Section:
    """One paragraph, or the dateline before one; offsets into the document, blanks at either end left out.

    A paragraph of hard-wrapped lines is one section and holds its line breaks.
    """

    kind: SectionKind
    start: int
    end: int


_UPPER = "A-ZÀ-ÖØ-Þ"
_LONGEST_LINE = 110
"""No mail program, typewriter or PDF wraps later than this; a longer line is a paragraph of its own."""
_SHORTEST_WRAP = 40
_FURNITURE = 600
"""A paragraph longer than this is body whatever it holds; it also bounds what the patterns below look at."""
_SENTENCE_END = re.compile(r"[.!?…][\"”’»')\]]*$")
_URL_ONLY = re.compile(r"(?:(?:https?://|www\.)\S+\s*)+$", re.IGNORECASE)
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+")
_SOCIAL = re.compile(
    r"(?<![\w.])@\w{2,}|\b(?:twitter|facebook|instagram|telegram|whatsapp|linkedin|youtube|tiktok)\b\s*(?:[:/]|\.\w)",
    re.IGNORECASE,
)
_PHONE = re.compile(
    r"(?:\+|\b00)\d[\d ()-]{6,20}\d|\b(?:tel|tlf|phone|mob|mobile|mobil)\b[.:]*\s*\+?\d[\d ()-]{5,20}", re.IGNORECASE
)
_CREDIT = re.compile(
    rf"\((?:[{_UPPER}][^()\d]{{1,60}}/\s?[{_UPPER}][^()]{{1,60}}|[^()]{{0,60}}\b(?:via|Photo|Foto)\b[^()]{{1,60}})\)\.?$"
)
_KICKER = re.compile(rf"(?P<words>[{_UPPER}][{_UPPER}\d '’\-–«»]{{1,48}}):\s+(?=[^\n]*[a-zß-öø-ÿ])")
_BULLET = re.compile(rf"(?:[•●▪■◦‣·*]\s|\d{{1,2}}[.)]\s+(?=[{_UPPER}\"“«])|\(?[a-hivx]{{1,4}}\)\s)")
_DASH_BULLET = re.compile(r"[-–]\s")
_OPENING = re.compile(r"[\"“”«»„'‘’]")
_SPEAKER = re.compile(rf"(?:[-–—]+\s*)?(?:\w+\.?\s+)?[{_UPPER}][\w'’.-]+(?:[\s,][^.!?\n]{{0,80}})?$")
_CLAUSE = re.compile(r"[^.!?…,;:\n\"“”«»]+")


@dataclass(frozen=True, slots=True)
class _Phrases:
    """The set phrases of one language, compiled."""

    see_also: re.Pattern[str]
    note: re.Pattern[str]
    contact: re.Pattern[str]
    byline: re.Pattern[str]
    published: re.Pattern[str]
    photo: re.Pattern[str]
    dateline: re.Pattern[str]
    not_captions: frozenset[str]
    not_datelines: frozenset[str]
    dash_is_bullet: bool


@functools.cache
def _phrases(language: str) -> _Phrases:
    words = wordlist("sections", language)
    month = one_of(words["months"])
    day = rf"(?:(?i:{month})\.?\s+\d{{1,2}}|\d{{1,2}}\.?\s+(?i:{month})\.?)(?:,?\s+\d{{2,4}})?"
    when = rf"(?:{day}|\d{{1,2}}[./]\d{{1,2}}[./]\d{{2,4}})"
    name = rf"[{_UPPER}][\w'’.]*(?:[ /-]{{1,3}}(?:[{_UPPER}]|de |la |al-|el-|i )[\w'’.]*){{0,4}}"
    capitals = rf"[{_UPPER}][{_UPPER}'’.\-]{{2,}}(?:[ /]{{1,3}}[{_UPPER}][{_UPPER}'’.\-]+){{0,4}}"
    agency = rf"\([{_UPPER}][^()\n]{{0,40}}\)"
    dash = r"(?:--+|[-–—:])"
    country = rf"(?:,\s+[{_UPPER}][\w'’. -]{{2,30}}?)?"
    # Without a dash, the sentence must begin right after the agency: "ISTANBUL (VG) Mens" but not "MSF (a charity) runs".
    filed = rf"\s*{agency}(?:\s*{dash}(?=\s)|(?=\s+[{_UPPER}\"“«–]))"
    tags = r"(?:\s*\[[^\[\]\n]{1,40}\])*"
    dateline = (
        rf"(?:(?P<capitals>{capitals}){country}(?:,?\s+{when})?(?:{filed}|\s*(?:--+|[–—])(?=\s)|\s-(?=\s))"
        rf"|{name}{country},?\s+{when}\s*(?:{agency}\s*{dash}?(?=\s)|{dash}(?=\s))"
        rf"|{name}{country}\s*{agency}\s*{dash}(?=\s)"
        rf"|\({name}{country}(?:,?\s+{when})?\)\s*{dash}(?=\s)){tags}"
    )
    start = r"[\W_]{0,3}"
    byline = (
        rf"(?i:{one_of(words['byline'])})(?::?\s+)(?:[{_UPPER}][\w'’.-]+)(?:(?:\s+|,\s*|\s*[/&|]\s*)(?:(?i:and|og|in|i|with|med|de|van|von|al|el|bin)\b|"
        rf"[{_UPPER}(@][\w'’.()-]*)){{0,12}}$"
    )
    clock = r"(?:,?\s+(?i:kl\.?\s*)?\d{1,2}[.:]\d{2}.{0,20})?"
    stamp = (
        rf"(?:(?i:{one_of(words['published'])})\b[:\s].{{0,80}}"
        rf"|(?:{name},\s+)?(?:\w+day,?\s+|\w+dag\s+)?{when}{clock})$"
    )
    return _Phrases(
        see_also=re.compile(rf"{start}(?i:{one_of(words['see_also'])})\s*[:|>»]"),
        note=re.compile(rf"{start}(?i:{one_of(words['note'])})\b"),
        contact=re.compile(rf"{start}(?i:{one_of(words['contact'])})\b"),
        byline=re.compile(byline),
        published=re.compile(stamp),
        photo=re.compile(rf"\b(?i:{one_of(words['photo'])})(?:\s+(?i:by|av)\s+(?=[{_UPPER}])|\s*[:©]\s*(?=[{_UPPER}(@]))"),
        dateline=re.compile(dateline),
        not_captions=frozenset(words["not_captions"]),
        not_datelines=frozenset(words["not_datelines"]),
        dash_is_bullet=bool(words["dash_is_bullet"]),
    )


def sections(text: str, language: str) -> tuple[Section, ...]:
    """Return the parts of *text* in order; every character that is not blank lies in exactly one of them.

    >>> [(part.kind.value, part.start, part.end) for part in sections("MOSUL (XYZ) Two people were hurt.", "en")]
    [('dateline', 0, 11), ('body', 12, 33)]
    """
    phrases = _phrases(language)
    spans = list(_paragraphs(text, phrases))
    kinds = [_kind(text[start:end], phrases) for start, end in spans]
    _mark_top(text, spans, kinds, phrases)
    _mark_quotes(text, spans, kinds)
    found: list[Section] = []
    for (start, end), kind in zip(spans, kinds, strict=True):
        if kind is SectionKind.BODY and (cut := _dateline(text, start, end, phrases)):
            found.append(Section(SectionKind.DATELINE, start, cut))
            start = cut + _blanks(text, cut, end)
        found.append(Section(kind, start, end))
    return tuple(found)


def _blanks(text: str, start: int, end: int) -> int:
    cut = start
    while cut < end and text[cut].isspace():
        cut += 1
    return cut - start


def _dateline(text: str, start: int, end: int, phrases: _Phrases) -> int:
    """Return where the dateline at the start of a paragraph ends, or 0."""
    match = phrases.dateline.match(text, start, min(end, start + 200))
    if not match or match.end() >= end:
        return 0
    capitals = match["capitals"]
    if capitals and capitals.casefold() in phrases.not_datelines:
        return 0
    if text[match.end() - 1] == ")" and text[match.end() : end].isupper():
        return 0  # among capitals an acronym in brackets is told from an agency by the dash alone: "THE UNITED FRONT (UF) KILLED"
    return match.end()


# --- paragraphs ----------------------------------------------------------------------------------------------------------


def _paragraphs(text: str, phrases: _Phrases) -> Iterator[tuple[int, int]]:
    """Yield the spans of paragraphs: lines, or several lines where a line was wrapped."""
    block: list[tuple[int, int]] = []
    position = 0
    while position <= len(text):
        stop = text.find("\n", position)
        stop = len(text) if stop < 0 else stop
        start = position + _blanks(text, position, stop)
        end = stop
        while end > start and text[end - 1].isspace():
            end -= 1
        if start < end:
            block.append((start, end))
        elif block:
            yield from _unwrap(text, block, phrases)
            block = []
        position = stop + 1
    if block:
        yield from _unwrap(text, block, phrases)


def _unwrap(text: str, block: Sequence[tuple[int, int]], phrases: _Phrases) -> Iterator[tuple[int, int]]:
    """Join the lines of a block that were broken only because the next word did not fit."""
    width = max(end - start for start, end in block)
    wraps = len(block) > 1 and _SHORTEST_WRAP <= width <= _LONGEST_LINE and _is_wrapped(text, block, width)
    start, end = block[0]
    for i in range(1, len(block)):
        if wraps and _continues(text, block[i - 1], block[i], width, phrases):
            end = block[i][1]
            continue
        yield start, end
        start, end = block[i]
    yield start, end


def _is_wrapped(text: str, block: Sequence[tuple[int, int]], width: int) -> bool:
    """Return whether lines break in the middle of a sentence at least as often as after one."""
    ended = broken = 0
    for line, following in pairwise(block):
        if not _is_full(text, line, following, width):
            continue
        if _SENTENCE_END.search(text[line[1] - 3 : line[1]]):
            ended += 1
        elif text[following[0]].islower() or _mostly_upper(text[slice(*line)]):
            broken += 1
    return broken > 0 and broken >= ended


def _is_full(text: str, line: tuple[int, int], following: tuple[int, int], width: int) -> bool:
    """Return whether the next word would not have fitted; six characters of grace, as the page may be wider than its lines."""
    word = text[slice(*following)].split(None, 1)[0]
    return line[1] - line[0] + 1 + len(word) > width - 6


def _continues(text: str, line: tuple[int, int], following: tuple[int, int], width: int, phrases: _Phrases) -> bool:
    first, last = text[slice(*line)], text[slice(*following)]
    if _is_bullet(last, phrases) or _furniture(first, phrases) or _furniture(last, phrases):
        return False
    return (last[0].islower() and len(first) > width // 2) or _is_full(text, line, following, width)


# --- one paragraph -------------------------------------------------------------------------------------------------------


def _is_bullet(text: str, phrases: _Phrases) -> bool:
    return bool(_BULLET.match(text) or (phrases.dash_is_bullet and _DASH_BULLET.match(text)))


def _kind(text: str, phrases: _Phrases) -> SectionKind:
    """Return what a paragraph is by itself; headline, standfirst, pull quotes and subheads need their neighbours."""
    if len(text) > _FURNITURE:
        return SectionKind.BODY
    return _furniture(text, phrases) or (SectionKind.LIST_ITEM if _is_bullet(text, phrases) else SectionKind.BODY)


def _furniture(text: str, phrases: _Phrases) -> SectionKind | None:
    if _URL_ONLY.match(text):
        return SectionKind.ADDRESS
    if phrases.see_also.match(text) and not (_SENTENCE_END.search(text) and text.count(". ") > 1):
        return SectionKind.SEE_ALSO
    if phrases.note.match(text):
        return SectionKind.EDITOR_NOTE
    if _is_contact(text, phrases):
        return SectionKind.CONTACT
    if len(text) < 160 and phrases.byline.match(text):
        return SectionKind.BYLINE
    if len(text) < 120 and phrases.published.match(text):
        return SectionKind.DATELINE
    return SectionKind.CAPTION if _is_caption(text, phrases) else None


def _is_contact(text: str, phrases: _Phrases) -> bool:
    ways = len(_EMAIL.findall(text)) + len(_SOCIAL.findall(text)) + len(_PHONE.findall(text))
    if phrases.contact.match(text):
        return ways > 0 or (len(text) < 60 and not _SENTENCE_END.search(text) and text.endswith(":"))
    return ways > 1 or (ways == 1 and len(text) < 120)


def _is_caption(text: str, phrases: _Phrases) -> bool:
    if _CREDIT.search(text, max(0, len(text) - 140)):
        return True
    kicker = _KICKER.match(text)
    if kicker and kicker["words"].casefold().strip() not in phrases.not_captions and not _mostly_upper(text):
        return True
    credit = phrases.photo.search(text)
    # A credit opens the paragraph or closes it; in the middle of one somebody talks about a photo.
    return credit is not None and (credit.start() == 0 or len(text) - credit.end() < 80) and len(text) < 450


def _mostly_upper(text: str) -> bool:
    letters = [character for character in text if character.isalpha()]
    return 2 * sum(character.isupper() for character in letters) > len(letters)


# --- paragraphs and their neighbours -------------------------------------------------------------------------------------


def _mark_top(text: str, spans: Sequence[tuple[int, int]], kinds: list[SectionKind], phrases: _Phrases) -> None:
    """Mark the headline and standfirst at the top, then the subheads further down; change *kinds* in place."""
    body = [i for i, kind in enumerate(kinds) if kind is SectionKind.BODY]
    if len(body) < 2:
        return
    for i in body[1:]:
        if _is_title(text[slice(*spans[i])], 80) and i + 1 < len(spans):
            kinds[i] = SectionKind.SUBHEAD
    first, second = body[0], body[1]
    if first > 3 or not _is_title(text[slice(*spans[first])], 180) or _dateline(text, *spans[first], phrases):
        return
    kinds[first] = SectionKind.HEADLINE
    following = kinds[second + 1 : second + 3]
    opens = {SectionKind.BYLINE, SectionKind.EDITOR_NOTE, SectionKind.CAPTION, SectionKind.CONTACT, SectionKind.DATELINE}
    short = spans[second][1] - spans[second][0] <= 320
    if short and second - first <= 2 and len(body) > 2 and not _dateline(text, *spans[second], phrases):
        next_body = next((spans[i] for i in body[2:]), None)
        dated = next_body is not None and bool(_dateline(text, *next_body, phrases))
        if dated or opens.intersection(following[:1]) or kinds[second] is SectionKind.SUBHEAD:
            kinds[second] = SectionKind.STANDFIRST


def _is_title(text: str, longest: int) -> bool:
    """Return whether a paragraph is short and no sentence: it has no full stop and does not run on."""
    if len(text) > longest or "\n" in text or text[-1] in ".!…,;:" or text[0] in "-–—\"“«„'‘(" or text[0].islower():
        return False
    return not _SENTENCE_END.search(text) or text[-1] == "?"


def _mark_quotes(text: str, spans: Sequence[tuple[int, int]], kinds: list[SectionKind]) -> None:
    """Mark paragraphs whose words return inside another one as pull quotes, and the line after them as their speaker."""
    free = (SectionKind.BODY, SectionKind.SUBHEAD)
    clauses = [_clauses(text[start:end]) if kind in free else [] for (start, end), kind in zip(spans, kinds, strict=True)]
    seen = Counter(clause for own in clauses for clause in set(own))
    whole = Counter(tuple(own) for own in clauses)
    for i, own in enumerate(clauses):
        size = sum(map(len, own))
        if not own or spans[i][1] - spans[i][0] > 450 or kinds[i] not in free:
            continue
        repeated = sum(len(clause) for clause in own if seen[clause] > 1 and len(clause) >= 12)
        named = i + 1 < len(spans) and kinds[i + 1] in free and _is_speaker(text[slice(*spans[i + 1])])
        alone = (named or whole[tuple(own)] == 1) and not _quoted_with_source(text, spans[i])
        if repeated >= 25 and 2 * repeated > size and alone:
            kinds[i] = SectionKind.PULL_QUOTE
            if named:
                kinds[i + 1] = SectionKind.SPEAKER
        elif named and _signed(text, spans[i], spans[i + 1]):
            kinds[i + 1] = SectionKind.SPEAKER


def _clauses(text: str) -> list[str]:
    """Return the runs of words between marks, in one case and spacing; none for a very long paragraph."""
    if len(text) > 5000:
        return []
    return [" ".join(clause.split()).casefold() for clause in _CLAUSE.findall(text) if len(clause) > 3]


def _is_speaker(text: str) -> bool:
    return len(text) < 100 and "\n" not in text and bool(_SPEAKER.match(text))


def _quoted_with_source(text: str, span: tuple[int, int]) -> bool:
    """Return whether words stand outside the quotation marks: then the paragraph is the place the quote was taken from."""
    words = text[slice(*span)]
    marks = [match.start() for match in _OPENING.finditer(words) if words[match.start()] not in "'‘’"]
    return bool(marks) and (marks[0] > 3 or len(words) - marks[-1] > 3)


def _signed(text: str, quote: tuple[int, int], line: tuple[int, int]) -> bool:
    """Return whether a quotation in marks is followed by a dash and a name."""
    return text[quote[0]] in "\"“«„" and text[quote[1] - 1] in "\"”»“" and text[line[0]] in "-–—"

