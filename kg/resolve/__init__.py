"""Groups mentions into entities and claims into events; every merge is a judgement with a reason, and can be undone."""

from kg.resolve.decisions import load_decisions
from kg.resolve.resolution import resolve

__all__ = ["load_decisions", "resolve"]
