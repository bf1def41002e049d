"""The drawn world: the whole vocabulary draws, each word shows, and animals stay where they belong."""

from __future__ import annotations

import cmath
import colorsys
import math
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import combinations, product
from typing import Any

import numpy as np
import pytest
from PIL import Image

from cute_animal.starter.drawing import draw_scene, fitting
from cute_animal.starter.drawing import scene as drawn_scene
from cute_animal.starter.drawing.canvas import Canvas
from cute_animal.starter.drawing.cast import CAST
from cute_animal.starter.drawing.fitting import Fit, fit
from cute_animal.starter.drawing.palette import BANDS, COATS
from cute_animal.starter.drawing.stances import STANCES
from cute_animal.starter.layout import (
    CELL,
    FRAMES,
    PROPORTIONS,
    SHRINK,
    STEP_ASIDE,
    Frame,
    Layout,
    sample_layout,
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
    SCENE_SLOTS,
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
            assert found == wanted
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


def test_drawing_needs_no_torch() -> None:
    code = "import sys, cute_animal.starter.drawing; assert not {'torch', 'diffusers'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
