"""Loads a language pack: a spaCy pipeline of our own training whose weights are stored as 16-bit floats."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from kg.annotate.encoder import ENCODER_FORMAT, Encoder, analysed, load_encoder
from kg.annotate.learned_events import EVENTS_FORMAT, EventModel, load_events
from kg.annotate.lemmas import Fix, apply, fixer
from kg.errors import PackError
from kg.resources import encoder as encoder_folder
from kg.resources import events as events_folder
from kg.resources import pack as pack_folder

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

PACK_FORMAT = 1
_RUN = re.compile(r"(\S)\1{99,}")
"""A run of 100 or more equal characters: tokenisers and lemmatisers are quadratic in it."""
_LONGEST_WORD = 200
_LONGEST_PARAGRAPH = 8_000
_REPLACED = ["morphologizer", "parser"]
"""What an encoder does instead; names too, if it looks for them."""


@dataclass(frozen=True, slots=True, eq=False)
class Pack:
    """A language pack that is ready to parse."""

    language: str
    version: str
    nlp: Language
    lemmas: Fix | None = None
    """Corrects base forms that the model makes up."""
    encoder: Encoder | None = None
    """Finds tags, trees, sentences and names in place of the pipeline's own parts."""
    events: EventModel | None = None
    """What was learned of events and their participants, from the vectors of the encoder."""

    def ordinary(self, word: str) -> bool:
        """Say whether a word in small letters is an ordinary word; what is not is likely a name."""
        return word in self.nlp.Defaults.stop_words or self.lemmas is None or self.lemmas.knows(word)

    def parse(self, text: str) -> Doc:
        """Parse one paragraph; over-long words are cut for the parser alone, offsets stay those of *text*."""
        return self.parse_all([text])[0]

    def parse_all(self, texts: Iterable[str | Doc]) -> list[Doc]:
        """Parse several paragraphs (or tokenised ones) at once, which costs less than one by one."""
        prepared = [defused(text) if isinstance(text, str) else text for text in texts]
        if self.encoder is None:
            return [apply(doc, self.lemmas) for doc in self.nlp.pipe(prepared, batch_size=64)]
        read = self.nlp.pipe(prepared, batch_size=64, disable=[*_REPLACED, "ner"] if self.encoder.labels else _REPLACED)
        keep = self.events.project if self.events else None
        return [apply(doc, self.lemmas) for doc in analysed(list(read), self.encoder, keep)]


def defused(text: str) -> str:
    """Return *text* with runs of equal characters and endless words broken by blanks, length unchanged.

    >>> len(defused("a" * 1000)), defused("a" * 1000).count(" ") > 4
    (1000, True)
    """
    if len(text) <= _LONGEST_WORD:
        return text
    text = _RUN.sub(lambda match: _broken(match[0]), text)
    return re.sub(rf"\S{{{_LONGEST_WORD},}}", lambda match: _broken(match[0]), text)


def _broken(word: str) -> str:
    pieces = list(word)
    pieces[49::50] = " " * len(pieces[49::50])
    return "".join(pieces)


def chunks(text: str, longest: int = _LONGEST_PARAGRAPH) -> list[tuple[int, int]]:
    """Cut an over-long paragraph at sentence ends or blanks; return (start, end) pairs that cover it.

    >>> chunks("One. Two. Three.", longest=10)
    [(0, 10), (10, 16)]
    """
    out, start = [], 0
    while len(text) - start > longest:
        window = text[start : start + longest]
        cut = max(window.rfind(mark) + 2 for mark in (". ", "! ", "? "))
        if cut < longest // 4:
            cut = window.rfind(" ") + 1
        if cut < longest // 4:
            cut = longest
        out.append((start, start + cut))
        start += cut
    if start < len(text) or not out:
        out.append((start, len(text)))
    return out


def load(language: str, folder: Path | None = None) -> Pack:
    """Load a pack, with its language's encoder where there is one; once a process.

    Args:
        language: code of the language.
        folder: another folder than the shipped one; it is loaded without an encoder.

    Raises:
        PackError: there is no such pack, or it is damaged or of another format.
    """
    return _load(language, folder or pack_folder(language), None if folder else encoder_folder(language))


@cache
def _load(language: str, folder: Path, encoder: Path | None) -> Pack:
    import spacy

    version = _versions(language, folder, encoder)
    try:
        nlp = spacy.load(folder / "model")
    except (OSError, ValueError, KeyError) as error:
        raise PackError(f"{folder / 'model'}: the language pack is damaged ({error}); reinstall witness-graph") from error
    _widen(nlp)
    lemmas = fixer(folder / "lemmas.json")
    found = learned = None
    if encoder is not None:
        found = load_encoder(encoder, lemmas.readings) if lemmas else load_encoder(encoder)
        events = events_folder(language)
        learned = load_events(events, language) if events is not None else None
    return Pack(language, version, nlp, lemmas, found, learned)


def pack_version(language: str) -> str:
    """Return what `Pack.version` will be, without loading the pack: ``4``, or ``4+e1+v1`` with an encoder and learned events.

    Raises:
        PackError: there is no such pack, or it is damaged or of another format.
    """
    return _versions(language, pack_folder(language), encoder_folder(language))


def _versions(language: str, folder: Path, encoder: Path | None) -> str:
    """Return the versions of a pack, of its encoder and of what was learned of events, which only an encoder can read."""
    found = [_version(folder, "pack.toml", PACK_FORMAT)]
    if encoder is not None:
        found.append(_version(encoder, "encoder.toml", ENCODER_FORMAT))
        events = events_folder(language)
        if events is not None:
            found.append(_version(events, "events.toml", EVENTS_FORMAT))
    return "+".join(found)


def _version(folder: Path, name: str, wanted: int) -> str:
    """Return the version that a pack's description tells."""
    try:
        info = tomllib.loads((folder / name).read_text("utf-8"))
        found, version = info["format"], str(info["version"])
    except (OSError, tomllib.TOMLDecodeError, KeyError) as error:
        raise PackError(f"{folder / name}: damaged ({error}); reinstall witness-graph") from error
    if found != wanted:
        raise PackError(f"{folder}: pack format {found!r} is not the {wanted} this version reads; train it again")
    return version


def _widen(nlp: Language) -> None:
    """Turn stored 16-bit weights into the 32-bit ones that the operations need."""
    vectors = nlp.vocab.vectors
    if vectors.data.dtype.itemsize == 2:
        vectors.data = vectors.data.astype("float32")
    for _, component in nlp.pipeline:
        model = getattr(component, "model", None)
        if model is None or model is True:
            continue
        for node in model.walk():
            for name in node.param_names:
                if node.has_param(name):
                    value = node.get_param(name)
                    if value.dtype.itemsize == 2:
                        node.set_param(name, value.astype("float32"))
