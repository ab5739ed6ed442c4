"""What is erased is in no file of a graph folder, and the log of decisions says that something was."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pyoxigraph as ox
import pytest
from fakes import STAGES

from kg import api
from kg.cli.main import main
from kg.errors import ResolutionError, UsageError
from kg.ids import mention_iri_of
from kg.model import Verdict
from kg.names import fold
from kg.pipeline import add, build, erase, renew
from kg.pipeline.erasing import BLOCK, spells, without
from kg.pipeline.stages import resolve_with_decisions
from kg.resolve import decisions
from kg.resolve.anchoring import anchor_of
from kg.resolve.decisions import Decision
from kg.resolve.redaction import redact
from kg.workspace import damaged, digests, load_annotation, load_document, open_workspace

REAL = STAGES._replace(resolve=resolve_with_decisions)
NOW = "2026-01-01T00:00:00+00:00"
TEXTS = {
    "clinic.txt": "A strike on a clinic\n\nRelatives told us quietly that Amal Rishani was killed at the gate.\n",
    "road.txt": "On the road south\n\nThe convoy said that Sami Qurtan was killed. It was AMAL\nRISHANI's car, they said.\n",
    "town.txt": "In the old town\n\nNeighbours said that Nour Bazzaz was killed in the bakery on the square.\n",
}


def graph_of(folder: Path, texts: dict[str, str] = TEXTS) -> Path:
    (folder / "texts").mkdir()
    for name, text in texts.items():
        (folder / "texts" / name).write_text(text, "utf-8")
    build([folder / "texts"], folder / "graph", stages=REAL, workers=1)
    return folder / "graph"


def decided(graph: Path, number: int, left: str, right: str, reason: str = "a cousin says so") -> None:
    """Let a decision stand in the log about the first people of two documents."""
    found = {}
    space = open_workspace(graph)
    for name in digests(space):
        annotation = load_annotation(space, name)
        mention = annotation.mentions[0]
        found[annotation.document.name] = mention_iri_of(annotation, mention), anchor_of(annotation, mention)
    (one, mine), (other, theirs) = found[left], found[right]
    time = f"2026-01-01T00:00:{number:02d}+00:00"
    made = Decision(Verdict.DIFFERENT, one, other, reason, "kari", time, left_anchor=mine, right_anchor=theirs)
    decisions.append(space.decisions, [made])


def files_with(graph: Path, words: str) -> list[str]:
    """Every file that holds *words*, by its bytes, and the store by its facts, for its files are packed."""
    needle = fold(words)
    found = [
        str(path.relative_to(graph)) for path in graph.rglob("*")
        if path.is_file() and (needle in fold(path.read_bytes().decode("utf-8", "replace")) or needle in fold(path.name))
    ]  # fmt: skip
    store = ox.Store.read_only(str(graph / "store"))
    return found + ["store (facts)" for quad in store if needle in fold(str(quad))][:1]


def test_erased_document_is_in_no_file(tmp_path: Path) -> None:
    graph = graph_of(tmp_path)
    decided(graph, 1, "clinic.txt", "town.txt")
    decided(graph, 2, "road.txt", "town.txt")
    (gone,) = [name for name in digests(open_workspace(graph)) if "clinic" in load_document(open_workspace(graph), name).name]
    assert files_with(graph, gone)
    report = erase(["clinic.txt"], graph, author="kari", reason="asked for", time=NOW, stages=REAL)
    assert (report.documents, report.decisions, report.build.documents) == (1, 1, 2)
    for words in ("Relatives told us quietly", "clinic.txt", gone):
        assert files_with(graph, words) == [], words
    assert files_with(graph, "Nour Bazzaz")
    assert len(decisions.read(graph / "decisions.jsonl").decisions) == 1


def test_erased_person_is_in_no_file_under_any_name_and_the_rest_stays(tmp_path: Path) -> None:
    graph = graph_of(tmp_path)
    decided(graph, 1, "clinic.txt", "town.txt")
    decided(graph, 2, "road.txt", "town.txt")
    decided(graph, 3, "road.txt", "clinic.txt", reason="Amal  Rishani was not there")
    assert len(files_with(graph, "Amal Rishani")) > 3
    report = erase([], graph, people=["amal rishani"], author="kari", reason="asked for", time=NOW, stages=REAL)
    assert files_with(graph, "Amal Rishani") == []
    assert files_with(graph, "Rishani") == []
    assert (report.texts, report.decisions) == (2, 2)
    assert files_with(graph, "Sami Qurtan")
    assert not list(damaged(open_workspace(graph)))
    with api.open(graph) as opened:
        victims = opened.query("SELECT ?n { ?k a kg:Claim ; claimed:victim/rdfs:label ?n } ORDER BY ?n")
        assert [str(row["n"]) for row in victims] == ["Nour Bazzaz", "Sami Qurtan"]


def test_erasing_keeps_every_other_word_in_its_place(tmp_path: Path) -> None:
    graph = graph_of(tmp_path)
    erase([], graph, people=["Amal Rishani"], author="kari", reason="asked for", time=NOW, stages=REAL)
    space = open_workspace(graph)
    texts = sorted(load_document(space, name).text for name in digests(space))
    wanted = sorted(text.replace("Amal Rishani", f"{BLOCK * 4} {BLOCK * 7}") for text in TEXTS.values())
    wanted = [text.replace("AMAL\nRISHANI's", f"{BLOCK * 4}\n{BLOCK * 7}'{BLOCK}") for text in wanted]
    assert texts == sorted(wanted)


def test_graph_after_an_erasure_is_that_of_a_build_over_what_is_left(tmp_path: Path) -> None:
    graph = graph_of(tmp_path)
    erase([], graph, people=["Amal Rishani"], author="kari", reason="asked for", time=NOW, stages=REAL)
    before = (graph / "graph.nq").read_bytes()
    renew(graph, stages=REAL)
    assert (graph / "graph.nq").read_bytes() == before


def test_name_in_a_file_name_title_and_address_goes_too(tmp_path: Path) -> None:
    texts = {**TEXTS, "amal_rishani.txt": "The report of a friend of hers\n\nIt says that Sami Qurtan was killed there.\n"}
    graph = graph_of(tmp_path, texts)
    (tmp_path / "more.jsonl").write_text(
        json.dumps({
            "text": "A long tale of one night\n\nIt says that Sami Qurtan was killed on the hill.\n",
            "title": "What Amal Rishani saw", "author": "Amal Rishani", "url": "https://news.example/amal-rishani-saw",
        }), "utf-8",
    )  # fmt: skip
    add([tmp_path / "more.jsonl"], graph, stages=REAL)
    assert files_with(graph, "amal-rishani-saw")
    erase([], graph, people=["Amal Rishani"], author="kari", reason="asked for", time=NOW, stages=REAL)
    for words in ("Rishani", "amal_rishani", "amal-rishani"):
        assert files_with(graph, words) == [], words


def test_nobody_of_that_name_is_told(tmp_path: Path) -> None:
    graph = graph_of(tmp_path)
    with pytest.raises(UsageError, match="nobody there is called 'Kari Nordmann'"):
        erase([], graph, people=["Kari Nordmann"], author="kari", reason="asked for", time=NOW, stages=REAL)


def test_reason_may_not_hold_the_name(tmp_path: Path) -> None:
    graph = graph_of(tmp_path)
    with pytest.raises(UsageError, match="without the name"):
        erase([], graph, people=["Amal Rishani"], author="kari", reason="Amal Rishani asked", time=NOW, stages=REAL)


def test_last_document_is_not_erased(tmp_path: Path) -> None:
    graph = graph_of(tmp_path)
    with pytest.raises(UsageError, match="delete the folder instead"):
        erase(list(TEXTS), graph, author="kari", reason="asked for", time=NOW, stages=REAL)


def test_command_says_what_went(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.pipeline.erasing.default_stages", lambda: REAL)
    graph = graph_of(tmp_path)
    assert main(["erase", "town.txt", "--person", "Amal Rishani", "--graph", str(graph), "--as", "kari"]) == 0
    assert "erased: 1 document, 1 name, 2 texts changed; 2 documents" in capsys.readouterr().err
    assert main(["erase", "--graph", str(graph)]) == 2
    assert "nothing to erase" in capsys.readouterr().err


# --- the log ---------------------------------------------------------------------------------------------------------------


def log_of(path: Path, *reasons: str) -> Path:
    for number, reason in enumerate(reasons):
        time = f"2026-01-01T00:00:{number:02d}+00:00"
        decisions.append(path, [Decision(Verdict.SAME, f"urn:{number}", "urn:x", reason, "kari", time)])
    return path


def holding(words: str) -> object:
    return lambda line, record: words in line


def test_erased_line_is_gone_and_the_chain_still_holds(tmp_path: Path) -> None:
    path = log_of(tmp_path / "d.jsonl", "one", "SECRET two", "three")
    lines = path.read_bytes().splitlines()
    assert redact(path, holding("SECRET"), author="kari", reason="asked for", time=NOW) == 1  # type: ignore[arg-type]
    log = decisions.read(path)
    assert b"SECRET" not in path.read_bytes()
    assert [one.reason for one in log.decisions] == ["one", "three"]
    assert log.problems == ()
    assert [(one.lines, one.author, one.reason) for one in log.redactions] == [(1, "kari", "asked for")]
    after = path.read_bytes().splitlines()
    assert (after[0], after[2]) == (lines[0], lines[2])


def test_decisions_go_on_after_an_erasure(tmp_path: Path) -> None:
    path = log_of(tmp_path / "d.jsonl", "one", "SECRET two")
    seen = decisions.read(path).last
    redact(path, holding("SECRET"), author="kari", reason="asked for", time=NOW)  # type: ignore[arg-type]
    decisions.append(path, [Decision(Verdict.SAME, "urn:9", "urn:x", "four", "ola", NOW)], seen=seen)
    log = decisions.read(path)
    assert ([one.reason for one in log.decisions], log.problems) == (["one", "four"], ())


def test_undoing_of_an_erased_decision_goes_with_it(tmp_path: Path) -> None:
    path = log_of(tmp_path / "d.jsonl", "SECRET one", "two")
    decisions.undo(path, decisions.read(path).decisions[0].id, author="kari", reason="wrong", time=NOW)
    assert redact(path, holding('"reason": "SECRET'), author="kari", reason="asked for", time=NOW) == 2  # type: ignore[arg-type]
    assert (len(decisions.read(path).decisions), decisions.verify(path)) == (1, ())


def test_line_emptied_without_an_erasure_is_told(tmp_path: Path) -> None:
    path = log_of(tmp_path / "d.jsonl", "one", "two", "three")
    lines = path.read_bytes().splitlines()
    record = json.loads(lines[1])
    stub = {"format": 1, "redacted": True, "previous": record["previous"], "hash": record["hash"]}
    path.write_bytes(b"\n".join([lines[0], json.dumps(stub).encode(), lines[2]]) + b"\n")
    assert decisions.verify(path) == ("d.jsonl line 2: emptied, and no later line says who erased it",)


@pytest.mark.parametrize("tamper", ["lines", "author", "redacts"])
def test_changed_erasure_is_told(tmp_path: Path, tamper: str) -> None:
    path = log_of(tmp_path / "d.jsonl", "one", "SECRET")
    redact(path, holding("SECRET"), author="kari", reason="asked for", time=NOW)  # type: ignore[arg-type]
    lines = path.read_text("utf-8").splitlines()
    record = json.loads(lines[-1])
    record[tamper] = {"lines": 2, "author": "ola", "redacts": []}[tamper]
    path.write_text("\n".join([*lines[:-1], json.dumps(record, sort_keys=True)]) + "\n", "utf-8")
    assert any("changed after it was written" in problem for problem in decisions.verify(path))


def test_damaged_line_that_holds_the_name_goes_too(tmp_path: Path) -> None:
    path = log_of(tmp_path / "d.jsonl", "one", "two")
    path.write_bytes(path.read_bytes() + b'{"half a line about SECRET\n')
    assert redact(path, holding("SECRET"), author="kari", reason="asked for", time=NOW) == 1  # type: ignore[arg-type]
    assert b"SECRET" not in path.read_bytes()
    assert decisions.verify(path) == ()


def test_erasing_nothing_writes_nothing(tmp_path: Path) -> None:
    path = log_of(tmp_path / "d.jsonl", "one")
    before = path.read_bytes()
    assert redact(path, holding("SECRET"), author="kari", reason="asked for", time=NOW) == 0  # type: ignore[arg-type]
    assert path.read_bytes() == before
    with pytest.raises(ResolutionError, match="an author and a reason"):
        redact(path, holding("one"), author="", reason="", time=NOW)  # type: ignore[arg-type]


# --- words -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Amál RISHANI fled", "fled"),
        ("Amal-Rishani fled", "fled"),
        ("Amal\n  Rishani's", ""),
        ("Amal Rishanis hus", "hus"),
        ("Amal Rishanidze", "Amal Rishanidze"),
        ("Kamal Rishani", "Kamal Rishani"),
    ],
)
def test_name_is_blanked_however_it_is_written(text: str, left: str) -> None:
    blanked = without(text, ["Amal Rishani"])
    assert len(blanked) == len(text)
    assert " ".join(re.findall(r"\w+", blanked)) == left


@pytest.mark.parametrize(("file", "holds"), [("amal-rishani.txt", True), ("report_AmalRishani_2.txt", True), ("amal.txt", False)])
def test_file_names_made_of_a_name_are_known(file: str, holds: bool) -> None:
    assert spells(file, ["Amal Rishani"]) is holds
