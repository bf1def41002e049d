"""Finding unsafe Chinese words by their sound: homophones, and pinyin alone or between characters.

Works on the plain form of a wish. Harmless words shield themselves by being words: a character that changed
must stand alone. Knows only the sounds of the terms that chinese.py looks for.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from cute_animal.safety import chinese, english, wordlists
from cute_animal.safety.normalise import HAN

_HAN = re.compile(f"[{HAN}]")
_LATIN = re.compile("[a-z]")
STOP = re.compile("[,;:!?。、]")
_LONGEST = 6  # characters of a term that is known by its sound, too


def find(text: str) -> str | None:
    """Return the category of an unsafe term that the text sounds like, or None."""
    if not _HAN.search(text):
        return None if is_pinyin(text) else _find_pinyin(text, in_chinese=False)
    parts = (chinese.without_gaps(part) for part in STOP.split(text))  # no word goes on after a comma
    return next(filter(None, map(_find_homophones, parts)), None) or _find_pinyin(text, in_chinese=True)


def is_pinyin(text: str) -> bool:
    """Is all of it syllables, four at least, and not half of it English? dictation.py reads that."""
    pieces = re.findall("[a-z]+", text)
    parsed = [syllables(piece) or () for piece in pieces]
    english_ones = sum(len(piece) > 1 and english.is_known(piece) for piece in pieces)
    return all(parsed) and sum(map(len, parsed)) > 3 and english_ones * 2 < len(pieces)


@functools.lru_cache(maxsize=256)  # a wish with markup and without has the same parts
def _find_homophones(text: str) -> str | None:
    """Find terms in other characters of the same sound (手强 for 手枪), where the cut found no word."""
    loose = {word.start for word in chinese.words(text) if not word.is_known}
    everyday_ones = wordlists.word_set("grammar_zh.txt", "everyday", None)
    everyday_ones |= wordlists.word_set(
        "grammar_zh.txt", "tools", None
    )  # chinese.py judges them as they stand
    odd = (index for index in loose if text[index] not in everyday_ones and _HAN.match(text[index]))
    starts = _starts_before(odd)
    if not starts:
        return None
    sounds = _sounds()
    heard = [sound(c) if _HAN.match(c) else "" for c in text]
    for start, length in itertools.product(starts, range(2, _LONGEST + 1)):
        found = sounds.get(tuple(heard[start : start + length]))
        if found is None or start + length > len(text):
            continue
        term, category = found
        written = text[start : start + length]
        changed = [start + i for i, (a, b) in enumerate(zip(term, written, strict=True)) if a != b]
        if not changed or not loose.issuperset(changed):
            continue
        everyday = [text[index] in everyday_ones for index in changed]
        if not any(everyday) if len(changed) == length == 2 else not all(everyday):
            return category
    return None


def _starts_before(places: Iterable[int]) -> list[int]:
    """Return where a term may start that reaches one of the places."""
    return sorted({start for place in places for start in range(max(0, place - _LONGEST + 1), place + 1)})


class Unit(NamedTuple):
    """One character, or one syllable in Latin letters."""

    text: str
    sound: str
    is_latin: bool


def _find_pinyin(text: str, *, in_chinese: bool) -> str | None:
    """Find terms written in pinyin, wholly or in part: shouqiang, sha ren, sha1ren2, 手qiang."""
    if not _LATIN.search(text):
        return None
    sounds = _sounds()
    for run in _units(text, in_chinese=in_chinese):
        heard = [unit.sound for unit in run]
        starts = _starts_before(index for index, unit in enumerate(run) if unit.is_latin)
        for start, length in itertools.product(starts, range(2, _LONGEST + 1)):
            found = sounds.get(tuple(heard[start : start + length]))
            window = run[start : start + length]
            if found is None or len(window) < length or not any(unit.is_latin for unit in window):
                continue
            term, category = found
            if length == 2 and not in_chinese and "".join(unit.sound for unit in window) in _ambiguous():
                continue
            if all(unit.is_latin or unit.text == c for unit, c in zip(window, term, strict=True)):
                return category
        is_long_enough = in_chinese or len(run) > 3
        if is_long_enough and any(unit.is_latin and unit.sound in LONE_SYLLABLES for unit in run):
            return "weapon"
    return None


# Syllables that in a wish stand for one thing only: 枪 and 杀. (xue is snow, jiu is nine.)
LONE_SYLLABLES = frozenset({"qiang", "sha"})


def _units(text: str, *, in_chinese: bool) -> list[list[Unit]]:
    """Cut the text into runs of characters and syllables. English words end a run."""
    runs: list[list[Unit]] = [[]]
    pieces = re.findall(f"[{HAN}]|[a-z]+|[^{HAN}a-z1-5\\s'.,~*_-]", text)
    latin = [piece for piece in pieces if piece.isalpha() and piece.isascii()]
    parsed = {piece: syllables(piece) for piece in set(latin)}
    share = sum(parsed[piece] is not None for piece in latin)
    is_pinyin = share >= max(1 if in_chinese else 2, 0.8 * len(latin))
    for piece in pieces:
        if _HAN.match(piece):
            runs[-1].append(Unit(piece, sound(piece), False))
            continue
        parts = parsed.get(piece)
        trusted = in_chinese or is_pinyin or len(parts or ()) > 1
        if parts and trusted and (is_pinyin or not english.is_known(piece)):
            runs[-1].extend(Unit(syllable, syllable, True) for syllable in parts)
        elif len(piece) > 1 or not piece.isalpha():
            runs.append([])
    return runs


@functools.lru_cache(maxsize=1024)
def syllables(letters: str) -> tuple[str, ...] | None:
    """Cut letters into the fewest pinyin syllables, or None."""
    if len(letters) > 40:
        return None
    known = _all_syllables()
    best: list[tuple[str, ...] | None] = [()] + [None] * len(letters)
    for end in range(1, len(letters) + 1):
        for start in range(max(0, end - 6), end):
            before, current = best[start], best[end]
            if before is None or letters[start:end] not in known:
                continue
            if current is None or len(before) + 1 < len(current):
                best[end] = (*before, letters[start:end])
    return best[-1]


# Tables, made at first use


@functools.lru_cache(maxsize=8192)
def sound(character: str) -> str:
    """Return the syllable of a character, without its tone."""
    from pypinyin import Style, lazy_pinyin  # its tables take a while to load

    return lazy_pinyin(character, style=Style.NORMAL, v_to_u=False)[0]


@functools.cache
def _sounds() -> Mapping[tuple[str, ...], tuple[str, str]]:
    """Toneless syllables of the terms of two characters and more, with the term and its category."""
    table: dict[tuple[str, ...], tuple[str, str]] = {}
    for term, category in wordlists.block_list("block_zh.txt", None).terms.items():
        if (
            2 <= len(term) <= _LONGEST
            and all(_HAN.match(c) for c in term)
            and category != "manipulation"
            and (category != "real-person" or len(term) > 2)
        ):
            table.setdefault(tuple(map(sound, term)), (term, category))
    return table


@functools.cache
def _all_syllables() -> frozenset[str]:
    common = wordlists.sections("common_zh.txt", None)
    single = {sound(word) for _, word in common if len(word) == 1}
    return frozenset(
        syllable for syllable in single if syllable.isascii() and syllable not in ("n", "m", "ng", "hm")
    )


@functools.cache
def _ambiguous() -> frozenset[str]:
    """Sounds of two syllables that are common harmless words, too: da ren is 大人 before it is 打人."""
    unsafe = wordlists.block_list("block_zh.txt", None).terms
    common = wordlists.sections("common_zh.txt", None)
    return frozenset(
        "".join(map(sound, word))
        for n, word in common
        if len(word) == 2 and int(n) > 8 and word not in unsafe
    )
