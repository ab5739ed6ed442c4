"""Reads one document: sections, syntax and names, events, roles, figures, time, stance, who says so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from kg.annotate import gather, stance
from kg.annotate.attribution import Attribution, Attributor, Quote, chain, quotes
from kg.annotate.lexicon import Lexicon, frames, lexicon
from kg.annotate.mentions import Registry
from kg.annotate.merging import pieces as merge
from kg.annotate.nouns import KnownSpan, by_index, matcher
from kg.annotate.pack import Pack, chunks, defused, load
from kg.annotate.quantities import Quantity, quantities
from kg.annotate.roles import Roles
from kg.annotate.sections import Section, SectionKind, sections
from kg.annotate.timex import Timex, times
from kg.annotate.triggers import Draft, find
from kg.annotate.truecase import is_upper, truecase
from kg.annotate.words import Sentence, Word, sentences_of
from kg.model import Annotation, Document

VERSION = "1"
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


@dataclass(slots=True, eq=False)
class Reading:
    """One document while it is read."""

    document: Document
    lex: Lexicon
    paragraphs: list[Paragraph]
    known: Mapping[int, KnownSpan]
    registry: Registry
    sections: Sequence[Section]

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
    reading = parse(document, pack)
    attribute(reading)
    detect(reading)
    claims, mentions, relations = gather.finish(reading)
    return Annotation(document, reader_name(pack), mentions, claims, relations)


def reader_name(pack: Pack) -> str:
    """Return the name and version that annotations carry, so that a rebuild knows which are stale."""
    return f"rules/{VERSION}+{pack.language}/{pack.version}"


def parse(document: Document, pack: Pack) -> Reading:
    """Split a document into sections and parse them."""
    lex = lexicon(document.language)
    parts = sections(document.text, document.language)
    pieces: list[tuple[Section, int, int]] = []
    for section in parts:
        if section.kind in _UNREAD:
            continue
        for start, end in chunks(document.text[section.start : section.end]):
            pieces.append((section, section.start + start, section.start + end))
    texts = [_readable(document.text[start:end], document.language) for _, start, end in pieces]
    paragraphs: list[Paragraph] = []
    first_word = first_sentence = 0
    names = matcher(document.language)
    spans: list[KnownSpan] = []
    merged = [merge(pack.nlp, defused(text), names) for text in texts]
    for (section, start, end), doc, (_, words) in zip(pieces, pack.parse_all(doc for doc, _ in merged), merged, strict=True):
        found = (
            sentences_of(doc, words, start, len(paragraphs), section.kind.value, first_word, first_sentence) if words else []
        )
        spans += [
            KnownSpan((word,), words[word.index - first_word].names)
            for s in found
            for word in s.words
            if words[word.index - first_word].names
        ]
        first_word += len(doc)
        first_sentence += len(found)
        text = document.text[start:end]
        paragraph = Paragraph(len(paragraphs), section, text, found)
        if found:
            paragraph.quotes = quotes(
                text, start, paragraph.number, dash=document.language != "en" and section.kind is not SectionKind.HEADLINE
            )
            paragraph.quantities = [_shift_quantity(q, start) for q in quantities(text, document.language)]
            paragraph.times = [_shift_time(t, start) for t in times(text, document.language, document.published)]
        paragraphs.append(paragraph)
    known = by_index(spans)
    return Reading(document, lex, paragraphs, known, Registry(document.text, lex, known), parts)


def _readable(text: str, language: str) -> str:
    """Return the text that the parser sees: same length, line breaks as blanks, capitals lowered where all is capitals."""
    text = text.replace("\n", " ").replace("\u00a0", " ")
    if len(text) > 12 and is_upper(text):
        return truecase(text, language, known=_known_case(language))
    return text


def _known_case(language: str):  # type: ignore[no-untyped-def]
    table = _cases(language)
    return lambda text: table.get(text.casefold())


_CASES: dict[str, dict[str, str]] = {}


def _cases(language: str) -> dict[str, str]:
    if language not in _CASES:
        from kg.annotate.nouns import known_names

        _CASES[language] = {known.name.casefold(): known.name for known in known_names() if known.name[:1].isupper()}
    return _CASES[language]


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
    previous: Quote | None = None
    for paragraph in reading.paragraphs:
        if not paragraph.sentences:
            continue
        if paragraph.section.kind in _NAMING:
            continue
        paragraph.attributions = attributor.paragraph(paragraph.sentences, paragraph.quotes, previous)
        paragraph.attributions += credited(paragraph, reading)
        previous = paragraph.quotes[-1] if paragraph.quotes else None


def credited(paragraph: Paragraph, reading: Reading) -> list[Attribution]:
    """Return who a caption is credited to, or who the line under a pull quote names."""
    kind = paragraph.section.kind
    words = [word for sentence in paragraph.sentences for word in sentence.words]
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
    roles = Roles(reading.lex, reading.known)
    for paragraph in reading.paragraphs:
        if paragraph.section.kind in _NAMING:
            continue
        for sentence in paragraph.sentences:
            drafts = find(sentence, reading.lex, reading.known)
            for draft in drafts:
                roles.assign(draft)
            drafts = [draft for draft in drafts if draft.type != "none"]
            for draft in drafts:
                stance.judge(draft, reading.lex, in_quote=any(q.start <= draft.word.start < q.end for q in paragraph.quotes))
            paragraph.drafts += gather.prune(drafts, roles, paragraph, reading)


def speaker_words(word: Word, paragraph: Paragraph) -> list[Attribution]:
    """Return the attributions of a word, nearest first."""
    return chain(word, paragraph.attributions)


def family(draft: Draft) -> str:
    """Return the family of a draft's main type."""
    return frames()[draft.type].family
