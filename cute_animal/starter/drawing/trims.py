"""What several species of the second cast share: accent colours, feathers, feelers and dark limbs.

Frames are as in species.Species. Knows no species by name.
"""

from __future__ import annotations

from cute_animal.starter.drawing.canvas import Canvas, Color, Points
from cute_animal.starter.drawing.heads import both_sides
from cute_animal.starter.drawing.palette import WHITE, Cloth, Tones, mix, patch_color

SUNNY: Color = (255, 205, 62)
CORAL: Color = (255, 132, 92)
ROSE: Color = (255, 128, 170)
AZURE: Color = (72, 148, 236)
LEAF: Color = (92, 192, 108)
VIOLET: Color = (150, 108, 220)
_APART = 96  # sum of the channels' differences from which two colours are told apart on a small picture


def accent(t: Tones, *wishes: Color) -> Color:
    """Give the first of the wished colours that stands out from the coat; the last one if none does."""
    for color in wishes[:-1]:
        if sum(abs(a - b) for a, b in zip(color, t.main, strict=True)) > _APART:
            return color
    return wishes[-1]


def edge(color: Color) -> Color:
    """Give the outline of a part that has a colour of its own."""
    return mix(color, (72, 38, 56), 0.5)


def feather(
    canvas: Canvas, x: float, y: float, angle: float, length: float, half: float, color: Color, line: Color
) -> None:
    """Draw a round-ended feather that grows upwards from (x, y), turned clockwise by angle."""
    with canvas.frame(x, y, 1.0, angle):
        canvas.blob(
            (
                (-half * 0.45, 0),
                (-half, -length * 0.62),
                (-half * 0.7, -length * 0.9),
                (0, -length),
                (half * 0.7, -length * 0.9),
                (half, -length * 0.62),
                (half * 0.45, 0),
            ),
            color,
            line,
        )


def feelers(canvas: Canvas, points: Points, stem: Color, tip: Color, line: Color, r: float) -> None:
    """Draw two stalks through the points (right side given) with a ball at the end of each."""
    for _ in both_sides(canvas, 0, 0):
        canvas.stroke(points, stem, 4.2, line)
        canvas.ellipse(*points[-1], r, r, tip, line)
        canvas.ellipse(
            points[-1][0] - r * 0.3, points[-1][1] - r * 0.35, r * 0.3, r * 0.3, mix(tip, WHITE, 0.7)
        )


def limb_dark(t: Tones) -> Color:
    """Give the dark of an insect's limbs and stripes."""
    return patch_color(t)


def dark_line(t: Tones) -> Color:
    """Give the outline of such a dark part."""
    return mix(patch_color(t), (22, 16, 30), 0.6)


def dark_arm(canvas: Canvas, t: Tones, length: float, cloth: Cloth | None) -> None:
    """Draw an arm as every animal has it, in the dark of an insect."""
    canvas.stroke(((0, 0), (length * 0.5, 0.8), (length, 0)), limb_dark(t), 11, dark_line(t))
    sleeve(canvas, length, cloth)


def sleeve(canvas: Canvas, length: float, cloth: Cloth | None) -> None:
    """Draw the sleeve of an arm, if there is a cloth."""
    if cloth is not None:
        canvas.stroke(((0, 0), (length * 0.35, 0.8), (length * 0.66, 0.4)), cloth.main, 13, cloth.line)
        canvas.stroke(((length * 0.68, -4.5), (length * 0.68, 5)), cloth.dark, 4.2)


def dark_legs(canvas: Canvas, t: Tones, legs: str, cloth: Cloth | None, cuff: float) -> None:
    """Draw both legs as every animal has them, in the dark of an insect."""
    short_legs(canvas, legs, cloth, cuff, limb_dark(t), dark_line(t))


def short_legs(canvas: Canvas, legs: str, cloth: Cloth | None, cuff: float, skin: Color, line: Color) -> None:
    """Draw two stubby legs with round feet in one colour; with a cloth, the legs down to cuff are in it."""
    for _ in both_sides(canvas, 0, 0):
        if legs == "forward":
            canvas.ellipse(17, -7, 11, 8.5, cloth.main if cloth else skin, cloth.line if cloth else line)
            canvas.ellipse(20, -9, 10, 11, skin, line, angle=0.15)
            canvas.ellipse(20, -8.5, 5.6, 6.4, mix(skin, WHITE, 0.22))
            continue
        hip, knee, ankle = (
            ((9.5, -15), (10, -10), (10.5, -6)) if legs == "down" else ((9.5, -15), (15, -9), (19, -4))
        )
        canvas.stroke((hip, knee, ankle), skin, 14.5, line)
        canvas.ellipse(ankle[0] + 2, ankle[1] + 1, 9.5, 6, skin, line, angle=0.0 if legs == "down" else -0.65)
        trouser_leg(canvas, hip, ankle, cloth, cuff, 17)


def trouser_leg(
    canvas: Canvas,
    hip: tuple[float, float],
    ankle: tuple[float, float],
    cloth: Cloth | None,
    cuff: float,
    width: float,
) -> None:
    """Draw the trouser leg from the hip to cuff (0 hip .. 1 ankle), if there is a cloth."""
    if cloth is not None:
        end = (hip[0] + (ankle[0] - hip[0]) * cuff, hip[1] + (ankle[1] - hip[1]) * cuff)
        middle = ((hip[0] + end[0]) / 2, (hip[1] + end[1]) / 2)
        canvas.stroke((hip, middle, end), cloth.main, width, cloth.line)
