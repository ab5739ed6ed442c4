"""Measures reading and writes docs/quality.md; this is `make quality`.

python benchmarks/quality.py                          everything, and write the page
python benchmarks/quality.py --only passives          one phenomenon, printed and not written
python benchmarks/quality.py --failures FILE          also write what is not read as expected, one line each
python benchmarks/quality.py --baseline               also keep today's figures as those of "before"

The page holds no date and no chance: the same reader over the same texts gives the same bytes. Where the scorer and the
real reports are not on this machine, their tables stay as the page has them.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # the checkout, whether it is installed or not

from benchmarks import score_seeds, unseen  # noqa: E402
from benchmarks.intervals import Counts, Interval, scores, share, totals  # noqa: E402
from benchmarks.phenomena import CASES, case_document, check, parse  # noqa: E402
from kg.errors import UsageError  # noqa: E402
from kg.model import Annotation, Document  # noqa: E402

PAGE = ROOT / "docs" / "quality.md"
BASELINE = Path(__file__).with_name("quality.before.json")
LANGUAGES = {"en": "English", "nb": "Bokmål"}
MEASURES = (
    "event", "event, exact type", "evidence span", "agent", "patient", "instrument", "place", "attribution", "attribution, named",
    "date, exact", "date, lenient", "counts",
)  # fmt: skip
"""What the scorer reports as precision, recall and F1, in its words."""
KEPT = "*These figures are of an earlier run: the scorer was not on the machine of the last one.*"
GOLDS = {
    "The ten reports of our own": "reports",
    "The three real reports": score_seeds.REAL,
    "The three real reports, told their days": score_seeds.DATED,
    "Seven dense reports, looked at": "dense",
    "Eight dense reports, never looked at": "dense-unseen",
}
"""The sets of texts with gold, by their headings."""
UNSEEN = (unseen.SENTENCES, unseen.DISPATCHES, unseen.REPORTS, unseen.RECORDS)
HEADINGS = ("In short", "Phenomena", *GOLDS, *UNSEEN, "Language packs", "How each figure is made", "What the figures cannot tell")

Read = Callable[[Document], Annotation]
Row = dict[str, Any]


# --- phenomena -------------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Tally:
    """The cases of one phenomenon in one language."""

    cases: list[tuple[int, int]] = field(default_factory=list)
    """For each case: expectations fulfilled, expectations there are."""
    failures: list[str] = field(default_factory=list)

    def whole(self) -> Interval:
        """Return the share of cases of which every expectation is fulfilled."""
        return share([(int(done == all_), 1) for done, all_ in self.cases])

    def expectations(self) -> Interval:
        """Return the share of expectations fulfilled; what is drawn are cases."""
        return share(self.cases)


def phenomena(paths: Iterable[Path], read: Read) -> dict[tuple[str, str], Tally]:
    """Return what is read right, by phenomenon and language."""
    found: dict[tuple[str, str], Tally] = defaultdict(Tally)
    for path in paths:
        for case in parse(path):
            tally = found[case.phenomenon, case.language]
            failures = check(case, read(case_document(case)))
            tally.cases.append((len(case.expectations) - len(failures), len(case.expectations)))
            tally.failures += failures
    return dict(found)


def pooled(tallies: Mapping[tuple[str, str], Tally], language: str) -> Tally:
    """Return the cases of all phenomena of one language together."""
    return Tally([case for (_, of), tally in sorted(tallies.items()) if of == language for case in tally.cases])


def phenomena_table(tallies: Mapping[tuple[str, str], Tally]) -> Iterator[str]:
    """Yield the lines of the table of phenomena, the languages side by side."""
    languages = [code for code in LANGUAGES if any(of == code for _, of in tallies)]
    columns = "".join(f" {LANGUAGES[code]}: cases | wholly right | expectations |" for code in languages)
    yield f"| phenomenon |{columns}"
    yield "|---|" + "---:|---|---|" * len(languages)
    for name in sorted({phenomenon for phenomenon, _ in tallies}):
        yield _phenomenon(name.replace("_", " "), [tallies.get((name, code), Tally()) for code in languages])
    yield _phenomenon("**all**", [pooled(tallies, code) for code in languages])


def _phenomenon(name: str, tallies: Sequence[Tally]) -> str:
    return f"| {name} |" + "".join(f" {len(tally.cases)} | {tally.whole()} | {tally.expectations()} |" for tally in tallies)


# --- gold ------------------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Gold:
    """What the scorer says of texts with gold, in units that can be drawn anew."""

    units: dict[str, list[dict[str, Counts]]]
    """By language: counts of every measure in each document, or in each paragraph."""
    events: int
    documents: int

    def of(self, language: str = "") -> list[dict[str, Counts]]:
        """Return the units of one language, or of all."""
        return [unit for code in sorted(self.units) if language in ("", code) for unit in self.units[code]]


def gold(texts: Sequence[Path], rows: Sequence[Row], wanted: Sequence[Row], *, by_paragraph: bool) -> Gold:
    """Score *rows* against the gold, in units: documents, or paragraphs where there are few documents."""
    score = score_seeds.scorer()
    lexicons = score.build(wanted)
    units: dict[str, dict[tuple[str, int], Counter[tuple[str, int]]]] = defaultdict(lambda: defaultdict(Counter))
    events = 0
    for path in texts:
        text = path.read_text(encoding="utf-8")
        events += sum(row["doc"] == path.name and row["kind"] == "event" for row in wanted)
        for start, counts in _matched(path.name, rows, wanted, score, lexicons[path.name]):
            unit = text.count("\n", 0, start) if by_paragraph else 0
            units[_language(path, text)][path.name, unit].update(counts)
    plain = {code: [_counts(one) for _, one in sorted(found.items())] for code, found in units.items()}
    return Gold(plain, events, len(texts))


def _matched(
    name: str, rows: Sequence[Row], wanted: Sequence[Row], score: ModuleType, lexicon: Any
) -> Iterator[tuple[int, dict[tuple[str, int], int]]]:
    """Yield the counts of each matched pair, missed event and spurious row with its place in the text.

    The whole document is aligned once; then the scorer sees each pair alone, so that the parts sum to its own totals.
    """
    there = [score.norm_row(row) for row in wanted if row["doc"] == name and row["kind"] == "event"]
    found = [score.norm_row(row) for row in rows if row["doc"] == name]
    pairs = score.score_doc(there, found, lexicon, False, defaultdict(score.C), None)
    matched, used = dict(pairs), {j for _, j in pairs}
    parts = [(there[i : i + 1], [found[matched[i]]] if i in matched else []) for i in range(len(there))]
    parts += [([], [row]) for j, row in enumerate(found) if j not in used]
    for left, right in parts:
        sums: dict[str, Any] = defaultdict(score.C)
        score.score_doc(left, right, lexicon, False, sums, None)
        counts = {(measure, i): n for measure, c in sums.items() for i, n in enumerate((c.tp, c.p, c.g))}
        yield (left or right)[0]["start"] or 0, counts


def _counts(summed: Mapping[tuple[str, int], int]) -> dict[str, Counts]:
    return {name: (summed[name, 0], summed[name, 1], summed[name, 2]) for name in sorted({name for name, _ in summed})}


def _language(path: Path, text: str) -> str:
    from kg.corpus import detect_language

    code = path.name.split(".")[-2]
    return code if code in LANGUAGES else str(detect_language(text))


def gold_table(found: Gold, before: Mapping[str, float] | None = None) -> Iterator[str]:
    """Yield the lines of the table of one gold: all languages, then F1 of each, then F1 before."""
    codes = [code for code in LANGUAGES if code in found.units]
    yield f"{found.documents} texts, {found.events} events."
    yield ""
    yield "| what | precision | recall | F1 |" + "".join(f" F1 {LANGUAGES[code]} |" for code in codes) + " F1 before |"
    yield "|---|---|---|---|" + "---|" * len(codes) + "---:|"
    for measure in MEASURES:
        all_ = scores(totals(found.of(), measure))
        each = [scores(totals(found.of(code), measure)).f1 for code in codes]
        then = (before or {}).get(measure)
        cells = [*map(str, (*all_, *each)), "-" if then is None else f"{then:.2f}"]
        yield f"| {measure} | " + " | ".join(cells) + " |"
    core = totals(found.of(), "core recall")
    slips = totals(found.of(), "modality slips")
    yield ""
    yield (
        f"Core events found: {share([(right, there) for right, _, there in core])}. Events that did not happen and are matched: "
        f"{sum(one[2] for one in slips)}, of which {sum(one[0] for one in slips)} are told as having happened."
    )


def measured(which: str) -> Gold:
    """Build the texts of one gold, ask them who did what to whom, and score the answer.

    Raises:
        UsageError: the scorer, or the real reports, are not on this machine.
    """
    score_seeds.scorer()
    texts, rows, wanted = score_seeds.read(which)
    return gold(texts, rows, wanted, by_paragraph=which in (score_seeds.REAL, score_seeds.DATED))


# --- packs -----------------------------------------------------------------------------------------------------------------


def packs_table(folder: Path) -> Iterator[str]:
    """Yield the table of figures that the language packs' own pages state."""
    stated: dict[str, dict[str, str]] = {}
    tests: list[str] = []
    for path in sorted(folder.glob("*/README.md")):
        text = path.read_text(encoding="utf-8")
        stated[path.parent.name] = dict(re.findall(r"^\| ([^|]+?) \| +([\d.,]+) \|$", text, flags=re.MULTILINE))
        sets = re.search(r"^Test sets: (.+)$", text, flags=re.MULTILINE)
        tests += [f"- `{path.parent.name}`: {sets[1]}"] if sets else []
    stated = {code: figures for code, figures in stated.items() if figures}
    measures = list(dict.fromkeys(name for figures in stated.values() for name in figures))
    yield "| measure | " + " | ".join(LANGUAGES.get(code, code) for code in stated) + " |"
    yield "|---|" + "---:|" * len(stated)
    for name in measures:
        yield f"| {name} | " + " | ".join(figures.get(name, "-") for figures in stated.values()) + " |"
    yield ""
    yield from tests


# --- the page --------------------------------------------------------------------------------------------------------------

INTRODUCTION = """# How well it reads

Made by `make quality`; change nothing here by hand. Every figure is between 0 and 1, with the 95 % bootstrap interval in
brackets where it rests on a sample: 0.70 (0.60\u20130.80) says that other texts of the same kind would likely have given
something between 0.60 and 0.80."""

HOW = """
- **Phenomena.** `tests/phenomena/` holds short cases in our own words, one file a phenomenon and language, each with what a
  careful reader finds in it and what must *not* be found. *Wholly right* is the share of cases of which every expectation
  holds; *expectations* is the share of single expectations. Intervals draw whole cases anew. About half of the cases hold
  something that must not be claimed.
- **Gold.** The texts are built with `kg build` and asked with `kg ask who_did_what_to_whom`, as any user would; the rows are
  then scored against events that a person marked. *Event*: an event of a fitting type in the right place of the text. *Exact
  type*, *evidence span*: the same with the type, or the words it rests on, being right. Roles count end to end: an event that
  is missed costs its agent and its patient too. A name fits when it is the same name, another name of the same entity, or has
  the same head word. *Attribution, named*: only where somebody other than the publisher is named. *Date, lenient*: the two
  date ranges overlap. *Counts*: killed and injured, floor and ceiling.
- **Told their days.** Two of the three real reports do not say when they were written, and the gold's dates count from a day
  that its author knew. In the second table the reader is told each report's day, as a corpus description (`published`) tells it.
- **Who did what to whom.** `tests/unseen/` holds texts written, and marked, without sight of the reading rules; rules may be
  improved on the *development half*, while nobody looks at what is wrong in the *other half*. Each sentence is read alone and
  its claims are compared with the events coded for it: a claim tells an event when its class is one of those that
  `benchmarks/unseen.py` lists for that kind of event and it rests on the same word, or is done to the same patient. Roles and
  figures count end to end, as on gold; a name fits when it, or another name the coder accepts, is the same or has the same head
  word. *Said by*: whom the words are from, where it is not the publisher. *Figure*: killed and injured, floor and ceiling both
  right. *Stance* counts events found only, and takes "asserted" for "alleged", because coders call an event alleged when
  only its doer is. Neighbouring acts (looting, a sentence in court) are neither asked for nor held against the reader; nor
  is plain saying.
- **Dispatches in capitals** are compared as the Message Understanding Conferences did: who fills which slot. The slots of all
  incidents of a dispatch are pooled, an entity counts once however often it is named, what the coder holds optional is
  neither rewarded nor punished, and arrests fill no slot. People, groups and organisations struck are victims, all else targets.
- **The eight reports** have the measure of the sentences; what tells of an event must stand in the sentence marked for it.
- **Records held out** (`training/events_held_out.*.txt`) have it, too. They are like the sentences that events are learned from,
  by another hand; nobody looks at what is wrong in them, but the limits of the check were set with an eye on these totals.
- **The dense reports** (`tests/dense/`) have the measure of the gold. Each was written and marked by somebody who had not seen
  the reader, after the marks of the three real reports, and more finely: some 80 events in 1,000 words, where the real ones
  have 50. Seven have served to improve rules; nobody looks at what is wrong in the other eight.
- **Intervals on gold** draw documents anew for the reports of our own, and paragraphs for the three real ones, because
  three documents are too few to draw from; they draw whole sentences, dispatches and reports of the unseen texts.
- **F1 before** is the same measure with the reader as it was when this page was first made
  (`benchmarks/quality.before.json`).
- **Language packs** are measured on the official test parts of their treebanks when they are trained (`training/`); this page
  repeats what `packs/*/README.md` say.
- Draws: 1,000, percentile method, fixed seed. No figure depends on the order of files, the number of processes or the day.
"""

CANNOT = """
- **The cases are not a sample of the world.** They ask about the difficult places on purpose, so their share says how much of
  what we thought of is done, not how many sentences of a newspaper are read right. Whoever improves the reader sees them.
- **The ten reports are invented** and written by people who knew what the reader is for. What the reader missed in all of
  them has been looked at while rules were written: they are a development set now, and no longer held out.
- **The three real reports are few, and all about Aleppo.** They were at hand while the rules were written; the figure for
  other wars and other newspapers is lower rather than higher. One person marked them; a second would disagree here and there,
  and nobody measured how often.
- **The unseen texts are invented, too**, by one person who also marked them; nobody coded them a second time. They imitate what
  event-data coders and wire agencies write, and are no sample of it. The development half has served to improve rules, so the
  other half is the one to believe; each look at it, even at its figure alone, makes it a little less unseen. Its
  figures, and those of the eight reports, were looked at after changes; once they decided which vehicles the English
  list of nouns has, and in both languages they were among those that decided for the encoders. Twelve dispatches
  and eight reports are few: the true spread is wider than the brackets say, most of all for the four reports of one language.
- **The dense reports are harder than newspapers are**: written to be, in allusions and broken sentences, with every small
  event marked. What is missed there is mostly told without a word for it ("they never came back").
- **Slots say nothing of incidents.** The figures on dispatches do not tell whether the right perpetrator stands beside the
  right victim, and cannot be set beside those published for the conferences, whose texts and rules of scoring differ.
- **Intervals tell of the luck of the draw only**, not of a kind of text that is missing: interviews, social media, court
  records, machine translations, other forms of Norwegian.
- **A high F1 is no licence to skip reading.** At a precision of 0.85, one row in seven is wrong somewhere. Each row carries
  its sentence: read it before it is used.
- Who is the same person, and what is one event across texts, is measured apart, not here.
"""


def page(
    tallies: Mapping[tuple[str, str], Tally],
    golds: Mapping[str, Gold],
    old: str,
    before: Mapping[str, Any],
    *,
    others: Mapping[str, str] | None = None,
) -> str:
    """Return the page; what is in neither *golds* nor *others*, the sections on unseen texts, stays as the *old* page has it."""
    bodies = {
        "Phenomena": "\n".join(phenomena_table(tallies)),
        "Language packs": "\n".join(packs_table(ROOT / "packs")),
        "How each figure is made": HOW.strip(),
        "What the figures cannot tell": CANNOT.strip(),
    }
    for name in GOLDS:
        bodies[name] = "\n".join(gold_table(golds[name], before.get(name))) if name in golds else _kept(name, old)
    for name in UNSEEN:
        bodies[name] = (others or {}).get(name) or section(old, name) or "Not measured yet: `python benchmarks/unseen.py` does."
    bodies["In short"] = "\n".join(_in_short(tallies, bodies))
    return INTRODUCTION + "\n" + "".join(f"\n## {name}\n\n{bodies[name]}\n" for name in HEADINGS)


def _kept(name: str, old: str) -> str:
    """Return a section of the old page, marked as being of an earlier run."""
    body = section(old, name).replace(KEPT, "").strip()
    if body.startswith("|") or "\n|" in body:
        return f"{KEPT}\n\n{body}"
    return "Not measured yet: the scorer is not part of this project; see `benchmarks/score_seeds.py`."


def section(text: str, name: str) -> str:
    """Return the body of one section of a page; empty if there is none."""
    found = re.search(rf"^## {re.escape(name)}\n(.*?)(?=^## |\Z)", text, flags=re.MULTILINE | re.DOTALL)
    return found[1].strip() if found else ""


def _in_short(tallies: Mapping[tuple[str, str], Tally], bodies: Mapping[str, str]) -> Iterator[str]:
    """Yield the few lines that most people want, taken from the tables so that the two cannot differ."""
    for name in GOLDS:
        rows = {cells[1].strip(): cells for cells in (line.split("|") for line in bodies[name].splitlines()) if len(cells) > 5}
        if "event" in rows:
            wanted = ("agent", "patient", "attribution", "counts")
            roles = ", ".join(f"{what} {rows[what][4].split()[0]}" for what in wanted)
            event = rows["event"]
            yield f"- **{name}**: events found with precision {event[2].strip()} and recall {event[3].strip()}; F1 of {roles}."
    yield from unseen.in_short(bodies)
    for code, language in LANGUAGES.items():
        tally = pooled(tallies, code)
        if tally.cases:
            yield f"- **{language} cases**: {tally.whole()} of {len(tally.cases)} are read wholly right."


def as_baseline(golds: Mapping[str, Gold]) -> str:
    """Return today's F1 as the file that later pages compare with."""
    figures = {
        name: {measure: round(scores(totals(found.of(), measure)).f1.value or 0.0, 4) for measure in MEASURES}
        for name, found in sorted(golds.items())
    }
    return json.dumps(figures, indent=1, ensure_ascii=False) + "\n"


def main() -> int:
    """Measure and write the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", action="append", metavar="PHENOMENON", help="measure this phenomenon and print it")
    parser.add_argument("--failures", type=Path, help="write there what is not read as expected")
    parser.add_argument("--baseline", action="store_true", help="keep the figures on gold as those of before")
    parser.add_argument("--to", type=Path, default=PAGE, help="the page to write (default docs/quality.md)")
    given = parser.parse_args()
    from kg.annotate import read

    paths = [path for path in sorted(CASES.glob("*.txt")) if not given.only or path.name.split(".")[0] in given.only]
    if not paths:
        print(f"quality: no cases of {', '.join(given.only)}; there are those of {CASES}", file=sys.stderr)
        return 2
    tallies = phenomena(paths, read)
    if given.failures:
        lines = [failure for _, tally in sorted(tallies.items()) for failure in tally.failures]
        given.failures.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    if given.only:
        print("\n".join(phenomena_table(tallies)))
        return 0
    golds: dict[str, Gold] = {}
    for name, which in GOLDS.items():
        try:
            golds[name] = measured(which)
        except UsageError as error:
            print(f"quality: {name[0].lower()}{name[1:]} keep the figures of the page: {error}", file=sys.stderr)
    if given.baseline:
        BASELINE.write_text(as_baseline(golds), encoding="utf-8")
    before = json.loads(BASELINE.read_text(encoding="utf-8")) if BASELINE.exists() else {}
    old = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    text = page(tallies, golds, old, before, others=unseen.sections(read))
    given.to.write_text(text, encoding="utf-8", newline="\n")
    print(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
