"""Single things that stand in a place: sun and moon, clouds, trees, flowers, planets, furniture.

Each is drawn around the origin of the current frame in px of a 512 px picture; things that stand have their
foot at the origin. Colours are passed through `Light`, which knows whether it is night.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from cute_animal.starter.drawing.canvas import Canvas, Color, Points, star
from cute_animal.starter.drawing.palette import WHITE, at_night, mix

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
SNOWMAN_LINE: Color = (168, 180, 204)


@dataclass(frozen=True)
class Light:
    """Whether it is day or night: passes a colour of the place through unchanged or moonlit."""

    night: bool

    def __call__(self, color: Color, strength: float = 1.0) -> Color:
        return at_night(color, strength) if self.night else color


def sun(canvas: Canvas) -> None:
    canvas.ellipse(0, 0, 56, 56, (255, 236, 150), opacity=110)
    canvas.ellipse(0, 0, 37, 37, (255, 212, 70))


def moon(canvas: Canvas, sky: Color) -> None:
    canvas.ellipse(0, 0, 36, 36, (255, 240, 178))
    canvas.ellipse(15, -9, 30, 30, sky)


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


def snowman(canvas: Canvas, light: Light) -> None:
    white, line = light(WHITE, 0.55), light(SNOWMAN_LINE, 0.7)
    canvas.ellipse(0, -30, 34, 32, line)
    canvas.ellipse(-2, -31, 32, 30, white)
    canvas.ellipse(0, -78, 25, 24, line)
    canvas.ellipse(-1, -79, 23, 22, white)
    canvas.rounded(((-22, -58), (22, -58), (24, -48), (-24, -48)), 5, light((226, 72, 80), 0.6))
    canvas.ellipse(-8, -83, 4, 4, (62, 52, 70))
    canvas.ellipse(9, -83, 4, 4, (62, 52, 70))
    canvas.rounded(((-2, -78), (18, -73), (-2, -70)), 2, light((250, 146, 50), 0.6))
    canvas.rounded(((-17, -96), (-13, -124), (15, -124), (17, -96)), 4, light((70, 84, 150), 0.6))


def palm(canvas: Canvas, light: Light) -> None:
    canvas.stroke(((0, 0), (6, -60), (0, -120)), light((188, 134, 84)), 14)
    for angle, length in ((0.5, 62), (2.64, 62), (-0.25, 58), (3.39, 58), (-1.0, 50), (4.1, 50)):
        with canvas.frame(0, -120, 1.0, angle):
            canvas.blob(
                ((0, -5), (length * 0.5, -13), (length, 2), (length * 0.5, 8), (0, 5)), light((84, 178, 92))
            )
    canvas.ellipse(-7, -113, 8, 8, light((140, 92, 60)))
    canvas.ellipse(8, -112, 8, 8, light((140, 92, 60)))


def umbrella(canvas: Canvas, color: Color, light: Light) -> None:
    canvas.stroke(((0, 0), (0, -100)), light((250, 246, 240), 0.7), 6)
    canvas.blob(
        (
            (-62, -84),
            (-48, -118),
            (0, -138),
            (48, -118),
            (62, -84),
            (40, -90),
            (21, -84),
            (0, -90),
            (-21, -84),
            (-40, -90),
        ),
        color,
    )
    canvas.blob(
        ((-21, -84), (-17, -118), (0, -138), (17, -118), (21, -84), (0, -90)), light((255, 252, 246), 0.65)
    )


def starfish(canvas: Canvas, color: Color, light: Color) -> None:
    with canvas.frame(0, 0, 1, 0.3):
        canvas.rounded(star(24, 12), 9, color)
        canvas.ellipse(0, 0, 6, 6, light)


def shell(canvas: Canvas, color: Color, dark: Color) -> None:
    canvas.blob(((0, 14), (-20, 4), (-22, -10), (-10, -18), (0, -20), (10, -18), (22, -10), (20, 4)), color)
    for x in (-10, 0, 10):
        canvas.stroke(((x * 0.3, 9), (x, -10)), dark, 5)


def beach_ball(canvas: Canvas, color: Color, light: Light) -> None:
    canvas.ellipse(0, -22, 24, 24, light((255, 252, 248), 0.65))
    canvas.blob(((0, -46), (16, -42), (22, -30), (8, -26), (0, -30)), color)
    canvas.blob(((-24, -22), (-20, -10), (-6, 1), (-4, -14), (-12, -22)), color)
    canvas.blob(((8, -16), (22, -14), (12, 0), (3, 2)), light((255, 206, 70), 0.65))


def planet(canvas: Canvas, color: Color, ring: Color | None) -> None:
    canvas.ellipse(0, 0, 28, 28, color)
    canvas.ellipse(-7, -8, 12, 9, mix(color, WHITE, 0.35), angle=-0.5)
    if ring is not None:
        with canvas.frame(0, 0, 1.0, -0.35):
            canvas.stroke(((-27, -4), (-42, 2), (-26, 9), (0, 11), (26, 9), (42, 2), (27, -4)), ring, 6)


def rocket(canvas: Canvas, light: Light) -> None:
    with canvas.frame(0, 0, 1.0, 0.5):
        canvas.blob(((-9, 26), (0, 46), (9, 26)), (255, 186, 60))
        canvas.rounded(((-26, 26), (-10, -2), (10, -2), (26, 26)), 6, (236, 84, 92))
        canvas.blob(
            ((0, -44), (13, -22), (15, 6), (10, 27), (-10, 27), (-15, 6), (-13, -22)),
            light((250, 250, 255), 0.3),
        )
        canvas.blob(((0, -44), (9, -30), (12.5, -20), (-12.5, -20), (-9, -30)), (236, 84, 92))
        canvas.ellipse(0, -5, 7, 7, (96, 176, 240))


def picture_frame(canvas: Canvas, light: Light, hue: Color) -> None:
    canvas.rounded(((-34, -34), (34, -34), (34, 34), (-34, 34)), 5, light((206, 150, 96)))
    canvas.rounded(((-26, -26), (26, -26), (26, 26), (-26, 26)), 2, light((255, 248, 234)))
    with canvas.frame(0, 1, 1.6):
        canvas.blob(HEART, hue)


def lamp(canvas: Canvas, light: Light) -> None:
    canvas.ellipse(0, -2, 24, 8, light((150, 110, 84)))
    canvas.stroke(((0, -4), (0, -100)), light((150, 110, 84)), 7)
    if light.night:
        canvas.ellipse(0, -112, 62, 50, (255, 222, 140), opacity=90)
    canvas.rounded(
        ((-36, -94), (-22, -142), (22, -142), (36, -94)),
        6,
        (255, 226, 150) if light.night else (255, 236, 190),
    )


def plant(canvas: Canvas, light: Light, pot: Color) -> None:
    for angle in (-0.75, 0.75, -0.3, 0.3):
        with canvas.frame(0, -28, 1.0, angle):
            canvas.blob(((0, 4), (-11, -24), (0, -58), (11, -24)), light((96, 176, 104)))
    canvas.rounded(((-24, -36), (24, -36), (18, 0), (-18, 0)), 5, pot)


def tower(canvas: Canvas, stone: Color, roof: Color, window: Color, flag: Color) -> None:
    canvas.box(-30, -150, 30, 6, stone)
    canvas.rounded(((-40, -146), (0, -222), (40, -146)), 5, roof)
    canvas.stroke(((0, -218), (0, -250)), mix(stone, (70, 50, 80), 0.5), 5)
    canvas.rounded(((1, -252), (32, -242), (1, -230)), 2, flag)
    canvas.blob(((-10, -88), (-10, -112), (0, -124), (10, -112), (10, -88)), window)
