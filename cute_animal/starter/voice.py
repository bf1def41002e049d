"""Voice and Told: the chance and the choice of words behind one caption, and what it has to tell.

Owns how often the usual word is taken and when Chinese and English mix. Knows no grammar; the two grammars
(phrases_en, phrases_zh) speak through it. Training only: drawing never imports it.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from cute_animal.vocabulary import NONE, TABLES, THINGS

Language = Literal["zh", "en"]
MARK = "\x02"
Said = dict[str, str]  # slot -> key, or NONE for a thing that is said to be absent


@dataclass(frozen=True)
class Told:
    """What a caption tells: of each animal, left to right, and of what is around them. Phrases use it up."""

    animals: list[Said]
    around: Said

    def copy(self) -> Told:
        return Told([dict(said) for said in self.animals], dict(self.around))


class Voice:
    """One speaker: fast random choices (numpy's take 10 us each) and words of the vocabulary."""

    def __init__(self, seed: int, language: Language, mixed: bool = False) -> None:
        self.random = random.Random(seed)
        self.language = language
        self.mixed = mixed  # now and then a word of the other language: 一只wearing红色dress的bunny

    def chance(self, probability: float) -> bool:
        return self.random.random() < probability

    def pick(self, options: Sequence[str]) -> str:
        return options[int(self.random.random() * len(options))]

    def pick_pair(self, options: Sequence[tuple[str, str]]) -> tuple[str, str]:
        return options[int(self.random.random() * len(options))]

    def shuffled(self, items: Sequence[str]) -> list[str]:
        return self.random.sample(items, len(items))

    def words(self, slot: str, key: str) -> tuple[str, ...]:
        term = TABLES[slot][key]
        other = self.mixed and self.chance(0.45)
        return term.zh if (self.language == "zh") != other else term.en

    def word(self, slot: str, key: str) -> str:
        """Take the usual word about half of the time, else any synonym."""
        words = self.words(slot, key)
        word = words[0] if self.chance(0.35) else self.pick(words)
        return mark(word) if self.mixed and self.language == "zh" and is_latin(word) else word


def has(said: Said, slot: str) -> bool:
    """Is a thing said to be there?"""
    return said.get(slot, NONE) != NONE


def take_shared(first: Said, second: Said) -> Said:
    """What is said of both animals alike, each thing with its colour; taken out of both, but the species."""
    shared: Said = {}
    for slot in list(first):
        if slot.endswith("_color") or slot == "species" or not has(first, slot):
            continue
        color = f"{slot}_color" if slot in THINGS else slot
        if first[slot] == second.get(slot) and first.get(color) == second.get(color):
            for which in dict.fromkeys((slot, color)):
                if which in first:
                    shared[which] = first.pop(which)
                    del second[which]
    return shared


def mark(word: str) -> str:
    """Mark where a Latin word begins and ends, so that two of them do not run together."""
    return f"{MARK}{word}{MARK}"


def unmarked(text: str, voice: Voice) -> str:
    return text.replace(MARK + MARK, " ").replace(MARK, voice.pick(("", "", " "))).strip()


def is_latin(word: str) -> bool:
    return word[:1].isascii()
