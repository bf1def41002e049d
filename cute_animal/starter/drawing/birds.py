"""Parrot, flamingo and peacock: what makes each of them known at a glance."""

from __future__ import annotations

import math

from cute_animal.starter.drawing.bodies import whole
from cute_animal.starter.drawing.canvas import Canvas, Color, Points
from cute_animal.starter.drawing.heads import both_sides, head_points
from cute_animal.starter.drawing.palette import BEAK, BEAK_LINE, INK, MOUTH, TONGUE, WHITE, Cloth, Tones, mix
from cute_animal.starter.drawing.trims import (
    AZURE,
    LEAF,
    ROSE,
    SUNNY,
    accent,
    edge,
    feather,
    trouser_leg,
)

_TIP: Color = (66, 56, 70)  # the dark end of a flamingo's beak, a parrot's lower beak
_TIP_LINE: Color = (38, 30, 44)


# ---- parrot


def _plumes(t: Tones) -> tuple[Color, Color]:
    """Give the two bright colours of a parrot's wings and tail."""
    return accent(t, SUNNY, LEAF), accent(t, AZURE, ROSE)


def parrot_tail(canvas: Canvas, t: Tones) -> None:
    """Three long bright feathers that hang down to the right."""
    first, second = _plumes(t)
    for angle, length, color in ((1.42, 43, second), (2.12, 41, first), (1.78, 48, t.main)):
        feather(canvas, 8, -17, angle, length, 7.5, color, edge(color) if color != t.main else t.line)


def parrot_arm(canvas: Canvas, t: Tones, length: float, cloth: Cloth | None) -> None:
    """A wing in three colours, from the shoulder's to the long feathers'."""
    first, second = _plumes(t)
    rows = ((length + 9, 6.5, second), (length * 0.8 + 4, 8, first), (length * 0.5 + 3, 8.8, t.main))
    for end, half, color in rows:
        canvas.blob(
            (
                (-3, -5.5),
                (end * 0.45, -half),
                (end * 0.9, -half * 0.75),
                (end, 0),
                (end * 0.9, half * 0.8),
                (end * 0.45, half),
                (-3, 6),
            ),
            color,
            edge(color) if color != t.main else t.line,
        )
    bird_sleeve(canvas, length, cloth)


def bird_sleeve(canvas: Canvas, length: float, cloth: Cloth | None) -> None:
    """Draw the wide sleeve that a wing needs, if there is a cloth."""
    if cloth is not None:
        end = length * 0.66
        canvas.rounded(((-5, -6.5), (end, -9.5), (end, 9.5), (-5, 6.5)), 4, cloth.main, cloth.line)


def parrot_crest(canvas: Canvas, t: Tones, size: float) -> None:
    """Three feathers that stand up and lean to one side."""
    first, second = _plumes(t)
    with canvas.frame(0, -22, size):
        for x, angle, length, color in ((-6, -0.5, 21, second), (5, 0.55, 19, first), (-1, 0.02, 25, t.main)):
            feather(canvas, x, 2, angle, length, 6, color, edge(color) if color != t.main else t.line)


def parrot_markings(canvas: Canvas, t: Tones) -> None:
    """The pale bare cheeks around a parrot's eyes."""
    for _ in both_sides(canvas, 0, 0):
        canvas.blob(((2, -8), (11, -13.5), (22, -9), (25.5, 2), (21, 12.5), (11, 14.5), (3, 9)), t.mask)


def parrot_face(canvas: Canvas, t: Tones, face: str) -> None:
    """A big hooked beak over a small dark lower one."""
    if face in ("laughing", "surprised"):
        wide = 11.0 if face == "laughing" else 8.0
        canvas.blob(
            ((-wide, 7), (0, 6), (wide, 7), (wide * 0.85, 17), (0, 24.5), (-wide * 0.85, 17)),
            MOUTH,
            _TIP_LINE,
        )
        canvas.ellipse(0, 20.2, wide * 0.5, 2.8, TONGUE)
    else:
        canvas.blob(((-6.5, 10), (0, 8), (6.5, 10), (5.5, 17.5), (0, 20), (-5.5, 17.5)), _TIP, _TIP_LINE)
    beak_corners(canvas, face, 11, 11.5, INK)
    with canvas.frame(0, -1.5 if face in ("laughing", "surprised") else 0.0):
        canvas.blob(
            (
                (0, -5.5),
                (7, -3.5),
                (10, 3),
                (8.6, 9.5),
                (4.5, 14),
                (0.5, 19.5),
                (-2.6, 18),
                (-4.5, 13),
                (-9, 9),
                (-10, 3),
                (-7, -3.5),
            ),
            BEAK,
            BEAK_LINE,
        )
        canvas.ellipse(-4, 0.5, 2.2, 3, mix(BEAK, WHITE, 0.55), angle=0.5)


def beak_corners(canvas: Canvas, face: str, x: float, y: float, ink: Color) -> None:
    """Draw the corners of the mouth beside a beak: up in a smile, down when sad."""
    bend = {"smiling": -3.2, "sad": 3.6}.get(face)
    if bend is not None:
        for _ in both_sides(canvas, x, y):
            canvas.stroke(((-5, 0.6), (-0.6, 0.4), (2.4, bend)), ink, 2.1)


# ---- flamingo

_FLAMINGO: Points = (
    (0, -44),
    (8, -43.5),
    (17, -41),
    (22, -33),
    (22.5, -24),
    (19, -18),
    (11, -15.5),
    (0, -15),
)


def flamingo_tail(canvas: Canvas, t: Tones) -> None:
    """Short tail feathers to the right."""
    for angle, length, color in ((0.95, 26, t.dark), (1.75, 25, t.dark), (1.35, 30, t.main)):
        feather(canvas, 13, -25, angle, length, 7, color, t.line)


def flamingo_torso(canvas: Canvas, t: Tones) -> None:
    """A plump body high above the ground, and the neck that bends up from it like an S."""
    neck = ((2, -62), (-5, -54), (-6, -48), (-1, -43), (5, -39), (6, -35))
    canvas.stroke(neck, t.main, 14, t.line)
    canvas.blob(whole(_FLAMINGO), t.shade, t.line)
    canvas.blob(whole(tuple((x * 0.94, -31 + (y + 31) * 0.92 - 0.6) for x, y in _FLAMINGO)), t.main)
    canvas.stroke(neck[2:], t.main, 11)
    canvas.ellipse(0, -26, 13, 8, t.light)


def flamingo_skull(canvas: Canvas, t: Tones) -> None:
    """A small head, high above the shoulders."""
    canvas.blob(tuple((x, y - 2) for x, y in head_points(25.5, 24)), t.shade, t.line)
    canvas.blob(tuple((x, y - 3.6) for x, y in head_points(24.4, 21.9)), t.main)


def flamingo_legs(canvas: Canvas, t: Tones, legs: str, cloth: Cloth | None, cuff: float) -> None:
    """Long thin legs; standing, one of them is drawn up."""
    if legs == "forward":
        for _ in both_sides(canvas, 0, 0):
            canvas.stroke(((8, -12), (18, -9), (27, -5)), t.dark, 6, t.line)
            _flamingo_foot(canvas, t, 28, -6.5, -0.5)
            trouser_leg(canvas, (8, -12), (27, -5), cloth, max(cuff, 0.2) * 0.7, 15)
        return
    if legs == "down":
        canvas.stroke(((6, -18), (6, -10), (6, -2.5)), t.dark, 6, t.line)
        canvas.ellipse(6, -10.5, 4, 3.6, t.dark, t.line)
        _flamingo_foot(canvas, t, 7.5, -1.5, 0.0)
        canvas.stroke(((-7, -18), (-13, -13.5), (-16, -9.5)), t.dark, 6, t.line)
        canvas.stroke(((-16, -9.5), (-8, -7.5), (1, -8)), t.dark, 6, t.line)
        canvas.ellipse(-16, -9.8, 4, 3.8, t.dark, t.line)
        trouser_leg(canvas, (8, -17), (6, -4), cloth, cuff * 0.6, 15)
        trouser_leg(canvas, (-8, -17), (-14, -10), cloth, cuff * 0.6, 15)
        return
    for _ in both_sides(canvas, 0, 0):
        canvas.stroke(((7, -18), (12, -10), (20, -3)), t.dark, 6, t.line)
        canvas.ellipse(12.2, -10.2, 4, 3.6, t.dark, t.line)
        _flamingo_foot(canvas, t, 21, -1.5, -0.4)
        trouser_leg(canvas, (8, -17), (18, -5), cloth, cuff * 0.6, 15)


def _flamingo_foot(canvas: Canvas, t: Tones, x: float, y: float, angle: float) -> None:
    with canvas.frame(x, y, 1.0, angle):
        canvas.blob(((-4, -2.2), (2, -3), (9, 0), (6, 2.4), (0, 2.6), (-5.5, 1.6)), t.dark, t.line)


def flamingo_arm(canvas: Canvas, t: Tones, length: float, cloth: Cloth | None) -> None:
    """A round wing."""
    canvas.blob(
        ((-3, -4.5), (length * 0.4, -8.5), (length + 3, -6), (length + 6, 0), (length * 0.5, 8.5), (-3, 5)),
        t.main,
        t.line,
    )
    bird_sleeve(canvas, length, cloth)


def flamingo_ears(canvas: Canvas, t: Tones, size: float) -> None:
    """A curl of feathers on the crown."""
    with canvas.frame(0, -23, size):
        for angle, length in ((-0.55, 13), (0.55, 13), (0.0, 17)):
            feather(canvas, 0, 3, angle, length, 5, t.main, t.line)


def flamingo_face(canvas: Canvas, t: Tones, face: str) -> None:
    """A big pale beak that bends down to its black tip."""
    pale, line = (255, 240, 224), (206, 130, 118)
    if face in ("laughing", "surprised"):
        wide, x, y = (1.25, 5, 12) if face == "laughing" else (0.85, 6, 13)
        with canvas.frame(x, y, 1.0, -0.25):
            canvas.ellipse(0, 1, 7 * wide, 7.5, MOUTH, line)
            canvas.ellipse(0.5, 4.6, 4 * wide, 2.6, TONGUE)
    beak_corners(canvas, face, 12, 9.5, t.ink)
    canvas.blob(
        (
            (0, -4),
            (8, -2),
            (11.5, 5),
            (10, 11),
            (3, 14),
            (-4, 21),
            (-9, 23.5),
            (-11, 19),
            (-9.5, 10),
            (-10.5, 3),
            (-7.5, -2),
        ),
        pale,
        line,
    )
    canvas.blob(((0, 13.5), (-4, 11), (-9.2, 11.5), (-10.6, 19), (-9, 23), (-4.2, 20.6)), _TIP, _TIP_LINE)


# ---- peacock


def peacock_fan(canvas: Canvas, t: Tones) -> None:
    """A great fan of feathers, each with its eye, before a shorter plain row."""
    green = accent(t, (64, 190, 150), (120, 132, 232))
    second = mix(t.dark, green, 0.6)
    for i in range(11):
        angle = math.radians(-105 + 21 * i)
        length = 52 + 8 * math.cos(angle)
        feather(canvas, 0, -45, angle, length, 12.5, t.dark if i % 2 == 0 else second, t.line)
        with canvas.frame(0, -45, 1.0, angle):
            canvas.ellipse(0, -length + 11.5, 7.6, 8.6, SUNNY)
            canvas.ellipse(0, -length + 12.5, 5.2, 6.0, AZURE)
            canvas.ellipse(0, -length + 13.5, 2.8, 3.2, (44, 44, 120))
    for i in range(8):
        angle = math.radians(-98 + 28 * i)
        feather(canvas, 0, -45, angle, 38, 11, mix(t.light, t.main, 0.25), t.line)


def peacock_crown(canvas: Canvas, t: Tones, size: float) -> None:
    """Three stalks with a ball each, like a little crown."""
    with canvas.frame(0, -20, size):
        for angle in (-0.62, 0.62, 0.0):
            with canvas.frame(0, 3, 1.0, angle):
                canvas.stroke(((0, 0), (0, -18)), t.line, 3)
                canvas.ellipse(0, -21, 5, 5.4, accent(t, ROSE, SUNNY), t.line)


def peacock_markings(canvas: Canvas, t: Tones) -> None:
    """Pale cheeks around the eyes."""
    for _ in both_sides(canvas, 0, 0):
        canvas.blob(((3, -5), (10, -10), (18, -7), (21, 1.5), (17, 9), (9, 10), (3, 5)), t.mask)
