"""Fetches axe-core, which checks pages for people who use a keyboard or a screen reader, from the npm registry into `.cache/`.

python tests/fetch_axe.py     the tests need no network afterwards; without it they skip that check
"""

from __future__ import annotations

import base64
import hashlib
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

VERSION = "4.14.1"
DIGEST = "FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ=="
"""SHA-512 of the package, as the registry publishes it."""
AXE = Path(__file__).resolve().parents[1] / ".cache" / f"axe-{VERSION}.min.js"


def main() -> int:
    """Fetch the package, check its digest, and keep the one file that the tests read."""
    if AXE.is_file():
        return 0
    with tempfile.TemporaryDirectory() as folder:
        command = ["npm", "pack", "--silent", f"axe-core@{VERSION}", "--pack-destination", folder]
        try:
            subprocess.run(command, check=True, capture_output=True, cwd=folder, timeout=120)
        except (OSError, subprocess.SubprocessError) as error:
            print(f"axe-core is not fetched: {error}; install npm, or go without that check", file=sys.stderr)
            return 1
        [package] = Path(folder).glob("*.tgz")
        found = base64.b64encode(hashlib.sha512(package.read_bytes()).digest()).decode()
        if found != DIGEST:
            print(f"axe-core {VERSION} has the digest {found}, not {DIGEST}; not used", file=sys.stderr)
            return 1
        with tarfile.open(package) as content:
            file = content.extractfile("package/axe.min.js")
            assert file
            AXE.parent.mkdir(exist_ok=True)
            AXE.write_bytes(file.read())
    return 0


if __name__ == "__main__":
    sys.exit(main())
