"""Retelling: what was understood of a wish, in the words that the built-in model reads best.

A small text encoder gets a child's long, bent or mixed sentence wholly right three times out of four, one of
these 49 times out of 50 (starter/training/LOG.md, 4); reading.py understands nearly all of both. So the
built-in model is told this, and raw words never reach it. Knows no model.
"""

from __future__ import annotations

from collections.abc import Mapping

from cute_animal.article import with_article
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
_NO_OWN: Mapping[tuple[str, str], str] = {}
_SIDES = ("on the left is", "and on the right is")


def retell(understood: Understood) -> str:
    """Return one English sentence that says what was understood, no more."""
    # A model that reads any words is told the trigger itself, and never the word that stands in for it.
    own = {value: trigger.told or trigger.term.en[0] for value, trigger in understood.own.items()}
    return tell(understood.slots, own)


def tell(slots: Mapping[str, str], own: Mapping[tuple[str, str], str] = _NO_OWN) -> str:
    """Return one English sentence that says the slots: "a rabbit, in a red beanie, in the snow".

    slots: per slot of the vocabulary a key, UNSAID, or NONE. The animals of a pair stand as they do in the
    picture, from left to right. Training tells the built-in model of its pictures in the same words.
    own: (table, key) -> other words for that value: what an adapter was taught by.
    """
    animals = [_animal(slots, prefix, own) for prefix in ("", SECOND) if slots[f"{prefix}species"] != UNSAID]
    if len(animals) > 1:
        animals = [f"{side} {animal}" for side, animal in zip(_SIDES, animals, strict=True)]
    place = slots["place"]
    around = [f"{_AT.get(place, 'in the')} {_word(slots, 'place', own)}".strip()] if place != UNSAID else []
    for slot in ("time", "weather", "style"):
        value = slots[slot]
        if value != UNSAID:
            around.append(_WHEN.get(value, _word(slots, slot, own)))
    return ", ".join([*animals, *around])


def _animal(slots: Mapping[str, str], prefix: str, own: Mapping[tuple[str, str], str]) -> str:
    looks = (_word(slots, prefix + slot, own) for slot in ("pattern", "coat", "species"))
    parts = [_counted(" ".join(word for word in looks if word))]
    for thing, put_on in _PUT_ON.items():
        if slots[prefix + thing] == NONE:
            parts.append(_NOTHING[thing])
        elif word := _word(slots, prefix + thing, own):
            color = _word(slots, f"{prefix}{thing}_color", own)
            parts.append(f"{put_on} {_counted(f'{color} {word}'.strip())}")
    parts += [f"is {word}" for slot in ("pose", "face") if (word := _word(slots, prefix + slot, own))]
    return ", ".join(parts)


def _word(slots: Mapping[str, str], slot: str, own: Mapping[tuple[str, str], str]) -> str:
    """The English word for what a slot says, empty when it says nothing."""
    value, table = slots[slot], slot.removeprefix(SECOND)
    if value in (UNSAID, NONE):
        return ""
    return own.get((table, value)) or _PLAINER.get((table, value)) or TABLES[table][value].en[0]


def _counted(words: str) -> str:
    """With its article, unless it is a pair: "a red scarf", "red overalls"."""
    return words if words.split()[-1] in _PLURAL else with_article(words)
