"""Whom "they" and "them" stand for: all who were named together, whoever was treated where they die, most of whom was taken."""

from __future__ import annotations

import pytest
from test_annotate import claims, fillers, only

from kg.model import AGENT_ROLES, PATIENT_ROLES


@pytest.mark.parametrize(
    ("text", "language", "event_type", "agents", "patients"),
    [
        (
            "The nurses and two drivers were stopped at a roadblock. They were beaten by militiamen.", "en", "Assault",
            ["militiamen"], ["The nurses", "two drivers"],
        ),
        (
            "Rebels and soldiers met on the bridge. They shelled the town for an hour.", "en", "Shelling",
            ["Rebels", "soldiers"], ["the town"],
        ),
        ("Surgeons operated on the boys for hours. They died at dawn.", "en", "Death", [], ["the boys"]),
        (
            "Four girls and their mother lay in the cellar. The doctors treated them for hours. They died at dawn.", "en",
            "Death", [], ["Four girls", "their mother"],
        ),
        ("The police came for the students. They killed them.", "en", "Killing", ["The police"], ["the students"]),
        ("The guards took twelve miners away. Most of them were shot.", "en", "Shooting", [], ["twelve miners"]),
        ("Legene prøvde å redde de fire jentene. De døde av skadene.", "nb", "Death", [], ["de fire jentene"]),
        ("Vaktene tok med seg tolv gruvearbeidere. De fleste av dem ble skutt.", "nb", "Shooting", [], ["tolv gruvearbeidere"]),
    ],
)  # fmt: skip
def test_they_are_who_the_text_says_they_are(
    text: str, language: str, event_type: str, agents: list[str], patients: list[str]
) -> None:
    claim = only(text, event_type, language)
    assert fillers(claim, AGENT_ROLES) == agents
    assert fillers(claim, PATIENT_ROLES) == patients


def test_most_of_them_are_counted_as_nobody() -> None:
    (shot,) = [c for c in claims("The guards took twelve miners away. Most of them were shot.") if "Shooting" in c.types]
    assert shot.figures == ()


def test_those_who_were_killed_do_not_die_once_more() -> None:
    text = "Gunmen killed two guards at the gate. They were arrested on Monday."
    assert fillers(only(text, "Detention"), PATIENT_ROLES) != ["two guards"]


@pytest.mark.parametrize(
    ("text", "event_type", "patients"),
    [
        ("The police arrested 20 people on Friday. Two demonstrators had their legs broken.", "Injury", ["Two demonstrators"]),
        ("The Union condemned the arrest of the two nurses and urged the army to release them.", "Release", ["the two nurses"]),
        ("The bodies of two men were found. Police said it was not known who had strangled them.", "Killing", ["two men"]),
        ("The guards displaced and shelled the farmers.", "Displacement", ["the farmers"]),
    ],
)
def test_whom_something_is_done_to_is_not_who_speaks_of_it(text: str, event_type: str, patients: list[str]) -> None:
    assert fillers(only(text, event_type), PATIENT_ROLES) == patients


def test_who_charges_somebody_also_accuses_him() -> None:
    text = "Prosecutors said they had charged a former guard with war crimes, accusing him of torturing prisoners."
    accused = [c for c in claims(text) if "Accusation" in c.types]
    assert [fillers(c, AGENT_ROLES) for c in accused] == [["Prosecutors"], ["Prosecutors"]]


@pytest.mark.parametrize(
    ("language", "text", "event_type", "doer"),
    [
        ("nb", "– Vi angrep ikke byen, sier talsmannen for Kivu-militsen.", "Attack", "Kivu-militsen"),
        ("nb", "– Vi kastet to granater, sier lederen for ungdomsgruppen.", "Shelling", "ungdomsgruppen"),
        ("nb", "– Jeg drepte to soldater, sier lederen for ungdomsgruppen.", "Killing", "lederen"),
        ("nb", "Vi drepte to soldater, heter det i rapporten.", "Killing", "Vi"),
        ("en", '"We arrested six men," the head of the police said.', "Detention", "the police"),
        ("en", '"We arrested six men," a shopkeeper said.', "Detention", "a shopkeeper"),
    ],
)
def test_a_spokesman_says_we_for_others(language: str, text: str, event_type: str, doer: str) -> None:
    assert fillers(only(text, event_type, language), AGENT_ROLES) == [doer]


@pytest.mark.parametrize(
    ("language", "text", "event_type", "doers"),
    [
        ("en", "Bandits seized a nun, police said. They shot her driver in the leg.", "Shooting", ["Bandits"]),
        ("en", "Kidnappers seized a nun, police said. They stopped her car after ramming it.", "Attack", ["Kidnappers"]),
        ("en", "Police said protesters had gathered on the square. They opened fire at noon.", "Attack", ["Police"]),
    ],
)
def test_they_who_strike_are_who_fought_before_and_not_the_police_who_tell_it(
    language: str, text: str, event_type: str, doers: list[str]
) -> None:
    assert fillers(only(text, event_type, language), AGENT_ROLES) == doers


@pytest.mark.parametrize(
    ("text", "dead"),
    [
        ("The army led nine prisoners away; the army says they died in a fire.", ["nine prisoners"]),
        ("The rangers said that two hikers had plunged to their deaths.", ["two hikers"]),
        ("The army sent nine recruits to their deaths.", ["nine recruits"]),
        ("The hikers plunged to their deaths.", ["The hikers"]),
    ],
)
def test_they_who_die_are_no_army_and_not_who_tells_it(text: str, dead: list[str]) -> None:
    assert fillers(only(text, "Death"), PATIENT_ROLES) == dead


@pytest.mark.parametrize(
    ("text", "accused"),
    [
        ("A porter was shot by rebels. His body lay near the well. Guards had accused him of spying.", ["A porter"]),
        ("Rebels shot a porter at the well. A leaflet left on the body accused him of treason.", ["a porter"]),
    ],
)
def test_he_is_the_man_and_not_his_body(text: str, accused: list[str]) -> None:
    assert fillers(only(text, "Accusation"), PATIENT_ROLES) == accused
