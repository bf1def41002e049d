"""The one place indoors: wall, curtains and rug take their hue from the layout, the window shows the time."""

from __future__ import annotations

from cute_animal.starter.drawing import props
from cute_animal.starter.drawing.backdrop import STARLIGHT, background_color, horizon_px
from cute_animal.starter.drawing.canvas import Canvas
from cute_animal.starter.drawing.palette import WHITE, hue_color, mix
from cute_animal.starter.drawing.props import Light
from cute_animal.starter.layout import Layout


def draw_room(canvas: Canvas, light: Light, layout: Layout) -> None:
    """Draw wall, floor, rug, window, pictures, lamp and plant."""
    y = horizon_px(layout)
    wall = background_color("room", "night" if light.night else "day", layout.hue)
    stripe = mix(wall, WHITE, 0.1 if light.night else 0.4)
    for x in range(32, 512, 128):
        canvas.box(x, -5, x + 64, y, stripe)
    wood = light((226, 176, 124), 0.9)
    canvas.box(-10, y, 522, 530, wood)
    canvas.box(-10, y - 9, 522, y + 9, light((255, 248, 238), 0.8))
    canvas.stroke(((-10, y + 62), (522, y + 62)), mix(wood, (120, 70, 50), 0.25), 5)
    rug = light(hue_color(layout.hue + 0.5, 0.32, 0.95), 0.75)
    canvas.ellipse(256, 468, 226, 44, rug)
    canvas.ellipse(256, 468, 178, 31, mix(rug, WHITE, 0.3))
    _window(canvas, light, layout)
    # Pictures hang on the wall, away from the window; lamp and plant stand on the floor.
    picture = light(hue_color(layout.hue + 0.08, 0.5, 1.0), 0.6)
    for i, (share_x, spot_y, size) in enumerate(layout.decorations):
        scale = 0.85 + 0.4 * size
        if i == 0:
            with canvas.frame(share_x * 512, y + 22 + 50 * spot_y, scale * 1.3):
                props.lamp(canvas, light)
        elif i == 4:
            with canvas.frame(share_x * 512, y + 30 + 50 * spot_y, scale * 1.5):
                props.plant(canvas, light, light(hue_color(layout.hue + 0.5, 0.45, 0.9), 0.75))
        elif i == 2 or (share_x < 0.5) != (layout.light_x < 0.5):
            with canvas.frame(share_x * 512, 50 + 90 * spot_y, scale * (0.8 if i == 2 else 1.0)):
                props.picture_frame(canvas, light, picture)


def _window(canvas: Canvas, light: Light, layout: Layout) -> None:
    frame = light((255, 252, 246), 0.6)
    pane = (58, 66, 140) if light.night else (164, 220, 252)
    with canvas.frame(min(max(layout.light_x * 512, 84), 428), layout.light_y * 512 + 34, 1.0):
        canvas.box(-68, -72, 68, 76, frame, radius=8)
        canvas.box(-58, -62, 58, 66, pane, radius=4)
        with canvas.frame(-8, -8, 0.8):
            props.moon(canvas, pane) if light.night else props.sun(canvas)
        if light.night:
            with canvas.frame(34, 36):
                props.five_star(canvas, 11, STARLIGHT)
        canvas.box(-4, -62, 4, 66, frame)
        curtain = light(hue_color(layout.hue + 0.5, 0.4, 0.98), 0.75)
        for side in (-1, 1):
            canvas.rounded(
                ((side * 76, -80), (side * 30, -80), (side * 44, -10), (side * 50, 84), (side * 80, 84)),
                8,
                curtain,
            )
        canvas.box(-84, -88, 84, -74, light((190, 140, 100)), radius=6)
