"""Where an animal's parts are said to be is where the drawing puts them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator

import pytest

from cute_animal.starter.drawing import faces, figure, headwear
from cute_animal.starter.drawing.canvas import Canvas
from cute_animal.starter.drawing.parts import Place, eye_gap, places_of
from cute_animal.starter.drawing.stances import STANCES
from cute_animal.starter.layout import PARTS, Layout
from cute_animal.starter.training.dataset import DENOISER, example
from cute_animal.vocabulary import Animal

EXAMPLES = 120


@pytest.fixture
def drawn_at(monkeypatch: pytest.MonkeyPatch) -> Callable[[Animal, Layout], dict[str, Place]]:
    """Draw an animal and tell in which frames its parts were drawn."""
    seen: dict[str, tuple[float, ...]] = {}
    eyes: list[tuple[float, ...]] = []

    def seen_eye(canvas: Canvas, **options: object) -> None:
        eyes.append(canvas._matrix)

    def watched(part: str, draw: Callable[..., None]) -> Callable[..., None]:
        def watching(canvas: Canvas, *args: object, **options: object) -> None:
            seen[part] = canvas._matrix
            draw(canvas, *args, **options)

        return watching

    for part, name in (("trunk", "draw_garment"), ("head", "draw_cheeks"), ("hand", "draw_held")):
        monkeypatch.setattr(figure, name, watched(part, getattr(figure, name)))
    monkeypatch.setattr(headwear, "HATS", {name: watched("hat", hat) for name, hat in headwear.HATS.items()})
    for name in ("_bow", "_flower"):
        monkeypatch.setattr(headwear, name, watched("hat", getattr(headwear, name)))

    monkeypatch.setattr(faces, "_shining_eye", seen_eye)

    def look(animal: Animal, layout: Layout) -> dict[str, Place]:
        seen.clear()
        eyes.clear()
        canvas = Canvas(512, (0, 0, 0))
        with canvas.frame(0, -STANCES[animal.pose].lift):
            figure.draw_animal(canvas, animal, layout)
        places = {}
        for part, (a, b, x, d, e, y) in seen.items():
            mirrored = a * e - b * d < 0  # what is held in the right hand
            a, d = (-a, -d) if mirrored else (a, d)
            places[part] = Place(x, y, math.sqrt(abs(a * e - b * d)), math.atan2(d, a))
        if eyes:
            (a, b, x, d, e, y), (*_, other_x, _, _, other_y) = eyes
            size = math.sqrt(a * e - b * d)
            places["eyes"] = Place((x + other_x) / 2, (y + other_y) / 2, size, math.atan2(d, a))
            apart = math.hypot(other_x - x, other_y - y) / 2 / size
            assert apart == pytest.approx(eye_gap(animal, layout))
        return places

    return look


def animals() -> Iterator[tuple[Animal, Layout]]:
    for number in range(DENOISER, DENOISER + EXAMPLES):
        scene, layout = example(number)
        for animal in scene.animals:
            yield animal, layout


def test_parts_are_where_the_drawing_puts_them(drawn_at: Callable[..., dict[str, Place]]) -> None:
    found = dict.fromkeys(PARTS, 0)
    lying = 0
    for animal, layout in animals():
        told = places_of(animal, layout)
        assert tuple(told) == PARTS
        for part, place in drawn_at(animal, layout).items():
            # A lying trunk is stretched lengthwise, which a place cannot say.
            near = 0.5 if part == "trunk" and STANCES[animal.pose].lying else 1e-6
            assert (told[part].x, told[part].y) == pytest.approx((place.x, place.y), abs=near)
            assert (told[part].size, told[part].angle) == pytest.approx((place.size, place.angle), abs=1e-6)
            found[part] += 1
        lying += STANCES[animal.pose].lying
    assert min(found.values()) > EXAMPLES / 10 and lying, "or this tests nothing"


def test_without_a_hat_the_hats_place_is_where_one_would_sit() -> None:
    animal, layout = next((animal, layout) for animal, layout in animals() if animal.headwear == "crown")
    bare = Animal(animal.species, animal.coat, pose=animal.pose)
    assert places_of(bare, layout)["hat"] == places_of(animal, layout)["hat"]
