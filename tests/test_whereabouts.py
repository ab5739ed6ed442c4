"""Where an event took place: in the building that people have come to, in the town that was struck, in no rubble."""

from __future__ import annotations

import pytest
from test_annotate import fillers, only

from kg.model import Role

PLACE = frozenset({Role.PLACE})


def test_what_follows_in_a_building_that_people_came_to_took_place_there() -> None:
    text = "They ran to the clinic in silence. Nobody spoke. The light was poor. A nurse was treating a boy."
    assert fillers(only(text, "MedicalTreatment"), PLACE) == ["the clinic"]


def test_what_had_been_done_before_did_not() -> None:
    text = "They ran to the clinic in silence. Nobody spoke. The light was poor. A boy had been wounded by shrapnel."
    assert fillers(only(text, "Injury"), PLACE) == []


def test_rubble_is_no_place() -> None:
    assert fillers(only("She was pulled from the rubble of a bakery in Homs.", "Rescue"), PLACE) == ["Homs"]


def test_a_house_that_somebody_is_brought_out_of_is() -> None:
    assert fillers(only("Hun ble reddet ut av et hus i Homs.", "Rescue", "nb"), PLACE) == ["et hus", "Homs"]


def test_where_a_patient_comes_from_is_not_where_they_are_treated() -> None:
    assert fillers(only("Doctors treated a boy from Homs in Aleppo.", "MedicalTreatment"), PLACE) == ["Aleppo"]


def test_what_carries_goods_is_told_with_them() -> None:
    claim = only("12 lastebiler med mel ble ødelagt i et angrep 4. mai.", "Destruction", "nb")
    assert fillers(claim, frozenset({Role.TARGET})) == ["12 lastebiler med mel"]


def test_the_dead_who_are_found_are_who_died_and_not_where() -> None:
    assert fillers(only("Naboene fant to omkomne i kjelleren.", "Death", "nb"), frozenset({Role.VICTIM})) == ["to omkomne"]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Gunmen stormed a bar in Turi (Nariño). They shot three men dead.", "en"),
        ("Gunmen stormed a bar in Turi, Nariño. They shot three men dead.", "en"),
        ("Aircraft bombed Turi near Homs. Four people were killed.", "en"),
        ("Væpnede menn angrep en bar i Turi i Nariño. Tre menn ble drept.", "nb"),
        ("Væpnede menn angrep en bar i Turi sør for Caracas. Tre menn ble drept.", "nb"),
        ("En bombe gikk av i Turi, 40 kilometer sør for Caracas. Tre menn ble drept.", "nb"),
    ],
)
def test_what_follows_stays_in_the_town_and_not_in_what_it_lies_in(text: str, language: str) -> None:
    assert fillers(only(text, "Killing", language), PLACE) == ["Turi"]


def test_a_second_town_in_a_row_is_no_region_of_the_first() -> None:
    claim = only("Soldiers arrested ten people in Jenin, Qabatiya and Tubas.", "Detention")
    assert fillers(claim, PLACE) == ["Jenin", "Qabatiya", "Tubas"]


def test_the_town_comes_before_its_region_where_both_are_named() -> None:
    text = "Gunmen stormed a bar in Turi, in Nariño department, and shot three men dead."
    assert fillers(only(text, "Killing"), PLACE) == ["Turi", "Nariño department"]


def test_what_lies_north_of_another_town_is_not_in_it() -> None:
    assert fillers(only("Væpnede menn angrep en bar i Turi nord for Caracas.", "Attack", "nb"), PLACE) == ["Turi"]


def test_what_is_told_from_another_town_alone_is_near_it() -> None:
    text = "Troops had advanced by 200 meters south of Turi, and rebels burned a barn in Lymo, the army said."
    assert fillers(only(text, "Combat"), PLACE) == ["Turi"]


def test_all_towns_are_given_in_which_people_protest_or_die() -> None:
    protest = only("Tusener av mennesker i Homs og Hama demonstrerte mot arbeidsledigheten.", "Protest", "nb")
    assert fillers(protest, PLACE) == ["Homs", "Hama"]
    deaths = only("Clashes between the army and militants in Homs and Hama left five dead.", "Killing")
    assert fillers(deaths, PLACE) == ["Homs", "Hama"]


def test_where_somebody_comes_from_lies_in_no_town_named_after_it() -> None:
    assert fillers(only("Guards shot dead an intruder from Homs near Tartus.", "Killing"), PLACE) == ["Tartus"]


def test_nobody_is_shot_in_a_way_to_work() -> None:
    assert fillers(only("Mannen var på vei til jobb da han ble skutt.", "Shooting", "nb"), PLACE) == []


def test_a_road_is_a_place_of_its_own() -> None:
    assert fillers(only("Mannen ble skutt på veien til Homs.", "Shooting", "nb"), PLACE)[:1] == ["veien"]


def test_where_somebody_makes_for_is_not_where_the_next_thing_happens() -> None:
    text = "The troops marched from Beni towards Goma. They killed two men."
    assert "Goma" not in fillers(only(text, "Killing"), PLACE)


def test_where_somebody_came_to_is() -> None:
    assert fillers(only("Troops moved into Goma. They killed two men.", "Killing"), PLACE) == ["Goma"]


def test_the_land_of_those_who_act_is_not_where_they_do() -> None:
    assert fillers(only("Kenyan troops entered the village. A woman was killed.", "Killing"), PLACE) == []


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Police were deployed from Bitkine. They arrested four men.", "en"),
        ("Politi ble sendt fra Bitkine. De pågrep fire menn.", "nb"),
    ],
)
def test_where_somebody_was_sent_from_is_not_where_they_act(text: str, language: str) -> None:
    assert fillers(only(text, "Detention", language), PLACE) == []


def test_where_people_fled_from_is_where_others_kill() -> None:
    assert fillers(only("People fled from Goma. Rebels killed two men.", "Killing"), PLACE) == ["Goma"]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("A rocket hit a shop in Turi. A boy was taken to hospital in Lymo. Police said eleven people were killed.", "en"),
        ("En rakett traff en butikk i Turi. En gutt ble kjørt til sykehus i Lymo. Politiet sier at elleve ble drept.", "nb"),
    ],
)
def test_where_the_hurt_are_brought_is_not_where_others_were_killed(text: str, language: str) -> None:
    assert fillers(only(text, "Killing", language), PLACE) == ["Turi"]


def test_where_doctors_treat_the_hurt_is() -> None:
    text = "A rocket hit a shop in Turi. Doctors treated a boy in Lymo. Police said eleven people were killed."
    assert fillers(only(text, "Killing"), PLACE) == ["Lymo"]
