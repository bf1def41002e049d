"""Things of the seaside and of the sea's bottom, each with its foot or middle in the origin, in px."""

from __future__ import annotations

from cute_animal.starter.drawing.canvas import Canvas, Color, star
from cute_animal.starter.drawing.light import Light
from cute_animal.starter.drawing.palette import WHITE, mix


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


def seaweed(canvas: Canvas, color: Color, height: float) -> None:
    for x, share, sway in ((-16, 0.7, -12), (16, 0.8, 12), (0, 1.0, 16)):
        tall = height * share
        canvas.stroke(
            ((x, 4), (x + sway, -tall * 0.3), (x - sway, -tall * 0.62), (x + sway * 0.5, -tall)), color, 17
        )


def coral(canvas: Canvas, color: Color) -> None:
    """Draw a fan of five thick branches with bright round tips, 110 px high."""
    tip = mix(color, WHITE, 0.38)
    canvas.ellipse(0, -4, 30, 16, color)
    for angle, length in ((-1.0, 74), (1.0, 74), (-0.5, 92), (0.5, 92), (0.0, 102)):
        with canvas.frame(0, -4, 1.0, angle):
            canvas.stroke(((0, 0), (angle * 10, -length * 0.5), (0, -length)), color, 19)
            canvas.ellipse(0, -length, 14, 14, color)
            canvas.ellipse(0, -length, 8, 8, tip)


def bubble(canvas: Canvas, water: Color, radius: float) -> None:
    canvas.ellipse(0, 0, radius, radius, mix(water, WHITE, 0.72))
    canvas.ellipse(0, 0, radius - 4, radius - 4, mix(water, WHITE, 0.3))
    canvas.ellipse(-radius * 0.32, -radius * 0.32, radius * 0.24, radius * 0.24, WHITE)
