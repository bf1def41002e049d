"""Scenes for training: which are drawn, and which combinations are kept out of training for testing.

A scene is sampled together with a layout, since the colour of a thing whose colour nobody names is the
layout's. Knows no words, no pixels and no networks. Drawing a wish never imports it.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterator, Mapping

import numpy as np

from cute_animal.starter.layout import Layout
from cute_animal.starter.voice import Voice
from cute_animal.vocabulary import (
    ANIMAL_SLOTS,
    NATURAL_CLOTH_COLOR,
    NATURAL_COAT,
    NONE,
    SCENE_SLOTS,
    SECOND,
    SLOTS,
    SPECIES,
    TABLES,
    THINGS,
    Animal,
    Scene,
)

HELD_OUT_SHARE = 0.05  # of each kind of pair
# Chosen so that every kind has its share, spread over species and things, and the examples of the page
# and of examples/wishes.txt (a bear with a hat, a rabbit in red overalls) are not among them.
HELD_OUT_SALT = "619"
# Of one animal; its style is the picture's. What two species stand together is held out as well (TOGETHER).
PAIRS = (
    ("species", "coat"),
    ("species", "garment"),
    ("garment", "garment_color"),
    ("species", "headwear"),
    ("headwear", "headwear_color"),
    ("species", "held"),
    ("held", "held_color"),
    ("species", "pose"),
    ("species", "style"),
)
TOGETHER = ("species", "second_species")
Pair = tuple[str, str, str, str]  # slot, value, slot, value

TWO_ANIMALS = 0.3  # of all scenes
TWINS = 0.2  # of these: two of the same species
ALIKE = 0.35  # of these: the second is dressed like the first, in other colours or in the same
SHORT = (0.12, 0.25)  # of scenes of one, of two animals: a short wish, nearly everything is the default
NOTHING = {"garment": (0.3, 0.5), "headwear": (0.35, 0.55), "held": (0.53, 0.57)}  # of one, of two animals

KEYS = {slot: tuple(table) for slot, table in TABLES.items()}


def default_color(thing: str, slot: str, animal: int, layout: Layout) -> str:
    """The colour of a thing whose colour the wish does not name; slot: garment, headwear or held."""
    return NATURAL_CLOTH_COLOR.get(thing) or layout.color_of(animal, slot)


def sample_scene(rng: np.random.Generator, layout: Layout, *, held_out: bool = False) -> Scene:
    """Sample a scene for training (no held-out pair in it), or for testing (at least one)."""
    voice = Voice(int(rng.integers(1 << 62)), "en")
    if not held_out:
        return _Sampling(voice, layout, held_out_pairs()).scene()
    while True:
        scene = _Sampling(voice, layout, frozenset()).scene()
        if is_held_out(scene):
            return scene


class _Sampling:
    """One scene while it is sampled. Values that would make a forbidden pair are drawn again one by one.

    So all shares stay what they are meant to be: rejecting whole scenes would favour scarce ones.
    """

    def __init__(self, voice: Voice, layout: Layout, forbidden: frozenset[Pair]) -> None:
        self.voice, self.layout, self.forbidden = voice, layout, forbidden
        self.pair = voice.chance(TWO_ANIMALS)
        self.often_short = SHORT[self.pair]
        self.short = voice.chance(self.often_short)
        self.style = self._or_default("style", "sticker", 0.5)

    def scene(self) -> Scene:
        voice = self.voice
        first = self._animal(0, self._species(None), None)
        animals = [first]
        if self.pair:
            twin = voice.chance(TWINS)
            species = first["species"] if twin else self._species(first["species"])
            animals.append(self._animal(1, species or "", first if voice.chance(ALIKE) else None))
        time = voice.random.choices(("day", "night", "sunset"), (0.55, 0.25, 0.2))[0]
        weather = self._or_default("weather", "clear", 0.65)
        if weather == "rainbow" and time == "night":
            weather = voice.pick(("rain", "snowfall"))
        return Scene(
            animals=tuple(Animal(**animal) for animal in animals),  # type: ignore[arg-type]
            place=self._or_default("place", "studio", 0.25),
            time=time,
            weather=weather,
            style=self.style,
        )

    def _is_default(self, share: float) -> bool:
        """`share` is the default's share over all scenes, the short ones (0.75) among them."""
        often = self.often_short
        return self.voice.chance(0.75 if self.short else (share - often * 0.75) / (1 - often))

    def _or_default(self, slot: str, default: str, share: float, species: str = "") -> str:
        if self._is_default(share):
            return default
        return self._other(slot, default, "species", species)

    def _other(self, slot: str, default: str | None, owner: str, value: str) -> str:
        """Any value of a slot but the default and those that may not go with the owner's value."""
        while True:
            key = self.voice.pick(KEYS[slot])
            if key != default and (owner, value, slot, key) not in self.forbidden:
                return key

    def _species(self, first: str | None) -> str:
        while True:
            key = self.voice.pick(KEYS["species"])
            together = ("species", first, "second_species", key)
            if key != first and not {together, ("species", key, "style", self.style)} & self.forbidden:
                return key

    def _animal(self, index: int, species: str, like: dict[str, str | None] | None) -> dict[str, str | None]:
        """Sample what an animal is, wears, holds and does, now and then as the one that it is to be like."""
        voice = self.voice
        coat = self._or_default("coat", NATURAL_COAT[species], 0.35, species)
        pattern = self._or_default("pattern", "plain", 0.65) if coat != "rainbow" else "plain"
        animal: dict[str, str | None] = {"species": species, "coat": coat, "pattern": pattern}
        for slot in THINGS:
            thing = like[slot] if like else None
            known = thing is not None and ("species", species, slot, thing) not in self.forbidden
            if not (known and voice.chance(0.75)):
                nothing = self._is_default(NOTHING[slot][self.pair])
                thing = None if nothing else self._other(slot, None, "species", species)
            animal[slot] = thing
            animal[f"{slot}_color"] = None if thing is None else self._color(index, slot, thing, coat, like)
        pose = like["pose"] if like and voice.chance(0.4) else None
        if pose is None or ("species", species, "pose", pose) in self.forbidden:
            pose = self._or_default("pose", "standing", 0.28, species)
        animal["pose"] = pose
        if pose == "sleeping":
            animal["face"] = voice.pick(("sleepy", "smiling"))
        elif like and like["pose"] != "sleeping" and voice.chance(0.3):
            animal["face"] = like["face"]
        else:
            animal["face"] = self._or_default("face", "smiling", 0.35)
        return animal

    def _color(self, index: int, slot: str, thing: str, coat: str, like: dict[str, str | None] | None) -> str:
        """The default, a colour of the animal that this one is like (its other things' too), or any other."""
        voice = self.voice
        default = default_color(thing, slot, index, self.layout)
        allowed = (slot, thing, f"{slot}_color", default) not in self.forbidden
        if allowed and voice.chance(0.27) and (default != coat or voice.chance(0.25)):
            return default
        seen = [color for which in THINGS if like and (color := like[f"{which}_color"])]
        if seen and voice.chance(0.6):
            color = voice.pick(seen)
            if (slot, thing, f"{slot}_color", color) not in self.forbidden:
                return color
        while True:
            color = self._other(f"{slot}_color", default, slot, thing)
            if color != coat:
                return color


def is_held_out(scene: Scene) -> bool:
    """Is any pair of the scene kept out of training? The same on every machine and in every run."""
    return any(pair in held_out_pairs() for pair in _pairs_of(scene))


def _pairs_of(scene: Scene) -> Iterator[tuple[str, str | None, str, str | None]]:
    for animal in scene.animals:
        for first, second in PAIRS:
            value = scene.style if second == "style" else getattr(animal, second)
            yield first, getattr(animal, first), second, value
    if len(scene.animals) == 2:
        first, second = TOGETHER
        yield first, scene.animals[0].species, second, scene.animals[1].species


@functools.cache
def held_out_pairs() -> frozenset[Pair]:
    """(slot, value, slot, value) for about 5 % of each kind of pair, never one that needs no saying."""
    pairs = set()
    for first, second in PAIRS:
        for one in TABLES[first]:
            for two in TABLES[second]:
                pair = (first, one, second, two)
                if not _needs_no_saying(second, one, two) and _drawn(pair):
                    pairs.add(pair)
    first, second = TOGETHER
    for one in SPECIES:
        for two in SPECIES:
            if one < two and _drawn((first, one, second, two)):
                pairs |= {(first, one, second, two), (first, two, second, one)}
    return frozenset(pairs)


def _needs_no_saying(slot: str, owner: str, value: str) -> bool:
    natural: Mapping[str, str | None] = {
        "coat": NATURAL_COAT.get(owner),
        "pose": "standing",
        "style": "sticker",
    }
    return value == natural.get(slot, NATURAL_CLOTH_COLOR.get(owner) if slot.endswith("_color") else None)


def _drawn(pair: Pair) -> bool:
    first, one, second, two = pair
    digest = hashlib.sha256(f"{HELD_OUT_SALT} {first}={one} {second}={two}".encode()).digest()
    return int.from_bytes(digest[:4], "big") < HELD_OUT_SHARE * 2**32


def shown(scene: Scene) -> dict[str, str]:
    """What a picture of `scene` shows, per slot of SLOTS a key or NONE; who sleeps shows a sleepy face."""
    seen = dict.fromkeys(SLOTS, NONE)
    for prefix, animal in zip(("", SECOND), scene.animals, strict=False):
        for slot in ANIMAL_SLOTS:
            seen[prefix + slot] = getattr(animal, slot) or NONE
        if animal.pose == "sleeping":
            seen[f"{prefix}face"] = "sleepy"
    return seen | {slot: getattr(scene, slot) for slot in SCENE_SLOTS}
