"""The sketch: what the words ask for, laid out over the picture before any noise is looked at.

A small neural field. First it works out how each animal fits into the picture: one with a tall hat or a
kite is drawn smaller, or steps aside. Then, for every slot that has a shape, it has learnt planes (feature
grids, as in arXiv 2201.05989) in the animal's own frame; a wish mixes them, every cell looks its place up in
them, and a few layers that the rest of the wish modulates turn that into features. Both animals of a pair
share all weights: what is learnt of a rabbit on the left is known of a rabbit on the right, and the
attributes of one cannot leak to the other, for each is laid out in its own frame. The sketch depends on words
and layout alone, so it is made once per picture, not once per step.

Shapes: B pictures, S slots, C channels of a slot's state, K code numbers, G cells across.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from cute_animal.starter.layout import COLORS_AT, COLORS_SIZE, STEP_ASIDE
from cute_animal.starter.maps import (
    ANIMAL_MAPS,
    SCENE_MAPS,
    animal_frame,
    animal_maps,
    fitted,
    own_coordinates,
    scene_maps,
)
from cute_animal.vocabulary import ANIMAL_SLOTS, SCENE_SLOTS, SECOND, SLOTS

# How many numbers a slot's state is condensed to: about the values of its table.
CODE_SIZES: Mapping[str, int] = {
    "species": 48, "coat": 16, "pattern": 8, "garment": 16, "garment_color": 8, "headwear": 16,
    "headwear_color": 8, "held": 16, "held_color": 8, "pose": 16, "face": 8,
    "place": 16, "time": 8, "weather": 8, "style": 8,
}  # fmt: skip
SHAPED = ("species", "pattern", "garment", "headwear", "held", "pose", "face")  # slots that move outlines
# What the planes cover, in the animal's frame: u left to right, v from above a held kite to the shadow.
U_RANGE, V_RANGE = (-0.85, 0.85), (-1.5, 0.2)


class SlotCodes(nn.Module):
    """Condense each slot's state; both animals' codes mean the same."""

    def __init__(self, state_size: int) -> None:
        super().__init__()
        self.condense = nn.ModuleDict(
            {slot: nn.Linear(state_size, CODE_SIZES[slot.removeprefix(SECOND)]) for slot in SLOTS}
        )

    def forward(self, states: Tensor) -> dict[str, Tensor]:
        """states: (B, S, C). Returns per slot (B, K of the slot)."""
        return {slot: self.condense[slot](states[:, i]) for i, slot in enumerate(SLOTS)}


def joined(codes: Mapping[str, Tensor], slots: Sequence[str], prefix: str = "") -> Tensor:
    """The codes of some slots side by side, (B, sum of their sizes)."""
    return torch.cat([codes[prefix + slot] for slot in slots], dim=1)


class Field(nn.Module):
    """Planes that a code mixes, and two modulated layers over what each cell finds in them."""

    def __init__(
        self, code_size: int, condition_size: int, maps: int, plane_channels: int, side: int, width: int
    ):
        super().__init__()
        self.planes = nn.Parameter(0.1 * torch.randn(code_size, plane_channels, side, side))
        self.modulate = nn.Sequential(
            nn.Linear(condition_size, 2 * width), nn.SiLU(), nn.Linear(2 * width, 4 * width)
        )
        self.first = nn.Conv2d(plane_channels + maps, width, 1)
        self.second = nn.Conv2d(width, width, 1)

    def forward(self, code: Tensor, condition: Tensor, x: Tensor, y: Tensor, maps: Tensor) -> Tensor:
        """Look the cells up in the mixed planes.

        code: (B, code_size). condition: (B, condition_size). x, y: (B, G, G) places in the planes, [-1, 1].
        maps: (B, maps, G, G). Returns (B, width, G, G).
        """
        mixed = torch.einsum("bk,kchw->bchw", code, self.planes)
        found = F.grid_sample(
            mixed.float(), torch.stack([x, y], dim=-1).float(), padding_mode="border", align_corners=False
        )
        scale1, shift1, scale2, shift2 = self.modulate(condition)[:, :, None, None].chunk(4, dim=1)
        hidden = F.gelu(self.first(torch.cat([found.to(maps.dtype), maps], dim=1)) * (1 + scale1) + shift1)
        out: Tensor = F.gelu(self.second(hidden) * (1 + scale2) + shift2)
        return out


class Sketched(NamedTuple):
    """What a sketch gives the denoiser."""

    features: Tensor  # (B, out_channels, h, w)
    draft: Tensor  # (B, latent channels, h, w): the clean latents as far as they are known
    codes: Tensor  # (B, K): what the wish says, all slots


class RefineBlock(nn.Module):
    """Two 3x3 convolutions around a shortcut, modulated by what the wish says."""

    def __init__(self, channels: int, condition_size: int) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(channels, channels, 3, padding=1)
        self.conv2 = nn.Conv2d(channels, channels, 3, padding=1)
        self.modulate = nn.Linear(condition_size, 2 * channels)
        nn.init.zeros_(self.conv2.weight)

    def forward(self, x: Tensor, condition: Tensor) -> Tensor:
        scale, shift = self.modulate(condition)[:, :, None, None].chunk(2, dim=1)
        out: Tensor = x + self.conv2(F.gelu(self.conv1(F.gelu(x)) * (1 + scale) + shift))
        return out


class Sketch(nn.Module):
    """Words and layout to features over the latent's cells."""

    def __init__(
        self,
        state_size: int = 256,
        out_channels: int = 96,
        *,
        cells: int = 16,
        fineness: int = 2,
        plane_side: int = 28,
        plane_channels: int = 12,
        width: int = 64,
        refined: int = 128,
        blocks: int = 3,
        latent_channels: int = 32,
    ) -> None:
        """cells: of the latent, across. fineness: places looked up per cell and direction."""
        super().__init__()
        self.size = cells * fineness
        self.codes = SlotCodes(state_size)
        self.paired = nn.Linear(state_size, 1)  # are there two animals? fitted once, see fit_paired
        animal = sum(CODE_SIZES[slot] for slot in ANIMAL_SLOTS)
        scene = sum(CODE_SIZES[slot] for slot in SCENE_SLOTS)
        self.code_size = 2 * animal + scene
        # How the animal fits: log of its size and step aside, against what its frame says. They are taught
        # this (training/denoise.py), so that outlines lie at the same place of the planes whatever is worn.
        last = nn.Linear(256, 2)
        nn.init.zeros_(last.weight)
        nn.init.zeros_(last.bias)
        self.fitting = nn.Sequential(
            nn.Linear(animal + COLORS_AT + 1, 256),
            nn.SiLU(),
            nn.Linear(256, 256),
            nn.SiLU(),
            nn.Linear(256, 256),
            nn.SiLU(),
            last,
        )
        self.animal = Field(
            sum(CODE_SIZES[slot] for slot in SHAPED),
            animal + COLORS_SIZE + scene + COLORS_AT + 1,
            ANIMAL_MAPS,
            plane_channels,
            plane_side,
            width,
        )
        self.scene = Field(scene, scene + COLORS_AT + 1, SCENE_MAPS, plane_channels, plane_side, width)
        self.merge = nn.Conv2d(3 * width, refined, fineness, stride=fineness)
        self.refine = nn.ModuleList(RefineBlock(refined, self.code_size + 1) for _ in range(blocks))
        self.features = nn.Conv2d(refined, out_channels, 1)
        self.draft = nn.Conv2d(refined, latent_channels, 1)

    @torch.no_grad()
    def fit_paired(self, states: Tensor, paired: Tensor) -> None:
        """Solve for the layer that tells one animal from two, by least squares. paired: (B,) 0 or 1."""
        second = states[:, SLOTS.index(f"{SECOND}species")].float()
        design = torch.cat([second, torch.ones(len(second), 1, device=second.device)], dim=1)
        solution = torch.linalg.lstsq(
            design,
            2 * paired.float().view(-1, 1) - 1,
            driver="gelsd" if second.device.type == "cpu" else None,
        ).solution
        self.paired.weight.copy_(solution[:-1].T)
        assert self.paired.bias is not None
        self.paired.bias.copy_(solution[-1])

    def are_two(self, states: Tensor) -> Tensor:
        """(B, S, C) -> (B,) 1.0 where the wish has two animals, else 0.0."""
        with torch.no_grad():
            side: Tensor = self.paired(states[:, SLOTS.index(f"{SECOND}species")])[:, 0]
            return (side > 0).to(states.dtype)

    def fits(self, states: Tensor, layout: Tensor) -> Tensor:
        """How both animals fit, (B, 2 animals, 2): log of the size and step aside, against their frames."""
        return self._fits(self.codes(states), self.are_two(states), layout.to(states.dtype))

    def _fits(self, codes: Mapping[str, Tensor], two: Tensor, layout: Tensor) -> Tensor:
        around = torch.cat([layout[:, :COLORS_AT], two.view(-1, 1)], dim=1)
        fits = [
            self.fitting(torch.cat([joined(codes, ANIMAL_SLOTS, prefix), around], dim=1))
            for prefix in ("", SECOND)
        ]
        return torch.stack(fits, dim=1)

    def forward(self, states: Tensor, layout: Tensor, fits: Tensor | None = None) -> Sketched:
        """states: (B, S, C). layout: (B, N).

        fits: (B, 2, 2) how the animals do fit, where that is known, as in training; NaN where it is not.
        """
        codes, two = self.codes(states), self.are_two(states)
        layout = layout.to(states.dtype)
        around = torch.cat([joined(codes, SCENE_SLOTS), layout[:, :COLORS_AT], two.view(-1, 1)], dim=1)
        worked_out = self._fits(codes, two, layout).detach().float()
        if fits is None:
            aside = STEP_ASIDE * torch.round(worked_out[..., 1:] / STEP_ASIDE)
            fits = torch.cat([worked_out[..., :1], aside], dim=-1)
        else:
            fits = torch.where(fits.isnan(), worked_out, fits)
        features = []
        for which, prefix in enumerate(("", SECOND)):
            frame = animal_frame(layout.float(), two.float(), which)
            u, v = own_coordinates(fitted(frame, fits[:, which]), self.size)
            colors = layout[:, COLORS_AT + which * COLORS_SIZE :][:, :COLORS_SIZE]
            features.append(
                self.animal(
                    joined(codes, SHAPED, prefix),
                    torch.cat([joined(codes, ANIMAL_SLOTS, prefix), colors, around], dim=1),
                    _spread(u, U_RANGE),
                    _spread(v, V_RANGE),
                    animal_maps(u, v).to(states.dtype),
                )
            )
        features[1] = features[1] * two.view(-1, 1, 1, 1)
        maps = scene_maps(layout.float(), self.size)
        below_horizon = maps[:, -2]  # so that the ground of a place is learnt once, wherever its horizon runs
        features.append(
            self.scene(joined(codes, SCENE_SLOTS), around, maps[:, 0], below_horizon, maps.to(states.dtype))
        )
        # A second animal that is not there must not matter, whatever its slots' states are like.
        everything = torch.cat(
            [
                joined(codes, ANIMAL_SLOTS),
                joined(codes, ANIMAL_SLOTS, SECOND) * two.view(-1, 1),
                joined(codes, SCENE_SLOTS),
            ],
            dim=1,
        )
        hidden = self.merge(torch.cat(features, dim=1))
        condition = torch.cat([everything, two.view(-1, 1)], dim=1)
        for block in self.refine:
            hidden = block(hidden, condition)
        return Sketched(self.features(hidden), self.draft(hidden), everything)


def _spread(coordinate: Tensor, limits: tuple[float, float]) -> Tensor:
    """Map limits to [-1, 1]."""
    low, high = limits
    return (2 * coordinate - (low + high)) / (high - low)
