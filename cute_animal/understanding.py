"""What a wish asks for: which slots of the vocabulary it says, how many animals, and what cannot be drawn.

The words come from lexicon.py, what belongs to what from sentence.py; here the slots get their values.
Knows no model: the network reads the wish by itself, this is what we check and show.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from cute_animal.sentence import THINGS, UNKNOWN, Sentence
from cute_animal.vocabulary import (
    CLOTH_COLOR,
    COAT,
    NATURAL_CLOTH_COLOR,
    NATURAL_COAT,
    NONE,
    SLOTS,
    TABLES,
    UNSAID,
    Scene,
)
from cute_animal.wording import Language, language_of, say

if TYPE_CHECKING:
    from cute_animal.starter.layout import Layout

_DEED = re.compile(r"\w+ing (?:an?|the|some|his|her|its) ", re.IGNORECASE)  # "eating an ", before its object
# Said beside another value of the same slot, these give way without a word.
WEAK = {"pose": "standing", "face": "smiling", "place": "sky", "time": "day"}
# "a black and white panda" has its natural coat
PIEBALD = ("panda", "penguin", "cow")
BLACK_AND_WHITE = frozenset({"black", "white"})
EARS = ("ears", "ear", "耳朵", "tail", "尾巴")


@dataclass(frozen=True)
class Understood:
    """slots: per slot of the vocabulary a key, UNSAID, or NONE. unknown: as the child wrote it."""

    slots: Mapping[str, str]
    species_named: tuple[str, ...]
    unknown: tuple[str, ...]
    count: int
    language: Language

    @property
    def can_draw(self) -> bool:
        """Is there exactly one animal that we know? What else is unknown is left out, and said so."""
        return len(set(self.species_named)) == 1

    def scene(self, layout: Layout) -> Scene:
        """Fill in what the wish leaves unsaid. Raises ValueError if no single known animal is named."""
        if not self.can_draw:
            raise ValueError(f"no scene without exactly one known animal: {self.species_named}")
        said = {slot: None if value in (UNSAID, NONE) else value for slot, value in self.slots.items()}
        species = self.species_named[0]
        for thing, color in (("garment", layout.garment_color), ("headwear", layout.headwear_color)):
            worn = said[thing]
            if worn is not None and said[f"{thing}_color"] is None:
                said[f"{thing}_color"] = NATURAL_CLOTH_COLOR.get(worn, color)
        return Scene(
            species=species,
            coat=said["coat"] or NATURAL_COAT[species],
            garment=said["garment"],
            garment_color=said["garment_color"],
            headwear=said["headwear"],
            headwear_color=said["headwear_color"],
            place=said["place"] or "studio",
            time=said["time"] or "day",
            pose=said["pose"] or "standing",
            face=said["face"] or "smiling",
        )


def understand(text: str) -> Understood:
    """Read a wish in Chinese, English or both."""
    return _Reading(text).result()


def chips(understood: Understood, language: Language) -> list[str]:
    """What was understood, in short words: 棕色小熊, 红色背带裤, 草地."""
    slots = understood.slots

    def word(slot: str, key: str) -> str:
        term = TABLES[slot][key]
        return (term.zh if language == "zh" else term.en)[0]

    def colored(color_slot: str, noun: str) -> str:
        color = slots[color_slot]
        if color == UNSAID:
            return noun
        return word(color_slot, color) + ("" if language == "zh" else " ") + noun

    animals = [word("species", key) for key in dict.fromkeys(understood.species_named)]
    found = [colored("coat", animals[0])] if len(animals) == 1 else animals
    for slot in THINGS:
        if slots[slot] == NONE:
            found.append(say(f"chip-no-{slot}", language))
        elif slots[slot] != UNSAID:
            found.append(colored(f"{slot}_color", word(slot, slots[slot])))
    found += [word(slot, slots[slot]) for slot in ("place", "time", "pose", "face") if slots[slot] != UNSAID]
    return found


class _Reading:
    """One wish while it is read: the sentence, and what has been found so far."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.sentence = Sentence(text)
        self.slots = dict.fromkeys(SLOTS, UNSAID)
        self.species: list[str] = []
        self.unknown: list[tuple[int, int]] = []  # spans of the text
        self.count = 1

    def result(self) -> Understood:
        denied = self._find_denied()
        self._read_values()
        for slot in denied:
            if self.slots[slot] == UNSAID:
                self.slots[slot] = NONE
        self._read_colors()
        self._read_count()
        for index, token in enumerate(self.sentence.tokens):
            if token.kind in UNKNOWN and index not in self.sentence.done:
                self._cannot(index)
        species = tuple(dict.fromkeys(self.species))
        if len(species) != 1:
            self.slots["species"] = self.slots["coat"] = UNSAID
        return Understood(
            slots=MappingProxyType(self.slots),
            species_named=species,
            unknown=self._unknown_words(),
            count=max(self.count, len(species)),
            language=language_of(self.text),
        )

    def _cannot(self, first: int, last: int | None = None) -> None:
        """Remember the words from one token to another as something that we cannot draw."""
        tokens = self.sentence.tokens
        self.unknown.append((tokens[first].start, tokens[first if last is None else last].end))

    def _find_denied(self) -> set[str]:
        """ "no hat", 没有戴帽子: return the slots that are denied. Other denied values count as not said."""
        sentence = self.sentence
        denied: set[str] = set()
        between = ("filler", "article", "wear", "color", "measure", "number", "pronoun", "be", "prep")
        for index in sentence.all_of("not"):
            at = sentence.after(index, between)
            if sentence.kind(at) in ("stop", "comma", "not", "and", "that") or at - index > 6:
                continue
            if sentence.kind(at) in ("face", "pose"):
                self._cannot(index, at)  # 不开心: there is no such face
            sentence.done.update(range(index, at + 1))
            while sentence.kind(at) in THINGS:  # "no hat or glasses", but not "no hat and a dress"
                denied.add(sentence.kind(at))
                sentence.done.update(range(index, at + 1))
                if sentence.kind(at + 1) not in ("and", "comma") or sentence.key(at + 1) in (
                    ",",
                    "，",
                    "又",
                    "还",
                ):
                    break
                at = sentence.after(at + 1, ("filler",))
        return denied

    def _read_values(self) -> None:
        sentence = self.sentence
        for index, token in enumerate(sentence.tokens):
            slot = token.kind
            if index in sentence.done or slot not in TABLES:
                continue
            if slot == "species":
                self._read_species(index)
            elif token.key == "flower" and not self._is_worn(index):
                continue
            elif self.slots[slot] in (UNSAID, token.key, WEAK.get(slot)):
                self.slots[slot] = token.key
            elif token.key != WEAK.get(slot) and slot not in ("face", "time"):
                self._cannot(index)
                sentence.done.add(index)

    def _read_species(self, index: int) -> None:
        sentence = self.sentence
        token = sentence.tokens[index]
        others = any(sentence.key(one) != token.key for one in sentence.all_of("species"))
        if others and sentence.key(index + 1) in EARS:  # a cat with rabbit ears
            self._cannot(index, index + 1)
            sentence.done.update((index, index + 1))
        else:
            self.species.append(token.key)
            self.slots["species"] = token.key

    def _is_worn(self, index: int) -> bool:
        """A flower is headwear unless it is held, grows somewhere, or patterns a coat."""
        sentence = self.sentence
        if sentence.is_pattern(index):
            return False
        before = sentence.before(index, ("filler", "article", "measure", "number", "color", "many"))
        if sentence.kind(before) in ("thing", "other") and before not in sentence.done:
            self._cannot(before, index)
            sentence.done.update((before, index))
            return False
        if sentence.kind(before) == "prep" and sentence.key(before) not in ("on", "在", "正在"):
            self._cannot(index)
            return False
        garden = sentence.key(index + 1) == "meadow" and sentence.kind(index - 1) != "color"
        return not garden and not (sentence.kind(index + 1) == "place" and sentence.touches(index + 1))

    def _read_colors(self) -> None:
        sentence = self.sentence
        colors = {_color_key("coat", sentence.key(index)) for index in sentence.all_of("color")}
        if self.slots["species"] in PIEBALD and colors >= BLACK_AND_WHITE:
            self.slots["coat"] = NATURAL_COAT[self.slots["species"]]
        for index in sentence.all_of("color"):
            if index in sentence.done:
                continue
            owner = sentence.owner_of_color(index)
            kind = "" if owner is None else sentence.kind(owner)
            if owner is not None and kind in THINGS:
                self._color_thing(index, owner)
            elif kind in ("species", "fur", "pronoun", "be"):
                self._color_coat(index, owner)
            else:
                self._cannot_color(index, owner)

    def _color_coat(self, index: int, owner: int | None) -> None:
        coat = _color_key("coat", self.sentence.key(index))
        if coat is None:
            self._cannot_color(index, owner)
        elif self.slots["coat"] == UNSAID:
            self.slots["coat"] = coat
        elif self.slots["coat"] != coat and not (
            self.slots["species"] in PIEBALD and coat in BLACK_AND_WHITE
        ):
            self._cannot(index)

    def _color_thing(self, index: int, owner: int) -> None:
        thing = self.sentence.tokens[owner]
        slot = f"{thing.kind}_color"
        word = self.sentence.key(index)
        color = _color_key(slot, word)
        if self.slots[thing.kind] != thing.key:  # a second garment: it is among the unknown already
            return
        if (
            color is None
            and self.text[thing.start : thing.end].casefold() == "coat"
            and _color_key("coat", word)
        ):
            self.slots["garment"] = UNSAID  # "a bear with a brown coat" means its fur
            self._color_coat(index, owner)
        elif color is None:
            self._cannot_color(index, owner)
        elif self.slots[slot] in (UNSAID, color):
            self.slots[slot] = color
        else:
            self._cannot(index)

    def _cannot_color(self, index: int, owner: int | None) -> None:
        """Name the colour with what it was for: "white dress", 红色的小熊."""
        if owner is None or owner < index:
            self._cannot(index)
        else:
            self._cannot(index, owner)

    def _read_count(self) -> None:
        """Numbers and plurals that go with animals."""
        sentence = self.sentence
        if len(self.species) > 1 and any(token.key in ("another", "另") for token in sentence.tokens):
            self.count = 2
        for index, token in enumerate(sentence.tokens):
            if index in sentence.done:
                continue
            if token.kind == "species" and token.plural:
                self.count = max(self.count, 2)
            number = token.number if token.kind == "number" else 3 if token.kind == "many" else 1
            if number < 2:
                continue
            measured = sentence.kind(index + 1) == "measure"
            if measured and sentence.kind(index + 2) in ("part", "thing", *THINGS):
                continue  # 两只耳朵
            ahead = sentence.after(index, ("filler", "color", "face", "pose", "measure", "prep", "article"))
            of_animals = (measured and sentence.key(index + 1) in "只头匹") or token.key.endswith("只")
            if of_animals or sentence.kind(ahead) == "species":
                self.count = max(self.count, number)

    def _unknown_words(self) -> tuple[str, ...]:
        """The spans as the child wrote them, in order, touching ones joined, each once."""
        spans: list[tuple[int, int]] = []
        for start, end in sorted(self.unknown):
            if spans and (start <= spans[-1][1] or _DEED.fullmatch(self.text[spans[-1][0] : start])):
                spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
            else:
                spans.append((start, end))
        return tuple(dict.fromkeys(self.text[start:end].strip() for start, end in spans))


def _color_key(slot: str, word: str) -> str | None:
    """The key of a colour word in a slot's table; None where that table lacks it: there is no red coat."""
    return _COLOR_KEYS[slot].get(word)


_COLOR_KEYS: Mapping[str, Mapping[str, str]] = {
    slot: {word.casefold(): term.key for term in table.values() for word in (*term.en, *term.zh)}
    for slot, table in (("coat", COAT), ("garment_color", CLOTH_COLOR), ("headwear_color", CLOTH_COLOR))
}
