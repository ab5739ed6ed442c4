r"""Join the trained halves to a language pack, store its weights as 16-bit floats, measure it, write its README.

    python training/package.py --lang en --syntax BUILD/en-syntax/model-best --names BUILD/en-names/model-best \
        --lemmas BUILD/en-lemmas.json --data BUILD/en --out packs/en [--no-scores]
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import sys
import time
from pathlib import Path

import numpy
import spacy
import srsly
from spacy.language import Language
from spacy.scorer import Scorer
from spacy.strings import get_string_id
from spacy.tokens import Doc, DocBin
from spacy.training import Example
from spacy.vectors import Vectors

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from tokens import adapt  # noqa: E402

from kg.annotate.pack import Pack, load  # noqa: E402

VERSION = "4"
LICENCES = {
    "en": "CC BY-SA 4.0 (UD English-EWT, UNER, WikiGold, WNUT 17, CrossNER, re3d), Apache 2.0 (all-MiniLM-L6-v2), WordNet 3.0;"
    " see NOTICE",
    "nb": "CC BY-SA 4.0 (UD Norwegian-Bokmaal, NorNE, Norsk Ordbank; see NOTICE)",
}
TESTS = {
    "en": "UD English-EWT 2.16 test (web text: blogs, newsgroups, mail, reviews, answers); names: UNER English-EWT test",
    "nb": "UD Norwegian-Bokmaal 2.16 test; names: NorNE test, with states and towns always places, as in training",
}


def narrow(nlp: Language) -> None:
    """Store weights and vectors as 16-bit floats; `kg.annotate.pack` widens them when it loads."""
    for _, component in nlp.pipeline:
        model = getattr(component, "model", None)
        if model is None or model is True:
            continue
        for node in model.walk():
            for name in node.param_names:
                if node.has_param(name):
                    node.set_param(name, node.get_param(name).astype(numpy.float16))
    nlp.vocab.vectors.data = nlp.vocab.vectors.data.astype(numpy.float16)


def clean(nlp: Language) -> None:
    """Forget where the training data lay."""
    nlp.config["paths"] = dict.fromkeys(nlp.config["paths"])
    nlp.config["initialize"]["vectors"] = None


def fewer_words(nlp: Language, words: int) -> None:
    """Keep the vectors of the first *words* words: those of the training data, then the most frequent."""
    old = nlp.vocab.vectors
    if old.shape[0] <= words:
        return
    new = Vectors(strings=nlp.vocab.strings, data=old.data[:words].copy(), name=old.name, attr="LOWER")
    for key, row in sorted(old.key2row.items(), key=lambda item: (item[1], item[0])):
        if row < words:
            new.add(key, row=row)
    nlp.vocab.vectors = new


def prune_strings(folder: Path, lang: str) -> None:
    """Drop the words of the training data: weights are looked up by hash, only labels and lemma edits need their letters."""
    path = folder / "vocab/strings.json"
    text = "".join(cfg.read_text("utf-8") for cfg in sorted(folder.glob("*/cfg")))
    labels = {
        part
        for label in re.findall(r'"((?:[^"\\]|\\.)*)"', text)
        for part in (label, *label.split("|"), label.rpartition("-")[2])
    }
    trees = srsly.read_msgpack(folder / "trainable_lemmatizer/trees")
    edits = {value for tree in trees["trees"] for value in tree.values()}
    plain = spacy.blank(lang)
    adapt(plain)
    kept = [
        word
        for word in json.loads(path.read_text("utf-8"))
        if word in labels or get_string_id(word) in edits or word in plain.vocab.strings or "=" in word
    ]
    path.write_text(json.dumps(kept, ensure_ascii=False, indent=0) + "\n", "utf-8")


def scored(pack: Pack, path: Path) -> dict[str, float]:
    """Score the pack, as `Pack.parse_all` reads, against gold documents."""
    gold = list(DocBin().from_disk(path).get_docs(pack.nlp.vocab))
    read: list[Doc] = pack.parse_all(pack.nlp.make_doc(doc.text) for doc in gold)
    scores: dict[str, float] = Scorer(nlp=pack.nlp).score([Example(p, g) for p, g in zip(read, gold, strict=True)])
    return scores


def measure(pack: Pack, data: Path) -> dict[str, float]:
    """Return the scores on the official test sets, and words per second."""
    syntax, names = scored(pack, data / "syntax-test.spacy"), scored(pack, data / "names-test.spacy")
    scores = {
        "UPOS accuracy": syntax["pos_acc"],
        "feature accuracy": syntax["morph_acc"],
        "lemma accuracy": syntax["lemma_acc"],
        "UAS": syntax["dep_uas"],
        "LAS": syntax["dep_las"],
        "sentence F1": syntax["sents_f"],
        "token F1": syntax["token_f"],
        "names P": names["ents_p"],
        "names R": names["ents_r"],
        "names F1": names["ents_f"],
    }
    for label, score in sorted(names["ents_per_type"].items()):  # type: ignore[attr-defined]
        for letter in "prf":
            scores[f"names {'F1' if letter == 'f' else letter.upper()} {label}"] = score[letter]
    for name, file in (
        ("names F1, held-out re3d reports", "names-re3d"),
        ("names F1, NorNE test as published", "names-official"),
    ):
        if (data / f"{file}.spacy").exists():
            scores[name] = scored(pack, data / f"{file}.spacy")["ents_f"]
    scores |= held_out(pack)
    texts = [doc.text for doc in DocBin().from_disk(data / "syntax-test.spacy").get_docs(pack.nlp.vocab)]
    begin = time.process_time()
    words = sum(len(doc) for doc in pack.parse_all(texts))
    scores["words per CPU second"] = words / (time.process_time() - begin)
    return scores


def held_out(pack: Pack) -> dict[str, float]:
    """Score the pack on our own sentences of `held_out.<language>.txt`: the relations that matter, and the names."""
    right = wanted = names_right = names_wanted = names_found = 0
    for line in (Path(__file__).parent / f"held_out.{pack.language}.txt").read_text("utf-8").splitlines():
        if line.startswith("#"):
            continue
        marked, _, relations = line.rpartition(" | ")
        text, gold = "", set()
        for part in re.split(r"(\[[^]]+\|[A-Z]+\])", marked):
            name = re.fullmatch(r"\[([^]]+)\|([A-Z]+)\]", part)
            if name:
                gold.add((len(text), len(text) + len(name[1]), name[2]))
            text += name[1] if name else part
        doc = pack.parse(text)
        found = {f"{word.dep_}({word.head.text},{word.text})" for word in doc}
        right, wanted = right + len(found & set(relations.split())), wanted + len(relations.split())
        names = {(name.start_char, name.end_char, name.label_) for name in doc.ents}
        names_right, names_wanted, names_found = (
            names_right + len(names & gold),
            names_wanted + len(gold),
            names_found + len(names),
        )
    return {
        "own held-out sentences, relations": right / wanted,
        "own held-out sentences, names F1": 2 * names_right / (names_wanted + names_found),
    }


def table(scores: dict[str, float]) -> str:
    """Return the rows of a README: shares in per cent, and words per second."""
    return "\n".join(
        f"| {name} | {value:,.0f} |" if name.startswith("words") else f"| {name} | {100 * value:.1f} |"
        for name, value in scores.items()
    )


def readme(lang: str, scores: dict[str, float], size: int) -> str:
    rows = table(scores)
    return (
        f"# Language pack: {lang}\n\n"
        "A spaCy pipeline (tagger and morphology, lemmatiser, Universal Dependencies parser, names PER/ORG/LOC), trained\n"
        f"from nothing on open data with `training/`, seed fixed. {size / 1e6:.1f} MB, weights stored as 16-bit floats. Lemmas\n"
        "are corrected with `lemmas.json`. How it was made and what helped: `docs/packs.md`.\n\n"
        f"Test sets: {TESTS[lang]}. Raw text, own tokenisation\n"
        "and sentence boundaries, paragraphs of one to four sentences. Own held-out sentences: `training/held_out.*.txt`.\n\n"
        f"| measure | value |\n|---|---|\n{rows}\n\nLicence: {LICENCES[lang]}\n\n"
        f"Made by `python training/package.py --lang {lang}`.\n"
    )


def build(options: argparse.Namespace) -> None:
    """Write the pack's folder."""
    nlp = spacy.load(options.syntax)
    if options.names:
        nlp.add_pipe("ner", source=spacy.load(options.names))
    adapt(nlp)
    clean(nlp)
    fewer_words(nlp, options.words)
    narrow(nlp)
    nlp.meta.update(
        name="witness_graph", version=VERSION, description="Witness Graph language pack", license=LICENCES[options.lang]
    )
    nlp.meta["performance"] = {}
    options.out.mkdir(parents=True, exist_ok=True)
    if (options.out / "model").exists():
        shutil.rmtree(options.out / "model")
    nlp.to_disk(options.out / "model")
    prune_strings(options.out / "model", options.lang)
    if options.lemmas:
        shutil.copyfile(options.lemmas, options.out / "lemmas.json")
    (options.out / "pack.toml").write_text(
        f'format = 1\nlanguage = "{options.lang}"\nversion = "{VERSION}"\nlicence = {json.dumps(LICENCES[options.lang])}\n',
        "utf-8",
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lang", choices=sorted(LICENCES), required=True)
    parser.add_argument("--syntax", type=Path, required=True)
    parser.add_argument("--names", type=Path)
    parser.add_argument("--lemmas", type=Path)
    parser.add_argument(
        "--words", type=int, default=33_000, help="how many words keep their vector; 15 MB is the limit of a pack"
    )
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--no-scores", action="store_true")
    options = parser.parse_args()
    build(options)
    size = sum(path.stat().st_size for path in options.out.rglob("*") if path.is_file())
    if not options.no_scores:
        scores = measure(load(options.lang, options.out), options.data)
        for name, value in scores.items():
            print(f"{name:36} {value:10.3f}")
        (options.out / "README.md").write_text(readme(options.lang, scores, size), "utf-8")
    print(f"{options.out}: {size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
