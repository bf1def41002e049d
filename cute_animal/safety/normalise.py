"""Normal forms of a wish: one to show and draw, one to judge.

`clean` keeps the child's words and drops what cannot be seen; `plain` undoes disguises: look-alike letters,
accents, traditional characters, entities, emoji. Knows nothing about which words are unsafe.
"""

from __future__ import annotations

import functools
import html
import re
import unicodedata
from collections.abc import Mapping
from typing import TYPE_CHECKING

from cute_animal.safety import wordlists

if TYPE_CHECKING:
    from opencc import OpenCC

HAN = "\u3400-\u4dbf\u4e00-\u9fff"
_ESCAPE = re.compile(r"\\u\{?([0-9a-fA-F]{4,6})\}?|\\x([0-9a-fA-F]{2})|%([2-7][0-9a-fA-F])")
_TAG = re.compile(r"<[^<>]{0,120}>")
_SPACE = re.compile(r"\s+")
_WORD = re.compile(r"[^\W\d_]+")
_VARIATION = re.compile("[\ufe00-\ufe0f]")  # how the character before is shown; it counts as printable
_INVISIBLE = {"Cf", "Cs", "Co", "Cn"}
# Characters without ink that count as letters or marks: Hangul fillers, the braille blank, joiners.
_BLANK = dict.fromkeys(map(ord, "\u115f\u1160\u3164\uffa0\u2800\u034f\u17b4\u17b5"), None)


def clean(wish: str) -> str:
    """Return the wish in one line, without control or invisible characters; its words stay as they are."""
    text = html.unescape(html.unescape(wish)) if "&" in wish else wish
    text = unicodedata.normalize("NFKC", text.translate(_BLANK))
    if not text.isprintable() or _VARIATION.search(text):
        text = "".join(" " if unicodedata.category(c) == "Cc" else c for c in text if not _is_invisible(c))
    return _SPACE.sub(" ", text).strip()


def drawable(text: str) -> str:
    """Drop tags, weights and template brackets from a cleaned wish: `(red:1.3)`, `<lora:x:1>`, `{{a|b}}`."""
    text = _TAG.sub(" ", text)
    text = re.sub(r"[(\[{]+([^()\[\]{}]*?)\s*:\s*-?\d+(?:\.\d+)?\s*[)\]}]+", r"\1", text)
    return _SPACE.sub(" ", re.sub(r"[{}\[\]<>|\\]+", " ", text)).strip()


@functools.lru_cache(maxsize=4)  # the wish with and without markup, mostly the same
def plain(cleaned: str) -> str:
    """Return the form that is judged: lower case, no accents, simplified characters, emoji as words."""
    text = _ESCAPE.sub(_unescape, cleaned)
    text = text.translate(_emoji())
    text = unicodedata.normalize("NFKC", text).casefold()
    text = "".join(c for c in unicodedata.normalize("NFD", text) if unicodedata.category(c) != "Mn")
    text = unicodedata.normalize("NFC", text)
    if not text.isascii():
        text = _WORD.sub(_latin_word, text)
        text = "".join(
            _simplified(c) if c >= "\u3400" else _lookalikes().get(c, c) if c in _LONE else c for c in text
        )
    return _SPACE.sub(" ", text).strip()


_LONE = "€£¥₩₦฿₳₵₭₽"  # currency signs stand for letters; they are no part of a word


def _is_invisible(character: str) -> bool:
    return unicodedata.category(character) in _INVISIBLE or _VARIATION.match(character) is not None


def _unescape(match: re.Match[str]) -> str:
    code = int(next(group for group in match.groups() if group), 16)
    return chr(code) if 32 <= code < 0xD800 or 0xE000 <= code < 0x110000 else " "


def _latin_word(match: re.Match[str]) -> str:
    """Write a word of look-alikes in Latin letters, unless it is an honest word of another script."""
    word = match.group()
    if word.isascii() or min(word) >= "\u3400":
        return word
    table = _lookalikes()
    mapped = "".join(table.get(c, c) for c in word)
    if any(c.isascii() for c in word) or len(word) == 1 or any(_is_fancy(c) for c in word):
        return mapped
    if mapped.isascii() and len(mapped) > 2 and mapped in _english():
        return f"{word} {mapped}"
    return word


def _is_fancy(character: str) -> bool:
    """Letters that nobody writes whole wishes in: small capitals, phonetic, Cherokee, Lisu letters."""
    return (
        "\u0250" <= character <= "\u02af"
        or "\u1d00" <= character <= "\u1dbf"
        or "\u13a0" <= character <= "\u13ff"
        or "\uab30" <= character <= "\uabbf"
        or "\ua4d0" <= character <= "\ua4ff"
        or "\ua720" <= character <= "\ua7ff"
        or character > "\U00010000"
    ) and not "\U00020000" <= character <= "\U000323af"


@functools.cache
def _lookalikes() -> Mapping[str, str]:
    table = {}
    rows = [line.split(" ", 1) for line in wordlists.lines("lookalikes.txt")]
    for letter, characters in rows:
        table.update(dict.fromkeys(characters, letter))
    for (
        letter,
        characters,
    ) in rows:  # a capital may look like another letter than its small one, which has its own row
        for character in characters:
            table.setdefault(character.lower(), letter)
    return {character: letter for character, letter in table.items() if not character.isascii()}


@functools.cache
def _emoji() -> Mapping[int, str]:
    rows = (line.split(" ", 1) for line in wordlists.lines("emoji.txt"))
    return {ord(emoji): f" {words} " for emoji, words in rows}


@functools.cache
def _english() -> frozenset[str]:
    terms = wordlists.block_list("block_en.txt").terms
    return frozenset(term.lstrip("=") for term in terms) | wordlists.word_set("common_en.txt", separator=None)


@functools.lru_cache(maxsize=8192)
def _simplified(character: str) -> str:
    """Character by character: OpenCC in pure Python takes 40 ms for a whole long wish."""
    return "着" if character == "著" else _converter().convert(character)


@functools.cache
def _converter() -> OpenCC:
    from opencc import OpenCC  # its tables take 0.1 s to load

    return OpenCC("t2s")
