"""Writes Turtle in one canonical form: same triples, same bytes.

    python ontology/tools/format.py ontology/kg.ttl ...      rewrites the files
    python ontology/tools/format.py --check ontology/kg.ttl  says which would change, exit code 1

Subjects, predicates and values are sorted, `a` first; lists and anonymous nodes are written in place. The block of
comment lines at the top of a file is kept; other comments are lost, so reasons belong in `skos:editorialNote`.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from pathlib import Path
from re import fullmatch

import pyoxigraph as ox

BASE = "https://w3id.org/witness-graph/"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
XSD = "http://www.w3.org/2001/XMLSchema#"
PREFIXES = {
    "acled": f"{BASE}code/acled/", "claimed": f"{BASE}claimed#", "dct": "http://purl.org/dc/terms/",
    "entity": f"{BASE}entity/", "foaf": "http://xmlns.com/foaf/0.1/", "ftm": f"{BASE}code/followthemoney/",
    "geo": "http://www.opengis.net/ont/geosparql#", "huridocs": f"{BASE}code/huridocs/", "id": f"{BASE}id/",
    "kg": f"{BASE}ns#", "oa": "http://www.w3.org/ns/oa#", "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#", "plover": f"{BASE}code/plover/", "prov": "http://www.w3.org/ns/prov#",
    "rdf": RDF, "rdfs": "http://www.w3.org/2000/01/rdf-schema#", "schema": "https://schema.org/",
    "sem": "http://semanticweb.cs.vu.nl/2009/11/sem/", "sh": "http://www.w3.org/ns/shacl#",
    "shape": f"{BASE}shapes#", "skos": "http://www.w3.org/2004/02/skos/core#", "ssa": f"{BASE}code/who-ssa/",
    "sssom": "https://w3id.org/sssom/",
    "time": "http://www.w3.org/2006/time#", "vocab": f"{BASE}vocab/", "wd": "http://www.wikidata.org/entity/",
    "worded": f"{BASE}worded#", "xsd": XSD,
}
TYPE = f"{RDF}type"

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Description = dict[str, list[Term]]


class _Writer:
    """Holds the triples of one file by subject while its text is made."""

    def __init__(self, triples: list[ox.Triple]) -> None:
        self.of: dict[str, Description] = defaultdict(lambda: defaultdict(list))
        self.used: set[str] = set()
        seen: set[str] = set()
        for triple in triples:
            if str(triple) not in seen:
                seen.add(str(triple))
                self.of[str(triple.subject)][triple.predicate.value].append(triple.object)

    def iri(self, value: str) -> str:
        """Return an IRI, shortened where a prefix allows it."""
        for prefix, base in PREFIXES.items():
            if value.startswith(base) and fullmatch(r"[A-Za-z0-9_](?:[\w-]*[\w])?", value[len(base):]):
                self.used.add(prefix)
                return f"{prefix}:{value[len(base):]}"
        return f"<{value}>"

    def literal(self, term: ox.Literal) -> str:
        """Return a literal, plain where Turtle has a short form."""
        kind = term.datatype.value
        if kind == f"{XSD}boolean" or (kind == f"{XSD}integer" and fullmatch(r"-?\d+", term.value)):
            return term.value
        if "\n" in term.value:
            body = term.value.replace("\\", "\\\\").replace('"', '\\"')
            quoted = f'"""{body}"""'
        else:
            quoted = str(ox.Literal(term.value))
        if term.language:
            return f"{quoted}@{term.language}"
        return quoted if kind == f"{XSD}string" else f"{quoted}^^{self.iri(kind)}"

    def term(self, term: Term, depth: int) -> str:
        """Return one value; anonymous nodes and lists are written where they stand."""
        if isinstance(term, ox.NamedNode):
            return "()" if term.value == f"{RDF}nil" else self.iri(term.value)
        if isinstance(term, ox.Literal):
            return self.literal(term)
        node = self.of[str(term)]
        if f"{RDF}first" in node:
            return self.list(term, depth)
        pad = "    " * depth
        return "[\n" + self.body(node, depth + 1) + f"\n{pad}]"

    def list(self, head: Term, depth: int) -> str:
        """Return an RDF list."""
        items = []
        while str(head) in self.of:
            node = self.of[str(head)]
            items.append(self.term(node[f"{RDF}first"][0], depth))
            head = node[f"{RDF}rest"][0]
        return f"( {' '.join(items)} )"

    def body(self, node: Description, depth: int) -> str:
        """Return the predicates and values of one subject."""
        pad = "    " * depth
        lines = []
        for predicate in sorted(node, key=lambda p: "" if p == TYPE else self.iri(p)):
            values = sorted(self.term(value, depth) for value in node[predicate])
            if predicate == TYPE:
                values.sort(key=lambda value: (not value.startswith("owl:"), value != "kg:Entity", value))
            name = "a" if predicate == TYPE else self.iri(predicate)
            lines.append(f"{pad}{name} " + ", ".join(values))
        return " ;\n".join(lines)


def canonical(text: str) -> str:
    """Return the canonical form of a Turtle text.

    >>> print(canonical("<https://w3id.org/witness-graph/ns#Attack> a <http://www.w3.org/2002/07/owl#Class> ."))
    @prefix kg: <https://w3id.org/witness-graph/ns#> .
    @prefix owl: <http://www.w3.org/2002/07/owl#> .
    <BLANKLINE>
    kg:Attack
        a owl:Class .
    <BLANKLINE>
    """
    writer = _Writer([quad.triple for quad in ox.parse(text, format=ox.RdfFormat.TURTLE)])
    blocks = []
    named = [key for key in writer.of if key.startswith("<")]
    referred = {str(value) for node in writer.of.values() for values in node.values() for value in values}
    loose = [key for key in writer.of if not key.startswith("<") and key not in referred]
    if loose:
        raise ValueError(f"{len(loose)} anonymous nodes are not the value of anything; give each an IRI")
    for key in sorted(named, key=lambda key: (f"{BASE}ns>" != key[1:], key)):
        blocks.append(f"{writer.iri(key[1:-1])}\n{writer.body(writer.of[key], 1)} .\n")
    head = []
    for line in text.splitlines():
        if not line.startswith("#"):
            break
        head.append(line)
    if head:
        head.append("")
    prefixes = [f"@prefix {name}: <{PREFIXES[name]}> ." for name in sorted(writer.used)]
    return "\n".join([*head, *prefixes, "", "\n".join(blocks)])


def main(arguments: list[str]) -> int:
    """Format the files named, or only check them."""
    check = "--check" in arguments
    stale = []
    for name in [argument for argument in arguments if argument != "--check"]:
        path = Path(name)
        text = path.read_text("utf-8")
        formatted = canonical(text)
        if text != formatted:
            stale.append(name)
            if not check:
                path.write_text(formatted, "utf-8")
    for name in stale:
        print(f"{name}: {'not in canonical form; run make fix' if check else 'formatted'}")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
