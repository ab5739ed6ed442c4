"""Puts parse trees right before the rules read them.

A parser that fits on a laptop takes one word in seven for the dependent of a wrong one, and some ways to err come again and
again: the participle of a perfect tense as an adjective, the subject of a second clause as one more object of the first, the
verb after "soldiers armed with knives" without subject. Each repair undoes one of them, where grammar forbids or nearly
forbids what was parsed: a finite verb has a subject, a preposition stands before the whole phrase, a deed has its doer after
"by". None looks at what a sentence is about beyond the lists of event nouns and actors.

`order` lists all repairs in the order in which they are done; the other modules hold them by what they mend.
"""

from kg.annotate.mending.order import mend
from kg.annotate.mending.tree import Setting

__all__ = ["Setting", "mend"]
