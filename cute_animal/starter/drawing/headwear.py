"""The twelve things worn on a head, placed by the species' anchors.

Head coordinates: origin in the middle of the head, y down. Large, so that they stay legible.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from cute_animal.starter.drawing.canvas import Canvas, star
from cute_animal.starter.drawing.hats import HATS
from cute_animal.starter.drawing.heads import both_sides
from cute_animal.starter.drawing.palette import GOLD, WHITE, Cloth
from cute_animal.starter.drawing.species import Species

# How far each thing reaches above the middle of a usual head, for fitting the animal into the picture.
REACH: Mapping[str, float] = MappingProxyType(
    {
        "hat": 52, "bow": 45, "flower": 40, "crown": 51, "party_hat": 66, "headphones": 40, "glasses": 0,
        "cap": 46, "straw_hat": 44, "santa_hat": 57, "wizard_hat": 65, "helmet": 50,
    }
)  # fmt: skip


def draw_headwear(canvas: Canvas, headwear: str, c: Cloth, sp: Species, eyes: float) -> None:
    """Draw one piece on the head; eyes is the eye size against the usual one, for the glasses."""
    if headwear == "glasses":
        _glasses(canvas, c, sp, eyes)
    elif headwear == "headphones":
        _headphones(canvas, c, sp)
    else:
        if headwear == "helmet":
            _strap(canvas, c, sp)
        with canvas.frame(*worn_at(headwear, sp)):
            {**HATS, "bow": _bow, "flower": _flower}[headwear](canvas, c)


def worn_at(headwear: str | None, sp: Species) -> tuple[float, float, float, float]:
    """Where a thing sits on the head: x, y, size, turn clockwise. Without one, where a hat would sit.

    Glasses and headphones follow the species' eyes and cheeks; this is the frame that comes nearest to them.
    """
    if headwear == "glasses":
        return 0.0, sp.eye[1] - 2.0, sp.eye[0] / Species.eye[0], 0.0
    if headwear == "headphones":
        return 0.0, 0.0, sp.head_rx / Species.head_rx, 0.0
    if headwear in ("bow", "flower"):
        if sp.muzzle == "wide":  # a frog's eyes are where others wear a bow, so it wears it above them
            return (0.0, -35.5, 0.86, 0.0) if headwear == "bow" else (0.0, -31.0, 1.0, 0.0)
        return sp.head_rx * 0.52, -sp.head_ry * 0.82, 1.0, 0.35
    return 0.0, sp.hat_y, sp.hat_width, 0.0


def _bow(canvas: Canvas, c: Cloth) -> None:
    for _ in both_sides(canvas, 0, 0):
        canvas.rounded(((1, -4.5), (23, -16.5), (23, 16), (1, 4.5)), 8, c.main, c.line)
        canvas.rounded(((5, -2), (15, -6), (15, 6), (5, 2)), 2.5, c.dark)
    canvas.ellipse(0, 0, 6.4, 7.2, c.dark, c.line)


def _flower(canvas: Canvas, c: Cloth) -> None:
    for x, y in star(9.2, 9.2, 5)[::2]:
        canvas.ellipse(x, y, 6.8, 6.8, c.main, c.line)
    canvas.ellipse(0, 0, 7, 7, c.main)
    canvas.ellipse(0, 0, 5, 5, GOLD if c.main[2] > 60 else WHITE, c.line)


def _glasses(canvas: Canvas, c: Cloth, sp: Species, eyes: float) -> None:
    x, y = sp.eye[0], sp.eye[1] - 2.0  # a little higher than the eyes, so that they leave the nose free
    r = min(10.5 * (0.6 + 0.4 * eyes), x - 2.0) if sp.muzzle != "wide" else 11.6
    arms = [((side * (x + r), y), (side * (sp.head_rx - 1), y - 2)) for side in (-1, 1)]
    bridge = ((-(x - r), y - 1), (x - r, y - 1))
    for side in (-1, 1):
        canvas.ellipse(side * x, y, r, r, WHITE, opacity=36)
    for color, outward, width in ((c.line, 0.9, 5.4), (c.main, 0.0, 4.4)):
        for line in (*arms, bridge):
            canvas.stroke(line, color, width + outward)
        for side in (-1, 1):
            canvas.ring(side * x, y, r + outward, r + outward, color, width)


def _headphones(canvas: Canvas, c: Cloth, sp: Species) -> None:
    rx, ry = sp.head_rx, sp.head_ry
    band = ((-rx - 1, 0), (-rx * 0.86, -ry * 0.75), (0, -ry - 6), (rx * 0.86, -ry * 0.75), (rx + 1, 0))
    canvas.stroke(band, c.line, 10.6)
    canvas.stroke(band, c.main, 7.6)
    for side in (-1, 1):
        canvas.ellipse(side * (rx + 1), 2, 10.5, 14, c.main, c.line)
        canvas.ellipse(side * (rx + 3.5), 2, 5.4, 8.6, c.light)


def _strap(canvas: Canvas, c: Cloth, sp: Species) -> None:
    """Draw a helmet's strap down both cheeks, along the outline of the head."""
    rx, ry = sp.head_rx, sp.head_ry
    for side in (-1, 1):
        strap = (
            (side * rx * 0.76, sp.hat_y + 2),
            (side * rx * 0.89, 0),
            (side * rx * 0.8, ry * 0.5),
            (side * rx * 0.46, ry * 0.87),
        )
        canvas.stroke(strap, c.dark, 3.2, c.line)
