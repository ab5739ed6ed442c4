"""Resolves all annotations into entities and events: the one entry of this package."""

from __future__ import annotations

import gc
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import deepcopy

from kg.errors import ResolutionError
from kg.model import PATIENT_ROLES, Annotation, Event, Judgement, Resolution, Verdict
from kg.names import KnownNames
from kg.resolve.agreement import Context
from kg.resolve.entities import Unit, homes_of, join_known, made_entities, unit_of_chain, units_of
from kg.resolve.events import event_iri, gather
from kg.resolve.evidence import Said, View, view
from kg.resolve.groups import Groups, judgement
from kg.resolve.inside import join_inside
from kg.resolve.naming import join_across
from kg.resolve.people import join_in_events
from kg.resolve.reprints import attach, reprints

Report = Callable[[str], None]


def resolve(
    annotations: Iterable[Annotation], names: KnownNames, decisions: Sequence[Judgement] = (), *, report: Report | None = None
) -> Resolution:
    """Gather mentions into entities and claims into events.

    The result depends on what is said, not on the order of *annotations*. Of two decisions that contradict each other,
    also by way of others, the later in *decisions* holds.

    Args:
        annotations: one for each document.
        names: the well-known names.
        decisions: what people judged, oldest first.
        report: called with one line for each decision that could not be applied.

    Raises:
        ResolutionError: two annotations are of one document.
    """
    with _no_pauses():
        return _resolve(annotations, names, decisions, report or (lambda _: None))


@contextmanager
def _no_pauses() -> Iterator[None]:
    """Let Python look for no cycles meanwhile: there are none, and looking took 40 % of the time for 10,000 texts."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def _resolve(annotations: Iterable[Annotation], names: KnownNames, decisions: Sequence[Judgement], report: Report) -> Resolution:
    split = frozenset((one.left, one.right) for one in decisions if one.verdict is Verdict.DIFFERENT)
    views = [view(annotation, split, decided=bool(decisions)) for annotation in annotations]
    views.sort(key=lambda one: (one.place, one.document))
    for document, times in Counter(one.document for one in views).items():
        if times > 1:
            raise ResolutionError(f"two annotations of the document {document}; give each document once")
    claims = [claim for one in views for claim in one.claims]
    entity_groups, event_groups, decided = _decided(views, claims, names, decisions, report)
    copied = reprints(views)
    heard = attach(copied, entity_groups)
    own = [one for one in views if not copied.hold_all_of(one, heard)]
    for one in own:
        join_inside(one, entity_groups, names)
    units: list[Unit] = []
    homes = homes_of(names)
    for one in own:
        here = units_of(one, entity_groups)
        join_known(here, entity_groups, names, homes)
        units.extend(unit for unit in here if not all(chain.key in heard for chain in unit.chains))
    traits = join_across(units, entity_groups, names, heard)
    entities, entity_of = made_entities(views, entity_groups, names, heard)
    fresh = deepcopy(event_groups)
    heard_texts = frozenset(one.document for one in own)
    events = gather(claims, event_groups, Context(entities, entity_of, names), copied, heard_texts)
    if join_in_events(_harmed_together(claims, events, unit_of_chain(units, heard)), entity_groups, traits):
        entities, entity_of = made_entities(views, entity_groups, names, heard)
        event_groups = fresh
        events = gather(claims, event_groups, Context(entities, entity_of, names), copied, heard_texts)
    judgements = {one.id: one for one in (*entity_groups.settled(), *event_groups.settled(), *decided)}
    return Resolution(entities, events, tuple(judgements[found] for found in sorted(judgements)))


def _harmed_together(claims: Sequence[Said], events: Iterable[Event], unit_of: Mapping[str, Unit]) -> Iterable[list[Unit]]:
    """Yield those who were harmed in one event, counting its parts."""
    whole_of = {claim: event.part_of or event.id for event in events for claim in event.claims}
    harmed: dict[str, dict[str, Unit]] = defaultdict(dict)
    for claim in claims:
        for role, key, _ in claim.roles:
            if role in PATIENT_ROLES and unit_of[key].family == "person":
                harmed[whole_of[claim.iri]][unit_of[key].key] = unit_of[key]
    yield from (list(units.values()) for units in sorted(harmed.values(), key=min) if len(units) > 1)


def _decided(
    views: Sequence[View], claims: Sequence[Said], names: KnownNames, decisions: Sequence[Judgement], report: Report
) -> tuple[Groups, Groups, list[Judgement]]:
    """Return groups in which the decisions of people hold, and the decisions to be told of, with the conflicts found."""
    entity_groups = Groups(key for one in views for key in one.chains)
    for entity in names.entities:
        entity_groups.anchor(entity)
    event_groups = Groups(claim.key for claim in claims)
    if not decisions:
        return entity_groups, event_groups, []
    key_of = {mention: key for one in views for mention, key in one.mention_iris.items()}
    key_of.update((chain.made_iri, chain.key) for one in views for chain in one.chains.values())
    key_of.update((entity, entity) for entity in names.entities)
    claim_of = {claim.iri: claim.key for claim in claims} | {event_iri(claim.iri): claim.key for claim in claims}
    told: list[Judgement] = []
    for decision in reversed(decisions):
        if decision.verdict not in (Verdict.SAME, Verdict.DIFFERENT):
            told.append(decision)
            continue
        for groups, known in ((entity_groups, key_of), (event_groups, claim_of)):
            if decision.left in known and decision.right in known:
                told.extend(_apply(decision, known[decision.left], known[decision.right], groups, report))
                break
        else:
            missing = ", ".join(end for end in (decision.left, decision.right) if end not in key_of and end not in claim_of)
            report(f"decision {decision.id} by {decision.author}: nothing in the texts is {missing or 'of one kind with it'}")
    return entity_groups, event_groups, told


def _apply(decision: Judgement, left: str, right: str, groups: Groups, report: Report) -> list[Judgement]:
    """Apply one decision; one that a later decision contradicts is told of as unsure, with the reason."""
    same = decision.verdict is Verdict.SAME
    if groups.decide_same(left, right) if same else groups.keep_apart(left, right):
        return [decision]
    why = f'"{decision.verdict.value}" by {decision.author} ({decision.reason}) contradicts later decisions and is set aside'
    report(f"decision {decision.id}: {why}")
    return [judgement(Verdict.UNSURE, decision.left, decision.right, why, "rule:conflict", 0.0)]
