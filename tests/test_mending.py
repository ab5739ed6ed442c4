"""What is mended in a parse before the rules look at it, and what must be left as it is."""

from __future__ import annotations

import pytest
from test_annotate import claims
from trees import tree

from kg.annotate.lexicon import lexicon
from kg.annotate.mending import Setting, deeds, hanging, main_clauses, mend, names, participles, phrases, subjects, verbs
from kg.annotate.mending.order import REPAIRS
from kg.annotate.words import Word


def mended(rows: str, language: str = "en") -> dict[str, Word]:
    """The words of a tree after it was mended; it still is a tree."""
    words = tree(rows)
    sentence = next(iter(words.values())).sentence
    mend(sentence, Setting(lexicon(language), {}, lambda _: True))
    for word in sentence.words:
        assert word.head is word or word in word.head.children
        assert all(child.head is word for child in word.children)
    assert [word for word in sentence.words if word.head is word] == [sentence.root]
    return words


def test_every_repair_is_done_once() -> None:
    listed = [repair.mends for repair in REPAIRS]
    made = {
        function
        for module in (deeds, hanging, main_clauses, names, participles, phrases, subjects, verbs)
        for name, function in vars(module).items()
        if not name.startswith("_") and getattr(function, "__module__", "") == module.__name__
    }
    assert len(listed) == len(set(listed))
    assert set(listed) == made


def hangs(words: dict[str, Word], name: str) -> tuple[str, str]:
    return words[name].dep, words[name].head.text


@pytest.mark.parametrize("relation", ["ccomp", "advcl", "parataxis"])
def test_a_finite_verb_after_a_participle_is_the_main_verb(relation: str) -> None:
    words = mended(f"""
        Gunmen gunman NOUN nsubj riding
        riding ride VERB ROOT riding VerbForm=Ger
        motorcycles motorcycle NOUN obj riding
        attacked attack VERB {relation} riding VerbForm=Fin|Tense=Past
        villages village NOUN obj attacked
        . . PUNCT punct riding
    """)
    assert hangs(words, "Gunmen") == ("nsubj", "attacked")
    assert hangs(words, "riding") == ("acl", "Gunmen")
    assert hangs(words, "attacked") == ("ROOT", "attacked")


def test_a_main_clause_keeps_its_clause_of_time() -> None:
    words = mended("""
        Rebels rebel NOUN nsubj fled
        fled flee VERB ROOT fled VerbForm=Fin|Tense=Past
        when when ADV mark attacked
        troops troop NOUN nsubj attacked
        attacked attack VERB advcl fled VerbForm=Fin|Tense=Past
        villages village NOUN obj attacked
    """)
    assert hangs(words, "Rebels") == ("nsubj", "fled")
    assert hangs(words, "attacked") == ("advcl", "fled")


def test_a_noun_before_a_finite_verb_without_subject_is_its_subject() -> None:
    words = mended("""
        Troops troop NOUN ROOT Troops
        , , PUNCT punct backed
        backed back VERB acl Troops VerbForm=Part|Tense=Past
        by by ADP case tanks
        tanks tank NOUN obl:agent backed
        ,, , PUNCT punct arrested
        arrested arrest VERB parataxis Troops VerbForm=Fin|Tense=Past
        farmers farmer NOUN obj arrested
    """)
    assert hangs(words, "Troops") == ("nsubj", "arrested")
    assert hangs(words, "backed") == ("acl", "Troops")


def test_a_heading_before_a_colon_does_nothing() -> None:
    words = mended("""
        Casualties casualty NOUN ROOT Casualties
        : : PUNCT punct wounded
        wounded wound VERB parataxis Casualties VerbForm=Fin|Tense=Past
        six six NUM obj wounded
    """)
    assert hangs(words, "Casualties") == ("ROOT", "Casualties")


def test_those_who_are_carried_are_not_who_is_struck() -> None:
    words = mended("""
        boat boat NOUN nsubj carrying
        carrying carry VERB advcl rammed VerbForm=Ger
        refugees refugee NOUN nsubj:pass rammed
        was be AUX aux:pass rammed
        rammed ram VERB ROOT rammed VerbForm=Part|Tense=Past
    """)
    assert hangs(words, "boat") == ("nsubj:pass", "rammed")
    assert hangs(words, "refugees") == ("obj", "carrying")


def test_what_follows_a_semicolon_has_a_subject_of_its_own() -> None:
    words = mended("""
        Marines marine NOUN nsubj freed
        freed free VERB ROOT freed VerbForm=Fin|Tense=Past
        hostages hostage NOUN obj freed
        ; ; PUNCT punct hijackers
        hijackers hijacker NOUN conj hostages
        were be AUX aux:pass killed VerbForm=Fin
        killed kill VERB advcl freed VerbForm=Part|Tense=Past
    """)
    assert hangs(words, "hijackers") == ("nsubj:pass", "killed")
    assert hangs(words, "killed") == ("parataxis", "freed")


def test_the_doer_of_a_deed_does_not_condemn_it() -> None:
    words = mended("""
        Unicef unicef PROPN nsubj condemned
        condemned condemn VERB ROOT condemned VerbForm=Fin|Tense=Past
        the the DET det abduction
        abduction abduction NOUN obj condemned
        by by ADP case rebels
        rebels rebel NOUN obl condemned
    """)
    assert hangs(words, "rebels") == ("nmod", "abduction")


def test_the_doer_of_a_passive_stays_with_the_verb() -> None:
    words = mended("""
        abduction abduction NOUN nsubj:pass condemned
        was be AUX aux:pass condemned
        condemned condemn VERB ROOT condemned VerbForm=Part|Tense=Past
        after after ADP case talks
        talks talk NOUN obl condemned
        by by ADP case rebels
        rebels rebel NOUN obl condemned
    """)
    assert hangs(words, "rebels") == ("obl", "condemned")


@pytest.mark.parametrize(("phrase", "lemma", "expected"), [("hideout", "hideout", "raid"), ("Monday", "monday", "arrested")])
def test_what_a_raid_was_on_hangs_on_the_raid_and_the_day_does_not(phrase: str, lemma: str, expected: str) -> None:
    words = mended(f"""
        Police police NOUN nsubj arrested
        arrested arrest VERB ROOT arrested VerbForm=Fin|Tense=Past
        men man NOUN obj arrested
        in in ADP case raid
        raid raid NOUN obl arrested
        on on ADP case {phrase}
        {phrase} {lemma} NOUN obl arrested
    """)
    assert words[phrase].head.text == expected


def test_a_participle_with_its_doer_belongs_to_the_noun_before_it() -> None:
    words = mended("""
        People people NOUN nsubj:pass killed
        were be AUX aux:pass killed
        killed kill VERB ROOT killed VerbForm=Part|Tense=Past
        in in ADP case strikes
        strikes strike NOUN obl killed
        launched launch VERB advcl killed VerbForm=Part|Tense=Past
        by by ADP case army
        army army NOUN obl:agent launched
    """)
    assert hangs(words, "launched") == ("acl", "strikes")


def test_those_included_belong_to_those_among_whom_they_are() -> None:
    words = mended("""
        blast blast NOUN nsubj killed
        killed kill VERB ROOT killed VerbForm=Fin|Tense=Past
        guests guest NOUN obj killed
        , , PUNCT punct bride
        including include VERB case bride
        the the DET det bride
        bride bride NOUN obl killed
    """)
    assert hangs(words, "bride") == ("nmod", "guests")


def test_the_participle_after_having_is_the_verb() -> None:
    words = mended("""
        Troops troop NOUN nsubj:pass accused
        are be AUX aux:pass accused
        accused accuse VERB ROOT accused VerbForm=Part|Tense=Past
        of of SCONJ mark having
        having have VERB advcl accused VerbForm=Ger
        shelled shell VERB amod hospitals VerbForm=Part|Tense=Past
        hospitals hospital NOUN obj having
    """)
    assert hangs(words, "shelled") == ("advcl", "accused")
    assert hangs(words, "hospitals") == ("obj", "shelled")
    assert hangs(words, "having") == ("aux", "shelled")


def test_a_charge_hangs_on_the_accusing_verb() -> None:
    words = mended("""
        They they PRON nsubj accuse
        accuse accuse VERB ROOT accuse VerbForm=Fin
        army army NOUN obj accuse
        which which PRON nsubj besieges
        besieges besiege VERB acl:relcl army VerbForm=Fin
        of of SCONJ mark shelling
        shelling shell VERB advcl besieges VerbForm=Ger
    """)
    assert hangs(words, "shelling") == ("advcl", "accuse")


def test_a_wife_goes_with_the_mayor_and_not_with_the_town() -> None:
    words = mended("""
        Men man NOUN nsubj murdered
        murdered murder VERB ROOT murdered VerbForm=Fin|Tense=Past
        mayor mayor NOUN obj murdered
        of of ADP case town
        town town NOUN nmod mayor
        and and CCONJ cc wife
        wife wife NOUN conj town
    """)
    assert hangs(words, "wife") == ("conj", "mayor")


def test_verbs_in_a_row_have_one_subject() -> None:
    words = mended("""
        Raiders raider NOUN nsubj stopped
        stopped stop VERB ROOT stopped VerbForm=Fin|Tense=Past
        buses bus NOUN obj stopped
        , , PUNCT punct robbed
        robbed rob VERB advcl stopped VerbForm=Fin|Tense=Past
        drivers driver NOUN obj robbed
    """)
    assert hangs(words, "robbed") == ("conj", "stopped")


def test_the_noun_before_a_finite_verb_after_after_is_its_subject() -> None:
    words = mended("""
        Families family NOUN nsubj fled
        fled flee VERB ROOT fled VerbForm=Fin|Tense=Past
        after after ADP case army
        army army NOUN obl fled
        attacked attack VERB ccomp fled VerbForm=Fin|Tense=Past
    """)
    assert hangs(words, "army") == ("nsubj", "attacked")
    assert hangs(words, "attacked") == ("advcl", "fled")


def test_a_noun_joined_to_a_place_is_the_subject_of_the_verb_after_it() -> None:
    words = mended("""
        Tanks tank NOUN nsubj rolled
        rolled roll VERB ROOT rolled VerbForm=Fin|Tense=Past
        into into ADP case village
        village village NOUN obl rolled
        and and CCONJ cc infantry
        infantry infantry NOUN conj village
        followed follow VERB advcl rolled VerbForm=Fin|Tense=Past
    """)
    assert hangs(words, "infantry") == ("nsubj", "followed")
    assert hangs(words, "Tanks") == ("nsubj", "rolled")


def test_the_verb_after_a_relative_clause_is_that_of_its_noun() -> None:
    words = mended("""
        villagers villager NOUN ROOT villagers
        whom whom PRON obj chased
        militia militia NOUN nsubj chased
        chased chase VERB acl:relcl villagers VerbForm=Fin|Tense=Past
        live live VERB xcomp chased VerbForm=Fin
        . . PUNCT punct villagers
    """)
    assert hangs(words, "villagers") == ("nsubj", "live")
    assert hangs(words, "militia") == ("nsubj", "chased")


def test_what_has_a_preposition_is_no_object_unless_it_counts() -> None:
    words = mended("""
        soldiers soldier NOUN nsubj:pass killed
        were be AUX aux:pass killed
        killed kill VERB ROOT killed VerbForm=Part|Tense=Past
        by by ADP case gunmen
        gunmen gunman NOUN obj killed
    """)
    assert hangs(words, "gunmen") == ("obl:agent", "killed")
    counted = mended("""
        shells shell NOUN nsubj killed
        killed kill VERB ROOT killed VerbForm=Fin|Tense=Past
        over over ADP case people
        forty forty NUM nummod people
        people people NOUN obj killed
    """)
    assert hangs(counted, "people") == ("obj", "killed")


def test_of_two_prepositions_the_first_is_the_verbs() -> None:
    words = mended("""
        marchers marcher NOUN nsubj:pass fired
        were be AUX aux:pass fired
        fired fire VERB ROOT fired VerbForm=Part|Tense=Past
        upon upon ADP case soldiers
        by by ADP case soldiers
        soldiers soldier NOUN obl fired
    """)
    assert hangs(words, "upon") == ("compound:prt", "fired")
    assert words["soldiers"].case() == "by"


def test_what_followed_hangs_on_the_main_verb() -> None:
    words = mended("""
        Gunmen gunman NOUN nsubj attacked
        attacked attack VERB ROOT attacked VerbForm=Fin|Tense=Past
        bus bus NOUN obj attacked
        carrying carry VERB acl bus VerbForm=Ger
        pilgrims pilgrim NOUN obj carrying
        , , PUNCT punct killing
        killing kill VERB advcl carrying VerbForm=Ger
        nine nine NUM obj killing
    """)
    assert hangs(words, "killing") == ("advcl", "attacked")


def test_who_was_stabbed_is_the_named_one_and_lists_stay_lists() -> None:
    words = mended("""
        Police police NOUN nsubj found
        found find VERB ROOT found VerbForm=Fin|Tense=Past
        mayor mayor NOUN obj found
        , , PUNCT punct student
        a a DET det student
        student student NOUN conj mayor
        and and CCONJ cc nurse
        nurse nurse NOUN conj mayor
    """)
    assert hangs(words, "student") == ("conj", "mayor")


def test_a_row_of_verbs_with_an_object_is_active() -> None:
    words = mended("""
        Pilots pilot NOUN nsubj:pass bombed
        bombed bomb VERB ROOT bombed VerbForm=Part|Tense=Past
        and and CCONJ cc strafed
        strafed strafe VERB conj bombed VerbForm=Part|Tense=Past
        hills hill NOUN obj strafed
    """)
    assert hangs(words, "Pilots") == ("nsubj", "bombed")
    passive = mended("""
        Hills hill NOUN nsubj:pass bombed
        were be AUX aux:pass bombed
        bombed bomb VERB ROOT bombed VerbForm=Part|Tense=Past
    """)
    assert hangs(passive, "Hills") == ("nsubj:pass", "bombed")


def test_a_name_and_what_it_is_described_as_are_one_subject() -> None:
    claims_of = [
        claim
        for claim in claims("The Damascus Observatory, a war monitor, said troops killed six farmers.")
        if "Killing" in claim.types
    ]
    assert [source.text for claim in claims_of for source in claim.according_to] == ["The Damascus Observatory"]


def test_after_a_source_the_subject_follows() -> None:
    words = mended("""
        According accord VERB case police
        to to ADP fixed According
        police police NOUN obl killed
        , , PUNCT punct bomb
        a a DET det bomb
        bomb bomb NOUN conj police
        killed kill VERB ROOT killed VerbForm=Fin|Tense=Past
        nine nine NUM obj killed
    """)
    assert hangs(words, "bomb") == ("nsubj", "killed")


def test_what_was_fired_struck() -> None:
    words = mended("""
        people people NOUN nsubj:pass killed
        were be AUX aux:pass killed
        killed kill VERB ROOT killed VerbForm=Part|Tense=Past
        when when ADV mark fired
        rocket rocket NOUN nsubj:pass fired
        fired fire VERB advcl killed VerbForm=Part|Tense=Past
        by by ADP case militants
        militants militant NOUN obl:agent fired
        struck strike VERB conj killed VerbForm=Fin|Tense=Past
        bus bus NOUN obj struck
    """)
    assert hangs(words, "rocket") == ("nsubj", "struck")
    assert hangs(words, "struck") == ("advcl", "killed")
    assert hangs(words, "fired") == ("acl", "rocket")


def test_a_clause_of_time_belongs_to_the_verb() -> None:
    words = mended("""
        governor governor NOUN nsubj escaped
        escaped escape VERB ROOT escaped VerbForm=Fin|Tense=Past
        ambush ambush NOUN obj escaped
        when when ADV advmod detonated
        bomb bomb NOUN nsubj detonated
        detonated detonate VERB acl ambush VerbForm=Fin|Tense=Past
    """)
    assert hangs(words, "detonated") == ("advcl", "escaped")


def test_an_adjective_has_no_subject_where_the_verb_after_it_has_none() -> None:
    words = mended("""
        snipers sniper NOUN nsubj loyal
        loyal loyal ADJ advcl fired
        Saleh saleh PROPN obl loyal
        fired fire VERB ROOT fired VerbForm=Fin|Tense=Past
    """)
    assert hangs(words, "snipers") == ("nsubj", "fired")


@pytest.mark.parametrize(("before", "pos"), [("en en DET det mine", "NOUN"), ("av av ADP case mine", "PRON")])
def test_a_mine_is_a_thing_and_not_what_is_mine(before: str, pos: str) -> None:
    words = mended(
        f"""
        Bilen bil NOUN nsubj traff
        traff treffe VERB ROOT traff VerbForm=Fin|Tense=Past
        {before}
        mine min PRON obl traff
    """,
        "nb",
    )
    assert words["mine"].pos == pos


def test_an_article_before_the_object_is_no_subject() -> None:
    words = mended(
        """
        Vaktene vakt NOUN nsubj førte
        førte føre VERB ROOT førte VerbForm=Fin|Tense=Past
        de de PRON nsubj førte
        overlevende overlevende ADJ obj førte
        bort bort ADV advmod førte
    """,
        "nb",
    )
    assert hangs(words, "de") == ("det", "overlevende")
    assert hangs(words, "Vaktene") == ("nsubj", "førte")


def test_a_family_home_is_struck_and_no_family_on_its_way_home() -> None:
    rows = """
        They they PRON nsubj {0}
        {0} {1} VERB ROOT {0} VerbForm=Fin|Tense=Past
        the the DET det family
        family family NOUN obj {0}
        home home ADV advmod {0}
        . . PUNCT punct {0}
    """
    struck, driven = mended(rows.format("struck", "strike")), mended(rows.format("drove", "drive"))
    assert hangs(struck, "home") == ("obj", "struck")
    assert hangs(struck, "family") == ("compound", "home")
    assert hangs(driven, "home") == ("advmod", "drove")


def test_each_of_two_passives_has_its_own_subject() -> None:
    words = mended(
        """
        lastebilene lastebil NOUN nsubj:pass drept Definite=Def
        ble bli AUX aux:pass ødelagt VerbForm=Fin
        ødelagt ødelegge VERB ROOT ødelagt VerbForm=Part
        og og CCONJ cc drept
        sjåførene sjåfør NOUN nsubj:pass drept Definite=Def
        var være AUX aux:pass drept VerbForm=Fin
        drept drepe VERB conj ødelagt VerbForm=Part
        . . PUNCT punct ødelagt
    """,
        "nb",
    )
    assert hangs(words, "lastebilene") == ("nsubj:pass", "ødelagt")
    assert hangs(words, "sjåførene") == ("nsubj:pass", "drept")


def test_bombed_out_clinics_were_bombed() -> None:
    words = mended("""
        ran run VERB ROOT ran VerbForm=Fin
        bombed bomb VERB compound clinics VerbForm=Part
        - - PUNCT punct bombed
        out out ADP compound clinics
        clinics clinic NOUN obj ran Number=Plur
    """)
    assert hangs(words, "bombed") == ("amod", "clinics")
