"""Colours and strokes of pictures: Okabe and Ito's palette, which people with any colour vision can tell apart.

Colour is never the only sign: boxes stand in named columns, events are filled, arrows carry a word, a denial carries a cross.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

LIGHT: Mapping[str, Any] = {
    "paper": "#ffffff",
    "ink": "#1a1a1a",
    "soft": "#5c5c5c",
    "event": "#222222",
    "eventInk": "#ffffff",
    "total": "#e3e3e3",
    "kind": {
        "Government": "#d55e00",
        "ArmedActor": "#e69f00",
        "Organisation": "#0072b2",
        "Person": "#009e73",
        "Group": "#cc79a7",
        "Facility": "#56b4e9",
        "HealthFacility": "#56b4e9",
        "Place": "#8a8a8a",
        "Weapon": "#b8a800",
        "Thing": "#b8a800",
    },
    "tone": {"harm": "#c24a00", "help": "#00795a", "speech": "#0072b2", "other": "#6a6a6a", "place": "#b4b4b4"},
    "notfact": "#757575",
}
DARK: Mapping[str, Any] = {
    "paper": "#16181c",
    "ink": "#f0f0f0",
    "soft": "#b0b4ba",
    "event": "#e9e9e9",
    "eventInk": "#16181c",
    "total": "#3a3e45",
    "kind": {
        "Government": "#f07a1f",
        "ArmedActor": "#f0b429",
        "Organisation": "#4aa3e0",
        "Person": "#1fc797",
        "Group": "#e39cc4",
        "Facility": "#8ccdf2",
        "HealthFacility": "#8ccdf2",
        "Place": "#9b9b9b",
        "Weapon": "#e6d84a",
        "Thing": "#e6d84a",
    },
    "tone": {"harm": "#f07a1f", "help": "#1fc797", "speech": "#4aa3e0", "other": "#a5a5a5", "place": "#5d626a"},
    "notfact": "#9a9a9a",
}
KINDS = ("Government", "ArmedActor", "Organisation", "Person", "Group", "HealthFacility", "Facility", "Place", "Weapon", "Thing")
"""Kinds in the order of the legend."""
DASHES: Mapping[str, tuple[int, ...]] = {
    "own": (),
    "attributed": (7, 4),
    "denied": (2, 4),
    "threatened": (2, 3),
    "supposed": (2, 3),
    "described": (12, 3, 2, 3),
}
"""Strokes of an arrow by how the claim is drawn; () is solid."""
FACTS = frozenset({"own", "attributed"})
"""Manners of claims that say that something happened."""


def node_colours(data: Mapping[str, Any], theme: Mapping[str, Any] = LIGHT) -> tuple[str, str, str]:
    """Return the fill, the border and the ink of a box."""
    if data["column"] != "what":
        return theme["paper"], theme["kind"].get(data["kind"], theme["soft"]), theme["ink"]
    if data["manner"] not in FACTS:
        return theme["paper"], theme["notfact"], theme["ink"]
    if data["total"]:
        return theme["total"], theme["ink"], theme["ink"]
    return theme["event"], theme["event"], theme["eventInk"]


def edge_colour(data: Mapping[str, Any], theme: Mapping[str, Any] = LIGHT) -> str:
    """Return the colour of an arrow; one that tells of no fact is grey, whatever it speaks of."""
    if data["tone"] in ("place", "speech") and data["manner"] != "denied":
        return str(theme["tone"][data["tone"]])
    return str(theme["tone"][data["tone"]] if data["manner"] in FACTS else theme["notfact"])
