"""What the texts tell of somebody besides a name, and those who bear one name."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations, product

from kg.model import PATIENT_ROLES, Role
from kg.names import KnownNames, fold
from kg.resolve.entities import Unit, unit_of_chain
from kg.resolve.groups import Groups
from kg.resolve.words import occupations

Name = tuple[str, ...]
_WORKS_FOR = frozenset({"memberOf", "headOf", "spokespersonFor", "worksAt", "worksFor", "employedBy"})
_LIES_IN = frozenset({"locatedIn", "within", "partOf"})
_BESIDE = frozenset({Role.PLACE, Role.SPEAKER, Role.INSTRUMENT})


class Bearers:
    """Those in several documents who bear one name."""

    def __init__(self, units: list[Unit], spellings: tuple[Name, ...], anchors: tuple[str, ...]) -> None:
        self.units = units
        self.spellings = spellings
        self.anchors = anchors
        """Well-known entities of this name."""

    def reason(self, one: Unit, other: Unit) -> str:
        """Return in words why two may be one."""
        mine, theirs = one.names[0], other.names[0]
        return f'both named "{mine}"' if fold(mine) == fold(theirs) else f'"{mine}" and "{theirs}" are spellings of one name'


class Traits:
    """What the texts tell of a unit besides its name: work, place, organisation, those named with it."""

    def __init__(self, units: Sequence[Unit], groups: Groups, known: KnownNames, heard: Mapping[str, str]) -> None:
        """Index the relations and claims of each unit's document."""
        self._groups = groups
        self._known = known
        self._found: dict[str, frozenset[str]] = {}
        self._tied: dict[str, set[tuple[str, str]]] = defaultdict(set)
        unit_of = {chain: unit.key for chain, unit in unit_of_chain(units, heard).items()}
        named = {unit.key for unit in units if unit.names}
        families = {unit.key: unit.family for unit in units}
        for view in {unit.view.document: unit.view for unit in units}.values():
            for kind, subject, other in view.relations:
                tie = "of" if kind in _WORKS_FOR else "in" if kind in _LIES_IN else "tie"
                self._tie(unit_of[subject], tie, unit_of[other], named)
                if tie != "in":
                    self._tie(unit_of[other], tie, unit_of[subject], named)
            for claim in view.claims:
                places = [unit_of[key] for role, key, _ in claim.roles if role is Role.PLACE]
                others = [(unit_of[key], role) for role, key, _ in claim.roles if role not in _BESIDE]
                for (other, _), place in product(others, places):
                    self._tie(other, "in", place, named)
                patients = {key for key, role in others if role in PATIENT_ROLES}
                struck = sorted(key for key in patients if families[key] in ("person", "facility"))
                for one, other in combinations(struck, 2) if len(struck) < 12 else ():
                    self._tie(one, "with", other, named)
                    self._tie(other, "with", one, named)

    def _tie(self, one: str, tie: str, other: str, named: set[str]) -> None:
        if other in named and one in named and one != other:
            self._tied[one].add((tie, other))

    def forget(self) -> None:
        """Read the groups anew after more of them were joined."""
        self._found.clear()

    def of(self, unit: Unit) -> frozenset[str]:
        """Return the traits of *unit*; two units that share some of them support each other."""
        found = self._found.get(unit.key)
        if found is None:
            found = self._found[unit.key] = frozenset(self._read(unit))
        return found

    def _read(self, unit: Unit) -> Iterable[str]:
        for chain in unit.chains:
            for words in chain.occupations:
                known = [occupations()[word] for word in words.split() if word in occupations()]
                yield from (f"work:{work}" for work, _ in known)
                if not known:
                    yield f"work:{words}"
        for tie, other in self._tied.get(unit.key, ()):
            root = self._groups.anchor_of(other) or self._groups.find(other)
            if tie != "in":
                yield f"{tie}:{root}"
            else:
                for place in (root, *self._known.within(root)):
                    yield f"land:{place}" if self._is_country(place) else f"in:{place}"

    def _is_country(self, place: str) -> bool:
        entity = self._known.entities.get(place)
        return entity is not None and "Country" in entity.classes

    def fields(self, unit: Unit) -> frozenset[str]:
        """Return the fields of work of *unit*."""
        words = (word for chain in unit.chains for said in chain.occupations for word in said.split())
        return frozenset(occupations()[word][1] for word in words if word in occupations())


def join_anchor(bearers: Bearers, groups: Groups, author: str) -> None:
    """Join respellings of a well-known name to it."""
    found = {groups.anchor_of(unit.key) for unit in bearers.units} | set(bearers.anchors)
    found.discard("")
    for unit in bearers.units:
        if groups.anchor_of(unit.key):
            continue
        for anchor in sorted(found):
            if len(found) == 1:
                groups.join(unit.key, anchor, f'"{unit.names[0]}" is a spelling of a well-known name', author, 0.9)
            else:
                groups.unsure(unit.key, anchor, f'"{unit.names[0]}" is a spelling of several well-known names', author, 0.4)
