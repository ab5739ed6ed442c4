"""What is known about a text: from its sidecar or record, else from its first lines and its address, else left open."""

from __future__ import annotations

import contextlib
import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from urllib.parse import urlsplit

from kg.errors import CorpusError

KEYS = ("title", "publisher", "author", "published", "url", "language", "based_on")
"""What a sidecar or a record may say. Other keys are their author's own and are left alone."""
TOP_LINES = 8
"""A byline or a date of publication stands among so many first lines."""
TITLE_LENGTH = 140


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is known about a text, and how it was found."""

    title: str = ""
    publisher: str = ""
    author: str = ""
    published: date | None = None
    url: str = ""
    language: str = ""
    based_on: str = ""
    found: Mapping[str, str] = field(default_factory=dict)

    def or_else(self, other: Metadata) -> Metadata:
        """Return these values with the open ones filled from *other*."""
        missing = {key: getattr(other, key) for key in KEYS if not getattr(self, key) and getattr(other, key)}
        return replace(self, **missing, found={**{key: other.found[key] for key in missing if key in other.found}, **self.found})


def stated(values: Mapping[str, object], *, where: str, how: str) -> Metadata:
    """Return what a sidecar or a record says.

    Raises:
        CorpusError: a value is of the wrong kind, or a key is a misspelling of one that is known.
    """
    for key in values:
        near = difflib.get_close_matches(key, KEYS, 1, cutoff=0.85) if key not in KEYS else []
        if near:
            raise CorpusError(f"{where}: unknown key {key!r}; did you mean {near[0]!r}?")
    known = {key: _value(key, values[key], where) for key in KEYS if values.get(key) not in (None, "")}
    return Metadata(**known, found=dict.fromkeys(sorted(known), how))  # type: ignore[arg-type]


def _value(key: str, value: object, where: str) -> object:
    """Return a checked value: a date for ``published``, one line of text for the rest."""
    if key == "published":
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date):
            return value
        with contextlib.suppress(ValueError, TypeError):
            return datetime.fromisoformat(value).date()  # type: ignore[arg-type]
        raise CorpusError(f"{where}: published is {value!r}, but must be a date such as 2016-09-29")
    if not isinstance(value, str):
        raise CorpusError(f"{where}: {key} is {value!r}, but must be text in quotation marks")
    return " ".join(value.split())


def found_in(text: str) -> Metadata:
    """Return what the first lines of *text* and an address among them say.

    >>> lines = "https://news.example/2016/09/29/clinic-hit", "Clinic hit again - News Example", "By Kari Nordmann", "A clinic"
    >>> found = found_in(chr(10).join(lines))
    >>> found.published.isoformat(), found.title, found.publisher, found.author
    ('2016-09-29', 'Clinic hit again', 'News Example', 'Kari Nordmann')
    """
    lines = [line.strip() for line in text[:4000].split("\n") if line.strip()][:TOP_LINES]
    url = lines.pop(0) if lines and _ADDRESS.fullmatch(lines[0]) else ""
    headline = _headline(lines[0]) if lines else ""
    title, tail = _split_tail(headline.lstrip("# "), url)
    parts = [
        _one("url", url, "text"),
        _one("title", title, "text"),
        _one("publisher", tail, "title"),
        _one("publisher", next(filter(None, map(_dateline_agency, lines)), ""), "dateline"),
        _one("publisher", _host(url), "address"),
        _one("author", next(filter(None, map(_byline, lines)), ""), "byline"),
        _one("published", date_in_address(url), "address"),
        _one("published", next(filter(None, map(_date_line, lines)), None), "dateline"),
    ]
    merged = Metadata()
    for part in parts:
        merged = merged.or_else(part)
    return merged


def _one(key: str, value: object, how: str) -> Metadata:
    return replace(Metadata(), **{key: value, "found": {key: how}}) if value else Metadata()  # type: ignore[arg-type]


_ADDRESS = re.compile(r"https?://[^\s<>\"]+\.[^\s<>\"]+")
_END = re.compile(r"[.;,:)…]$")


def _headline(line: str) -> str:
    """Return *line* if it can be a headline: short, without the full stop of a sentence, and not a dateline or byline."""
    if len(line) > TITLE_LENGTH or _END.search(line) or _DATELINE.match(line) or _byline(line) or _date_line(line):
        return ""
    return line


def _split_tail(headline: str, url: str) -> tuple[str, str]:
    """Split "Clinic hit - News Example" into title and publisher.

    A tail after "|" is a publisher's; one after a dash only if the address says so too, for headlines have dashes of their own.
    """
    match = re.fullmatch(r"(.+?)\s+([-–—|])\s+([^-–—|]{2,40})", headline)
    if not match:
        return headline, ""
    letters = re.sub(r"\W", "", match[3].lower())
    label = _host(url).split(".")[0]
    same = bool(label) and (label in letters or letters in label)
    return (match[1], match[3]) if match[2] == "|" or same else (headline, "")


def _host(url: str) -> str:
    """Return the host of an address, without "www."."""
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


_DATELINE = re.compile(
    r"(?P<place>[^\W\d_a-zæøå][^\W\d_a-zæøå'’.-]{2,}(?:[ /-][^\W\d_][\w'’.-]*){0,3}(?:,\s+[^\W\d_][\w .'’]{2,20})?)"
    r"(?P<date>,\s+[^()]{6,22})?\s+\((?P<agency>[^\W\d_][\w .&'-]{0,24})\)"
)


def _dateline_agency(line: str) -> str:
    """Return the VG of "ISTANBUL (VG) ...", the name in brackets after a place in capitals."""
    match = _DATELINE.match(line)
    return match["agency"] if match else ""


_NAME = r"[^\W\d_]\.?[\w'’.-]*(?:\s+(?:(?:al|el|de|van|von|bin|der|den|la)\s+)?[^\W\d_a-zæøå][\w'’.-]*){1,3}"
_NAMES = rf"{_NAME}(?:(?:,\s+|\s+and\s+|\s+og\s+){_NAME}){{0,3}}"
_BYLINE = re.compile(rf"(?:By|BY|Av|AV|Tekst:|Author:|Written by|Skrevet av)\s+(?P<names>{_NAMES})(?:\s*[|,].*)?")


def _byline(line: str) -> str:
    """Return the name in a line that is a byline and nothing else."""
    match = _BYLINE.fullmatch(line) if len(line) < 120 else None
    return match["names"] if match and match["names"][0].isupper() else ""


_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january januar jan", "february februar feb", "march mars mar", "april apr", "may mai", "june juni jun",
            "july juli jul", "august aug", "september sept sep", "october oktober oct okt", "november nov",
            "december desember dec des",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DAYS = r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun|man|tirs|ons|tors|fre|lør|søn)da[yg],?\s+)?"
_DATE = re.compile(
    rf"(?:{_DAYS}(?P<d1>\d{{1,2}})\.?\s+(?P<m1>{_MONTH})\.?,?\s+(?P<y1>\d{{4}})"
    rf"|{_DAYS}(?P<m2>{_MONTH})\.?\s+(?P<d2>\d{{1,2}}),?\s+(?P<y2>\d{{4}})"
    r"|(?P<y3>\d{4})-(?P<m3>\d{2})-(?P<d3>\d{2})"
    r"|(?P<d4>\d{1,2})\.\s?(?P<m4>\d{1,2})\.\s?(?P<y4>\d{4}))",
    re.IGNORECASE,
)
_DATE_LABEL = re.compile(
    r"(?:published|posted|(?:last )?updated|date|publisert|(?:sist )?oppdatert|dato|released)?(?:\s+(?:on|at|den))?\s*:?\s*",
    re.IGNORECASE,
)
_CLOCK = re.compile(
    r"[\s,|–-]*(?:(?:at|kl\.?)\s*)?(?:\d{1,2}[:.]\d{2}(?:\s*[ap]m)?)?(?:\s*(?:gmt|utc|cet|est|edt))?\s*", re.IGNORECASE
)


def _date_line(line: str) -> date | None:
    """Return the date of publication from a line that says nothing else, or from a dateline that carries a full date."""
    dateline = _DATELINE.match(line)
    if dateline:
        match = _DATE.search(dateline["date"] or "")
        return _date_of(match) if match else None
    label = _DATE_LABEL.match(line)
    match = _DATE.match(line, label.end() if label else 0)
    return _date_of(match) if match and _CLOCK.fullmatch(line[match.end() :]) else None


def _date_of(match: re.Match[str]) -> date | None:
    for form in "1234":
        if match["y" + form]:
            month = match["m" + form].lower().rstrip(".")
            try:
                return date(int(match["y" + form]), _MONTHS.get(month) or int(month), int(match["d" + form]))
            except ValueError:
                return None
    return None


_ADDRESS_DATE = re.compile(
    r"(?<!\d)(?P<y>(?:19|20)\d{2})(?P<sep>[/_-]?)(?P<m>0[1-9]|1[0-2])(?P=sep)(?P<d>0[1-9]|[12]\d|3[01])(?!\d)"
)
_ADDRESS_MONTH = re.compile(r"/(?P<y>(?:19|20)\d{2})/(?P<m>\d{1,2})/")


def date_in_address(url: str) -> date | None:
    """Return the day that an address carries, None if it carries none or could be read in two ways.

    Besides 2016/09/29, 2016-09-29 and 20160929, a number is read that repeats the year and month of the path without
    padding and goes on with day and time, as some publishing systems make it; its day counts only if one reading is possible.

    >>> date_in_address("http://news.example/programmes/2014/10/night-raid-201410672020778205.html").isoformat()
    '2014-10-06'
    """
    for match in _ADDRESS_DATE.finditer(url):
        return _valid(match["y"], match["m"], match["d"])
    month = _ADDRESS_MONTH.search(url)
    stamp = re.search(rf"(?<!\d){month['y']}0?{int(month['m'])}(\d{{6,}})", url[month.end() :]) if month else None
    if not month or not stamp:
        return None
    readings = [day for day in (_valid(month["y"], month["m"], stamp[1][:n]) for n in (1, 2)) if day]
    return readings[0] if len(set(readings)) == 1 else None


def _valid(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
