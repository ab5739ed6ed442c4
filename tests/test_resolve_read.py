"""Who is who and what is one event in what our own reader reads in the three reports, where they are at hand."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))  # benchmarks/ is not part of the package

from benchmarks.clusters import b_cubed, ceaf_e, mixed  # noqa: E402
from benchmarks.score_resolution import is_name, named_places, scored_entities, scored_events  # noqa: E402
from benchmarks.score_seeds import shared  # noqa: E402
from kg import api, build  # noqa: E402
from kg.errors import UsageError  # noqa: E402

ENTITY = "https://w3id.org/witness-graph/entity/"


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A graph of the three reports, read by our reader."""
    try:
        texts = sorted((shared() / "seeds").glob("*.txt"))
    except UsageError as error:
        pytest.skip(str(error))
    folder = tmp_path_factory.mktemp("reports") / "graph"
    build(texts, folder, workers=1)
    return folder


def test_named_entities_that_were_read_are_gathered(graph: Path) -> None:
    named, _ = scored_entities(graph)
    read = named.of_those_read()
    assert len(read.truth) > 120
    assert b_cubed(read.found, read.truth).f1 >= 0.93
    assert b_cubed(read.found, read.truth).precision >= 0.98
    assert ceaf_e(read.found, read.truth).f1 >= 0.88


def test_named_entities_are_gathered_counting_what_was_not_read(graph: Path) -> None:
    named, _ = scored_entities(graph)
    assert len(named.truth) > 130
    assert b_cubed(named.found, named.truth).f1 >= 0.88


def test_no_two_people_are_one_and_hardly_one_is_two(graph: Path) -> None:
    _, people = scored_entities(graph)
    read = people.of_those_read()
    assert len(read.truth) > 40
    assert mixed(people.found, people.truth) == []
    assert b_cubed(read.found, read.truth).f1 >= 0.95


def test_events_are_gathered(graph: Path) -> None:
    events = scored_events(graph)
    read = events.of_those_read()
    assert len(read.truth) > 80
    assert b_cubed(read.found, read.truth).f1 >= 0.95
    assert b_cubed(events.found, events.truth).f1 >= 0.94
    assert mixed(read.found, read.truth) == []


def test_rescuers_of_four_names_are_one_and_the_reasons_are_shown(graph: Path) -> None:
    with api.open(graph) as opened:
        words = f"SELECT DISTINCT ?words {{ ?mention kg:refersTo <{ENTITY}white-helmets> ; kg:wording ?words }}"
        names = {str(row["words"]).casefold() for row in opened.query(words)}
        reasons = [str(row["reason"]) for row in opened.ask("why_same", name="White Helmets")]
    assert {"syrian civil defence", "sdf", "civil defence force", "de hvite hjelmene"} <= names
    for name in ("Syrian Civil Defence", "SDF", "Civil Defence Force", "hvite hjelmene"):
        assert any(name in reason for reason in reasons), (name, reasons)


def test_red_crescent_and_two_red_crosses_are_three(graph: Path) -> None:
    wanted = ("Red Crescent", "Norges Røde Kors", "Røde Kors")
    with api.open(graph) as opened:
        rows = opened.query("SELECT DISTINCT ?words ?entity { ?mention kg:refersTo ?entity ; kg:wording ?words }", limits=False)
        found = {str(row["words"]): str(row["entity"]) for row in rows if row["words"] in wanted}
    assert sorted(found) == sorted(wanted)
    assert len(set(found.values())) == 3


def test_names_are_found_in_a_text_longest_first_and_never_inside_a_word() -> None:
    text = "Amal Rishani and Rishani's clinic; Amala was there."
    found = {text[start:end]: entity for start, end, entity in named_places(text, {"amal": ["Amal Rishani", "Rishani", "Amal"]})}
    assert found == {"Amal Rishani": "amal", "Rishani": "amal"}


@pytest.mark.parametrize(("form", "name"), [("the Tariq al-Bab neighborhood", True), ("the city", False), ("Red Crescent", True)])
def test_surface_form_is_told_from_a_name(form: str, name: bool) -> None:
    assert is_name(form) is name
