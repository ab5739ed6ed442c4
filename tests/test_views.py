"""The columns picture: what it shows, and that it never shows a denial, a threat or a total like an incident."""

from __future__ import annotations

import hashlib
import itertools
import json
import re
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import networkx as nx
import pyoxigraph as ox
import pytest

from kg.errors import UsageError
from kg.store import EmbeddedStore
from kg.views import ClaimRow, Number, Paper, Part, Selection, columns_graph, grouped_graph, read_claims, render, write_view
from kg.views.columns import loose_figures
from kg.views.labels import place_labels
from kg.views.layout import crossings, place, text_width
from kg.views.page import vis_library
from kg.views.style import DARK, FACTS, LIGHT, edge_colour, node_colours
from kg.views.titles import event_title
from kg.views.words import interface, word, words

EXAMPLE = Path(__file__).parent / "browser" / "example.ttl"
PAPER = Paper("https://w3id.org/witness-graph/id/document/d", "report.txt", "A report", publisher="A paper")


@pytest.fixture(scope="module")
def store() -> EmbeddedStore:
    engine = ox.Store()
    engine.load(path=str(EXAMPLE), format=ox.RdfFormat.TURTLE)
    return EmbeddedStore(engine)


def ask(store: EmbeddedStore, text: str) -> list[Sequence[str | None]]:
    found = store.query(text)
    assert not isinstance(found, bool)
    return [tuple(None if term is None else term.value for term in row) for row in found]  # type: ignore[union-attr]


@pytest.fixture(scope="module")
def claims(store: EmbeddedStore) -> tuple[ClaimRow, ...]:
    return read_claims(lambda text: ask(store, text))


@pytest.fixture(scope="module")
def graph(claims: tuple[ClaimRow, ...]) -> nx.MultiDiGraph:
    return columns_graph(claims)


def claim(name: str, event: str = "e", **more: Any) -> ClaimRow:
    row = ClaimRow(name, event, "Airstrike on a bakery", ("Airstrike",), PAPER, 0, 10, "the words")
    return replace(row, **more)


def entity(name: str, role: str = "victim", kind: str = "Person", **more: Any) -> Part:
    return replace(Part(role, f"https://w3id.org/witness-graph/entity/{name}", name, kind), **more)


def labels(graph: nx.MultiDiGraph, column: str) -> set[str]:
    return {data["label"] for _, data in graph.nodes(data=True) if data["column"] == column}


def test_rows_hold_every_claim_with_its_exact_words(claims: tuple[ClaimRow, ...]) -> None:
    assert len(claims) == 39
    quds = next(row for row in claims if row.claim.endswith("/c01"))
    assert quds.quote == "A strike from the air wrecked the al-Quds hospital in Aleppo"
    assert [(part.role, part.name) for part in quds.roles] == [
        ("perpetrator", "Syrian government"), ("target", "al-Quds hospital"), ("place", "Aleppo")
    ]  # fmt: skip
    assert (quds.certainty, quds.stance, quds.according_to) == ("probable", "asserts", ())


def test_rows_name_entities_in_the_readers_language(store: EmbeddedStore) -> None:
    rows = read_claims(lambda text: ask(store, text), Selection(type="Rescue"), language="nb")
    assert {part.name for row in rows for part in row.roles} == {"De hvite hjelmene", "en fem år gammel jente", "Aleppo"}


def test_rows_keep_the_chain_of_sources_nearest_first(claims: tuple[ClaimRow, ...]) -> None:
    peskov = next(row for row in claims if row.stance == "threatens" and row.types[0] == "Airstrike")
    assert peskov.according_to[0].name == "Dmitry Peskov"
    assert "NTB" in [part.name for part in peskov.according_to[1:]]


@pytest.mark.parametrize(
    ("selection", "number"),
    [
        (Selection(type="Airstrike"), 5), (Selection(document="https://w3id.org/witness-graph/id/document/d1"), 10),
        (Selection(place="https://w3id.org/witness-graph/entity/syr"), 4), (Selection(since="2016-09-01"), 9),
        (Selection(until="2014-12-31"), 4), (Selection(event="https://w3id.org/witness-graph/id/event/quds"), 2),
        (Selection(source="https://w3id.org/witness-graph/entity/ntb"), 2),
        (Selection(entity="https://w3id.org/witness-graph/entity/wh"), 4),
    ],
)  # fmt: skip
def test_a_selection_narrows_to_what_it_names(store: EmbeddedStore, selection: Selection, number: int) -> None:
    assert len(read_claims(lambda text: ask(store, text), selection)) == number


def test_a_selection_refuses_what_is_no_iri(store: EmbeddedStore) -> None:
    with pytest.raises(UsageError, match="not an IRI"):
        read_claims(lambda text: ask(store, text), Selection(entity="x> ?s ?p ?o . } #"))


def test_the_picture_puts_everyone_in_their_column(graph: nx.MultiDiGraph) -> None:
    assert {"Physicians for Human Rights", "Dmitry Peskov", "Human Rights Watch"} <= labels(graph, "says")
    assert labels(graph, "who") >= {"Syrian government", "Russia", "White Helmets", "Opposition forces"}
    assert {"Mohammed Wasim Moaz", "more than 50 people", "al-Quds hospital"} <= labels(graph, "whom")
    assert labels(graph, "where") == {"Aleppo", "East Aleppo", "Tariq al-Bab", "Syria"}


def test_the_killing_in_an_airstrike_is_drawn_in_the_airstrikes_box(graph: nx.MultiDiGraph) -> None:
    box = "what:https://w3id.org/witness-graph/id/event/quds"
    assert {graph.nodes[node]["label"] for node in graph.successors(box)} == {
        "al-Quds hospital", "Mohammed Wasim Moaz", "more than 50 people", "Aleppo"
    }  # fmt: skip
    assert "what:https://w3id.org/witness-graph/id/event/qudsk" not in graph


def test_an_assertion_and_its_denial_are_two_arrows() -> None:
    strike = claim("k1", roles=(entity("Russia", "perpetrator", "Government"),))
    denial = replace(strike, claim="k2", stance="denies", according_to=(entity("Peskov", "speaker"),))
    graph = columns_graph([strike, denial])
    manners = {data["manner"]: data for *_, data in graph.edges(data=True) if data["word"] == "type.Airstrike.did"}
    assert set(manners) == {"own", "denied"}
    assert edge_colour(manners["denied"]) == LIGHT["notfact"] != edge_colour(manners["own"])


@pytest.mark.parametrize("stance", ["denies", "threatens", "supposes", "describes"])
def test_an_event_that_nobody_says_happened_is_not_drawn_like_a_fact(stance: str) -> None:
    drawn = columns_graph([claim("k1", stance=stance)]).nodes["what:e"]
    fact = columns_graph([claim("k1")]).nodes["what:e"]
    for theme in (LIGHT, DARK):
        assert node_colours(drawn, theme) != node_colours(fact, theme)


def test_a_total_is_not_drawn_like_an_incident(graph: nx.MultiDiGraph) -> None:
    total = graph.nodes["what:https://w3id.org/witness-graph/id/event/phr664"]
    incident = graph.nodes["what:https://w3id.org/witness-graph/id/event/quds"]
    assert total["total"]
    assert node_colours(total) != node_colours(incident)
    assert place(graph).boxes["what:https://w3id.org/witness-graph/id/event/phr664"].mark == "mark.total"


def test_what_nobody_says_has_happened_says_so_in_its_box(graph: nx.MultiDiGraph) -> None:
    boxes = place(graph).boxes
    for node, data in graph.nodes(data=True):
        if data["column"] == "what" and data["manner"] not in FACTS:
            assert word(boxes[node].mark, "en") in ("denied", "only threatened", "only supposed", "told as a habit")


def test_words_on_arrows_cover_no_other_word(graph: nx.MultiDiGraph) -> None:
    placed = [at for at in place_labels(graph, place(graph)).values() if not at[2]]
    assert len(placed) > 0.8 * len(place_labels(graph, place(graph)))
    pairs = itertools.combinations(sorted(placed), 2)
    assert [(one, two) for one, two in pairs if abs(one[0] - two[0]) < 20 and abs(one[1] - two[1]) < 8] == []


def test_an_arrow_passes_an_empty_column_and_ends_where_it_comes_from_the_left(claims: tuple[ClaimRow, ...]) -> None:
    speech = [row for row in claims if row.is_speech and row.according_to][:1]
    layout = place(columns_graph(speech))
    for points in layout.routes.values():
        assert all(one[0] <= two[0] for one, two in itertools.pairwise(points)), points


def test_the_title_of_an_event_speaks_the_readers_language() -> None:
    assert event_title("Killing of At least 20 people, Aleppo", "nb") == "Drap på at least 20 people, Aleppo"
    assert event_title("Protest of Syria", "en") == "Protest against Syria"
    assert event_title("Attack on healthcare: doctors", "nb") == "Angrep på helsetjeneste: doctors"


def test_a_figure_that_a_patient_already_tells_is_not_drawn_twice() -> None:
    figure = Number("killed", 664, None, "at least 664 medical workers", "medical workers")
    medics = entity("medical workers", kind="Group", named=False)
    row = claim("k1", roles=(medics,), figures=(figure,))
    assert loose_figures(row) == ()
    assert labels(columns_graph([row]), "whom") == {"at least 664 medical workers"}
    assert loose_figures(replace(row, roles=(entity("Moaz"),))) == (figure,)


def test_a_speaker_stands_under_says_and_not_under_who() -> None:
    roles = (entity("HRW", "speaker", "Organisation"), entity("Syria", "addressee", "Government"))
    row = claim("k1", types=("Condemnation",), roles=roles)
    graph = columns_graph([row])
    assert labels(graph, "says") == {"HRW"}
    assert labels(graph, "who") == set()


def test_the_picture_does_not_depend_on_the_order_of_claims(claims: tuple[ClaimRow, ...]) -> None:
    assert render(columns_graph(claims)) == render(columns_graph(claims[::-1]))


def test_no_box_overlaps_another(graph: nx.MultiDiGraph) -> None:
    boxes = sorted(place(graph).boxes.items())
    columns = {node: graph.nodes[node]["column"] for node, _ in boxes}
    for at, (node, one) in enumerate(boxes):
        for other, two in boxes[at + 1 :]:
            if columns[node] == columns[other]:
                assert abs(one.y - two.y) >= (one.height + two.height) / 2, (node, other)


def test_every_line_fits_its_box(graph: nx.MultiDiGraph) -> None:
    layout = place(graph)
    assert all(text_width(line) <= box.width for box in layout.boxes.values() for line in box.lines)


def test_ordering_leaves_fewer_crossings_than_the_order_of_dates(graph: nx.MultiDiGraph) -> None:
    layout = place(graph)
    pairs = sorted({edge[:2] for edge in graph.edges() if abs(_column(graph, edge[0]) - _column(graph, edge[1])) == 1})

    def count(order: dict[str, float]) -> int:
        layers = [sorted((n for n in graph if _column(graph, n) == at), key=lambda n: (order[n], n)) for at in range(5)]
        return crossings(layers, pairs)

    dated = {node: float(at) for at, node in enumerate(sorted(graph, key=lambda n: graph.nodes[n].get("earliest") or "9999"))}
    assert count({node: box.y for node, box in layout.boxes.items()}) < count(dated) / 2


def _column(graph: nx.MultiDiGraph, node: str) -> int:
    return ("says", "who", "what", "whom", "where").index(graph.nodes[node]["column"])


def test_crossings_counts_pairs_of_arrows_that_cross() -> None:
    assert crossings([["a", "b"], ["x", "y"]], [("a", "y"), ("b", "x")]) == 1
    assert crossings([["a", "b"], ["x", "y"]], [("a", "x"), ("b", "y"), ("a", "y")]) == 0


class Parsed(HTMLParser):
    """Collects tags and the text of scripts."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self.inside = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self.inside = tag
        if tag in ("script", "style"):
            self.scripts.append("")

    def handle_endtag(self, tag: str) -> None:
        self.inside = ""

    def handle_data(self, data: str) -> None:
        if self.inside in ("script", "style"):
            self.scripts[-1] += data


def test_the_page_allows_only_its_own_scripts_by_their_hash(graph: nx.MultiDiGraph) -> None:
    page = Parsed(render(graph))
    policy = next(attrs["content"] for tag, attrs in page.tags if attrs.get("http-equiv") == "Content-Security-Policy")
    assert policy is not None
    hashes = {f"'sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}'" for text in page.scripts}
    allowed = set(re.findall(r"'sha256-[^']+'", policy))
    assert allowed < hashes
    assert len(allowed) == 3
    assert "unsafe" not in policy
    assert policy.startswith("default-src 'none'")


def test_the_page_asks_nobody_for_anything(graph: nx.MultiDiGraph) -> None:
    for tag, attrs in Parsed(render(graph)).tags:
        assert not {"src", "srcset", "action", "formaction", "ping", "background"} & attrs.keys()
        assert not any(name.startswith("on") or name == "style" for name in attrs)
        if tag == "link":
            assert attrs == {"rel": "icon", "href": "data:,"}


def test_the_page_is_at_most_a_megabyte_beside_its_data(graph: nx.MultiDiGraph) -> None:
    assert len(render(columns_graph([])).encode()) < 1_000_000
    assert vis_library() in render(graph)


def test_the_page_holds_every_claim_without_scripts_too(claims: tuple[ClaimRow, ...], graph: nx.MultiDiGraph) -> None:
    page = render(graph, language="nb")
    assert page.count("<tr data-claim=") == len(claims)
    assert '<html lang="nb"' in page
    assert "Hvem gjorde hva mot hvem" in page


def test_the_title_is_text() -> None:
    page = render(columns_graph([]), "<script>alert(1)</script>")
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_a_picture_beyond_the_limit_says_how_to_narrow_it() -> None:
    many = [claim(f"k{at}", event=f"e{at}") for at in range(1001)]
    with pytest.raises(UsageError, match=r"1,001 boxes.*narrow it by a document"):
        render(columns_graph(many))


@pytest.mark.parametrize(
    ("by", "name"), [("type", "Airstrike × 1,200"), ("month", "2016-04 × 1,200"), ("place", "Aleppo × 1,200")]
)
def test_a_picture_beyond_the_limit_gathers_its_events(by: str, name: str) -> None:
    strike = {"earliest": "2016-04-27", "latest": "2016-04-28", "precision": "day"}
    rows = [
        claim(f"k{at}", f"e{at}", roles=(entity(f"v{at}"), entity("Aleppo", "place", "Place")), **strike) for at in range(1200)
    ]
    denied = claim("k0x", "e0", stance="denies", roles=rows[0].roles, **strike)
    total = claim("t", "t", is_total=True, roles=rows[0].roles, **strike)
    graph = grouped_graph([*rows, denied, total], by)
    assert labels(graph, "what") == {name, name.split(" × ")[0]}
    assert labels(graph, "whom") == {"Person × 1,170", *(f"v{at}" for at in _first(30))}
    assert graph.number_of_nodes() < 50
    [box] = [data for _, data in graph.nodes(data=True) if data["label"] == name]
    assert len(box["claims"]) == 1201
    assert sorted(data["total"] for _, data in graph.nodes(data=True) if data["column"] == "what") == [False, True]
    assert f"{1201:,} events" in render(graph)


def _first(number: int) -> list[str]:
    """The ones that most claims speak of, then in the order of their IRIs."""
    return ["0", *sorted(map(str, range(1, 1200)))][:number]


def test_write_view_writes_one_page(store: EmbeddedStore, tmp_path: Path) -> None:
    path = write_view(store, tmp_path / "view.html", language="nb", title="Aleppo")
    data = re.search(r'<script type="application/json" id="data">(.*?)</script>', path.read_text("utf-8"))
    assert data
    assert len(json.loads(data[1])["claims"]) == 39
    with pytest.raises(UsageError, match="more than 10"):
        write_view(store, tmp_path / "small.html", limit=10)
    with pytest.raises(UsageError, match="no language 'sv'"):
        write_view(store, tmp_path / "view.html", language="sv")
    with pytest.raises(UsageError, match="not a file in an existing folder"):
        write_view(store, tmp_path / "nowhere" / "view.html")


def test_the_interface_speaks_both_languages() -> None:
    assert interface()["en"].keys() == interface()["nb"].keys()
    for group, entries in words().items():
        for name, entry in entries.items():
            told = [entry[part] for part in ("name", "did", "to", "link") if part in entry] if group == "type" else [entry]
            for texts in told:
                assert set(texts) == {"en", "nb"}, (group, name)
