"""The drawn world: the whole vocabulary draws, each word shows, and the animal stays inside the picture."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from cute_animal.starter.drawing import draw_scene
from cute_animal.starter.drawing.palette import COATS
from cute_animal.starter.layout import Layout, sample_layout
from cute_animal.vocabulary import (
    CLOTH_COLOR,
    COAT,
    FACE,
    GARMENT,
    HEADWEAR,
    PLACE,
    POSE,
    SPECIES,
    TABLES,
    TIME,
    Scene,
)

DRESSED = Scene("bear", "brown", "sweater", "red", "hat", "blue", place="meadow")


def a_layout(seed: int = 0) -> Layout:
    return sample_layout(np.random.default_rng(seed))


def pixels(scene: Scene, layout: Layout) -> np.ndarray:
    """Draw at half size, which is enough to count pixels on; (256, 256, 3) int16."""
    return np.asarray(draw_scene(scene, layout, size=256)).astype(np.int16)


def extreme_layouts() -> list[Layout]:
    """Corners, wider than the prior, where an animal is most likely to leave the picture."""
    base = replace(a_layout(), scale=0.78, head=1.1, ears=1.15, mirrored=False)
    corners = product((0.42, 0.58), (0.86, 0.93), (-0.07, 0.07))
    return [replace(base, center_x=x, ground_y=y, tilt=tilt) for x, y, tilt in corners]


def test_the_same_scene_and_layout_give_the_same_bytes():
    first, second = draw_scene(DRESSED, a_layout(3)), draw_scene(DRESSED, a_layout(3))
    assert first.tobytes() == second.tobytes()
    assert (first.mode, first.size) == ("RGB", (512, 512))


def test_size_scales_the_whole_picture():
    small = draw_scene(DRESSED, a_layout(), size=256)
    shrunk = draw_scene(DRESSED, a_layout()).resize((256, 256), resample=4)
    assert small.size == (256, 256)
    assert np.abs(np.asarray(small).astype(int) - np.asarray(shrunk).astype(int)).mean() < 3


@pytest.mark.parametrize("slot", list(TABLES))
def test_every_value_of_a_slot_gives_its_own_picture(slot: str):
    layout = a_layout()
    drawn = {value: draw_scene(replace(DRESSED, **{slot: value}), layout).tobytes() for value in TABLES[slot]}
    assert len(set(drawn.values())) == len(TABLES[slot])
    if slot in ("garment", "headwear"):
        bare = replace(DRESSED, **{slot: None, f"{slot}_color": None})
        assert draw_scene(bare, layout).tobytes() not in drawn.values()


@pytest.mark.parametrize("species", list(SPECIES))
def test_every_garment_headwear_pose_and_face_shows_on_every_species(species: str):
    layout = a_layout(1)
    bare = Scene(species, "white")
    scenes = [bare]
    scenes += [replace(bare, garment=garment, garment_color="red") for garment in GARMENT]
    scenes += [replace(bare, headwear=headwear, headwear_color="red") for headwear in HEADWEAR]
    scenes += [replace(bare, pose=pose) for pose in POSE if pose != "standing"]
    scenes += [replace(bare, face=face) for face in FACE if face != "smiling"]
    reference = pixels(bare, layout)
    for scene in scenes[1:]:
        changed = (np.abs(pixels(scene, layout) - reference).sum(axis=2) > 40).sum()
        assert changed > 60, scene


@pytest.mark.parametrize("thing", ["garment", "headwear"])
def test_cloth_colours_are_told_apart_by_many_pixels(thing: str):
    layout = a_layout(2)
    for value in TABLES[thing]:
        scene = replace(DRESSED, **{thing: value})
        drawn = [pixels(replace(scene, **{f"{thing}_color": color}), layout) for color in CLOTH_COLOR]
        for i, first in enumerate(drawn):
            for second in drawn[:i]:
                assert (np.abs(first - second).sum(axis=2) > 40).sum() > 150, value


@pytest.mark.parametrize("place", list(PLACE))
def test_night_is_darker_than_day_in_every_place(place: str):
    layout = a_layout(4)
    day, night = (pixels(replace(DRESSED, place=place, time=time), layout).mean() for time in TIME)
    assert night < day - 30


@pytest.mark.parametrize("species", list(SPECIES))
def test_the_largest_colour_of_an_animal_is_its_coat(species: str):
    layout = replace(a_layout(5), cheeks=0.0)
    drawn = {coat: pixels(Scene(species, coat), layout) for coat in COAT}
    is_fur = np.abs(drawn["blue"] - drawn["orange"]).sum(axis=2) > 0  # only the coat differs between the two
    palette = np.array(list(COATS.values()))
    for coat, picture in drawn.items():
        colors = Counter(map(tuple, picture[is_fur].tolist()))
        dominant = np.array(colors.most_common(1)[0][0])
        nearest = list(COATS)[int(np.abs(palette - dominant).sum(axis=1).argmin())]
        assert nearest == coat


@pytest.mark.parametrize("species", list(SPECIES))
def test_no_part_of_the_animal_touches_the_border(species: str):
    """The background of a layout is fixed, so what differs from a tiny animal's picture is the animal."""
    things = list(zip(GARMENT, HEADWEAR, strict=True))
    for i, (layout, pose) in enumerate(product(extreme_layouts(), POSE)):
        garment, headwear = things[i % len(things)]
        scene = Scene(species, "blue", garment, "red", headwear, "red", pose=pose)
        small = pixels(Scene("chick", "yellow"), replace(layout, scale=0.3, tilt=0.0))
        animal = np.abs(pixels(scene, layout) - small).sum(axis=2) > 12
        assert animal.sum() > 5_000
        border = np.concatenate(
            [animal[:2].ravel(), animal[-2:].ravel(), animal[:, :2].ravel(), animal[:, -2:].ravel()]
        )
        assert not border.any(), (scene, layout)


@pytest.mark.parametrize(
    "field, value",
    [
        ("center_x", 0.55), ("ground_y", 0.88), ("scale", 0.7), ("tilt", 0.05), ("mirrored", True),
        ("head", 1.05), ("ears", 1.1), ("eyes", 1.1), ("cheeks", 0.9), ("hue", 0.6), ("horizon_y", 0.6),
        ("light_x", 0.2), ("light_y", 0.2),
        ("decorations", tuple((0.1 + 0.2 * i, 0.5, 0.5) for i in range(5))),
    ],
)  # fmt: skip
@pytest.mark.parametrize("place", ["studio", "meadow", "room", "space"])
def test_every_number_of_the_layout_has_its_effect(field: str, value: object, place: str):
    layout = replace(a_layout(6), center_x=0.5, ground_y=0.9, scale=0.65, tilt=0.0, mirrored=False, head=1.0)
    layout = replace(
        layout, ears=1.0, eyes=1.0, cheeks=0.6, hue=0.1, horizon_y=0.66, light_x=0.84, light_y=0.15
    )
    scene = Scene("cat", "orange", place=place)
    assert (pixels(scene, layout) != pixels(scene, replace(layout, **{field: value}))).any(axis=2).sum() > 25


@pytest.mark.parametrize(
    "species", ["frog", "penguin", "dog", "chick", "duck", "hedgehog", "sheep", "elephant"]
)
def test_ear_size_shows_on_animals_without_upright_ears(species: str):
    layout = replace(a_layout(7), ears=0.9)
    scene = Scene(species, "pink")
    assert draw_scene(scene, layout).tobytes() != draw_scene(scene, replace(layout, ears=1.12)).tobytes()


def test_colours_for_unsaid_clothes_are_the_readers_business_and_not_ours():
    layout = a_layout(8)
    other = replace(layout, garment_color="green", headwear_color="green")
    layout = replace(layout, garment_color="red", headwear_color="red")
    assert draw_scene(DRESSED, layout).tobytes() == draw_scene(DRESSED, other).tobytes()


def test_a_mirrored_animal_waves_with_the_other_hand():
    layout = replace(a_layout(9), center_x=0.5, tilt=0.0, mirrored=False)
    standing, waving = Scene("bear", "brown"), Scene("bear", "brown", pose="waving")
    middle_of_change = []
    for mirrored in (False, True):
        chosen = replace(layout, mirrored=mirrored)
        changed = (pixels(standing, chosen) != pixels(waving, chosen)).any(axis=2)
        middle_of_change.append(np.nonzero(changed)[1].mean())
    assert middle_of_change[0] > 150 and middle_of_change[1] < 106


def test_drawing_needs_no_torch():
    code = "import sys, cute_animal.starter.drawing; assert not {'torch', 'diffusers'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
