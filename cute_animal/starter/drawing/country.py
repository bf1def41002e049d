"""Picnic, playground and farm, behind the animal and under its feet.

What tells the place stands at the side away from the sun, where one animal and two leave it free.
Works in px of a 512 px picture. Knows the layout and the props, nothing of animals.
"""

from __future__ import annotations

from cute_animal.starter.drawing import props, props_country
from cute_animal.starter.drawing.backdrop import draw_heaven, horizon_px, spots, sun_side
from cute_animal.starter.drawing.canvas import Canvas
from cute_animal.starter.drawing.light import Light
from cute_animal.starter.drawing.outdoors import draw_ground
from cute_animal.starter.drawing.palette import hue_color, mix
from cute_animal.starter.layout import Layout


def draw_picnic(canvas: Canvas, light: Light, layout: Layout) -> None:
    """A meadow with two trees, a wide checkered blanket, a basket and fruit."""
    y, side = horizon_px(layout), sun_side(layout)
    draw_heaven(canvas, light, layout, "picnic")
    for i, x, spot_y, size in spots(layout, y + 4, y + 24):
        if i in (0, 4):
            with canvas.frame(x, spot_y, 1.15 + 0.35 * size):
                props.tree(
                    canvas, light((112, 194, 98), 0.8), light((80, 162, 88), 0.8), light((146, 100, 70), 0.8)
                )
    draw_ground(canvas, y + 2, light((146, 212, 104)))
    _blanket(canvas, light, y + 58)
    with canvas.frame(256 - side * 196, y + 112, 1.0):
        props_country.basket(canvas, light)
    with canvas.frame(256 + side * 200, y + 116, 1.05):
        props_country.watermelon(canvas, light)
    for x in (236, 284):
        with canvas.frame(x, y + 106 - 0.2 * (x - 236), 0.9):
            props_country.apple(canvas, light)


def _blanket(canvas: Canvas, light: Light, top: float) -> None:
    """Draw the blanket, narrower at the far end, in red and white checks."""
    white, red = light((255, 250, 246), 0.75), light((240, 92, 100), 0.75)
    rows = (top, top + 26, top + 60, top + 102, 530.0)

    def edge(share: float, y: float) -> tuple[float, float]:
        half = 226 + (y - top) * 0.62
        return 256 - half + 2 * half * share, y

    corners = (edge(-0.012, top - 7), edge(1.012, top - 7), edge(1.012, 540), edge(-0.012, 540))
    canvas.rounded(corners, 14, mix(red, (120, 30, 60), 0.25))
    columns = 8
    for row, (y0, y1) in enumerate(zip(rows, rows[1:], strict=False)):
        for column in range(columns):
            color = red if (row + column) % 2 else white
            a, b = column / columns, (column + 1) / columns
            canvas.rounded((edge(a, y0), edge(b, y0), edge(b, y1), edge(a, y1)), 0.1, color)


def draw_playground(canvas: Canvas, light: Light, layout: Layout) -> None:
    """A slide with a roof away from the sun, a swing below it, a sandbox under the feet."""
    y, side = horizon_px(layout), sun_side(layout)
    draw_heaven(canvas, light, layout, "playground")
    canvas.ellipse(256, y + 80, 420, 116, light((134, 208, 128)))
    draw_ground(canvas, y + 8, light((152, 218, 116)))
    near = layout.decorations[2 + 2 * side][2]
    with canvas.frame(256 + side * 180, y + 30 + 16 * near, 0.98):
        props_country.swing(canvas, light)
    roof = light(hue_color(layout.hue, 0.55, 0.95), 0.7)
    far = layout.decorations[2 - 2 * side][2]
    with canvas.frame(256 - side * 172, y + 34 + 16 * far, 1.06, flip=side > 0):
        props_country.slide(canvas, light, roof)
    canvas.ellipse(256, 486, 246, 60, light((250, 142, 84), 0.8))
    canvas.ellipse(256, 484, 230, 48, light((252, 226, 160), 0.85))
    with canvas.frame(256 + side * 204, 500, 1.15):
        props_country.bucket(canvas, light((82, 150, 236), 0.7), light)


def draw_farm(canvas: Canvas, light: Light, layout: Layout) -> None:
    """The red barn away from the sun, a white fence, field rows, a bale of hay."""
    y, side = horizon_px(layout), sun_side(layout)
    draw_heaven(canvas, light, layout, "farm")
    canvas.ellipse(256 + side * 160, y + 60, 260, 110, light((160, 212, 110)))
    far = layout.decorations[2 - 2 * side][2]
    with canvas.frame(256 - side * 168, y + 14, 1.08 + 0.1 * far):
        props_country.barn(canvas, light)
    draw_ground(canvas, y + 8, light((142, 204, 96)))
    with canvas.frame(0, y + 30):
        props_country.fence(canvas, light((255, 246, 234), 0.75))
    for i, color in enumerate(((238, 202, 108), (150, 204, 92), (238, 202, 108), (150, 204, 92))):
        draw_ground(canvas, y + 48 + 34 * i, light(color, 0.85))
    near = layout.decorations[2 + 2 * side][2]
    with canvas.frame(256 + side * 196, y + 92 + 20 * near, 1.1):
        props_country.hay_bale(canvas, light)
