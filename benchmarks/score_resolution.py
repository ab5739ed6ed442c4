"""Scores who is who and what is one event in what our own reader reads in the three real reports.

python benchmarks/score_resolution.py                 build, score, print
python benchmarks/score_resolution.py --errors        also what is torn apart or mixed
python benchmarks/score_resolution.py --reports       the events of the ten reports of our own instead
python benchmarks/score_resolution.py --graph DIR     score a graph that is built already

The gold's names are looked for in the texts; whatever the reader found there is held against the gold's entity. What it did not
find counts as a group of its own ("all"), or is left out ("of those read"), and both are printed. Reports and gold are
not part of this project: see score_seeds.py.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # the checkout, whether it is installed or not

import kg  # noqa: E402
from benchmarks.clusters import b_cubed, ceaf_e, mixed, torn  # noqa: E402
from benchmarks.score_seeds import REAL, gold, predictions, scorer, shared, texts_and_gold  # noqa: E402
from kg.errors import UsageError, WitnessGraphError  # noqa: E402
from kg.ids import mention_iri_of  # noqa: E402
from kg.model import Mention  # noqa: E402
from kg.resolve.evidence import name_of  # noqa: E402
from kg.workspace import digests, load_annotation, open_workspace  # noqa: E402

_FILLER = frozenset({"the", "a", "an", "de", "den", "det", "president"})
_NOUNS = ("hospital", "neighborhood", "nabolaget")
ENTITIES = "SELECT ?mention ?entity { ?mention kg:refersTo ?entity }"


class Truth(NamedTuple):
    """Where a named entity of the gold stands in a text."""

    document: str
    start: int
    end: int
    entity: str
    person: bool


def is_name(form: str) -> bool:
    """Tell whether a surface form of the gold is a proper name.

    >>> is_name("the Tariq al-Bab neighborhood"), is_name("de hvite hjelmene"), is_name("Red Crescent")
    (True, False, True)
    """
    words = [word for word in form.strip("'").split() if word.lower() not in _FILLER]
    return any(word[:3] != word[:3].lower() or "-" in word for word in words) and all(
        word[0].isupper() or word.startswith("al-") or word in _NOUNS for word in words
    )


def named_places(text: str, forms: Mapping[str, list[str]]) -> Iterable[tuple[int, int, str]]:
    """Yield where entities stand in *text*, the longest forms first; a form of two entities is passed over."""
    owners: dict[str, set[str]] = defaultdict(set)
    for entity, words in forms.items():
        for form in words:
            owners[form.strip("'")].add(entity)
    taken: list[tuple[int, int]] = []
    for form in sorted(owners, key=lambda form: (-len(form), form)):
        for found in re.finditer(rf"(?<!\w){re.escape(form)}(?!\w)", text):
            if len(owners[form]) == 1 and not any(start < found.end() and found.start() < end for start, end in taken):
                taken.append(found.span())
                yield *found.span(), min(owners[form])


def truth_of(name: str, text: str) -> list[Truth]:
    """Return every place in *text* at which a named entity of the gold stands by one of its names.

    An entity with a name in any of the texts is named; its descriptions that several bear ("the city") are left out.
    """
    entities = json.loads((shared() / "gold" / "entities_crossdoc.json").read_text(encoding="utf-8"))
    forms = {}
    for entity, row in entities.items():
        aliases = [form for forms in row["docs"].values() for form in forms if is_name(form)]
        here = row["docs"].get(name, [])
        if aliases:
            forms[entity] = [form for form in here if is_name(form) or form.lower() == "de hvite hjelmene"]
    return [
        Truth(name, start, end, entity, entities[entity]["type"] == "Person")
        for start, end, entity in named_places(text, forms)
    ]  # fmt: skip


def best(mentions: Iterable[Mention], place: Truth, text: str) -> Mention | None:
    """Return the mention that covers *place* best, or else one whose name is part of those words or ends in them."""

    def share(mention: Mention) -> float:
        both = min(mention.end, place.end) - max(mention.start, place.start)
        return both / (max(mention.end, place.end) - min(mention.start, place.start))

    def close(mention: Mention) -> bool:
        inside = place.start <= mention.start and mention.end <= place.end and mention.name
        words = text[place.start : place.end]
        around = mention.start <= place.start and mention.end == place.end and name_of(mention) in ("", words)
        return share(mention) >= 0.5 or bool(inside or around)

    ranked = sorted((mention for mention in mentions if close(mention)), key=lambda mention: (-share(mention), mention.id))
    return ranked[0] if ranked else None


class Scored(NamedTuple):
    """Found and true groups over the same items, and the items that the reader read at all."""

    found: Mapping[Hashable, str]
    truth: Mapping[Hashable, str]
    read: frozenset[Hashable]

    def of_those_read(self) -> Scored:
        """Return the score without what the reader did not read."""
        return self._replace(truth={item: true for item, true in self.truth.items() if item in self.read})


def scored_entities(graph: Path) -> tuple[Scored, Scored]:
    """Return the named entities, and those of them that are people."""
    with kg.open(graph) as opened:
        entity_of = {str(row["mention"]): str(row["entity"]) for row in opened.query(ENTITIES, limits=False)}
    space = open_workspace(graph)
    found: dict[Hashable, str] = {}
    truth: dict[Hashable, str] = {}
    read, people = set(), set()
    for name in digests(space):
        annotation = load_annotation(space, name)
        for place in truth_of(annotation.document.name, annotation.document.text):
            item = place[:3]
            mention = best(annotation.mentions, place, annotation.document.text)
            truth[item] = place.entity
            found[item] = entity_of[mention_iri_of(annotation, mention)] if mention else f"unread {item}"
            read |= {item} if mention else set()
            people |= {item} if place.person else set()
    own: dict[Hashable, str] = {item: true for item, true in truth.items() if item in people}
    return Scored(found, truth, frozenset(read)), Scored(found, own, frozenset(read))


def scored_events(graph: Path, gold_file: Path | None = None) -> Scored:
    """Return the events: each row of the gold with the event of the claim that the scorer matches with it."""
    with kg.open(graph) as opened:
        table = list(opened.ask("who_did_what_to_whom", limits=False))
    event_of = {json.dumps(predictions([row]), sort_keys=True): str(row["event"]) for row in table}
    rows = gold(gold_file or shared() / "gold" / "seeds.gold.jsonl")
    score = scorer()
    words = score.build(rows)
    found: dict[Hashable, str] = {}
    truth: dict[Hashable, str] = {}
    read = set()
    for document in sorted({row["doc"] for row in rows}):
        wanted = [score.norm_row(row) for row in rows if row["doc"] == document and row["kind"] == "event"]
        said = [row for row in table if row["document"] == document]
        claims = [prediction for row in said for prediction in predictions([row])]
        rows_found = [score.norm_row(claim) for claim in claims]
        pairs = dict(score.score_doc(wanted, rows_found, words[document], False, defaultdict(score.C), None))
        for turn, row in enumerate(wanted):
            truth[document, turn] = row.get("coref") or f"{document} {turn}"
            claim = claims[pairs[turn]] if turn in pairs else None
            found[document, turn] = event_of[json.dumps([claim], sort_keys=True)] if claim else f"unread {document} {turn}"
            read |= {(document, turn)} if claim else set()
    return Scored(found, truth, frozenset(read))


def lines(name: str, scored: Scored, *, errors: bool) -> Iterable[str]:
    """Yield what is printed of one score."""
    for words, one in (("of those read", scored.of_those_read()), ("all", scored)):
        figures = f"B-cubed {b_cubed(one.found, one.truth)}   CEAF-e {ceaf_e(one.found, one.truth)}"
        wrong = len(mixed(one.found, one.truth))
        yield f"{name + ', ' + words:<32} {len(one.truth):>4} tellings   {figures}   mixed {wrong}"
    if errors:
        one = scored.of_those_read()
        yield from (f"    mixed: {' + '.join(true)}" for true in mixed(one.found, one.truth))
        yield from (f"    torn:  {true} over {parts}" for true, parts in torn(one.found, one.truth))
        unread = sorted((item for item in scored.truth if item not in scored.read), key=str)
        yield from (f"    unread: {item} {scored.truth[item]}" for item in unread)


def report(graph: Path, which: str = REAL, *, errors: bool = False) -> Iterable[str]:
    """Yield the figures of a graph of the three reports, or of a set of our own, of which only the events are marked."""
    if which == REAL:
        named, people = scored_entities(graph)
        yield from lines("named entities", named, errors=errors)
        yield from lines("people", people, errors=errors)
    events = scored_events(graph, texts_and_gold(which)[1])
    told = Counter(true for item, true in events.truth.items() if item in events.read)
    yield from lines("events", events, errors=errors)
    again = events._replace(truth={item: true for item, true in events.truth.items() if told[true] > 1})
    yield from lines("events told more than once", again, errors=False)


def main() -> int:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--graph", type=Path, help="a graph of the three reports; without it one is built and thrown away")
    parser.add_argument("--reports", action="store_true", help="the events of the ten reports of tests/reports instead")
    parser.add_argument("--errors", action="store_true", help="say what is mixed, torn apart or not read")
    given = parser.parse_args()
    which = "reports" if given.reports else REAL
    try:
        with tempfile.TemporaryDirectory() as folder:
            graph = given.graph or Path(folder, "graph")
            if not given.graph:
                kg.build(texts_and_gold(which)[0], graph, workers=1)
            print("\n".join(report(graph, which, errors=given.errors)))
    except (UsageError, WitnessGraphError) as error:
        print(f"score_resolution: {error}", file=sys.stderr)
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
