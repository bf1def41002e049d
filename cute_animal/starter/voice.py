"""Voice: the chance and the choice of words behind one caption.

Owns how often the usual word is taken and when Chinese and English mix. Knows no grammar; the two grammars
(phrases_en, phrases_zh) speak through it. Training only: drawing never imports it.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import Literal

from cute_animal.vocabulary import TABLES

Language = Literal["zh", "en"]
MARK = "\x02"


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


def mark(word: str) -> str:
    """Mark where a Latin word begins and ends, so that two of them do not run together."""
    return f"{MARK}{word}{MARK}"


def unmarked(text: str, voice: Voice) -> str:
    return text.replace(MARK + MARK, " ").replace(MARK, voice.pick(("", "", " "))).strip()


def is_latin(word: str) -> bool:
    return word[:1].isascii()
