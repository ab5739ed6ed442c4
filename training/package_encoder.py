"""Make a pack's encoder out of what encoder.py trained: few bits a weight, measured on the test parts, with a README.

    python training/package_encoder.py --lang en --trained BUILD/en-encoder --data BUILD/en --out packs/encoder-en

Weights are stored as whole numbers of so many bits with a scale a row; compression takes what the few bits leave.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy
import spacy
import torch
from numpy.typing import NDArray
from spacy.tokens import Doc, DocBin

from kg.annotate.encoder import ENCODER_FORMAT, Encoder, analysed, load_encoder

BITS, PIECE_BITS = 7, 6
LICENCES = {
    "en": "CC BY-SA 4.0 (UD English-EWT, UNER, WikiGold, WNUT 17, CrossNER, re3d), Apache 2.0 (all-MiniLM-L6-v2); see NOTICE",
}
README = """# Encoder: {lang}

A transformer of six layers (all-MiniLM-L6-v2, taught further with `training/encoder.py`) that finds tags, features, Universal
Dependencies, sentences and names PER/ORG/LOC. {pieces:,} pieces of words; {size:.1f} MB, {bits} bits a weight ({piece_bits}
for pieces). Words and base forms come from `packs/{lang}`. Why it is the default: decision 6 in `docs/decisions/`.

Test sets: UD English-EWT 2.16 test, UNER English-EWT test; words as in the treebank, sentence boundaries its own.

| measure | value |
|---|---|
{rows}

Licence: {licence}

Made by `python training/package_encoder.py --lang {lang}`.
"""


def stored(name: str, value: NDArray[numpy.float32]) -> dict[str, NDArray[Any]]:
    """Return a matrix as whole numbers and their scales; what is small is stored as 16-bit floats."""
    if value.ndim < 2 or name == "W":
        return {name: value.astype(numpy.float16)}
    most = 2 ** ((PIECE_BITS if name == "enc.word.weight" else BITS) - 1) - 1
    scale = numpy.maximum(numpy.abs(value).max(-1), 1e-8) / most
    return {name: numpy.rint(value / scale[..., None]).astype(numpy.int8), f"{name}:scale": scale.astype(numpy.float16)}


def docs(path: Path, lang: str) -> list[Doc]:
    """Read a file that convert.py wrote."""
    return list(DocBin().from_disk(path).get_docs(spacy.blank(lang).vocab))


def f1(right: int, found: int, wanted: int) -> list[tuple[str, float]]:
    """Return precision, recall and F1 in per cent."""
    return [("P", 100 * right / max(found, 1)), ("R", 100 * right / max(wanted, 1)), ("F1", 200 * right / max(found + wanted, 1))]


def trees(texts: list[Doc], encoder: Encoder) -> dict[str, float]:
    """Return how well tags, trees and sentences are found; marks do not count."""
    words, right, right_starts, starts, wanted = 0, dict.fromkeys(("UPOS accuracy", "feature accuracy", "UAS", "LAS"), 0), 0, 0, 0
    begun = time.process_time()
    read = [analysed(doc, encoder) for doc in texts]
    spent = time.process_time() - begun
    for doc, found in zip(texts, read, strict=True):
        ours, theirs = ({sentence.start for sentence in one.sents} for one in (found, doc))
        right_starts, starts, wanted = right_starts + len(ours & theirs), starts + len(ours), wanted + len(theirs)
        for token, got in zip(doc, found, strict=True):
            if token.pos_ != "PUNCT":
                words += 1
                attached = token.head.i == got.head.i
                right["UPOS accuracy"] += token.pos_ == got.pos_
                right["feature accuracy"] += str(token.morph) == str(got.morph)
                right["UAS"] += attached
                right["LAS"] += attached and token.dep_ == got.dep_
    out = {name: 100 * count / words for name, count in right.items()}
    out["sentence F1"] = f1(right_starts, starts, wanted)[2][1]
    out["words per CPU second"] = sum(map(len, texts)) / spent
    return out


def names(texts: list[Doc], encoder: Encoder, labels: Iterable[str]) -> dict[str, float]:
    """Return how well names are found, all and by label."""
    pairs = [({*spans(doc)}, {*spans(analysed(doc, encoder))}) for doc in texts]
    out = {}
    for label in ("", *labels):
        counts = [0, 0, 0]
        for wanted, found in pairs:
            theirs, ours = ({span for span in one if label in ("", span[2])} for one in (wanted, found))
            counts = [counts[0] + len(ours & theirs), counts[1] + len(ours), counts[2] + len(theirs)]
        out |= {f"names {measure} {label}".strip(): value for measure, value in f1(counts[0], counts[1], counts[2])}
    return out


def spans(doc: Doc) -> list[tuple[int, int, str]]:
    """Return the names of a text."""
    return [(name.start, name.end, name.label_) for name in doc.ents]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lang", choices=sorted(LICENCES), required=True)
    parser.add_argument("--trained", type=Path, required=True, help="what encoder.py wrote, without .pt")
    parser.add_argument("--data", type=Path, required=True, help="folder that convert.py wrote")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--version", default="e1")
    options = parser.parse_args()
    told = json.loads(options.trained.with_suffix(".json").read_text("utf-8"))
    state = torch.load(options.trained.with_suffix(".pt"))
    letters = json.dumps({key: told[key] for key in ("pieces", "tags", "deps", "ner")}, ensure_ascii=False)
    arrays: dict[str, NDArray[Any]] = {"told": numpy.frombuffer(letters.encode(), dtype=numpy.uint8)}
    for name, value in sorted(state.items()):
        arrays |= stored(name, value.float().numpy())
    options.out.mkdir(parents=True, exist_ok=True)
    numpy.savez_compressed(options.out / "encoder.npz", **arrays)
    licence = LICENCES[options.lang]
    (options.out / "encoder.toml").write_text(
        f'format = {ENCODER_FORMAT}\nlanguage = "{options.lang}"\nversion = "{options.version}"\nlicence = "{licence}"\n', "utf-8"
    )
    encoder = load_encoder(options.out)
    figures = trees(docs(options.data / "syntax-test.spacy", options.lang), encoder)
    figures |= names(docs(options.data / "names-test.spacy", options.lang), encoder, ("PER", "ORG", "LOC"))
    if (options.data / "names-re3d.spacy").exists():
        held_out = names(docs(options.data / "names-re3d.spacy", options.lang), encoder, ())
        figures["names F1, held-out re3d reports"] = held_out["names F1"]
    rows = "\n".join(f"| {name} | {value:{',.0f' if value > 100 else '.1f'}} |" for name, value in figures.items())
    size = sum(path.stat().st_size for path in options.out.iterdir() if path.suffix != ".md") / 1e6
    (options.out / "README.md").write_text(
        README.format(
            lang=options.lang, rows=rows, licence=licence, pieces=len(told["pieces"]), size=size, bits=BITS, piece_bits=PIECE_BITS
        ),
        "utf-8",
    )
    print(rows)


if __name__ == "__main__":
    main()
