"""Words and turns of phrase by which Norwegian papers and agencies tell of violence, and what only looks like them."""

from __future__ import annotations

import pytest
from test_annotate import claims, fillers, only

from kg.model import AGENT_ROLES, PATIENT_ROLES


@pytest.mark.parametrize(
    ("text", "event_type", "agents", "patients"),
    [
        ("Snikskyttere felte ni sivile langs elven.", "Killing", ["Snikskyttere"], ["ni sivile"]),
        ("Fangene ble nakkeskutt av militsen.", "Killing", ["militsen"], ["Fangene"]),
        ("Væpnede menn skambanket læreren.", "Assault", ["Væpnede menn"], ["læreren"]),
        ("Opprørerne innesirklet garnisonen.", "Siege", ["Opprørerne"], ["garnisonen"]),
        ("Politiet har fakket tre menn.", "Detention", ["Politiet"], ["tre menn"]),
        ("Bøndene ble jaget vekk av militsen.", "Displacement", ["militsen"], ["Bøndene"]),
        ("Kurdiske styrker befridde byen Kobani.", "Combat", ["Kurdiske styrker"], ["byen Kobani"]),
        ("Kommandosoldater befridde fire pilegrimer.", "Release", ["Kommandosoldater"], ["fire pilegrimer"]),
        ("Regjeringssoldatene måtte oppgi Kismayo.", "Combat", ["Regjeringssoldatene"], ["Kismayo"]),
        ("Goma falt til M23 i januar.", "Combat", ["M23"], ["Goma"]),
        ("Seks maliske soldater falt.", "Death", [], ["Seks maliske soldater"]),
        ("Over 4000 mennesker krysset grensen til Tsjad.", "Displacement", [], ["Over 4000 mennesker"]),
    ],
)
def test_papers_tell_of_violence_in_many_words(text: str, event_type: str, agents: list[str], patients: list[str]) -> None:
    claim = only(text, event_type, "nb")
    assert fillers(claim, AGENT_ROLES) == agents
    assert fillers(claim, PATIENT_ROLES) == patients


@pytest.mark.parametrize(
    "text",
    [
        "Prisene på olje falt.",
        "Tre soldater falt ned fra taket.",
        "Mørket falt over byen.",
        "De felte tolv trær ved elven.",
        "Hæren gjenvant tilliten hos folket.",
        "Politiet oppga at veien var stengt.",
    ],
)
def test_the_same_words_tell_of_harmless_things(text: str) -> None:
    assert claims(text, "nb") == ()


def test_soldiers_who_cross_a_border_do_not_flee() -> None:
    assert [claim.types[0] for claim in claims("Russiske soldater krysset grensen til Ukraina.", "nb")] == ["GroundAssault"]


def test_how_long_a_siege_lasted_is_not_what_was_besieged() -> None:
    found = claims("Etter tre ukers beleiring falt Goma.", "nb")
    struck = [fillers(claim, PATIENT_ROLES) for claim in found]
    assert ["Goma"] in struck
    assert all(those in ([], ["Goma"]) for those in struck)
