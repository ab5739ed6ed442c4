"""Bombs that are rolled, pushed or thrown out of aircraft are read as air attacks; people and parcels are not."""

from __future__ import annotations

import pytest
from test_annotate import document, fillers, of_type, only

from kg.annotate import read
from kg.model import Role, Stance

MEANS = frozenset({Role.INSTRUMENT})


def test_bombs_that_men_push_out_of_planes_are_told_with_the_planes() -> None:
    text = "Most raids are made with barrel bombs, which the president's men push out of cargo planes onto the town."
    claim = next(c for c in of_type(text, "BarrelBombing") if fillers(c, frozenset({Role.PERPETRATOR})))
    assert fillers(claim, frozenset({Role.PERPETRATOR})) == ["the president's men"]
    assert fillers(claim, MEANS) == ["barrel bombs", "cargo planes"]
    assert claim.stance is Stance.DESCRIBES


def test_what_is_packed_with_explosives_and_pushed_out_of_a_plane_is_a_weapon() -> None:
    text = "Barrel bombs are cheap. They are packed with TNT, and simply pushed out of the back of a plane."
    (claim,) = [c for c in read(document(text)).claims if c.types[0] == "Airstrike"]
    assert fillers(claim, MEANS) == ["Barrel bombs", "a plane"]


@pytest.mark.parametrize(
    "text",
    [
        "They were beaten and thrown out of helicopters.",
        "The prisoners were drugged and pushed out of planes over the sea.",
        "They are packed with food and blankets and dropped from planes.",
        "The parcels were packed with food and dropped from planes.",
    ],
)
def test_people_and_parcels_are_no_bombs(text: str) -> None:
    assert not {"Airstrike", "Bombing", "BarrelBombing"} & {kind for claim in read(document(text)).claims for kind in claim.types}


def test_lives_are_not_destroyed_as_houses_are() -> None:
    assert of_type("The war has left shattered lives and pain.", "Destruction") == []
    assert fillers(only("The war has left shattered houses.", "Destruction"), frozenset({Role.TARGET})) == ["shattered houses"]


def test_what_an_attack_on_an_area_hit_is_struck_and_the_area_is_where() -> None:
    text = "Rebel shelling of the eastern side of the town hit a clinic, killing two nurses."
    claim = only(text, "Shelling")
    assert fillers(claim, frozenset({Role.TARGET, Role.VICTIM})) == ["a clinic"]
    assert fillers(claim, frozenset({Role.PLACE})) == ["the eastern side of the town"]
    assert sorted(fillers(only(text, "Killing"), frozenset({Role.PLACE}))) == ["a clinic", "the eastern side of the town"]


@pytest.mark.parametrize(
    ("text", "language", "struck"),
    [
        ("The school was turned into a heap of rubble.", "en", "The school"),
        ("The shells reduced the market to ashes.", "en", "the market"),
        ("Artillery pounded the village into dust.", "en", "the village"),
        ("Skolen ble forvandlet til en ruinhaug.", "nb", "Skolen"),
        ("Hele kvartalet er gjort om til et krater.", "nb", "Hele kvartalet"),
    ],
)
def test_what_is_left_of_a_thing_tells_that_it_was_destroyed(text: str, language: str, struck: str) -> None:
    claim = only(text, "Destruction", language)
    assert fillers(claim, frozenset({Role.TARGET})) == [struck]
    assert fillers(claim, frozenset({Role.PLACE})) == []


@pytest.mark.parametrize(
    "text",
    ["The hall was turned into a cinema.", "The talks were reduced to shouting.", "The mayor turned into an enemy of us all."],
)
def test_what_becomes_something_else_was_not(text: str) -> None:
    assert of_type(text, "Destruction") == []
