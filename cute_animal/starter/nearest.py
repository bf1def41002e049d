"""Read a picture by drawing: of everything that could stand in for one attribute, what is it most like?

For each attribute of a wish, the drawing code draws the wish once as it is and once with every other value of
that attribute, all in the layout that the picture was made with. The value whose drawing is nearest to the
picture is what it shows. Nothing is trained, so nothing can be gamed or under-trained, and a drawn picture is
always read as what was drawn. But it asks for one attribute at a time, so that what is badly wrong in one can
spill over into others, and it forgives blur: a judge (judge.py) that reads without knowing the wish is the
harder test.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from PIL import Image

from cute_animal.starter.drawing import draw_scene
from cute_animal.starter.layout import Layout
from cute_animal.starter.scenes import shown
from cute_animal.vocabulary import ANIMAL_SLOTS, NONE, SCENE_SLOTS, SECOND, THINGS, Animal, Scene, table_of

SIDE = 128  # px at which pictures are compared


def read_by_drawing(
    pictures: Sequence[Image.Image], scenes: Sequence[Scene], layouts: Sequence[Layout]
) -> list[dict[str, str]]:
    """What each picture is most like, per slot of SLOTS a key of its table or NONE.

    scenes, layouts: what each picture should show, and how it was laid out. Runs in worker processes, about a
    second per picture and core.
    """
    jobs = [
        (np.asarray(_small(picture)), scene, layout)
        for picture, scene, layout in zip(pictures, scenes, layouts, strict=True)
    ]
    with multiprocessing.get_context("spawn").Pool(os.cpu_count() or 1) as pool:
        return pool.starmap(nearest, jobs, chunksize=4)


def nearest(picture: np.ndarray, scene: Scene, layout: Layout) -> dict[str, str]:
    """picture: (SIDE, SIDE, 3) uint8. Returns per slot of SLOTS a key of its table or NONE."""
    seen = shown(scene)
    asked = _distance(picture, scene, layout)
    best = dict.fromkeys(seen, asked)
    for slot, key, other in _others(scene, layout):
        distance = _distance(picture, other, layout)
        if distance < best[slot]:
            best[slot], seen[slot] = distance, key
    return seen


def _others(scene: Scene, layout: Layout) -> Iterator[tuple[str, str, Scene]]:
    """Yield every scene that differs from this one in a single slot, with the slot and its value there."""
    for index, animal in enumerate(scene.animals):
        for slot, key, other in _other_animals(animal, index, layout):
            animals = (*scene.animals[:index], other, *scene.animals[index + 1 :])
            yield (SECOND if index else "") + slot, key, replace(scene, animals=animals)
    for slot in SCENE_SLOTS:
        for key in table_of(slot):
            if key != getattr(scene, slot):
                change: dict[str, Any] = {slot: key}
                yield slot, key, replace(scene, **change)


def _other_animals(animal: Animal, index: int, layout: Layout) -> Iterator[tuple[str, str, Animal]]:
    for slot in ANIMAL_SLOTS:
        now = getattr(animal, slot)
        if slot == "face" and animal.pose == "sleeping":
            continue  # who sleeps shows no other face
        if slot in THINGS:
            if now is not None:
                without: dict[str, Any] = {slot: None, f"{slot}_color": None}
                yield slot, NONE, replace(animal, **without)
            color = getattr(animal, f"{slot}_color") or layout.color_of(index, slot)
            for key in table_of(slot):
                if key != now:
                    yield slot, key, replace(animal, **{slot: key, f"{slot}_color": color})
        elif now is not None:
            for key in table_of(slot):
                if key != now:
                    yield slot, key, replace(animal, **{slot: key})


def _distance(picture: np.ndarray, scene: Scene, layout: Layout) -> float:
    """Mean squared difference between a picture and the drawing of a scene."""
    drawn = np.asarray(draw_scene(scene, layout, size=SIDE), np.float32)
    return float(np.square(drawn - picture).mean())


def _small(picture: Image.Image) -> Image.Image:
    return picture.convert("RGB").resize((SIDE, SIDE), Image.Resampling.BOX)
