"""What figures and dates mean where they stand: what adds up and what does not, tolls, shares, rates, totals, ages."""

from __future__ import annotations

from datetime import date
from hashlib import sha256

import pytest

from kg.annotate import read
from kg.ids import document_iri
from kg.model import Annotation, Claim, Document

Bounds = tuple[int, int | None]


def annotated(text: str, language: str, published: date | None = None) -> Annotation:
    digest = sha256(text.encode()).hexdigest()
    return read(Document(document_iri(digest, ""), "x.txt", text, language, digest, published=published))


def figures(text: str, language: str, measure: str) -> list[Bounds]:
    return [
        (figure.floor, figure.ceiling)
        for claim in annotated(text, language).claims
        for figure in claim.figures
        if figure.measure.value == measure
    ]


def told(text: str, language: str, event_type: str, published: date | None = None) -> Claim:
    found = [claim for claim in annotated(text, language, published).claims if event_type in claim.types]
    assert found, text
    return found[0]


@pytest.mark.parametrize(
    ("language", "text", "measure", "expected"),
    [
        ("en", "The number of people killed in Lima has reached 61.", "killed", [(61, 61)]),
        ("en", "The number of arrests passed 700.", "detained", [(701, None)]),
        ("en", "The number of dead and injured has risen above 90.", "killed_or_injured", [(91, None)]),
        ("en", "The death toll rose from 5 to 17.", "killed", [(17, 17)]),
        ("en", "The mayor put the death toll at 33.", "killed", [(33, 33)]),
        ("en", "The navy put the toll at 12, the fishermen at 70.", "killed", [(12, 12), (70, 70)]),
        ("en", "The dead include three cooks.", "killed", [(3, None)]),
        ("en", "Among the wounded were two drivers.", "injured", [(2, None)]),
        ("en", "All but one survived.", "killed", [(1, 1)]),
        ("nb", "Antallet drepte i Lima er nå 61.", "killed", [(61, 61)]),
        ("nb", "Antallet pågrepne har passert 700.", "detained", [(701, None)]),
        ("nb", "Antallet drepte og skadde har steget til over 90.", "killed_or_injured", [(91, None)]),
        ("nb", "Dødstallet økte fra 5 til 17.", "killed", [(17, 17)]),
        ("nb", "Ordføreren oppga dødstallet til 33.", "killed", [(33, 33)]),
        ("nb", "Marinen anslår dødstallet til 12, fiskerne til 70.", "killed", [(12, 12), (70, 70)]),
        ("nb", "Blant de drepte er tre kokker.", "killed", [(3, None)]),
        ("nb", "Alle unntatt én overlevde.", "killed", [(1, 1)]),
    ],
)
def test_a_toll_is_read_as_a_number_of_its_own(language: str, text: str, measure: str, expected: list[Bounds]) -> None:
    assert figures(text, language, measure) == expected


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The number of detainees is the highest since 2011."),
        ("en", "A number of prisoners were moved in 2014."),
        ("nb", "Antallet fanger er det høyeste siden 2011."),
    ],
)
def test_a_year_is_no_toll(language: str, text: str) -> None:
    assert figures(text, language, "detained") == []


def test_each_of_two_tolls_has_who_counts() -> None:
    claims = annotated("The navy put the toll at 12, the fishermen at 70.", "en").claims
    assert [[speaker.text for speaker in claim.according_to] for claim in claims] == [["The navy"], ["the fishermen"]]


@pytest.mark.parametrize(
    ("language", "text", "measure", "expected"),
    [
        ("en", "Between 6 and 9 guards were killed.", "killed", [(6, 9)]),
        ("en", "Six people, among them two cooks, were killed.", "killed", [(6, 6)]),
        ("en", "Inside the school, which held 3,000 detainees, nine were executed.", "killed", [(9, 9)]),
        ("en", "More than half of the 70 miners were killed.", "killed", []),
        ("en", "All but three of the 20 sailors were killed.", "killed", []),
        ("en", "Two cooks were killed and a third wounded.", "injured", [(1, 1)]),
        ("en", "Four were shot dead and two others wounded.", "injured", [(2, 2)]),
        ("en", "Three women and two men were killed.", "killed", [(5, 5)]),
        ("nb", "Mellom 6 og 9 vakter ble drept.", "killed", [(6, 9)]),
        ("nb", "Tolv menn, tre av dem vakter, ble tatt til fange.", "detained", [(12, 12)]),
        ("nb", "Mer enn halvparten av de 70 fangene ble drept.", "killed", []),
        ("nb", "To kokker ble drept og en tredje såret.", "injured", [(1, 1)]),
        ("nb", "Førti ble drept og mer enn hundre såret.", "injured", [(101, None)]),
        ("nb", "19 mennesker mistet livet og 30 ble skadet.", "injured", [(30, 30)]),
    ],
)
def test_only_what_is_coordinated_adds_up(language: str, text: str, measure: str, expected: list[Bounds]) -> None:
    assert figures(text, language, measure) == expected


def test_a_comparative_is_nobody() -> None:
    claim = told("No fewer than 14 chapels were burned.", "en", "Arson")
    (burned,) = [filler.text for filler in claim.roles if filler.role.value == "target"]
    assert burned.endswith("14 chapels")


@pytest.mark.parametrize(
    ("language", "text", "event_type"),
    [
        ("en", "On average, four people are abducted every week in the delta.", "Abduction"),
        ("en", "Twelve clinics have been struck since the coup.", "Attack"),
        ("nb", "Hver uke bortføres fire mennesker i deltaet.", "Abduction"),
    ],
)
def test_rates_and_what_has_gone_on_since_are_totals(language: str, text: str, event_type: str) -> None:
    assert told(text, language, event_type).is_total


def test_one_night_is_no_total() -> None:
    assert not told("Four people were abducted in the delta.", "en", "Abduction").is_total


@pytest.mark.parametrize(
    ("language", "text", "head", "age"),
    [
        ("en", "The cook, who was 41, was shot at the gate.", "cook", (41, 41)),
        ("en", "The oldest victim was 88.", "victim", (88, 88)),
        ("en", "The two sailors, both 19, were beaten.", "sailor", (19, 19)),
        ("en", "The interior minister, 61, was shot.", "minister", (61, 61)),
        ("en", "A girl, no older than nine, was shot.", "girl", (0, 9)),
        ("nb", "En gutt, ikke eldre enn ti, ble skutt.", "gutt", (0, 10)),
        ("nb", "Kokken, som var 41 år, ble skutt ved porten.", "kokk", (41, 41)),
        ("nb", "Det eldste offeret var 88 år.", "offer", (88, 88)),
        ("nb", "De to sjømennene, begge 19 år, ble banket opp.", "sjømann", (19, 19)),
        ("nb", "Fire kvinner mellom 25 og 40 år ble bortført.", "kvinne", (25, 40)),
    ],
)
def test_an_age_is_that_of_whom_it_is_said(language: str, text: str, head: str, age: tuple[int, int]) -> None:
    assert {mention.age for mention in annotated(text, language).mentions if mention.head == head} == {age}


@pytest.mark.parametrize(
    ("language", "text", "first", "second"),
    [
        ("en", "The groom and the bride, both twenty, were shot.", "the groom", "the bride"),
        ("nb", "Brudgommen og bruden, begge 20 år, ble skutt.", "brudgommen", "bruden"),
    ],
)
def test_both_have_the_age_that_is_said_of_both(language: str, text: str, first: str, second: str) -> None:
    ages = {mention.text.lower(): mention.age for mention in annotated(text, language).mentions}
    assert ages[first] == ages[second] == (20, 20)


@pytest.mark.parametrize(
    ("language", "text", "event_type", "day"),
    [
        ("en", "Two days before the vote of 20 June 2010 gunmen killed a judge.", "Killing", "2010-06-18"),
        ("en", "Three days after the attack of 20 June 2010, the police shot a judge.", "Attack", "2010-06-20"),
        ("en", "Since 4 March 2010, when the army shelled the port, nobody has slept.", "Shelling", "2010-03-04"),
        ("en", "The prisoners will be released on Saturday.", "Release", "2010-07-10"),
        ("en", "Gunmen killed a judge on Saturday.", "Killing", "2010-07-03"),
        ("nb", "To dager før valget 20. juni 2010 drepte væpnede menn en dommer.", "Killing", "2010-06-18"),
        ("nb", "Siden 4. mars 2010, da hæren beskjøt havnen, har ingen sovet.", "Shelling", "2010-03-04"),
        ("nb", "Væpnede menn drepte en dommer lørdag.", "Killing", "2010-07-03"),
    ],
)
def test_an_event_has_the_day_that_is_its_own(language: str, text: str, event_type: str, day: str) -> None:
    time = told(text, language, event_type, date(2010, 7, 7)).time
    assert time is not None
    assert (str(time.earliest), str(time.latest)) == (day, day)
