"""The colours: thirteen coats with their derived tones, seven cloth colours, and how night darkens a place.

Everything else asks here for a colour, so that a coat or a cloth looks the same on every picture.
"""

from __future__ import annotations

import colorsys
from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from cute_animal.starter.drawing.canvas import Color

WHITE: Color = (255, 255, 255)
INK: Color = (62, 42, 54)  # eyes, mouths: a warm near-black
PALE_INK: Color = (244, 236, 240)  # the same on a black coat
BLUSH: Color = (255, 112, 132)
MOUTH: Color = (150, 44, 62)
TONGUE: Color = (255, 134, 146)
BEAK: Color = (255, 158, 44)
BEAK_LINE: Color = (200, 104, 28)
PATCH: Color = (74, 69, 80)  # a panda's patches, whatever its coat
EYE_PATCH: Color = (98, 91, 106)  # lighter, so that the eye stands out on it
PATCH_ON_BLACK: Color = (36, 32, 42)
GOLD: Color = (255, 214, 84)

COATS: Mapping[str, Color] = MappingProxyType(
    {
        "white": (252, 249, 246),
        "gray": (168, 173, 184),
        "black": (76, 73, 86),
        "brown": (160, 106, 68),
        "orange": (248, 146, 58),
        "yellow": (255, 216, 76),
        "pink": (255, 164, 192),
        "blue": (104, 168, 240),
        "purple": (166, 124, 222),
        "green": (128, 200, 104),
        "red": (232, 74, 74),
        "turquoise": (64, 208, 198),
        "rainbow": (255, 236, 188),
    }
)
# A rainbow from top to bottom: the bands of a rainbow coat, softer than cloth so that clothes stand out.
BANDS: tuple[Color, ...] = (
    (255, 122, 132), (255, 172, 92), (255, 222, 96), (140, 214, 122), (104, 188, 244), (174, 134, 232),
)  # fmt: skip
CLOTHS: Mapping[str, Color] = MappingProxyType(
    {
        "red": (230, 58, 66),
        "orange": (250, 136, 32),
        "yellow": (255, 206, 48),
        "green": (62, 168, 92),
        "blue": (58, 118, 224),
        "purple": (142, 84, 204),
        "pink": (250, 122, 176),
    }
)
_DEEP: Color = (72, 38, 56)


def mix(first: Color, second: Color, share: float) -> Color:
    """Blend two colours; share 0 gives the first, 1 the second."""
    return (
        round(first[0] + (second[0] - first[0]) * share),
        round(first[1] + (second[1] - first[1]) * share),
        round(first[2] + (second[2] - first[2]) * share),
    )


def hue_color(hue: float, saturation: float, value: float) -> Color:
    """Give the colour at hue 0..1 around the circle."""
    red, green, blue = colorsys.hsv_to_rgb(hue % 1.0, saturation, value)
    return round(red * 255), round(green * 255), round(blue * 255)


def at_night(color: Color, strength: float) -> Color:
    """Darken a colour of the place as moonlight does: less red, more blue, hues kept apart."""
    moonlit = round(color[0] * 0.53 + 4), round(color[1] * 0.5 + 6), min(255, round(color[2] * 0.62 + 36))
    return mix(color, moonlit, strength)


@dataclass(frozen=True)
class Tones:
    """A coat and what is derived from it."""

    main: Color
    shade: Color  # the soft shadow side
    light: Color  # belly, muzzle
    dark: Color  # floppy ears, limbs' ends, spikes
    line: Color
    inner: Color  # inside of the ears
    mark: Color  # stripes, patches, mane: must stand out on main
    mask: Color  # a white face that must stand out on main
    ink: Color  # lines drawn straight on the coat
    is_black: bool


# By hand: one rule for all turns some coats muddy and lets others vanish.
_MARKS: Mapping[str, Color] = MappingProxyType(
    {
        "white": (104, 98, 112), "gray": (96, 96, 112), "black": (156, 150, 166), "brown": (98, 56, 42),
        "orange": (150, 68, 38), "yellow": (204, 118, 40), "pink": (204, 88, 130), "blue": (54, 92, 166),
        "purple": (100, 62, 158), "green": (62, 126, 66),
        "red": (138, 26, 48), "turquoise": (18, 112, 130), "rainbow": (150, 84, 206),
    }
)  # fmt: skip
_DARKS: Mapping[str, Color] = MappingProxyType(
    {
        "white": (216, 204, 210), "gray": (128, 130, 148), "black": (52, 48, 60), "brown": (124, 76, 52),
        "orange": (206, 100, 38), "yellow": (230, 162, 46), "pink": (226, 118, 156), "blue": (68, 122, 204),
        "purple": (124, 82, 190), "green": (84, 156, 78),
        "red": (184, 44, 58), "turquoise": (34, 162, 160), "rainbow": (255, 160, 92),
    }
)  # fmt: skip


def _coat_tones(name: str) -> Tones:
    main = COATS[name]
    black, white = name == "black", name == "white"
    tones = Tones(
        main=main,
        shade=mix(main, (150, 130, 190), 0.2)
        if white
        else mix(main, (60, 30, 80) if not black else (30, 24, 50), 0.17),
        light=(255, 234, 214) if white else mix(main, (255, 244, 222), 0.42 if black else 0.68),
        dark=_DARKS[name],
        line=(160, 140, 156) if white else mix(main, (24, 20, 32) if black else _DEEP, 0.55),
        inner=(255, 178, 188) if name not in ("pink", "red") else (255, 214, 222),
        mark=_MARKS[name],
        mask=(218, 228, 242) if white else (255, 253, 250),
        ink=PALE_INK if black else INK,
        is_black=black,
    )
    if name == "rainbow":
        return replace(tones, shade=(250, 206, 170), line=(146, 96, 150), inner=(255, 214, 222))
    return tones


def patch_color(tones: Tones) -> Color:
    """Give the colour of a panda's patches, dark even beside a black coat."""
    return PATCH_ON_BLACK if tones.is_black else PATCH


TONES: Mapping[str, Tones] = MappingProxyType({name: _coat_tones(name) for name in COATS})
# The parts of a rainbow animal have a band's colour each; head and trunk get several, from patterns.
_BAND_OF_PART: Mapping[str, int] = MappingProxyType({"ears": 0, "arms": 3, "tail": 4, "legs": 5})


def _band_tones(color: Color) -> Tones:
    return replace(
        TONES["rainbow"],
        main=color,
        shade=mix(color, (60, 30, 80), 0.17),
        light=mix(color, (255, 244, 222), 0.68),
        dark=mix(color, (110, 40, 120), 0.24),
        line=mix(color, _DEEP, 0.5),
    )


_PART_TONES: Mapping[str, Tones] = MappingProxyType(
    {part: _band_tones(BANDS[index]) for part, index in _BAND_OF_PART.items()}
)


def part_tones(coat: str, part: str) -> Tones:
    """Give the tones of ears, arms, legs or the tail: the coat's own, but for a rainbow coat one band's."""
    return _PART_TONES[part] if coat == "rainbow" else TONES[coat]


@dataclass(frozen=True)
class Cloth:
    """A cloth colour and what is derived from it."""

    main: Color
    dark: Color  # bands, pockets, folds
    light: Color
    line: Color


CLOTH_TONES: Mapping[str, Cloth] = MappingProxyType(
    {
        name: Cloth(mix(c, c, 0), mix(c, (60, 20, 60), 0.24), mix(c, WHITE, 0.55), mix(c, (60, 20, 50), 0.5))
        for name, c in CLOTHS.items()
    }
)
