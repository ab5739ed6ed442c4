"""Reads the sentences of our own in which events and participants are marked: `events.en.txt`, `events.nb.txt`.

    python training/marked.py training/events.en.txt    say what is wrong in a file, and what is in it

A record is a line of text and a line for each event; an empty line ends it, a line that begins with # is a comment:

    Soldiers shelled the village on Monday, killing two farmers.
    attack: shelled | by Soldiers | to village
    kill: killing | by Soldiers | to two farmers | n 2

The trigger and all fillers are words of the text. ``by`` who does it, ``to`` whom or what, ``with`` weapon or means, ``at``
where, ``said`` who says so, ``st`` a stance other than told as having happened, ``n`` a number: ``2``, ``24-``, ``3-5``. Fillers
are joined by ``+``; ``they > rebels`` gives a pronoun and what it stands for; ``killed#2`` is the second "killed" of the text.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # the checkout, whether it is installed or not

from kg.annotate.learned_events import KINDS

STANCES = frozenset({"denied", "alleged", "threatened", "hypothetical", "generic"})
PARTS = ("by", "to", "with", "at", "said")
Span = tuple[int, int]


@dataclass
class Event:
    """One marked event; spans are offsets of its record's text."""

    kind: str
    trigger: Span
    parts: dict[str, list[list[Span]]] = field(default_factory=lambda: {part: [] for part in PARTS})
    """For each part its fillers: the words in the clause, and what they stand for if that is said elsewhere."""
    stance: str = "asserted"
    number: str = ""


@dataclass
class Record:
    """A text of one to three sentences and its events."""

    text: str
    line: int
    events: list[Event] = field(default_factory=list)


def read(path: Path) -> tuple[list[Record], list[str]]:
    """Return the records of a file, and what is wrong in it, a line each."""
    records: list[Record] = []
    faults: list[str] = []
    here: Record | None = None
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if line.startswith("#"):
            continue
        if not line.strip():
            here = None
        elif here is None:
            here = Record(line.strip(), number)
            records.append(here)
        else:
            try:
                here.events.append(_event(line, here.text))
            except ValueError as error:
                faults.append(f"{path}:{number}: {error}")
    return records, faults


def whole(path: Path) -> list[Record]:
    """Return the records of a file without faults.

    Raises:
        ValueError: it has some; they are named, a line each.
    """
    records, faults = read(path)
    if faults:
        raise ValueError("\n".join(faults))
    return records


def _event(line: str, text: str) -> Event:
    kind, colon, rest = line.partition(": ")
    if not colon or kind not in KINDS:
        raise ValueError(f"begins with no kind of event: {line[:40]!r}; known: {', '.join(sorted(KINDS))}")
    trigger, *parts = (part.strip() for part in rest.split(" | "))
    event = Event(kind, _spans(trigger, text)[0])
    for part in parts:
        key, _, value = part.partition(" ")
        if key == "st" and value in STANCES:
            event.stance = value
        elif key == "n" and re.fullmatch(r"\d+(-\d*)?", value):
            event.number = value
        elif key in PARTS and value:
            for filler in value.split(" + "):
                near, _, stands_for = filler.partition(" > ")
                event.parts[key].append([_nearest(each, text, event.trigger[0]) for each in (near, stands_for) if each])
        else:
            raise ValueError(f"unknown part: {part!r}")
    return event


def _nearest(words: str, text: str, place: int) -> Span:
    return min(_spans(words, text), key=lambda span: abs(span[0] - place))


def _spans(words: str, text: str) -> list[Span]:
    """Return where words stand in a text; the second place alone for ``words#2``.

    Raises:
        ValueError: they do not stand there.
    """
    words, number = (words[:-2], int(words[-1])) if re.search(r"#[1-9]$", words) else (words, 0)
    found = [match.span() for match in re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", text)]
    if len(found) < max(number, 1):
        raise ValueError(f"not in the text{f' {number} times' if number else ''}: {words!r}")
    return [found[number - 1]] if number else found


CODED = {
    "combat": "attack", "assault": "attack", "death": "kill", "arson": "destroy", "detain": "arrest", "evacuate": "rescue",
    "treat": "aid", "ceasefire": "agree", "meet": "negotiate",
} | dict.fromkeys(("loot", "rob", "support", "condemn", "praise"), "other")  # fmt: skip
"""How the coders of `tests/unseen` call the kinds that they call otherwise."""


def coded(record: Record) -> list[dict[str, Any]]:
    """Return the events of a record as `tests/unseen/README.md` writes them."""

    def names(event: Event, part: str) -> list[str]:
        return [record.text[slice(*spans[-1])] for spans in event.parts[part]]

    out = []
    for event in record.events:
        start, end = event.trigger
        kind = CODED.get(event.kind, event.kind)
        least, open_, most = event.number.partition("-")
        number = [int(least), int(most) if most else None if open_ else int(least)] if least else None
        alt = {
            record.text[slice(*s[-1])]: [record.text[slice(*s[0])]] for part in event.parts.values() for s in part if len(s) > 1
        }
        out.append({
            "type": kind, "trigger": record.text[start:end], "start": start, "end": end, "alt": alt,
            "agents": names(event, "by"), "patients": names(event, "to"), "instruments": names(event, "with"),
            "places": names(event, "at"), "said_by": names(event, "said"), "stance": event.stance,
            "killed": number if kind == "kill" else None, "injured": number if kind == "injure" else None,
        })  # fmt: skip
    return out


def main() -> int:
    wrong = 0
    for name in sys.argv[1:]:
        records, faults = read(Path(name))
        print(*faults, sep="\n", end="\n" if faults else "")
        counts = Counter(event.kind for record in records for event in record.events)
        print(
            f"{name}: {len(records)} records, {sum(counts.values())} events, {len(faults)} faults; {dict(counts.most_common())}"
        )
        wrong += len(faults)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
