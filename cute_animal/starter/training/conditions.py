"""What the denoiser is told of the pictures that it learns from: words read, layouts, how the animals fit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from transformers import PreTrainedTokenizerFast, Qwen3Model

from cute_animal.retelling import tell
from cute_animal.starter.layout import layout_numbers
from cute_animal.starter.text_encoder import encode_wishes, slot_targets
from cute_animal.starter.training.dataset import example
from cute_animal.starter.training.precision import autocast
from cute_animal.starter.training.text import captions_of

RETOLD = 0.75  # of the pictures: a wish is retold before the built-in model reads it
CAPTIONS = 400  # written at a time and sorted by length, so that little of a batch is padding
TEXT_BATCH = 50


@dataclass(frozen=True)
class Conditions:
    """What the denoiser is told of pictures: one row per picture."""

    states: Tensor  # (N, S, C) bfloat16, of one caption each
    layout: Tensor  # (N, layout numbers) float32
    said: Tensor  # (N, S) int64: what the captions say, class numbers of SLOT_CLASSES


def layouts_of(numbers: Sequence[int] | np.ndarray) -> Tensor:
    """Layout numbers (B, N) of DENOISER examples."""
    return torch.from_numpy(np.stack([layout_numbers(example(int(number))[1]) for number in numbers]))


@torch.no_grad()
def conditions_of(
    numbers: range, tokenizer: PreTrainedTokenizerFast, text_encoder: Qwen3Model, rng: np.random.Generator
) -> Conditions:
    """Write a caption for each DENOISER example and let the text encoder read it.

    Most are retold, as wishes are; the others keep what the sketch makes of a caption from depending on that.
    """
    rows, said = [], []
    for start in range(0, len(numbers), CAPTIONS):
        captions = captions_of(numbers[start : start + CAPTIONS], rng)
        said.append(slot_targets([caption.slots for caption in captions]))
        retold = rng.random(len(captions)) < RETOLD
        words = [tell(one.slots) if told else one.text for one, told in zip(captions, retold, strict=True)]
        order = sorted(range(len(words)), key=lambda i: len(words[i].encode()))
        states: list[Tensor] = []
        for at in range(0, len(order), TEXT_BATCH):
            texts = [words[i] for i in order[at : at + TEXT_BATCH]]
            with autocast(text_encoder.device):
                states.append(encode_wishes(text_encoder, tokenizer, texts).bfloat16().cpu())
        rows.append(torch.cat(states)[torch.tensor(order).argsort()])
    return Conditions(torch.cat(rows), layouts_of(numbers), torch.cat(said))
