"""The sketch: what the words ask for, laid out over the picture before any noise is looked at.

A small neural field. What the words say exactly is read first (said.py): how each animal fits into the
picture, where its trunk, head, hat, hand and eyes are (placing.py), and which colour each of its things has
(colors.py), follow from that and the layout. Then, for every slot that has a shape, it has learnt planes
(field.py) in the frame of the animal or of the part that the slot is about: a hat is learnt once, whatever
head it sits on, and a kite whichever hand holds it. A wish mixes the planes, every cell looks its place up in
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

from cute_animal.starter.colors import COLOR_SLOTS, COLORS, colors_of
from cute_animal.starter.field import Field, Planes, Range, RefineBlock, tinted
from cute_animal.starter.layout import COLORS_AT
from cute_animal.starter.maps import (
    ANIMAL_MAPS,
    SCENE_MAPS,
    animal_frame,
    animal_maps,
    eye_coordinates,
    own_coordinates,
    part_coordinates,
    scene_maps,
)
from cute_animal.starter.placing import Placed, Placing, limits_of
from cute_animal.starter.said import Said
from cute_animal.vocabulary import ANIMAL_SLOTS, SCENE_SLOTS, SECOND, SLOT_CLASSES, SLOTS, UNSAID

# How many numbers a slot's state is condensed to: about the values of its table.
CODE_SIZES: Mapping[str, int] = {
    "species": 48, "coat": 16, "pattern": 8, "garment": 16, "garment_color": 8, "headwear": 16,
    "headwear_color": 8, "held": 16, "held_color": 8, "pose": 16, "face": 8,
    "place": 16, "time": 8, "weather": 8, "style": 8,
}  # fmt: skip
TINT = 3  # numbers of a colour: enough for red, green and blue
TINTED = 4  # features of a place that colours multiply


class Look(NamedTuple):
    """Planes over an animal or a part of it: whose outlines they hold, and what they cover.

    across and down are in units of a standing animal's height, from the frame's origin. colored: whose
    colours are seen in it.
    """

    slots: tuple[str, ...]
    across: Range
    down: Range
    colored: tuple[str, ...]


EYE = 0.11  # half the width of what is looked up of an eye, in its own frame
WHOLE = Look(("species", "pattern", "pose", "face"), (-0.85, 0.85), (-1.5, 0.2), ("species",))
LOOKS: Mapping[str, Look] = {
    "trunk": Look(("species", "pattern", "garment"), (-0.55, 0.55), (-0.62, 0.12), ("species", "garment")),
    "head": Look(("species", "pattern", "face"), (-0.62, 0.62), (-0.72, 0.42), ("species",)),
    "hat": Look(("headwear",), (-0.48, 0.48), (-0.56, 0.24), ("headwear",)),
    "hand": Look(("held",), (-0.56, 0.32), (-0.78, 0.24), ("held",)),
    "eyes": Look(("species", "pose", "face"), (-2 * EYE, 2 * EYE), (-0.17, 0.17), ("species",)),
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
        self.said = Said(state_size)
        animal, scene = _size(ANIMAL_SLOTS), _size(SCENE_SLOTS)
        self.code_size = 2 * animal + scene
        # Outlines lie at the same place of the planes whatever is worn, held or done.
        self.placing = Placing()
        self.whole = Planes(_size(WHOLE.slots), plane_channels, plane_side, WHOLE.across, WHOLE.down)
        self.parts = nn.ModuleDict(
            {
                part: Planes(_size(look.slots), part_channels, part_side, look.across, look.down)
                for part, look in LOOKS.items()
            }
        )
        self.tints = nn.ModuleDict(
            {owner: nn.Linear(count, TINT, bias=False) for owner, (_, count) in COLOR_SLOTS.items()}
        )
        tinted_channels = sum(
            min(TINTED, channels) * TINT * len(look.colored)
            for look, channels in (
                (WHOLE, plane_channels),
                *((look, part_channels) for look in LOOKS.values()),
            )
        )
        self.animal = Field(
            plane_channels + ANIMAL_MAPS + len(LOOKS) * (part_channels + ANIMAL_MAPS) + tinted_channels,
            animal + COLORS + scene + COLORS_AT + 1,
            width,
        )
        self.backdrop = Planes(scene, plane_channels, plane_side, (-1, 1), (-1, 1))
        self.scene = Field(plane_channels + SCENE_MAPS, scene + COLORS_AT + 1, scene_width)
        self.merge = nn.Conv2d(2 * width + scene_width, refined, fineness, stride=fineness)
        self.refine = nn.ModuleList(RefineBlock(refined, self.code_size + 1) for _ in range(blocks))
        self.features = nn.Conv2d(refined, out_channels, 1)
        self.draft = nn.Conv2d(refined, latent_channels, 1)

    def forward(self, states: Tensor, layout: Tensor) -> Sketched:
        """states: (B, S, C). layout: (B, N)."""
        codes, said = self.codes(states), self.said(states)
        species = f"{SECOND}species"
        two = 1 - said[species][:, SLOT_CLASSES[species].index(UNSAID)]
        places, layout = layout.float(), layout.to(states.dtype)
        around = torch.cat([joined(codes, SCENE_SLOTS), layout[:, :COLORS_AT], two.view(-1, 1)], dim=1)
        features = []
        for which, prefix in enumerate(("", SECOND)):
            frame = animal_frame(places, two.float(), which)
            placed = self.placing(said, places, prefix, frame, limits_of(two.float(), which))
            colors = colors_of(said, layout, prefix)
            found = self._found(codes, prefix, placed, colors)
            condition = torch.cat([joined(codes, ANIMAL_SLOTS, prefix), *colors.values(), around], dim=1)
            features.append(self.animal(found, condition))
        features[1] = features[1] * two.view(-1, 1, 1, 1)
        maps = scene_maps(places, self.size)
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

    def _found(
        self, codes: Mapping[str, Tensor], prefix: str, placed: Placed, colors: Mapping[str, Tensor]
    ) -> Tensor:
        """What each place finds of an animal: features of it and of its parts, and where in them it is.

        colors: as colors_of gives them. Returns (B, channels, G, G).
        """
        tints = {owner: self.tints[owner](color) for owner, color in colors.items()}

        def looked_up(planes: nn.Module, look: Look, across: Tensor, down: Tensor) -> list[Tensor]:
            code = joined(codes, look.slots, prefix)
            features = planes(code, across, down)
            tint = torch.cat([tints[owner] for owner in look.colored], dim=1)
            maps = animal_maps(across, down).to(code.dtype)
            return [features, maps, tinted(features[:, :TINTED], tint)]

        u, v = own_coordinates(placed.frame, self.size)
        found = looked_up(self.whole, WHOLE, u, v)
        for part, look in LOOKS.items():
            place = placed.parts[part]
            across, down = part_coordinates(u, v, place)
            if part == "hand":  # what is held grows away from the animal
                across = torch.where(place[:, :1, None] > 0, -across, across)
            elif part == "eyes":
                across = eye_coordinates(across, placed.eye_gap, EYE)
            found += looked_up(self.parts[part], look, across, down)
        return torch.cat(found, dim=1)
