"""The timeline, the map and the network: what is uncertain looks uncertain, and what is left out is counted."""

from __future__ import annotations

from dataclasses import replace

from kg.views import ClaimRow, Paper, Part, View
from kg.views.dependence import dependence
from kg.views.places import COARSE, place_map
from kg.views.timeline import MOST, timeline
from kg.views.together import MOST as MOST_NAMES
from kg.views.together import circle, together_graph

PAPER = Paper("urn:doc", "report.txt", publisher="A paper")
ROW = ClaimRow("k1", "e1", "Airstrike on a bakery", ("Airstrike",), PAPER, 0, 5, "words")


def test_a_bar_is_as_wide_as_the_date_is_uncertain() -> None:
    day = replace(ROW, earliest="2016-04-27", latest="2016-04-27")
    month = replace(ROW, claim="k2", event="e2", earliest="2016-04-01", latest="2016-04-30")
    year = replace(ROW, claim="k3", event="e3", earliest="2016-01-01", latest="2016-12-31")
    bars = {bar.event: bar for bar in timeline([day, month, year]).bars}
    assert bars["e1"].exact
    assert 0 == bars["e1"].width < bars["e2"].width < bars["e3"].width


def test_claims_without_a_date_are_counted_and_not_placed() -> None:
    line = timeline([ROW, replace(ROW, claim="k2", event="e2", earliest="someday", latest="2016-02-30")])
    assert (line.bars, line.undated) == ((), 2)


def test_a_threat_and_a_total_differ_from_an_incident_in_time() -> None:
    dated = replace(ROW, earliest="2016-04-27", latest="2016-04-28")
    bars = timeline(
        [dated, replace(dated, claim="k2", event="e2", stance="threatens"), replace(dated, event="e3", is_total=True)]
    ).bars
    assert {(bar.event, bar.fact, bar.total) for bar in bars} == {("e1", True, False), ("e2", False, False), ("e3", True, True)}


def test_names_in_one_lane_do_not_run_into_each_other() -> None:
    rows = [
        replace(ROW, claim=f"k{at}", event=f"e{at}", earliest=f"2016-0{1 + at % 9}-01", latest=f"2016-0{1 + at % 9}-02")
        for at in range(9)
    ]
    lanes: dict[float, list[float]] = {}
    for bar in timeline(rows).bars:
        lanes.setdefault(bar.y, []).append(bar.x)
    assert all(later - first > 100 for xs in lanes.values() for first, later in zip(sorted(xs), sorted(xs)[1:], strict=False))


def test_many_events_are_counted_by_month() -> None:
    rows = [replace(ROW, claim=f"k{at}", event=f"e{at}", earliest="2016-04-02", latest="2016-04-02") for at in range(MOST + 1)]
    line = timeline(rows)
    assert line.counted
    assert [(bar.label, bar.since, bar.until) for bar in line.bars] == [(str(MOST + 1), "2016-04-01", "2016-04-30")]


def test_a_protected_place_is_shown_only_roughly() -> None:
    row = replace(
        ROW, roles=(Part("place", "urn:hospital", "a hospital", "HealthFacility"), Part("place", "urn:aleppo", "Aleppo", "Place"))
    )
    where = {"urn:hospital": "POINT(37.1634 36.2011)", "urn:aleppo": "POINT(37.16 36.20)"}
    exact = {spot.place: spot for spot in place_map([row], where).spots}
    rough = {spot.place: spot for spot in place_map([row], where, protected=frozenset({"urn:hospital"})).spots}
    moved = place_map([row], {**where, "urn:hospital": "POINT(37.2411 36.1077)"}, protected=frozenset({"urn:hospital"}))
    assert COARSE == 0.5
    assert rough["urn:hospital"].coarse
    assert not exact["urn:hospital"].coarse
    assert {spot.place: (spot.x, spot.y) for spot in moved.spots} == {place: (spot.x, spot.y) for place, spot in rough.items()}


def test_places_without_coordinates_are_counted() -> None:
    row = replace(ROW, roles=(Part("place", "urn:a", "Aleppo", "Place"), Part("place", "urn:b", "the hill", "Place")))
    drawn = place_map([row], {"urn:a": "POINT(37.16 36.20)", "urn:b": "nowhere"})
    assert (len(drawn.spots), drawn.unplaced) == (1, 1)
    assert drawn.outlines


def test_the_network_links_who_takes_part_in_the_same_events() -> None:
    strike = replace(ROW, roles=(Part("perpetrator", "urn:gov", "Government"), Part("victim", "urn:moaz", "Moaz")))
    rescue = replace(
        ROW,
        claim="k2",
        event="e2",
        roles=(Part("rescuer", "urn:wh", "White Helmets"), Part("beneficiary", "urn:girl", "girl", named=False)),
    )
    total = replace(
        strike, claim="k3", event="e3", is_total=True, roles=(Part("perpetrator", "urn:x", "X"), Part("victim", "urn:y", "Y"))
    )
    graph = together_graph([strike, rescue, total])
    assert sorted(graph.edges()) == [("urn:gov", "urn:moaz")]
    assert {"community", "centrality", "label"} <= set(graph.nodes["urn:gov"])


def test_the_circle_counts_the_names_it_has_no_room_for() -> None:
    rows = [
        replace(
            ROW,
            claim=f"k{at}",
            event=f"e{at}",
            roles=(Part("perpetrator", "urn:gov", "Government"), Part("victim", f"urn:{at}", f"Person {at}")),
        )
        for at in range(70)
    ]
    drawn = circle(together_graph(rows))
    assert (len(drawn.names), drawn.left_out) == (MOST_NAMES, 71 - MOST_NAMES)
    assert circle(together_graph(rows[::-1])) == drawn


def test_a_notebook_view_has_a_frame_a_still_picture_and_text() -> None:
    shown = View(
        (replace(ROW, stance="denies", according_to=(Part("speaker", "urn:p", "Peskov"),)),), '"><script>'
    )._repr_mimebundle_()
    assert shown["text/html"].startswith('<iframe sandbox="allow-scripts allow-downloads"')
    assert "<script" not in shown["text/html"]
    assert shown["image/svg+xml"].startswith("<svg")
    assert "? → Airstrike → ? [denied] (Peskov)" in shown["text/plain"]


def test_texts_that_rely_on_one_source_meet_in_its_box() -> None:
    def part(name: str) -> Part:
        return Part("speaker", f"urn:{name}", name)

    def said(number: int, *chain: str) -> ClaimRow:
        paper = Paper(f"urn:t{number}", f"t{number}.txt", publisher=f"Paper {number}")
        return ClaimRow(f"k{number}", "e", "", ("Attack",), paper, 0, 1, "x", according_to=tuple(map(part, chain)))

    rows = [said(1, "Peskov", "NTB", "Paper 1"), said(2, "Peskov", "NTB", "Paper 2"), said(3, "White Helmets", "Paper 3")]
    rows.append(said(4))
    drawn = dependence(rows)
    assert {(stop.column, stop.full, stop.claims) for stop in drawn.stops} == {
        ("first", "Peskov", 2), ("first", "White Helmets", 1), ("via", "NTB", 2),
        ("text", "t1.txt", 1), ("text", "t2.txt", 1), ("text", "t3.txt", 1),
    }  # fmt: skip
    assert sorted(text for _, _, text in drawn.lines) == [
        "NTB → t1.txt: 1", "NTB → t2.txt: 1", "Peskov → NTB: 2", "White Helmets → t3.txt: 1"
    ]  # fmt: skip
    assert drawn.own == 1
    assert dependence(rows[::-1]) == drawn
