"""Compares the written rules for roles alone with the rules checked by what was learned (kg/annotate/role_check.py).

python benchmarks/roles_ablation.py                   all: reports with gold, cases of phenomena, PropBank frames if given
python benchmarks/roles_ablation.py --changes FILE    also write the cases that come out otherwise, one a line

Both are measured in one run over the same texts, per language.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # the checkout, whether it is installed or not

from benchmarks.intervals import scores, totals  # noqa: E402
from benchmarks.phenomena import CASES  # noqa: E402
from benchmarks.quality import GOLDS, LANGUAGES, Gold, measured, phenomena, pooled  # noqa: E402
from kg.annotate import read, roles  # noqa: E402
from kg.annotate.role_check import check  # noqa: E402
from kg.errors import UsageError  # noqa: E402

ROLES = ("agent", "patient", "instrument", "place")
WAYS = ("rules alone", "rules + learned")


@contextmanager
def way(name: str) -> Iterator[None]:
    """Read with or without the learned roles."""
    roles.check = check if name == WAYS[1] else lambda draft, rules: None
    try:
        yield
    finally:
        roles.check = check


def golds(name: str) -> dict[str, Gold]:
    """Return the figures on each gold that is on this machine."""
    found = {}
    for title, which in GOLDS.items():
        try:
            with way(name):
                found[title] = measured(which)
        except UsageError as error:
            print(f"roles_ablation: {title[0].lower()}{title[1:]} are left out: {error}", file=sys.stderr)
    return found


def percent(value: float | None) -> str:
    """Return a share as a percentage."""
    return "-" if value is None else f"{100 * value:.1f}"


def main() -> int:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--changes", type=Path, help="write there the cases that come out otherwise")
    given = parser.parse_args()
    both = {name: golds(name) for name in WAYS}
    print("| texts | role | " + " | ".join(f"{name}: P / R / F1" for name in WAYS) + " |\n|---|---|---|---|")
    for title in both[WAYS[0]]:
        for code, language in LANGUAGES.items():
            for role in ROLES:
                cells = []
                for name in WAYS:
                    got = scores(totals(both[name][title].of(code), role))
                    cells.append(" / ".join(percent(one.value) for one in (got.precision, got.recall, got.f1)))
                print(f"| {title}, {language} | {role} | {' | '.join(cells)} |")
    failures: list[set[str]] = []
    print("\n| cases | " + " | ".join(f"{name}: wholly right" for name in WAYS) + " |\n|---|---|---|")
    counts: dict[str, list[str]] = {code: [] for code in LANGUAGES}
    for name in WAYS:
        with way(name):
            tallies = phenomena(sorted(CASES.glob("*.txt")), read)
        failures.append({line for tally in tallies.values() for line in tally.failures})
        for code in LANGUAGES:
            cases = pooled(tallies, code).cases
            counts[code].append(f"{sum(done == all_ for done, all_ in cases)} of {len(cases)}")
    for code, language in LANGUAGES.items():
        print(f"| {language} | {' | '.join(counts[code])} |")
    if given.changes:
        lines = [f"mended  {line}" for line in sorted(failures[0] - failures[1])]
        lines += [f"broken  {line}" for line in sorted(failures[1] - failures[0])]
        given.changes.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
