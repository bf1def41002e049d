"""Things of farm, playground and picnic, each with its foot in the origin, in px of a 512 px picture."""

from __future__ import annotations

from cute_animal.starter.drawing.canvas import Canvas, Color
from cute_animal.starter.drawing.light import Light
from cute_animal.starter.drawing.palette import WHITE, mix


def barn(canvas: Canvas, light: Light) -> None:
    """Draw the red barn, 200 px wide, 250 px high."""
    red, dark, white = light((222, 76, 72), 0.8), light((150, 60, 66), 0.8), light((255, 248, 240), 0.6)
    canvas.rounded(((-92, 6), (-92, -136), (-58, -200), (0, -232), (58, -200), (92, -136), (92, 6)), 4, red)
    for side in (-1, 1):
        canvas.stroke(((side * 106, -132), (side * 68, -204)), dark, 22)
        canvas.stroke(((side * 68, -204), (0, -240)), dark, 22)
    glow = (255, 222, 120) if light.night else dark
    canvas.ellipse(0, -158, 31, 31, white)
    canvas.ellipse(0, -158, 22, 22, glow)
    canvas.box(-50, -100, 50, 6, white)
    canvas.box(-40, -90, 40, 6, mix(red, dark, 0.55))
    canvas.stroke(((-38, -88), (38, 4)), white, 11)
    canvas.stroke(((38, -88), (-38, 4)), white, 11)


def fence(canvas: Canvas, wood: Color) -> None:
    """Draw a white-washed fence across the whole picture."""
    for rail in (-42, -18):
        canvas.box(-10, rail - 6, 522, rail + 6, wood)
    for x in range(14, 540, 60):
        canvas.rounded(((x - 11, 6), (x - 11, -52), (x, -66), (x + 11, -52), (x + 11, 6)), 4, wood)


def hay_bale(canvas: Canvas, light: Light) -> None:
    straw, line = light((246, 202, 92), 0.8), light((206, 150, 56), 0.85)
    canvas.ellipse(0, -48, 58, 52, line)
    canvas.ellipse(0, -48, 53, 47, straw)
    canvas.ring(0, -48, 34, 30, line, 7)
    canvas.ring(0, -48, 14, 12, line, 7)


def slide(canvas: Canvas, light: Light, roof: Color) -> None:
    """Draw a roofed tower on the origin, 270 px high, whose slide comes forward and a little to the right."""
    post, chute = light((92, 146, 220), 0.8), light((255, 206, 66), 0.7)
    for x in (-44, 44):
        canvas.stroke(((x, 0), (x, -200)), post, 14)
    canvas.box(-56, -142, 56, -124, light((106, 190, 110), 0.8), radius=6)
    rail = light((244, 98, 96), 0.75)
    canvas.rounded(((-38, -150), (38, -150), (88, 34), (-22, 34)), 16, rail)
    canvas.rounded(((-24, -150), (24, -150), (70, 26), (-4, 26)), 10, chute)
    canvas.rounded(((-24, -150), (-10, -150), (26, 26), (-4, 26)), 8, mix(chute, WHITE, 0.4))
    canvas.rounded(((-72, -188), (0, -272), (72, -188)), 10, roof)
    canvas.ellipse(0, -214, 14, 14, light((255, 244, 214), 0.6))


def swing(canvas: Canvas, light: Light) -> None:
    """Draw a swing, 150 px wide, 190 px high."""
    post, rope = light((240, 104, 112), 0.8), light((120, 96, 110), 0.8)
    for side in (-1, 1):
        canvas.stroke(((side * 58, -184), (side * 76, 2)), post, 14)
        canvas.stroke(((side * 26, -184), (side * 26, -66)), rope, 6)
    canvas.stroke(((-64, -184), (64, -184)), post, 16)
    canvas.box(-40, -72, 40, -56, light((96, 184, 110), 0.8), radius=7)


def bucket(canvas: Canvas, color: Color, light: Light) -> None:
    canvas.ring(0, -44, 24, 26, light((255, 250, 240), 0.7), 6)
    canvas.rounded(((-30, -44), (30, -44), (22, 2), (-22, 2)), 6, color)
    canvas.box(-33, -50, 33, -38, mix(color, WHITE, 0.35), radius=6)


def basket(canvas: Canvas, light: Light) -> None:
    """Draw a picnic basket with a handle and a cloth, 120 px wide."""
    wicker, dark = light((214, 150, 84), 0.8), light((164, 102, 56), 0.8)
    canvas.ring(0, -58, 40, 44, dark, 11)
    canvas.rounded(((-58, -62), (58, -62), (48, 4), (-48, 4)), 10, wicker)
    for y in (-38, -16):
        canvas.stroke(((-50, y), (50, y)), dark, 6)
    canvas.rounded(
        ((-64, -74), (64, -74), (62, -54), (34, -44), (0, -54), (-34, -44), (-62, -54)),
        8,
        light((255, 250, 244), 0.6),
    )


def watermelon(canvas: Canvas, light: Light) -> None:
    """Draw a slice standing on its rind, 110 px wide."""
    for radius, color in ((56, (84, 176, 92)), (48, (246, 250, 220)), (41, (250, 96, 104))):
        canvas.blob(
            tuple(
                (radius * x, radius * y - 56)
                for x, y in (
                    (-1, 0),
                    (-0.87, 0.5),
                    (-0.5, 0.87),
                    (0, 1),
                    (0.5, 0.87),
                    (0.87, 0.5),
                    (1, 0),
                    (0.5, 0),
                    (-0.5, 0),
                )
            ),
            light(color, 0.7),
        )
    for x, y in ((-20, -42), (0, -30), (20, -42)):
        canvas.ellipse(x, y, 4, 6, light((84, 50, 60), 0.5))


def apple(canvas: Canvas, light: Light) -> None:
    canvas.stroke(((0, -40), (4, -56)), light((130, 84, 56), 0.8), 6)
    canvas.ellipse(14, -52, 12, 6, light((110, 190, 92), 0.8), angle=-0.4)
    canvas.blob(
        ((0, -40), (18, -44), (28, -24), (14, 0), (0, -3), (-14, 0), (-28, -24), (-18, -44)),
        light((238, 70, 76), 0.7),
    )
    canvas.ellipse(-12, -30, 6, 8, light((255, 170, 170), 0.6))
