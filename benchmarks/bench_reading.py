"""Measures what reading costs: time against the bare parser, memory of a build, and texts made to break it.

python benchmarks/bench_reading.py                    all of it: some ten minutes on two cores
python benchmarks/bench_reading.py --only cost        one part: cost, build or hostile
python benchmarks/bench_reading.py --documents 10000  a longer build, to see that memory stays flat; with --words 60 in minutes
python benchmarks/bench_reading.py --profile FILE     also write where the rule layers' time goes

Exit code 1 if a limit is broken. Memory is read from /proc, so that part needs Linux.
"""

from __future__ import annotations

import argparse
import cProfile
import json
import os
import pstats
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # the checkout, whether it is installed or not

from benchmarks import generate  # noqa: E402
from kg.ids import document_iri  # noqa: E402
from kg.model import Document  # noqa: E402

MIB = 1024 * 1024
MOST_MEMORY = 1536 * MIB
"""What a build of 1,000 documents of 500 words may hold, all its processes together."""
MOST_COST = 1.5
"""Reading may cost this many times what the bare parser costs on the same words in the same run."""
HOSTILE_SECONDS = 3600
"""A hostile text that takes more processor time counts as one that hangs."""
HOSTILE_MEMORY = 4096 * MIB
"""One that takes more memory ends a laptop's session."""
PARTS = ("cost", "build", "hostile")


class Outcome(NamedTuple):
    """One measured figure and whether it is within its limit."""

    text: str
    good: bool = True


def document(name: str, language: str, text: str) -> Document:
    """Return a text as a document, without metadata."""
    digest = sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
    return Document(id=document_iri(digest, name), name=name, text=text, language=language, sha256=digest)


# --- cost against the bare parser ------------------------------------------------------------------------------------------


def cost(documents: int, profile: Path | None = None) -> Iterator[Outcome]:
    """Yield, for each language and kind of text, the processor time of reading over that of the parser alone."""
    from kg.annotate import read

    samples = {
        "generated": [document(one.name, one.language, one.text) for one in generate.reports(documents)],
        "our own reports": [
            document(path.name, path.name.split(".")[-2], path.read_text(encoding="utf-8"))
            for folder in ("corpus", "tests/reports")
            for path in sorted((ROOT / folder).glob("*.txt"))
        ],
    }
    for texts in samples.values():
        _each(read, texts[:2])
        bare(texts[:2])
    for kind, texts in samples.items():
        for language in generate.LANGUAGES:
            yield _ratio(kind, language, [text for text in texts if text.language == language])
    if profile:
        _profile(samples["our own reports"] + samples["generated"][:20], profile)


def _ratio(kind: str, language: str, texts: list[Document]) -> Outcome:
    """Read and parse in turns, so that whatever else the machine does falls on both; the best of three counts."""
    from kg.annotate import read

    def reading() -> None:
        _each(read, texts)

    def parsing() -> None:
        bare(texts)

    words = sum(len(text.text.split()) for text in texts)
    turns = [(_seconds(parsing), _seconds(reading)) for _ in range(3)]
    parser, both = min(turn[0] for turn in turns), min(turn[1] for turn in turns)
    ratio = both / parser
    text = (
        f"{kind}, {language}: {words:,} words; parser alone {words / parser:,.0f} words/s, reading {words / both:,.0f} words/s: "
        f"reading costs {ratio:.2f} times the parser, the rule layers {ratio - 1:.2f} (limit {MOST_COST})"
    )
    return Outcome(text, ratio <= MOST_COST)


def bare(texts: Iterable[Document]) -> None:
    """Parse the lines of *texts* with the language pack alone."""
    from kg.annotate.pack import load

    for text in texts:
        load(text.language).parse_all([line for line in text.text.split("\n") if line.strip()])


def _each(function: Callable[[Document], object], texts: Iterable[Document]) -> None:
    for text in texts:
        function(text)


def _seconds(function: Callable[[], None]) -> float:
    start = time.process_time()
    function()
    return time.process_time() - start


def _profile(texts: list[Document], path: Path) -> None:
    from kg.annotate import read

    profile = cProfile.Profile()
    profile.runcall(_each, read, texts)
    with path.open("w", encoding="utf-8") as file:
        for order in ("cumulative", "tottime"):
            pstats.Stats(profile, stream=file).sort_stats(order).print_stats(r"kg[\\/]", 30)


# --- a build: memory and progress ------------------------------------------------------------------------------------------


def build(documents: int, length: int) -> Iterator[Outcome]:
    """Yield memory, time and progress of `kg build` over generated reports of so many words."""
    with tempfile.TemporaryDirectory() as folder:
        texts, log = Path(folder, "reports.jsonl"), Path(folder, "log")
        words = generate.write(texts, documents, words=length)
        start = time.monotonic()
        with log.open("wb") as err:
            command = [sys.executable, "-m", "kg", "build", str(texts), "--to", str(Path(folder, "graph"))]
            run = subprocess.Popen(command, cwd=ROOT, stderr=err, stdout=subprocess.DEVNULL)
            memory = list(_watched(run))
        took = time.monotonic() - start
        said = log.read_text(encoding="utf-8", errors="replace").replace("\r", "\n").splitlines()
        size = sum(path.stat().st_size for path in Path(folder, "graph").rglob("*") if path.is_file())
    told = f"{documents:,} documents, {words:,} words"
    speed = f"{took:,.0f} s, {words / took:,.0f} words/s, graph folder {size / MIB:,.0f} MiB"
    yield Outcome(f"build of {told}: {speed}", run.returncode == 0)
    half, peak = max(memory[: len(memory) // 2], default=0), max(memory, default=0)
    yield Outcome(
        f"build of {told}: all processes together hold {peak / MIB:,.0f} MiB at most, {half / MIB:,.0f} in the first half "
        f"(limit {MOST_MEMORY / MIB:,.0f})", 0 < peak <= MOST_MEMORY,
    )  # fmt: skip
    steps = [line for line in said if " of " in line]
    last = said[-1] if said else "none"
    yield Outcome(f"build of {told}: {len(steps)} lines of progress in a log, the last: {last}", len(steps) > 1)


def _watched(run: subprocess.Popen[bytes]) -> Iterator[int]:
    """Yield the memory of a process and all below it five times a second until it ends."""
    while run.poll() is None:
        yield sum(_memory(process) for process in _family(run.pid))
        time.sleep(0.2)


def _family(process: int) -> list[int]:
    """Return a process and all that it started, by number."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            fields = (entry / "stat").read_text(errors="replace").rpartition(")")[2].split()
        except OSError:
            continue  # it ended meanwhile
        parents.setdefault(int(fields[1]), []).append(int(entry.name))
    found, waiting = [], [process]
    while waiting:
        found.append(waiting.pop())
        waiting += parents.get(found[-1], [])
    return found


def _memory(process: int) -> int:
    """Return the share of memory that is a process's own and its part of what it shares, in bytes."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


# --- texts made to break a reader ------------------------------------------------------------------------------------------

_SENTENCE = {
    "en": "Shells hit a bakery in the east of the town on Monday, killing nine people, a nurse said. ",
    "nb": "Granater traff et bakeri øst i byen mandag, og ni mennesker ble drept, sier en sykepleier. ",
}
_ARABIC = "قصفت طائرات حربية مستشفى في حلب يوم الاثنين. "
HOSTILE: dict[str, Callable[[str], str]] = {
    "1 MB in a single line": lambda language: _SENTENCE[language] * (1_000_000 // len(_SENTENCE[language].encode())),
    "10 MB in a single line": lambda language: _SENTENCE[language] * (10_000_000 // len(_SENTENCE[language].encode())),
    "10 MB of one letter": lambda language: "a" * 10_000_000,
    "5,000 brackets": lambda language: "(" * 5000 + _SENTENCE[language] + ")" * 5000,
    "5,000 quotation marks": lambda language: "“" * 5000 + _SENTENCE[language] + "\"" * 5000,
    "20,000 commas": lambda language: "bread, " * 20_000 + _SENTENCE[language],
    "5,000 nested clauses": lambda language: "who said that he saw the man " * 5000 + _SENTENCE[language],
    "runs of emoji": lambda language: (_SENTENCE[language] + "👩‍👩‍👧‍👦🏳️‍🌈💥" * 400 + "\n") * 25,
    "right to left": lambda language: (_ARABIC + "\u202eמטוסים תקפו\u202c " + _SENTENCE[language]) * 300,
    "digits and marks": lambda language: "1.1.1.1-1/1,1:" * 20_000 + _SENTENCE[language],
    "10,000 lines": lambda language: "a\n\n" * 10_000 + _SENTENCE[language],
}  # fmt: skip
"""Texts by what is wrong with them; each ends with, or holds, a sentence that should still be read."""


def hostile(only: Iterable[str] = ()) -> Iterator[Outcome]:
    """Yield processor time, memory and number of claims of each hostile text in each language, read in a process of its own."""
    for name in only or HOSTILE:
        for language in generate.LANGUAGES:
            yield _survived(name, language)


def _survived(name: str, language: str) -> Outcome:
    command = [sys.executable, __file__, "--read", name, language]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if run.returncode == -signal.SIGXCPU:
        return Outcome(f"{name}, {language}: still reading after {HOSTILE_SECONDS} s of a processor", False)
    if run.returncode:
        last = (run.stderr.strip().splitlines() or ["nothing said"])[-1]
        return Outcome(f"{name}, {language}: ended with {run.returncode}: {last}", False)
    found = json.loads(run.stdout)
    text = f"{name}, {language}: {found['seconds']:.1f} s, {found['memory'] / MIB:,.0f} MiB, {found['claims']:,} claims"
    return Outcome(text, found["memory"] <= HOSTILE_MEMORY and (found["claims"] > 0 or "letter" in name))


def read_hostile(name: str, language: str) -> None:
    """Read one hostile text in this process and print what it cost in processor time and memory, as JSON."""
    from kg.annotate import read

    read(document("warm.txt", language, _SENTENCE[language]))
    text = document("hostile.txt", language, HOSTILE[name](language))
    start = time.process_time()
    resource.setrlimit(resource.RLIMIT_CPU, (int(start) + HOSTILE_SECONDS, resource.RLIM_INFINITY))
    # Memory beyond the limit is refused, so that the machine the benchmark runs on lives on.
    resource.setrlimit(resource.RLIMIT_AS, (2 * HOSTILE_MEMORY, resource.RLIM_INFINITY))
    claims = read(text).claims
    took = time.process_time() - start
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps({"seconds": took, "memory": memory, "claims": len(claims)}))


def main() -> int:
    """Print every figure as it is measured."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", choices=PARTS, action="append", help="measure this part; may be given more than once")
    parser.add_argument("--documents", type=int, default=1000, help="documents of the build (default 1000)")
    parser.add_argument("--words", type=int, default=500, help="words of each of them (default 500)")
    parser.add_argument("--texts", type=int, default=40, help="generated documents to compare with the parser (default 40)")
    parser.add_argument("--hostile", choices=list(HOSTILE), action="append", help="only this hostile text")
    parser.add_argument("--profile", type=Path, help="write a profile of reading there")
    parser.add_argument("--read", nargs=2, metavar=("NAME", "LANGUAGE"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.read:
        read_hostile(*given.read)
        return 0
    # One thread, as a worker of a build has: a library that uses two would make the parser look cheaper than it is.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    parts: dict[str, Callable[[], Iterator[Outcome]]] = {
        "cost": lambda: cost(given.texts, given.profile),
        "build": lambda: build(given.documents, given.words),
        "hostile": lambda: hostile(given.hostile or ()),
    }
    good = True
    for part in given.only or PARTS:
        for outcome in parts[part]():
            good &= outcome.good
            print(f"{'ok  ' if outcome.good else 'FAIL'} {outcome.text}", flush=True)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
