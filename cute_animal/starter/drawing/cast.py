"""The cast: every species that can be drawn, from the files that know their shapes."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from cute_animal.starter.drawing.mammals import MAMMALS
from cute_animal.starter.drawing.sea import SEA
from cute_animal.starter.drawing.species import SPECIES_TABLE, Species
from cute_animal.starter.drawing.winged import WINGED

CAST: Mapping[str, Species] = MappingProxyType({**SPECIES_TABLE, **MAMMALS, **WINGED, **SEA})
