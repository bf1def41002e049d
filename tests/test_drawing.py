"""The drawn world: the whole vocabulary draws, each word shows, and animals stay where they belong."""

from __future__ import annotations

import colorsys
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from itertools import combinations, product
from typing import Any

import numpy as np
import pytest
from drawn import BEAR, NUMBER, PAIR, a_layout, changed, difference, extreme_layouts, one, pixels, with_frames
from PIL import Image

from cute_animal.starter.drawing import draw_scene
from cute_animal.starter.drawing import scene as drawn_scene
from cute_animal.starter.drawing.canvas import Canvas
from cute_animal.starter.drawing.palette import BANDS, COATS
from cute_animal.starter.layout import (
    CELL,
)
from cute_animal.vocabulary import (
    CLOTH_COLOR,
    COAT,
    FACE,
    GARMENT,
    HEADWEAR,
    HELD,
    PATTERN,
    PLACE,
    POSE,
    SECOND,
    SLOTS,
    SPECIES,
    STYLE,
    TABLES,
    THINGS,
    TIME,
    WEATHER,
    Animal,
    Scene,
    table_of,
)


def test_the_same_scene_and_layout_give_the_same_bytes() -> None:
    for style in STYLE:
        scene = replace(PAIR, style=style)
        first, second = draw_scene(scene, a_layout(3)), draw_scene(scene, a_layout(3))
        assert first.tobytes() == second.tobytes()
        assert (first.mode, first.size) == ("RGB", (512, 512))


@pytest.mark.parametrize("style", list(STYLE))
def test_size_scales_the_whole_picture(style: str) -> None:
    scene = replace(PAIR, style=style)
    small = draw_scene(scene, a_layout(), size=256)
    shrunk = draw_scene(scene, a_layout()).resize((256, 256), resample=4)
    assert small.size == (256, 256)
    assert np.abs(np.asarray(small).astype(int) - np.asarray(shrunk).astype(int)).mean() < 5


@pytest.mark.parametrize("slot", list(SLOTS))
def test_every_value_of_a_slot_gives_its_own_picture(slot: str) -> None:
    values: list[str | None] = list(table_of(slot))
    if slot.removeprefix(SECOND) in THINGS:
        values.append(None)
    layout = a_layout()
    drawn = {pixels(changed(PAIR, slot, value), layout).tobytes() for value in values}
    assert len(drawn) == len(values)


@pytest.mark.parametrize("species", list(SPECIES))
def test_everything_an_animal_has_and_does_shows_on_it(species: str) -> None:
    """Poses, faces and patterns on every species; of the things a third, another one for the next species."""
    layout = a_layout(1)
    bare = Animal(species, "white")
    variants: list[dict[str, Any]] = [{"pose": pose} for pose in POSE if pose != "standing"]
    variants += [{"face": face} for face in FACE if face != "smiling"]
    variants += [{"pattern": pattern} for pattern in PATTERN if pattern != "plain"]
    for thing in THINGS:
        some = list(TABLES[thing])[NUMBER[species] % 3 :: 3]
        variants += [{thing: value, f"{thing}_color": "red"} for value in some]
    reference = one(bare, layout)
    for variant in variants:
        shows = (difference(one(replace(bare, **variant), layout), reference) > 40).sum()
        assert shows > 60, variant


@pytest.mark.parametrize("thing", THINGS)
def test_cloth_colours_are_told_apart_by_many_pixels(thing: str) -> None:
    layout = a_layout(2)
    for value in TABLES[thing]:
        animal = replace(BEAR, **{thing: value})
        drawn = [one(replace(animal, **{f"{thing}_color": color}), layout) for color in CLOTH_COLOR]
        for first, second in combinations(drawn, 2):
            assert (difference(first, second) > 40).sum() > 150, value


@pytest.mark.parametrize("place", list(PLACE))
def test_night_is_darker_than_day_in_every_place(place: str) -> None:
    day, night = (
        pixels(replace(PAIR, place=place, time=time), a_layout(4)).mean() for time in TIME if time != "sunset"
    )
    assert night < day - 25


@pytest.mark.parametrize("place", list(PLACE))
def test_every_weather_and_time_shows_in_every_place(place: str) -> None:
    drawn = [
        pixels(replace(PAIR, place=place, time=time, weather=weather), a_layout(4))
        for time, weather in product(TIME, WEATHER)
    ]
    for first, second in combinations(drawn, 2):
        assert (difference(first, second) > 40).sum() > 200


@pytest.mark.parametrize("species", list(SPECIES))
def test_the_largest_colour_of_an_animal_is_its_coat(species: str) -> None:
    layout = replace(a_layout(5), cheeks=0.0)
    some = {*list(COAT)[NUMBER[species] % 3 :: 3], "blue", "orange", "rainbow"}
    drawn = {coat: one(Animal(species, coat), layout) for coat in some}
    is_fur = difference(drawn["blue"], drawn["orange"]) > 0  # only the coat differs between the two
    palette = np.array(list(COATS.values()))
    rainbow = drawn.pop("rainbow")
    for coat, picture in drawn.items():
        colors = Counter(map(tuple, picture[is_fur].tolist()))
        dominant = np.array(colors.most_common(1)[0][0])
        nearest = list(COATS)[int(np.abs(palette - dominant).sum(axis=1).argmin())]
        assert nearest == coat
    bands = [(np.abs(rainbow[is_fur] - np.array(band)).sum(axis=1) < 12).sum() > 60 for band in BANDS]
    assert sum(bands) >= 4, "a rainbow has many colours"


@pytest.mark.parametrize("species", list(SPECIES))
def test_an_animal_stays_inside_the_picture_and_of_a_pair_in_its_half(
    species: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every pose alone and on one side of a pair, whose other animal is a speck in the middle."""
    monkeypatch.setattr(drawn_scene, "compose", silhouette)
    corners, mouse = extreme_layouts(), Animal("mouse", "gray")
    for i, pose in enumerate(POSE):
        at = NUMBER[species] + i
        garment, headwear, held = (list(table)[at % len(table)] for table in (GARMENT, HEADWEAR, HELD))
        animal = Animal(species, "blue", "plain", garment, "red", headwear, "red", held, "red", pose)
        for which in (0, 1 + at % 2):
            layout = with_frames(
                corners[(3 * at + which) % len(corners)], *({0, 1, 2} - {which}), scale=1e-5, center_x=0.5
            )
            cast = [(animal,), (animal, mouse), (mouse, animal)][which]
            covered = pixels(Scene(cast), layout)[..., 0] > 100
            assert covered.sum() > 3_000
            rows, columns = np.nonzero(covered)
            assert rows.min() >= 2 and rows.max() < 254, animal
            # A tail on the inner side may reach farther over the middle than paws do.
            assert columns.min() >= (96 if which == 2 else 2), animal
            assert columns.max() < (160 if which == 1 else 254), animal


def test_the_notes_of_a_dancing_mirror_image_stay_inside_the_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drawn_scene, "compose", silhouette)
    layout = with_frames(a_layout(), 0, center_x=0.5 + CELL, mirrored=True)
    for species in SPECIES:
        columns = np.nonzero(one(Animal(species, "blue", pose="dancing"), layout)[..., 0] > 100)[1]
        assert columns.max() < 254, species


def silhouette(style: str, place: Image.Image, draw_animals: Callable[[Canvas], None]) -> Image.Image:
    """In place of a style: white where an animal is."""
    canvas = Canvas(place.width, (0, 0, 0), silhouette=(255, 255, 255))
    draw_animals(canvas)
    return canvas.image()


def test_the_animals_of_a_pair_are_drawn_from_left_to_right() -> None:
    layout = a_layout(6)
    for which, slot in enumerate(("coat", f"{SECOND}coat")):
        where = difference(pixels(changed(PAIR, slot, "blue"), layout), pixels(PAIR, layout)) > 40
        columns = np.nonzero(where)[1]
        assert len(columns) > 2_000
        assert (columns.max() < 144) if which == 0 else (columns.min() > 112)


def test_one_animal_and_two_have_frames_of_their_own() -> None:
    layout = a_layout(6)
    alone = Scene((BEAR,))
    moved = [with_frames(layout, which, scale=0.4) for which in range(3)]
    shows = [
        [bool(difference(pixels(scene, other), pixels(scene, layout)).any()) for other in moved]
        for scene in (alone, PAIR)
    ]
    assert shows == [[True, False, False], [False, True, True]]


@pytest.mark.parametrize("scene", [Scene((BEAR,), weather="rain"), PAIR], ids=["one", "two"])
def test_each_style_looks_unlike_every_other(scene: Scene) -> None:
    drawn = [pixels(replace(scene, style=style), a_layout(7)) for style in STYLE]
    for first, second in combinations(drawn, 2):
        assert np.abs(first - second).mean() > 8


@pytest.mark.parametrize("style", list(STYLE))
def test_every_style_keeps_the_hue_of_a_coat(style: str) -> None:
    layout = replace(a_layout(7), cheeks=0.0)
    drawn = {coat: pixels(Scene((Animal("bear", coat),), style=style), layout) for coat in COAT}
    is_fur = difference(drawn["blue"], drawn["orange"]) > 100
    for coat, color in COATS.items():
        if coat not in ("white", "gray", "black", "rainbow"):
            seen = colorsys.rgb_to_hsv(*np.median(drawn[coat][is_fur], axis=0) / 255)
            hue, *_ = colorsys.rgb_to_hsv(*(part / 255 for part in color))
            apart = abs((seen[0] - hue + 0.5) % 1 - 0.5)
            assert apart < 0.04, coat
            assert seen[1] > 0.15, coat


@pytest.mark.parametrize(
    "field, value",
    [
        ("head", 1.05), ("ears", 1.1), ("eyes", 1.1), ("cheeks", 0.9), ("hue", 0.6), ("horizon_y", 0.6),
        ("light_x", 0.2), ("light_y", 0.2),
        ("decorations", tuple((0.1 + 0.2 * i, 0.5, 0.5) for i in range(5))),
    ],
)  # fmt: skip
def test_every_number_of_the_layout_has_its_effect(field: str, value: object) -> None:
    layout = replace(
        a_layout(6),
        head=1.0,
        ears=1.0,
        eyes=1.0,
        cheeks=0.6,
        hue=0.1,
        horizon_y=0.66,
        light_x=0.84,
        light_y=0.15,
    )
    cat = Animal("cat", "orange")
    for animals in ((cat,), (cat, cat)):
        shows = [
            (pixels(scene, layout) != pixels(scene, replace(layout, **{field: value}))).any(axis=2).sum() > 25
            for scene in (Scene(animals, place=place) for place in ("studio", "meadow", "room", "space"))
        ]
        assert any(shows)


@pytest.mark.parametrize(
    "field, change", [("center_x", 0.01), ("ground_y", -0.01), ("scale", -0.02), ("tilt", 0.03)]
)
def test_every_number_of_a_frame_has_its_effect(field: str, change: float) -> None:
    layout = with_frames(a_layout(6), 0, 1, 2, tilt=0.0)
    cat = Animal("cat", "orange")
    for which, scene in enumerate((Scene((cat,)), Scene((cat, cat)), Scene((cat, cat)))):
        before = getattr(layout.frames[which], field)
        other = with_frames(layout, which, **{field: before + change})
        assert (difference(pixels(scene, layout), pixels(scene, other)) > 40).sum() > 100


@pytest.mark.parametrize(
    "species", ["frog", "penguin", "dog", "chick", "duck", "hedgehog", "sheep", "elephant"]
)
def test_ear_size_shows_on_animals_without_upright_ears(species: str) -> None:
    layout = replace(a_layout(7), ears=0.9)
    animal = Animal(species, "pink")
    assert difference(one(animal, layout), one(animal, replace(layout, ears=1.12))).any()


def test_colours_for_unsaid_clothes_are_the_readers_business_and_not_ours() -> None:
    layout = a_layout(8)
    colors = [tuple((color,) * len(THINGS) for _ in range(2)) for color in ("red", "green")]
    first, second = (pixels(PAIR, replace(layout, colors=each)) for each in colors)
    assert np.array_equal(first, second)


@pytest.mark.parametrize(
    "variant", [{"pose": "waving"}, {"held": "balloon", "held_color": "red"}], ids=["waving", "holding"]
)
def test_a_mirrored_animal_waves_and_holds_with_the_other_hand(variant: dict[str, Any]) -> None:
    bare = Animal("bear", "brown")
    middles = []
    for mirrored in (False, True):
        layout = with_frames(a_layout(9), 0, center_x=0.5, tilt=0.0, mirrored=mirrored)
        where = difference(one(bare, layout), one(replace(bare, **variant), layout)) > 40
        middles.append(np.nonzero(where)[1].mean())
    waves = "pose" in variant
    first, second = middles if waves else reversed(middles)
    assert first > 150 and second < 106


def test_what_a_pair_holds_is_on_its_outer_sides() -> None:
    layout = a_layout(9)
    holding = replace(BEAR, held="lollipop")
    pair = Scene((holding, holding))
    for which, slot in enumerate(("held_color", f"{SECOND}held_color")):
        where = difference(pixels(pair, layout), pixels(changed(pair, slot, "pink"), layout)) > 40
        middle = 256 * layout.frames[1 + which].center_x
        outwards = (np.nonzero(where)[1].mean() - middle) * (-1, 1)[which]
        assert outwards > 20


def test_drawing_needs_no_torch() -> None:
    code = "import sys, cute_animal.starter.drawing; assert not {'torch', 'diffusers'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
