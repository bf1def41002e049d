"""Placing: how big an animal is drawn, where it stands, and where its parts are.

How far an animal reaches, and where its head, hat and hand are, depends on what it is, does, wears and holds:
a few tables, taken from the geometry that the training pictures are drawn with (training/places.py). How it
then makes room is a rule (drawing/fitting.py): step aside by half cells, else shrink by a tenth. Both are
exact, so they are looked up and followed here; a network that learnt them was wrong for one animal in eight,
and drew its outlines beside where they belong (training/LOG.md, 6).

Shapes: B pictures.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import NamedTuple

import torch
from torch import Tensor, nn

from cute_animal.starter.layout import (
    MARGIN,
    OVERLAP,
    PROPORTIONS,
    PROPORTIONS_AT,
    SHRINK,
    STEP_ASIDE,
)
from cute_animal.starter.said import value_of
from cute_animal.vocabulary import HEADWEAR, HELD, POSE, SPECIES

UNIT = 1e-4  # what the tables count: of a standing animal's height, of a logarithm, of a radian
MOST_SHRUNK = 16  # no animal of the vocabulary shrinks more often
ROUNDING = 1e-6  # of the picture's side, and of a step

_BY_KIND = (len(SPECIES), len(POSE))
_WORN, _HOLDING = 1 + len(HEADWEAR), 1 + len(HELD)  # first: nothing
# A reach is how far to the left, to the right and up, in the animal's own frame. A place is what
# maps.part_coordinates takes. Heads, ears and eyes have two sizes in the prior: the smaller,
# the larger.
TABLES: Mapping[str, tuple[int, ...]] = {
    "usual": _BY_KIND,  # log of its size, against what the frame says
    "reach_wearing": (*_BY_KIND, _WORN, 2, 2, 3),  # by head and ears
    "reach_holding": (*_BY_KIND, _HOLDING, 3),  # with the smallest head and ears
    "trunk": (*_BY_KIND, 2, 4),  # these by head
    "head": (*_BY_KIND, 2, 4),
    "hat": (*_BY_KIND, _WORN, 2, 4),
    "hand": (*_BY_KIND, 2, 4),
    "eyes": (*_BY_KIND, 2, 2, 4),  # by head and eyes
    "eye_gap": (len(SPECIES), 2),  # from the middle between the eyes to each, by eyes
}


class Placed(NamedTuple):
    """Where animals of B pictures are."""

    frame: Tensor  # (B, 5) float32, in the order of layout.FRAMES, in units of the picture's side
    parts: Mapping[str, Tensor]  # by PARTS, (B, 4) float32 each, in the animal's frame
    eye_gap: Tensor  # (B,) float32, in the frame of the eyes


class Placing(nn.Module):
    """The tables, as whole numbers: what the weights are rounded to does not move an outline."""

    def __init__(self) -> None:
        super().__init__()
        for name, shape in TABLES.items():
            # Flat: a network in channels_last takes no buffer of five dimensions.
            self.register_buffer(name, torch.zeros(math.prod(shape), dtype=torch.int16))

    def forward(
        self, said: Mapping[str, Tensor], layout: Tensor, prefix: str, frame: Tensor, limits: Tensor
    ) -> Placed:
        """Place the first ("") or the second (SECOND) animal.

        said: as Said reads it. layout: (B, N) float32. frame: (B, 5), as maps.animal_frame gives it. limits:
        (B, 2), as `limits_of` gives them.
        """
        species = value_of(said, f"{prefix}species").argmax(1)
        pose = value_of(said, f"{prefix}pose").argmax(1)  # 0, standing, where nothing is said
        worn, held = (_number(value_of(said, prefix + slot)) for slot in ("headwear", "held"))
        head, ears, eyes = (
            (layout[:, PROPORTIONS_AT + tuple(PROPORTIONS).index(name)] > 0).long()
            for name in ("head", "ears", "eyes")
        )
        wearing = self._numbers("reach_wearing", species, pose, worn, head, ears)
        holding = self._numbers("reach_holding", species, pose, held)
        outward = torch.tensor([-1.0, 1.0, 1.0], device=layout.device)
        reach = outward * torch.maximum(outward * wearing, outward * holding)
        size = self._numbers("usual", species, pose).exp()
        return Placed(
            make_room(frame, size, reach, limits),
            {
                "trunk": self._numbers("trunk", species, pose, head),
                "head": self._numbers("head", species, pose, head),
                "hat": self._numbers("hat", species, pose, worn, head),
                "hand": self._numbers("hand", species, pose, head),
                "eyes": self._numbers("eyes", species, pose, head, eyes),
            },
            self._numbers("eye_gap", species, eyes),
        )

    def _numbers(self, table: str, *index: Tensor) -> Tensor:
        numbers: Tensor = getattr(self, table)
        return numbers.view(TABLES[table])[index].float() * UNIT


def _number(values: Tensor) -> Tensor:
    """(B, values) one-hot or all 0 -> (B,) 0 where there is none, else 1 + the number of the value."""
    return values.argmax(1) + (values.amax(1) > 0).long()


def limits_of(paired: Tensor, which: int) -> Tensor:
    """Between which places an animal has to stay, (B, 2) across the picture: its own half, if it has one.

    paired: (B,) 1 where there are two animals. which: the first (0) or the second (1) of them.
    """
    inner_left, inner_right = (MARGIN, 0.5 + OVERLAP) if which == 0 else (0.5 - OVERLAP, 1 - MARGIN)
    left = torch.where(paired > 0.5, inner_left, MARGIN)
    right = torch.where(paired > 0.5, inner_right, 1 - MARGIN)
    return torch.stack([left, right], dim=1)


def make_room(frame: Tensor, size: Tensor, reach: Tensor, limits: Tensor) -> Tensor:
    """The frame (B, 5) of an animal of its usual size, stepped aside and shrunk so that it stays inside.

    frame: (B, 5) as the layout has it. size: (B,) its usual size, against the frame's. reach: (B, 3) to the
    left, to the right, up, in its own frame. limits: (B, 2).
    """
    center, ground, scale, tilt, mirrored = frame.unbind(1)
    left, right, top = reach.unbind(1)
    flipped = mirrored > 0.5
    least = torch.where(flipped, -right, left)
    most = torch.where(flipped, -left, right)
    # All sizes that it could have, the largest first: (B, MOST_SHRUNK).
    powers = SHRINK ** torch.arange(MOST_SHRUNK, device=frame.device, dtype=frame.dtype)
    sizes = (scale * size)[:, None] * powers
    nearest = limits[:, :1] - sizes * least[:, None]
    farthest = limits[:, 1:] - sizes * most[:, None]
    here = center[:, None]
    steps = torch.where(
        here < nearest,
        torch.ceil((nearest - here) / STEP_ASIDE - ROUNDING),
        -torch.ceil((here - farthest).clamp(min=0) / STEP_ASIDE - ROUNDING),
    )
    there = here + steps * STEP_ASIDE
    beside = (there >= nearest - ROUNDING) & (there <= farthest + ROUNDING)
    fine = beside & (sizes * top[:, None] <= ground[:, None] - MARGIN)
    first = fine.to(sizes.dtype).argmax(1, keepdim=True)
    return torch.stack(
        [there.gather(1, first)[:, 0], ground, sizes.gather(1, first)[:, 0], tilt, mirrored], dim=1
    )
