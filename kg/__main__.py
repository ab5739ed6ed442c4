"""The command `kg`, also as `python -m kg`."""

from __future__ import annotations

import os
import sys

# One thread a process: there is a worker for each processor, and sums come out the same everywhere.
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(name, "1")

from kg.cli import main  # noqa: E402

if __name__ == "__main__":
    sys.exit(main())
