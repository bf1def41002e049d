"""The places indoors, room and classroom: wall and floor, and a window that shows time and weather."""

from __future__ import annotations

from cute_animal.starter.drawing import props, props_indoors
from cute_animal.starter.drawing.backdrop import STARLIGHT, background_color, horizon_px, sky_bands, sun_side
from cute_animal.starter.drawing.canvas import Canvas, Color
from cute_animal.starter.drawing.light import Light
from cute_animal.starter.drawing.palette import WHITE, hue_color, mix
from cute_animal.starter.drawing.weather import draw_drop, draw_flake, draw_rainbow
from cute_animal.starter.layout import Layout


def draw_room(canvas: Canvas, light: Light, layout: Layout) -> None:
    """Draw wall, floor, rug, window, a picture, lamp and plant."""
    y, side = horizon_px(layout), sun_side(layout)
    wall = light.under_clouds(background_color("room", light.time, layout.hue), 0.36)
    canvas.box(-10, -10, 522, 522, wall)
    stripe = mix(wall, WHITE, 0.1 if light.night else 0.4)
    for x in range(32, 512, 128):
        canvas.box(x, -5, x + 64, y, stripe)
    _rainbow_on_wall(canvas, light, y)
    wood = light((226, 176, 124), 0.9)
    _floor(canvas, light, y, wood)
    rug = light(hue_color(layout.hue + 0.5, 0.32, 0.95), 0.75)
    canvas.ellipse(256, 468, 226, 44, rug)
    canvas.ellipse(256, 468, 178, 31, mix(rug, WHITE, 0.3))
    _window(canvas, light, layout, light(hue_color(layout.hue + 0.5, 0.4, 0.98), 0.75))
    picture = light(hue_color(layout.hue + 0.08, 0.5, 1.0), 0.6)
    far, near = layout.decorations[2 - 2 * side], layout.decorations[2 + 2 * side]
    with canvas.frame(256 - side * 160, 80 + 30 * far[1], 1.45 + 0.3 * far[2]):
        props_indoors.picture_frame(canvas, light, picture)
    with canvas.frame(256 - side * (198 + 16 * far[1]), y + 50, 1.3 + 0.2 * far[2]):
        props_indoors.lamp(canvas, light)
    with canvas.frame(256 + side * (198 + 16 * near[1]), y + 64, 1.6 + 0.2 * near[2]):
        props_indoors.plant(canvas, light, light(hue_color(layout.hue + 0.5, 0.45, 0.9), 0.75))


def draw_classroom(canvas: Canvas, light: Light, layout: Layout) -> None:
    """Draw the blackboard, bunting, a window, and a globe on a cupboard."""
    y, side = horizon_px(layout), sun_side(layout)
    wall = light.under_clouds(background_color("classroom", light.time, layout.hue), 0.36)
    canvas.box(-10, -10, 522, 522, wall)
    canvas.box(-10, y - 70, 522, y, light.under_clouds(mix(wall, (120, 190, 220), 0.4), 0.2))
    _floor(canvas, light, y, light((218, 172, 126), 0.9))
    far, near = layout.decorations[2 - 2 * side], layout.decorations[2 + 2 * side]
    with canvas.frame(256 - side * 84, 136 + 16 * far[1], 1.02):
        props_indoors.blackboard(canvas, light)
    _window(canvas, light, layout, light((255, 216, 120), 0.75))
    props_indoors.bunting(canvas, light)
    with canvas.frame(256 - side * 196, y + 56, 1.1):
        props_indoors.cupboard(canvas, light, light(hue_color(layout.hue, 0.45, 1.0), 0.75))
        with canvas.frame(-side * 16, -116, 0.95 + 0.15 * far[2]):
            props_indoors.globe(canvas, light)
    with canvas.frame(256 + side * 206, y + 66, 1.5 + 0.2 * near[2]):
        props_indoors.plant(canvas, light, light((240, 110, 100), 0.75))


def _floor(canvas: Canvas, light: Light, y: float, wood: Color) -> None:
    canvas.box(-10, y, 522, 530, wood)
    canvas.box(-10, y - 9, 522, y + 9, light((255, 248, 238), 0.8))
    canvas.stroke(((-10, y + 62), (522, y + 62)), mix(wood, (120, 70, 50), 0.25), 5)


def _rainbow_on_wall(canvas: Canvas, light: Light, y: float) -> None:
    """Let the rainbow outside shine on the wall behind the animal."""
    if light.weather == "rainbow":
        with canvas.frame(256, y + 10):
            draw_rainbow(canvas, light, 236, y - 60, 13)


def _window(canvas: Canvas, light: Light, layout: Layout, curtain: Color) -> None:
    frame = light((255, 252, 246), 0.6)
    x = min(max(layout.light_x * 512, 92), 420)
    bands = sky_bands("meadow", light, layout.hue)
    if light.weather == "snowfall" and not light.night:  # deep enough for white flakes between pale curtains
        bands = tuple(mix(band, (104, 142, 214), 0.5) for band in bands)
    with canvas.frame(x, layout.light_y * 512 + 54, 1.08):
        canvas.box(-78, -84, 78, 88, frame, radius=8)
        for i, band in enumerate(bands):
            canvas.box(-66, -72 + 148 * i / len(bands), 66, 76, band, radius=3)
        _view(canvas, light, bands[0])
        canvas.box(-5, -72, 5, 76, frame)
        canvas.box(-88, 80, 88, 94, light(WHITE, 0.1) if light.weather == "snowfall" else frame, radius=6)
        for side in (-1, 1):
            canvas.rounded(
                ((side * 92, -92), (side * 44, -92), (side * 60, -10), (side * 64, 92), (side * 94, 92)),
                8,
                curtain,
            )
        canvas.box(-98, -100, 98, -86, light((190, 140, 100)), radius=6)


def _view(canvas: Canvas, light: Light, sky: Color) -> None:
    """Draw what is seen through the pane: sun or moon, and the weather."""
    if light.night:
        with canvas.frame(-12, -22, 0.85):
            props.moon(canvas, sky)
        if not light.overcast:
            with canvas.frame(34, 44):
                props.five_star(canvas, 15, STARLIGHT)
    elif light.sunset:
        with canvas.frame(0, 20, 0.8):
            props.low_sun(canvas)
    elif not light.overcast:
        with canvas.frame(-10, -20, 0.8):
            props.sun(canvas)
    if light.weather == "rainbow":
        with canvas.frame(0, 74):
            draw_rainbow(canvas, light, 56, 106, 7)
    for column in (-2, -1, 1, 2):
        for row in range(3):
            with canvas.frame(27 * column, -46 + 48 * row + 22 * (column % 2)):
                if light.weather == "rain":
                    draw_drop(canvas, light, 30, 8)
                elif light.weather == "snowfall":
                    draw_flake(canvas, light, 10)
