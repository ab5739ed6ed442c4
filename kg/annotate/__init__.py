"""One Document in, claims out: `read`."""

from __future__ import annotations

from kg.model import Annotation, Document


def read(document: Document) -> Annotation:
    """Return what the rules find in a document of an installed language.

    Raises:
        PackError: there is no language pack for the document's language.
    """
    from kg.annotate.reader import read as read_with_rules

    return read_with_rules(document)
