"""The tokeniser of a language pack: spaCy's own rules, brought closer to how the treebanks cut.

python training/tokens.py BUILD/en/syntax-dev.spacy --lang en      prints how well they agree
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.tokens import DocBin
from spacy.util import compile_prefix_regex, compile_suffix_regex

RUNS = (
    r"[!?]{2,}",
    r"={2,}",
    r"\*{2,}",
    r"_{2,}",
    r"-{2,}",
    r"~{2,}",
    r"#{3,}",
    r"<{2,}",
    r">{2,}",
    r"\+{2,}",
    r"\.{2,}",
    r"\${2,}",
)
"""Runs of one mark are one token in the treebanks; spaCy cuts most of them into single characters."""
ENGLISH_ENDINGS = tuple(rf"(?<=[A-Za-z])['’]{ending}" for ending in ("m", "ve", "re", "ll", "d", "M", "VE", "RE", "LL", "D"))
DOTTED = ("Capt.", "Sgt.", "Cpl.", "Brig.", "Maj.", "Pvt.", "Amb.", "Insp.")


def blank(lang: str) -> Language:
    """Return an empty pipeline with our tokeniser."""
    nlp = spacy.blank(lang)
    adapt(nlp)
    return nlp


def adapt(nlp: Language) -> None:
    """Change the tokeniser of *nlp*."""
    prefixes: Iterable[str] = [*RUNS, *nlp.Defaults.prefixes]
    suffixes: Iterable[str] = [*RUNS, *(ENGLISH_ENDINGS if nlp.lang == "en" else ()), *nlp.Defaults.suffixes]
    nlp.tokenizer.prefix_search = compile_prefix_regex(prefixes).search
    nlp.tokenizer.suffix_search = compile_suffix_regex(suffixes).search
    if nlp.lang == "en":
        for word in DOTTED:
            nlp.tokenizer.add_special_case(word, [{"ORTH": word}])
        for word in ("alot", "Alot"):
            nlp.tokenizer.add_special_case(word, [{"ORTH": word[:1]}, {"ORTH": "lot"}])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("path", type=Path)
    parser.add_argument("--lang", required=True)
    options = parser.parse_args()
    for name, nlp in (("spaCy", spacy.blank(options.lang)), ("ours", blank(options.lang))):
        hits = gold = ours = 0
        for doc in DocBin().from_disk(options.path).get_docs(nlp.vocab):
            want = {(word.idx, len(word)) for word in doc}
            have = {(word.idx, len(word)) for word in nlp.make_doc(doc.text) if not word.is_space}
            hits, gold, ours = hits + len(want & have), gold + len(want), ours + len(have)
        print(f"{name}: token F1 {200 * hits / (gold + ours):.2f}")


if __name__ == "__main__":
    main()
