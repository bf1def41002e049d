"""How big an animal may be drawn so that ears, hats, hands and what they hold stay in the picture."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from cute_animal.starter.drawing.accents import accent_boxes
from cute_animal.starter.drawing.canvas import Point
from cute_animal.starter.drawing.cast import CAST
from cute_animal.starter.drawing.headwear import REACH
from cute_animal.starter.drawing.held import HELD_REACH
from cute_animal.starter.drawing.stances import LYING_BEHIND, STANCES, Stance
from cute_animal.starter.layout import MARGIN, OVERLAP, SHRINK, STEP_ASIDE, Frame, Layout
from cute_animal.vocabulary import Animal

_HAND = 7.5  # half the width of a hand
_CLAW = 17.0  # and of what a species of its own kind may have there
_BRIM = 40.0  # how far a hat reaches to the side
_ROUNDING = 1e-9


@dataclass(frozen=True)
class Fit:
    """Where and how big an animal is drawn, in units of the picture's side."""

    center_x: float
    unit: float  # one body unit, 1/100 of a standing animal
    shrunk: int  # how often it was made smaller by SHRINK to come to that


@dataclass(frozen=True)
class Reach:
    """How far an animal reaches in its own frame, in body units from between its feet."""

    left: float  # negative
    right: float
    top: float


def fit(animal: Animal, frame: Frame, layout: Layout) -> Fit:
    """Follow the layout, but step aside and then shrink where a part would leave the picture.

    An animal of a pair stays in its own half, too, but for a small overlap. It steps aside by half cells and
    shrinks by tenths, so that outlines run in few places (see layout.sample_layout).
    """
    left, right = MARGIN, 1 - MARGIN
    if frame != layout.frames[0]:
        left, right = (left, 0.5 + OVERLAP) if frame.center_x < 0.5 else (0.5 - OVERLAP, right)
    reach = reach_of(animal, layout, -frame.tilt if frame.mirrored else frame.tilt)
    least, most = (-reach.right, -reach.left) if frame.mirrored else (reach.left, reach.right)
    unit = frame.scale * usual_size(animal) / 100
    largest = min((frame.ground_y - MARGIN) / reach.top, (right - left) / (most - least))
    shrunk = 0
    while True:
        aside = _step_aside(frame.center_x, left - unit * least, right - unit * most)
        if unit <= largest and aside is not None:
            return Fit(frame.center_x + aside, unit, shrunk)
        unit *= SHRINK
        shrunk += 1


def usual_size(animal: Animal) -> float:
    """How big its kind is drawn in its pose where there is room, against what the frame says."""
    return CAST[animal.species].size * STANCES[animal.pose].size


def reach_of(animal: Animal, layout: Layout, tilt: float = 0.0) -> Reach:
    """Say how far an animal reaches that is tilted by so many radians, clockwise in its own frame."""
    stance = STANCES[animal.pose]
    turn = tilt + stance.lean
    cos, sin = math.cos(turn), math.sin(turn)
    parts = list(_outermost(animal, stance, layout))
    across = [cos * x - sin * y for x, y in parts]
    return Reach(min(across), max(across), stance.lift - min(sin * x + cos * y for x, y in parts))


def _step_aside(center_x: float, least: float, most: float) -> float | None:
    """Give the smallest step in half cells that brings center_x between least and most, None if none does."""
    if center_x < least:
        steps = math.ceil((least - center_x) / STEP_ASIDE - _ROUNDING)
    else:
        steps = -math.ceil(max(0.0, center_x - most) / STEP_ASIDE - _ROUNDING)
    aside = steps * STEP_ASIDE
    return aside if least - _ROUNDING <= center_x + aside <= most + _ROUNDING else None


def _outermost(animal: Animal, stance: Stance, layout: Layout) -> Iterator[Point]:
    """Yield the points of the animal that may leave the picture first, in its body frame."""
    sp = CAST[animal.species]
    ears = max(1.0, layout.ears)
    side, top = max(sp.ear_side * ears, sp.head_rx), max(sp.ear_top * ears, sp.head_ry)
    cos, sin = math.cos(stance.head_turn), math.sin(stance.head_turn)
    head = [(side, -0.4 * top), (0.7 * side, -top), (-side, -0.4 * top), (-0.7 * side, -top)]
    if animal.headwear is not None:
        width = sp.hat_width if animal.headwear != "glasses" else 1.0
        hat = REACH[animal.headwear] * width - sp.hat_y - 18.0
        brim = max(_BRIM * width, sp.head_rx + 12.0)
        head += [(0.3 * sp.head_rx, -hat), (-0.3 * sp.head_rx, -hat), (brim, sp.hat_y), (-brim, sp.hat_y)]
    for x, y in head:
        x, y = x * layout.head, (y - sp.head_ry) * layout.head
        yield stance.chin[0] + cos * x - sin * y, stance.chin[1] + stance.drop + sin * x + cos * y
    for arm in (stance.left, stance.right):
        x, y = arm.hand
        half = _HAND if sp.arm is None else _CLAW
        yield x + math.copysign(half, x), y + stance.drop - half
    if sp.behind is not None and not stance.lying:  # wings and tails reach as far as ear_side says
        yield from ((side, -45.0), (-side, -45.0))
    boxes = accent_boxes(stance.accent)
    if animal.held is not None:
        aside, above = HELD_REACH[animal.held]
        x, y = stance.held_at or stance.left.hand
        x, y = x + math.copysign(aside, x), y + stance.drop
        boxes += ((x, y - above, x, y),)
    if stance.lying:
        x, _, scale = LYING_BEHIND
        behind = x + scale * sp.ear_side + 4.0 if sp.behind is not None else 0.0
        boxes += ((-60, -20, max(62.0, behind), -50),)
    for x0, y0, x1, y1 in boxes:
        yield from ((x0, y0), (x1, y0), (x0, y1), (x1, y1))
