"""Finds numbers as they are said: with modifier, floor and ceiling, in figures and in words.

The words are those of `ontology/lexicon/numbers.<language>.toml`; this module only knows how numbers are put together. What looks
like a number and counts nothing (dates, clock times, model names, addresses) is left out.

Over 500 lines, because what a number means hangs on all that stands around it; the parts share one table of patterns.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from kg.annotate.wordlists import one_of, wordlist


@dataclass(frozen=True, slots=True)
class Quantity:
    """One number as said; offsets into the text it was read from."""

    start: int
    end: int
    """The words with modifier: "more than 50", "between 10 and 15", "5 år gamle"; never the thing counted."""
    floor: int
    ceiling: int | None
    """None = open."""
    modifier: str
    """"at least", "rundt", as worded; empty if none."""
    per: str
    """``day``, ``night``, ``week`` ..., or what follows "per" as worded; empty if no rate."""
    approximate: bool
    fraction: float | None
    """0.5 for "half of them", 0.3 for "30 percent"; floor and ceiling are then 0 and None."""
    value_start: int
    value_end: int
    """The number alone."""
    kind: str
    """``count``, ``times`` ("three times"), ``age`` (years), ``ordinal``, ``year``, ``percent`` (any share), ``measure``."""


@dataclass(frozen=True, slots=True)
class _Value:
    """A number before its surroundings are looked at."""

    start: int
    end: int
    low: float
    high: float | None
    form: str
    """``digits``, ``words``, ``vague``, ``zero``, ``fraction``, ``ordinal``, ``decade``, ``times``, ``another``."""
    scale: int = 1
    """The last multiplier: 1,000,000 in "2 million"."""


_WORDS_BEFORE = 48
"""How far back modifiers are looked for; the longest is 25 characters, and two may stand together."""
_GROUPED = r"\d{1,3}(?:[,.]\d{3}){1,4}(?!\d)|\d{1,3}(?:[ \u00a0\u202f]\d{3}){1,4}(?!\d)"
_PLAIN = r"\d{1,15}(?:[.,]\d{1,2})?"
_TOKEN = re.compile(r"\d+|[^\W\d_]+")
_DOT_AND_LETTER = re.compile(r"\.\s+[a-zæøå]")
_PLURAL = re.compile(r"\s+([a-zæøå]{4,30}(?:s|er))(?!\w)")
_NOT_PLURAL = frozenset({"this", "thus", "does", "eller", "etter", "under", "heller", "kommer", "blir"})
"""Words that end as a plural does and often follow a year."""
_SHARED = re.compile(r"-?\s*(?:and|or|to|og|eller|til|[-–])\s*\d{1,3}")
_CAPITALISED = re.compile(r"\w\W{0,2}\s[A-ZÆØÅ][\w'’]+ $")
_CLOSES = re.compile(r"[.,;:)!?\"”»]|\s+(?:[A-ZÆØÅ(]|of\b|i\b|in\b|on\b|på\b)")


@dataclass(frozen=True, slots=True)
class _Grammar:
    """The patterns and tables of one language."""

    value: re.Pattern[str]
    openers: frozenset[str]
    """Words a number may begin with; trying the pattern only there is more than twice as fast as searching with it."""
    stems: tuple[str, ...]
    """Number words that others are written together with: "trehundre", "femåring"."""
    mask: re.Pattern[str]
    atoms: Mapping[str, int]
    atom: re.Pattern[str]
    scales: Mapping[str, int]
    half: re.Pattern[str]
    one_and_a_half: frozenset[str]
    vague: Mapping[str, tuple[int, int]]
    fractions: Mapping[str, float]
    decades: Mapping[str, int]
    modifier: re.Pattern[str]
    prepositions: re.Pattern[str]
    after: re.Pattern[str]
    between: re.Pattern[str]
    rising: re.Pattern[str]
    range_and: re.Pattern[str]
    range_to: re.Pattern[str]
    out_of: re.Pattern[str]
    percent: re.Pattern[str]
    age_suffix: re.Pattern[str]
    age_small: re.Pattern[str]
    age_units: re.Pattern[str]
    age_prefix: re.Pattern[str]
    age_below: re.Pattern[str]
    age_above: re.Pattern[str]
    age_most: re.Pattern[str]
    age_of: re.Pattern[str]
    age_said: re.Pattern[str]
    age_both: re.Pattern[str]
    age_group: re.Pattern[str]
    age_years: re.Pattern[str]
    age_bare_years: re.Pattern[str]
    decade_before: re.Pattern[str]
    decade_suffix: re.Pattern[str]
    measure: re.Pattern[str]
    times: re.Pattern[str]
    currency: re.Pattern[str]
    rate: re.Pattern[str]
    rate_before: re.Pattern[str]
    rates: Mapping[str, str]
    per: re.Pattern[str]
    year_before: re.Pattern[str]
    year_counted: re.Pattern[str]
    year_surely: re.Pattern[str]
    label: re.Pattern[str]
    street: re.Pattern[str]
    not_one_before: re.Pattern[str]
    not_one_after: re.Pattern[str]
    dotted_ordinal: bool


def _key(words: str) -> str:
    return " ".join(words.casefold().split())


def _compile(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def _ends(words: Iterable[str]) -> re.Pattern[str]:
    """Return a pattern that finds one of *words* at the end of what stands before a number."""
    return _compile(rf"(?<!\w)(?:{one_of(words)})\s*$")


def _cardinal_pattern(lexicon: Mapping[str, Any]) -> tuple[str, dict[str, int], dict[str, int]]:
    """Return the pattern of numbers in words, the values of its atoms and of its multipliers."""
    cardinals = lexicon["cardinals"]
    small = {**cardinals["units"], **cardinals["teens"], **cardinals["tens"]}
    units, teens, tens = (one_of(cardinals[name]) for name in ("units", "teens", "tens"))
    scales = {_key(word): int(value) for word, value in cardinals["scales"].items()}
    named = [word for word in scales if len(word) > 4]
    hundred, articles, joiners = (one_of(cardinals[name]) for name in ("hundred", "articles", "joiners"))
    if cardinals["glued"]:
        inside = f"{units}|en|ei"
        below = rf"(?:(?:{tens})(?:{inside})?|(?:{inside})og(?:{tens})|{teens}|{units})"
        gap, join = r"\s?", rf"(?:\s?(?:{joiners})\s?|\s)?"
    else:
        inside = units
        below = rf"(?:(?:{tens})(?:[\s-](?:{units})(?!\w))?|{teens}|{units})"
        gap, join = r"[\s-]", rf"(?:[\s-](?:{joiners})\s|[\s-])"
    hundreds = rf"(?:(?:(?:{articles})\s|{below}{gap})?(?:{hundred})(?:{join}{below})?)"
    thousand = rf"(?:(?:{articles})\s|(?:{hundreds}|{below}){gap})?(?:{one_of(named)})(?:{join}(?:{hundreds}|{below}))?"
    half = rf"(?:{one_of(cardinals['half'])})\s(?:{one_of([*named, *cardinals['hundred']])})"
    upper = rf"(?:-(?P<upper>{below}))?" if cardinals["glued"] else "(?P<upper>(?!))?"
    atoms = {_key(word): int(value) for word, value in small.items()}
    atoms |= {"en": 1, "ei": 1} if cardinals["glued"] else {}
    scales |= {_key(word): 100 for word in cardinals["hundred"]}
    return rf"(?:{half}|{thousand}|{hundreds}|{below}){upper}", atoms, scales


@functools.cache
def _grammar(language: str) -> _Grammar:
    lexicon = wordlist("numbers", language)
    words, atoms, scales = _cardinal_pattern(lexicon)
    age, ranges, units = lexicon["age"], lexicon["ranges"], lexicon["units"]
    vague = {_key(word): (pair[0], pair[1]) for word, pair in lexicon["vague"].items()}
    fractions = {_key(word): float(value) for word, value in lexicon["fractions"].items()}
    glue = rf"(?!\w)|(?={one_of(word for word in age['suffix'] if ' ' not in word)})"
    plural = rf"(?:(?:{one_of(lexicon['many']['words'])})\s+)"
    scale = one_of(word for word in scales)
    twice = [word for word in vague if word == "twice"]
    lexicon_one = lexicon["one"]
    same = one_of(lexicon_one["same"])
    another = lexicon["another"]
    several_of = rf"(?:{scale})(?:\s+(?:{scale}))?"
    not_another = rf"(?!\s+(?:{one_of(another['not_before'])})(?!\w))"
    article = "".join(rf"|(?<=\b{re.escape(word)} )(?:{same})" for word in lexicon_one.get("same_after", []))
    half_scale = rf"(?!(?:{one_of(lexicon['cardinals']['half'])})\s+(?:{scale}))"
    pattern = (
        rf"(?<![\w-])(?:(?P<zero>(?:{one_of(lexicon['zero']['pronouns'])})(?!\w){_no(lexicon['zero'])})"
        rf"|(?P<another>(?:{one_of(another['words'])})(?=\s+\w){not_another})"
        rf"|(?P<fraction>{half_scale}(?:{one_of(fractions)})(?!\w)(?!\s+(?:{scale})))"
        rf"|(?P<decade>(?:{one_of(age['decade_words'])})(?!\w)|[2-9]0(?=(?:{one_of(age['decade_suffix'])})(?!\w)))"
        rf"|(?:(?P<times>{one_of(twice) or '(?!)'})|(?P<few>{plural}{several_of})|(?P<vague>{plural}?(?:{one_of(vague)})))(?!\w))"
        rf"|(?<![\w-])(?P<words>{words}{article})(?:{glue})"
        rf"|(?<![\w.,:/°])(?<![^\W\d]-)(?P<digits>{_GROUPED}|{_PLAIN})"
        rf"(?:\s*(?P<scale>{scale})(?!\w)|(?P<nth>st|nd|rd|th)(?!\w))?(?![/:]\d|[.,]\d|[°/]|(?:\w(?<!å)))"
    )
    cardinals = lexicon["cardinals"]
    named = [*atoms, *scales, *vague, *fractions, *lexicon["many"]["words"], *age["decade_words"], *cardinals["articles"]]
    named += [*lexicon["zero"]["pronouns"], *lexicon["zero"]["determiner"], *cardinals["half"], *lexicon_one["same"]]
    named += another["words"]
    return _Grammar(
        openers=frozenset(_TOKEN.findall(word.casefold())[0] for word in named),
        stems=tuple(sorted({*atoms, *scales})) if cardinals["glued"] else (),
        value=_compile(pattern), mask=_mask(language), atoms=atoms, scales=scales, vague=vague, fractions=fractions,
        atom=_compile("|".join(sorted((re.escape(word) for word in {**atoms, **scales}), key=lambda word: (-len(word), word)))),
        decades={_key(word): int(value) for word, value in age["decade_words"].items()},
        one_and_a_half=frozenset(cardinals["one_and_a_half"]),
        half=_compile(rf"(?:{one_of(cardinals['half'])})(?!\w)"),
        rates=lexicon["rates"], dotted_ordinal=bool(lexicon["cardinals"]["glued"]),
        **_modifiers(lexicon), **_ages(age, ranges), **_surroundings(lexicon, units),
    )


def _no(zero: Mapping[str, Any]) -> str:
    if not zero["determiner"]:
        return ""
    return rf"|(?:{one_of(zero['determiner'])})(?=\s+(?:\w+\s+)?(?:{one_of(zero['nouns'])})(?!\w))"


def _modifiers(lexicon: Mapping[str, Any]) -> dict[str, re.Pattern[str]]:
    modifiers, ranges = lexicon["modifiers"], lexicon["ranges"]
    before = ("at_least", "more_than", "around", "nearly", "up_to", "less_than", "exactly")
    groups = "|".join(rf"(?P<{name}>{one_of(modifiers[name])})" for name in before)
    after = "|".join(rf"(?P<{name}>{one_of(modifiers[f'after_{name}'])})" for name in ("at_least", "around", "less"))
    return {
        "modifier": _compile(rf"(?<![\w-])(?:{groups})[\s-]*$"),
        "prepositions": _compile(rf"(?:{one_of(modifiers['prepositions'])})$"),
        "after": _compile(rf"(?P<plus>\+)|(?:-|\s+(?:\w+\s+)?)(?:{after})(?!\w)"),
        "between": _ends(ranges["between"]),
        "rising": _compile(rf"(?<!\w)(?:{one_of(ranges['rising'])})\s+(?:{one_of(ranges['between'])})\s+$"),
        "range_and": _compile(rf"\s+(?:{one_of([*ranges['and'], *(word for word in ranges['to'] if word.isalpha())])})\s+$"),
        "range_to": _compile(rf"\s+(?:{one_of(word for word in ranges['to'] if word.isalpha())})\s+$|\s?[-–]\s?$"),
        "out_of": _compile(rf"\s+(?:{one_of(lexicon['fraction_words']['out_of'])})\s+$"),
    }


def _ages(age: Mapping[str, Any], ranges: Mapping[str, Any]) -> dict[str, re.Pattern[str]]:
    def suffix(words: Iterable[str]) -> str:
        ordered = sorted(words, key=lambda word: (-len(word), word))
        return "|".join(r"[\s-]+".join(re.escape(part) for part in re.split(r"[ -]", word)) for word in ordered)

    people = one_of(age["people"])
    return {
        "age_suffix": _compile(rf"[\s-]*(?:{suffix(age['suffix'])})(?!\w)"),
        "age_small": _compile(rf"[\s-]*(?:{suffix(age['small'])})(?!\w)"),
        "age_units": _compile(rf"\s+(?:{one_of(age['small_units'])})(?!\w)"),
        "age_prefix": _compile(rf"(?<!\w)(?:{one_of(age['prefix'])})\s+(?:(?:{one_of(ranges['between'])})\s+)?$"),
        "age_below": _ends(age["below"]),
        "age_above": _ends(age["above"]),
        "age_most": _ends(age["most"]),
        "age_of": _compile(
            rf"(?:(?<!\w)(?:{people})(?:\s+(?:{one_of(age['whose'])}))?|(?-i:[A-ZÆØÅÀ-Þ][\w'’-]+))(?P<mark>,\s+|\s+\()$"
            rf"|(?<!\w)(?:{people})\s+(?:{one_of(age['of'])})\s+$|(?<=[a-zæøå])(?<!s)(?P<bare>,\s+)$"
        ),
        "age_said": _compile(rf"(?<!\w)(?:(?:{people})|(?:{one_of(age['who'])}))\s+(?:{one_of(age['was'])})\s+$"),
        "age_both": _compile(rf",\s+(?:{one_of(age['both'])})\s+$"),
        "age_group": _compile(rf"(?<!\w)(?:{one_of(age['groups'])})\s+(?:(?:{one_of(ranges['between'])})\s+)?$"),
        "age_bare_years": _compile(rf"\s+(?:{one_of(age['years'])})(?!\w)"),
        "age_years": _compile(rf"(?:\s+(?:{one_of(age['years'])})(?!\w))?(?=\s*(?:[.,;)]|$))"),
        "decade_before": _compile(rf"(?<!\w)(?:{one_of(age['decade_before'])})[\s-]+$"),
        "decade_suffix": _compile(rf"(?:{one_of(age['decade_suffix'])})(?!\w)"),
    }


def _surroundings(lexicon: Mapping[str, Any], units: Mapping[str, Any]) -> dict[str, re.Pattern[str]]:
    rate_words, years, labels, one = lexicon["rate_words"], lexicon["years"], lexicon["labels"], lexicon["one"]
    loose = [words for words in lexicon["rates"] if words.split()[0] in rate_words["articles"]]
    firm = [words for words in lexicon["rates"] if words not in loose]
    return {
        "percent": _compile(rf"\s*(?:%|(?:{one_of(lexicon['fraction_words']['percent'])})(?!\w))"),
        "measure": _compile(
            rf"[\s-]*(?:of\s+)?(?:(?:{one_of(units['adjectives'])})\s+)?(?:{one_of(units['measure'])}|[$€£])(?!\w)"
        ),
        "times": _compile(rf"\s+(?:{one_of(units['times'])})(?!\w)"),
        "currency": _compile(rf"(?<!\w)(?:{one_of(units['currency'])})\s*$"),
        "rate": _compile(
            rf"(?<!\w)(?P<rate>(?:{one_of(firm)})|(?:{one_of(loose) or '(?!)'})"
            rf"(?!\s+(?:{one_of(rate_words['not_after_article']) or '(?!)'})(?!\w)))"
            rf"(?!\w)(?!\s+(?:{one_of(rate_words['not_before'])})(?!\w))"
        ),
        "rate_before": _compile(
            rf"(?:^|[.,;:!?]\s+)\W*(?P<rate>{one_of(firm)}),?\s+(?:(?!{one_of(rate_words['not_between'])})[^\W\d]+\s+){{0,3}}$"
        ),
        "per": _ends(rate_words["per"]),
        "year_before": _ends(years["before"]),
        "year_counted": _compile(rf"\s+(?:\w+\s+)?(?:{one_of(years['counted'])})(?!\w)"),
        "year_surely": _ends(years["surely"]),
        "label": _compile(rf"(?<!\w)(?:{one_of(labels['before'])})\s*(?:\d{{1,5}}(?:,\s*|\s+(?:and|og)\s+)){{0,3}}$"),
        "street": _compile(rf"\s+(?-i:[A-ZÆØÅ][\w'’.]*\s+){{1,3}}(?:{one_of(labels['streets'])})(?!\w)"),
        "not_one_before": _ends(one["before"]),
        "not_one_after": _compile(rf"\s+(?:{one_of(one['after'])})(?!\w)|['’]s|-(?!year|month|week|day)"),
    }


def _mask(language: str) -> re.Pattern[str]:
    """Return a pattern of what holds digits and is no number: dates, clock times, telephone numbers, addresses of pages."""
    months = wordlist("time", language)["months"]
    forms = {form for word in months for form in (word.capitalize(), word.upper(), *(() if language == "en" else (word,)))}
    month = rf"(?:{one_of(forms)})\.?(?!\w)"
    year = r"(?:,?\s+\d{4}(?!\d)|\s+\d{2}(?!\d))?"
    return re.compile(
        rf"(?<!\w){month}\s+\d{{1,2}}(?:st|nd|rd|th)?(?![\d,.]\d)(?:\s*(?:-|–|to|and|og|til)\s*\d{{1,2}})?(?:,?\s+(?:19|20)\d\d)?(?!\w)"
        rf"|(?<!\w)\d{{1,2}}(?:st|nd|rd|th|\.)?(?:\s*(?:-|–|/|to|and|og|til)\s*\d{{1,2}}\.?)?\s+(?:of\s+)?{month}{year}"
        rf"|(?<!\w){month},?\s+(?:19|20)\d\d(?!\w)"
        r"|(?<![\w-])(?:19|20)\d\d[-–/]\d\d(?![\w-])|(?<![\w.])\d{1,4}[./-]\d{1,2}[./-]\d{2,4}(?!\w)"
        r"|(?<!\w)\d{1,2}(?::\d{2}){1,2}(?!\w)|(?i:(?<!\w)kl(?:okken|\.)?\s*\d{1,2}(?:[.:]\d{2})?(?!\w))"
        r"|(?i:(?<!\w)\d{1,2}(?:[.:]\d{2})?\s*(?:[ap]\.?m\b\.?|o['’]clock|hours?\s+(?:gmt|local)|gmt|utc))"
        r"|(?<!\w)\+\d[\d ()-]{6,20}\d|(?<![\w-])\d{3}-\d{3}-\d{4}(?![\w-])|(?:https?://|www\.)\S{1,300}|(?<![\w.+-])[\w.+-]{1,64}@\S{1,80}"
    )


# --- values --------------------------------------------------------------------------------------------------------------


def _number(digits: str) -> tuple[float, bool]:
    """Return the value of figures and whether they have decimals; three figures after a mark are a group of thousands."""
    if re.fullmatch(_GROUPED, digits) and not digits.startswith("0"):
        return int(re.sub(r"\D", "", digits)), False
    if re.search(r"[.,]", digits):
        return float(digits.replace(",", ".")), True
    return int(digits), False


def _spelled(words: str, grammar: _Grammar) -> tuple[float, int]:
    """Return the value of a number in words and its last multiplier: ("three hundred and four", ...) -> 304, 100.

    Every atom is added to what is counted so far; a multiplier multiplies what was added since the last higher one.
    """
    half = grammar.half.match(words)
    part = 1.5 if half and half[0] in grammar.one_and_a_half else 0.5
    total, current, scale, pending = 0.0, 0.0, 1, half is not None
    for match in grammar.atom.finditer(words):
        word = match[0]
        if word in grammar.scales:
            scale = grammar.scales[word]
            current = (part if pending else max(current, 1)) * scale
            pending = False
            if scale >= 1000:
                total, current = total + current, 0.0
        else:
            current += grammar.atoms[word]
    return total + current, scale


def _values(text: str, grammar: _Grammar) -> Iterator[_Value]:
    masks = [match.span() for match in grammar.mask.finditer(text)] if any(map(str.isdigit, text)) else []
    position = 0
    last = 0
    for token in _TOKEN.finditer(text):
        word = token[0].casefold()
        if token.start() < last or not (word[0].isdigit() or word in grammar.openers or word.startswith(grammar.stems)):
            continue
        match = grammar.value.match(text, token.start())
        if not match:
            continue
        start, end = match.span()
        last = end
        while position < len(masks) and masks[position][1] <= start:
            position += 1
        if position < len(masks) and masks[position][0] < end:
            continue
        yield _value(match, grammar)


def _value(match: re.Match[str], grammar: _Grammar) -> _Value:
    start, end = match.span()
    form = match.lastgroup if match.lastgroup not in ("scale", "nth") else "digits"
    words = _key(match[0])
    if form == "digits":
        number, _ = _number(match["digits"])
        if match["nth"]:
            return _Value(start, end, int(number), int(number), "ordinal")
        scale = grammar.scales[_key(match["scale"])] if match["scale"] else 1
        return _Value(start, end, number * scale, number * scale, "digits", scale)
    if form == "words":
        number, scale = _spelled(words, grammar)
        upper = _spelled(words.rpartition("-")[2], grammar)[0] if match["upper"] else 0
        if upper:
            lower = _spelled(words.rpartition("-")[0], grammar)[0]
            return _Value(start, end, lower, max(lower, upper), "words", scale)
        return _Value(start, end, number, number, "words", scale)
    if form == "another":
        return _Value(start, end, 1, 1, form)
    if form == "fraction":
        return _Value(start, end, grammar.fractions[words], None, "fraction")
    if form == "decade":
        first = grammar.decades.get(words) or int(words)
        return _Value(start, end, first, first + 9, "decade")
    if form == "zero":
        return _Value(start, end, 0, 0, "zero")
    if form == "few":
        scale = grammar.scales[words.rsplit(" ", 1)[1]]
        low = 2 * scale * grammar.scales.get(words.rsplit(" ", 2)[-2], 1)
        return _Value(start, end, low, None, "vague", scale)
    low, high = max((len(word), pair) for word, pair in grammar.vague.items() if words == word or words.endswith(f" {word}"))[1]
    return _Value(start, end, low, high or None, "times" if form == "times" else "vague")


# --- quantities ----------------------------------------------------------------------------------------------------------


def quantities(text: str, language: str) -> tuple[Quantity, ...]:
    """Return the numbers said in *text*, one paragraph, in order.

    >>> [(q.floor, q.ceiling, q.modifier) for q in quantities("More than 50 were killed, at least 3 of them nurses.", "en")]
    [(51, None, 'More than'), (3, None, 'at least')]

    Raises:
        PackError: the language has no number words.
    """
    grammar = _grammar(language)
    values = list(_values(text, grammar))
    found: list[Quantity] = []
    i = 0
    while i < len(values):
        if found and values[i].start < found[-1].end:
            i += 1
            continue
        following = values[i + 1] if i + 1 < len(values) else None
        quantity, used = _joined(text, values[i], following, grammar) if following else (None, 1)
        quantity = quantity or _single(text, values[i], grammar)
        if quantity:
            # "flere enn 50": a vague number that turns out to be a modifier.
            while found and found[-1].start >= quantity.start:
                found.pop()
            found.append(quantity)
        i += used
    return tuple(_with_rates(text, found, grammar))


def _before(text: str, start: int) -> str:
    return text[max(0, start - _WORDS_BEFORE) : start]


def _plain(start: int, end: int, floor: float, ceiling: float | None, kind: str = "count") -> Quantity:
    return Quantity(start, end, int(floor), None if ceiling is None else int(ceiling), "", "", False, None, start, end, kind)


def _joined(text: str, first: _Value, second: _Value, grammar: _Grammar) -> tuple[Quantity | None, int]:
    """Return the quantity that two neighbouring numbers make together and how many of them it takes."""
    gap = text[first.end : second.start]
    if len(gap) > 16 or first.form not in ("digits", "words") or second.form not in ("digits", "words"):
        return None, 1
    if grammar.out_of.match(gap) and 0 < first.low < second.low <= 100 and not _counts_things(text, second, grammar):
        share = _plain(first.start, second.end, 0, None, "percent")
        share = replace(share, fraction=round(first.low / second.low, 3))
        return _modified(text, share, first, grammar), 2
    low, high = first.low, second.low
    if second.scale > 1 and first.scale == 1 and low < 1000:
        low *= second.scale
    opening = grammar.between.search(_before(text, first.start))
    if opening and grammar.rising.search(_before(text, first.start)):
        return None, 1
    joins = grammar.range_and.match(gap) if opening else grammar.range_to.match(gap)
    if not joins or low >= high or _is_year(text, first, grammar) or _is_year(text, second, grammar):
        return None, 1
    both = _single(text, replace(second, start=first.start, low=low, high=high), grammar)
    if not both:
        return None, 1
    if opening:
        start = first.start - len(opening[0])
        both = replace(both, start=start, modifier=opening[0].strip())
    return replace(both, value_start=first.start), 2


def _counts_things(text: str, value: _Value, grammar: _Grammar) -> bool:
    """Return whether a unit of measure follows, as in "one in 10 minutes"."""
    return bool(grammar.measure.match(text, value.end))


def _single(text: str, value: _Value, grammar: _Grammar) -> Quantity | None:
    base = _plain(value.start, value.end, value.low, value.high)
    if value.form in ("zero", "another"):
        return base
    if value.form == "fraction":
        share = replace(base, floor=0, ceiling=None, fraction=value.low, kind="percent")
        return _modified(text, share, value, grammar) if value.low else None
    if value.form == "decade":
        return _decade(text, base, grammar)
    dotted = grammar.dotted_ordinal and value.form == "digits" and _DOT_AND_LETTER.match(text, value.end)
    if value.form == "ordinal" or dotted:
        return replace(base, kind="ordinal")
    if value.form == "vague" and (value.high is None or value.low >= 10):
        base = replace(base, approximate=True)
    if age := _age(text, base, value, grammar):
        return age
    if _is_year(text, value, grammar):
        return replace(base, kind="year")
    if _is_name(text, value, grammar) or _is_pronoun(text, value, grammar):
        return None
    if percent := grammar.percent.match(text, value.end):
        share = replace(base, end=percent.end(), floor=0, ceiling=None, fraction=round(value.low / 100, 4), kind="percent")
        return _modified(text, share, value, grammar)
    if value.form == "times" or grammar.times.match(text, value.end):
        base = replace(base, kind="times")
    elif _is_measure(text, value, grammar):
        base = replace(base, kind="measure")
    return _modified(text, base, value, grammar)


def _decade(text: str, base: Quantity, grammar: _Grammar) -> Quantity | None:
    """Return an age in tens of years; "the 1930s" and "på 30-tallet" never come here, "in the thirties" is taken for one."""
    before = grammar.decade_before.search(_before(text, base.start))
    suffix = grammar.decade_suffix.match(text, base.end)
    return replace(base, end=suffix.end() if suffix else base.end, kind="age") if before else None


def _is_year(text: str, value: _Value, grammar: _Grammar) -> bool:
    if value.form != "digits" or value.end - value.start != 4 or not 1900 <= value.low < 2100:
        return False
    if grammar.year_surely.search(_before(text, value.start)):
        return True
    if grammar.year_counted.match(text, value.end) or grammar.percent.match(text, value.end):
        return False
    before = _before(text, value.start)
    if grammar.year_before.search(before):
        return True
    if grammar.modifier.search(before):
        return False
    plural = _PLURAL.match(text, value.end)
    return not plural or plural[1] in _NOT_PLURAL


def is_year(text: str, start: int, end: int, language: str) -> bool:
    """Return whether the four figures at *start* name a year and do not count: "in 2013", but not "2013 people"."""
    return _is_year(text, _Value(start, end, int(text[start:end]), None, "digits"), _grammar(language))


def _is_name(text: str, value: _Value, grammar: _Grammar) -> bool:
    """Return whether a number only names something: "Resolution 2254", "12 Baker Street", "Storgata 7"."""
    before = _before(text, value.start)
    if value.form != "digits":
        return False
    if grammar.label.search(before) or grammar.street.match(text, value.end):
        return True
    closes = value.end >= len(text) or _CLOSES.match(text, value.end)
    return bool(closes and value.low < 10000 and _CAPITALISED.search(before) and not grammar.modifier.search(before))


def _is_pronoun(text: str, value: _Value, grammar: _Grammar) -> bool:
    """Return whether "one" stands for a thing or a person and does not count."""
    if value.form != "words" or value.low != 1:
        return False
    before = _before(text, value.start)
    if grammar.modifier.search(before):
        return False
    return bool(grammar.not_one_before.search(before) or grammar.not_one_after.match(text, value.end))


def _is_measure(text: str, value: _Value, grammar: _Grammar) -> bool:
    before = _before(text, value.start)
    return bool(grammar.measure.match(text, value.end) or grammar.currency.search(before) or grammar.per.search(before))


def _age(text: str, base: Quantity, value: _Value, grammar: _Grammar) -> Quantity | None:
    """Return the quantity as an age in years, if the words around it say that it is one."""
    if value.low > 120 or value.form == "vague" or value.form == "times":
        return None
    if small := grammar.age_small.match(text, value.end):
        return replace(_modified(text, base, value, grammar), floor=0, ceiling=0, end=small.end(), kind="age")
    modified = _modified(text, base, value, grammar)
    if suffix := grammar.age_suffix.match(text, value.end):
        return replace(modified, end=suffix.end(), kind="age")
    before = _before(text, modified.start)
    if below := grammar.age_below.search(_before(text, value.start)):
        start = value.start - len(below[0])
        return replace(base, start=start, floor=0, ceiling=base.floor - 1, modifier=below[0].strip(), kind="age")
    if above := grammar.age_above.search(_before(text, value.start)):
        start = value.start - len(above[0])
        return replace(base, start=start, ceiling=None, modifier=above[0].strip(), kind="age")
    if most := grammar.age_most.search(_before(text, value.start)):
        start = value.start - len(most[0])
        return replace(base, start=start, floor=0, modifier=most[0].strip(), kind="age")
    if prefix := grammar.age_prefix.search(before):
        return replace(modified, start=modified.start - len(prefix[0]), kind="age")
    following = text[value.end : value.end + 40]
    if grammar.age_group.search(before) and (years := grammar.age_bare_years.match(text, value.end)):
        return replace(modified, end=years.end(), kind="age")
    said = grammar.age_said.search(before) or grammar.age_both.search(before)
    if said and (years := grammar.age_years.match(text, value.end)):
        return replace(modified, end=years.end(), kind="age")
    shared = _SHARED.match(text, value.end)
    if shared and grammar.age_suffix.match(text, shared.end()):
        return replace(modified, kind="age")
    if _is_apposed(before, following, value, grammar) and value.low <= 110:
        small = grammar.age_units.match(text, value.end)
        return replace(modified, floor=0, ceiling=0, end=small.end(), kind="age") if small else replace(modified, kind="age")
    return None


def _is_apposed(before: str, following: str, value: _Value, grammar: _Grammar) -> bool:
    """Return whether a bare number stands as an age beside a person: "Kari, 30," or "gutten (12)"."""
    person = grammar.age_of.search(before)
    if not person:
        return False
    if person["bare"]:
        # "the minister, 58, said": two figures between commas, of a grown person.
        grown = value.form == "digits" and 18 <= value.low < 100
        return grown and re.match(r"(?:\s+år)?,\s+[a-zæøå]", following) is not None
    if not person["mark"]:
        return True
    closing = r"(?:\s+år)?\)" if "(" in person["mark"] else r"(?:\s+år)?(?:[,;.)]|\s*$|\s+(?:and|og)\s+[\w'’-]+,\s+\d)(?!\s?\d)"
    return re.match(closing, following) is not None


def _modified(text: str, base: Quantity, value: _Value, grammar: _Grammar) -> Quantity:
    """Return the quantity with the modifiers before and after it applied; at most two stand before a number."""
    result, words = base, list[str]()
    for _ in range(2):
        match = grammar.modifier.search(_before(text, result.start))
        if not match or (value.form == "words" and value.low < 5 and grammar.prepositions.match(match[match.lastgroup or 0])):
            break
        word = match[match.lastgroup or 0]
        result = replace(_bounded(result, match.lastgroup or "", value), start=result.start - len(match[0]))
        words.insert(0, word)
    if (after := grammar.after.match(text, result.end)) and base.kind != "measure":
        name = {"plus": "at_least", "less": "up_to"}.get(after.lastgroup or "", after.lastgroup or "")
        kind = "measure" if base.kind == "count" and grammar.measure.match(text, after.end()) else base.kind
        result = replace(_bounded(result, name, value), end=after.end(), kind=kind)
        words.append(after[0].strip(" -"))
    return replace(result, modifier=" ".join(" ".join(words).split()))


def _bounded(base: Quantity, modifier: str, value: _Value) -> Quantity:
    if base.fraction is not None or modifier == "exactly":
        return replace(base, approximate=base.approximate or modifier in ("around", "nearly"))
    if modifier == "at_least":
        return replace(base, ceiling=None)
    if modifier == "more_than":
        # More than "dozens" is still dozens; "more than 2.5" starts at 3 as well.
        return replace(base, floor=base.floor if value.high is None else base.floor + 1, ceiling=None)
    if modifier == "up_to":
        return replace(base, floor=0)
    if modifier == "less_than":
        return replace(base, floor=0, ceiling=None if base.ceiling is None else max(base.ceiling - 1, 0))
    return replace(base, approximate=True)


def _with_rates(text: str, found: list[Quantity], grammar: _Grammar) -> Iterator[Quantity]:
    """Yield the quantities, each with the rate said after it and before the next one."""
    for i, quantity in enumerate(found):
        stop = found[i + 1].start if i + 1 < len(found) else len(text)
        window = re.split(r"[.;:!?\n](?:\s|$)", text[quantity.end : min(stop, quantity.end + 70)], maxsplit=1)[0]
        rate = grammar.rate.search(window) or _rate_before(text, quantity, found[i - 1].end if i else 0, grammar)
        if quantity.kind in ("count", "times", "measure") and rate:
            quantity = replace(quantity, per=grammar.rates[_key(rate["rate"])])
        elif quantity.kind == "count" and i + 1 < len(found) and grammar.per.search(window):
            noun = re.match(r"\s*[^\W\d]+", text[found[i + 1].end : found[i + 1].end + 40])
            quantity = replace(quantity, per=text[found[i + 1].value_start : found[i + 1].end + (noun.end() if noun else 0)])
        yield quantity


def _rate_before(text: str, quantity: Quantity, first: int, grammar: _Grammar) -> re.Match[str] | None:
    """Return the rate that opens the clause of a number: "every day three people are killed"."""
    if quantity.kind != "count":
        return None
    return grammar.rate_before.search(text[max(first, quantity.start - _WORDS_BEFORE) : quantity.start])
