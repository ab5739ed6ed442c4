"""Every export read back by a reader of its format, and those who are protected looked for in every byte that others may see."""

from __future__ import annotations

import csv
import io
import json
import subprocess
from collections.abc import Iterator
from pathlib import Path

import networkx as nx
import pyoxigraph as ox
import pytest
import rdflib
from fakes import STAGES
from planted import NOT_PUBLIC, PROTECTED, golden_graph, golden_module, planted_quads
from rdflib.namespace import RDF

from kg import pipeline, vocab
from kg.api import open as open_graph
from kg.catalogue import catalogue
from kg.cli import main
from kg.errors import StoreError, UsageError
from kg.exports import FORMATS, Profile, export, export_partitions, read_events
from kg.exports.partitions import read_partitions
from kg.exports.places import point
from kg.exports.tables import CODEBOOK
from kg.store import EmbeddedStore, derive

golden = golden_module("make_rows")


@pytest.fixture(scope="module")
def store() -> Iterator[EmbeddedStore]:
    with golden.golden_store() as store:
        yield store


def written(store: EmbeddedStore, form: str, folder: Path, profile: Profile = Profile.INTERNAL) -> bytes:
    """All bytes of an export."""
    return b"".join(path.read_bytes() for path in export(store, form, folder / f"graph.{form}", profile=profile))


# --- each format, read back ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("form", "reader"), [("nquads", "nquads"), ("trig", "trig"), ("jsonld", "json-ld")])
def test_graph_is_read_back_with_every_fact_in_its_graph(form: str, reader: str, store: EmbeddedStore, tmp_path: Path) -> None:
    small = EmbeddedStore.in_memory(quad for quad in store.quads() if quad.graph_name != ox.NamedNode(vocab.GRAPH_ONTOLOGY))
    found = rdflib.Dataset()
    found.parse(data=written(small, form, tmp_path), format=reader)
    named = {str(graph.identifier): len(graph) for graph in found.graphs() if len(graph)}
    assert named == {graph: sum(1 for _ in small.quads(graph)) for graph in small.graphs()}


def test_turtle_is_read_back_with_every_fact_once(store: EmbeddedStore, tmp_path: Path) -> None:
    found = rdflib.Graph().parse(data=written(store, "turtle", tmp_path), format="turtle")
    assert len(found) == len({quad.triple for quad in store.quads()})


def test_table_of_events_has_a_row_for_each_that_is_reported_and_no_total(store: EmbeddedStore, tmp_path: Path) -> None:
    events, beside = export(store, "csv", tmp_path / "events.csv")
    rows = list(csv.DictReader(io.StringIO(events.read_text("utf-8"))))
    assert beside.name == "events.codebook.csv"
    assert [row["column"] for row in csv.DictReader(io.StringIO(beside.read_text("utf-8")))] == list(rows[0]) == list(CODEBOOK)
    [strike] = [row for row in rows if row["actor2"] == "al-Quds hospital"]
    assert (strike["event_date"], strike["actor1"]) == ("2016-04-27", "Russia | Syria")
    assert (strike["event_type"], strike["sub_event_type"]) == ("Explosions/Remote violence", "Air/drone strike")
    assert not [row for row in rows if "288" in str(row)]
    assert len(rows) == len(read_events(store))


@pytest.mark.parametrize("form", ["graphml", "gexf"])
def test_network_is_read_back_with_who_did_what_to_whom(form: str, store: EmbeddedStore, tmp_path: Path) -> None:
    path = tmp_path / f"graph.{form}"
    export(store, form, path)
    graph = nx.read_graphml(path, force_multigraph=True) if form == "graphml" else nx.read_gexf(path)
    label = {node: data["label"] for node, data in graph.nodes(data=True)}
    said = {(label[one], data["label"], label[two]) for one, two, data in graph.edges(data=True)}
    assert ("Russia", "perpetrator", "Airstrike on al-Quds hospital, Aleppo") in said
    assert ("Airstrike on al-Quds hospital, Aleppo", "target", "al-Quds hospital") in said
    assert b"lastmodified" not in path.read_bytes()


def test_map_places_an_event_where_the_gazetteer_has_it_or_around(store: EmbeddedStore, tmp_path: Path) -> None:
    syria, aleppo = (ox.NamedNode(vocab.ENTITY + name) for name in ("place-syria", "aleppo"))
    wkt, shape = ox.NamedNode(vocab.GEO + "asWKT"), ox.NamedNode(vocab.GEO + "wktLiteral")
    names = ox.NamedNode(vocab.GRAPH_ONTOLOGY)
    placed = EmbeddedStore.in_memory(store.quads())
    placed.load([ox.Quad(aleppo, wkt, ox.Literal("POINT(37.16 36.20)", datatype=shape), names)])
    placed.load([ox.Quad(syria, ox.NamedNode(vocab.RDF + "type"), ox.NamedNode(vocab.KG + "Entity"), names)])
    found = json.loads(written(placed, "geojson", tmp_path))
    points = [feature for feature in found["features"] if feature["geometry"]]
    assert found["type"] == "FeatureCollection"
    assert {tuple(feature["geometry"]["coordinates"]) for feature in points} == {(37.16, 36.2)}
    exact = {feature["properties"]["geo_precision"] for feature in points if feature["properties"]["places"] == ["Aleppo"]}
    assert exact == {1}
    assert {feature["properties"]["geo_precision"] for feature in points} == {1, 2}  # east Aleppo lies in Aleppo
    assert any(feature["geometry"] is None for feature in found["features"])


@pytest.mark.parametrize("wkt", ["POINT(181 0)", "POINT(0 91)", "POLYGON((1 2, 3 4))", "", "POINT(1 2) )"])
def test_point_that_is_none_on_earth_is_none(wkt: str) -> None:
    assert point(wkt) is None


def test_entities_are_read_by_followthemoney(store: EmbeddedStore, tmp_path: Path) -> None:
    model = pytest.importorskip("followthemoney", reason="pip install followthemoney").model
    lines = written(store, "followthemoney", tmp_path).splitlines()
    proxies = [model.get_proxy(json.loads(line), cleaned=False) for line in lines]
    ids = {proxy.id for proxy in proxies}
    [strike] = [proxy for proxy in proxies if proxy.caption == "Airstrike on al-Quds hospital, Aleppo"]
    assert strike.schema.name == "Event"
    assert strike.first("startDate") == "2016-04-27"
    assert {"Russia", "Syria"} <= {proxy.caption for proxy in proxies if proxy.id in strike.get("involved")}
    for proxy in proxies:
        proxy.schema.validate(proxy.to_dict())
        assert {value for prop, value in proxy.itervalues() if prop.type.name == "entity"} <= ids


def test_entities_hold_only_properties_of_their_schema(store: EmbeddedStore, tmp_path: Path) -> None:
    allowed = {
        "Event": {"name", "keywords", "recordId", "startDate", "endDate", "location", "summary", "involved", "notes", "proof"},
        "Article": {"title", "fileName", "sourceUrl", "publisher", "recordId"},
        "UnknownLink": {"subject", "object", "role"},
        **{schema: {"name"} for schema in ("Person", "PublicBody", "Organization", "LegalEntity")},
    }
    for line in written(store, "followthemoney", tmp_path).splitlines():
        entity = json.loads(line)
        assert entity["properties"].keys() <= allowed[entity["schema"]]


def test_annotation_points_at_the_exact_words_of_its_text(store: EmbeddedStore, tmp_path: Path) -> None:
    readings = [made() for made in (golden_graph.daily, golden_graph.avis, golden_graph.autumn, golden_graph.copy)]
    texts = {reading.document.id: reading.document.text for reading in readings}
    items = json.loads(written(store, "webannotation", tmp_path))["first"]["items"]
    assert len(items) == 20
    for item in items:
        place, quote = item["target"]["selector"]
        assert texts[item["target"]["source"]["id"]][place["start"] : place["end"]] == quote["exact"]


def test_annotation_is_rdf(store: EmbeddedStore, tmp_path: Path) -> None:
    whole = json.loads(written(store, "webannotation", tmp_path))
    assert whole["@context"] == "http://www.w3.org/ns/anno.jsonld"
    oa = "http://www.w3.org/ns/oa#"
    whole["@context"] = {  # the part of that context that is used, so that the test asks nobody
        "@vocab": oa, "id": "@id", "type": "@type", "items": {"@id": "urn:items", "@container": "@list"},
        "body": {"@id": f"{oa}hasBody"}, "target": {"@id": f"{oa}hasTarget"}, "selector": {"@id": f"{oa}hasSelector"},
    }  # fmt: skip
    found = rdflib.Graph().parse(data=json.dumps(whole), format="json-ld")
    for kind in ("Annotation", "TextPositionSelector", "TextQuoteSelector"):
        assert len(set(found.subjects(RDF.type, rdflib.URIRef(oa + kind)))) == 20


def test_nanopublication_has_its_four_graphs_and_says_who_says_so(store: EmbeddedStore, tmp_path: Path) -> None:
    np = rdflib.Namespace("http://www.nanopub.org/nschema#")
    found = rdflib.Dataset(default_union=True)
    found.parse(data=written(store, "nanopub", tmp_path), format="trig")
    published = [subject for subject, _, _, _ in found.quads((None, RDF.type, np.Nanopublication, None))]
    assert len(published) == len(set(published)) == 20 + len(list(store.engine.quads_for_pattern(
        None, ox.NamedNode(vocab.RDF + "type"), ox.NamedNode(vocab.KG + "RelationClaim"), ox.DefaultGraph())))  # fmt: skip
    speaker = rdflib.URIRef(vocab.SEM + "accordingTo")
    for publication in published:
        parts = [str(found.value(publication, np[part])) for part in ("hasAssertion", "hasProvenance", "hasPublicationInfo")]
        assert [len(found.graph(part)) > 0 for part in parts] == [True, True, True], publication
        assert len(list(found.graph(parts[1]).subjects(speaker))) == 1


@pytest.mark.parametrize("form", sorted(FORMATS))
def test_export_is_the_same_bytes_each_time(form: str, store: EmbeddedStore, tmp_path: Path) -> None:
    again = EmbeddedStore.in_memory(reversed(list(store.quads())))
    assert written(store, form, tmp_path) == written(again, form, tmp_path)


def test_partitions_are_read_back_whole_and_each_subject_in_one(store: EmbeddedStore, tmp_path: Path) -> None:
    quads, facts = export_partitions(store, tmp_path / "parts", 5)
    assert set(read_partitions(tmp_path / "parts")) == set(store.quads())
    files = sorted((tmp_path / "parts").glob("*.nq"))
    assert len(files) == 5
    subjects = [{quad.subject for quad in ox.parse(path=str(file), format=ox.RdfFormat.N_QUADS)} for file in files]
    assert all(subjects)
    assert sum(map(len, subjects)) == len(set().union(*subjects))
    parts = (tmp_path / "parts").glob("*.nt")
    merged = [fact for file in parts for fact in ox.parse(path=str(file), format=ox.RdfFormat.N_TRIPLES)]
    default = {quad.triple for quad in store.engine.quads_for_pattern(None, None, None, ox.DefaultGraph())}
    assert {quad.triple for quad in merged} == default
    assert (quads, facts) == (len(set(store.quads())), len(default)) == (quads, len(merged))


def test_partitions_are_the_same_bytes_each_time_and_checked_by_sha256sum(store: EmbeddedStore, tmp_path: Path) -> None:
    for name in ("one", "other"):
        export_partitions(store, tmp_path / name, 3)
    one, other = ({file.name: file.read_bytes() for file in (tmp_path / name).iterdir()} for name in ("one", "other"))
    assert one == other
    subprocess.run(["sha256sum", "--check", "--strict", "SHA256SUMS"], cwd=tmp_path / "one", check=True, capture_output=True)


def test_partition_that_was_changed_or_lost_is_named(store: EmbeddedStore, tmp_path: Path) -> None:
    export_partitions(store, tmp_path / "parts", 2)
    part = tmp_path / "parts" / "part-0001.nq"
    part.write_bytes(part.read_bytes()[:-40])
    with pytest.raises(StoreError, match=r"part-0001\.nq is not as it was written"):
        list(read_partitions(tmp_path / "parts"))
    part.unlink()
    with pytest.raises(StoreError, match="is not a whole folder of partitions"):
        list(read_partitions(tmp_path / "parts"))


def test_partitions_are_not_written_among_old_ones(store: EmbeddedStore, tmp_path: Path) -> None:
    export_partitions(store, tmp_path / "parts", 4)
    with pytest.raises(UsageError, match="is not empty"):
        export_partitions(store, tmp_path / "parts", 2)
    with pytest.raises(UsageError, match="1 to 500 partitions, not 0"):
        export_partitions(store, tmp_path / "none", 0)


@pytest.mark.parametrize("profile", [Profile.PARTNER, Profile.PUBLIC])
def test_partitions_hold_no_byte_of_the_protected(planted: EmbeddedStore, tmp_path: Path, profile: Profile) -> None:
    export_partitions(planted, tmp_path / "parts", 2, profile=profile)
    written = b"".join(file.read_bytes() for file in (tmp_path / "parts").iterdir())
    assert len(written) > 1_000
    for word in PROTECTED.values():
        assert word.encode() not in written


def test_format_that_does_not_exist_is_told_with_those_that_do(store: EmbeddedStore, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no format 'xls'; there are nquads, trig"):
        export(store, "xls", tmp_path / "x")


# --- those who are protected -----------------------------------------------------------------------------------------------

@pytest.fixture(scope="module")
def planted() -> Iterator[EmbeddedStore]:
    with EmbeddedStore.in_memory(planted_quads()) as store:
        derive(store, golden.policy())
        yield store


def _occurring(words: dict[str, str], data: bytes) -> list[str]:
    text = data.decode("utf-8").casefold()
    return [word for word in words.values() if word.casefold() in text]


@pytest.mark.parametrize("form", sorted(name for name, form in FORMATS.items() if form.public))
def test_public_export_holds_no_byte_of_the_protected_or_of_a_text(form: str, planted: EmbeddedStore, tmp_path: Path) -> None:
    data = written(planted, form, tmp_path, Profile.PUBLIC)
    assert _occurring(PROTECTED | NOT_PUBLIC, data) == []
    for made_from_a_text in (b"/id/event/", b"/id/claim/", b"/id/document/", b"/id/entity/", b"/id/span/", b"#char="):
        assert made_from_a_text not in data
    assert b"Airstrike" in data or b"Air/drone" in data


@pytest.mark.parametrize("form", sorted(FORMATS))
def test_partner_export_holds_no_byte_of_the_protected(form: str, planted: EmbeddedStore, tmp_path: Path) -> None:
    assert _occurring(PROTECTED, written(planted, form, tmp_path, Profile.PARTNER)) == []


@pytest.mark.parametrize("form", ["nquads", "trig", "turtle", "jsonld", "csv", "graphml", "gexf", "geojson", "followthemoney"])
def test_internal_export_holds_what_the_tests_of_the_others_look_for(form: str, planted: EmbeddedStore, tmp_path: Path) -> None:
    assert {"Qamarvik", "Zelpothna", "Wuxandri"} <= set(_occurring(PROTECTED, written(planted, form, tmp_path)))


def test_partner_still_sees_what_is_said_of_others(planted: EmbeddedStore, tmp_path: Path) -> None:
    data = written(planted, "nquads", tmp_path, Profile.PARTNER)
    assert b'"Hexaglin Hospital"' in data
    assert b"protected 1" in data


def test_passages_have_no_public_form(planted: EmbeddedStore, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no public export may hold"):
        export(planted, "webannotation", tmp_path / "x", profile=Profile.PUBLIC)
    assert not (tmp_path / "x").exists()


def test_public_rows_tell_country_date_kind_type_casualties_certainty_and_counts(planted: EmbeddedStore, tmp_path: Path) -> None:
    export(planted, "csv", tmp_path / "events.csv", profile=Profile.PUBLIC)
    rows = list(csv.DictReader(io.StringIO(tmp_path.joinpath("events.csv").read_text("utf-8"))))
    [strike] = [row for row in rows if row["types"].startswith("Airstrike")]
    told = {name: value for name, value in strike.items() if value}
    assert "/id/public/event/" in told.pop("event_id")
    assert told == {
        "event_date": "2016-04-27", "event_date_end": "2016-04-27", "year": "2016", "time_precision": "1",
        "event_type": "Explosions/Remote violence", "sub_event_type": "Air/drone strike",
        "types": "Airstrike | AttackOnHealthcare", "inter2": "HealthFacility", "country": "Syria", "location": "Syria",
        "certainty": "certain", "sources": "1", "documents": "1",
    }  # fmt: skip
    [killing] = [row for row in rows if row["types"] == "Killing"]
    assert (killing["fatalities"], killing["fatalities_max"]) == ("2", "2")
    assert {row["types"].split(" ")[0] for row in rows} == {"Airstrike", "Killing", "Attack"}


def test_formula_in_a_name_is_defused() -> None:
    from kg.exports.rows import EventRow, Thing
    from kg.exports.tables import event_table

    evil = EventRow("urn:e", "", ("Attack",), roles=(("perpetrator", Thing("urn:x", '=HYPERLINK("http://evil.example")')),))
    [row] = csv.DictReader(io.StringIO(event_table([evil]).text("csv")))
    assert row["actor1"] == "'=HYPERLINK(\"http://evil.example\")"


def test_control_characters_of_a_source_do_not_break_xml() -> None:
    from kg.exports.networks import gexf, graphml
    from kg.exports.rows import EventRow, Thing

    rows = [EventRow("urn:e", "a\x00\x0b<b>&\ud7ff", ("Attack",), roles=(("victim", Thing("urn:x", "]]>\x1b[31m\ufffe")),))]
    assert nx.parse_graphml(graphml(rows)).nodes["urn:e"]["label"] == "a<b>&\ud7ff"
    assert nx.read_gexf(io.BytesIO(gexf(rows).encode())).nodes["urn:x"]["label"] == "]]>[31m"


# --- the command -----------------------------------------------------------------------------------------------------------


def test_command_lists_every_format_and_says_what_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", "--help"]) == 0
    shown = capsys.readouterr().out
    for name, form in FORMATS.items():
        assert f"{name} " in shown
        assert form.text in shown
    assert main(["export", "csv", "--graph", str(tmp_path / "none"), "--output", str(tmp_path / "x")]) == 1
    assert "no such graph folder" in capsys.readouterr().err


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A graph folder as a build leaves it."""
    folder = tmp_path_factory.mktemp("texts")
    text = "A raid on the town\n\nIt was said by the rescuers who were there that Kari Nordmann was killed.\n"
    folder.joinpath("a.txt").write_text(text, "utf-8")
    pipeline.build([folder], folder / "graph", stages=STAGES)
    return folder / "graph"


@pytest.mark.parametrize("profile", ["internal", "partner", "public"])
@pytest.mark.parametrize("form", sorted(name for name, form in FORMATS.items() if form.public))
def test_command_writes_every_format_for_everybody(
    form: str, profile: str, built: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "out"
    assert main(["export", form, "--graph", str(built), "--output", str(target), "--profile", profile]) == 0
    assert capsys.readouterr().err.startswith(f"wrote {target}\n")
    assert target.stat().st_size > 0
    assert profile != "public" or b"Nordmann" not in target.read_bytes()


def test_build_writes_origins_and_the_catalogue_into_the_graph(built: Path) -> None:
    with open_graph(built) as graph:
        claims = graph.query("SELECT DISTINCT ?claim { ?claim a kg:Claim ; kg:stance kg:asserts }")
        assert len(claims) >= 1
        origins = graph.query(f"SELECT ?claim {{ GRAPH <{vocab.GRAPH_ENTITIES}> {{ ?claim kg:origin ?origin }} }}")
        assert len(origins) == len(claims)
        assert len(graph.query("SELECT ?query { ?query a sh:SPARQLExecutable }")) == len(catalogue())
