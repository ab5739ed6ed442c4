"""Makes the reference of the ontology: `docs/ontology.html`, one page that works offline, and the tables in docs/ontology.md.

    python ontology/tools/reference.py          rewrites both
    python ontology/tools/reference.py --check  exit code 1 if one is stale
"""

from __future__ import annotations

import html
import sys
from collections import defaultdict
from pathlib import Path

import pyoxigraph as ox

sys.path.insert(0, str(Path(__file__).parent))
from format import PREFIXES

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "ontology.html"
GUIDE = ROOT / "docs" / "ontology.md"
KG = PREFIXES["kg"]
LANGUAGES = ("en", "nb", "ar")
TIES = (
    ("below", "rdfs:subClassOf"), ("below", "rdfs:subPropertyOf"), ("from", "rdfs:domain"), ("to", "rdfs:range"),
    ("inverse", "owl:inverseOf"), ("never also", "owl:disjointWith"), ("in claims", "kg:claimedAs"), ("as worded", "kg:wordedAs"),
)

STYLE = """
:root { --ink: #1b1f24; --quiet: #57606a; --line: #d0d7de; --mark: #0550ae; --soft: #f6f8fa }
body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); max-width: 62rem; margin: 2rem auto; padding: 0 1rem }
h1 { font-size: 1.8rem } h2 { margin-top: 2.5rem; border-bottom: 1px solid var(--line) } h3 { margin: 1.6rem 0 .2rem }
code, pre { font: .9em/1.45 ui-monospace, monospace; background: var(--soft) } pre { padding: 1rem; overflow-x: auto }
.tree, .tree ul { list-style: none; padding-left: 1.1rem; border-left: 1px solid var(--line) } .tree li { margin: .1rem 0 }
a { color: var(--mark) } .other { color: var(--quiet) } dl { margin: .3rem 0 } dt { float: left; clear: left; width: 9rem;
color: var(--quiet) } dd { margin-left: 9.5rem } .note { border-left: 3px solid #bf8700; padding-left: .7rem }
"""

EXAMPLE = """<event> a kg:Event, kg:Airstrike, kg:AttackOnHealthcare .
<claim> a kg:Claim ;
    kg:about <event> ; kg:mainType kg:Airstrike ; kg:claimedType kg:Airstrike, kg:AttackOnHealthcare ;
    claimed:target <clinic> ; worded:target "a clinic in the east of the city" ;
    claimed:killedMin 5 ; kg:stance kg:asserts ; kg:certainty kg:probable ;
    sem:accordingTo <nurse> ; kg:attributedAs "a nurse | VG" ;
    kg:evidence <document#char=120,190> .
# what the default policy derives from it
<event> a kg:ReportedEvent ; kg:target <clinic> ; kg:patient <clinic> ; kg:killedMin 5 .
# what the rules infer from that
<event> a kg:Attack ; kg:happensIn <city>, <country> ."""

PAGE_TEXT = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>The ontology of Witness Graph</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width"><style>{style}</style></head>
<body><h1>The ontology of Witness Graph</h1>
<p>Who did what to whom, and who says so. {counts}. Namespace <code>{namespace}</code>, CC BY 4.0.</p>
<h2>An example</h2><pre>{example}</pre>
{body}
</body></html>
"""

Term = ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple
Facts = dict[str, dict[str, list[Term]]]


def facts(*names: str) -> Facts:
    """Return what the files say, by subject and predicate IRI."""
    found: Facts = defaultdict(lambda: defaultdict(list))
    for name in names:
        for quad in ox.parse(path=str(ROOT / "ontology" / name), format=ox.RdfFormat.TURTLE):
            if isinstance(quad.subject, ox.NamedNode):
                found[quad.subject.value][quad.predicate.value].append(quad.object)
    return found


def values(about: dict[str, list[Term]], prefixed: str) -> list[str]:
    """Return the IRIs or texts of one property, sorted."""
    prefix, _, name = prefixed.partition(":")
    return sorted(str(getattr(term, "value", "")) for term in about.get(PREFIXES[prefix] + name, []))


def text(about: dict[str, list[Term]], prefixed: str, language: str = "en") -> str:
    """Return the text of one property in a language."""
    prefix, _, name = prefixed.partition(":")
    said = [term for term in about.get(PREFIXES[prefix] + name, []) if isinstance(term, ox.Literal) and term.language == language]
    return said[0].value if said else ""


def short(iri: str) -> str:
    """Return an IRI with its prefix."""
    for prefix, base in sorted(PREFIXES.items(), key=lambda pair: -len(pair[1])):
        if iri.startswith(base):
            return f"{prefix}:{iri[len(base):]}"
    return iri


def link(iri: str) -> str:
    """Return a link to a term on this page, or its name if it is another's."""
    name = html.escape(short(iri))
    return f'<a href="#{html.escape(iri[len(KG):])}">{name}</a>' if iri.startswith(KG) else f'<span class="other">{name}</span>'


def tree(top: str, children: dict[str, list[str]], known: Facts) -> str:
    """Return the classes below *top* as nested lists."""
    below = "".join(tree(child, children, known) for child in children.get(top, []))
    label = html.escape(text(known[top], "rdfs:label"))
    return f"<li>{link(top)} <span class=\"other\">{label}</span>{f'<ul>{below}</ul>' if below else ''}</li>"


def card(iri: str, known: Facts, mapped: Facts) -> str:
    """Return the description of one term."""
    about = known[iri]
    labels = []
    for language in LANGUAGES:
        if label := text(about, "rdfs:label", language):
            direction = " dir=rtl" if language == "ar" else ""
            labels.append(f'<span lang="{language}"{direction}>{html.escape(label)}</span>')
    rows = [("labels", " · ".join(labels)), ("definition", html.escape(text(about, "skos:definition"))),
            ("example", html.escape(text(about, "skos:example")))]
    for title, name in TIES:
        rows.append((title, ", ".join(map(link, values(about, name)))))
    theirs = []
    for predicate in sorted(mapped.get(iri, {})):
        how = short(predicate)
        if "Match" in how or how.startswith("rdfs:sub"):
            for value in values(mapped[iri], how):
                theirs.append(f'{html.escape(short(value))} <span class="other">({how.partition(":")[2]})</span>')
    rows.append(("elsewhere", ", ".join(theirs)))
    body = "".join(f"<dt>{title}</dt><dd>{value}</dd>" for title, value in rows if value)
    note = text(about, "skos:editorialNote")
    warning = f'<p class="note">{html.escape(note)}</p>' if note else ""
    name = html.escape(iri[len(KG):])
    return f'<section id="{name}"><h3><code>kg:{name}</code></h3><dl>{body}</dl>{warning}</section>\n'


def kind_of(about: dict[str, list[Term]]) -> str:
    """Return what a term is; `kg:named`, a property and a value, is shown as a property."""
    kinds = {short(iri) for iri in values(about, "rdf:type")}
    if "owl:Class" in kinds:
        return "class"
    return "property" if any("Property" in kind for kind in kinds) else "value"


def page() -> str:
    """Return the reference as one page."""
    known, mapped = facts("kg.ttl"), facts("alignments.ttl")
    of: dict[str, list[str]] = defaultdict(list)
    children: dict[str, list[str]] = defaultdict(list)
    for iri in sorted(known):
        if iri.startswith(KG):
            of[kind_of(known[iri])].append(iri)
            for parent in values(known[iri], "rdfs:subClassOf"):
                children[parent].append(iri)
    roots = [iri for iri in of["class"] if not values(known[iri], "rdfs:subClassOf")]
    parts = [f"<h2>Classes</h2><ul class=\"tree\">{''.join(tree(root, children, known) for root in roots)}</ul>"]
    for title, key in (("Classes, one by one", "class"), ("Properties", "property"), ("Values", "value")):
        parts.append(f"<h2>{title}</h2>{''.join(card(iri, known, mapped) for iri in of[key])}")
    counts = f"{len(of['class'])} classes, {len(of['property'])} properties, {len(of['value'])} values"
    return PAGE_TEXT.format(style=STYLE, counts=counts, namespace=KG, example=html.escape(EXAMPLE), body="\n".join(parts))


def mapping_table() -> str:
    """Return the mappings as a Markdown table."""
    known = facts("alignments.ttl")
    rows = []
    sssom = PREFIXES["sssom"]
    for about in known.values():
        if f"{sssom}Mapping" in values(about, "rdf:type"):
            ours, how = (short(values(about, f"sssom:{part}")[0]) for part in ("subject_id", "predicate_id"))
            target = values(about, "sssom:object_id")[0]
            label = text(known[target], "skos:prefLabel") if target in known else ""
            theirs = f"{short(target).partition(':')[0]}: {label}" if label else short(target)
            theirs = "no counterpart" if target == f"{sssom}NoTermFound" else theirs
            rows.append(f"| {ours} | {how.partition(':')[2]} | {theirs} | {text(about, 'rdfs:comment')} |")
    return "| ours | how theirs stands to it | theirs | why |\n|---|---|---|---|\n" + "\n".join(sorted(rows)) + "\n"


def guide() -> str:
    """Return docs/ontology.md with its generated table renewed."""
    before, start, rest = GUIDE.read_text("utf-8").partition("<!-- mappings -->\n")
    _, end, after = rest.partition("<!-- end of mappings -->")
    return before + start + mapping_table() + end + after


def main(arguments: list[str]) -> int:
    """Write or check page and guide."""
    stale = []
    for path, make in ((PAGE, page), (GUIDE, guide)):
        made = make()
        if not path.exists() or path.read_text("utf-8") != made:
            stale.append(path.name)
            if "--check" not in arguments:
                path.write_text(made, "utf-8")
    if "--check" in arguments and stale:
        print(f"{', '.join(stale)} stale; run make fix")
    return int("--check" in arguments and bool(stale))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
