"""Sentences in the manner of reports, made from a small grammar with the words of report.toml, annotated as the treebanks annotate.

The open treebanks hardly hold short sentences about violence in which every word but the small ones is rare ("Opprørere pågrep ni
gruvearbeidere"). `sentences` makes such sentences: main clauses with and without inversion, passives, coordinated clauses and objects,
relative clauses, participles, speech, headlines. They are nonsense as news, and that is meant: the words carry no pattern of who does
what, only their forms do.
"""

from __future__ import annotations

import random
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from augment import Sentence, english_noun, english_verb, norwegian_verb, words

FIN = "Mood=Ind|Number={}|Person=3|Tense={}|VerbForm=Fin"
Maker = Callable[[], "Node"]


@dataclass
class Node:
    """A word with what it governs, in the order of the text."""

    word: str
    upos: str
    rel: str
    lemma: str = ""
    feats: str = ""
    left: list[Node] = field(default_factory=list)
    right: list[Node] = field(default_factory=list)
    space: bool = True

    def words(self) -> list[Node]:
        """Return this branch in the order of the text."""
        return [*(word for node in self.left for word in node.words()), self, *(word for node in self.right for word in node.words())]

    def as_(self, rel: str) -> Node:
        """Return the branch with another relation."""
        return replace(self, rel=rel)


def flatten(root: Node, number: int) -> Sentence:
    """Return the tree as a sentence of the training data."""
    order = root.words()
    place = {id(node): index for index, node in enumerate(order)}
    heads = {id(child): place[id(node)] + 1 for node in order for child in (*node.left, *node.right)}
    out = Sentence(f"grammar-{number}", starts_paragraph=True)
    for node in order:
        out.words.append(node.word)
        out.spaces.append(node.space)
        out.lemmas.append(node.lemma or node.word)
        out.upos.append(node.upos)
        out.feats.append(node.feats)
        out.heads.append(heads.get(id(node), 0))
        out.deprels.append("root" if id(node) not in heads else node.rel)
        out.names.append("O")
    for before, word in zip(range(len(order)), out.words[1:], strict=False):
        if word in (".", ",", ":", "”", "»", ")", "-") or out.words[before] in ("“", "«", "(", "-"):
            out.spaces[before] = False
    out.words[0] = out.words[0][:1].upper() + out.words[0][1:]
    if len(out.words) > 1 and out.words[0] in ("“", "–", "«"):
        out.words[1] = out.words[1][:1].upper() + out.words[1][1:]
    return out


def case(word: str) -> Node:
    return Node(word, "ADP", "case")


def stop() -> Node:
    return Node(".", "PUNCT", "punct")


def comma() -> Node:
    return Node(",", "PUNCT", "punct")


@cache
def report_words() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads((Path(__file__).parent / "report.toml").read_text("utf-8"))


class Grammar:
    """What the two languages share; a language says how its phrases and verbs look."""

    lang = ""
    conjunctions: tuple[str, ...] = ()
    months: tuple[str, ...] = ()

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.table = report_words()[self.lang]
        self.people = words(self.lang)

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def one(self, *makers: Maker) -> Node:
        return self.rng.choice(makers)()

    # names
    def name(self, rel: str, kind: str) -> Node:
        """A name of a state or group ("states"), a place, or a person."""
        text = self.people.person(self.rng, long=self.chance(0.7)) if kind == "person" else self.rng.choice(self.table[kind])
        if "-" in text or "'" in text:
            text = self.rng.choice(self.table["places"][:8])
        parts = text.split()
        flat = "flat" if self.lang == "en" else "flat:name"
        nodes = [Node(part, "PROPN", flat, feats="Number=Sing" if self.lang == "en" else "") for part in parts]
        return replace(nodes[0], rel=rel, right=nodes[1:])

    def number(self) -> Node:
        raise NotImplementedError

    def noun(self, rel: str, kind: str, *, bare: bool = False) -> Node:
        raise NotImplementedError

    def actor(self, rel: str, *, bare: bool = False) -> Node:
        """Somebody who does something: a noun phrase, a state or group, two of them."""
        if self.chance(0.22):
            return self.name(rel, "states")
        head = self.noun(rel, "actors", bare=bare)
        if self.chance(0.12):
            other = self.noun("conj", "actors", bare=bare)
            other.left.insert(0, Node(self.rng.choice(self.conjunctions), "CCONJ", "cc"))
            head.right.append(other)
        return head

    def victim(self, rel: str, *, bare: bool = False) -> Node:
        """Somebody or something to whom it is done."""
        dice = self.rng.random()
        if dice < 0.1:
            return self.name(rel, "person")
        if dice < 0.18:
            return self.name(rel, "places")
        head = self.noun(rel, "victims" if dice < 0.68 else "things", bare=bare)
        if self.chance(0.18):
            if self.chance(0.4):
                middle = self.noun("conj", "victims", bare=bare)
                middle.left.insert(0, comma())
                head.right.append(middle)
            other = self.noun("conj", "victims", bare=bare)
            other.left.insert(0, Node(self.rng.choice(self.conjunctions), "CCONJ", "cc"))
            head.right.append(other)
        elif self.chance(0.1):
            head.right.append(self.place("nmod"))
        return head

    def under(self, preposition: str, node: Node) -> Node:
        """Put a preposition before a phrase."""
        node.left.insert(0, case(preposition))
        return node

    def place(self, rel: str) -> Node:
        raise NotImplementedError

    def clause(self, rel: str) -> Node:
        raise NotImplementedError

    def shapes(self) -> tuple[tuple[float, Maker], ...]:
        raise NotImplementedError

    def sentences(self, count: int) -> Iterator[Sentence]:
        """Yield annotated sentences; the same seed gives the same ones."""
        weights, makers = zip(*self.shapes(), strict=True)
        for number in range(count):
            yield flatten(self.rng.choices(makers, weights)[0](), number)


class English(Grammar):
    lang = "en"
    conjunctions = ("and", "and", "and", "or")

    def number(self) -> Node:
        digits = self.chance(0.5)
        word = str(self.rng.choice((2, 3, 4, 9, 12, 14, 21, 40, 300, "1,204"))) if digits else self.rng.choice(
            ("two", "three", "four", "five", "six", "seven", "nine", "eleven", "fourteen", "forty")
        )  # fmt: skip
        node = Node(word, "NUM", "nummod", word, f"NumForm={'Digit' if digits else 'Word'}|NumType=Card")
        dice = self.rng.random()
        if dice < 0.12:
            node.left.append(Node("least", "ADJ", "nmod", "least", "Degree=Sup", left=[Node("at", "ADP", "case")]))
        elif dice < 0.2:
            than = Node("than", "ADP", "fixed")
            node.left.append(Node("more", "ADJ", "advmod", "more", "Degree=Cmp|ExtPos=ADV", right=[than]))
        elif dice < 0.28:
            node.left.append(Node(self.rng.choice(("about", "around", "some", "nearly")), "ADV", "advmod"))
        return node

    def noun(self, rel: str, kind: str, *, bare: bool = False) -> Node:
        *first, base = self.rng.choice(self.table[kind]).split()
        forms = english_noun(base)
        if base in ("man", "woman"):
            forms = {"lemma": base, "Sing": base, "Plur": base.replace("man", "men")}
        elif base in ("policeman", "fisherman", "hitman", "businessman"):
            forms = {"lemma": base, "Sing": base, "Plur": base[:-2] + "en"}
        mass = base in ("police", "artillery", "chlorine", "dynamite", "barracks", "gas")
        plural = not mass and self.chance(0.5 if not bare else 0.75)
        head = Node(base if mass else forms["Plur" if plural else "Sing"], "NOUN", rel, base, f"Number={'Plur' if plural else 'Sing'}")
        head.left += [Node(word, "NOUN", "compound", word, "Number=Sing") for word in first]
        if self.chance(0.16):
            head.left.insert(0, Node(self.rng.choice(self.table["adjectives"]), "ADJ", "amod", feats="Degree=Pos"))
        if self.chance(0.14):
            head.left.insert(0, Node(self.rng.choice(self.table["nations"]), "ADJ", "amod", feats="Degree=Pos"))
        if bare:
            if plural and self.chance(0.3):
                head.left.insert(0, self.number())
            return head
        dice = self.rng.random()
        if plural and dice < 0.28:
            head.left.insert(0, self.number())
        elif (plural or mass) and dice < 0.5:
            pass
        elif dice < 0.6:
            head.left.insert(0, Node(self.rng.choice(("his", "her", "their", "its")), "PRON", "nmod:poss", feats="Poss=Yes|PronType=Prs"))
        elif dice < 0.66:
            owner = self.name("nmod:poss", "places" if self.chance(0.5) else "states")
            owner.right.append(Node("’s" if self.chance(0.5) else "'s", "PART", "case", "'s"))
            (owner.right[-2] if len(owner.right) > 1 else owner).space = False
            head.left.insert(0, owner)
        elif not plural and not mass and dice < 0.82:
            following = (head.left[0] if head.left else head).word
            article = "an" if following[:1].lower() in "aeio" else "a"
            head.left.insert(0, Node(article, "DET", "det", "a", "Definite=Ind|PronType=Art"))
        else:
            head.left.insert(0, Node("the", "DET", "det", "the", "Definite=Def|PronType=Art"))
        return head

    def place(self, rel: str) -> Node:
        if self.chance(0.5):
            return self.under(self.rng.choice(("in", "in", "in", "near", "outside", "at", "off")), self.name(rel, "places"))
        return self.under(self.rng.choice(("in", "near", "at", "outside", "behind", "inside", "above")), self.noun(rel, "things"))

    def time(self, rel: str) -> Node:
        dice = self.rng.random()
        if dice < 0.35:
            day = self.rng.choice(("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"))
            return self.under("on", Node(day, "PROPN", rel, feats="Number=Sing"))
        if dice < 0.6:
            month = Node(self.rng.choice(("January", "March", "May", "August", "October")), "PROPN", rel, feats="Number=Sing")
            if self.chance(0.5):
                year = str(self.rng.randint(1965, 2024))
                month.right.append(Node(year, "NUM", "nmod:unmarked", year, "NumForm=Digit|NumType=Card"))
            return self.under("in", month)
        if dice < 0.7:
            return Node("overnight", "ADV", "advmod")
        if dice < 0.88:
            return self.under("after", Node("coup", "NOUN", rel, feats="Number=Sing", left=[Node("the", "DET", "det", "the", "Definite=Def|PronType=Art")]))
        return self.under("at", Node(self.rng.choice(("dawn", "noon", "night", "midnight")), "NOUN", rel, feats="Number=Sing"))

    def verb(self, form: str, rel: str) -> Node:
        """A verb, with its particle where it has one; forms: Inf, Pres, Past, Part, Ger."""
        codes = {
            "Inf": "VerbForm=Inf", "Pres": FIN.format("Plur", "Pres"), "Past": FIN.format("Plur", "Past"), "Part": "Tense=Past|VerbForm=Part|Voice=Pass",
            "Perf": "Tense=Past|VerbForm=Part", "Ger": "Tense=Pres|VerbForm=Part", "Third": FIN.format("Sing", "Pres"),
        }  # fmt: skip
        particle = ""
        if self.chance(0.12):
            *entry, particle = self.rng.choice(self.table["particles"]).split()
            forms = english_verb(" ".join(entry))
        elif self.chance(0.5):
            forms = dict(self.rng.choice(self.people.verbs))
        else:
            forms = english_verb(self.rng.choice(self.table["verbs"]))
        column = {"Perf": "Part", "Pres": "Inf", "Third": "Pres"}.get(form, form)
        node = Node(forms[column], "VERB", rel, forms["lemma"], codes[form])
        if particle:
            kind = ("ADJ", "xcomp") if particle == "free" else ("ADV", "advmod") if particle == "away" else ("ADP", "compound:prt")
            node.right.append(Node(particle, *kind))
        return node

    def active(self, rel: str, *, subject: Node | None = None, bare: bool = False) -> Node:
        """A clause with the doer as subject; without *subject* being given one is made."""
        dice = self.rng.random()
        who = subject or self.actor("nsubj", bare=bare)
        if bare:
            verb = self.verb("Pres" if "Number=Plur" in who.feats else "Third", rel)
        elif dice < 0.7:
            verb = self.verb("Past", rel)
        elif dice < 0.8:
            verb = self.verb("Perf", rel)
            verb.left.append(Node(self.rng.choice(("have", "had")), "AUX", "aux", "have", FIN.format("Plur", "Pres")))
        elif dice < 0.9:
            verb = self.verb("Ger", rel)
            verb.left.append(Node(self.rng.choice(("are", "were")), "AUX", "aux", "be", FIN.format("Plur", "Past")))
        else:
            verb = self.verb("Inf", rel)
            verb.left.append(Node(self.rng.choice(("will", "may", "could", "would")), "AUX", "aux", feats="VerbForm=Fin"))
        if not isinstance(who, Nothing):
            verb.left.insert(0, who)
        what = self.victim("obj", bare=bare)
        verb.right.insert(0 if verb.right and self.chance(0.6) else len(verb.right), what)
        self.trail(verb, bare=bare)
        return verb

    def trail(self, verb: Node, *, bare: bool = False) -> None:
        """Add instrument, place, time, what followed."""
        if self.chance(0.15):
            verb.right.append(self.under("with", self.noun("obl", "weapons")))
        if self.chance(0.35):
            verb.right.append(self.place("obl"))
        if self.chance(0.3) and not bare:
            verb.right.append(self.time("obl"))
        if self.chance(0.1):
            follow = self.verb("Ger", "advcl")
            follow.left.insert(0, comma())
            follow.right.insert(0, self.victim("obj", bare=bare))
            verb.right.append(follow)

    def passive(self, rel: str, *, subject: Node | None = None, bare: bool = False) -> Node:
        verb = self.verb("Part", rel)
        who = subject or self.victim("nsubj:pass", bare=bare)
        if not bare:
            dice = self.rng.random()
            if dice < 0.7:
                verb.left.append(Node(self.rng.choice(("was", "were", "were", "are")), "AUX", "aux:pass", "be", FIN.format("Plur", "Past")))
            elif dice < 0.8:
                verb.left.append(Node("got", "AUX", "aux:pass", "get", FIN.format("Plur", "Past")))
            else:
                verb.left.append(Node(self.rng.choice(("have", "has", "had")), "AUX", "aux", "have", FIN.format("Plur", "Pres")))
                verb.left.append(Node("been", "AUX", "aux:pass", "be", "Tense=Past|VerbForm=Part"))
        if not isinstance(who, Nothing):
            verb.left.insert(0, who)
        if self.chance(0.45):
            verb.right.append(self.under("by", self.actor("obl:agent", bare=bare)))
        self.trail(verb, bare=bare)
        return verb

    def clause(self, rel: str) -> Node:
        return self.active(rel) if self.chance(0.6) else self.passive(rel)

    def plain(self) -> Node:
        verb = self.clause("root")
        if self.chance(0.15):
            verb.left[:0] = [self.place("obl"), comma()]
        elif self.chance(0.12):
            verb.left[:0] = [self.time("obl"), comma()]
        verb.right.append(stop())
        return verb

    def joined(self) -> Node:
        """Two clauses, the second with a subject of its own or without."""
        verb = self.clause("root")
        if self.chance(0.5):
            second = self.clause("conj")
            marks = [Node(self.rng.choice(("and", "but")), "CCONJ", "cc")]
            if self.chance(0.6):
                marks.insert(0, comma())
        else:
            second = self.active("conj", subject=Nothing()) if verb.left and verb.left[0].rel == "nsubj" else self.passive("conj", subject=Nothing())
            second.left = [node for node in second.left if node.upos != "AUX" or node.word == "been"]
            if second.left == [] and verb.left and verb.left[0].rel == "nsubj":
                same = self.verb("Past", "conj")
                second = replace(same, right=[*same.right, *(node for node in second.right if node.rel in ("obj", "obl"))])
            marks = [Node("and", "CCONJ", "cc")]
        second.left[:0] = marks
        verb.right += [second, stop()]
        return verb

    def gapped(self) -> Node:
        """Two men were killed and a third wounded."""
        verb = self.passive("root")
        verb.right = [node for node in verb.right if node.rel != "advcl"]
        second = self.verb("Part", "conj")
        second.left = [Node("and", "CCONJ", "cc"), self.victim("nsubj:pass")]
        verb.right += [second, stop()]
        return verb

    def when(self) -> Node:
        """A main clause with a clause of time or reason."""
        verb = self.clause("root")
        below = self.clause("advcl")
        word = self.rng.choice(("when", "after", "as", "because", "while", "before", "until"))
        below.left.insert(0, Node(word, "ADV" if word == "when" else "SCONJ", "advmod" if word == "when" else "mark"))
        if self.chance(0.3):
            below.right.append(comma())
            verb.left.insert(0, below)
        else:
            verb.right.append(below)
        verb.right.append(stop())
        return verb

    def said(self) -> Node:
        """Speech, direct or not, with the speaker before or after."""
        base = self.rng.choice(self.table["speech"])
        forms = english_verb(base)
        speaker = self.noun("nsubj", "speakers") if self.chance(0.6) else self.name("nsubj", "person")
        verb = Node(forms["Past"], "VERB", "root", forms["lemma"], FIN.format("Plur", "Past"))
        content = self.clause("ccomp")
        dice = self.rng.random()
        if dice < 0.35:
            if self.chance(0.6):
                content.left.insert(0, Node("that", "SCONJ", "mark"))
            verb.left.append(speaker)
            verb.right += [content, stop()]
            return verb
        if dice < 0.6:
            content.left.insert(0, Node("“", "PUNCT", "punct"))
            content.right += [comma(), Node("”", "PUNCT", "punct")]
            verb.left.append(content)
            verb.right += [speaker, stop()] if self.chance(0.5) else [stop()]
            if speaker not in verb.right:
                verb.left.append(speaker)
            return verb
        verb.rel = "parataxis"
        content.rel = "root"
        if self.chance(0.5):
            verb.left = [comma(), speaker]
        else:
            verb.left, verb.right = [comma()], [speaker]
        content.right += [verb, stop()]
        return content

    def according(self) -> Node:
        source = self.noun("obl", "speakers") if self.chance(0.5) else self.name("obl", "person")
        to = Node("to", "ADP", "fixed")
        source.left.insert(0, Node("according", "VERB", "case", "accord", "ExtPos=ADP|Tense=Pres|VerbForm=Part", right=[to]))
        verb = self.clause("root")
        if self.chance(0.4):
            verb.left[:0] = [source, comma()]
        else:
            source.left.insert(0, comma())
            verb.right.append(source)
        verb.right.append(stop())
        return verb

    def relative(self) -> Node:
        """Somebody who did it, or to whom it was done, does or suffers something more."""
        passive = self.chance(0.5)
        inner = self.passive("acl:relcl", subject=Nothing()) if passive else self.active("acl:relcl", subject=Nothing())
        rel = "nsubj:pass" if passive else "nsubj"
        inner.left.insert(0, Node(self.rng.choice(("who", "that", "which")), "PRON", rel, feats="PronType=Rel"))
        outer = self.clause("root")
        subject = next(node for node in outer.left if node.rel.startswith("nsubj"))
        if self.chance(0.4):
            inner.left.insert(0, comma())
            inner.right.append(comma())
        subject.right.append(inner)
        outer.right.append(stop())
        return outer

    def reduced(self) -> Node:
        """The boy killed in Homs was ..."""
        inner = self.passive("acl", subject=Nothing())
        inner.left = []
        outer = self.clause("root")
        subject = next(node for node in outer.left if node.rel.startswith("nsubj"))
        subject.right.append(inner)
        outer.right.append(stop())
        return outer

    def nominal(self) -> Node:
        """Events as nouns: the shelling of X by Y."""
        def event(rel: str) -> Node:
            node = self.noun(rel, "events")
            if self.chance(0.6):
                preposition = "of" if node.lemma not in ("attack", "airstrike", "raid", "assault") else "on"
                node.right.append(self.under(preposition, self.victim("nmod")))
            if self.chance(0.35):
                node.right.append(self.under("by", self.actor("nmod")))
            if self.chance(0.3):
                node.right.append(self.place("nmod"))
            return node

        dice = self.rng.random()
        if dice < 0.3:
            verb = self.verb("Past", "root")
            verb.left = [event("nsubj")]
            verb.right.insert(0, self.victim("obj"))
        elif dice < 0.5:
            verb = Node("was", "VERB", "root", "be", FIN.format("Sing", "Past"), left=[Node("there", "PRON", "expl")], right=[event("nsubj")])
        elif dice < 0.75:
            verb = self.passive("root", subject=event("nsubj:pass"))
        else:
            verb = self.clause("root")
            verb.right.append(self.under(self.rng.choice(("in", "after", "during")), event("obl")))
        verb.right.append(stop())
        return verb

    def control(self) -> Node:
        """Accusing of, threatening to, ordering to."""
        if self.chance(0.5):
            verb = Node(self.rng.choice(("accused", "accused", "suspected")), "VERB", "root", "accuse", FIN.format("Plur", "Past"))
            below = self.verb("Ger", "advcl")
            below.left.insert(0, Node("of", "SCONJ", "mark"))
            verb.right.append(self.actor("obj"))
        else:
            word = self.rng.choice(("threatened", "tried", "vowed", "refused", "began", "planned"))
            lemma = {"tried": "try", "planned": "plan", "began": "begin", "refused": "refuse"}.get(word, word.removesuffix("ed"))
            verb = Node(word, "VERB", "root", lemma, FIN.format("Plur", "Past"))
            below = self.verb("Inf", "xcomp")
            below.left.insert(0, Node("to", "PART", "mark"))
        below.right.insert(0, self.victim("obj"))
        self.trail(below)
        verb.left = [self.actor("nsubj")]
        verb.right += [below, stop()]
        return verb

    def headline(self) -> Node:
        if self.chance(0.4):
            verb = self.passive("root", bare=True)
            verb.right = [node for node in verb.right if node.rel != "advcl"]
            return verb
        return self.active("root", bare=True)

    def shapes(self) -> tuple[tuple[float, Maker], ...]:
        return (
            (5, self.plain), (1.6, self.joined), (0.5, self.gapped), (1.2, self.when), (1.6, self.said), (0.5, self.according), (1.2, self.relative),
            (0.6, self.reduced), (1.3, self.nominal), (0.7, self.control), (1.4, self.headline),
        )  # fmt: skip


class Nothing(Node):
    """Stands where a clause shall have no subject."""

    def __init__(self) -> None:
        super().__init__("", "X", "dep")


class Bokmaal(English):
    lang = "nb"
    conjunctions = ("og", "og", "og", "eller")

    def number(self) -> Node:
        digits = self.chance(0.45)
        word = str(self.rng.choice((2, 3, 9, 12, 14, 21, 40, 300, 1204, "2000"))) if digits else self.rng.choice(
            ("to", "tre", "fire", "fem", "seks", "syv", "sju", "ni", "elleve", "fjorten", "førti")
        )  # fmt: skip
        node = Node(word, "NUM", "nummod", word, "Number=Plur|NumType=Card")
        dice = self.rng.random()
        if dice < 0.12:
            node.left.append(Node("minst", "ADJ", "advmod", "liten", "Definite=Ind|Degree=Sup"))
        elif dice < 0.24:
            node.left.append(case(self.rng.choice(("rundt", "over", "omkring"))))
        return node

    def noun(self, rel: str, kind: str, *, bare: bool = False) -> Node:
        gender, *forms = self.rng.choice(self.table[kind]).split()
        base = forms[0]
        if len(forms) == 1:
            soft = base.endswith("e")
            stem = base[:-1] if soft else base
            if gender == "mr":
                forms = [base, base + "en", base + "e", base[:-2] + "erne"]
            elif gender == "m":
                forms = [base, stem + "en", stem + "er", stem + "ene"]
            else:
                forms = [base, stem + "et", base if not soft else base + "r", stem + "ene"]
        else:
            forms = forms[-4:]
        base = forms[0]
        kind_of = "Neut" if gender == "n" else "Masc"
        plural = self.chance(0.5 if not bare else 0.75) and base not in ("politi", "regime", "artilleri", "tåregass", "klor", "dynamitt")
        definite = not bare and self.chance(0.45)
        feats = f"Definite={'Def' if definite else 'Ind'}|Gender={kind_of}|Number={'Plur' if plural else 'Sing'}"
        head = Node(forms[2 * plural + definite], "NOUN", rel, base, feats)
        described = False
        for group in ("adjectives", "nations"):
            if self.chance(0.13):
                described = True
                entry = self.rng.choice(self.table[group]).split()
                strong = entry[2] if plural or definite else entry[1] if kind_of == "Neut" else entry[0]
                shape = f"Definite={'Def' if definite else 'Ind'}|Degree=Pos|Number={'Plur' if plural else 'Sing'}"
                head.left.insert(0, Node(strong, "ADJ", "amod", entry[0], shape))
        if bare:
            if plural and self.chance(0.3):
                head.left.insert(0, self.number())
            return head
        if definite:
            if described and self.chance(0.8):
                head.left.insert(0, Node("de" if plural else "det" if kind_of == "Neut" else "den", "DET", "det", "den" if not plural else "de"))
            elif self.chance(0.1):
                head.right.append(Node(self.rng.choice(("hans", "hennes", "deres")), "PRON", "nmod:poss", feats="Poss=Yes"))
        elif plural:
            if self.chance(0.5):
                head.left.insert(0, self.number())
        elif self.chance(0.12):
            owner = self.name("nmod", "states")
            last = owner.right[-1] if owner.right else owner
            last.lemma, last.word = last.word, last.word + ("’" if last.word.endswith("s") else "s")
            owner.feats = "Case=Gen"
            head.left.insert(0, owner)
        else:
            head.left.insert(0, Node("et" if kind_of == "Neut" else "en", "DET", "det", "en", f"Gender={kind_of}|Number=Sing"))
        return head

    def place(self, rel: str) -> Node:
        if self.chance(0.5):
            return self.under(self.rng.choice(("i", "i", "i", "ved", "utenfor", "nær")), self.name(rel, "places"))
        return self.under(self.rng.choice(("i", "ved", "på", "utenfor", "bak", "inne på", "over")).split()[-1], self.noun(rel, "things"))

    def time(self, rel: str) -> Node:
        dice = self.rng.random()
        if dice < 0.35:
            return Node(self.rng.choice(("mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag")), "NOUN", rel, feats="Definite=Ind|Gender=Masc|Number=Sing")
        if dice < 0.6:
            month = Node(self.rng.choice(("januar", "mars", "mai", "august", "oktober")), "NOUN", rel)
            if self.chance(0.5):
                year = str(self.rng.randint(1965, 2024))
                month.right.append(Node(year, "NUM", "nmod", year, "NumType=Card"))
            return self.under("i", month)
        if dice < 0.8:
            return self.under("i", Node(self.rng.choice(("går", "natt", "dag")), "NOUN" if self.chance(0.5) else "ADV", rel))
        return self.under("etter", Node("kuppet", "NOUN", rel, "kupp", "Definite=Def|Gender=Neut|Number=Sing"))

    def verb(self, form: str, rel: str) -> Node:
        codes = {
            "Inf": "VerbForm=Inf", "Pres": "Mood=Ind|Tense=Pres|VerbForm=Fin", "Third": "Mood=Ind|Tense=Pres|VerbForm=Fin", "Past": "Mood=Ind|Tense=Past|VerbForm=Fin",
            "Part": "VerbForm=Part", "Perf": "VerbForm=Part", "Ger": "VerbForm=Part", "S": "Mood=Ind|Tense=Pres|VerbForm=Fin|Voice=Pass",
        }  # fmt: skip
        particle = ""
        if self.chance(0.1):
            *entry, particle = self.rng.choice(self.table["particles"]).split()
            forms = norwegian_verb(" ".join(entry))
        elif self.chance(0.4):
            forms = dict(self.rng.choice(self.people.verbs))
        else:
            forms = norwegian_verb(self.rng.choice(self.table["verbs"]))
        forms["S"] = forms["Inf"] + "s"
        column = {"Perf": "Part", "Third": "Pres", "Ger": "Part"}.get(form, form)
        node = Node(forms[column], "VERB", rel, forms["lemma"], codes[form])
        if particle:
            node.right.append(Node(particle, "ADV", "advmod"))
        return node

    def front(self) -> Node | None:
        """What stands before the finite verb in place of the subject."""
        dice = self.rng.random()
        return self.time("obl") if dice < 0.6 else self.place("obl")

    def active(self, rel: str, *, subject: Node | None = None, bare: bool = False) -> Node:
        who = subject or self.actor("nsubj", bare=bare)
        front = self.front() if rel in ("root", "ccomp") and subject is None and not bare and self.chance(0.3) else None
        dice = self.rng.random()
        aux = None
        if bare:
            verb = self.verb("Pres" if self.chance(0.6) else "Past", rel)
        elif dice < 0.6:
            verb = self.verb("Past", rel)
        elif dice < 0.72:
            verb = self.verb("Pres", rel)
        elif dice < 0.9:
            verb = self.verb("Perf", rel)
            aux = Node(self.rng.choice(("har", "hadde")), "AUX", "aux", "ha", "Mood=Ind|VerbForm=Fin")
        else:
            verb = self.verb("Inf", rel)
            aux = Node(self.rng.choice(("vil", "kan", "skal", "ville")), "AUX", "aux", "ville", "Mood=Ind|VerbForm=Fin")
        if isinstance(who, Nothing):
            verb.left = [aux] if aux else []
        elif front is None:
            verb.left = [who, *([aux] if aux else [])]
        elif aux:
            verb.left = [front, aux, who]
        else:
            verb.left = [front]
            verb.right.insert(0, who)
        at = len(verb.right)
        verb.right.insert(at - 1 if at and verb.right[-1].upos == "ADV" and self.chance(0.7) else at, self.victim("obj", bare=bare))
        self.trail(verb, bare=bare)
        return verb

    def trail(self, verb: Node, *, bare: bool = False) -> None:
        if self.chance(0.14):
            verb.right.append(self.under("med", self.noun("obl", "weapons")))
        if self.chance(0.38):
            verb.right.append(self.place("obl"))
        if self.chance(0.25) and not bare:
            verb.right.append(self.time("obl"))

    def passive(self, rel: str, *, subject: Node | None = None, bare: bool = False) -> Node:
        who = subject or self.victim("nsubj:pass", bare=bare)
        if not bare and self.chance(0.15):
            verb, auxes = self.verb("S", rel), []
        else:
            verb, auxes = self.verb("Part", rel), []
            if not bare:
                dice = self.rng.random()
                if dice < 0.75:
                    auxes = [Node(self.rng.choice(("ble", "ble", "blir")), "AUX", "aux:pass", "bli", "Mood=Ind|VerbForm=Fin")]
                elif dice < 0.85:
                    auxes = [Node(self.rng.choice(("er", "var")), "AUX", "aux:pass", "være", "Mood=Ind|VerbForm=Fin")]
                else:
                    auxes = [Node(self.rng.choice(("har", "er", "hadde")), "AUX", "aux", "ha", "Mood=Ind|VerbForm=Fin"), Node("blitt", "AUX", "aux:pass", "bli", "VerbForm=Part")]
        front = self.front() if auxes and rel in ("root", "ccomp") and subject is None and not bare and self.chance(0.25) else None
        if isinstance(who, Nothing):
            verb.left = auxes
        elif front is not None:
            verb.left = [front, auxes[0], who, *auxes[1:]]
        else:
            verb.left = [who, *auxes]
        if self.chance(0.42):
            verb.right.append(self.under("av", self.actor("obl", bare=bare)))
        self.trail(verb, bare=bare)
        return verb

    def plain(self) -> Node:
        verb = self.clause("root")
        verb.right.append(stop())
        return verb

    def joined(self) -> Node:
        verb = self.active("root") if self.chance(0.7) else self.passive("root")
        subject_first = bool(verb.left) and verb.left[0].rel.startswith("nsubj")
        passive = any(node.rel == "aux:pass" for node in verb.left)
        if self.chance(0.45) or not subject_first:
            second = self.clause("conj")
            marks = [Node(self.rng.choice(("og", "men", "mens")), "CCONJ", "cc")]
            if marks[0].word == "mens":
                second.rel, marks = "advcl", [Node("mens", "SCONJ", "mark")]
            if self.chance(0.7):
                marks.insert(0, comma())
        else:
            second = self.verb("Part" if passive or any(node.rel == "aux" for node in verb.left) else "Past", "conj")
            if not passive:
                second.right.insert(0, self.victim("obj"))
            self.trail(second)
            marks = [Node("og", "CCONJ", "cc")]
        second.left[:0] = marks
        verb.right += [second, stop()]
        return verb

    def gapped(self) -> Node:
        verb = self.passive("root", subject=self.victim("nsubj:pass"))
        second = self.verb("Part", "conj")
        second.left = [Node("og", "CCONJ", "cc"), self.victim("nsubj:pass")]
        verb.right += [second, stop()]
        return verb

    def when(self) -> Node:
        verb = self.clause("root")
        below = self.clause("advcl")
        below.left.insert(0, Node(self.rng.choice(("da", "etter at", "fordi", "mens", "før", "når")).split()[0], "SCONJ", "mark"))
        if below.left[0].word == "etter":
            below.left[0] = Node("etter", "ADP", "mark")
            below.left.insert(1, Node("at", "SCONJ", "mark"))
        verb.right += [below, stop()]
        return verb

    def said(self) -> Node:
        forms = norwegian_verb(self.rng.choice(self.table["speech"]))
        speaker = self.noun("nsubj", "speakers") if self.chance(0.6) else self.name("nsubj", "person")
        tense = self.rng.choice(("Pres", "Past"))
        verb = Node(forms[tense], "VERB", "root", forms["lemma"], f"Mood=Ind|Tense={tense}|VerbForm=Fin")
        content = self.clause("ccomp")
        if self.chance(0.4):
            content = self.active("advcl", subject=self.actor("nsubj")) if self.chance(0.6) else self.passive("advcl", subject=self.victim("nsubj:pass"))
            content.rel = "ccomp"
            if self.chance(0.7):
                content.left.insert(0, Node("at", "SCONJ", "mark"))
            verb.left.append(speaker)
            verb.right += [content, stop()]
            return verb
        if self.chance(0.5):
            content.left.insert(0, Node("–", "PUNCT", "punct"))
        content.right.append(comma())
        verb.left.append(content)
        verb.right.append(speaker)
        if self.chance(0.2):
            verb.right.append(self.under("til", self.name("obl", "states")))
        verb.right.append(stop())
        return verb

    def according(self) -> Node:
        source = self.under("ifølge", self.noun("obl", "speakers") if self.chance(0.5) else self.name("obl", "person"))
        if self.chance(0.4):
            verb = self.verb("Past", "root")
            verb.left = [source]
            verb.right[:0] = [self.actor("nsubj"), self.victim("obj")]
            self.trail(verb)
        else:
            verb = self.clause("root")
            source.left.insert(0, comma())
            verb.right.append(source)
        verb.right.append(stop())
        return verb

    def relative(self) -> Node:
        outer = self.clause("root")
        subject = next((node for node in (*outer.left, *outer.right) if node.rel.startswith("nsubj")), outer)
        if self.chance(0.25):
            inner = self.verb("Past", "acl:relcl")
            inner.left = [Node("som", "SCONJ", "mark"), self.actor("nsubj")]
            self.trail(inner)
        else:
            inner = self.passive("acl:relcl", subject=Nothing()) if self.chance(0.5) else self.active("acl:relcl", subject=Nothing())
            inner.left.insert(0, Node("som", "SCONJ", "mark"))
        if self.chance(0.6):
            inner.right.append(comma())
        subject.right.append(inner)
        outer.right.append(stop())
        return outer

    def nominal(self) -> Node:
        def event(rel: str) -> Node:
            node = self.noun(rel, "events")
            if self.chance(0.6):
                node.right.append(self.under("mot" if node.lemma.endswith("angrep") else "av", self.victim("nmod")))
            if self.chance(0.4):
                node.right.append(self.place("nmod"))
            return node

        dice = self.rng.random()
        if dice < 0.4:
            verb = self.verb("Past", "root")
            verb.left = [event("nsubj")]
            verb.right.insert(0, self.victim("obj"))
        elif dice < 0.65:
            verb = self.passive("root", subject=event("nsubj:pass"))
        else:
            verb = self.clause("root")
            verb.right.append(self.under(self.rng.choice(("i", "etter", "under")), event("obl")))
        verb.right.append(stop())
        return verb

    def control(self) -> Node:
        if self.chance(0.5):
            verb = Node(self.rng.choice(("anklager", "beskylder", "mistenker")), "VERB", "root", "anklage", "Mood=Ind|Tense=Pres|VerbForm=Fin")
            below = self.verb("Inf", "advcl")
            below.left = [Node("for", "ADP", "mark"), Node("å", "PART", "mark")]
            verb.right.append(self.actor("obj"))
        else:
            word, lemma = self.rng.choice((("prøvde", "prøve"), ("forsøkte", "forsøke"), ("nektet", "nekte"), ("begynte", "begynne"), ("planla", "planlegge")))
            verb = Node(word, "VERB", "root", lemma, "Mood=Ind|Tense=Past|VerbForm=Fin")
            below = self.verb("Inf", "xcomp")
            below.left = [Node("å", "PART", "mark")]
        below.right.insert(0, self.victim("obj"))
        self.trail(below)
        verb.left = [self.actor("nsubj")]
        verb.right += [below, stop()]
        return verb

    def impersonal(self) -> Node:
        """Det ble skutt mot en ambulanse."""
        verb = self.verb("Part", "root")
        verb.left = [Node("det", "PRON", "expl"), Node("ble", "AUX", "aux:pass", "bli", "Mood=Ind|Tense=Past|VerbForm=Fin")]
        verb.right = [self.under(self.rng.choice(("mot", "på")), self.victim("obl"))]
        self.trail(verb)
        verb.right.append(stop())
        return verb

    def shapes(self) -> tuple[tuple[float, Maker], ...]:
        return (
            (6, self.plain), (1.8, self.joined), (0.5, self.gapped), (1.2, self.when), (1.8, self.said), (0.7, self.according), (1.5, self.relative),
            (1.3, self.nominal), (0.7, self.control), (1.4, self.headline), (0.2, self.impersonal),
        )  # fmt: skip


def sentences(lang: str, count: int, seed: int) -> list[Sentence]:
    """Return *count* annotated sentences."""
    grammar = English(seed) if lang == "en" else Bokmaal(seed)
    return list(grammar.sentences(count))
