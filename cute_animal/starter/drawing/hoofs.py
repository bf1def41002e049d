"""Legs with hooves or toenails, and the sleeve of a species that draws its own arms.

The arm's frame has its origin at the shoulder and x along the arm to the hand; legs are in the body's frame.
"""

from __future__ import annotations

from cute_animal.starter.drawing.bodies import draw_legs
from cute_animal.starter.drawing.canvas import Canvas, Color
from cute_animal.starter.drawing.heads import both_sides
from cute_animal.starter.drawing.palette import Cloth, Tones
from cute_animal.starter.drawing.species import Species

CLAW: Color = (255, 240, 208)
CLAW_LINE: Color = (172, 140, 118)
_PLAIN = Species("bear")


def draw_sleeve(canvas: Canvas, length: float, cloth: Cloth | None) -> None:
    """Draw the sleeve over an arm, if there is one."""
    if cloth is not None:
        canvas.stroke(((0, 0), (length * 0.35, 0.8), (length * 0.66, 0.4)), cloth.main, 13, cloth.line)
        canvas.stroke(((length * 0.68, -4.5), (length * 0.68, 5)), cloth.dark, 4.2)


def hoofed_legs(canvas: Canvas, t: Tones, legs: str, cloth: Cloth | None, cuff: float) -> None:
    """Draw the common legs with hooves, those of a cow."""
    draw_legs(canvas, "cow", _PLAIN, t, legs, cloth, cuff)


def plain_legs(canvas: Canvas, t: Tones, legs: str, cloth: Cloth | None, cuff: float) -> None:
    """Draw the common legs, those of a bear."""
    draw_legs(canvas, "bear", _PLAIN, t, legs, cloth, cuff)


def toed_legs(canvas: Canvas, t: Tones, legs: str, cloth: Cloth | None, cuff: float) -> None:
    """Draw the common legs with three pale toenails on each foot."""
    plain_legs(canvas, t, legs, cloth, cuff)
    for _ in both_sides(canvas, 0, 0):
        for at in (-1, 0, 1):
            if legs == "down":
                canvas.ellipse(12.5 + at * 5.2, -2.2, 2.5, 2.5, CLAW, CLAW_LINE)
            elif legs == "apart":
                canvas.ellipse(22 + at * 4, -1.6 - at * 3, 2.5, 2.5, CLAW, CLAW_LINE)
