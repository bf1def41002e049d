"""The fourteen places at every time and in every weather, behind the animal and under its feet.

Works in px of a 512 px picture. Knows the layout and the props, nothing of animals.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from cute_animal.starter.drawing.canvas import Canvas
from cute_animal.starter.drawing.country import draw_farm, draw_picnic, draw_playground
from cute_animal.starter.drawing.heights import draw_above_clouds, draw_space, draw_studio, draw_underwater
from cute_animal.starter.drawing.light import Light
from cute_animal.starter.drawing.outdoors import draw_beach, draw_castle, draw_forest, draw_meadow, draw_snow
from cute_animal.starter.drawing.room import draw_classroom, draw_room
from cute_animal.starter.drawing.weather import draw_fall
from cute_animal.starter.layout import Layout


def draw_place(canvas: Canvas, place: str, time: str, weather: str, layout: Layout) -> None:
    """Draw everything that lies behind the animal."""
    light = Light(time, weather)
    _PLACES[place](canvas, light, layout)
    draw_fall(canvas, light, place)


def draw_shadow(canvas: Canvas, place: str, time: str, size: float) -> None:
    """Draw the soft shadow on the ground, in body units around the feet."""
    color = (120, 150, 220) if place == "sky" else (40, 30, 80)
    opacity = 110 if place == "sky" else {"day": 46, "sunset": 58, "night": 80}[time]
    canvas.ellipse(0, 0.5, 31 * size, 5.2 * size, color, opacity=opacity)


_PLACES: Mapping[str, Callable[[Canvas, Light, Layout], None]] = MappingProxyType(
    {
        "studio": draw_studio, "meadow": draw_meadow, "forest": draw_forest, "beach": draw_beach,
        "snow": draw_snow, "room": draw_room, "sky": draw_above_clouds, "space": draw_space,
        "castle": draw_castle, "underwater": draw_underwater, "classroom": draw_classroom,
        "picnic": draw_picnic, "playground": draw_playground, "farm": draw_farm,
    }
)  # fmt: skip
