"""Write the table of base forms that a language pack corrects lemmas with (`kg/annotate/lemmas.py` reads it).

    python training/lemmas.py --lang en --data DATA --out BUILD/en-lemmas.json

English: base forms of WordNet that are frequent enough, of the treebank and of our lexicon, and WordNet's irregular forms.
Norwegian: the forms of Norsk Ordbank that are frequent enough or end many compounds, by the edit that makes the lemma.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import tomllib
from collections import Counter, defaultdict
from pathlib import Path

from augment import words
from convert import read_conllu
from vectors import ROOT, edit, frequent_words, inflections, package_data

UPOS = {"NOUN": "noun", "VERB": "verb", "AUX": "verb", "ADJ": "adj", "ADV": "adv"}


def treebank_lemmas(data: Path, lang: str) -> dict[str, Counter[tuple[str, str]]]:
    """Count (form, lemma) by part of speech, lower-case."""
    out: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    for sentence in read_conllu(data / f"treebanks/{lang}/train.conllu"):
        for word, lemma, upos in zip(sentence.words, sentence.lemmas, sentence.upos, strict=True):
            if upos in UPOS and word.isalpha():
                out[UPOS[upos]][word.lower(), lemma.lower()] += 1
    return out


def lexicon_words(lang: str) -> set[str]:
    """Return the single words of our lexicon and of the words we put into the training data."""
    text = json.dumps(tomllib.loads((ROOT / f"ontology/lexicon/{lang}.toml").read_text("utf-8")), ensure_ascii=False)
    own = words(lang)
    return set(re.findall(r'"([^\W\d_]+)"', text)) | {entry["lemma"] for entry in (*own.verbs, *own.nouns)}


def english(data: Path) -> dict[str, dict[str, list[str]]]:
    load = lambda name: json.loads(gzip.decompress(package_data("spacy_lookups_data", f"{name}.json.gz").read_bytes()))  # noqa: E731
    index, exceptions = load("en_lemma_index"), load("en_lemma_exc")
    frequent, seen, own = set(frequent_words("en", 60_000)), treebank_lemmas(data, "en"), lexicon_words("en")
    base: dict[str, list[str]] = {}
    for pos, known in sorted(index.items()):
        treebank = {lemma for (_, lemma), count in seen[pos].items() if count > 1 and lemma.isalpha()}
        base[pos] = sorted({word for word in known if word.isalpha() and (word in frequent or word in own)} | treebank)
    irregular: dict[str, list[str]] = {}
    for pos, forms in sorted(exceptions.items()):
        irregular[pos] = [
            part
            for form, lemmas in sorted(forms.items())
            if form.isalpha() and lemmas[0] in set(base[pos])
            for part in (form, lemmas[0])
        ]
    return {"base": base, "irregular": irregular}


def norwegian(data: Path) -> dict[str, dict[str, dict[str, str]]]:
    frequent = set(frequent_words("nb", 150_000))
    seen = treebank_lemmas(data, "nb")
    wanted = frequent | {form for counts in seen.values() for form, _ in counts} | lexicon_words("nb")
    told = inflections(wanted)
    base: dict[str, set[str]] = defaultdict(set)
    edits: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for pos in ("adj", "adv", "noun", "verb"):
        treebank: dict[str, Counter[str]] = defaultdict(Counter)
        for (form, lemma), count in seen[pos].items():
            treebank[form][lemma] += count
            if count > 1:
                base[pos].add(lemma)
        for form in sorted(
            {form for form, entries in told.items() if any(kind == pos for kind, _, _ in entries)} | set(treebank)
        ):
            if not form.isalpha() or len(form) < 2:
                continue
            changes = sorted({change for kind, change, _ in told.get(form, ()) if kind == pos})
            base[pos].update(lemma for change in changes if (lemma := changed(form, change)) in wanted)
            if form in treebank:
                changes = [edit(form, max(treebank[form].items(), key=lambda item: (item[1], item[0]))[0])]
            edits[pos]["|".join(changes)].append(form)
    return {
        "base": {pos: " ".join(sorted(words)) for pos, words in sorted(base.items())},
        "forms": {
            pos: {change: " ".join(forms) for change, forms in sorted(table.items())} for pos, table in sorted(edits.items())
        },
    }


def changed(form: str, change: str) -> str:
    """Apply an edit."""
    drop = re.match(r"\d+", change)
    assert drop is not None
    return form[: len(form) - int(drop[0])] + change[drop.end() :]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--lang", choices=("en", "nb"), required=True)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    table = english(options.data) if options.lang == "en" else norwegian(options.data)
    options.out.write_text(json.dumps(table, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n", "utf-8")
    print(f"{options.out}: {options.out.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
