"""Faces: markings, muzzles, noses, beaks, cheeks, eyes and the five expressions.

Head coordinates: origin in the middle of the head, y down. Draws on a head that is there already and
knows nothing of ears, clothes or places.
"""

from __future__ import annotations

from cute_animal.starter.drawing.canvas import Canvas, Color
from cute_animal.starter.drawing.heads import both_sides
from cute_animal.starter.drawing.palette import (
    BLUSH,
    EYE_PATCH,
    INK,
    PALE_INK,
    WHITE,
    Tones,
    patch_color,
)
from cute_animal.starter.drawing.species import Species

TEAR: Color = (120, 200, 255)
TEAR_LINE: Color = (52, 130, 214)
BUBBLE: Color = (206, 238, 255)
BUBBLE_LINE: Color = (110, 176, 224)


def draw_markings(canvas: Canvas, name: str, t: Tones) -> None:
    """Draw the patches and stripes that lie flat on the head."""
    if name == "panda":
        for _ in both_sides(canvas, 13.3, 2.8, angle=0.5):
            canvas.ellipse(0.3, 0, 9.6, 12, patch_color(t) if t.is_black else EYE_PATCH)
    elif name == "tiger":
        canvas.rounded(((-3, -27), (3, -27), (0, -12.5)), 1, t.mark)
        for _ in both_sides(canvas, 0, 0):
            canvas.rounded(((7, -25.5), (13, -23.5), (7.5, -13)), 1, t.mark)
            canvas.rounded(((29.5, -4.5), (30.5, 1.5), (20.5, -1)), 1, t.mark)
            canvas.rounded(((30.5, 7), (28.5, 13), (20.5, 6.5)), 1, t.mark)
    elif name == "fox":
        for _ in both_sides(canvas, 0, 0):
            canvas.blob(((0, 9), (8, 9.5), (18, 2), (29, 4), (30, 8), (24, 16), (12, 22.5), (0, 24)), t.mask)
    elif name == "penguin":
        canvas.blob(
            (
                (0, -10),
                (9, -16),
                (20, -10),
                (24, 3),
                (19, 16),
                (0, 24),
                (-19, 16),
                (-24, 3),
                (-20, -10),
                (-9, -16),
            ),
            t.mask,
        )
    elif name == "monkey":
        canvas.blob(
            (
                (0, -10),
                (8, -14),
                (18, -10),
                (19, 1),
                (24, 9),
                (17, 20),
                (0, 23.5),
                (-17, 20),
                (-24, 9),
                (-19, 1),
                (-18, -10),
                (-8, -14),
            ),
            t.light,
        )
    elif name == "owl":
        canvas.rounded(((-12, -26), (12, -26), (0, -6)), 4, t.dark)
        for _ in both_sides(canvas, 12.5, 0):
            canvas.ellipse(0, 0, 13.5, 13.5, t.light, t.line)
    elif name == "dog":
        canvas.blob(((4, -4), (10, -11), (18, -9), (21, 2), (16, 10), (8, 9)), t.dark)
    elif name == "cow":
        canvas.blob(((6, -26), (17, -22), (26, -11), (25, 0), (16, 5), (6, -3), (3, -14)), t.mark)
    elif name == "deer":
        for x, y in ((0, -17), (-10, -15), (10, -15)):
            canvas.ellipse(x, y, 2.9, 2.7, t.light if not t.is_black else t.mark)
    elif name == "hedgehog":
        canvas.blob(
            (
                (0, -8),
                (9, -15),
                (20, -10),
                (23, 3),
                (18, 15),
                (0, 22.5),
                (-18, 15),
                (-23, 3),
                (-20, -10),
                (-9, -15),
            ),
            t.light,
        )
    elif name == "cat":
        canvas.rounded(((-2.6, -25.5), (2.6, -25.5), (0, -14)), 1, t.dark)
        for _ in both_sides(canvas, 0, 0):
            canvas.rounded(((6, -24.5), (11, -23), (6.5, -15)), 1, t.dark)


def draw_cheeks(canvas: Canvas, sp: Species, strength: float) -> None:
    """Blush both cheeks; strength 0..1."""
    for side in (-1, 1):
        canvas.ellipse(side * sp.cheek[0], sp.cheek[1], 5.6, 3.9, BLUSH, opacity=round(215 * strength))


def _lies_on_dark(name: str, sp: Species, side: int, t: Tones) -> bool:
    """Tell whether an eye needs a light rim: only one eye of a cow lies on its patch."""
    if name == "panda":
        return True
    if name == "cow" and not t.is_black:
        return side > 0
    return t.is_black and not sp.pale_face


def eye_size(sp: Species, size: float) -> float:
    """How big an eye is drawn against the shapes below; size: of the layout, against the usual one."""
    return sp.eye_r * size / 5.3


def draw_eyes(
    canvas: Canvas, name: str, sp: Species, t: Tones, face: str, size: float, *, asleep: bool = False
) -> None:
    """Draw both eyes: shining, wide open, wet, laughing arches, or closed.

    Who is asleep has closed eyes whatever the face; only surprise keeps them open, or nobody could tell it.
    """
    scale = eye_size(sp, size)
    for side in (-1, 1):
        dark_here = _lies_on_dark(name, sp, side, t)
        ink = (250, 244, 248) if dark_here else INK
        with canvas.frame(side * sp.eye[0], sp.eye[1], scale):
            if face == "laughing":
                canvas.stroke(((-5.6, 2.2), (-3, -2), (0, -3.6), (3, -2), (5.6, 2.2)), ink, 2.7)
            elif face == "sleepy" or (asleep and face != "surprised"):
                canvas.stroke(((-5.8, 0), (-3, 3.2), (0, 4.2), (3, 3.2), (5.8, 0)), ink, 2.7)
                canvas.stroke(((side * 5.4, 0.6), (side * 7.6, 2.4)), ink, 2.0)
                canvas.stroke(((side * 3.4, 3.2), (side * 5, 5.6)), ink, 2.0)
            elif face == "surprised":
                _wide_eye(canvas)
            else:
                if dark_here and (t.is_black or name != "panda"):
                    canvas.ellipse(0, 0, 6.3, 7.3, (206, 198, 214))
                _shining_eye(canvas, wet=face == "sad")


def _shining_eye(canvas: Canvas, *, wet: bool) -> None:
    canvas.ellipse(0, 0, 5.3, 6.3, INK)
    canvas.ellipse(0, 2.6, 3.5, 2.8, (104, 150, 214) if wet else (128, 84, 84))
    canvas.ellipse(1.6, -2.2, 2.3, 2.4, WHITE)
    canvas.ellipse(-1.9, 2.4, 1.2, 1.2, WHITE)


def _wide_eye(canvas: Canvas) -> None:
    """Draw an eye so wide that the white shows all around."""
    canvas.ellipse(0, -0.6, 7.4, 8.6, WHITE, INK)
    canvas.ellipse(0, 0, 4.2, 5.0, INK)
    canvas.ellipse(1.3, -1.9, 1.8, 1.9, WHITE)


def draw_mood(canvas: Canvas, name: str, sp: Species, t: Tones, face: str, size: float) -> None:
    """Draw what lies over everything else of a face: raised or sloping brows, tears, a sleeper's bubble."""
    scale = eye_size(sp, size)
    if face == "sleepy":
        with canvas.frame(sp.cheek[0] * 0.62, sp.cheek[1] + 5.5):
            canvas.ellipse(0, 0, 6.4, 6.8, BUBBLE, BUBBLE_LINE)
            canvas.ellipse(-2, -2.4, 1.8, 1.8, WHITE)
    for side in (-1, 1):
        # A panda's brows lie above its patches.
        dark_here = t.is_black if name == "panda" else _lies_on_dark(name, sp, side, t)
        ink = PALE_INK if dark_here else INK
        with canvas.frame(side * sp.eye[0], sp.eye[1], scale, flip=side < 0):
            if face == "surprised":
                canvas.stroke(((-4.2, -11.6), (0, -13.2), (4.2, -11.6)), ink, 2.3)
            elif face == "sad":
                canvas.stroke(((-4.2, -12), (0, -10.4), (5.2, -7.2)), ink, 2.5)
                canvas.blob(
                    ((4.4, 4.6), (7.4, 9.4), (7.6, 13), (4.4, 15.2), (1.2, 13), (1.4, 9.4)), TEAR, TEAR_LINE
                )
                canvas.ellipse(3.4, 11.4, 1.2, 1.6, WHITE)
