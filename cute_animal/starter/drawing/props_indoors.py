"""Furniture of room and classroom, each with its foot or middle in the origin, in px of a 512 px picture."""

from __future__ import annotations

from cute_animal.starter.drawing.canvas import Canvas, Color
from cute_animal.starter.drawing.light import Light
from cute_animal.starter.drawing.palette import WHITE, mix
from cute_animal.starter.drawing.props import HEART, five_star
from cute_animal.starter.drawing.weather import draw_rainbow


def picture_frame(canvas: Canvas, light: Light, hue: Color) -> None:
    canvas.rounded(((-34, -34), (34, -34), (34, 34), (-34, 34)), 5, light((206, 150, 96)))
    canvas.rounded(((-26, -26), (26, -26), (26, 26), (-26, 26)), 2, light((255, 248, 234)))
    with canvas.frame(0, 1, 1.6):
        canvas.blob(HEART, hue)


def lamp(canvas: Canvas, light: Light) -> None:
    canvas.ellipse(0, -2, 24, 8, light((150, 110, 84)))
    canvas.stroke(((0, -4), (0, -100)), light((150, 110, 84)), 7)
    if light.night or light.sunset:
        canvas.ellipse(0, -112, 62, 50, (255, 222, 140), opacity=90)
    canvas.rounded(
        ((-36, -94), (-22, -142), (22, -142), (36, -94)),
        6,
        (255, 226, 150) if light.night else (255, 236, 190),
    )


def plant(canvas: Canvas, light: Light, pot: Color) -> None:
    for angle in (-0.75, 0.75, -0.3, 0.3):
        with canvas.frame(0, -28, 1.0, angle):
            canvas.blob(((0, 4), (-11, -24), (0, -58), (11, -24)), light((96, 176, 104)))
    canvas.rounded(((-24, -36), (24, -36), (18, 0), (-18, 0)), 5, pot)


def bunting(canvas: Canvas, light: Light) -> None:
    """Draw the colourful flags along the top of a wall, 512 px wide."""
    colors = ((250, 104, 112), (255, 206, 84), (96, 184, 240), (130, 206, 120), (250, 150, 196))
    canvas.stroke(((-10, 6), (256, 16), (522, 6)), light((170, 120, 96), 0.7), 6)
    for i in range(8):
        with canvas.frame(32 + 64 * i, 12):
            canvas.rounded(((-26, -4), (26, -4), (0, 40)), 5, light(colors[i % 5], 0.6))


def blackboard(canvas: Canvas, light: Light) -> None:
    """Draw the green board with chalk stars and a heart, or a rainbow, around the origin."""
    canvas.box(-156, -78, 156, 82, light((196, 138, 86), 0.8), radius=10)
    canvas.box(-143, -65, 143, 67, light((58, 132, 102), 0.75), radius=4)
    chalk = light((250, 252, 246), 0.3)
    if light.weather == "rainbow":
        with canvas.frame(0, 62):
            draw_rainbow(canvas, light, 126, 110, 12)
    else:
        for side in (-1, 1):
            with canvas.frame(side * 104, 4):
                five_star(canvas, 32, light((255, 232, 140), 0.3))
        with canvas.frame(0, -18, 2.6):
            canvas.blob(HEART, light((255, 176, 190), 0.3))
    canvas.box(-60, 72, 60, 86, light((222, 168, 112), 0.8), radius=5)
    canvas.stroke(((-36, 70), (-10, 70)), chalk, 8)
    canvas.stroke(((14, 70), (36, 70)), light((255, 206, 120), 0.3), 8)


def globe(canvas: Canvas, light: Light) -> None:
    """Draw a globe on its foot, 110 px high."""
    stand = light((176, 116, 76), 0.8)
    canvas.ellipse(0, -3, 32, 9, stand)
    canvas.box(-6, -30, 6, -2, stand)
    canvas.ring(0, -66, 44, 44, light((236, 190, 96), 0.7), 8)
    canvas.ellipse(0, -66, 38, 38, light((92, 178, 240), 0.6))
    green = light((120, 200, 112), 0.6)
    canvas.blob(((-30, -78), (-14, -98), (2, -90), (-4, -72), (-16, -62)), green)
    canvas.blob(((4, -60), (24, -66), (30, -50), (14, -34), (2, -42)), green)


def cupboard(canvas: Canvas, light: Light, door: Color) -> None:
    """Draw a low cupboard with two coloured doors, 150 px wide, 110 px high."""
    wood = light((214, 160, 104), 0.85)
    canvas.box(-78, -110, 78, 2, wood, radius=8)
    for side in (-1, 1):
        canvas.box(side * 37 - 31, -94, side * 37 + 31, -10, mix(door, WHITE, 0.1), radius=6)
        canvas.ellipse(side * 14, -52, 6, 6, wood)
    canvas.box(-84, -118, 84, -104, mix(wood, (110, 60, 40), 0.22), radius=6)
