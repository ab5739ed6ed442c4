"""Write the pages of the catalogue from the headers of its queries: run ``python docs/queries/make_pages.py``.

A test fails when a page is not what this writes.
"""

from __future__ import annotations

from pathlib import Path

from kg.catalogue import FAMILIES, Query, catalogue

HERE = Path(__file__).parent
LEADS = {
    "events": "What happened, when, and to what.",
    "actors": "Who acts, who is acted upon, who helps, who belongs to whom.",
    "claims": "What is said, by whom, in which words, and how surely.",
    "places": "Where.",
    "sources": "Who says so, through whom, and who else.",
    "quality": "What to look at before you trust a finding.",
}


def index() -> str:
    """Return the page that lists all queries by family."""
    lines = [
        "# The catalogue of questions\n",
        f"{len(catalogue())} questions that can be asked by name, from the shell (`kg ask NAME --graph DIR`), from Python",
        "(`kg.open(DIR).ask(NAME)`) and over HTTP. Each is a file of plain SPARQL in `queries/` that runs as it is.\n",
    ]
    for family in FAMILIES:
        mine = [query for query in catalogue().values() if query.family == family]
        lines += [f"## {family.capitalize()}\n", f"{LEADS[family]}\n", "| name | question |", "|---|---|"]
        lines += [f"| [`{query.name}`]({family}.md#{query.name}) | {query.question} |" for query in mine]
        lines.append("")
    return "\n".join(lines)


def page(family: str) -> str:
    """Return the page of one family."""
    lines = [f"# Questions about {family}\n", f"{LEADS[family]} Back to [the catalogue](index.md).\n"]
    for query in catalogue().values():
        if query.family == family:
            lines += _section(query)
    return "\n".join(lines)


def _section(query: Query) -> list[str]:
    lines = [f"## {query.name}\n", f"**{query.title}.** {query.question}\n", "```sh", _command(query), "```\n"]
    if query.params:
        lines += ["| parameter | type | what it does | example |", "|---|---|---|---|"]
        for param in query.params.values():
            needed = " (needed)" if param.required else ""
            lines.append(f"| `{param.name}`{needed} | {param.type} | {param.text} | `{param.example}` |")
        lines.append("")
    columns = ", ".join(f"`{name}` ({kind})" for name, kind in query.returns.items())
    lines += [f"Columns: {columns}.\n"]
    if "must-be-empty" in query.tags:
        lines += ["A row is a fault: the graph is sound when there is none.\n"]
    return lines


def _command(query: Query) -> str:
    first = next(iter(query.params.values()), None)
    example = f' --{first.name} "{first.example}"' if first else ""
    return f"kg ask {query.name}{example} --graph DIR"


def pages() -> dict[str, str]:
    """Return every page by file name."""
    return {"index.md": index(), **{f"{family}.md": page(family) for family in FAMILIES}}


if __name__ == "__main__":
    for name, text in pages().items():
        HERE.joinpath(name).write_text(text, "utf-8")
