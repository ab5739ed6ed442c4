"""Gathers what is one in each document, joins it to well-known names, and makes the entities."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from kg.model import Entity, EntityKind
from kg.names import Form, KnownName, KnownNames, fold
from kg.resolve.evidence import FAMILY, Chain, View, is_acronym
from kg.resolve.groups import Groups
from kg.resolve.keys import DETERMINERS, MINOR_WORDS, initials, is_noun, number
from kg.resolve.spelling import parts
from kg.resolve.words import governments, institutions

_OTHER_FAMILY = {"facility": "place", "place": "facility", "weapon": "thing", "thing": "weapon"}
_KINDS_OF = {family: frozenset(kind for kind in EntityKind if FAMILY[kind] == family) for family in set(FAMILY.values())}
_POSSESSIVE = {"en": re.compile(r"[’']s?$"), "nb": re.compile(r"[’']?s$|[’']$")}
_FEW = 4
"""A name of more than so many says nothing about which of them is meant: nobody is asked."""
_GOVERNS = frozenset({EntityKind.GOVERNMENT})
_RANK = {form: rank for rank, form in enumerate((Form.LABEL, Form.ALIAS, Form.ACRONYM, Form.METONYM, Form.DEMONYM))}
_ACTS_AS_ONE = frozenset({EntityKind.GOVERNMENT, EntityKind.ARMED_ACTOR, EntityKind.ORGANISATION})
"""Only these are meant by an adjective: "Russian warplanes" are of a government, "a Russian woman" is not."""

_NOTHING: frozenset[str] = frozenset()


class Unit:
    """The chains of one document that are one, as they are compared with those of other documents."""

    __slots__ = ("acronyms", "chains", "family", "home", "institution", "key", "letters", "names", "shortened", "view")

    def __init__(self, view: View, chains: list[Chain]) -> None:
        """Gather the names; acronyms that this text writes out are its own and say nothing elsewhere."""
        self.view = view
        self.chains = chains
        self.key = min(chain.key for chain in chains)
        families = Counter(chain.family for chain in chains if chain.names) or Counter(chain.family for chain in chains)
        self.family = min(families, key=lambda family: (-families[family], family))
        names = sorted({name for chain in chains if chain.family == self.family for name in chain.names if not is_noun(name)})
        own = {fold(acronym) for acronym, _ in view.written_out}
        keys = {chain.key for chain in chains}
        self.acronyms = frozenset(fold(acronym) for acronym, key in view.written_out if key in keys) or _NOTHING
        """Acronyms that this text writes out as a name of it."""
        self.shortened = tuple(name for name in names if is_acronym(name) and self.family == "body")
        """All acronyms."""
        long = [name for name in names if name not in self.shortened]
        meant = {letters for name in long for letters in initials(name)} - own
        self.letters = tuple(name for name in self.shortened if fold(name) in meant)
        """Acronyms that are the initials of a name of it, and that this text does not write out in brackets otherwise."""
        if self.family == "person" and long:
            most = max(len(parts(name)) for name in long)
            long = [name for name in long if len(parts(name)) == most]
        self.names = tuple(long) if long else tuple(name for name in names if fold(name) not in own)
        """The names by which it can be found in other documents."""
        self.institution: tuple[str, ...] = ()
        """Words of a name that every country has, sorted: ("court", "supreme")."""
        self.home = ""
        """The country whose institution it is, where the name or the text tells; of other bodies, the country of the text."""


def units_of(view: View, groups: Groups) -> list[Unit]:
    """Return the units of one document, in the order of their keys."""
    together: dict[str, list[Chain]] = defaultdict(list)
    for key in sorted(view.chains):
        together[groups.find(key)].append(view.chains[key])
    return [Unit(view, chains) for chains in together.values()]


def unit_of_chain(units: Iterable[Unit], heard: Mapping[str, str]) -> dict[str, Unit]:
    """Return the unit of each chain; of a copied one, the unit of the chain that is *heard* instead."""
    found = {chain.key: unit for unit in units for chain in unit.chains}
    found.update((copy, found[original]) for copy, original in heard.items() if copy not in found)
    return found


class Homes:
    """Which country a well-known body is of, by the demonym or country in its names: "Syrian Civil Defence"."""

    def __init__(self, known: KnownNames) -> None:
        """Index the demonyms and names of countries; a government and its land share their label."""
        lands = {entity.label: entity.iri for entity in known.entities.values() if "Country" in entity.classes}
        self._known = known
        self._land_of: dict[str, str] = {}
        self._words: dict[str, set[str]] = defaultdict(set)
        self._rules: dict[str, str] = {}
        self._demonyms: dict[tuple[str, str], list[str]] = defaultdict(list)
        for found in known:
            if found.entity.label in lands and found.form in (Form.DEMONYM, Form.LABEL):
                land = lands[found.entity.label]
                self._land_of.setdefault(fold(found.name), land)
                if found.entity.kind is EntityKind.GOVERNMENT:
                    self._rules.setdefault(land, found.entity.iri)
                if found.form is Form.DEMONYM:
                    self._demonyms[land, found.language].append(found.name)
            elif found.form in (Form.LABEL, Form.ALIAS):
                self._words[found.entity.iri].update(fold(found.name).split())

    def of(self, entity: str) -> frozenset[str]:
        """Return the countries in the names of *entity*."""
        return frozenset(self._land_of[word] for word in self._words.get(entity, ()) if word in self._land_of)

    def told_of(self, units: Iterable[Unit], groups: Groups) -> str:
        """Return the country in which most places of a text lie, or an empty string."""
        lands: Counter[str] = Counter()
        for unit in units:
            place = groups.anchor_of(unit.key) if unit.family == "place" else ""
            land = next((one for one in (place, *self._known.within(place)) if self._is_land(one)), "")
            lands[land] += sum(len(chain.mentions) for chain in unit.chains) if land else 0
        land, most = max(lands.items(), key=lambda item: (item[1], item[0]), default=("", 0))
        return land if 2 * most > lands.total() else ""

    def institution(self, name: str) -> tuple[tuple[str, ...], str]:
        """Return the words of a name that every country has, sorted, and the country in it; nothing of any other name.

        "Supreme Court of Kenya", "Gazas helsedepartement", "den britiske hæren", "4th Division".
        """
        words = [word for word in fold(name).split() if word not in DETERMINERS | MINOR_WORDS]
        nouns: list[str] = []
        home, place = "", 0
        while place < len(words):
            land, length = self._land_at(words, place)
            if land and not home:
                home, place = land, place + length
                continue
            noun = institutions().get(words[place]) or (number(words[place]) if number(words[place]).isdigit() else "")
            if not noun:
                return (), ""
            nouns.extend(noun.split("-"))
            place += 1
        if all(noun.isdigit() for noun in nouns):
            return (), ""
        return tuple(sorted(nouns)), home

    def _land_at(self, words: Sequence[str], start: int) -> tuple[str, int]:
        """Return the country that is named at a place in *words*, by itself or by a place in it, and over how many words."""
        for length in (4, 3, 2, 1):
            name = " ".join(words[start : start + length])
            if start + length > len(words) or (length == 1 and name in institutions()):
                continue
            for word in (name, name.removesuffix("s")):
                if word in self._land_of:
                    return self._land_of[word], length
                found = [one.entity.iri for one in self._known.lookup(word, kinds=_KINDS_OF["place"])]
                if found:
                    return self.land_of(found[0]), length
        return "", 0

    def land_of(self, place: str) -> str:
        """Return the country that *place* lies in, or the place itself where that is not known."""
        return next((one for one in (place, *self._known.within(place)) if self._is_land(one)), place)

    def settle(self, units: Iterable[Unit], land: str) -> None:
        """Note which of the bodies of a text about *land* are institutions, and whose."""
        for unit in units:
            if unit.family == "body" and unit.names:
                unit.home = land
                told = [self.institution(name) for name in unit.names]
                if all(words for words, _ in told):
                    unit.institution = told[0][0]
                    unit.home = next((home for _, home in told if home), land)

    def elsewhere(self, place: str, lands: Iterable[str]) -> bool:
        """Tell whether *place* is known to lie in another country than all of *lands*."""
        own = self.land_of(place)
        lands = [one for one in lands if self._is_land(one)]
        return self._is_land(own) and bool(lands) and own not in lands

    def described(self, text: str, language: str, land: str) -> tuple[str, str]:
        """Return who is meant by a description in a text about *land*, with the rule, or empty strings.

        "The Syrian regime" and "Syria's government" say it; "the government" or "rebels" mean those of the land.
        """
        words = [word for word in fold(text).split() if word not in DETERMINERS]
        if words and words[-1] in governments() and len(words) < 3:
            whose = self._land_of.get(words[0]) or self._land_of.get(words[0].removesuffix("s")) if len(words) == 2 else land
            rule = "rule:government" if len(words) == 2 else "rule:country"
            return (self._rules[whose], rule) if whose in self._rules else ("", "")
        for demonym in self._demonyms.get((land, language), ()) if 0 < len(words) < 3 else ():
            name = f"{demonym} {' '.join(words)}"
            found = {one.entity.iri for one in self._known.lookup(name, language=language, kinds=_KINDS_OF["body"])}
            if len(found) == 1:
                return found.pop(), "rule:country"
        return "", ""

    def _is_land(self, place: str) -> bool:
        entity = self._known.entities.get(place)
        return entity is not None and "Country" in entity.classes


@lru_cache(maxsize=8)
def homes_of(known: KnownNames) -> Homes:
    """Return the countries of the bodies in *known*, made once."""
    return Homes(known)


def join_known(units: Sequence[Unit], groups: Groups, known: KnownNames, homes: Homes) -> None:
    """Join units of one document to the well-known entities they name."""
    ambiguous: list[tuple[Unit, str, tuple[KnownName, ...]]] = []
    located = _located(units)
    for unit in sorted(units, key=lambda unit: unit.key in located):
        _keep_from_elsewhere(unit, located.get(unit.key, ()), groups, known, homes)
        if unit.names:
            for name in unit.names:
                _join_name(unit, name, groups, known)
                unclear = tuple(found for found in known.lookup(name, ambiguous=True, kinds=_KINDS_OF[unit.family])
                                if found.form is Form.AMBIGUOUS)
                if unclear and not groups.anchor_of(unit.key):
                    ambiguous.append((unit, name, unclear))
            for name in unit.letters if not groups.anchor_of(unit.key) else ():
                _join_name(unit, name, groups, known)
        elif unit.family != "person" and not unit.shortened:
            for text in sorted({text for chain in unit.chains for text in chain.texts}):
                _join_name(unit, text, groups, known)
    here = {groups.anchor_of(unit.key) for unit in units}
    land = homes.told_of(units, groups)
    homes.settle(units, land)
    _join_at_home(units, groups, known, homes, land)
    _join_described(units, groups, known, homes, land)
    for unit, name, unclear in ambiguous:
        candidates = sorted({found.entity.iri for found in unclear})
        named = [one for one in candidates if one in here and is_acronym(name)]
        at_home = [one for one in candidates if land and land in homes.of(one)]
        if len(named) == 1:
            full = known.entities[named[0]].label
            groups.join(unit.key, named[0], f'"{name}" in a text that names {full}', "rule:written-out", 0.9)
        elif len(at_home) == 1 and not is_acronym(name):
            one, country = known.entities[at_home[0]].label, known.entities[land].label
            groups.join(unit.key, at_home[0], f'"{name}" in a text about {country} is {one}', "rule:country", 0.75)
        else:
            reason = f'"{name}" is a name of several; this text does not write it out'
            for candidate in candidates if len(candidates) <= _FEW else at_home:
                groups.unsure(unit.key, candidate, reason, "rule:ambiguous-name", 0.3)


def _join_at_home(units: Iterable[Unit], groups: Groups, known: KnownNames, homes: Homes, land: str) -> None:
    """Join a place whose name several bear to the one in the country that the text is about."""
    for unit in units if land else ():
        if unit.family != "place" or not unit.names or groups.anchor_of(unit.key):
            continue
        found = {one.entity.iri for name in unit.names for one in known.lookup(name, kinds=_KINDS_OF["place"])}
        here = [iri for iri in sorted(found) if homes.land_of(iri) == land]
        if len(here) == 1 and len(found) > 1:
            reason = f'"{unit.names[0]}" in a text about {known.entities[land].label}'
            groups.join(unit.key, here[0], reason, "rule:country", 0.75)


def _located(units: Sequence[Unit]) -> Mapping[str, list[str]]:
    """Return the units in which the text says that another place lies, by the other's key."""
    unit_of = {chain.key: unit for unit in units for chain in unit.chains}
    found: dict[str, list[str]] = defaultdict(list)
    for view in {unit.view.document: unit.view for unit in units}.values():
        for kind, subject, other in view.relations:
            if kind in ("locatedIn", "within") and unit_of[subject].family == "place":
                found[unit_of[subject].key].append(unit_of[other].key)
    return found


def _keep_from_elsewhere(unit: Unit, around: Iterable[str], groups: Groups, known: KnownNames, homes: Homes) -> None:
    """Keep a place that the text puts in one country from a well-known one of its name in another: Tripoli in Lebanon."""
    lands = [groups.anchor_of(key) for key in around]
    if unit.family == "place" and unit.names and any(lands):
        for found in {one for name in unit.names for one in known.lookup(name, kinds=_KINDS_OF["place"])}:
            if homes.elsewhere(found.entity.iri, filter(None, lands)):
                groups.keep_apart(unit.key, found.entity.iri)


def _join_described(units: Sequence[Unit], groups: Groups, known: KnownNames, homes: Homes, land: str) -> None:
    """Join bodies that are named by what they are of: "the Syrian regime", "the government" in a text about Syria."""
    for unit in units:
        if unit.family != "body" or unit.names or unit.shortened or groups.anchor_of(unit.key):
            continue
        if not any(chain.kind in _ACTS_AS_ONE for chain in unit.chains):
            continue
        for text in sorted({text for chain in unit.chains for text in chain.texts}):
            who, rule = homes.described(text, unit.view.language, land)
            if who:
                about = f" in a text about {known.entities[land].label}" if rule == "rule:country" else ""
                label, score = known.entities[who].label, 0.75 if about else 0.95
                groups.join(unit.key, who, f'"{" ".join(text.split())}"{about} is that of {label}', rule, score)


def _join_name(unit: Unit, name: str, groups: Groups, known: KnownNames) -> None:
    found = _candidates(unit, name, known)
    best = min((_RANK[one.form] for one in found), default=0)
    found = [one for one in found if _RANK[one.form] == best]
    kinds = {chain.kind for chain in unit.chains}
    exact = [one for one in found if one.entity.kind in kinds]
    iris = sorted(iri for iri in {one.entity.iri for one in exact or found} if groups.may_join(unit.key, iri))
    for iri in iris:
        label = known.entities[iri].label
        if len(iris) == 1:
            form = found[0].form.value
            groups.join(unit.key, iri, f'"{name}" is a name of {label} ({form})', "rule:known-name")
        else:
            groups.unsure(unit.key, iri, f'"{name}" is a name of {label} and of another', "rule:known-name", 0.5)


def _candidates(unit: Unit, name: str, known: KnownNames) -> list[KnownName]:
    language = unit.view.language
    words = name.split()
    spellings = [name]
    if len(words) > 1 and fold(words[0]) in DETERMINERS:
        spellings.append(" ".join(words[1:]))
    if unit.family == "person" and len(parts(name)) < len(words):
        spellings.append(" ".join(words[1:]))
    bare = _POSSESSIVE.get(language, _POSSESSIVE["en"]).sub("", name)
    if bare != name:
        spellings.append(bare)
    sought = [_KINDS_OF[family] for family in (unit.family, _OTHER_FAMILY.get(unit.family, "")) if family]
    if unit.family == "place" and any(chain.acts for chain in unit.chains):
        sought.insert(0, _GOVERNS)
    for kinds in sought:
        for spelling in spellings:
            found = [one for one in known.lookup(spelling, language=language, kinds=kinds) if _fits(unit, one)]
            if found:
                return found
    if unit.family == "thing" and not unit.names:  # "De hvite hjelmene": the reader could not tell what it is
        found = [one for one in known.lookup(name, language=language, kinds=_KINDS_OF["body"])
                 if one.form in (Form.LABEL, Form.ALIAS) and " " in one.name]
        return found if len({one.entity.iri for one in found}) == 1 else []
    return []


def _fits(unit: Unit, found: KnownName) -> bool:
    return found.form is not Form.DEMONYM or any(chain.kind in _ACTS_AS_ONE for chain in unit.chains)


def made_entities(
    views: Sequence[View], groups: Groups, known: KnownNames, heard: Mapping[str, str]
) -> tuple[tuple[Entity, ...], Mapping[str, str]]:
    """Return the entities, sorted by IRI, and the IRI of the entity of each chain; *heard* says which chains are copies."""
    together: dict[str, list[tuple[View, Chain]]] = defaultdict(list)
    for view in views:
        for key in sorted(view.chains):
            together[groups.find(key)].append((view, view.chains[key]))
    entities: list[Entity] = []
    iri_of: dict[str, str] = {}
    for root, members in together.items():
        anchor = groups.anchor_of(root)
        languages = {view.document: view.language for view, _ in members}
        entity = _entity([chain for _, chain in members], languages, anchor, known, heard)
        entities.append(entity)
        iri_of.update((chain.key, entity.id) for _, chain in members)
    return tuple(sorted(entities, key=lambda entity: entity.id)), iri_of


def _entity(
    chains: list[Chain], languages: Mapping[str, str], anchor: str, known: KnownNames, heard: Mapping[str, str]
) -> Entity:
    """Make one entity; it has the IRI of its first mention, copied or not, and copies do not count for label and kind."""
    first = min(chains, key=_span)
    named = [chain for chain in chains if chain.names]
    names = sorted({(languages[chain.document], name) for chain in named for name in chain.names})
    mentions = tuple(sorted((chain.document, mention) for chain in chains for mention in chain.mentions))
    if anchor:
        entity = known.entities[anchor]
        return Entity(anchor, entity.kind, entity.label, tuple(sorted({*names, *entity.labels})), mentions)
    chains = [chain for chain in chains if chain.key not in heard]
    named = [chain for chain in chains if chain.names]
    kinds = Counter(chain.kind for chain in named or chains)
    kind = min(kinds, key=lambda kind: (-kinds[kind], kind.value))
    return Entity(first.made_iri, kind, _label(named) or min(chains, key=_span).words, tuple(names), mentions)


def _span(chain: Chain) -> tuple[str, int, int, str]:
    return (chain.document, chain.start, chain.end, chain.kind.value)


def _label(named: list[Chain]) -> str:
    """The fullest name; of equally full ones the most used."""
    used = Counter(name for chain in named for name in chain.names)
    return min(used, key=lambda name: (is_acronym(name), -len(parts(name)), -used[name], name)) if used else ""
