"""Where an event took place: in the building that people have come to, in the town that was struck, in no rubble."""

from __future__ import annotations

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
