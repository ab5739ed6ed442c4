"""Parse trees written by hand, for tests of the rules that look at them."""

from __future__ import annotations

from kg.annotate.words import Sentence, Word


def tree(rows: str) -> dict[str, Word]:
    """The words of a tree written as `word [lemma] pos relation head [features]`, one a line; a root governs itself."""
    sentence = Sentence(0, 0, 0, 0, "body")
    made: dict[str, Word] = {}
    heads: list[tuple[Word, str]] = []
    for index, row in enumerate(rows.strip().splitlines()):
        text, *told = row.split()
        lemma = text.lower() if told[0].isupper() else told.pop(0)
        pos, dep, head, *morph = told
        word = Word(index, 0, 0, text, text.lower(), lemma, pos, dep, "".join(morph), "", False, sentence)
        made[text] = word
        heads.append((word, head))
        sentence.words.append(word)
    for word, head in heads:
        word.head = made[head]
        if made[head] is not word:
            made[head].children.append(word)
    return made
