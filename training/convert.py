"""Turn open treebanks and name corpora into spaCy training files.

    python training/convert.py DATA OUT [--lang en|nb]

DATA is laid out as described in training/README.md. OUT receives `syntax-{train,dev,test}.spacy` and
`names-{train,dev,test}.spacy`. The same input and seed give the same bytes.
"""

from __future__ import annotations

import argparse
import json
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import spacy
from spacy.tokens import Doc, DocBin, Span
from spacy.util import filter_spans
from spacy.vocab import Vocab

SEED = 20161
NAME_LABELS = {
    "PER": "PER", "ORG": "ORG", "LOC": "LOC", "GPE_LOC": "LOC", "GPE_ORG": "LOC",
    "person": "PER", "location": "LOC", "corporation": "ORG",
    "politician": "PER", "organisation": "ORG", "politicalparty": "ORG", "country": "LOC",
    "Person": "PER", "Organisation": "ORG", "Location": "LOC",
}


@dataclass
class Sentence:
    """One treebank sentence; every list has one item a word."""

    sent_id: str
    words: list[str] = field(default_factory=list)
    spaces: list[bool] = field(default_factory=list)
    lemmas: list[str] = field(default_factory=list)
    upos: list[str] = field(default_factory=list)
    feats: list[str] = field(default_factory=list)
    heads: list[int] = field(default_factory=list)
    deprels: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    starts_paragraph: bool = False


def read_conllu(path: Path) -> Iterator[Sentence]:
    """Yield the sentences of a CoNLL-U file; multiword tokens and empty nodes are passed over."""
    sentence = Sentence("")
    for line in path.read_text("utf-8").splitlines():
        if not line:
            if sentence.words:
                yield sentence
            sentence = Sentence("")
        elif line.startswith("#"):
            if line.startswith("# sent_id = "):
                sentence.sent_id = line[12:]
            elif line.startswith(("# newpar", "# newdoc")):
                sentence.starts_paragraph = True
        else:
            columns = line.split("\t")
            if not columns[0].isdigit():
                continue
            misc = dict(part.split("=", 1) for part in columns[9].split("|") if "=" in part)
            sentence.words.append(columns[1])
            sentence.spaces.append(misc.get("SpaceAfter") != "No")
            sentence.lemmas.append(columns[2].lstrip("$") or columns[1])
            sentence.upos.append(columns[3])
            sentence.feats.append("" if columns[5] == "_" else columns[5])
            sentence.heads.append(int(columns[6]))
            sentence.deprels.append(columns[7])
            sentence.names.append(misc.get("name", ""))
    if sentence.words:
        yield sentence


def read_iob(path: Path) -> Iterator[tuple[str, list[str], list[str]]]:
    """Yield (sentence id, words, tags) of a two-or-more-column name file."""
    sent_id, words, tags = "", [], []
    for line in [*path.read_text("utf-8").splitlines(), ""]:
        if not line.strip():
            if words:
                yield sent_id, words, tags
            sent_id, words, tags = "", [], []
        elif line.startswith("# "):
            if line.startswith("# sent_id = "):
                sent_id = line[12:]
        else:
            columns = line.split("\t") if "\t" in line else line.split()
            if columns[0].isdigit() and len(columns) > 2:
                columns = columns[1:]
            words.append(columns[0])
            tags.append(columns[1])
    return


def entity_tags(tags: list[str]) -> list[str]:
    """Map any corpus's tags to IOB2 over PER, ORG and LOC; everything else is outside."""
    out, previous = [], ""
    for tag in tags:
        label = NAME_LABELS.get(tag[2:], "") if "-" in tag else ""
        if not label:
            out.append("O")
        elif tag.startswith("B-") or tag[2:] != previous:
            out.append(f"B-{label}")
        else:
            out.append(f"I-{label}")
        previous = tag[2:] if label else ""
    return out


def typographic(words: list[str], lang: str, rng: random.Random) -> list[str]:
    """Replace straight quotes with the ones that newspapers print."""
    opening, closing = rng.choice([("“", "”"), ("«", "»")] if lang == "nb" else [("“", "”")])
    out, is_open = [], False
    for word in words:
        if word == '"':
            is_open = not is_open
            word = opening if is_open else closing
        elif word in ("«", "»") and opening == "“":
            word = opening if word == "«" else closing
        out.append(word.replace("'", "’"))
    return out


def to_doc(vocab: Vocab, group: list[Sentence], lang: str, rng: random.Random, *, variant: str = "") -> Doc:
    """Join sentences to one Doc with syntax; *variant* is "", "caps", "headline" (no final stop) or "nocomma"."""
    words, spaces, lemmas, pos, morphs, heads, deps, starts = [], [], [], [], [], [], [], []
    quotes = rng.random() < 0.4
    for sentence in group:
        base = len(words)
        keep = list(range(len(sentence.words)))
        if variant == "headline" and sentence.upos[-1] == "PUNCT" and len(keep) > 3:
            keep = keep[:-1]
        texts = typographic(sentence.words, lang, rng) if quotes else sentence.words
        for index in keep:
            words.append(texts[index].upper() if variant == "caps" else texts[index])
            spaces.append(sentence.spaces[index])
            lemmas.append(sentence.lemmas[index])
            pos.append(sentence.upos[index])
            morphs.append(sentence.feats[index])
            head = sentence.heads[index]
            heads.append(base + (index if head == 0 else head - 1))
            deps.append("ROOT" if head == 0 else sentence.deprels[index])
            starts.append(index == 0)
        if spaces:
            spaces[-1] = True
    return Doc(vocab, words=words, spaces=spaces, lemmas=lemmas, pos=pos, morphs=morphs, heads=heads, deps=deps)


def paragraphs(sentences: list[Sentence], rng: random.Random, longest: int) -> Iterator[list[Sentence]]:
    """Group consecutive sentences into paragraphs, by the treebank's own marks where it has them."""
    group: list[Sentence] = []
    limit = rng.randint(1, longest)
    for sentence in sentences:
        if group and (sentence.starts_paragraph or len(group) >= limit):
            yield group
            group, limit = [], rng.randint(1, longest)
        group.append(sentence)
    if group:
        yield group


def syntax_docs(vocab: Vocab, sentences: list[Sentence], lang: str, *, augment: bool) -> Iterator[Doc]:
    """Yield paragraphs, and for training some copies in capitals and as headlines."""
    rng = random.Random(SEED)
    for group in paragraphs(sentences, rng, 5 if augment else 4):
        if not augment:
            rng.random()
            yield to_doc(vocab, group, lang, random.Random(1))
            continue
        yield to_doc(vocab, group, lang, rng)
        dice = rng.random()
        if dice < 0.03:
            yield to_doc(vocab, group[:1], lang, rng, variant="caps")
        elif dice < 0.12:
            yield to_doc(vocab, group[:1], lang, rng, variant="headline")


def names_doc(vocab: Vocab, words: list[str], tags: list[str], spaces: list[bool] | None, lang: str, rng: random.Random) -> Doc:
    """Build a Doc that carries names only."""
    texts = typographic(words, lang, rng) if rng.random() < 0.4 else words
    return Doc(vocab, words=texts, spaces=spaces, ents=entity_tags(tags))


def re3d_docs(nlp: spacy.Language, root: Path) -> Iterator[tuple[str, Doc]]:
    """Yield (document id, Doc) of re3d, with the names trimmed of leading articles and lower-case descriptions left out."""
    for folder in sorted(path for path in root.iterdir() if path.is_dir()):
        entities: dict[str, list[dict[str, object]]] = {}
        for line in (folder / "entities.json").read_text("utf-8").splitlines():
            row = json.loads(line)
            entities.setdefault(row["documentId"], []).append(row)
        for line in (folder / "documents.json").read_text("utf-8").splitlines():
            document = json.loads(line)
            text = document["text"]
            base = 0
            for paragraph in re.split(r"(\n+)", text):
                doc = nlp.make_doc(paragraph)
                spans: list[Span] = []
                for row in entities.get(document["_id"], ()):
                    label = NAME_LABELS.get(str(row["type"]))
                    begin, end = int(str(row["begin"])) - base, int(str(row["end"])) - base
                    if not label or begin < 0 or end > len(paragraph):
                        continue
                    value = paragraph[begin:end]
                    trimmed = re.match(r"(?:[Tt]he|[Aa]n?|[Oo]ur|[Tt]his)\s+", value)
                    if trimmed:
                        begin += trimmed.end()
                    words = paragraph[begin:end].split()
                    if not words or not words[0][:1].isupper() or not words[-1][:1].isupper():
                        continue
                    span = doc.char_span(begin, end, label=label)
                    if span is not None:
                        spans.append(span)
                doc.set_ents(filter_spans(spans), default="outside")
                if paragraph.strip():
                    yield document["_id"], doc
                base += len(paragraph)


def held_out(document_id: str) -> bool:
    """Say whether a re3d document is kept for testing (about a quarter, by its own id)."""
    return int(document_id[:6], 16) % 4 == 0


def english_names(data: Path, nlp: spacy.Language) -> dict[str, list[Doc]]:
    """Collect English names: EWT, WikiGold, WNUT 17, CrossNER politics and re3d."""
    rng, vocab, folder = random.Random(SEED), nlp.vocab, data / "names/en"
    out: dict[str, list[Doc]] = {}
    for split in ("train", "dev", "test"):
        spacing = {s.sent_id: s for s in read_conllu(data / f"treebanks/en/{split}.conllu")}
        out[split] = []
        for sent_id, words, tags in read_iob(folder / f"ewt-{split}.iob2"):
            known = spacing.get(sent_id)
            spaces = known.spaces if known and known.words == words else None
            out[split].append(names_doc(vocab, words, tags, spaces, "en", rng if split == "train" else random.Random(1)))
    for path in (folder / "wikigold.conll", folder / "wnut17-train.conll", *sorted((folder / "crossner-politics").glob("*.txt"))):
        for _, words, tags in read_iob(path):
            if words != ["-DOCSTART-"]:
                out["train"].append(names_doc(vocab, words, tags, None, "en", rng))
    out["re3d"] = []
    for document_id, doc in re3d_docs(nlp, folder / "re3d"):
        out["re3d" if held_out(document_id) else "train"].append(doc)
    return out


def norwegian_names(data: Path, vocab: Vocab) -> dict[str, list[Doc]]:
    """Collect Norwegian names: NorNE, whose training tags stand in the treebank itself."""
    rng = random.Random(SEED)
    out: dict[str, list[Doc]] = {"train": [], "dev": [], "test": []}
    for sentence in read_conllu(data / "treebanks/nb/train.conllu"):
        out["train"].append(names_doc(vocab, sentence.words, sentence.names, sentence.spaces, "nb", rng))
    for split in ("dev", "test"):
        spacing = {s.sent_id: s for s in read_conllu(data / f"treebanks/nb/{split}.conllu")}
        for sent_id, words, tags in read_iob(data / f"names/nb/norne-{split}.iob2"):
            known = spacing.get(sent_id)
            spaces = known.spaces if known and known.words == words else None
            out[split].append(names_doc(vocab, words, tags, spaces, "nb", random.Random(1)))
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--lang", choices=("en", "nb"), required=True)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    nlp = spacy.blank(options.lang)
    for split in ("train", "dev", "test"):
        sentences = list(read_conllu(options.data / f"treebanks/{options.lang}/{split}.conllu"))
        docs = list(syntax_docs(nlp.vocab, sentences, options.lang, augment=split == "train"))
        DocBin(docs=docs, store_user_data=False).to_disk(options.out / f"syntax-{split}.spacy")
        print(f"{options.lang} syntax {split}: {len(sentences)} sentences in {len(docs)} paragraphs")
    names = english_names(options.data, nlp) if options.lang == "en" else norwegian_names(options.data, nlp.vocab)
    for split, docs in names.items():
        if split == "train":
            random.Random(SEED).shuffle(docs)
        DocBin(docs=docs, store_user_data=False).to_disk(options.out / f"names-{split}.spacy")
        print(f"{options.lang} names {split}: {len(docs)} sentences, {sum(len(doc.ents) for doc in docs)} names")


if __name__ == "__main__":
    main()
