"""From the letters of a wish to tokens: words of the vocabulary, fillers, grammar, and what we do not know.

English is cut at word boundaries, the longest phrase first; Chinese by the cheapest segmentation. Owns
the spelling of plurals, spelling.py that of letters; what the tokens mean together is for
sentence.py.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from cute_animal import plain_words
from cute_animal.grammar_words import GRAMMAR_EN, GRAMMAR_ZH, MEASURES_ZH, NUMBERS, PHRASES_EN, PLURALS
from cute_animal.nicknames import NICKNAMES
from cute_animal.safety import wordlists
from cute_animal.spelling import HAN, before_slips, spelled
from cute_animal.vocabulary import TABLES, THINGS
from cute_animal.whole_words import whole_words

_LATIN = re.compile(r"[a-z0-9]+(?:'[a-z]+)?")
_COUNTED = re.compile(r"\d+(?:st|nd|rd|th|s|x|am|pm|yo|yr|yrs|year|years|cm|m)?")  # "5th", "7pm"; not "3d"
_STOPS = ".!?。！？；;\n…"
_COMMAS = ',，、/／+|:：()（）“”"[]【】—-~～'
_SAME_SLOTS = {"coat": "color", **{f"{thing}_color": "color" for thing in THINGS}}
_LONE_COST = {
    "color": 1.15,
    "filler": 1.2,
    "measure": 1.2,
    "thing": 1.5,
}  # of one character, where a word costs 1
_LONGEST_EN = 5  # words in a phrase
_LONGEST_ZH = 7  # characters in a word
_SMALL_WORDS = frozenset(("filler", *GRAMMAR_EN)) - {"part", "fur"}  # kinds of words that draw nothing
# Kinds of words that have a plural.
_NOUNS = frozenset((*THINGS, "species", "animal", "thing", "place", "part", "style"))


@dataclass(frozen=True, slots=True)
class Token:
    """kind: a slot's name, "color", "animal" and "thing" (known, cannot be drawn), "other" (unknown), grammar or "filler"."""

    kind: str
    key: str  # the vocabulary's key, or the word as it was looked up
    start: int  # in the wish as it was typed
    end: int
    number: int = 1
    plural: bool = False


Entry = tuple[str, str]  # kind, key


@functools.cache
def english() -> dict[tuple[str, ...], Entry]:
    """Phrase -> entry. Words of the vocabulary win over grammar, grammar over fillers."""
    found: dict[tuple[str, ...], Entry] = {}

    def add(phrase: str, kind: str, key: str) -> None:
        found.setdefault(tuple(phrase.casefold().replace("-", " ").split()), (kind, key))

    for slot, table in TABLES.items():
        for term in table.values():
            for word in term.en:
                kind = _SAME_SLOTS.get(slot, slot)
                add(word, kind, word.casefold() if kind == "color" else term.key)
                if slot == "pattern":
                    add(word.removeprefix("with "), slot, term.key)  # "has stripes"
    for species, (names, _) in NICKNAMES.items():
        for name in names:
            add(name, "species", species)
    for kind, phrases in PHRASES_EN.items():
        for phrase in phrases.split("|"):
            add(phrase, *(("number", "2") if kind == "number2" else (kind, phrase)))
    for color in plain_words.OTHER_COLORS_EN:
        add(color, "color", color)
    for thing in plain_words.THINGS_EN:
        add(thing, "thing", thing)
    for english_names, _ in plain_words.ANIMALS:
        for name in english_names.split("|"):
            add(name, "animal", name)
    for kind, words in GRAMMAR_EN.items():
        for word in words.split():
            add(word, kind, word)
    for number, word in enumerate(NUMBERS["en"], 1):
        add(word, "number", str(number))
    found[("'s",)] = ("filler", "'s")
    for word in plain_words.FILLERS_EN:
        add(word, "filler", word)
    return found


@functools.cache
def chinese() -> dict[str, Entry]:
    """Word -> entry, as in `english`."""
    found: dict[str, Entry] = {}
    for slot, table in TABLES.items():
        for term in table.values():
            for word in term.zh:
                if word.isascii():
                    continue
                kind = _SAME_SLOTS.get(slot, slot)
                found.setdefault(word.casefold(), (kind, word if kind == "color" else term.key))
    for species, (_, names) in NICKNAMES.items():
        for name in names:
            found.setdefault(name, ("species", species))
    for word, (kind, _) in list(found.items()):
        if kind == "color" and len(word) == 1:
            found.setdefault(word * 2, (kind, word))  # 白白的
    for kind, words in GRAMMAR_ZH.items():
        for word in words.split():
            found.setdefault(word, (kind, word))
    for _, chinese_names in plain_words.ANIMALS:
        for name in chinese_names.split("|"):
            found.setdefault(name, ("animal", name))
    for color in plain_words.OTHER_COLORS_ZH:
        found.setdefault(color, ("color", color))
    for word in plain_words.THINGS_ZH:
        found.setdefault(word, ("thing", word))
    for word in MEASURES_ZH.split():
        found.setdefault(word, ("measure", word))
    for number, digit in enumerate(NUMBERS["zh"], 1):
        found[digit] = ("number", str(number))
    for pair in ("两", "俩", "一对", "一双"):
        found[pair] = ("number", "2")
    for word in plain_words.FILLERS_ZH:
        found.setdefault(word, ("filler", word))
    for person in plain_words.PEOPLE_ZH:
        found.setdefault(f"{person}家的", ("filler", f"{person}家的"))  # whose animal it is, not where it is
    return found


def tokens(wish: str) -> list[Token]:
    """Cut a wish into tokens, in order; spaces are dropped, punctuation is kept as "comma" and "stop"."""
    text, places = spelled(wish)
    found: list[Token] = []
    at = 0
    while at < len(text):
        latin = _LATIN.match(text, at)
        if text.startswith("t恤", at):  # the one Chinese word with a Latin letter
            found.append(Token("garment", "sweater", at, at + 2))
            at += 2
        elif latin:
            words = []
            while latin and not text.startswith("t恤", latin.start()):
                words += _split_possessive(latin)
                at = latin.end()
                gap = re.compile(r"[ \t_]*-?[ \t_]*").match(text, at)
                latin = _LATIN.match(text, gap.end()) if gap else None
            found += _english_tokens(words)
        elif HAN.match(text[at]):
            end = at
            while end < len(text) and HAN.match(text[end]):
                end += 1
            found += _chinese_tokens(text, at, end)
            at = end
        else:
            kind = (
                "stop"
                if text[at] in _STOPS
                else "comma"
                if text[at] in _COMMAS
                else "&"
                if text[at] == "&"
                else ""
            )
            if kind:
                found.append(Token("and" if kind == "&" else kind, text[at], at, at + 1))
            at += 1
    for number, head in zip(found, found[1:], strict=False):
        if number.kind == "number" and head.key == "头":  # 两头小牛, not the head
            found[found.index(head)] = replace(head, kind="measure")
    return [replace(token, start=places[token.start], end=places[token.end - 1] + 1) for token in found]


Word = tuple[str, int, int]


def _split_possessive(match: re.Match[str]) -> list[Word]:
    """ "bear's" -> "bear", "'s"; "don't" stays."""
    word, start, end = match.group(), match.start(), match.end()
    if word.endswith("'s") and word not in _possessives():
        return [(word[:-2], start, end - 2), ("'s", end - 2, end)]
    return [(word, start, end)]


@functools.cache
def _possessives() -> frozenset[str]:
    """Words of phrases that are no phrase without their "'s": "santa's hat"."""
    return frozenset(word for phrase in english() for word in phrase if word.endswith("'s"))


def _english_tokens(words: list[Word]) -> Iterator[Token]:
    at = 0
    while at < len(words):
        for length in range(min(_LONGEST_EN, len(words) - at), 0, -1):
            phrase = tuple(word for word, _, _ in words[at : at + length])
            entry, plural = _look_up(phrase)
            if entry is not None:
                break
        else:
            length, plural = 1, False
            word = words[at][0]
            entry = (
                ("number", word)
                if word.isdigit()
                else ("filler", word)
                if _COUNTED.fullmatch(word)
                else _misspelt(word) or ("other", word)
            )
        kind, key = entry
        number = int(key) if kind == "number" and len(key) < 6 else 1
        yield Token(kind, key, words[at][1], words[at + length - 1][2], number, plural)
        at += length


@functools.lru_cache(maxsize=2000)
def _misspelt(word: str) -> Entry | None:
    """The filler or grammar that a word, which is none of the dictionary, was meant to be: "wihout", "littlle".

    Never a word of the vocabulary: "coati" is no coat.
    """
    if word in wordlists.word_set("common_en.txt", separator=None):
        return None
    for meant in before_slips(word):
        entry = english().get((meant,))
        if entry is not None and entry[0] in _SMALL_WORDS:
            return entry
    return None


def _look_up(phrase: tuple[str, ...]) -> tuple[Entry | None, bool]:
    """The entry of a phrase, in the singular if the plural is none; and whether it was a plural."""
    entry = english().get(phrase)
    if entry is not None:
        return entry, False
    at = phrase.index("of") - 1 if "of" in phrase[1:] else len(phrase) - 1  # "cups of tea"
    for singular in _singulars(phrase[at]):
        entry = english().get((*phrase[:at], singular, *phrase[at + 1 :]))
        if entry is not None and entry[0] in _NOUNS:
            return entry, True
    return None, False


def _singulars(word: str) -> Iterator[str]:
    """What a word may be the plural of."""
    if word in PLURALS:
        yield PLURALS[word]
    for ending, instead in (("s", ""), ("es", ""), ("ies", "y")):
        if word.endswith(ending):
            yield word.removesuffix(ending) + instead


def _chinese_tokens(text: str, start: int, end: int) -> list[Token]:
    """The cheapest way to cut: few words, and characters that no word takes cost most."""
    words = chinese()
    best: list[tuple[float, int]] = [(0.0, start)]  # cost up to here, where the last word began
    for at in range(start + 1, end + 1):
        options = []
        for begin in range(max(start, at - _LONGEST_ZH), at):
            word = text[begin:at]
            entry = words.get(word)
            if entry is not None:
                # A longer word later wins a tie: 小 + 鸡蛋, not 小鸡 + 蛋.
                cost = 1.0 if len(word) > 1 else _LONE_COST.get(entry[0], 1.1)
                if word in plain_words.GRAMMAR_ZH:
                    cost = 1.05
                cost -= 0.001 * len(word) * (begin - start)
            elif at - begin == 1:
                cost = 3.0
            else:
                continue
            options.append((best[begin - start][0] + cost, begin))
        best.append(min(options))
    cuts = []
    at = end
    while at > start:
        begin = best[at - start][1]
        cuts.append((begin, at))
        at = begin
    found: list[Token] = []
    for begin, at in reversed(cuts):
        kind, key = words.get(text[begin:at], ("other", text[begin:at]))
        if found and kind == "other" and found[-1].kind == "other":
            found[-1] = replace(found[-1], key=found[-1].key + key, end=at)
        else:
            found.append(Token(kind, key, begin, at, int(key) if kind == "number" else 1))
    return whole_words(text, found)
