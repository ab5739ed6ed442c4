"""Tells the language of a text from its commonest words.

A few dozen function words are enough for a text of a paragraph: they make up nearly half of running text. Languages that
nobody has a pack for are listed so that they are refused by name instead of being read as their nearest neighbour:
Danish and Nynorsk share most short words with Bokmål, so what counts is the words that they do not share.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

SAMPLE = 20_000
"""Characters that are looked at."""
MIN_WORDS = 4
"""Fewer known words than this decide nothing."""
MIN_SHARE = 0.08
"""Least share of the words that must be function words of the language; a list of names or a table has less."""

_WORDS = {
    "en": "the of and to in a is that for it was on are as with his they at be this have from or had by but not what all "
    "were we when your can said there an each which she do their if will about out up them then many some would these "
    "her has him been who its after people told been who more killed including where while also",
    "nb": "og i det er en som på til av for at med de ikke den har et han om fra var seg jeg hun kan ble vi sier skal mot "
    "ved også men etter eller noen blir hadde bare når mellom nå mange hva ut dem være over opp siden ham hvor andre "
    "hvis være ifølge under blitt sine sin ingen sitt dette disse",
    "nn": "og i det er ein som på til av for at med dei ikkje den har eit han om frå var seg eg ho kan vart vi seier skal "
    "mot ved også men etter eller nokon blir blei hadde berre når mellom no mange kva ut over opp sidan kvar andre "
    "viss vere ifølgje under vorte sine sin ingen sitt dette desse korleis noko",
    "da": "og i det er en som på til af for at med de ikke den har et han om fra var sig jeg hun kan blev vi siger skal mod "
    "ved også men efter eller nogle bliver havde kun når mellem nu mange hvad ud dem være over op siden ham hvor "
    "andre hvis ifølge under blevet sine sin ingen sit dette disse nogen meget",
    "sv": "och i det är en som på till av för att med de inte den har ett han om från var sig jag hon kan blev vi säger ska "
    "mot vid också men efter eller några blir hade bara när mellan nu många vad ut dem vara över upp sedan honom hur "
    "andra enligt under blivit sina sin ingen sitt detta dessa någon mycket",
    "de": "der die das und in zu den ist nicht von sie mit dem sich des auf für im ein eine als auch es an werden aus er "
    "hat dass nach bei wird noch wie einem über einen so zum war haben nur oder aber vor zur bis mehr durch man sein "
    "wurde wurden sagte gegen unter",
    "nl": "de van het een en in is dat op te zijn met voor niet aan er om ook als dan maar bij nog uit door naar heeft ze "
    "hij wordt werd over tot was worden tegen zich deze geen hebben meer die",
    "fr": "le la les de des et à en un une du que qui dans est pour pas sur au par plus ne se ce il sont avec ont aux elle "
    "mais ou été cette son ses leur leurs nous vous selon après contre entre était",
    "es": "el la los las de que y en un una por con no se para su al lo como más pero sus le ya o este sí porque esta entre "
    "cuando muy sin sobre también me hasta hay donde han fue según desde",
    "it": "il la le di che e in un una per con non si del della al come più ma sono ha gli dei nel alla da anche dopo "
    "questo questa suo essere stato contro tra secondo",
    "pt": "o a os as de que e em um uma por com não se para seu ao como mais mas foi ele das dos na no ser pela pelo são "
    "também entre depois contra segundo",
    "tr": "ve bir bu da de için ile çok daha olarak gibi kadar sonra olan en var ne ama göre ise her iki ya o",
    "pl": "i w na z do się nie że to jest o jak po od za przez ale czy dla który są był przed tym było także",
    "fi": "ja on ei se että oli hän mutta ovat myös kun joka mukaan ole sen tai kuin ollut jälkeen sekä vain he",
}
_LISTS = {language: frozenset(words.split()) for language, words in _WORDS.items()}
_SPREAD = Counter(word for words in _LISTS.values() for word in words)
_SCRIPTS = {
    "ARABIC": "ar", "CYRILLIC": "ru", "GREEK": "el", "HEBREW": "he", "CJK": "zh", "HIRAGANA": "ja", "HANGUL": "ko",
    "DEVANAGARI": "hi",
}  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+")


def detect_language(text: str) -> str:
    """Return the BCP 47 code of the language *text* is written in, ``""`` where its words do not tell.

    A code says nothing about whether that language can be read: ``ar`` stands for any Arabic script, ``ru`` for any Cyrillic.

    >>> detect_language("Two of the rescuers were killed when they returned to the street, said a doctor at the clinic.")
    'en'
    >>> detect_language("To av redningsarbeiderne ble drept da de kom tilbake til gata, sier en lege ved klinikken.")
    'nb'
    """
    sample = text[:SAMPLE]
    if script := _foreign_script(sample):
        return script
    counts = Counter(_WORD.findall(sample.lower()))
    total = sum(counts.values())
    scores = {language: _score(counts, words) for language, words in _LISTS.items()}
    best = max(sorted(scores), key=lambda language: scores[language])
    hits = sum(count for word, count in counts.items() if word in _LISTS[best])
    rivals = [language for language, score in scores.items() if score >= scores[best] and language != best]
    if hits < MIN_WORDS or hits < MIN_SHARE * total or rivals:
        return ""
    return best


def _score(counts: Counter[str], words: frozenset[str]) -> float:
    """Count the words of one language; a word that several languages share counts so much less for each of them."""
    return sum(count / _SPREAD[word] for word, count in counts.items() if word in words)


def _foreign_script(sample: str) -> str:
    """Return the code that stands for a script other than Latin if most letters are of it."""
    letters = [char for char in sample if char.isalpha()]
    foreign = [char for char in letters if ord(char) > 0x36F and not unicodedata.name(char, "").startswith("LATIN")]
    if len(foreign) * 2 <= len(letters):
        return ""
    scripts = Counter(unicodedata.name(char, "UNKNOWN").split()[0] for char in foreign)
    name = max(sorted(scripts), key=lambda script: scripts[script])
    return _SCRIPTS.get(name, name.lower())
