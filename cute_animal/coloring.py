"""Coloring: what each colour of a wish is said of, a thing or a coat, and which colours there are not.

A part of reading.py, which hands itself over.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from cute_animal.sentence import BEARERS, UNKNOWN
from cute_animal.vocabulary import CLOTH_COLOR, COAT, NATURAL_COAT, SECOND, THINGS, UNSAID, Term

if TYPE_CHECKING:
    from cute_animal.pairs import Owners
    from cute_animal.reading import Reading

# "a black and white panda" has its natural coat
PIEBALD = ("panda", "penguin", "cow", "zebra", "raccoon")
BLACK_AND_WHITE = frozenset({"black", "white"})
_MARKINGS = ("stripes", "spots", "patches", "条纹", "斑点", "圆点", "波点", "花斑")
_OF_THE_ANIMAL = (*BEARERS, "fur", "be", "number")


class Coloring:
    """The colours of one reading."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.sentence = reading.sentence
        self.slots = reading.slots
        said = {_key(COAT, self.sentence.key(index)) for index in self.sentence.all_of("color")}
        self.piebald = said >= BLACK_AND_WHITE

    def read(self) -> None:
        sentence = self.sentence
        for index in sentence.all_of("color"):
            if index in sentence.done:
                continue
            if self._is_of_pattern(index):
                continue
            owner = self._owner(index)
            kind = "" if owner is None else sentence.kind(owner)
            if owner is not None and kind in THINGS:
                self._color_thing(index, owner)
            elif owner is not None and kind in _OF_THE_ANIMAL:
                self._color_coat(index, owner)
            else:
                self._cannot(index, owner)

    def _is_of_pattern(self, index: int) -> bool:
        """ "with black spots": our patterns have no colour of their own. Black and white is a zebra."""
        sentence = self.sentence
        at = sentence.after(index, ("color", "and"))
        if sentence.kind(at) != "pattern" or sentence.noun_ahead(index) is not None:
            return False
        token = sentence.tokens[at]
        if self.reading.text[token.start : token.end].casefold() not in _MARKINGS:
            return False
        slots = self.reading.owned("coat", self.reading.pairs.owners(index))
        if not any(self._is_piebald(slot) for slot in slots):
            self.reading.cannot(index, at)
        return True

    def _owner(self, index: int) -> int | None:
        """The token that the colour is said of: a thing, an animal, its fur, "it", or something unknown."""
        sentence = self.sentence
        subject = sentence.subject_of(index)
        if subject is not None and sentence.kind(subject) not in ("pronoun", "they"):
            return subject
        ahead = sentence.noun_ahead(index)
        if ahead is not None:
            return ahead
        if subject is not None:
            return subject
        before = sentence.before(index, ("filler", "article"))
        if sentence.kind(before) in UNKNOWN:  # "eating an orange"
            return before
        if sentence.kind(before) in ("wear", "not"):  # "a bear in blue"
            return None
        named = [mention.index for mention in self.reading.pairs.mentions]
        return next((one for one in reversed(named) if one < index), named[0] if named else None)

    def _color_coat(self, index: int, owner: int) -> None:
        coat = _key(COAT, self.sentence.key(index))
        if coat is None:
            self._cannot(index, owner)
            return
        pairs = self.reading.pairs
        is_animal = self.sentence.kind(owner) == "species" and owner not in self.sentence.done
        owners = pairs.of_mention(owner) if is_animal and owner > index else pairs.owners(index)
        slots = self.reading.owned("coat", owners)
        free = [slot for slot in slots if self.slots[slot] in (UNSAID, coat)]
        if len(free) == len(slots) == 2 and self._says_each(index):
            free = free[:1]  # "two cats, black and white": one of each
        for slot in free:
            self.slots[slot] = coat
        for slot in slots if not free else ():
            if self._is_piebald(slot) and {coat, self.slots[slot]} <= BLACK_AND_WHITE:
                self.slots[slot] = NATURAL_COAT[self._species(slot)]
            elif self.sentence.kind(owner) == "fur":
                self._cannot(index, owner)  # "a pink unicorn with blue hair"
            else:
                self._cannot_both(index)

    def _says_each(self, index: int) -> bool:
        """Are two colours joined here for two of one species, one for each?"""
        sentence = self.sentence
        joined = sentence.kind(index + 1) == "and" or sentence.key(index + 1) in ("、", ",")
        other = sentence.after(index + 1, ("article",))
        return joined and sentence.kind(other) == "color" and not self._is_piebald("coat")

    def _species(self, slot: str) -> str:
        return self.slots[f"{SECOND if slot.startswith(SECOND) else ''}species"]

    def _is_piebald(self, slot: str) -> bool:
        return self.piebald and self._species(slot) in PIEBALD

    def _color_thing(self, index: int, owner: int) -> None:
        reading, thing = self.reading, self.sentence.tokens[owner]
        word = self.sentence.key(index)
        color = _key(CLOTH_COLOR, word)
        owners = self._owners_of_thing(owner)
        if not owners:  # a second garment: it is among the unknown already
            return
        slots = reading.owned(f"{thing.kind}_color", owners)
        is_fur = reading.text[thing.start : thing.end].casefold() == "coat" and _key(COAT, word)
        if color is None and is_fur:
            for slot in reading.owned("garment", owners):  # "a bear with a brown coat" means its fur
                self.slots[slot] = UNSAID
            self._color_coat(index, index)
        elif color is None:
            self._cannot(index, owner)
        else:
            free = [slot for slot in slots if self.slots[slot] in (UNSAID, color)]
            for slot in free:
                self.slots[slot] = color
            if not free:
                self._cannot_both(index)

    def _cannot_both(self, index: int) -> None:
        """黑白的小兔子, "a red and blue hat": one colour is all that there is; the two are named together."""
        other = self.sentence.before(index, ("and", "filler"))
        self.reading.cannot(other if self.sentence.kind(other) == "color" else index, index)

    def _owners_of_thing(self, owner: int) -> Owners:
        thing = self.sentence.tokens[owner]
        owners = self.reading.pairs.owners(owner)
        have = [self.slots[slot] == thing.key for slot in self.reading.owned(thing.kind, owners)]
        return tuple(one for one, has in zip(owners, have, strict=True) if has)

    def _cannot(self, index: int, owner: int | None) -> None:
        """Name the colour with what it was for: "white dress"."""
        if owner is None or owner < index:
            self.reading.cannot(index)
        else:
            self.reading.cannot(index, owner)


def _key(table: Mapping[str, Term], word: str) -> str | None:
    """The key of a colour word in a table; None where that table lacks it: there is no white dress."""
    return _WORDS[id(table)].get(word)


_WORDS = {
    id(table): {word.casefold(): term.key for term in table.values() for word in (*term.en, *term.zh)}
    for table in (COAT, CLOTH_COLOR)
}
