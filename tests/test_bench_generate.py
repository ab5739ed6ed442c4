"""Generated reports are the same each time, in both languages, and read as reports."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))  # benchmarks/ is not part of the package

from benchmarks import bench, bench_reading, generate  # noqa: E402
from kg.annotate import read  # noqa: E402
from kg.corpus import detect_language  # noqa: E402


def test_report_is_the_same_however_many_are_made() -> None:
    assert list(generate.reports(4)) == list(generate.reports(9))[:4]
    assert generate.report(3, seed=1) != generate.report(3, seed=2)


def test_reports_do_not_depend_on_the_hash_seed() -> None:
    code = "from benchmarks import generate; print(repr(list(generate.reports(4))))"
    outs = {
        subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
            capture_output=True, text=True, check=True,
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert len(outs) == 1


@pytest.mark.parametrize("words", [50, 500])
def test_report_is_about_as_long_as_asked(words: int) -> None:
    assert all(words <= len(one.text.split()) <= words + 40 for one in generate.reports(20, words=words))


def test_every_slot_of_every_sentence_is_filled() -> None:
    assert [one.name for one in generate.reports(60) if "{" in one.text or "}" in one.text] == []


def test_reports_are_in_their_language_and_something_is_read_in_each() -> None:
    reports = list(generate.reports(6))
    assert [detect_language(one.text) for one in reports] == [one.language for one in reports] == ["en", "nb"] * 3
    for one in reports[:2]:
        assert len(read(bench_reading.document(one.name, one.language, one.text)).claims) >= 5


def test_written_records_are_those_that_kg_build_reads(tmp_path: Path) -> None:
    path = tmp_path / "reports.jsonl"
    words = generate.write(path, 3, words=60)
    records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert [record["name"] for record in records] == [f"report-0000{n}.{code}.txt" for n, code in enumerate(("en", "nb", "en"))]
    assert sum(len(record["text"].split()) for record in records) == words


@pytest.mark.parametrize("name", ["5,000 brackets", "runs of emoji", "right to left", "digits and marks"])
def test_hostile_text_of_a_tenth_of_the_size_is_read_to_its_end(name: str) -> None:
    text = bench_reading.HOSTILE[name]("en")
    sentence = bench_reading.HOSTILE["1 MB in a single line"]("en")[:89]
    found = read(bench_reading.document("hostile.txt", "en", text[: len(text) // 10] + "\n\n" + sentence))
    assert any(claim.start >= len(text) // 10 for claim in found.claims)


def test_bench_finds_every_benchmark_and_refuses_others(capsys: pytest.CaptureFixture[str]) -> None:
    assert "reading" in bench.benchmarks()
    assert bench.main(["cooking"]) == 2
    assert "there is no benchmark 'cooking'" in capsys.readouterr().err
