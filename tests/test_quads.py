"""A report read by hand becomes the facts that docs/graph-model.md promises."""

from __future__ import annotations

import random
import subprocess
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest
from planted import GOLDEN
from planted import golden_graph as golden

from kg import ids
from kg.errors import AnnotationError, ResolutionError, WitnessGraphError
from kg.model import Annotation, Entity, EntityKind, Judgement, Resolution, Role, Verdict
from kg.quads import Lookup, document_quads, resolution_quads, roles_written, turtle_quads, write_sorted
from kg.vocab import CLAIMED, KG, RDF, SEM, SKOS, WORDED


@pytest.fixture(scope="module")
def daily() -> Annotation:
    return golden.daily().annotation()  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def resolution() -> Resolution:
    readings = {"daily": golden.daily(), "avis": golden.avis(), "autumn": golden.autumn(), "copy": golden.copy()}
    return golden.resolution(readings)  # type: ignore[no-any-return]


def _values(quads: list[ox.Quad], subject: str, predicate: str) -> set[str]:
    return {
        quad.object.value
        for quad in quads
        if quad.subject == ox.NamedNode(subject)
        and quad.predicate == ox.NamedNode(predicate)
        and not isinstance(quad.object, ox.Triple)
    }


def test_fixed_graph_is_not_stale(tmp_path: Path) -> None:
    write_sorted(golden.graph(), tmp_path / "graph.nq")
    assert (tmp_path / "graph.nq").read_bytes() == (GOLDEN / "graph.nq").read_bytes()


def test_claim_says_who_did_what_in_both_twins(daily: Annotation, resolution: Resolution) -> None:
    quads = list(document_quads(daily, Lookup.of(resolution)))
    strike = ids.claim_iri_of(daily, daily.claims[0])
    assert (
        _values(quads, strike, CLAIMED + "agent")
        == _values(quads, strike, CLAIMED + "perpetrator")
        == {golden.entity_iri("syria")}
    )
    assert _values(quads, strike, WORDED + "patient") == _values(quads, strike, WORDED + "target") == {"al-Quds hospital"}
    assert _values(quads, strike, KG + "mainType") == {KG + "Airstrike"}
    assert _values(quads, strike, KG + "claimedType") == {KG + "Airstrike", KG + "AttackOnHealthcare"}
    assert _values(quads, strike, KG + "confidence") == {"0.94"}
    assert _values(quads, strike, CLAIMED + "latest") == {"2016-04-27"}


def test_claim_of_nobody_named_is_the_publishers(daily: Annotation, resolution: Resolution) -> None:
    quads = list(document_quads(daily, Lookup.of(resolution)))
    strike, denial = (ids.claim_iri_of(daily, daily.claims[i]) for i in (0, 3))
    [publisher] = _values(quads, strike, SEM + "accordingTo")
    assert _values(quads, publisher, SKOS + "prefLabel") == {"Example Daily"}
    assert _values(quads, strike, KG + "attributedAs") == {"Example Daily"}
    assert _values(quads, strike, KG + "via") == set()
    assert _values(quads, denial, SEM + "accordingTo") == {golden.entity_iri("russia")}
    assert _values(quads, denial, KG + "via") == {publisher}
    assert _values(quads, denial, KG + "attribution") == {KG + "named"}


def test_publisher_that_resolution_knows_is_that_entity(daily: Annotation, resolution: Resolution) -> None:
    known = "https://w3id.org/witness-graph/entity/example-daily"
    quads = list(document_quads(daily, Lookup.of(resolution), publisher_of={"Example Daily": known}.get))
    assert _values(quads, ids.claim_iri_of(daily, daily.claims[0]), SEM + "accordingTo") == {known}


def test_unknown_publishers_of_two_documents_are_two_sources(resolution: Resolution) -> None:
    one, other = golden.copy().annotation(), golden.avis().annotation()
    other = replace(other, document=replace(other.document, publisher=""))
    found = [
        _values(list(document_quads(each, Lookup.of(resolution))), each.document.id, "https://schema.org/publisher")
        for each in (one, other)
    ]
    assert len(set.union(*found)) == 2


def test_figure_keeps_its_words_and_the_claim_the_numbers(daily: Annotation, resolution: Resolution) -> None:
    quads = list(document_quads(daily, Lookup.of(resolution)))
    killing = ids.claim_iri_of(daily, daily.claims[1])
    [figure] = _values(quads, killing, KG + "figure")
    assert _values(quads, figure, KG + "wording") == {"at least 20 people"}
    assert _values(quads, figure, KG + "modifier") == {"at least"}
    assert _values(quads, killing, CLAIMED + "killedMin") == {"20"}
    assert _values(quads, killing, CLAIMED + "killedMax") == set()


def test_spans_hold_the_words_of_the_text(daily: Annotation, resolution: Resolution) -> None:
    quads = list(document_quads(daily, Lookup.of(resolution)))
    spans = {quad.subject.value for quad in quads if quad.object == ox.NamedNode(KG + "Span")}  # type: ignore[union-attr]
    assert len(spans) > 20
    for span in spans:
        start, end = map(int, span.split("#char=")[1].split(","))
        assert _values(quads, span, KG + "exact") == {daily.document.text[start:end]}


def test_quads_hold_no_blank_node_and_each_document_its_own_graph(daily: Annotation, resolution: Resolution) -> None:
    for quad in document_quads(daily, Lookup.of(resolution)):
        assert quad.graph_name == ox.NamedNode(daily.document.id)
        assert isinstance(quad.subject, ox.NamedNode)
        assert isinstance(quad.object, ox.NamedNode | ox.Literal)


def test_mention_without_an_entity_is_refused(daily: Annotation) -> None:
    with pytest.raises(ResolutionError, match="mention m1 has no entity"):
        list(document_quads(daily, Lookup()))


def test_span_outside_the_text_is_refused(daily: Annotation, resolution: Resolution) -> None:
    late = replace(daily.mentions[0], end=9_999)
    with pytest.raises(AnnotationError, match="lies outside the text"):
        list(document_quads(replace(daily, mentions=(late, *daily.mentions[1:])), Lookup.of(resolution)))


def test_words_of_a_source_never_become_an_iri(daily: Annotation, resolution: Resolution) -> None:
    evil = replace(daily.claims[0], types=("Airstrike> <urn:x",))
    lookup = Lookup.of(resolution)
    event = lookup.events[ids.claim_iri_of(daily, daily.claims[0])]
    changed = replace(daily, claims=(evil,))
    with pytest.raises(AnnotationError, match="cannot be a name of the ontology"):
        list(document_quads(changed, replace(lookup, events={ids.claim_iri_of(changed, evil): event})))


def test_later_judgement_on_a_claim_supersedes_an_earlier_one() -> None:
    said = [
        Judgement(f"urn:{n}", verdict, "urn:claim", "", "", "curator", f"2017-01-0{n}T10:00:00")
        for n, verdict in ((2, Verdict.REJECT), (1, Verdict.ACCEPT))
    ]
    assert Lookup.of(Resolution((), (), tuple(said))).statuses == {"urn:claim": "rejected"}


def test_mention_of_two_entities_is_refused() -> None:
    both = tuple(Entity(f"urn:{n}", EntityKind.PERSON, "Moaz", (), (("urn:doc", "m1"),)) for n in (1, 2))
    with pytest.raises(ResolutionError, match="belongs to both"):
        Lookup.of(Resolution(both, (), ()))


def test_entity_has_one_name_to_show_and_all_its_names(resolution: Resolution) -> None:
    quads = list(resolution_quads(resolution))
    msf = golden.entity_iri("msf")
    assert _values(quads, msf, SKOS + "prefLabel") == {"Doctors Without Borders"}
    assert _values(quads, msf, SKOS + "altLabel") == {"Leger uten grenser", "MSF"}


def test_entity_gets_age_and_sensitivity_from_its_mentions(daily: Annotation, resolution: Resolution) -> None:
    quads = list(resolution_quads(resolution, [daily]))
    boy = golden.entity_iri("boy")
    assert _values(quads, boy, KG + "ageMax") == {"10"}
    assert _values(quads, boy, KG + "sensitivity") == {KG + "minor"}
    assert _values(quads, boy, KG + "named") == {"false"}


def test_total_over_many_events_is_never_an_event(resolution: Resolution) -> None:
    quads = list(resolution_quads(resolution))
    total = ids.iri("event", "golden", "count")
    assert KG + "EventSet" in _values(quads, total, RDF + "type")
    assert KG + "Event" not in _values(quads, total, RDF + "type")


@pytest.mark.parametrize(
    ("role", "written"),
    [
        (Role.RESCUER, ("agent", "rescuer")),
        (Role.TARGET, ("patient", "target")),
        (Role.AGENT, ("agent",)),
        (Role.PLACE, ("place",)),
    ],
)
def test_role_is_written_with_the_one_above_it(role: Role, written: tuple[str, ...]) -> None:
    assert roles_written(role) == written


def test_sorted_file_depends_on_the_facts_alone(tmp_path: Path) -> None:
    quads = golden.graph()
    shuffled = [*quads, *quads]
    random.Random(1).shuffle(shuffled)
    assert write_sorted(shuffled, tmp_path / "a.nq") == len(set(quads))
    subprocess.run(["sort", "-c", "-u", tmp_path / "a.nq"], check=True, env={"LC_ALL": "C"})
    write_sorted(quads, tmp_path / "b.nq")
    assert (tmp_path / "a.nq").read_bytes() == (tmp_path / "b.nq").read_bytes()


def test_file_that_cannot_be_written_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "graph.nq").mkdir()
    with pytest.raises(WitnessGraphError, match="cannot write"):
        write_sorted(golden.graph(), tmp_path / "graph.nq")
    assert [path.name for path in tmp_path.iterdir()] == ["graph.nq"]


def test_ontology_quads_leave_out_what_needs_blank_nodes(tmp_path: Path) -> None:
    path = tmp_path / "slice.ttl"
    path.write_text(
        "@prefix e: <https://w3id.org/witness-graph/entity/> . @prefix r: <http://www.w3.org/2000/01/rdf-schema#> .\n"
        'e:msf r:label "Leger uten grenser"@nb, "MSF"@en ; r:seeAlso [ r:label "x" ] .',
        "utf-8",
    )
    found = {(quad.predicate.value.split("/")[-1], quad.object.value) for quad in turtle_quads([path])}  # type: ignore[union-attr]
    assert found == {("rdf-schema#label", "Leger uten grenser"), ("rdf-schema#label", "MSF"), ("core#prefLabel", "MSF")}
