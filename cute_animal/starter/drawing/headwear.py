"""The seven things worn on a head, placed by the species' anchors.

Head coordinates: origin in the middle of the head, y down. Large, so that they stay legible.
"""

from __future__ import annotations

from cute_animal.starter.drawing.canvas import Canvas, star
from cute_animal.starter.drawing.heads import both_sides
from cute_animal.starter.drawing.palette import GOLD, WHITE, Cloth, mix
from cute_animal.starter.drawing.species import Species

# How far each thing reaches above the middle of a usual head, for fitting the animal into the picture.
REACH = {"hat": 52, "bow": 38, "flower": 38, "crown": 51, "party_hat": 66, "headphones": 38, "glasses": 0}


def draw_headwear(canvas: Canvas, headwear: str, c: Cloth, sp: Species, eyes: float) -> None:
    """Draw one piece on the head; eyes is the eye size against the usual one, for the glasses."""
    if headwear == "glasses":
        _glasses(canvas, c, sp, eyes)
    elif headwear == "headphones":
        _headphones(canvas, c, sp)
    elif headwear in ("bow", "flower"):
        # A frog's eyes are where others wear a bow, so it wears it above them.
        frame = (
            (0, -31, 1.0, 0) if sp.muzzle == "wide" else (sp.head_rx * 0.52, -sp.head_ry * 0.82, 1.0, 0.35)
        )
        with canvas.frame(*frame):
            (_bow if headwear == "bow" else _flower)(canvas, c)
    else:
        with canvas.frame(0, sp.hat_y, sp.hat_width):
            {"hat": _hat, "crown": _crown, "party_hat": _party_hat}[headwear](canvas, c)


def _hat(canvas: Canvas, c: Cloth) -> None:
    canvas.ellipse(0, -26, 6.4, 6.4, c.light, c.line)
    canvas.blob(
        ((-20, 0), (-18, -12), (-9, -21), (0, -23), (9, -21), (18, -12), (20, 0), (0, -3)), c.main, c.line
    )
    canvas.stroke(((-7.5, -17), (-9.5, -6)), c.dark, 2.4)
    canvas.stroke(((7.5, -17), (9.5, -6)), c.dark, 2.4)
    canvas.rounded(
        ((-22.5, -5), (0, -8.5), (22.5, -5), (22.5, 3.5), (0, 0), (-22.5, 3.5)), 4.5, c.dark, c.line
    )


def _bow(canvas: Canvas, c: Cloth) -> None:
    for _ in both_sides(canvas, 0, 0):
        canvas.rounded(((1, -3.5), (17.5, -13), (17.5, 12.5), (1, 3.5)), 6, c.main, c.line)
        canvas.rounded(((4, -1.5), (12, -4.5), (12, 4.5), (4, 1.5)), 2, c.dark)
    canvas.ellipse(0, 0, 5.2, 5.8, c.dark, c.line)


def _flower(canvas: Canvas, c: Cloth) -> None:
    for x, y in star(9.2, 9.2, 5)[::2]:
        canvas.ellipse(x, y, 6.8, 6.8, c.main, c.line)
    canvas.ellipse(0, 0, 7, 7, c.main)
    canvas.ellipse(0, 0, 5, 5, GOLD if c.main[2] > 60 else WHITE, c.line)


def _crown(canvas: Canvas, c: Cloth) -> None:
    canvas.rounded(
        ((-18, 1), (-21, -21), (-10, -12), (0, -25), (10, -12), (21, -21), (18, 1)), 2, c.main, c.line
    )
    canvas.rounded(((-18.6, -4.5), (18.6, -4.5), (18, 2.5), (-18, 2.5)), 2, c.dark, c.line)
    for x, y in ((-21, -21), (0, -25), (21, -21)):
        canvas.ellipse(x, y, 3.4, 3.4, c.light, c.line)
    canvas.ellipse(0, -8.5, 3.2, 3.6, WHITE)


def _party_hat(canvas: Canvas, c: Cloth) -> None:
    canvas.rounded(((-16, 2), (0, -36), (16, 2)), 3, c.main, c.line)
    canvas.rounded(((-10.6, -10.6), (-7.6, -18), (10.6, -10.6), (13.2, -4.2)), 0.5, mix(WHITE, c.main, 0.05))
    canvas.rounded(((-4.6, -25), (-2.6, -30), (4.6, -25), (6.6, -20)), 0.5, mix(WHITE, c.main, 0.05))
    canvas.rounded(((-17.5, -1.5), (17.5, -1.5), (17.5, 3.5), (-17.5, 3.5)), 2.5, c.dark, c.line)
    canvas.ellipse(0, -35, 6, 6, c.light, c.line)


def _glasses(canvas: Canvas, c: Cloth, sp: Species, eyes: float) -> None:
    x, y = sp.eye
    r = min(10.6 * (0.6 + 0.4 * eyes), x - 1.4) if sp.muzzle != "wide" else 10.8
    for side in (-1, 1):
        canvas.ellipse(side * x, y, r, r, WHITE, opacity=60)
        canvas.stroke(((side * (x + r), y), (side * (sp.head_rx - 1), y - 2)), c.main, 2.8)
    canvas.stroke(((-(x - r), y - 1), (x - r, y - 1)), c.main, 2.8)
    for side in (-1, 1):
        canvas.ring(side * x, y, r, r, c.main, 3.1)


def _headphones(canvas: Canvas, c: Cloth, sp: Species) -> None:
    rx, ry = sp.head_rx, sp.head_ry
    band = ((-rx - 1, 0), (-rx * 0.86, -ry * 0.75), (0, -ry - 5.5), (rx * 0.86, -ry * 0.75), (rx + 1, 0))
    canvas.stroke(band, c.line, 8.4)
    canvas.stroke(band, c.main, 5.6)
    for side in (-1, 1):
        canvas.ellipse(side * (rx + 1), 3, 8, 11, c.main, c.line)
        canvas.ellipse(side * (rx + 3), 3, 4.2, 6.6, c.light)
