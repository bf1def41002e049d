"""The places without a landscape: plain studio, sky, space, and the sea's depth.

Works in px of a 512 px picture. Knows the layout and the props, nothing of animals.
"""

from __future__ import annotations

from cute_animal.starter.drawing import props, props_seaside
from cute_animal.starter.drawing.backdrop import (
    STARLIGHT,
    STARS,
    draw_heaven,
    draw_sky,
    draw_stars,
    draw_sun_or_moon,
    draw_weather_above,
    horizon_px,
    sky_bands,
    spots,
    sun_side,
)
from cute_animal.starter.drawing.canvas import Canvas
from cute_animal.starter.drawing.light import Light
from cute_animal.starter.drawing.palette import WHITE, hue_color, mix
from cute_animal.starter.layout import Layout


def draw_studio(canvas: Canvas, light: Light, layout: Layout) -> None:
    """One colour, a floor, and pale hearts and stars."""
    bands, y = sky_bands("studio", light, layout.hue), horizon_px(layout)
    draw_sky(canvas, bands, y + 30)
    draw_sun_or_moon(canvas, light, layout, bands[0])
    tint = mix(bands[len(bands) // 2], WHITE, 0.2 if light.night else 0.55)
    for i, x, spot_y, size in spots(layout, 216, 400):
        with canvas.frame(x, spot_y, 0.9 + 0.6 * size, 0.2 * (i - 2)):
            if i in (0, 3):
                with canvas.frame(0, 0, 2.5):
                    canvas.blob(props.HEART, tint)
            elif i != 2:
                props.five_star(canvas, 28, tint)
    draw_weather_above(canvas, light, layout)
    floor = (
        mix(hue_color(layout.hue, 0.5, 0.42), (44, 38, 104), 0.66)
        if light.night
        else hue_color(layout.hue, 0.32, 0.96)
    )
    floor = mix(floor, (246, 146, 110), 0.6) if light.sunset else floor
    canvas.ellipse(256, y + 330, 520, 300, light.under_clouds(floor, 0.2))


def draw_above_clouds(canvas: Canvas, light: Light, layout: Layout) -> None:
    """A floor of clouds, and a few great ones around."""
    y = horizon_px(layout)
    draw_heaven(canvas, light, layout, "sky")
    white = light((255, 255, 255), 0.7)
    shade = light(mix((206, 230, 252), hue_color(layout.hue, 0.3, 1.0), 0.45), 0.8)
    for i, x, spot_y, size in spots(layout, 190, y - 30):
        if i in (0, 4):
            with canvas.frame(x, spot_y, 1.1 + 0.5 * size):
                props.cloud(canvas, white, shade)
    for top, color, shift in ((-6, shade, 0), (24, white, 46)):
        for x in range(-20, 560, 92):
            canvas.ellipse(x + shift, y + top + 40, 62, 50 + 14 * (x % 3), color)
        canvas.box(-10, y + top + 50, 522, 530, color)


def draw_space(canvas: Canvas, light: Light, layout: Layout) -> None:
    """Stars, a ringed planet, a rocket, and the ground of a moon."""
    bands, y, side = sky_bands("space", light, layout.hue), horizon_px(layout), sun_side(layout)
    draw_sky(canvas, bands, y + 40)
    if not light.sunset:
        canvas.ellipse(256, y - 60, 330, 200, mix(bands[0], (190, 110, 210), 0.22))
    for star_x, star_y in (*STARS, (0.2, 0.46), (0.8, 0.48), (0.06, 0.56)):
        with canvas.frame(star_x * 512, star_y * 512):
            props.five_star(canvas, 13, STARLIGHT)
    draw_sun_or_moon(canvas, light, layout, bands[0])
    draw_weather_above(canvas, light, layout)
    hue, value = layout.hue, 0.85 if light.night else 1.0
    first, second = hue_color(hue, 0.5, value), hue_color(hue + 0.4, 0.5, value)
    far, near = layout.decorations[2 - 2 * side], layout.decorations[2 + 2 * side]
    with canvas.frame(256 - side * 178, 74 + 40 * far[1], 1.5 + 0.3 * far[2]):
        props.planet(canvas, first, mix(first, WHITE, 0.5))
    with canvas.frame(256 + side * 196, 240 + 50 * near[1], 1.25 + 0.2 * near[2]):
        props.planet(canvas, second, None)
    with canvas.frame(256 - side * 208, 236 + 40 * far[1], 1.35, flip=side < 0):
        props.rocket(canvas, light)
    ground = light.under_clouds(light.by_time((206, 190, 228), (236, 172, 178), (120, 116, 158)), 0.2)
    canvas.ellipse(256, y + 370, 560, 360, ground)
    for x, dy, rx, ry in ((70, 90, 58, 18), (440, 76, 50, 16), (256, 150, 76, 20)):
        canvas.ellipse(x, y + dy, rx, ry, mix(ground, (70, 50, 120), 0.24))


def draw_underwater(canvas: Canvas, light: Light, layout: Layout) -> None:
    """Light rays from the surface, sand, seaweed, corals and bubbles."""
    bands, y, side = sky_bands("underwater", light, layout.hue), horizon_px(layout), sun_side(layout)
    draw_sky(canvas, bands, y + 40)
    if light.night and not light.overcast:
        draw_stars(canvas, layout)
    draw_sun_or_moon(canvas, light, layout, bands[0])
    ray = light.by_time((255, 255, 240), (255, 226, 170), (150, 190, 250))
    x = layout.light_x * 512
    for near, far in ((60, 190), (150, 380), (260, 600)):
        canvas.rounded(
            (
                (x - side * near, -10),
                (x - side * (near + 46), -10),
                (x - side * (far + 90), 470),
                (x - side * far, 470),
            ),
            2,
            ray,
            opacity=52 if not light.night else 30,
        )
    draw_weather_above(canvas, light, layout)
    deep = bands[-1]
    green, leaf = light((64, 170, 120), 0.6), light((116, 200, 104), 0.6)
    canvas.ellipse(120, y + 110, 250, 90, light(mix((240, 216, 150), deep, 0.4), 0.8))
    for i, away in enumerate((-side, side)):
        jitter = layout.decorations[2 + 2 * away]
        with canvas.frame(256 + away * (212 + 20 * jitter[1]), y + 60, 1.0, flip=away > 0):
            props_seaside.seaweed(canvas, green if i else leaf, (250, 180)[i] + 30 * jitter[2])
    canvas.blob(
        ((-20, y + 44), (120, y + 30), (256, y + 44), (400, y + 30), (532, y + 44), (540, 540), (-30, 540)),
        light((248, 222, 158), 0.85),
    )
    pink, orange = light((255, 116, 152), 0.5), light((255, 158, 84), 0.5)
    with canvas.frame(256 - side * 172, y + 82, 1.25):
        props_seaside.coral(canvas, pink)
    with canvas.frame(256 + side * 200, y + 92, 1.3, flip=True):
        props_seaside.coral(canvas, orange)
    with canvas.frame(256, y + 96, 1.3):
        props_seaside.shell(canvas, light((255, 190, 200), 0.65), light((240, 146, 166), 0.65))
    with canvas.frame(256 - side * 196, 488, 1.3):
        props_seaside.starfish(canvas, light((255, 134, 104), 0.65), light((255, 190, 160), 0.65))
    for i, bubble_x, bubble_y, size in spots(layout, 150, 300):
        if i in (0, 2, 4):
            for shift, up, radius in ((0.0, 0.0, 19.0), (24.0, -50.0, 12.0)):
                with canvas.frame(bubble_x + shift - 11, bubble_y + up):
                    props_seaside.bubble(canvas, bands[0], radius + 6 * size)
