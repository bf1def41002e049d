"""A whole picture from a scene and a layout: place, shadow, animal, clothes, headwear, in this order.

Pure and deterministic: the same two arguments always give the same bytes. Knows torch nothing.
"""

from __future__ import annotations

import math

from PIL import Image

from cute_animal.starter.drawing.backdrop import background_color
from cute_animal.starter.drawing.bodies import (
    STANCES,
    Stance,
    draw_arm,
    draw_legs,
    draw_tail,
    draw_torso,
)
from cute_animal.starter.drawing.canvas import Canvas
from cute_animal.starter.drawing.clothes import LEG_CUFF, SLEEVED, draw_behind, draw_garment, draw_neckwear
from cute_animal.starter.drawing.faces import draw_cheeks, draw_eyes, draw_markings
from cute_animal.starter.drawing.heads import EARS, draw_front, draw_skull
from cute_animal.starter.drawing.headwear import REACH, draw_headwear
from cute_animal.starter.drawing.muzzles import draw_muzzle
from cute_animal.starter.drawing.palette import CLOTH_TONES, TONES
from cute_animal.starter.drawing.places import draw_place, draw_shadow
from cute_animal.starter.drawing.species import SPECIES_TABLE, Species
from cute_animal.starter.layout import Layout
from cute_animal.vocabulary import Scene

_CHIN_Y = -46.0  # a bigger head grows up from here, in body units
_MARGIN = 0.015  # kept free at the frame, in units of the picture's side


def draw_scene(scene: Scene, layout: Layout, size: int = 512) -> Image.Image:
    """Draw the picture. Returns RGB, size x size px."""
    canvas = Canvas(size, background_color(scene.place, scene.time, layout.hue))
    draw_place(canvas, scene.place, scene.time == "night", layout)
    stance, sp = STANCES[scene.pose], SPECIES_TABLE[scene.species]
    unit = fitting_unit(scene, layout) * 512
    x, y = layout.center_x * 512, layout.ground_y * 512
    with canvas.frame(x, y, unit):
        draw_shadow(canvas, scene.place, scene.time == "night", 1.0 if stance.lift == 0 else 0.72)
    with (
        canvas.frame(x, y, unit, layout.tilt, flip=layout.mirrored),
        canvas.frame(0, -stance.lift),
    ):
        _draw_animal(canvas, scene, layout, stance, sp)
    return canvas.image()


def fitting_unit(scene: Scene, layout: Layout) -> float:
    """Give the length of one body unit (1/100 of a standing animal), in units of the picture's side.

    It follows the layout's scale, and shrinks where ears, hats or hands would leave the picture.
    """
    stance, sp = STANCES[scene.pose], SPECIES_TABLE[scene.species]
    ears = max(1.0, layout.ears)
    top = max(sp.ear_top * ears, sp.head_ry)
    if scene.headwear is not None:
        reach = REACH[scene.headwear] * (sp.hat_width if scene.headwear != "glasses" else 1.0)
        top = max(top, reach - sp.hat_y - 20.0)
    head_middle = -_CHIN_Y + sp.head_ry * layout.head - stance.drop
    half = max(sp.ear_side * ears * layout.head, 53.0 if stance.right_hand[1] < -50 else 44.0)
    sin = math.sin(abs(layout.tilt))
    height = stance.lift + head_middle + top * layout.head + sin * half
    half += sin * (head_middle + stance.lift)
    sides = min(layout.center_x, 1 - layout.center_x)
    return min(layout.scale * sp.size / 100, (layout.ground_y - _MARGIN) / height, (sides - _MARGIN) / half)


def _draw_animal(canvas: Canvas, scene: Scene, layout: Layout, stance: Stance, sp: Species) -> None:
    name, garment = scene.species, scene.garment
    t = TONES[scene.coat]
    cloth = CLOTH_TONES[scene.garment_color] if scene.garment_color is not None else None
    sleeve = cloth if garment in SLEEVED else None
    trousers = cloth if garment in LEG_CUFF else None
    cuff = LEG_CUFF.get(garment, 0.0) if garment is not None else 0.0
    width = 1.17 if sp.body in ("bird", "wool") else 1.0
    forward = stance.legs == "forward"
    # Sitting, the tail and the cape's hem come to lie on the ground and do not sink below it.
    with canvas.frame(0, stance.drop * 0.3):
        draw_tail(canvas, name, sp, t)
    with canvas.frame(0, stance.drop * (0.3 if garment == "cape" else 1.0)):
        draw_behind(canvas, garment, cloth)
    if not forward:
        draw_legs(canvas, name, sp, t, stance.legs, trousers, cuff)
    hands = (stance.left_hand, stance.right_hand)
    with canvas.frame(0, stance.drop):
        draw_torso(canvas, name, sp, t)
        draw_garment(canvas, garment, cloth, width)
        for hand in hands:
            if hand[1] > -50:
                draw_arm(canvas, name, sp, t, hand, sleeve)
    if forward:
        draw_legs(canvas, name, sp, t, stance.legs, trousers, cuff)
    with canvas.frame(0, stance.drop):
        draw_neckwear(canvas, garment, cloth, width)
        # Raised arms go before big ears and manes but behind the cheeks.
        with canvas.frame(0, _CHIN_Y - sp.head_ry * layout.head, layout.head):
            EARS[name](canvas, t, layout.ears)
        for hand in hands:
            if hand[1] <= -50:
                draw_arm(canvas, name, sp, t, hand, sleeve)
        with canvas.frame(0, _CHIN_Y - sp.head_ry * layout.head, layout.head):
            _draw_head(canvas, scene, layout, sp)


def _draw_head(canvas: Canvas, scene: Scene, layout: Layout, sp: Species) -> None:
    name, t = scene.species, TONES[scene.coat]
    frog = name == "frog"  # its eyes stand before headphones
    draw_skull(canvas, name, sp, t)
    draw_markings(canvas, name, t)
    draw_cheeks(canvas, sp, layout.cheeks)
    draw_front(canvas, name, t, layout.ears)
    cloth = CLOTH_TONES[scene.headwear_color] if scene.headwear_color is not None else None
    behind_eyes = frog and scene.headwear == "headphones"
    if cloth is not None and scene.headwear is not None and behind_eyes:
        draw_headwear(canvas, scene.headwear, cloth, sp, layout.eyes)
    if frog:
        EARS[name](canvas, t, layout.ears)
    draw_muzzle(canvas, name, sp, t, scene.face)
    draw_eyes(canvas, name, sp, t, scene.face, layout.eyes)
    if cloth is not None and scene.headwear is not None and not behind_eyes:
        draw_headwear(canvas, scene.headwear, cloth, sp, layout.eyes)
