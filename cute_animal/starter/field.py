"""Neural fields: feature planes that a code mixes, and modulated layers over what a place finds in them.

Grids of features that are interpolated, as in arXiv 2201.05989; here every slot of a wish brings grids of
its own, and they add up. Knows neither words nor layouts.

Shapes: B pictures, K code numbers, C channels, G places across.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

Range = tuple[float, float]


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


class Field(nn.Module):
    """Two layers over what every place knows, modulated by what the wish says."""

    def __init__(self, in_channels: int, condition_size: int, width: int) -> None:
        super().__init__()
        self.modulate = nn.Sequential(nn.Linear(condition_size, 128), nn.SiLU(), nn.Linear(128, 4 * width))
        self.first = nn.Conv2d(in_channels, width, 1)
        self.second = nn.Conv2d(width, width, 1)

    def forward(self, found: Tensor, condition: Tensor) -> Tensor:
        """found: (B, C, G, G). condition: (B, condition_size). Returns (B, width, G, G)."""
        scale1, shift1, scale2, shift2 = self.modulate(condition)[:, :, None, None].chunk(4, dim=1)
        hidden = F.gelu(self.first(found) * (1 + scale1) + shift1)
        out: Tensor = F.gelu(self.second(hidden) * (1 + scale2) + shift2)
        return out


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


def tinted(features: Tensor, tint: Tensor) -> Tensor:
    """Every feature times every number of a tint, so that one layer can paint what it finds in that colour.

    features: (B, C, G, G). tint: (B, T). Returns (B, C T, G, G).
    """
    return (features[:, :, None] * tint[:, None, :, None, None]).flatten(1, 2)


def _spread(coordinate: Tensor, limits: Range) -> Tensor:
    """Map limits to [-1, 1]."""
    low, high = limits
    return (2 * coordinate - (low + high)) / (high - low)
