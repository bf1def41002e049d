"""What every place has behind it: the colour of its sky or wall, sun and moon, and where decorations go.

Works in px of a 512 px picture. Knows the layout, weather and props, nothing of single places' ground.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from cute_animal.starter.drawing import props
from cute_animal.starter.drawing.canvas import Canvas, Color
from cute_animal.starter.drawing.light import Light
from cute_animal.starter.drawing.palette import WHITE, hue_color, mix
from cute_animal.starter.drawing.weather import draw_clouds, draw_rainbow
from cute_animal.starter.layout import Layout

_SKY_DAY: Mapping[str, Color] = MappingProxyType(
    {
        "meadow": (174, 224, 252), "forest": (206, 238, 214), "beach": (158, 218, 250),
        "snow": (190, 218, 248), "sky": (124, 194, 250), "space": (112, 84, 178), "castle": (252, 222, 232),
        "underwater": (92, 190, 236), "picnic": (174, 224, 252), "playground": (160, 222, 250),
        "farm": (178, 226, 250),
    }
)  # fmt: skip
_SKY_NIGHT: Mapping[str, Color] = MappingProxyType(
    {
        "meadow": (54, 62, 124), "forest": (38, 66, 96), "beach": (48, 62, 130), "snow": (74, 90, 150),
        "sky": (62, 70, 148), "space": (30, 28, 72), "castle": (78, 56, 120), "underwater": (28, 54, 116),
        "picnic": (54, 62, 124), "playground": (50, 58, 122), "farm": (52, 58, 118),
    }
)  # fmt: skip
# From the top down to the horizon.
_EVENING: tuple[Color, ...] = ((198, 136, 206), (250, 146, 168), (255, 176, 118), (255, 214, 132))
_SKY_SUNSET: Mapping[str, tuple[Color, ...]] = MappingProxyType(
    {
        "space": ((92, 46, 122), (158, 62, 136), (222, 94, 124), (252, 146, 112)),
        "underwater": ((255, 164, 130), (216, 124, 168), (118, 112, 192), (70, 120, 186)),
    }
)
STARS = ((0.06, 0.3), (0.29, 0.07), (0.67, 0.06), (0.95, 0.34), (0.93, 0.13))
STARLIGHT: Color = (255, 244, 200)


def background_color(place: str, time: str, hue: float) -> Color:
    """Give the colour that fills the picture before anything else."""
    night, sunset = time == "night", time == "sunset"
    if place == "studio":
        return mix(hue_color(hue, 0.44, 0.52), (60, 54, 136), 0.74) if night else hue_color(hue, 0.2, 1.0)
    if place == "room":
        wall = hue_color(hue, 0.36, 0.5) if night else hue_color(hue, 0.16, 0.99)
        return mix(wall, (255, 164, 110), 0.55) if sunset else wall
    if place == "classroom":
        return (104, 96, 132) if night else (255, 190, 136) if sunset else (255, 240, 208)
    return _SKY_NIGHT[place] if night else _SKY_DAY[place]


def sky_bands(place: str, light: Light, hue: float) -> tuple[Color, ...]:
    """Give the sky's colours from the top down: one, and at sunset four."""
    if not light.sunset:
        return (light.under_clouds(background_color(place, light.time, hue), 0.6),)
    tint = 0.14 if place == "studio" else 0.0
    bands = _SKY_SUNSET.get(place, _EVENING)
    return tuple(light.under_clouds(mix(band, hue_color(hue, 0.4, 1.0), tint), 0.34) for band in bands)


def horizon_px(layout: Layout) -> float:
    """Give the height of the horizon."""
    return layout.horizon_y * 512


def sun_side(layout: Layout) -> int:
    """Tell on which side the sun or the window is: -1 left, 1 right. Large things stand on the other."""
    return -1 if layout.light_x < 0.5 else 1


def spots(layout: Layout, top: float, bottom: float) -> list[tuple[int, float, float, float]]:
    """Put the decorations between two heights, the far ones first: (index, x, y, size 0..1)."""
    places = [
        (i, x * 512, top + (bottom - top) * y, size) for i, (x, y, size) in enumerate(layout.decorations)
    ]
    return sorted(places, key=lambda spot: spot[2])


def draw_sky(canvas: Canvas, bands: tuple[Color, ...], bottom: float) -> None:
    """Fill the sky down to the bottom, with soft waves between its bands."""
    canvas.box(-10, -10, 522, 522, bands[0])
    step = bottom / len(bands)
    for i, color in enumerate(bands[1:], 1):
        top = i * step
        canvas.blob(
            (
                (-30, top + 8),
                (110, top - 8),
                (256, top + 8),
                (400, top - 8),
                (542, top + 8),
                (560, 540),
                (-50, 540),
            ),
            color,
        )


def draw_heaven(canvas: Canvas, light: Light, layout: Layout, place: str) -> None:
    """Draw the sky with sun, moon and stars, a fair-weather cloud, heavy clouds or a rainbow."""
    bands, y = sky_bands(place, light, layout.hue), horizon_px(layout)
    draw_sky(canvas, bands, y)
    if light.night and not light.overcast:
        draw_stars(canvas, layout)
    draw_sun_or_moon(canvas, light, layout, bands[0])
    draw_weather_above(canvas, light, layout)
    if not light.night and not light.overcast:
        sky = bands[0]
        with canvas.frame(512 - layout.light_x * 512, layout.light_y * 512 + 6, 1.15):
            props.cloud(canvas, light(WHITE, 0.5), mix(sky, WHITE, 0.55))


def draw_stars(canvas: Canvas, layout: Layout) -> None:
    """Draw the night's stars, away from the moon."""
    for star_x, star_y in STARS:
        star_x = star_x if layout.light_x > 0.5 else 1 - star_x
        if abs(star_x - layout.light_x) + abs(star_y - layout.light_y) > 0.15:
            with canvas.frame(star_x * 512, star_y * 512):
                props.five_star(canvas, 15, STARLIGHT)


def draw_sun_or_moon(canvas: Canvas, light: Light, layout: Layout, sky: Color) -> None:
    """Draw the high sun, the low red sun or the moon; a high sun hides behind heavy clouds."""
    x, y = layout.light_x * 512, layout.light_y * 512
    low = 44.0 if light.overcast else 0.0
    if light.night:
        with canvas.frame(x, y + low):
            props.moon(canvas, sky)
    elif light.sunset:
        with canvas.frame(x, y + 56):
            props.low_sun(canvas)
    elif not light.overcast:
        with canvas.frame(x, y):
            props.sun(canvas)


def draw_weather_above(canvas: Canvas, light: Light, layout: Layout) -> None:
    """Draw what the weather has in the sky: a great rainbow, or the clouds of rain and snow."""
    if light.weather == "rainbow":
        y = horizon_px(layout)
        with canvas.frame(256, y + 56):
            draw_rainbow(canvas, light, 236, y + 28, 14)
    elif light.overcast:
        draw_clouds(canvas, light)
