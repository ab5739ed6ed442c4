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
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

import spacy
from augment import Sentence, known_names, spans, swap_names, swapped, without_commas
from grammar import sentences as grammar_sentences
from spacy.tokens import Doc, DocBin, Span
from spacy.util import filter_spans
from spacy.vocab import Vocab
from tokens import blank

HERE = Path(__file__).parent
SEED = 20161
NAME_LABELS = {
    "PER": "PER",
    "ORG": "ORG",
    "LOC": "LOC",
    "GPE_LOC": "LOC",
    "GPE_ORG": "LOC",
    "person": "PER",
    "location": "LOC",
    "corporation": "ORG",
    "politician": "PER",
    "organisation": "ORG",
    "politicalparty": "ORG",
    "country": "LOC",
    "Person": "PER",
    "Organisation": "ORG",
    "Location": "LOC",
}
FINITE = "Mood=Ind|Number={}|Person=3|Tense={}|VerbForm=Fin"
CODES = {
    "BD3S": FINITE.format("Sing", "Past"),
    "BD3P": FINITE.format("Plur", "Past"),
    "BZ": FINITE.format("Sing", "Pres"),
    "BP3P": FINITE.format("Plur", "Pres"),
    "BN": "Tense=Past|VerbForm=Part",
    "BNP": "Tense=Past|VerbForm=Part|Voice=Pass",
    "BG": "Tense=Pres|VerbForm=Part",
    "B": "VerbForm=Inf",
    "NS": "Number=Sing",
    "PS": "Number=Sing",
    "PP": "Number=Plur",
    "NUM": "Number=Plur|NumType=Card",
    "NUMD": "NumForm=Digit|NumType=Card",
    "ADJ": "Degree=Pos",
    "ADV": "",
    "THAT": "PronType=Rel",
    "ACC": "ExtPos=ADP|Tense=Pres|VerbForm=Part",
    "NP": "Number=Plur",
    "NPART": "VerbForm=Part",
    "NINF": "VerbForm=Inf",
    "PRES": "Mood=Ind|Tense=Pres|VerbForm=Fin",
    "NV": "Mood=Ind|Tense=Past|VerbForm=Fin",
} | {
    f"{gender[0]}{definite[0]}{number[0]}": f"Definite={definite}|Gender={gender}|Number={number}"
    for gender in ("Masc", "Fem", "Neut")
    for definite in ("Ind", "Def")
    for number in ("Sing", "Plur")
}
"""Short codes of features in our own sentences."""
UNIONS = re.compile(r"(EU|FN|NATO|Nato)s?")
"""Unions of states: organisations in the English corpora, so in ours; NorNE tags them as political places."""
ORIGINAL, COPIES, NAME_COPIES = 0.4, 0.6, 0.5
"""Shares of paragraphs printed with curly quotes, copied with other words, and of named sentences copied with other names."""
MADE = 5000
"""Sentences made by grammar.py."""


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
    """Replace straight quotes and typed dashes with the ones that newspapers print."""
    dash = rng.choice(("–", "—"))
    opening, closing = rng.choice([("“", "”"), ("«", "»")] if lang == "nb" else [("“", "”")])
    out, is_open = [], False
    for word in words:
        if word == '"':
            is_open = not is_open
            word = opening if is_open else closing
        elif word in ("«", "»") and opening == "“":
            word = opening if word == "«" else closing
        elif word in ("--", "---"):
            word = dash
        out.append(word.replace("'", "’"))
    return out


def to_doc(vocab: Vocab, group: list[Sentence], *, curly: tuple[str, random.Random] | None = None, capitals: bool = False) -> Doc:
    """Join sentences to one Doc with syntax, on demand with a newspaper's quotes or in capitals."""
    words, spaces, lemmas, pos, morphs, heads, deps = [], [], [], [], [], [], []
    for sentence in group:
        base = len(words)
        words += typographic(sentence.words, *curly) if curly else sentence.words
        spaces += sentence.spaces
        spaces[-1] = True
        lemmas += sentence.lemmas
        pos += sentence.upos
        morphs += sentence.feats
        heads += [base + (index if head == 0 else head - 1) for index, head in enumerate(sentence.heads)]
        deps += ["ROOT" if head == 0 else rel for head, rel in zip(sentence.heads, sentence.deprels, strict=True)]
    if capitals:
        words = [word.upper() for word in words]
    return Doc(vocab, words=words, spaces=spaces, lemmas=lemmas, pos=pos, morphs=morphs, heads=heads, deps=deps)


def headline(sentence: Sentence) -> Sentence:
    """Return the sentence without its final stop."""
    out = sentence.copy()
    if len(out.words) > 3 and out.upos[-1] == "PUNCT" and not out.children(len(out.words) - 1):
        out.remove(len(out.words) - 1)
    return out


def bullet(sentence: Sentence, rng: random.Random) -> Sentence:
    """Return the sentence as an item of a list."""
    out = sentence.copy()
    root = next(index for index, head in enumerate(out.heads) if head == 0)
    mark = rng.choice(("•", "-", "*", "–"))
    out.insert(0, mark, lemma=mark, upos="PUNCT", feats="", head=root + 1, deprel="punct", space=True)
    return out


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


def training_docs(nlp: spacy.Language, sentences: list[Sentence], own: list[Sentence]) -> Iterator[Doc]:
    """Yield paragraphs, and beside them copies with other words, in capitals, as headlines, as list items or without commas."""
    rng = random.Random(SEED)

    def doc(group: list[Sentence], *, capitals: bool = False) -> Doc:
        return to_doc(nlp.vocab, group, curly=(nlp.lang, rng) if rng.random() < ORIGINAL else None, capitals=capitals)

    for group in paragraphs(sentences, rng, 5):
        yield doc(group)
        if rng.random() < COPIES:
            yield doc([swapped(sentence, nlp, rng) for sentence in group])
        dice = rng.random()
        if dice < 0.03:
            yield doc([swapped(group[0], nlp, rng)], capitals=True)
        elif dice < 0.12:
            yield doc([headline(swapped(group[0], nlp, rng))])
        elif dice < 0.15:
            yield doc([without_commas(swapped(group[0], nlp, rng))])
        elif dice < 0.17:
            yield doc([bullet(sentence, rng) for sentence in group])
    for group in paragraphs(own, rng, 2):
        yield doc(group)
        for _ in range(11):
            yield doc([swapped(sentence, nlp, rng) for sentence in group])
    for group in paragraphs(grammar_sentences(nlp.lang, MADE, SEED), rng, 1):
        yield doc(group, capitals=rng.random() < 0.03)


def plain_docs(nlp: spacy.Language, sentences: list[Sentence]) -> Iterator[Doc]:
    """Yield paragraphs as they stand, for measuring."""
    for group in paragraphs(sentences, random.Random(SEED), 4):
        yield to_doc(nlp.vocab, group)


def name_copies(nlp: spacy.Language, docs: list[Doc], rng: random.Random) -> Iterator[Doc]:
    """Yield copies of sentences with other names, some in capitals."""
    for doc in docs:
        if not doc.ents or rng.random() >= NAME_COPIES:
            continue
        tags = [f"{word.ent_iob_}-{word.ent_type_}" if word.ent_type_ else "O" for word in doc]
        sentence = Sentence("", words=[word.text for word in doc], spaces=[bool(word.whitespace_) for word in doc], names=tags)
        swap_names(sentence, nlp, rng, 0.7)
        capitals = rng.random() < 0.05
        texts = [word.upper() for word in sentence.words] if capitals else sentence.words
        yield Doc(nlp.vocab, words=texts, spaces=sentence.spaces, ents=sentence.names)


def names_doc(
    vocab: Vocab, words: list[str], tags: list[str], spaces: list[bool] | None, lang: str, rng: random.Random | None = None
) -> Doc:
    """Build a Doc that carries names only; with *rng*, some with a newspaper's quotes."""
    texts = typographic(words, lang, rng) if rng and rng.random() < ORIGINAL else words
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
            out[split].append(names_doc(vocab, words, tags, spaces, "en", rng if split == "train" else None))
    for path in (folder / "wikigold.conll", folder / "wnut17-train.conll", *sorted((folder / "crossner-politics").glob("*.txt"))):
        for _, words, tags in read_iob(path):
            if words != ["-DOCSTART-"]:
                out["train"].append(names_doc(vocab, words, tags, None, "en", rng))
    out["re3d"] = []
    for document_id, doc in re3d_docs(nlp, folder / "re3d"):
        out["re3d" if held_out(document_id) else "train"].append(doc)
    return out


def political_places(sentences: list[Sentence]) -> set[str]:
    """Return the names that NorNE's training part tags as geopolitical, in the forms it holds, and the places of our own list."""
    out = {
        " ".join(sentence.words[first:end])
        for sentence in sentences
        for first, end, label in spans(sentence.names)
        if label.startswith("GPE") and not UNIONS.fullmatch(sentence.words[first])
    }
    countries = [name for name in known_names("nb")["LOC"] if name not in ("EU", "FN")]
    return out | {name + end for name in countries for end in ("", "s", "'", "’")}


def norwegian_tags(words: list[str], tags: list[str], places: set[str]) -> list[str]:
    """Map tags so that states and towns are places whatever they do, as in the English corpora, and unions organisations."""
    tags = list(tags)
    for first, end, label in spans(tags):
        text = " ".join(words[first:end])
        if UNIONS.fullmatch(text):
            tags[first] = "B-ORG"
        elif label == "ORG" and text in places:
            tags[first:end] = ["B-LOC", *["I-LOC"] * (end - first - 1)]
    return tags


def norwegian_names(data: Path, vocab: Vocab) -> dict[str, list[Doc]]:
    """Collect Norwegian names: NorNE, whose training tags stand in the treebank itself.

    The published test and dev files have geopolitical names in the sense of their sentence: "Norge" is now a place, now an
    organisation.
    `test` has them as places throughout, as we train; `official` is as published.
    """
    rng = random.Random(SEED)
    out: dict[str, list[Doc]] = {"train": [], "dev": [], "test": [], "official": []}
    train = list(read_conllu(data / "treebanks/nb/train.conllu"))
    places = political_places(train)
    for sentence in train:
        tags = norwegian_tags(sentence.words, sentence.names, places)
        out["train"].append(names_doc(vocab, sentence.words, tags, sentence.spaces, "nb", rng))
    for split in ("dev", "test"):
        spacing = {s.sent_id: s for s in read_conllu(data / f"treebanks/nb/{split}.conllu")}
        for sent_id, words, tags in read_iob(data / f"names/nb/norne-{split}.iob2"):
            known = spacing.get(sent_id)
            spaces = known.spaces if known and known.words == words else None
            out[split].append(names_doc(vocab, words, norwegian_tags(words, tags, places), spaces, "nb"))
            if split == "test":
                out["official"].append(names_doc(vocab, words, tags, spaces, "nb"))
    return out


def with_names(sentences: list[Sentence], data: Path, lang: str) -> list[Sentence]:
    """Give the treebank's training sentences their name tags."""
    tags = {}
    if lang == "en":
        tags = {sent_id: (words, names) for sent_id, words, names in read_iob(data / "names/en/ewt-train.iob2")}
    for sentence in sentences:
        words, names = tags.get(sentence.sent_id, (sentence.words, sentence.names))
        sentence.names = entity_tags(names) if words == sentence.words and any(names) else ["O"] * len(sentence.words)
    return sentences


def own_sentences(path: Path, treebank: list[Sentence]) -> Iterator[Sentence]:
    """Read our own annotated sentences.

    One sentence a paragraph, one word an item `form/UPOS/head/relation[/lemma[/code]]`; `_` before an item says that no blank
    precedes it.
    Features and lemmas that are not given are the treebank's commonest for the form and part of speech.
    """
    feats: dict[tuple[str, str], Counter[tuple[str, str]]] = defaultdict(Counter)
    for sentence in treebank:
        for word, upos, feat, lemma in zip(sentence.words, sentence.upos, sentence.feats, sentence.lemmas, strict=True):
            feats[word.lower(), upos][feat, lemma] += 1
    if not path.exists():
        return
    text = "\n".join(line for line in path.read_text("utf-8").splitlines() if line[:1] != "#")
    for number, block in enumerate(re.split(r"\n\s*\n", text)):
        sentence = Sentence(f"own-{number}", starts_paragraph=True)
        for item in block.split():
            if item.startswith("_") and sentence.spaces:
                sentence.spaces[-1] = False
            form, upos, head, deprel, *rest = item.removeprefix("_").split("/")
            feat, lemma = max(feats[form.lower(), upos].items(), key=lambda entry: (entry[1], entry[0]), default=(("", form), 0))[
                0
            ]
            feat, lemma = (CODES[rest[1]] if len(rest) > 1 else feat), (rest[0] if rest and rest[0] else lemma)
            sentence.words.append(form)
            sentence.spaces.append(True)
            sentence.lemmas.append(lemma)
            sentence.upos.append(upos)
            sentence.feats.append(feat)
            sentence.heads.append(int(head))
            sentence.deprels.append("root" if head == "0" else deprel)
            sentence.names.append("O")
        if sentence.words:
            assert max(sentence.heads) <= len(sentence.words), (path.name, block)
            assert sentence.heads.count(0) == 1, (path.name, block)
            yield sentence


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--lang", choices=("en", "nb"), required=True)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    nlp = blank(options.lang)
    for split in ("train", "dev", "test"):
        sentences = list(read_conllu(options.data / f"treebanks/{options.lang}/{split}.conllu"))
        if split == "train":
            own = list(own_sentences(HERE / f"sentences.{options.lang}.txt", sentences))
            docs = list(training_docs(nlp, with_names(sentences, options.data, options.lang), own))
        else:
            docs = list(plain_docs(nlp, sentences))
        DocBin(docs=docs, store_user_data=False).to_disk(options.out / f"syntax-{split}.spacy")
        print(f"{options.lang} syntax {split}: {len(sentences)} sentences in {len(docs)} paragraphs")
    names = english_names(options.data, nlp) if options.lang == "en" else norwegian_names(options.data, nlp.vocab)
    for split, docs in names.items():
        if split == "train":
            docs += list(name_copies(nlp, docs, random.Random(SEED)))
            random.Random(SEED).shuffle(docs)
        DocBin(docs=docs, store_user_data=False).to_disk(options.out / f"names-{split}.spacy")
        print(f"{options.lang} names {split}: {len(docs)} sentences, {sum(len(doc.ents) for doc in docs)} names")


if __name__ == "__main__":
    main()
