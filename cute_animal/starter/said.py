"""Said: what the states of a wish say, read back slot by slot as exactly as the text encoder was taught.

The text encoder is trained to tell the values of a slot apart by planes, so linear layers that are solved for
once read them back (training/LOG.md, 6: all slots of 300 held-out wishes, as they are retold). Where a choice
is exact, which colour a thing has or how big an animal is, the sketch goes by what is said, and nothing is
left to be learnt.

Shapes: B pictures, S slots, C channels of a slot's state.
"""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from cute_animal.vocabulary import ANIMAL_SLOTS, SECOND, SLOT_CLASSES, SLOTS, TABLES

READ = tuple(slot for slot in ANIMAL_SLOTS if slot not in ("pattern", "face"))  # of each animal
RIDGE = 1e-3  # of a state's mean square: keeps the layers small enough for bfloat16


class Said(nn.Module):
    """One linear reader per slot of READ, of both animals."""

    def __init__(self, state_size: int) -> None:
        super().__init__()
        self.readers = nn.ModuleDict(
            {
                prefix + slot: nn.Linear(state_size, len(SLOT_CLASSES[prefix + slot]))
                for prefix in ("", SECOND)
                for slot in READ
            }
        )
        self.requires_grad_(False)

    @torch.no_grad()
    def fit(self, states: Tensor, said: Tensor) -> None:
        """Solve by ridge regression of the one-hot classes, in float64.

        states: (B, S, C). said: (B, S) what they say, class numbers of SLOT_CLASSES.
        """
        for slot, reader in self.readers.items():
            assert isinstance(reader, nn.Linear)
            given = states[:, SLOTS.index(slot)].double()
            wanted = F.one_hot(said[:, SLOTS.index(slot)], reader.out_features).double()
            middle, share = given.mean(0), wanted.mean(0)
            apart = given - middle
            moment = apart.T @ apart / len(apart)
            moment.diagonal().add_(RIDGE * moment.diagonal().mean())
            weight = torch.linalg.solve(moment, apart.T @ (wanted - share) / len(apart)).T
            reader.weight.copy_(weight)
            reader.bias.copy_(share - weight @ middle)

    @torch.no_grad()
    def forward(self, states: Tensor) -> dict[str, Tensor]:
        """Read (B, S, C). Returns per slot (B, classes): 1 at the class that is said, else 0."""
        found = {}
        for slot, reader in self.readers.items():
            scores: Tensor = reader(states[:, SLOTS.index(slot)])
            found[slot] = F.one_hot(scores.argmax(1), scores.shape[1]).to(states.dtype)
        return found


def value_of(said: Mapping[str, Tensor], slot: str) -> Tensor:
    """(B, values of the slot's table) 1 at the value that is said, all 0 where none is."""
    return said[slot][:, -len(TABLES[slot.removeprefix(SECOND)]) :]
