"""Who says it: quoted and cited sources, hearsay, media, texts, headlines, signatures, asides."""

from __future__ import annotations

from hashlib import sha256

import pytest

from kg.annotate import read
from kg.ids import document_iri
from kg.model import Annotation, Claim, Document


def annotated(text: str, language: str) -> Annotation:
    digest = sha256(text.encode()).hexdigest()
    return read(Document(document_iri(digest, ""), "x.txt", text, language, digest))


def speakers(annotation: Annotation, claim: Claim) -> list[str]:
    """Return who says it: the words, and the name of what they stand for where it is another one."""
    by_id = {mention.id: mention for mention in annotation.mentions}
    whole = [by_id[by_id[filler.mention].refers_to] for filler in claim.according_to]
    return [one.name or filler.text for filler, one in zip(claim.according_to, whole, strict=True)]


def said_by(text: str, event_type: str, language: str) -> list[str]:
    annotation = annotated(text, language)
    found = [claim for claim in annotation.claims if event_type in claim.types]
    assert found, [claim.types for claim in annotation.claims]
    return speakers(annotation, found[0])


@pytest.mark.parametrize(
    ("language", "text", "event_type", "sources"),
    [
        # quoted, cited, heard from: the nearest source first
        ("en", "The abbess was quoted by Reuters as saying that gunmen shot two nuns.", "Shooting", ["The abbess", "Reuters"]),
        ("en", "The paper quoted Interfax as reporting that a mine had killed a shepherd.", "Killing", ["Interfax", "The paper"]),
        ("en", "She had heard from a porter that soldiers had shot the wounded.", "Shooting", ["a porter", "She"]),
        ("en", "He was told by a midwife that the prisoners had been shot.", "Shooting", ["a midwife"]),
        ("nb", "Portneren hørte av en drosjesjåfør at soldatene brente arkivet.", "Arson", ["en drosjesjåfør", "Portneren"]),
        ("nb", "Rektoren, som viser til lokale kilder, sier at minen drepte en elev.", "Killing", ["lokale kilder", "Rektoren"]),
        ("nb", "Reuters melder, med henvisning til kystvakten, at pirater drepte en kokk.", "Killing", ["kystvakten", "Reuters"]),
        # impersonal reports
        ("en", "It was reported on state radio that bandits had attacked a ferry.", "Attack", ["state radio"]),
        ("nb", "Det ble meldt på statlig fjernsyn at banditter hadde angrepet en ferge.", "Attack", ["statlig fjernsyn"]),
        ("nb", "I en pressemelding heter det at to fanger ble drept.", "Killing", ["en pressemelding"]),
        ("nb", "To fiskere ble drept. Det opplyser kystvakten.", "Killing", ["kystvakten"]),
        ("nb", "Det opplyser politiet i Tromsø om drapet på sjømannen.", "Killing", ["politiet"]),
        ("nb", "Etter det NRK erfarer, ble to fiskere drept.", "Killing", ["NRK"]),
        ("en", "As the archive tells it, the guards murdered the printer.", "Killing", ["the archive"]),
        # texts and pictures
        ("en", "The granary was burned, satellite images show.", "Arson", ["satellite images"]),
        ("nb", "En film viser to vakter som slår en fange.", "Assault", ["En film"]),
        ("en", "The site carries a claim that its fighters ambushed a convoy.", "Attack", ["The site"]),
        ("en", "The navy's claim that rebels shelled the school could not be confirmed.", "Shelling", ["The navy"]),
        # telling of something, putting a toll
        ("en", "Porters spoke of at least 30 dead.", "Killing", ["Porters"]),
        ("nb", "Bærere snakker om minst 30 drepte.", "Killing", ["Bærere"]),
        # who speaks between commas, together, or in what was said before
        ("en", "The pirates, the harbour master said, killed two cooks.", "Killing", ["the harbour master"]),
        ("nb", "Piratene, sa havnesjefen, drepte to kokker.", "Killing", ["havnesjefen"]),
        ("en", "Sailors say, and the navy admits, that marines burned the jetty.", "Arson", ["Sailors", "the navy"]),
        ("nb", "Sjøfolk sier, og marinen innrømmer, at soldatene brente brygga.", "Arson", ["Sjøfolk", "marinen"]),
        ("nb", "Marinen skjøt på ferga, sier Ada Moe, en kokk. Hun legger til at de drepte to kokker.", "Killing", ["Ada Moe"]),
        ("en", "Marines had arrested six sailors, the union's lawyer, Ada Moe, said.", "Detention", ["Ada Moe"]),
        ("en", "Marines had arrested six sailors, the wife of one told this magazine.", "Detention", ["the wife of one"]),
        ("en", "The imam accused the marines of torturing sailors, Reuters reported.", "Torture", ["The imam", "Reuters"]),
        ("en", "The sergeant boasted of killing the cooks.", "Killing", ["The sergeant"]),
        ("nb", "Sersjanten skryter av at mennene hans drepte kokkene.", "Killing", ["Sersjanten"]),
        ("en", "I saw the marines shoot the cook, his daughter recalls.", "Shooting", ["his daughter"]),
        ("en", "A pilot, who sails a ferry, said that the navy shelled one pier, and then another.", "Shelling", ["A pilot"]),
        # headlines
        ("en", "Amnesty: Marines killed nine sailors in Mombasa", "Killing", ["Amnesty"]),
        ("nb", "FN: Soldater drepte ni sjøfolk i Mombasa", "Killing", ["FN"]),
        ("nb", "Politiet: Kapteinen drepte to i Bergen", "Killing", ["Politiet"]),
        # quotations
        ("nb", "Kokken sa: «Piratene brente ferga. De skjøt kapteinen.»", "Shooting", ["Kokken"]),
        ("en", '"They shot my uncle."\nLeyla Osman, cook, Mombasa', "Shooting", ["Leyla Osman"]),
        ("nb", "– De skjøt onkelen min.\nAda Moe, kokk i Mombasa", "Shooting", ["Ada Moe"]),
    ],
)  # fmt: skip
def test_the_source_is_found_in_many_constructions(language: str, text: str, event_type: str, sources: list[str]) -> None:
    assert said_by(text, event_type, language) == sources


@pytest.mark.parametrize(
    ("language", "text", "event_type"),
    [
        ("en", "The marines are said to have killed two cooks.", "Killing"),
        ("nb", "Marinesoldatene sies å ha drept to kokker.", "Killing"),
        ("en", "The purser did not know that pirates had shot the cook.", "Shooting"),
        ("nb", "Stuerten visste ikke at piratene hadde skutt kokken.", "Shooting"),
        ("en", "Students threw stones at a bank and attacked a bus; the police replied with gas.", "Attack"),
        ("en", "Shot in the leg by a pirate, the cook was carried to the ferry by a man he did not know.", "Shooting"),
    ],
)
def test_nobody_is_made_a_source_who_says_nothing(language: str, text: str, event_type: str) -> None:
    assert said_by(text, event_type, language) == []


def test_who_says_the_opposite_does_not_say_the_rest() -> None:
    text = "Marines shot two cooks, the union reported, while the navy says that pirates burned the ferry."
    assert said_by(text, "Shooting", "en") == ["the union"]
    assert said_by(text, "Arson", "en") == ["the navy"]


def test_they_say_are_those_who_spoke_last() -> None:
    text = "Marines killed two cooks, lawyers and teachers said. They say that the marines burned the ferry."
    assert said_by(text, "Arson", "en") == ["lawyers", "teachers"]


def test_he_who_is_quoted_is_nobody_whom_only_the_quotation_names() -> None:
    assert said_by("– De tok broren min, sier han stille.", "Abduction", "nb") == ["han"]


@pytest.mark.parametrize(
    "text", ["Fighters executed a shopkeeper accused of hiding two girls.", "A man accused of killing two girls fled."]
)
def test_who_is_accused_says_nothing(text: str) -> None:
    assert [filler.text for claim in annotated(text, "en").claims for filler in claim.according_to] == []


INTERVIEW = """Jordmor Kari Lund er hjemme etter ti uker i Bria. Hun sover dårlig, sier hun.

Av Per Berg (tekst) og Lise Dahl (foto)

Klærne ligger i en pose, forteller hun, og lukter røyk.

– Hvordan var det å komme dit?

– Vanskelig. Soldater hadde brent apoteket, og folk i byen var redde.

– Hva skjedde i mars?

– Soldatene kom tilbake. De skjøt to vakter. En lege fortalte at han så det.

– Var du redd?

– Én gang. En offiser slo sjåføren vår fordi han hadde «feil papirer».
"""


def test_who_is_interviewed_gives_the_answers() -> None:
    assert said_by(INTERVIEW, "Arson", "nb") == ["Jordmor Kari Lund"]
    assert said_by(INTERVIEW, "Shooting", "nb") == ["Jordmor Kari Lund"]
    assert said_by(INTERVIEW, "Assault", "nb") == ["Jordmor Kari Lund"]


def test_a_norwegian_report_is_no_story_of_its_author_because_it_says_where_things_happened() -> None:
    text = "Av Per Berg\n\nI Bria i mai drepte soldater to menn i en butikk i byen. Det skjedde i en gate i sentrum i går."
    assert said_by(text, "Killing", "nb") == []


def test_he_who_speaks_again_is_not_of_whom_he_tells() -> None:
    text = "Two shells hit the depot, the mayor said. A guard had been beaten by soldiers, he said."
    assert said_by(text, "Assault", "en") == ["the mayor"]


@pytest.mark.parametrize(
    ("text", "event_type", "sources"),
    [
        (
            "Two blasts shook the Bab district of Tula, according to a fire officer, who said that nine women had been killed.",
            "Killing", ["a fire officer"],
        ),
        (
            "The ministry denied that its police had fired, maintaining that the boys had been killed by snipers.",
            "Killing", ["The ministry"],
        ),
        ("Monitors counted the graves of those who had stayed behind and recorded the burning of huts.", "Arson", ["Monitors"]),
        (
            "A clinic burned, the Committee said. The command blamed the rebels, who, it said, had abducted a nurse.",
            "Abduction", ["The command"],
        ),
        ("The applicant submitted that her son had been abducted by guards.", "Abduction", ["The applicant"]),
        (
            "The witness said the men who had fled and reported the abduction of a nurse were lying.",
            "Abduction", ["the men", "The witness"],
        ),
    ],
)  # fmt: skip
def test_who_says_more_is_who_spoke_before(text: str, event_type: str, sources: list[str]) -> None:
    assert said_by(text, event_type, "en") == sources


def test_a_toll_that_is_put_at_a_number_is_told_once() -> None:
    found = annotated("Police put the death toll at 22.", "en").claims
    assert [claim.types for claim in found] == [("Killing",)]


@pytest.mark.parametrize(
    ("text", "event_type", "sources"),
    [
        ("Tre ble drept, opplyser De hvite hjelmene.", "Killing", ["De hvite hjelmene"]),
        ("To klinikker ble bombet, melder FNs høykommissær for flyktninger.", "Bombing", ["FNs høykommissær for flyktninger"]),
    ],
)
def test_a_name_with_small_letters_inside_is_one_name(text: str, event_type: str, sources: list[str]) -> None:
    assert said_by(text, event_type, "nb") == sources


@pytest.mark.parametrize(
    ("text", "event_type", "named"),
    [
        ("The colonel denied that his men had shelled the mill, blaming the rebels.", "Accusation", ["The colonel"]),
        ("Six farmers were killed, the governor said, blaming bandits.", "Accusation", ["the governor"]),
        ("An abbot was poisoned, the governor said, denying that it was murder.", "Denial", ["the governor"]),
        ("Rebels seized six farmers, accusing them of spying.", "Accusation", ["Rebels"]),
    ],
)
def test_who_spoke_goes_on_to_blame_and_deny(text: str, event_type: str, named: list[str]) -> None:
    assert said_by(text, event_type, "en") == named
