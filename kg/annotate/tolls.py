"""Reads how many are told of as a number of its own: "the toll rose to 31", "the number of killed has passed 300".

What parsers make of such sentences varies, so they are read word by word: the noun that counts, the verb by which it stands at a
number, the number.
"""

from __future__ import annotations

from kg.annotate.clauses import subjects
from kg.annotate.drafts import Draft
from kg.annotate.keys import base_verb
from kg.annotate.lexicon import Lexicon, frames, shared
from kg.annotate.nouns import lookup
from kg.annotate.words import Sentence, Word

_TOLL, _COUNT = shared("toll"), shared("count_noun")
_STANDING_AT, _PUTTING = shared("standing_at"), shared("putting_at")
_PASSING = shared("passing")
_AT, _FROM = shared("at_number"), shared("from_number")
_INCLUDING, _AMONG = shared("including_verb"), shared("among")
_BUT, _SURVIVING = shared("all_but"), shared("surviving")
_OUTLIVING = frozenset({"survive", "overleve"})
_SUFFERED = frozenset({"harm", "detention", "displacement"})
_REACH = 9
"""So many words at most lie between the noun and its verb, and half as many between the verb and the number."""


def tolls(sentence: Sentence, lex: Lexicon, drafts: list[Draft]) -> list[Draft]:
    """Return the drafts of a sentence with those of its tolls, which take the place of what their words evoked alone."""
    words = sentence.words
    lemmas = {word.lemma for word in words} | {word.lower for word in words}
    found: list[tuple[Draft, frozenset[int]]] = []
    if any(_is_toll(word) or word.lemma in _COUNT for word in words):
        found += _standing(words, lex) or _put(words) or _put_at(words, lex)
    if lemmas & (_INCLUDING | _AMONG):
        found += _listed(words, lex)
    if lemmas & _SURVIVING:
        found += _all_but(words) or _not_surviving(words, lex)
    if not found:
        return drafts
    spent = {index for _, indexes in found for index in indexes}
    kept = [draft for draft in drafts if draft.word.index not in spent]
    return sorted([*kept, *(draft for draft, _ in found)], key=lambda draft: draft.word.index)


_NEAR = 3
"""Words between the noun of a toll and its verb within which both together tell of it."""


def _is_toll(word: Word) -> bool:
    return word.pos in ("NOUN", "PROPN") and (word.lemma in _TOLL or any(word.lemma.endswith(noun) for noun in _TOLL))


def _standing(words: list[Word], lex: Lexicon) -> list[tuple[Draft, frozenset[int]]]:
    """Read "the toll rose from 8 to 14", "the number of killed and wounded has passed 3,000"."""
    for i, noun in enumerate(words):
        if not _is_toll(noun) and (noun.lemma not in _COUNT or (i and words[i - 1].lower in lex.cue("indefinite"))):
            continue
        reach = words[i + 1 : i + 1 + _REACH]
        verb = next((w for w in reach if w.lemma in _STANDING_AT or w.lower in _STANDING_AT), None)
        if verb is None or any(w.text in ";:" for w in reach[: reach.index(verb)]):
            continue
        between = reach[: reach.index(verb)]
        number = _number(words[words.index(verb) + 1 : words.index(verb) + 1 + _REACH])
        deeds = _deeds(between, lex) if noun.lemma in _COUNT else {"Killing": noun}
        if number is None or not deeds:
            continue
        types = list(deeds)
        # "Killed and wounded" are one number.
        fatal = next((t for t in types if t in ("Killing", "Death")), types[0])
        draft = Draft(verb, [fatal], "count", noun if verb.index - noun.index <= _NEAR else verb, patients=[number], toll=True)
        draft.disjunct = "Injury" in types and fatal != "Injury"
        draft.bound = "beyond" if verb.lemma in _PASSING and words[words.index(verb) + 1] is number else ""
        # "12 dead": what follows the number tells of the same.
        after = [w for w in words[words.index(number) + 1 :][:1] if _deed(w, lex) == fatal]
        return [(draft, frozenset(w.index for w in [verb, *between, *after]))]
    return []


def _deeds(words: list[Word], lex: Lexicon) -> dict[str, Word]:
    """Return the types of what the counted have suffered, each with its first word."""
    out: dict[str, Word] = {}
    for word in words:
        told = _deed(word, lex)
        if told:
            out.setdefault(told, word)
    return out


def _deed(word: Word, lex: Lexicon) -> str:
    """Return what somebody counted has suffered: killed, wounded, arrests."""
    told = lex.adjectives.get(word.lower) or lex.adjectives.get(word.lemma) or lex.verbs.get(base_verb(word, lex))
    if told is None and word.lower in lex.verb_forms:
        told = lex.verbs.get(lex.verb_forms[word.lower])
    if told is None and word.pos == "NOUN" and (key := lookup(word, lex.nouns, lex)) is not None:
        told = lex.nouns[key]
    return told if told is not None and told in frames() and frames()[told].family in _SUFFERED else ""


def _number(words: list[Word]) -> Word | None:
    """Return the number that a verb leads to: the last of "from 8 to 14", the first otherwise."""
    before = words[0] if words else None
    for i, word in enumerate(words):
        if word.text in ".,;:" or word.pos in ("NOUN", "PROPN", "VERB") or word.lower in shared("dating"):
            return None
        if word.pos == "NUM" and not (before is not None and before.lower in _FROM):
            following = words[i + 1] if i + 1 < len(words) else None
            if following is not None and following.lower in shared("percent"):
                return None
            return word.head if word.rel == "nummod" and following is word.head else word
        before = word
    return None


def _put(words: list[Word]) -> list[tuple[Draft, frozenset[int]]]:
    """Read "the ministry put the toll at 22, the opposition at 90": two counts, each with who counts."""
    for i, noun in enumerate(words):
        verb = _putting(words, i) if _is_toll(noun) else None
        if verb is None:
            continue
        out: list[tuple[Draft, frozenset[int]]] = []
        for k in range(i + 1, len(words) - 1):
            number = _number(words[k + 1 : k + 5]) if words[k].lower in _AT else None
            counter = words[k - 1] if out else verb.child("nsubj")
            if number is None or (out and counter is not None and counter.pos not in ("NOUN", "PROPN")):
                continue
            event = number if out else verb
            draft = _counted_by(counter, event, "Killing", number)
            draft.key = frozenset({event.index} if out else {event.index, noun.index})
            out.append((draft, draft.key))
        return out[:2]
    return []


def _put_at(words: list[Word], lex: Lexicon) -> list[tuple[Draft, frozenset[int]]]:
    """Read "the union put the number of dead at 36", "put the number of soldiers killed in the barracks at nine"."""
    for i, noun in enumerate(words):
        verb = _putting(words, i) if noun.lemma in _COUNT else None
        if verb is None:
            continue
        reach = words[i + 1 : i + 2 * _REACH]
        leading = (k for k, w in enumerate(reach) if w.lower in _AT)
        at, number = next(((k, n) for k in leading if (n := _number(reach[k + 1 : k + 3])) is not None), (0, None))
        deeds = _deeds(reach[:at], lex)
        if number is None or len(deeds) != 1:
            continue
        [(deed, told)] = deeds.items()
        draft = _counted_by(verb.child("nsubj"), verb, deed, number)
        draft.key = frozenset({verb.index, told.index})
        return [(draft, draft.key)]
    return []


def _putting(words: list[Word], place: int) -> Word | None:
    """Return the verb right before a noun by which somebody puts it at a number."""
    return next((w for w in reversed(words[max(0, place - 4) : place]) if w.lemma in _PUTTING or w.lower in _PUTTING), None)


def _counted_by(counter: Word | None, event: Word, deed: str, number: Word) -> Draft:
    """Return a draft of those that somebody counts."""
    draft = Draft(event, [deed], "count", event, patients=[number], toll=True)
    draft.counters = [counter] if counter is not None and counter.pos in ("NOUN", "PROPN") else []
    return draft


def _listed(words: list[Word], lex: Lexicon) -> list[tuple[Draft, frozenset[int]]]:
    """Read "the dead include two nurses", "among the wounded were three guards": so many, and maybe more."""
    for i, word in enumerate(words[:-2]):
        told = _deed(word, lex) if word.pos in ("ADJ", "VERB", "NOUN") and i else ""
        article = words[i - 1].lower in shared("definite_plural") if i else False
        if not told or not article:
            continue
        verb = words[i + 1]
        named = i > 1 and words[i - 2].lower in _AMONG and verb.lemma in shared("being")
        if not named and verb.lemma not in _INCLUDING:
            continue
        near = [w for w in words[i + 2 : i + 7] if w.pos in ("NOUN", "PROPN")]
        people = next((w for w in near if w.child("nummod") is not None or (named and _told_apart(w, verb))), None)
        if people is not None:
            others = [w for w in people.conjuncts() if w.index > people.index and w.child("det", "nummod") is not None]
            draft = Draft(word, [told], "count", word, patients=[people, *others], bound="some")
            return [(draft, frozenset({word.index}))]
    return []


def _told_apart(people: Word, verb: Word) -> bool:
    """Say whether somebody, and not everybody of a kind, stands right behind a verb: "was a nurse"."""
    article = people.child("det")
    return article is not None and article.index == verb.index + 1


def _all_but(words: list[Word]) -> list[tuple[Draft, frozenset[int]]]:
    """Read "all but one survived": one died."""
    for i, word in enumerate(words):
        if word.lemma not in _SURVIVING:
            continue
        before = words[max(0, i - _REACH) : i]
        for j, number in enumerate(before):
            if number.pos == "NUM" and " ".join(w.lower for w in before[max(0, j - 2) : j]) in _BUT:
                return [(Draft(word, ["Death"], "count", word, patients=[number], toll=True), frozenset({word.index}))]
    return []


def _not_surviving(words: list[Word], lex: Lexicon) -> list[tuple[Draft, frozenset[int]]]:
    """Read "two did not survive the journey": they died."""
    out: list[tuple[Draft, frozenset[int]]] = []
    for word in words:
        if word.lemma not in _OUTLIVING or word.pos != "VERB" or word.child("nsubj") is None or word.child("mark") is not None:
            continue
        if any(c.rel == "advmod" and c.lower in lex.cue("negation") for c in word.children) and _is_fact(word):
            out.append((Draft(word, ["Death"], "body", word, patients=subjects(word), negated=True), frozenset({word.index})))
    return out


def _is_fact(verb: Word) -> bool:
    return not any(c.rel == "aux" and c.lemma not in ("do", "have", "ha") for c in verb.children)
