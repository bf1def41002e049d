"""What the denoiser is told of pictures: the states of their captions, in their order."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import torch

from cute_animal.retelling import tell
from cute_animal.starter.training import conditions, dataset, text
from cute_animal.vocabulary import SLOTS


def test_states_come_back_in_the_order_of_their_examples(monkeypatch):
    """They are read sorted by length."""
    monkeypatch.setattr(conditions, "CAPTIONS", 7)
    monkeypatch.setattr(conditions, "TEXT_BATCH", 3)

    def encode(model: object, tokenizer: object, texts: list[str]) -> torch.Tensor:
        return torch.tensor([[float(len(one))] for one in texts])[:, :, None].expand(-1, len(SLOTS), 4)

    monkeypatch.setattr(conditions, "encode_wishes", encode)
    numbers = range(dataset.DENOISER, dataset.DENOISER + 16)
    reader = SimpleNamespace(device=torch.device("cpu"))
    found = conditions.conditions_of(numbers, None, reader, np.random.default_rng(3))
    rng = np.random.default_rng(3)
    words: list[str] = []
    for at in (0, 7, 14):
        captions = text.captions_of(numbers[at : at + 7], rng)
        retold = rng.random(len(captions)) < conditions.RETOLD
        assert retold.any(), "as wishes are, before the model reads them"
        words += [tell(one.slots) if told else one.text for one, told in zip(captions, retold, strict=True)]
    assert found.states[:, 0, 0].float().tolist() == [float(len(one)) for one in words]
