"""Generates reports that read like news, in English and Bokmål, to measure speed and memory on.

python benchmarks/generate.py 1000 --words 500 --to reports.jsonl

Sentences come from templates of our own; people, villages and figures are drawn from a seed, so that the same call gives the
same bytes. The texts say nothing true. They have no gold: quality is measured by `quality.py`, on texts that people wrote.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

LANGUAGES = ("en", "nb")
PUBLISHERS = {"en": ("Harbour Wire", "The Valley Post", "Relief Bulletin"), "nb": ("Fjordbladet", "Nordposten", "Hjelpenytt")}
STARTS = ("Ba", "Ha", "Ka", "Ma", "Sa", "Ta", "Da", "Za", "Ra", "Na", "Ji", "Mu", "Su", "Tel ", "Ain ", "Khan ", "Kafr ", "Deir ")
MIDDLES = ("ra", "li", "mo", "du", "zi", "ha", "ri", "sha", "ba", "no", "fi", "ke")
ENDS = ("n", "m", "b", "qa", "da", "ya", "r", "sh", "t", "liyah", "nah", "k")

WORDS: dict[str, dict[str, tuple[str, ...]]] = {
    "en": {
        "actor": ("government forces", "the army", "rebels", "militiamen", "the regime", "the Islamic State group", "Russian warplanes",
                  "security forces", "armed men", "the Rapid Support Forces", "the coalition", "insurgents"),
        "weapon": ("barrel bombs", "mortar shells", "rockets", "artillery", "cluster munitions", "a car bomb", "drones", "missiles"),
        "struck": ("a hospital", "a bakery", "the main market", "a school", "a field clinic", "two houses", "a water station",
                   "an aid convoy", "a camp for displaced people", "a mosque", "an ambulance station", "the power plant"),
        "people": ("civilians", "women and children", "medical workers", "farmers", "displaced families", "students", "rescue workers",
                   "people who had queued for bread", "patients"),
        "helper": ("The White Helmets", "The Red Crescent", "Volunteers", "Doctors Without Borders", "Neighbours", "Rescue teams"),
        "source": ("the Syrian Observatory for Human Rights", "Amnesty International", "a local doctor", "the health ministry",
                   "Human Rights Watch", "residents", "a spokesman for the governor", "the United Nations", "two witnesses"),
        "job": ("surgeon", "nurse", "teacher", "farmer", "lawyer", "driver", "mayor", "paramedic"),
        "state": ("Russia", "Turkey", "the United States", "Syria", "Sudan", "Ukraine", "Israel", "Iran"),
        "day": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
        "when": ("at dawn", "shortly after noon", "late in the evening", "overnight", "during prayers", "in the early hours"),
        "about": ("at least", "more than", "about", "nearly", "up to", "some"),
    },
    "nb": {
        "actor": ("regjeringsstyrker", "hæren", "opprørere", "militsmenn", "regimet", "IS", "russiske fly", "sikkerhetsstyrkene",
                  "væpnede menn", "RSF", "koalisjonen", "soldater"),
        "weapon": ("tønnebomber", "granater", "raketter", "artilleri", "klasebomber", "en bilbombe", "droner", "missiler"),
        "struck": ("et sykehus", "et bakeri", "det største markedet", "en skole", "en feltklinikk", "to hus", "et vannverk",
                   "en nødhjelpskolonne", "en leir for flyktninger", "en moské", "en ambulansestasjon", "kraftverket"),
        "people": ("sivile", "kvinner og barn", "helsearbeidere", "bønder", "familier på flukt", "studenter", "redningsarbeidere",
                   "folk som sto i brødkø", "pasienter"),
        "helper": ("De hvite hjelmene", "Røde Halvmåne", "Frivillige", "Leger Uten Grenser", "Naboer", "Redningsmannskaper"),
        "source": ("Den syriske observatørgruppen for menneskerettigheter", "Amnesty International", "en lokal lege", "helsedepartementet",
                   "Human Rights Watch", "innbyggere", "en talsmann for guvernøren", "FN", "to vitner"),
        "job": ("kirurg", "sykepleier", "lærer", "bonde", "advokat", "sjåfør", "ordfører", "ambulansearbeider"),
        "state": ("Russland", "Tyrkia", "USA", "Syria", "Sudan", "Ukraina", "Israel", "Iran"),
        "day": ("mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag"),
        "when": ("ved daggry", "like etter middagstid", "sent på kvelden", "i løpet av natten", "under bønnen", "tidlig om morgenen"),
        "about": ("minst", "mer enn", "rundt", "nesten", "opptil", "omtrent"),
    },
}  # fmt: skip
SENTENCES: dict[str, tuple[str, ...]] = {
    "en": (
        "{Actor} struck {struck} in {place} with {weapon} on {day} {when}, killing {about} {n} {people} and wounding {m}.",
        "{About} {n} {people} were killed and {m} others injured when {weapon} hit {struck} in {place}, according to {source}.",
        "{Source} said that {actor} had shelled {struck} in the east of {place}.",
        "{person}, a {job} in {place}, said: \"We heard the aircraft and ran. When we came back, {struck} was gone.\"",
        "{helper} pulled {n} {people} from the rubble of {struck}.",
        "{State} denied that its forces had bombed {place} and accused {actor} of hiding among {people}.",
        "{Actor} have besieged {place} since {year}, and food and medicine are running out.",
        "The strike was the {nth} on {struck} this year.",
        "{person}, {age}, was taken from her home in {place} by {actor} on {day}; her family has not heard from her since.",
        "{Source} could not say how many {people} had fled towards {place2}.",
        "Nobody was hurt when {weapon} fell near {struck}, {source} said.",
        "{State} threatened to answer if {place} was attacked again.",
        "{helper} treated {n} wounded {people} in a cellar, because the hospital in {place2} had been destroyed.",
        "Since {month} {year}, {about} {n} {people} have been killed in {place} and the villages around it.",
        "If {actor} took the road to {place2}, {about} {n}00 {people} would be cut off.",
        "The two sides agreed on a ceasefire on {day}, but shooting was heard in {place} {when}.",
        "{Actor}, which {source} holds responsible for the attack on {place2}, did not answer questions.",
        "The road between {place} and {place2} is lined with burnt-out lorries.",
        "Prices in {place} have doubled, and many {people} eat one meal a day.",
        "\"They bomb a place, and then they wait until {people} have gathered,\" said {person}, a {job}.",
        "A photograph taken on {day} shows {n} {people} in front of {struck} in {place}.",
        "{Actor} arrested {n} {people} in {place2}, among them the {job} {person}.",
        "{person} buried his brother, who had been a {job}, on {day} in {place2}.",
        "The meeting in {place2} ended without result, a diplomat from {state} said.",
    ),
    "nb": (
        "{Actor} angrep {struck} i {place} med {weapon} {day} {when}, og {about} {n} {people} ble drept og {m} såret.",
        "{About} {n} {people} ble drept og {m} andre skadet da {weapon} traff {struck} i {place}, ifølge {source}.",
        "{Source} opplyser at {actor} beskjøt {struck} øst i {place}.",
        "– Vi hørte flyene og løp. Da vi kom tilbake, var {struck} borte, sier {person}, som er {job} i {place}.",
        "{helper} hentet {n} {people} ut av ruinene av {struck}.",
        "{State} avviser at landets styrker bombet {place}, og anklager {actor} for å gjemme seg blant {people}.",
        "{Actor} har beleiret {place} siden {year}, og det er snart ikke mat og medisiner igjen.",
        "Angrepet var det {nth} mot {struck} i år.",
        "{person} ({age}) ble hentet fra hjemmet sitt i {place} av {actor} {day}; familien har ikke hørt fra henne siden.",
        "{Source} kan ikke si hvor mange {people} som har flyktet mot {place2}.",
        "Ingen ble skadet da {weapon} falt nær {struck}, sier {source}.",
        "{State} truer med å svare dersom {place} blir angrepet igjen.",
        "{helper} behandlet {n} sårede {people} i en kjeller, fordi sykehuset i {place2} var ødelagt.",
        "Siden {month} {year} er {about} {n} {people} drept i {place} og landsbyene omkring.",
        "Hvis {actor} tar veien til {place2}, blir {about} {n}00 {people} avskåret.",
        "Partene ble enige om en våpenhvile {day}, men det ble hørt skudd i {place} {when}.",
        "{Actor}, som {source} mener sto bak angrepet på {place2}, har ikke svart på spørsmål.",
        "Langs veien mellom {place} og {place2} står det utbrente lastebiler.",
        "Prisene i {place} er doblet, og mange {people} spiser ett måltid om dagen.",
        "– De bomber et sted, og så venter de til {people} har samlet seg, forteller {person}, som er {job}.",
        "Et bilde fra {day} viser {n} {people} foran {struck} i {place}.",
        "{Actor} pågrep {n} {people} i {place2}, blant dem {job} {person}.",
        "{person} gravla broren, som hadde vært {job}, {day} i {place2}.",
        "Møtet i {place2} endte uten resultat, sier en diplomat fra {state}.",
    ),
}  # fmt: skip
TITLES = {"en": "{n} {people} killed as {weapon} hit {struck} in {place}", "nb": "{n} {people} drept da {weapon} traff {struck} i {place}"}
MONTHS = {
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"),
    "nb": ("januar", "februar", "mars", "april", "mai", "juni", "juli", "august", "september", "oktober", "november", "desember"),
}
NTH = {"en": ("second", "third", "fourth", "fifth"), "nb": ("andre", "tredje", "fjerde", "femte")}


@dataclass(frozen=True, slots=True)
class Report:
    """One generated report."""

    name: str
    language: str
    title: str
    publisher: str
    published: date
    text: str


def reports(count: int, *, words: int = 500, seed: int = 1) -> Iterator[Report]:
    """Yield *count* reports of about *words* words, every other one Norwegian; report N is the same however many there are."""
    for number in range(count):
        yield report(number, words=words, seed=seed)


def report(number: int, *, words: int = 500, seed: int = 1) -> Report:
    """Return one report."""
    draw = random.Random(f"{seed}/{number}")
    language = LANGUAGES[number % len(LANGUAGES)]
    published = date(2012, 1, 1) + timedelta(days=draw.randrange(4000))
    title = _capital(TITLES[language].format_map(_slots(language, draw)))
    paragraphs, sentences, written = [title], list[str](), len(title.split())
    ends = draw.randrange(2, 5)
    while written < words:
        sentence = _capital(draw.choice(SENTENCES[language]).format_map(_slots(language, draw)))
        written += len(sentence.split())
        sentences.append(sentence)
        if len(sentences) == ends or written >= words or sentence.startswith("–"):
            paragraphs.append(" ".join(sentences))
            sentences, ends = [], draw.randrange(2, 5)
    text = "\n\n".join(paragraphs) + "\n"
    publisher = draw.choice(PUBLISHERS[language])
    return Report(f"report-{number:05}.{language}.txt", language, title, publisher, published, text)


def _slots(language: str, draw: random.Random) -> dict[str, str]:
    slots = {name: draw.choice(values) for name, values in WORDS[language].items()}
    slots.update({name.capitalize(): _capital(slots[name]) for name in ("actor", "about", "source", "state")})
    slots["person"] = f"{_name(draw)} {_name(draw)}"
    slots["place"], slots["place2"] = _place(draw), _place(draw)
    slots["n"], slots["m"] = str(draw.randrange(2, 90)), str(draw.randrange(2, 200))
    slots["age"], slots["year"] = str(draw.randrange(7, 80)), str(draw.randrange(2011, 2023))
    slots["month"], slots["nth"] = draw.choice(MONTHS[language]), draw.choice(NTH[language])
    return slots


def _place(draw: random.Random) -> str:
    """A village of our own, or now and then a city that the gazetteer knows."""
    known = ("Aleppo", "Idlib", "Homs", "Mosul", "Khartoum", "Gaza", "Kharkiv")
    return draw.choice(known) if draw.random() < 0.3 else _village(draw)


def _village(draw: random.Random) -> str:
    start, rest = draw.choice(STARTS), draw.choice(MIDDLES) + draw.choice(ENDS)
    return start + (rest.capitalize() if start.endswith(" ") else rest)


def _name(draw: random.Random) -> str:
    return (draw.choice(STARTS[:13]) + draw.choice(MIDDLES) + draw.choice(ENDS)).capitalize()


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def write(path: Path, count: int, *, words: int = 500, seed: int = 1) -> int:
    """Write *count* reports as JSON Lines that `kg build` reads; return the number of words."""
    total = 0
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for one in reports(count, words=words, seed=seed):
            total += len(one.text.split())
            record = {
                "name": one.name, "language": one.language, "title": one.title, "publisher": one.publisher,
                "published": one.published.isoformat(), "text": one.text,
            }  # fmt: skip
            file.write(json.dumps(record, ensure_ascii=False) + "\n")
    return total


def main() -> None:
    """Write reports to a file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("count", type=int)
    parser.add_argument("--words", type=int, default=500)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--to", type=Path, required=True)
    given = parser.parse_args()
    print(f"{write(given.to, given.count, words=given.words, seed=given.seed):,} words in {given.to}")


if __name__ == "__main__":
    main()
