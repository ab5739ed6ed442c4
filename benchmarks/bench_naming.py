"""Resolves the cases of tests/naming: names that are easy to confuse, over many conflicts, and prints what comes out right.

python benchmarks/bench_naming.py [--failures] [--only "surname"]
"""

from __future__ import annotations

import argparse
import re
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # the checkout, whether it is installed or not

from kg.errors import UsageError  # noqa: E402
from kg.model import (  # noqa: E402
    Annotation,
    Claim,
    Document,
    EntityKind,
    Filler,
    Mention,
    Precision,
    Relation,
    Role,
    TimeRange,
)
from kg.names import KnownNames  # noqa: E402
from kg.resolve import resolve  # noqa: E402

CASES = ROOT / "tests" / "naming"
KINDS = {
    "person": EntityKind.PERSON, "body": EntityKind.ORGANISATION, "armed": EntityKind.ARMED_ACTOR,
    "government": EntityKind.GOVERNMENT, "place": EntityKind.PLACE, "clinic": EntityKind.HEALTH_FACILITY,
    "facility": EntityKind.FACILITY, "group": EntityKind.GROUP,
}  # fmt: skip
_MENTION = re.compile(r"\[(\w) (-?)(\w+)([^|\]]*)\|([^\]]+)\]")


@dataclass(frozen=True, slots=True)
class Case:
    """A few short texts, and who in them is who."""

    conflict: str
    about: str
    annotations: tuple[Annotation, ...]
    truth: Mapping[tuple[str, str], str]
    """(document, mention) to the letter of the one that it names."""
    open: frozenset[tuple[str, str]] = field(default=frozenset())
    """Pairs of letters for which either answer is right."""

    @property
    def texts(self) -> str:
        """Return the texts in one line."""
        return " / ".join(one.document.text for one in self.annotations)


def cases(folder: Path = CASES) -> list[Case]:
    """Return the cases of all files in *folder*.

    Raises:
        UsageError: a case names a letter or a kind that it does not have.
    """
    found = []
    for path in sorted(folder.glob("*.toml")):
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        for number, row in enumerate(data["case"], start=1):
            try:
                found.append(_case(data["conflict"], row))
            except (KeyError, ValueError) as error:
                raise UsageError(f"{path.name}, case {number}: {error}") from error
    return found


def _case(conflict: str, row: Mapping[str, Any]) -> Case:
    annotations, truth = [], {}
    for number, marked in enumerate(row["texts"], start=1):
        annotation, letters = _text(number, marked, row)
        annotations.append(annotation)
        truth.update({(annotation.document.id, mention): letter for mention, letter in letters.items()})
    pairs = frozenset((min(pair.split()), max(pair.split())) for pair in row.get("open", ()))
    return Case(conflict, row["about"], tuple(annotations), truth, pairs)


def _text(number: int, marked: str, row: Mapping[str, Any]) -> tuple[Annotation, dict[str, str]]:
    head, _, body = marked.partition("|")
    language, _, publisher = head.strip().partition(" ")
    text, last = "", 0
    mentions: list[Mention] = []
    letters: dict[str, str] = {}
    for found in _MENTION.finditer(body := body.strip()):
        letter, description, kind, known, words = found.groups()
        text += body[last : found.start()]
        name = "" if description else words
        sex = next((word for word in known.split() if word in ("female", "male")), "")
        work = " ".join(word for word in known.split() if word != sex)
        span = len(text), len(text) + len(words)
        mention = Mention(f"m{len(mentions) + 1}", *span, KINDS[kind], words, name, occupation=work, sex=sex)
        mentions.append(mention)
        letters[mention.id] = letter
        text += words
        last = found.end()
    text += body[last:]
    published = date(2024, 1, 1)
    document = Document(f"urn:text:{number}", f"{number}.txt", text, language, "00", publisher=publisher, published=published)
    first: dict[str, str] = {}
    for mention_id, letter in letters.items():
        first.setdefault(letter, mention_id)
    ties = [tie.split() for tie in row.get("ties", ()) if tie.split()[0] == str(number)]
    relations = tuple(
        Relation(f"r{turn}", kind, first[one], first[other], 0, 1, text[:1]) for turn, (_, one, kind, other) in enumerate(ties, 1)
    )
    events = [event.split() for event in row.get("events", ()) if event.split()[0] == str(number)]
    claims = tuple(_claim(turn, event[1:], first, text) for turn, event in enumerate(events, 1))
    return Annotation(document, "case/1", tuple(mentions), claims, relations), letters


def _claim(turn: int, event: list[str], first: Mapping[str, str], text: str) -> Claim:
    kind, day, *roles = event
    fillers = [
        Filler(Role(role), first[letter], letter)
        for role, _, who in (said.partition("=") for said in roles)
        for letter in who.split(",")
    ]  # fmt: skip
    when = TimeRange(date.fromisoformat(day), date.fromisoformat(day), Precision.DAY, 0, 1, text[:1])
    return Claim(f"k{turn}", (kind,), 0, len(text), text, 0, 1, tuple(fillers), time=when)


def wrong(case: Case, names: KnownNames) -> tuple[list[str], list[str]]:
    """Return the pairs of letters that are falsely one, and the letters that are falsely several."""
    found = {mention: entity.id for entity in resolve(case.annotations, names).entities for mention in entity.mentions}
    merged, torn = set(), set()
    for one, other in combinations(case.truth, 2):
        mine, theirs = sorted((case.truth[one], case.truth[other]))
        if (mine, theirs) in case.open:
            continue
        if mine == theirs and found[one] != found[other]:
            torn.add(mine)
        elif mine != theirs and found[one] == found[other]:
            merged.add(f"{mine}={theirs}")
    return sorted(merged), sorted(torn)


@dataclass(slots=True)
class Tally:
    """What came out of the cases of one subject."""

    cases: int = 0
    right: int = 0
    merged: int = 0
    """Cases in which two are falsely one."""


def tallied(found: Iterable[Case], names: KnownNames, failures: list[str] | None = None) -> dict[str, Tally]:
    """Return what comes out, for each subject; *failures* takes one line for each case that is wrong."""
    tallies: dict[str, Tally] = defaultdict(Tally)
    for case in found:
        merged, torn = wrong(case, names)
        tally = tallies[case.about]
        tally.cases += 1
        tally.right += not merged and not torn
        tally.merged += bool(merged)
        if failures is not None and (merged or torn):
            said = ", ".join([*(f"joined {pair}" for pair in merged), *(f"torn {letter}" for letter in torn)])
            failures.append(f"{case.about} ({case.conflict}): {said}: {case.texts}")
    return dict(tallies)


def main() -> None:
    """Print the share of each subject."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--failures", action="store_true", help="say which cases are wrong, and how")
    parser.add_argument("--only", default="", help="cases whose subject holds these words")
    given = parser.parse_args()
    failures: list[str] = []
    found = [case for case in cases() if given.only in case.about]
    tallies = tallied(found, KnownNames.load(), failures)
    for about, tally in sorted(tallies.items()):
        print(f"{about:<40} {tally.right:>4} of {tally.cases:<4} right, {tally.merged} with a false merge")
    right, merged = (sum(getattr(one, name) for one in tallies.values()) for name in ("right", "merged"))
    print(f"{'all':<40} {right:>4} of {len(found):<4} right ({right / len(found):.3f}), {merged} with a false merge")
    if given.failures:
        print("\n".join(["", *failures]))


if __name__ == "__main__":
    main()
