"""A clause whose verb the parser took for something else is read nevertheless."""

from __future__ import annotations

import pytest
from test_annotate import claims, document, fillers, of_type, only

from kg.annotate.pack import load
from kg.annotate.reader import parse
from kg.model import AGENT_ROLES, PATIENT_ROLES, Role, Stance


def participants(text: str, event_type: str) -> tuple[list[str], list[str]]:
    """Who does it and whom it is done to, in the one Norwegian claim of that type."""
    claim = only(text, event_type, "nb")
    return fillers(claim, AGENT_ROLES), fillers(claim, PATIENT_ROLES)


@pytest.mark.parametrize(
    ("text", "event_type", "agents", "patients"),
    [
        ("Den burmesiske hæren har tent på hundrevis av hus.", "Arson", ["Den burmesiske hæren"], ["hus"]),
        ("To svenske sjåfører er sluppet fri etter tre uker.", "Release", [], ["To svenske sjåfører"]),
        ("Iran og Irak utvekslet tirsdag 175 krigsfanger hver.", "Release", ["Iran", "Irak"], ["175 krigsfanger"]),
        ("Russiske styrker avfyrte fredag morgen to raketter mot en skole.", "Shelling", ["Russiske styrker"], ["en skole"]),
        ("En soldat bevæpnet med kniv angrep leieren.", "Attack", ["En soldat"], ["leieren"]),
        ("Fangene ble nakkeskutt av militsen.", "Killing", ["militsen"], ["Fangene"]),
        ("Hæren holdt Sarajevo beleiret i nesten fire år.", "Siege", ["Hæren"], ["Sarajevo"]),
        ("Jesidiske kvinner ble solgt som slaver av IS-krigere.", "SexualViolence", ["IS-krigere"], ["Jesidiske kvinner"]),
        ("Opprørssoldater har inngått våpenhvile med regjeringen.", "Ceasefire", ["Opprørssoldater", "regjeringen"], []),
    ],
)
def test_a_verb_taken_for_another_word_keeps_its_participants(
    text: str, event_type: str, agents: list[str], patients: list[str]
) -> None:
    assert participants(text, event_type) == (agents, patients)


def test_the_subject_of_a_second_clause_is_none_of_the_first_clauses_objects() -> None:
    text = "Pakistanske jagerfly angrep mål i Paktika, og 46 mennesker, de fleste kvinner og barn, omkom."
    assert fillers(only(text, "Death", "nb"), PATIENT_ROLES)[0] == "46 mennesker"


def test_a_name_after_the_noun_for_a_place_is_no_object() -> None:
    assert fillers(only("Filippinske soldater befridde to gisler på øya Jolo.", "Release", "nb"), PATIENT_ROLES) == ["to gisler"]


def test_who_flees_after_striking_is_who_struck() -> None:
    text = "Ranerne traff en skole og to butikker, og flyktet."
    assert fillers(only(text, "Displacement", "nb"), PATIENT_ROLES) == ["Ranerne"]


def test_who_is_armed_with_something_is_given_nothing() -> None:
    assert not [claim for claim in claims("En soldat bevæpnet med kniv angrep leieren.", "nb") if "Support" in claim.types]


@pytest.mark.parametrize(
    ("language", "text", "place"),
    [
        ("nb", "Opprørere drepte 500 mennesker i Moura.", "Moura"),
        ("nb", "Tre soldater ble drept av en veibombe nord for Gao.", "Gao"),
        ("nb", "En konvoi ble angrepet sør for Baidoa.", "Baidoa"),
        ("nb", "Geriljasoldater gikk til angrep på en militærpost utenfor Corinto i natt.", "Corinto"),
        ("en", "Raiders killed two drivers outside Tula Shwe.", "Tula Shwe"),
    ],
)
def test_nobody_is_killed_in_a_person(language: str, text: str, place: str) -> None:
    (claim,) = claims(text, language)
    assert place in fillers(claim, frozenset({Role.PLACE}))


def test_no_place_kills() -> None:
    assert fillers(only("To av mennene ble halshogd av Abu Sayyaf.", "Killing", "nb"), AGENT_ROLES) == ["Abu Sayyaf"]


def test_a_body_that_somebody_is_killed_in_stays_a_body() -> None:
    (claim,) = claims("Fire ledere i RSF ble drept.", "nb")
    assert fillers(claim, frozenset({Role.PLACE})) == []


@pytest.mark.parametrize(
    ("text", "event_type", "agents", "patients"),
    [
        ("Den væpnede militsen AFRC har tatt kontroll over havnebyen.", "Combat", ["Den væpnede militsen AFRC"], ["havnebyen"]),
        ("Opprørerne inntok Bukavu 14. februar 2025.", "Combat", ["Opprørerne"], ["Bukavu"]),
        ("I natt krysset 900 mennesker grensen til Uganda.", "Displacement", [], ["900 mennesker"]),
        ("80 marinesoldater overga seg ved Soledar.", "Combat", [], ["80 marinesoldater"]),
        ("Vaktene førte de overlevende til leiren i Bani Walid.", "Detention", ["Vaktene"], ["de overlevende"]),
        ("Den eldste mistet begge beina.", "Injury", [], ["Den eldste"]),
        ("Angrepet kostet tre soldater fra Ghana livet.", "Killing", [], ["tre soldater"]),
        ("Ingen har påtatt seg skylden for drapet på dommer Yolanda Ruiz.", "Killing", [], ["dommer Yolanda Ruiz"]),
        ("Frivillige delte ut mel til 300 familier.", "AidDelivery", ["Frivillige"], ["300 familier"]),
        ("Biskoper megler nå mellom Dinka og Murle i Bor.", "Meeting", ["Biskoper", "Dinka", "Murle"], []),
    ],
)
def test_participants_taken_for_each_other_are_told_apart(
    text: str, event_type: str, agents: list[str], patients: list[str]
) -> None:
    assert participants(text, event_type) == (agents, patients)


def test_prisoners_who_are_counted_are_not_taken_once_more() -> None:
    assert {c.types[0] for c in claims("Vokterne torturerte minst sju fanger i kjelleren.", "nb")} == {"Torture"}


@pytest.mark.parametrize(
    ("text", "event_type", "patients"),
    [
        ("Åtte personer er bekreftet omkommet etter et angrep i Sumy.", "Death", ["Åtte personer"]),
        ("Minst 40 er antatt omkommet i brannen.", "Death", ["Minst 40"]),
    ],
)
def test_the_dead_confirm_nothing(text: str, event_type: str, patients: list[str]) -> None:
    claim = only(text, event_type, "nb")
    assert fillers(claim, PATIENT_ROLES) == patients
    assert claim.according_to == ()


def test_some_of_several_do_what_is_told() -> None:
    assert fillers(only("Tre av mennene skjøt mot politiet.", "Shooting", "nb"), AGENT_ROLES) == ["Tre av mennene"]


def test_mending_leaves_a_tree() -> None:
    text = "Nord for for Gao har drept tent fri meldt drept 28. september M23 av livet holdt Homs beleiret i i i nord for."
    for language in ("nb", "en"):
        for sentence in parse(document(text, language), load(language)).sentences:
            (root,) = [word for word in sentence.words if word.is_root]
            assert [word.index for word in root.subtree()] == [word.index for word in sentence.words]


def test_a_verb_before_its_object_is_no_mere_adjective() -> None:
    text = "Groups accuse Syria of deliberately striking hospitals and physicians."
    assert any("AttackOnHealthcare" in claim.types for claim in claims(text))


def test_have_alone_makes_no_passive() -> None:
    claim = only("Politiet i Caracas skal ha skutt og drept en 17 år gammel demonstrant.", "Killing", "nb")
    assert fillers(claim, AGENT_ROLES) == ["Politiet"]
    assert fillers(claim, PATIENT_ROLES) == ["en 17 år gammel demonstrant"]


def test_who_hides_is_not_rescued() -> None:
    assert claims("Vi gjemte oss i åkeren.", "nb") == ()


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Regjeringsstyrker beleirer og bomber Sirte.", ["Bombing", "Siege"]),
        ("Soldatene kaster granater og bomber mot huset.", ["Shelling"]),
    ],
)
def test_the_second_of_two_verbs_is_no_noun_and_a_noun_no_verb(text: str, kinds: list[str]) -> None:
    assert sorted(claim.types[0] for claim in claims(text, "nb")) == kinds


def test_the_hour_of_the_clock_is_nobody() -> None:
    assert fillers(only("Han døde klokken sju om morgenen.", "Death", "nb"), PATIENT_ROLES) == ["Han"]


@pytest.mark.parametrize(
    ("text", "event_type", "agent"),
    [
        ("On 4 May soldiers burned the village.", "Arson", "soldiers"),
        ("On 2 December police in Goma used batons to break up a march.", "Assault", "police"),
        ("On 4 May 2019 soldiers burned the village.", "Arson", "soldiers"),
    ],
)
def test_a_day_before_them_is_no_part_of_those_who_did_it(text: str, event_type: str, agent: str) -> None:
    assert fillers(only(text, event_type), AGENT_ROLES) == [agent]


@pytest.mark.parametrize(
    ("text", "backed", "deed"),
    [
        ("De serbiske styrkene, støttet av russiske fly, inntok byen.", "De serbiske styrkene", "Combat"),
        ("Hæren rykket fram mot Aden, støttet av emiratiske kampfly.", "Hæren", "GroundAssault"),
    ],
)
def test_who_is_backed_is_who_acts(text: str, backed: str, deed: str) -> None:
    assert participants(text, "Support")[1] == [backed]
    assert participants(text, deed)[0] == [backed]


def test_a_district_whose_name_stands_before_it_is_one_place() -> None:
    claim = only("Rakettene traff Shuja'iyya bydelen i Gaza by.", "Shelling", "nb")
    assert fillers(claim, PATIENT_ROLES) == ["Shuja'iyya bydelen"]
    assert sorted(fillers(claim, frozenset({Role.PLACE}))) == ["Gaza by", "Shuja'iyya bydelen"]


def test_ikke_after_hvis_denies_nothing_that_is_to_stop() -> None:
    text = "Ministeren sa at landet vil kutte all handel med Serbia hvis ikke beskytningen av Mitrovica stanses."
    assert only(text, "Shelling", "nb").stance is Stance.ASSERTS


def test_a_bombed_house_is_what_was_bombed_and_nobody_before_it() -> None:
    claim = only("Mannskapet driller seg inn til kvinnen i et bombet hus i Homs.", "Bombing", "nb")
    assert fillers(claim, PATIENT_ROLES) == ["et bombet hus"]


def test_what_a_clause_with_der_tells_took_place_in_the_noun_before_it() -> None:
    claim = only("Mannen ble dratt ut fra et hus der femten naboer ble skadet.", "Injury", "nb")
    assert fillers(claim, frozenset({Role.PLACE})) == ["et hus"]


@pytest.mark.parametrize(
    ("text", "victims"),
    [
        ("Omar Saleh, Hassan's cousin and the only midwife in the valley, was killed on Monday.", ["Omar Saleh"]),
        ("Omar Saleh, Hassan's cousin and a guard were killed on Monday.", ["Omar Saleh", "a guard"]),
    ],
)
def test_a_person_described_twice_is_one_where_the_verb_says_so(text: str, victims: list[str]) -> None:
    assert sorted(fillers(only(text, "Killing"), PATIENT_ROLES)) == sorted(victims)


@pytest.mark.parametrize(
    ("text", "event_type", "agents", "patients"),
    [
        ("Vaktene fikk de 40 bortførte jentene hjem.", "Abduction", [], ["de 40 bortførte jentene"]),
        ("Guvernøren sier at alle drepte var smuglere.", "Killing", [], None),
        ("Begge de drepte var georgiske soldater.", "Killing", [], ["georgiske soldater"]),
        ("Koret skrev antall drepte fiskere på veggen.", "Killing", [], ["drepte fiskere"]),
        ("Panna til den bortførte presten hadde et kutt.", "Abduction", [], None),
        ("Blant de drepte er en kokk, to sjåfører og en gutt.", "Killing", [], ["en kokk", "to sjåfører", "en gutt"]),
        ("Geriljaen kom tilbake fordi de drepte presten.", "Killing", ["Geriljaen"], ["presten"]),
        ("Naboene sier de bortførte jentene i april.", "Abduction", ["de"], ["jentene"]),
    ],
)
def test_a_participle_behind_an_article_is_done_by_nobody_named_before(
    text: str, event_type: str, agents: list[str], patients: list[str] | None
) -> None:
    found = [c for c in claims(text, "nb") if event_type in c.types]
    assert [fillers(c, AGENT_ROLES) for c in found] == ([agents] if found else [])
    assert patients is None or [fillers(c, PATIENT_ROLES) for c in found] == [patients]


def test_who_is_found_is_not_who_was_looking() -> None:
    assert not of_type("Politiet fant de bortførte i en kjeller.", "Abduction", "nb")
    assert fillers(only("Among the dead are a nurse and two guards.", "Killing"), PATIENT_ROLES) == ["a nurse", "two guards"]


@pytest.mark.parametrize(
    ("text", "event_type", "named"),
    [
        ("Slepebåten «Grey Heron» ble truffet av en rakett.", "Shelling", "Slepebåten «Grey Heron»"),
        ("Marinen senket krysseren «Almirante Ruiz», og mange omkom.", "Destruction", "krysseren «Almirante Ruiz»"),
        ("Lagrene er sperret av gjengalliansen Q7 siden mars.", "Siege", "gjengalliansen Q7"),
        ("Soldater angrep landsbyen Q7 mandag.", "Attack", "landsbyen Q7"),
        ("Vaktene slo fangen «uten grunn».", "Assault", "fangen"),
    ],
)
def test_a_name_in_quotes_or_capitals_belongs_to_the_noun_before_it(text: str, event_type: str, named: str) -> None:
    claim = only(text, event_type, "nb")
    assert named in fillers(claim, AGENT_ROLES) + fillers(claim, PATIENT_ROLES)
