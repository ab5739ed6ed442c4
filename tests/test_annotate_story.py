"""What the reader carries from clause to clause and from sentence to sentence: days, places, who did it."""

from __future__ import annotations

from datetime import date

import pytest
from test_annotate import claims, document, fillers, only

from kg.annotate import read
from kg.model import AGENT_ROLES, PATIENT_ROLES, Certainty, EntityKind, Role, Stance

PUBLISHED = date(2021, 6, 10)


def days(text: str, language: str) -> list[tuple[str, str, str]]:
    return [
        (claim.types[0], claim.time.earliest.isoformat(), claim.time.latest.isoformat())
        if claim.time and claim.time.earliest and claim.time.latest
        else (claim.types[0], "", "")
        for claim in claims(text, language, PUBLISHED)
    ]


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        (
            "en",
            "Gunmen kidnapped a teacher in Mopti on 3 May 2020. They shot two guards. The next day the army attacked the camp.",
            [("Abduction", "2020-05-03"), ("Shooting", "2020-05-03"), ("Attack", "2020-05-04")],
        ),
        (
            "nb",
            "Væpnede menn kidnappet en lærer i Mopti 3. mai 2020. De skjøt to vakter. Dagen etter angrep hæren leiren.",
            [("Abduction", "2020-05-03"), ("Shooting", "2020-05-03"), ("Attack", "2020-05-04")],
        ),
        (
            "en",
            "Jets bombed Konna on 2 April 2019. Three days later rebels killed a mayor. The week before, "
            "troops had shelled Diabaly.",
            [("Airstrike", "2019-04-02"), ("Killing", "2019-04-05"), ("Shelling", "2019-03-25")],
        ),
    ],
)
def test_a_day_holds_while_the_story_goes_on(language: str, text: str, expected: list[tuple[str, str]]) -> None:
    told = [(kind, first) for kind, first, _ in days(text, language)]
    assert [row for row in told if row[0] in dict(expected)] == expected


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Shells killed a baker on 3 May 2020. The army has killed 40 people in the valley."),
        ("en", "Shells killed a baker on 3 May 2020. The army kills people who resist."),
        ("nb", "Granater drepte en baker 3. mai 2020. Hæren har drept 40 mennesker i dalen."),
        ("en", "Rebels freed him on 3 May 2020. He prayed. He slept. He ate. He sat. He sang. He read. The army killed a cook."),
    ],
)
def test_a_day_does_not_hold_for_what_is_told_in_another_tense_or_far_away(language: str, text: str) -> None:
    assert days(text, language)[0][1] == "2020-05-03"
    assert days(text, language)[-1][1:] == ("", "")


@pytest.mark.parametrize(
    ("language", "text", "day"),
    [
        ("en", '"We will not leave the hospital until June," surgeon Adam Lind told reporters on Tuesday.', "2021-06-08"),
        ("en", "On 4 May 2019 the minister said that talks would begin on Friday.", "2019-05-04"),
        ("en", '"It was Monday when the water came," a farmer said.', ""),
        ("nb", "– Vi blir her til 3. mai, sier talsmannen for forsvaret tirsdag.", "2021-06-08"),
        ("nb", "Utenriksministeren sa onsdag at landet bryter kontakten på fredag.", "2021-06-09"),
    ],
)
def test_a_statement_is_made_on_the_day_of_saying_not_on_one_that_is_spoken_of(language: str, text: str, day: str) -> None:
    assert [row for row in days(text, language) if row[0] == "Statement"] == [("Statement", day, day)]


def test_the_words_of_a_carried_day_are_those_of_the_sentence_that_said_it() -> None:
    text = "Gunmen kidnapped a teacher on 3 May 2020. They shot two guards."
    shooting = only(text, "Shooting")
    assert shooting.time is not None
    assert text[shooting.time.start : shooting.time.end] == shooting.time.text == "3 May 2020"


@pytest.mark.parametrize(
    ("language", "text", "event_type", "places"),
    [
        ("en", "Rockets hit a market in Kobo, killing nine people.", "Killing", ["a market", "Kobo"]),
        ("nb", "Ni mennesker ble drept da raketter traff et marked i Kobo.", "Killing", ["et marked", "Kobo"]),
        ("nb", "I natt ble havnebyen Odesa angrepet med droner.", "Airstrike", ["Odesa"]),
        ("en", "The minister condemned the attack on the school in Let Pan.", "Condemnation", []),
    ],
)
def test_an_event_takes_place_where_its_cause_did_and_a_speech_nowhere(
    language: str, text: str, event_type: str, places: list[str]
) -> None:
    claim = next(c for c in claims(text, language) if event_type in c.types)
    assert [filler.text for filler in claim.roles if filler.role is Role.PLACE] == places


@pytest.mark.parametrize(
    ("text", "acting", "lying"),
    [
        ("Russia bombed a town in Israel.", "Russia", "Israel"),
        ("Israel bombed a town in Russia.", "Israel", "Russia"),
        ("Ethiopia shelled a village in Sudan.", "Ethiopia", "Sudan"),
        ("Sudan shelled a village in Ethiopia.", "Sudan", "Ethiopia"),
    ],
)
def test_a_country_is_its_government_where_it_acts_and_a_land_elsewhere(text: str, acting: str, lying: str) -> None:
    from test_annotate import document

    kinds = {mention.text: mention.kind for mention in read(document(text)).mentions}
    assert (kinds[acting], kinds[lying]) == (EntityKind.GOVERNMENT, EntityKind.PLACE)
    claim = claims(text)[0]
    assert fillers(claim, AGENT_ROLES) == [acting]
    assert lying in [filler.text for filler in claim.roles if filler.role is Role.PLACE]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Police stopped an attack on the station."),
        ("en", "She asked the army to stop the shelling of the town."),
        ("nb", "Politiet stanset et angrep på stasjonen."),
    ],
)
def test_who_stops_an_attack_did_not_make_it(language: str, text: str) -> None:
    attack = next(c for c in claims(text, language) if {"Attack", "Shelling"} & set(c.types))
    assert fillers(attack, AGENT_ROLES) == []


def test_who_stops_an_attack_of_their_own_made_it() -> None:
    assert fillers(only("The army stopped its shelling of the camp.", "Shelling"), AGENT_ROLES) == ["The army"]


@pytest.mark.parametrize(
    ("language", "text", "event_type", "agents", "patients"),
    [
        ("en", "A soldier shot dead a boy.", "Killing", ["A soldier"], ["a boy"]),
        ("en", "Four sailors drowned off Zuwara.", "Killing", [], ["Four sailors"]),
        ("en", "The town fell to the insurgents on Monday.", "Combat", ["the insurgents"], ["The town"]),
        ("en", "Hundreds of families left the town of Sake.", "Displacement", [], ["families"]),
        ("en", "Thousands of people fled the fighting.", "Displacement", [], ["people"]),
        ("en", "The bishop called the killing a crime.", "Condemnation", ["The bishop"], ["the killing"]),
        ("en", "The war between the army and the militia began in April.", "Combat", ["the army", "the militia"], []),
        ("nb", "Opprørerne sier at hæren står bak angrepet på broen.", "Attack", ["hæren"], ["broen"]),
        ("nb", "Ifølge politiet bortførte væpnede menn 42 elever.", "Abduction", ["væpnede menn"], ["42 elever"]),
        ("nb", "Aktivisten ble dratt ut av bilen av maskerte menn.", "Abduction", ["maskerte menn"], ["Aktivisten"]),
        ("nb", "Byen falt til opprørerne mandag.", "Combat", ["opprørerne"], ["Byen"]),
        ("nb", "Biskopen kalte drapet en forbrytelse.", "Condemnation", ["Biskopen"], ["drapet"]),
    ],
)
def test_less_plain_sentences_say_who_did_what_to_whom(
    language: str, text: str, event_type: str, agents: list[str], patients: list[str]
) -> None:
    claim = only(text, event_type, language)
    assert (fillers(claim, AGENT_ROLES), fillers(claim, PATIENT_ROLES)) == (agents, patients)


@pytest.mark.parametrize(
    ("language", "text", "event_type", "stance"),
    [
        ("en", "Police stopped an attack on the station.", "Attack", Stance.SUPPOSES),
        ("en", "The UN asked Israel to stop the bombing.", "Bombing", Stance.ASSERTS),
        ("nb", "FN ber om at angrepene stanses.", "Attack", Stance.ASSERTS),
        ("en", "He will never forget the night after the army shelled his village.", "Shelling", Stance.ASSERTS),
        ("en", "The governor warned that he would bomb the camp.", "Threat", Stance.ASSERTS),
    ],
)
def test_what_is_stopped_or_told_of_the_past_is_a_fact(language: str, text: str, event_type: str, stance: Stance) -> None:
    assert only(text, event_type, language).stance is stance


@pytest.mark.parametrize(
    ("language", "text", "killed"),
    [
        ("en", "The army acknowledged only four deaths.", 4),
        ("en", "The death toll has risen to 31.", 31),
        ("nb", "Dødstallet har steget til 31.", 31),
        ("en", "Nineteen people, three of them children, were killed.", 19),
    ],
)
def test_the_dead_are_counted_once(language: str, text: str, killed: int) -> None:
    floors = [figure.floor for claim in claims(text, language) for figure in claim.figures if figure.measure.value == "killed"]
    assert floors == [killed]


@pytest.mark.parametrize(
    ("text", "certainty"),
    [
        ("Tolv mennesker ble drept i et angrep på markedet. Hæren skal stå bak.", Certainty.ALLEGED),
        ("Tolv mennesker ble drept i et angrep på markedet. Trolig står hæren bak.", Certainty.PROBABLE),
    ],
)
def test_who_is_said_to_stand_behind_a_deed_is_its_agent_as_surely_as_the_words_are(text: str, certainty: Certainty) -> None:
    told = next(c for c in claims(text, "nb") if "Attack" in c.types and fillers(c, AGENT_ROLES))
    assert [a.casefold() for a in fillers(told, AGENT_ROLES)] == ["hæren"]
    assert (fillers(told, PATIENT_ROLES), told.certainty) == (["markedet"], certainty)


@pytest.mark.parametrize(
    ("language", "text", "event_type", "agents", "patients"),
    [
        ("en", "Both hostages were found dead in an orchard.", "Abduction", [], ["Both hostages"]),
        ("en", "Four Jordanians are being held in the barracks.", "Detention", [], ["Four Jordanians"]),
        ("en", "The army blamed the attack on a separatist group.", "Attack", ["a separatist group"], []),
        ("en", "Fighters executed a shopkeeper accused of hiding two girls.", "Accusation", [], ["a shopkeeper"]),
        ("en", "Volunteers worked for hours to free a girl trapped under concrete.", "Rescue", ["Volunteers"], ["a girl"]),
        ("en", "The army's killing of nine farmers shocked the valley.", "Killing", ["The army"], ["nine farmers"]),
        ("nb", "Presidenten ba om unnskyldning for hærens drap på ni bønder.", "Killing", ["hærens"], ["ni bønder"]),
        ("nb", "Jenta ble hentet ut av ruinene etter 16 timer av naboer.", "Rescue", ["naboer"], ["Jenta"]),
        ("nb", "Soldatene brente hus og pågrep gamle som var blitt igjen.", "Detention", ["Soldatene"], ["gamle"]),
        ("nb", "En selvmordsbomber utløste sprengstoff i en moské.", "Bombing", ["En selvmordsbomber"], []),
        ("nb", "Assads menn kidnappet ham.", "Abduction", ["Assads menn"], ["ham"]),
    ],
)
def test_people_who_are_held_freed_blamed_or_owned_have_their_parts(
    language: str, text: str, event_type: str, agents: list[str], patients: list[str]
) -> None:
    claim = only(text, event_type, language)
    assert (fillers(claim, AGENT_ROLES), fillers(claim, PATIENT_ROLES)) == (agents, patients)


@pytest.mark.parametrize(
    ("language", "text", "event_type"),
    [
        ("en", "The sides accused each other of violating the truce.", "SexualViolence"),
        ("en", "He was fired by the ministry.", "Shooting"),
        ("en", "The soldiers had come to her house looking for her son.", "Rescue"),
        ("en", "The snow has disappeared from the peaks.", "Abduction"),
        ("nb", "Etiopiske soldater har trukket seg ut av byen.", "Abduction"),
        ("nb", "Fangene ble behandlet som dyr.", "MedicalTreatment"),
        ("nb", "Hæren fortsetter operasjonen mot byen, sier talsmannen.", "MedicalTreatment"),
        ("en", "The city fell silent.", "Combat"),
        ("en", "The mayor was moved to tears.", "Evacuation"),
        ("en", "Two soldiers fell from the roof on Monday.", "Attack"),
        ("en", "Police fired tear gas at the marchers.", "ChemicalAttack"),
    ],
)
def test_what_only_sounds_like_an_event_is_none(language: str, text: str, event_type: str) -> None:
    assert event_type not in {kind for claim in claims(text, language) for kind in claim.types}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The attack left 6 dead and 11 wounded.", {"killed": 6, "injured": 11}),
        ("Casualties: 6 dead, 11 wounded.", {"killed": 6, "injured": 11}),
        ("11 dead, 40 hurt in Kampala blasts", {"killed": 11, "injured": 40}),
    ],
)
def test_a_list_of_losses_counts_each(text: str, expected: dict[str, int]) -> None:
    found = {figure.measure.value: figure.floor for claim in claims(text) for figure in claim.figures}
    assert {measure: floor for measure, floor in found.items() if measure in expected} == expected


def test_what_happens_whenever_or_to_anybody_is_a_habit() -> None:
    assert only("Leger blir drept når de prøver å hjelpe sårede.", "Killing", "nb").stance is Stance.DESCRIBES


def test_a_fight_against_terror_is_not_called_terror() -> None:
    found = claims("Talsmannen sa at flyene skal bombe i det han kaller kampen mot terror.", "nb")
    assert "Condemnation" not in {kind for claim in found for kind in claim.types}


@pytest.mark.parametrize(
    ("language", "text", "meant"),
    [
        ("en", "Rebels entered Goma on Monday. Thousands fled the city.", {"the city": "Goma"}),
        ("en", "Shells hit Kharkiv in Ukraine. In the city three people died.", {"the city": "Kharkiv"}),
        ("en", "Bombs fell on Ukraine. Nine million people have fled the country.", {"the country": "Ukraine"}),
        ("en", "Gunmen raided a village. Eleven people were killed in the village.", {"the village": "a village"}),
        ("en", "Rebels entered Goma on Monday. Two people were killed in the coastal city.", {}),
        ("en", "Rebels entered Goma on Monday. They killed two people in the province.", {}),
        ("nb", "I juni var det kamper i Travnik. Mange ble drept i byen.", {"byen": "Travnik"}),
        ("nb", "Bomber falt over Ukraina. Ni millioner mennesker har flyktet fra landet.", {"landet": "Ukraina"}),
        ("nb", "Det var kamper i Travnik. Mange ble drept i provinsen.", {}),
    ],
)
def test_the_city_is_the_one_that_was_named(language: str, text: str, meant: dict[str, str]) -> None:
    mentions = {mention.id: mention for mention in read(document(text, language)).mentions}
    assert {m.text: mentions[m.refers_to].text for m in mentions.values() if m.refers_to != m.id} == meant


@pytest.mark.parametrize(
    ("language", "text", "event_type", "places"),
    [
        ("en", "Talks between the army and the rebels were held in Jeddah.", "Meeting", ["Jeddah"]),
        ("en", "The two presidents met in Geneva on Monday.", "Meeting", ["Geneva"]),
        ("en", "The explosion occurred at a checkpoint in Mogadishu.", "Bombing", ["a checkpoint", "Mogadishu"]),
        ("nb", "Samtalene mellom partene ble holdt i Jeddah.", "Meeting", ["Jeddah"]),
        ("nb", "Eksplosjonen fant sted ved en kontrollpost i Mogadishu.", "Bombing", ["en kontrollpost", "Mogadishu"]),
    ],
)
def test_an_event_is_where_it_is_said_to_be_held_or_to_happen(
    language: str, text: str, event_type: str, places: list[str]
) -> None:
    claim = only(text, event_type, language)
    assert [filler.text for filler in claim.roles if filler.role is Role.PLACE] == places
    assert not fillers(claim, PATIENT_ROLES)


def test_those_who_met_are_not_where_they_met() -> None:
    claim = only("The two presidents met in Geneva on Monday.", "Meeting")
    assert fillers(claim, AGENT_ROLES) == ["The two presidents"]


@pytest.mark.parametrize(
    ("text", "event_type"),
    [
        ("Shells hit a mosque in Bangassou. The army attacks villages that resist.", "Attack"),
        ("Shells hit a mosque in Bangassou. The mission has counted 260 killings since 2013.", "Killing"),
    ],
)
def test_a_habit_or_a_total_is_not_where_the_story_is(text: str, event_type: str) -> None:
    told = [claim for claim in claims(text, "en") if event_type in claim.types][-1]
    assert "Bangassou" not in fillers(told, frozenset({Role.PLACE}))


def test_a_deed_taken_up_again_was_done_to_whom_it_was_done_to() -> None:
    text = "Unknown men shot dead the mayor of Ica in his home. Police believe the Red Front carried out the killing."
    again = [c for c in claims(text) if c.types[0] == "Killing"][-1]
    assert [f.text for f in again.roles if f.role is Role.VICTIM] == ["the mayor of Ica"]
    other = "Unknown men shot dead the mayor of Ica in his home. Police believe the Red Front carried out the killing of a judge."
    last = [c for c in claims(other) if c.types[0] == "Killing"][-1]
    assert [f.text for f in last.roles if f.role is Role.VICTIM] == ["a judge"]


def test_who_is_suspected_of_what_was_told_before_is_accused_of_it() -> None:
    told = claims("Gunmen killed two farmers in Tame. No one has claimed responsibility, but police suspect the ELN.")
    assert [(f.text, c.stance) for c in told if "Killing" in c.types for f in c.roles if f.role is Role.PERPETRATOR][-1] == (
        "the ELN",
        Stance.ACCUSES,
    )


def test_members_of_an_armed_body_and_the_body_do_it() -> None:
    told = claims("Commandos of the Popular Liberation Front attacked the barracks.")
    assert [f.text for c in told for f in c.roles if f.role is Role.PERPETRATOR] == [
        "Commandos of the Popular Liberation Front",
        "the Popular Liberation Front",
    ]
    citizens = claims("Students of the University of Kabul attacked the barracks.")
    assert len([f for c in citizens for f in c.roles if f.role is Role.PERPETRATOR]) <= 2


def test_a_bomb_outside_a_building_is_meant_for_it_and_one_near_it_is_told_to_be_near() -> None:
    for building in ("the ministry", "the police station"):
        assert fillers(only(f"A car bomb exploded outside {building}.", "Bombing"), PATIENT_ROLES) == [building]
        assert fillers(only(f"A car bomb exploded near {building}.", "Bombing"), PATIENT_ROLES) == []


@pytest.mark.parametrize(
    ("text", "agents"),
    [
        ("The army shells a street and waits for people to come. Then they come back and shell once more.", ["The army"]),
        ("The army shelled the camp. Villagers came to help. Then they attacked the clinic.", ["The army"]),
        ("Villagers were angry at the army. They attacked the barracks.", ["They"]),  # who, is for a person to say
        ("Villagers marched on the barracks. They attacked the gate.", ["Villagers"]),
    ],
)
def test_they_who_attack_are_those_in_arms_who_acted_before(text: str, agents: list[str]) -> None:
    assert fillers(claims(text)[-1], AGENT_ROLES) == agents


@pytest.mark.parametrize("text", ["Your chances of dying increase.", "“Mama! Mama!” the girl shouts."])
def test_chances_and_cries_are_no_events(text: str) -> None:
    assert claims(text) == ()


def test_planes_are_no_evacuees_and_experience_is_no_source() -> None:
    text = "We know from experience that children die in such raids, says Mia Holt, a nurse."
    (death,) = [claim for claim in claims(text) if "Death" in claim.types]
    assert [filler.text for filler in death.according_to] == ["Mia Holt"]
    barrels = claims("Barrels are rolled out of cargo planes and helicopters.")
    assert "Evacuation" not in {kind for claim in barrels for kind in claim.types}


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("The district was attacked and shelled for a week.", ["Shelling"]),
        ("Rebels attacked the bridge and shelled the town.", ["Attack", "Shelling"]),
        ("The district was shelled and looted.", ["Looting", "Shelling"]),
    ],
)
def test_of_two_verbs_for_one_deed_the_more_exact_is_kept(text: str, kinds: list[str]) -> None:
    assert sorted(claim.types[0] for claim in claims(text)) == kinds


def test_half_of_the_dead_are_not_taken_up_as_they() -> None:
    text = "Holm roser Hvite hjelmer. Han anslår at halvparten av de døde er barn. Han sier at de har reddet mange mennesker."
    (rescue,) = [claim for claim in claims(text, "nb") if "Rescue" in claim.types]
    assert "halvparten" not in " ".join(fillers(rescue, AGENT_ROLES))


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("nb", "Militsen plyndret og brente husene."),
        ("en", "The militia looted and burned the houses."),
    ],
)
def test_two_verbs_side_by_side_share_their_object(language: str, text: str) -> None:
    found = [claim for claim in claims(text, language) if {"Looting", "Arson"} & set(claim.types)]
    assert [fillers(claim, PATIENT_ROLES) for claim in found] in (
        [["husene"], ["husene"]],
        [["the houses"], ["the houses"]],
    )


@pytest.mark.parametrize(
    ("language", "text", "event_type", "patients", "stance"),
    [
        ("en", "Two of the nurses did not survive the journey.", "Death", ["Two of the nurses"], Stance.ASSERTS),
        ("nb", "To av pasientene overlevde ikke.", "Death", ["To av pasientene"], Stance.ASSERTS),
        ("en", "The families came out without a scratch.", "Injury", ["The families"], Stance.DENIES),
        ("nb", "Sjåføren kom fra det uten alvorlige skader.", "Injury", ["Sjåføren"], Stance.DENIES),
        ("en", "Goma fell on Monday.", "Combat", ["Goma"], Stance.ASSERTS),
        ("en", "If Goma falls, the road to the south is open.", "Combat", ["Goma"], Stance.SUPPOSES),
        ("en", "The village fell into rebel hands.", "Combat", ["The village"], Stance.ASSERTS),
        ("en", "Three hundred families have been moved to camps.", "Evacuation", ["Three hundred families"], Stance.ASSERTS),
        ("nb", "Legene flyttet 40 pasienter til Minova.", "Evacuation", ["40 pasienter"], Stance.ASSERTS),
        ("en", "The two have been handed over to the police.", "Detention", ["The two"], Stance.ASSERTS),
        ("nb", "De to ble overlevert til politiet.", "Detention", ["De to"], Stance.ASSERTS),
        ("nb", "Rundt 1,6 millioner mennesker er på flukt.", "Displacement", ["Rundt 1,6 millioner mennesker"], Stance.ASSERTS),
        ("en", "They set fire with kerosene to the town hall.", "Arson", ["the town hall"], Stance.ASSERTS),
        ("en", "A judge escaped an attempt on his life when two men shot at him.", "Shooting", ["A judge"], Stance.ASSERTS),
    ],
)
def test_what_becomes_of_people_and_towns_is_told_by_many_words(
    language: str, text: str, event_type: str, patients: list[str], stance: Stance
) -> None:
    claim = only(text, event_type, language)
    assert (fillers(claim, PATIENT_ROLES), claim.stance) == (patients, stance)


@pytest.mark.parametrize(
    ("text", "killed"),
    [
        ("A farmers' union put the number of dead at 36.", 36),
        ("The mayor put the number of soldiers killed in the barracks at nine.", 9),
    ],
)
def test_a_number_is_put_at_so_many(text: str, killed: int) -> None:
    assert [(f.measure, f.floor, f.ceiling) for c in claims(text) for f in c.figures] == [("killed", killed, killed)]


@pytest.mark.parametrize(
    ("language", "text", "event_type", "stance"),
    [
        ("en", "The guards beat him every evening.", "Assault", Stance.DESCRIBES),
        ("nb", "Hver kveld skjøt de mot politistasjonen.", "Shooting", Stance.DESCRIBES),
        ("en", "On average, three people are kidnapped every day.", "Abduction", Stance.ASSERTS),
        ("nb", "Finner de bildene, dreper de ham.", "Killing", Stance.SUPPOSES),
        ("nb", "Hadde han ikke vært der, hadde Per blitt drept.", "Killing", Stance.SUPPOSES),
        ("nb", "I går skjøt de på ham, og han falt.", "Shooting", Stance.ASSERTS),
        ("en", "She was wounded but declined hospital treatment.", "MedicalTreatment", Stance.DENIES),
        ("en", "Hundreds were waiting to be evacuated.", "Evacuation", Stance.SUPPOSES),
        ("nb", "Flere hundre sto i kø for å bli evakuert.", "Evacuation", Stance.SUPPOSES),
    ],
)
def test_habits_conditions_and_what_is_waited_for_are_told_from_facts(
    language: str, text: str, event_type: str, stance: Stance
) -> None:
    assert only(text, event_type, language).stance is stance


def test_what_is_claimed_is_as_sure_as_a_claim() -> None:
    assert only("Politiet hevder at to menn ble henrettet.", "Killing", "nb").certainty is Certainty.ALLEGED
    assert only("Police claim that two men were executed.", "Killing").certainty is Certainty.ALLEGED
