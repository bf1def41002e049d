"""Patterns of a coat: spots, stripes, patches, and the bands of a rainbow coat, on trunk, head and arms.

There is no clipping: every shape stays inside the outline of the common trunk and of the head's ellipse.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from cute_animal.starter.drawing.bodies import HALF_TORSO
from cute_animal.starter.drawing.canvas import Canvas, Color, Point, Points
from cute_animal.starter.drawing.palette import BANDS, Tones
from cute_animal.starter.drawing.species import Species
from cute_animal.starter.drawing.stances import Arm

# Half outlines, a little inside of the drawn ones, from top to bottom.
_TRUNK: Points = ((9, -52), (14, -46), (16.5, -40), (19.6, -27), (19.6, -15), (14.5, -9.5), (8, -6.5))
_HEAD: Points = (
    (0.2, -0.93), (0.44, -0.85), (0.64, -0.68), (0.8, -0.45), (0.9, -0.14), (0.93, 0.14), (0.88, 0.4),
    (0.79, 0.62), (0.62, 0.77), (0.42, 0.87),
)  # fmt: skip
_HEAD_SPOTS = (
    (-0.44, -0.66, 5.0), (0.02, -0.78, 3.8), (0.44, -0.66, 5.2), (0.8, -0.3, 3.8), (-0.82, -0.24, 3.8),
    (0.7, 0.58, 4.2), (-0.66, 0.62, 4.4),
)  # fmt: skip
_TRUNK_SPOTS = (
    (-11, -38, 3.8), (12.5, -35, 4.2), (-15, -25, 3.6), (15, -21, 4.4), (-11.5, -14, 4.0), (1, -27, 4.4),
    (4, -12, 3.6),
)  # fmt: skip
_HEAD_PATCHES: tuple[Points, ...] = (
    ((-0.92, -0.1), (-0.84, -0.42), (-0.62, -0.7), (-0.26, -0.88), (0.02, -0.74), (-0.08, -0.4),
     (-0.45, -0.27)),
    ((0.92, 0.14), (0.74, 0.26), (0.56, 0.5), (0.54, 0.78), (0.78, 0.62), (0.9, 0.4)),
    ((0.26, -0.88), (0.54, -0.74), (0.78, -0.46), (0.7, -0.3), (0.46, -0.42), (0.28, -0.6)),
)  # fmt: skip
_TRUNK_PATCHES: tuple[Points, ...] = (
    ((19.4, -32), (11, -33), (3, -26), (5, -14), (13, -9.5), (19.4, -15)),
    ((-9, -47), (-16, -40), (-19, -30), (-11, -25), (-3, -32), (-3, -43)),
    ((-19.4, -18), (-12, -19), (-7, -12), (-13, -8.5)),
)


def _mark(coat: str, t: Tones) -> Color:
    """Give the colour of a pattern.

    Caramel on white, where grey would compete with eyes and mouth; magenta, which is no band's, on a rainbow.
    """
    return {"white": (206, 160, 128), "rainbow": (232, 66, 148)}.get(coat, t.mark)


def draw_torso_pattern(canvas: Canvas, pattern: str, coat: str, sp: Species, t: Tones) -> None:
    """Draw the pattern on the bare trunk (body frame), before clothes."""
    mark = _mark(coat, t)
    wide = 1.15 if sp.body in ("bird", "wool") else 1.0
    half = tuple((x * wide, y) for x, y in _TRUNK)
    if coat == "rainbow":
        edges = (-52.0, -39.5, -28.0, -17.0, -6.0)
        if sp.torso is None and sp.body != "wool":
            half = tuple((x * wide, y) for x, y in HALF_TORSO)
        for color, top, bottom in zip(BANDS[2:], edges, edges[1:], strict=False):
            canvas.rounded(_band(half, top, bottom, 0.0), 0, color)
    if pattern == "spots":
        for x, y, r in _TRUNK_SPOTS:
            canvas.ellipse(x * wide, y, r, r, mark)
    elif pattern == "stripes":
        for top, bottom in ((-41.0, -36.5), (-31.0, -26.0), (-20.5, -15.5)):
            canvas.rounded(_band(half, top, bottom, -1.5), 0, mark)
    elif pattern == "patches":
        for patch in _TRUNK_PATCHES:
            canvas.blob(tuple((x * wide, y) for x, y in patch), mark)


def draw_head_pattern(canvas: Canvas, pattern: str, coat: str, sp: Species, t: Tones) -> None:
    """Draw the pattern on the head (head frame), under eyes and muzzle."""
    rx, ry, mark = sp.head_rx, sp.head_ry, _mark(coat, t)
    half = tuple((x * rx, y * ry) for x, y in _HEAD)
    if coat == "rainbow":
        wide = 1.05 if sp.skull is None else 1.0
        crown = tuple((x * wide, y * wide) for x, y in half)
        edges = (-0.93 * wide, -0.7, -0.5, -0.3)
        for color, top, bottom in zip(BANDS, edges, edges[1:], strict=False):
            canvas.rounded(_band(crown, top * ry, bottom * ry, 0.3 * ry), 0, color)
    if pattern == "spots":
        for x, y, r in _HEAD_SPOTS:
            canvas.ellipse(x * rx, y * ry, r, r, mark)
    elif pattern == "stripes":
        for top, bottom in ((-0.82, -0.66), (-0.52, -0.36)):
            canvas.rounded(_band(half, top * ry, bottom * ry, 0.22 * ry), 0, mark)
        for side in (-1, 1):
            wedge = ((0.93, 0.2), (0.66, 0.3), (0.9, 0.38)), ((0.86, 0.5), (0.56, 0.56), (0.74, 0.68))
            for corners in wedge:
                canvas.rounded(tuple((side * x * rx, y * ry) for x, y in corners), 1, mark)
    elif pattern == "patches":
        for patch in _HEAD_PATCHES:
            canvas.blob(tuple((x * rx, y * ry) for x, y in patch), mark)


def draw_arm_pattern(canvas: Canvas, pattern: str, coat: str, sp: Species, t: Tones, arm: Arm) -> None:
    """Draw the pattern on a bare furry arm (body frame)."""
    if pattern == "plain" or sp.arm is not None or sp.body == "bird":
        return
    elbow = arm.elbow or ((arm.shoulder[0] + arm.hand[0]) / 2, (arm.shoulder[1] + arm.hand[1]) / 2)
    middle, mark = _between(elbow, arm.hand, 0.3), _mark(coat, t)
    if pattern == "spots":
        canvas.ellipse(*middle, 3.0, 3.0, mark)
    elif pattern == "stripes":
        dx, dy = arm.hand[0] - elbow[0], arm.hand[1] - elbow[1]
        length = max((dx * dx + dy * dy) ** 0.5, 1.0)
        for share in (0.0, 0.55):
            x, y = _between(elbow, arm.hand, share)
            across = -dy / length * 3.4, dx / length * 3.4
            canvas.stroke(((x - across[0], y - across[1]), (x + across[0], y + across[1])), mark, 3.4)
    elif arm.shoulder[0] < 0:
        canvas.stroke((elbow, middle, arm.hand), mark, 10)


def _between(first: Point, second: Point, share: float) -> Point:
    return first[0] + (second[0] - first[0]) * share, first[1] + (second[1] - first[1]) * share


def _width_at(half: Sequence[Point], y: float) -> float:
    """Give half the width of an outline at a height."""
    if y <= half[0][1]:
        return half[0][0]
    for (x0, y0), (x1, y1) in zip(half, half[1:], strict=False):
        if y <= y1:
            return x0 + (x1 - x0) * (y - y0) / (y1 - y0)
    return half[-1][0]


@lru_cache(maxsize=1024)
def _band(half: Points, top: float, bottom: float, bend: float) -> Points:
    """Give the part of an outline between two curves, whose ends lie lower than their middles by bend."""
    upper, lower = _edge(half, top, bend), _edge(half, bottom, bend)
    ends = upper[-1][1], lower[-1][1]
    right = [(_width_at(half, y), y) for _, y in half if ends[0] < y < ends[1]]
    left = [(-x, y) for x, y in reversed(right)]
    return (*upper, *right, *reversed(lower), *left)


def _edge(half: Points, middle_y: float, bend: float) -> Points:
    end = _width_at(half, middle_y + bend)
    return tuple((end * i / 6, middle_y + bend * (i / 6) ** 2) for i in range(-6, 7))
