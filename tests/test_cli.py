"""The command line: answers on standard output, messages on standard error, one line and an exit code for what is wrong."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from fakes import STAGES

import kg.pipeline.changes
from kg import catalogue
from kg.cli import main
from kg.cli.main import COMMANDS
from kg.cli.output import show
from kg.table import Table

ROOT = Path(__file__).resolve().parents[1]
KILLED = "A raid on the town\n\nIt was said by the rescuers who were there that {} was killed.\n"


@pytest.fixture(scope="module")
def graph(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A graph of two short texts."""
    folder = tmp_path_factory.mktemp("texts")
    for name, person in (("a.txt", "Kari Nordmann"), ("b.txt", "Ola Nordmann")):
        (folder / name).write_text(KILLED.format(person), "utf-8")
    kg.pipeline.build([folder], folder / "graph", stages=STAGES)
    return folder / "graph"


@pytest.fixture
def fake_stages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kg.pipeline.changes, "default_stages", lambda: STAGES)


def run(capsys: pytest.CaptureFixture[str], *args: object) -> tuple[int, str, str]:
    """Return exit code, standard output and standard error of one command."""
    code = main([str(arg) for arg in args])
    out, err = capsys.readouterr()
    return code, out, err


def test_every_command_is_listed_and_explains_itself(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "--help")
    assert code == 0
    for name in COMMANDS:
        assert f"\n  {name} " in out
        assert run(capsys, name, "--help")[0] == 0
    assert len(COMMANDS) >= 8


@pytest.mark.usefixtures("fake_stages")
def test_build_reports_on_standard_error_only(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "a.txt").write_text(KILLED.format("Kari Nordmann"), "utf-8")
    (tmp_path / "texts" / "b.txt").write_text("", "utf-8")
    code, out, err = run(capsys, "build", tmp_path / "texts", "--to", tmp_path / "graph")
    assert (code, out) == (0, "")
    assert err.splitlines() == [
        f"1 document, 1 claim, 1 event, 1 entity in {tmp_path / 'graph'}",
        f"passed over: {tmp_path / 'texts' / 'b.txt'}: empty",
        "passed over 1: 1 empty",
    ]


@pytest.mark.usefixtures("fake_stages")
def test_add_and_remove_change_what_is_answered(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.txt").write_text(KILLED.format("Kari Nordmann"), "utf-8")
    (tmp_path / "b.txt").write_text(KILLED.format("Ola Nordmann"), "utf-8")
    graph = tmp_path / "graph"

    def names() -> list[str]:
        out = run(capsys, "ask", "named_victims", "--graph", graph, "--format", "jsonl")[1]
        return [json.loads(line)["name"] for line in out.splitlines()]

    run(capsys, "build", tmp_path / "a.txt", "--to", graph)
    assert names() == ["Kari Nordmann"]
    assert run(capsys, "add", tmp_path / "b.txt", "--graph", graph)[0] == 0
    assert names() == ["Kari Nordmann", "Ola Nordmann"]
    assert run(capsys, "remove", "a.txt", "--graph", graph)[0] == 0
    assert names() == ["Ola Nordmann"]


@pytest.mark.usefixtures("fake_stages")
def test_fault_that_can_be_mended_sets_the_exit_code_but_the_rest_is_built(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.txt").write_text(KILLED.format("Kari Nordmann"), "utf-8")
    (tmp_path / "b.txt").write_text(KILLED.format("Ola Nordmann"), "utf-8")
    (tmp_path / "b.toml").write_text("title = ", "utf-8")
    code, _, err = run(capsys, "build", tmp_path, "--to", tmp_path / "graph")
    assert code == 1
    assert "b.toml: not a valid sidecar" in err
    assert (tmp_path / "graph" / "graph.nq").exists()


def test_answer_is_tab_separated_in_a_pipe(graph: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "ask", "named_victims", "--graph", graph)
    assert (code, err) == (0, "")
    rows = [line.split("\t") for line in out.splitlines()]
    assert rows[0][:2] == ["person", "name"]
    assert [row[1] for row in rows[1:]] == ["Kari Nordmann", "Ola Nordmann"]


def test_formats_hold_the_same_rows(graph: Path, capsys: pytest.CaptureFixture[str]) -> None:
    query = "SELECT ?name ?start { ?k a kg:Claim ; worded:victim ?name ; kg:evidence/kg:start ?start } ORDER BY ?name"
    expected = [("Kari Nordmann", 20), ("Ola Nordmann", 20)]
    forms = ("csv", "json", "jsonl", "table")
    asked = {form: run(capsys, "query", query, "--graph", graph, "--format", form)[1] for form in forms}
    assert [(row["name"], int(row["start"])) for row in csv.DictReader(io.StringIO(asked["csv"]))] == expected
    assert [(row["name"], row["start"]) for row in json.loads(asked["json"])] == expected
    assert [tuple(json.loads(line).values()) for line in asked["jsonl"].splitlines()] == expected
    assert all(name in asked["table"] for name, _ in expected)


def test_query_comes_from_a_file_or_from_standard_input(
    graph: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "SELECT (COUNT(*) AS ?claims) { ?k a kg:Claim }"
    (tmp_path / "q.rq").write_text(text, "utf-8")
    monkeypatch.setattr(sys, "stdin", io.StringIO(text))
    for argument in (text, f"@{tmp_path / 'q.rq'}", "-"):
        assert run(capsys, "query", argument, "--graph", graph)[1] == "claims\n2\n"


def test_every_parameter_of_every_query_is_an_option_with_a_working_example(
    graph: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for query in catalogue.catalogue().values():
        args = [part for param in query.params.values() for part in (f"--{param.name.replace('_', '-')}", param.example)]
        code, out, err = run(capsys, "ask", query.name, "--graph", graph, *args)
        assert (code, err) == (0, ""), query.name
        assert out.splitlines()[0].split("\t") == list(query.returns)
    assert len(catalogue.catalogue()) >= 8


@pytest.mark.parametrize(
    ("args", "code", "message"),
    [
        ("quries", 2, "there is no command 'quries'; did you mean 'queries'?"),
        ("ask who_did_what --graph {graph}", 2, "there is no query 'who_did_what'; did you mean who_did_what_to_whom?"),
        ("ask rescuers --plce Aleppo --graph {graph}", 2, "No such option '--plce'"),
        ("ask who_did_what_to_whom --since yesterday --graph {graph}", 2, "--since takes a date such as 2016-04-27"),
        ("ask rescuers", 2, "Missing option '--graph'"),
        ("ask rescuers --graph no-such", 1, "no-such: no such graph folder; make it with `kg build TEXTS --to no-such`"),
        ("ask rescuers --graph {here}", 1, "not a graph folder (it has no run.json)"),
        ("ask rescuers --graph {newer}", 1, "written by a newer version (format 99, known: 1); upgrade witness-graph"),
        ("ask rescuers --graph {graph} --format xls", 2, "'xls' is not one of"),
        ("query SELEKT --graph {graph}", 2, "not a SPARQL query"),
        ("query @no-such.rq --graph {graph}", 2, "no-such.rq: cannot be read: No such file or directory"),
        ("build no-such --to {here}/new", 2, "no-such: no such file or folder"),
        ("build {here}/empty --to {here}/new", 1, "no texts found; name .txt or .jsonl files, or folders that hold some"),
        ("build {here}/danish.txt --to {here}/new", 1, "danish.txt: looks like 'da'; known: en; --language forces one"),
        ("build {here}/danish.txt --to {here}/new --language da", 2, "no language pack for 'da'; known: en"),
        ("build {here}/latin.txt --to {here}/new", 1, "latin.txt: not UTF-8 (at byte 0)"),
        ("build {here}/danish.txt --to {here} --language en", 1, "holds other files and is no graph folder"),
        ("build {here}/danish.txt", 2, "Missing option '--to'"),
        ("remove c.txt --graph {graph}", 2, "no document is called 'c.txt'"),
    ],
)
@pytest.mark.usefixtures("fake_stages")
def test_what_is_wrong_is_told_in_one_line(
    graph: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], args: str, code: int, message: str
) -> None:
    (tmp_path / "empty").mkdir()
    danish = "Klinikken blev ramt, og nogle af dem, der var i gaden, blev dræbt, siger en læge."
    (tmp_path / "danish.txt").write_text(danish, "utf-8")
    (tmp_path / "latin.txt").write_bytes(b"\xc3(\x81 of the and")
    (tmp_path / "newer").mkdir()
    (tmp_path / "newer" / "run.json").write_text('{"format": 99}', "utf-8")
    ended, out, err = run(capsys, *args.format(graph=graph, here=tmp_path, newer=tmp_path / "newer").split())
    assert (ended, out) == (code, "")
    assert err.startswith("kg: ")
    assert message in err
    assert err.count("\n") == 1
    assert not (tmp_path / "new").exists()


def test_error_that_nobody_foresaw_is_one_line_too(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def broken() -> None:
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr(catalogue, "catalogue", broken)
    told = "an unforeseen error: ZeroDivisionError: division by zero; KG_DEBUG=1 shows where, please report it"
    assert run(capsys, "queries") == (1, "", f"kg: {told}\n")


def test_reader_of_the_output_may_go_away(graph: Path) -> None:
    call = f"{sys.executable} -m kg query 'SELECT * {{ ?s ?p ?o }} LIMIT 9000' --graph {graph} | head -1"
    done = subprocess.run(["bash", "-c", call], cwd=ROOT, check=True, capture_output=True, text=True)
    assert done.stderr == ""
    assert done.stdout.count("\n") == 1


def test_text_of_a_source_cannot_colour_or_move_the_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    show(Table(("quote",), (("\x1b[31mred\x1b[0m [bold]plain[/bold]\r\n",),)), "table")
    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert "[bold]plain[/bold]" in out


def test_wide_answer_is_shown_row_by_row_without_empty_columns(capsys: pytest.CaptureFixture[str]) -> None:
    columns = tuple(f"column{n}" for n in range(12))
    show(Table(columns, (tuple("" if n == 3 else f"value{n}" for n in range(12)),)), "table")
    out = capsys.readouterr().out
    assert "column3" not in out
    assert "column11  value11" in out


@pytest.mark.parametrize("words", ["ask rescuers --pl", "ask resc", "que"])
def test_shell_completes_commands_questions_and_parameters(words: str) -> None:
    asked = {"_KG_COMPLETE": "bash_complete", "COMP_WORDS": f"kg {words}", "COMP_CWORD": str(len(words.split()))}
    environment = {**os.environ, **asked}
    done = subprocess.run([sys.executable, "-m", "kg"], cwd=ROOT, env=environment, check=False, capture_output=True, text=True)
    assert any(line.split(",")[-1].startswith(words.split()[-1]) for line in done.stdout.splitlines()), done


def test_check_finds_no_fault_in_a_graph_as_it_was_built(graph: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "check", "--graph", graph, "--only", "files", "--only", "integrity", "--only", "shapes")
    assert code == 0, out
    assert " 0 violations, " in err


def test_why_gives_the_words_that_a_fact_rests_on(graph: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(
        capsys,
        "query",
        "SELECT ?e ?t { ?e a kg:Event, ?t . ?k kg:about ?e ; kg:mainType ?t } LIMIT 1",
        "--graph",
        graph,
        "--format",
        "jsonl",
    )
    fact = json.loads(out.splitlines()[0])
    code, out, err = run(capsys, "why", fact["e"], "a", fact["t"], "--graph", graph, "--format", "jsonl")
    rows = [json.loads(line) for line in out.splitlines()]
    assert code == 0, err
    assert rows[0]["rule"] == "claims"
    assert rows[0]["quote"]


def test_why_says_when_nothing_gives_a_fact(graph: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capsys, "why", "id:event/none", "a", "kg:Killing", "--graph", graph)
    assert code == 1
    assert "no claim and no rule gives id:event/none a kg:Killing" in err


def test_check_names_the_file_that_was_changed(graph: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    copy = tmp_path / "graph"
    shutil.copytree(graph, copy)
    source, annotation = sorted(copy.glob("sources/*.txt"))[0], sorted(copy.glob("annotations/*"))[1]
    source.write_text(source.read_text("utf-8").replace("killed", "injured"), "utf-8")
    annotation.write_text(annotation.read_text("utf-8").replace('"text":"It was', '"text":"It is'), "utf-8")
    code, out, err = run(capsys, "check", "--graph", copy, "--only", "files", "--format", "jsonl")
    assert code == 1
    assert [json.loads(line)["focus"] for line in out.splitlines()] == sorted(
        str(path.relative_to(copy)) for path in (source, annotation)
    )
    assert err == f"{copy}: 1 checks, 2 violations, 0 warnings, 0 infos\n"
