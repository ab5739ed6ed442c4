"""Brings everything that is made from the ontology up to date: canonical Turtle, checksums, vocabularies, reference.

    python ontology/tools/fix.py          rewrites what is stale
    python ontology/tools/fix.py --check  exit code 1 if anything is
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import format as turtle
import reference
import seal
import vocabularies


def main(arguments: list[str]) -> int:
    """Run every tool in the order in which they depend on each other."""
    files = [str(path) for path in sorted(Path(__file__).resolve().parents[1].rglob("*.ttl"))]
    codes = [turtle.main([*arguments, *files]), seal.main(arguments), vocabularies.main(arguments)]
    guide = Path(__file__).resolve().parents[2] / "docs" / "ontology.md"
    return max([*codes, reference.main(arguments) if guide.exists() else 0])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
