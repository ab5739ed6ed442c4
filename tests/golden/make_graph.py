"""Write the fixed graph that every query is tested on: four short reports, read and resolved by hand.

Run ``python tests/golden/make_graph.py`` after a change to `kg.quads` or to this file; a test says when it is stale.
"""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import pyoxigraph as ox

from kg import ids, vocab
from kg.model import (
    Annotation,
    Certainty,
    Claim,
    Document,
    Entity,
    EntityKind,
    Event,
    Figure,
    Filler,
    Judgement,
    Measure,
    Mention,
    Precision,
    Relation,
    Resolution,
    Role,
    Stance,
    TimeRange,
    Verdict,
)
from kg.quads import Lookup, document_quads, origin_quads, resolution_quads, run_iri, run_quads, turtle_quads, write_sorted
from kg.resolve.copies import corroboration, origin_of

HERE = Path(__file__).parent
ONTOLOGY = HERE / "ontology.ttl"


@dataclass
class Reading:
    """One report being read by hand: words are found in the text, so that every span re-slices."""

    document: Document
    mentions: dict[str, Mention] = field(default_factory=dict)
    claims: list[Claim] = field(default_factory=list)
    relations: list[Relation] = field(default_factory=list)
    owners: dict[str, str] = field(default_factory=dict)

    def span(self, words: str) -> tuple[int, int]:
        """The place of *words*, or of the part of them in [brackets]."""
        whole = words.replace("[", "").replace("]", "")
        assert self.document.text.count(whole) == 1, f"{self.document.name}: {whole!r} must occur once"
        start = self.document.text.index(whole)
        if "[" not in words:
            return start, start + len(whole)
        return start + words.index("["), start + words.index("]") - 1

    def mention(self, words: str, entity: str, kind: EntityKind, **more: object) -> None:
        start, end = self.span(words)
        text = self.document.text[start:end]
        name = f"m{len(self.mentions) + 1}"
        mention = Mention(name, start, end, kind, text, refers_to=name)
        self.mentions[entity] = replace(mention, **more)  # type: ignore[arg-type]
        self.owners[name] = entity

    def filler(self, role: Role, entity: str) -> Filler:
        mention = self.mentions[entity]
        return Filler(role, mention.id, " ".join(mention.text.split()))

    def claim(
        self,
        types: str,
        evidence: str,
        trigger: str,
        roles: dict[Role, str] | None = None,
        *,
        by: str = "",
        figures: Iterable[Figure] = (),
        time: TimeRange | None = None,
        **more: object,
    ) -> None:
        start, end = self.span(evidence)
        fillers = tuple(self.filler(role, entity) for role, names in (roles or {}).items() for entity in names.split())
        chain = tuple(self.filler(Role.SPEAKER, entity) for entity in by.split())
        claim = Claim(
            f"k{len(self.claims) + 1}",
            tuple(types.split()),
            start,
            end,
            self.document.text[start:end],
            *self.span(trigger),
            roles=fillers,
            figures=tuple(figures),
            time=time,
            according_to=chain,
        )
        self.claims.append(replace(claim, **more))  # type: ignore[arg-type]

    def relation(self, kind: str, subject: str, object_: str, evidence: str) -> None:
        start, end = self.span(evidence)
        ends = (self.mentions[subject].id, self.mentions[object_].id)
        self.relations.append(Relation(f"r{len(self.relations) + 1}", kind, *ends, start, end, self.document.text[start:end]))

    def figure(self, measure: Measure, words: str, floor: int, ceiling: int | None, **more: object) -> Figure:
        start, end = self.span(words)
        return replace(Figure(measure, floor, ceiling, start, end, self.document.text[start:end]), **more)  # type: ignore[arg-type]

    def when(self, words: str, earliest: str, latest: str, precision: Precision) -> TimeRange:
        start, end = self.span(words)
        days = (date.fromisoformat(earliest), date.fromisoformat(latest))
        return TimeRange(*days, precision, start, end, self.document.text[start:end])

    def annotation(self) -> Annotation:
        return Annotation(self.document, "hand/1", tuple(self.mentions.values()), tuple(self.claims), tuple(self.relations))


def document(name: str, text: str, **more: object) -> Document:
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    return replace(Document(ids.document_iri(sha256, ""), name, text, "en", sha256), **more)  # type: ignore[arg-type]


K, R = EntityKind, Role


def daily() -> Reading:
    text = (
        "A Syrian government airstrike hit al-Quds hospital in Aleppo on Wednesday, killing at least 20 people.\n"
        "Mohammed Wasim Moaz, a pediatrician who worked there, was among the dead.\n"
        "Russia denied that its aircraft had struck the hospital.\n"
        "White Helmets volunteers pulled a boy, 10, from the rubble.\n"
        "According to the White Helmets, the planes came back to hit the rescuers.\n"
        "The hospital was supported by Doctors Without Borders.\n"
    )
    it = Reading(
        document(
            "hospital-strike.txt",
            text,
            title="Hospital hit in Aleppo",
            publisher="Example Daily",
            published=date(2016, 4, 29),
            url="https://daily.example/hospital",
        )
    )
    it.mention("A [Syrian government] airstrike", "syria", K.GOVERNMENT, name="Syrian government")
    it.mention("hit [al-Quds hospital] in", "alquds", K.HEALTH_FACILITY, name="al-Quds hospital")
    it.mention("in [Aleppo] on", "aleppo", K.PLACE, name="Aleppo")
    it.mention("at least 20 [people].", "dead", K.GROUP, head="people", number=(20, None))
    it.mention(
        "[Mohammed Wasim Moaz], a",
        "moaz",
        K.PERSON,
        name="Mohammed Wasim Moaz",
        occupation="pediatrician",
        sensitive=("medical",),
    )
    it.mention("[Russia] denied", "russia", K.GOVERNMENT, name="Russia")
    it.mention("that [its aircraft] had", "planes", K.WEAPON, head="aircraft")
    it.mention("[White Helmets volunteers] pulled", "helmets", K.ORGANISATION, name="White Helmets")
    it.mention("[boy, 10]", "boy", K.PERSON, head="boy", age=(10, 10), sex="male", sensitive=("minor",))
    it.mention("hit [the rescuers].", "rescuers", K.GROUP, head="rescuer")
    it.mention("by [Doctors Without Borders].", "msf", K.ORGANISATION, name="Doctors Without Borders")
    day = it.when("on [Wednesday], killing", "2016-04-27", "2016-04-27", Precision.DAY)
    first = "A Syrian government airstrike hit al-Quds hospital in Aleppo on Wednesday, killing at least 20 people."
    it.claim(
        "Airstrike AttackOnHealthcare",
        first,
        "[airstrike] hit",
        {R.PERPETRATOR: "syria", R.TARGET: "alquds", R.PLACE: "aleppo"},
        time=day,
        confidence=0.94,
    )
    dead = it.figure(Measure.KILLED, "[at least 20 people].", 20, None, modifier="at least", unit="people")
    it.claim(
        "Killing",
        first,
        "[killing] at",
        {R.PERPETRATOR: "syria", R.VICTIM: "dead", R.PLACE: "aleppo"},
        time=day,
        figures=[dead],
        part_of="k1",
        confidence=0.9,
    )
    it.claim(
        "Death",
        "Mohammed Wasim Moaz, a pediatrician who worked there, was among the dead.",
        "[dead].\nRussia",
        {R.VICTIM: "moaz", R.PLACE: "aleppo"},
        time=day,
        confidence=0.8,
    )
    it.claim(
        "Airstrike AttackOnHealthcare",
        "Russia denied that its aircraft had struck the hospital.",
        "[struck] the",
        {R.PERPETRATOR: "russia", R.TARGET: "alquds", R.INSTRUMENT: "planes"},
        by="russia",
        stance=Stance.DENIES,
    )
    it.claim(
        "Rescue",
        "White Helmets volunteers pulled a boy, 10, from the rubble.",
        "[pulled] a",
        {R.RESCUER: "helmets", R.BENEFICIARY: "boy"},
        time=day,
    )
    it.claim(
        "DoubleTap Attack",
        "According to the White Helmets, the planes came back to hit the rescuers.",
        "[came back]",
        {R.TARGET: "rescuers", R.PLACE: "aleppo"},
        by="helmets",
        time=day,
        certainty=Certainty.PROBABLE,
    )
    it.relation("worksAt", "moaz", "alquds", "Mohammed Wasim Moaz, a pediatrician who worked there")
    it.relation("supports", "msf", "alquds", "The hospital was supported by Doctors Without Borders.")
    return it


def avis() -> Reading:
    text = (
        "Over 50 mennesker ble drept da al-Quds-sykehuset i Aleppo ble bombet 27. april, ifølge Leger uten grenser.\n"
        "Syrias opposisjon anklager Russland for angrepet. Russland avviser anklagen.\n"
        "Norges Røde Kors leverte medisiner til sivile i Øst-Aleppo.\n"
    )
    it = Reading(document("sykehuset.txt", text, language="nb", publisher="Eksempelavisen", published=date(2016, 4, 30)))
    it.mention("[Over 50 mennesker] ble", "dead", K.GROUP, head="menneske", number=(51, None))
    it.mention("[al-Quds-sykehuset]", "alquds", K.HEALTH_FACILITY, name="al-Quds-sykehuset")
    it.mention("i [Aleppo] ble", "aleppo", K.PLACE, name="Aleppo")
    it.mention("[Leger uten grenser]", "msf", K.ORGANISATION, name="Leger uten grenser")
    it.mention("[Syrias opposisjon]", "opposition", K.ORGANISATION, name="Syrias opposisjon")
    it.mention("anklager [Russland] for", "russia", K.GOVERNMENT, name="Russland")
    it.mention("[Norges Røde Kors]", "redcross", K.ORGANISATION, name="Norges Røde Kors")
    it.mention("til [sivile] i", "civilians", K.GROUP, head="sivil")
    it.mention("[Øst-Aleppo]", "eastaleppo", K.PLACE, name="Øst-Aleppo")
    it.mention("leverte [medisiner] til", "medicine", K.THING, head="medisin")
    first = "Over 50 mennesker ble drept da al-Quds-sykehuset i Aleppo ble bombet 27. april, ifølge Leger uten grenser."
    day = it.when("27. april", "2016-04-27", "2016-04-27", Precision.DAY)
    dead = it.figure(Measure.KILLED, "Over 50 mennesker", 51, None, modifier="over", unit="mennesker")
    it.claim(
        "Killing", first, "[drept] da", {R.VICTIM: "dead", R.PLACE: "aleppo"}, by="msf", time=day, figures=[dead], part_of="k2"
    )
    it.claim("Bombing AttackOnHealthcare", first, "[bombet] 27", {R.TARGET: "alquds", R.PLACE: "aleppo"}, by="msf", time=day)
    it.claim(
        "Airstrike AttackOnHealthcare",
        "Syrias opposisjon anklager Russland for angrepet.",
        "[angrepet].",
        {R.PERPETRATOR: "russia", R.TARGET: "alquds"},
        by="opposition",
        stance=Stance.ACCUSES,
        certainty=Certainty.ALLEGED,
    )
    it.claim(
        "Accusation",
        "Syrias opposisjon anklager Russland for angrepet.",
        "[anklager]",
        {R.SPEAKER: "opposition", R.ADDRESSEE: "russia"},
    )
    it.claim("Denial", "Russland avviser anklagen.", "[avviser]", {R.SPEAKER: "russia"})
    it.claim(
        "AidDelivery",
        "Norges Røde Kors leverte medisiner til sivile i Øst-Aleppo.",
        "[leverte]",
        {R.AGENT: "redcross", R.BENEFICIARY: "civilians", R.INSTRUMENT: "medicine", R.PLACE: "eastaleppo"},
    )
    return it


def autumn() -> Reading:
    text = (
        "Physicians for Human Rights counts at least 288 attacks on medical facilities in Syria since 2011.\n"
        "On 28 September 2016 Russian warplanes bombed M10 hospital in Aleppo, said Dr Osama, a surgeon there; "
        "two patients and a nurse were killed, 12 were wounded.\n"
        "On 1 October barrel bombs struck the M10 hospital again.\n"
        "If the siege of east Aleppo goes on, more patients will die.\n"
        "Government helicopters bomb a street and wait for people to gather, he said.\n"
    )
    it = Reading(
        document("autumn.txt", text, title="A count of attacks", publisher="Example Weekly", published=date(2016, 10, 3))
    )
    it.mention("[Physicians for Human Rights] counts", "phr", K.ORGANISATION, name="Physicians for Human Rights")
    it.mention("on [medical facilities] in", "facilities", K.HEALTH_FACILITY, head="facility")
    it.mention("in [Syria] since", "syriaplace", K.PLACE, name="Syria")
    it.mention("2016 [Russian] warplanes", "russia", K.GOVERNMENT, name="Russian")
    it.mention("[warplanes] bombed", "warplanes", K.WEAPON, head="warplane")
    it.mention("bombed [M10 hospital] in", "m10", K.HEALTH_FACILITY, name="M10 hospital")
    it.mention("hospital in [Aleppo], said", "aleppo", K.PLACE, name="Aleppo")
    it.mention("[Dr Osama], a", "osama", K.PERSON, name="Dr Osama", occupation="surgeon", sensitive=("pseudonymous", "medical"))
    it.mention("[two patients] and", "patients", K.GROUP, head="patient", number=(2, 2))
    it.mention("and [a nurse] were", "nurse", K.PERSON, head="nurse", occupation="nurse")
    it.mention("October [barrel bombs] struck", "barrels", K.WEAPON, head="bomb")
    it.mention("of [east Aleppo] goes", "eastaleppo", K.PLACE, name="east Aleppo")
    it.mention("more [patients] will", "morepatients", K.GROUP, head="patient")
    it.mention("[Government helicopters]", "syria", K.GOVERNMENT, head="helicopter")
    it.mention("for [people] to", "people", K.GROUP, head="people")
    total = it.figure(Measure.EVENTS, "at least 288 attacks", 288, None, modifier="at least", unit="attacks")
    first = "Physicians for Human Rights counts at least 288 attacks on medical facilities in Syria since 2011."
    it.claim(
        "AttackOnHealthcare Attack",
        first,
        "[attacks] on medical",
        {R.TARGET: "facilities", R.PLACE: "syriaplace"},
        by="phr",
        figures=[total],
        is_total=True,
        time=it.when("since 2011", "2011-01-01", "2016-10-03", Precision.RANGE),
    )
    second = (
        "On 28 September 2016 Russian warplanes bombed M10 hospital in Aleppo, said Dr Osama, a surgeon there; "
        "two patients and a nurse were killed, 12 were wounded."
    )
    day = it.when("28 September 2016", "2016-09-28", "2016-09-28", Precision.DAY)
    it.claim(
        "Airstrike AttackOnHealthcare",
        second,
        "[bombed] M10",
        {R.PERPETRATOR: "russia", R.TARGET: "m10", R.INSTRUMENT: "warplanes", R.PLACE: "aleppo"},
        by="osama",
        time=day,
    )
    counts = [
        it.figure(Measure.KILLED, "two patients and a nurse", 3, 3, computed=True),
        it.figure(Measure.INJURED, "12 were wounded", 12, 12),
    ]
    it.claim(
        "Killing",
        second,
        "[killed], 12",
        {R.VICTIM: "patients nurse", R.PLACE: "aleppo"},
        by="osama",
        time=day,
        figures=counts,
        part_of="k2",
    )
    it.claim(
        "BarrelBombing AttackOnHealthcare",
        "On 1 October barrel bombs struck the M10 hospital again.",
        "[struck]",
        {R.TARGET: "m10", R.INSTRUMENT: "barrels", R.PLACE: "aleppo"},
        time=it.when("1 October", "2016-10-01", "2016-10-01", Precision.DAY),
    )
    it.claim(
        "Death",
        "If the siege of east Aleppo goes on, more patients will die.",
        "[die].",
        {R.VICTIM: "morepatients", R.PLACE: "eastaleppo"},
        stance=Stance.SUPPOSES,
    )
    it.claim(
        "Airstrike DoubleTap",
        "Government helicopters bomb a street and wait for people to gather, he said.",
        "[bomb] a",
        {R.PERPETRATOR: "syria", R.VICTIM: "people"},
        by="osama",
        stance=Stance.DESCRIBES,
    )
    return it


def copy() -> Reading:
    text = (
        "An air raid on al-Quds hospital in Aleppo on 27 April killed between 50 and 60 people, Doctors Without Borders said.\n"
        "A rescue worker rejected the count of 20 dead.\n"
        "Dr Osama, a dentist in Idlib, was not among those who spoke.\n"
    )
    it = Reading(document("copied-wire.txt", text, based_on="https://daily.example/hospital"))
    it.mention("on [al-Quds hospital] in", "alquds", K.HEALTH_FACILITY, name="al-Quds hospital")
    it.mention("in [Aleppo] on", "aleppo", K.PLACE, name="Aleppo")
    it.mention("60 [people], Doctors", "dead", K.GROUP, head="people", number=(50, 60))
    it.mention("[Doctors Without Borders] said", "msf", K.ORGANISATION, name="Doctors Without Borders")
    it.mention("[Dr Osama], a dentist", "dentist", K.PERSON, name="Dr Osama", occupation="dentist", sensitive=("pseudonymous",))
    it.mention("[A rescue worker]", "worker", K.PERSON, head="worker", occupation="rescue worker")
    first = "An air raid on al-Quds hospital in Aleppo on 27 April killed between 50 and 60 people, Doctors Without Borders said."
    day = it.when("27 April", "2016-04-27", "2016-04-27", Precision.DAY)
    dead = it.figure(Measure.KILLED, "between 50 and 60 people", 50, 60, modifier="between", unit="people")
    it.claim("Airstrike AttackOnHealthcare", first, "[air raid]", {R.TARGET: "alquds", R.PLACE: "aleppo"}, by="msf", time=day)
    it.claim(
        "Killing",
        first,
        "[killed] between",
        {R.VICTIM: "dead", R.PLACE: "aleppo"},
        by="msf",
        time=day,
        figures=[dead],
        part_of="k1",
    )
    return it


ENTITIES: dict[str, tuple[EntityKind, str, str]] = {
    # key: kind, label, names as lang=name
    "syria": (K.GOVERNMENT, "Syria", "en=Syria;en=Syrian government"),
    "russia": (K.GOVERNMENT, "Russia", "en=Russia;nb=Russland"),
    "msf": (K.ORGANISATION, "Doctors Without Borders", "en=Doctors Without Borders;nb=Leger uten grenser;=MSF"),
    "helmets": (K.ORGANISATION, "White Helmets", "en=White Helmets;en=Syrian Civil Defence"),
    "phr": (K.ORGANISATION, "Physicians for Human Rights", "en=Physicians for Human Rights"),
    "redcross": (K.ORGANISATION, "Norwegian Red Cross", "en=Norwegian Red Cross;nb=Norges Røde Kors"),
    "opposition": (K.ORGANISATION, "Syrian opposition", "en=Syrian opposition;nb=Syrias opposisjon"),
    "alquds": (K.HEALTH_FACILITY, "al-Quds hospital", "en=al-Quds hospital;nb=al-Quds-sykehuset"),
    "m10": (K.HEALTH_FACILITY, "M10 hospital", "en=M10 hospital"),
    "aleppo": (K.PLACE, "Aleppo", "en=Aleppo"),
    "eastaleppo": (K.PLACE, "east Aleppo", "en=east Aleppo;nb=Øst-Aleppo"),
    "syriaplace": (K.PLACE, "Syria", "en=Syria"),
    "moaz": (K.PERSON, "Mohammed Wasim Moaz", "en=Mohammed Wasim Moaz"),
    "dentist": (K.PERSON, "Dr Osama", "en=Dr Osama"),
    "osama": (K.PERSON, "Dr Osama", "en=Dr Osama"),
}
WELL_KNOWN = {"syria", "russia", "msf", "helmets", "phr", "redcross", "aleppo", "eastaleppo", "syriaplace"}
EVENTS: dict[str, tuple[str, str, str]] = {
    # key: types, label, claims as document/claim
    "strike": (
        "Airstrike Bombing AttackOnHealthcare",
        "Airstrike on al-Quds hospital, Aleppo",
        "daily/k1 daily/k4 avis/k2 avis/k3 copy/k1",
    ),
    "toll": ("Killing", "Killing in Aleppo", "daily/k2 avis/k1 copy/k2"),
    "moaz": ("Death", "Death of Mohammed Wasim Moaz", "daily/k3"),
    "boy": ("Rescue", "Rescue of a boy, 10", "daily/k5"),
    "again": ("DoubleTap Attack", "Attack on rescuers, Aleppo", "daily/k6"),
    "accusation": ("Accusation", "Accusation by the Syrian opposition", "avis/k4"),
    "denial": ("Denial", "Denial by Russia", "avis/k5"),
    "aid": ("AidDelivery", "Aid delivery in east Aleppo", "avis/k6"),
    "count": ("AttackOnHealthcare Attack", "288 attacks on medical facilities", "autumn/k1"),
    "m10a": ("Airstrike AttackOnHealthcare", "Airstrike on M10 hospital, Aleppo", "autumn/k2"),
    "m10dead": ("Killing", "Killing at M10 hospital", "autumn/k3"),
    "m10b": ("BarrelBombing AttackOnHealthcare", "Barrel bombing of M10 hospital", "autumn/k4"),
    "maybe": ("Death", "Deaths of patients", "autumn/k5"),
    "habit": ("Airstrike DoubleTap", "Bombing and waiting", "autumn/k6"),
}
PART_OF = {"toll": "strike", "m10dead": "m10a"}


def entity_iri(key: str) -> str:
    names = {
        "msf": "medecins-sans-frontieres",
        "helmets": "white-helmets",
        "syriaplace": "place-syria",
        "eastaleppo": "east-aleppo",
    }
    return vocab.ENTITY + names.get(key, key) if key in WELL_KNOWN else ids.iri("entity", "golden", key)


def resolution(readings: dict[str, Reading]) -> Resolution:
    entities = []
    keys = sorted({owner for reading in readings.values() for owner in reading.owners.values()})
    for key in keys:
        members = tuple(
            sorted(
                (reading.document.id, name)
                for reading in readings.values()
                for name, owner in reading.owners.items()
                if owner == key
            )
        )
        first = next(reading.mentions[key] for reading in readings.values() if key in reading.mentions)
        kind, label, names = ENTITIES.get(key, (first.kind, first.text, ""))
        pairs = sorted((pair.split("=")[0], pair.split("=")[1]) for pair in names.split(";") if pair)
        entities.append(Entity(entity_iri(key), kind, label, tuple(pairs), members))
    claims = {
        f"{name}/{claim}": iri
        for name, reading in readings.items()
        for claim, iri in ids.claim_iris(reading.annotation()).items()
    }
    events = []
    for key, (types, label, members_of) in EVENTS.items():
        mine = tuple(sorted(claims[name] for name in members_of.split()))
        part = ids.iri("event", "golden", PART_OF[key]) if key in PART_OF else ""
        events.append(Event(ids.iri("event", "golden", key), tuple(types.split()), mine, label, key == "count", part))
    return Resolution(tuple(entities), tuple(events), tuple(judgements(readings, claims)))


def judgements(readings: dict[str, Reading], claims: dict[str, str]) -> Iterator[Judgement]:
    def mention(reading: str, key: str) -> str:
        return ids.mention_iri_of(readings[reading].annotation(), readings[reading].mentions[key])

    same = (mention("daily", "msf"), mention("avis", "msf"))
    yield Judgement(ids.iri("judgement", *same), Verdict.SAME, *same, "known names of one organisation", "rule:known-name")
    unsure = (mention("daily", "alquds"), mention("autumn", "m10"))
    yield Judgement(
        ids.iri("judgement", *unsure),
        Verdict.DIFFERENT,
        *unsure,
        "two hospitals of one city",
        "curator",
        "2017-01-02T10:00:00",
        0.3,
    )
    for verdict, claim, reason, time in (
        (Verdict.ACCEPT, claims["daily/k1"], "read beside the source", "2017-01-02T10:05:00"),
        (Verdict.REJECT, claims["daily/k6"], "the planes are not said to have struck", "2017-01-02T10:06:00"),
    ):
        yield Judgement(ids.iri("judgement", claim), verdict, claim, "", reason, "curator", time)


def graph() -> list[ox.Quad]:
    """All quads of the fixed graph, the few classes of the ontology that it needs included."""
    readings = {"daily": daily(), "avis": avis(), "autumn": autumn(), "copy": copy()}
    decided = resolution(readings)
    lookup, annotations = Lookup.of(decided), [reading.annotation() for reading in readings.values()]
    run = run_iri("0.1.0", "golden")
    quads = [quad for annotation in annotations for quad in document_quads(annotation, lookup, run=run)]
    beside = [*origin_quads(origin_of(corroboration(annotations, decided))), *run_quads("0.1.0", "golden")]
    return [*quads, *resolution_quads(decided, annotations), *beside, *turtle_quads([ONTOLOGY])]


if __name__ == "__main__":
    sys.stdout.write(f"{write_sorted(graph(), HERE / 'graph.nq')} quads\n")
