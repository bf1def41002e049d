"""Dinosaur, triceratops and dragon: spikes, horns, frills, wings and tails."""

from __future__ import annotations

import math

from cute_animal.starter.drawing.canvas import Canvas, Color, Points
from cute_animal.starter.drawing.heads import HORN, HORN_LINE, both_sides
from cute_animal.starter.drawing.muzzles import draw_mouth
from cute_animal.starter.drawing.palette import BEAK, BEAK_LINE, INK, MOUTH, TONGUE, WHITE, Cloth, Tones, mix
from cute_animal.starter.drawing.trims import CORAL, SUNNY, accent, edge, sleeve

_TAIL: Points = ((6, -30), (20, -26), (35, -22), (49, -31), (54, -28), (51, -13), (36, -2.5), (10, -2.5))


def _spikes_at(canvas: Canvas, places: tuple[tuple[float, float, float, float], ...], color: Color) -> None:
    """Draw rounded spikes: (x, y, angle, size) each, growing upwards before they are turned."""
    for x, y, angle, size in places:
        with canvas.frame(x, y, size, angle):
            canvas.rounded(((-8, 4), (0, -13), (8, 4)), 3.2, color, edge(color))


def _snout(canvas: Canvas, t: Tones, rx: float, ry: float, y: float) -> None:
    """Draw the broad light snout with its nostrils."""
    canvas.ellipse(0, y, rx, ry, t.light)
    for side in (-1, 1):
        canvas.ellipse(side * rx * 0.3, y - ry * 0.52, 1.9, 1.6, mix(t.line, INK, 0.3))


# ---- dinosaur


def _dinosaur_spikes(t: Tones) -> Color:
    return accent(t, CORAL, SUNNY)


def dinosaur_behind(canvas: Canvas, t: Tones) -> None:
    """Spikes along the back, and a thick tail with spikes."""
    color = _dinosaur_spikes(t)
    _spikes_at(
        canvas,
        (
            (-27, -43, -1.1, 1.05),
            (27, -43, 1.1, 1.05),
            (-29, -22, -1.5, 1.05),
            (36, -24, 0.2, 0.95),
            (49.5, -29, 0.3, 0.75),
        ),
        color,
    )
    canvas.blob(_TAIL, t.main, t.line)


def dinosaur_spikes(canvas: Canvas, t: Tones, size: float) -> None:
    """Spikes on the crown of the head."""
    with canvas.frame(0, -22, size):
        _spikes_at(canvas, ((-18, 2, -0.6, 1.05), (18, 2, 0.6, 1.05), (0, -2, 0, 1.3)), _dinosaur_spikes(t))


def dinosaur_arm(canvas: Canvas, t: Tones, length: float, cloth: Cloth | None) -> None:
    """A thin little arm."""
    canvas.stroke(((0, 0), (length * 0.5, 0.6), (length - 1, 0)), t.main, 9, t.line)
    sleeve(canvas, length, cloth)


def dinosaur_face(canvas: Canvas, t: Tones, face: str) -> None:
    """A broad light snout, a wide mouth and two friendly teeth."""
    _snout(canvas, t, 22, 12.5, 12)
    if face == "laughing":
        canvas.blob(((-13, 10.5), (0, 12), (13, 10.5), (11, 17.5), (0, 23), (-11, 17.5)), MOUTH)
        canvas.ellipse(0, 19.6, 6.5, 2.9, TONGUE)
        teeth: Points = ((-8.2, 11.3), (8.2, 11.3))
    elif face == "smiling":
        canvas.stroke(((-14.5, 9), (-9, 13.8), (0, 15.6), (9, 13.8), (14.5, 9)), INK, 2.1)
        teeth = ((-6, 15.4), (6, 15.4))
    else:
        draw_mouth(canvas, face, 0, 12, INK, wide=True)
        teeth = ()
    for x, y in teeth:
        canvas.rounded(((x - 2.4, y - 0.6), (x + 2.4, y - 0.6), (x, y + 4.4)), 1.2, WHITE)


# ---- triceratops

_FRILL: Points = ((0, -42), (17, -40), (32, -30), (39, -13), (36, 4), (24, 17), (0, 20))


def triceratops_frill(canvas: Canvas, t: Tones, size: float) -> None:
    """A great frill that stands up behind the head, with knobs along its rim."""
    color = accent(t, CORAL, SUNNY)
    with canvas.frame(0, 0, 0.6 + 0.4 * size):
        for i in range(7):
            angle = math.radians(-93 + 31 * i)
            with canvas.frame(0, -10, 1.0, angle), canvas.frame(0, -32 - 5 * abs(math.sin(angle))):
                canvas.rounded(((-8.5, 6), (0, -13), (8.5, 6)), 3.5, HORN, HORN_LINE)
        for share, fill, line in ((1.0, t.main, t.line), (0.84, color, None)):
            right = tuple((x * share, -8 + (y + 8) * share) for x, y in _FRILL)
            canvas.blob(right + tuple((-x, y) for x, y in right[-2:0:-1]), fill, line)


def triceratops_horns(canvas: Canvas, t: Tones, size: float) -> None:
    """The two long horns over the eyes."""
    for _ in both_sides(canvas, 19.5, -13.5, size, 0.12):
        canvas.blob(
            ((-5.5, 1), (-2, -9), (5.5, -19), (9, -21.5), (9.5, -17), (7.5, -7), (5.5, 3), (0, 4)),
            HORN,
            HORN_LINE,
        )


def triceratops_face(canvas: Canvas, t: Tones, face: str) -> None:
    """A light snout, a beak for an upper lip, and the third horn on the nose."""
    canvas.ellipse(0, 13, 17, 11.5, t.light)
    draw_mouth(canvas, face, 0, 16.5, INK, scale=0.8)
    canvas.blob(
        ((-10, 10.5), (-5.5, 6), (0, 5), (5.5, 6), (10, 10.5), (4.5, 13.5), (0, 18), (-4.5, 13.5)),
        BEAK,
        BEAK_LINE,
    )
    canvas.rounded(((-5.5, 7), (0, -11), (5.5, 7)), 2.5, HORN, HORN_LINE)


def triceratops_tail(canvas: Canvas, t: Tones) -> None:
    """A short thick tail."""
    canvas.blob(((6, -24), (20, -20), (32, -14), (45, -14), (44, -9), (34, -3), (12, -3)), t.main, t.line)


# ---- dragon


def dragon_behind(canvas: Canvas, t: Tones) -> None:
    """Two small wings, and a tail with an arrow tip."""
    color = accent(t, SUNNY, CORAL)
    for _ in both_sides(canvas, 12, -42):
        canvas.rounded(
            ((0, 2), (16, -26), (42, -32), (36, -18), (42, -7), (30, -5), (29, 7), (16, 4), (4, 12)),
            3,
            color,
            t.line,
        )
        canvas.stroke(((2, -1), (16, -25), (41, -31)), t.main, 7, t.line)
        canvas.stroke(((17, -20), (28, -5)), mix(color, t.line, 0.5), 2.4)
    canvas.stroke(((10, -12), (26, -7), (39, -10), (43, -19)), t.main, 9, t.line)
    canvas.rounded(((33, -17), (44, -36), (54, -17), (43.5, -21)), 2.5, color, edge(color))


def dragon_belly(canvas: Canvas, t: Tones) -> None:
    """A belly of broad bands."""
    pale = mix(SUNNY, t.light, 0.6)
    canvas.blob(
        (
            (0, -46),
            (9, -44),
            (13.5, -33),
            (14.5, -20),
            (9, -9),
            (0, -7),
            (-9, -9),
            (-14.5, -20),
            (-13.5, -33),
            (-9, -44),
        ),
        pale,
    )
    for y, half in ((-36, 12), (-27.5, 14), (-19, 14), (-11.5, 9.5)):
        canvas.stroke(((-half, y - 0.6), (0, y + 1.2), (half, y - 0.6)), mix(pale, t.line, 0.4), 2)


def dragon_horns(canvas: Canvas, t: Tones, size: float) -> None:
    """Two horns and a crest between them."""
    with canvas.frame(0, -24, size):
        _spikes_at(canvas, ((-9, 2, -0.3, 0.8), (9, 2, 0.3, 0.8), (0, 0, 0, 1.0)), accent(t, SUNNY, CORAL))
    for _ in both_sides(canvas, 19, -18, size):
        canvas.blob(((-6, 2), (-5, -9), (2, -18), (8, -21), (9, -17), (7, -8), (7, 3)), HORN, HORN_LINE)


def dragon_face(canvas: Canvas, t: Tones, face: str) -> None:
    """A broad light snout with little nostrils and two tiny fangs."""
    _snout(canvas, t, 17, 10.5, 12)
    draw_mouth(canvas, face, 0, 12, INK, wide=True, scale=0.95)
    if face == "smiling":
        for side in (-1, 1):
            canvas.rounded(((side * 6.6, 14.2), (side * 2.8, 16.2), (side * 4, 19.4)), 0.8, WHITE)
