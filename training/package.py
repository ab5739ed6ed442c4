"""Join the two trained halves to a language pack, store weights as 16-bit floats, measure it and write its README.

    python training/package.py --lang en --syntax BUILD/en-syntax/model-best --names BUILD/en-names/model-best \\
        --data BUILD/en --out packs/en [--no-scores]
"""

from __future__ import annotations

import argparse
import json
import shutil
import time
import tomllib
from pathlib import Path

import numpy
import spacy
from spacy.language import Language
from spacy.tokens import DocBin
from spacy.training import Example

VERSION = "1"
LICENCES = {
    "en": "CC BY-SA 4.0 (UD English-EWT, UNER English-EWT, WikiGold, WNUT 17, CrossNER, re3d; see NOTICE)",
    "nb": "CC BY-SA 4.0 (UD Norwegian-Bokmaal, NorNE; see NOTICE)",
}
TESTS = {"en": "UD English-EWT 2.16 test; names: UNER English-EWT test", "nb": "UD Norwegian-Bokmaal 2.16 test; names: NorNE test"}


def narrow(nlp: Language) -> None:
    """Store the weights as 16-bit floats; `kg.annotate.pack` widens them when it loads."""
    for _, component in nlp.pipeline:
        model = getattr(component, "model", None)
        if model is None or model is True:
            continue
        for node in model.walk():
            for name in node.param_names:
                if node.has_param(name):
                    node.set_param(name, node.get_param(name).astype(numpy.float16))


def examples(nlp: Language, path: Path) -> list[Example]:
    """Pair raw texts with their gold analysis: tokenisation counts, as for a user."""
    return [Example(nlp.make_doc(doc.text), doc) for doc in DocBin().from_disk(path).get_docs(nlp.vocab)]


def measure(nlp: Language, data: Path) -> dict[str, float]:
    """Return the scores on the official test sets, and words per second."""
    syntax = nlp.evaluate(examples(nlp, data / "syntax-test.spacy"))
    names = nlp.evaluate(examples(nlp, data / "names-test.spacy"))
    scores = {
        "UPOS accuracy": syntax["pos_acc"], "feature accuracy": syntax["morph_acc"], "lemma accuracy": syntax["lemma_acc"],
        "UAS": syntax["dep_uas"], "LAS": syntax["dep_las"], "sentence F1": syntax["sents_f"], "token F1": syntax["token_f"],
        "names P": names["ents_p"], "names R": names["ents_r"], "names F1": names["ents_f"],
    }
    for label, score in sorted(names["ents_per_type"].items()):
        scores[f"names F1 {label}"] = score["f"]
    if (data / "names-re3d.spacy").exists():
        scores["names F1, held-out re3d reports"] = nlp.evaluate(examples(nlp, data / "names-re3d.spacy"))["ents_f"]
    texts = [example.text for example in examples(nlp, data / "syntax-test.spacy")]
    begin = time.process_time()
    words = sum(len(doc) for doc in nlp.pipe(texts))
    scores["words per CPU second"] = words / (time.process_time() - begin)
    return scores


def readme(lang: str, scores: dict[str, float], size: int) -> str:
    rows = "\n".join(
        f"| {name} | {value:,.0f} |" if name.startswith("words") else f"| {name} | {100 * value:.1f} |" for name, value in scores.items()
    )
    return (
        f"# Language pack: {lang}\n\nA spaCy pipeline (tagger and morphology, lemmatiser, Universal Dependencies parser, names PER/ORG/LOC) trained from\n"
        f"nothing on open treebanks with `training/`, seed fixed. {size / 1e6:.1f} MB, weights stored as 16-bit floats.\n\n"
        f"Test sets: {TESTS[lang]}; raw text, own tokenisation and sentence boundaries, paragraphs of one to four sentences.\n\n"
        f"| measure | value |\n|---|---|\n{rows}\n\nLicence: {LICENCES[lang]}\n\nMade by `python training/package.py --lang {lang}`.\n"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lang", choices=sorted(LICENCES), required=True)
    parser.add_argument("--syntax", type=Path, required=True)
    parser.add_argument("--names", type=Path)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--no-scores", action="store_true")
    options = parser.parse_args()
    nlp = spacy.load(options.syntax)
    if options.names:
        nlp.add_pipe("ner", source=spacy.load(options.names))
    scores = {} if options.no_scores else measure(nlp, options.data)
    for name, value in scores.items():
        print(f"{name:36} {value:10.3f}")
    narrow(nlp)
    nlp.meta.update(name="witness_graph", version=VERSION, description="Witness Graph language pack", license=LICENCES[options.lang])
    options.out.mkdir(parents=True, exist_ok=True)
    if (options.out / "model").exists():
        shutil.rmtree(options.out / "model")
    nlp.to_disk(options.out / "model")
    size = sum(path.stat().st_size for path in options.out.rglob("*") if path.is_file())
    (options.out / "pack.toml").write_text(
        f'format = 1\nlanguage = "{options.lang}"\nversion = "{VERSION}"\nlicence = {json.dumps(LICENCES[options.lang])}\n', "utf-8"
    )
    tomllib.loads((options.out / "pack.toml").read_text("utf-8"))
    if scores:
        (options.out / "README.md").write_text(readme(options.lang, scores, size), "utf-8")
    print(f"{options.out}: {size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
