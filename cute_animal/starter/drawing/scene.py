"""A whole picture from a scene and a layout: the place, then one animal or two, in the picture's style.

Pure and deterministic: the same two arguments always give the same bytes. Knows torch nothing.
"""

from __future__ import annotations

from PIL import Image

from cute_animal.starter.drawing.backdrop import background_color
from cute_animal.starter.drawing.canvas import Canvas
from cute_animal.starter.drawing.figure import draw_animal
from cute_animal.starter.drawing.fitting import fit
from cute_animal.starter.drawing.places import draw_place, draw_shadow
from cute_animal.starter.drawing.stances import STANCES
from cute_animal.starter.drawing.styles import compose
from cute_animal.starter.layout import Frame, Layout
from cute_animal.vocabulary import Scene


def draw_scene(scene: Scene, layout: Layout, size: int = 512) -> Image.Image:
    """Draw the picture. Returns RGB, size x size px."""
    canvas = Canvas(size, background_color(scene.place, scene.time, layout.hue))
    draw_place(canvas, scene.place, scene.time, scene.weather, layout)
    cast = [
        (animal, frame, fit(animal, frame, layout))
        for animal, frame in zip(scene.animals, frames_of(scene, layout), strict=True)
    ]
    for animal, frame, spot in cast:
        with canvas.frame(spot.center_x * 512, frame.ground_y * 512, spot.unit * 512):
            draw_shadow(canvas, scene.place, scene.time, STANCES[animal.pose].shadow)

    def draw_animals(canvas: Canvas) -> None:
        for animal, frame, spot in cast:
            x, y = spot.center_x * 512, frame.ground_y * 512
            with (
                canvas.frame(x, y, spot.unit * 512, frame.tilt, flip=frame.mirrored),
                canvas.frame(0, -STANCES[animal.pose].lift),
            ):
                draw_animal(canvas, animal, layout, mirrored=frame.mirrored)

    return compose(scene.style, canvas.image(), draw_animals)


def frames_of(scene: Scene, layout: Layout) -> tuple[Frame, ...]:
    """Where the animals of a scene stand."""
    return layout.frames[:1] if len(scene.animals) == 1 else layout.frames[1:]
