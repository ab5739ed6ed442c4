"""Texts become Documents; what cannot be read is named and the rest goes on."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.corpus import Reason, Skipped, read, read_record, read_text
from kg.corpus.read import normalise
from kg.errors import CorpusError, UsageError
from kg.model import Document

BOTH = ("en", "nb")
ENGLISH = "Two of the rescuers were killed when they returned to the street, said a doctor who was at the clinic in Idlib.\n"
NORWEGIAN = "To av redningsarbeiderne ble drept da de kom tilbake til gata, sier en lege som var ved klinikken i Idlib.\n"


def documents(*paths: Path, language: str | None = None, max_bytes: int = 1_000_000) -> list[Document]:
    items = read(paths, language=language, languages=BOTH, max_bytes=max_bytes)
    return [item for item in items if isinstance(item, Document)]


def skipped(*paths: Path, max_bytes: int = 1_000_000) -> list[tuple[str, Reason]]:
    return [(item.name, item.reason) for item in read(paths, languages=BOTH, max_bytes=max_bytes) if isinstance(item, Skipped)]


def test_folder_is_read_in_the_order_of_names_whatever_the_order_of_paths(tmp_path: Path) -> None:
    for name, text in (("b.txt", ENGLISH), ("a.txt", NORWEGIAN)):
        (tmp_path / name).write_text(text, "utf-8")
    one = documents(tmp_path / "b.txt", tmp_path / "a.txt")
    assert one == documents(tmp_path) == documents(tmp_path / "a.txt", tmp_path)
    assert [(doc.name, doc.language) for doc in one] == [("a.txt", "nb"), ("b.txt", "en")]


def test_stored_text_equals_the_file_that_is_already_normal(tmp_path: Path) -> None:
    text = "https://news.example/2016/09/29/clinic\nClinic hit\n\n" + ENGLISH
    (tmp_path / "a.txt").write_bytes(text.encode("utf-8"))
    assert documents(tmp_path)[0].text == text


def test_windows_line_ends_and_decomposed_letters_are_normalised_once(tmp_path: Path) -> None:
    written = NORWEGIAN.replace("klinikken", "A\u030algård").replace("\n", "\r\n")
    (tmp_path / "a.txt").write_bytes(b"\xef\xbb\xbf" + written.encode("utf-8"))
    assert documents(tmp_path)[0].text == NORWEGIAN.replace("klinikken", "Ålgård")


@given(st.text())
def test_normalised_text_stays_as_it_is(text: str) -> None:
    assert normalise(normalise(text)) == normalise(text)


def test_sidecar_wins_over_what_the_text_says(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("https://news.example/2016/09/29/clinic\nClinic hit | News Example\n\n" + ENGLISH, "utf-8")
    sidecar = 'title = "Two rescuers killed"\npublished = 2016-10-01\nlanguage = "en-GB"\nlicence = "CC0"\n'
    (tmp_path / "a.toml").write_text(sidecar, "utf-8")
    (doc,) = documents(tmp_path)
    assert (doc.title, str(doc.published), doc.publisher) == ("Two rescuers killed", "2016-10-01", "News Example")
    assert doc.found == {"title": "sidecar", "published": "sidecar", "language": "sidecar", "publisher": "title", "url": "text"}


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("https://www.news.example/2016/09/29/x\nA headline\n", {"published": "2016-09-29", "publisher": "news.example"}),
        ("https://www.news.example/x\nA headline\n", {"published": "None", "title": "A headline"}),
        ("https://example.org/a-20160929\nOne\n", {"published": "2016-09-29"}),
        ("https://example.org/2014/10/raid-201410672020778205.html\nOne\n", {"published": "2014-10-06"}),
        ("https://example.org/2014/10/raid-2014101272020778.html\nOne\n", {"published": "None"}),  # the 1st or the 12th
        ("https://example.org/2014/10/raid.html\nOne\n", {"published": "None"}),
        ("ISTANBUL (VG) Jenta ble gravd fram.\n", {"publisher": "VG", "title": ""}),
        ("ALEPPO, Syria, 29 September 2016 (Example Wire) - Two\n", {"publisher": "Example Wire", "published": "2016-09-29"}),
        ("Klinikk truffet\nAv Kari Nordmann\nPublisert 29. september 2016 kl. 14:05\n", {"author": "Kari Nordmann"}),
        ("Klinikk truffet\nPublisert 29. september 2016 kl. 14:05\n", {"published": "2016-09-29"}),
        ("Clinic hit again\nBy Ola Nordmann and Kari Nordmann\n", {"author": "Ola Nordmann and Kari Nordmann"}),
        ("Clinic hit again\nSeptember 29, 2016\n", {"published": "2016-09-29"}),
        ("By Monday two had died.\n", {"author": "", "title": ""}),
        ("Clinic hit - doctors flee\n", {"title": "Clinic hit - doctors flee", "publisher": ""}),
        ("The raid of 29 September 2016 killed two.\n", {"published": "None"}),
    ],
)  # fmt: skip
def test_metadata_is_found_in_the_first_lines_or_left_open(lines: str, expected: dict[str, str]) -> None:
    doc = read_text(lines + "\n" + ENGLISH, name="a.txt", language="en", languages=BOTH)
    assert {key: str(getattr(doc, key)) for key in expected} == expected


def test_what_cannot_be_read_is_named_and_the_rest_goes_on(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(ENGLISH, "utf-8")
    (tmp_path / "b.txt").write_text(ENGLISH, "utf-8")
    (tmp_path / "c.txt").write_bytes(b" \n")
    (tmp_path / "d.txt").write_bytes(b"\x89PNG\r\n\x00\x00")
    (tmp_path / "e.txt").write_bytes("Les \u00e9v\u00e9nements \u2013 ".encode() + b"\xc3(\xff\xfe \x81")
    (tmp_path / "f.txt").write_text(ENGLISH * 20, "utf-8")
    (tmp_path / "g.pdf").write_bytes(b"%PDF")
    (tmp_path / "h.txt").write_text("Die Klinik wurde von der Luftwaffe getroffen und die Schule auch.", "utf-8")
    (tmp_path / "i.txt").write_text("Aleppo Idlib", "utf-8")
    (tmp_path / "j.txt").write_text(ENGLISH + "j", "utf-8")
    (tmp_path / "j.toml").write_text("title = Two", "utf-8")
    (tmp_path / "k.toml").write_text("", "utf-8")
    os.mkfifo(tmp_path / "l.txt")
    (tmp_path / "README.md").write_text("What lies here.", "utf-8")
    assert [doc.name for doc in documents(tmp_path, max_bytes=1000)] == ["a.txt"]
    assert skipped(tmp_path, max_bytes=1000) == [
        ("b.txt", Reason.DUPLICATE), ("c.txt", Reason.EMPTY), ("d.txt", Reason.BINARY), ("e.txt", Reason.ENCODING),
        ("f.txt", Reason.TOO_LARGE), ("g.pdf", Reason.UNSUPPORTED), ("h.txt", Reason.LANGUAGE), ("i.txt", Reason.LANGUAGE),
        ("j.txt", Reason.SIDECAR), ("k.toml", Reason.UNSUPPORTED), ("l.txt", Reason.UNREADABLE),
    ]  # fmt: skip


def test_unknown_language_is_refused_with_the_known_ones_and_can_be_forced(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Klinikken blev ramt, og nogle af dem, der var i gaden, blev dræbt, siger en læge.", "utf-8")
    (item,) = read([tmp_path], languages=BOTH)
    assert isinstance(item, Skipped)
    assert item.detail == "a.txt: looks like 'da'; known: en, nb; --language forces one"
    assert documents(tmp_path, language="nb")[0].found["language"] == "given"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Det vart meldt at to av dei ikkje kom frå byen, seier ein lege som eg møtte.", "nn"),
        ("Sjukhuset träffades och några av dem som inte hann ut dog, säger en läkare efter attacken.", "sv"),
        ("قتل رجلان عندما عادا إلى الشارع", "ar"),
        ("Двое спасателей были убиты", "ru"),
        ("L'hôpital a été touché par une frappe et les médecins ne sont pas dans la ville.", "fr"),
    ],
)
def test_neighbouring_languages_are_not_taken_for_ours(text: str, language: str) -> None:
    with pytest.raises(CorpusError, match=f"looks like '{language}'; known: en, nb"):
        read_text(text, name="a.txt", languages=BOTH)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-8-sig", "cp1252"])
def test_other_encodings_are_detected(tmp_path: Path, encoding: str) -> None:
    text = NORWEGIAN + "– De så en skole på Østsiden bli «truffet».\n"
    (tmp_path / "a.txt").write_bytes(text.encode(encoding))
    assert documents(tmp_path)[0].text == text


def test_json_lines_are_records_with_their_metadata(tmp_path: Path) -> None:
    rows: list[object] = [
        {"text": ENGLISH, "url": "https://news.example/1", "published": "2016-09-29", "id": 7},
        {"text": NORWEGIAN, "name": "VG-1"},
        {"title": "no text"}, {"text": 5}, {"text": ENGLISH, "published": "last week"}, ["text"],
        {"text": ENGLISH + "x", "publsher": "News"}, {"text": "\ud800"}, {"text": ENGLISH, "url": "https://news.example/1"},
    ]  # fmt: skip
    lines = [json.dumps(row) for row in rows] + ["{", "", "[" * 100_000]
    (tmp_path / "r.jsonl").write_text("\n".join(lines), "utf-8")
    found = documents(tmp_path)
    assert [(doc.name, doc.language) for doc in found] == [("https://news.example/1", "en"), ("VG-1", "nb")]
    assert [(name.removeprefix("r.jsonl:"), reason) for name, reason in skipped(tmp_path)] == [
        ("3", Reason.RECORD), ("4", Reason.RECORD), ("5", Reason.RECORD), ("6", Reason.RECORD), ("7", Reason.RECORD),
        ("8", Reason.LANGUAGE), ("https://news.example/1", Reason.DUPLICATE), ("10", Reason.RECORD), ("12", Reason.RECORD),
    ]  # fmt: skip


def test_misspelt_key_is_refused_with_the_right_one(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(ENGLISH, "utf-8")
    (tmp_path / "a.txt.toml").write_text('publised = "2016-09-29"\n', "utf-8")
    (item,) = read([tmp_path], languages=BOTH)
    assert isinstance(item, Skipped)
    assert item.detail.endswith("a.txt.toml: unknown key 'publised'; did you mean 'published'?")


def test_missing_path_and_unknown_language_are_the_callers_mistake(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no-such: no such file or folder"):
        read([tmp_path / "no-such"], languages=BOTH)
    with pytest.raises(UsageError, match="no language pack for 'de'; known: en, nb"):
        read([tmp_path], language="de", languages=BOTH)


def test_same_text_at_two_addresses_is_two_documents() -> None:
    one, two = (read_record({"text": ENGLISH, "url": f"https://news.example/{n}"}, name="a", languages=BOTH) for n in "12")
    assert one.id != two.id
    assert one.sha256 == two.sha256
