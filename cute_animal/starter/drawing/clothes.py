"""The twelve garments, each with its own outline: behind the body, on the trunk and around the neck.

Body coordinates, as in bodies. Knows nothing of species except how wide a trunk is.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from cute_animal.starter.drawing.bodies import whole
from cute_animal.starter.drawing.canvas import Canvas
from cute_animal.starter.drawing.palette import WHITE, Cloth
from cute_animal.starter.drawing.trunkwear import SUIT, SUIT_FOLD, TRUNKWEAR, accent, trim

SLEEVED = frozenset({"sweater", "raincoat", "pajamas", "spacesuit"})
LEG_CUFF: Mapping[str, float] = MappingProxyType(
    {"overalls": 0.75, "shorts": 0.12, "pajamas": 0.85, "spacesuit": 0.85}
)


def draw_behind(canvas: Canvas, garment: str | None, c: Cloth | None) -> None:
    """Draw what hangs behind the body: a cape, a raincoat's hood, an apron's ties, a spacesuit's pack."""
    if c is None:
        return
    if garment == "cape":
        half = ((0, -54), (15, -52), (27, -38), (37, -18), (42, -5), (33, -7), (24, -1), (13, -5), (0, -1))
        canvas.blob(whole(half), c.main, c.line)
        for side in (-1, 1):
            canvas.stroke(((side * 27, -30), (side * 31, -12)), c.dark, 2.6)
    elif garment == "raincoat":
        canvas.ellipse(0, -49, 30, 11, c.dark, c.line)
    elif garment == "apron":
        for side in (-1, 1):
            canvas.rounded(((side * 16, -28), (side * 36, -41), (side * 37, -19)), 6, c.main, c.line)
    elif garment == "spacesuit":
        canvas.rounded(((-31, -52), (31, -52), (32, -14), (-32, -14)), 7, SUIT_FOLD, c.line)


def draw_garment(canvas: Canvas, garment: str | None, c: Cloth | None, width: float) -> None:
    """Draw what is worn on the trunk; width is the trunk's against the usual one."""
    if c is not None and garment is not None and garment in TRUNKWEAR:
        TRUNKWEAR[garment](canvas, c, width)


def draw_neckwear(canvas: Canvas, garment: str | None, c: Cloth | None, width: float) -> None:
    """Draw what lies around the neck, below the chin."""
    if c is None:
        return
    if garment == "scarf":
        canvas.rounded(((6, -44), (16, -45), (19, -19), (8, -18)), 3, c.dark, c.line)
        canvas.rounded(((7.6, -26), (18, -27), (18.6, -22.5), (8, -21.5)), 1, c.light)
        w = 0.55 + 0.45 * width
        canvas.rounded(
            ((-22 * w, -52), (22 * w, -52), (23 * w, -37.5), (0, -34), (-23 * w, -37.5)), 6.5, c.main, c.line
        )
        canvas.stroke(((-15, -37.5), (-16, -43)), c.light, 3.4)
        canvas.stroke(((-3, -36), (-3, -42)), c.light, 3.4)
        canvas.rounded(((6, -46), (16, -46), (17, -34), (6, -34)), 4, c.main, c.line)
    elif garment == "cape":
        canvas.rounded(
            ((-17 * width, -52), (17 * width, -52), (20 * width, -40), (0, -38), (-20 * width, -40)),
            5,
            c.main,
            c.line,
        )
        for side in (-1, 1):
            canvas.rounded(((0, -41), (side * 12, -46.5), (side * 12, -34.5)), 3.5, c.main, c.line)
        canvas.ellipse(0, -40.5, 4, 4, accent(c), c.line)
    elif garment == "dress":
        for side in (-1, 1):
            canvas.blob(
                ((0, -47), (side * 9, -48), (side * 15, -43), (side * 9, -38), (side * 2, -40)), WHITE, c.line
            )
    elif garment == "raincoat":
        for side in (-1, 1):
            canvas.rounded(
                ((0, -48), (side * 16, -50), (side * 15, -41), (side * 4, -37.5)), 3, c.dark, c.line
            )
    elif garment == "sweater":
        canvas.rounded(((-12, -50), (12, -50), (13, -42), (0, -39.5), (-13, -42)), 4, c.dark, c.line)
    elif garment == "pajamas":
        for side in (-1, 1):
            canvas.rounded(
                ((0, -47), (side * 13, -50), (side * 14, -41), (side * 6, -36.5)), 3, trim(c), c.line
            )
    elif garment == "spacesuit":
        w = width
        ring = ((-21 * w, -52), (21 * w, -52), (22 * w, -41.5), (0, -37), (-22 * w, -41.5))
        canvas.rounded(ring, 6, SUIT, c.line)
        canvas.stroke(((-16 * w, -42.5), (0, -40), (16 * w, -42.5)), c.main, 3.4)
