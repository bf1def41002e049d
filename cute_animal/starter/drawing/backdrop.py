"""What every place has behind it: the colour of its sky or wall, sun and moon, and where decorations go.

Works in px of a 512 px picture. Knows the layout and the props, nothing of single places' ground.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from cute_animal.starter.drawing import props
from cute_animal.starter.drawing.canvas import Canvas, Color
from cute_animal.starter.drawing.palette import WHITE, hue_color, mix
from cute_animal.starter.drawing.props import Light
from cute_animal.starter.layout import Layout

_SKY_DAY: Mapping[str, Color] = MappingProxyType(
    {
        "meadow": (184, 228, 252), "forest": (206, 238, 214), "beach": (158, 218, 250),
        "snow": (206, 226, 246), "sky": (132, 198, 250), "space": (112, 84, 178), "castle": (252, 222, 232),
    }
)  # fmt: skip
_SKY_NIGHT: Mapping[str, Color] = MappingProxyType(
    {
        "meadow": (54, 62, 124), "forest": (38, 66, 96), "beach": (48, 62, 130), "snow": (74, 90, 150),
        "sky": (62, 70, 148), "space": (30, 28, 72), "castle": (78, 56, 120),
    }
)  # fmt: skip
STARS = ((0.06, 0.3), (0.3, 0.07), (0.46, 0.2), (0.66, 0.06), (0.88, 0.36), (0.93, 0.14))
STARLIGHT: Color = (255, 244, 200)


def background_color(place: str, time: str, hue: float) -> Color:
    """Give the colour that fills the picture before anything else."""
    night = time == "night"
    if place == "studio":
        return hue_color(hue, 0.44, 0.52) if night else hue_color(hue, 0.2, 1.0)
    if place == "room":
        return hue_color(hue, 0.36, 0.5) if night else hue_color(hue, 0.16, 0.99)
    return (_SKY_NIGHT if night else _SKY_DAY)[place]


def horizon_px(layout: Layout) -> float:
    """Give the height of the horizon."""
    return layout.horizon_y * 512


def spots(layout: Layout, top: float, bottom: float) -> list[tuple[int, float, float, float]]:
    """Put the decorations between two heights, the far ones first: (index, x, y, size 0..1)."""
    places = [
        (i, x * 512, top + (bottom - top) * y, size) for i, (x, y, size) in enumerate(layout.decorations)
    ]
    return sorted(places, key=lambda spot: spot[2])


def draw_heaven(canvas: Canvas, light: Light, layout: Layout, sky: Color) -> None:
    """Draw sun and clouds, or moon and stars."""
    x, y = layout.light_x * 512, layout.light_y * 512
    if light.night:
        for star_x, star_y in STARS:
            star_x = star_x if layout.light_x > 0.5 else 1 - star_x
            if abs(star_x - layout.light_x) + abs(star_y - layout.light_y) > 0.15:
                with canvas.frame(star_x * 512, star_y * 512):
                    props.five_star(canvas, 11, STARLIGHT)
    with canvas.frame(x, y):
        props.moon(canvas, sky) if light.night else props.sun(canvas)
    if not light.night:
        with canvas.frame(512 - x, y + 40, 1.05):
            props.cloud(canvas, (255, 255, 255), mix(sky, WHITE, 0.55))
