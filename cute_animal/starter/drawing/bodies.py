"""Bodies: torso and belly, tails, arms, wings, legs and feet.

Body coordinates: origin on the ground between the feet, y down, a standing animal about 100 high.
Asks clothes for nothing: a sleeve or a trouser leg is only a second colour here.
"""

from __future__ import annotations

import math

from cute_animal.starter.drawing.canvas import Canvas, Color, Points, scallops, spikes
from cute_animal.starter.drawing.heads import both_sides
from cute_animal.starter.drawing.palette import BEAK, BEAK_LINE, WHITE, Cloth, Tones, mix, patch_color
from cute_animal.starter.drawing.species import Species
from cute_animal.starter.drawing.stances import Arm

HALF_TORSO: Points = ((0, -54), (12, -51), (17, -42), (21, -27), (21, -15), (13, -6.5), (0, -5))
_HALF_BIRD: Points = ((0, -54), (14, -50), (21, -40), (25, -25), (23, -12), (14, -5), (0, -4))


def whole(half: Points) -> Points:
    """Mirror a half outline, given from top to bottom on the right side."""
    return half + tuple((-x, y) for x, y in half[-2:0:-1])


def draw_tail(canvas: Canvas, name: str, sp: Species, t: Tones) -> None:
    """Draw the tail, which shows on the right side behind the body."""
    kind = sp.tail
    if kind == "puff":
        canvas.blob(tuple((x + 22, y - 13) for x, y in scallops(8, 8, 7, 0.14)), t.light, t.line)
    elif kind in ("cat", "tiger", "monkey"):
        curl = kind == "monkey"
        points = ((12, -10), (27, -8), (38, -16), (38, -29), (30, -33)) if not curl else (
            (12, -9), (29, -7), (41, -18), (42, -34), (34, -40), (28, -33), (33, -28)
        )  # fmt: skip
        canvas.stroke(points, t.main, 8 if not curl else 6.5, t.line)
        if kind == "tiger":
            canvas.stroke(((27.5, -12), (28, -5)), t.mark, 3)
            canvas.stroke(((35, -20), (41, -18.5)), t.mark, 3)
            canvas.stroke(((30, -33), (32, -33)), t.mark, 7)
        elif kind == "cat":
            canvas.stroke(((30, -33), (32.5, -33)), t.dark, 6.5)
    elif kind == "dog":
        canvas.stroke(((14, -12), (28, -18), (33, -29)), t.main, 9, t.line)
        canvas.stroke(((32.2, -27), (33, -29)), t.mask, 7.4)
    elif kind == "fox":
        canvas.blob(
            ((10, -6), (24, -2), (40, -8), (47, -24), (41, -42), (32, -34), (27, -22), (14, -16)),
            t.main,
            t.line,
        )
        canvas.blob(
            ((46, -25), (41, -41.5), (33, -34.5), (30.5, -28), (35, -29), (39, -24.5), (42, -27)), t.mask
        )
    elif kind == "pig":
        for color, width in ((t.line, 6.6), (t.dark, 3.6)):
            canvas.stroke(((16, -14), (24, -13), (27, -16)), color, width)
            canvas.ring(32, -20.5, 6.4, 6.4, color, width)
    elif kind == "mouse":
        canvas.stroke(((12, -8), (28, -4), (40, -10), (37, -22), (43, -31)), t.line, 4.6)
        canvas.stroke(((12, -8), (28, -4), (40, -10), (37, -22), (43, -31)), t.inner, 2.8)
    elif kind in ("tuft", "lion"):
        canvas.stroke(((12, -14), (27, -12), (36, -22)), t.main, 5, t.line)
        r = 7.5 if kind == "lion" else 5.5
        canvas.ellipse(37, -25, r * 0.85, r, t.mark, t.line, angle=0.5)
    if sp.body == "spiny":
        canvas.rounded(tuple((x, y - 24) for x, y in spikes(36, 27, 11)), 2.5, t.dark, t.line)


def draw_legs(
    canvas: Canvas, name: str, sp: Species, t: Tones, legs: str, cloth: Cloth | None, cuff: float
) -> None:
    """Draw both legs and feet; with a cloth, the legs down to cuff (0 hip .. 1 ankle) are in it."""
    bird, skin = sp.body == "bird", limb_color(name, sp, t)
    foot, foot_line = (BEAK, BEAK_LINE) if bird else (skin, t.line)
    if name == "fox":
        foot = t.mark
    elif name in ("tiger", "cat", "dog"):
        foot = t.mask
    elif name in ("cow", "deer", "sheep", "pig"):
        foot = mix(t.mark, t.line, 0.3) if name != "pig" else mix(t.dark, t.line, 0.25)
    for _ in both_sides(canvas, 0, 0):
        if legs == "forward":
            upper = cloth.main if cloth else skin
            canvas.ellipse(17, -7, 11, 8.5, upper, cloth.line if cloth else t.line)
            if bird:
                _bird_foot(canvas, 19, -9, 1.1, -0.15)
                continue
            canvas.ellipse(20, -9, 10, 11, foot, foot_line, angle=0.15)
            pad = (
                mix(t.inner, t.line, 0.12)
                if name not in ("cow", "deer", "sheep", "pig")
                else mix(foot, WHITE, 0.28)
            )
            canvas.ellipse(19.8, -6, 5.4, 4.6, pad)
            for x, y in ((14.6, -12.6), (20.3, -15.2), (25.8, -12.4)):
                canvas.ellipse(x, y, 2.1, 2.1, pad)
            continue
        hip, knee, ankle = (
            ((9.5, -15), (10, -10), (10.5, -6)) if legs == "down" else ((9.5, -15), (15, -9), (19, -4))
        )
        if bird:
            canvas.stroke((hip, knee, ankle), BEAK, 6, BEAK_LINE)
            _bird_foot(canvas, ankle[0] + 2, ankle[1] + 2.4, 1.0, 0.0 if legs == "down" else -0.5)
        else:
            canvas.stroke((hip, knee, ankle), skin, 14.5, t.line)
            angle = 0.0 if legs == "down" else -0.65
            canvas.ellipse(ankle[0] + 2, ankle[1] + 1, 9.5, 6, foot, foot_line, angle=angle)
        if cloth is not None:
            end = (hip[0] + (ankle[0] - hip[0]) * cuff, hip[1] + (ankle[1] - hip[1]) * cuff)
            middle = ((hip[0] + end[0]) / 2, (hip[1] + end[1]) / 2)
            canvas.stroke((hip, middle, end), cloth.main, 17, cloth.line)


def _bird_foot(canvas: Canvas, x: float, y: float, scale: float, angle: float) -> None:
    with canvas.frame(x, y, scale, angle):
        canvas.blob(
            (
                (-2, -3.5),
                (4, -3),
                (10, 0),
                (8.5, 3.6),
                (4.5, 2.6),
                (0.5, 4.6),
                (-3.5, 2.6),
                (-8, 3.6),
                (-8.5, 0),
            ),
            BEAK,
            BEAK_LINE,
        )


def draw_torso(canvas: Canvas, name: str, sp: Species, t: Tones) -> None:
    """Draw the trunk of the body with its soft shadow, belly and markings."""
    half = _HALF_BIRD if sp.body == "bird" else HALF_TORSO
    if sp.body == "wool":
        canvas.blob(tuple((x, y - 28.5) for x, y in scallops(23, 23, 10, 0.13, 0.3)), t.main, t.line)
        canvas.ellipse(0, -22, 12, 12, t.shade, opacity=120)
        return
    canvas.blob(whole(half), t.shade, t.line)
    canvas.blob(whole(tuple((x * 0.95, -30 + (y + 30) * 0.93 - 0.6) for x, y in half)), t.main)
    if name == "panda":
        canvas.blob(
            ((-11, -52.5), (11, -52.5), (17.5, -42), (18.5, -35), (0, -32), (-18.5, -35), (-17.5, -42)),
            patch_color(t),
        )
    elif name == "penguin":
        canvas.blob(
            ((0, -54), (14, -48), (19, -28), (16, -12), (0, -6.5), (-16, -12), (-19, -28), (-14, -48)), t.mask
        )
    elif name == "cow":
        canvas.ellipse(0, -22, 12.5, 13, t.light)
        canvas.blob(((19.6, -34), (13, -33), (9, -26), (13, -19), (20.4, -18)), t.mark)
        canvas.blob(((-19, -24), (-13, -22), (-12, -14), (-16, -11), (-20, -15)), t.mark)
    elif name == "owl":
        canvas.ellipse(0, -24.5, 15, 17, t.light)
        for x, y in ((-7, -33), (7, -33), (0, -25), (-7, -17), (7, -17)):
            canvas.stroke(((x - 4, y), (x, y + 3), (x + 4, y)), t.dark, 2)
    else:
        canvas.ellipse(0, -22, 13.5, 14.5, t.mask if name in ("fox", "tiger", "dog") else t.light)
    if name == "tiger":
        for _ in both_sides(canvas, 0, 0):
            canvas.rounded(((19.5, -35), (20.8, -29.5), (12, -31)), 1, t.mark)
            canvas.rounded(((21, -24), (21, -18), (13, -21)), 1, t.mark)
    elif name == "deer":
        for _ in both_sides(canvas, 0, 0):
            canvas.ellipse(15.6, -35, 2.5, 2.5, t.light if not t.is_black else t.mark)
            canvas.ellipse(17.6, -26, 2.5, 2.5, t.light if not t.is_black else t.mark)


def limb_color(name: str, sp: Species, t: Tones) -> Color:
    """Give the colour of arms and legs."""
    if name == "panda":
        return patch_color(t)
    if name == "sheep":
        return mix(t.light, t.line, 0.12)
    return t.main


def bends(sp: Species) -> bool:
    """Tell whether arms have elbows: wings and a species' own arms are straight."""
    return sp.arm is None and sp.body != "bird"


def draw_arm(canvas: Canvas, name: str, sp: Species, t: Tones, arm: Arm, cloth: Cloth | None) -> None:
    """Draw one arm from its shoulder to the hand; with a cloth, in a sleeve."""
    side = 1 if arm.shoulder[0] > 0 else -1
    x, y = arm.shoulder
    dx, dy = side * (arm.hand[0] - x), arm.hand[1] - y
    length, angle = math.hypot(dx, dy), math.atan2(dy, dx)
    with canvas.frame(x, y, 1.0, side * angle, flip=side < 0):
        if sp.arm is not None:
            sp.arm(canvas, t, length, cloth)
        elif sp.body == "bird":
            _wing(canvas, t, length, cloth)
        elif arm.elbow is None:
            _arm(canvas, name, sp, t, ((0, 0), (length * 0.5, 0.8), (length, 0)), cloth)
    if bends(sp) and arm.elbow is not None:
        with canvas.frame(x, y, flip=side < 0):
            elbow = (side * (arm.elbow[0] - x), arm.elbow[1] - y)
            _arm(canvas, name, sp, t, ((0, 0), elbow, (dx, dy)), cloth)


def _wing(canvas: Canvas, t: Tones, length: float, cloth: Cloth | None) -> None:
    wing = ((-3, -5), (length * 0.4, -8.5), (length + 3, -5), (length + 6, 0), (length * 0.5, 8.5), (-3, 5.5))
    canvas.blob(wing, t.main, t.line)
    if cloth is not None:
        sleeve = ((-5, -6.5), (length * 0.66, -9.5), (length * 0.66, 9.5), (-5, 6.5))
        canvas.rounded(sleeve, 4, cloth.main, cloth.line)


def _arm(canvas: Canvas, name: str, sp: Species, t: Tones, joints: Points, cloth: Cloth | None) -> None:
    """Draw an arm through shoulder, elbow and hand."""
    color = limb_color(name, sp, t)
    paw = t.mark if name == "fox" else t.mask if name in ("tiger", "dog", "cat") else color
    if name in ("cow", "deer", "sheep"):
        paw = mix(t.mark, t.line, 0.3)
    shoulder, elbow, hand = joints
    canvas.stroke(joints, color, 12, t.line)
    if paw != color:
        canvas.ellipse(*hand, 6, 5.8, paw, t.line)
    if cloth is not None:
        end = (elbow[0] * 0.66 + hand[0] * 0.34, elbow[1] * 0.66 + hand[1] * 0.34)
        canvas.stroke((shoulder, (elbow[0] * 0.72, elbow[1] * 0.72), end), cloth.main, 13, cloth.line)
        reach = math.hypot(hand[0] - elbow[0], hand[1] - elbow[1])
        dx, dy = -(hand[1] - elbow[1]) / reach * 4.8, (hand[0] - elbow[0]) / reach * 4.8
        canvas.stroke(((end[0] - dx, end[1] - dy), (end[0] + dx, end[1] + dy)), cloth.dark, 4.2)
