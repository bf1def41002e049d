"""Turning what frightens a little, or belongs to somebody else, into an animal of our own, and saying so.

Works on the words that will be drawn, not on their disguises. Knows nothing about refusals.
"""

from __future__ import annotations

import functools
import re
import string
from collections.abc import Mapping
from typing import NamedTuple

from cute_animal import plain_words, vocabulary
from cute_animal.safety import wordlists

Notes = tuple[str, ...]  # keys of wording.py
# Patterns look at small letters: one that ignores case tries all its words at every place, ten times slower.
_SMALL = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)


class Softened(NamedTuple):
    """The gentle words, the keys of what to tell, and whether something stayed that is too frightening."""

    text: str
    notes: Notes
    is_too_frightening: bool


_KEYS = {
    "frightening": "softened-friendly",
    "friendly": "softened-friendly",
    "own animal": "softened-own-animal",
}


@functools.lru_cache(maxsize=4)  # a check asks for the wish with and without markup, mostly the same
def soften(text: str) -> Softened:
    """Replace frightening words and known characters. text: cleaned; also understood in capitals."""
    rules, pattern = _rules()
    small = text.translate(_SMALL)
    used: dict[str, None] = {}
    left = False
    kept, pieces = 0, []  # text up to there is in the pieces
    for match in pattern.finditer(small):
        section, instead = rules[re.sub(r"[\s'’-]+", " ", match.group())]
        if any(small.startswith(term, match.start()) for term in _unsafe_phrases()):
            continue  # 恐怖片 is no frightening 片, an evil clown no friendly one
        if section == "own animal" and _is_cut_off(small, match.start(), match.end()):
            continue  # 小八爪鱼 is no 小八
        if section == "frightening" and not _names_animal(small):
            left = True
            continue
        used.setdefault(_KEYS[section])
        pieces += [text[kept : match.start()], instead]
        kept = match.end()
    if not used:
        return Softened(text, (), left)
    gentle = "".join(pieces) + text[kept:]
    gentle = re.sub(
        r"\b(friendly|友善的)(?:[\s,]+(?:and\s+)?\1\b)+|(友善的)+", lambda m: m.group(1) or m.group(2), gentle
    )
    gentle = re.sub("(友善的[^,，。]*?)友善(?!的)", r"\1", gentle)
    gentle = re.sub(
        r"\ban (?=friendly|friend|smil|soft|kind|little|duck|pig|bear|kit|pup|bun|lion|tig)", "a ", gentle
    )
    gentle = re.sub(r"\b([Aa]) (?=animal friend|owlet)", r"\1n ", gentle)
    return Softened(gentle, tuple(used), left)


def _is_cut_off(text: str, start: int, end: int) -> bool:
    """Does the name of an animal begin between start and end and go on behind?"""
    return any(
        text.startswith(name, place)
        for place in range(start, end)
        for name in _chinese_names()
        if place + len(name) > end
    )


@functools.cache
def _chinese_names() -> frozenset[str]:
    return frozenset(name for term in vocabulary.SPECIES.values() for name in term.zh if len(name) > 2)


def _names_animal(text: str) -> bool:
    """text: in small letters."""
    return _animals().search(text) is not None


@functools.cache
def _animals() -> re.Pattern[str]:
    english = [name for term in vocabulary.SPECIES.values() for name in term.en]
    chinese = [name for term in vocabulary.SPECIES.values() for name in term.zh]
    for en, zh in plain_words.ANIMALS:
        english += [name.strip() for name in en.split("|")]
        chinese += [name.strip() for name in zh.split("|")]
    english += ["animal", "wolf", "wolves", "dinosaur", "dragon", "creature"]
    chinese += ["动物", "狼", "恐龙", "龙", "蛇", "鲨"]
    latin = "|".join(sorted(map(re.escape, english), key=len, reverse=True))
    return re.compile(rf"(?<![a-z])(?:{latin})(?:s|es)?(?![a-z])|{'|'.join(map(re.escape, chinese))}")


@functools.cache
def _unsafe_phrases() -> tuple[str, ...]:
    """Unsafe terms that go on where a softened word ends."""
    words = [f"{word} " if word.isascii() else word for word in _rules()[0]]
    terms = [*wordlists.block_list("block_zh.txt", None).terms, *wordlists.block_list("block_en.txt").terms]
    return tuple(term for term in terms if any(term.startswith(word) and term != word for word in words))


@functools.cache
def _rules() -> tuple[Mapping[str, tuple[str, str]], re.Pattern[str]]:
    rules: dict[str, tuple[str, str]] = {}
    for name, separator in (("soften_en.txt", "|"), ("soften_zh.txt", None)):
        section = ""
        for line in wordlists.lines(name):
            if line.startswith("["):
                section = line[1:-1]
                continue
            words, _, instead = line.partition(" => ")
            for word in words.split(separator):
                rules.setdefault(word.strip(), (section, instead))
    latin = [re.escape(word).replace(r"\ ", r"[\s'’-]+") for word in rules if word.isascii()]
    han = [re.escape(word) for word in rules if not word.isascii()]
    longest = functools.partial(sorted, key=len, reverse=True)
    first = "".join(sorted({word[0] for word in han}))  # looked at first: half the time of the whole rule
    return rules, re.compile(
        rf"(?<![a-z])(?:{'|'.join(longest(latin))})(?![a-z])|(?=[{first}])(?:{'|'.join(longest(han))})"
    )
