"""Scores reading against texts written without sight of its rules: sentences, dispatches in capitals, and reports.

python benchmarks/unseen.py                           everything, both halves
python benchmarks/unseen.py --only dispatches         one set: sentences, dispatches, reports or records
python benchmarks/unseen.py --faults                  also what is missed and what is too much, in the development half alone

The files and what is marked in them are documented in `tests/unseen/README.md`. Rules may be improved on the development half;
the other half and the reports are only ever counted, so no command here prints what is wrong in them.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # the checkout, whether it is installed or not

from benchmarks.intervals import Counts, scores, share, totals  # noqa: E402
from benchmarks.phenomena import SPEECH, content, head_word, normal, of_type, same_name  # noqa: E402
from kg.ids import document_iri  # noqa: E402
from kg.model import AGENT_ROLES, PATIENT_ROLES, Annotation, Claim, Document, EntityKind, Measure, Role, Stance  # noqa: E402

FOLDER = ROOT / "tests" / "unseen"
LANGUAGES = {"en": "English", "nb": "Bokmål"}
DEVELOPMENT, OTHER = "development half", "other half"
SENTENCES = "Who did what to whom, sentence by sentence"
DISPATCHES = "Dispatches in capitals"
REPORTS = "Eight reports never looked at"
RECORDS = "Records held out"

Read = Callable[[Document], Annotation]
Row = dict[str, Any]
Unit = dict[str, Counts]
"""Counts of every measure in what is drawn anew: one sentence, one dispatch, one report."""

ROLES = {"agent": AGENT_ROLES, "patient": PATIENT_ROLES, "instrument": {Role.INSTRUMENT}, "place": {Role.PLACE}}
MEASURES = ("event", *ROLES, "said by", "figure")
SLOTS = ("perpetrator", "target", "victim", "weapon", "all")

CLASSES = {
    "attack": ("Attack Combat Assault", "Arson Looting SexualViolence Destruction Killing"),
    "kill": ("Killing Death", "Shooting"),
    "injure": ("Injury", "Assault Shooting"),
    "abduct": ("Abduction", "Detention"),
    "arrest": ("Detention", "Abduction"),
    "destroy": ("Destruction Arson", "Bombing Looting"),
    "displace": ("Displacement Evacuation", ""),
    "besiege": ("Siege", ""),
    "threaten": ("Threat", "Attack Killing"),
    "accuse": ("Accusation", "Condemnation"),
    "deny": ("Denial", ""),
    "protest": ("Protest", ""),
    "aid": ("AidDelivery MedicalTreatment Support", ""),
    "rescue": ("Rescue Evacuation", "Release"),
    "negotiate": ("Meeting", "Ceasefire"),
    "agree": ("Ceasefire", "Meeting Release"),
    # The ontology has no class of its own for a place or a thing that is taken.
    "capture": ("GroundAssault Combat", "Abduction Detention Attack Looting"),
    "release": ("Release", ""),
    "torture": ("Torture", "Assault SexualViolence"),
    "rape": ("SexualViolence", ""),
}
"""For each kind of event of the coders: our classes, and the classes next to them that do where the same word tells of it."""
OPTIONAL = "other"
"""The coders' kind for neighbouring acts: missing one costs nothing, finding one is no error."""
UNCODED = SPEECH - {"Accusation", "Denial", "Threat"}
"""Saying, which the coders leave out unless somebody is accused, denied something or threatened."""
STANCES = {
    "asserted": {Stance.ASSERTS},
    # Where only the doer is hedged, the deed itself is not in doubt: both are right.
    "alleged": {Stance.ACCUSES, Stance.ASSERTS},
    "denied": {Stance.DENIES},
    "threatened": {Stance.THREATENS},
    "hypothetical": {Stance.SUPPOSES, Stance.THREATENS},
    "generic": {Stance.DESCRIBES},
}
INCIDENTS = frozenset({
    "Attack", "Killing", "Death", "Injury", "Abduction", "Arson", "Robbery", "Looting", "Destruction", "Assault", "Torture",
    "SexualViolence", "Threat",
})  # fmt: skip
"""What fills the slots of a dispatch. Arrests and combat are no incidents."""
PEOPLE = frozenset({
    EntityKind.PERSON, EntityKind.GROUP, EntityKind.ARMED_ACTOR, EntityKind.GOVERNMENT, EntityKind.ORGANISATION,
})  # fmt: skip


# --- names -----------------------------------------------------------------------------------------------------------------


def fits(wanted: Iterable[str], found: str) -> bool:
    """Say whether *found* is one of the *wanted* names: the same name, or the same head word.

    >>> fits(["unidentified gunmen"], "the gunmen")
    True
    """
    return any(same_name(name, found) or (content(name) and head_word(name) == head_word(found)) for name in wanted)


def compare(wanted: Sequence[Sequence[str]], found: Sequence[Sequence[str]]) -> tuple[Counts, set[int]]:
    """Return how many of *wanted* are *found*, each found once, and the indices of *wanted* that are.

    Both are lists of entities with the names each may have. A further name of an entity that is found already is no error.
    """
    left, hits = list(found), set()
    for index, names in enumerate(wanted):
        match = next((entity for entity in left if any(fits(names, name) for name in entity)), None)
        if match is not None:
            hits.add(index)
            left.remove(match)
    wrong = [entity for entity in left if not any(fits(names, name) for names in wanted for name in entity)]
    return (len(hits), len(hits) + len(wrong), len(wanted)), hits


# --- events ----------------------------------------------------------------------------------------------------------------


def align(events: Sequence[Row], claims: Sequence[Claim], text: str) -> dict[int, int]:
    """Return which claim tells which event, best pairs first, each used once."""
    likeness = [(_likeness(e, c, text), -i, -j) for i, e in enumerate(events) for j, c in enumerate(claims)]
    pairs: dict[int, int] = {}
    for value, i, j in sorted(likeness, reverse=True):
        if value and -i not in pairs and -j not in pairs.values():
            pairs[-i] = -j
    return pairs


def _likeness(event: Row, claim: Claim, text: str) -> int:
    """Return how well a claim fits an event, 0 if not at all: it shares the words that tell of it, or whom it was done to."""
    proper, near = (of_type(claim, classes.split()) for classes in CLASSES[event["type"]])
    same_patient = any(fits(_names(event, name), found) for name in event["patients"] for found in _fillers(claim, "patient"))
    if not _told_by(event, claim, text):
        return int(proper and same_patient)
    return (4 if proper else 2) + same_patient if proper or near else 0


def _told_by(event: Row, claim: Claim, text: str) -> bool:
    words = re.compile(rf"(?<!\w){re.escape(event['trigger'])}(?!\w)")
    spans = [found.span() for found in words.finditer(text, event.get("start", 0), event.get("end", len(text)))]
    return any(start < claim.trigger_end and claim.trigger_start < end for start, end in spans)


def _names(event: Row, name: str) -> list[str]:
    return [name, *event.get("alt", {}).get(name, [])]


def _fillers(claim: Claim, measure: str) -> list[str]:
    fillers = claim.according_to if measure == "said by" else [filler for filler in claim.roles if filler.role in ROLES[measure]]
    return list({normal(filler.text): filler.text for filler in fillers}.values())


def score_events(events: Sequence[Row], annotation: Annotation) -> tuple[Unit, list[str]]:
    """Return the counts of one text, and one line for each event that is missed and each claim that is too much."""
    text = annotation.document.text
    coded = [event for event in events if event["type"] != OPTIONAL]
    optional = [event for event in events if event["type"] == OPTIONAL]
    pairs = align(coded, annotation.claims, text)
    spare = [
        claim
        for j, claim in enumerate(annotation.claims)
        if j not in pairs.values()
        and not set(claim.types) <= UNCODED
        and not any(_told_by(event, claim, text) for event in optional)
    ]
    told: list[tuple[Row | None, Claim | None]] = [
        (event, annotation.claims[pairs[i]] if i in pairs else None) for i, event in enumerate(coded)
    ]
    told += [(None, claim) for claim in spare]
    unit: Unit = {"event": (len(pairs), len(pairs) + len(spare), len(coded))}
    for measure in (*ROLES, "said by"):
        unit[measure] = _sum(_role(measure, event, claim, annotation.document.publisher) for event, claim in told)
    unit["figure"] = _sum(_figures(event, claim) for event, claim in told)
    matched = [(event, claim) for event, claim in told if event and claim]
    right = sum(claim.stance in STANCES[event["stance"]] for event, claim in matched)
    unit["stance"] = (right, len(matched), len(matched))
    faults = [f"missed {event['type']} {event['trigger']!r}" for event, claim in told if event and not claim]
    faults += [f"too much {'+'.join(c.types)} {text[c.trigger_start : c.trigger_end]!r}" for c in spare]
    return unit, faults


def _role(measure: str, event: Row | None, claim: Claim | None, publisher: str) -> Counts:
    field = "said_by" if measure == "said by" else f"{measure}s"
    wanted = [_names(event, name) for name in event[field]] if event else []
    found = [[name] for name in _fillers(claim, measure)] if claim else []
    if measure == "said by":
        # Who publishes a text says what nobody else says; a reader need not name them.
        wanted, found = ([names for names in side if not same_name(names[0], publisher)] for side in (wanted, found))
    return compare(wanted, found)[0]


def _figures(event: Row | None, claim: Claim | None) -> Counts:
    """Count the dead and the injured: floor and ceiling must both be right."""
    wanted = {name: tuple(event[name]) for name in ("killed", "injured") if event[name]} if event else {}
    measures = (Measure.KILLED, Measure.INJURED)
    found = {str(f.measure): (f.floor, f.ceiling) for f in claim.figures if f.measure in measures} if claim else {}
    return sum(found.get(name) == bounds for name, bounds in wanted.items()), len(found), len(wanted)


def _sum(counts: Iterable[Counts]) -> Counts:
    right, found, there = (sum(column) for column in zip((0, 0, 0), *counts, strict=True))
    return right, found, there


# --- dispatches ------------------------------------------------------------------------------------------------------------


def score_dispatch(incidents: Sequence[Row], annotation: Annotation) -> tuple[Unit, list[str]]:
    """Return the counts of the slots of one dispatch, and one line for each entity that is missed or too much."""
    unit: Unit = {}
    faults: list[str] = []
    read = filled(annotation)
    for slot in SLOTS[:-1]:
        there = _entities(incidents, slot)
        # What is optional is matched, too, and then leaves the sums: it is neither rewarded nor punished.
        optional = {index for index, (names, free) in enumerate(there) if free}
        (right, found, all_), hits = compare([names for names, _ in there], read[slot])
        free = len(hits & optional)
        unit[slot] = (right - free, found - free, all_ - len(optional))
        faults += [f"missed {slot} {names[0]!r}" for i, (names, _) in enumerate(there) if i not in hits | optional]
        wrong = [entity for entity in read[slot] if not any(fits(names, name) for names, _ in there for name in entity)]
        faults += [f"too much {slot} {entity[0]!r}" for entity in wrong]
    unit["all"] = _sum(unit[slot] for slot in SLOTS[:-1])
    return unit, faults


def _entities(incidents: Sequence[Row], slot: str) -> list[tuple[list[str], bool]]:
    """Return the entities of one slot over a whole dispatch: names, and whether they are optional wherever they occur."""
    fields = ("perp_ind", "perp_org") if slot == "perpetrator" else (slot,)
    gathered: list[tuple[list[str], bool]] = []
    for incident in incidents:
        for entity in (entity for field in fields for entity in incident[field]):
            names = [name.removeprefix("?") for name in entity]
            free = entity[0].startswith("?") or bool(incident.get("optional"))
            same = next((known for known in gathered if set(known[0]) & set(names)), None)
            if same:
                gathered.remove(same)
                names, free = [*same[0], *(name for name in names if name not in same[0])], free and same[1]
            gathered.append((names, free))
    # What must be found takes its match first.
    return sorted(gathered, key=lambda entity: entity[1])


def filled(annotation: Annotation) -> dict[str, list[list[str]]]:
    """Return what the reader puts into the slots: entities with all names they have there, in the order of the text."""
    mentions = {mention.id: mention for mention in annotation.mentions}
    slots: dict[str, dict[str, list[str]]] = {slot: defaultdict(list) for slot in SLOTS[:-1]}
    for claim in annotation.claims:
        if claim.stance in {Stance.SUPPOSES, Stance.DENIES} or not of_type(claim, INCIDENTS):
            continue
        for filler in claim.roles:
            mention = mentions.get(filler.mention)
            slot = _slot(filler.role, mention.kind if mention else None)
            if slot:
                names = slots[slot][(mention.refers_to or mention.id) if mention else filler.text]
                names += [] if filler.text in names else [filler.text]
    return {slot: _by_head(list(entities.values())) for slot, entities in slots.items()}


def _by_head(entities: Iterable[list[str]]) -> list[list[str]]:
    """Join entities that have a head word in common: "gunmen" and "two gunmen" are one filler of a slot."""
    joined: list[list[str]] = []
    for entity in entities:
        heads = {head_word(name) for name in entity}
        same = next((known for known in joined if heads & {head_word(name) for name in known}), None)
        if same is None:
            joined.append(list(entity))
        else:
            same += [name for name in entity if name not in same]
    return joined


def _slot(role: Role, kind: EntityKind | None) -> str:
    if role in {Role.AGENT, Role.PERPETRATOR}:
        return "perpetrator"
    if role is Role.INSTRUMENT:
        return "weapon"
    if role in {Role.VICTIM, Role.TARGET, Role.PATIENT}:
        return "victim" if kind in PEOPLE else "target"
    return ""


# --- the sets --------------------------------------------------------------------------------------------------------------

Scored = dict[tuple[str, str], list[Unit]]
"""Units by language and half."""


def half(number: int) -> str:
    """Return the half that a numbered sentence or dispatch is in: 001, 003, 005 ... have been looked at."""
    return DEVELOPMENT if number % 2 else OTHER


def document(text: str, language: str, name: str, *, published: date | None = None, publisher: str = "") -> Document:
    """Return a text as a document that a reader can annotate."""
    digest = sha256(text.encode()).hexdigest()
    given = {"published": "given"} if published else {}
    return Document(
        id=document_iri(digest, name), name=name, text=text, language=language, sha256=digest, publisher=publisher,
        published=published, found=given,
    )  # fmt: skip


def sentences(read: Read, faults: list[str] | None = None) -> Scored:
    """Score the sentences of both languages."""
    found: Scored = defaultdict(list)
    for language in LANGUAGES:
        for line in (FOLDER / f"whowhom.{language}.jsonl").read_text(encoding="utf-8").splitlines():
            record = json.loads(line)
            part = half(int(record["id"].split("-")[1]))
            unit, wrong = score_events(record["events"], read(document(record["text"], language, record["id"])))
            found[language, part].append(unit)
            _note(faults, part, record["id"], wrong)
    return dict(found)


def dispatches(read: Read, faults: list[str] | None = None) -> Scored:
    """Score the dispatches in capitals."""
    found: Scored = defaultdict(list)
    for path in sorted((FOLDER / "wire").glob("*.txt")):
        incidents = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))["incidents"]
        part = half(int(path.stem[1:]))
        unit, wrong = score_dispatch(incidents, read(document(path.read_text(encoding="utf-8"), "en", path.name)))
        found["en", part].append(unit)
        _note(faults, part, path.stem, wrong)
    return dict(found)


def reports(read: Read) -> Scored:
    """Score the reports, event for event, with the measure of the sentences."""
    found: Scored = defaultdict(list)
    for path in sorted((FOLDER / "reports").glob("*.txt")):
        stem, language, _ = path.name.split(".")
        gold = json.loads((path.parent / f"{stem}.json").read_text(encoding="utf-8"))
        day = date.fromisoformat(gold["document_date"]) if gold["document_date"] else None
        text = path.read_text(encoding="utf-8")
        annotation = read(document(text, language, path.name, published=day, publisher=gold["publisher"]))
        found[language, OTHER].append(score_events(gold["events"], annotation)[0])
    return dict(found)


def records(read: Read) -> Scored:
    """Score the records that `training/events.py` holds out, with the measure of the sentences."""
    sys.path.insert(0, str(ROOT / "training"))
    import marked  # type: ignore[import-not-found]  # training is no package

    found: Scored = defaultdict(list)
    for language in LANGUAGES:
        for record in marked.whole(ROOT / "training" / f"events_held_out.{language}.txt"):
            annotation = read(document(record.text, language, f"record-{record.line}"))
            found[language, OTHER].append(score_events(marked.coded(record), annotation)[0])
    return dict(found)


def _note(faults: list[str] | None, part: str, name: str, wrong: Sequence[str]) -> None:
    if faults is not None and part == DEVELOPMENT:
        faults += [f"{name}: {fault}" for fault in wrong]


def f1(units: Sequence[Unit], measure: str) -> float:
    """Return F1 of one measure over units, without interval."""
    right, found, there = _sum(totals(units, measure))
    return 2 * right / (found + there) if found + there else 0.0


# --- tables ----------------------------------------------------------------------------------------------------------------


def sentences_section(scored: Mapping[tuple[str, str], Sequence[Unit]]) -> Iterator[str]:
    """Yield the lines of the section on sentences: a table for each language, the halves side by side."""
    for language, name in LANGUAGES.items():
        parts = {part: scored[language, part] for part in (DEVELOPMENT, OTHER)}
        sizes = [f"{len(units)} sentences with {_there(units, 'event')} events" for units in parts.values()]
        yield f"**{name}.** The {DEVELOPMENT}: {sizes[0]}; the {OTHER}: {sizes[1]}."
        yield ""
        yield from _halves_table(parts, MEASURES)
        yield ""
        stances = [_stance(units) for units in parts.values()]
        yield f"Stance of the events found: {stances[0]} right in the {DEVELOPMENT}, {stances[1]} in the other."
        if language != list(LANGUAGES)[-1]:
            yield ""


def dispatches_section(scored: Mapping[tuple[str, str], Sequence[Unit]]) -> Iterator[str]:
    """Yield the lines of the section on dispatches."""
    parts = {part: scored["en", part] for part in (DEVELOPMENT, OTHER)}
    sizes = [f"{len(units)} dispatches with {_there(units, 'all')} entities in slots" for units in parts.values()]
    yield f"The {DEVELOPMENT}: {sizes[0]}; the {OTHER}: {sizes[1]}."
    yield ""
    yield from _halves_table(parts, SLOTS)


def whole_section(scored: Mapping[tuple[str, str], Sequence[Unit]], kind: str) -> Iterator[str]:
    """Yield the lines of a section on reports or records: all of them, then F1 of each language."""
    each = [scored[language, OTHER] for language in LANGUAGES]
    units = [unit for found in each for unit in found]
    yield f"{len(units)} {kind}, {_there(units, 'event')} events."
    yield ""
    yield "| what | precision | recall | F1 |" + "".join(f" F1 {name} |" for name in LANGUAGES.values())
    yield "|---|---|---|---|" + "---|" * len(each)
    for measure in MEASURES:
        cells = [*scores(totals(units, measure)), *(scores(totals(found, measure)).f1 for found in each)]
        yield f"| {measure} | " + " | ".join(map(str, cells)) + " |"
    yield ""
    yield f"Stance of the events found: {_stance(units)} right."


def _halves_table(parts: Mapping[str, Sequence[Unit]], measures: Sequence[str]) -> Iterator[str]:
    yield "| what |" + "".join(f" {part}: precision | recall | F1 |" for part in parts)
    yield "|---|" + "---|---|---|" * len(parts)
    for measure in measures:
        cells = [str(figure) for units in parts.values() for figure in scores(totals(units, measure))]
        yield f"| {measure} | " + " | ".join(cells) + " |"


def _there(units: Sequence[Unit], measure: str) -> int:
    return sum(unit[measure][2] for unit in units)


def _stance(units: Sequence[Unit]) -> str:
    return str(share([unit["stance"][:2] for unit in units]))


def in_short(bodies: Mapping[str, str]) -> Iterator[str]:
    """Yield a line for each section, taken from its table: the half nobody has looked at."""
    for name in (SENTENCES, DISPATCHES, REPORTS, RECORDS):
        rows: dict[str, list[str]] = defaultdict(list)
        for line in bodies[name].splitlines():
            cells = [cell.strip() for cell in line.strip("|").split("|")]
            column = 3 if name in (REPORTS, RECORDS) else 6
            if cells[0] in {"event", "agent", "patient", "all"} and len(cells) > column:
                rows[cells[0]].append(cells[column])
        figures = ", ".join(f"{'all slots' if what == 'all' else what} {' / '.join(found)}" for what, found in rows.items())
        where = {SENTENCES: " (English / Bokmål, the half not looked at)", DISPATCHES: " (the half not looked at)"}
        if figures:
            yield f"- **{name}**{where.get(name, '')}: F1 of {figures}."


def sections(read: Read) -> dict[str, str]:
    """Read everything once and return the bodies of the sections."""
    return {
        SENTENCES: "\n".join(sentences_section(sentences(read))),
        DISPATCHES: "\n".join(dispatches_section(dispatches(read))),
        REPORTS: "\n".join(whole_section(reports(read), "reports")),
        RECORDS: "\n".join(whole_section(records(read), "records")),
    }


def main() -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", choices=("sentences", "dispatches", "reports", "records"), help="one set alone")
    parser.add_argument("--faults", action="store_true", help="print what is missed or too much in the development half")
    given = parser.parse_args()
    from kg.annotate import read

    faults: list[str] | None = [] if given.faults else None
    if given.only in (None, "sentences"):
        print(f"## {SENTENCES}\n", *sentences_section(sentences(read, faults)), "", sep="\n")
    if given.only in (None, "dispatches"):
        print(f"## {DISPATCHES}\n", *dispatches_section(dispatches(read, faults)), "", sep="\n")
    if given.only in (None, "reports"):
        print(f"## {REPORTS}\n", *whole_section(reports(read), "reports"), "", sep="\n")
    if given.only in (None, "records"):
        print(f"## {RECORDS}\n", *whole_section(records(read), "records"), "", sep="\n")
    if faults:
        print(*faults, sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
