"""The review queue and the ways to answer it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.ids import claim_iris
from kg.model import Annotation, Claim, Document, EntityKind, Figure, Filler, Measure, Mention, Role, Verdict
from kg.names import KnownNames
from kg.resolve import resolve
from kg.resolve.decisions import Decision, append, read, undo
from kg.resolve.review import Question, excerpt, queue, review
from kg.resolve.sheets import from_csv, from_jsonl, to_csv

NOON = "2024-05-01T12:00:00+00:00"
NOBODY = KnownNames(())


def report(name: str, killed: int, confidence: float, who: str = "Mohammed Ahmed") -> Annotation:
    body = f"It was night. {who} was killed with {killed} others in the street. Nobody came."
    start, at = body.index(who), body.index(str(killed))
    figure = Figure(Measure.KILLED, killed, killed, at, at + len(str(killed)), str(killed))
    mention = Mention("m1", start, start + len(who), EntityKind.PERSON, who, who)
    claim = Claim(
        "k1",
        ("Killing",),
        start,
        body.index(" Nobody"),
        body[start : body.index(" Nobody")],
        body.index("killed"),
        body.index("killed") + 6,
        (Filler(Role.VICTIM, "m1", who),),
        (figure,),
        confidence=confidence,
    )
    return Annotation(Document(f"urn:{name}", name, body, "en", "00"), "test", (mention,), (claim,))


def questions(*annotations: Annotation) -> tuple[Question, ...]:
    return queue(annotations, resolve(annotations, NOBODY))


def test_doubtful_pair_is_asked_with_both_sentences() -> None:
    (pair,) = [question for question in questions(report("a", 3, 1.0), report("b", 5, 1.0)) if question.is_pair]
    assert pair.asks == 'Are "Mohammed Ahmed" and "Mohammed Ahmed" one?'
    sentences = {
        f"{name}: [Mohammed Ahmed] was killed with {killed} others in the street." for name, killed in (("a", 3), ("b", 5))
    }
    assert {str(one) for one in pair.excerpts} == sentences


def test_uncertain_and_grave_claims_come_first() -> None:
    asked = questions(report("a", 2, 0.95), report("b", 300, 0.4, "Rami Kalazi"), report("c", 2, 0.4, "Ola Ulmo"))
    assert [question.excerpts[0].document for question in asked if not question.is_pair] == ["b", "c", "a"]


def test_what_a_person_decided_is_not_asked_again() -> None:
    annotations = [report("a", 3, 0.5), report("b", 5, 0.5)]
    resolution = resolve(annotations, NOBODY)
    decided = tuple(
        question.answered(Verdict.DIFFERENT if question.is_pair else Verdict.ACCEPT, author="kari", time=NOON).judgement()
        for question in queue(annotations, resolution)
    )
    assert len(decided) == 3
    assert queue(annotations, resolve(annotations, NOBODY, decided)) == ()


def test_excerpt_is_the_sentence_with_the_words_marked() -> None:
    one = report("a", 3, 1.0)
    assert str(excerpt(one.document, 14, 28)) == "a: [Mohammed Ahmed] was killed with 3 others in the street."


def typed(*keys: str) -> Callable[[str], str]:
    answers: Iterator[str] = iter(keys)

    def ask(prompt: str) -> str:
        try:
            return next(answers)
        except StopIteration:
            raise EOFError from None

    return ask


def run(path: Path, asked: tuple[Question, ...], *keys: str) -> tuple[dict[str, int], list[str]]:
    lines: list[str] = []
    given = review(
        asked,
        author="kari",
        ask=typed(*keys),
        tell=lines.append,
        save=lambda decision: append(path, [decision]),
        undo=lambda decision: undo(path, decision.id, author="kari", reason="mistyped", time=NOON),
        now=lambda: NOON,
    )
    return dict(given), lines


def test_each_key_is_saved_at_once_and_the_end_of_input_loses_nothing(tmp_path: Path) -> None:
    path = tmp_path / "decisions.jsonl"
    claims = tuple(question for question in questions(report("a", 3, 0.5, "Ola Ulmo"), report("b", 5, 0.5, "Rami Kalazi")))
    given, _ = run(path, claims, "a")
    assert given == {"accept": 1}
    assert [decision.verdict for decision in read(path).in_force()] == [Verdict.ACCEPT]
    assert read(path).decisions[0].left_anchor is not None


def test_undo_takes_the_last_answer_back_and_asks_again(tmp_path: Path) -> None:
    path = tmp_path / "decisions.jsonl"
    claims = questions(report("a", 3, 0.5, "Ola Ulmo"), report("b", 5, 0.5, "Rami Kalazi"))
    given, lines = run(path, claims, "z", "r", "z", "a", "k")
    assert (given["accept"], given["reject"], given["skip"]) == (1, 0, 1)
    assert "  nothing to undo" in lines
    assert [decision.verdict for decision in read(path).in_force()] == [Verdict.ACCEPT]


def test_same_answer_given_again_within_a_second_is_saved(tmp_path: Path) -> None:
    path = tmp_path / "decisions.jsonl"
    run(path, questions(report("a", 3, 0.5)), "r")
    claims = questions(report("b", 3, 0.5, "Ola Ulmo"), report("c", 5, 0.5, "Rami Kalazi"))
    given, _ = run(path, claims, "r", "z", "r", "r")
    assert given["reject"] == 2
    assert len(read(path).in_force()) == 3


def test_correction_is_typed_field_by_field(tmp_path: Path) -> None:
    path = tmp_path / "decisions.jsonl"
    run(
        path,
        questions(report("a", 3, 0.5)),
        "x",
        "c",
        "stance = denies",
        "types = Injury, Killing",
        "is_total = false",
        "nonsense",
        "",
    )
    (decision,) = read(path).decisions
    assert decision.change == {"stance": "denies", "types": ["Injury", "Killing"], "is_total": False}


def test_table_goes_out_and_comes_back(tmp_path: Path) -> None:
    annotations = [report("a", 3, 0.5), report("b", 5, 0.5)]
    rows = list(csv.DictReader(io.StringIO(to_csv(queue(annotations, resolve(annotations, NOBODY))))))
    for row in rows:
        row["decision"] = "merge" if row["right"] else "reject"
    out = io.StringIO()
    writer = csv.DictWriter(out, rows[0].keys())
    writer.writeheader()
    writer.writerows(rows)
    decisions, problems = from_csv("\ufeff" + out.getvalue(), author="kari", time=NOON)
    assert problems == ()
    assert sorted(decision.verdict for decision in decisions) == ["reject", "reject", "same"]
    append(tmp_path / "decisions.jsonl", decisions)
    assert {decision.left for decision in decisions} >= set(claim_iris(annotations[0]).values())


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ("a,b\n1,2\n", "needs the columns"),
        ("decision,left\nperhaps,urn:a\n", "row 2"),
        ("decision,left,change\ncorrect,urn:a,\n", "change"),
        ("decision,left,change\ncorrect,urn:a,{x\n", "row 2"),
        ("", "needs the columns"),
        ("decision,left,anchors\naccept,urn:a,[1]\n", "row 2"),
    ],
)
def test_bad_row_is_told_by_number_and_the_rest_read(table: str, says: str) -> None:
    decisions, problems = from_csv(
        table + ("accept,urn:fine\n" if table.startswith("decision,left\n") else ""), author="kari", time=NOON
    )
    assert says in problems[0]
    assert len(decisions) == table.startswith("decision,left\n")


def test_cells_are_no_formulas_for_a_spreadsheet() -> None:
    evil = Question("urn:a", "", '=HYPERLINK("x")', "+1", 1.0)
    row = next(csv.DictReader(io.StringIO(to_csv([evil]))))
    assert (row["question"], row["why_asked"]) == ('\'=HYPERLINK("x")', "'+1")


@given(st.text(min_size=1).filter(lambda words: not set(words) & set("\r\n\0")))
def test_any_words_come_back_from_a_table(words: str) -> None:
    table = to_csv([Question("urn:left", "urn:right", words, words, 1.0)])
    row = next(csv.DictReader(io.StringIO(table)))
    assert (row["question"][1:] if row["question"].startswith("'") else row["question"]) == words


def test_decisions_of_a_file_are_read_line_by_line() -> None:
    lines = [
        {"verdict": "same", "left": "urn:a", "right": "urn:b", "reason": "one"},
        {"verdict": "correct", "left": "urn:k", "change": {"stance": "denies"}},
    ]
    decisions, problems = from_jsonl("\n".join(map(json.dumps, lines)) + "\nnot json\n[]\n", author="kari", time=NOON)
    assert [decision.verdict for decision in decisions] == [Verdict.SAME, Verdict.CORRECT]
    assert isinstance(decisions[0], Decision)
    assert decisions[1].change == {"stance": "denies"}
    assert [problem[:6] for problem in problems] == ["line 3", "line 4"]


def test_weight_does_not_depend_on_the_order_of_texts() -> None:
    one, other = report("a", 3, 0.5), replace(report("b", 5, 0.5))
    assert questions(one, other) == questions(other, one)
