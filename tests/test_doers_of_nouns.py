"""Whose deed a noun tells of: possessors, "from", relative clauses, whoever is accused, threatens or is behind a weapon."""

from __future__ import annotations

import pytest
from test_annotate import claims, fillers, only

from kg.model import AGENT_ROLES, PATIENT_ROLES, Role, Stance


@pytest.mark.parametrize(
    ("text", "event_type", "agents"),
    [
        ("USAs droneangrep i Jemen har kostet minst 80 mennesker livet.", "Airstrike", ["USAs"]),
        ("Russlands bombing av Kharkiv fortsatte.", "Bombing", ["Russlands"]),
        ("Hevnangrep fra Lou Nuer-krigere har lagt 20 landsbyer i aske.", "Arson", ["Lou Nuer-krigere"]),
        ("Blokaden av Gaza, som Israel innførte i 2007, fortsetter.", "Siege", ["Israel"]),
        ("Angrepet, som IS har tatt på seg skylden for, kostet 41 mennesker livet.", "Attack", ["IS"]),
        ("To raketter avfyrt av Hizbollah drepte et ektepar.", "Killing", ["Hizbollah"]),
        ("Sjahed-droner sendt av Russland rammet et boligbygg.", "Airstrike", ["Russland"]),
        ("Offensiven, som ble innledet av Etiopias hær, har drevet 60.000 på flukt.", "Displacement", ["Etiopias hær"]),
        ("Angrep fra bosettere har tvunget 200 beduiner til å forlate hjemmene sine.", "Displacement", ["bosettere"]),
        ("Familiene ble tvunget til å flykte av væpnede menn.", "Displacement", ["væpnede menn"]),
    ],
)
def test_the_doer_is_found_around_the_noun(text: str, event_type: str, agents: list[str]) -> None:
    assert fillers(only(text, event_type, "nb"), AGENT_ROLES) == agents


def test_who_is_accused_of_it_in_a_relative_clause_is_only_accused() -> None:
    claim = only("Massakren i Bucha, som russiske soldater er anklaget for, rystet verden.", "Killing", "nb")
    assert fillers(claim, AGENT_ROLES) == ["russiske soldater"]
    assert claim.stance is Stance.ACCUSES


def test_who_threatens_with_attacks_would_be_the_attacker() -> None:
    claim = only("Hutiene truer med nye angrep på skip i Rødehavet.", "Attack", "nb")
    assert fillers(claim, AGENT_ROLES) == ["Hutiene"]
    assert claim.stance is Stance.THREATENS


def test_arson_is_no_foundation() -> None:
    claim = only("Bosetternes brannstiftelse i Duma drepte et spedbarn.", "Killing", "nb")
    assert fillers(claim, AGENT_ROLES) == ["Bosetternes"]
    assert fillers(claim, frozenset({Role.INSTRUMENT})) == ["Bosetternes brannstiftelse"]


def test_who_is_forced_to_flee_by_nobody_named_has_no_doer() -> None:
    claim = only("De ble tvunget til å forlate landsbyen.", "Displacement", "nb")
    assert fillers(claim, AGENT_ROLES) == []
    assert fillers(claim, PATIENT_ROLES) == ["De"]


def test_a_town_that_ends_in_s_is_not_a_state() -> None:
    (claim,) = claims("Angrepet i Homs drepte to.", "nb")[:1]
    assert fillers(claim, AGENT_ROLES) == []
