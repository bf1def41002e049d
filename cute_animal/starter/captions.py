"""Captions and scenes for training: which scenes are drawn, which are kept for testing, what is said of them.

A caption tells a scene completely: what it leaves unsaid is what `Understood.scene` fills in. Knows no
pixels and no networks; the sentences come from phrases_en and phrases_zh. Drawing a wish never imports it.
"""

from __future__ import annotations

import functools
import hashlib
import string
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from opencc import OpenCC

from cute_animal.starter import phrases_en, phrases_zh
from cute_animal.starter.layout import Layout
from cute_animal.starter.voice import Language, Voice
from cute_animal.vocabulary import (
    CLOTH_COLOR,
    COAT,
    FACE,
    GARMENT,
    HEADWEAR,
    NATURAL_CLOTH_COLOR,
    NATURAL_COAT,
    NONE,
    PLACE,
    POSE,
    SLOTS,
    SPECIES,
    UNSAID,
    Scene,
)

LONGEST = 120  # characters; longer captions are written again, twice at most
HELD_OUT_SHARE = 0.05  # of each kind of pair
# Chosen so that all five kinds have their share, spread over species and things, and the examples of the page
# (a bear with a hat, a rabbit in red overalls) are not among them.
HELD_OUT_SALT = "2344"
PAIRS = (
    ("species", "coat"),
    ("species", "garment"),
    ("garment", "garment_color"),
    ("species", "headwear"),
    ("headwear", "headwear_color"),
)
# The chance of saying a default is completeness ** exponent: small for odd ones, and 1 says everything.
RELUCTANCE: Mapping[str, float] = MappingProxyType(
    {
        "coat": 1.5,
        "place": 3.5,
        "time": 2.2,
        "pose": 1.8,
        "face": 1.8,
        "garment_color": 1.0,
        "headwear_color": 1.0,
    }
)


@dataclass(frozen=True)
class Caption:
    """A text and, per slot, the class of SLOT_CLASSES that the text tells."""

    text: str
    slots: Mapping[str, str]
    language: Language


def write_caption(
    scene: Scene,
    layout: Layout,
    rng: np.random.Generator,
    language: Language | None = None,
    completeness: float = 0.7,
    *,
    typos: float = 0.05,
) -> Caption:
    """Tell the scene in words.

    completeness: 0 says only what differs from the defaults, 1 says everything.
    typos: share of captions with a slip of the fingers.
    """
    voice = Voice(
        int(rng.integers(1 << 62)),
        language or ("zh" if rng.random() < 0.5 else "en"),
        bool(rng.random() < 0.04),
    )
    told = _choose(scene, layout, voice, completeness)
    write = phrases_zh.write_zh if voice.language == "zh" else phrases_en.write_en
    text = write(told, voice)
    for _ in range(2):
        if len(text) <= LONGEST:
            break
        text = write(told, voice)
    text = _dress_up(text, voice)
    if voice.chance(typos):
        text = _slip(text, voice)
    slots = {slot: told.get(slot, UNSAID) for slot in SLOTS}
    return Caption(text, MappingProxyType(slots), voice.language)


def default_color(thing: str, which: str, layout: Layout) -> str:
    """The colour that a garment or headwear has when the wish names none; which: "garment" or "headwear"."""
    return NATURAL_CLOTH_COLOR.get(thing) or str(getattr(layout, f"{which}_color"))


def _choose(scene: Scene, layout: Layout, voice: Voice, completeness: float) -> dict[str, str]:
    """The slots to tell, in no order: all that differ from the defaults, and some that do not."""
    told = {"species": scene.species}
    defaults = {
        "coat": NATURAL_COAT[scene.species],
        "place": "studio",
        "time": "day",
        "pose": "standing",
        "face": "smiling",
    }
    for slot in ("garment", "headwear"):
        thing = getattr(scene, slot)
        if thing is None:
            if voice.chance(0.05):
                told[slot] = NONE
        else:
            told[slot] = thing
            defaults[f"{slot}_color"] = default_color(thing, slot, layout)
    for slot, default in defaults.items():
        if getattr(scene, slot) != default or voice.chance(completeness ** RELUCTANCE[slot]):
            told[slot] = getattr(scene, slot)
    return told


def _dress_up(text: str, voice: Voice) -> str:
    """Filler words, capitals, punctuation, traditional characters: what changes no meaning."""
    zh = voice.language == "zh"
    phrases = phrases_zh if zh else phrases_en
    if voice.chance(0.2):
        where = voice.random.random()
        text = text.rstrip("。.") if where > 0.35 else text
        text = voice.pick(phrases.BEFORE) + text if where < 0.45 else text + voice.pick(phrases.AFTER)
    if zh:
        if voice.chance(0.08):
            text = text.replace("，", ",").replace("。", ".").replace("！", "!")
        if voice.chance(0.04):
            text = text.replace("，", " ").replace("。", " ").strip()
        if not text.endswith(("。", ".", "！", "？")) and voice.chance(0.15):
            text += "。"
        return _to_traditional().convert(text) if voice.chance(0.05) else text
    kind = voice.random.random()
    if kind < 0.42:
        text = text[:1].upper() + text[1:]
        if kind < 0.2 and text[-1] not in ".!?":
            text += "."
    elif kind > 0.98:
        text = text.upper()
    elif kind > 0.96:
        text = string.capwords(text)
    return text


def _slip(text: str, voice: Voice) -> str:
    """A slip of the fingers that loses no meaning: spaces, punctuation, a letter of a filler."""
    if voice.language == "zh":
        at = int(voice.random.random() * len(text))
        slips = (
            text[:at] + " " + text[at:],
            text.replace("，", ""),
            text.replace("的", "得", 1),
            text + text[-1] * 2,
        )
        return voice.pick(slips)
    for filler in ("please", "cute", "little", "draw", "picture", "wearing", "with", "adorable", "lovely"):
        if filler in text and voice.chance(0.6):
            at = 1 + int(voice.random.random() * (len(filler) - 1))
            doubled = filler[:at] + filler[at - 1] + filler[at:]
            dropped = filler[:at] + filler[at + 1 :]
            return text.replace(filler, voice.pick((doubled, dropped)), 1)
    return voice.pick(
        (
            text.replace(" ", "  ", 2),
            text.replace(", ", ",", 2),
            text.replace(" ", "", 1) if text[:2] == "a " else text,
        )
    )


@functools.cache
def _to_traditional() -> OpenCC:
    return OpenCC("s2t")


def sample_scene(rng: np.random.Generator, layout: Layout, *, held_out: bool = False) -> Scene:
    """Sample a scene for training (no held-out pair in it), or for testing (at least one)."""
    voice = Voice(int(rng.integers(1 << 62)), "en")
    while True:
        scene = _any_scene(voice, layout)
        if is_held_out(scene) == held_out:
            return scene


def _any_scene(voice: Voice, layout: Layout) -> Scene:
    """Balanced over pairs. One scene in eight is a short wish: nearly everything is the default."""
    short = voice.chance(0.12)

    def choose(table: Mapping[str, object], default: str | None, share: float) -> str | None:
        # `share` is the default's share over all scenes, the short ones (0.75) among them
        if voice.chance(0.75 if short else (share - 0.12 * 0.75) / 0.88):
            return default
        return voice.pick([key for key in table if key != default])

    def choose_color(which: str, thing: str | None, coat: str | None) -> str | None:
        if thing is None:
            return None
        default = default_color(thing, which, layout)
        if voice.chance(0.25) and (default != coat or voice.chance(0.25)):
            return default
        return voice.pick([key for key in CLOTH_COLOR if key not in (default, coat)])

    species = voice.pick(list(SPECIES))
    coat = choose(COAT, NATURAL_COAT[species], 0.35)
    garment = choose(GARMENT, None, 0.2)
    headwear = choose(HEADWEAR, None, 0.2)
    return Scene(
        species=species,
        coat=coat or "",
        garment=garment,
        garment_color=choose_color("garment", garment, coat),
        headwear=headwear,
        headwear_color=choose_color("headwear", headwear, coat),
        place=choose(PLACE, "studio", 0.25) or "",
        time="night" if voice.chance(0.3) else "day",
        pose=choose(POSE, "standing", 0.31) or "",
        face=choose(FACE, "smiling", 0.4) or "",
    )


def is_held_out(scene: Scene) -> bool:
    """Is any pair of the scene kept out of training? The same on every machine and in every run."""
    pairs = held_out_pairs()
    return any(
        (first, getattr(scene, first), second, getattr(scene, second)) in pairs for first, second in PAIRS
    )


@functools.cache
def held_out_pairs() -> frozenset[tuple[str, str, str, str]]:
    """(slot, value, slot, value) for about 5 % of each kind of pair, never one that needs no saying."""
    tables = {"coat": COAT, "species": SPECIES, "garment": GARMENT, "headwear": HEADWEAR}
    natural = {("coat", *pair) for pair in NATURAL_COAT.items()}
    natural |= {
        (f"{which}_color", *pair) for pair in NATURAL_CLOTH_COLOR.items() for which in ("garment", "headwear")
    }
    pairs = set()
    for first, second in PAIRS:
        for one in tables[first]:
            for two in tables.get(second, CLOTH_COLOR):
                digest = hashlib.sha256(f"{HELD_OUT_SALT} {first}={one} {second}={two}".encode()).digest()
                if (second, one, two) not in natural and int.from_bytes(
                    digest[:4], "big"
                ) < HELD_OUT_SHARE * 2**32:
                    pairs.add((first, one, second, two))
    return frozenset(pairs)
