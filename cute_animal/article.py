"""The English article: "a" or "an", by how the next word sounds and not by how it is written.

Knows the sounds that the words of the vocabulary and the names of animals have.
"""

from __future__ import annotations

import re
from typing import Final

# A vowel letter, but for a long u, which begins like "you", and for "one", which begins like "won".
_VOWEL_SOUND: Final = re.compile(r"(?!u[^aeiou][aeiou]|one)[aeiou]", re.IGNORECASE)


def with_article(words: str) -> str:
    """Return "a unicorn" for "unicorn", "an umbrella" for "umbrella"."""
    return f"an {words}" if _VOWEL_SOUND.match(words) else f"a {words}"
