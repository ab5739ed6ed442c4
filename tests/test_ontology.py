"""The ontology says what the project means, in one form, and nothing that its own rules forbid."""

import importlib
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pyoxigraph as ox
import pytest

from kg import model, vocab
from kg.resources import shipped
from kg.store import EmbeddedStore, derive

ONTOLOGY = shipped("ontology")
ROOT = ONTOLOGY.parent
TURTLE = sorted(ONTOLOGY.rglob("*.ttl"))
KG, RDFS, OWL, SKOS = vocab.KG, vocab.RDFS, vocab.OWL, vocab.SKOS
TOP = {
    "Occurrence", "Event", "EventSet", "Entity", "Actor", "Claim", "Document", "Span", "Place", "Person", "Organisation", "Group",
    "Government", "ArmedActor", "Facility", "Weapon", "Thing", "Mention", "Figure", "Judgement", "Run",
}
sys.path.insert(0, str(ONTOLOGY / "tools"))


@cache
def core() -> ox.Store:
    return load("kg.ttl")


@cache
def names() -> ox.Store:
    return load("kg.ttl", *(f"names/{path.name}" for path in sorted((ONTOLOGY / "names").glob("*.ttl"))))


def load(*files: str) -> ox.Store:
    store = ox.Store()
    for name in files:
        store.load(path=str(ONTOLOGY / name), format=ox.RdfFormat.TURTLE)
    return store


def ask(store: ox.Store, pattern: str) -> list[tuple[str, ...]]:
    """Rows of a SELECT * as plain texts, sorted."""
    found = store.query(f"SELECT * WHERE {{ {pattern} }}", prefixes=vocab.PREFIXES)
    assert isinstance(found, ox.QuerySolutions)
    return sorted(tuple(str(getattr(term, "value", "")) for term in row) for row in found)


def local(iri: str) -> str:
    return iri.rpartition("#")[2]


def terms(kind: str) -> set[str]:
    return {local(iri) for (iri,) in ask(core(), f"?term a {kind} FILTER (STRSTARTS(STR(?term), '{KG}'))")}


def event_types() -> set[str]:
    return {local(iri) for (iri,) in ask(core(), "?kind rdfs:subClassOf+ kg:Occurrence")} - {"Event", "EventSet", "ReportedEvent"}


# One form, nothing stale

def test_files_are_all_looked_at() -> None:
    assert len(TURTLE) >= 13


@pytest.mark.parametrize("path", TURTLE, ids=lambda path: path.name)
def test_turtle_is_in_canonical_form(path: Path) -> None:
    canonical = importlib.import_module("format").canonical
    text = path.read_text("utf-8")
    assert canonical(text) == text, "run ontology/tools/format.py"


@pytest.mark.parametrize("tool", ["seal.py", "vocabularies.py"])
def test_generated_file_is_fresh(tool: str) -> None:
    run = subprocess.run([sys.executable, str(ONTOLOGY / "tools" / tool), "--check"], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout


def test_canonical_form_keeps_every_fact() -> None:
    canonical = importlib.import_module("format").canonical
    text = """@prefix x: <https://example.org/> .
        x:b x:p ( x:one [ x:q "two\\n" ] ) , 3 . # rest
        x:a a x:C ; x:l 'en "to"'@nb ."""
    again = canonical(text)
    before, after = (ox.Dataset(ox.parse(one, format=ox.RdfFormat.TURTLE)) for one in (text, again))
    for dataset in (before, after):
        dataset.canonicalize(ox.CanonicalizationAlgorithm.UNSTABLE)
    assert before == after
    assert canonical(again) == again


def test_core_has_no_anonymous_nodes() -> None:
    assert not ask(core(), "?s ?p ?o FILTER (isBlank(?s) || isBlank(?o))")


# Every term says what it means

def own_terms() -> list[str]:
    kinds = "owl:Class owl:ObjectProperty owl:DatatypeProperty owl:AnnotationProperty owl:NamedIndividual"
    pattern = f"VALUES ?kind {{ {kinds} }} ?term a ?kind FILTER (STRSTARTS(STR(?term), '{KG}'))"
    return sorted({row[1] if row[1].startswith(KG) else row[0] for row in ask(core(), pattern)})


@pytest.mark.parametrize("language", ["en", "nb"])
def test_every_term_has_a_label(language: str) -> None:
    labelled = {value for row in ask(core(), f"?term rdfs:label ?label FILTER (LANG(?label) = '{language}')") for value in row}
    assert len(own_terms()) > 200
    assert [term for term in own_terms() if term not in labelled] == []


def test_every_term_has_a_definition() -> None:
    defined = {value for row in ask(core(), "?term skos:definition ?text") for value in row}
    assert [term for term in own_terms() if term not in defined] == []


def test_every_class_has_an_example_or_is_a_list_of_values() -> None:
    with_example = {value for row in ask(core(), "?term skos:example ?text") for value in row}
    assert [name for name in sorted(terms("owl:Class")) if KG + name not in with_example and name != "Country"] == []


def test_top_level_is_labelled_in_arabic() -> None:
    labelled = {local(value) for row in ask(core(), "?term rdfs:label ?label FILTER (LANG(?label) = 'ar')") for value in row}
    assert labelled >= TOP


def test_ontology_names_its_version_and_licence() -> None:
    rows = ask(core(), f"<{KG.rstrip('#')}> owl:versionIRI ?version ; dct:license ?licence")
    assert {value for row in rows for value in row} == {f"{KG.rstrip('#')}/0.1.0", "https://creativecommons.org/licenses/by/4.0/"}


# The same words in Python, queries and ontology

@pytest.mark.parametrize("kind", list(model.EntityKind))
def test_kind_of_entity_is_a_class(kind: model.EntityKind) -> None:
    assert ask(core(), f"kg:{kind} rdfs:subClassOf+ kg:Entity BIND (1 AS ?yes)")


@pytest.mark.parametrize("role", list(model.Role))
def test_role_has_its_twins(role: model.Role) -> None:
    assert ask(core(), f"kg:{role} kg:claimedAs claimed:{role} ; kg:wordedAs worded:{role} BIND (1 AS ?yes)")


@pytest.mark.parametrize("role", sorted(model.AGENT_ROLES | model.PATIENT_ROLES))
def test_role_stands_below_agent_or_patient(role: model.Role) -> None:
    wide = "agent" if role in model.AGENT_ROLES else "patient"
    assert role == wide or ask(core(), f"kg:{role} rdfs:subPropertyOf kg:{wide} BIND (1 AS ?yes)")


@pytest.mark.parametrize(("values", "kind"), [
    (model.Stance, "Stance"), (model.Certainty, "Certainty"), (model.Precision, "Precision"), (model.Measure, "Measure"),
    (model.Verdict, "Verdict"),
])
def test_values_of_the_model_are_individuals(values: type[model.Stance], kind: str) -> None:
    known = {local(iri) for (iri,) in ask(core(), f"?value a kg:{kind}")}
    assert known == {str(value) for value in values}


@pytest.mark.parametrize("measure", list(model.Measure))
def test_measure_has_its_counts(measure: model.Measure) -> None:
    first, *rest = measure.split("_")
    name = first + "".join(word.title() for word in rest)
    for end in ("Min", "Max"):
        assert ask(core(), f"kg:{name}{end} kg:claimedAs claimed:{name}{end} BIND (1 AS ?yes)")


def used_terms() -> Iterator[tuple[str, str]]:
    """Terms with a project prefix in queries, rules, shapes and code, with the file that uses them."""
    files = [*sorted((ROOT / "queries").rglob("*.rq")), *sorted(ONTOLOGY.glob("[!e]*/*.rq")), ONTOLOGY / "shapes.ttl",
             ONTOLOGY / "axioms.ttl", *sorted((ONTOLOGY / "names").glob("*.ttl")), *sorted((ROOT / "kg").rglob("*.py"))]
    for path in files:
        for prefix, name in re.findall(r"\b(kg|claimed|worded):([A-Za-z][\w-]*)\b(?![:=(])", path.read_text("utf-8")):
            yield f"{prefix}:{name}", path.name


def test_every_term_in_use_exists() -> None:
    declared = {iri for row in ask(core(), "?term rdfs:isDefinedBy ?o") for iri in row} | {f"{KG}named"}
    known = {prefix + ":" + local(iri) for iri in declared for prefix, base in vocab.PREFIXES.items() if iri.startswith(base)}
    used = set(used_terms())
    assert len(used) > 150
    assert sorted({(term, file) for term, file in used if term not in known}) == []


def test_event_types_of_the_lexicons_exist() -> None:
    found = set()
    for path in sorted((ONTOLOGY / "lexicon").glob("*.toml")):
        found |= set(re.findall(r"^\[([A-Z]\w+)\]", path.read_text("utf-8"), re.MULTILINE))
    assert len(found) > 20
    assert found <= event_types()


# Mappings

def mapped() -> set[str]:
    store = load("alignments.ttl")
    rows = ask(store, "?m <https://w3id.org/sssom/subject_id> ?subject ; <http://www.w3.org/2000/01/rdf-schema#comment> ?why")
    return {local(value) for row in rows for value in row if value.startswith(KG)}


def test_every_event_type_is_mapped() -> None:
    assert len(event_types()) > 40
    assert event_types() - mapped() == set()


def test_every_role_is_mapped() -> None:
    assert {str(role) for role in model.Role} - mapped() == set()


def test_every_mapping_gives_its_reason() -> None:
    store = load("alignments.ttl")
    mappings = ask(store, "?m a <https://w3id.org/sssom/Mapping>")
    reasons = ask(store, "?m a <https://w3id.org/sssom/Mapping> ; rdfs:comment ?why")
    assert len(mappings) > 150
    assert len(reasons) == len(mappings)


# Names

def test_names_take_less_than_a_megabyte() -> None:
    assert sum(path.stat().st_size for path in (ONTOLOGY / "names").glob("*.ttl")) < 1_000_000


def test_every_name_is_of_a_kind_that_readers_know() -> None:
    kinds = {f"{KG}{kind}" for kind in model.EntityKind}
    rows = ask(names(), "?entity a kg:Entity, ?kind")
    of: dict[str, set[str]] = {}
    for one, other in rows:
        entity, kind = (one, other) if one.startswith(vocab.ENTITY) else (other, one)
        of.setdefault(entity, set()).add(kind)
    assert len(of) > 1500
    assert [entity for entity, found in of.items() if not found & kinds] == []


@pytest.mark.parametrize("language", ["en", "nb"])
def test_every_name_has_a_label(language: str) -> None:
    everyone = {iri for (iri,) in ask(names(), "?entity a kg:Entity")}
    rows = ask(names(), f"?entity a kg:Entity ; rdfs:label ?label FILTER (LANG(?label) = '{language}')")
    labelled = {value for row in rows for value in row}
    assert everyone - labelled == set()


def test_every_place_lies_in_a_country() -> None:
    no_land = "FILTER NOT EXISTS { ?place kg:within* ?land . ?land a kg:Country }"
    assert ask(names(), f"?place a kg:Place {no_land}") == []


SHARED = Path(os.environ.get("WITNESS_GRAPH_SHARED", ROOT.parent / "shared"))
GAZETTEER = SHARED / "data" / "gazetteer" / "places_sy.tsv"


@pytest.mark.skipif(not GAZETTEER.is_file(), reason="the gazetteer is not here")
def test_places_of_syria_are_those_that_the_script_makes(tmp_path: Path) -> None:
    made = tmp_path / "places_sy.ttl"
    call = [sys.executable, str(ROOT / "training" / "places.py"), str(GAZETTEER), str(made)]
    subprocess.run(call, check=True, capture_output=True)
    assert made.read_bytes() == (ONTOLOGY / "names" / "places_sy.ttl").read_bytes()


def test_every_state_has_its_land() -> None:
    rows = ask(names(), "?state kg:territory ?land . ?land a kg:Country")
    assert len(rows) >= 190
    assert ask(names(), "?state kg:territory ?land FILTER NOT EXISTS { ?land a kg:Country }") == []


def test_nothing_in_the_names_points_nowhere() -> None:
    pattern = f"?a ?p ?b FILTER (STRSTARTS(STR(?b), '{vocab.ENTITY}')) FILTER NOT EXISTS {{ ?b a kg:Entity }}"
    assert ask(names(), pattern) == []


def test_no_wikidata_id_is_used_twice() -> None:
    rows = ask(names(), "?entity skos:exactMatch ?id")
    counted = Counter(value for row in rows for value in row if "wikidata" in value)
    assert len(counted) > 200
    assert [one for one, number in counted.items() if number > 1] == []


@pytest.mark.parametrize(("name", "language", "entity"), [
    ("Russland", "nb", "russia"), ("De hvite hjelmene", "nb", "white-helmets"), ("Norges Røde Kors", "nb", "norwegian-red-cross"),
    ("Physicians for Human Rights", "en", "phr"), ("Aleppo", "en", "place-sy-aleppo"), ("Idlib", "en", "place-sy-idlib"),
    ("Leger Uten Grenser", "nb", "msf"), ("حلب", "ar", "place-sy-aleppo"),
])
def test_label_leads_to_its_entity(name: str, language: str, entity: str) -> None:
    assert (vocab.ENTITY + entity,) in ask(names(), f'?entity a kg:Entity ; rdfs:label "{name}"@{language}')


@pytest.mark.parametrize(("form", "name", "entity"), [
    ("metonym", '"Kreml"@nb', "russia"), ("demonym", '"syriske"@nb', "syria"), ("acronym", '"PHR"', "phr"),
    ("ambiguousName", '"SDF"', "white-helmets"), ("ambiguousName", '"SDF"', "sdf"),
])
def test_other_names_lead_to_their_entity(form: str, name: str, entity: str) -> None:
    assert (vocab.ENTITY + entity,) in ask(names(), f"?entity kg:{form} {name}")


def test_ambiguous_name_is_no_alias_of_its_entity() -> None:
    pattern = "?entity kg:ambiguousName ?name ; skos:altLabel ?other FILTER (STR(?name) = STR(?other))"
    assert ask(names(), pattern) == []


# The default policy

POLICY = tuple(path.read_text("utf-8") for path in sorted((ONTOLOGY / "policy").glob("*.rq")))


def view(text: str) -> set[tuple[str, str]]:
    """What the policy derives of x:e, as (property, value) pairs."""
    known = {**vocab.PREFIXES, "x": "https://example.org/"}
    prefixes = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in known.items())
    triples = [quad.triple for quad in ox.parse(prefixes + text, format=ox.RdfFormat.TURTLE)]
    graph = ox.NamedNode("https://example.org/doc")
    store = EmbeddedStore.in_memory(ox.Quad(one.subject, one.predicate, one.object, graph) for one in triples)
    derive(store, POLICY)
    return {(local(quad.predicate.value), str(getattr(quad.object, "value", "")).rpartition("/")[2])
            for quad in store.quads(vocab.GRAPH_DERIVED)}


def claim(name: str, stance: str, more: str) -> str:
    return f"x:{name} a kg:Claim ; kg:about x:e ; kg:stance kg:{stance} ; kg:reviewStatus kg:unreviewed ; {more} .\n"


def test_policy_counts_what_is_asserted_and_what_is_accused() -> None:
    found = view(claim("a", "asserts", "claimed:victim x:boy") + claim("b", "accuses", "claimed:perpetrator x:army"))
    assert {("victim", "boy"), ("patient", "boy"), ("perpetrator", "army"), ("agent", "army")} <= found


@pytest.mark.parametrize("stance", ["denies", "threatens", "supposes", "describes"])
def test_policy_never_counts_what_nobody_says_happened(stance: str) -> None:
    assert view(claim("a", stance, "claimed:perpetrator x:army ; claimed:killedMin 5")) == set()


def test_policy_leaves_out_rejected_claims() -> None:
    counted = claim("a", "asserts", "claimed:killedMin 5 ; claimed:victim x:boy")
    assert view(counted)
    assert view(counted.replace("kg:unreviewed", "kg:rejected")) == set()


def test_policy_keeps_rivals_side_by_side() -> None:
    found = view(claim("a", "asserts", "claimed:perpetrator x:army") + claim("b", "asserts", "claimed:perpetrator x:rebels"))
    assert {value for name, value in found if name == "perpetrator"} == {"army", "rebels"}


def test_policy_takes_lowest_floor_and_highest_ceiling() -> None:
    found = view(claim("a", "asserts", "claimed:killedMin 20 ; claimed:killedMax 25")
                 + claim("b", "asserts", "claimed:killedMin 51 ; claimed:killedMax 60"))
    assert {("killedMin", "20"), ("killedMax", "60")} <= found


def test_policy_gives_no_ceiling_if_a_claim_leaves_it_open() -> None:
    found = view(claim("a", "asserts", "claimed:killedMin 20 ; claimed:killedMax 25")
                 + claim("b", "asserts", "claimed:killedMin 51"))
    assert ("killedMin", "20") in found
    assert "killedMax" not in {name for name, _ in found}


def test_policy_spans_the_dates_of_its_claims() -> None:
    date = '"2016-04-{:02}"^^xsd:date'
    found = view(claim("a", "asserts", f"claimed:earliest {date.format(27)} ; claimed:latest {date.format(28)}")
                 + claim("b", "asserts", f"claimed:earliest {date.format(26)} ; claimed:latest {date.format(27)}"))
    assert {("earliest", "2016-04-26"), ("latest", "2016-04-28"), ("hasEarliestBeginTimeStamp", "2016-04-26")} <= {
        (name.rpartition("/")[2], value) for name, value in found}


def test_policy_derives_ties_from_relation_claims() -> None:
    text = "x:r a kg:RelationClaim ; kg:relation kg:headOf ; kg:subject x:doctor ; kg:object x:society ."
    assert view(text) == {("headOf", "society")}
