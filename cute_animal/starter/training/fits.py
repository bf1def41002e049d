"""Stage "fits": teach the sketch to the point how animals fit and where their parts are.

When it draws, a sketch looks everything up where it has worked out that animals, heads and hands are: one
that is out by a tenth of a head draws two half faces. Size and step aside go by rules with many corners (a
kite on the side where there is no room ...), so this takes far more examples than there are pictures, and no
pictures at all. Only the few layers that work it out are trained; what they are given stays as it is.
"""

from __future__ import annotations

import logging
import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from cute_animal.starter.denoiser import StarterTransformer2DModel
from cute_animal.starter.layout import SHRINK, STEP_ASIDE
from cute_animal.starter.sketch import Sketch
from cute_animal.starter.text_encoder import slot_targets
from cute_animal.starter.training.conditions import Conditions, fits_of, layouts_of
from cute_animal.starter.training.dataset import DENOISER
from cute_animal.starter.training.schedule import Stage
from cute_animal.starter.training.text import captions_of

logger = logging.getLogger(__name__)

LEARNING_RATE = 2e-3
BATCH = 2048  # animals
UNIT = 0.02  # of a size, a length, a radian: what an error of a fit is measured in
MORE_FITS = 100_000  # examples without pictures, beside those with
FIRST_MORE = DENOISER + (1 << 30)  # their numbers
CHUNK = 1000
TEST_SHARE = 0.02  # of the examples without pictures


@dataclass(frozen=True)
class MoreFits:
    """Examples without pictures: where Conditions.states has states that say the same, slot by slot."""

    rows: Tensor  # (M, S) int64
    layout: Tensor  # (M, layout numbers)
    fits: Tensor  # (M, 2, F)


def fit_loss(predicted: Tensor, told: Tensor) -> Tensor:
    """Mean squared error of fits (B, 2, F), in units of 2 %: of size, of a length, of a radian."""
    return ((predicted.float() - told)[~told.isnan()] / 0.02).square().mean()


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


@torch.no_grad()
def fitting_examples(
    sketch: Sketch, known: Conditions, more: MoreFits, device: torch.device
) -> tuple[Tensor, Tensor]:
    """What the fitting is given of every animal (A, inputs), and what it should say (A, FIT_SIZE).

    First those of the pictures, then those without, in order.
    """
    slots = torch.arange(known.said.shape[1])
    given, told = [], []
    for states, layout, fits in (
        *(
            (known.states[i : i + CHUNK], known.layout[i : i + CHUNK], known.fits[i : i + CHUNK])
            for i in range(0, len(known.states), CHUNK)
        ),
        *(
            (
                known.states[more.rows[i : i + CHUNK], slots],
                more.layout[i : i + CHUNK],
                more.fits[i : i + CHUNK],
            )
            for i in range(0, len(more.rows), CHUNK)
        ),
    ):
        there = ~fits[..., 0].isnan()
        given.append(sketch.fit_inputs(states.float().to(device), layout.to(device))[there.to(device)])
        told.append(fits[there].to(device))
    return torch.cat(given), torch.cat(told)


def train_fits(
    state: Path,
    budget_s: float,
    device: torch.device,
    denoiser: StarterTransformer2DModel,
    known: Conditions,
) -> StarterTransformer2DModel:
    """Train for `budget_s` seconds over all restarts; keep the denoiser in `state` and return it."""
    fitting = denoiser.sketch.fitting.requires_grad_()
    optimizer = torch.optim.AdamW(fitting.parameters(), LEARNING_RATE, betas=(0.9, 0.98), weight_decay=0.0)
    stage = Stage(state / "fits.pt", budget_s, fitting, optimizer)
    if stage.done():
        return denoiser
    rng = np.random.default_rng(stage.step)
    more = more_fits(known, FIRST_MORE, MORE_FITS, rng)
    given, told = fitting_examples(denoiser.sketch, known, more, device)
    test = max(1, round(TEST_SHARE * len(more.rows)))
    while not stage.done():
        stage.set_learning_rate(warm_up_steps=100, hold=0.3)
        chosen = torch.randint(len(given) - test, (BATCH,), device=device)
        # Not squared: most numbers can be learnt exactly, and a few corners must not hold them back.
        loss = F.smooth_l1_loss(fitting(given[chosen]) / UNIT, told[chosen] / UNIT)
        stage.descend(loss)
        stage.finish_step(half_life=0.04)
        if stage.step % 1000 == 0:
            logger.info("fits step %d (%.0f s): loss %.4f", stage.step, stage.spent_s, loss.item())
    with torch.no_grad():
        apart = (stage.average(given[-test:]) - told[-test:]).abs()
    logger.info(
        "fits: of animals that were kept apart, %.1f %% shrink and %.1f %% step aside as they should; "
        "their size is out by %.4f, their parts by %.4f",
        100 * (apart[:, 1] < -math.log(SHRINK) / 2).float().mean(),
        100 * (apart[:, 2] < STEP_ASIDE / 2).float().mean(),
        apart[:, 0].median(),
        apart[:, 3:].median(),
    )
    fitting.load_state_dict(stage.average.state_dict())
    denoiser.save_pretrained(state / "transformer")
    return denoiser
