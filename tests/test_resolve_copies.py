"""Copies of one text, and how many independent origins an event has."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.model import Annotation, Claim, Document, EntityKind, Filler, Mention, Relation, Role, Stance
from kg.names import KnownNames
from kg.resolve import resolve
from kg.resolve.copies import copies, corroboration, origin_of, shingles

WIRE = (
    "Three rescuers died on Monday when a second strike hit the street in which they were digging for survivors. "
    "The first bomb had fallen twenty minutes before, neighbours told the agency, and dust still hung over the market. "
    "An ambulance that had come from the other end of the town was hit as well, and its driver lost a leg. "
    "Nobody has said whose aircraft it was, and the air force did not answer questions on Monday evening."
)
OTHER = (
    "The council of the town has asked for flour and for fuel, because the only bakery that still works will close on Friday. "
    "Two lorries that were to bring both have waited at the crossing since Sunday, and their drivers sleep under them."
)


def document(name: str, text: str) -> Document:
    return Document(f"urn:{name}", name, text, "en", "00")


def groups(*documents: Document) -> list[tuple[str, ...]]:
    return [tuple(name.removeprefix("urn:") for name in group.documents) for group in copies(documents)]


def test_wire_report_with_a_new_head_and_tail_is_a_copy() -> None:
    assert groups(
        document("a", WIRE), document("b", f"ALEPPO — {WIRE} Our paper could not check this."), document("c", OTHER)
    ) == [("a", "b")]


def test_short_text_inside_a_long_one_is_a_copy_by_containment() -> None:
    half = WIRE[: len(WIRE) // 2]
    found = copies([document("a", half), document("b", f"{OTHER} {WIRE} {OTHER.upper()} {OTHER[::-1]}")])
    assert [group.documents for group in found] == [("urn:a", "urn:b")]
    assert "stands in the longer" in found[0].reason


def test_one_quoted_sentence_makes_no_copy() -> None:
    quoted = WIRE.split(". ")[0]
    assert groups(document("a", WIRE), document("b", f"{OTHER} {quoted}. {OTHER[::-1]}")) == []


def test_copies_of_copies_are_one_group_in_any_order() -> None:
    texts = [document("a", WIRE), document("b", f"One. {WIRE}"), document("c", f"{WIRE} Two."), document("d", OTHER)]
    assert {tuple(groups(*order)) for order in permutations(texts)} == {(("a", "b", "c"),)}


@given(st.text())
def test_any_text_has_shingles_or_no_words(text: str) -> None:
    assert bool(shingles(text)) == any(char.isalnum() or char == "_" for char in text)


def test_empty_and_tiny_texts_are_copies_only_of_equal_ones() -> None:
    assert groups(document("a", ""), document("b", ""), document("c", "No."), document("d", "No!"), document("e", "Yes.")) == [
        ("c", "d")
    ]


# --- origins ---------------------------------------------------------------------------------------------------------------


def told(name: str, publisher: str, body: str = "", speaker: str = "", stance: Stance = Stance.ASSERTS, *ties: str) -> Annotation:
    """A text that tells of the strike on al-Quds hospital, in its own voice or quoting somebody."""
    text = f"al-Quds hospital was hit. {speaker} said so. {body or name * 80}"
    names = ["al-Quds hospital", *([speaker] if speaker else []), *ties]
    kinds = [EntityKind.HEALTH_FACILITY, EntityKind.PERSON, EntityKind.GOVERNMENT]
    text += " ".join(ties)
    mentions = tuple(
        Mention(
            f"m{number}",
            text.index(words),
            text.index(words) + len(words),
            kind,
            words,
            words if words[0] != "a" or "-" in words else "",
        )
        for number, (words, kind) in enumerate(zip(names, kinds, strict=False), start=1)
    )
    chain = (Filler(Role.SPEAKER, "m2", speaker),) if speaker else ()
    claim = Claim(
        "k1",
        ("Airstrike",),
        0,
        25,
        text[:25],
        21,
        24,
        (Filler(Role.TARGET, "m1", "al-Quds hospital"),),
        according_to=chain,
        stance=stance,
    )
    relations = (Relation("r1", "spokespersonFor", "m2", "m3", 0, 1, ""),) if ties else ()
    return Annotation(Document(f"urn:{name}", name, text, "en", "00", publisher=publisher), "test", mentions, (claim,), relations)


def origins(*annotations: Annotation) -> list[int]:
    """How many claims each origin of the one event has."""
    resolution = resolve(annotations, KnownNames(()))
    (only,) = corroboration(annotations, resolution)
    return sorted(len(claims) for claims in only.origins)


def test_independent_reports_are_counted_each() -> None:
    assert origins(told("a", "Post"), told("b", "Times"), told("c", "Wire")) == [1, 1, 1]


@pytest.mark.parametrize("papers", [2, 3, 5])
def test_copies_of_one_report_are_one_origin(papers: int) -> None:
    assert origins(*(told(f"d{number}", f"Paper {number}", WIRE) for number in range(papers))) == [papers]


def test_five_papers_quoting_one_spokesman_are_one_origin() -> None:
    assert origins(*(told(f"d{number}", f"Paper {number}", speaker="Igor Konashev") for number in range(5))) == [5]


def test_spokesman_stands_for_whom_he_speaks() -> None:
    one = told("a", "Post", "", "Igor Konashev", Stance.ASSERTS, "Elbonia")
    other = told("b", "Times", "", "Dmitrij Konashev", Stance.ASSERTS, "Elbonia")
    assert origins(one, other) == [2]


def test_unnamed_speakers_of_two_papers_are_two_origins() -> None:
    assert origins(told("a", "Post", speaker="a nurse"), told("b", "Times", speaker="a nurse")) == [1, 1]


def test_one_publisher_twice_is_one_origin() -> None:
    assert origins(told("a", "Post"), told("b", "Post"), told("c", "Times")) == [1, 2]


def test_denial_does_not_corroborate() -> None:
    assert origins(told("a", "Post"), told("b", "Times", stance=Stance.DENIES)) == [1]


def test_claims_of_one_origin_share_its_iri() -> None:
    annotations = [told("a", "Post", WIRE), told("b", "Times", WIRE), told("c", "Wire")]
    found = origin_of(corroboration(annotations, resolve(annotations, KnownNames(()))))
    assert len(found) == 3
    assert len(set(found.values())) == 2
