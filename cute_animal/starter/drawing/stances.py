"""Stances: where each of the ten poses puts trunk, head, arms and legs. Numbers only, nothing is drawn here.

Body coordinates: origin on the ground between the feet, y down, a standing animal about 100 high. The left
hand holds things, the right one waves.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from cute_animal.starter.drawing.canvas import Point

SHOULDER: Point = (15, -42)
CHIN_Y = -46.0  # a bigger head grows up from here


@dataclass(frozen=True)
class Arm:
    """One arm, on the side where its shoulder is."""

    hand: Point
    shoulder: Point
    elbow: Point | None = None  # None: a straight arm
    layer: str = "trunk"  # what it is drawn over


@dataclass(frozen=True)
class Stance:
    """Where a pose puts the parts of a body."""

    left: Arm
    right: Arm
    legs: str = "down"  # down, forward, apart: all that a species has to be able to draw
    legs_turn: float = 0.0  # both legs turned about the hip: "apart" and turned is a stride
    drop: float = 0.0  # how much lower trunk and head are than when standing
    lift: float = 0.0  # how high the feet are off the ground
    lean: float = 0.0  # the whole animal turned about its feet
    lying: bool = False  # the trunk lies on the ground, the head in front of it
    chin: Point = (0, CHIN_Y)
    head_turn: float = 0.0  # the head turned about the chin
    size: float = 1.0  # who lies has more room to be big
    shadow: float = 1.0
    held_at: Point | None = None  # where the held thing stands if no hand is free for it
    accent: str | None = None  # what else tells the pose: a heart, Zzz, a thought, notes, dust


def _arm(side: int, hand: Point, elbow: Point | None = None, layer: str = "trunk") -> Arm:
    """Give an arm by its hand on the right side (side 1), or mirrored (-1)."""
    return Arm(
        (side * hand[0], hand[1]),
        (side * SHOULDER[0], SHOULDER[1]),
        None if elbow is None else (side * elbow[0], elbow[1]),
        layer,
    )


_DOWN = (26.5, -25)
HEART_PAWS = (Arm((-15.5, -21.5), (-20, -20.5)), Arm((15.5, -21.5), (20, -20.5)))  # what shows before a heart
LYING_TRUNK = (45.0, -20.5, 0.82, -1.42)  # where a trunk lies on its side, how big, how far it is turned
LYING_TRUNK_SQUASH, LYING_TRUNK_DROP = 1.18, 4.0  # a little longer, and down towards the feet
LYING_BEHIND = (11.0, 0.0, 0.9)  # where and how big the wings or the shell of a lying animal are

STANCES: Mapping[str, Stance] = MappingProxyType(
    {
        "standing": Stance(_arm(-1, _DOWN), _arm(1, _DOWN)),
        "sitting": Stance(_arm(-1, (26.5, -24)), _arm(1, (26.5, -24)), legs="forward", drop=10),
        "waving": Stance(_arm(-1, _DOWN), _arm(1, (45.5, -61.5), layer="ears")),
        "jumping": Stance(
            _arm(-1, (45, -61.5), layer="ears"), _arm(1, (45, -61.5), layer="ears"), legs="apart", lift=13,
            shadow=0.72,
        ),
        "dancing": Stance(
            _arm(-1, (40, -40)), _arm(1, (45, -75), layer="ears"), legs="apart", legs_turn=-0.34,
            lift=4, lean=-0.13, head_turn=0.19, accent="notes",
        ),
        "running": Stance(
            _arm(-1, (37, -31), (28, -27)), _arm(1, (37, -44), (30, -30)), legs="apart", legs_turn=0.3,
            lift=8, lean=0.17, shadow=0.8, accent="dust",
        ),
        "sleeping": Stance(
            Arm((-13, -6.5), (-46, -9), (-34, -4.5), "face"), Arm((-25, -6.5), (8, -9), (-5, -4.5), "face"),
            lying=True, size=1.12, chin=(-20, -8), head_turn=-0.1, shadow=1.5, held_at=(44, -9), accent="zzz",
        ),
        "hugging": Stance(
            _arm(-1, (25, -22), (29, -32)), _arm(1, (25, -22), (29, -32)),
            held_at=(-38, -8), accent="heart",
        ),
        "cheering": Stance(_arm(-1, (42, -86), layer="ears"), _arm(1, (42, -86), layer="ears")),
        "thinking": Stance(
            _arm(-1, _DOWN), Arm((8, -46), (23, -28), layer="face"), head_turn=-0.13, accent="thought",
        ),
    }
)  # fmt: skip
