"""The body of the Norwegian encoder: words, their letters and the dictionary's readings, and LSTMs of both directions over them.

After Dozat and Manning (2017), with letters read by convolutions; nothing is pretrained, because no Norwegian encoder can be had.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

import torch
import torch.nn.functional as F
from spacy.tokens import Doc
from torch import Tensor, nn
from transformer import STEP

from kg.annotate.forms import LETTERS, UNKNOWN, Form, Forms
from kg.annotate.lemmas import Norwegian
from kg.annotate.pieces import CASES

WORD, LETTER, READING, CASE = 128, 48, 48, 16
KERNELS = {3: 128, 5: 64}
"""How many patterns of so many letters are looked for."""
HIDDEN, LAYERS = 320, 3
DROPPED = 0.33
UNSEEN = 0.15
"""So often a word is hidden in training, so that its letters and readings must do."""
SEEN, LETTERS_SEEN = 2, 5


class Recurrent(nn.Module):
    """Words to vectors [text, word, 640].

    Args:
        told: the lists that go with the weights: ``words``, ``letters``, ``readings``.
        dictionary: what tells the readings of a word.
    """

    width = 2 * HIDDEN
    dropout = DROPPED
    rates = (1.0, 1.0, 8.0)

    def __init__(self, told: dict[str, Any], dictionary: Norwegian) -> None:
        super().__init__()
        self.forms = Forms(told["words"], told["letters"], told["readings"], dictionary.readings)
        self.word = nn.Embedding(len(told["words"]) + 2, WORD, padding_idx=0)
        self.letter = nn.Embedding(len(told["letters"]) + 2, LETTER, padding_idx=0)
        self.reading = nn.Embedding(len(told["readings"]) + 2, READING, padding_idx=0)
        self.case = nn.Embedding(CASES, CASE)
        for table, wide in ((self.word, 0.02), (self.letter, 0.2), (self.reading, 0.1), (self.case, 0.1)):
            nn.init.normal_(table.weight, 0, wide)
            with torch.no_grad():
                table.weight[0] = 0
        self.conv = nn.ModuleDict(
            {str(size): nn.Conv1d(LETTER, found, size, padding=size // 2) for size, found in KERNELS.items()}
        )
        wide = 2 * WORD + sum(KERNELS.values()) + READING + CASE
        self.on, self.back = (
            nn.ModuleList(nn.LSTM(self.width if layer else wide, HIDDEN, batch_first=True) for layer in range(LAYERS))
            for _ in range(2)
        )
        for layer in (*self.on, *self.back):
            for gate in layer.weight_hh_l0.data.chunk(4):
                nn.init.orthogonal_(gate)

    def coded(self, words: list[str]) -> tuple[list[Form]]:
        """Return a text as `forward` wants it."""
        return ([self.forms.of(word) for word in words],)

    def forward(self, batch: list[tuple[list[Form]]]) -> Tensor:
        """Return vectors [text, word, 640] of texts that `coded` has coded."""
        texts = [text[0] for text in batch]
        places = {form: place for place, form in enumerate(dict.fromkeys(form for text in texts for form in text), start=1)}
        table = torch.cat([torch.zeros(1, READING + CASE + sum(KERNELS.values())), self.spelt(list(places))])
        longest = max(map(len, texts))
        most = -(-longest // STEP) * STEP
        which = torch.tensor([[places[form] for form in text] + [0] * (most - len(text)) for text in texts])
        words, tails = (
            torch.tensor([[getattr(form, part) for form in text] + [0] * (most - len(text)) for text in texts])
            for part in ("word", "tail")
        )
        turned = torch.tensor([[*range(len(text) - 1, -1, -1), *range(len(text), most)] for text in texts])[:, :, None]
        if self.training:
            words = words.masked_fill((torch.rand(words.shape) < UNSEEN) & (words > UNKNOWN), UNKNOWN)
        x = torch.cat([self.word(words), self.word(tails), table[which]], -1)
        for on, back in zip(self.on, self.back, strict=True):
            x = locked(x, self.training)
            behind = back(x.gather(1, turned.expand(-1, -1, x.shape[2])))[0]
            x = torch.cat([on(x)[0], behind.gather(1, turned.expand(-1, -1, HIDDEN))], -1)
        return locked(x[:, :longest], self.training)

    def spelt(self, forms: list[Form]) -> Tensor:
        """Return a row a form: what its letters, its readings and its case say."""
        letters = torch.tensor([form.letters + (0,) * (LETTERS - len(form.letters)) for form in forms])
        readings = nn.utils.rnn.pad_sequence([torch.tensor(form.readings) for form in forms], batch_first=True)
        drawn = self.letter(letters).transpose(1, 2)
        found = [F.relu(conv(drawn)).amax(-1) for conv in self.conv.values()]
        read = self.reading(readings).sum(1) / (readings > 0).sum(1, keepdim=True)
        return torch.cat([*found, read, self.case(torch.tensor([form.case for form in forms]))], -1)


def locked(x: Tensor, training: bool) -> Tensor:
    """Drop the same directions of all words of a text (Gal and Ghahramani 2016)."""
    if not training:
        return x
    return x * F.dropout(torch.ones(x.shape[0], 1, x.shape[2]), DROPPED)


def lists(texts: list[Doc], dictionary: Norwegian) -> dict[str, list[str]]:
    """Return the words, letters and readings to know."""
    words = Counter(token.lower_ for doc in texts for token in doc)
    letters = Counter(letter for doc in texts for token in doc for letter in token.text)
    readings = Counter(reading for word in words for reading in dictionary.readings(word))
    return {
        "words": sorted(word for word, count in words.items() if count >= SEEN),
        "letters": sorted(letter for letter, count in letters.items() if count >= LETTERS_SEEN),
        "readings": sorted(reading for reading, count in readings.items() if count >= LETTERS_SEEN),
    }
