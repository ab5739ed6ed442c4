"""The parts of a report: layouts of several papers, agencies and organisations, in our own words."""

from __future__ import annotations

import itertools
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.annotate.sections import SectionKind, sections
from kg.errors import PackError


def _kinds(text: str, language: str = "en") -> list[str]:
    return [part.kind.value for part in sections(text, language)]


def _parts(text: str, language: str = "en") -> list[tuple[str, str]]:
    return [(part.kind.value, text[part.start : part.end]) for part in sections(text, language)]


BEFORE = "The council met in the town hall on Monday and agreed on nothing."
AFTER = "It will meet again in June, its chair said."
NEWS = """\
https://www.example.org/world/2019/06/two-clinics-hit
Two clinics hit in northern Hama
Staff had left the buildings minutes before the first rocket
By Mona Lind and Per Berg
Editor's note: some readers may find the pictures upsetting.
KAFR NABL, Syria (XYZ) — Rockets struck two clinics on Monday, wounding a midwife.
"We were told to leave at once and nobody looked back," said the head nurse, who gave her name as Huda.
We were told to leave at once and nobody looked back
Huda, head nurse
What happened next
Rescue workers reached the site after an hour. They found the ward burned out.
A volunteer carries a girl out of the Maarat clinic. (Omar Said/Agence Nord)
Read more: The doctors who stayed
- A midwife was wounded.
- Two ambulances were lost.
For media enquiries: press@example.org, +44 20 7946 0000
"""


def test_sections_of_a_newspaper_page_are_told_apart() -> None:
    assert _kinds(NEWS) == [
        "address", "headline", "standfirst", "byline", "editor_note", "dateline", "body", "body", "pull_quote", "speaker",
        "subhead", "body", "caption", "see_also", "list_item", "list_item", "contact",
    ]


NYHET = """\
Åtte drept da sykehus ble truffet
Bare ett av fem sykehus i byen er fortsatt åpent.
Av Kari Moe (NTB)
Publisert: 4. mai 2017 kl. 12.30
Genève, 3. mai (NTB) – Minst åtte pasienter ble drept da et sykehus ble truffet onsdag.
– Vi hørte flyene før vi så dem. Så ble det mørkt, sier sykepleier Amal.
- Ingen rakk å komme seg ut i tide, sier en kollega.
I RUINENE: En mann leter etter medisiner på sykehuset i Idlib. Foto: Ali Hassan, AFP
Les også: Legene som ble igjen
Nødhjelp stanset
Konvoien fra Røde Kors snudde ved veisperringen. Den prøver igjen i morgen.
Kontakt: presse@example.no
"""


def test_sections_of_a_norwegian_page_are_told_apart() -> None:
    assert _kinds(NYHET, "nb") == [
        "headline", "standfirst", "byline", "dateline", "dateline", "body", "body", "body", "caption", "see_also", "subhead",
        "body", "contact",
    ]


@pytest.mark.parametrize(
    ("line", "language", "dateline"),
    [
        ("ISTANBUL (VG) Mens bombene falt, satt de i kjelleren.", "nb", "ISTANBUL (VG)"),
        ("ALEPPO, Syria — Shells fell on the market.", "en", "ALEPPO, Syria —"),
        ("ALEPPO, Syria (AP) — Shells fell on the market.", "en", "ALEPPO, Syria (AP) —"),
        ("BEIRUT, May 3 (Reuters) - Shells fell on the market.", "en", "BEIRUT, May 3 (Reuters) -"),
        ("NEW YORK — The council met.", "en", "NEW YORK —"),
        ("SAN SALVADOR, 12 MAR 89 (AGENCY) -- [TEXT] THE ARMY SAID SO.", "en", "SAN SALVADOR, 12 MAR 89 (AGENCY) -- [TEXT]"),
        ("BOGOTA, 7 NOV 89 (RADIO) -- [REPORT] [L. DIAZ] TWO FLED.", "en", "BOGOTA, 7 NOV 89 (RADIO) -- [REPORT] [L. DIAZ]"),
        ("(Beirut) – Government forces shelled a school.", "en", "(Beirut) –"),
        ("(Geneva, May 3, 2016) – Government forces shelled a school.", "en", "(Geneva, May 3, 2016) –"),
        ("Geneva/Amman, 3 May 2016 (ICRC) – A convoy turned back.", "en", "Geneva/Amman, 3 May 2016 (ICRC) –"),
        ("Kabul, 4 October 2015 - Aircraft hit the hospital.", "en", "Kabul, 4 October 2015 -"),
        ("Genève, 3. mai (NTB) – Konvoien snudde.", "nb", "Genève, 3. mai (NTB) –"),
        ("OSLO (NTB-AFP): Konvoien snudde.", "nb", "OSLO (NTB-AFP):"),
        ("Beirut (NTB): Konvoien snudde.", "nb", "Beirut (NTB):"),
        ("KABUL/OSLO (Aftenposten) Konvoien snudde.", "nb", "KABUL/OSLO (Aftenposten)"),
    ],
)
def test_sections_cut_a_dateline_off_its_paragraph(line: str, language: str, dateline: str) -> None:
    assert _parts(line, language) == [("dateline", dateline), ("body", line[len(dateline) + 1 :])]


@pytest.mark.parametrize(
    ("line", "language"),
    [
        ("NATO – the alliance of thirty states – said nothing.", "en"),
        ("USA, Storbritannia og Frankrike fordømmer angrepet.", "nb"),
        ("The mayor (Idlib) — a former doctor — left.", "en"),
        ("Assad — who rarely speaks — said no.", "en"),
        ("UN and Red Crescent staff left on May 3.", "en"),
        ("MSF (Doctors Without Borders) runs two wards there.", "en"),
        ("May 3 (Tuesday) was quiet.", "en"),
        ("Hassan (30) – en lærer – mistet beinet.", "nb"),
        ("Flere (blant dem to barn) ble drept.", "nb"),
        ("A group of men, two of them armed, entered the ward.", "en"),
    ],
)
def test_sections_see_no_dateline_in_a_sentence(line: str, language: str) -> None:
    assert [kind for kind, _ in _parts(line, language)] == ["body"]


@pytest.mark.parametrize(
    ("line", "language", "kind"),
    [
        ("Men dig through rubble after an air strike in Saada. (Hani Ali/Reuters)", "en", "caption"),
        ("Photo: Lena Holt/ICRC", "en", "caption"),
        ("A ward after the attack. Photograph: Hani Ali/AFP via Getty", "en", "caption"),
        ("A ward after the attack (AP Photo/Hani Ali)", "en", "caption"),
        ("LEFT BEHIND: A shoe lies in the corridor of the school in Taiz.", "en", "caption"),
        ("Foto: Hani Ali / NTB", "nb", "caption"),
        ("PÅ FLUKT: Familien Saleh venter ved grensen mot Tyrkia.", "nb", "caption"),
        ("Se også: Slik reddet de barna", "nb", "see_also"),
        ("Les mer: Krigen forklart", "nb", "see_also"),
        ("READ MORE: What we know so far", "en", "see_also"),
        ("Related: Aid convoy turns back", "en", "see_also"),
        ("Correction: an earlier version gave the wrong month.", "en", "editor_note"),
        ("Rettelse: I en tidligere versjon sto det feil måned.", "nb", "editor_note"),
        ("Follow the reporter on Twitter: @someone Facebook: facebook.com/someone", "en", "contact"),
        ("Ta kontakt: tips@example.no", "nb", "contact"),
        ("By Leila Haddad in Gaziantep", "en", "byline"),
        ("Tekst: Ola Nor og Kari Berg", "nb", "byline"),
        ("https://example.org/a/b?c=d", "en", "address"),
        ("• 12 wards were closed", "en", "list_item"),
        ("2) Protect the wounded.", "en", "list_item"),
        ("- Open the crossing", "en", "list_item"),
    ],
)
def test_sections_name_what_is_not_running_text(line: str, language: str, kind: str) -> None:
    report = f"{BEFORE}\n\n{line}\n\n{AFTER}"
    assert _kinds(report, language) == ["body", kind, "body"]


@pytest.mark.parametrize(
    ("line", "language"),
    [
        ("By the time the convoy arrived the ward was empty.", "en"),
        ("Related attacks were seen in the north, he said.", "en"),
        ("He posted a photo of the ruins on Monday, and then his account fell silent for a week.", "en"),
        ("Av de sårede var tolv barn.", "nb"),
        ("- Vi hadde ingen steder å gå, sier hun.", "nb"),
        ("– Vi hadde ingen steder å gå, sier hun.", "nb"),
        ("Les har bodd i byen i ti år.", "nb"),
        ("He wrote to the minister (his cousin/friend) again.", "en"),
        ("WHO: the agency counts attacks on care.", "en"),
        ("19. september ble en konvoi bombet.", "nb"),
        ("Contact with the convoy was lost at noon.", "en"),
        ("UPDATE: the number of dead has risen to nine.", "en"),
    ],
)
def test_sections_leave_sentences_in_the_body(line: str, language: str) -> None:
    report = f"{BEFORE}\n\n{line}\n\n{AFTER}"
    assert _kinds(report, language) == ["body", "body", "body"]


def test_sections_join_lines_that_were_wrapped() -> None:
    wrapped = (
        "Government forces withdrew from three villages in the east on Tuesday\n"
        "after two weeks of fighting, an officer said. Rebel fighters moved in\n"
        "within the hour. Nobody was reported hurt. The villages had been\n"
        "empty since March, when their people fled to the coast.\n"
        "\n"
        "A second column left on Wednesday and was shelled on the way. Seven\n"
        "soldiers were wounded, the same officer said.\n"
    )
    assert [text.count("\n") for _, text in _parts(wrapped)] == [3, 1]


WIRE = """\
TST-0001

SAN SALVADOR, 12 MAR 89 (AGENCY) -- [TEXT] UNKNOWN MEN THREW A BOMB AT THE
HOUSE OF A JUDGE IN THE EASTERN PART OF THE CITY LAST NIGHT. TWO GUARDS
WERE WOUNDED. NO GROUP HAS CLAIMED RESPONSIBILITY FOR THE ATTACK, WHICH IS
THE THIRD OF ITS KIND THIS YEAR.

     POLICE SAID THAT THE BOMB HELD 2 KILOS OF DYNAMITE. THEY ARRESTED TWO
STUDENTS, WHO DENY ALL.
"""


def test_sections_join_the_lines_of_wire_copy_in_capitals() -> None:
    assert [(kind, text.count("\n")) for kind, text in _parts(WIRE)][1:] == [("dateline", 0), ("body", 3), ("body", 1)]


def test_sections_keep_short_lines_apart() -> None:
    assert len(_parts("Killed in the strike were:\nHana Ali, nurse\nOmar Said, driver\nLina Aziz, cook")) == 4


def test_sections_keep_a_pull_quote_apart_from_the_quote_it_repeats() -> None:
    text = (
        'The roof fell in at noon. "There was dust everywhere. I could not find my brother," Sami says. "I called his name."\n'
        "There was dust everywhere. I could not find my brother. I called his name.\n"
        "Sami, survivor\n"
        "He was found two days later."
    )
    assert _kinds(text) == ["body", "pull_quote", "speaker", "body"]


def test_sections_do_not_take_a_repeated_notice_for_a_quote() -> None:
    notice = "The numbers in this report could not be checked."
    assert _kinds(f"{notice}\n\nTwo died.\n\n{notice}\n\nOne fled.") == ["body"] * 4


def test_sections_find_the_speaker_under_a_signed_quotation() -> None:
    assert _kinds("Two died on the road.\n“We had to leave our home at night.”\n— Rana, teacher\nShe now lives in Hama.") == [
        "body", "body", "speaker", "body",
    ]


def test_sections_of_one_short_line_are_body() -> None:
    assert _kinds("Seven killed in Homs") == ["body"]
    assert _kinds("") == []
    assert _kinds(" \n\n \t\n") == []


def test_sections_of_an_unknown_language_say_what_is_missing() -> None:
    with pytest.raises(PackError, match=r"sections\.xx\.toml"):
        sections("Hva", "xx")


HOSTILE = {
    "one line of 10 MB": "Shells fell. " * 800_000,
    "one word": "A" * 2_000_000,
    "brackets": "(" * 300_000,
    "short lines": "Word\n" * 100_000,
    "no words": "\n" * 1_000_000,
    "capitals": "A B " * 500_000,
    "hyphens": "A-" * 500_000,
    "quotes": ('He said that "no". ' * 20 + "\n") * 5_000,
    "names": "By A " + "and Bo " * 100_000,
    "signs": "x@" * 200_000,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_sections_of_a_hostile_text_take_a_few_seconds_at_most(name: str) -> None:
    before = time.process_time()
    parts = sections(HOSTILE[name], "en")
    assert time.process_time() - before < 6
    assert all(a.end <= b.start for a, b in itertools.pairwise(parts))


PIECES = [
    "By Ann Lee", "ROME (X)", "Two died.", "“No.”", "— Ann", "Foto: A B", "\n", "\n\n", " ", "•", "Les også: x", "a" * 70,
    "B " * 40, "😀", "طفل",
]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=25), st.sampled_from(["en", "nb"]))
def test_sections_cover_every_character_that_is_not_blank_once(pieces: list[str], language: str) -> None:
    text = "".join(pieces)
    parts = sections(text, language)
    covered = [i for part in parts for i in range(part.start, part.end)]
    assert covered == sorted(set(covered))
    assert not "".join(text[i] for i in sorted(set(range(len(text))) - set(covered))).strip()


def test_an_acronym_among_capitals_is_no_agency() -> None:
    text = "THE UNITED FRONT (UF) KILLED TWO MEN."
    assert [part.kind for part in sections(text, "en")] == [SectionKind.BODY]
