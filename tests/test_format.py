"""The annotation format: what is written is read back, and what is wrong is refused by name."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.annotate.format import SENSITIVITIES, SEXES, dump, load, save
from kg.annotate.terms import event_types, relation_types
from kg.errors import AnnotationError
from kg.model import (
    Annotation,
    Certainty,
    Claim,
    Document,
    EntityKind,
    Figure,
    Filler,
    Measure,
    Mention,
    Precision,
    Relation,
    Role,
    Stance,
    TimeRange,
)
from kg.resources import shipped

TEXT = (
    "Shelling on 3 May killed at least 12 patients at the Nasser clinic, said Dr Lina Aziz of the Red Crescent.\n"
    "She blamed the army. 😀 طفل و\u2028امرأة"
)


def _document(text: str = TEXT, **fields: Any) -> Document:
    digest = hashlib.sha256(text.encode()).hexdigest()
    return Document("https://w3id.org/witness-graph/id/document/ab", "a.txt", text, "en", digest, **fields)


def _mention(identity: str, words: str, kind: EntityKind, **fields: Any) -> Mention:
    start = TEXT.index(words)
    return Mention(identity, start, start + len(words), kind, words, **fields)


def _annotation() -> Annotation:
    mentions = (
        _mention("m1", "patients", EntityKind.GROUP, head="patient", number=(12, None), sensitive=("medical",)),
        _mention("m2", "the Nasser clinic", EntityKind.HEALTH_FACILITY, name="Nasser clinic", refers_to="m2"),
        _mention("m3", "Dr Lina Aziz", EntityKind.PERSON, name="Lina Aziz", sex="female", occupation="Dr", age=(0, 40)),
        _mention("m4", "the Red Crescent", EntityKind.ORGANISATION, name="Red Crescent"),
        _mention("m5", "She", EntityKind.PERSON, refers_to="m3"),
        _mention("m6", "the army", EntityKind.ARMED_ACTOR),
    )
    evidence = TEXT[: TEXT.index(",")]
    said = TEXT.index("at least 12")
    figure = Figure(Measure.KILLED, 12, None, said, said + 20, TEXT[said : said + 20], "at least", "patients")
    when = TimeRange(date(2015, 5, 3), None, Precision.DAY, 9, 17, TEXT[9:17])
    speaker = (Filler(Role.SPEAKER, "m3", "Dr Lina Aziz"),)
    claims = (
        Claim("k1", ("Shelling", "AttackOnHealthcare"), 0, len(evidence), evidence, 0, 8,
              (Filler(Role.TARGET, "m2", "the Nasser clinic"),), (figure,), when, according_to=speaker, confidence=0.85),
        Claim("k2", ("Killing",), 0, len(evidence), evidence, 18, 24, (Filler(Role.VICTIM, "m1", "patients"),), (figure,), when,
              Stance.ACCUSES, Certainty.ALLEGED, speaker, True, "k1", "k1", 1.0),
    )
    tie = Relation("r1", "memberOf", "m3", "m4", 0, len(TEXT), TEXT, speaker)
    found = {"published": "address", "language": "detected"}
    document = _document(published=date(2015, 5, 5), publisher="Gulf Post", found=found)
    return Annotation(document, "rules/0.1.0+en/1", mentions, claims, (tie,))


def test_dump_then_load_gives_the_same_annotation() -> None:
    assert load(dump(_annotation()), TEXT) == _annotation()


def test_dump_leaves_out_what_is_empty_and_writes_an_open_ceiling_as_null() -> None:
    rows = [json.loads(line) for line in dump(_annotation()).split("\n")[:-1]]
    assert set(rows[4]) == {"kind", "id", "start", "end", "entity", "text", "name"}
    assert rows[7]["figures"][0]["ceiling"] is None
    assert "latest" not in rows[7]["time"]
    assert "text" not in rows[0]


def test_dump_writes_metadata_in_one_order() -> None:
    found = {"language": "detected", "published": "address"}
    other = Annotation(_document(published=date(2015, 5, 5), publisher="Gulf Post", found=found), "rules/0.1.0+en/1")
    assert dump(other) == dump(Annotation(_annotation().document, "rules/0.1.0+en/1"))


def test_save_writes_utf_8_whole_and_leaves_no_other_file(tmp_path: Path) -> None:
    path = tmp_path / "ab.jsonl"
    save(_annotation(), path)
    assert path.read_text(encoding="utf-8") == dump(_annotation())
    assert [entry.name for entry in tmp_path.iterdir()] == ["ab.jsonl"]


def test_save_that_fails_keeps_the_former_file(tmp_path: Path) -> None:
    path = tmp_path / "ab.jsonl"
    save(_annotation(), path)
    broken = Annotation(_document(), "half\ud800")
    with pytest.raises(UnicodeEncodeError):
        save(broken, path)
    assert load(path, TEXT) == _annotation()
    assert len(list(tmp_path.iterdir())) == 1


def test_load_takes_the_text_from_the_sources_of_the_workspace(tmp_path: Path) -> None:
    for folder in ("annotations", "sources"):
        (tmp_path / folder).mkdir()
    (tmp_path / "sources" / "ab.txt").write_bytes(TEXT.encode())
    save(_annotation(), tmp_path / "annotations" / "ab.jsonl")
    assert load(tmp_path / "annotations" / "ab.jsonl").document.text == TEXT


NOT_ANNOTATIONS = ["", "\n\n", '{"kind":"mention"}\n', "[]\n", "{\n", "[" * 100_000, '{"a":1,"a":2}\n', '{"format":NaN}']


@pytest.mark.parametrize("content", NOT_ANNOTATIONS, ids=range(len(NOT_ANNOTATIONS)))
def test_load_refuses_what_is_no_annotation_file(content: str) -> None:
    with pytest.raises(AnnotationError, match="annotation"):
        load(content, TEXT)


def test_load_names_a_file_that_is_missing_or_not_utf_8(tmp_path: Path) -> None:
    with pytest.raises(AnnotationError, match=r"none\.jsonl.*cannot be read"):
        load(tmp_path / "none.jsonl", TEXT)
    (tmp_path / "latin.jsonl").write_bytes(b'{"kind":"\xe5"}')
    with pytest.raises(AnnotationError, match=r"latin\.jsonl.*UTF-8"):
        load(tmp_path / "latin.jsonl", TEXT)
    with pytest.raises(AnnotationError, match="no document text"):
        load(dump(_annotation()))


Change = Callable[[dict[str, Any]], object]
FAULTS: list[tuple[int, Change, str]] = [
    (1, lambda row: row.update(format=2), "line 1, format: version 2 is newer"),
    (1, lambda row: row.update(format=True), "line 1, format: must be a whole number"),
    (1, lambda row: row.update(sha256="0" * 64), "line 1, sha256: is of another text"),
    (1, lambda row: row.update(published="2015-02-30"), "line 1, published: .* is not a date"),
    (1, lambda row: row.update(published="20150203"), "line 1, published: .* is not a date"),
    (1, lambda row: row.update(colour="red"), "line 1, colour: unknown field"),
    (1, lambda row: row.update(found={"url": 1}), "line 1, found: must be an object of strings"),
    (1, lambda row: row.update(title="\ud800"), "line 1, title: holds half a character"),
    (2, lambda row: row.update(start=row["start"] + 1), "line 2, text: 'patients' is not the words at"),
    (2, lambda row: row.update(text="Patients"), "line 2, text: 'Patients' is not the words at"),
    (2, lambda row: row.update(end=99_999), "line 2, start: .* is not a span of a text"),
    (2, lambda row: row.update(start=-1), "line 2, start: must be a whole number"),
    (2, lambda row: row.update(start="40"), "line 2, start: must be a whole number"),
    (2, lambda row: row.update(entity="Robot"), "line 2, entity: 'Robot' is not one of Person"),
    (2, lambda row: row.update(entity=["Person"]), "line 2, entity: must be a string"),
    (2, lambda row: row.update(kind="guess"), "line 2, kind: 'guess' is not one of"),
    (2, lambda row: row.pop("id"), "line 2, id: missing"),
    (2, lambda row: row.update(sex="f"), "line 2, sex: 'f' is not one of"),
    (2, lambda row: row.update(sensitive=["rich"]), "line 2, sensitive: 'rich' is not one of"),
    (2, lambda row: row.update(number=[12, 3]), "line 2, number: 3 is less than 12"),
    (2, lambda row: row.update(age=[12, None]), "line 2, age: must be a whole number"),
    (3, lambda row: row.update(id="m1"), "line 3, id: 'm1' is used twice"),
    (3, lambda row: row.update(refers_to="m77"), "line 3, refers_to: no mention 'm77'"),
    (8, lambda row: row.update(types=[]), "line 8, types: must name"),
    (8, lambda row: row.update(types="Shelling"), "line 8, types: must be a list"),
    (8, lambda row: row.update(types=["no such type"]), "line 8, types: 'no such type' is not a term"),
    (8, lambda row: row.update(trigger=[8, 8]), "line 8, trigger: 8,8 is not a span"),
    (8, lambda row: row.update(trigger=[8]), "line 8, trigger: must be two"),
    (8, lambda row: row["roles"][0].update(role="hero"), r"line 8, roles\[0\]\.role: 'hero' is not one of"),
    (8, lambda row: row["roles"][0].update(mention="k1"), r"line 8, roles\[0\]\.mention: no mention 'k1'"),
    (8, lambda row: row["roles"].append("m1"), r"line 8, roles\[1\]: must be an object"),
    (8, lambda row: row["figures"][0].update(floor=1.5), r"line 8, figures\[0\]\.floor: must be a whole number"),
    (8, lambda row: row["figures"][0].update(ceiling=2), r"line 8, figures\[0\]\.ceiling: must be null or"),
    (8, lambda row: row["figures"][0].update(text="12"), r"line 8, figures\[0\]\.text: '12' is not the words"),
    (8, lambda row: row["time"].update(latest="2014-01-01"), r"line 8, time\.latest: 2014-01-01 is before"),
    (8, lambda row: row["time"].update(precision="hour"), r"line 8, time\.precision: 'hour' is not one of"),
    (8, lambda row: row.update(stance="shrugs"), "line 8, stance: 'shrugs' is not one of"),
    (8, lambda row: row.update(confidence=1.2), "line 8, confidence: must be a number from 0 to 1"),
    (8, lambda row: row.update(confidence=True), "line 8, confidence: must be a number from 0 to 1"),
    (8, lambda row: row.update(part_of="k1"), "line 8, part_of: a claim is not a part of itself"),
    (8, lambda row: row.update(same_event_as="k2"), "line 8, same_event_as: no earlier claim 'k2'"),
    (9, lambda row: row.update(part_of="k9"), "line 9, part_of: no claim 'k9'"),
    (9, lambda row: row.update(is_total="yes"), "line 9, is_total: must be true or false"),
    (10, lambda row: row.update(subject="r1"), "line 10, subject: no mention 'r1'"),
    (10, lambda row: row.update(type="Member Of"), "line 10, type: 'Member Of' is not a term"),
    (10, lambda row: row["according_to"][0].pop("text"), r"line 10, according_to\[0\]\.text: missing"),
]


@pytest.mark.parametrize(("line", "change", "message"), FAULTS, ids=[fault[2] for fault in FAULTS])
def test_load_refuses_a_fault_and_names_file_line_and_field(line: int, change: Change, message: str, tmp_path: Path) -> None:
    rows = [json.loads(row) for row in dump(_annotation()).split("\n")[:-1]]
    change(rows[line - 1])
    path = tmp_path / "bad.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    with pytest.raises(AnnotationError, match=rf"bad\.jsonl, {message}"):
        load(path, TEXT)


# --- the schema ----------------------------------------------------------------------------------------------------------


def _schema() -> dict[str, Any]:
    schema: dict[str, Any] = json.loads(shipped("ontology", "annotation.schema.json").read_text(encoding="utf-8"))
    return schema


def test_schema_accepts_every_line_that_is_written() -> None:
    validator = jsonschema.Draft202012Validator(_schema())
    validator.check_schema(_schema())
    lines = dump(_annotation()).split("\n")[:-1]
    assert len(lines) == 10
    assert [error.message for line in lines for error in validator.iter_errors(json.loads(line))] == []


@pytest.mark.parametrize(
    ("path", "words"),
    [
        (("filler", "role"), [role.value for role in Role]),
        (("figure", "measure"), [measure.value for measure in Measure]),
        (("time", "precision"), [precision.value for precision in Precision]),
        (("mention", "entity"), [kind.value for kind in EntityKind]),
        (("mention", "sex"), [*SEXES, ""]),
        (("claim", "stance"), [stance.value for stance in Stance]),
        (("claim", "certainty"), [certainty.value for certainty in Certainty]),
    ],
)
def test_schema_names_the_vocabulary_of_the_model(path: tuple[str, str], words: list[str]) -> None:
    assert _schema()["$defs"][path[0]]["properties"][path[1]]["enum"] == words


def test_schema_knows_the_same_sensitivities() -> None:
    assert _schema()["$defs"]["mention"]["properties"]["sensitive"]["items"]["enum"] == list(SENSITIVITIES)


def test_schema_refuses_a_line_with_an_unknown_field() -> None:
    row = json.loads(dump(_annotation()).split("\n")[1]) | {"colour": "red"}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(row, _schema())


# --- any annotation ------------------------------------------------------------------------------------------------------

WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
COUNTS = st.tuples(st.integers(0, 10**12), st.none() | st.integers(0, 10**6)).map(
    lambda pair: (pair[0], None if pair[1] is None else pair[0] + pair[1])
)


@st.composite
def some_annotation(draw: st.DrawFn) -> Annotation:
    text = draw(st.text(st.characters(exclude_categories=["Cs"]), min_size=2, max_size=60))

    def span() -> tuple[int, int, str]:
        start = draw(st.integers(0, len(text) - 1))
        end = draw(st.integers(start + 1, len(text)))
        return start, end, text[start:end]

    def mention(number: int) -> Mention:
        start, end, words = span()
        return Mention(
            f"m{number}", start, end, draw(st.sampled_from(EntityKind)), words, draw(WORDS), draw(WORDS),
            draw(st.sampled_from(["", "m1", f"m{number}"])), draw(st.none() | st.just((0, 17))),
            draw(st.sampled_from(["", *SEXES])), draw(st.none() | COUNTS), draw(WORDS),
            tuple(draw(st.sets(st.sampled_from(SENSITIVITIES)))),
        )

    def figure() -> Figure:
        floor, ceiling = draw(COUNTS)
        start, end, words = span()
        return Figure(draw(st.sampled_from(Measure)), floor, ceiling, start, end, words, draw(WORDS), draw(WORDS), draw(WORDS),
                      draw(st.booleans()))

    def claim(number: int) -> Claim:
        start, end, words = span()
        first, last, _ = span()
        filler = Filler(draw(st.sampled_from(Role)), "m1", draw(WORDS) + "x")
        day = draw(st.none() | st.dates())
        time = draw(st.none() | st.just(TimeRange(day, day, draw(st.sampled_from(Precision)), *span())))
        return Claim(
            f"k{number}", ("Killing", "Attack")[: draw(st.integers(1, 2))], start, end, words, first, last,
            (filler,) * draw(st.integers(0, 2)), tuple(figure() for _ in range(draw(st.integers(0, 2)))), time,
            draw(st.sampled_from(Stance)), draw(st.sampled_from(Certainty)), (filler,) * draw(st.integers(0, 2)),
            draw(st.booleans()), "k1" if number > 1 else "", "k1" if number > 2 else "", draw(st.floats(0, 1)),
        )

    mentions = tuple(mention(number) for number in range(1, draw(st.integers(2, 4))))
    claims = tuple(claim(number) for number in range(1, draw(st.integers(1, 4))))
    found = draw(st.dictionaries(WORDS, WORDS, max_size=3))
    document = _document(text, title=draw(WORDS), published=draw(st.none() | st.dates()), found=found)
    return Annotation(document, "rules/1", mentions, claims, (Relation("r1", "kinOf", "m1", "m1", *span()),))


@settings(max_examples=150, deadline=None)
@given(some_annotation())
def test_any_annotation_survives_being_written_and_read(annotation: Annotation) -> None:
    assert load(dump(annotation), annotation.document.text) == annotation


# --- the vocabulary ------------------------------------------------------------------------------------------------------


def test_terms_are_the_kinds_of_event_and_the_ties_of_the_ontology() -> None:
    assert {"Airstrike", "Killing", "Statement", "AttackOnHealthcare"} <= event_types()
    assert not {"Person", "Event", "EventSet", "Claim", "Hospital"} & event_types()
    assert {"memberOf", "kinOf", "locatedIn", "headOf"} <= relation_types()
    assert not {"victim", "agent", "evidence", "about"} & relation_types()


def test_load_refuses_a_class_that_is_no_event() -> None:
    with pytest.raises(AnnotationError, match="types: 'Hospital' is not a term"):
        load(dump(_annotation()).replace('"types":["Killing"]', '"types":["Hospital"]'), TEXT)
