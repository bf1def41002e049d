"""Chips: what was understood of a wish, in short words for the page: 棕色小熊, 红色背带裤, 草地.

With two animals each chip says whose it is. Knows nothing of how the words were found.
"""

from __future__ import annotations

from cute_animal.triggers import word_of
from cute_animal.understanding import Understood
from cute_animal.vocabulary import ANIMAL_SLOTS, NONE, SECOND, THINGS, UNSAID
from cute_animal.wording import Language, say

_LOOKS = ("pose", "face")


def chips(understood: Understood, language: Language) -> list[str]:
    """First the animals, each with what it has and does, then what is around them."""
    return _Chips(understood, language).all()


class _Chips:
    def __init__(self, understood: Understood, language: Language) -> None:
        self.understood = understood
        self.slots = understood.slots
        self.language: Language = language

    def all(self) -> list[str]:
        prefixes = self.understood.prefixes
        if len(prefixes) == 2:
            return [*self._pair(), *self._words("place", "time", "weather", "style")]
        animals = [self._word("species", key) for key in self.understood.species_named]
        found = [self._colored("coat", animals[0])] if prefixes else animals
        found += self._things("")
        return found + self._words("pattern", "place", "time", "weather", "pose", "face", "style")

    def _pair(self) -> list[str]:
        """ "white rabbit", "rabbit: blue hat", "bear: red balloon"; of twins what both have once."""
        twins = self.slots["species"] == self.slots[f"{SECOND}species"]
        alike = [slot for slot in ANIMAL_SLOTS if self.slots[slot] == self.slots[SECOND + slot]]
        nouns = [self._word("species", self.slots[f"{prefix}species"]) for prefix in ("", SECOND)]
        if twins and alike == list(ANIMAL_SLOTS):
            return [say("chip-two", self.language, chip=self._animal("", nouns[0])), *self._belongings("")]
        sides = ("chip-left", "chip-right") if twins else ("chip-one", "chip-one")
        found = []
        for prefix, noun, side in zip(("", SECOND), nouns, sides, strict=True):
            whose = say(side, self.language, noun=noun)
            found.append(say(side, self.language, noun=self._animal(prefix, noun)))
            found += [
                say("chip-whose", self.language, whose=whose, chip=chip) for chip in self._belongings(prefix)
            ]
        return found

    def _animal(self, prefix: str, noun: str) -> str:
        return self._colored(f"{prefix}coat", noun)

    def _belongings(self, prefix: str) -> list[str]:
        looks = (f"{prefix}{slot}" for slot in ("pattern", *_LOOKS))
        return [*self._things(prefix), *self._words(*looks)]

    def _things(self, prefix: str) -> list[str]:
        found = []
        for thing in THINGS:
            key = self.slots[prefix + thing]
            if key == NONE:
                found.append(say(f"chip-no-{thing}", self.language))
            elif key != UNSAID:
                found.append(self._colored(f"{prefix}{thing}_color", self._word(thing, key)))
        return found

    def _words(self, *slots: str) -> list[str]:
        return [self._word(slot, self.slots[slot]) for slot in slots if self.slots[slot] != UNSAID]

    def _word(self, slot: str, key: str) -> str:
        return word_of(slot.removeprefix(SECOND), key, self.understood.own, self.language)

    def _colored(self, color_slot: str, noun: str) -> str:
        color = self.slots[color_slot]
        if color == UNSAID:
            return noun
        return self._word(color_slot, color) + ("" if self.language == "zh" else " ") + noun
