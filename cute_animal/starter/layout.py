"""Layout: the numbers of a picture that no caption tells (where, how big, how tilted), and their prior.

A picture of ours is a function of (Scene, Layout). In training the denoiser is given the layout of the
picture it learns from; when drawing, the layout is sampled from the same prior with the picture's seed, so
that two seeds differ in composition and each picture has one clear composition. These are numbers only: how
they look is for the network to know. Knows numpy, nothing of torch or drawing.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cute_animal.vocabulary import CLOTH_COLOR, MOST_ANIMALS, THINGS

CELL = 1 / 16  # of the latent that the network draws, in units of the picture's side
# How an animal makes room for a tall hat or a kite: in steps of these, so that outlines run in few places.
STEP_ASIDE, SHRINK = CELL / 2, 0.9
MARGIN = 0.022  # kept free at the frame, in units of the picture's side
OVERLAP = 0.035  # how far one animal of a pair may reach over the middle

# Parts of an animal that move as one, each with a frame of its own, from which everything in it hangs.
PARTS = ("trunk", "head", "hat", "hand", "eyes")

# The numbers that say where an animal is: middle and half of the range, for one animal alone, and for the
# left and the right one of a pair. A pair's right animal is drawn as its mirror image, so that what the two
# hold in their hands is on the outer sides.
Range = tuple[float, float]
FRAMES: tuple[dict[str, Range], ...] = (
    {
        "center_x": (0.5, CELL),
        "ground_y": (0.895, 0.015),
        "scale": (0.7, 0.03),
        "tilt": (0.0, 0.03),
        "mirrored": (0.5, -0.5),  # so that 1 is the animal as it is and -1 its mirror image
    },
    {
        "center_x": (0.27, 0.012),
        "ground_y": (0.895, 0.015),
        "scale": (0.53, 0.02),
        "tilt": (0.0, 0.03),
        "mirrored": (0.0, 1.0),
    },
    {
        "center_x": (0.73, 0.012),
        "ground_y": (0.895, 0.015),
        "scale": (0.53, 0.02),
        "tilt": (0.0, 0.03),
        "mirrored": (1.0, 1.0),
    },
)
AROUND: dict[str, Range] = {
    "horizon_y": (0.65625, CELL / 2),
    "light_x": (0.5, 0.38),
    "light_y": (0.15, 0.04),
}
PROPORTIONS: dict[str, Range] = {
    "head": (1.01, 0.04),
    "ears": (1.025, 0.075),
    "eyes": (1.025, 0.075),
    "cheeks": (0.75, 0.25),
}
THIRDS = (0.1, 0.5, 0.9)
DECORATIONS = 5  # places where a flower, a star, a snowflake ... may stand


@dataclass(frozen=True)
class Frame:
    """Where one animal stands. Lengths in units of the picture's side (512 px), x right, y down, 0..1."""

    center_x: float  # of the animal, on the ground line
    ground_y: float  # where its feet stand
    scale: float  # height of a standing animal without ears
    tilt: float  # radians, clockwise positive
    mirrored: bool  # the waving arm, the bow, the tail are on the other side


@dataclass(frozen=True)
class Layout:
    """Lengths as in Frame."""

    frames: tuple[Frame, ...]  # of an animal alone, of the left and of the right one of a pair
    head: float  # head size against the species' usual one
    ears: float  # ear size against the species' usual one
    eyes: float  # eye size against the species' usual one
    cheeks: float  # 0 none .. 1 rosy
    hue: float  # of the plain background, of walls and curtains, 0..1 around the colour circle
    horizon_y: float
    light_x: float  # sun, moon, lamp
    light_y: float
    decorations: tuple[tuple[float, float, float], ...]  # (x, y, size 0..1) each
    # Per animal, per thing of THINGS: the colour used where the wish names a thing without one.
    colors: tuple[tuple[str, ...], ...]

    def color_of(self, animal: int, thing: str) -> str:
        """The colour of a thing of the first (0) or the second (1) animal."""
        return self.colors[animal][THINGS.index(thing)]


def sample_layout(rng: np.random.Generator) -> Layout:
    """Draw one layout from the prior that training and drawing share.

    Outlines run in few places on purpose. A child sees whether an animal stands in the middle or beside it,
    never by how many pixels; a latent changes with every pixel. So what moves an outline takes two or three
    values, and an animal moves by whole cells of the latent (training/LOG.md, 4). Colours take any.
    """
    names = tuple(CLOTH_COLOR)
    uniform = rng.uniform

    def one_of(value: Range, *places: float) -> float:
        """One of some places in a range, -1..1 from one end to the other."""
        middle, reach = value
        return middle + reach * places[rng.integers(len(places))]

    aside = (-1, 0, 1)[rng.integers(3)]
    alone_mirrored = bool(rng.integers(2))
    frames = tuple(
        Frame(
            center_x=ranges["center_x"][0] + (aside * CELL if index == 0 else 0),
            ground_y=ranges["ground_y"][0],
            scale=ranges["scale"][0],
            tilt=0.0,
            mirrored=alone_mirrored if index == 0 else index == 2,
        )
        for index, ranges in enumerate(FRAMES)
    )
    return Layout(
        frames=frames,
        **{name: one_of(value, -1, 1) for name, value in PROPORTIONS.items() if name != "cheeks"},
        cheeks=float(uniform(0.5, 1.0)),
        hue=uniform(),
        horizon_y=one_of(AROUND["horizon_y"], -1, 1),
        light_x=one_of(AROUND["light_x"], -0.9, 0.9),
        light_y=one_of(AROUND["light_y"], -1, 0, 1),
        # One decoration per column band, alternately left and right of the animal, so that none hides it.
        decorations=tuple(
            (x + CELL / 2 * (-1, 1)[rng.integers(2)], THIRDS[rng.integers(3)], THIRDS[rng.integers(3)])
            for x in (0.078125, 0.234375, 0.5, 0.765625, 0.921875)
        ),
        colors=tuple(tuple(names[rng.integers(len(names))] for _ in THINGS) for _ in range(MOST_ANIMALS)),
    )


def layout_numbers(layout: Layout) -> np.ndarray:
    """Return the layout as (LAYOUT_SIZE,) float32, each about [-1, 1]; the order is denoiser.py's too."""
    angle = 2 * np.pi * layout.hue

    def spread(holder: object, ranges: dict[str, Range]) -> list[float]:
        return [(float(getattr(holder, name)) - middle) / reach for name, (middle, reach) in ranges.items()]

    numbers = [
        *(
            number
            for frame, ranges in zip(layout.frames, FRAMES, strict=True)
            for number in spread(frame, ranges)
        ),
        *spread(layout, AROUND),
        *(value for decoration in layout.decorations for value in decoration),
        *spread(layout, PROPORTIONS),
        np.sin(angle),
        np.cos(angle),
        np.sin(2 * angle),
        np.cos(2 * angle),
        *(float(name == color) for owner in layout.colors for color in owner for name in CLOTH_COLOR),
    ]
    return np.array(numbers, dtype=np.float32)


FRAME_SIZE = len(FRAMES[0])
AROUND_AT = FRAME_SIZE * len(FRAMES)
DECORATIONS_AT = AROUND_AT + len(AROUND)
PROPORTIONS_AT = DECORATIONS_AT + 3 * DECORATIONS
COLORS_AT = PROPORTIONS_AT + len(PROPORTIONS) + 4
COLORS_SIZE = len(THINGS) * len(CLOTH_COLOR)  # of one animal
LAYOUT_SIZE = COLORS_AT + MOST_ANIMALS * COLORS_SIZE
