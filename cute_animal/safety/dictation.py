"""Writing a Chinese wish anew from its sound, as one who hears it would: pinyin, homophones, or both mixed.

A noisy channel: every word of the dictionary may stand where its sound is heard; a word costs its rarity in
bits, a character other than the one that was written costs extra. Ordinary writing therefore stays as it is,
while 爬出羔嵝幢瑚 is heard as 爬出高楼窗户. Knows nothing about what is unsafe.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from cute_animal.safety import chinese, english, sounds, wordlists
from cute_animal.safety.normalise import HAN

_HAN = re.compile(f"[{HAN}]")
_PIECE = re.compile(f"[{HAN}]|[a-z]+|.", re.DOTALL)
_LONGEST_WORD = 4
_SUBSTITUTION_BITS = 7.0  # an everyday homophone must not replace what was written: measured, evaluate.py
_SETTLED_BITS = (
    16.0  # the same for 系 in 系粉围巾 and 眼镜 in 没有眼镜: small words and whole words are meant as written
)
_RAREST_BITS = 26.0
_KEPT = 4  # words of one sound that may be meant


class Unit(NamedTuple):
    """One character, or one syllable in Latin letters (written is empty then); anything else has no sound."""

    written: str
    sound: str
    text: str
    is_loose: bool = False  # no part of a word that was written, and no small word of any sentence


def find(text: str) -> str | None:
    """Return the category of what the text sounds like, or None. text: the plain form."""
    if _HAN.search(text) is None:
        return chinese.find_plainly(write_down(text, all_latin=True)) if sounds.is_pinyin(text) else None
    parts = (chinese.without_gaps(part) for part in sounds.STOP.split(text))
    return next(filter(None, map(_find_in_part, parts)), None)


@functools.lru_cache(maxsize=256)  # a wish with markup and without has the same parts
def _find_in_part(text: str) -> str | None:
    if not _is_odd(text):
        return None  # most parts of most wishes
    return chinese.find_plainly(write_down(text, all_latin=False))


def _is_odd(text: str) -> bool:
    """Does it hold syllables, or a character that is no word there and no small word of any sentence?"""
    loose = (text[w.start : w.end] for w in chinese.words(text) if not w.is_known)
    return any(piece not in _everyday() and (piece.isalpha() or _HAN.match(piece)) for piece in loose)


@functools.cache
def _everyday() -> frozenset[str]:
    return wordlists.word_set("grammar_zh.txt", "everyday", None)


def write_down(text: str, *, all_latin: bool) -> str:
    """Return the likeliest Chinese text of that sound. all_latin: English words are syllables, too."""
    units = units_of(text, all_latin=all_latin)
    words, costs = _by_sound(), chinese.costs()
    changing = [_price_of_change(unit) for unit in units]
    best = [0.0] + [float("inf")] * len(units)  # cost of each beginning of the text
    last_words = [(0, "")] * (len(units) + 1)  # where its last word starts, and how that is written
    for start, unit in enumerate(units):
        if not unit.sound:
            best[start + 1], last_words[start + 1] = best[start], (start, unit.text)
            continue
        cost, is_anew = best[start], False
        heard_as: tuple[str, ...] = ()
        written = ""
        for end in range(start + 1, min(len(units), start + _LONGEST_WORD) + 1):
            last = units[end - 1]
            if not last.sound:
                break
            heard_as = (*heard_as, last.sound)
            written += last.written
            is_anew = is_anew or changing[end - 1] < _SETTLED_BITS
            known = costs.get(written) if len(written) == end - start else None
            if known is None and end == start + 1:
                known = _RAREST_BITS
            if known is not None and cost + known < best[end]:
                best[end], last_words[end] = cost + known, (start, written or unit.text)
            if not is_anew:
                continue  # what stands there as words was meant so
            for bits, word in words.get(heard_as, ()):
                price = cost + bits
                if price >= best[end]:
                    break  # the rest is dearer
                for place, character in enumerate(word, start):
                    if units[place].written != character:
                        price += changing[place]
                if price < best[end]:
                    best[end], last_words[end] = price, (start, word)
    heard = []
    end = len(units)
    while end:
        end, word = last_words[end]
        heard.append(word)
    return "".join(reversed(heard))


def _price_of_change(unit: Unit) -> float:
    """Return what it costs to take a unit for another character of its sound."""
    if not unit.written:
        return 0.0
    return _SUBSTITUTION_BITS if unit.is_loose else _SETTLED_BITS


def units_of(text: str, *, all_latin: bool) -> list[Unit]:
    """Cut text into characters and syllables; words that are no pinyin stay whole and soundless."""
    units = []
    loose = {
        place for word in chinese.words(text) if not word.is_known for place in range(word.start, word.end)
    }
    for match in _PIECE.finditer(text):
        piece = match.group()
        if _HAN.match(piece):
            is_loose = match.start() in loose and piece not in _everyday()
            units.append(Unit(piece, sounds.sound(piece), piece, is_loose))
        elif piece.isalpha() and piece.isascii():
            syllables = sounds.syllables(piece) if all_latin or not english.is_known(piece) else None
            units += [Unit("", s, s) for s in syllables] if syllables else [Unit("", "", piece)]
        elif not piece.isspace() and not piece.isdigit() and piece not in "'-_.*~":
            units.append(Unit("", "", piece))
    return units


@functools.cache
def _by_sound() -> Mapping[tuple[str, ...], Sequence[tuple[float, str]]]:
    """The likeliest words of each sound, with their cost in bits."""
    table: dict[tuple[str, ...], list[tuple[float, str]]] = {}
    for word, bits in chinese.costs().items():
        is_ambiguous = (
            len(word) == 1
            and word in chinese.unsafe_terms()
            and sounds.sound(word) not in sounds.LONE_SYLLABLES
        )
        if len(word) <= _LONGEST_WORD and all(_HAN.match(c) for c in word) and not is_ambiguous:
            table.setdefault(tuple(map(sounds.sound, word)), []).append((bits, word))
    return {heard_as: sorted(words)[:_KEPT] for heard_as, words in table.items()}
