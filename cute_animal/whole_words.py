"""Whole words of Chinese that our own tables know but parts of: 图|书|馆, 高|跟|鞋, 油|画.

A part of lexicon.py, which has cut the text by its tables. Takes the words from the list of common ones.
"""

from __future__ import annotations

import functools
from dataclasses import replace
from typing import TYPE_CHECKING

from cute_animal.safety import wordlists

if TYPE_CHECKING:
    from cute_animal.lexicon import Token

_LONGEST = 4  # characters in a word of the list
_UNKNOWN = ("animal", "thing", "other")


def whole_words(text: str, cut: list[Token]) -> list[Token]:
    """Put together what is one word and of which we know but parts: 图|书|馆, 高|跟|鞋, 油|画.

    A common word is taken where it holds an unknown one, so that nothing that can be drawn is lost to it.
    """
    found: list[Token] = []
    at = 0
    while at < len(cut):
        last = _end_of_word(text, cut, at)
        if last > at:
            start, end = cut[at].start, cut[last].end
            found.append(replace(cut[at], kind="thing", key=text[start:end], end=end, number=1))
        else:
            found.append(cut[at])
        at = last + 1
    return found


def _end_of_word(text: str, cut: list[Token], first: int) -> int:
    """The last token of the longest common word that begins with a token; that token if there is none."""
    end = first
    for last in range(first, len(cut)):
        parts = cut[first : last + 1]
        word = text[parts[0].start : parts[-1].end]
        token = parts[-1]
        is_part = token.kind in _UNKNOWN or (
            token.end - token.start == 1 and token.kind not in ("not", "be", "pronoun", "number")
        )
        if len(word) > _LONGEST or not is_part:
            break
        if any(part.kind in _UNKNOWN for part in parts) and word in _common_zh():
            end = last
    return end


@functools.cache
def _common_zh() -> frozenset[str]:
    return frozenset(word for word in wordlists.word_set("common_zh.txt", None, None) if len(word) > 1)
