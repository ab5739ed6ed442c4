"""Make a pack's encoder out of what encoder.py trained: few bits a weight, measured on the test parts.

    python training/package_encoder.py --lang en --trained BUILD/en-encoder --data BUILD/en --out packs/encoder-en [--bits 7] [--embedding-bits 6]

Weights are stored as whole numbers of so many bits with a scale a row; compression takes what the few bits leave.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy
import torch
from numpy.typing import NDArray

from kg.annotate.encoder import ENCODER_FORMAT

LICENCES = {
    "en": "CC BY-SA 4.0 (UD English-EWT, UNER, WikiGold, WNUT 17, CrossNER, re3d), Apache 2.0 (all-MiniLM-L6-v2); see NOTICE",
    "nb": "CC BY-SA 4.0 (UD Norwegian-Bokmaal, NorNE, UD English-EWT), Apache 2.0 (all-MiniLM-L6-v2); see NOTICE",
}


def stored(name: str, value: NDArray[numpy.float32], bits: int) -> dict[str, NDArray[numpy.generic]]:
    """Return a matrix as whole numbers and their scales; what is small is stored as 16-bit floats."""
    if value.ndim < 2 or name == "W":
        return {name: value.astype(numpy.float16)}
    most = 2 ** (bits - 1) - 1
    scale = numpy.maximum(numpy.abs(value).max(-1), 1e-8) / most
    return {name: numpy.rint(value / scale[..., None]).astype(numpy.int8), f"{name}:scale": scale.astype(numpy.float16)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lang", required=True)
    parser.add_argument("--trained", type=Path, required=True, help="what encoder.py wrote, without .pt")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--version", default="e1")
    parser.add_argument("--bits", type=int, default=7)
    parser.add_argument("--embedding-bits", type=int, default=6)
    options = parser.parse_args()
    told = json.loads(options.trained.with_suffix(".json").read_text("utf-8"))
    state = torch.load(options.trained.with_suffix(".pt"))
    arrays: dict[str, NDArray[numpy.generic]] = {"told": numpy.frombuffer(json.dumps(told, ensure_ascii=False).encode(), dtype=numpy.uint8)}
    for name, value in sorted(state.items()):
        bits = options.embedding_bits if name == "enc.word.weight" else options.bits
        arrays |= stored(name, value.float().numpy(), bits)
    options.out.mkdir(parents=True, exist_ok=True)
    numpy.savez_compressed(options.out / "encoder.npz", **arrays)
    (options.out / "encoder.toml").write_text(
        f'format = {ENCODER_FORMAT}\nlanguage = "{options.lang}"\nversion = "{options.version}"\nlicence = "{LICENCES[options.lang]}"\n', "utf-8"
    )
    print(f"{options.out / 'encoder.npz'}: {(options.out / 'encoder.npz').stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
