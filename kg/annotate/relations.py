"""Lasting ties between those who are mentioned: offices, membership, place, kinship.

Read from appositions ("Olena Marchuk, spokeswoman for the Red Cross"), titles before names ("Kremlin spokesman Peskov"),
"of", "for", "in" and "at" phrases ("a surgeon at al-Salam hospital"), and possessives ("his wife").
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kg.annotate.lexicon import Lexicon, shared
from kg.annotate.mentions import Entry, Registry
from kg.annotate.nouns import lookup
from kg.annotate.words import Word
from kg.model import EntityKind, Relation

if TYPE_CHECKING:
    from kg.annotate.reader import Reading

_BODIES = frozenset({EntityKind.ORGANISATION, EntityKind.GOVERNMENT, EntityKind.ARMED_ACTOR, EntityKind.HEALTH_FACILITY})
_SITES = frozenset({EntityKind.FACILITY, EntityKind.HEALTH_FACILITY})
_TYING = shared("tying")
_LONGEST = 160
"""Characters: where a pronoun's name stands farther off, the words of the sentence are the evidence."""
_HEADS = shared("heads")
_SPOKEN = shared("spoken")


def relations_of(reading: Reading, ids: dict[str, str]) -> tuple[Relation, ...]:
    """Return the relations of a document whose claims and mentions are found.

    Args:
        reading: the document; its registry holds the mentions.
        ids: mention ids by the identity of their entries; entries that are not in it are left out.
    """
    found: dict[tuple[str, str, str], Relation] = {}
    for paragraph in reading.paragraphs:
        for sentence in paragraph.sentences:
            for word in sentence.words:
                entry = reading.registry.entries.get(word.index)
                if entry is None or str(id(entry)) not in ids or word.pos == "PRON":
                    continue
                for kind, left, right in _ties(word, entry, reading.registry, reading.lex):
                    if right is None or left.root is right.root or str(id(right)) not in ids or str(id(left)) not in ids:
                        continue
                    key = (kind, ids[str(id(left.root))], ids[str(id(right.root))])
                    found.setdefault(key, _relation(kind, ids[str(id(left))], ids[str(id(right))], left, right, reading))
    ordered = sorted(found.values(), key=lambda r: (r.start, r.end, r.type, r.subject, r.object))
    return tuple(_numbered(relation, number) for number, relation in enumerate(ordered, 1))


def _numbered(relation: Relation, number: int) -> Relation:
    return Relation(
        f"r{number}",
        relation.type,
        relation.subject,
        relation.object,
        relation.start,
        relation.end,
        relation.text,
        relation.according_to,
    )


def _relation(kind: str, left_id: str, right_id: str, left: Entry, right: Entry, reading: Reading) -> Relation:
    start, end = min(left.start, right.start), max(left.end, right.end)
    if end - start > _LONGEST:
        start, end = left.word.sentence.start, left.word.sentence.end
    return Relation("", kind, left_id, right_id, start, end, reading.document.text[start:end])


def _ties(word: Word, entry: Entry, registry: Registry, lex: Lexicon) -> list[tuple[str, Entry, Entry | None]]:
    out: list[tuple[str, Entry, Entry | None]] = []
    if entry.kind is EntityKind.PERSON:
        out += [(_office(word.lemma), entry, body) for body in _bodies(word, registry, lex)]
        for child in word.children:
            if child.rel in ("appos", "nmod", "compound") and child.pos == "NOUN":
                out += [(_office(child.lemma), entry, body) for body in _bodies(child, registry, lex)]
        owner = word.child("nmod:poss")
        if owner is not None and lookup(word, lex.kinds["kin"], lex) is not None:
            out.append(("kinOf", entry, registry.entry(owner)))
    if entry.kind in _SITES or (entry.kind is EntityKind.PLACE and entry.name):
        for child in word.children:
            if child.rel == "nmod" and (
                child.case() in lex.cue("place_preps") or child.dep == "nmod:poss" or child.case() in lex.cue("of")
            ):
                place = registry.entries.get(child.index)
                if place is not None and place.kind is EntityKind.PLACE and place.name:
                    out.append(("locatedIn", entry, place))
    return out


def _bodies(word: Word, registry: Registry, lex: Lexicon) -> list[Entry]:
    """Return the organisations that a description of a person ties them to."""
    out = []
    for child in word.children:
        if (
            (child.rel in ("nmod", "obl") and child.case() in _TYING)
            or child.dep == "nmod:poss"
            or (child.rel == "compound" and child.index in registry.known)
        ):
            body = registry.entries.get(child.index)
            if body is not None and body.kind in _BODIES and body.name:
                out.append(body)
    return out


def _office(lemma: str) -> str:
    if lemma in _HEADS:
        return "headOf"
    if lemma in _SPOKEN or lemma.endswith(("talsmann", "talskvinne")):
        return "spokespersonFor"
    return "memberOf"
