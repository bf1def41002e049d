"""The sketch: what the words ask for, laid out over the picture before any noise is looked at.

A small neural field. What the words say exactly is read first (said.py): how each animal fits into the
picture, where its trunk, head, hat, hand and eyes are (placing.py), and which colour each of its things has
(colors.py), follow from that and the layout. Then, for every slot that has a shape, it has learnt planes
(field.py, looks.py) in the frame of the animal or of the part that the slot is about: a hat is learnt once,
whatever head it sits on, and a kite whichever hand holds it. A wish mixes the planes, every cell looks its
place up in them, coarsely for what is where and finely for what is small (details.py), and a few layers that
the rest of the wish modulates turn that into features. Both animals of a pair share all weights: what is
learnt of a rabbit on the left is known of a rabbit on the right, and the attributes of one cannot leak to the
other, for each is laid out in its own frame. The sketch depends on words and layout alone, so it is made once
per picture, not once per step.

Shapes: B pictures, S slots, C channels of a slot's state, K code numbers, G cells across.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import torch
from torch import Tensor, nn

from cute_animal.starter.colors import COLOR_SLOTS, COLORS, colors_of
from cute_animal.starter.details import FINENESS, Details
from cute_animal.starter.field import Field, Found, PaintedField, Planes, RefineBlock
from cute_animal.starter.layout import COLORS_AT
from cute_animal.starter.looks import (
    CODE_SIZES,
    LOOKS,
    WHOLE,
    Look,
    code_size,
    coordinates_in_parts,
    joined,
)
from cute_animal.starter.maps import ANIMAL_MAPS, SCENE_MAPS, animal_frame, animal_maps, scene_maps
from cute_animal.starter.placing import Placed, Placing, limits_of
from cute_animal.starter.said import Said
from cute_animal.vocabulary import ANIMAL_SLOTS, SCENE_SLOTS, SECOND, SLOT_CLASSES, SLOTS, UNSAID

TINT = 3  # numbers of a colour: enough for red, green and blue


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


class Told(NamedTuple):
    """What the sketch of B pictures goes by."""

    codes: Mapping[str, Tensor]  # (B, K of the slot) by slot
    said: Mapping[str, Tensor]  # as Said reads it
    places: Tensor  # (B, N) float32: the layout
    around: Tensor  # (B, A): what is known beside the animals
    two: Tensor  # (B,) 1 where there are two animals

    def of(self, rows: Tensor) -> Told:
        """The same of some of the pictures."""
        return Told(
            {slot: code[rows] for slot, code in self.codes.items()},
            {slot: classes[rows] for slot, classes in self.said.items()},
            self.places[rows],
            self.around[rows],
            self.two[rows],
        )


class Drawn(NamedTuple):
    """One animal of B pictures, laid out."""

    features: Tensor  # (B, width, G, G)
    details: Tensor  # (B, width of the details, 2 G, 2 G)


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
        animal, scene = code_size(ANIMAL_SLOTS), code_size(SCENE_SLOTS)
        self.code_size = 2 * animal + scene
        # Outlines lie at the same place of the planes whatever is worn, held or done.
        self.placing = Placing()
        self.whole = Planes(code_size(WHOLE.slots), plane_channels, plane_side, WHOLE.across, WHOLE.down)
        self.parts = nn.ModuleDict(
            {
                part: Planes(code_size(look.slots), part_channels, part_side, look.across, look.down)
                for part, look in LOOKS.items()
            }
        )
        self.tints = nn.ModuleDict(
            {owner: nn.Linear(count, TINT, bias=False) for owner, (_, count) in COLOR_SLOTS.items()}
        )
        looks = [(plane_channels, ANIMAL_MAPS, TINT * len(WHOLE.colored))]
        looks += [(part_channels, ANIMAL_MAPS, TINT * len(look.colored)) for look in LOOKS.values()]
        condition_size = animal + COLORS + scene + COLORS_AT + 1
        self.animal = PaintedField(looks, condition_size, width)
        self.details = Details(condition_size, TINT, cells=cells)
        self.backdrop = Planes(scene, plane_channels, plane_side, (-1, 1), (-1, 1))
        self.scene = Field(plane_channels + SCENE_MAPS, scene + COLORS_AT + 1, scene_width)
        self.merge = nn.Conv2d(2 * width + scene_width, refined, fineness, stride=fineness)
        self.merge_details = nn.Conv2d(2 * self.details.width, refined, FINENESS, stride=FINENESS, bias=False)
        nn.init.zeros_(self.merge_details.weight)
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
        told = Told(codes, said, places, around, two)
        first, second = self._animal(told, 0), self._second(told)
        maps = scene_maps(places, self.size)
        below_horizon = maps[:, -2]  # so that the ground of a place is learnt once, wherever its horizon runs
        backdrop = self.backdrop(joined(codes, SCENE_SLOTS), maps[:, 0], below_horizon)
        scene = self.scene(torch.cat([backdrop, maps.to(states.dtype)], dim=1), around)
        # A second animal that is not there must not matter, whatever its slots' states are like.
        everything = torch.cat(
            [
                joined(codes, ANIMAL_SLOTS),
                joined(codes, ANIMAL_SLOTS, SECOND) * two.view(-1, 1),
                joined(codes, SCENE_SLOTS),
            ],
            dim=1,
        )
        hidden = self.merge(torch.cat([first.features, second.features, scene], dim=1))
        hidden = hidden + self.merge_details(torch.cat([first.details, second.details], dim=1))
        condition = torch.cat([everything, two.view(-1, 1)], dim=1)
        for block in self.refine:
            hidden = block(hidden, condition)
        return Sketched(self.features(hidden), self.draft(hidden), everything)

    def _animal(self, told: Told, which: int) -> Drawn:
        """Lay the first (0) or the second (1) animal out."""
        prefix = SECOND if which else ""
        frame = animal_frame(told.places, told.two.float(), which)
        limits = limits_of(told.two.float(), which)
        placed = self.placing(told.said, told.places, prefix, frame, limits)
        colors = colors_of(told.said, told.places.to(told.around.dtype), prefix)
        tints = {owner: self.tints[owner](color) for owner, color in colors.items()}
        condition = torch.cat(
            [joined(told.codes, ANIMAL_SLOTS, prefix), *colors.values(), told.around], dim=1
        )
        return Drawn(
            self.animal(self._found(told.codes, prefix, placed, tints), condition),
            self.details(told.codes, prefix, placed, tints, condition),
        )

    def _second(self, told: Told) -> Drawn:
        """Lay the second animal out, all zero where there is none."""
        if not self.training or torch.compiler.is_compiling():
            return Drawn(*(made * told.two.view(-1, 1, 1, 1) for made in self._animal(told, 1)))
        # Two thirds of the training pictures show one animal only.
        rows = told.two.nonzero()[:, 0]
        return Drawn(
            *(
                made.new_zeros(len(told.two), *made.shape[1:]).index_copy(0, rows, made)
                for made in self._animal(told.of(rows), 1)
            )
        )

    def _found(
        self, codes: Mapping[str, Tensor], prefix: str, placed: Placed, tints: Mapping[str, Tensor]
    ) -> list[Found]:
        """What each place finds of the whole animal, then of each of its parts.

        tints: (B, TINT) by what has the colour.
        """
        where = coordinates_in_parts(placed, self.size)

        def looked_up(planes: nn.Module, look: Look) -> Found:
            across, down = where[look.part]
            code = joined(codes, look.slots, prefix)
            tint = torch.cat([tints[owner] for owner in look.colored], dim=1)
            return Found(planes(code, across, down), animal_maps(across, down).to(code.dtype), tint)

        parts = [looked_up(self.parts[part], look) for part, look in LOOKS.items()]
        return [looked_up(self.whole, WHOLE), *parts]
