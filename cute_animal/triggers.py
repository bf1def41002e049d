"""Trigger words: what an adapter has taught a model, as words that a wish may say.

A trigger names a new animal or a new style. While a wish is read, a known word stands in its place, so that
grammar, colours and clothes are understood as with any other animal; what is told and shown is the trigger's
own word again. Knows no adapters' files and no models.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from cute_animal.vocabulary import SPECIES, STYLE, TABLES, Term
from cute_animal.wording import Language

Kind = Literal["species", "style"]
# The first that the wish does not name itself. A dragon may have wings and horns: nothing is odd about it.
STAND_INS: Final[Mapping[Kind, tuple[str, ...]]] = {
    "species": ("dragon", "unicorn", "deer"),
    "style": ("watercolour", "crayon", "plush", "sticker"),
}


@dataclass(frozen=True)
class Trigger:
    """A word that an adapter has taught. en and zh: as a child writes it; "" where it has none.

    told: what the built-in model is told in its place, in words that its text encoder can tell from all
    others; "" for a model that reads any words.
    """

    kind: Kind
    en: str
    zh: str = ""
    told: str = ""

    @property
    def term(self) -> Term:
        """The trigger as a value of the vocabulary: how chips call it."""
        words = (self.en or self.zh, self.zh or self.en)
        return Term(self.en or self.zh, (words[0],), (words[1],))


@functools.lru_cache(maxsize=256)
def _pattern(word: str) -> re.Pattern[str]:
    """English between word boundaries with its plural, any spaces between its words; Chinese anywhere."""
    if not word.isascii():
        return re.compile(re.escape(word))
    spaced = r"[\s-]+".join(map(re.escape, word.split()))
    return re.compile(rf"(?<![A-Za-z0-9]){spaced}(?P<plural>e?s)?(?![A-Za-z0-9])", re.IGNORECASE)


def says(text: str, trigger: Trigger) -> bool:
    """Does a wish name it?"""
    return any(word and _pattern(word).search(text) for word in (trigger.en, trigger.zh))


@dataclass(frozen=True)
class StandIns:
    """A wish in which known words stand for triggers. own: (table, key) of a known word -> its trigger."""

    text: str
    own: Mapping[tuple[str, str], Trigger]

    def back(self, words: str) -> str:
        """Return words of `text` with the triggers' own again."""
        for (table, key), trigger in self.own.items():
            term = TABLES[table][key]
            for known, own in ((term.en[0], trigger.term.en[0]), (term.zh[0], trigger.term.zh[0])):
                words = words.replace(known, own)
        return words


def stand_in(text: str, triggers: Sequence[Trigger], taken: Sequence[str]) -> StandIns:
    """Put known words in the place of triggers. taken: keys that the wish names by itself.

    Of more triggers of a kind than there are stand-ins, the last ones are left as they are.
    """
    own: dict[tuple[str, str], Trigger] = {}
    for trigger in triggers:
        if not says(text, trigger):
            continue
        used = {key for _, key in own} | set(taken)
        key = next((key for key in STAND_INS[trigger.kind] if key not in used), None)
        if key is None:
            continue
        term = (SPECIES if trigger.kind == "species" else STYLE)[key]
        for word, known in ((trigger.zh, term.zh[0]), (trigger.en, term.en[0])):
            if word:
                text = _pattern(word).sub(functools.partial(_known, known), text)
        own[trigger.kind, key] = trigger
    return StandIns(text, own)


def _known(word: str, match: re.Match[str]) -> str:
    return word + (match.groupdict().get("plural") or "" if word.isascii() else "")


def word_of(slot_table: str, key: str, own: Mapping[tuple[str, str], Trigger], language: Language) -> str:
    """Return how a value of the vocabulary is called, by its trigger's word where it stands for one."""
    trigger = own.get((slot_table, key))
    term = TABLES[slot_table][key] if trigger is None else trigger.term
    return (term.zh if language == "zh" else term.en)[0]
