"""Joins the mentions of one document that the reader left apart."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from kg.names import KnownNames, fold
from kg.resolve.evidence import Chain, View, is_acronym
from kg.resolve.groups import Groups
from kg.resolve.keys import initials, is_noun, name_key
from kg.resolve.spelling import is_common, parts, same_initials, same_part


def join_inside(view: View, groups: Groups, known: KnownNames) -> None:
    """Join chains of one document that the reader left apart: same name, written-out acronym, initials, surname.

    Two full names that stand side by side in one sentence are two people, whatever they share.
    """
    _join_written_out(view, groups)
    _join_same_name(view, groups)
    for one, other in view.beside:
        groups.keep_apart(one, other)
    _join_parts_of_names(view, groups, known)
    _join_initials(view, groups)
    _join_people(view, groups, known)


def _named(view: View) -> list[Chain]:
    return [view.chains[key] for key in sorted(view.chains) if view.chains[key].names]


def _join_written_out(view: View, groups: Groups) -> None:
    meant = {fold(acronym): (acronym, key) for acronym, key in sorted(view.written_out, reverse=True)}
    for chain in _named(view):
        for name in chain.names:
            acronym, key = meant.get(fold(name), ("", ""))
            if key and view.chains[key].family == chain.family and chain.key != key:
                full = view.chains[key].words
                groups.join(chain.key, key, f'this text writes out "{acronym}" as "{full}"', "rule:written-out")


def _join_same_name(view: View, groups: Groups) -> None:
    seen: dict[tuple[str, tuple[str, ...]], Chain] = {}
    for chain in _named(view):
        for name in chain.names:
            if is_noun(name):
                continue
            first = seen.setdefault((chain.family, name_key(name, chain.family)), chain)
            if first is not chain and not _differ_in_sex(first, chain):  # "Mr Okontari" is not Mrs Okontari
                groups.join(first.key, chain.key, f'"{name}" twice in one text', "rule:same-name-in-text")
    for chain in _named(view) if view.language == "nb" else ():
        for name in chain.names:
            other = seen.get((chain.family, name_key(name[:-1], chain.family))) if name.endswith("s") else None
            if other and groups.find(other.key) != groups.find(chain.key):
                reason = f'"{name}" is "{name[:-1]}" in the genitive, in one text'
                groups.join(other.key, chain.key, reason, "rule:genitive", 0.9)


def _join_initials(view: View, groups: Groups) -> None:
    long: dict[str, set[str]] = defaultdict(set)
    bodies = [chain for chain in _named(view) if chain.family == "body"]
    for chain in bodies:
        for name in chain.names:
            for letters in initials(name):
                long[letters].add(chain.key)
    for chain in bodies:
        for name in chain.names:
            roots = {groups.find(key) for key in long.get(fold(name), ())}
            if is_acronym(name) and len(roots) == 1:
                full = view.chains[min(long[fold(name)])].names[0]
                reason = f'"{name}" are the initials of "{full}" in the same text'
                groups.join(chain.key, min(roots), reason, "rule:initials", 0.95)


def _join_parts_of_names(view: View, groups: Groups, known: KnownNames) -> None:
    """Join a place that is only ever a part of a facility's name: "al-Quds" where the text speaks of al-Quds hospital alone."""
    for place, facility in view.inside:
        name = view.chains[place].names[0]
        if not known.lookup(name, ambiguous=True):
            reason = f'"{name}" is part of the name "{view.chains[facility].names[0]}" wherever the text has it'
            groups.join(place, facility, reason, "rule:part-of-name", 0.8)


class _Bearer:
    """A person of the text with a full name."""

    def __init__(self, chain: Chain, name: str) -> None:
        self.chain = chain
        self.name = name
        self.parts = parts(name)


def _join_people(view: View, groups: Groups, known: KnownNames) -> None:
    """Join those named by a part of a full name to who bears it: "Kalazi", "Rosalinda", "A. I. Tambora"."""
    full = [
        _Bearer(chain, name)
        for chain in _named(view) if chain.family == "person" for name in chain.names if len(parts(name)) > 1
    ]  # fmt: skip
    for chain in _named(view) if full else ():
        names = [parts(name) for name in chain.names]
        if chain.family not in ("person", "place", "thing") or (chain.family != "person" and known.lookup(chain.names[0])):
            continue
        if chain.family == "person" and all(len(name) > 1 for name in names):
            others = [one for one in full if one.chain is not chain]
            _join_one(chain, [one for one in others if same_initials(names[0], one.parts)], groups, "rule:initials", 0.95)
            _join_one(chain, [one for one in others if _is_tail(chain, names[0], one)], groups, "rule:surname", 0.9)
        elif all(len(name) == 1 for name in names):
            _join_short(view, chain, names[0][0], full, groups)


def _join_short(view: View, chain: Chain, short: str, full: Sequence[_Bearer], groups: Groups) -> None:
    """Join one word to the person whose surname it is, or else whose second surname or given name.

    A given name that many bear, or that comes before the full name, may be somebody else's. What the reader holds to be no
    person must come after the full name, and be no place that something lies in.
    """
    fitting = [one for one in full if not _differ_in_sex(chain, one.chain)]
    if chain.family != "person":
        holding = {key for kind, _, key in view.relations if kind in ("locatedIn", "within")}
        fitting = [one for one in fitting if one.chain.start < chain.start and chain.key not in holding]
        _join_one(chain, [one for one in fitting if same_part(one.parts[-1], short)], groups, "rule:surname", 0.8)
        return
    bearers = [one for one in fitting if _ends_in(one.parts[-1], short, view.language)]
    if bearers:
        _join_one(chain, bearers, groups, "rule:surname", 0.95)
        return
    earlier = [one for one in fitting if one.chain.start < chain.start]
    middle = [one for one in earlier if any(same_part(part, short) for part in one.parts[1:-1])]
    given = [one for one in earlier if same_part(one.parts[0], short)]
    if middle and not is_common(short):
        _join_one(chain, middle, groups, "rule:surname", 0.85)
    elif given and not is_common(short):
        _join_one(chain, given, groups, "rule:given-name", 0.85)
    else:
        for one in given:
            reason = f'"{chain.names[0]}" may be "{one.name}"; it is a name of many'
            groups.unsure(chain.key, one.chain.key, reason, "rule:given-name", 0.5)


def _is_tail(chain: Chain, name: tuple[str, ...], full: _Bearer) -> bool:
    """Tell whether *name* is a surname of several words after a full name: "Heggarty-Quill"."""
    return full.chain.start < chain.start and name == full.parts[-len(name) :] != full.parts


def _ends_in(part: str, short: str, language: str) -> bool:
    return same_part(part, short) or (language == "nb" and short.endswith("s") and part == short[:-1])


def _differ_in_sex(one: Chain, other: Chain) -> bool:
    return bool(one.sex and other.sex and one.sex != other.sex)


def _join_one(chain: Chain, bearers: Iterable[_Bearer], groups: Groups, author: str, score: float) -> None:
    """Join *chain* to the one bearer there is; of several nobody knows which."""
    full = {groups.find(one.chain.key): one for one in reversed(list(bearers))}
    if len(full) == 1:
        other = next(iter(full.values()))
        groups.join(chain.key, other.chain.key, f'"{chain.names[0]}" after "{other.name}" in one text', author, score)
    for root, other in sorted(full.items()) if len(full) > 1 else ():
        reason = f'"{chain.names[0]}" may be "{other.name}"; several in this text bear the name'
        groups.unsure(chain.key, root, reason, author, 0.5)
