"""Reasoning: the ontology with owlready2 and HermiT, the data with SPARQL rules whose every result can be explained.

owlready2 imports Python modules that an ontology names in its annotations, so only the packaged files are ever given to
it, and only while their digests are those of `ontology/checksums.txt`.
"""

from __future__ import annotations

import hashlib
import io
import shutil
import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import pyoxigraph as ox

from kg import vocab
from kg.errors import CheckError
from kg.resources import packaged, shipped
from kg.store import EmbeddedStore, Solutions, Store, Triples, constructed, silent

if TYPE_CHECKING:
    from pathlib import Path

SEALED = ("kg.ttl", "axioms.ttl")
"""The files that a reasoner reads."""
_ROUNDS = 6
"""Rules feed each other; the shipped ones settle in three rounds."""
_TYPE = ox.NamedNode(f"{vocab.RDF}type")
_IMPORTS = ox.NamedNode(f"{vocab.OWL}imports")


@dataclass(frozen=True, slots=True)
class Consistency:
    """What the reasoner says of the ontology."""

    consistent: bool | None
    """None if no reasoner could run."""
    unsatisfiable: tuple[str, ...] = ()
    """Classes that can have no member, as IRIs, sorted."""
    classes: int = 0
    properties: int = 0
    note: str = ""
    """What a person should know, for example that Java is missing."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of `ontology/rules`: a CONSTRUCT, why it holds, and the facts it rests on."""

    name: str
    title: str
    """The rule in words: "a member of a part is a member of the whole"."""
    because: str
    """Triple patterns with the rule's variables: the premises that an explanation shows."""
    text: str

    @property
    def body(self) -> str:
        """The patterns between the braces of WHERE."""
        return self.text[self.text.index("WHERE {") + len("WHERE {"):].strip().removesuffix("}")

    @property
    def head(self) -> str:
        """The pattern that is constructed."""
        return self.text[self.text.index("CONSTRUCT {") + len("CONSTRUCT {"):self.text.index("}\nWHERE")].strip()

    @property
    def prologue(self) -> str:
        """The PREFIX lines."""
        return "".join(f"{line}\n" for line in self.text.splitlines() if line.startswith("PREFIX"))


@dataclass(frozen=True, slots=True)
class Evidence:
    """A claim that a premise rests on, with its exact words."""

    claim: str
    document: str
    source: str
    quote: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a fact is in the graph: the rule, the facts it was inferred from, and the claims behind those."""

    rule: str
    """Name of the rule; empty for a fact that claims give directly."""
    title: str
    premises: tuple[ox.Triple, ...]
    evidence: tuple[Evidence, ...]


# The ontology

def sealed_triples() -> list[ox.Triple]:
    """Return the triples of the packaged ontology.

    Raises:
        CheckError: a file is not the one that was packaged.
    """
    lines = packaged("ontology", "checksums.txt").read_text("utf-8").splitlines()
    digests = {name: digest for digest, _, name in (line.partition("  ") for line in lines)}
    triples = []
    for name in SEALED:
        data = packaged("ontology", name).read_bytes()
        if hashlib.sha256(data).hexdigest() != digests.get(name):
            raise CheckError(f"ontology/{name} is not the file that checksums.txt seals; after an edit run `make fix`")
        triples += [quad.triple for quad in ox.parse(data, format=ox.RdfFormat.TURTLE)]
    return [triple for triple in triples if triple.predicate != _IMPORTS]


def _world(extra: Iterable[ox.Triple] = ()) -> Any:  # owlready2 has no types
    """Return an owlready2 world of its own that holds the ontology and *extra* facts."""
    import owlready2

    # `named` is a property of entities and a value of `attribution`; owlready2 keeps one Python object for an IRI
    value = ox.Triple(ox.NamedNode(f"{vocab.KG}named"), _TYPE, ox.NamedNode(f"{vocab.KG}Attribution"))
    individual = ox.Triple(ox.NamedNode(f"{vocab.KG}named"), _TYPE, ox.NamedNode(f"{vocab.OWL}NamedIndividual"))
    triples = [triple for triple in sealed_triples() if triple not in (value, individual)]
    data = ox.serialize([*triples, *extra], format=ox.RdfFormat.N_TRIPLES)
    world = owlready2.World()
    world.get_ontology(vocab.KG).load(fileobj=io.BytesIO(data or b""))
    return world


def ontology() -> Any:  # owlready2 has no types
    """Return the ontology as owlready2 sees it: classes as Python classes, ``ontology().Airstrike.is_a``.

    Raises:
        CheckError: the packaged files were changed.
    """
    return _world().get_ontology(vocab.KG)


def _hermit(world: Any) -> bool:  # owlready2 has no types
    """Run HermiT over *world*, which then holds what it inferred; return whether all is consistent."""
    import owlready2

    java = shutil.which("java")
    if java is None:
        raise FileNotFoundError("java")
    owlready2.JAVA_EXE = java
    try:
        with world.get_ontology(f"{vocab.KG}inferred"):
            owlready2.sync_reasoner_hermit(world, infer_property_values=True, debug=0)
    except owlready2.OwlReadyInconsistentOntologyError:
        return False
    return True


def check_ontology(extra: Iterable[ox.Triple] = ()) -> Consistency:
    """Return whether the packaged ontology, with *extra* facts about individuals, is consistent and all its classes can be.

    Without Java no reasoner runs and the answer says so; the ontology is then only loaded.

    Raises:
        CheckError: the packaged files were changed.
    """
    world = _world(extra)
    classes, properties = len(list(world.classes())), len(list(world.properties()))
    if shutil.which("java") is None:
        note = "not checked for contradictions: HermiT needs Java; install a JRE, version 8 or later"
        return Consistency(None, (), classes, properties, note)
    if not _hermit(world):
        return Consistency(False, (), classes, properties, "HermiT finds a contradiction")
    nothing = tuple(sorted(found.iri for found in world.inconsistent_classes()))
    return Consistency(not nothing, nothing, classes, properties, "checked by HermiT")


def inferred_types(facts: Iterable[ox.Triple]) -> frozenset[tuple[str, str]] | None:
    """Return (individual, class) pairs that HermiT finds for the individuals in *facts*; None if these contradict the ontology.

    Raises:
        CheckError: Java is missing, or the packaged files were changed.
    """
    facts = list(facts)
    world = _world(facts)
    try:
        if not _hermit(world):
            return None
    except FileNotFoundError as error:
        raise CheckError("HermiT needs Java; install a JRE, version 8 or later") from error
    found = set()
    for iri in {fact.subject.value for fact in facts if isinstance(fact.subject, ox.NamedNode)}:
        individual = world[iri]
        classes = getattr(individual, "INDIRECT_is_a", ()) if individual is not None else ()
        found |= {(iri, kind.iri) for kind in classes if hasattr(kind, "iri")}
    return frozenset(found)


_SAMPLE = """SELECT DISTINCT ?subject ?predicate ?object {{
  {{ SELECT DISTINCT ?event {{ ?event a kg:ReportedEvent }} ORDER BY ?event LIMIT {limit} }}
  {{ ?event ?predicate ?object BIND (?event AS ?subject) }} UNION {{ ?event ?role ?subject . ?subject ?predicate ?object }}
  FILTER (?predicate = rdf:type || EXISTS {{ ?predicate a owl:ObjectProperty }})
  FILTER (isIRI(?object) && (STRSTARTS(STR(?predicate), STR(kg:)) || STRSTARTS(STR(?object), STR(kg:))))
}}"""


def sample(store: Store, limit: int = 200) -> tuple[ox.Triple, ...]:
    """Return what the graph says of its first reported events and of those in them, for `check_ontology`.

    Only types and ties: HermiT knows no dates, and takes too long over a whole graph.
    """
    rows = store.query(_SAMPLE.format(limit=int(limit)).replace("STR(kg:)", f'"{vocab.KG}"'))
    found = set()
    for subject, predicate, value in rows if isinstance(rows, Solutions) else ():
        if isinstance(subject, ox.NamedNode) and isinstance(predicate, ox.NamedNode) and isinstance(value, ox.NamedNode):
            found.add(ox.Triple(subject, predicate, value))
    return tuple(sorted(found, key=str))


# Rules over data

@cache
def rules(folder: Path | None = None) -> tuple[Rule, ...]:
    """Return the rules of `ontology/rules`, or of another *folder*, in the order in which they run.

    Raises:
        CheckError: a file has no header, or is no CONSTRUCT.
    """
    found = []
    for path in sorted((folder or shipped("ontology", "rules")).glob("*.rq")):
        text = path.read_text("utf-8")
        header = "\n".join(line[2:].strip() for line in text.splitlines() if line.startswith("#+"))
        try:
            given = tomllib.loads(header)
            rule = Rule(path.stem, given["title"], given["because"], text)
            _ = rule.body, rule.head
        except (tomllib.TOMLDecodeError, KeyError, ValueError) as error:
            needed = "give `#+ title`, `#+ because` and CONSTRUCT { } WHERE { }"
            raise CheckError(f"{path.name} is not a rule: {error}; {needed}") from error
        found.append(rule)
    return tuple(found)


def infer(
    store: EmbeddedStore, using: tuple[Rule, ...] | None = None, *, progress: Callable[[int, int], None] = silent
) -> dict[str, int]:
    """Let the graph `vocab.GRAPH_INFERRED` hold exactly what the rules infer from the rest; return how much each one added.

    The store must hold `ontology/kg.ttl` and the derived view. The result depends on the facts alone: rules run in the
    order of their names, over and over until nothing is new. *progress* is called with how many have run in a round.
    """
    using = rules() if using is None else using
    store.remove(vocab.GRAPH_INFERRED)
    engine, graph = store.engine, ox.NamedNode(vocab.GRAPH_INFERRED)
    added = {rule.name: 0 for rule in using}
    for _ in range(_ROUNDS):
        before = sum(added.values())
        for done, rule in enumerate(using, start=1):
            for batch in constructed(store, rule.text):
                new = {fact for fact in batch if not _known(engine, fact)}
                added[rule.name] += len(new)
                store.load(ox.Quad(fact.subject, fact.predicate, fact.object, graph) for fact in new)
            progress(done, len(using))
        if sum(added.values()) == before:
            return added
    raise CheckError(f"the rules do not settle in {_ROUNDS} rounds; look for two that feed each other")


def _known(engine: ox.Store, fact: ox.Triple) -> bool:
    return ox.Quad(fact.subject, fact.predicate, fact.object) in engine


def explain(store: EmbeddedStore, fact: ox.Triple, using: tuple[Rule, ...] | None = None) -> tuple[Explanation, ...]:
    """Return every way in which *fact* follows: by rules from other facts, or directly from claims.

    >>> explain(EmbeddedStore.in_memory(), ox.Triple(_TYPE, _TYPE, _TYPE))
    ()
    """
    found = []
    direct = evidence(store, fact)
    if direct:
        found.append(Explanation("", "claims that the current view counts say so", (), direct))
    for rule in rules() if using is None else using:
        premises = _premises(store, rule, fact)
        if premises:
            behind = {one for premise in premises for one in evidence(store, premise)}
            found.append(Explanation(rule.name, rule.title, premises, tuple(sorted(behind, key=_place))))
    return tuple(found)


def _place(found: Evidence) -> tuple[str, int, str]:
    return found.document, found.start, found.claim


def _premises(store: EmbeddedStore, rule: Rule, fact: ox.Triple) -> tuple[ox.Triple, ...]:
    """Return the facts from which *rule* makes *fact*, or nothing."""
    pattern = rule.head.removesuffix(".").split()
    prefixed = {f"{prefix}:": iri for prefix, iri in vocab.PREFIXES.items()}
    values = []
    for word, term in zip(pattern, (fact.subject, fact.predicate, fact.object), strict=True):
        if word.startswith("?"):
            values.append(f"VALUES {word} {{ {term} }}")
            continue
        prefix, _, local = word.partition(":")
        iri = f"{vocab.RDF}type" if word == "a" else prefixed.get(f"{prefix}:", "") + local
        if str(term) != f"<{iri}>":
            return ()
    text = f"{rule.prologue}CONSTRUCT {{ {rule.because} }}\nWHERE {{ {' '.join(values)}\n{rule.body} }}"
    triples = store.query(text)
    made = {one for one in triples if one != fact} if isinstance(triples, Triples) else set()
    return tuple(sorted(made, key=str))


_EVIDENCE = """SELECT DISTINCT ?claim ?document ?source ?quote ?start ?end {{
  ?claim kg:about {subject} ; {claimed} ; kg:document ?document ; kg:evidence ?span ; kg:stance ?stance .
  FILTER (?stance IN (kg:asserts, kg:accuses)) FILTER NOT EXISTS {{ ?claim kg:reviewStatus kg:rejected }}
  ?span kg:exact ?quote ; kg:start ?start ; kg:end ?end .
  OPTIONAL {{ ?claim kg:attributedAs ?source }}
}} ORDER BY ?document ?start ?claim"""


def evidence(store: EmbeddedStore, fact: ox.Triple) -> tuple[Evidence, ...]:
    """Return the counted claims that state *fact* about an event, with their words."""
    predicate = fact.predicate.value
    if fact.predicate == _TYPE:
        claimed = f"kg:claimedType {fact.object}"
    elif predicate.startswith(vocab.KG):
        claimed = f"<{vocab.CLAIMED}{predicate.removeprefix(vocab.KG)}> {fact.object}"
    else:
        return ()
    rows = store.query(_EVIDENCE.format(subject=fact.subject, claimed=claimed))
    if not isinstance(rows, Solutions):
        return ()
    found = []
    for row in rows:
        claim, document, source, quote, start, end = (str(getattr(term, "value", "")) for term in row)
        found.append(Evidence(claim, document, source, quote, int(start), int(end)))
    return tuple(found)
