"""What tells a pose besides the body: a heart to hug, Zzz, a thought bubble, notes, the dust of running.

Body coordinates, as in stances. Letters and notes are never drawn mirrored: their makers undo a mirror image.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from cute_animal.starter.drawing.canvas import Canvas, Color, Points
from cute_animal.starter.drawing.palette import GOLD, WHITE

Box = tuple[float, float, float, float]  # left, top, right, bottom

_HEART: Points = (
    (0, -8), (5, -13.5), (13, -13), (18, -5.5), (15.5, 4), (8, 11.5), (0, 17.5),
    (-8, 11.5), (-15.5, 4), (-18, -5.5), (-13, -13), (-5, -13.5),
)  # fmt: skip
_RED: Color = (246, 70, 104)
_RED_LINE: Color = (170, 32, 70)
_VIOLET: Color = (112, 84, 190)
_GREY: Color = (150, 140, 170)


def draw_heart(canvas: Canvas) -> None:
    """Draw the cushion between trunk and arms."""
    with canvas.frame(0, -29.5, 1.2):
        canvas.blob(_HEART, _RED, _RED_LINE)
        canvas.ellipse(-9, -7.5, 4.2, 2.8, (255, 168, 184), angle=-0.6)


def _zzz(canvas: Canvas, mirrored: bool, holding: bool) -> None:
    del holding
    for x, y, size in ((22, -58, 0.62), (33, -71, 0.85), (47, -87, 1.15)):
        with canvas.frame(x, y, size, 0.1, flip=mirrored):
            points = ((-6, -7), (6, -7), (-6, 7), (6, 7))
            for color, width in ((WHITE, 7.0), (_VIOLET, 3.8)):
                for start, end in zip(points, points[1:], strict=False):
                    canvas.stroke((start, end), color, width)


def _thought(canvas: Canvas, mirrored: bool, holding: bool) -> None:
    del mirrored, holding
    canvas.ellipse(29, -95, 2.8, 2.8, WHITE, _GREY)
    canvas.ellipse(34, -102, 4, 3.8, WHITE, _GREY)
    with canvas.frame(47, -118):
        outline: Points = (
            (-17, 3), (-16, -7), (-8, -10), (-2, -14.5), (8, -13), (13, -8.5), (18, -3), (17, 6),
            (10, 10), (3, 13), (-6, 11), (-13, 9.5),
        )  # fmt: skip
        canvas.blob(outline, WHITE, _GREY)
        canvas.box(-3, 4, 3, 8.5, (150, 150, 170), (110, 104, 130), 1.5)
        canvas.ellipse(0, -2, 6.6, 6.8, GOLD, (214, 150, 40))
        canvas.ellipse(-2.2, -4.2, 1.7, 1.9, WHITE)


def _notes(canvas: Canvas, mirrored: bool, holding: bool) -> None:
    notes = ((46, -44, (70, 130, 230)), (-44, -84, (240, 80, 130)))
    for x, y, color in notes[:1] if holding else notes:
        with canvas.frame(x, y, 1.0, 0.0, flip=mirrored):
            for paint, grow in ((WHITE, 2.6), (color, 0.0)):
                canvas.stroke(((3.6, 7), (3.6, -9)), paint, 2.6 + grow)
                canvas.stroke(((3.6, -9), (8, -6), (9.5, -1)), paint, 3.4 + grow)
                canvas.ellipse(0, 7.5, 4.9 + grow / 2, 3.9 + grow / 2, paint, angle=-0.3)


def _dust(canvas: Canvas, mirrored: bool, holding: bool) -> None:
    del mirrored, holding
    color, line = (250, 246, 240), (176, 164, 170)
    for x, y, r in ((-45, 1, 6.2), (-36, 3, 7.6)):
        canvas.ellipse(x, y, r, r * 0.86, color, line)
    canvas.ellipse(-40, 5, 7, 5, color)


_OVER: Mapping[str, tuple[Callable[[Canvas, bool, bool], None], tuple[Box, ...]]] = MappingProxyType(
    {
        "zzz": (_zzz, ((20, -101, 59, -52),)),
        "thought": (_thought, ((29, -135, 67, -92),)),
        "notes": (_notes, ((-58, -96, -30, -72), (32, -56, 60, -32))),
        "dust": (_dust, ((-52, -4, -30, 11),)),
    }
)


def draw_accent(canvas: Canvas, accent: str | None, *, mirrored: bool, holding: bool) -> None:
    """Draw what stands beside the animal, over everything else; the heart has its own place in the order.

    holding: something is in the left hand, so that there is less room on that side.
    """
    if accent is not None and accent in _OVER:
        _OVER[accent][0](canvas, mirrored, holding)


def accent_boxes(accent: str | None) -> tuple[Box, ...]:
    """Give the room that it takes, to fit the animal into the picture."""
    return _OVER[accent][1] if accent is not None and accent in _OVER else ()
