"""The cases in `tests/phenomena` are of their format, and the comparison with a reader's findings says what is wrong."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))  # benchmarks/ is not part of the package

from benchmarks.phenomena import CASES, Case, Expectation, bounds, case_document, check, days, measure, parse, same_name  # noqa: E402
from kg.model import Annotation, Claim, EntityKind, Figure, Filler, Measure, Mention, Precision, Role, Stance, TimeRange  # noqa: E402

FILES = sorted(CASES.glob("*.txt"))
PHENOMENA = frozenset({
    "adjectives_and_metonyms_as_actors",
    "attribution",
    "care_and_rescue",
    "compounds",
    "coordination",
    "coreference",
    "detention_and_abduction",
    "event_kinds",
    "headlines_and_captions",
    "light_verbs",
    "negation",
    "nominal_events",
    "passives_and_agentless",
    "places",
    "quantities",
    "relative_clauses_and_appositions",
    "speech_acts",
    "stance",
    "time",
    "unnamed_people",
})
TEXT = "Regime aircraft struck a field clinic on Monday, killing two nurses."


def test_cases_cover_every_phenomenon_in_both_languages() -> None:
    assert {path.name for path in FILES} == {f"{name}.{language}.txt" for name in PHENOMENA for language in ("en", "nb")}


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_file_parses_and_has_thirty_cases_many_of_them_negative(path: Path) -> None:
    cases = parse(path)
    negative = [case for case in cases if any(_is_negative(expectation) for expectation in case.expectations)]
    assert len(cases) >= 30
    assert len(negative) >= 8
    assert len({case.text for case in cases}) == len(cases)


def _is_negative(expectation: Expectation) -> bool:
    return expectation.sign in {"-", "!-", "!@"} or "-" in dict(expectation.fields).values()


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_names_of_a_case_are_words_of_its_text(path: Path) -> None:
    strange = [
        f"{path.name}:{expectation.line}: {value}"
        for case in parse(path)
        for expectation in case.expectations
        if expectation.sign == "+"
        for name, value in expectation.fields
        if name in {"agent", "patient", "instrument", "place", "according_to"} and value != "-"
        if not any(_words(one) <= _words(case.text) for one in value.split("|"))
    ]
    assert strange == []


def _words(text: str) -> set[str]:
    marks = str.maketrans(dict.fromkeys(".,;:!?\"'’()«»“”–-", " "))
    return set(text.casefold().translate(marks).split())


def _case(tmp_path: Path, *lines: str) -> Case:
    path = tmp_path / "example.en.txt"
    path.write_text("\n".join([f"> {TEXT}", *lines, ""]), encoding="utf-8")
    return parse(path)[0]


def _annotation(case: Case, stance: Stance = Stance.ASSERTS) -> Annotation:
    mentions = (
        Mention("m1", 0, 15, EntityKind.ARMED_ACTOR, "Regime aircraft"),
        Mention("m2", 23, 37, EntityKind.HEALTH_FACILITY, "a field clinic"),
        Mention("m3", 57, 67, EntityKind.GROUP, "two nurses", number=(2, 2)),
    )
    monday = TimeRange(date(2016, 5, 9), date(2016, 5, 9), Precision.DAY, 38, 47, "on Monday")
    strike = Claim("k1", ("Airstrike", "AttackOnHealthcare"), 0, 67, TEXT[:67], 16, 22, stance=stance, time=monday,
                   roles=(Filler(Role.PERPETRATOR, "m1", "Regime aircraft"),
                          Filler(Role.TARGET, "m2", "a field clinic")))  # fmt: skip
    killing = Claim("k2", ("Killing",), 0, 67, TEXT[:67], 49, 56, stance=stance, part_of="k1",
                    roles=(Filler(Role.VICTIM, "m3", "two nurses"),),
                    figures=(Figure(Measure.KILLED, 2, 2, 57, 67, "two nurses"),))  # fmt: skip
    return Annotation(case_document(case), "test/1", mentions, (strike, killing))


@pytest.mark.parametrize(
    "line",
    [
        '+ Airstrike agent="aircraft" patient="field clinic" place=- date=2016-05-09',
        "+ Attack",
        "+ Shelling|Airstrike according_to=- stance=asserts certainty=certain total=no",
        "+ Killing patient=nurses killed=2",
        "- Injury",
        '- Killing agent="the rebels"',
        '@ "two nurses" number=2 kind=Group',
        '!@ "Monday"',
        '@ "two nurses" sensitive=-',
    ],
)
def test_check_accepts_what_the_reader_found(tmp_path: Path, line: str) -> None:
    case = _case(tmp_path, line)
    assert check(case, _annotation(case)) == []


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("+ Displacement", "missing"),
        ('+ Airstrike agent="rebels"', "agent ['Regime aircraft'], not 'rebels'"),
        ("+ Killing killed=2..", "killed [(2, 2)], not 2.."),
        ("+ Airstrike date=2016-05-10", "date 2016-05-09/2016-05-09, not 2016-05-10"),
        ("- Killing", "unwanted Killing"),
        ("!- *", "unwanted Airstrike"),
        ('@ "two nurses" sex=female', "mention 'two nurses' has sex="),
        ('!@ "field clinic"', "unwanted mention 'a field clinic'"),
    ],
)
def test_check_says_what_is_wrong(tmp_path: Path, line: str, says: str) -> None:
    case = _case(tmp_path, line)
    (failure,) = check(case, _annotation(case))
    assert failure.startswith("example.en.txt:2: ")
    assert says in failure


def test_check_counts_a_denied_event_as_not_having_happened(tmp_path: Path) -> None:
    case = _case(tmp_path, "+ Killing", "- Killing", "+ Killing stance=denies", "!- Killing")
    failures = check(case, _annotation(case, Stance.DENIES))
    assert [failure.split(":")[1] for failure in failures] == ["2", "5"]


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("+ Airstrik", "unknown event type"),
        ("+ Airstrike who=them", "unknown field"),
        ("+ Killing killed=some", "killed=some is not understood"),
        ("+ Killing stance=maybe", "stance=maybe is not understood"),
        ("? Killing", "starts with none of"),
    ],
)
def test_parse_refuses_a_malformed_line_and_names_it(tmp_path: Path, line: str, says: str) -> None:
    with pytest.raises(ValueError, match=r"example\.en\.txt:2: ") as caught:
        _case(tmp_path, line)
    assert says in str(caught.value)


def test_measure_counts_expectations_and_collects_failures(tmp_path: Path) -> None:
    case = _case(tmp_path, "+ Airstrike", "+ Displacement", "- Injury")
    ((path, fulfilled, total, failures),) = measure(lambda document: _annotation(case), [case.path])
    assert (path, fulfilled, total) == (case.path, 2, 3)
    assert failures == ["example.en.txt:3: missing [+ Displacement]"]


def test_bounds_and_days_read_open_ends() -> None:
    assert bounds("5..") == (5, None)
    assert bounds("5..9") == (5, 9)
    assert days("2016") == (date(2016, 1, 1), date(2016, 12, 31))
    assert days("2016-03-01/..") == (date(2016, 3, 1), None)


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        ("the regime", "regime", True),
        ("Dr. Hana Idris", "Hana Idris", True),
        ("a clinic in Taiz", "clinic", True),
        ("a clinic in Taiz", "Taiz", False),
        ("the army’s 9th brigade", "9th brigade", True),
        ("two nurses", "two drivers", False),
    ],
)
def test_same_name_needs_the_head_word(left: str, right: str, same: bool) -> None:
    assert same_name(left, right) is same
