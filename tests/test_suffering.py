"""Who does what somebody else is subjected to, held in, or runs into."""

from __future__ import annotations

import pytest
from test_annotate import claims, fillers, only

from kg.model import AGENT_ROLES, PATIENT_ROLES, Role, Stance


@pytest.mark.parametrize(
    ("text", "event_type", "agents", "patients"),
    [
        ("1200 kvinner er utsatt for voldtekt av regjeringssoldater.", "SexualViolence", "regjeringssoldater", "1200 kvinner"),
        ("Journalisten ble utsatt for tortur og trusler av politiet.", "Torture", "politiet", "Journalisten"),
        ("Landsbyboere ble utsatt for angrep fra fulanigjetere.", "Attack", "fulanigjetere", "Landsbyboere"),
        ("Fagforeningslederen mottok dødstrusler fra paramilitære.", "Threat", "paramilitære", "Fagforeningslederen"),
        ("Ti fiskere sitter i fangenskap hos den libyske kystvakten.", "Detention", "den libyske kystvakten", "Ti fiskere"),
        ("To tyskere er i geriljaens varetekt.", "Detention", "geriljaens", "To tyskere"),
        ("Byen er under beleiring av RSF.", "Siege", "RSF", "Byen"),
        ("Pastoren ble slept ut og banket opp av soldater.", "Assault", "soldater", "Pastoren"),
        ("Juntaen slo ned protestene i Yangon.", "Attack", "Juntaen", "protestene"),
        ("Russland sendte 90 droner mot Kyiv.", "Airstrike", "Russland", "Kyiv"),
        ("Byen ble inntatt av russerne.", "Combat", "russerne", "Byen"),
        ("Fiskebåten ble rammet av granater fra en libysk patruljebåt.", "Shelling", "en libysk patruljebåt", "Fiskebåten"),
        ("Rådgiveren ble drept i et attentat som ETA sto bak.", "Killing", "ETA", "Rådgiveren"),
        ("Kvinnene ble brent inne av hutumilits.", "Killing", "hutumilits", "Kvinnene"),
        ("Fiskeren ble holdt fanget av soldatene.", "Detention", "soldatene", "Fiskeren"),
    ],
)
def test_who_does_it_stands_behind_the_word_for_the_deed(text: str, event_type: str, agents: str, patients: str) -> None:
    claim = only(text, event_type, "nb")
    assert fillers(claim, AGENT_ROLES) == [agents]
    assert fillers(claim, PATIENT_ROLES) == [patients]


def test_whose_abduction_it_is_when_one_man_is_named() -> None:
    claim = only("Politimannens kidnapping vakte oppsikt.", "Abduction", "nb")
    assert fillers(claim, AGENT_ROLES) == []
    assert fillers(claim, PATIENT_ROLES) == ["Politimannens"]


def test_arms_that_are_sent_to_somebody_strike_nobody() -> None:
    assert "Shelling" not in {kind for claim in claims("Norge sendte raketter til Ukraina.", "nb") for kind in claim.types}


def test_whoever_runs_over_a_mine_suffers_from_it() -> None:
    claim = only("Skolebussen kjørte på en mine ved Burao.", "Bombing", "nb")
    assert fillers(claim, AGENT_ROLES) == []
    assert fillers(claim, PATIENT_ROLES) == ["Skolebussen"]
    assert fillers(claim, frozenset({Role.INSTRUMENT})) == ["en mine"]


def test_who_is_found_dead_is_not_found_besides() -> None:
    assert fillers(only("Seks bønder ble funnet drept.", "Killing", "nb"), PATIENT_ROLES) == ["Seks bønder"]


def test_attackers_who_are_gone_were_not_abducted() -> None:
    assert not [c for c in claims("Drapsmennene forsvant i retning havnen.", "nb") if "Abduction" in c.types]


def test_what_happens_during_the_fighting_is_not_struck_by_it() -> None:
    found = claims("En lege ble stukket ned under sammenstøtene.", "nb")
    assert all("En lege" not in fillers(claim, PATIENT_ROLES) for claim in found if "Combat" in claim.types)


def test_a_raging_crowd_is_not_destroyed() -> None:
    assert claims("En rasende folkemengde ventet på torget.", "nb") == ()


def test_what_an_agency_warns_of_afterwards_is_so() -> None:
    claim = only("Opprørerne beleirer El Fasher, advarer Flyktninghjelpen.", "Siege", "nb")
    assert claim.stance is Stance.ASSERTS


def test_where_a_soldier_comes_from_is_not_where_he_died() -> None:
    claim = only("En soldat fra Fiji mistet livet.", "Death", "nb")
    assert fillers(claim, frozenset({Role.PLACE})) == []


def test_what_a_group_calls_itself_is_no_place() -> None:
    claim = only("En væpnet gruppe som kaller seg Ansaru, har innrømmet kidnappingen av ingeniøren.", "Abduction", "nb")
    assert fillers(claim, frozenset({Role.PLACE})) == []


def test_who_seizes_somebody_also_does_what_follows_in_the_same_breath() -> None:
    claim = only("Studenten ble pågrepet av soldater i Omdurman og torturert i fire dager.", "Torture", "nb")
    assert fillers(claim, AGENT_ROLES) == ["soldater"]


def test_who_is_brought_to_hospital_was_not_brought_there_by_who_shot_him() -> None:
    found = claims("Mannen ble skutt av soldater og kjørt til sykehus.", "nb")
    assert all("soldater" not in fillers(c, AGENT_ROLES) for c in found if "MedicalTreatment" in c.types)


def test_what_a_killer_carries_is_the_weapon() -> None:
    claim = only("En mann med kniv drepte tre kirkegjengere i Nice.", "Killing", "nb")
    assert fillers(claim, frozenset({Role.INSTRUMENT})) == ["kniv"]


def test_a_harbour_is_damaged_and_not_injured() -> None:
    assert claims("Skadene på havnen i Odesa var store.", "nb")[0].types[0] == "Destruction"


def test_coastguards_who_push_a_boat_back_do_not_flee() -> None:
    found = claims("Greske kystvakter skjøv gummibåten tilbake mot Tyrkia.", "nb")
    assert all("Greske kystvakter" not in fillers(claim, PATIENT_ROLES) for claim in found)


def test_all_of_them_is_no_further_doer() -> None:
    claim = only("Gerilja og hær har alle begått overgrep mot sivile i Meta.", "SexualViolence", "nb")
    assert fillers(claim, AGENT_ROLES) == ["Gerilja", "hær"]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Soldatene hentet vann.", set()),
        ("Soldatene hentet ut unge menn fra husene.", set()),
        ("Soldatene hentet ut tre barn fra ruinene.", {"Rescue"}),
        ("Soldater hentet to lærere om natten.", {"Detention"}),
    ],
)
def test_soldiers_who_fetch_water_loot_nothing_and_save_nobody_from_home(text: str, kinds: set[str]) -> None:
    assert {kind for claim in claims(text, "nb") for kind in claim.types} == kinds


@pytest.mark.parametrize(
    ("text", "event_type", "struck"),
    [
        ("A widow whose two sons were shot by guards wept.", "Shooting", ["whose two sons"]),
        ("A porter whose barn was burned by soldiers wept.", "Arson", ["whose barn"]),
        ("A porter who was shot by soldiers wept.", "Shooting", ["A porter"]),
    ],
)
def test_whose_people_or_things_are_struck_is_not_struck(text: str, event_type: str, struck: list[str]) -> None:
    assert fillers(only(text, event_type), PATIENT_ROLES) == struck
