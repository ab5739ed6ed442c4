"""What was learned of roles: it carries over to Norwegian, repairs what the parser gets wrong, and blames nobody by guess."""

from __future__ import annotations

from pathlib import Path

import numpy
import pytest

from kg.annotate import learned_roles, role_check
from kg.annotate.drafts import Draft
from kg.annotate.learned_roles import FEATURES, LABELS, OWN, Model, Reader, Scored, candidates, read_model, scored, write_model
from kg.annotate.lexicon import lexicon
from kg.annotate.merging import pieces
from kg.annotate.nouns import by_index, matcher
from kg.annotate.pack import load
from kg.annotate.roles import Roles
from kg.annotate.words import Word, sentences_of
from kg.errors import PackError
from kg.resources import shipped

FILE = ("packs", "roles", "roles.npz")


def words(text: str, language: str = "en") -> list[Word]:
    doc, found = pieces(load(language).nlp, text, matcher(language))
    parsed = load(language).parse_all([doc])[0]
    return [word for sentence in sentences_of(parsed, found, 0, 0, "body", 0, 0) for word in sentence.words]


def around(text: str, event: str, language: str = "en") -> dict[str, Scored]:
    read = words(text, language)
    reader = Reader(lexicon(language), by_index(matcher(language).find(read)))
    return {row.word.text: row for row in scored(next(word for word in read if word.text == event), reader)}


def checked(text: str, event: str, event_type: str, language: str = "en", **given: list[str]) -> Draft:
    """A draft of what the rules would have found, after it was checked; participants are given by their words."""
    read = words(text, language)
    word = next(word for word in read if word.text == event)
    named = {role: [w for w in read if w.text in texts] for role, texts in given.items() if role != "passive"}
    draft = Draft(word, [event_type], "verb", word, key=frozenset({word.index}), passive="passive" in given)
    for role, found in named.items():
        setattr(draft, role, found)
    role_check.check(draft, Roles(lexicon(language), {}))
    return draft


@pytest.mark.parametrize(
    ("language", "text", "event", "agent", "patient"),
    [
        ("en", "Soldiers arrested the baker in Goma.", "arrested", "Soldiers", "baker"),
        ("en", "The baker was arrested by soldiers on Monday.", "arrested", "soldiers", "baker"),
        ("en", "The men who shot the judge fled.", "shot", "men", "judge"),
        ("nb", "Soldater pågrep bakeren i Goma.", "pågrep", "Soldater", "bakeren"),
        ("nb", "Bakeren ble pågrepet av soldater mandag.", "pågrepet", "soldater", "Bakeren"),
        ("nb", "Mennene som skjøt dommeren, flyktet.", "skjøt", "Mennene", "dommeren"),
    ],
)
def test_who_did_it_and_to_whom_is_learned_for_both_languages(
    language: str, text: str, event: str, agent: str, patient: str
) -> None:
    found = around(text, event, language)
    assert found[agent].label == "ARG0"
    assert found[patient].label == "ARG1"


def test_a_place_is_not_taken_for_a_patient() -> None:
    assert around("Soldiers arrested the baker in Goma.", "arrested")["Goma"].label not in ("ARG0", "ARG1")


def test_the_chances_of_a_phrase_are_those_of_all_labels() -> None:
    for row in around("Soldiers arrested the baker in Goma.", "arrested").values():
        assert set(row.chances) == set(LABELS)
        assert sum(row.chances.values()) == pytest.approx(1, abs=1e-5)


def test_a_word_without_phrases_around_it_has_no_scores() -> None:
    assert around("Run!", "Run") == {}


def test_a_candidate_comes_with_the_way_to_it() -> None:
    event = next(word for word in words("Soldiers arrested the baker of Goma.") if word.text == "arrested")
    assert ("Soldiers", "<nsubj") in {(word.text, path) for word, path in candidates(event)}


def test_an_unlikely_agent_is_dropped_for_a_likely_one() -> None:
    draft = checked("Gunmen killed two judges.", "killed", "Killing", agents=["judges"])
    assert [word.text for word in draft.agents] == ["Gunmen"]


def test_a_likely_agent_fills_an_empty_place() -> None:
    draft = checked("Gunmen killed two judges.", "killed", "Killing", patients=["judges"])
    assert [word.text for word in draft.agents] == ["Gunmen"]


def test_a_likely_patient_fills_an_empty_place() -> None:
    draft = checked("Gunmen killed two judges.", "killed", "Killing", agents=["Gunmen"])
    assert [word.text for word in draft.patients] == ["judges"]


@pytest.mark.parametrize(("language", "text", "event"), [("en", "Two judges were killed in Goma, the army said.", "killed")])
def test_nobody_is_put_in_as_agent_of_a_passive(language: str, text: str, event: str) -> None:
    draft = checked(text, event, "Killing", language, patients=["judges"], passive=[])
    assert draft.agents == []


def test_a_by_phrase_stays_whatever_was_learned(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(event: Word, reader: Reader) -> list[Scored]:
        return [Scored(word, {label: float(label == "none") for label in LABELS}) for word, _ in candidates(event)]

    monkeypatch.setattr(role_check, "scored", none)
    draft = checked(
        "Two judges were killed by soldiers.", "killed", "Killing", patients=["judges"], agents=["soldiers"], passive=[]
    )
    assert [word.text for word in draft.agents] == ["soldiers"]


def test_the_model_is_small() -> None:
    assert shipped(*FILE).stat().st_size < 3_000_000


def test_a_model_is_read_as_it_was_written(tmp_path: Path) -> None:
    model = read_model(shipped(*FILE))
    write_model(tmp_path / "again.npz", model)
    assert (tmp_path / "again.npz").read_bytes() == shipped(*FILE).read_bytes()


def test_a_value_never_seen_has_a_row_of_its_own() -> None:
    model = learned_roles.model()
    rows = model.own(["never-seen-before"] * OWN) + model.phrase(["never-seen-before"] * (len(FEATURES) - OWN))
    assert rows == [model.values[name]["?"] for name in FEATURES]
    assert len(set(rows)) == len(FEATURES)


def test_a_damaged_model_is_named(tmp_path: Path) -> None:
    path = tmp_path / "roles.npz"
    path.write_bytes(b"PK not a model")
    with pytest.raises(PackError, match=r"roles\.npz.*reinstall"):
        read_model(path)


def test_a_model_of_other_features_is_refused(tmp_path: Path) -> None:
    zeros = numpy.zeros((1, 2), "float32")
    write_model(tmp_path / "old.npz", Model({"lemma": {"?": 0}}, zeros, zeros[0], zeros.T, zeros[0]))
    with pytest.raises(PackError, match="train it again"):
        read_model(tmp_path / "old.npz")
