"""Lasting ties between those who are mentioned: offices, membership, place, kinship."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.model import Relation

if TYPE_CHECKING:
    from kg.annotate.reader import Reading


def relations_of(reading: Reading, ids: dict[str, str]) -> tuple[Relation, ...]:
    """Return the relations of a document."""
    return ()
