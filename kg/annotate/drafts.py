"""Drafts of events: the words that tell of each, and its participants as head words."""

from __future__ import annotations

from dataclasses import dataclass, field

from kg.annotate.words import Sentence, Word
from kg.model import Certainty, Stance


@dataclass(slots=True, eq=False)
class Draft:
    """An event in the making; participants are head words until mentions are made of them."""

    word: Word
    types: list[str]
    form: str
    """``verb``, ``noun``, ``adjective``, ``modifier``, ``weapon``, ``body``, ``doer``, ``count`` or ``said``."""
    end_word: Word
    agents: list[Word] = field(default_factory=list)
    patients: list[Word] = field(default_factory=list)
    instruments: list[Word] = field(default_factory=list)
    places: list[Word] = field(default_factory=list)
    light: Word | None = None
    """The verb that lends an event noun its agent or patient."""
    stance: Stance = Stance.ASSERTS
    certainty: Certainty = Certainty.CERTAIN
    part_of: Draft | None = None
    passive: bool = False
    negated: bool = False
    bare: bool = False
    """A definite event noun with nothing of its own: "the attack"."""
    natural: bool = False
    """Done by a fire, a flood, an illness: nobody's deed."""
    disjunct: bool = False
    """One of several verbs under one count: "killed or wounded"."""
    bound: str = ""
    """``some`` where not all are named ("the dead include two nurses"), ``beyond`` of a number that was passed."""
    toll: bool = False
    """A number stands for those who suffered."""
    counters: list[Word] = field(default_factory=list)
    """Who puts a toll at so many."""
    confidence: float = 0.9
    switch: str = ""
    """The verb's entry in the table of verbs whose type depends on what they are done to."""
    key: frozenset[int] = frozenset()
    """Indexes of the words that evoke the event together ("set fire to"): none of them takes part in it."""

    @property
    def type(self) -> str:
        """Return the main type."""
        return self.types[0]

    @property
    def sentence(self) -> Sentence:
        """Return the sentence of the event word."""
        return self.word.sentence

    def __repr__(self) -> str:
        who = f"A={self.agents} P={self.patients} I={self.instruments} L={self.places}"
        return f"<{'+'.join(self.types)} {self.word.text!r} {who} {self.stance}>"
