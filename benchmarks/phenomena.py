"""Reads the cases of `tests/phenomena` and compares one with what a reader found.

The format is documented in `tests/phenomena/README.md`. A case fails with sentences that say what was expected and what came
nearest, so that a list of failures is a list of things to fix.
"""

from __future__ import annotations

import calendar
import re
import shlex
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from pathlib import Path

from kg.ids import document_iri
from kg.model import AGENT_ROLES, PATIENT_ROLES, Annotation, Claim, Document, Filler, Measure, Mention, Role, Stance, TimeRange

CASES = Path(__file__).parents[1] / "tests" / "phenomena"
ROLE_FIELDS = {
    "agent": AGENT_ROLES,
    "patient": PATIENT_ROLES,
    "instrument": frozenset({Role.INSTRUMENT}),
    "place": frozenset({Role.PLACE}),
}
MEASURES = frozenset(measure.value for measure in Measure)
CLAIM_FIELDS = frozenset({*ROLE_FIELDS, *MEASURES, "according_to", "date", "stance", "certainty", "total", "per"})
MENTION_FIELDS = frozenset({"age", "sex", "number", "kind", "sensitive", "occupation"})
HAPPENED = frozenset({Stance.ASSERTS, Stance.ACCUSES})
"""Stances under which a source says that something took place."""

PARENT = {
    "Airstrike": "Attack", "BarrelBombing": "Airstrike", "Shelling": "Attack", "Bombing": "Attack", "Shooting": "Attack",
    "GroundAssault": "Attack", "ChemicalAttack": "Attack", "Siege": "Attack",
    "AttackOnHealthcare": "Attack", "AttackOnAid": "Attack",
    "Accusation": "Statement", "Condemnation": "Statement", "Threat": "Statement", "Denial": "Statement", "Praise": "Statement",
    "Demand": "Statement",
}  # fmt: skip
"""Event classes and the class above them, for "any attack" and "any statement"."""
SPEECH = frozenset({"Statement", "Accusation", "Condemnation", "Threat", "Denial", "Praise", "Demand", "Reporting"})
TYPES = frozenset(PARENT) | SPEECH | {
    "Attack", "Killing", "Injury", "Death", "Destruction", "Detention", "Abduction", "Torture", "Displacement", "Rescue",
    "MedicalTreatment", "AidDelivery", "Evacuation", "Support", "Ceasefire", "Meeting", "Protest", "Combat", "Arson", "Looting",
    "Robbery", "Assault", "SexualViolence", "Release",
}  # fmt: skip
ANY = "*"
"""Stands for every type that is not speech."""


@dataclass(frozen=True, slots=True)
class Expectation:
    """One line under a case: something that must, or must not, be found."""

    sign: str
    """``+`` must be claimed, ``-`` must not be claimed as having happened, ``!-`` must not be claimed at all; ``@`` a mention
    that must be there, ``!@`` one that must not."""
    types: tuple[str, ...]
    """Event types of which one is enough; for mentions the names of which one is enough."""
    fields: tuple[tuple[str, str], ...]
    line: int
    source: str
    """The line as written."""


@dataclass(frozen=True, slots=True)
class Case:
    """A short text and what a careful reader finds in it."""

    path: Path
    line: int
    text: str
    expectations: tuple[Expectation, ...]
    published: date | None = None
    publisher: str = ""

    @property
    def language(self) -> str:
        """The language code in the file's name, ``passives.nb.txt``."""
        return self.path.name.split(".")[-2]

    @property
    def phenomenon(self) -> str:
        """The first part of the file's name."""
        return self.path.name.split(".")[0]


# -- reading the files -------------------------------------------------------------------------------------------------


def parse(path: Path) -> list[Case]:
    """Return the cases of one file in order.

    Raises:
        ValueError: a line is not of the format; the message names file and line.
    """
    cases = []
    for block in _blocks(path):
        cases.append(_case(path, block))
    return cases


def _blocks(path: Path) -> Iterator[list[tuple[int, str]]]:
    """Yield the lines between blank ones, numbered, without comments."""
    block: list[tuple[int, str]] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if line.startswith("##"):
            continue
        if line.strip():
            block.append((number, line.rstrip()))
        elif block:
            yield block
            block = []
    if block:
        yield block


def _case(path: Path, block: list[tuple[int, str]]) -> Case:
    text: list[str] = []
    expectations: list[Expectation] = []
    published, publisher = None, ""
    for number, line in block:
        where = f"{path.name}:{number}"
        if line.startswith(">"):
            if expectations:
                raise ValueError(f"{where}: text after an expectation; put a blank line between two cases")
            text.append(line[2:])
        elif line.startswith("# date "):
            published = date.fromisoformat(line[7:].strip())
        elif line.startswith("# publisher "):
            publisher = line[12:].strip()
        elif line.startswith("# note "):
            pass
        else:
            expectations.append(_expectation(line, number, where))
    if not text or not expectations:
        raise ValueError(f"{path.name}:{block[0][0]}: a case needs a text line '> ...' and at least one expectation")
    joined = unicodedata.normalize("NFC", "\n".join(text))
    return Case(path, block[0][0], joined, tuple(expectations), published, publisher)


def _expectation(line: str, number: int, where: str) -> Expectation:
    found = re.match(r"(\+|-|!-|@|!@) (.+)$", line)
    if not found:
        raise ValueError(f"{where}: {line!r} starts with none of '> + - !- @ !@ #'")
    sign, rest = found.groups()
    lexer = shlex.shlex(rest, posix=True, punctuation_chars=False)
    lexer.whitespace_split, lexer.quotes, lexer.commenters, lexer.escape = True, '"', "", ""
    head, *words = list(lexer)
    mention = sign.endswith("@")
    known = MENTION_FIELDS if mention else CLAIM_FIELDS
    fields = []
    for word in words:
        name, equals, value = word.partition("=")
        if not equals or name not in known:
            raise ValueError(f"{where}: unknown field {word!r}; known: {', '.join(sorted(known))}")
        _check_value(name, value, where)
        fields.append((name, value))
    types = tuple(part.strip() for part in head.split("|"))
    if not mention and not set(types) <= TYPES | {ANY}:
        raise ValueError(f"{where}: unknown event type in {head!r}")
    return Expectation(sign, types, tuple(fields), number, line)


def _check_value(name: str, value: str, where: str) -> None:
    allowed = {
        "stance": {"asserts", "denies", "accuses", "threatens", "supposes", "describes"},
        "certainty": {"certain", "probable", "alleged"},
        "total": {"yes", "no"},
        "sex": {"female", "male", "-"},
    }
    try:
        if name in MEASURES or name in {"age", "number"}:
            for one in value.split("|") if name in MEASURES else [value]:
                bounds(one)
        elif name == "date":
            for one in value.split("|"):
                days(one)
        elif name in allowed and not {part.strip() for part in value.split("|")} <= allowed[name]:
            raise ValueError(f"one of {', '.join(sorted(allowed[name]))}")
    except ValueError as error:
        raise ValueError(f"{where}: {name}={value} is not understood ({error})") from error


def bounds(value: str) -> tuple[int, int | None] | None:
    """Return floor and ceiling of ``2``, ``2..5`` or ``664..`` (open); None for ``-`` (no number).

    >>> bounds("664..")
    (664, None)
    """
    if value == "-":
        return None
    low, dots, high = value.partition("..")
    floor = int(low)
    return floor, (int(high) if high else None) if dots else floor


def days(value: str) -> tuple[date | None, date | None] | None:
    """Return first and last day of an ISO date, month, year or interval ``a/b``; ``..`` is an open end, ``-`` no time at all.

    >>> days("2016-02")
    (datetime.date(2016, 2, 1), datetime.date(2016, 2, 29))
    """
    if value == "-":
        return None
    first, slash, last = value.partition("/")
    return _day(first, 0), _day(last if slash else first, 1)


def _day(value: str, end: int) -> date | None:
    if value == "..":
        return None
    parts = [int(part) for part in value.split("-")]
    if len(parts) == 3:
        return date(*parts)
    year, month = parts[0], parts[1] if len(parts) == 2 else (12 if end else 1)
    return date(year, month, calendar.monthrange(year, month)[1] if end else 1)


def case_document(case: Case) -> Document:
    """Return the case as a document that a reader can annotate."""
    digest = sha256(case.text.encode()).hexdigest()
    name = f"{case.path.name}:{case.line}"
    given = {"published": "given"} if case.published else {}
    return Document(
        id=document_iri(digest, name), name=name, text=case.text, language=case.language, sha256=digest,
        publisher=case.publisher, published=case.published, found=given,
    )  # fmt: skip


# -- names -------------------------------------------------------------------------------------------------------------

_DETERMINERS = frozenset({
    "the", "a", "an", "this", "that", "these", "those", "his", "her", "its", "their", "some", "many",
    "en", "ei", "et", "den", "det", "de", "dei", "disse", "denne", "dette", "sin", "sitt", "sine", "ein", "eit",
})  # fmt: skip
_AFTER_HEAD = re.compile(
    r"\s(?:of|in|at|on|from|for|by|near|with|who|that|which|to|i|på|av|fra|frå|til|ved|for|om|som|der)\s", re.IGNORECASE
)


def normal(name: str) -> str:
    """Return *name* without case, punctuation and possessive ending."""
    folded = unicodedata.normalize("NFKC", name).casefold().replace("’", "'").replace("'s ", " ").replace("\xa0", " ")
    return " ".join(re.sub(r"[^\w%' ]+", " ", re.sub(r"'s$", "", folded.strip())).split())


def content(name: str) -> list[str]:
    """Return the words of *name* after leading articles and possessives."""
    words = normal(name).split()
    while words and words[0] in _DETERMINERS:
        words = words[1:]
    return words


def head_word(name: str) -> str:
    """Return the last word of the noun phrase before a preposition, comma, bracket or relative clause."""
    first = re.split(r"[,(;:]| - ", name.strip())[0]
    words = content(_AFTER_HEAD.split(f" {first} ")[0]) or content(first)
    return words[-1] if words else ""


def same_name(left: str, right: str) -> bool:
    """Say whether two phrases name the same: equal after normalisation, or one holds the other with its head word."""
    a, b = content(left), content(right)
    if not a or not b:
        return normal(left) == normal(right) != ""
    short, long, longer = (a, b, right) if len(a) <= len(b) else (b, a, left)
    inside = any(long[i : i + len(short)] == short for i in range(len(long) - len(short) + 1))
    return a == b or (inside and head_word(longer) in short)


def _named(expected: str, found: Iterable[str]) -> bool:
    return any(same_name(one.strip(), name) for one in expected.split("|") for name in found)


# -- comparing ---------------------------------------------------------------------------------------------------------


def check(case: Case, annotation: Annotation) -> list[str]:
    """Return one sentence for each expectation of *case* that *annotation* does not fulfil, in the order of the case."""
    failures = []
    for expectation in case.expectations:
        compare = _mention_problem if "@" in expectation.sign else _claim_problem
        problem = compare(expectation, annotation)
        if problem:
            failures.append(f"{case.path.name}:{expectation.line}: {problem}")
    return failures


def measure(read: Callable[[Document], Annotation], paths: Iterable[Path]) -> Iterator[tuple[Path, int, int, list[str]]]:
    """Yield for each file: its path, how many expectations the reader fulfils, how many there are, and what fails."""
    for path in paths:
        cases = parse(path)
        failures = [failure for case in cases for failure in check(case, read(case_document(case)))]
        total = sum(len(case.expectations) for case in cases)
        yield path, total - len(failures), total, failures


def of_type(claim: Claim, types: Iterable[str]) -> bool:
    """Say whether *claim* has one of *types*, or a type below it; ``*`` is every type that is not speech."""
    have = set(claim.types)
    for name in claim.types:
        while name in PARENT:
            name = PARENT[name]
            have.add(name)
    wanted = set(types)
    return bool(have & wanted) or (ANY in wanted and not set(claim.types) <= SPEECH)


def _claim_problem(expectation: Expectation, annotation: Annotation) -> str:
    claims = [claim for claim in annotation.claims if of_type(claim, expectation.types)]
    if expectation.sign == "+":
        return _nearest(expectation, claims, annotation)
    for claim in claims:
        happened = claim.stance in HAPPENED or expectation.sign == "!-" or _has(expectation, "stance")
        if happened and not _mismatches(claim, expectation, annotation):
            return f"unwanted {_show(claim)} [{expectation.source}]"
    return ""


def _nearest(expectation: Expectation, claims: list[Claim], annotation: Annotation) -> str:
    if not _has(expectation, "stance"):
        stance = "|".join(sorted(HAPPENED))
        expectation = replace(expectation, fields=(*expectation.fields, ("stance", stance)))
    tried = [(len(problems), index, problems) for index, claim in enumerate(claims)
             for problems in [_mismatches(claim, expectation, annotation)]]  # fmt: skip
    if not tried:
        return f"missing [{expectation.source}]"
    count, index, problems = min(tried)
    return f"{'; '.join(problems)} in {_show(claims[index])} [{expectation.source}]" if count else ""


def _has(expectation: Expectation, name: str) -> bool:
    return any(field == name for field, _ in expectation.fields)


def _mismatches(claim: Claim, expectation: Expectation, annotation: Annotation) -> list[str]:
    return [problem for name, value in expectation.fields if (problem := _mismatch(claim, name, value, annotation))]


def _mismatch(claim: Claim, name: str, value: str, annotation: Annotation) -> str:
    if name in ROLE_FIELDS:
        return _name_mismatch(name, value, [role for role in claim.roles if role.role in ROLE_FIELDS[name]], annotation)
    if name == "according_to":
        return _name_mismatch(name, value, list(claim.according_to), annotation)
    if name in MEASURES:
        found = [(figure.floor, figure.ceiling) for figure in claim.figures if figure.measure == name]
        wanted = [bounds(one) for one in value.split("|")]
        return "" if (set(found) & set(wanted) if value != "-" else not found) else f"{name} {found}, not {value}"
    if name == "per":
        rates = [figure.per for figure in claim.figures if figure.per]
        return "" if (set(rates) & set(value.split("|")) if value != "-" else not rates) else f"per {rates}, not {value}"
    if name == "date":
        return _date_mismatch(claim.time, value)
    if name == "total":
        return "" if claim.is_total == (value == "yes") else f"total {claim.is_total}, not {value}"
    actual = str(getattr(claim, name))
    return "" if actual in [part.strip() for part in value.split("|")] else f"{name} {actual}, not {value}"


def _date_mismatch(time: TimeRange | None, value: str) -> str:
    wanted = [days(one) for one in value.split("|")]
    found = (time.earliest, time.latest) if time and (time.earliest or time.latest) else None
    shown = f"{found[0]}/{found[1]}" if found else "none"
    return "" if found in wanted else f"date {shown}, not {value}"


def _name_mismatch(name: str, value: str, fillers: list[Filler], annotation: Annotation) -> str:
    if value == "-":
        return f"{name} {[filler.text for filler in fillers]}, not empty" if fillers else ""
    names = [text for filler in fillers for text in _names(filler, annotation)]
    return "" if _named(value, names) else f"{name} {[filler.text for filler in fillers]}, not {value!r}"


def _names(filler: Filler, annotation: Annotation) -> list[str]:
    """Return what the filler is called: its own words, its mention's, and those of the mention that stands for it."""
    by_id = {mention.id: mention for mention in annotation.mentions}
    names = [filler.text]
    mention = by_id.get(filler.mention)
    if mention:
        names += [mention.text, mention.name]
        stands_for = by_id.get(mention.refers_to)
        if stands_for:
            names += [stands_for.text, stands_for.name]
    return [name for name in names if name]


def _mention_problem(expectation: Expectation, annotation: Annotation) -> str:
    found = [m for m in annotation.mentions if _named("|".join(expectation.types), [m.text, m.name])]
    fitting = [m for m in found if all(_fits(m, name, value) for name, value in expectation.fields)]
    if expectation.sign == "!@":
        return f"unwanted mention {fitting[0].text!r} [{expectation.source}]" if fitting else ""
    if not found:
        return f"missing mention [{expectation.source}]"
    if not fitting:
        have = ", ".join(f"{name}={_attribute(found[0], name)}" for name, _ in expectation.fields)
        return f"mention {found[0].text!r} has {have} [{expectation.source}]"
    return ""


def _attribute(mention: Mention, name: str) -> object:
    value = getattr(mention, name)
    return normal(value) if name == "occupation" else value


def _fits(mention: Mention, name: str, value: str) -> bool:
    found = _attribute(mention, name)
    if name in {"age", "number"}:
        return found == bounds(value)
    if name == "sensitive":
        reasons = frozenset(mention.sensitive)
        return not reasons if value == "-" else reasons >= {part.strip() for part in value.split(",")}
    parts = [part.strip() for part in value.split("|")]
    return found in ["" if part == "-" else normal(part) if name == "occupation" else part for part in parts]


def _show(claim: Claim) -> str:
    roles = ", ".join(f"{filler.role}={filler.text!r}" for filler in claim.roles)
    return f"{'+'.join(claim.types)}({roles}; {claim.stance}) in {claim.text[:60]!r}"
