"""IRIs from content alone: the same input gives the same name, on any machine and in any order."""

from __future__ import annotations

import hashlib

BASE = "https://w3id.org/witness-graph/"


def digest(*parts: str) -> str:
    """Return 20 hex digits over *parts*; each is preceded by its length, so ("ab", "c") is not ("a", "bc").

    >>> digest("ab", "c") == digest("a", "bc")
    False
    """
    sha = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        sha.update(f"{len(data)}:".encode("ascii"))
        sha.update(data)
    return sha.hexdigest()[:20]


def iri(kind: str, *parts: str) -> str:
    """Return an IRI of *kind* (``claim``, ``event``, ``entity`` ...) made from *parts*."""
    return f"{BASE}id/{kind}/{digest(*parts)}"


def document_iri(sha256: str, address: str) -> str:
    """Return the IRI of a document: its text's digest and the address it was published at ("" if unknown)."""
    return iri("document", sha256, address)


def span_iri(document: str, start: int, end: int) -> str:
    """Return the IRI of a span, an RFC 5147 character range on its document."""
    return f"{document}#char={start},{end}"


def mention_iri(document: str, start: int, end: int, kind: str) -> str:
    """Return the IRI of one mention in a document."""
    return iri("mention", document, str(start), str(end), kind)


def claim_iri(document: str, main_type: str, trigger_start: int, trigger_end: int, source: str, victims: str = "") -> str:
    """Return the IRI of a claim.

    It depends on the document, the event word and the nearest speaker as worded, so that another claim being added
    to the same document does not rename it. *victims* tells apart claims that share all three.
    """
    return iri("claim", document, main_type, str(trigger_start), str(trigger_end), source, victims)
