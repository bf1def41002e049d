"""The nine places by day and by night, behind the animal and under its feet.

Works in px of a 512 px picture. Knows the layout and the props, nothing of animals.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from cute_animal.starter.drawing import props
from cute_animal.starter.drawing.backdrop import (
    STARLIGHT,
    STARS,
    background_color,
    draw_heaven,
    horizon_px,
    spots,
)
from cute_animal.starter.drawing.canvas import Canvas
from cute_animal.starter.drawing.palette import WHITE, hue_color, mix
from cute_animal.starter.drawing.props import Light
from cute_animal.starter.drawing.room import draw_room
from cute_animal.starter.layout import Layout


def draw_place(canvas: Canvas, place: str, night: bool, layout: Layout) -> None:
    """Draw everything that lies behind the animal."""
    _PLACES[place](canvas, Light(night), layout)


def draw_shadow(canvas: Canvas, place: str, night: bool, size: float) -> None:
    """Draw the soft shadow on the ground, in body units around the feet."""
    color = (120, 150, 220) if place == "sky" else (40, 30, 80)
    opacity = 110 if place == "sky" else 80 if night else 46
    canvas.ellipse(0, 0.5, 31 * size, 5.2 * size, color, opacity=opacity)


def _studio(canvas: Canvas, light: Light, layout: Layout) -> None:
    base = background_color("studio", "night" if light.night else "day", layout.hue)
    y = horizon_px(layout)
    tint = mix(base, WHITE, 0.2 if light.night else 0.62)
    canvas.ellipse(
        layout.light_x * 512,
        layout.light_y * 512,
        60,
        60,
        mix(base, (255, 240, 180), 0.5 if not light.night else 0.3),
    )
    if light.night:
        canvas.ellipse(layout.light_x * 512 + 22, layout.light_y * 512 - 14, 48, 48, base)
    for i, x, spot_y, size in spots(layout, 50, 420):
        with canvas.frame(x, spot_y, 0.7 + 0.7 * size, 0.2 * (i - 2)):
            if i in (0, 3):
                with canvas.frame(0, 0, 2.3):
                    canvas.blob(props.HEART, tint)
            elif i in (1, 4):
                props.five_star(canvas, 27, tint)
            else:
                canvas.ellipse(0, 0, 22, 22, tint)
    floor = hue_color(layout.hue, 0.5, 0.42) if light.night else hue_color(layout.hue, 0.32, 0.96)
    canvas.ellipse(256, y + 330, 520, 300, floor)


def _meadow(canvas: Canvas, light: Light, layout: Layout) -> None:
    sky, y = background_color("meadow", "night" if light.night else "day", 0), horizon_px(layout)
    draw_heaven(canvas, light, layout, sky)
    canvas.ellipse(90, y + 60, 250, 120, light((150, 214, 130)))
    canvas.ellipse(430, y + 70, 260, 130, light((134, 204, 112)))
    canvas.blob(
        ((-20, y + 20), (130, y - 4), (256, y + 6), (390, y - 4), (532, y + 16), (540, 540), (-30, 540)),
        light((150, 216, 100)),
    )
    petals = hue_color(layout.hue, 0.5, 1.0)
    for i, x, spot_y, size in spots(layout, y + 44, 500):
        color = petals if i % 2 == 0 else (255, 250, 250)
        with canvas.frame(x, spot_y, 0.95 + 0.75 * size):
            props.flower(canvas, light(color, 0.65), light((255, 206, 70), 0.6), light((84, 168, 76)))


def _forest(canvas: Canvas, light: Light, layout: Layout) -> None:
    sky, y = background_color("forest", "night" if light.night else "day", 0), horizon_px(layout)
    draw_heaven(canvas, light, layout, sky)
    canvas.blob(
        (
            (-20, y - 60),
            (40, y - 110),
            (110, y - 80),
            (180, y - 120),
            (256, y - 90),
            (330, y - 120),
            (400, y - 80),
            (470, y - 112),
            (532, y - 60),
            (532, 540),
            (-20, 540),
        ),
        light((156, 210, 160)),
    )
    canvas.blob(
        ((-20, y + 6), (140, y - 8), (256, y), (380, y - 8), (532, y + 6), (540, 540), (-30, 540)),
        light((116, 178, 96)),
    )
    for i, x, spot_y, size in spots(layout, y + 4, y + 62):
        with canvas.frame(x, spot_y, 1.15 + 0.6 * size):
            if i in (1, 3):
                props.fir(canvas, light((70, 146, 100)), None, light((130, 92, 70)))
            else:
                props.tree(canvas, light((104, 186, 92)), light((74, 154, 84)), light((146, 100, 70)))
    canvas.ellipse(256, 560, 400, 120, light((134, 194, 104)))
    cap = hue_color(layout.hue, 0.6, 0.95)
    for x in (70, 440):
        canvas.box(x - 8, 462, x + 8, 490, light((255, 244, 226), 0.75), radius=5)
        canvas.blob(
            ((x - 26, 466), (x - 18, 446), (x, 438), (x + 18, 446), (x + 26, 466), (x, 470)), light(cap, 0.65)
        )


def _beach(canvas: Canvas, light: Light, layout: Layout) -> None:
    sky, y = background_color("beach", "night" if light.night else "day", 0), horizon_px(layout)
    draw_heaven(canvas, light, layout, sky)
    canvas.box(-10, y - 34, 522, y + 80, light((62, 156, 222)))
    canvas.blob(
        (
            (-20, y + 36),
            (90, y + 26),
            (200, y + 40),
            (320, y + 28),
            (430, y + 40),
            (532, y + 28),
            (540, 560),
            (-20, 560),
        ),
        light((250, 252, 255), 0.75),
    )
    canvas.blob(
        (
            (-20, y + 52),
            (90, y + 42),
            (200, y + 55),
            (320, y + 43),
            (430, y + 56),
            (532, y + 44),
            (540, 560),
            (-20, 560),
        ),
        light((250, 222, 156), 0.9),
    )
    color = light(hue_color(layout.hue, 0.6, 0.98), 0.65)
    for i, x, spot_y, size in spots(layout, y + 78, 500):
        with canvas.frame(x, spot_y, 0.85 + 0.55 * size):
            if i == 0:
                with canvas.frame(0, 0, 1.25):
                    props.palm(canvas, light)
            elif i == 1:
                props.starfish(canvas, light((255, 134, 104), 0.65), light((255, 190, 160), 0.65))
            elif i == 2:
                props.beach_ball(canvas, color, light)
            elif i == 3:
                props.shell(canvas, light((255, 190, 200), 0.65), light((240, 146, 166), 0.65))
            else:
                props.umbrella(canvas, color, light)


def _snow(canvas: Canvas, light: Light, layout: Layout) -> None:
    sky, y = background_color("snow", "night" if light.night else "day", 0), horizon_px(layout)
    draw_heaven(canvas, light, layout, sky)
    canvas.ellipse(100, y + 80, 280, 130, light((226, 236, 250), 0.8))
    canvas.ellipse(440, y + 90, 270, 140, light((218, 230, 248), 0.8))
    canvas.blob(
        ((-20, y + 20), (130, y + 2), (256, y + 12), (390, y), (532, y + 20), (540, 540), (-30, 540)),
        light((246, 250, 255), 0.75),
    )
    scarf = light(hue_color(layout.hue, 0.5, 0.75), 0.8)
    for i, x, spot_y, size in spots(layout, y + 14, y + 90):
        with canvas.frame(x, spot_y, 0.9 + 0.45 * size):
            if i in (0, 3):
                props.fir(
                    canvas, light(mix((84, 158, 136), scarf, 0.2)), light(WHITE, 0.2), light((130, 96, 80))
                )
            elif i in (1, 4):
                props.snowman(canvas, light)
            else:
                canvas.ellipse(0, 0, 70, 26, light((226, 236, 250), 0.75))
    for x, flake_y in (
        (46, 190),
        (120, 70),
        (190, 26),
        (236, 120),
        (330, 44),
        (392, 140),
        (470, 210),
        (446, 60),
    ):
        canvas.ellipse(x, flake_y, 7, 7, light(WHITE, 0.1))


def _sky(canvas: Canvas, light: Light, layout: Layout) -> None:
    sky, y = background_color("sky", "night" if light.night else "day", 0), horizon_px(layout)
    if not light.night:
        for i, color in enumerate(
            ((255, 150, 150), (255, 204, 128), (255, 242, 150), (160, 224, 164), (150, 190, 250))
        ):
            canvas.ellipse(256, y + 60, 262 - 20 * i, 300 - 20 * i, color)
        canvas.ellipse(256, y + 60, 162, 200, sky)
    draw_heaven(canvas, light, layout, sky)
    white, shade = (
        light((255, 255, 255), 0.7),
        light(mix((206, 230, 252), hue_color(layout.hue, 0.3, 1.0), 0.6), 0.8),
    )
    for _i, x, spot_y, size in spots(layout, 70, y - 10):
        with canvas.frame(x, spot_y, 0.75 + 0.6 * size):
            props.cloud(canvas, white, shade)
    for top, color, shift in ((-6, shade, 0), (24, white, 46)):
        for x in range(-20, 560, 92):
            canvas.ellipse(x + shift, y + top + 40, 62, 50 + 14 * (x % 3), color)
        canvas.box(-10, y + top + 50, 522, 530, color)


def _space(canvas: Canvas, light: Light, layout: Layout) -> None:
    sky, y = background_color("space", "night" if light.night else "day", 0), horizon_px(layout)
    canvas.ellipse(256, y - 60, 330, 200, mix(sky, (190, 110, 210), 0.22))
    for star_x, star_y in (*STARS, (0.2, 0.46), (0.8, 0.5), (0.06, 0.56), (0.95, 0.58)):
        with canvas.frame(star_x * 512, star_y * 512):
            props.five_star(canvas, 10, STARLIGHT)
    with canvas.frame(layout.light_x * 512, layout.light_y * 512, 1.1):
        props.moon(canvas, sky) if light.night else props.sun(canvas)
    colors = [
        hue_color(layout.hue + shift, 0.5, 0.85 if light.night else 1.0)
        for shift in (0.0, 0.2, 0.4, 0.6, 0.8)
    ]
    for i, x, spot_y, size in spots(layout, 150, y - 20):
        with canvas.frame(x, spot_y, 0.85 + 0.65 * size):
            if i == 3:
                props.rocket(canvas, light)
            else:
                props.planet(canvas, colors[i], mix(colors[i], WHITE, 0.5) if i in (0, 4) else None)
    ground = (120, 116, 158) if light.night else (206, 190, 228)
    canvas.ellipse(256, y + 370, 560, 360, ground)
    for x, dy, rx, ry in ((70, 84, 46, 15), (440, 66, 38, 12), (420, 140, 58, 18), (120, 160, 40, 13)):
        canvas.ellipse(x, y + dy, rx, ry, mix(ground, (70, 50, 120), 0.24))


def _castle(canvas: Canvas, light: Light, layout: Layout) -> None:
    sky, y = background_color("castle", "night" if light.night else "day", 0), horizon_px(layout)
    draw_heaven(canvas, light, layout, sky)
    stone, dark = light((232, 220, 234), 0.8), light((206, 188, 216), 0.9)
    roof = light(hue_color(layout.hue, 0.5, 0.86), 0.75)
    window = (255, 222, 120) if light.night else (126, 110, 160)
    flag = light((250, 110, 130), 0.6)
    for _i, x, spot_y, size in spots(layout, y - 44, y + 6):
        with canvas.frame(x, spot_y, 1.0 + 0.35 * size):
            props.tower(canvas, dark, roof, window, flag)
    wall = y - 96
    for x in range(-20, 532, 64):
        canvas.box(x, wall - 24, x + 36, wall + 4, stone)
    canvas.box(-10, wall, 522, y + 10, stone)
    for x in (60, 452):
        canvas.blob(
            ((x - 24, y + 6), (x - 24, y - 36), (x, y - 60), (x + 24, y - 36), (x + 24, y + 6)),
            light((150, 108, 90)),
        )
    canvas.blob(
        ((-20, y + 8), (130, y), (256, y + 4), (390, y), (532, y + 8), (540, 540), (-30, 540)),
        light((150, 212, 128)),
    )
    canvas.blob(((176, y + 4), (336, y + 4), (430, 530), (82, 530)), light((246, 226, 190), 0.9))


_PLACES: Mapping[str, Callable[[Canvas, Light, Layout], None]] = MappingProxyType(
    {
        "studio": _studio, "meadow": _meadow, "forest": _forest, "beach": _beach, "snow": _snow,
        "room": draw_room, "sky": _sky, "space": _space, "castle": _castle,
    }
)  # fmt: skip
