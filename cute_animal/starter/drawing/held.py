"""The twelve things held in a hand, each large and mostly in its cloth colour.

Drawn around the origin of a frame that lies in the hand, in body units (a standing animal is about 100 high),
never tilted with the arm, so that a balloon flies upwards. A thing grows up and away from the animal (to the
left; a mirrored animal mirrors it), so that it leaves the face free. Knows nothing of species.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from cute_animal.starter.drawing.canvas import Canvas, Color, Points, star
from cute_animal.starter.drawing.heads import both_sides
from cute_animal.starter.drawing.palette import INK, WHITE, Cloth, mix

CREAM: Color = (255, 249, 238)
PAPER: Color = (255, 252, 244)
STRING: Color = (150, 126, 138)
WOOD: Color = (214, 158, 96)
WOOD_LINE: Color = (146, 94, 56)
WAFER: Color = (240, 184, 104)
WAFER_LINE: Color = (178, 116, 58)
HONEY: Color = (255, 184, 36)
HONEY_LINE: Color = (190, 112, 20)
LEAF: Color = (110, 190, 92)
LEAF_LINE: Color = (52, 122, 62)

# How far to the side (away from the animal) and above the hand each thing reaches, for fitting it into the
# picture.
HELD_REACH: Mapping[str, tuple[float, float]] = MappingProxyType(
    {
        "balloon": (32, 72), "ice_cream": (20.5, 38.5), "honey": (20, 32.5), "book": (23.5, 27),
        "kite": (33, 68), "bouquet": (25, 43), "umbrella": (33.5, 62), "lollipop": (26, 45.5),
        "wand": (27, 46.5), "gift": (21, 30.5), "ball": (23, 23), "cup": (25, 34),
    }
)  # fmt: skip


def draw_held(canvas: Canvas, held: str, c: Cloth) -> None:
    """Draw one thing in the hand at the origin."""
    _DRAW[held](canvas, c)


def _shine(canvas: Canvas, c: Cloth, x: float, y: float, size: float = 1.0) -> None:
    canvas.ellipse(x, y, 2.6 * size, 4.4 * size, mix(c.light, WHITE, 0.35), angle=0.55)


def _balloon(canvas: Canvas, c: Cloth) -> None:
    canvas.stroke(((0, 2), (-3, -8), (-10, -17), (-12.5, -32)), STRING, 1.9)
    with canvas.frame(-14, -51, 1.0, -0.12):
        canvas.rounded(((0, 15), (5.5, 23.5), (-5.5, 23.5)), 1.5, c.dark, c.line)
        canvas.blob(
            ((0, -19), (11, -16), (16, -4), (12, 9), (0, 19), (-12, 9), (-16, -4), (-11, -16)), c.main, c.line
        )
        _shine(canvas, c, -7, -8, 1.2)


def _ice_cream(canvas: Canvas, c: Cloth) -> None:
    with canvas.frame(-3.5, 0, 1.0, -0.12):
        canvas.rounded(((-10, -14), (10, -14), (0, 12)), 2, WAFER, WAFER_LINE)
        for x0, y0, x1, y1 in ((-5.5, -12.5, 3, 2), (5.5, -12.5, -3, 2)):
            canvas.stroke(((x0, y0), (x1, y1)), WAFER_LINE, 1.6)
        canvas.blob(
            ((0, -37), (9, -33.5), (12.5, -24), (13.5, -15), (9, -11.5), (4.5, -13.5), (0, -9.5),
             (-4.5, -13.5), (-9, -11.5), (-13.5, -15), (-12.5, -24), (-9, -33.5)),
            c.main,
            c.line,
        )  # fmt: skip
        _shine(canvas, c, -6, -26.5)
        for x, y in ((3.5, -29.5), (7.5, -20.5), (0, -20)):
            canvas.ellipse(x, y, 1.7, 1.7, CREAM)


def _honey(canvas: Canvas, c: Cloth) -> None:
    with canvas.frame(-3, -5):
        canvas.stroke(((4, -14), (10, -24)), WOOD_LINE, 5)
        canvas.stroke(((4, -14), (10, -24)), WOOD, 2.6)
        canvas.blob(
            ((-10, -14), (10, -14), (15.5, -4), (14, 8), (8.5, 13), (-8.5, 13), (-14, 8), (-15.5, -4)),
            c.main,
            c.line,
        )
        canvas.blob(
            ((-12.5, -15), (12.5, -15), (13.5, -9), (10.5, -3), (8, -7.5), (4.5, -7), (2.5, 0), (-1, -0.5),
             (-2.5, -7), (-6, -7), (-8.5, -3.5), (-11, -5), (-13.5, -10)),
            HONEY,
            HONEY_LINE,
        )  # fmt: skip
        canvas.rounded(((-12.5, -18.5), (12.5, -18.5), (12.5, -12.5), (-12.5, -12.5)), 3, c.light, c.line)
        _bee(canvas)


def _bee(canvas: Canvas) -> None:
    """Draw the little bee on the pot, which says what is in it."""
    with canvas.frame(1, 6):
        for x, angle in ((-2.0, -0.5), (2.2, 0.3)):
            canvas.ellipse(x, -4, 2.3, 3.2, WHITE, angle=angle)
        canvas.ellipse(0, 0, 6.2, 4.2, (255, 222, 84), INK)
        for x in (-1.2, 2.6):
            canvas.stroke(((x, -2.6), (x, 2.6)), INK, 1.9)


def _book(canvas: Canvas, c: Cloth) -> None:
    with canvas.frame(-5, -8, 1.0, -0.16):
        canvas.rounded(((-12.5, -15.5), (13.5, -15.5), (13.5, 16.5), (-12.5, 16.5)), 2.5, c.dark, c.line)
        canvas.rounded(((-11, -13), (11.5, -13), (11.5, 14), (-11, 14)), 1.5, PAPER, c.line)
        canvas.rounded(((-15, -17), (8.5, -17), (8.5, 13), (-15, 13)), 2.5, c.main, c.line)
        canvas.rounded(((-15, -17), (-10, -17), (-10, 13), (-15, 13)), 2, c.dark, c.line)
        canvas.rounded(star(8.6, 4.2), 1, CREAM)


def _kite(canvas: Canvas, c: Cloth) -> None:
    canvas.stroke(((0, 2), (-3, -6), (-6, -16), (-11, -30)), STRING, 1.9)
    with canvas.frame(-15.5, -46, 0.95, -0.24):
        tail = ((0, 20), (-4, 26), (2, 32), (-3, 39))
        canvas.stroke(tail, c.line, 1.9)
        for x, y, angle in ((-3.5, 27, 0.5), (-1, 36.5, -0.4)):
            with canvas.frame(x, y, 1.0, angle):
                for _ in both_sides(canvas, 0, 0):
                    canvas.rounded(((0, 0), (6, -4), (6, 4)), 1.2, c.main, c.line)
        canvas.rounded(((0, -23), (16.5, -5), (0, 21), (-16.5, -5)), 1.5, c.main, c.line)
        canvas.rounded(((0, -21), (0, -5), (-14.5, -5)), 0.8, c.light)
        canvas.rounded(((0, 18.5), (0, -5), (14.5, -5)), 0.8, c.light)
        canvas.stroke(((0, -21), (0, 19)), c.line, 1.7)
        canvas.stroke(((-14.5, -5), (14.5, -5)), c.line, 1.7)


def _bouquet(canvas: Canvas, c: Cloth) -> None:
    with canvas.frame(-3, -2, 1.0, -0.08):
        for x, y, angle in ((-14.0, -20.0, -0.7), (14.0, -20.0, 0.7), (0.0, -33.0, 0.0)):
            canvas.ellipse(x, y, 4, 7, LEAF, LEAF_LINE, angle=angle)
        canvas.rounded(((-13, -16), (13, -16), (3.5, 12), (-3.5, 12)), 2.5, CREAM, c.line)
        for x, y in ((-9.5, -17), (9.5, -17), (0, -27), (0, -14)):
            with canvas.frame(x, y, 0.88):
                for px, py in star(5.6, 5.6)[::2]:
                    canvas.ellipse(px, py, 4.2, 4.2, c.main, c.line)
                canvas.ellipse(0, 0, 5, 5, c.main)
                canvas.ellipse(
                    0, 0, 3.2, 3.2, CREAM if c.main[0] > 240 and c.main[2] < 60 else (255, 222, 84)
                )
        canvas.rounded(((-6, -1.5), (6, -1.5), (5, 4), (-5, 4)), 1.5, c.main, c.line)


def _umbrella(canvas: Canvas, c: Cloth) -> None:
    with canvas.frame(0, 0, 1.0, -0.32):
        pole: Points = ((0, -46), (0, -20), (0, 4), (-3, 8), (-7, 5))
        canvas.stroke(pole, WOOD_LINE, 4.2)
        canvas.stroke(pole, WOOD, 2.2)
        canvas.stroke(((0, -59), (0, -63)), c.line, 3.4)
        dome: Points = (
            (-19, -38), (-17.5, -49), (-10, -58), (0, -61), (10, -58), (17.5, -49), (19, -38), (12.8, -41.5),
            (6.6, -38), (0, -41.5), (-6.6, -38), (-12.8, -41.5),
        )  # fmt: skip
        canvas.blob(dome, c.main, c.line)
        canvas.blob(((-6.6, -38.5), (-6, -50), (0, -60), (6, -50), (6.6, -38.5), (0, -41)), c.light, c.line)


def _lollipop(canvas: Canvas, c: Cloth) -> None:
    canvas.stroke(((2, 8), (-8, -24)), (176, 156, 164), 5.2)
    canvas.stroke(((2, 8), (-8, -24)), WHITE, 2.8)
    with canvas.frame(-9.5, -29):
        canvas.ellipse(0, 0, 15, 15, c.main, c.line)
        canvas.stroke(
            ((0, 0), (2.5, -1.5), (1.5, -5), (-3, -5.5), (-6.4, -1), (-4.5, 5), (2, 7.6), (8.4, 4.5),
             (10.4, -2.5), (7, -9), (1, -11.8)),
            CREAM,
            3.2,
        )  # fmt: skip


def _wand(canvas: Canvas, c: Cloth) -> None:
    canvas.stroke(((3, 9), (-7, -25)), c.line, 5.4)
    canvas.stroke(((3, 9), (-7, -25)), CREAM, 3)
    with canvas.frame(-8.5, -29, 1.0, -0.35):
        canvas.rounded(star(18.5, 9.4), 3.2, c.main, c.line)
        _shine(canvas, c, -4.5, -4, 0.9)


def _gift(canvas: Canvas, c: Cloth) -> None:
    with canvas.frame(-4, -4):
        for _ in both_sides(canvas, 0, -14):
            canvas.blob(((0, 0), (3, -9), (10, -11), (12, -5), (7, 0)), CREAM, c.line)
        canvas.rounded(((-13.5, -8), (13.5, -8), (13.5, 15), (-13.5, 15)), 2.5, c.main, c.line)
        canvas.box(-3, -8, 3, 14.4, CREAM)
        canvas.rounded(((-15.5, -14), (15.5, -14), (15.5, -5.5), (-15.5, -5.5)), 2.5, c.main, c.line)
        canvas.box(-3, -13.4, 3, -6.2, CREAM)
        canvas.ellipse(0, -14.5, 3.6, 3.2, CREAM, c.line)


def _ball(canvas: Canvas, c: Cloth) -> None:
    with canvas.frame(-5.5, -5.5, 1.06, -0.5):
        canvas.ellipse(0, 0, 15.5, 15.5, c.main, c.line)
        band: Points = (
            (-14.6, -3), (-6, -5.5), (0, -6), (6, -5.5), (14.6, -3), (14.6, 3), (6, 4.8), (0, 5.4), (-6, 4.8),
            (-14.6, 3),
        )  # fmt: skip
        canvas.blob(band, CREAM, c.line)
        canvas.rounded(star(5, 2.5), 0.8, c.main)
        canvas.ring(0, 0, 15.5, 15.5, c.line, 1.5)
        _shine(canvas, c, -6, -10, 0.7)


def _cup(canvas: Canvas, c: Cloth) -> None:
    with canvas.frame(-3, -3):
        for x in (-5.0, 4.0):
            points = ((x, -13), (x - 2.5, -18), (x + 2, -22), (x, -28))
            canvas.stroke(points, (168, 176, 200), 4.4)
            canvas.stroke(points, WHITE, 2.4)
        for color, width in ((c.line, 6.2), (c.main, 3.2)):
            canvas.ring(-13, 0.5, 5.5, 6.2, color, width)
        canvas.rounded(((-13, -9), (13, -9), (11, 13), (-11, 13)), 5, c.main, c.line)
        canvas.ellipse(0, -9, 13, 4, CREAM, c.line)
        heart: Points = ((0, 8), (-6, 2), (-5, -2), (-2, -2.6), (0, -0.4), (2, -2.6), (5, -2), (6, 2))
        canvas.blob(heart, CREAM)


_DRAW: Mapping[str, Callable[[Canvas, Cloth], None]] = MappingProxyType(
    {
        "balloon": _balloon, "ice_cream": _ice_cream, "honey": _honey, "book": _book, "kite": _kite,
        "bouquet": _bouquet, "umbrella": _umbrella, "lollipop": _lollipop, "wand": _wand, "gift": _gift,
        "ball": _ball, "cup": _cup,
    }
)  # fmt: skip
