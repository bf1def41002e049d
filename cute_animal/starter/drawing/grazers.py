"""Horse, zebra, unicorn and giraffe: long faces, manes, stripes and spots."""

from __future__ import annotations

from cute_animal.starter.drawing.canvas import Canvas, Color, Points
from cute_animal.starter.drawing.heads import both_sides, head_points
from cute_animal.starter.drawing.hoofs import hoofed_legs
from cute_animal.starter.drawing.muzzles import draw_mouth
from cute_animal.starter.drawing.palette import GOLD, INK, Tones, mix
from cute_animal.starter.drawing.species import Species

GOLD_LINE: Color = (196, 130, 36)
GOLD_DARK: Color = (240, 168, 48)
# Locks of a unicorn, whatever its coat; each with its outline.
_PASTELS: tuple[tuple[Color, Color], ...] = (
    ((255, 160, 202), (206, 92, 148)),
    ((188, 162, 250), (126, 96, 196)),
    ((132, 214, 240), (66, 146, 186)),
)
_TAIL: Points = (
    (8, -24), (20, -33), (34, -31), (44, -19), (50, -4), (41, -6), (35, -1), (29, -8), (21, -14), (10, -13),
)  # fmt: skip
_MANE: Points = (
    (-6, -32), (6, -38), (19, -35), (29, -25), (34, -11), (33, 2), (37, 14), (27, 16), (26, 26), (16, 20),
    (12, 0),
)  # fmt: skip
_FORELOCK: Points = (
    (-8, -31), (0, -37), (10, -33), (15, -23), (11, -13), (6, -19), (1, -11), (-3, -19), (-9, -18),
)  # fmt: skip


def _pricked_ears(canvas: Canvas, t: Tones, size: float, x: float, y: float) -> None:
    for _ in both_sides(canvas, x, y, size, 0.2):
        canvas.blob(((-6.5, 6), (-8, -7), (-1, -21), (6.5, -9), (7, 6)), t.main, t.line)
        canvas.blob(((-2.8, 4), (-4, -6), (-0.6, -14), (3, -7), (3, 4)), t.inner)


def _long_muzzle(canvas: Canvas, t: Tones, face: str, color: Color, y: float, rx: float, ry: float) -> None:
    """Draw a long face's muzzle around (0, y), its nostrils and the mouth."""
    canvas.ellipse(0, y, rx, ry, color, mix(color, t.line, 0.6))
    for side in (-1, 1):
        canvas.ellipse(side * rx * 0.42, y - ry * 0.36, 2.4, 3, mix(color, INK, 0.62), angle=side * 0.3)
    draw_mouth(canvas, face, 0, y + ry * 0.14, INK, scale=0.95)


def _horse_ears(canvas: Canvas, t: Tones, size: float) -> None:
    canvas.blob(_MANE, t.mark, t.line)
    _pricked_ears(canvas, t, size, 14.5, -25)


def _blaze(canvas: Canvas, t: Tones) -> None:
    canvas.blob(((0, -24), (5.5, -15), (4, 2), (5, 8), (-5, 8), (-4, 2), (-5.5, -15)), t.mask)


def _horse_front(canvas: Canvas, t: Tones, size: float) -> None:
    canvas.blob(_FORELOCK, t.mark, t.line)


def _horse_face(canvas: Canvas, t: Tones, face: str) -> None:
    _long_muzzle(canvas, t, face, t.light, 17.5, 20.5, 14)


def _horse_tail(canvas: Canvas, t: Tones) -> None:
    canvas.blob(_TAIL, t.mark, t.line)


def stripe_color(t: Tones) -> Color:
    """Give the colour of a zebra's stripes, stronger than other marks."""
    if t.is_black:
        return 226, 222, 232
    return mix(t.mark, (44, 34, 48), 0.55 if t.main[2] > 240 and t.main[0] > 240 else 0.25)


def _zebra_ears(canvas: Canvas, t: Tones, size: float) -> None:
    _pricked_ears(canvas, t, size, 16.5, -23)


def _zebra_front(canvas: Canvas, t: Tones, size: float) -> None:
    stripe = stripe_color(t)
    crest = ((-8, -20), (-11, -33), (-7, -45), (0, -49), (7, -45), (11, -33), (8, -20), (0, -16))
    canvas.blob(crest, t.main, t.line)
    canvas.rounded(((-7.5, -46), (0, -50), (7.5, -46), (8.5, -41.5), (-8.5, -41.5)), 2, stripe)
    canvas.rounded(((-10, -36), (10, -36), (9.8, -30), (-9.8, -30)), 2, stripe)
    canvas.rounded(((-8.8, -25), (8.8, -25), (7, -19), (0, -16), (-7, -19)), 2, stripe)


def _zebra_stripes(canvas: Canvas, t: Tones) -> None:
    stripe = stripe_color(t)
    for _ in both_sides(canvas, 0, 0):
        canvas.rounded(((13, -26.5), (18.5, -21.5), (8, -14.5)), 1.4, stripe)
        canvas.rounded(((21.5, -17.5), (24, -11), (13.5, -11)), 1.4, stripe)
        canvas.rounded(((24.8, -4), (25.3, 3), (18, 0.5)), 1.4, stripe)


def _zebra_face(canvas: Canvas, t: Tones, face: str) -> None:
    color = mix(stripe_color(t), t.mask, 0.42) if not t.is_black else (176, 170, 186)
    _long_muzzle(canvas, t, face, color, 17.5, 19.5, 13.5)


def _zebra_torso(canvas: Canvas, t: Tones) -> None:
    stripe = stripe_color(t)
    for _ in both_sides(canvas, 0, 0):
        canvas.rounded(((17, -42.5), (19.2, -36.5), (6, -37)), 1.2, stripe)
        canvas.rounded(((20.2, -32), (21.2, -25.5), (8, -28)), 1.2, stripe)
        canvas.rounded(((21.3, -21), (20.6, -14), (9, -18)), 1.2, stripe)


def _unicorn_ears(canvas: Canvas, t: Tones, size: float) -> None:
    locks: tuple[Points, ...] = (
        ((2, -36), (17, -38), (30, -28), (35, -12), (31, 0), (20, -8), (10, -20)),
        ((14, -20), (29, -20), (37, -6), (38, 10), (31, 16), (22, 8)),
        ((16, 0), (30, 2), (38, 14), (35, 26), (28, 32), (24, 22), (14, 14)),
    )
    for lock, (color, line) in reversed(tuple(zip(locks, _PASTELS, strict=True))):
        canvas.blob(lock, color, line)
    _pricked_ears(canvas, t, size, 16, -22)


def _unicorn_front(canvas: Canvas, t: Tones, size: float) -> None:
    locks: tuple[Points, ...] = (
        ((0, -31), (10, -35), (20, -28), (24, -16), (20, -8), (13, -15), (4, -20)),
        ((0, -31), (-9, -34), (-18, -28), (-22, -19), (-18, -13), (-11, -17), (-3, -20)),
    )
    for lock, (color, line) in zip(locks, _PASTELS[:2], strict=True):
        canvas.blob(lock, color, line)
    canvas.rounded(((-7.5, -14), (0, -60), (7.5, -14), (0, -10)), 3, GOLD, GOLD_LINE)
    for y, half in ((-21, 5), (-30, 3.6), (-39, 2.3)):
        canvas.stroke(((-half, y + 1.5), (0, y + 0.8), (half, y - 2.5)), GOLD_DARK, 2.6)


def _unicorn_face(canvas: Canvas, t: Tones, face: str) -> None:
    _long_muzzle(canvas, t, face, t.light, 16.5, 18.5, 12.5)


def _unicorn_tail(canvas: Canvas, t: Tones) -> None:
    locks: tuple[Points, ...] = (
        ((8, -24), (22, -35), (38, -33), (49, -20), (45, -13), (34, -20), (20, -16)),
        ((10, -20), (26, -25), (41, -19), (51, -6), (43, -3), (34, -10), (20, -12)),
        ((10, -16), (26, -16), (36, -10), (41, -1), (31, -1), (20, -8)),
    )
    for lock, (color, line) in zip(locks, _PASTELS, strict=True):
        canvas.blob(lock, color, line)


# A giraffe's neck is part of its head: the skull lies in the upper part of the head's frame.
_GIRAFFE_RX, _GIRAFFE_RY, _GIRAFFE_UP = 23.5, 24.0, -13.0


def _giraffe_ears(canvas: Canvas, t: Tones, size: float) -> None:
    for _ in both_sides(canvas, 19, -26, size, -0.18):
        canvas.blob(((-4, -5), (7, -8), (18, -2), (19, 2), (8, 7), (-4, 6)), t.main, t.line)
        canvas.blob(((1, -2.5), (8, -4.5), (14.5, 0), (8, 3.5), (1, 3)), t.inner)
    for _ in both_sides(canvas, 8.5, -32, size, 0.12):
        canvas.stroke(((0, 4), (0, -6), (0, -14)), t.main, 7, t.line)
        canvas.ellipse(0, -16, 5.6, 5.4, t.mark, t.line)


def _giraffe_skull(canvas: Canvas, t: Tones) -> None:
    canvas.rounded(((-11, 0), (11, 0), (13.5, 35), (-13.5, 35)), 1.5, t.main)
    for side in (-1, 1):
        canvas.stroke(((side * 11, 4), (side * 11.6, 20), (side * 13.6, 34)), t.line, 1.5)
    for spot in (
        ((-11, 19), (-4, 17.5), (-2.5, 24), (-7, 28), (-12, 26)),
        ((3, 24), (9.5, 22), (12.4, 28), (11, 33), (5, 32)),
    ):
        canvas.blob(spot, t.mark)
    with canvas.frame(0, _GIRAFFE_UP):
        canvas.blob(head_points(_GIRAFFE_RX, _GIRAFFE_RY), t.shade, t.line)
        with canvas.frame(0, -1.6):
            canvas.blob(head_points(_GIRAFFE_RX - 1.1, _GIRAFFE_RY - 2.1), t.main)


def _giraffe_markings(canvas: Canvas, t: Tones) -> None:
    canvas.blob(((-6, -33), (2, -35), (6, -29), (1, -24), (-6, -27)), t.mark)
    for spot in (
        ((12, -30), (17, -26), (16, -23), (11, -25)),
        ((-21.5, -20), (-17.5, -23), (-15, -19.5), (-19, -16.5), (-22, -17)),
    ):
        canvas.blob(spot, t.mark)


def _giraffe_face(canvas: Canvas, t: Tones, face: str) -> None:
    _long_muzzle(canvas, t, face, t.light, 6, 17.5, 12)


def _giraffe_torso(canvas: Canvas, t: Tones) -> None:
    for spot in (
        ((7, -48), (13, -47), (16, -41), (11, -37), (6, -41)),
        ((-15, -43), (-8, -45), (-5, -39), (-9, -35), (-16, -37)),
        ((20.3, -33), (13, -32), (11.5, -26), (16, -22), (21, -25)),
        ((-20.5, -27), (-14, -29), (-10.5, -24), (-13, -18), (-21, -18)),
        ((20.5, -17), (15, -16), (13, -11), (16, -8.5)),
    ):
        canvas.blob(spot, t.mark)


HORSE = Species(
    "long", size=0.98, head_rx=25.5, head_ry=31, eye=(12.8, -5), cheek=(20.5, 3.5), ear_top=47, ear_side=37,
    hat_y=-25, hat_width=0.92, behind=_horse_tail, legs=hoofed_legs, ears=_horse_ears,
    markings=_blaze, front=_horse_front, face=_horse_face,
)  # fmt: skip
ZEBRA = Species(
    "long", size=0.98, head_rx=26, head_ry=30.5, eye=(12.8, -4.5), cheek=(20.5, 5), ear_top=52.5, ear_side=34,
    tail="tuft", hat_y=-24, hat_width=0.92, on_torso=_zebra_torso, legs=hoofed_legs,
    ears=_zebra_ears, markings=_zebra_stripes, front=_zebra_front, face=_zebra_face,
)  # fmt: skip
UNICORN = Species(
    "long", size=0.94, head_rx=27.5, head_ry=29.5, eye=(13.5, -3), cheek=(21.5, 6), ear_top=60, ear_side=39,
    hat_y=-24, hat_width=0.95, behind=_unicorn_tail, legs=hoofed_legs, ears=_unicorn_ears,
    front=_unicorn_front, face=_unicorn_face,
)  # fmt: skip
GIRAFFE = Species(
    "long", size=0.88, head_rx=23.5, head_ry=38, eye=(12, -15), eye_r=5.4, cheek=(19, -5.5), ear_top=56,
    ear_side=40, tail="tuft", hat_y=-32, hat_width=0.85, on_torso=_giraffe_torso, legs=hoofed_legs,
    ears=_giraffe_ears, skull=_giraffe_skull, markings=_giraffe_markings, face=_giraffe_face,
)  # fmt: skip
