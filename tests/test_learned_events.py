"""What was learned of events: what the model sees, what is made of its answers, and what its training sentences must be."""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy
import pytest
from numpy.typing import NDArray

from benchmarks.unseen import document
from kg.annotate import event_check, learned_events, reader
from kg.annotate.drafts import Draft
from kg.annotate.learned_events import KINDS, NAMES, NOT_LEARNED, ROLES, EventModel, load_events
from kg.annotate.lexicon import frames
from kg.annotate.pack import load, pack_version
from kg.annotate.reader import Reading
from kg.annotate.roles import Roles
from kg.annotate.words import Word
from kg.errors import PackError
from kg.resources import events, packs, reading_fast

ROOT = Path(__file__).resolve().parents[1]
LANGUAGES = tuple(language for language in sorted(packs()) if events(language) is not None)
Floats = NDArray[numpy.float32]


def by_rules(text: str, language: str = "en") -> Reading:
    reading = reader.parse(document(text, language, "text"), load(language))
    reader.attribute(reading)
    reader.detect(reading)
    return reading


class Sure:
    """A model with opinions of its own: ``{"shot": "kill"}`` of words, ``{("shot", "guards"): "agents"}`` of participants."""

    def __init__(
        self, kinds: dict[str, str] | None = None, parts: dict[tuple[str, str], str] | None = None, rest: float = 0.0
    ) -> None:
        self.kinds, self.parts_of, self.rest = kinds or {}, parts or {}, rest

    def read(self, seen: Floats, words: list[Word], drafts: list[Draft], roles: Roles) -> tuple[Floats, Floats]:
        chances = numpy.zeros((len(words), len(KINDS) + 1), numpy.float32)
        for row, word in zip(chances, words, strict=True):
            row[NAMES.index(self.kinds[word.text]) + 1 if word.text in self.kinds else 0] = 1
        return numpy.zeros((len(words), 1), numpy.float32), chances

    def parts(self, vectors: Floats, first: int, draft: Draft, words: list[Word]) -> Floats:
        found = numpy.full((len(words), len(ROLES)), self.rest, numpy.float32)
        for row, word in zip(found, words, strict=True):
            role = self.parts_of.get((draft.word.text, word.text))
            if role is not None:
                row[ROLES.index(role)] = 1
        return found


def checked(text: str, model: Sure, language: str = "en") -> dict[str, Draft]:
    reading = by_rules(text, language)
    event_check.complete(reading, model)  # type: ignore[arg-type]  # it answers the same questions
    return {draft.word.text: draft for paragraph in reading.paragraphs for draft in paragraph.drafts}


def texts(words: list[Word]) -> list[str]:
    return [word.text for word in words]


def test_an_overlooked_event_is_added_with_the_participants_that_the_rules_see() -> None:
    told = checked("Soldiers zapped two farmers in Goma.", Sure({"zapped": "kill"}, rest=0.3))
    assert told["zapped"].types == ["Killing"]
    assert texts(told["zapped"].agents) == ["Soldiers"]
    assert texts(told["zapped"].patients) == ["farmers"]


def test_what_the_model_denies_is_dropped_but_nothing_that_it_never_learned() -> None:
    sentence = "The minister said that soldiers shot two farmers."
    assert set(checked(sentence, Sure({"shot": "kill"}, rest=0.3))) >= {"shot"}
    left = checked(sentence, Sure(rest=0.3))
    assert "shot" not in left
    kept = by_rules(sentence).paragraphs[0].drafts
    assert set(left) == {d.word.text for d in kept if learned_events.kind_number(d) == NOT_LEARNED}


def test_a_likely_participant_is_added_and_an_unlikely_one_dropped() -> None:
    sentence = "Soldiers shot two farmers near the bridge with old rifles."
    model = Sure(
        {"shot": "kill"}, {("shot", "farmers"): "patients", ("shot", "rifles"): "instruments", ("shot", "bridge"): "places"}
    )
    told = checked(sentence, model)["shot"]
    assert (texts(told.patients), texts(told.instruments)) == (["farmers"], ["rifles"])
    assert "bridge" in texts(told.places)


def test_what_stands_right_at_the_event_stays_however_unlikely() -> None:
    told = checked("Soldiers shot two farmers with old rifles.", Sure({"shot": "kill"}))["shot"]
    assert (texts(told.agents), texts(told.patients), told.instruments) == (["Soldiers"], ["farmers"], [])


def test_who_accuses_is_not_put_in_as_who_did_it() -> None:
    model = Sure({"blamed": "accuse", "attack": "attack"}, {("attack", "army"): "agents"}, rest=0.3)
    assert "army" not in texts(checked("The army blamed the attack on a separatist group.", model)["attack"].agents)


def test_nobody_is_put_in_as_agent_of_a_passive() -> None:
    model = Sure({"killed": "kill"}, {("killed", "soldiers"): "agents", ("killed", "farmers"): "patients"})
    assert checked("Two farmers were killed while soldiers slept.", model)["killed"].agents == []
    assert texts(checked("Two farmers were killed by soldiers.", model)["killed"].agents) == ["soldiers"]


@pytest.mark.parametrize(
    ("text", "event", "word", "way"),
    [
        ("Soldiers shot two farmers.", "shot", "Soldiers", "<nsubj"),
        ("Two farmers were shot by soldiers.", "shot", "soldiers", "<obla"),
        ("Two farmers were shot by soldiers.", "shot", "farmers", "<nsubjp"),
    ],
)
def test_the_way_through_the_tree_tells_passives_apart(text: str, event: str, word: str, way: str) -> None:
    words = [w for sentence in by_rules(text).sentences for w in sentence.words]
    found = {w.text: w for w in words}
    assert learned_events.path(found[event], found[word]) == way


def test_every_kind_is_a_type_with_a_frame() -> None:
    assert set(KINDS.values()) <= set(frames())


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sentences_learned_from_are_marked_without_faults(language: str) -> None:
    files = [ROOT / "training" / f"{name}.{language}.txt" for name in ("events", "events_held_out")]
    done = subprocess.run([sys.executable, ROOT / "training" / "marked.py", *files], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert done.stdout.count(" 0 faults") == len(files)


def test_a_fault_in_the_sentences_is_named_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "events.txt"
    file.write_text("Soldiers shot two farmers.\nkill: shot | by Soldiers | to three farmers\nshout: shot\n", "utf-8")
    done = subprocess.run([sys.executable, ROOT / "training" / "marked.py", file], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert f"{file}:2: not in the text: 'three farmers'" in done.stdout
    assert f"{file}:3: begins with no kind of event" in done.stdout


@pytest.mark.parametrize("language", LANGUAGES)
def test_learned_events_are_small_versioned_and_left_out_when_reading_fast(language: str) -> None:
    folder = events(language)
    assert folder is not None
    assert (folder / "events.npz").stat().st_size < 15_000_000
    assert load(language).events is not None
    assert load(language).version == pack_version(language)
    with reading_fast():
        assert load(language).events is None
        assert load(language).version == pack_version(language)


def test_damaged_learned_events_are_named(tmp_path: Path) -> None:
    folder = events("en")
    assert folder is not None
    shutil.copy(folder / "events.npz", tmp_path)
    data = (tmp_path / "events.npz").read_bytes()
    (tmp_path / "events.npz").write_bytes(data[: len(data) // 2])
    with pytest.raises(PackError, match=r"events\.npz: the learned events are damaged .*reinstall"):
        load_events(tmp_path, "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_of_many_paragraphs_is_checked_as_each_alone(language: str) -> None:
    lines = {
        "en": ["Soldiers shot two farmers.", "A mob torched the clinic."],
        "nb": ["Soldater skjøt to bønder.", "En mobb brente klinikken."],
    }
    whole = reader.read(document("\n\n".join(lines[language]), language, "whole"))
    alone = [claim for line in lines[language] for claim in reader.read(document(line, language, "alone")).claims]
    assert [(c.types, sorted(f.text for f in c.roles)) for c in whole.claims] == [
        (c.types, sorted(f.text for f in c.roles)) for c in alone
    ]


def test_reading_without_what_was_learned_gives_what_the_rules_find() -> None:
    pack = load("en")
    given = document("Soldiers shot two farmers.", "en", "text")
    alone = reader.read(given, pack=replace(pack, events=None))
    reading = by_rules("Soldiers shot two farmers.")
    assert [claim.trigger_start for claim in alone.claims] == [draft.word.start for draft in reading.paragraphs[0].drafts]
    assert isinstance(pack.events, EventModel)


def test_a_verb_beside_the_noun_that_tells_of_the_same_is_no_second_event() -> None:
    told = checked("The clinic was hit by an airstrike.", Sure({"hit": "attack", "airstrike": "attack"}, rest=0.3))
    assert "airstrike" in told
    assert "hit" not in told


def test_who_stops_an_attack_or_is_a_side_in_a_fight_stays_what_the_rules_say() -> None:
    model = Sure({"stopped": "attack", "attack": "attack", "clashed": "combat"}, {("attack", "Police"): "agents"})
    assert texts(checked("Police stopped an attack on the station.", model)["attack"].agents) == []
    clash = checked("The rebels clashed with the army near Bor.", model)["clashed"]
    assert {*texts(clash.agents), *texts(clash.patients)} == {"rebels", "army"}


def test_of_fifteen_others_mostly_women_nobody_is_added() -> None:
    model = Sure({"wounded": "injure"}, {("wounded", "women"): "patients", ("wounded", "others"): "patients"}, rest=0.3)
    told = checked("Fifteen others, mostly women, were wounded.", model)["wounded"]
    assert texts(told.patients) == ["others"]
