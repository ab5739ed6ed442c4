"""Who says it: quotations, indirect speech, "according to", hearsay, and speakers carried over sentences."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from kg.annotate.citing import after_that, cited, claimed, governed, heard_from, quoting, reported_in
from kg.annotate.clauses import agents_by, belonging, is_passive, is_verb, subjects
from kg.annotate.keys import verb_key
from kg.annotate.kinds import kind_of
from kg.annotate.lexicon import Lexicon, shared
from kg.annotate.nouns import KnownSpan, core
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
_PICTURES = shared("pictures")
_LONG_TEXTS = tuple(sorted(text for text in _TEXTS if len(text) > 6))
"""Texts whose names also end compounds: "spørreundersøkelsen"."""
_CARRIERS = shared("carriers")
_QUOTES = re.compile(
    r"[“„]([^“”„]{2,4000}?)(?:[”]|$)|«([^«»]{2,4000}?)(?:»|$)|\"([^\"]{2,4000}?)(?:\"|$)|(?:(?<=\s)|^)‘([^‘]{12,2000}?)’(?=[\s,.;]|$)"
)
_DASH = re.compile(r"^[–—-]\s*(?=\S)")
_COLON_DASH = re.compile(r":\s(?=[–—]\s\w)")
_DAYS = shared("days")
_GOVERNING = shared("governing")
_EVIDENT = shared("evident")
_AUTHORING = shared("authoring")
_CITING = shared("citing")
_ADDRESSING = shared("addressing")
_AS = shared("as_told")
_CONTRAST = shared("contrast")
_WORDED = shared("worded")
_NAMING = shared("naming") - _GOVERNING
_SEEING = shared("seeing")
_COUNTS = shared("counts_of")
_BY_COUNT = frozenset({"by", "according to", "on", "etter", "ifølge", "ved"})
_ADDRESSED = shared("addressed")
_IT = frozenset({"it", "den"})
"""Who "it said in a statement" is: a body named before."""
_PASSIVE_BY = frozenset({"by", "av"})
_STRAIGHT_BACK = frozenset({"det", "dette", "so", "this", "that"})
_LONGEST_HEADING = 7
_GAP = 2
"""Characters between a colon and the quotation that follows it."""
_LONGEST_SIGNATURE = 100
_LONGEST_NAME = 4
_LONGEST_INSERTION = 12
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
    quoted: bool = False
    """True if it stands inside a quotation: somebody who is quoted tells what another said."""
    aside: bool = False
    """True for "the abbot said" between commas in the middle of what is told."""


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
    opened: bool = False
    """True if a colon stands right before it."""


def quotes(text: str, base: int, paragraph: int, *, dash: bool) -> list[Quote]:
    """Return the quotations of one paragraph.

    >>> [(q.start, q.end) for q in quotes('"We fled," she said.', 0, 0, dash=False)]
    [(0, 10)]
    """
    if dash and _DASH.match(text):  # what is quoted inside is part of what is said
        return [Quote(base, base + len(text), paragraph)]
    out = []
    for match in _QUOTES.finditer(text):
        words = next(group for group in match.groups() if group is not None)
        if len(words.split()) > _SCARE_WORDS or re.search(r"[!?,.]$", words.strip()):
            continues = text[match.end() - 1] not in '”»"’'
            out.append(Quote(base + match.start(), base + match.end(), paragraph, continues=continues))
    spoken = _COLON_DASH.search(text) if dash and not out else None
    if spoken is not None:
        out.append(Quote(base + spoken.end(), base + len(text), paragraph))
    return out


def _opened_by_colon(quote: Quote, sentences: list[Sentence]) -> bool:
    """Say whether a colon stands right before a quotation: "The letter reads: ..."."""
    before = [w for s in sentences for w in s.words if w.end <= quote.start and w.text not in "\"“”«»'"]
    return bool(before) and before[-1].text == ":"


def _at_it(clause: Word | None) -> bool:
    """Say whether a clause shows somebody at what they do: "hiding in a well"."""
    return clause is not None and clause.lower.endswith("ing") and clause.child("mark", "aux", "nsubj") is None


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
        self.opened: dict[str, list[tuple[str, list[str]]]] = {}
        """Phrases such as "according to" with their words, by the first."""
        for phrase in sorted(lex.cue("according")):
            self.opened.setdefault(phrase.split()[0], []).append((phrase, phrase.split()))

    def answered(self, quote: Quote, sentences: list[Sentence], speakers: list[Word]) -> Attribution:
        """Give an answer of an interview to who is interviewed."""
        self.last_speaker, self.last_paragraph = speakers, quote.paragraph
        return self._given(quote, sentences, speakers)

    def paragraph(self, sentences: list[Sentence], found: list[Quote], previous: Quote | None) -> list[Attribution]:
        """Return the attributions of one paragraph; inner ones come with smaller scopes."""
        out: list[Attribution] = []
        before: Sentence | None = None
        for sentence in sentences:
            out += self._according(sentence, before)
            out += self._claims(sentence)
            out += self._indirect(sentence, found, before)
            before = sentence
        out += self._heading(sentences)
        out += self._closing(sentences)
        for quote in found:
            self._direct(quote, sentences, out)
        self._carry(found, sentences, out, previous)
        return out

    # --- indirect speech -----------------------------------------------------------------------------------------------

    def _indirect(self, sentence: Sentence, found: list[Quote], before: Sentence | None) -> list[Attribution]:
        out = []
        paired: set[int] = set()
        for word in sentence.words:
            if word.index in paired or not (self._says(word) or self._interjects(word, found)) or self._is_unsaid(word):
                continue
            quoted = self._in_quote(word, found)
            speakers, scope, also = self._told(sentence, word, found, before)
            if quoted and (not governed(word, self.lex) or any(w.pos == "PRON" for w in speakers)):
                continue
            if not speakers or not (scope or self._touches(word, found)):
                continue
            paired |= {also.index} if also is not None else set()
            self.verbs.add(word.index)
            aside = bool(scope) and scope[0].index < word.index < scope[-1].index
            out.append(Attribution(speakers, frozenset(w.index for w in scope), False, word, sentence, quoted, aside))
            if not quoted:
                self.last_speaker, self.last_paragraph = speakers, sentence.paragraph
        return out

    def _told(
        self, sentence: Sentence, verb: Word, found: list[Quote], before: Sentence | None
    ) -> tuple[list[Word], list[Word], Word | None]:
        """Return who speaks, what they say, and the second verb of "X say, and Y admits, that"."""
        if self._words_it(verb):
            return reported_in(verb, self._speaking), after_that(verb) or self._scope(verb, quoted=True), None
        quoted = self._touches(verb, found)
        inserted = self._inserted(sentence, verb, quoted=quoted)
        if inserted is not None:
            self.inquit |= inserted[2]
            return [*self._all_speaking(cited(verb)), *inserted[0]], inserted[1], None
        if not self._says(verb):
            return [], [], None
        if (pair := self._pair(sentence, verb)) is not None:
            return [*self._speakers(verb), *self._speakers(pair[0])], pair[1], pair[0]
        speakers = [*self._all_speaking(cited(verb)), *self._speakers(verb)]
        scope = self._scope(verb, quoted=quoted)
        if speakers and (not scope or len(sentence.words) <= _LONGEST_INSERTION):
            scope = [*scope, *self._back(sentence, verb, before)]
        return speakers, scope, None

    def _says(self, word: Word) -> bool:
        """Say whether a word is a verb of saying or hearing; one with a subject may have been taken for a noun."""
        lex = self.lex
        if word.pos == "NOUN" and not is_verb(word):
            base = lex.verb_forms.get(word.lower)
            subject = word.child("nsubj") is not None or self._name_right_before(word) is not None
            return subject and word.child("cop", "det", "amod") is None and base in lex.cue("say") and word.lower != base
        if word.pos not in ("VERB", "AUX", "NOUN", "ADJ") or not is_verb(word):
            return False
        if word.lemma in _SEEING and word.child("ccomp", "xcomp") is None and not after_that(word):
            return False
        if word.lemma in _SEEING and word.child("obj") is not None and _at_it(word.child("ccomp", "xcomp")):
            return False  # "found nurses struggling to save him" is what was seen, not what was said
        place = word.index - word.sentence.words[0].index
        if verb_key(word.sentence.words, place, lex, lex.cue("say")) is not None:
            return True
        if word.lemma in lex.cue("carry") | _NAMING:
            return any(c.rel == "obj" and c.lemma in lex.kinds["statement"] and c.child("acl", "ccomp") for c in word.children)
        return (word.lemma in lex.cue("hear") and bool(heard_from(word))) or self._words_it(word)

    @staticmethod
    def _name_right_before(word: Word) -> Word | None:
        """Return the name in "Reuters melder, ..., at", where the verb was taken for a noun that the name modifies."""
        before = next((c for c in word.children if c.rel in ("nmod", "compound") and c.index == word.index - 1), None)
        return before if before is not None and before.pos == "PROPN" and word.is_root and after_that(word) else None

    def _interjects(self, word: Word, found: list[Quote]) -> bool:
        """Say whether a verb introduces speech only where it stands beside what is said: "..., the minister threatened"."""
        if word.lemma not in self.lex.cue("interject") or not is_verb(word):
            return False
        return word.lemma in self.lex.cue("threatening_governors") or self._touches(word, found)

    def _words_it(self, word: Word) -> bool:
        """Say whether a verb tells how a text runs: "i uttalelsen heter det at"."""
        return (
            word.lemma in _WORDED
            and any(c.rel in ("expl", "nsubj") and c.lower in self.lex.cue("it") for c in word.children)
            and bool(reported_in(word, self._speaking))
        )

    def _all_speaking(self, words: list[Word]) -> list[Word]:
        nobody = self.lex.cue("negation")
        return [one for w in words if w.lower not in nobody and (one := self._speaking(w)) is not None]

    def _is_unsaid(self, verb: Word) -> bool:
        """Say whether it is not said, known or believed: "did not say who shot him" has no source; denying is no negation."""
        denying = verb.lemma in self.lex.cue("denying_governors")
        return not denying and any(c.lower in self.lex.cue("negation") and c.dep == "advmod" for c in verb.children)

    def _pair(self, sentence: Sentence, verb: Word) -> tuple[Word, list[Word]] | None:
        """Read "Residents say, and the governor admits, that ...": the second verb, and what both say."""
        words = sentence.words
        place = verb.index - words[0].index
        if [w.text for w in words[place + 1 : place + 2]] != [","] or [w.pos for w in words[place + 2 : place + 3]] != ["CCONJ"]:
            return None
        end = next((i for i in range(place + 3, min(place + 12, len(words))) if words[i].text == ","), None)
        second = words[end - 1] if end is not None else None
        if end is None or second is None or not self._says(second) or not subjects(second):
            return None
        return second, words[end + 1 :]

    def _back(self, sentence: Sentence, verb: Word, before: Sentence | None) -> list[Word]:
        """Return the sentence that "Det opplyser politiet." and "This was reported by Reuters." speak of."""
        words = sentence.words
        if before is None or words[0].lower not in _STRAIGHT_BACK or after_that(verb):
            return []
        inverted = verb is words[min(1, len(words) - 1)] and not is_passive(verb)
        passive = is_passive(verb) and bool(agents_by(verb, self.lex)) and verb.index - words[0].index <= 3
        return before.words if inverted or passive else []

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
        if (quoted := quoting(verb, self.lex)) or (quoted := heard_from(verb)):
            return self._all_speaking([one for word in quoted for one in word.conjuncts()])
        own = [self._whose_clause(verb, w) for w in subjects(verb) if not self._is_spoken_of(verb, w)]
        if not own and verb.pos == "NOUN" and (name := self._name_right_before(verb)) is not None:
            own = [name]
        if verb.sentence.words[0].lower in _STRAIGHT_BACK and verb.sentence.words[0] in own and not is_passive(verb):
            own += [c for c in verb.children if c.rel == "obj" and c.index == verb.index + 1]
        if any(w.index < verb.index for w in own) and not (own[0] is verb.sentence.words[0] and own[0].pos == "PRON"):
            own = [w for w in own if w.index < verb.index]
        by = self._said_by(verb) if is_passive(verb) else []
        if verb.lemma in _EVIDENT:
            own = [w for w in own if self._kind(w) in _SPEAKING or self._is_text(w)]
        return self._all_speaking([one for word in [*own, *by] for one in word.conjuncts()])

    def _whose_clause(self, verb: Word, subject: Word) -> Word:
        """Return the people that "who" stands for where the parser took the place behind them: "residents of Jos who said"."""
        who = any(c.lower == "who" for c in verb.children)
        people = verb.dep == "acl:relcl" and who and subject.rel == "nmod" and self._kind(subject) is EntityKind.PLACE
        return subject.head if people and self._kind(subject.head) in _SPEAKING else subject

    @staticmethod
    def _is_spoken_of(verb: Word, subject: Word) -> bool:
        """Say whether the subject of a passive is spoken of and does not speak: "The rebels are said to have fled"."""
        reduced = verb.rel in ("acl", "xcomp", "amod") and verb.dep != "acl:relcl" and is_passive(verb)
        passive = subject.dep == "nsubj:pass" and subject.head is verb
        return (reduced or passive) and verb.lemma not in _CITING

    def _said_by(self, verb: Word) -> list[Word]:
        """Return who speaks in a passive: "by" whom, or the medium: "it was reported on state radio that"."""
        if (by := agents_by(verb, self.lex)) or (by := reported_in(verb, self._speaking)):
            return by
        return [
            w
            for w in verb.children
            if w.index > verb.index and set(w.case().split()) & _PASSIVE_BY and self._kind(w) in _SPEAKING and w.is_nominal
        ]

    def _inserted(self, sentence: Sentence, verb: Word, *, quoted: bool) -> tuple[list[Word], list[Word], set[int]] | None:
        """Read ", a spokesman for the rebels said," and ", sier Ulmo." after a comma, whatever the parser made of it.

        Returns:
            the speakers, the words said, and the indexes of the words that name the speakers; None if it is no insertion.
        """
        words = sentence.words
        place = verb.index - words[0].index
        comma = next((i for i in range(place - 1, max(-1, place - 11), -1) if words[i].text in (",", "”", '"', "»")), None)
        if comma is None or comma < 1 or (verb.lemma in _GOVERNING and not quoted):
            return None
        end = next((i for i in range(place + 1, len(words)) if words[i].text in (",", ";", "“", "«", '"')), len(words))
        if any(c.rel == "ccomp" and verb.index < c.index < words[end - 1].index for c in verb.children):
            return None
        between = words[comma + 1 : place]
        if between and between[0].lower in _AS:
            between = between[1:]
        after = [w for w in words[place + 1 : end] if w.pos != "PUNCT"]
        if not between and words[place - 1].text == "," and (name := self._name_before(words, place - 1)) is not None:
            comma, between = name
        named = self._named(verb, between, after)
        rest = words[end:] if _has_verb(words[end:]) else []
        if named is None or (comma < 2 and not rest):
            return None
        heads = [
            w
            for w in named
            if w.pos in ("NOUN", "PROPN", "PRON")
            and w.rel not in ("compound", "amod", "nmod:poss", "flat")
            and w.dep != "nmod:poss"
        ]
        own = [w for w in named if w.rel == "nsubj" and w.head is verb]
        speakers = self._all_speaking([w for w in (own or heads)[:1] for w in w.conjuncts() if any(w is n for n in named)])
        if not speakers:
            return None
        speakers += self._joined(named, heads, speakers)
        joined = len(rest) > 1 and rest[1].pos == "CCONJ"
        if named is after and rest and not joined and _has_verb(words[:comma]) and _is_aside(rest):
            rest = []  # ", said Amal, 30, a nurse who fled": an apposition
        if verb.lemma in _GOVERNING or any(w.text in ("”", "»", '"') for w in words[comma - 1 : comma + 2]):
            rest = []  # what stands outside the quotation marks is not said
        return speakers, self._around(words, comma, rest), {w.index for w in named}

    def _joined(self, named: list[Word], heads: list[Word], first: list[Word]) -> list[Word]:
        """Return the speakers on the other side of "and", where the parser tied them to something else."""
        cc = next((w for w in named if w.pos == "CCONJ"), None)
        sides = [[w for w in heads if (w.index < cc.index) is before] for before in (True, False)] if cc is not None else []
        lone = [side[0] for side in sides if side and all(w.index not in {s.index for s in side} for w in first)]
        return [w for w in lone if self._kind(w) in _SPEAKING]

    @staticmethod
    def _name_before(words: list[Word], comma: int) -> tuple[int, list[Word]] | None:
        """Return the name in ", their lawyer, Tin Maung, said", and where the description before it begins."""
        before = next((i for i in range(comma - 1, max(-1, comma - 6), -1) if words[i].text == ","), None)
        if before is None or comma - before < 2 or not all(w.text[:1].isupper() for w in words[before + 1 : comma]):
            return None
        start = next((i for i in range(before - 1, max(-1, before - 9), -1) if words[i].text in (",", "”", '"', "»")), None)
        if start is None or _has_verb(words[start + 1 : before]):
            return None
        return start, words[before + 1 : comma]

    def _named(self, verb: Word, between: list[Word], after: list[Word]) -> list[Word] | None:
        """Return which words beside an inserted verb of saying name the speaker."""
        if any(w.pos == "SCONJ" or (w.pos == "VERB" and w.rel not in ("amod", "acl")) for w in between):
            return None
        if any(w.pos == "CCONJ" or w.lower in self.lex.cue("relative") for w in between[:1]):
            return None
        relative = next((i for i, w in enumerate(after) if w.lower in self.lex.cue("relative")), len(after))
        if (after and not relative) or any(w.pos in ("VERB", "AUX") for w in after[:relative]) or len(after) > _LONGEST_INSERTION:
            return None
        names = any(w.pos in ("NOUN", "PROPN", "PRON") for w in between)
        if names:
            ends = all(w.lower in _DAYS for w in after) or after[0].pos in ("ADP", "ADV") or verb.lemma in _ADDRESSING
            return between if ends else None
        spoken_to = after[:1] and after[0].lower in _ADDRESSED
        follows = after and after[0].pos != "ADP" and not spoken_to
        return after if follows and all(w.pos in ("ADV", "AUX") for w in between) else None

    def _around(self, words: list[Word], comma: int, rest: list[Word]) -> list[Word]:
        """Return the words around an insertion that are said: not beyond a semicolon, nor what is set against them."""
        first = max((i + 1 for i in range(comma) if words[i].text == ";"), default=0)
        said = words[first:comma]
        stop = next((i for i, w in enumerate(rest) if w.text == ";"), len(rest))
        rest = rest[:stop]
        told = _has_verb(said)
        others = any(self._says(w) and subjects(w) for w in rest)
        if rest and told and (others or any(w.lower in _CONTRAST for w in rest[1:2])):
            return said
        return [*said, *rest]

    def _speaking(self, word: Word) -> Word | None:
        """Return the actor who speaks: the noun itself, or whose report or statement it is."""
        word = self._owned(word)
        if self._is_text(word):
            return self._author(word) or word
        kind = self._kind(word)
        if word.lower in _IT and word.dep == "nsubj" and is_verb(word.head) and not is_passive(word.head):
            return word if word.index == word.head.index - 1 and "PronType=Dem" not in word.morph else None
        if kind in _SPEAKING or (
            word.pos == "PRON" and word.lower not in self.lex.cue("it") | {"dette"} and "PronType=Rel" not in word.morph
        ):
            return word
        span = self.known.get(word.index)
        if span is not None and kind is EntityKind.PLACE:
            return word
        if kind is EntityKind.WEAPON or (word.pos == "NOUN" and word.lemma in self.lex.nouns):
            return None
        if word.pos == "PROPN" or (word.pos == "NOUN" and word.lemma not in self.lex.kinds["abstract"]):
            return word
        return None

    @staticmethod
    def _owned(word: Word) -> Word:
        """Return what a genitive stands before where the parser made it the head: "statsministerens kontor"."""
        following = word.sentence.words[word.index - word.sentence.words[0].index + 1 :][:1]
        genitive = "Case=Gen" in word.morph and word.pos in ("NOUN", "PROPN")
        owned = genitive and following and following[0].head is word and following[0].pos in ("NOUN", "ADJ")
        return following[0] if owned else word

    def _is_text(self, word: Word) -> bool:
        """Say whether a noun is something that tells: a report, a picture, a leaflet."""
        texts = _TEXTS | _PICTURES | _CARRIERS
        return word.pos in ("NOUN", "PROPN") and (
            word.lemma in texts or (self.lex.compounding and word.lemma.endswith((*_PICTURES, *_LONG_TEXTS)))
        )

    def _author(self, text: Word) -> Word | None:
        """Return whose a text is: "a report by Amnesty", "figures compiled by Acled"; a picture "of" somebody is not theirs."""
        of = {"by", "from", "fra", "av"} | ({"of", "til"} if text.lemma in _TEXTS else set())
        for child in text.children:
            theirs = child.dep == "nmod:poss" or (child.rel == "nmod" and child.case() in of)
            if theirs and self._kind(child) in _SPEAKING:
                return self._owned(child)
            if child.rel in ("compound", "amod") and self._kind(child) in _SPEAKING and child.index in self.known:
                return child
            if child.rel == "acl" and child.lemma in _AUTHORING:
                by = agents_by(child, self.lex)
                if by and (self._kind(by[0]) in _SPEAKING or by[0].text[:1].isupper()):
                    return by[0]
        return None

    def _kind(self, word: Word) -> EntityKind:
        return kind_of(core(word, self.lex), self.lex, self.known)

    def _scope(self, verb: Word, *, quoted: bool) -> list[Word]:
        said = governed(verb, self.lex, self._is_text) or after_that(verb)
        if said or (verb.lemma in _GOVERNING and not quoted):
            return said
        if verb.rel in ("parataxis", "dep", "advcl", "ccomp") and verb.head is not verb:
            own = {w.index for w in verb.subtree()}
            if (verb.rel == "parataxis" and not _after_semicolon(verb)) or (
                verb.rel != "parataxis"
                and verb.child("ccomp") is None
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
        end = verb.sentence.end + (_GAP if _ends_with_colon(verb.sentence) else 0)
        return any(quote.start <= end and quote.end >= verb.sentence.start for quote in found)

    def _according(self, sentence: Sentence, before: Sentence | None) -> list[Attribution]:
        out = [*self._as_told(sentence), *self._by_count(sentence)]
        words = sentence.words
        for position, word in enumerate(words):
            for phrase, parts in self.opened.get(word.lower, ()):
                if [w.lower for w in words[position : position + len(parts)]] != parts:
                    continue
                if phrase == "etter" or any(a.sentence is sentence and a.verb in words for a in out):
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
                while (
                    noun.head.is_nominal
                    and noun.head.index > noun.index
                    and (noun.dep == "nmod:poss" or noun.rel in ("nummod", "amod", "compound", "det"))
                ):
                    noun = noun.head
                speakers = self._all_speaking(noun.conjuncts())
                if not speakers and noun.pos == "ADJ" and noun.child("amod", "nmod") is None:
                    speakers = [noun]
                if not speakers:
                    continue
                own = {
                    w.index
                    for w in noun.subtree()
                    if w.dep != "acl:relcl" and not any(u.dep == "acl:relcl" for u in w.up() if u.index >= noun.index)
                }
                told = [*words, *(before.words if before is not None and _is_back_reference(sentence) else [])]
                out.append(Attribution(speakers, frozenset(w.index for w in told if w.index not in own), False, None, sentence))
                self.last_speaker, self.last_paragraph = speakers, sentence.paragraph
        return out

    def _by_count(self, sentence: Sentence) -> list[Attribution]:
        """Read "by the army's tally" and "etter politiets anslag": whose figures and findings they are."""
        out = []
        for word in sentence.words:
            if word.lemma not in _COUNTS or word.pos != "NOUN" or word.case() not in _BY_COUNT:
                continue
            owners = belonging(word, self.lex.cue("of"))
            speakers = self._all_speaking([one for c in owners for one in c.conjuncts() if self._kind(c) in _SPEAKING])
            if speakers:
                own = {w.index for w in word.subtree()}
                cuts = [w.index for w in sentence.words if w.text == ";"]
                after = max((i for i in cuts if i < word.index), default=-1)
                before = min((i for i in cuts if i > word.index), default=sentence.words[-1].index + 1)
                scope = frozenset(w.index for w in sentence.words if after < w.index < before and w.index not in own)
                out.append(Attribution(speakers, scope, False, None, sentence))
        return out

    def _claims(self, sentence: Sentence) -> list[Attribution]:
        """Read "the army's claim that rebels shelled the school"."""
        out = []
        for word in sentence.words:
            owners, said = claimed(word, self.lex) if word.pos == "NOUN" else ([], [])
            speakers = [w for w in owners if self._kind(w) in _SPEAKING]
            if speakers and said:
                out.append(Attribution(speakers, frozenset(w.index for w in said), False, None, sentence))
        return out

    def _as_told(self, sentence: Sentence) -> list[Attribution]:
        """Read "As the paper tells it, ..." and "Etter det NRK erfarer, ..." at the start of a sentence."""
        words = sentence.words
        first = [w.lower for w in words[:2]]
        start = 1 if first[:1] and first[0] in _AS else 2 if first in (["etter", "det"], ["ifølge", "det"]) else 0
        comma = next((i for i, w in enumerate(words[:_LONGEST_INSERTION]) if w.text == ","), None)
        if not start or comma is None:
            return []
        clause = [w for w in words[start:comma] if w.lower not in self.lex.cue("it")]
        verb = clause[-1] if clause else None
        known = verb is not None and (self._says(verb) or verb.lemma in self.lex.cue("hear"))
        if verb is None or not known or verb.lemma in _GOVERNING or any(w.pos == "VERB" for w in clause[:-1]):
            return []
        speakers = self._all_speaking([one for w in subjects(verb) for one in w.conjuncts()])
        if not speakers:
            return []
        self.last_speaker, self.last_paragraph = speakers, sentence.paragraph
        return [Attribution(speakers, frozenset(w.index for w in words[comma + 1 :]), False, None, sentence)]

    # --- headlines -------------------------------------------------------------------------------------------------------

    def _heading(self, sentences: list[Sentence]) -> list[Attribution]:
        """Read "UN: Rebels killed 40 villagers": who stands before a colon says what a sentence after it tells."""
        words = [w for s in sentences[:2] for w in s.words]
        colon = next((i for i, w in enumerate(words[:_LONGEST_HEADING]) if w.text == ":"), None)
        if not colon or colon + 3 > len(words) or not words[colon + 1].text[:1].isupper():
            return []
        speaker = self._signer(words[:colon])
        if speaker is None:
            return []
        end = next(s for s in sentences if s.end > words[colon + 1].start).words[-1].index
        scope = frozenset(w.index for w in words[colon + 1 :] if w.index <= end)
        return [Attribution([speaker], scope, False, None, sentences[0])]

    def _closing(self, sentences: list[Sentence]) -> list[Attribution]:
        """Read "Two killed by gunman - police": who stands after the last dash of a headline."""
        if len(sentences) != 1 or sentences[0].words[-1].pos == "PUNCT":
            return []
        words = sentences[0].words
        marks = [i for i, w in enumerate(words) if w.text in ("-", "–", "—", ":") and i > 2]
        place = marks[-1] if marks else len(words)
        apart = place < len(words) and (words[place].text == ":" or words[place - 1].end < words[place].start)
        if not apart or len(words) - place > _LONGEST_HEADING - 2:
            return []
        speaker = self._signer(words[place + 1 :])
        if speaker is None or not any(w.pos in ("VERB", "NOUN") for w in words[:place]):
            return []
        return [Attribution([speaker], frozenset(w.index for w in words[:place]), False, None, sentences[0])]

    def _signer(self, words: list[Word]) -> Word | None:
        """Return who alone is named by a few words without a verb, if it is certain that they can speak."""
        if not words or any(w.pos in ("VERB", "AUX", "PUNCT", "ADP") for w in words):
            return None
        nouns = [w for w in words if w.pos in ("NOUN", "PROPN")]
        heads = [w for w in nouns if all(w.head is not other for other in nouns)] or nouns[-1:]
        head = heads[0] if heads else None
        if head is None:
            return None
        sources = head.lemma in _TEXTS and "Number=Plur" in head.morph
        kind = self._kind(head)
        return head if (kind in _SPEAKING or sources or head.ent in ("PER", "ORG")) and kind is not EntityKind.PLACE else None

    # --- direct speech ---------------------------------------------------------------------------------------------------

    def _direct(self, quote: Quote, sentences: list[Sentence], out: list[Attribution]) -> None:
        """Give a quotation the speaker of the verb of saying nearest to it in the paragraph."""
        inside = [s for s in sentences if s.start < quote.end and s.end > quote.start]
        quote.sentences = inside
        quote.opened = _opened_by_colon(quote, sentences)
        best: tuple[int, Attribution] | None = None
        for attribution in out:
            if attribution.verb is None or attribution.sentence is None or attribution.direct or attribution.quoted:
                continue
            verb = attribution.verb
            distance = (
                0
                if attribution.sentence in inside
                else 1 + min(abs(attribution.sentence.index - s.index) for s in inside or sentences)
            )
            limit = 1 if distance == 0 else 2
            before = verb.start < quote.start
            if quote.opened and verb.start >= quote.end:
                continue  # who speaks next did not say it
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
            if said is not None:  # "– We stay, the mayor said on Monday": the day is that of saying
                later = [c for c in said.children if c.index > said.index and c.rel in ("obl", "advmod")]
                own |= {w.index for c in later for w in c.subtree()}
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
            if (told := self._introduced(quote, sentences)) is not None:
                out += [self._given(quote, sentences, told)] if told else []
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
                out.append(self._given(quote, sentences, speakers))

    def _introduced(self, quote: Quote, sentences: list[Sentence]) -> list[Word] | None:
        """Return who stands before the colon that opens a quotation: "The letter of the accused reads: ..."; None without."""
        if not quote.opened:
            return None
        before = [w for s in sentences for w in s.words if w.end <= quote.start][-_LONGEST_HEADING:]
        told = next((w for w in reversed(before) if w.rel == "nsubj"), None)
        if told is None:
            return None
        owners = belonging(told, self.lex.cue("of")) if self._is_text(told) else []
        return self._all_speaking(owners) or self._all_speaking([told])

    def _given(self, quote: Quote, sentences: list[Sentence], speakers: list[Word]) -> Attribution:
        """Give a quotation to speakers whom no verb of saying beside it names."""
        quote.attribution = Attribution(speakers, frozenset(self._words_of(quote, sentences)), True, None, sentences[0])
        return quote.attribution


def _ends_with_colon(sentence: Sentence | None) -> bool:
    return sentence is not None and sentence.words[-1].text in (":", ",")


def signature(words: list[Word]) -> Word | None:
    """Return whom the line under a quotation names: "Samira, mother of two, Taiz"; None if it is no signature."""
    dashed = bool(words) and words[0].text in ("-", "–", "—")
    words = words[1:] if dashed else words
    if len(words) < 2 or words[-1].end - words[0].start > _LONGEST_SIGNATURE or words[-1].text in (".", "!", "?", ":"):
        return None
    comma = next((i for i, w in enumerate(words) if w.text == ","), len(words))
    name = words[:comma]
    clause = any(w.pos == "AUX" or (w.pos == "VERB" and w.child("nsubj", "obj", "aux")) for w in words)
    if clause or not (dashed or comma < len(words)) or len(name) > _LONGEST_NAME:
        return None
    person = any(w.pos == "PROPN" for w in name) and all(w.text[:1].isupper() and w.ent != "LOC" for w in name)
    return next((w for w in name if w.rel not in ("flat", "compound")), name[0]) if person and name else None


def _after_semicolon(verb: Word) -> bool:
    """Say whether a semicolon parts a clause from the one before: then it says something new."""
    return any(w.text == ";" and verb.head.index < w.index < verb.index for w in verb.sentence.words)


def _is_aside(rest: list[Word]) -> bool:
    """Say whether all verbs after an insertion belong to a description of the speaker: ", said Amal, 30, a nurse who fled"."""
    inside = {w.index for w in rest}
    finite = [w for w in rest if w.pos in ("VERB", "AUX") and "VerbForm=Fin" in w.morph]
    return all(any(u.dep.startswith("acl") and u.index in inside for u in (w, *w.up())) for w in finite)


def _has_verb(words: list[Word]) -> bool:
    return any(w.pos in ("VERB", "AUX") for w in words)


def _is_back_reference(sentence: Sentence) -> bool:
    """Say whether a short sentence speaks of the one before: "That is according to the Red Cross."."""
    return sentence.words[0].lower in _STRAIGHT_BACK and len(sentence.words) <= _LONGEST_INSERTION


def chain(word: Word, attributions: list[Attribution]) -> list[Attribution]:
    """Return the attributions that cover a word, nearest speaker first."""
    covering = [a for a in attributions if word.index in a.scope]
    covering.sort(key=lambda a: (len(a.scope), not a.direct))
    return covering
