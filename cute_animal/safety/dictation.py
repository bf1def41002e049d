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
    odd = filter(_is_odd, sounds.STOP.split(text))  # most parts of most wishes are not
    heard = (write_down(part, all_latin=False) for part in odd)
    return next(filter(None, map(chinese.find_plainly, heard)), None)


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
    best: list[tuple[float, int, str]] = [(0.0, 0, "")] + [(float("inf"), 0, "")] * len(units)
    for start, unit in enumerate(units):
        cost = best[start][0]
        if not unit.sound:
            best[start + 1] = min(best[start + 1], (cost, start, unit.text))
            continue
        heard_as: tuple[str, ...] = ()
        for end in range(start + 1, min(len(units), start + _LONGEST_WORD) + 1):
            if not units[end - 1].sound:
                break
            heard_as = (*heard_as, units[end - 1].sound)
            written = "".join(u.written for u in units[start:end])
            known = costs.get(written) if len(written) == end - start else None
            if known is not None or (end == start + 1 and written):
                own = _RAREST_BITS if known is None else known
                best[end] = min(best[end], (cost + own, start, written))
            for bits, word in words.get(heard_as, ()):
                price = cost + bits
                if price >= best[end][0]:
                    break  # the rest is dearer
                price += sum(map(_price_of_change, units[start:end], word))
                if price < best[end][0]:
                    best[end] = (price, start, word)
            if end == start + 1 and best[end][0] == float("inf"):
                best[end] = (cost + _RAREST_BITS, start, unit.text)
    heard = []
    end = len(units)
    while end:
        _, start, word = best[end]
        heard.append(word)
        end = start
    return "".join(reversed(heard))


def _price_of_change(unit: Unit, character: str) -> float:
    if unit.written in ("", character):
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
