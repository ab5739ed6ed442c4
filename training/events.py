"""Learn which words tell of an event and who takes part in it: makes packs/events-<language>, for all languages together.

    python training/events.py              train some networks (see below), write them, measure
    python training/events.py --measure    measure the shipped ones only: rules alone, and checked

Each network takes some twenty minutes of one core for both languages; as many are trained at a time as there are cores. They are
measured on `events_held_out.*.txt`, records of the same kind by another hand that nobody trained on or wrote rules for.

The marked sentences are read with each language's encoder and the rules; both are what the networks see, beside the words of
`ontology/lexicon/telling.*.toml`. Train anew when any of these has changed much. The same sentences, encoders, rules and words
give the same networks.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import sys
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy
from numpy.typing import NDArray

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # the checkout, whether it is installed or not

from bits import stored, write  # noqa: E402
from event_net import Example, Net, Pair, train, values  # noqa: E402
from marked import Event, Record, coded, whole  # noqa: E402

from benchmarks.intervals import Counts, scores  # noqa: E402
from benchmarks.unseen import MEASURES, document, score_events  # noqa: E402
from kg.annotate import event_check, learned_events, reader  # noqa: E402
from kg.annotate.drafts import Draft  # noqa: E402
from kg.annotate.learned_events import EVENTS_FORMAT, NAMES, NOT_LEARNED, ROLES, load_events  # noqa: E402
from kg.annotate.pack import load  # noqa: E402
from kg.annotate.roles import Roles  # noqa: E402
from kg.annotate.telling import Telling, telling  # noqa: E402
from kg.annotate.words import Word  # noqa: E402

Floats = NDArray[numpy.float32]
LANGUAGES = ("en", "nb")
SETS = ("events", "events_rare", "events_plain")
"""The files of marked sentences: of all kinds; with words that the first have seldom; in the plain words of agencies."""
HELD_OUT = "events_held_out"
SEEDS = (20, 21)
"""One for each network; their answers are averaged."""
BITS = 8
VERSION = "v2"
PARTS = {"by": "agents", "to": "patients", "with": "instruments", "at": "places"}
LICENCE = "CC BY-SA 4.0, as the encoder whose vectors it reads; the sentences are ours, CC0 1.0; see NOTICE"
README = """# Learned events: {lang}

`events.npz`: which words tell of an event, and who takes part in it, learned from {records:,} records of our own wording with
{events:,} events ({files}, together with those of the other languages) and read by
`kg/annotate/learned_events.py`, on the vectors of `packs/encoder-{lang}`, on what the rules found and on what words may tell
(`ontology/lexicon/telling.{lang}.toml`). {nets} networks, {size:.1f} MB, {bits} bits a weight.

Made by `python training/events.py`, seeds fixed; what they can do is printed by the same command with `--measure` and told in
`docs/decisions/0009-learned-events-check-the-rules.md`.

Licence: {licence}
"""


class _Whole:
    """Keeps the vectors of words as they are, in place of what a model keeps of them."""

    @staticmethod
    def project(vectors: Floats) -> Floats:
        return vectors


def marked_records(language: str) -> list[Record]:
    """Return the sentences of a language that are learned from."""
    return [record for name in SETS for record in whole(ROOT / "training" / f"{name}.{language}.txt")]


def examples(language: str, records: Iterable[Record]) -> list[Example]:
    """Read records with encoder and rules."""
    pack = replace(load(language), events=_Whole())  # type: ignore[arg-type]  # it is asked for nothing else
    told = telling(language, NAMES)
    out = []
    for number, record in enumerate(records):
        reading = reader.parse(document(record.text, language, f"record-{number}"), pack)
        reader.attribute(reading)
        reader.detect(reading)
        for paragraph in reading.paragraphs:
            if paragraph.sentences and paragraph.seen is not None:
                out.append(_example(paragraph.words, paragraph.seen, paragraph.drafts, record.events, reading.roles, told))
    return out


def _example(
    words: list[Word], vectors: Floats, drafts: list[Draft], events: list[Event], roles: Roles, telling_words: Telling
) -> Example:
    first = words[0].index
    by_word = {draft.word.index: draft for draft in reversed(drafts)}
    kinds = [0] * len(words)
    pairs: dict[int, Pair] = {}
    for event in events:
        word = _trigger(words, event, by_word)
        if word is None or kinds[word.index - first]:
            continue
        kinds[word.index - first] = NAMES.index(event.kind) + 1
        draft = by_word.get(word.index) or event_check.drafted(word, event.kind, roles)
        others = learned_events.candidates(word)
        if others and draft.type != "none" and learned_events.kind_number(draft) != NOT_LEARNED:
            there = numpy.zeros((len(others), len(ROLES)), numpy.float32)
            for part, role in PARTS.items():
                heads = [_head(words, filler[0]) for filler in event.parts[part]]
                there[:, ROLES.index(role)] = [other in heads for other in others]
            pairs[word.index] = Pair(
                word.index - first,
                [other.index - first for other in others],
                [learned_events.path(word, other) for other in others],
                learned_events.given(draft, others),
                learned_events.kind_number(draft),
                learned_events.form(draft),
                [learned_events.distance(word, other) for other in others],
                there,
            )
    return Example(
        vectors.astype(numpy.float16),
        [learned_events.told(word, roles) for word in words],
        learned_events.kinds_of_rules(words, drafts),
        learned_events.hints(words, telling_words),
        kinds,
        list(pairs.values()),
    )


def _trigger(words: list[Word], event: Event, by_word: dict[int, Draft]) -> Word | None:
    """Return the word that an event is marked at: among several, what the rules take, or their head."""
    start, end = event.trigger
    inside = [word for word in words if word.start < end and word.end > start]
    return next((word for word in inside if word.index in by_word), _head(words, event.trigger))


def _head(words: list[Word], span: tuple[int, int]) -> Word | None:
    inside = [word for word in words if word.start < span[1] and word.end > span[0]]
    within = {word.index for word in inside}
    return next((word for word in inside if word.head is word or word.head.index not in within), None)


# --- training ----------------------------------------------------------------------------------------------------------------

_LEARNED: dict[str, list[Example]] = {}
"""What all networks learn from; processes that are forked have it at once."""


def _trained(seed: int, known: dict[str, list[str]]) -> dict[str, dict[str, Floats]]:
    """Return the weights of one network, by language."""
    net: Net = train(_LEARNED, known, seed)
    return {language: net.weights(language) for language in _LEARNED}


def write_pack(
    nets: Sequence[Mapping[str, Floats]], known: dict[str, list[str]], out: Path, language: str, records: Sequence[Record]
) -> None:
    """Write networks as `load_events` reads them."""
    named = ((f"{number}.{name}", value) for number, net in enumerate(nets) for name, value in net.items())
    write(out / "events.npz", known, (stored(name, value, BITS) for name, value in named))
    (out / "events.toml").write_text(
        f'format = {EVENTS_FORMAT}\nlanguage = "{language}"\nversion = "{VERSION}"\nlicence = "{LICENCE}"\n', "utf-8"
    )
    told = README.format(
        lang=language,
        licence=LICENCE,
        records=len(records),
        events=sum(len(record.events) for record in records),
        files=", ".join(f"`training/{name}.{language}.txt`" for name in SETS),
        nets=len(nets),
        bits=BITS,
        size=(out / "events.npz").stat().st_size / 1e6,
    )
    (out / "README.md").write_text(told, "utf-8")


# --- measuring -----------------------------------------------------------------------------------------------------------------


def measure(language: str, folder: Path, records: Sequence[Record]) -> None:
    """Print how records are read by the rules alone, and checked by the model in a folder, from text to claims."""
    pack = load(language)
    learned = load_events(folder, language)
    for title, events in (("rules alone", None), ("checked", learned)):
        counts: dict[str, list[Counts]] = {name: [] for name in MEASURES}
        for number, record in enumerate(records):
            read_so = reader.read(document(record.text, language, f"record-{number}"), pack=replace(pack, events=events))
            unit, _ = score_events(coded(record), read_so)
            for name in MEASURES:
                counts[name].append(unit[name])
        for name, found in counts.items():
            all_three = scores(found)
            figures = f"precision {all_three.precision}  recall {all_three.recall}  F1 {all_three.f1}"
            print(f"{language} {title:12} {name:10} {figures}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--measure", action="store_true", help="measure what is there, train nothing")
    parser.add_argument("--out", type=Path, default=ROOT / "packs", help="where events-<language> are; default: packs")
    options = parser.parse_args()
    try:
        records = {language: marked_records(language) for language in LANGUAGES}
        held_out = {language: whole(ROOT / "training" / f"{HELD_OUT}.{language}.txt") for language in LANGUAGES}
    except ValueError as error:
        sys.exit(str(error))
    folders = {language: options.out / f"events-{language}" for language in LANGUAGES}
    if not options.measure:
        with ProcessPoolExecutor(mp_context=multiprocessing.get_context("fork")) as pool:
            _LEARNED.update(zip(LANGUAGES, pool.map(examples, LANGUAGES, records.values()), strict=True))
        known = values([example for some in _LEARNED.values() for example in some])
        with ProcessPoolExecutor(mp_context=multiprocessing.get_context("fork")) as pool:
            nets = list(pool.map(_trained, SEEDS, [known] * len(SEEDS)))
        for language, folder in folders.items():
            write_pack([net[language] for net in nets], known, folder, language, records[language])
    for language, folder in folders.items():
        measure(language, folder, held_out[language])


if __name__ == "__main__":
    main()
