"""The numbers of a picture that no caption tells."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import torch

from cute_animal.starter.denoiser import LAYOUT_MAPS, layout_maps
from cute_animal.starter.layout import LAYOUT_SIZE, Layout, layout_numbers, sample_layout


def sample(seed: int) -> Layout:
    return sample_layout(np.random.default_rng(seed))


def test_numbers_have_the_stated_size_and_range():
    numbers = np.stack([layout_numbers(sample(seed)) for seed in range(200)])
    assert numbers.shape == (200, LAYOUT_SIZE) and numbers.dtype == np.float32
    assert np.abs(numbers).max() <= 1.3


def test_every_field_reaches_the_numbers():
    """A field that the denoiser is not told would have to be guessed, and come out blurred."""
    one, two = sample(1), sample(2)
    for field in fields(Layout):
        if getattr(one, field.name) != getattr(two, field.name):
            mixed = Layout(**{f.name: getattr(two if f is field else one, f.name) for f in fields(Layout)})
            assert not np.array_equal(layout_numbers(one), layout_numbers(mixed)), field.name


def test_maps_are_spelled_out_per_cell_and_finite():
    numbers = torch.from_numpy(np.stack([layout_numbers(sample(seed)) for seed in range(4)]))
    maps = layout_maps(numbers)
    assert maps.shape == (4, LAYOUT_MAPS, 16, 16)
    assert torch.isfinite(maps).all()


def test_the_animal_frame_is_zero_at_its_feet_and_minus_one_at_its_top():
    layout = sample(3)
    upright = Layout(
        **{f.name: getattr(layout, f.name) for f in fields(Layout)} | {"tilt": 0.0, "mirrored": False}
    )
    u, v = layout_maps(torch.from_numpy(layout_numbers(upright))[None], 512, 512)[0, :2]
    row, column = int(upright.ground_y * 512), int(upright.center_x * 512)
    top = int((upright.ground_y - upright.scale) * 512)
    assert abs(u[row, column]) < 0.01 and abs(v[row, column]) < 0.01
    assert abs(v[top, column] + 1) < 0.01


def test_a_mirrored_animal_has_a_mirrored_frame():
    layout = sample(3)
    values = {f.name: getattr(layout, f.name) for f in fields(Layout)}
    plain, mirrored = (
        layout_maps(torch.from_numpy(layout_numbers(Layout(**values | {"mirrored": flag})))[None])[0, 0]
        for flag in (False, True)
    )
    assert torch.allclose(plain, -mirrored)
