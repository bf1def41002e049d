"""Spelling: half width, small, simplified letters, and where in the wish each of them stood.

Knows no words.
"""

from __future__ import annotations

import functools
import re
import unicodedata

from opencc import OpenCC

HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af]")
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
