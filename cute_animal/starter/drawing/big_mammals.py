"""Hippo, rhino, kangaroo and sloth: huge muzzles, horns, a pouch and long claws."""

from __future__ import annotations

from cute_animal.starter.drawing.canvas import Canvas
from cute_animal.starter.drawing.heads import HORN, HORN_LINE, both_sides
from cute_animal.starter.drawing.hoofs import CLAW, CLAW_LINE, draw_sleeve, toed_legs
from cute_animal.starter.drawing.muzzles import draw_mouth
from cute_animal.starter.drawing.palette import INK, WHITE, Cloth, Tones, mix
from cute_animal.starter.drawing.species import Species


def _hippo_ears(canvas: Canvas, t: Tones, size: float) -> None:
    for _ in both_sides(canvas, 18.5, -22, size):
        canvas.ellipse(1, -3, 6.8, 7, t.main, t.line)
        canvas.ellipse(0.8, -2, 3.6, 3.8, t.inner)


def _hippo_muzzle(canvas: Canvas, t: Tones) -> None:
    color = mix(t.light, t.main, 0.2)
    for _ in both_sides(canvas, 0, 0):
        canvas.ellipse(13, 5.5, 10, 8, color, t.line)
    canvas.blob(
        ((0, 3), (16, 2), (31, 9), (33, 19), (24, 28), (0, 30), (-24, 28), (-33, 19), (-31, 9), (-16, 2)),
        color,
        t.line,
    )
    for _ in both_sides(canvas, 0, 0):
        canvas.ellipse(13, 5, 9.2, 7.2, color)
        canvas.ellipse(12.5, 5.5, 3.6, 4.2, mix(color, INK, 0.6), angle=0.25)


def _hippo_face(canvas: Canvas, t: Tones, face: str) -> None:
    if face == "surprised":
        draw_mouth(canvas, face, 0, 12.5, INK, scale=1.5)
        return
    for side in (-1, 1):
        x = side * 10.5
        canvas.box(x - 3.4, 15.5, x + 3.4, 24.5, WHITE, mix(t.line, WHITE, 0.25), 2)
    if face == "sad":
        canvas.stroke(((-20, 22), (-12, 17.5), (0, 16), (12, 17.5), (20, 22)), INK, 2.4)
        return
    canvas.stroke(((-22, 11), (-13, 16.5), (0, 18.5), (13, 16.5), (22, 11)), INK, 2.4)
    if face != "smiling":
        draw_mouth(canvas, face, 0, 18.5, INK)


def _rhino_ears(canvas: Canvas, t: Tones, size: float) -> None:
    for _ in both_sides(canvas, 21, -20, size, 0.5):
        canvas.blob(((-5, 6), (-7, -4), (-5, -12), (0, -15), (5, -12), (7, -4), (5, 6)), t.main, t.line)
        canvas.blob(((-2, 4), (-3.6, -4), (-2.2, -9), (0, -10.5), (2.2, -9), (3.6, -4), (2, 4)), t.inner)


def _rhino_markings(canvas: Canvas, t: Tones) -> None:
    canvas.ellipse(0, 16.5, 22.5, 12, t.light, mix(t.light, t.line, 0.6))


def _rhino_face(canvas: Canvas, t: Tones, face: str) -> None:
    for side in (-1, 1):
        canvas.ellipse(side * 12.5, 12, 2.3, 2.8, mix(t.light, INK, 0.6))
    canvas.blob(
        ((-11.5, 8), (-9, -2), (-4.5, -13), (2, -25), (5.5, -13), (9, -2), (11.5, 8), (0, 12)),
        HORN,
        HORN_LINE,
    )
    for y, half in ((2.5, 6.5), (-4.5, 4.6)):
        canvas.stroke(((-half, y - 1.5), (0, y), (half, y - 1.5)), mix(HORN, HORN_LINE, 0.45), 2.2)
    draw_mouth(canvas, face, 0, 17.5, INK, scale=0.9)


def _rhino_armour(canvas: Canvas, t: Tones) -> None:
    for _ in both_sides(canvas, 0, 0):
        canvas.blob(((19.4, -33), (21.2, -27), (21, -15), (16, -9), (13.5, -16), (15, -26)), t.dark)
        canvas.blob(((2, -52), (12, -50.5), (17, -42), (19.2, -35), (9, -37.5), (1, -44)), t.dark)


def _kangaroo_ears(canvas: Canvas, t: Tones, size: float) -> None:
    for _ in both_sides(canvas, 14, -20, size, 0.42):
        canvas.blob(
            ((-6.5, 5), (-11, -12), (-6, -29), (0, -36), (6, -29), (11, -12), (6.5, 5)), t.main, t.line
        )
        canvas.blob(((-8, -24), (-5.4, -29.5), (0, -35.4), (5.4, -29.5), (8, -24), (0, -27)), t.dark)
        canvas.blob(((-3.5, 3), (-6, -11), (-3, -21), (0, -25), (3, -21), (6, -11), (3.5, 3)), t.inner)


def _kangaroo_face(canvas: Canvas, t: Tones, face: str) -> None:
    canvas.blob(
        (
            (0, -4),
            (8, 0),
            (15.5, 10),
            (16.5, 20),
            (9, 29),
            (0, 31),
            (-9, 29),
            (-16.5, 20),
            (-15.5, 10),
            (-8, 0),
        ),
        t.light,
        mix(t.light, t.line, 0.45),
    )
    canvas.blob(((-7.5, 6), (0, 3), (7.5, 6), (4.6, 11.5), (0, 13.2), (-4.6, 11.5)), INK)
    canvas.ellipse(-2.3, 6.4, 2.2, 1.3, (168, 140, 152))
    draw_mouth(canvas, face, 0, 16.5, INK)


def _kangaroo_tail(canvas: Canvas, t: Tones) -> None:
    canvas.blob(
        ((6, -22), (20, -20), (34, -14), (48, -13), (57, -17), (58, -9), (48, -2), (30, 0), (12, -2)),
        t.main,
        t.line,
    )


def _joey(canvas: Canvas, t: Tones) -> None:
    fur = mix(t.main, t.light, 0.5)
    for _ in both_sides(canvas, 5.5, -33, 1.0, 0.35):
        canvas.blob(((-3, 2), (-4, -5), (0, -11), (4, -5), (3, 2)), fur, t.line)
    canvas.ellipse(0, -28, 11, 9.5, fur, t.line)
    for side in (-1, 1):
        canvas.ellipse(side * 4.4, -29.5, 1.9, 2.4, INK)
    canvas.ellipse(0, -25.9, 2.1, 1.5, INK)
    canvas.blob(
        (
            (-15, -25),
            (-7, -22.6),
            (0, -22),
            (7, -22.6),
            (15, -25),
            (15, -15),
            (9, -8),
            (0, -6.4),
            (-9, -8),
            (-15, -15),
        ),
        t.light,
        t.line,
    )


def _sloth_hair(canvas: Canvas, t: Tones, size: float) -> None:
    canvas.blob(
        ((-15, -20), (-13, -29), (-7, -28), (-3, -34.5), (2, -29.5), (8, -32), (10, -27), (15, -28),
         (14, -20)), t.main, t.line,
    )  # fmt: skip


def _pale(t: Tones) -> tuple[int, int, int]:
    return mix(t.light, (255, 246, 228), 0.55) if not t.is_black else (226, 214, 214)


def _sloth_markings(canvas: Canvas, t: Tones) -> None:
    canvas.blob(
        (
            (0, -12), (9, -15.5), (20, -12), (25.5, -1), (25, 12), (15, 21.5), (0, 23.5), (-15, 21.5),
            (-25, 12), (-25.5, -1), (-20, -12), (-9, -15.5),
        ),
        _pale(t),
    )  # fmt: skip
    # No darker than this, for the eyes' lines lie on it.
    stripe = (
        (146, 132, 142) if t.is_black else mix(t.dark, _pale(t), 0.22) if t.main[1] < 240 else (190, 160, 152)
    )
    for _ in both_sides(canvas, 0, 0):
        canvas.blob(((5.5, -2), (10, -8), (17, -7), (24, 1), (28.5, 10), (22, 12), (15, 9.5), (8, 7)), stripe)


def _sloth_face(canvas: Canvas, t: Tones, face: str) -> None:
    canvas.blob(
        ((-7, 4.6), (-3, 2.4), (3, 2.4), (7, 4.6), (4.5, 9), (0, 10.2), (-4.5, 9)),
        mix(INK, (120, 84, 76), 0.5),
    )
    canvas.ellipse(-2, 5, 2.4, 1.2, (190, 160, 160))
    draw_mouth(canvas, face, 0, 12.6, INK, wide=True)


def _sloth_arm(canvas: Canvas, t: Tones, length: float, cloth: Cloth | None) -> None:
    reach = length + 1.5
    for y in (-4, 0, 4):
        canvas.stroke(((reach, y), (reach + 5.5, y * 1.2), (reach + 9.5, y * 1.2 + 2)), CLAW, 4.6, CLAW_LINE)
    canvas.stroke(((0, 0), (reach * 0.5, 0.8), (reach, 0)), t.main, 14, t.line)
    draw_sleeve(canvas, length, cloth)


HIPPO = Species(
    "huge", size=0.97, head_rx=29, head_ry=28, eye=(13, -10), cheek=(27, 11), ear_top=34, ear_side=36,
    hat_y=-22, legs=toed_legs, ears=_hippo_ears, markings=_hippo_muzzle, face=_hippo_face,
)  # fmt: skip
RHINO = Species(
    "horned", size=0.97, head_rx=29, head_ry=28, eye=(16, -2), cheek=(24, 8), ear_top=42, ear_side=37,
    hat_y=-22, on_torso=_rhino_armour, legs=toed_legs, ears=_rhino_ears, markings=_rhino_markings,
    face=_rhino_face, tail="tuft",
)  # fmt: skip
KANGAROO = Species(
    "roo", size=0.86, head_rx=26, head_ry=27.5, eye=(12.8, -4), cheek=(21, 5.5), ear_top=55, ear_side=58,
    behind=_kangaroo_tail, on_torso=_joey, ears=_kangaroo_ears, face=_kangaroo_face,
)  # fmt: skip
SLOTH = Species(
    "sloth", size=0.97, head_rx=31, head_ry=26.5, eye=(13, 0), cheek=(19, 13.5), ear_top=33, ear_side=44,
    legs=toed_legs, arm=_sloth_arm, ears=_sloth_hair, markings=_sloth_markings, face=_sloth_face,
    pale_face=True,
)  # fmt: skip
