"""Mammals of the second cast, from the horse to the bat: their shapes.

Each row says which common parts a species uses and brings drawings of its own for the rest (species.Species).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from cute_animal.starter.drawing.big_mammals import HIPPO, KANGAROO, RHINO, SLOTH
from cute_animal.starter.drawing.furry import BAT, HAMSTER, RACCOON, SQUIRREL
from cute_animal.starter.drawing.grazers import GIRAFFE, HORSE, UNICORN, ZEBRA
from cute_animal.starter.drawing.species import Species

MAMMALS: Mapping[str, Species] = MappingProxyType(
    {
        "horse": HORSE, "zebra": ZEBRA, "unicorn": UNICORN, "giraffe": GIRAFFE, "hippo": HIPPO,
        "rhino": RHINO, "raccoon": RACCOON, "squirrel": SQUIRREL, "hamster": HAMSTER,
        "kangaroo": KANGAROO, "sloth": SLOTH, "bat": BAT,
    }
)  # fmt: skip
