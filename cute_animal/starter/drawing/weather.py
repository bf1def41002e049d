"""What the weather brings: clouds along the top, leaning drops, large flakes, puddles, a rainbow.

All patterns are fixed, so that the weather looks the same in every picture. Works in px of a 512 px picture.
"""

from __future__ import annotations

import math

from cute_animal.starter.drawing.canvas import Canvas, Color
from cute_animal.starter.drawing.light import Light
from cute_animal.starter.drawing.palette import WHITE, mix

RAINBOW: tuple[Color, ...] = (
    (244, 92, 98), (255, 160, 70), (255, 222, 84), (122, 208, 116), (92, 168, 244), (164, 124, 224),
)  # fmt: skip
INDOORS = ("room", "classroom")
_WITHOUT_PUDDLES = (*INDOORS, "studio", "sky", "space", "underwater")
_FALLING_ABOVE = {"underwater": 330.0, "space": 330.0}  # the weather comes playfully near the top only
_LEAN = 0.28  # how far a drop leans, in widths per height


def draw_rainbow(canvas: Canvas, light: Light, rx: float, ry: float, band: float) -> None:
    """Draw a rainbow standing on the origin; rx and ry are the middle of its outermost band."""
    for i, color in enumerate(RAINBOW):
        arc = tuple(
            ((rx - band * i) * math.cos(angle), (ry - band * i) * math.sin(angle))
            for angle in (math.pi + math.pi * step / 16 for step in range(17))
        )
        canvas.stroke(arc, mix(color, (60, 50, 120), 0.12) if light.night else color, band + 1)


def draw_drop(canvas: Canvas, light: Light, length: float, width: float, *, bright: bool = False) -> None:
    """Draw one leaning drop, its middle in the origin; bright: for a dark sky even by day."""
    pale = (146, 192, 255)
    color = pale if bright else light.by_time((52, 116, 222), (74, 88, 200), pale)
    half = length / 2
    canvas.stroke(((half * _LEAN, -half), (-half * _LEAN, half)), color, width)


def draw_flake(canvas: Canvas, light: Light, radius: float) -> None:
    """Draw one round flake; its blue border shows it on snow and clouds."""
    canvas.ellipse(
        0, 0, radius + 3, radius + 3, light.by_time((142, 178, 232), (186, 140, 178), (96, 120, 194))
    )
    canvas.ellipse(0, 0, radius, radius, light.by_time(WHITE, (255, 248, 244), (240, 246, 255)))


def draw_clouds(canvas: Canvas, light: Light) -> None:
    """Draw the heavy clouds along the top that rain or snow falls from."""
    if light.weather == "rain":
        color = light.by_time((158, 170, 194), (190, 148, 174), (98, 108, 148))
        shade = light.by_time((128, 142, 172), (158, 118, 154), (74, 82, 122))
    else:
        color = light.by_time((246, 249, 255), (255, 232, 228), (176, 188, 224))
        shade = light.by_time((196, 210, 236), (232, 186, 196), (130, 144, 194))
    for drop, tint in ((8, shade), (0, color)):
        for x, radius in ((0, 50), (86, 40), (170, 52), (256, 38), (342, 52), (426, 40), (512, 50)):
            canvas.ellipse(x, drop - 8, radius + 8, radius, tint)


def draw_fall(canvas: Canvas, light: Light, place: str) -> None:
    """Draw puddles and what is in the air, over a whole place out of doors."""
    if place in INDOORS:
        return
    if light.weather == "rain":
        if place not in _WITHOUT_PUDDLES:
            _puddles(canvas, light)
        bottom = _FALLING_ABOVE.get(place, 470.0)
        for row in range(6):
            for column in range(-1, 7):
                x, y = 44 + 84 * column + 42 * (row % 2), 92 + 72 * row
                if y < bottom:
                    with canvas.frame(x, y):
                        draw_drop(canvas, light, 36, 8, bright=place == "space")
    elif light.weather == "snowfall":
        for row in range(5):
            for column in range(-1, 7):
                x, y = 40 + 88 * column + 44 * (row % 2), 84 + 64 * row + 12 * (column % 2)
                with canvas.frame(x, y):
                    draw_flake(canvas, light, 14 if (row + column) % 2 else 9)


def _puddles(canvas: Canvas, light: Light) -> None:
    water = light.by_time((126, 176, 232), (184, 150, 200), (74, 96, 160))
    for x, y, rx in ((152, 490, 60), (364, 492, 56)):
        canvas.ellipse(x, y, rx, rx * 0.27, mix(water, (40, 60, 120), 0.25))
        canvas.ellipse(x, y + 2, rx - 5, rx * 0.27 - 4, water)
        canvas.ellipse(x - rx * 0.25, y - 1, rx * 0.34, rx * 0.08, mix(water, WHITE, 0.55))
