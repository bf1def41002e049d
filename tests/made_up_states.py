"""States of slots as a text encoder that reads without fault would give them, made up without one."""

from __future__ import annotations

import torch

from cute_animal.vocabulary import SECOND, SLOT_CLASSES, SLOTS


def states_saying(said: torch.Tensor, size: int, noise: float = 0.02) -> torch.Tensor:
    """(B, S) class numbers of SLOT_CLASSES -> (B, S, size), a direction per class of a slot, and some noise.

    The directions are the same in every call, and the same for both animals.
    """
    generator = torch.Generator().manual_seed(1)
    directions = {
        slot: torch.randn(len(SLOT_CLASSES[slot]), size, generator=generator)
        for slot in SLOTS
        if not slot.startswith(SECOND)
    }
    states = [directions[slot.removeprefix(SECOND)][said[:, index]] for index, slot in enumerate(SLOTS)]
    return torch.stack(states, dim=1) + noise * torch.randn(*said.shape, size)


def any_wishes(count: int) -> torch.Tensor:
    """(count, S) class numbers of wishes that say anything."""
    sizes = torch.tensor([len(SLOT_CLASSES[slot]) for slot in SLOTS])
    return (torch.rand(count, len(SLOTS)) * sizes).long()


def saying(**values: str) -> torch.Tensor:
    """(1, S) class numbers of a wish that says these values and nothing else."""
    said = torch.zeros(1, len(SLOTS), dtype=torch.int64)
    for slot, value in values.items():
        said[0, SLOTS.index(slot)] = SLOT_CLASSES[slot].index(value)
    return said
