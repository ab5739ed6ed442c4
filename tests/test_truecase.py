"""Text in capitals gets its case back, and keeps its length."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.annotate.truecase import is_upper, truecase

NAMES = {
    name.upper(): name
    for name in (
        "Syria", "Aleppo", "al-Quds hospital", "San Salvador", "El Salvador", "Red Cross", "Lima", "FMLN", "Norge", "Oslo",
        "Røde Kors", "Russland", "Doctors Without Borders", "US", "WHO", "MSF", "Leger Uten Grenser",
    )
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("TWO DIE IN SYRIA RAID", "Two die in Syria raid"),
        ("SHELLS HIT AL-QUDS HOSPITAL IN ALEPPO", "Shells hit al-Quds hospital in Aleppo"),
        ("THE MEN FLED. NOBODY WAS HURT.", "The men fled. Nobody was hurt."),
        ("FMLN REBELS LEFT SAN SALVADOR ON MONDAY, 12 MARCH.", "FMLN rebels left San Salvador on Monday, 12 March."),
        ("THEY MARCH TODAY AND MAY STAY UNTIL MAY 5", "They march today and may stay until May 5"),
        ("PRESIDENT CRISTIANI SAID THAT THE ARMY WON", "President Cristiani said that the army won"),
        ("COLONEL RENE PONCE ANNOUNCED IT", "Colonel Rene Ponce announced it"),
        ("GEN. VARGAS LEFT", "Gen. Vargas left"),
        ("THE PRESIDENT SAID NO", "The president said no"),
        ("THE US ARMY TOLD US ABOUT IT", "The US army told us about it"),
        ("MEN WHO FLED TOLD MSF", "Men who fled told MSF"),
        ("A T-72 TANK AND TWO F-16 JETS", "A T-72 tank and two F-16 jets"),
        ("THE U.S. EMBASSY WAS HIT", "The U.S. embassy was hit"),
        ("RUSSIAN AND SALVADORAN TROOPS", "Russian and Salvadoran troops"),
        ("SYRIA'S ARMY LOST ALEPPO.", "Syria's army lost Aleppo."),
        ("“WE RAN,” I SAID. “THEN IT FELL.”", "“We ran,” I said. “Then it fell.”"),
        ("DOCTORS WITHOUT BORDERS LEAVES", "Doctors Without Borders leaves"),
        ("DOCTORS LEAVE", "Doctors leave"),
        ("UN: 12 DEAD", "UN: 12 dead"),
        ("JUDGE ANA O'HARA DIED", "Judge Ana O'Hara died"),
        ("already lower, with Names IN IT", "Already lower, with Names in it"),
    ],
)
def test_truecase_gives_english_capitals_their_case(text: str, expected: str) -> None:
    assert truecase(text, "en", NAMES.get) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("TO DREPT I ANGREP I ALEPPO", "To drept i angrep i Aleppo"),
        ("RØDE KORS SNUR. NORGE REAGERER.", "Røde Kors snur. Norge reagerer."),
        ("FN OG USA ER ENIGE PÅ MANDAG", "FN og USA er enige på mandag"),
        ("DE RUSSISKE FLYENE KOM 3. MAI", "De russiske flyene kom 3. mai"),
        ("PRESIDENT PUTIN SIER NEI", "President Putin sier nei"),
        ("PRESIDENTEN SIER NEI", "Presidenten sier nei"),
        ("BARN BÆRES UT: – ALT ER BORTE", "Barn bæres ut: – Alt er borte"),
        ("LEGER UTEN GRENSER: SYKEHUSET ER BORTE", "Leger Uten Grenser: Sykehuset er borte"),
        ("EN T-72 OG TO MI-8", "En T-72 og to MI-8"),
    ],
)
def test_truecase_gives_norwegian_capitals_their_case(text: str, expected: str) -> None:
    assert truecase(text, "nb", NAMES.get) == expected


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("TWO DIE IN RAID", True), ("TWO DIE in RAID ON Homs", True), ("UN and NATO met today.", False), ("MSF", False),
        ("", False), ("12:30", False), ("Two die", False), ("ÅTTE BLE DREPT", True), ("طفل", False),
    ],
)
def test_is_upper_sees_text_in_capitals(text: str, answer: bool) -> None:
    assert is_upper(text) is answer


def test_truecase_leaves_letters_that_would_change_the_length() -> None:
    text = "İSTANBUL AND İZMİR"
    assert len(truecase(text, "en", lambda word: None)) == len(text)


def test_truecase_does_not_use_a_form_of_another_length() -> None:
    assert truecase("IN ALEPPO CITY", "en", {"ALEPPO": "Halab"}.get) == "In aleppo city"


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=80), st.sampled_from(["en", "nb"]))
def test_truecase_keeps_every_character_but_its_case(text: str, language: str) -> None:
    cased = truecase(text, language, {"A B": "A b", "ß": "SS"}.get)
    assert len(cased) == len(text)
    assert all(a == b or a.lower() == b.lower() for a, b in zip(cased, text, strict=True))


def test_a_name_before_an_acronym_of_another_language_keeps_its_capitals() -> None:
    written = truecase("MEMBERS OF THE PEOPLE'S LIBERATION ARMY (EPL) LEFT.", "en", known=lambda _: None)
    assert written == "Members of the People's Liberation Army (EPL) left."
