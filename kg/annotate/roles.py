"""Gives every event draft its participants: agent, patient, instrument and place as head words."""

from __future__ import annotations

from collections.abc import Mapping

from kg.annotate.circumstances import add_circumstances
from kg.annotate.clauses import agents_by, is_passive, is_verb, objects, obliques, resolve_relative, subjects
from kg.annotate.devices import acts_by_itself, crew_of, is_manned, is_struck_platform
from kg.annotate.drafts import Draft
from kg.annotate.kinds import ACTORS, STRUCK, is_gunfire, is_kind, kind_of
from kg.annotate.lexicon import Frame, Lexicon, frames, shared
from kg.annotate.means import is_vehicle, means
from kg.annotate.noun_roles import is_abstract, of_doer, of_noun
from kg.annotate.nouns import KnownSpan, core, lookup
from kg.annotate.refining import refine
from kg.annotate.role_check import check
from kg.annotate.switches import settle
from kg.annotate.triggers import base_verb
from kg.annotate.verb_roles import of_verb
from kg.annotate.weapons import add_handled, armed_with, fired_from, is_generic, is_weapon, of_weapon
from kg.annotate.words import Word
from kg.model import EntityKind
from kg.names import Form

_ATTACK = frozenset({"attack", "destruction", "siege", "combat"})
_VIOLENT = frozenset({"attack", "destruction", "harm"})
_HOURS = shared("hours") | shared("days")
_PRONOMINAL = shared("pronominal")
_BELONGING = frozenset({"of", "from", "av", "fra", "i"})
_LIVES = shared("lives")
_LANDS = shared("lands")


class Roles:
    """The rules of one language over one document's known names."""

    def __init__(self, lex: Lexicon, known: Mapping[int, KnownSpan]) -> None:
        self.lex = lex
        self.known = known
        self.frames = frames()
        self._kinds: dict[int, EntityKind] = {}

    def frame(self, draft: Draft) -> Frame:
        """Return the frame of a draft's main type."""
        return self.frames["Attack" if draft.type == "Switch" else draft.type]

    def kind(self, word: Word) -> EntityKind:
        """Return what kind of thing a noun names."""
        found = self._kinds.get(word.index)
        if found is None:
            found = self._kinds[word.index] = kind_of(word, self.lex, self.known)
        return found

    def assign(self, draft: Draft) -> None:
        """Fill the participants of one draft from the syntax around it."""
        if draft.form == "verb":
            of_verb(draft, self)
            if draft.switch:
                settle(draft, self)
        elif draft.form == "noun":
            of_noun(draft, self)
        elif draft.form == "modifier":
            head = draft.word.head
            draft.patients = [head.head if draft.word.rel == "conj" else head]
            draft.agents = list(agents_by(draft.word, self.lex))
            draft.confidence = 0.6
        elif draft.form == "count":
            draft.patients = draft.patients or [draft.word]
        elif draft.form == "weapon":
            of_weapon(draft, self)
        elif draft.form == "body":
            pass
        elif draft.form == "doer":
            of_doer(draft, self)
        else:
            self._adjective(draft)
        if draft.type == "none":
            return
        check(draft, self)
        if draft.form == "verb" and self.frame(draft).family in ("harm", "care", "attack"):
            self._bodies(draft)
        self._named_among(draft)
        add_circumstances(draft, self)
        add_handled(draft, self)
        draft.instruments += means(draft, self)
        self._sort(draft)
        refine(draft, self)

    def _bodies(self, draft: Draft) -> None:
        """Give what is done to a part of a body, or to a life, to the person: "broke his nose", "saved the lives of six"."""
        for place, word in enumerate(draft.patients):
            if core(word, self.lex).lemma not in self.lex.kinds["body_part"] | _LIVES:
                continue
            owner = next(
                (
                    c
                    for c in core(word, self.lex).children
                    if c.dep == "nmod:poss" or (c.rel == "nmod" and c.case() in self.lex.cue("of") | {"til", "på"})
                ),
                None,
            )
            if owner is None and draft.word.child("iobj") is not None:
                owner = draft.word.child("iobj")
            if owner is None and word.dep == "nsubj:pass":  # "bonden fikk foten knust"
                owner = next((w for w in draft.patients[:place] if w.dep == "nsubj:pass" and w.head is word.head), None)
            if owner is None:
                people = (w for w in obliques(draft.word) if w.case() in ("on", "of", "på", "til", "av"))
                owner = next((w for w in people if self.kind(w) in ACTORS and (w.index > word.index or w.case() == "av")), None)
            if owner is not None:
                draft.patients[place] = owner
        draft.patients = _unique(draft.patients)

    def _adjective(self, draft: Draft) -> None:
        word = draft.word
        beaten = word.rel == "xcomp" and is_verb(word.head) and base_verb(word.head, self.lex) in self.lex.verbs
        object_of = objects(word.head) if beaten and not is_passive(word.head) else []
        found = [w for w in object_of or subjects(word) if w is not word]
        if not found and is_verb(word.head) and word.rel in ("xcomp", "obl", "advmod", "obj", "advcl", "amod", "nmod"):
            lent = objects(word.head)
            if lent and word.head.lemma in self.lex.light["leave"] | self.lex.light["cause"]:
                found = lent
                draft.agents = [w for w in subjects(word.head) if self.kind(w) in ACTORS]
            else:
                found = subjects(word.head)
        if not found and word.rel in ("amod", "acl", "nmod") and word.head.is_nominal:
            found = [word.head]
        draft.patients = found
        if not draft.agents and is_verb(word.head):  # "came under fire from rebels", wherever the parser hung the rebels
            said = self.lex.cue("by") | {"from", "fra"}
            draft.agents = [w for w in obliques(word.head) if w.case() in said and self.kind(w) in ACTORS and w not in found]
        if draft.type == "Attack" and not draft.agents:
            draft.agents = [w for w in obliques(word) if w.case() in ("from", "by", "fra", "av") and self.kind(w) in ACTORS]

    def event_family(self, word: Word) -> str:
        """Return the family of the event that a noun tells of, if it tells of one."""
        key = lookup(word, self.lex.nouns, self.lex)
        told = self.lex.nouns[key] if key is not None else "none"
        return self.frames[told].family if told != "none" else ""

    def _sort(self, draft: Draft) -> None:  # noqa: C901  one branch a construction of the language
        """Move weapons and event nouns out of the agent place, and expand coordination."""
        agents: list[Word] = []
        for name in ("agents", "patients", "instruments", "places"):
            setattr(
                draft,
                name,
                [
                    w
                    for w in getattr(draft, name)
                    if w.index not in draft.key
                    or draft.form == "count"
                    or (name == "patients" and is_kind(w, "captive", self.lex))
                    or (name == "instruments" and draft.type == "Support" and is_weapon(w, self))
                ],
            )
        family = self.frame(draft).family
        for word in _expanded(draft.agents):
            kind = self.kind(word)
            told = lookup(core(word, self.lex), self.lex.instruments, self.lex)
            bare_platform = (
                draft.passive
                and told in self.lex.platforms
                and word.child("det", "amod", "nmod:poss", "compound") is None
                and not any(c.rel == "nmod" and c.index < word.index for c in word.children)
            )
            if (
                (self.event_family(word) and kind not in ACTORS)
                or kind is EntityKind.WEAPON
                or is_gunfire(core(word, self.lex), self.lex, self.known)
                or bare_platform
                or (told in self.lex.platforms and acts_by_itself(draft, word, self))
            ):
                draft.instruments.append(word)
            elif core(word, self.lex).lemma in self.lex.kinds["body_part"]:
                continue
            elif kind not in ACTORS and lookup(word, self.lex.nouns, self.lex):
                draft.natural = True  # a noun that looks like a deed and is none: "forslaget", "hjerteslag"
            elif (
                (kind is EntityKind.PLACE and not self.is_state(word) and family != "speech" and not self._land_acts(draft, word))
                or (
                    kind in (EntityKind.FACILITY, EntityKind.HEALTH_FACILITY)
                    and not (family in ("care", "speech", "support") and not draft.passive)
                    and not is_manned(word, self)
                )
                or (word.lemma in _HOURS and word.pos != "PRON")
            ):
                continue
            elif self._mere_number(word) or core(word, self.lex).lemma in self.lex.kinds["cause"]:
                draft.natural = draft.natural or word.pos != "NUM"
                continue
            elif kind is EntityKind.THING and is_abstract(core(word, self.lex), self.lex):
                agents += self._whose_doing(word, family)
            elif told in self.lex.platforms and (crew := crew_of(word, self)) is not None:
                agents.append(crew)
                draft.instruments.append(word)
            else:
                machine = is_vehicle(word, self) and (family in _VIOLENT or draft.type in ("Rescue", "Evacuation"))
                agents.append(word)
                if machine and draft.form != "noun":
                    draft.instruments.append(word)
        agents = [w for w in agents if w.lower not in _PRONOMINAL] or agents
        if not agents:
            agents = armed_with(draft, self) or fired_from(draft, self)
        if family in _VIOLENT | {"detention", "combat", "siege"}:
            agents += [w for a in list(agents) for w in self._body_of(a) if w not in agents]
        draft.agents = agents
        suffering = draft.patients if draft.form == "count" else _expanded(draft.patients, self.lex)
        draft.patients = [
            w for w in suffering if w not in agents or self.frame(draft).family == "meeting"
        ]
        if draft.natural and draft.types == ["Killing"] and not agents and not draft.instruments:
            draft.types = ["Death"]  # "a heart attack killed the old man"
        if draft.type == "AidDelivery" and agents and draft.patients and all(is_weapon(w, self) for w in draft.patients):
            draft.types = ["Support"]  # "will send more ammunition"
            to = [w for w in obliques(draft.word) if w.case() in ("to", "til")]
            draft.instruments += draft.patients
            draft.patients = [w for w in to if self.kind(w) in ACTORS | {EntityKind.PLACE}]
        if self.frame(draft).family in _ATTACK | {"harm"}:
            weapons = [w for w in draft.patients if self.kind(w) is EntityKind.WEAPON and not is_struck_platform(w, self)]
            draft.instruments += [w for w in weapons if w not in draft.instruments]
            draft.patients = [w for w in draft.patients if w not in weapons]
            if weapons and not draft.patients and draft.form == "verb" and not draft.passive:
                aimed = [w for w in obliques(draft.word) if w.case() in self.lex.cue("against") - {"to", "til", "i"}]
                draft.patients = [resolve_relative(w) for w in aimed if self.kind(w) in STRUCK - {EntityKind.PLACE}]
        draft.instruments = [w for w in _unique(_expanded(draft.instruments)) if not is_generic(w, self)]
        draft.patients = [w for w in draft.patients if w is not draft.word or draft.form in ("count", "doer", "body")]
        if len(draft.patients) > 1:
            draft.patients = [w for w in draft.patients if w.lower not in ("one", "én", "en")] or draft.patients
            solid = [w for w in draft.patients if core(w, self.lex).lemma not in self.lex.kinds["abstract"]]
            if family in ("detention", "harm"):
                solid = [w for w in solid if self.kind(w) is not EntityKind.THING or not lookup(w, self.lex.nouns, self.lex)]
            draft.patients = solid or draft.patients
            draft.patients = [w for w in draft.patients if not _part_of_them(w, self.lex)] or draft.patients
            solid = [w for w in draft.patients if w.pos != "ADJ" or w.child("det", "nummod", "amod") is not None]
            draft.patients = solid or draft.patients
        draft.places = _unique(_expanded(draft.places))
        for place in list(draft.places):
            draft.places += [
                w
                for w in place.subtree()
                if w.rel in ("nmod", "appos", "flat")
                and w.pos == "PROPN"
                and w not in draft.places
                and self.kind(w) is EntityKind.PLACE
            ]
        if self.frame(draft).family == "meeting":
            sides = _unique([*draft.agents, *draft.patients])
            draft.patients = []
            draft.agents = [w for w in sides if self.kind(w) in ACTORS or w.pos in ("PRON", "PROPN", "NUM") or self.is_state(w)]

    def _whose_doing(self, word: Word, family: str) -> list[Word]:
        """Return whose an operation is that kills or destroys: "the army's campaign wiped out 400 villages"."""
        if family not in _VIOLENT | {"displacement", "detention", "siege"}:
            return []
        sides = (EntityKind.ARMED_ACTOR, EntityKind.GOVERNMENT)
        before = [c for c in word.children if c.index < word.index and c.rel in ("nmod", "compound", "amod")]
        named = [c for c in before if self.kind(c) in sides or self.demonym(c) or self.is_state(c)]
        return named[:1] or [c for c in word.all("nmod") if c.case() in self.lex.cue("by") and self.kind(c) in sides][:1]

    @staticmethod
    def _land_acts(draft: Draft, word: Word) -> bool:
        """Say whether a country acts that was named before: "Israel says the country struck a tunnel"."""
        definite = "Definite=Def" in word.morph or any(c.lower in ("the", "this") for c in word.all("det"))
        return word.rel == "nsubj" and definite and word.lemma in _LANDS and not draft.passive and len(word.children) < 2

    @staticmethod
    def _machine(word: Word) -> bool:
        """Say whether a word is a machine, not a unit named after it: "government artillery", not "the 3rd Tank Brigade"."""
        return word.pos == "NOUN"

    def _body_of(self, word: Word) -> list[Word]:
        """Return the named body that those who act belong to: "commandos of the Popular Front", "gunmen from the UVF"."""
        if word.pos != "NOUN" or self.kind(word) not in (EntityKind.ARMED_ACTOR, EntityKind.PERSON, EntityKind.GROUP):
            return []
        named = (EntityKind.ARMED_ACTOR, EntityKind.ORGANISATION)
        return [
            c
            for c in word.children
            if c.rel == "nmod" and c.pos == "PROPN" and c.index > word.index and c.case() in _BELONGING and self.kind(c) in named
        ]

    def _mere_number(self, word: Word) -> bool:
        """Say whether a number stands for nobody who is named: "two of the bombers" are bombers."""
        return word.pos == "NUM" and (core(word, self.lex) is word or self.kind(word) not in ACTORS)

    def _named_among(self, draft: Draft) -> None:
        """Add people named out of a group: "nine people, including Olena Marchuk", "among the dead was the mayor"."""
        for word in list(draft.patients):
            inner = core(word, self.lex)
            for child in [*word.children, *(inner.children if inner is not word else ())]:
                if (
                    child.rel in ("nmod", "obl", "appos", "acl")
                    and child.case() in ("including", "inkludert", "deriblant", "among", "blant")
                    and (child.pos == "PROPN" or _singled_out(child, self))
                ):
                    draft.patients += child.conjuncts()
            if word.case() in ("among", "blant", "of"):
                governor = word.head
                named = [governor, *(c for c in governor.children if c.rel == "nsubj")]
                draft.patients += [
                    w for w in named if w.pos == "PROPN" and self.kind(w) is EntityKind.PERSON and w not in draft.patients
                ]

    def is_state(self, word: Word) -> bool:
        """Say whether a word is the name of a country that has a government."""
        span = self.known.get(word.index)
        return span is not None and any(name.entity.kind is EntityKind.GOVERNMENT for name in span.names)

    def demonym(self, word: Word) -> bool:
        """Say whether an adjective names people by their state: "Russian"."""
        span = self.known.get(word.index)
        return span is not None and any(name.form is Form.DEMONYM and name.entity.kind in ACTORS for name in span.names)


def _singled_out(word: Word, roles: Roles) -> bool:
    """Say whether people are told by themselves out of many: "a girl of six", "two soldiers", not "doctors and nurses"."""
    return word.pos == "NOUN" and roles.kind(word) in ACTORS and word.child("det", "nummod") is not None


_SHORTEST_ABSTRACT = 6
_ABSTRACT = ("het", "else", "sjon", "isme", "ering", "tur")


def _part_of_them(word: Word, lex: Lexicon) -> bool:
    """Say whether a phrase counts some of those just named: "nineteen people, three of them children"."""
    below = [*word.children, *(c for number in word.all("nummod") for c in number.children)]
    return any(c.lower in ("them", "dem", "whom") and c.case() in lex.cue("of") for c in below)


def _expanded(words: list[Word], lex: Lexicon | None = None) -> list[Word]:
    """Return words with what is coordinated with them, also inside "scores of doctors, nurses and drivers"."""
    out: list[Word] = []
    for word in words:
        for conjunct in word.conjuncts():
            if (conjunct is word or conjunct.is_nominal) and not any(
                c.lower in ("not", "ikke") and not bounding(c) for c in conjunct.children if c.rel == "advmod"
            ):
                out.append(conjunct)
                inner = core(conjunct, lex) if lex is not None else conjunct
                if inner is not conjunct:
                    out += [w for w in inner.conjuncts() if w is not inner and w.is_nominal]
    return _unique(out)


def bounding(negation: Word) -> bool:
    """Say whether a negation only bounds a number: "not more than five", "ikke færre enn 18"."""
    words = negation.sentence.words
    following = words[negation.index - words[0].index + 1 : negation.index - words[0].index + 2]
    return bool(following) and (following[0].lower in shared("comparative") or following[0].lemma in shared("comparative"))


def _unique(words: list[Word]) -> list[Word]:
    seen: set[int] = set()
    out = []
    for word in words:
        if word.index not in seen:
            seen.add(word.index)
            out.append(word)
    return out
