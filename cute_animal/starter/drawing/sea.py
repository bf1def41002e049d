"""Sea animals: their shapes.

Each row says which common parts a species uses and brings drawings of its own for the rest (species.Species).
Shells, claws and tentacles are in shelled.py; here are the swimmers with flippers and fins.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from cute_animal.starter.drawing import shelled
from cute_animal.starter.drawing.bodies import HALF_TORSO, whole
from cute_animal.starter.drawing.canvas import Canvas, Color, Points
from cute_animal.starter.drawing.heads import both_sides, head_points
from cute_animal.starter.drawing.muzzles import draw_mouth
from cute_animal.starter.drawing.palette import INK, WHITE, Cloth, Tones, mix
from cute_animal.starter.drawing.species import Species

WATER: Color = (150, 216, 255)
WATER_LINE: Color = (52, 140, 216)
WATER_LIGHT: Color = (226, 246, 255)

_FLUKE: Points = (
    (0, -3), (-5, -12), (-16, -15), (-20, -22), (-11, -25), (0, -19), (11, -25), (20, -22), (16, -15),
    (5, -12),
)  # fmt: skip
_FAN: Points = (
    (-4, 0), (-10, -13), (-19, -24), (-17, -31), (-8, -31), (0, -27), (8, -31), (17, -31), (19, -24),
    (10, -13), (4, 0),
)  # fmt: skip


def _flipper(canvas: Canvas, t: Tones, length: float, cloth: Cloth | None) -> None:
    """Draw an arm that is a broad paddle, with a sleeve over its upper part."""
    _paddle_arm(canvas, t, length, cloth, t.main)


def _fin_arm(canvas: Canvas, t: Tones, length: float, cloth: Cloth | None) -> None:
    """Draw an arm that is a fin with two ribs."""
    _paddle_arm(canvas, t, length, cloth, t.dark)
    for y in (-3.0, 3.0):
        canvas.stroke(((length - 5, y * 0.7), (length + 4, y)), _rib(t), 1.8)


def _paddle_arm(canvas: Canvas, t: Tones, length: float, cloth: Cloth | None, color: Color) -> None:
    canvas.blob(
        (
            (-3, -5), (length * 0.45, -5.5), (length, -8), (length + 7, -4), (length + 6.5, 5),
            (length - 1, 9), (length * 0.4, 7), (-3, 5.5),
        ),
        color,
        t.line,
    )  # fmt: skip
    if cloth is not None:
        end = length * 0.62
        canvas.rounded(((-5, -6), (end, -8), (end, 9), (-5, 7)), 4, cloth.main, cloth.line)
        canvas.stroke(((end, -5.5), (end, 6.5)), cloth.dark, 4.2)


def _paddle_feet(canvas: Canvas, t: Tones, legs: str, cloth: Cloth | None, cuff: float) -> None:
    """Draw two short legs that end in flat paddles, turned outwards."""
    _feet(canvas, t, legs, cloth, cuff, t.main)


def _fin_feet(canvas: Canvas, t: Tones, legs: str, cloth: Cloth | None, cuff: float) -> None:
    _feet(canvas, t, legs, cloth, cuff, t.dark)


def _feet(canvas: Canvas, t: Tones, legs: str, cloth: Cloth | None, cuff: float, color: Color) -> None:
    for _ in both_sides(canvas, 0, 0):
        if legs == "forward":
            canvas.ellipse(16, -7, 11, 8.5, cloth.main if cloth else t.main, cloth.line if cloth else t.line)
            x, y, angle, scale = 22.0, -8.0, -0.75, 1.15
        else:
            hip, ankle = (9.5, -15.0), (10.5, -6.0) if legs == "down" else (19.0, -5.0)
            middle = ((hip[0] + ankle[0]) / 2, (hip[1] + ankle[1]) / 2)
            canvas.stroke((hip, middle, ankle), t.main, 13.5, t.line)
            if cloth is not None:
                end = (hip[0] + (ankle[0] - hip[0]) * cuff, hip[1] + (ankle[1] - hip[1]) * cuff)
                canvas.stroke(
                    (hip, ((hip[0] + end[0]) / 2, (hip[1] + end[1]) / 2), end), cloth.main, 17, cloth.line
                )
            x, y, angle, scale = ankle[0] + 3, ankle[1] + 1.2, 0.0 if legs == "down" else -0.5, 1.0
        with canvas.frame(x, y, scale, angle):
            canvas.blob(
                ((-8, -4), (1, -5), (10, -4), (15, -1), (12, 1.6), (15, 4.4), (8, 5), (-5, 4.6), (-9.5, 1)),
                color,
                t.line,
            )  # fmt: skip


def _rib(t: Tones) -> Color:
    """Give the colour of the rays of a fin."""
    return mix(t.dark, t.line, 0.55) if not t.is_black else t.mark


def _skull(canvas: Canvas, t: Tones, points: Points, inner: Points) -> None:
    canvas.blob(points, t.shade, t.line)
    with canvas.frame(0, -1.6):
        canvas.blob(inner, t.main)


# ---- whale


def _spout(canvas: Canvas, t: Tones, size: float) -> None:
    with canvas.frame(0, -26, size):
        jet: Points = ((0, 8), (0.5, -6), (5.5, -15), (14, -17.5), (20.5, -11))
        for color, grow in ((WATER_LINE, 0.0), (WATER, -3.0)):
            for _ in both_sides(canvas, 0, 0):
                canvas.stroke(jet, color, 12 + grow)
                canvas.ellipse(20.5, -8.5, 6.8 + grow / 2, 8 + grow / 2, color)
        canvas.blob(
            ((0, -33), (4.5, -24.5), (3.5, -19.5), (0, -18), (-3.5, -19.5), (-4.5, -24.5)), WATER, WATER_LINE
        )
        for _ in both_sides(canvas, 0, 0):
            canvas.stroke(((8, -14.5), (13, -16), (17.5, -13.5)), WATER_LIGHT, 2.8)


def _fluke(canvas: Canvas, t: Tones) -> None:
    canvas.stroke(((10, -12), (25, -9), (34, -13), (36.5, -24)), t.main, 11, t.line)
    with canvas.frame(36.5, -20, 1.0, 0.1):
        canvas.blob(_FLUKE, t.main, t.line)


def _whale_torso(canvas: Canvas, t: Tones) -> None:
    canvas.blob(whole(HALF_TORSO), t.shade, t.line)
    canvas.blob(whole(tuple((x * 0.95, -30 + (y + 30) * 0.93 - 0.6) for x, y in HALF_TORSO)), t.main)
    canvas.blob(
        ((0, -53), (13, -48), (16, -28), (13, -12), (0, -6.5), (-13, -12), (-16, -28), (-13, -48)), t.mask
    )
    for x in (-8.0, 0.0, 8.0):
        canvas.stroke(((x * 0.9, -44), (x, -28), (x * 0.8, -14)), _groove(t), 2.2)


def _groove(t: Tones) -> Color:
    return mix(t.mask, t.line, 0.45)


def _whale_skull(canvas: Canvas, t: Tones) -> None:
    half = ((0, -1), (0.55, -0.92), (0.92, -0.5), (1, 0.05), (0.88, 0.6), (0.5, 0.93), (0, 1.0))
    for rx, ry, shift, color, line in ((36, 29.5, 0.0, t.shade, t.line), (34.9, 27.4, -1.6, t.main, None)):
        right = [(x * rx, y * ry) for x, y in half]
        with canvas.frame(0, shift):
            canvas.blob(tuple(right + [(-x, y) for x, y in right[-2:0:-1]]), color, line)


def _jaw(canvas: Canvas, t: Tones) -> None:
    half: Points = ((0, 9), (14, 8.5), (30, 13), (26, 20.5), (13, 26.6), (0, 27.8))
    canvas.blob(whole(half), t.mask)


def _whale_face(canvas: Canvas, t: Tones, expression: str) -> None:
    for x in (-11.0, 0.0, 11.0):
        canvas.stroke(((x, 22.5), (x * 0.9, 26)), _groove(t), 2)
    draw_mouth(canvas, expression, 0, 12, INK, wide=True)


# ---- seal


def _hind_flippers(canvas: Canvas, t: Tones) -> None:
    canvas.stroke(((8, -9), (24, -7), (35, -12)), t.main, 12, t.line)
    with canvas.frame(33, -11, 1.0, 0.75):
        canvas.blob(
            ((-5.5, 3), (-8, -8), (-15, -17), (-14, -24), (-7, -26), (-1, -18), (1, -18), (7, -26), (14, -24),
             (15, -17), (8, -8), (5.5, 3)),
            t.main,
            t.line,
        )  # fmt: skip
        for side in (-1, 1):
            canvas.stroke(((side * 5, -13), (side * 9, -20)), t.dark, 2.2)


def _seal_face(canvas: Canvas, t: Tones, expression: str) -> None:
    whisker = t.mark if t.is_black else mix(t.line, INK, 0.35)
    for _ in both_sides(canvas, 0, 0):
        canvas.stroke(((12, 7.5), (24, 5.5), (37, 3)), whisker, 1.8)
        canvas.stroke(((12, 10.5), (24, 11.5), (36.5, 12.5)), whisker, 1.8)
    draw_mouth(canvas, expression, 0, 13.2 if expression != "sad" else 15, t.ink, wide=True)
    pad = t.light if not t.is_black else mix(t.light, WHITE, 0.35)
    for _ in both_sides(canvas, 6, 8.4):
        canvas.ellipse(0, 0, 7.6, 5.8, pad, mix(pad, t.line, 0.55))
    canvas.ellipse(0, 6, 4, 3.4, pad)
    for _ in both_sides(canvas, 0, 0):
        for x, y in ((5.6, 8), (9.8, 9)):
            canvas.ellipse(x, y, 0.95, 0.95, mix(pad, INK, 0.6))
    canvas.blob(((-5, 1.2), (0, -0.4), (5, 1.2), (2.8, 5), (0, 6.2), (-2.8, 5)), INK)
    canvas.ellipse(-1.5, 1.6, 1.6, 0.9, (168, 140, 152))


# ---- fish


def _tail_fin(canvas: Canvas, t: Tones) -> None:
    canvas.stroke(((10, -14), (22, -14), (30, -16)), t.main, 10, t.line)
    with canvas.frame(26, -15, 0.92, 1.05):
        canvas.blob(_FAN, t.dark, t.line)
        for x in (-10.0, 0.0, 10.0):
            canvas.stroke(((x * 0.5, -11), (x, -23)), _rib(t), 2)


def _fish_fins(canvas: Canvas, t: Tones, size: float) -> None:
    with canvas.frame(0, -20, size):
        canvas.blob(
            ((-15, 4), (-13, -10), (-9, -17), (-5, -14), (-1, -24), (4, -19), (8, -22), (12, -14), (15, -12),
             (17, 4)),
            t.dark,
            t.line,
        )  # fmt: skip
        for x0, x1, y in ((-6, -8, -11), (0.5, 0, -17), (7, 8.5, -15)):
            canvas.stroke(((x0, -5), (x1, y)), _rib(t), 2)
    for _ in both_sides(canvas, 27, 3, size):
        canvas.blob(
            ((-3, -9), (7, -14), (15, -13), (13.5, -6), (17.5, 0), (13.5, 5), (14, 12), (6, 12), (-3, 8)),
            t.dark,
            t.line,
        )  # fmt: skip
        for y0, y1 in ((-4, -8), (0, 0), (3.5, 7)):
            canvas.stroke(((4, y0), (11, y1)), _rib(t), 2)


def _fish_torso(canvas: Canvas, t: Tones) -> None:
    canvas.blob(whole(HALF_TORSO), t.shade, t.line)
    canvas.blob(whole(tuple((x * 0.95, -30 + (y + 30) * 0.93 - 0.6) for x, y in HALF_TORSO)), t.main)
    scale = t.dark if not t.is_black else t.mark
    for row, y in enumerate((-38.0, -29.0, -20.0, -11.5)):
        for x in (-12.0, 0.0, 12.0) if row % 2 == 0 else (-6.0, 6.0):
            canvas.stroke(
                ((x - 5, y), (x - 3, y + 3.6), (x, y + 4.8), (x + 3, y + 3.6), (x + 5, y)), scale, 2.2
            )


def _fish_skull(canvas: Canvas, t: Tones) -> None:
    _skull(canvas, t, head_points(31, 28), head_points(29.9, 25.9))
    gill = t.dark if not t.is_black else t.mark
    for _ in both_sides(canvas, 0, 0):
        canvas.stroke(((24.5, -5), (27, 1), (25.5, 8)), gill, 2.2)


def _fish_face(canvas: Canvas, t: Tones, expression: str) -> None:
    draw_mouth(canvas, expression, 0, 9, t.ink, wide=True)


SEA: Mapping[str, Species] = MappingProxyType(
    {
        "whale": Species(
            "own", size=0.88, head_rx=36, head_ry=29.5, eye=(19, -1), eye_r=5.8, cheek=(27, 9.5), ear_top=58,
            ear_side=46, hat_y=-22, behind=_fluke, torso=_whale_torso, legs=_paddle_feet, arm=_flipper,
            ears=_spout,
            skull=_whale_skull, markings=_jaw, face=_whale_face,
        ),
        "octopus": shelled.OCTOPUS,
        "crab": shelled.CRAB,
        "turtle": shelled.TURTLE,
        "seal": Species(
            "own", size=1.0, head_rx=32.5, head_ry=28, eye=(14, -3), eye_r=6.6, cheek=(24.5, 8.5), ear_top=33,
            ear_side=38, behind=_hind_flippers, legs=_paddle_feet, arm=_flipper, ears=shelled.no_ears,
            face=_seal_face,
        ),
        "fish": Species(
            "own", size=0.95, head_rx=31, head_ry=28, eye=(13.5, -1), eye_r=6.2, cheek=(20.5, 8.5),
            ear_top=44,
            ear_side=44, behind=_tail_fin, torso=_fish_torso, legs=_fin_feet, arm=_fin_arm, ears=_fish_fins,
            skull=_fish_skull, face=_fish_face,
        ),
    }
)  # fmt: skip
