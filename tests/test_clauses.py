"""Who is subject and object of a verb: the constructions in which PropBank frames showed the rules to be wrong."""

from __future__ import annotations

import pytest
from trees import tree

from kg.annotate.clauses import is_passive, objects, subjects
from kg.annotate.words import Word


def texts(words: list[Word]) -> list[str]:
    return [word.text for word in words]


def test_a_participle_hung_on_the_verb_of_saying_after_it_goes_with_what_is_said() -> None:
    words = tree("""
        Artillery NOUN nsubj hit
        hit VERB ccomp said VerbForm=Fin
        stalls NOUN obj hit
        killing VERB advcl said VerbForm=Part|Tense=Pres
        traders NOUN obj killing
        nurses NOUN nsubj said
        said VERB ROOT said VerbForm=Fin
    """)
    assert texts(subjects(words["killing"])) == ["Artillery"]


@pytest.mark.parametrize(("governor", "expected"), [("dropped", []), ("ordered", ["plan"])])
def test_a_plan_to_kill_does_not_kill(governor: str, expected: list[str]) -> None:
    words = tree(f"""
        Rebels NOUN nsubj {governor}
        {governor} VERB ROOT {governor} VerbForm=Fin
        plan NOUN obj {governor}
        to PART mark kill
        kill VERB acl plan VerbForm=Inf
        bishops NOUN obj kill
    """)
    words[governor].lemma = {"dropped": "drop", "ordered": "order"}[governor]
    assert texts(subjects(words["kill"])) == expected


def test_a_finite_verb_with_a_subject_is_no_passive_for_a_phrase_with_by() -> None:
    words = tree("""
        Helicopters NOUN nsubj landed
        landed VERB ROOT landed VerbForm=Fin|Tense=Past
        by ADP case rivers
        rivers NOUN obl:agent landed
    """)
    assert not is_passive(words["landed"])


def test_a_participle_after_a_comma_stays_passive() -> None:
    words = tree("""
        Hamlets NOUN nsubj bombed
        , PUNCT punct bombed
        bombed VERB ROOT bombed VerbForm=Fin|Tense=Past
        by ADP case planes
        planes NOUN obl:agent bombed
    """)
    assert is_passive(words["bombed"])


def test_a_relative_clause_with_a_subject_and_no_auxiliary_is_active() -> None:
    words = tree("""
        Fighters NOUN ROOT Fighters
        who PRON nsubj pledged PronType=Rel
        pledged VERB acl:relcl Fighters VerbForm=Part|Tense=Past|Voice=Pass
        peace NOUN obl pledged
    """)
    assert not is_passive(words["pledged"])


def test_an_indirect_object_alone_is_the_object() -> None:
    words = tree("""
        Soldiers NOUN nsubj informed
        informed VERB ROOT informed VerbForm=Fin
        us PRON iobj informed
    """)
    assert texts(objects(words["informed"])) == ["us"]


def test_a_source_before_a_colon_is_no_subject() -> None:
    words = tree("""
        Xinhua PROPN nsubj killed
        : PUNCT punct killed
        Gunmen NOUN nsubj killed
        killed VERB ROOT killed VerbForm=Fin
    """)
    assert texts(subjects(words["killed"])) == ["Gunmen"]
