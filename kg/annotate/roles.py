"""Gives every event draft its participants: agent, patient, instrument and place as head words."""

from __future__ import annotations

from collections.abc import Mapping

from kg.annotate.circumstances import add_circumstances
from kg.annotate.clauses import agents_by, is_passive, is_verb, objects, obliques, subjects
from kg.annotate.drafts import Draft
from kg.annotate.keys import base_verb
from kg.annotate.kinds import ACTORS, kind_of
from kg.annotate.lexicon import Frame, Lexicon, frames, shared
from kg.annotate.means import means
from kg.annotate.noun_roles import of_doer, of_noun
from kg.annotate.nouns import KnownSpan, lookup
from kg.annotate.refining import refine
from kg.annotate.role_check import check
from kg.annotate.sorting import add_named, give_to_owners, sort
from kg.annotate.switches import settle
from kg.annotate.verb_roles import of_verb
from kg.annotate.weapons import add_handled, of_weapon
from kg.annotate.words import Word
from kg.model import EntityKind
from kg.names import Form

_PUTTING = shared("putting")


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
            give_to_owners(draft, self)
        add_named(draft, self)
        add_circumstances(draft, self)
        add_handled(draft, self)
        draft.instruments += means(draft, self)
        sort(draft, self)
        refine(draft, self)

    def _adjective(self, draft: Draft) -> None:
        word = draft.word
        beaten = word.rel == "xcomp" and is_verb(word.head) and base_verb(word.head, self.lex) in self.lex.verbs
        object_of = objects(word.head) if beaten and not is_passive(word.head) else []
        found = [w for w in object_of or subjects(word) if w is not word]
        if not found and is_verb(word.head) and word.rel in ("xcomp", "obl", "advmod", "obj", "advcl", "amod", "nmod"):
            lent = objects(word.head)
            if lent and word.head.lemma in self.lex.light["leave"] | self.lex.light["cause"] | _PUTTING:
                found = lent
                draft.agents = [w for w in subjects(word.head) if self.kind(w) in ACTORS]
            else:
                found = subjects(word.head)
        if not found and word.rel in ("amod", "acl", "nmod") and word.head.is_nominal:
            found = [word.head]
        if self.frame(draft).family == "speech":  # "the minister was impressed by the work of the crews": the minister praises
            draft.agents, draft.patients = found, self._admired(word)
            return
        draft.patients = found
        if not draft.agents and is_verb(word.head):  # "came under fire from rebels", wherever the parser hung the rebels
            said = self.lex.cue("by") | {"from", "fra"}
            draft.agents = [w for w in obliques(word.head) if w.case() in said and self.kind(w) in ACTORS and w not in found]
        if draft.type == "Attack" and not draft.agents:
            draft.agents = [w for w in obliques(word) if w.case() in ("from", "by", "fra", "av") and self.kind(w) in ACTORS]

    def _admired(self, word: Word) -> list[Word]:
        """Return who impresses: "by the crews", "by the work of the crews", "over innsatsen fra mannskapene"."""
        over = self.lex.cue("by") | {"with", "over", "at"}
        what = [w for w in word.children if w.dep == "obl:agent" or (w.rel in ("obl", "nmod") and w.case() in over)]
        of = self.lex.cue("of") | {"from", "fra", "til"}
        near = [c for w in what for c in w.children if c.dep == "nmod:poss" or c.case() in of]
        near += [c for c in word.children if c.case() in of and c not in what]
        return [w for w in near if self.kind(w) in ACTORS] or near or what

    def event_family(self, word: Word) -> str:
        """Return the family of the event that a noun tells of, if it tells of one."""
        key = lookup(word, self.lex.nouns, self.lex)
        told = self.lex.nouns[key] if key is not None else "none"
        return self.frames[told].family if told != "none" else ""

    def is_state(self, word: Word) -> bool:
        """Say whether a word is the name of a country that has a government."""
        span = self.known.get(word.index)
        return span is not None and any(name.entity.kind is EntityKind.GOVERNMENT for name in span.names)

    def demonym(self, word: Word) -> bool:
        """Say whether an adjective names people by their state: "Russian"."""
        span = self.known.get(word.index)
        return span is not None and any(name.form is Form.DEMONYM and name.entity.kind in ACTORS for name in span.names)
