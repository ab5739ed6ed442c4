"""Who says it: quotations, indirect speech, "according to", hearsay, and speakers carried over sentences."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from kg.annotate.clauses import agents_by, is_passive, is_verb, subjects
from kg.annotate.kinds import kind_of
from kg.annotate.lexicon import Lexicon, shared
from kg.annotate.nouns import KnownSpan, core
from kg.annotate.triggers import verb_key
from kg.annotate.words import Sentence, Word
from kg.model import EntityKind

_SPEAKING = frozenset(
    {
        EntityKind.PERSON,
        EntityKind.GROUP,
        EntityKind.ORGANISATION,
        EntityKind.ARMED_ACTOR,
        EntityKind.GOVERNMENT,
    }
)
_TEXTS = shared("texts")
_QUOTES = re.compile(
    r"[“„]([^“”„]{2,4000}?)(?:[”]|$)|«([^«»]{2,4000}?)(?:»|$)|\"([^\"]{2,4000}?)(?:\"|$)|(?:(?<=\s)|^)‘([^‘]{12,2000}?)’(?=[\s,.;]|$)"
)
_DASH = re.compile(r"^[–—-]\s*(?=\S)")
_MEDIA = shared("media")
_RECORDING = shared("recording")
_DAYS = shared("days")
_SCARE_WORDS = 3
"""Quotation marks around at most three words mark a term, not speech, unless a verb of saying stands by."""


@dataclass(slots=True, eq=False)
class Attribution:
    """One speaker (or several together) and the words that are theirs."""

    speakers: list[Word]
    scope: frozenset[int]
    """Indexes of the words said."""
    direct: bool
    verb: Word | None = None
    sentence: Sentence | None = None


@dataclass(slots=True, eq=False)
class Quote:
    """A stretch between quotation marks, or after a speech dash; offsets of the document."""

    start: int
    end: int
    paragraph: int
    attribution: Attribution | None = None
    continues: bool = False
    """True if the closing mark is missing: the quotation goes on in the next paragraph."""
    sentences: list[Sentence] = field(default_factory=list)


def quotes(text: str, base: int, paragraph: int, *, dash: bool) -> list[Quote]:
    """Return the quotations of one paragraph.

    >>> [(q.start, q.end) for q in quotes('"We fled," she said.', 0, 0, dash=False)]
    [(0, 10)]
    """
    out = []
    for match in _QUOTES.finditer(text):
        words = next(group for group in match.groups() if group is not None)
        if len(words.split()) > _SCARE_WORDS or re.search(r"[!?,.]$", words.strip()):
            continues = text[match.end() - 1] not in '”»"’'
            out.append(Quote(base + match.start(), base + match.end(), paragraph, continues=continues))
    if dash and not out and _DASH.match(text):
        out.append(Quote(base, base + len(text), paragraph))
    return out


class Attributor:
    """Finds the attributions of a document, sentence by sentence, and remembers who spoke last."""

    def __init__(self, lex: Lexicon, known: Mapping[int, KnownSpan]) -> None:
        self.lex = lex
        self.known = known
        self.last_speaker: list[Word] = []
        self.last_paragraph = -9
        self.inquit: set[int] = set()
        """Indexes of the words of ", a spokesman said": they take part in no event of the sentence."""
        self.verbs: set[int] = set()
        """Indexes of the verbs of saying that introduce a speaker."""

    def paragraph(self, sentences: list[Sentence], found: list[Quote], previous: Quote | None) -> list[Attribution]:
        """Return the attributions of one paragraph; inner ones come with smaller scopes."""
        out: list[Attribution] = []
        for sentence in sentences:
            out += self._according(sentence)
            out += self._indirect(sentence, found)
        for quote in found:
            self._direct(quote, sentences, out)
        self._carry(found, sentences, out, previous)
        return out

    # --- indirect speech -----------------------------------------------------------------------------------------------

    def _indirect(self, sentence: Sentence, found: list[Quote]) -> list[Attribution]:
        out = []
        offset = sentence.words[0].index
        for word in sentence.words:
            if word.pos not in ("VERB", "AUX", "NOUN", "ADJ") or not is_verb(word):
                continue
            if self._in_quote(word, found):
                continue
            if verb_key(sentence.words, word.index - offset, self.lex, self.lex.cue("say")) is None:
                continue
            inquit = self._inquit(sentence, word)
            if inquit is not None:
                speakers, scope = [*self._cited(word), inquit[0]], inquit[1]
                self.inquit |= inquit[2]
            else:
                speakers, scope = [*self._cited(word), *self._speakers(word)], []
            if not speakers:
                continue
            scope = scope or self._scope(word)
            if scope or self._touches(word, found):
                self.verbs.add(word.index)
                out.append(Attribution(speakers, frozenset(w.index for w in scope), False, word, sentence))
                self.last_speaker, self.last_paragraph = speakers, sentence.paragraph
        return out

    def _in_quote(self, word: Word, found: list[Quote]) -> bool:
        dash_free = [quote for quote in found if quote.end - quote.start < 10_000]
        for quote in dash_free:
            if quote.start < word.start < quote.end:
                return not self._is_inquit(word, quote)
        return False

    def _is_inquit(self, word: Word, quote: Quote) -> bool:
        """Say whether a verb inside a dash quotation is its "said": "– We fled, says Ulmo."."""
        first = word.sentence.words[0]
        if word.index == first.index:
            return False
        before = [w for w in word.sentence.words if w.index < word.index]
        return before[-1].text in (",", "?", "!", "–", "»", "”", '"') and any(
            w.index > word.index and w in word.children for w in word.children if w.rel == "nsubj"
        )

    def _speakers(self, verb: Word) -> list[Word]:
        found = []
        said_by = agents_by(verb, self.lex) if is_passive(verb) else []
        if is_passive(verb) and not said_by:
            said_by = [
                w for w in verb.children if w.rel == "obl" and w.case() in ("on", "in", "by", "på", "i") and w.lemma in _MEDIA
            ]
        for word in [*subjects(verb), *said_by]:
            for one in word.conjuncts():
                speaker = self._speaking(one)
                if speaker is not None:
                    found.append(speaker)
        return found

    def _inquit(self, sentence: Sentence, verb: Word) -> tuple[Word, list[Word], set[int]] | None:
        """Read ", a spokesman for the rebels said." and ", sier Ulmo." at the end of a sentence, whatever the parser made of it.

        Returns:
            the speaker, the words said, and the indexes of the words that name the speaker; None if there is no such end.
        """
        words = sentence.words
        place = verb.index - words[0].index
        comma = next((i for i in range(place - 1, max(-1, place - 11), -1) if words[i].text in (",", "”", '"', "»")), None)
        if comma is None or comma < 2 or (verb.child("ccomp") is not None and verb.child("ccomp").index > verb.index):  # type: ignore[union-attr]
            return None
        after = [w for w in words[place + 1 :] if w.pos != "PUNCT"]
        between = words[comma + 1 : place]
        if between and all(w.lower in _DAYS for w in after):
            named = between
        elif not between and after and len(after) <= 12:
            named = after
        else:
            return None
        heads = [
            w
            for w in named
            if w.pos in ("NOUN", "PROPN", "PRON")
            and w.rel not in ("compound", "amod", "nmod:poss", "flat")
            and w.dep != "nmod:poss"
        ]
        if not heads or any(w.pos in ("VERB", "SCONJ") for w in between):
            return None
        speaker = self._speaking(heads[0])
        return (speaker, words[:comma], {w.index for w in named}) if speaker is not None else None

    def _cited(self, verb: Word) -> list[Word]:
        """Return whom the speaker cites: "the governor, citing hospital sources, said"."""
        found: list[Word] = []
        for word in verb.sentence.words:
            if (
                word.lemma in ("cite", "quote", "sitere")
                and word is not verb
                and (word.head is verb or word.head in verb.children)
            ):
                found += [o for c in word.children if c.rel == "obj" for o in c.conjuncts()]
            elif word.lemma in ("henvisning", "reference") and word.head in (verb, *verb.children):
                found += [c for c in word.children if c.rel == "nmod"]
        return found

    def _speaking(self, word: Word) -> Word | None:
        """Return the actor who speaks: the noun itself, or whose report or statement it is."""
        if word.lemma in _TEXTS:
            for child in word.children:
                if (
                    child.dep == "nmod:poss" or (child.rel == "nmod" and child.case() in ("by", "from", "of", "fra", "av", "til"))
                ) and self._kind(child) in _SPEAKING:
                    return child
                if child.rel in ("compound", "amod") and self._kind(child) in _SPEAKING and child.index in self.known:
                    return child
            return word
        kind = self._kind(word)
        if kind in _SPEAKING or (
            word.pos == "PRON" and word.lower not in self.lex.cue("it") and "PronType=Rel" not in word.morph
        ):
            return word
        span = self.known.get(word.index)
        if span is not None and kind is EntityKind.PLACE:
            return word
        if word.pos == "PROPN" or (word.pos == "NOUN" and word.lemma not in self.lex.kinds["abstract"]):
            return word
        return None

    def _kind(self, word: Word) -> EntityKind:
        return kind_of(core(word, self.lex), self.lex, self.known)

    def _scope(self, verb: Word) -> list[Word]:
        said: list[Word] = []
        for child in verb.children:
            if (
                (
                    child.rel in ("ccomp", "parataxis")
                    or (child.rel == "xcomp" and is_verb(child))
                    or (child.rel == "obj" and is_verb(child))
                )
                or (child.rel == "obj" and child.index > verb.index and verb.lemma in _RECORDING and not is_passive(verb))
                or (
                    child.rel in ("obl", "obj")
                    and child.case() in ("about", "om", "of")
                    and verb.lemma in ("melde", "fortelle", "report", "tell", "speak")
                )
            ):
                said += child.subtree()
        if not said and verb.rel in ("parataxis", "dep", "advcl", "ccomp") and verb.head is not verb:
            own = {w.index for w in verb.subtree()}
            if verb.rel == "parataxis" or (
                verb.child("ccomp") is None
                and verb.index > verb.head.index
                and verb.rel != "ccomp"
                and verb.child("mark") is None
            ):
                said = [w for w in verb.head.subtree() if w.index not in own]
                wider = verb.head
                while wider.rel in ("ccomp", "parataxis", "conj") and wider.head is not wider and not self._is_saying(wider.head):
                    wider = wider.head
                    said = [w for w in wider.subtree() if w.index not in own]
        if not said and verb.is_root:
            said = self._comma_scope(verb)
        return said

    def _is_saying(self, word: Word) -> bool:
        return word.lemma in self.lex.cue("say")

    def _comma_scope(self, verb: Word) -> list[Word]:
        """Read "..., he said": what stands before the comma is what was said."""
        subject = verb.child("nsubj")
        words = verb.sentence.words
        position = min(verb.index, subject.index if subject is not None else verb.index) - words[0].index
        if position > 3 and words[position - 1].text in (",", '"', "”", "»"):
            return words[: position - 1]
        return []

    def _touches(self, verb: Word, found: list[Quote]) -> bool:
        return any(quote.start <= verb.sentence.end and quote.end >= verb.sentence.start for quote in found)

    def _according(self, sentence: Sentence) -> list[Attribution]:
        out = []
        words = sentence.words
        for position, word in enumerate(words):
            for phrase in self.lex.cue("according"):
                parts = phrase.split()
                if word.lower != parts[0] or [w.lower for w in words[position : position + len(parts)]] != parts:
                    continue
                if phrase == "etter":
                    continue
                noun = word.head if word.head.is_nominal and word.head.index > word.index else None
                if noun is None:
                    later = [
                        w
                        for w in words[position + len(parts) :]
                        if w.is_nominal and w.rel in ("obl", "nmod", "pobj", "obj", "nsubj", "root", "ROOT")
                    ]
                    noun = later[0] if later else None
                if noun is None:
                    continue
                speakers = [s for s in (self._speaking(one) for one in noun.conjuncts()) if s is not None]
                if not speakers:
                    continue
                own = {
                    w.index
                    for w in noun.subtree()
                    if w.dep != "acl:relcl" and not any(u.dep == "acl:relcl" for u in w.up() if u.index >= noun.index)
                }
                out.append(Attribution(speakers, frozenset(w.index for w in words if w.index not in own), False, None, sentence))
                self.last_speaker, self.last_paragraph = speakers, sentence.paragraph
        return out

    # --- direct speech ---------------------------------------------------------------------------------------------------

    def _direct(self, quote: Quote, sentences: list[Sentence], out: list[Attribution]) -> None:
        """Give a quotation the speaker of the verb of saying nearest to it in the paragraph."""
        inside = [s for s in sentences if s.start < quote.end and s.end > quote.start]
        quote.sentences = inside
        best: tuple[int, Attribution] | None = None
        for attribution in out:
            if attribution.verb is None or attribution.sentence is None or attribution.direct:
                continue
            verb = attribution.verb
            distance = (
                0
                if attribution.sentence in inside
                else 1 + min(abs(attribution.sentence.index - s.index) for s in inside or sentences)
            )
            limit = 1 if distance == 0 else 2
            before = verb.start < quote.start
            cost = 4 * distance + (1 if before else 0)
            if (
                distance <= limit
                and (best is None or cost < best[0])
                and not (distance and before and not _ends_with_colon(attribution.sentence))
            ):
                best = (cost, attribution)
        if best is not None:
            said = best[1].verb
            own = {w.index for w in said.subtree() if w.rel in ("nsubj",) or w is said} if said is not None else set()
            speaker_words = {w.index for speaker in best[1].speakers for w in speaker.subtree()}
            scope = (
                self._words_of(quote, sentences)
                - own
                - (speaker_words if said is not None and quote.start < said.start < quote.end else set())
            )
            quote.attribution = Attribution(best[1].speakers, frozenset(scope), True, said, best[1].sentence)
            out.append(quote.attribution)
            self.last_speaker, self.last_paragraph = best[1].speakers, quote.paragraph

    def _words_of(self, quote: Quote, sentences: list[Sentence]) -> set[int]:
        return {
            w.index
            for s in sentences
            if s.start < quote.end and s.end > quote.start
            for w in s.words
            if quote.start <= w.start < quote.end
        }

    def _carry(self, found: list[Quote], sentences: list[Sentence], out: list[Attribution], previous: Quote | None) -> None:
        """Give a quotation without a speaker of its own that of the quotation beside it, or of the last one who spoke."""
        for position, quote in enumerate(found):
            if quote.attribution is not None:
                continue
            beside = next((q.attribution for q in found[position + 1 :] if q.attribution), None)
            beside = next((q.attribution for q in reversed(found[:position]) if q.attribution), None) or beside
            speakers = beside.speakers if beside is not None else []
            if (
                not speakers
                and previous is not None
                and previous.attribution is not None
                and (previous.continues or quote.paragraph - previous.paragraph <= 1)
            ):
                speakers = previous.attribution.speakers
            if not speakers and self.last_speaker and quote.paragraph - self.last_paragraph <= 2:
                speakers = self.last_speaker
            if speakers:
                quote.attribution = Attribution(
                    speakers,
                    frozenset(self._words_of(quote, sentences)),
                    True,
                    None,
                    sentences[0] if sentences else None,
                )
                out.append(quote.attribution)


def _ends_with_colon(sentence: Sentence | None) -> bool:
    return sentence is not None and sentence.words[-1].text in (":", ",")


def chain(word: Word, attributions: list[Attribution]) -> list[Attribution]:
    """Return the attributions that cover a word, nearest speaker first."""
    covering = [a for a in attributions if word.index in a.scope]
    covering.sort(key=lambda a: (len(a.scope), not a.direct))
    return covering
