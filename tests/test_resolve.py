"""Entities and events over several texts, each text a few words of our own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import permutations
from typing import Any

import pytest

from kg.errors import ResolutionError
from kg.ids import claim_iris, mention_iri_of
from kg.model import (
    Annotation,
    Claim,
    Document,
    EntityKind,
    Figure,
    Filler,
    Judgement,
    Measure,
    Mention,
    Precision,
    Relation,
    Resolution,
    Role,
    Stance,
    TimeRange,
    Verdict,
)
from kg.names import KnownNames
from kg.resolve import resolve

NAMES = KnownNames.parse("""
@prefix kg: <https://w3id.org/witness-graph/ns#> . @prefix entity: <https://w3id.org/witness-graph/entity/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
entity:russia a kg:Entity, kg:Government ; rdfs:label "Russia"@en, "Russland"@nb ;
    kg:metonym "Kreml"@nb ; kg:demonym "russiske"@nb .
entity:white-helmets a kg:Entity, kg:Organisation ; rdfs:label "White Helmets"@en, "De hvite hjelmene"@nb ;
    skos:altLabel "Syrian Civil Defence"@en ; kg:ambiguousName "SDF", "Civil Defence Force" .
entity:sdf a kg:Entity, kg:ArmedActor ; rdfs:label "Syrian Democratic Forces"@en ; kg:ambiguousName "SDF" .
entity:syria a kg:Entity, kg:Government ; rdfs:label "Syria"@en ; kg:demonym "Syrian"@en .
entity:place-syria a kg:Entity, kg:Place, kg:Country ; rdfs:label "Syria" .
entity:aleppo a kg:Entity, kg:Place ; rdfs:label "Aleppo" ; kg:within entity:place-syria .
entity:tariq-al-bab a kg:Entity, kg:Place ; rdfs:label "Tariq al-Bab" ; kg:within entity:aleppo .
entity:homs a kg:Entity, kg:Place ; rdfs:label "Homs" ; kg:within entity:place-syria .
""")
ENTITY = "https://w3id.org/witness-graph/entity/"
PERSON, BODY, PLACE, CLINIC = EntityKind.PERSON, EntityKind.ORGANISATION, EntityKind.PLACE, EntityKind.HEALTH_FACILITY


def text(
    name: str, body: str, *mentions: tuple[str, EntityKind] | tuple[str, EntityKind, dict[str, Any]], **more: Any
) -> Annotation:
    """A text with mentions of the given words, m1, m2 ...; words that begin with a capital are a name."""
    published = more.pop("published", date(2016, 5, 2))
    document = Document(
        f"urn:{name}", name, body, more.pop("language", "en"), "00", published=published, publisher=more.pop("publisher", "")
    )
    found = []
    for number, (words, kind, *rest) in enumerate(mentions, start=1):
        start = body.index(words)
        named = words[0].isupper() or words.startswith("al-")
        found.append(
            Mention(f"m{number}", start, start + len(words), kind, words, words if named else "", **(rest[0] if rest else {}))
        )
    return Annotation(document, "test", tuple(found), **more)


def claim(number: int, kind: str, day: str = "", *roles: tuple[Role, str], start: int = 0, **more: Any) -> Claim:
    when = TimeRange(date.fromisoformat(day), date.fromisoformat(day), Precision.DAY, 0, 1, "") if day else None
    fillers = tuple(Filler(role, mention, mention) for role, mention in roles)
    return Claim(f"k{number}", (kind,), start, start + 5, "", start + number, start + number + 1, fillers, time=when, **more)


def entity_of(resolution: Resolution, document: str, mention: str) -> str:
    return next(entity.id for entity in resolution.entities if (f"urn:{document}", mention) in entity.mentions)


def same(annotations: Sequence[Annotation], *mentions: tuple[str, str], decisions: Sequence[Judgement] = ()) -> bool:
    resolution = resolve(annotations, NAMES, decisions)
    return len({entity_of(resolution, document, mention) for document, mention in mentions}) == 1


def events(*annotations: Annotation, decisions: Sequence[Judgement] = ()) -> list[set[str]]:
    """Each event as the names of its claims, "a/k1"."""
    names = {iri: f"{one.document.name}/{claim_id}" for one in annotations for claim_id, iri in claim_iris(one).items()}
    return sorted(
        ({names[found] for found in event.claims} for event in resolve(annotations, NAMES, decisions).events), key=sorted
    )


# --- names -----------------------------------------------------------------------------------------------------------------


def test_names_in_two_languages_are_one_well_known_entity() -> None:
    english = text("a", "The White Helmets came. Russia denied it.", ("White Helmets", BODY), ("Russia", EntityKind.GOVERNMENT))
    norwegian = text(
        "b", "De hvite hjelmene kom. Kreml nektet.", ("De hvite hjelmene", BODY), ("Kreml", EntityKind.GOVERNMENT), language="nb"
    )
    resolution = resolve([english, norwegian], NAMES)
    assert [entity.id for entity in resolution.entities] == [f"{ENTITY}russia", f"{ENTITY}white-helmets"]
    assert {judgement.reason for judgement in resolution.judgements} >= {'"Kreml" is a name of Russia (metonym)'}


def test_acronym_means_what_its_own_text_writes_out() -> None:
    rescuers = text("a", "Syrian Civil Defence (SDF) dug. Later SDF left.", ("Syrian Civil Defence", BODY), ("SDF", BODY))
    fighters = text(
        "b",
        "Syrian Democratic Forces (SDF) fought. The SDF won.",
        ("Syrian Democratic Forces", EntityKind.ARMED_ACTOR),
        ("SDF", EntityKind.ARMED_ACTOR),
    )
    bare = text("c", "The SDF said so.", ("SDF", BODY))
    resolution = resolve([rescuers, fighters, bare], NAMES)
    assert entity_of(resolution, "a", "m2") == f"{ENTITY}white-helmets"
    assert entity_of(resolution, "b", "m2") == f"{ENTITY}sdf"
    assert entity_of(resolution, "c", "m1") not in (f"{ENTITY}white-helmets", f"{ENTITY}sdf")
    unsure = [judgement for judgement in resolution.judgements if judgement.verdict is Verdict.UNSURE]
    assert {judgement.left for judgement in unsure} | {judgement.right for judgement in unsure} >= {
        f"{ENTITY}white-helmets",
        f"{ENTITY}sdf",
    }


def test_title_alone_names_nobody() -> None:
    one = text("a", "President Tarakji spoke. The President left.", ("Tarakji", PERSON))
    title = Mention("m2", 29, 38, PERSON, "President", "President")
    resolution = resolve([replace(one, mentions=(*one.mentions, title))], NAMES)
    assert sorted(entity.names for entity in resolution.entities) == [(), (("en", "Tarakji"),)]


@pytest.mark.parametrize(("words", "language"), [("Russlands", "nb"), ("Russia’s", "en"), ("Russia's", "en")])
def test_possessive_of_a_known_name_is_that_name(words: str, language: str) -> None:
    one = text("a", f"{words} fly kom.", (words, EntityKind.GOVERNMENT), language=language)
    assert entity_of(resolve([one], NAMES), "a", "m1") == f"{ENTITY}russia"


def test_country_that_acts_is_its_government_and_one_that_holds_is_its_land() -> None:
    actor = text("a", "Syria denied it.", ("Syria", PLACE), claims=(claim(1, "Denial", "", (Role.SPEAKER, "m1")),))
    land = text("b", "It rained in Syria.", ("Syria", PLACE), claims=(claim(1, "Airstrike", "", (Role.PLACE, "m1")),))
    resolution = resolve([actor, land], NAMES)
    assert entity_of(resolution, "a", "m1") == f"{ENTITY}syria"
    assert entity_of(resolution, "b", "m1") == f"{ENTITY}place-syria"


def test_acronym_after_a_photographer_is_his_agency_and_not_his_initials() -> None:
    caption = text("a", "A girl is dug out. Ameer Alhalbi (AFP)", ("Ameer Alhalbi", PERSON), ("AFP", BODY))
    assert not same([caption], ("a", "m1"), ("a", "m2"))


def test_shared_name_of_a_country_is_the_one_of_the_country_told_of() -> None:
    one = text("a", "In Aleppo men of the Civil Defence Force dug.", ("Aleppo", PLACE), ("Civil Defence Force", BODY))
    assert entity_of(resolve([one], NAMES), "a", "m2") == f"{ENTITY}white-helmets"


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Mohammed Wasim Moaz", "Muhammad Waseem Maaz", True),
        ("Abdalrhman Qudsi", "Abdul Rahman al-Qudsi", True),
        ("Dr Ahmad Tarakji", "Ahmed Tarakji", True),
        ("Mahmoud Tarakji", "Mohammed Tarakji", False),
        ("Hassan Tarakji", "Hussein Tarakji", False),
        ("Samir Tarakji", "Samira Tarakji", False),
        ("Mohammed Ahmed", "Muhammad Ahmad", False),
        ("Osama", "Osama", False),
    ],
)
def test_people_of_one_rare_name_are_one_in_any_spelling(one: str, other: str, expected: bool) -> None:
    texts = [text("a", f"{one} spoke.", (one, PERSON)), text("b", f"{other} spoke.", (other, PERSON))]
    assert same(texts, ("a", "m1"), ("b", "m1")) is expected


@pytest.mark.parametrize(
    ("words", "place", "expected"),
    [
        ("the Syrian regime", "Kabul", "syria"),
        ("the Syrian government", "Kabul", "syria"),
        ("Syria’s government", "Kabul", "syria"),
        ("the government", "Aleppo", "syria"),
        ("the government", "Kabul", ""),
        ("the village government", "Aleppo", ""),
    ],
)
def test_government_is_known_by_its_country_or_that_of_the_text(words: str, place: str, expected: str) -> None:
    one = text("a", f"{words} said so in {place}.", (words, EntityKind.GOVERNMENT), (place, PLACE))
    one = replace(one, mentions=(replace(one.mentions[0], name=""), one.mentions[1]))
    found = entity_of(resolve([one], NAMES), "a", "m1")
    assert found == f"{ENTITY}{expected}" if expected else found not in NAMES.entities


def test_people_of_a_common_name_are_one_only_with_work_and_place() -> None:
    def told(name: str, occupation: str, place: str) -> Annotation:
        roles = (Filler(Role.VICTIM, "m1", "x"), Filler(Role.PLACE, "m2", place))
        killed = Claim("k1", ("Killing",), 0, 5, "", 0, 1, roles)
        return text(
            name,
            f"Mohammed Ahmed died in {place}.",
            ("Mohammed Ahmed", PERSON, {"occupation": occupation}),
            (place, PLACE),
            claims=(killed,),
        )

    assert same([told("a", "nurse", "Aleppo"), told("b", "sykepleier", "Aleppo")], ("a", "m1"), ("b", "m1"))
    assert not same([told("a", "nurse", "Aleppo"), told("b", "baker", "Aleppo")], ("a", "m1"), ("b", "m1"))
    assert not same([told("a", "nurse", "Aleppo"), told("b", "nurse", "Homs")], ("a", "m1"), ("b", "m1"))


def test_people_who_can_not_be_one_for_their_age_are_kept_apart_and_shown() -> None:
    old = text("a", "Karam Tarakji, 61, died.", ("Karam Tarakji", PERSON, {"age": (61, 61)}))
    young = text("b", "Karam Tarakji, 9, died.", ("Karam Tarakji", PERSON, {"age": (9, 9)}))
    resolution = resolve([old, young], NAMES)
    assert len(resolution.entities) == 2
    assert [judgement.verdict for judgement in resolution.judgements] == [Verdict.UNSURE]
    assert "age" in resolution.judgements[0].reason


def test_rare_name_of_two_with_other_work_in_another_town_is_left_open() -> None:
    def told(name: str, occupation: str, place: str) -> Annotation:
        roles = (Filler(Role.VICTIM, "m1", "x"), Filler(Role.PLACE, "m2", place))
        body = f"Karam Tarakji died in {place}."
        mentions: Any = (("Karam Tarakji", PERSON, {"occupation": occupation}), (place, PLACE))
        return text(name, body, *mentions, claims=(Claim("k1", ("Killing",), 0, 5, "", 0, 1, roles),))

    nurse, surgeon, elsewhere = told("a", "nurse", "Aleppo"), told("b", "surgeon", "Homs"), told("c", "nurse", "Homs")
    assert not same([nurse, surgeon], ("a", "m1"), ("b", "m1"))
    assert same([nurse, elsewhere], ("a", "m1"), ("c", "m1"))


def test_person_is_never_a_place_of_the_same_name() -> None:
    texts = [
        text("a", "Salma Kafri spoke.", ("Salma Kafri", PERSON)),
        text("b", "Salma Kafri was shelled.", ("Salma Kafri", PLACE)),
    ]
    assert not same(texts, ("a", "m1"), ("b", "m1"))


def test_surname_after_the_full_name_is_that_person() -> None:
    one = text("a", "Rami Kalazi drove. Later Kalazi slept.", ("Rami Kalazi", PERSON))
    later = Mention("m2", 25, 31, PERSON, "Kalazi", "Kalazi")
    assert same([replace(one, mentions=(*one.mentions, later))], ("a", "m1"), ("a", "m2"))


def test_surname_that_two_in_the_text_bear_is_left_open() -> None:
    body = "Rami Kalazi and Seba Kalazi drove. Kalazi slept."
    one = text("a", body, ("Rami Kalazi", PERSON), ("Seba Kalazi", PERSON))
    later = Mention("m3", 35, 41, PERSON, "Kalazi", "Kalazi")
    assert len(resolve([replace(one, mentions=(*one.mentions, later))], NAMES).entities) == 3


def test_unnamed_people_of_two_texts_are_never_one() -> None:
    boys = [
        text(name, "They carried a 10-year-old boy.", ("a 10-year-old boy", PERSON, {"age": (10, 10)})) for name in ("a", "b")
    ]
    assert not same(boys, ("a", "m1"), ("b", "m1"))


def test_hospitals_of_one_name_in_two_towns_are_two() -> None:
    def told(name: str, place: str, words: str) -> Annotation:
        return text(
            name,
            f"{words} in {place} was hit.",
            (words, CLINIC),
            (place, PLACE),
            relations=(Relation("r1", "locatedIn", "m1", "m2", 0, 3, ""),),
        )

    aleppo, homs, norwegian = (
        told("a", "Aleppo", "al-Quds hospital"),
        told("b", "Homs", "al-Quds hospital"),
        told("c", "Aleppo", "al-Quds sykehus"),
    )
    assert not same([aleppo, homs, norwegian], ("a", "m1"), ("b", "m1"))
    assert same([aleppo, homs, norwegian], ("a", "m1"), ("c", "m1"))


def test_order_of_texts_changes_nothing() -> None:
    texts = [
        text(name, f"{who} spoke in Aleppo.", (who, PERSON), ("Aleppo", PLACE))
        for name, who in (("a", "Ahmad Tarakji"), ("b", "Ahmed Tarakji"), ("c", "Ahmet al-Tarakji"), ("d", "Rami Kalazi"))
    ]
    assert len({resolve(order, NAMES) for order in permutations(texts)}) == 1


def test_another_document_renames_no_unrelated_entity() -> None:
    one = text("b", "Rami Kalazi spoke.", ("Rami Kalazi", PERSON))
    more = text("a", "Ola Ulmo svarte.", ("Ola Ulmo", PERSON), language="nb")
    assert {entity.id for entity in resolve([one], NAMES).entities} < {
        entity.id for entity in resolve([one, more], NAMES).entities
    }


def test_document_given_twice_is_refused() -> None:
    one = text("a", "Rami Kalazi spoke.", ("Rami Kalazi", PERSON))
    with pytest.raises(ResolutionError, match="urn:a"):
        resolve([one, one], NAMES)


# --- events ----------------------------------------------------------------------------------------------------------------

STRUCK, AT, BY, KILLED = Role.TARGET, Role.PLACE, Role.PERPETRATOR, Role.VICTIM


def report(
    name: str, *claims: Claim, hospital: str = "al-Quds hospital", place: str = "Aleppo", who: str = "Russia", **more: Any
) -> Annotation:
    return text(
        name,
        f"{hospital} in {place} was hit by {who}. Rami Kalazi died.",
        (hospital, CLINIC),
        (place, PLACE),
        (who, EntityKind.GOVERNMENT),
        ("Rami Kalazi", PERSON),
        claims=claims,
        **more,
    )


def killed(floor: int) -> tuple[Figure, ...]:
    return (Figure(Measure.KILLED, floor, floor, 0, 1, ""),)


def test_one_airstrike_in_two_reports_is_one_event_though_figures_and_perpetrators_differ() -> None:
    one = report("a", claim(1, "Airstrike", "2016-04-27", (STRUCK, "m1"), (AT, "m2"), (BY, "m3"), figures=killed(50)))
    other = report(
        "b", claim(1, "Airstrike", "2016-04-27", (STRUCK, "m1"), (AT, "m2"), (BY, "m3"), figures=killed(27)), who="Syria"
    )
    assert events(one, other) == [{"a/k1", "b/k1"}]
    assert resolve([one, other], NAMES).events[0].label == "Airstrike on al-Quds hospital, Aleppo"


@pytest.mark.parametrize(
    "difference",
    [
        {"day": "2016-05-01"},
        {"hospital": "al-Suhor hospital"},
        {"place": "Homs"},
        {"kind": "Rescue"},
        {"stance": Stance.THREATENS},
        {"stance": Stance.SUPPOSES},
        {"stance": Stance.DESCRIBES},
        {"is_total": True},
    ],
)
def test_what_differs_in_one_thing_that_matters_is_another_event(difference: dict[str, Any]) -> None:
    told = {"kind": "Airstrike", "day": "2016-04-27", "hospital": "al-Quds hospital", "place": "Aleppo"} | difference
    more = {name: value for name, value in difference.items() if name in ("stance", "is_total")}
    one = report("a", claim(1, "Airstrike", "2016-04-27", (STRUCK, "m1"), (AT, "m2")))
    other = report(
        "b",
        claim(1, told["kind"], told["day"], (STRUCK, "m1"), (AT, "m2"), **more),
        hospital=told["hospital"],
        place=told["place"],
    )
    assert events(one, other) == [{"a/k1"}, {"b/k1"}]


def test_denial_of_an_event_is_about_that_event() -> None:
    one = report("a", claim(1, "Airstrike", "2016-04-27", (STRUCK, "m1"), (AT, "m2")))
    denied = report("b", claim(1, "Airstrike", "2016-04-27", (STRUCK, "m1"), (AT, "m2"), stance=Stance.DENIES))
    assert events(one, denied) == [{"a/k1", "b/k1"}]


def test_place_within_the_place_is_the_same_event() -> None:
    one = report("a", claim(1, "Shelling", "2016-04-27", (KILLED, "m4"), (AT, "m2")), place="Tariq al-Bab")
    other = report("b", claim(1, "Shelling", "2016-04-27", (KILLED, "m4"), (AT, "m2")))
    assert events(one, other) == [{"a/k1", "b/k1"}]


def test_killing_in_an_airstrike_is_a_part_of_it_and_never_it() -> None:
    whole = claim(1, "Airstrike", "2016-04-27", (STRUCK, "m1"), (AT, "m2"))
    part = claim(2, "Killing", "2016-04-27", (KILLED, "m4"), (AT, "m2"), part_of="k1", same_event_as="k1")
    resolution = resolve([report("a", whole, part)], NAMES)
    killing, airstrike = sorted(resolution.events, key=lambda event: event.types[0], reverse=True)
    assert (killing.types, killing.part_of, airstrike.part_of) == (("Killing",), airstrike.id, "")


def test_parts_that_go_in_a_circle_are_cut_once() -> None:
    one, other = claim(1, "Airstrike", part_of="k2"), claim(2, "Killing", part_of="k1")
    assert sorted(bool(event.part_of) for event in resolve([report("a", one, other)], NAMES).events) == [False, True]


def test_hint_of_the_reader_joins_claims_of_one_text() -> None:
    assert events(report("a", claim(1, "Airstrike"), claim(2, "Bombing", same_event_as="k1"))) == [{"a/k1", "a/k2"}]


def test_two_attacks_without_time_or_target_stay_two() -> None:
    one = report("a", claim(1, "Airstrike", "", (AT, "m2")))
    other = report("b", claim(1, "Airstrike", "", (AT, "m2")), hospital="the hospital")
    assert len(events(one, other)) == 2


def test_same_total_told_twice_is_one_set() -> None:
    one, other = (report(name, claim(1, "Killing", "", is_total=True, figures=killed(664))) for name in "ab")
    assert events(one, other) == [{"a/k1", "b/k1"}]
    assert resolve([one, other], NAMES).events[0].is_total


# --- decisions -------------------------------------------------------------------------------------------------------------


def judged(verdict: Verdict, left: str, right: str, number: int = 1) -> Judgement:
    return Judgement(f"urn:decision{number}", verdict, left, right, "read both", "kari", "2024-05-01T12:00:00+00:00")


def iri(annotation: Annotation, mention: str) -> str:
    return mention_iri_of(annotation, next(one for one in annotation.mentions if one.id == mention))


def _three() -> list[Annotation]:
    return [
        text(name, f"{who} spoke.", (who, PERSON))
        for name, who in (("a", "Ahmad Tarakji"), ("b", "Ahmed Tarakji"), ("c", "Dr Osama"))
    ]


def test_person_who_decides_overrides_the_rules_both_ways() -> None:
    a, b, c = _three()
    apart = judged(Verdict.DIFFERENT, iri(a, "m1"), iri(b, "m1"))
    one = judged(Verdict.SAME, iri(a, "m1"), iri(c, "m1"), 2)
    assert same([a, b, c], ("a", "m1"), ("b", "m1"))
    assert not same([a, b, c], ("a", "m1"), ("b", "m1"), decisions=[apart])
    assert same([a, b, c], ("a", "m1"), ("c", "m1"), decisions=[apart, one])
    assert not same([a, b, c], ("b", "m1"), ("c", "m1"), decisions=[apart, one])


def test_decision_that_contradicts_later_ones_is_set_aside_and_told() -> None:
    a, b, c = _three()
    decisions = [
        judged(Verdict.DIFFERENT, iri(a, "m1"), iri(c, "m1"), 1),
        judged(Verdict.SAME, iri(a, "m1"), iri(b, "m1"), 2),
        judged(Verdict.SAME, iri(b, "m1"), iri(c, "m1"), 3),
    ]
    said: list[str] = []
    resolution = resolve([a, b, c], NAMES, decisions, report=said.append)
    assert len(resolution.entities) == 1
    assert len(said) == 1
    assert "urn:decision1" in said[0]
    assert any(judgement.author == "rule:conflict" for judgement in resolution.judgements)


def test_decision_on_something_unknown_is_told_and_the_rest_holds() -> None:
    a, b, c = _three()
    said: list[str] = []
    decisions = [judged(Verdict.SAME, "urn:gone", iri(c, "m1")), judged(Verdict.DIFFERENT, iri(a, "m1"), iri(b, "m1"), 2)]
    assert len(resolve([a, b, c], NAMES, decisions, report=said.append).entities) == 3
    assert "urn:gone" in said[0]


def test_decision_splits_what_the_reader_had_in_one_chain() -> None:
    one = text("a", "Rami Kalazi met another doctor.", ("Rami Kalazi", PERSON), ("another doctor", PERSON, {"refers_to": "m1"}))
    apart = judged(Verdict.DIFFERENT, iri(one, "m1"), iri(one, "m2"))
    assert same([one], ("a", "m1"), ("a", "m2"))
    assert not same([one], ("a", "m1"), ("a", "m2"), decisions=[apart])


def test_decision_on_entities_and_events_holds_by_their_iris() -> None:
    a, b, _ = _three()
    a, b = (replace(one, claims=(claim(1, "Airstrike"),)) for one in (a, b))
    left, right = (resolve([one], NAMES) for one in (a, b))
    apart = judged(Verdict.DIFFERENT, left.entities[0].id, right.entities[0].id)
    one_event = judged(Verdict.SAME, left.events[0].id, right.events[0].id, 2)
    together = resolve([a, b], NAMES, [apart, one_event])
    assert (len(together.entities), len(together.events)) == (2, 1)
