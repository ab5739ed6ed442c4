"""What is told in a roundabout way: what somebody calls it, whose machine it was, the body of whom, and a list of verbs."""

from __future__ import annotations

import pytest
from test_annotate import fillers, of_type, only

from kg.model import AGENT_ROLES, PATIENT_ROLES, Role


@pytest.mark.parametrize(
    ("text", "language", "event_type", "struck"),
    [
        ("The jets struck what the general called a training camp.", "en", "Airstrike", "a training camp"),
        ("Shells hit what residents described as a bakery.", "en", "Shelling", "a bakery"),
        ("They raided what police said was a bomb factory.", "en", "Attack", "a bomb factory"),
        ("Drones hit what appeared to be a warehouse.", "en", "Airstrike", "a warehouse"),
        ("Flyene angrep det generalen kalte en treningsleir.", "nb", "Airstrike", "en treningsleir"),
        ("Politiet stormet det de sa var en bombefabrikk.", "nb", "Attack", "en bombefabrikk"),
    ],
)
def test_what_somebody_calls_it_is_what_was_struck(text: str, language: str, event_type: str, struck: str) -> None:
    assert fillers(only(text, event_type, language), PATIENT_ROLES) == [struck]


def test_what_somebody_said_is_not_struck() -> None:
    assert of_type("The general knew what the jets did. He said it was a mistake.", "Airstrike") == []


@pytest.mark.parametrize(
    ("text", "language", "doer", "machine"),
    [
        ("The village was bombed by army helicopters.", "en", "army", "army helicopters"),
        ("Coalition jets bombed the market.", "en", "Coalition", "Coalition jets"),
        ("Regimets helikoptre bombet skolen.", "nb", "Regimets", "Regimets helikoptre"),
        ("Israeli aircraft bombed two workshops.", "en", "Israeli aircraft", "Israeli aircraft"),
        ("Russiske fly bombet skolen.", "nb", "Russiske fly", "Russiske fly"),
    ],
)
def test_who_owns_an_aircraft_acts_with_it(text: str, language: str, doer: str, machine: str) -> None:
    claim = only(text, "Airstrike", language)
    assert fillers(claim, AGENT_ROLES) == [doer]
    assert fillers(claim, frozenset({Role.INSTRUMENT})) == [machine]


def test_an_air_force_and_artillery_act_themselves() -> None:
    assert fillers(only("The Nigerian air force bombed a wedding.", "Airstrike"), AGENT_ROLES) == ["The Nigerian air force"]
    assert fillers(only("Russian artillery shelled the clinic.", "Shelling"), AGENT_ROLES) == ["Russian artillery"]


@pytest.mark.parametrize(
    ("text", "language", "event_type", "sufferer"),
    [
        ("The body of a driver was found in a canal. He had been strangled.", "en", "Killing", "a driver"),
        ("The bodies of six farmers lay on the shore. They had been strangled.", "en", "Killing", "six farmers"),
        ("Liket av en sjåfør ble funnet i en kanal. Han var blitt kvalt.", "nb", "Killing", "en sjåfør"),
    ],
)
def test_who_was_killed_is_a_person_and_no_body(text: str, language: str, event_type: str, sufferer: str) -> None:
    assert fillers(only(text, event_type, language), PATIENT_ROLES) == [sufferer]


def test_who_was_abducted_before_the_body_was_found_was_not_rescued() -> None:
    text = "The body of a guard abducted on 3 March was found in a canal."
    assert fillers(only(text, "Abduction"), PATIENT_ROLES) == ["a guard"]


@pytest.mark.parametrize(
    ("text", "language", "sufferers"),
    [
        ("Villagers said the gunmen dragged four men out of a bus and beat them with sticks.", "en", ["four men"]),
        ("Monitors saw that policemen pulled students out of bed, beat them and smashed the windows.", "en", ["students"]),
        ("Observatører så at politifolk dro studenter ut av sengene og slo dem med kabler.", "nb", ["studenter"]),
        ("Gangs led by a former policeman stormed the houses and beat them.", "en", ["them"]),
    ],
)
def test_verbs_in_a_row_are_done_to_the_same(text: str, language: str, sufferers: list[str]) -> None:
    assert fillers(only(text, "Assault", language), PATIENT_ROLES) == sufferers
