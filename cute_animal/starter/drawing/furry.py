"""Raccoon, squirrel, hamster and bat: masks, tails, cheeks and wings."""

from __future__ import annotations

from cute_animal.starter.drawing.canvas import Canvas, Color, Points
from cute_animal.starter.drawing.heads import both_sides, draw_skull
from cute_animal.starter.drawing.hoofs import plain_legs
from cute_animal.starter.drawing.muzzles import draw_mouth
from cute_animal.starter.drawing.palette import INK, WHITE, Cloth, Tones, mix, patch_color
from cute_animal.starter.drawing.species import Species

_ROSE: Color = (240, 116, 140)
_PINK_PAW: Color = (255, 186, 178)
_CREAM: Color = (255, 226, 198)
_TOOTH_LINE: Color = (176, 150, 158)


def _dark_nose(canvas: Canvas, y: float) -> None:
    canvas.blob(((-5, y - 1.8), (0, y - 3.3), (5, y - 1.8), (2.8, y + 2), (0, y + 3), (-2.8, y + 2)), INK)
    canvas.ellipse(-1.4, y - 1.4, 1.6, 0.9, (168, 140, 152))


def _front_teeth(canvas: Canvas, y: float, width: float, height: float) -> None:
    for side in (-1, 1):
        canvas.box(
            side * width / 2 - width / 2, y, side * width / 2 + width / 2, y + height, WHITE, _TOOTH_LINE, 1.6
        )


def white_of(t: Tones) -> Color:
    """Give the white of a face's markings, which on a white coat is cream."""
    return _CREAM if t.main[1] > 240 else t.mask


def mask_color(t: Tones) -> Color:
    """Give the dark of a raccoon's mask and rings, also beside a black coat."""
    return patch_color(t) if t.is_black else mix(t.mark, (52, 44, 58), 0.35)


def _raccoon_ears(canvas: Canvas, t: Tones, size: float) -> None:
    for _ in both_sides(canvas, 21.5, -17, size, 0.1):
        canvas.blob(((-11, 4), (-9, -10), (1, -18), (10, -9), (11, 5)), white_of(t), t.line)
        canvas.blob(((-6, 4), (-5, -6), (1, -11), (6, -5), (6.5, 5)), mask_color(t))


def _raccoon_skull(canvas: Canvas, t: Tones) -> None:
    draw_skull(canvas, "fox", RACCOON, t)


def _raccoon_mask(canvas: Canvas, t: Tones) -> None:
    for _ in both_sides(canvas, 0, 0):
        canvas.blob(
            ((0, -8), (9, -16), (22, -14), (30, -3), (33, 8), (24, 14), (11, 10), (0, 8)), white_of(t)
        )
        canvas.blob(
            ((2.5, -1), (10, -9.5), (20, -8.5), (28, 0), (31.5, 8), (22, 11.5), (10, 9.5), (4, 6)),
            mask_color(t),
        )
        # The eyes' lines must show, open or closed.
        canvas.ellipse(13, 1.5, 8, 9.2, mix(mask_color(t), white_of(t), 0.55))
    canvas.blob(((0, -26), (4.5, -18), (3, -4), (-3, -4), (-4.5, -18)), mask_color(t))


def _raccoon_face(canvas: Canvas, t: Tones, face: str) -> None:
    canvas.ellipse(0, 12.5, 12.5, 9.5, white_of(t))
    _dark_nose(canvas, 7.5)
    draw_mouth(canvas, face, 0, 12.6, INK)


def _raccoon_tail(canvas: Canvas, t: Tones) -> None:
    canvas.stroke(((10, -11), (28, -8), (42, -17), (46, -33), (42, -45)), t.main, 18, t.line)
    ring = mask_color(t)
    for a, b in (((25.5, -15.5), (27, -1.8)), ((35.4, -20), (43, -8.8)), ((38.4, -28), (52.4, -26))):
        canvas.stroke((a, b), ring, 5)
    canvas.ellipse(42, -45, 8.2, 8.2, ring)
    canvas.ellipse(43.6, -39.5, 8, 4, ring, angle=-0.2)


_SQUIRREL_TAIL: Points = (
    (6, -6), (22, -1), (41.6, -4), (52.3, -18), (53.9, -36), (49.8, -50), (53.1, -62), (62.1, -66),
    (63, -80), (53.1, -91), (40, -90), (28, -78), (25, -60), (30, -44), (29, -30), (18, -20),
)  # fmt: skip
_SQUIRREL_CORE: Points = (
    (16, -9), (34, -9), (44.9, -20), (46.6, -36), (42.5, -52), (44.1, -66), (52.3, -74), (49.8, -83),
    (40.8, -81), (34, -70), (33, -56), (38, -40), (35, -26), (26, -16),
)  # fmt: skip


def _squirrel_tail(canvas: Canvas, t: Tones) -> None:
    canvas.blob(_SQUIRREL_TAIL, t.dark, t.line)
    canvas.blob(_SQUIRREL_CORE, mix(t.main, t.light, 0.45) if not t.is_black else t.mark)


def _squirrel_ears(canvas: Canvas, t: Tones, size: float) -> None:
    for _ in both_sides(canvas, 18, -18, size, 0.2):
        canvas.blob(((-4.5, -12), (-4, -22), (0, -30), (3, -21), (4, -12)), t.dark, t.line)
        canvas.blob(((-8.5, 4), (-9, -8), (0, -19), (8.5, -8), (9, 5)), t.main, t.line)
        canvas.blob(((-4.5, 3), (-4.6, -6), (0, -12), (4.4, -6), (4.6, 4)), t.inner)


def _squirrel_markings(canvas: Canvas, t: Tones) -> None:
    for _ in both_sides(canvas, 0, 0):
        canvas.blob(((0, 8), (9, 8.5), (18, 4), (25, 7), (24, 16), (12, 22.5), (0, 24)), white_of(t))


def _squirrel_face(canvas: Canvas, t: Tones, face: str) -> None:
    if face != "laughing":
        _front_teeth(canvas, 13.5, 4.2, 7.2)
    canvas.blob(((-4, 5.2), (0, 4.2), (4, 5.2), (0, 9.8)), mix(_ROSE, INK, 0.35))
    draw_mouth(canvas, face, 0, 11.4, INK)
    if face == "laughing":
        _front_teeth(canvas, 11.4, 3.8, 5)


_CHUBBY: Points = (
    (0, -26), (15, -24), (26, -16), (31, -5), (36, 5), (36, 15), (29, 23), (15, 26.5), (0, 26.5), (-15, 26.5),
    (-29, 23), (-36, 15), (-36, 5), (-31, -5), (-26, -16), (-15, -24),
)  # fmt: skip


def _hamster_ears(canvas: Canvas, t: Tones, size: float) -> None:
    for _ in both_sides(canvas, 20, -19, size):
        canvas.ellipse(1.5, -2.5, 8.4, 8.4, t.main, t.line)
        canvas.ellipse(1, -1.2, 4.8, 4.8, t.inner)


def _hamster_skull(canvas: Canvas, t: Tones) -> None:
    canvas.blob(_CHUBBY, t.shade, t.line)
    with canvas.frame(0, -1.6, 0.965):
        canvas.blob(_CHUBBY, t.main)


def _hamster_markings(canvas: Canvas, t: Tones) -> None:
    pale = white_of(t)
    for _ in both_sides(canvas, 0, 0):
        canvas.blob(
            ((0, 3), (9, 6), (20, 4), (32, 1), (35.2, 8), (34.5, 15), (28, 21.5), (14, 25), (0, 25)), pale
        )
    canvas.blob(((0, -25.5), (5, -16), (4, -2), (7, 8), (-7, 8), (-4, -2), (-5, -16)), pale)


def _hamster_face(canvas: Canvas, t: Tones, face: str) -> None:
    canvas.blob(((-3.6, 5.4), (0, 4.6), (3.6, 5.4), (0, 9.2)), _ROSE)
    draw_mouth(canvas, face, 0, 11, INK, scale=0.9)


def _hamster_belly(canvas: Canvas, t: Tones) -> None:
    canvas.ellipse(0, -25, 16.5, 18, white_of(t))


def _hamster_legs(canvas: Canvas, t: Tones, legs: str, cloth: Cloth | None, cuff: float) -> None:
    plain_legs(canvas, t, legs, cloth, cuff)
    if legs != "forward":
        for _ in both_sides(canvas, 0, 0):
            x, y, angle = (12.5, -5, 0.0) if legs == "down" else (21, -3, -0.65)
            canvas.ellipse(x, y, 9.5, 6, _PINK_PAW, t.line, angle=angle)


_BAT_WING: Points = (
    (9, -44), (20.3, -60), (34.2, -75), (39.5, -86), (43.8, -74), (52.5, -63), (57.7, -46), (58.6, -28),
    (49, -35), (45.5, -21), (36.8, -29), (30.8, -15), (22.9, -24), (9.9, -20),
)  # fmt: skip


def _bat_wings(canvas: Canvas, t: Tones) -> None:
    rib = t.line if not t.is_black else t.mark
    for _ in both_sides(canvas, 0, 0):
        canvas.rounded(_BAT_WING, 4, t.dark, t.line)
        for tip in ((48, -36), (36.5, -31)):
            canvas.stroke(((39.5, -75), ((39.5 + tip[0]) / 2 + 2, -52), tip), rib, 2.4)


def _bat_ears(canvas: Canvas, t: Tones, size: float) -> None:
    for _ in both_sides(canvas, 18, -15, size, 0.08):
        canvas.rounded(((-14, 3), (-12, -14), (7, -41), (14, -10), (12, 8)), 7, t.main, t.line)
        canvas.rounded(((-7.5, 2), (-6.5, -11), (5, -29), (8.4, -8), (7.5, 6)), 5, t.inner)


def _bat_front(canvas: Canvas, t: Tones, size: float) -> None:
    canvas.blob(
        (
            (-9, -20),
            (-8, -29),
            (-3, -26.5),
            (0, -34),
            (4, -26.5),
            (9, -29),
            (9, -20),
            (4, -15),
            (0, -19),
            (-4, -15),
        ),
        t.dark,
    )


def _bat_face(canvas: Canvas, t: Tones, face: str) -> None:
    canvas.ellipse(0, 11.5, 12, 8.5, t.light)
    canvas.blob(((-4.4, 5.2), (-2, 3.4), (0, 4.4), (2, 3.4), (4.4, 5.2), (0, 8.6)), mix(_ROSE, INK, 0.25))
    if face == "laughing":
        draw_mouth(canvas, face, 0, 10.6, INK)
    for side in (-1, 1):
        x, y = side * 4.8, 10 if face == "laughing" else 12
        canvas.rounded(((x - 2.8, y), (x + 2.8, y), (x, y + 8.5)), 1, WHITE, _TOOTH_LINE)
    if face != "laughing":
        draw_mouth(canvas, face, 0, 10.6, INK)


RACCOON = Species(
    "mask", head_rx=32, head_ry=26, eye=(13, 0.5), cheek=(24, 13.5), ear_top=38, ear_side=40,
    behind=_raccoon_tail, ears=_raccoon_ears, skull=_raccoon_skull, markings=_raccoon_mask,
    face=_raccoon_face, pale_face=True,
)  # fmt: skip
SQUIRREL = Species(
    "teeth", size=0.93, head_rx=29.5, head_ry=26, eye=(12.5, -0.5), cheek=(20.5, 8.5), ear_top=50,
    ear_side=63, behind=_squirrel_tail, ears=_squirrel_ears, markings=_squirrel_markings, face=_squirrel_face,
)  # fmt: skip
HAMSTER = Species(
    "cheeks", size=0.97, head_rx=34, head_ry=26.5, eye=(13.5, -2), cheek=(23.5, 9), ear_top=36, ear_side=38,
    on_torso=_hamster_belly, legs=_hamster_legs, ears=_hamster_ears, skull=_hamster_skull,
    markings=_hamster_markings, face=_hamster_face,
)  # fmt: skip
BAT = Species(
    "fangs", size=0.93, head_rx=28.5, head_ry=25, eye=(12.2, -0.5), cheek=(20, 8), ear_top=55, ear_side=60,
    behind=_bat_wings, ears=_bat_ears, front=_bat_front, face=_bat_face,
)  # fmt: skip
