"""What the reader finds in single sentences, and what holds for whatever it is given."""

from __future__ import annotations

from datetime import date
from hashlib import sha256

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.annotate import read
from kg.annotate.format import dump, load
from kg.annotate.lexicon import ancestors, frames, lexicon
from kg.annotate.pack import chunks, defused
from kg.ids import document_iri
from kg.model import AGENT_ROLES, PATIENT_ROLES, Annotation, Certainty, Claim, Document, Role, Stance


def document(text: str, language: str = "en", published: date | None = None) -> Document:
    digest = sha256(text.encode()).hexdigest()
    return Document(document_iri(digest, ""), "x.txt", text, language, digest, published=published)


def claims(text: str, language: str = "en", published: date | None = None) -> tuple[Claim, ...]:
    return read(document(text, language, published)).claims


def of_type(text: str, event_type: str, language: str = "en") -> list[Claim]:
    return [claim for claim in claims(text, language) if event_type in claim.types]


def only(text: str, event_type: str, language: str = "en") -> Claim:
    found = of_type(text, event_type, language)
    assert len(found) == 1, [claim.types for claim in claims(text, language)]
    return found[0]


def fillers(claim: Claim, roles: frozenset[Role]) -> list[str]:
    return [filler.text for filler in claim.roles if filler.role in roles]


@pytest.mark.parametrize(
    ("language", "text", "event_type", "agents", "patients"),
    [
        ("en", "Government forces shelled the market in Idlib on Monday.", "Shelling", ["Government forces"], ["the market"]),
        ("en", "The bridge was destroyed by insurgents.", "Destruction", ["insurgents"], ["The bridge"]),
        ("en", "Two nurses were killed.", "Killing", [], ["Two nurses"]),
        ("en", "Rebels carried out an attack on the police station.", "Attack", ["Rebels"], ["the police station"]),
        ("en", "Volunteers rescued three children from the rubble.", "Rescue", ["Volunteers"], ["three children"]),
        ("nb", "Regjeringsstyrker bombet sykehuset i Idlib.", "Bombing", ["Regjeringsstyrker"], ["sykehuset"]),
        ("nb", "Broen ble ødelagt av opprørere.", "Destruction", ["opprørere"], ["Broen"]),
        ("nb", "To sykepleiere ble drept.", "Killing", [], ["To sykepleiere"]),
        ("nb", "Politiet pågrep tolv demonstranter.", "Detention", ["Politiet"], ["tolv demonstranter"]),
        ("nb", "Frivillige reddet tre barn.", "Rescue", ["Frivillige"], ["tre barn"]),
    ],
)
def test_a_plain_sentence_says_who_did_what_to_whom(
    language: str, text: str, event_type: str, agents: list[str], patients: list[str]
) -> None:
    claim = only(text, event_type, language)
    assert fillers(claim, AGENT_ROLES) == agents
    assert fillers(claim, PATIENT_ROLES) == patients


def test_a_passive_without_agent_stays_without_agent() -> None:
    assert fillers(only("Government troops watched. The clinic was bombed.", "Bombing"), AGENT_ROLES) == []


def test_a_struck_hospital_makes_it_an_attack_on_health_care() -> None:
    assert any("AttackOnHealthcare" in claim.types for claim in claims("Warplanes bombed a maternity clinic."))


@pytest.mark.parametrize(
    ("language", "text", "stance"),
    [
        ("en", "Nobody was killed in the raid.", Stance.DENIES),
        ("en", "If they bomb the bridge, the town will starve.", Stance.SUPPOSES),
        ("en", "The militia threatened to kill the hostages.", Stance.THREATENS),
        ("en", "Croatia accused Serbia of shelling Osijek.", Stance.ACCUSES),
        ("nb", "Ingen ble drept i angrepet.", Stance.DENIES),
        ("nb", "Militsen truet med å drepe gislene.", Stance.THREATENS),
    ],
)
def test_what_did_not_happen_is_never_asserted(language: str, text: str, stance: Stance) -> None:
    found = [claim for claim in claims(text, language) if claim.types[0] in ("Killing", "Bombing", "Shelling")]
    assert [claim.stance for claim in found] == [stance]


def test_not_only_is_no_denial() -> None:
    assert only("They not only bombed the school, they burned it.", "Bombing").stance is Stance.ASSERTS


def test_hedges_lower_the_certainty() -> None:
    assert only("Rebels allegedly shelled the village.", "Shelling").certainty is Certainty.ALLEGED


@pytest.mark.parametrize(
    ("language", "text", "speaker"),
    [
        ("en", "Soldiers shelled the village, according to Human Rights Watch.", "Human Rights Watch"),
        ("en", "Soldiers shelled the village, the mayor said.", "the mayor"),
        ("en", "“Soldiers shelled the village for two days,” said Olena Marchuk.", "Olena Marchuk"),
        ("nb", "Soldater beskjøt landsbyen, ifølge Røde Kors.", "Røde Kors"),
        ("nb", "– Soldatene beskjøt landsbyen, sier Olena Martsjuk.", "Olena Martsjuk"),
    ],
)
def test_the_speaker_is_found(language: str, text: str, speaker: str) -> None:
    assert [filler.text for filler in only(text, "Shelling", language).according_to] == [speaker]


def test_the_publisher_speaks_where_nobody_is_named() -> None:
    assert only("Soldiers shelled the village.", "Shelling").according_to == ()


def test_figures_keep_their_floor_and_their_words() -> None:
    (figure,) = only("At least 14 people were killed in Goma.", "Killing").figures
    assert (figure.floor, figure.ceiling, figure.modifier) == (14, None, "At least")


def test_one_described_person_is_counted_as_one_and_marked_as_computed() -> None:
    (figure,) = only("A farmer was killed near Osijek.", "Killing").figures
    assert (figure.floor, figure.ceiling, figure.computed) == (1, 1, True)


def test_weekdays_need_the_date_of_the_document() -> None:
    text = "The clinic was bombed on Tuesday."
    (dated,), (open_one,) = claims(text, published=date(2016, 5, 12)), claims(text)
    assert dated.time is not None
    assert dated.time.earliest == date(2016, 5, 10)
    assert open_one.time is None


def test_a_pronoun_stands_for_who_was_named() -> None:
    text = "Karim Daoud runs a clinic in Marib. He was arrested in June."
    assert fillers(only(text, "Detention"), PATIENT_ROLES) == ["Karim Daoud"]


@pytest.mark.parametrize("event_type", ["Bombing", "Shelling"])
def test_they_that_suffered_are_those_who_suffered_in_the_clause_before(event_type: str) -> None:
    text = "The villages were encircled by the guards in May, and they were bombed and shelled in June."
    assert fillers(only(text, event_type), PATIENT_ROLES) == ["The villages"]


def test_who_is_said_to_be_behind_a_deed_is_its_agent_as_surely_as_the_words_are() -> None:
    text = "A raid from the air destroyed the clinic in Homs. The Russian army was reportedly behind it."
    told = [claim for claim in claims(text) if "The Russian army" in fillers(claim, AGENT_ROLES)]
    assert told
    assert all(claim.certainty is not Certainty.CERTAIN for claim in told)


def test_norwegian_compounds_are_read_from_their_last_part() -> None:
    assert "Airstrike" in {kind for claim in claims("Droneangrepet ødela skolen.", "nb") for kind in claim.types}


def test_all_capitals_are_read_like_other_text() -> None:
    assert claims("GUERRILLAS KIDNAPPED THE MAYOR OF A TOWN IN THE NORTH.")[0].types[0] == "Abduction"


def test_minors_are_marked_as_to_be_protected() -> None:
    annotation = read(document("A 9-year-old girl was wounded in Taiz."))
    assert any("minor" in mention.sensitive for mention in annotation.mentions)


def holds(annotation: Annotation) -> None:
    """Check what must be true of every annotation."""
    text = annotation.document.text
    ids = {mention.id for mention in annotation.mentions}
    for mention in annotation.mentions:
        assert text[mention.start : mention.end] == mention.text
        assert mention.refers_to in ids
    for claim in annotation.claims:
        assert text[claim.start : claim.end] == claim.text
        assert claim.start <= claim.trigger_start < claim.trigger_end <= claim.end
        assert all(filler.mention in ids for filler in (*claim.roles, *claim.according_to))
        assert all(text[figure.start : figure.end] == figure.text for figure in claim.figures)
    assert load(dump(annotation), text) == annotation


WORDS = [
    "Rebels",
    "shelled",
    "killed",
    "the",
    "hospital",
    "in",
    "Aleppo",
    ",",
    ".",
    "“",
    "”",
    "–",
    "said",
    "Olena",
    "Marchuk",
    "at",
    "least",
    "14",
    "people",
    "on",
    "Monday",
    "not",
    "if",
    "and",
    "or",
    "(",
    ")",
    "'",
    "warplanes",
    "were",
    "by",
    "soldiers",
    "nobody",
    "children",
    "which",
    "who",
    "attacked",
]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from([*WORDS, "\n"]), max_size=40), st.sampled_from(["en", "nb"]))
def test_whatever_is_read_reslices_and_survives_a_round_trip(words: list[str], language: str) -> None:
    holds(read(document(" ".join(words).strip() or "x", language)))


@pytest.mark.parametrize(
    "text",
    ["((((" * 800, "😀" * 500 + " killed two men", "قتل الجنود رجلين", "a" * 5000, "\u200f\u202e.", "- - - - -" * 100],
    ids=["brackets", "emoji", "arabic", "one letter", "marks of direction", "dashes"],
)
def test_hostile_text_neither_crashes_nor_breaks_a_span(text: str) -> None:
    holds(read(document(text)))


def test_a_file_of_many_reports_is_read_in_blocks_with_ids_that_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.annotate.reader._LONGEST_BLOCK", 2000)
    annotation = read(document("Rebels shelled the hospital in Aleppo. Two men died.\n\n" * 200))
    holds(annotation)
    assert len({claim.id for claim in annotation.claims}) == len(annotation.claims) == 400


def test_reading_twice_gives_the_same() -> None:
    text = "Rebels shelled the hospital in Aleppo, killing three nurses, the Red Cross said."
    assert dump(read(document(text))) == dump(read(document(text)))


def test_long_paragraphs_are_cut_without_loss() -> None:
    text = "One two three. " * 3000
    assert "".join(text[start:end] for start, end in chunks(text)) == text
    assert len(defused("x" * 700)) == 700


@pytest.mark.parametrize("language", ["en", "nb"])
def test_every_word_of_the_lexicon_evokes_a_type_that_has_a_frame(language: str) -> None:
    lex = lexicon(language)
    told = {*lex.verbs.values(), *lex.nouns.values(), *lex.adjectives.values(), *lex.instruments.values()} - {
        "none",
        "unharmed",
    }
    assert told <= frames().keys()
    assert ancestors("BarrelBombing") == ("Airstrike", "Attack")


@pytest.mark.parametrize(
    ("text", "event_type", "agents"),
    [
        ("A bomb planted by separatists exploded in the station, killing nine travellers.", "Bombing", ["separatists"]),
        ("A bomb planted by separatists exploded in the station, killing nine travellers.", "Killing", ["separatists"]),
        ("The commission said the militia was responsible for the massacre of the shepherds.", "Killing", ["the militia"]),
        ("The attack that left four guards dead was claimed by the Red Brigades.", "Killing", ["the Red Brigades"]),
        ("Fifteen villagers were killed by soldiers during a raid on Kaya.", "Attack", ["soldiers"]),
        ("Men in camouflage took the teacher from her house.", "Abduction", ["Men"]),
    ],
)
def test_whoever_used_the_weapon_or_did_the_deed_is_the_agent(text: str, event_type: str, agents: list[str]) -> None:
    assert fillers(only(text, event_type), AGENT_ROLES) == agents


def test_a_weapon_does_what_follows_from_its_blow_and_what_is_used_is_a_weapon() -> None:
    thrown = claims("Youths threw a grenade into the bar, wounding six guests.")
    assert [fillers(claim, frozenset({Role.INSTRUMENT})) for claim in thrown] == [["a grenade"], ["a grenade"]]
    hacked = only("Raiders killed four herders using machetes.", "Killing")
    assert fillers(hacked, frozenset({Role.INSTRUMENT})) == ["machetes"]
    walked = only("Raiders killed four herders using darkness.", "Killing")
    assert fillers(walked, frozenset({Role.INSTRUMENT})) == []


def test_those_singled_out_among_the_victims_are_victims_and_sorts_of_people_are_not() -> None:
    bride = only("The rocket killed twelve guests, including the bride.", "Killing")
    assert fillers(bride, PATIENT_ROLES) == ["twelve guests", "the bride"]
    sorts = only("The rocket killed twelve guests, including children.", "Killing")
    assert fillers(sorts, PATIENT_ROLES) == ["twelve guests"]


def test_who_vows_to_crush_somebody_threatens_and_who_vows_to_help_does_not() -> None:
    threat = only("The general vowed to attack the rebels.", "Threat")
    assert fillers(threat, PATIENT_ROLES) == ["the rebels"]
    assert not [claim for claim in claims("The general vowed to help the refugees.") if "Threat" in claim.types]


@pytest.mark.parametrize(
    ("text", "event_type", "agents", "patients"),
    [
        ("The NPLA clashed with the GUNR near Bor.", "Combat", ["The NPLA"], ["the GUNR"]),
        ("A dinghy was rammed by a Libyan coastguard vessel.", "Attack", ["a Libyan coastguard vessel"], ["A dinghy"]),
        ("Residents blamed the attack, which burned two barns, on the militia.", "Attack", ["the militia"], ["two barns"]),
        ("The lawyer had received death threats.", "Threat", [], ["The lawyer"]),
        ("Troops neutralised twelve militants near Gao.", "Killing", ["Troops"], ["twelve militants"]),
        ("Rioters hurled bricks at the police.", "Assault", ["Rioters"], ["the police"]),
        ("The army liberated the village of Sana.", "Combat", ["The army"], ["the village of Sana"]),
        ("The army liberated nine hostages.", "Release", ["The army"], ["nine hostages"]),
        ("Guards locked the strikers in a shed.", "Detention", ["Guards"], ["the strikers"]),
    ],
)
def test_sides_vessels_and_victims_are_found_in_more_words(
    text: str, event_type: str, agents: list[str], patients: list[str]
) -> None:
    claim = only(text, event_type)
    assert fillers(claim, AGENT_ROLES) == agents
    assert fillers(claim, PATIENT_ROLES) == patients


def test_unarmed_vehicles_do_nothing_and_protests_are_told_where_they_start() -> None:
    assert fillers(only("A dinghy was rammed by a ferry.", "Attack"), AGENT_ROLES) == []
    assert only("The verdict sparked protests in the capital.", "Protest")
    assert not [c for c in claims("He spoke at length of protest as a way of life.") if "Protest" in c.types]


def test_a_sentence_that_ends_in_the_name_of_a_network_is_read() -> None:
    assert only("Rebels beheaded a guard in Bafut and showed it on Facebook.", "Killing")
    assert not claims("Facebook: Rebels of the North")


def test_men_described_by_their_arms_are_armed_by_nobody() -> None:
    raid = claims("Raiders armed with axes attacked the mill.")
    assert [claim.types for claim in raid] == [("Attack",)]
    assert fillers(raid[0], frozenset({Role.INSTRUMENT})) == ["axes"]
    assert fillers(only("Iran armed the militia with rockets.", "Support"), AGENT_ROLES) == ["Iran"]


def test_a_crowd_is_attacked_by_what_drives_it_apart() -> None:
    gas = claims("Police fired tear gas to disperse the marchers.")
    assert [fillers(claim, PATIENT_ROLES) for claim in gas] == [["the marchers"]]


def test_an_army_blocks_a_town_and_a_policy_blocks_nothing() -> None:
    assert fillers(only("The army has blocked the town for weeks.", "Siege"), PATIENT_ROLES) == ["the town"]
    assert not claims("The new rule blocked the town's budget.")


@pytest.mark.parametrize(
    ("text", "event_type", "agents", "patients"),
    [
        ("The convoy came under fire from rebels.", "Attack", ["rebels"], ["The convoy"]),
        ("Navy boats opened fire on two dinghies.", "Shooting", ["Navy boats"], ["two dinghies"]),
        ("Fighting between soldiers and rebels has displaced families.", "Combat", ["soldiers", "rebels"], []),
        ("The rebels agreed to a ceasefire with the government.", "Ceasefire", ["The rebels", "the government"], []),
        ("Guards freed 40 rebels who had been held since 2021.", "Detention", [], ["40 rebels"]),
    ],
)
def test_crews_sides_and_those_held_are_found(text: str, event_type: str, agents: list[str], patients: list[str]) -> None:
    claim = only(text, event_type)
    assert fillers(claim, AGENT_ROLES) == agents
    assert fillers(claim, PATIENT_ROLES) == patients


def test_what_is_thrown_and_what_is_fired_have_one_target() -> None:
    both = claims("Raiders threw a grenade and fired rifles at the mill.")
    assert [fillers(claim, PATIENT_ROLES) for claim in both] == [["the mill"], ["the mill"]]


def test_a_machine_shot_down_is_destroyed_and_a_pilot_is_killed() -> None:
    assert fillers(only("Rebels shot down a helicopter near Idlib.", "Destruction"), PATIENT_ROLES) == ["a helicopter"]
    assert fillers(only("Rebels shot down two villagers near Idlib.", "Killing"), PATIENT_ROLES) == ["two villagers"]


def test_what_talks_are_about_takes_no_part_in_them() -> None:
    talks = only("The two presidents held talks in Oslo on the fate of the hostages.", "Meeting")
    assert fillers(talks, AGENT_ROLES) == ["The two presidents"]


def test_who_forces_people_to_flee_displaces_them() -> None:
    forced = only("Rebels forced 900 families to flee the valley.", "Displacement")
    assert (fillers(forced, AGENT_ROLES), fillers(forced, PATIENT_ROLES)) == (["Rebels"], ["900 families"])
    fled = only("Some 900 families fled the valley.", "Displacement")
    assert fillers(fled, AGENT_ROLES) == []


@pytest.mark.parametrize("noun", ["redaksjonen", "transaksjonen", "landslaget", "returkampen", "saksbehandlingen", "utredningen"])
def test_a_compound_that_only_sounds_like_a_deed_tells_of_none(noun: str) -> None:
    assert claims(f"To menn kom inn i {noun} og fikk kaffe.", "nb") == ()


def test_what_is_blown_into_the_air_is_not_struck_from_it() -> None:
    assert only("Han sprengte seg selv i luften utenfor en moské.", "Bombing", "nb").types[0] == "Bombing"
