"""Meadow, forest, beach, snow and castle, behind the animal and under its feet.

Works in px of a 512 px picture. Knows the layout and the props, nothing of animals.
"""

from __future__ import annotations

from cute_animal.starter.drawing import props, props_seaside
from cute_animal.starter.drawing.backdrop import draw_heaven, horizon_px, spots, sun_side
from cute_animal.starter.drawing.canvas import Canvas, Color
from cute_animal.starter.drawing.light import Light
from cute_animal.starter.drawing.palette import WHITE, hue_color, mix
from cute_animal.starter.layout import Layout


def draw_ground(canvas: Canvas, y: float, color: Color) -> None:
    """Fill the picture from a softly rolling edge at the height y down."""
    canvas.blob(
        ((-20, y + 14), (130, y - 6), (256, y + 6), (390, y - 6), (532, y + 14), (540, 540), (-30, 540)),
        color,
    )


def draw_meadow(canvas: Canvas, light: Light, layout: Layout) -> None:
    y = horizon_px(layout)
    draw_heaven(canvas, light, layout, "meadow")
    canvas.ellipse(90, y + 60, 250, 120, light((150, 214, 130)))
    canvas.ellipse(430, y + 70, 260, 130, light((134, 204, 112)))
    draw_ground(canvas, y + 4, light((150, 216, 100)))
    petals = hue_color(layout.hue, 0.5, 1.0)
    for i, x, spot_y, size in spots(layout, y + 66, 500):
        color = petals if i % 2 == 0 else (255, 250, 250)
        with canvas.frame(x, spot_y, 1.4 + 0.6 * size):
            props.flower(canvas, light(color, 0.65), light((255, 206, 70), 0.6), light((84, 168, 76)))


def draw_forest(canvas: Canvas, light: Light, layout: Layout) -> None:
    y = horizon_px(layout)
    draw_heaven(canvas, light, layout, "forest")
    canvas.blob(
        (
            (-20, y - 60),
            (60, y - 100),
            (150, y - 76),
            (256, y - 96),
            (360, y - 76),
            (450, y - 100),
            (532, y - 60),
            (532, 540),
            (-20, 540),
        ),
        light((150, 208, 156)),
    )
    draw_ground(canvas, y, light((116, 178, 96)))
    for i, x, spot_y, size in spots(layout, y + 8, y + 62):
        with canvas.frame(x, spot_y, 1.35 + 0.4 * size):
            if i in (1, 3):
                props.fir(canvas, light((70, 146, 100), 0.72), None, light((130, 92, 70), 0.72))
            elif i != 2:
                props.tree(
                    canvas,
                    light((104, 186, 92), 0.72),
                    light((74, 154, 84), 0.72),
                    light((146, 100, 70), 0.72),
                )
    canvas.ellipse(256, 560, 400, 120, light((134, 194, 104)))
    cap = light((236, 78, 84), 0.65)
    with canvas.frame(256 + sun_side(layout) * 206, 496, 1.1):
        props.mushroom(canvas, cap, light((255, 246, 236), 0.6), light((255, 240, 220), 0.75))


def draw_beach(canvas: Canvas, light: Light, layout: Layout) -> None:
    y, side = horizon_px(layout), sun_side(layout)
    draw_heaven(canvas, light, layout, "beach")
    canvas.box(-10, y - 34, 522, y + 80, light((62, 156, 222)))
    for drop, color in ((0, light((250, 252, 255), 0.75)), (16, light((250, 222, 156), 0.9))):
        canvas.blob(
            (
                (-20, y + 36 + drop),
                (90, y + 26 + drop),
                (200, y + 40 + drop),
                (320, y + 28 + drop),
                (430, y + 40 + drop),
                (532, y + 28 + drop),
                (540, 560),
                (-20, 560),
            ),
            color,
        )
    color = light(hue_color(layout.hue, 0.6, 0.98), 0.65)
    for i, x, _spot_y, size in spots(layout, y + 84, 500):
        scale = 0.9 + 0.2 * size
        if i == 2 + 2 * side:
            with canvas.frame(256 + side * 204, y + 84, scale * 1.35):
                props_seaside.umbrella(canvas, color, light)
        elif i == 2 - 2 * side:
            with canvas.frame(256 - side * 196, y + 96, scale * 1.9, flip=side < 0):
                props_seaside.palm(canvas, light)
        elif i == 2 + side:
            with canvas.frame(256 + side * 196, 440 + 50 * layout.decorations[i][1], scale * 1.4):
                props_seaside.starfish(canvas, light((255, 134, 104), 0.65), light((255, 190, 160), 0.65))
        elif i == 2:
            with canvas.frame(x, y + 96, scale * 1.2):
                props_seaside.beach_ball(canvas, color, light)
        else:
            with canvas.frame(256 - side * 206, 476, scale * 1.4):
                props_seaside.shell(canvas, light((255, 190, 200), 0.65), light((240, 146, 166), 0.65))


def draw_snow(canvas: Canvas, light: Light, layout: Layout) -> None:
    y, side = horizon_px(layout), sun_side(layout)
    draw_heaven(canvas, light, layout, "snow")
    canvas.ellipse(100, y + 80, 280, 130, light((222, 234, 252), 0.8))
    canvas.ellipse(440, y + 90, 270, 140, light((212, 226, 248), 0.8))
    draw_ground(canvas, y + 6, light((246, 250, 255), 0.75))
    leaf = light(mix((84, 158, 136), hue_color(layout.hue, 0.5, 0.75), 0.15))
    for i, x, spot_y, size in spots(layout, y + 16, y + 60):
        if i == 2 + 2 * side:
            with canvas.frame(256 + side * 202, y + 80 + 30 * size, 1.25):
                props.snowman(canvas, light)
        elif i in (2 - side, 2 - 2 * side):
            with canvas.frame(x, spot_y, 1.25 + 0.35 * size):
                props.fir(canvas, leaf, light(WHITE, 0.2), light((130, 96, 80)))


def draw_castle(canvas: Canvas, light: Light, layout: Layout) -> None:
    """A tall tower away from the sun, a short one below it, and a keep in the middle."""
    y, side = horizon_px(layout), sun_side(layout)
    draw_heaven(canvas, light, layout, "castle")
    stone, dark = light((222, 206, 234), 0.8), light((194, 172, 214), 0.85)
    roof = light(hue_color(layout.hue, 0.5, 0.86), 0.75)
    window = (255, 222, 120) if light.night else (126, 110, 160)
    flag = light((250, 110, 130), 0.6)
    with canvas.frame(256, y - 30, 0.96):
        props.tower(canvas, dark, roof, window, flag)
    wall = y - 84
    for x in range(-20, 532, 64):
        canvas.box(x, wall - 24, x + 36, wall + 4, stone)
    canvas.box(-10, wall, 522, y + 10, stone)
    gate = light((150, 108, 90))
    canvas.blob(((222, y + 8), (222, y - 40), (256, y - 68), (290, y - 40), (290, y + 8)), gate)
    for away, height in ((-side, -8.0), (side, 92.0)):
        size = layout.decorations[2 + 2 * away][2]
        with canvas.frame(256 + away * 194, y + height - 20 * size, 1.15):
            props.tower(canvas, mix(stone, dark, 0.45), roof, window, flag)
    draw_ground(canvas, y + 4, light((150, 212, 128)))
    canvas.blob(((206, y + 8), (306, y + 8), (430, 530), (82, 530)), light((246, 226, 190), 0.9))
