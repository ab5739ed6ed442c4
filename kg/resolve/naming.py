"""Joins what bears one name in several documents: exact or respelled, with a guard of type and of context."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import combinations, product

from rapidfuzz.distance import OSA

from kg.model import PATIENT_ROLES, Role
from kg.names import Form, KnownNames, fold
from kg.resolve.entities import Unit, name_key
from kg.resolve.evidence import FAMILY
from kg.resolve.groups import Groups
from kg.resolve.spelling import same_person_name, same_word, skeleton
from kg.resolve.words import common_names, generic, occupations

Name = tuple[str, ...]
_WORKS_FOR = frozenset({"memberOf", "headOf", "spokespersonFor", "worksAt", "worksFor", "employedBy"})
_LIES_IN = frozenset({"locatedIn", "within", "partOf"})
_BESIDE = frozenset({Role.PLACE, Role.SPEAKER, Role.INSTRUMENT})
_STRONG = ("of:", "with:", "tie:")
"""Traits of which one is enough to support a common name; of work and place it takes both."""
_MOST_IN_EVENT = 60
"""So many people harmed in one event are compared each with each."""
_MOST_POLES = 24
"""So many people of one name are told apart by what contradicts; a further one is compared with these."""


def join_across(units: Sequence[Unit], groups: Groups, known: KnownNames) -> Traits:
    """Join units of different documents by their names: places and bodies first, for they are the context of people.

    Places come twice: quarters can be told apart only when the towns that they lie in are joined.
    """
    by_family: dict[str, list[Unit]] = defaultdict(list)
    for unit in units:
        if unit.names:
            by_family[unit.family].append(unit)
    traits = Traits(units, groups, known)
    for family in ("place", "place", "body", "weapon", "thing", "facility", "person"):
        join = {"person": _join_people, "place": _join_located, "facility": _join_located}.get(family, _join_all)
        for bearers, spellings, anchors in _bearers(by_family[family], family, known):
            join(_Bearers(bearers, spellings, anchors), groups, traits)
        traits.forget()
    join_acronyms(by_family["body"], groups, known)
    return traits


class _Bearers:
    """Those in several documents who bear one name."""

    def __init__(self, units: list[Unit], spellings: tuple[Name, ...], anchors: tuple[str, ...]) -> None:
        self.units = units
        self.spellings = spellings
        self.anchors = anchors
        """Well-known entities of this name."""

    def reason(self, one: Unit, other: Unit) -> str:
        mine, theirs = one.names[0], other.names[0]
        return f'both named "{mine}"' if fold(mine) == fold(theirs) else f'"{mine}" and "{theirs}" are spellings of one name'


def _bearers(
    units: Iterable[Unit], family: str, known: KnownNames
) -> Iterable[tuple[list[Unit], tuple[Name, ...], tuple[str, ...]]]:
    bears: dict[Name, dict[str, Unit]] = defaultdict(dict)
    for unit in units:
        for name in unit.names:
            key = name_key(name, family)
            if (family != "person" or len(key) > 1) and name not in unit.shortened:
                bears[key][unit.key] = unit
    wanted = {block for name in bears for block in blocks_of(name, family)}
    famous: dict[Name, set[str]] = defaultdict(set)
    for found in known:
        if found.form in (Form.LABEL, Form.ALIAS) and FAMILY[found.entity.kind] == family:
            key = name_key(found.name, family)
            if (family != "person" or len(key) > 1) and wanted.intersection(blocks_of(key, family)):
                famous[key].add(found.entity.iri)
    for spellings in spelling_classes(bears.keys() | famous.keys(), family):
        together = {key: unit for name in spellings for key, unit in bears.get(name, {}).items()}
        anchors = sorted({iri for name in spellings for iri in famous.get(name, ())})
        if len(together) + len(anchors) > 1 and together:
            yield [together[key] for key in sorted(together)], spellings, tuple(anchors)


def blocks_of(name: Name, family: str) -> tuple[tuple[str, ...], ...]:
    """Return the keys under which other spellings of *name* are looked for."""
    if family == "person":
        keys = [(skeleton(name[0]), skeleton(name[-1]))]
        if len(name) > 2 and same_word(name[0], "mohammed"):
            keys.append((skeleton(name[1]), skeleton(name[-1])))
        return tuple(keys)
    if family in ("place", "facility"):
        return (tuple(skeleton(word) for word in name),)
    return ((name[0][:3], name[-1][:3], str(len(name))),)


def spelling_classes(names: Iterable[Name], family: str) -> Iterable[tuple[Name, ...]]:
    """Yield the names in classes in which every two agree, so that no chain of small steps joins two distant names."""
    agree = _AGREE.get(family, _same_words)
    by_block: dict[tuple[str, ...], list[list[Name]]] = defaultdict(list)
    classes: list[list[Name]] = []
    for name in sorted(names):
        for block in blocks_of(name, family):
            found = next((held for held in by_block[block] if all(agree(name, other) for other in held)), None)
            if found is not None:
                found.append(name)
                break
        else:
            found = [name]
            classes.append(found)
        for block in blocks_of(name, family):
            if not any(held is found for held in by_block[block]):
                by_block[block].append(found)
    yield from (tuple(held) for held in classes)


def _same_places(one: Name, other: Name) -> bool:
    return len(one) == len(other) and all(
        mine == theirs or (min(len(mine), len(theirs)) > 2 and same_word(mine, theirs) and not {mine, theirs} & _nouns())
        for mine, theirs in zip(one, other, strict=True)
    )


@lru_cache(maxsize=1)
def _nouns() -> frozenset[str]:
    return frozenset(generic().values())


def _same_words(one: Name, other: Name) -> bool:
    """Names of bodies are words: one letter may differ in a long one (Defence, Defense)."""
    return len(one) == len(other) and all(
        mine == theirs or (min(len(mine), len(theirs)) > 5 and OSA.distance(mine, theirs, score_cutoff=1) <= 1)
        for mine, theirs in zip(one, other, strict=True)
    )


_AGREE: Mapping[str, Callable[[Name, Name], bool]] = {
    "person": same_person_name, "place": _same_places, "facility": _same_places,
}


@lru_cache(maxsize=65536)
def _is_common(word: str) -> bool:
    return any(same_word(word, common) for common in _common_by_skeleton().get(skeleton(word), ()))


@lru_cache(maxsize=1)
def _common_by_skeleton() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for name in common_names():
        found[skeleton(name)] = (*found.get(skeleton(name), ()), name)
    return found


def is_rare(name: Name) -> bool:
    """Tell whether hardly two people bear *name*: two parts or more, one of which is not a common name.

    >>> is_rare(("mohammed", "wasim", "moaz")), is_rare(("mohammed", "ahmed")), is_rare(("moaz",))
    (True, False, False)
    """
    return len(name) > 1 and any(not _is_common(part.split()[-1]) for part in name)


class Traits:
    """What the texts tell of a unit besides its name: work, place, organisation, those named with it."""

    def __init__(self, units: Sequence[Unit], groups: Groups, known: KnownNames) -> None:
        """Index the relations and claims of each unit's document."""
        self._groups = groups
        self._known = known
        self._found: dict[str, frozenset[str]] = {}
        self._tied: dict[str, set[tuple[str, str]]] = defaultdict(set)
        unit_of = {chain.key: unit.key for unit in units for chain in unit.chains}
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
                yield from (f"in:{place}" for place in (root, *self._known.within(root)) if not self._is_country(place))

    def _is_country(self, place: str) -> bool:
        entity = self._known.entities.get(place)
        return entity is not None and "Country" in entity.classes

    def fields(self, unit: Unit) -> frozenset[str]:
        """Return the fields of work of *unit*."""
        words = (word for chain in unit.chains for said in chain.occupations for word in said.split())
        return frozenset(occupations()[word][1] for word in words if word in occupations())




def join_in_events(together: Iterable[Sequence[Unit]], groups: Groups, traits: Traits) -> bool:
    """Join people of one name, common or not, who were harmed in one event; tell whether any were joined."""
    joined = False
    for units in together:
        named = [unit for unit in units if unit.family == "person" and unit.names]
        named.sort(key=lambda unit: unit.key, reverse=True)
        people = {groups.find(unit.key): unit for unit in named}
        for one, other in combinations([people[root] for root in sorted(people)][:_MOST_IN_EVENT], 2):
            if one.view.document == other.view.document or groups.find(one.key) == groups.find(other.key):
                continue
            if _same_full_name(one, other) and not _Profile(one, traits).differs(_Profile(other, traits)):
                reason = f'"{one.names[0]}" and "{other.names[0]}", harmed in one event'
                joined |= groups.join(one.key, other.key, reason, "rule:person-in-event", 0.9)
    return joined


def _same_full_name(one: Unit, other: Unit) -> bool:
    mine, theirs = name_key(one.names[0], "person"), name_key(other.names[0], "person")
    return min(len(mine), len(theirs)) > 1 and same_person_name(mine, theirs)


class _Profile:
    """What is said of a group of bearers of one name, so that another can be held against all of them at once."""

    def __init__(self, unit: Unit, traits: Traits) -> None:
        self.unit = unit
        self.sexes = {chain.sex for chain in unit.chains if chain.sex}
        self.born = [chain.born for chain in unit.chains if chain.born]
        self.fields = set(traits.fields(unit))
        told = traits.of(unit)
        self.strong = {trait for trait in told if trait.startswith(_STRONG)}
        self.works = {trait for trait in told if trait.startswith("work:")}
        self.places = {trait for trait in told if trait.startswith("in:")}

    def differs(self, other: _Profile) -> str:
        """Return in what the two contradict each other, or an empty string."""
        if len(self.sexes | other.sexes) > 1:
            return "sex"
        if any(max(mine[0], theirs[0]) > min(mine[1], theirs[1]) + 1 for mine, theirs in product(self.born, other.born)):
            return "age"
        if self.fields and other.fields and not self.fields & other.fields and not self.strong & other.strong:
            return "work"
        elsewhere = self.places and other.places and not self.places & other.places
        if elsewhere and self.works and other.works and not self.works & other.works and not self.strong & other.strong:
            return "work and place"
        return ""

    def take(self, other: _Profile) -> None:
        """Add what is said of *other*."""
        self.sexes |= other.sexes
        self.born = sorted({*self.born, *other.born})
        self.fields |= other.fields
        self.strong |= other.strong
        self.works |= other.works
        self.places |= other.places

    def telling(self) -> tuple[int, str]:
        """Sort those of whom more is said first."""
        return (-(len(self.sexes) + len(self.born) + len(self.fields) + len(self.strong)), self.unit.key)


class _People:
    """Bearers of one name being joined, each group with its profile."""

    def __init__(self, bearers: _Bearers, groups: Groups, traits: Traits) -> None:
        self.bearers = bearers
        self.groups = groups
        self.traits = traits
        self.profiles: dict[str, _Profile] = {}
        for unit in bearers.units:
            self._note(groups.find(unit.key), _Profile(unit, traits))

    def _note(self, root: str, profile: _Profile) -> None:
        if root in self.profiles:
            self.profiles[root].take(profile)
        else:
            self.profiles[root] = profile

    def remaining(self, units: Iterable[Unit]) -> list[_Profile]:
        """Return the profiles of the groups of *units*, the most telling first."""
        roots = {self.groups.find(unit.key) for unit in units}
        return sorted((self.profiles[root] for root in roots), key=_Profile.telling)

    def join(self, one: _Profile, other: _Profile, support: str, score: float) -> bool:
        """Join two groups that do not contradict each other."""
        roots = {self.groups.find(one.unit.key), self.groups.find(other.unit.key)}
        reason = f"{self.bearers.reason(one.unit, other.unit)}, {support}"
        if not self.groups.join(one.unit.key, other.unit.key, reason, "rule:person-name", score):
            return False
        if len(roots) > 1:
            root = self.groups.find(one.unit.key)
            profiles = [self.profiles.pop(found) for found in sorted(roots)]
            profiles[0].take(profiles[1])
            self.profiles[root] = profiles[0]
        return True

    def gather(self, units: Iterable[Unit], support: str, score: float) -> list[_Profile]:
        """Join what fits one group only; return the groups that contradict each other, with those that fit several."""
        poles: list[_Profile] = []
        unplaced: list[_Profile] = []
        for profile in self.remaining(units):
            fits = [pole for pole in poles[:_MOST_POLES] if not pole.differs(profile)]
            if not fits:
                poles.append(profile)
            elif len(fits) > 1 or not self.join(fits[0], profile, support, score):
                unplaced.append(profile)
            else:
                poles[poles.index(fits[0])] = self.profiles[self.groups.find(profile.unit.key)]
        return poles + unplaced


def _join_people(bearers: _Bearers, groups: Groups, traits: Traits) -> None:
    rare = all(is_rare(name) for name in bearers.spellings)
    if rare:
        _join_anchor(bearers, groups, "rule:person-name")
    people = _People(bearers, groups, traits)
    enough = 1 if min(len(name) for name in bearers.spellings) > 2 else 2
    for trait, sharing in sorted(_sharing(bearers.units, traits, enough).items()):
        if len(sharing) > 1:
            people.gather(sharing, f"with the same {_SAID[trait.partition(':')[0]]}", 0.95)
    if rare:
        left = people.gather(bearers.units, "a rare one", 0.85)
    else:
        left = people.remaining(bearers.units)
    for other in left[1:]:
        differs = left[0].differs(other)
        why = f"but they differ in {differs}" if differs else "and two people may bear it" if rare else "and it is a common one"
        reason = f"{bearers.reason(left[0].unit, other.unit)}, {why}"
        groups.unsure(left[0].unit.key, other.unit.key, reason, "rule:person-name", 0.2 if differs else 0.4)


_SAID = {
    "of": "organisation", "with": "people or facilities", "tie": "ties", "work": "work", "in": "place",
    "work and place": "work and place",
}


def _sharing(units: Sequence[Unit], traits: Traits, enough: int) -> Mapping[str, list[Unit]]:
    """Return units by what supports that they are one: one strong trait, or work and place, or either if one is *enough*."""
    sharing: dict[str, list[Unit]] = defaultdict(list)
    for unit in units:
        mine = sorted(traits.of(unit))
        works = [trait for trait in mine if trait.startswith("work:")]
        places = [trait for trait in mine if trait.startswith("in:")]
        keys = [trait for trait in mine if trait.startswith(_STRONG)]
        keys += works + places if enough == 1 else [f"work and place: {work} {place}" for work, place in product(works, places)]
        for key in keys:
            sharing[key].append(unit)
    return sharing


def _join_anchor(bearers: _Bearers, groups: Groups, author: str) -> None:
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


def _join_all(bearers: _Bearers, groups: Groups, traits: Traits) -> None:
    """Join bodies, weapons and things of one name; two different ones are told apart by a person."""
    _join_anchor(bearers, groups, "rule:name")
    first = bearers.units[0]
    for unit in bearers.units[1:]:
        groups.join(first.key, unit.key, bearers.reason(first, unit), "rule:name", 0.9)


def _join_located(bearers: _Bearers, groups: Groups, traits: Traits) -> None:
    """Join places and facilities of one name that lie in one place; without a place only if there is but one."""
    _join_anchor(bearers, groups, "rule:place-name")
    by_place: dict[str, list[Unit]] = defaultdict(list)
    for unit in bearers.units:
        for trait in traits.of(unit):
            if trait.startswith("in:"):
                by_place[trait].append(unit)
    for _, units in sorted(by_place.items()):
        for unit in units[1:]:
            groups.join(units[0].key, unit.key, f"{bearers.reason(units[0], unit)}, in the same place", "rule:place-name", 0.95)
    located = {groups.find(unit.key) for units in by_place.values() for unit in units}
    others = [unit for unit in bearers.units if groups.find(unit.key) not in located]
    for unit in others:
        target = min(located, default=groups.find(bearers.units[0].key))
        reason = bearers.reason(bearers.units[0], unit)
        if len(located) < 2:
            groups.join(target, unit.key, f"{reason}, and no other of this name is told of", "rule:place-name", 0.8)
        else:
            why = "there are several, and the text does not say where"
            groups.unsure(target, unit.key, f"{reason}; {why}", "rule:place-name", 0.4)
    for root in sorted(located)[1:]:
        groups.unsure(min(located), root, "one name, in different places", "rule:place-name", 0.2)


def join_acronyms(units: Sequence[Unit], groups: Groups, known: KnownNames) -> None:
    """Join a bare acronym to what the same publisher, else every text that writes it out, means by it.

    One that is known to be ambiguous is joined only within what its publisher writes out.
    """
    meant: dict[str, set[str]] = defaultdict(set)
    by_publisher: dict[tuple[str, str], set[str]] = defaultdict(set)
    bare: dict[str, list[Unit]] = defaultdict(list)
    for unit in units:
        for acronym in sorted({fold(name) for name in unit.shortened}):
            if any(name not in unit.shortened for name in unit.names):
                meant[acronym].add(groups.find(unit.key))
                by_publisher[unit.view.publisher, acronym].add(groups.find(unit.key))
            else:
                bare[acronym].append(unit)
    for acronym, uses in sorted(bare.items()):
        loose = [unit for unit in uses if not groups.anchor_of(unit.key)]
        ambiguous = any(found.form is Form.AMBIGUOUS for found in known.lookup(acronym, ambiguous=True))
        for unit in loose:
            own = by_publisher.get((unit.view.publisher, acronym), set()) if unit.view.publisher else set()
            _join_acronym(unit, set() if ambiguous else meant.get(acronym, set()), own, groups)
        if not meant.get(acronym) and not ambiguous:
            for unit in loose[1:]:
                reason = f'both named "{unit.names[0]}", which no text writes out otherwise'
                groups.join(loose[0].key, unit.key, reason, "rule:acronym", 0.75)


def _join_acronym(unit: Unit, meant: set[str], own: set[str], groups: Groups) -> None:
    name = unit.shortened[0]
    if len(own) == 1:
        groups.join(unit.key, min(own), f'"{name}" as this publisher writes it out elsewhere', "rule:acronym", 0.85)
    elif len(meant) == 1:
        groups.join(unit.key, min(meant), f'"{name}" as all texts that write it out mean it', "rule:acronym", 0.8)
    else:
        for root in sorted(meant):
            groups.unsure(unit.key, root, f'"{name}" is written out in {len(meant)} ways elsewhere', "rule:acronym", 0.4)
