"""Nobody is named for a deed by a guess: not who suffered it, counted it, spoke of it, or clashed with the dead."""

from __future__ import annotations

import pytest
from test_annotate import fillers, of_type, only

from kg.model import AGENT_ROLES, PATIENT_ROLES, Role


def doers(text: str, event_type: str, language: str = "en") -> list[str]:
    return [name for claim in of_type(text, event_type, language) for name in fillers(claim, AGENT_ROLES)]


@pytest.mark.parametrize(
    ("text", "language", "event_type", "named"),
    [
        ("The villagers fled to the hills. They burned the huts.", "en", "Arson", ["They"]),
        ("Doctors treated forty wounded. They shelled the ward again at noon.", "en", "Shelling", ["They"]),
        ("Militiamen came at dawn. The villagers fled. They burned the huts.", "en", "Arson", ["Militiamen"]),
        ("Protesters gathered on the square. They threw stones at the police.", "en", "Assault", ["Protesters"]),
        ("The herders were bound by gunmen. They beat them with rifle butts.", "en", "Assault", ["gunmen"]),
        ("The boys were dragged from the bus. They beat them with rifle butts.", "en", "Assault", ["They"]),
        ("Landsbyboerne flyktet til fjells. De brente hyttene.", "nb", "Arson", ["De"]),
        ("Soldatene kom ved daggry. Folk løp. De skjøt på husene.", "nb", "Shooting", ["Soldatene"]),
    ],
)
def test_they_who_strike_are_none_who_suffered_or_helped(text: str, language: str, event_type: str, named: list[str]) -> None:
    assert doers(text, event_type, language) == named


@pytest.mark.parametrize(
    ("text", "language", "event_type", "doer", "sufferer"),
    [
        ("A nurse was stopped by a soldier at the gate. He shot her in the leg.", "en", "Shooting", "a soldier", "A nurse"),
        ("The teacher was led away by a policeman. He beat him all night.", "en", "Assault", "a policeman", "The teacher"),
        ("The doctor treated a fighter. He shot the doctor.", "en", "Shooting", "a fighter", "the doctor"),
    ],
)
def test_he_who_strikes_may_be_one_soldier(text: str, language: str, event_type: str, doer: str, sufferer: str) -> None:
    claim = only(text, event_type, language)
    assert fillers(claim, AGENT_ROLES) == [doer]
    assert fillers(claim, PATIENT_ROLES) == [sufferer]


@pytest.mark.parametrize(
    ("text", "language", "event_type"),
    [
        ("Five guards were injured in a shootout with smugglers near Rafah.", "en", "Injury"),
        ("Hundreds fled after clashes with farmers in which 14 people had been killed.", "en", "Killing"),
        ("The interior ministry gave the death toll as seven.", "en", "Death"),
        ('"We heard two explosions and then shooting," said Maria Tovar.', "en", "Shooting"),
        ("Cuba condemned the bombing of one of its missions in Lisbon, which killed two officials.", "en", "Killing"),
        ("A medic crawled 300 metres under mortar fire to a sergeant.", "en", "Shelling"),
        ("Three students were slightly hurt by shards of glass.", "en", "Injury"),
        ("The retaking of the district cost the lives of nine policemen.", "en", "Killing"),
        ("The findings attribute 54 per cent of the deaths to the army.", "en", "Death"),
        ("The man says he was hung by his thumbs at the camp.", "en", "Torture"),
        ("15 mennesker mistet livet, blant dem seks rekrutter, sier en politioffiser.", "nb", "Death"),
        ("En kommandør og to matroser omkom da patruljebåten eksploderte.", "nb", "Death"),
    ],
)
def test_a_deed_without_a_doer_stays_without_one(text: str, language: str, event_type: str) -> None:
    assert doers(text, event_type, language) == []


@pytest.mark.parametrize(
    ("text", "language", "event_type", "named"),
    [
        ("A court on Monday sentenced 11 men to prison for setting fire to a train coach.", "en", "Arson", ["11 men"]),
        ("The bishop mediated between the army and the rebels, who occupied seven towns.", "en", "Combat", ["the rebels"]),
        ("Hunters and herders clashed; attackers killed 37 men, burned their huts and left.", "en", "Arson", ["attackers"]),
        ("A spokesman for the Taliban claimed responsibility for the bombing of a station.", "en", "Bombing", ["the Taliban"]),
        ("The ministry announced nine arrests. It said that they had opened fire first.", "en", "Attack", ["they"]),
        ("The convoy was waved down by men in grey uniforms who shot the drivers.", "en", "Shooting", ["men"]),
        (
            "An aid worker was seized in Dadaab by gunmen who rammed her car, shot the guard and fled.", "en", "Shooting",
            ["gunmen"],
        ),
        ("A spokesman for the guerrillas told AFP by telephone that they held nine policemen.", "en", "Detention", ["they"]),
        ("A pick-up with hunters aboard drove over an improvised explosive device.", "en", "Bombing", []),
        ("Fire ble drept og tolv tatt som gisler da væpnede menn angrep en oljeplattform.", "nb", "Attack", ["væpnede menn"]),
        (
            "Sivile sier at agenter dro en 70-åring ut av en taxi, stappet ham ned i bagasjerommet og kjørte av gårde.", "nb",
            "Abduction", ["agenter", "agenter"],
        ),
        (
            "More than 40 boys lost their homes when gunmen drove up with lists, left a bomb in the café and killed nine.", "en",
            "Killing", ["gunmen"],
        ),
        ("Syriske opprørere støttet av Tyrkia og Qatar tok kontroll over byen.", "nb", "Combat", ["Syriske opprørere"]),
    ],
)  # fmt: skip
def test_the_doer_is_who_the_sentence_says(text: str, language: str, event_type: str, named: list[str]) -> None:
    assert doers(text, event_type, language) == named


def test_who_speaks_is_not_who_fired_in_what_they_say() -> None:
    text = "Rebels in the north said that army helicopters had fired rockets at the town, killing ten civilians."
    assert "Rebels" not in " ".join(doers(text, "Killing"))


def test_a_text_that_a_colon_opens_is_whose_the_text_is() -> None:
    text = 'The statement of the accused reads: "I shot the first prisoner." The court ruled that it had been forced.'
    claim = only(text, "Shooting")
    assert [filler.text for filler in claim.according_to] == ["the accused"]


def test_who_was_taken_and_set_free_did_not_release_anybody() -> None:
    claim = only("A guard was taken hostage by two inmates and released unhurt after five hours.", "Release")
    assert fillers(claim, AGENT_ROLES) == []
    assert fillers(claim, PATIENT_ROLES) == ["A guard"]


def test_a_machine_that_it_takes_up_is_the_means() -> None:
    assert doers("A drone struck the truck. It killed the driver.", "Killing") == []


@pytest.mark.parametrize(
    ("text", "language", "event_type", "named"),
    [
        ("Residents said it was bandits, not soldiers, who fired on the train.", "en", "Shooting", ["bandits"]),
        ("He had killed three men by the time a guard climbed in and shot him.", "en", "Shooting", ["a guard"]),
        ("Han hadde drept tre menn da en vakt klatret inn og skjøt ham.", "nb", "Shooting", ["en vakt"]),
        ("Summary executions were attributed mainly to the armed forces.", "en", "Accusation", []),
        ("Five men say they were held at the camp alongside handcuffed farmers.", "en", "Detention", []),
        ("The army's version is that he threw a grenade.", "en", "Bombing", ["he"]),
        ("The women were sent home and their brothers, waving sticks, beat a driver.", "en", "Assault", ["their brothers"]),
    ],
)
def test_who_did_not_do_it_is_not_named(text: str, language: str, event_type: str, named: list[str]) -> None:
    assert doers(text, event_type, language) == named


def test_by_what_light_or_craft_it_was_done_is_nobody() -> None:
    assert doers("The surgeons operated by torchlight on 34 people.", "MedicalTreatment") in ([], ["The surgeons"])
    assert doers("Residents were evacuated by dhow.", "Evacuation") == []
    assert fillers(only("Residents were evacuated by dhow.", "Evacuation"), frozenset({Role.INSTRUMENT})) == ["dhow"]
    assert doers("Residents were evacuated by police.", "Evacuation") == ["police"]


@pytest.mark.parametrize(
    ("text", "event_type", "named"),
    [
        ("Hun mistet alt under flukten fra Lisala.", "Displacement", []),
        ("Utvandringen fra Nicaragua tok til i april.", "Displacement", []),
        ("Angrepet fra hæren varte i timer.", "Attack", ["hæren"]),
    ],
)
def test_where_people_flee_from_is_not_who_drove_them_out(text: str, event_type: str, named: list[str]) -> None:
    assert doers(text, event_type, "nb") == named


@pytest.mark.parametrize(
    ("text", "event_type", "named"),
    [
        ("Et vitne så sersjanten skyte to kvinner.", "Shooting", ["sersjanten"]),
        ("Naboene så politimenn banke opp en gutt.", "Assault", ["politimenn"]),
        ("Gjengen kom nærmere, så soldatene måtte skyte.", "Shooting", ["soldatene"]),
        ("Avisen kritiserte politiet for å ha skutt to studenter.", "Shooting", ["politiet"]),
        ("Kongen hedret soldatene for å ha befridd gislene.", "Release", ["soldatene"]),
        ("Mannen fikk tolv år for å ha drept en kelner.", "Killing", ["Mannen"]),
        ("Kona overtalte mannen til å drepe naboen.", "Killing", ["mannen"]),
        ("Moren tryglet vaktene om å slippe sønnen.", "Release", ["vaktene"]),
        ("Militsen angrep broen for å drepe en dommer.", "Killing", ["Militsen"]),
        ("Han fikk brukket armen av vaktene.", "Injury", ["vaktene"]),
        ("To av elevene fikk brukket kjeven.", "Injury", []),
        ("Politiet fikk banket opp to menn.", "Assault", ["Politiet"]),
        ("Mengden krevde å få utlevert fangene.", "Release", []),
    ],
)
def test_who_sees_blames_persuades_or_undergoes_a_deed_does_not_do_it(text: str, event_type: str, named: list[str]) -> None:
    assert doers(text, event_type, "nb") == named


@pytest.mark.parametrize(
    ("text", "event_type", "named"),
    [
        ("Taket ble skadet av et anker.", "Injury", []),
        ("En vakt ble truffet av en pil.", "Attack", []),
        ("Jenta ble skoldet av en kjele.", "Injury", []),
        ("Jenta ble skadet av en eggekaster.", "Injury", ["en eggekaster"]),
        ("Mannen ble skutt av en kompis.", "Shooting", ["en kompis"]),
        ("Militsen skjøt 30 bønder i senga, de fleste av dem gamle.", "Shooting", ["Militsen"]),
        ("Militsen skjøt 30 bønder i senga, mens hæren ventet.", "Shooting", ["Militsen"]),
    ],
)
def test_no_thing_and_no_sufferer_is_who_did_it(text: str, event_type: str, named: list[str]) -> None:
    assert doers(text, event_type, "nb") == named


def test_who_is_left_with_a_wound_is_hurt() -> None:
    claim = only("The brawl left a sailor with a flesh wound which he shows to anyone.", "Injury")
    assert fillers(claim, PATIENT_ROLES) == ["a sailor"]


@pytest.mark.parametrize(
    ("text", "language", "event_type", "named"),
    [
        ("The police dispersed a demonstration with water cannon.", "en", "Protest", []),
        ("Guards put down an insurrection in the salt mines.", "en", "Combat", []),
        ("Soldater slo ned et opprør i saltgruvene.", "nb", "Protest", []),
        ("Police broke up a demonstration by nurses outside the town hall.", "en", "Protest", ["nurses"]),
        ("Students held a demonstration outside the town hall.", "en", "Protest", ["Students"]),
    ],
)
def test_who_puts_an_end_to_a_protest_or_a_rising_takes_no_part_in_it(
    text: str, language: str, event_type: str, named: list[str]
) -> None:
    assert doers(text, event_type, language) == named


@pytest.mark.parametrize(
    ("text", "event_type", "named"),
    [
        ("Guards arrested a miner accused of planning the attack on the depot.", "Attack", ["a miner"]),
        ("Detectives held two men suspected of carrying out the raid on the bank.", "Attack", ["two men"]),
        ("The tribunal cleared the guards of beating a porter.", "Assault", ["the guards"]),
        ("The tribunal punished the guards for beating a porter.", "Assault", ["the guards"]),
        ("Gunmen left the inn, accused of killing a porter.", "Killing", ["Gunmen"]),
    ],
)
def test_who_is_accused_or_cleared_of_a_deed_is_named_with_it_and_not_who_arrests_or_clears(
    text: str, event_type: str, named: list[str]
) -> None:
    assert doers(text, event_type) == named


@pytest.mark.parametrize(
    ("text", "event_type", "named"),
    [
        ("A shepherd was killed by an anti-tank missile near the well.", "Killing", []),
        ("Anti-aircraft fire brought down a plane.", "Destruction", []),
        ("A shepherd was killed by a rebel missile near the well.", "Killing", ["rebel"]),
    ],
)
def test_no_missile_is_the_tanks_that_it_is_made_for(text: str, event_type: str, named: list[str]) -> None:
    assert doers(text, event_type) == named


@pytest.mark.parametrize(
    ("text", "event_type", "named"),
    [
        ("Masked men threw acid at a teacher as she left the market, blinding her.", "Injury", ["Masked men"]),
        ("Rebels raided the fort, killing the captain who guarded it, burning two lorries.", "Arson", ["Rebels"]),
        ("Police arrived as gunmen stormed the inn, killing nine guests.", "Killing", ["gunmen"]),
    ],
)
def test_what_followed_from_a_deed_was_done_by_who_did_it(text: str, event_type: str, named: list[str]) -> None:
    assert doers(text, event_type) == named


@pytest.mark.parametrize(
    ("text", "held", "by"),
    [
        ("The four nuns are in the custody of the militia.", ["The four nuns"], ["the militia"]),
        ("The custody of the four nuns ended in May.", ["the four nuns"], []),
    ],
)
def test_in_whose_custody_somebody_is_holds_them(text: str, held: list[str], by: list[str]) -> None:
    claim = only(text, "Detention")
    assert fillers(claim, PATIENT_ROLES) == held
    assert fillers(claim, AGENT_ROLES) == by
