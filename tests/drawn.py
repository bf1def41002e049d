"""Layouts, drawn pictures and what differs between them, for the tests of the drawn world."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np

from cute_animal.starter.drawing import draw_scene
from cute_animal.starter.layout import (
    CELL,
    FRAMES,
    PROPORTIONS,
    Frame,
    Layout,
    sample_layout,
)
from cute_animal.vocabulary import (
    SCENE_SLOTS,
    SECOND,
    SPECIES,
    Animal,
    Scene,
)

BEAR = Animal(
    "bear",
    "brown",
    garment="sweater",
    garment_color="red",
    headwear="hat",
    headwear_color="blue",
    held="cup",
    held_color="green",
)


PAIR = Scene((BEAR, replace(BEAR, species="cat", coat="gray", held="ball")), place="meadow")


NUMBER = {species: number for number, species in enumerate(SPECIES)}


def a_layout(seed: int = 0) -> Layout:
    return sample_layout(np.random.default_rng(seed))


def with_frames(layout: Layout, *which: int, **values: float) -> Layout:
    """The layout with numbers of some frames (0 alone, 1 left, 2 right) changed."""
    frames = [replace(frame, **values) if i in which else frame for i, frame in enumerate(layout.frames)]
    return replace(layout, frames=tuple(frames))


def pixels(scene: Scene, layout: Layout) -> np.ndarray:
    """Draw at half size, which is enough to count pixels on; (256, 256, 3) int16."""
    return np.asarray(draw_scene(scene, layout, size=256)).astype(np.int16)


def one(animal: Animal, layout: Layout) -> np.ndarray:
    return pixels(Scene((animal,)), layout)


def difference(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """(256, 256), summed over the channels."""
    return np.abs(first - second).sum(axis=2)


def changed(scene: Scene, slot: str, value: str | None) -> Scene:
    """The scene with another value of one of SLOTS, a thing's colour going with the thing."""
    if slot in SCENE_SLOTS:
        return replace(scene, **{slot: value})
    own, which = slot.removeprefix(SECOND), int(slot.startswith(SECOND))
    values = {own: value} | ({f"{own}_color": None} if value is None else {})
    animals = [replace(animal, **values) if i == which else animal for i, animal in enumerate(scene.animals)]
    return replace(scene, animals=tuple(animals))


def extreme_layouts() -> list[Layout]:
    """Where an animal is most likely to leave the picture: all places of the prior, and all tilted corners.

    The prior tilts no animal any more, so the tilted ones that are alone stand in the middle.
    """
    most = {name: PROPORTIONS[name][0] + PROPORTIONS[name][1] for name in ("head", "ears")}
    upright = replace(a_layout(), **most)
    layouts = [
        with_frames(upright, 0, center_x=0.5 + aside * CELL, mirrored=mirrored)
        for aside, mirrored in product((-1, 0, 1), (False, True))
    ]
    for signs in product((-1, 1), repeat=3):
        frames = []
        for index, ranges in enumerate(FRAMES):
            numbers = {
                name: ranges[name][0] + sign * ranges[name][1]
                for name, sign in zip(("center_x", "ground_y", "tilt", "scale"), (*signs, 1), strict=True)
            }
            if index == 0:
                numbers["center_x"] = 0.5
            frames.append(Frame(**numbers, mirrored=index == 2))
        layouts.append(replace(upright, frames=tuple(frames)))
    return layouts
