"""A graph with protected people and places in every slot that can hold a name."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pyoxigraph as ox

from kg import ids, vocab
from kg.quads import Lookup, document_quads, resolution_quads, run_quads

GOLDEN = Path(__file__).parent / "golden"


def golden_module(name: str) -> ModuleType:
    """A script of `tests/golden` as a module."""
    spec = importlib.util.spec_from_file_location(f"golden_{name}", GOLDEN / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module


golden_graph = golden_module("make_graph")
K, R = golden_graph.K, golden_graph.R
PROTECTED = {
    "pseudonymous": "Qamarvik",
    "minor": "Zelpothna",
    "relative": "Wuxandri",
    "medical": "Tjorvekka",
    "at-risk-place": "Brolmund",
}
"""Made-up words that stand in no vocabulary, each for somebody who is protected, by the reason."""
NOT_PUBLIC = {
    "facility": "Hexaglin",
    "quote": "vlintermok",
    "address": "ploverdine",
    "coordinates": "37.98765",
    "paper": "Ostrogyl",
}
"""What else the public may not see."""
Q, Z, W, T, B = PROTECTED.values()
TEXT = (
    f"=HYPERLINK(1) Nurse {T} and Dr {Q} said that planes struck {B} Clinic and Hexaglin Hospital in Aleppo on 27 April 2016.\n"
    f"{Z}, 10, and her aunt {W} were killed with a vlintermok, {Q} told.\n"
    f"Dr {Q} dug out {Z} in {B} Street, and {W} thanked {T}.\n"
    f"{W} accuses {T} of the strike on {B} Clinic.\n"
    f"A second raid hit the market near {Z}.\n"
)
SENSITIVE = (
    # words of the mention, key, kind, reason
    (f"Nurse [{T}] and", "nurse", K.PERSON, "medical"),
    (f"and [Dr {Q}] said", "doctor", K.PERSON, "pseudonymous"),
    (f"[{B} Clinic] and", "clinic", K.HEALTH_FACILITY, "at-risk-place"),
    (f"[{Z}], 10", "girl", K.PERSON, "minor"),
    (f"aunt [{W}] were", "aunt", K.PERSON, "relative"),
    (f"in [{B} Street]", "street", K.PLACE, "at-risk-place"),
)


def _reading() -> golden_graph.Reading:  # type: ignore[name-defined]
    name = f"dr-{Q.lower()}_{Z}.txt"
    url = f"https://ploverdine.example/dr%20{Q}"
    about = {"title": f"{T} speaks", "publisher": f"{W} Ostrogyl Weekly", "author": f"Dr {Q}", "url": url}
    it = golden_graph.Reading(golden_graph.document(name, TEXT, **about))
    for words, key, kind, reason in SENSITIVE:
        named = words.split("[")[1].split("]")[0]
        it.mention(words, key, kind, name=named, sensitive=(reason,), occupation=f"friend of {Q}")
    it.mention("and [Hexaglin Hospital] in", "hospital", K.HEALTH_FACILITY, name="Hexaglin Hospital")
    it.mention("in [Aleppo] on", "aleppo", K.PLACE, name="Aleppo")
    it.mention("a [vlintermok],", "weapon", K.WEAPON)
    day = it.when("27 April 2016", "2016-04-27", "2016-04-27", golden_graph.Precision.DAY)
    dead = it.figure(golden_graph.Measure.KILLED, f"her aunt {W}", 2, 2, unit=f"kin of {W}", modifier=Z)
    one, two, three, four, five = TEXT.splitlines()
    struck = {R.TARGET: "clinic hospital", R.PLACE: "aleppo"}
    killed = {R.VICTIM: "girl aunt", R.INSTRUMENT: "weapon", R.PLACE: "aleppo"}
    it.claim("Airstrike AttackOnHealthcare", one, "[struck]", struck, by="nurse doctor", time=day)
    it.claim("Killing", two, "[killed]", killed, by="doctor", time=day, figures=[dead])
    it.claim("Rescue", three, "[dug out]", {R.RESCUER: "doctor", R.BENEFICIARY: "girl", R.PLACE: "street"})
    it.claim("Accusation", four, "[accuses]", {R.SPEAKER: "aunt", R.ADDRESSEE: "nurse"}, by="aunt")
    it.claim("Attack", five, "[hit]", {R.PLACE: "aleppo"})
    it.relation("kinOf", "aunt", "girl", f"her aunt {W}")
    return it


def planted_quads() -> list[ox.Quad]:
    """All quads; nothing is derived yet."""
    it = _reading()
    annotation = it.annotation()
    entities = []
    for key, mention in it.mentions.items():
        names = (("", mention.name), ("en", f"the other name of {mention.name}")) if mention.name else ()
        shown = mention.name or mention.text
        here = ((it.document.id, mention.id),)
        entities.append(golden_graph.Entity(golden_graph.entity_iri(key), mention.kind, shown, names, here))
    claims = ids.claim_iris(annotation)
    events = []
    for claim in annotation.claims:
        label = f"{claim.types[0]} of {Z} at {B}, {Q}"
        events.append(golden_graph.Event(ids.iri("event", claim.id), claim.types, (claims[claim.id],), label))
    verdict = golden_graph.Verdict.ACCEPT
    judged = golden_graph.Judgement("urn:judged", verdict, claims["k2"], "", f"{T} and {W} agree", f"friend of {Q}")
    decided = golden_graph.Resolution(tuple(entities), tuple(events), (judged,))
    said = document_quads(annotation, Lookup.of(decided))
    return [*said, *resolution_quads(decided, [annotation]), *run_quads("0", ""), *_gazetteer()]


def _gazetteer() -> list[ox.Quad]:
    graph = ox.NamedNode(vocab.GRAPH_ENTITIES)
    wkt = ox.Literal("POINT(37.98765 36.12345)", datatype=ox.NamedNode(vocab.GEO + "wktLiteral"))
    found = []
    for key in ("clinic", "hospital", "street"):
        found.append(ox.Quad(ox.NamedNode(golden_graph.entity_iri(key)), ox.NamedNode(vocab.GEO + "asWKT"), wkt, graph))
    aleppo, country = ox.NamedNode(golden_graph.entity_iri("aleppo")), ox.NamedNode(vocab.ENTITY + "place-syria")
    found.append(ox.Quad(aleppo, ox.NamedNode(vocab.KG + "within"), country, graph))
    # A name that came to a country by mistake must not go out with it.
    found.append(ox.Quad(country, ox.NamedNode(vocab.SKOS + "prefLabel"), ox.Literal(f"land of {Q}"), graph))
    return found
