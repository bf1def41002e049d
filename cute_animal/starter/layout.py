"""Layout: the numbers of a picture that no caption tells (where, how big, how tilted), and their prior.

A picture of ours is a function of (Scene, Layout). In training the denoiser is given the layout of the
picture it learns from; when drawing, the layout is sampled from the same prior with the picture's seed, so
that two seeds differ in composition and each picture has one clear composition. These are numbers only: how
they look is for the network to know. Knows numpy, nothing of torch or drawing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cute_animal.vocabulary import CLOTH_COLOR

# The numbers that say where things are, first in the order of `layout_numbers`: middle and half of the range.
FRAME = {
    "center_x": (0.5, 0.03),
    "ground_y": (0.895, 0.015),
    "scale": (0.7, 0.03),
    "tilt": (0.0, 0.03),
    "mirrored": (0.5, -0.5),  # so that 1 is the animal as it is and -1 its mirror image
    "horizon_y": (0.655, 0.045),
    "light_x": (0.5, 0.38),
    "light_y": (0.15, 0.04),
}
DECORATIONS = 5  # places where a flower, a star, a snowflake ... may stand


@dataclass(frozen=True)
class Layout:
    """All lengths are in units of the picture's side (512 px), x to the right, y down, 0..1."""

    center_x: float  # of the animal, on the ground line
    ground_y: float  # where its feet stand
    scale: float  # height of a standing animal without ears
    tilt: float  # radians, clockwise positive
    mirrored: bool  # the waving arm, the bow, the tail are on the other side
    head: float  # head size against the species' usual one
    ears: float  # ear size against the species' usual one
    eyes: float  # eye size against the species' usual one
    cheeks: float  # 0 none .. 1 rosy
    hue: float  # of the plain background, of walls and curtains, 0..1 around the colour circle
    horizon_y: float
    light_x: float  # sun, moon, lamp
    light_y: float
    decorations: tuple[tuple[float, float, float], ...]  # (x, y, size 0..1) each
    garment_color: str  # used where the wish names a garment without a colour
    headwear_color: str


def sample_layout(rng: np.random.Generator) -> Layout:
    """Draw one layout from the prior that training and drawing share.

    Ranges are narrow on purpose: wide enough for two seeds to be two pictures, and the narrower they are, the
    smoother the function that the network has to learn (training/LOG.md, 2).
    """
    colors = tuple(CLOTH_COLOR)
    uniform = rng.uniform

    def within(name: str) -> float:
        middle, reach = FRAME[name]
        return float(uniform(middle - reach, middle + reach))

    return Layout(
        center_x=within("center_x"),
        ground_y=within("ground_y"),
        scale=within("scale"),
        tilt=within("tilt"),
        mirrored=bool(rng.integers(2)),
        head=uniform(0.97, 1.05),
        ears=uniform(0.95, 1.1),
        eyes=uniform(0.95, 1.1),
        cheeks=uniform(0.5, 1.0),
        hue=uniform(),
        horizon_y=within("horizon_y"),
        light_x=(uniform(0.12, 0.2) if rng.integers(2) else uniform(0.8, 0.88)),
        light_y=within("light_y"),
        # One decoration per column band, alternately left and right of the animal, so that none hides it.
        decorations=tuple(
            (float(np.clip(x + uniform(-0.05, 0.05), 0.04, 0.96)), uniform(), uniform(0.2, 1.0))
            for x in (0.07, 0.22, 0.5, 0.78, 0.93)
        ),
        garment_color=colors[rng.integers(len(colors))],
        headwear_color=colors[rng.integers(len(colors))],
    )


def layout_numbers(layout: Layout) -> np.ndarray:
    """Return the layout as (LAYOUT_SIZE,) float32, each about [-1, 1]; the order is denoiser.py's too."""
    colors = tuple(CLOTH_COLOR)
    angle = 2 * np.pi * layout.hue
    frame = [getattr(layout, name) for name in FRAME]
    numbers = [
        *((value - middle) / reach for value, (middle, reach) in zip(frame, FRAME.values(), strict=True)),
        (layout.head - 1) * 20,
        (layout.ears - 1) * 10,
        (layout.eyes - 1) * 10,
        layout.cheeks,
        np.sin(angle),
        np.cos(angle),
        np.sin(2 * angle),
        np.cos(2 * angle),
        *(value for decoration in layout.decorations for value in decoration),
        *(float(color == layout.garment_color) for color in colors),
        *(float(color == layout.headwear_color) for color in colors),
    ]
    return np.array(numbers, dtype=np.float32)


LAYOUT_SIZE = 16 + 3 * DECORATIONS + 2 * len(CLOTH_COLOR)
