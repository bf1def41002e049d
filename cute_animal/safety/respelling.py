"""Writing a disguised English wish out as it is meant, so that it can be judged like any other.

Letters that were spaced, dotted, swapped for digits, stretched, joined, reversed or mixed up are put back
where that turns something that is no word into words. What is unsafe is for english.py to say.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterator, Mapping, Sequence

from cute_animal import plain_words
from cute_animal.safety import english, wordlists

_CHUNK = re.compile(r"[a-z0-9@$!|+€£]+(?:[._\-*~^'`·/\\]+[a-z0-9@$!|+€£]+)*")
_LEET = {
    "0": "o", "1": "il", "2": "z", "3": "e", "4": "a", "5": "s", "6": "g", "7": "t", "8": "b", "9": "g",
    "@": "a", "$": "s", "!": "i", "|": "il", "+": "t", "€": "e", "£": "l",
}  # fmt: skip
_LONGEST_JOINED, _LONGEST_WORD = 160, 16
_KEPT = 4  # equally short ways to cut joined words: "stones at a cat", "stone sat a cat"
_MOST_LEET = 128  # ways to read the digits of one word


def find(text: str) -> str | None:
    """Return the category of a wish in disguise, or None. text: the plain form."""
    return next((found for reading in readings(text) if (found := english.find(reading))), None)


def readings(text: str) -> list[str]:
    """Return what the text may be meant to say, other than what it says. text: the plain form."""
    pieces = _pieces(text)
    if pieces == english.tokens_of(text) and all(_is_word(piece) or piece.isdigit() for piece in pieces):
        return []
    found = (
        [_rewrite(pieces), _rewrite(_pieces(text[::-1]))]
        if _reads_better_backwards(pieces)
        else [_rewrite(pieces)]
    )
    plainly = " ".join(english.tokens_of(text))
    return [reading for readings in found for reading in readings if reading != plainly]


def _pieces(text: str) -> list[str]:
    """Cut into chunks; runs of single letters become one piece."""
    pieces: list[str] = []
    chunks = [_without_signs(chunk) for chunk in _CHUNK.findall(text)]
    for is_letter, run in itertools.groupby(
        itertools.chain(*chunks), key=lambda piece: len(piece) == 1 and not piece.isdigit()
    ):
        letters = list(run)
        pieces += ["".join(letters)] if is_letter and len(letters) > 2 else letters
    return pieces


def _without_signs(chunk: str) -> list[str]:
    """ "b.l.o.o.d" is one piece, "red-hat" is two."""
    parts = re.split(r"[^a-z0-9@$!|+€£]+", chunk)
    if len(parts) > 1 and not all(len(part) > 2 and english.is_known(part) for part in parts):
        joined = "".join(parts)
        if _is_word(joined) or sum(len(part) == 1 for part in parts) * 2 > len(parts):
            return [joined]
    return [part for part in parts if part]


def _rewrite(pieces: Sequence[str]) -> list[str]:
    """Return the text with each piece as the word that it may be; several texts for several ways to cut."""
    options = [_options(piece) for piece in pieces]
    first = [option[0] for option in options]
    texts = [" ".join(first)]
    for index, option in enumerate(options):
        texts += [" ".join([*first[:index], other, *first[index + 1 :]]) for other in option[1:]]
    return texts


@functools.lru_cache(maxsize=512)
def _options(piece: str) -> tuple[str, ...]:
    if _is_word(piece) or piece.isdigit():
        return (piece,)
    if not piece.isalpha():
        decoded = [word for word in _unleet(piece) if _is_word(word)]
        letters = re.sub("[^a-z]", "", piece)
        if not decoded and len(letters) > 2:
            decoded = [" ".join(words) for word in _unleet(piece)[:8] for words in _cut(word)[:1]]
        return tuple(decoded[:2]) or (letters or piece,)
    if (squeezed := _squeeze(piece)) is not None:
        return (squeezed,)
    if _is_word(piece[::-1]) and len(piece) > 2:
        return (piece[::-1],)
    if len(piece) > 4 and (cut := _cut(piece)):
        return tuple(" ".join(words) for words in cut)
    return (_corrected(piece),)


def _reads_better_backwards(pieces: Sequence[str]) -> bool:
    long = [piece for piece in pieces if len(piece) > 2]
    return (
        2 * sum(_is_word(piece) for piece in long)
        < sum(_is_word(piece[::-1]) for piece in long) + len(long) / 2
    )


def _unleet(piece: str) -> list[str]:
    choices = [_LEET.get(c, c) for c in piece.rstrip("!|+") or piece]
    return ["".join(letters) for letters in itertools.islice(itertools.product(*choices), _MOST_LEET)]


def _squeeze(piece: str) -> str | None:
    """Shorten runs of three letters and more to one or two, where that makes a word."""
    runs = ["".join(run) for _, run in itertools.groupby(piece)]
    if not any(len(run) > 2 for run in runs):
        return None
    choices = [(run[0], run[:2]) if len(run) > 2 else (run,) for run in runs]
    words = ("".join(letters) for letters in itertools.islice(itertools.product(*choices), 64))
    return next((word for word in words if _is_word(word)), None)


def _cut(piece: str) -> list[list[str]]:
    """Cut joined words into the fewest words; up to `_KEPT` ways. Empty if it cannot be cut."""
    piece = piece[:_LONGEST_JOINED]
    short = wordlists.word_set("grammar_en.txt", "short words", None)
    best: list[list[list[str]]] = [[[]], *([] for _ in piece)]
    for end in range(1, len(piece) + 1):
        ways: list[list[str]] = []
        for start in range(max(0, end - _LONGEST_WORD), end):
            word = piece[start:end]
            if best[start] and (word in short or (len(word) > 2 and _is_word(word))):
                ways += [[*way, word] for way in best[start]]
        ways.sort(key=lambda way: (len(way), -sum(len(word) ** 2 for word in way)))
        best[end] = ways[:_KEPT]
    unsafe = english.unsafe_forms()
    return [way for way in best[-1] if len(way) > 2 or not any(w in unsafe and len(w) < 4 for w in way)]


def _corrected(piece: str) -> str:
    """Put one letter right where that makes a word of unsafe phrases, harmless alone."""
    if len(piece) < 4:
        return piece
    keys = (piece, *(piece[:i] + piece[i + 1 :] for i in range(len(piece))))
    near = (_phrase_words().get(key) for key in keys)
    return next((w for w in near if w and w[0] == piece[0] and abs(len(w) - len(piece)) < 2), piece)


def _is_word(piece: str) -> bool:
    return piece in _words()


# Tables, made at first use


@functools.cache
def _words() -> frozenset[str]:
    phrases = wordlists.block_list("block_en.txt").terms
    parts = {word for phrase in phrases for word in english.tokens_of(phrase)}
    return frozenset(
        english.known_words() | set(english.unsafe_forms()) | parts | set(plain_words.FILLERS_EN)
    )


@functools.cache
def _phrase_words() -> Mapping[str, str]:
    """Words that are unsafe only beside others, and what is left of them without any one letter."""
    table: dict[str, str] = {}
    for word in sorted(_telling_words()):
        for key in (word, *(word[:i] + word[i + 1 :] for i in range(len(word)))):
            table.setdefault(key, word)
    return table


def _telling_words() -> Iterator[str]:
    unsafe = english.unsafe_forms()
    block = wordlists.block_list("block_en.txt")
    phrases = [term for term in block.terms if " " in term]
    phrases += [word for pair in block.pairs for word in (*pair.one, *pair.other)]
    phrases += list(wordlists.word_set("harm_en.txt"))
    words = {word for phrase in phrases for word in english.tokens_of(phrase)}
    return (word for word in words if len(word) > 4 and word not in unsafe)
