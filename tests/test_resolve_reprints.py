"""A copy is attached to what it copies, and is a witness of nothing; what it says besides is heard."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from test_resolve_generated import copied
from test_resolve_retold import Says, told

from kg.ids import mention_iri_of
from kg.model import Annotation, EntityKind, Judgement, Mention, Resolution, Verdict
from kg.names import KnownNames
from kg.resolve import resolve
from kg.resolve.copies import corroboration

NOBODY = KnownNames(())
MILL = Says("A miller was killed when a shell hit the old mill at Vardeby.", "killed", "Killing", {"victim": "A miller"})
BOAT = Says("Then the ferry burned.", "burned", "Arson", {"target": "the ferry"})
WIDOW = Says("His widow was detained at the gate.", "detained", "Detention", {"victim": "His widow"})
REST = "The river stood high after a week of rain, and nobody could cross it before the evening."
REPORT = told(f"{MILL.sentence} {REST} {BOAT.sentence}\n", MILL, BOAT)


def entities(resolution: Resolution) -> list[list[str]]:
    """The documents and mentions of each entity."""
    return sorted([f"{name.rsplit(':')[-1]}/{mention}" for name, mention in one.mentions] for one in resolution.entities)


def same_words(annotation: Annotation, name: str, text: str) -> Annotation:
    """What a reader finds in another text that begins with the same words."""
    return replace(annotation, document=replace(annotation.document, id=f"urn:{name}", name=name, text=text))


def test_unnamed_are_one_in_copies_and_nowhere_else() -> None:
    again = copied(REPORT, 1, "Read more below.\n", "(Wire)\n")
    assert entities(resolve([REPORT, again], NOBODY)) == [["a/m1", "copy-1-of-a/m1"], ["a/m2", "copy-1-of-a/m2"]]
    other = told(f"{BOAT.sentence} {REST}", BOAT, name="b")
    assert len(entities(resolve([REPORT, other], NOBODY))) == 3


def test_short_claims_of_a_copy_are_attached_by_where_they_stand() -> None:
    texts = [REPORT, copied(REPORT, 1, "Read more below.\n", "(Wire)\n"), copied(REPORT, 2, "", "")]
    resolution = resolve(texts, NOBODY)
    assert [len(event.claims) for event in resolution.events] == [3, 3]
    assert {one.author for one in resolution.judgements} == {"rule:reprint"}
    assert [len(one.origins) for one in corroboration(texts, resolution)] == [1, 1]


def test_few_equal_words_are_no_copy() -> None:
    short = told(BOAT.sentence, BOAT)
    assert len(resolve([short, same_words(short, "b", BOAT.sentence)], NOBODY).entities) == 2


def test_report_in_the_same_words_of_another_week_is_no_copy() -> None:
    first, later = (told(f"{MILL.sentence} {REST}", MILL._replace(day=date(2022, 3, day)), name=str(day)) for day in (1, 8))
    assert entities(resolve([first, later], NOBODY)) == [["1/m1"], ["8/m1"]]


def test_decision_keeps_a_copy_from_what_it_copies() -> None:
    again = copied(REPORT, 1, "", "")
    one, other = (mention_iri_of(text, text.mentions[0]) for text in (REPORT, again))
    apart = Judgement("urn:d", Verdict.DIFFERENT, one, other, "two millers", "kari", "2024-05-01T12:00:00+00:00")
    assert entities(resolve([REPORT, again], NOBODY, [apart])) == [["a/m1"], ["a/m2", "copy-1-of-a/m2"], ["copy-1-of-a/m1"]]


def test_copies_do_not_decide_what_somebody_is_called() -> None:
    first, other = names("a", "Halimatu Zangore", 9), names("b", "Halimatou Zangoré", 10)
    copies = [copied(other, turn, "", "") for turn in range(3)]
    labels = [[one.label for one in resolve([first, other, *more], NOBODY).entities] for more in ([], copies)]
    assert labels == [["Halimatou Zangoré"]] * 2


def names(name: str, words: str, day: int) -> Annotation:
    """A report that names one person."""
    one = told(f"{words} spoke to us at the gate of the camp. {REST} {REST}", name=name, published=date(2022, 3, day))
    return replace(one, mentions=(Mention("m1", 0, len(words), EntityKind.PERSON, words, words),))


def test_what_a_copy_says_besides_is_heard() -> None:
    text = f"{REPORT.document.text}{WIDOW.sentence}"
    longer = told(text, MILL, BOAT, WIDOW, name="b")
    resolution = resolve([REPORT, longer], NOBODY)
    assert sorted(len(event.claims) for event in resolution.events) == [1, 2, 2]
    assert ["b/m3"] in entities(resolution)
