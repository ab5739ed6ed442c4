"""Derive `ontology/lexicon/kinds.en.toml`, what kind of thing an English noun names, from WordNet.

    python training/kinds.py --wordnet DICT [--review]

DICT is the folder `dict` of WordNet 3.0 or 3.1. A noun is taken if its first sense, and nearly all that WordNet counted of
it, is of one kind, and if it is frequent enough (wordfreq). Roots, and what was taken out or put in by hand, are in
`kinds.toml`. What `ontology/lexicon/en.toml` lists is left out: it has the last word.
"""

from __future__ import annotations

import argparse
import re
import tomllib
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

from wordfreq import zipf_frequency

ROOT = Path(__file__).parent.parent
TARGET = ROOT / "ontology" / "lexicon" / "kinds.en.toml"
DOMINANT = 0.65
"""Share of the counted senses that must be of the kind; half a count is lent to every sense."""
WIDTH = 135
"""Letters of a line of the list."""
SIDE = ("female", "male", "minor")
"""Lists that say more of a noun that some other list has, too."""


class WordNet:
    """The nouns of WordNet: senses, counts, and what is a kind of what."""

    def __init__(self, folder: Path) -> None:
        self.files: dict[str, int] = {}
        self.words: dict[str, list[str]] = {}
        self.above: dict[str, list[str]] = {}
        self.named: set[str] = set()
        for line in (folder / "data.noun").read_text("utf-8").splitlines():
            if not line.startswith(" "):
                self._synset(line.partition(" | ")[0].split())
        self.counts: Counter[tuple[str, str]] = Counter()
        for line in (folder / "index.sense").read_text("utf-8").splitlines():
            key, offset, _, count = line.split()
            lemma, _, rest = key.partition("%")
            if rest.startswith("1"):
                self.counts[lemma, offset] = int(count)
        self.senses: dict[str, list[str]] = {}
        for line in (folder / "index.noun").read_text("utf-8").splitlines():
            if not line.startswith(" "):
                parts = line.split()
                self.senses[parts[0]] = parts[-int(parts[2]) :]
        self.over = cache(self._over)

    def _synset(self, parts: list[str]) -> None:
        offset, size = parts[0], int(parts[3], 16)
        self.files[offset] = int(parts[1])
        self.words[offset] = parts[4 : 4 + 2 * size : 2]
        rest = parts[5 + 2 * size :]
        pointers = list(zip(rest[::4], rest[1::4], rest[2::4], strict=False))
        self.above[offset] = [to for sign, to, pos in pointers if sign == "@" and pos == "n"]
        if any(sign == "@i" for sign, _, _ in pointers):
            self.named.add(offset)

    def _over(self, offset: str) -> frozenset[str]:
        """Return a synset and all it is a kind of."""
        out = {offset}
        for above in self.above[offset]:
            out |= self.over(above)
        return frozenset(out)

    def root(self, name: str) -> str:
        """Return the synset of "word.2", the second sense of a word."""
        word, _, number = name.partition(".")
        return self.senses[word][int(number or 1) - 1]


def derived(net: WordNet, table: dict[str, Any]) -> dict[str, set[str]]:
    """Return kind to nouns, nothing taken out by hand yet."""
    roots = {kind: {net.root(name) for name in names} for kind, names in table["roots"].items()}
    barred = {net.root(name) for name in table["barred"]["roots"]}
    out: dict[str, set[str]] = {kind: set() for kind in roots}

    def kind_of(offset: str) -> str:
        if offset in net.named or net.over(offset) & barred:
            return ""
        return next((kind for kind, tops in roots.items() if net.over(offset) & tops), "")

    for lemma, senses in net.senses.items():
        first = senses[0]
        written = next((word for word in net.words[first] if word.lower() == lemma), lemma)
        if written != lemma or not re.fullmatch(r"[a-z]+", lemma):
            continue
        if zipf_frequency(lemma, "en") < table["least"]["one"]:
            continue
        kind = kind_of(first)
        weights = {sense: net.counts[lemma, sense] + 0.5 for sense in senses}
        same = sum(weight for sense, weight in weights.items() if kind_of(sense) == kind)
        if kind and same / sum(weights.values()) >= DOMINANT:
            out[kind].add(lemma)
    return out


def known(table: dict[str, Any]) -> set[str]:
    """Return the words that the hand-written lexicon knows: nouns of a kind, and what tells of an event."""
    out: set[str] = set()
    for part in ("nouns", "instruments", "nouns_of"):
        out |= {word for kind, words in table[part].items() if kind not in (*SIDE, "kin", "title") for word in words}
    return out


def file_text(kinds: dict[str, list[str]], head: str) -> str:
    """Return the words as TOML: few long strings, which are read faster than many short ones."""
    lines = [*(f"# {line}" if line else "#" for line in head.splitlines()), "", "[kinds]"]
    for kind, words in kinds.items():
        rows = [""]
        for word in words:
            if len(rows[-1]) + len(word) > WIDTH:
                rows.append("")
            rows[-1] += f", {word}" if rows[-1] else word
        lines += [f"{kind} = [", *(f'  "{row}",' for row in rows), "]"]
    return "\n".join(lines) + "\n"


def main() -> None:
    """Write the list."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--wordnet", type=Path, required=True)
    parser.add_argument("--review", action="store_true", help="print the words instead, the most frequent first")
    args = parser.parse_args()
    table = tomllib.loads((Path(__file__).parent / "kinds.toml").read_text("utf-8"))
    own = known(tomllib.loads((ROOT / "ontology" / "lexicon" / "en.toml").read_text("utf-8")))
    misleading = set(" ".join(table["out"]["words"]).split())
    kinds = derived(WordNet(args.wordnet), table)
    put = {kind: [word.strip() for row in rows for word in row.split(",")] for kind, rows in table["put"].items()}
    placed = {word for words in put.values() for word in words}
    result = {}
    for kind in [*kinds, *(kind for kind in put if kind not in kinds)]:
        words = kinds.get(kind, set()) - placed - misleading | set(put.get(kind, ()))
        result[kind] = sorted(words if kind in SIDE else words - own)
    if args.review:
        for kind, listed in result.items():
            ordered = sorted(listed, key=lambda word: -zipf_frequency(word, "en"))
            print(f"\n[{kind}] {len(listed)}\n{', '.join(ordered)}")
        return
    TARGET.write_text(file_text(result, table["head"]), "utf-8")


if __name__ == "__main__":
    main()
