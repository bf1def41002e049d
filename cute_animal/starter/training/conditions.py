"""What the denoiser is told of the pictures that it learns from: words read, layouts, how the animals fit."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from transformers import PreTrainedTokenizerFast, Qwen3Model

from cute_animal.starter.layout import SHRINK, layout_numbers
from cute_animal.starter.sketch import FIT_SIZE
from cute_animal.starter.text_encoder import encode_wishes, slot_targets
from cute_animal.starter.training.dataset import example
from cute_animal.starter.training.precision import autocast
from cute_animal.starter.training.text import captions_of
from cute_animal.vocabulary import MOST_ANIMALS, SECOND, SLOTS

CAPTIONS = 400  # written at a time and sorted by length, so that little of a batch is padding
TEXT_BATCH = 50


@dataclass(frozen=True)
class Conditions:
    """What the denoiser is told of pictures: one row per picture."""

    states: Tensor  # (N, S, C) bfloat16, of one caption each
    layout: Tensor  # (N, layout numbers) float32
    fits: Tensor  # (N, 2, F) float32, as Sketch.fits has it, NaN where there is no second animal
    said: Tensor  # (N, S) int64: what the captions say, class numbers of SLOT_CLASSES

    def paired(self) -> Tensor:
        """(N,) bool: does the caption tell of two animals?"""
        return self.said[:, SLOTS.index(f"{SECOND}species")] != 0


def layouts_of(numbers: Sequence[int] | np.ndarray) -> Tensor:
    """Layout numbers (B, N) of DENOISER examples."""
    return torch.from_numpy(np.stack([layout_numbers(example(int(number))[1]) for number in numbers]))


def fits_of(numbers: Sequence[int] | np.ndarray) -> Tensor:
    """How the animals of DENOISER examples were fitted into their pictures, (B, 2, F) as Sketch.fits has it.

    NaN where there is no second animal.
    """
    # Imported here: drawing a wish imports this module's neighbours, and must not load the drawing code.
    from cute_animal.starter.drawing.fitting import fit
    from cute_animal.starter.drawing.parts import places_of
    from cute_animal.starter.drawing.scene import frames_of

    fits = torch.full((len(numbers), MOST_ANIMALS, FIT_SIZE), torch.nan)
    for i, number in enumerate(numbers):
        scene, layout = example(int(number))
        for k, (animal, frame) in enumerate(zip(scene.animals, frames_of(scene, layout), strict=True)):
            spot = fit(animal, frame, layout)
            shrink = spot.shrunk * math.log(SHRINK)
            usual = math.log(100 * spot.unit / frame.scale) - shrink
            told = [usual, shrink, spot.center_x - frame.center_x]
            for place in places_of(animal, layout).values():
                told += [place.x / 100, place.y / 100, math.log(place.size), place.angle]
            fits[i, k] = torch.tensor(told)
    return fits


@torch.no_grad()
def conditions_of(
    numbers: range, tokenizer: PreTrainedTokenizerFast, text_encoder: Qwen3Model, rng: np.random.Generator
) -> Conditions:
    """Write a caption for each DENOISER example and let the text encoder read it."""
    rows, said = [], []
    for start in range(0, len(numbers), CAPTIONS):
        captions = captions_of(numbers[start : start + CAPTIONS], rng)
        said.append(slot_targets([caption.slots for caption in captions]))
        order = sorted(range(len(captions)), key=lambda i: len(captions[i].text.encode()))
        states: list[Tensor] = []
        for at in range(0, len(order), TEXT_BATCH):
            texts = [captions[i].text for i in order[at : at + TEXT_BATCH]]
            with autocast(text_encoder.device):
                states.append(encode_wishes(text_encoder, tokenizer, texts).bfloat16().cpu())
        rows.append(torch.cat(states)[torch.tensor(order).argsort()])
    return Conditions(torch.cat(rows), layouts_of(numbers), fits_of(numbers), torch.cat(said))
