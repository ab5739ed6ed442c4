"""Copies of treebank sentences with other words in them.

Reports of conflict hold words and names that the open treebanks lack. `swapped` replaces names by names of the same kind and
verbs and nouns by ours in the same form, and adds compound parts; the syntax stays as annotated.
"""

from __future__ import annotations

import random
import re
import tomllib
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from spacy.language import Language

ROOT = Path(__file__).parent.parent
VOWELS = "aeiou"
SHARE = {"name": 0.6, "verb": 0.3, "noun": 0.2, "compound": 0.06, "facility": 0.4}
"""How often a word that could be replaced is."""


@dataclass
class Sentence:
    """One sentence; every list has one item a word; heads count from 1, 0 is the root; names are IOB2 over PER, ORG and LOC."""

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

    def copy(self) -> Sentence:
        """Return a sentence whose lists can be changed."""
        return replace(self, **{key: list(getattr(self, key)) for key in COLUMNS})

    def insert(
        self, at: int, word: str, *, lemma: str, upos: str, feats: str, head: int, deprel: str, space: bool, name: str = "O"
    ) -> None:
        """Put a word before position *at* (from 0); *head* counts in the sentence as it was."""
        self.heads = [head + 1 if head > at else head for head in self.heads]
        values = (word, space, lemma, upos, feats, head + 1 if head > at else head, deprel, name)
        for key, value in zip(COLUMNS, values, strict=True):
            getattr(self, key).insert(at, value)

    def remove(self, at: int) -> None:
        """Take out a word that governs nothing."""
        if at and self.spaces[at]:
            self.spaces[at - 1] = True
        for key in COLUMNS:
            del getattr(self, key)[at]
        self.heads = [head - 1 if head > at + 1 else head for head in self.heads]

    def children(self, at: int) -> list[int]:
        """Return the positions that a word governs."""
        return [index for index, head in enumerate(self.heads) if head == at + 1]

    def has(self, at: int, feature: str) -> bool:
        """Say whether a word carries a feature."""
        return feature in self.feats[at].split("|")


COLUMNS = ("words", "spaces", "lemmas", "upos", "feats", "heads", "deprels", "names")


@dataclass(frozen=True)
class Words:
    """What can be put in."""

    verbs: tuple[dict[str, str], ...]
    nouns: tuple[dict[str, str], ...]
    compounds: tuple[tuple[str, dict[str, str]], ...]
    facilities: frozenset[str]
    names: dict[str, tuple[str, ...]]
    first: tuple[str, ...]
    last: tuple[str, ...]

    def person(self, rng: random.Random, *, long: bool) -> str:
        """Return a personal name of one or more words."""
        if rng.random() < 0.12:
            return rng.choice(self.names["PER"])
        if not long:
            return rng.choice(self.last if rng.random() < 0.7 else self.first)
        return f"{rng.choice(self.first)} {rng.choice(self.last)}"


def english_verb(entry: str) -> dict[str, str]:
    base, *irregular = entry.split()
    double = bool(re.search(r"[^aeiou][aeiou][bdglmnprt]$", base)) and (len(base) < 5 or base in ("kidnap", "abet"))
    stem = base + base[-1] if double else base
    third = base + "es" if re.search(r"(s|sh|ch|x|z)$", base) else re.sub(r"(?<=[^aeiou])y$", "ie", base) + "s"
    gerund = (base[:-1] if base.endswith("e") and not base.endswith("ee") else stem) + "ing"
    regular = re.sub(r"(?<=[^aeiou])y$", "i", base.removesuffix("e") if base.endswith("e") else stem) + "ed"
    past, participle = irregular or (regular, regular)
    return {"lemma": base, "Inf": base, "Pres": third, "Past": past, "Part": participle, "Ger": gerund}


def english_noun(base: str) -> dict[str, str]:
    plural = {"child": "children", "gunman": "gunmen", "spokesman": "spokesmen", "spokeswoman": "spokeswomen"}.get(base)
    if plural is None:
        plural = base + "es" if re.search(r"(s|sh|ch|x|z)$", base) else re.sub(r"(?<=[^aeiou])y$", "ie", base) + "s"
    return {"lemma": base, "Sing": base, "Plur": plural}


def norwegian_verb(entry: str) -> dict[str, str]:
    infinitive, *forms = entry.split()
    present, past, participle = forms or (infinitive + "r", infinitive + "t", infinitive + "t")
    return {"lemma": infinitive, "Inf": infinitive, "Pres": present, "Past": past, "Part": participle}


def norwegian_noun(entry: str) -> dict[str, str]:
    gender, *forms = entry.split()
    return {"lemma": forms[0], "Gender": gender} | dict(zip(("SingInd", "SingDef", "PlurInd", "PlurDef"), forms, strict=True))


@cache
def known_names(lang: str) -> dict[str, tuple[str, ...]]:
    """Return the names of ontology/names by label, sorted."""
    out: dict[str, set[str]] = {"PER": set(), "ORG": set(), "LOC": set()}
    for path in sorted((ROOT / "ontology/names").glob("*.ttl")):
        for block in path.read_text("utf-8").split("\n\n"):
            kinds = re.search(r"\n    a ([^;]+);", block)
            if not kinds or "kg:Government" in kinds[1]:
                continue
            label = "PER" if "kg:Person" in kinds[1] else "LOC" if "kg:Place" in kinds[1] else "ORG"
            for line in re.findall(r"(?:rdfs:label|skos:altLabel|kg:acronym) [^\n]*", block):
                for name, code in re.findall(r'"([^"]+)"(?:@(\w+))?', line):
                    if code in ("", lang) and re.fullmatch(r"[A-ZÀ-Þa-þ][\w’'. -]+", name) and len(name.split()) < 6:
                        out[label].add(name)
    return {label: tuple(sorted(names)) for label, names in out.items()}


@cache
def words(lang: str) -> Words:
    table = tomllib.loads((Path(__file__).parent / "words.toml").read_text("utf-8"))
    verb, noun = (english_verb, english_noun) if lang == "en" else (norwegian_verb, norwegian_noun)
    own = table[lang]
    pairs = tuple((pair.split()[0], english_noun(pair.split()[1])) for pair in own.get("compounds", ()))
    more, names = table["people"].get(lang, {}), dict(known_names(lang))
    for label, kind in (("LOC", "places"), ("ORG", "organisations")):
        names[label] += tuple(table[kind].get(lang, ())) * 4
    return Words(
        tuple(map(verb, own["transitive"])),
        tuple(map(noun, own["nouns"])),
        pairs,
        frozenset(own.get("facilities", ())),
        names,
        (*table["people"]["first"], *more.get("first", ())),
        (*table["people"]["last"], *more.get("last", ())),
    )


def spans(names: list[str]) -> list[tuple[int, int, str]]:
    """Return (first, last + 1, label) of IOB2 tags."""
    out = []
    for index, name in enumerate(names):
        if name.startswith("B-"):
            end = index + 1
            while end < len(names) and names[end] == f"I-{name[2:]}":
                end += 1
            out.append((index, end, name[2:]))
    return out


def swap_names(sentence: Sentence, nlp: Language, rng: random.Random, share: float) -> None:
    """Replace names whose words form one branch of the tree (always so where there is no tree)."""
    lists = words(nlp.lang)
    for first, end, label in reversed(spans(sentence.names)):
        if rng.random() >= share or label not in lists.names:
            continue
        genitive = nlp.lang == "nb" and sentence.has(end - 1, "Case=Gen") if sentence.feats else False
        name = lists.person(rng, long=end - first > 1) if label == "PER" else rng.choice(lists.names[label])
        if genitive:
            name += "’" if name.endswith("s") else "s"
        if sentence.words[first].isupper() and len(sentence.words[first]) > 5:
            name = name.upper()
        doc = nlp.make_doc(name)
        texts, gaps = [word.text for word in doc], [bool(word.whitespace_) for word in doc]
        tags = [f"B-{label}", *[f"I-{label}"] * (len(texts) - 1)]
        if not sentence.heads:
            sentence.words[first:end], sentence.names[first:end] = texts, tags
            sentence.spaces[first:end] = [*gaps[:-1], sentence.spaces[end - 1]]
            continue
        if len(texts) > 1 and any(text.islower() and text not in ("al", "el", "ez", "ibn", "bin") for text in texts):
            continue
        outer = [i for i in range(first, end) if not first < sentence.heads[i] <= end]
        inside = set(range(first, end))
        if len(outer) != 1 or any(head - 1 in inside - set(outer) for i, head in enumerate(sentence.heads) if i not in inside):
            continue
        replace_branch(sentence, first, end, outer[0], texts, gaps, tags, lang=nlp.lang, label=label)


def replace_branch(
    sentence: Sentence,
    first: int,
    end: int,
    top: int,
    texts: list[str],
    gaps: list[bool],
    tags: list[str],
    *,
    lang: str,
    label: str,
) -> None:
    """Put a name of one or more words in the place of words *first* to *end*, governed as *top* was."""
    head, deprel, last_space = sentence.heads[top], sentence.deprels[top], sentence.spaces[end - 1]
    feats = "Number=Sing" if lang == "en" else sentence.feats[end - 1] if sentence.upos[end - 1] == "PROPN" else ""
    size, shift = len(texts), len(texts) - (end - first)
    lead = size - 1 if lang == "en" and label == "ORG" and "-" not in texts else 0

    def moved(value: int) -> int:
        return first + lead + 1 if first < value <= end else value + shift if value > end else value

    heads, deprels = [], []
    for index, text in enumerate(texts):
        if index == lead:
            heads.append(moved(head))
            deprels.append(deprel)
        elif text == "-" and index + 1 < size:
            heads.append(first + index + 2)
            deprels.append("punct")
        else:
            heads.append(first + lead + 1)
            deprels.append("compound" if lead else "flat" if lang == "en" else "flat:name")
    kinds = ["PUNCT" if text == "-" else "PROPN" for text in texts]
    rows: dict[str, list[object]] = {
        "words": [*texts],
        "spaces": [*gaps[:-1], last_space],
        "lemmas": [*texts],
        "upos": [*kinds],
        "feats": [feats if kind == "PROPN" else "" for kind in kinds],
        "deprels": [*deprels],
        "names": [*tags],
    }
    if feats and "Case=Gen" in feats:
        rows["lemmas"][-1] = texts[-1].rstrip("s’")
    before, after = [moved(h) for h in sentence.heads[:first]], [moved(h) for h in sentence.heads[end:]]
    for key, values in rows.items():
        getattr(sentence, key)[first:end] = values
    sentence.heads = [*before, *heads, *after]


def verb_form(sentence: Sentence, at: int, lang: str) -> str:
    """Name the column of a verb's paradigm, or nothing."""
    has = lambda feature: sentence.has(at, feature)  # noqa: E731
    if lang == "nb" and (has("Voice=Pass") or has("Mood=Imp")):
        return ""
    if has("VerbForm=Inf"):
        return "Inf"
    if has("VerbForm=Fin"):
        if has("Tense=Past"):
            return "Past"
        if lang == "nb":
            return "Pres" if has("Tense=Pres") else ""
        return "Pres" if has("Number=Sing") and has("Person=3") and has("Tense=Pres") else "Inf"
    if has("VerbForm=Part"):
        return "Ger" if lang == "en" and has("Tense=Pres") else "Part"
    return "Ger" if has("VerbForm=Ger") and lang == "en" else ""


def cased(model: str, text: str) -> str:
    return text.upper() if model.isupper() and len(model) > 1 else text[:1].upper() + text[1:] if model[:1].isupper() else text


def swap_words(sentence: Sentence, lang: str, rng: random.Random) -> None:
    """Replace transitive verbs and countable nouns, and add first parts of compounds."""
    lists = words(lang)
    for at in reversed(range(len(sentence.words))):
        below = [sentence.deprels[child] for child in sentence.children(at)]
        if sentence.upos[at] == "VERB" and rng.random() < SHARE["verb"]:
            form = verb_form(sentence, at, lang)
            objects = any(rel in ("obj", "nsubj:pass") for rel in below)
            if form and objects and not any(rel in ("compound:prt", "xcomp", "ccomp", "iobj", "expl", "fixed") for rel in below):
                verb = rng.choice(lists.verbs)
                sentence.words[at], sentence.lemmas[at] = cased(sentence.words[at], verb[form]), verb["lemma"]
        elif (
            sentence.upos[at] == "NOUN"
            and sentence.deprels[at] not in ("compound", "fixed", "flat", "goeswith")
            and rng.random() < SHARE["noun"]
        ):
            swap_noun(sentence, at, lang, rng, below)


def swap_noun(sentence: Sentence, at: int, lang: str, rng: random.Random, below: list[str]) -> None:
    lists = words(lang)
    if any(rel in ("fixed", "flat", "goeswith", "ccomp", "csubj") for rel in below) or sentence.names[at] not in ("", "O"):
        return
    if lang == "nb":
        number = "Sing" if sentence.has(at, "Number=Sing") else "Plur" if sentence.has(at, "Number=Plur") else ""
        form = number + ("Def" if sentence.has(at, "Definite=Def") else "Ind")
        fitting = [noun for noun in lists.nouns if sentence.has(at, f"Gender={noun['Gender']}")]
        if number and fitting and not sentence.has(at, "Case=Gen"):
            noun = rng.choice(fitting)
            sentence.words[at], sentence.lemmas[at] = cased(sentence.words[at], noun[form]), noun["lemma"]
        return
    number = "Sing" if sentence.has(at, "Number=Sing") else "Plur" if sentence.has(at, "Number=Plur") else ""
    if not number:
        return
    alone = "compound" not in below and "amod" not in below and not sentence.words[at][:1].isupper()
    article = next((child for child in sentence.children(at) if sentence.lemmas[child] == "a"), None)
    first_part = ""
    if alone and rng.random() < 0.3:
        first_part, noun = rng.choice(lists.compounds)
    else:
        noun = rng.choice(lists.nouns)
    sentence.words[at], sentence.lemmas[at] = cased(sentence.words[at], noun[number]), noun["lemma"]
    if first_part:
        sentence.insert(
            at, first_part, lemma=first_part, upos="NOUN", feats="Number=Sing", head=at + 1, deprel="compound", space=True
        )
    elif alone and noun["lemma"] in lists.facilities and rng.random() < SHARE["facility"]:
        name = rng.choice([name for name in lists.last if "-" in name]).removeprefix("al-")
        for word, rel, space in ((name, "flat", True), ("-", "punct", False), ("al", "compound", False)):
            kind = "PUNCT" if rel == "punct" else "PROPN"
            sentence.insert(
                at,
                word,
                lemma=word,
                upos=kind,
                feats="" if kind == "PUNCT" else "Number=Sing",
                head=at + 1,
                deprel=rel,
                space=space,
            )
        sentence.heads[at + 1], sentence.heads[at + 2], sentence.heads[at] = at + 3, at + 1, at + 4
    if article is not None and article < at:
        following = sentence.words[article + 1][:1].lower()
        sentence.words[article] = cased(sentence.words[article], "an" if following in VOWELS else "a")


def swapped(sentence: Sentence, nlp: Language, rng: random.Random) -> Sentence:
    """Return a copy with other words and names."""
    out = sentence.copy()
    if not out.names:
        out.names = ["O"] * len(out.words)
    swap_names(out, nlp, rng, SHARE["name"])
    swap_words(out, nlp.lang, rng)
    return out


def without_commas(sentence: Sentence) -> Sentence:
    """Return a copy without its commas."""
    out = sentence.copy()
    for at in reversed(range(len(out.words))):
        if out.words[at] == "," and not out.children(at):
            out.remove(at)
    return out
