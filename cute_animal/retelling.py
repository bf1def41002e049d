"""Retelling: what was understood of a wish, in the words that the built-in model reads best.

A small text encoder gets a child's long, bent or mixed sentence wholly right three times out of four, one of
these 49 times out of 50 (starter/training/LOG.md, 4); reading.py understands nearly all of both. So the
built-in model is told this, and raw words never reach it. Knows no model.
"""

from __future__ import annotations

from cute_animal.understanding import Understood
from cute_animal.vocabulary import NONE, SECOND, TABLES, UNSAID

# Where the first word of a table is part of another value's: "hat" and "magic wand" made a wizard hat.
_PLAINER = {("headwear", "hat"): "beanie", ("held", "wand"): "wand"}
_PLURAL = ("overalls", "shorts", "pajamas", "glasses", "headphones")
_PUT_ON = {"garment": "wearing", "headwear": "in", "held": "holding"}
_NOTHING = {"garment": "no clothes", "headwear": "no hat", "held": "holding nothing"}
_AT = {
    "studio": "in front of a", "beach": "on the", "playground": "on the", "farm": "on the",
    "picnic": "at the", "underwater": "",
}  # fmt: skip
_WHEN = {"night": "at night", "sunset": "at sunset"}
_SIDES = ("on the left is", "and on the right is")


def retell(understood: Understood) -> str:
    """Return one English sentence that says the slots, no more: "a rabbit, in a red beanie, in the snow".

    The animals of a pair stand as they do in the picture, from left to right.
    """
    prefixes = understood.prefixes
    animals = [_animal(understood, prefix) for prefix in prefixes]
    if len(animals) > 1:
        animals = [f"{side} {animal}" for side, animal in zip(_SIDES, animals, strict=True)]
    place = understood.slots["place"]
    around = [f"{_AT.get(place, 'in the')} {_word(understood, 'place')}".strip()] if place != UNSAID else []
    for slot in ("time", "weather", "style"):
        value = understood.slots[slot]
        if value != UNSAID:
            around.append(_WHEN.get(value, _word(understood, slot)))
    return ", ".join([*animals, *around])


def _animal(understood: Understood, prefix: str) -> str:
    looks = (_word(understood, prefix + slot) for slot in ("pattern", "coat", "species"))
    parts = [_with_article(" ".join(word for word in looks if word))]
    for thing, put_on in _PUT_ON.items():
        if understood.slots[prefix + thing] == NONE:
            parts.append(_NOTHING[thing])
        elif word := _word(understood, prefix + thing):
            color = _word(understood, f"{prefix}{thing}_color")
            parts.append(f"{put_on} {_with_article(f'{color} {word}'.strip())}")
    parts += [f"is {word}" for slot in ("pose", "face") if (word := _word(understood, prefix + slot))]
    return ", ".join(parts)


def _word(understood: Understood, slot: str) -> str:
    """The English word for what a slot says, empty when it says nothing."""
    value, table = understood.slots[slot], slot.removeprefix(SECOND)
    if value in (UNSAID, NONE):
        return ""
    return _PLAINER.get((table, value)) or TABLES[table][value].en[0]


def _with_article(words: str) -> str:
    if words.split()[-1] in _PLURAL:
        return words
    return f"an {words}" if words[0] in "aeiou" else f"a {words}"
