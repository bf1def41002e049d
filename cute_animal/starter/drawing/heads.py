"""Ears, horns, tufts and the markings of a face: what makes a species known by its outline.

`draw_ears` is what lies behind the head, `draw_markings` what lies on it, below the eyes and the nose.
Head coordinates: origin in the middle of the head, y down. Knows nothing of clothes, bodies or places.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType

from cute_animal.starter.drawing.canvas import Canvas, Color, Points, scallops, spikes
from cute_animal.starter.drawing.palette import WHITE, Tones, mix, patch_color
from cute_animal.starter.drawing.species import Species

HORN: Color = (250, 232, 200)
HORN_LINE: Color = (170, 136, 100)
ANTLER: Color = (176, 124, 84)
ANTLER_LINE: Color = (108, 68, 50)

_HALF_HEAD: Points = ((0, -1), (0.5, -0.87), (0.86, -0.47), (1, 0.12), (0.85, 0.62), (0.45, 0.92), (0, 1))
_HALF_FOX: Points = (
    (0, -0.96),
    (0.56, -0.86),
    (0.88, -0.45),
    (1.08, 0.22),
    (0.84, 0.66),
    (0.42, 0.94),
    (0, 1.02),
)


@lru_cache(maxsize=64)
def head_points(rx: float, ry: float, fox: bool = False) -> Points:
    """Give the chubby outline of a head: rounder at the cheeks than at the top."""
    half = _HALF_FOX if fox else _HALF_HEAD
    right = [(x * rx, y * ry) for x, y in half]
    return tuple(right + [(-x, y) for x, y in right[-2:0:-1]])


def both_sides(canvas: Canvas, x: float, y: float, scale: float = 1.0, angle: float = 0.0) -> Iterator[int]:
    """Enter a frame at (x, y) and then its mirror image; yields 1 and then -1."""
    for side in (1, -1):
        with canvas.frame(side * x, y, scale, side * angle, flip=side < 0):
            yield side


def _round(
    canvas: Canvas, t: Tones, size: float, x: float, y: float, r: float, color: Color, inner: Color
) -> None:
    for _ in both_sides(canvas, x, y, size):
        canvas.ellipse(1.5, -2, r, r, color, t.line)
        canvas.ellipse(0.8, -0.6, r * 0.6, r * 0.6, inner)


def _bear(canvas: Canvas, t: Tones, size: float) -> None:
    _round(canvas, t, size, 21.5, -19, 11, t.main, t.inner)


def _panda(canvas: Canvas, t: Tones, size: float) -> None:
    _round(canvas, t, size, 21.5, -19, 11, patch_color(t), mix(patch_color(t), WHITE, 0.2))


def _tiger(canvas: Canvas, t: Tones, size: float) -> None:
    _round(canvas, t, size, 21.5, -19, 10.5, t.mark, t.light)


def _mouse(canvas: Canvas, t: Tones, size: float) -> None:
    _round(canvas, t, size, 25, -21, 17, t.main, t.inner)


def _koala(canvas: Canvas, t: Tones, size: float) -> None:
    for _ in both_sides(canvas, 29, -12, size):
        canvas.blob(tuple((x + 2, y - 2) for x, y in scallops(13.5, 14, 9, 0.14)), t.main, t.line)
        canvas.ellipse(2, -1, 8.5, 9, t.light)


def _monkey(canvas: Canvas, t: Tones, size: float) -> None:
    for _ in both_sides(canvas, 30, 1, size):
        canvas.ellipse(3, 0, 11, 11.5, t.main, t.line)
        canvas.ellipse(3.5, 0, 6.5, 7, t.light)
    with canvas.frame(0, -25, size):
        canvas.blob(((-9, 4), (-7, -5), (-2, -4), (1, -10), (5, -5), (9, -7), (9, 4)), t.main, t.line)


def _long(canvas: Canvas, t: Tones, size: float) -> None:
    for _ in both_sides(canvas, 11.5, -20, size, 0.14):
        canvas.blob(
            ((-7, 4), (-8.5, -15), (-5.5, -31), (0, -37), (5.5, -31), (8.5, -15), (7, 4)), t.main, t.line
        )
        canvas.blob(((-3, 4), (-4.3, -14), (-2.6, -26), (0, -30), (2.6, -26), (4.3, -14), (3, 4)), t.inner)


def _cat(canvas: Canvas, t: Tones, size: float) -> None:
    for _ in both_sides(canvas, 19.5, -15, size):
        canvas.rounded(((-15, 2), (6, -29), (13, 8)), 7, t.main, t.line)
        canvas.rounded(((-7.5, 1), (4.5, -19), (8.5, 5)), 4, t.inner)


def _fox(canvas: Canvas, t: Tones, size: float) -> None:
    for _ in both_sides(canvas, 19, -14, size):
        canvas.rounded(((-16, 2), (9, -36), (15, 9)), 5, t.mark, t.line)
        canvas.rounded(((-14, 2), (0, -18.5), (11.4, -18), (14.4, 9)), 3, t.main)
        canvas.rounded(((-7, 1), (6, -20), (9.5, 6)), 4, t.light)


def _pig(canvas: Canvas, t: Tones, size: float) -> None:
    for _ in both_sides(canvas, 21, -17, size):
        canvas.rounded(((-14, -3), (12, -19), (9, 12)), 7, t.main, t.line)
        canvas.rounded(((-6, -4), (10, -14), (6.5, 6)), 5, t.dark)


def _elephant(canvas: Canvas, t: Tones, size: float) -> None:
    for _ in both_sides(canvas, 21, -4, size):
        canvas.blob(((-4, -14), (9, -23), (24, -20), (32, -5), (29, 13), (17, 22), (3, 16)), t.main, t.line)
        canvas.blob(((3, -9), (11, -16), (21, -14), (26.5, -3), (24, 9), (15.5, 15.5), (5, 10)), t.inner)


def _mane(canvas: Canvas, t: Tones, size: float) -> None:
    with canvas.frame(0, 0, 0.55 + 0.45 * size):
        canvas.blob(scallops(36, 33.5, 13, 0.16, 0.15), t.mark, t.line)
    _round(canvas, t, size, 22, -21, 9, t.main, t.inner)


def _owl(canvas: Canvas, t: Tones, size: float) -> None:
    for _ in both_sides(canvas, 19, -15, size):
        canvas.rounded(((-14, 0), (11, -27), (14, 12)), 5, t.dark, t.line)


def _frog(canvas: Canvas, t: Tones, size: float) -> None:
    for _ in both_sides(canvas, 19, -19):
        canvas.ellipse(0, -1, 12.5 * size, 12.5 * size, t.main, t.line)


def _leaf(canvas: Canvas, t: Tones, size: float, x: float, y: float, angle: float, color: Color) -> None:
    for _ in both_sides(canvas, x, y, size, angle):
        canvas.blob(((-4, -5), (7, -8), (18, -2), (19, 2), (8, 7), (-4, 6)), color, t.line)
        canvas.blob(((1, -2.5), (8, -4.5), (14.5, 0), (8, 3.5), (1, 3)), t.inner)


def _cow(canvas: Canvas, t: Tones, size: float) -> None:
    _leaf(canvas, t, size, 26, -12, 0.12, t.main)
    for _ in both_sides(canvas, 14, -20, size):
        canvas.blob(((-5, 0), (-2, -10), (5, -19), (7.5, -18), (7.5, -8), (5, 2)), HORN, HORN_LINE)


def _sheep(canvas: Canvas, t: Tones, size: float) -> None:
    with canvas.frame(0, -4, 0.6 + 0.4 * size):
        canvas.blob(scallops(31, 29, 11, 0.15, 0.28), t.main, t.line)
    _leaf(canvas, t, size, 25, -3, 0.4, sheep_face(t))


def _deer(canvas: Canvas, t: Tones, size: float) -> None:
    for _ in both_sides(canvas, 11, -21, size):
        for points in (
            ((0, 2), (2, -14), (10, -22), (11, -33)),
            ((3, -14), (-1, -22), (-1, -28)),
            ((9, -20), (17, -23), (20, -28)),
        ):
            canvas.stroke(points, ANTLER_LINE, 6)
        for points in (
            ((0, 2), (2, -14), (10, -22), (11, -33)),
            ((3, -14), (-1, -22), (-1, -28)),
            ((9, -20), (17, -23), (20, -28)),
        ):
            canvas.stroke(points, ANTLER, 3.6)
    _leaf(canvas, t, size, 25, -13, -0.28, t.main)


def _hedgehog(canvas: Canvas, t: Tones, size: float) -> None:
    with canvas.frame(0, -1, 0.55 + 0.45 * size):
        canvas.rounded(spikes(46, 34, 13), 2.5, t.dark, t.line)
        canvas.rounded(spikes(37, 29, 12), 2.5, t.main)
    _round(canvas, t, size, 20.5, -18, 7.5, t.main, t.inner)


def _penguin(canvas: Canvas, t: Tones, size: float) -> None:
    with canvas.frame(0, -24, size):
        canvas.blob(((-5, 4), (-6, -6), (-1, -4), (2, -9), (5, -3), (5, 4)), t.main, t.line)


def _chick(canvas: Canvas, t: Tones, size: float) -> None:
    with canvas.frame(0, -25, size):
        for angle in (-0.6, 0.6, 0.0):
            with canvas.frame(0, 3, 1, angle):
                canvas.blob(((-3.5, 0), (-4.5, -10), (0, -17), (4.5, -10), (3.5, 0)), t.main, t.line)


def _duck(canvas: Canvas, t: Tones, size: float) -> None:
    with canvas.frame(0, -24, size):
        canvas.blob(((-7, 3), (-6, -8), (2, -14), (10, -12), (9, -7), (4, -6), (6, 3)), t.main, t.line)


def _none(canvas: Canvas, t: Tones, size: float) -> None:
    """Floppy ears are drawn over the head, in draw_front."""


EARS: Mapping[str, Callable[[Canvas, Tones, float], None]] = MappingProxyType(
    {
        "bear": _bear, "panda": _panda, "rabbit": _long, "cat": _cat, "dog": _none, "fox": _fox,
        "pig": _pig, "mouse": _mouse, "elephant": _elephant, "lion": _mane, "tiger": _tiger,
        "koala": _koala, "penguin": _penguin, "chick": _chick, "duck": _duck, "owl": _owl, "frog": _frog,
        "cow": _cow, "sheep": _sheep, "monkey": _monkey, "deer": _deer, "hedgehog": _hedgehog,
    }
)  # fmt: skip


def sheep_face(t: Tones) -> Color:
    """Give the bare face of a sheep, which must stand out from its wool."""
    return (
        mix(t.light, t.mark, 0.3)
        if t.is_black
        else (255, 222, 200)
        if t.main[2] > 240
        else mix(t.light, WHITE, 0.1)
    )


def draw_skull(canvas: Canvas, name: str, sp: Species, t: Tones) -> None:
    """Draw the head itself in two tones: shaded below, lit above."""
    rx, ry, fox = sp.head_rx, sp.head_ry, name == "fox"
    main, shade = t.main, t.shade
    if name == "sheep":
        main = sheep_face(t)
        shade = mix(main, (170, 90, 90), 0.16)
    canvas.blob(head_points(rx, ry, fox), shade, t.line)
    with canvas.frame(0, -1.6):
        canvas.blob(head_points(rx - 1.1, ry - 2.1, fox), main)


def draw_front(canvas: Canvas, name: str, t: Tones, size: float) -> None:
    """Draw what hangs over the head: a dog's ears, a sheep's fringe."""
    if name == "dog":
        for _ in both_sides(canvas, 22, -19, size, -0.06):
            canvas.blob(
                ((-6, -4), (3, -8), (12, -2), (18, 16), (15, 30), (6, 31), (1, 18), (-4, 6)), t.dark, t.line
            )
    elif name == "sheep":
        with canvas.frame(0, -20, 0.6 + 0.4 * size):
            canvas.blob(scallops(17, 8.5, 8, 0.2, 0.2), t.main, t.line)
