"""The crab, the turtle and the octopus: claws, shells and tentacles.

Body and head frames as in species.Species. Knows nothing of clothes but sleeves' and trousers' colour.
"""

from __future__ import annotations

from cute_animal.starter.drawing.bodies import whole
from cute_animal.starter.drawing.canvas import Canvas, Color, Points
from cute_animal.starter.drawing.heads import both_sides, head_points
from cute_animal.starter.drawing.muzzles import draw_mouth
from cute_animal.starter.drawing.palette import WHITE, Cloth, Tones, mix
from cute_animal.starter.drawing.species import Species


def no_ears(canvas: Canvas, t: Tones, size: float) -> None:
    """Nothing stands out from behind these heads."""


# ---- octopus


def _sucker(t: Tones) -> Color:
    return t.light if not t.is_black else t.mark


def _tentacle(canvas: Canvas, t: Tones, points: Points, width: float, suckers: Points) -> None:
    canvas.stroke(points, t.main, width, t.line)
    for x, y in suckers:
        canvas.ellipse(x, y, 2.4, 2.4, _sucker(t))


def _side_tentacles(canvas: Canvas, t: Tones) -> None:
    for _ in both_sides(canvas, 0, 0):
        _tentacle(
            canvas, t, ((8, -14), (24, -13), (37, -15), (42, -24), (37, -31)), 10.5,
            ((26, -12), (34, -13), (40, -19), (41, -26)),
        )  # fmt: skip


def _tentacles(canvas: Canvas, t: Tones, legs: str, cloth: Cloth | None, cuff: float) -> None:
    for _ in both_sides(canvas, 0, 0):
        if legs == "apart":
            outer: Points = ((10, -16), (20, -13.5), (28, -9), (35, -8.5), (38, -14))
            inner: Points = ((6, -14), (9, -7), (12, -2), (17.5, -1), (22, -5))
        elif legs == "forward":
            outer = ((13, -11), (21, -7.5), (28, -5), (35, -5), (39, -10))
            inner = ((8, -5), (11, -3.5), (15.5, -2.5), (21.5, -4), (25, -8))
        else:
            outer = ((10, -16), (19, -10), (26, -5.5), (34, -5), (38, -10))
            inner = ((6, -14), (8, -9), (9, -5.5), (14, -3.5), (20, -5))
        _tentacle(canvas, t, outer, 11.5, tuple((x, y + 1.5) for x, y in outer[2:]))
        if cloth is not None and legs == "forward":
            canvas.ellipse(13, -7.5, 8 + 3 * cuff, 6 + cuff, cloth.main, cloth.line, angle=0.3)
        _tentacle(canvas, t, inner, 12, tuple((x, y + 1) for x, y in inner[2:]))
        if cloth is not None and legs != "forward":
            end = (10.0 + 4 * cuff, -14.0 + 7 * cuff)
            canvas.stroke(
                ((8.5, -16), ((8.5 + end[0]) / 2, (end[1] - 16) / 2), end), cloth.main, 17, cloth.line
            )


def _tentacle_arm(canvas: Canvas, t: Tones, length: float, cloth: Cloth | None) -> None:
    canvas.stroke(((0, 0), (length * 0.5, 1.5), (length, 0), (length + 5, -4)), t.main, 11.5, t.line)
    for x, y in ((length * 0.5, 3.4), (length * 0.8, 3.4), (length + 2.5, 0.8)):
        canvas.ellipse(x, y, 2.3, 2.3, _sucker(t))
    if cloth is not None:
        canvas.stroke(((0, 0), (length * 0.35, 0.8), (length * 0.6, 1)), cloth.main, 13, cloth.line)
        canvas.stroke(((length * 0.62, -4), (length * 0.62, 5.5)), cloth.dark, 4.2)


_HALF_DOME: Points = (
    (0, -31.5), (16, -29), (28.5, -18.5), (32.5, -4.5), (30, 8.5), (28.5, 17.5), (24, 25), (12, 29.5),
    (0, 30.5),
)  # fmt: skip


def _dome(canvas: Canvas, t: Tones) -> None:
    canvas.blob(whole(_HALF_DOME), t.shade, t.line)
    with canvas.frame(0, -1.6):
        canvas.blob(whole(tuple((x * 0.965, y * 0.94) for x, y in _HALF_DOME)), t.main)
    canvas.ellipse(-15.5, -17, 6.5, 4, mix(t.main, WHITE, 0.5 if not t.is_black else 0.25), angle=-0.6)


def _octopus_face(canvas: Canvas, t: Tones, expression: str) -> None:
    draw_mouth(canvas, expression, 0, 14, t.ink, wide=True)


OCTOPUS = Species(
    "own", size=0.96, head_rx=32, head_ry=31, eye=(13, 5), eye_r=6.2, cheek=(21.5, 13.5), ear_top=33,
    ear_side=34, hat_y=-22, behind=_side_tentacles, legs=_tentacles, arm=_tentacle_arm, ears=no_ears,
    skull=_dome, face=_octopus_face,
)  # fmt: skip


# ---- crab


def _side_legs(canvas: Canvas, t: Tones) -> None:
    for _ in both_sides(canvas, 0, 0):
        for points in (
            ((14, -22), (31, -20), (40, -17), (45, -7)),
            ((12, -14), (24, -14), (31, -10), (34, -2)),
        ):
            canvas.stroke(points, t.dark, 7.5, t.line)


def _claw(canvas: Canvas, t: Tones, length: float, cloth: Cloth | None) -> None:
    canvas.stroke(((0, 0), (length * 0.5, 0.8), (length, 0)), t.main, 10, t.line)
    if cloth is not None:
        canvas.stroke(((0, 0), (length * 0.3, 0.8), (length * 0.55, 0.4)), cloth.main, 13, cloth.line)
        canvas.stroke(((length * 0.58, -4.5), (length * 0.58, 5)), cloth.dark, 4.2)
    # A short arm hangs down and has its claw turned up beside the body; a longer one points ahead, and
    # reaches farther the higher it is raised, so that a claw at the chin leaves the mouth free.
    turn = -1.8 * min(1.0, max(0.0, (23.4 - length) / 2.5))
    raised = min(1.0, max(0.0, (length - 24) / 10))
    with canvas.frame(length - 12 + 6 * raised - 7.1 * turn, 0, 1.08, turn):
        canvas.blob(
            ((-7, 0), (-5.5, -9), (2, -15), (13, -15.5), (22, -9), (23, -4.5), (13, -5), (7, -0.5), (13, 3),
             (21, 2), (20, 8), (11, 14), (0, 13.5), (-6, 8)),
            t.main,
            t.line,
        )  # fmt: skip
        canvas.ellipse(0.5, -7, 4, 2.5, mix(t.main, WHITE, 0.45 if not t.is_black else 0.2), angle=-0.6)


def _crab_feet(canvas: Canvas, t: Tones, legs: str, cloth: Cloth | None, cuff: float) -> None:
    hip = (15.0, -7.0) if legs == "forward" else (9.0, -14.0)
    tip = {"down": (11.0, -3.5), "apart": (20.0, -3.0), "forward": (25.0, -4.0)}[legs]
    end = (hip[0] + (tip[0] - hip[0]) * cuff, hip[1] + (tip[1] - hip[1]) * cuff)
    for _ in both_sides(canvas, 0, 0):
        canvas.stroke((hip, ((hip[0] + tip[0]) / 2 + 1.5, (hip[1] + tip[1]) / 2), tip), t.dark, 11, t.line)
        if cloth is not None:
            middle = ((hip[0] + end[0]) / 2, (hip[1] + end[1]) / 2)
            canvas.stroke((hip, middle, end), cloth.main, 15, cloth.line)


def _crab_belly(canvas: Canvas, t: Tones) -> None:
    line = mix(t.light, t.line, 0.4)
    for y, half in ((-28.0, 11.0), (-21.5, 12.0), (-15.0, 10.0)):
        canvas.stroke(((-half, y), (0, y + 2), (half, y)), line, 2)


_HALF_CARAPACE: Points = (
    (0, -23), (14, -22.5), (25, -19), (31, -20), (33, -12.5), (39, -11), (38, -3), (41.5, 2), (36, 8),
    (28, 16), (15, 22), (0, 23.5),
)  # fmt: skip


def _carapace(canvas: Canvas, t: Tones) -> None:
    canvas.blob(whole(_HALF_CARAPACE), t.shade, t.line)
    with canvas.frame(0, -1.6):
        canvas.blob(whole(tuple((x * 0.965, y * 0.93) for x, y in _HALF_CARAPACE)), t.main)


def _crab_face(canvas: Canvas, t: Tones, expression: str) -> None:
    draw_mouth(canvas, expression, 0, 6, t.ink, wide=True)


CRAB = Species(
    "own", size=0.98, head_rx=38, head_ry=23.5, eye=(13.5, -4), eye_r=6.0, cheek=(25, 5.5), ear_top=27,
    ear_side=51, hat_y=-17, behind=_side_legs, on_torso=_crab_belly, legs=_crab_feet, arm=_claw,
    ears=no_ears, skull=_carapace, face=_crab_face,
)  # fmt: skip


# ---- turtle


def _shell(canvas: Canvas, t: Tones) -> None:
    seam = mix(t.mark, t.line, 0.6) if not t.is_black else t.line
    plate = mix(t.mark, t.light, 0.22)
    canvas.ellipse(0, -31, 43, 30.5, t.light, t.line)
    canvas.ellipse(0, -32, 37, 25.5, t.mark, seam)
    for _ in both_sides(canvas, 0, 0):
        for corners in (
            ((20, -50), (27, -49), (33, -40), (31, -36.5), (20, -37)),
            ((20, -33.5), (32, -33), (33.5, -30), (30, -20), (26, -20), (20, -26)),
            ((17, -20.5), (24, -16.5), (17, -10.5), (10, -9)),
        ):
            canvas.rounded(corners, 2.5, plate)


def _plastron(canvas: Canvas, t: Tones) -> None:
    belly = mix(t.light, (255, 240, 190), 0.5)
    line = mix(belly, t.line, 0.5)
    canvas.blob(whole(((0, -50), (10, -48), (15, -38), (16.5, -25), (13, -12.5), (0, -8))), belly, line)
    canvas.stroke(((0, -46), (0, -11)), line, 2)
    for y, half in ((-33.0, 14.5), (-21.5, 15.5)):
        canvas.stroke(((-half, y), (0, y + 1.5), (half, y)), line, 2)


def _turtle_skull(canvas: Canvas, t: Tones) -> None:
    canvas.blob(head_points(30, 27.5), t.shade, t.line)
    with canvas.frame(0, -1.6):
        canvas.blob(head_points(28.9, 25.4), t.main)


def _turtle_face(canvas: Canvas, t: Tones, expression: str) -> None:
    for x in (-2.6, 2.6):
        canvas.ellipse(x, 5, 1.4, 1.2, t.ink)
    draw_mouth(canvas, expression, 0, 10, t.ink, wide=True)


TURTLE = Species(
    "own", size=1.0, head_rx=30, head_ry=27.5, eye=(13, 0), eye_r=6.0, cheek=(21, 9.5), ear_top=30,
    ear_side=42, behind=_shell, on_torso=_plastron, ears=no_ears, skull=_turtle_skull,
    face=_turtle_face,
)  # fmt: skip
