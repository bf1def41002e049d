"""The tables of placing.py, taken from the drawing code. Needed once, before a sketch is trained."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import torch
from torch import Tensor

from cute_animal.starter.drawing.fitting import reach_of, usual_size
from cute_animal.starter.drawing.parts import Place, eye_gap, places_of
from cute_animal.starter.layout import PARTS, PROPORTIONS, Layout, sample_layout
from cute_animal.starter.placing import TABLES, UNIT
from cute_animal.vocabulary import HEADWEAR, HELD, NATURAL_COAT, POSE, SPECIES, Animal


def tabulated() -> dict[str, Tensor]:
    """All tables of Placing by name, flat, int16."""
    numbers = {name: np.zeros(shape) for name, shape in TABLES.items()}
    for (s, species), (p, pose) in itertools.product(enumerate(SPECIES), enumerate(POSE)):
        bare = Animal(species, NATURAL_COAT[species], pose=pose)
        numbers["usual"][s, p] = math.log(usual_size(bare))
        for (h, e), layout in _proportioned():
            for worn, key in enumerate((None, *HEADWEAR)):
                dressed = replace(bare, headwear=key, headwear_color=key and "red")
                numbers["reach_wearing"][s, p, worn, h, e] = _reach(dressed, layout)
                numbers["hat"][s, p, worn, h] = _place(places_of(dressed, layout)["hat"])
            places = places_of(bare, layout)
            for part in set(PARTS) - {"hat", "eyes"}:
                numbers[part][s, p, h] = _place(places[part])
            for which in (0, 1):
                eyed = replace(layout, eyes=_size("eyes", which))
                numbers["eyes"][s, p, h, which] = _place(places_of(bare, eyed)["eyes"])
                numbers["eye_gap"][s, which] = eye_gap(bare, eyed) / 100
            if h == e == 0:
                for held, key in enumerate((None, *HELD)):
                    holding = replace(bare, held=key, held_color=key and "red")
                    numbers["reach_holding"][s, p, held] = _reach(holding, layout)
    return {
        name: torch.from_numpy(np.round(table / UNIT).astype(np.int16).ravel())
        for name, table in numbers.items()
    }


def _proportioned() -> Iterator[tuple[tuple[int, int], Layout]]:
    """Layouts with the smaller (0) and the larger (1) head and ears of the prior."""
    layout = sample_layout(np.random.default_rng(0))
    for head, ears in itertools.product((0, 1), repeat=2):
        yield (head, ears), replace(layout, head=_size("head", head), ears=_size("ears", ears))


def _size(name: str, which: int) -> float:
    """The smaller (0) or the larger (1) value of one of PROPORTIONS."""
    middle, apart = PROPORTIONS[name]
    return middle + (2 * which - 1) * apart


def _reach(animal: Animal, layout: Layout) -> tuple[float, float, float]:
    reach = reach_of(animal, layout)
    return reach.left / 100, reach.right / 100, reach.top / 100


def _place(place: Place) -> tuple[float, float, float, float]:
    return place.x / 100, place.y / 100, math.log(place.size), place.angle
