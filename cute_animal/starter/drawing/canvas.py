"""A small drawing surface over aggdraw: nested frames, smooth blobs, rounded polygons and round strokes.

Points are turned into pixels here and not by aggdraw, because aggdraw flattens curves before its own
transform (small shapes become angular) and does not scale pens. Knows nothing of animals.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache

import aggdraw
from PIL import Image

Color = tuple[int, int, int]
Point = tuple[float, float]
Points = tuple[Point, ...]
Segment = tuple[float, float, float, float, float, float]  # two control points and the end point
Curve = tuple[Point, tuple[Segment, ...]]

LINE = 1.5  # outline width in the units of the current frame; about 5 px on an animal of the usual size
_KAPPA = 0.5523
_CIRCLE: Curve = (
    (1.0, 0.0),
    (
        (1.0, _KAPPA, _KAPPA, 1.0, 0.0, 1.0),
        (-_KAPPA, 1.0, -1.0, _KAPPA, -1.0, 0.0),
        (-1.0, -_KAPPA, -_KAPPA, -1.0, 0.0, -1.0),
        (_KAPPA, -1.0, 1.0, -_KAPPA, 1.0, 0.0),
    ),
)


@lru_cache(maxsize=4096)
def _brush(color: Color, opacity: int) -> aggdraw.Brush:
    return aggdraw.Brush(color, opacity)


@lru_cache(maxsize=4096)
def _smooth(points: Points, closed: bool) -> Curve:
    """Run a Catmull-Rom spline through the points, as Bezier segments."""
    count = len(points)
    segments = []
    for i in range(count if closed else count - 1):
        if closed:
            before, here, there, after = (points[(i + k) % count] for k in (-1, 0, 1, 2))
        else:
            before, here = points[max(i - 1, 0)], points[i]
            there, after = points[i + 1], points[min(i + 2, count - 1)]
        segments.append(
            (
                here[0] + (there[0] - before[0]) / 6,
                here[1] + (there[1] - before[1]) / 6,
                there[0] - (after[0] - here[0]) / 6,
                there[1] - (after[1] - here[1]) / 6,
                there[0],
                there[1],
            )
        )
    return points[0], tuple(segments)


@lru_cache(maxsize=4096)
def _round_corners(points: Points, radius: float) -> Curve:
    """Replace every corner of a polygon by a curve that starts and ends radius away from it."""
    ends = []
    for i, (x, y) in enumerate(points):
        pair = []
        for nx, ny in (points[i - 1], points[(i + 1) % len(points)]):
            length = math.hypot(nx - x, ny - y)
            share = min(radius / length, 0.5) if length else 0.0
            pair.append((x + (nx - x) * share, y + (ny - y) * share))
        ends.append(pair)
    segments: list[Segment] = []
    for i, (x, y) in enumerate(points):
        (x0, y0), (x1, y1) = ends[i]
        segments.append((x0, y0, x0, y0, x0, y0))
        segments.append(
            (x0 + (x - x0) * 0.6, y0 + (y - y0) * 0.6, x1 + (x - x1) * 0.6, y1 + (y - y1) * 0.6, x1, y1)
        )
    return ends[-1][1], tuple(segments)


@lru_cache(maxsize=512)
def scallops(rx: float, ry: float, bumps: int, depth: float, turn: float = 0.0) -> Points:
    """Give the points of a cloud-like ring: smooth bumps around an ellipse."""
    points = []
    for i in range(bumps * 4):
        angle = turn + 2 * math.pi * i / (bumps * 4)
        reach = 1.0 + depth * (0.0, 0.8, 1.0, 0.8)[i % 4]
        points.append((rx * reach * math.cos(angle), ry * reach * math.sin(angle)))
    return tuple(points)


@lru_cache(maxsize=512)
def spikes(radius: float, inner: float, tips: int) -> Points:
    """Give the corners of a fan of spikes from one cheek over the top to the other, flat below."""
    first, last = math.radians(158), math.radians(382)
    step = (last - first) / tips
    points = [(inner * math.cos(first), inner * math.sin(first))]
    for i in range(tips):
        tip, valley = first + step * (i + 0.5), first + step * (i + 1)
        points.append((radius * math.cos(tip), radius * math.sin(tip)))
        points.append((inner * math.cos(valley), inner * math.sin(valley)))
    return tuple(points)


@lru_cache(maxsize=512)
def star(radius: float, inner: float, tips: int = 5, turn: float = -math.pi / 2) -> Points:
    """Give the corners of a star with its first tip at the angle turn."""
    return tuple(
        (
            (radius if i % 2 == 0 else inner) * math.cos(turn + math.pi * i / tips),
            (radius if i % 2 == 0 else inner) * math.sin(turn + math.pi * i / tips),
        )
        for i in range(2 * tips)
    )


class Canvas:
    """What the drawing functions draw on. Lengths are in the units of the current frame, y down."""

    def __init__(
        self,
        size: int,
        background: Color,
        *,
        silhouette: Color | None = None,
        seam: Color | None = None,
        spread: float = 0.0,
        softness: float = 0.0,
    ) -> None:
        """size: px of a side.

        silhouette: draw everything in this one colour, opaque, to learn where something is.
        seam: the colour of a silhouette's outlines, to learn where its parts meet.
        spread: how far every silhouette reaches beyond its shape, in px of a 512 px picture.
        softness: how far outlines go from their own colour (0) towards that of what they enclose (1).
        """
        self._size = size
        self._silhouette = silhouette
        self._seam = silhouette if seam is None else seam
        self._spread = 2 * spread * size / 512
        self._softness = softness
        self._draw = aggdraw.Draw("RGB", (size, size), background)
        unit = size / 512
        self._matrix = (unit, 0.0, 0.0, 0.0, unit, 0.0)
        self._scale = unit

    @classmethod
    def over(cls, picture: Image.Image, *, softness: float = 0.0) -> Canvas:
        """A canvas that draws on a copy of a square RGB picture."""
        canvas = cls(picture.width, (0, 0, 0), softness=softness)
        canvas._draw = aggdraw.Draw(picture.copy())
        return canvas

    def image(self) -> Image.Image:
        """Give the finished picture."""
        self._draw.flush()
        return Image.frombytes("RGB", (self._size, self._size), self._draw.tobytes())

    @contextmanager
    def frame(
        self,
        x: float,
        y: float,
        scale: float = 1.0,
        angle: float = 0.0,
        *,
        flip: bool = False,
        squash: float = 1.0,
    ) -> Iterator[None]:
        """Draw inside with the origin at (x, y), scaled, turned clockwise by angle, flipped left to right."""
        kept = self._matrix, self._scale
        a, b, c, d, e, f = self._matrix
        cos, sin = math.cos(angle) * scale, math.sin(angle) * scale
        ma, mb, md, me = (-cos if flip else cos), -sin * squash, (-sin if flip else sin), cos * squash
        self._matrix = (
            a * ma + b * md,
            a * mb + b * me,
            a * x + b * y + c,
            d * ma + e * md,
            d * mb + e * me,
            d * x + e * y + f,
        )
        self._scale *= scale
        try:
            yield
        finally:
            self._matrix, self._scale = kept

    def ellipse(
        self,
        x: float,
        y: float,
        rx: float,
        ry: float,
        fill: Color,
        line: Color | None = None,
        *,
        angle: float = 0.0,
        opacity: int = 255,
    ) -> None:
        """Draw an ellipse around (x, y), turned by angle."""
        cos, sin = math.cos(angle), math.sin(angle)
        a, b, c, d, e, f = self._matrix
        matrix = (
            (a * cos + b * sin) * rx,
            (b * cos - a * sin) * ry,
            a * x + b * y + c,
            (d * cos + e * sin) * rx,
            (e * cos - d * sin) * ry,
            d * x + e * y + f,
        )
        self._paint(self._path(_CIRCLE, matrix, closed=True), fill, line, opacity)

    def blob(self, points: Points, fill: Color, line: Color | None = None, *, opacity: int = 255) -> None:
        """Draw a smooth closed shape through the points."""
        self._paint(self._path(_smooth(points, True), self._matrix, closed=True), fill, line, opacity)

    def rounded(
        self, points: Points, radius: float, fill: Color, line: Color | None = None, *, opacity: int = 255
    ) -> None:
        """Draw a polygon with rounded corners."""
        self._paint(
            self._path(_round_corners(points, radius), self._matrix, closed=True), fill, line, opacity
        )

    def box(
        self,
        x0: float,
        y0: float,
        x1: float,
        y1: float,
        fill: Color,
        line: Color | None = None,
        radius: float = 0.0,
    ) -> None:
        """Draw an upright rectangle, with rounded corners if a radius is given."""
        self.rounded(((x0, y0), (x1, y0), (x1, y1), (x0, y1)), radius, fill, line)

    def stroke(self, points: Points, color: Color, width: float, line: Color | None = None) -> None:
        """Draw a smooth open line with round ends, and an outline around it if line is given."""
        curve = _smooth(points, False)
        if line is not None:
            self._line(curve, self._outline(line, color), width + LINE)
            width -= LINE
        self._line(curve, self._silhouette or color, width)

    def ring(self, x: float, y: float, rx: float, ry: float, color: Color, width: float) -> None:
        """Draw an ellipse's border only."""
        a, b, c, d, e, f = self._matrix
        matrix = (a * rx, b * ry, a * x + b * y + c, d * rx, e * ry, d * x + e * y + f)
        pen = self._pen(self._silhouette or color, width)
        self._draw.path(self._path(_CIRCLE, matrix, closed=True), None, pen)

    def _outline(self, line: Color, fill: Color) -> Color:
        """Give the colour that an outline is drawn in."""
        if self._seam is not None:
            return self._seam
        share = self._softness
        return (
            round(line[0] + (fill[0] - line[0]) * share),
            round(line[1] + (fill[1] - line[1]) * share),
            round(line[2] + (fill[2] - line[2]) * share),
        )

    def _pen(self, color: Color, width: float) -> aggdraw.Pen:
        return aggdraw.Pen(color, width * self._scale + self._spread)

    def _line(self, curve: Curve, color: Color, width: float) -> None:
        self._draw.path(self._path(curve, self._matrix, closed=False), None, self._pen(color, width))
        a, b, c, d, e, f = self._matrix
        r = width / 2 + self._spread / (2 * self._scale)
        for x, y in (curve[0], curve[1][-1][4:]):
            matrix = (a * r, b * r, a * x + b * y + c, d * r, e * r, d * x + e * y + f)
            self._draw.path(self._path(_CIRCLE, matrix, closed=True), _brush(color, 255))

    def _paint(self, path: aggdraw.Path, fill: Color, line: Color | None, opacity: int) -> None:
        if line is not None:
            line = self._outline(line, fill)
        if self._silhouette is not None:
            fill, opacity = self._silhouette, 255
            if self._spread and line is None:
                self._draw.path(path, _brush(fill, opacity), self._pen(fill, 0.0))
                return
        pen = self._pen(line, LINE) if line is not None else None
        self._draw.path(path, _brush(fill, opacity), pen)

    @staticmethod
    def _path(curve: Curve, matrix: Sequence[float], *, closed: bool) -> aggdraw.Path:
        a, b, c, d, e, f = matrix
        (x, y), segments = curve
        path = aggdraw.Path()
        path.moveto(a * x + b * y + c, d * x + e * y + f)
        for x0, y0, x1, y1, x2, y2 in segments:
            path.curveto(
                a * x0 + b * y0 + c,
                d * x0 + e * y0 + f,
                a * x1 + b * y1 + c,
                d * x1 + e * y1 + f,
                a * x2 + b * y2 + c,
                d * x2 + e * y2 + f,
            )
        if closed:
            path.close()
        return path
