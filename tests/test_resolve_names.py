"""The table of known names, over a tiny Turtle text of our own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import ResolutionError
from kg.ids import claim_iris
from kg.model import Annotation, Claim, Document, EntityKind, Filler, Role
from kg.names import Form, KnownNames, fold

PREFIXES = """
@prefix kg: <https://w3id.org/witness-graph/ns#> . @prefix entity: <https://w3id.org/witness-graph/entity/> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> . @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
"""
TINY = (
    PREFIXES
    + """
entity:russia a kg:Entity, kg:Government ; rdfs:label "Russia"@en, "Russland"@nb ;
    kg:metonym "the Kremlin"@en, "Kreml"@nb ; kg:demonym "Russian"@en, "russiske"@nb .
entity:white-helmets a kg:Entity, kg:Organisation, kg:HumanitarianOrganisation ; rdfs:label "White Helmets"@en ;
    skos:altLabel "Syrian Civil Defence"@en, "De hvite hjelmene"@nb ; kg:ambiguousName "SDF" .
entity:syria a kg:Entity, kg:Place, kg:Country ; rdfs:label "Syria" .
entity:aleppo-governorate a kg:Entity, kg:Place ; rdfs:label "Aleppo Governorate"@en ; kg:within entity:syria .
entity:aleppo a kg:Entity, kg:Place ; rdfs:label "Aleppo" ; skos:altLabel "Ḥalab"@ar-Latn ; kg:within entity:aleppo-governorate .
"""
)
ENTITY = "https://w3id.org/witness-graph/entity/"


def test_known_names_are_found_in_any_spelling() -> None:
    names = KnownNames.parse(TINY)
    assert [known.entity.label for known in names.lookup("de HVITE-hjelmene")] == ["White Helmets"]
    assert [known.entity.iri for known in names.lookup("Halab")] == [f"{ENTITY}aleppo"]


def test_metonym_counts_in_its_own_language_only() -> None:
    names = KnownNames.parse(TINY)
    assert [known.form for known in names.lookup("russiske", language="nb")] == [Form.DEMONYM]
    assert names.lookup("russiske", language="en") == ()


def test_ambiguous_name_is_found_only_when_asked_for() -> None:
    names = KnownNames.parse(TINY)
    assert names.lookup("SDF") == ()
    assert [known.form for known in names.lookup("SDF", ambiguous=True)] == [Form.AMBIGUOUS]


def test_lookup_keeps_to_the_kinds_asked_for() -> None:
    names = KnownNames.parse(TINY)
    assert names.lookup("Aleppo", kinds={EntityKind.PERSON}) == ()
    assert len(names.lookup("Aleppo", kinds={EntityKind.PLACE})) == 1


def test_places_are_contained_from_near_to_far() -> None:
    assert KnownNames.parse(TINY).within(f"{ENTITY}aleppo") == (f"{ENTITY}aleppo-governorate", f"{ENTITY}syria")


def test_loop_of_places_ends() -> None:
    names = KnownNames.parse(
        PREFIXES
        + """entity:a a kg:Entity, kg:Place ; rdfs:label "A" ; kg:within entity:b .
        entity:b a kg:Entity, kg:Place ; rdfs:label "B" ; kg:within entity:a ."""
    )
    assert names.within(f"{ENTITY}a") == (f"{ENTITY}b",)


def test_iteration_yields_every_form_in_a_fixed_order() -> None:
    names = list(KnownNames.parse(TINY))
    assert len(names) == len(KnownNames.parse(TINY)) == 14
    assert names == list(KnownNames(reversed(names)))
    assert {name.form for name in names} == set(Form) - {Form.ACRONYM}


@pytest.mark.parametrize(
    ("turtle", "says"),
    [
        ('entity:x a kg:Entity, kg:Place ; skos:altLabel "X" .', "rdfs:label"),
        ('entity:x a kg:Entity ; rdfs:label "X" .', "no kind"),
        ("entity:x a", "not Turtle"),
    ],
)
def test_bad_names_file_is_refused_by_name(turtle: str, says: str) -> None:
    with pytest.raises(ResolutionError, match=says):
        KnownNames.parse(PREFIXES + turtle)


@given(st.text())
def test_folding_twice_changes_nothing(name: str) -> None:
    assert fold(fold(name)) == fold(name)


def _claim(number: int, trigger: int, victim: str = "", speaker: str = "") -> Claim:
    roles = (Filler(Role.VICTIM, "m1", victim),) if victim else ()
    chain = (Filler(Role.SPEAKER, "m2", speaker),) if speaker else ()
    return Claim(f"k{number}", ("Killing",), 0, 90, "", trigger, trigger + 6, roles, according_to=chain)


def _annotation(*claims: Claim) -> Annotation:
    return Annotation(Document("urn:doc", "a.txt", "", "en", "00"), "test", claims=claims)


def test_claim_iris_are_unique_where_all_else_is_the_same() -> None:
    iris = claim_iris(_annotation(_claim(1, 5, "a nurse"), _claim(2, 5, "a nurse"), _claim(3, 5, "a driver"), _claim(4, 5)))
    assert len(set(iris.values())) == len(iris) == 4


def test_claim_iri_stays_when_another_claim_is_read() -> None:
    alone = claim_iris(_annotation(_claim(1, 50, speaker="the UN")))
    more = claim_iris(_annotation(_claim(1, 5), _claim(2, 50, speaker="the UN"), _claim(3, 50, speaker="a doctor")))
    assert more["k2"] == alone["k1"]
    assert len(set(more.values())) == 3
