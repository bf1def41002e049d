"""The seven garments, each with its own outline: behind the body, on the trunk and around the neck.

Body coordinates, as in bodies. Knows nothing of species except how wide a trunk is.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from cute_animal.starter.drawing.bodies import whole
from cute_animal.starter.drawing.canvas import Canvas
from cute_animal.starter.drawing.palette import GOLD, WHITE, Cloth, mix

SLEEVED = frozenset({"sweater", "raincoat"})
LEG_CUFF: Mapping[str, float] = MappingProxyType({"overalls": 0.75, "shorts": 0.12})


def draw_behind(canvas: Canvas, garment: str | None, c: Cloth | None) -> None:
    """Draw what hangs behind the body: a cape, a raincoat's hood."""
    if c is None:
        return
    if garment == "cape":
        canvas.blob(
            whole(
                ((0, -54), (15, -52), (27, -38), (37, -18), (42, -5), (33, -7), (24, -1), (13, -5), (0, -1))
            ),
            c.main,
            c.line,
        )
        for side in (-1, 1):
            canvas.stroke(((side * 27, -30), (side * 31, -12)), c.dark, 2.6)
    elif garment == "raincoat":
        canvas.ellipse(0, -49, 30, 11, c.dark, c.line)


def draw_garment(canvas: Canvas, garment: str | None, c: Cloth | None, width: float) -> None:
    """Draw what is worn on the trunk; width is the trunk's against the usual one."""
    if c is None:
        return
    trim = mix(WHITE, c.main, 0.04)
    w = width
    if garment == "overalls":
        canvas.blob(
            whole(((0, -29), (14 * w, -28.5), (21.5 * w, -26), (22.5 * w, -15), (14 * w, -5.5), (0, -4))),
            c.main,
            c.line,
        )
        for side in (-1, 1):
            canvas.stroke(((side * 8, -36), (side * 9, -43), (side * 11, -51)), c.main, 6, c.line)
        canvas.rounded(((-11, -39.5), (11, -39.5), (13, -24), (-13, -24)), 3.5, c.main, c.line)
        canvas.rounded(((-14 * w, -28.5), (14 * w, -28.5), (14 * w, -20), (-14 * w, -20)), 3, c.main)
        canvas.rounded(((-6.5, -30), (6.5, -30), (6.5, -20.5), (0, -17.5), (-6.5, -20.5)), 2.5, c.dark)
        for side in (-1, 1):
            canvas.ellipse(side * 7.4, -36.2, 2.8, 2.8, GOLD if c.main[2] > 60 else WHITE)
    elif garment == "shorts":
        canvas.blob(
            whole(((0, -25), (14 * w, -25), (22 * w, -24), (23 * w, -14), (14 * w, -6.5), (0, -7))),
            c.main,
            c.line,
        )
        canvas.rounded(
            ((-22 * w, -26.5), (22 * w, -26.5), (22.5 * w, -20.5), (-22.5 * w, -20.5)), 2.5, c.dark, c.line
        )
        canvas.stroke(((0, -19), (0, -8)), c.dark, 2.2)
        for side in (-1, 1):
            canvas.stroke(((side * 3.2, -23.5), (side * 4.4, -16.5)), trim, 2.4)
    elif garment == "dress":
        canvas.blob(
            whole(
                (
                    (0, -53),
                    (11, -51.5),
                    (16 * w, -42),
                    (21 * w, -28),
                    (33, -11),
                    (25, -6.5),
                    (16, -9),
                    (8, -6),
                    (0, -8.5),
                )
            ),
            c.main,
            c.line,
        )
        canvas.stroke(
            ((-28.5, -13.5), (-20, -11), (-10, -12), (0, -10.8), (10, -12), (20, -11), (28.5, -13.5)),
            c.light,
            3.4,
        )
        for x, y in ((-15, -21), (0, -19), (15, -21), (-8, -30), (8, -30)):
            canvas.ellipse(x, y, 2.7, 2.7, trim)
    elif garment == "sweater":
        canvas.blob(
            whole(
                (
                    (0, -54),
                    (12, -51.5),
                    (17.5 * w, -42),
                    (22 * w, -28),
                    (21.5 * w, -19),
                    (12, -17),
                    (0, -16.5),
                )
            ),
            c.main,
            c.line,
        )
        canvas.rounded(((-19.5 * w, -35.5), (19.5 * w, -35.5), (21.6 * w, -28), (-21.6 * w, -28)), 1, trim)
        canvas.rounded(((-21 * w, -22), (21 * w, -22), (20 * w, -15.5), (-20 * w, -15.5)), 3, c.dark, c.line)
    elif garment == "raincoat":
        canvas.blob(
            whole(
                ((0, -54), (13, -52), (19 * w, -42), (24 * w, -26), (29, -9), (24, -6), (12, -5.5), (0, -5.5))
            ),
            c.main,
            c.line,
        )
        canvas.stroke(((0, -46), (0, -8)), c.dark, 2.6)
        for y in (-35, -25, -15):
            canvas.ellipse(5.6, y, 2.8, 2.8, trim, c.line)
        for side in (-1, 1):
            canvas.stroke(((side * 13, -20), (side * 20, -19)), c.dark, 4)


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
        canvas.ellipse(0, -40.5, 4, 4, GOLD if c.main[2] > 60 else WHITE, c.line)
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
