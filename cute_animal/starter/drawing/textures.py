"""Fixed surfaces of the styles: felt, crayon strokes, paper and pigment, the same in every picture.

They lie still in the picture (in px of a 512 px picture, whatever its size) and hold nothing finer than
about 8 px, so that a network which sees the picture in coarse cells can learn them by heart. Every surface
is made once per size, from its own seed, and kept. Knows nothing of what is drawn.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Field = NDArray[np.float32]  # (size, size)
_STROKES_ANGLE = math.radians(-38)  # crayon strokes rise to the right, as a right-handed child draws them


def smoothstep(values: Field, start: float, end: float) -> Field:
    """Give 0 below start, 1 above end and a smooth ramp between; end may lie below start."""
    share: Field = ((values - start) / (end - start)).clip(0.0, 1.0)
    ramp: Field = share * share * (3.0 - 2.0 * share)
    return ramp


def to_image(values: Field) -> Image.Image:
    """Turn 0..1 into an L image."""
    return Image.fromarray(np.clip(values * 255.0 + 0.5, 0, 255).astype(np.uint8))


def _scaled(values: Field) -> Field:
    """Shift and scale to mean 0 and standard deviation 1."""
    scaled: Field = (values - values.mean()) / values.std()
    return scaled


@lru_cache(maxsize=64)
def noise(size: int, cell: float, seed: int) -> Field:
    """Give smooth random hills, mean 0 and deviation 1; their period is about two cells, in px of 512."""
    count = math.ceil(512 / cell) + 3
    grid = np.random.default_rng(seed).standard_normal((count, count)).astype(np.float32)
    box = (1.0, 1.0, 1.0 + 512 / cell, 1.0 + 512 / cell)
    return _scaled(np.asarray(Image.fromarray(grid).resize((size, size), Image.Resampling.BICUBIC, box=box)))


@lru_cache(maxsize=16)
def strokes(size: int, across: float, along: float, seed: int) -> Field:
    """Give long random hills in the direction of crayon strokes, mean 0 and deviation 1."""
    rows, columns = math.ceil(760 / across) + 6, math.ceil(760 / along) + 6
    grid = np.random.default_rng(seed).standard_normal((rows, columns)).astype(np.float32)
    step, cos, sin = 512 / size, math.cos(_STROKES_ANGLE), math.sin(_STROKES_ANGLE)
    # From a pixel to the grid: turn around the picture's middle, then squeeze unequally.
    matrix = (
        cos * step / along,
        sin * step / along,
        columns / 2 - 256 * (cos + sin) / along,
        -sin * step / across,
        cos * step / across,
        rows / 2 - 256 * (cos - sin) / across,
    )
    image = Image.fromarray(grid)
    turned = image.transform((size, size), Image.Transform.AFFINE, matrix, Image.Resampling.BICUBIC)
    return _scaled(np.asarray(turned))


@lru_cache(maxsize=16)
def wobble(size: int, cell: float, reach: float, seed: int) -> NDArray[np.intp]:
    """Give for every pixel the flat index of one up to about 2 * reach away, px of 512, for `shaken`."""
    rows, columns = np.mgrid[0:size, 0:size].astype(np.float32)
    scale = reach * size / 512
    rows = np.clip(np.rint(rows + scale * noise(size, cell, seed)), 0, size - 1).astype(np.intp)
    columns = np.clip(np.rint(columns + scale * noise(size, cell, seed + 1)), 0, size - 1).astype(np.intp)
    where: NDArray[np.intp] = (rows * size + columns).ravel()
    return where


def shaken(picture: Image.Image, where: NDArray[np.intp]) -> Image.Image:
    """Give the RGB picture with every pixel fetched from where `wobble` says."""
    pixels = np.asarray(picture.convert("RGBX")).view(np.uint32).ravel()
    moved = np.take(pixels, where).view(np.uint8).reshape(picture.height, picture.width, 4)
    return Image.fromarray(moved, "RGBX").convert("RGB")


@lru_cache(maxsize=16)
def frame_distance(size: int) -> Field:
    """Give each pixel's distance from the picture's frame, with well rounded corners, in px of 512."""
    line = (np.arange(size, dtype=np.float32) + 0.5) * 512 / size
    edge = np.minimum(line, 512 - line)
    x, y = edge[None, :], edge[:, None]
    radius = 90.0
    corner = radius - np.hypot(np.maximum(radius - x, 0), np.maximum(radius - y, 0))
    return np.minimum(np.minimum(x, y), corner).astype(np.float32)
