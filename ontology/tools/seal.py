"""Writes `ontology/checksums.txt`: the digests of the files that a reasoner may read.

    python ontology/tools/seal.py          rewrites it
    python ontology/tools/seal.py --check  exit code 1 if it is stale
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

ONTOLOGY = Path(__file__).resolve().parents[1]
SEALED = ("axioms.ttl", "kg.ttl")


def checksums() -> str:
    """Return one line a file, in the form that `sha256sum -c` reads."""
    return "".join(f"{hashlib.sha256((ONTOLOGY / name).read_bytes()).hexdigest()}  {name}\n" for name in SEALED)


def main(arguments: list[str]) -> int:
    """Write or check the list."""
    path = ONTOLOGY / "checksums.txt"
    stale = not path.exists() or path.read_text("utf-8") != checksums()
    if "--check" in arguments:
        if stale:
            print("ontology/checksums.txt is stale; run make fix")
        return int(stale)
    path.write_text(checksums(), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
