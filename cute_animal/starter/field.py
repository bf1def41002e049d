"""Neural fields: feature planes that a code mixes, and modulated layers over what a place finds in them.

Grids of features that are interpolated, as in arXiv 2201.05989; here every slot of a wish brings grids of
its own, and they add up. Knows neither words nor layouts.

Shapes: B pictures, K code numbers, C channels, G places across.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional as F

Range = tuple[float, float]
TINTED = 4  # features of a place that colours multiply, the first of a look


class Planes(nn.Module):
    """Grids of features over a rectangle, mixed by a code."""

    def __init__(self, code_size: int, channels: int, side: int, across: Range, down: Range) -> None:
        """side: places of a grid in each direction. across, down: what the rectangle covers."""
        super().__init__()
        self.across, self.down = across, down
        self.planes = nn.Parameter(0.1 * torch.randn(code_size, channels, side, side))

    def forward(self, code: Tensor, u: Tensor, v: Tensor) -> Tensor:
        """Look places up. code: (B, K). u, v: (B, G, G). Returns (B, C, G, G).

        What lies outside of the rectangle finds what lies at its border.
        """
        mixed = torch.einsum("bk,kchw->bchw", code, self.planes)
        places = torch.stack([_spread(u, self.across), _spread(v, self.down)], dim=-1)
        found = F.grid_sample(mixed.float(), places.float(), padding_mode="border", align_corners=False)
        return found.to(code.dtype)


class Modulated(nn.Module):
    """What comes after a field's first layer: what the wish says modulates it, and a second layer."""

    def __init__(self, condition_size: int, width: int) -> None:
        super().__init__()
        self.modulate = nn.Sequential(nn.Linear(condition_size, 128), nn.SiLU(), nn.Linear(128, 4 * width))
        self.second = nn.Conv2d(width, width, 1)

    def modulated(self, hidden: Tensor, condition: Tensor) -> Tensor:
        """hidden: (B, width, G, G), of the first layer. condition: (B, condition_size). Returns the like."""
        scale1, shift1, scale2, shift2 = self.modulate(condition)[:, :, None, None].chunk(4, dim=1)
        hidden = F.gelu(hidden * (1 + scale1) + shift1)
        out: Tensor = F.gelu(self.second(hidden) * (1 + scale2) + shift2)
        return out


class Field(Modulated):
    """Two layers over what every place knows, modulated by what the wish says."""

    def __init__(self, in_channels: int, condition_size: int, width: int) -> None:
        super().__init__(condition_size, width)
        self.first = nn.Conv2d(in_channels, width, 1)

    def forward(self, found: Tensor, condition: Tensor) -> Tensor:
        """found: (B, C, G, G). condition: (B, condition_size). Returns (B, width, G, G)."""
        return self.modulated(self.first(found), condition)


class Found(NamedTuple):
    """What every place finds in one look."""

    features: Tensor  # (B, C, G, G)
    maps: Tensor  # (B, M, G, G): where in the look it is
    tint: Tensor  # (B, T): what multiplies the first TINTED features, in turn


class PaintedField(Modulated):
    """A field over several looks whose first layer can paint what it finds in the look's colours.

    The same as a Field over the features, the maps, and each feature times each number of the tint; but the
    tint goes into the kernel, one per picture, so that the products are never laid out over the places.
    """

    def __init__(self, looks: Sequence[tuple[int, int, int]], condition_size: int, width: int) -> None:
        """looks: C, M and T of each, in the order in which they will come."""
        super().__init__(condition_size, width)
        self.looks = tuple(looks)
        channels = sum(c + m + min(TINTED, c) * t for c, m, t in looks)
        self.kernel = nn.Parameter(torch.empty(width, channels).uniform_(-1, 1) / channels**0.5)
        self.bias = nn.Parameter(torch.zeros(width))

    def forward(self, found: Sequence[Found], condition: Tensor) -> Tensor:
        """condition: (B, condition_size). Returns (B, width, G, G)."""
        kernels: list[Tensor] = []
        places: list[Tensor] = []
        at = 0
        for (c, m, t), look in zip(self.looks, found, strict=True):
            plain, at = self.kernel[:, at : at + c + m], at + c + m
            painted, at = self.kernel[:, at : at + min(TINTED, c) * t], at + min(TINTED, c) * t
            by_tint = torch.einsum("oft,bt->bof", painted.unflatten(1, (-1, t)), look.tint)
            kernels.append(plain + F.pad(by_tint, (0, c + m - by_tint.shape[2])))
            places += [look.features, look.maps][: 1 + (m > 0)]
        seen = torch.cat(places, dim=1)
        hidden = torch.bmm(torch.cat(kernels, dim=2), seen.flatten(2)).unflatten(2, seen.shape[2:])
        return self.modulated(hidden + self.bias.view(-1, 1, 1), condition)


class RefineBlock(nn.Module):
    """Two 3x3 convolutions around a shortcut, modulated by what the wish says."""

    def __init__(self, channels: int, condition_size: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(channels, channels, 3, padding=1)
        self.conv2 = nn.Conv2d(channels, channels, 3, padding=1)
        self.modulate = nn.Linear(condition_size, 2 * channels)
        nn.init.zeros_(self.conv2.weight)

    def forward(self, x: Tensor, condition: Tensor) -> Tensor:
        """x: (B, C, h, w). condition: (B, condition_size). Returns (B, C, h, w)."""
        scale, shift = self.modulate(condition)[:, :, None, None].chunk(2, dim=1)
        out: Tensor = x + self.conv2(F.gelu(self.conv1(F.gelu(x)) * (1 + scale) + shift))
        return out


def _spread(coordinate: Tensor, limits: Range) -> Tensor:
    """Map limits to [-1, 1]."""
    low, high = limits
    return (2 * coordinate - (low + high)) / (high - low)
