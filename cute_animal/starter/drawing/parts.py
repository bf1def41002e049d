"""Where an animal's parts are: the frames that figure.py nests, spelled out in the animal's own frame."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from cute_animal.starter.drawing.cast import CAST
from cute_animal.starter.drawing.faces import eye_size
from cute_animal.starter.drawing.headwear import worn_at
from cute_animal.starter.drawing.stances import LYING_TRUNK, LYING_TRUNK_DROP, LYING_TRUNK_SQUASH, STANCES
from cute_animal.starter.layout import PARTS, Layout
from cute_animal.vocabulary import Animal


@dataclass(frozen=True)
class Place:
    """A frame inside another one: its origin in body units, y down, its size and its turn, clockwise."""

    x: float
    y: float
    size: float = 1.0
    angle: float = 0.0  # radians

    def holds(self, inner: Place) -> Place:
        """Give a place of this frame in the frame that this one is in."""
        cos, sin = self.size * math.cos(self.angle), self.size * math.sin(self.angle)
        return Place(
            self.x + cos * inner.x - sin * inner.y,
            self.y + sin * inner.x + cos * inner.y,
            self.size * inner.size,
            self.angle + inner.angle,
        )


def places_of(animal: Animal, layout: Layout) -> Mapping[str, Place]:
    """Where the parts of PARTS are, whether or not there is a thing on the head or in the hand.

    A part that is stretched in one direction only gets the mean of its sizes.
    """
    sp, stance = CAST[animal.species], STANCES[animal.pose]
    whole = Place(0, -stance.lift, 1.0, stance.lean)
    upper = whole.holds(Place(0, stance.drop))
    trunk = upper
    if stance.lying:
        x, y, size, angle = LYING_TRUNK
        lying = Place(x, y, size * math.sqrt(LYING_TRUNK_SQUASH), angle)
        trunk = whole.holds(lying).holds(Place(0, stance.drop + LYING_TRUNK_DROP))
    head = upper.holds(Place(*stance.chin, layout.head, stance.head_turn)).holds(Place(0, -sp.head_ry))
    hat = head.holds(Place(*worn_at(animal.headwear, sp)))
    hand = upper.holds(Place(*(stance.held_at or stance.left.hand)))
    eyes = head.holds(Place(0, sp.eye[1], eye_size(sp, layout.eyes)))
    return dict(zip(PARTS, (trunk, head, hat, hand, eyes), strict=True))


def eye_gap(animal: Animal, layout: Layout) -> float:
    """How far an eye is from the middle between both, in the frame of the eyes."""
    sp = CAST[animal.species]
    return sp.eye[0] / eye_size(sp, layout.eyes)
