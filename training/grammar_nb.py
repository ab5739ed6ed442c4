"""Sentences in Norwegian Bokmål for training, in the manner of reports; see `grammar`."""

from __future__ import annotations

from augment import norwegian_verb
from grammar import Grammar, Maker, Node, Nothing, case, comma, stop

FINITE, PAST, PRESENT = "Mood=Ind|VerbForm=Fin", "Mood=Ind|Tense=Past|VerbForm=Fin", "Mood=Ind|Tense=Pres|VerbForm=Fin"
"""Features of finite verbs; the first of auxiliaries, whose tense is left out."""
MASS = ("politi", "regime", "artilleri", "tåregass", "klor", "dynamitt")
"""Nouns that stay in the singular."""
WEEKDAYS = ("mandag", "tirsdag", "onsdag", "torsdag", "fredag", "lørdag", "søndag")


def inflected(entry: str) -> tuple[str, list[str]]:
    """Return the gender of a noun of report.toml and its forms: singular indefinite and definite, then plural."""
    gender, *forms = entry.split()
    kind = "Neut" if gender == "n" else "Masc"
    if len(forms) > 1:
        return kind, forms[-4:]
    base = forms[0]
    stem = base.removesuffix("e")
    if gender == "mr":
        return kind, [base, base + "en", base + "e", base[:-2] + "erne"]
    if gender == "m":
        return kind, [base, stem + "en", stem + "er", stem + "ene"]
    return kind, [base, stem + "et", base + "r" if base.endswith("e") else base, stem + "ene"]


class Bokmaal(Grammar):
    """Phrases, clauses and sentences of Norwegian Bokmål."""

    lang = "nb"
    conjunctions = ("og", "og", "og", "eller")

    def number(self) -> Node:
        """A count, in digits or spelled out, exact or not."""
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
        """A noun phrase with the words of *kind* ("actors", "victims"); bare as in headlines."""
        gender, forms = inflected(self.rng.choice(self.table[kind]))
        plural = self.chance(0.5 if not bare else 0.75) and forms[0] not in MASS
        definite = not bare and self.chance(0.45)
        number, article = "Plur" if plural else "Sing", "Def" if definite else "Ind"
        feats = f"Definite={article}|Gender={gender}|Number={number}"
        head = Node(forms[2 * plural + definite], "NOUN", rel, forms[0], feats)
        for group in ("adjectives", "nations"):
            if self.chance(0.13):
                common, neuter, weak = self.rng.choice(self.table[group]).split()[:3]
                form = weak if plural or definite else neuter if gender == "Neut" else common
                head.left.insert(0, Node(form, "ADJ", "amod", common, f"Definite={article}|Degree=Pos|Number={number}"))
        if definite:
            self.point(head, gender, plural=plural)
        elif plural:
            if self.chance(0.3 if bare else 0.5):
                head.left.insert(0, self.number())
        elif bare:
            pass
        elif self.chance(0.12):
            owner = self.name("nmod", "states")
            last = owner.right[-1] if owner.right else owner
            last.lemma, last.word = last.word, last.word + ("’" if last.word.endswith("s") else "s")
            owner.feats = "Case=Gen"
            head.left.insert(0, owner)
        else:
            head.left.insert(0, Node("et" if gender == "Neut" else "en", "DET", "det", "en", f"Gender={gender}|Number=Sing"))
        return head

    def point(self, head: Node, gender: str, *, plural: bool) -> None:
        """Put an article before a definite noun that is described, or an owner after it."""
        if head.left and self.chance(0.8):
            article = "de" if plural else "det" if gender == "Neut" else "den"
            head.left.insert(0, Node(article, "DET", "det", "de" if plural else "den"))
        elif self.chance(0.1):
            head.right.append(Node(self.rng.choice(("hans", "hennes", "deres")), "PRON", "nmod:poss", feats="Poss=Yes"))

    def place(self, rel: str) -> Node:
        """Where it happens: a named place or a facility."""
        if self.chance(0.5):
            return self.under(self.rng.choice(("i", "i", "i", "ved", "utenfor", "nær")), self.name(rel, "places"))
        return self.under(self.rng.choice(("i", "ved", "på", "utenfor", "bak", "på", "over")), self.noun(rel, "things"))

    def time(self, rel: str) -> Node:
        """When it happens."""
        dice = self.rng.random()
        if dice < 0.35:
            return Node(self.rng.choice(WEEKDAYS), "NOUN", rel, feats="Definite=Ind|Gender=Masc|Number=Sing")
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
        """A verb, with its particle where it has one; forms: Inf, Pres, Past, Part, and S for the passive in -s."""
        codes = {
            "Inf": "VerbForm=Inf", "Pres": PRESENT, "Past": PAST, "Part": "VerbForm=Part", "Perf": "VerbForm=Part",
            "S": f"{PRESENT}|Voice=Pass",
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
        node = Node(forms["Part" if form == "Perf" else form], "VERB", rel, forms["lemma"], codes[form])
        if particle:
            node.right.append(Node(particle, "ADV", "advmod"))
        return node

    def front(self) -> Node:
        """What stands before the finite verb in place of the subject."""
        return self.time("obl") if self.chance(0.6) else self.place("obl")

    def active(self, rel: str, *, subject: Node | None = None, bare: bool = False) -> Node:
        """A clause with the doer as subject, at times after the verb; without *subject* being given one is made."""
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
            aux = Node(self.rng.choice(("har", "hadde")), "AUX", "aux", "ha", FINITE)
        else:
            verb = self.verb("Inf", rel)
            aux = Node(self.rng.choice(("vil", "kan", "skal", "ville")), "AUX", "aux", "ville", FINITE)
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
        if at and verb.right[-1].upos == "ADV" and self.chance(0.7):
            at -= 1
        verb.right.insert(at, self.victim("obj", bare=bare))
        self.trail(verb, bare=bare)
        return verb

    def trail(self, verb: Node, *, bare: bool = False) -> None:
        """Add instrument, place, time."""
        if self.chance(0.14):
            verb.right.append(self.under("med", self.noun("obl", "weapons")))
        if self.chance(0.38):
            verb.right.append(self.place("obl"))
        if self.chance(0.25) and not bare:
            verb.right.append(self.time("obl"))

    def passive(self, rel: str, *, subject: Node | None = None, bare: bool = False) -> Node:
        """A clause with the victim as subject, often with the doer after "av"."""
        who = subject or self.victim("nsubj:pass", bare=bare)
        auxes: list[Node] = []
        if not bare and self.chance(0.15):
            verb = self.verb("S", rel)
        else:
            verb = self.verb("Part", rel)
            if not bare:
                dice = self.rng.random()
                if dice < 0.75:
                    auxes = [Node(self.rng.choice(("ble", "ble", "blir")), "AUX", "aux:pass", "bli", FINITE)]
                elif dice < 0.85:
                    auxes = [Node(self.rng.choice(("er", "var")), "AUX", "aux:pass", "være", FINITE)]
                else:
                    auxes = [Node(self.rng.choice(("har", "er", "hadde")), "AUX", "aux", "ha", FINITE)]
                    auxes.append(Node("blitt", "AUX", "aux:pass", "bli", "VerbForm=Part"))
        main = rel in ("root", "ccomp") and subject is None
        front = self.front() if auxes and main and not bare and self.chance(0.25) else None
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
        """One main clause."""
        verb = self.clause("root")
        verb.right.append(stop())
        return verb

    def joined(self) -> Node:
        """Two clauses, the second with a subject of its own or without."""
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
        """To menn ble drept og en tredje såret."""
        verb = self.passive("root", subject=self.victim("nsubj:pass"))
        second = self.verb("Part", "conj")
        second.left = [Node("og", "CCONJ", "cc"), self.victim("nsubj:pass")]
        verb.right += [second, stop()]
        return verb

    def when(self) -> Node:
        """A main clause with a clause of time or reason."""
        verb = self.clause("root")
        below = self.clause("advcl")
        word = self.rng.choice(("da", "etter at", "fordi", "mens", "før", "når"))
        if word == "etter at":
            below.left[:0] = [Node("etter", "ADP", "mark"), Node("at", "SCONJ", "mark")]
        else:
            below.left.insert(0, Node(word, "SCONJ", "mark"))
        verb.right += [below, stop()]
        return verb

    def said(self) -> Node:
        """Speech, direct or not, with the speaker before or after."""
        forms = norwegian_verb(self.rng.choice(self.table["speech"]))
        speaker = self.noun("nsubj", "speakers") if self.chance(0.6) else self.name("nsubj", "person")
        tense = self.rng.choice(("Pres", "Past"))
        verb = Node(forms[tense], "VERB", "root", forms["lemma"], f"Mood=Ind|Tense={tense}|VerbForm=Fin")
        content = self.clause("ccomp")
        if self.chance(0.4):
            if self.chance(0.6):
                content = self.active("ccomp", subject=self.actor("nsubj"))
            else:
                content = self.passive("ccomp", subject=self.victim("nsubj:pass"))
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
        """A clause with "ifølge" and the source, before or after."""
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
        """Somebody who did it, or to whom it was done, does or suffers something more."""
        outer = self.clause("root")
        subject = next((node for node in (*outer.left, *outer.right) if node.rel.startswith("nsubj")), outer)
        if self.chance(0.25):
            inner = self.verb("Past", "acl:relcl")
            inner.left = [Node("som", "SCONJ", "mark"), self.actor("nsubj")]
            self.trail(inner)
        else:
            inner = (self.passive if self.chance(0.5) else self.active)("acl:relcl", subject=Nothing())
            inner.left.insert(0, Node("som", "SCONJ", "mark"))
        if self.chance(0.6):
            inner.right.append(comma())
        subject.right.append(inner)
        outer.right.append(stop())
        return outer

    def nominal(self) -> Node:
        """Events as nouns: angrepet på X, bortføringen av X."""

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
        """Accusing of, trying to, refusing to."""
        if self.chance(0.5):
            verb = Node(self.rng.choice(("anklager", "beskylder", "mistenker")), "VERB", "root", "anklage", PRESENT)
            below = self.verb("Inf", "advcl")
            below.left = [Node("for", "ADP", "mark"), Node("å", "PART", "mark")]
            verb.right.append(self.actor("obj"))
        else:
            past = {"prøvde": "prøve", "forsøkte": "forsøke", "nektet": "nekte", "begynte": "begynne", "planla": "planlegge"}
            word, lemma = self.rng.choice(tuple(past.items()))
            verb = Node(word, "VERB", "root", lemma, PAST)
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
        verb.left = [Node("det", "PRON", "expl"), Node("ble", "AUX", "aux:pass", "bli", PAST)]
        verb.right = [self.under(self.rng.choice(("mot", "på")), self.victim("obl"))]
        self.trail(verb)
        verb.right.append(stop())
        return verb

    def shapes(self) -> tuple[tuple[float, Maker], ...]:
        """Return the shapes of sentences with how often each is made."""
        return (
            (6, self.plain), (1.8, self.joined), (0.5, self.gapped), (1.2, self.when), (1.8, self.said), (0.7, self.according),
            (1.5, self.relative), (1.3, self.nominal), (0.7, self.control), (1.4, self.headline), (0.2, self.impersonal),
        )  # fmt: skip
