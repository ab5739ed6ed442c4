"""The log of decisions: chained, appended to, never rewritten; and finding again what it speaks of."""

from __future__ import annotations

import json
import multiprocessing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import ResolutionError
from kg.ids import claim_iris, mention_iri_of
from kg.model import Annotation, Claim, Document, EntityKind, Mention, Stance, Verdict
from kg.names import KnownNames
from kg.resolve import load_decisions, resolve
from kg.resolve.anchoring import anchor_of, corrected, judgements_now, moved
from kg.resolve.decisions import Decision, Log, append, read, undo, verify

NOON = "2024-05-01T12:00:00+00:00"
NOBODY = KnownNames(())


def decision(left: str = "urn:a", right: str = "urn:b", verdict: Verdict = Verdict.SAME, **more: Any) -> Decision:
    return Decision(verdict, left, right, **({"reason": "one man", "author": "kari", "time": NOON} | more))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "decisions.jsonl"


def test_log_that_does_not_exist_is_empty(path: Path) -> None:
    assert load_decisions(path) == ()
    assert not path.exists()


def test_what_is_appended_is_read_again(path: Path) -> None:
    first, second = decision(), decision("urn:k", "", Verdict.REJECT, before={"verdict": "accept"})
    append(path, [first])
    append(path, [second])
    assert read(path).decisions == (first, second)
    assert verify(path) == ()
    assert [judgement.verdict for judgement in load_decisions(path)] == [Verdict.SAME, Verdict.REJECT]


@settings(max_examples=40)
@given(st.lists(st.tuples(st.text(min_size=1), st.text(), st.text(min_size=1)), unique=True, max_size=6))
def test_any_words_survive_the_log(tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str, str]]) -> None:
    path = tmp_path_factory.mktemp("log") / "decisions.jsonl"
    told = [decision(left=f"urn:{left}", right="urn:right", reason=reason, author=f"p{author}") for left, reason, author in rows]
    told = [one for one in told if one.left != one.right]
    append(path, told)
    assert read(path) == replace(read(path), decisions=tuple(told), problems=())


def test_earlier_lines_are_never_changed(path: Path) -> None:
    append(path, [decision()])
    before = path.read_bytes()
    append(path, [decision("urn:c")])
    assert path.read_bytes().startswith(before)


@pytest.mark.parametrize(
    ("damage", "says"),
    [
        (lambda lines: [lines[0].replace(b"one man", b"two men"), *lines[1:]], "line 1: changed after it was written"),
        (lambda lines: [lines[0], b"\x80\x81", *lines[1:]], "line 2: damaged"),
        (lambda lines: lines[1:], "line 1: does not follow"),
        (lambda lines: [lines[1], lines[0], lines[2]], "line 1: does not follow"),
        (lambda lines: [lines[0], lines[0], *lines[1:]], "line 2: repeats"),
        (lambda lines: [lines[0], b'{"format": 9}', *lines[1:]], "line 2: damaged and left out (format 9"),
        (lambda lines: [lines[0], b"[]", b"null", b'{"format":1}', *lines[1:]], "line 2: damaged"),
    ],
)
def test_damage_is_told_by_line_and_the_rest_holds(path: Path, damage: Any, says: str) -> None:
    append(path, [decision(), decision("urn:c"), decision("urn:d")])
    path.write_bytes(b"\n".join(damage(path.read_bytes().splitlines())) + b"\n")
    problems = verify(path)
    assert any(says in problem for problem in problems), problems
    assert len(read(path).decisions) >= 2


def test_line_cut_off_by_a_crash_is_passed_over_and_the_next_one_starts_anew(path: Path) -> None:
    append(path, [decision(), decision("urn:c")])
    path.write_bytes(path.read_bytes()[:-20])
    append(path, [decision("urn:d")])
    assert [one.left for one in read(path).decisions] == ["urn:a", "urn:d"]
    assert len(verify(path)) == 1


def test_undone_decision_holds_no_longer_and_an_undone_undoing_brings_it_back(path: Path) -> None:
    append(path, [decision()])
    log = undo(path, decision().id, author="ola", reason="two men", time=NOON)
    assert load_decisions(path) == ()
    undo(path, log.decisions[-1].id, author="kari", reason="one after all", time=NOON)
    assert [judgement.id for judgement in load_decisions(path)] == [decision().id]


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        (decision(author=""), "author"),
        (decision(author="rule:name"), "person"),
        (decision(right=""), "needs the other"),
        (decision(verdict=Verdict.ACCEPT), "one thing only"),
        (decision(right="urn:a"), "one and the same"),
        (decision(time="yesterday"), "zone"),
        (decision(time="2024-05-01T12:00:00"), "zone"),
        (decision(undoes="urn:x"), "does not hold"),
    ],
)
def test_malformed_decision_is_refused_and_nothing_written(path: Path, bad: Decision, says: str) -> None:
    with pytest.raises(ResolutionError, match=says):
        append(path, [decision("urn:fine"), bad])
    assert read(path).decisions == ()


def test_same_decision_twice_is_refused(path: Path) -> None:
    append(path, [decision()])
    with pytest.raises(ResolutionError, match="already"):
        append(path, [decision()])


def test_second_reviewer_is_told_that_another_decided_otherwise_meanwhile(path: Path) -> None:
    seen = append(path, [decision("urn:other")]).last
    append(path, [decision(author="ola", verdict=Verdict.DIFFERENT)])
    with pytest.raises(ResolutionError, match="ola decided"):
        append(path, [decision()], seen=seen)
    append(path, [decision("urn:c")], seen=seen)
    assert len(read(path).decisions) == 3


def _write_many(path: Path, author: str) -> None:
    for number in range(20):
        append(path, [decision(f"urn:{author}{number}", author=author)])


def test_reviewers_at_once_lose_nothing(path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    people = [context.Process(target=_write_many, args=(path, author)) for author in ("kari", "ola")]
    for person in people:
        person.start()
    for person in people:
        person.join(60)
    assert len(read(path).decisions) == 40
    assert verify(path) == ()


def test_unwritable_log_is_one_line_of_error(tmp_path: Path) -> None:
    with pytest.raises(ResolutionError, match="cannot write"):
        append(tmp_path / "nowhere" / "decisions.jsonl", [decision()])


# --- finding again ---------------------------------------------------------------------------------------------------------

BODY = "Dr Osama drove. A surgeon slept. The clinic was bombed."


def reading(body: str = BODY, name: str = "a.txt", shift: int = 0) -> Annotation:
    document = Document(f"urn:{hash_of(body)}", name, body, "en", "00")
    spans = [("Dr Osama", EntityKind.PERSON), ("A surgeon", EntityKind.PERSON)]
    mentions = tuple(
        Mention(f"m{number + shift}", body.index(words), body.index(words) + len(words), kind, words)
        for number, (words, kind) in enumerate(spans)
    )
    start = body.index("The clinic was bombed.")
    claim = Claim("k1", ("Bombing",), start, start + 22, body[start : start + 22], start + 15, start + 21)
    return Annotation(document, "test", mentions, (claim,))


def hash_of(body: str) -> str:
    return str(len(body))


def same_of(annotation: Annotation) -> Decision:
    left, right = annotation.mentions
    return decision(
        mention_iri_of(annotation, left),
        mention_iri_of(annotation, right),
        left_anchor=anchor_of(annotation, left),
        right_anchor=anchor_of(annotation, right),
    )


def log_of(*decisions: Decision) -> Log:
    return Log(decisions, (), "")


def test_decision_is_moved_to_the_same_words_of_a_later_edition() -> None:
    later = reading("CORRECTED. " + BODY, shift=3)
    said: list[str] = []
    judgements = judgements_now(log_of(same_of(reading())), [later], NOBODY, report=said.append)
    assert len(resolve([later], NOBODY, judgements).entities) == 1
    assert "moved" in said[0]


def test_decision_on_words_that_are_gone_is_told_and_left_out() -> None:
    said: list[str] = []
    other = reading(name="b.txt", body="Elsewhere: " + BODY)
    assert judgements_now(log_of(same_of(reading())), [other], NOBODY, report=said.append) == ()
    assert '"Dr Osama" in a.txt' in said[0]


def test_decisions_survive_in_the_file_with_their_anchors(path: Path) -> None:
    append(path, [same_of(reading())])
    assert read(path).decisions == (same_of(reading()),)


def correction(annotation: Annotation, **change: Any) -> Decision:
    claim = annotation.claims[0]
    return decision(claim_iris(annotation)["k1"], "", Verdict.CORRECT, change=change, left_anchor=anchor_of(annotation, claim))


def test_correction_changes_the_fields_it_names_and_tells_the_new_iri() -> None:
    annotation = reading()
    change = correction(annotation, types=["Airstrike"], stance="accuses")
    after, new = corrected(annotation, log_of(change))
    assert (after.claims[0].types, after.claims[0].stance) == (("Airstrike",), Stance.ACCUSES)
    assert new == {change.left: claim_iris(after)["k1"]}
    assert moved([change.judgement()], new)[0].left == claim_iris(after)["k1"]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"start": 50, "end": 5000}, "outside the text"),
        ({"start": -1}, "outside"),
        ({"stance": "shouts"}, "shouts"),
        ({"mood": 1}, "mood"),
        ({"roles": [{"role": "victim", "mention": "m99"}]}, "m99"),
        ({"types": []}, "types"),
        ({"is_total": "yes"}, "yes"),
        ({"figures": [{"measure": "killed", "floor": 5, "ceiling": 2, "start": 0, "end": 2}]}, "from 5 to 2"),
        ({"time": {"earliest": "2016-05-02", "latest": "2016-05-01", "start": 0, "end": 2}}, "after"),
    ],
)
def test_correction_that_does_not_fit_is_told_and_left_out(change: dict[str, Any], says: str) -> None:
    said: list[str] = []
    annotation = reading()
    after, new = corrected(annotation, log_of(correction(annotation, **change)), report=said.append)
    assert (after, dict(new)) == (annotation, {})
    assert says in said[0]


def test_log_lines_are_plain_json_with_what_a_reader_looks_for(path: Path) -> None:
    append(path, [decision()])
    row = json.loads(path.read_text(encoding="utf-8"))
    assert {"format", "number", "id", "verdict", "left", "right", "reason", "author", "time", "previous", "hash"} <= row.keys()
