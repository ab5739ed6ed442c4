"""Deeds told anew: who is said to have done, ordered or claimed what the sentence before told."""

from __future__ import annotations

import pytest
from test_annotate import claims, fillers

from kg.model import AGENT_ROLES, PATIENT_ROLES, Certainty, Stance


@pytest.mark.parametrize(
    ("language", "text", "agent", "patient", "stance"),
    [
        (
            "en",
            "A priest was killed. Callers said that the Red Dawn Front had carried out the action.",
            "the Red Dawn Front",
            "A priest",
            Stance.ASSERTS,
        ),
        (
            "en",
            "A priest was killed. The Popular Front claimed responsibility for the act.",
            "The Popular Front",
            "A priest",
            Stance.ASSERTS,
        ),
        (
            "en",
            "A priest was killed. The Popular Front is responsible for the crime.",
            "The Popular Front",
            "A priest",
            Stance.ASSERTS,
        ),
        (
            "en",
            "A priest was killed. The bishop denied that the army was responsible for the act.",
            "the army",
            "A priest",
            Stance.DENIES,
        ),
        ("en", "A dentist was kidnapped. Suspicion falls on the Iron Brigade.", "the Iron Brigade", "A dentist", Stance.ACCUSES),
        (
            "en",
            "A dentist was kidnapped. The mayor holds the Iron Brigade responsible.",
            "the Iron Brigade",
            "A dentist",
            Stance.ACCUSES,
        ),
        ("en", "Shots hit a bank. The police believe that it was ordered by the cartel.", "the cartel", "a bank", Stance.ACCUSES),
        ("nb", "En prest ble drept. Mistanken retter seg mot Jernbrigaden.", "Jernbrigaden", "En prest", Stance.ACCUSES),
        (
            "nb",
            "En prest ble drept. Jernbrigaden tok på seg ansvaret for handlingen.",
            "Jernbrigaden",
            "En prest",
            Stance.ASSERTS,
        ),
    ],
)
def test_a_deed_is_told_anew_with_who_is_said_to_have_done_it(
    language: str, text: str, agent: str, patient: str, stance: Stance
) -> None:
    found = [(fillers(c, AGENT_ROLES), fillers(c, PATIENT_ROLES), c.stance) for c in claims(text, language)]
    assert ([agent], [patient], stance) in found


@pytest.mark.parametrize(
    "text",
    [
        "A priest was killed. The army denied that it had carried out the action.",
        "A priest was killed. The commission studied the action.",
        "The council was responsible for the act.",
        "A priest was killed. No suspicion falls on the army.",
    ],
)
def test_nobody_is_made_the_author_by_a_denial_or_a_mere_mention(text: str) -> None:
    acting = [c for c in claims(text, "en") if fillers(c, AGENT_ROLES) and c.types[0] in ("Killing", "Attack")]
    assert [c for c in acting if c.stance in (Stance.ASSERTS, Stance.ACCUSES)] == []


def test_captors_who_call_themselves_members_of_a_group_are_alleged_to_be() -> None:
    text = "A farmer was abducted. The captors identified themselves as members of the ELN."
    found = [c for c in claims(text, "en") if "members of the ELN" in fillers(c, AGENT_ROLES)]
    assert [(c.types[0], fillers(c, PATIENT_ROLES), c.certainty) for c in found] == [
        ("Abduction", ["A farmer"], Certainty.ALLEGED)
    ]


def test_who_claims_a_deed_for_others_names_them() -> None:
    text = "A bomb exploded outside the church. A man claimed the attack on behalf of the Popular Front."
    assert [fillers(c, AGENT_ROLES) for c in claims(text, "en")][-1] == ["the Popular Front"]
