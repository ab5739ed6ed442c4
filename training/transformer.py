"""The body of the English encoder: all-MiniLM-L6-v2, with fewer pieces and the case of words."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F
from safetensors.torch import load_file
from spacy.tokens import Doc
from torch import Tensor, nn

from kg.annotate.pieces import CASES, FIRST, LAST, UNKNOWN, Pieces

WIDTH, INNER, HEADS, LAYERS, LENGTH = 384, 1536, 12, 6, 512
FREQUENT = 12_000
"""So many of the most frequent words keep their pieces, whether the data hold them or not."""
SEEN = 4
"""Words that occur so often in the data keep their pieces; others are cut into the pieces of these."""
STEP = 8
"""Lengths of texts are counted up to a multiple of so many words or pieces: each new shape costs torch a second."""


class Layer(nn.Module):
    """One layer of the transformer."""

    def __init__(self) -> None:
        super().__init__()
        self.qkv, self.o = nn.Linear(WIDTH, 3 * WIDTH), nn.Linear(WIDTH, WIDTH)
        self.f1, self.f2 = nn.Linear(WIDTH, INNER), nn.Linear(INNER, WIDTH)
        self.n1, self.n2 = nn.LayerNorm(WIDTH, 1e-12), nn.LayerNorm(WIDTH, 1e-12)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """Return vectors [text, piece, 384]; *mask* says which pieces there are."""
        texts, length, _ = x.shape
        q, k, v = self.qkv(x).view(texts, length, 3, HEADS, WIDTH // HEADS).permute(2, 0, 3, 1, 4)
        seen = F.scaled_dot_product_attention(q, k, v, attn_mask=mask).transpose(1, 2).reshape(x.shape)
        x = self.n1(x + F.dropout(self.o(seen), 0.1, self.training))
        return self.n2(x + F.dropout(self.f2(F.gelu(self.f1(x), approximate="tanh")), 0.1, self.training))


class Transformer(nn.Module):
    """Words to vectors [text, word, 384]: that of the first piece of each.

    Args:
        told: the lists that go with the weights; ``pieces`` is used.
    """

    width = WIDTH
    dropout = 0.1
    rates = (1.0, 7.5, 1.0)
    """What the rate is multiplied with: for the weights of the body, for those of cases and heads, for words or pieces."""

    def __init__(self, told: dict[str, Any]) -> None:
        super().__init__()
        self.pieces = Pieces(told["pieces"])
        self.word, self.pos = nn.Embedding(len(told["pieces"]), WIDTH), nn.Embedding(LENGTH, WIDTH)
        self.case = nn.Embedding(CASES, WIDTH)
        self.typ = nn.Parameter(torch.zeros(WIDTH))
        self.norm = nn.LayerNorm(WIDTH, 1e-12)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        nn.init.zeros_(self.case.weight)

    def coded(self, words: list[str]) -> tuple[list[int], list[int], list[int]]:
        """Return a text as `forward` wants it, see `Pieces.encode`; its length is that of the first list."""
        return self.pieces.encode(words)

    def forward(self, batch: list[tuple[list[int], list[int], list[int]]]) -> Tensor:
        """Return vectors [text, word, 384] of texts that `coded` has coded."""
        ids, case, begins = (padded([text[part] for text in batch]) for part in range(3))
        x = self.norm(self.word(ids) + self.pos.weight[: ids.shape[1]] + self.typ + self.case(case))
        x = F.dropout(x, 0.1, self.training)
        mask = (ids != 0)[:, None, None, :]
        for layer in self.layers:
            x = layer(x, mask)
        return torch.gather(x, 1, begins[:, :, None].expand(-1, -1, WIDTH))


def padded(rows: list[list[int]], filling: int = 0) -> Tensor:
    """Return rows of unequal length as a matrix."""
    most = max(map(len, rows))
    return torch.tensor([list(row) + [filling] * (most - len(row)) for row in rows])


def vocabulary(lang: str, texts: list[Doc], known: list[str]) -> list[str]:
    """Return the pieces to keep, in the order of the encoder's own; the first is the filling."""
    from wordfreq import top_n_list

    full = Pieces(known)
    counts = Counter(token.text for doc in texts for token in doc)
    kept: set[str] = {"[PAD]", UNKNOWN, FIRST, LAST}
    kept.update(piece for piece in known if len(piece.removeprefix("##")) == 1)
    seen = [word for word, count in counts.items() if count >= SEEN]
    kept.update(known[index] for word in (*seen, *top_n_list(lang, FREQUENT, wordlist="large")) for index in full.of(word))
    return [piece for piece in known if piece in kept]


def chosen(pieces: list[str], known: list[str], weights: Tensor) -> Tensor:
    """Return the rows of the pieces that are kept."""
    places = {piece: place for place, piece in enumerate(known)}
    return weights[[places[piece] for piece in pieces]]


def from_minilm(folder: Path) -> tuple[list[str], dict[str, Tensor]]:
    """Return the pieces and the weights of all-MiniLM-L6-v2, by our names."""
    raw = {name.removeprefix("bert."): value for name, value in load_file(folder / "model.safetensors").items()}
    out = {
        "word.weight": raw["embeddings.word_embeddings.weight"],
        "pos.weight": raw["embeddings.position_embeddings.weight"],
        "typ": raw["embeddings.token_type_embeddings.weight"][0],
        "norm.weight": raw["embeddings.LayerNorm.weight"],
        "norm.bias": raw["embeddings.LayerNorm.bias"],
    }
    names = {"o": "attention.output.dense", "n1": "attention.output.LayerNorm", "f1": "intermediate.dense",
             "f2": "output.dense", "n2": "output.LayerNorm"}  # fmt: skip
    for layer in range(LAYERS):
        for kind in ("weight", "bias"):
            there = f"encoder.layer.{layer}."
            parts = [raw[f"{there}attention.self.{part}.{kind}"] for part in ("query", "key", "value")]
            out[f"layers.{layer}.qkv.{kind}"] = torch.cat(parts)
            for ours, theirs in names.items():
                out[f"layers.{layer}.{ours}.{kind}"] = raw[f"{there}{theirs}.{kind}"]
    return (folder / "vocab.txt").read_text("utf-8").split("\n")[: len(out["word.weight"])], out
