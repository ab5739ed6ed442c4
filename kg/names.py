"""The well-known actors and places of `ontology/names`, with all their names: one table for readers and resolvers.

    >>> names = KnownNames.parse('''
    ...     @prefix kg: <https://w3id.org/witness-graph/ns#> . @prefix entity: <https://w3id.org/witness-graph/entity/> .
    ...     @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
    ...     entity:russia a kg:Entity, kg:Government ; rdfs:label "Russia"@en, "Russland"@nb ; kg:metonym "Moskva"@nb .''')
    >>> [(found.entity.label, found.form.value) for found in names.lookup("MOSKVA", language="nb")]
    [('Russia', 'metonym')]
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

import pyoxigraph as ox

from kg.errors import ResolutionError
from kg.model import EntityKind
from kg.resources import shipped
from kg.vocab import KG, RDF, RDFS, SKOS


class Form(StrEnum):
    """What a surface form is to the entity that it names."""

    LABEL = "label"
    ALIAS = "alias"
    ACRONYM = "acronym"
    METONYM = "metonym"
    """A seat that stands for who sits there: "the Kremlin"."""
    DEMONYM = "demonym"
    """An adjective that stands for an actor: "Russian warplanes"."""
    AMBIGUOUS = "ambiguous"
    """A name of several; it counts only where the same document writes it out: "Syrian Civil Defence (SDF)"."""


@dataclass(frozen=True, slots=True)
class KnownEntity:
    """One well-known actor or place."""

    iri: str
    kind: EntityKind
    classes: tuple[str, ...]
    """Local names of its classes in the ontology, sorted."""
    label: str
    """The English label, else the first of any language."""
    labels: tuple[tuple[str, str], ...]
    """(language, label) pairs, sorted."""
    within: tuple[str, ...]
    """IRIs of the places that directly contain it, sorted."""


@dataclass(frozen=True, slots=True)
class KnownName:
    """One surface form of a well-known entity."""

    name: str
    language: str
    """BCP 47 code, empty where the name is the same in all languages."""
    form: Form
    entity: KnownEntity


_FORMS = {
    f"{RDFS}label": Form.LABEL,
    f"{SKOS}altLabel": Form.ALIAS,
    f"{KG}acronym": Form.ACRONYM,
    f"{KG}metonym": Form.METONYM,
    f"{KG}demonym": Form.DEMONYM,
    f"{KG}ambiguousName": Form.AMBIGUOUS,
}
_FORM_ORDER = {form: rank for rank, form in enumerate(Form)}
_WORDS_OF_ONE_LANGUAGE = frozenset({Form.METONYM, Form.DEMONYM})
_MOST_TELLING_KIND = (
    EntityKind.HEALTH_FACILITY, EntityKind.FACILITY, EntityKind.ARMED_ACTOR, EntityKind.GOVERNMENT, EntityKind.PERSON,
    EntityKind.WEAPON, EntityKind.ORGANISATION, EntityKind.GROUP, EntityKind.PLACE, EntityKind.THING,
)
"""A hospital is typed as health facility, facility and perhaps place: the first of this row that it has is its kind."""
_LETTERS = str.maketrans({
    "ø": "o", "æ": "ae", "œ": "oe", "ß": "ss", "đ": "d", "ð": "d", "ł": "l", "ı": "i", "þ": "th",
    "-": " ", "‐": " ", "‑": " ", "–": " ", "—": " ", "_": " ", "/": " ",
    "'": None, "’": None, "‘": None, "ʼ": None, "ʿ": None, "ʾ": None, "`": None, "´": None, ".": None,
    '"': None, "“": None, "”": None, "«": None, "»": None, ",": " ",
})


@lru_cache(maxsize=65536)
def fold(name: str) -> str:
    """Return *name* without what two writers of one name differ in: case, diacritics, hyphens, apostrophes, spaces.

    >>> fold("Al‑Qāmishlī"), fold("Kreml-talsmann"), fold("Røde  Kors"), fold("U.N.")
    ('al qamishli', 'kreml talsmann', 'rode kors', 'un')
    """
    folded = _fold_once(name)
    while not name.isascii() and (again := _fold_once(folded)) != folded:  # a ligature may open into a capital letter
        folded = again
    return folded


def _fold_once(name: str) -> str:
    decomposed = unicodedata.normalize("NFKD", name.casefold().translate(_LETTERS))
    return " ".join("".join(char for char in decomposed if not unicodedata.combining(char)).translate(_LETTERS).split())


class KnownNames:
    """A table of known names that is looked up by any spelling of case, diacritics and hyphens."""

    def __init__(self, names: Iterable[KnownName]) -> None:
        """Make a table; the order of *names* does not matter."""
        self._names = tuple(sorted(set(names), key=_order))
        self.entities: Mapping[str, KnownEntity] = {
            entity.iri: entity for entity in sorted({name.entity for name in self._names}, key=lambda entity: entity.iri)
        }
        """All entities by IRI, in the order of their IRIs."""
        by_fold: dict[str, list[KnownName]] = {}
        for known in self._names:
            by_fold.setdefault(fold(known.name), []).append(known)
        self._by_fold = {key: tuple(found) for key, found in by_fold.items()}
        self._within: dict[str, tuple[str, ...]] = {}

    @classmethod
    def load(cls, folder: Path | None = None) -> KnownNames:
        """Read all Turtle files of *folder*, by default those that are shipped.

        Raises:
            ResolutionError: a file is not Turtle, or an entity in it has no name or no class that is a kind.
        """
        if folder is None:
            try:
                folder = shipped("ontology", "names")
            except FileNotFoundError:
                return cls(())
        return cls(name for path in sorted(folder.glob("*.ttl")) for name in _read(path.read_bytes(), str(path.name)))

    @classmethod
    def parse(cls, turtle: str) -> KnownNames:
        """Read names from a Turtle text."""
        return cls(_read(turtle.encode("utf-8"), "Turtle text"))

    def __iter__(self) -> Iterator[KnownName]:
        """Yield every surface form, ambiguous ones included, in a fixed order."""
        return iter(self._names)

    def __len__(self) -> int:
        """Return how many surface forms there are."""
        return len(self._names)

    def lookup(
        self, name: str, *, language: str = "", kinds: Collection[EntityKind] = (), ambiguous: bool = False
    ) -> tuple[KnownName, ...]:
        """Return those called *name*, labels before aliases before acronyms, metonyms, demonyms.

        Args:
            name: any spelling.
            language: the language of the text. Names of other languages count too, but come later; metonyms and
                demonyms count only in their own language, for "norske" means nothing in English.
            kinds: only entities of these kinds; none = any.
            ambiguous: also return names that must not be matched alone.
        """
        found = [
            known for known in self._by_fold.get(fold(name), ())
            if (not kinds or known.entity.kind in kinds)
            and (ambiguous or known.form is not Form.AMBIGUOUS)
            and (known.form not in _WORDS_OF_ONE_LANGUAGE or not language or known.language in ("", language))
        ]
        return tuple(sorted(found, key=lambda known: known.language not in ("", language)))

    def within(self, iri: str) -> tuple[str, ...]:
        """Return the places that contain *iri*, nearest first; a loop in the data ends it."""
        if iri not in self._within:
            seen: list[str] = []
            queue = [iri]
            while queue:
                entity = self.entities.get(queue.pop(0))
                for place in entity.within if entity else ():
                    if place not in seen and place != iri:
                        seen.append(place)
                        queue.append(place)
            self._within[iri] = tuple(seen)
        return self._within[iri]


def _order(known: KnownName) -> tuple[str, int, str, str]:
    return (known.entity.iri, _FORM_ORDER[known.form], known.language, known.name)


def _read(data: bytes, where: str) -> list[KnownName]:
    """Return the names in one Turtle file."""
    classes: dict[str, set[str]] = {}
    within: dict[str, set[str]] = {}
    forms: dict[str, set[tuple[Form, str, str]]] = {}
    try:
        for triple in ox.parse(data, format=ox.RdfFormat.TURTLE):
            subject, predicate, value = triple.subject, triple.predicate.value, triple.object
            if isinstance(subject, ox.NamedNode):
                if isinstance(value, ox.Literal):
                    if predicate in _FORMS:
                        forms.setdefault(subject.value, set()).add((_FORMS[predicate], value.language or "", value.value))
                elif isinstance(value, ox.NamedNode):
                    if predicate == f"{RDF}type":
                        classes.setdefault(subject.value, set()).add(value.value.removeprefix(KG))
                    elif predicate == f"{KG}within":
                        within.setdefault(subject.value, set()).add(value.value)
    except SyntaxError as error:
        raise ResolutionError(f"{where}: not Turtle: {error}") from error
    names: list[KnownName] = []
    for iri in sorted(forms):
        if "Entity" in classes.get(iri, set()):
            entity = _entity(iri, classes[iri], forms[iri], within.get(iri, set()), where)
            names.extend(KnownName(name, language, form, entity) for form, language, name in sorted(forms[iri]))
    return names


def _entity(iri: str, classes: set[str], forms: set[tuple[Form, str, str]], within: set[str], where: str) -> KnownEntity:
    kind = next((kind for kind in _MOST_TELLING_KIND if kind.value in classes), None)
    if kind is None:
        raise ResolutionError(f"{where}: {iri} has no kind; add one of {', '.join(kind.value for kind in EntityKind)}")
    labels = tuple(sorted((language, name) for form, language, name in forms if form is Form.LABEL))
    if not labels:
        raise ResolutionError(f"{where}: {iri} has no rdfs:label; give it one")
    label = next((name for language, name in labels if language == "en"), labels[0][1])
    return KnownEntity(iri, kind, tuple(sorted(classes - {"Entity"})), label, labels, tuple(sorted(within)))
