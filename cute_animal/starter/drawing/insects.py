"""Bee, butterfly, ladybug and snail: wings, feelers and shells."""

from __future__ import annotations

from cute_animal.starter.drawing.canvas import Canvas, Color, Points
from cute_animal.starter.drawing.heads import both_sides, head_points
from cute_animal.starter.drawing.muzzles import draw_mouth
from cute_animal.starter.drawing.palette import INK, WHITE, Cloth, Tones, mix
from cute_animal.starter.drawing.trims import (
    AZURE,
    CORAL,
    ROSE,
    SUNNY,
    VIOLET,
    accent,
    dark_line,
    edge,
    feelers,
    limb_dark,
)

_WING: Color = (224, 242, 253)
_WING_LINE: Color = (112, 150, 194)


def plain_face(canvas: Canvas, t: Tones, face: str) -> None:
    """No nose at all: a mouth only."""
    draw_mouth(canvas, face, 0, 8.5, t.ink)


def pale_face(canvas: Canvas, t: Tones, face: str) -> None:
    """The same on a light face."""
    draw_mouth(canvas, face, 0, 8.5, INK)


# ---- bee


def stripe_color(t: Tones) -> Color:
    """Give the colour of a bee's stripes: dark, and light on a black coat."""
    return mix(t.mark, WHITE, 0.35) if t.is_black else limb_dark(t)


def bee_behind(canvas: Canvas, t: Tones) -> None:
    """Two pairs of clear wings, and the sting."""
    for _ in both_sides(canvas, 12, -42):
        with canvas.frame(0, 2, 1.0, 0.25):
            canvas.ellipse(22, 5, 19, 11, _WING, _WING_LINE)
        with canvas.frame(0, 0, 1.0, -0.5):
            canvas.ellipse(25, -3, 23, 14, _WING, _WING_LINE)
            canvas.ellipse(27, -4, 13, 6.5, WHITE)
    canvas.rounded(((14, -24), (40, -11), (14, -7)), 2.5, limb_dark(t), dark_line(t))


def bee_stripes(canvas: Canvas, t: Tones) -> None:
    """Three bands around the trunk."""
    color = stripe_color(t)
    canvas.blob(((-16.4, -42), (0, -39.5), (16.4, -42), (18.6, -35.5), (0, -32.5), (-18.6, -35.5)), color)
    canvas.blob(((-19.8, -29.5), (0, -26.5), (19.8, -29.5), (20.4, -22), (0, -19), (-20.4, -22)), color)
    canvas.blob(((-20, -15.6), (0, -13), (20, -15.6), (16, -9.5), (0, -6), (-16, -9.5)), color)


def bee_feelers(canvas: Canvas, t: Tones, size: float) -> None:
    """Two curved feelers with a ball each."""
    with canvas.frame(0, -20, size):
        points: Points = ((9, 3), (12, -12), (21, -19))
        feelers(canvas, points, limb_dark(t), limb_dark(t), dark_line(t), 5.4)


# ---- butterfly


def butterfly_wings(canvas: Canvas, t: Tones) -> None:
    """Two large pairs of wings in bright colours."""
    field, spot = accent(t, SUNNY, ROSE), accent(t, ROSE, AZURE)
    for _ in both_sides(canvas, 8, -40):
        canvas.blob(((0, 0), (18, -3), (36, 2), (43, 16), (36, 30), (22, 32), (8, 20)), t.main, t.line)
        canvas.blob(((8, 6), (22, 3), (33, 7), (37, 16), (31, 25), (21, 26), (12, 17)), spot)
        canvas.ellipse(26, 15.5, 5.6, 5.6, WHITE)
        canvas.blob(
            ((0, 4), (6, -18), (22, -42), (39, -48), (49, -37), (47, -16), (34, 1), (16, 8)), t.main, t.line
        )
        canvas.blob(
            ((9, -2), (14, -18), (25, -34), (37, -40), (43, -33), (41, -17), (31, -4), (18, 2)), field
        )
        canvas.ellipse(34, -28, 6.8, 6.8, WHITE)
        canvas.ellipse(29, -11, 5, 5, WHITE)


def butterfly_feelers(canvas: Canvas, t: Tones, size: float) -> None:
    """Two long feelers that curl outwards."""
    with canvas.frame(0, -20, size):
        feelers(
            canvas, ((7, 3), (9, -13), (18, -22)), limb_dark(t), accent(t, SUNNY, ROSE), dark_line(t), 4.8
        )


# ---- ladybug


def _dots(t: Tones) -> Color:
    return mix(t.mark, WHITE, 0.2) if t.is_black else limb_dark(t)


def ladybug_shell(canvas: Canvas, t: Tones) -> None:
    """A great round shell in two halves, with dots."""
    canvas.ellipse(0, -33, 44, 34, t.main, t.line)
    for _ in both_sides(canvas, 0, 0):
        for x, y, r in ((33, -46, 6.8), (37.5, -28, 5.6), (30, -13, 6)):
            canvas.ellipse(x, y, r, r, _dots(t))


def ladybug_skull(canvas: Canvas, t: Tones) -> None:
    """A dark head."""
    canvas.blob(head_points(29.5, 26.5), limb_dark(t), dark_line(t))


def ladybug_face_ground(canvas: Canvas, t: Tones) -> None:
    """The light face on the dark head."""
    canvas.blob(
        (
            (0, -8),
            (9, -14),
            (20, -10),
            (24, 2),
            (20, 14),
            (0, 22.5),
            (-20, 14),
            (-24, 2),
            (-20, -10),
            (-9, -14),
        ),
        (255, 230, 208),
    )


def ladybug_feelers(canvas: Canvas, t: Tones, size: float) -> None:
    """Two short feelers."""
    with canvas.frame(0, -20, size):
        feelers(canvas, ((9, 3), (13, -10), (20, -15)), limb_dark(t), t.main, dark_line(t), 5.4)


# ---- snail


def snail_shell(canvas: Canvas, t: Tones) -> None:
    """A big shell with a spiral, which shows on the right side, over the foot's long end."""
    color = accent(t, CORAL, VIOLET)
    canvas.blob(((0, -14), (20, -12), (40, -10), (54, -4.5), (52, -0.5), (20, 0), (0, 0)), t.main, t.line)
    canvas.ellipse(28, -37, 28, 28.5, color, edge(color))
    canvas.stroke(
        (
            (10, -15),
            (32, -14.5),
            (47, -28),
            (45, -46),
            (32, -54),
            (21, -46),
            (22, -33),
            (32, -28),
            (38, -36),
            (33, -42),
        ),
        mix(color, edge(color), 0.75),
        5,
    )


def snail_foot(canvas: Canvas, t: Tones, legs: str, cloth: Cloth | None, cuff: float) -> None:
    """One broad soft foot instead of legs."""
    wide = 1.25 if legs == "forward" else 1.0
    canvas.blob(
        (
            (-15 * wide, -15),
            (-22 * wide, -7),
            (-25 * wide, -1.5),
            (0, 0.5),
            (25 * wide, -1.5),
            (22 * wide, -7),
            (15 * wide, -15),
        ),
        t.main,
        t.line,
    )
    canvas.blob(
        ((-20 * wide, -4), (0, -4.5), (20 * wide, -4), (22 * wide, -2), (0, -1), (-22 * wide, -2)), t.light
    )
    if cloth is not None:
        canvas.blob(
            ((-17 * wide, -18), (17 * wide, -18), (22 * wide, -7), (0, -5), (-22 * wide, -7)),
            cloth.main,
            cloth.line,
        )


def snail_feelers(canvas: Canvas, t: Tones, size: float) -> None:
    """Two thick stalks with a round end."""
    for _ in both_sides(canvas, 12, -18, size):
        canvas.stroke(((0, 0), (2.5, -12), (6, -20)), t.main, 7.5, t.line)
        canvas.ellipse(6.5, -22, 7.2, 7.2, t.main, t.line)
        canvas.ellipse(7, -23, 3.4, 3.6, INK)
        canvas.ellipse(8.2, -24.4, 1.4, 1.4, WHITE)
