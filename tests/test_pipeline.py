"""Texts become a graph: the same bytes on every way there, and never half of one."""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path

import pytest
from fakes import STAGES, read, resolve

import kg.pipeline.graph
import kg.store.loading
from kg import api
from kg.cli import output
from kg.corpus import Reason
from kg.errors import CorpusError, UsageError, WorkspaceError
from kg.model import Annotation, Document
from kg.pipeline import Report, Resolved, add, build, remove
from kg.pipeline.stages import resolve_with_decisions
from kg.store import EmbeddedStore, Solutions
from kg.table import value_of
from kg.workspace import open_workspace

ROOT = Path(__file__).resolve().parents[1]
PEOPLE = ("Kari Nordmann", "Ola Nordmann", "Amal Example", "Sami Example", "Nour Example")


def text(person: str, place: str) -> str:
    return f"A raid on the town of {place}\n\nIt was said by the rescuers who were there that {person} was killed.\n"


def texts(folder: Path) -> Path:
    folder.mkdir()
    for number, person in enumerate(PEOPLE):
        (folder / f"{number}.txt").write_text(text(person, f"number {number}"), "utf-8")
    return folder


def fingerprint(graph: Path) -> dict[str, str]:
    """The digest of every file that is the truth of a graph folder; the store is a cache and run.json holds the time."""
    files = [graph / "graph.nq", *graph.glob("sources/*"), *graph.glob("annotations/*")]
    return {str(path.relative_to(graph)): hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(files)}


def names(graph: Path) -> list[str]:
    with EmbeddedStore.open(graph / "store") as store:
        found = store.query("SELECT ?n { ?k a kg:Claim ; claimed:victim/rdfs:label ?n } ORDER BY ?n")
        assert isinstance(found, Solutions)
        return [str(value_of(row[0])) for row in found]


def test_build_answers_who_is_said_to_have_been_killed(tmp_path: Path) -> None:
    report = build([texts(tmp_path / "texts")], tmp_path / "graph", stages=STAGES)
    assert (report.documents, report.read, report.claims, report.entities, report.events) == (5, 5, 5, 5, 5)
    assert names(tmp_path / "graph") == sorted(PEOPLE)
    assert {path.name for path in (tmp_path / "graph").iterdir()} == {
        "sources", "annotations", "decisions.jsonl", "graph.nq", "store", "names.db", "run.json", ".lock",
    }  # fmt: skip
    assert len((tmp_path / "graph" / "graph.nq").read_bytes().splitlines()) == report.quads


def test_graph_lines_are_sorted_and_each_is_there_once(tmp_path: Path) -> None:
    build([texts(tmp_path / "texts")], tmp_path / "graph", stages=STAGES)
    lines = (tmp_path / "graph" / "graph.nq").read_bytes().splitlines(keepends=True)
    assert lines == sorted(set(lines))


def test_graph_is_the_same_when_sorting_spills_to_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build([texts(tmp_path / "texts")], tmp_path / "one", stages=STAGES)
    monkeypatch.setattr(kg.pipeline.graph, "SPILL", 7)
    monkeypatch.setattr(kg.store.loading, "PART", 90)
    build([tmp_path / "texts"], tmp_path / "two", stages=STAGES)
    assert fingerprint(tmp_path / "one") == fingerprint(tmp_path / "two")


def test_graph_does_not_depend_on_file_order_workers_or_hash_seed(tmp_path: Path) -> None:
    folder = texts(tmp_path / "texts")
    build([folder], tmp_path / "one", stages=STAGES)
    call = (
        "import sys; from pathlib import Path; from fakes import STAGES; from kg.pipeline import build\n"
        "if __name__ == '__main__':\n"
        "    build(sorted(Path(sys.argv[1]).iterdir(), reverse=True), sys.argv[2], workers=2, stages=STAGES)"
    )
    (tmp_path / "call.py").write_text(call, "utf-8")
    environment = {**os.environ, "PYTHONHASHSEED": "7", "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}"}
    subprocess.run([sys.executable, tmp_path / "call.py", folder, tmp_path / "two"], env=environment, check=True)
    assert fingerprint(tmp_path / "one") == fingerprint(tmp_path / "two")


def test_resumed_build_reads_only_what_is_new_or_changed(tmp_path: Path) -> None:
    folder = texts(tmp_path / "texts")
    build([folder], tmp_path / "graph", stages=STAGES)
    (folder / "0.txt").write_text(text("Amal Example", "number nine"), "utf-8")
    (folder / "1.toml").write_text('publisher = "News Example"\n', "utf-8")
    assert build([folder], tmp_path / "graph", resume=True, stages=STAGES).read == 2
    assert build([folder], tmp_path / "graph", resume=True, stages=STAGES).read == 0
    build([folder], tmp_path / "fresh", stages=STAGES)
    assert fingerprint(tmp_path / "graph") == fingerprint(tmp_path / "fresh")


def test_annotation_by_another_reader_is_made_again(tmp_path: Path) -> None:
    folder = texts(tmp_path / "texts")
    build([folder], tmp_path / "graph", stages=STAGES)

    def newer(document: Document) -> Annotation:
        found = read(document)
        return Annotation(found.document, "fake/2+en", found.mentions, found.claims)

    stages = STAGES._replace(read=newer, reader=lambda language: f"fake/2+{language}")
    assert build([folder], tmp_path / "graph", resume=True, stages=stages).read == 5


def test_text_that_the_reader_fails_on_is_named_and_the_rest_goes_on(tmp_path: Path) -> None:
    folder = texts(tmp_path / "texts")
    (folder / "x.txt").write_text("This is a text that is unreadable for the reader.\n", "utf-8")
    report = build([folder], tmp_path / "graph", stages=STAGES)
    assert [(item.name, item.reason) for item in report.skipped] == [("x.txt", Reason.READER)]
    assert report.skipped[0].detail == "x.txt: the reader failed: ValueError: a sentence without an end"
    assert len(list((tmp_path / "graph" / "sources").iterdir())) == 10
    assert json.loads((tmp_path / "graph" / "run.json").read_text("utf-8"))["skipped"][0]["name"] == "x.txt"


def test_build_of_nothing_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "texts").mkdir()
    with pytest.raises(CorpusError, match="no texts found"):
        build([tmp_path / "texts"], tmp_path / "graph", stages=STAGES)
    (tmp_path / "texts" / "a.txt").write_text("unreadable to all of the readers that there are", "utf-8")
    with pytest.raises(CorpusError, match=r"no text could be read: a\.txt: the reader failed"):
        build([tmp_path / "texts"], tmp_path / "graph", stages=STAGES)
    assert not (tmp_path / "graph").exists()


def test_failed_build_leaves_the_graph_that_is_there(tmp_path: Path) -> None:
    folder = texts(tmp_path / "texts")
    build([folder], tmp_path / "graph", stages=STAGES)
    before = fingerprint(tmp_path / "graph")

    def full(annotations: object, decisions: object, report: object) -> Resolved:
        raise OSError(28, "No space left on device", "somewhere")

    (folder / "0.txt").unlink()
    with pytest.raises(WorkspaceError, match=r"somewhere: cannot be written: No space left on device; free space and run again"):
        build([folder], tmp_path / "graph", stages=STAGES._replace(resolve=full))
    open_workspace(tmp_path / "graph")
    assert fingerprint(tmp_path / "graph") == before
    assert names(tmp_path / "graph") == sorted(PEOPLE)


def test_decisions_survive_a_build_from_nothing(tmp_path: Path) -> None:
    folder = texts(tmp_path / "texts")
    build([folder], tmp_path / "graph", stages=STAGES)
    (tmp_path / "graph" / "decisions.jsonl").write_text('{"decision": 1}\n', "utf-8")
    build([folder], tmp_path / "graph", stages=STAGES)
    assert (tmp_path / "graph" / "decisions.jsonl").read_text("utf-8") == '{"decision": 1}\n'


def test_what_resolution_has_to_say_is_handed_on(tmp_path: Path) -> None:
    def hear(annotations: Iterable[Annotation], decisions: Path, report: Report) -> Resolved:
        report(f"{decisions.name}, line 2: damaged")
        return resolve(annotations, decisions, report)

    report = build([texts(tmp_path / "texts")], tmp_path / "graph", stages=STAGES._replace(resolve=hear))
    assert report.notes == ("decisions.jsonl, line 2: damaged",)


def test_all_is_read_again_when_the_word_lists_changed(tmp_path: Path) -> None:
    folder = texts(tmp_path / "texts")
    build([folder], tmp_path / "graph", stages=STAGES)
    assert build([folder], tmp_path / "graph", resume=True, stages=STAGES._replace(basis="new words")).read == 5


def test_folder_that_holds_something_else_is_not_built_in(tmp_path: Path) -> None:
    folder = texts(tmp_path / "texts")
    with pytest.raises(WorkspaceError, match="holds other files and is no graph folder"):
        build([folder], folder, stages=STAGES)
    assert len(list(folder.iterdir())) == 5


def test_added_text_takes_the_place_of_one_of_its_name(tmp_path: Path) -> None:
    folder = texts(tmp_path / "texts")
    build([folder], tmp_path / "graph", stages=STAGES)
    (folder / "0.txt").write_text(text("Amal Example", "another name"), "utf-8")
    (folder / "5.txt").write_text(text("Sami Example", "a new one"), "utf-8")
    assert add([folder / "0.txt", folder / "5.txt"], tmp_path / "graph", stages=STAGES).read == 2
    build([folder], tmp_path / "fresh", stages=STAGES)
    assert fingerprint(tmp_path / "graph") == fingerprint(tmp_path / "fresh")


def test_removed_text_leaves_nothing_on_disk(tmp_path: Path) -> None:
    folder = texts(tmp_path / "texts")
    build([folder], tmp_path / "graph", stages=STAGES)
    remove(["0.txt"], tmp_path / "graph", stages=STAGES)
    files = [path for path in (tmp_path / "graph").rglob("*") if path.is_file()]
    assert len(files) > 10
    assert [path for path in files if b"Kari Nordmann" in path.read_bytes()] == []
    with pytest.raises(UsageError, match=r"no document is called '0\.txt'"):
        remove(["0.txt"], tmp_path / "graph", stages=STAGES)
    with pytest.raises(UsageError, match="no document would be left"):
        remove([f"{number}.txt" for number in range(1, 5)], tmp_path / "graph", stages=STAGES)


@pytest.mark.parametrize("seed", range(3))
def test_any_history_of_adds_and_removes_ends_in_the_bytes_of_a_build_from_nothing(tmp_path: Path, seed: int) -> None:
    draw = random.Random(seed)
    folder, graph = tmp_path / "texts", tmp_path / "graph"
    texts(folder)
    build([folder / "0.txt"], graph, stages=STAGES)
    there = {"0.txt"}
    for step in range(4):
        name = f"{draw.randrange(5)}.txt"
        if name in there and len(there) > 1 and draw.random() < 0.5:
            remove([name], graph, stages=STAGES)
            there.remove(name)
        else:
            (folder / name).write_text(text(draw.choice(PEOPLE), f"step {step}"), "utf-8")
            add([folder / name], graph, stages=STAGES)
            there.add(name)
    build([folder / name for name in there], tmp_path / "fresh", stages=STAGES)
    assert fingerprint(graph) == fingerprint(tmp_path / "fresh")


def test_names_crowded_by_texts_that_come_and_go_end_in_the_bytes_of_a_build_from_nothing(tmp_path: Path) -> None:
    """How many share a name is learned from all texts: adding some opens who is one in others, removing them closes it."""
    stages = STAGES._replace(resolve=resolve_with_decisions)
    folder, graph = tmp_path / "texts", tmp_path / "graph"
    folder.mkdir()
    family = ("Qudsi", "Zakkour", "Barazi", "Haffar", "Shami")
    crowd = [f"Karam {name}" for name in family] + [f"{name} Tarakji" for name in ("Wasim", "Jalal", "Nizar", "Fares", "Munir")]
    for number, person in enumerate(["Karam Tarakji", "Karam Taraqji", *crowd]):
        (folder / f"{number}.txt").write_text(text(person, f"number {number}"), "utf-8")
    two, rest = [folder / "0.txt", folder / "1.txt"], [folder / f"{number}.txt" for number in range(2, 12)]
    alone = build(two, tmp_path / "alone", stages=stages)
    build(two, graph, stages=stages)
    crowded = add(rest, graph, stages=stages)
    build([*rest, *two], tmp_path / "fresh", stages=stages)
    assert (alone.entities, crowded.entities) == (1, 12)
    assert fingerprint(graph) == fingerprint(tmp_path / "fresh")
    remove([path.name for path in rest], graph, stages=stages)
    assert fingerprint(graph) == fingerprint(tmp_path / "alone")


KILLED = """
import os, sys
from fakes import STAGES
from kg import pipeline, workspace
steps = int(sys.argv[4])
for module, name in ((os, "fsync"), (os, "rename"), (os, "link"), (os, "replace"), (os, "unlink")):
    def step(*args, real=getattr(module, name), **kwargs):
        global steps
        steps -= 1
        if steps == 0:
            os.kill(os.getpid(), 9)
        return real(*args, **kwargs)
    setattr(module, name, step)
if __name__ == "__main__":
    getattr(pipeline, sys.argv[1])([sys.argv[2]], sys.argv[3], stages=STAGES)
"""


@pytest.mark.slow
def test_killed_at_any_step_the_graph_is_the_old_one_or_the_new_one(tmp_path: Path) -> None:
    folder = texts(tmp_path / "texts")
    build([folder / "0.txt", folder / "1.txt"], tmp_path / "old", stages=STAGES)
    build([folder], tmp_path / "new", stages=STAGES)
    (tmp_path / "call.py").write_text(KILLED, "utf-8")
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}"}
    seen, kills, step = set(), 0, 1
    while True:
        graph = tmp_path / "graph"
        shutil.copytree(tmp_path / "old", graph)
        call = [sys.executable, str(tmp_path / "call.py"), "add", str(folder), str(graph), str(step)]
        ended = subprocess.run(call, env=environment, check=False).returncode
        assert ended in (0, -9)
        open_workspace(graph)
        state = fingerprint(graph)
        seen.add("old" if state == fingerprint(tmp_path / "old") else "new")
        assert state in (fingerprint(tmp_path / "old"), fingerprint(tmp_path / "new")), step
        assert len(names(graph)) == (2 if state == fingerprint(tmp_path / "old") else 5)
        if ended == 0:
            break
        add([folder], graph, stages=STAGES)
        assert fingerprint(graph) == fingerprint(tmp_path / "new")
        shutil.rmtree(graph)
        kills, step = kills + 1, step + 1 + step // 4
    assert kills > 10
    assert seen == {"old", "new"}


def test_opening_a_graph_takes_in_a_build_that_was_ready(tmp_path: Path) -> None:
    graph = tmp_path / "graph"
    build([texts(tmp_path / "texts")], graph, stages=STAGES)
    ready = graph / ".ready"
    ready.mkdir()
    for part in ("sources", "annotations", "graph.nq", "store", "names.db", "run.json"):
        (graph / part).rename(ready / part)
    (graph / "store").mkdir()
    with api.open(graph) as opened:
        assert len(opened.query("SELECT ?claim { ?claim a kg:Claim }")) == 5
    assert not ready.exists()


def test_second_writer_is_told_to_wait(tmp_path: Path) -> None:
    folder = texts(tmp_path / "texts")
    build([folder], tmp_path / "graph", stages=STAGES)

    def meanwhile(document: Document) -> Annotation:
        with pytest.raises(WorkspaceError, match="another process is changing it"):
            add([folder], tmp_path / "graph", stages=STAGES)
        return read(document)

    build([folder], tmp_path / "graph", stages=STAGES._replace(read=meanwhile), workers=1)


def test_progress_counts_every_document(tmp_path: Path) -> None:
    calls: list[tuple[str, int, int]] = []
    build([texts(tmp_path / "texts")], tmp_path / "graph", stages=STAGES, progress=lambda *call: calls.append(call))
    assert [call for call in calls if call[0] == "read"] == [("read", done, 5) for done in range(6)]
    assert list(dict.fromkeys(stage for stage, _, _ in calls)) == ["read", "resolve", "write", "join", "store", "derive", "infer"]


def test_log_tells_the_beginning_of_each_stage_of_long_work(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 0.0
    said: list[str] = []
    monkeypatch.setattr("kg.cli.output.time.monotonic", lambda: now)
    monkeypatch.setattr(output, "say", said.append)
    with output.progress() as show:
        show("read", 1, 2)
        now = 60.0
        for stage in ("read", "resolve", "write", "join", "store", "derive", "infer"):
            show(stage, 0, 2)
            show(stage, 1, 2)
    assert [line.split(":")[0] for line in said] == list(output.STAGES.values())


def test_build_of_many_short_texts_costs_a_fraction_of_a_second_each(tmp_path: Path) -> None:
    rows = [json.dumps({"text": text(PEOPLE[n % 5], str(n))}) + "\n" for n in range(100)]
    (tmp_path / "r.jsonl").write_text("".join(rows), "utf-8")
    start = time.process_time()
    assert build([tmp_path / "r.jsonl"], tmp_path / "graph", stages=STAGES, workers=1).claims == 100
    assert time.process_time() - start < 10


def test_full_disk_is_one_line_and_leaves_the_graph_that_is_there(tmp_path: Path) -> None:
    folder, graph = texts(tmp_path / "texts"), tmp_path / "graph"
    build([folder / "0.txt"], graph, stages=STAGES)
    before = fingerprint(graph)
    (tmp_path / "call.py").write_text(
        "import sys; from fakes import STAGES; from kg.pipeline import changes; from kg.cli import main\n"
        "changes.default_stages = lambda: STAGES\n"
        "if __name__ == '__main__': sys.exit(main(['add', sys.argv[1], '--graph', sys.argv[2]]))",
        "utf-8",
    )
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'tests'}"}
    # A file may grow to 64 KiB only: what a disk does that fills up while the graph is being written.
    call = f"ulimit -f 64; {sys.executable} {tmp_path / 'call.py'} {folder} {graph}"
    done = subprocess.run(["bash", "-c", call], env=environment, check=False, capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr.startswith(f"kg: cannot write {graph}")
    assert done.stderr.count("\n") == 1
    open_workspace(graph)
    assert fingerprint(graph) == before
    add([folder], graph, stages=STAGES)
    assert names(graph) == sorted(PEOPLE)


def test_interrupted_build_goes_on_where_it_stopped(tmp_path: Path) -> None:
    folder = texts(tmp_path / "texts")

    def interrupted(document: Document) -> Annotation:
        if "Nour" in document.text:
            raise KeyboardInterrupt
        return read(document)

    with pytest.raises(KeyboardInterrupt):
        build([folder], tmp_path / "graph", stages=STAGES._replace(read=interrupted), workers=1)
    with pytest.raises(WorkspaceError, match="its build was interrupted; end it with `kg build TEXTS --to"):
        open_workspace(tmp_path / "graph")
    done = len(list((tmp_path / "graph" / ".next" / "annotations").iterdir()))
    assert build([folder], tmp_path / "graph", stages=STAGES, resume=True).read == 5 - done
    assert done < 5
    build([folder], tmp_path / "fresh", stages=STAGES)
    assert fingerprint(tmp_path / "graph") == fingerprint(tmp_path / "fresh")
