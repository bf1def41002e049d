"""Captions for training: what is said of a scene, in the words of children and grown-ups.

A caption tells a scene completely: what it leaves unsaid is what `Understood.scene` fills in. Knows no
pixels and no networks; the sentences come from phrases_en and phrases_zh. Drawing a wish never imports it.
"""

from __future__ import annotations

import functools
import string
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from opencc import OpenCC

from cute_animal.starter import phrases_en, phrases_en_words, phrases_zh, phrases_zh_words
from cute_animal.starter.layout import Layout
from cute_animal.starter.scenes import default_color, held_out_pairs, is_held_out, sample_scene
from cute_animal.starter.voice import Language, Told, Voice
from cute_animal.vocabulary import NATURAL_COAT, NONE, SECOND, SLOTS, THINGS, UNSAID, Animal, Scene

__all__ = ["Caption", "held_out_pairs", "is_held_out", "sample_scene", "write_caption"]

LONGEST = (
    120,
    200,
)  # characters, of one and of two animals: of longer captions the shortest of three is taken
# The chance of saying a default is share * completeness ** exponent: small for odd ones.
SAYING: Mapping[str, tuple[float, float]] = MappingProxyType(
    {
        "coat": (1.0, 1.5),
        "pattern": (0.15, 2.0),
        "garment_color": (1.0, 1.0),
        "headwear_color": (1.0, 1.0),
        "held_color": (1.0, 1.0),
        "pose": (0.8, 1.8),
        "face": (0.8, 1.8),
        "place": (0.6, 3.5),
        "time": (0.8, 2.2),
        "weather": (0.3, 2.2),
        "style": (0.5, 2.5),
    }
)
OF_A_PAIR = 0.45  # two animals are told more tersely: their defaults are said this much less often
ABSENT = (0.06, 0.035)  # how often it is said of a thing that there is none: of one, of two animals
AROUND = {"place": "studio", "time": "day", "weather": "clear", "style": "sticker"}  # the defaults


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

    completeness: 0 says only what differs from the defaults, 1 says nearly everything.
    typos: share of captions with a slip of the fingers.
    """
    voice = Voice(
        int(rng.integers(1 << 62)),
        language or ("zh" if rng.random() < 0.5 else "en"),
        bool(rng.random() < 0.04),
    )
    told = _choose(scene, layout, voice, completeness)
    write = phrases_zh.write_zh if voice.language == "zh" else phrases_en.write_en
    text = write(told.copy(), voice)
    if len(text) > LONGEST[len(scene.animals) - 1]:
        text = min(text, write(told.copy(), voice), write(told.copy(), voice), key=len)
    text = _dress_up(text, voice)
    if voice.chance(typos):
        text = _slip(text, voice)
    slots = dict.fromkeys(SLOTS, UNSAID) | told.around
    for prefix, said in zip(("", SECOND), told.animals, strict=False):
        slots.update((prefix + slot, value) for slot, value in said.items())
    return Caption(text, MappingProxyType(slots), voice.language)


def _choose(scene: Scene, layout: Layout, voice: Voice, completeness: float) -> Told:
    """The slots to tell, in no order: all that differ from the defaults, and some that do not."""
    one = len(scene.animals) == 1

    def says(slot: str) -> bool:
        share, exponent = SAYING[slot]
        often = share * completeness**exponent
        return voice.chance(often if one or slot.endswith("_color") else often * OF_A_PAIR)

    around = {
        slot: getattr(scene, slot)
        for slot, default in AROUND.items()
        if getattr(scene, slot) != default or says(slot)
    }
    animals = []
    for index, animal in enumerate(scene.animals):
        defaults = _defaults(animal, index, layout)
        said = {"species": animal.species}
        for slot in THINGS:
            if getattr(animal, slot) is not None:
                said[slot] = getattr(animal, slot)
            elif voice.chance(ABSENT[not one]):
                said[slot] = NONE
        for slot, default in defaults.items():
            if getattr(animal, slot) != default or says(slot):
                said[slot] = getattr(animal, slot)
        if animal.pose == "sleeping" and said.get("face") == "smiling":
            del said["face"]  # who sleeps is hardly said to smile
        animals.append(said)
    return Told(animals, around)


def _defaults(animal: Animal, index: int, layout: Layout) -> dict[str, str]:
    """What an animal has where nothing is said, of the slots that always have a value."""
    defaults = {
        "coat": NATURAL_COAT[animal.species],
        "pattern": "plain",
        "pose": "standing",
        "face": "smiling",
    }
    for slot in THINGS:
        thing = getattr(animal, slot)
        if thing is not None:
            defaults[f"{slot}_color"] = default_color(thing, slot, index, layout)
    return defaults


def _dress_up(text: str, voice: Voice) -> str:
    """Filler words, capitals, punctuation, traditional characters: what changes no meaning."""
    zh = voice.language == "zh"
    words = phrases_zh_words if zh else phrases_en_words
    if voice.chance(0.2):
        where = voice.random.random()
        text = text.rstrip("。.") if where > 0.35 else text
        text = voice.pick(words.BEFORE) + text if where < 0.45 else text + voice.pick(words.AFTER)
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
