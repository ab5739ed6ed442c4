"""Generates reports that read like news, in English and Bokmål, to measure speed and memory on.

python benchmarks/generate.py 1000 --words 500 --to reports.jsonl

Sentences come from templates of our own in `generate.<language>.toml`; people, villages and figures are drawn from a seed, so
that the same call gives the same bytes. The texts say nothing true. They have no gold: quality is measured by `quality.py`,
on texts that people wrote.
"""

from __future__ import annotations

import argparse
import json
import random
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

LANGUAGES = ("en", "nb")
STARTS = ("Ba", "Ha", "Ka", "Ma", "Sa", "Ta", "Da", "Za", "Ra", "Na", "Ji", "Mu", "Su", "Tel ", "Ain ", "Khan ", "Kafr ", "Deir ")
MIDDLES = ("ra", "li", "mo", "du", "zi", "ha", "ri", "sha", "ba", "no", "fi", "ke")
ENDS = ("n", "m", "b", "qa", "da", "ya", "r", "sh", "t", "liyah", "nah", "k")

QUIET = 0.4
"""The share of sentences that tell of no event."""


@dataclass(frozen=True, slots=True)
class Report:
    """One generated report."""

    name: str
    language: str
    title: str
    publisher: str
    published: date
    text: str


@cache
def _words(language: str) -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name(f"generate.{language}.toml").read_text(encoding="utf-8"))


def reports(count: int, *, words: int = 500, seed: int = 1) -> Iterator[Report]:
    """Yield *count* reports of about *words* words, every other one Norwegian; report N is the same however many there are."""
    for number in range(count):
        yield report(number, words=words, seed=seed)


def report(number: int, *, words: int = 500, seed: int = 1) -> Report:
    """Return one report."""
    draw = random.Random(f"{seed}/{number}")
    language = LANGUAGES[number % len(LANGUAGES)]
    published = date(2012, 1, 1) + timedelta(days=draw.randrange(4000))
    title = _capital(_words(language)["title"].format_map(_slots(language, draw)))
    paragraphs, sentences, written = [title], list[str](), len(title.split())
    ends = draw.randrange(2, 5)
    while written < words:
        template = draw.choice(_words(language)["quiet" if draw.random() < QUIET else "sentences"])
        sentence = _capital(template.format_map(_slots(language, draw)))
        written += len(sentence.split())
        sentences.append(sentence)
        if len(sentences) == ends or written >= words or sentence.startswith("–"):
            paragraphs.append(" ".join(sentences))
            sentences, ends = [], draw.randrange(2, 5)
    text = "\n\n".join(paragraphs) + "\n"
    publisher = draw.choice(_words(language)["publishers"])
    return Report(f"report-{number:05}.{language}.txt", language, title, publisher, published, text)


def _slots(language: str, draw: random.Random) -> dict[str, str]:
    slots = {name: draw.choice(values) for name, values in _words(language)["words"].items()}
    slots.update({name.capitalize(): _capital(slots[name]) for name in ("actor", "about", "source", "state")})
    slots["person"] = f"{_name(draw)} {_name(draw)}"
    slots["place"], slots["place2"] = _place(draw), _place(draw)
    slots["n"], slots["m"] = str(draw.randrange(2, 90)), str(draw.randrange(2, 200))
    slots["age"], slots["year"] = str(draw.randrange(7, 80)), str(draw.randrange(2011, 2023))
    slots["month"], slots["nth"] = draw.choice(_words(language)["months"]), draw.choice(_words(language)["nth"])
    return slots


def _place(draw: random.Random) -> str:
    """A village of our own, or now and then a city that the gazetteer knows."""
    known = ("Aleppo", "Idlib", "Homs", "Mosul", "Khartoum", "Gaza", "Kharkiv")
    return draw.choice(known) if draw.random() < 0.3 else _village(draw)


def _village(draw: random.Random) -> str:
    start, rest = draw.choice(STARTS), draw.choice(MIDDLES) + draw.choice(ENDS)
    return start + (rest.capitalize() if start.endswith(" ") else rest)


def _name(draw: random.Random) -> str:
    return (draw.choice(STARTS[:13]) + draw.choice(MIDDLES) + draw.choice(ENDS)).capitalize()


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def write(path: Path, count: int, *, words: int = 500, seed: int = 1) -> int:
    """Write *count* reports as JSON Lines that `kg build` reads; return the number of words."""
    total = 0
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for one in reports(count, words=words, seed=seed):
            total += len(one.text.split())
            record = {
                "name": one.name, "language": one.language, "title": one.title, "publisher": one.publisher,
                "published": one.published.isoformat(), "text": one.text,
            }  # fmt: skip
            file.write(json.dumps(record, ensure_ascii=False) + "\n")
    return total


def main() -> None:
    """Write reports to a file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("count", type=int)
    parser.add_argument("--words", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--to", type=Path, required=True)
    given = parser.parse_args()
    print(f"{write(given.to, given.count, words=given.words, seed=given.seed):,} words in {given.to}")


if __name__ == "__main__":
    main()
