"""Single things of heaven and of the woods: sun and moon, clouds, stars, planets, flowers, trees.

Each is drawn around the origin of the current frame in px of a 512 px picture; things that stand have their
foot at the origin. Colours are passed through `Light`, which knows the time and the weather.
"""

from __future__ import annotations

import math

from cute_animal.starter.drawing.canvas import Canvas, Color, Points, star
from cute_animal.starter.drawing.light import Light
from cute_animal.starter.drawing.palette import WHITE, mix

HEART: Points = (
    (0, 10),
    (-9, 2),
    (-10.5, -5),
    (-6, -9),
    (-1.5, -7.5),
    (0, -4.5),
    (1.5, -7.5),
    (6, -9),
    (10.5, -5),
    (9, 2),
)


def sun(canvas: Canvas) -> None:
    canvas.ellipse(0, 0, 56, 56, (255, 236, 150), opacity=110)
    canvas.ellipse(0, 0, 37, 37, (255, 212, 70))


def low_sun(canvas: Canvas) -> None:
    canvas.ellipse(0, 0, 68, 68, (255, 206, 120), opacity=150)
    canvas.ellipse(0, 0, 48, 48, (255, 94, 82))


def moon(canvas: Canvas, sky: Color) -> None:
    canvas.ellipse(0, 0, 40, 40, (255, 240, 178))
    canvas.ellipse(17, -10, 33, 33, sky)


def five_star(canvas: Canvas, radius: float, color: Color) -> None:
    canvas.rounded(star(radius, radius * 0.52), radius * 0.3, color)


def cloud(canvas: Canvas, color: Color, shade: Color) -> None:
    canvas.blob(
        (
            (-52, 8),
            (-44, -12),
            (-26, -14),
            (-12, -30),
            (14, -30),
            (26, -14),
            (46, -10),
            (52, 8),
            (30, 16),
            (0, 17),
            (-32, 16),
        ),
        shade,
    )
    canvas.blob(
        (
            (-50, 4),
            (-42, -12),
            (-26, -15),
            (-12, -31),
            (13, -31),
            (25, -16),
            (43, -11),
            (49, 3),
            (28, 9),
            (0, 9),
            (-30, 9),
        ),
        color,
    )


def flower(canvas: Canvas, color: Color, heart: Color, stem: Color) -> None:
    canvas.stroke(((0, 0), (0, -26)), stem, 5)
    canvas.ellipse(8, -9, 8, 4, stem, angle=-0.5)
    for i in range(5):
        angle = 2 * math.pi * i / 5 - math.pi / 2
        canvas.ellipse(11 * math.cos(angle), -36 + 11 * math.sin(angle), 8.5, 8.5, color)
    canvas.ellipse(0, -36, 7, 7, heart)


def tree(canvas: Canvas, leaf: Color, shade: Color, trunk: Color) -> None:
    canvas.rounded(((-11, 4), (-8, -70), (8, -70), (11, 4)), 3, trunk)
    canvas.blob(
        (
            (-52, -84),
            (-46, -118),
            (-22, -146),
            (14, -150),
            (42, -126),
            (52, -90),
            (34, -62),
            (0, -56),
            (-34, -60),
        ),
        shade,
    )
    canvas.blob(
        (
            (-48, -92),
            (-42, -120),
            (-20, -145),
            (12, -148),
            (38, -126),
            (44, -96),
            (26, -76),
            (-4, -72),
            (-32, -76),
        ),
        leaf,
    )


def fir(canvas: Canvas, leaf: Color, snow: Color | None, trunk: Color) -> None:
    canvas.rounded(((-9, 4), (-9, -30), (9, -30), (9, 4)), 2, trunk)
    for y, half in ((-20, 48), (-62, 40), (-100, 30)):
        canvas.rounded(((-half, y), (0, y - 66), (half, y)), 10, leaf)
        if snow is not None:
            canvas.blob(
                (
                    (-half * 0.46, y - 32),
                    (0, y - 60),
                    (half * 0.46, y - 32),
                    (half * 0.2, y - 26),
                    (0, y - 32),
                    (-half * 0.2, y - 26),
                ),
                snow,
            )


def planet(canvas: Canvas, color: Color, ring: Color | None) -> None:
    canvas.ellipse(0, 0, 28, 28, color)
    canvas.ellipse(-7, -8, 12, 9, mix(color, WHITE, 0.35), angle=-0.5)
    if ring is not None:
        with canvas.frame(0, 0, 1.0, -0.35):
            canvas.stroke(((-27, -4), (-42, 2), (-26, 9), (0, 11), (26, 9), (42, 2), (27, -4)), ring, 6)


def rocket(canvas: Canvas, light: Light) -> None:
    with canvas.frame(0, 0, 1.0, 0.5):
        canvas.blob(((-10, 26), (0, 52), (10, 26)), (255, 196, 70))
        canvas.rounded(((-28, 26), (-10, -4), (10, -4), (28, 26)), 6, (236, 84, 92))
        canvas.blob(
            ((0, -48), (15, -24), (17, 6), (11, 28), (-11, 28), (-17, 6), (-15, -24)),
            light((250, 250, 255), 0.3),
        )
        canvas.blob(((0, -48), (10, -33), (14, -20), (-14, -20), (-10, -33)), (236, 84, 92))
        canvas.ellipse(0, -3, 9, 9, (96, 176, 240))


def mushroom(canvas: Canvas, cap: Color, dots: Color, stem: Color) -> None:
    canvas.rounded(((-15, 2), (-12, -34), (12, -34), (15, 2)), 8, stem)
    canvas.blob(((-42, -28), (-30, -62), (0, -76), (30, -62), (42, -28), (0, -22)), cap)
    for x, y, radius in ((-18, -46, 8), (8, -58, 9), (22, -38, 7)):
        canvas.ellipse(x, y, radius, radius, dots)


def snowman(canvas: Canvas, light: Light) -> None:
    white, line = light(WHITE, 0.55), light((160, 176, 206), 0.7)
    canvas.ellipse(0, -34, 41, 38, line)
    canvas.ellipse(0, -34, 37, 34, white)
    canvas.ellipse(0, -90, 33, 31, line)
    canvas.ellipse(0, -90, 29, 27, white)
    canvas.rounded(((-28, -68), (28, -68), (30, -54), (-30, -54)), 6, light((226, 72, 80), 0.6))
    for x in (-11, 11):
        canvas.ellipse(x, -95, 5, 5, (62, 52, 70))
    canvas.rounded(((-3, -91), (24, -84), (-3, -79)), 3, light((250, 146, 50), 0.6))
    canvas.rounded(((-24, -112), (-20, -146), (20, -146), (24, -112)), 5, light((70, 84, 150), 0.6))
    canvas.box(-34, -116, 34, -108, light((70, 84, 150), 0.6), radius=4)


def tower(canvas: Canvas, stone: Color, roof: Color, window: Color, flag: Color) -> None:
    """A tower with a pointed roof and a flag: 92 px wide, 240 px high."""
    canvas.box(-38, -140, 38, 40, stone)
    canvas.stroke(((0, -222), (0, -252)), mix(stone, (70, 50, 80), 0.5), 6)
    canvas.rounded(((2, -256), (40, -242), (2, -226)), 3, flag)
    canvas.rounded(((-54, -134), (0, -232), (54, -134)), 6, roof)
    canvas.blob(((-14, -78), (-14, -104), (0, -120), (14, -104), (14, -78)), window)
