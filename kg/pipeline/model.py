"""Reading with a language model in place of the rules: a stage like any other, whose answers are verified word by word."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

from kg.annotate.llm import prompt, read_with_model
from kg.annotate.service import Endpoint, Tally
from kg.ids import digest
from kg.model import Annotation, Document
from kg.pipeline.stages import Stages, default_stages

KEY = "KG_MODEL_KEY"
"""The environment variable that holds the key of the service; a key on the command line would stay in the shell's history."""


@dataclass(slots=True)
class ModelReader:
    """Reads documents with the model behind an address, and adds up what it cost and what was thrown out."""

    endpoint: Endpoint
    cache: Path | None = None
    tally: Tally = field(default_factory=Tally)

    def __call__(self, document: Document) -> Annotation:
        """Return what the model finds in a document and the text bears out.

        Raises:
            AnnotationError: the service refuses or cannot be reached.
        """
        return read_with_model(document, self.endpoint, cache=self.cache, tally=self.tally)[0]

    def name(self, language: str) -> str:
        """Return the name that annotations by this model carry."""
        return f"llm/{self.endpoint.model}/{digest(prompt())[:8]}"


def model_stages(model: str, url: str, cache: Path | None = None, timeout: float = 120.0) -> tuple[Stages, Tally]:
    """Return the stages of a build that reads with a language model, and the tally that reading fills.

    Read in one process: a service has its own limits, and one tally is kept. The key stands in `KG_MODEL_KEY`; *timeout* is
    in seconds, for one answer.
    """
    reader = ModelReader(Endpoint(url, model, os.environ.get(KEY, ""), timeout), cache)
    stages = default_stages()
    return stages._replace(read=reader, reader=reader.name, basis=reader.name("")), reader.tally
