"""Generates corpora with known truth as annotations, in English and Norwegian: who is who, and what is one event.

Names are drawn as sounds and then written by one of several habits of writing Arabic in Latin letters (English, French,
German, careless), so that the spellings owe nothing to the rules that resolve them. Some people share a name, some
acronyms stand for two organisations, some reports are copies of another, and reports disagree on figures, perpetrators,
and sometimes on the day or the kind of attack.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from kg.ids import claim_iris, document_iri
from kg.model import (
    Annotation,
    Claim,
    Document,
    EntityKind,
    Figure,
    Filler,
    Measure,
    Mention,
    Precision,
    Relation,
    Role,
    Stance,
    TimeRange,
)

# --- names as sounds -------------------------------------------------------------------------------------------------------

CONSONANTS = tuple("btjHXdrzsSTZGfqklmnh")
PATTERNS = ("CaCiiC", "CaaCiC", "CaCCaaC", "CuCayC", "CaCuuC", "CaaCuuC", "CiCaaC", "CaCCuuC", "CuCCaaC", "CaCiiCa", "CaCCaC")
HABITS: dict[str, dict[str, str]] = {
    "english": {
        "S": "sh",
        "X": "kh",
        "G": "gh",
        "q": "q",
        "H": "h",
        "T": "t",
        "Z": "z",
        "j": "j",
        "aa": "a",
        "ii": "i",
        "uu": "u",
        "ay": "ay",
        "a": "a",
        "i": "i",
        "u": "u",
        "end": "a",
    },
    "press": {
        "S": "sh",
        "X": "kh",
        "G": "gh",
        "q": "k",
        "H": "h",
        "T": "t",
        "Z": "z",
        "j": "j",
        "aa": "a",
        "ii": "ee",
        "uu": "oo",
        "ay": "ei",
        "a": "a",
        "i": "e",
        "u": "o",
        "end": "ah",
    },
    "french": {
        "S": "ch",
        "X": "kh",
        "G": "gh",
        "q": "k",
        "H": "h",
        "T": "t",
        "Z": "z",
        "j": "j",
        "aa": "a",
        "ii": "i",
        "uu": "ou",
        "ay": "ei",
        "a": "a",
        "i": "e",
        "u": "ou",
        "end": "a",
    },
    "careless": {
        "S": "sh",
        "X": "kh",
        "G": "g",
        "q": "k",
        "H": "h",
        "T": "t",
        "Z": "z",
        "j": "g",
        "aa": "a",
        "ii": "i",
        "uu": "u",
        "ay": "ai",
        "a": "e",
        "i": "e",
        "u": "o",
        "end": "a",
    },
}
COMMON_GIVEN = (
    "muHammad",
    "aHmad",
    "alii",
    "Hasan",
    "Xaalid",
    "umar",
    "maHmuud",
    "ibraahiim",
    "yuusuf",
    "Tariiq",
    "waliid",
    "saamir",
)
COMMON_FAMILY = ("saaliH", "Hasan", "aHmad", "mansuur", "Xaliil", "naasir", "jaabir", "sulTaan")
OCCUPATIONS = (
    ("nurse", "sykepleier"),
    ("doctor", "lege"),
    ("journalist", "journalist"),
    ("teacher", "lærer"),
    ("baker", "baker"),
    ("rescue worker", "redningsarbeider"),
    ("lawyer", "advokat"),
    ("farmer", "bonde"),
)
PUBLISHERS = (
    "The Morning Post",
    "Dagens Krønike",
    "Levant Wire",
    "Fjordavisen",
    "The Harbour Times",
    "Nordlys Telegram",
    "Rights Monitor",
)
TYPES = (
    ("Airstrike", "Bombing"),
    ("Shelling", "Attack"),
    ("Shooting", "Attack"),
    ("ChemicalAttack", "Attack"),
    ("Bombing", "Attack"),
)
OTHER_TYPES = ("Abduction", "Detention", "Displacement", "Evacuation", "Rescue", "AidDelivery")


def _sounds(chance: random.Random) -> tuple[str, ...]:
    """Draw a name as a sequence of sounds."""
    pattern = chance.choice(PATTERNS)
    sounds: list[str] = []
    position = 0
    while position < len(pattern):
        pair = pattern[position : position + 2]
        if pair in ("aa", "ii", "uu", "ay"):
            sounds.append(pair)
            position += 2
        elif pattern[position] == "C":
            if pattern[position + 1 : position + 2] == "C" and chance.random() < 0.4:
                doubled = chance.choice(CONSONANTS)
                sounds += [doubled, doubled]
                position += 2
            else:
                sounds.append(chance.choice(CONSONANTS))
                position += 1
        else:
            sounds.append("end" if position == len(pattern) - 1 else pattern[position])
            position += 1
    return tuple(sounds)


def _parse(name: str) -> tuple[str, ...]:
    sounds: list[str] = []
    while name:
        size = 2 if name[:2] in ("aa", "ii", "uu", "ay") else 1
        sounds.append(name[:size])
        name = name[size:]
    return tuple(sounds)


def written(sounds: Sequence[str], habit: str, chance: random.Random) -> str:
    """Write a name by one habit, with now and then a doubled letter left out."""
    letters = HABITS[habit]
    single = chance.random() < 0.3
    out: list[str] = []
    for place, sound in enumerate(sounds):
        if single and place and sound == sounds[place - 1] and sound not in ("a", "i", "u"):
            continue
        out.append(letters.get(sound, sound))
    return "".join(out).capitalize()


# --- the world -------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Person:
    """Somebody, as truth knows them."""

    id: str
    parts: tuple[tuple[str, ...], ...]
    article: bool
    occupation: tuple[str, str]
    home: str
    sex: str
    born: int


@dataclass(frozen=True)
class Happening:
    """Something that happened, as truth knows it."""

    id: str
    kinds: tuple[str, ...]
    day: date
    town: str
    quarter: str
    target: tuple[str, ...] | None
    """Sounds of the name of the clinic that was struck."""
    victims: tuple[Person, ...]
    killed: int
    perpetrator: str


@dataclass(frozen=True)
class Corpus:
    """Annotations with what is true of them."""

    annotations: tuple[Annotation, ...]
    entities: dict[tuple[str, str], str]
    """(document IRI, mention id) to true entity, for what has a name."""
    people: frozenset[tuple[str, str]]
    """Those of them that are people."""
    events: dict[str, str]
    """Claim IRI to true event."""
    copies: tuple[tuple[str, ...], ...]
    """Groups of documents that are copies of one."""


@dataclass
class _World:
    chance: random.Random
    towns: dict[str, list[str]] = field(default_factory=dict)
    people: list[Person] = field(default_factory=list)
    happenings: list[Happening] = field(default_factory=list)
    bodies: list[tuple[str, str]] = field(default_factory=list)
    """(full name, acronym)."""


def generate(documents: int, *, seed: int = 1, homonyms: float = 0.15, copied: float = 0.1) -> Corpus:
    """Return a corpus of *documents* texts; the same arguments give the same corpus.

    Args:
        documents: how many texts.
        seed: of the pseudo-random choices.
        homonyms: share of people who bear a common name that others bear.
        copied: share of texts that are copies of the one before.
    """
    chance = random.Random(seed)
    world = _made_world(chance, documents, homonyms)
    writers: list[_Text] = []
    groups: dict[int, list[str]] = {}
    order = list(range(documents))
    while len(writers) < documents:
        number = len(writers)
        if writers and chance.random() < copied:
            original = chance.randrange(max(0, number - 20), number)
            writers.append(_copy(writers[original], number, chance))
            groups.setdefault(writers[original].root, [writers[writers[original].root].document.id]).append(
                writers[-1].document.id
            )
            writers[-1].root = writers[original].root
        else:
            writers.append(_report(world, number, chance))
            writers[-1].root = number
    chance.shuffle(order)
    annotations = tuple(writers[number].annotation() for number in order)
    entities = {(text.document.id, mention): truth for text in writers for mention, truth in text.truth.items()}
    people = frozenset((text.document.id, mention) for text in writers for mention in text.people)
    events: dict[str, str] = {}
    for text in writers:
        iris = claim_iris(text.annotation())
        events.update({iris[claim]: truth for claim, truth in text.told.items()})
    return Corpus(annotations, entities, people, events, tuple(tuple(sorted(group)) for group in groups.values()))


def _made_world(chance: random.Random, documents: int, homonyms: float) -> _World:
    world = _World(chance)
    for _ in range(max(6, documents // 60)):
        town = written(_sounds(chance), "english", chance)
        world.towns.setdefault(
            town,
            [f"{written(_sounds(chance), 'english', chance)} al-{written(_sounds(chance), 'english', chance)}" for _ in range(4)],
        )
    homes = sorted(world.towns)
    for number in range(max(10, documents // 2)):
        if chance.random() < homonyms:
            parts: tuple[tuple[str, ...], ...] = (_parse(chance.choice(COMMON_GIVEN)), _parse(chance.choice(COMMON_FAMILY)))
        elif chance.random() < 0.3:
            parts = (_parse(chance.choice(COMMON_GIVEN)), _sounds(chance), _sounds(chance))
        else:
            parts = (_parse(chance.choice(COMMON_GIVEN)), _sounds(chance))
        sex = "male"
        world.people.append(
            Person(
                f"p{number}",
                parts,
                chance.random() < 0.3,
                chance.choice(OCCUPATIONS),
                chance.choice(homes),
                sex,
                chance.randrange(1940, 2006),
            )
        )
    words = (
        "Relief",
        "Aid",
        "Rescue",
        "Medical",
        "Rights",
        "Children",
        "Union",
        "Network",
        "League",
        "Committee",
        "Front",
        "Society",
    )
    for _ in range(max(6, documents // 100)):
        name = " ".join(chance.sample(words, 3))
        name = f"{chance.choice(homes)} {name}"
        world.bodies.append((name, "".join(word[0] for word in name.split())))
    world.bodies = sorted(dict(world.bodies).items())
    for number in range(max(8, documents // 3)):
        world.happenings.append(_happening(world, number))
    return world


def _happening(world: _World, number: int) -> Happening:
    chance = world.chance
    town = chance.choice(sorted(world.towns))
    attack = chance.random() < 0.75
    kinds = chance.choice(TYPES) if attack else (chance.choice(OTHER_TYPES),)
    here = [chance.choice(world.people) for _ in range(chance.choice((0, 1, 1, 2)))]
    return Happening(
        f"e{number}",
        kinds,
        date(2016, 1, 1) + timedelta(days=chance.randrange(700)),
        town,
        chance.choice(world.towns[town]),
        _sounds(chance) if attack and chance.random() < 0.5 else None,
        tuple(person for place, person in enumerate(here) if person not in here[:place]),
        chance.randrange(2, 60),
        chance.choice(("government", "rebel", "Russian")),
    )


# --- the texts -------------------------------------------------------------------------------------------------------------

WORDS = {
    "en": {
        "on": "on",
        "in": "in",
        "killed": "people were killed",
        "hit": "was hit in the attack",
        "died": "was among the victims",
        "hospital": "hospital",
        "said": "said staff of",
        "again": "was known to many in the street",
        "fill": "street roof morning smoke neighbour bread school window children water road light corner stone garden lorry "
        "river night engine silence market bridge wall family shelter cellar ladder blanket orchard winter kitchen letter",
    },
    "nb": {
        "on": "den",
        "in": "i",
        "killed": "mennesker ble drept",
        "hit": "ble truffet i angrepet",
        "died": "var blant ofrene",
        "hospital": "sykehus",
        "said": "sa ansatte i",
        "again": "var kjent for mange i gaten",
        "fill": "gate tak morgen røyk nabo brød skole vindu barn vann vei lys hjørne stein hage lastebil elv natt motor stillhet "
        "marked bro vegg familie ly kjeller stige teppe frukthage vinter kjøkken brev",
    },
}


class _Text:
    """One text being written, with its mentions, claims and what is true of them."""

    def __init__(self, number: int, language: str, published: date, publisher: str) -> None:
        self.number, self.language, self.published, self.publisher = number, language, published, publisher
        self.root = number
        self.body: list[str] = []
        self.size = 0
        self.mentions: list[Mention] = []
        self.claims: list[Claim] = []
        self.relations: list[Relation] = []
        self.truth: dict[str, str] = {}
        self.people: set[str] = set()
        self.told: dict[str, str] = {}
        self._annotation: Annotation | None = None

    def add(self, words: str) -> tuple[int, int]:
        start = self.size
        self.body.append(words)
        self.size += len(words)
        return start, self.size

    def mention(self, words: str, kind: EntityKind, truth: str, *, name: bool = True, refers_to: str = "", **more: object) -> str:
        start, end = self.add(words)
        found = f"m{len(self.mentions) + 1}"
        self.mentions.append(Mention(found, start, end, kind, words, words if name else "", refers_to=refers_to or found, **more))  # type: ignore[arg-type]
        if truth and name:
            self.truth[found] = truth
            if kind is EntityKind.PERSON:
                self.people.add(found)
        return found

    @property
    def document(self) -> Document:
        return self.annotation().document

    def annotation(self) -> Annotation:
        if self._annotation is None:
            text = "".join(self.body)
            name = f"{self.number:06}.txt"
            document = Document(
                document_iri(f"{self.number:064}", name),
                name,
                text,
                self.language,
                f"{self.number:064}",
                publisher=self.publisher,
                published=self.published,
            )
            claims = tuple(replace(claim, text=text[claim.start : claim.end]) for claim in self.claims)
            self._annotation = Annotation(document, "generator", tuple(self.mentions), claims, tuple(self.relations))
        return self._annotation


def _report(world: _World, number: int, chance: random.Random) -> _Text:
    """Write one report of one happening, with a second one in the background now and then."""
    happening = chance.choice(world.happenings)
    publisher = chance.choice(PUBLISHERS)
    language = "nb" if publisher in ("Dagens Krønike", "Fjordavisen", "Nordlys Telegram") else "en"
    text = _Text(number, language, happening.day + timedelta(days=chance.randrange(0, 6)), publisher)
    habit = chance.choice(sorted(HABITS))
    known: dict[str, str] = {}
    _tell(text, happening, habit, chance, known)
    if chance.random() < 0.3:
        _tell(text, chance.choice(world.happenings), habit, chance, known)
    _quote(text, world, chance)
    nouns = WORDS[language]["fill"].split()
    for _ in range(4):
        text.add(" ".join(chance.choice(nouns) for _ in range(12)).capitalize() + ". ")
    return text


def _place(text: _Text, happening: Happening, chance: random.Random, known: dict[str, str]) -> str:
    quarter = chance.random() < 0.4
    words = happening.quarter if quarter else happening.town
    truth = f"place {happening.town}/{happening.quarter}" if quarter else f"place {happening.town}"
    found = text.mention(words, EntityKind.PLACE, truth, refers_to=known.get(truth, ""))
    known.setdefault(truth, found)
    if quarter:
        text.add(", ")
        town = f"place {happening.town}"
        whole = text.mention(happening.town, EntityKind.PLACE, town, refers_to=known.get(town, ""))
        known.setdefault(town, whole)
        text.relations.append(Relation(f"r{len(text.relations) + 1}", "locatedIn", found, whole, 0, 1, ""))
        return whole
    return found


def _tell(text: _Text, happening: Happening, habit: str, chance: random.Random, known: dict[str, str]) -> None:
    words = WORDS[text.language]
    start = text.size
    day = happening.day + timedelta(days=chance.choice((0,) * 12 + (-1, 1)))
    dated = chance.random() < 0.85
    when = text.add(f"{words['on'].capitalize()} {day.isoformat()} ")
    time = TimeRange(day, day, Precision.DAY, *when, f"{words['on'].capitalize()} {day.isoformat()} ") if dated else None
    text.add(f"{words['in']} ")
    place = _place(text, happening, chance, known)
    text.add(" ")
    roles = [Filler(Role.PLACE, place, happening.town)]
    if happening.target:
        name = f"al-{written(happening.target, habit, chance)} {words['hospital']}"
        target = text.mention(name, EntityKind.HEALTH_FACILITY, f"clinic {happening.id}")
        roles.append(Filler(Role.TARGET, target, name))
        text.add(f" {words['hit']}. ")
    trigger = text.add("x")
    killed = max(2, happening.killed + chance.choice((0, 0, 0, 1, 5)))
    figure = text.add(f" {killed} {words['killed']}. ")
    figures = (
        (Figure(Measure.KILLED, killed, killed, *figure, f" {killed} {words['killed']}. "),) if chance.random() < 0.8 else ()
    )
    kind = happening.kinds[-1] if chance.random() < 0.15 else happening.kinds[0]
    types = (kind, *(("AttackOnHealthcare",) if happening.target else ()))
    stance = Stance.ACCUSES if chance.random() < 0.1 else Stance.DENIES if chance.random() < 0.05 else Stance.ASSERTS
    whole = f"k{len(text.claims) + 1}"
    text.claims.append(Claim(whole, types, start, text.size, "", *trigger, tuple(roles), figures, time, stance))
    text.told[whole] = happening.id
    for person in happening.victims:
        if chance.random() < 0.75:
            _victim(text, happening, person, habit, chance, (roles[0], time, whole, known))


def _victim(
    text: _Text,
    happening: Happening,
    person: Person,
    habit: str,
    chance: random.Random,
    around: tuple[Filler, TimeRange | None, str, dict[str, str]],
) -> None:
    place, time, whole, known = around
    parts = [written(part, habit, chance) for part in person.parts]
    if len(parts) == 3 and chance.random() < 0.2:
        del parts[1]
    family = f"al-{parts[-1]}" if person.article and chance.random() < 0.6 else parts[-1]
    name = " ".join((*parts[:-1], family))
    occupation = person.occupation[text.language == "nb"] if chance.random() < 0.7 else ""
    year = happening.day.year
    age = (year - person.born, year - person.born) if chance.random() < 0.3 else None
    start = text.size
    victim = text.mention(
        name, EntityKind.PERSON, person.id, occupation=occupation, age=age, sex=person.sex, refers_to=known.get(person.id, "")
    )
    first = person.id not in known
    known.setdefault(person.id, victim)
    trigger = text.add(" ")
    text.add(f"{WORDS[text.language]['died']}. ")
    part = f"k{len(text.claims) + 1}"
    roles = (Filler(Role.VICTIM, victim, name), place)
    text.claims.append(Claim(part, ("Killing",), start, text.size, "", *trigger, roles, (), time, part_of=whole))
    text.told[part] = f"{happening.id} killing of {person.id}"
    if first and chance.random() < 0.4:
        text.mention(family, EntityKind.PERSON, person.id, refers_to=victim if chance.random() < 0.6 else "")
        text.add(f" {WORDS[text.language]['again']}. ")


def _quote(text: _Text, world: _World, chance: random.Random) -> None:
    """Quote a body, written out with its acronym or by the acronym alone."""
    name, acronym = chance.choice(world.bodies)
    text.add(f"{WORDS[text.language]['said'].capitalize()} ")
    if chance.random() < 0.7:
        text.mention(name, EntityKind.ORGANISATION, f"body {name}")
        text.add(" (")
        text.mention(acronym, EntityKind.ORGANISATION, f"body {name}")
        text.add("). ")
    else:
        text.mention(name, EntityKind.ORGANISATION, f"body {name}")
        text.add(". ")


def _copy(original: _Text, number: int, chance: random.Random) -> _Text:
    """Write the same words under another paper's name, with a line of its own in front."""
    text = _Text(number, original.language, original.published + timedelta(days=chance.randrange(2)), chance.choice(PUBLISHERS))
    text.body, text.size = list(original.body), original.size
    text.add(f"{text.publisher} {chance.randrange(10**6)}.")
    text.mentions, text.claims, text.relations = list(original.mentions), list(original.claims), list(original.relations)
    text.truth, text.people, text.told = dict(original.truth), set(original.people), dict(original.told)
    return text
