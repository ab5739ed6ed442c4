"""Make a pack's encoder out of what encoder.py trained: few bits a weight, measured on the test parts, with a README.

    python training/package_encoder.py --lang en --trained BUILD/en-encoder --data BUILD/en --out packs/encoder-en

Weights are stored as whole numbers of so many bits with a scale a row; compression takes what the few bits leave.
"""

from __future__ import annotations

import argparse
import json
import os
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import torch
from bits import stored, write
from package import TESTS, measure, table

from kg.annotate.encoder import ENCODER_FORMAT, load_encoder
from kg.annotate.pack import load

BITS, PIECE_BITS = 7, 6
LICENCES = {
    "en": "CC BY-SA 4.0 (UD English-EWT, UNER, WikiGold, WNUT 17, CrossNER, re3d), Apache 2.0 (all-MiniLM-L6-v2); see NOTICE",
    "nb": "CC BY-SA 4.0 (UD Norwegian-Bokmaal, NorNE, Norsk Ordbank; see NOTICE)",
}
NAMES_BY_THE_PACK = {"nb"}
"""Here the small pack finds more names rightly; the encoder leaves them to it."""
MADE = {
    "en": "A transformer of six layers (all-MiniLM-L6-v2, taught further with `training/encoder.py`)",
    "nb": "LSTMs of both directions, three layers, over words, letters and dictionary readings (`training/encoder.py`)",
}
README = """# Encoder: {lang}

{made}
that finds tags, features, Universal Dependencies, {sentences}. {entries:,} {unit}; {size:.1f} MB,
{bits} bits a weight ({piece_bits} for {unit}). Words and base forms come from `packs/{lang}`. Why it is the default: decisions 6
and 8 in `docs/decisions/`.

Measured together with `packs/{lang}` on {tests}.
Raw text, own tokenisation and sentence boundaries, paragraphs of one to four sentences.
Own held-out sentences: `training/held_out.*.txt`.

| measure | value |
|---|---|
{rows}

Licence: {licence}

Made by `python training/package_encoder.py --lang {lang}`.
"""


def bits_of(name: str) -> int:
    """Return how many bits a number of a matrix takes."""
    return 16 if name == "W" else PIECE_BITS if name == "enc.word.weight" else BITS


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
    if options.lang in NAMES_BY_THE_PACK:
        told["ner"], state = [], {name: value for name, value in state.items() if not name.startswith("ner.")}
    lists = {key: entries for key, entries in told.items() if key != "lang"}
    matrices = (stored(name, value.float().numpy(), bits_of(name)) for name, value in sorted(state.items()))
    write(options.out / "encoder.npz", lists, matrices)
    licence = LICENCES[options.lang]
    (options.out / "encoder.toml").write_text(
        f'format = {ENCODER_FORMAT}\nlanguage = "{options.lang}"\nversion = "{options.version}"\nlicence = "{licence}"\n', "utf-8"
    )
    alone = load(options.lang)
    encoder = load_encoder(options.out, alone.lemmas.readings) if alone.lemmas else load_encoder(options.out)
    rows = table(measure(replace(alone, encoder=encoder), options.data))
    size = sum(path.stat().st_size for path in options.out.iterdir() if path.suffix != ".md") / 1e6
    (options.out / "README.md").write_text(
        README.format(
            lang=options.lang,
            tests=TESTS[options.lang],
            rows=rows,
            licence=licence,
            made=MADE[options.lang],
            sentences="and sentences; names are left to the pack" if not told["ner"] else "sentences and names PER/ORG/LOC",
            entries=len(told.get("pieces", told.get("words"))),
            unit="pieces of words" if "pieces" in told else "words",
            size=size,
            bits=BITS,
            piece_bits=PIECE_BITS,
        ),
        "utf-8",
    )
    print(rows)


if __name__ == "__main__":
    main()
