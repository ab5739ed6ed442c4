"""Write the rows that each query of the catalogue gives on the fixed graph: read the difference before you commit it.

Run ``python tests/golden/make_rows.py``. Each query is asked without parameters and with the example of each.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pyoxigraph as ox

from kg.catalogue import Query, answer, catalogue
from kg.resources import shipped
from kg.store import EmbeddedStore, derive
from kg.table import Table

HERE = Path(__file__).parent


def policy() -> tuple[str, ...]:
    """The shipped policy."""
    return tuple(path.read_text("utf-8") for path in sorted(shipped("ontology").glob("policy/*.rq")))


def golden_store() -> EmbeddedStore:
    """The fixed graph with the current view of the shipped policy."""
    store = EmbeddedStore.in_memory(ox.parse(path=str(HERE / "graph.nq"), format=ox.RdfFormat.N_QUADS))
    derive(store, policy())
    return store


def cases(query: Query) -> list[dict[str, str]]:
    """The parameters that *query* is asked with: none (but those it needs), and the example of each."""
    needed = {name: param.example for name, param in query.params.items() if param.required}
    return [needed, *({**needed, name: param.example} for name, param in query.params.items() if not param.required)]


def plain(table: Table) -> list[list[object]]:
    """The rows as JSON holds them."""
    return [list(row.values()) for row in json.loads(table.text("json"))]


if __name__ == "__main__":
    store = golden_store()
    for name, query in catalogue().items():
        if sys.argv[1:] and name not in sys.argv[1:]:
            continue
        found = [{"params": params, "rows": plain(answer(store, query, params))} for params in cases(query)]
        lines = [
            json.dumps({"params": case["params"]}, ensure_ascii=False)
            + "\n"
            + "".join("  " + json.dumps(row, ensure_ascii=False) + "\n" for row in case["rows"])
            for case in found
        ]
        HERE.joinpath("rows", f"{name}.jsonl").write_text("".join(lines), "utf-8")
