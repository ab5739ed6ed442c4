"""Groups with a memory of what must not meet, held against a model that looks at every pair."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kg.resolve.groups import Groups

KEYS = "abcdefgh"
STEPS = st.lists(st.tuples(st.sampled_from(["rule", "same", "apart"]), st.sampled_from(KEYS), st.sampled_from(KEYS)), max_size=40)


@given(STEPS)
def test_no_step_joins_what_was_kept_apart(steps: list[tuple[str, str, str]]) -> None:
    groups = Groups(KEYS)
    home = {key: {key} for key in KEYS}
    apart: list[tuple[str, str]] = []
    for step, one, other in steps:
        together = home[one] is home[other]
        forbidden = any(
            {home[left] is home[one] and home[right] is home[other], home[right] is home[one] and home[left] is home[other]}
            & {True}
            for left, right in apart
        )
        if step == "apart":
            assert groups.keep_apart(one, other) is not together
            apart += [] if together else [(one, other)]
        else:
            did = groups.decide_same(one, other) if step == "same" else groups.join(one, other, "why", "rule:x")
            assert did is (together or not forbidden)
            if did and not together:
                home[one] |= home[other]
                for key in home[other]:
                    home[key] = home[one]
        for key in KEYS:
            assert groups.find(key) == min(home[key])


@given(STEPS)
def test_two_well_known_things_are_joined_by_people_only(steps: list[tuple[str, str, str]]) -> None:
    groups = Groups(KEYS)
    groups.anchor("a")
    groups.anchor("b")
    for _, one, other in steps:
        groups.join(one, other, "why", "rule:x")
    assert groups.find("a") != groups.find("b")
    assert {groups.anchor_of("a"), groups.anchor_of("b")} == {"a", "b"}
    assert groups.decide_same("a", "b")
    assert groups.anchor_of("b") == "a"


def test_doubt_is_dropped_once_the_two_are_one() -> None:
    groups = Groups("abc")
    groups.unsure("a", "b", "one name", "rule:x", 0.4)
    groups.unsure("a", "c", "one name", "rule:x", 0.4)
    groups.join("a", "b", "same work", "rule:x")
    assert [(one.left, one.right, one.verdict.value) for one in groups.settled()] == [("a", "c", "unsure"), ("a", "b", "same")]
