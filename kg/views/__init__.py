"""Pictures of who did what to whom: tables, networkx graphs, pages that open anywhere and ask nobody for anything."""

from __future__ import annotations

from kg.views.charts import Chart, network_chart, timeline_chart
from kg.views.claims import ClaimRow, Number, Paper, Part
from kg.views.columns import columns_graph
from kg.views.groups import grouped_graph
from kg.views.notebook import View, view
from kg.views.page import render
from kg.views.rows import Selection, count_claims, read_claims
from kg.views.write import claims_of, write_view

__all__ = [
    "Chart",
    "ClaimRow",
    "Number",
    "Paper",
    "Part",
    "Selection",
    "View",
    "claims_of",
    "columns_graph",
    "count_claims",
    "grouped_graph",
    "network_chart",
    "read_claims",
    "render",
    "timeline_chart",
    "view",
    "write_view",
]
