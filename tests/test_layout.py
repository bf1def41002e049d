"""The numbers of a picture that no caption tells, and the maps that spell them out over its cells."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, replace
from functools import cache
from itertools import count, product

import numpy as np
import pytest
import torch
from torch import Tensor

from cute_animal.starter.layout import (
    CELL,
    DECORATIONS,
    FRAMES,
    LAYOUT_SIZE,
    SHRINK,
    STEP_ASIDE,
    Frame,
    Layout,
    layout_numbers,
    sample_layout,
)
from cute_animal.starter.maps import (
    ANIMAL_MAPS,
    SCENE_MAPS,
    animal_frame,
    animal_maps,
    eye_coordinates,
    own_coordinates,
    part_coordinates,
    scene_maps,
)
from cute_animal.starter.noise import LATENT_SHAPE
from cute_animal.vocabulary import CLOTH_COLOR, MOST_ANIMALS, THINGS

CELLS = 256
ALONE, TWO = torch.zeros(1), torch.ones(1)


def sample(seed: int) -> Layout:
    return sample_layout(np.random.default_rng(seed))


def numbers_of(*layouts: Layout) -> Tensor:
    return torch.from_numpy(np.stack([layout_numbers(layout) for layout in layouts]))


def frame_tensor(frame: Frame) -> Tensor:
    return torch.tensor([[float(getattr(frame, name)) for name in FRAMES[0]]])


@cache
def many() -> tuple[Layout, ...]:
    return tuple(sample(seed) for seed in range(1000))


def places(*lists: tuple[float, ...]) -> list[object]:
    """All combinations, as values_of gives them."""
    return [pytest.approx(values) for values in sorted(product(*lists))]


def values_of(*names: str, of: Iterable[Layout | Frame]) -> list[tuple[float, ...]]:
    """Which values these numbers take together, each only once."""
    return sorted({tuple(float(getattr(one, name)) for name in names) for one in of})


def test_a_lone_animal_stands_in_the_middle_or_one_cell_of_the_latent_beside_it() -> None:
    """A latent changes with every pixel that an outline moves by: these are all the places there are."""
    assert CELL == 1 / LATENT_SHAPE[1] == 1 / LATENT_SHAPE[2]
    found = values_of("center_x", "mirrored", of=[layout.frames[0] for layout in many()])
    assert found == places((0.5 - CELL, 0.5, 0.5 + CELL), (0.0, 1.0))
    rest = values_of("ground_y", "scale", "tilt", of=[layout.frames[0] for layout in many()])
    assert rest == places((0.895,), (0.7,), (0.0,))


def test_a_pair_always_stands_in_the_same_two_places_one_the_mirror_image_of_the_other() -> None:
    lefts, rights = ({layout.frames[which] for layout in many()} for which in (1, 2))
    assert len(lefts) == len(rights) == 1
    left, right = lefts.pop(), rights.pop()
    assert (left.center_x, left.ground_y, left.scale, left.tilt) == pytest.approx((0.27, 0.895, 0.53, 0.0))
    assert right.center_x == pytest.approx(1 - left.center_x)
    assert replace(right, center_x=left.center_x, mirrored=False) == left


@pytest.mark.parametrize(
    "name, values", [("head", (0.97, 1.05)), ("ears", (0.95, 1.1)), ("eyes", (0.95, 1.1))]
)
def test_a_part_of_the_head_is_small_or_big(name: str, values: tuple[float, ...]) -> None:
    assert values_of(name, of=many()) == places(values)


def test_head_ears_and_eyes_are_big_independently_of_each_other() -> None:
    assert len(values_of("head", "ears", "eyes", of=many())) == 2**3


def test_there_are_two_horizons_on_borders_of_cells_and_six_places_for_the_light() -> None:
    assert values_of("horizon_y", of=many()) == places((10 * CELL, 11 * CELL))
    assert values_of("light_x", "light_y", of=many()) == places((0.158, 0.842), (0.11, 0.15, 0.19))


@pytest.mark.parametrize("index", range(DECORATIONS))
def test_a_decoration_has_eighteen_places_in_its_own_column(index: int) -> None:
    middle = (0.078125, 0.234375, 0.5, 0.765625, 0.921875)[index]
    found = sorted({layout.decorations[index] for layout in many()})
    sides = (middle - CELL / 2, middle + CELL / 2)
    assert found == places(sides, (0.1, 0.5, 0.9), (0.1, 0.5, 0.9))
    assert len(found) == 18


def test_colours_take_any_value() -> None:
    """They move no outline."""
    for name, low, high in (("hue", 0.0, 1.0), ("cheeks", 0.5, 1.0)):
        values = [getattr(layout, name) for layout in many()]
        assert len(set(values)) == len(values)
        assert low <= min(values) < low + 0.01 and high - 0.01 < max(values) <= high
    for owner, thing in product(range(MOST_ANIMALS), THINGS):
        assert {layout.color_of(owner, thing) for layout in many()} == set(CLOTH_COLOR)


def test_an_animal_makes_room_by_half_cells_and_tenths() -> None:
    assert (STEP_ASIDE, SHRINK) == (CELL / 2, 0.9)


def test_numbers_have_the_stated_size_and_range() -> None:
    numbers = np.stack([layout_numbers(sample(seed)) for seed in range(200)])
    assert numbers.shape == (200, LAYOUT_SIZE) and numbers.dtype == np.float32
    assert np.abs(numbers).max() <= 1.3


def test_a_layout_has_a_frame_for_one_and_for_each_of_two_and_colours_for_both() -> None:
    for seed in range(20):
        layout = sample(seed)
        assert len(layout.frames) == 1 + MOST_ANIMALS
        assert [len(colors) for colors in layout.colors] == [len(THINGS)] * MOST_ANIMALS
        _, left, right = layout.frames
        assert left.center_x < 0.5 < right.center_x
        assert right.mirrored and not left.mirrored
        assert layout.color_of(1, "held") == layout.colors[1][2]
    assert {sample(seed).frames[0].mirrored for seed in range(20)} == {True, False}


@pytest.mark.parametrize(
    "field", [field.name for field in fields(Layout) if field.name not in ("frames", "colors")]
)
def test_every_field_reaches_the_numbers(field: str) -> None:
    """A field that the denoiser is not told would have to be guessed, and come out blurred."""
    one = sample(1)
    two = next(other for other in map(sample, count(2)) if getattr(other, field) != getattr(one, field))
    mixed = replace(one, **{field: getattr(two, field)})
    assert not np.array_equal(layout_numbers(one), layout_numbers(mixed))


@pytest.mark.parametrize("name", [field.name for field in fields(Frame)])
def test_every_field_of_every_frame_reaches_its_own_numbers(name: str) -> None:
    layout = sample(1)
    told = []
    for which, frame in enumerate(layout.frames):
        value = not frame.mirrored if name == "mirrored" else getattr(frame, name) + 0.01
        frames = [
            replace(frame, **{name: value}) if i == which else kept for i, kept in enumerate(layout.frames)
        ]
        numbers = layout_numbers(replace(layout, frames=tuple(frames)))
        told.append(np.nonzero(numbers != layout_numbers(layout))[0].tolist())
    assert all(len(places) == 1 for places in told)
    assert len({places[0] for places in told}) == len(layout.frames)


@pytest.mark.parametrize("thing", THINGS)
def test_the_colour_of_every_thing_of_both_animals_reaches_the_numbers(thing: str) -> None:
    layout = replace(sample(1), colors=(("red",) * len(THINGS),) * MOST_ANIMALS)
    told = set()
    for animal in range(MOST_ANIMALS):
        colors = [list(owner) for owner in layout.colors]
        colors[animal][THINGS.index(thing)] = "blue"
        told.add(layout_numbers(replace(layout, colors=tuple(map(tuple, colors)))).tobytes())
    assert len(told - {layout_numbers(layout).tobytes()}) == MOST_ANIMALS


def test_the_frames_come_back_from_the_numbers() -> None:
    for seed in range(4):
        layout = sample(seed)
        numbers = numbers_of(layout)
        found = [
            animal_frame(numbers, ALONE, 0),
            animal_frame(numbers, TWO, 0),
            animal_frame(numbers, TWO, 1),
        ]
        for frame, tensor in zip(layout.frames, found, strict=True):
            assert torch.allclose(tensor, frame_tensor(frame), atol=1e-5)
        assert torch.equal(animal_frame(numbers, ALONE, 1), found[2]), "who is not there gets the right one's"


def test_own_coordinates_are_zero_at_the_feet_and_minus_one_at_the_top() -> None:
    for frame in sample(3).frames:
        upright = replace(frame, tilt=0.0, mirrored=False)
        u, v = own_coordinates(frame_tensor(upright), CELLS)
        row, column = int(upright.ground_y * CELLS), int(upright.center_x * CELLS)
        top = int((upright.ground_y - upright.scale) * CELLS)
        side = int((upright.center_x + upright.scale / 4) * CELLS)
        assert abs(u[0, row, column]) < 0.01 and abs(v[0, row, column]) < 0.01
        assert abs(v[0, top, column] + 1) < 0.01
        assert abs(u[0, row, side] - 0.25) < 0.01


def test_a_tilted_animal_keeps_its_top_on_its_axis() -> None:
    frame = Frame(0.5, 0.9, 0.7, 0.2, mirrored=False)
    u, v = own_coordinates(frame_tensor(frame), CELLS)
    row = int((frame.ground_y - frame.scale * np.cos(frame.tilt)) * CELLS)
    column = int((frame.center_x + frame.scale * np.sin(frame.tilt)) * CELLS)  # clockwise: to the right
    assert abs(u[0, row, column]) < 0.01 and abs(v[0, row, column] + 1) < 0.01


def test_a_mirrored_animal_has_a_mirrored_frame() -> None:
    frame = replace(sample(3).frames[0], mirrored=False)
    (u, v), (mirrored_u, mirrored_v) = (
        own_coordinates(frame_tensor(replace(frame, mirrored=flag)), CELLS) for flag in (False, True)
    )
    assert torch.allclose(u, -mirrored_u) and torch.equal(v, mirrored_v)


def test_both_eyes_are_laid_side_by_side_however_far_apart_they_are() -> None:
    """The middle of an eye finds the middle of its half; what is far from both, a border."""
    for gap in (0.05, 0.13):
        across = torch.tensor([-gap - 0.5, -gap, -gap + 0.02, -0.001, 0.001, gap - 0.02, gap, gap + 0.5])
        found = eye_coordinates(across.view(1, 1, -1), torch.tensor([gap]), 0.1).flatten().tolist()
        between = min(gap, 0.1)
        assert found == pytest.approx(
            [-0.2, -0.1, -0.08, -0.1 + between, 0.1 - between, 0.08, 0.1, 0.2], abs=2e-3
        )


def test_maps_are_spelled_out_per_cell_and_finite() -> None:
    numbers = numbers_of(*map(sample, range(4)))
    of_animals = animal_maps(*own_coordinates(animal_frame(numbers, torch.ones(4), 1), 32))
    of_scene = scene_maps(numbers, 32)
    assert of_animals.shape == (4, ANIMAL_MAPS, 32, 32) and of_scene.shape == (4, SCENE_MAPS, 32, 32)
    for maps in (of_animals, of_scene):
        assert torch.isfinite(maps).all()
        flat = maps.transpose(0, 1).flatten(1)
        assert len({row.numpy().tobytes() for row in flat}) == len(flat), "no map is there twice"


@pytest.mark.parametrize(
    "field, value",
    [
        ("horizon_y", 0.7), ("light_x", 0.15), ("light_y", 0.12),
        *(("decorations", i) for i in range(5)),
    ],
)  # fmt: skip
def test_the_maps_of_the_scene_show_all_that_is_around(field: str, value: float) -> None:
    layout = replace(sample(5), light_x=0.85, light_y=0.18, horizon_y=0.62)
    given: object = value
    if field == "decorations":
        given = tuple((x, y, size + 0.1 * (i == value)) for i, (x, y, size) in enumerate(layout.decorations))
    other = replace(layout, **{field: given})
    before, after = scene_maps(numbers_of(layout, other), 32)
    assert not torch.equal(before, after)


def test_the_maps_know_where_the_light_and_the_horizon_are() -> None:
    layout = sample(5)
    maps = scene_maps(numbers_of(layout), CELLS)[0]
    brightest = int(maps[2].argmax())
    assert abs(brightest // CELLS - layout.light_y * CELLS) <= 1
    assert abs(brightest % CELLS - layout.light_x * CELLS) <= 1
    above = (maps[-2][:, 0] < 0).sum().item()
    assert abs(above - layout.horizon_y * CELLS) <= 1


def test_the_frame_of_a_part_has_its_origin_its_size_and_its_turn() -> None:
    u, v = torch.tensor([[[0.1, 0.1, -0.1]]]), torch.tensor([[[-0.6, -0.8, -0.6]]])
    place = torch.tensor([[0.1, -0.6, np.log(2.0), np.pi / 2]], dtype=torch.float32)  # turned clockwise
    across, down = part_coordinates(u, v, place)
    assert torch.allclose(across, torch.tensor([[[0.0, -0.1, 0.0]]]), atol=1e-6)
    assert torch.allclose(down, torch.tensor([[[0.0, 0.0, 0.1]]]), atol=1e-6)
