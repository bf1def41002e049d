"""Muzzles, noses, beaks, trunks and mouths, in the five expressions.

Head coordinates: origin in the middle of the head, y down. Draws on a head that is there already.
"""

from __future__ import annotations

from cute_animal.starter.drawing.canvas import Canvas, Color
from cute_animal.starter.drawing.heads import both_sides
from cute_animal.starter.drawing.palette import BEAK, BEAK_LINE, BLUSH, INK, MOUTH, TONGUE, WHITE, Tones, mix
from cute_animal.starter.drawing.species import Species

_MUZZLE_RX_RY_Y = {  # half width, half height, middle of the lighter muzzle
    "bear": (11.5, 9, 11.5), "panda": (10.5, 8, 11.5), "dog": (13, 10, 12), "tiger": (13.5, 9, 12),
    "deer": (11, 9, 12), "cow": (18, 11, 12.5),
}  # fmt: skip
_ROSE: Color = (240, 116, 140)


def draw_muzzle(canvas: Canvas, name: str, sp: Species, t: Tones, face: str) -> None:
    """Draw muzzle, nose or beak, and the mouth."""
    kind = sp.muzzle
    ink = t.ink
    if kind in _MUZZLE_RX_RY_Y:
        rx, ry, y = _MUZZLE_RX_RY_Y[kind]
        color = {
            "cow": (255, 190, 196),
            "tiger": t.mask,
            "dog": t.mask,
            "panda": (255, 240, 226) if t.mask[0] < 250 else t.mask,
        }.get(kind, t.light)
        canvas.ellipse(0, y, rx, ry, color, mix(color, t.line, 0.5) if kind == "cow" else None)
        ink = INK
    elif sp.pale_face or kind in ("fox",):
        ink = INK
    if kind in ("bear", "panda", "dog", "tiger", "deer", "fox"):
        nose_y = 6.5 if kind != "fox" else 8.5
        canvas.blob(
            (
                (-4.6, nose_y - 1.8),
                (0, nose_y - 3.2),
                (4.6, nose_y - 1.8),
                (2.6, nose_y + 2),
                (0, nose_y + 3),
                (-2.6, nose_y + 2),
            ),
            INK,
        )
        canvas.ellipse(-1.3, nose_y - 1.4, 1.5, 0.9, (168, 140, 152))
        draw_mouth(canvas, face, 0, nose_y + 5.2, ink)
    elif kind in ("small", "cat", "hedgehog", "monkey"):
        if kind == "cat":
            for _ in both_sides(canvas, 0, 0):
                canvas.stroke(((24, 4.5), (37, 2)), ink if not t.is_black else t.mark, 1.6)
                canvas.stroke(((24, 10.5), (36.5, 12.5)), ink if not t.is_black else t.mark, 1.6)
        nose_y = 7.0
        if kind == "hedgehog":
            canvas.ellipse(0, nose_y - 1, 4.8, 4.2, INK)
            canvas.ellipse(-1.4, nose_y - 2.4, 1.5, 1.1, WHITE)
        elif kind == "monkey":
            canvas.ellipse(-2.6, nose_y, 1.5, 1.3, mix(t.mark, INK, 0.4))
            canvas.ellipse(2.6, nose_y, 1.5, 1.3, mix(t.mark, INK, 0.4))
        else:
            canvas.blob(
                ((-3.6, nose_y - 1.6), (0, nose_y - 2.4), (3.6, nose_y - 1.6), (0, nose_y + 2.2)), _ROSE
            )
        draw_mouth(canvas, face, 0, nose_y + 4.6, ink, wide=kind == "monkey")
    elif kind == "cow":
        for side in (-1, 1):
            canvas.ellipse(side * 7, 8.5, 2.3, 1.9, (196, 100, 116))
        draw_mouth(canvas, face, 0, 13.5, INK, scale=0.85)
    elif kind == "pig":
        canvas.ellipse(0, 9.5, 11.5, 7.8, mix(t.dark, BLUSH, 0.35) if not t.is_black else t.mark, t.line)
        for side in (-1, 1):
            canvas.ellipse(side * 4.2, 9.5, 2.1, 3.1, mix(t.line, INK, 0.4))
        draw_mouth(canvas, face, 0, 19.4, ink, scale=0.7)
    elif kind == "koala":
        draw_mouth(canvas, face, 0, 17, ink, scale=0.8)
        canvas.ellipse(0, 6.5, 6.6, 9.2, (74, 66, 82), None if not t.is_black else t.mark)
        canvas.ellipse(-1.8, 1.8, 2.2, 2.6, (150, 144, 160))
    elif kind == "trunk":
        if face == "smiling":
            canvas.stroke(((-18, 9.5), (-15, 14.5), (-9, 17.5), (-3, 17)), ink, 2)
        else:
            draw_mouth(canvas, face, -11.5, 12.5 if face != "sad" else 15, ink, scale=0.9)
        _trunk(canvas, t)
    elif kind == "wide":
        _wide_mouth(canvas, face, ink, t)
    else:
        _beak(canvas, kind, face)


def draw_mouth(
    canvas: Canvas, face: str, x: float, y: float, ink: Color, *, wide: bool = False, scale: float = 1.0
) -> None:
    """Draw a mammal's mouth with its upper middle at (x, y)."""
    with canvas.frame(x, y, scale):
        if face == "laughing":
            canvas.blob(((-8, -1), (0, 0.2), (8, -1), (7, 4.8), (0, 9.6), (-7, 4.8)), MOUTH)
            canvas.ellipse(0, 6.2, 4.2, 2.7, TONGUE)
        elif face == "sleepy":
            canvas.ellipse(0, 2.4, 2.6, 2.7, MOUTH)
        elif face == "surprised":
            canvas.ellipse(0, 4.6, 4.1, 5.0, MOUTH)
            canvas.ellipse(0, 7.2, 2.5, 1.9, TONGUE)
        elif face == "sad":
            half = 7.6 if wide else 5.8
            canvas.stroke(
                ((-half, 5.4), (-half * 0.55, 2.2), (0, 1.0), (half * 0.55, 2.2), (half, 5.4)), ink, 2.2
            )
        elif wide:
            canvas.stroke(((-8.5, 0), (-4.5, 3.8), (0, 5), (4.5, 3.8), (8.5, 0)), ink, 1.9)
        else:
            canvas.stroke(
                ((-6.4, 0), (-4.6, 2.6), (-1.8, 2.6), (0, 0), (1.8, 2.6), (4.6, 2.6), (6.4, 0)), ink, 1.9
            )


def _wide_mouth(canvas: Canvas, face: str, ink: Color, t: Tones) -> None:
    for side in (-1, 1):
        canvas.ellipse(side * 3, -3.5, 1.5, 1.2, t.ink)
    if face == "laughing":
        canvas.blob(((-17, 2), (-8, 4.5), (0, 5), (8, 4.5), (17, 2), (13, 12), (0, 18.5), (-13, 12)), MOUTH)
        canvas.ellipse(0, 14, 8.5, 4, TONGUE)
    elif face == "sleepy":
        canvas.stroke(((-9, 7), (-4, 8.6), (0, 9), (4, 8.6), (9, 7)), ink, 2.1)
    elif face == "surprised":
        canvas.ellipse(0, 9.5, 7.2, 7.6, MOUTH)
        canvas.ellipse(0, 13.6, 4.6, 2.9, TONGUE)
    elif face == "sad":
        canvas.stroke(((-15, 13.5), (-9, 9), (0, 7.4), (9, 9), (15, 13.5)), ink, 2.3)
    else:
        canvas.stroke(((-18.5, 3), (-11, 9), (0, 11.5), (11, 9), (18.5, 3)), ink, 2.1)


def _trunk(canvas: Canvas, t: Tones) -> None:
    points = ((0, 3), (0, 14), (3, 23), (11, 26.5), (18, 22.5))
    canvas.stroke(points, t.main, 12.5, t.line)
    canvas.ellipse(0, 1.6, 6.6, 6, t.main)
    for y in (11, 17):
        canvas.stroke(((-3.2, y), (1, y + 1), (4, y - 0.4)), t.shade, 1.7)


def _beak(canvas: Canvas, kind: str, face: str) -> None:
    if kind == "bill":
        if face == "laughing":
            canvas.blob(((-12, 8), (0, 9), (12, 8), (9, 19), (0, 22.5), (-9, 19)), MOUTH, BEAK_LINE)
            canvas.ellipse(0, 18, 5.5, 2.8, TONGUE)
        elif face == "smiling":
            canvas.blob(
                ((-12, 10), (0, 9), (12, 10), (9, 16.5), (0, 18.5), (-9, 16.5)),
                mix(BEAK, BEAK_LINE, 0.45),
                BEAK_LINE,
            )
        elif face == "surprised":
            canvas.ellipse(0, 15.5, 6.4, 7.4, MOUTH, BEAK_LINE)
            canvas.ellipse(0, 19.2, 3.8, 2.4, TONGUE)
        elif face == "sad":
            canvas.stroke(((-9, 20), (-5, 17.6), (0, 16.8), (5, 17.6), (9, 20)), BEAK_LINE, 2.4)
        canvas.blob(
            (
                (0, 0.5),
                (8, 2),
                (17, 6.5),
                (20, 10.5),
                (16, 14),
                (8, 13.8),
                (0, 12.6),
                (-8, 13.8),
                (-16, 14),
                (-20, 10.5),
                (-17, 6.5),
                (-8, 2),
            ),
            BEAK,
            BEAK_LINE,
        )
        for side in (-1, 1):
            canvas.ellipse(side * 3.4, 6.2, 1.4, 1.1, BEAK_LINE)
        return
    top, half = (5.0, 7.0) if kind == "beak" else (2.5, 5.4)
    if face == "laughing":
        canvas.rounded(
            ((-half * 0.85, top + 3), (half * 0.85, top + 3), (0, top + 15.5)), 4, MOUTH, BEAK_LINE
        )
        canvas.ellipse(0, top + 8.2, 2.6, 2.2, TONGUE)
    elif face == "smiling":
        canvas.rounded(
            ((-half * 0.7, top + 4), (half * 0.7, top + 4), (0, top + 12)),
            3,
            mix(BEAK, BEAK_LINE, 0.6),
            BEAK_LINE,
        )
    elif face == "surprised":
        canvas.ellipse(0, top + 8.4, half * 0.8, 6.2, MOUTH, BEAK_LINE)
        canvas.ellipse(0, top + 11.4, half * 0.45, 2.1, TONGUE)
    elif face == "sad":
        canvas.stroke(
            ((-6.4, top + 13.6), (-3.6, top + 11.2), (0, top + 10.4), (3.6, top + 11.2), (6.4, top + 13.6)),
            BEAK_LINE,
            2.4,
        )
    canvas.rounded(
        ((-half - 1, top + 3.5), (0, top - 4), (half + 1, top + 3.5), (0, top + 8.5)), 3, BEAK, BEAK_LINE
    )
