"""Runs every benchmark beside this file, `bench_*.py`, one after another; this is `make bench`.

python benchmarks/bench.py                all
python benchmarks/bench.py reading        some, by name

Exit code 1 if one of them broke a limit.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def benchmarks() -> dict[str, Path]:
    """Return the benchmarks by name."""
    return {path.stem.removeprefix("bench_"): path for path in sorted(HERE.glob("bench_*.py"))}


def main(names: list[str]) -> int:
    """Run the named benchmarks, or all."""
    known = benchmarks()
    unknown = [name for name in names if name not in known]
    if unknown:
        print(f"bench: there is no benchmark {unknown[0]!r}; there are {', '.join(known)}", file=sys.stderr)
        return 2
    broken = []
    for name in names or known:
        print(f"--- {name}", flush=True)
        if subprocess.run([sys.executable, str(known[name])], cwd=HERE.parent, check=False).returncode:
            broken.append(name)
    if broken:
        print(f"bench: limits broken or not run: {', '.join(broken)}", file=sys.stderr)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
