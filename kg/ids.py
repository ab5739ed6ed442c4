"""IRIs from content alone: the same input gives the same name, on any machine and in any order."""

from __future__ import annotations

import hashlib

from kg.model import PATIENT_ROLES, Annotation, Claim, Mention, Relation

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


def claim_iris(annotation: Annotation) -> dict[str, str]:
    """Return the IRI of each claim of one document, by claim id; no two are the same.

    The first claim (in the order of the text) with a given type, event word and speaker takes the plain IRI; another
    with the same three takes its patients as worded into account, and after that its turn.
    """
    taken: dict[str, str] = {}
    for claim in sorted(annotation.claims, key=_order_in_text):
        source = claim.according_to[0].text if claim.according_to else ""
        main = claim.types[0] if claim.types else ""
        victims = " | ".join(filler.text for filler in claim.roles if filler.role in PATIENT_ROLES)
        turn = 0
        found = claim_iri(annotation.document.id, main, claim.trigger_start, claim.trigger_end, source)
        while found in taken:
            turn += 1
            told_apart = victims if turn == 1 else f"{victims} #{turn}"
            found = claim_iri(annotation.document.id, main, claim.trigger_start, claim.trigger_end, source, told_apart)
        taken[found] = claim.id
    return {claim: iri for iri, claim in taken.items()}


def _order_in_text(claim: Claim) -> tuple[int, int, int, int, str]:
    return (claim.trigger_start, claim.start, claim.end, len(claim.id), claim.id)


def claim_iri_of(annotation: Annotation, claim: Claim) -> str:
    """Return the IRI of one claim of *annotation*; for all of them, `claim_iris` is quicker."""
    return claim_iris(annotation)[claim.id]


def mention_iri_of(annotation: Annotation, mention: Mention) -> str:
    """Return the IRI of one mention of *annotation*."""
    return mention_iri(annotation.document.id, mention.start, mention.end, mention.kind.value)


def relation_iri_of(annotation: Annotation, relation: Relation) -> str:
    """Return the IRI of one relation claim of *annotation*."""
    spans = {mention.id: f"{mention.start},{mention.end}" for mention in annotation.mentions}
    ends = (spans[relation.subject], spans[relation.object])
    return iri("claim", annotation.document.id, relation.type, *ends, str(relation.start), str(relation.end))
