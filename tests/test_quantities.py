"""Numbers as said: what is counted, and what only looks like a number."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.annotate.quantities import Quantity, quantities

Case = tuple[str, str]


def _said(quantity: Quantity, text: str) -> str:
    """Write a quantity as `more than 50=51..` : words, floor, ceiling, and a letter for any kind but count."""
    ceiling = "" if quantity.ceiling is None else str(quantity.ceiling)
    kind = {"count": ""}.get(quantity.kind, f" {quantity.kind}")
    share = "" if quantity.fraction is None else f" {quantity.fraction:g}"
    return f"{text[quantity.start : quantity.end]}={quantity.floor}..{ceiling}{kind}{share}"


def _all(text: str, language: str) -> list[str]:
    return [_said(quantity, text) for quantity in quantities(text, language)]


ENGLISH: list[tuple[str, list[str]]] = [
    ("Two fell and a third was hurt, then a fourth man.", ["Two=2..2", "a third=0.. percent 0.333", "a fourth=1..1"]),
    ("Several hundred thousand left.", ["Several hundred thousand=200000.."]),
    ("It rose from 3 to 8.", ["3=3..3", "8=8..8"]),
    ("From 3 to 8 were hurt.", ["From 3 to 8=3..8"]),
    ("The judge, who was 63, left.", ["63=63..63 age"]),
    ("Fifty-one people drowned.", ["Fifty-one=51..51"]),
    ("At least 17 nurses were held.", ["At least 17=17.."]),
    ("No fewer than twelve soldiers fell.", ["No fewer than twelve=12.."]),
    ("More than 50 were killed.", ["More than 50=51.."]),
    ("Over 1,200 homes burned.", ["Over 1,200=1201.."]),
    ("Well over 60 trucks waited.", ["Well over 60=61.."]),
    ("Around 250,000 people live there.", ["Around 250,000=250000..250000"]),
    ("Some 30 patients were moved.", ["Some 30=30..30"]),
    ("Nearly 40 were missing.", ["Nearly 40=40..40"]),
    ("Up to 300 may be trapped.", ["Up to 300=0..300"]),
    ("As many as 20 were inside.", ["As many as 20=0..20"]),
    ("Fewer than ten stayed.", ["Fewer than ten=0..9"]),
    ("No more than 5 returned.", ["No more than 5=0..5"]),
    ("Fifty or more were buried.", ["Fifty or more=50.."]),
    ("The ward had 50+ beds.", ["50+=50.."]),
    ("Exactly 7 came back.", ["Exactly 7=7..7"]),
    ("A further 20 were wounded.", ["A further 20=20..20"]),
    ("At least some 30 fled.", ["At least some 30=30.."]),
    ("Dozens were hurt.", ["Dozens=24.."]),
    ("More than a dozen shells fell.", ["More than a dozen=13.."]),
    ("Two dozen men, half a dozen women.", ["Two dozen=24..24", "half a dozen=6..6"]),
    ("Scores of families left.", ["Scores=40.."]),
    ("Hundreds, perhaps thousands, fled.", ["Hundreds=200..", "thousands=2000.."]),
    ("Many thousands of people fled.", ["Many thousands=2000.."]),
    ("Tens of thousands marched.", ["Tens of thousands=20000.."]),
    ("Hundreds of thousands starve and millions need food.", ["Hundreds of thousands=200000..", "millions=2000000.."]),
    ("The few dozen doctors who stayed.", ["few dozen=24.."]),
    ("Several villages and a few farms.", ["Several=3..", "a few=3.."]),
    ("A couple of shells landed.", ["A couple of=2..2"]),
    ("It hit 1.5 million people.", ["1.5 million=1500000..1500000"]),
    ("Half a million fled.", ["Half a million=500000..500000"]),
    ("A hundred and four died.", ["A hundred and four=104..104"]),
    ("Two thousand five hundred tents.", ["Two thousand five hundred=2500..2500"]),
    ("250.000 and 250 000 and 250,000", ["250.000=250000..250000", "250 000=250000..250000", "250,000=250000..250000"]),
    ("Between 10 and 20 men.", ["Between 10 and 20=10..20"]),
    ("10-15 mortar rounds.", ["10-15=10..15"]),
    ("Two to three million people.", ["Two to three million=2000000..3000000"]),
    ("One or two men.", ["One or two=1..2"]),
    ("Half of them were children.", ["Half of=0.. percent 0.5"]),
    ("One in three doctors left.", ["One in three=0.. percent 0.333"]),
    ("Seven out of ten wards closed.", ["Seven out of ten=0.. percent 0.7"]),
    ("Two-thirds of the beds are gone.", ["Two-thirds of=0.. percent 0.667"]),
    ("About 30 percent of clinics.", ["About 30 percent=0.. percent 0.3"]),
    ("Nobody was hurt.", ["Nobody=0..0"]),
    ("No one died.", ["No one=0..0"]),
    ("There were no civilian casualties.", ["no=0..0"]),
    ("A 30-year-old nurse.", ["30-year-old=30..30 age"]),
    ("Six-year-old Hana and a girl of 9.", ["Six-year-old=6..6 age", "9=9..9 age"]),
    ("A baby, 3 months old.", ["3 months old=0..0 age"]),
    ("A boy, 10, and Omar Said, 45, a cook.", ["10=10..10 age", "45=45..45 age"]),
    ("A boy, not more than 17, ran.", ["not more than 17=0..17 age"]),
    ("Children under five, aged 12 to 15.", ["Children under five=0..4 age", "aged 12 to 15=12..15 age"]),
    ("A man in his 30s and a woman in her sixties.", ["30s=30..39 age", "sixties=60..69 age"]),
    ("12- and 14-year-old sisters.", ["12=12..12 age", "14-year-old=14..14 age"]),
    ("They were hit three times, then twice.", ["three=3..3 times", "twice=2..2 times"]),
    ("It was hit multiple times.", ["multiple=2.. times"]),
    ("After 10 minutes and 3 days, 5 km away.", ["10=10..10 measure", "3=3..3 measure", "5=5..5 measure"]),
    ("It cost $5 million.", ["5 million=5000000..5000000 measure"]),
    ("Two and a half years on, he served in 2010-11.", ["Two=2..2 measure"]),
    ("A five-day siege.", ["five=5..5 measure"]),
    ("The 3rd raid.", ["3rd=3..3 ordinal"]),
    ("In 2013 about 2000 people fled.", ["2013=2013..2013 year", "about 2000=2000..2000"]),
    ("2000 people fled; the 2011 revolt failed.", ["2000=2000..2000", "2011=2011..2011 year"]),
    ("One person died.", ["One=1..1"]),
    ("Killing one and wounding two.", ["one=1..1", "two=2..2"]),
    ("Around two villages the fields burned.", ["two=2..2"]),
    ("Over 20-plus months it cost millions of dollars.", ["Over 20-plus=21.. measure", "millions=2000000.. measure"]),
]
ENGLISH_NONE = [
    "On April 30, 2016, and on 3 May.",
    "At 10:30 the T-72 tanks left.",
    "F-16 jets and an M4 rifle.",
    "Resolution 2254 was passed.",
    "Resolutions 2254 and 2118 were passed.",
    "Call 910-555-0123 today.",
    "He lived at 12 Baker Street.",
    "Call +47 22 33 44 55.",
    "One of them left.",
    "They helped one another.",
    "This one and the other one.",
    "There is no doubt.",
    "It went on 24/7.",
    "The S-400 at gate 7.",
    "He came at 3 pm.",
    "a man and an ambulance",
    "04/05/2016",
    "Some men and many women.",
    "See https://example.org/2016/12/3 today.",
    "One day he left.",
    "Version 2.3.1 of it.",
    "during the 1990s",
]
NORWEGIAN: list[tuple[str, list[str]]] = [
    ("Et tyvetall og et sekstitalls hus brant.", ["Et tyvetall=20..20", "et sekstitalls=60..60"]),
    ("Flere hundre tusen dro.", ["Flere hundre tusen=200000.."]),
    ("Et halvt dusin kom.", ["Et halvt dusin=6..6"]),
    ("Halvannet tusen kom.", ["Halvannet tusen=1500..1500"]),
    ("En tredje såret mann kom.", ["En tredje=1..1"]),
    ("Tallet steg fra 3 til 8.", ["3=3..3", "8=8..8"]),
    ("Menn mellom 20 og 30 år kom.", ["mellom 20 og 30 år=20..30 age"]),
    ("Minst 400 er drept.", ["Minst 400=400.."]),
    ("Rundt 20 sivile døde.", ["Rundt 20=20..20"]),
    ("Mer enn 50 ble skadd.", ["Mer enn 50=51.."]),
    ("Flere enn 50 ble skadd.", ["Flere enn 50=51.."]),
    ("Over 60 000 flyktet.", ["Over 60 000=60001.."]),
    ("Drøyt 30 pasienter.", ["Drøyt 30=31.."]),
    ("Om lag 90 hus brant.", ["Om lag 90=90..90"]),
    ("Cirka tolv soldater.", ["Cirka tolv=12..12"]),
    ("Nærmere 40 er savnet.", ["Nærmere 40=40..40"]),
    ("Opptil 300 kan være fanget.", ["Opptil 300=0..300"]),
    ("Så mange som 20 var inne.", ["Så mange som 20=0..20"]),
    ("Færre enn ti ble igjen.", ["Færre enn ti=0..9"]),
    ("Femti eller flere.", ["Femti eller flere=50.."]),
    ("Til sammen 18 vogntog.", ["Til sammen 18=18..18"]),
    ("Femten andre ble skadd.", ["Femten=15..15"]),
    ("Tjueén og tjueto.", ["Tjueén=21..21", "tjueto=22..22"]),
    ("Femogtyve menn.", ["Femogtyve=25..25"]),
    ("Tre hundre og fire.", ["Tre hundre og fire=304..304"]),
    ("Trehundreogfire telt.", ["Trehundreogfire=304..304"]),
    ("To tusen fem hundre.", ["To tusen fem hundre=2500..2500"]),
    ("1,5 millioner og en halv million.", ["1,5 millioner=1500000..1500000", "en halv million=500000..500000"]),
    ("250.000 og 250 000", ["250.000=250000..250000", "250 000=250000..250000"]),
    ("Millioner trenger hjelp.", ["Millioner=2000000.."]),
    ("Titalls ble drept.", ["Titalls=20.."]),
    ("Flere titalls drepte.", ["Flere titalls=20.."]),
    ("Et femtitall barn.", ["Et femtitall=50..50"]),
    ("Hundrevis flyktet, tusenvis sulter.", ["Hundrevis=200..", "tusenvis=2000.."]),
    ("Titusener på flukt.", ["Titusener=20000.."]),
    ("En rekke leger og flere barn.", ["En rekke=3..", "flere=3.."]),
    ("Noen få ble igjen, et par dro.", ["Noen få=3..", "et par=2..2"]),
    ("Et dusin menn, to dusin egg.", ["Et dusin=12..12", "to dusin=24..24"]),
    ("Mellom 10 og 20 menn.", ["Mellom 10 og 20=10..20"]),
    ("10–15 granater.", ["10–15=10..15"]),
    ("To til tre millioner.", ["To til tre millioner=2000000..3000000"]),
    ("Fem eller seks hus.", ["Fem eller seks=5..6"]),
    ("Fem-seks granater falt.", ["Fem-seks=5..6"]),
    ("Rundt halvparten av dem er barn.", ["Rundt halvparten av=0.. percent 0.5"]),
    ("Én av tre leger dro.", ["Én av tre=0.. percent 0.333"]),
    ("Hver femte lege er død.", ["Hver femte=0.. percent 0.2"]),
    ("To tredjedeler av byen.", ["To tredjedeler av=0.. percent 0.667"]),
    ("30 prosent av husene.", ["30 prosent=0.. percent 0.3"]),
    ("Ingen ble skadd.", ["Ingen=0..0"]),
    ("Den 5 år gamle jenta.", ["5 år gamle=5..5 age"]),
    ("En 30-åring og to tenåringer.", ["30-åring=30..30 age", "to=2..2"]),
    ("Femåringen og den femtenårige broren.", ["Femåringen=5..5 age", "femtenårige=15..15 age"]),
    ("Ei jente, tre måneder gammel.", ["tre måneder gammel=0..0 age"]),
    ("En gutt (12) og Omar Said, 45, ble funnet.", ["12=12..12 age", "45=45..45 age"]),
    ("En mann på 30 år.", ["30=30..30 age"]),
    ("Barn under fem år, i alderen 2 til 4.", ["Barn under fem=0..4 age", "i alderen 2 til 4=2..4 age"]),
    ("En mann i 30-årene.", ["30-årene=30..39 age"]),
    ("16- og 17-åringer.", ["16=16..16 age", "17-åringer=17..17 age"]),
    ("To ganger på tre dager, 5 kilometer unna.", ["To=2..2 times", "tre=3..3 measure", "5=5..5 measure"]),
    ("De siste to månedene og to og et halvt år.", ["to=2..2 measure", "to=2..2 measure"]),
    ("Den 3. bombingen.", ["3=3..3 ordinal"]),
    ("I 2013 flyktet 2000 mennesker.", ["2013=2013..2013 year", "2000=2000..2000"]),
    ("Minst én døde, bare en overlevde.", ["Minst én=1..", "bare en=1..1"]),
    ("Rundt to landsbyer brant det.", ["to=2..2"]),
]
NORWEGIAN_NONE = [
    "19. september og 3. mai 2016.",
    "Klokken 12 dro de.",
    "Kl. 12.30 kom flyene.",
    "12.03.2016",
    "T-72 og F-16.",
    "En av dem døde.",
    "Et barn og en kvinne.",
    "Han bor i Storgata 7.",
    "Resolusjon 2254.",
    "De hjalp hverandre.",
    "Døgnet rundt, 24/7.",
    "Slik var det på 1990-tallet.",
    "Hver dag kommer de.",
    "Riksvei 4 er stengt.",
    "Se www.example.no/2016/12.",
    "Han ble tatt under angrepet.",
    "Det er mange barn.",
]


@pytest.mark.parametrize(("text", "expected"), ENGLISH, ids=[case[0] for case in ENGLISH])
def test_quantities_of_english_are_read_as_said(text: str, expected: list[str]) -> None:
    assert _all(text, "en") == expected


@pytest.mark.parametrize(("text", "expected"), NORWEGIAN, ids=[case[0] for case in NORWEGIAN])
def test_quantities_of_norwegian_are_read_as_said(text: str, expected: list[str]) -> None:
    assert _all(text, "nb") == expected


@pytest.mark.parametrize("text", ENGLISH_NONE)
def test_quantities_see_no_number_in_english_names_dates_and_turns_of_phrase(text: str) -> None:
    assert [said for said in _all(text, "en") if not said.endswith("year")] == []


@pytest.mark.parametrize("text", NORWEGIAN_NONE)
def test_quantities_see_no_number_in_norwegian_names_dates_and_turns_of_phrase(text: str) -> None:
    assert [said for said in _all(text, "nb") if not said.endswith("year")] == []


@pytest.mark.parametrize(
    ("text", "language", "per"),
    [
        ("10 patients per day came.", "en", ["day"]),
        ("They killed 12 a day.", "en", ["day"]),
        ("One nurse per 10,000 villagers is left.", "en", ["10,000 villagers", ""]),
        ("Two died a day later.", "en", [""]),
        ("Five raids every night, and ten men.", "en", ["night", ""]),
        ("Flere titalls drepte hver dag.", "nb", ["day"]),
        ("Ti angrep om dagen.", "nb", ["day"]),
        ("Tre konvoier i uken.", "nb", ["week"]),
        ("Fem døde dagen etter.", "nb", [""]),
    ],
)
def test_quantities_carry_their_rate(text: str, language: str, per: list[str]) -> None:
    assert [quantity.per for quantity in quantities(text, language)] == per


def test_quantities_keep_the_modifier_and_the_bare_number() -> None:
    text = "Perhaps as many as 40 or so were inside."
    (quantity,) = quantities(text, "en")
    assert quantity.modifier == "as many as or so"
    assert text[quantity.value_start : quantity.value_end] == "40"
    assert quantity.approximate


def test_quantities_say_when_a_number_is_only_about_right() -> None:
    text = "Around 20 men, dozens of women, a hundred children."
    assert [quantity.approximate for quantity in quantities(text, "en")] == [True, True, False]


@settings(max_examples=300, deadline=None)
@given(st.text(st.sampled_from("0123456789.,-– %+$abeino'’åøetandmiljør\n"), max_size=60), st.sampled_from(["en", "nb"]))
def test_quantities_of_any_text_lie_in_order_and_inside_it(text: str, language: str) -> None:
    found = quantities(text, language)
    assert all(0 <= q.start <= q.value_start < q.value_end <= q.end <= len(text) for q in found)
    assert [q.start for q in found] == sorted(q.start for q in found)
    assert all(q.ceiling is None or q.ceiling >= 0 for q in found)


@pytest.mark.parametrize("text", ["12 ", "one hundred and ", "9", "at least ", "1,234,", "a@", "+1 ", "fem", "1-", "tre hundre"])
@pytest.mark.parametrize("language", ["en", "nb"])
def test_quantities_of_a_hostile_text_end_soon(text: str, language: str) -> None:
    before = time.process_time()
    quantities(text * (20_000 // len(text)), language)
    assert time.process_time() - before < 4
