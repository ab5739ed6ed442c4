"""Joins people of one name: a rare one, or one with something else that agrees; whoever contradicts is kept apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import combinations, product

from kg.resolve.entities import Unit
from kg.resolve.groups import Groups
from kg.resolve.keys import name_key
from kg.resolve.namesakes import Namesakes
from kg.resolve.spelling import is_rare, same_person_name
from kg.resolve.traits import Bearers, Traits, join_anchor

_STRONG = ("of:", "with:", "tie:")
"""Traits of which one is enough to support a common name; of work and place it takes both."""
_MOST_IN_EVENT = 60
"""So many people harmed in one event are compared each with each."""
_MOST_POLES = 24
"""So many people of one name are told apart by what contradicts; a further one is compared with these."""
_MOST_NAMESAKES = 0.05
"""A name is enough by itself if no more others of it are to be expected: one in twenty."""


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
        self.names = {name_key(name, "person") for name in unit.names}
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
        self.names |= other.names
        self.sexes |= other.sexes
        self.born = sorted({*self.born, *other.born})
        self.fields |= other.fields
        self.strong |= other.strong
        self.works |= other.works
        self.places |= other.places

    def namesakes(self, other: _Profile, namesakes: Namesakes) -> float:
        """Return how many others are to be expected of the spellings that agree best."""
        return min(namesakes.expected(*names) for names in product(sorted(self.names), sorted(other.names)))

    def agreeing(self, other: _Profile, namesakes: Namesakes) -> tuple[float, list[str]]:
        """Return of which share of people the same is said as of both, with what it is."""
        share, agreeing = 1.0, []
        for said, mine, theirs in (("place", self.places, other.places), ("work", self.works, other.works)):
            if mine & theirs:
                share *= min(map(namesakes.share, mine & theirs))
                agreeing.append(said)
        if self.born and other.born:  # years that contradict would have kept them apart
            share *= min(sum(namesakes.share(year) for year in _years(born)) for born in (*self.born, *other.born))
            agreeing.append("year of birth")
        return share, agreeing

    def telling(self) -> tuple[int, str]:
        """Sort those of whom more is said first."""
        return (-(len(self.sexes) + len(self.born) + len(self.fields) + len(self.strong)), self.unit.key)


def _years(born: tuple[int, int]) -> list[str]:
    return [f"born:{year}" for year in range(born[0], born[1] + 1)]


def namesakes_of(all_bearers: Iterable[Bearers], traits: Traits) -> Namesakes:
    """Return how crowded the names of *all_bearers* are, also of those that one text alone tells of."""
    all_bearers = list(all_bearers)
    return Namesakes([bearers.spellings for bearers in all_bearers], (_told(bearers, traits) for bearers in all_bearers))


def _told(bearers: Bearers, traits: Traits) -> Iterable[str]:
    for unit in bearers.units:
        yield from (trait for trait in traits.of(unit) if trait.startswith(("work:", "in:")))
        yield from (year for chain in unit.chains if chain.born for year in _years(chain.born))


Support = Callable[[_Profile, _Profile], str]
"""Says in words why two who do not contradict each other are one; an empty string if nothing says so."""


class _People:
    """Bearers of one name being joined, each group with its profile."""

    def __init__(self, bearers: Bearers, groups: Groups, traits: Traits) -> None:
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

    def gather(self, units: Iterable[Unit], support: Support, score: float) -> list[_Profile]:
        """Join what fits one group only and has *support*; return the groups that contradict each other, and what is left."""
        poles: list[_Profile] = []
        unplaced: list[_Profile] = []
        for profile in self.remaining(units):
            fits = [pole for pole in poles[:_MOST_POLES] if not pole.differs(profile)]
            if not fits:
                poles.append(profile)
            elif len(fits) > 1 or not (why := support(fits[0], profile)) or not self.join(fits[0], profile, why, score):
                unplaced.append(profile)
            else:
                poles[poles.index(fits[0])] = self.profiles[self.groups.find(profile.unit.key)]
        return poles + unplaced


def join_people(several: Iterable[Bearers], namesakes: Namesakes, groups: Groups, traits: Traits) -> None:
    """Join the bearers of each name; a rare one is enough where nothing contradicts and no namesake is to be expected."""
    for bearers in several:
        rare = all(is_rare(name) for name in bearers.spellings)
        if rare:
            join_anchor(bearers, groups, "rule:person-name")
        people = _People(bearers, groups, traits)
        enough = 1 if min(len(name) for name in bearers.spellings) > 2 else 2
        for trait, sharing in sorted(_sharing(bearers.units, traits, enough).items()):
            if len(sharing) > 1:
                people.gather(sharing, _by_trait(trait), 0.95)
        if rare:
            left = people.gather(bearers.units, _by_name(namesakes), 0.85)
        else:
            left = people.remaining(bearers.units)
        for other in left[1:]:
            why = _open(left[0], other, namesakes) if rare else "and it is a common one"
            differs = left[0].differs(other)
            reason = f"{bearers.reason(left[0].unit, other.unit)}, {f'but they differ in {differs}' if differs else why}"
            groups.unsure(left[0].unit.key, other.unit.key, reason, "rule:person-name", 0.2 if differs else 0.4)


def _by_trait(trait: str) -> Support:
    """Return the support of a trait that all who are compared share."""
    words = f"with the same {_SAID[trait.partition(':')[0]]}"

    def support(_one: _Profile, _other: _Profile) -> str:
        return words

    return support


def _by_name(namesakes: Namesakes) -> Support:
    """Return the support of a name of which few others are to be expected, or fewer with what else agrees."""

    def support(one: _Profile, other: _Profile) -> str:
        if one.namesakes(other, namesakes) <= _MOST_NAMESAKES:
            return "a rare one"
        share, agreeing = one.agreeing(other, namesakes)
        rare = one.namesakes(other, namesakes) * share <= _MOST_NAMESAKES
        return f"a rare one, with the same {' and '.join(agreeing)}" if rare else ""

    return support


def _open(one: _Profile, other: _Profile, namesakes: Namesakes) -> str:
    """Return why two of a rare name were left open."""
    crowded = not _by_name(namesakes)(one, other)
    return "but so many share its parts that another may bear it" if crowded else "and two people may bear it"


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
