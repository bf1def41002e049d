"""Reading: from a sentence to the value of each slot, for one animal or two.

The words come from lexicon.py, the grammar from sentence.py, whose they are from pairs.py, and what a colour
goes with from coloring.py. Knows nothing of scenes or of pages.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from cute_animal.beyond import EATING, beyond, matter
from cute_animal.coloring import Coloring
from cute_animal.kin import Stranger, kin_of
from cute_animal.mentions import named_animals
from cute_animal.pairs import Owners, Pairs
from cute_animal.people import people, strangers
from cute_animal.sentence import UNKNOWN, Sentence
from cute_animal.vocabulary import NONE, SCENE_SLOTS, SECOND, SLOTS, TABLES, THINGS, UNSAID

_DEED = re.compile(r"\w+ing (?:an?|the|some|his|her|its) ", re.IGNORECASE)  # "eating an ", before its object
# Said beside another value of the same slot, these give way without a word.
WEAK = {"pose": "standing", "face": "smiling", "place": "sky", "time": "day", "weather": "clear"}
_USUAL = ("smiling", "laughing", "standing")
_IN_HAND = ("hand", "hands", "paw", "paws")
_ON_HEAD = ("head", "heads", "hair", "ear", "ears")
_SMALL = ("filler", "article", "measure", "number", "many", "pronoun", "prep")


class Reading:
    """One wish while it is read. slots, species, count and unknown are the result."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.sentence = Sentence(text)
        self.slots = dict.fromkeys(SLOTS, UNSAID)
        self._unknown: list[tuple[int, int]] = []  # spans of the text
        denied = self._find_denied()
        self._find_rainbows()
        for first, last in matter(self.sentence):
            self.cannot(first, last)
            self.sentence.done.update(range(first, last + 1))
        self._read_held()
        named, halves = named_animals(self.sentence)
        with_it = people(self.sentence, named)
        self.pairs = Pairs(self.sentence, named, strangers(self.sentence, with_it))
        self.species = self.pairs.kinds
        self.count = self.pairs.count
        for prefix, species in zip(("", SECOND), self.pairs.species, strict=False):
            self.slots[f"{prefix}species"] = species
        self._read_values()
        self._read_denied(denied)
        Coloring(self).read()
        if not self.pairs.species:
            self.slots.update(dict.fromkeys(("coat", f"{SECOND}coat"), UNSAID))
        for index, token in enumerate(self.sentence.tokens):
            if token.kind in UNKNOWN and index not in self.sentence.done:
                self.cannot(index, self._end_of_compound(index))
        alone = zip(with_it, with_it, strict=True)
        for first, last in (*halves, *alone, *beyond(self.sentence, self.pairs)):
            self.cannot(first, last)

    def cannot(self, first: int, last: int | None = None) -> None:
        """Remember the words from one token to another as something that we cannot draw."""
        tokens = self.sentence.tokens
        self._unknown.append((tokens[first].start, tokens[first if last is None else last].end))

    def unknown(self) -> tuple[str, ...]:
        """What cannot be drawn as the child wrote it, in order, touching words joined, each once."""
        spans: list[tuple[int, int]] = []
        for start, end in sorted(self._unknown):
            if spans and (start <= spans[-1][1] or _DEED.fullmatch(self.text[spans[-1][0] : start])):
                spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
            else:
                spans.append((start, end))
        return tuple(dict.fromkeys(self.text[start:end].strip() for start, end in spans))

    def strangers(self) -> tuple[Stranger, ...]:
        """The animals that cannot be drawn, as far as they have a name that we know."""
        return tuple(
            Stranger(token.key, token.start, token.end, token.plural)
            for index, token in enumerate(self.sentence.tokens)
            if token.kind == "animal" and index not in self.sentence.done and kin_of(token.key)
        )

    # What is not there

    def _find_denied(self) -> dict[int, str]:
        """ "no hat", 没有戴帽子: the slots that are denied, by token. Other denied words are not said."""
        sentence = self.sentence
        denied = {index: "held" for index in sentence.all_of("empty")}
        between = ("filler", "article", "wear", "hold", "color", "measure", "number", "pronoun", "be", "prep")
        for index in sentence.all_of("not"):
            at = sentence.after(index, between)
            if sentence.kind(at - 1) == "color" and sentence.kind(at) in ("stop", "comma"):
                sentence.done.update(range(index, at))  # "it is not red"
                continue
            if sentence.kind(at) in ("stop", "comma", "not", "and", "that", "empty") or at - index > 6:
                continue
            if sentence.key(at) in _USUAL:  # "not smiling", but who is "not sad" may smile
                self.cannot(index, at)
            sentence.done.update(range(index, at + 1))
            while sentence.kind(at) in THINGS:  # "no hat or glasses", but not "no hat and a dress"
                denied[at] = sentence.kind(at)
                sentence.done.update(range(index, at + 1))
                if sentence.kind(at + 1) != "and" or sentence.key(at + 1) in ("又", "还", "and", "&"):
                    break
                at = sentence.after(at + 1, ("filler",))
        return denied

    def _read_denied(self, denied: dict[int, str]) -> None:
        for index, thing in denied.items():
            for slot in self.owned(thing, self.pairs.owners(index)):
                if self.slots[slot] == UNSAID:
                    self.slots[slot] = NONE

    # Words of two meanings

    def _find_rainbows(self) -> None:
        """A rainbow is a coat right before an animal and after "is", else it stands in the sky."""
        sentence = self.sentence
        for index in sentence.all_of("weather"):
            if (
                self._word(index) == "彩虹"
                and sentence.kind(index + 1) == "species"
                and sentence.touches(index + 1)
            ):
                sentence.rename(index, "color", "彩虹色")
        for index in sentence.all_of("color"):
            if sentence.key(index) not in ("rainbow", "彩虹"):
                continue
            beside = sentence.kind(
                sentence.after(index, ("filler", "pattern", "face", "pose", "style", "color"))
            )
            under = sentence.key(sentence.before(index, ("article", "color")))
            said_of = sentence.kind(index - 1) == "be"
            if not said_of and (beside not in (*THINGS, "species", "fur") or under in ("under", "below")):
                sentence.rename(index, "weather", "rainbow")

    def _read_held(self) -> None:
        """Flowers are worn or held; and what cannot be held or eaten is said with its verb: 吃面包."""
        sentence = self.sentence
        for index in range(len(sentence.tokens)):
            if index in sentence.done:
                continue
            if sentence.key(index) == "flower" and self._is_held(index):
                sentence.rename(index, "held", "bouquet")
            elif sentence.key(index) == "bouquet" and self._is_on_head(index):
                sentence.rename(index, "headwear", "flower")
        for index in sentence.all_of("hold"):
            if index not in sentence.done:
                self._read_verb(index)

    def _read_verb(self, index: int) -> None:
        sentence = self.sentence
        at = sentence.after(index, (*_SMALL, "pattern", "pose", "face"))
        if sentence.kind(at) == "color":
            noun = sentence.noun_ahead(at)
            at = at if noun is None or sentence.kind(noun) == "fur" else noun
        kind = sentence.kind(at)
        eaten = kind == "species" and sentence.key(index) in EATING
        toy = kind == "species" and self._word(at) in ("teddy", "teddy bear", "泰迪熊")
        if kind in (*UNKNOWN, "color", "garment", "headwear", "part", "style") or eaten or toy:
            self.cannot(index, at)
            sentence.done.update(range(index, at + 1))
        elif kind in ("stop", "comma", "and", "be") and at == index + 1 and kind != "be":
            self.cannot(index)

    def _end_of_compound(self, index: int) -> int:
        """厨师|帽, "cowboy hat": a thing of ours with an unknown word right before it, which is no deed."""
        sentence = self.sentence
        is_deed = sentence.key(index).endswith("ing")
        goes_on = sentence.kind(index + 1) in THINGS and not is_deed and sentence.is_joined(index)
        return index + 1 if goes_on else index

    def _word(self, index: int) -> str:
        token = self.sentence.tokens[index]
        return self.text[token.start : token.end].casefold()

    def _is_held(self, index: int) -> bool:
        """Is a flower in the hands? 拿着小花, 一束红花, "with a flower in its paw"."""
        sentence = self.sentence
        if sentence.is_pattern(index):
            return False
        before = sentence.before(index, ("filler", "article", "color", "number", "measure", "pattern"))
        measures = [sentence.key(at) for at in range(before + 1, index) if sentence.kind(at) == "measure"]
        if sentence.kind(before) == "hold" or "束" in measures or "把" in measures:
            return True
        if sentence.key(before) == "of":
            return sentence.key(sentence.before(before, ())) in ("bunch", "bunches")
        return self._follows(index, _IN_HAND)

    def _is_on_head(self, index: int) -> bool:
        """Are flowers worn? "wearing flowers", "with flowers on their heads"."""
        sentence = self.sentence
        before = sentence.before(index, ("filler", "article", "color", "number"))
        if self._word(index) not in ("flowers", "鲜花"):
            return False
        return sentence.key(before) in ("wear", "wears", "wearing", "戴", "戴着") or self._follows(
            index, _ON_HEAD
        )

    def _follows(self, index: int, parts: Iterable[str]) -> bool:
        """ "... in its hand", right after a token."""
        sentence = self.sentence
        if sentence.key(index + 1) not in ("in", "on", "behind"):
            return False
        at = sentence.after(index + 1, ("pronoun", "article", "filler", "they"))
        return sentence.key(at) in parts

    # Values

    def owned(self, slot: str, owners: Owners) -> list[str]:
        """The names of a slot of the animals that own it."""
        return [f"{SECOND if owner else ''}{slot}" for owner in owners]

    def _read_values(self) -> None:
        sentence = self.sentence
        for index, token in enumerate(sentence.tokens):
            if index in sentence.done or token.kind not in TABLES or token.kind == "species":
                continue
            if token.kind == "headwear" and token.key == "flower" and not self._is_worn(index):
                continue
            if token.kind == "pattern" and self._is_of_thing(index):
                continue
            around = token.kind in SCENE_SLOTS
            slots = [token.kind] if around else self.owned(token.kind, self.pairs.owners(index))
            self._set(index, slots)

    def _set(self, index: int, slots: list[str]) -> None:
        """Give the slots the token's value; where all have another already, it cannot be drawn as well."""
        token = self.sentence.tokens[index]
        weak = WEAK.get(token.kind)
        free = [slot for slot in slots if self.slots[slot] in (UNSAID, token.key, weak)]
        for slot in free:
            self.slots[slot] = token.key
        if not slots or (not free and token.key != weak and token.kind not in ("face", "time")):
            self.cannot(index)
            self.sentence.done.add(index)

    def _is_worn(self, index: int) -> bool:
        """A flower is headwear unless it grows somewhere or patterns a coat."""
        sentence = self.sentence
        if sentence.is_pattern(index):
            return False
        before = sentence.before(index, ("filler", "article", "measure", "number", "color", "many"))
        if sentence.kind(before) in ("thing", "other") and before not in sentence.done:
            self.cannot(before, index)
            sentence.done.update((before, index))
            return False
        worn_on = sentence.kind(before - 1) in THINGS  # "with a hat on, a flower"
        if sentence.kind(before) == "prep" and not worn_on:
            self.cannot(index)
            return False
        garden = sentence.key(index + 1) == "meadow" and sentence.kind(index - 1) != "color"
        return not garden and not (sentence.kind(index + 1) == "place" and sentence.touches(index + 1))

    def _is_of_thing(self, index: int) -> bool:
        """ "a striped sweater": our things have no pattern."""
        sentence = self.sentence
        noun = sentence.after(index, ("filler", "color"))
        if sentence.kind(noun) not in THINGS:
            return False
        if sentence.key(index) != "plain":
            self.cannot(index, noun)
        return True
