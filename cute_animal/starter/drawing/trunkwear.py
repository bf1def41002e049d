"""The garments that are worn on the trunk, each with an outline and one large detail of its own.

Body coordinates, as in bodies; width is the trunk's against the usual one. Arms, and a sitting animal's feet,
come to lie over what is drawn here, so that what makes a garment known lies in the middle of the trunk.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from cute_animal.starter.drawing.bodies import whole
from cute_animal.starter.drawing.canvas import Canvas, Color, Points, star
from cute_animal.starter.drawing.heads import both_sides
from cute_animal.starter.drawing.palette import GOLD, WHITE, Cloth, mix
from cute_animal.starter.drawing.props import HEART

SUIT: Color = (236, 240, 248)  # the white of a spacesuit
SUIT_FOLD: Color = (198, 206, 224)


def accent(c: Cloth) -> Color:
    """Give the colour of buttons and stars: golden, but white on yellow and orange cloth."""
    return GOLD if c.main[2] > 60 else WHITE


def trim(c: Cloth) -> Color:
    """Give the white of bands, dots and laces, with a breath of the cloth in it."""
    return mix(WHITE, c.main, 0.04)


def _overalls(canvas: Canvas, c: Cloth, w: float) -> None:
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
        canvas.ellipse(side * 7.4, -36.2, 2.8, 2.8, accent(c))


def _shorts(canvas: Canvas, c: Cloth, w: float) -> None:
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
        canvas.stroke(((side * 3.2, -23.5), (side * 4.4, -16.5)), trim(c), 2.4)


def _dress(canvas: Canvas, c: Cloth, w: float) -> None:
    half = (
        (0, -53), (11, -51.5), (16 * w, -42), (21 * w, -28), (33, -11), (25, -6.5), (16, -9), (8, -6),
        (0, -8.5),
    )  # fmt: skip
    canvas.blob(whole(half), c.main, c.line)
    canvas.stroke(
        ((-28.5, -13.5), (-20, -11), (-10, -12), (0, -10.8), (10, -12), (20, -11), (28.5, -13.5)),
        c.light,
        3.4,
    )
    for x, y in ((-15, -21), (0, -19), (15, -21), (-8, -30), (8, -30)):
        canvas.ellipse(x, y, 2.7, 2.7, trim(c))


def _sweater(canvas: Canvas, c: Cloth, w: float) -> None:
    half = ((0, -54), (12, -51.5), (17.5 * w, -42), (22 * w, -28), (21.5 * w, -19), (12, -17), (0, -16.5))
    canvas.blob(whole(half), c.main, c.line)
    canvas.rounded(((-19.5 * w, -35.5), (19.5 * w, -35.5), (21.6 * w, -28), (-21.6 * w, -28)), 1, trim(c))
    canvas.rounded(((-21 * w, -22), (21 * w, -22), (20 * w, -15.5), (-20 * w, -15.5)), 3, c.dark, c.line)


def _raincoat(canvas: Canvas, c: Cloth, w: float) -> None:
    half = ((0, -54), (13, -52), (19 * w, -42), (24 * w, -26), (29, -9), (24, -6), (12, -5.5), (0, -5.5))
    canvas.blob(whole(half), c.main, c.line)
    canvas.stroke(((0, -46), (0, -8)), c.dark, 2.6)
    for y in (-35, -25, -15):
        canvas.ellipse(5.6, y, 2.8, 2.8, trim(c), c.line)
    for side in (-1, 1):
        canvas.stroke(((side * 13, -20), (side * 20, -19)), c.dark, 4)


def _apron(canvas: Canvas, c: Cloth, w: float) -> None:
    for side in (-1, 1):
        canvas.stroke(((side * 13, -28), (side * 22 * w, -30)), c.dark, 3.4, c.line)
        canvas.stroke(((side * 8, -38), (side * 10, -51)), c.main, 5, c.line)
    white, cloth = _apron_outline(w, 0.0), _apron_outline(w, 3.0)
    canvas.rounded(white, 5.5, trim(c), c.line)
    canvas.rounded(cloth, 4, c.main)
    with canvas.frame(0, -18.5, 0.78):
        canvas.blob(HEART, trim(c), c.line)


def _apron_outline(w: float, inset: float) -> Points:
    i = inset
    half = ((0, -42 + i), (11 - i, -42 + i), (12 - i, -31.5 + i * 0.3), (17.5 * w - i, -30 + i * 0.6))
    return (*half[1:], (19 * w - i, -4.5 - i), *((-x, y) for x, y in ((19 * w - i, -4.5 - i), *half[:0:-1])))


def _vest(canvas: Canvas, c: Cloth, w: float) -> None:
    panel = (
        (2, -54), (15, -51.5), (18 * w, -41), (22.5 * w, -28), (22.5 * w, -14),
        (12 * w, -6.5), (5, -13.5), (3.6, -30),
    )  # fmt: skip
    for _ in both_sides(canvas, 0, 0):
        canvas.rounded(panel, 4, c.main, c.line)
        canvas.rounded(((2, -54), (12, -53), (12.5, -43.5), (4.4, -35)), 2.5, c.dark, c.line)
        canvas.rounded(((12, -19), (19 * w, -20), (19 * w, -15.5), (12, -14.5)), 1.5, c.dark)
    for y in (-29.5, -21):
        canvas.ellipse(8, y, 2.8, 2.8, accent(c), c.line)


def _pajamas(canvas: Canvas, c: Cloth, w: float) -> None:
    half = ((0, -54), (12, -51.5), (17.5 * w, -42), (22 * w, -28), (22.5 * w, -14), (14 * w, -5), (0, -4))
    canvas.blob(whole(half), c.main, c.line)
    canvas.stroke(((0, -42), (0, -6)), c.dark, 2.4)
    for y in (-33, -24, -15):
        canvas.ellipse(0, y, 2.7, 2.7, trim(c), c.line)
    for x, y in ((10, -32), (12, -16), (-11, -25)):
        with canvas.frame(x, y):
            canvas.rounded(star(5.4, 2.9), 1.2, accent(c))
    for x, y in ((-12, -11), (-9, -36), (10, -24)):
        canvas.ellipse(x, y, 1.9, 1.9, trim(c))


def _tutu(canvas: Canvas, c: Cloth, w: float) -> None:
    half = ((0, -54), (11, -51.5), (16.5 * w, -43), (18.5 * w, -34), (15 * w, -26), (0, -24))
    canvas.blob(whole(half), c.main, c.line)
    for rise, reach, fill in ((0.0, 1.0, trim(c)), (4.0, 0.94, c.main)):
        canvas.blob(_frill(rise, reach), fill, c.line)
    for x, y in ((-24, -22), (-12, -19), (0, -18.5), (12, -19), (24, -22)):
        canvas.stroke(((x * 0.62, -28), (x, y)), c.light, 2.4)
    canvas.rounded(
        ((-17.5 * w, -34), (0, -32), (17.5 * w, -34), (18.5 * w, -28.5), (0, -26), (-18.5 * w, -28.5)),
        2.5,
        c.dark,
        c.line,
    )


def _frill(rise: float, reach: float) -> Points:
    """Give the outline of one layer of a ballet skirt, with its waves below."""
    edge = ((40, -24), (42, -17), (35, -13.5), (28, -15), (22, -10.5), (14, -13), (7, -8.5), (0, -11.5))
    right = tuple((x * reach, y - rise) for x, y in ((0, -32), (16, -32), *edge))
    return whole(right)


def _spacesuit(canvas: Canvas, c: Cloth, w: float) -> None:
    half = ((0, -54), (14, -52), (20.5 * w, -42), (24.5 * w, -27), (24.5 * w, -14), (15 * w, -4.5), (0, -3.5))
    canvas.blob(whole(half), SUIT, c.line)
    canvas.stroke(((-22 * w, -14.5), (0, -12), (22 * w, -14.5)), SUIT_FOLD, 2.6)
    canvas.rounded(((-13, -35), (13, -35), (14, -17.5), (-14, -17.5)), 4, c.main, c.line)
    canvas.ellipse(-6, -29.5, 3.4, 3.4, trim(c))
    canvas.ellipse(4, -29.5, 3.4, 3.4, accent(c))
    canvas.rounded(((-9.4, -24), (9.4, -24), (9.4, -20.4), (-9.4, -20.4)), 1.5, c.light)


TRUNKWEAR: Mapping[str, Callable[[Canvas, Cloth, float], None]] = MappingProxyType(
    {
        "overalls": _overalls, "dress": _dress, "sweater": _sweater, "raincoat": _raincoat, "shorts": _shorts,
        "apron": _apron, "vest": _vest, "pajamas": _pajamas, "tutu": _tutu, "spacesuit": _spacesuit,
    }
)  # fmt: skip
