"""The words that grown-ups block and allow themselves, beside the program's own rules.

A blocked word refuses a wish as kindly as any other. An allowed word lifts only what families decide
differently (a knight's sword, a ghost at Halloween, an unusual name), never what harms. Knows no rules.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

from cute_animal.config import read_words
from cute_animal.safety import normalise

OWN: Final = "own-word"  # the category of a refusal for a grown-up's own word
# Never among them: sexual, self-harm, cruelty, violence, gore, drugs (with alcohol and tobacco), hate,
# personal-data, manipulation.
LIFTABLE: Final = frozenset({"weapon", "horror", "danger", "crime", "insults", "real-person", "word-salad"})


@dataclass(frozen=True)
class OwnWords:
    """Each word is found whole in English, with its plural, and anywhere in Chinese; in any disguise of form
    that normalise.plain undoes.
    """

    block: tuple[str, ...] = ()
    allow: tuple[str, ...] = ()

    @classmethod
    def read(cls, block: str | None, allow: str | None) -> OwnWords:
        """Return the words of two settings. Raises ValueError, as config.read_words does."""
        return cls(read_words(block or ""), read_words(allow or ""))

    def judge(self, wish: str, find_category: Callable[[str], str | None]) -> str | None:
        """Return the category that refuses a wish, or None.

        find_category: the program's own rules. What an allowed word may lift is judged again without it: the
        rest of the wish must be fine by itself.
        """
        if self._is_blocked(wish):
            return OWN
        category = find_category(wish)
        if category in LIFTABLE and self.allow:
            text = normalise.plain(normalise.clean(wish))
            rest = _pattern(self.allow).sub(" ", text)
            if rest != text:
                return find_category(rest)
        return category

    def without_blocked(self, wishes: Iterable[str]) -> tuple[str, ...]:
        """Return the wishes that hold no blocked word: ideas to offer."""
        return tuple(wish for wish in wishes if not self._is_blocked(wish))

    def _is_blocked(self, wish: str) -> bool:
        if not self.block:
            return False
        text = normalise.plain(normalise.clean(wish))
        joined = re.sub(rf"(?<=[{normalise.HAN}])[^{normalise.HAN}a-z0-9]+(?=[{normalise.HAN}])", "", text)
        return any(_pattern(self.block).search(form) for form in (text, joined))


@functools.lru_cache(maxsize=8)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    """Match the words in the plain form of a wish."""
    plain = sorted({normalise.plain(normalise.clean(word)) for word in words} - {""}, key=len, reverse=True)
    whole = (
        rf"(?<![a-z0-9]){re.escape(word)}(?:e?s|'s)?(?![a-z0-9])" if word.isascii() else re.escape(word)
        for word in plain
    )
    return re.compile("|".join(whole) or r"(?!)")


NO_WORDS: Final = OwnWords()
