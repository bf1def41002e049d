"""Rectified flow: how noise is added, what the network is asked for, and where a seed starts.

Convention (as in diffusers): sigma = 1 is pure noise, sigma = 0 is the picture; the path is straight,
x_sigma = (1 - sigma) x0 + sigma noise, and the network predicts the velocity v = noise - x0
(arXiv 2209.03003). Timesteps are 1000 sigma. Knows nothing about text, files or devices.
"""

from __future__ import annotations

import numpy as np
import torch
from torch import Tensor

from cute_animal.starter.layout import Layout, sample_layout

LATENT_SHAPE = (32, 16, 16)  # channels, cells down, cells across: one 512x512 picture
TIMESTEPS = 1000
SHIFT = 1.41  # sqrt(32 * 16 * 16 / 4096): more numbers need more noise to hide them (arXiv 2403.03206, 5.3.2)
TRAINING_SHIFT = 2.0  # words and layout determine a picture: most is to be learned where noise hides it


def starting_point(seed: int) -> tuple[Layout, np.ndarray]:
    """Return the layout and the initial noise (32, 16, 16) float32 that belong to a seed, on every runtime.

    seed: 0 .. 2**64 - 1. Philox is a counter-based generator: the same numbers on every machine.
    """
    rng = np.random.Generator(np.random.Philox(key=seed))
    layout = sample_layout(rng)
    return layout, rng.standard_normal(LATENT_SHAPE, dtype=np.float32)


def sample_sigmas(count: int, generator: torch.Generator | None = None) -> Tensor:
    """Draw training sigmas (count,) in (0, 1): logit-normal, then shifted towards noise by TRAINING_SHIFT."""
    sigmas = torch.sigmoid(torch.randn(count, generator=generator))
    return TRAINING_SHIFT * sigmas / (1 + (TRAINING_SHIFT - 1) * sigmas)


def add_noise(latents: Tensor, noise: Tensor, sigmas: Tensor) -> Tensor:
    """x_sigma for latents and noise (B, C, h, w) and sigmas (B,)."""
    sigmas = sigmas.view(-1, 1, 1, 1)
    return (1 - sigmas) * latents + sigmas * noise


def velocity(latents: Tensor, noise: Tensor) -> Tensor:
    """What the network is asked for, (B, C, h, w)."""
    return noise - latents
