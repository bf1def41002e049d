"""The wishes that the word check is measured on: data/wishes, and which of them are kept aside.

A third of each file, chosen by a hash of the wish, is kept aside: it is measured, never read while the check
is made better. Three later collections were each measured once before anything was changed for them. Knows
nothing about the check.
"""

from __future__ import annotations

import functools
import hashlib
from typing import Final, Literal, NamedTuple

from cute_animal.safety import wordlists
from cute_animal.wording import Language

Part = Literal["seen", "aside", "all"]
# first: what the check was made with. second: written without a look at the rules. third, fourth: deeds told
# in everyday words, hard on purpose, written after the rules of before were finished.
Collection = Literal["first", "second", "third", "fourth"]
EVASIVE: Final = "unsafe_evasive.txt"


class Wish(NamedTuple):
    """A wish, what it is an example of, and its language."""

    text: str
    category: str
    language: Language


def is_aside(text: str) -> bool:
    """Say whether a wish belongs to the third that is kept aside. Depends on its words alone."""
    return hashlib.sha256(text.encode()).digest()[0] % 3 == 0


def select(wishes: tuple[Wish, ...], part: Part) -> tuple[Wish, ...]:
    """Return the wishes of one part."""
    return tuple(wish for wish in wishes if part == "all" or is_aside(wish.text) == (part == "aside"))


@functools.cache
def unsafe(language: Language, collection: Collection = "first") -> tuple[Wish, ...]:
    """Load the unsafe wishes that say plainly what they mean, by category."""
    return _load(f"{_prefix(collection)}unsafe_{language}.txt", language)


@functools.cache
def benign(language: Language, collection: Collection = "first") -> tuple[Wish, ...]:
    """Load the harmless wishes: plain, traps, softened, odd formats; in later collections traps only."""
    return _load(f"{_prefix(collection)}benign_{language}.txt", language)


@functools.cache
def evasive(language: Language) -> tuple[Wish, ...]:
    """Load the hand-written unsafe wishes that hide what they mean; the category is the kind of hiding."""
    found = _load(EVASIVE, language)
    return tuple(
        wish._replace(category=wish.category.rpartition(" ")[0])
        for wish in found
        if wish.category.endswith(f" {language}")
    )


def _prefix(collection: Collection) -> str:
    return "" if collection == "first" else f"{collection}_"


def _load(name: str, language: Language) -> tuple[Wish, ...]:
    found = []
    section = ""
    for line in wordlists.lines(f"wishes/{name}"):
        if (
            line.startswith("[")
            and line.endswith("]")
            and line[1:-1].replace(" ", "").replace("-", "").isalpha()
        ):
            section = line[1:-1]
        else:
            found.append(Wish(line, section, language))
    return tuple(dict.fromkeys(found))
