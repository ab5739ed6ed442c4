"""English sentences for training, in the manner of reports; see `grammar`."""

from __future__ import annotations

from dataclasses import replace

from augment import english_noun, english_verb
from grammar import Grammar, Maker, Node, Nothing, comma, stop

FIN = "Mood=Ind|Number={}|Person=3|Tense={}|VerbForm=Fin"
PAST, PRESENT = FIN.format("Plur", "Past"), FIN.format("Plur", "Pres")


class English(Grammar):
    """Phrases, clauses and sentences of English."""

    lang = "en"
    conjunctions = ("and", "and", "and", "or")

    def number(self) -> Node:
        """A count, in digits or spelled out, exact or not."""
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
        """A noun phrase with the words of *kind* ("actors", "victims"); bare as in headlines."""
        *first, base = self.rng.choice(self.table[kind]).split()
        forms = english_noun(base)
        if base in ("man", "woman"):
            forms = {"lemma": base, "Sing": base, "Plur": base.replace("man", "men")}
        elif base in ("policeman", "fisherman", "hitman", "businessman"):
            forms = {"lemma": base, "Sing": base, "Plur": base[:-2] + "en"}
        mass = base in ("police", "artillery", "chlorine", "dynamite", "barracks", "gas")
        plural = not mass and self.chance(0.5 if not bare else 0.75)
        number = "Plur" if plural else "Sing"
        head = Node(base if mass else forms[number], "NOUN", rel, base, f"Number={number}")
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
            whose = self.rng.choice(("his", "her", "their", "its"))
            head.left.insert(0, Node(whose, "PRON", "nmod:poss", feats="Poss=Yes|PronType=Prs"))
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
        """Where it happens: a named place or a facility."""
        if self.chance(0.5):
            return self.under(self.rng.choice(("in", "in", "in", "near", "outside", "at", "off")), self.name(rel, "places"))
        return self.under(self.rng.choice(("in", "near", "at", "outside", "behind", "inside", "above")), self.noun(rel, "things"))

    def time(self, rel: str) -> Node:
        """When it happens."""
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
            the = Node("the", "DET", "det", "the", "Definite=Def|PronType=Art")
            return self.under("after", Node("coup", "NOUN", rel, feats="Number=Sing", left=[the]))
        return self.under("at", Node(self.rng.choice(("dawn", "noon", "night", "midnight")), "NOUN", rel, feats="Number=Sing"))

    def verb(self, form: str, rel: str) -> Node:
        """A verb, with its particle where it has one; forms: Inf, Pres, Past, Part, Ger."""
        codes = {
            "Inf": "VerbForm=Inf", "Pres": PRESENT, "Past": PAST, "Part": "Tense=Past|VerbForm=Part|Voice=Pass",
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
            kinds = {"free": ("ADJ", "xcomp"), "away": ("ADV", "advmod")}
            node.right.append(Node(particle, *kinds.get(particle, ("ADP", "compound:prt"))))
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
            verb.left.append(Node(self.rng.choice(("have", "had")), "AUX", "aux", "have", PRESENT))
        elif dice < 0.9:
            verb = self.verb("Ger", rel)
            verb.left.append(Node(self.rng.choice(("are", "were")), "AUX", "aux", "be", PAST))
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
        """A clause with the victim as subject, often with the doer after "by"."""
        verb = self.verb("Part", rel)
        who = subject or self.victim("nsubj:pass", bare=bare)
        if not bare:
            dice = self.rng.random()
            if dice < 0.7:
                verb.left.append(Node(self.rng.choice(("was", "were", "were", "are")), "AUX", "aux:pass", "be", PAST))
            elif dice < 0.8:
                verb.left.append(Node("got", "AUX", "aux:pass", "get", PAST))
            else:
                verb.left.append(Node(self.rng.choice(("have", "has", "had")), "AUX", "aux", "have", PRESENT))
                verb.left.append(Node("been", "AUX", "aux:pass", "be", "Tense=Past|VerbForm=Part"))
        if not isinstance(who, Nothing):
            verb.left.insert(0, who)
        if self.chance(0.45):
            verb.right.append(self.under("by", self.actor("obl:agent", bare=bare)))
        self.trail(verb, bare=bare)
        return verb

    def plain(self) -> Node:
        """One main clause, sometimes with place or time first."""
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
            active = bool(verb.left) and verb.left[0].rel == "nsubj"
            second = (self.active if active else self.passive)("conj", subject=Nothing())
            second.left = [node for node in second.left if node.upos != "AUX" or node.word == "been"]
            if active and not second.left:
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
        verb = Node(forms["Past"], "VERB", "root", forms["lemma"], PAST)
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
        """A clause with "according to" and the source, before or after."""
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
            verb = Node("was", "VERB", "root", "be", FIN.format("Sing", "Past"))
            verb.left, verb.right = [Node("there", "PRON", "expl")], [event("nsubj")]
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
            verb = Node(self.rng.choice(("accused", "accused", "suspected")), "VERB", "root", "accuse", PAST)
            below = self.verb("Ger", "advcl")
            below.left.insert(0, Node("of", "SCONJ", "mark"))
            verb.right.append(self.actor("obj"))
        else:
            word = self.rng.choice(("threatened", "tried", "vowed", "refused", "began", "planned"))
            lemma = {"tried": "try", "planned": "plan", "began": "begin", "refused": "refuse"}.get(word, word.removesuffix("ed"))
            verb = Node(word, "VERB", "root", lemma, PAST)
            below = self.verb("Inf", "xcomp")
            below.left.insert(0, Node("to", "PART", "mark"))
        below.right.insert(0, self.victim("obj"))
        self.trail(below)
        verb.left = [self.actor("nsubj")]
        verb.right += [below, stop()]
        return verb

    def shapes(self) -> tuple[tuple[float, Maker], ...]:
        """Return the shapes of sentences with how often each is made."""
        return (
            (5, self.plain), (1.6, self.joined), (0.5, self.gapped), (1.2, self.when), (1.6, self.said), (0.5, self.according),
            (1.2, self.relative), (0.6, self.reduced), (1.3, self.nominal), (0.7, self.control), (1.4, self.headline),
        )  # fmt: skip
