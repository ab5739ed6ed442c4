"""Which events a word may tell of: the lists, and how a word of a sentence is looked up in them."""

from __future__ import annotations

import pytest
from trees import tree

from kg.annotate.learned_events import KINDS, NAMES, hints
from kg.annotate.telling import Telling, telling
from kg.annotate.wordlists import wordlist
from kg.errors import PackError
from kg.resources import packs

LISTS = {"sure": {"kill": ["gun down"], "attack": ["raid", "air raid"]}, "may": {"detain": ["take"], "capture": ["take"]}}
KIND = ("kill", "attack", "detain", "capture")


def told(words: Telling, rows: str, name: str) -> set[str]:
    """The kinds that a word may tell of, with ! where it nearly always does."""
    return {KIND[place % len(KIND)] + "!" * (place >= len(KIND)) for place in words.of(tree(rows)[name])}


def test_a_word_tells_of_all_its_kinds_and_says_how_surely() -> None:
    words = Telling(KIND, LISTS, compounding=False)
    assert told(words, "took take VERB ROOT took", "took") == {"detain", "capture"}
    assert told(words, "raid raid NOUN ROOT raid", "raid") == {"attack!"}
    assert told(words, "saw see VERB ROOT saw", "saw") == set()


def test_a_second_word_is_one_that_hangs_on_the_first() -> None:
    words = Telling(KIND, LISTS, compounding=False)
    rows = """
        gunned gun VERB ROOT gunned
        them they PRON obj gunned
        down down ADP compound:prt gunned
    """
    assert told(words, rows, "gunned") == {"kill!"}
    assert told(words, "gunned gun VERB ROOT gunned", "gunned") == set()


def test_a_long_noun_is_known_by_its_last_part_where_nouns_are_compounded() -> None:
    rows = "nattraid nattraid NOUN ROOT nattraid"
    assert told(Telling(KIND, LISTS, compounding=True), rows, "nattraid") == {"attack!"}
    assert told(Telling(KIND, LISTS, compounding=False), rows, "nattraid") == set()


@pytest.mark.parametrize("language", sorted(packs()))
def test_the_lists_of_a_language_name_only_kinds_that_are_learned(language: str) -> None:
    words = telling(language, NAMES)
    assert set(range(2 * len(KINDS))) >= {place for kinds in words.alone.values() for place in kinds}
    for lists in wordlist("telling", language).values():
        assert set(lists) == set(KINDS)
        for kind, listed in lists.items():
            assert listed == sorted(set(listed)), kind
            assert all(word == word.lower() and len(word.split()) <= 2 for word in listed), kind


def test_the_hints_of_a_sentence_are_a_row_a_word() -> None:
    words = list(tree("bombed bomb VERB ROOT bombed\n towns town NOUN obj bombed").values())
    found = hints(words, telling("en", NAMES))
    assert found.shape == (2, 2 * len(KINDS))
    assert found[0, len(KINDS) + NAMES.index("attack")] == 1
    assert not found[1].any()


def test_a_kind_that_is_not_learned_is_named() -> None:
    with pytest.raises(PackError, match=r"telling\.en\.toml: unknown kind of event: .*praise"):
        telling("en", ("attack",))
