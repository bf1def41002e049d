"""Where every cell lies: the layout of a picture spelled out as maps over its cells.

Each animal has a frame of its own (origin between its feet, its height is 1), so that every cell knows what
part of the animal it may show, whatever the animal's place, size and tilt. Knows no words and no networks.

Shapes: B pictures, N layout numbers (layout.layout_numbers), h w cells.
"""

from __future__ import annotations

import math

import torch
from torch import Tensor

from cute_animal.starter.layout import AROUND, AROUND_AT, DECORATIONS, DECORATIONS_AT, FRAME_SIZE, FRAMES

# Half-waves per animal height. The finest wave is 22 px long, shorter than a cell: where in its cell an
# outline runs is then a slow function of the maps (arXiv 2006.10739).
FREQUENCIES = (1, 2, 4, 8, 16, 32)
ANIMAL_MAPS = 2 + 4 * len(FREQUENCIES)
SCENE_MAPS = 2 + 4 + 4 * DECORATIONS + 2


def centers(size: int, like: Tensor) -> tuple[Tensor, Tensor]:
    """The middles of size x size cells in units of the picture: y (1, h, 1) and x (1, 1, w), 0..1."""
    along = (torch.arange(size, device=like.device, dtype=like.dtype) + 0.5) / size
    return along.view(1, -1, 1), along.view(1, 1, -1)


def animal_frame(layout: Tensor, paired: Tensor, which: int) -> Tensor:
    """Where the first (0) or second (1) animal stands: (B, 5) in the order of FRAMES, in the picture's units.

    paired: (B,) 1 where there are two animals. A second animal that is not there gets the right one's frame.
    """
    standing = [
        torch.stack(
            [
                middle + reach * layout[:, index * FRAME_SIZE + k]
                for k, (middle, reach) in enumerate(ranges.values())
            ],
            dim=1,
        )
        for index, ranges in enumerate(FRAMES)
    ]
    if which == 1:
        return standing[2]
    return torch.lerp(standing[0], standing[1], paired.view(-1, 1))


def part_coordinates(u: Tensor, v: Tensor, place: Tensor) -> tuple[Tensor, Tensor]:
    """Coordinates of the cells in the frame of a part, from those in its animal's frame, (B, h, w) each.

    place: (B, 4) where the part is in the animal's frame: right, down, log of its size, turn (clockwise).
    """
    x, y, size, angle = (part.view(-1, 1, 1) for part in place.unbind(1))
    cos, sin = torch.cos(angle) / size.exp(), torch.sin(angle) / size.exp()
    return cos * (u - x) + sin * (v - y), cos * (v - y) - sin * (u - x)


def eye_coordinates(across: Tensor, gap: Tensor, window: float) -> Tensor:
    """Lay both eyes side by side, so that one plane holds them however far apart they are, (B, h, w).

    across: (B, h, w) in the frame of the eyes. gap: (B,) from their middle to each. The left eye's window is
    laid from -2 window to 0, the right one's from 0 to 2 window.
    """
    gap = gap.view(-1, 1, 1)
    left = (across + gap).clamp(-window, window) - window
    right = (across - gap).clamp(-window, window) + window
    return torch.where(across < 0, left, right)


def own_coordinates(frame: Tensor, size: int) -> tuple[Tensor, Tensor]:
    """Coordinates of the cells in an animal's frame, (B, h, w) each.

    u: across the animal, its own right positive. v: down its axis, 0 at the feet, -1 at the top of the head.
    """
    y, x = centers(size, frame)
    center_x, ground_y, scale, angle, mirrored = (part.view(-1, 1, 1) for part in frame.unbind(1))
    dx, dy = (x - center_x) / scale, (y - ground_y) / scale
    u = (dx * torch.cos(angle) + dy * torch.sin(angle)) * (1 - 2 * mirrored)
    v = dy * torch.cos(angle) - dx * torch.sin(angle)
    return u, v


def animal_maps(u: Tensor, v: Tensor) -> Tensor:
    """Coordinates (B, h, w) and waves of them: (B, ANIMAL_MAPS, h, w), each about [-1, 1]."""
    maps = [u, v]
    for frequency in FREQUENCIES:
        for coordinate in (u, v):
            maps += [torch.sin(math.pi * frequency * coordinate), torch.cos(math.pi * frequency * coordinate)]
    return torch.stack(maps, dim=1)


def scene_maps(layout: Tensor, size: int) -> Tensor:
    """Picture coordinates, horizon, light and decorations: (B, SCENE_MAPS, h, w), each about [-1, 1]."""
    y, x = centers(size, layout)
    horizon_y, light_x, light_y = (
        (middle + reach * layout[:, AROUND_AT + k]).view(-1, 1, 1)
        for k, (middle, reach) in enumerate(AROUND.values())
    )
    lx, ly = x - light_x, y - light_y
    maps = [2 * x - 1, 2 * y - 1]
    maps += [
        torch.exp(-(lx**2 + ly**2) / (2 * 0.06**2)),
        torch.exp(-(lx**2 + ly**2) / (2 * 0.15**2)),
        (4 * lx).tanh(),
        (4 * ly).tanh(),
    ]
    for index in range(DECORATIONS):
        at_x, at_y, extent = (layout[:, DECORATIONS_AT + 3 * index + k].view(-1, 1, 1) for k in range(3))
        maps += [torch.exp(-((x - at_x) ** 2) / (2 * 0.05**2)), (8 * (x - at_x)).tanh(), at_y, extent]
    maps += [(y - horizon_y) * 2, (10 * (y - horizon_y)).tanh()]
    return torch.stack([one.expand(layout.shape[0], size, size) for one in maps], dim=1)
