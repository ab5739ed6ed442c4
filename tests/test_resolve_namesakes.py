"""A name that many may bear proves little: how crowded it is in the texts at hand decides whether it is enough."""

from __future__ import annotations

from datetime import date

from kg.model import Annotation, Claim, Document, EntityKind, Filler, Mention, Resolution, Role, Verdict
from kg.names import KnownNames
from kg.resolve import resolve
from kg.resolve.namesakes import Frequencies, Namesakes

NOBODY = KnownNames(())
GIVEN = ("Wasim", "Jalal", "Nizar", "Fares", "Munir")
FAMILY = ("Qudsi", "Zakkour", "Barazi", "Haffar", "Shami")


def told(name: str, person: str, place: str = "", *, age: int = 0, suffix: str = "") -> Annotation:
    """A text that tells of one person, killed somewhere."""
    body = f"{person} was killed in {place or 'the east'}.{suffix}"
    document = Document(f"urn:{name}", name, body, "en", "00", published=date(2016, 5, 2))
    mentions = [Mention("m1", 0, len(person), EntityKind.PERSON, person, person, age=(age, age) if age else None)]
    roles = [Filler(Role.VICTIM, "m1", person)]
    if place:
        start = body.index(place)
        mentions.append(Mention("m2", start, start + len(place), EntityKind.PLACE, place, place))
        roles.append(Filler(Role.PLACE, "m2", place))
    claim = Claim("k1", ("Killing",), 0, len(body), body, len(person) + 5, len(person) + 11, tuple(roles))
    return Annotation(document, "case/1", tuple(mentions), (claim,))


def crowd(size: int) -> list[Annotation]:
    """Texts about others named Karam, and about others named Tarakji, each in a village of its own."""
    karams = [told(f"given-{family}", f"Karam {family}", f"Tell {family}") for family in FAMILY[:size]]
    return karams + [told(f"family-{given}", f"{given} Tarakji", f"Deir {given}") for given in GIVEN[:size]]


def one_person(texts: list[Annotation]) -> bool:
    """Tell whether the first two texts tell of one person."""
    owner = {mention: entity.id for entity in resolve(texts, NOBODY).entities for mention in entity.mentions}
    return owner[texts[0].document.id, "m1"] == owner[texts[1].document.id, "m1"]


def doubts(resolution: Resolution) -> list[str]:
    return [judgement.reason for judgement in resolution.judgements if judgement.verdict is Verdict.UNSURE]


TWO = [told("a", "Karam Tarakji"), told("b", "Karam Taraqji")]


def test_name_is_enough_where_few_share_its_parts() -> None:
    assert one_person(TWO)
    assert one_person([*TWO, *crowd(1)])


def test_name_of_crowded_parts_is_left_open_with_the_reason() -> None:
    texts = [*TWO, *crowd(5)]
    assert not one_person(texts)
    assert [reason for reason in doubts(resolve(texts, NOBODY)) if "so many share its parts" in reason]


def test_place_makes_up_for_a_crowded_name_and_is_told_as_the_reason() -> None:
    here = [told("a", "Karam Tarakji", "Ain Zara"), told("b", "Karam Taraqji", "Ain Zara")]
    texts = [*here, *crowd(3)]
    assert one_person(texts)
    assert not one_person([*TWO, *crowd(3)])
    reasons = [judgement.reason for judgement in resolve(texts, NOBODY).judgements]
    assert any(reason.endswith("a rare one, with the same place") for reason in reasons)


def test_year_of_birth_makes_up_for_a_crowded_name_only_where_others_were_born_in_other_years() -> None:
    aged = [told("a", "Karam Tarakji", age=31), told("b", "Karam Taraqji", age=31)]
    years = zip("bdfgklmnrt", range(40, 60, 2), strict=True)
    others = [told(f"o{age}", f"Samir Bayt{letter}an", age=age) for letter, age in years]
    assert one_person([*aged, *crowd(3), *others])
    assert not one_person([*aged, *crowd(3)])


def test_telling_of_one_person_often_makes_the_name_no_more_crowded() -> None:
    more = [told(f"again-{turn}", "Karam Tarakji", suffix=f" It was text {turn}.") for turn in range(30)]
    assert one_person([*TWO, *crowd(1), *more])


def test_copies_of_texts_change_nothing_about_who_is_one() -> None:
    for size in (1, 5):
        texts = [*TWO, *crowd(size)]
        copied = [told(f"copy-{one.document.name}", one.mentions[0].name, "", suffix=" (Wire)") for one in texts[2:]]
        assert one_person(texts) is one_person([*texts, *copied])


def test_texts_taken_out_leave_no_trace_in_how_crowded_a_name_is() -> None:
    before = resolve(TWO, NOBODY)
    assert resolve([*TWO, *crowd(5)], NOBODY) != before
    assert resolve(TWO, NOBODY) == before


def test_words_are_counted_once_a_name_and_by_how_closely_they_agree() -> None:
    names = [[("karam", "qadir"), ("karam", "kadir")], [("nizar", "gadir")], [("fares", "qadir")]]
    last = Frequencies(names, lambda name: name[-1:])
    assert last.of("qadir", "qadir") == (2, 0)
    assert last.of("qadir", "gadir") == (3, 2)


def test_no_namesake_is_expected_of_a_name_that_shares_no_word() -> None:
    names = [[("karam", "tarakji")], [("nizar", "qudsi")]]
    assert Namesakes(names, []).expected(("karam", "tarakji"), ("karam", "taraqji")) == 0


def test_unseen_share_of_a_frequency_is_learned_from_the_next_one() -> None:
    """Of 40 family names 30 stand in one name and 10 in two: a name seen once is expected 2 * 10 / 30 times more."""
    names = [[("given", f"family{letter}")] for letter in map(chr, range(ord("a"), ord("a") + 30))]
    names += [[(given, f"other{number}")] for number in range(10) for given in ("one", "two")]
    last = Frequencies(names, lambda name: name[-1:])
    assert abs(last.others("familya", "familya") - 2 * 10 / 30) < 1e-9


def test_trait_that_few_share_says_more() -> None:
    namesakes = Namesakes([], [{"in:a"}, {"in:a"}, {"in:b"}, {"work:x"}])
    assert namesakes.share("in:b") < namesakes.share("in:a") < namesakes.share("work:x") == 1.0
