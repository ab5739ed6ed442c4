"""Copies are not corroboration: in the graph, and in what the queries count."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pyoxigraph as ox
import pytest
from planted import golden_graph

from kg import ids, vocab
from kg.catalogue import ask
from kg.model import Annotation, Entity, EntityKind, Event, Resolution
from kg.quads import Lookup, document_quads, origin_quads, resolution_quads
from kg.resolve.copies import corroboration, origin_of
from kg.store import EmbeddedStore

STRUCK = "Warplanes struck the bakery of the village at dawn, and eleven people who stood in line for bread were killed there."
LONGER = "The wounded were brought by cart to a town two hours away, because no ambulance could pass the road by daylight."
OTHER = "Early in the day a plane dropped bombs on a bread shop in that village; our reporter counted eleven graves later."


def told(paper: str, *lines: str) -> Annotation:
    """A text of *paper* whose first line says that the bakery was struck."""
    text = "\n".join(lines) + "\n"
    it = golden_graph.Reading(golden_graph.document(f"{paper}.txt", text, publisher=paper, published=date(2016, 5, 3)))
    word = "struck" if "struck" in text else "bombs"
    it.mention("bakery" if "bakery" in text else "shop", "bakery", EntityKind.FACILITY)
    line = next(line for line in lines if word in line)
    it.claim("Airstrike", line, f"[{word}]", {golden_graph.R.TARGET: "bakery"})
    return it.annotation()  # type: ignore[no-any-return]


def rows(name: str, *annotations: Annotation) -> list[dict[str, Any]]:
    """What a query finds in a graph where all the claims of these texts are about one event."""
    mentions = tuple(sorted((one.document.id, mention.id) for one in annotations for mention in one.mentions))
    claims = tuple(sorted(iri for one in annotations for iri in ids.claim_iris(one).values()))
    bakery = Entity("urn:bakery", EntityKind.FACILITY, "bakery", (), mentions)
    decided = Resolution((bakery,), (Event("urn:strike", ("Airstrike",), claims, "Airstrike on a bakery"),), ())
    lookup = Lookup.of(decided)
    quads = [quad for one in annotations for quad in document_quads(one, lookup)]
    origins = origin_quads(origin_of(corroboration(iter(annotations), decided)))
    with EmbeddedStore.in_memory([*quads, *resolution_quads(decided, annotations), *origins]) as store:
        return list(ask(store, name))


WIRE = told("Wire", STRUCK, LONGER)
PAPERS = [told(paper, f"{paper.upper()}:", STRUCK, LONGER, "More follows.") for paper in ("Morning", "Evening", "Sunday")]
WITNESS = told("Witness", OTHER)


@pytest.mark.parametrize("papers", [PAPERS[:1], PAPERS[:2], PAPERS])
def test_copies_of_one_report_leave_its_event_with_a_single_source(papers: list[Annotation]) -> None:
    [event] = rows("single_source_events", WIRE, *papers)
    assert event["documents"] == 1 + len(papers)
    assert rows("independent_corroboration", WIRE, *papers) == []


@pytest.mark.parametrize("papers", [[], PAPERS[:1], PAPERS])
def test_copies_never_raise_the_origins_of_an_event(papers: list[Annotation]) -> None:
    [event] = rows("independent_corroboration", WIRE, WITNESS, *papers)
    assert event["origins"] == 2
    assert rows("single_source_events", WIRE, WITNESS, *papers) == []


def test_text_of_its_own_corroborates() -> None:
    [event] = rows("independent_corroboration", WIRE, WITNESS)
    assert event["source_names"] == "Wire | Witness"


def test_claim_that_denies_has_no_origin() -> None:
    denied = replace(WITNESS, claims=(replace(WITNESS.claims[0], stance=golden_graph.Stance.DENIES),))
    [event] = rows("single_source_events", WIRE, denied)
    assert event["source"] == "Wire"


def test_origin_lies_beside_the_entities_and_not_in_the_document() -> None:
    [quad] = origin_quads({"urn:claim": "urn:origin"})
    assert quad.graph_name == ox.NamedNode(vocab.GRAPH_ENTITIES)
    assert quad.predicate == ox.NamedNode(vocab.KG + "origin")
