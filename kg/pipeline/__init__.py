"""The only module that knows the order: texts, documents, annotations, entities and events, quads, store.

Each stage is a plain function in `Stages`; pass your own tuple to `build` to read or resolve in another way. Everything up to
`resolve` is a function of one document, so documents are read in worker processes; what they find goes to disk at once, and
memory stays flat however many documents there are.
"""

from kg.pipeline.changes import add, build, remove, renew, resolved
from kg.pipeline.erasing import ErasureReport, erase
from kg.pipeline.making import BuildReport
from kg.pipeline.stages import Progress, Report, Resolved, Stages, default_stages

__all__ = [
    "BuildReport", "ErasureReport", "Progress", "Report", "Resolved", "Stages", "add", "build", "default_stages", "erase",
    "remove", "renew", "resolved",
]  # fmt: skip
