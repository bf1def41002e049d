"""Stage "sketch": teach the denoiser's sketch to draft pictures, before any noise comes in.

Words and layout determine a picture, so its latents can be aimed at directly. A draft is blurred where the
sketch does not know better, but costs a quarter of a denoiser's step: most of what the denoiser would have to
learn at high noise is learnt here first. The text encoder reads one caption of each picture, once.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from transformers import PreTrainedTokenizerFast, Qwen3Model

from cute_animal.starter.autoencoder import StarterAutoencoder
from cute_animal.starter.denoiser import StarterTransformer2DModel
from cute_animal.starter.layout import layout_numbers
from cute_animal.starter.text_encoder import encode_wishes, slot_targets
from cute_animal.starter.training.dataset import DENOISER, example
from cute_animal.starter.training.metric import pixel_metric
from cute_animal.starter.training.precision import autocast, memory_format
from cute_animal.starter.training.schedule import Stage, newest
from cute_animal.starter.training.text import captions_of
from cute_animal.vocabulary import MOST_ANIMALS, SECOND, SLOTS

logger = logging.getLogger(__name__)

LEARNING_RATE = 1.5e-3
BATCH = 32
CAPTIONS = 400  # written at a time and sorted by length, so that little of a batch is padding
TEXT_BATCH = 50
METRIC_PICTURES = 12
FIT_SHARE = 0.02  # of the loss, so that it teaches and does not rule
MORE_FITS = 60_000  # examples without pictures from which the fitting learns, beside those with
FITS_BATCH = 256


@dataclass(frozen=True)
class Conditions:
    """What the denoiser is told of pictures: one row per picture."""

    states: Tensor  # (N, S, C) bfloat16, of one caption each
    layout: Tensor  # (N, layout numbers) float32
    fits: Tensor  # (N, 2, 2) float32, as Sketch.fits has it, NaN where there is no second animal
    said: Tensor  # (N, S) int64: what the captions say, class numbers of SLOT_CLASSES

    def paired(self) -> Tensor:
        """(N,) bool: does the caption tell of two animals?"""
        return self.said[:, SLOTS.index(f"{SECOND}species")] != 0


@dataclass(frozen=True)
class MoreFits:
    """Examples without pictures: where Conditions.states has states that say the same, slot by slot."""

    rows: Tensor  # (M, S) int64
    layout: Tensor  # (M, layout numbers)
    fits: Tensor  # (M, 2, 2)


def layouts_of(numbers: Sequence[int] | np.ndarray) -> Tensor:
    """Layout numbers (B, N) of DENOISER examples."""
    return torch.from_numpy(np.stack([layout_numbers(example(int(number))[1]) for number in numbers]))


def fits_of(numbers: Sequence[int] | np.ndarray) -> Tensor:
    """How the animals of DENOISER examples were fitted into their pictures, (B, 2, 2) as Sketch.fits has it.

    NaN where there is no second animal.
    """
    # Imported here: drawing a wish imports this module's neighbours, and must not load the drawing code.
    from cute_animal.starter.drawing.fitting import fit
    from cute_animal.starter.drawing.scene import frames_of

    fits = torch.full((len(numbers), MOST_ANIMALS, 2), torch.nan)
    for i, number in enumerate(numbers):
        scene, layout = example(int(number))
        for k, (animal, frame) in enumerate(zip(scene.animals, frames_of(scene, layout), strict=True)):
            spot = fit(animal, frame, layout)
            fits[i, k, 0] = math.log(100 * spot.unit / frame.scale)
            fits[i, k, 1] = spot.center_x - frame.center_x
    return fits


def fit_loss(predicted: Tensor, told: Tensor) -> Tensor:
    """Mean squared error of fits (B, 2, 2) in units of 2 % of size and 2 % of the picture's width."""
    return ((predicted.float() - told)[~told.isnan()] / 0.02).square().mean()


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


def more_fits(known: Conditions, first: int, count: int, rng: np.random.Generator) -> MoreFits:
    """Make examples from number `first` on whose states are put together from those that are known.

    How an animal fits depends on all that it wears, holds and does at once: more combinations than there are
    pictures. A slot's state says little beside its class, so the text encoder need not read them all.
    """
    numbers = range(first, first + count)
    said = slot_targets([caption.slots for caption in captions_of(numbers, rng)])
    rows = torch.empty_like(said)
    for slot in range(said.shape[1]):
        for value in said[:, slot].unique():
            have = (known.said[:, slot] == value).nonzero()[:, 0].numpy()
            want = said[:, slot] == value
            if len(have) == 0:  # few pictures, as in a test: any state is better than none
                have = np.arange(len(known.said))
            rows[want, slot] = torch.from_numpy(rng.choice(have, int(want.sum())))
    return MoreFits(rows, layouts_of(numbers), fits_of(numbers))


def train_sketch(
    state: Path,
    start: Path,
    budget_s: float,
    device: torch.device,
    latents: np.ndarray,
    known: Conditions,
    vae: StarterAutoencoder,
    *,
    compiled: bool = False,
) -> None:
    """Train for `budget_s` seconds over all restarts; leave a denoiser with the new sketch in `state`.

    known: the conditions of the pictures that `latents` (N, 32, 16, 16) are of.
    """
    trained = newest("transformer", state, start)
    denoiser: StarterTransformer2DModel
    if trained:
        denoiser = StarterTransformer2DModel.from_pretrained(trained).float().to(device)
    else:
        denoiser = StarterTransformer2DModel(caption_channels=known.states.shape[2]).to(device)
    model = denoiser.sketch.to(memory_format=memory_format(device))  # type: ignore[call-overload]  # stubs lack it
    optimizer = torch.optim.AdamW(
        model.parameters(), LEARNING_RATE, betas=(0.9, 0.98), weight_decay=0.01, fused=True
    )
    stage = Stage(state / "sketch.pt", budget_s, model, optimizer)
    if stage.done():
        return
    rng = np.random.default_rng(stage.step)
    more = more_fits(known, DENOISER + (1 << 30), MORE_FITS, rng)
    slots = torch.arange(known.said.shape[1])
    for kept in (model, stage.average):
        kept.fit_paired(known.states.float().to(device), known.paired().to(device))
    root = pixel_metric(
        vae.float(), torch.from_numpy(latents[:METRIC_PICTURES].astype(np.float32)).to(device)
    )
    forward = torch.compile(model) if compiled else model
    losses: list[tuple[float, float]] = []
    while not stage.done():
        stage.set_learning_rate(warm_up_steps=100, hold=0.3)
        chosen = np.sort(rng.integers(len(latents), size=BATCH))
        clean = torch.from_numpy(latents[chosen].astype(np.float32)).to(device)
        states, layout = known.states[chosen].float().to(device), known.layout[chosen].to(device)
        with autocast(device):
            draft = forward(states, layout, known.fits[chosen].to(device)).draft
        others = rng.integers(len(more.rows), size=FITS_BATCH)
        told = torch.cat([known.fits[chosen], more.fits[others]]).to(device)
        states = torch.cat([states, known.states[more.rows[others], slots].float().to(device)])
        fits = model.fits(states, torch.cat([layout, more.layout[others].to(device)]))
        loss = torch.einsum("dc,bchw->bdhw", root, draft.float() - clean).square().mean()
        misfit = fit_loss(fits, told)
        stage.descend(loss + FIT_SHARE * misfit)
        stage.finish_step(half_life=0.04)
        losses.append((loss.item(), misfit.item()))
        if stage.step % 200 == 0:
            recent = np.mean(losses[-200:], axis=0)
            logger.info("sketch step %d (%.0f s): loss %.4f, misfit %.4f", stage.step, stage.spent_s, *recent)
    denoiser.sketch.load_state_dict(stage.average.state_dict())
    denoiser.save_pretrained(state / "transformer")
