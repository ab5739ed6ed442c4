"""A thing is told of twice: in the headline, as "the attack", with another source's figure, or by who prints it once more."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

import pytest

from kg.ids import claim_iris
from kg.model import (
    Annotation,
    Claim,
    Document,
    EntityKind,
    Figure,
    Filler,
    Measure,
    Mention,
    Precision,
    Resolution,
    Role,
    Stance,
    TimeRange,
    Verdict,
)
from kg.names import KnownNames
from kg.resolve import resolve

NOBODY = KnownNames(())
KINDS = {"target": EntityKind.FACILITY, "speaker": EntityKind.PERSON, "place": EntityKind.PLACE}


class Says(NamedTuple):
    """A claim: the words that evoke it, its type and who takes part, in the words of the sentence."""

    sentence: str
    trigger: str
    type: str
    roles: dict[str, str]
    killed: int = 0
    day: date | None = None
    speaker: str = ""
    stance: Stance = Stance.ASSERTS


def told(
    text: str, *claims: Says, language: str = "en", name: str = "a", published: date | None = date(2022, 3, 9)
) -> Annotation:
    document = Document(f"urn:{name}", name, text, language, "00", published=published)
    mentions: list[Mention] = []
    found: list[Claim] = []

    def mention(role: str, words: str, start: int, end: int) -> Filler:
        at = text.index(words, start, end)
        kind = EntityKind.PERSON if role == "victim" and words.istitle() else KINDS.get(role, EntityKind.GROUP)
        proper = words if words.istitle() else ""
        mentions.append(Mention(f"m{len(mentions) + 1}", at, at + len(words), kind, words, proper))
        return Filler(Role(role), mentions[-1].id, words)

    for number, said in enumerate(claims, start=1):
        start = text.index(said.sentence)
        end = start + len(said.sentence)
        trigger = text.index(said.trigger, start, end)
        more: dict[str, Any] = {}
        if said.killed:
            more["figures"] = (Figure(Measure.KILLED, said.killed, said.killed, trigger, trigger + 1, said.trigger[:1]),)
        if said.day:
            more["time"] = TimeRange(said.day, said.day, Precision.DAY, start, start + 1, text[start : start + 1])
        if said.speaker:
            more["according_to"] = (mention("speaker", said.speaker, start, end),)
        roles = tuple(mention(role, words, start, end) for role, words in said.roles.items())
        found.append(Claim(
            f"k{number}", (said.type,), start, end, said.sentence, trigger, trigger + len(said.trigger), roles,
            stance=said.stance, **more,
        ))  # fmt: skip
    return Annotation(document, "case/1", tuple(mentions), tuple(found))


def events(annotation: Annotation) -> list[int]:
    """Return for each claim the number of its event, in the order in which the text tells of events first."""
    iris = claim_iris(annotation)
    event_of = {claim: event.id for event in resolve([annotation], NOBODY).events for claim in event.claims}
    order: dict[str, int] = {}
    return [order.setdefault(event_of[iris[claim.id]], len(order) + 1) for claim in annotation.claims]


def doubts(resolution: Resolution) -> list[str]:
    return [judgement.reason for judgement in resolution.judgements if judgement.verdict is Verdict.UNSURE]


MARKET = Says("Mortar rounds fell on the fish market in Dirsa on Tuesday.", "fell on", "Shelling", {"target": "the fish market"})
DEPOT = Says("A truck blew up beside a fuel depot in Quneir.", "blew up", "Shelling", {"target": "a fuel depot"})
ATTACK = Says("Nobody has taken the blame for the attack so far.", "attack", "Attack", {})


def test_attack_spoken_of_as_known_is_the_one_told_of_before() -> None:
    text = told(f"{MARKET.sentence} {ATTACK.sentence}", MARKET, ATTACK)
    assert events(text) == [1, 1]
    reasons = [judgement.reason for judgement in resolve([text], NOBODY).judgements]
    assert reasons == ["spoken of as known, and one such event was told of before"]


def test_of_two_attacks_shortly_before_nobody_knows_which_is_meant() -> None:
    text = told(f"{MARKET.sentence} {DEPOT.sentence} {ATTACK.sentence}", MARKET, DEPOT, ATTACK)
    assert events(text) == [1, 2, 3]
    assert len(doubts(resolve([text], NOBODY))) == 2


def test_of_two_attacks_the_one_told_of_shortly_before_is_meant() -> None:
    between = "The road along the river was closed for repairs, and the ferry did not run. " * 8
    text = told(f"{MARKET.sentence} {between}{DEPOT.sentence} {ATTACK.sentence}", MARKET, DEPOT, ATTACK)
    assert events(text) == [1, 2, 2]


@pytest.mark.parametrize(
    ("sentence", "trigger"),
    [
        ("An attack was feared in the port as well.", "attack"),
        ("Another town mourned the attack.", "attack"),
        ("They spoke of the attack on a bakery.", "attack"),
        ("Meanwhile they buried those of the attack.", "attack"),
    ],
)
def test_attack_that_is_new_or_says_on_what_it_was_stays_apart(sentence: str, trigger: str) -> None:
    later = Says(sentence, trigger, "Attack", {})
    assert events(told(f"{MARKET.sentence} {sentence}", MARKET, later)) == [1, 2]


def test_attack_that_is_threatened_is_not_the_one_that_happened() -> None:
    later = ATTACK._replace(stance=Stance.THREATENS)
    assert events(told(f"{MARKET.sentence} {later.sentence}", MARKET, later)) == [1, 2]


def test_attack_on_another_day_stays_apart() -> None:
    first, later = MARKET._replace(day=date(2022, 3, 1)), ATTACK._replace(day=date(2022, 3, 7))
    assert events(told(f"{MARKET.sentence} {later.sentence}", first, later)) == [1, 2]


def test_murder_is_of_one_and_massacre_of_several() -> None:
    one = Says("A harbour pilot was shot dead at home.", "shot dead", "Killing", {"victim": "A harbour pilot"})
    many = Says("Nine dockers were lined up and killed.", "killed", "Killing", {"victim": "Nine dockers"}, killed=9)
    murder = Says("A cousin was questioned about the murder.", "murder", "Killing", {})
    massacre = Says("A cousin was questioned about the massacre.", "massacre", "Killing", {})
    assert events(told(f"{one.sentence} {many.sentence} {murder.sentence}", one, many, murder)) == [1, 2, 1]
    assert events(told(f"{one.sentence} {many.sentence} {massacre.sentence}", one, many, massacre)) == [1, 2, 2]


BRO = Says("Soldatene skjøt mot en skysstasjon ved broa.", "skjøt mot", "Attack", {"target": "en skysstasjon"})


@pytest.mark.parametrize(
    ("sentence", "trigger", "expected"),
    [
        ("Etter angrepet ble broa stengt.", "angrepet", [1, 1]),
        ("Angrepet varte i tjue minutter.", "Angrepet", [1, 1]),
        ("Et leirområde ble angrepet.", "angrepet", [1, 2]),
        ("Han fordømmer angrepet mot en fiskebåt.", "angrepet", [1, 2]),
        ("Samtidig ble folk skremt av skytingen.", "skytingen", [1, 2]),
        ("Også nabobygda sørger etter angrepet.", "angrepet", [1, 2]),
    ],
)
def test_norwegian_definite_noun_is_told_from_a_participle(sentence: str, trigger: str, expected: list[int]) -> None:
    later = Says(sentence, trigger, "Attack", {})
    assert events(told(f"{BRO.sentence} {sentence}", BRO, later, language="nb")) == expected


HEADLINE = Says("Eleven killed as rockets hit ferry quay", "killed", "Killing", {"victim": "Eleven"}, killed=11)
LEAD = Says(
    "At least eleven passengers were killed in Sarmin on Monday.", "killed", "Killing", {"victim": "eleven passengers"},
    killed=11, day=date(2022, 3, 7),
)  # fmt: skip


def test_headline_tells_of_what_the_first_paragraph_tells() -> None:
    assert events(told(f"{HEADLINE.sentence}\n\n{LEAD.sentence}\n", HEADLINE, LEAD)) == [1, 1]


def test_headline_of_another_figure_is_not_what_the_first_paragraph_tells() -> None:
    lead = LEAD._replace(killed=3)
    assert events(told(f"{HEADLINE.sentence}\n\n{LEAD.sentence}\n", HEADLINE, lead)) == [1, 2]


def test_first_sentence_that_is_no_headline_is_compared_like_any_other() -> None:
    head = HEADLINE._replace(sentence=f"{HEADLINE.sentence}.")
    assert events(told(f"{head.sentence}\n\n{LEAD.sentence}\n", head, LEAD)) == [1, 2]


def test_headline_about_another_building_than_the_first_paragraph_stays_apart() -> None:
    head = Says("Skole ødelagt av granater", "granater", "Shelling", {"target": "Skole"})
    same = Says("Granater traff en skole i Sarmin.", "Granater", "Shelling", {"target": "en skole"})
    other = Says("Granater traff en kornsilo i Sarmin.", "Granater", "Shelling", {"target": "en kornsilo"})
    assert events(told(f"{head.sentence}\n\n{same.sentence}\n", head, same, language="nb")) == [1, 1]
    assert events(told(f"{head.sentence}\n\n{other.sentence}\n", head, other, language="nb")) == [1, 2]


PRESS = Says("Flyene drepte 30 bønder i dalen.", "drepte", "Killing", {"victim": "30 bønder"}, killed=30)
CHIEF = Says(
    "Ifølge Politisjef Holt ble 12 personer drept.", "drept", "Killing", {"victim": "12 personer"},
    killed=12, speaker="Politisjef Holt",
)  # fmt: skip


def test_another_sources_figure_is_of_the_event_told_just_before() -> None:
    assert events(told(f"{PRESS.sentence} {CHIEF.sentence}", PRESS, CHIEF, language="nb")) == [1, 1]


def test_figure_of_the_same_source_or_of_other_victims_is_another_event() -> None:
    same = CHIEF._replace(sentence="Dagen før ble 12 personer drept.", speaker="")
    assert events(told(f"{PRESS.sentence} {same.sentence}", PRESS, same, language="nb")) == [1, 2]
    soldiers = CHIEF._replace(sentence="Ifølge Politisjef Holt ble 12 soldater drept.", roles={"victim": "12 soldater"})
    assert events(told(f"{PRESS.sentence} {soldiers.sentence}", PRESS, soldiers, language="nb")) == [1, 2]


def test_more_than_so_many_are_no_further_victims() -> None:
    chief = Says("Captain Rowe counted more than 40 people dead.", "dead", "Death", {"victim": "40 people"}, killed=40)
    chief = chief._replace(speaker="Captain Rowe")
    press = Says("Jets killed 30 farmers in the valley.", "killed", "Killing", {"victim": "30 farmers"}, killed=30)
    assert events(told(f"{press.sentence} {chief.sentence}", press, chief)) == [1, 1]
    further = chief._replace(sentence="Captain Rowe counted a further 40 people dead.")
    assert events(told(f"{press.sentence} {further.sentence}", press, further)) == [1, 2]


def test_what_befell_the_one_spoken_of_as_known_is_told_again() -> None:
    first = Says("En kvinne ble reddet ut av heisen.", "reddet", "Rescue", {"beneficiary": "En kvinne"})
    again = Says("De som reddet kvinnen, fikk medalje.", "reddet", "Rescue", {"beneficiary": "kvinnen"})
    other = Says("De som reddet kvinnen i båten, fikk medalje.", "reddet", "Rescue", {"beneficiary": "kvinnen"})
    assert events(told(f"{first.sentence} {again.sentence}", first, again, language="nb")) == [1, 1]
    assert events(told(f"{first.sentence} {other.sentence}", first, other, language="nb")) == [1, 2]


def test_sentence_that_stands_in_a_text_twice_tells_of_one_thing() -> None:
    quote = Says("They burned our boats at dawn", "burned", "Arson", {"target": "our boats"})
    again = Says("They burned our boats at dawn, said the harbour master.", "burned", "Arson", {"target": "our boats"})
    text = f"{quote.sentence}\n\nIt rained. {again.sentence}\n"
    assert events(told(text, quote, again)) == [1, 1]
    other = again._replace(sentence="They burned our nets at dawn, said the harbour master.", roles={"target": "our nets"})
    assert events(told(f"{quote.sentence}\n\nIt rained. {other.sentence}\n", quote, other)) == [1, 2]


def test_second_telling_joins_nothing_in_another_text() -> None:
    texts = [told(MARKET.sentence, MARKET), told(ATTACK.sentence, ATTACK, name="b")]
    assert len(resolve(texts, NOBODY).events) == 2


WIRE = Says("Two ferrymen were killed as a mine went off under the old bridge.", "killed", "Killing", {"victim": "Two ferrymen"})
SHORT = Says("A child drowned.", "drowned", "Death", {"victim": "A child"})


def shared(*annotations: Annotation) -> list[list[str]]:
    """Return the events as the documents and numbers of their claims."""
    known = {iri: f"{one.document.name}{claim[1:]}" for one in annotations for claim, iri in claim_iris(one).items()}
    return sorted(sorted(known[claim] for claim in event.claims) for event in resolve(annotations, NOBODY).events)


def test_same_sentence_in_two_texts_is_one_event() -> None:
    texts = [told(f"{WIRE.sentence} {tail}", WIRE, name=name) for name, tail in (("a", "It rained."), ("b", "We asked why."))]
    assert shared(*texts) == [["a1", "b1"]]


def test_short_sentence_is_a_copy_only_among_the_same_words() -> None:
    words = f"{WIRE.sentence} The water stood high after a week of rain. {SHORT.sentence}"
    texts = [told(f"{words} Rain.", SHORT), told(f"{words} Wind.", SHORT, name="b")]
    assert shared(*texts) == [["a1", "b1"]]
    alone = told(f"The water stood high after a week of rain. {SHORT.sentence} Nobody came.", SHORT, name="b")
    assert shared(texts[0], alone) == [["a1"], ["b1"]]


def test_two_deeds_of_one_sentence_are_told_apart_in_its_copies() -> None:
    words = "Men killed a miller and killed a smith near the upper mill on the hill."
    one = Says(words, "killed", "Killing", {"victim": "a miller"})
    other = one._replace(roles={"victim": "a smith"})
    both = told(f"{words} Rain.", one, other), told(f"{words} Wind.", one, other, name="b")
    assert shared(*both) == [["a1", "b1"], ["a2", "b2"]]


def test_phrase_that_comes_back_another_week_is_no_copy() -> None:
    first, later = (WIRE._replace(day=date(2022, 3, day)) for day in (1, 8))
    assert shared(told(WIRE.sentence, first), told(WIRE.sentence, later, name="b")) == [["a1"], ["b1"]]
