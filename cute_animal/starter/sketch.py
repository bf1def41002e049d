"""The sketch: what the words ask for, laid out over the picture before any noise is looked at.

A small neural field. First it works out how each animal fits into the picture (one with a tall hat or a kite
is drawn smaller, or steps aside) and where its trunk, its head, its hat and its hand are. Then, for every
slot that has a shape, it has learnt planes (field.py) in the frame of the animal or of the part that the slot
is about: a hat is learnt once, whatever head it sits on, and a kite whichever hand holds it. A wish mixes the
planes, every cell looks its place up in them, and a few layers that the rest of the wish modulates turn that
into features. Both animals of a pair share all weights: what is learnt of a rabbit on the left is known of a
rabbit on the right, and the attributes of one cannot leak to the other, for each is laid out in its own
frame. The sketch depends on words and layout alone, so it is made once per picture, not once per step.

Shapes: B pictures, S slots, C channels of a slot's state, K code numbers, G cells across.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import torch
from torch import Tensor, nn

from cute_animal.starter.field import Field, Planes, Range, RefineBlock
from cute_animal.starter.layout import COLORS_AT, COLORS_SIZE, PARTS, SHRINK, STEP_ASIDE
from cute_animal.starter.maps import (
    ANIMAL_MAPS,
    SCENE_MAPS,
    animal_frame,
    animal_maps,
    fitted,
    own_coordinates,
    part_coordinates,
    scene_maps,
)
from cute_animal.vocabulary import ANIMAL_SLOTS, SCENE_SLOTS, SECOND, SLOTS

# How many numbers a slot's state is condensed to: about the values of its table.
CODE_SIZES: Mapping[str, int] = {
    "species": 48, "coat": 16, "pattern": 8, "garment": 16, "garment_color": 8, "headwear": 16,
    "headwear_color": 8, "held": 16, "held_color": 8, "pose": 16, "face": 8,
    "place": 16, "time": 8, "weather": 8, "style": 8,
}  # fmt: skip
FIT_SIZE = 3 + 4 * len(PARTS)  # numbers that tell how an animal fits and where its parts are


class Look(NamedTuple):
    """Planes over an animal or a part of it: whose outlines they hold, and what they cover.

    across and down are in units of a standing animal's height, from the frame's origin.
    """

    slots: tuple[str, ...]
    across: Range
    down: Range


WHOLE = Look(("species", "pattern", "pose", "face"), (-0.85, 0.85), (-1.5, 0.2))
LOOKS: Mapping[str, Look] = {
    "trunk": Look(("species", "pattern", "garment"), (-0.55, 0.55), (-0.62, 0.12)),
    "head": Look(("species", "pattern", "face"), (-0.62, 0.62), (-0.72, 0.42)),
    "hat": Look(("headwear",), (-0.48, 0.48), (-0.56, 0.24)),
    "hand": Look(("held",), (-0.56, 0.32), (-0.78, 0.24)),
}  # by PARTS


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


def _size(slots: Sequence[str]) -> int:
    """How many numbers the codes of some slots have together."""
    return sum(CODE_SIZES[slot] for slot in slots)


def joined(codes: Mapping[str, Tensor], slots: Sequence[str], prefix: str = "") -> Tensor:
    """The codes of some slots side by side, (B, sum of their sizes)."""
    return torch.cat([codes[prefix + slot] for slot in slots], dim=1)


class Sketched(NamedTuple):
    """What a sketch gives the denoiser."""

    features: Tensor  # (B, out_channels, h, w)
    draft: Tensor  # (B, latent channels, h, w): the clean latents as far as they are known
    codes: Tensor  # (B, K): what the wish says, all slots


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
        part_side: int = 20,
        part_channels: int = 6,
        width: int = 96,
        scene_width: int = 64,
        refined: int = 128,
        blocks: int = 3,
        latent_channels: int = 32,
    ) -> None:
        """cells: of the latent, across. fineness: places looked up per cell and direction.

        plane_side, plane_channels: of the planes over a whole animal or scene; part_side, part_channels: of
        those over a part. width, scene_width: features of an animal and of the scene.
        """
        super().__init__()
        self.size = cells * fineness
        self.codes = SlotCodes(state_size)
        self.paired = nn.Linear(state_size, 1)  # are there two animals? fitted once, see fit_paired
        animal, scene = _size(ANIMAL_SLOTS), _size(SCENE_SLOTS)
        self.code_size = 2 * animal + scene
        # How the animal fits (size and step aside, against what its frame says) and where its parts are. They
        # are taught this (training/fits.py), so that outlines lie at the same place of the planes whatever is
        # worn, held or done.
        last = nn.Linear(256, FIT_SIZE)
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
        self.whole = Planes(_size(WHOLE.slots), plane_channels, plane_side, WHOLE.across, WHOLE.down)
        self.parts = nn.ModuleDict(
            {
                part: Planes(_size(look.slots), part_channels, part_side, look.across, look.down)
                for part, look in LOOKS.items()
            }
        )
        self.animal = Field(
            plane_channels + ANIMAL_MAPS + len(LOOKS) * (part_channels + ANIMAL_MAPS),
            animal + COLORS_SIZE + scene + COLORS_AT + 1,
            width,
        )
        self.backdrop = Planes(scene, plane_channels, plane_side, (-1, 1), (-1, 1))
        self.scene = Field(plane_channels + SCENE_MAPS, scene + COLORS_AT + 1, scene_width)
        self.merge = nn.Conv2d(2 * width + scene_width, refined, fineness, stride=fineness)
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
        """How both animals fit and where their parts are, (B, 2 animals, FIT_SIZE).

        Against the animal's frame: log of its kind's and pose's usual size, log of how much it has to shrink,
        step aside; then per part of PARTS what maps.part_coordinates takes.
        """
        fits: Tensor = self.fitting(self.fit_inputs(states, layout))
        return fits

    def fit_inputs(self, states: Tensor, layout: Tensor) -> Tensor:
        """What `fitting` is given: (B, 2 animals, inputs)."""
        return self._fit_inputs(self.codes(states), self.are_two(states), layout.to(states.dtype))

    def _fit_inputs(self, codes: Mapping[str, Tensor], two: Tensor, layout: Tensor) -> Tensor:
        around = torch.cat([layout[:, :COLORS_AT], two.view(-1, 1)], dim=1)
        animals = [torch.cat([joined(codes, ANIMAL_SLOTS, prefix), around], dim=1) for prefix in ("", SECOND)]
        return torch.stack(animals, dim=1)

    def forward(self, states: Tensor, layout: Tensor, fits: Tensor | None = None) -> Sketched:
        """states: (B, S, C). layout: (B, N).

        fits: (B, 2, FIT_SIZE) how the animals do fit where that is known, as in training; NaN where not.
        """
        codes, two = self.codes(states), self.are_two(states)
        layout = layout.to(states.dtype)
        around = torch.cat([joined(codes, SCENE_SLOTS), layout[:, :COLORS_AT], two.view(-1, 1)], dim=1)
        worked_out = self.fitting(self._fit_inputs(codes, two, layout)).detach().float()
        if fits is None:
            # Animals shrink and step aside in steps: a number that is nearly right is right.
            steps = torch.tensor([math.log(SHRINK), STEP_ASIDE], device=layout.device)
            fits = worked_out.clone()
            fits[..., 1:3] = steps * torch.round(fits[..., 1:3] / steps)
        else:
            fits = torch.where(fits.isnan(), worked_out, fits)
        features = []
        for which, prefix in enumerate(("", SECOND)):
            frame = animal_frame(layout.float(), two.float(), which)
            found = self._found(codes, prefix, frame, fits[:, which])
            colors = layout[:, COLORS_AT + which * COLORS_SIZE :][:, :COLORS_SIZE]
            features.append(
                self.animal(found, torch.cat([joined(codes, ANIMAL_SLOTS, prefix), colors, around], dim=1))
            )
        features[1] = features[1] * two.view(-1, 1, 1, 1)
        maps = scene_maps(layout.float(), self.size)
        below_horizon = maps[:, -2]  # so that the ground of a place is learnt once, wherever its horizon runs
        backdrop = self.backdrop(joined(codes, SCENE_SLOTS), maps[:, 0], below_horizon)
        features.append(self.scene(torch.cat([backdrop, maps.to(states.dtype)], dim=1), around))
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

    def _found(self, codes: Mapping[str, Tensor], prefix: str, frame: Tensor, fits: Tensor) -> Tensor:
        """What each place finds of an animal: features of it and of its parts, and where in them it is.

        frame: (B, 5). fits: (B, FIT_SIZE). Returns (B, channels, G, G).
        """
        u, v = own_coordinates(fitted(frame, fits), self.size)
        code = joined(codes, WHOLE.slots, prefix)
        found = [self.whole(code, u, v), animal_maps(u, v).to(code.dtype)]
        for index, (part, look) in enumerate(LOOKS.items()):
            place = fits[:, 3 + 4 * index :][:, :4]
            across, down = part_coordinates(u, v, place)
            if part == "hand":  # what is held grows away from the animal
                across = torch.where(place[:, :1, None] > 0, -across, across)
            code = joined(codes, look.slots, prefix)
            found += [self.parts[part](code, across, down), animal_maps(across, down).to(code.dtype)]
        return torch.cat(found, dim=1)
