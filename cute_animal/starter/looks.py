"""Looks: over which rectangles of an animal, or of a part of it, a sketch has learnt planes of features.

Each look tells whose outlines its planes hold, in which part's frame they lie, what they cover and whose
colours are seen in them. Two sorts: LOOKS are looked up coarsely and tell what is where; DETAILS are looked
up finely, where much happens in few pixels. Knows no words and learns nothing.

Shapes: B pictures, G places across.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import torch
from torch import Tensor

from cute_animal.starter.field import Range
from cute_animal.starter.maps import eye_coordinates, own_coordinates, part_coordinates
from cute_animal.starter.placing import Placed
from cute_animal.vocabulary import SECOND

# How many numbers a slot's state is condensed to: about the values of its table.
CODE_SIZES: Mapping[str, int] = {
    "species": 48, "coat": 16, "pattern": 8, "garment": 16, "garment_color": 8, "headwear": 16,
    "headwear_color": 8, "held": 16, "held_color": 8, "pose": 16, "face": 8,
    "place": 16, "time": 8, "weather": 8, "style": 8,
}  # fmt: skip
EYE = 0.11  # half the width of what is looked up of an eye, in its own frame


class Look(NamedTuple):
    """Planes over an animal or a part of it.

    part: in whose frame, one of PARTS, "" for the animal's own. across and down are in units of a standing
    animal's height, from the frame's origin.
    """

    part: str
    slots: tuple[str, ...]
    across: Range
    down: Range
    colored: tuple[str, ...]


_EYES = ((-2 * EYE, 2 * EYE), (-0.17, 0.17))
_HAT = ((-0.48, 0.48), (-0.56, 0.24))
_HAND = ((-0.56, 0.32), (-0.78, 0.24))
_HEAD = ((-0.62, 0.62), (-0.72, 0.42))
_TRUNK = ((-0.55, 0.55), (-0.62, 0.12))
WHOLE = Look("", ("species", "pattern", "pose", "face"), (-0.85, 0.85), (-1.5, 0.2), ("species",))
LOOKS: Mapping[str, Look] = {
    "trunk": Look("trunk", ("species", "pattern", "garment"), *_TRUNK, ("species", "garment")),
    "head": Look("head", ("species", "pattern", "face"), *_HEAD, ("species",)),
    "hat": Look("hat", ("headwear",), *_HAT, ("headwear",)),
    "hand": Look("hand", ("held",), *_HAND, ("held",)),
    "eyes": Look("eyes", ("species", "pose", "face"), *_EYES, ("species",)),
}  # by PARTS
DETAILS: Mapping[str, Look] = {
    "eyes": Look("eyes", ("species", "pose", "face", "headwear"), *_EYES, ("species", "headwear")),
    "muzzle": Look("head", ("species", "face"), (-0.32, 0.32), (-0.14, 0.34), ("species",)),
    "head": Look("head", ("species", "pattern"), *_HEAD, ("species",)),
    "hat": Look("hat", ("headwear",), *_HAT, ("headwear",)),
    "hand": Look("hand", ("held",), *_HAND, ("held",)),
    "trunk": Look("trunk", ("species", "garment"), *_TRUNK, ("species", "garment")),
}


def code_size(slots: Sequence[str]) -> int:
    """How many numbers the codes of some slots have together."""
    return sum(CODE_SIZES[slot.removeprefix(SECOND)] for slot in slots)


def joined(codes: Mapping[str, Tensor], slots: Sequence[str], prefix: str = "") -> Tensor:
    """The codes of some slots side by side, (B, sum of their sizes)."""
    return torch.cat([codes[prefix + slot] for slot in slots], dim=1)


def coordinates_in_parts(placed: Placed, places: int) -> dict[str, tuple[Tensor, Tensor]]:
    """Where G x G places over a picture lie in an animal ("") and in each of its parts.

    places: G. Returns (B, G, G) across and (B, G, G) down, in each frame's units.
    """
    u, v = own_coordinates(placed.frame, places)
    found = {"": (u, v)}
    for part, place in placed.parts.items():
        across, down = part_coordinates(u, v, place)
        if part == "hand":  # what is held grows away from the animal
            across = torch.where(place[:, :1, None] > 0, -across, across)
        elif part == "eyes":
            across = eye_coordinates(across, placed.eye_gap, EYE)
        found[part] = across, down
    return found
