"""Makes one word of every name of several, before syntax is read.

A small parser has never seen "Physicians for Human Rights" or "al-Quds"; it has seen "Reuters" and "London". The names that
are known, and hyphenated names, are parsed as one word that stands for a frequent name of the same kind, and get their own
words back afterwards. Offsets are those of the text.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kg.annotate.lexicon import lexicon, shared
from kg.annotate.nouns import NameMatcher
from kg.model import EntityKind
from kg.names import Form, KnownName

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Token

_STAND_INS = {
    "en": {
        EntityKind.PERSON: "Bush",
        EntityKind.PLACE: "Baghdad",
        EntityKind.ORGANISATION: "Google",
        EntityKind.GOVERNMENT: "Iran",
        EntityKind.ARMED_ACTOR: "Hamas",
        EntityKind.HEALTH_FACILITY: "Google",
        EntityKind.FACILITY: "Google",
    },
    "nb": {
        EntityKind.PERSON: "Stoltenberg",
        EntityKind.PLACE: "Oslo",
        EntityKind.ORGANISATION: "NTB",
        EntityKind.GOVERNMENT: "Norge",
        EntityKind.ARMED_ACTOR: "Hamas",
        EntityKind.HEALTH_FACILITY: "Oslo",
        EntityKind.FACILITY: "Oslo",
    },
}
_PARTICLES = shared("particles")


@dataclass(frozen=True, slots=True)
class Piece:
    """One word as the rules will see it."""

    start: int
    end: int
    text: str
    names: tuple[KnownName, ...]
    """What it is the name of, if that is known."""
    merged: bool


def pieces(nlp: Language, text: str, matcher: NameMatcher) -> tuple[Doc, list[Piece]]:
    """Tokenise a paragraph, with names as single words.

    Returns:
        the document to parse, and for each of its tokens the words of the text.
    """
    from spacy.tokens import Doc

    tokens = [token for token in nlp.make_doc(text) if not token.is_space]
    known = {span.words[0].i: span for span in matcher.find(tokens)}  # type: ignore[arg-type, attr-defined]
    lang = str(nlp.lang)
    words: list[str] = []
    out: list[Piece] = []
    position = 0
    while position < len(tokens):
        token = tokens[position]
        span = known.get(token.i)
        if span is not None and not _joined_adjective(tokens, position):
            last: Token = span.words[-1]  # type: ignore[assignment]
            count = next(n for n, t in enumerate(tokens[position:], 1) if t.i == last.i)
            start, end = token.idx, last.idx + len(last.text)
            if count == 1:
                words.append(token.text)
            else:
                words.append(_stand_in(span.names[0], text[start:end], lang))
            out.append(Piece(start, end, text[start:end], span.names, count > 1))
            position += count
            continue
        if _ends_in_a_number(tokens, position):
            end = token.idx + len(token.text)
            words += [token.text[:-1], "."]
            out += [Piece(token.idx, end - 1, token.text[:-1], (), False), Piece(end - 1, end, ".", (), False)]
            position += 1
            continue
        count = _hyphenated(tokens, position)
        stand_in = _STAND_INS.get(lang, _STAND_INS["en"])[EntityKind.PLACE] if count > 1 else token.text
        named = count > 1
        if not named and lang == "en":
            count, stand_in = _deed(tokens, position) or _described(tokens, position)
        start, last = token.idx, tokens[position + count - 1]
        end = last.idx + len(last.text)
        words.append(stand_in)
        out.append(Piece(start, end, text[start:end], (), named))
        position += count
    spaces = [here.end < there.start for here, there in itertools.pairwise(out)] + [False] * bool(out)
    return Doc(nlp.vocab, words=words, spaces=spaces), out


def _joined_adjective(tokens: list[Token], position: int) -> bool:
    """Say whether a name in small letters opens with the second of two adjectives: "syriske og russiske kampfly"."""
    if position < 2 or not tokens[position].text[:1].islower() or tokens[position - 1].lower_ not in ("og", "eller"):
        return False
    return tokens[position - 2].text.endswith("ske") and tokens[position].text.endswith("ske")


def _ends_in_a_number(tokens: list[Token], position: int) -> bool:
    """Say whether a token such as "2016." is a year or the end of the text, and not an ordinal ("19. september")."""
    text = tokens[position].text
    digits = text[:-1]
    return text.endswith(".") and digits.isdigit() and (len(digits) == 4 or position == len(tokens) - 1)


def _stand_in(name: KnownName, text: str, lang: str) -> str:
    if name.form is Form.DEMONYM:
        return text.split()[-1]
    word = _STAND_INS.get(lang, _STAND_INS["en"]).get(name.entity.kind, "Google")
    genitive = lang != "en" and text.endswith("s") and not name.name.endswith("s")
    return f"{word}s" if genitive else word


_DESCRIBING = re.compile(
    r"(?:held|controlled|led|run|owned|backed|torn|hit|stained|ravaged|besieged|occupied|allied|aligned|affiliated|supported|funded|armed|linked|"
    r"based|born|made|style|scale|range|wide|wounded|inflicted|imposed|sponsored|organised|organized|government|regime|old|long|hour|day|week|month|"
    r"year|mile|metre|meter|kilometre|kilometer|tonne|ton|storey|story|man|strong|dominated|populated|inhabited|majority|ruled|trained|supplied|"
    r"speaking|wing|level|profile|term|time|house|tank|aircraft|personnel|terror|conflict|war|bed|room|seat|point|part|party)"
)
_DETERMINERS = frozenset({"a", "an", "the", "his", "her", "its", "their", "this", "these", "those", "two", "three", "four", "several", "of", "with", "at", "by"})
_PARTICIPLE = re.compile(r"(?!re-|co-|non-|un-)\w{3,}-(?:\w{2,}(?:ed|ung|orn|ept)|laden|ridden|strewn|\w{3,}ing)")
_TENS = re.compile(r"(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)", re.IGNORECASE)


def _described(tokens: list[Token], position: int) -> tuple[int, str]:
    """Return how many tokens a hyphenated adjective or number takes from here, and a plain word to parse in its place.

    "rebel-held" is parsed as "local", "thirty-one" as "thirty", "mother-of-three" as "mother".
    """
    first = tokens[position]
    count = 1
    while (
        position + count + 1 < len(tokens)
        and tokens[position + count].text in ("-", "‑")
        and tokens[position + count].idx == tokens[position + count - 1].idx + len(tokens[position + count - 1].text)
        and tokens[position + count + 1].idx == tokens[position + count].idx + 1
        and count < 7
    ):
        count += 2
    if count == 1:
        return 1, first.text
    last = tokens[position + count - 1]
    follows = position + count < len(tokens) and tokens[position + count].text[:1].isalpha()
    capital = first.text[:1].isupper() and position == 0
    if _TENS.fullmatch(first.text) and count == 3:
        return count, first.text
    if count == 5 and tokens[position + 2].lower_ in ("of", "in"):
        return count, first.text
    if follows and _DESCRIBING.fullmatch(last.lower_) and last.text.islower():
        return count, "Local" if capital else "local"
    before = tokens[position - 1].lower_ if position else ""
    whole = _joined(tokens, position)
    if follows and before in _DETERMINERS and count == 3 and _PARTICIPLE.fullmatch(whole):
        return count, "local"
    return 1, first.text


def _joined(tokens: list[Token], position: int) -> str:
    """Return two words and the hyphen between them, or nothing."""
    three = tokens[position : position + 3]
    tight = len(three) == 3 and three[1].text in ("-", "‑") and all(a.idx + len(a.text) == b.idx for a, b in itertools.pairwise(three))
    return f"{three[0].lower_}-{three[2].lower_}" if tight else ""


def _deed(tokens: list[Token], position: int) -> tuple[int, str] | None:
    """Return a verb of two words that a hyphen joins, and its second word to parse in its place: "gang-raped", "tear-gassed"."""
    whole = _joined(tokens, position)
    base = lexicon("en").verb_forms.get(whole) if whole else None
    if base is None or "-" not in base or whole == base:
        return None
    return 3, tokens[position + 2].text


def _hyphenated(tokens: list[Token], position: int) -> int:
    """Return how many tokens a name such as "Tariq al-Bab" or "Tal-Rifaat" takes from here, 1 for a plain word."""
    first = tokens[position]
    if (
        first.lower_ not in _PARTICLES
        or position + 2 >= len(tokens)
        or tokens[position + 1].text not in "-‑–"
        or tokens[position + 1].idx != first.idx + len(first.text)
    ):
        return 1
    count = 3 if tokens[position + 2].text[:1].isupper() else 1
    return count
