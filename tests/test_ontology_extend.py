"""A folder of additions is checked, merged and used without touching Python."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from kg import extend, resources
from kg.annotate.terms import terms
from kg.errors import CheckError, UsageError

EXAMPLE = resources.packaged("ontology", "examples", "south-sudan")
PREFIXES = """@prefix kg: <https://w3id.org/witness-graph/ns#> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""
GOOD = 'kg:Ambush a owl:Class ; rdfs:subClassOf kg:Attack ; rdfs:label "ambush"@en .'


def additions(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = folder / "my" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder / "my"


def test_example_brings_what_it_says(tmp_path: Path) -> None:
    made = extend.merge(EXAMPLE, tmp_path)
    assert (made.classes, made.words, made.queries) == (("CattleRaid",), 3, ("cattle_raids",))
    assert made.names > 0


def test_new_event_type_takes_the_frame_of_its_parent(tmp_path: Path) -> None:
    extend.merge(EXAMPLE, tmp_path)
    assert 'CattleRaid = "Attack"' in (tmp_path / "ontology" / "lexicon" / "frames.toml").read_text("utf-8")


def test_lexicon_keeps_every_word_of_the_package(tmp_path: Path) -> None:
    import tomllib

    extend.merge(EXAMPLE, tmp_path)
    before = tomllib.loads(resources.packaged("ontology", "lexicon", "en.toml").read_text("utf-8"))
    after = tomllib.loads((tmp_path / "ontology" / "lexicon" / "en.toml").read_text("utf-8"))
    assert after["verbs"].pop("CattleRaid") == ["rustle", "drive off cattle"]
    assert after["nouns"].pop("CattleRaid") == ["cattle raid"]
    for part, claimed in (("verbs", "rustle"), ("verbs", "drive off cattle"), ("nouns", "cattle raid")):
        held = [kind for kind, words in before[part].items() if claimed in words]
        assert held, "the addition claims a word that the package has for something else"
        for kind in held:
            before[part][kind].remove(claimed)
    assert after == before


def test_package_is_left_as_it_was(tmp_path: Path) -> None:
    before = resources.packaged("ontology", "kg.ttl").read_bytes()
    extend.merge(EXAMPLE, tmp_path)
    assert resources.packaged("ontology", "kg.ttl").read_bytes() == before


def test_block_of_additions_is_read_from_inside_only() -> None:
    terms.cache_clear()
    try:
        with extend.using(EXAMPLE):
            assert "CattleRaid" in terms()
            terms.cache_clear()
        assert "CattleRaid" not in terms()
    finally:
        terms.cache_clear()


def test_missing_folder_is_a_wrong_call(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="there is no folder"):
        extend.merge(tmp_path / "my", tmp_path / "out")


@pytest.mark.parametrize(("files", "message"), [
    ({"lexikon/en.toml": ""}, "lexikon is not understood"),
    ({"ontology.ttl": "kg:Ambush a"}, r"ontology\.ttl is not Turtle"),
    ({"ontology.ttl": PREFIXES + GOOD.replace("kg:Attack", "kg:Atack")}, "refers to Atack, which the ontology does not have"),
    ({"ontology.ttl": PREFIXES + GOOD.replace("kg:Ambush", "kg:Airstrike")}, "kg:Airstrike is in the ontology already"),
    ({"ontology.ttl": PREFIXES + GOOD.replace("kg:Ambush", "<https://example.org/Ambush>")}, "outside the kg: namespace"),
    ({"ontology.ttl": PREFIXES + "kg:Ambush a owl:Class ; rdfs:subClassOf kg:Attack ."}, "kg:Ambush has no English label"),
    ({"ontology.ttl": PREFIXES + 'kg:Ambush a owl:Class ; rdfs:label "ambush"@en .'}, "kg:Ambush has no parent"),
    ({"ontology.ttl": PREFIXES + "kg:Ambush a owl:Class ; rdfs:subClassOf [ a owl:Class ] ."}, "node without a name"),
    ({"ontology.ttl": PREFIXES + GOOD[:-1] + "; owl:imports <https://example.org/> ."}, "uses <.*imports>"),
    ({"ontology.ttl": PREFIXES + GOOD.replace("kg:Attack", "kg:Ambush")}, "its own parent"),
    ({"lexicon/en.toml": "[verbs]\nAmbush = ['waylay']"}, r"\[verbs\] Ambush is not an event type"),
    ({"lexicon/en.toml": "[verbs]\nKilling = 'slay'"}, "is not a list of words"),
    ({"lexicon/en.toml": "[verps]\nKilling = ['slay']"}, r"there is no table \[verps\]"),
    ({"lexicon/en.toml": "verbs ="}, "is not TOML"),
    ({"lexicon/xx.toml": "[verbs]\nKilling = ['slay']"}, r"no lexicon xx\.toml to add to"),
    ({"names/mine.ttl": "entity:x a"}, "not Turtle"),
    ({"names/actors.ttl": ""}, "has the name of a file of the package"),
    ({"shapes.ttl": "shape"}, r"shapes\.ttl is not Turtle"),
    ({"checks/mine.rq": "SELECT"}, r"mine\.rq is not a check"),
    ({"rules/mine.rq": "SELECT"}, r"mine\.rq is not a rule"),
    ({"queries/events/mine.rq": "SELECT"}, "mine"),
])
def test_wrong_addition_is_named(tmp_path: Path, files: dict[str, str], message: str) -> None:
    with pytest.raises(CheckError, match=message):
        extend.merge(additions(tmp_path, files), tmp_path / "out")


SCRIPT = """
import json, sys
from pathlib import Path
from kg import extend
if __name__ == "__main__":
    with extend.using(Path(sys.argv[1])):
        import kg
        from kg import pipeline, validate, views
        pipeline.build([Path(sys.argv[2])], Path(sys.argv[3]), workers=1, language="en")
        graph = kg.open(sys.argv[3])
        raids = [row[0] for row in graph.ask("cattle_raids").rows]
        told = graph.ask("who_did_what_to_whom", type="CattleRaid").rows
        views.write_view(sys.argv[3], Path(sys.argv[3]) / "view.html")
        drawn = (Path(sys.argv[3]) / "view.html").read_text("utf-8")
        rules = validate.shacl(Path(sys.argv[3]) / "graph.nq").rules
        seen = {"raids": len(raids), "told": len(told), "drawn": "cattle" in drawn, "shape": "shape:CattleRaid" in rules}
        print(json.dumps(seen))
"""


@pytest.mark.skipif("en" not in resources.packs(), reason="needs the English language pack")
def test_new_event_type_is_read_stored_asked_for_and_drawn(tmp_path: Path) -> None:
    text = "Armed men rustled 200 cattle near Pibor on Monday. Four herders died in the cattle raid.\n"
    (tmp_path / "raid.txt").write_text(text, "utf-8")
    (tmp_path / "run.py").write_text(SCRIPT, "utf-8")
    root = Path(extend.__file__).resolve().parents[1]
    environment = {**os.environ, "PYTHONPATH": str(root)}
    call = [sys.executable, str(tmp_path / "run.py"), str(EXAMPLE), str(tmp_path / "raid.txt"), str(tmp_path / "graph")]
    run = subprocess.run(call, capture_output=True, text=True, env=environment, check=False)
    assert run.returncode == 0, run.stderr[-2000:]
    found = json.loads(run.stdout.splitlines()[-1])
    assert found["raids"] >= 1
    assert found["told"] >= 1
    assert found["drawn"]
    assert found["shape"]
