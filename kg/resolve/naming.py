"""Joins what bears one name in several documents: exact or respelled, with a guard of type and of context."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from rapidfuzz.distance import OSA

from kg.names import Form, KnownNames, fold
from kg.resolve.entities import Unit
from kg.resolve.evidence import FAMILY
from kg.resolve.groups import Groups
from kg.resolve.keys import name_key
from kg.resolve.people import join_people, namesakes_of
from kg.resolve.scripts import canonical
from kg.resolve.spelling import bare, glued, same_person_name, same_word, skeleton, usual
from kg.resolve.traits import Bearers, Name, Traits, join_anchor
from kg.resolve.words import generic, two_surnames


def join_across(units: Sequence[Unit], groups: Groups, known: KnownNames, heard: Mapping[str, str]) -> Traits:
    """Join units of different documents by their names: places and bodies first, for they are the context of people.

    *heard* gives for each copied chain the one that is a witness instead of it.

    Places come twice: quarters can be told apart only when the towns that they lie in are joined.
    """
    by_family: dict[str, list[Unit]] = defaultdict(list)
    for unit in units:
        if unit.names:
            by_family[unit.family].append(unit)
    traits = Traits(units, groups, known, heard)
    for family in ("place", "place", "body", "weapon", "thing", "facility", "person"):
        all_bearers = list(_bearers(by_family[family], family, known))
        several = [bearers for bearers in all_bearers if len(bearers.units) + len(bearers.anchors) > 1]
        if family == "person":
            join_people(several, namesakes_of(all_bearers, traits), groups, traits)
        else:
            join = _join_located if family in ("place", "facility") else _join_all
            for bearers in several:
                join(bearers, groups, traits)
        traits.forget()
    join_acronyms(by_family["body"], groups, known)
    return traits


def _bearers(units: Iterable[Unit], family: str, known: KnownNames) -> Iterable[Bearers]:
    bears: dict[Name, dict[str, Unit]] = defaultdict(dict)
    for unit in units:
        for name in unit.names:
            key = ("institution", *unit.institution) if unit.institution else name_key(name, family)
            if (family != "person" or len(key) > 1) and name not in unit.shortened:
                bears[key][unit.key] = unit
    famous = _famous(known, family)
    wanted = {name for held in bears for block in blocks_of(held, family) for name in famous.by_block.get(block, ())}
    for spellings in spelling_classes(bears.keys() | wanted, family):
        together = {key: unit for name in spellings for key, unit in bears.get(name, {}).items()}
        anchors = sorted({iri for name in spellings if name in wanted for iri in famous.bearers[name]})
        if together:
            yield Bearers([together[key] for key in sorted(together)], spellings, tuple(anchors))


class _Famous(NamedTuple):
    """The well-known bearers of one family."""

    bearers: Mapping[Name, set[str]]
    by_block: Mapping[tuple[str, ...], set[Name]]


@lru_cache(maxsize=32)
def _famous(known: KnownNames, family: str) -> _Famous:
    bearers: dict[Name, set[str]] = defaultdict(set)
    by_block: dict[tuple[str, ...], set[Name]] = defaultdict(set)
    for found in known:
        if found.form in (Form.LABEL, Form.ALIAS) and FAMILY[found.entity.kind] == family:
            key = name_key(found.name, family)
            if family != "person" or len(key) > 1:
                bearers[key].add(found.entity.iri)
                for block in blocks_of(key, family):
                    by_block[block].add(key)
    return _Famous(dict(bearers), dict(by_block))


def blocks_of(name: Name, family: str) -> tuple[tuple[str, ...], ...]:
    """Return the keys under which other spellings of *name* are looked for."""
    if family == "person":
        return _person_blocks(name)
    if family in ("place", "facility"):
        words = tuple(canonical(word) for word in name)
        return (tuple(skeleton(word) for word in name), ("canonical", *words))
    return ((name[0][:3], name[-1][:3], str(len(name))),)


def _person_blocks(name: Name) -> tuple[tuple[str, ...], ...]:
    """Who is named by first and last name, in either order; names written together; a second surname left out."""
    bones = [skeleton(bare(usual(word))) for word in name]
    keys = [tuple(sorted((bones[0], bones[-1]))), ("canonical", canonical(usual(name[0])), canonical(usual(name[-1])))]
    if len(name) > 1:
        keys.append(("glued", skeleton(glued(name))))
        keys.append(("bag", *sorted(bones)))
    if len(name) > 2:
        keys.append(("initials", name[0][:1], name[1][:1], bones[-1]))
    if len(name) > 2 and same_word(name[0], "mohammed"):
        keys.append(tuple(sorted((bones[1], bones[-1]))))
    if len(name) > 2 and name[0] in two_surnames():
        keys.append(tuple(sorted((bones[0], bones[-2]))))
    return tuple(dict.fromkeys(keys))


def spelling_classes(names: Iterable[Name], family: str) -> Iterable[tuple[Name, ...]]:
    """Yield the names in classes in which every two agree, so that no chain of small steps joins two distant names."""
    agree = _AGREE.get(family, _same_words)
    by_block: dict[tuple[str, ...], list[list[Name]]] = defaultdict(list)
    classes: list[list[Name]] = []
    for name in sorted(names, key=lambda name: (-len(name), name)):
        blocks = blocks_of(name, family)
        fits: list[list[Name]] = []
        for held in (held for block in blocks for held in by_block[block]):
            if not any(held is fit for fit in fits) and all(agree(name, other) for other in held):
                fits.append(held)
        # "John Hansen" fits John A. and John B. Hansen: it is neither's.
        if len(fits) == 1 or (fits and all(len(name) == len(other) for held in fits for other in held)):
            found = fits[0]
            found.append(name)
        else:
            found = [name]
            classes.append(found)
        for block in blocks:
            if not any(held is found for held in by_block[block]):
                by_block[block].append(found)
    yield from (tuple(held) for held in classes)


def _same_places(one: Name, other: Name) -> bool:
    return len(one) == len(other) and all(
        mine == theirs or (min(len(mine), len(theirs)) > 2 and _respelled(mine, theirs) and not {mine, theirs} & _nouns())
        for mine, theirs in zip(one, other, strict=True)
    )


def _respelled(one: str, other: str) -> bool:
    return same_word(one, other) or (min(len(one), len(other)) > 4 and canonical(one) == canonical(other))


@lru_cache(maxsize=1)
def _nouns() -> frozenset[str]:
    return frozenset(generic().values())


def _same_words(one: Name, other: Name) -> bool:
    """Names of bodies are words: one letter may differ in a long one (Defence, Defense)."""
    return len(one) == len(other) and all(_nearly(mine, theirs) for mine, theirs in zip(one, other, strict=True))


def _nearly(one: str, other: str) -> bool:
    long = min(len(one), len(other)) > 5 and one.isalpha() and other.isalpha()
    return one == other or (long and OSA.distance(one, other, score_cutoff=1) <= 1)


_AGREE: Mapping[str, Callable[[Name, Name], bool]] = {
    "person": same_person_name, "place": _same_places, "facility": _same_places,
}


def _join_all(bearers: Bearers, groups: Groups, traits: Traits) -> None:
    """Join bodies, weapons and things of one name; two different ones are told apart by a person."""
    if all(unit.institution for unit in bearers.units):
        _join_institutions(bearers, groups)
        return
    join_anchor(bearers, groups, "rule:name")
    poles: list[Unit] = []
    for unit in bearers.units:
        pole = next((one for one in poles if not _of_two_lands(one, unit)), None)
        if pole is not None:
            groups.join(pole.key, unit.key, bearers.reason(pole, unit), "rule:name", 0.9)
            continue
        if poles:
            reason = f"{bearers.reason(poles[0], unit)}, but they are shortened differently, in texts about two countries"
            groups.unsure(poles[0].key, unit.key, reason, "rule:name", 0.3)
        poles.append(unit)


def _of_two_lands(one: Unit, other: Unit) -> bool:
    """Tell whether two bodies of one name have different acronyms and countries: the National Liberation Armies ELN and NLA."""
    return bool(
        one.acronyms and other.acronyms and not one.acronyms & other.acronyms
        and one.home and other.home and one.home != other.home
    )  # fmt: skip


def _join_institutions(bearers: Bearers, groups: Groups) -> None:
    """Join what every country has by country; where a text tells none, only if no other country's is told of."""
    by_home: dict[str, list[Unit]] = defaultdict(list)
    for unit in bearers.units:
        by_home[unit.home].append(unit)
    stray = by_home.pop("", [])
    for _, units in sorted(by_home.items()):
        for unit in units[1:]:
            groups.join(units[0].key, unit.key, f"{bearers.reason(units[0], unit)}, of one country", "rule:institution", 0.9)
    homes = [units[0] for _, units in sorted(by_home.items())]
    telling = len(bearers.spellings[0]) > 2  # "institution" and two words or more: "the army" alone says too little
    for unit in stray:
        first = homes[0] if homes else stray[0]
        reason = bearers.reason(first, unit)
        if len(homes) < 2 and telling:
            groups.join(first.key, unit.key, f"{reason}, and no other country's is told of", "rule:institution", 0.7)
        elif unit is not first:
            groups.unsure(first.key, unit.key, f"{reason}, and the text does not say of which country", "rule:institution", 0.4)


def _join_located(bearers: Bearers, groups: Groups, traits: Traits) -> None:
    """Join places and facilities of one name that lie in one place; without a place only if there is but one."""
    join_anchor(bearers, groups, "rule:place-name")
    by_place: dict[str, list[Unit]] = defaultdict(list)
    for unit in bearers.units:
        places = [trait for trait in sorted(traits.of(unit)) if trait.startswith("in:")]
        for trait in places or [trait for trait in sorted(traits.of(unit)) if trait.startswith("land:")]:
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
