"""The command `kg`, also as `python -m kg`."""

from __future__ import annotations

import sys

from kg.resources import use_one_thread

use_one_thread()  # sums come out the same everywhere

from kg.cli import main  # noqa: E402

if __name__ == "__main__":
    sys.exit(main())
