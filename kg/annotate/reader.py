"""Reads one document: sections, syntax and names, events, roles, figures, time, stance, who says so."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from kg.annotate import gather, stance
from kg.annotate.attribution import Attribution, Attributor, Quote, quotes, signature
from kg.annotate.drafts import Draft
from kg.annotate.encoder import SEEN
from kg.annotate.event_check import complete
from kg.annotate.lexicon import Lexicon, lexicon
from kg.annotate.mending import Setting, mend
from kg.annotate.mentions import Registry
from kg.annotate.merging import Piece
from kg.annotate.merging import pieces as merge
from kg.annotate.nouns import KnownSpan, by_index, known_names, matcher
from kg.annotate.pack import Pack, chunks, defused, load
from kg.annotate.prune import kept
from kg.annotate.quantities import Quantity, quantities
from kg.annotate.roles import Roles
from kg.annotate.sections import Section, SectionKind, sections
from kg.annotate.timex import Timex, times
from kg.annotate.tolls import tolls
from kg.annotate.triggers import find
from kg.annotate.truecase import is_upper, truecase
from kg.annotate.words import Sentence, Word, sentences_of
from kg.model import Annotation, Document

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray
    from spacy.tokens import Doc

    Floats = NDArray[numpy.float32]

VERSION = "1"
_LONGEST_BLOCK = 150_000
"""Characters read together."""
_WINDOW = 32
"""Paragraphs that are parsed at once."""
_FEWEST_ANSWERS = 3
"""So many questions with answers make an interview."""
_UNREAD = frozenset({SectionKind.ADDRESS, SectionKind.CONTACT, SectionKind.EDITOR_NOTE})
"""Furniture of a page: it tells of no events and names nobody who speaks."""
_NAMING = frozenset({SectionKind.BYLINE, SectionKind.DATELINE, SectionKind.SPEAKER})
"""Read for the names in them alone."""


@dataclass(slots=True, eq=False)
class Paragraph:
    """One section with its sentences and what was found on it; offsets of the document."""

    number: int
    section: Section
    text: str
    sentences: list[Sentence]
    quotes: list[Quote] = field(default_factory=list)
    quantities: list[Quantity] = field(default_factory=list)
    times: list[Timex] = field(default_factory=list)
    attributions: list[Attribution] = field(default_factory=list)
    drafts: list[Draft] = field(default_factory=list)
    refused: set[int] = field(default_factory=set)
    """Indexes of words that the rules looked at and took for no event."""
    seen: Floats | None = None
    """What was kept of the vectors of its words, [words, width]."""

    @property
    def words(self) -> list[Word]:
        """Return the words of its sentences, in the order of the text."""
        return [word for sentence in self.sentences for word in sentence.words]


@dataclass(slots=True, eq=False)
class Reading:
    """One document while it is read."""

    document: Document
    lex: Lexicon
    paragraphs: list[Paragraph]
    known: Mapping[int, KnownSpan]
    registry: Registry
    roles: Roles
    """The rules, which remember what kind of thing each noun names."""
    inquit: set[int] = field(default_factory=set)
    """Indexes of words that name a speaker at a sentence's end."""

    @property
    def sentences(self) -> list[Sentence]:
        """Return all sentences in the order of the text."""
        return [sentence for paragraph in self.paragraphs for sentence in paragraph.sentences]


def read(document: Document, *, pack: Pack | None = None) -> Annotation:
    """Return what the rules find in a document.

    Args:
        document: the text, in a language that has a pack.
        pack: another pack than the shipped one of the document's language.

    Raises:
        PackError: there is no pack of that language.
    """
    pack = pack or load(document.language)
    parts = []
    for block in _blocks(document):
        reading = parse(document, pack, block)
        attribute(reading)
        detect(reading)
        if pack.events is not None:
            complete(reading, pack.events)
        parts.append(gather.finish(reading))
    claims, mentions, relations = parts[0] if len(parts) == 1 else gather.joined(parts)
    return Annotation(document, reader_name(pack), mentions, claims, relations)


def _blocks(document: Document) -> list[list[tuple[Section, int, int]]]:
    """Cut a document into blocks that are read one by one: a report is one block, a whole archive in one file is many.

    What is taken up again ("the group", "he") is looked for inside a block, so memory does not grow with the file.
    """
    blocks: list[list[tuple[Section, int, int]]] = [[]]
    size = 0
    for section in sections(document.text, document.language):
        if section.kind in _UNREAD:
            continue
        for start, end in chunks(document.text[section.start : section.end]):
            if size + end - start > _LONGEST_BLOCK and blocks[-1]:
                blocks.append([])
                size = 0
            blocks[-1].append((section, section.start + start, section.start + end))
            size += end - start
    return blocks


def reader_name(pack: Pack) -> str:
    """Return the name and version that annotations carry, so that a rebuild knows which are stale."""
    return f"rules/{VERSION}+{pack.language}/{pack.version}"


def parse(document: Document, pack: Pack, block: Sequence[tuple[Section, int, int]] | None = None) -> Reading:
    """Parse a document, or one block of its sections."""
    lex = lexicon(document.language)
    pieces = block if block is not None else [piece for one in _blocks(document) for piece in one]
    paragraphs: list[Paragraph] = []
    first_word = first_sentence = 0
    spans: list[KnownSpan] = []
    for (section, start, end), doc, words in _parsed(document, pieces, pack):
        found = sentences_of(doc, words, start, len(paragraphs), section.kind.value, first_word, first_sentence) if words else []
        spans += [
            KnownSpan((word,), words[word.index - first_word].names)
            for s in found
            for word in s.words
            if words[word.index - first_word].names
        ]
        first_word += len(doc)
        first_sentence += len(found)
        readable = _readable(document.text[start:end], document.language, pack)
        paragraphs.append(_paragraph(len(paragraphs), section, document.text[start:end], readable, found, document, start))
        paragraphs[-1].seen = doc.user_data.get(SEEN)
    known = by_index(spans)
    setting = Setting(lex, known, pack.ordinary)
    for paragraph in paragraphs:
        for sentence in paragraph.sentences:
            mend(sentence, setting)
    registry = Registry(document.text, lex, known)
    registry.publisher = document.publisher
    return Reading(document, lex, paragraphs, known, registry, Roles(lex, known))


def _parsed(
    document: Document, pieces: Sequence[tuple[Section, int, int]], pack: Pack
) -> Iterator[tuple[tuple[Section, int, int], Doc, list[Piece]]]:
    """Yield each piece with its parse, a window at a time: a parse holds some 16 KB a token and is dropped once read out."""
    names = matcher(document.language)
    for first in range(0, len(pieces), _WINDOW):
        window = pieces[first : first + _WINDOW]
        texts = [_readable(document.text[start:end], document.language, pack) for _, start, end in window]
        merged = [merge(pack.nlp, defused(text), names) for text in texts]
        docs = pack.parse_all(doc for doc, _ in merged)
        for piece, doc, (_, words) in zip(window, docs, merged, strict=True):
            yield piece, doc, words


def _paragraph(
    number: int, section: Section, text: str, readable: str, sentences: list[Sentence], document: Document, start: int
) -> Paragraph:
    """Return a paragraph with the quotations, numbers and times in it."""
    paragraph = Paragraph(number, section, text, sentences)
    if sentences:
        dash = document.language != "en" and section.kind is not SectionKind.HEADLINE
        paragraph.quotes = quotes(text, start, number, dash=dash)
        paragraph.quantities = [_shift_quantity(q, start) for q in quantities(readable, document.language)]
        paragraph.times = [_shift_time(t, start) for t in times(readable, document.language, document.published)]
    return paragraph


@lru_cache(maxsize=128)
def _readable(text: str, language: str, pack: Pack) -> str:
    """Return the text that the parser sees: same length, line breaks as blanks, capitals lowered where all is capitals."""
    text = text.replace("\n", " ").replace("\u00a0", " ")
    if len(text) > 12 and is_upper(text):
        told = lexicon(language)
        return truecase(
            text,
            language,
            known=lambda name: _written().get(name.casefold()),
            ordinary=lambda word: word in told.verb_forms or word in told.noun_forms or pack.ordinary(word),
        )
    return text


@cache
def _written() -> Mapping[str, str]:
    """Return how every known name is written, by its small letters."""
    return {known.name.casefold(): known.name for known in known_names() if known.name[:1].isupper()}


def _shift_quantity(quantity: Quantity, base: int) -> Quantity:
    return replace(
        quantity,
        start=quantity.start + base,
        end=quantity.end + base,
        value_start=quantity.value_start + base,
        value_end=quantity.value_end + base,
    )


def _shift_time(found: Timex, base: int) -> Timex:
    return replace(found, start=found.start + base, end=found.end + base)


def attribute(reading: Reading) -> None:
    """Find who says what, paragraph by paragraph."""
    attributor = Attributor(reading.lex, reading.known)
    reading.inquit = attributor.inquit
    previous: Quote | None = None
    above: Paragraph | None = None
    interview, interviewed = _answers(reading.paragraphs), list[Word]()
    for paragraph in reading.paragraphs:
        if not paragraph.sentences:
            continue
        if above is not None:
            above.attributions += signed(above, paragraph)
        above = paragraph
        if paragraph.section.kind in _NAMING:
            continue
        paragraph.attributions = attributor.paragraph(paragraph.sentences, paragraph.quotes, previous)
        paragraph.attributions += credited(paragraph, reading)
        if paragraph.number in interview:
            interviewed = interviewed or attributor.last_speaker
            if interviewed and not any(a.direct and a.verb is not None for a in paragraph.attributions):
                paragraph.attributions = [a for a in paragraph.attributions if not a.direct]
                paragraph.attributions.append(attributor.answered(paragraph.quotes[0], paragraph.sentences, interviewed))
        previous = paragraph.quotes[-1] if paragraph.quotes else None


def _answers(paragraphs: Sequence[Paragraph]) -> set[int]:
    """Return the paragraphs of an interview that answer its questions: "– Were you afraid?", "– Once. On the way out ..."."""
    spoken = [p for p in paragraphs if p.sentences]
    found = {
        answer.number
        for question, answer in itertools.pairwise(spoken)
        if _is_said(question) and _is_said(answer) and question.words[-1].text == "?" and answer.words[-1].text != "?"
    }
    return found if len(found) >= _FEWEST_ANSWERS else set()


def _is_said(paragraph: Paragraph) -> bool:
    """Say whether a paragraph is one quotation from its first word to its last."""
    return len(paragraph.quotes) == 1 and _is_quoted(paragraph)


def _is_quoted(paragraph: Paragraph) -> bool:
    """Say whether a paragraph begins and ends with words that are quoted; a full stop may follow the last mark."""
    quotations, words = paragraph.quotes, paragraph.words
    return bool(quotations) and quotations[0].start == words[0].start and quotations[-1].end >= words[-1].start


def signed(quoted: Paragraph, below: Paragraph) -> list[Attribution]:
    """Return whom the line below a paragraph names that is one quotation and says nothing of who speaks."""
    if not _is_quoted(quoted) or any(attribution.verb is not None for attribution in quoted.attributions):
        return []
    name = signature(below.words)
    if name is None:
        return []
    quoted.attributions.clear()
    return [Attribution([name], frozenset(word.index for word in quoted.words), True, None, quoted.sentences[0])]


def credited(paragraph: Paragraph, reading: Reading) -> list[Attribution]:
    """Return who a caption is credited to, or who the line under a pull quote names."""
    kind = paragraph.section.kind
    words = paragraph.words
    if kind is SectionKind.PULL_QUOTE and paragraph.number + 1 < len(reading.paragraphs):
        below = reading.paragraphs[paragraph.number + 1]
        if below.section.kind is SectionKind.SPEAKER and below.sentences:
            named = [w for s in below.sentences for w in s.words if w.pos == "PROPN" and w.rel not in ("flat", "compound")]
            if named:
                return [Attribution(named[:1], frozenset(w.index for w in words), True, None, paragraph.sentences[0])]
    if kind is SectionKind.CAPTION:
        agencies = [
            w
            for w in words[-8:]
            if w.index in reading.known and "NewsOrganisation" in reading.known[w.index].names[0].entity.classes
        ]
        if agencies:
            own = {w.index for w in agencies}
            return [
                Attribution(
                    agencies[-1:], frozenset(w.index for w in words if w.index not in own), False, None, paragraph.sentences[0]
                )
            ]
    return []


def detect(reading: Reading) -> None:
    """Find events and give them their participants and stance."""
    roles = reading.roles
    for paragraph in reading.paragraphs:
        if paragraph.section.kind in _NAMING:
            continue
        for sentence in paragraph.sentences:
            found = tolls(sentence, reading.lex, find(sentence, reading.lex, reading.known))
            for draft in found:
                roles.assign(draft)
            drafts = [draft for draft in found if draft.type != "none"]
            for draft in drafts:
                stance.judge(draft, reading.lex, in_quote=any(q.start <= draft.word.start < q.end for q in paragraph.quotes))
            drafts = kept(drafts, roles)
            paragraph.drafts += drafts
            paragraph.refused |= {draft.word.index for draft in found} - {draft.word.index for draft in drafts}
