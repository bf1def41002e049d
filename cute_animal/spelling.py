"""Spelling: half width, small, simplified letters, and where in the wish each of them stood.

Knows no words.
"""

from __future__ import annotations

import functools
import re
import string
import unicodedata
from collections.abc import Iterator

from opencc import OpenCC

HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]")
_LONG_ENOUGH = 5  # letters: of a shorter word too many others are near
# Characters of the other script that OpenCC leaves alone or that people type for one another.
_VARIANTS = {
    "著": "着",
    "妳": "你",
    "牠": "它",
    "祂": "它",
    "隻": "只",
    "祇": "只",
    "揹": "背",
    "’": "'",
    "‘": "'",
    "＇": "'",
}


def spelled(wish: str) -> tuple[str, list[int]]:
    """Half-width, small, simplified letters, and for each the place in the wish where it came from."""
    letters: list[str] = []
    places: list[int] = []
    for place, char in enumerate(wish):
        for letter in _spell(char):
            letters.append(letter)
            places.append(place)
    return "".join(letters), places


def before_slips(word: str) -> Iterator[str]:
    """What an English word may have been before a slip of the fingers: "wiith", "littl", "lovley".

    A doubled letter is taken out, a missing one put in, two are swapped back; no letter becomes another.
    """
    for at in range(1, len(word)):
        if word[at] == word[at - 1]:
            yield word[:at] + word[at + 1 :]
    if len(word) < _LONG_ENOUGH:
        return
    for at in range(1, len(word) + 1):
        yield from (word[:at] + letter + word[at:] for letter in string.ascii_lowercase)
        yield word[: at - 1] + word[at : at + 1] + word[at - 1] + word[at + 1 :]


@functools.lru_cache(maxsize=20_000)
def _spell(char: str) -> str:
    plain = unicodedata.normalize("NFKC", _VARIANTS.get(char, char)).casefold()
    plain = "".join(
        " " if one.isspace() and one != "\n" else one
        for one in plain
        if unicodedata.category(one) not in ("Cf", "Mn")
    )
    return _to_simplified().convert(plain) if HAN.match(plain) else plain


@functools.cache
def _to_simplified() -> OpenCC:
    return OpenCC("t2s")
