"""One animal from head to foot: tail, legs, trunk, clothes, what it holds, head and headwear, in this order.

Body units: origin on the ground between the feet, y down, a standing animal about 100 high.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from cute_animal.starter.drawing.accents import draw_accent, draw_heart
from cute_animal.starter.drawing.bodies import bends, draw_arm, draw_legs, draw_tail, draw_torso
from cute_animal.starter.drawing.canvas import Canvas
from cute_animal.starter.drawing.cast import CAST
from cute_animal.starter.drawing.clothes import LEG_CUFF, SLEEVED, draw_behind, draw_garment, draw_neckwear
from cute_animal.starter.drawing.faces import draw_cheeks, draw_eyes, draw_markings, draw_mood
from cute_animal.starter.drawing.heads import EARS, draw_front, draw_skull
from cute_animal.starter.drawing.headwear import draw_headwear
from cute_animal.starter.drawing.held import draw_held
from cute_animal.starter.drawing.muzzles import draw_muzzle
from cute_animal.starter.drawing.palette import CLOTH_TONES, TONES, Cloth, part_tones
from cute_animal.starter.drawing.patterns import draw_arm_pattern, draw_head_pattern, draw_torso_pattern
from cute_animal.starter.drawing.species import Species
from cute_animal.starter.drawing.stances import (
    HEART_PAWS,
    LYING_BEHIND,
    LYING_TRUNK,
    LYING_TRUNK_DROP,
    LYING_TRUNK_SQUASH,
    STANCES,
    Stance,
)
from cute_animal.starter.layout import Layout
from cute_animal.vocabulary import Animal

HIP = (0.0, -13.0)  # what legs turn about


def cloth_of(color: str | None) -> Cloth | None:
    return CLOTH_TONES[color] if color is not None else None


def draw_animal(canvas: Canvas, animal: Animal, layout: Layout, *, mirrored: bool = False) -> None:
    """Draw the animal in its body frame; mirrored tells that this frame is a mirror image."""
    stance = STANCES[animal.pose]
    with canvas.frame(0, 0, 1.0, stance.lean):
        with _behind_frame(canvas, stance):
            _draw_behind(canvas, animal, CAST[animal.species], stance)
        with _trunk_frame(canvas, stance):
            _draw_trunk(canvas, animal, CAST[animal.species], stance)
        _draw_upper(canvas, animal, layout, CAST[animal.species], stance)
        draw_accent(canvas, stance.accent, mirrored=mirrored, holding=animal.held is not None)


@contextmanager
def _trunk_frame(canvas: Canvas, stance: Stance) -> Iterator[None]:
    """Enter the frame of the trunk: lying down, it is turned on its side and a little longer and flatter."""
    if not stance.lying:
        yield
        return
    with (
        canvas.frame(*LYING_TRUNK, squash=LYING_TRUNK_SQUASH),
        canvas.frame(0, LYING_TRUNK_DROP),
    ):
        yield


@contextmanager
def _behind_frame(canvas: Canvas, stance: Stance) -> Iterator[None]:
    """Enter the frame of wings, shells and capes, which stay upright behind a trunk that lies."""
    if not stance.lying:
        yield
        return
    with canvas.frame(*LYING_BEHIND):
        yield


def _draw_behind(canvas: Canvas, animal: Animal, sp: Species, stance: Stance) -> None:
    """Draw wings, a shell or a big tail, and what hangs behind the clothes."""
    # Sitting, they come to lie on the ground and do not sink below it.
    if sp.behind is not None:
        with canvas.frame(0, stance.drop * 0.3):
            sp.behind(canvas, part_tones(animal.coat, "tail"))
    with canvas.frame(0, stance.drop * (0.3 if animal.garment == "cape" else 1.0)):
        draw_behind(canvas, animal.garment, cloth_of(animal.garment_color))


def _draw_trunk(canvas: Canvas, animal: Animal, sp: Species, stance: Stance) -> None:
    """Draw everything below the head except arms that are raised or in front."""
    name, garment, t = animal.species, animal.garment, TONES[animal.coat]
    cloth = cloth_of(animal.garment_color)
    trousers = cloth if garment in LEG_CUFF else None
    cuff = LEG_CUFF.get(garment, 0.0) if garment is not None else 0.0
    width = _trunk_width(sp)
    forward = stance.legs == "forward"

    def legs() -> None:
        tones = part_tones(animal.coat, "legs")
        scale, squash = (0.86, 1.16) if stance.lying else (1.0, 1.0)
        with canvas.frame(*HIP, scale, stance.legs_turn, squash=squash), canvas.frame(-HIP[0], -HIP[1]):
            if sp.legs is not None:
                sp.legs(canvas, tones, stance.legs, trousers, cuff)
            else:
                draw_legs(canvas, name, sp, tones, stance.legs, trousers, cuff)

    with canvas.frame(0, stance.drop * 0.3):
        draw_tail(canvas, name, sp, part_tones(animal.coat, "tail"))
    if not forward:
        legs()
    with canvas.frame(0, stance.drop):
        if sp.torso is not None:
            sp.torso(canvas, t)
        else:
            draw_torso(canvas, name, sp, t)
        draw_torso_pattern(canvas, animal.pattern, animal.coat, sp, t)
        if sp.on_torso is not None:
            sp.on_torso(canvas, t)
        draw_garment(canvas, garment, cloth, width)
        _draw_arms(canvas, animal, sp, stance, "trunk")
    if forward:
        legs()
    with canvas.frame(0, stance.drop):
        draw_neckwear(canvas, garment, cloth, width)


def _draw_upper(canvas: Canvas, animal: Animal, layout: Layout, sp: Species, stance: Stance) -> None:
    """Draw the head, the arms that are raised or in front, and what is held."""
    if stance.accent == "heart":
        draw_heart(canvas)
        if bends(sp):
            for paw in HEART_PAWS:
                draw_arm(canvas, animal.species, sp, part_tones(animal.coat, "arms"), paw, None)
    with canvas.frame(0, stance.drop):
        # Raised arms go before big ears and manes but behind the cheeks.
        with _head_frame(canvas, layout, sp, stance):
            (sp.ears or EARS[animal.species])(canvas, part_tones(animal.coat, "ears"), layout.ears)
        _draw_arms(canvas, animal, sp, stance, "ears")
        with _head_frame(canvas, layout, sp, stance):
            _draw_head(canvas, animal, layout, sp)
        _draw_arms(canvas, animal, sp, stance, "face")
        held = cloth_of(animal.held_color)
        if held is not None and animal.held is not None:
            x, y = stance.held_at or stance.left.hand
            with canvas.frame(x, y, flip=x > 0):
                draw_held(canvas, animal.held, held)


@contextmanager
def _head_frame(canvas: Canvas, layout: Layout, sp: Species, stance: Stance) -> Iterator[None]:
    with canvas.frame(*stance.chin, layout.head, stance.head_turn), canvas.frame(0, -sp.head_ry):
        yield


def _trunk_width(sp: Species) -> float:
    """Give the width of the trunk against the usual one."""
    return 1.17 if sp.body in ("bird", "wool") else 1.0


def _draw_arms(canvas: Canvas, animal: Animal, sp: Species, stance: Stance, layer: str) -> None:
    t = part_tones(animal.coat, "arms")
    sleeve = cloth_of(animal.garment_color) if animal.garment in SLEEVED else None
    for arm in (stance.left, stance.right):
        if arm.layer == layer:
            draw_arm(canvas, animal.species, sp, t, arm, sleeve)
            if sleeve is None:
                draw_arm_pattern(canvas, animal.pattern, animal.coat, sp, t, arm)


def _draw_head(canvas: Canvas, animal: Animal, layout: Layout, sp: Species) -> None:
    name, t = animal.species, TONES[animal.coat]
    frog = name == "frog"  # its eyes stand before headphones
    asleep = animal.pose == "sleeping"
    if sp.skull is not None:
        sp.skull(canvas, t)
    else:
        draw_skull(canvas, name, sp, t)
    draw_head_pattern(canvas, animal.pattern, animal.coat, sp, t)
    if sp.markings is not None:
        sp.markings(canvas, t)
    else:
        draw_markings(canvas, name, t)
    draw_cheeks(canvas, sp, layout.cheeks)
    ears = part_tones(animal.coat, "ears")
    if sp.front is not None:
        sp.front(canvas, ears, layout.ears)
    else:
        draw_front(canvas, name, ears, layout.ears)
    cloth = cloth_of(animal.headwear_color)
    behind_eyes = frog and animal.headwear == "headphones"
    if cloth is not None and animal.headwear is not None and behind_eyes:
        draw_headwear(canvas, animal.headwear, cloth, sp, layout.eyes)
    if frog:
        EARS[name](canvas, ears, layout.ears)
    if sp.face is not None:
        sp.face(canvas, t, animal.face)
    else:
        draw_muzzle(canvas, name, sp, t, animal.face)
    draw_eyes(canvas, name, sp, t, animal.face, layout.eyes, asleep=asleep)
    if cloth is not None and animal.headwear is not None and not behind_eyes:
        draw_headwear(canvas, animal.headwear, cloth, sp, layout.eyes)
    draw_mood(canvas, name, sp, t, animal.face, layout.eyes)
