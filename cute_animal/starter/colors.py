"""Colors: which colour an animal's coat and each thing of it really has.

The colour that the wish says; else the one that such a thing has by nature (a crown is golden, a fox orange);
else the one that the layout gives. A network that was left to choose among the three took the mean of all
colours where none was said (training/LOG.md, 6).

Shapes: B pictures.
"""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor

from cute_animal.starter.layout import COLORS_AT, COLORS_SIZE
from cute_animal.starter.said import value_of
from cute_animal.vocabulary import (
    CLOTH_COLOR,
    COAT,
    NATURAL_CLOTH_COLOR,
    NATURAL_COAT,
    SLOT_CLASSES,
    TABLES,
    THINGS,
    UNSAID,
)

# Per slot that has a colour: the slot that says which, and how many colours there are.
COLOR_SLOTS: Mapping[str, tuple[str, int]] = {
    "species": ("coat", len(COAT)),
    **{thing: (f"{thing}_color", len(CLOTH_COLOR)) for thing in THINGS},
}
COLORS = sum(count for _, count in COLOR_SLOTS.values())  # of an animal and its things


def colors_of(said: Mapping[str, Tensor], layout: Tensor, prefix: str) -> dict[str, Tensor]:
    """The colours of the first ("") or the second (SECOND) animal.

    said: as Said reads it. layout: (B, N). Returns per slot of COLOR_SLOTS (B, its colours): 1 at its colour,
    else 0; all 0 where there is no such thing.
    """
    start = COLORS_AT + (COLORS_SIZE if prefix else 0)
    given = layout[:, start : start + COLORS_SIZE].chunk(len(THINGS), dim=1)
    found = {}
    for owner, (slot, _) in COLOR_SLOTS.items():
        which = value_of(said, prefix + owner)
        natural = which @ _natures(owner).to(which)
        if owner in THINGS:
            of_any_color = which.sum(1, keepdim=True) - natural.sum(1, keepdim=True)
            natural = natural + of_any_color * given[THINGS.index(owner)].to(which.dtype)
        color = value_of(said, prefix + slot)
        unsaid = said[prefix + slot][:, SLOT_CLASSES[slot].index(UNSAID)][:, None]
        found[owner] = which.sum(1, keepdim=True) * (color + unsaid * natural)
    return found


def _natures(owner: str) -> Tensor:
    """(values of the owner's table, colours) 1 where a value has that colour by nature."""
    colors = tuple(TABLES[COLOR_SLOTS[owner][0]])
    nature = NATURAL_COAT if owner == "species" else NATURAL_CLOTH_COLOR
    return torch.tensor([[float(nature.get(key) == color) for color in colors] for key in TABLES[owner]])
