"""Who did what to whom, and who says so: reports about a conflict as a knowledge graph of claims."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kg.api import Graph, open
    from kg.errors import WitnessGraphError
    from kg.pipeline import BuildReport, Stages, add, build, remove
    from kg.reason import ontology
    from kg.table import Table

__version__ = "0.1.0"
_HOMES = {
    "BuildReport": "kg.pipeline",
    "Graph": "kg.api",
    "Stages": "kg.pipeline",
    "Table": "kg.table",
    "WitnessGraphError": "kg.errors",
    "add": "kg.pipeline",
    "build": "kg.pipeline",
    "ontology": "kg.reason",
    "open": "kg.api",
    "remove": "kg.pipeline",
}
__all__ = ["BuildReport", "Graph", "Stages", "Table", "WitnessGraphError", "add", "build", "ontology", "open", "remove"]


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used, so that `import kg` and `kg --help` stay quick."""
    if name not in _HOMES:
        raise AttributeError(f"module 'kg' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    """List the public names."""
    return [*__all__, "__version__"]
