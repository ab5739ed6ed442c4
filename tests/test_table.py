"""A table hands its rows on without changing or endangering anybody."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from decimal import Decimal

import networkx as nx
import pyoxigraph as ox
import pytest

from kg.errors import UsageError
from kg.table import FORMATS, Iri, Table, defused, value_of
from kg.vocab import KG, XSD

STRIKES = Table(
    ("agent", "patient", "killed", "day", "event"),
    (
        ("Russia | Syria", "al-Quds hospital", 20, date(2016, 4, 27), Iri(KG + "e1")),
        (None, "doctors | nurses", None, None, Iri(KG + "e2")),
        ("=HYPERLINK(1)", "<script>alert(1)</script>", -3, date(2016, 9, 28), Iri(KG + "e3")),
    ),
)


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("51", "integer", 51),
        ("7", "nonNegativeInteger", 7),
        ("0.87", "decimal", Decimal("0.87")),
        ("true", "boolean", True),
        ("2016-04-27", "date", date(2016, 4, 27)),
        ("2016-02-31", "date", "2016-02-31"),
        ("many", "integer", "many"),
        ("a", "string", "a"),
    ],
)
def test_literal_becomes_the_python_value_of_its_type(text: str, kind: str, value: object) -> None:
    found = value_of(ox.Literal(text, datatype=ox.NamedNode(XSD + kind)))
    assert (found, type(found)) == (value, type(value))


def test_names_in_a_cell_have_one_order() -> None:
    cells = [[ox.Literal("nurses | doctors | nurses")], [ox.Literal("doctors | nurses")], [ox.Literal("")]]
    assert Table.of(["who"], cells, kinds={"who": "names"}).column("who") == ("doctors | nurses", "doctors | nurses", None)


def test_rows_are_dictionaries_in_the_order_of_columns() -> None:
    assert list(next(iter(STRIKES)))[:2] == ["agent", "patient"]
    assert len(STRIKES) == 3


def test_sorting_is_stable_and_leaves_open_cells_last() -> None:
    assert STRIKES.sorted_by("killed").column("killed") == (-3, 20, None)
    assert STRIKES.sorted_by("killed", descending=True).column("killed") == (20, -3, None)
    with pytest.raises(UsageError, match="no column 'victims'"):
        STRIKES.sorted_by("victims")


def test_spreadsheet_runs_no_cell_as_a_formula() -> None:
    rows = list(csv.reader(io.StringIO(STRIKES.text("csv"), newline="")))
    assert rows[3][:3] == ["'=HYPERLINK(1)", "<script>alert(1)</script>", "-3"]
    assert [defused(text)[0] for text in ("=1", "+1", "-1", "@a", "\t=1", "\r=1")] == ["'"] * 6


def test_json_lines_hold_numbers_dates_and_nulls() -> None:
    first, second, _ = map(json.loads, STRIKES.text("jsonl").splitlines())
    assert first == {
        "agent": "Russia | Syria",
        "patient": "al-Quds hospital",
        "killed": 20,
        "day": "2016-04-27",
        "event": KG + "e1",
    }
    assert second["killed"] is None
    assert json.loads(STRIKES.text("json"))[0] == first


def test_tab_separated_line_stays_one_line() -> None:
    table = Table(("quote",), (("two\nlines\tand a \\",),))
    assert table.text("tsv") == "quote\ntwo\\nlines\\tand a \\\\\n"


def test_text_table_fits_the_terminal_and_cannot_steer_it() -> None:
    table = Table(("quote", "n"), (("x" * 200 + "\x1b[2J", 1),))
    lines = table.text("table", width=40).splitlines()
    assert max(map(len, lines)) <= 40
    assert "\x1b" not in table.text("table")
    assert lines[2].endswith("…  1")


def test_html_shows_source_text_as_text() -> None:
    page = STRIKES._repr_html_()
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
    assert "kg:e1" in page


def test_unknown_format_names_the_known_ones() -> None:
    with pytest.raises(UsageError, match=", ".join(FORMATS)):
        STRIKES.text("xlsx")


def test_graph_has_an_edge_for_every_agent_and_patient() -> None:
    graph = STRIKES.to_networkx()
    assert sorted((a, b) for a, b in graph.edges() if "Quds" in b) == [
        ("Russia", "al-Quds hospital"),
        ("Syria", "al-Quds hospital"),
    ]
    assert {"doctors", "nurses"} <= set(graph)
    assert graph.edges["Russia", "al-Quds hospital", 0] == {"killed": 20, "day": "2016-04-27", "event": KG + "e1"}
    assert len(list(nx.generate_graphml(graph))) > 10


def test_graph_of_one_column_is_refused() -> None:
    with pytest.raises(UsageError, match="two columns"):
        Table(("name",), ()).to_networkx()


def test_pandas_keeps_whole_numbers_and_dates() -> None:
    pytest.importorskip("pandas")
    frame = STRIKES.to_pandas()
    assert list(frame["killed"].dropna()) == [20, -3]
    assert str(frame["killed"].dtype) == "Int64"
    assert frame["day"].dt.year.dropna().tolist() == [2016, 2016]


def test_polars_keeps_numbers_and_dates_beside_open_cells() -> None:
    pl = pytest.importorskip("polars", reason="pip install polars")
    rows = ((51, date(2016, 4, 27), Decimal("0.5"), Iri("urn:a")), (None, None, Decimal("1"), None))
    frame = Table(("killed", "day", "trust", "event"), rows).to_polars()
    assert dict(frame.schema) == {"killed": pl.Int64, "day": pl.Date, "trust": pl.Float64, "event": pl.String}
    assert frame.rows() == [(51, date(2016, 4, 27), 0.5, "urn:a"), (None, None, 1.0, None)]


def test_polars_takes_open_columns_and_columns_of_several_types() -> None:
    pl = pytest.importorskip("polars", reason="pip install polars")
    rows = ((None, 1, 2**70), (None, "many", None))
    frame = Table(("killed", "said", "huge"), rows, kinds={"killed": "integer"}).to_polars()
    assert dict(frame.schema) == {"killed": pl.Int64, "said": pl.String, "huge": pl.String}
    assert frame["said"].to_list() == ["1", "many"]
    assert Table(("a",), ()).to_polars().shape == (0, 1)
