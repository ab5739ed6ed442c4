"""What pronouns stand for: the mention before that fits them best, by who acts, who suffers and who speaks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from kg.annotate.clauses import is_verb, subjects
from kg.annotate.kinds import ACTORS, FORCES, is_kind, kind_of, one_armed
from kg.annotate.lexicon import VIOLENT, frames, shared
from kg.annotate.nouns import core, lookup
from kg.annotate.words import Word
from kg.model import EntityKind

if TYPE_CHECKING:
    from kg.annotate.mentions import Entry, Registry

_LIVES = shared("lives")
_BYSTANDERS = shared("bystanders")
_FRACTIONS = shared("fractions")
_WINDOW = 4
"""Sentences back in which a pronoun looks for what it stands for."""
_SUBJECT_BONUS, _NAME_BONUS, _SAME_SENTENCE, _SPEAKER_BONUS = 3.0, 2.5, 1.0, 2.0
_STILL_SPEAKING = 2
"""For so many sentences "they say" are those who spoke last."""
_SUFFERED_BONUS = 1.5
"""What an act was done to before is what the next is done to: "Police arrested nine people. They were beaten."."""
_HURT = 4.0
"""What whoever was hurt or treated gains where "they" die in the next sentences, and whoever did that to them loses."""
_OF_THE_LIVING = frozenset({"detention", "release", "displacement"})
_ONES_OWN = frozenset(
    {"break", "fracture", "lose", "injure", "hurt", "sprain", "raise", "shake", "wash", "cover", "hold", "lay", "put"}
)
"""What people do to, or with, parts of their own bodies."""
_ONE_BODY = 3.0
"""What an army or an agency loses against several people where "them" are whom something is done to."""
_IN_A_ROW = 4.0
"""What whoever something is done to gains for the next verb in a row: "hauled four men out of a taxi and beat them"."""
_HAVING = frozenset({"have", "get", "få"})
_ONLY_WHERE = 2.5
"""What a place loses where it only tells where something was: "locked them in a church in Eldoret and burned it"."""
_SPOKESMEN = shared("spoken")
_TEXTS = shared("texts") - {"source", "kilde"}
_FOR_OTHERS = _SPOKESMEN | shared("heads") | _TEXTS
_TYING = frozenset({"of", "for", "i", "fra", "from", "til"})
_BODIES = FORCES | {EntityKind.ORGANISATION, EntityKind.GROUP}
_WE = frozenset({"we", "us", "our", "ours", "vi", "oss", "vår", "vårt", "våre"})


def weapon_named(registry: Registry, pronoun: Word) -> Entry | None:
    """Return the weapon named last that a pronoun may stand for: "They are rolled out of helicopters"."""
    many = pronoun.lower in registry.lex.cue("they")
    here = pronoun.sentence.index
    before = (e for i, e in registry.entries.items() if i < pronoun.index and here - e.word.sentence.index <= _WINDOW)
    weapons = (e for e in before if e.kind is EntityKind.WEAPON and e.plural is many)
    return max(weapons, key=lambda e: e.word.index, default=None)


def stands_for(registry: Registry, word: Word) -> Entry | None:
    """Return the most salient earlier mention that agrees with a pronoun, or None."""
    lex, lower = registry.lex, word.lower
    if lower in lex.cue("first_person"):
        return _spoken_for(registry, word) if registry.speaker is not None else registry.author or _publisher(registry, word)
    if lower in lex.cue("he"):
        sex, plural = "male", False
    elif lower in lex.cue("she"):
        sex, plural = "female", False
    elif lower in lex.cue("they"):
        sex, plural = "", True
    elif lower in lex.cue("it"):
        return _speaking_here(registry, word) or best(
            registry,
            word,
            lambda e: e.kind in (EntityKind.ORGANISATION, EntityKind.GOVERNMENT, EntityKind.ARMED_ACTOR) and not e.plural,
        )
    else:
        return None
    says = word.rel == "nsubj" and word.head.lemma in lex.cue("say") and not plural
    if says and not _just_spoke(registry, word, sex) and (told := _told_of(registry, word, sex)):
        return told
    if says and registry.last_speaker is not None:
        entry = _took_over(registry, word, sex) or registry.last_speaker
        if word.sentence.index - registry.spoke_at <= 10 and entry.root.kind is EntityKind.PERSON and entry.agrees(sex):
            entry.root.sex = entry.root.sex or sex
            return entry
    if plural and _whoever(registry, word):
        return None
    if plural and (told := _still_speaking(registry, word) or _suffered_before(registry, word)):
        return told
    if plural:
        attacks = registry.violent or _attacks(registry, word)
        armed = best(registry, word, lambda e: _may_strike(registry, e, word)) if attacks else None
        done_to = word.rel in ("obj", "iobj") or word.dep == "nsubj:pass"
        found = armed or best(
            registry,
            word,
            lambda e: (
                e.kind in ACTORS
                and (e.plural or not (e.kind is EntityKind.PERSON or one_armed(core(e.word, lex), lex)))
                and e.head not in _FRACTIONS
                and not (done_to and e.kind is EntityKind.ORGANISATION and not e.plural and e.root.spoke)
            ),
        )
        guessed = found is not None and registry.violent and (_harmless(registry, found) or _speaks_of_others(registry, found))
        return None if guessed else found
    return best(
        registry,
        word,
        lambda e: (
            (e.kind is EntityKind.PERSON or (e.kind is EntityKind.ARMED_ACTOR and one_armed(core(e.word, lex), lex)))
            and e.agrees(sex)
            and e.sex in ("", sex)
            and not (registry.violent and _harmless(registry, e))
        ),
    )


def _spoken_for(registry: Registry, pronoun: Word) -> Entry | None:
    """Return who speaks, or for whom a spokesman, a head or a text says "we": "we shelled it, said the army spokesman"."""
    if registry.speaker is None or pronoun.lower not in _WE or registry.speaker.plural:
        return registry.speaker
    speaker = core(registry.speaker.word, registry.lex)
    for child in speaker.children if speaker.lemma in _FOR_OTHERS else []:
        near = child.rel == "compound" or (child.rel == "nmod" and child.case() in _TYING)
        kind = kind_of(child, registry.lex, registry.known)
        if near and (kind in _BODIES or (child.pos == "PROPN" and kind is EntityKind.THING and speaker.lemma in _SPOKESMEN)):
            return registry.entry(child)
    return registry.speaker if speaker.lemma not in _TEXTS else None


def _acts(registry: Registry, entry: Entry) -> bool:
    """Say whether somebody is told to act: the subject of a clause, "by" them, or who did violence before."""
    by = entry.word.rel == "obl" and entry.word.case() in registry.lex.cue("by") and is_verb(entry.word.head)
    return by or entry.word.rel == "nsubj" or id(entry.root) in registry.fought


def _may_strike(registry: Registry, entry: Entry, word: Word) -> bool:
    """Say whether "they" that strike may be somebody: who bears arms and acts, and did not only speak of others who fought."""
    if entry.kind not in FORCES or not _acts(registry, entry) or _speaks_of_others(registry, entry):
        return False
    if not entry.root.spoke or id(entry.root) in registry.fought:
        return True
    return not any(id(e.root) in registry.fought and e.plural for e in _recent(registry, word))


def _recent(registry: Registry, word: Word) -> Iterator[Entry]:
    """Yield the mentions of the last sentences and of a word's own, the last one first."""
    for entry in reversed(registry.history):
        distance = word.sentence.index - entry.word.sentence.index
        if distance > _WINDOW:
            return
        if distance >= 0:
            yield entry


def _here(registry: Registry, word: Word) -> list[Entry]:
    """Return the mentions before a word in its sentence."""
    before = (w.index for w in word.sentence.words if w.index < word.index)
    return [registry.entries[index] for index in before if index in registry.entries]


def _harmless(registry: Registry, entry: Entry) -> bool:
    """Say whether nothing makes a doer of somebody: who suffered, fled or helped, and bystanders who did not fight."""
    root = id(entry.root)
    if root in registry.fought or entry.kind in FORCES:
        return False
    told = registry.known.get(entry.root.word.index)
    if told is not None and "NewsOrganisation" in told.names[0].entity.classes:
        return True
    helper = any(is_kind(entry.word, kind, registry.lex) for kind in ("health_worker", "aid", "minor", "kin"))
    return root in registry.harmless or helper or core(entry.word, registry.lex).lemma in _BYSTANDERS


def _speaks_of_others(registry: Registry, entry: Entry) -> bool:
    """Say whether a body that bears no arms speaks: "the ministry said they opened fire" is not of the ministry."""
    speaker = registry.speaker
    return speaker is not None and speaker.root is entry.root and entry.kind is not EntityKind.ARMED_ACTOR


def _whoever(registry: Registry, word: Word) -> bool:
    """Say whether "they" are whoever is in a place: "the ward where they treat victims" names nobody."""
    clause = word.head
    where = clause.dep == "acl:relcl" and any(c.lower in ("where", "hvor") for c in clause.children)
    place = kind_of(clause.head, registry.lex, registry.known) if where else None
    staffed = place in (EntityKind.HEALTH_FACILITY, EntityKind.FACILITY)
    return word.rel == "nsubj" and staffed and not any(w.rel == "nsubj" and w.index < word.index for w in word.sentence.words)


def _took_over(registry: Registry, word: Word, sex: str) -> Entry | None:
    """Return whom a sentence since the last speech is about: "Marchuk fears the drones. They come at dawn, he said."."""
    since = [
        e for e in registry.history if registry.spoke_at < e.word.sentence.index < word.sentence.index and e.word.head.is_root
    ]
    about = [e for e in since if e.word.dep == "nsubj" and e.name and e.root.kind is EntityKind.PERSON and e.agrees(sex)]
    return about[-1] if about else None


def _attacks(registry: Registry, word: Word) -> bool:
    """Say whether a pronoun does what armed men do: "people came to help; then they bombed again" are not the people."""
    below = [w for w in word.head.all("conj", "advcl") if w.rel == "conj" or w.child("nsubj") is None]
    verbs = [verb.lemma for verb in (word.head, *below)] if word.dep == "nsubj" else []
    told = [registry.lex.verbs[verb] for verb in verbs if verb in registry.lex.verbs]
    return any(kind in frames() and frames()[kind].family in VIOLENT and not frames()[kind].intransitive for kind in told)


def _just_spoke(registry: Registry, word: Word, sex: str) -> bool:
    """Say whether "he" may be who spoke right before: "Two died, the mayor said. A guard was beaten, he said"."""
    last = registry.last_speaker
    if last is None or word.sentence.index - registry.spoke_at > _STILL_SPEAKING:
        return False
    return last.root.kind is EntityKind.PERSON and last.agrees(sex)


def _told_of(registry: Registry, word: Word, sex: str) -> Entry | None:
    """Return the one person of whom "he" tells at the end of the same sentence: "The driver was beaten, he says"."""
    here = [e for e in _here(registry, word) if e.kind is EntityKind.PERSON]
    subject = next((e for e in here if e.word.dep in ("nsubj:pass", "nsubj") and not e.plural), None)
    if subject is None or len(here) > 1 or word.index < word.head.index - 1 or not subject.agrees(sex):
        return None
    return subject if subject.word.dep == "nsubj:pass" else None


def _speaking_here(registry: Registry, word: Word) -> Entry | None:
    """Return who speaks in the same sentence before "it said": "the command blamed rebels, who, it said, had fired"."""
    say = registry.lex.cue("say")
    if word.rel != "nsubj" or word.head.lemma not in say:
        return None
    spoke = (e for e in _here(registry, word) if e.word.rel == "nsubj" and e.word.head.lemma in say)
    return next((e for e in spoke if e.kind is not EntityKind.PERSON and not e.plural), None)


def _still_speaking(registry: Registry, word: Word) -> Entry | None:
    """Return who spoke a sentence or two before, for "they say"."""
    says = word.rel == "nsubj" and word.head.lemma in registry.lex.cue("say")
    return registry.last_speakers if says and word.sentence.index - registry.they_spoke_at <= _STILL_SPEAKING else None


def _suffered_before(registry: Registry, word: Word) -> Entry | None:
    """Return what suffered in the clause before: "The wards were raided by the guards, and they were burnt" (the wards)."""
    if word.dep != "nsubj:pass" or word.head.rel != "conj":
        return None
    before = word.head.head.child("nsubj")
    entry = registry.entry(before) if before is not None and before.dep == "nsubj:pass" else None
    return entry if entry is not None and entry.plural else None


def _publisher(registry: Registry, word: Word) -> Entry | None:
    """Return the organisation that publishes the text: who "we" outside quotations are, if its name stands in the text."""
    return registry.names.get(registry.publisher.casefold()) if registry.publisher and word.lower in _WE else None


def _doers(registry: Registry, word: Word) -> list[Entry]:
    """Return who does what is done to a pronoun, be it said before: "tied the men up and beat them", "saved her life"."""
    owned = word.dep == "nmod:poss" and word.head.rel == "obj"
    part = owned and word.head.lemma in registry.lex.kinds["body_part"] and word.head.head.lemma not in _ONES_OWN | _HAVING
    life = owned and word.head.lemma in _LIVES
    verb = word.head.head if part or life else word.head
    if not (part or life or word.rel in ("obj", "iobj")) or not is_verb(verb) or word.lower in shared("reflexive"):
        return []
    told = [each.index for doer in subjects(verb) for each in doer.conjuncts() if each is not word]
    found = (registry.entries.get(index) or registry.resolved.get(index) for index in told)
    return [entry.root for entry in found if entry is not None]


def _dies(registry: Registry, word: Word) -> bool:
    """Say whether a pronoun is who dies, as no army and no agency does: "the army says they died in a clash"."""
    told = frames().get(registry.lex.verbs.get(word.head.lemma, "")) if word.rel == "nsubj" else None
    return told is not None and told.family == "harm" and told.intransitive


def _hurt_before(registry: Registry, word: Word) -> tuple[list[Entry], list[Entry]]:
    """Return who suffered or was helped in the sentences before one who dies now, and who did that to them.

    The dead are those whom nobody arrests, frees or drives out afterwards.
    """
    told = registry.lex.verbs.get(word.head.lemma, "") if word.rel in ("nsubj", "obj") else ""
    if told not in frames():
        return [], []
    near = [deed for deed in registry.deeds if 0 <= word.sentence.index - deed[0] <= _STILL_SPEAKING]
    if frames()[told].family in _OF_THE_LIVING:
        return [], [e.root for sentence, deadly, _, hurt in near if deadly and sentence < word.sentence.index for e in hurt]
    if frames()[told].family != "harm" or not frames()[told].intransitive:
        return [], []
    near = [deed for deed in near if not deed[1]]
    return [e.root for _, _, _, hurt in near for e in hurt], [e.root for _, _, doers, _ in near for e in doers]


def best(registry: Registry, word: Word, fits: Callable[[Entry], bool]) -> Entry | None:  # noqa: C901  one branch a construction of the language
    """Return the mention that a pronoun stands for most likely, of those in the last sentences that *fits* lets pass."""
    sentence = word.sentence.index
    doers = _doers(registry, word)
    beside = word.head.child("nsubj") if word.rel in ("obj", "obl") else None
    subject = registry.entry(beside) if beside is not None and beside.pos == "PRON" else None
    subject = subject.root if subject is not None else None
    hurt, others = _hurt_before(registry, word)
    held = word.head if word.rel == "nmod" and word.case() in registry.lex.cue("of") and not is_verb(word.head) else word
    many = word.lower in registry.lex.cue("they") and (
        held.rel in ("obj", "obl", "iobj") or held.dep == "nsubj:pass" or _dies(registry, word)
    )
    found, score = None, -99.0
    for entry in _recent(registry, word):
        if entry.word.index >= word.index:
            continue
        distance = sentence - entry.word.sentence.index
        if not fits(entry) or (registry.quoted is not None and entry.root is registry.quoted.root):
            continue
        if _is_body(entry.word, registry) and _of_somebody(entry.word, registry):
            continue  # "the body of a man": the man
        if entry.word is word.head:
            continue  # "many of them" are not what "them" stands for
        place = _as_placed(entry.word, registry)
        if entry.word.rel == "compound" or _names_a_body(entry):
            continue  # "Armenian police arrested a girl and beat her": she is no "Armenian"
        below = distance == 0 and place.rel == "nsubj" and word.rel in ("obj", "obl")
        if below and place.head is _first_verb(word):
            continue
        if distance == 0 and subject is not None and entry.root is subject:
            continue
        if any(entry.root is doer for doer in doers):
            continue
        if entry.word.rel == "nmod" and entry.word.dep == "nmod:poss" and distance == 0:
            continue
        value = -2.0 * distance - 0.01 * (word.index - entry.word.index)
        if place.rel == "nsubj":
            value += _SUBJECT_BONUS
        if held.dep == "nsubj:pass" or held.rel == "obj":
            suffered = place.rel == "obj" or place.dep == "nsubj:pass"
            value += _SUFFERED_BONUS if suffered else -_SUFFERED_BONUS if entry.kind is EntityKind.ARMED_ACTOR else 0.0
        if (word.rel == "obj" and _in_a_row(entry.word, word)) or _had_done(entry.word, word):
            value += _IN_A_ROW
        if many and distance == 0 and _tells(place, word, registry):
            value -= _SUBJECT_BONUS
        one_body = many and not entry.plural
        if one_body:
            value -= _ONE_BODY
        value += _HURT * (entry.root in hurt) - _HURT * (entry.root in others)
        if word.lower in registry.lex.cue("it") and entry.word.rel in ("obl", "nmod") and entry.kind is EntityKind.PLACE:
            value -= _ONLY_WHERE
        if (entry.name or entry.root.name) and not one_body:
            value += _NAME_BONUS
        if entry.root.spoke and distance <= 3 and not one_body:
            value += _SPEAKER_BONUS
        if distance == 0:
            value += _SAME_SENTENCE
        if value > score:
            found, score = entry, value
    if found is not None and word.lower in registry.lex.cue("he") | registry.lex.cue("she") and not found.root.sex:
        found.root.sex = "male" if word.lower in registry.lex.cue("he") else "female"
    return found


def _names_a_body(entry: Entry) -> bool:
    """Say whether a noun only is part of what a body is called: "the Ministry of the Interior"."""
    word = entry.word
    return word.rel == "nmod" and word.case() in ("of",) and word.head.pos == "PROPN" and word.head.text[:1].isupper()


def _as_placed(word: Word, registry: Registry) -> Word:
    """Return the word by whose place in the sentence a mention is weighed: "the body of a man was found" is of the man."""
    body = word.head if word.rel == "nmod" and word.case() in registry.lex.cue("of") else word
    return body if _is_body(body, registry) else word


def _is_body(word: Word, registry: Registry) -> bool:
    return lookup(word, registry.lex.kinds["body"], registry.lex) is not None


def _of_somebody(body: Word, registry: Registry) -> bool:
    """Say whether a body is that of somebody told of: "the body of a man", "his body", a note "on the body"."""
    owned = any(c.dep == "nmod:poss" or (c.rel == "nmod" and c.case() in registry.lex.cue("of")) for c in body.children)
    place = body.rel in ("obl", "nmod") and any(c.lower == "the" for c in body.all("det"))
    return owned or place or (body.rel in ("obl", "nmod") and "Definite=Def" in body.morph)


def _tells(speaker: Word, word: Word, registry: Registry) -> bool:
    """Say whether somebody says what is done to a pronoun: "police do not know who killed them" is hardly of the police."""
    verb = speaker.head
    return speaker.rel == "nsubj" and verb.lemma in registry.lex.cue("say") and any(above is verb for above in word.head.up())


def _had_done(noun: Word, pronoun: Word) -> bool:
    """Say whether somebody has something done to what is theirs: "two men had their arms broken"."""
    own = pronoun.dep == "nmod:poss" and pronoun.head.rel in ("obj", "nsubj")
    verb = pronoun.head.head
    return own and noun.rel == "nsubj" and any(noun.head is w and w.lemma in _HAVING for w in (verb, verb.head))


def _in_a_row(noun: Word, pronoun: Word) -> bool:
    """Say whether a noun and a pronoun are what verbs of one subject are done to: "seized a man after beating him"."""
    verb = pronoun.head
    while verb.rel in ("conj", "advcl") and is_verb(verb.head) and verb.child("nsubj") is None:
        verb = verb.head
        if noun.rel == "obj" and noun.head is verb:
            return True
    return False


def _first_verb(word: Word) -> Word:
    """Return the verb whose subject a word's own verb shares: who "tok fangene og slo dem" beat nobody like themselves."""
    verb = word.head
    while verb.rel == "conj" and verb.head is not verb and verb.child("nsubj") is None:
        verb = verb.head
    return verb
