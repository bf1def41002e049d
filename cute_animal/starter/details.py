"""Details: faces, hats, held things and clothes, looked up twice as finely as all else of a sketch.

Where the sketch looks, sixteen pixels apart, an eye of a pair's animal is one place, and its highlights and a
mouth lie between two. Here every place is eight pixels, knows only the planes of what is small
(looks.DETAILS) and has few features; a convolution folds those of a cell into what the sketch refines.

Shapes: B pictures, G places across.
"""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor, nn

from cute_animal.starter.field import Found, PaintedField, Planes
from cute_animal.starter.looks import DETAILS, code_size, coordinates_in_parts, joined
from cute_animal.starter.placing import Placed

FINENESS = 4  # places looked up per cell and direction
PRECISE = ("eyes", "muzzle")  # whose coordinates are told as well


class Details(nn.Module):
    """What is small, of one animal."""

    def __init__(
        self,
        condition_size: int,
        tint: int,
        *,
        cells: int,
        side: int = 24,
        channels: int = 8,
        width: int = 24,
    ) -> None:
        """condition_size: of what the wish says. tint: numbers of a colour. cells: of the latent, across.

        side, channels: of the planes. width: features of a place.
        """
        super().__init__()
        self.places, self.width = cells * FINENESS, width
        self.planes = nn.ModuleDict(
            {
                name: Planes(code_size(look.slots), channels, side, look.across, look.down)
                for name, look in DETAILS.items()
            }
        )
        looks = [
            (channels, 2 * (name in PRECISE), tint * len(look.colored)) for name, look in DETAILS.items()
        ]
        self.painted = PaintedField(looks, condition_size, width)

    def forward(
        self,
        codes: Mapping[str, Tensor],
        prefix: str,
        placed: Placed,
        tints: Mapping[str, Tensor],
        condition: Tensor,
    ) -> Tensor:
        """Look an animal's details up. tints: (B, numbers of a colour) by what has the colour.

        condition: (B, condition_size). Returns (B, width, G, G).
        """
        where = coordinates_in_parts(placed, self.places)
        found = []
        for name, look in DETAILS.items():
            across, down = where[look.part]
            features = self.planes[name](joined(codes, look.slots, prefix), across, down)
            maps = torch.stack([across, down], dim=1).clamp(-1, 1).to(features.dtype)
            tint = torch.cat([tints[owner] for owner in look.colored], dim=1)
            found.append(Found(features, maps if name in PRECISE else maps[:, :0], tint))
        made: Tensor = self.painted(found, condition)
        return made
