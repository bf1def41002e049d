"""The hats, caps and crowns: what sits on top of a head.

Coordinates of the hat: origin in the middle of its brim, y down, a usual head about 50 wide there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from cute_animal.starter.drawing.canvas import Canvas, Color, star
from cute_animal.starter.drawing.palette import GOLD, WHITE, Cloth, mix

FLUFF: Color = (255, 252, 250)  # the white fur of a Santa hat
STRAW: Color = (252, 214, 112)  # what yellow is on a straw hat
STRAW_LINE: Color = (176, 122, 52)


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


def _cap(canvas: Canvas, c: Cloth) -> None:
    canvas.ellipse(0, -22.5, 3.6, 3, c.dark, c.line)
    dome = ((-22, 1), (-21.5, -9), (-15, -18.5), (0, -22.5), (15, -18.5), (21.5, -9), (22, 1), (0, -2))
    canvas.blob(dome, c.main, c.line)
    canvas.blob(((-1, -20), (10, -18), (16.5, -9), (17, -3), (5, -5), (-1, -5)), mix(WHITE, c.main, 0.04))
    visor = ((2, -5.5), (14, -8.5), (28, -8), (40, -2.5), (43, 2.5), (36, 4), (20, 1), (4, 1.5))
    canvas.blob(visor, c.dark, c.line)


def _straw_hat(canvas: Canvas, c: Cloth) -> None:
    yellow = c.main[2] < 60 and c.main[1] > 180
    main = STRAW if yellow else c.main
    line = STRAW_LINE if yellow else c.line
    weave = mix(main, line, 0.35)
    canvas.ellipse(0, -1, 40, 7.2, main, line)
    canvas.stroke(((-33, 0), (-18, 2.6), (0, 3.4), (18, 2.6), (33, 0)), weave, 1.6)
    canvas.blob(
        ((-19, -2), (-18.5, -12), (-12, -20), (0, -22), (12, -20), (18.5, -12), (19, -2), (0, 1)), main, line
    )
    canvas.stroke(((-12, -15), (0, -17), (12, -15)), weave, 1.6)
    canvas.rounded(
        ((-19, -10), (0, -7.5), (19, -10), (19.3, -3), (0, 0), (-19.3, -3)), 2, mix(WHITE, main, 0.04), line
    )


def _santa_hat(canvas: Canvas, c: Cloth) -> None:
    canvas.blob(
        (
            (-20, 0), (-18, -13), (-9, -27), (5, -34), (19, -31), (30, -20), (34, -7), (27, -6), (21, -14),
            (19, 0), (0, -3),
        ),
        c.main,
        c.line,
    )  # fmt: skip
    canvas.stroke(((8, -24), (16, -23), (21, -15)), c.dark, 2.4)
    for r in (7.4, 6.0):
        canvas.ellipse(32, -4, r, r, FLUFF, c.line if r > 7 else None)
    for r in (6.6, 5.8):
        for x in (-21, -10.5, 0, 10.5, 21):
            canvas.ellipse(x, -1.5 - 2.5 * (1 - (x / 21) ** 2), r, r, FLUFF, c.line if r > 6 else None)


def _wizard_hat(canvas: Canvas, c: Cloth) -> None:
    canvas.ellipse(0, 0, 34, 6.4, c.dark, c.line)
    cone = (
        (-20, 0),
        (-14, -18),
        (-7, -32),
        (4, -41),
        (19, -44),
        (14, -37),
        (13, -29),
        (16, -16),
        (20, 0),
        (0, 3),
    )
    canvas.rounded(cone, 5, c.main, c.line)
    canvas.rounded(((-18, -6.5), (0, -3.5), (18, -6.5), (19, 0), (0, 3.2), (-19, 0)), 2, c.dark, c.line)
    gold = GOLD if c.main[2] > 60 else WHITE
    for x, y, r in ((-3, -15.5, 7), (4.5, -29, 5)):
        with canvas.frame(x, y):
            canvas.rounded(star(r, r * 0.52), r * 0.25, gold)


def _helmet(canvas: Canvas, c: Cloth) -> None:
    shell = ((-26, 3), (-26, -9), (-18.5, -22), (0, -28), (18.5, -22), (26, -9), (26, 3), (0, -1))
    canvas.blob(shell, c.main, c.line)
    canvas.blob(
        ((-5.5, -2), (-6, -18), (-4.5, -26.5), (4.5, -26.5), (6, -18), (5.5, -2)), mix(WHITE, c.main, 0.04)
    )
    canvas.rounded(((-28, -2), (0, -5.5), (28, -2), (28, 4.5), (0, 1.5), (-28, 4.5)), 3.5, c.dark, c.line)


HATS: Mapping[str, Callable[[Canvas, Cloth], None]] = MappingProxyType(
    {
        "hat": _hat, "crown": _crown, "party_hat": _party_hat, "cap": _cap, "straw_hat": _straw_hat,
        "santa_hat": _santa_hat, "wizard_hat": _wizard_hat, "helmet": _helmet,
    }
)  # fmt: skip
