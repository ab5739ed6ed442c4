"""Gives a text in capitals the case it would have had: headlines, and whole wire stories of the telex years.

The result has the same length, character by character, so that offsets stay true.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable
from dataclasses import dataclass

from kg.annotate.wordlists import wordlist

_WORD = re.compile(r"[^\W_]+(?:['’.-][^\W_]+)*\.?")
_DOTTED = re.compile(r"(?:[^\W\d_]\.){2,}[^\W\d_]?\.?$|[^\W\d_]\.$")
_SENTENCE_END = re.compile(r"[.!?:…]|--|[–—]")
_HEADING = re.compile(r"(?:text|report|excerpts?|summary|passage|begin|recording|video|words?)$", re.IGNORECASE)
"""The last word of a heading in brackets that a sentence follows: "[TEXT] THE ARMY"."""
_HEAD = 20
"""Characters before a bracket that hold that word."""
_ABBREVIATION = re.compile(
    r"(?:[^\W\d_]|(?:[^\W\d_]\.)+[^\W\d_]|\d{1,2}|mr|mrs|ms|dr|st|gen|col|lt|maj|capt|sgt|cpl|prof|rev|no|nr|f\.eks|ca)\.",
    re.IGNORECASE,
)
"""Words whose full stop ends no sentence; "3." is an ordinal in Norwegian and the number of a list in English."""
_LONGEST_NAME = 6
"""Words in the longest name that is looked up."""


@dataclass(frozen=True, slots=True)
class _Case:
    titles: frozenset[str]
    particles: frozenset[str]
    acronyms: frozenset[str]
    capitalised: frozenset[str]
    beside_number: frozenset[str]
    after_the: frozenset[str]
    never: frozenset[str]
    not_names: frozenset[str]
    given: frozenset[str]


@functools.cache
def _case(language: str) -> _Case:
    words = wordlist("case", language)
    capitalised = (*words["always"], *words["nationalities"], *words["months"], *words["weekdays"])
    names = ("titles", "particles", "acronyms", "beside_number", "after_the", "never", "not_names", "given")
    return _Case(capitalised=frozenset(capitalised), **{name: frozenset(words[name]) for name in names})


def is_upper(text: str) -> bool:
    """Return whether *text* is written in capitals: seven of its ten letters or more, and six letters at least.

    >>> is_upper("TWO DIE IN Aleppo RAID"), is_upper("UN and NATO met.")
    (True, False)
    """
    upper = sum(map(str.isupper, text))
    return upper >= 6 and 10 * upper >= 7 * (upper + sum(map(str.islower, text)))


def truecase(
    text: str, language: str, known: Callable[[str], str | None], ordinary: Callable[[str], bool] = lambda _: True
) -> str:
    """Return *text* with its words in capitals lowered and the capitals that belong there put back; same length.

    *known* gives the usual form of a word or name ("AL-QUDS HOSPITAL" -> "al-Quds Hospital"), or None; a form of another
    length is not used. *ordinary* says whether a word in small letters is one of the language; what is not is a name, and so
    are the words that an acronym in brackets after them stands for. Words that have small letters already, and those with
    figures in them ("F-16"), stay as they are.

    >>> truecase("PRESIDENT DUARTE LEFT. TWO SOLDIERS OF THE US ARMY DIED.", "en", lambda word: None)
    'President Duarte left. Two soldiers of the US army died.'
    """
    case = _case(language)
    words = [match.span() for match in _WORD.finditer(text)]
    acronyms, spelled = _spelled_out(text, words, case)
    parts: list[str] = []
    position, follows, i = 0, 0, 0
    while i < len(words):
        start, end = words[i]
        parts.append(text[position:start])
        first = i == 0 or _opens_sentence(text, words[i - 1], start)
        count, form = _name(text, words, i, known, case)
        if not count and text[start:end] in acronyms:
            count, form = 1, text[start:end]
        elif not count and i in spelled:
            count, form = 1, _title(text[start:end])
        elif not count:
            count, form = 1, _form(text, words, i, case, follows)
            if form[:1].islower() and _unheard(text[start:end], case, ordinary):
                form = _title(text[start:end])
        end = words[i + count - 1][1]
        parts.append(_capital(form) if first else form)
        follows = _follows(text, words[i], words[i + count - 1], form, case, follows)
        position, i = end, i + count
    return "".join([*parts, text[position:]])


def _lower(text: str) -> str:
    """Lower letter by letter; a letter whose small form has another length stays."""
    return "".join(low if len(low := character.lower()) == 1 else character for character in text)


def _capital(text: str) -> str:
    upper = text[:1].upper()
    return upper + text[1:] if upper.lower() == text[:1].lower() else text


def _title(text: str) -> str:
    """Capitalise each part of a name: O'HARA, ABU-RAHMO; "AL-" stays small, as it is mostly written."""
    parts = re.split(r"(['’-])", _lower(text))
    small = {"al", "el", "as", "ash", "an", "ar", "at", "ad"}
    kept = [part if part in small and parts[i + 1 : i + 2] == ["-"] else _capital(part) for i, part in enumerate(parts)]
    if len(parts) > 2 and parts[-2] in "'’" and parts[-1] == "s":
        kept[-1] = "s"
    return "".join(kept)


def _opens_sentence(text: str, before: tuple[int, int], start: int) -> bool:
    if text[before[1] - 1] == "." and not _ABBREVIATION.fullmatch(text, before[0], before[1]):
        return True
    between = text[before[1] : start]
    if between[:1] in "])" and between.strip() in ("]", ")"):
        return between[:1] == "]" and _HEADING.search(text[max(0, before[1] - _HEAD) : before[1]]) is not None
    return bool(_SENTENCE_END.search(text, before[1], start))


def _name(text: str, words: list[tuple[int, int]], i: int, known: Callable[[str], str | None], case: _Case) -> tuple[int, str]:
    """Return how many words from *i* make a known name, and its form."""
    for count in range(min(_LONGEST_NAME, len(words) - i), 0, -1):
        start, end = words[i][0], words[i + count - 1][1]
        phrase = text[start:end]
        if any(letter in ",;:()\n" for letter in phrase) or not phrase.isupper():
            continue
        ends = {end, end - 1 if phrase.endswith(".") else end, end - 2 if phrase.endswith(("'S", "’S")) else end}
        for stop in sorted(ends, reverse=True):
            bare = text[start:stop]
            if count == 1 and bare.casefold() in case.never | case.after_the | case.beside_number:
                continue
            form = known(bare)
            if form and len(form) == len(bare) and form.casefold() == bare.casefold() and form != form.lower():
                return count, form + _lower(text[stop:end])
    return 0, ""


def _form(text: str, words: list[tuple[int, int]], i: int, case: _Case, follows: int) -> str:
    """Return one word that is no known name; *follows* > 0 if a title or a name stands before it."""
    start, end = words[i]
    word = text[start:end]
    if not word.isupper() or any(map(str.isdigit, word)) or _DOTTED.match(word):
        return word
    bare = word.rstrip(".").casefold()
    stem = bare.removesuffix("'s").removesuffix("’s")
    before = text[slice(*words[i - 1])].casefold() if i else ""
    if stem in case.after_the:
        return word[: len(stem)] + _lower(word[len(stem) :]) if before == "the" else _lower(word)
    if stem in case.acronyms and stem not in case.never:
        return word[: len(stem)] + _lower(word[len(stem) :])
    if stem in case.capitalised:
        return _capital(_lower(word))
    if stem in case.beside_number:
        beside = before[-1:].isdigit() or (i + 1 < len(words) and text[words[i + 1][0]].isdigit())
        return _capital(_lower(word)) if beside else _lower(word)
    if stem in case.titles and _names_follow(text, words, i, case):
        return _capital(_lower(word))
    if follows and stem in case.particles:
        return _lower(word)
    if stem in case.given and _names_follow(text, words, i, case):
        return _title(word)
    return _title(word) if follows and _may_be_name(bare, case, follows) else _lower(word)


_BRACKETED = re.compile(r"\(([A-ZÆØÅ]{2,7}(?:-[A-ZÆØÅ]{1,4})?)\)")
_SMALL_WORDS = frozenset({"of", "for", "the", "and", "in", "de", "del", "la", "el", "los", "para", "y", "i", "og", "av", "på"})


def _spelled_out(text: str, words: list[tuple[int, int]], case: _Case) -> tuple[set[str], set[int]]:
    """Return the acronyms that stand in brackets after what they stand for, and the positions of the words of those names.

    >>> text = "THE NATIONAL FRONT OF PEASANTS (FNC) MET."
    >>> _spelled_out(text, [m.span() for m in _WORD.finditer(text)], _case("en"))[1]
    {1, 2, 4}
    """
    acronyms: set[str] = set()
    spelled: set[int] = set()
    starts = {start: place for place, (start, _) in enumerate(words)}
    for match in _BRACKETED.finditer(text):
        place = starts.get(match.start(1))
        if place is None:
            continue
        name: list[int] = []
        for before in range(place - 1, max(-1, place - 9), -1):
            word = text[slice(*words[before])].casefold()
            if text[words[before][1] : words[before + 1][0]].strip(" (") or word in case.not_names - _SMALL_WORDS:
                break
            if word == "the" and name:
                break
            if word not in _SMALL_WORDS:
                name.append(before)
            if len(name) == len(match[1].split("-")[0]):
                break
        initials = [text[words[at][0]] for at in name]
        # Acronyms of another language keep some letters in another order: "THE PEOPLE'S LIBERATION ARMY (EPL)".
        opened = bool(name) and name[-1] > 0 and text[slice(*words[name[-1] - 1])].casefold() == "the"
        alike = opened and 2 * sum(letter in match[1] for letter in initials) >= len(initials)
        if len(name) > 1 and (match[1][0] in initials or alike):
            acronyms.add(match[1])
            spelled.update(name)
    return acronyms, spelled


def _unheard(word: str, case: _Case, ordinary: Callable[[str], bool]) -> bool:
    """Say whether a word in capitals is no word of the language, so that it is a name."""
    if not word.isupper() or any(map(str.isdigit, word)):
        return False
    stem = word.rstrip(".").casefold().removesuffix("'s").removesuffix("’s")
    plain = stem.isalpha() and len(stem) > 2 and stem not in case.never | case.not_names | case.particles
    return plain and not ordinary(stem)


def _names_follow(text: str, words: list[tuple[int, int]], i: int, case: _Case) -> bool:
    if i + 1 >= len(words) or text[words[i][1] : words[i + 1][0]].strip():
        return False
    return _may_be_name(text[slice(*words[i + 1])].rstrip(".").casefold(), case, 3)


def _may_be_name(word: str, case: _Case, follows: int) -> bool:
    """Return whether a word after a title is likely a name; farther from the title, what looks like a verb is not."""
    if word in case.not_names or word in case.never or not word[:1].isalpha():
        return False
    return follows >= 3 or not re.search(r"(?:ed|ing|ly|es|ts|te|de|er)$", word)


def _follows(text: str, first: tuple[int, int], last: tuple[int, int], form: str, case: _Case, follows: int) -> int:
    """Return how many more words may belong to the name that a title opened."""
    if text[last[1] : last[1] + 1] in (",", ";", ":", ")", "") or (form.endswith(".") and not _ABBREVIATION.fullmatch(form)):
        return 0
    word = form.rstrip(".").casefold()
    if form[:1].isupper() and (word in case.titles or word in case.given):
        return 3
    if word in case.particles:
        return follows
    return follows - 1 if follows > 0 and form[:1].isupper() else 0
