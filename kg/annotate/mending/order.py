"""All repairs of a tree, in the order in which they are done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from kg.annotate.clauses import is_verb
from kg.annotate.mending import deeds, hanging, main_clauses, names, participles, phrases, subjects, verbs
from kg.annotate.mending.tree import Setting
from kg.annotate.words import Sentence, Word

_SMALL_WORDS = frozenset({"PUNCT", "DET", "ADP", "CCONJ", "SCONJ", "PART", "PRON"})
"""Parts of speech of the words that are not content words."""
_NOMINAL = "NOUN PROPN PRON NUM ADJ SYM X"


@dataclass(frozen=True, slots=True)
class Repair:
    """One repair and the words that it may be for: all others are passed over without a look."""

    mends: Callable[[Word, Setting], None]
    pos: str = ""
    """Parts of speech, separated by blanks; all if empty."""
    rel: str = ""
    """Relations to the governor without subtype, separated by blanks; all if empty."""
    verbs: bool = False
    """Only words that head a clause as a verb."""
    content: bool = False
    """Only content words."""
    only: str = ""
    """The one language that it is for."""

    def is_for(self, language: str, pos: str, rel: str, *, verb: bool) -> bool:
        """Say whether this repair is for such a word of such a language."""
        return (
            (not self.only or self.only == language)
            and (verb or not self.verbs)
            and not (self.content and pos in _SMALL_WORDS)
            and (not self.pos or pos in self.pos.split())
            and (not self.rel or rel in self.rel.split())
        )


REPAIRS: tuple[Repair, ...] = (
    Repair(verbs.tense, pos="AUX VERB", only="nb"),
    Repair(main_clauses.saw_do, pos="VERB", only="nb"),
    Repair(participles.behind_article, pos="VERB", only="nb"),
    Repair(verbs.perfect_as_adjective, pos="AUX VERB", only="nb"),
    Repair(verbs.predicate_below, pos="ADJ", only="nb"),
    Repair(verbs.become, content=True, only="nb"),
    Repair(verbs.participle_as_noun, pos="NOUN ADJ", only="nb"),
    Repair(verbs.second_verb, pos="NOUN", rel="conj", only="nb"),
    Repair(phrases.article_as_subject, rel="nsubj", only="nb"),
    Repair(verbs.confirmed_dead, content=True, only="nb"),
    Repair(phrases.lost_life, content=True, rel="flat nmod appos", only="nb"),
    Repair(verbs.held, content=True, rel="advcl ccomp xcomp", only="nb"),
    Repair(phrases.landmine, pos="PRON DET", only="nb"),
    Repair(names.common_noun, pos="PROPN", only="nb"),
    Repair(names.initials, pos="NUM ADV ADJ NOUN X", rel="advmod appos nmod nummod amod obl obj", only="nb"),
    Repair(verbs.modifier_as_verb, pos="VERB", rel="advcl xcomp ccomp dep", only="en"),
    Repair(verbs.second_passive, pos="NOUN ADJ VERB", rel="conj", only="en"),
    Repair(verbs.bombed_out, pos="VERB", rel="compound", only="en"),
    Repair(phrases.family_home, pos="NOUN ADV", rel="advmod", only="en"),
    Repair(verbs.subject_as_conjunct, pos="NOUN", rel="conj", only="en"),
    Repair(verbs.found_dead, pos="VERB AUX", rel="nsubj"),
    Repair(verbs.active_perfect, content=True),
    Repair(phrases.people_as_adjective, pos="ADJ", rel="advmod"),
    Repair(verbs.verb_as_modifier, pos="NOUN", rel="ccomp advcl acl"),
    Repair(verbs.verb_as_adjective, pos="ADJ NOUN", rel="ROOT root ccomp advcl conj parataxis acl"),
    Repair(subjects.second_subject, pos="VERB"),
    Repair(phrases.before_its_noun, pos="VERB ADJ", rel="amod advcl acl xcomp", only="nb"),
    Repair(phrases.counted_people, pos="VERB ADJ", rel="advcl", only="nb"),
    Repair(phrases.counted_object, pos="VERB"),
    Repair(phrases.years_old, pos="NOUN", rel="nmod obl", only="nb"),
    Repair(phrases.part_of_them, pos="NUM", rel="conj"),
    Repair(phrases.time_before, pos="NOUN", rel="nmod", only="nb"),
    Repair(phrases.each_of_them, pos="DET PRON", only="nb"),
    Repair(phrases.by_the_clock, pos="NUM", only="nb"),
    Repair(phrases.heard_too, pos="VERB", rel="conj", only="en"),
    Repair(phrases.unhurt, pos="NOUN ADJ", rel="obj"),
    Repair(phrases.unless, pos="PART ADV", rel="advmod", only="nb"),
    Repair(phrases.counted_name, pos="NUM", rel="obj"),
    Repair(subjects.how_often, pos="NOUN", rel="nsubj", only="nb"),
    Repair(subjects.described_subject, pos="VERB"),
    Repair(subjects.fired_and_struck, pos="VERB", rel="conj"),
    Repair(names.dated, rel="obj nsubj obl"),
    Repair(names.day_before, pos="PROPN", rel="nmod", only="en"),
    Repair(names.named_place, pos="PROPN", rel="obj iobj nsubj obl"),
    Repair(names.district_after, pos="NOUN", rel="obl obj nmod nsubj", only="nb"),
    Repair(names.hyphened, pos="NOUN PROPN", rel="flat"),
    Repair(names.office, pos="PROPN", only="nb"),
    Repair(names.owner, pos="NUM", rel="nummod", only="nb"),
    Repair(phrases.direction, rel="advmod obl amod nmod xcomp"),
    Repair(names.label, pos="PROPN"),
    Repair(phrases.stranded, rel="case"),
    Repair(phrases.case_of_phrase, rel="case"),
    Repair(phrases.no_object, rel="obj"),
    Repair(phrases.no_doer, rel="obl", only="en"),
    Repair(names.titled, pos="PROPN", only="en"),
    Repair(names.acronym, pos="NOUN", only="en"),
    Repair(names.in_small_letters, pos="PROPN", only="en"),
    Repair(phrases.called, pos="NOUN", rel="xcomp"),
    Repair(phrases.called_so, pos="PRON DET", rel="obj nsubj expl det"),
    Repair(phrases.dead_of_number, pos="ADJ", rel="advcl xcomp dep"),
    Repair(subjects.whose_subject, pos="NOUN", rel="acl", only="en"),
    Repair(subjects.office_and_name, verbs=True, rel="acl"),
    Repair(subjects.described_by_adjective, verbs=True),
    Repair(verbs.having_done, verbs=True),
    Repair(subjects.doing_something, verbs=True),
    Repair(subjects.taken_as, pos="NOUN", rel="nsubj"),
    Repair(subjects.backed_up, pos="VERB ADJ", rel="ROOT root ccomp parataxis"),
    Repair(subjects.backed_by, pos="VERB ADJ", rel="ccomp conj advcl parataxis xcomp acl"),
    Repair(subjects.after_stop, verbs=True),
    Repair(subjects.whole_sentence, verbs=True, rel="acl"),
    Repair(hanging.nearest_of_two, verbs=True, rel="acl"),
    Repair(hanging.after_semicolon, pos="VERB", rel="conj"),
    Repair(hanging.who_it_is, verbs=True, rel="acl", only="en"),
    Repair(hanging.counts_too, verbs=True, rel="conj", only="en"),
    Repair(hanging.right_before, verbs=True, rel="acl"),
    Repair(hanging.where_it_was, verbs=True, rel="advcl acl", only="nb"),
    Repair(hanging.when_it_happened, verbs=True, rel="acl"),
    Repair(hanging.what_is_said, verbs=True, rel="acl"),
    Repair(hanging.made_to, verbs=True, rel="advcl"),
    Repair(verbs.active_row, verbs=True, rel="ROOT root ccomp parataxis"),
    Repair(subjects.one_subject, verbs=True),
    Repair(subjects.outer_subject, pos="VERB NOUN ADJ"),
    Repair(subjects.verb_between, pos="VERB"),
    Repair(subjects.without_auxiliary, pos="VERB"),
    Repair(subjects.mostly_so_many, pos="VERB"),
    Repair(subjects.after_opening, pos="VERB"),
    Repair(subjects.after_participle, pos="VERB"),
    Repair(subjects.opened_clause, pos="VERB"),
    Repair(subjects.joined_clause, pos="VERB", rel="advcl ccomp parataxis xcomp acl dep conj"),
    Repair(subjects.main_verb, pos="VERB", rel="advcl ccomp parataxis xcomp acl dep conj"),
    Repair(subjects.lent_subject, verbs=True),
    Repair(main_clauses.whose_fighters, pos="PROPN", rel="nsubj obj", only="nb"),
    Repair(main_clauses.let_do, verbs=True, rel="ccomp xcomp advcl", only="nb"),
    Repair(main_clauses.first_of_row, pos="VERB", rel="ROOT root ccomp parataxis", only="nb"),
    Repair(main_clauses.subject_behind, pos="VERB", rel="ROOT root ccomp parataxis", only="nb"),
    Repair(main_clauses.behind_object, pos="NOUN PROPN ADJ", rel="nsubj", only="nb"),
    Repair(main_clauses.active_subject, pos="NOUN PROPN PRON NUM", rel="nsubj", only="nb"),
    Repair(hanging.listed_verb, pos="VERB", rel="advcl parataxis ccomp"),
    Repair(hanging.own_clause, pos="VERB", rel="conj"),
    Repair(hanging.said_too, pos="VERB", rel="conj"),
    Repair(hanging.not_himself, pos="VERB", rel="conj"),
    Repair(hanging.listed_inside, pos="VERB", rel="conj", only="en"),
    Repair(hanging.progressive_pair, verbs=True, rel="conj"),
    Repair(hanging.accused_of, verbs=True, rel="advcl"),
    Repair(hanging.what_followed, verbs=True, rel="advcl xcomp conj acl"),
    Repair(hanging.done_by, verbs=True, rel="advcl"),
    Repair(hanging.to_herself, verbs=True, rel="advcl", only="en"),
    Repair(hanging.second_participle, verbs=True, rel="advcl", only="en"),
    Repair(hanging.who_spoke, verbs=True, rel="advcl", only="en"),
    Repair(phrases.included, pos=_NOMINAL, rel="obl"),
    Repair(names.described_after, pos=_NOMINAL, rel="conj parataxis appos"),
    Repair(names.described_twice, pos="NOUN", rel="conj", only="en"),
    Repair(phrases.place_beside, pos=_NOMINAL, rel="conj"),
    Repair(names.beside_person, pos="NOUN PROPN", rel="conj"),
    Repair(deeds.phrase_of_deed, pos=_NOMINAL, rel="obl nmod"),
    Repair(deeds.told_of_person, pos="VERB AUX", rel="acl"),
)


@cache
def _plan(language: str, pos: str, rel: str, verb: bool) -> tuple[tuple[int, Callable[[Word, Setting], None]], ...]:
    """Return the repairs for one sort of word, with their place in the list."""
    return tuple((place, repair.mends) for place, repair in enumerate(REPAIRS) if repair.is_for(language, pos, rel, verb=verb))


def mend(sentence: Sentence, setting: Setting) -> None:
    """Mend the tree of a sentence in place, in one walk over its words."""
    for word in sentence.words:
        _mend_word(word, setting)


def _mend_word(word: Word, setting: Setting) -> None:
    """Do the repairs of one word; if one makes another sort of word of it, the later ones are those for that sort."""
    language, done = setting.lex.language, -1
    while True:
        pos, rel, morph = word.pos, word.rel, word.morph
        for place, repair in _plan(language, pos, rel, is_verb(word)):
            if place <= done:
                continue
            repair(word, setting)
            if word.rel != rel or word.pos != pos or word.morph != morph:
                done = place
                break
        else:
            return
