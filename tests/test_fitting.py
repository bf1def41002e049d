"""How animals are fitted into pictures: nothing leaves it, and as little is changed as needed."""

from __future__ import annotations

import cmath
import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from typing import Any

import pytest
from drawn import a_layout, extreme_layouts

from cute_animal.starter.drawing import fitting
from cute_animal.starter.drawing.cast import CAST
from cute_animal.starter.drawing.fitting import Fit, fit
from cute_animal.starter.drawing.stances import STANCES
from cute_animal.starter.layout import (
    CELL,
    SHRINK,
    STEP_ASIDE,
    Frame,
    Layout,
)
from cute_animal.vocabulary import (
    HEADWEAR,
    HELD,
    POSE,
    SPECIES,
    Animal,
)


def cases_of_fitting() -> Iterator[tuple[Animal, Frame, Layout]]:
    """Every species in every pose, bare and with all sorts of things, in all frames of extreme layouts."""
    layouts = [*extreme_layouts(), *map(a_layout, range(6))]
    for number, (species, pose) in enumerate(product(SPECIES, POSE)):
        for at in (number, 5 * number + 1):
            headwear, held = ((None, *table)[at % (len(table) + 1)] for table in (HEADWEAR, HELD))
            animal = Animal(
                species, "blue", "plain", None, None, headwear, headwear and "red", held, held and "red", pose
            )
            for layout in (layouts[at % len(layouts)], layouts[(at + 7) % len(layouts)]):
                yield from ((animal, frame, layout) for frame in layout.frames)


def has_room(animal: Animal, frame: Frame, layout: Layout, spot: Fit, slack: float = 0.0) -> bool:
    """Do all outermost points lie inside the picture's margin, and of a pair in its own half?"""
    stance = STANCES[animal.pose]
    turn = cmath.rect(1, frame.tilt + stance.lean * (-1 if frame.mirrored else 1))
    turned = [
        complex(-x if frame.mirrored else x, y) * turn for x, y in fitting._outermost(animal, stance, layout)
    ]
    xs = [spot.center_x + spot.unit * point.real for point in turned]
    top = frame.ground_y + spot.unit * (min(point.imag for point in turned) - stance.lift)
    left, right = 0.022, 0.978
    if frame == layout.frames[1]:
        right = 0.535
    elif frame == layout.frames[2]:
        left = 0.465
    return min(xs) >= left - slack and max(xs) <= right + slack and top >= 0.022 - slack


def test_an_animal_is_fitted_into_the_picture_by_as_little_as_is_needed_and_in_few_steps() -> None:
    """Outlines run in few places: half cells aside, tenths smaller, as the frame says where there is room."""
    seen: Counter[tuple[bool, bool]] = Counter()
    for animal, frame, layout in cases_of_fitting():
        found = fit(animal, frame, layout)
        usual = frame.scale * CAST[animal.species].size * STANCES[animal.pose].size / 100
        wanted = Fit(frame.center_x, usual, 0)
        aside = (found.center_x - wanted.center_x) / STEP_ASIDE
        tenths = math.log(found.unit / wanted.unit) / math.log(SHRINK)
        assert aside == pytest.approx(round(aside), abs=1e-6) and tenths == pytest.approx(
            round(tenths), abs=1e-6
        )
        assert round(tenths) == found.shrunk >= 0, "no animal is drawn bigger than its frame says"
        assert has_room(animal, frame, layout, found, slack=1e-8)
        if has_room(animal, frame, layout, wanted):
            assert (found.center_x, found.shrunk) == (wanted.center_x, 0)
            assert found.unit == pytest.approx(wanted.unit)
        steps = range(-15, 16)
        nearer = [n for n in steps if abs(n) < abs(round(aside))]
        tried = [replace(found, center_x=wanted.center_x + n * STEP_ASIDE) for n in nearer]
        if round(tenths):
            larger = replace(found, unit=found.unit / SHRINK)
            tried += [replace(larger, center_x=wanted.center_x + n * STEP_ASIDE) for n in steps]
        assert not any(has_room(animal, frame, layout, spot) for spot in tried)
        seen[round(aside) != 0, round(tenths) != 0] += 1
    assert len(seen) == 4 and min(seen.values()) > 50, "or this tests nothing"


def test_an_animal_without_tall_things_is_as_big_as_its_frame_says() -> None:
    layout = a_layout(10)
    for frame in layout.frames:
        found = fit(Animal("bear", "brown"), frame, layout)
        assert found.center_x == frame.center_x
        assert found.unit == pytest.approx(frame.scale / 100)


@pytest.mark.parametrize(
    "variant",
    [
        {"held": "kite", "held_color": "red", "pose": "cheering"},
        {"held": "umbrella", "held_color": "red", "pose": "cheering"},
        {"headwear": "wizard_hat", "headwear_color": "red", "pose": "jumping"},
        {"headwear": "party_hat", "headwear_color": "red"},
    ],
    ids=lambda variant: "-".join(variant.values()),
)
def test_a_kite_or_a_tall_hat_makes_an_animal_smaller_so_that_its_top_stays_inside(
    variant: dict[str, Any],
) -> None:
    layout = a_layout(10)
    frame = replace(layout.frames[0], scale=0.73)
    layout = replace(layout, frames=(frame, *layout.frames[1:]))
    bare = Animal("bear", "white", pose=variant.get("pose", "standing"))
    assert fit(replace(bare, **variant), frame, layout).unit < 0.9 * fit(bare, frame, layout).unit


def test_an_animal_of_a_pair_steps_aside_before_it_shrinks() -> None:
    layout = a_layout(10)
    bare, left = Animal("bear", "brown"), layout.frames[1]
    holding = replace(bare, held="gift", held_color="red")
    near = replace(left, center_x=0.2)
    found = fit(holding, near, layout)
    assert found.unit == fit(bare, near, layout).unit
    assert found.center_x > near.center_x
    far = fit(replace(bare, held="kite", held_color="red", pose="cheering"), near, layout)
    assert far.center_x > near.center_x and far.unit < found.unit


def test_the_fit_of_a_mirror_image_is_the_mirror_image_of_the_fit() -> None:
    """In a pair and alone; rounding to steps must not favour a side."""
    layout = a_layout(11)
    alone, left, right = layout.frames
    assert right.center_x == pytest.approx(1 - left.center_x)
    near = replace(left, center_x=0.2, tilt=0.03)
    beside = replace(alone, center_x=0.5 - CELL, mirrored=False)
    mirror_images = [
        (left, right),
        (near, replace(near, center_x=1 - near.center_x, tilt=-near.tilt, mirrored=True)),
        (beside, replace(beside, center_x=1 - beside.center_x, mirrored=True)),
    ]
    stepped = 0
    for species, pose, held in product(SPECIES, POSE, (None, "kite")):
        animal = Animal(species, "blue", pose=pose, held=held, held_color=held and "red")
        for frame, mirrored in mirror_images:
            in_layout = replace(layout, frames=(frame, left, right)) if frame is beside else layout
            in_mirror = replace(layout, frames=(mirrored, left, right)) if frame is beside else layout
            first, second = fit(animal, frame, in_layout), fit(animal, mirrored, in_mirror)
            assert second.unit == pytest.approx(first.unit)
            assert second.center_x == pytest.approx(1 - first.center_x)
            stepped += first.center_x != frame.center_x
    assert stepped > 100, "or this tests nothing"
