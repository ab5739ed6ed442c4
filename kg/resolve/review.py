"""The queue of what a person should look at, the most far-reaching doubts first, and the ways to answer it.

A question is about a pair (are these two one?) or a claim (does the text say this?). It can be answered one key at a time
in a terminal (`review`), or in a spreadsheet (`kg.resolve.sheets`); every answer is a `Decision` for the log.
"""

from __future__ import annotations

import json
import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kg.errors import ResolutionError
from kg.ids import claim_iris, mention_iri_of
from kg.model import AGENT_ROLES, PATIENT_ROLES, Annotation, Claim, Document, Judgement, Mention, Resolution, Stance, Verdict
from kg.names import KnownNames
from kg.resolve.anchoring import anchor_of
from kg.resolve.decisions import Anchor, Decision

SURE = 0.9
"""Merges that a rule trusts less than this are asked about."""
_RESTS = (". ", "! ", "? ", "\n", ".” ", '." ')
_LONGEST = 320


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The sentence in which something stands."""

    document: str
    """File name or address."""
    before: str
    words: str
    """What is asked about."""
    after: str

    def __str__(self) -> str:
        """Return the sentence with the words marked."""
        return f"{self.document}: {self.before}[{self.words}]{self.after}"


@dataclass(frozen=True, slots=True)
class Question:
    """One thing for a person to decide."""

    left: str
    right: str
    """IRIs; *right* is empty for a claim."""
    asks: str
    """The question in words."""
    reason: str
    """Why it is asked."""
    weight: float
    """How much depends on it: doubt times reach."""
    excerpts: tuple[Excerpt, ...] = ()
    left_anchor: Anchor | None = None
    right_anchor: Anchor | None = None
    proposed: Verdict = Verdict.UNSURE
    """What the rules hold now."""

    @property
    def is_pair(self) -> bool:
        """Tell whether it is about two things being one."""
        return bool(self.right)

    def answered(
        self, verdict: Verdict, *, author: str, time: str, reason: str = "", change: Mapping[str, Any] | None = None
    ) -> Decision:
        """Return the decision that answers the question."""
        return Decision(
            verdict,
            self.left,
            self.right,
            reason or f"reviewed: {self.reason}",
            author,
            time,
            left_anchor=self.left_anchor,
            right_anchor=self.right_anchor,
            change=change or {},
            before={"verdict": self.proposed.value},
        )


def queue(annotations: Iterable[Annotation], resolution: Resolution, names: KnownNames | None = None) -> tuple[Question, ...]:
    """Return what is open, the weightiest first; what a person has decided is not asked again."""
    index = _Index(annotations, resolution, names)
    decided = {frozenset((one.left, one.right)) for one in resolution.judgements if not one.author.startswith("rule:")}
    questions = [
        question
        for judged in resolution.judgements
        if judged.author.startswith("rule:")
        and (judged.verdict is Verdict.UNSURE or judged.score < SURE)
        and frozenset((judged.left, judged.right)) not in decided
        if (question := index.pair(judged)) is not None
    ]
    questions += [index.claim(claim) for claim in index.claims if frozenset((claim, "")) not in decided]
    return tuple(sorted(questions, key=lambda question: (-question.weight, question.left, question.right)))


class _Index:
    """Where everything stands that a question may be about."""

    def __init__(self, annotations: Iterable[Annotation], resolution: Resolution, names: KnownNames | None) -> None:
        self.mentions: dict[str, tuple[Annotation, Mention]] = {}
        self.claims: dict[str, tuple[Annotation, Claim]] = {}
        self._names = names
        by_id: dict[tuple[str, str], str] = {}
        for annotation in annotations:
            for mention in annotation.mentions:
                iri = mention_iri_of(annotation, mention)
                self.mentions.setdefault(iri, (annotation, mention))
                by_id[annotation.document.id, mention.id] = iri
            iris = claim_iris(annotation)
            self.claims.update({iris[claim.id]: (annotation, claim) for claim in annotation.claims})
        self._entity_of = {by_id[key]: entity for entity in resolution.entities for key in entity.mentions if key in by_id}
        self._event_of = {claim: event for event in resolution.events for claim in event.claims}
        self._entities = {entity.id: entity for entity in resolution.entities}
        self._named_in = Counter(
            entity.id
            for annotation, claim in self.claims.values()
            for filler in claim.roles
            if (entity := self._entity_of.get(by_id.get((annotation.document.id, filler.mention), "")))
        )
        self._first: dict[str, str] = {}
        for iri, entity in self._entity_of.items():
            self._first[entity.id] = min(iri, self._first.get(entity.id, iri))

    def pair(self, judged: Judgement) -> Question | None:
        """Return the question about two being one, or None if neither stands in a text."""
        sides = [self._side(end) for end in (judged.left, judged.right)]
        if not any(excerpt for _, excerpt, _, _ in sides):
            return None
        doubt = 1 - abs(2 * judged.score - 1) if judged.verdict is Verdict.SAME else 0.4 + judged.score / 2
        reach = 1.0
        for _, _, _, size in sides:
            reach *= 1 + math.log1p(size)
        (left, seen, anchor, _), (right, other, other_anchor, _) = sides
        return Question(
            judged.left,
            judged.right,
            f"Are {left} and {right} one?",
            judged.reason,
            round(doubt * reach, 4),
            tuple(excerpt for excerpt in (seen, other) if excerpt),
            anchor,
            other_anchor,
            judged.verdict,
        )

    def _side(self, iri: str) -> tuple[str, Excerpt | None, Anchor | None, int]:
        """Return what one side is called, its sentence, its anchor, and how many claims hang on it."""
        if iri in self.claims:
            annotation, claim = self.claims[iri]
            event = self._event_of[iri]
            return (
                f'"{event.label}"',
                excerpt(annotation.document, claim.start, claim.end),
                anchor_of(annotation, claim),
                len(event.claims),
            )
        known = self._names.entities.get(iri) if self._names else None
        if known:
            kind = "".join(f" {char.lower()}" if char.isupper() else char for char in known.kind.value).strip()
            return f'"{known.label}" (the well-known {kind})', None, None, 1
        entity = self._entity_of.get(iri) or self._entities.get(iri)
        mention = iri if iri in self.mentions else self._first.get(iri, "")
        if entity is None or mention not in self.mentions:
            return f'"{iri.rpartition("/")[2]}"', None, None, 1
        annotation, found = self.mentions[mention]
        shown = found.name or " ".join(found.text.split())
        return (
            f'"{shown}"',
            excerpt(annotation.document, found.start, found.end),
            anchor_of(annotation, found),
            self._named_in[entity.id],
        )

    def claim(self, iri: str) -> Question:
        """Return the question whether the text says what the claim says."""
        annotation, claim = self.claims[iri]
        event = self._event_of.get(iri)
        harmed = max((figure.floor for figure in claim.figures), default=0)
        reach = 1 + math.log1p(harmed) / 2 + (0.5 if event is not None and len(event.claims) == 1 else 0.0)
        reach *= 1.0 if claim.stance in (Stance.ASSERTS, Stance.ACCUSES) else 0.5
        doubt = 1.05 - claim.confidence
        return Question(
            iri,
            "",
            f"Does the text say this: {said(claim)}?",
            f"read with confidence {claim.confidence:.2f}",
            round(doubt * reach, 4),
            (excerpt(annotation.document, claim.start, claim.end),),
            anchor_of(annotation, claim),
            None,
            Verdict.ACCEPT,
        )


def said(claim: Claim) -> str:
    """Return what a claim says, in a line.

    >>> said(Claim("k1", ("BarrelBombing",), 0, 9, "", 0, 9, stance=Stance.DENIES))
    'barrel bombing (denies)'
    """
    words = "".join(f" {char.lower()}" if char.isupper() else char for char in claim.types[0]).strip()
    by: dict[str, list[str]] = defaultdict(list)
    for filler in claim.roles:
        group = "by" if filler.role in AGENT_ROLES else "to" if filler.role in PATIENT_ROLES else filler.role.value
        if filler.text not in by[group]:
            by[group].append(filler.text)
    parts = [f"{group} {', '.join(by[group])}" for group in ("by", "to", "instrument", "place") if by[group]]
    parts += [f"{figure.measure.value} {figure.text}" for figure in claim.figures]
    parts += [claim.time.text] if claim.time else []
    parts += [f"says {claim.according_to[0].text}"] if claim.according_to else []
    stance = "" if claim.stance is Stance.ASSERTS else f" ({claim.stance.value})"
    return "; ".join([words + stance, *parts])


def excerpt(document: Document, start: int, end: int) -> Excerpt:
    """Return the sentence around a span, cut where it is very long."""
    text = document.text
    left = max((text.rfind(rest, 0, start) + len(rest) for rest in _RESTS if text.rfind(rest, 0, start) >= 0), default=0)
    rights = [found + 1 for rest in _RESTS if (found := text.find(rest, max(end - 1, start))) >= 0]
    right = max(min(rights, default=len(text)), end)
    left, right = max(left, start - _LONGEST), min(right, end + _LONGEST)
    flat = [" ".join(part.split()) for part in (text[left:start], text[start:end], text[end:right])]
    before = f"{flat[0]} " if text[left:start][-1:].isspace() and flat[0] else flat[0]
    after = f" {flat[2]}" if text[end:right][:1].isspace() and flat[2] else flat[2]
    return Excerpt(document.name, before, flat[1], after)


# --- a terminal ------------------------------------------------------------------------------------------------------------

_PAIR_KEYS = {"s": Verdict.SAME, "d": Verdict.DIFFERENT, "u": Verdict.UNSURE}
_CLAIM_KEYS = {"a": Verdict.ACCEPT, "r": Verdict.REJECT, "c": Verdict.CORRECT}
_HELP_PAIR = "s same (merge)  d different (split)  u unsure  k skip  n note  z undo  q quit"
_HELP_CLAIM = "a accept  r reject  c correct  k skip  n note  z undo  q quit"
_HELP = """  s  they are one: merge them          a  the text says it
  d  they are two: keep them apart     r  the text does not say it
  u  nobody can tell from this         c  it says something else: type what is right
  k  ask me another time               n  type a reason for the next answer
  z  take the last answer back         q  stop; every answer is saved already"""


def review(
    questions: Sequence[Question],
    *,
    author: str,
    ask: Callable[[str], str],
    tell: Callable[[str], None],
    save: Callable[[Decision], object],
    undo: Callable[[Decision], object],
    now: Callable[[], str],
    press: Callable[[str], str] | None = None,
) -> Counter[str]:
    """Put *questions* to a person one by one and save each answer at once; return how often each answer was given.

    Args:
        questions: as `queue` orders them.
        author: the person's handle.
        ask: shows a prompt and returns what was typed; it may raise EOFError or KeyboardInterrupt to quit.
        tell: shows a line.
        save: writes a decision to the log before it returns. A ResolutionError is shown and the question put again: somebody
            else decided otherwise meanwhile. Anything else ends the review, with all before it saved.
        undo: takes back a decision that was saved in this review.
        now: returns the time in ISO 8601 with a zone.
        press: shows a prompt and returns one key as soon as it is pressed; by default a line is asked for.
    """
    press = press or ask
    note = ""
    given: Counter[str] = Counter()
    saved: list[tuple[int, Decision]] = []
    place = taken_back = 0
    while place < len(questions):
        question = questions[place]
        tell("")
        tell(f"{place + 1} of {len(questions)}  {question.asks}")
        tell(f"  {question.reason}")
        for one in question.excerpts:
            tell(f"  {one}")
        keys = _PAIR_KEYS if question.is_pair else _CLAIM_KEYS
        try:
            key = press(f"{_HELP_PAIR if question.is_pair else _HELP_CLAIM}  ? help > ").strip().lower()[:1]
            change = _asked_change(ask, tell) if key == "c" and key in keys else {}
            note = ask("  why > ").strip() if key == "n" else note
        except (EOFError, KeyboardInterrupt):
            key, change = "q", {}
        if key == "q":
            break
        if key == "z":
            taken_back += bool(saved)  # so that the same answer within one second is another line of the log
            place = _undone(saved, undo, tell, given, place)
        elif key == "k":
            given["skip"] += 1
            place += 1
        elif key in ("?", "h"):
            tell(_HELP)
        elif key == "n":
            tell(f"  noted for the next answer: {note}" if note else "  no note")
        elif key not in keys or (key == "c" and not change):
            tell(f"  {key!r} is no key of this question" if key not in keys else "  nothing corrected")
        else:
            reason = note or (f"reviewed after {taken_back} taken back: {question.reason}" if taken_back else "")
            decision = question.answered(keys[key], author=author, time=now(), reason=reason, change=change)
            try:
                save(decision)
            except ResolutionError as error:
                tell(f"  not saved: {error}")
                continue
            tell(f"  saved: {decision.verdict.value}")
            saved.append((place, decision))
            given[decision.verdict.value] += 1
            place, note = place + 1, ""
    return given


def _undone(
    saved: list[tuple[int, Decision]],
    undo: Callable[[Decision], object],
    tell: Callable[[str], None],
    given: Counter[str],
    place: int,
) -> int:
    if not saved:
        tell("  nothing to undo")
        return place
    back, decision = saved.pop()
    undo(decision)
    tell(f"  taken back: {decision.verdict.value}")
    given[decision.verdict.value] -= 1
    return back


def _asked_change(ask: Callable[[str], str], tell: Callable[[str], None]) -> dict[str, Any]:
    """Ask for fields and values until an empty line; values are JSON, or plain words for a single one."""
    change: dict[str, Any] = {}
    while line := ask(
        "field = value (types, stance, certainty, is_total, start, end, roles, figures, time), empty to end > "
    ).strip():
        name, equals, value = (part.strip() for part in line.partition("="))
        if not equals:
            tell("  write it as: stance = denies")
            continue
        change[name] = (
            [word.strip() for word in value.split(",")] if name == "types" and not value.startswith("[") else _value(value)
        )
    return change


def _value(words: str) -> Any:
    try:
        return json.loads(words)
    except ValueError:
        return words
