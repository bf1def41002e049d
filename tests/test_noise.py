"""The path between noise and picture, and where a seed starts."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from cute_animal.starter.noise import LATENT_SHAPE, add_noise, sample_sigmas, starting_point, velocity
from cute_animal.starter.pipeline import build_scheduler

FIRST_NOISE = (0.0788985, -0.2239783, -0.9945840)
CENTERS_X = (0.4375, 0.27, 0.73)  # alone, left, right
MIRRORED = (True, False, True)
HUE = 0.0828426870273763
LIGHT = (0.158, 0.19)
DECORATIONS = (
    (0.109375, 0.1, 0.5),
    (0.265625, 0.5, 0.1),
    (0.53125, 0.9, 0.9),
    (0.796875, 0.1, 0.5),
    (0.890625, 0.5, 0.9),
)
COLORS = (("purple", "blue", "blue"), ("orange", "purple", "red"))


def test_the_same_seed_starts_at_the_same_place():
    layout, noise = starting_point(7)
    again_layout, again = starting_point(7)
    other_layout, other = starting_point(8)
    assert layout == again_layout != other_layout
    assert np.array_equal(noise, again) and not np.array_equal(noise, other)


def test_the_start_of_seed_7_never_changes():
    """A seed that a child wrote down must draw the same picture tomorrow, until new weights are trained."""
    layout, noise = starting_point(7)
    assert noise.shape == LATENT_SHAPE and noise.dtype == np.float32
    assert noise[0, 0, :3].tolist() == pytest.approx(list(FIRST_NOISE), abs=1e-6)
    assert [frame.center_x for frame in layout.frames] == pytest.approx(list(CENTERS_X), abs=1e-9)
    assert tuple(frame.mirrored for frame in layout.frames) == MIRRORED
    assert layout.hue == pytest.approx(HUE, abs=1e-9)
    assert (layout.light_x, layout.light_y) == pytest.approx(LIGHT, abs=1e-9)
    assert layout.decorations == DECORATIONS
    assert layout.colors == COLORS


def test_noise_is_standard_normal():
    noise = np.stack([starting_point(seed)[1] for seed in range(16)])
    assert abs(noise.mean()) < 0.02 and abs(noise.std() - 1) < 0.02


def test_one_euler_step_with_the_true_velocity_returns_the_picture():
    clean, noise = torch.randn(2, *LATENT_SHAPE), torch.randn(2, *LATENT_SHAPE)
    scheduler = build_scheduler()
    scheduler.set_timesteps(1)
    sigma = scheduler.sigmas[0]
    start = add_noise(clean, noise, sigma.expand(2))
    end = scheduler.step(velocity(clean, noise), scheduler.timesteps[0], start, return_dict=False)[0]
    assert torch.allclose(end, clean, atol=1e-5)


def test_sigmas_lie_between_picture_and_noise_and_lean_towards_noise():
    sigmas = sample_sigmas(20_000)
    assert sigmas.min() > 0 and sigmas.max() < 1
    assert sigmas.median() == pytest.approx(2 / 3, abs=0.02)
