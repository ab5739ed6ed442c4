"""Finds in one text what was told of before: the headline's event in the lead, "the attack", another source's figure.

A second telling often has no date or place of its own, so that what agrees is never enough. It is taken for an event told of
before only if one event alone fits; where several do, nobody knows which is meant.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from kg.model import PATIENT_ROLES, Role
from kg.names import fold
from kg.resolve.agreement import HAPPENED, Context, Told, contradicts, told, type_score
from kg.resolve.evidence import Said
from kg.resolve.wording import Manner, head_noun
from kg.resolve.words import anyone, deeds

_NEAR = 400
"""Within so many characters before it what a telling means is looked for, if the text tells of several that fit."""
_AT_MOST = 4
"""Of more events than these nobody is asked which is meant."""
_LONG = 200
"""After so many claims nothing but what is near is looked at, so that the cost of a long text grows with it."""
_HARM = frozenset({"harm", "injury"})


class Retold(NamedTuple):
    """A claim with the claims that it may repeat, one for each event that fits, and why."""

    claim: str
    may_repeat: tuple[str, ...]
    reason: str
    author: str


class _Telling(NamedTuple):
    """One claim, with what it says by itself."""

    said: Said
    own: Told
    speaker: str
    """The entity that says so, or an empty string."""


Fits = Callable[[_Telling, _Telling], bool]
EventOf = Callable[[str], Told]


def retold(claims: Iterable[Said], event_of: EventOf, context: Context) -> Iterator[Retold]:
    """Yield what tells again of what the same text tells of before; *event_of*, what is told of a claim's event, may change."""
    by_document: dict[str, list[Said]] = defaultdict(list)
    for claim in claims:
        if claim.stance in HAPPENED and not claim.is_total:
            by_document[claim.document].append(claim)
    for said in by_document.values():
        if len(said) > 1:
            here = [_Telling(one, told(one, context), context.entity_of.get(one.speaker, "")) for one in said]
            here.sort(key=lambda telling: (telling.said.order, telling.said.key))
            yield from _retold_in(here, event_of, context)


def _retold_in(here: Sequence[_Telling], event_of: EventOf, context: Context) -> Iterator[Retold]:
    lead = [one for one in here if Manner.LEAD in one.said.manner]
    for place, telling in enumerate(here):
        for rule in _RULES:
            if not rule.may_be(telling):
                continue
            others = lead if rule is _HEADLINE else here[max(0, place - _LONG) : place]
            found = _fitting(telling, others, event_of, context, fits=rule.fits, only_near=rule.only_near or place > _LONG)
            if 0 < len(found) <= _AT_MOST:
                yield Retold(telling.said.key, tuple(found), rule.reason, rule.author)
            if len(found) == 1:
                break


def _fitting(
    telling: _Telling, others: Sequence[_Telling], event_of: EventOf, context: Context, *, fits: Fits, only_near: bool
) -> list[str]:
    """Return one claim of each event that *telling* may be of: of all told of, or else of those told of shortly before."""
    far: dict[str, str] = {}
    near: dict[str, str] = {}
    mine = event_of(telling.said.key)
    for other in (one for one in others if one.own.families & telling.own.families):
        event = event_of(other.said.key)
        if event is not mine and _could_be(telling.own, event, context) and fits(telling, other):
            far[event.key] = other.said.key
            if telling.said.order[0] - other.said.order[0] <= _NEAR:
                near[event.key] = other.said.key
    found = near if only_near or len(far) > 1 else far
    return [found[key] for key in sorted(found)]


def _could_be(own: Told, event: Told, context: Context) -> bool:
    """Tell whether nothing speaks against it that a telling is of an event: no other means of attack, nobody else by name."""
    named = own.struck | own.facilities
    others_named = event.struck | event.facilities
    return not (
        contradicts(own, event, context) or type_score(own, event)[0] < 0
        or (named and others_named and not named & others_named)
    )  # fmt: skip


class _Rule(NamedTuple):
    """One way of telling again."""

    author: str
    reason: str
    may_be: Callable[[_Telling], bool]
    """Whether a claim is told in this way."""
    fits: Fits
    """Whether another is what it may repeat."""
    only_near: bool = False


def _heads_the_text(telling: _Telling) -> bool:
    return Manner.HEADLINE in telling.said.manner


def _headline_fits(telling: _Telling, other: _Telling) -> bool:
    """Tell whether the kind is one, and a figure, a thing struck or, but for harm, the word for it."""
    if type_score(telling.own, other.own)[0] < 1 or Manner.ANEW in other.said.manner:
        return False
    figures = telling.own.figures & other.own.figures
    measures = {measure for measure, _ in telling.own.figures} & {measure for measure, _ in other.own.figures}
    targets = {head_noun(words) for words in _targets(telling.said)}, {head_noun(words) for words in _targets(other.said)}
    if (measures and not figures) or (all(targets) and not targets[0] & targets[1]):
        return False
    attack = bool(telling.own.families - _HARM and telling.own.triggers & other.own.triggers)
    return bool(figures or targets[0] & targets[1] or attack)


def _spoken_of_as_known(telling: _Telling) -> bool:
    return Manner.DEFINITE in telling.said.manner and Manner.ANEW not in telling.said.manner


def _known_fits(telling: _Telling, other: _Telling) -> bool:
    """Tell whether a deed spoken of as known may be another told of before: "the murder" is of one, "the killings" of several."""
    deed = telling.said.trigger
    several = any(floor > 1 for _, floor in other.own.figures)
    number = several if deed.endswith(deeds("several_deaths")) else not (several and deed.endswith(deeds("one_death")))
    return number and other.said.order[0] < telling.said.order[0]


def _of_a_known_one(telling: _Telling) -> bool:
    return Manner.ANEW not in telling.said.manner and bool(telling.said.known)


def _same_one_fits(telling: _Telling, other: _Telling) -> bool:
    heads = set(telling.said.known) - anyone()
    same = heads & {head_noun(words) for words in _patients(other.said)} or telling.own.unnamed & other.own.unnamed
    return bool(same) and type_score(telling.own, other.own)[0] >= 1 and other.said.order[0] < telling.said.order[0]


def _gives_a_figure(telling: _Telling) -> bool:
    """Tell whether a claim says how many were harmed, and hardly more."""
    nobody = all(head_noun(words) in anyone() or head_noun(words).isdigit() for words in _patients(telling.said))
    return bool(telling.own.families & _HARM and telling.own.figures) and nobody and Manner.ANEW not in telling.said.manner


def _other_source_fits(telling: _Telling, other: _Telling) -> bool:
    """Tell whether another source said how many were harmed, not that one of them, or some, were."""
    if other.said.order[0] >= telling.said.order[0] or not telling.speaker or telling.speaker == other.speaker:
        return False
    several = [words for words in _patients(other.said) if head_noun(words) not in other.said.known and not _is_some(words)]
    return bool(several) and bool(other.own.figures or other.own.described)


def _is_some(words: str) -> bool:
    """Tell whether some of those harmed are meant: "two of my brothers"."""
    return fold(words).split()[1:2] in (["of"], ["av"])


def _patients(claim: Said) -> list[str]:
    return [words for role, _, words in claim.roles if role in PATIENT_ROLES]


def _targets(claim: Said) -> list[str]:
    return [words for role, _, words in claim.roles if role is Role.TARGET]


_HEADLINE = _Rule(
    "rule:headline", "the headline tells of what the first paragraph tells", _heads_the_text, _headline_fits,
)  # fmt: skip
_RULES = (
    _HEADLINE,
    _Rule("rule:told-before", "spoken of as known, and one such event was told of before", _spoken_of_as_known, _known_fits),
    _Rule("rule:told-before", "it befell the same one as told before", _of_a_known_one, _same_one_fits),
    _Rule(
        "rule:other-figure", "another source's figure, told after it", _gives_a_figure, _other_source_fits, only_near=True,
    ),
)  # fmt: skip
