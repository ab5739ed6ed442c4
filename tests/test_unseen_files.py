"""The texts of `tests/unseen` and what is marked in them agree, and the measures count what they say they count."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))  # benchmarks/ is not part of the package

from benchmarks import unseen  # noqa: E402
from kg.model import Annotation, Claim, EntityKind, Figure, Filler, Measure, Mention, Role, Stance  # noqa: E402

Row = dict[str, Any]
RECORDS: list[Row] = [
    json.loads(line)
    for language in ("en", "nb")
    for line in (unseen.FOLDER / f"whowhom.{language}.jsonl").read_text(encoding="utf-8").splitlines()
]
REPORTS = sorted((unseen.FOLDER / "reports").glob("*.txt"))
DISPATCHES = sorted((unseen.FOLDER / "wire").glob("*.txt"))
NAMES = ("agents", "patients", "instruments", "places", "said_by")
FIELDS = {"type", "trigger", *NAMES, "date", "stance", "killed", "injured"}
SLOTS = ("perp_ind", "perp_org", "target", "victim", "weapon")


def _gold(report: Path) -> Row:
    path = report.parent / f"{report.name.split('.')[0]}.json"
    found: Row = json.loads(path.read_text(encoding="utf-8"))
    return found


def _incidents(dispatch: Path) -> list[Row]:
    found: list[Row] = json.loads(dispatch.with_suffix(".json").read_text(encoding="utf-8"))["incidents"]
    return found


def _strange(event: Row, text: str) -> list[str]:
    """What of an event is not words of the text, or not of the format."""
    names = [name for field in NAMES for name in event[field]]
    alternatives = [other for others in event.get("alt", {}).values() for other in others]
    strange = [name for name in (event["trigger"], *names, *alternatives) if not name or name not in text]
    strange += [name for name in event.get("alt", {}) if name not in names]
    strange += [] if set(event) - {"alt", "start", "end"} == FIELDS else [f"fields {sorted(event)}"]
    strange += [] if event["type"] in {*unseen.CLASSES, unseen.OPTIONAL} else [f"type {event['type']}"]
    strange += [] if event["stance"] in unseen.STANCES else [f"stance {event['stance']}"]
    for low, high in (event[field] for field in ("killed", "injured") if event[field]):
        strange += [] if high is None or low <= high else [f"{low} to {high}"]
    for day in (event["date"] or "").split("/"):
        strange += [] if not day or date.fromisoformat(day) else [day]
    return strange


def test_sets_have_the_size_their_page_says() -> None:
    assert [sum(record["id"].startswith(code) for record in RECORDS) for code in ("en", "nb")] == [220, 165]
    assert len({record["id"] for record in RECORDS}) == len(RECORDS)
    assert len({record["text"] for record in RECORDS}) == len(RECORDS)
    assert len(DISPATCHES) == 24
    assert [path.name.split(".")[1] for path in REPORTS].count("nb") == 4
    assert sum(len(_gold(path)["events"]) for path in REPORTS) == 202


def test_every_string_of_a_record_is_words_of_its_text() -> None:
    strange = [f"{r['id']}: {word}" for r in RECORDS for event in r["events"] for word in _strange(event, r["text"])]
    assert strange == []


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.name)
def test_every_event_of_a_report_rests_on_words_at_its_offsets(path: Path) -> None:
    text, gold = path.read_text(encoding="utf-8"), _gold(path)
    assert date.fromisoformat(gold["document_date"])
    assert gold["publisher"]
    assert [word for event in gold["events"] for word in _strange(event, text)] == []
    assert [event["trigger"] for event in gold["events"] if event["trigger"] not in text[event["start"] : event["end"]]] == []


@pytest.mark.parametrize("path", DISPATCHES, ids=lambda path: path.stem)
def test_every_entity_of_a_dispatch_is_words_of_it(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    incidents = _incidents(path)
    assert text == text.upper()
    assert {incident["type"] for incident in incidents} <= {"attack", "bombing", "kidnapping", "arson", "robbery"}
    assert all(set(incident) - {"optional"} == {"type", *SLOTS} for incident in incidents)
    entities = [entity for incident in incidents for slot in SLOTS for entity in incident[slot]]
    assert [name for entity in entities for name in entity if not name or name.removeprefix("?") not in text] == []


def test_dispatches_without_incident_are_those_the_page_names() -> None:
    empty = [path.stem for path in DISPATCHES if not _incidents(path)]
    assert empty == ["w05", "w10", "w17", "w22"]


# --- the measures ----------------------------------------------------------------------------------------------------------

TEXT = "Two nurses were killed when gunmen attacked the clinic, a doctor said."


def _event(kind: str, trigger: str, **fields: Any) -> Row:
    empty: dict[str, list[str]] = {name: [] for name in NAMES}
    return {"type": kind, "trigger": trigger, **empty, "stance": "asserted", "killed": None, "injured": None, **fields}


def _claim(number: int, kind: str, trigger: str, **fields: Any) -> Claim:
    start = TEXT.index(trigger)
    return Claim(f"k{number}", (kind,), 0, len(TEXT), TEXT, start, start + len(trigger), **fields)


NURSES = (Filler(Role.VICTIM, "m1", "Two nurses"),)
KILLING = _claim(1, "Killing", "killed", roles=NURSES, figures=(Figure(Measure.KILLED, 2, 2, 0, 10, "Two nurses"),))
ATTACK = _claim(
    2, "Shooting", "attacked",
    roles=(Filler(Role.PERPETRATOR, "m2", "gunmen"), Filler(Role.TARGET, "m3", "the clinic")),
    according_to=(Filler(Role.SPEAKER, "m4", "a doctor"),),
)  # fmt: skip
MENTIONS = (
    Mention("m1", 0, 10, EntityKind.GROUP, "Two nurses"),
    Mention("m2", 28, 34, EntityKind.GROUP, "gunmen"),
    Mention("m3", 44, 54, EntityKind.HEALTH_FACILITY, "the clinic"),
    Mention("m4", 56, 64, EntityKind.PERSON, "a doctor"),
)


def _annotation(*claims: Claim, publisher: str = "") -> Annotation:
    return Annotation(unseen.document(TEXT, "en", "t.txt", publisher=publisher), "test/1", MENTIONS, claims)


def test_events_count_what_is_right_found_and_there() -> None:
    events = [
        _event("kill", "killed", agents=["gunmen"], patients=["nurses"], killed=[2, 2]),
        _event("attack", "attacked", agents=["men"], patients=["clinic"], said_by=["doctor"], alt={"men": ["gunmen"]}),
        _event("displace", "said"),
    ]
    spare = _claim(3, "Rescue", "doctor")
    unit, faults = unseen.score_events(events, _annotation(KILLING, ATTACK, spare))
    assert unit == {
        "event": (2, 3, 3), "agent": (1, 1, 2), "patient": (2, 2, 2), "instrument": (0, 0, 0), "place": (0, 0, 0),
        "said by": (1, 1, 1), "figure": (1, 1, 1), "stance": (2, 2, 2),
    }  # fmt: skip
    assert faults == ["missed displace 'said'", "too much Rescue 'doctor'"]


def test_events_of_an_optional_kind_and_plain_saying_count_neither_way() -> None:
    saying, looting = _claim(1, "Statement", "said"), _claim(2, "Looting", "attacked")
    unit, faults = unseen.score_events([_event("other", "attacked")], _annotation(saying, looting))
    assert unit["event"] == (0, 0, 0)
    assert faults == []
    assert unseen.score_events([], _annotation(looting))[0]["event"] == (0, 1, 0)


def test_event_of_another_class_or_of_other_words_is_missed() -> None:
    assert unseen.score_events([_event("release", "killed")], _annotation(KILLING))[0]["event"] == (0, 1, 1)
    assert unseen.score_events([_event("kill", "said")], _annotation(KILLING))[0]["event"] == (0, 1, 1)
    same_patient = _event("kill", "said", patients=["nurses"])
    assert unseen.score_events([same_patient], _annotation(KILLING))[0]["event"] == (1, 1, 1)


def test_wrong_stance_and_wrong_figure_are_not_right() -> None:
    denied = _event("kill", "killed", stance="denied", killed=[2, None])
    unit, _ = unseen.score_events([denied], _annotation(KILLING))
    assert unit["stance"] == (0, 1, 1)
    assert unit["figure"] == (0, 1, 1)


def test_publisher_is_no_speaker_to_be_named() -> None:
    event = _event("attack", "attacked", said_by=["Doctors Abroad"])
    unit, _ = unseen.score_events([event], _annotation(ATTACK, publisher="Doctors Abroad"))
    assert unit["said by"] == (0, 1, 0)


def _incident(**slots: list[list[str]]) -> Row:
    return {"type": "attack", **{slot: [] for slot in SLOTS}, **slots}


def test_slots_of_a_dispatch_are_pooled_and_each_entity_counts_once() -> None:
    first = _incident(perp_ind=[["GUNMEN"]], target=[["CLINIC", "HOSPITAL"]], victim=[["NURSES"], ["DRIVER"]])
    second = _incident(perp_ind=[["GUNMEN"]], weapon=[["RIFLES"]])
    unit, faults = unseen.score_dispatch([first, second], _annotation(KILLING, ATTACK))
    assert unit == {"perpetrator": (1, 1, 1), "target": (1, 1, 1), "victim": (1, 1, 2), "weapon": (0, 0, 1), "all": (3, 3, 5)}
    assert faults == ["missed victim 'DRIVER'", "missed weapon 'RIFLES'"]


def test_optional_entities_of_a_dispatch_are_neither_rewarded_nor_punished() -> None:
    incident = _incident(perp_ind=[["?GUNMEN"]], victim=[["?BYSTANDERS"]])
    unit, _ = unseen.score_dispatch([incident], _annotation(KILLING, ATTACK))
    assert unit["perpetrator"] == (0, 0, 0)
    assert unit["victim"] == (0, 1, 0)
    assert unseen.score_dispatch([{**incident, "optional": True}], _annotation(ATTACK))[0]["all"] == (0, 1, 0)


def test_arrests_and_what_did_not_happen_fill_no_slot() -> None:
    arrest = _claim(1, "Detention", "attacked", roles=ATTACK.roles)
    denied = _claim(2, "Killing", "killed", roles=NURSES, stance=Stance.DENIES)
    assert unseen.score_dispatch([], _annotation(arrest, denied))[0]["all"] == (0, 0, 0)


def test_faults_are_told_of_the_development_half_alone() -> None:
    faults: list[str] = []
    unseen.dispatches(lambda document: Annotation(document, "silent/1"), faults)
    assert {fault.split(":")[0] for fault in faults} == {f"w{n:02}" for n in range(1, 24, 2)} - {"w05", "w17"}


# --- gold against itself ---------------------------------------------------------------------------------------------------

GIVEN = {"agents": Role.AGENT, "patients": Role.PATIENT, "instruments": Role.INSTRUMENT, "places": Role.PLACE}
FILLED = {"perp_ind": Role.AGENT, "perp_org": Role.AGENT, "target": Role.TARGET, "victim": Role.VICTIM, "weapon": Role.INSTRUMENT}


def _told(number: int, event: Row, text: str) -> Claim:
    """The claim that a perfect reader makes of an event."""
    start = text.index(event["trigger"], event.get("start", 0))
    classes = unseen.CLASSES.get(event["type"], ("Looting", ""))
    return Claim(
        f"k{number}", (classes[0].split()[0],), 0, len(text), text, start, start + len(event["trigger"]),
        roles=tuple(Filler(role, "", name) for field, role in GIVEN.items() for name in event[field]),
        figures=tuple(
            Figure(Measure(name), event[name][0], event[name][1], 0, 1, text[:1])
            for name in ("killed", "injured")
            if event[name]
        ),
        stance=min(unseen.STANCES[event["stance"]]),
        according_to=tuple(Filler(Role.SPEAKER, "", name) for name in event["said_by"]),
    )  # fmt: skip


def _perfect(events: list[Row], text: str, publisher: str = "") -> tuple[unseen.Unit, list[str]]:
    claims = tuple(_told(number, event, text) for number, event in enumerate(events, start=1))
    return unseen.score_events(events, Annotation(unseen.document(text, "en", "t", publisher=publisher), "gold/1", (), claims))


def _wrong(units: dict[str, unseen.Unit]) -> list[str]:
    return [f"{name}: {measure} {n}" for name, unit in units.items() for measure, n in unit.items() if len(set(n)) > 1]


def test_gold_of_sentences_and_reports_against_itself_is_perfect() -> None:
    units = {record["id"]: _perfect(record["events"], record["text"])[0] for record in RECORDS}
    for path in REPORTS:
        gold = _gold(path)
        units[path.name] = _perfect(gold["events"], path.read_text(encoding="utf-8"), gold["publisher"])[0]
    assert _wrong(units) == []
    assert sum(unit["event"][0] for unit in units.values()) == 781


def test_gold_of_dispatches_against_itself_is_perfect() -> None:
    units = {}
    for path in DISPATCHES:
        text = path.read_text(encoding="utf-8")
        mentions: list[Mention] = []
        claims: list[Claim] = []
        for number, incident in enumerate(_incidents(path), start=1):
            fillers = []
            for slot, role in FILLED.items():
                for name in (entity[0].removeprefix("?") for entity in incident[slot]):
                    kind = EntityKind.PERSON if slot == "victim" else EntityKind.THING
                    start = text.index(name)
                    mentions.append(Mention(f"m{len(mentions) + 1}", start, start + len(name), kind, name))
                    fillers.append(Filler(role, mentions[-1].id, name))
            claims.append(Claim(f"k{number}", ("Attack",), 0, len(text), text, 0, 1, roles=tuple(fillers)))
        annotation = Annotation(unseen.document(text, "en", path.name), "gold/1", tuple(mentions), tuple(claims))
        units[path.stem] = unseen.score_dispatch(_incidents(path), annotation)[0]
    assert _wrong(units) == []
    assert sum(unit["all"][0] for unit in units.values()) == 97
