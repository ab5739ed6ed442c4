"""Resolution over generated corpora of known truth, and what must hold of any corpus."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from collections import defaultdict
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.ids import claim_iris
from kg.model import Annotation, Judgement, Resolution, Verdict
from kg.names import KnownNames
from kg.resolve import resolve
from kg.resolve.copies import copies, corroboration

BENCHMARKS = Path(__file__).resolve().parents[1] / "benchmarks"
NOBODY = KnownNames(())


def module(name: str) -> ModuleType:
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, BENCHMARKS / f"{name}.py")
        assert spec is not None
        assert spec.loader is not None
        sys.modules[name] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[name])
    return sys.modules[name]


def generated(documents: int, seed: int = 1) -> Any:
    return module("corpora").generate(documents, seed=seed)


def owners(resolution: Resolution) -> dict[tuple[str, str], str]:
    return {mention: entity.id for entity in resolution.entities for mention in entity.mentions}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_people_in_many_spellings_and_events_in_many_reports_are_gathered(seed: int) -> None:
    corpus, bench = generated(400, seed), module("bench_resolve")
    resolution = resolve(corpus.annotations, KnownNames.load())
    entity_of = owners(resolution)
    people = {mention: truth for mention, truth in corpus.entities.items() if mention in corpus.people}
    event_of = {claim: event.id for event in resolution.events for claim in event.claims}
    assert len(people) > 150
    assert bench.b_cubed(entity_of, corpus.entities).f1 >= 0.95
    assert bench.b_cubed(entity_of, people).f1 >= 0.95
    assert bench.false_merges(entity_of, people) <= 0.01
    assert bench.b_cubed(event_of, corpus.events).f1 >= 0.90


def test_copies_are_found_and_never_raise_corroboration() -> None:
    corpus = generated(200)
    found = {group.documents for group in copies(one.document for one in corpus.annotations)}
    assert found == set(corpus.copies)
    assert len(found) > 5
    extra = {name for group in corpus.copies for name in group[1:]}
    alone = [one for one in corpus.annotations if one.document.id not in extra]
    with_copies = corroboration(corpus.annotations, resolve(corpus.annotations, NOBODY))
    without = corroboration(alone, resolve(alone, NOBODY))
    assert sum(len(one.origins) for one in with_copies) <= sum(len(one.origins) for one in without)


def test_scores_of_the_benchmark_know_right_from_wrong() -> None:
    bench = module("bench_resolve")
    truth = {1: "a", 2: "a", 3: "b", 4: "b"}
    assert bench.b_cubed(truth, truth) == bench.ceaf_e(truth, truth) == (1.0, 1.0, 1.0)
    lumped = dict.fromkeys(truth, "x")
    assert bench.b_cubed(lumped, truth).precision == 0.5
    assert bench.b_cubed(lumped, truth).recall == 1.0
    assert bench.false_merges(lumped, truth) == 1.0
    assert bench.ceaf_e({1: "p", 2: "q", 3: "r", 4: "s"}, truth).recall == pytest.approx(2 / 3)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10**6), st.randoms(use_true_random=False))
def test_order_of_texts_changes_nothing(seed: int, chance: Any) -> None:
    annotations = list(generated(25, seed).annotations)
    first = resolve(annotations, NOBODY)
    chance.shuffle(annotations)
    assert resolve(annotations, NOBODY) == first


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10**6))
def test_every_mention_and_claim_has_one_home_and_every_merge_a_reason(seed: int) -> None:
    corpus = generated(25, seed)
    resolution = resolve(corpus.annotations, NOBODY)
    mentions = [mention for entity in resolution.entities for mention in entity.mentions]
    claims = [claim for event in resolution.events for claim in event.claims]
    assert sorted(mentions) == sorted((one.document.id, mention.id) for one in corpus.annotations for mention in one.mentions)
    assert sorted(claims) == sorted(corpus.events)
    assert len({entity.id for entity in resolution.entities}) == len(resolution.entities)
    assert len({event.id for event in resolution.events}) == len(resolution.events)
    assert all(judgement.reason and judgement.author.startswith("rule:") for judgement in resolution.judgements)
    unsure = [one for one in resolution.judgements if one.verdict is Verdict.UNSURE]
    assert all(one.left != one.right for one in unsure)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10**6))
def test_another_text_renames_nothing_that_it_does_not_join(seed: int) -> None:
    """What has the same mentions with and without a text has the same IRI."""
    annotations = generated(25, seed).annotations
    fewer, more = (resolve(texts, NOBODY) for texts in (annotations[1:], annotations))
    by_mentions = {entity.mentions: entity.id for entity in more.entities}
    by_claims = {event.claims: event.id for event in more.events}
    assert all(by_mentions.get(entity.mentions, entity.id) == entity.id for entity in fewer.entities)
    assert all(by_claims.get(event.claims, event.id) == event.id for event in fewer.events)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, 10**6), st.data())
def test_decisions_hold_whatever_the_rules_say(seed: int, data: Any) -> None:
    annotations = generated(15, seed).annotations
    plain = resolve(annotations, NOBODY)
    people = [entity for entity in plain.entities if len(entity.mentions) > 0]
    one, other = data.draw(st.lists(st.sampled_from(people), min_size=2, max_size=2, unique_by=lambda entity: entity.id))
    decision = same_by_kari(one.id, other.id)
    together = resolve(annotations, NOBODY, [decision])
    assert owners(together)[one.mentions[0]] == owners(together)[other.mentions[0]]
    assert decision in together.judgements


def same_by_kari(left: str, right: str) -> Judgement:
    return Judgement("urn:decision", Verdict.SAME, left, right, "read both", "kari", "2024-05-01T12:00:00+00:00")


def test_hash_seed_changes_nothing() -> None:
    code = (
        "import hashlib, sys; sys.path[:0] = sys.argv[1:]; import corpora; from kg.names import KnownNames;"
        "from kg.resolve import resolve; found = resolve(corpora.generate(40, seed=5).annotations, KnownNames(()));"
        "print(hashlib.sha256(repr(found).encode()).hexdigest())"
    )
    command = [sys.executable, "-c", code, str(BENCHMARKS), str(BENCHMARKS.parent)]
    said = defaultdict(list)
    for seed in ("1", "2"):
        done = subprocess.run(command, env={"PYTHONHASHSEED": seed}, capture_output=True, text=True, check=True)
        said[done.stdout].append(seed)
    assert len(said) == 1


def copied(annotation: Annotation, turn: int, head: str, tail: str, later: int = 0) -> Annotation:
    """The same report in another paper, so many days later, under a head and over a tail of its own."""
    document, shift = annotation.document, len(head)
    name = f"copy-{turn}-of-{document.name}"
    published = document.published and document.published + timedelta(days=later)
    again = replace(document, id=f"urn:{name}", name=name, text=head + document.text + tail, publisher=f"Paper {turn}", url="")
    again = replace(again, published=published)

    def moved(thing: Any, *spans: str) -> Any:
        return replace(thing, **{span: getattr(thing, span) + shift for span in spans})

    claims = tuple(moved(claim, "start", "end", "trigger_start", "trigger_end") for claim in annotation.claims)
    claims = tuple(replace(claim, time=claim.time and moved(claim.time, "start", "end")) for claim in claims)
    claims = tuple(replace(claim, figures=tuple(moved(one, "start", "end") for one in claim.figures)) for claim in claims)
    mentions = tuple(moved(mention, "start", "end") for mention in annotation.mentions)
    return replace(annotation, document=again, claims=claims, mentions=mentions)


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 10**6), st.data())
def test_no_number_of_copies_changes_any_event_or_raises_its_corroboration(seed: int, data: Any) -> None:
    annotations = list(generated(20, seed).annotations)
    of = data.draw(st.lists(st.sampled_from(annotations), min_size=1, max_size=12))
    heads = st.sampled_from(["", "From our own correspondent\n\n", "Read more below.\n"])
    tails = st.sampled_from(["", "\n(Wire)\n"])
    more = [copied(one, turn, data.draw(heads), data.draw(tails), data.draw(st.integers(0, 3))) for turn, one in enumerate(of)]
    before, after = resolve(annotations, NOBODY), resolve(annotations + more, NOBODY)
    told_by_originals = told_of_by(annotations, after)
    assert sorted(told_by_originals.values()) == sorted(event.claims for event in before.events)
    origins = {claims_of(before)[one.event]: len(one.origins) for one in corroboration(annotations, before)}
    for one in corroboration(annotations + more, after):
        assert len(one.origins) <= origins[told_by_originals[one.event]]


def test_copies_of_two_reports_part_no_event() -> None:
    annotations = list(generated(20, 19301).annotations)
    first, second = (next(one for one in annotations if one.document.name == name) for name in ("000005.txt", "000012.txt"))
    more = [copied(one, turn, "", "") for turn, one in enumerate((first, first, second))]
    before, after = resolve(annotations, NOBODY), resolve(annotations + more, NOBODY)
    assert sorted(told_of_by(annotations, after).values()) == sorted(event.claims for event in before.events)


def told_of_by(annotations: list[Annotation], resolution: Resolution) -> dict[str, tuple[str, ...]]:
    """The claims of each event that stand in these texts."""
    own = {claim for one in annotations for claim in claim_iris(one).values()}
    return {event.id: tuple(claim for claim in event.claims if claim in own) for event in resolution.events}


def claims_of(resolution: Resolution) -> dict[str, tuple[str, ...]]:
    return {event.id: event.claims for event in resolution.events}
