"""What kind of thing a noun names: the longer lists of nouns, their forms and compounds, and what must stay out of them."""

from __future__ import annotations

from hashlib import sha256

import pytest

from kg.annotate.kinds import kind_of
from kg.annotate.lexicon import lexicon
from kg.annotate.pack import load
from kg.annotate.reader import parse
from kg.ids import document_iri
from kg.model import Document, EntityKind

PERSON, GROUP, ARMED, FACILITY = EntityKind.PERSON, EntityKind.GROUP, EntityKind.ARMED_ACTOR, EntityKind.FACILITY
PLACE, ORGANISATION, GOVERNMENT, THING = EntityKind.PLACE, EntityKind.ORGANISATION, EntityKind.GOVERNMENT, EntityKind.THING


def kind(sentence: str, form: str, language: str) -> EntityKind:
    digest = sha256(sentence.encode()).hexdigest()
    reading = parse(Document(document_iri(digest, ""), "x.txt", sentence, language, digest), load(language))
    word = next(w for s in reading.sentences for w in s.words if w.text == form)
    return kind_of(word, reading.lex, reading.known)


ENGLISH = [
    ("bodyguard bodyguards schoolteacher schoolteachers herdsmen pastoralists fishmonger chairwoman housewife beggars", PERSON),
    ("chieftain negotiators surveyor locksmith bricklayer chaplain historian whistleblower acquaintances grandchildren", PERSON),
    ("robber smallholders ex-bodyguard evacuees deportees undertaker electrician", PERSON),
    ("gunboat frigate rifleman legionnaires submarine cavalry", ARMED),
    ("ferry tankers airliner tram locomotive trawler dinghy freighter", FACILITY),
    ("granary orphanage library palace graveyard seminary lighthouse greenhouse morgue chapel", FACILITY),
    ("creek canyon hillside lagoon township plateau", PLACE),
    ("airline federation consortium broadcaster", ORGANISATION),
    ("tribunal senate", GOVERNMENT),
    ("mark force power eye star novel silence attempt summit pickup motorcycle", None),
]  # fmt: skip
BOKMAAL = [
    ("livvakten livvakter observatøren gisselforhandleren skolelærerne brannmenn tømreren rørleggerne sersjanten", PERSON),
    ("redaktøren oppsynsmenn borgermesteren kvegdrivere barnebruden gruveeiere flyktningbarna utpresseren veteranene", PERSON),
    ("bombeofferet gruveeieren streikelederen fabrikkansatte menighetsmedlemmer øyenvitnene turistguiden politisjefen", PERSON),
    ("fregatten marineinfanterister elitesoldatene kommandosoldat grensesoldater gisseltakeren", ARMED),
    ("vogntoget vogntog tankskipet fergen fiskebåten politibilen passasjertoget traktoren", FACILITY),
    ("kornlageret gravlunden barnehjemmet biblioteket kapellet rådhuset skyttergraven brakkene fjøset minareten", FACILITY),
    ("ørkenen kløften elvebredden bygda kyststripen", PLACE),
    ("rederiet flyselskapet", ORGANISATION),
    ("tribunalet", GOVERNMENT),
    ("felttog merke omvei fellesskap tale skuespill korstog", None),
]  # fmt: skip


@pytest.mark.parametrize(("form", "wanted"), [(form, wanted) for forms, wanted in ENGLISH for form in forms.split()])
def test_an_english_noun_is_of_its_kind(form: str, wanted: EntityKind | None) -> None:
    found = kind(f"They saw the {form} near the old road.", form.rpartition("-")[2], "en")
    assert (found not in (PERSON, GROUP) and found is not FACILITY) if wanted is None else found is wanted


@pytest.mark.parametrize(("form", "wanted"), [(form, wanted) for forms, wanted in BOKMAAL for form in forms.split()])
def test_a_norwegian_noun_is_of_its_kind(form: str, wanted: EntityKind | None) -> None:
    found = kind(f"De så {form} ved den gamle veien.", form, "nb")
    assert (found not in (PERSON, GROUP) and found is not FACILITY) if wanted is None else found is wanted


@pytest.mark.parametrize(
    ("language", "sentence", "form", "wanted"),
    [
        ("en", "Militiamen killed Kurds in the valley.", "Kurds", GROUP),
        ("en", "The soldiers beat a Croat at the bridge.", "Croat", PERSON),
        ("en", "Soldiers drove out Tutsis and Hutus.", "Hutus", GROUP),
        ("en", "The army expelled the Rohingya.", "Rohingya", GROUP),
        ("en", "Gunmen shot Alawites in their homes.", "Alawites", GROUP),
        ("en", "They burned the houses of Yazidis.", "Yazidis", GROUP),
        ("nb", "Militsen drepte kurdere i dalen.", "kurdere", PERSON),
        ("nb", "Soldatene slo en kroat ved broen.", "kroat", PERSON),
        ("nb", "De fordrev kosovoserberne fra byen.", "kosovoserberne", PERSON),
        ("nb", "Muslimene ble jaget ut av landsbyen.", "Muslimene", PERSON),
        ("nb", "Hæren fordrev rohingyaene.", "rohingyaene", PERSON),
    ],
)
def test_a_people_is_told_by_number(language: str, sentence: str, form: str, wanted: EntityKind) -> None:
    assert kind(sentence, form, language) in {wanted, PERSON}  # a plural of persons is written as a group


@pytest.mark.parametrize("language", ["en", "nb"])
def test_the_hand_written_lexicon_has_the_last_word(language: str) -> None:
    lex = lexicon(language)
    assert not lex.listed & (lex.nouns.keys() | lex.instruments.keys() | lex.platforms)
    assert len(lex.listed) > 2500
    assert all(word == word.strip() and word and "," not in word for word in lex.listed)
    assert not lex.listed & lex.kinds["abstract"]


@pytest.mark.parametrize("form", ["Bombingen", "Plyndringen"])
def test_a_noun_for_a_deed_does_not_end_in_nobody(form: str) -> None:
    assert kind(f"{form} varte hele natten.", form, "nb") is THING
