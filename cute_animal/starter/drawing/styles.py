"""The four styles of a picture: how the layers (place, animals) come together and what their surface is like.

A style hardly moves anything: outlines lie within 4 px (of 512) of where they lie in every other style.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from types import MappingProxyType

import numpy as np
from PIL import Image, ImageChops, ImageFilter

from cute_animal.starter.drawing import textures
from cute_animal.starter.drawing.canvas import Canvas, Color
from cute_animal.starter.drawing.textures import Field, smoothstep, to_image

DrawAnimals = Callable[[Canvas], None]
_BLACK: Color = (0, 0, 0)
_WHITE: Color = (255, 255, 255)
_COARSE = 128  # px of a side: soft things (shadows, shading, blur) are worked out on small pictures


def compose(style: str, place: Image.Image, draw_animals: DrawAnimals) -> Image.Image:
    """Put the animals on the place in a style. place: RGB, square. Returns RGB of the same size."""
    return _STYLES[style](place, draw_animals)


def _enlarged(image: Image.Image, size: int) -> Image.Image:
    return image.resize((size, size), Image.Resampling.BILINEAR)


def _coarse(image: Image.Image) -> Image.Image:
    return image.resize((_COARSE, _COARSE), Image.Resampling.BOX)


def _blurred(picture: Image.Image, radius: float) -> Image.Image:
    """Blur by at least the size of a coarse pixel; radius in coarse pixels."""
    return _enlarged(_coarse(picture).filter(ImageFilter.GaussianBlur(radius)), picture.width)


# ---- sticker: flat colours, a white die-cut border and a soft shadow under it

_BORDER = 6.0  # how far the white reaches, px of 512
_BORDER_RAMP = [round(min(max((v - 96) / 24, 0.0), 1.0) * 255) for v in range(256)]
_SHADOW_RAMP = [255 - round(58 * min(v / 160, 1.0) ** 1.5) for v in range(256)]


def _sticker(place: Image.Image, draw_animals: DrawAnimals) -> Image.Image:
    size = place.width
    small = Canvas(_COARSE, _BLACK, silhouette=_WHITE, spread=_BORDER)
    draw_animals(small)
    near = _enlarged(small.image().getchannel(0).filter(ImageFilter.GaussianBlur(1.6)), size)
    down = round(7 * size / 512)
    shadow = near.crop((0, -down, size, size - down)).point(_SHADOW_RAMP)
    shaded = ImageChops.multiply(place, Image.merge("RGB", (shadow, shadow, shadow)))
    shaded.paste(_WHITE, (0, 0), near.point(_BORDER_RAMP))
    canvas = Canvas.over(shaded)
    draw_animals(canvas)
    return canvas.image()


# ---- plush: cushions lit from above, felt, no dark outlines, the place soft and warm behind

_WARM = [
    *(round(255 * (v / 255) ** 0.88 * 0.96 + 10) for v in range(256)),
    *(round(255 * (v / 255) ** 0.95 * 0.96 + 6) for v in range(256)),
    *(round(v * 0.92 + 6) for v in range(256)),
]


def _tint(shadow: float, light: float) -> list[int]:
    """A channel of the shading: how deep it falls and how high it rises from the neutral 128."""
    return [round(128 + (v - 128) * (shadow if v < 128 else light)) for v in range(256)]


_SHADE_TINTS = (_tint(0.62, 0.8), _tint(1.0, 0.75), _tint(0.8, 0.7))  # shadows go to rose, lights to cream


@lru_cache(maxsize=8)
def _felt(size: int) -> Field:
    tufts: Field = textures.noise(size, 5.0, 11) * 0.8 + textures.noise(size, 11.0, 12) * 0.45
    return tufts.clip(-1.8, 1.8)


def _plush(place: Image.Image, draw_animals: DrawAnimals) -> Image.Image:
    size = place.width
    small = _coarse(place).filter(ImageFilter.GaussianBlur(0.9)).point(_WARM)
    canvas = Canvas.over(_enlarged(small, size), softness=0.4)
    draw_animals(canvas)
    toys = canvas.image()
    cushions = Canvas(_COARSE, _BLACK, silhouette=_WHITE, seam=_BLACK)
    draw_animals(cushions)
    shade, inside = _cushion_light(cushions.image().getchannel(0), _coarse(toys.convert("L")))
    within = _enlarged(inside, size)
    fuzzy = textures.shaken(_blurred(toys, 0.5), textures.wobble(size, 5.0, 1.15, 13))
    toys = Image.composite(toys, fuzzy, within.point(_SHARP_WITHIN))
    surface = np.asarray(_enlarged(shade, size)).astype(np.float32)
    surface += _felt(size) * (np.asarray(within) * (5.5 / 255) + 1.5)
    light = Image.fromarray(np.clip(surface, 0, 255).astype(np.uint8))
    tinted = Image.merge("RGB", tuple(light.point(tint) for tint in _SHADE_TINTS))
    return ImageChops.hard_light(toys, tinted)


_SHARP_WITHIN = [round(min(max((v - 150) / 80, 0.0), 1.0) * 255) for v in range(256)]


def _cushion_light(parts: Image.Image, colors: Image.Image) -> tuple[Image.Image, Image.Image]:
    """Light the parts as inflated cushions, dark colours less, or black would turn gray.

    Returns the light, 128 neutral, and where cushions are.
    """
    close = parts.filter(ImageFilter.GaussianBlur(1.2))
    height = _floats(parts.filter(ImageFilter.GaussianBlur(2.6))) * 0.5
    height += _floats(parts.filter(ImageFilter.GaussianBlur(6.0))) * 0.5
    slope = np.zeros_like(height)
    slope[2:-2] = height[4:] - height[:-4]
    light = slope * 170 - (1.0 - height) * 95 + 34
    light = np.where(light > 0, light * np.minimum(0.15 + _floats(colors) * 1.5, 1.0), light)
    light = 128 + _floats(close) * light
    return Image.fromarray(np.clip(light, 0, 255).astype(np.uint8)), close


def _floats(image: Image.Image) -> Field:
    values: Field = np.asarray(image, dtype=np.float32) / np.float32(255)
    return values


# ---- crayon and watercolour: pigment on paper, more of it where the picture is dark, so that ink stays ink


@lru_cache(maxsize=8)
def _paper(size: int) -> Image.Image:
    grain = textures.noise(size, 5.0, 25) * 0.008
    values = np.stack([0.99 + grain, 0.98 + grain, 0.95 + grain], axis=-1)
    return Image.fromarray(np.clip(values * 255, 0, 255).astype(np.uint8))


def _more_where_dark(most: int, full: int, none: int) -> list[int]:
    """How much pigment dark pixels get on top of the surface's: most up to the luma full, 0 from none on."""
    return [round(most * min(max((none - luma) / (none - full), 0.0), 1.0)) for luma in range(256)]


def _place_only(draw_animals: DrawAnimals, size: int) -> Image.Image:
    """Give where no animal is, with a soft edge: the place has been put on the paper before."""
    small = Canvas(_COARSE, _WHITE, silhouette=_BLACK, spread=1.0)
    draw_animals(small)
    return _enlarged(small.image().getchannel(0), size)


# ---- crayon: waxy strokes of one direction on white paper


@lru_cache(maxsize=8)
def _wax(size: int, pressure: float) -> Image.Image:
    """Give how much of the paper the wax covers."""
    grain = textures.strokes(size, 6.0, 70.0, 21) * 0.8 + textures.noise(size, 5.0, 23) * 0.45
    return to_image(0.46 + 0.54 * smoothstep(grain, -pressure - 1.1, -pressure + 0.7))


@lru_cache(maxsize=8)
def _stroke_ends(size: int) -> Image.Image:
    """Give where the place is coloured in: strokes end shortly before the frame."""
    ragged = textures.strokes(size, 7.0, 200.0, 22) * 5.0 + textures.noise(size, 40.0, 24) * 2.0
    return to_image(smoothstep(textures.frame_distance(size) + ragged, 8.0, 14.0))


_WAX_PLACE = _more_where_dark(46, 60, 150)
_WAX_ANIMAL = _more_where_dark(255, 50, 95)


def _crayon(place: Image.Image, draw_animals: DrawAnimals) -> Image.Image:
    size, paper = place.width, _paper(place.width)
    wax = ImageChops.add(_wax(size, 0.4), place.convert("L").point(_WAX_PLACE))
    ground = Image.composite(place, paper, ImageChops.multiply(wax, _stroke_ends(size)))
    canvas = Canvas.over(ground)
    draw_animals(canvas)
    picture = textures.shaken(canvas.image(), textures.wobble(size, 22.0, 1.4, 26))
    wax = ImageChops.add(_wax(size, 0.85), picture.convert("L").point(_WAX_ANIMAL))
    return Image.composite(picture, paper, ImageChops.lighter(wax, _place_only(draw_animals, size)))


# ---- watercolour: pale washes with darker edges, mottled, on paper that stays white around the picture


@lru_cache(maxsize=8)
def _wash_edge(size: int) -> Field:
    ragged = textures.noise(size, 34.0, 34) * 6.0 + textures.noise(size, 10.0, 35) * 1.4
    edge: Field = textures.frame_distance(size) + ragged - 5.0
    return edge


@lru_cache(maxsize=8)
def _painted(size: int) -> Image.Image:
    """Give where the place is painted: not near the frame."""
    return to_image(smoothstep(_wash_edge(size), 9.0, 14.0))


@lru_cache(maxsize=8)
def _wash(size: int, strength: float, rim: float) -> Image.Image:
    """Give how much pigment lies where: pools, and a rim where the wash dried."""
    pools = textures.noise(size, 42.0, 31) * 0.08 + textures.noise(size, 18.0, 32) * 0.04
    pools += textures.noise(size, 5.5, 33) * 0.02
    edge = smoothstep(_wash_edge(size), 30.0, 15.0)
    return to_image(strength + pools + edge * rim)


_DEEPER = [round(255 * (v / 255) ** 1.17) for v in range(256)] * 3
_WASH_PLACE = _more_where_dark(56, 60, 140)
_WASH_ANIMAL = _more_where_dark(60, 70, 130)


def _watercolour(place: Image.Image, draw_animals: DrawAnimals) -> Image.Image:
    size, paper = place.width, _paper(place.width)
    wash = ImageChops.add(_wash(size, 0.58, 0.25), place.convert("L").point(_WASH_PLACE))
    ground = Image.blend(place, _blurred(place, 1.2), 0.5)
    ground = Image.composite(ground, paper, ImageChops.multiply(wash, _painted(size)))
    canvas = Canvas.over(ground, softness=0.3)
    draw_animals(canvas)
    picture = textures.shaken(canvas.image(), textures.wobble(size, 26.0, 1.2, 36))
    spread = _blurred(picture, 1.5)
    darker = ImageChops.subtract(spread, picture, 1.2)
    picture = ImageChops.subtract(Image.blend(picture, spread, 0.25), darker).point(_DEEPER)
    wash = ImageChops.add(_wash(size, 0.76, 0.0), picture.convert("L").point(_WASH_ANIMAL))
    return Image.composite(picture, paper, ImageChops.lighter(wash, _place_only(draw_animals, size)))


_STYLES: Mapping[str, Callable[[Image.Image, DrawAnimals], Image.Image]] = MappingProxyType(
    {"sticker": _sticker, "plush": _plush, "crayon": _crayon, "watercolour": _watercolour}
)
