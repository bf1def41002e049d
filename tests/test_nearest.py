"""Reading a picture by drawing what it could be."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image, ImageFilter

from cute_animal.starter import evaluate
from cute_animal.starter.drawing import draw_scene
from cute_animal.starter.layout import sample_layout
from cute_animal.starter.nearest import SIDE, nearest, read_by_drawing
from cute_animal.starter.scenes import shown
from cute_animal.vocabulary import NONE, Animal, Scene

LAYOUT = sample_layout(np.random.default_rng(4))
FOX = Animal("fox", "orange", garment="dress", garment_color="green", held="kite", held_color="red")
SCENE = Scene((FOX,), place="beach")


def picture_of(scene: Scene) -> np.ndarray:
    return np.asarray(draw_scene(scene, LAYOUT, size=SIDE))


def test_a_drawn_picture_is_read_as_what_was_drawn_even_out_of_focus() -> None:
    two = Scene((FOX, Animal("owl", "brown", pose="sleeping")), time="night", style="crayon")
    pictures = [draw_scene(scene, LAYOUT).filter(ImageFilter.GaussianBlur(3)) for scene in (SCENE, two)]
    assert read_by_drawing(pictures, [SCENE, two], [LAYOUT, LAYOUT]) == [shown(SCENE), shown(two)]


@pytest.mark.parametrize(
    ("changes", "read"),
    [
        ({"species": "bear"}, {"species": "bear"}),
        ({"coat": "blue"}, {"coat": "blue"}),
        ({"garment": None, "garment_color": None}, {"garment": NONE}),
        ({"garment_color": "pink"}, {"garment_color": "pink"}),
        ({"held": "umbrella"}, {"held": "umbrella"}),
        ({"headwear": "crown", "headwear_color": LAYOUT.color_of(0, "headwear")}, {"headwear": "crown"}),
        ({"pose": "jumping"}, {"pose": "jumping"}),
        ({"face": "sad"}, {"face": "sad"}),
    ],
    ids=str,
)
def test_what_is_wrong_with_an_animal_is_read(changes: dict[str, str | None], read: dict[str, str]) -> None:
    wrong = replace(SCENE, animals=(replace(FOX, **changes),))  # type: ignore[arg-type]
    found = nearest(picture_of(wrong), SCENE, LAYOUT)
    assert {slot: found[slot] for slot in read} == read


@pytest.mark.parametrize(
    ("slot", "key"), [("place", "space"), ("time", "night"), ("weather", "rain"), ("style", "crayon")]
)
def test_what_is_around_the_animals_is_read_too(slot: str, key: str) -> None:
    wrong = replace(SCENE, **{slot: key})
    assert nearest(picture_of(wrong), SCENE, LAYOUT)[slot] == key


def test_the_table_counts_animals_with_a_thing_and_bare_ones_apart() -> None:
    bare, wrong = shown(SCENE), shown(SCENE)
    wrong |= {"held": "ball", "headwear": "hat"}
    table = evaluate.shares([SCENE, SCENE], [bare, wrong])
    assert table["held and its colour"] == table[evaluate.ADDED] == 0.5
    assert table["species"] == table["garment and its colour"] == 1.0
    assert "headwear and its colour" not in table, "nobody was to wear anything on the head"


def test_the_second_animal_of_a_pair_has_to_be_right_as_well() -> None:
    pair = Scene((FOX, Animal("owl", "brown")))
    read = [shown(pair), shown(pair) | {"second_coat": "blue"}]
    table = evaluate.shares([pair, pair], read)
    assert table[evaluate.BOTH] == 0.5 and table["coat colour"] == 0.75


def test_pictures_of_any_size_are_read() -> None:
    large = Image.fromarray(picture_of(SCENE)).resize((700, 700))
    assert read_by_drawing([large], [SCENE], [LAYOUT]) == [shown(SCENE)]
